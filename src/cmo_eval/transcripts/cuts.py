"""Quotes with parts left out: where the marks of a cut stand, and the words between them."""

from __future__ import annotations

import re

_DOTS = r"(?:\u2026|\.[ \u00a0]?\.(?:[ \u00a0]?\.)*)"
_CUT = re.compile(rf"\s*(?:\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|<\s*{_DOTS}\s*>|/\s*{_DOTS}\s*/)\s*")
_MARK_OR_EDIT = re.compile(rf"\s*(?:{_DOTS}|\[[^\[\]]{{1,80}}\])\s*")
_EDIT = re.compile(r"\[([^\[\]]{1,80})\]")
_WORD = re.compile(r"\w")


def parts(quote: str) -> tuple[str, ...]:
    """The words between the cuts, such as `[...]`, `[…]` and `(...)`; one part where nothing is left out."""
    return _worded(_CUT.split(quote))


def loose_parts(quote: str) -> tuple[str, ...]:
    """The same, where `...` without brackets and what is put in between brackets, as `[the coach]`, cut too."""
    return _worded(piece for part in _CUT.split(quote) for piece in _MARK_OR_EDIT.split(part))


def put_in(quote: str) -> tuple[str, ...]:
    """What stands between brackets in a quote and is no cut, as `the coach` of `[the coach]`."""
    return tuple(_EDIT.findall(_CUT.sub(" ", quote)))


def _worded(pieces: object) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in pieces if _WORD.search(piece))  # type: ignore[attr-defined]
