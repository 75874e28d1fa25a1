"""Word documents (.docx): a row a paragraph, as the document reads when every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from cmo_eval.transcripts.reading import Row, Rows
from cmo_eval.transcripts.reading.account import Account, counted, remarks
from cmo_eval.transcripts.reading.archive import Element, attribute, children, each, inner, is_on, no_text, too_deep
from cmo_eval.transcripts.reading.equations import linear
from cmo_eval.transcripts.reading.paragraphs import Paragraph, Walk, as_rows
from cmo_eval.transcripts.reading.word_parts import Parts, Styles, parts_in, styles_of, value_of

_MOST_DEPTH = 100
_HOLD_WORDS = ("w:t", "w:delText", "m:t", "a:t")
_NO_TEXT = frozenset(
    f"w:{name}"
    for name in (
        *("pPr", "rPr", "sectPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "rubyPr"),
        *("customXmlPr", "smartTagPr", "fldData", "instrText", "delInstrText"),
    )
)
_DELETED = frozenset({"w:del", "w:moveFrom"})
_INSERTED = frozenset({"w:ins", "w:moveTo"})
_DRAWN = frozenset({"w:drawing", "w:pict", "w:object"})
_SAID = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}
_MARKS = frozenset({"w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"})
_BLOCKS = frozenset({"w:p", "w:tbl", "w:altChunk", *_MARKS})
_EDGES = frozenset({"header", "footer"})
_OTHER_TEXT = frozenset({"glossaryDocument"})  # snippets to be put in, no part of the text


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a Word document.

    Insertions are read and deletions are not. Footnotes and text boxes follow the paragraph they belong to; the cells
    of a table's row stand on one line with tabs between. Comments, headers, footers, pictures and hidden text are left
    out. All of that is said, and so is whatever else holds words that were not read.

    Raises:
        CmoEvalError: it is no Word document, is damaged or protected, or may do harm.
    """
    return rows_of(parts_in(content))


def rows_of(parts: Parts) -> Rows:
    """The rows of a Word document, with the marks of its comments.

    Raises:
        CmoEvalError: it is damaged, or becomes more text than any transcript is.
    """
    reading = _Reading(parts)
    found = reading.whole()
    said = tuple(reading.said())
    return Rows(found, "Word document", said=said, words=reading.words(found))


