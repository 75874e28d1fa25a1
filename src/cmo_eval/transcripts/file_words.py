"""What any file says, for whoever looks for words in it: in whatever encoding, and whatever kind of file it is.

This is no reader of documents (`reading`): nothing is in order, and nothing is left out for being no part of it.
"""

# ruff: noqa: SIM905 - names are read more easily so

from __future__ import annotations

import html
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import MARKS

_PACKED = frozenset("docx xlsx pptx odt ods odp zip epub dotx xltx docm xlsm".split())
_MARKED_UP = frozenset("svg xml rels vml opf xhtml".split())
_UNREAD = frozenset("png jpg jpeg gif emf wmf bin ttf odttf".split())
_TAG = expression(
    r"<!--(?P<comment>.*?)-->|<\?.*?\?>|</?(?P<tag>[\w:.-]+)(?P<more>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
_LOOKS = expression(r"<(?:\w+:)?rPr\b(?:[^>]*/>|[^>]*>.*?</(?:\w+:)?rPr>)", re.DOTALL)
_ATTRIBUTE = expression(r"(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_WITHIN_WORDS = frozenset(
    """a abbr b bdi bdo cite code em i mark q s small span strong sub sup tspan u wbr
    bookmarkEnd bookmarkStart hyperlink lastRenderedPageBreak proofErr r softHyphen t""".split()
)
"""Elements of HTML and SVG, and of Office files, that do not end a word."""
_SAYING = frozenset(
    """alt aria-label author content descr description display displayName href initials label lastModifiedBy location
    name summary Target title tooltip uri""".split()
)
"""Attributes that say something to a person; others hold numbers and signs of the format."""
_NAMING = frozenset("name aliases alias tag".split())  # elements of Word whose `val` is a name that a person gave


def words_in_file(name: str, content: bytes, most: int | None = None) -> Iterator[str]:
    """What a file says, by its kind: its words in pieces that no word runs over, its titles, alternatives, properties.

    Pictures of points in it are not read.

    Args:
        name: of the file; its ending says what kind it is.
        content: its bytes.
        most: to how many bytes it may unpack; unless given, to any number.

    Raises:
        CmoEvalError: it is damaged, protected, or unpacks to more.
    """
    kind = name.rpartition(".")[2].lower()
    if content.startswith(b"PK\x03\x04") and (kind in _PACKED or "." not in name):
        yield from _packed(content, most)
    elif content.startswith(b"%PDF"):
        yield from _pdf(content)
    elif content.startswith(b"\x1f\x8b") and kind not in {"html", "htm", *_MARKED_UP}:
        yield from words_in_file(name.removesuffix(".gz"), _unzipped(content, most), most)
    else:
        of_kind = _html if kind in {"html", "htm"} else _marked_up if kind in _MARKED_UP else str.splitlines
        for text in _texts(content):
            yield from of_kind(text)


def _texts(content: bytes) -> Iterator[str]:
    """The text of bytes; where they are no UTF-8, what they are in the encodings that they may be in."""
    for mark, codec, _ in MARKS:
        if content.startswith(mark):
            yield content[len(mark) :].decode(codec, "replace")
            return
    try:
        yield content.decode("utf-8")
    except UnicodeDecodeError:
        yield content.decode("utf-8", "replace")
        yield content.decode("cp1252", "replace")
    if content.count(0) * 3 > len(content):
        for codec in ("utf-16-le", "utf-16-be"):
            yield content[: len(content) // 2 * 2].decode(codec, "replace")


def _unzipped(content: bytes, most: int | None) -> bytes:
    import gzip  # noqa: PLC0415 - seldom needed

    try:
        with gzip.open(io.BytesIO(content)) as file:
            unpacked = file.read(-1 if most is None else most + 1)
    except (OSError, EOFError, zlib.error):
        raise CmoEvalError("it is damaged") from None
    if most is not None and len(unpacked) > most:
        raise CmoEvalError("it unpacks to too much")
    return unpacked


def _packed(content: bytes, most: int | None) -> Iterator[str]:
    """Every part of a zipped file, with its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            size = sum(entry.file_size for entry in parts)
            if most is not None and size > most:
                raise CmoEvalError("it unpacks to too much")
            yield packed.comment.decode("utf-8", "replace")
            for entry in parts:
                yield entry.filename
                if entry.file_size and entry.filename.rpartition(".")[2].lower() not in _UNREAD:
                    yield from words_in_file(entry.filename, packed.read(entry), None if most is None else most - size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise CmoEvalError("it is damaged or protected by a password") from None


def _marked_up(text: str) -> Iterator[str]:
    """The words of XML in pieces between elements that end a word, and what its attributes say."""
    text = _LOOKS.sub("", text)
    piece: list[str] = []
    end = 0
    for match in _TAG.finditer(text):
        piece.append(text[end : match.start()])
        end = match.end()
        if match["comment"] is not None:
            yield match["comment"]
        if match["tag"] is None:
            continue
        tag = match["tag"].rpartition(":")[2]
        if tag not in _WITHIN_WORDS:
            yield html.unescape("".join(piece))
            piece = []
        for one in _ATTRIBUTE.finditer(match["more"]) if "=" in match["more"] else ():
            name = one["name"].rpartition(":")[2]
            if name in _SAYING or (name == "val" and tag in _NAMING):
                yield html.unescape(one["double"] or one["single"] or "")
    piece.append(text[end:])
    yield html.unescape("".join(piece))


class _Page(HTMLParser):
    """Collects what a page says, in pieces."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._piece: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_endtag(tag)
        self.found += [value for name, value in attrs if value and (name in _SAYING or name.startswith("data-"))]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _WITHIN_WORDS and self._piece:
            self.found.append("".join(self._piece))
            self._piece = []

    def handle_data(self, data: str) -> None:
        self._piece.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def _html(text: str) -> Iterable[str]:
    page = _Page()
    page.feed(text)
    page.close()
    page.handle_endtag("html")
    return [value for value in page.found if not value.startswith("data:")]


def _pdf(content: bytes) -> Iterator[str]:
    """Lines of its pages (words over two lines put together too), titles of its contents, alternatives, properties."""
    from pypdf import PdfReader  # noqa: PLC0415 - heavy
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader: Any = PdfReader(io.BytesIO(content))
            yield from (str(value) for value in (reader.metadata or {}).values())
            yield from reader.attachments
            for page in reader.pages:
                text = page.extract_text()
                yield from text.splitlines()
                yield " ".join(re.sub(r"[-\u2010\u00ad]\n", "", text).split("\n"))
            yield from _alternatives(reader)
    except (PyPdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, OSError) as error:
        raise CmoEvalError(f"it is damaged or protected: {type(error).__name__}") from error


def _alternatives(reader: Any) -> Iterator[str]:
    """What stands in for pictures, titles of the contents, and metadata as XML."""
    root = reader.trailer["/Root"]
    waiting, seen = [root.get("/StructTreeRoot"), root.get("/Outlines")], set()
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        node = node.get_object()
        if isinstance(node, list):
            waiting += node
            continue
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        yield from (str(node[key]) for key in ("/Alt", "/ActualText", "/T", "/E", "/Title") if key in node)
        waiting += [node[key] for key in ("/K", "/First", "/Next") if key in node]
    metadata = root.get("/Metadata")
    if metadata is not None:
        yield from _marked_up(metadata.get_object().get_data().decode("utf-8", "replace"))
