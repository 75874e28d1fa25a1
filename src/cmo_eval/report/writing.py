"""A report on the disk: all files or none, and never over a file that the tool did not make."""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.report.document import MARK
from cmo_eval.report.workbook import CREATOR

WORKBOOK = "report.xlsx"
_CREATOR = re.compile(rb"<dc:creator[^>]*>([^<]*)</dc:creator>")
_MAX_PROPERTIES = 1_000_000


def write_report(
    directory: Path,
    documents: Mapping[str, str],
    workbook: Callable[[Path], None] | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """The files written: documents (relative names with `/`) and the workbook `report.xlsx` into a directory.

    Every file is first written beside its place and then moved there, so that no half file is ever seen.

    Args:
        directory: made when it is not there.
        documents: text by file name.
        workbook: writes the workbook to the path it is given; None for no workbook.
        force: also replace files that the tool did not make.

    Raises:
        UsageError: a target exists that the tool did not make; nothing was written.
        CmoEvalError: the disk refuses.
    """
    targets: dict[Path, Callable[[Path], None]] = {
        _target(directory, name): _writer(text) for name, text in documents.items()
    }
    if workbook is not None:
        targets[directory / WORKBOOK] = workbook
    foreign = [path for path in targets if _in_the_way(path, force=force)]
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        hint = "choose another directory" + ("" if force else ", or use --yes to replace what stands there")
        raise UsageError(f"{foreign[0]}{more} exists and was not made by cmo-eval: nothing was written", hint)
    try:
        _all(targets)
    except OSError as error:
        raise CmoEvalError(
            f"the report cannot be written: {error.filename or directory}: {error.strerror or error}",
            "check that the directory can be written to and that the disk is not full",
        ) from error
    return tuple(targets)


def _target(directory: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise CmoEvalError(f"the report would be written outside its directory: {name}")
    return directory.joinpath(*path.parts)


def _writer(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8", newline="\n")

    return write


def _in_the_way(path: Path, *, force: bool) -> bool:
    if not (path.exists() or path.is_symlink()):
        return False
    if path.is_dir():
        return True
    return not force and not ours(path)


def ours(path: Path) -> bool:
    """Whether the tool made the file: by its first line (Markdown) or its creator (workbook)."""
    try:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                entry = book.getinfo("docProps/core.xml")
                if entry.file_size > _MAX_PROPERTIES:
                    return False
                match = _CREATOR.search(book.read(entry))
            return match is not None and match[1] == CREATOR.encode()
        with path.open(encoding="utf-8-sig") as file:
            return file.readline(200).startswith(MARK)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, KeyError):
        return False


def _all(targets: Mapping[Path, Callable[[Path], None]]) -> None:
    staged: dict[Path, Path] = {}
    try:
        for path, write in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            staged[path] = beside
            write(beside)
            _flush(beside)
        for path, beside in staged.items():
            beside.replace(path)
    finally:
        for beside in staged.values():
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def left_over(directory: Path, written: Iterable[Path]) -> tuple[Path, ...]:
    """Chapters of an earlier run, ours by their mark, that this run of the whole report did not renew.

    They may hold what has since been withdrawn: say so, and let the user delete them.
    """
    renewed = set(written)
    return tuple(
        path
        for path in sorted(directory.glob("chapters/*.md"))
        if path not in renewed and path.is_file() and ours(path)
    )
