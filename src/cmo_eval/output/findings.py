"""Findings of `validate`: for a person with the line and a caret, as annotations of GitHub Actions, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from cmo_eval.diagnostics import Finding, Severity
from cmo_eval.output.plain import columns, fields, filled, json_text, number_of, visible
from cmo_eval.rules import CODES
from cmo_eval.store.order import natural
from cmo_eval.store.yaml_io import YamlProblem, read_bytes

if TYPE_CHECKING:
    from cmo_eval.disclosure.redaction import Redaction

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
    whole: bool = False,
) -> str:
    """All findings, grouped by file in their order; an empty text for none.

    Unless `whole`, findings of a kind, which have a code and a hint in common, are put together: warnings and notes as
    a line at the end with how many there are and what they are about, many errors as the first with the places of all.

    Args:
        findings: sorted by place.
        lines_of: the lines of a file, for the excerpt; empty when it cannot be shown.
        width: columns to keep an excerpt within.
        colour: with ANSI colours.
        terminal: messages are broken between words too, and files stand apart; else a finding begins with one whole
            line, which other programs read.
        more: what else is shown of a finding, a line each; what has such lines is put together with nothing.
        whole: each finding is shown by itself.
    """
    told = [(finding, list(more(finding))) for finding in findings]
    kinds = of_a_kind(() if whole else (finding for finding, details in told if not details))
    errors = [same for same in kinds if same[0].severity is Severity.ERROR]
    counted = [same for same in kinds if same[0].severity is not Severity.ERROR and len(same) > 1]
    others = {id(same[0]): same[1:] for same in errors if len(same) > _MANY}
    left_out = {id(finding) for rest in (*counted, *others.values()) for finding in rest}
    shown = [one for one in told if id(one[0]) not in left_out]
    look = _Look(width, colour, terminal)
    files = []
    for file, group in groupby(shown, key=lambda one: one[0].location.file):
        lines = lines_of(file)
        parts = (look.lines(finding, lines, details, others.get(id(finding), ())) for finding, details in group)
        files.append("".join(f"{line}\n" for part in parts for line in part))
    if counted:
        in_order = sorted(counted, key=lambda same: (same[0].severity is Severity.NOTE, -len(same)))
        lines = [*(look.counted(same) for same in in_order), "`cmo-eval validate --all` shows each with its line"]
        files.append("".join(f"{line}\n" for line in lines))
    return ("\n" if terminal else "").join(files)


def of_a_kind(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that have a code and a hint in common together, in their order."""
    kinds: dict[tuple[str, Severity, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, finding.severity, finding.hint), []).append(finding)
    return list(kinds.values())


def excerpts(root: Path, redaction: Callable[[], Redaction]) -> Callable[[str], list[str]]:
    """What gives the lines of a file in the folder `root`, without the words of whoever may not be quoted.

    There are none of a file that cannot be read, is too large for that, or is no text. `redaction` is asked for once,
    when words come into it.
    """
    drawn = cache(redaction)

    def lines_of(file: str) -> list[str]:
        try:
            content = read_bytes(f"{root}/{file}")
            text = content.decode("utf-8-sig")
        except (YamlProblem, UnicodeDecodeError):
            return []
        veiled = drawn()(file, content) if file.startswith("sources/") else None
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if veiled is None else veiled

    return lines_of


def summary(findings: Sequence[Finding], *, files: int, accepted: int) -> str:
    """How many findings of which severity there are in so many files, in a line."""
    counts = Counter(finding.severity for finding in findings)
    said = ", ".join(number_of(counts[severity], severity) for severity in Severity if counts[severity])
    return f"{files} files checked: {said or 'no findings'}{f' ({accepted} accepted)' if accepted else ''}"


