"""Text as it is compared: without what typists, printers and word processors vary, with the way back to each character.

Light: runs of white space are one space; a hyphen inside a word or at the end of a line is gone; quotation marks are
all the same, dashes too; ligatures and the ellipsis are their letters and dots; capitals are small. Loose: without
accents besides.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from cmo_eval.deferred import dataclass, expression
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.likeness import Seeds
from cmo_eval.transcripts.transcript import Transcript, parse

# apart, since in a class blanks and line ends count as letters, in a verbose expression too
_LETTERS = (
    r"\u2026\u00df\u0130\u0132\u0133\u0149\u01c4-\u01cc\u01f0-\u01f3\u0390\u03b0\u0587\u1e96-\u1e9e"
    r"\u1f50-\u1f57\u1f80-\u1fff\ufb00-\ufb17"
)
_SPOT = expression(
    r"""
    (?=[^a-zA-Z0-9,.;:?!()])(?![ ][a-zA-Z0-9])  # most of a text is told apart by this alone
    (?:(?P<hyphen>(?<=[^\W\d_])[-\u2010\u2011\u00ad]+\s*(?=[^\W\d_]))
    |(?P<range>(?<=\d)[\u2010-\u2015](?=\d))
    |(?P<dash>(?:\s*(?:[\u2012-\u2015]|--+))+\s*)
    |(?P<white>[^\S ]\s*|[ ]\s+)
    |(?P<unseen>[\u00ad\u200b-\u200f\u2060\ufeff])
    |(?P<mark>['"\u2018-\u201f\u2032\u2033\u00b4`\u00ab\u00bb\u2039\u203a]{2,}
        |["\u2018-\u201f\u2032\u2033\u00b4`\u00ab\u00bb\u2039\u203a])
    |(?P<letters>["""
    + _LETTERS
    + """]))
    """,
    re.VERBOSE,
)
_NOT_ASCII = expression(r"[^\x00-\x7f]")
_JOINED = expression(r"(?<=\w)(?=\w)")
_WITH = {"hyphen": "", "range": "-", "dash": " - ", "white": " ", "unseen": "", "mark": "'"}


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in its light or loose form, in stretches that came from characters in a row.

    Each begins at one of `starts`, with the character that came from the one at its place in `origins`.
    """

    text: str
    starts: Sequence[int]
    origins: Sequence[int]

    def origin(self, index: int) -> int:
        """The index of the character that one came from."""
        stretch = bisect_right(self.starts, index) - 1
        return self.origins[stretch] + index - self.starts[stretch]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text it was made from that became the characters from `start` to before `end`."""
        return self.origin(start), self.origin(end - 1) + 1

    def index(self, origin: int) -> int:
        """The first character that came from `origin` or from behind it; the length of the text where none did."""
        behind = bisect_left(self.origins, origin)
        until = self.starts[behind] if behind < len(self.starts) else len(self.text)
        return min(until, self.starts[behind - 1] + origin - self.origins[behind - 1]) if behind else 0


def light(text: str) -> Normal:
    """The text in its light form. Skipped parts are to be `masked` before."""
    parts: list[str] = []
    starts, origins = [0], [0]
    done = size = 0
    for spot in _SPOT.finditer(text):
        start, end = spot.span()
        written = _written(spot)
        parts += (text[done:start].casefold(), written)
        size += start - done
        starts += range(size, size + len(written) + 1)
        if written == " - ":
            origins += (start, start + len(spot[0]) - len(spot[0].lstrip()), end - 1, end)
        else:
            origins += (*[start] * len(written), end)
        size += len(written)
        done = end
    parts.append(text[done:].casefold())
    return Normal("".join(parts), starts, origins)


def light_words(text: str) -> str:
    """The text in its light form, without the way back and without white space around it."""
    return cased_words(text).casefold()


def cased_words(text: str) -> str:
    """The same with capitals as they are."""
    parts: list[str] = []
    done = 0
    for spot in _SPOT.finditer(text):
        kind = spot.lastgroup or ""
        written = unicodedata.normalize("NFKC", spot[0]) if kind == "letters" else _WITH[kind]
        parts += (text[done : spot.start()], written)
        done = spot.end()
    parts.append(text[done:])
    return "".join(parts).strip()


def loose(form: Normal) -> Normal:
    """A light text without accents."""
    sizes: dict[int, int] = {}  # of letters that become none, or several

    def plain(spot: re.Match[str]) -> str:
        letters = loose_words(spot[0])
        if len(letters) != 1:
            sizes[spot.start()] = len(letters)
        return letters

    text = _NOT_ASCII.sub(plain, form.text)
    starts: list[int] = []
    origins: list[int] = []
    more = 0
    for index in sorted({*form.starts, *sizes, *(one + 1 for one in sizes)}):
        size = sizes.get(index, 1)
        starts += range(index + more, index + more + size)
        origins += [form.origin(index)] * size
        more += size - 1
    return Normal(text, starts, origins)


def loose_words(text: str) -> str:
    """The letters without their accents."""
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def masked(text: str, skipped: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in place of the parts from a start to before an end, so that no index changes."""
    parts: list[str] = []
    done = 0
    for start, end in skipped:
        parts += (text[done:start], " " * (end - start))
        done = end
    return "".join([*parts, text[done:]])


def is_bounded(text: str, start: int, end: int) -> bool:
    """Whether the part of the text neither begins nor ends inside a word."""
    return _JOINED.match(text, start) is None and _JOINED.match(text, end) is None


def _written(spot: re.Match[str]) -> str:
    kind = spot.lastgroup or ""
    if kind == "letters":
        return unicodedata.normalize("NFKC", spot[0]).casefold()
    return _WITH[kind]


# ---- a text in all its forms -----------------------------------------------------------------------------------------


class PreparedText:
    """A text that is asked for many quotes; its other forms are made when the first quote needs them.

    Args:
        text: Unicode text without byte order mark, with LF line ends and composed characters (NFC), as
            `texts.store` reads it.
        transcript: its lines where they are known; else they are read when they are wanted.
        people: ids of the source's participants, those who withdrew too.
    """

    def __init__(self, text: str, transcript: Transcript | None = None, people: Collection[str] = ()) -> None:
        self.text = text
        self.people = tuple(people)
        self._given = transcript
        self._turns: dict[str, bool] = {}  # whether somebody has a turn under a label that is known to be theirs

    @cached_property
    def transcript(self) -> Transcript:
        """The lines of the text."""
        return self._given or parse(self.text, self.people)

    @cached_property
    def words(self) -> Normal:
        """The light form of what is said: without speakers' labels, times and marks of pages."""
        skipped = ((line.start, line.end if line.is_page else line.words) for line in self.transcript.lines)
        return light(masked(self.text, (part for part in skipped if part[0] < part[1])))

    @cached_property
    def all_words(self) -> Normal:
        """The light form with speakers' labels and times, for quotes that have them too."""
        skipped = [(line.start, line.end) for line in self.transcript.lines if line.is_page]
        return light(masked(self.text, skipped))

    @cached_property
    def plain_words(self) -> Normal:
        """What is said without accents."""
        return loose(self.words)

    @cached_property
    def seeds(self) -> Seeds:
        """Which words of the light form stand where."""
        return Seeds(self.words.text)

    def participant(self, label: str | None) -> str | None:
        """The participant whose label it is, or the interviewer's own label; None where it is nobody's known."""
        if label is None:
            return None
        if speakers.is_interviewer(label):
            return speakers.INTERVIEWER
        return speakers.participant_of(label, self.people)

    def is_said_by(self, who: str, start: int, end: int) -> bool | None:
        """Whether a participant speaks in a part of the text; None where nobody can tell.

        False where each line of it is in the turn of somebody else: of another participant, of the interviewer, or
        of whoever has a label of its own where the participant has one too.
        """
        transcript = self.transcript
        first, last = transcript.line_of(start).number, transcript.line_of(max(start, end - 1)).number
        lines = (line for line in transcript.lines[first - 1 : last] if not line.is_page)
        labels = {line.speaker if not line.doubtful else None for line in lines}
        if None in labels or not labels:
            return None
        if any(speakers.participant_of(label, [who]) is not None for label in labels if label):
            return True
        if who not in self._turns:
            self._turns[who] = any(speakers.participant_of(one, [who]) is not None for one in self.transcript.speakers)
        return False if self._turns[who] or all(self.participant(label) is not None for label in labels) else None

    def seen(self, word: str) -> int:
        """How often a word of three letters or more stands in what is said."""
        return len(self.seeds.places.get(word, ()))
