"""Who was invited, who came, who was heard and who was not; counts what the register says, prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from cmo_eval.deferred import dataclass
from cmo_eval.disclosure.cells import identifying
from cmo_eval.model import Participant, Source
from cmo_eval.store.repository import Coded, Repository

if TYPE_CHECKING:
    import pandas as pd

GROUP, ROLE, KIND = "group", "role", "kind"


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel for which invitations are registered: invited (the largest total of its strata) and attended."""

    id: str
    title: str
    invited: int
    attended: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """One value of a stratum of a panel: its target with the unit, invited, on how many in all, and attended.

    `target` is None where none was set. `attended` counts participants of whom the value is recorded.
    """

    panel: str
    stratum: str
    value: str
    target: int | None
    unit: str
    invited: int
    total: int
    attended: int

    @property
    def share(self) -> int:
        """Invited, as a whole percentage of the panel's invitations in this stratum."""
        return round(100 * self.invited / self.total) if self.total else 0

    @property
    def short(self) -> int:
        """How much was invited too few, in the unit of the target; 0 where it was met or none was set."""
        reached = self.share if self.unit == "percent" else self.invited
        return max(0, (self.target or 0) - reached)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard with one value of a dimension (group, kind, role, region ...); an empty `value`: not recorded.

    Attributes:
        dimension: group, kind, role, or the name of a stratum.
        value: the group's key, the kind, the role, or the stratum's value.
        title: the group in words; else the value.
        sources: sources in which it was heard, whether anything was coded or not.
        people: registered participants.
        citations: citations that count for it.
        voices: voices of those citations; all sources of one case are one voice.
    """

    dimension: str
    value: str
    title: str
    sources: int
    people: int
    citations: int
    voices: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """Who has not been heard: `nobody` was spoken to, or people were and `nothing_coded` counts for them yet."""

    dimension: str
    value: str
    title: str
    why: Literal["nobody", "nothing_coded"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A role in organisations with the same attributes; not `publishable` while too few organisations share it.

    `attributes` are those by which an organisation can be known, with an empty value where one is not recorded. A case
    is one organisation; a participant of a talk that belongs to no case stands for one.
    """

    role: str
    attributes: Mapping[str, str]
    people: int
    organisations: int
    publishable: bool


