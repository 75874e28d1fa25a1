"""XML of a zipped document as elements with short names, such as `w:p`, whichever edition of a standard they are of."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading.archive import damaged, refuse_entities

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
