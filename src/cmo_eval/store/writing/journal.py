"""What a change that is under way does, step by step, in a file that outlives the run; moves no user's file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import FOLDER, REDO, UNDER_WAY, UNDO
from cmo_eval.store.writing.change import Change, FileChange

_VERSION = 1


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
    def rewritten(self) -> bool:
        """Whether there is a new content, so that it is not removed or renamed only."""
        return self.after is not None and self.after != self.before

    @property
    def kept(self) -> bool:
        """Whether its old content has to be kept."""
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

    def write(self, path: Path) -> None:
        """Write it, down to the disk."""
        plain = {key: value for key, value in asdict(self).items() if key != "root"}
        content = json.dumps({"version": _VERSION, **plain}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        write_synced(path, content)

    # ---- where things wait ----------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The folder of the change while it is under way."""
        return self.root / FOLDER / UNDER_WAY

    def path(self, step: Step) -> Path:
        """Where the file stands before."""
        return self.root / step.file

    def target(self, step: Step) -> Path:
        """Where the file stands after."""
        return self.root / step.target

    def new(self, number: int) -> Path:
        """Where the new content of a step waits."""
        return self._waiting(number, "new")

    def old(self, number: int) -> Path:
        """Where the old content of a step is kept while the change is under way."""
        return self._waiting(number, "old")

    def beside(self, number: int, which: str) -> Path:
        """Where a content (`new` or `old`) waits beside its file, where it cannot wait in the folder of the change."""
        return self.path(self.steps[number]).parent / f".cmo-eval-{self.id}-{number}.{which}"

    def _waiting(self, number: int, which: str) -> Path:
        return self.beside(number, which) if self.steps[number].beside else self.folder / which / str(number)


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
        for key in ("outside", "made", "drop"):
            plain[key] = tuple(map(str, plain[key]))
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


# ---- down to the disk -----------------------------------------------------------------------------------------------


def write_synced(path: Path, content: bytes, mode: int = 0o600) -> None:
    """A file that is not there yet, written down to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


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


def as_steps(change: Change, modes: Mapping[str, int], beside: Mapping[str, bool]) -> tuple[Step, ...]:
    """The change as steps, with the permissions and places that were found on the disk."""
    return tuple(_step(one, modes.get(one.file, one.mode), beside[one.file]) for one in change.files)


def _step(one: FileChange, mode: int | None, beside: Any) -> Step:
    name = None if one.name == one.file else one.name
    return Step(one.file, name, one.before, one.after, mode, bool(beside))
