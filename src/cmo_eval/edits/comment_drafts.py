"""Word comments as drafts: what a comment says in its notation, of the words that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cmo_eval.edits.comment_notation import Names, Said, said
from cmo_eval.edits.draft import Draft, Incoming
from cmo_eval.edits.table_drafts import cells_of
from cmo_eval.edits.word_comments import WordComment
from cmo_eval.errors import UsageError
from cmo_eval.model import REMARKS
from cmo_eval.store.repository import Repository

_PLACES = ("line", "page", "section", "time")


def names_of(repository: Repository) -> Names:
    """What the evaluation has to name, so that comments can name it."""
    codes = {id_: code.label or "" for id_, code in repository.codes.items()}
    return Names(tuple(repository.claims), tuple(repository.patterns), codes)


def authors(options: Sequence[str]) -> Mapping[str, str]:
    """Initials by author, from texts such as `Anna Bakker=AB`; without regard to case.

    Raises:
        UsageError: one is not of that form.
    """
    found: dict[str, str] = {}
    for option in options:
        author, equals, initials = option.rpartition("=")
        if not equals or not author.strip() or not initials.strip():
            raise UsageError(f"--author {option} says no coder", 'write --author "Name in Word=AB"')
        found[author.strip().casefold()] = initials.strip()
    return found


def incoming(
    comments: Sequence[WordComment],
    repository: Repository,
    *,
    source: str,
    coder: str | None = None,
    known: Mapping[str, str] | None = None,
    coded: str | None = None,
    quality: str | None = None,
) -> list[Incoming]:
    """The comments as codings that come in; replies go into the memo of what they reply to.

    Args:
        comments: of a document.
        repository: the evaluation.
        source: id of the source whose text the document is.
        coder: who coded all of it; else each comment's author, as `known` or its initials say.
        known: initials by author, as in `authors`.
        coded: the date of comments that have none.
        quality: of comments that give none.
    """
    names, team = names_of(repository), repository.evaluation.team
    made = []
    for comment in comments:
        whose = coder or _coder(comment, known or {}, team)
        base = Draft(
            source=source,
            quote=comment.words,
            quality=quality,
            coder=whose,
            coded=comment.date or coded,
            prefix=comment.prefix,
            suffix=comment.suffix,
            near_line=comment.line or None,
            labelled=True,
        )
        made.append(_incoming(comment, base, names))
    return made


def _coder(comment: WordComment, known: Mapping[str, str], team: Mapping[str, object]) -> str | None:
    """Whose comment it is: by the author's name or, where they are of the team, by the initials that Word has."""
    named = known.get(comment.author.strip().casefold()) or known.get(comment.initials.strip().casefold())
    return named or (comment.initials if comment.initials in team else None)


def _incoming(comment: WordComment, base: Draft, names: Names) -> Incoming:
    replies = "\n".join(_one_line(reply.text) for reply in comment.replies if reply.text.strip())
    notes = []
    if replies:
        notes.append("a reply went into the memo" if len(comment.replies) == 1 else "replies went into the memo")
    cells = {**cells_of(base), "memo": "\n".join(part for part in (comment.text, replies) if part)}
    found: Said | None = None
    trouble: UsageError | None = None
    try:
        found = said(comment.text, names)
    except UsageError as error:
        trouble = error
    if found is not None and (found.stances or found.codes):
        if found.notes:
            notes.append("words that are no notation went into the memo")
        whole = _draft(base, found, replies)
        cells = cells_of(whole)

    def draft() -> Draft:
        if trouble is not None:
            raise trouble
        if found is None or not (found.stances or found.codes):
            hint = "write +C3, -C3 or ~C3 (supports, refutes, nuances), or #scan for a code"
            raise UsageError("it names no code and takes no stance", hint)
        if not comment.words:
            why = comment.why or "no words are selected, or they were deleted or are hidden"
            raise UsageError(why, "select the words in Word, and comment on them")
        return _draft(base, found, replies)

    return Incoming(comment.number, draft, cells, tuple(notes))


def _draft(base: Draft, found: Said, replies: str) -> Draft:
    fields = found.fields
    remarks = {name: fields[name] for name in REMARKS if fields.get(name)}
    memo = "\n".join(part for part in (remarks.get("memo", ""), replies) if part)
    return replace(
        base,
        stances=found.stances,
        codes=found.codes,
        quality=fields.get("quality", base.quality),
        utterance=fields.get("utterance"),
        speaker=fields.get("speaker"),
        role=fields.get("role"),
        at={name: fields[name] for name in _PLACES if name in fields},
        remarks={**remarks, **({"memo": memo} if memo else {})},
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
