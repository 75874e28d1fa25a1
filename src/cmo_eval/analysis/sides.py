"""Who stands for a claim and who against it, and what separates them; asks thresholds of a side, decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

from cmo_eval.analysis.evidence import EvidenceRow, Side
from cmo_eval.deferred import dataclass
from cmo_eval.model import Stance, VerdictPolicy
from cmo_eval.store.repository import natural

GROUP = "group"
"""The dimension that every voice may have a value on; the others are attributes of cases and participants."""

_IN_FAVOUR = frozenset({"supports", "nuances"})

Need = Literal["voice", "kind", "group", "first_hand", "publication"]


@dataclass(frozen=True)
class Short:
    """What a side lacks: it has `have` of the `least` that is asked."""

    need: Need
    have: int
    least: int


def firm(side: Side) -> bool:
    """At least two voices of two kinds of source, one of them first hand."""
    return side.heard.voices >= 2 and side.heard.kinds >= 2 and side.first_hand


def short_of_enough(side: Side, policy: VerdictPolicy) -> tuple[Short, ...]:
    """What a side lacks of the policy's voices, kinds and groups, and of one voice that saw it first hand."""
    voices, kinds, groups = side.heard
    asked = (
        Short("voice", voices, policy.min_sources),
        Short("kind", kinds, policy.min_kinds),
        Short("group", groups, policy.min_groups),
        Short("first_hand", int(side.first_hand), 1),
    )
    return tuple(one for one in asked if one.have < one.least)


def short_of_carried(side: Side, policy: VerdictPolicy) -> tuple[Short, ...]:
    """What a side lacks to be carried: a voice from fieldwork of one's own, or the policy's publications."""
    if side.own_voices or len(side.publications) >= policy.min_publications:
        return ()
    return (Short("publication", len(side.publications), policy.min_publications),)


@dataclass(frozen=True)
class Divided:
    """A voice that supports and refutes, and how many persons in it are known to do either."""

    voice: str
    supports: int
    refutes: int