class _Reading(Walk):
    def __init__(self, parts: Parts) -> None:
        super().__init__(Account(_HOLD_WORDS))
        self.parts = parts
        self.styles: Styles = styles_of(parts)
        self.notes = _notes(parts)
        self.noted: set[tuple[str, str]] = set()
        self.style: str | None = None  # of the paragraph at hand
        self.table_style: str | None = None

    def whole(self) -> tuple[Row, ...]:
        """All rows."""
        root = self.parts.root(self.parts.main)
        body = next((one for one in root if one.tag == "w:body"), None)
        if body is None:
            raise no_text()
        self._leave_out_codes([root, *(self.parts.root(part) for part in _note_parts(self.parts))])
        return self.ended(list(self.block(body, 0, 0)))

    def said(self) -> Iterator[str]:
        """What was met, and which words of which parts were not read."""
        for part in self.parts.parts_of("comments"):
            root = self.parts.root(part)
            self.account.left_out(root)
            self.seen["comment"] += sum(1 for _ in children(root, "w:comment"))
        yield from remarks(self.seen)
        yield from self._elsewhere()

    # ---- paragraphs and tables --------------------------------------------------------------------------------------

    def block(self, element: Element, story: int, depth: int) -> Iterator[Row]:
        """The rows of whatever holds paragraphs and tables."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        open_, before = Paragraph(), self.beside
        self.beside = []
        for child in self.blocks(element, depth):
            if child.tag == "w:p":
                self.paragraph(child, open_, depth)
                if not _goes_on(child):
                    yield from self.closed(open_, story, depth)
                    open_ = Paragraph()
            elif child.tag in _MARKS:
                self.mark(child, open_)
            else:
                yield from self.closed(open_, story, depth)
                open_ = Paragraph()
                if child.tag == "w:tbl":
                    self.seen["table"] += 1
                    yield from self.table(child, story, depth + 1)
                else:
                    self.seen["embedded part"] += 1
        yield from self.closed(open_, story, depth)
        self.beside = before

    def blocks(self, element: Element, depth: int) -> Iterator[Element]:
        """The paragraphs and tables inside, through whatever is around them; also marks of comments between them."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            if child.tag in _BLOCKS:
                yield child
            elif child.tag in _DELETED:
                self.deleted(child)
            elif child.tag not in _NO_TEXT and not self.is_placeholder(child):
                yield from self.blocks(self.chosen(child), depth + 1)

    def table(self, element: Element, story: int, depth: int) -> Iterator[Row]:
        """A row for each row of a table, its cells between tabs; a table of one column is paragraphs."""
        around, self.table_style = self.table_style, value_of(inner(element, "w:tblPr"), "w:tblStyle")
        for row in self.parts_of_table(element, "w:tr", depth):
            properties = inner(row, "w:trPr")
            if properties is not None and inner(properties, "w:del") is not None:
                self.deleted(row)
            elif properties is not None and is_on(inner(properties, "w:hidden")):
                self.hidden(row)
            else:
                cells = []
                for cell in self.parts_of_table(row, "w:tc", depth):
                    if inner(cell, "w:tcPr", "w:cellDel") is not None:
                        self.deleted(cell)
                    else:
                        cells.append(list(self.block(cell, story, depth + 1)))
                yield from as_rows(cells, story)
        self.table_style = around

    def parts_of_table(self, element: Element, tag: str, depth: int) -> Iterator[Element]:
        """The rows of a table or the cells of a row, through whatever is around them."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            if child.tag == tag:
                yield child
            elif child.tag in _DELETED:
                self.deleted(child)
            elif child.tag not in _NO_TEXT and child.tag not in _BLOCKS:
                yield from self.parts_of_table(self.chosen(child), tag, depth + 1)

    # ---- the words of a paragraph -----------------------------------------------------------------------------------

    def paragraph(self, element: Element, open_: Paragraph, depth: int) -> None:
        """Put the words of a paragraph behind those of the ones before it that it goes on with."""
        properties = inner(element, "w:pPr")
        self.style = value_of(properties, "w:pStyle")
        if self.styles.numbers(properties) and self.account.has_words(element):
            self.seen["automatic number of a list"] += 1
        self.inline(element, open_, depth)

    def inline(self, element: Element, into: Paragraph, depth: int) -> None:
        """The words of whatever stands in a paragraph."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            tag = child.tag
            if tag == "w:r":
                self.run(child, into, depth)
            elif tag in _INSERTED:
                self.seen["tracked insertion"] += 1
                self.inline(child, into, depth + 1)
            elif tag in _DELETED:
                self.deleted(child)
            elif tag == "m:oMath":
                into.add(self.equation(child))
            elif tag == "m:oMathPara":  # stands on a line of its own
                into.add(" ")
                self.inline(child, into, depth + 1)
                into.add(" ")
            elif tag in _MARKS:
                self.mark(child, into)
            elif tag == "w:txbxContent":
                self.beside.append((child, False))
            elif tag not in _NO_TEXT and not self.is_placeholder(child):
                self.inline(self.chosen(child), into, depth + 1)

    def run(self, element: Element, into: Paragraph, depth: int) -> None:
        """The words of a run, or of what in it is not of one kind only."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        if element.tag == "w:r" and self.styles.hides(inner(element, "w:rPr"), self.style, self.table_style):
            for mark in each(element, "w:commentReference"):
                self.mark(mark, into)
            self.hidden(element)
            return
        for child in element:
            tag = child.tag
            if tag == "w:t":
                if not self.account.is_known(child):
                    into.add(_text(child, self.account))
            elif tag in _SAID:
                into.add(_SAID[tag])
            elif tag in _MARKS:
                self.mark(child, into)
            elif tag == "w:ruby":
                self.ruby(child, into, depth)
            elif tag in _APART:
                into.add(_APART[tag](self, child))
            elif tag not in _NO_TEXT:
                self.run(self.chosen(child), into, depth + 1)

    def symbol(self, element: Element) -> str:
        """A sign that a font has at a place of its own cannot be read; another is a character."""
        try:
            code = int(attribute(element, "char") or "", 16)
        except ValueError:
            code = 0
        if 0x20 <= code < 0xD800:
            return chr(code)
        self.seen["symbol"] += 1
        return ""

    def equation(self, element: Element) -> str:
        """An equation on one line."""
        self.seen["equation"] += 1
        return linear(element, self.account)

    def ruby(self, element: Element, into: Paragraph, depth: int) -> None:
        """The words below a reading aid; the aid is left out."""
        for child in element:
            if child.tag == "w:rubyBase":
                self.inline(child, into, depth + 1)
            elif child.tag == "w:rt" and self.account.left_out(child):
                self.seen["reading aid above words"] += 1

    def note(self, reference: Element) -> str:
        """A note stands below the first paragraph that refers to it."""
        key = (reference.tag.removesuffix("Reference"), attribute(reference, "id") or "")
        if key in self.noted:
            self.seen["further reference to a footnote"] += 1
        elif key in self.notes:
            self.noted.add(key)
            self.seen["footnote"] += 1
            self.beside.append((self.notes[key], True))
        return ""

    def drawing(self, element: Element) -> str:
        """Count a picture or the like; of text boxes, remember what is in them."""
        boxes = list(self.boxes(element, 0))
        self.beside += [(box, False) for box in boxes]
        self.seen["text box"] += len(boxes)
        if not boxes:
            self.seen[_drawn(element)] += 1
        return ""

    def boxes(self, element: Element, depth: int) -> Iterator[Element]:
        """The text boxes of a drawing, grouped or not, but not those in a box."""
        if depth > _MOST_DEPTH:
            raise too_deep()
        for child in element:
            if child.tag == "w:txbxContent":
                yield child
            else:
                yield from self.boxes(self.chosen(child), depth + 1)

    def mark(self, element: Element, into: Paragraph) -> None:
        """Take down where the range of a comment begins or ends."""
        of = attribute(element, "id") or ""
        if element.tag == "w:commentRangeStart":
            into.mark("start", of)
        else:
            into.mark("end" if element.tag == "w:commentRangeEnd" else "reference", of)

    # ---- what is left out -------------------------------------------------------------------------------------------

    def deleted(self, element: Element) -> str:
        """Leave out what was deleted, in a change that is tracked."""
        self.account.left_out(element)
        self.seen["tracked deletion"] += 1
        return ""

    def hidden(self, element: Element) -> None:
        """Leave out what is hidden."""
        if self.account.left_out(element) or any(each(element, *_DRAWN)):
            self.seen["piece of hidden text"] += 1

    def is_placeholder(self, element: Element) -> bool:
        """Whether this is a field of a form that nobody filled in; its placeholder is left out then."""
        if element.tag != "w:sdt" or not is_on(inner(element, "w:sdtPr", "w:showingPlcHdr")):
            return False
        if self.account.left_out(element):
            self.seen["placeholder of a form"] += 1
        return True

    def chosen(self, element: Element) -> Element:
        """Of alternatives for newer and older programs the one to read; whatever is none is itself."""
        if element.tag != "mc:AlternateContent":
            return element
        ways = [child for child in element if child.tag in {"mc:Choice", "mc:Fallback"}]
        best = next((one for one in ways if self.account.has_words(one)), ways[0] if ways else element)
        self.account.same([one for one in ways if one is not best], [best])
        return best

    def _leave_out_codes(self, roots: Iterable[Element]) -> None:
        """Leave out what stands in the instructions of fields, not in what they show, as far as one paragraph goes."""
        for root in roots:
            for paragraph in each(root, "w:p"):
                waiting: list[list[Element]] = []
                for element in each(paragraph, "w:fldChar", "w:t"):
                    kind = attribute(element, "fldCharType")
                    if element.tag == "w:t":
                        if waiting:
                            waiting[-1].append(element)
                    elif kind == "begin":
                        waiting.append([])
                    elif waiting and kind in {"separate", "end"}:
                        for one in waiting.pop():
                            self.account.left_out(one)

    def _elsewhere(self) -> Iterator[str]:
        """Words of parts that are not read, and of those that are, if any were overlooked."""
        main = self.parts.main
        edges = [part for kind in _EDGES for part in self.parts.parts_of(kind)]
        if sum(self.account.left_out(self.parts.root(part)) for part in edges):
            yield "headers and footers left out"
        walked = {main, *_note_parts(self.parts)}
        known = {*edges, *self.parts.parts_of("comments"), *self._other_texts()}
        for part in self.parts.names.values():
            if part in known or (not part.lower().endswith(".xml") and part not in walked):
                continue
            if part in walked or _may_hold_words(self.parts.archive.read(part)):
                number = self.account.overlooked(self.parts.root(part))
                if number:
                    yield f"{counted(number)} in {part} left out"

    def _other_texts(self) -> Iterator[str]:
        """Parts with words that are no part of the document's text."""
        for one in self.parts.related(self.parts.main):
            if one.kind in _OTHER_TEXT and one.part:
                yield one.part
                yield from (other.part for other in self.parts.related(one.part) if other.part)


