"""What becomes of codings that come in, for a person; shows passages of a text, so it is no format for files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from cmo_eval.edits.importing import Imported, Planned
from cmo_eval.output.plain import visible


def import_text(planned: Planned, *, width: int = 100) -> str:
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


def summary(planned: Planned) -> str:
    """How many codings become what, in one sentence."""
    add, join = len(planned.of("add")), len(planned.of("join"))
    there, lost = len(planned.of("there")), len(planned.of("not_placed"))
    joined = f" ({join} more put together with them)" if join else ""
    all_ = _counted(len(planned.codings), planned.unit)
    return f"{all_}: {add} to add{joined}, {there} there already, {lost} not placed"


def _added(planned: Planned) -> Iterator[str]:
    files: dict[str, list[str]] = {}
    for one in planned.of("add"):
        files.setdefault(one.file, []).append(one.id)
    wide = max((len(file) for file in files), default=0)
    for file, ids in files.items():
        named = ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
        yield visible(f"  {file:<{wide}}  {len(ids):>4}  {named}")


def _notes(planned: Planned, width: int) -> Iterator[str]:
    for note in planned.notes:
        yield from _wrapped(note, "  ", width)
    by_note: dict[str, list[int]] = {}
    for one in planned.codings:
        for note in one.notes:
            by_note.setdefault(note, []).append(one.number)
    for note, numbers in by_note.items():
        yield from _wrapped(f"{_named(planned.unit, numbers)}: {note}", "  ", width)


def _otherwise(planned: Planned, width: int) -> Iterator[str]:
    by_lack: dict[tuple[str, ...], list[Imported]] = {}
    for one in planned.of("there"):
        if one.lacking:
            by_lack.setdefault(one.lacking, []).append(one)
    for lacking, same in by_lack.items():
        ids = list(dict.fromkeys(one.id for one in same))
        says = "does not say" if len(ids) == 1 else "do not say"
        numbers = _named(planned.unit, [one.number for one in same])
        yield from _wrapped(f"{numbers}: {', '.join(ids)} {says} {', '.join(lacking)}", "  ", width)


def _not_placed(planned: Planned, width: int) -> Iterator[str]:
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


def _counted(number: int, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number} {unit}s"


def _wrapped(text: str, indent: str, width: int) -> Iterable[str]:
    return textwrap.wrap(
        visible(text), max(width, 40), initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )
