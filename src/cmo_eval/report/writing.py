"""A report on the disk: all files or none, and never over a file that the tool did not make."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice
from pathlib import Path, PurePosixPath

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.pseudonyms.identifiers import Names
from cmo_eval.report.formats import SUFFIXES, ours, was_ours
from cmo_eval.report.templates.files import SUFFIX
from cmo_eval.store.writing.output import replace_files, runs
from cmo_eval.transcripts.file_words import words_in_file

_BESIDE = expression(r"\.(?P<name>.+)\.(?P<process>[0-9]{1,10})\.(?:new|old)\.tmp")


def write_report(directory: Path, files: Mapping[str, bytes], *, force: bool = False) -> tuple[Path, ...]:
    """The files written into a directory, all of them or none.

    Of a report in Word that somebody edited a copy stays beside it, whatever `force` says: see `set_aside`.

    Args:
        directory: made when it is not there.
        files: their bytes by relative names with `/`.
        force: also replace files that the tool did not make.

    Raises:
        UsageError: a target exists that the tool did not make; nothing was written.
        CmoEvalError: the disk refuses.
    """
    targets = {_target(directory, name): content for name, content in files.items()}
    refuse_foreign(directory, files, force=force)
    _clear_away(directory)
    try:
        for path in edited_since(directory, files):
            shutil.copy2(path, set_aside(path))
        replace_files(targets)
    except OSError as error:
        raise CmoEvalError(
            f"the report cannot be written: {error.filename or directory}: {error.strerror or error}",
            "check that the directory can be written to, the disk is not full, and no file is open in another program",
        ) from error
    return tuple(targets)


def refuse_foreign(directory: Path, names: Iterable[str], *, force: bool = False) -> None:
    """Refuse files that may not be written where they are to go.

    Raises:
        UsageError: one exists that the tool did not make, or that is no file.
    """
    names = [*names]
    foreign = [path for name in names if _in_the_way(path := _target(directory, name), force=force)]
    written_in = [] if force else edited_since(directory, names)
    if written_in:
        raise UsageError(
            f"somebody edited {written_in[0]} since cmo-eval wrote it: nothing was written",
            f"`cmo-eval report --keep {written_in[0]}` keeps what they wrote; then --yes writes the report anew and"
            f" leaves a copy of theirs, {set_aside(written_in[0]).name}",
        )
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        hint = "choose another directory" + ("" if force else ", or use --yes to replace what stands there")
        raise UsageError(f"{foreign[0]}{more} exists and was not made by cmo-eval: nothing was written", hint)


def edited_since(directory: Path, names: Iterable[str]) -> list[Path]:
    """Those of these files that are reports in Word which somebody edited."""
    return [path for name in names if name.endswith(".docx") and was_ours(path := _target(directory, name))]


def set_aside(path: Path) -> Path:
    """Where a copy of an edited report goes before it is written anew: a name that is free."""
    numbers = count(1)
    return next(one for n in numbers if not (one := path.with_stem(f"{path.stem}.edited-{n}")).exists())


def _target(directory: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise CmoEvalError(f"the report would be written outside its directory: {name}")
    return directory.joinpath(*path.parts)


def _in_the_way(path: Path, *, force: bool) -> bool:
    return (path.exists() or path.is_symlink()) and (path.is_dir() or not (force or ours(path)))


def _clear_away(directory: Path) -> None:
    """Remove what a run that was ended in the middle left beside the files of a report, if nobody is writing it."""
    for folder in (directory, directory / "chapters", directory / "figures"):
        with contextlib.suppress(OSError):  # what cannot be removed stands in nobody's way
            for path in list(folder.glob(".*.tmp")):
                found = _BESIDE.fullmatch(path.name)
                if found is None or Path(found["name"]).suffix not in SUFFIXES:
                    continue
                kept = path.name.endswith(".old.tmp") and not (folder / found["name"]).exists()
                state, process = path.lstat(), int(found["process"])
                if kept or not stat.S_ISREG(state.st_mode):
                    continue
                if process == os.getpid() or not runs(process, state.st_mtime):
                    with contextlib.suppress(OSError):
                        path.unlink(missing_ok=True)


def left_over(directory: Path, written: Iterable[Path], *, all_formats: bool = False) -> tuple[Path, ...]:
    """Files of an earlier run, ours by their marks, that this run did not renew.

    They may hold what has since been withdrawn, or what is for other readers: say so, and let the user delete them.

    Args:
        directory: where this run has written.
        written: its files.
        all_formats: also texts in formats that this run did not write.
    """
    renewed = set(written)
    of_this_run = {path.suffix for path in renewed}
    formats = SUFFIXES if all_formats else of_this_run
    places = (("report.*", formats), ("chapters/*", formats), ("figures/*", of_this_run))
    found = {path for name, suffixes in places for path in directory.glob(name) if path.suffix in suffixes}
    return tuple(path for path in sorted(found - renewed) if path.is_file() and ours(path))


# ---- names that must not be printed ----------------------------------------------------------------------------------

_MOST = 5


def refuse_names(files: Mapping[str, bytes], names: Names, own: Path) -> None:
    """Refuse files in which a name of the list stands.

    Args:
        files: what is about to be written, by relative names.
        names: the list of names that must never be published.
        own: the folder of the evaluation's own templates, in which a name that is printed may stand.

    Raises:
        CmoEvalError: one does; says in which file, and where it may come from.
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    for file, content in files.items():
        for text in (file, *words_in_file(file, content)):
            if text not in seen:
                seen.add(text)
                for masked in names.found(text):
                    found.setdefault(file, masked)
    if not found:
        return
    shown = [f"{file} ({masked})" for file, masked in list(found.items())[:_MOST]]
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    origin = ", ".join(_origins(own, names))
    raise CmoEvalError(
        f"a name of the list would be printed in {', '.join(shown)}{more}: nothing was written",
        f"it stands in {origin}" if origin else "it comes from a template, the style sheet or the reference document",
    )


def _origins(own: Path, names: Names) -> Iterator[str]:
    """The files of the user's own that bring a name in, text ones with the line."""
    for path in sorted(own.rglob("*")) if own.is_dir() else ():
        if not path.is_file() or path.is_symlink() or not path.name.endswith((SUFFIX, ".css", ".docx")):
            continue
        content = path.read_bytes()
        shown = f"{own.name}/{path.relative_to(own).as_posix()}"
        if path.suffix == ".docx":
            if any(True for text in words_in_file(path.name, content) for _ in names.found(text)):
                yield shown
        else:
            lines = enumerate(content.decode("utf-8", "replace").splitlines(), 1)
            yield from islice((f"{shown}, line {number}" for number, line in lines for _ in names.found(line)), 1)
