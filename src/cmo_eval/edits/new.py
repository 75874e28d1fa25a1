"""New files with comments that say what goes where: a folder to start from, the demo, a record, and what editors need.

What the files say stands in the folders `blank` and `demo`; schemas in the folder tell an editor of the keys.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from cmo_eval.errors import CmoEvalError, UsageError, reason_of
from cmo_eval.messages import words
from cmo_eval.store.writing import GITIGNORE
from cmo_eval.store.writing.change import beside
from cmo_eval.store.writing.output import replace_files

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

KINDS = ("claim", "pattern", "case", "source")

_PREFIXES = {"claim": "C", "pattern": "P", "case": "K"}
SOURCE_PREFIXES = {
    "key_actor": "KA",
    "focus_group": "FG",
    "group_interview": "GI",
    "case_interview": "CI",
    "interview": "IN",
    "informal": "IF",
    "document": "DOC",
    "observation": "OB",
    "research": "R",
}
_KIND_OF = {prefix: kind for kind, prefix in SOURCE_PREFIXES.items()}

SCHEMAS = ".cmo-eval/schemas"
"""Where the schemas lie in an evaluation folder; they may be kept under version control."""

_FOLDERS = {"claims": "claim", "patterns": "pattern", "cases": "case", "sources": "source"}

_SAID = ("question", "internal", "participants", "others")
"""What a new evaluation says in its language."""


def new_folder(title: str, language: str, texts: str) -> dict[str, str]:
    """Files of an empty evaluation, by their path with `/`; a path that ends in `/` is a folder.

    `texts` says where transcripts will lie, as seen from there.
    """
    id_ = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if not id_ or not id_[0].isalpha():
        id_ = f"evaluation-{id_}".rstrip("-")
    said = {name: words(f"init.{name}", language) for name in _SAID}
    quoted = json.dumps(title, ensure_ascii=False)
    return {
        "evaluation.yaml": blank(
            "evaluation", id=id_, title=quoted, language=language, texts=json.dumps(texts, ensure_ascii=False), **said
        ),
        "codebook.yaml": blank("codebook"),
        "claims/": "",
        "patterns/": "",
        "cases/": "",
        "sources/": "",
    }


def demo_files() -> dict[str, str]:
    """Files of the fictional demo evaluation, by their path with `/`."""
    from importlib import resources  # noqa: PLC0415 - most changes make no file of a blank one

    found: dict[str, str] = {}

    def walk(folder: Traversable, path: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue  # what a run over the demo itself left there
            if entry.is_dir():
                walk(entry, f"{path}{entry.name}/")
            else:
                found[path + entry.name] = entry.read_text(encoding="utf-8")

    walk(resources.files("cmo_eval.edits") / "demo", "")
    return found


def write_new(root: Path, files: Mapping[str, str]) -> None:
    """Write files into `root`, all of them new.

    Raises:
        UsageError: one of them exists already; then none is written.
        CmoEvalError: a file cannot be written; those that were are removed.
    """
    for name in files:
        target = root / name
        in_the_way = target if target.exists() and not (name.endswith("/") and target.is_dir()) else beside(target)
        for parent in target.parents:
            if parent.exists() and not parent.is_dir():
                in_the_way = parent
        if in_the_way is not None:
            raise UsageError(
                f"{in_the_way} is there already", "name another folder, or move it away; nothing was written"
            )
    try:
        for name in files:
            if name.endswith("/"):
                (root / name).mkdir(parents=True, exist_ok=True)
        replace_files({root / name: text.encode("utf-8") for name, text in files.items() if not name.endswith("/")})
    except OSError as error:
        raise CmoEvalError(f"cannot write into {root}: {reason_of(error)}", "nothing was left behind") from None


# ---- a record ---------------------------------------------------------------------------------------------------


def next_id(kind: str, taken: Iterable[str], source_kind: str = "interview") -> str:
    """The next free id of its kind: one more than the highest, as wide as the others are written."""
    prefix = SOURCE_PREFIXES[source_kind] if kind == "source" else _PREFIXES[kind]
    numbers = [match[1] for id_ in taken if (match := re.fullmatch(rf"{prefix}(\d+)", id_))]
    width = max((len(number) for number in numbers), default=2 if kind == "pattern" else 1)
    return f"{prefix}{max((int(number) for number in numbers), default=0) + 1:0{width}d}"


def kind_by(id_: str) -> str | None:
    """The kind of source that an id such as FG2 is usual for."""
    return _KIND_OF.get(id_.rstrip("0123456789"))


def record_files(
    kind: str,
    id_: str,
    title: str,
    *,
    source_kind: str = "interview",
    quality: str | None = None,
    questions: Iterable[str] = (),
    groups: Iterable[str] = (),
) -> dict[str, str]:
    """The files of a new record, by their path with `/`: one, and for a source also that of its citations.

    `quality` is that of what a source tells, where a citation gives none.
    """
    quoted = json.dumps(title, ensure_ascii=False)
    if kind == "source":
        return {
            f"sources/{id_}.yaml": blank("source", id=id_, kind=source_kind, title=quoted),
            f"sources/{id_}.citations.yaml": blank(
                "citations", id=id_, quality=f", quality: {quality}" if quality else ""
            ),
        }
    text = blank(kind, id=id_, title=quoted, questions=", ".join(questions), groups=", ".join(groups))
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "-".join([id_, *re.findall(r"[a-z0-9]+", plain)[:6]])[: len(id_) + 60].rstrip("-")
    return {f"{kind}s/{name}.yaml": text}


def blank(name: str, **said: str) -> str:
    """The text of a file to fill in, with these words in their places."""
    from importlib import resources  # noqa: PLC0415 - as above

    text = (resources.files("cmo_eval.edits") / "blank" / f"{name}.yaml").read_text(encoding="utf-8")
    return Template(text).substitute(said)


# ---- for editors -----------------------------------------------------------------------------------------------------


def with_modelines(files: Mapping[str, str]) -> dict[str, str]:
    """The files (by their path with `/`), those in YAML with a first line that names their schema."""
    return {path: modeline(path) + text if path.endswith(".yaml") else text for path, text in files.items()}


def modeline(path: str) -> str:
    """The first line of a file, by which an editor finds its schema."""
    folder, _, name = path.rpartition("/")
    kind = (
        "citations"
        if ".citations." in name or ".proposed." in name
        else _FOLDERS.get(folder, name.removesuffix(".yaml"))
    )
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
    for path in targets:
        content = None
        with suppress(OSError, ValueError, RecursionError):
            content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() and not path.is_symlink() else None
        ours = isinstance(content, dict) and content.get("$comment") == mark
        if os.path.lexists(path) and not ours:
            raise UsageError(
                f"{path} is there already and was not made by cmo-eval: nothing was written",
                "name another folder, or move it away",
            )
    try:
        replace_files({path: text.encode("utf-8") for path, text in targets.items()})
    except OSError as error:
        raise CmoEvalError(f"cannot write into {directory}: {reason_of(error)}", "name another folder") from None
    return tuple(targets)
