"""Paragraphs of a word processor become rows: cleaned, line by line, with the marks of comments where they belong.

`Walk` is what reading a document of any word processor has in common; its `Account` knows what became of the words.
Equations become one line: 40/60, x^2, √(a+b).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, count
from typing import Literal, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned
from cmo_eval.transcripts.reading import Mark, Row, Rows, remarks, words_in
from cmo_eval.transcripts.reading.archive import Element, each, inner, value_of

MOST_MADE = 32 * 1024 * 1024
"""Characters of text that a document may become; a transcript of a whole day has half a million."""
_UNCOUNTED = ("chart", "diagram", "drawn word", "embedded object", "embedded part")
"""What may hold words of which nobody knows how many."""
_WORD = expression(r"\w+")


class Account:
    """What became of the words of a document; `left` counts those that were left out.

    Args:
        tags: the elements that hold words, with short names.
        whole: words stand in what is inside of such an element as well, as in the paragraphs of OpenDocument.
    """

    def __init__(self, tags: Collection[str], *, whole: bool = False) -> None:
        self.left = 0
        self._tags = tuple(tags)
        self._whole = whole
        self._known: set[int] = set()

    def read(self, element: Element) -> str:
        """Take down that the element's own words are read, and give them."""
        self._known.add(id(element))
        return element.text or ""

    def is_known(self, element: Element) -> bool:
        """Whether it was taken down before what became of the element's words."""
        return id(element) in self._known

    def left_out(self, inside: Element, *, part: bool = False) -> int:
        """Take down that all words in an element that nothing was known of are left out; how many they are.

        It may be a `part` of an element that holds words and was read but for this.
        """
        found = [one for one in each(inside, *self._tags) if id(one) not in self._known]
        self._known.update(map(id, found))
        number = words_in(["".join(inside.itertext()) if part else " ".join(map(self._text, found))])
        self.left += number
        return number

    def same(self, inside: Iterable[Element], other: Element) -> None:
        """Take down as no words of their own what only repeats those in another element, for older programs."""
        for one in inside:
            if not Counter(self._words(one)) - Counter(self._words(other)):
                self._known.update(map(id, each(one, *self._tags)))

    def has_words(self, inside: Element) -> bool:
        """Whether there are words in an element, whatever became of them."""
        return any(self._text(one).strip() for one in each(inside, *self._tags))

    def _words(self, inside: Element) -> list[str]:
        return _WORD.findall(" ".join(map(self._text, each(inside, *self._tags))))

    def _text(self, element: Element) -> str:
        return "".join(element.itertext()) if self._whole else element.text or ""


class Style(NamedTuple):
    """The style that it is based on, whether it hides words (None: it does not say), and the number that it has.

    `heading` is whether it is one of headings (None: it does not say).
    """

    above: str | None
    hidden: bool | None
    number: Element | None = None
    heading: bool | None = None


def styles_from(known: Mapping[str, Style], name: str | None) -> Iterator[Style]:
    """A style and those that it is based on, upwards; at most so many as anybody makes, for they may go round."""
    for _ in range(50):
        if name is None or name not in known:
            return
        yield known[name]
        name = known[name].above


def hides(known: Mapping[str, Style], name: str | None) -> bool | None:
    """Whether a style hides words; None where neither it nor one that it is based on says so."""
    return next((style.hidden for style in styles_from(known, name) if style.hidden is not None), None)


