"""What a change that was cut off left behind: finished, or put back, before anybody reads the files."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing.places import BACK, FOLDER, JOURNAL, PLAN, UNDER_WAY

if TYPE_CHECKING:
    from cmo_eval.store.writing.journal import Journal


def recover(root: Path) -> None:
    """Finish what a run that was cut off began, or put it back; costs one look at the disk where there is nothing.

    Every command calls it before it reads an evaluation. Where another run is writing just now, it waits for it.

    Raises:
        CmoEvalError: that run takes too long, or the files cannot be put right.
    """
    if not os.path.lexists(f"{root}/{FOLDER}/{UNDER_WAY}"):
        return
    from cmo_eval.store.writing.lock import locked  # noqa: PLC0415 - hardly ever needed

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
    from cmo_eval.store.writing import ending, purge  # noqa: PLC0415 - hardly ever needed
    from cmo_eval.store.writing.lock import reason  # noqa: PLC0415

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
            ending.discard(planned)
        else:
            purge.remove(folder)
    except OSError as error:
        raise CmoEvalError(
            f"a change that was cut off cannot be finished: {reason(error)}",
            f"whoever made it has to run a command here; what is left of it lies in {FOLDER}/{UNDER_WAY}",
        ) from error


def _go_on(root: Path, folder: Path, *, back: bool) -> None:
    from cmo_eval.store.writing import ending, steps  # noqa: PLC0415 - hardly ever needed
    from cmo_eval.store.writing.journal import sync_folder  # noqa: PLC0415

    journal = _journal(root, folder / (BACK if back else JOURNAL))
    if journal is None:
        _set_aside(folder, "its journal cannot be read")
    numbers = range(len(journal.steps))
    if not back and all(steps.can_go_forward(journal, number) for number in numbers):
        for number in numbers:
            steps.forward(journal, number)
        ending.finish(journal)
        return
    stuck = [journal.steps[number].file for number in numbers if not steps.can_go_back(journal, number)]
    if stuck:
        _set_aside(folder, f"files changed since: {', '.join(stuck[:5])}{' ...' if len(stuck) > 5 else ''}")
    if not back:
        (folder / JOURNAL).replace(folder / BACK)
        sync_folder(folder)
    for number in reversed(numbers):
        steps.back(journal, number)
    ending.sync_folders(journal)
    ending.discard(journal)


def _journal(root: Path, path: Path) -> Journal | None:
    from cmo_eval.store.writing.journal import read_journal  # noqa: PLC0415 - hardly ever needed

    try:
        return read_journal(root, path)
    except (ValueError, FileNotFoundError):
        return None


def _set_aside(folder: Path, why: str) -> NoReturn:
    """Keep what is left of a change where it stands in nobody's way.

    Raises:
        CmoEvalError: always, to say so.
    """
    from datetime import datetime  # noqa: PLC0415 - hardly ever needed

    aside = folder.with_name(f"unfinished-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    folder.rename(aside)
    raise CmoEvalError(
        f"a change was cut off and can be neither finished nor undone: {why}",
        f"nothing was lost: its contents, old and new, lie in {aside}; compare them, and run again",
    )
