"""What comes in, before anything is written: codings (for a terminal and as JSON) and a transcript."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, get_args

from cmo_eval.deferred import expression
from cmo_eval.edits.coding.imports import Import, Imported, Kind
from cmo_eval.edits.transcripts.new_sources import NewSource
from cmo_eval.edits.transcripts.text_import import Incoming, NewText
from cmo_eval.output.plain import columns, filled, number_of, visible
from cmo_eval.transcripts.reading import words_in
from cmo_eval.transcripts.speakers import folded
from cmo_eval.transcripts.turns import Voice

K = TypeVar("K")
V = TypeVar("V")

_MANY = 5
"""Codings with the same cause that are told one by one."""
_FEW = 2
"""Of more, how many are told as examples."""
_ALL = " (--all)"
_REMARK = 40
_KINDS: tuple[Kind, ...] = get_args(Kind)


def import_text(planned: Import, *, width: int = 100, whole: bool = False) -> str:
    """The plan in lines of at most `width` columns: how many, which files, and what needs a look, by cause.

    Of a cause that many codings share, the first ones are told and the others counted, unless the `whole` is wanted.
    """
    width, most = max(width, 40), None if whole else _MANY
    add, join, there, left, lost = (len(planned.of(kind)) for kind in _KINDS)
    more = f" ({join} more put together with them)" if join else ""
    open_ = f"{left} still to be coded, " if left else ""
    count = number_of(len(planned.codings), planned.unit)
    lines = filled(f"{count}: {add} to add{more}, {there} there already, {open_}{lost} not placed", width, "", "  ")
    for title, block in (
        ("To add", _added(planned, most)),
        ("To look at", _notes(planned, width, most)),
        ("There already, and coded otherwise", _otherwise(planned, width, most)),
        ("Not placed", _not_placed(planned, width, most)),
    ):
        if found := list(block):
            lines += ["", title, *found]
    return "\n".join(lines) + "\n"


def _by(pairs: Iterable[tuple[K, V]]) -> Mapping[K, list[V]]:
    """The second of each pair under the first, in their order."""
    found: dict[K, list[V]] = defaultdict(list)
    for what, one in pairs:
        found[what].append(one)
    return found


def _added(planned: Import, most: int | None) -> Iterator[str]:
    files = _by((one.file, one.id) for one in planned.of("add"))
    shown = list(files.items())[: most and 3 * most]
    wide = max((len(file) for file, _ in shown), default=0)
    for file, ids in shown:
        named = ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
        yield visible(f"  {file:<{wide}}  {len(ids):>4}  {named}")
    if len(shown) < len(files):
        rest = sum(map(len, files.values())) - sum(len(ids) for _, ids in shown)
        yield f"  and {rest} in {number_of(len(files) - len(shown), 'file')} more{_ALL}"


def _notes(planned: Import, width: int, most: int | None) -> Iterator[str]:
    for note in planned.notes:
        yield from filled(note, width, "  ", "    ")
    noted = _by((note, one) for one in planned.codings for note in one.notes)
    for alike in _by((_cause(note), (note, same)) for note, same in noted.items()).values():
        rows = sorted({one.number for _, same in alike for one in same})
        if most is None or len(alike) <= most:
            for note, same in alike:
                yield from filled(f"{_named(planned.unit, [one.number for one in same])}: {note}", width, "  ", "    ")
        else:
            note, same = alike[0]
            told = f"{_named(planned.unit, rows, most)} ({len(rows)}), such as {planned.unit} {rows[0]}: {note}"
            yield from filled(f"{told}{_ALL}", width, "  ", "    ")


def _otherwise(planned: Import, width: int, most: int | None) -> Iterator[str]:
    groups = _by((one.lacking, one) for one in planned.of("there") if one.lacking)
    shown = list(groups.items())[:most]
    for lacking, same in shown:
        ids = list(dict.fromkeys(one.id for one in same))
        says = "does not say" if len(ids) == 1 else "do not say"
        numbers = _named(planned.unit, [one.number for one in same], most)
        named = ", ".join(ids[: most and 2 * most]) + (" and others" if most and len(ids) > 2 * most else "")
        yield from filled(f"{numbers}: {named} {says} {', '.join(lacking)}", width, "  ", "    ")
    if len(shown) < len(groups):
        rest = sum(map(len, groups.values())) - sum(len(same) for _, same in shown)
        yield f"  and {rest} {planned.unit}s more{_ALL}"


def _not_placed(planned: Import, width: int, most: int | None) -> Iterator[str]:
    """What has no place, and why; those with the same cause together, where they are many."""
    lost = planned.of("not_placed")
    for alike in _by(
        (tuple(_cause(one.message, source.source) for one in source.problems), source) for source in lost
    ).values():
        groups = _by((_reason(one), one) for one in alike)
        apart = [[one] for same in groups.values() if len(same) <= _MANY for one in same]
        together = [same for same in groups.values() if len(same) > _MANY]
        told = sorted(apart + together, key=lambda same: same[0].number)
        shown = told if most is None or len(told) <= most else told[:_FEW]
        for same in shown:
            yield from _told(planned.unit, same, width, most)
        rest = [one.number for same in told[len(shown) :] for one in same]
        if rest:
            yield from filled(
                f"and {len(rest)} more for that reason, {_named(planned.unit, rest, most)}{_ALL}", width, "  ", "    "
            )


def _told(unit: str, same: Sequence[Imported], width: int, most: int | None) -> Iterator[str]:
    """Codings with the same reason: which, why, what to do, and the words that come near."""
    one = same[0]
    source, reason, hint, _ = _reason(one)
    about = f" ({source})" if source else ""
    remarks = ",".join(remark for other in same[: most and 2 * most] if (remark := _remark(unit, other)))
    count = f"{len(same)} {unit}s, " if len(same) > 1 else ""
    named = _named(unit, [other.number for other in same], most)
    yield from filled(f"{count}{named}{about}{remarks}: {reason}", width, "  ", "    ")
    yield from filled(hint, width, "    ", "      ")
    for problem in one.problems:
        if problem.passage:
            yield from filled(f"line {problem.line}: {problem.shown}", width, "    ", "      ")


def _cause(message: str, source: str = "") -> str:
    """What a message has in common with those about other rows: without numbers, sources and words of a cell."""
    bare = _QUOTED.sub("'…'", message.partition(";")[0])
    return re.sub(r"\d+", "#", bare.replace(source, "…") if source else bare)


def _reason(one: Imported) -> tuple[str, str, str, int | None]:
    """Its source, why it has no place and what to do; its number where a passage comes near, which is its own."""
    reason = "; ".join(problem.message for problem in one.problems)
    hint = "; ".join(dict.fromkeys(problem.hint for problem in one.problems if problem.hint))
    return one.source, reason, hint, one.number if any(problem.passage for problem in one.problems) else None


def _remark(unit: str, one: Imported) -> str:
    """How the text of a comment begins: Word gives comments no numbers by which they could be found."""
    remark = " ".join((one.cells or {}).get("memo", "").split()) if unit == "comment" else ""
    return f" “{textwrap.shorten(remark, _REMARK, placeholder=' …')}”" if remark else ""


def _named(unit: str, numbers: Sequence[int], most: int | None = None) -> str:
    """The numbers with their unit, those in a row as a range, of more than `most` ranges the first: `rows 2, 4-7`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans[:most])
    said += ", ..." if most is not None and len(spans) > most else ""
    return f"{unit} {said}" if len(set(numbers)) == 1 else f"{unit}s {said}"


