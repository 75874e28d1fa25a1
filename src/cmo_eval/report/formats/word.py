"""A Word document: body, footnotes, lists, pictures and properties in one package, with the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from xml.sax.saxutils import escape, quoteattr

from cmo_eval.charts.picture import Picture, pngs
from cmo_eval.errors import CmoEvalError
from cmo_eval.report.document import Document, Figure
from cmo_eval.report.formats import CREATOR, NOTED, moment
from cmo_eval.report.formats.word_text import (
    BULLETS,
    FIRST_LIST,
    LANGUAGES,
    NUMBERS,
    Drawn,
    Writer,
    field,
    paragraph,
)
from cmo_eval.report.templates.files import House

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LASTING = {"styles", "settings", "webSettings", "fontTable", "theme", "numbering", "stylesWithEffects"}
_STYLES = Path(__file__).with_name("styles.xml")
_STYLE_ID = f"{_W}styleId"
_FONT = "Arial"
_CELL_EDGE = 90  # between the frame of a cell and its text, in twentieths of a point, as the style of tables has it
_EMU_A_PIXEL = 9525
_PIXELS = 1.5  # for each unit of a drawing: only programs that do not show drawings show these, and they cost much time
_UNCUT = 430  # units of a drawing: a picture no higher leaves less than half of a page blank
_TEXT_WIDTH = 9070  # of A4 with margins of 25 mm, in twentieths of a point
_FRAMES_IN_LINE = 15  # the mode of Word 2013
WRITTEN = "urn:cmo-eval:written"
"""The name space of the part that says what was written, so that an edited document can be read back."""
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_ITEM = "{6B1F0C52-93D1-4B0E-8E0A-2C5D7A41F3E6}"
_ZIP_DATE = struct.pack("<HH", 0, (1 << 5) + 1)  # the earliest that a zip can hold: midnight of 1 January 1980
_LISTED = 46  # bytes of an entry in the list of a zip
_MAX_TITLE = 255  # characters that python-docx takes as a property


def word_bytes(document: Document, pictures: Mapping[str, Picture], house: House) -> bytes:
    """The document as a .docx file.

    Styles, page, header and footer are those of the house's reference document, if there is one; what it says itself
    is left out. A footer without anything gets the page number.

    Raises:
        CmoEvalError: the reference document cannot be read.
    """
    word = _opened(house.reference)
    styles = _styled(word, document.language, own=house.reference is None)
    width = _page(word, styles["footer"], own=house.reference is None)
    writer = Writer(document, styles, width, _drawn(word, document, pictures), _indent(word))
    _fill(word, writer.body())
    _lists(word, writer.lists)
    if writer.notes:
        _footnotes(word, writer.notes, styles["note"])
    _properties(word, document)
    if document.written:
        _remember(word, document.written)
    file = io.BytesIO()
    word.save(file)
    return _without_time(file.getvalue())


def _opened(reference: Path | None) -> WordDocument:
    import docx  # noqa: PLC0415 - heavy
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    if reference is None:
        return docx.Document()
    try:
        return docx.Document(str(reference))
    except (OSError, ValueError, KeyError, SyntaxError, PackageNotFoundError, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise CmoEvalError(
            f"the reference document {reference} cannot be read: {why}",
            "it must be a Word document (.docx); save a template (.dotx) as a document",
        ) from error


def _fill(word: WordDocument, xml: str) -> None:
    """Put these blocks in place of all that the document says, before its last section.

    The part is parsed as a whole: to move many elements from one tree to another takes lxml minutes.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415 - heavy
    from docx.oxml.xmlchemy import serialize_for_reading  # noqa: PLC0415

    part: Any = word.part
    root: Any = word.element
    section = serialize_for_reading(root.body.get_or_add_sectPr())
    known = {prefix: uri for prefix, uri in root.nsmap.items() if prefix and prefix not in {"w", "r", "wp"}}
    spaces = " ".join([_NAMESPACES, *(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in known.items())])
    made = parse_xml(f"<w:document {spaces}><w:body>{xml}{section}</w:body></w:document>")
    for name, value in root.attrib.items():
        made.set(name, value)
    part._element = made  # noqa: SLF001 - python-docx has no way to say it
    used = {value for element in made.iter() for name, value in element.attrib.items() if name.startswith(_R)}
    for id_, relation in list(part.rels.items()):
        # comments, pictures, notes: what a reference document says must not travel along unseen
        if id_ not in used and relation.reltype.rpartition("/")[2] not in _LASTING:
            part.rels.pop(id_)
    settings: Any = word.settings.element
    for tag in ("footnotePr", "endnotePr"):
        for one in settings.findall(f"{_W}{tag}"):
            settings.remove(one)


def _parsed(xml: str) -> list[Any]:
    from docx.oxml import parse_xml  # noqa: PLC0415 - heavy

    return list(parse_xml(f"<w:body {_NAMESPACES}>{xml}</w:body>"))


