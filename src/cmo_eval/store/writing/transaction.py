"""A change made whole or not at all, also when the run is cut off: staged, noted in a journal, put in place.

1. Under the lock, a *plan* of the steps is written; then the new contents, and the old ones under a second name, wait
   in the program's own folder, or beside a file that lies outside the evaluation or on another disk. Nothing of the
   user's has changed so far, and whatever is cut off here is swept away.
2. When all of that is on the disk, the plan is renamed to *journal*. From here on the change is made, whatever
   happens: each step can be done again, and whoever comes next does those that are left.
3. When all names are in place and on the disk, the folder of the change is renamed into the store of `undo`.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import (
    BACK,
    FOLDER,
    JOURNAL,
    PLAN,
    REDO,
    UNDER_WAY,
    UNDO,
    forget_old_cache,
    steps,
)
from cmo_eval.store.writing.change import Change, FileChange, beside
from cmo_eval.store.writing.journal import Journal, as_steps, read_journal, sync_file, sync_folder
from cmo_eval.store.writing.lock import WAIT, locked, own_folder, reason

KEPT = 10
"""How many changes can be undone; older ones are forgotten."""


def apply(root: Path, change: Change, *, forget: bool = False, wait: float = WAIT) -> None:
    """Make the change to the files in `root`, as a whole.

    Permissions and owners stay. It can be undone afterwards (`undo.last`).

    Args:
        root: the evaluation folder.
        change: what is to change.
        forget: keep nothing of what was there before, and forget what earlier changes kept.
        wait: seconds to wait for another run that is writing.

    Raises:
        CmoEvalError: a file is not as it was when the change was planned, a name is taken, a file cannot be
            written, or another run is writing. Nothing has changed then; where the disk refuses even to put things
            back, the message says so, and the next command does it.
    """
    if not change.files and not forget:
        return
    with locked(root, wait=wait):
        finish_what_was_cut_off(root)
        number = 1 + max((int(kept.name) for kept in _kept(root)), default=0)
        make(root, change, into=None if forget else f"{UNDO}/{number:06d}", drop=(REDO,), forget=forget)
        if not forget:
            with suppress(OSError):
                for kept in sorted(_kept(root), key=lambda kept: int(kept.name))[:-KEPT]:
                    (kept / JOURNAL).unlink(missing_ok=True)  # first: what is left of it counts no more
                    shutil.rmtree(kept)


def make(root: Path, change: Change, *, into: str | None, drop: tuple[str, ...] = (), forget: bool = False) -> None:
    """Make the change, under the lock; its old contents end in the folder `into` of the store of undo."""
    for one in change.files:
        _refuse_if_changed(root, one)
    found = {one.file: (root / one.file).stat() for one in change.files if one.before is not None}
    own = own_folder(root)
    top, device = Path(os.path.realpath(root)), own.stat().st_dev
    journal = Journal(
        id=secrets.token_hex(8),
        what=change.what,
        when=datetime.now().astimezone().isoformat(timespec="seconds"),
        steps=as_steps(
            change,
            {file: stat.S_IMODE(was.st_mode) for file, was in found.items()},
            {one.file: _beside(root, top, device, one, change) for one in change.files},
        ),
        outside=tuple(os.path.abspath(folder) for folder in change.outside),  # noqa: PTH100 - links stay as they are
        made=_missing_folders(root, change),
        into=into,
        drop=drop,
        purge=forget,
        root=root,
    )
    try:
        _stage(journal, change, found)
        for one in change.files:
            _refuse_if_changed(root, one)
        (journal.folder / PLAN).replace(journal.folder / JOURNAL)
        sync_folder(journal.folder)
    except BaseException as error:
        steps.sweep(journal)
        if isinstance(error, OSError):
            raise CmoEvalError(f"cannot write: {reason(error)}", "nothing was changed") from error
        raise
    try:
        for number in range(len(journal.steps)):
            steps.forward(journal, number)
    except BaseException as error:
        _put_back(journal, error)
        if isinstance(error, OSError):
            raise CmoEvalError(f"cannot write: {reason(error)}", "nothing was changed") from error
        raise
    steps.finish(journal)
    forget_old_cache(root)


def _put_back(journal: Journal, error: BaseException) -> None:
    """Undo the steps that were done, whatever stopped them.

    Raises:
        CmoEvalError: that cannot be done either; the next command will.
    """
    try:
        (journal.folder / JOURNAL).replace(journal.folder / BACK)  # from here on nobody goes forward
        sync_folder(journal.folder)
        for number in reversed(range(len(journal.steps))):
            steps.back(journal, number)
        steps.sync_folders(journal)
        steps.discard(journal)
    except (OSError, CmoEvalError) as another:
        why = reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
        raise CmoEvalError(
            f"the change failed ({why}) and could not be undone wholly ({reason(another)})",
            f"mend that and run any command, which puts it right; the contents lie in {FOLDER}/{UNDER_WAY}",
        ) from error


# ---- before -----------------------------------------------------------------------------------------------------


def _refuse_if_changed(root: Path, one: FileChange) -> None:
    path = root / one.file
    if one.before is None:
        if os.path.lexists(path):
            raise CmoEvalError(f"{one.file} is there already", "nothing was changed; move it away, or name another")
        if (other := beside(path)) is not None:
            raise CmoEvalError(
                f"{one.file} would be {other.name} on half of all disks, which do not tell capitals apart",
                "nothing was changed; take another name, or move it away",
            )
        return
    if steps.digest_of(path) != one.before:
        raise CmoEvalError(f"{one.file} changed since it was read", "nothing was changed; run again")
    if not os.access(path, os.W_OK):
        raise CmoEvalError(f"{one.file} may not be written", "nothing was changed; its permissions say read only")
    if one.name is not None and steps.taken(root / one.name, path):
        raise CmoEvalError(f"{one.name} is there already", "nothing was changed; move it away, or rename by hand")


def _beside(root: Path, top: Path, device: int, one: FileChange, change: Change) -> bool:
    """Whether the file's contents wait beside it: it lies elsewhere, or on another disk.

    Raises:
        CmoEvalError: by a link in its path, it lies in another folder than its path says.
    """
    elsewhere = any(_elsewhere(root, top, path, change) for path in {one.file, one.target})
    folder = (root / one.file).parent
    if elsewhere and one.target != one.file and folder != (root / one.target).parent:
        raise CmoEvalError(
            f"{one.file} cannot become {one.target}: one of them lies outside the evaluation",
            "nothing was changed; move it by hand",
        )
    while not folder.exists():
        folder = folder.parent
    return elsewhere or folder.stat().st_dev != device


def _elsewhere(root: Path, top: Path, file: str, change: Change) -> bool:
    real = Path(os.path.realpath((root / file).parent))
    if not Path(file).is_absolute():
        return not real.is_relative_to(top)
    if not any(real.is_relative_to(os.path.realpath(folder)) for folder in change.outside):
        raise CmoEvalError(f"{file} lies outside the texts, by a link in its path", "nothing was changed")
    return not real.is_relative_to(top)


def _missing_folders(root: Path, change: Change) -> tuple[str, ...]:
    """Folders to be made, from the outer one inwards; only in the evaluation."""
    missing: dict[str, None] = {}
    for one in change.files:
        above = (root / one.target).parent
        found: list[str] = []
        while not above.is_dir():
            if Path(one.target).is_absolute() or os.path.lexists(above) or above == root:
                raise CmoEvalError(
                    f"{above} is not a folder, so {one.target} cannot be put there", "nothing was changed"
                )
            found.append(above.relative_to(root).as_posix())
            above = above.parent
        missing.update(dict.fromkeys(reversed(found)))
    return tuple(missing)


def _stage(journal: Journal, change: Change, found: dict[str, os.stat_result]) -> None:
    """The plan, the new contents and the old ones under a second name, all on the disk."""
    folder = journal.folder
    folder.mkdir(mode=0o700)
    journal.write(folder / PLAN)
    for part in ("new", "old"):
        (folder / part).mkdir(mode=0o700)
    sync_folder(folder)
    sync_folder(folder.parent)
    synced: list[Path] = []
    for number, (one, step) in enumerate(zip(change.files, journal.steps, strict=True)):
        if step.rewritten and one.content is not None:
            _write(journal.new(number), one.content, found.get(one.file), step.mode)
            synced.append(journal.new(number))
        if step.kept or (step.beside and step.before is not None):
            if _second_name(journal.path(step), journal.old(number)):
                synced.append(journal.old(number))
            if steps.digest_of(journal.old(number)) != step.before:
                raise CmoEvalError(f"{one.file} changed since it was read", "nothing was changed; run again")
    for path in synced:
        sync_file(path)
    for number, (one, step) in enumerate(zip(change.files, journal.steps, strict=True)):
        if step.rewritten and journal.new(number).read_bytes() != one.content:
            raise CmoEvalError(f"{one.file} was not written as it should be", "nothing was changed; is the disk well?")
    for waiting in {path.parent for path in (*synced, folder / "new", folder / "old")}:
        sync_folder(waiting)


def _write(path: Path, content: bytes, was: os.stat_result | None, mode: int | None) -> None:
    """A new file with the content, the owner and the permissions of what it takes the place of."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666 if was is None and mode is None else 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    if was is not None:
        now = path.stat()
        if (now.st_uid, now.st_gid) != (was.st_uid, was.st_gid):
            with suppress(OSError):
                os.chown(path, was.st_uid, was.st_gid)
    if mode is not None:
        path.chmod(mode)


