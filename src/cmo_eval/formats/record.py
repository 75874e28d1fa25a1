"""One record as a person reads it, or as JSON, with what refers to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cmo_eval.disclosure import quotable
from cmo_eval.formats.plain import visible
from cmo_eval.model import Citation
from cmo_eval.model.base import Record
from cmo_eval.repository import Repository

HELD_BACK = ("quote", "judgement", "observation", "event", "memo", "disputed")


def record_json(repository: Repository, id_: str) -> str:
    """The record, with `file`, `line` and `referred_to_by`, as JSON."""
    return json.dumps(_data(repository, id_), ensure_ascii=False, indent=2)


def record_text(repository: Repository, id_: str) -> str:
    """The record as indented keys and values."""
    return "\n".join(_lines(_data(repository, id_), 0))


def _data(repository: Repository, id_: str) -> dict[str, Any]:
    kind = repository.kind_of(id_)
    if kind == "citation":
        columns = repository.citations
        row = columns.row_of[id_]
        stored = repository.stored_citation(row, columns)
        record: Record = stored.record
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


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def _referring(repository: Repository, id_: str) -> list[str]:
    """Ids of what names this id, in the order claims, patterns, cases, sources, citations, conclusions."""
    found = [
        other.id
        for records in (repository.claims, repository.patterns, repository.cases, repository.sources)
        for other in records.values()
        if other.id != id_ and _names(_plain(other), id_)
    ]
    columns = repository.citations
    found += dict.fromkeys(
        columns.ids[columns.evidence_citation[row]]
        for row in range(len(columns.claims))
        if id_ in {columns.claims[row], columns.others[row], columns.patterns[row]}
    )
    found += [name for name, answer in repository.conclusions.answers.items() if id_ in answer.rests_on]
    found += [item.id for item in repository.conclusions.recommendations if id_ in item.rests_on]
    return found


def _names(value: Any, id_: str) -> bool:
    if isinstance(value, dict):
        return any(_names(part, id_) for part in value.values())
    if isinstance(value, list):
        return any(_names(part, id_) for part in value)
    return bool(value == id_)


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
