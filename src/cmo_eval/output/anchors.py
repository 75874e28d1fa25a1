"""What became of quotes in their transcripts, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.edits.anchor import TO_LOOK_AT, Anchoring, Looked, Outcome, Placed
from cmo_eval.output.plain import filled, number_of, visible
from cmo_eval.rules.quote_differences import said

_COUNTED: dict[Outcome, str] = {
    "placed": "placed for the first time",
    "moved": "moved",
    "stays": "as before",
    "accepted": "with the transcript's words now",
    "differs": "not quite the transcript's words",
    "turned": "in words that may say something else",
    "speaker": "in the turn of somebody else",
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
    gone = [one.id for looked in planned.looked for one in looked.placed if one.outcome == "gone"]
    if gone:
        lines += ["", *filled(_GONE.format(gone[0]), width, break_words=False)]
    copied = [
        one.id
        for looked in planned.looked
        for one in looked.placed
        if one.outcome == "gone" and one.line is not None and one.score == 1
    ]
    if copied:
        lines += ["", *filled(_ELSEWHERE.format(copied[0]), width, break_words=False)]
    return "".join(f"{line}\n" for line in lines)


def _source(looked: Looked, *, whole: bool, width: int) -> Iterator[str]:
    counts = [
        f"{number} {words}"
        for outcome, words in _COUNTED.items()
        if (number := sum(one.outcome == outcome for one in looked.placed))
    ]
    quotes = number_of(len(looked.placed), "quote")
    since = "; the text changed" if looked.changed else ""
    line = f"{looked.source} ({looked.text}{since}): {quotes}" + (f": {', '.join(counts)}" if counts else "")
    yield from filled(line, width, rest="    ", break_words=False)
    for one in looked.placed:
        if whole and one.outcome in {"placed", "moved"}:
            yield f"  {one.id} {_moved(one)}"
        elif one.outcome in TO_LOOK_AT or one.outcome == "accepted":
            yield from _shown(one, looked.text)


def _moved(one: Placed) -> str:
    if one.was is None or one.was == one.line:
        return f"stands on line {one.line}"
    return f"moved from line {one.was} to line {one.line}"


def _shown(one: Placed, text: str) -> Iterator[str]:
    where = _lines(one)
    alike = f"{min(99, int(one.score * 100))} % alike"
    if one.outcome == "gone":
        was = f" (it was on line {one.was})" if one.was is not None else ""
        if one.line is None:
            yield visible(f"  {one.id} does not stand in {text}{was}; it stays as it is")
        elif one.score == 1:
            yield visible(f"  {one.id} does not stand where it stood in {text}{was}; the same words stand on {where}")
        else:
            yield visible(f"  {one.id} does not stand in {text}{was}; the nearest words are on {where} ({alike})")
    elif one.outcome == "ambiguous":
        yield visible(f"  {one.id} stands on {where}; say which with `at: {{line: ...}}`")
    elif one.outcome == "speaker":
        yield visible(f"  {one.id} stands on {where}, which is not a turn of its speaker")
    elif one.outcome == "turned":
        yield visible(f"  {one.id} may say something else than {where} ({alike})")
    else:
        done = "takes the words of" if one.outcome == "accepted" else "is not quite what stands on"
        yield f"  {one.id} {done} line {one.line} ({alike})"
    yield from (f"      {visible(line)}" for line in said(one.difference))


def _lines(one: Placed) -> str:
    """The lines in question, each with who speaks there."""
    heard = one.speaker or (None,) * len(one.lines)
    named = [f"{line} ({who})" if who else str(line) for line, who in zip(one.lines, heard, strict=True)]
    if len(named) == 1:
        return f"line {named[0]}" + (" more than once" if one.outcome == "ambiguous" else "")
    return f"{len(named)} lines: {', '.join(named[:_MOST_LINES])}" + (", ..." if len(named) > _MOST_LINES else "")
