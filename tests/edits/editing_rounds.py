"""Quotes are placed in a talk, the talk is edited, they are placed again: what of that was right, and what was said."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from edited_talks import Quote, Talk, edit, is_untouched, lies_elsewhere, quotes, talk, write, write_text

from cmo_eval.edits.coding.citation_text import citations_in
from cmo_eval.edits.transcripts.anchor import TO_LOOK_AT, plan
from cmo_eval.store.writing.transaction import apply


@dataclass
class Tally:
    """What became of quotes.

    `quotes` counts those that were placed at first, `placed` what was said of them after each round of edits, of which
    `untouched` stood there as before, `questioned` of these with a question. `misplaced` are those that lie elsewhere
    and of which nothing was said: seed, id, edits.
    """

    quotes: int = 0
    placed: int = 0
    untouched: int = 0
    questioned: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    misplaced: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)


def edited(root: Path, seed: int, tally: Tally, *, rounds: int = 1, edits: int = 6) -> None:
    """One talk of 40 turns with 12 quotes, in so many rounds of so many edits."""
    chance = random.Random(seed)  # noqa: S311 - the same talk for the same seed
    of = talk(chance, 40)
    quoted = quotes(chance, of, 12)
    write(root, of, quoted)
    apply(root, plan(root).change)
    at = _placed(root)
    quoted = [quote for quote in quoted if at.get(quote.id) == _stands(of, quote)]
    tally.quotes += len(quoted)
    for _ in range(rounds):
        names = tuple(edit(chance, of, quoted) for _ in range(edits))
        write_text(root, of)
        planned = plan(root)
        apply(root, planned.change)
        _count(tally, of, {quote.id: quote for quote in quoted}, planned.looked[0].placed, _placed(root), seed, names)


def _count(tally, of, quoted, placed, at, seed, names) -> None:  # type: ignore[no-untyped-def]
    for one in placed:
        quote = quoted.get(one.id)
        if quote is None:
            continue
        asked = one.outcome in TO_LOOK_AT
        tally.placed += 1
        tally.outcomes[one.outcome] += 1
        if not asked and lies_elsewhere(of, quote, *at[one.id]):
            tally.misplaced.append((seed, one.id, names))
        if is_untouched(of, quote):
            tally.untouched += 1
            tally.questioned += asked


def _stands(of: Talk, quote: Quote) -> tuple[int, int]:
    return of.spans[quote.words[0]][0], of.spans[quote.words[-1]][1]


def _placed(root: Path) -> dict[str, tuple[int, int]]:
    """Where the selector of each citation points."""
    entries = citations_in((root / "sources/FG1.citations.yaml").read_text(encoding="utf-8"))
    return {
        id_: (int(entry["selector"]["start"]), int(entry["selector"]["end"]))
        for id_, entry in entries.items()
        if "selector" in entry
    }
