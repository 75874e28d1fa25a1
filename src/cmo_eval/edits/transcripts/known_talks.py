"""Whether a file is a talk that an evaluation has, or had: told by its name and by its words without labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from cmo_eval.attribution import MASK
from cmo_eval.deferred import expression
from cmo_eval.edits.plan import record_in
from cmo_eval.edits.transcripts.text_import import guessed_source
from cmo_eval.errors import UsageError
from cmo_eval.store.folder import list_files
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts import store
from cmo_eval.transcripts.reading import Rows
from cmo_eval.transcripts.speakers import INTERVIEWER
from cmo_eval.transcripts.turns import Register, turns_in, voices, written

_LABEL = expression(r"(?m)^[^:\n\[]{1,60}(?:\[[\d:.,]+\])?:[ \t]*")
_LEFT_OUT = expression(r"(?m)^\[A turn of [^\]\n]{1,60}, who withdrew, was left out\.\]$")  # as `turns` writes it
_TELLING, _ALIKE = 4, 0.5  # words of a line that stands in one talk only; share of lines by which two talks are one
_FEW_LINES = 3  # of those that others said, from which on these tell a talk


class Recognised(NamedTuple):
    """What a file is: a text that a source has already (`there`), the text `of` a source, or one for a `new` one."""

    what: Literal["there", "of", "new"]
    source: str = ""


def known_ids(repository: Repository, names: Iterable[str]) -> list[str]:
    """Ids that the name of a file may point at: of sources, and of those that were withdrawn or cannot be read.

    Args:
        repository: the evaluation, without what was withdrawn.
        names: ids that files of the evaluation begin with.
    """
    others = {*repository.claims, *repository.patterns, *repository.cases}
    return [*repository.sources, *(id_ for id_ in names if id_ not in others)]


def recognised(
    repository: Repository, files: Iterable[tuple[str, Rows]], ids: Collection[str], texts: Path | None
) -> Iterator[Recognised]:
    """What each file is, recognised by its name and its words.

    Args:
        repository: the evaluation.
        files: their names, and what they hold.
        ids: those of `known_ids`.
        texts: the folder of texts.

    Raises:
        UsageError: two of them have the same words, or one those of a talk that was withdrawn, or of which somebody was
            forgotten.
    """
    there, seen = _by_words(repository, texts), dict[str, str]()
    gone, forgotten = _withdrawn_by_words(repository, texts), _with_forgotten(repository, texts)
    for name, rows in files:
        text = _text_of(rows)
        words_ = words_digest(text)
        if words_ in seen:
            raise UsageError(f"{name} has the same words as {seen[words_]}", "bring one of the two in")
        seen[words_] = name
        if words_ in gone:
            raise UsageError(
                f"{name} has the words of {gone[words_]}, which was withdrawn",
                f"leave it out; `cmo-eval forget {gone[words_]}` takes out what is here of it",
            )
        of = guessed_source(name, ids)
        _refuse_forgotten(name, text, forgotten, of)
        if words_ in there:
            yield Recognised("there", there[words_])
        else:
            yield Recognised("of", of) if of is not None else Recognised("new")


def refuse_forgotten(repository: Repository, name: str, rows: Rows, of: str, texts: Path | None) -> None:
    """Refuse a file with words that were forgotten in another source than the one whose text it is to be.

    Args:
        repository: the evaluation.
        name: of the file.
        rows: what it holds.
        of: the id of that source, for which who withdrew is left out anyhow.
        texts: the folder of texts.

    Raises:
        UsageError: it has.
    """
    if forgotten := _with_forgotten(repository, texts):
        _refuse_forgotten(name, _text_of(rows), forgotten, of)


def _text_of(rows: Rows) -> str:
    turns = turns_in(rows.rows, Register())
    return written(turns, voices(turns, Register()))


def _refuse_forgotten(name: str, text: str, forgotten: Mapping[str, _Masked], of: str | None) -> None:
    lines = _lines(text)
    for id_, gone in forgotten.items():
        if id_ != of and _is_that_talk(lines, gone):
            raise UsageError(
                f"{name} has words of {id_} that were forgotten",
                f"leave it out, or bring it in as that text, without who withdrew: --source {id_}",
            )


def _by_words(repository: Repository, texts: Path | None) -> Mapping[str, str]:
    """The sources that have a text in that folder, by the digest of its words: to know a file that came before."""
    found = {}
    for source in repository.sources.values():
        text = store.look(texts, source.text) if source.text else None
        if isinstance(text, store.Text):
            found[words_digest(text.text)] = source.id
    return found


def _withdrawn_by_words(repository: Repository, texts: Path | None) -> Mapping[str, str]:
    """The same of sources that were withdrawn and have their text still."""
    found, known = {}, {stored.file for stored in repository.stored_sources}
    for file in list_files(repository.root).files:
        if file.kind == "sources" and file.path not in known:
            with suppress(UsageError):  # of one that cannot be read `validate` speaks
                value = record_in(repository.root, file.path)
                name = value.get("text")
                text = store.look(texts, name) if value.get("withdrawn") and isinstance(name, str) else None
                if isinstance(text, store.Text):
                    found[words_digest(text.text)] = str(value.get("id"))
    return found


class _Masked(NamedTuple):
    """A talk with words that were forgotten, or left out since somebody withdrew.

    `lines` are all of them without labels, `others` those of more than a few words that somebody said who was heard.
    """

    lines: Sequence[str]
    others: Sequence[str]


def _with_forgotten(repository: Repository, texts: Path | None) -> Mapping[str, _Masked]:
    """The texts in which words were forgotten, by their source."""
    found = {}
    for source in repository.sources.values():
        text = store.look(texts, source.text) if source.text else None
        if isinstance(text, store.Text) and (MASK in text.text or _LEFT_OUT.search(text.text) is not None):
            rows = [row for row in text.text.split("\n") if MASK not in row and row[:1] not in {"[", ""}]
            heard = (line for row in rows if not row.startswith(INTERVIEWER) for line in _lines(row))
            found[source.id] = _Masked(_lines(text.text), [line for line in heard if _is_telling(line)])
    return found


def _lines(text: str) -> list[str]:
    """The lines without labels."""
    return [line.strip() for line in _LABEL.sub("", text).split("\n") if line.strip()]


def _is_telling(line: str) -> bool:
    """Whether the line has so many words that no other talk has the same."""
    return len(line.split()) >= _TELLING


def _is_that_talk(lines: Sequence[str], gone: _Masked) -> bool:
    """Whether these are the lines of that talk, with or without a few corrections.

    They are where half of what the others said is there. Of a talk with nobody else in it questions are left, and the
    same ones may have been asked of many: there half of the lines that were forgotten must have one that is as long and
    says the same where something is left, behind the same line.
    """
    there = {*lines}
    if len(gone.others) >= _FEW_LINES:
        return sum(line in there for line in gone.others) >= _ALIKE * len(gone.others)
    by_length: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for above, line in {*pairwise(["", *lines])}:
        by_length[len(line)].append((above, line))

    def stands(before: str, line: str) -> bool:
        return any(
            (MASK in before or before == above)
            and all(one in {MASK, other} for one, other in zip(line, now, strict=True))
            for above, now in by_length[len(line)]
        )

    masked = [(before, line) for before, line in pairwise(["", *gone.lines]) if MASK in line]
    return len(masked) > 1 and sum(stands(*one) for one in masked) >= _ALIKE * len(masked)


def words_digest(text: str) -> str:
    """The digest of the words of a transcript without its labels; where two have it, they are the same talk."""
    return store.digest(" ".join(_LABEL.sub("", text).split()))
