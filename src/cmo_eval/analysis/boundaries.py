"""How alike coders marked fragments in the same texts, and which fragments differ.

Who codes only fragments that another coder marked has no boundaries of their own, and is not compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from cmo_eval.analysis.coefficients import Coefficient, Places, Why
from cmo_eval.analysis.double_coding import NONE, Disagreement, DoubleCoding, Fragment
from cmo_eval.analysis.intervals import Measured, interval
from cmo_eval.analysis.unitizing import Lengths, Span, lengths, unitized_alpha
from cmo_eval.model import Source
from cmo_eval.store.repository import Repository, natural
from cmo_eval.transcripts import store

MEASURES = ("percent", "krippendorff_alpha_unitized")
"""The share of characters on which coders agree that they are marked or not, and the same less chance."""

Marked = Mapping[str, Sequence[Fragment]]
"""The fragments of a source by coder, of those who marked any themselves."""


def marked_by(found: DoubleCoding, source: str, coders: Sequence[str] = ()) -> Marked:
    """What these coders, or all, marked in a source; empty unless two of them marked something themselves."""
    by = {coder: theirs for coder, theirs in found.fragments[source].items() if not coders or coder in coders}
    own = {coder: theirs for coder, theirs in by.items() if any(one.own for one in theirs)}
    return own if len(own) > 1 else {}


def measured(
    repository: Repository, found: DoubleCoding, sources: Sequence[str], coders: Sequence[str] = ()
) -> tuple[tuple[Measured, ...], int, int]:
    """MEASURES of these sources as if they were one text; how many fragments were marked; in how many texts."""
    by_source = {source: marked for source in sources if (marked := marked_by(found, source, coders))}
    texts: list[Lengths] = []
    places: list[set[tuple[int, int]]] = []
    for source, marked in by_source.items():
        spans = [_spans(theirs) for theirs in marked.values()]
        if all(spans):
            texts.append(lengths(spans, _length(repository, repository.sources[source], spans)))
            places.append({one.place for theirs in marked.values() for one in theirs if one.place is not None})
    if not texts:
        why: Why = "no_places" if by_source else "given"
        return tuple(Measured(name, Coefficient(None, why), no_interval="not_computable") for name in MEASURES), 0, 0
    alphas = [unitized_alpha(texts), *(unitized_alpha([*texts[:at], *texts[at + 1 :]]) for at in _each(texts))]
    sizes = np.array([int(text.values) for text in texts], dtype=np.intp)
    return tuple(_measured(name, alphas, sizes) for name in MEASURES), sum(map(len, places)), len(texts)


def _each(texts: Sequence[Lengths]) -> range:
    """The places of texts that can be left out."""
    return range(len(texts) if len(texts) > 1 else 0)


def _measured(name: str, alphas: Sequence[Coefficient], sizes: Places) -> Measured:
    """One of MEASURES with its interval; the first of the alphas is that of all texts, the others are without one."""
    found = [one if name != "percent" else replace(one, value=one.observed) for one in alphas]
    if found[0].value is None:
        return Measured(name, found[0], no_interval="not_computable")
    if len(found) == 1:
        return Measured(name, found[0], no_interval="one_text")
    without = np.array([np.nan if one.value is None else one.value for one in found[1:]])
    return interval(name, found[0], [(without, sizes)])


def _spans(fragments: Sequence[Fragment]) -> list[Span]:
    """What a coder marked, in order; fragments that overlap are one."""
    spans: list[Span] = []
    for start, end in sorted({one.place for one in fragments if one.place is not None}):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]), True)
        else:
            spans.append((start, end, True))
    return spans


def _length(repository: Repository, source: Source, spans: Sequence[Sequence[Span]]) -> int:
    """How many characters the text has; where it is not at hand, up to the end of the last fragment."""
    text = store.look(repository.texts, source.text) if source.text is not None else None
    last = max(theirs[-1][1] for theirs in spans)
    return max(last, len(text.text)) if isinstance(text, store.Text) else last


def unplaced(found: DoubleCoding) -> list[str]:
    """Ids of fragments in sources that several coders marked, of which nothing says where they stand."""
    lost = {
        one.coded.id
        for source in found.sources
        for theirs in marked_by(found, source).values()
        for one in theirs
        if one.place is None
    }
    return sorted(lost, key=natural)


def differing(found: DoubleCoding) -> Iterator[Disagreement]:
    """Fragments that not all who marked a source marked from the same character to the same.

    Beside each other stand what has the same id, else the same place, else the most characters in common; where nothing
    says where fragments stand, they are told apart by their ids alone.
    """
    for source in found.sources:
        marked = {coder: _InOrder(theirs) for coder, theirs in marked_by(found, source).items()}
        told: set[frozenset[tuple[str, str]]] = set()
        for one in sorted((one for theirs in marked.values() for one in theirs.fragments), key=_by_place):
            beside = {coder: theirs.nearest(one) for coder, theirs in marked.items()}
            which = frozenset((coder, other.coded.id) for coder, other in beside.items() if other is not None)
            places = {other and (other.place or other.coded.id) for other in beside.values()}
            if len(places) > 1 and which not in told:
                told.add(which)
                said = {coder: _said(one, other) for coder, other in beside.items()}
                yield Disagreement(one.coded.id, source, one.coded, "boundary", None, said, one.settled)


def beside(found: DoubleCoding, source: str, id_: str) -> Mapping[str, Fragment]:
    """By coder, what they marked that is to be compared with the fragment of that id, as `differing` does it."""
    marked = {coder: _InOrder(theirs) for coder, theirs in marked_by(found, source).items()}
    one = next((one for theirs in marked.values() for one in theirs.fragments if one.coded.id == id_), None)
    if one is None:
        return {}
    return {coder: other for coder, theirs in marked.items() if (other := theirs.nearest(one)) is not None}


def _by_place(one: Fragment) -> tuple[bool, tuple[int, int], str]:
    return one.place is None, one.place or (0, 0), natural(one.coded.id)


class _InOrder:
    """The fragments of a coder, to be looked up by id and by place."""

    def __init__(self, fragments: Sequence[Fragment]) -> None:
        self.fragments = fragments
        self._by_id = {one.coded.id: one for one in fragments}
        placed = [(one.place, one) for one in fragments if one.place is not None]
        self._placed = sorted(placed, key=lambda found: found[0])
        self._longest = max((end - start for (start, end), _ in placed), default=0)

    def nearest(self, one: Fragment) -> Fragment | None:
        """The fragment that is to be compared with another coder's; None where nothing of it was marked."""
        same = self._by_id.get(one.coded.id)
        if same is not None or one.place is None:
            return same
        start, end = one.place
        first = bisect_left(self._placed, start - self._longest, key=lambda found: found[0][0])
        best, found = (0, 0), None  # of those that only touch nothing is shared
        for (begins, ends), other in self._placed[first:]:
            if begins >= end:
                break
            common = min(end, ends) - max(start, begins)
            if (common, begins - ends) > best:
                best, found = (common, begins - ends), other
        return found


def _said(one: Fragment, other: Fragment | None) -> str:
    """What a coder marked, in words, with its id where it has another one."""
    if other is None:
        return NONE
    where = "marked" if other.place is None else f"characters {other.place[0]}-{other.place[1]}"
    return where if other.coded.id == one.coded.id else f"{where} ({other.coded.id})"
