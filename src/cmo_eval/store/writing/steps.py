"""The steps of a change in a journal that outlives the run: each can be done, undone, repeated, and knows its file.

What a step needs waits beforehand: the new content, and the old file under a second name. To do it is to take the file
away where it goes or gets another name, and to put what waits in its place.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from contextlib import suppress
from dataclasses import asdict, field
from functools import cached_property
from pathlib import Path

from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError
from cmo_eval.nearest import key
from cmo_eval.store.writing import FOLDER, REDO, UNDER_WAY, UNDO
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.lock import reason

JOURNAL, BACK = "journal", "back"
"""In the folder of a change: its steps while they are done, and while they are undone."""

_VERSION = 1
_STAYS = frozenset({".gitignore", "coders", "schemas", "lock", "lock.holder", UNDER_WAY})
"""What `forget` leaves of what the program keeps."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one file: digests before and after (None where it is not there), and its name after.

    `beside` says that its contents wait in its own folder and not in the program's: it lies outside the evaluation or
    on another disk. `mode` are the permissions that it has, or is given.
    """

    file: str
    name: str | None
    before: str | None
    after: str | None
    mode: int | None = None
    beside: bool = False

    @property
    def target(self) -> str:
        """Its path after the change."""
        return self.file if self.name is None else self.name

    @property
    def leaves(self) -> bool:
        """Whether nothing stands in its old place afterwards."""
        return self.after is None or self.name is not None

    @property
    def kept(self) -> bool:
        """Whether its old content has to be kept for an undo."""
        return self.before is not None and self.before != self.after


@dataclass(frozen=True)
class Journal:
    """A change as steps, and what becomes of its old contents.

    `id` makes the names of what waits beside the files; `into` is the folder of the store of undo in which the change
    ends (None: nothing of it is kept), `drop` those that make way for it; `purge` forgets all that was kept before.
    `made` are folders that are not there yet, from the outer one inwards.
    """

    id: str
    what: str
    when: str
    steps: tuple[Step, ...]
    outside: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    into: str | None = None
    drop: tuple[str, ...] = ()
    purge: bool = False
    root: Path = field(default=Path(), compare=False)

    def __bytes__(self) -> bytes:
        plain = {name: value for name, value in asdict(self).items() if name != "root"}
        return json.dumps({"version": _VERSION, **plain}, ensure_ascii=False).encode("utf-8", "surrogatepass")

    @cached_property
    def folder(self) -> Path:
        """The folder of the change while it is under way."""
        return self.root / FOLDER / UNDER_WAY

    def path(self, step: Step) -> Path:
        """Where the file stands before."""
        return self.root / step.file

    def target(self, step: Step) -> Path:
        """Where the file stands after."""
        return self.root / step.target

    def waiting(self, number: int, which: str) -> Path:
        """Where the `new` or the `old` content of a step is while the change is under way."""
        return self.beside(number, which) if self.steps[number].beside else self.folder / which / str(number)

    def beside(self, number: int, which: str) -> Path:
        """Where a content waits beside its file, if it cannot wait in the folder of the change."""
        return self.path(self.steps[number]).parent / f".cmo-eval-{self.id}-{number}.{which}"


def read_journal(root: Path, path: Path) -> Journal:
    """The journal, checked as strictly as a change is: it may come from somebody else with the folder.

    Raises:
        ValueError: it is none.
        OSError: it cannot be read.
    """
    try:
        plain = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        if plain.pop("version") != _VERSION:
            raise ValueError("another version wrote it")
        steps = tuple(Step(**step) for step in plain.pop("steps"))
        for name in ("outside", "made", "drop"):
            plain[name] = tuple(map(str, plain[name]))
        journal = Journal(**plain, steps=steps, root=root)
        _check(journal)
    except (KeyError, TypeError, AttributeError, CmoEvalError) as error:
        raise ValueError(str(error)) from None
    return journal


def _check(journal: Journal) -> None:
    if not (len(journal.id) == 16 and set(journal.id) <= set("0123456789abcdef")):
        raise ValueError("its id is none")
    for kept in (*journal.drop, *(() if journal.into is None else (journal.into,))):
        top, _, number = kept.partition("/")
        if top not in {UNDO, REDO} or (number and not number.isdecimal()):
            raise ValueError("it ends in no store of undo")
    changes = tuple(
        FileChange(step.file, step.before, None if step.after is None else b"", step.name) for step in journal.steps
    )
    Change(changes, tuple(map(Path, journal.outside)), journal.what)
    for folder in journal.made:
        FileChange(f"{folder}/x", None, b"")
    top = Path(os.path.realpath(journal.root))
    for step in journal.steps:
        # what waits in the folder of the change is never put outside it, whoever wrote the journal
        for path in (journal.path(step), journal.target(step)):
            if not step.beside and not Path(os.path.realpath(path.parent)).is_relative_to(top):
                raise ValueError(f"{step.file} lies outside the evaluation")


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


# ---- there ------------------------------------------------------------------------------------------------------


def can_go_forward(journal: Journal, number: int) -> bool:
    """Whether the step is done or can be.

    A new content that does not wait any more was put in its place, and if it is another one now somebody went on
    with it. Outside the evaluation nothing is done of which nothing waits there: a journal alone must not do harm.
    """
    step = journal.steps[number]
    here, new = digest_of(journal.path(step)), journal.waiting(number, "new")
    if here is None and step.after is None:
        return True
    if step.after is not None and not os.path.lexists(new):
        return here is None or step.name is None
    if step.after is not None and digest_of(new) != step.after:
        return False
    if step.before is None:
        return here in {None, step.after}
    safe = not step.beside or digest_of(journal.waiting(number, "old")) == step.before
    if step.name is None:
        return safe and here in {step.before, step.after}
    if here is None:
        return digest_of(journal.target(step)) in {None, step.after}
    return safe and here == step.before and not taken(journal.target(step), journal.path(step))


def forward(journal: Journal, number: int) -> None:
    """Do the step, if it is not done.

    Raises:
        CmoEvalError: the file is neither as it was nor as it is to be, or its new name is taken.
        OSError: the disk refuses.
    """
    step = journal.steps[number]
    path, target, new = journal.path(step), journal.target(step), journal.waiting(number, "new")
    if not can_go_forward(journal, number):
        if step.before is None or (step.name is not None and taken(target, path)):
            raise _is_there(step)
        raise CmoEvalError(f"{step.file} changed since it was read", "nothing was changed; run again")
    if step.leaves:
        path.unlink(missing_ok=True)
    if not os.path.lexists(new):
        return
    if step.before is not None and step.name is None:
        move(new, target, journal.beside(number, "new"))
    elif not os.path.lexists(target):
        try:  # without overwriting what has come up since
            os.link(new, target, follow_symlinks=False)
        except FileExistsError:
            raise _is_there(step) from None
        except (OSError, NotImplementedError):  # a file system without links, or another one
            move(new, target, journal.beside(number, "new"))
    new.unlink(missing_ok=True)


def _is_there(step: Step) -> CmoEvalError:
    other = "name another" if step.name is None else "rename by hand"
    return CmoEvalError(f"{step.target} is there already", f"nothing was changed; move it away, or {other}")


# ---- back -------------------------------------------------------------------------------------------------------


def can_go_back(journal: Journal, number: int) -> bool:
    """Whether the step was not done, so that nothing has to be put back, or can be undone."""
    step = journal.steps[number]
    here = digest_of(journal.path(step))
    begun = step.after is None or not os.path.lexists(journal.waiting(number, "new"))
    if here == step.before or (here is not None and not begun):
        return True  # not done yet, whatever somebody has made of the file since
    if step.before is not None and digest_of(journal.waiting(number, "old")) != step.before:
        return False
    if not step.leaves:
        return here == step.after
    return here is None and (step.after is None or not begun or digest_of(journal.target(step)) in {None, step.after})


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
    here = digest_of(path)
    done = here is None if step.leaves else here == step.after
    if done and step.after is not None and (step.leaves or step.before is None) and digest_of(target) == step.after:
        target.unlink()
    if done and step.before is not None:
        move(journal.waiting(number, "old"), path, journal.beside(number, "new"))


# ---- all steps, there and back, and the end --------------------------------------------------------------------------


def go_forward(journal: Journal) -> None:
    """Do all steps that are not done."""
    for made in journal.made:
        folder = journal.root / made
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    for number in range(len(journal.steps)):
        forward(journal, number)


def go_back(journal: Journal) -> None:
    """Undo all steps that were done, and end the change as if it had never been."""
    if (journal.folder / JOURNAL).exists():
        (journal.folder / JOURNAL).replace(journal.folder / BACK)  # from here on nobody goes forward
        sync_folder(journal.folder)
    for number in reversed(range(len(journal.steps))):
        back(journal, number)
    for made in reversed(journal.made):
        with suppress(OSError):  # something else lies in it
            (journal.root / made).rmdir()
    _sync_folders(journal)
    discard(journal)


def _sync_folders(journal: Journal) -> None:
    """The names of all files of the change reach the disk."""
    for folder in {path.parent for step in journal.steps for path in (journal.path(step), journal.target(step))}:
        sync_folder(folder)


def finish(journal: Journal) -> None:
    """End a change of which every step is done: what is to be kept of it is kept, the rest goes.

    Raises:
        CmoEvalError: the files changed, but something of what they were cannot be removed, as it should be.
    """
    _sync_folders(journal)
    own = journal.root / FOLDER
    try:
        for entry in sorted(own.iterdir()) if journal.purge else ():
            if entry.name not in _STAYS:
                remove(entry)
        for number, step in enumerate(journal.steps):
            old = journal.waiting(number, "old")
            if step.beside and step.kept and journal.into is not None and os.path.lexists(old):
                move(old, journal.folder / "old" / str(number), journal.folder / "old" / f"{number}.new")
            elif step.beside or not step.kept:
                old.unlink(missing_ok=True)
        for dropped in journal.drop:
            remove(own / dropped)
        if journal.into is not None:
            into = own / journal.into
            try:
                into.parent.mkdir(mode=0o700, exist_ok=True)
                journal.folder.rename(into)
                sync_folder(into.parent)
            except OSError:  # the store is another user's: the change is made and cannot be undone
                discard(journal)
        else:
            discard(journal)
        sync_folder(own)
    except OSError as error:
        raise CmoEvalError(
            f"the files are changed, but what is kept of them cannot be put away: {reason(error)}",
            "look at the folder and its permissions; the next command tries again",
        ) from error


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


def remove(entry: Path) -> None:
    """Remove a file, or a folder with what is in it; one that is not there is no matter."""
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink(missing_ok=True)


# ---- on the disk ------------------------------------------------------------------------------------------------


def move(waiting: Path, path: Path, by: Path) -> None:
    """Put what waits in a file's place; from another disk by way of a copy `by` it."""
    try:
        waiting.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        try:
            by.unlink(missing_ok=True)
            shutil.copy2(waiting, by, follow_symlinks=False)
            sync_file(by)
            by.replace(path)
            waiting.unlink()
        finally:
            by.unlink(missing_ok=True)


def second_name(path: Path, other: Path) -> bool:
    """Keep a file under a second name; True where it had to be copied."""
    try:
        os.link(path, other, follow_symlinks=False)
    except (OSError, NotImplementedError) as error:  # a file system without links, or another one
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.ENOENT}:
            raise
        shutil.copy2(path, other, follow_symlinks=False)
        return True
    return False


def sync_file(path: Path) -> None:
    """What was written to a file reaches the disk."""
    handle = os.open(path, (os.O_RDWR if os.name == "nt" else os.O_RDONLY) | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Names in a folder reach the disk; where folders cannot be opened (Windows) they do so by themselves."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
