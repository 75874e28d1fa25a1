"""A transcript as HTML: each line with its number, speaker and words; what is coded is marked, and stands beside them.

Offsets in it are code points, as in the files; the browser's own are converted there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from cmo_eval.analysis.coded_text import CodedText, PlacedCitation
from cmo_eval.model import Citation
from cmo_eval.output.transcript import margin_of
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.transcript import Line

_WITHDRAWN = "what was said here was withdrawn"
_UNSURE = "nobody can tell whether somebody who withdrew said this"
_HELD = "not to be quoted"


def lines_html(found: CodedText, numbers: Iterable[int] | None = None) -> dict[int, str]:
    """The lines of a transcript by number (from 1), each as HTML.

    A line has its words in an element with `data-start`, where they begin in the text; of a line that nobody may read
    there is none. A mark has the ids of its citations in `data-ids`.

    Args:
        found: the text with what is coded in it.
        numbers: of the lines; all unless given.
    """
    lines = found.transcript.lines
    chosen = lines if numbers is None else [lines[number - 1] for number in sorted(set(numbers))]
    return {line.number: _line(found, line) for line in chosen}


def _line(found: CodedText, line: Line) -> str:
    number = f'<a class="no" href="#line-{line.number}" tabindex="-1">{line.number}</a>'
    if line.is_page:
        page = escape(line.page or "")
        return f'<div class="line page" id="line-{line.number}">{number}<p lang="en">page {page}</p></div>'
    held = found.by_line.get(line.number, [])
    proposed = found.proposed_on.get(line.number, ())
    who = ""
    if line.label is not None:
        time = f' <span class="time">{escape(line.time)}</span>' if line.time else ""
        who = f'<span class="who">{escape(found.speaker(line) or line.label)}{time}</span>'
    asks = line.speaker is not None and not line.doubtful and speakers.is_interviewer(line.speaker)
    kind = f"line{' turn' if line.label is not None else ''}{' asks' if asks else ''}"
    return (
        f'<div class="{kind}" id="line-{line.number}">{number}{who}'
        f"{_words(found, line, held)}{_beside(line, held, proposed, found.source.id)}</div>"
    )


def _words(found: CodedText, line: Line, held: Sequence[PlacedCitation]) -> str:
    if found.is_silent(line):
        return f'<p class="silent" lang="en">[{_WITHDRAWN if found.is_known(line) else _UNSURE}]</p>'
    marked = "".join(_marked(found.transcript.text, line, held))
    note = ""
    if found.talk is not None and found.is_quiet(line):
        note = f' <span class="held" lang="en">[{_HELD}]</span>'
    return f'<p class="words" data-start="{line.words}">{marked}</p>{note}'


def _marked(text: str, line: Line, held: Sequence[PlacedCitation]) -> Iterator[str]:
    """The words of a line, in pieces at each of which the same citations stand."""
    spans = [
        (max(start, line.words), min(end, line.end), one.citation)
        for one in held
        for start, end in one.parts
        if start < line.end and end > line.words
    ]
    if not spans:
        yield escape(text[line.words : line.end], quote=False)
        return
    edges = sorted({line.words, line.end, *(edge for start, end, _ in spans for edge in (start, end))})
    for begin, end in pairwise(edges):
        here = [citation for start, stop, citation in spans if start <= begin and stop >= end]
        words = escape(text[begin:end], quote=False)
        if here:
            ids = " ".join([one.id for one in here])
            words = f'<mark class="{_look(here)}" data-ids="{ids}">{words}</mark>'
        yield words


def _beside(line: Line, held: Sequence[PlacedCitation], proposed: Sequence[PlacedCitation], source: str) -> str:
    """What is coded from this line on; elements are few, since a long transcript has thousands of citations."""
    items = "".join([_beside_one(one) for one in held if one.first == line.number])
    if proposed:
        address = f"/transcripts/{source}/proposals?proposal="
        ids = [one.citation.id for one in proposed]
        items += "".join(f'<a class="proposed" href="{address}{id_}">{id_} proposed</a>' for id_ in ids)
    return f'<div class="beside" lang="en">{items}</div>' if items else ""


def _beside_one(one: PlacedCitation) -> str:
    id_, *pieces = margin_of(one.citation)
    about = escape(" · ".join(pieces), quote=False) or "no stance and no code"
    by = "" if one.parts else f" (by its {one.by})"
    return f'<button class="cite {_look([one.citation])}" id="{id_}">{id_}{by} {about}</button>'


def _look(citations: Sequence[Citation]) -> str:
    """The class of a mark: the stance, if all take one and the same."""
    stances = {said.stance for one in citations for said in one.evidence}
    disputed = " disputed" if any([one.disputed for one in citations]) else ""  # noqa: C419 - of one, mostly
    return (stances.pop() if len(stances) == 1 else "mixed" if stances else "coded") + disputed
