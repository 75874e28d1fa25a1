"""Where the quotes of sources stand in their transcripts, as a change to the files of citations; writes nothing itself.

After a transcript was corrected, quotes are found again by their words, by what stood around them, and by the order
in which they stand. What is found is moved; what cannot be found, or may be one of several places, stays as it was
and is named.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cmo_eval.coding.citation_text import with_citations, with_fields
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.hearing import Answer, Talk
from cmo_eval.loading import survey
from cmo_eval.loading.text import read_bytes
from cmo_eval.model import Citation, Source
from cmo_eval.register import Register
from cmo_eval.repository import Stored
from cmo_eval.texts import store
from cmo_eval.texts.anchoring import Anchor, Near, PreparedText, around, difference, nearest_to, words_at
from cmo_eval.writing import Change, FileChange, digest
from cmo_eval.yaml_io import YamlProblem

Outcome = Literal["placed", "moved", "stays", "differs", "accepted", "ambiguous", "gone"]

TO_LOOK_AT: tuple[Outcome, ...] = ("differs", "ambiguous", "gone")
"""Outcomes that a person must look at."""

_NO_WORDS = 0.999  # a likeness from which on words that differ are not worth showing
_ORDER = tuple(Source.model_fields)


class Placed(NamedTuple):
    """What became of one quote.

    `outcome`: `placed` has a selector for the first time, `moved` has another one, `stays` is where it was,
    `differs` is found although the words are not quite the same, `accepted` got the transcript's words, `ambiguous`
    stands in several places, `gone` is not found; the last two are left as they were. `line` is where it stands now,
    `lines` all lines in question, `was` its line before, `difference` pairs of the quote's words and the text's.
    """

    file: str
    id: str
    outcome: Outcome
    line: int | None = None
    was: int | None = None
    lines: tuple[int, ...] = ()
    score: float = 1.0
    difference: tuple[tuple[str, str], ...] = ()


class Looked(NamedTuple):
    """A source of which the transcript was looked through; `changed` when it was not as it was before."""

    source: str
    text: str
    placed: tuple[Placed, ...]
    changed: bool


@dataclass(frozen=True)
class Planned:
    """The whole change, what became of each quote, and what was left alone with the reason why.

    `files` are those that change as (path, new path, bytes before, bytes after).
    """

    root: Path
    change: Change
    looked: tuple[Looked, ...]
    left: tuple[str, ...]
    files: tuple[tuple[str, None, bytes, bytes], ...]

    def count(self, outcome: Outcome) -> int:
        """How many quotes have that outcome."""
        return sum(one.outcome == outcome for looked in self.looked for one in looked.placed)

    @property
    def to_look_at(self) -> int:
        """How many quotes a person must look at."""
        return sum(self.count(outcome) for outcome in TO_LOOK_AT)


class _Quote(NamedTuple):
    stored: Stored[Citation]
    near: Near
    line: int | None


def plan(root: Path, sources: Sequence[str] = (), *, texts: str | Path | None = None, accept: bool = False) -> Planned:
    """Where the quotes of these sources, or of all with a transcript, stand; selectors and lines as a change.

    Args:
        root: the evaluation folder.
        sources: ids of sources; all unless given.
        texts: where the transcripts lie, in place of what evaluation.yaml says.
        accept: take the transcript's words into quotes that differ from them.

    Raises:
        UsageError: there is no such source, or it names no text.
        CmoEvalError: no transcript is at hand, or evaluation.yaml cannot be read.
    """
    surveyed = survey(root)
    if surveyed.evaluation is None:
        raise CmoEvalError("evaluation.yaml cannot be read", "`cmo-eval validate` shows what is wrong")
    register = surveyed.register
    files = {facts.ids[0]: file for file, facts in register.of_kind("sources") if facts.more["text"] is not None}
    _refuse_unknown(register, files, sources)
    folder = store.folder(root, register.evaluation.texts, texts)
    looked: list[Looked] = []
    left: list[str] = []
    changes: list[tuple[str, None, bytes, bytes]] = []
    for id_ in sources or files:
        source: Source = register.stored(files[id_]).record
        if source.withdrawn is not None:
            continue
        text = store.look(folder, source.text or "")
        if not isinstance(text, store.Text):
            why = f"{source.text} is not at hand" if text is None else text.why
            left.append(f"{id_}: {why}")
            continue
        one, changed = _look_at(register, files[id_], source, text, left, accept=accept)
        looked.append(one)
        changes += changed
    if not looked:
        if not files:
            raise CmoEvalError("no source names a text", "`text: FG1.txt` in a source names its transcript")
        raise CmoEvalError("; ".join(left[:3]) or "no source has a transcript", "say with --texts where they lie")
    change = Change(
        tuple(FileChange(file, digest(before), after) for file, _, before, after in changes),
        what="code anchor " + ", ".join(sources) if sources else "code anchor",
    )
    return Planned(root, change, tuple(looked), tuple(left), tuple(changes))


def _refuse_unknown(register: Register, files: Mapping[str, str], sources: Sequence[str]) -> None:
    known = register.ids("sources")
    for id_ in sources:
        if id_ not in known:
            near = difflib.get_close_matches(id_, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "`cmo-eval list sources` shows the ids"
            raise UsageError(f"there is no source {id_}", hint)
        if id_ not in files:
            raise UsageError(f"{id_} names no text", f"bring one in: `cmo-eval text import FILE --source {id_}`")


def _look_at(
    register: Register, file: str, source: Source, text: store.Text, left: list[str], *, accept: bool
) -> tuple[Looked, list[tuple[str, None, bytes, bytes]]]:
    """What became of the quotes of one source, and the files that change."""
    same = source.text_sha256 == text.sha256
    codings = [
        coding
        for coding, facts in register.of_kind("citations", "second_citations")
        if facts.more["source"] == source.id and facts.ids
    ]
    records = [(coding, stored) for coding in codings for stored in register.records(coding)]
    cited = {(coding, place): one.record for place, (coding, one) in enumerate(records) if type(one.record) is Citation}
    talk = Talk(source, text.text, cited)
    prepared = PreparedText(text.text, talk.transcript)
    quotes = [quote for coding in codings for quote in _quotes(register, coding, talk, left)]
    placed: list[Placed] = []
    edits: dict[str, dict[str, dict[str, Any]]] = {}
    for quote, anchor in zip(quotes, _anchors(prepared, quotes, same=same), strict=True):
        one, fields = _outcome(prepared, quote, anchor, talk, accept=accept)
        placed.append(one)
        if fields:
            edits.setdefault(quote.stored.file, {})[quote.stored.record.id] = fields
    changes: list[tuple[str, None, bytes, bytes]] = []
    whole = True
    for coding, change in edits.items():
        whole = (
            _edit(register.root, coding, lambda words, by=change: with_citations(words, change=by), changes, left)
            and whole
        )
    if not same and whole:
        _edit(
            register.root, file, lambda words: with_fields(words, {"text_sha256": text.sha256}, _ORDER), changes, left
        )
    return Looked(source.id, text.name, tuple(placed), not same and source.text_sha256 is not None), changes


def _edit(root: Path, file: str, edit: Any, changes: list[tuple[str, None, bytes, bytes]], left: list[str]) -> bool:
    """Whether the file could be changed; then it is among the changes, if anything of it changes."""
    try:
        before = read_bytes(root / file)
        after = edit(before.decode("utf-8")).encode("utf-8")
    except (YamlProblem, UnicodeDecodeError, CmoEvalError) as problem:
        left.append(f"{file}: {problem}")
        return False
    if after != before:
        changes.append((file, None, before, after))
    return True


def _quotes(register: Register, file: str, talk: Talk, left: list[str]) -> Iterator[_Quote]:
    """The verbatim quotes of a file that count, and of which it can be said which entry they are."""
    times = Counter(register.facts[file].ids)
    for stored in register.records(file):
        citation = stored.record
        if not isinstance(citation, Citation) or citation.quote is None or not citation.verbatim:
            continue
        if talk.hearing(citation).answer is Answer.GONE:
            continue
        if times[citation.id] > 1:
            left.append(f"{file}: {citation.id} stands there {times[citation.id]} times")
            continue
        selector = citation.selector
        near = Near(selector.prefix, selector.suffix, selector.start) if selector is not None else Near()
        yield _Quote(stored, near, citation.at.line if citation.at is not None else None)


# ---- where ----------------------------------------------------------------------------------------------------------


def _anchors(prepared: PreparedText, quotes: Sequence[_Quote], *, same: bool) -> list[Anchor | None]:
    """Where each quote stands: first those that can be told by themselves, then the others by these."""
    found: list[Anchor | None] = []
    for quote in quotes:
        citation = quote.stored.record
        selector, words = citation.selector, citation.quote or ""
        if same and selector is not None and prepared.text[selector.start : selector.end] == words:
            part = (selector.start, selector.end)
            found.append(Anchor(*part, *around(prepared, *part), 1.0, "exact", (part,)))
            continue
        near = Near(quote.near.prefix, quote.near.suffix) if quote.near.start is not None else None
        found.append(nearest_to(prepared, words, near))
    certain = [index for index, one in enumerate(found) if one is not None and one.sure and not one.ambiguous]
    shifts = _Shifts(prepared, [(quotes[index], found[index]) for index in certain])
    for index, quote in enumerate(quotes):
        one = found[index]
        if one is None or not (one.ambiguous or not one.sure):
            continue
        for start, line in shifts.of(quote):
            near = Near(quote.near.prefix, quote.near.suffix, start, line)
            found[index] = one = nearest_to(prepared, quote.stored.record.quote or "", near)
            if one is not None and one.sure and not one.ambiguous:
                break
    return found


class _Shifts:
    """How far things moved: asked of the quotes before and behind that were found for certain."""

    def __init__(self, prepared: PreparedText, pairs: Sequence[tuple[_Quote, Anchor | None]]) -> None:
        lines: dict[int, int] = {}
        starts: dict[int, int] = {}
        for quote, anchor in pairs:
            if anchor is None:
                continue
            if quote.line is not None:
                lines[quote.line] = prepared.transcript.line_of(anchor.start).number - quote.line
            if quote.near.start is not None:
                starts[quote.near.start] = anchor.start - quote.near.start
        self._lines, self._starts = sorted(lines.items()), sorted(starts.items())

    def of(self, quote: _Quote) -> list[tuple[int | None, int | None]]:
        """The character and the line where a quote is to be expected: by the quote before it, and by the one behind.

        The two differ where something was put in or taken out between them.
        """
        starts = _expected(self._starts, quote.near.start)
        lines = _expected(self._lines, quote.line)
        return list(dict.fromkeys(zip(starts, lines, strict=True)))


def _expected(known: Sequence[tuple[int, int]], place: int | None) -> tuple[int | None, int | None]:
    if place is None:
        return None, None
    if not known:
        return place, place
    behind = bisect_left(known, (place + 1, 0))
    before = max(0, behind - 1)
    return max(1, place + known[before][1]), max(1, place + known[min(behind, len(known) - 1)][1])


# ---- what becomes of it ---------------------------------------------------------------------------------------------


def _outcome(
    prepared: PreparedText, quote: _Quote, anchor: Anchor | None, talk: Talk, *, accept: bool
) -> tuple[Placed, dict[str, Any]]:
    """What became of a quote, and the keys of its citation that change."""
    stored = quote.stored
    citation = stored.record
    if anchor is None or not anchor.sure:
        return Placed(stored.file, citation.id, "gone", was=quote.line), {}
    line = prepared.transcript.line_of(anchor.start).number
    if anchor.ambiguous:
        places = sorted({anchor.start, *anchor.others})
        lines = tuple(dict.fromkeys(prepared.transcript.line_of(place).number for place in places))
        return Placed(stored.file, citation.id, "ambiguous", was=quote.line, lines=lines), {}
    prefix, suffix = talk.around(anchor.start, anchor.end)
    selector = {"start": anchor.start, "end": anchor.end, "prefix": prefix, "suffix": suffix}
    fields: dict[str, Any] = {}
    old = citation.selector
    if old is None or old.model_dump() != selector:
        fields["selector"] = {key: value for key, value in selector.items() if value != ""}
    if quote.line != line:
        at = citation.at.model_dump(exclude_none=True) if citation.at is not None else {}
        fields["at"] = {"line": line} | at | {"line": line}
    differs = difference(prepared, citation.quote or "", anchor) if anchor.score < _NO_WORDS else ()
    outcome: Outcome = "stays"
    if differs and accept:
        fields["quote"] = words_at(prepared, anchor)
        outcome = "accepted"
    elif differs:
        outcome = "differs"
    elif old is None:
        outcome = "placed"
    elif (old.start, old.end) != (anchor.start, anchor.end) or quote.line not in {None, line}:
        outcome = "moved"
    if talk.hearing(citation).answer is not Answer.HEARD:
        differs = ()  # what stands in the text is shown to nobody
    return Placed(stored.file, citation.id, outcome, line, quote.line, (line,), anchor.score, differs), fields
