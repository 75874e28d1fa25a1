"""Mends of a YAML text that leave everything it says as it is: text in, text out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import yaml

from cmo_eval.rules.accepted import scalar_spans
from cmo_eval.store.yaml_io import Marks, YamlProblem, read

_BLANKS = re.compile(r"(?<![ \t])[ \t]++(?=[\r\n]|\Z)")
_LINE_END = re.compile("\r\n|\r|\n")
_PARTS = ("value", "anchor", "tag", "implicit", "explicit", "version", "tags")


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts hold the same values in the same order; False too where one of them is no YAML."""
    try:
        return all(
            type(left) is type(right)
            and all(getattr(left, part, None) == getattr(right, part, None) for part in _PARTS)
            for left, right in zip_longest(_events(one), _events(other))
        )
    except yaml.YAMLError:
        return False


def in_form(text: str) -> tuple[str, list[str], list[str]]:
    """The text without byte order mark and trailing blanks, and with one line end at its end.

    Returns:
        The text, what was mended, and what was left because mending it would change what the text says. A text that
        is no YAML stays as it is.
    """
    done: dict[str, None] = {}
    left: list[str] = []
    if not text.strip("\ufeff \t\r\n") or not _any(text) or not scalar_spans(text)[1]:
        return text, [], []
    while True:  # a mend can make way for another; each leaves less to do
        left = []
        before = text
        for mend in (_without_byte_order_mark, _without_trailing_blanks, _with_one_line_end):
            after, what = mend(text)
            if after == text:
                continue
            if says_the_same(text, after):
                text = after
                done[what] = None
            else:
                left.append(what)
        if text == before:
            return text, list(done), left


def with_digest(text: str, sha256: str) -> str | None:
    """The text of a source with `text_sha256` on a line below `text`; None where that has no line of its own."""
    try:
        node = read(text)
    except YamlProblem:
        return None
    if not isinstance(node.marks, Marks) or "text" not in node.marks.keys:
        return None
    start = node.marks.keys["text"].index + text.startswith("\ufeff")  # libyaml does not count it
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    indent = text[line:start].lstrip("\ufeff")
    end = _LINE_END.search(text, start)
    break_ = _break_of(text)
    at = end.end() if end else len(text)
    after = f"{text[:at]}{'' if end else break_}{indent}text_sha256: {sha256}{break_ if end else ''}{text[at:]}"
    if indent.strip(" "):
        return None
    try:
        return after if read(after).value == {**node.value, "text_sha256": sha256} else None
    except YamlProblem:
        return None


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=yaml.CSafeLoader))


def _any(text: str) -> bool:
    """Whether there is anything to mend, before the text is taken apart."""
    return (
        text.startswith("\ufeff")
        or _BLANKS.search(text) is not None
        or text[-1] not in "\r\n"
        or (len(text) > 1 and text[-2:] != "\r\n" and text[-2] in "\r\n")
        or text.endswith(("\n\r\n", "\r\r\n"))
    )


def _break_of(text: str) -> str:
    first = _LINE_END.search(text)
    return first[0] if first else "\n"


def _without_byte_order_mark(text: str) -> tuple[str, str]:
    return text.lstrip("\ufeff"), "byte order mark removed"


def _without_trailing_blanks(text: str) -> tuple[str, str]:
    spans, _ = scalar_spans(text)
    starts = [start for start, _ in spans]
    runs = [match.span() for match in _BLANKS.finditer(text) if not _inside(spans, starts, match.start())]
    parts: list[str] = []
    here = 0
    for start, end in runs:
        parts.append(text[here:start])
        here = end
    return "".join([*parts, text[here:]]), "blanks at the ends of lines removed"


def _inside(spans: Sequence[tuple[int, int]], starts: Sequence[int], index: int) -> bool:
    before = bisect_right(starts, index) - 1
    return before >= 0 and index < spans[before][1]


def _with_one_line_end(text: str) -> tuple[str, str]:
    body = text.rstrip(" \t\r\n")
    end = _LINE_END.search(text, len(body))
    if end is None:
        return text + _break_of(text), "line end added at the end"
    return text[: end.end()], "empty lines at the end removed"
