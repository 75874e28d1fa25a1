"""Words that are looked for, given to a coder, and proposed by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cmo_eval.api.evaluation import load, repository_of
from cmo_eval.store.folder import find_project

if TYPE_CHECKING:
    from cmo_eval.analysis.search import Found, Wanted
    from cmo_eval.edits.coding.propose import Model, Proposing
    from cmo_eval.model import ModelRuns
    from cmo_eval.output.brief import Brief


def search(
    words: Sequence[str], project: str | Path = ".", wanted: Wanted | None = None, *, texts: str | Path | None = None
) -> Found:
    """What holds all the words, in quotes, memos and transcripts; never what was withdrawn.

    Args:
        words: words, phrases (with blanks in them) and word starts (`zorg*`); case and accents do not matter.
        project: a folder in the evaluation.
        wanted: where to look; else everywhere.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        UsageError: there is nothing to search for, or no such source, code or claim.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval.analysis import search as searching
    from cmo_eval.analysis.query import parsed
    from cmo_eval.store import loading
    from cmo_eval.transcripts import store

    query = parsed(words)
    root = find_project(Path(project))
    loaded = loading.load(root, only=lambda file: file.kind in {"codebook", "claims"})
    known = repository_of(loaded)
    folder = store.folder(root, known.evaluation.texts, texts)
    found = searching.search(root, known, query, wanted or searching.Wanted(), folder)
    found.unread, found.findings = (*loaded.unread, *found.unread), (*loaded.findings, *found.findings)
    return found


def brief(
    sources: Sequence[str], project: str | Path = ".", *, where: ModelRuns = "local", texts: str | Path | None = None
) -> Brief:
    """What a coder needs to code these sources, as far as one that runs there may read them; nothing is sent.

    Args:
        sources: ids of sources.
        project: a folder in the evaluation.
        where: `local`, on a computer of the team's own, or `any`.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        UsageError: there is no such source, or nothing that may be read.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval.output.brief import brief as made

    evaluation = load(project, texts=texts)
    return made(evaluation.root, evaluation.repository, sources, where=where, texts=texts)


def propose(
    answer: bytes, model: Model, date: str, project: str | Path = ".", *, texts: str | Path | None = None
) -> Proposing:
    """What a language model answered, as proposals that count for nothing; `apply()` of it writes them.

    Args:
        answer: JSON, alone or among other words, in UTF-8.
        model: what it is called here, which it is, and the digest of what it was asked.
        date: of today, such as 2026-11-30.
        project: a folder in the evaluation.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        UsageError: it is no answer, or the model's name or digest cannot be.
        CmoEvalError: there is no evaluation, or a file of proposals cannot be written.
    """
    from cmo_eval.edits.coding import propose as proposing

    evaluation = load(project, texts=texts)
    return proposing.plan(evaluation.root, evaluation.repository, answer, model, date=date, texts=texts)
