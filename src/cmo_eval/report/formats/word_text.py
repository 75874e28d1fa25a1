"""Blocks of a document as WordprocessingML; knows no package of parts and no file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from cmo_eval.deferred import dataclass, expression
from cmo_eval.messages import label
from cmo_eval.report import document as doc

BULLETS, NUMBERS = 9001, 9002
"""Ids of the abstract numberings that lists hang on, beyond those of any reference document."""
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
FIRST_LIST = 9100
"""The list of bullets; numbered lists, which each begin anew, come after it."""

_REFUSED = expression(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_STYLE = expression(r'<w:p><w:pPr><w:pStyle w:val="[^"]*"/>(?:<w:keepNext/>)?')
_RUN_STYLE = expression(r'^<w:rStyle w:val="[^"]*"/>')
_TYPED = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'
_SEQUENCE = expression(r"[^A-Za-z0-9_]")
_JUSTIFIED = {"left": "", "right": '<w:jc w:val="right"/>', "center": '<w:jc w:val="center"/>'}
_DEEPEST_CONTENTS = 4
_LOWER = '<w:spacing w:before="3400"/>'  # the title on a page of its own
# no room below a piece of a picture, nor for letters beside it
_JOINED_BELOW = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:rPr><w:sz w:val="2"/></w:rPr>'
# what no program reads aloud: the picture has its words where it begins
_SILENT = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1"'
    ' xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>'
)
_SURE_LINES, _NOTE_LINE = 42, 100  # lines of small print, of about 60 on a page; letters of a note in one
_CHAPTER = 3  # the lowest level of the heading of one
_PAIR = 16  # lines of small print: what two rows have at most that stay on one page
_EMU = 635  # of which a twentieth of a point has so many


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in the package: the relations of its image and of its drawing, and its size in EMU.

    `cuts` are where it may go on on the next page, as parts of its height.
    """

    relation: str
    drawing: str
    width: int
    height: int
    cuts: tuple[float, ...] = ()


