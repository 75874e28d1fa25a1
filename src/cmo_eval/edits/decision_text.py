"""One decision more in the text of a claim, every other byte as it was: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from cmo_eval.edits.yaml_values import WIDTH, broken, flow, folded, scalar

_KEY = "decisions"
_LINE_END = re.compile("\r\n|\r|\n")
_COMMENT_LINE = re.compile("( *)#[^\r\n]*(?:\r\n|\r|\n|\\Z)")


@dataclass
class _Place:
    """Where things stand in the text, as indexes; `column` is that of the top-level keys or, in a list, its dashes."""

    flow: bool  # the whole file between braces
    column: int
    end: int = 0  # of the last thing that was said
    keep: bool = False  # a block text whose empty lines at the end are part of it
    document_end: int | None = None
    list_start: int | None = None
    list_flow: bool = False
    list_column: int = 0
    list_items: int = 0
    list_end: int = 0  # of the last entry
    list_close: int = 0  # after the bracket of a flow list
    list_keep: bool = False


def with_decision(text: str, decision: Mapping[str, Any]) -> str:
    """The text of a claim with the decision at the end of `decisions`.

    Nothing else changes, except that an empty list `[]` makes way for the entry and that a last line without a line
    end gets one. Where the list stands in flow style (`[{...}]`) the new entry does too.

    Args:
        text: YAML that `yaml_io.read` accepts, a mapping.
        decision: keys in their order; values are texts (their paragraphs separated by line ends), whole numbers,
            lists of texts, or mappings of these.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + _inserted(text.removeprefix("\ufeff"), decision)


def _inserted(text: str, decision: Mapping[str, Any]) -> str:
    place = _survey(text)
    found = _LINE_END.search(text)
    line_end = found[0] if found else "\n"
    if place.flow or place.list_flow:
        empty = place.list_start is not None and place.list_items == 0
        if place.flow or not empty or _LINE_END.search(text, place.list_start or 0, place.list_close):
            return _in_flow(text, place, decision, line_end)
        start = place.list_start or 0
        blanks = len(text[:start]) - len(text[:start].rstrip(" "))
        text = text[: start - blanks] + text[place.list_close :]
        at, indent = _next_line(text, start - blanks), " " * (place.column + 2)
        lines: Iterable[str] = _block(decision, indent)
    elif place.list_start is not None:
        at = _after(text, place.list_end, place.list_column, keep=place.list_keep)
        lines = _block(decision, " " * place.list_column)
    else:
        at = place.document_end if place.document_end is not None else len(text)
        lines = [" " * place.column + f"{_KEY}:", *_block(decision, " " * (place.column + 2))]
    before = "" if at == 0 or text[at - 1] in "\r\n" else line_end
    return text[:at] + before + "".join(line + line_end for line in lines) + text[at:]


# ---- where ----------------------------------------------------------------------------------------------------------


def _survey(text: str) -> _Place:  # noqa: C901, PLR0912 - one loop over the events
    place = _Place(flow=False, column=0)
    depth, key, inside = 0, "", False
    awaits_key = True
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            place.document_end = _index(event.start_mark)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if depth == 0:
                place.flow, place.column = bool(event.flow_style), _column(event.start_mark)
            elif depth == 1 and key == _KEY:
                inside = True
                place.list_start = _index(event.start_mark)
                place.list_flow, place.list_column = bool(event.flow_style), _column(event.start_mark)
            elif inside and depth == 2:
                place.list_items += 1
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
            if depth == 1 and inside:
                inside, place.list_close = False, _index(event.end_mark)
            if depth == 1:
                awaits_key = True
            if depth > 0 and _index(event.end_mark) > _index(event.start_mark):  # the end of a block has no width
                _said(place, _index(event.end_mark), keep=False, inside=inside)
        elif isinstance(event, yaml.ScalarEvent):
            if depth == 1 and awaits_key:
                key, awaits_key = event.value, False
            elif depth == 1:
                awaits_key = True
            end, keep = _end_of(text, event)
            _said(place, end, keep=keep, inside=inside)
    return place


def _index(mark: Any) -> int:
    return int(mark.index)


def _column(mark: Any) -> int:
    return int(mark.column)


def _said(place: _Place, end: int, *, keep: bool, inside: bool) -> None:
    place.end, place.keep = end, keep
    if inside:
        place.list_end, place.list_keep = end, keep


def _end_of(text: str, event: Any) -> tuple[int, bool]:
    """Where a scalar ends, and whether the empty lines below it are part of it."""
    start, end = event.start_mark.index, event.end_mark.index
    if event.style not in {"|", ">"}:
        return end, False
    header = _LINE_END.split(text[start:end], maxsplit=1)[0]
    if "+" in header.split("#")[0]:
        return end, True
    return start + len(text[start:end].rstrip(" \t\r\n")), False


def _next_line(text: str, index: int) -> int:
    end = _LINE_END.search(text, index)
    return end.end() if end else len(text)


def _after(text: str, end: int, column: int, *, keep: bool) -> int:
    """The line after the last entry of a list, and after comments below it that are indented as part of it."""
    at = end if keep and text[end - 1 : end] in {"\r", "\n"} else _next_line(text, end)
    while True:
        comment = _COMMENT_LINE.match(text, at)
        if comment is None or len(comment[1]) <= column or at == len(text):
            return at
        at = comment.end()


# ---- what -----------------------------------------------------------------------------------------------------------


def _block(decision: Mapping[str, Any], indent: str) -> list[str]:
    lines = [line for key, value in decision.items() for line in _field(key, value, f"{indent}  ")]
    return [f"{indent}- {lines[0][len(indent) + 2 :]}", *lines[1:]]


def _field(key: str, value: Any, indent: str) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{indent}{key}:", *(line for k, v in value.items() for line in _field(k, v, f"{indent}  "))]
    if isinstance(value, list | tuple):
        on_one_line = f"{indent}{key}: {flow(value)}"
        if not value or (len(on_one_line) <= WIDTH and not any(" " in str(part) for part in value)):
            return [on_one_line]
        return [f"{indent}{key}:", *(f"{indent}  - {scalar(part)}" for part in value)]
    line = f"{indent}{key}: {scalar(value)}"
    if isinstance(value, int) or (len(line) <= WIDTH and "\n" not in value):
        return [line]
    return [f"{indent}{key}: >-", *folded(value, f"{indent}  ")]


def _in_flow(text: str, place: _Place, decision: Mapping[str, Any], line_end: str) -> str:
    """The text with the entry between the brackets that are there."""
    entry = flow(decision)
    if place.list_start is None:
        at, entry = place.end, f", {_KEY}: [{entry}]"
    elif place.list_items:
        at, entry = place.list_end, f", {entry}"
    else:
        at = place.list_start + 1
    ends = text.rfind("\n", 0, at)
    line_start = max(ends, text.rfind("\r", ends + 1, at)) + 1
    return text[:at] + broken(entry, at - line_start, line_end + " " * (place.column + 4)) + text[at:]
