"""Word documents (.docx): a row a paragraph, as the document reads when every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from cmo_eval.deferred import dataclass
from cmo_eval.transcripts.reading import Row, Rows
from cmo_eval.transcripts.reading.archive import (
    Element,
    Parts,
    attribute,
    children,
    each,
    inner,
    is_on,
    looked_through,
    value_of,
)
from cmo_eval.transcripts.reading.paragraphs import (
    Account,
    Paragraph,
    Style,
    Walk,
    as_rows,
    hides,
    linear,
    styles_from,
)

_HOLD_WORDS = ("w:t", "w:delText", "m:t", "a:t")
_NO_TEXT = frozenset(
    f"w:{name}"
    for name in (
        *("pPr", "rPr", "sectPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "rubyPr"),
        *("customXmlPr", "smartTagPr", "fldData", "instrText", "delInstrText"),
    )
)
_DELETED = frozenset({"w:del", "w:moveFrom"})
_DRAWN = ("w:drawing", "w:pict", "w:object")
_SAID = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_MARKS: Mapping[str, Literal["start", "end", "reference"]] = {
    "w:commentRangeStart": "start",
    "w:commentRangeEnd": "end",
    "w:commentReference": "reference",
}
_BLOCKS = frozenset({"w:p", "w:tbl", "w:altChunk", *_MARKS})
_NOTES = ("footnotes", "endnotes")


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a Word document.

    Insertions are read and deletions are not. Footnotes and text boxes follow the paragraph they belong to; the cells
    of a table's row stand on one line with tabs between. Comments, headers, footers, pictures and hidden text are left
    out. All of that is said, and so is whatever else holds words that were not read.

    Raises:
        CmoEvalError: it is no Word document, is damaged or protected, or may do harm.
    """
    return rows_of(parts_in(content))


def parts_in(content: bytes) -> Parts:
    """The parts of a Word document; raises CmoEvalError as `rows` does."""
    what = "Word document (.docx)"
    return Parts(looked_through(content, what), what)


def rows_of(parts: Parts) -> Rows:
    """The rows of a Word document, with the marks of its comments; raises CmoEvalError as `rows` does."""
    return Reading(parts).rows_in(inner(parts.root(parts.main), "w:body"))


