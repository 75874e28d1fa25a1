"""Names that are near: which was meant where there is none, and which are one but for capitals; knows words only."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from itertools import islice

from cmo_eval.errors import UsageError

_LONGEST = 100
"""Nobody meant a name by a word as long as a page."""
_MOST = 5000
"""Known names that are compared; a second for so many is the most that an error message may cost."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The nearest known name, or one that differs in letters' case only; None where none is near."""
    if len(word) > _LONGEST:
        return None
    names = list(islice(known, _MOST))
    found = difflib.get_close_matches(word, names, n=1)
    if found:
        return found[0]
    folded = {name.casefold(): name for name in names}
    plain = word.casefold()
    if word == plain and all(name == fold for fold, name in folded.items()):
        return None  # the same words once more
    found = difflib.get_close_matches(plain, folded, n=1)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known name; empty where none is near."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near is not None else ""


class UnknownNameError(UsageError):
    """There is nothing with that name, and none is near; `listed` is the kind of things of which a list has it, if any.

    The hint names the list of a terminal. A door that has none shows by `listed` where its own is.
    """

    def __init__(self, message: str, hint: str, listed: str = "") -> None:
        super().__init__(message, hint)
        self.listed = listed


def unknown(what: str, word: str, known: Iterable[str], advice: str = "") -> UnknownNameError:
    """The error that there is no claim, source or the like with that name.

    Args:
        what: there is none of; without advice one of the kinds of `cmo-eval list`, in the singular.
        word: the name.
        known: the names that there are.
        advice: for when none of these is near; unless given, which list has them.
    """
    message = f"there is no {what} {word}"
    if hint := did_you_mean(word, known) or advice:
        return UnknownNameError(message, hint)
    return UnknownNameError(message, f"`cmo-eval list {what}s` shows them", what)


def unknown_id(word: str, known: Iterable[str]) -> UnknownNameError:
    """The error that nothing of any kind has that id."""
    message = f"there is nothing with the id {word}"
    if hint := did_you_mean(word, known):
        return UnknownNameError(message, hint)
    return UnknownNameError(
        message, "`cmo-eval list claims` shows ids, and so of sources, patterns and others", "record"
    )


def key(name: str) -> str:
    """What names have in common that differ by capitals only, or by how accents are put together."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def alike(name: str, known: Iterable[str]) -> str | None:
    """A known name that differs from this one by capitals only; None where there is none."""
    mine = key(name)
    return next((other for other in known if other != name and key(other) == mine), None)
