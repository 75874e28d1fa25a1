"""What a program heard in a recording, as Whisper, WhisperX, aTrain and their kin write it: segments in JSON or TSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned, decoded
from cmo_eval.transcripts.reading import Row, Rows, of_cues

_MOST = 10**7
"""Seconds; a recording of over a hundred days is none."""
_WHERE = ("segments", "transcription", "chunks", "results")
_FIELDS = ["start", "end", "text"]


def rows(content: bytes, ending: str) -> Rows:
    """A row a segment, with its times in seconds and the speaker where the file has one.

    Raises:
        CmoEvalError: it holds no segments.
    """
    found = decoded(content)
    text, unseen = cleaned(found.text)
    table = ending != ".json"
    made = list(_of_table(text) if table else _of_json(text))
    if any(row.speaker for row in made):  # of a segment without one it is known that nobody knows
        made = [row if row.speaker else row._replace(speaker="") for row in made]
    name = "segments of a recording (TSV)" if table else "segments of a recording (JSON)"
    return of_cues(made, name, found, {"invisible character": unseen})


def _of_json(text: str) -> Iterable[Row]:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        raise CmoEvalError("it is no JSON, or it is damaged", "let the program write it anew") from None
    if isinstance(held, Mapping):
        held = next((held[key] for key in _WHERE if isinstance(held.get(key), list)), None)
    if not isinstance(held, list) or not all(isinstance(one, Mapping) and "text" in one for one in held):
        what = "there are no segments with words (`text`) and times in it"
        raise CmoEvalError(what, "let the program that transcribed it write .vtt, .srt, .txt or its own JSON")
    return map(_segment, held)


def _segment(one: Mapping[str, Any]) -> Row:
    start, end = one.get("start"), one.get("end")
    match one:  # in thousandths by whisper.cpp, in pairs by other programs
        case {"offsets": {"from": int(begun), "to": int(ended)}}:
            start, end = begun / 1000, ended / 1000
        case {"timestamp": [begun, ended]}:
            start, end = begun, ended
        case {"start_time": begun, "end_time": ended}:
            start, end = begun, ended
    speaker = one.get("speaker")
    named = str(speaker).strip() if isinstance(speaker, str | int) else ""
    return Row(" ".join(str(one["text"]).split()), named or None, _time(start), _time(end))


def _of_table(text: str) -> Iterable[Row]:
    """Rows of a table with times in thousandths of a second; a tab in words is a blank by then."""
    head, *lines = text.split("\n")
    names = head.strip().casefold().split("\t")
    if not set(_FIELDS) <= set(names):
        raise CmoEvalError(
            "its first line is not `start`, `end`, `text` between tabs", "a table of codings is read by `code import`"
        )
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        cells = dict(zip(names, line.split("\t", len(names) - 1), strict=False))
        try:
            start, end = int(cells["start"]) / 1000, int(cells["end"]) / 1000
        except (KeyError, ValueError):
            what = f"line {number} does not begin with two times in thousandths of a second"
            raise CmoEvalError(what, "let the program write it anew") from None
        yield Row(" ".join(cells.get("text", "").split()), cells.get("speaker", "").strip() or None, start, end)


def _time(value: object) -> float | None:
    """Seconds, where it is a number that can be some."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _MOST else None  # nor is what is no number (NaN)
