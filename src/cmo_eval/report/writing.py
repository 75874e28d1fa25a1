"""A report on the disk: all files or none, and never over a file that the tool did not make."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from cmo_eval.charts import marks
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.report.parsing import MARK
from cmo_eval.store.writing.output import replace_files
from cmo_eval.store.writing.temporary import runs

CREATOR = "cmo-eval"
"""By whom files of ours were last written, in properties and keywords."""
_GENERATOR = '<meta name="generator" content="cmo-eval">'
_MAKER = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy)[^>]*>([^<]*)</")
_LAST = re.compile(rb"<cp:lastModifiedBy[^>]*>([^<]*)</")
_MAX_PROPERTIES = 1_000_000
_MAX_HEAD = 4000
_FORMATS = frozenset((".md", ".xlsx", ".docx", ".html", ".pdf", ".svg", ".mmd"))
_BESIDE = re.compile(r"\.(?P<name>.+)\.(?P<process>[0-9]{1,10})\.(?:new|old)\.tmp")


def write_report(directory: Path, files: Mapping[str, bytes], *, force: bool = False) -> tuple[Path, ...]:
    """The files written into a directory.

    All of them or none (`writing.output`).

    Args:
        directory: made when it is not there.
        files: their bytes by relative names with `/`.
        force: also replace files that the tool did not make.

    Raises:
        UsageError: a target exists that the tool did not make; nothing was written.
        CmoEvalError: the disk refuses.
    """
    targets = {_target(directory, name): content for name, content in files.items()}
    refuse_foreign(directory, files, force=force)
    _clear_away(directory)
    try:
        replace_files(targets)
    except OSError as error:
        raise CmoEvalError(
            f"the report cannot be written: {error.filename or directory}: {error.strerror or error}",
            "check that the directory can be written to, the disk is not full, and no file is open in another program",
        ) from error
    return tuple(targets)


def refuse_foreign(directory: Path, names: Iterable[str], *, force: bool = False) -> None:
    """Nothing, where all these files may be written.

    Raises:
        UsageError: one exists that the tool did not make, or that is no file.
    """
    foreign = [path for name in names if _in_the_way(path := _target(directory, name), force=force)]
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        hint = "choose another directory" + ("" if force else ", or use --yes to replace what stands there")
        raise UsageError(f"{foreign[0]}{more} exists and was not made by cmo-eval: nothing was written", hint)


def _target(directory: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise CmoEvalError(f"the report would be written outside its directory: {name}")
    return directory.joinpath(*path.parts)


def _in_the_way(path: Path, *, force: bool) -> bool:
    if not (path.exists() or path.is_symlink()):
        return False
    if path.is_dir():
        return True
    return not force and not ours(path)


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
                return _GENERATOR in _head(path)
            case ".svg" | ".mmd":
                return marks.ours(path)
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


def _clear_away(directory: Path) -> None:
    """Remove what a run that was ended in the middle left beside the files of a report, if nobody is writing it."""
    for folder in (directory, directory / "chapters", directory / "figures"):
        with contextlib.suppress(OSError):  # what cannot be removed stands in nobody's way
            for path in list(folder.glob(".*.tmp")):
                found = _BESIDE.fullmatch(path.name)
                if found is None or Path(found["name"]).suffix not in _FORMATS:
                    continue
                kept = path.name.endswith(".old.tmp") and not (folder / found["name"]).exists()
                if not kept and stat.S_ISREG(path.lstat().st_mode):
                    _clear(path, int(found["process"]))


def _clear(path: Path, process: int) -> None:
    with contextlib.suppress(OSError):
        if process == os.getpid() or not runs(process, path.stat().st_mtime):
            path.unlink(missing_ok=True)


def left_over(directory: Path, written: Iterable[Path], *, all_formats: bool = False) -> tuple[Path, ...]:
    """Files of an earlier run, ours by their marks, that this run did not renew.

    They may hold what has since been withdrawn, or what is for other readers: say so, and let the user delete them.

    Args:
        directory: where this run has written.
        written: its files.
        all_formats: also texts in formats that this run did not write.
    """
    renewed = set(written)
    of_this_run = {path.suffix for path in renewed}
    formats = _FORMATS if all_formats else of_this_run
    texts = (path for name in ("report.*", "chapters/*") for path in directory.glob(name) if path.suffix in formats)
    pictures = (path for path in directory.glob("figures/*") if path.suffix in of_this_run)
    found = sorted({*texts, *pictures} - renewed)
    return tuple(path for path in found if path.is_file() and ours(path))
