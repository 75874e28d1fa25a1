"""Whether words stand in a text exactly, or but for typography: for quotes of which nobody has looked whether they do.

A person who copies a quote slips in a letter; a language model writes another sentence, which resembles the one that
was said and says what was not. So nothing that is alike is taken here. What may differ is what typists, printers and
word processors vary (see `normal`), marks around the whole, and the capital that it begins with.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from cmo_eval.deferred import dataclass, expression
from cmo_eval.transcripts.candidates import OUTER, parts_of
from cmo_eval.transcripts.likeness import cuts_negation
from cmo_eval.transcripts.normal import PreparedText, cased_words, is_bounded
from cmo_eval.transcripts.speakers import LISTS

Why = Literal["empty", "cuts", "words", "negation", "turns", "several"]
"""Why words are not taken: there are none; they have cuts; they do not stand so in the text; they stop next to a
negation; they are of several turns; they stand there more than once, and nothing says which is meant."""

_MOST = 200  # places that are looked at
_AROUND = 60  # characters in which the words next to a place are looked for
_BEFORE = expression(r"(?:[^\W_]+(?:'[^\W_]+)*[^\w.,;:?!]*){1,2}\Z")
_BEHIND = expression(r"(?:[^\w.,;:?!]*[^\W_]+(?:'[^\W_]+)*){1,3}")
_WORD = expression(r"[^\W_]+(?:'[^\W_]+)*")
_BESIDE = frozenset(LISTS["beside"].split())
_NO_LESS = frozenset(LISTS["no less"].split())
_ENDING = ".!?,;:"
_REACH = 2  # words next to a place among which a negation is looked for


@dataclass(frozen=True, slots=True)
class Standing:
    """Where words stand: from `start` to before `end` in code points, and the `line` they begin on, from 1."""

    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why words are not taken; `lines` are those where they stand, or where what stops them short does."""

    why: Why
    lines: tuple[int, ...] = ()


def standing(prepared: PreparedText, quote: str, line: int | None = None) -> Standing | NotTaken:
    """Where the words stand, or why they are not taken.

    Args:
        prepared: the text.
        quote: the words.
        line: the line that they are said to stand on, counted from 1; asked only where they stand more than once.
    """
    wanted = unicodedata.normalize("NFC", quote).strip()
    bare = cased_words(wanted).strip(OUTER)
    if not _WORD.search(bare):
        return NotTaken("empty")
    form = prepared.words
    places, why = [], NotTaken("cuts" if len(parts_of(wanted)) > 1 else "words")
    for start, end in _places(form.text, bare.casefold()):
        place = form.span(start, end)
        if cuts_negation(form.text, start, end) or not _is_cased(_said(prepared, *place), bare):
            continue
        first, last = (prepared.transcript.line_of(one).number for one in (place[0], place[1] - 1))
        passed = (one for one in prepared.transcript.lines[first - 1 : last] if not one.is_page)
        if len({one.speaker for one in passed}) > 1:
            why = NotTaken("turns", (first,))
        elif left_out(prepared, *place):
            why = NotTaken("negation", (first,))
        else:
            places.append(Standing(place[0], _with_marks(prepared.text, place[1], wanted), first))
    if not places:
        return why
    if len(places) > 1 and line is not None:
        lines = prepared.transcript
        there = [one for one in places if one.line <= line <= lines.line_of(one.end - 1).number]
        places = there if len(there) == 1 else places
    return places[0] if len(places) == 1 else NotTaken("several", tuple(sorted({one.line for one in places})))


def left_out(prepared: PreparedText, start: int, end: int) -> str:
    """The negation that stands next to a part of the text, within its clause and its turn; empty where none does.

    Whoever quotes "dat hielp" of "dat hielp ons niet" leaves out what turns it. One with `only` behind it, as in "not
    only", takes nothing back.
    """
    form = prepared.words
    first, last = form.index(start), form.index(end)
    transcript = prepared.transcript
    before = _BEFORE.search(form.text, max(0, first - _AROUND), first)
    if before is not None and before[0] and not _apart(form.text, before.start()):
        near = [*_WORD.finditer(before[0])]
        own = _WORD.search(form.text, first)
        following = [one[0] for one in near[1:]] + [own[0] if own is not None else ""]
        for word, after in zip(near, following, strict=True):
            at = form.origin(before.start() + word.start())
            if _takes_back(word[0], after) and transcript.line_of(at).speaker == transcript.line_of(start).speaker:
                return word[0]
    # a quote that has its full stop along ends its clause
    ended = form.text[max(first, last - 4) : last].rstrip(" \n)]\"'”’»").endswith(tuple(_ENDING))
    behind = None if ended else _BEHIND.match(form.text, last, last + _AROUND)
    near = [*_WORD.finditer(behind[0])] if behind is not None else []
    for word, after in zip(near[:_REACH], [*(one[0] for one in near[1:]), ""], strict=False):
        at = form.origin(last + word.start())
        if _takes_back(word[0], after) and transcript.line_of(at).speaker == transcript.line_of(end - 1).speaker:
            return word[0]
    return ""


def _apart(text: str, at: int) -> bool:
    """Whether a word is cut at its beginning: the characters that are looked at began inside it."""
    return at > 0 and text[at - 1].isalnum() and text[at : at + 1].isalnum()


def _takes_back(word: str, after: str) -> bool:
    return (word in _BESIDE or word.endswith("n't")) and after not in _NO_LESS


def _places(text: str, words: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = text.find(words)
    while at >= 0 and len(found) < _MOST:
        if is_bounded(text, at, at + len(words)):
            found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def _said(prepared: PreparedText, start: int, end: int) -> str:
    """What is said in a part of the text, without labels, times and marks of pages, capitals as they are."""
    return cased_words("\n".join(prepared.transcript.said(start, end))).strip(OUTER)


def _with_marks(text: str, end: int, wanted: str) -> int:
    """Where the words end with the full stop or mark behind them, as far as the quote has the same ones."""
    for mark in wanted[len(wanted.rstrip(_ENDING)) :]:
        if text[end : end + 1] != mark:
            break
        end += 1
    return end


def _is_cased(said: str, wanted: str) -> bool:
    """Whether the capitals are the same, but for the first letter."""
    return said[1:] == wanted[1:]
