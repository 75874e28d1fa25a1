"""How the citations were coded, by how many and how alike, and by which codes: annex A, computed from the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cmo_eval.analysis.coding import Coding
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import Codebook
from cmo_eval.report import contents
from cmo_eval.report.sentences import amount, decimal, number
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from cmo_eval.analysis.agreement import Row
    from cmo_eval.analysis.intervals import Measured
    from cmo_eval.analysis.model_coding import ModelCoder
    from cmo_eval.analysis.robustness import Recoded

_ALPHA = {"nominal": "krippendorff_alpha_nominal", "ordinal": "krippendorff_alpha_ordinal"}
MOST_CODES = 80
"""How many codes the codebook has in a report; the others are counted."""


def method(
    repository: Repository, coding: Coding, recoded: Recoded | None, language: str, *, most_codes: int | None
) -> contents.Method:
    """What annex A says of coding: sentences, a table of agreement, and the codes that are used.

    Args:
        repository: the evaluation, as its readers may see it.
        coding: of the whole evaluation.
        recoded: what second coders' readings do to proposals, where these readers see no second coding.
        language: `nl` or `en`.
        most_codes: how many codes are told; None for all.
    """
    book = repository.stored_codebook.record if repository.stored_codebook is not None else Codebook()
    codes = tuple(_codes(repository))
    return contents.Method(
        coded=(*_coded(coding, language), *(one for model in coding.models for one in _model(model, language))),
        recoded=_recoded(recoded, language) if recoded is not None else "",
        agreement=tuple(_agreement(coding.agreement, language)),
        codebook_version=book.version,
        codes=codes[:most_codes],
        more_codes=len(codes) - len(codes[:most_codes]),
        every_code=codes,
        codebook_changes=tuple((one.version, one.date, one.change, one.why or "") for one in book.history),
    )


def _recoded(found: Recoded, language: str) -> str:
    """For how many claims a second coder's reading gives another proposal; empty where nobody coded a second time."""
    if not found.claims:
        return ""
    claims = amount(found.claims, "claim", language)
    if not found.flipped:
        return say(phrase("report.recoded_none", claims=claims), language)
    flipped = amount(found.flipped, "claim", language)
    return say(phrase("report.recoded", n=flipped, claims=claims), language)


def _coded(coding: Coding, language: str) -> Iterator[str]:
    citations = amount(coding.citations, "citation", language)
    if len(coding.coders) > 1:
        shares = [number(share, language) for share in coding.coders]
        yield say(phrase("report.coded_by", citations=citations, n=len(shares), shares=shares), language)
    elif coding.coders:
        yield say(phrase("report.coded_by_one", citations=citations), language)
    else:
        yield label("report.coded_by_nobody", language)
    if not coding.twice:
        yield label("report.coded_once", language)
        return
    share = round(100 * coding.twice / coding.citations) if coding.citations else 0
    twice, sources = amount(coding.twice, "citation", language), amount(coding.sources, "source", language)
    yield say(phrase("report.coded_twice", citations=twice, share=share, sources=sources), language)
    settled, differing = (number(one, language) for one in (coding.settled, coding.differing))
    yield say(phrase("report.coded_settled", settled=settled, differing=differing), language)
    if coding.alone:
        alone = number(coding.alone, language)
        yield say(phrase("report.coded_alone", n=alone), language)


def _model(one: ModelCoder, language: str) -> Iterator[str]:
    """What a language model did: how much it proposed, what became of that, and how it codes beside people."""
    done = {name: number(one.outcomes.get(name, 0), language) for name in ("accepted", "changed", "rejected")}
    numbers = {"offered": one.offered, "refused": one.offered - one.taken, "taken": one.taken, "waiting": one.waiting}
    yield say(
        phrase(
            "report.model_proposed",
            model=[*one.models],
            sources=amount(len(one.sources), "source", language),
            **{name: number(value, language) for name, value in numbers.items()},
            **done,
        ),
        language,
    )
    row = next((row for row in one.agreement if row.about == "code"), None)
    alpha = row.measure(_ALPHA["nominal"]) if row is not None else None
    if one.units and one.codes and alpha is not None and alpha.value is not None:
        precision, recall = one.codes[0].precision, one.codes[0].recall
        values = {
            "citations": amount(one.units, "citation", language),
            "alpha": decimal(alpha.value, language),
            "interval": _interval(alpha, language) or "–",
            "precision": "–" if precision is None else f"{precision:.0%}",
            "recall": "–" if recall is None else f"{recall:.0%}",
        }
        yield say(phrase("report.model_agreed", **values), language)
    else:
        yield label("report.model_not_compared", language)
    yield label("report.model_counts", language)


def _agreement(rows: Sequence[Row], language: str) -> Iterator[contents.Agreed]:
    """Percentage and Krippendorff's alpha of each thing that was coded twice."""
    for row in (one for one in rows if one.units):
        alpha = row.measure(_ALPHA[row.scale]) or next((one for one in row.measures if one.name != "percent"), None)
        percent = row.measure("percent")
        yield contents.Agreed(
            about=label(f"report.agreed.{row.about}", language),
            units=row.units,
            percent=f"{percent.value:.0%}" if percent is not None and percent.value is not None else "",
            alpha=decimal(alpha.value, language) if alpha is not None else "",
            interval=_interval(alpha, language) if alpha is not None else "",
        )


def _interval(one: Measured, language: str) -> str:
    if one.low is None or one.high is None:
        return ""
    return say(phrase("report.interval", low=decimal(one.low, language), high=decimal(one.high, language)), language)


def _codes(repository: Repository) -> Iterator[contents.Code]:
    """The codes that citations have, in the codebook's order, then those that no codebook has."""
    used = Counter(code for coded in repository.citations.by_id.values() for code in coded.citation.codes)
    for id_, code in repository.codes.items():
        if id_ in used:
            of_book = (code.label or id_, code.kind, code.parent or "", code.use or "")
            yield contents.Code(id_, *of_book, used.pop(id_), code.avoid or "")
    for id_, times in sorted(used.items()):
        yield contents.Code(id_, id_, "", "", "", times)
