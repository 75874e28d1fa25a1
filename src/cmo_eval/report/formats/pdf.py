"""A tagged PDF that programs can read aloud (PDF/UA-1), set by typst, which checks that it is one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from cmo_eval.charts.picture import FONTS, Picture, for_typst
from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.report import document as doc
from cmo_eval.report.document.widths import words_break
from cmo_eval.report.formats import CREATOR, moment
from cmo_eval.report.templates.files import House

_STANDARD = "ua-1"
_NO_LETTER = expression(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = expression(r"\\u\{([0-9a-fA-F]+)\}|\\.")
_ROUNDS = 30


def need_typst() -> Any:
    """The library.

    Raises:
        CmoEvalError: it is not installed.
    """
    try:
        import typst  # noqa: PLC0415 - an extra
    except ImportError:
        raise CmoEvalError(
            "a PDF needs the library typst, which is not installed", 'install it with: pip install "cmo-eval[pdf]"'
        ) from None
    return typst


def pdf_bytes(document: doc.Document, pictures: Mapping[str, Picture], house: House) -> bytes:
    """The document as PDF/UA-1, with the same bytes each time.

    The letters are those of the fonts that come with typst. What they lack (Hebrew, Chinese, pictographs) is taken
    from the fonts of this computer; a letter that none of these has is written by its number: [U+1F600].

    Raises:
        CmoEvalError: typst is not installed, or cannot set the document.
    """
    del house  # a PDF looks as it does
    typst = need_typst()
    source = typst_text(document, pictures)
    own_fonts, moving, said = True, 2, ""
    for _ in range(_ROUNDS):
        try:
            made = typst.compile(
                source.encode("utf-8"),
                format="pdf",
                pdf_standards=[_STANDARD],
                timestamp=moment(document.date),
                font_paths=[FONTS],
                ignore_system_fonts=own_fonts,
            )
        except typst.TypstError as error:
            said = str(error)
            lacking = {letter for text in _NO_LETTER.findall(str(error.diagnostic)) for letter in _letters(text)}
            if not lacking and moving:
                # where a picture floats past a list with notes, typst 0.15 may tag the list in a way it then refuses
                refused = source
                while moving and source == refused:
                    moving -= 1
                    source = typst_text(document, pictures, moving=moving)
                continue
            if not lacking:
                break
            if own_fonts:
                own_fonts = False
                continue
            # what joins or marks other letters is tried last: without the letter it is not seen
            letters = {one for one in lacking if unicodedata.category(one) not in {"Cf", "Mn", "Me"}}
            for letter in letters or lacking:
                code = f"{ord(letter):x}"
                source = source.replace(f"\\u{{{code}}}", f"[U+{code.upper():0>4}]")
        else:
            return bytes(made)
    raise CmoEvalError(
        f"typst cannot set the report: {' '.join(said.split())[:300]}",
        "write it in another format, and report this as a fault of cmo-eval",
    )


def _letters(quoted: str) -> str:
    """The letters that a message of typst quotes, some of them by their numbers."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[0][1:], quoted)


# ---- as Typst; whatever the words are, they stand in strings and can start nothing -----------------------------------


_PLAIN = expression(r"[^ !#-\[\]-~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e]")
_REFUSED = expression(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LONG = expression(r"\S{31,}")
_MOST_LINES = 30  # of a row that stays on one page
_FEW_ROWS = 3  # of which two at the head and two at the end are all
_PAIR = 16  # lines of small print: what two rows have at most that stay on one page
_LINE, _EDGES = 11.5, 9  # points that a line of a table takes, and a row beside its lines
_TEXT_WIDTH = 450  # of a page, in points
_FLOATS_FROM, _FLOATS_TO = 220, 600  # points: how high a picture is that goes to the foot or head of a page
_FILLS = 3000  # letters of headings, text and lists that take most of a page
_WHOLE = 800  # letters: about eight lines, which stay on one page
_CHAPTER = 2  # the level of the heading of one
_PIECE = expression(r"\S{20}(?!\Z)")  # of a long word what stays together
_PAGE = Path(__file__).with_name("page.typ")


def literal(text: str) -> str:
    """The text as a string of Typst: nothing in it ends the string, and odd characters are written by their number."""
    return '"' + _PLAIN.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text) + '"'