_QUOTED = expression(r"'[^']*'")


def import_json(planned: Import) -> str:
    """The plan as JSON, version 1; what a cell or comment says is left out of the messages."""
    data = {
        "version": 1,
        "unit": planned.unit,
        "summary": {kind: sum(one.kind == kind for one in planned.codings) for kind in _KINDS},
        "notes": list(planned.notes),
        "codings": [_coding_data(one) for one in planned.codings],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


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


# ---- a transcript ---------------------------------------------------------------------------------------------------

_MOST_DOUBTS = 50
_MOST_NOTES = 12
_LABEL = 12  # columns, with the blanks around it

_WHO = {
    "interviewer": "asks the questions",
    "code": "nobody in the register",
    "name": "nobody in the register; a name?",
    "withdrawn": "withdrew; every turn is left out",
}


def text_plan(planned: NewText, width: int = 80) -> str:
    """What comes in, in lines of at most `width` columns."""
    came, room = planned.incoming, width - _LABEL
    source = came.source.record
    head = f"{came.name} {planned.becomes} {planned.name}, the text of {source.id} ({source.title})"
    nobody = "nobody: no line begins with a label such as INT: or R3:"
    share = f"{int(came.share * 100)}% of the words have a speaker"
    lines = filled(head, width, "", "  ")
    for label, block in (
        ("read as", filled(_format(came), room)),
        ("holds", filled(_size(came), room)),
        ("words", filled(_words(came), room)),
        ("note", [line for note in _left_out(came) for line in filled(note, room)]),
        ("speakers", [*_voices(came, room), *filled(share, room)] if came.voices else filled(nobody, room)),
        ("doubtful", _doubtful(came, room)),
    ):
        for number, line in enumerate(block):
            lines.append(f"  {'' if number else label:<{_LABEL - 2}}{line}".rstrip())
    return "".join(f"{line}\n" for line in lines)


def new_source_plan(new: NewSource, planned: NewText, width: int = 80) -> str:
    """What a file makes that makes its own source, in lines of at most `width` columns."""
    came = planned.incoming
    told = [part for part in (new.kind, new.date, f"group {new.group}" if new.group else "", new.quality) if part]
    share = f", {int(came.share * 100)}% of the words have a speaker" if came.voices else ", no speakers found"
    lines = filled(f"{new.name} makes {new.id} ({', '.join(told)}): {_size(came)}{share}", width, "", "  ")
    turns = {folded(voice.label): voice.turns for voice in came.voices}  # by all that is known of who speaks
    for person in new.people:
        what = person.role or "" if person.takes_part else _WHO["interviewer"]
        what = "is not registered" if person.id == "?" else what
        becomes = person.label if person.label == person.id else f"{person.label} -> {person.id}"
        guess = " (a guess, by question marks)" if person.guessed else ""
        about = "  ".join(
            part for part in (becomes, number_of(turns.get(folded(person.label), person.turns), "turn"), what) if part
        )
        lines += filled(visible(about + guess), width, "  ", "    ")
    doubtful = list(_doubtful(came, width - 2))
    more = [f"and {len(doubtful) - _FEW} such lines more"] if len(doubtful) > _FEW + 1 else doubtful[_FEW:]
    for note in (*_left_out(came), *doubtful[:_FEW], *more):
        lines += filled(note, width, "  ", "    ")
    return "".join(f"{line}\n" for line in lines)


def _format(came: Incoming) -> str:
    if came.rows.encoding is None:
        return came.rows.format
    guess = ", which is a guess: look at the accents" if came.rows.guessed else ""
    return f"{came.rows.format} in {came.rows.encoding}{guess}"


def _size(came: Incoming) -> str:
    lines = came.transcript.lines
    parts = [number_of(sum(not line.is_page for line in lines), "line")]
    pages = [line.page for line in lines if line.is_page]
    if pages:
        parts.append(f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}")
    times = [line.time for line in lines if line.time is not None]
    if times:
        parts.append(f"times from {times[0]} to {times[-1]}")
    return ", ".join(parts)


def _words(came: Incoming) -> str:
    if came.rows.words is None:
        return ""
    taken = words_in(row.text for row in came.rows.rows)
    left = came.rows.words - taken
    rest = f"{taken:,} of them here, {left:,} left out as noted" if left else "all of them here"
    return f"{came.rows.words:,} in the file, {rest}"


def _left_out(came: Incoming) -> Iterator[str]:
    yield from came.rows.said
    rows = Counter(turn.row for turn in came.turns if turn.label is not None and turn.row is not None)
    if inside := sum(rows.values()) - len(rows):
        begin, have = ("begins", "has a line of its own") if inside == 1 else ("begin", "have lines of their own")
        yield f"{number_of(inside, 'turn')} that {begin} within a line {have}"
    shown = [f"{note} {count} times" if count > 1 else note for note, count in came.notes.items()]
    more = f" and {len(shown) - _MOST_NOTES} more" if len(shown) > _MOST_NOTES else ""
    if shown:
        yield f"left out beside labels: {', '.join(shown[:_MOST_NOTES])}{more}"


def _doubtful(came: Incoming, room: int) -> Iterator[str]:
    """The lines that look like the beginning of a turn, and were not taken for one."""
    for number, begins in [*came.doubts.items()][:_MOST_DOUBTS]:
        shown = f"line {number} is not taken for a turn: {visible(begins)}"
        yield shown if columns(shown) <= room else f"{shown[: room - 1]}…"
    if len(came.doubts) > _MOST_DOUBTS:
        yield f"and {len(came.doubts) - _MOST_DOUBTS} more"


def _voices(came: Incoming, room: int) -> Iterator[str]:
    """Who speaks, a line each, or two."""
    names = [visible(voice.label) for voice in came.voices]
    widest = min(max(map(columns, names)), 24)
    into = max(len(voice.becomes) for voice in came.voices)
    for voice, name in zip(came.voices, names, strict=True):
        label = name if columns(name) <= widest else f"{name[: widest - 1]}…"
        turns = f"{voice.turns} turn{'s' if voice.turns != 1 else ' '}"
        row = f"{label + ' ' * (widest - columns(label))}  {voice.becomes:<{into}}  {turns:>9} {voice.words:>6} words  "
        who = _who(voice, came)
        if columns(row) + columns(who) <= room:
            yield f"{row}{who}"
        else:
            yield from [row, *filled(who, room, "  ", "  ")]


def _who(voice: Voice, came: Incoming) -> str:
    told = ", as in the text that is there" if folded(voice.label) in came.as_before else ""
    if voice.how != "participant":
        return f"{_WHO[voice.how]}{told}"
    roles = (one.role for one in came.source.record.participants if one.id.casefold() == voice.becomes.casefold())
    return visible(next(roles, None) or "participant") + told
