"""YAML files to plain data with the position of every part, from libyaml events; knows no model.

Plain values stay text: a title `2017`, a section `1.10`, a time `12:30`, the words `no` and `010`; the type of the
field they stand in converts them. Only an empty value, `~` and `null` are nothing. What makes hand-written
files ambiguous or dangerous is refused: anchors, aliases, tags, merge keys, duplicate keys, keys that are
not text, several documents in one file, and nesting deeper than `MAX_DEPTH`.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path as File
from typing import Any, NamedTuple

import yaml

from cmo_eval.deferred import expression
from cmo_eval.diagnostics import Position
from cmo_eval.store import usual_form
from cmo_eval.transcripts.store import regular_file

MAX_DEPTH = 100
MAX_BYTES = 64 * 1024 * 1024

_START = Position(1, 1)
_DASH = 5  # the column of what stands behind the dashes of a list in the usual form
LINE_ENDS = expression("\r\n|\r|\n")
ODD_LINE_ENDS = expression("[\x85\u2028\u2029]")  # for libyaml alone
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
    """Where a mapping or list starts, and its keys and what it holds, as libyaml marked them."""

    __slots__ = ("in_mapping", "items", "keys", "start")

    def __init__(self, start: Any, *, in_mapping: bool) -> None:
        self.start = start
        self.in_mapping = in_mapping
        self.keys: dict[str, Any] = {}
        self.items: dict[str | int, Any] = {}


class Node:
    """A value (dict, list, text or None) and where its parts stand.

    That is worked out, from the text, when it is first asked for: of most values nobody ever asks.

    Args:
        value: what was read.
        text: what it was read from, by itself.
        above: lines of the file that stand above that.
    """

    __slots__ = ("_above", "_marks", "_position", "_text", "value")

    def __init__(self, value: Any, text: str = "", above: int = 0) -> None:
        self.value = value
        self._text = text
        self._above = above
        self._marks: Any = None
        self._position: Callable[[Any], Position] | None = None

    @property
    def marks(self) -> Any:
        """Of a mapping or list its `Marks`, of a text the mark where it starts; None of what stands in no text."""
        if self._marks is None and self._text:
            with suppress(yaml.YAMLError):  # an item by itself, between odd line ends
                self._marks = marked(self._text)
        return self._marks

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
        if here is None:
            return Position(self._above + 1, 1)
        if self._position is None:  # it looks through the whole text, and is asked for each finding in it
            self._position = positions(self._text)
        line, column = self._position(here.start if isinstance(here, Marks) else here)
        return Position(self._above + line, column)

    def __reduce__(self) -> tuple[Any, ...]:
        return Node, (self.value, self._text, self._above)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Extent(NamedTuple):
    """A part of a text, from one character to before another one, and the position where it starts."""

    text: str
    first: int
    behind: int
    start: Position

    @property
    def own(self) -> str:
        """The part by itself, which stands in as far as in the whole."""
        shift = self.text.startswith("\ufeff")  # which libyaml does not count
        return " " * (self.start.column - 1) + self.text[self.first + shift : self.behind + shift]

    def node(self) -> Node:
        """The part, read again."""
        value = None
        with suppress(YamlProblem):  # between odd line ends
            value = read(self.own).value
        return Node(value, self.own, self.start.line - 1)


class Item(Node):
    """One item of a streamed list, with its extent, its index from 0, and what came before the list.

    `before` is the mapping that the list stands in, as far as it was read.
    """

    __slots__ = ("before", "extent", "index")

    def __init__(self, value: Any, extent: Extent, index: int, before: dict[str, Any]) -> None:
        super().__init__(value, above=extent.start.line - 1)
        self.extent = extent
        self.index = index
        self.before = before

    @property
    def marks(self) -> Any:
        """As of every node, from the item's own part of the text."""
        self._text = self._text or self.extent.own
        return super().marks


def read(text: str) -> Node:
    """The whole text as one node; a text with nothing in it gives the value None.

    Raises:
        YamlProblem: the text is not YAML, or not of the kind that is allowed.
    """
    *_, root = stream(text, None)
    return root


