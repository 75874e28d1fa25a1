"""A tagged PDF that programs can read aloud (PDF/UA-1), set by typst, which checks that it is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from cmo_eval.charts.picture import Picture
from cmo_eval.charts.raster import FONTS
from cmo_eval.errors import CmoEvalError
from cmo_eval.report.house import House
from cmo_eval.report.packing import moment
from cmo_eval.report.tree import Document
from cmo_eval.report.typst_text import typst as typst_of

_STANDARD = "ua-1"
_NO_LETTER = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}|\\.")
_ROUNDS = 30


def need_typst() -> Any:
    """The library.

    Raises:
        CmoEvalError: it is not installed.
    """
    try:
        import typst  # noqa: PLC0415 - an extra
    except ImportError:
        raise CmoEvalError(
            "a PDF needs the library typst, which is not installed", 'install it with: pip install "cmo-eval[pdf]"'
        ) from None
    return typst


def pdf_bytes(document: Document, pictures: Mapping[str, Picture], house: House) -> bytes:
    """The document as PDF/UA-1, with the same bytes each time.

    The letters are those of the fonts that come with typst. What they lack (Hebrew, Chinese, pictographs) is taken
    from the fonts of this computer; a letter that none of these has is written by its number: [U+1F600].

    Raises:
        CmoEvalError: typst is not installed, or cannot set the document.
    """
    del house  # a PDF looks as it does
    typst = need_typst()
    source = typst_of(document, pictures)
    own_fonts = True
    said = ""
    for _ in range(_ROUNDS):
        try:
            made = typst.compile(
                source.encode("utf-8"),
                format="pdf",
                pdf_standards=[_STANDARD],
                timestamp=moment(document.date),
                font_paths=[FONTS],
                ignore_system_fonts=own_fonts,
            )
        except typst.TypstError as error:
            said = str(error)
            lacking = {letter for text in _NO_LETTER.findall(str(error.diagnostic)) for letter in _letters(text)}
            if not lacking:
                break
            if own_fonts:
                own_fonts = False
                continue
            # what joins or marks other letters is tried last: without the letter it is not seen
            letters = {one for one in lacking if unicodedata.category(one) not in {"Cf", "Mn", "Me"}}
            source = _by_number(source, letters or lacking)
        else:
            return bytes(made)
    raise CmoEvalError(
        f"typst cannot set the report: {' '.join(said.split())[:300]}",
        "write it in another format, and report this as a fault of cmo-eval",
    )


def _letters(quoted: str) -> str:
    """The letters that a message of typst quotes, some of them by their numbers."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[0][1:], quoted)


def _by_number(source: str, letters: set[str]) -> str:
    """The Typst file with letters that no font has written by their numbers."""
    for letter in letters:
        code = f"{ord(letter):x}"
        source = source.replace(f"\\u{{{code}}}", f"[U+{code.upper():0>4}]")
    return source
