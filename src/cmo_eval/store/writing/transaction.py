"""A change made whole or not at all, also when the run is cut off: staged, noted in a journal, put in place; undone.

1. Under the lock, a *plan* of the steps is written; then the new contents, and the old ones under a second name, wait
   in the program's own folder, or beside a file that lies outside the evaluation or on another disk. Nothing of the
   user's has changed so far, and whatever is cut off here is swept away.
2. When all of that is on the disk, the plan is renamed to *journal*. From here on the change is made, whatever
   happens: each step can be done again, and whoever comes next does those that are left.
3. When all names are in place and on the disk, the folder of the change is renamed into the store of `undo`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import FOLDER, REDO, UNDER_WAY, UNDO, forget_old_cache
from cmo_eval.store.writing.change import Change, FileChange, beside, digest
from cmo_eval.store.writing.lock import WAIT, locked, own_folder, reason
from cmo_eval.store.writing.steps import (
    BACK,
    JOURNAL,
    Journal,
    Step,
    can_go_back,
    can_go_forward,
    digest_of,
    discard,
    finish,
    go_back,
    go_forward,
    read_journal,
    remove,
    second_name,
    sync_file,
    sync_folder,
    taken,
)

KEPT = 10
"""How many changes can be undone; older ones are forgotten."""

_PLAN = "plan"
"""In the folder of a change: its steps while they are prepared."""


def apply(root: Path, change: Change, *, forget: bool = False, wait: float = WAIT) -> None:
    """Make the change to the files in `root`, as a whole.

    Permissions and owners stay. It can be undone afterwards (`last`).

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
        _finish_what_was_cut_off(root)
        number = 1 + max((int(kept.name) for store in (UNDO, REDO) for kept in _kept(root, store)), default=0)
        _make(root, change, into=None if forget else f"{UNDO}/{number:06d}", drop=(REDO,), forget=forget)
        if not forget:
            with suppress(OSError):
                for kept in _kept(root, UNDO)[:-KEPT]:
                    (kept / JOURNAL).unlink(missing_ok=True)  # first: what is left of it counts no more
                    shutil.rmtree(kept)


# ---- the last change, the other way round -------------------------------------------------------------------------


@dataclass(frozen=True)
class Undo:
    """What would be put back: the change in reverse, what it was (may be empty), and when it was made.

    `again` when it makes a change anew that was undone. `id` tells the change from all others (`newest`).
    """

    root: Path
    change: Change
    what: str
    when: str
    number: str
    id: str
    again: bool = False

    def apply(self, *, wait: float = WAIT) -> None:
        """Put it back, as a whole; what it undoes can be made again afterwards, and the other way round.

        Raises:
            CmoEvalError: as `apply` of a change; or it is no longer the last one.
        """
        here, there = (REDO, UNDO) if self.again else (UNDO, REDO)
        with locked(self.root, wait=wait):
            _finish_what_was_cut_off(self.root)
            next_ = _next(self.root, here)
            if next_ is None or next_.name != self.number:
                raise CmoEvalError("another change was made in the meantime", "nothing was changed; run again")
            _make(self.root, self.change, into=f"{there}/{self.number}", drop=(f"{here}/{self.number}",))


def last(root: Path, *, again: bool = False) -> Undo | None:
    """The last change in reverse; None where there is none left.

    Args:
        root: the evaluation folder.
        again: of those that were undone, the last one, to make it anew.

    Raises:
        CmoEvalError: a file changed since, or what was kept cannot be read.
    """
    folder = _next(root, REDO if again else UNDO)
    if folder is None:
        return None
    try:
        journal = read_journal(root, folder / JOURNAL)
        files = tuple(
            _reversed(journal, step, folder / "old" / str(number)) for number, step in enumerate(journal.steps)
        )
    except (OSError, ValueError) as error:
        raise CmoEvalError(
            f"what was kept of the last change cannot be read: {reason(error)}",
            f"nothing was changed; put things back by hand, and remove {folder}",
        ) from error
    change = Change(files, tuple(map(Path, journal.outside)), journal.what)
    return Undo(root, change, journal.what, journal.when, folder.name, journal.id, again)


def newest(root: Path, *, again: bool = False) -> str | None:
    """The id of the change that `last` puts back; None where there is none left, or it cannot be read."""
    folder = _next(root, REDO if again else UNDO)
    with suppress(OSError, ValueError):
        return None if folder is None else read_journal(root, folder / JOURNAL).id
    return None