def _second_name(path: Path, old: Path) -> bool:
    """Keep a file under a second name; True where it had to be copied."""
    try:
        os.link(path, old, follow_symlinks=False)
    except (OSError, NotImplementedError) as error:  # a file system without links, or another one
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.ENOENT}:
            raise
        shutil.copy2(path, old, follow_symlinks=False)
        return True
    return False


def _kept(root: Path) -> list[Path]:
    """Folders of changes that are kept, those that were undone too."""
    found: list[Path] = []
    for store in (UNDO, REDO):
        with suppress(OSError):
            found += [entry for entry in (root / FOLDER / store).iterdir() if entry.name.isdecimal()]
    return found


# ---- what was cut off ----------------------------------------------------------------------------------------------


def recover_under_lock(root: Path) -> None:
    """Finish or put back what a run that was cut off began, before anybody reads the files (`recover`)."""
    with ExitStack() as held:
        try:
            held.enter_context(locked(root))
        except CmoEvalError:
            if _untouched(root / FOLDER / UNDER_WAY):
                return  # who may only read can
            raise
        finish_what_was_cut_off(root)


def _untouched(folder: Path) -> bool:
    """Whether it is sure that no file of the user's has changed yet."""
    try:
        return not {JOURNAL, BACK} & set(os.listdir(folder))  # noqa: PTH208 - names are enough
    except FileNotFoundError:
        return not os.path.lexists(folder)
    except OSError:
        return False


