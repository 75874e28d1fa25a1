"""1xx: ids that stand for one thing, and stand where people look for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from cmo_eval.diagnostics import Location
from cmo_eval.repository import Repository, Stored
from cmo_eval.rules.registry import Hit, nearest, rule


@rule("CMO101")
def id_used_twice(repository: Repository) -> Iterator[Hit]:
    """An id that stands for two things.

    Every reference to it would be ambiguous, so ids are unique over the whole folder. A second coder's file
    repeats the ids of the citations it codes again; that is no duplicate.

    Bad:

    ```yaml
    # patterns/P07-scan.yaml and patterns/P07-coach.yaml
    id: P07
    ```

    Good: `P07` in one file, `P08` in the other.
    """
    first: dict[str, Location] = {}
    for record in repository.records:
        yield from _once(first, record.record.id, record.at("id"))
    conclusions = repository.stored_conclusions
    if conclusions is not None:
        for index, recommendation in enumerate(conclusions.record.recommendations):
            yield from _once(first, recommendation.id, conclusions.at("recommendations", index, "id"))
    for columns in repository.codings:
        # two second coders may code the same fragment; one file may hold it once
        per_file = columns is repository.second_codings
        keys = list(zip(columns.files, columns.ids, strict=True)) if per_file else columns.ids
        twice = {key for key, number in Counter(keys).items() if number > 1}
        known: dict[str, dict[str, Location]] = {}
        for row, key in enumerate(keys):
            if key in twice:
                seen = known.setdefault(columns.files[row], {}) if per_file else first
                yield from _once(seen, columns.ids[row], repository.stored_citation(row, columns).at("id"))
    for source in repository.stored_sources:
        yield from _each_once(source, "participants", [person.id for person in source.record.participants])
    book = repository.stored_codebook
    if book is not None:
        yield from _each_once(book, "codes", [code.id for code in book.record.codes])


def _each_once(stored: Stored[Any], key: str, ids: Iterable[str]) -> Iterator[Hit]:
    first: dict[str, Location] = {}
    for index, id_ in enumerate(ids):
        yield from _once(first, id_, stored.at(key, index, "id"))


def _once(first: dict[str, Location], id_: str, where: Location) -> Iterator[Hit]:
    if id_ in first:
        yield Hit(where, f"the id {id_} is used already, in {first[id_]}", id_)
    else:
        first[id_] = where


@rule("CMO102")
def file_name(repository: Repository) -> Iterator[Hit]:
    """A file whose name does not begin with the id inside it.

    People find a record by its file's name. The name is the id, then `-` or `.`.

    Bad: `claims/networks.yaml` with `id: C4`.

    Good: `claims/C4-networks.yaml` with `id: C4`.
    """
    for stored in repository.records:
        name = stored.file.rsplit("/", 1)[-1]
        id_ = stored.record.id
        if not name.startswith((f"{id_}-", f"{id_}.")):
            yield Hit(stored.at("id"), f"the file {name} holds the id {id_}", id_)


@rule("CMO115")
def citations_without_source(repository: Repository) -> Iterator[Hit]:
    """A file of citations whose source does not exist.

    Without its source nobody knows whose voice it is, so none of it is weighed.

    Bad: `sources/FG4.citations.yaml` without `sources/FG4.yaml`.

    Good: both files.
    """
    for stored in repository.stored_citation_files:
        source = stored.file.rsplit("/", 1)[-1].split(".")[0]
        if source not in repository.sources and not repository.may_exist(source):
            hint = nearest(source, repository.sources)
            yield Hit(Location(stored.file, 1, 1), f"there is no source {source} for these citations", source, hint)


@rule("CMO116")
def citation_of_another_source(repository: Repository) -> Iterator[Hit]:
    """A citation whose id does not begin with the id of its source.

    The id tells every reader where the words come from.

    Bad: `id: FG1-014` in `sources/FG2.citations.yaml`.

    Good: `id: FG2-014`.
    """
    for columns in repository.codings:
        for row, id_ in enumerate(columns.ids):
            source = columns.sources[row]
            if not id_.startswith(f"{source}-"):
                stored = repository.stored_citation(row, columns)
                yield Hit(stored.at("id"), f"the citation {id_} stands among those of {source}", id_)
