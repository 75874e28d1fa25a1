"""The end of a change: what is to be kept of it is put away, the rest removed, down to the disk."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import purge
from cmo_eval.store.writing.journal import Journal, sync_file, sync_folder
from cmo_eval.store.writing.lock import reason
from cmo_eval.store.writing.places import BACK, FOLDER, JOURNAL


def finish(journal: Journal) -> None:
    """End a change of which every step is done: what is to be kept of it is kept, the rest goes.

    Raises:
        CmoEvalError: the files changed, but something of what they were cannot be removed, as it should be.
    """
    sync_folders(journal)
    try:
        if journal.purge:
            purge.purge(journal.root)
        gather(journal)
        for dropped in journal.drop:
            purge.remove(journal.root / FOLDER / dropped)
        if journal.into is not None:
            into = journal.root / FOLDER / journal.into
            try:
                into.parent.mkdir(mode=0o700, exist_ok=True)
                journal.folder.rename(into)
                sync_folder(into.parent)
            except OSError:  # the store is another user's: the change is made and cannot be undone
                discard(journal)
        else:
            discard(journal)
        sync_folder(journal.folder.parent)
    except OSError as error:
        raise CmoEvalError(
            f"the files are changed, but what is kept of them cannot be put away: {reason(error)}",
            "look at the folder and its permissions; the next command tries again",
        ) from error


def sync_folders(journal: Journal) -> None:
    """The names of all files of the change reach the disk."""
    for folder in {path.parent for step in journal.steps for path in (journal.path(step), journal.target(step))}:
        sync_folder(folder)


def gather(journal: Journal) -> None:
    """What waits beside the files goes: new contents for good, old ones into the folder of the change if kept."""
    for number, step in enumerate(journal.steps):
        journal.beside(number, "new").unlink(missing_ok=True)
        if step.beside:
            old = journal.old(number)
            if step.kept and journal.into is not None and os.path.lexists(old):
                kept = journal.folder / "old" / str(number)
                try:
                    old.replace(kept)
                except OSError as error:
                    if error.errno != errno.EXDEV:
                        raise
                    kept.unlink(missing_ok=True)
                    shutil.copy2(old, kept, follow_symlinks=False)
                    sync_file(kept)
            old.unlink(missing_ok=True)


def discard(journal: Journal) -> None:
    """Remove all that a change that is over left, its journal first: what is left then is swept by anyone."""
    for number in range(len(journal.steps)):
        for which in ("new", "old"):
            journal.beside(number, which).unlink(missing_ok=True)
    for name in (JOURNAL, BACK):
        (journal.folder / name).unlink(missing_ok=True)
    sync_folder(journal.folder)
    shutil.rmtree(journal.folder)
    sync_folder(journal.folder.parent)


def sweep(journal: Journal) -> None:
    """Remove what a change left that never began; as far as the disk lets it, the next command does the rest."""
    with suppress(OSError):
        discard(journal)
