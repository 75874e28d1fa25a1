"""Words in against words out: of every element with words it is known whether it was read, left out, or neither.

Whoever reads a document takes down each element whose words went into a row (`read`) or were left out for a reason
that is said (`left_out`). What is then still there in any part of the document was overlooked, and is counted as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from cmo_eval.transcripts.reading.counting import words
from cmo_eval.transcripts.reading.markup import Element, each

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
