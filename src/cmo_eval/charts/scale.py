"""Round numbers along an axis."""

from __future__ import annotations


def ticks(most: int, about: int = 5) -> list[int]:
    """Whole numbers from 0 in equal steps of 1, 2 or 5 times a power of ten; the last is at least `most` and 1.

    Args:
        most: the largest value that is shown.
        about: how many steps there are at most.
    """
    step = 1
    while step * about < max(most, 1):
        digits = str(step)[0]
        step = step * 5 // 2 if digits == "2" else step * 2
    return [step * place for place in range(-(-max(most, 1) // step) + 1)]
