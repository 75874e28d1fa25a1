"""The text on the clipboard, through the programs that the system has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cmo_eval.errors import CmoEvalError

_SECONDS = 10
_MOST = 4 * 1024 * 1024
_POWERSHELL = (
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-Clipboard -Raw",
)


def _programs(platform: str) -> Iterator[Sequence[str]]:
    """What may give the clipboard's text on a system, the likeliest first."""
    if platform == "darwin":
        yield ("pbpaste",)
    elif platform in {"win32", "cygwin"}:
        yield ("powershell.exe", *_POWERSHELL)
        yield ("pwsh.exe", *_POWERSHELL)
    else:
        if os.environ.get("WAYLAND_DISPLAY"):
            yield ("wl-paste", "--no-newline")
        yield ("xclip", "-selection", "clipboard", "-out")
        yield ("xsel", "--clipboard", "--output")
        if not os.environ.get("WAYLAND_DISPLAY"):
            yield ("wl-paste", "--no-newline")
        yield ("powershell.exe", *_POWERSHELL)  # Windows around Linux


def text_on_clipboard(platform: str = sys.platform) -> str:
    """The text on the clipboard.

    Raises:
        CmoEvalError: no program gives it, or there is no text on it.
    """
    tried: list[str] = []
    for name, *arguments in _programs(platform):
        program = shutil.which(name)
        if program is None or Path(program).resolve().parent == Path.cwd():
            continue
        tried.append(name)
        try:
            done = subprocess.run(  # noqa: S603 - a program from the PATH, told what to do by constants
                [program, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                env={**os.environ, "LC_ALL": "C.UTF-8"} if platform == "darwin" else None,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        if done.returncode == 0 and len(done.stdout) <= _MOST:
            text = done.stdout.decode("utf-8", "replace").removeprefix("\ufeff")
            if not text.strip():
                raise CmoEvalError("there is no text on the clipboard", "copy the words first, then run this again")
            return text
    if tried:
        raise CmoEvalError(f"the clipboard cannot be read ({', '.join(tried)} gave nothing)", _ADVICE)
    known = {"darwin": "pbpaste", "win32": "PowerShell", "cygwin": "PowerShell"}.get(
        platform, "wl-clipboard, xclip or xsel"
    )
    raise CmoEvalError(f"no program that reads the clipboard was found ({known})", _ADVICE)


_ADVICE = "give the words with --quote, or through standard input with --quote -"
