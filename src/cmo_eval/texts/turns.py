"""Rows of a file become a transcript: who speaks, by which label from now on, when, and on which page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal, NamedTuple

from cmo_eval.texts import speakers
from cmo_eval.texts.forms import Found, clock, taken_apart
from cmo_eval.texts.reading import Row
from cmo_eval.texts.speakers import folded
from cmo_eval.texts.transcript import is_note, page_of

How = Literal["participant", "interviewer", "code", "name", "withdrawn"]

UNKNOWN = "UNKNOWN"
"""The label of a cue of which a file with voices does not say whose it is."""

_SENTENCE, _LONG = 20, 30
"""Seconds after which cues go on on a line of their own, with its time: when a sentence has ended, and anyhow."""
_WORDS = 100
"""Words in a line after which they do so too, since times may be missing or all the same."""
_PAUSE = 2
"""Seconds of silence after which words of nobody in particular go on on a line of their own."""
_END = re.compile(r"""[.!?…]["'”’»)\]]*$""")


class Turn(NamedTuple):
    """A line to be written: label as the file has it (None: the turn above goes on), time in seconds, words.

    `page` for the line with which a page begins; `aside` for what stands beside the text; `row` is the number (from 0)
    of the row that the words are from, the first one where they are from several.
    """

    label: str | None
    time: int | None
    words: str
    page: str | None = None
    aside: bool = False
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a file: the label there, how many turns and words, and the label in the transcript.

    `how` says what that is: a participant's id, the interviewer's label, a `code` that nobody gave an id to, another
    such label, which may be a `name` and therefore becomes S1, S2 and so on, or the id of somebody who withdrew, whose
    words are left out.
    """

    label: str
    turns: int
    words: int
    becomes: str
    how: How


@dataclass(frozen=True, slots=True)
class Register:
    """Who may speak in a source: ids of participants, of those who withdrew, and ids given by label (folded)."""

    ids: Collection[str] = ()
    withdrawn: Collection[str] = ()
    given: Mapping[str, str] | None = None

    @property
    def labels(self) -> frozenset[str]:
        """Labels, folded, that are somebody's for sure."""
        return frozenset(map(folded, (*self.ids, *self.withdrawn, *(self.given or ()))))


def turns_in(rows: Sequence[Row], register: Register) -> tuple[Turn, ...]:
    """The lines that a file's rows make up: who speaks is recognised, cues of one voice are one turn."""
    cued = any(row.start is not None for row in rows)
    found = [taken_apart(row.text) for row in rows]
    known = speakers.recognised((one.opening for one in found), register.labels)
    turns = list(_in_their_stories(rows, _each(rows, found, known, register.labels)))
    return tuple(_of_cues(rows, turns) if cued else _merged(turns))


def voices(turns: Sequence[Turn], register: Register) -> tuple[Voice, ...]:
    """Who speaks, in order of the first turn, and who that is."""
    counts: dict[str, list[int]] = {}
    first: dict[str, str] = {}
    speaking: list[int] | None = None
    found: list[Voice] = []
    for turn in turns:
        if turn.label is not None:
            key = folded(turn.label)
            first.setdefault(key, turn.label)
            speaking = counts.setdefault(key, [0, 0])
            speaking[0] += 1
        if speaking is not None and turn.page is None and not turn.aside:
            speaking[1] += len(turn.words.split())
    taken = {*map(folded, first.values()), *register.labels}
    for key, label in first.items():
        becomes, how = _who(label, register)
        if how == "name":
            becomes = next(f"S{number}" for number in count(1) if f"s{number}" not in taken)
            taken.add(folded(becomes))
        found.append(Voice(label, counts[key][0], counts[key][1], becomes, how))
    return tuple(found)


def written(turns: Sequence[Turn], found: Sequence[Voice]) -> str:
    """The transcript as a text, each label as its voice has it; the words of who withdrew are left out."""
    return "".join(f"{line}\n" for _, line in lines_of(turns, found))