def _page(word: WordDocument, style: str, *, own: bool) -> int:
    """Set the page and its footer; how wide the text is, in twentieths of a point."""
    from docx.shared import Mm  # noqa: PLC0415 - heavy

    section = word.sections[-1]
    if own:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(25)
        section.top_margin = section.bottom_margin = Mm(25)
    if own or section.footer.is_linked_to_previous:
        footer: Any = section.footer
        footer.is_linked_to_previous = False
        number = field("PAGE", "<w:r><w:t>1</w:t></w:r>")
        footer._element[:] = _parsed(paragraph(style, number))  # noqa: SLF001 - python-docx has no fields
    if section.page_width is None or section.left_margin is None or section.right_margin is None:
        return _TEXT_WIDTH
    return max(1000, int(section.page_width - section.left_margin - section.right_margin) // 635)


def _indent(word: WordDocument) -> int:
    """How far tables are moved: up to Word 2010 it is the text in their first cells that stands in line."""
    settings: Any = word.settings.element
    for one in settings.iter(f"{_W}compatSetting"):
        mode = one.get(f"{_W}val", "") if one.get(f"{_W}name") == "compatibilityMode" else ""
        if mode.isdecimal() and int(mode) >= _FRAMES_IN_LINE:
            return 0
    return _CELL_EDGE


def _drawn(word: WordDocument, document: Document, pictures: Mapping[str, Picture]) -> dict[str, Drawn]:
    """Put the pictures into the package: as pixels, which every program shows, and as drawings, which stay sharp."""
    from docx.opc.packuri import PackURI  # noqa: PLC0415 - heavy
    from docx.opc.part import Part  # noqa: PLC0415

    names = {block.name: None for block in document.blocks if isinstance(block, Figure) and block.name in pictures}
    found: dict[str, Drawn] = {}
    for figure, drawn in zip(names, pngs([pictures[name].svg for name in names], _PIXELS), strict=True):
        picture = pictures[figure]
        relation, _ = word.part.get_or_add_image(io.BytesIO(drawn))
        name = PackURI(f"/word/media/drawing{len(found) + 1}.svg")
        drawing = Part(name, "image/svg+xml", picture.svg.encode("utf-8"), word.part.package)
        found[figure] = Drawn(
            relation,
            word.part.relate_to(drawing, f"{_RELATIONS}image"),
            round(picture.width * _EMU_A_PIXEL),
            round(picture.height * _EMU_A_PIXEL),
            tuple(cut / picture.height for cut in picture.cuts) if picture.height > _UNCUT else (),
        )
    return found


def _lists(word: WordDocument, starts: list[int]) -> None:
    """Add the numberings of lists: one for bullets, and one for each numbered list."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - heavy
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415
    from docx.parts.numbering import NumberingPart  # noqa: PLC0415

    try:
        part: Any = word.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        empty: Any = parse_xml(f"<w:numbering {_NAMESPACES}/>")
        part = NumberingPart(PackURI("/word/numbering.xml"), f"{_KIND}numbering+xml", empty, word.part.package)
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    numbering = part.element
    numbers = [f'<w:num w:numId="{FIRST_LIST}"><w:abstractNumId w:val="{BULLETS}"/></w:num>']
    numbers += [
        f'<w:num w:numId="{FIRST_LIST + place}"><w:abstractNumId w:val="{NUMBERS}"/>'
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for place, start in enumerate(starts, start=1)
    ]
    # Word wants all forms before all lists
    first = numbering.find(f"{_W}num")
    place = len(numbering) if first is None else numbering.index(first)
    forms = [_form(BULLETS, "bullet", ("•", "–", "•")), _form(NUMBERS, "decimal", ("%1.", "%2.", "%3."))]
    numbering[place:place] = _parsed("".join(forms))
    last = max(place for place, one in enumerate(numbering) if one.tag in {f"{_W}num", f"{_W}abstractNum"})
    numbering[last + 1 : last + 1] = _parsed("".join(numbers))


def _form(number: int, form: str, marks: tuple[str, ...]) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{mark}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for level, mark in enumerate(marks)
    )
    multi = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{number}">{multi}{levels}</w:abstractNum>'


def _footnotes(word: WordDocument, notes: list[str], style: str) -> None:
    """Add the part of footnotes; python-docx has none."""
    from docx.opc.packuri import PackURI  # noqa: PLC0415 - heavy
    from docx.opc.part import Part  # noqa: PLC0415

    lines = "".join(
        f'<w:footnote w:type="{name}" w:id="{number}">{paragraph(style, f"<w:r><w:{name}/></w:r>")}</w:footnote>'
        for number, name in enumerate(("separator", "continuationSeparator"), start=-1)
    )
    written = "".join(f'<w:footnote w:id="{number}">{note}</w:footnote>' for number, note in enumerate(notes, start=1))
    content = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes {_NAMESPACES}>{lines}{written}'
        "</w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), f"{_KIND}footnotes+xml", content.encode("utf-8"), word.part.package)
    word.part.relate_to(part, f"{_RELATIONS}footnotes")


def _remember(word: WordDocument, written: str) -> None:
    """Add a part, which no program shows, that says what was written; once the text is whole, whose digest it holds.

    Without properties of its own LibreOffice leaves such a part out when it saves the document.
    """
    from docx.opc.packuri import PackURI  # noqa: PLC0415 - heavy
    from docx.opc.part import Part  # noqa: PLC0415

    head, package = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n', word.part.package
    body = hashlib.sha256(word.part.blob).hexdigest()
    content = f'{head}<written xmlns="{WRITTEN}" made="{CREATOR}" text="{body}">{escape(written)}</written>'
    about = (
        f'{head}<ds:datastoreItem ds:itemID="{_ITEM}" xmlns:ds="{_CUSTOM}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{WRITTEN}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    part = Part(PackURI(f"/{NOTED}"), "application/xml", content.encode("utf-8"), package)
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    properties = Part(PackURI("/customXml/itemProps1.xml"), kind, about.encode("utf-8"), package)
    part.relate_to(properties, f"{_RELATIONS}customXmlProps")
    word.part.relate_to(part, f"{_RELATIONS}customXml")


def _properties(word: WordDocument, document: Document) -> None:
    made = moment(document.date).replace(tzinfo=None)
    properties = word.core_properties
    properties.title = document.title[:_MAX_TITLE]
    properties.subject = document.subject[:_MAX_TITLE]
    properties.author = "; ".join(document.authors)[:_MAX_TITLE]
    properties.last_modified_by = CREATOR
    properties.created = properties.modified = made
    properties.revision = 1
    properties.language = document.language
    for name in ("category", "comments", "content_status", "identifier", "keywords", "version"):
        setattr(properties, name, "")
    package = word.part.package
    for id_, relation in list(package.rels.items()):
        if relation.reltype.rpartition("/")[2] not in {"officeDocument", "core-properties"}:
            package.rels.pop(id_)  # of another document: its headings, its company, a picture of its first page


def _without_time(packed: bytes) -> bytes:
    """The package without the time of packing, which stands before each part and in the list of all of them."""
    made = bytearray(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        entries, listed = parts.infolist(), parts.start_dir
    for entry in entries:
        made[entry.header_offset + 10 : entry.header_offset + 14] = _ZIP_DATE
        made[listed + 12 : listed + 16] = _ZIP_DATE
        listed += _LISTED + sum(struct.unpack_from("<3H", made, listed + 28))  # with its name, more, and a comment
    return bytes(made)


# ---- styles ----------------------------------------------------------------------------------------------------------


def _styled(word: WordDocument, language: str, *, own: bool) -> Mapping[str, str]:
    """Give a document the styles it lacks, and its language; the ids of its styles by what they are for.

    Args:
        word: the document, changed in place.
        language: `nl` or `en`.
        own: whether its styles are ours to change; those of a reference document stay as they are.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415 - heavy

    root: Any = word.styles.element
    found = {_name(style).lower(): style for style in root.findall(f"{_W}style")}
    text = _STYLES.read_text(encoding="utf-8")
    ids: dict[str, str] = {}
    for ours in cast("Any", parse_xml(text)):
        name = _name(ours)
        given = found[name.lower()].get(_STYLE_ID) if name.lower() in found else re.sub(r"\W", "", name.title())
        ids[ours.get(_STYLE_ID).strip("{}")] = given
    for ours in list(cast("Any", parse_xml(text.format_map(ids)))):
        style = found.get(_name(ours).lower())
        if not own:
            for fonts in list(ours.iter(f"{_W}rFonts")):
                if fonts.get(f"{_W}ascii") == _FONT:  # the letters are those of the house
                    fonts.getparent().remove(fonts)
        if style is None:
            root.append(ours)
        elif own:
            root.replace(style, ours)
    _speak(word, language)
    return ids


def _name(style: Any) -> str:
    name = style.find(f"{_W}name")
    return str(name.get(f"{_W}val")) if name is not None else ""


def _speak(word: WordDocument, language: str) -> None:
    """Set the language of the defaults and of every style that names one."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - heavy

    said = LANGUAGES[language]
    root: Any = word.styles.element
    for one in root.iter(f"{_W}lang"):
        one.set(f"{_W}val", said)
    defaults = root.find(f"{_W}docDefaults")
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        root.insert(0, defaults)
    place = defaults
    for tag in ("rPrDefault", "rPr", "lang"):
        inner = place.find(f"{_W}{tag}")
        if inner is None:
            inner = OxmlElement(f"w:{tag}")
            # character defaults stand before those of paragraphs
            place.insert(0, inner) if tag == "rPrDefault" else place.append(inner)
        place = inner
    place.set(f"{_W}val", said)
    settings: Any = word.settings.element
    tabs = settings.find(f"{_W}defaultTabStop")
    if tabs is not None and settings.find(f"{_W}autoHyphenation") is None:
        tabs.addnext(OxmlElement("w:autoHyphenation"))
    for one in settings.iter(f"{_W}themeFontLang"):
        one.set(f"{_W}val", said)
