"""The many ways in which programs and people write who speaks and when, at the beginning of a line or above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from typing import Literal, NamedTuple

from cmo_eval.deferred import expression

Form = Literal["colon", "loose colon", "timed colon", "heading", "inline", "brackets", "column", "alone"]
"""How a label stands on its line.

`colon`: `X: words` or `[X]: words`, with or without a time before it or behind it (`X: [0:09] words`); `loose colon`:
`X:words`, as a blank is easily forgotten, or `- X: words`, as in a list; `timed colon`: `X [0:09]: words`; `heading`:
label and time alone on a line above the words; `inline`: `X [0:09] words`; `brackets`: `[X] words`; `column`: in a cell
of a table or before a tab; `alone`: a label alone on a line above the words.
"""

_BLANKS = " \t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"
_TIME = r"(?<!\d)(?:\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?|\d{1,2}:\d{1,2}:\d{1,2}[.,]\d{1,3})(?![\d:]\d)(?!\d)"
_FULL = expression(r"\d{1,3}:\d\d(?::\d\d(?:[.,]\d{1,3})?|[.,]\d{1,3})|\d{1,2}:\d{1,2}:\d{1,2}[.,]\d{1,3}")
_UNTIL = rf"(?:[ \t]*(?:-+>|[-–—]|to)[ \t]*{_TIME})?"
_STAMP = expression(
    rf"(?:(?P<open>[\[(<{{#])[ ]?)?(?P<time>{_TIME})(?P<until>{_UNTIL})(?(open)(?:-\d)?[ ]?[\])>}}#]|)", re.VERBOSE
)
_DASHED = expression(r"[ \t\u00a0\u3000]*(?:[-–—|,][ \t\u00a0\u3000]*)?")
_COLON = expression(r":(?!(?:in|innen|[enr])[ \t]?:)(?=\s|$|[*_]|[^\x00-\u024f])|[：﹕∶ː꞉]")
_TIGHT = expression(r":(?!(?:in|innen|[enr])[ \t]?:)(?=[^\s:/\\])(?!(?<=\d:)\d)|(?<=[A-Za-z]\d):(?=\d)")
_BULLET = expression(r"[-–—•·◦▪‣●○][ \t\u00a0]+(?=\S)")  # as a label has one that stands in a list
_NOTES = expression(r"(?:[ \u00a0]*\([^()\n]{1,60}\)){1,2}$|[ \u00a0]+\[[^\[\]\n]{1,60}\]$")
_LABEL = expression(
    r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+        # an address
    |\+?\(?\d(?:[ ./()-]{0,2}\d){6,16}      # a telephone
    |[@#]?[^\W\d_](?:[^\s:：﹕∶ː꞉;!?\[\](){}<>|*]|[ \u00a0\u3000](?=\S)|[:*](?=(?:in|innen|[enr])\b)){0,60}""",
    re.VERBOSE,
)
_SIGNS = expression(r"[:：﹕∶ː꞉\t\[<]")  # without one of these no label or time stands at the beginning of a line
_CLOCK = expression(r"\d:\d")
_LONGEST = 150  # characters at the beginning of a line in which a label and its time stand
# as some programs number the turns
_TURN_NUMBER = expression(r"(?:\[[A-Za-z]{0,4}\d{1,4}\]|\(\d{1,4}\)|#?\d{1,4}[.)]?(?=[ \t]+[^\W\d_]))[ \t]+(?=\S)")
_CAPITAL = r"[^\W\d_a-z](?:\w?\.|[\w'’-]{0,30})"  # the beginning of a name, or one of its other words
_LABEL_INSIDE = expression(
    rf"(?<!\S)(?<!:\s){_CAPITAL}(?:[ \u00a0](?:{_CAPITAL}|\d{{1,3}})){{0,3}}(?:\s\[[\d:.,]{{4,12}}\])?:\s+"
)
_NAMED_INSIDE = rf"{_CAPITAL}(?:[ \u00a0](?:{_CAPITAL}|\d{{1,3}})){{0,3}}"
_TURN_INSIDE = expression(
    rf"[^\W\d_][\"”’)\]»]?[.?!…]+[\"”’)\]»]?(?P<gap>[ \u00a0]+(?:(?:[-–—•]|>>)[ \u00a0]*)?)"
    rf"(?=(?:{_NAMED_INSIDE}|\({_NAMED_INSIDE}\))(?:\s\[[\d:.,]{{4,12}}\])?:\s+\S|\[{_NAMED_INSIDE}\]:?\s+\S)"
)
_MOST_WORDS = 5
_SENTENCE_END = expression(r"[^\W\d_]{3,}[.,]$")
_POINTED = expression(r"(\d{1,3})[.,;](\d\d)")  # minutes and seconds as some write them, in a cell of their own
_FIGURES = expression(r"\d[\d.,:;]*")
_DECORATION = expression(r"[*_]{1,3}(?=\s|$)")
_CODE_BEHIND_TIME = expression(r"(?:[A-Za-z]{1,4}\d{0,3}|[A-Za-z]+_\d{1,3})(?=[ \t\u00a0])")


