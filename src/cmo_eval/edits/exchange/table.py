"""Citations as a coding table that comes back: a row for each that may be quoted, in the columns of `code import`.

A row has all that is said of the words, stances in the short notation; so several codes or stances are one row.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cmo_eval.analysis.selection import names_speakers, reading_order
from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding import table_reading
from cmo_eval.edits.coding.draft import Draft, Stance, put_together, stance_of
from cmo_eval.edits.coding.table import COLUMNS, cells_of, draft_of
from cmo_eval.edits.exchange.outgoing import quotable_of
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import REMARKS
from cmo_eval.store.repository import Coded, Repository

OTHER_RIVAL = "the rival that some of its stances speak for: a row has one for all"
UNSAYABLE = "its stances, which a row cannot say beside each other"

_ITSELF = "x"
"""In the column of paraphrases."""


@dataclass(frozen=True)
class Table:
    """The rows by the names of columns, and by cause the ids of citations of which something is not in them."""

    rows: tuple[Mapping[str, str], ...]
    left: Mapping[str, tuple[str, ...]]


def table(repository: Repository) -> Table:
    """Each citation that may be quoted, and what each second coder made of it, in reading order.

    Args:
        repository: the evaluation, or what an audience may see of it.
    """
    left: dict[str, list[str]] = defaultdict(list)
    second = (one for one in repository.second_codings if _says_something(one))
    said = [*quotable_of(repository, [*repository.citations, *second], left)]
    place = {one.key: place for place, one in enumerate(reading_order(words for _, words in said))}
    said.sort(key=lambda pair: place[pair[1].key])
    rows = tuple(_row(repository, one, words, left) for one, words in said)
    return Table(rows, {cause: tuple(ids) for cause, ids in left.items() if ids})


def _says_something(one: Coded) -> bool:
    """Whether a second coder coded it yet."""
    citation = one.citation
    return bool(citation.quote or citation.codes or citation.evidence or citation.quality)


def _row(repository: Repository, one: Coded, words: Coded, left: dict[str, list[str]]) -> dict[str, str]:
    citation, at = one.citation, (one.citation.at or words.citation.at)
    who, ours = citation.speaker or words.citation.speaker, names_speakers(repository)
    draft = Draft(
        source=one.source,
        quote=words.citation.quote or "",
        stances=put_together([stance_of(evidence) for evidence in citation.evidence]),
        codes=tuple(citation.codes),
        quality=citation.quality,
        utterance=citation.utterance,
        case=citation.case,
        speaker=who if ours else None,
        role=None if who else citation.role or words.citation.role,
        at={name: str(value) for name, value in at.model_dump(exclude_none=True).items()} if at else {},
        remarks={name: text for name in REMARKS if (text := getattr(citation, name))},
        coder=one.coder,
        coded=citation.coded,
        id=one.id,
    )
    without = put_together([replace(stance, favours=None) for stance in draft.stances])
    for stances, lost in ((draft.stances, ""), (without, OTHER_RIVAL), ((), UNSAYABLE)):
        cells = cells_of(replace(draft, stances=stances))
        if _stances(cells) == {*stances}:
            left[lost] += [one.id] * bool(lost)
            break
    if not words.citation.verbatim:
        cells["paraphrase"] = _ITSELF
    group = repository.evaluation.groups.get(repository.group_of(one) or "", "")
    return cells | {"speaks": ", ".join(filter(None, (repository.role_of(one), group)))}


def _stances(cells: Mapping[str, str]) -> set[Stance] | None:
    """What is read from the cells; None where it cannot be."""
    try:
        return {*draft_of(cells).stances}
    except UsageError:
        return None


def refuse_changed(rows: Sequence[Mapping[str, str]], content: bytes, ending: str) -> None:
    """Refuse a table that has other cells when it is read again.

    Args:
        rows: by the names of columns.
        content: of the file.
        ending: of its name, `.csv` or `.xlsx`.

    Raises:
        CmoEvalError: it has not.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"table{ending}"
        file.write_bytes(content)
        read = table_reading.read_csv(file, {}) if ending == ".csv" else table_reading.read_excel(file, {})
    again = [{name: " ".join(" ".join(texts).split()) for name, texts in row.cells.items()} for row in read.rows]
    names = {column.name for column in COLUMNS}
    for number, row in enumerate(rows):
        wanted = {name: " ".join(text.split()) for name, text in row.items() if name in names and text.split()}
        found = again[number] if number < len(again) else {}
        if wanted != {name: text for name, text in found.items() if name in names}:
            raise CmoEvalError(
                f"read again, the table does not hold the same: the row of {row.get('id', '')} differs",
                "nothing was written; please report this",
            )
