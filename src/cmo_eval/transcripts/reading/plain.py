"""Plain text: a row a line, or a paragraph where a page or a terminal broke lines inside sentences and words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from cmo_eval.deferred import expression
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.beginnings import labels_in
from cmo_eval.transcripts.encoding import cleaned, decoded
from cmo_eval.transcripts.forms import opening
from cmo_eval.transcripts.reading import Row, Rows, remarks, words_in

_END = expression(r"""[.!?:…;]["'”’»)\]]*$""")
_ITEM = expression(r"(?:[-–•*▪◦o\uf0b7]|\d{1,3}[.)]|[a-z][.)])\s+\S")
_HYPHENED = expression(r"([^\W\d_]+)[-\u2010]$")
_SLIP = expression(r"(?P<label>[^\W\d_][\w-]{0,20})(?:[ \t]?;|[ \t]?[.)](?=[ \t]+\w)|(?<=\w\w)[ \t]+[-–—](?=[ \t]+\w))")
"""A label with another sign behind it than a colon."""
_STAMP = expression(rf"[\[(#<]?{speakers.TIME}(?=[\])#>\s-]|$)")
_AND = frozenset(("en", "of", "and", "or", "und", "oder", "et", "ou"))
_NEVER_JOINED = frozenset((*"abcdefghijklmnopqrstuvwxyz", "ex", "non"))
_SHORT = 0.8
"""A line shorter than this share of the width ends its paragraph, if a sentence ends there."""


def is_broken(lines: Sequence[str]) -> bool:
    """Whether the lines were broken to a width: most that are followed by another are about as long as the longest.

    Lines over 100 characters are whole paragraphs, so nothing was broken then.
    """
    full = [line.rstrip() for line in lines]
    longest = max(map(len, full), default=0)
    if not 40 <= longest <= 100:
        return False
    followed = [one for one, other in pairwise(full) if one and other and not begins_anew(other, ())]
    long = sum(len(line) > longest * 0.75 for line in followed)
    inside = sum(_END.search(line) is None for line in followed)
    return len(followed) >= 3 and long > len(followed) * 0.8 and inside > len(followed) * 0.5


def joined(lines: Sequence[str], known: Collection[str] | None = None) -> list[str]:
    """The paragraphs that the lines make up.

    An empty line ends a paragraph, a line with which a turn or item of a list begins starts one, and after a sentence
    that ends well before the width a new one begins. A hyphen at a line's end goes, unless the text has the word with
    it elsewhere or the word after it is `en` or the like.

    Args:
        lines: as they stand on the page.
        known: labels of speakers, folded; else those that `labels_in` finds in the lines.
    """
    if known is None:
        known = labels_in(lines)
    width = max(map(len, (line.rstrip() for line in lines)), default=0)
    hyphened, plain = words_of("\n".join(lines))
    found: list[list[str]] = []
    before = ""
    for line in lines:
        text = line.strip()
        goes_on = bool(before and text and found) and not begins_anew(text, known) and not is_heading(before, known)
        if goes_on and not (_END.search(before) and len(before) < width * _SHORT):
            found[-1][-1:] = (*_linked(found[-1][-1], text, hyphened, plain), text)
        elif text:
            found.append([text])
        before = line.rstrip()
    return ["".join(parts) for parts in found]


def begins_anew(line: str, known: Collection[str]) -> bool:
    """Whether a turn, a time or an item of a list begins with the line."""
    text = line.strip()
    if _ITEM.match(text) or _STAMP.match(text):
        return True
    slip = _SLIP.match(text)
    if slip is not None and speakers.folded(slip["label"]) in known:
        return True
    label = opening(text).label
    return _is_alone(text, known) or (
        label is not None and (speakers.folded(label) in known or speakers.is_code(label))
    )


def is_heading(line: str, known: Collection[str]) -> bool:
    """Whether a speaker's label has the line to itself, above the words: with a time, or a role or a code alone."""
    found = opening(line.strip())
    timed = found.form == "heading" and found.label is not None and speakers.folded(found.label) in known
    return timed or _is_alone(line.strip(), known)


def _is_alone(text: str, known: Collection[str]) -> bool:
    """Whether the line is the role or code of somebody who is known to speak; a name may be the last of a paragraph."""
    return text[-1:].isalnum() and speakers.tells_no_name(text) and speakers.folded(text) in known


def with_next(one: str, other: str, hyphened: Collection[str] = (), plain: Collection[str] = ()) -> str:
    """Two lines as one: with a space between, or as one word where a hyphen broke it."""
    return "".join((*_linked(one, other, hyphened, plain), other))


def _linked(one: str, other: str, hyphened: Collection[str], plain: Collection[str]) -> tuple[str, str]:
    """The first of two lines that are one, without a hyphen that broke a word, and what stands between the two."""
    match = _HYPHENED.search(one)
    first = re.match(r"[^\W\d_]+", other)
    if match is None or first is None or first[0].casefold() in _AND:
        return one, " "
    left, right = match[1].casefold(), first[0].casefold()
    whole, with_hyphen = left + right, f"{left}-{right}"
    keeps = (with_hyphen in hyphened and whole not in plain) or left in _NEVER_JOINED or not first[0][0].islower()
    return (one, "") if keeps and whole not in plain else (one[:-1], "")


def words_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text that have a hyphen inside a line, and those that have none; without regard to case."""
    folded = text.casefold()
    hyphened = re.findall(r"[^\W\d_]+-[^\W\d_]+", folded)
    return frozenset(hyphened), frozenset(re.findall(r"(?<![\w-])[^\W\d_]{4,}(?![\w-])", folded))


# ---- rows ------------------------------------------------------------------------------------------------------------


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - formats that share a module are told apart by it
    """The rows of a plain text.

    Raises:
        CmoEvalError: it is no text.
    """
    found = decoded(content)
    text, unseen = cleaned(found.text)
    said = [found.note] if found.note else []
    said += remarks({"invisible character": unseen})
    lines = text.split("\n")
    if is_broken(lines):
        lines = joined(lines)
        said.append("lines that were broken to a width are joined to paragraphs")
    count = words_in(lines)
    return Rows(tuple(Row(line) for line in lines), "plain text", found.encoding, found.guessed, tuple(said), count)
