"""By what a file of ours is known, in each format, and when it says that it was made; reads no more than it needs."""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cmo_eval.charts import picture

MARK = "<!-- cmo-eval"
"""How the first line of every Markdown file of ours begins."""
GENERATOR = '<meta name="generator" content="cmo-eval">'
"""Stands in the head of every HTML file of ours."""
CREATOR = "cmo-eval"
"""By whom files of ours were last written (Word, Excel), and a keyword of theirs (PDF)."""
_MAKER = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy)[^>]*>([^<]*)</")
_LAST = re.compile(rb"<cp:lastModifiedBy[^>]*>([^<]*)</")
_MAX_PROPERTIES = 1_000_000
_MAX_HEAD = 4000


def moment(date: str) -> datetime:
    """When a document was made: the evaluation's date (`2017`, `2017-04`, `2017-04-20`), at midnight UTC.

    Without one it is SOURCE_DATE_EPOCH (seconds since 1970), else the first of January 2000: never the clock.
    """
    if date:
        year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
        return datetime(year, month, day, tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime(2000, 1, 1, tzinfo=UTC)


def ours(path: Path) -> bool:
    """Whether the tool made the file, and nobody has saved it in another program since, as far as that can be seen.

    Known by the first line (Markdown), a line of the head (HTML, SVG), who last wrote it (Word, Excel) or a keyword
    (PDF).
    """
    try:
        match path.suffix:
            case ".xlsx" | ".docx":
                return _our_office_file(path)
            case ".pdf":
                return _our_pdf(path)
            case ".html":
                return GENERATOR in _head(path)
            case ".svg" | ".mmd":
                return picture.ours(path)
        return _head(path).startswith(MARK)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, KeyError):
        return False


def _head(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.read(_MAX_HEAD)


def _our_office_file(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        entry = packed.getinfo("docProps/core.xml")
        if entry.file_size > _MAX_PROPERTIES:
            return False
        properties = packed.read(entry)
    match = _LAST.search(properties) or _MAKER.search(properties)
    return match is not None and match[1] == CREATOR.encode()


def _our_pdf(path: Path) -> bool:
    from pypdf import PdfReader  # noqa: PLC0415 - heavy
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            about: Any = PdfReader(path).metadata
            return bool(about) and str(about["/Keywords"]) == CREATOR
    except (PyPdfError, ValueError, TypeError, AttributeError, RecursionError):
        return False  # whatever it is, it is not what we write
