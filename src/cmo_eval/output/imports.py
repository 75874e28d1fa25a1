"""What comes in, before anything is written: codings (for a terminal and as JSON) and a transcript."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from cmo_eval.edits.imports import Import, Imported
from cmo_eval.edits.text_import import Incoming, NewText
from cmo_eval.output.plain import columns, filled, number_of, visible
from cmo_eval.transcripts.reading import words_in
from cmo_eval.transcripts.turns import Voice


def import_text(planned: Import, *, width: int = 100) -> str:
    """The plan in lines of at most `width` columns: how many, which files, and each coding that needs a look."""
    lines = [*_wrapped(summary(planned), "", width)]
    for title, block in (
        ("To add", list(_added(planned))),
        ("To look at", list(_notes(planned, width))),
        ("There already, and coded otherwise", list(_otherwise(planned, width))),
        ("Not placed", list(_not_placed(planned, width))),
    ):
        if block:
            lines += ["", title, *block]
    return "\n".join(lines) + "\n"


def summary(planned: Import) -> str:
    """How many codings become what, in one sentence."""
    add, join = len(planned.of("add")), len(planned.of("join"))
    there, lost = len(planned.of("there")), len(planned.of("not_placed"))
    joined = f" ({join} more put together with them)" if join else ""
    all_ = number_of(len(planned.codings), planned.unit)
    return f"{all_}: {add} to add{joined}, {there} there already, {lost} not placed"


def _added(planned: Import) -> Iterator[str]:
    files: dict[str, list[str]] = {}
    for one in planned.of("add"):
        files.setdefault(one.file, []).append(one.id)
    wide = max((len(file) for file in files), default=0)
    for file, ids in files.items():
        named = ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
        yield visible(f"  {file:<{wide}}  {len(ids):>4}  {named}")


def _notes(planned: Import, width: int) -> Iterator[str]:
    for note in planned.notes:
        yield from _wrapped(note, "  ", width)
    by_note: dict[str, list[int]] = {}
    for one in planned.codings:
        for note in one.notes:
            by_note.setdefault(note, []).append(one.number)
    for note, numbers in by_note.items():
        yield from _wrapped(f"{_named(planned.unit, numbers)}: {note}", "  ", width)


def _otherwise(planned: Import, width: int) -> Iterator[str]:
    by_lack: dict[tuple[str, ...], list[Imported]] = {}
    for one in planned.of("there"):
        if one.lacking:
            by_lack.setdefault(one.lacking, []).append(one)
    for lacking, same in by_lack.items():
        ids = list(dict.fromkeys(one.id for one in same))
        says = "does not say" if len(ids) == 1 else "do not say"
        numbers = _named(planned.unit, [one.number for one in same])
        yield from _wrapped(f"{numbers}: {', '.join(ids)} {says} {', '.join(lacking)}", "  ", width)


def _not_placed(planned: Import, width: int) -> Iterator[str]:
    """What has no place, and why; those with the same reason together, unless a passage says what comes near."""
    groups: dict[tuple[object, ...], list[Imported]] = {}
    for one in planned.of("not_placed"):
        reason = "; ".join(problem.message for problem in one.problems)
        passages = any(problem.passage for problem in one.problems)
        groups.setdefault((one.source, reason, *_hints(one), one.number if passages else None), []).append(one)
    apart = [[one] for same in groups.values() if len(same) <= _MANY for one in same]
    together = [same for same in groups.values() if len(same) > _MANY]
    for same in sorted(apart + together, key=lambda same: same[0].number):
        one = same[0]
        about = f" ({one.source})" if one.source else ""
        remarks = [_remark(planned.unit, other) for other in same]
        named = _named(planned.unit, [other.number for other in same])
        count = f"{len(same)} {planned.unit}s, " if len(same) > 1 else ""
        reason = "; ".join(problem.message for problem in one.problems)
        text = f"{count}{named}{about}{','.join(remark for remark in remarks if remark)}: {reason}"
        yield from _wrapped(text, "  ", width)
        yield from (line for hint in _hints(one) for line in _wrapped(hint, "    ", width))
        for problem in one.problems:
            if problem.passage:
                yield from _wrapped(f"line {problem.line}: {problem.passage}", "    ", width)


_MANY = 5
"""Codings with the same reason that are told one by one."""


def _remark(unit: str, one: Imported) -> str:
    """How the text of a comment begins: Word gives comments no numbers by which they could be found."""
    remark = " ".join((one.cells or {}).get("memo", "").split()) if unit == "comment" else ""
    return f" “{textwrap.shorten(remark, _REMARK, placeholder=' …')}”" if remark else ""


_REMARK = 40


def _hints(one: Imported) -> Sequence[str]:
    hints = list(dict.fromkeys(problem.hint for problem in one.problems if problem.hint))
    return ["; ".join(hints)] if hints else []


def _named(unit: str, numbers: Sequence[int]) -> str:
    """The numbers with their unit, those in a row as a range: `rows 2, 4-7`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans)
    return f"{unit} {said}" if len(set(numbers)) == 1 else f"{unit}s {said}"