_APART: Mapping[str, Callable[[_Reading, Element], str]] = {
    "w:delText": _Reading.deleted,
    "w:sym": _Reading.symbol,
    "w:footnoteReference": _Reading.note,
    "w:endnoteReference": _Reading.note,
    "w:drawing": _Reading.drawing,
    "w:pict": _Reading.drawing,
    "w:object": _Reading.drawing,
    "w:fldChar": lambda _, field: _choice_made(field),
    "m:oMath": _Reading.equation,
}
"""What in a run is neither text nor more of the run: the text that it becomes, '' where it is left out or beside."""


def _may_hold_words(content: bytes) -> bool:
    return b":t>" in content or b":t " in content or b"<t>" in content or b"\0t\0" in content


def _goes_on(paragraph: Element) -> bool:
    """Whether a paragraph's end was deleted, so that the next one goes on with it; or stands between two styles."""
    mark = inner(paragraph, "w:pPr", "w:rPr")
    if mark is None:
        return False
    return any(one.tag in _DELETED for one in mark) or bool(is_on(inner(mark, "w:specVanish")))


def _text(element: Element, account: Account) -> str:
    """The words of a run: without line ends of the file, which are none of the document."""
    text = account.read(element)
    if "\n" not in text and "\r" not in text:
        return text
    return " ".join(text.split("\n")).replace("\r", "")


def _choice_made(field: Element) -> str:
    """What was chosen from a list of an old form, which stands in no run."""
    listed = inner(field, "w:ffData", "w:ddList")
    if listed is None:
        return ""
    entries = [attribute(one, "val") or "" for one in children(listed, "w:listEntry")]
    number = value_of(listed, "w:result") or value_of(listed, "w:default") or "0"
    return entries[int(number)] if number.isdecimal() and len(number) < 6 and int(number) < len(entries) else ""


def _drawn(element: Element) -> str:
    """What is drawn, where it holds no text box."""
    for one in element.iter():
        if one.tag in {"c:chart", "cx:chart"}:
            return "chart"
        if one.tag == "dgm:relIds":
            return "diagram"
        if one.tag == "v:textpath" and attribute(one, "string"):
            return "drawn word"
    return "embedded object" if element.tag == "w:object" else "picture"


def _note_parts(parts: Parts) -> list[str]:
    return [part for kind in ("footnotes", "endnotes") for part in parts.parts_of(kind)]


def _notes(parts: Parts) -> Mapping[tuple[str, str], Element]:
    """Foot- and endnotes by the tag of their kind and their id."""
    return {
        (note.tag, attribute(note, "id") or ""): note
        for part in _note_parts(parts)
        for note in parts.root(part)
        if attribute(note, "type") in {None, "normal"}
    }
