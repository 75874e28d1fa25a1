"""The initials of whoever codes here, as the configuration of git has them; asks git and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

KEY = "cmo-eval.coder"
"""Set with `git config cmo-eval.coder AB`, in one repository or with --global in all."""

_SECONDS = 5


def usual_coder(root: Path) -> str | None:
    """The initials that git's configuration gives for the folder; None where it gives none, or there is no git."""
    program = shutil.which("git")
    if program is None or Path(program).resolve().parent in {Path.cwd(), root.resolve()}:
        return None
    with suppress(OSError, subprocess.SubprocessError, UnicodeDecodeError):
        done = subprocess.run(  # noqa: S603 - a program from the PATH, told what to do by constants
            [program, "--no-pager", "config", "--get", KEY],
            cwd=root,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        return done.stdout.decode("utf-8").strip() or None
    return None
