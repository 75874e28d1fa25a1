"""OpenDocument texts (.odt): a row a paragraph, as the document reads when every tracked change is accepted."""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cmo_eval.transcripts.reading import Row, Rows
from cmo_eval.transcripts.reading.account import Account, counted, remarks
from cmo_eval.transcripts.reading.archive import (
    Element,
    attribute,
    children,
    damaged,
    each,
    inner,
    looked_through,
    no_text,
    parsed,
    too_deep,
)
from cmo_eval.transcripts.reading.equations import of_mathml
from cmo_eval.transcripts.reading.paragraphs import Paragraph, Walk, as_rows

_WHAT = "OpenDocument text (.odt)"
_INDEXES = frozenset(
    f"text:{name}"
    for name in (
        "table-of-content",
        "alphabetical-index",
        "illustration-index",
        "table-index",
        "object-index",
        "user-index",
        "bibliography",
    )
)
_OUTSIDE = frozenset(
    (
        *("text:sequence-decls", "text:variable-decls", "text:user-field-decls", "text:dde-connection-decls"),
        *("office:forms", "office:event-listeners", "text:list-style", "table:table-source"),
    )
)
_NO_WORDS = frozenset({"office:annotation-end", "text:script", "text:note-citation", "svg:title", "svg:desc"})
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_EDGES = tuple(f"style:{name}{of}" for name in ("header", "footer") for of in ("", "-left", "-first"))
_LEFT_OUT = {"text:ruby-text": "reading aid above words", "text:placeholder": "placeholder of a form"}
_SAID = {"text:tab": "\t", "text:line-break": "\n"}
_MOST_DEPTH = 100
_MOST_BLANKS = 100


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of an OpenDocument text; see `word.rows` for what is read, what is left out, and that it is said.

    Raises:
        CmoEvalError: it is no OpenDocument text, is damaged or protected, or may do harm.
    """
    archive = looked_through(content, _WHAT)
    names = set(archive.namelist())
    try:
        kind = archive.read("mimetype") if "mimetype" in names else b""
    except (OSError, ValueError, zipfile.BadZipFile):
        raise damaged(_WHAT) from None
    if not kind.strip().startswith(b"application/vnd.oasis.opendocument.text"):
        raise damaged(_WHAT)
    root = parsed(archive, "content.xml", _WHAT)
    styles = [parsed(archive, "styles.xml", _WHAT)] if "styles.xml" in names else []
    body = inner(root, "office:body", "office:text")
    if body is None:
        raise no_text()
    reading = _Reading(archive, styles_in([*styles, root]))
    found = reading.ended(list(reading.block(body, 0, 0)))
    said = list(remarks(reading.seen))
    if sum(reading.account.left_out(edge) for style in styles for edge in each(style, *_EDGES)):
        said.append("headers and footers left out")
    overlooked = reading.account.overlooked(root)
    if overlooked:
        said.append(f"{counted(overlooked)} in content.xml left out")
    return Rows(found, "OpenDocument text", said=tuple(said), words=reading.words(found))


class _Reading(Walk):
    def __init__(self, archive: zipfile.ZipFile, styles: Styles) -> None:
        super().__init__(Account(_PARAGRAPHS, whole=True))
        self.archive = archive
        self.styles = styles

    # ---- paragraphs, lists and tables -------------------------------------------------------------------------------

    def block(self, element: Element, story: int, depth: int, listed: tuple[str, int] = ("", 0)) -> Iterator[Row]:
        """The rows of whatever holds paragraphs, headings, lists, sections and tables.

        `listed` is the style of the list that it stands in, and how deep in it (0: in none).
        """
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            tag = child.tag
            if tag in _PARAGRAPHS:
                yield from self.paragraph(child, story, depth)
            elif tag == "table:table":
                self.seen["table"] += 1
                yield from self.table(child, story, depth + 1)
            elif tag == "text:tracked-changes":
                self.tracked(child)
            elif tag in _INDEXES:
                self.account.left_out(child)
                self.seen["index"] += 1
            elif tag.startswith("draw:"):
                before, self.beside = self.beside, []
                text = Paragraph()
                text.add(self.drawing(child))
                yield from self.closed(text, story, depth)
                self.beside = before
            elif tag == "text:section" and _is_hidden(child):
                self.hidden(child)
            elif tag == "office:annotation":
                self.comment(child)
            elif tag not in _OUTSIDE:
                yield from self.block(child, story, depth + 1, self.within_list(child, listed))

    def within_list(self, element: Element, listed: tuple[str, int]) -> tuple[str, int]:
        """The list and level of what stands in an element; an item's own number is counted."""
        if element.tag == "text:list":
            return attribute(element, "style-name") or listed[0], listed[1] + 1
        if element.tag == "text:list-item" and self.styles.numbers(*listed) and self.account.has_words(element):
            self.seen["automatic number of a list"] += 1
        return listed

    def paragraph(self, element: Element, story: int, depth: int) -> Iterator[Row]:
        """The rows of a paragraph: a line for each line break in it, then its footnotes and text boxes."""
        self.account.read(element)
        if self.styles.hides(element) or any(_is_hidden(one) for one in each(element, "text:hidden-paragraph")):
            self.hidden(element)
            return
        before, self.beside = self.beside, []
        made = Paragraph()
        self.inline(element, made, depth)
        yield from self.closed(made, story, depth)
        self.beside = before

    def table(self, element: Element, story: int, depth: int) -> Iterator[Row]:
        """A row for each row of a table, its cells between tabs; a table of one column is paragraphs."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            if child.tag == "table:table-row":
                cells = list(children(child, "table:table-cell"))
                self.seen["repeated row or cell"] += sum(
                    _is_repeated(one) and self.account.has_words(one) for one in (child, *cells)
                )
                for covered in children(child, "table:covered-table-cell"):
                    self.hidden(covered)
                yield from as_rows([list(self.block(cell, story, depth + 1)) for cell in cells], story)
            elif child.tag not in _OUTSIDE:
                yield from self.table(child, story, depth + 1)

    # ---- the words of a paragraph -----------------------------------------------------------------------------------

    def inline(self, element: Element, into: Paragraph, depth: int) -> None:
        """The words of a paragraph: blanks are as in HTML, and more of them have elements of their own."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        into.add(_blanks(element.text))
        for child in element:
            tag = child.tag
            if tag == "text:s":
                into.add(" " * _number(child))
            elif tag in _SAID:
                into.add(_SAID[tag])
            elif tag == "text:note":
                self.note(child)
            elif tag == "office:annotation":
                self.comment(child)
            elif tag.startswith("draw:"):
                into.add(self.drawing(child))
            elif tag in _LEFT_OUT:
                self.seen[_LEFT_OUT[tag]] += bool(self.account.part_left_out(child))
            elif self.styles.hides(child) or (tag == "text:hidden-text" and _is_hidden(child)):
                self.hidden(child)
            elif tag not in _NO_WORDS:
                if tag in _PARAGRAPHS:  # in a paragraph, as no office suite writes it
                    self.account.read(child)
                    into.add("\n")
                self.inline(child, into, depth + 1)
            into.add(_blanks(child.tail))

    def note(self, element: Element) -> None:
        """A note stands below its paragraph."""
        bodies = list(children(element, "text:note-body"))
        self.seen["footnote"] += len(bodies)
        self.beside += [(body, True) for body in bodies]

    def drawing(self, element: Element, depth: int = 0) -> str:
        """The text of an equation; of text boxes, what is in them is remembered; another drawing is counted."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        boxes = list(children(element, "draw:text-box"))
        if element.tag in {"draw:a", "draw:g"}:
            return "".join(self.drawing(child, depth + 1) for child in element if child.tag.startswith("draw:"))
        if boxes or (element.tag != "draw:frame" and any(child.tag in _PARAGRAPHS for child in element)):
            self.seen["text box"] += 1
            self.beside += [(box, False) for box in boxes or [element]]
            return ""
        inside = inner(element, "draw:object")
        if inside is not None:
            return self.embedded(inside)
        self.seen["embedded object" if inner(element, "draw:object-ole") is not None else "picture"] += 1
        return ""

    def embedded(self, element: Element) -> str:
        """An equation on one line; anything else that is embedded is counted."""
        equation = inner(element, "math:math")
        place = posixpath.normpath((attribute(element, "href") or "").removeprefix("./"))
        part = f"{place}/content.xml"
        if equation is None and part in self.archive.namelist():
            root = parsed(self.archive, part, _WHAT)
            equation = root if root.tag == "math:math" else None
            if inner(root, "office:body", "office:chart") is not None:
                self.seen["chart"] += 1
                return ""
        if equation is None:
            self.seen["embedded object"] += 1
            return ""
        self.seen["equation"] += 1
        return of_mathml(equation)

    # ---- what is left out -------------------------------------------------------------------------------------------

    def tracked(self, element: Element) -> None:
        """Count tracked changes; what was deleted stands there, and nowhere in the text."""
        self.account.left_out(element)
        kinds = Counter(part.tag for change in element for part in change)
        self.seen["tracked deletion"] += kinds["text:deletion"]
        self.seen["tracked insertion"] += kinds["text:insertion"]

    def comment(self, element: Element) -> None:
        """Leave out a comment."""
        self.account.part_left_out(element)
        self.seen["comment"] += 1

    def hidden(self, element: Element) -> None:
        """Leave out what is hidden."""
        self.seen["piece of hidden text"] += bool(self.account.part_left_out(element))


def _blanks(text: str | None) -> str:
    return " ".join(f"|{text}|".split())[1:-1] if text else ""


def _number(element: Element) -> int:
    """How many blanks an element stands for; more than a hundred say no more than a hundred."""
    number = (attribute(element, "c") or "1").strip()
    if not (number.isascii() and number.isdecimal()):
        return 1
    return int(number) if len(number) < 3 else _MOST_BLANKS


def _is_repeated(element: Element) -> bool:
    numbers = (attribute(element, f"number-{what}-repeated") for what in ("columns", "rows"))
    return any(number is not None and number.strip() not in {"", "0", "1"} for number in numbers)


def _is_hidden(element: Element) -> bool:
    """Whether a section, a paragraph or a piece of text that may be hidden is."""
    if element.tag == "text:section":
        display = attribute(element, "display")
        return display == "none" or (display == "condition" and attribute(element, "is-hidden") == "true")
    return attribute(element, "is-hidden") == "true"


# ---- styles ----------------------------------------------------------------------------------------------------------


_FAMILIES = {"text:p": "paragraph", "text:h": "paragraph", "text:span": "text", "text:a": "text"}
_MOST_ABOVE = 50


@dataclass
class Styles:
    """Styles by family and name (the one above, and whether it hides: None where it does not say), and lists' levels.

    `numbered` are names of list styles with the levels (from 1) that have numbers, not signs such as a dot.
    """

    known: dict[tuple[str, str], tuple[str | None, bool | None]] = field(default_factory=dict)
    numbered: set[tuple[str, int]] = field(default_factory=set)

    def hides(self, element: Element) -> bool:
        """Whether the style of a paragraph or of words hides them."""
        family = _FAMILIES.get(element.tag)
        style = attribute(element, "style-name") if family is not None else None
        seen = 0
        while family is not None and style is not None and (family, style) in self.known and seen < _MOST_ABOVE:
            above, hides = self.known[family, style]
            if hides is not None:
                return hides
            style, seen = above, seen + 1
        return False

    def numbers(self, style: str, level: int) -> bool:
        """Whether the items of a list at that level (from 1) have numbers."""
        return (style, level) in self.numbered


def styles_in(roots: Iterable[Element]) -> Styles:
    """The styles in the parts of a document; those of later parts go first."""
    made = Styles()
    for root in roots:
        for style in each(root, "style:style"):
            properties = inner(style, "style:text-properties")
            display = attribute(properties, "display") if properties is not None else None
            key = (attribute(style, "family") or "", attribute(style, "name") or "")
            made.known[key] = (attribute(style, "parent-style-name"), None if display is None else display == "none")
        for listed in each(root, "text:list-style"):
            name = attribute(listed, "name") or ""
            for level in listed:
                number = attribute(level, "level") or ""
                if level.tag == "text:list-level-style-number" and attribute(level, "num-format") and _is_level(number):
                    made.numbered.add((name, int(number)))
    return made


def _is_level(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) < 3
