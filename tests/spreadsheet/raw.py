"""Workbooks written part by part, as other programs than ours write them, and as none should."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATED = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(*sheets, shared=None, formats=(), strict=False, book="", prefix="", absolute=False):
    """The bytes of a workbook.

    `sheets` are (title, XML within the worksheet) or XML of one; `shared` is XML within the table of texts, or None
    for a file without one; `formats` are those of the styles 1, 2, ...; `book` is XML within the workbook.
    """
    main, related = (STRICT, STRICT_RELATED) if strict else (MAIN, RELATED)
    named = [one if isinstance(one, tuple) else (f"Sheet{number}", one) for number, one in enumerate(sheets, 1)]
    p = f"{prefix}:" if prefix else ""
    declared = f'xmlns{":" + prefix if prefix else ""}="{main}" xmlns:rel="{related}"'
    folder = "/xl/" if absolute else ""
    listed, relations, parts = [], [], {}
    for number, (title, inner) in enumerate(named, 1):
        name, _, state = title.partition("|")
        listed.append(f'<{p}sheet name={quoteattr(name)} sheetId="{number}" rel:id="r{number}" {state}/>')
        relations.append(
            f'<Relationship Id="r{number}" Type="{related}/worksheet" Target="{folder}worksheets/s{number}.xml"/>'
        )
        parts[f"xl/worksheets/s{number}.xml"] = f"<{p}worksheet {declared}>{inner}</{p}worksheet>"
    if shared is not None:
        relations.append(f'<Relationship Id="rs" Type="{related}/sharedStrings" Target="{folder}sharedStrings.xml"/>')
        parts["xl/sharedStrings.xml"] = f'<{p}sst {declared} count="-1">{shared}</{p}sst>'
    if formats:
        relations.append(f'<Relationship Id="rf" Type="{related}/styles" Target="{folder}styles.xml"/>')
        own = "".join(
            f'<{p}numFmt numFmtId="{170 + number}" formatCode={quoteattr(code)}/>'
            for number, code in enumerate(formats, 1)
        )
        styles = "".join(f'<{p}xf numFmtId="{170 + number}"/>' for number in range(1, len(formats) + 1))
        parts["xl/styles.xml"] = (
            f"<{p}styleSheet {declared}><{p}numFmts>{own}</{p}numFmts>"
            f'<{p}cellXfs><{p}xf numFmtId="0"/>{styles}</{p}cellXfs></{p}styleSheet>'
        )
    parts["xl/workbook.xml"] = f"<{p}workbook {declared}>{book}<{p}sheets>{''.join(listed)}</{p}sheets></{p}workbook>"
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}">{"".join(relations)}</Relationships>'
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{related}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + part)
    return out.getvalue()


def data(*rows):
    """The rows of a sheet, each the XML of its cells."""
    return f"<sheetData>{''.join(f'<row>{row}</row>' for row in rows)}</sheetData>"


def inline(text, more=""):
    """A cell with its text in it."""
    return f'<c t="inlineStr" {more}><is><t xml:space="preserve">{escape(text)}</t></is></c>'