class Reading(Walk):
    def __init__(self, parts: Parts) -> None:
        super().__init__("Word document", Account(_HOLD_WORDS))
        self.parts = parts
        self.styles = _styles_of(parts)
        self.style: str | None = None  # of the paragraph at hand
        self.table_style: str | None = None
        self.walked = [parts.main, *(part for kind in _NOTES for part in parts.parts_of(kind))]
        self.notes = {
            (note.tag, attribute(note, "id") or ""): note
            for part in self.walked[1:]
            for note in parts.root(part)
            if attribute(note, "type") in {None, "normal"}
        }
        self.noted: set[tuple[str, str]] = set()
        for part in self.walked:
            self._leave_out_codes(parts.root(part))

    # ---- paragraphs and tables --------------------------------------------------------------------------------------

    def block(self, element: Element, story: int) -> Iterator[Row]:
        """The rows of whatever holds paragraphs and tables."""
        open_ = Paragraph()
        for child in self.within(element, _BLOCKS):
            if child.tag in _MARKS:
                self.mark(child, open_)
                continue
            if child.tag == "w:p":
                self.paragraph(child, open_)
                if _goes_on(child):
                    continue
            yield from self.closed(open_, story)
            open_ = Paragraph()
            if child.tag == "w:tbl":
                self.seen["table"] += 1
                yield from self.table(child, story)
            elif child.tag == "w:altChunk":
                self.seen["embedded part"] += 1
        yield from self.closed(open_, story)

    def within(self, element: Element, wanted: frozenset[str]) -> Iterator[Element]:
        """The elements of those names inside, through whatever is around them but not through blocks of text."""
        for child in element:
            if child.tag in wanted:
                yield child
            elif child.tag in _DELETED:
                self.deleted(child)
            elif child.tag not in _NO_TEXT and child.tag not in _BLOCKS and not self.is_placeholder(child):
                yield from self.within(self.chosen(child), wanted)

    def table(self, element: Element, story: int) -> Iterator[Row]:
        """A row for each row of a table, its cells between tabs; a table of one column is paragraphs."""
        around, self.table_style = self.table_style, value_of(element, "w:tblPr", "w:tblStyle")
        for row in self.within(element, frozenset({"w:tr"})):
            properties = inner(row, "w:trPr")
            if inner(properties, "w:del") is not None:
                self.deleted(row)
            elif is_on(properties, "w:hidden"):
                self.hidden(row)
            else:
                cells = []
                for cell in self.within(row, frozenset({"w:tc"})):
                    if inner(cell, "w:tcPr", "w:cellDel") is not None:
                        self.deleted(cell)
                    else:
                        cells.append(list(self.block(cell, story)))
                yield from as_rows(cells, story)
        self.table_style = around

    # ---- the words of a paragraph -----------------------------------------------------------------------------------

    def paragraph(self, element: Element, open_: Paragraph) -> None:
        """Put the words of a paragraph behind those of the ones before it that it goes on with."""
        properties = inner(element, "w:pPr")
        self.style = value_of(properties, "w:pStyle")
        open_.heading = self.styles.heads(properties)
        if self.styles.numbers(properties) and self.account.has_words(element):
            self.seen["automatic number of a list"] += 1
        self.inline(element, open_)

    def inline(self, element: Element, into: Paragraph) -> None:
        """The words of whatever stands in a paragraph."""
        if element.tag == "w:r" and self.styles.hides(inner(element, "w:rPr"), self.style, self.table_style):
            for mark in each(element, "w:commentReference"):
                self.mark(mark, into)
            self.hidden(element)
            return
        for child in element:
            tag = child.tag
            if tag in _SAID:
                into.add(_SAID[tag])
            elif tag in _BECOMES:
                into.add(_BECOMES[tag](self, child))
            elif tag in _TAKEN:
                _TAKEN[tag](self, child, into)
            elif tag not in _NO_TEXT and not self.is_placeholder(child):
                self.inline(self.chosen(child), into)

    def words(self, element: Element) -> str:
        """The words of a run: without line ends of the file, which are none of the document."""
        if self.account.is_known(element):
            return ""
        return self.account.read(element).replace("\n", " ").replace("\r", "")

    def inserted(self, element: Element, into: Paragraph) -> None:
        self.seen["tracked insertion"] += 1
        self.inline(element, into)

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
        self.seen["equation"] += 1
        return linear(element, self.account)

    def equations(self, element: Element, into: Paragraph) -> None:
        """Equations that stand on a line of their own."""
        into.add(" ")
        self.inline(element, into)
        into.add(" ")

    def ruby(self, element: Element, into: Paragraph) -> None:
        """The words below a reading aid; the aid is left out."""
        for child in element:
            if child.tag == "w:rubyBase":
                self.inline(child, into)
            elif child.tag == "w:rt" and self.account.left_out(child):
                self.seen["reading aid above words"] += 1

    def note(self, reference: Element, into: Paragraph) -> None:
        """A note stands below the first paragraph that refers to it."""
        key = (reference.tag.removesuffix("Reference"), attribute(reference, "id") or "")
        if key in self.noted:
            self.seen["further reference to a footnote"] += 1
        elif key in self.notes:
            self.noted.add(key)
            self.seen["footnote"] += 1
            into.beside.append((self.notes[key], True))

    def drawing(self, element: Element, into: Paragraph) -> None:
        """Count a picture or the like; of text boxes, grouped or not, remember what is in them."""
        boxes = list(self.boxes(element))
        into.beside += [(box, False) for box in boxes]
        self.seen["text box"] += len(boxes)
        if not boxes:
            self.seen[_drawn(element)] += 1

    def boxes(self, element: Element) -> Iterator[Element]:
        """The text boxes of a drawing, but not those in a box."""
        for child in element:
            if child.tag == "w:txbxContent":
                yield child
            else:
                yield from self.boxes(self.chosen(child))

    def mark(self, element: Element, into: Paragraph) -> None:
        into.mark(_MARKS[element.tag], attribute(element, "id") or "")

    # ---- what is left out -------------------------------------------------------------------------------------------

    def deleted(self, element: Element) -> None:
        self.account.left_out(element)
        self.seen["tracked deletion"] += 1

    def hidden(self, element: Element) -> None:
        if self.account.left_out(element) or any(each(element, *_DRAWN)):
            self.seen["piece of hidden text"] += 1

    def is_placeholder(self, element: Element) -> bool:
        """Whether this is a field of a form that nobody filled in; its placeholder is left out then."""
        if element.tag != "w:sdt" or not is_on(element, "w:sdtPr", "w:showingPlcHdr"):
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
        self.account.same([one for one in ways if one is not best], best)
        return best

    def _leave_out_codes(self, root: Element) -> None:
        """Leave out what stands in the instructions of fields, not in what they show, as far as one paragraph goes."""
        for paragraph in each(root, "w:p"):
            waiting: list[list[Element]] = []
            for element in each(paragraph, "w:fldChar", "w:t"):
                kind = attribute(element, "fldCharType")
                if kind == "begin":
                    waiting.append([])
                elif waiting and element.tag == "w:t":
                    waiting[-1].append(element)
                elif waiting and kind in {"separate", "end"}:
                    for one in waiting.pop():
                        self.account.left_out(one)

    def elsewhere(self) -> Iterator[str]:
        """Words of parts that are not read, and of those that are, if any were overlooked."""
        comments = self.parts.parts_of("comments")
        for part in comments:
            root = self.parts.root(part)
            self.account.left_out(root)
            self.seen["comment"] += sum(1 for _ in children(root, "w:comment"))
        edges = [part for kind in ("header", "footer") for part in self.parts.parts_of(kind)]
        if sum(self.account.left_out(self.parts.root(part)) for part in edges):
            yield "headers and footers left out"
        snippets = self.parts.parts_of("glossaryDocument")  # to be put in, no part of the text
        known = {*edges, *comments, *snippets, *(other for part in snippets for other in self.parts.related(part))}
        for part in self.parts.names.values():
            if part not in known and (part in self.walked or self._may_hold_words(part)):
                yield from self.overlooked(self.parts.root(part), part)

    def _may_hold_words(self, part: str) -> bool:
        content = self.parts.archive.read(part) if part.lower().endswith(".xml") else b""
        return any(sign in content for sign in (b":t>", b":t ", b"<t>", b"\0t\0"))


