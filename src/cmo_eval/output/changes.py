"""What a command would change, or has changed, for a person: files, quotes, codes, and what is to be forgotten."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cmo_eval.analysis.coded_text import difference_lines
from cmo_eval.edits.codebook import Recoded
from cmo_eval.edits.coding.remove import Removal
from cmo_eval.edits.forget import Forgetting, Forgotten
from cmo_eval.edits.masking import MASK
from cmo_eval.edits.transcripts.anchor import TO_LOOK_AT, Anchoring, Looked, Outcome, Placed
from cmo_eval.model.codebook import CodebookChange
from cmo_eval.output.plain import columns, filled, folded, number_of, visible

# ---- files ----------------------------------------------------------------------------------------------------------

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"


def painted(diff: str, *, colour: bool, wide: int | None = None) -> str:
    """A unified diff, with ANSI colours and lines of at most `wide` columns if that is wanted.

    A line that is longer goes on below, behind the same sign and further to the right.
    """
    if not colour and wide is None:
        return diff
    lines = []
    for line in diff.split("\n")[:-1]:
        style = _COLOURS.get(line[:1], "") if colour else ""
        lines += [f"{style}{part}{_RESET if style else ''}\n" for part in _parts(line, wide)]
    return "".join(lines)


def _parts(line: str, wide: int | None) -> list[str]:
    if wide is None or columns(line) <= wide or not line.startswith(("+", "-", " ")):
        return [line]
    text = line[1:].lstrip(" ")
    before = line[: len(line) - len(text)]
    first, *rest = folded(text, max(wide - len(before) - 4, 20))
    return [f"{before}{first}", *(f"{before}    {one}" for one in rest)]


def summary(diff: str) -> Iterator[str]:
    """A line for each file of a unified diff: how many lines of it come and go."""
    for part in re.split(r"(?m)^(?=--- )", diff):
        names = re.match(r"--- (.*)\n\+\+\+ (.*)\n", part)
        if names is not None:
            lines = part[names.end() :].splitlines()
            come, go = (sum(line.startswith(sign) for line in lines) for sign in "+-")
            yield f"{names[2] if names[2] != '/dev/null' else names[1]}: {come} lines come, {go} go"


# ---- what is to be forgotten, without a word of it ------------------------------------------------------------------


def forgetting_text(planned: Forgetting, *, width: int = 80) -> str:
    """The plan, a line for each record, in lines of `width` columns; empty where nothing changes."""
    return "".join(f"{row}\n" for line in _forgotten(planned) for row in _wrapped(line, width))


def where_to_look(sentences: Iterable[str], heading: str, *, width: int = 80) -> str:
    """Sentences about what is left to a person, under a heading; empty where there are none."""
    rows = [row for sentence in sentences for row in _wrapped(f"  - {sentence}", width)]
    return "\n".join([heading, *rows]) + "\n" if rows else ""


def _forgotten(planned: Forgetting) -> Iterator[str]:
    for file, records in groupby(planned.records, key=lambda one: one.file):
        yield file
        yield from (f"  {one.id}  {_gone(one)}" for one in records)
    if planned.text is not None:
        yield planned.text.file
        lines = number_of(planned.text.lines, "line")
        masked = f"  in {lines} each character of the words becomes {MASK}; lines and places of the others stay"
        yield masked if planned.text.lines else "  the file is removed"
    for file in planned.backups:
        yield file
        yield "  a copy that an editor left: the file is removed"


def _gone(one: Forgotten) -> str:
    gone = f"without {', '.join(one.keys)}" if one.keys else ""
    return "; ".join(filter(None, (gone, "marked as withdrawn" if one.marked else "")))


def _wrapped(line: str, width: int) -> list[str]:
    return filled(line, width, rest="    " if line.startswith("  ") else "  ", break_words=False)


# ---- what became of quotes in their transcripts ---------------------------------------------------------------------

_COUNTED: dict[Outcome, str] = {
    "placed": "placed for the first time",
    "moved": "moved",
    "stays": "as before",
    "accepted": "with the transcript's words now",
    "differs": "not quite the transcript's words",
    "turned": "in words that may say something else",
    "speaker": "in the turn of somebody else",
    "cut": "next to a negation",
    "unsure": "next to a negation and not placed",
    "ambiguous": "in several places",
    "gone": "not found",
}
_MOST_LINES = 8
_GONE = (
    "What is not found: give it the words that stand there now, or `verbatim: false` if it is a paraphrase. Where "
    "somebody took the words back, `cmo-eval forget {}` removes them."
)
_ELSEWHERE = (
    "Where the same words stand elsewhere, they may be a copy of what was changed or taken out. If they are the quote, "
    "take the `selector` out of {} and say `at: {{line: ...}}`."
)


def anchor_text(planned: Anchoring, *, whole: bool = False, width: int = 100) -> str:
    """For each source what became of its quotes, and below it those that a person must look at.

    With `whole` every quote that moved is named as well; `width` is of the terminal.
    """
    lines = [line for looked in planned.looked for line in _source(looked, whole=whole, width=width)]
    gone = [one for looked in planned.looked for one in looked.placed if one.outcome == "gone"]
    copied = [one for one in gone if one.line is not None and one.score == 1]
    for advice, about in ((_GONE, gone), (_ELSEWHERE, copied)):
        if about:
            lines += ["", *filled(advice.format(about[0].id), width, break_words=False)]
    return "".join(f"{line}\n" for line in lines)


def _source(looked: Looked, *, whole: bool, width: int) -> Iterator[str]:
    outcomes = [one.outcome for one in looked.placed]
    counts = [f"{outcomes.count(outcome)} {words}" for outcome, words in _COUNTED.items() if outcome in outcomes]
    since = "; the text changed" if looked.changed else ""
    line = f"{looked.source} ({looked.text}{since}): {number_of(len(outcomes), 'quote')}"
    yield from filled(line + (f": {', '.join(counts)}" if counts else ""), width, rest="    ", break_words=False)
    for one in looked.placed:
        if whole and one.outcome in {"placed", "moved"}:
            moved = one.was is not None and one.was != one.line
            yield f"  {one.id} " + (f"moved from line {one.was} to" if moved else "stands on") + f" line {one.line}"
        elif one.outcome in TO_LOOK_AT or one.outcome == "accepted":
            yield visible(f"  {one.id} {_stands(one, looked.text)}")
            yield from (f"      {visible(line)}" for line in difference_lines(one.difference))


def _stands(one: Placed, text: str) -> str:
    """Where a quote stands, or what comes near it."""
    where, alike = _lines(one), f"{min(99, int(one.score * 100))} % alike"
    was = f" (it was on line {one.was})" if one.was is not None else ""
    if one.outcome == "gone" and one.line is None:
        return f"does not stand in {text}{was}; it stays as it is"
    if one.outcome == "gone" and one.score == 1:
        return f"does not stand where it stood in {text}{was}; the same words stand on {where}"
    return {
        "gone": f"does not stand in {text}{was}; the nearest words are on {where} ({alike})",
        "ambiguous": f"stands on {where}; say which with `at: {{line: ...}}`",
        "speaker": f"stands on {where}, which is not a turn of its speaker",
        "cut": f"stops next to a negation on {where}, without which it may say something else",
        "unsure": (
            f"stops next to a negation on {where}, without which it may say something else: take in the whole clause, "
            f"or say `at: {{line: {one.line}}}` if it is meant so"
        ),
        "turned": f"may say something else than {where} ({alike})",
        "accepted": f"takes the words of line {one.line} ({alike})",
        "differs": f"is not quite what stands on line {one.line} ({alike})",
    }[one.outcome]


def _lines(one: Placed) -> str:
    """The lines in question, each with who speaks there."""
    heard = one.speaker or (None,) * len(one.lines)
    named = [f"{line} ({who})" if who else str(line) for line, who in zip(one.lines, heard, strict=True)]
    if len(named) == 1:
        return f"line {named[0]}" + (" more than once" if one.outcome == "ambiguous" else "")
    return f"{len(named)} lines: {', '.join(named[:_MOST_LINES])}" + (", ..." if len(named) > _MOST_LINES else "")


# ---- citations that go ---------------------------------------------------------------------------------------------


def resting_text(planned: Removal) -> str:
    """What names the citations that go, and who coded them too: a line for each, with file and line."""
    kept = "the evidence of a decision, which keeps it"
    named = [
        f"{one.citation} is named in {one.file}:{one.line} ({kept if one.recorded else one.keys})"
        for one in planned.named
    ]
    along = [f"{id_} was coded by {coder} too: that goes along" for id_, coder in planned.along]
    return "".join(f"{visible(line)}\n" for line in (*named, *along))


# ---- the codebook ---------------------------------------------------------------------------------------------------

_SHOWN = 3


def history_text(changes: Sequence[CodebookChange], width: int) -> str:
    """Each version with its date, who made it, what changed and why; the last one first."""
    lines = []
    for change in reversed(changes):
        lines.append(visible(f"version {change.version}  {change.date}{f'  {change.by}' if change.by else ''}"))
        for text in filter(None, (change.change, change.why)):
            lines += textwrap.wrap(visible(text), width, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)


def recoding_text(recoded: Sequence[Recoded], *, whole: bool = False) -> str:
    """Each file of citations with its entries that change, all or the first three of each and of so many files.

    Args:
        recoded: the entries, in the order of files.
        whole: show every entry.
    """
    lines = []
    files = [(file, list(entries)) for file, entries in groupby(recoded, key=lambda one: one.file)]
    shown = len(files) if whole or len(files) <= _SHOWN + 1 else _SHOWN
    for file, entries in files[:shown]:
        lines.append(f"{file}: {_entries(entries)}")
        some = entries if whole or len(entries) <= _SHOWN + 1 else entries[:_SHOWN]
        wide = max(len(one.id or "defaults") for one in some)
        for one in some:
            codes = f"{', '.join(one.before)} -> {', '.join(one.after)}"
            lines.append(f"  line {one.line}  {one.id or 'defaults':<{wide}}  {codes}")
        if len(some) < len(entries):
            lines.append(f"  ... and {len(entries) - len(some)} more")
    rest = [one for _, entries in files[shown:] for one in entries]
    if rest:
        lines.append(f"... and {_entries(rest)} in {len(files) - shown} more files (--all shows them)")
    return "".join(f"{visible(line)}\n" for line in lines)


def _entries(entries: Sequence[Recoded]) -> str:
    counted = number_of(len({(one.file, one.id) for one in entries if one.id is not None}), "citation")
    return f"{counted}, and the defaults" if any(one.id is None for one in entries) else counted
