"""Where the quotes of sources stand in their transcripts, as a change to the files of citations; writes nothing itself.

After a transcript was corrected, quotes are found again by their words, by what stood around them, by who said them
and by the order in which they stand. What is found is moved; what cannot be found, or may be one of several places,
stays as it was and is named, also where the same words stand elsewhere.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cmo_eval.edits.citation_text import with_citations, with_fields
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.hearing import Answer, Talk, wanted
from cmo_eval.model import Source
from cmo_eval.store.citations import Coded
from cmo_eval.store.loading import load
from cmo_eval.store.repository import Repository
from cmo_eval.store.text import read_bytes
from cmo_eval.store.writing import Change, FileChange, digest
from cmo_eval.store.yaml_io import YamlProblem
from cmo_eval.transcripts import store
from cmo_eval.transcripts.anchoring import Anchor, PreparedText, Wanted, anchors, difference, words_at

Outcome = Literal["placed", "moved", "stays", "differs", "accepted", "turned", "speaker", "ambiguous", "gone"]

TO_LOOK_AT: tuple[Outcome, ...] = ("differs", "turned", "speaker", "ambiguous", "gone")
"""Outcomes that a person must look at."""

_ORDER = tuple(Source.model_fields)


class Placed(NamedTuple):
    """What became of one quote.

    `outcome`: `placed` has a selector for the first time, `moved` has another one, `stays` is where it was,
    `differs` is found although the words are not quite the same, `accepted` got the transcript's words, `turned` is
    at its place, where words that may turn what is said differ, `speaker` is at its place, in the turn of somebody
    else than its speaker; `ambiguous` stands in several places, `gone` is not found; these two are left as they were.
    `line` is where it stands now, `lines` all lines in question, `was` its line before, `difference` pairs of the
    quote's words and the text's. Of what is gone, `line` is where words stand that resemble it, if `score` is 1 the
    same ones. `speaker` is who speaks in each of `lines`, None where nobody can tell.
    """

    file: str
    id: str
    outcome: Outcome
    line: int | None = None
    was: int | None = None
    lines: tuple[int, ...] = ()
    score: float = 1.0
    difference: tuple[tuple[str, str], ...] = ()
    speaker: tuple[str | None, ...] = ()


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
    coded: Coded
    wanted: Wanted
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
    evaluation = load(root, withdrawn=True, texts=texts).repository
    if evaluation is None:
        raise CmoEvalError("evaluation.yaml cannot be read", "`cmo-eval validate` shows what is wrong")
    files = {one.record.id: one.file for one in evaluation.stored_sources if one.record.text is not None}
    _refuse_unknown(evaluation, files, sources)
    looked: list[Looked] = []
    left: list[str] = []
    changes: list[tuple[str, None, bytes, bytes]] = []
    for id_ in sources or files:
        source = evaluation.sources[id_]
        if source.withdrawn is not None:
            continue
        text = store.look(evaluation.texts, source.text or "")
        if not isinstance(text, store.Text):
            why = f"{source.text} is not at hand" if text is None else text.why
            left.append(f"{id_}: {why}")
            continue
        one, changed = _look_at(evaluation, files[id_], source, text, left, accept=accept)
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


def _refuse_unknown(evaluation: Repository, files: Mapping[str, str], sources: Sequence[str]) -> None:
    known = evaluation.sources.keys()
    for id_ in sources:
        if id_ not in known:
            near = difflib.get_close_matches(id_, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "`cmo-eval list sources` shows the ids"
            raise UsageError(f"there is no source {id_}", hint)
        if id_ not in files:
            raise UsageError(f"{id_} names no text", f"bring one in: `cmo-eval text import FILE --source {id_}`")


def _look_at(
    evaluation: Repository, file: str, source: Source, text: store.Text, left: list[str], *, accept: bool
) -> tuple[Looked, list[tuple[str, None, bytes, bytes]]]:
    """What became of the quotes of one source, and the files that change."""
    same = source.text_sha256 == text.sha256
    # file by file: quotes are found by the order in which they stand, too
    coded = sorted((one for one in evaluation.coded if one.source == source.id), key=lambda one: one.file)
    talk = Talk(source, text.text, {one.key: one.citation for one in coded})
    prepared = PreparedText(text.text, talk.transcript, tuple(person.id for person in source.participants))
    quotes = list(_quotes(coded, talk, source.text_sha256, left))
    placed: list[Placed] = []
    edits: dict[str, dict[str, dict[str, Any]]] = {}
    for quote, anchor in zip(quotes, anchors(prepared, [quote.wanted for quote in quotes], same=same), strict=True):
        one, fields = _outcome(prepared, quote, anchor, talk, accept=accept)
        placed.append(one)
        if fields:
            edits.setdefault(quote.coded.file, {})[quote.coded.citation.id] = fields
    changes: list[tuple[str, None, bytes, bytes]] = []
    whole = True
    for coding, change in edits.items():
        whole = (
            _edit(evaluation.root, coding, lambda words, by=change: with_citations(words, change=by), changes, left)
            and whole
        )
    if not same and whole:
        _edit(
            evaluation.root, file, lambda words: with_fields(words, {"text_sha256": text.sha256}, _ORDER), changes, left
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


def _quotes(coded: Sequence[Coded], talk: Talk, recorded: str | None, left: list[str]) -> Iterator[_Quote]:
    """The verbatim quotes that count, and of which it can be said which entry of their file they are."""
    times = Counter((one.file, one.id) for one in coded)
    for one in coded:
        citation = one.citation
        if citation.quote is None or not citation.verbatim or talk.hearing(citation).answer is Answer.GONE:
            continue
        if times[one.file, one.id] > 1:
            left.append(f"{one.file}: {one.id} stands there {times[one.file, one.id]} times")
            continue
        yield _Quote(one, wanted(citation, recorded), citation.at.line if citation.at is not None else None)


# ---- what becomes of it ---------------------------------------------------------------------------------------------


def _outcome(
    prepared: PreparedText, quote: _Quote, anchor: Anchor | None, talk: Talk, *, accept: bool
) -> tuple[Placed, dict[str, Any]]:
    """What became of a quote, and the keys of its citation that change."""
    file, citation = quote.coded.file, quote.coded.citation
    if anchor is None:
        return Placed(file, citation.id, "gone", was=quote.line), {}
    line = prepared.transcript.line_of(anchor.start).number
    differs = difference(prepared, citation.quote or "", anchor) if anchor.score < 1 or anchor.doubt else ()
    if not (anchor.sure or anchor.home):
        return _not_there(prepared, quote, anchor, differs, talk), {}
    if anchor.ambiguous:
        numbers, heard = _lines(prepared, anchor)
        return Placed(file, citation.id, "ambiguous", None, quote.line, numbers, speaker=heard), {}
    fields = _fields(prepared, quote, anchor, talk)
    outcome: Outcome = "stays"
    if citation.speaker is not None and prepared.is_said_by(citation.speaker, anchor.start, anchor.end) is False:
        outcome = "speaker"
    elif anchor.doubt == "sense":
        outcome = "turned"
    elif differs:
        outcome = "accepted" if accept else "differs"
    elif citation.selector is None:
        outcome = "placed"
    elif (citation.selector.start, citation.selector.end) != (anchor.start, anchor.end) or "at" in fields:
        outcome = "moved"
    if outcome == "accepted":
        fields["quote"] = words_at(prepared, anchor)
    if not _may_be_shown(talk, quote, anchor):
        differs = ()  # what stands in the text is shown to nobody
    whose = (_heard(prepared, anchor.start),)
    return Placed(file, citation.id, outcome, line, quote.line, (line,), anchor.score, differs, whose), fields


def _not_there(
    prepared: PreparedText,
    quote: _Quote,
    anchor: Anchor,
    differs: tuple[tuple[str, str], ...],
    talk: Talk,
) -> Placed:
    """A quote that is not where it stood, with the lines where the same words stand or those that come nearest."""
    file, id_ = quote.coded.file, quote.coded.citation.id
    line = prepared.transcript.line_of(anchor.start).number
    numbers, heard = _lines(prepared, anchor) if anchor.score == 1 else ((line,), (_heard(prepared, anchor.start),))
    if not _may_be_shown(talk, quote, anchor):
        differs = ()
    outcome: Outcome = "turned" if anchor.doubt == "sense" else "gone"
    return Placed(file, id_, outcome, line, quote.line, numbers, anchor.score, differs, heard)


def _may_be_shown(talk: Talk, quote: _Quote, anchor: Anchor) -> bool:
    """Whether both the quote's words and the text's may be heard."""
    answers = (talk.hearing(quote.coded.citation).answer, talk.of_passage(anchor.parts))
    return all(answer is Answer.HEARD for answer in answers)


def _fields(prepared: PreparedText, quote: _Quote, anchor: Anchor, talk: Talk) -> dict[str, Any]:
    """The selector and the line of a quote, if they change."""
    citation = quote.coded.citation
    line = prepared.transcript.line_of(anchor.start).number
    prefix, suffix = talk.around(anchor.start, anchor.end)
    selector = {"start": anchor.start, "end": anchor.end, "prefix": prefix, "suffix": suffix}
    fields: dict[str, Any] = {}
    if citation.selector is None or citation.selector.model_dump() != selector:
        fields["selector"] = {key: value for key, value in selector.items() if value != ""}
    if quote.line != line:
        at = citation.at.model_dump(exclude_none=True) if citation.at is not None else {}
        fields["at"] = {"line": line} | at | {"line": line}
    return fields


def _lines(prepared: PreparedText, anchor: Anchor) -> tuple[tuple[int, ...], tuple[str | None, ...]]:
    """The lines where a quote may stand, and who speaks in each."""
    lines = {prepared.transcript.line_of(place).number: place for place in (*anchor.others, anchor.start)}
    numbers = tuple(sorted(lines))
    return numbers, tuple(_heard(prepared, lines[number]) for number in numbers)


def _heard(prepared: PreparedText, offset: int) -> str | None:
    """Who speaks there, as far as that is somebody known; other labels may be names."""
    return prepared.participant(prepared.transcript.line_of(offset).speaker)
