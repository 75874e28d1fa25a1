"""What the program itself keeps of a user's files, removed; what is left in its folder can be made again."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from cmo_eval.store.writing.places import FOLDER, UNDER_WAY

_OLD_CACHE = ("cache.sqlite*", "quotes.json", ".quotes.json.*")
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


def forget_old_cache(root: Path) -> None:
    """Remove what earlier versions kept of the files to be faster; where that cannot be, it stays.

    A link in place of the folder is not followed: what lies elsewhere may be the user's own.
    """
    folder = root / FOLDER
    with suppress(OSError):
        if folder.is_symlink():
            return
        for pattern in _OLD_CACHE:
            for entry in folder.glob(pattern):
                with suppress(OSError):
                    entry.unlink()


def remove(entry: Path) -> None:
    """Remove a file, or a folder with what is in it; one that is not there is no matter.

    Raises:
        OSError: it cannot be removed.
    """
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink(missing_ok=True)
