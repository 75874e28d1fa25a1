"""Where withdrawn words may be when they are out of their files: copies, other files, git; changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cmo_eval.coding.withdrawn_words import some
from cmo_eval.loading.text import read_bytes
from cmo_eval.writing import FileChange
from cmo_eval.yaml_io import YamlProblem

_BACKUPS = ("{}~", "{}.bak", "{}.orig", "{}.old", ".{}.swp", "#{}#")
_PIECES = re.compile(r"[.!?;:\n]+|\[[^\]]*\]|…")
_COMMENT = re.compile(r"(?m)(?:^|[ \t])#([^\r\n]*)")
_FEWEST_WORDS = 5


def backups_of(path: Path) -> Iterator[Path]:
    """Copies of a file that editors leave beside it."""
    for pattern in _BACKUPS:
        copy = path.with_name(pattern.format(path.name))
        if copy.is_file() and not copy.is_symlink():
            yield copy


def repeated(
    root: Path, files: Iterable[str], said: Iterable[tuple[str, str]], changed: Mapping[str, FileChange]
) -> Iterator[str]:
    """A sentence for each file that has the words too: sentences of five words and more, word for word.

    Args:
        root: the evaluation folder.
        files: where to look.
        said: ids of citations, each with words of it.
        changed: files as they will be.
    """
    pieces = {
        piece: id_
        for id_, words in said
        for part in _PIECES.split(words)
        if len((piece := _folded(part)).split()) >= _FEWEST_WORDS
    }
    for file in files if pieces else ():
        try:
            content = changed[file].content if file in changed else read_bytes(root / file)
        except YamlProblem:
            continue
        here = _folded((content or b"").decode("utf-8", "replace").replace("#", " "))
        ids = dict.fromkeys(id_ for piece, id_ in pieces.items() if piece in here)
        if ids:
            yield f"{file} repeats words of {some(ids)}"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def has_comment(content: bytes | None) -> bool:
    """Whether a file has a comment that is for people."""
    found = _COMMENT.findall((content or b"").decode("utf-8", "replace"))
    return any(
        one.strip() and not one.lstrip().startswith(("yaml-language-server", "cmo:", "What was coded in"))
        for one in found
    )


def beyond(root: Path) -> Iterator[str]:
    """What no program reaches from here, and what to do about it."""
    if any((folder / ".git").exists() for folder in (root, *root.parents)):
        yield (
            "git keeps what the files said before, here and in every clone: rewrite its history (`git filter-repo`), "
            "and let everybody clone anew"
        )
    yield "copies and backups elsewhere (mail, a shared drive, the recording itself) are yours to remove"
    yield "a report that was written before still has the words: write it again, and withdraw the old one"
