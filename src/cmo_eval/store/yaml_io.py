"""YAML text to plain data with the position of every part, from libyaml events; knows no model.

Plain values stay text: a title `2017`, a section `1.10`, a time `12:30`, the words `no` and `010`; the type of the
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

    Attributes: `code` of the catalogue, `message`, `position`, `hint`, `related` (the other place, or None).
    """

    def __init__(
        self, code: str, message: str, position: Position, hint: str = "", related: Position | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position
        self.hint = hint
        self.related = related


class Marks:
    """Where a mapping or list starts, and its keys and what it holds, as libyaml marked them.

    Marks are kept as they come and become positions when they are asked for: of most, nobody ever asks.
    """

    __slots__ = ("items", "key", "keys", "start", "value")

    def __init__(self, start: Any, value: Any) -> None:
        self.start = start
        self.keys: dict[str, Any] = {}
        self.items: dict[str | int, Any] = {}
        self.value = value  # while it is being filled
        self.key: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A value (dict, list, text or None) with the marks of its parts, and how marks become positions."""

    value: Any = field(repr=False)
    marks: Any = field(repr=False)
    position: Callable[[Any], Position] = field(repr=False)

    def locate(self, path: Path, *, key: bool = False) -> Position:
        """Position of the value at `path` (with `key`, of its key), or of what of the path exists."""
        here = self.marks
        for depth, step in enumerate(path):
            if not isinstance(here, Marks):
                break
            if key and depth == len(path) - 1 and step in here.keys:
                here = here.keys[str(step)]
                break
            if step not in here.items:
                break
            here = here.items[step]
        return self.position(here.start if isinstance(here, Marks) else here)


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
        raise YamlProblem("CMO003", _explain(error), _place(error, position), _advise(error, text)) from None


def _ordinal(character: Any) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")


def _position_of_index(text: str, byte_offset: int) -> Position:
    before = text.encode("utf-8")[:byte_offset].decode("utf-8", "ignore")
    ends = [match.end() for match in _LINE_ENDS.finditer(before)]
    return Position(len(ends) + 1, len(before) - (ends[-1] if ends else 0) + 1)


def _assemble(  # noqa: C901, PLR0912, PLR0915 - one loop over the events: no recursion to overflow, no call a node
    events: Iterator[Any], position: Callable[[Any], Position], stream_key: str | None
) -> Iterator[Node]:
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
    stack: list[Marks] = []
    top: Marks | None = None
    root: Node | None = None
    before: Node | None = None  # what stands above the streamed list, while we are in it
    index = 0
    value: Any
    marks: Any

    for event in events:
        kind = type(event)
        if kind is scalar:
            if event.anchor is not None or event.tag is not None:
                _refuse(event, position(event.start_mark))
            value = event.value
            marks = event.start_mark
            if top is not None and top.key is None and type(top.value) is dict:
                if value in top.keys or value == "<<":
                    _refuse_key(event, top, position)
                top.key = value
                top.keys[value] = marks
                continue
            if event.implicit[0] and value in _NOTHING:
                value = None
        elif kind is mapping or kind is sequence:
            start = event.start_mark
            if event.anchor is not None or event.tag is not None:
                _refuse(event, position(start))
            if len(stack) >= MAX_DEPTH:
                raise YamlProblem("CMO008", f"values are nested deeper than {MAX_DEPTH} levels", position(start))
            if top is not None and top.key is None and type(top.value) is dict:
                raise YamlProblem("CMO004", "a key must be text, not a list or mapping", position(start))
            if kind is sequence and stream_key is not None and len(stack) == 1 and stack[0].key == stream_key:
                before = Node(stack[0].value, stack[0], position)
            top = Marks(start, {} if kind is mapping else [])
            stack.append(top)
            continue
        elif kind is mapping_end or kind is sequence_end:
            marks = stack.pop()
            value = marks.value
            marks.value = None
            top = stack[-1] if stack else None
            if len(stack) == 1:
                before = None
        elif kind is yaml.AliasEvent:
            raise YamlProblem(
                "CMO004",
                f"an alias (*{event.anchor}) is not allowed",
                position(event.start_mark),
                "write the value out; text that begins with * or & goes between quotes",
            )
        elif kind is yaml.DocumentStartEvent and root is not None:
            where = position(event.start_mark)
            raise YamlProblem("CMO004", "a second document begins here", where, "keep one document a file")
        else:
            continue

        if top is None:
            root = Node(value, marks, position)
        elif type(top.value) is dict:
            key = top.key
            top.value[key] = value
            top.items[key] = marks  # type: ignore[index]  # a value comes after its key
            top.key = None
        elif before is not None and len(stack) == 2:
            yield Item(value, marks, position, index, before)
            index += 1
        else:
            top.items[len(top.value)] = marks
            top.value.append(value)
    yield root if root is not None else Node(None, None, lambda _: Position(1, 1))


def _refuse_key(event: Any, marks: Marks, position: Callable[[Any], Position]) -> None:
    """Raise if the key stands in the mapping already, or is a merge key."""
    key: str = event.value
    where = position(event.start_mark)
    if key in marks.keys:
        raise YamlProblem(
            "CMO005",
            f"the key {key!r} stands here a second time (first at line {position(marks.keys[key]).line})",
            where,
            "keep one of the two; a value that is lost silently is worse than an error",
            position(marks.keys[key]),
        )
    if event.implicit[0]:
        raise YamlProblem("CMO004", "a merge key (<<) is not allowed", where, "write the values out")


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
    ("did not find expected alphabetic or numeric", "text that begins with * or & is taken for an alias or anchor"),
    ("found a tab character", "a tab stands in the indentation"),
)


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "the text is no YAML"
    for beginning, words in _EXPLANATIONS:
        if problem.startswith(beginning):
            return words
    return f"the text is no YAML: {problem}"


def _place(error: yaml.MarkedYAMLError, position: Callable[[Any], Position]) -> Position:
    """Where the mistake is: of something that is never closed, where it begins."""
    mark = error.problem_mark or error.context_mark
    if "end of stream" in (error.problem or "") and error.context_mark is not None:
        mark = error.context_mark
    return position(mark) if mark is not None else Position(1, 1)


def _advise(error: yaml.MarkedYAMLError, text: str) -> str:
    problem = error.problem or ""
    odd = _LIBYAML_ONLY_LINE_ENDS.search(text)
    if odd is not None:
        line = len(_LINE_ENDS.findall(text[: odd.start()])) + 1
        return f"line {line} holds U+{ord(odd[0]):04X}, which YAML takes for a line end: put a space in its place"
    if "alphabetic or numeric" in problem:
        return "text that begins with * or & goes between quotes"
    if problem.startswith("mapping values"):
        return "put text that holds ': ' on the next line after >-, or between quotes"
    if "character that cannot start" in problem or "tab character" in problem:
        return "indent with spaces; text that begins with @, `, % or a tab goes between quotes"
    return "look at this line and the one above it"
