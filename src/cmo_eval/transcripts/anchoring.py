"""Where the words of a quote stand in a text: the way in for all who ask where a citation stands.

The literature calls it robust anchoring: the W3C Web Annotation Data Model keeps a TextQuoteSelector (the words with
32 characters before and after them) and a TextPositionSelector (from which character to which), so that words are
found again in a text that was corrected. Places with the same words or words alike are looked for in `candidates`;
which of them is the quote's is decided in `ambiguity`.

A quote is looked for by itself, or all of a text are at once: those that can be told by themselves, then the others by
the order they stand in.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from cmo_eval.transcripts.ambiguity import CONTEXT, Anchor, Near, around, nearest_to
from cmo_eval.transcripts.candidates import (
    CUT_OFF,
    KNOWN_PLACE,
    OUTER,
    SHORT,
    is_cut_out,
    like_words_in,
    loose_parts_of,
    parts_of,
    put_in,
    same_words,
)
from cmo_eval.transcripts.likeness import cuts_negation, has_negative, likeness
from cmo_eval.transcripts.normal import PreparedText, light_words

# of the modules beneath, what others need as well
__all__ = ["CONTEXT", "CUT_OFF", "Anchor", "Near", "PreparedText", "around", "nearest_to", "parts_of"]

_AWAY = 150  # characters from where a quote is to be expected, beyond which another place may be its own


class Wanted(NamedTuple):
    """A quote that is looked for: its words, what is known of where it stood, and its `end` there if it was placed."""

    words: str
    near: Near
    end: int | None = None


def wanted(words: str, near: Near, end: int | None, *, recorded: bool) -> Wanted:
    """A quote as it is looked for.

    Args:
        words: the quote.
        near: what is said of its place.
        end: where its selector says that it ends.
        recorded: whether it is known in which text quotes were placed.
    """
    placed = near.start is not None and end is not None and bool(near.prefix or near.suffix or recorded)
    return Wanted(words, near._replace(placed=True) if placed else near, end)


def is_known(anchor: Anchor | None) -> bool:
    """Whether it is a quote's place, and no other one may be; its words may differ."""
    return anchor is not None and (anchor.sure or anchor.home) and not anchor.ambiguous


def may_be_at(prepared: PreparedText, words: str, anchor: Anchor | None) -> list[tuple[tuple[int, int], ...]]:
    """The parts of each place that may be a quote's: the one that was found, and all where the same words stand."""
    if anchor is None:
        return []
    places = [anchor.parts] if anchor.sure or anchor.home or anchor.score == 1 else []
    same = same_words(prepared, unicodedata.normalize("NFC", words).strip())
    return list(dict.fromkeys([*places, *(one.parts for one in same)]))


def anchors(prepared: PreparedText, wanted: Sequence[Wanted], *, same: bool) -> list[Anchor | None]:
    """Where each of the quotes stands, as `nearest_to` gives it.

    Args:
        prepared: the text.
        wanted: the quotes.
        same: the text is the one in which they were placed, so that what they say of their place holds.
    """
    found = [anchor_of(prepared, one, same=same) for one in wanted]
    shifts = _Shifts(prepared, wanted, found)
    for index, one in enumerate(wanted):
        best = found[index]
        if _is_certain(best) or (same and one.near.placed):
            continue
        for start, line in shifts.of(one.near):
            again = nearest_to(prepared, one.words, one.near._replace(start=start, line=line))
            if _is_certain(again):
                found[index] = again
                break
            if again is not None and (best is None or again.home or not best.home):
                found[index] = best = again
    for index, one in enumerate(wanted):
        anchor = found[index]
        if not same and anchor is not None and _is_certain(anchor) and one.near.placed:
            rivals = _where_it_stood(prepared, one, anchor, [start for start, _ in shifts.of(one.near)])
            if rivals:
                found[index] = replace(anchor, others=tuple(sorted({*anchor.others, *rivals})), ambiguous=True)
    return found


def _where_it_stood(prepared: PreparedText, one: Wanted, anchor: Anchor, expected: Sequence[int | None]) -> list[int]:
    """Where words like the quote's stand at the place where it is to be expected, if it was found far from there."""
    starts = [start for start in expected if start is not None]
    size = len(one.words)
    if size < SHORT or any(abs(anchor.start - start) <= size + _AWAY for start in starts):
        return []
    ends = len(prepared.text)
    alike = (
        like_words_in(prepared, one.words, max(0, start - _AWAY), min(ends, start + size + _AWAY)) for start in starts
    )
    return [found.start for found in alike if found is not None and found.sure]


def anchor_of(prepared: PreparedText, one: Wanted, *, same: bool) -> Anchor | None:
    """Where a quote stands by itself, as `nearest_to` gives it; the arguments are those of `anchors`."""
    near, start, end = one.near, one.near.start, one.end
    if near.placed and start is not None and end is not None:
        whole = prepared.text[start:end].split() == one.words.split() and not cuts_negation(prepared.text, start, end)
        if whole and (same or _holds(prepared, one, start, end)):
            return Anchor(start, end, *around(prepared.text, start, end), 1.0, "exact", ((start, end),), home=True)
        if same and _holds(prepared, one, start, end):
            return nearest_to(prepared, one.words, near)
    nowhere = near._replace(start=None, line=near.line if near.placed else None)
    if not near.placed:
        anchor = nearest_to(prepared, one.words, nowhere)
        # what its line has resembles it, perhaps; and a selector that somebody wrote tells it from its copies
        asked = near.line is not None if _is_certain(anchor) else start is not None
        return nearest_to(prepared, one.words, near) if asked else anchor
    return nearest_to(prepared, one.words, nowhere)