@dataclass(frozen=True)
class Sampling:
    """Invitations, attendance and who was heard.

    Attributes:
        invited_per_panel: how many a panel should invite, or None.
        max_attendance: how many may come at most, or None.
        small_cell: fewer organisations than this are too few to publish.
        panels: a row a panel that has invitations.
        strata: a row for each value of each stratum of each panel.
        heard: a row for each value of group, kind, role and strata; values that are known and not heard have zeros.
        unheard: groups without a voice, and values of strata without a participant.
        cells: a role and attributes by which organisations can be known (region, size ...), in that order.
        basis: `fieldwork`, or `published`, when all is public already.
    """

    invited_per_panel: int | None
    max_attendance: int | None
    small_cell: int
    panels: tuple[Panel, ...]
    strata: tuple[Stratum, ...]
    heard: tuple[Heard, ...]
    unheard: tuple[Unheard, ...]
    cells: tuple[Cell, ...]
    basis: str

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the dimensions of `heard`, in their order."""
        return tuple(dict.fromkeys(one.dimension for one in self.heard))

    def frames(self) -> dict[str, pd.DataFrame]:
        """A pandas table each for `panels`, `strata` (with `share` and `short`), `heard`, `unheard` and `cells`."""
        import pandas as pd  # noqa: PLC0415 - heavy

        tables = {"panels": Panel, "strata": Stratum, "heard": Heard, "unheard": Unheard}
        frames = {}
        for name, kind in tables.items():
            columns = [*(field.name for field in fields(kind)), *(("share", "short") if kind is Stratum else ())]
            rows = [[getattr(row, column) for column in columns] for row in getattr(self, name)]
            frames[name] = pd.DataFrame(rows, columns=pd.Index(columns))
        columns = ["people", "organisations", "publishable"]
        cells = [
            {
                "role": one.role,
                **{f"attribute_{name}": value for name, value in one.attributes.items()},
                **{column: getattr(one, column) for column in columns},
            }
            for one in self.cells
        ]
        frames["cells"] = pd.DataFrame(cells, columns=None if cells else pd.Index(["role", *columns]))
        return frames


def sampling(repository: Repository) -> Sampling:
    """All that the register says of invitations, attendance and who was heard."""
    evaluation = repository.evaluation
    rows = tuple(heard(repository))
    return Sampling(
        invited_per_panel=evaluation.sampling.invited_per_panel,
        max_attendance=evaluation.sampling.max_attendance,
        small_cell=evaluation.policy.small_cell,
        panels=tuple(panels(repository)),
        strata=tuple(strata(repository)),
        heard=rows,
        unheard=tuple(_unheard(repository, rows)),
        cells=tuple(_cells(repository)),
        basis=evaluation.basis,
    )


def panels(repository: Repository) -> Iterator[Panel]:
    """The panels for which invitations are registered, in natural order."""
    for source in repository.sources.values():
        if source.invited:
            invited = max(sum(values.values()) for values in source.invited.values())
            yield Panel(source.id, source.title, invited, len(source.participants))


def strata(repository: Repository) -> Iterator[Stratum]:
    """Per panel and stratum what was invited beside its target; targets that no panel's invitations mention too."""
    targets = repository.evaluation.sampling.invitations
    invited_to = [one for one in repository.sources.values() if one.invited]
    for source, name in ((one, name) for one in invited_to for name in dict.fromkeys([*targets, *one.invited])):
        aims = dict(targets.get(name, {}))
        unit = str(aims.pop("unit", "number"))
        invited = source.invited.get(name, {})
        total = sum(invited.values())
        came = Counter(_attribute(repository, source, person, name) for person in source.participants)
        for value in dict.fromkeys([*aims, *invited]):
            target = int(aims[value]) if value in aims else None
            yield Stratum(source.id, name, value, target, unit, invited.get(value, 0), total, came[value])


def heard(repository: Repository) -> Iterator[Heard]:
    """What was heard per group, kind, role and stratum, known values first, what is not recorded last."""
    sources: dict[_Value, set[str]] = {}
    voices: dict[_Value, set[str]] = {}
    people: Counter[_Value] = Counter()
    citations: Counter[_Value] = Counter()
    names = _strata_names(repository)
    for source in repository.sources.values():
        for person in source.participants:
            for value in _of_person(repository, source, person, names):
                people[value] += 1
                sources.setdefault(value, set()).add(source.id)
        if not source.participants:
            sources.setdefault((GROUP, source.group or ""), set()).add(source.id)
        sources.setdefault((KIND, source.kind), set()).add(source.id)
        people[KIND, source.kind] += len(source.participants)
    for said in _alike(repository):
        for value in _of_citation(repository, said[0], names):
            citations[value] += len(said)
            sources.setdefault(value, set()).add(said[0].source)
            voices.setdefault(value, set()).add(repository.voice_of(said[0]))
    known = _known(repository, names)
    for dimension in (GROUP, KIND, ROLE, *names):
        found = {value for about, value in sources if about == dimension}
        titles = known.get(dimension, {})
        others = sorted(value for value in found if value and value not in titles)
        if dimension in names and not titles and not others:
            continue  # a stratum of which nothing is set and nothing recorded
        for value in ((dimension, one) for one in (*titles, *others, *([""] if "" in found else []))):
            numbers = (len(sources.get(value, ())), people[value], citations[value], len(voices.get(value, ())))
            yield Heard(*value, titles.get(value[1], value[1]), *numbers)


_Value = tuple[str, str]
"""A dimension, and a value of it."""


