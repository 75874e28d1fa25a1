"""Which citations are meant, by what they show, who says it, where and when, and in which order they are read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from cmo_eval.analysis.code_tree import with_below
from cmo_eval.analysis.matrix import DIMENSIONS, Dimension, Reader
from cmo_eval.analysis.query import folded
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import Disclosed
from cmo_eval.errors import UsageError
from cmo_eval.model import PARTS, Evidence
from cmo_eval.model.base import checked_date
from cmo_eval.nearest import unknown
from cmo_eval.store.repository import Coded, Repository, natural

Values = str | Sequence[str]
"""One value, or several of which any will do."""
Matches = Callable[[Coded], bool]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Filters that a citation passes all of; of the values of one filter any will do, and an empty one is no limit.

    Attributes:
        code: codes; those below them in the codebook count too.
        claim: ids of claims that it says something about, also as the one suggested instead.
        stance: `supports`, `nuances`, `refutes` or `suggests`.
        pattern: ids of patterns.
        part: parts of a pattern that it shows; `mechanism` means resource and reasoning.
        lacks: parts of a pattern that it denies.
        group: keys of address groups.
        role: roles of who speaks; case and accents do not matter.
        speaker: participants, as `r1` in any source or `FG1.r1` in that one.
        case: ids of cases that it is about: its own, else its source's.
        kind: kinds of source.
        quality: qualities of the observation.
        source: ids of sources.
        coder: initials of who coded it.
        from_: it was said on that day or later, as precisely as both are known (`2017`, `2017-03`, `2017-03-20`).
        to: it was said on that day or earlier.
        since: it was coded on that day or later.

    Claim, stance, pattern and parts must be those of one and the same stance that it takes.
    """

    code: Values = ()
    claim: Values = ()
    stance: Values = ()
    pattern: Values = ()
    part: Values = ()
    lacks: Values = ()
    group: Values = ()
    role: Values = ()
    speaker: Values = ()
    case: Values = ()
    kind: Values = ()
    quality: Values = ()
    source: Values = ()
    coder: Values = ()
    from_: str | None = None
    to: str | None = None
    since: str | None = None

    @property
    def given(self) -> Mapping[str, Sequence[str]]:
        """The values of each filter that limits, by its name (`from` for `from_`)."""
        found: dict[str, Sequence[str]] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value:
                found[one.name.rstrip("_")] = (value,) if isinstance(value, str) else tuple(value)
        return found


def chosen(repository: Repository, selection: Selection) -> list[Coded]:
    """The citations of the agreed coding that are meant, in the order of their files.

    Args:
        repository: the evaluation, or what an audience may see of it: what is not there cannot be asked for.
        selection: the filters.

    Raises:
        UsageError: a filter asks for what does not exist, or a date is none.
    """
    given = {name: values for name, values in selection.given.items() if name in FILTERS}
    said, coded = _said(selection), _days(_list(selection.since), ())
    matches = matching(repository, {name: _known(repository, name, values) for name, values in given.items()})
    sources = {id_ for id_, source in repository.sources.items() if said(source.since)}
    return [
        one
        for one in repository.citations
        if (one.source in sources or not (selection.from_ or selection.to))
        and coded(one.citation.coded)
        and matches(one)
        and not one.withdrawn
    ]


def of_sources(repository: Repository, selection: Selection) -> tuple[frozenset[str], bool]:
    """Ids of the sources that the filters of sources mean, and whether others are given, which ask for a citation.

    Args:
        repository: the evaluation.
        selection: filters that `chosen` takes.
    """
    said, given = _said(selection), selection.given
    names = {"id": "source", "kind": "kind", "case": "case"}
    asked = [(name, given[key]) for name, key in names.items() if key in given]
    ids = (
        id_
        for id_, source in repository.sources.items()
        if said(source.since) and all(getattr(source, name) in values for name, values in asked)
    )
    return frozenset(ids), bool(given.keys() - {"source", "kind", "case", "from", "to", "speaker", "role", "group"})


def reading_order(citations: Iterable[Coded]) -> list[Coded]:
    """The citations source by source, and in each by their place; last in each those of which nobody says it."""
    return sorted(citations, key=_place)


def matching(repository: Repository, wanted: Mapping[str, Collection[str]]) -> Matches:
    """Whether a citation has one of the values of each of these filters, which must exist; without any, all have.

    Args:
        repository: of the citations.
        wanted: values by name of a filter; codes with those below them, roles folded.
    """
    asked = [(FILTERS[name], frozenset(values)) for name, values in wanted.items() if values]
    of_stance = [(one.reader(repository), values) for one, values in asked if one.of_stance]
    of_citation = [(one.reader(repository), values) for one, values in asked if not one.of_stance]

    def all_met(tests: Sequence[tuple[Reader, frozenset[str]]], coded: Coded, said: Evidence | None) -> bool:
        return not any(values.isdisjoint(read(coded, said)) for read, values in tests)

    def matches(coded: Coded) -> bool:
        return all_met(of_citation, coded, None) and (
            not of_stance or any(all_met(of_stance, coded, said) for said in coded.citation.evidence)
        )

    return matches