class Paragraph:
    """A paragraph as it is put together: pieces of text, the marks of comments, and what stands beside it.

    `beside` are its notes (True) and text boxes; `heading` is whether it is one.
    """

    __slots__ = ("beside", "heading", "length", "marks", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.beside: list[tuple[Element, bool]] = []
        self.heading = False

    def add(self, text: str) -> None:
        """Text behind what is there."""
        self.pieces.append(text)
        self.length += len(text)

    def mark(self, kind: Literal["start", "end", "reference"], of: str) -> None:
        """Take down that the range of a comment begins or ends here, or that the comment is hung up here."""
        self.marks.append(Mark(self.length, kind, of))


class Walk:
    """One walk through a document: makes rows within bounds, and counts in `seen` what is met.

    Args:
        format_: what the document is called.
        account: knows what becomes of its words.
    """

    def __init__(self, format_: str, account: Account) -> None:
        self.account = account
        self.seen: Counter[str] = Counter()
        self._format = format_
        self._made = 0
        self._stories = count(1)
        self._held: dict[int, list[Mark]] = {}

    def block(self, element: Element, story: int) -> Iterator[Row]:
        """The rows of whatever holds paragraphs and tables; `story` as in `Row`."""
        raise NotImplementedError

    def elsewhere(self) -> Iterator[str]:
        """Which words were left out that do not stand in the text itself, or were overlooked in it."""
        raise NotImplementedError

    def overlooked(self, root: Element, part: str) -> Iterator[str]:
        """How many words of a part that was walked were neither read nor left out, if any."""
        number = self.account.left_out(root)
        if number:
            yield f"{number} word{'s' if number != 1 else ''} in {part} left out"

    def rows_in(self, body: Element | None) -> Rows:
        """The document as rows, given the element with its text.

        Raises:
            CmoEvalError: there is none, it is nested without end, or becomes more text than any transcript is.
        """
        if body is None:
            raise CmoEvalError("the text of the document is not in it", "open it in a word processor and save it anew")
        try:
            rows = self._ended(list(self.block(body, 0)))
        except RecursionError:
            raise CmoEvalError(
                "tables or boxes stand in one another too deep", "put the text in a new document, without them"
            ) from None
        elsewhere = list(self.elsewhere())
        known = not any(self.seen[what] for what in _UNCOUNTED)
        words = words_in(row.text for row in rows) + self.account.left if known else None
        return Rows(rows, self._format, said=(*remarks(self.seen), *elsewhere), words=words)

    def closed(self, paragraph: Paragraph, story: int) -> Iterator[Row]:
        """The rows of a paragraph that has ended: a line for each line break in it, then notes and text boxes."""
        yield from self._lines(paragraph, story)
        for element, is_note in paragraph.beside:
            made = list(self.block(element, next(self._stories)))
            if is_note and made:  # as one, between brackets
                row = joined_rows(made, " ")
                marks = tuple(mark._replace(at=mark.at + 1) for mark in row.marks)
                made = [row._replace(text=f"[{row.text}]", aside=True, marks=marks)]
            yield from made

    def _lines(self, paragraph: Paragraph, story: int) -> Iterator[Row]:
        """A row for each line of the paragraph that is not blank; marks in one that is wait for the next row."""
        self._made += paragraph.length
        if self._made > MOST_MADE:
            raise CmoEvalError(f"it becomes more than {MOST_MADE // 2**20} million characters of text", "split it")
        raw = "".join(paragraph.pieces)
        text, unseen = cleaned(raw)
        self.seen["invisible character"] += unseen
        marks = list(_moved(raw, text, paragraph.marks))
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            blank = not line.strip()
            here = [mark for mark in marks if mark.at <= end]
            marks = marks[len(here) :]
            if here:
                self._held.setdefault(story, []).extend(
                    mark._replace(at=0 if blank else max(0, mark.at - start)) for mark in here
                )
            if not blank:
                held = tuple(self._held.pop(story, ()))
                yield Row(line, marks=held, story=story, heading=paragraph.heading)
            start = end + 1

    def _ended(self, rows: list[Row]) -> tuple[Row, ...]:
        """All rows of a document; marks behind the last row of a story stand at its end."""
        last = {row.story: number for number, row in enumerate(rows)}
        for story, marks in self._held.items():
            if story in last:
                row = rows[last[story]]
                behind = tuple(mark._replace(at=len(row.text)) for mark in marks)
                rows[last[story]] = row._replace(marks=(*row.marks, *behind))
        return tuple(rows)


def as_rows(cells: Sequence[Sequence[Row]], story: int) -> Iterator[Row]:
    """The rows of one row of a table, given those in each cell: the first of each cell on one line.

    Notes and text boxes in the cells, which are of another story or stand aside, come behind it.
    """
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        yield from (row for cell in filled for row in cell)
        return
    *labels, words = filled
    if all(len(cell) == 1 for cell in labels):
        yield joined_rows([*(cell[0] for cell in labels), words[0]], "\t")
        yield from words[1:]
        return
    own = [[row for row in cell if not row.aside and row.story == story] for cell in filled]
    merged = [joined_rows(cell, " ") for cell in own if cell]
    if merged:
        yield joined_rows(merged, "\t")
    yield from (row for cell in filled for row in cell if row.aside or row.story != story)


def joined_rows(rows: Sequence[Row], between: str) -> Row:
    """Rows as one, without the blanks around each."""
    texts = [row.text.strip() for row in rows]
    starts = accumulate((len(text) + len(between) for text in texts), initial=0)
    marks: list[Mark] = []
    for row, text, start in zip(rows, texts, starts, strict=False):
        lead = len(row.text) - len(row.text.lstrip())
        marks += [mark._replace(at=start + min(max(0, mark.at - lead), len(text))) for mark in row.marks]
    return rows[0]._replace(text=between.join(texts), marks=tuple(marks))


def _moved(raw: str, text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks where they stand in the cleaned text: behind the same number of characters that are no blanks.

    Cleaning takes away or moves only what nobody sees, and composes letters; a letter and its accent are never parted.
    """
    sums = list(accumulate(map(_weight, text))) if marks else []
    done = seen = 0
    for mark in marks:
        seen += _weight(cleaned(raw[done : mark.at])[0])
        done = mark.at
        yield mark._replace(at=min(bisect_left(sums, seen) + 1, len(text)) if seen else 0)


def _weight(text: str) -> int:
    """How many characters there are, blanks aside, each letter and accent by itself."""
    return len("".join(unicodedata.normalize("NFD", text).split()))


# ---- equations -------------------------------------------------------------------------------------------------------


_SINGLE = expression(r"[\w.,]+|\(.*\)", re.DOTALL)


def linear(element: Element, account: Account) -> str:
    """The words and signs of an equation (`m:oMath` or what is in one) as somebody would type them."""
    tag = element.tag
    if tag in {"m:t", "w:t"}:
        return account.read(element)
    if tag == "w:del" or tag.endswith("Pr"):
        account.left_out(element)
        return ""
    parts = [(child.tag, linear(child, account)) for child in element]
    of: defaultdict[str, str] = defaultdict(str, parts)
    if tag in _WRITTEN:
        return _WRITTEN[tag](of)
    if tag == "m:mr":
        return ", ".join(text for _, text in parts)
    if tag == "m:m":
        return f"[{'; '.join(text for name, text in parts if name == 'm:mr')}]"
    if tag == "m:d":
        inside = _sign(element, "sepChr", "|").join(text for name, text in parts if name == "m:e")
        return f"{_sign(element, 'begChr', '(')}{inside}{_sign(element, 'endChr', ')')}"
    if tag == "m:nary":
        return f"{_sign(element, 'chr', '∫')}{_at_corners(of)} {of['m:e']}"
    return "".join(text for _, text in parts)


def _sign(element: Element, name: str, usual: str) -> str:
    """A sign that the properties of an element name, which may be none at all, or else the usual one."""
    found = value_of(inner(element, f"{element.tag}Pr"), f"m:{name}")
    return usual if found is None else found


def _grouped(text: str) -> str:
    return text if _SINGLE.fullmatch(text) else f"({text})"


def _raised(text: str, sign: str = "") -> str:
    return f"{sign}{_grouped(text)}" if text else ""


def _at_corners(of: Mapping[str, str]) -> str:
    return f"{_raised(of['m:sub'], '_')}{_raised(of['m:sup'], '^')}"


_WRITTEN: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "m:f": lambda of: f"{_grouped(of['m:num'])}/{_grouped(of['m:den'])}",
    "m:rad": lambda of: f"{_raised(of['m:deg'])}√({of['m:e']})",
    "m:func": lambda of: f"{of['m:fName']} {of['m:e']}",
    **dict.fromkeys(("m:limLow", "m:limUpp"), lambda of: f"{of['m:e']} {of['m:lim']}"),
    **dict.fromkeys(("m:sSub", "m:sSup", "m:sSubSup"), lambda of: f"{of['m:e']}{_at_corners(of)}"),
    "m:sPre": lambda of: f"{_at_corners(of)} {of['m:e']}",
}

_MATHML = {
    "math:mfrac": ("m:f", "m:num", "m:den"),
    "math:msub": ("m:sSub", "m:e", "m:sub"),
    "math:msup": ("m:sSup", "m:e", "m:sup"),
    "math:msubsup": ("m:sSubSup", "m:e", "m:sub", "m:sup"),
    "math:mroot": ("m:rad", "m:e", "m:deg"),
}
"""The element of a Word document that one of MathML is written as, and what the parts of it are there."""


def of_mathml(element: Element) -> str:
    """The same for MathML (`math:math` or what is in one), as OpenDocument has it."""
    tag = element.tag
    if tag.startswith("math:annotation"):
        return ""
    parts = [of_mathml(child) for child in element]
    if not parts:
        return (element.text or "").strip()
    if tag in _MATHML:
        like, *names = _MATHML[tag]
        return _WRITTEN[like](defaultdict(str, zip(names, parts, strict=False)))
    if tag == "math:mtr":
        return ", ".join(parts)
    if tag == "math:mtable":
        return f"[{'; '.join(parts)}]"
    return f"√({''.join(parts)})" if tag == "math:msqrt" else "".join(parts)
