"""Streams: results on stdout, everything about the run on stderr, with a progress bar where it takes long."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import typer

from cmo_eval.diagnostics import Finding
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.output.plain import escaped, number_of, visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from cmo_eval.api import Evaluation
    from cmo_eval.store.repository import Repository

BAR_AFTER = 1.0
"""Seconds of work after which a bar is shown."""


def emit(text: str, *, styled: bool = False) -> None:
    """Write a result to stdout, with a line end; a reader that goes away gets no more of it, without complaint.

    The run goes on: what was to be written with `--yes` is written, whoever looks at what is shown of it.

    Args:
        text: the result.
        styled: it may hold ANSI styles; else a terminal shows them as escapes, since they are a user's.

    Raises:
        CmoEvalError: it cannot be written, since the disk is full for instance.
    """
    text = text if styled or not sys.stdout.isatty() else escaped(text)
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
    except OSError as error:
        # what is left in the buffer would fail once more when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return
        reason = (error.strerror or type(error).__name__).lower()
        raise CmoEvalError(f"the result cannot be written: {reason}", "make room, or write it elsewhere") from None


def tell(text: str, *, styled: bool = False) -> None:
    """Write a line about the run to stderr; `styled` as of `emit`."""
    typer.echo(text if styled or not sys.stderr.isatty() else escaped(text), err=True)


def tell_indented(text: str) -> None:
    """Write a text about the run to stderr, in lines of the terminal's width that stand in."""
    for line in textwrap.wrap(visible(text), width() - 2, break_on_hyphens=False):
        tell(f"  {line}")


