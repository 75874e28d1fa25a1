"""Ages and dates in a text, and what stands for whatever has the form of a number or an address of a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.messages import words
from cmo_eval.pseudonyms.identifiers import may_identify, plain, pointers

NumberKind = Literal["e-mail", "address", "account", "bsn", "telephone", "age", "date"]

_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|january|february|march|may|june|july|august|october"
)
_AGE = expression(r"(?<![\w.,])\d{1,3}(?=[ \u00a0-](?:jaar|jarige?|jr|years?|year-old)\b)", re.IGNORECASE)
_DATE = expression(
    rf"(?<![\w./-])(?:\d{{1,2}}([-/.])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|e)?(?: of)? (?:{_MONTHS})(?:,? \d{{4}})?"
    rf"|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)(?![\w/-])",
    re.IGNORECASE,
)


class Number(NamedTuple):
    """What points at a person by its form, from `start` to before `end`."""

    kind: NumberKind
    start: int
    end: int


def numbers(text: str, also: Collection[str] = ()) -> Iterator[Number]:
    """E-mail addresses, telephone numbers, accounts, BSN and addresses in a text, in their order and apart.

    Args:
        text: composed (NFC).
        also: `age` and `date` where these are asked for.
    """
    found = [*_pointing(text)] if may_identify(text) else []
    found += [Number("age", *match.span()) for match in _AGE.finditer(text)] if "age" in also else []
    found += [Number("date", *match.span()) for match in _DATE.finditer(text)] if "date" in also else []
    behind = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= behind:
            yield one
            behind = one.end


def _pointing(text: str) -> Iterator[Number]:
    begun = 0
    for row in text.splitlines(keepends=True):
        if may_identify(row):
            read = plain(row)
            places = list(range(len(row) + 1)) if len(read) == len(row) else _places(row)
            for one in pointers(read):
                yield Number(one.kind, begun + places[one.start], begun + places[one.end - 1] + 1)
        begun += len(row)


def _places(row: str) -> list[int]:
    """Where each character of the plain text stands in the row."""
    return [place for place, letter in enumerate(row) for _ in plain(letter)] + [len(row)]


def said(kind: NumberKind, language: str) -> str:
    """What stands for a number, in the language of the evaluation."""
    return f"[{words(f'pseudonym.{kind}', language)}]"
