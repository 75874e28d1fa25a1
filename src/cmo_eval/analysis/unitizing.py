"""Krippendorff's unitised alpha: how alike coders cut fragments from texts, on plain lengths; knows no evaluations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from cmo_eval.analysis.coefficients import Coefficient, point
from cmo_eval.deferred import dataclass

Span = tuple[int, int, Hashable]
"""Where a fragment begins, the character after its last one, and its label."""


@dataclass(frozen=True)
class Lengths:
    """What coders marked in one text, as numbers of characters that add up over texts; each coder counts.

    `values` is the length of the text times the coders, `alike` how much of it agrees (the share of agreeing pairs of
    coders, over all characters). By label, None between fragments: `of_label` how much has it, `alone` what is paired
    with itself: the squared lengths of fragments, and the lengths of what lies between them.
    """

    values: float
    alike: float
    of_label: Counter[Hashable | None]
    alone: Counter[Hashable | None]


def lengths(coders: Sequence[Sequence[Span]], length: int) -> Lengths:
    """What two coders or more marked in a text of so many characters; fragments of one coder do not overlap."""
    cuts = sorted({0, length, *(place for spans in coders for start, end, _ in spans for place in (start, end))})
    number = {place: index for index, place in enumerate(cuts)}
    long = np.diff(cuts)
    of_label: Counter[Hashable | None] = Counter()
    alone: Counter[Hashable | None] = Counter()
    labels: list[list[Hashable | None]] = []
    for spans in coders:
        given: list[Hashable | None] = [None] * len(long)
        for start, end, label in spans:
            given[number[start] : number[end]] = [label] * (number[end] - number[start])
            alone[label] += (end - start) ** 2
            of_label[label] += end - start
        gaps = sum(int(size) for size, label in zip(long, given, strict=True) if label is None)
        of_label[None] += gaps
        alone[None] += gaps
        labels.append(given)
    many = len(coders)
    alike = 0
    for size, *stretch in zip(long, *labels, strict=True):
        alike += int(size) * sum(count * (count - 1) for count in Counter(stretch).values())
    return Lengths(many * length, alike / (many - 1), of_label, alone)


def unitized_alpha(texts: Sequence[Lengths]) -> Coefficient:
    """Alpha of fragments and what lies between them, by the character; of several texts as if they were one.

    Of fragments that all have one label it is alpha of where they begin and end (the binary alpha of the same source).
    Chance: the characters of all coders paired at random, but for those of one fragment with themselves. Touching
    fragments are two. None where all is marked, or nothing.

    Source: Krippendorff, Mathet, Bouvry and Widlocher (2016); Krippendorff (2019, section 12.6).
    """
    values = sum(text.values for text in texts)
    of_label = sum((text.of_label for text in texts), Counter())
    alone = sum((text.alone for text in texts), Counter())
    pairs = values**2 - alone.total()
    if pairs <= 0:
        return Coefficient(None, "no_variation")
    expected = sum(of_label[label] ** 2 - alone[label] for label in of_label) / pairs
    return point(np.array([sum(text.alike for text in texts) / values]), np.array([expected]))
