"""Which files an evaluation consists of; reads none of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cmo_eval.errors import CmoEvalError

EVALUATION_FILE = "evaluation.yaml"
CODEBOOK_FILE = "codebook.yaml"
CONCLUSIONS_FILE = "conclusions.yaml"
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
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / EVALUATION_FILE).exists():
            return folder
    raise CmoEvalError(
        f"no {EVALUATION_FILE} in {start} or above it: this is not an evaluation folder",
        "go to one, name it with --project DIR, or make one with `cmo-eval init DIR`",
    )


def list_files(root: Path) -> tuple[list[FileName], list[str]]:
    """The files to read, in a stable order, and those that look like records but are not read.

    A missing folder holds no files. Hidden files are left alone.
    """
    files = [FileName(EVALUATION_FILE, "evaluation")]
    files += [
        FileName(name, kind)
        for name, kind in ((CODEBOOK_FILE, "codebook"), (CONCLUSIONS_FILE, "conclusions"))
        if (root / name).exists() or (root / name).is_symlink()
    ]
    unread: list[str] = []
    for kind in KINDS:
        folder = root / kind
        if not folder.is_dir():
            continue
        for name in sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith(".")):
            path = f"{kind}/{name}"
            if not name.endswith(".yaml"):
                if name.lower().endswith((".yml", ".yaml")):
                    unread.append(path)
                continue
            match = _CITATIONS.fullmatch(name) if kind == "sources" else None
            if match is not None:
                files.append(FileName(path, "citations", match["source"], match["coder"]))
            else:
                files.append(FileName(path, kind))
    return files, unread
