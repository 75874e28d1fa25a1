"""How much of the evidence a document prints, so that it stays something to read.

The numbers in a report are always those of all the evidence. What is not printed is counted, and is in the workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cmo_eval.model import QUALITIES
from cmo_eval.report.contents import Chapter, Mechanism, Quote, ReportView

MOST_QUOTES = 25
"""How many citations stand below one mechanism, or in one of the other lists of a chapter."""
MOST_ROWS = 2000
"""How many rows the audit trail may have before it is about the citations in the chapters only."""


def for_reading(view: ReportView) -> ReportView:
    """The view for documents: the same where there are few citations, else with an audit trail that can be read.

    It has all citations, or where those are more than `MOST_ROWS`, those whose ids stand in a chapter.
    """
    if len(view.citations) <= MOST_ROWS:
        return replace(view, citations=tuple(view.citations))
    named = {quote.id for one in view.chapters for quote in (*_lists(one), *one.left_out[:MOST_QUOTES])}
    kept = tuple(quote for quote in view.citations if quote.id in named)
    return replace(view, citations=kept, more=len(view.citations) - len(kept))


def shortened(chapter: Chapter, worded: Callable[[Quote], Quote]) -> Chapter:
    """The chapter with what it prints; a quote that is left out above, is printed where it comes again.

    Below each mechanism, and in each other list, stand at most `MOST_QUOTES`, see `chosen`; the others are counted.

    Args:
        chapter: with all quotes, which need not have their words yet.
        worded: gives a quote its words; asked for those that are printed.
    """
    printed: set[str] = set()

    def some(quotes: Sequence[Quote]) -> tuple[tuple[Quote, ...], int]:
        kept = tuple(
            worded(replace(quote, repeated=quote.id in printed) if quote.repeated else quote)
            for quote in chosen(quotes)
        )
        printed.update(quote.id for quote in kept)
        return kept, len(quotes) - len(kept)

    def shorter(one: Mechanism) -> Mechanism:
        quotes, more = some(one.quotes)
        return replace(one, quotes=quotes, more=more)

    principles = tuple(
        replace(principle, mechanisms=tuple(shorter(one) for one in principle.mechanisms))
        for principle in chapter.principles
    )
    other, other_more = some(chapter.other_evidence)
    counter, counter_more = some(chapter.counter_evidence)
    return replace(
        chapter,
        principles=principles,
        other_evidence=other,
        other_more=other_more,
        counter_evidence=counter,
        counter_more=counter_more,
    )


def chosen(quotes: Sequence[Quote], most: int = MOST_QUOTES) -> tuple[Quote, ...]:
    """At most so many quotes, in the order in which they were given.

    Each stance has an equal share, as far as there are quotes for it, so that what contradicts is not crowded out. In
    its share a voice is heard a second time only after every other was heard once; the best in quality goes first.
    """
    if len(quotes) <= most:
        return tuple(quotes)
    turns: dict[tuple[str, str], int] = {}
    ranked: dict[str, list[tuple[int, int, int]]] = {}
    for place in sorted(range(len(quotes)), key=lambda place: (-_quality(quotes[place]), place)):
        quote = quotes[place]
        turn = turns[quote.stance, quote.voice] = turns.get((quote.stance, quote.voice), 0) + 1
        ranked.setdefault(quote.stance, []).append((turn, -_quality(quote), place))
    shares = [(number, one) for own in ranked.values() for number, one in enumerate(sorted(own))]
    return tuple(quotes[place] for place in sorted(place for _, (_, _, place) in sorted(shares)[:most]))


def _quality(quote: Quote) -> int:
    return QUALITIES.index(quote.quality) if quote.quality in QUALITIES else -1


def _lists(chapter: Chapter) -> tuple[Quote, ...]:
    shown = (quote for one in chapter.mechanisms for quote in one.quotes)
    return (*shown, *chapter.other_evidence, *chapter.counter_evidence)