class _Look(NamedTuple):
    """How findings are shown: in how many columns, in colours or not, on a terminal or not."""

    width: int
    colour: bool
    terminal: bool

    def paint(self, text: str, style: str) -> str:
        return f"{style}{text}{_RESET}" if self.colour else text

    def told(self, text: str, before: int) -> str:
        """The text behind so many columns, on a terminal broken between words."""
        if not self.terminal:
            return visible(text)
        return "\n".join(filled(text, self.width, " " * before, " " * _INDENT, break_words=False))[before:]

    def lines(
        self, finding: Finding, lines: Sequence[str], details: Sequence[str], others: Sequence[Finding]
    ) -> Iterator[str]:
        """A finding with the line of its file, what else is shown of it, and where others say the same."""
        place, code = visible(str(finding.location)), f"{finding.code} {finding.severity}"
        colour = _COLOURS[finding.severity]
        message = self.told(finding.message, columns(place) + len(code) + 4)
        yield f"{self.paint(place, _BOLD)}: {self.paint(code, colour)}: {message}"
        number, column = finding.location.line, finding.location.column
        private = finding.code.startswith("CMO5")  # the line holds what the message masks
        if not private and 0 < number <= len(lines) and lines[number - 1].strip():
            gutter = f"{number:>5} | "
            excerpt, caret = _window(lines[number - 1], column, max(20, self.width - len(gutter)))
            yield self.paint(gutter, _DIM) + excerpt
            yield self.paint("      | ", _DIM) + self.paint(" " * caret + "^", colour)
        yield from (f"        {visible(line)}" for line in details)
        if finding.related is not None:
            yield f"        {self.paint('see', _BOLD)} {visible(str(finding.related))}"
        if finding.hint:
            yield f"        {self.paint('hint:', _BOLD)} {self.told(finding.hint, _INDENT + 6)}"
        if others:
            text = f"{len(others)} more of this kind: {_places(others, most=_SHOWN if self.terminal else None)}"
            yield f"        {self.told(text, _INDENT)}"

    def counted(self, same: Sequence[Finding]) -> str:
        """Findings of a kind in a line: how many, of which kind, what they are about and what to do."""
        first = same[0]
        about = sorted(dict.fromkeys(one.subject or str(one.location) for one in same), key=natural)
        rest = f" and {len(about) - _NAMED} more" if len(about) > _NAMED + 1 else ""
        named = ", ".join(about[:_NAMED] if rest else about) + rest
        code = f"{first.code} {first.severity}"
        count = f" {len(same)} times: "
        said = f"{CODES[first.code].title} ({named})" + (f"; {first.hint}" if first.hint else "")
        return self.paint(code, _COLOURS[first.severity]) + count + self.told(said, len(code) + len(count))


_MANY = 5
"""Errors of a kind that are shown one by one."""
_SHOWN = 20
"""Places that a terminal shows of errors of a kind."""
_NAMED = 8
"""Ids that are named of findings of a kind."""


def _places(findings: Sequence[Finding], most: int | None) -> str:
    """Where they stand: each file once, with its lines."""
    places: dict[str, list[str]] = {}
    for finding in findings[:most]:
        where = finding.location
        places.setdefault(where.file, []).append(str(where).removeprefix(f"{where.file}:"))
    said = "; ".join(f"{file}:{', '.join(lines)}" for file, lines in places.items())
    return said + (f" and {len(findings) - most} more" if most is not None and len(findings) > most else "")


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


def findings_github(findings: Iterable[Finding], folder: str = "") -> str:
    """One workflow command a finding, ended by a line end each.

    Args:
        findings: to be told.
        folder: of the evaluation, as seen from the top of its repository, from where GitHub looks for files.
    """
    top = PurePosixPath(folder)
    return "".join(
        f"::{_LEVELS[finding.severity]} file={_property(str(top / finding.location.file))},"
        f"line={finding.location.line},col={finding.location.column},title={finding.code}::"
        f"{_data(finding.message + (f' ({finding.hint})' if finding.hint else ''))}\n"
        for finding in findings
    )


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def findings_json(findings: Sequence[Finding], *, files: int, accepted: int) -> str:
    """The findings as JSON, version 1, with a summary of counts."""
    counts = Counter(finding.severity for finding in findings)
    return json_text(
        {
            "version": 1,
            "summary": {
                "files": files,
                **{f"{severity}s": counts[severity] for severity in Severity},
                "accepted": accepted,
            },
            "findings": [
                {
                    **fields(finding, "code", "severity", "message", "hint"),
                    **fields(finding.location, "file", "line", "column"),
                    "id": finding.subject,
                    "related": finding.related and finding.related._asdict(),
                }
                for finding in findings
            ],
        }
    )
