"""Which sources may hold the words, by a quick look at the bytes of their files, before any is read as YAML."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from cmo_eval.analysis.search.folding import folded_bytes
from cmo_eval.analysis.search.query import Query
from cmo_eval.analysis.search.transcripts import quickly
from cmo_eval.store.loading import list_files
from cmo_eval.store.repository import natural
from cmo_eval.store.text import read_bytes
from cmo_eval.store.yaml_io import YamlProblem

_SCALAR = rb"""(?:"([^"\\\r\n]+)"|'([^'\r\n]+)'|([^\s"'#>|&*!\[{][^#\r\n]*?))[ \t]*(?:[ \t]#.*)?\r?$"""
_ID = re.compile(rb"^id:[ \t]+" + _SCALAR, re.MULTILINE)
_TEXT = re.compile(rb"^text:[ \t]+" + _SCALAR, re.MULTILINE)


@dataclass
class Files:
    """The files of an evaluation that are about sources, as paths, by the id of the source.

    `sure` is False where a file's name does not tell whose it is.
    """

    sources: dict[str, list[str]] = field(default_factory=dict)
    citations: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str | None] = field(default_factory=dict)
    sure: bool = True


def files_of(root: Path) -> Files:
    """The files of each source, and the name of its transcript: None where the source must be read to know it."""
    found = Files()
    for file in list_files(root).files:
        if file.kind == "citations":
            found.citations.setdefault(file.source or "", []).append(file.path)
        elif file.kind == "sources":
            id_ = file.id_in_name
            found.sources.setdefault(id_, []).append(file.path)
            try:
                content = read_bytes(f"{root}/{file.path}")
            except YamlProblem:
                found.texts[id_] = None
                continue
            found.sure = found.sure and _said(_ID, content) == id_ and len(found.sources[id_]) == 1
            text = _said(_TEXT, content)
            if b"withdrawn" in content:  # of a source that is gone nothing is told, not even that its text is not there
                text = None
            if text is not None or b"text:" in content or b'text"' in content:
                found.texts[id_] = text
    return found


def _said(pattern: re.Pattern[bytes], content: bytes) -> str | None:
    match = pattern.search(content)
    if match is None:
        return None
    return next(part for part in match.groups() if part is not None).decode("utf-8", "replace")


def glance(
    root: Path, files: Files, query: Query, kinds: Collection[str], texts: Path | None
) -> tuple[list[str], list[str]]:
    """Ids of sources that may hold the words, in natural order, and names of transcripts that are not there.

    Whatever is not sure may hold them.

    Args:
        root: the evaluation folder.
        files: from `files_of`.
        query: what to search for.
        kinds: where: `quotes`, `memos` and `texts`.
        texts: the folder of the transcripts, if it is at hand.
    """
    coded = "quotes" in kinds or "memos" in kinds
    found, missing = [], []
    for id_ in sorted(files.sources, key=natural):
        name = files.texts.get(id_)
        absent = "texts" in kinds and name is not None and _is_absent(texts, name)
        if absent and name is not None:
            missing.append(name)
        if (coded and any(may_hold(root, file, query) for file in files.citations.get(id_, ()))) or (
            "texts" in kinds and id_ in files.texts and not absent and _text_may_hold(texts, name, query)
        ):
            found.append(id_)
    return found, missing


def _is_absent(texts: Path | None, name: str) -> bool:
    return texts is None or not os.path.lexists(f"{texts}/{name}")


def _text_may_hold(texts: Path | None, name: str | None, query: Query) -> bool:
    plain = quickly(texts, name) if texts is not None and name is not None else None
    return plain is None or query.may_be_in(plain)


def may_hold(root: Path, file: str, query: Query) -> bool:
    """Whether a file of citations can hold the words; behind an escape, anything can stand."""
    try:
        content = read_bytes(f"{root}/{file}")
        return b"\\" in content or query.may_be_in(folded_bytes(content))
    except (YamlProblem, UnicodeDecodeError):
        return True
