"""Word documents (.docx): a row a paragraph, as the document reads when every tracked change is accepted."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cmo_eval.texts.encoding import cleaned
from cmo_eval.texts.reading import Row, Rows
from cmo_eval.texts.reading.archive import damaged, looked_through, too_deep
from cmo_eval.texts.reading.told import told

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_WITHIN = frozenset(
    f"{_W}{name}" for name in ("hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo")
)
_MOST_DEPTH = 100


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a Word document.

    Insertions are read and deletions are not. Footnotes follow the paragraph they belong to; the cells of a table's
    row stand on one line with tabs between. Comments, headers, footers, pictures and hidden text are left out. All of
    that is said.

    Raises:
        CmoEvalError: it is no Word document, is damaged or protected, or may do harm.
    """
    import docx  # noqa: PLC0415 - loaded when there is a Word document
    from docx.opc.exceptions import OpcError  # noqa: PLC0415

    what = "Word document (.docx)"
    archive = looked_through(content, what)
    try:
        if _STRICT in archive.read("word/document.xml")[:4096]:
            raise damaged("Word document of the usual kind, but one saved as Strict Open XML")
        document = docx.Document(io.BytesIO(content))
        body: Any = document.element.body
        parts: Any = document.part
    except (OpcError, KeyError, ValueError, SyntaxError, AttributeError):  # lxml's errors are SyntaxErrors
        raise damaged(what) from None
    if body is None:
        raise damaged(what)
    reading = _Reading(_notes(parts))
    found = tuple(reading.block(body))
    reading.seen["comment"] = _comments(parts)
    try:
        edges = any(_has_words(section.header) or _has_words(section.footer) for section in document.sections)
    except (KeyError, ValueError, AttributeError):
        raise damaged(what) from None
    said = ("headers and footers left out",) if edges else ()
    return Rows(found, "Word document", said=(*told(reading.seen), *said))


class _Reading:
    """One walk through a document, with the count of what it met."""

    def __init__(self, notes: dict[tuple[str, str], Any]) -> None:
        self.notes = notes
        self.seen: Counter[str] = Counter()
        self.pending: list[Any] = []  # footnotes and text boxes of the paragraph at hand

    def block(self, element: Any, depth: int = 0) -> Iterator[Row]:
        """The rows of whatever holds paragraphs and tables."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            if child.tag == f"{_W}p":
                yield from self.paragraph(child, depth)
            elif child.tag == f"{_W}tbl":
                self.seen["table"] += 1
                yield from self.table(child, depth + 1)
            elif child.tag in _WITHIN or child.tag in {f"{_W}ins", f"{_W}moveTo"}:
                yield from self.block(child, depth + 1)
            elif child.tag == f"{_MC}AlternateContent":
                yield from self.block(_choice(child), depth + 1)

    def paragraph(self, element: Any, depth: int) -> Iterator[Row]:
        """The rows of a paragraph: a line for each line break in it, then its footnotes and text boxes."""
        before, self.pending = self.pending, []
        text, unseen = cleaned("".join(self.runs(element, depth)))
        self.seen["invisible character"] += unseen
        yield from (Row(line) for line in text.split("\n") if line.strip())
        mine, self.pending = self.pending, before
        for beside in mine:
            lines = [row.text for row in self.block(beside, depth + 1)]
            if beside.tag == f"{_W}txbxContent":
                yield from (Row(line) for line in lines)
            elif lines:
                yield Row(f"[{' '.join(line.strip() for line in lines)}]", aside=True)

    def runs(self, element: Any, depth: int) -> Iterator[str]:
        """The pieces of a paragraph's text."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            tag = child.tag
            if tag == f"{_W}r":
                yield from self.run(child)
            elif tag in _WITHIN:
                yield from self.runs(child, depth + 1)
            elif tag in {f"{_W}ins", f"{_W}moveTo"}:
                self.seen["tracked insertion"] += 1
                yield from self.runs(child, depth + 1)
            elif tag in {f"{_W}del", f"{_W}moveFrom"}:
                self.seen["tracked deletion"] += 1

    def run(self, element: Any) -> Iterator[str]:
        """The pieces of a run's text."""
        hidden = element.find(f"{_W}rPr/{_W}vanish")
        if hidden is not None and hidden.get(f"{_W}val", "true") not in {"0", "false", "off"}:
            self.seen["piece of hidden text"] += 1
            return
        for child in element:
            tag = child.tag
            if tag == f"{_W}t":
                yield child.text or ""
            elif tag in {f"{_W}tab", f"{_W}ptab"}:
                yield "\t"
            elif tag in {f"{_W}br", f"{_W}cr"}:
                yield "\n"
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
            elif tag == f"{_W}sym":
                self.seen["symbol"] += 1
            elif tag in {f"{_W}footnoteReference", f"{_W}endnoteReference"}:
                note = self.notes.get((tag.removesuffix("Reference"), child.get(f"{_W}id")))
                if note is not None:
                    self.seen["footnote"] += 1
                    self.pending.append(note)
            elif tag in {f"{_W}drawing", f"{_W}pict", f"{_W}object", f"{_MC}AlternateContent"}:
                self.drawing(_choice(child) if tag == f"{_MC}AlternateContent" else child)

    def drawing(self, element: Any) -> None:
        """Count a picture; of a text box, remember what is in it."""
        boxes = list(element.iter(f"{_W}txbxContent"))
        self.seen["text box" if boxes else "picture"] += 1
        self.pending += boxes[:1]

    def table(self, element: Any, depth: int) -> Iterator[Row]:
        """A row for each row of a table, its cells between tabs; a table of one column is paragraphs."""
        for row in element.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not element:
                continue  # of a table in a cell, which is read with the cell
            if row.find(f"{_W}trPr/{_W}del") is not None:
                self.seen["tracked deletion"] += 1
                continue
            cells = [list(self.block(cell, depth + 1)) for cell in row.iter(f"{_W}tc") if _in(cell, row)]
            yield from as_rows(cells)


