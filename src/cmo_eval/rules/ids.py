"""1xx: ids that stand for one thing, and stand where people look for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cmo_eval.diagnostics import ERROR, Location
from cmo_eval.model import Case, Citation, Claim, Pattern, Source
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.store.register import THINGS, Register
from cmo_eval.store.repository import Stored
from cmo_eval.store.writing.change import alike, key


@rule("CMO101", ERROR, "an id is used twice", hint="give one of the two another id")
def id_used_twice(register: Register) -> Iterator[Hit]:
    """An id that stands for two things, or two that differ by capitals only.

    Every reference to it would be ambiguous, so ids are unique over the whole folder. `FG2` and `fg2` count as one
    id: on the disks of half of all computers their files are one file. The same goes for participants of a source,
    codes, initials of the team, and names of texts. A second coder's file repeats the ids of the citations it codes
    again; that is no duplicate.

    Bad:

    ```yaml
    # patterns/P07-scan.yaml and patterns/P07-coach.yaml
    id: P07
    ```

    Good: `P07` in one file, `P08` in the other.
    """
    first: dict[str, tuple[str, str]] = {}
    for kind in (*THINGS, "conclusions", "citations"):
        for file, facts in register.of_kind(kind):
            yield from _once(register, file, facts.ids, first)
    for file, facts in register.of_kind("second_citations", "codebook"):
        yield from _once(register, file, facts.ids, {})
    for file, facts in register.of_kind("sources"):
        yield from _once(register, file, facts.more["people"], {})
    yield from _texts(register)
    stored, team = register.stored_evaluation, list(register.evaluation.team)
    for place, initials in enumerate(team):
        other = alike(initials, team[:place])
        if other is not None:
            before = stored.at("team", other)
            yield Hit(stored.at("team", initials), _said(initials, other, before), initials, related=before)


def _texts(register: Register) -> Iterator[Hit]:
    """Texts of two sources whose names differ by capitals only: one may be written over the other."""
    first: dict[str, tuple[str, str]] = {}
    for file, facts in register.of_kind("sources"):
        name = facts.more["text"]
        if name is None:
            continue
        before, other = first.setdefault(key(name), (file, name))
        if other == name:
            continue
        for stored in register.records(file):
            said = f"the text {name} is {other} in {before} but for capitals, which half of all disks do not tell apart"
            yield Hit(stored.at("text"), said, stored.record.id)


def _once(register: Register, file: str, ids: Sequence[str], first: dict[str, tuple[str, str]]) -> Iterator[Hit]:
    """Hits for ids that are in `first` already: what ids are compared by, to the file that used it first and the id."""
    twice: dict[str, int] = {}
    for id_ in ids:
        compared = key(id_)
        if compared in first:
            twice[id_] = twice.get(id_, 0) + 1
        else:
            first[compared] = (file, id_)
    if not twice:
        return
    here = _places(register, file, twice)
    for id_, times in twice.items():
        where_first, other = first[key(id_)]
        before = next(iter(_places(register, where_first, {other})[other]), Location(where_first, 1, 1))
        for where in here[id_][-times:]:
            yield Hit(where, _said(id_, other, before), id_, related=before)


def _said(id_: str, other: str, before: Location) -> str:
    if id_ == other:
        return f"the id {id_} is used already, in {before}"
    return f"the id {id_} is that of {other} in {before} but for capitals, which half of all disks do not tell apart"


def _places(register: Register, file: str, ids: Collection[str]) -> dict[str, list[Location]]:
    """Where a file gives something these ids."""
    places: dict[str, list[Location]] = {id_: [] for id_ in ids}
    for stored in register.records(file):
        record = stored.record
        if getattr(record, "id", None) in places:
            places[record.id].append(stored.at("id"))
        for listed in ("recommendations", "codes", "participants"):
            for index, part in enumerate(getattr(record, listed, ())):
                if getattr(part, "id", None) in places:
                    places[part.id].append(stored.at(listed, index, "id"))
    return places


@rule(
    "CMO102",
    ERROR,
    "a file's name does not begin with its id",
    hint="rename the file to <id>-<words>.yaml",
    on=(Claim, Pattern, Case, Source),
)
def file_name(stored: Stored[Claim | Pattern | Case | Source]) -> Iterator[Hit]:
    """A file whose name does not begin with the id inside it.

    People find a record by its file's name. The name is the id, then `-` or `.`.

    Bad: `claims/networks.yaml` with `id: C4`.

    Good: `claims/C4-networks.yaml` with `id: C4`.
    """
    name = stored.file.rsplit("/", 1)[-1]
    id_ = stored.record.id
    if not name.startswith((f"{id_}-", f"{id_}.")):
        yield Hit(stored.at("id"), f"the file {name} holds the id {id_}", id_)


@rule("CMO115", ERROR, "citations without their source", hint="write sources/<id>.yaml for them")
def citations_without_source(register: Register) -> Iterator[Hit]:
    """A file of citations whose source does not exist.

    Without its source nobody knows whose voice it is, so none of it is weighed.

    Bad: `sources/FG4.citations.yaml` without `sources/FG4.yaml`.

    Good: both files.
    """
    known = register.ids("sources")
    for file, facts in register.of_kind("citations", "second_citations"):
        source = facts.more["source"]
        if source not in known and not register.may_exist(source):
            where = Location(file, 1, 1)
            yield Hit(where, f"there is no source {source} for these citations", source, nearest(source, known))


@rule(
    "CMO116",
    ERROR,
    "a citation's id does not begin with its source's id",
    hint="write <source>-<number>, such as FG2-014",
    on=Citation,
)
def citation_of_another_source(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation whose id does not begin with the id of its source.

    The id tells every reader where the words come from.

    Bad: `id: FG1-014` in `sources/FG2.citations.yaml`.

    Good: `id: FG2-014`.
    """
    source = stored.file.rsplit("/", 1)[-1].split(".", 1)[0]
    id_ = stored.record.id
    if not id_.startswith(f"{source}-"):
        yield Hit(stored.at("id"), f"the citation {id_} stands among those of {source}", id_)
