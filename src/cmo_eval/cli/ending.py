"""The one ending of all commands that write: the change is shown, somebody is asked, and it is made whole or not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import typer

from cmo_eval.cli.options import start
from cmo_eval.cli.output import coloured, emit, tell, width
from cmo_eval.output.plain import number_of, visible

if TYPE_CHECKING:
    from cmo_eval.store.writing.change import Change, Shown

_LONG = 200
"""Lines of a change that a terminal shows at once."""


class Planned(Protocol):
    """What can be ended: a plan of an edit, or an undo."""

    @property
    def root(self) -> Path: ...
    @property
    def change(self) -> Change: ...
    def apply(self) -> None: ...


@contextmanager
def alone(project: Path | None, *, when: bool) -> Iterator[Path]:
    """The evaluation's folder; nobody else writes in it while this lasts, if `when`.

    For what is planned and written in one go, without asking anybody: two people who code at once with --yes both find
    what the other one has just written, or wait for it. Where a person is asked, the plan may be minutes old; then it
    is refused if a file changed since.

    Raises:
        CmoEvalError: there is no evaluation, or another run is still writing after ten seconds.
    """
    from cmo_eval.store.folder import find_project

    root = find_project(start(project))
    if not when:
        yield root
        return
    from cmo_eval.store.writing.lock import locked

    with locked(root):
        yield root


def files_of(change: Change) -> str:
    """How many files change: `1 file`, `3 files`."""
    return number_of(len(change.files), "file")


def tell_notes(notes: Sequence[str]) -> None:
    """What a person must look at, on stderr."""
    for note in notes:
        tell(f"note: {note}")


def show(root: Path, change: Change, redaction: Shown | None = None, *, beside: bool = False) -> None:
    """The change as a diff, on stdout or, `beside` the result, on stderr.

    A terminal gets it in its width. Of a long one it gets the beginning and is asked whether to show the rest, where
    somebody can be asked; a file or pipe gets all of it.

    Raises:
        CmoEvalError: a file cannot be read, or is not as it was when the change was planned.
    """
    from cmo_eval.output.changes import painted, summary
    from cmo_eval.store.writing.change import diff

    stream = sys.stderr if beside else sys.stdout

    def say(text: str) -> None:
        painted_ = painted(text, colour=coloured(stream), wide=wide)
        if beside:
            tell(painted_.rstrip("\n"), styled=True)
        else:
            emit(painted_, styled=True)

    text = diff(root, change, redaction)
    wide = width() if stream.isatty() else None
    if wide is None or not sys.stdin.isatty() or text.count("\n") <= _LONG:
        say(text)
        return
    lines = text.splitlines(keepends=True)
    say("".join(lines[:_LONG]))
    tell(f"... and {len(lines) - _LONG} lines more; in all:")
    for line in summary(text):
        tell(visible(f"  {line}"))
    if typer.confirm("Show the rest?", err=True):
        say("".join(lines[_LONG:]))


def settle(
    plan: Planned,
    would: str,
    question: str,
    *,
    yes: bool,
    dry_run: bool,
    hint: str = "--yes writes it",
    before: Callable[[], object] = lambda: None,
) -> bool:
    """Make the change that was shown, after asking where somebody can be asked; whether it was made.

    Args:
        plan: the change.
        would: what would happen, for whoever only looks; empty where that was said.
        question: what is asked before it is made.
        yes: nobody is asked.
        dry_run: nothing is made.
        hint: what the message says of how to make it where nobody can be asked.
        before: called when it is sure that it is to be made; raises what stands in its way.

    Raises:
        typer.Exit: nobody can be asked, or somebody says no (1).
        CmoEvalError: a file changed since it was planned, or cannot be written; nothing was changed.
    """
    would = visible(f"{would}; ") if would else ""
    if dry_run:
        tell(f"{would}nothing was written")
        return False
    if not yes and not sys.stdin.isatty():
        tell(f"{would}nothing was written ({hint})")
        raise typer.Exit(1)
    if not yes and not typer.confirm(visible(question), err=True):
        tell("nothing was written")
        raise typer.Exit(1)
    before()
    plan.apply()
    return True
