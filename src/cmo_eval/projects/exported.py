"""Documents as programs export them: without the tags that Taguette puts behind highlights, and MAXQDA's numbers."""

from __future__ import annotations

import re
from collections.abc import Collection

from cmo_eval.deferred import dataclass, expression
from cmo_eval.projects.tables import lines_of, without_head
from cmo_eval.projects.taguette import read_page
from cmo_eval.transcripts.encoding import decoded

_MARK = "\ue000"  # of private use: no text has it
_TAG_LIST = expression(r"""(?is)<span\b[^<>]*\bclass=["']?taglist\b[^<>]*>([^<]*)</span\s*>""")
_NUMBER = expression(r"(?m)^(\d{1,5})(?:\t|[ \t]*\n\s*)(?=\S)")
_FEWEST = 3  # numbers of paragraphs
_MOST_WITHOUT = 0.2  # of the lines
_TITLE = expression(r"(?is)\A\s*(?:<!doctype[^<>]*>\s*)?(?:<html[^<>]*>\s*)?<body[^<>]*>\s*<h1>.*?</h1>\s*")


@dataclass(frozen=True, slots=True)
class Shown:
    """A highlight that a document shows: where it ends, and its tags, with a comma and a blank between them."""

    end: int
    tags: str

    def has(self, tag: str) -> bool:
        """Whether it has a tag; tags may have commas."""
        return f", {tag}, " in f", {self.tags}, "


@dataclass(frozen=True, slots=True)
class Highlighted:
    """A document: its own text, and the highlights that it shows; none where it is the file that was coded."""

    text: str
    shown: tuple[Shown, ...] = ()

    def places(self, words: str, tag: str) -> list[tuple[int, int]]:
        """Where it shows highlights with that tag and those words, whatever blanks are in them."""
        found = (_ending(self.text, words, one.end) for one in self.shown if one.has(tag))
        return [*dict.fromkeys(place for place in found if place is not None)]

    def before(self, one: Shown) -> str:
        """The words that a highlight ends with."""
        return self.text[max(0, one.end - 30) : one.end]


def page(content: bytes) -> Highlighted:
    """A document in HTML.

    Raises:
        CmoEvalError: it is no text.
    """
    markup = without_head(decoded(content).text)
    if _TAG_LIST.search(markup) is None:
        return Highlighted(read_page(markup).text.strip())
    markup = _TITLE.sub("", _TAG_LIST.sub(rf"{_MARK}\1{_MARK}", markup))
    return _without(read_page(markup).text.strip(), re.compile(rf"{_MARK} \[([^{_MARK}]*)\]{_MARK}"))


def document(name: str, content: bytes, tags: Collection[str]) -> Highlighted:
    """A document of a word processor, in which the tags behind highlights are words like others.

    Args:
        name: of the file, whose ending says what it is.
        content: of the file.
        tags: all that there are.

    Raises:
        CmoEvalError: a file of that kind is not read, or it is damaged, protected or without text.
    """
    one = "|".join(sorted(map(re.escape, tags), key=len, reverse=True))
    return _without(lines_of(name, content), re.compile(rf" \[((?:(?:{one})(?:, (?:{one}))*)?)\]"))


def unnumbered(text: str, name: str) -> str:
    """A document without the numbers that MAXQDA puts before its paragraphs, and its name above them.

    Args:
        text: its lines.
        name: what the program calls it.
    """
    found = [*_NUMBER.finditer(text)]
    kept = [match for next_, match in enumerate(found, 1) if int(match[1]) == next_]
    lines = sum(bool(line.strip()) for line in text.split("\n")) - sum("\n" in match[0] for match in kept)
    if len(kept) < max(_FEWEST, (1 - _MOST_WITHOUT) * lines) or len(kept) < len(found):
        return text
    if "\n" in found[0][0]:  # numbers on lines of their own, with empty ones between
        text = re.sub(r"\n\s*\n", "\n", text)
    first, _, rest = _NUMBER.sub("", text).partition("\n")
    return rest.lstrip("\n") if first.strip() == name.strip() else f"{first}\n{rest}"


def _without(text: str, listed: re.Pattern[str]) -> Highlighted:
    """A text without what stands behind highlights, and where these end."""
    parts: list[str] = []
    shown: list[Shown] = []
    last = length = 0
    for match in listed.finditer(text):
        parts.append(text[last : match.start()])
        length += len(parts[-1])
        last = match.end()
        shown.append(Shown(length, match[1]))
    return Highlighted("".join([*parts, text[last:]]), tuple(shown))


def _ending(text: str, words: str, end: int) -> tuple[int, int] | None:
    """The place of words that end there, whatever blanks stand between and in them."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    at = end
    for letter in reversed("".join(words.split())):
        while at > 0 and text[at - 1].isspace():
            at -= 1
        if at <= 0 or text[at - 1] != letter:
            return None
        at -= 1
    return at, end
