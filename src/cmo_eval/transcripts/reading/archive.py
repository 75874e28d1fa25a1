"""A zipped document that is safe to open, and its XML: not too large, not protected, without macros and entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import MAX_BYTES

_MOST_PARTS = 10_000
_MOST_XML = 64 * 1024 * 1024
"""Of all XML in it; a transcript of a whole day has half a MiB."""

_MACROS = re.compile(r"(?:^|/)vbaProject\.bin$|^Basic/|^Scripts/", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENTITIES = re.compile(
    rb"""<!ENTITY | <!DOCTYPE (?! \s+[\w:.-]+ \s+ (?:PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*')|SYSTEM)
    \s+(?:"[^"<>]*"|'[^'<>]*') \s*> )""",
    re.VERBOSE,
)
"""Entities, or a place for them; an old office suite names a DTD, which is never fetched, and defines nothing."""


def looked_through(content: bytes, what: str) -> zipfile.ZipFile:
    """The zip file, once it is known that a reader of documents can open it without harm.

    Args:
        content: the file.
        what: it is said to be, such as `Word document`.

    Raises:
        CmoEvalError: it is no such file, is protected, unpacks to over 200 MB, or holds macros or entities.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        again = "open it in a word processor and save it anew, without a password"
        raise CmoEvalError("it is protected by a password, or in an old format", again)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise damaged(what) from None
    if any(part.flag_bits & 0x1 for part in parts):
        raise CmoEvalError("it is protected by a password", "save a copy without a password")
    if any(_MACROS.search(part.filename) for part in parts):
        raise CmoEvalError("it holds macros", "save a copy without macros, from somebody you trust")
    if _is_encrypted(archive):
        raise CmoEvalError("it is protected by a password", "save a copy without a password")
    size = sum(part.file_size for part in parts)
    if size > MAX_BYTES or len(parts) > _MOST_PARTS:
        unpacked = f"it unpacks to {size / 2**20:.0f} MiB in {len(parts)} parts"
        raise CmoEvalError(f"{unpacked}, and at most {MAX_BYTES // 2**20} MiB is read", "leave its pictures out")
    markup = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if sum(part.file_size for part in markup) > _MOST_XML:
        raise CmoEvalError(f"it holds more than {_MOST_XML // 2**20} MiB of text and markup", "split it")
    for part in markup:
        try:
            refuse_entities(archive.read(part))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            raise damaged(what) from None
    return archive


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument says that its parts are encrypted."""
    names = set(archive.namelist())
    if "encrypted-package" in names:
        return True
    try:
        manifest = archive.open("META-INF/manifest.xml").read(_MOST_XML) if "META-INF/manifest.xml" in names else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        return False  # it is found to be damaged when it is looked through
    return b"encryption-data" in manifest


def refuse_entities(markup: bytes) -> None:
    """Refuse markup that defines entities; only UTF-8 and UTF-16 are looked through, so nothing else may be declared.

    Raises:
        CmoEvalError: it does, or is in another encoding.
    """
    if markup.startswith((b"\xff\xfe", b"\xfe\xff")):
        markup = markup.decode("utf-16", "replace").encode("utf-8", "replace")
    elif markup.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in {b"<", b""}:
        raise CmoEvalError("a part of it is no XML that can be looked through", "save it anew in a word processor")
    declared = _DECLARED.match(markup.removeprefix(b"\xef\xbb\xbf"))
    if declared is not None and declared[1].lower() not in {b"utf-8", b"us-ascii", b"utf-16", b"ascii"}:
        name = declared[1].decode("ascii")
        raise CmoEvalError(f"a part of it is in {name}, not UTF-8", "save it anew in a word processor")
    if _ENTITIES.search(markup):
        raise CmoEvalError(
            "it defines entities (a DTD), as no word processor does", "it may do harm; ask who sent it for a clean copy"
        )


def damaged(what: str) -> CmoEvalError:
    """What to raise for a file that is no such document."""
    return CmoEvalError(f"it is no {what}, or it is damaged", "open it in a word processor and save it anew")


def too_deep() -> CmoEvalError:
    """What to raise for tables in tables, or boxes in boxes, without end."""
    return CmoEvalError("tables or boxes stand in one another too deep", "put the text in a new document, without them")


def no_text() -> CmoEvalError:
    """What to raise for a document of which the text is not there."""
    return CmoEvalError("the text of the document is not in it", "open it in a word processor and save it anew")


# ---- XML -------------------------------------------------------------------------------------------------------------


Element = ET.Element

_MOST_MARKS = 3_000_000
"""Elements (twice, for their ends) and attributes of one part, by the signs that they take."""

_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0": "presentation",
    "urn:oasis:names:tc:opendocument:xmlns:form:1.0": "form",
    "http://www.w3.org/2000/svg": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
}


def parsed(archive: zipfile.ZipFile, part: str, what: str) -> Element:
    """The root of a part, every element with a short name; comments and instructions to programs are gone.

    Args:
        archive: the document, looked through.
        part: its name there.
        what: the document is said to be, for messages.

    Raises:
        CmoEvalError: the part is damaged, has entities, or so many elements that nobody wrote them.
    """
    try:
        content = archive.read(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, KeyError, ValueError):
        raise damaged(what) from None
    return elements_of(content, what)


def elements_of(content: bytes, what: str) -> Element:
    """The same for the bytes of a part."""
    refuse_entities(content)
    if content.count(b"<") + content.count(b"=") > _MOST_MARKS:
        raise CmoEvalError("it has more marks and paragraphs than any text", "copy its text into a new document")
    if not content:
        raise damaged(what)
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities were refused
    except (ET.ParseError, ValueError, LookupError):
        raise damaged(what) from None
    short: dict[str, str] = {}
    for element in root.iter():
        tag = element.tag
        name = short.get(tag)
        if name is None:
            space, _, local = tag.rpartition("}")
            name = short[tag] = f"{_SPACES.get(space[1:], '?')}:{local}"
        element.tag = name
    return root


def attribute(element: Element, name: str) -> str | None:
    """The attribute of that name, whatever its name space."""
    plain = element.attrib.get(name)
    if plain is not None:
        return plain
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), None)


def inner(element: Element | None, *names: str) -> Element | None:
    """The first element inside of the first name, in it of the second, and so on; None where there is none."""
    for name in names:
        element = next((one for one in element if one.tag == name), None) if element is not None else None
    return element


def children(element: Element, name: str) -> Iterator[Element]:
    """The elements of a name directly inside."""
    return (one for one in element if one.tag == name)


def is_on(element: Element | None) -> bool | None:
    """Whether a property that is on or off is on; None where it is not there."""
    if element is None:
        return None
    return (attribute(element, "val") or "true").strip().lower() not in {"0", "false", "off", "none"}


def each(element: Element, *names: str) -> Iterator[Element]:
    """Every element inside of one of the names, in the order of the document."""
    wanted = frozenset(names)
    return (one for one in element.iter() if one.tag in wanted)
