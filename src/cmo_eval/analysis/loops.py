"""Circles among things that lead to each other, such as ripples of patterns; knows no records."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)


def parts(nexts: Mapping[K, Iterable[K]]) -> dict[K, int]:
    """A number for each thing; those from which one can walk to each other and back share it.

    Source: Tarjan (1972), without recursion: no way is too long.
    """
    index: dict[K, int] = {}
    low: dict[K, int] = {}
    part: dict[K, int] = {}
    stack: list[K] = []
    for start in nexts:
        work = [start] if start not in index else []
        others: dict[K, Iterator[K]] = {}
        while work:
            here = work[-1]
            if here not in index:
                index[here] = low[here] = len(index)
                stack.append(here)
                others[here] = iter(nexts[here])
            step = next((other for other in others[here] if other not in part), None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1]] = min(low[work[-1]], low[here])
                while low[here] == index[here] and here not in part:
                    part[stack.pop()] = index[here]
            elif step in index:
                low[here] = min(low[here], index[step])
            else:
                work.append(step)
    return part


def loops(nexts: Mapping[K, Iterable[K]], order: Callable[[K], Any]) -> Iterator[tuple[K, ...]]:
    """For each set of things that lead to each other a shortest way around, from the first of them in that order."""
    part = parts(nexts)
    members: dict[int, list[K]] = {}
    for key, number in part.items():
        members.setdefault(number, []).append(key)
    for number, keys in members.items():
        start = min(keys, key=order)
        came: dict[K, K] = {}
        waiting = deque([start])
        while waiting and start not in came:
            here = waiting.popleft()
            for other in nexts[here]:
                if part[other] == number and other not in came:
                    came[other] = here
                    waiting.append(other)
        if start in came:
            way = [came[start]]
            while way[-1] != start:
                way.append(came[way[-1]])
            yield tuple(reversed(way))