@dataclass
class Writer:
    """Writes the blocks of one document, and keeps what the package needs beside them.

    Attributes:
        document: what is written.
        styles: ids of the styles.
        width: of the text on a page, in twentieths of a point.
        pictures: by name.
        indent: of tables, in twentieths of a point, so that their frame begins where the text does.
        lists: the starts of the numbered lists in their order.
        notes: paragraphs of each footnote that was used, in their order.
    """

    document: doc.Document
    styles: Mapping[str, str]
    width: int
    pictures: Mapping[str, Drawn]
    indent: int = 0
    lists: list[int] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    _marks: int = 0
    _in_table: bool = False
    _marked: dict[int, int] = dataclasses.field(default_factory=dict)
    _near: set[int] = dataclasses.field(default_factory=set)
    _figures: int = 0

    @cached_property
    def _places(self) -> Mapping[str, str]:
        """The names by which links find headings, by their ids."""
        return {one.id: f"_Toc{place:08d}" for place, one in enumerate(self.document.anchors, start=1)}

    def body(self) -> str:
        """The whole body but its last section."""
        written: list[str] = []
        begins = False
        blocks = self.document.blocks
        for place, (block, leads) in enumerate(doc.leading(blocks)):
            if isinstance(block, doc.NewPage):
                begins = bool(written)
                continue
            xml = self.block(block)
            # of a heading, a paragraph and a list with notes LibreOffice 7.4 parts the first two where all are to stay
            # together; below a heading the paragraph alone is less of a fault than a heading alone
            below = place > 0 and isinstance(blocks[place - 1], doc.Heading)
            if leads and not (below and place + 1 < len(blocks) and isinstance(blocks[place + 1], doc.Listing)):
                xml = _STYLE.sub(lambda match: match[0] + "<w:keepNext/>", xml, count=1)
            # a break in a paragraph of its own would leave an empty line at the top of the page
            written.append(_on_new_page(xml) if begins else xml)
            begins = False
        return "".join(written)

    def block(self, block: doc.Block, depth: int = 0) -> str:  # noqa: PLR0911 - one for each kind of block
        """One block; `depth` of the list or quotation it stands in."""
        match block:
            case doc.Heading(level, id_, parts):
                if level <= _CHAPTER:
                    self._near.clear()
                style = "title" if level == 1 else f"heading{min(level - 1, 6)}"
                lower = _LOWER if level == 1 and self.document.has_title_page else ""
                return paragraph(self.styles[style], self._bookmarked(id_, self._runs(parts)), lower)
            case doc.Paragraph(parts):
                indent = f'<w:ind w:left="{360 * depth}"/>' if depth else ""
                return paragraph(self.styles["normal"], self._runs(parts), indent)
            case doc.Quotation():
                return self._quotation(block)
            case doc.Listing():
                return self._listing(block, depth)
            case doc.Table():
                return self._table(block)
            case doc.Figure():
                return self._figure(block)
            case doc.Listed(text):
                runs = "<w:r><w:br/></w:r>".join(_run(line, "") for line in text.split("\n"))
                return paragraph(self.styles["listed"], runs)
            case doc.NewPage():
                return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            case doc.Contents():
                return self._contents(block)

    def _quotation(self, quotation: doc.Quotation) -> str:
        kept = "<w:keepNext/>" if quotation.attribution else ""
        written = [
            paragraph(self.styles["quote"], self._runs(block.parts), kept)
            if isinstance(block, doc.Paragraph)
            else self.block(block, 1)
            for block in quotation.blocks
        ]
        if quotation.attribution:
            written.append(paragraph(self.styles["by"], self._runs(quotation.attribution)))
        return "".join(written)

    def _listing(self, listing: doc.Listing, depth: int) -> str:
        if listing.start is None:
            style, number = self.styles["bullet"], FIRST_LIST
        else:
            self.lists.append(listing.start)
            style, number = self.styles["number"], FIRST_LIST + len(self.lists)
        properties = f'<w:numPr><w:ilvl w:val="{min(depth, 2)}"/><w:numId w:val="{number}"/></w:numPr>'
        written = []
        for item in listing.items:
            first, rest = (item[0], item[1:]) if item and isinstance(item[0], doc.Paragraph) else (None, item)
            written.append(paragraph(style, self._runs(first.parts) if first else "", properties))
            written += [self.block(block, depth + 1) for block in rest]
        return "".join(written)

    def _table(self, table: doc.Table) -> str:
        widths = [self.width * width // 100 for width in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        name = f"<w:tblCaption w:val={_attribute(table.caption.text)}/>" if table.caption else ""
        self._in_table = True
        lines = table.heights
        # no row stands alone below the heads of its columns or on the last page, where two take little room
        last, small = len(table.rows) - 1, table.small
        kept = {place for place in (0, last - 1) if 0 <= place < last and sum(lines[place + 1 : place + 3]) <= _PAIR}
        head = self._row(table.header, table, widths, "head", first=True, kept=0 in kept, lines=lines[0])
        rows = "".join(
            self._row(row, table, widths, "cell", kept=small or place == last or place in kept)
            for place, row in enumerate(table.rows)
        )
        self._in_table = False
        written = (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles["table"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblInd w:w="{self.indent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{name}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{head}{rows}</w:tbl>"
        )
        # Word wants a paragraph below a table; the caption is one. The last row stays with it: it has no page alone
        between = '<w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>'
        return written + (self._caption(table.caption) if table.caption else between)

    def _whole(self, cells: Sequence[Sequence[doc.Inline]], lines: int) -> bool:
        """Whether a row of so many lines surely fits on a page with the notes that have their first mark in it.

        LibreOffice 7.4 drops rows that may not be split and do not fit, and may add an empty page where it splits one.
        """
        new = {part.note for cell in cells for part in cell if isinstance(part, doc.NoteMark)} - self._marked.keys()
        notes = [self.document.notes[note] for note in new if note < len(self.document.notes)]
        letters = [sum(len(doc.plain(one.parts)) for one in note if isinstance(one, doc.Paragraph)) for note in notes]
        return not new or lines + sum(1 + one // _NOTE_LINE for one in letters) <= _SURE_LINES

    def _row(
        self,
        cells: Sequence[Sequence[doc.Inline]],
        table: doc.Table,
        widths: Sequence[int],
        style: str,
        *,
        first: bool = False,
        kept: bool = False,
        lines: int = 1,
    ) -> str:
        whole = self._whole(cells, lines)
        written = [
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            + paragraph(self.styles[style], self._runs(cell), ("<w:keepNext/>" if kept else "") + _JUSTIFIED[side])
            + "</w:tc>"
            for cell, width, side in zip(cells, widths, table.alignments, strict=True)
        ]
        kind = f"{'<w:cantSplit/>' if whole else ''}{'<w:tblHeader/>' if first else ''}"
        return f"<w:tr>{f'<w:trPr>{kind}</w:trPr>' if kind else ''}{''.join(written)}</w:tr>"

    def _caption(self, caption: doc.Caption) -> str:
        """The caption; the last part of its number is a field that counts within the part before it."""
        before, dot, last = caption.number.rpartition(".")
        if not last.isdecimal():
            number = _run(f"{caption.label} {caption.number}. ", "")
        else:
            name = _SEQUENCE.sub("_", "_".join(filter(None, (caption.label, before))))
            counted = field(f"SEQ {name} \\* ARABIC", _run(last, ""))
            number = _run(f"{caption.label} {before}{dot}", "") + counted + _run(". ", "")
        return paragraph(self.styles["caption"], number + self._runs(caption.parts))

    def _figure(self, figure: doc.Figure) -> str:
        caption = self._caption(figure.caption) if figure.caption else ""
        drawn = self.pictures.get(figure.name)
        if drawn is None:
            return paragraph(self.styles["quote"], _run(figure.alternative, "")) + caption
        scale = min(1.0, self.width * _EMU / drawn.width)
        width, height = round(drawn.width * scale), round(drawn.height * scale)
        written = []
        # a picture as high as a page would leave the page before it blank: it is shown in pieces, one below the other
        for above, below in pairwise((0.0, *drawn.cuts, 1.0)):
            self._figures += 1
            crop = f'<a:srcRect t="{round(1e5 * above)}" b="{round(1e5 * (1 - below))}"/>' if drawn.cuts else ""
            shown = figure if above == 0 else None
            picture = _picture(drawn, self._figures, shown, width, round(height * (below - above)), crop)
            joined = _JOINED_BELOW if below < 1 else "<w:keepNext/>" if caption else ""
            written.append(paragraph(self.styles["normal"], picture, joined))
        return "".join(written) + caption

    def _contents(self, contents: doc.Contents) -> str:
        """The field that Word updates, with the entries already in it; their pages are known to who lays it out."""
        top, deepest = contents.levels
        head, title = contents.heading, ""
        if head is not None:
            title = paragraph(self.styles["contents"], self._bookmarked(head.id, self._runs(head.parts)))
        entries = self.document.listed(contents)
        if not entries and not title:
            return ""
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> TOC \\o "{top - 1}-{deepest - 1}" \\h \\z \\u </w:instrText>'
            "</w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{self.width}"/></w:tabs>'
        written = []
        for place, one in enumerate(entries):
            style = self.styles[f"contents{min(one.level - top + 1, _DEEPEST_CONTENTS)}"]
            name = self._places.get(one.id, "")
            link = f'<w:hyperlink w:anchor="{name}" w:history="1">{_run(one.text, "")}</w:hyperlink>'
            page = "<w:r><w:tab/></w:r>" + field(f"PAGEREF {name} \\h", "", stale=True)
            runs = (begin if place == 0 else "") + link + page
            written.append(paragraph(style, runs, tab))
        # the last paragraph of the field, so that it goes when Word fills in the table
        why = _run(label("report.word_pages", self.document.language), "<w:i/>")
        written.append(paragraph(self.styles["normal"], why + end if entries else why))
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{title}{''.join(written)}</w:sdtContent></w:sdt>"
        )

    def _bookmarked(self, id_: str, runs: str) -> str:
        return self._named(self._places.get(id_, ""), runs)

    def _named(self, name: str, runs: str) -> str:
        self._marks += 1
        start = f'<w:bookmarkStart w:id="{self._marks}" w:name="{name}"/>'
        return f'{start}{runs}<w:bookmarkEnd w:id="{self._marks}"/>'

    def _runs(self, parts: Sequence[doc.Inline], marks: str = "") -> str:
        comma = _run(",\u00a0", f'<w:rStyle w:val="{self.styles["mark"]}"/>')
        return "".join((comma if apart else "") + self._run(part, marks) for part, apart in doc.spaced(parts))

    def _run(self, part: doc.Inline, marks: str) -> str:
        match part:
            case doc.Text(text):
                return _run(text, marks)
            case doc.Foreign(text, language):
                # Word wants the language last of the properties
                return _run(text, f'{marks}<w:lang w:val="{LANGUAGES[language]}"/>')
            case doc.Code(text):
                style, rest = _RUN_STYLE.match(marks), _RUN_STYLE.sub("", marks)
                return _run(text, f"{style[0] if style else ''}{_TYPED}{rest}")
            case doc.Break():
                return "<w:r><w:br/></w:r>"
            case doc.Strong(inner):
                return self._runs(inner, _with(marks, "b"))
            case doc.Emphasis(inner):
                return self._runs(inner, _with(marks, "i"))
            case doc.Link(target, inner):
                return self._link(target, self._runs(inner, f'<w:rStyle w:val="{self.styles["link"]}"/>' + marks))
            case doc.NoteMark(note, _):
                return self._note(note)

    def _link(self, target: str, runs: str) -> str:
        if target.startswith("#"):
            name = self._places.get(target[1:], "")
            return f'<w:hyperlink w:anchor="{name}" w:history="1">{runs}</w:hyperlink>' if name else runs
        address = target.replace("\\", "%5C").replace('"', "%22")
        return field(f'HYPERLINK "{address}"', runs)

    def _note(self, note: int) -> str:
        """The mark of a footnote.

        Word has a mark for each note, so that one that is marked twice is printed twice. Within a chapter, and in
        tables, where all cells of a row may have the same, a further mark only says the number.
        """
        marked = f'<w:rPr><w:rStyle w:val="{self.styles["mark"]}"/></w:rPr>'
        if note in self._marked and (self._in_table or note in self._near):
            number = self._marked[note]
            return field(f"NOTEREF _Note{number} \\f \\h", f"<w:r>{marked}<w:t>{number}</w:t></w:r>")
        number = len(self.notes) + 1
        self.notes.append("")
        style = self.styles["note"]
        mark = f"<w:r>{marked}<w:footnoteRef/></w:r>"
        written: list[str] = []
        for block in self.document.notes[note] if note < len(self.document.notes) else ():
            if isinstance(block, doc.Paragraph):
                head = mark + _run(" ", "") if not written else ""
                written.append(paragraph(style, head + self._runs(block.parts)))
            else:
                written.append(self.block(block))
        self.notes[number - 1] = "".join(written) or paragraph(style, mark)
        reference = f'<w:r>{marked}<w:footnoteReference w:id="{number}"/></w:r>'
        self._marked[note] = number
        self._near.add(note)
        return self._named(f"_Note{number}", reference)


def _on_new_page(xml: str) -> str:
    """Blocks of which the first begins a page."""
    style = _STYLE.match(xml)
    if style is None:
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + xml
    return f"{style[0]}<w:pageBreakBefore/>{xml[style.end() :]}"


def _with(marks: str, tag: str) -> str:
    """The properties of a run with bold or italic; their order is Word's, and each is there once."""
    own = {"b": "<w:b/><w:bCs/>", "i": "<w:i/><w:iCs/>"}
    has = {one for one in own if own[one] in marks} | {tag}
    rest = marks.replace(own["b"], "").replace(own["i"], "")
    return rest + "".join(own[one] for one in ("b", "i") if one in has)


def _run(text: str, marks: str) -> str:
    words = escape(_REFUSED.sub("\ufffd", text)).replace("\t", " ").replace("\n", " ")
    properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


def _attribute(text: str) -> str:
    return quoteattr(_REFUSED.sub("\ufffd", text))


def paragraph(style: str, runs: str, properties: str = "") -> str:
    """A paragraph in a style, by its id."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def field(instruction: str, runs: str, *, stale: bool = False) -> str:
    """A field with what it shows now; where that is stale, who opens the document makes it anew."""
    dirty = ' w:dirty="true"' if stale else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(_REFUSED.sub("", instruction))} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _picture(drawn: Drawn, number: int, figure: doc.Figure | None, width: int, height: int, crop: str) -> str:
    """A picture, or a piece of one that goes on from above where there is no `figure`."""
    title = _attribute(doc.plain(figure.caption.parts) if figure and figure.caption else "")
    shown = {"number": number, "width": width, "height": height, "title": title, "crop": crop}
    shown |= {"alternative": _attribute(figure.alternative if figure else ""), "about": "" if figure else _SILENT}
    return _drawing().format(**shown, image=drawn.relation, drawing=drawn.drawing)


@cache
def _drawing() -> str:
    """A run with a picture, in which its names, ids and sizes are still to be filled in."""
    return re.sub(r"\s*\n\s*", "", Path(__file__).with_name("picture.xml").read_text(encoding="utf-8"))
