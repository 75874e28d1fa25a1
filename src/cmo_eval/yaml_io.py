"""YAML text to plain data with the position of every part, from libyaml events; knows no model.

Scalars stay text, so `2017`, `1.10`, `12:30`, `no` and `010` mean what they look like; the type of the
field they stand in converts them. Only an empty value, `~` and `null` are nothing. What makes hand-written
files ambiguous or dangerous is refused: anchors, aliases, tags, merge keys, duplicate keys, keys that are
not text, several documents in one file, and nesting deeper than `MAX_DEPTH`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.reader import ReaderError

from cmo_eval.diagnostics import Position

MAX_DEPTH = 100


_LINE_ENDS = re.compile("\r\n|\r|\n")
_LIBYAML_ONLY_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_NOTHING = frozenset({"", "~", "null"})

Path = tuple[str | int, ...]
"""Where a value stands in a file: keys of mappings and indexes (from 0) of lists."""


class YamlProblem(Exception):  # noqa: N818 - a problem in a user's text, not an error of the program
    """The text cannot be read as the YAML that an evaluation is written in.

    Attributes: `code` of the catalogue, `message`, `position`, `hint`.
    """

    def __init__(self, code: str, message: str, position: Position, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position
        self.hint = hint


@dataclass(slots=True)
class Marks:
    """Positions of a mapping or list: where it starts, of its keys, and of what it holds."""

    start: Position
    keys: dict[str, Position] = field(default_factory=dict)
    items: dict[str | int, Marks | Position] = field(default_factory=dict)

    def locate(self, path: Path, *, key: bool = False) -> Position:
        """Position of the value at `path` (with `key`, of its key), or of what of the path exists."""
        here: Marks | Position = self
        for depth, step in enumerate(path):
            if not isinstance(here, Marks):
                return here
            last = depth == len(path) - 1
            if key and last and step in here.keys:
                return here.keys[str(step)]
            if step not in here.items:
                return here.start
            here = here.items[step]
        return here.start if isinstance(here, Marks) else here


@dataclass(frozen=True, slots=True)
class Node:
    """A value (dict, list, text or None) with its positions."""

    value: Any
    marks: Marks | Position

    def locate(self, path: Path, *, key: bool = False) -> Position:
        """Position of what stands at `path` below this node."""
        return self.marks.locate(path, key=key) if isinstance(self.marks, Marks) else self.marks


@dataclass(frozen=True, slots=True)
class Item(Node):
    """One item of a streamed list, with its index from 0 and what came before the list in the file."""

    index: int
    before: Node


def read(text: str) -> Node:
    """The whole text as one node; a text with nothing in it gives the value None.

    Raises:
        YamlProblem: the text is not YAML, or not of the kind that is allowed.
    """
    *_, root = _build(text, None)
    return root


def stream(text: str, key: str) -> Iterator[Node]:
    """The items of the top-level list under `key`, one at a time as `Item`, then the rest as `Node`.

    The items are left out of the rest (an empty list stands there), so that a long file never stands in
    memory as objects.

    Raises:
        YamlProblem: as in `read`, once the place is reached.
    """
    return _build(text, key)


class _Frame:
    __slots__ = ("key", "keypos", "marks", "value")

    def __init__(self, value: dict[str, Any] | list[Any], marks: Marks) -> None:
        self.value = value
        self.marks = marks
        self.key: str | None = None
        self.keypos = marks.start


def _positions(text: str) -> Callable[[yaml.Mark], Position]:
    """How marks become positions, counting lines as editors do."""
    if _LIBYAML_ONLY_LINE_ENDS.search(text) is None:
        return lambda mark: Position(mark.line + 1, mark.column + 1)
    starts = [0, *(match.end() for match in _LINE_ENDS.finditer(text))]

    def position(mark: yaml.Mark) -> Position:
        line = bisect_right(starts, mark.index)
        return Position(line, mark.index - starts[line - 1] + 1)

    return position


def _build(text: str, stream_key: str | None) -> Iterator[Node]:
    position = _positions(text)
    try:
        yield from _assemble(yaml.parse(text, Loader=yaml.CSafeLoader), position, stream_key)
    except ReaderError as error:
        raise YamlProblem(
            "CMO003",
            f"the file holds a character that YAML does not allow (U+{_ordinal(error.character):04X})",
            _position_of_index(text, error.position),
            "remove the character, or write it as an escape in double quotes",
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = position(mark) if mark is not None else Position(1, 1)
        raise YamlProblem("CMO003", _explain(error), where, _advise(error)) from None


def _ordinal(character: Any) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")


def _position_of_index(text: str, byte_offset: int) -> Position:
    before = text.encode("utf-8")[:byte_offset].decode("utf-8", "ignore")
    ends = [match.end() for match in _LINE_ENDS.finditer(before)]
    return Position(len(ends) + 1, len(before) - (ends[-1] if ends else 0) + 1)


def _assemble(  # noqa: C901, PLR0912, PLR0915 - one loop over the events keeps reading linear and stackless
    events: Iterator[Any], position: Callable[[Any], Position], stream_key: str | None
) -> Iterator[Node]:
    stack: list[_Frame] = []
    root: Node | None = None
    streaming = -1  # index of the item of the streamed list, while we are in it

    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            where = position(event.start_mark)
            if event.anchor is not None or event.tag is not None:
                _refuse(event, where)
            value: Any = event.value
            if event.implicit[0] and value in _NOTHING:
                value = None
            marks: Marks | Position = where
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            where = position(event.start_mark)
            if event.anchor is not None or event.tag is not None:
                _refuse(event, where)
            if len(stack) >= MAX_DEPTH:
                raise YamlProblem("CMO008", f"values are nested deeper than {MAX_DEPTH} levels", where)
            if stack and isinstance(stack[-1].value, dict) and stack[-1].key is None:
                raise YamlProblem("CMO004", "a key must be text, not a list or mapping", where)
            stack.append(_Frame({} if kind is yaml.MappingStartEvent else [], Marks(where)))
            if streaming < 0 and stream_key is not None and kind is yaml.SequenceStartEvent:
                parent = stack[0]
                if len(stack) == 2 and isinstance(parent.value, dict) and parent.key == stream_key:
                    streaming = 0
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            frame = stack.pop()
            value, marks = frame.value, frame.marks
            if len(stack) == 1:
                streaming = -1
        elif kind is yaml.AliasEvent:
            raise YamlProblem(
                "CMO004",
                f"an alias (*{event.anchor}) is not allowed",
                position(event.start_mark),
                "write the value out; text that begins with * or & goes between quotes",
            )
        elif kind is yaml.DocumentStartEvent and root is not None:
            raise YamlProblem(
                "CMO004",
                "a second document begins here",
                position(event.start_mark),
                "keep one document a file",
            )
        else:
            continue

        if not stack:
            root = Node(value, marks)
            continue
        top = stack[-1]
        container = top.value
        if isinstance(container, list):
            if streaming >= 0 and len(stack) == 2:
                bottom = stack[0]
                yield Item(value, marks, streaming, Node(bottom.value, bottom.marks))
                streaming += 1
            else:
                top.marks.items[len(container)] = marks
                container.append(value)
        elif top.key is None:
            top.key = _key(event, top.marks, position(event.start_mark))
            top.keypos = position(event.start_mark)
        else:
            container[top.key] = value
            top.marks.keys[top.key] = top.keypos
            top.marks.items[top.key] = marks
            top.key = None
    yield root if root is not None else Node(None, Position(1, 1))


def _key(event: Any, marks: Marks, where: Position) -> str:
    key: str = event.value
    if key in marks.keys:
        first = marks.keys[key]
        raise YamlProblem(
            "CMO005",
            f"the key {key!r} stands here a second time (first at line {first.line})",
            where,
            "keep one of the two; a value that is lost silently is worse than an error",
        )
    if key == "<<" and event.implicit[0]:
        raise YamlProblem("CMO004", "a merge key (<<) is not allowed", where, "write the values out")
    return key


def _refuse(event: Any, where: Position) -> None:
    if event.anchor is not None:
        raise YamlProblem(
            "CMO004",
            f"an anchor (&{event.anchor}) is not allowed",
            where,
            "write the value out; text that begins with & or * goes between quotes",
        )
    raise YamlProblem(
        "CMO004", f"a tag ({event.tag}) is not allowed", where, "text that begins with ! goes between quotes"
    )


_EXPLANATIONS = (
    ("mapping values are not allowed", "a colon stands where no key can begin"),
    ("did not find expected ',' or ']'", "a list between [ ] is not closed or lacks a comma"),
    ("did not find expected ',' or '}'", "a mapping between { } is not closed or lacks a comma"),
    ("found character that cannot start any token", "a character stands here that no value can begin with"),
    ("found unexpected end of stream", "the text ends inside a value; a quote is not closed"),
    ("could not find expected ':'", "a key lacks its colon"),
    ("did not find expected key", "a key is expected here; is the indentation right?"),
    ("did not find expected '-' indicator", "a list item is expected here; is the indentation right?"),
    ("found a tab character", "a tab stands in the indentation"),
)


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "the text is no YAML"
    for beginning, words in _EXPLANATIONS:
        if problem.startswith(beginning):
            return words
    return f"the text is no YAML: {problem}"


def _advise(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if problem.startswith("mapping values"):
        return "put text that holds ': ' on the next line after >-, or between quotes"
    if "character that cannot start" in problem or "tab character" in problem:
        return "indent with spaces; text that begins with @, `, % or a tab goes between quotes"
    return "look at this line and the one above it"
