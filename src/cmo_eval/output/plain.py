"""What all results are shown with: nothing a terminal would obey, counts, filled lines, names; and JSON.

What users' files hold reaches a terminal as something to read. Formats show users' words with `visible`; what goes
there in another form (JSON, CSV, Markdown, messages) is guarded by `shown_on`.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO, cast

from cmo_eval.deferred import expression

_CONTROL = expression("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# colours and the like
_STYLE = expression(r"(\x1b\[[0-9;]*m)")
_PIECES = expression(r"\s+|[^\s_.-]*[_.-]+|[^\s_.-]+")


def visible(text: str) -> str:
    """The text with control and direction characters as escapes; tabs become spaces, line ends a space."""
    return escaped(text.replace("\t", " ").replace("\n", " "))


def escaped(text: str) -> str:
    """The text with control and direction characters as escapes, but for tabs and line ends."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def padded(text: str, wide: int, *, right: bool = False) -> str:
    """The text in so many columns of a terminal, or more where it is longer; at the left of them or at the right."""
    blanks = " " * (wide - columns(text))
    return blanks + text if right else text + blanks


def number_of(number: int, noun: str) -> str:
    """A number with its English noun: `1 citation`, `3 citations`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def share(number: float | None, none: str = "-") -> str:
    """A share with three decimals, or what stands where there is none."""
    return none if number is None else f"{number:.3f}"


def filled(text: str, width: int, first: str = "", rest: str = "", *, break_words: bool = True) -> list[str]:
    """The text in lines of at most `width` columns, made visible; none for an empty text.

    Args:
        text: of a user or of the program.
        width: columns.
        first: what the first line begins with.
        rest: what the later lines begin with.
        break_words: break words that are longer than a line; else they stick out, as paths should.
    """
    return textwrap.wrap(
        visible(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=break_words,
    )


def json_text(data: Any) -> str:
    """The data as indented JSON: tuples are lists, phrases English words, and dataclasses all their fields."""
    import json

    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False, default=_as_json)


def _as_json(value: Any) -> Any:
    return value.say() if hasattr(value, "say") else fields(value, *value.__dataclass_fields__)


def fields(one: object, *names: str) -> dict[str, Any]:
    """These attributes by their names, in this order: how JSON shows a thing."""
    return {name: getattr(one, name) for name in names}


def markdown_table(heads: Sequence[object], rows: Iterable[Sequence[object]], align: Sequence[str] = ()) -> str:
    """A table in Markdown; `align` is what stands below each heading, `---` unless given."""
    lines = [heads, align or ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(_cell(str(cell)) for cell in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def folded(text: str, wide: int) -> list[str]:
    """Lines of at most so many columns, broken at blanks, else behind `-`, `_` or `.`, else anywhere; at least one."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if columns(line + piece.rstrip()) <= wide:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while columns(line) > wide:
            taken = len(line)
            while taken > 1 and columns(line[:taken]) > wide:
                taken -= 1
            lines.append(line[:taken])
            line = line[taken:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def hanging(text: str, wide: int) -> list[str]:
    """Lines of at most so many columns, the later ones two columns more to the right than the first."""
    if columns(text) <= wide:
        return [text]
    blanks = " " * (len(text) - len(text.lstrip()))
    first, *rest = folded(text.strip(), wide - len(blanks) - 2)
    return [blanks + first, *(f"{blanks}  {line}" for line in rest)]


_NAME = 24
"""Columns of a terminal that names take at most, where something stands beside them."""


def named(name: str) -> list[str]:
    """A name in lines that take at most some columns of a terminal."""
    return folded(visible(name), _NAME)


def beside(rows: Sequence[tuple[str, str]], wide: int | None = None, *, most: int = _NAME) -> Iterator[str]:
    """Names with what stands beside them, in two columns; a name that is longer than others moves its own line only.

    Args:
        rows: names and texts, without control characters.
        wide: columns of a terminal, for lines that are folded; None for a line each, whole.
        most: columns that names take at most.
    """
    first = max((taken for name, _ in rows if (taken := columns(name)) <= most), default=0)
    for name, text in rows:
        line = f"{padded(name, first)}  {text}".rstrip()
        if wide is None or columns(line) <= wide:
            yield line
            continue
        room = max(wide - first - 2, 20)
        lines = folded(text, room)
        if columns(name) > first:
            yield from folded(name, wide)
        else:
            yield f"{padded(name, first)}  {lines.pop(0)}".rstrip()
        yield from (f"{' ' * first}  {part}" for part in lines)


# ---- streams ---------------------------------------------------------------------------------------------------------


class Terminal:
    """A text stream to a terminal; `bare` is the stream itself, for what moves the cursor on purpose."""

    def __init__(self, bare: TextIO) -> None:
        self.bare = bare

    def write(self, text: str) -> int:
        """Write the text, all but line ends, tabs and styles shown as escapes where a terminal would obey it."""
        self.bare.write("".join(part if _STYLE.fullmatch(part) else escaped(part) for part in _STYLE.split(text)))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of them."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)


def shown_on(stream: TextIO) -> TextIO:
    """The stream, guarded where it is a terminal."""
    return cast("TextIO", Terminal(stream)) if stream.isatty() and not isinstance(stream, Terminal) else stream