# ---- the filters ----------------------------------------------------------------------------------------------------


def names_speakers(repository: Repository) -> bool:
    """Whether participants are called by their ids: beyond the team nobody is."""
    return not isinstance(repository, Disclosed) or repository.audience == "team"


def _speakers(repository: Repository) -> Mapping[str, str]:
    if not names_speakers(repository):
        return {}
    people = [(id_, person.id) for id_, source in repository.sources.items() for person in source.participants]
    return {name: name for source, person in people for name in (person, f"{source}.{person}")}


def _speaker(repository: Repository) -> Reader:
    if not names_speakers(repository):
        return lambda _, __: ()
    return lambda one, _: (one.citation.speaker, f"{one.source}.{one.citation.speaker}")


def _roles(repository: Repository) -> Mapping[str, str]:
    return {folded(role): role for role in DIMENSIONS["roles"].titles(repository)}


def _parts(_: Repository) -> Mapping[str, str]:
    return dict.fromkeys([*PARTS, "mechanism"], "")


FILTERS: Mapping[str, Dimension] = {
    "code": DIMENSIONS["codes"],
    "claim": Dimension(
        lambda _: lambda _, said: (said.claim, said.suggests) if said else (), DIMENSIONS["claims"].titles, True
    ),
    "stance": DIMENSIONS["stances"],
    "pattern": DIMENSIONS["patterns"],
    "part": Dimension(lambda _: lambda _, said: said.parts if said else (), _parts, of_stance=True),
    "lacks": Dimension(lambda _: lambda _, said: said.lacks if said else (), _parts, of_stance=True),
    "group": DIMENSIONS["groups"],
    "role": Dimension(lambda known: lambda one, _: (folded(known.role_of(one) or ""),), _roles),
    "speaker": Dimension(_speaker, _speakers),
    "case": DIMENSIONS["cases"],
    "kind": DIMENSIONS["kinds"],
    "quality": DIMENSIONS["qualities"],
    "source": DIMENSIONS["sources"],
    "coder": Dimension(DIMENSIONS["coders"].reader, lambda known: dict.fromkeys(known.evaluation.team, "")),
}
"""The filters by name, each as a dimension that citations have."""

_LISTED = frozenset({"code", "claim", "pattern", "case", "source", "group"})
"""Filters of whose values `cmo-eval list` has a list."""


def _known(repository: Repository, name: str, values: Sequence[str]) -> Collection[str]:
    """The values to look for.

    Raises:
        UsageError: nothing has one of them.
    """
    dimension = FILTERS[name]
    asked = [folded(value) for value in values] if name == "role" else values
    known = dimension.titles(repository)
    lacking = [place for place, value in enumerate(asked) if value not in known]
    if lacking:
        read = dimension.reader(repository)
        occurring = {
            value
            for one in repository.citations
            for said in (one.citation.evidence if dimension.of_stance else (None,))
            for value in read(one, said)
            if value and not one.withdrawn
        }
        for place in lacking:
            if asked[place] not in occurring:
                every = [*known, *sorted(occurring - known.keys(), key=natural)]
                shown = ", ".join(every[:12]) + (", ..." if every[12:] else "")
                advice = "" if name in _LISTED else f"it can be {shown}"
                if name == "speaker":
                    advice = "`cmo-eval show SOURCE` shows the participants"
                raise unknown("part" if name == "lacks" else name, values[place], every, advice)
    if name == "code":
        return with_below(repository.codes, asked)
    if name in {"part", "lacks"} and "mechanism" in asked:
        return {*asked, "resource", "reasoning"}
    return frozenset(asked)


def _said(selection: Selection) -> Callable[[str | None], bool]:
    """Whether something may have been said on the day of its source."""
    return _days(_list(selection.from_), _list(selection.to))


def _list(value: str | None) -> Sequence[str]:
    return (value,) if value else ()


def _days(first: Sequence[str], last: Sequence[str]) -> Callable[[str | None], bool]:
    """Whether a date may lie between two days; one that is not known does not, where any of them is given.

    Raises:
        UsageError: one of them is no date.
    """
    for date in (*first, *last):
        try:
            checked_date(date)
        except ValueError:
            raise UsageError(f"'{date}' is no date", "write 2017-03-20, 2017-03 or 2017") from None

    def between(date: str | None) -> bool:
        if date is None:
            return not (first or last)
        # of two dates the one that is known less precisely says how precisely they are compared
        return all(date >= one[: len(date)] for one in first) and all(date[: len(one)] <= one for one in last)

    return between


def _place(coded: Coded) -> tuple[Any, ...]:
    at, selector = coded.citation.at, coded.citation.selector
    start = selector.start if selector is not None else -1
    if at is None:
        return natural(coded.source), selector is None, 0, start, "", "", "", natural(coded.id)
    names = (natural(one) if one else "" for one in (at.page, at.section, at.time))
    return natural(coded.source), False, at.line or 0, start, *names, natural(coded.id)
