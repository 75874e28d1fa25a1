"""Which files an evaluation consists of, and what the file system says of each; reads none of them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cmo_eval.errors import CmoEvalError
from cmo_eval.writing import recover

EVALUATION_FILE = "evaluation.yaml"
_SINGLE = {"codebook.yaml": "codebook", "conclusions.yaml": "conclusions"}
KINDS = ("claims", "patterns", "cases", "sources")

_CITATIONS = re.compile(r"(?P<source>[^.]+)\.citations(?:\.(?P<coder>[^.]+))?\.yaml")


class FileName(NamedTuple):
    """A file to read: its path from the project's root with `/`, and what it holds.

    `kind` is evaluation, codebook, conclusions, claims, patterns, cases, sources or citations; `source` and
    `coder` come from the name of a file of citations (`coder` None for the agreed coding).
    """

    path: str
    kind: str
    source: str | None = None
    coder: str | None = None

    @property
    def id_in_name(self) -> str:
        """The id that the file's name begins with, up to `-` or `.`."""
        return re.split(r"[-.]", self.path.rsplit("/", 1)[-1], maxsplit=1)[0]


def find_project(start: Path) -> Path:
    """The evaluation folder that `start` lies in: the nearest one upwards with an evaluation.yaml.

    A change to its files that was cut off is finished or put back first.

    Raises:
        CmoEvalError: there is none, or the files of a change that was cut off cannot be put right.
    """
    try:
        here = start.resolve()
        if not here.exists():
            raise CmoEvalError(
                f"the folder {start} does not exist", "check the name, or make it with `cmo-eval init DIR`"
            )
        for folder in (here, *here.parents):
            if os.path.lexists(folder / EVALUATION_FILE):
                os.scandir(folder).close()
                recover(folder)
                return folder
    except (OSError, RuntimeError) as error:
        reason = (getattr(error, "strerror", None) or "a link leads in a circle").lower()
        raise CmoEvalError(
            f"{str(start)[:200]} cannot be looked into: {reason}", "check the name and your rights"
        ) from None
    raise CmoEvalError(
        f"no {EVALUATION_FILE} in {start} or above it: this is not an evaluation folder",
        "go to one, name it with --project DIR, or make one with `cmo-eval init DIR`",
    )


class Listing:
    """What lies in an evaluation folder.

    `names` are by folder (empty for the root itself) those of files to be read, in a stable order, each with what the
    file system knew of it before it was read; None where it cannot be looked at (a link that leads nowhere).
    `misnamed` look like records but are not read; `misplaced` stand where a folder of records belongs.
    """

    def __init__(
        self,
        names: Mapping[str, Mapping[str, os.stat_result | None]],
        misnamed: Sequence[str],
        misplaced: Sequence[str],
    ) -> None:
        self._names, self.misnamed, self.misplaced = names, misnamed, misplaced

    def __len__(self) -> int:
        return sum(map(len, self._names.values()))

    def stat(self, path: str) -> os.stat_result | None:
        """What the file system knew of a file."""
        folder, slash, name = path.rpartition("/")
        return self._names[f"{folder}{slash}"][name]

    @cached_property
    def stamps(self) -> Mapping[str, str]:
        """The stamp of each file by its path, in the order of the files; empty where it cannot be looked at."""
        return {
            f"{folder}{name}": stamp(stat) if stat else ""
            for folder, names in self._names.items()
            for name, stat in names.items()
        }

    @cached_property
    def files(self) -> Sequence[FileName]:
        """Each file to be read, and what it holds."""
        return [named(path) for path in self.stamps]

    def only(self, wanted: Callable[[FileName], bool]) -> Listing:
        """The same with evaluation.yaml and those other files only that are wanted."""
        names = {
            folder: {
                name: stat
                for name, stat in inside.items()
                if (file := named(f"{folder}{name}")).kind == "evaluation" or wanted(file)
            }
            for folder, inside in self._names.items()
        }
        return Listing(names, self.misnamed, self.misplaced)

    @cached_property
    def state(self) -> str:
        """A digest that is another one as soon as any file was changed, came or went."""
        told = [joined(self.stamps), *self._names, "", *self.misnamed, "", *self.misplaced]
        return hashlib.blake2b("\0".join(told).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    @property
    def newest(self) -> int:
        """When a file was last modified, in nanoseconds."""
        return max((stat.st_mtime_ns for names in self._names.values() for stat in names.values() if stat), default=0)


def stamp(stat: os.stat_result) -> str:
    """What tells whether a file is the same without reading it: size, times of change, and inode."""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


def joined(stamps: Mapping[str, str]) -> str:
    """Paths and their stamps as one text; `parted` reads it."""
    return "\0".join(chain.from_iterable(stamps.items()))


def parted(text: str) -> dict[str, str]:
    """What `joined` made one.

    Raises:
        ValueError: it made no such text.
    """
    parts = text.split("\0") if text else []
    return dict(zip(parts[::2], parts[1::2], strict=True))


def stamp_at(path: str) -> str | None:
    """The stamp of what lies at a path; None where nothing does."""
    try:
        return stamp(os.stat(path))  # noqa: PTH116 - texts by the hundred
    except (OSError, ValueError):  # a name with a NUL in it
        return None


def list_files(root: Path) -> Listing:
    """The files of the evaluation in `root`. A missing folder holds none; hidden files are left alone."""
    top = sorted(os.listdir(root))  # noqa: PTH208 - names are wanted, ten thousand of them
    single = [EVALUATION_FILE, *(name for name in _SINGLE if name in top)]
    names = {"": _looked_at(root, single)}
    expected = {name.removesuffix(".yaml") for name in (EVALUATION_FILE, *_SINGLE)}
    misnamed = [name for name in top if _stem(name) in expected and not name.endswith(".yaml")]
    misplaced: list[str] = []
    for kind in KINDS:
        if kind not in top:
            continue
        try:
            found = [name for name in os.listdir(root / kind) if not name.startswith(".")]  # noqa: PTH208
            read = sorted([name for name in found if name.endswith(".yaml")])
            names[f"{kind}/"] = _looked_at(root / kind, read)
        except OSError:
            misplaced.append(kind)
            continue
        if len(read) < len(found):
            others = (name for name in sorted(found) if not name.endswith(".yaml"))
            misnamed += [f"{kind}/{name}" for name in others if _stem(name) is not None]
    return Listing(names, misnamed, misplaced)


def _looked_at(folder: Path, names: Sequence[str]) -> dict[str, os.stat_result | None]:
    """What the file system knows of each; asked from within the folder, where the system can, to find them sooner."""
    if os.stat not in os.supports_dir_fd:
        return {name: _stat(str(folder / name), None) for name in names}
    within = os.open(folder, os.O_RDONLY)
    try:
        return {name: _stat(name, within) for name in names}
    finally:
        os.close(within)


def _stat(path: str, within: int | None) -> os.stat_result | None:
    try:
        return os.stat(path, dir_fd=within)
    except OSError:
        return None


def _stem(name: str) -> str | None:
    """The name without the ending of a YAML file, in whatever spelling; None of another file."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in {"yaml", "yml"} else None


def named(path: str) -> FileName:
    """What a file of the evaluation holds, by its path with `/` from the root."""
    kind, slash, name = path.partition("/")
    if not slash:
        return FileName(path, _SINGLE.get(path, "evaluation"))
    match = _CITATIONS.fullmatch(name) if kind == "sources" and ".citations." in name else None
    if match is not None:
        return FileName(path, "citations", match["source"], match["coder"])
    return FileName(path, kind)
