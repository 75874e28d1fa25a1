"""What programs write around and into a talk, in whatever format: heads and feet, chats, and voices inside a turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cmo_eval.deferred import expression
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.forms import opening, seconds, time_alone
from cmo_eval.transcripts.reading import Row, Rows, remarks

_NEAR = 12
"""Lines with words from the beginning or end of a file within which its head and foot stand."""

_LONGEST = 2_000
"""Characters of a line of a head, such as that with all who were there."""

_EARLY = 120
"""Seconds within which a talk has its first time."""
_TRANSCRIPT, _WHO = r"(?:Transcript|Transkript|Transcriptie)", r"(?:Attendees|Teilnehmer|Deelnemers|Aanwezigen)"
_HEADS: Sequence[tuple[re.Pattern[str], re.Pattern[str] | None]] = (
    (  # Teams: a title, the day, how long it took, who started
        expression(r".+ (?:started transcription|hat die Transkription gestartet|is gestart met transcriberen)"),
        expression(r"(?:\d+ ?h)? ?(?:\d+ ?m(?:in)?)? ?(?:\d+ ?s)?"),
    ),
    (expression(r"\((?:[^|]+\|){3,}[^|]+\)"), expression(r"Transcribed with noScribe\b.*")),
    (
        expression(rf"\W*{_TRANSCRIPT}|This editable transcript was computer generated\b.*"),
        expression(_WHO),
    ),
    # Meet of late: a day, and the title; and what a PDF has of its older form on one line
    (expression(rf".+ [-–] {_TRANSCRIPT}"), expression(r"(?:\d{1,2}\.? )?[^\W\d_]{3,9}\.? (?:\d{1,2}, )?\d{4}")),
    (expression(rf".+ [-–] {_TRANSCRIPT} {_WHO} .+ {_TRANSCRIPT}"), None),
    # Otter: a title, the day, words that were said often, and who speaks, some of them on one line in a PDF
    (expression(r"SPEAKERS(?: .+)?"), expression(r"SUMMARY KEYWORDS(?: .+)?")),
    (expression(r".*\bSUMMARY KEYWORDS .+ SPEAKERS .+"), expression(".*")),
    (expression(r".*\bSUMMARY KEYWORDS .+ SPEAKERS .+"), None),
    (expression(r"Transcription for \S+"), None),  # aTrain, as the first line
)
"""The last line of what stands above a talk, and one that stands above that one; None where it is the first."""
_FEET = expression(
    r"Transcribed by https://otter\.ai/?"
    r"|(?:Transcription|Meeting) ended after \d{1,2}:\d\d:\d\d.*"
    r"|This editable transcript was computer generated\b.*"
    r"|.+ (?:stopped transcription|hat die Transkription beendet|is gestopt met transcriberen)"
)

_INSIDE = expression(r"(?:^|(?<=\s))//(?P<label>[^\W\d_][^:/\n]{0,40}):[ ](?P<words>.*?)(?:(?<!:)//|$)")
_PAUSE = expression(r"\([^()]+\)")
_ESCAPED = expression(r"\\([\\`*_{}\[\]()#+\-.!>])")
_CHAT = expression(
    r"(?:\d{4}-\d\d-\d\d )?(?P<time>\d\d:\d\d:\d\d)[ \t]{1,4}(?:From|Von|Van|De|Da)[ \t]{1,4}"
    r"(?P<label>[^\s:][^:\t\n]{0,80}?)(?:[ \t]{1,4}(?:to|To|an|An|aan|à|a)[ \t]{1,4}(?P<whom>[^\s:][^:\t\n]{0,80})|[ ])"
    r":[ \t]*(?P<words>.*)"
)
_HOUR = expression(r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d[ \t]")
_HEARD = expression(r"\[(?P<label>SPEAKER_\d+)\]: ")
_CLOUD = expression(r"(?P<time>\d\d:\d\d:\d\d)\t(?P<label>[^\t:]+):\t(?P<words>.*)")
_ALL = expression(r"(?:Everyone|Alle|Iedereen|Tout le monde|Todos|Tutti).*", re.IGNORECASE)
_PIECE = expression(r"\[(\d\d:\d\d:\d\d)\] - ")


def arranged(found: Rows) -> Rows:
    """The rows without what a program wrote around the talk, and with who speaks where it has a way of its own."""
    kept, around = _talk(found.rows)
    said = list(remarks(around))
    for way in (_chat, _in_blocks, _in_brackets, _unescaped, _unnamed):
        if (taken := way(kept, found)) is not None:
            kept, more = taken
            said += more
            break
    kept, inside = _voices_inside(_notes_apart(kept))
    said += remarks({"turn inside another one": inside})
    return replace(found, rows=tuple(kept), said=(*found.said, *said))


def _talk(rows: Sequence[Row]) -> tuple[Sequence[Row], dict[str, int]]:
    """The rows of the talk itself, and how many lines stand above and below it."""
    filled = [number for number, row in enumerate(rows) if row.text.strip()]
    first, last = 0, len(rows)
    above = [rows[number].text.strip() for number in filled[:_NEAR]]
    for end, line in enumerate(above):
        heads = [before for head, before in _HEADS if len(line) <= _LONGEST and head.fullmatch(line)]
        if any(any(map(before.fullmatch, above[:end])) if before else end == 0 for before in heads):
            named_below = line == "SPEAKERS" and end + 1 < len(above)
            first = filled[end + named_below] + 1
        elif first:
            break
    below = [number for number in filled[-_NEAR:] if _FEET.fullmatch(rows[number].text.strip())]
    while below and below[-1] == max(number for number in filled if number < last):
        last = below.pop()
    numbers = {
        "line above the talk": sum(number < first for number in filled),
        "line below the talk": sum(number >= last for number in filled),
    }
    if not any(numbers.values()):
        return rows, numbers
    return [row for number, row in enumerate(rows) if first <= number < last or row.page is not None], numbers


# ---- ways to say who speaks ------------------------------------------------------------------------------------------

_Taken = tuple[Sequence[Row], list[str]] | None


def _chat(rows: Sequence[Row], _: Rows) -> _Taken:
    """Messages of a chat: the hour, from whom, to whom, and words there or on lines below that a tab begins."""
    filled = [row for row in rows if row.text.strip()]
    for way in (_CHAT, _CLOUD):
        if not filled or any(row.marks for row in filled) or way.match(filled[0].text) is None:
            continue
        if not all(way.fullmatch(row.text.rstrip()) for row in filled if _HOUR.match(row.text)):
            continue
        made: list[Row] = []
        private = 0
        for row in filled:
            match = way.fullmatch(row.text.rstrip())
            if match is None:
                made[-1] = made[-1]._replace(text=f"{made[-1].text} {row.text.strip()}".strip())
                continue
            time = seconds(match["time"])
            whom = match.groupdict().get("whom")
            private += whom is not None and not _ALL.fullmatch(whom)
            made.append(Row(match["words"].strip(), match["label"].strip(), time))
        return made, list(remarks({"private message": private}))
    return None


def _in_blocks(rows: Sequence[Row], found: Rows) -> _Taken:
    """A code alone above the lines of a speaker, some with `[time] - ` before each sentence, as of aTrain."""
    if not (found.rows and _HEADS[-1][0].fullmatch(found.rows[0].text.strip())):
        return None
    made: list[Row] = []
    speaker: str | None = None
    above = True
    for row in rows:
        text = row.text.strip()
        if not text:
            above = True
        elif above and re.fullmatch(r"SPEAKER_\d+|Speaker undefined", text):
            speaker, above = text, False
        else:
            above = False
            pieces = _PIECE.split(text)
            if pieces[0].strip():
                made.append(Row(pieces[0].strip(), speaker))
            for time, words in zip(pieces[1::2], pieces[2::2], strict=True):
                made.append(Row(words.strip(), speaker, seconds(time)))
    return made, []


def _in_brackets(rows: Sequence[Row], _: Rows) -> _Taken:
    """A code in brackets before each segment, also where its speaker goes on, as of WhisperX.

    So it says of a segment without one that nobody knows who speaks.
    """
    found = [_HEARD.match(row.text) if row.speaker is None else None for row in rows]
    labels = [match["label"] if match else "" for match, row in zip(found, rows, strict=True) if row.text.strip()]
    again = sum(one == other != "" for one, other in pairwise(labels))
    if not 0 < labels.count("") <= again:
        return None
    made = [
        _part(row, match.end(), len(row.text))._replace(speaker=match["label"]) if match else row._replace(speaker="")
        for row, match in zip(rows, found, strict=True)
    ]
    return [new if row.text.strip() and row.page is None else row for new, row in zip(made, rows, strict=True)], []


def _unescaped(rows: Sequence[Row], found: Rows) -> _Taken:
    """Plain text with the marks of Markdown escaped, as oTranscribe exports it: the words without the strokes."""
    if found.format != "plain text" or not any(row.text.count("\\") for row in rows):
        return None
    number = sum(len(_ESCAPED.findall(row.text)) for row in rows)
    timed = any(re.match(r"\d\d:\d\d(?::\d\d)?[ \u00a0]", row.text) for row in rows)
    if not number or not timed or any("\\" in _ESCAPED.sub("", row.text) for row in rows):
        return None
    return [row._replace(text=_ESCAPED.sub(r"\1", row.text)) for row in rows], list(
        remarks({"stroke before a mark": number})
    )


def _unnamed(rows: Sequence[Row], found: Rows) -> _Taken:
    """Times on lines of their own stand before the words below them; None where there are none.

    In a transcript of Otter that has names above other words nobody knows who speaks below a time alone. Where most
    times have a name beside them, what stands below one alone is told when the turns are made.
    """
    times = [time_alone(row.text) for row in rows]
    last = next((row.text.strip() for row in reversed(found.rows) if row.text.strip()), "")
    otter = last.startswith("Transcribed by") and _FEET.fullmatch(last) is not None
    headed = sum(opening(row.text).form == "heading" for row in rows)
    named = otter and headed > 0
    given = [seconds(time) or 0 for time in times if time is not None]
    running = len(given) > max(2, headed) and given[0] <= _EARLY and given == sorted(given)
    if not given or not (otter or running):
        return None
    made: list[Row] = []
    above: str | None = None
    for row in rows:
        time = time_alone(row.text)
        if time is not None:
            above = time
        elif above is not None and row.text.strip():
            part = _part(row, 0, len(row.text), f"[{above}] ")
            made.append(part._replace(speaker="" if named else row.speaker))
            above = None
        elif above is None or row.page is not None:
            made.append(row)
    return made, []


def _notes_apart(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, of which those of nobody that hold only a note, such as `(12 seconds pause)`, are one among voices."""
    if not any(row.speaker for row in rows):
        return rows
    return [
        row._replace(text=f"[{row.text[1:-1]}]", aside=True)
        if row.speaker is None and _PAUSE.fullmatch(row.text)
        else row
        for row in rows
    ]


