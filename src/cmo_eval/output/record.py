"""One record as a person reads it, or as JSON, with what refers to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from cmo_eval.disclosure import quotable
from cmo_eval.errors import UsageError
from cmo_eval.model import Citation, holding
from cmo_eval.model.base import AnyRecord
from cmo_eval.model.relations import references
from cmo_eval.nearest import did_you_mean
from cmo_eval.output.plain import visible
from cmo_eval.store.repository import Repository

HELD_BACK = {*holding(Citation, but=("around",))}
"""Keys of a citation that hold words, or a coder's words about them."""


def record_json(repository: Repository, id_: str) -> str:
    """The record, with `file` (and its line) and `referred_to_by`, as JSON.

    Raises:
        UsageError: there is nothing with that id.
    """
    return json.dumps(_data(repository, id_), ensure_ascii=False, indent=2)


def record_text(repository: Repository, id_: str) -> str:
    """The record as indented keys and values.

    Raises:
        UsageError: there is nothing with that id.
    """
    data = _data(repository, id_)
    return "\n".join(_lines({**data, "referred_to_by": _in_short(data["referred_to_by"])}, 0))


def _data(repository: Repository, id_: str) -> dict[str, Any]:
    kind = repository.kind_of(id_)
    if kind is None:
        records = (repository.claims, repository.patterns, repository.cases, repository.sources)
        hint = did_you_mean(id_, chain(*records, repository.citations.by_id))
        raise UsageError(f"there is nothing with the id {id_}", hint or "`cmo-eval list` shows the ids")
    record: AnyRecord
    if kind == "citation":
        coded = repository.citations.by_id[id_]
        record, file, line = coded.citation, coded.file, coded.line
        left_out = {"selector"}  # its prefix and suffix are words of whoever spoke before and after
        held_back = not quotable(repository, coded)
    else:
        stored = next(one for one in getattr(repository, f"stored_{kind}s") if one.record.id == id_)
        record, (file, line, _), left_out, held_back = stored.record, stored.at(), set(), False
    data: dict[str, Any] = record.model_dump(
        mode="json",
        by_alias=True,
        exclude_none=True,
        exclude_defaults=True,
        exclude=left_out | (HELD_BACK if held_back else set()),
    )
    if held_back:
        data["held_back"] = "the speaker may not be quoted"
    return {**data, "file": f"{file}:{line}", "referred_to_by": _referring(repository, id_)}


_THINGS = frozenset({"claim", "pattern", "case", "source", "citation", "ground"})


def _referring(repository: Repository, id_: str) -> list[str]:
    """Ids of what names this, in the order claims, patterns, cases, sources, citations, conclusions.

    A source is also named by what names words of it.
    """
    wanted = {id_, *(one.id for one in repository.citations.of_source.get(id_, ()))}

    def names_it(record: AnyRecord) -> bool:
        return any(one.relation in _THINGS and one.target in wanted for one in references(record))

    records = (repository.claims, repository.patterns, repository.cases, repository.sources)
    found = [other for others in records for other, record in others.items() if other != id_ and names_it(record)]
    found += [
        coded.id
        for coded in repository.citations
        if coded.source == id_ or any(id_ in (one.claim, one.suggests, one.pattern) for one in coded.citation.evidence)
    ]
    found += [
        one.by
        for one in references(repository.conclusions)
        if one.relation == "ground" and one.target in wanted and one.by
    ]
    return list(dict.fromkeys(found))


def _in_short(ids: Sequence[str]) -> list[str]:
    """The ids, many citations that follow on each other as the first and last of them."""
    found: list[list[str]] = []
    for id_ in ids:
        if found and _follows(found[-1][-1], id_):
            found[-1].append(id_)
        else:
            found.append([id_])
    return [
        part
        for run in found
        for part in (run if len(run) < _MANY else [f"{run[0]} to {run[-1]} ({len(run)} citations)"])
    ]


_MANY = 5


def _follows(before: str, id_: str) -> bool:
    start, _, number = id_.rpartition("-")
    other, _, one_less = before.rpartition("-")
    both = number.isdecimal() and one_less.isdecimal() and bool(start)
    return both and start == other and int(number) == int(one_less) + 1


def _lines(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, dict) or (isinstance(part, list) and any(isinstance(item, dict) for item in part)):
                yield f"{indent}{key}:"
                yield from _lines(part, depth + 1)
            elif isinstance(part, list):
                yield f"{indent}{key}: {', '.join(visible(str(item)) for item in part) or 'nothing'}"
            else:
                said = str(part).lower() if isinstance(part, bool) else str(part)
                yield f"{indent}{key}: {visible(said)}"
    else:
        for item in value:
            lines = list(_lines(item, 0)) if isinstance(item, dict) else [visible(str(item))]
            yield f"{indent}- {lines[0]}"
            yield from (f"{indent}  {line}" for line in lines[1:])
