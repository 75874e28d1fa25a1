"""PDF: rows are paragraphs, made again of the lines that stand on the pages; each page begins with a row of its own."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cmo_eval.errors import CmoEvalError
from cmo_eval.texts.beginnings import labels_in
from cmo_eval.texts.encoding import cleaned
from cmo_eval.texts.forms import opening
from cmo_eval.texts.reading import Row, Rows
from cmo_eval.texts.reading.paragraphs import begins_anew, joined, with_next, words_of
from cmo_eval.texts.reading.told import told

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_PAGES = 5_000
_MOST_TEXT = 64 * 1024 * 1024
_EDGE = 2
"""Lines at the top and at the bottom of a page among which running heads and page numbers are looked for."""

_NOTE = re.compile(r"(\d{1,3})[ \t]+\S")
_LONGEST_NOTE = 8
"""Lines of one footnote; further up none begins."""

_NUMBER = re.compile(r"(?:p(?:ag(?:ina|e)?)?\.?\s*)?[-–]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–]?", re.IGNORECASE)


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a PDF; page numbers and running heads are left out, and it is said.

    Raises:
        CmoEvalError: it is no PDF, is damaged or protected, or is a scan without text.
    """
    pages, labels = _pages(content)
    number = len(pages)
    if not any(line.strip() for page in pages for line in page):
        raise CmoEvalError(
            f"none of its {number} pages has text: it is a scan, or pictures of text" if number != 1
            else "its page has no text: it is a scan, or a picture of text",
            "let a program for text recognition (OCR) make a PDF with text, or type it over",
        )  # fmt: skip
    said: list[str] = []
    pages, heads = _without_heads(pages)
    if heads:
        said.append(f"page numbers and running heads left out ({heads} lines)")
    pages, notes = _with_notes_apart(pages)
    said += told({"footnote": sum(map(len, notes))})
    bare = sum(not page for page in pages)
    if bare:
        said.append(f"{bare} page{'s' if bare != 1 else ''} without text")
    return Rows(tuple(_rows(pages, notes, labels)), "PDF", said=tuple(said))


def _pages(content: bytes) -> tuple[list[list[str]], list[str]]:
    """The lines of each page, and its number as it is printed."""
    from pypdf import PdfReader  # noqa: PLC0415 - loaded when there is a PDF
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it thinks of a file would stand among our results
    if b"%PDF-" not in content[:1024]:
        raise CmoEvalError("it is no PDF", "is it the right file?")
    wrong = CmoEvalError("it cannot be read as a PDF; it is damaged", "open it in a reader and print it to a new PDF")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise CmoEvalError("it is protected", "print it to a new PDF without protection")
        number = len(reader.pages)
        if number > _MOST_PAGES:
            raise CmoEvalError(f"it has {number} pages, and at most {_MOST_PAGES} are read", "split it")
        return _texts(reader), _labels(reader, number)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, ArithmeticError):
        raise wrong from None
    except (AssertionError, NotImplementedError, RecursionError, LookupError):
        raise wrong from None


def _texts(reader: PdfReader) -> list[list[str]]:
    found: list[list[str]] = []
    size = 0
    for page in reader.pages:
        text, _ = cleaned(page.extract_text())
        size += len(text)
        if size > _MOST_TEXT:
            raise CmoEvalError("it holds more text than any transcript", "split it")
        found.append([line.rstrip() for line in text.split("\n")])
    return [_trimmed(page) for page in found]


def _labels(reader: PdfReader, number: int) -> list[str]:
    """The numbers of the pages as they are printed, where the file says so; else counted from 1."""
    counted = [str(page) for page in range(1, number + 1)]
    labels = [" ".join(label.split()) for label in reader.page_labels]
    good = len(labels) == number == len(set(labels)) and all(re.fullmatch(r"[^\s\[\]]{1,20}", one) for one in labels)
    return labels if good else counted


def _trimmed(page: Sequence[str]) -> list[str]:
    filled = [number for number, line in enumerate(page) if line.strip()]
    return list(page[filled[0] : filled[-1] + 1]) if filled else []


def _without_heads(pages: list[list[str]]) -> tuple[list[list[str]], int]:
    """The pages without the lines that recur at the top or bottom of most of them, numbers aside; and how many."""
    if len(pages) < 3:
        return pages, 0
    counted: Counter[tuple[str, str]] = Counter()
    for page in pages:
        counted.update(set(_edges(page)))
    filled = sum(bool(page) for page in pages)
    recurring = {edge for edge, number in counted.items() if number >= 3 and number > filled * 0.5}
    found: list[list[str]] = []
    gone = 0
    for page in pages:
        at_edge = {
            number
            for side, numbers in _at_edges(page).items()
            for number in numbers
            if (side, _shape(page[number])) in recurring
        }
        gone += len(at_edge)
        found.append(_trimmed([line for number, line in enumerate(page) if number not in at_edge]))
    return found, gone


def _edges(page: Sequence[str]) -> Iterator[tuple[str, str]]:
    for side, numbers in _at_edges(page).items():
        yield from ((side, _shape(page[number])) for number in numbers)


def _at_edges(page: Sequence[str]) -> dict[str, list[int]]:
    """The places of the first and last lines of a page."""
    filled = [number for number, line in enumerate(page) if line.strip()]
    return {"top": filled[:_EDGE], "bottom": filled[-_EDGE:]}


def _shape(line: str) -> str:
    """A line as running heads are compared: every page number alike, any label of a speaker as no other line."""
    text = " ".join(line.split())
    if _NUMBER.fullmatch(text):
        return "#"
    return re.sub(r"\d{1,4}(?=\W*$)|^\d{1,4}\b", "#", text) if opening(text).label is None else f":{text}"


def _with_notes_apart(pages: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """The pages without the footnotes at their ends, and those: lines that begin with a number that stands above.

    Above it stands at the end of a word, as no other number does: `families.1`. There it goes.
    """
    texts: list[list[str]] = []
    notes: list[list[str]] = []
    for page in pages:
        lines, found = list(page), list[str]()
        for at in range(len(lines) - 1, 0, -1):
            start = _NOTE.match(lines[at])
            mark = re.compile(rf"(?<=[^\W\dA-Z_]{{2}})([.,;:!?)”’\"]*){start[1]}(?!\w)") if start else None
            above = [number for number in range(at) if mark is not None and mark.search(lines[number])]
            if mark is not None and above:
                found.insert(0, " ".join(line.strip() for line in lines[at:]))
                del lines[at:]
                lines[above[-1]] = mark.sub(r"\1", lines[above[-1]], count=1)
            elif len(lines) - at > _LONGEST_NOTE:
                break
        texts.append(_trimmed(lines))
        notes.append(found)
    return texts, notes


def _rows(pages: Sequence[Sequence[str]], notes: Sequence[Sequence[str]], labels: Sequence[str]) -> Iterator[Row]:
    """Page by page; a word that goes on over a page's end stands whole on the page where it begins."""
    every = [line for page in pages for line in page]
    known = labels_in(every)
    hyphened, plain = words_of("\n".join(every))
    made = [joined(page, known) for page in pages]
    for number, (page, beside, label) in enumerate(zip(made, notes, labels, strict=True)):
        yield Row("", page=label)
        following = next((other for other in made[number + 1 :] if other), None)
        if page and following and page[-1].endswith(("-", "\u2010")) and not begins_anew(following[0], known):
            word, _, rest = following[0].partition(" ")
            page[-1] = with_next(page[-1], word, hyphened, plain)
            following[0] = rest
        yield from (Row(line) for line in page if line)
        yield from (Row(f"[{note}]", aside=True) for note in beside)
