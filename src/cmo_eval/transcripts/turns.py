"""Rows of a file become a transcript: who speaks, by which label from now on, when, and on which page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, pairwise
from typing import Literal, NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.beginnings import Beginning, beginnings
from cmo_eval.transcripts.forms import clock, is_range, labels_inside, opening, seconds, without_note
from cmo_eval.transcripts.reading import Row
from cmo_eval.transcripts.speakers import folded
from cmo_eval.transcripts.transcript import is_note, page_of

How = Literal["participant", "interviewer", "code", "name", "withdrawn"]

UNKNOWN = "UNKNOWN"  # the label of a cue of which a file with voices does not say whose it is

_SENTENCE, _LONG = 20, 30  # seconds after which cues go on on a line of their own: after a sentence, and anyhow
_WORDS = 100  # in a line, after which they do so too, since times may be missing or all the same
_PAUSE = 2  # seconds of silence after which words of nobody in particular go on on a line of their own
# what stands between a label and words where the colon should
_SLIP = expression(r"[ \t]?(?:;|[.)][ \t]+\w|[ \t][-–—][ \t]+\w)")
_LONG_ENOUGH = 3  # letters of a note behind a label, to be more than `int` of who interrupts
_MOST_SAID = 200  # characters of a line that says what labels stand for
_PARTS = expression(r"[;\t]|[ \u00a0]{3,}")  # between what is said of one and of another
_STANDS_FOR = expression(
    r"[\[(]?([^\W_][\w .-]{0,39}?)[\])]?[ \t]*[=:–—-][ \t]*[\[(]?([^\W_][\w .-]{0,39}?)[\])]?[.,]?"
)
_HEADINGS, _HEADING = 0.5, 40  # share of the lines that headings are at most, and words of the longest one
_ROUNDS = 5  # times that lines are looked through once more; two are enough but for texts made to be difficult
_FEW = 1 / 3  # share of the times above words up to which those without a label lack it
_AT_END = expression(r"#(?P<time>\d{1,2}:\d\d:\d\d(?:[.,]\d{1,3})?)-\d#[ \t]*$")
_END = expression(r"""[.!?…]["'”’»)\]]*$""")


class Turn(NamedTuple):
    """A line to be written: label as the file has it (None: the turn above goes on), time in seconds, words.

    `page` for the line with which a page begins; `aside` for what stands beside the text, which with a label says who
    somebody is; `row` is the number (from 0)
    of the row that the words are from, the first one where they are from several. `doubt` is the label that the words
    seem to begin with, where it was not taken for one; `note` what stood between ( ) behind a label.
    """

    label: str | None
    time: int | None
    words: str
    page: str | None = None
    aside: bool = False
    row: int | None = None
    doubt: str | None = None
    note: str = ""

    @property
    def is_apart(self) -> bool:
        """Whether it is no part of the talk."""
        return self.page is not None or self.aside


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
    """Who may speak in a source: ids of participants, of those who withdrew, and ids given by label (folded).

    `heard` are other labels (folded) of people who speak, and `never` what looks like a label and is none.
    """

    ids: Collection[str] = ()
    withdrawn: Collection[str] = ()
    given: Mapping[str, str] | None = None
    heard: Collection[str] = ()
    never: Collection[str] = ()

    @property
    def labels(self) -> frozenset[str]:
        """Labels, folded, that are somebody's for sure."""
        return frozenset(map(folded, (*self.ids, *self.withdrawn, *(self.given or ()), *self.heard)))


def turns_in(rows: Sequence[Row], register: Register) -> tuple[Turn, ...]:
    """The lines that a file's rows make up: who speaks is recognised, cues of one voice are one turn."""
    rows, origin = _apart(_without_notes(_as_cues(rows)), register)
    cued = any(row.start is not None for row in rows)
    each = list(_in_their_stories(rows, _each(rows, register, cued=cued)))
    turns = tuple(_of_cues(rows, each) if cued else _merged(_of_nobody_known(each)))
    if len(rows) > len({*origin}):
        turns = tuple(turn._replace(row=origin[turn.row]) if turn.row is not None else turn for turn in turns)
    for _ in range(_ROUNDS):  # what words make with the line above that they go on with is looked at too
        before, turns = turns, _settled(turns, register)
        if turns == before:
            break
    return turns