def _alike(repository: Repository) -> Iterable[Sequence[Coded]]:
    """Citations of the same speaker in the same role, which count for the same values."""
    alike: dict[tuple[str, str | None, str | None], list[Coded]] = {}
    for coded in repository.citations.by_id.values():
        if not coded.withdrawn:
            alike.setdefault((coded.source, coded.citation.speaker, coded.citation.role), []).append(coded)
    return alike.values()


def _of_citation(repository: Repository, coded: Coded, names: Iterable[str]) -> Iterator[_Value]:
    yield GROUP, repository.group_of(coded) or ""
    yield ROLE, repository.role_of(coded) or ""
    source, speaker = repository.sources.get(coded.source), coded.citation.speaker
    if source is not None:
        yield KIND, source.kind
        person = source.participant(speaker) if speaker else None
        yield from ((name, _attribute(repository, source, person, name)) for name in names)


def _of_person(repository: Repository, source: Source, person: Participant, names: Iterable[str]) -> Iterator[_Value]:
    yield GROUP, person.group or source.group or ""
    yield ROLE, person.role or ""
    yield from ((name, _attribute(repository, source, person, name)) for name in names)


def _attribute(repository: Repository, source: Source, person: Participant | None, name: str) -> str:
    """The person's own attribute, else that of the case; empty where neither is recorded."""
    own = person.attributes.get(name) if person else None
    case = repository.cases.get(source.case) if source.case else None
    return own or (case.attributes.get(name) if case else None) or ""


def _strata_names(repository: Repository) -> tuple[str, ...]:
    """Attributes by which an organisation can be recognised, and other strata with targets or invitations."""
    invited = (name for source in repository.sources.values() for name in source.invited)
    return tuple(dict.fromkeys([*identifying(repository), *repository.evaluation.sampling.invitations, *invited]))


def _known(repository: Repository, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Values that are known beforehand, with their titles: groups, and values of strata with a target or invited."""
    known: dict[str, dict[str, str]] = {GROUP: dict(repository.evaluation.groups)}
    targets = repository.evaluation.sampling.invitations
    for name in names:
        aims = [value for value in targets.get(name, {}) if value != "unit"]
        invited = [value for source in repository.sources.values() for value in source.invited.get(name, {})]
        known[name] = {value: value for value in [*aims, *invited]}
    return known


def _unheard(repository: Repository, rows: Iterable[Heard]) -> Iterator[Unheard]:
    known = _known(repository, _strata_names(repository))
    published = repository.evaluation.basis == "published"  # then nobody is registered: silence says nothing
    for row in rows:
        if row.value not in known.get(row.dimension, {}) or (published and row.dimension != GROUP):
            continue
        if row.dimension == GROUP and not row.voices:
            yield Unheard(GROUP, row.value, row.title, "nothing_coded" if row.sources else "nobody")
        elif row.dimension != GROUP and not row.people:
            yield Unheard(row.dimension, row.value, row.title, "nobody")


def _cells(repository: Repository) -> Iterator[Cell]:
    people: Counter[tuple[str, ...]] = Counter()
    organisations: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    names = identifying(repository)
    known = [
        ((source.case, "") if source.case else (source.id, person.id), person.role or "", values)
        for source in repository.sources.values()
        for person in source.participants
        if any(values := [_attribute(repository, source, person, name) for name in names])
    ]
    used = [place for place in range(len(names)) if any(values[place] for _, _, values in known)]
    for organisation, role, values in known:
        cell = (role, *(values[place] for place in used))
        people[cell] += 1
        organisations.setdefault(cell, set()).add(organisation)
    least = repository.evaluation.policy.small_cell
    public = repository.evaluation.basis == "published"
    for cell in sorted(people):
        number = len(organisations[cell])
        attributes = {names[place]: value for place, value in zip(used, cell[1:], strict=True)}
        yield Cell(cell[0], attributes, people[cell], number, public or number >= least)
