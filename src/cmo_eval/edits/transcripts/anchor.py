"""Where the quotes of sources stand in their transcripts, as a change to the files of citations; writes nothing itself.

After a transcript was corrected, quotes are found again by their words, by what stood around them, by who said them
and by the order in which they stand. What is found is moved; what cannot be found, or may be one of several places,
stays as it was and is named, also where the same words stand elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cmo_eval.attribution import Answer, wanted
from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.citation_text import with_citations, with_fields
from cmo_eval.edits.plan import Plan
from cmo_eval.edits.transcripts.placing import SourceText
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Citation, Source
from cmo_eval.nearest import unknown
from cmo_eval.store.folder import FileName
from cmo_eval.store.loading import load
from cmo_eval.store.repository import Coded, Repository, natural
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.yaml_io import YamlProblem, read_bytes
from cmo_eval.transcripts import store
from cmo_eval.transcripts.anchoring import Anchor, anchors, difference, words_at
from cmo_eval.transcripts.strict import left_out

Outcome = Literal[
    "placed", "moved", "stays", "differs", "accepted", "turned", "speaker", "cut", "unsure", "ambiguous", "gone"
]

TO_LOOK_AT: tuple[Outcome, ...] = ("differs", "turned", "speaker", "cut", "unsure", "ambiguous", "gone")
"""Outcomes that a person must look at."""


class Placed(NamedTuple):
    """What became of one quote.

    `outcome`: `placed` has a selector for the first time, `moved` has another one, `stays` is where it was,
    `differs` is found although the words are not quite the same, `accepted` got the transcript's words, `turned` is
    at its place, where words that may turn what is said differ, `speaker` is at its place, in the turn of somebody
    else than its speaker; `cut` has come to stop next to a negation, and `unsure` does where nobody said before that it
    stands there; `ambiguous` stands in several places, `gone` is not found; these three are left as they were.
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


@dataclass(frozen=True, kw_only=True)
class Anchoring(Plan):
    """What became of each quote, and what was left alone with the reason why; `repository` is what was read."""

    looked: tuple[Looked, ...]
    left: tuple[str, ...]
    repository: Repository

    def count(self, outcome: Outcome) -> int:
        """How many quotes have that outcome."""
        return sum(one.outcome == outcome for looked in self.looked for one in looked.placed)

    @property
    def to_look_at(self) -> int:
        """How many quotes a person must look at."""
        return sum(self.count(outcome) for outcome in TO_LOOK_AT)


def plan(
    root: Path, sources: Sequence[str] = (), *, texts: str | Path | None = None, accept: bool = False
) -> Anchoring:
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
    asked = frozenset(sources)

    def only(file: FileName) -> bool:
        return file.kind == "sources" or (file.kind == "citations" and (not asked or file.source in asked))

    repository = load(root, withdrawn=True, only=only, texts=texts).repository
    if repository is None:
        raise CmoEvalError("evaluation.yaml cannot be read", "`cmo-eval validate` shows what is wrong")
    files = {stored.record.id: stored for stored in repository.stored_sources if stored.record.text is not None}
    known = [stored.record.id for stored in repository.stored_sources]
    for id_ in sources:
        if id_ not in known:
            raise unknown("source", id_, known)
        if id_ not in files:
            raise UsageError(f"{id_} names no text", f"bring one in: `cmo-eval text import FILE --source {id_}`")
    looked: list[Looked] = []
    left: list[str] = []
    changes: list[FileChange] = []
    for id_ in sources or sorted(files, key=natural):
        source = files[id_].record
        if source.withdrawn is not None:
            continue
        text = store.look(repository.texts, source.text or "")
        if not isinstance(text, store.Text):
            why = f"{source.text} is not at hand" if text is None else text.why
            left.append(f"{id_}: {why}")
            continue
        looking = _Looking(root, repository, source, text, left, changes, accept=accept)
        looked.append(looking.looked(files[id_].file))
    if not looked:
        if not files:
            raise CmoEvalError("no source names a text", "`text: FG1.txt` in a source names its transcript")
        raise CmoEvalError("; ".join(left[:3]) or "no source has a transcript", "say with --texts where they lie")
    what = "code anchor " + ", ".join(sources) if sources else "code anchor"
    change = Change(tuple(changes), what=what)
    return Anchoring(root=root, change=change, looked=tuple(looked), left=tuple(left), repository=repository)


