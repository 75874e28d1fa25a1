"""The evidence on one side of a claim or about a part of a pattern: the words by address group and voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cmo_eval.analysis.evidence import EvidenceRow, Side
from cmo_eval.model import QUALITIES, Part
from cmo_eval.output.explanation import heard
from cmo_eval.store.repository import Repository
from cmo_eval.web.places import Quote, quotes

MOST = 400
"""Citations on a side that are shown; of more the page says how to read the others."""


class Piece(NamedTuple):
    """A citation on one side, with all that it says there; without `quote` a case that lacks the outcome."""

    id: str
    quote: Quote | None
    rows: tuple[EvidenceRow, ...]

    @property
    def quality(self) -> str:
        """How good the observation is."""
        return QUALITIES[self.rows[0].quality]

    @property
    def patterns(self) -> Mapping[str, tuple[tuple[Part, ...], tuple[Part, ...]]]:
        """By pattern the parts that it shows and those that it denies."""
        return {row.pattern: (row.parts, row.lacks) for row in self.rows if row.pattern is not None}


class Voice(NamedTuple):
    """What one voice says on one side; `of` the kinds of source in which it is heard."""

    name: str
    of: tuple[str, ...]
    pieces: tuple[Piece, ...]


class ByVoice(NamedTuple):
    """The evidence on one side: by address group (None: of no group), the voices in reading order.

    `elsewhere` says which of these voices are counted on another side too.
    """

    key: str
    title: str
    side: Side
    groups: Mapping[str | None, Sequence[Voice]]
    further: int = 0
    elsewhere: str = ""

    @property
    def heard(self) -> str:
        """How many voices, kinds and groups, and which of them are counted elsewhere too."""
        return heard(self.side) + self.elsewhere


def by_voice(
    key: str, title: str, rows: Sequence[EvidenceRow], words: Mapping[str, Quote], most: int | None = None
) -> ByVoice:
    """The rows of one side with their words, by group and voice, each citation once and in reading order.

    Of more than `most` citations (MOST unless given) the first ones.
    """
    found: dict[str | None, dict[str, dict[str, list[EvidenceRow]]]] = {}
    last = len(words)

    def place(row: EvidenceRow) -> tuple[bool, str, int]:
        return row.group is None, row.group or "", words[row.citation].place if row.citation in words else last

    ordered = sorted(rows, key=place)
    ids = list(dict.fromkeys(row.citation for row in ordered))
    few = set(ids[: MOST if most is None else most])
    for row in ordered:
        if row.citation in few:
            found.setdefault(row.group, {}).setdefault(row.voice, {}).setdefault(row.citation, []).append(row)
    groups = {
        group: [
            Voice(
                voice,
                tuple(dict.fromkeys(row.kind for said in pieces.values() for row in said)),
                tuple(Piece(id_, words.get(id_), tuple(said)) for id_, said in pieces.items()),
            )
            for voice, pieces in voices.items()
        ]
        for group, voices in found.items()
    }
    return ByVoice(key, title, Side(rows), groups, len(ids) - len(few))


def words_of(repository: Repository, rows: Iterable[EvidenceRow]) -> Mapping[str, Quote]:
    """The words of all that these rows come from, by citation; an absence has none."""
    known = repository.citations.by_id
    return quotes(repository, [known[id_] for id_ in dict.fromkeys(row.citation for row in rows) if id_ in known])
