"""A site on the disk: the whole of it in place of an earlier one, or nothing; whatever is not ours stays.

It is written into a folder beside its place. Then the two folders change names, and what others put into the earlier
one (a CNAME, a folder of git) moves along. A run that is ended in the midst of this is put right by the next one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.site.frame import GENERATOR, START, STYLE_MARK
from cmo_eval.site.search import MARK
from cmo_eval.store.writing.output import beside, runs

_HEAD = 1000  # characters in which a mark stands
_MARKS = {".html": GENERATOR, ".css": STYLE_MARK, ".js": MARK}
_BESIDE = expression(r"\.(?P<name>.+)\.(?P<process>[0-9]{1,10})\.(?P<what>new|old)\.tmp")


def ours(path: Path) -> bool:
    """Whether this is a file of a site that we made."""
    mark = _MARKS.get(path.suffix)
    if mark is None or path.is_symlink() or not path.is_file():
        return False
    with contextlib.suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8") as file:
        return mark in file.read(_HEAD)
    return False


def refuse_foreign(directory: Path, names: Iterable[str] = (), *, force: bool = False) -> None:
    """Refuse a folder into which no site may be written.

    Args:
        directory: where to; it need not be there.
        names: of the files of the site; unless given, only the folder itself is looked at.
        force: also replace files that we did not make; never a folder.

    Raises:
        UsageError: it is no folder, or holds other things than a site of ours, or things of others in its place.
    """
    if not directory.is_dir():
        if os.path.lexists(directory):
            raise UsageError(f"{directory} exists and is no folder: nothing was written", "name another with -o DIR")
        return
    held = {path.name: path for path in directory.iterdir()}
    if held and not force and not (START in held and ours(held[START])):
        raise UsageError(
            f"{directory} holds other things than a site made by cmo-eval: nothing was written",
            "choose another directory, or use --yes to put it among what is there",
        )
    foreign = [
        held[name] for name in names if name in held and (held[name].is_dir() or not (force or ours(held[name])))
    ]
    if foreign:
        hint = "choose another directory" + ("" if force else ", or use --yes to replace what stands there")
        raise UsageError(f"{foreign[0]} exists and was not made by cmo-eval: nothing was written", hint)


def write_site(directory: Path, files: Mapping[str, bytes], *, force: bool = False) -> int:
    """The site in a folder, in place of one that we made earlier; how many files of that are gone.

    Args:
        directory: made when it is not there; a link stays, and what it points at is replaced.
        files: their bytes by their names, all in one folder.
        force: as in `refuse_foreign`.

    Raises:
        UsageError: as in `refuse_foreign`; nothing was written.
        CmoEvalError: the disk refuses; what was there is as it was.
    """
    target = Path(os.path.realpath(directory))
    new, old = (beside(target, what) for what in ("new", "old"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _put_right(target)
        refuse_foreign(target, files, force=force)
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
        if not target.exists():
            new.rename(target)
            return 0
        shutil.copymode(target, new)
        gone = sum(path.name not in files and ours(path) for path in target.iterdir())
        _exchange(target, new, old, files)
    except OSError as error:
        raise CmoEvalError(
            f"the site cannot be written: {error.filename or directory}: {error.strerror or error}",
            "check that the directory can be written to, the disk is not full, and no file is open in another program",
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _remove(old, files)
    return gone


def _exchange(target: Path, new: Path, old: Path, files: Iterable[str]) -> None:
    """Put the new folder in place of the target, which becomes `old`; on any failure all is as it was."""
    moved: list[Path] = []
    target.rename(old)
    try:
        new.rename(target)
        for path in list(_foreign(old, files)):
            path.rename(target / path.name)
            moved.append(path)
    except BaseException:  # an interruption too
        for path in moved:
            with contextlib.suppress(OSError):
                (target / path.name).rename(path)
        with contextlib.suppress(OSError):
            if target.exists():
                target.rename(new)
            old.rename(target)
        raise


def _foreign(folder: Path, files: Iterable[str]) -> Iterator[Path]:
    """What in the folder is not ours, and has no file of the site in its place."""
    taken = set(files)
    return (path for path in folder.iterdir() if path.name not in taken and not ours(path))


def _remove(old: Path, files: Iterable[str]) -> None:
    """Remove an earlier site from which all that is not ours was moved; should anything still be there, it stays."""
    taken = set(files)
    with contextlib.suppress(OSError):
        for path in old.iterdir():
            if path.name in taken or ours(path):
                path.unlink()
        old.rmdir()


def _put_right(target: Path) -> None:
    """Finish what a run that was ended in the midst of it began, unless one is at work still."""
    for path in list(target.parent.glob(f".{target.name}.*.tmp")):
        found = _BESIDE.fullmatch(path.name)
        if found is None or found["name"] != target.name:
            continue
        state, process = path.lstat(), int(found["process"])
        if not stat.S_ISDIR(state.st_mode) or (process != os.getpid() and runs(process, state.st_mtime)):
            continue
        if found["what"] == "new":
            shutil.rmtree(path, ignore_errors=True)
        elif not target.exists():
            path.rename(target)
        else:
            for one in list(_foreign(path, [other.name for other in target.iterdir()])):
                one.rename(target / one.name)
            _remove(path, [other.name for other in target.iterdir()])
