"""How far long work is, told to whoever listens; knows no terminal, and costs nothing where nobody listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Listener: TypeAlias = Callable[[str, int, int], None]
"""Is told what is being done, how much of it was done, and how much there is to do (0 where that is not known)."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """While it lasts, the listener is told of all work."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def stage(what: str, done: int = 0, total: int = 0) -> None:
    """Tell that this is being done now."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, total)


def steps(items: Sequence[T], what: str) -> Iterator[T]:
    """The items one by one, each told before it is given."""
    listener = _listener.get()
    if listener is None:
        return iter(items)
    return _told(items, what, listener)


def _told(items: Sequence[T], what: str, listener: Listener) -> Iterator[T]:
    for done, item in enumerate(items):
        listener(what, done, len(items))
        yield item
    listener(what, len(items), len(items))
