"""Rendering with an evaluation's own templates, in a process apart; knows processes, not what is rendered.

The sandbox keeps a template away from Python, but lets it loop for ever or fill the memory.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.report.contents import ReportView
from cmo_eval.report.document import documents_with, overridden

SECONDS = 60
"""How long rendering may take."""
BYTES = 2 * 2**30
"""How much memory it may use, where the system can hold a process to that."""

_CHILD = "from cmo_eval.report.apart import answer; answer()"


def documents(view: ReportView, overrides: Path | None = None) -> dict[str, str]:
    """The report and its chapters: relative file names (with `/`) and their text.

    `report.md` is the whole report; `chapters/C1-<slug>.md` one claim. The same view gives the same text.

    Args:
        view: what the report says.
        overrides: a folder whose templates replace the built-in ones by name; built-in ones stay reachable as
            `builtin/NAME`. Where it overrides something, rendering happens in a process apart, with limits.

    Raises:
        CmoEvalError: a template cannot be rendered, or not within the limits.
    """
    if overrides is None or not overridden(overrides):
        return documents_with(view, None)
    # -P: a module beside the evaluation's files must not stand in for one of ours
    command = [sys.executable, "-P", "-c", _CHILD]
    search = os.pathsep.join(path for path in sys.path if path)
    try:
        run = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            command,
            input=pickle.dumps((view, str(overrides.resolve()))),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": search},
        )
    except subprocess.TimeoutExpired:
        raise CmoEvalError(
            f"the templates in {overrides} did not finish within {SECONDS} seconds",
            "look for a loop that is too long, or take the templates away to use the built-in ones",
        ) from None
    if run.returncode or not run.stdout:
        raise CmoEvalError(
            f"rendering with the templates in {overrides} broke off",
            "they may use too much memory; take them away to use the built-in ones",
        )
    said = json.loads(run.stdout)
    if "message" in said:
        raise CmoEvalError(said["message"], said["hint"])
    texts: dict[str, str] = said["texts"]
    return texts


def answer() -> None:
    """In the child: read a view and a folder from standard input, write texts or the error as JSON."""
    _limit()
    view, overrides = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent process
    try:
        said: dict[str, object] = {"texts": documents_with(view, Path(overrides))}
    except CmoEvalError as error:
        said = {"message": error.message, "hint": error.hint}
    sys.stdout.buffer.write(json.dumps(said).encode())


def _limit() -> None:
    if sys.platform == "win32":
        return  # Windows has no such limit; the time limit still holds
    import resource  # noqa: PLC0415 - not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = BYTES if most == resource.RLIM_INFINITY else min(BYTES, most)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
