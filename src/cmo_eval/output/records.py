"""Records as a person reads them, and as JSON: a line of each (`list`), and one with what refers to it (`show`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from cmo_eval.analysis.code_tree import CodeUse, code_tree
from cmo_eval.analysis.quotes import Quotes, quotes_of
from cmo_eval.analysis.selection import Selection, chosen
from cmo_eval.disclosure import quotable
from cmo_eval.model import Citation, Source, holding
from cmo_eval.model.base import AnyRecord
from cmo_eval.model.relations import references
from cmo_eval.nearest import unknown_id
from cmo_eval.output.plain import beside, fields, json_text, visible
from cmo_eval.output.quotes import HEADINGS, in_short
from cmo_eval.store.repository import Coded, Repository

# ---- list -----------------------------------------------------------------------------------------------------------

_CODE = 40
"""Columns that a code takes at most, with the blanks before it."""
_COUNTS = ("cited", "sources", "in all")


def listing_text(
    repository: Repository, kind: str, width: int | None = None, only: Sequence[Coded] | None = None
) -> str:
    """A line for each, its id beside its title; codes as a tree with counts; empty where there is none.

    Args:
        repository: of the evaluation.
        kind: claims, patterns, cases, sources, citations, codes, questions or groups.
        width: columns of the terminal, for lines that are folded; None for a line each, whole.
        only: of citations these; all of them unless given.
    """
    if kind == "codes":
        return "\n".join(beside(_tree(code_tree(repository)), width, most=_CODE))
    rows = [(visible(row["id"]), visible(row["title"])) for row in _rows(repository, kind, only)]
    return "\n".join(beside(rows, width))


def listing_json(repository: Repository, kind: str, only: Sequence[Coded] | None = None) -> str:
    """The same as JSON: a row with `id` and `title` for each, and with more of sources, citations and codes.

    A citation's title says who speaks and what it shows; its words stay in its file. Codes come as a tree, each with
    its `depth` and how many `citations` and `sources` use it.
    """
    return json_text(_rows(repository, kind, only))


def _rows(repository: Repository, kind: str, only: Sequence[Coded] | None) -> list[dict[str, Any]]:
    if kind == "citations":
        return [_citation(repository, coded) for coded in (repository.citations if only is None else only)]
    if kind == "codes":
        return [_code(used) for used in code_tree(repository)]
    if kind in {"questions", "groups"}:
        return [{"id": id_, "title": text} for id_, text in getattr(repository.evaluation, kind).items()]
    return [
        {**fields(one, "id", "title"), **(_source(one) if isinstance(one, Source) else {})}
        for one in getattr(repository, kind).values()
    ]


def _source(source: Source) -> dict[str, Any]:
    about = ", ".join(filter(None, (source.kind, source.group)))
    return {"title": f"{source.title} ({about})", **fields(source, "kind", "group")}


def _code(used: CodeUse) -> dict[str, Any]:
    code = used.code
    return {
        "id": used.id,
        "title": f"{code.label or code.id} ({code.kind})" if code else "not in the codebook",
        "kind": code and code.kind,
        "parent": code and code.parent,
        **fields(used, "depth", "citations", "sources", "with_below"),
        "use": code and code.use,
        "avoid": code and code.avoid,
    }


def _citation(repository: Repository, coded: Coded) -> dict[str, Any]:
    citation = coded.citation
    shown = [
        f"{one.stance} {f'{one.suggests} instead of ' if one.suggests else ''}{one.claim}"
        + (f" ({one.pattern} lacks {', '.join(one.lacks)})" if one.lacks else "")
        for one in citation.evidence
    ]
    who = repository.role_of(coded) or repository.group_of(coded) or "source"
    return {
        "id": citation.id,
        "title": f"{who}: {', '.join(shown) or ', '.join(citation.codes) or 'nothing yet'}",
        "source": coded.source,
        "evidence": shown,
        "codes": citation.codes,
        **fields(coded, "file", "line"),
    }


def _tree(tree: Sequence[CodeUse]) -> list[tuple[str, str]]:
    """A row for each code, indented below its parent, with its counts, and what it is in words.

    The counts are citations with the code, their sources, and citations with it or one below it.
    """
    rows = [("code", "  ".join(_COUNTS))] if tree else []
    for used in tree:
        counts = (used.citations, used.sources, used.with_below)
        numbers = "  ".join(f"{count:>{len(title)}}" for count, title in zip(counts, _COUNTS, strict=True))
        code = used.code
        what = f"{code.label or ''} ({code.kind})".lstrip() if code else "not in the codebook"
        rows.append((visible(f"{'  ' * used.depth}{used.id}"), f"{numbers}  {visible(what)}"))
    return rows


# ---- show -----------------------------------------------------------------------------------------------------------

HELD_BACK = {*holding(Citation, but=("around",))}
"""Keys of a citation that hold words, or a coder's words about them."""
_THINGS = frozenset({"claim", "pattern", "case", "source", "origin", "citation", "ground"})
_MANY = 5
"""Ids of citations in a row from which on only the first and last of them are named."""


def record_json(repository: Repository, id_: str) -> str:
    """The record, with `file` (and its line) and `referred_to_by`, as JSON.

    Raises:
        UsageError: there is nothing with that id.
    """
    found = _quotes(repository, id_)
    quotes = {} if found is None else {"quotes": [fields(one, *HEADINGS) for one in found.rows]}
    return json_text({**_data(repository, id_), **quotes})


