"""A transcript with what is coded in it: for a terminal with the codes in the margin, and as JSON."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cmo_eval.analysis.coded_text import CodedText, PlacedCitation
from cmo_eval.model import Citation
from cmo_eval.output.plain import columns, fields, json_text, padded, visible
from cmo_eval.transcripts.transcript import Line

_MARGIN = 26
_COMFORTABLE = 36
_LEAST = 10
_UNSURE = "nobody can tell whether somebody who withdrew said this"
_DIM, _CODED, _BOLD, _RESET = "\x1b[2m", "\x1b[33m", "\x1b[1m", "\x1b[0m"


class _Look(NamedTuple):
    """Widths of the columns; whether in colours."""

    number: int
    label: int
    words: int
    margin: int
    colour: bool

    def painted(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self.colour and text.strip() else text


def transcript_text(found: CodedText, lines: Sequence[Line], width: int = 80, *, colour: bool = False) -> str:
    """These lines of a transcript, in lines of at most `width` columns.

    A bar stands between words that are coded and the citation in the margin; what a citation is about stands where it
    begins, or at the first of these lines.
    """
    number = max((len(str(line.number)) for line in lines), default=1)
    labels = [columns(visible(line.label)) for line in lines if line.label is not None]
    label = min(max(labels, default=0), 10)
    left = number + 1 + (label + 1 if label else 0)
    room = max(_LEAST, width - left)
    margin = 0
    if any(line.number in found.by_line or line.number in found.proposed_on for line in lines):
        margin = _MARGIN if room - 3 - _MARGIN >= _COMFORTABLE else max(_LEAST, (room - 3) // 3)
    look = _Look(number, label, max(_LEAST, room - (margin + 3 if margin else 0)), margin, colour)
    told: set[str] = set()
    return "".join(f"{row.rstrip()}\n" for line in lines for row in _rows(found, line, look, told))


def margin_of(citation: Citation) -> list[str]:
    """What a citation is about, piece by piece: its id, stances, patterns and codes."""
    pieces = [citation.id]
    for evidence in citation.evidence:
        claim = f"{evidence.suggests} instead of {evidence.claim}" if evidence.suggests else evidence.claim
        version = f"@{evidence.version}" if evidence.version != 1 else ""
        pattern = f" {evidence.pattern}" if evidence.pattern else ""
        denied = f" lacks {', '.join(evidence.lacks)}" if evidence.lacks else ""
        pieces.append(f"{evidence.stance} {claim}{version}{pattern}{denied}")
    if citation.codes:
        pieces.append(", ".join(citation.codes))
    return pieces


def _rows(found: CodedText, line: Line, look: _Look, told: set[str]) -> Iterator[str]:
    """The rows of one line: number, label, words, and the margin."""
    start = f"{line.number:>{look.number}} "
    if line.is_page:
        yield look.painted(_DIM, f"{start}{'─' * 4} page {visible(line.page or '')}")
        return
    held = found.by_line.get(line.number, [])
    words = _words(found, line, look.words)
    beside = [*held, *found.proposed_on.get(line.number, ())]
    margin = list(_margin(beside, look.margin, told)) if look.margin else []
    name = visible(line.label or "")
    name = padded(name if columns(name) <= look.label else f"{name[: look.label - 1]}…", look.label)
    before = look.painted(_DIM, start) + (look.painted(_BOLD, name) + " " if look.label else "")
    for index in range(max(len(words), len(margin))):
        text, first, last = words[index] if index < len(words) else ("", -1, -1)
        about, is_name = margin[index] if index < len(margin) else ("", False)
        bar = any(_touches(one, first, last) for one in held)
        row = before + (look.painted(_CODED, text) if bar else text)
        if look.margin:
            row += " " * (look.words - columns(text)) + (" │ " if bar else "   ")
            row += look.painted(_CODED if is_name else _DIM, about)
        yield row
        before = " " * (len(start) + (look.label + 1 if look.label else 0))


def _words(found: CodedText, line: Line, width: int) -> list[tuple[str, int, int]]:
    """The line's words over rows, each with the first and last offset of its characters; -1 where it has no words."""
    if found.is_silent(line):
        told = "what was said here was withdrawn" if found.is_known(line) else _UNSURE
        return [(row, -1, -1) for row in textwrap.wrap(f"[{told}]", width)]
    if found.is_held_back(line):
        return [(row, -1, -1) for row in textwrap.wrap("[not to be quoted]", width)]
    text = found.transcript.text
    own = text[line.start : line.words].strip().rstrip(":").strip()
    time = own[own.rfind("[") :] if own.endswith("]") else ""
    rows: list[tuple[str, int, int]] = []
    row, first, last = f"{time} " if time else "", -1, -1
    for start, end in _spans(text, line, width):
        word = visible(text[start:end])
        if row.strip() and columns(row) + columns(word) > width:
            rows.append((row.rstrip(), first, last))
            row, first = "", -1
        row += f"{word} "
        first, last = (start if first < 0 else first), end - 1
    if row.strip() or not rows:
        rows.append((row.rstrip(), first, last))
    return rows


