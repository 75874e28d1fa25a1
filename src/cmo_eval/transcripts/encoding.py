"""Bytes to text: in whatever encoding they are, and whatever kind of file they make up.

`decoded` and `cleaned` are for texts that are read, and know no format. `said` is for whoever looks for words in a
file: it is no reader of documents (`reading`), nothing is in order, and nothing is left out for being no part of it.
"""

# ruff: noqa: SIM905 - names are read more easily so

from __future__ import annotations

import codecs
import html
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any, NamedTuple

from cmo_eval.errors import CmoEvalError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 (little endian)"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 (big endian)"),
)
_WESTERN = (("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman"), ("cp850", "DOS (code page 850)"))
_SAMPLE = 256 * 1024  # bytes that decide on an encoding that must be guessed

_KNOWN_FILES = (
    (b"%PDF", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a Word or OpenDocument file", ".docx or .odt"),
    (b"\xd0\xcf\x11\xe0", "an old Word file", ".doc, and saved as .docx in a word processor"),
    (b"{\\rtf", "a rich text file", ".rtf, and saved as .docx in a word processor"),
)

_LETTERS = frozenset("àáâäãåçèéêëìíîïñòóôöõøùúûüýÿßœæĳÀÁÂÄÃÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜÝŒÆ")
_MARKS_AT_WORDS = frozenset("‘’“”„«»‹›–—…•·°€£§ª\u00a0©®½¼¾×²³´")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile("([ \t\u00a0]{40})[ \t\u00a0]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

_BROKEN_SOFTLY = re.compile(r"(?<=[^\W\d_])\u00ad+[ \t]*\n[ \t]*([^\W\d_]+\S*)[ \t]*")

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")  # a character as HTML names it


class Decoded(NamedTuple):
    """A text, the name of the encoding it was in, and whether that was guessed; `note` says what was odd, or is ''."""

    text: str
    encoding: str
    guessed: bool
    note: str = ""


def decoded(content: bytes) -> Decoded:
    """The text of the bytes, as they are: line ends, control characters and all; see `cleaned`.

    Found in this order: a byte order mark, UTF-8, UTF-16 without a mark, the encodings of Western Europe
    (Windows-1252 unless the accents then stand where no word has them), and what charset-normalizer makes of it.

    Raises:
        CmoEvalError: the bytes are no text.
    """
    for start, what, ending in _KNOWN_FILES:
        if content.startswith(start):
            raise CmoEvalError(f"this is {what}, not plain text", f"let its name end in {ending}")
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _marked(content[len(mark) :], codec, name)
    with suppress(UnicodeDecodeError):
        text = content.decode("utf-8")
        if text.count("\0") * 50 <= len(text):
            return Decoded(text, "UTF-8", guessed=False)
    found = _wide(content)
    if found is None and not _is_binary(content):
        found = _mixed(content) or _western(content) or _normalized(content)
    if found is None:
        raise CmoEvalError("the encoding is not known, or this is no text", "save it as UTF-8 in a text editor first")
    return found


def cleaned(text: str) -> tuple[str, int]:
    """The text with line ends LF, composed (NFC), and without characters that nobody sees; and how many those were.

    Unseen are control characters, marks of direction, soft hyphens, and what is no character at all. Tabs stay. A word
    that a soft hyphen broke at a line's end stands whole on that line. Of more than forty blanks in a row forty stay,
    which no one tells apart by eye.
    """
    text, broken = _BROKEN_SOFTLY.subn(
        # the rest of a word that was broken, and the line end after it; what begins with a capital is no such rest
        lambda match: f"{match[1]}\n" if match[1][0].islower() else match[0],
        _LINE_ENDS.sub("\n", text),
    )
    text, number = _UNSEEN.subn("", text)
    text = _BLANKS.sub(r"\1", text)
    return unicodedata.normalize("NFC", text), number + broken


def without_entities(text: str) -> str:
    """The text with characters in place of their names in HTML, such as `&eacute;`."""
    return ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _marked(content: bytes, codec: str, name: str) -> Decoded:
    try:
        return Decoded(content.decode(codec), name, guessed=False)
    except UnicodeDecodeError:
        text = content.decode(codec, "replace")
        wrong = f"{text.count(chr(0xFFFD))} characters were damaged and are shown as \ufffd"
        return Decoded(text, name, guessed=False, note=wrong)


def _wide(content: bytes) -> Decoded | None:
    """UTF-16 without a mark: of Western text, every other byte is 0."""
    half = min(len(content), _SAMPLE) // 2
    even, odd = (content[first:_SAMPLE:2].count(0) for first in (0, 1))
    for codec, zero, other, name in (
        ("utf-16-le", odd, even, "UTF-16 (little endian)"),
        ("utf-16-be", even, odd, "UTF-16 (big endian)"),
    ):
        if len(content) % 2 == 0 and zero > half * 0.4 and other < half * 0.05:
            with suppress(UnicodeDecodeError):
                return Decoded(content.decode(codec), name, guessed=True)
    return None


def _mixed(content: bytes) -> Decoded | None:
    """UTF-8 into which something else was pasted: nearly all that is not ASCII is well formed."""
    text = content.decode("utf-8", "surrogateescape")
    wrong = sum("\udc80" <= letter <= "\udcff" for letter in text)
    right = sum(letter > "\x7f" for letter in text) - wrong
    if right < 5 or right < 9 * wrong:
        return None

    def one(match: re.Match[str]) -> str:
        return match[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")

    note = f"{wrong} {'byte' if wrong == 1 else 'bytes'} of it in Windows-1252"
    return Decoded(re.sub("[\udc80-\udcff]+", one, text), "UTF-8", guessed=True, note=note)


def _western(content: bytes) -> Decoded | None:
    best: tuple[float, str, str] | None = None
    for codec, name in _WESTERN:
        try:
            content.decode(codec)
        except UnicodeDecodeError:
            continue
        odd = _oddness(content[:_SAMPLE].decode(codec))
        if best is None or odd < best[0] - 0.1:
            best = (odd, codec, name)
    if best is None or best[0] > 0.35:
        return None
    return Decoded(content.decode(best[1]), best[2], guessed=True)


def _oddness(text: str) -> float:
    """The share (0-1) of characters beyond ASCII that stand where the languages of Western Europe have none.

    Letters belong in or at words of which most letters are plain, quotation marks and the like at their edges.
    """
    beyond = odd = letters = plain = 0
    for index, letter in enumerate(text):
        if letter <= "\x7f":
            plain += letter.isalpha()
            continue
        beyond += 1
        before, after = text[index - 1 : index], text[index + 1 : index + 2]
        inside = before.isalpha() and after.isalpha()
        if letter in _LETTERS:
            letters += 1
            odd += not (before.isalpha() or after.isalpha() or letter in "àéÀÉ")
            odd += letter.isupper() and before.islower()
        elif letter in _MARKS_AT_WORDS:
            odd += (inside and letter not in "’–—·") or (letter in "‘“„" and before.isalpha())
        else:
            odd += 1
    if letters > plain / 2:
        return 1.0
    return odd / beyond if beyond else 0.0


def _normalized(content: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - takes a while to load, and is seldom needed

    found = from_bytes(content[:_SAMPLE]).best()
    if found is None:
        return None
    return Decoded(content.decode(found.encoding, "replace"), found.encoding.replace("_", "-"), guessed=True)


def _is_binary(content: bytes) -> bool:
    sample = content[:_SAMPLE]
    control = sum(sample.count(bytes([byte])) for byte in (*range(9), *range(14, 27), *range(28, 32)))
    return control * 100 > len(sample)


# ---- what any file says ---------------------------------------------------------------------------------------------

_PACKED = frozenset("docx xlsx pptx odt ods odp zip epub dotx xltx docm xlsm".split())
_MARKED_UP = frozenset("svg xml rels vml opf xhtml".split())
_UNREAD = frozenset("png jpg jpeg gif emf wmf bin ttf odttf".split())
_TAG = re.compile(
    r"<!--(?P<comment>.*?)-->|<\?.*?\?>|</?(?P<tag>[\w:.-]+)(?P<more>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
_LOOKS = re.compile(r"<(?:\w+:)?rPr\b(?:[^>]*/>|[^>]*>.*?</(?:\w+:)?rPr>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
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


def said(name: str, content: bytes, most: int | None = None) -> Iterator[str]:
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
        yield from said(name.removesuffix(".gz"), _unzipped(content, most), most)
    else:
        of_kind = _html if kind in {"html", "htm"} else _marked_up if kind in _MARKED_UP else str.splitlines
        for text in _texts(content):
            yield from of_kind(text)


def _texts(content: bytes) -> Iterator[str]:
    """The text of bytes; where they are no UTF-8, what they are in the encodings that they may be in."""
    for mark, codec, _ in _MARKS:
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
                    yield from said(entry.filename, packed.read(entry), None if most is None else most - size)
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