def typst_text(document: doc.Document, pictures: Mapping[str, Picture], *, moving: int = 2) -> str:
    """The document as a Typst file that needs no other.

    What is `moving`: at 2 also the pictures at a chapter's end, at 1 only others, at 0 none.
    """
    made = moment(document.date)
    authors = "".join(f"{literal(_clean(author))}, " for author in document.authors)
    head = (
        f"#set document(title: {literal(_clean(document.title))}, author: ({authors}),"
        f" description: {literal(_clean(document.subject))}, keywords: ({literal(CREATOR)},),"
        f" date: datetime(year: {made.year}, month: {made.month}, day: {made.day}, hour: 0, minute: 0, second: 0))\n"
        f'#set text(lang: "{document.language}")\n'
    )
    return head + _PAGE.read_text(encoding="utf-8") + _Writer(document, pictures, moving=moving).blocks(document.blocks)


class _Writer:
    """Writes the blocks of one document."""

    def __init__(self, document: doc.Document, pictures: Mapping[str, Picture], *, moving: int) -> None:
        self._document = document
        self._floating, self._adrift = moving > 0, moving > 1
        self._pictures = pictures
        self._above = 0  # how many paragraphs above figures have a label
        self._labels = {one.id: f"h{place}" for place, one in enumerate(document.anchors)}

    def blocks(self, blocks: Sequence[doc.Block]) -> str:
        """The blocks, each a call on a line of its own, with what makes paragraphs between them."""
        written: list[str] = []
        held, drift = _held(blocks), ""
        for place, (block, leads) in enumerate(doc.leading(blocks)):
            if isinstance(block, doc.Figure) and place in held:
                before = blocks[place - 1] if place else None
                if isinstance(before, doc.Paragraph) and self._adrift and _text_follows(blocks, place):
                    # a mark of how much of the page is left: outside the paragraph it would move along with the figure
                    self._above += 1
                    words, end, rest = written[-1].rpartition("]")
                    written[-1] = f"{words}#metadata(none)<above{self._above}>{end}{rest}"
                    drift = f"drifting({self._height(block):.2f}pt, <above{self._above}>, "
                elif not isinstance(before, doc.Figure):
                    drift = ""
                one = self._figure(block, held=True, drift=drift)
            else:
                one = self._block(block)
            if isinstance(block, doc.Table) and block.small and place and isinstance(blocks[place - 1], doc.Heading):
                # in one block, or the heading stays behind where the notes of the table find no room beside it
                written[-1] = f"#block(breakable: false, width: 100%, above: 1.9em)[\n{written[-1]}\n\n#{one}]"
            elif leads:
                written.append(f"#block(sticky: true, {one})")
            else:
                written.append(f"#block(breakable: false, spacing: 0.95em, {one})" if _short(block) else f"#{one}")
        return "\n\n".join(written) + "\n"

    def _block(self, block: doc.Block) -> str:  # noqa: PLR0911 - one for each kind of block
        match block:
            case doc.Heading():
                above = "v(5cm)\n\n#" if block.level == 1 and self._document.has_title_page else ""
                return above + self._heading(block)
            case doc.Paragraph(parts):
                return f"par{self._content(parts)}"
            case doc.Quotation(blocks, attribution):
                by = f"(attribution: {self._content(attribution)})" if attribution else ""
                return f"quote{by}[\n{self.blocks(blocks)}]"
            case doc.Listing(items, start):
                written = "".join(f"[{self.blocks(item)}]," for item in items)
                return f"list({written})" if start is None else f"enum(start: {start}, {written})"
            case doc.Table():
                return self._table(block)
            case doc.Figure():
                return self._figure(block)
            case doc.Listed(text):
                lines = "\n".join(map(_clean, text.split("\n")))
                return f"raw(block: true, {literal(lines)})"
            case doc.NewPage():
                return "pagebreak(weak: true)"
            case doc.Contents(heading, (first, last)):
                levels = ".or(".join(f"heading.where(level: {level})" for level in range(first, last + 1))
                target = f"selector({levels}{')' * (last - first)})"
                head = f"{self._heading(heading, outlined=False)}\n\n#" if heading else ""
                return f"{head}outline(title: none, indent: n => (n - {first - 1}) * 1em, target: {target})"

    def _heading(self, heading: doc.Heading, *, outlined: bool = True) -> str:
        unlisted = ", outlined: false, bookmarked: true" if not heading.listed else ""
        shown = unlisted if outlined else ", outlined: false"
        return f"heading(level: {heading.level}{shown}){self._content(heading.parts)} <{self._labels[heading.id]}>"

    def _table(self, table: doc.Table) -> str:
        columns = ", ".join(f"{width}fr" for width in table.widths)
        sides = ", ".join(table.alignments)
        head = ", ".join(self._content(cell) for cell in table.header)
        lines = ["  " + ", ".join(self._content(cell) for cell in row) + ",\n" for row in table.rows]
        rows = "".join(lines)
        if len(lines) > _FEW_ROWS and sum(table.heights[-2:]) <= _PAIR and not table.small:
            # a footer stays together: the last row does not stand alone overleaf
            rows = f"{''.join(lines[:-2])}  table.footer(repeat: false,\n{''.join(lines[-2:])}),\n"
        kept = "set table.cell(breakable: false)\n" if max(table.heights) <= _MOST_LINES else ""
        # to look where words may be broken takes a seventh of the time of all
        broken = "set text(hyphenate: true)\n" if words_break(table.rows, table.widths) else ""
        written = (
            f"{{ {kept}{broken}table(columns: ({columns},), align: ({sides},),\n  table.header({head}),\n{rows}) }}"
        )
        figure = f"figure(kind: table, supplement: none, numbering: none{self._caption(table.caption)}, {written})"
        if table.small:
            return f"block(breakable: false, width: 100%, above: 1.2em, below: 1.4em, {figure})"
        # no row stands alone below the heads of its columns, where two take little room
        begins = table.heights[:3]
        if sum(begins[1:]) > _PAIR:
            return figure
        return f"needing({_LINE * sum(begins) + _EDGES * len(begins):.1f}pt)\n\n#{figure}"

    def _height(self, figure: doc.Figure) -> float:
        """Of the picture as it is shown, in points; 0 where there is none."""
        picture = self._pictures.get(figure.name)
        wide = picture.width * 0.75 if picture else 0
        return picture.height * 0.75 * min(1.0, _TEXT_WIDTH / wide) if picture and wide else 0

    def _figure(self, figure: doc.Figure, *, held: bool = False, drift: str = "") -> str:
        picture = self._pictures.get(figure.name)
        if picture is None:
            return f"quote[{_say(figure.alternative)}]"
        wide, high = picture.width * 0.75, self._height(figure)
        width = f"{wide:.2f}pt" if 0 < wide < _TEXT_WIDTH else "100%"
        # what would leave much of a page blank goes to the foot or head of one, and the text runs on before it
        floats = self._floating and not held and _FLOATS_FROM < high < _FLOATS_TO
        call = drift or (f"floating({high:.2f}pt, " if floats else "figure(")
        svg = for_typst(picture.svg)
        image = (
            f'image(bytes({literal(svg)}), format: "svg", width: {width}, alt: {literal(_clean(figure.alternative))})'
        )
        written = f"{call}kind: image, supplement: none, numbering: none{self._caption(figure.caption)}, {image})"
        kept = not drift and (held or 0 < high <= _FLOATS_FROM)  # on one page with its caption
        return f"block(breakable: false, width: 100%, above: 1.2em, below: 1.4em, {written})" if kept else written

    def _caption(self, caption: doc.Caption | None) -> str:
        if caption is None:
            return ""
        head = f'#strong[{_say(f"{caption.label} {caption.number}.")}]#" "'
        return f", caption: [{head}{self._parts(caption.parts)}]"

    def _content(self, parts: Sequence[doc.Inline]) -> str:
        return f"[{self._parts(parts)}]"

    def _parts(self, parts: Sequence[doc.Inline]) -> str:
        return "".join(
            f"#super[, ]{self._part(part)}" if apart else self._part(part) for part, apart in doc.spaced(parts)
        )

    def _part(self, part: doc.Inline) -> str:  # noqa: PLR0911 - one for each kind of inline
        match part:
            case doc.Text(text):
                return _say(text)
            case doc.Foreign(text, language):
                return f'#text(lang: "{language}")[{_say(text)}]'
            case doc.Code(text):
                return f"#raw({literal(_clean(text))})"
            case doc.Break():
                return "#linebreak()"
            case doc.Strong(inner):
                return f"#strong{self._content(inner)}"
            case doc.Emphasis(inner):
                return f"#emph{self._content(inner)}"
            case doc.Link(target, inner):
                if not target.startswith("#"):
                    return f"#link({literal(target)}){self._content(inner)}" if target else self._parts(inner)
                label = self._labels.get(target[1:])
                return f"#link(<{label}>){self._content(inner)}" if label else self._parts(inner)
            case doc.NoteMark(note, use):
                if use:
                    return f"#footnote(<n{note}>)"
                blocks = self._document.notes[note] if note < len(self._document.notes) else ()
                # a paragraph of its own would begin beneath the number of the note
                said = self._parts(blocks[0].parts) if _is_paragraph(blocks) else self.blocks(blocks)
                return f"#[#footnote[{said}]<n{note}>]"  # a space before its label would be seen


