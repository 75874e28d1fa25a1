"""A transcript that is to come in, for a person: what was read, who speaks, and who that will be."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from cmo_eval.edits.text_import import Incoming, Planned
from cmo_eval.output.plain import columns, visible
from cmo_eval.transcripts.reading.account import words_in
from cmo_eval.transcripts.turns import Voice

_MOST_DOUBTS = 50
_MOST_NOTES = 12

_WHO = {
    "interviewer": "asks the questions",
    "code": "nobody in the register",
    "name": "nobody in the register; a name?",
}


def text_plan(planned: Planned, width: int = 80) -> str:
    """What comes in, in lines of at most `width` columns."""
    return "".join(f"{line}\n" for line in _lines(planned, width))


def _lines(planned: Planned, width: int) -> Iterator[str]:
    came = planned.incoming
    source = came.source.record
    made = "becomes" if planned.text_before is None else "replaces"
    if planned.text_before == planned.text_after:
        made = "is already"
    yield from _wrapped(f"{came.name} {made} {planned.name}, the text of {source.id} ({source.title})", "", width)
    kind = came.rows.format
    if came.rows.encoding is not None:
        guess = ", which is a guess: look at the accents" if came.rows.guessed else ""
        kind = f"{kind} in {came.rows.encoding}{guess}"
    yield from _wrapped(kind, "  read as   ", width)
    yield from _wrapped(_size(came), "  holds     ", width)
    if came.rows.words is not None:
        taken = words_in(row.text for row in came.rows.rows)
        left = came.rows.words - taken
        rest = f"{taken:,} of them here, {left:,} left out as noted" if left else "all of them here"
        yield from _wrapped(f"{came.rows.words:,} in the file, {rest}", "  words     ", width)
    for number, said in enumerate(came.rows.said):
        yield from _wrapped(said, "            " if number else "  note      ", width)
    if came.notes:
        shown = list(came.notes.items())[:_MOST_NOTES]
        counted = ", ".join(f"{note} {count} times" if count > 1 else note for note, count in shown)
        counted += f" and {len(came.notes) - len(shown)} more" if len(came.notes) > len(shown) else ""
        yield from _wrapped(
            f"left out beside labels: {counted}", "            " if came.rows.said else "  note      ", width
        )
    if came.voices:
        yield from _voices(came, width)
        yield from _wrapped(f"{_percent(came.share)} of the words have a speaker", "            ", width)
    else:
        yield from _wrapped("nobody: no line begins with a label such as INT: or R3:", "  speakers  ", width)
    yield from _doubtful(came, width)


def _percent(share: float) -> str:
    return f"{int(share * 100)}%"


def _doubtful(came: Incoming, width: int) -> Iterator[str]:
    """The lines that look like the beginning of a turn, and were not taken for one."""
    for count, (number, begins) in enumerate([*came.doubts.items()][:_MOST_DOUBTS]):
        shown = f"line {number} is not taken for a turn: {visible(begins)}"
        mark = "            " if count else "  doubtful  "
        yield f"{mark}{shown}" if columns(mark + shown) <= width else f"{mark}{shown[: width - len(mark) - 1]}…"
    if len(came.doubts) > _MOST_DOUBTS:
        yield f"            and {len(came.doubts) - _MOST_DOUBTS} more"


def _voices(came: Incoming, width: int) -> Iterator[str]:
    """Who speaks, a line each, or two."""
    names = [visible(voice.label) for voice in came.voices]
    widest = min(max(map(columns, names)), 24)
    into = max(len(voice.becomes) for voice in came.voices)
    for number, (voice, name) in enumerate(zip(came.voices, names, strict=True)):
        start = "            " if number else "  speakers  "
        label = name if columns(name) <= widest else f"{name[: widest - 1]}…"
        turns = f"{voice.turns} turn{'s' if voice.turns != 1 else ' '}"
        row = f"{label + ' ' * (widest - columns(label))}  {voice.becomes:<{into}}  {turns:>9} {voice.words:>6} words  "
        who = _who(voice, came)
        if len(start) + columns(row) + columns(who) <= width:
            yield f"{start}{row}{who}".rstrip()
        else:
            yield f"{start}{row}".rstrip()
            yield from _wrapped(who, " " * (len(start) + 2), width)


def _size(came: Incoming) -> str:
    transcript = came.transcript
    lines = [line for line in transcript.lines if not line.is_page]
    parts = ["1 line" if len(lines) == 1 else f"{len(lines)} lines"]
    pages = [line.page for line in transcript.lines if line.is_page]
    if pages:
        parts.append(f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}")
    times = [line.time for line in transcript.lines if line.time is not None]
    if times:
        parts.append(f"times from {times[0]} to {times[-1]}")
    return ", ".join(parts)


def _who(voice: Voice, came: Incoming) -> str:
    if voice.how == "withdrawn":
        return "withdrew; every turn is left out"
    if voice.how == "participant":
        person = next(
            (one for one in came.source.record.participants if one.id.casefold() == voice.becomes.casefold()), None
        )
        return visible(person.role) if person is not None and person.role else "participant"
    return _WHO[voice.how]


def _wrapped(text: str, start: str, width: int) -> Sequence[str]:
    later = " " * len(start) if start.strip() or start else "  "
    lines = textwrap.wrap(visible(text), width, initial_indent=start, subsequent_indent=later, break_on_hyphens=False)
    return lines or [start.rstrip()]
