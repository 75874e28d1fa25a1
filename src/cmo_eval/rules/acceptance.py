"""Findings that the team accepts, each with its reason: under `ignore` in evaluation.yaml, or in a comment.

A comment accepts what is found on its own line, or, where it has a line of its own, on the line below it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from cmo_eval.deferred import dataclass, expression
from cmo_eval.diagnostics import CODES, WARNING, Finding, Location, Severity, declare
from cmo_eval.model import Evaluation
from cmo_eval.store.repository import Stored
from cmo_eval.store.yaml_io import YamlProblem, read_text

UNMATCHED = declare(
    "CMO016",
    WARNING,
    "an accepted finding that matches nothing",
    hint="remove the entry, or correct its code or id",
    explanation="""
An entry under `ignore`, or a comment `# cmo: ignore[CODE] reason`, that no finding matches.

The mistake was mended, or the code or id is wrong. Left in place it could hide a later mistake.

Bad:

```yaml
ignore:
  - {code: CMO304, id: case studies, why: the report counts one twice}   # the count is right by now
```

Good: without that entry.""",
)
NO_REASON = declare(
    "CMO017",
    WARNING,
    "an inline acceptance without a reason",
    hint="write the reason after the bracket: `# cmo: ignore[CMO305] why it may stay`",
    explanation="""
A comment `# cmo: ignore[CODE]` accepts a finding only with a reason, so that a later reader knows why it
may stay. Until it gives one the finding stands.

Bad: `outcome: a plan  # cmo: ignore[CMO203]`

Good: `outcome: a plan  # cmo: ignore[CMO203] the report gives no other words`""",
)
NO_SUCH_CODE = declare(
    "CMO018",
    WARNING,
    "a severity for a code that cannot have one",
    hint="`cmo-eval explain` lists the codes; those that begin with CMO0 keep theirs",
    explanation="""
Under `severity` an evaluation says which findings weigh more or less for it. A code that does not exist
changes nothing, and what comes from reading (0xx) is always as it is: what was not read cannot be judged.

Bad: `severity: {CMO099: note}`

Good: `severity: {CMO201: note}`""",
)

_MARK = expression(rb"# cmo:[ \t]*ignore")
_COMMENT = expression(r"# cmo:[ \t]*ignore[ \t]*(?:\[(?P<codes>[^\]]*)\])?(?P<why>[^\r\n]*)")
_ANY_COMMENT = expression(r"(?<![^ \t\r\n\ufeff])#[^\r\n]*")
_SIGN = expression(r"[^\r\n]")
_LINE_END = expression("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that accepts findings of `codes` on `line`; it stands at `location` itself.

    `whole` is False where the file's YAML breaks off, so that not all findings of the file can be known.
    """

    location: Location
    line: int
    codes: tuple[str, ...]
    why: str
    whole: bool = True


def split(
    findings: Sequence[Finding],
    stored: Stored[Evaluation] | None,
    root: Path,
    files: Iterable[str],
    *,
    unread: Collection[str] = (),
) -> tuple[list[Finding], list[Finding]]:
    """Findings that stand, and findings that are accepted; what accepts nothing is itself a finding.

    Comments are looked for in `files` (with `/`, from `root`).
    An entry under `ignore` matches a finding with its code and, where it names an id, about that id; a comment one
    with its code on its line. What comes from reading (codes 0xx) cannot be accepted: what was not read cannot be
    judged. Without evaluation.yaml (None) most rules were not asked, and no comment is blamed for matching nothing.
    Nor is anything while files are `unread`, in which what it accepts may stand.
    """
    entries, comments = stored.record.ignore if stored is not None else (), list(_comments_in(root, files))
    wanted: set[tuple[Any, ...]] = {(entry.code, entry.id) for entry in entries}
    wanted |= {(code, one.location.file, one.line) for one in comments if one.why for code in one.codes}
    used: set[tuple[Any, ...]] = set()
    standing: list[Finding] = []
    accepted: list[Finding] = []
    for finding in findings:
        code, (file, line, _) = finding.code, finding.location
        keys = wanted.intersection(((code, None), (code, finding.subject), (code, file, line)))
        if not keys or code.startswith("CMO0"):
            standing.append(finding)
        else:
            accepted.append(finding)
            used |= keys
    if stored is not None:
        for index, entry in enumerate(entries):
            sure = not unread or entry.code.startswith("CMO0") or entry.code not in CODES
            if sure and (entry.code, entry.id) not in used:
                about = f" about {entry.id}" if entry.id else ""
                message = f"no finding {entry.code}{about} is there to accept"
                standing.append(UNMATCHED.finding(message, stored.at("ignore", index), subject=entry.id))
    for comment in comments:
        idle = [code for code in comment.codes if (code, comment.location.file, comment.line) not in used]
        standing.extend(_blamed(comment, idle, known=stored is not None and comment.whole and not unread))
    return standing, accepted