def coloured(stream: TextIO) -> bool:
    """Whether to write ANSI colours: NO_COLOR and FORCE_COLOR decide, else whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns of the terminal, at least 40; 100 when there is none."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def room() -> int | None:
    """Columns of the terminal that results are shown on; None where they go into a pipe or file, which has no edge."""
    return width() if sys.stdout.isatty() else None


def findings_block(
    findings: Sequence[Finding],
    root: Path,
    stream: TextIO,
    more: Callable[[Finding], Iterable[str]] = lambda _: (),
    *,
    texts: Path | None = None,
    whole: bool = False,
) -> str:
    """Findings as text, with excerpts from the files in `root`, and with what `more` says of each.

    Those of a kind are put together unless `whole`.

    An excerpt shows nobody's words who may not be quoted; `texts` says where the transcripts lie that tell whose they
    are.
    """
    from cmo_eval import api
    from cmo_eval.output.findings import excerpts, findings_text

    lines_of = excerpts(root, lambda: api.redaction(root, texts=texts))
    look = {"colour": coloured(stream), "terminal": stream.isatty(), "whole": whole}
    return findings_text(findings, lines_of, width=width(), more=more, **look)


def may_be_written(path: Path, endings: Sequence[str], *, yes: bool) -> None:
    """Let a file through that is to be made, or with `yes` replaced.

    Raises:
        UsageError: its name does not end as it should, or it is there already.
    """
    if path.suffix.lower() not in endings:
        is_none = f"neither {' nor '.join(endings)}" if len(endings) > 1 else f"no {endings[0]}"
        raise UsageError(f"{path} is {is_none}", f"let its name end in {' or '.join(endings)}")
    if path.exists() and not (yes and path.is_file()):
        raise UsageError(f"{path} is there already", "--yes replaces it" if path.is_file() else "name a file")


def named_file(output: Path | None) -> Path | None:
    """The file to write into; None is stdout, which is named `-` too."""
    return None if output is None or str(output) == "-" else output


def refuse_terminal(output: Path | None, what: str) -> None:
    """Let through what is no text only where it goes into a file, or on through a pipe.

    Raises:
        UsageError: it would go to a terminal.
    """
    if output is None or (named_file(output) is None and sys.stdout.isatty()):
        raise UsageError(f"{what} needs a file", "name it with -o FILE")


def target_of(
    output: Path | None, form: str | None, endings: Mapping[str, str], *, yes: bool
) -> tuple[str, Path | None]:
    """In which form to write (by the ending of the file where none is named, else text), and where; None is stdout.

    Raises:
        UsageError: the file is there already or ends as no form does, or a workbook would go to a terminal.
    """
    target = named_file(output)
    form = form or by_ending(target, {**endings, ".txt": "text"}, "text")
    if form == "xlsx":
        refuse_terminal(output, "a workbook")
    if target is not None and target.exists() and not yes:
        raise UsageError(f"{target} is there already", "--yes replaces it")
    return form, target


def deliver(content: str | bytes, target: Path | None) -> None:
    """Write a result into a file and say so on stderr, or without one to stdout.

    Raises:
        CmoEvalError: it cannot be written.
    """
    if target is not None:
        from cmo_eval.store.writing.output import write_file

        text = content if isinstance(content, bytes) else (content.rstrip("\n") + "\n").encode()
        write_file(target, text, "name another file with -o")
        tell(f"wrote {target}")
    elif isinstance(content, bytes):
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        emit(content)


def opened(project: Path | None, texts: Path | None = None, *, source: str | None = None) -> Evaluation:
    """The evaluation, as `api.load` gives it; which of its files could not be read is said on stderr.

    Raises:
        CmoEvalError: there is none, or its evaluation.yaml cannot be read.
    """
    from cmo_eval import api

    evaluation = api.load(project or Path(), texts=texts, source=source)
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    tell_twice(evaluation.repository)
    return evaluation


def end(unread: Sequence[str]) -> None:
    """End the run with 1 where files could not be read, since they may change the result."""
    if unread:
        raise typer.Exit(1)


def ascii_only() -> bool:
    """Whether what results are shown on has no other characters than ASCII."""
    return not (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def tell_unread(unread: Sequence[str], findings: Sequence[Finding], root: Path) -> None:
    """Say on stderr which files could not be read, and why."""
    if not unread:
        return
    blamed = [finding for finding in findings if finding.location.file in unread]
    tell(findings_block(sorted(blamed, key=lambda finding: finding.sort_key), root, sys.stderr).rstrip(), styled=True)
    tell(f"{number_of(len(unread), 'file')} could not be read; the claims that may rest on them are incomplete")


def tell_twice(repository: Repository) -> None:
    """Say on stderr which ids stand for two things, since what is told of one may be of the other."""
    ids = repository.used_twice
    if not ids:
        return
    named = ", ".join(ids[:_NAMED]) + (" ..." if len(ids) > _NAMED else "")
    what = f"{named} stands for two things" if len(ids) == 1 else f"{len(ids)} ids stand for two things each ({named})"
    tell(visible(f"{what}, and what is told here of one may be of the other; `cmo-eval validate` shows where"))


_NAMED = 5  # ids, of those that stand for two things


C = TypeVar("C", bound=str)


def one_of(value: str, choices: Sequence[C], option: str) -> C:
    """The choice that the value is.

    Raises:
        UsageError: it is none; with the nearest choice.
    """
    if (found := next((one for one in choices if one == value), None)) is not None:
        return found
    from cmo_eval.nearest import did_you_mean

    hint = did_you_mean(value, choices)
    raise UsageError(f"{option} is '{value}'", f"{f'{hint} ' if hint else ''}it can be {', '.join(choices)}")


def by_ending(target: Path | None, endings: Mapping[str, str], usual: str) -> str:
    """The format that the file's ending (`.svg`) asks for; the usual one where there is no file or ending.

    Raises:
        UsageError: it has an ending that is none of these.
    """
    ending = target.suffix.lower() if target is not None else ""
    if ending and ending not in endings:
        hint = f"name a file that ends in {', '.join(endings)}, or say which it is with --format"
        raise UsageError(f"{target} does not say which format it is", hint)
    return endings.get(ending, usual)


def one_line(text: str, what: str) -> str:
    """The text with its white space folded.

    Raises:
        UsageError: nothing is left, or it holds characters that a file cannot.
    """
    folded = " ".join(text.split())
    if not folded:
        raise UsageError(f"{what} is empty", "give it some words")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Cn"} for character in folded):
        raise UsageError(f"{what} holds a character that no text file should", "leave control characters out")
    return folded


@contextmanager
def progress() -> Iterator[None]:
    """Shows how far the work inside is, and takes that away again; silent where stderr is no terminal.

    Nothing inside may write to stderr.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from cmo_eval.progress import listening

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
        self._timer = threading.Timer(BAR_AFTER, self._show)
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
