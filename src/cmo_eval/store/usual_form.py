"""The items of a list of citations in the form in which they are usually written, read without libyaml.

libyaml makes an object for every key and value. Most files of citations are of a few forms of line, which this program
writes too: a line's text on it, or folded below it, or between brackets. What is sure to be that, and to be read as the
same by libyaml, is taken apart by its lines in a third of the time. Everything else is left to libyaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # it is there, though typeshed knows nothing of it
from typing import Any, NamedTuple

from cmo_eval.deferred import expression

ENOUGH = 200_000
"""Characters that libyaml has read in about the time that the expressions below take to be compiled."""

_KEY = "[A-Za-z_]++"
_GOES_ON = r"(?:[^\s:#]++|:(?=\S)|(?<=\S)\#| (?=[^\s#]))*+"
_PLAIN = rf"[^\s\-?:,\[\]{{}}#&*!|>'\"%@`~]{_GOES_ON}"
_QUOTED = r'"(?:[^"\\\n]++|\\["\\bfnrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*+"' + r"|'(?:[^'\n]|'')*+'"
_SHORT = r'(?:\w(?:[\w.()/%…-]++| (?=[\w.()/%…-]))*+|"[^"\\\n]*+")'
_LIST = rf"\[(?:{_SHORT}(?:, (?!\])|(?=\])))*+\]"
_MAPPING = rf"\{{(?:{_KEY}: (?:{_SHORT}|{_LIST})(?:, (?=[A-Za-z_])|(?=\}})))++\}}"
_OTHERS = rf"(?:{_QUOTED}|{_LIST}|{_MAPPING})\n"
_INLINE = rf"(?:{_PLAIN}\n|{_OTHERS})"
_OVER_LINES = rf"{_PLAIN}\n(?:      \w{_GOES_ON}\n)*+"
_FOLDED = r"[>|]-\n(?:      \S(?:[^\n]*\S)?\n)++"
_BELOW = rf"\n(?:      (?:- |  )?+(?:{_KEY}: )?+{_INLINE})++"

_HEAD = expression(rf"(?:\#[^\n]*\n|(?:  )?{_KEY}:(?:\n(?=  \w)| {_INLINE}))*+")
_ITEM = expression(
    rf"  - (?:{_KEY}:(?: (?:{_OVER_LINES}|{_FOLDED}|{_OTHERS})|{_BELOW})(?:    |\n*+(?=  - |\Z)))++(?<=\n)"
)
_SIGNS = "\"'[{n"
"""What begins with none of these stands as it is read; `n` may begin `null`."""
_DASH, _DEEPER, _DEEPEST = "  - ", " " * 6, " " * 8
_NEXT, _LISTED = f"\n{_DEEPER}", f"{_DEEPER}- "
_FIELD = expression(rf"(?m)^(?:  - |    )({_KEY}):(?: ([^\n]*))?\n((?:{_DEEPER}[^\n]*\n)*+)")
_LINE = expression(rf"(?m)^{_DEEPER}({_KEY}): ([^\n]*)\n")
_LINE_OF_ITEM = expression(rf"(?m)^{_DEEPEST}({_KEY}): ([^\n]*)\n")
_ENTRY = expression(rf"(?m)^{_DEEPER}- ([^\n]*\n(?:{_DEEPEST}[^\n]*\n)*+)")
_KEYED = expression(rf"{_KEY}: ")
_PARTS = expression(rf"(?:{_KEY}: )?+(?:{_SHORT}|{_LIST})")


class Part(NamedTuple):
    """An item: its value, where it begins and where what follows does, as indexes, and its line (from 1)."""

    value: dict[str, Any]
    first: int
    behind: int
    line: int


class _UnusualError(Exception):
    """It is not of the usual form, or a key stands twice."""


_read = [0]  # characters of texts that were asked for


def head_of(text: str, key: str) -> str | None:
    """What stands above the list under a key, if that and all signs of the text are usual; None too of the first texts.

    Those are left to libyaml: of an evaluation with few citations nothing is compiled.
    """
    _read[0] += len(text)
    at = 0 if text.startswith(f"{key}:\n") else text.find(f"\n{key}:\n") + 1
    if _read[0] < ENOUGH or not (at or text.startswith(key)):
        return None
    head = text[:at]
    signs = text.replace("\n", "").replace("\u00a0", "")
    return head if signs.isprintable() and _HEAD.fullmatch(head) is not None else None


def parts(text: str, at: int) -> Iterator[Part]:
    """The items from an index on, as far as they are in the usual form and have each key once."""
    line = text.count("\n", 0, at) + 1
    while found := _ITEM.match(text, at):
        at, end = found.span()
        body = found[0]
        try:
            fields = _FIELD.findall(body)
            value = {
                name: _whole(rest, below) if below else _inline(rest) if rest[0] in _SIGNS else rest
                for name, rest, below in fields
            }
            value = _as_many(value, len(fields))
        except _UnusualError:
            return
        yield Part(value, at + len(_DASH), end + len("  ") if end < len(text) else end, line)
        line += body.count("\n")
        at = end


def _as_many(found: dict[str, Any], many: int) -> dict[str, Any]:
    """A mapping that has so many keys, or none."""
    if len(found) != many:
        raise _UnusualError
    return found


def _whole(rest: str, below: str) -> Any:
    """What stands behind a key and below it."""
    if rest:
        words = below[len(_DEEPER) : -1].replace(_NEXT, "\n" if rest == "|-" else " ")
        return words if rest in {">-", "|-"} else f"{rest} {words}"
    if not below.startswith(_LISTED):
        inner = {name: _inline(one) if one[0] in _SIGNS else one for name, one in _LINE.findall(below)}
        return _as_many(inner, below.count("\n"))
    entries = _ENTRY.findall(below)
    if "".join(entries).count("\n") != below.count("\n"):
        raise _UnusualError
    return [_entry(one) for one in entries]


def _entry(text: str) -> Any:
    """An item of a list below a key: on its line, or the fields of a mapping."""
    lines = text.count("\n")
    if _KEYED.match(text):
        return _as_many({name: _inline(rest) for name, rest in _LINE_OF_ITEM.findall(_DEEPEST + text)}, lines)
    if lines > 1:
        raise _UnusualError
    return _inline(text[:-1])


def _inline(text: str) -> Any:
    """What stands on the line of its key."""
    sign = text[0]
    if sign == '"':
        return scanstring(text, 1)[0] if "\\" in text else text[1:-1]
    if sign == "[":
        return [_inline(one) if one[0] in _SIGNS else one for one in _split(text)]
    if sign == "{":
        pairs = [one.split(": ", 1) for one in _split(text)]
        inner = {name: _inline(value) if value[0] in _SIGNS else value for name, value in pairs}
        return _as_many(inner, len(pairs))
    if sign == "'":
        return text[1:-1].replace("''", "'")
    return None if text == "null" else text


def _split(text: str) -> list[str]:
    """The parts of what stands between brackets."""
    inner = text[1:-1]
    if "[" not in inner and '"' not in inner:
        return inner.split(", ") if inner else []
    return [one[0] for one in _PARTS.finditer(inner)]