_BECOMES: Mapping[str, Callable[[Reading, Element], str]] = {
    "w:t": Reading.words,
    "w:sym": Reading.symbol,
    "w:fldChar": lambda _, field: _choice_made(field),
    "m:oMath": Reading.equation,
}
"""What in a paragraph becomes text by itself."""

_TAKEN: Mapping[str, Callable[[Reading, Element, Paragraph], None]] = {
    **dict.fromkeys(("w:ins", "w:moveTo"), Reading.inserted),
    **dict.fromkeys((*_DELETED, "w:delText"), lambda reading, gone, _: reading.deleted(gone)),
    **dict.fromkeys(_MARKS, Reading.mark),
    **dict.fromkeys(_DRAWN, Reading.drawing),
    **dict.fromkeys(("w:footnoteReference", "w:endnoteReference"), lambda reading, one, into: reading.note(one, into)),
    "w:txbxContent": lambda _, box, into: into.beside.append((box, False)),
    "w:ruby": Reading.ruby,
    "m:oMathPara": Reading.equations,
}
"""What in it is more than something around words: it is left out, stands beside them, or is read in its own way."""


def _goes_on(paragraph: Element) -> bool:
    """Whether a paragraph's end was deleted, so that the next one goes on with it; or stands between two styles."""
    mark = inner(paragraph, "w:pPr", "w:rPr")
    return mark is not None and (any(one.tag in _DELETED for one in mark) or bool(is_on(mark, "w:specVanish")))