def _held(blocks: Sequence[doc.Block]) -> set[int]:
    """The places of pictures with only pictures before the next chapter or table: afloat, they would stand in that."""
    held, ends = set[int](), True
    for place, block in reversed(list(enumerate(blocks))):
        match block:
            case doc.Figure():
                held |= {place} if ends else set()
            case doc.Heading(level):
                ends = level <= _CHAPTER
            case _:
                ends = isinstance(block, doc.NewPage | doc.Table)
    return held


def _text_follows(blocks: Sequence[doc.Block], place: int) -> bool:
    """Whether behind the pictures from this place comes so much text that it fills a page, without another thing."""
    letters = 0
    for block in blocks[place:]:
        match block:
            case doc.Figure() if not letters:
                continue
            case doc.Heading() | doc.Paragraph() | doc.Quotation() | doc.Listing():
                letters += _length(block)
            case _:
                return False
        if letters > _FILLS:
            return True
    return False


def _length(block: doc.Block) -> int:
    """How many letters it has."""
    match block:
        case doc.Heading(parts=parts) | doc.Paragraph(parts):
            return len(doc.plain(parts))
        case doc.Quotation(blocks):
            return sum(map(_length, blocks))
        case doc.Listing(items):
            return sum(_length(one) for item in items for one in item)
        case _:
            return 0


def _short(block: doc.Block) -> bool:
    """Whether it is of so few lines that it stays on one page: else a figure may stand between two parts of it."""
    paragraphs = block.blocks if isinstance(block, doc.Quotation) else (block,)
    letters = [len(doc.plain(one.parts)) for one in paragraphs if isinstance(one, doc.Paragraph)]
    return len(letters) == len(paragraphs) and sum(letters) <= _WHOLE


def _is_paragraph(blocks: Sequence[doc.Block]) -> TypeGuard[tuple[doc.Paragraph]]:
    return len(blocks) == 1 and isinstance(blocks[0], doc.Paragraph)


def _say(text: str) -> str:
    """Words as content; a word that no line could hold may break."""
    breakable = _LONG.sub(lambda word: _PIECE.sub("\\g<0>\u200b", word[0]), _clean(text))
    return f"#{literal(breakable)}"


def _clean(text: str) -> str:
    return _REFUSED.sub("\ufffd", text.replace("\ufeff", ""))  # no PDF may hold the mark of byte order