class Opening(NamedTuple):
    """What a line may begin with: a label in some form, a time, and where words begin.

    `words` counts from the beginning of the line to the words behind the label; `bare` to the words if the label is
    nobody's, and `bare_time` is the time before them then. Times are as they are written. `timed` when a time stands
    before the label; `note` is what stands between ( ) behind the label.
    """

    form: Form | None
    label: str | None
    time: str | None
    words: int
    bare: int
    bare_time: str | None
    note: str = ""
    timed: bool = False


NOTHING = Opening(None, None, None, 0, 0, None)


class _Stamp(NamedTuple):
    time: str
    start: int
    end: int
    closed: bool  # stands between brackets
    until: bool  # goes from one time to another

    @property
    def certain(self) -> bool:
        """Whether it is a time whatever stands behind it."""
        return self.closed or self.until or _FULL.fullmatch(self.time) is not None


def opening(line: str) -> Opening:
    """What the line begins with; see `label_alone` for a label that has its line to itself."""
    head = line[:_LONGEST]
    if _SIGNS.search(head) is None:
        return NOTHING
    start = _skip(head, 0)
    if head.startswith(">>", start):  # as captions mark another speaker
        start = _skip(head, start + 2)
    if listed := _BULLET.match(head, start):  # behind the mark of a list: a label with a colon, or nothing
        words = line[listed.end() :]
        found = opening(words) if _BULLET.match(words) is None else NOTHING
        if found.form not in {"colon", "loose colon", "timed colon"}:
            return NOTHING
        return found._replace(form="loose colon", words=found.words + listed.end(), bare=0, bare_time=None)
    numbered = _TURN_NUMBER.match(head, start)
    if numbered is not None and (behind := _COLON.search(head, numbered.end())) is not None:
        named = _named(head[numbered.end() : behind.start()])
        if named is not None:
            notes = f"{numbered[0].strip()} {named[1]}".strip()
            return Opening("colon", named[0], None, _behind(line, behind), 0, None, notes)
    stamp = _stamp(head, start)
    before = stamp if stamp is not None and stamp.start == start else None
    begin = _DASHED.match(head, before.end).end() if before is not None else start  # type: ignore[union-attr]
    bare, bare_time = 0, NOTHING.bare_time  # of a line without a label
    if before is not None and before.certain:
        behind_it = line[before.end : before.end + 1]
        if behind_it in {"", *_BLANKS} or (before.closed and behind_it.isalpha()):
            bare, bare_time = _skip(line, before.end), before.time
    colon = _COLON.search(head, begin)
    plain = Opening(None, None, bare_time, bare, bare, bare_time, timed=before is not None)
    if stamp is not None and before is None and stamp.start < (colon.start() if colon else len(head)):
        return _with_time(line, begin, stamp) or _in_cells(line) or _tight(line, begin, None, plain)
    if colon is not None and (named := _named(head[begin : colon.start()], round_=True)) is not None:
        at = _behind(line, colon)
        inside = _stamp(head, at) if before is None and line[at : at + 1] in {"[", "<", "{", "#"} else None
        if inside is not None and inside.start == at and inside.closed:
            return Opening("colon", named[0], inside.time, _skip(line, inside.end), 0, None, named[1])
        time = before.time if before is not None else None
        return Opening("colon", named[0], time, at, bare, bare_time, named[1], before is not None)
    found = _in_cells(line) or _without_colon(line, begin, before, plain) or plain
    return found if found.form is not None else _tight(line, begin, before, found)


