"""Values as lines of YAML, below each other and at their columns, each in the style that its key asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from cmo_eval.edits.yaml.values import (
    WIDTH,
    block_text,
    broken,
    flow,
    folded,
    is_words,
    one_line,
    quoted,
    scalar,
    words_in_brackets,
    written,
)


class Beside(NamedTuple):
    """The mapping that a new one stands beside in a list: the column of its keys, and whether it is between braces."""

    column: int
    flow: bool


class _Way(NamedTuple):
    """How a value is written behind a key at a column: what stands before it, and how long a text fits behind that.

    A text may also belong on one line however long it is (`line`), or in a block however short (`block`).
    """

    head: str
    room: int
    line: bool
    block: bool


class Lines:
    """Writes values in one of two manners: texts in block style where they need it, or in quotes.

    Args:
        block: keys whose texts, and whose list of mappings, are written in block style however short they are.
        line: keys whose texts stay on one line, line ends in them as escapes.
        in_block: the manner.
        line_end: of the text that they will stand in.
    """

    def __init__(
        self, block: Collection[str], line: Collection[str], *, in_block: bool = True, line_end: str = "\n"
    ) -> None:
        self.doubtful = False
        """Whether a text was written that only reading it again proves."""
        self._block, self._line, self._in_block, self._line_end = block, line, in_block, line_end
        self._ways: dict[int, dict[str, _Way]] = defaultdict(dict)

    def of(self, value: Any, column: int) -> list[str]:
        """The lines of a mapping or list in block style."""
        if isinstance(value, dict) and value:
            return self._of_mapping(value, column)
        if isinstance(value, list | tuple) and value:
            return [line for part in value for line in self.item(part, column)]
        return [" " * column + one_line(value)]

    def _of_mapping(self, value: Mapping[str, Any], column: int) -> list[str]:
        """Most of what is written are short texts and numbers of a few keys, again and again."""
        ways = self._ways[column]
        lines: list[str] = []
        for key, part in value.items():
            head, room, in_line, in_block = ways.get(key) or self._way(ways, key, column)
            kind = type(part)
            if kind is int:
                lines.append(f"{head} {part}")
                continue
            if kind is str:
                if not in_block:
                    said = written(part)
                    if in_line or (len(said) <= room and "\n" not in part):
                        lines.append(f"{head} {said}")
                        continue
                elif is_words(part):
                    lines.append(f"{head} >-")
                    lines += folded(part, " " * (column + 2))
                    continue
            behind, below = self.behind(part, column + 2, key)
            lines.append(head + behind)
            lines += below
        return lines

    def _way(self, ways: dict[str, _Way], key: str, column: int) -> _Way:
        in_line = key in self._line
        in_block = self._in_block and key in self._block and not in_line
        ways[key] = _Way(f"{' ' * column}{scalar(key)}:", WIDTH - 2 - column - len(key), in_line, in_block)
        return ways[key]

    def item(self, value: Any, column: int, beside: Beside | None = None, *, block: bool = False) -> list[str]:
        """The lines of a list's item; a mapping takes after the one beside it."""
        indent = " " * column
        if isinstance(value, dict) and value:
            width = beside.column - column if beside is not None and not beside.flow else 2
            said = None
            if not block and (beside is None or beside.flow):
                said = flow(value) if beside is not None else self._braced(value, column)
            if said is None:
                lines = self._of_mapping(value, column + width)
                lines[0] = f"{indent}-{lines[0][column + 1 :]}"
                return lines
            if self._in_block:
                said = broken(said, column + 2, self._line_end + indent + "   ")
            return [f"{indent}- {said}"]
        if isinstance(value, dict | list | tuple):
            return [f"{indent}- {flow(value)}"]
        head, lines = self.behind(value, column + 2, "")
        return [f"{indent}-{head}", *lines]

    def behind(self, value: Any, column: int, key: str) -> tuple[str, list[str]]:
        """What stands behind a key, and the lines below it, which stand at `column`."""
        if isinstance(value, str):
            return self._text(value, column, key)
        if isinstance(value, dict):
            said = self._braced(value, column + len(key)) if value else "{}"
            return (f" {said}", []) if said is not None else ("", self._of_mapping(value, column))
        if isinstance(value, list | tuple):
            said = self._bracketed(value)
            if said is not None and (not value or column + len(key) + 1 + len(said) <= WIDTH):
                return f" {said}", []
            entries = key in self._block and all(isinstance(part, dict) and part for part in value)
            return "", [line for part in value for line in self.item(part, column, block=entries)]
        return f" {scalar(value)}", []

    @staticmethod
    def _bracketed(value: Sequence[Any]) -> str | None:
        """A list between brackets on one line, if nothing in it has blanks."""
        if {*map(type, value)} == {str}:
            return words_in_brackets(tuple(value))
        words = any(isinstance(part, dict) or " " in str(part) for part in value)
        return None if words else flow(value)

    def _braced(self, value: Mapping[str, Any], column: int) -> str | None:
        """A mapping between braces on one line, if it is short and flat enough for that."""
        at_least = column + 2 + len(": , ") * len(value) + sum(map(len, value))
        for key, part in value.items():
            kind = type(part)
            if kind is str:
                if "\n" in part and key not in self._line:
                    return None
                at_least += len(part)
            elif kind is int or isinstance(part, int):
                at_least += len(str(part))
            elif isinstance(part, dict) or (
                isinstance(part, list | tuple) and any(isinstance(one, dict | list | tuple) for one in part)
            ):
                return None
        if at_least > WIDTH:
            return None
        said = flow(value)
        return said if column + 2 + len(said) <= WIDTH else None

    def _text(self, value: str, column: int, key: str) -> tuple[str, list[str]]:
        if key in self._line:
            return f" {scalar(value)}", []
        if not (self._in_block and key in self._block):
            said = scalar(value)
            too_long = column + len(key) + len(said) > WIDTH or "\n" in value
            if not (self._in_block and too_long):
                return f" {quoted(value) if too_long else said}", []
        if is_words(value):
            return " >-", [*folded(value, " " * column)]
        self.doubtful = True
        block = block_text(value, " " * column)
        return (f" {block[0]}", block[1]) if block is not None else (f" {scalar(value)}", [])