class _Looking:
    """One source, its transcript, and its citations by all coders; what changes and is left joins the lists."""

    def __init__(
        self,
        root: Path,
        repository: Repository,
        source: Source,
        text: store.Text,
        left: list[str],
        changes: list[FileChange],
        *,
        accept: bool,
    ) -> None:
        self._root, self._source, self._text = root, source, text
        self._left, self._changes, self._accept = left, changes, accept
        self._same = source.text_sha256 == text.sha256
        known = repository.talk(source.id)
        self._talk = known.over(text.text) if known is not None else None
        people = {person.id: person.consent for person in source.participants}
        self._where = SourceText(source, people, text, "", self._talk)
        self._prepared = self._where.prepared
        of_all = (coded for coding in repository.codings for coded in coding.of_source.get(source.id, ()))
        self._coded = sorted(of_all, key=lambda coded: coded.key)

    def looked(self, file: str) -> Looked:
        """What became of the quotes; `file` is the source's."""
        quotes = list(self._quotes())
        placed: list[Placed] = []
        edits: dict[str, dict[str, dict[str, Any]]] = {}
        looked_for = [wanted(coded.citation, self._source.text_sha256) for coded in quotes]
        for coded, anchor in zip(quotes, anchors(self._prepared, looked_for, same=self._same), strict=True):
            one, fields = self._outcome(coded, anchor)
            placed.append(one)
            if fields:
                edits.setdefault(coded.file, {})[coded.id] = fields
        whole = [self._edit(coding, partial(with_citations, change=change)) for coding, change in edits.items()]
        digest_now = {"text_sha256": self._text.sha256}
        if not self._same and all(whole):
            self._edit(file, partial(with_fields, fields=digest_now, order=tuple(Source.model_fields)))
        changed = not self._same and self._source.text_sha256 is not None
        return Looked(self._source.id, self._text.name, tuple(placed), changed)

    def _edit(self, file: str, edit: Callable[[str], str]) -> bool:
        """Whether the file could be changed; then it is among the changes, if anything of it changes."""
        try:
            before = read_bytes(self._root / file)
            after = edit(before.decode("utf-8")).encode("utf-8")
        except (YamlProblem, UnicodeDecodeError, CmoEvalError) as problem:
            self._left.append(f"{file}: {problem}")
            return False
        if after != before:
            self._changes.append(FileChange(file, digest(before), after))
        return True

    def _quotes(self) -> Iterator[Coded]:
        """The verbatim quotes that count, and of which it can be said which entry they are."""
        times = Counter((coded.file, coded.id) for coded in self._coded)
        for coded in self._coded:
            citation = coded.citation
            if citation.quote is None or not citation.verbatim:
                continue
            if self._talk is not None and self._talk.hearing(citation).answer is Answer.GONE:
                continue
            if (number := times[coded.file, coded.id]) > 1:
                self._left.append(f"{coded.file}: {coded.id} stands there {number} times")
                continue
            yield coded

    # ---- what becomes of it -----------------------------------------------------------------------------------------

    def _outcome(self, coded: Coded, anchor: Anchor | None) -> tuple[Placed, dict[str, Any]]:
        """What became of a quote, and the keys of its citation that change."""
        citation, file = coded.citation, coded.file
        was = citation.at.line if citation.at is not None else None
        if anchor is None:
            return Placed(file, citation.id, "gone", was=was), {}
        line = self._prepared.transcript.line_of(anchor.start).number
        here = (line,), (self._heard(anchor.start),)
        differs = difference(self._prepared, citation.quote or "", anchor) if anchor.score < 1 or anchor.doubt else ()
        shown = differs if differs and self._may_be_shown(citation, anchor) else ()
        if not (anchor.sure or anchor.home):  # with the lines where the same words stand, or what comes nearest
            numbers, heard = self._lines(anchor) if anchor.score == 1 else here
            outcome: Outcome = "turned" if anchor.doubt == "sense" else "gone"
            return Placed(file, citation.id, outcome, line, was, numbers, anchor.score, shown, heard), {}
        if anchor.ambiguous:
            numbers, heard = self._lines(anchor)
            return Placed(file, citation.id, "ambiguous", None, was, numbers, speaker=heard), {}
        fields = self._fields(citation, was, anchor, line)
        said_by, selector = citation.speaker, citation.selector
        if said_by is not None and self._prepared.is_said_by(said_by, anchor.start, anchor.end) is False:
            outcome = "speaker"
        elif anchor.doubt == "sense":
            outcome = "turned"
        elif differs:
            outcome = "accepted" if self._accept else "differs"
        elif selector is None:
            outcome = "placed"
        elif (selector.start, selector.end) != (anchor.start, anchor.end) or "at" in fields:
            outcome = "moved"
        else:
            outcome = "stays"
        if outcome in {"placed", "moved"} and self._leaves_out(citation, anchor):
            outcome = "unsure" if selector is None and was != line else "cut"
        if outcome == "unsure":
            fields = {}
        if outcome == "accepted":
            fields["quote"] = words_at(self._prepared, anchor)
        return Placed(file, citation.id, outcome, line, was, here[0], anchor.score, shown, here[1]), fields

    def _leaves_out(self, citation: Citation, anchor: Anchor) -> bool:
        """Whether a negation stands next to the place of a quote, that did not stand there before."""
        beside = left_out(self._prepared, anchor.start, anchor.end)
        known = citation.selector
        before = f"{known.prefix} {known.suffix}".casefold().replace("’", "'") if known is not None else ""
        return bool(beside) and beside not in re.findall(r"[\w']+", before)

    def _may_be_shown(self, citation: Citation, anchor: Anchor) -> bool:
        """Whether both the quote's words and the text's may be heard."""
        if self._talk is None:
            return citation.speaker is None or self._source.participant(citation.speaker) is not None
        answers = (self._talk.hearing(citation).answer, self._talk.of_passage(anchor.parts))
        return all(answer is Answer.HEARD for answer in answers)

    def _fields(self, citation: Citation, was: int | None, anchor: Anchor, line: int) -> dict[str, Any]:
        """The selector and the line of a quote, if they change."""
        selector = self._where.selector(anchor.start, anchor.end)
        fields: dict[str, Any] = {}
        if citation.selector is None or citation.selector.model_dump(exclude_defaults=True) != selector:
            fields["selector"] = selector
        if was != line:
            at = citation.at.model_dump(exclude_none=True) if citation.at is not None else {}
            fields["at"] = {"line": line} | at | {"line": line}
        return fields

    def _lines(self, anchor: Anchor) -> tuple[tuple[int, ...], tuple[str | None, ...]]:
        """The lines where a quote may stand, and who speaks in each."""
        lines = {self._prepared.transcript.line_of(place).number: place for place in (*anchor.others, anchor.start)}
        numbers = tuple(sorted(lines))
        return numbers, tuple(self._heard(lines[number]) for number in numbers)

    def _heard(self, offset: int) -> str | None:
        """Who speaks there, as far as that is somebody known; other labels may be names."""
        return self._prepared.participant(self._prepared.transcript.line_of(offset).speaker)
