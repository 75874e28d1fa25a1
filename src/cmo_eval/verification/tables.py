"""What was found about proposals, by id, and as a pandas table: for who works on in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from cmo_eval.model import PARTS
from cmo_eval.verification.completeness import Completeness
from cmo_eval.verification.difference import Difference
from cmo_eval.verification.sensitivity import Sensitivity, Without
from cmo_eval.verification.verdict import Proposal
from cmo_eval.verification.verify import Verification

if TYPE_CHECKING:
    import pandas as pd

    from cmo_eval.verification.difference import ClaimDifference
    from cmo_eval.verification.saturation import Yield

T = TypeVar("T")
Row = tuple[object, ...]


@dataclass(frozen=True)
class ById(Mapping[str, T], Generic[T]):
    """What was found, by id of a claim or pattern; `frame()` makes it a table."""

    results: Mapping[str, T]
    columns: Sequence[str]
    rows: tuple[Row, ...]

    def __getitem__(self, id_: str) -> T:
        return self.results[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def frame(self) -> pd.DataFrame:
        """A tidy pandas table with these columns and rows."""
        return framed(self.columns, self.rows)


def framed(columns: Sequence[str], rows: Iterable[Row]) -> pd.DataFrame:
    """A pandas table; without rows it has its columns all the same."""
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(list(rows), columns=pd.Index(columns))


def by_flip(found: Mapping[str, Sensitivity]) -> ById[Sensitivity]:
    """What would flip each proposal: by claim; as a table a row for each loss that does.

    Columns: `claim`; `loss` (source, kind, group, coder, case, citation, pair or recoded); `ids`, joined by ` + `;
    `claim_version`, `verdict`, `becomes`, `rule` and `reason` of the proposal then.
    """
    columns = ("claim", "loss", "ids", "claim_version", "verdict", "becomes", "rule", "reason")
    rows = (
        (claim, flip.loss, " + ".join(flip.ids), flip.version, *_proposal(flip.proposal))
        for claim, one in found.items()
        for flip in one.flips
    )
    return ById(found, columns, tuple(rows))


def by_loss(found: Mapping[str, Without]) -> ById[Without]:
    """The proposals without some sources: by claim; as a table a row a claim.

    Columns: `claim`, `changed`, `lost` (a number of citations), `claim_version`, `verdict`, `becomes`, `rule`,
    `reason`.
    """
    columns = ("claim", "changed", "lost", "claim_version", "verdict", "becomes", "rule", "reason")
    rows = ((claim, one.changed, len(one.lost), one.version, *_proposal(one.proposal)) for claim, one in found.items())
    return ById(found, columns, tuple(rows))


def by_part(found: Mapping[str, Completeness]) -> ById[Completeness]:
    """Who shows each part of each pattern: by pattern; as a table a row a part.

    Columns: `pattern`, `part`, and in numbers `citations`, `voices`, `groups`, `cases` (that it is seen in) and
    `absent` (cases where it was looked for and not found).
    """
    columns = ("pattern", "part", "citations", "voices", "groups", "cases", "absent")
    rows = (
        (
            *(pattern, part, len(one.parts[part].citations), len(one.parts[part].voices), len(one.parts[part].groups)),
            sum(part in parts for parts in one.cases.values()),
            sum(part in parts for parts in one.absent.values()),
        )
        for pattern, one in found.items()
        for part in PARTS
    )
    return ById(found, columns, tuple(rows))


def verification_frame(verification: Verification) -> pd.DataFrame:
    """A row a claim; `decision`, `agrees` and `stale` are missing where nobody has decided.

    Columns: `claim`, `title`, `claim_version`, `verdict`, `becomes`, `rule`, `reason`, `missing` (in words),
    `decision`, `agrees`, `stale`, `preliminary`, and in numbers `voices`, `kinds`, `groups`.
    """
    columns = (
        *("claim", "title", "claim_version", "verdict", "becomes", "rule", "reason", "missing"),
        *("decision", "agrees", "stale", "preliminary", "voices", "kinds", "groups"),
    )
    rows = []
    for claim, one in verification.items():
        heard, missing = one.evidence.all, "; ".join(words.say() for words in one.proposal.missing)
        decision = one.decision.verdict if one.decision else None
        rows.append(
            (
                *(claim, one.claim.title, one.version, *_proposal(one.proposal), missing),
                *(decision, one.agrees, one.stale, bool(one.preliminary)),
                *(len(heard.voices), len(heard.kinds), len(heard.groups)),
            )
        )
    return framed(columns, rows).astype({"agrees": "boolean", "stale": "boolean"})


def saturation_frame(yields: Iterable[Yield]) -> pd.DataFrame:
    """A row a source, in the order of the curve.

    Columns: `source`, `date`, and in numbers `citations`, `new_patterns`, `patterns` (so far), `new_codes` and `codes`
    (so far).
    """
    columns = ("source", "date", "citations", "new_patterns", "patterns", "new_codes", "codes")
    rows = (
        (one.source, one.date, one.citations, len(one.new_patterns), one.patterns, len(one.new_codes), one.codes)
        for one in yields
    )
    return framed(columns, rows)


def difference_frame(difference: Difference) -> pd.DataFrame:
    """A row for each thing that changed about a claim.

    Columns: `claim`; `what` (proposal, decision, version, evidence or condition); `change` (added, removed, restanced,
    ...); `subject` (a citation, a number, a criterion or threshold); `before` and `after` in short, missing where there
    was or is nothing; `without`, the verdict that would be proposed without this change, where it would be another.
    """
    columns = ("claim", "what", "change", "subject", "before", "after", "without")
    return framed(columns, (row for claim in difference.claims for row in _changes(claim)))


def _changes(claim: ClaimDifference) -> Iterator[Row]:
    old, new = claim.before, claim.after
    if claim.proposal_changed:
        change = "added" if old is None else "removed" if new is None else "changed"
        verdicts = (one and _verdict(one.proposal) for one in (old, new))
        yield (claim.id, "proposal", change, "", *verdicts, None)
    for decided in claim.decisions:
        verdicts = (one.verdict if one else None for one in (decided.before, decided.after))
        yield (claim.id, "decision", decided.kind, str(decided.number), *verdicts, None)
    for wording in claim.versions:
        yield (claim.id, "version", wording.kind, str(wording.version), wording.before, wording.after, None)
    for piece in claim.evidence:
        lines = (one.line if one else None for one in (piece.before, piece.after))
        yield (claim.id, "evidence", piece.kind, piece.citation, *lines, _otherwise(piece.without))
    for condition in claim.conditions:
        values = (condition.before, condition.after)
        yield (claim.id, "condition", "changed", condition.what, *values, _otherwise(condition.without))


def _proposal(proposal: Proposal) -> Row:
    return (proposal.verdict, proposal.becomes, proposal.rule, proposal.reason.say())


def _verdict(proposal: Proposal) -> str:
    return proposal.verdict + (f" into {proposal.becomes}" if proposal.becomes else "")


def _otherwise(proposal: Proposal | None) -> str | None:
    return None if proposal is None else _verdict(proposal)
