"""A zipped document that is safe to open: not too large, not protected, without macros and without entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

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