def weighed(findings: Iterable[Finding], stored: Stored[Evaluation]) -> Iterator[Finding]:
    """The findings with the severities that this evaluation gives them, and one for each code that cannot have one."""
    severities = {
        code: Severity(severity)
        for code, severity in stored.record.severity.items()
        if code in CODES and not code.startswith("CMO0")
    }
    for finding in findings:
        yield replace(finding, severity=severities[finding.code]) if finding.code in severities else finding
    for code in stored.record.severity:
        if code not in severities:
            what = "comes from reading; its severity is fixed" if code in CODES else "is the code of no finding"
            yield NO_SUCH_CODE.finding(f"{code} {what}", stored.at("severity", code, key=True))


def _comments_in(root: Path, files: Iterable[str]) -> Iterator[Comment]:
    for file in files:
        try:
            with open(root / file, "rb", buffering=0) as raw:  # noqa: PTH123 - of ten thousand files, half the time
                found = _MARK.search(raw.read()) is not None
            if found:
                yield from comments(read_text(root / file), file)
        except (OSError, YamlProblem):
            continue  # a finding says why it cannot be read


def comments(text: str, file: str) -> Iterator[Comment]:
    """The comments in a text that accept something; what stands inside a scalar is no comment."""
    spans, whole = scalar_spans(text)
    bare, done = [], 0
    for start, end in spans:
        bare += [text[done:start], _SIGN.sub("x", text[start:end])]
        done = end
    begins = [0, *(match.end() for match in _LINE_END.finditer(text))]
    own: dict[int, re.Match[str]] = {}
    for found in _ANY_COMMENT.finditer("".join([*bare, text[done:]])):
        match = _COMMENT.match(text, found.start())
        if match is not None:
            own[bisect_right(begins, match.start())] = match
    alone = {number for number, match in own.items() if not text[begins[number - 1] : match.start()].strip(" \t\ufeff")}
    for number, match in own.items():
        target = number
        while target in alone:
            target += 1
        codes = (code.strip().upper() for code in (match["codes"] or "").split(","))
        yield Comment(
            Location(file, number, match.start() - begins[number - 1] + 1),
            target,
            tuple(dict.fromkeys(code for code in codes if code)),
            why if re.search(r"\w", why := match["why"].strip(" \t\r-–—:")) else "",
            whole,
        )


def scalar_spans(text: str) -> tuple[list[tuple[int, int]], bool]:
    """From where to where each scalar stands (indexes into the text), and whether the YAML is read to its end.

    A block scalar begins below its header (`>-`, `|`), which may be followed by a comment.
    """
    spans: list[tuple[int, int]] = []
    shift = 1 if text.startswith("\ufeff") else 0  # libyaml does not count it
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                start, end = (mark.index + shift for mark in (event.start_mark, event.end_mark) if mark is not None)
                if event.style in {"|", ">"}:
                    header = _LINE_END.search(text, start)
                    start = header.end() if header else end
                if start < end:
                    spans.append((start, end))
    except yaml.YAMLError:
        return spans, False
    return spans, True


def _blamed(comment: Comment, idle: Sequence[str], *, known: bool) -> Iterator[Finding]:
    """What is wrong with a comment; `known` says whether codes that match nothing can be told."""
    where = comment.location
    place = f"{where.file}:{comment.line}"
    if not comment.codes:
        yield UNMATCHED.finding(f"the comment at {place} names no code to accept", where)
    elif not comment.why:
        message = f"the comment at {place} gives no reason to accept {', '.join(comment.codes)}"
        yield NO_REASON.finding(message, where)
    for code in idle:
        if code not in CODES:
            yield UNMATCHED.finding(f"there is no code {code} to accept at {place}", where)
        elif code.startswith("CMO0"):
            yield UNMATCHED.finding(f"{code} at {place} comes from reading and cannot be accepted", where)
        elif known and comment.why:
            yield UNMATCHED.finding(f"no finding {code} at {place} is there to accept", where)
