"""What to ask an address group: each claim as one puts it to people, and what the evidence leaves open; prints nothing.

After the teacher-learner cycle of the realist interview (Pawson and Tilley 1997, chapter 6; Manzano 2016): who asks
lays the theory before somebody, who says where it is so, where it is not, and what is missing from it. Nothing in a
guide is what somebody said: it has the evaluators' own texts, and numbers of voices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from cmo_eval.analysis.completeness import Completeness, completeness_of, names_of, running
from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.sampling import GROUP, Unheard, sampling
from cmo_eval.analysis.sides import separations
from cmo_eval.analysis.verification import ClaimResult, verify
from cmo_eval.deferred import dataclass
from cmo_eval.messages import Phrase, counted, phrase
from cmo_eval.model import PARTS, Claim, Part, Pattern, Stance
from cmo_eval.nearest import unknown
from cmo_eval.store.repository import Repository

Gap = Literal["claim", "left_behind", "whole", "context", "resource", "reasoning", "outcome", "rival", "split", "test"]


@dataclass(frozen=True)
class GuideQuestion:
    """A question as one puts it to somebody; `why` tells the interviewer what is open about it, if anything is."""

    gap: Gap
    words: Phrase
    why: Phrase | None = None


@dataclass(frozen=True)
class Working:
    """A pattern, and a question for each of its parts that is open; or about the whole, for who was not heard on it."""

    pattern: Pattern
    asked: tuple[GuideQuestion, ...]


@dataclass(frozen=True)
class Theme:
    """A claim to speak about.

    Attributes:
        claim: the claim.
        statement: its wording that is weighed.
        why: what is open about it, for this group.
        lacking: what a verdict lacks, in the words of the proposal.
        asked: the claim itself, put to people.
        workings: its patterns with what to ask about them; a pattern that works in an earlier theme too stands there.
        rivals: its rival explanations, as open questions.
        contested: what may separate those who see it so from those who do not.
        tests: what its tests expect, where no result is known.
        said: by stance, and for a suggestion by the claim that is suggested, how many voices of which group take it; a
            voice of no group under "".
        not_heard: other groups of which nobody was heard on it.
    """

    claim: Claim
    statement: str
    why: tuple[Phrase, ...]
    lacking: tuple[Phrase, ...]
    asked: tuple[GuideQuestion, ...]
    workings: tuple[Working, ...]
    rivals: tuple[GuideQuestion, ...]
    contested: tuple[GuideQuestion, ...]
    tests: tuple[GuideQuestion, ...]
    said: Mapping[tuple[Stance, str], Mapping[str, int]]
    not_heard: tuple[str, ...]

    @property
    def questions(self) -> tuple[GuideQuestion, ...]:
        """All questions, in the order in which they are asked."""
        parts = (one for working in self.workings for one in working.asked)
        return (*self.asked, *parts, *self.contested, *self.rivals, *self.tests)


@dataclass(frozen=True)
class Guide:
    """What to ask a group.

    Attributes:
        group: its key.
        title: the group in words.
        voices: how many of its voices have a citation, about whatever.
        themes: what is open, most open first: not decided, contested, nobody of the group heard; else the order of ids.
        rest: claims on which it has been heard and nothing is open.
        unheard: values of strata, such as a region, of which nobody has been heard in any group.
    """

    group: str
    title: str
    voices: int
    themes: tuple[Theme, ...]
    rest: tuple[Claim, ...]
    unheard: tuple[Unheard, ...]

    @property
    def questions(self) -> int:
        """How many questions it has."""
        return sum(len(theme.questions) for theme in self.themes)


def guides(repository: Repository, groups: Sequence[str] = ()) -> Mapping[str, Guide]:
    """The guides for these groups, or for all of the evaluation, by the group's key.

    Args:
        repository: the evaluation, without what was withdrawn.
        groups: keys.

    Raises:
        UsageError: there is no such group.
    """
    known = repository.evaluation.groups
    for group in groups:
        if group not in known:
            raise unknown("group", group, known, f"the groups are {', '.join(known)}")
    results, heard = verify(repository), sampling(repository)
    found = completeness_of(repository, results.values())
    voices = {one.value: one.voices for one in heard.heard if one.dimension == GROUP}
    unheard = tuple(one for one in heard.unheard if one.dimension != GROUP)
    made = {}
    for group in groups or known:
        maker = _Maker(repository, group, found)
        themes = {id_: theme for id_ in maker.order(results.values()) if (theme := maker.theme(results[id_]))}
        rest = tuple(one.claim for id_, one in results.items() if id_ not in themes)
        made[group] = Guide(group, known[group], voices.get(group, 0), tuple(themes.values()), rest, unheard)
    return made


def contested(result: ClaimResult) -> bool:
    """Whether somebody refutes what somebody else supports or nuances, or one voice does both."""
    sides = result.question.sides
    return bool(sides.for_.rows and (sides.against.rows or sides.divided))


def _decided(claim: Claim) -> bool:
    return claim.decision is not None and claim.decision.verdict != "undecided"


class _Maker:
    """Makes the themes of one guide, one after the other; each pattern is asked about once."""

    def __init__(self, repository: Repository, group: str, found: Mapping[str, Completeness]) -> None:
        self._repository, self._group, self._found = repository, group, found
        self._names = names_of(repository.evaluation)
        self._asked_about: set[str] = set()

    def order(self, results: Iterable[ClaimResult]) -> list[str]:
        """Ids of claims, the most open first."""

        def openness(one: ClaimResult) -> tuple[bool, bool, bool]:
            return (_decided(one.claim), not contested(one), self._is_heard(one))

        return [one.claim.id for one in sorted(results, key=openness)]

    def theme(self, result: ClaimResult) -> Theme | None:
        """What to ask about a claim; None where nothing is open."""
        claim, evidence = result.claim, result.evidence
        is_heard, divided = self._is_heard(result), contested(result)
        workings = tuple(self._workings(claim, whole=not is_heard))
        answers, tests = tuple(self._left_behind(result)), tuple(self._tests(claim))
        reasons = {
            "nobody": not is_heard,
            "contested": divided,
            "left_behind": bool(evidence.left_behind.rows),
            "parts": any(one.gap in PARTS for working in workings for one in working.asked),
            "first_hand": bool(result.question.sides.for_.rows) and not result.question.sides.for_.first_hand,
            "tests": bool(tests),
        }
        if not any(reasons.values()):
            return None
        statement = (claim.version(result.version) or claim.versions[-1]).statement
        put = GuideQuestion("claim", phrase(f"guide.put.{claim.kind}", text=self._running(statement)))
        groups = self._repository.evaluation.groups
        return Theme(
            claim=claim,
            statement=statement,
            why=tuple(phrase(f"guide.why.{reason}") for reason, so in reasons.items() if so),
            lacking=result.proposal.missing,
            asked=(put, GuideQuestion("claim", phrase("guide.put.example")), *answers),
            workings=workings,
            rivals=tuple(self._rivals(result)),
            contested=(self._apart(result),) if divided else (),
            tests=tests,
            said=_said(result),
            not_heard=tuple(key for key in groups if key != self._group and key not in evidence.all.groups),
        )

    def _is_heard(self, result: ClaimResult) -> bool:
        return self._group in result.evidence.all.groups

    def _running(self, text: str) -> str:
        return running(text, self._names)

    def _workings(self, claim: Claim, *, whole: bool) -> Iterator[Working]:
        for id_ in claim.patterns:
            pattern = self._repository.patterns.get(id_)
            if pattern is None or id_ in self._asked_about:
                continue
            asked = tuple(one for part in PARTS if (one := self._part(pattern, part)) is not None)
            if whole and not asked:
                asked = (GuideQuestion("whole", phrase("guide.ask.whole"), phrase("guide.gap.whole")),)
            if asked:
                self._asked_about.add(id_)
                yield Working(pattern, asked)

    def _part(self, pattern: Pattern, part: Part) -> GuideQuestion | None:
        """About a part that is not written down, or that nobody showed, nobody saw first hand, or somebody denied."""
        if part in pattern.missing_parts:
            return GuideQuestion(part, phrase(f"guide.open.{part}"), phrase("guide.gap.unwritten"))
        shown, denied = self._found[pattern.id].parts[part], self._found[pattern.id].denied[part]
        if denied.rows:
            why = phrase("guide.gap.denied", voices=_voices(denied), shown=_voices(shown))
        elif not shown.rows:
            why = phrase("guide.gap.nobody")
        elif not shown.first_hand:
            why = phrase("guide.gap.second_hand")
        else:
            return None
        texts = {
            "context": "; ".join(map(self._running, pattern.context)),
            "outcome": pattern.outcome.text if pattern.outcome else "",
        }
        text = self._running(texts.get(part) or str(getattr(pattern, part)))
        actor = self._running(pattern.actor) if pattern.actor else phrase("guide.somebody")
        return GuideQuestion(part, phrase(f"guide.ask.{part}", text=text, actor=actor), why)

    def _rivals(self, result: ClaimResult) -> Iterator[GuideQuestion]:
        for rival, favoured in result.rivals:
            why = phrase("guide.gap.favoured", voices=_voices(favoured)) if favoured.rows else phrase("guide.gap.rival")
            yield GuideQuestion("rival", phrase("guide.ask.rival", text=self._running(rival.text)), why)

    def _apart(self, result: ClaimResult) -> GuideQuestion:
        sides, split = result.question.sides, result.claim.split
        apart = [self._by(one.dimension) for one in separations(sides) if one.separates]
        why = phrase("guide.gap.sides", for_=_voices(sides.for_), against=_voices(result.evidence.refutes))
        if split is not None:
            words = phrase("guide.ask.split", what=self._by(split.by), text=self._running(split.why))
        else:
            words = phrase("guide.ask.separates", what=apart) if apart else phrase("guide.ask.differ")
        return GuideQuestion("split", words, why)

    def _by(self, dimension: str) -> Phrase:
        if dimension == GROUP:
            return phrase("guide.by.group")
        known = self._repository.evaluation.attributes.get(dimension)
        return phrase("guide.by.attribute", name=(known.label if known else None) or dimension)

    def _left_behind(self, result: ClaimResult) -> Iterator[GuideQuestion]:
        """The new wording, to whom of this group did not agree with an earlier one."""
        rows = [row for row in result.evidence.left_behind.rows if row.group == self._group]
        if rows:
            ids = {row.citation for row in rows}
            number = max(version for row, version in result.evidence.earlier if row.citation in ids)
            earlier = result.claim.version(number)
            if earlier is not None:
                words = phrase("guide.ask.left_behind", text=self._running(earlier.statement))
                yield GuideQuestion("left_behind", words, phrase("guide.gap.left_behind", voices=_voices(Side(rows))))

    def _tests(self, claim: Claim) -> Iterator[GuideQuestion]:
        for test in claim.tests:
            if test.result is None:
                words = phrase("guide.ask.test", text=self._running(test.expects))
                yield GuideQuestion(
                    "test", words, phrase("guide.gap.test", test=test.id, kind=phrase(f"test_kind.{test.kind}"))
                )


def _voices(side: Side) -> Phrase:
    return counted(len(side.voices), "voice")


def _said(result: ClaimResult) -> Mapping[tuple[Stance, str], Mapping[str, int]]:
    sides: dict[tuple[Stance, str], Side] = {
        (stance, ""): side for stance, side in result.evidence.sides.items() if stance != "suggests"
    }
    sides |= {("suggests", other): side for other, side in result.question.sides.suggests.items()}
    return {taken: _by_group(side) for taken, side in sides.items() if side.rows}


def _by_group(side: Side) -> Mapping[str, int]:
    voices: dict[str, set[str]] = {}
    for row in side.rows:
        voices.setdefault(row.group or "", set()).add(row.voice)
    return {group: len(voices[group]) for group in sorted(voices)}
