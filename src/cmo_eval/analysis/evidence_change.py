"""What changed in the evidence on a claim, piece by piece: since a decision, or between two states of an evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from cmo_eval.analysis.decision import Staleness
from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, LeftOut
from cmo_eval.analysis.proposal import Proposal
from cmo_eval.deferred import dataclass
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import QUALITIES, STANCES
from cmo_eval.store.repository import Repository, natural

T = TypeVar("T", bound=Hashable)

Kind = Literal["added", "removed", "restanced", "reweighed", "recoded", "reattributed"]


Why = LeftOut | Literal["not_there", "unread", "no_stance"]
"""Why a piece is not weighed: as rule V0 leaves it out, its citation is not there or may stand in a file that cannot be
read, or it takes no such stance."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One stance of one citation on a claim; `pattern` with its parts, as a decision keeps it (`P06:context`).

    `voice`, `kind` and `group` say who speaks, where that is known: the lines of a decision do not say it.
    """

    citation: str
    stance: str
    other: str | None
    quality: str
    pattern: str | None
    voice: str | None = None
    kind: str | None = None
    group: str | None = None

    @property
    def line(self) -> str:
        """The line that a decision keeps of it."""
        return " ".join(filter(None, (self.citation, self.stance, self.other, self.quality, self.pattern)))

    @classmethod
    def of_line(cls, line: str) -> Piece:
        """What a line of a decision says; one in another form, written by hand, is all citation."""
        words = line.split()
        if len(words) >= 3 and words[1] in STANCES:
            citation, stance, *rest = words
            other = rest.pop(0) if stance == "suggests" and len(rest) > 1 else None
            if rest[0] in QUALITIES and len(rest) <= 2:
                return cls(citation, stance, other, rest[0], rest[1] if len(rest) > 1 else None)
        return cls(line, "", None, "", None)

    @classmethod
    def of_row(cls, row: EvidenceRow) -> Piece:
        """The same of a row of evidence, with who speaks in it."""
        heard = (row.voice, row.kind, row.group)
        return cls(row.citation, row.stance, row.other, QUALITIES[row.quality], row.shown, *heard)


@dataclass(frozen=True)
class EvidenceChange:
    """A piece of evidence before and after; None where it was or is not weighed.

    `kind` says what changed: `added`, `removed`, `restanced`, `reweighed` (its quality), `recoded` (its pattern or
    parts), `reattributed` (whose voice, which kind of source or group). `why` is the reason why it was or is not
    weighed. Since a decision, a `reattributed` one has neither before nor after: the decision knows that somebody is
    heard otherwise, and not who. `without` is the proposal that would stand now if this one had not changed, None where
    it would be the same or was not tried.
    """

    kind: Kind
    before: Piece | None
    after: Piece | None
    why: Why | None = None
    without: Proposal | None = None

    @property
    def citation(self) -> str:
        """Id of the citation."""
        piece = self.after or self.before
        return piece.citation if piece is not None else ""

    def phrase(self) -> Phrase:
        """The change in words."""
        before, after = self.before, self.after
        if before is None and after is None:
            return phrase("difference.heard_otherwise")
        if before is None or after is None:
            piece = after or before
            said = phrase(f"difference.{self.kind}", line=piece.line if piece is not None else "")
            if self.why is None or (self.kind == "added" and self.why == "not_there"):
                return said
            return phrase("difference.because", change=said, why=phrase(f"difference.{self.kind}.{self.why}"))
        if self.kind == "reattributed":
            return phrase("difference.reattributed", line=after.line, before=_speaker(before), after=_speaker(after))
        stances = [f"{piece.stance} {piece.other or ''}".rstrip() for piece in (before, after)]
        what, changes = f"{after.citation} {stances[1]}", list[Sequence[str | Phrase]]()
        if self.kind == "restanced":
            what = after.citation
            changes.append(stances)
        if before.quality != after.quality:
            changes.append((before.quality, after.quality))
        if before.pattern != after.pattern:
            changes.append([piece.pattern or phrase("difference.no_pattern") for piece in (before, after)])
        was, now = (_joined(values) for values in zip(*changes, strict=True))
        return phrase(f"difference.{self.kind}", what=what, before=was, after=now)


def _joined(parts: Sequence[str | Phrase]) -> str | Phrase:
    return parts[0] if len(parts) == 1 else phrase("difference.with", first=parts[0], rest=_joined(parts[1:]))


def _speaker(piece: Piece) -> Phrase:
    group = piece.group or phrase("difference.no_group")
    return phrase("difference.speaker", voice=piece.voice or "", kind=piece.kind or "", group=group)


# ---- since a decision -----------------------------------------------------------------------------------------------


def changes_since(
    stale: Staleness, now: EvidenceTable | None = None, known: Repository | None = None
) -> tuple[EvidenceChange, ...]:
    """What changed in the evidence since a decision: a line that went and one that came of one citation are one change.

    A line that was written by hand in another form stands by itself.

    Args:
        stale: the lines that came and went.
        now: the evidence on the version that was decided on, to say why what is gone is not weighed any more.
        known: everything that was read, for the same.
    """
    if stale.heard:
        return (EvidenceChange("reattributed", None, None),)
    before, after = ([Piece.of_line(line) for line in lines] for lines in (stale.removed, stale.added))
    changes = []
    for old, new in _paired(before, after, lambda piece: piece):
        why = None
        if old is not None and new is None and old.stance and now is not None and known is not None:
            why = _why(old, now, known)
        changes.append(EvidenceChange(_kind(old, new), old, new, why))
    return tuple(changes)


# ---- between two states ---------------------------------------------------------------------------------------------

MOST_TRIED = 500
"""Of more changes in the evidence on one claim, none is tried alone."""


def changes_between(
    then: EvidenceTable,
    now: EvidenceTable,
    known_then: Repository,
    known_now: Repository,
    without: Callable[[EvidenceTable], Proposal | None],
) -> Iterator[EvidenceChange]:
    """What changed in the evidence on one version of a claim, each with what would be proposed without it.

    Args:
        then: the evidence before.
        now: the evidence after.
        known_then: everything that was read before, to say why something was not weighed.
        known_now: the same after.
        without: what would be proposed on other evidence; None where it is the same as now.
    """
    pairs = _paired(then.rows, now.rows, Piece.of_row)
    times = Counter(row.statement for row in now.weighed)
    said = {row.statement: row for row in now.weighed}
    tried: dict[object, Proposal | None] = {}
    for old, new in pairs:
        one, other = (Piece.of_row(row) if row is not None else None for row in (old, new))
        why = None
        if other is None and one is not None:
            why = _why(one, now, known_now)
        elif one is None and other is not None:
            why = _why(other, then, known_then)
        # the evidence as it is now, but with the old row in place of the new one
        gone = new.statement if new is not None and times[new.statement] == 1 else None
        back = old if old is not None and (old.statement == gone or old.statement not in said) else None
        undone = (gone, back and back.statement)
        if len(pairs) <= MOST_TRIED and undone not in tried and undone[0] != undone[1]:
            rows = [row for statement, row in said.items() if statement != gone]
            rows += [back] if back is not None else []
            tried[undone] = without(replace(now, kept=tuple(rows), absences=(), results=()))
        yield EvidenceChange(_kind(one, other), one, other, why, tried.get(undone))


def _why(piece: Piece, table: EvidenceTable, known: Repository) -> Why:
    """Why a piece of evidence is not weighed in a state with that table."""
    for row, reason in table.left_out:
        if row.citation == piece.citation and row.stance == piece.stance and row.other == piece.other:
            return reason
    if piece.citation in known.citations.by_id:
        return "no_stance"
    return "unread" if known.may_exist(piece.citation) else "not_there"


# ---- which goes with which ------------------------------------------------------------------------------------------

_ALIKE: tuple[Callable[[Piece], Hashable], ...] = (
    lambda piece: piece,
    lambda piece: (piece.stance, piece.other, piece.quality, piece.pattern),
    lambda piece: (piece.stance, piece.other, piece.pattern),
    lambda piece: (piece.stance, piece.other),
    lambda piece: piece.pattern,
    lambda piece: piece.citation,
)
"""In what two pieces of one citation agree, for being the same one before and after; tried in this order."""


def _paired(before: Sequence[T], after: Sequence[T], piece: Callable[[T], Piece]) -> list[tuple[T | None, T | None]]:
    """What is not the same before and after, in pairs, in the order of citations."""
    old: dict[str, list[T]] = {}
    new: dict[str, list[T]] = {}
    for side, rows in ((old, _more(before, after)), (new, _more(after, before))):
        for row in rows:
            side.setdefault(piece(row).citation, []).append(row)
    pairs: list[tuple[T | None, T | None]] = []
    for citation in sorted({*old, *new}, key=natural):
        was, now = old.get(citation, []), new.get(citation, [])
        for alike in _ALIKE:
            for one in list(was):
                other = next((row for row in now if alike(piece(row)) == alike(piece(one))), None)
                if other is None:
                    continue
                was.remove(one)
                now.remove(other)
                if piece(one) != piece(other):
                    pairs.append((one, other))
        pairs += [(one, None) for one in was] + [(None, other) for other in now]
    return pairs


def _more(some: Sequence[T], others: Sequence[T]) -> Iterator[T]:
    """What is not among the others: nearly all is the same in two states, and need not be looked at closely."""
    left = Counter(others)
    for one in some:
        if left[one]:
            left[one] -= 1
        else:
            yield one


def _kind(before: Piece | None, after: Piece | None) -> Kind:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if (before.stance, before.other) != (after.stance, after.other):
        return "restanced"
    if before.quality != after.quality:
        return "reweighed"
    return "recoded" if before.pattern != after.pattern else "reattributed"