def _spans(text: str, line: Line, width: int) -> Iterator[tuple[int, int]]:
    """Starts and ends of the words of a line; a word wider than a row in pieces."""
    for word in re.compile("[^ ]+").finditer(text, line.words, line.end):
        size = max(1, width // 2) if columns(word[0]) > width else len(word[0])
        for start in range(word.start(), word.end(), size):
            yield start, min(start + size, word.end())


def _touches(one: PlacedCitation, first: int, last: int) -> bool:
    """Whether a row has words of the citation; of one whose words are not placed, every row of its line has."""
    if first < 0:
        return False
    return not one.parts or any(start <= last and first < end for start, end in one.parts)


def _margin(held: Sequence[PlacedCitation], width: int, told: set[str]) -> Iterator[tuple[str, bool]]:
    """The rows of the margin, each with whether it names a citation."""
    for one in held:
        citation = one.citation
        if citation.id in told:
            yield f"({citation.id})", False
            continue
        told.add(citation.id)
        name, *pieces = margin_of(citation)
        first = name + (" proposed" if one.by == "proposal" else "" if one.parts else f" (by its {one.by})")
        yield from ((row, True) for row in textwrap.wrap(first, width, break_on_hyphens=False))
        for piece in pieces:
            rows = textwrap.wrap(visible(piece), width - 2, break_on_hyphens=False)
            yield from ((f"  {row}", False) for row in rows)


def transcript_json(found: CodedText, lines: Sequence[Line]) -> str:
    """These lines, the citations that stand in them, and the ids of those of which nothing says where they stand."""
    numbers = {line.number for line in lines}
    held = [one for one in found.coded if not numbers.isdisjoint(range(one.first, one.last + 1))]
    offered = [one for one in found.proposed if one.first in numbers]
    return json_text(
        {
            "version": 1,
            "source": found.source.id,
            "text": found.text.name,
            "text_sha256": found.text.sha256,
            "changed": found.changed,
            "lines": [_line_data(found, line) for line in lines],
            "citations": [_citation_data(one) for one in held],
            "unplaced": [citation.id for citation in found.unplaced],
            **({"proposals": [_citation_data(one) for one in offered]} if offered else {}),
        }
    )


def _line_data(found: CodedText, line: Line) -> dict[str, Any]:
    silent, held = found.is_silent(line), found.is_held_back(line)
    return {
        "line": line.number,
        "start": line.start,
        "words_start": line.words,
        "end": line.end,
        "speaker": found.speaker(line),
        **fields(line, "time", "page"),
        "words": None if silent or held or line.is_page else found.transcript.words(line),
        "withdrawn": silent,
        "held_back": held,
        "citations": [one.citation.id for one in found.by_line.get(line.number, ())],
    }


def _citation_data(one: PlacedCitation) -> dict[str, Any]:
    return {
        "id": one.citation.id,
        "line": one.first,
        "last_line": one.last,
        "parts": one.parts,
        "placed_by": one.by,
        "evidence": [fields(said, "stance", "claim", "suggests", "pattern", "lacks") for said in one.citation.evidence],
        "codes": one.citation.codes,
    }