def _next(root: Path, store: str) -> Path | None:
    """The change that comes next: the last of those made, the first of those undone."""
    whole = [kept for kept in _kept(root, store) if (kept / JOURNAL).is_file()]
    return whole[0 if store == REDO else -1] if whole else None


def _kept(root: Path, store: str) -> list[Path]:
    """Folders of changes that are kept, in their order."""
    with suppress(OSError):
        numbered = (entry for entry in (root / FOLDER / store).iterdir() if entry.name.isdecimal())
        return sorted(numbered, key=lambda entry: int(entry.name))
    return []


def _reversed(journal: Journal, step: Step, old: Path) -> FileChange:
    now = journal.target(step)
    content = now.read_bytes() if os.path.lexists(now) else None
    if (None if content is None else digest(content)) != step.after:
        raise CmoEvalError(
            f"{step.target} changed since", "nothing was changed; to put back the rest would lose what was done to it"
        )
    if step.before is None:
        return FileChange(step.file, step.after, None)
    if step.kept:
        content = old.read_bytes()
    if content is None or digest(content) != step.before:
        raise ValueError(f"{step.file} is not kept as it was")
    if step.after is None:
        return FileChange(step.file, None, content, mode=None if step.mode is None else step.mode & 0o777)
    return FileChange(step.target, step.after, content, None if step.name is None else step.file)


# ---- a change is made ------------------------------------------------------------------------------------------------


def _make(root: Path, change: Change, *, into: str | None, drop: tuple[str, ...], forget: bool = False) -> None:
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
        steps=tuple(
            Step(
                one.file,
                None if one.name == one.file else one.name,
                one.before,
                one.after,
                stat.S_IMODE(found[one.file].st_mode) if one.file in found else one.mode,
                beside=_waits_beside(root, top, device, one, change),
            )
            for one in change.files
        ),
        outside=tuple(os.path.abspath(folder) for folder in change.outside),  # noqa: PTH100 - links stay as they are
        made=_missing_folders(root, change),
        into=into,
        drop=drop,
        purge=forget,
        root=root,
    )
    try:
        try:
            _stage(journal, change, found)
        except BaseException:
            with suppress(OSError):  # as far as the disk lets it; the next command does the rest
                discard(journal)
            raise
        try:
            go_forward(journal)
        except BaseException as error:
            _put_back(journal, error)
            raise
    except OSError as error:
        raise CmoEvalError(f"cannot write: {reason(error)}", "nothing was changed") from error
    finish(journal)
    forget_old_cache(root)


def _put_back(journal: Journal, error: BaseException) -> None:
    """Undo the steps that were done, whatever stopped them."""
    try:
        go_back(journal)
    except (OSError, CmoEvalError) as another:
        why = reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
        raise CmoEvalError(
            f"the change failed ({why}) and could not be undone wholly ({reason(another)})",
            f"mend that and run any command, which puts it right; the contents lie in {FOLDER}/{UNDER_WAY}",
        ) from error


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
    if digest_of(path) != one.before:
        raise CmoEvalError(f"{one.file} changed since it was read", "nothing was changed; run again")
    if not os.access(path, os.W_OK):
        raise CmoEvalError(f"{one.file} may not be written", "nothing was changed; its permissions say read only")
    if one.name is not None and taken(root / one.name, path):
        raise CmoEvalError(f"{one.name} is there already", "nothing was changed; move it away, or rename by hand")


