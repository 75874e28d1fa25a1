"""A change to files as a unified diff for a person; control characters in it are shown as escapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing.change import Change, digest

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_END = re.compile("\r\n|\r|\n")
Shown = Callable[[str, bytes], Sequence[str] | None]
"""The lines of a file as they may be shown, by its path and content; None for them as they are."""

_NO_END = "\n\\ no line end at the end of the file"
_AROUND = 3
_MOST_LINES = 20_000


def diff(root: Path, change: Change, shown: Shown | None = None) -> str:
    """The change to the files in `root` as text, in the order of its files.

    Args:
        root: the evaluation folder.
        change: the change.
        shown: what of a file may be shown; all of it unless given.

    Raises:
        CmoEvalError: a file cannot be read, or is not as it was when the change was planned.
    """
    lines: list[str] = []
    for one in change.files:
        before: bytes | None = None
        if one.before is not None:
            try:
                before = (root / one.file).read_bytes()
            except OSError:
                before = b""
            if digest(before) != one.before:
                raise CmoEvalError(f"{one.file} changed since it was read", "nothing was changed; run again")
        lines += file_lines(one.file, one.name, before, one.content, shown)
    return "".join(f"{line}\n" for line in lines)


def file_lines(
    file: str, name: str | None, before: bytes | None, after: bytes | None, shown: Shown | None = None
) -> Iterator[str]:
    """The change to one file: what is renamed, and a unified diff; None stands for a file that is not there."""
    if name is not None:
        yield f"rename {visible(file)} -> {visible(name)}"
    if before == after:
        return
    old, new = _split(before or b""), _split(after or b"")
    seen = _seen(shown, file, before, old), _seen(shown, name or file, after, new)
    start, end = _common(old, new)
    above, cut = max(0, start - _AROUND), max(0, end - _AROUND)
    first, second = (lines[above : len(lines) - cut] for lines in (old, new))
    left, right = (lines[above : len(lines) - cut] for lines in seen)
    names = ("/dev/null" if before is None else file, "/dev/null" if after is None else name or file)
    if before is None or after is None:
        yield from (visible(line) for line in _whole(names, left, right))
    elif max(len(first), len(second)) <= _MOST_LINES:
        yield from (visible(line) for line in _unified(names, (first, second), (left, right), above))
    elif len(first) == len(second):
        yield from (visible(line) for line in _line_by_line(names, (first, second), (left, right), above))
    else:
        yield f"--- {visible(file)}: lines {start + 1} to {len(old) - end} become {len(new) - end - start} lines"


def _seen(shown: Shown | None, file: str, content: bytes | None, lines: list[str]) -> list[str]:
    """The lines as they may be shown; nothing of them where what may be shown has another number of lines."""
    found = shown(file, content) if shown is not None and content is not None else None
    if found is None:
        return lines
    if len(found) == len(lines) + 1 and not found[-1]:  # what stands behind the last line end
        found = found[:-1]
    if len(found) != len(lines):
        return ["[not shown]"] * len(lines)
    open_ended = bool(lines) and lines[-1].endswith(_NO_END)
    return [*found[:-1], f"{found[-1]}{_NO_END}"] if open_ended else list(found)


def _unified(
    names: tuple[str, str],
    lines: tuple[list[str], list[str]],
    seen: tuple[list[str], list[str]],
    above: int,
) -> Iterator[str]:
    """A unified diff of the lines, each as it may be shown; `above` so many lines are the same before them."""
    yield from (f"--- {names[0]}", f"+++ {names[1]}")
    for group in SequenceMatcher(None, *lines).get_grouped_opcodes(_AROUND):
        sides = [(group[0][1], group[-1][2]), (group[0][3], group[-1][4])]
        yield f"@@ -{_range(*sides[0], above)} +{_range(*sides[1], above)} @@"
        for tag, start, end, begin, stop in group:
            if tag == "equal":
                yield from (f" {line}" for line in seen[0][start:end])
            else:
                yield from (f"-{line}" for line in seen[0][start:end])
                yield from (f"+{line}" for line in seen[1][begin:stop])


def _range(start: int, end: int, above: int) -> str:
    """The lines of a hunk as diff writes them: from 1, and the one before where there are none."""
    size = end - start
    first = start + above + bool(size)
    return str(first) if size == 1 else f"{first},{size}"


def visible(text: str) -> str:
    """The text with its control characters as escapes, line ends kept."""
    return "\n".join(_CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", line) for line in text.split("\n"))


def _split(content: bytes) -> list[str]:
    lines = _LINE_END.split(content.decode("utf-8", "replace"))
    last = lines.pop()
    return [*lines, f"{last}{_NO_END}"] if last else lines


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many lines at the top and at the bottom are the same."""
    most = min(len(old), len(new))
    start = next((index for index in range(most) if old[index] != new[index]), most)
    rest = most - start
    end = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    return start, end


def _whole(names: tuple[str, str], old: list[str], new: list[str]) -> Iterator[str]:
    """A file that is made or removed: its first lines, and how many there are."""
    yield from (f"--- {names[0]}", f"+++ {names[1]}")
    sign, lines = ("+", new) if new else ("-", old)
    if not lines:
        return
    yield f"@@ -0,0 +1,{len(new)} @@" if new else f"@@ -1,{len(old)} +0,0 @@"
    yield from (f"{sign}{line}" for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"(and {len(lines) - _MOST_LINES} lines more)"


def _line_by_line(
    names: tuple[str, str], lines: tuple[list[str], list[str]], seen: tuple[list[str], list[str]], above: int
) -> Iterator[str]:
    """Long texts with as many lines as before, each compared with the one in its place: quick, if not the shortest."""
    old, new = lines
    yield from (f"--- {names[0]}", f"+++ {names[1]}")
    apart = [index for index in range(len(old)) if old[index] != new[index]]
    at = 0
    while at < len(apart):
        last = at
        while last + 1 < len(apart) and apart[last + 1] - apart[last] <= 2 * _AROUND:
            last += 1
        begin, end = max(0, apart[at] - _AROUND), min(len(old), apart[last] + _AROUND + 1)
        where = f"{above + begin + 1},{end - begin}"
        yield f"@@ -{where} +{where} @@"
        index = begin
        while index < end:
            if old[index] == new[index]:
                yield f" {seen[0][index]}"
                index += 1
                continue
            run = index
            while run < end and old[run] != new[run]:
                run += 1
            yield from (f"-{line}" for line in seen[0][index:run])
            yield from (f"+{line}" for line in seen[1][index:run])
            index = run
        at = last + 1
