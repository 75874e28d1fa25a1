"""The one way to change a user's files: a change is a value, applied whole or not at all; knows bytes, no YAML.

Every command looks for a change that was cut off, few make one: what only these need is in modules of its own.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FOLDER = ".cmo-eval"
"""In the evaluation folder: what is the program's own; no change touches it."""

UNDER_WAY = "change"
"""In the program's own folder: the change that is under way. Where it is not there, nothing is."""

UNDO, REDO = "undo", "redo"
"""In the program's own folder: changes that can be undone, and those that were undone, a numbered folder each."""

GITIGNORE = """\
# What cmo-eval keeps here can be made again; the schemas may be shared, for editors.
*
!.gitignore
!schemas/
!schemas/*.schema.json
"""
"""What keeps the program's own folder out of git, but for the schemas."""

_OLD_CACHE = ("cache.sqlite*", "quotes.json", ".quotes.json.*")


def recover(root: Path) -> None:
    """Finish what a run that was cut off began, or put it back; costs one look at the disk where there is nothing.

    Every command calls it before it reads an evaluation. Where another run is writing just now, it waits for it.

    Raises:
        CmoEvalError: that run takes too long, or the files cannot be put right.
    """
    if os.path.lexists(f"{root}/{FOLDER}/{UNDER_WAY}"):
        from cmo_eval.store.writing.transaction import recover_under_lock  # noqa: PLC0415 - hardly ever needed

        recover_under_lock(root)


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
