"""What was found, with its words, for other programs: JSON, and CSV with a row for each hit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cmo_eval.analysis.search import Found, Hit
from cmo_eval.spreadsheet import csv_text

HEADINGS = (
    *("source", "kind", "field", "citation", "line", "page", "section", "time", "speaker", "role"),
    *("words", "citations", "evidence", "codes"),
)


def search_json(found: Found, words: Sequence[str]) -> str:
    """A document with what was searched for, the totals, the hits and what was not searched.

    `further_sources` were not looked into, since there were hits enough, and may hold more.
    Of words that may not be quoted there is null; `matches` are places in the words, as pairs of offsets in Unicode
    code points.
    """
    document = {
        "version": 1,
        "searched_for": list(words),
        "total": found.total,
        "transcripts": found.searched,
        "further_sources": found.further,
        "hits": [_hit(hit) for hit in found.hits],
        "notes": found.notes,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _hit(hit: Hit) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(hit, name) for name in HEADINGS}
    row |= {name: list(row[name]) for name in ("citations", "evidence", "codes")}
    return {**row, "matches": [list(span) for span in hit.spans]}


def search_csv(found: Found) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return csv_text([HEADINGS, *([_cell(getattr(hit, name)) for name in HEADINGS] for hit in found.hits)])


def _cell(value: Any) -> str:
    return "" if value is None else " ".join(value) if isinstance(value, tuple) else str(value)
