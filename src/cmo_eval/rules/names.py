"""Names of a list, found in any text as people would read it; says of them only how they begin."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from cmo_eval.rules.plain_letters import letters

_WORD = re.compile(r"[^\W\d_]+|\d+")
_SPACE = re.compile(r"\s")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of the list: its words, and how it is told."""

    words: tuple[str, ...]

    @property
    def breaks(self) -> frozenset[int]:
        """After how many letters one of its words ends."""
        ends, end = set(), 0
        for word in self.words:
            end += len(word)
            ends.add(end)
        return frozenset(ends)

    @property
    def masked(self) -> str:
        return " ".join(f"{word[0].upper()}…" for word in self.words)


class Names:
    """Names of people, one a line, to be found as whole words, in whatever letters and however they are joined.

    Case, accents, strokes, ligatures and what is not seen (soft hyphens, zero-width characters) do not matter, nor
    whether the parts of a name are joined by a space, a hyphen, an apostrophe, an underscore or nothing. What is
    written for a machine (`&shy;`, `%C3%B8`) is read as people see it. In what has no spaces at all, such as an id, an
    address or the name of a file, a capital begins a word too.
    """

    def __init__(self, text: str) -> None:
        self._names: dict[str, list[_Name]] = {}
        self._begun: set[str] = set()
        for line in text.splitlines():
            name = _Name(tuple(_WORD.findall(letters(line).casefold())))
            joined = "".join(name.words)
            if len(joined) > 1:
                self._names.setdefault(joined, []).append(name)
                self._begun.update(joined[:end] for end in range(1, len(joined)))

    def may_be_in(self, text: str) -> bool:
        """Whether a name stands in the text of a YAML file, or may stand there escaped."""
        return "\\" in text or any(True for _ in self._found(_as_read(text), apart=True))

    def found(self, text: str) -> Iterator[str]:
        """The names that stand in a text, each once, masked: `J…`."""
        text = _as_read(text)
        apart = _SPACE.search(text.strip()) is None
        told = set()
        for name in self._found(text, apart=apart):
            if name not in told:
                told.add(name)
                yield name.masked

    def _found(self, text: str, *, apart: bool) -> Iterator[_Name]:
        """The names as they stand in a text; with `apart`, capitals begin words."""
        text = letters(text)
        if apart:
            text = _CAMEL.sub("_", text)
        words = [(match.start(), match.end(), match[0].casefold()) for match in _WORD.finditer(text)]
        known, begun = self._names, self._begun
        for first, (_, _, word) in enumerate(words):
            if word not in begun and word not in known:
                continue
            joined = ""
            spaces: set[int] = set()
            for place in range(first, len(words)):
                if joined and _SPACE.search(text, words[place - 1][1], words[place][0]):
                    spaces.add(len(joined))
                joined += words[place][2]
                yield from (name for name in known.get(joined, ()) if spaces <= name.breaks)
                if joined not in begun:
                    break


def _as_read(text: str) -> str:
    """The text as people see it, where it is written for a machine."""
    if "&" in text:
        text = html.unescape(text)
    return unquote(text) if "%" in text else text
