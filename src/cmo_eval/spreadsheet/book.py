"""A workbook as a file: the frame that openpyxl makes, and the rows, streamed into it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from cmo_eval.spreadsheet.frame import frame
from cmo_eval.spreadsheet.rows import Rows
from cmo_eval.spreadsheet.sheet import Book
from cmo_eval.spreadsheet.text import escaped

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_TOGETHER = 400
"""Rows that are packed at a time."""
_LARGE = 400_000
"""Rows above which a sheet may take more than 2 GiB before it is packed."""


def write_book(book: Book, target: Path | BinaryIO) -> None:
    """Write the workbook; the same book gives the same bytes.

    Rows are read once and written as they come, so the memory that this takes does not depend on their number. No
    text becomes a formula, and characters that Excel refuses become U+FFFD.

    Raises:
        ValueError: a sheet has another number of rows than it says.
    """
    made = frame(book)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in made.parts.items():
            archive.writestr(_entry(name), part)
        for (name, (before, between, after)), sheet, headers in zip(
            made.pages.items(), book.sheets, made.headers, strict=True
        ):
            rows = Rows(sheet, headers, made.styles, book.cut)
            with archive.open(_entry(name), "w", force_zip64=sheet.count > _LARGE) as stream:
                stream.write(before + b"<sheetData>")
                for piece in _together(rows.xml()):
                    stream.write(piece)
                stream.write(b"</sheetData>" + between)
                for piece in _together(_links(rows.links)):
                    stream.write(piece)
                stream.write(after)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _links(links: Iterable[tuple[str, str]]) -> Iterator[str]:
    if links:
        yield "<hyperlinks>"
        for place, target in links:
            location = escaped(target).replace('"', "&quot;")
            yield f'<hyperlink ref="{place}" location="{location}"/>'
        yield "</hyperlinks>"


def _together(texts: Iterator[str]) -> Iterator[bytes]:
    while some := "".join(islice(texts, _TOGETHER)):
        yield some.encode()
