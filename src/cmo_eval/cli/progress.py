"""A progress bar on stderr, once work takes more than a second; only on a terminal."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cmo_eval.output.plain import visible
from cmo_eval.progress import listening

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

AFTER = 1.0
"""Seconds after which a bar is shown."""


@contextmanager
def progress() -> Iterator[None]:
    """Shows how far the work inside is, and takes that away again; silent where stderr is no terminal.

    Nothing inside may write to stderr.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    bar = _Bar()
    try:
        with listening(bar):
            yield
    finally:
        bar.stop()


class _Bar:
    """What is told, shown from a thread of its own, so that it comes also while nothing is told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ("", 0, 0)
        self._shown: tuple[Progress, TaskID] | None = None
        self._timer = threading.Timer(AFTER, self._show)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, what: str, done: int, total: int) -> None:
        self._state = (what, done, total)
        if self._shown is not None:
            self._update()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._timer.finished.is_set():
                return  # it was stopped in the meantime
            bare = getattr(sys.stderr, "bare", sys.stderr)  # a bar moves the cursor
            console = Console(file=bare, highlight=False, emoji=False, markup=False)
            what, how = (TextColumn(f"{{task.{one}}}", markup=False) for one in ("description", "fields[how]"))
            columns = (what, BarColumn(), how, TimeElapsedColumn())
            shown = Progress(*columns, console=console, transient=True, refresh_per_second=5)
            self._shown = shown, shown.add_task("", how="")
            self._update()
            shown.start()

    def _update(self) -> None:
        if self._shown is not None:
            shown, task = self._shown
            what, done, total = self._state
            how = f"{done:,}/{total:,}" if total else ""
            shown.update(task, description=visible(what), completed=done, total=total or None, how=how)

    def stop(self) -> None:
        """Take the bar away, or let it not come any more."""
        self._timer.cancel()
        with self._lock:
            if self._shown is not None:
                self._shown[0].stop()
