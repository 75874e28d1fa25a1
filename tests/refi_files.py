"""Small REFI-QDA projects as other programs write them, made by the tests that read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

CODE, ANA, BEN = (f"{number:08x}-0000-4000-8000-000000000000" for number in (10, 1, 2))
TEXT = "{:08x}-0000-4000-8000-0000000000aa"
USERS = f'<Users><User guid="{ANA}" name="Ana"/><User guid="{BEN}" name="Ben"/></Users>'
CODES = f'<CodeBook><Codes><Code guid="{CODE}" name="calm" isCodable="true"/></Codes></CodeBook>'


def coding(guid: str, code: str = CODE, user: str = ANA) -> str:
    """A coding of a selection."""
    return f'<Coding guid="{guid}" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'


def selection(number: int, start: int, end: int, name: str = "", inside: str | None = None) -> str:
    """A passage of a text; with one coding unless `inside` says what it holds."""
    guid = f"{number:08x}-0000-4000-8000-00000000005e"
    inside = coding(f"{number:08x}-0000-4000-8000-0000000000c0") if inside is None else inside
    attributes = f'guid="{guid}" name={quoteattr(name)} startPosition="{start}" endPosition="{end}"'
    return f"<PlainTextSelection {attributes}>{inside}</PlainTextSelection>"


def text_source(number: int, selections: Iterable[str], name: str = "Interview") -> str:
    """A text with its passages; its words lie in the part `TEXT.format(number)`."""
    guid = TEXT.format(number)
    attributes = f'guid="{guid}" name={quoteattr(name)} plainTextPath="internal://{guid}.txt"'
    return f"<TextSource {attributes}>{''.join(selections)}</TextSource>"


def markup(sources: str, *, origin: str = "A program", before: str = USERS + CODES, after: str = "") -> str:
    """The markup of a project."""
    attributes = f'xmlns="urn:QDA-XML:project:1.0" name="p" origin={quoteattr(origin)}'
    return f"<Project {attributes}>{before}<Sources>{sources}</Sources>{after}</Project>"


def packed(qde: str | bytes, parts: Mapping[str, str | bytes] | None = None, name: str = "project.qde") -> bytes:
    """A `.qdpx` of a markup and other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, qde)
        for part, content in (parts or {}).items():
            archive.writestr(part, content)
    return out.getvalue()


def qdpx(
    path: Path, text: str, selections: Iterable[tuple[int, int, str]], *, origin: str = "A program", kind: str = ""
) -> Path:
    """A file with one text and one coding for each (start, end, name); of a PDF where `kind` says so."""
    inside = [selection(100 + number, *one) for number, one in enumerate(selections)]
    source = text_source(1, inside)
    if kind == "pdf":
        inner = source.replace("TextSource", "Representation")
        source = f'<PDFSource guid="{TEXT.format(2)}" name="report.pdf">{inner}</PDFSource>'
    path.write_bytes(packed(markup(source, origin=origin), {f"sources/{TEXT.format(1)}.txt": text.encode()}))
    return path
