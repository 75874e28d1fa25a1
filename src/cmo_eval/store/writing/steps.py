"""The steps of a change, there and back again, and its end: each can be repeated, and overwrites only what it knows."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import BACK, FOLDER, JOURNAL, UNDER_WAY
from cmo_eval.store.writing.change import digest, key
from cmo_eval.store.writing.journal import Journal, sync_file, sync_folder
from cmo_eval.store.writing.lock import reason


def digest_of(path: Path) -> str | None:
    """The digest of a file's bytes; None where there is no file, `other` of anything else, such as a link."""
    try:
        found = path.lstat()
        return digest(path.read_bytes()) if stat.S_ISREG(found.st_mode) else "other"
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return "other"


def taken(target: Path, path: Path) -> bool:
    """Whether another file has the name; where letters' case does not matter, the file itself may."""
    if not os.path.lexists(target):
        return False
    same = key(str(target)) == key(str(path))
    return not (same and not target.is_symlink() and os.path.lexists(path) and target.samefile(path))


# ---- which way -------------------------------------------------------------------------------------------------


def can_go_forward(journal: Journal, number: int) -> bool:
    """Whether the step is done or can be.

    A new content that does not wait any more was put in its place, and if it is another one now somebody went on
    with it. Outside the evaluation nothing is done of which nothing waits there: a journal alone must not do harm.
    """
    step = journal.steps[number]
    here, new = digest_of(journal.path(step)), journal.new(number)
    if step.before is None:
        return here == step.after or (digest_of(new) == step.after if here is None else not os.path.lexists(new))
    safe = not step.beside or digest_of(journal.old(number)) == step.before
    if step.after is None:
        return here is None or (here == step.before and safe)
    written = step.rewritten and not os.path.lexists(new)
    if step.name is not None:
        if here is None:
            return written or digest_of(journal.target(step)) == step.after
        if not safe or taken(journal.target(step), journal.path(step)):
            return False
    if here == step.before and step.rewritten and not written:
        return digest_of(new) == step.after
    return written or here == step.after


def can_go_back(journal: Journal, number: int) -> bool:
    """Whether the step was not done, so that nothing has to be put back, or can be undone."""
    step = journal.steps[number]
    here = digest_of(journal.path(step))
    kept = not step.kept or digest_of(journal.old(number)) == step.before
    if step.after is None:
        return here == step.before or (here is None and kept)
    if here is not None and (os.path.lexists(journal.new(number)) or not step.rewritten):
        return True  # not done yet, whatever somebody has made of the file since
    if step.before is None:
        return here in {None, step.after}
    if step.name is not None and here is None:
        there = digest_of(journal.target(step))
        return there == step.before or (there == step.after and kept)
    return here == step.before or (here == step.after and kept)


# ---- there -----------------------------------------------------------------------------------------------------


def forward(journal: Journal, number: int) -> None:
    """Do the step, if it is not done.

    Raises:
        CmoEvalError: the file is neither as it was nor as it is to be, or its new name is taken.
        OSError: the disk refuses.
    """
    step = journal.steps[number]
    path, target, new = journal.path(step), journal.target(step), journal.new(number)
    if not can_go_forward(journal, number):
        if step.name is not None and taken(target, path) and os.path.lexists(path):
            raise CmoEvalError(f"{step.name} is there already", "nothing was changed; move it away, or rename by hand")
        raise CmoEvalError(f"{step.file} changed since it was read", "nothing was changed; run again")
    if step.before is None:
        if not os.path.lexists(path):
            _make_folders(journal, path)
            _put_new(journal, number)
    elif step.after is None:
        path.unlink(missing_ok=True)
    else:
        if step.rewritten and os.path.lexists(new) and digest_of(path) == step.before:
            _replace(journal, number, new, path)
        if step.name is not None and os.path.lexists(path):
            _make_folders(journal, target)
            path.replace(target)
    new.unlink(missing_ok=True)


def _make_folders(journal: Journal, path: Path) -> None:
    for made in journal.made:
        folder = journal.root / made
        if path.is_relative_to(folder):
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)


def _put_new(journal: Journal, number: int) -> None:
    """A file that was not there, without overwriting one that has come up since."""
    step, new = journal.steps[number], journal.new(number)
    path = journal.path(step)
    try:
        os.link(new, path, follow_symlinks=False)
    except FileExistsError:
        raise CmoEvalError(
            f"{step.file} is there already", "nothing was changed; move it away, or name another"
        ) from None
    except (OSError, NotImplementedError):  # a file system without links, or another one
        _replace(journal, number, new, path)


def _replace(journal: Journal, number: int, waiting: Path, path: Path) -> None:
    """Put what waits in a file's place; from another disk by way of a copy beside it."""
    try:
        waiting.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = journal.beside(number, "new")
        try:
            beside.unlink(missing_ok=True)
            shutil.copy2(waiting, beside, follow_symlinks=False)
            sync_file(beside)
            beside.replace(path)
            waiting.unlink()
        finally:
            beside.unlink(missing_ok=True)


# ---- back ------------------------------------------------------------------------------------------------------


def back(journal: Journal, number: int) -> None:
    """Undo the step, if it is done.

    Raises:
        CmoEvalError: the file is neither as it was nor as the step made it.
        OSError: the disk refuses.
    """
    step = journal.steps[number]
    if not can_go_back(journal, number):
        raise CmoEvalError(f"{step.file} changed in the meantime", "look at it")
    path, target = journal.path(step), journal.target(step)
    if step.before is None:
        if digest_of(path) == step.after:
            path.unlink()
        for made in reversed(journal.made):
            if path.is_relative_to(journal.root / made):
                with suppress(OSError):  # something else lies in it
                    (journal.root / made).rmdir()
        return
    if step.name is not None and not os.path.lexists(path):
        target.replace(path)
        for made in reversed(journal.made):
            if target.is_relative_to(journal.root / made):
                with suppress(OSError):
                    (journal.root / made).rmdir()
    elif step.name is not None and path.parent == target.parent and path.name != target.name:
        _spelled(path)
    if step.kept and digest_of(path) == step.after:
        _replace(journal, number, journal.old(number), path)


def _spelled(path: Path) -> None:
    """Where letters' case does not matter: the name as it was written before."""
    if path.name not in os.listdir(path.parent):  # noqa: PTH208 - names are enough
        path.replace(path)


# ---- the end -----------------------------------------------------------------------------------------------------


def finish(journal: Journal) -> None:
    """End a change of which every step is done: what is to be kept of it is kept, the rest goes.

    Raises:
        CmoEvalError: the files changed, but something of what they were cannot be removed, as it should be.
    """
    sync_folders(journal)
    try:
        if journal.purge:
            purge(journal.root)
        gather(journal)
        for dropped in journal.drop:
            remove(journal.root / FOLDER / dropped)
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


_STAYS = frozenset({".gitignore", "schemas", "lock", "lock.holder", UNDER_WAY})


def purge(root: Path) -> None:
    """Remove what undo keeps, and whatever else the program keeps for a next run.

    Raises:
        OSError: something cannot be removed.
    """
    folder = root / FOLDER
    for entry in sorted(folder.iterdir()):
        if entry.name not in _STAYS:
            remove(entry)


def remove(entry: Path) -> None:
    """Remove a file, or a folder with what is in it; one that is not there is no matter.

    Raises:
        OSError: it cannot be removed.
    """
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink(missing_ok=True)