def time_alone(line: str) -> str | None:
    """The time that the line consists of; None where it holds anything else."""
    text = line.strip(_BLANKS)
    stamp = _stamp(text, 0) if len(text) < 40 else None
    return stamp.time if stamp is not None and (stamp.start, stamp.end) == (0, len(text)) else None


def label_alone(line: str) -> Opening | None:
    """The label that the line consists of; None where it can be none."""
    named = _named(line.strip(_BLANKS)) if len(line) < _LONGEST else None
    return Opening("alone", named[0], None, len(line), 0, None, named[1]) if named is not None else None


def without_labels(quote: str) -> str:
    """Words that were copied with the labels and times before them, without those.

    In words that lost their line ends a label is up to four words with capitals, or a code, before a colon; whether
    what is left stands in a text is to be seen there.
    """
    lines = [line for line in quote.split("\n") if line.strip()]
    if len(lines) < 2:
        return _LABEL_INSIDE.sub("", quote).strip()
    found = [(line, opening(line)) for line in lines if time_alone(line) is None]
    said = (line[one.words if one.label is not None else one.bare :].strip() for line, one in found)
    return "\n".join(words for words in said if words)


def without_note(label: str) -> str:
    """A label without what stands behind it between ( ), unless that has a number: `Speaker (2)` is no `Speaker`."""
    note = _NOTES.search(label)
    return label if note is None or any(map(str.isdigit, note[0])) else label[: note.start()].strip(_BLANKS) or label


def labels_inside(line: str) -> Iterator[tuple[int, int, str]]:
    """What stands behind a sentence within a line as a label stands before words.

    Of each: where the sentence ends, where the label begins, and the label.
    """
    for gap in _TURN_INSIDE.finditer(line):
        found = opening(line[gap.end() :])
        if found.label is not None and found.form in {"colon", "timed colon", "brackets"}:
            yield gap.start("gap"), gap.end(), found.label


def is_range(line: str) -> bool:
    """Whether the line begins with two times, from when to when its words were said."""
    stamp = _stamp(line[:_LONGEST], _skip(line, 0))
    return stamp is not None and stamp.until and stamp.start == _skip(line, 0)


def seconds(time: str) -> int | None:
    """Whole seconds of a time written h:mm:ss or mm:ss; None where it is no time."""
    parts = [int(part) for part in re.split("[.,]", time)[0].split(":")]
    if parts[-1] > 59 or (len(parts) == 3 and parts[1] > 59):
        return None
    return reduce(lambda total, part: total * 60 + part, parts)


def clock(time: int) -> str:
    """Seconds as h:mm:ss."""
    return f"{time // 3600}:{time // 60 % 60:02d}:{time % 60:02d}"


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _behind(line: str, colon: re.Match[str]) -> int:
    """Where the words begin behind a colon, and the marks of bold and italic type in which its label was set."""
    marks = _DECORATION.match(line, colon.end())
    return _skip(line, marks.end() if marks else colon.end())


def _stamp(text: str, at: int) -> _Stamp | None:
    """The first time in the text from there on."""
    if _CLOCK.search(text, at) is None:
        return None
    for match in _STAMP.finditer(text, at):
        if seconds(match["time"]) is not None:
            return _Stamp(match["time"], match.start(), match.end(), bool(match["open"]), bool(match["until"]))
    return None


def _named(text: str, *, round_: bool = False) -> tuple[str, str] | None:
    """The label that the text consists of, and the note behind it; None where it can be none.

    With `round_` it may stand in round brackets, as before a colon of somebody whom the writer did not know.
    """
    inside = text.strip("*_" + _BLANKS)
    if round_ and inside.startswith("(") and inside.endswith(")") and "(" not in inside[1:]:
        inside = inside[1:-1].strip("*_" + _BLANKS)
    for opened, closed in ("[]", "<>"):
        if inside.startswith(opened) and closed in inside:
            within, _, rest = inside[1:].partition(closed)
            inside = within.strip(_BLANKS) + (f" {rest.strip()}" if rest.strip().startswith("(") else rest)
    notes = _NOTES.search(inside)
    label = inside[: notes.start()].rstrip(_BLANKS) if notes else inside
    label = label.strip("*_" + _BLANKS)
    if _LABEL.fullmatch(label) is None:
        return None
    return label, notes[0].strip() if notes else ""


