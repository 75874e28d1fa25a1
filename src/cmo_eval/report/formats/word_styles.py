"""The styles of a Word document: those of a reference document, and what it lacks; knows python-docx and its XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

NAMES = {
    "normal": "Normal",
    "title": "Title",
    **{f"heading{level}": f"heading {level}" for level in range(1, 7)},
    "bullet": "List Bullet",
    "number": "List Number",
    "quote": "Quote",
    "by": "Quote Attribution",
    "caption": "caption",
    "cell": "Table Text",
    "head": "Table Heading",
    "table": "Report Table",
    "contents": "TOC Heading",
    **{f"contents{level}": f"toc {level}" for level in range(1, 5)},
    "note": "footnote text",
    "mark": "footnote reference",
    "link": "Hyperlink",
    "listed": "Plain Text",
    "footer": "footer",
}
"""What each style is for, and its name in Word; the names of Word's own are the same in every language of Word."""

ACCENT = "154273"
CELL_EDGE = 90
"""Between the frame of a cell and its text, in twentieths of a point."""
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'


def _text(size: float, *, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    """Properties of characters; their order is Word's."""
    marks = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    return f'<w:rPr>{_FONT}{marks}{tint}<w:sz w:val="{size * 2:g}"/><w:szCs w:val="{size * 2:g}"/></w:rPr>'


def _space(before: int, after: int, line: int = 264) -> str:
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{line}" w:lineRule="auto"/>'


def _heading(level: int, size: float, before: int, *, italic: bool = False) -> str:
    return (
        '<w:basedOn w:val="{normal}"/><w:next w:val="{normal}"/><w:uiPriority w:val="9"/><w:qFormat/>'
        f"<w:pPr><w:keepNext/><w:keepLines/>{_space(before, 5, 252)}"
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>{_text(size, bold=not italic, italic=italic, colour=ACCENT)}'
    )


def _contents(level: int) -> str:
    return (
        '<w:basedOn w:val="{normal}"/><w:next w:val="{normal}"/><w:uiPriority w:val="39"/>'
        f"<w:pPr>{_space(3 if level == 1 else 0, 1, 240)}"
        f'<w:ind w:left="{(level - 1) * 260}"/></w:pPr>'
    )


_BASED = '<w:basedOn w:val="{normal}"/>'
_LIST = (
    _BASED + f"<w:qFormat/><w:pPr>{_space(0, 4)}"
    '<w:ind w:left="360" w:hanging="360"/><w:contextualSpacing w:val="0"/></w:pPr>'
)
_LINE = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="8A8A8A"/>'
_BORDERS = "".join(_LINE.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_CELLS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", 40), ("left", CELL_EDGE), ("bottom", 40), ("right", CELL_EDGE))
)

_QUOTE = (
    f"{_BASED}<w:qFormat/><w:pPr><w:keepLines/>"
    f"<w:pBdr><w:left w:val='single' w:sz='24' w:space='8' w:color='{ACCENT}'/></w:pBdr>"
    "<w:shd w:val='clear' w:color='auto' w:fill='F1F3F6'/>"
    f"{_space(2, 8)}<w:ind w:left='284' w:right='284'/></w:pPr>"
)
_TABLE = (
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders><w:tblCellMar>{_CELLS}</w:tblCellMar></w:tblPr>"
    "<w:tblStylePr w:type='firstRow'><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>"
    "<w:tcBorders><w:bottom w:val='single' w:sz='12' w:space='0' w:color='1B1B1B'/></w:tcBorders>"
    "<w:shd w:val='clear' w:color='auto' w:fill='F1F3F6'/></w:tcPr></w:tblStylePr>"
)
_CONTENTS = (
    "<w:basedOn w:val='{normal}'/><w:next w:val='{normal}'/><w:qFormat/>"
    f"<w:pPr><w:keepNext/>{_space(14, 6)}</w:pPr>{_text(13.5, bold=True, colour=ACCENT)}"
)

# what a style is made of where the document has none of that name
_MADE: Mapping[str, tuple[str, str]] = {
    "normal": ("paragraph", f"<w:qFormat/><w:pPr>{_space(0, 7)}</w:pPr>{_text(9)}"),
    "title": (
        "paragraph",
        _BASED + f"<w:next w:val='{{normal}}'/><w:qFormat/><w:pPr><w:keepNext/>{_space(0, 14, 240)}</w:pPr>"
        f"{_text(24, bold=True, colour=ACCENT)}",
    ),
    "heading1": ("paragraph", _heading(1, 16, 20)),
    "heading2": ("paragraph", _heading(2, 13.5, 16)),
    "heading3": ("paragraph", _heading(3, 11.5, 13)),
    "heading4": ("paragraph", _heading(4, 10, 10)),
    "heading5": ("paragraph", _heading(5, 10, 9, italic=True)),
    "heading6": ("paragraph", _heading(6, 10, 9, italic=True)),
    "bullet": ("paragraph", _LIST),
    "number": ("paragraph", _LIST),
    "quote": (
        "paragraph",
        _QUOTE,
    ),
    "by": ("paragraph", _BASED + f"<w:pPr>{_space(0, 8)}<w:ind w:left='284'/></w:pPr>{_text(9)}"),
    "caption": (
        "paragraph",
        _BASED + f"<w:qFormat/><w:pPr><w:keepLines/>{_space(4, 12)}</w:pPr>{_text(8.5, italic=True, colour='3A3A3A')}",
    ),
    "cell": ("paragraph", _BASED + f"<w:pPr>{_space(0, 2, 247)}</w:pPr>{_text(8.5)}"),
    "head": ("paragraph", "<w:basedOn w:val='{cell}'/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>"),
    "table": (
        "table",
        _TABLE,
    ),
    "contents": (
        "paragraph",
        _CONTENTS,
    ),
    **{f"contents{level}": ("paragraph", _contents(level)) for level in range(1, 5)},
    "note": ("paragraph", _BASED + f"<w:pPr>{_space(0, 2, 240)}</w:pPr>{_text(8)}"),
    "mark": ("character", "<w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"),
    "link": ("character", f"<w:rPr><w:color w:val='{ACCENT}'/><w:u w:val='single'/></w:rPr>"),
    "listed": (
        "paragraph",
        _BASED + f"<w:pPr>{_space(0, 6, 240)}</w:pPr>"
        "<w:rPr><w:rFonts w:ascii='Consolas' w:hAnsi='Consolas' w:cs='Consolas'/><w:sz w:val='18'/></w:rPr>",
    ),
    "footer": ("paragraph", _BASED + "<w:pPr><w:jc w:val='center'/></w:pPr>" + _text(8)),
}


@dataclass(frozen=True, slots=True)
class Styles:
    """The ids of the styles in one document, by what they are for."""

    ids: Mapping[str, str]

    def __getitem__(self, purpose: str) -> str:
        """The id of the style for that purpose."""
        return self.ids[purpose]


def prepare(word: WordDocument, language: str, *, own: bool) -> Styles:
    """Give a document the styles it lacks, and its language.

    Args:
        word: the document, changed in place.
        language: `nl` or `en`.
        own: whether its styles are ours to change; those of a reference document stay as they are.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415 - heavy

    root: Any = word.styles.element
    found = {_name(style): style for style in root.findall(f"{{{_W}}}style")}
    ids: dict[str, str] = {}
    for purpose, name in NAMES.items():
        style = found.get(name.lower())
        ids[purpose] = style.get(f"{{{_W}}}styleId") if style is not None else re.sub(r"\W", "", name.title())
    for purpose, name in NAMES.items():
        style = found.get(name.lower())
        if style is not None and not own:
            continue
        kind, content = _MADE[purpose]
        if not own:
            content = content.replace(_FONT, "")  # the letters of the house
        default = ' w:default="1"' if purpose == "normal" else ""
        custom = ' w:customStyle="1"' if purpose in {"cell", "head", "table", "by"} else ""
        made = parse_xml(
            f'<w:style xmlns:w="{_W}" w:type="{kind}"{default}{custom} w:styleId="{ids[purpose]}">'
            f'<w:name w:val="{name}"/>{content.format_map(ids)}</w:style>'
        )
        if style is not None:
            root.replace(style, made)
        else:
            root.append(made)
    _speak(word, language)
    return Styles(ids)


def _name(style: Any) -> str:
    name = style.find(f"{{{_W}}}name")
    return str(name.get(f"{{{_W}}}val")).lower() if name is not None else ""


def _speak(word: WordDocument, language: str) -> None:
    """Set the language of the defaults and of every style that names one."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - heavy

    said = LANGUAGES[language]
    root: Any = word.styles.element
    for one in root.iter(f"{{{_W}}}lang"):
        one.set(f"{{{_W}}}val", said)
    defaults = root.find(f"{{{_W}}}docDefaults")
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        root.insert(0, defaults)
    place = defaults
    for tag in ("rPrDefault", "rPr", "lang"):
        inner = place.find(f"{{{_W}}}{tag}")
        if inner is None:
            inner = OxmlElement(f"w:{tag}")
            # character defaults stand before those of paragraphs
            place.insert(0, inner) if tag == "rPrDefault" else place.append(inner)
        place = inner
    place.set(f"{{{_W}}}val", said)
    settings: Any = word.settings.element
    tabs = settings.find(f"{{{_W}}}defaultTabStop")
    if tabs is not None and settings.find(f"{{{_W}}}autoHyphenation") is None:
        tabs.addnext(OxmlElement("w:autoHyphenation"))
    for one in settings.iter(f"{{{_W}}}themeFontLang"):
        one.set(f"{{{_W}}}val", said)