def lines_of(turns: Sequence[Turn], found: Sequence[Voice]) -> Iterator[tuple[int, str]]:
    """The lines of that text without their ends, each with the number (from 0) of its turn.

    The turn's words stand at the end of its line. Of the turns of who withdrew only those that have a label have a
    line, without their words.
    """
    becomes = {folded(voice.label): voice for voice in found}
    silent = False
    for number, turn in enumerate(turns):
        if turn.page is not None:
            yield number, f"[p. {turn.page}]"
            continue
        voice = becomes[folded(turn.label)] if turn.label is not None else None
        silent = voice.how == "withdrawn" if voice is not None else silent
        if silent:
            if voice is not None:
                yield number, f"[A turn of {voice.becomes}, who withdrew, was left out.]"
            continue
        time = f"[{clock(turn.time)}]" if turn.time is not None else ""
        start = " ".join(part for part in (voice.becomes if voice is not None else "", time) if part)
        yield number, f"{start}{':' if voice is not None else ''} {turn.words}".strip()


def spoken_names(text: str, found: Sequence[Voice]) -> dict[str, list[int]]:
    """For each voice whose label looked like a name, by what it became: the lines (from 1) with a part of that name."""
    lines = text.split("\n")
    places: dict[str, list[int]] = {}
    for voice in found:
        parts = speakers.parts_of_name(voice.label) if voice.label != voice.becomes else ()
        if parts:
            pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, parts))})(?!\w)")
            where = [number for number, line in enumerate(lines, 1) if pattern.search(line)]
            if where:
                places[voice.becomes] = where
    return places


def _who(label: str, register: Register) -> tuple[str, How]:
    withdrawn = speakers.participant_of(label, register.withdrawn, register.given)
    id_ = speakers.participant_of(label, register.ids, register.given)
    if withdrawn is not None and withdrawn in register.withdrawn:
        return withdrawn, "withdrawn"
    if id_ is not None and id_ in register.ids:
        return (label if folded(id_) == folded(label) else id_), "participant"
    if id_ is not None or speakers.is_interviewer(label):
        number = re.search(r"\d{1,2}$", id_ or label)
        return speakers.INTERVIEWER + (number[0] if number else ""), "interviewer"
    if speakers.is_code(label) or speakers.is_role(label):
        return label, "code"
    return label, "name"


def _each(
    rows: Sequence[Row], found: Sequence[Found], known: Collection[str], registered: Collection[str]
) -> Iterator[Turn]:
    """A turn for each row, in step with them."""
    voiced = any(row.speaker for row in rows)
    labelled = voiced or any(one.is_of(known, registered) for one in found)
    since: int | None = None
    for number, (row, one) in enumerate(zip(rows, found, strict=True)):
        page = row.page or page_of(row.text)
        start = int(row.start) if row.start is not None else None
        if page is not None:
            yield Turn(None, None, "", page=page, row=number)
        elif row.aside:
            yield Turn(None, None, row.text.strip(), aside=True, row=number)
        elif row.speaker:
            yield Turn(row.speaker, start, row.text.strip(), row=number)
        elif one.is_of(known, registered):
            yield Turn(one.label, _first(one.time, start, since), one.words, row=number)
        else:
            unknown = UNKNOWN if labelled and (voiced or row.speaker == "") else None
            yield Turn(unknown, _first(one.time_otherwise, start, since), one.otherwise, row=number)
        since = one.ends


