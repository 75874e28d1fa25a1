"""The last change, the other way round, from what was kept of it; shows and refuses, `apply` writes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import FOLDER, JOURNAL, REDO, UNDO
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.journal import Journal, Step, read_journal
from cmo_eval.store.writing.lock import WAIT, locked, reason
from cmo_eval.store.writing.transaction import finish_what_was_cut_off, make


@dataclass(frozen=True)
class Undo:
    """What would be put back: the change in reverse, what it was (may be empty), and when it was made.

    `again` when it makes a change anew that was undone.
    """

    root: Path
    change: Change
    what: str
    when: str
    number: str
    again: bool = False

    def apply(self, *, wait: float = WAIT) -> None:
        """Put it back, as a whole; what it undoes can be made again afterwards, and the other way round.

        Raises:
            CmoEvalError: as `apply` of a change; or it is no longer the last one.
        """
        here, there = (REDO, UNDO) if self.again else (UNDO, REDO)
        with locked(self.root, wait=wait):
            finish_what_was_cut_off(self.root)
            if _last(self.root, here) != self.number:
                raise CmoEvalError("another change was made in the meantime", "nothing was changed; run again")
            make(self.root, self.change, into=f"{there}/{self.number}", drop=(f"{here}/{self.number}",))


def last(root: Path, *, again: bool = False) -> Undo | None:
    """The last change in reverse; None where there is none left.

    Args:
        root: the evaluation folder.
        again: of those that were undone, the last one, to make it anew.

    Raises:
        CmoEvalError: a file changed since, or what was kept cannot be read.
    """
    store = REDO if again else UNDO
    number = _last(root, store)
    if number is None:
        return None
    folder = root / FOLDER / store / number
    try:
        journal = read_journal(root, folder / JOURNAL)
        files = tuple(_reversed(journal, index, folder / "old" / str(index)) for index in range(len(journal.steps)))
    except (OSError, ValueError) as error:
        raise CmoEvalError(
            f"what was kept of the last change cannot be read: {reason(error)}",
            f"nothing was changed; put things back by hand, and remove {folder}",
        ) from error
    change = Change(files, tuple(map(Path, journal.outside)), journal.what)
    return Undo(root, change, journal.what, journal.when, number, again)


def _last(root: Path, store: str) -> str | None:
    """The number of the change that comes next: the last of those made, the first of those undone."""
    numbers: list[str] = []
    with suppress(FileNotFoundError):
        entries = (entry for entry in (root / FOLDER / store).iterdir() if entry.name.isdecimal())
        numbers = sorted((entry.name for entry in entries if (entry / JOURNAL).is_file()), key=int)
    return (numbers[0] if store == REDO else numbers[-1]) if numbers else None


def _reversed(journal: Journal, number: int, old: Path) -> FileChange:
    step = journal.steps[number]
    now = journal.target(step)
    _refuse_if_changed(step, now)
    if step.before is None:
        return FileChange(step.file, step.after, None)
    content = old.read_bytes() if step.kept else now.read_bytes()
    if digest(content) != step.before:
        raise ValueError(f"{step.file} is not kept as it was")
    if step.after is None:
        return FileChange(step.file, None, content, mode=None if step.mode is None else step.mode & 0o777)
    return FileChange(step.target, step.after, content, None if step.name is None else step.file)


def _refuse_if_changed(step: Step, now: Path) -> None:
    try:
        content: bytes | None = now.read_bytes()
    except FileNotFoundError:
        content = None
    if (None if content is None else digest(content)) != step.after:
        raise CmoEvalError(
            f"{step.target} changed since", "nothing was changed; to put back the rest would lose what was done to it"
        )
