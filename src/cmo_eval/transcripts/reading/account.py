"""What became of the words of a file: left out or taken in and said, counted, and none of them overlooked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from cmo_eval.transcripts.reading.archive import Element, each

_HOW = {
    "comment": "left out",
    "tracked deletion": "left out",
    "tracked insertion": "read as accepted",
    "picture": "left out",
    "chart": "left out",
    "diagram": "left out",
    "drawn word": "left out",
    "embedded object": "left out",
    "embedded part": "left out: open it in a word processor and save it anew, and its words are read",
    "placeholder of a form": "left out",
    "automatic number of a list": "left out",
    "reading aid above words": "left out",
    "equation": "read on one line",
    "piece of hidden text": "left out",
    "symbol": "left out",
    "index": "left out",
    "piece of HTML": "left out",
    "address of a link": "left out",
    "name of a language of code": "left out",
    "number before a turn": "left out",
    "paragraph with odd marks": "read with its marks",
    "paragraph with very many marks": "read with its marks",
    "line of the header": "left out",
    "comment (NOTE)": "left out",
    "style or region": "left out",
    "name of a cue": "left out",
    "cue without words": "left out",
    "footnote": "read below the paragraph",
    "text box": "read below the paragraph",
    "further reference to a footnote": "left out",
    "repeated row or cell": "read once",
    "table": "read, a row a line",
    "invisible character": "left out",
}
UNCOUNTED = ("chart", "diagram", "drawn word", "embedded object", "embedded part")
"""What may hold words of which nobody knows how many."""

_PLURALS = {
    "index": "indexes",
    "text box": "text boxes",
    "piece of hidden text": "pieces of hidden text",
    "piece of HTML": "pieces of HTML",
    "repeated row or cell": "repeated rows or cells",
    "placeholder of a form": "placeholders of forms",
    "automatic number of a list": "automatic numbers of lists",
    "reading aid above words": "reading aids above words",
    "further reference to a footnote": "further references to footnotes",
    "address of a link": "addresses of links",
    "name of a language of code": "names of languages of code",
    "number before a turn": "numbers before turns",
    "paragraph with odd marks": "paragraphs with odd marks",
    "paragraph with very many marks": "paragraphs with very many marks",
    "line of the header": "lines of the header",
    "comment (NOTE)": "comments (NOTE)",
    "style or region": "styles and regions",
    "name of a cue": "names of cues",
    "cue without words": "cues without words",
}


def remarks(seen: Mapping[str, int]) -> Iterator[str]:
    """A few words on each kind of thing that was met, such as `2 comments left out`."""
    for what, how in _HOW.items():
        number = seen.get(what, 0)
        if number:
            yield f"{number} {what if number == 1 else _PLURALS.get(what, f'{what}s')} {how}"


# ---- words counted ---------------------------------------------------------------------------------------------------


def words(text: str) -> int:
    """How many words there are: what stands between blanks and has a letter or digit in it."""
    return sum(part.isalnum() or any(map(str.isalnum, part)) for part in text.split())


def letters(text: str) -> int:
    """How many letters and digits there are."""
    return sum(map(str.isalnum, text))


def words_in(texts: Iterable[str]) -> int:
    """How many words there are in all of them."""
    return sum(map(words, texts))


# ---- words in against words out --------------------------------------------------------------------------------------


_WORD = re.compile(r"\w+")


class Account:
    """What became of the words of a document; `left` counts those that were left out.

    Args:
        tags: the elements that hold words, with short names.
        whole: words stand in what is inside of such an element as well, as in the paragraphs of OpenDocument.
    """

    def __init__(self, tags: Collection[str], *, whole: bool = False) -> None:
        self.tags = tuple(tags)
        self.left = 0
        self._text = _whole_text if whole else _own_text
        self._known: set[int] = set()

    def read(self, element: Element) -> str:
        """Take down that the element's own words are read, and give them."""
        self._known.add(id(element))
        return element.text or ""

    def is_known(self, element: Element) -> bool:
        """Whether it was taken down before what became of the element's words."""
        return id(element) in self._known

    def left_out(self, inside: Element) -> int:
        """Take down that all words in an element are left out, for a reason that is said; how many they are."""
        number = self._number(self._forgotten(inside))
        self.left += number
        return number

    def part_left_out(self, inside: Element) -> int:
        """The same for what stands in an element that holds words and was read but for this part."""
        self._forgotten(inside)
        number = words("".join(inside.itertext()))
        self.left += number
        return number

    def same(self, inside: Iterable[Element], other: Iterable[Element]) -> None:
        """Take down as no words of their own what only repeats those in other elements, for older programs."""
        for one in inside:
            if not Counter(self._words(one)) - Counter(word for two in other for word in self._words(two)):
                self._forgotten(one)

    def has_words(self, inside: Element) -> bool:
        """Whether there are words in an element, whatever became of them."""
        return any(self._text(one).strip() for one in each(inside, *self.tags))

    def overlooked(self, root: Element) -> int:
        """How many words of a part were neither read nor left out; the part must still be the one that was walked."""
        number = self._number(one for one in each(root, *self.tags) if id(one) not in self._known)
        self.left += number
        return number

    def _forgotten(self, inside: Element) -> list[Element]:
        """The elements inside of which nothing was known yet; now it is."""
        found = [one for one in each(inside, *self.tags) if id(one) not in self._known]
        self._known.update(map(id, found))
        return found

    def _words(self, inside: Element) -> list[str]:
        return _WORD.findall(" ".join(self._text(one) for one in each(inside, *self.tags)))

    def _number(self, elements: Iterable[Element]) -> int:
        return words(" ".join(map(self._text, elements)))


def _own_text(element: Element) -> str:
    return element.text or ""


def _whole_text(element: Element) -> str:
    return "".join(element.itertext())


def counted(number: int) -> str:
    """A number of words, in words."""
    return "1 word" if number == 1 else f"{number} words"
