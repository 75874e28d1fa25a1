"""What the program itself keeps of a user's files, removed; what is left in its folder can be made again."""

from __future__ import annotations

import shutil
from pathlib import Path

from cmo_eval.writing.places import FOLDER, UNDER_WAY

_STAYS = frozenset({".gitignore", "schemas", "lock", "lock.holder", UNDER_WAY})


def purge(root: Path) -> None:
    """Remove the cache, what undo keeps, and whatever else the program keeps for a next run.

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
