"""A zipped document that is safe to open, and its XML: not too large, not protected, without macros and entities."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import MAX_BYTES

_MOST_PARTS = 10_000
_MOST_XML = 64 * 1024 * 1024
"""Of all XML in it; a transcript of a whole day has half a MiB."""
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    KeyError,
    ValueError,
)

_MACROS = expression(r"(?:^|/)vbaProject\.bin$|^Basic/|^Scripts/", re.IGNORECASE)
_DECLARED = expression(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENTITIES = expression(
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
    except _UNREADABLE:
        raise damaged(what) from None
    protected = CmoEvalError("it is protected by a password", "save a copy without a password")
    if any(part.flag_bits & 0x1 for part in parts) or "encrypted-package" in archive.NameToInfo:
        raise protected
    if any(_MACROS.search(part.filename) for part in parts):
        raise CmoEvalError("it holds macros", "save a copy without macros, from somebody you trust")
    size = sum(part.file_size for part in parts)
    if size > MAX_BYTES or len(parts) > _MOST_PARTS:
        unpacked = f"it unpacks to {size / 2**20:.0f} MiB in {len(parts)} parts"
        raise CmoEvalError(f"{unpacked}, and at most {MAX_BYTES // 2**20} MiB is read", "leave its pictures out")
    markup = [part.filename for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if sum(archive.getinfo(name).file_size for name in markup) > _MOST_XML:
        raise CmoEvalError(f"it holds more than {_MOST_XML // 2**20} MiB of text and markup", "split it")
    manifest = "META-INF/manifest.xml"  # where an OpenDocument says that its parts are encrypted
    if manifest in markup and b"encryption-data" in content_of(archive, manifest, what):
        raise protected
    for name in markup:
        _refuse_entities(content_of(archive, name, what))
    return archive


def content_of(archive: zipfile.ZipFile, part: str, what: str) -> bytes:
    """The bytes of a part; raises what `damaged` gives where it is not there or cannot be read."""
    try:
        return archive.read(part)
    except _UNREADABLE:
        raise damaged(what) from None


def _refuse_entities(markup: bytes) -> None:
    """Refuse markup that defines entities, or declares another encoding than those that are looked through for them."""
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
            "it defines entities (a DTD), which no document needs", "it may do harm; ask who sent it for a clean copy"
        )


def damaged(what: str) -> CmoEvalError:
    """What to raise for a file that is no such document."""
    return CmoEvalError(f"it is no {what}, or it is damaged", "open it in a word processor and save it anew")


# ---- XML -------------------------------------------------------------------------------------------------------------


Element = ET.Element

_MOST_MARKS = 3_000_000
"""Elements (twice, for their ends) and attributes of one part, by the signs that they take."""

_OPEN_XML = {
    "wordprocessingml/2006/main": "w",
    "officeDocument/2006/math": "m",
    "drawingml/2006/main": "a",
    "drawingml/2006/chart": "c",
    "drawingml/2006/diagram": "dgm",
    "markup-compatibility/2006": "mc",
}
_OPEN_DOCUMENT = {"text": "text", "table": "table", "office": "office", "style": "style", "drawing": "draw"}
_SPACES = {
    **{f"http://schemas.openxmlformats.org/{name}": short for name, short in _OPEN_XML.items()},
    **{f"http://purl.oclc.org/ooxml/{name.replace('/2006', '')}": short for name, short in _OPEN_XML.items()},
    **{f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0": short for name, short in _OPEN_DOCUMENT.items()},
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
    "urn:schemas-microsoft-com:vml": "v",
    "http://www.w3.org/2000/svg": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "http://www.w3.org/1998/Math/MathML": "math",
}
"""The short names of the name spaces with elements that are told apart; any other is `?`."""


def parsed(archive: zipfile.ZipFile, part: str, what: str, *, bare: bool = False) -> Element:
    """The root of a part, every element with a short name; comments and instructions to programs are gone.

    With `bare` it is the name alone, whatever its name space.

    Raises:
        CmoEvalError: the part is damaged, has entities, or so many elements that nobody wrote them.
    """
    return root_of(content_of(archive, part, what), what, bare=bare)


def root_of(content: bytes, what: str, *, bare: bool = False) -> Element:
    """The root of a markup that is not in an archive, as `parsed` gives it, and raises what it raises."""
    _refuse_entities(content)
    if content.count(b"<") + content.count(b"=") > _MOST_MARKS:
        raise CmoEvalError("it has more marks and paragraphs than any text", "copy its text into a new document")
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
            name = short[tag] = local if bare else f"{_SPACES.get(space[1:], '?')}:{local}"
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


def each(element: Element, *names: str) -> Iterator[Element]:
    """Every element inside of one of the names, in the order of the document."""
    wanted = frozenset(names)
    return (one for one in element.iter() if one.tag in wanted)


def value_of(element: Element | None, *names: str) -> str | None:
    """The value (`val`) of the property that the names lead to; None where it has none."""
    found = inner(element, *names)
    return attribute(found, "val") if found is not None else None


def is_on(element: Element | None, *names: str) -> bool | None:
    """Whether the property that the names lead to, which is on or off, is on; None where it is not there."""
    found = inner(element, *names)
    if found is None:
        return None
    return (attribute(found, "val") or "true").strip().lower() not in {"0", "false", "off", "none"}


# ---- parts that refer to each other ----------------------------------------------------------------------------------


@dataclass
class Parts:
    """The parts of an Office Open XML document, called `what` in messages; each is parsed once."""

    archive: zipfile.ZipFile
    what: str
    _parsed: dict[str, Element] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all parts by the way that they are compared: without regard to case."""
        return {name.casefold(): name for name in self.archive.namelist()}

    @cached_property
    def main(self) -> str:
        """The part with the text, whatever it is called; raises CmoEvalError where there is none."""
        types = self.names.get("[content_types].xml")
        declared = [
            (attribute(element, "PartName") or "").lstrip("/")
            for element in (self.root(types) if types is not None else ())
            if (attribute(element, "ContentType") or "").endswith(("document.main+xml", "template.main+xml"))
        ]
        for name in (*self.related("", "officeDocument"), *declared, "word/document.xml"):
            if (part := self.names.get(name.casefold())) is not None:
                return part
        raise damaged(self.what)

    def root(self, part: str) -> Element:
        """The root of a part, the same one each time; raises CmoEvalError where it is damaged."""
        if part not in self._parsed:
            self._parsed[part] = parsed(self.archive, part, self.what)
        return self._parsed[part]

    def related(self, part: str, kind: str | None = None) -> list[str]:
        """The parts that a part (empty: the whole document) refers to and that are there, each once.

        With a `kind`, such as `footnotes`, only those of it; raises CmoEvalError where the list of them is damaged.
        """
        folder, name = posixpath.split(part)
        relations = self.names.get(posixpath.join(folder, "_rels", f"{name}.rels").casefold())
        found: dict[str, None] = {}
        for element in self.root(relations) if relations is not None else ():
            inside = (attribute(element, "TargetMode") or "").lower() != "external"
            if inside and kind in {None, (attribute(element, "Type") or "").rpartition("/")[2]}:
                found[self._target(folder, attribute(element, "Target") or "")] = None
        return [part for part in found if part]

    def parts_of(self, kind: str) -> list[str]:
        """The parts of a kind that the text refers to and that are there, each once."""
        return self.related(self.main, kind)

    def _target(self, folder: str, target: str) -> str:
        target = target.partition("#")[0].replace("\\", "/")
        for one in dict.fromkeys((target, unquote(target))):
            whole = one.lstrip("/") if one.startswith("/") else posixpath.normpath(posixpath.join(folder, one))
            if one and (part := self.names.get(whole.casefold())) is not None:
                return part
        return ""
