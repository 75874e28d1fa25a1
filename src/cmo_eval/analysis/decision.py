"""What a person's decision needs, what it was taken on, and whether that has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable
from cmo_eval.analysis.proposal import RULES_VERSION
from cmo_eval.deferred import dataclass
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import Decision, EvidenceRecord

OPPOSING: dict[str, tuple[str, ...]] = {"holds": ("refutes", "suggests"), "rejected": ("supports",)}


@dataclass(frozen=True)
class Staleness:
    """What changed in the evidence since a decision was taken: lines added, and lines that are gone.

    `heard`: the lines are the same, but not who is heard in them (the voice, kind of source or group of a citation).
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    heard: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.heard)


def evidence_record(evidence: EvidenceTable, rules: int = RULES_VERSION) -> EvidenceRecord:
    """The evidence as a decision keeps it: a line a stance, and the SHA-256 of those lines joined by LF.

    `voices` is the same of lines with citation, voice, kind of source and group: not who, but whether it is another.

    Args:
        evidence: what was weighed.
        rules: the version of the rules that it is kept for. Under rules 1 absences were no evidence, and the sources of
            every case were one voice: a decision that was taken then is not stale because the rules are others now.
    """
    rows = _rows(evidence, rules)
    lines = tuple(sorted({row.line for row in rows}))
    voices = {f"{row.citation}\t{_voice(row, rules)}\t{row.kind}\t{row.group or ''}" for row in rows}
    return EvidenceRecord(sha256=_digest(lines), voices=_digest(sorted(voices)), citations=lines)


def _rows(evidence: EvidenceTable, rules: int) -> Sequence[EvidenceRow]:
    return evidence.kept if rules < 2 else evidence.weighed


def _voice(row: EvidenceRow, rules: int) -> str:
    return row.voice if rules >= 2 else row.case or row.source


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def staleness(decision: Decision, evidence: EvidenceTable) -> Staleness | None:
    """What changed since; None where the decision does not say what it was taken on.

    A decision `reported_in` a published report is never stale.
    """
    if decision.reported_in is not None:
        return Staleness()
    if decision.evidence is None:
        return None
    record = evidence_record(evidence, decision.rules or 1)
    then, now = set(decision.evidence.citations), set(record.citations)
    if then != now:
        return Staleness(tuple(sorted(now - then)), tuple(sorted(then - now)))
    voices = decision.evidence.voices
    return Staleness(heard=voices is not None and voices != record.voices)


def lacking(decision: Decision, evidence: EvidenceTable) -> tuple[Phrase, ...]:
    """What the decision lacks of all that a decision needs.

    That is: who took it, when, a rationale, a second reader, the claim it becomes, evidence to rest on, and the ids of
    opposing evidence that was put aside.

    Opposing is, for `holds`, what refutes or suggests another claim, and for `rejected`, what supports. A decision
    `reported_in` a published report needs no more than the rationale and the report give.
    """
    against = (row.citation for row in evidence.kept if row.stance in OPPOSING.get(decision.verdict, ()))
    return lacking_given(decision, against, rests_on_something=bool(evidence.kept))


def lacking_given(decision: Decision, opposing: Iterable[str], *, rests_on_something: bool) -> tuple[Phrase, ...]:
    """The same, given the citations that oppose the verdict and whether any evidence counts at all."""
    lacks: list[Phrase] = []
    if decision.verdict == "transformed" and decision.becomes is None:
        lacks.append(phrase("lacks.becomes"))
    if decision.reported_in is not None:
        return tuple(lacks)
    lacks += [
        phrase(f"lacks.{name}")
        for name in ("by", "date", "rationale", "second_reader")
        if getattr(decision, name) is None
    ]
    if decision.second_reader is not None and decision.second_reader == decision.by:
        lacks.append(phrase("lacks.other_reader"))
    if decision.verdict != "undecided" and not rests_on_something:
        lacks.append(phrase("lacks.evidence"))
    left = set(opposing) - set(decision.sets_aside)
    if left:
        lacks.append(phrase("lacks.sets_aside", citations=sorted(left)))
    return tuple(lacks)