def _choice_made(field: Element) -> str:
    """What was chosen from a list of an old form, which stands in no run."""
    listed = inner(field, "w:ffData", "w:ddList")
    if listed is None:
        return ""
    number = value_of(listed, "w:result") or value_of(listed, "w:default") or "0"
    entries = {str(at): attribute(one, "val") or "" for at, one in enumerate(children(listed, "w:listEntry"))}
    return entries.get(number, "")


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


# ---- styles ----------------------------------------------------------------------------------------------------------


@dataclass
class _Styles:
    """The styles and lists of a document.

    `known` are styles by id, `usual` is the one of paragraphs that name none; `hidden` when words are so by default;
    `numbered` are lists with the levels that have numbers, not signs such as a dot.
    """

    known: dict[str, Style]
    numbered: set[tuple[str, str]]
    usual: str | None = None
    hidden: bool = False

    def hides(self, run: Element | None, paragraph: str | None, table: str | None) -> bool:
        """Whether words are hidden.

        A style of paragraphs and one of characters that both hide do not hide together, as ECMA-376 (17.7.3) has it;
        what stands at the words themselves, in the properties of their run (`w:rPr`), goes before any style.
        """
        direct = is_on(run, "w:vanish")
        if direct is not None:
            return direct
        styles = (table, paragraph or self.usual, value_of(run, "w:rStyle"))
        said = [one for style in styles if (one := hides(self.known, style)) is not None]
        return sum(said) % 2 == 1 if said else self.hidden

    def heads(self, properties: Element | None) -> bool:
        """Whether a paragraph with these properties (`w:pPr`) is a heading: it or its style has a level of outlines."""
        direct = _is_outlined(properties)
        styles = styles_from(self.known, value_of(properties, "w:pStyle") or self.usual)
        said = direct if direct is not None else next((one.heading for one in styles if one.heading is not None), None)
        return bool(said)

    def numbers(self, properties: Element | None) -> bool:
        """Whether Word puts a number of its own before a paragraph with these properties (`w:pPr`)."""
        number = inner(properties, "w:numPr")
        id_, level = value_of(number, "w:numId"), value_of(number, "w:ilvl")
        for style in styles_from(self.known, value_of(properties, "w:pStyle") or self.usual):
            if id_ is not None:
                break
            id_, level = value_of(style.number, "w:numId"), level or value_of(style.number, "w:ilvl")
        return id_ is not None and (id_, level or "0") in self.numbered


def _is_outlined(properties: Element | None) -> bool | None:
    """Whether these properties of paragraphs give a level of outlines (0 to 8); None where they do not say."""
    level = value_of(properties, "w:outlineLvl")
    return None if level is None else level in set("012345678")


def _styles_of(parts: Parts) -> _Styles:
    made = _Styles({}, set())
    for root in map(parts.root, parts.parts_of("styles")):
        made.hidden = bool(is_on(root, "w:docDefaults", "w:rPrDefault", "w:rPr", "w:vanish"))
        for element in children(root, "w:style"):
            id_ = attribute(element, "styleId") or ""
            hidden = is_on(element, "w:rPr", "w:vanish")
            properties = inner(element, "w:pPr")
            above, number = value_of(element, "w:basedOn"), inner(properties, "w:numPr")
            made.known[id_] = Style(above, hidden, number, _is_outlined(properties))
            is_default = (attribute(element, "default") or "0").lower() in {"1", "true", "on"}
            if is_default and attribute(element, "type") == "paragraph":
                made.usual = id_
    for root in map(parts.root, parts.parts_of("numbering")):
        levels = {
            attribute(kind, "abstractNumId") or "": [
                attribute(level, "ilvl") or "0"
                for level in children(kind, "w:lvl")
                if (value_of(level, "w:numFmt") or "decimal") not in {"bullet", "none"}
            ]
            for kind in children(root, "w:abstractNum")
        }
        for one in children(root, "w:num"):
            id_ = attribute(one, "numId") or ""
            made.numbered.update((id_, level) for level in levels.get(value_of(one, "w:abstractNumId") or "", ()))
    return made
