"""Who codes here: as is remembered in the evaluation folder, or as git's configuration says; kept out of git."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cmo_eval.edits.coding.file import read_coding
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.writing import FOLDER, GITIGNORE
from cmo_eval.store.writing.output import replace_files

CODER = "cmo-eval.coder"
"""Whose coding it is, in git's configuration: `git config cmo-eval.coder AB`, in one repository or --global in all."""

REMEMBERED = f"{FOLDER}/coders"
"""In the evaluation folder: initials by who is logged in, since a folder on a shared disk is that of several people."""

_HEAD = "# Who codes here, by who is logged in on the computer; `cmo-eval code as` writes it, and git leaves it out.\n"
_SECONDS = 5


def coder_of(root: Path, source: str, *, second: bool) -> tuple[str | None, str]:
    """Who codes where nobody says so: as is remembered, unless the file of the agreed coding names somebody.

    Returns:
        Initials, None for whose coding it is anyhow; and a note for a person, or an empty text.

    Raises:
        UsageError: nothing says whose a second coding is, or the file cannot be read.
    """
    usual = usual_coder(root)
    if second and usual is None:
        hint = "give --coder CD; `cmo-eval code as CD` remembers it"
        raise UsageError("a second coding needs to know whose it is", hint)
    whose = None if second else read_coding(root, source).coder
    if whose is None:
        return usual, ""
    differs = usual is not None and usual != whose
    return None, f"this is the coding of {whose}; --second writes one of {usual} beside it" if differs else ""


def usual_coder(root: Path) -> str | None:
    """The initials of who codes here: as is remembered, else as git's configuration says; None for neither."""
    return remembered(root) or configured(root)


def remembered(root: Path) -> str | None:
    """The initials that the evaluation folder has for who is logged in; None where it has none."""
    return _all(root).get(_login())


def remember(root: Path, initials: str | None) -> None:
    """Keep the initials for who is logged in, or with None forget them; those of others stay.

    Raises:
        CmoEvalError: the folder cannot be written, or is a link.
    """
    if (root / FOLDER).is_symlink():  # what lies elsewhere may be the user's own
        raise CmoEvalError(f"{FOLDER} is a link, and only files in the evaluation folder are written", "give --coder")
    known = {login: kept for login, kept in _all(root).items() if login != _login()}
    if initials is not None:
        known[_login()] = initials
    rows = "".join(f"{login}: {kept}\n" for login, kept in sorted(known.items()))
    files = {root / REMEMBERED: (_HEAD + rows).encode("utf-8")}
    if not (root / FOLDER / ".gitignore").exists():
        files[root / FOLDER / ".gitignore"] = GITIGNORE.encode("utf-8")
    try:
        replace_files(files)
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise CmoEvalError(f"{REMEMBERED} cannot be written: {reason}", "give --coder each time") from None


def configured(root: Path) -> str | None:
    """The initials that git's configuration (CODER) gives for a folder; None where it gives none or is not there."""
    program = shutil.which("git")
    if program is None or Path(program).resolve().parent in {Path.cwd(), root.resolve()}:
        return None
    with suppress(OSError, subprocess.SubprocessError, UnicodeDecodeError):
        done = subprocess.run(  # noqa: S603 - a program from the PATH, told what to do by constants
            [program, "--no-pager", "config", "--get", CODER],
            cwd=root,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        return done.stdout.decode("utf-8").strip() or None
    return None


def _login() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser().casefold()
    return "-"  # a computer that tells nobody apart


def _all(root: Path) -> Mapping[str, str]:
    """Initials by login, of everybody who works in this folder; what cannot be read is as if it were not there."""
    with suppress(OSError, UnicodeDecodeError):
        if not (root / FOLDER).is_symlink():
            lines = (root / REMEMBERED).read_text(encoding="utf-8").splitlines()
            pairs = (line.rpartition(":") for line in lines if not line.startswith("#"))
            return {login.strip(): initials.strip() for login, _, initials in pairs if login and initials.strip()}
    return {}