def _wrapped(text: str, indent: str, width: int) -> Iterable[str]:
    return filled(text, max(width, 40), indent, f"{indent}  ")


_QUOTED = re.compile(r"'[^']*'")


def import_json(planned: Import) -> str:
    """The plan as JSON, version 1; what a cell or comment says is left out of the messages."""
    kinds = ("add", "join", "there", "not_placed")
    return json.dumps(
        {
            "version": 1,
            "unit": planned.unit,
            "summary": {kind: sum(one.kind == kind for one in planned.codings) for kind in kinds},
            "notes": list(planned.notes),
            "codings": [_coding_data(one) for one in planned.codings],
        },
        ensure_ascii=False,
        indent=2,
    )


def _coding_data(one: Imported) -> dict[str, object]:
    return {
        "number": one.number,
        "becomes": one.kind,
        "source": one.source or None,
        "id": one.id or None,
        "file": one.file or None,
        "line": one.line or None,
        "lacking": list(one.lacking),
        "notes": list(one.notes),
        "problems": [
            {"message": _QUOTED.sub("'…'", problem.message), "hint": problem.hint, "text_line": problem.line}
            for problem in one.problems
        ],
    }


_MOST_DOUBTS = 50
_MOST_NOTES = 12

_WHO = {
    "interviewer": "asks the questions",
    "code": "nobody in the register",
    "name": "nobody in the register; a name?",
}


def text_plan(planned: NewText, width: int = 80) -> str:
    """What comes in, in lines of at most `width` columns."""
    return "".join(f"{line}\n" for line in _text_lines(planned, width))


def _text_lines(planned: NewText, width: int) -> Iterator[str]:
    came = planned.incoming
    source = came.source.record
    made = "becomes" if planned.text_before is None else "replaces"
    if planned.text_before == planned.text_after:
        made = "is already"
    yield from _folded(f"{came.name} {made} {planned.name}, the text of {source.id} ({source.title})", "", width)
    kind = came.rows.format
    if came.rows.encoding is not None:
        guess = ", which is a guess: look at the accents" if came.rows.guessed else ""
        kind = f"{kind} in {came.rows.encoding}{guess}"
    yield from _folded(kind, "  read as   ", width)
    yield from _folded(_size(came), "  holds     ", width)
    if came.rows.words is not None:
        taken = words_in(row.text for row in came.rows.rows)
        left = came.rows.words - taken
        rest = f"{taken:,} of them here, {left:,} left out as noted" if left else "all of them here"
        yield from _folded(f"{came.rows.words:,} in the file, {rest}", "  words     ", width)
    for number, said in enumerate(came.rows.said):
        yield from _folded(said, "            " if number else "  note      ", width)
    if came.notes:
        shown = list(came.notes.items())[:_MOST_NOTES]
        counted = ", ".join(f"{note} {count} times" if count > 1 else note for note, count in shown)
        counted += f" and {len(came.notes) - len(shown)} more" if len(came.notes) > len(shown) else ""
        yield from _folded(
            f"left out beside labels: {counted}", "            " if came.rows.said else "  note      ", width
        )
    if came.voices:
        yield from _voices(came, width)
        yield from _folded(f"{_percent(came.share)} of the words have a speaker", "            ", width)
    else:
        yield from _folded("nobody: no line begins with a label such as INT: or R3:", "  speakers  ", width)
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
            yield from _folded(who, " " * (len(start) + 2), width)


def _size(came: Incoming) -> str:
    transcript = came.transcript
    lines = [line for line in transcript.lines if not line.is_page]
    parts = [number_of(len(lines), "line")]
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


def _folded(text: str, start: str, width: int) -> Sequence[str]:
    later = " " * len(start) if start.strip() or start else "  "
    return filled(text, width, start, later) or [start.rstrip()]