def _waits_beside(root: Path, top: Path, device: int, one: FileChange, change: Change) -> bool:
    """Whether the file's contents wait beside it: it lies elsewhere, or on another disk."""
    elsewhere = False
    for file in {one.file, one.target}:
        real = Path(os.path.realpath((root / file).parent))
        elsewhere |= not real.is_relative_to(top)
        if Path(file).is_absolute() and not any(real.is_relative_to(os.path.realpath(out)) for out in change.outside):
            raise CmoEvalError(f"{file} lies outside the texts, by a link in its path", "nothing was changed")
    folder = (root / one.file).parent
    if elsewhere and folder != (root / one.target).parent:
        raise CmoEvalError(
            f"{one.file} cannot become {one.target}: one of them lies outside the evaluation",
            "nothing was changed; move it by hand",
        )
    while not folder.exists():
        folder = folder.parent
    return elsewhere or folder.stat().st_dev != device


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
    """The plan, the new contents and the old ones under a second name, all on the disk; then it is the journal."""
    folder = journal.folder
    folder.mkdir(mode=0o700)
    _write(folder / _PLAN, bytes(journal), None, 0o600)
    sync_file(folder / _PLAN)
    for part in ("new", "old"):
        (folder / part).mkdir(mode=0o700)
    sync_folder(folder)
    sync_folder(folder.parent)
    copied: list[Path] = []
    for number, (one, step) in enumerate(zip(change.files, journal.steps, strict=True)):
        new, old = (journal.waiting(number, which) for which in ("new", "old"))
        if step.before is not None:
            if second_name(journal.path(step), old):
                copied.append(old)
            if digest_of(old) != step.before:
                raise CmoEvalError(f"{one.file} changed since it was read", "nothing was changed; run again")
        if one.content is not None and step.after != step.before:
            _write(new, one.content, found.get(one.file), step.mode)
            copied.append(new)
        elif one.content is not None and second_name(old, new):  # it gets another name only
            copied.append(new)
    for path in copied:
        sync_file(path)
    for waiting in {folder / "new", folder / "old", *(path.parent for path in copied)}:
        sync_folder(waiting)
    (folder / _PLAN).replace(folder / JOURNAL)
    sync_folder(folder)


def _write(path: Path, content: bytes, was: os.stat_result | None, mode: int | None) -> None:
    """A new file with the content, the owner and the permissions of what it takes the place of."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666 if mode is None else 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    if was is not None:
        now = path.stat()
        if (now.st_uid, now.st_gid) != (was.st_uid, was.st_gid):
            with suppress(OSError):
                os.chown(path, was.st_uid, was.st_gid)
    if mode is not None:
        path.chmod(mode)


# ---- what was cut off ----------------------------------------------------------------------------------------------


def recover_under_lock(root: Path) -> None:
    """Finish or put back what a run that was cut off began, before anybody reads the files (`recover`)."""
    folder = root / FOLDER / UNDER_WAY
    with ExitStack() as held:
        try:
            held.enter_context(locked(root))
        except CmoEvalError:
            names = {JOURNAL}
            with suppress(OSError):  # then it is not sure that no file of the user's has changed yet
                names = set(os.listdir(folder)) if os.path.lexists(folder) else set()  # noqa: PTH208 - names are enough
            if not {JOURNAL, BACK} & names:
                return  # who may only read can
            raise
        _finish_what_was_cut_off(root)


def _finish_what_was_cut_off(root: Path) -> None:
    """The same for who holds the lock.

    A change of which everything was staged is finished; where somebody changed one of its files since, it is put back.
    Where that cannot be either, each file stays as it is, and both contents of each are kept aside for a person.
    """
    folder = root / FOLDER / UNDER_WAY
    if not os.path.lexists(folder):
        return
    try:
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink()
            return
        names = os.listdir(folder)  # noqa: PTH208 - names are enough
        name = next((one for one in (BACK, JOURNAL) if one in names), _PLAN)
        try:
            journal = read_journal(root, folder / name)
        except (ValueError, FileNotFoundError):
            if name != _PLAN:
                _set_aside(folder, "its journal cannot be read")
            remove(folder)
            return
        numbers = range(len(journal.steps))
        if name == _PLAN:
            discard(journal)
        elif name == JOURNAL and all(can_go_forward(journal, number) for number in numbers):
            go_forward(journal)
            finish(journal)
        else:
            stuck = [journal.steps[number].file for number in numbers if not can_go_back(journal, number)]
            if stuck:
                more = " ..." if len(stuck) > 5 else ""
                _set_aside(folder, f"files changed since: {', '.join(stuck[:5])}{more}")
            go_back(journal)
    except OSError as error:
        raise CmoEvalError(
            f"a change that was cut off cannot be finished: {reason(error)}",
            f"whoever made it has to run a command here; what is left of it lies in {FOLDER}/{UNDER_WAY}",
        ) from error


def _set_aside(folder: Path, why: str) -> NoReturn:
    """Keep what is left of a change where it stands in nobody's way."""
    aside = folder.with_name(f"unfinished-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    folder.rename(aside)
    raise CmoEvalError(
        f"a change was cut off and can be neither finished nor undone: {why}",
        f"nothing was lost: its contents, old and new, lie in {aside}; compare them, and run again",
    )