def _without_notes(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, of whose voices `Jan Bakker (Guest)` is Jan Bakker, unless others of that name are told apart so."""
    every = {row.speaker for row in rows if row.speaker}
    split = {label: without_note(label) for label in every}
    notes = Counter(base for label, base in split.items() if base != label)
    if not notes:
        return rows
    plain = {label: base if notes[base] == 1 else label for label, base in split.items()}
    return [row._replace(speaker=plain[row.speaker]) if row.speaker else row for row in rows]


def begun_inside(rows: Sequence[Row], register: Register) -> Mapping[int, Sequence[tuple[int, int, str]]]:
    """Where within rows (from 0) somebody begins to speak who does so elsewhere at the beginning of a row.

    That is told behind a sentence, of a code, a role or a whole name, and in cues of each label; a name alone may be
    somebody of whom is told. Each place is where the sentence ends, where the label begins, and the label.
    """
    inside = {number: found for number, row in enumerate(rows) if (found := [*labels_inside(row.text)])}
    if not inside:
        return {}
    cued = any(row.start is not None for row in rows)
    begun = beginnings([row.text for row in rows], register.labels, never=register.never, cued=cued)
    heard = {folded(one.label) for one in begun if one.kind == "turn" and one.label is not None}
    heard |= {folded(row.speaker) for row in rows if row.speaker}

    def speaks(number: int, end: int, label: str) -> bool:
        certain = cued or " " in label or speakers.tells_no_name(label)
        said = rows[number].text[begun[number].words : end]
        return certain and folded(label) in heard and bool(said) and speakers.may_end_sentence(said)

    kept = {number: [one for one in found if speaks(number, one[0], one[2])] for number, found in inside.items()}
    return {number: found for number, found in kept.items() if found and not rows[number].aside}


def _apart(rows: Sequence[Row], register: Register) -> tuple[Sequence[Row], Sequence[int]]:
    """The rows, of which those within which somebody else begins to speak are several; the number each is from."""
    within = begun_inside(rows, register)
    made: list[Row] = []
    origin: list[int] = []
    for number, row in enumerate(rows):
        start = 0
        for end, begin, _ in within.get(number, ()):
            made.append(row._replace(text=row.text[start:end], speaker=row.speaker if start == 0 else None))
            start = begin
        made.append(row._replace(text=row.text[start:], speaker=row.speaker if start == 0 else None))
        origin += [number] * (len(made) - len(origin))
    return made, origin


def _of_nobody_known(turns: Sequence[Turn]) -> Iterator[Turn]:
    """The turns; a time alone above words is of somebody unknown where labels stand beside the other times.

    That is so where a label is written again when its speaker goes on: then its absence says something. Programs leave
    the label out of a turn of which they do not know whose it is.
    """
    above = [turn.time is not None and not turn.words and turn.page is None for turn in turns]
    labels = [folded(turn.label or "") for turn, alone in zip(turns, above, strict=True) if alone]
    nobody = labels.count("")
    again = sum(one == other != "" for one, other in pairwise(labels))
    unknown = 0 < nobody <= _FEW * len(labels) and again > nobody
    for turn, alone in zip(turns, above, strict=True):
        yield turn._replace(label=UNKNOWN) if unknown and alone and turn.label is None else turn


def _as_cues(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows of a text in which nearly each line has its first and last time, as the cues that they are."""
    ranges = [is_range(row.text) for row in rows if row.text.strip()]
    if len(ranges) < 2 or sum(ranges) < 0.8 * len(ranges) or any(row.start is not None for row in rows):
        return rows
    cues: list[Row] = []
    for row in rows:
        found = opening(row.text)
        at = seconds(found.bare_time) if found.bare_time is not None else None
        words = row.text[found.bare :] if at is not None else row.text
        cues.append(row._replace(text=words, start=at if at is not None else cues[-1].start if cues else 0))
    return cues


def _settled(settled: Sequence[Turn], register: Register) -> tuple[Turn, ...]:
    """The turns, but words that would be taken for another turn where they are written go on with the line above.

    So do those of which a user said that no label stands before them.
    """
    labels = {turn.label for turn in settled if turn.label is not None}
    heard = frozenset(map(folded, labels))
    lines = [_line(turn.label, turn.time, turn.words) for turn in settled]
    apart = [n for n, turn in enumerate(settled) if turn.is_apart]
    seen = beginnings(lines, {*register.labels, *labels}, apart=apart)
    kept: list[Turn] = []
    for turn, one in zip(settled, seen, strict=True):
        named = {opening(turn.words).label, one.label} if register.never else set()
        taken = one.kind == "turn" or any(folded(label) in register.never for label in named if label is not None)
        taken = taken and turn.label is None and not turn.is_apart
        if taken and one.label is not None and _SLIP.match(turn.words, len(one.label)) is not None:
            kept.append(turn._replace(doubt=one.label))  # a label without its colon
        elif taken and kept and turn.doubt is not None and folded(turn.doubt) in heard:
            kept.append(turn._replace(label=UNKNOWN))  # the line above is another's, and this one is somebody's
        elif taken and kept and not kept[-1].is_apart:
            words = f"{kept[-1].words} {turn.words}".strip()
            kept[-1] = kept[-1]._replace(words=words, doubt=kept[-1].doubt or turn.doubt)
        elif taken:
            kept.append(turn._replace(time=None, doubt=one.label))
        else:
            kept.append(turn)
    return tuple(kept)


def voices(turns: Sequence[Turn], register: Register) -> tuple[Voice, ...]:
    """Who speaks, in order of the first turn, and who that is."""
    counts: dict[str, list[int]] = {}  # turns and words
    first: dict[str, str] = {}
    speaking: list[int] | None = None
    found: list[Voice] = []
    for turn in turns:
        if turn.label is not None and turn.aside:
            first.setdefault(folded(turn.label), turn.label)
            counts.setdefault(folded(turn.label), [0, 0])
        elif turn.label is not None:
            key = folded(turn.label)
            first.setdefault(key, turn.label)
            speaking = counts.setdefault(key, [0, 0])
            speaking[0] += 1
        if speaking is not None and not turn.is_apart:
            speaking[1] += len(turn.words.split())
    taken = {*first, *register.labels}
    asking = _who_asks(turns, first)
    free = (f"S{number}" for number in count(1) if f"s{number}" not in taken)
    for key, label in first.items():
        becomes, how = _who(label, register)
        if key in asking and how in {"interviewer", "code", "name"} and key not in register.labels:
            becomes, how = _said_to_be(label, asking[key], becomes, how)
        elif how == "interviewer" and speakers.is_one_of_letters(key, first):
            becomes, how = label, "name"  # as each of them is
        said = counts[key]
        found.append(Voice(label, said[0], said[1], next(free) if how == "name" else becomes, how))
    return tuple(found)


def _who_asks(turns: Sequence[Turn], labels: Collection[str]) -> dict[str, str]:
    """Roles by label (folded), of lines above the talk such as `A = interviewer` and notes such as `Jo (moderator)`."""
    found: dict[str, str] = {}
    for turn in turns:
        role = turn.note.strip("() ")
        if turn.label is not None and len(role) > _LONG_ENOUGH and speakers.is_interviewer(role):
            found.setdefault(folded(turn.label), role)
    for turn in turns:
        if turn.label is not None and not turn.aside:
            break
        for part in _PARTS.split(turn.words) if not turn.is_apart and len(turn.words) <= _MOST_SAID else ():
            if (match := _STANDS_FOR.fullmatch(part.strip())) is not None:
                for label, role in (match.groups(), match.groups()[::-1]):
                    if folded(label) in labels and speakers.is_role(role) and len(role) > 1:
                        found.setdefault(folded(label), role)
    return found


def _said_to_be(label: str, role: str, becomes: str, how: How) -> tuple[str, How]:
    if speakers.is_interviewer(role):
        number = re.search(r"\d{1,2}$", role)
        return speakers.INTERVIEWER + (number[0] if number else ""), "interviewer"
    return (label, "name") if how == "interviewer" else (becomes, how)


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
        if voice is not None and turn.aside:
            if voice.how != "withdrawn":
                yield number, f"[{voice.becomes} = {turn.words}]"  # as no turn begins
            continue
        silent = voice.how == "withdrawn" if voice is not None else silent
        if silent:
            if voice is not None:
                yield number, f"[A turn of {voice.becomes}, who withdrew, was left out.]"
            continue
        yield number, _line(voice.becomes if voice is not None else None, turn.time, turn.words)


def _line(label: str | None, time: int | None, words: str) -> str:
    at = f"[{clock(time)}]" if time is not None else ""
    start = " ".join(part for part in (label or "", at) if part)
    return f"{start}{':' if label is not None else ''} {words}".strip()


def spoken_names(text: str, found: Sequence[Voice]) -> dict[str, list[int]]:
    """For each voice whose label looked like a name, by what it became: the lines (from 1) with a part of that name."""
    lines = text.split("\n")
    places: dict[str, list[int]] = {}
    for voice in found:
        parts = speakers.parts_of_name(voice.label) if voice.label != voice.becomes else ()
        if parts:
            names = (
                re.escape(one) if speakers.is_ideographic(one[0]) else rf"(?<!\w){re.escape(one)}(?!\w)"
                for one in parts
            )
            pattern = re.compile("|".join(names))
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
    if speakers.tells_no_name(label):
        return label, "code"
    return label, "name"


def _each(rows: Sequence[Row], register: Register, *, cued: bool) -> Iterator[Turn]:
    """A turn for each row, in step with them."""
    ends = [_AT_END.match(row.text, max(row.text.rfind("#", 0, -1), 0)) for row in rows]
    lines = [row.text[: match.start()] if match else row.text for row, match in zip(rows, ends, strict=True)]
    pages = [row.page or page_of(row.text) for row in rows]
    apart = [n for n, row in enumerate(rows) if row.speaker or row.aside or pages[n] is not None]
    labels = register.labels | _with_an_end(lines, ends)
    found = beginnings(lines, labels, apart=apart, never=register.never, cued=cued)
    headings = _headings(rows, found, labels)
    voiced = any(row.speaker for row in rows)
    labelled = voiced or any(one.kind == "turn" for one in found)
    ended: int | None = None  # when the words of the row above did, the beginnings of pages aside
    for number, (row, line, one, end) in enumerate(zip(rows, lines, found, ends, strict=True)):
        words = line[one.words :].strip()
        start = int(row.start) if row.start is not None else None
        time = _first(seconds(one.time) if one.time is not None else None, start, ended)
        if (page := pages[number]) is not None:
            yield Turn(None, None, "", page=page, row=number)
        elif row.aside:
            yield Turn(None, None, row.text.strip(), aside=True, row=number)
        elif number in headings:
            yield Turn(None, None, line.strip() if is_note(line) else f"[{line.strip()}]", aside=True, row=number)
        elif row.speaker:
            yield Turn(row.speaker, start, row.text.strip(), row=number)
        elif one.kind == "turn":
            yield Turn(one.label, time, words, row=number, note=one.note)
        elif one.kind == "present":
            yield Turn(one.label, None, words, aside=True, row=number)
        else:
            unknown = UNKNOWN if labelled and (voiced or row.speaker == "") else None
            if one.mark is not None:  # a time behind the first words goes before them
                words = f"{line[: one.mark[0]].strip()} {line[one.mark[1] :].strip()}".strip()
            doubt = one.label if one.kind == "doubt" and unknown is None else None
            yield Turn(unknown, time, words, row=number, doubt=doubt)
        if row.page is None:
            ended = seconds(end["time"]) if end else None


def _headings(rows: Sequence[Row], found: Sequence[Beginning], known: Collection[str]) -> frozenset[int]:
    """The rows (from 0) of a talk that are headings: nobody says them. A label may be typed as a heading as well.

    Where most lines are headings, or one is longer than any, the format says only how they look.
    """
    headings = [number for number, row in enumerate(rows) if row.heading and row.text.strip()]
    turns = {number: folded(one.label or "") for number, one in enumerate(found) if one.kind == "turn"}
    within = [turns[number] for number in headings if number in turns]
    most = len(headings) > _HEADINGS * sum(bool(row.text.strip()) for row in rows)
    if most or not set(turns) - set(headings) or any(len(rows[n].text.split()) > _HEADING for n in headings):
        return frozenset()
    often = Counter(turns.values())
    kept = {key for key in within if often[key] > 1 or key in known or speakers.tells_no_name(key)}
    return frozenset(number for number in headings if number > min(turns) and turns.get(number) not in kept)


def _with_an_end(lines: Sequence[str], ends: Sequence[re.Match[str] | None]) -> frozenset[str]:
    """The labels, folded, of a text in which each line that ends with a time begins with a label, as f4 writes it."""
    timed = [opening(line) for line, end in zip(lines, ends, strict=True) if end is not None]
    labels = frozenset(folded(one.label) for one in timed if one.label is not None and one.form == "colon")
    return labels if len(timed) > 1 and all(one.form == "colon" for one in timed) else frozenset()


def _in_their_stories(rows: Sequence[Row], turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns, none of which goes on from a text box into the flow of the text, or the other way round.

    What stands in a box without a label is beside the talk; the flow goes on with whoever spoke before the box.
    """
    speaking: dict[int, str] = {}
    now: str | None = None  # who speaks in the transcript as it is written
    for row, turn in zip(rows, turns, strict=True):
        if turn.is_apart or not (turn.words or turn.label):
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


def _merged(turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns with words; a label above the words that it belongs to comes before them, and so does a time."""
    above: Turn | None = None  # a label, a time, or both
    for turn in turns:
        beside = turn.is_apart or (turn.label is None and turn.time is None and is_note(turn.words))
        if not beside and turn.label is None and turn.time is None and not turn.words:
            continue  # an empty line
        waiting = above is not None and above.label is not None
        if above is None or beside:
            pass
        elif turn.label is None and turn.words and (turn.time is None or above.time is None):
            doubt = turn.doubt if above.label is None else None
            time = _first(above.time, turn.time)
            turn = turn._replace(label=above.label, time=time, note=above.note, doubt=doubt)  # noqa: PLW2901
            above, waiting = None, False
        elif above.label is None and turn.label is not None and turn.time is None:
            turn = turn._replace(time=above.time)  # noqa: PLW2901 - with the time above it
        if above is not None and waiting:
            yield above
        if beside:
            above = None if waiting else above
            yield turn
        elif turn.words:
            above = None
            yield turn
        else:
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
        apart = undated or row.speaker == "" or turn.doubt is not None or (key is None and start - ended >= _PAUSE)
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
        if not turn.words and turn.page is None and turn.label is None:
            continue
        if above is not None and turn.label is None and turn.page is None:
            turn = turn._replace(label=above[1].label, time=_first(above[1].time, turn.time))  # noqa: PLW2901
        elif above is not None:
            yield above
        above = (row, turn) if not turn.words and turn.page is None else None
        if above is None:
            yield row, turn
    if above is not None:
        yield above


def _as_one(line: Sequence[Turn]) -> list[Turn]:
    return [one._replace(words=" ".join(other.words for other in line if other.words)) for one in line[:1]]
