"""Findings of `validate`: for a person with the line and a caret, as annotations of GitHub Actions, and as JSON."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from cmo_eval.diagnostics import Finding, Severity
from cmo_eval.output.plain import columns, filled, number_of, visible

if TYPE_CHECKING:
    from cmo_eval.disclosure.veil import Veil

_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}
_INDENT = 8
_DIM, _BOLD, _RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"


def findings_text(
    findings: Iterable[Finding],
    lines_of: Callable[[str], list[str]],
    *,
    width: int = 100,
    colour: bool = False,
    terminal: bool = False,
    more: Callable[[Finding], Iterable[str]] = lambda _: (),
) -> str:
    """All findings, grouped by file in their order; an empty text for none.

    Of findings that say the same, but for the id that they are about, the first is shown with the places of all.

    Args:
        findings: sorted by place.
        lines_of: the lines of a file, for the excerpt; empty when it cannot be shown.
        width: columns to keep an excerpt within.
        colour: with ANSI colours.
        terminal: messages are broken between words too, and files stand apart; else a finding begins with one whole
            line, which other programs read.
        more: what else is shown of a finding, a line each.
    """
    blocks: list[str] = []
    told = [(finding, list(more(finding))) for finding in findings]
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding, details in told:
        if not details:
            alike.setdefault(_said(finding), []).append(finding)
    many = {id(same[0]): same[1:] for same in alike.values() if len(same) > _MANY}
    left_out = {id(finding) for rest in many.values() for finding in rest}
    shown_ones = [(finding, details) for finding, details in told if id(finding) not in left_out]
    for file, group in groupby(shown_ones, key=lambda one: one[0].location.file):
        lines = lines_of(file)
        if terminal and blocks:
            blocks.append("")
        shown = (
            _finding(one, lines, width, details, many.get(id(one), ()), colour=colour, terminal=terminal)
            for one, details in group
        )
        blocks.extend("\n".join(parts) for parts in shown)
    return "\n".join(blocks) + "\n" if blocks else ""


def excerpts(root: Path, veil: Callable[[], Veil]) -> Callable[[str], list[str]]:
    """What gives the lines of a file in the folder `root`, without the words of whoever may not be quoted.

    There are none of a file that cannot be read, or is no text. `veil` is asked for once, when words come into it.
    """
    drawn = cache(veil)

    def lines_of(file: str) -> list[str]:
        path = f"{root}/{file}"
        try:
            if not os.path.isfile(path):  # noqa: PTH113 - a pipe would be waited for; findings come by the hundred
                return []
            with open(path, "rb", buffering=0) as raw:  # noqa: PTH123
                content = raw.read()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return []
        veiled = drawn()(file, content) if file.startswith("sources/") else None
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if veiled is None else veiled

    return lines_of


def summary(findings: Sequence[Finding], *, files: int, accepted: int) -> str:
    """How many findings of which severity there are in so many files, in a line."""
    count = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    said = ", ".join(number_of(number, severity) for severity, number in count.items() if number)
    return f"{files} files checked: {said or 'no findings'}{f' ({accepted} accepted)' if accepted else ''}"


def _finding(
    finding: Finding,
    lines: list[str],
    width: int,
    details: Sequence[str],
    others: Sequence[Finding],
    *,
    colour: bool,
    terminal: bool,
) -> Iterator[str]:
    def paint(text: str, style: str) -> str:
        return f"{style}{text}{_RESET}" if colour else text

    def told(text: str, before: int) -> str:
        return _broken(text, width, before) if terminal else visible(text)

    place, code = visible(str(finding.location)), f"{finding.code} {finding.severity}"
    where, kind = paint(place, _BOLD), paint(code, _COLOURS[finding.severity])
    yield f"{where}: {kind}: {told(finding.message, columns(place) + len(code) + 4)}"
    number, column = finding.location.line, finding.location.column
    private = finding.code.startswith("CMO5")  # the line holds what the message masks
    if not private and 0 < number <= len(lines) and lines[number - 1].strip():
        gutter = f"{number:>5} | "
        excerpt, caret = _window(lines[number - 1], column, max(20, width - len(gutter)))
        yield paint(gutter, _DIM) + excerpt
        yield paint("      | ", _DIM) + paint(" " * caret + "^", _COLOURS[finding.severity])
    for line in details:
        yield f"        {visible(line)}"
    if finding.related is not None:
        yield f"        {paint('see', _BOLD)} {visible(str(finding.related))}"
    if finding.hint:
        yield f"        {paint('hint:', _BOLD)} {told(finding.hint, _INDENT + 6)}"
    if others:
        text = f"the same {len(others)} more times: {_places(others, most=_SHOWN if terminal else None)}"
        yield f"        {told(text, _INDENT)}"


_MANY = 5
"""Findings that say the same and are shown one by one."""
_SHOWN = 20
"""Places that a terminal shows of findings that say the same."""


def _said(finding: Finding) -> tuple[str, ...]:
    """What a finding says, whatever id it is about."""
    message = finding.message
    if finding.subject:
        message = re.sub(rf"(?<![\w-]){re.escape(finding.subject)}(?![\w-])", "\0", message)
    return finding.code, str(finding.severity), message, finding.hint or ""


def _places(findings: Sequence[Finding], most: int | None) -> str:
    """Where they stand: each file once, with its lines."""
    places: dict[str, list[str]] = {}
    for finding in findings[:most]:
        where = finding.location
        places.setdefault(where.file, []).append(str(where).removeprefix(f"{where.file}:"))
    said = "; ".join(f"{file}:{', '.join(lines)}" for file, lines in places.items())
    return said + (f" and {len(findings) - most} more" if most is not None and len(findings) > most else "")


def _broken(text: str, width: int, before: int) -> str:
    """The text on lines of that width, broken between words; so many columns stand before the first line."""
    return "\n".join(filled(text, width, " " * before, " " * _INDENT, break_words=False))[before:]


def _window(line: str, column: int, width: int) -> tuple[str, int]:
    """The part of a line around a column, with control characters visible, and where the column is in it."""
    # first cut to what can be seen: a line may be very long, and have very many findings
    near, far = max(0, column - 1 - width), column - 1 + width
    before, after = visible(line[near : column - 1]), visible(line[column - 1 : far])
    seen = before
    if near or far < len(line) or columns(before + after) > width:
        seen = _fitting(before[::-1], width - 15)[::-1]
    shown = _fitting(seen + after, width)
    if near or len(seen) < len(before):
        shown = "…" + _fitting(shown[1:], width - 1)
    if far < len(line) or len(shown) < len(seen + after):
        shown = _fitting(shown, width - 1) + "…"
    return shown.rstrip(), columns(shown[: len(seen)])


def _fitting(text: str, wide: int) -> str:
    """The beginning of the text that takes at most so many columns."""
    while columns(text) > wide:
        text = text[: wide if len(text) > wide else -1]
    return text


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def findings_github(findings: Iterable[Finding]) -> str:
    """One workflow command a finding, ended by a line end each."""
    return "".join(
        f"::{_LEVELS[finding.severity]} file={_property(finding.location.file)},line={finding.location.line},"
        f"col={finding.location.column},title={finding.code}::"
        f"{_data(finding.message + (f' ({finding.hint})' if finding.hint else ''))}\n"
        for finding in findings
    )


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def findings_json(findings: Sequence[Finding], *, files: int, accepted: int) -> str:
    """The findings as JSON, version 1, with a summary of counts."""
    count = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    return json.dumps(
        {
            "version": 1,
            "summary": {
                "files": files,
                "errors": count[Severity.ERROR],
                "warnings": count[Severity.WARNING],
                "notes": count[Severity.NOTE],
                "accepted": accepted,
            },
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity,
                    "message": finding.message,
                    "hint": finding.hint,
                    "file": finding.location.file,
                    "line": finding.location.line,
                    "column": finding.location.column,
                    "id": finding.subject,
                    "related": finding.related and finding.related._asdict(),
                }
                for finding in findings
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
