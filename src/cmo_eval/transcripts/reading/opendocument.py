"""OpenDocument texts (.odt): a row a paragraph, as the document reads when every tracked change is accepted."""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator

from cmo_eval.transcripts.reading import Row, Rows
from cmo_eval.transcripts.reading.archive import (
    Element,
    attribute,
    children,
    content_of,
    damaged,
    each,
    inner,
    looked_through,
    parsed,
)
from cmo_eval.transcripts.reading.paragraphs import Account, Paragraph, Style, Walk, as_rows, hides, of_mathml

_WHAT = "OpenDocument text (.odt)"
_INDEXES = frozenset(
    (
        *(f"text:{of}-index" for of in ("alphabetical", "illustration", "table", "object", "user")),
        *("text:table-of-content", "text:bibliography"),
    )
)
_OUTSIDE = frozenset(
    (
        *("text:sequence-decls", "text:variable-decls", "text:user-field-decls", "text:dde-connection-decls"),
        *("office:forms", "office:event-listeners", "text:list-style", "table:table-source"),
    )
)
_NO_WORDS = frozenset({"office:annotation-end", "text:script", "text:note-citation", "svg:title", "svg:desc"})
_PARAGRAPHS = ("text:p", "text:h")
_EDGES = tuple(f"style:{name}{of}" for name in ("header", "footer") for of in ("", "-left", "-first"))
_LEFT_OUT = {"text:ruby-text": "reading aid above words", "text:placeholder": "placeholder of a form"}
_SAID = {"text:tab": "\t", "text:line-break": "\n"}
_MOST_BLANKS = 100
_FAMILIES = {"text:p": "paragraph", "text:h": "paragraph", "text:span": "text", "text:a": "text"}


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of an OpenDocument text; see `word.rows` for what is read, what is left out, and that it is said.

    Raises:
        CmoEvalError: it is no OpenDocument text, is damaged or protected, or may do harm.
    """
    archive = looked_through(content, _WHAT)
    if not content_of(archive, "mimetype", _WHAT).strip().startswith(b"application/vnd.oasis.opendocument.text"):
        raise damaged(_WHAT)
    root = parsed(archive, "content.xml", _WHAT)
    styles = parsed(archive, "styles.xml", _WHAT) if "styles.xml" in archive.namelist() else Element("")
    return _Reading(archive, root, styles).rows_in(inner(root, "office:body", "office:text"))


class _Reading(Walk):
    def __init__(self, archive: zipfile.ZipFile, root: Element, styles: Element) -> None:
        super().__init__("OpenDocument text", Account(_PARAGRAPHS, whole=True))
        self.archive = archive
        self.parts = (styles, root)
        self.styles = dict(_styles_in(self.parts))
        self.numbered = set(_numbered_in(self.parts))

    # ---- paragraphs, lists and tables -------------------------------------------------------------------------------

    def block(self, element: Element, story: int, listed: tuple[str, int] = ("", 0)) -> Iterator[Row]:
        """The rows of whatever holds paragraphs, headings, lists, sections and tables.

        `listed` is the style of the list that it stands in, and how deep in it (0: in none).
        """
        for child in element:
            tag = child.tag
            if tag in _PARAGRAPHS:
                yield from self.paragraph(child, story)
            elif tag == "table:table":
                self.seen["table"] += 1
                yield from self.table(child, story)
            elif tag == "text:tracked-changes":  # what was deleted stands there, and nowhere in the text
                self.account.left_out(child)
                kinds = Counter(part.tag for change in child for part in change)
                self.seen["tracked deletion"] += kinds["text:deletion"]
                self.seen["tracked insertion"] += kinds["text:insertion"]
            elif tag in _INDEXES:
                self.account.left_out(child)
                self.seen["index"] += 1
            elif tag.startswith("draw:"):
                text = Paragraph()
                self.drawing(child, text)
                yield from self.closed(text, story)
            elif tag == "office:annotation" or (tag == "text:section" and self.is_hidden(child)):
                self.left_out(child)
            elif tag not in _OUTSIDE:
                yield from self.block(child, story, self.within_list(child, listed))

    def within_list(self, element: Element, listed: tuple[str, int]) -> tuple[str, int]:
        """The list and level of what stands in an element; an item's own number is counted."""
        if element.tag == "text:list":
            return attribute(element, "style-name") or listed[0], listed[1] + 1
        if element.tag == "text:list-item" and listed in self.numbered and self.account.has_words(element):
            self.seen["automatic number of a list"] += 1
        return listed

    def paragraph(self, element: Element, story: int) -> Iterator[Row]:
        """The rows of a paragraph: a line for each line break in it, then its footnotes and text boxes."""
        self.account.read(element)
        if self.is_hidden(element) or any(map(self.is_hidden, each(element, "text:hidden-paragraph"))):
            self.left_out(element)
            return
        made = Paragraph()
        made.heading = element.tag == "text:h"
        self.inline(element, made)
        yield from self.closed(made, story)

    def table(self, element: Element, story: int) -> Iterator[Row]:
        for child in element:
            if child.tag == "table:table-row":
                cells = list(children(child, "table:table-cell"))
                self.seen["repeated row or cell"] += sum(
                    _is_repeated(one) and self.account.has_words(one) for one in (child, *cells)
                )
                for covered in children(child, "table:covered-table-cell"):
                    self.left_out(covered)
                yield from as_rows([list(self.block(cell, story)) for cell in cells], story)
            elif child.tag not in _OUTSIDE:
                yield from self.table(child, story)

    # ---- the words of a paragraph -----------------------------------------------------------------------------------

    def inline(self, element: Element, into: Paragraph) -> None:
        """The words of a paragraph: blanks are as in HTML, and more of them have elements of their own."""
        into.add(_blanks(element.text))
        for child in element:
            tag = child.tag
            if tag == "text:s":
                into.add(" " * _number(child))
            elif tag in _SAID:
                into.add(_SAID[tag])
            elif tag == "text:note":  # stands below its paragraph
                bodies = list(children(child, "text:note-body"))
                self.seen["footnote"] += len(bodies)
                into.beside += [(body, True) for body in bodies]
            elif tag.startswith("draw:"):
                self.drawing(child, into)
            elif tag == "office:annotation" or tag in _LEFT_OUT or self.is_hidden(child):
                self.left_out(child)
            elif tag not in _NO_WORDS:
                if tag in _PARAGRAPHS:  # in a paragraph, as no office suite writes it
                    self.account.read(child)
                    into.add("\n")
                self.inline(child, into)
            into.add(_blanks(child.tail))

    def drawing(self, element: Element, into: Paragraph) -> None:
        """An equation on one line; of text boxes, what is in them is remembered; another drawing is counted."""
        if element.tag in {"draw:a", "draw:g"}:
            for child in element:
                if child.tag.startswith("draw:"):
                    self.drawing(child, into)
            return
        boxes = list(children(element, "draw:text-box"))
        inside = inner(element, "draw:object")
        if boxes or (element.tag != "draw:frame" and any(child.tag in _PARAGRAPHS for child in element)):
            self.seen["text box"] += 1
            into.beside += [(box, False) for box in boxes or [element]]
        elif inside is not None:
            into.add(self.embedded(inside))
        else:
            self.seen["embedded object" if inner(element, "draw:object-ole") is not None else "picture"] += 1

    def embedded(self, element: Element) -> str:
        equation = inner(element, "math:math")
        place = posixpath.normpath((attribute(element, "href") or "").removeprefix("./"))
        part = f"{place}/content.xml"
        what = "embedded object"
        if equation is None and part in self.archive.namelist():
            root = parsed(self.archive, part, _WHAT)
            equation = root if root.tag == "math:math" else None
            what = "chart" if inner(root, "office:body", "office:chart") is not None else what
        self.seen[what if equation is None else "equation"] += 1
        return of_mathml(equation) if equation is not None else ""

    # ---- what is left out -------------------------------------------------------------------------------------------

    def left_out(self, element: Element) -> None:
        """Leave out a comment, a reading aid, an empty field of a form, or what is hidden."""
        number = self.account.left_out(element, part=True)
        if element.tag == "office:annotation":
            self.seen["comment"] += 1
        else:
            self.seen[_LEFT_OUT.get(element.tag, "piece of hidden text")] += bool(number)

    def is_hidden(self, element: Element) -> bool:
        """Whether a section, a paragraph or a piece of text that may be hidden is, by itself or by its style."""
        tag = element.tag
        if tag == "text:section":
            display = attribute(element, "display")
            return display == "none" or (display == "condition" and attribute(element, "is-hidden") == "true")
        if tag in {"text:hidden-paragraph", "text:hidden-text"}:
            return attribute(element, "is-hidden") == "true"
        return tag in _FAMILIES and hides(self.styles, f"{_FAMILIES[tag]} {attribute(element, 'style-name')}") is True

    def elsewhere(self) -> Iterator[str]:
        styles, root = self.parts
        if sum(map(self.account.left_out, each(styles, *_EDGES))):
            yield "headers and footers left out"
        yield from self.overlooked(root, "content.xml")


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


def _styles_in(roots: Iterable[Element]) -> Iterator[tuple[str, Style]]:
    """The styles in the parts of a document by family and name; those of later parts go first."""
    for root in roots:
        for style in each(root, "style:style"):
            family, above = attribute(style, "family"), attribute(style, "parent-style-name")
            properties = inner(style, "style:text-properties")
            display = attribute(properties, "display") if properties is not None else None
            hidden = None if display is None else display == "none"
            yield f"{family} {attribute(style, 'name')}", Style(f"{family} {above}", hidden)


def _numbered_in(roots: Iterable[Element]) -> Iterator[tuple[str, int]]:
    """The lists by the name of their style, with the levels (from 1) that have numbers, not signs such as a dot."""
    for root in roots:
        for listed in each(root, "text:list-style"):
            for level in children(listed, "text:list-level-style-number"):
                number = attribute(level, "level") or ""
                if attribute(level, "num-format") and number.isascii() and number.isdecimal() and len(number) < 3:
                    yield attribute(listed, "name") or "", int(number)