def stream(text: str, key: str | None) -> Iterator[Node]:
    """The items of the top-level list under `key`, one at a time as `Item`, then the rest as `Node`.

    The items are left out of the rest (an empty list stands there), so that a long file never stands in
    memory as objects.

    Raises:
        YamlProblem: as in `read`, once the place is reached.
    """
    last: Node | None = None
    try:
        for last in _usual(text, key) if key is not None else ():
            yield last
        if last is None or isinstance(last, Item):  # not to the end
            known = last.index + 1 if last is not None else 0
            yield from (one for one in _assemble(text, key) if not isinstance(one, Item) or one.index >= known)
    except (_OddError, yaml.YAMLError):
        from cmo_eval.store.yaml_refused import look_closer  # noqa: PLC0415 - of a text that cannot be read only

        look_closer(text)


def _usual(text: str, key: str) -> Iterator[Node]:
    """What `stream` gives, as far as the text is written in the usual form."""
    head = usual_form.head_of(text, key)
    if head is None:
        return
    before: dict[str, Any] = {}
    try:
        *_, above = _assemble(head, None)
        before |= above.value or {}
    except (_OddError, yaml.YAMLError):
        return
    start = behind = len(head) + len(key) + len(":\n")
    parts = usual_form.parts(text, start) if key not in before else ()
    for index, (value, first, behind, line) in enumerate(parts):
        yield Item(value, Extent(text, first, behind, Position(line, _DASH)), index, before)
    if start < behind == len(text):
        yield Node({**before, key: []}, text)


def positions(text: str) -> Callable[[Any], Position]:
    """How marks become positions, counting lines as editors do."""
    if text.isascii() or ODD_LINE_ENDS.search(text) is None:
        return lambda mark: Position(mark.line + 1, mark.column + 1)
    starts = [0, *(match.end() for match in LINE_ENDS.finditer(text))]

    def position(mark: Any) -> Position:
        line = bisect_right(starts, mark.index)
        return Position(line, mark.index - starts[line - 1] + 1)

    return position


class _OddError(Exception):
    """The text holds something that is refused; whoever looks closer says what and where."""


def _assemble(  # noqa: C901, PLR0912, PLR0915 - one loop over the events: no recursion to overflow, no call a node
    text: str, stream_key: str | None
) -> Iterator[Node]:
    """The values of a text, without the places of their parts."""
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
    position = positions(text)
    stack: list[tuple[Any, str | None]] = []  # what stands around `top`, each with the key that is being filled
    top: Any = None
    key: str | None = None
    in_mapping = streaming = False  # whether `top` is a mapping; whether we are in the streamed list
    root: Node | None = None
    start: Any = None  # of the item
    index = 0

    for event in _events(text):
        kind = type(event)
        if kind is scalar:
            if event.anchor is not None or event.tag is not None:
                raise _OddError
            value = event.value
            if in_mapping and key is None:
                if value in top or (value == "<<" and event.implicit[0]):
                    raise _OddError
                key = value
                continue
            if value in _NOTHING and event.implicit[0]:
                value = None
            if streaming and len(stack) == 2:
                start = event.start_mark
        elif kind is mapping or kind is sequence:
            if event.anchor is not None or event.tag is not None or len(stack) >= MAX_DEPTH:
                raise _OddError
            if in_mapping and key is None:
                raise _OddError
            if len(stack) == 2:
                start = event.start_mark
            elif kind is sequence and len(stack) == 1 and key is not None and key == stream_key:
                streaming = True
            stack.append((top, key))
            top = {} if kind is mapping else []
            in_mapping, key = kind is mapping, None
            continue
        elif kind is mapping_end or kind is sequence_end:
            value = top
            top, key = stack.pop()
            in_mapping = type(top) is dict
            if len(stack) == 1:
                streaming = False
        elif kind is yaml.AliasEvent or (kind is yaml.DocumentStartEvent and root is not None):
            raise _OddError
        else:
            continue

        if not stack:
            root = Node(value, text)
        elif in_mapping:
            top[key] = value
            key = None
        elif streaming and len(stack) == 2:
            extent = Extent(text, start.index, event.end_mark.index, position(start))
            yield Item(value, extent, index, stack[1][0])
            index += 1
        else:
            top.append(value)
    yield root if root is not None else Node(None)


