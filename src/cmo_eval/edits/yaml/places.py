"""A YAML text of which some values become others of the same shape, each changed where it stands; its comments too.

For changes all over a file: one walk over it, where `edits` takes it apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import yaml

from cmo_eval.edits.yaml.edits import as_read, changed
from cmo_eval.edits.yaml.values import quoted, scalar
from cmo_eval.store.yaml_io import YamlProblem, read

Words = Callable[[str], str]
"""What becomes of words as they stand in a file."""


class _Scalar(NamedTuple):
    start: int
    end: int
    style: str


def with_values(text: str, before: Any, after: Any, words: Words) -> str:
    """The text that says `after`, which has the keys and items of what it says now, and comments in other words.

    Args:
        text: YAML that `yaml_io.read` accepts.
        before: what it says.
        after: what it shall say; only texts differ.
        words: what becomes of a value or comment, as it stands there.

    Raises:
        YamlProblem: the text cannot be read.
        CmoEvalError: no text was found that says it.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    wanted = as_read(after)
    commented = "#" in text  # else what stays is copied in as few pieces as there are changes
    parts: list[str] = []
    at = 0
    for event, old, new in zip(_scalars(text), _flat(before), _flat(wanted), strict=True):
        if old == new and not commented:
            continue
        place = _place(text, event)
        if place.start > at:
            parts.append(_between(text[at : place.start], words))
        raw = text[place.start : place.end]
        parts.append(raw if old == new else _said(raw, place.style, str(new), words))
        at = max(at, place.end)
    parts.append(_between(text[at:], words))
    made = "".join(parts)
    with suppress(YamlProblem):
        if read(made).value == wanted:
            return mark + made
    return mark + changed("".join(_commented(text, words)), lambda _: after, block=("quote",))


def _said(raw: str, style: str, new: str, words: Words) -> str:
    """A value written anew in its own style; a block text keeps its lines where the words alone change in them."""
    if not style:
        same = new.isdecimal() or (new[:1].isalnum() and words(raw) == new)
        return new if same else scalar(new, flow=True)
    if style == "'" and "\n" not in raw and new.isprintable():
        return "'" + new.replace("'", "''") + "'"
    if style == '"':
        return quoted(new)
    lines = words(raw)
    with suppress(YamlProblem):
        if read(f"k: {lines}").value == {"k": new}:
            return lines
    return quoted(new)


def _between(text: str, words: Words) -> str:
    """What stands between values, of which only comments are words."""
    return words(text) if "#" in text else text


def _commented(text: str, words: Words) -> Iterator[str]:
    at = 0
    for place in (_place(text, event) for event in _scalars(text)):
        yield _between(text[at : place.start], words)
        yield text[place.start : place.end]
        at = max(at, place.end)
    yield _between(text[at:], words)


def _scalars(text: str) -> Iterator[Any]:
    """The keys and values of a text, as events of libyaml."""
    events: Iterator[Any] = iter(yaml.CSafeLoader(text).get_event, None)
    return (event for event in events if type(event) is yaml.ScalarEvent)


def _place(text: str, event: Any) -> _Scalar:
    """Where a key or value stands; a block text without the empty lines and comments below it."""
    start, end, style = event.start_mark.index, event.end_mark.index, event.style or ""
    if style in {"|", ">"}:
        end = start + len(text[start:end].rstrip(" \r\n"))
    return _Scalar(start, end, style)


def _flat(value: Any) -> Iterator[str | None]:
    """Keys and values in the order in which they stand."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _flat(part)
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part)
    else:
        yield value
