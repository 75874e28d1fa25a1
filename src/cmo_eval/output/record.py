"""One record as a person reads it, or as JSON, with what refers to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from cmo_eval.disclosure import quotable
from cmo_eval.model import Citation, worded
from cmo_eval.model.base import AnyRecord
from cmo_eval.model.relations import references
from cmo_eval.output.plain import visible
from cmo_eval.store.repository import Repository

HELD_BACK = worded("speaker", "retold", "note", "dispute")


def record_json(repository: Repository, id_: str) -> str:
    """The record, with `file`, `line` and `referred_to_by`, as JSON."""
    return json.dumps(_data(repository, id_), ensure_ascii=False, indent=2)


def record_text(repository: Repository, id_: str) -> str:
    """The record as indented keys and values."""
    data = _data(repository, id_)
    return "\n".join(_lines({**data, "referred_to_by": _in_short(data["referred_to_by"])}, 0))


def _data(repository: Repository, id_: str) -> dict[str, Any]:
    kind = repository.kind_of(id_)
    if kind == "citation":
        columns = repository.citations
        row = columns.row_of[id_]
        stored = repository.stored_citation(row, columns)
        record: AnyRecord = stored.record
        data = _plain(record)
        data.pop("selector", None)  # its prefix and suffix are words of whoever spoke before and after
        if isinstance(record, Citation) and not quotable(repository, row):
            for key in HELD_BACK:
                data.pop(key, None)
            data["held_back"] = "the speaker may not be quoted"
        place = stored.at()
    else:
        stored_records: Any = getattr(repository, f"stored_{kind}s")
        found = next(item for item in stored_records if item.record.id == id_)
        data, place = _plain(found.record), found.at()
    return {**data, "file": f"{place.file}:{place.line}", "referred_to_by": _referring(repository, id_)}


def _plain(record: AnyRecord) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


_THINGS = frozenset({"claim", "pattern", "case", "source", "citation", "ground"})


def _referring(repository: Repository, id_: str) -> list[str]:
    """Ids of what names this, in the order claims, patterns, cases, sources, citations, conclusions.

    A source is also named by what names words of it.
    """
    columns = repository.citations
    own = {columns.ids[row] for row, source in enumerate(columns.sources) if source == id_}
    wanted = {id_, *own}
    found = [
        other.id
        for records in (repository.claims, repository.patterns, repository.cases, repository.sources)
        for other in records.values()
        if other.id != id_ and any(one.relation in _THINGS and one.target in wanted for one in references(other))
    ]
    rows = {row for row, source in enumerate(columns.sources) if source == id_}
    rows |= {
        columns.evidence_citation[row]
        for row in range(len(columns.claims))
        if id_ in {columns.claims[row], columns.others[row], columns.patterns[row]}
    }
    found += [columns.ids[row] for row in sorted(rows)]
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
