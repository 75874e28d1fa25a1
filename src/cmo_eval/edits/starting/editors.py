"""What editors need: JSON Schemas in the evaluation folder, and the line in a file that points at its schema."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.writing.output import replace_files
from cmo_eval.store.writing.places import GITIGNORE

SCHEMAS = ".cmo-eval/schemas"
"""Where the schemas lie in an evaluation folder; they may be kept under version control."""

_FOLDERS = {"claims": "claim", "patterns": "pattern", "cases": "case", "sources": "source"}


def with_modelines(files: Mapping[str, str]) -> dict[str, str]:
    """The files (by their path with `/`), those in YAML with a first line that names their schema."""
    return {path: _modeline(path) + text if path.endswith(".yaml") else text for path, text in files.items()}


def _modeline(path: str) -> str:
    folder, _, name = path.rpartition("/")
    kind = "citations" if ".citations." in name else _FOLDERS.get(folder, name.removesuffix(".yaml"))
    return f"# yaml-language-server: $schema={'../' * (bool(folder))}{SCHEMAS}/{kind}.schema.json\n"


def editor_files(root: Path, schemas: Mapping[str, str]) -> dict[str, str]:
    """The schemas (text by file name), by their path in the evaluation folder: those that are not there yet."""
    files = {".cmo-eval/.gitignore": GITIGNORE, **{f"{SCHEMAS}/{name}": text for name, text in schemas.items()}}
    return {path: text for path, text in files.items() if not os.path.lexists(root / path)}


def write_schemas(directory: Path, schemas: Mapping[str, str], mark: str) -> tuple[Path, ...]:
    """The files written: all schemas (text by file name), in place of older ones with the same mark.

    All of them or none (`writing.output`).

    Raises:
        UsageError: a file is there that has not the mark as its `$comment`; nothing was written.
        CmoEvalError: the disk refuses.
    """
    targets = {directory / name: text for name, text in schemas.items()}
    for path in (directory, *directory.parents):
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path} is not a folder: nothing was written", "name another folder")
    foreign = next((path for path in targets if os.path.lexists(path) and not _ours(path, mark)), None)
    if foreign is not None:
        raise UsageError(
            f"{foreign} is there already and was not made by cmo-eval: nothing was written",
            "name another folder, or move it away",
        )
    try:
        replace_files({path: text.encode("utf-8") for path, text in targets.items()})
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise CmoEvalError(f"cannot write into {directory}: {reason}", "name another folder") from None
    return tuple(targets)


def _ours(path: Path, mark: str) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() and not path.is_symlink() else None
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("$comment") == mark
