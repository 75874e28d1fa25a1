"""A change that may be made, with what a person must know of it: what every edit gives; writes when it is applied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmo_eval.store.writing.change import Change
from cmo_eval.store.writing.transaction import apply


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A change to the files in `root`, which may be of none; `notes` are what a person must look at.

    What an edit has to tell beside that, its own plan adds.
    """

    root: Path
    change: Change
    notes: tuple[str, ...] = ()

    def apply(self) -> None:
        """Make the change, whole or not at all; it can be undone.

        Raises:
            CmoEvalError: a file is not as it was when this was planned, or cannot be written; nothing has changed then.
        """
        apply(self.root, self.change)
