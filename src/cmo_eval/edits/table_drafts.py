"""Rows of a coding table as drafts; knows columns, no evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmo_eval.edits.draft import (
    STANCE_WORDS,
    TRUTH_WORDS,
    Draft,
    Incoming,
    Stance,
    completed,
    listed,
    meant,
    parts_in,
    stances_in,
)
from cmo_eval.edits.table_columns import COLUMNS
from cmo_eval.edits.table_reading import Row
from cmo_eval.errors import UsageError
from cmo_eval.model import REMARKS, Citation, holding

_NOTES = holding(Citation, "note")
_PLACES = ("line", "page", "section", "time")
_BETWEEN = ", "


def incoming(
    rows: Sequence[Row],
    *,
    source: str | None = None,
    coder: str | None = None,
    coded: str | None = None,
    quality: str | None = None,
) -> list[Incoming]:
    """The rows as codings that come in.

    Args:
        rows: of the table.
        source: the source of rows that name none.
        coder: the coder of rows that name none.
        coded: the date of rows that give none.
        quality: of rows that give none.
    """
    given = {"source": source or "", "coder": coder or "", "coded": coded or "", "quality": quality or ""}
    return [_incoming(row, {name: text for name, text in given.items() if text}) for row in rows]


def _incoming(row: Row, given: Mapping[str, str]) -> Incoming:
    cells = {**given, **{name: _joined(name, texts) for name, texts in row.cells.items()}}

    def draft() -> Draft:
        if row.trouble is not None:
            raise UsageError(row.trouble, row.advice)
        return draft_of(cells)

    return Incoming(row.number, draft, {**cells, "coded": row.one("coded"), "quality": row.one("quality")})


def _joined(name: str, texts: Sequence[str]) -> str:
    """The texts of columns that a table has more than once."""
    return ("\n" if name in _NOTES else _BETWEEN).join(texts)


def draft_of(cells: Mapping[str, str]) -> Draft:
    """The draft that a row's cells say.

    Args:
        cells: texts by the names of columns; codes may be named by labels, between commas or semicolons.

    Raises:
        UsageError: a cell is not in the notation, or a stance lacks its claim.
    """
    if not cells.get("source"):
        raise UsageError("it names no source", "fill in the column, or name one for all: --source FG2")
    version = cells.get("version", "").lstrip("vV")
    if version and (not version.isdecimal() or not version.isascii() or len(version) > 9 or int(version) == 0):
        raise UsageError(f"the version is '{version[:20]}'", "write a whole number")
    stances = completed(
        [*_in_columns(cells), *_in_pairs(cells)],
        pattern=cells.get("pattern"),
        parts=parts_in(cells.get("parts", "")),
        version=int(version) if version else None,
        instead_of=[cells["instead_of"]] if cells.get("instead_of") else [],
    )
    paraphrase = cells.get("paraphrase")
    own = meant(paraphrase, TRUTH_WORDS, "paraphrase") == "yes" if paraphrase else None
    return Draft(
        source=cells["source"],
        quote=cells.get("quote", ""),
        stances=stances,
        codes=codes_in(cells.get("codes", "")),
        verbatim=None if own is None else not own,
        quality=cells.get("quality"),
        utterance=cells.get("utterance"),
        speaker=cells.get("speaker"),
        role=cells.get("role"),
        at={name: cells[name] for name in _PLACES if cells.get(name)},
        remarks={name: cells[name] for name in REMARKS if cells.get(name)},
        coder=cells.get("coder"),
        coded=cells.get("coded"),
        id=cells.get("id"),
    )


def codes_in(text: str) -> tuple[str, ...]:
    """Codes between commas, semicolons or line ends, with or without #; labels keep their blanks."""
    parts = [part.strip().removeprefix("#") for line in text.splitlines() for part in line.replace(";", ",").split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))


def cells_of(draft: Draft) -> dict[str, str]:
    """The cells of a row that says what the draft says, by the names of columns."""
    stances: dict[str, list[str]] = {}
    for one in draft.stances:
        stances.setdefault(one.stance, []).append(_notation(one))
    found = {
        "source": draft.source,
        "quote": draft.quote,
        **{stance: _BETWEEN.join(texts) for stance, texts in stances.items()},
        "codes": _BETWEEN.join(draft.codes),
        **{name: getattr(draft, name) or "" for name in _PLAIN},
        **draft.remarks,
        **{name: draft.at.get(name, "") for name in _PLACES},
    }
    return {column.name: found[column.name] for column in COLUMNS if found.get(column.name)}


_PLAIN = ("speaker", "role", "quality", "utterance", "coder", "coded", "id")


def _notation(stance: Stance) -> str:
    about = f"{stance.suggested}/{stance.claim}" if stance.suggested else f"{stance.claim}"
    version = f"@{stance.version}" if stance.version else ""
    pattern = f":{stance.pattern}" if stance.pattern else ""
    return about + version + pattern + (f":{'+'.join(stance.parts)}" if stance.parts else "")


def _in_columns(cells: Mapping[str, str]) -> list[Stance]:
    names = ("supports", "nuances", "refutes", "suggests")
    return [one for name in names if cells.get(name) for one in stances_in(name, cells[name])]


def _in_pairs(cells: Mapping[str, str]) -> list[Stance]:
    """What the columns Claim and Stance say: one stance for all claims, or one for each."""
    claims, stances = listed(cells.get("claim", "")), [s for s in cells.get("stance", "").split(",") if s.strip()]
    if not claims and not stances:
        return []
    if not claims or not stances:
        raise UsageError("it has a claim or a stance, and not both", "fill in both columns, or neither")
    if len(stances) not in {1, len(claims)}:
        raise UsageError(f"it has {len(claims)} claims and {len(stances)} stances", "give one stance, or one for each")
    said = [meant(stance, STANCE_WORDS, "the stance") for stance in stances]
    pairs = zip(claims, said if len(said) > 1 else said * len(claims), strict=True)
    return [one for claim, stance in pairs for one in stances_in(stance, claim)]
