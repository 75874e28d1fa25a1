"""1xx: ids that stand for one thing, and stand where people look for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from cmo_eval.diagnostics import ERROR, Location
from cmo_eval.model import Case, Citation, Claim, Pattern, Source
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.store.repository import Repository, Stored, Thing
from cmo_eval.store.writing.change import alike, key


@rule("CMO101", ERROR, "an id is used twice", hint="give one of the two another id")
def id_used_twice(evaluation: Repository) -> Iterator[Hit]:
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
    given: list[_Given] = [(one.record.id, one, ()) for one in evaluation.records]
    conclusions = evaluation.stored_conclusions
    if conclusions is not None:
        given += [
            (one.id, conclusions, ("recommendations", n)) for n, one in enumerate(conclusions.record.recommendations)
        ]
    given += [(one.id, one, ()) for one in evaluation.citations]
    yield from _once(evaluation, given)
    for _, of_file in groupby(evaluation.second_codings, lambda one: one.file):
        yield from _once(evaluation, [(one.id, one, ()) for one in of_file])
    book = evaluation.stored_codebook
    if book is not None:
        yield from _once(evaluation, [(code.id, book, ("codes", at)) for at, code in enumerate(book.record.codes)])
    for source in evaluation.stored_sources:
        people = enumerate(source.record.participants)
        yield from _once(evaluation, [(person.id, source, ("participants", at)) for at, person in people])
    yield from _texts(evaluation)
    stored, team = evaluation.stored_evaluation, list(evaluation.evaluation.team)
    for place, initials in enumerate(team):
        other = alike(initials, team[:place])
        if other is not None:
            before = stored.at("team", other)
            yield Hit(stored.at("team", initials), _said(initials, other, before), initials, related=before)


_Given = tuple[str, Thing, tuple[str | int, ...]]
"""An id, what gives it to something, and under which path."""


def _texts(evaluation: Repository) -> Iterator[Hit]:
    """Texts of two sources whose names differ by capitals only: one may be written over the other."""
    first: dict[str, tuple[str, str]] = {}
    for stored in evaluation.stored_sources:
        name = stored.record.text
        if name is None:
            continue
        before, other = first.setdefault(key(name), (stored.file, name))
        if other != name:
            said = f"the text {name} is {other} in {before} but for capitals, which half of all disks do not tell apart"
            yield Hit(stored.at("text"), said, stored.record.id)


def _once(evaluation: Repository, given: Iterable[_Given]) -> Iterator[Hit]:
    """Hits for ids that something before has already, by what ids are compared by."""
    first: dict[str, _Given] = {}
    for one in given:
        before = first.setdefault(key(one[0]), one)
        if before is not one:
            there = _place(evaluation, before)
            yield Hit(_place(evaluation, one), _said(one[0], before[0], there), one[0], related=there)


def _said(id_: str, other: str, before: Location) -> str:
    if id_ == other:
        return f"the id {id_} is used already, in {before}"
    return f"the id {id_} is that of {other} in {before} but for capitals, which half of all disks do not tell apart"


def _place(evaluation: Repository, given: _Given) -> Location:
    """Where the id stands."""
    _, thing, path = given
    return evaluation.stored(thing).at(*path, "id")


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
def citations_without_source(evaluation: Repository) -> Iterator[Hit]:
    """A file of citations whose source does not exist.

    Without its source nobody knows whose voice it is, so none of it is weighed.

    Bad: `sources/FG4.citations.yaml` without `sources/FG4.yaml`.

    Good: both files.
    """
    known = evaluation.sources.keys()
    for file in evaluation.coding_files:
        source = file.source or ""
        if source not in known and not evaluation.may_exist(source):
            where = Location(file.path, 1, 1)
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
