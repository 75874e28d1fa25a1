"""One HTML file with everything in it, for who sees the page and who does not; asks the network nothing."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from cmo_eval.charts.picture import Picture
from cmo_eval.deferred import expression
from cmo_eval.messages import label
from cmo_eval.report import document as doc
from cmo_eval.report.formats import GENERATOR
from cmo_eval.report.templates.files import House

_ID = expression(r"""(\s(?:id|href|xlink:href)=["']#?|url\(#|(?:aria-labelledby|aria-describedby)=["'])([^"')]+)""")
_XML_HEAD = expression(r"^\s*<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*", re.IGNORECASE)
_LONG = expression(r"[^\s&]{31,}")
_PIECE = expression(r".{20}(?!\Z)")  # of a long word what stays together
CONTROL = expression(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_WIDTHS = (
    "figure .narrow { display: none; }\n"
    "@media screen and (max-width: 40rem) {\n"
    "  figure .wide { display: none; }\n  figure .narrow { display: block; }\n}\n"
)
"""Which of two drawings of a figure is shown, and heard: whatever the style sheet of a house says."""


def html_bytes(document: doc.Document, pictures: Mapping[str, Picture], house: House) -> bytes:
    """The document as one HTML file in UTF-8; pictures stand in it as SVG."""
    return _Page(document, pictures).text(house.css).encode("utf-8")


class _Page:
    """One page while it is written."""

    def __init__(self, document: doc.Document, pictures: Mapping[str, Picture]) -> None:
        self._document = document
        self._pictures = pictures
        self._drawn = 0
        self._marks: Counter[int] = Counter()  # of each footnote, in what is written so far

    def text(self, css: str) -> str:
        document = self._document
        body = self._all(document.blocks)
        authors = "".join(f'<meta name="author" content="{_escaped(one)}">\n' for one in document.authors)
        date = f'<meta name="dcterms.date" content="{_escaped(document.date)}">\n' if document.date else ""
        subject = f'<meta name="description" content="{_escaped(document.subject)}">\n' if document.subject else ""
        return (
            "<!DOCTYPE html>\n"
            f'<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n{GENERATOR}\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"{authors}{date}{subject}<title>{_escaped(document.title)}</title>\n<style>\n{_WIDTHS}{css}</style>\n</head>\n"
            f'<body>\n<a class="skip" href="#main">{_escaped(self._say("html.skip"))}</a>\n'
            f'<main id="main">\n{body}{self._notes()}</main>\n</body>\n</html>\n'
        )

    def _say(self, key: str) -> str:
        return label(key, self._document.language)

    def _block(self, block: doc.Block) -> str:  # noqa: PLR0911 - one for each kind of block
        match block:
            case doc.Heading(level, id_, parts):
                tag = f"h{min(level, 6)}"
                deeper = f' aria-level="{level}"' if level > 6 else ""
                return f'<{tag} id="{_escaped(id_)}"{deeper}>{self._inline(parts)}</{tag}>\n'
            case doc.Paragraph(parts):
                return f"{self._spoken('p', parts)}\n"
            case doc.Quotation(blocks, attribution):
                quoted = f"<blockquote>\n{self._all(blocks)}</blockquote>\n"
                if not attribution:
                    return quoted
                return (
                    f'<figure class="quote">\n{quoted}<figcaption>{self._inline(attribution)}</figcaption>\n</figure>\n'
                )
            case doc.Listing(items, start):
                tag = "ul" if start is None else "ol"
                first = f' start="{start}"' if start not in {None, 1} else ""
                return f"<{tag}{first}>\n{''.join(self._item(one) for one in items)}</{tag}>\n"
            case doc.Table():
                return self._table(block)
            case doc.Figure():
                return self._figure(block)
            case doc.Listed(text):
                return f'<pre tabindex="0">{_escaped(text)}</pre>\n'
            case doc.NewPage():
                return '<hr class="part">\n'
            case doc.Contents():
                return self._contents(block)

    def _all(self, blocks: Sequence[doc.Block]) -> str:
        """The blocks; a paragraph that heads a list or table says so, for whoever prints the page."""
        written = []
        for block, leads in doc.leading(blocks):
            one = self._block(block)
            written.append(one.replace("<p", '<p class="heads"', 1) if leads else one)
        return "".join(written)

    def _item(self, blocks: Sequence[doc.Block]) -> str:
        if blocks and isinstance(blocks[0], doc.Paragraph):
            rest = self._all(blocks[1:])
            return f"<li>{self._inline(blocks[0].parts)}{chr(10) + rest if rest else ''}</li>\n"
        return f"<li>{self._all(blocks)}</li>\n"

    def _table(self, table: doc.Table) -> str:
        caption = f"<caption>{self._caption(table.caption)}</caption>\n" if table.caption else ""
        columns = "".join(f'<col style="width: {width}%">' for width in table.widths)
        head = "".join(self._cell("th", cell, side) for cell, side in zip(table.header, table.alignments, strict=True))
        # on a narrow screen the cells of these stand below each other, each with the head of its column
        shape = {2: "two", 3: "few", 4: "few"}.get(len(table.header), "")
        heads = ["", *map(doc.plain, table.header[1:])] if shape == "few" else [""] * len(table.header)
        rows = "".join(
            "<tr>"
            + "".join(self._cell("td", *one) for one in zip(row, table.alignments, heads, strict=True))
            + "</tr>\n"
            for row in table.rows
        )
        name = table.caption.text if table.caption else self._say("html.table")
        classes = " ".join(filter(None, ("small" if table.small else "", shape)))
        looks = f' class="{classes}"' if classes else ""
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{_escaped(name)}">\n<table{looks}>\n{caption}'
            f"<colgroup>{columns}</colgroup>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n"
            "</table>\n</div>\n"
        )

    def _cell(self, tag: str, parts: Sequence[doc.Inline], side: str, head: str = "") -> str:
        named = f' data-label="{_escaped(head)}"' if head else ""
        scope = ' scope="col"' if tag == "th" else ""
        align = f' class="{side}"' if side != "left" else ""
        return self._spoken(tag, parts, scope + align + named)

    def _caption(self, caption: doc.Caption) -> str:
        return f"<b>{_escaped(caption.label)} {_escaped(caption.number)}.</b> {self._inline(caption.parts)}"

    def _figure(self, figure: doc.Figure) -> str:
        picture = self._pictures.get(figure.name)
        caption = f"<figcaption>{self._caption(figure.caption)}</figcaption>\n" if figure.caption else ""
        if picture is None:
            return f"<figure>\n<p>{_escaped(figure.alternative)}</p>\n{caption}</figure>\n"
        drawings = [f"{self._inline_svg(picture.svg)}\n"]
        if narrow := picture.narrow:
            drawings.append(f"{self._inline_svg(narrow)}\n")
            drawings = [
                f'<div class="{width}">\n{one}</div>\n' for width, one in zip(("wide", "narrow"), drawings, strict=True)
            ]
        return f"<figure>\n{''.join(drawings)}{caption}</figure>\n"

    def _inline_svg(self, svg: str) -> str:
        self._drawn += 1
        return _inline_svg(svg, self._drawn)

    def _contents(self, contents: doc.Contents) -> str:
        head = contents.heading
        if head is None:
            named, title = f'aria-label="{_escaped(self._say("report.contents"))}"', ""
        else:
            named, title = f'aria-labelledby="{_escaped(head.id)}"', self._block(head)
        return f'<nav class="contents" {named}>\n{title}{_entries(self._document.listed(contents))}</nav>\n'

    def _notes(self) -> str:
        if not self._document.notes:
            return ""
        back = _escaped(self._say("html.back"))
        marks, items = Counter(self._marks), []
        for number, blocks in enumerate(self._document.notes):
            links = "".join(
                f' <a href="#{_mark_id(number, use)}" role="doc-backlink" aria-label="{back} {number + 1}">↩</a>'
                for use in range(marks[number] or 1)
            )
            text = self._all(blocks).rstrip("\n")
            text = f"{text.removesuffix('</p>')}{links}</p>" if text.endswith("</p>") else f"{text}<p>{links}</p>"
            items.append(f'<li id="note-{number + 1}">{text}</li>\n')
        title = _escaped(self._say("html.notes"))
        notes = "".join(items)
        return f'<section class="notes" role="doc-endnotes" aria-label="{title}">\n<ol>\n{notes}</ol>\n</section>\n'

    def _inline(self, parts: Sequence[doc.Inline]) -> str:
        return "".join(("<sup>,\u00a0</sup>" if apart else "") + self._part(part) for part, apart in doc.spaced(parts))

    def _spoken(self, tag: str, parts: Sequence[doc.Inline], attributes: str = "") -> str:
        """An element with these words, which says itself in which language it is where they all are in another one."""
        match parts:
            case (doc.Foreign(text, language),):
                return f'<{tag}{attributes} lang="{language}">{_breakable(text)}</{tag}>'
            case _:
                return f"<{tag}{attributes}>{self._inline(parts)}</{tag}>"

    def _part(self, part: doc.Inline) -> str:
        match part:
            case doc.Text(text):
                return _breakable(text)
            case doc.Foreign(text, language):
                return f'<span lang="{language}">{_breakable(text)}</span>'
            case doc.Code(text):
                return f"<code>{_breakable(text)}</code>"
            case doc.Break():
                return "<br>"
            case doc.Strong(inner):
                return f"<strong>{self._inline(inner)}</strong>"
            case doc.Emphasis(inner):
                return f"<em>{self._inline(inner)}</em>"
            case doc.Link(target, inner):
                return f'<a href="{_escaped(target)}">{self._inline(inner)}</a>'
            case doc.NoteMark(note, use):
                self._marks[note] += 1
                said = _escaped(self._say("html.note"))
                return (
                    f'<sup><a id="{_mark_id(note, use)}" href="#note-{note + 1}" role="doc-noteref"'
                    f' aria-label="{said} {note + 1}">{note + 1}</a></sup>'
                )


def _mark_id(note: int, use: int) -> str:
    return f"mark-{note + 1}" + (f"-{use + 1}" if use else "")


def _entries(headings: Sequence[doc.Heading]) -> str:
    """Nested lists of links to headings."""
    written: list[str] = []
    open_levels: list[int] = []
    for one in headings:
        while open_levels and one.level < open_levels[-1]:
            written.append("</li>\n</ul>\n")
            open_levels.pop()
        if open_levels and one.level == open_levels[-1]:
            written.append("</li>\n")
        else:
            written.append("<ul>\n")
            open_levels.append(one.level)
        written.append(f'<li><a href="#{_escaped(one.id)}">{_words(one.parts)}</a>')
    written += ["</li>\n</ul>\n"] * len(open_levels)
    return "".join(written)


def _words(parts: Sequence[doc.Inline]) -> str:
    """The words of a heading, without marks and links, each in its own language."""
    written = []
    for part in parts:
        match part:
            case doc.Foreign(text, language):
                written.append(f'<span lang="{language}">{_escaped(text)}</span>')
            case doc.Strong(inner) | doc.Emphasis(inner) | doc.Link(_, inner):
                written.append(_words(inner))
            case _:
                written.append(_escaped(doc.plain((part,))))
    return "".join(written)


def _inline_svg(svg: str, number: int) -> str:
    """The drawing with ids of its own, so that two drawings on a page do not take each other's."""
    drawing = _XML_HEAD.sub("", svg).strip()
    ids = set(re.findall(r"""\sid=["']([^"']+)["']""", drawing))

    def renamed(match: re.Match[str]) -> str:
        names = " ".join(f"f{number}-{name}" if name in ids else name for name in match[2].split())
        return match[1] + names

    return _ID.sub(renamed, drawing)


def _breakable(text: str) -> str:
    """The text, in which a word that would make a column of a table too wide may go on on the next line."""
    escaped = _escaped(text)
    if _LONG.search(text) is None:
        return escaped
    return _LONG.sub(lambda word: _PIECE.sub("\\g<0><wbr>", word[0]), escaped)


def _escaped(text: str) -> str:
    return html.escape(CONTROL.sub("\ufffd", text))