def finish_what_was_cut_off(root: Path) -> None:
    """The same for who holds the lock.

    A change of which everything was staged is finished; where somebody changed one of its files since, it is put back.
    Where that cannot be either, each file stays as it is, and both contents of each are kept aside for a person.

    Raises:
        CmoEvalError: the disk refuses, or a person has to look.
    """
    folder = root / FOLDER / UNDER_WAY
    if not os.path.lexists(folder):
        return

    try:
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink()
            return
        names = set(os.listdir(folder))  # noqa: PTH208 - names are enough
        if names & {JOURNAL, BACK}:
            _go_on(root, folder, back=BACK in names)
            return
        planned = _journal(root, folder / PLAN)
        if planned is not None:
            steps.discard(planned)
        else:
            steps.remove(folder)
    except OSError as error:
        raise CmoEvalError(
            f"a change that was cut off cannot be finished: {reason(error)}",
            f"whoever made it has to run a command here; what is left of it lies in {FOLDER}/{UNDER_WAY}",
        ) from error


def _go_on(root: Path, folder: Path, *, back: bool) -> None:

    journal = _journal(root, folder / (BACK if back else JOURNAL))
    if journal is None:
        _set_aside(folder, "its journal cannot be read")
    numbers = range(len(journal.steps))
    if not back and all(steps.can_go_forward(journal, number) for number in numbers):
        for number in numbers:
            steps.forward(journal, number)
        steps.finish(journal)
        return
    stuck = [journal.steps[number].file for number in numbers if not steps.can_go_back(journal, number)]
    if stuck:
        _set_aside(folder, f"files changed since: {', '.join(stuck[:5])}{' ...' if len(stuck) > 5 else ''}")
    if not back:
        (folder / JOURNAL).replace(folder / BACK)
        sync_folder(folder)
    for number in reversed(numbers):
        steps.back(journal, number)
    steps.sync_folders(journal)
    steps.discard(journal)


def _journal(root: Path, path: Path) -> Journal | None:
    try:
        return read_journal(root, path)
    except (ValueError, FileNotFoundError):
        return None


def _set_aside(folder: Path, why: str) -> NoReturn:
    """Keep what is left of a change where it stands in nobody's way.

    Raises:
        CmoEvalError: always, to say so.
    """
    aside = folder.with_name(f"unfinished-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    folder.rename(aside)
    raise CmoEvalError(
        f"a change was cut off and can be neither finished nor undone: {why}",
        f"nothing was lost: its contents, old and new, lie in {aside}; compare them, and run again",
    )
