"""Which files an evaluation consists of, by their names; reads none of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import recover

EVALUATION_FILE = "evaluation.yaml"
_SINGLE = {"codebook.yaml": "codebook", "conclusions.yaml": "conclusions"}
KINDS = ("claims", "patterns", "cases", "sources", "writing")

_CITATIONS = expression(r"(?P<source>[^.]+)\.(?:citations(?:\.(?P<coder>[^.]+))?|proposed\.(?P<model>[^.]+))\.yaml")


class FileName(NamedTuple):
    """A file to read: its path from the project's root with `/`, and what it holds.

    `kind` is evaluation, codebook, conclusions, claims, patterns, cases, sources, citations or writing; `source` and
    `coder` come from the name of a file of citations (`coder` None for the agreed coding). `proposed`: its citations
    are proposals of the model that `coder` names, and count for nothing.
    """

    path: str
    kind: str
    source: str | None = None
    coder: str | None = None
    proposed: bool = False

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


@dataclass(frozen=True)
class Listing:
    """What lies in an evaluation folder.

    `paths` are those of files to be read, in a stable order. `misnamed` look like records but are not read;
    `misplaced` stand where a folder of records belongs.
    """

    paths: Sequence[str]
    misnamed: Sequence[str]
    misplaced: Sequence[str]

    def __len__(self) -> int:
        return len(self.paths)

    @cached_property
    def files(self) -> Sequence[FileName]:
        """Each file to be read, and what it holds."""
        return [named(path) for path in self.paths]

    def only(self, wanted: Callable[[FileName], bool]) -> Listing:
        """The same with evaluation.yaml and those other files only that are wanted."""
        paths = [file.path for file in self.files if file.kind == "evaluation" or wanted(file)]
        return replace(self, paths=paths)


def list_files(root: Path) -> Listing:
    """The files of the evaluation in `root`. A missing folder holds none; hidden files are left alone."""
    top = sorted(os.listdir(root))  # noqa: PTH208 - names are wanted, ten thousand of them
    paths = [EVALUATION_FILE, *(name for name in _SINGLE if name in top)]
    expected = {name.removesuffix(".yaml") for name in (EVALUATION_FILE, *_SINGLE)}
    misnamed = [name for name in top if _stem(name) in expected and not name.endswith(".yaml")]
    misplaced: list[str] = []
    for kind in KINDS:
        if kind not in top:
            continue
        try:
            found = sorted(name for name in os.listdir(root / kind) if not name.startswith("."))  # noqa: PTH208
        except OSError:
            misplaced.append(kind)
            continue
        paths += [f"{kind}/{name}" for name in found if name.endswith(".yaml")]
        misnamed += [f"{kind}/{name}" for name in found if not name.endswith(".yaml") and _stem(name) is not None]
    return Listing(paths, misnamed, misplaced)


def _stem(name: str) -> str | None:
    """The name without the ending of a YAML file, in whatever spelling; None of another file."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in {"yaml", "yml"} else None


def named(path: str) -> FileName:
    """What a file of the evaluation holds, by its path with `/` from the root."""
    kind, slash, name = path.partition("/")
    if not slash:
        return FileName(path, _SINGLE.get(path, "evaluation"))
    match = _CITATIONS.fullmatch(name) if kind == "sources" and name.count(".") > 1 else None
    if match is not None:
        model = match["model"]
        return FileName(path, "citations", match["source"], model or match["coder"], proposed=model is not None)
    return FileName(path, kind)
