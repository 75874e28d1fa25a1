"""Bytes to text, in whatever encoding they are; knows no format."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress
from typing import NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError

MARKS = (
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
    (b"\xd0\xcf\x11\xe0", "an old Word file", ".doc, open it in a word processor and save it as .docx"),
    (b"{\\rtf", "a rich text file", ".rtf, open it in a word processor and save it as .docx"),
)

_LETTERS = frozenset("àáâäãåçèéêëìíîïñòóôöõøùúûüýÿßœæĳÀÁÂÄÃÅÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜÝŒÆ")
_MARKS_AT_WORDS = frozenset("‘’“”„«»‹›–—…•·°€£§ª\u00a0©®½¼¾×²³´")
_LINE_ENDS = expression("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = expression("([ \t\u00a0]{40})[ \t\u00a0]+")
_UNSEEN = expression(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

_BROKEN_SOFTLY = expression(r"(?<=[^\W\d_])\u00ad+[ \t]*\n[ \t]*([^\W\d_]+\S*)[ \t]*")

ENTITY = expression(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")  # a character as HTML names it


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
    for mark, codec, name in MARKS:
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
    import html  # noqa: PLC0415 - few texts have any

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