def _without_colon(line: str, begin: int, before: _Stamp | None, plain: Opening) -> Opening | None:
    """A label in brackets, or behind a time that the line begins with."""
    plain = plain._replace(time=before.time if before is not None else None)
    closing = {"[": "]", "<": ">"}.get(line[begin : begin + 1])
    end = line.find(closing, begin, _LONGEST) + 1 if closing else 0
    if end and line[end : end + 1] in {"", *_BLANKS} and (named := _named(line[begin:end])) is not None:
        alone = before is not None and not line[end:].strip()
        form: Form = "heading" if alone else "brackets"
        return plain._replace(form=form, label=named[0], words=_skip(line, end), note=named[1])
    if before is not None and before.certain:
        named = _named(line[begin:].strip(_BLANKS)) if len(line) <= _LONGEST else None
        if named is not None and len(named[0].split()) <= _MOST_WORDS and not _SENTENCE_END.search(named[0]):
            return plain._replace(form="heading", label=named[0], words=len(line), note=named[1])
        if match := _CODE_BEHIND_TIME.match(line, begin):
            return plain._replace(form="inline", label=match[0], words=_skip(line, match.end()))
    return None


def _with_time(line: str, begin: int, stamp: _Stamp) -> Opening | None:
    """A line in which a time stands before any colon: behind a label, if there is one."""
    text = line[begin : stamp.start]
    label = text.rstrip(_BLANKS)
    apart = label.endswith(("-", "–", "—", "|", ","))
    if "\t" in label:
        return None
    end = stamp.end
    if label.startswith("[") and "]" not in label and line[end : end + 1] == "]":
        label, end = label[1:], end + 1
    named = _named(label.rstrip("-–—|," + _BLANKS) if apart else label)
    if named is None or not (stamp.closed or apart or text != text.rstrip(_BLANKS)):
        return None
    behind = _skip(line, end)
    colon = _COLON.match(line, behind)
    if colon is not None:
        return Opening("timed colon", named[0], stamp.time, _behind(line, colon), 0, None, named[1])
    if behind == len(line) or (stamp.closed and (behind > end or line[end].isalpha())):  # a blank may be forgotten
        form: Form = "heading" if behind == len(line) else "inline"
        return Opening(form, named[0], stamp.time, behind, 0, None, named[1])
    return None


def _tight(line: str, begin: int, before: _Stamp | None, plain: Opening) -> Opening:
    """A label and a colon without a blank behind it; else the line as it is without one."""
    colon = _TIGHT.search(line, begin, _LONGEST)
    named = _named(line[begin : colon.start()]) if colon is not None else None
    if colon is None or named is None or "\t" in named[0]:
        return plain._replace(timed=False)
    found = plain._replace(form="loose colon", label=named[0], words=colon.end(), note=named[1])
    return found._replace(time=before.time if before is not None else None, timed=before is not None)


def _in_cells(line: str) -> Opening | None:
    """Of a table, or of words behind a tab: cells with a number, a time and a label come before the words."""
    cells = line.split("\t")
    if len(cells) == 1:
        return None
    named: tuple[str, str] | None = None
    time: str | None = None
    pointed: str | None = None  # which is a time before a label, and a number elsewhere
    figure = ""
    at = after_time = 0
    for number, cell in enumerate(cells[:-1]):
        inside = cell.strip(_BLANKS).rstrip(":：")
        stamp = time_alone(inside)
        label = _named(inside) if named is None else None
        if time is None and stamp is not None:
            time = stamp
            after_time = at + len(cell) + 1 if named is None else 0
        elif label is not None:
            named = label
        elif number == 0 and (not inside or _FIGURES.fullmatch(inside)):
            pointed = time_alone(_POINTED.sub(r"\1:\2", inside)) if _POINTED.fullmatch(inside) else None
            figure = inside if pointed is None and not inside.isdigit() else ""
        else:
            break
        at += len(cell) + 1
        if named is not None and time is not None:
            break
    words = _skip(line, at)
    bare, bare_time = (_skip(line, after_time), time) if after_time else (0, None)
    if named is None:
        alone = time is not None and not figure and pointed is None
        return Opening(None, None, time, words, words, time) if alone else None
    note = f"{figure} {named[1]}".strip()
    return Opening("column", named[0], time or pointed, words, bare, bare_time, note, timed=bool(after_time))
