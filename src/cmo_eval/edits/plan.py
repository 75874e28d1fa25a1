"""A change that may be made, with what a person must know of it: what every edit gives; writes when it is applied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.text import decoded, read_bytes
from cmo_eval.store.writing import Change, apply
from cmo_eval.store.yaml_io import YamlProblem

MEND = "mend it first; `cmo-eval validate` shows what is wrong"


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


def opened(root: Path, file: str, advice: str = MEND, error: type[CmoEvalError] = UsageError) -> tuple[bytes, str]:
    """The bytes and the text (without byte order mark) of a file that is to be changed.

    Args:
        root: the evaluation folder.
        file: its path in it.
        advice: what to do where it cannot be read.
        error: what is raised then.

    Raises:
        CmoEvalError: it is a link, or cannot be read.
    """
    if (root / file).is_symlink():
        raise UsageError(f"{file} is a link, and only files are written", "put the file itself in its place")
    try:
        raw = read_bytes(root / file)
        return raw, decoded(raw)
    except YamlProblem as problem:
        raise unreadable(file, problem, advice, error) from None


def unreadable(
    file: str, problem: YamlProblem, advice: str = MEND, error: type[CmoEvalError] = UsageError
) -> CmoEvalError:
    """The error that says where a file cannot be read, and why."""
    return error(f"{file}:{problem.position.line}: {problem.message}", advice)
