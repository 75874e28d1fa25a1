"""What every edit takes and gives: files opened without harm, and a change that may be made with what to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError, UsageError, reason_of
from cmo_eval.store.writing.change import Change
from cmo_eval.store.writing.transaction import apply
from cmo_eval.store.yaml_io import YamlProblem, decoded, read, read_bytes
from cmo_eval.transcripts.store import regular_file, size_over

if TYPE_CHECKING:
    from cmo_eval.spreadsheet.workbook_reading import Workbook

MEND = "mend it first; `cmo-eval validate` shows what is wrong"
NOTHING_OVERLOOKED = "mend it first, so that nothing is overlooked; `cmo-eval validate` shows what is wrong"
MAX_BYTES = 64 * 1024 * 1024
"""Of a file that is handed in; a table of five hundred coded rows has a thousandth of it."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A change to the files in `root`, which may be of none; `notes` are what a person must look at.

    What an edit has to tell beside that, its own plan adds.
    """

    root: Path
    change: Change
    notes: tuple[str, ...] = ()

    def apply(self) -> None:
        """Make the change, whole or not at all; it can be undone.

        Raises:
            CmoEvalError: a file is not as it was when this was planned, or cannot be written; nothing has changed then.
        """
        apply(self.root, self.change)


def opened(root: Path, file: str, advice: str = MEND, error: type[CmoEvalError] = UsageError) -> tuple[bytes, str]:
    """The bytes and the text (without byte order mark) of a file that is to be changed.

    Args:
        root: the evaluation folder.
        file: its path in it.
        advice: what to do where it cannot be read.
        error: what is raised then.

    Raises:
        CmoEvalError: it is a link, or cannot be read.
    """
    if (root / file).is_symlink():
        raise UsageError(f"{file} is a link, and only files are written", "put the file itself in its place")
    try:
        raw = read_bytes(root / file)
        return raw, decoded(raw)
    except YamlProblem as problem:
        raise unreadable(file, problem, advice, error) from None


def record_in(root: Path, file: str) -> Mapping[str, Any]:
    """A file with one record, as plain values.

    Args:
        root: the evaluation folder.
        file: its path in it.

    Raises:
        UsageError: it cannot be read, or is no mapping.
    """
    _, text = opened(root, file, NOTHING_OVERLOOKED)
    try:
        value = read(text).value
    except YamlProblem as problem:
        raise unreadable(file, problem, NOTHING_OVERLOOKED) from None
    if not isinstance(value, dict):
        raise UsageError(f"{file} is no mapping of keys", NOTHING_OVERLOOKED)
    return value


def unreadable(
    file: str, problem: YamlProblem, advice: str = MEND, error: type[CmoEvalError] = UsageError
) -> CmoEvalError:
    """The error that says where a file cannot be read, and why."""
    return error(f"{file}:{problem.position.line}: {problem.message}", advice)


def content_of(path: Path, empty: str = "`cmo-eval code template` writes a table to fill in") -> bytes:
    """The bytes of a file that somebody hands in.

    Args:
        path: of the file.
        empty: what to do where it is empty.

    Raises:
        UsageError: there is no such file, or it cannot be read, is empty or too large.
    """
    try:
        found = regular_file(path, MAX_BYTES)
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}", "check the name and the folder") from None
    except OSError as error:
        if path.is_dir():
            raise UsageError(f"{path} is a folder", "name the file in it") from None
        reason = reason_of(error)
        raise UsageError(f"{path} cannot be read: {reason}", "is it open elsewhere? look at its permissions") from None
    except ValueError:  # a name with a zero byte
        raise UsageError("there is no file of that name", "check the name") from None
    if found is None:
        raise UsageError(f"{path} is no file", "name a file")
    if isinstance(found, int):
        raise UsageError(f"{path.name} has {size_over(found, MAX_BYTES)}", "split it")
    if not found.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UsageError(f"{path.name} is empty", empty)
    return found


def workbook_in(path: Path, again: str) -> Workbook:
    """The Excel workbook that somebody hands in, once it is known to be harmless.

    Args:
        path: of the file.
        again: what to do where it is none.

    Raises:
        UsageError: it cannot be read, is none, is protected, unpacks to too much, or holds macros or entities.
        CmoEvalError: a part of it is damaged.
    """
    from cmo_eval.spreadsheet.workbook_reading import opened  # noqa: PLC0415 - only for files of this kind
    from cmo_eval.transcripts.reading.archive import looked_through  # noqa: PLC0415

    content = content_of(path)
    try:
        archive = looked_through(content, "Excel workbook")
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", again) from None
    return opened(archive)


@contextmanager
def handed_in(path: Path, again: str = "") -> Iterator[None]:
    """While a file that somebody hands in is read: what is wrong with it is said of that file.

    Args:
        path: of the file.
        again: what to do about errors that do not say it.

    Raises:
        UsageError: for whatever error is raised meanwhile.
    """
    try:
        yield
    except UsageError:  # which names the file
        raise
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", error.hint or again) from None
