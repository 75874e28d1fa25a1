"""OpenDocument texts (.odt): a row a paragraph, as the document reads when every tracked change is accepted."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmo_eval.errors import CmoEvalError
from cmo_eval.texts.encoding import cleaned
from cmo_eval.texts.reading import Row, Rows
from cmo_eval.texts.reading.archive import damaged, looked_through, too_deep
from cmo_eval.texts.reading.told import told
from cmo_eval.texts.reading.word import as_rows

if TYPE_CHECKING:
    from odfdo import Element

_INDEXES = frozenset(
    f"text:{name}"
    for name in (
        "table-of-content",
        "alphabetical-index",
        "illustration-index",
        "table-index",
        "user-index",
        "bibliography",
    )
)
_OUTSIDE = frozenset(
    ("text:tracked-changes", "office:forms", "text:sequence-decls", "text:variable-decls", "text:user-field-decls")
)
_EDGES = ("headers and footers left out",)
_MOST_DEPTH = 100


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of an OpenDocument text; see `word.rows` for what is read, what is left out, and that it is said.

    Raises:
        CmoEvalError: it is no OpenDocument text, is damaged or protected, or may do harm.
    """
    what = "OpenDocument text (.odt)"
    archive = looked_through(content, what)
    try:
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
        kind = archive.read("mimetype") if "mimetype" in archive.namelist() else b""
    except (OSError, ValueError):
        raise damaged(what) from None
    if b"encryption-data" in manifest or "encrypted-package" in archive.namelist():
        raise CmoEvalError("it is protected by a password", "save a copy without a password")
    if not kind.strip().startswith(b"application/vnd.oasis.opendocument.text"):
        raise damaged(what)
    from odfdo import Document  # noqa: PLC0415 - loaded when there is an OpenDocument text

    try:
        document = Document(io.BytesIO(content))
        body = document.body
        edges = document.styles.get_elements("//style:header | //style:footer")
        edged = any(edge.text_recursive.strip() for edge in edges)
    except (KeyError, ValueError, SyntaxError, TypeError, AttributeError, OSError):  # lxml's errors are SyntaxErrors
        raise damaged(what) from None
    reading = _Reading()
    found = tuple(reading.block(body))
    return Rows(found, "OpenDocument text", said=(*told(reading.seen), *_EDGES[: int(edged)]))


class _Reading:
    """One walk through a document, with the count of what it met."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.pending: list[tuple[Element, bool]] = []  # footnotes and text boxes of the paragraph at hand

    def block(self, element: Element, depth: int = 0) -> Iterator[Row]:
        """The rows of whatever holds paragraphs, headings, lists, sections and tables."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element.children:
            if child.tag in {"text:p", "text:h"}:
                yield from self.paragraph(child, depth)
            elif child.tag == "table:table":
                self.seen["table"] += 1
                yield from self.table(child, depth + 1)
            elif child.tag == "text:tracked-changes":
                kinds = Counter(part.tag for change in child.children for part in change.children)
                self.seen["tracked deletion"] += kinds["text:deletion"]
                self.seen["tracked insertion"] += kinds["text:insertion"]
            elif child.tag in _INDEXES:
                self.seen["index"] += 1
            elif child.tag in {"draw:frame", "draw:custom-shape", "draw:rect"}:
                self.drawing(child)
                yield from self.beside([], depth)
            elif child.tag not in _OUTSIDE:
                yield from self.block(child, depth + 1)

    def paragraph(self, element: Element, depth: int) -> Iterator[Row]:
        """The rows of a paragraph: a line for each line break in it, then its footnotes and text boxes."""
        before, self.pending = self.pending, []
        text, unseen = cleaned("".join(self.pieces(element, depth)))
        self.seen["invisible character"] += unseen
        yield from (Row(line) for line in text.split("\n") if line.strip())
        yield from self.beside(before, depth)

    def beside(self, before: list[tuple[Element, bool]], depth: int) -> Iterator[Row]:
        """The rows of what belongs to the paragraph at hand; then those of the one around it come again."""
        mine, self.pending = self.pending, before
        for element, is_note in mine:
            lines = [row.text for row in self.block(element, depth + 1)]
            if not is_note:
                yield from (Row(line) for line in lines)
            elif lines:
                yield Row(f"[{' '.join(line.strip() for line in lines)}]", aside=True)

    def pieces(self, element: Element, depth: int) -> Iterator[str]:
        """The pieces of a paragraph's text: blanks are as in HTML, and more of them have elements of their own."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        yield _blanks(element.text)
        for child in element.children:
            tag = child.tag
            if tag == "text:s":
                yield " " * min(int(child.get_attribute_string("text:c") or "1"), 100)
            elif tag == "text:tab":
                yield "\t"
            elif tag == "text:line-break":
                yield "\n"
            elif tag == "text:note":
                bodies = [(part, True) for part in child.children if part.tag == "text:note-body"]
                self.seen["footnote"] += len(bodies)
                self.pending += bodies
            elif tag == "office:annotation":
                self.seen["comment"] += 1
            elif tag.startswith("draw:"):
                self.drawing(child)
            elif tag not in {"office:annotation-end", "text:ruby-text"}:
                yield from self.pieces(child, depth + 1)
            yield _blanks(child.tail)

    def drawing(self, element: Element, depth: int = 0) -> None:
        """Count a picture; of a text box, remember what is in it."""
        boxes = [child for child in element.children if child.tag == "draw:text-box"]
        grouped = [child for child in element.children if child.tag.startswith("draw:") and child not in boxes]
        if depth > _MOST_DEPTH:
            raise too_deep()
        if element.tag in {"draw:a", "draw:g"}:
            for child in grouped:
                self.drawing(child, depth + 1)
        elif boxes or (element.tag != "draw:frame" and any(child.tag == "text:p" for child in element.children)):
            self.seen["text box"] += 1
            self.pending += [(box, False) for box in boxes or [element]]
        else:
            self.seen["picture"] += 1

    def table(self, element: Element, depth: int) -> Iterator[Row]:
        """A row for each row of a table, its cells between tabs; a table of one column is paragraphs."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element.children:
            if child.tag == "table:table-row":
                cells = [cell for cell in child.children if cell.tag == "table:table-cell"]
                yield from as_rows([list(self.block(cell, depth + 1)) for cell in cells])
            elif child.tag in {"table:table-header-rows", "table:table-rows", "table:table-row-group"}:
                yield from self.table(child, depth + 1)


def _blanks(text: str | None) -> str:
    return " ".join(f"|{text}|".split())[1:-1] if text else ""