def _voices_inside(rows: Sequence[Row]) -> tuple[Sequence[Row], int]:
    """The rows, of each that holds what another one says between `//`, one a voice; and how many voices those are."""
    if not any("//" in row.text and _INSIDE.search(row.text) for row in rows):
        return rows, 0
    heard = {row.speaker if row.speaker is not None else opening(row.text).label for row in rows}
    found = [
        [one for one in _INSIDE.finditer(row.text) if one["label"] in heard or speakers.is_code(one["label"])]
        for row in rows
    ]
    return [part for row, inside in zip(rows, found, strict=True) for part in _parts(row, inside)], sum(map(len, found))


def _parts(row: Row, found: Sequence[re.Match[str]]) -> Iterator[Row]:
    """What the turn says around each voice inside it, and what those say."""
    if row.speaker is not None and row.speaker.startswith("//"):
        row = row._replace(speaker="")  # it names who speaks inside; whose the turn is stands nowhere
    label = opening(row.text).label if found and row.speaker is None else None
    before, at = "", 0
    for match in (*found, None):
        around = _part(row, at, match.start() if match else len(row.text), before)
        if around.text != before:
            yield around
        before = f"{label}: " if label is not None else ""
        if match is not None:
            at = match.end()
            if row.speaker is None:
                yield _part(row, *match.span("words"), f"{match['label']}: ")
            else:
                yield _part(row, *match.span("words"))._replace(speaker=match["label"])


def _part(row: Row, start: int, end: int, before: str = "") -> Row:
    """A row of the words from one character to before another, behind others, with the marks that stand there."""
    words = row.text[start:end].strip()
    first = start + row.text[start:end].find(words)
    marks = [
        mark._replace(at=len(before) + min(max(mark.at - first, 0), len(words)))
        for mark in row.marks
        if start <= mark.at <= end
    ]
    return row._replace(text=before + words, marks=tuple(marks))
