"""The search: a quick look at the bytes of all files, then a good one at the sources that may hold the words."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from cmo_eval.analysis.search.hits import Found, Looking, Wanted, may_hold
from cmo_eval.analysis.search.query import Query
from cmo_eval.analysis.search.transcripts import quickly
from cmo_eval.errors import CmoEvalError
from cmo_eval.nearest import unknown
from cmo_eval.store import loading
from cmo_eval.store.loading import list_files
from cmo_eval.store.repository import Repository, natural
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


# ---- the search ------------------------------------------------------------------------------------------------------


_AT_A_TIME = 400
"""Sources that are read together: enough that what else is read with them does not count."""


def search(root: Path, known: Repository, query: Query, wanted: Wanted, texts: Path | None) -> Found:
    """What holds the words, of those who did not withdraw.

    Sources that may hold them are read some at a time, until there are as many hits as are wanted.

    Args:
        root: the evaluation folder.
        known: what of the evaluation is no source and no citation: the codebook and the claims.
        query: what to search for.
        wanted: where.
        texts: the folder of the transcripts; None where nobody says which it is.

    Raises:
        UsageError: there is no such source, code or claim.
    """
    files = files_of(root)
    _refuse_unknown("claim", wanted.claims, known.claims)
    _refuse_unknown("code", wanted.codes, known.codes)
    wanted = replace(wanted, codes=_with_those_below(wanted.codes, known))
    found = Found()
    if "texts" in wanted.kinds and files.texts and (texts is None or not texts.is_dir()):
        where = "no folder of texts is named" if texts is None else f"there is no folder {texts}"
        found.notes.append(f"transcripts are not searched: {where}")
        wanted = replace(wanted, kinds=[kind for kind in wanted.kinds if kind != "texts"])
    candidates, missing = _candidates(root, files, query, wanted, texts)
    step = _AT_A_TIME if files.sure else len(candidates) or 1
    for start in range(0, len(candidates), step):
        if wanted.most and len(found.hits) >= wanted.most:
            found.further = len(candidates) - start
            break
        missing += _look_into(root, files, candidates[start : start + step], query, wanted, texts, found)
    missing = list(dict.fromkeys(missing))
    if "texts" in wanted.kinds:
        found.searched = sum(not wanted.sources or id_ in wanted.sources for id_ in files.texts) - len(missing)
    if missing:
        some = ", ".join(missing[:3]) + (", ..." if len(missing) > 3 else "")
        number = "1 transcript is" if len(missing) == 1 else f"{len(missing)} transcripts are"
        found.notes.append(f"{number} not at hand: {some}")
    return found


def _candidates(
    root: Path, files: Files, query: Query, wanted: Wanted, texts: Path | None
) -> tuple[list[str], list[str]]:
    """Ids of the sources to be read, and transcripts that are not there."""
    if not files.sure:  # names of files do not tell whose they are
        return sorted({*files.sources, *files.citations}), []
    if wanted.sources:
        _refuse_unknown("source", wanted.sources, files.sources)
        return list(dict.fromkeys(wanted.sources)), []
    return glance(root, files, query, wanted.kinds, texts)


def _look_into(
    root: Path, files: Files, ids: Collection[str], query: Query, wanted: Wanted, texts: Path | None, found: Found
) -> list[str]:
    """Search in these sources; what is found joins `found`. Gives transcripts that are not there."""
    paths = {path for id_ in ids for path in (*files.sources.get(id_, ()), *files.citations.get(id_, ()))}
    loaded = loading.load(root, withdrawn=True, only=lambda file: file.path in paths, texts=texts)
    if loaded.repository is None:
        raise CmoEvalError("evaluation.yaml changed while it was being used", "run again")
    found.unread += loaded.unread
    found.findings += loaded.findings
    looking = Looking(root, loaded.repository, query, wanted, texts, found)
    if not any(file.startswith("sources/") for file in loaded.unread):
        _refuse_unknown("source", wanted.sources, looking.repository.sources)
    looking.run()
    return looking.missing


def _with_those_below(codes: Collection[str], repository: Repository) -> frozenset[str]:
    found = set(codes)
    while more := {id_ for id_, code in repository.codes.items() if code.parent in found} - found:
        found |= more
    return frozenset(found)


def _refuse_unknown(what: str, ids: Collection[str], known: Collection[str]) -> None:
    for id_ in ids:
        if id_ not in known:
            raise unknown(what, id_, known, f"`cmo-eval list {what}s` shows them")
