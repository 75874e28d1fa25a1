"""Word documents and OpenDocument texts from markup, as no library makes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def p(*inside: str, mark: str = "", style: str = "") -> str:
    """A paragraph; words become runs, markup stays; `mark` are properties of its end."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(one if one.startswith('<') else r(one) for one in inside)}</w:p>"


def r(words: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def start(of: int) -> str:
    """The range of a comment begins."""
    return f'<w:commentRangeStart w:id="{of}"/>'


def end(of: int) -> str:
    """The range of a comment ends, and its reference."""
    return f'<w:commentRangeEnd w:id="{of}"/><w:r><w:commentReference w:id="{of}"/></w:r>'


def box(*paragraphs: str) -> str:
    """A text box of today's Word, without a drawing around it."""
    return f"<wps:wsp><wps:txbx><w:txbxContent>{''.join(paragraphs)}</w:txbxContent></wps:txbx></wps:wsp>"


def comments(texts: Mapping[int, str]) -> str:
    """The part with the comments."""
    inside = "".join(
        f'<w:comment w:id="{of}" w:author="Anna Bakker" w:initials="AB" w:date="2024-05-13T10:00:00Z">{p(text)}'
        "</w:comment>"
        for of, text in texts.items()
    )
    return f"<w:comments {SPACES}>{inside}</w:comments>"


def notes(texts: Mapping[int, str], kind: str = "footnote") -> str:
    """The part with the foot- or endnotes, given their paragraphs."""
    inside = "".join(f'<w:{kind} w:id="{of}">{text}</w:{kind}>' for of, text in texts.items())
    return f"<w:{kind}s {SPACES}>{inside}</w:{kind}s>"


def word(
    body: str | Sequence[str],
    parts: Mapping[str, str | bytes] | None = None,
    *,
    main: str = "word/document.xml",
    relations: Sequence[tuple[str, str, str]] = (),
    strict: bool = False,
) -> bytes:
    """A Word document.

    Args:
        body: its paragraphs.
        parts: others by their kind (`footnotes`, and for headers `header1` and so on), each referred to by the text.
        main: the name of the part with the text.
        relations: others of the text: kind, target, and whether inside (`Internal`) or outside.
        strict: in the strict edition of the standard.
    """
    whole = f"<w:document {SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
    rows = [
        *((kind.rstrip("0123456789"), f"{kind}.xml", "Internal") for kind in parts or {}),
        *relations,
    ]
    related = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for number, (kind, target, mode) in enumerate(rows)
    )
    folder, _, name = main.rpartition("/")
    first = f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="/{main}"/>'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{first}</Relationships>',
        main: whole,
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>',
        **{f"{folder}/{kind}.xml": content for kind, content in (parts or {}).items()},
    }
    if strict:
        for old, new in _STRICT.items():
            files = {key: text.replace(old, new) if isinstance(text, str) else text for key, text in files.items()}
    return packed(files)


_STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    _OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