def _in_their_stories(rows: Sequence[Row], turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns, none of which goes on from a text box into the flow of the text, or the other way round.

    What stands in a box without a label is beside the talk; the flow goes on with whoever spoke before the box.
    """
    speaking: dict[int, str] = {}
    now: str | None = None  # who speaks in the transcript as it is written
    for row, turn in zip(rows, turns, strict=True):
        if turn.page is not None or turn.aside or not (turn.words or turn.label):
            yield turn
        elif turn.label is not None:
            speaking[row.story] = now = turn.label
            yield turn
        elif row.story and row.story not in speaking:
            yield turn._replace(words=f"[{turn.words}]", aside=True) if turn.words else turn
        elif speaking.get(row.story) != now and not is_note(turn.words):
            speaking[row.story] = now = speaking.get(row.story, UNKNOWN)
            yield turn._replace(label=now)
        else:
            yield turn


def _first(*times: int | None) -> int | None:
    return next((time for time in times if time is not None), None)


def _merged(turns: Sequence[Turn]) -> Iterator[Turn]:
    """The turns with words; a label above the words that it belongs to comes before them, and so does a time."""
    above: Turn | None = None
    for turn in turns:
        beside = turn.aside or (turn.label is None and turn.time is None and is_note(turn.words))
        if beside or turn.page is not None:
            if above is not None and above.label is not None:
                yield above
                above = None
            yield turn
        elif turn.label is None and turn.time is None and not turn.words:
            continue  # an empty line
        elif above is not None and turn.label is None and turn.words and (turn.time is None or above.time is None):
            yield turn._replace(label=above.label, time=_first(above.time, turn.time))
            above = None
        elif above is not None and above.label is None and turn.label is not None and turn.time is None:
            above = turn._replace(time=above.time)
            if turn.words:
                yield above
                above = None
        else:
            if above is not None and above.label is not None:
                yield above
            above = None
            if turn.words:
                yield turn
            elif turn.label is not None or turn.time is not None:
                above = turn
    if above is not None and above.label is not None:
        yield above


def _of_cues(rows: Sequence[Row], turns: Sequence[Turn]) -> Iterator[Turn]:
    """Turns of cues: those of one voice are one, in lines of which each has the time of its first cue.

    A cue begins a new line when the line before began half a minute ago, so that whatever is said in a line was said
    less than that (or the length of its own cue) after the line's time.
    """
    line: list[Turn] = []
    words = 0
    speaking: str | None = None
    ended = began = 0.0
    for row, turn in _with_labels(rows, turns):
        key = folded(turn.label) if turn.label is not None else speaking
        start = row.start if row.start is not None else ended
        since = start - began
        full = since >= _LONG or since < 0 or words >= _WORDS
        full = full or (since >= _SENTENCE and bool(line) and _END.search(line[-1].words[-20:]) is not None)
        undated = bool(line) and line[0].time is None and turn.time is not None
        apart = undated or row.speaker == "" or (key is None and start - ended >= _PAUSE)
        if key != speaking or apart or full or turn.page is not None:
            yield from _as_one(line)
            turn = turn._replace(label=turn.label if key != speaking else None)  # noqa: PLW2901 - it goes on
            line, words, began = [], 0, start
        if turn.page is not None:
            yield turn
            continue
        line.append(turn)
        words += len(turn.words.split())
        speaking, ended = key, row.end if row.end is not None else start
    yield from _as_one(line)


def _with_labels(rows: Sequence[Row], turns: Sequence[Turn]) -> Iterator[tuple[Row, Turn]]:
    """Cues with words, and pages; a label that is all of a cue is that of the next one."""
    above: tuple[Row, Turn] | None = None
    for row, turn in zip(rows, turns, strict=True):
        if not turn.words and turn.page is None:
            if above is not None and turn.label is not None:
                yield above
            above = (row, turn) if turn.label is not None else above
        elif above is not None and turn.label is None and turn.page is None:
            yield row, turn._replace(label=above[1].label, time=_first(above[1].time, turn.time))
            above = None
        else:
            if above is not None:
                yield above
            above = None
            yield row, turn
    if above is not None:
        yield above


def _as_one(line: Sequence[Turn]) -> Iterator[Turn]:
    if line:
        yield line[0]._replace(words=" ".join(one.words for one in line if one.words))
