"""A second coder's file, blind: which citations to code, and nothing of what the first coder made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cmo_eval.deferred import dataclass, expression
from cmo_eval.disclosure import quotable, words_at_desk
from cmo_eval.edits.coding.checking import coder_named, source_named
from cmo_eval.edits.coding.citation_text import new_file, with_citations
from cmo_eval.edits.coding.file import CodingFile, read_coding
from cmo_eval.edits.plan import MEND, Plan
from cmo_eval.errors import UsageError
from cmo_eval.store.repository import Coded, Repository
from cmo_eval.store.writing.change import Change, FileChange, digest

SEED = 1
"""By which citations are drawn unless another number is given."""

_HEAD = """\
# A second coding, blind. The words, without what the first coder made of them, are shown by
#   cmo-eval code second {source} --coder {coder} --show
# Give each citation a quality, its evidence and its codes; where nothing applies, the date: `coded: ...`.
{said}
"""
_SAMPLE = expression(r"([0-9]{1,6})(%?)")
_SAID = expression(r"(?m)^# A sample: [^\r\n]*")
_DRAWN = expression(r"(?m)^# A sample: .*\(--sample ([0-9]{1,6}%?) --seed (-?[0-9]{1,18})\)")


@dataclass(frozen=True, kw_only=True)
class SecondFile(Plan):
    """A second coder's file; `ids` are the citations that it gets, `of` how many there are in all."""

    file: str
    ids: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation as a second coder sees it: where it stands, who speaks, the words; whether they have coded it."""

    citation: str
    place: str
    who: str
    quote: str
    coded: bool


def plan(
    root: Path,
    repository: Repository,
    source: str,
    coder: str,
    *,
    sample: str | None = None,
    seed: int = SEED,
    as_drawn: bool = False,
) -> SecondFile:
    """The file for a second coder of a source, or what it lacks yet.

    Which citations are drawn depends on the seed and their ids only: more of them are the same ones and others.

    Args:
        root: the evaluation folder.
        repository: what was read from it.
        source: id of the source.
        coder: initials of the second coder.
        sample: how many citations (`10`) or which share of them (`20%`); all unless given.
        seed: by which citations are drawn.
        as_drawn: without a `sample`, a file that is one stays the same one: it says how it was drawn.

    Raises:
        UsageError: there is no such source or coder, the coder is the first one, there is nothing to code, or a file
            cannot be read.
    """
    agreed, theirs = _files(root, repository, source, coder)
    rows = _rows(repository, agreed.source)
    if not rows:
        raise UsageError(f"there is nothing coded in {agreed.source} yet", "the first coder codes it first")
    if as_drawn and sample is None and (was := _DRAWN.search(theirs.text)) is not None:
        sample, seed = was[1], int(was[2])
    drawn = _drawn(list(rows), sample, seed)
    there = {entry.id for entry in theirs.entries}
    new = [id_ for id_ in rows if id_ in drawn and id_ not in there]
    if not new:
        return SecondFile(root=root, change=Change(()), file=theirs.file, ids=(), of=len(rows))
    places = {id_: at.model_dump(exclude_none=True) for id_ in new if (at := rows[id_].citation.at) is not None}
    entries: list[dict[str, Any]] = [{"id": id_, "at": places.get(id_), "evidence": [], "codes": []} for id_ in new]
    said = f"# A sample: {len(drawn)} of {len(rows)} citations (--sample {sample} --seed {seed})."
    if theirs.before is None:
        text = new_file(theirs.file, entries, coder=coder)
        head = _HEAD.format(source=agreed.source, coder=coder, said=said if sample else "# All citations.")
        text = text.replace("\ncoder:", f"\n{head}coder:", 1)
    else:
        text = with_citations(theirs.text, add=entries)
        text = _SAID.sub(said if sample else "# All citations.", text, count=1)
    before = None if theirs.before is None else digest(theirs.before)
    change = Change((FileChange(theirs.file, before, text.encode("utf-8")),), what="a file for a second coder")
    return SecondFile(root=root, change=change, file=theirs.file, ids=tuple(new), of=len(rows))


def shown(
    root: Path, repository: Repository, source: str, coder: str, *, background: bool = False
) -> tuple[Shown, ...]:
    """The citations in a second coder's file, without anything that the first coder made of them.

    Words that may not be quoted are there with `background` only: to be read by whoever codes them.

    Raises:
        UsageError: as in `plan`, or the coder has no file for the source yet.
    """
    agreed, theirs = _files(root, repository, source, coder)
    if theirs.before is None:
        raise UsageError(
            f"{coder} has no file for {agreed.source} yet",
            f"`cmo-eval code second {agreed.source} --coder {coder}` writes it",
        )
    rows = _rows(repository, agreed.source)
    seen: list[Shown] = []
    for entry in theirs.entries:
        if (one := rows.get(entry.id)) is None:
            continue
        role = repository.role_of(one) if background or quotable(repository, one) else None
        who = ", ".join(part for part in (one.citation.speaker, role) if part)
        at = one.citation.at.model_dump(exclude_none=True) if one.citation.at is not None else {}
        place = ", ".join(str(value) if name == "time" else f"{name} {value}" for name, value in at.items())
        words = words_at_desk(repository, one, background=background)
        seen.append(Shown(entry.id, place, who, words, coded=not theirs.to_be_coded(entry)))
    return tuple(seen)


def _files(root: Path, repository: Repository, source: str, coder: str) -> tuple[CodingFile, CodingFile]:
    """The agreed coding of a source, and a second coder's file."""
    id_, initials = source_named(repository, source).id, coder_named(repository, coder)
    agreed, theirs = read_coding(root, id_), read_coding(root, id_, initials)
    if agreed.coder == initials:
        raise UsageError(f"{initials} is the first coder of {id_}", "a second coder is somebody else")
    unread = [file for file in (agreed.file, theirs.file, f"sources/{id_}.yaml") if file in repository.unread]
    if unread:
        raise UsageError(f"{unread[0]} cannot be read wholly", MEND)
    return agreed, theirs


def _rows(repository: Repository, source: str) -> dict[str, Coded]:
    """The citations of a source's agreed coding that are not withdrawn, in the order of the file."""
    rows: dict[str, Coded] = {}
    for coded in repository.citations.of_source.get(source, ()):
        rows.setdefault(coded.id, coded)
    return rows


def _drawn(ids: Sequence[str], sample: str | None, seed: int) -> set[str]:
    if sample is None:
        return set(ids)
    match = _SAMPLE.fullmatch(sample.strip())
    number = int(match[1]) if match else 0
    if match is None or number == 0 or (match[2] and number > 100):
        raise UsageError(f"the sample is '{sample[:20]}'", "give a number of citations (10) or a share of them (20%)")
    wanted = -(-len(ids) * number // 100) if match[2] else number
    # by digest, so that the draw does not depend on what else was coded, nor on the version of Python
    order = sorted(ids, key=lambda id_: hashlib.sha256(f"{seed} {id_}".encode()).digest())
    return set(order[:wanted])