def _events(text: str) -> Iterator[Any]:
    """The events of libyaml; `yaml.parse` would ask twice for each."""
    return iter(yaml.CSafeLoader(text).get_event, None)


def marked(text: str, look: Callable[..., None] | None = None) -> Any:
    """The marks of a text: `Marks` of a mapping or list, else where it starts; None where nothing is.

    Args:
        text: what was read.
        look: looks at each event before it counts, beside the mapping whose key is due (else None), how many mappings
            and lists are open, and whether all of a document was seen.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    stack: list[tuple[Marks, str | None]] = []
    key: str | None = None  # of the mapping on top
    whole: Any = None
    for event in _events(text):
        kind = type(event)
        top = stack[-1][0] if stack else None
        keyless = top if top is not None and top.in_mapping and key is None else None
        if look is not None:
            look(event, keyless, len(stack), whole is not None)
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            stack.append((Marks(event.start_mark, in_mapping=kind is yaml.MappingStartEvent), key))
            key = None
            continue
        if kind is yaml.ScalarEvent:
            marks: Any = event.start_mark
            if keyless is not None:
                key = event.value
                keyless.keys[key] = marks
                continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            marks, key = stack.pop()
            top = stack[-1][0] if stack else None
        else:
            continue
        if top is not None:
            top.items[key if key is not None else len(top.items)] = marks
        elif look is None:
            return marks
        else:
            whole = marks
        key = None
    return whole


# ---- bytes and text ----------------------------------------------------------------------------------------------


def read_text(path: File | str) -> str:
    """The text of a file, without byte order mark.

    Raises:
        YamlProblem: as `read_bytes` and `decoded`.
    """
    return decoded(read_bytes(path))


def read_bytes(path: File | str) -> bytes:
    """The bytes of a file.

    Raises:
        YamlProblem: CMO001 (unreadable) or CMO008 (too large).
    """
    try:
        found = regular_file(path, MAX_BYTES)
    except FileNotFoundError:
        raise YamlProblem("CMO001", "the file does not exist", _START) from None
    except OSError as error:
        reason = f"the file cannot be read: {(error.strerror or type(error).__name__).lower()}"
        # Windows says of a folder that permission is denied
        raise YamlProblem("CMO001", _FOLDER if os.path.isdir(path) else reason, _START) from None  # noqa: PTH112
    if found is None:
        what = _FOLDER if os.path.isdir(path) else "this is a pipe or device, not a file"  # noqa: PTH112 - as above
        raise YamlProblem("CMO001", what, _START)
    if isinstance(found, int):
        mebibytes = f"{found / 2**20:.0f} MiB; at most {MAX_BYTES // 2**20} MiB is read"
        raise YamlProblem("CMO008", f"the file has {mebibytes}", _START)
    return found


_FOLDER = "a folder stands where a file is expected"


def decoded(content: bytes) -> str:
    """The text of a file's bytes.

    Raises:
        YamlProblem: CMO002 (not UTF-8), CMO003 (git left a conflict in it) or CMO006 (empty).
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise YamlProblem("CMO002", "the file is UTF-16, not UTF-8", _START)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "ignore")) + 1
        raise YamlProblem(
            "CMO002",
            f"byte 0x{content[error.start]:02x} is not UTF-8; the file looks like Latin-1 or Windows-1252",
            Position(line, column),
        ) from None
    if not text.strip():
        raise YamlProblem("CMO006", "the file is empty", _START)
    if "<<<<<<< " in text:
        from cmo_eval.store.yaml_refused import refuse_conflict  # noqa: PLC0415 - of what git could not merge only

        refuse_conflict(text)
    return text
