"""Which files an evaluation consists of; reads none of them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from cmo_eval.errors import CmoEvalError

EVALUATION_FILE = "evaluation.yaml"
_SINGLE = {"codebook.yaml": "codebook", "conclusions.yaml": "conclusions"}
KINDS = ("claims", "patterns", "cases", "sources")

_CITATIONS = re.compile(r"(?P<source>[^.]+)\.citations(?:\.(?P<coder>[^.]+))?\.yaml")


@dataclass(frozen=True, slots=True)
class FileName:
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

    Raises:
        CmoEvalError: there is none.
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


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in an evaluation folder.

    `files` are to be read, in a stable order; `misnamed` look like records but are not read; `misplaced` stand where
    a folder of records belongs.
    """

    files: tuple[FileName, ...]
    misnamed: tuple[str, ...]
    misplaced: tuple[str, ...]


def list_files(root: Path) -> Listing:
    """The files of the evaluation in `root`. A missing folder holds none; hidden files are left alone."""
    top = sorted(entry.name for entry in os.scandir(root))
    files = [FileName(EVALUATION_FILE, "evaluation")]
    files += [FileName(name, kind) for name, kind in _SINGLE.items() if name in top]
    expected = {name.removesuffix(".yaml") for name in (EVALUATION_FILE, *_SINGLE)}
    misnamed = [name for name in top if _stem(name) in expected and not name.endswith(".yaml")]
    misplaced: list[str] = []
    for kind in KINDS:
        if kind not in top:
            continue
        try:
            names = sorted(entry.name for entry in os.scandir(root / kind) if not entry.name.startswith("."))
        except OSError:
            misplaced.append(kind)
            continue
        misnamed += [f"{kind}/{name}" for name in names if _stem(name) is not None and not name.endswith(".yaml")]
        files += [_named(kind, name) for name in names if name.endswith(".yaml")]
    return Listing(tuple(files), tuple(misnamed), tuple(misplaced))


def _stem(name: str) -> str | None:
    """The name without the ending of a YAML file, in whatever spelling; None of another file."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in {"yaml", "yml"} else None


def _named(kind: str, name: str) -> FileName:
    match = _CITATIONS.fullmatch(name) if kind == "sources" else None
    if match is not None:
        return FileName(f"{kind}/{name}", "citations", match["source"], match["coder"])
    return FileName(f"{kind}/{name}", kind)