def record_text(repository: Repository, id_: str, *, width: int | None = None, ascii_only: bool = False) -> str:
    """The record as indented keys and values, and the first words that say something about it.

    Args:
        repository: of the evaluation.
        id_: of a record, or a code.
        width: columns of the terminal, in which quotes are folded; None for a line each, whole.
        ascii_only: quotation marks are plain.

    Raises:
        UsageError: there is nothing with that id.
    """
    data = _data(repository, id_)
    lines = [*_lines({**data, "referred_to_by": _in_short(data["referred_to_by"])})]
    found = _quotes(repository, id_)
    if found is not None and found.rows:
        option = f"--{_kind_of(repository, id_)} {id_}"
        lines += ["quotes:", *in_short(found, option, width=width, ascii_only=ascii_only)]
    return "\n".join(lines)


def _kind_of(repository: Repository, id_: str) -> str | None:
    return repository.kind_of(id_) or ("code" if id_ in repository.codes else None)


def _quotes(repository: Repository, id_: str) -> Quotes | None:
    """What is said about a claim, pattern or code; None of anything else."""
    kind = _kind_of(repository, id_)
    if kind not in {"claim", "pattern", "code"}:
        return None
    return quotes_of(repository, chosen(repository, Selection(**{kind: id_})))


def _data(repository: Repository, id_: str) -> dict[str, Any]:
    kind = _kind_of(repository, id_)
    if kind is None:
        repository.refuse_unread(id_)
        records = (repository.claims, repository.patterns, repository.cases, repository.sources)
        raise unknown_id(id_, chain(*records, repository.codes, repository.citations.by_id))
    record: AnyRecord
    if kind == "citation":
        coded = repository.citations.by_id[id_]
        record, file, line = coded.citation, coded.file, coded.line
        left_out = {"selector"}  # its prefix and suffix are words of whoever spoke before and after
        held_back = not quotable(repository, coded)
    elif kind == "code" and repository.stored_codebook is not None:
        record, left_out, held_back = repository.codes[id_], set(), False
        place = next(place for place, one in enumerate(repository.stored_codebook.record.codes) if one.id == id_)
        file, line, _ = repository.stored_codebook.at("codes", place)
    else:
        stored = next(one for one in getattr(repository, f"stored_{kind}s") if one.record.id == id_)
        record, (file, line, _), left_out, held_back = stored.record, stored.at(), set(), False
    data: dict[str, Any] = record.model_dump(
        mode="json",
        by_alias=True,
        exclude_none=True,
        exclude_defaults=True,
        exclude=left_out | (HELD_BACK if held_back else set()),
    )
    if held_back:
        data["held_back"] = "the speaker may not be quoted"
    return {**data, "file": f"{file}:{line}", "referred_to_by": _referring(repository, id_)}


def _referring(repository: Repository, id_: str) -> list[str]:
    """Ids of what names this, in the order claims, patterns, cases, sources, citations, conclusions.

    A source is also named by what names words of it, a code by the codes below it and by citations that have it.
    """
    if repository.kind_of(id_) is None:
        below = [other for other, code in repository.codes.items() if code.parent == id_]
        return below + [coded.id for coded in repository.citations if id_ in coded.citation.codes]
    wanted = {id_, *(one.id for one in repository.citations.of_source.get(id_, ()))}

    def names_it(record: AnyRecord) -> bool:
        return any(one.relation in _THINGS and one.target in wanted for one in references(record))

    records = (repository.claims, repository.patterns, repository.cases, repository.sources)
    found = [other for others in records for other, record in others.items() if other != id_ and names_it(record)]
    found += [
        coded.id
        for coded in repository.citations
        if coded.source == id_ or any(id_ in (one.claim, one.suggests, one.pattern) for one in coded.citation.evidence)
    ]
    found += [
        one.by
        for one in references(repository.conclusions)
        if one.relation == "ground" and one.target in wanted and one.by
    ]
    return list(dict.fromkeys(found))


def _in_short(ids: Sequence[str]) -> list[str]:
    """The ids, many citations that follow on each other as the first and last of them."""
    runs: list[list[str]] = []
    for id_ in ids:
        if runs and _follows(runs[-1][-1], id_):
            runs[-1].append(id_)
        else:
            runs.append([id_])
    short = [run if len(run) < _MANY else [f"{run[0]} to {run[-1]} ({len(run)} citations)"] for run in runs]
    return [*chain(*short)]


def _follows(before: str, id_: str) -> bool:
    start, _, number = id_.rpartition("-")
    other, _, one_less = before.rpartition("-")
    both = number.isdecimal() and one_less.isdecimal() and bool(start)
    return both and start == other and int(number) == int(one_less) + 1


def _lines(value: Any) -> Iterator[str]:
    """Keys with their values, those that are records further to the right; of a list a dash for each."""
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, dict) or (isinstance(part, list) and any(isinstance(item, dict) for item in part)):
                yield f"{key}:"
                yield from (f"  {line}" for line in _lines(part))
            elif isinstance(part, list):
                yield f"{key}: {', '.join(visible(str(item)) for item in part) or 'nothing'}"
            else:
                yield f"{key}: {visible(str(part).lower() if isinstance(part, bool) else str(part))}"
    else:
        for item in value:
            first, *rest = _lines(item) if isinstance(item, dict) else [visible(str(item))]
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