def as_rows(cells: list[list[Row]]) -> Iterator[Row]:
    """The rows of one row of a table, given those in each cell: the first of each cell on one line."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        yield from (row for cell in filled for row in cell)
        return
    *labels, words = filled
    if all(len(cell) == 1 for cell in labels):
        yield Row("\t".join(row.text.strip() for row in (*(cell[0] for cell in labels), words[0])))
        yield from words[1:]
    else:
        yield Row("\t".join(" ".join(row.text.strip() for row in cell if not row.aside) for cell in filled))
        yield from (row for cell in filled for row in cell if row.aside)


def _in(cell: Any, row: Any) -> bool:
    return next(cell.iterancestors(f"{_W}tr")) is row


def _choice(element: Any) -> Any:
    """Of alternatives for newer and older programs, the first."""
    return next((child for child in element if child.tag in {f"{_MC}Choice", f"{_MC}Fallback"}), ())


def _notes(parts: Any) -> dict[tuple[str, str], Any]:
    """Foot- and endnotes by the tag of their kind and their id."""
    found: dict[tuple[str, str], Any] = {}
    for root in _related(parts, r"/(?:footnotes|endnotes)$"):
        for note in root:
            if note.get(f"{_W}type") in {None, "normal"}:
                found[note.tag, note.get(f"{_W}id")] = note
    return found


def _comments(parts: Any) -> int:
    return sum(1 for root in _related(parts, r"/comments$") for child in root if child.tag == f"{_W}comment")


def _related(parts: Any, kind: str) -> Iterator[Any]:
    """The roots of the parts of that kind."""
    from docx.oxml.parser import parse_xml  # noqa: PLC0415 - as above

    for one in parts.rels.values():
        if not one.is_external and re.search(kind, one.reltype):
            try:
                yield parse_xml(one.target_part.blob)
            except (SyntaxError, ValueError):
                raise damaged("Word document (.docx)") from None


def _has_words(block: Any) -> bool:
    return not block.is_linked_to_previous and any(paragraph.text.strip() for paragraph in block.paragraphs)