@dataclass(frozen=True)
class Sides:
    """Where each voice stands.

    For are the voices that support or nuance, against those that refute; who supports and refutes is divided, and
    counts as nuance. In each side are the rows that put the voices there. The own sentences of a report add no voice
    beside the talks that are known only through it, where both stand on the same side.

    Args:
        rows: all that is weighed.
    """

    rows: Sequence[EvidenceRow]

    @cached_property
    def _retells(self) -> bool:
        """Whether anything is a report's own sentence."""
        return any(row.who.own_sentence for row in self.rows)

    def _joined(self, rows: Iterable[EvidenceRow]) -> Side:
        return joined(rows) if self._retells else Side(list(rows))

    @cached_property
    def _stances(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for voice, stance in {(row.who.voice, row.stance) for row in self.rows if row.other is None}:
            found.setdefault(voice, set()).add(stance)
        return found

    @cached_property
    def _against(self) -> frozenset[str]:
        return frozenset(v for v, said in self._stances.items() if "refutes" in said and "supports" not in said)

    @cached_property
    def for_(self) -> Side:
        """Voices that support or nuance."""
        return self._joined(row for row in self.rows if row.stance in _IN_FAVOUR and row.who.voice not in self._against)

    @cached_property
    def against(self) -> Side:
        """Voices that refute and do not support."""
        return self._joined(row for row in self.rows if row.stance == "refutes" and row.who.voice in self._against)

    @cached_property
    def undivided(self) -> Side:
        """The side in favour without the voices that also refute."""
        silent = self._against | self.torn
        return self._joined(row for row in self.rows if row.stance in _IN_FAVOUR and row.who.voice not in silent)

    @cached_property
    def opposing(self) -> Side:
        """All that refutes: the side against, and what divided voices say against."""
        said = [row for row in self.rows if row.stance == "refutes" and row.voice in self.torn]
        return Side([*self.against.rows, *said])

    @cached_property
    def supporters(self) -> int:
        """How many voices have a citation that supports, divided ones among them."""
        return len({row.voice for row in self._joined(row for row in self.rows if row.stance == "supports").rows})

    @cached_property
    def nuances(self) -> int:
        """How many voices on the side in favour nuance, or are divided."""
        nuancing = self._joined(row for row in self.rows if row.stance == "nuances" and row.voice not in self._against)
        return len({*self.torn, *(row.voice for row in nuancing.rows)})

    def taking(self, stance: Stance) -> Side:
        """All who take a stance; a report's own sentences with the talks of that stance that it tells of.

        Who refutes and does not support stands against the claim, and not also among those who nuance it.
        """
        silent = self._against if stance == "nuances" else frozenset()
        return self._joined(row for row in self.rows if row.stance == stance and row.who.voice not in silent)

    @cached_property
    def torn(self) -> frozenset[str]:
        """Voices that support and refute; who in them does either, `divided` tells."""
        return frozenset(v for v, said in self._stances.items() if {"supports", "refutes"} <= said)

    @cached_property
    def divided(self) -> tuple[Divided, ...]:
        """Voices that support and refute, in natural order."""
        people = self._torn_people
        return tuple(
            Divided(v, *(len(people.get((v, stance), ())) for stance in ("supports", "refutes")))
            for v in sorted(self.torn, key=natural)
        )

    @cached_property
    def everybody(self) -> Side:
        """All who stand somewhere or suggest another claim."""
        return Side([row for side in (self.for_, self.against, *self.suggests.values()) for row in side.rows])

    @cached_property
    def heard_as(self) -> Mapping[tuple[str, str, str | None], str]:
        """By citation, stance and other claim the voice that it counts for: a report's may be that of a talk."""
        joined = {(row.citation, row.stance, row.other): row.voice for row in self.everybody.rows}
        keyed = [((row.citation, row.stance, row.other), row.voice) for row in self.rows]
        elsewhere = {voice: joined[key] for key, voice in keyed if key in joined}
        return {key: joined.get(key) or elsewhere.get(voice, voice) for key, voice in keyed}

    @property
    def _torn_people(self) -> Mapping[tuple[str, str], set[tuple[str, str]]]:
        """Who is known to take a stance in a voice that supports and refutes."""
        found: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for row in self.rows if self.torn else ():
            if row.speaker is not None and row.who.voice in self.torn:
                found.setdefault((row.who.voice, row.stance), set()).add((row.source, row.speaker))
        return found

    @cached_property
    def suggests(self) -> Mapping[str, Side]:
        """A side for each other claim that is suggested instead."""
        return self._by("other")

    @cached_property
    def favours(self) -> Mapping[str, Side]:
        """A side for each rival explanation that somebody speaks for, by its id, whatever they say of the claim."""
        return self._by("favours")

    def _by(self, name: Literal["other", "favours"]) -> Mapping[str, Side]:
        found: dict[str, list[EvidenceRow]] = {}
        for row in self.rows:
            value = getattr(row, name)
            if value is not None:
                found.setdefault(value, []).append(row)
        return {value: self._joined(found[value]) for value in sorted(found, key=natural)}


def joined(rows: Iterable[EvidenceRow]) -> Side:
    """One side; a report's own sentences are heard with the talks that it tells of, where these are on that side.

    They are heard with each of these, so that it is all the same which talk is named first; of one talk they may lend a
    kind and a group, which no two talks can be given.
    """
    taken = list(rows)
    if not any(row.who.own_sentence for row in taken):
        return Side(taken)
    talks: dict[str | None, set[str]] = {}
    for row in taken:
        if row.publication is not None and not row.who.own_sentence:
            talks.setdefault(row.publication, set()).add(row.voice)
    heard: list[EvidenceRow] = []
    lent: set[tuple[object, ...]] = set()
    for row in taken:
        if not row.who.own_sentence or row.publication not in talks:
            heard.append(row)
            continue
        for place, talk in enumerate(sorted(talks[row.publication])):
            if place == 0 or (talk, *row.statement) not in lent:
                lent.add((talk, *row.statement))
                heard.append(row._replace(who=row.who._replace(voice=talk)))
    return Side(heard)


@dataclass(frozen=True)
class Separation:
    """How the two sides lie along one dimension: the address group, or an attribute of cases or participants.

    `for_` and `against` have by value the voices that have it; a voice may have several values. A divided voice stands
    on both sides, each with the value of who says so. `without` names the voices that have none on a side. Values and
    voices stand in natural order; values that differ only in capitals and blanks are one.
    """

    dimension: str
    for_: Mapping[str, tuple[str, ...]]
    against: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...] = ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The values that occur on both sides."""
        return tuple(value for value in self.for_ if value in self.against)

    @property
    def separates(self) -> bool:
        """Whether every voice has a value, none occurs on both sides, and there are fewer values than voices.

        A dimension on which every voice has a value of its own separates by construction, and says nothing.
        """
        voices = {voice for values in (self.for_, self.against) for named in values.values() for voice in named}
        return not self.without and not self.shared and len({*self.for_, *self.against}) < len(voices)


def separations(sides: Sides) -> tuple[Separation, ...]:
    """The two sides along the address group, and along each attribute that somebody on them has, by its key."""
    return tuple(separation(sides, dimension) for dimension in (GROUP, *attributes(sides)))


def attributes(sides: Sides) -> list[str]:
    """The attributes that somebody on either side has, by their keys."""
    rows = (*sides.for_.rows, *sides.opposing.rows)
    return sorted({key for row in rows for key, _ in row.who.attributes})


def separation(sides: Sides, dimension: str) -> Separation:
    """The two sides along one dimension."""
    spelled: dict[str, str] = {}
    for row in (*sides.for_.rows, *sides.opposing.rows):
        for value in _values(row, dimension):
            spelled[_plain(value)] = min(value, spelled.get(_plain(value), value))
    ours, theirs = (_by_value(side, dimension, spelled) for side in (sides.for_, sides.opposing))
    without = {
        voice
        for side, values in ((sides.for_, ours), (sides.opposing, theirs))
        for voice in {*side.voices} - {voice for named in values.values() for voice in named}
    }
    return Separation(dimension, ours, theirs, tuple(sorted(without, key=natural)))


def _by_value(side: Side, dimension: str, spelled: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in side.rows:
        for value in _values(row, dimension):
            found.setdefault(spelled[_plain(value)], set()).add(row.voice)
    return {value: tuple(sorted(found[value], key=natural)) for value in sorted(found, key=natural)}


def _plain(value: str) -> str:
    """A value as it is compared: `North ` and `north` are no two places."""
    return " ".join(value.casefold().split())


def _values(row: EvidenceRow, dimension: str) -> Iterator[str]:
    if dimension != GROUP:
        yield from (value for key, value in row.who.attributes if key == dimension)
    elif row.group is not None:
        yield row.group