def _holds(prepared: PreparedText, one: Wanted, start: int, end: int) -> bool:
    """Whether a selector is of this text; that of a quote that was not found again is of an earlier one."""
    text, near = prepared.text, one.near
    if near.prefix or near.suffix:
        before, after = text[max(0, start - 2 * CONTEXT) : start], text[end : end + 2 * CONTEXT]
        return before.rstrip().endswith(near.prefix.strip()) and after.lstrip().startswith(near.suffix.strip())
    return one.words in text[start:end] or likeness(one.words, text[start:end]).score >= KNOWN_PLACE


def _is_certain(anchor: Anchor | None) -> bool:
    return anchor is not None and anchor.sure and not anchor.ambiguous


class _Shifts:
    """How far things moved: asked of the quotes before and behind that are at their place.

    These are the ones that were found for certain, and long ones that stand in one place only and in their old order.
    """

    def __init__(self, prepared: PreparedText, wanted: Sequence[Wanted], found: Sequence[Anchor | None]) -> None:
        self._transcript = prepared.transcript
        places: dict[int, int] = {}
        lone: dict[int, int] = {}
        lines: dict[int, int] = {}
        for one, anchor in zip(wanted, found, strict=True):
            start = one.near.start if one.near.placed else None
            if anchor is None:
                continue
            if _is_certain(anchor):
                if start is not None:
                    places[start] = anchor.start
                if one.near.line is not None:
                    lines[one.near.line] = self._transcript.line_of(anchor.start).number
            elif start is not None and anchor.doubt == "place" and not anchor.others and len(one.words) >= SHORT:
                lone[start] = anchor.start
        in_order = _longest_ascending(sorted({**lone, **places}.items()))
        self._places = sorted({**dict(in_order), **places}.items())
        self._lines = sorted(lines.items())

    def of(self, near: Near) -> list[tuple[int | None, int | None]]:
        """The character and the line where a quote is to be expected: by the quote before it, and by the one behind.

        The two differ where something was put in or taken out between them.
        """
        if near.placed and near.start is not None:
            length = len(self._transcript.text)
            starts = [min(length, start) for start in _expected(self._places, near.start)]
            return [(start, self._transcript.line_of(start).number) for start in starts]
        if near.line is not None:
            return [(None, max(1, line)) for line in _expected(self._lines, near.line)]
        return []


def _expected(known: Sequence[tuple[int, int]], place: int) -> list[int]:
    """Where a place is now, by the nearest ones before and behind it of which it is known where they are."""
    at = bisect_left(known, (place, 0))
    itself = at < len(known) and known[at][0] == place
    nearby = [*known[max(0, at - 1) : at], *known[at + itself : at + itself + 1]]
    return list(dict.fromkeys(max(0, place + now - was) for was, now in nearby)) or [place]


def _longest_ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs in the order of their first numbers the most that are in the order of their second ones as well."""
    ends: list[int] = []  # the least second number with which a row of each length ends
    tails: list[int] = []  # the index of its pair
    before: list[int] = []
    for index, (_, now) in enumerate(pairs):
        at = bisect_left(ends, now)
        before.append(tails[at - 1] if at else -1)
        ends[at : at + 1] = [now]
        tails[at : at + 1] = [index]
    row: list[tuple[int, int]] = []
    last = tails[-1] if tails else -1
    while last >= 0:
        row.append(pairs[last])
        last = before[last]
    return row[::-1]


# ---- what an anchor says --------------------------------------------------------------------------------------------


def difference(prepared: PreparedText, quote: str, anchor: Anchor) -> tuple[tuple[str, str], ...]:
    """The words in which quote and text differ: pairs of the quote's and the text's, either of them may be empty.

    Typography and capitals are no difference; what a cut leaves out is one where it is a negation and little else.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - only what is shown needs it

    wanted = unicodedata.normalize("NFC", quote).strip()
    pieces = parts_of(wanted)
    if len(pieces) != len(anchor.parts):
        pieces = loose_parts_of(wanted)
    ours = [word for piece in pieces for word in piece.split()]
    theirs = _words_at(prepared, anchor.parts).split()
    # in their light form, without punctuation around them
    left, right = ([light_words(word).strip(OUTER) for word in words] for words in (ours, theirs))
    differs = [
        (" ".join(ours[a:b]), " ".join(theirs[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        if tag != "equal" and "".join(left[a:b]) != "".join(right[c:d])
    ]
    return (*differs, *_left_out(prepared, wanted, anchor)) if anchor.doubt == "sense" else tuple(differs)


def _left_out(prepared: PreparedText, wanted: str, anchor: Anchor) -> list[tuple[str, str]]:
    """Negations that a cut leaves out, that stand between brackets, or of which the quote has half a word."""
    text = prepared.text
    cuts = (_words_at(prepared, [(end, start)]) for (_, end), (start, _) in pairwise(anchor.parts))
    found = [("", between) for between in cuts if is_cut_out(light_words(between))]
    found += [(f"[{one}]", "") for one in put_in(wanted) if has_negative(light_words(one))]
    for start, end in anchor.parts:
        if cuts_negation(text, start, end):
            first, last = start, end
            while first > 0 and not text[first - 1].isspace():
                first -= 1
            while last < len(text) and not text[last].isspace():
                last += 1
            place = 0 if first < start else -1
            found.append((text[start:end].split()[place], text[first:last].split()[place]))
    return found


def words_at(prepared: PreparedText, anchor: Anchor) -> str:
    """The text's own words at the anchor, cuts as `[…]`, without labels, times and marks of pages between them."""
    return " […] ".join(_words_at(prepared, [part]) for part in anchor.parts)


def _words_at(prepared: PreparedText, parts: Iterable[tuple[int, int]]) -> str:
    said = (words for part in parts for words in prepared.transcript.said(*part))
    return " ".join(" ".join(said).split())
