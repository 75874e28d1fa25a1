"""How a quote and its text differ, in words, worked out when a finding is shown to a person; kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cmo_eval.diagnostics import Finding
from cmo_eval.errors import CmoEvalError
from cmo_eval.hearing import Answer, Span, Talk, wanted
from cmo_eval.model import Citation, Evaluation, Source
from cmo_eval.store.folder import FileName
from cmo_eval.store.loading import EVALUATION_FILE, list_files
from cmo_eval.store.reading import reread
from cmo_eval.store.repository import Stored
from cmo_eval.transcripts import store
from cmo_eval.transcripts.anchoring import PreparedText, anchor_of, difference
from cmo_eval.transcripts.transcript import parse

CODES = frozenset({"CMO415", "CMO416"})
"""Findings about words that differ."""

_LONGEST = 160
_MOST = 4


class Shown:
    """What is shown of findings about quotes; files are read once.

    Args:
        root: the evaluation folder.
        texts: where the texts lie, in place of what evaluation.yaml says.
    """

    def __init__(self, root: Path, texts: str | Path | None = None) -> None:
        self._root = root
        self._texts = texts
        self._files = list_files(root).files
        self._prepared: dict[str, PreparedText | None] = {}
        self._recorded: dict[str, str | None] = {}
        self._citations: dict[str, dict[str, Stored[Citation]]] = {}
        self._sources: dict[str, Source] = {}
        self._talks: dict[str, Talk] = {}

    def lines(self, finding: Finding) -> list[str]:
        """What quote and text say where they differ, a line each; none for other findings."""
        if finding.code not in CODES or finding.subject is None:
            return []
        file = next((one for one in self._files if one.path == finding.location.file and one.source), None)
        if file is None:
            return []
        stored = self._of(file).get(finding.subject)
        prepared = self._text_of(file.source or "")
        if stored is None or prepared is None or stored.record.quote is None:
            return []
        recorded = self._recorded.get(file.source or "")
        asked = wanted(stored.record, recorded)
        anchor = anchor_of(prepared, asked, same=recorded == store.digest(prepared.text))
        if anchor is None or not self._may_be_heard(file.source or "", stored.record, anchor.parts):
            return []
        return list(said(difference(prepared, stored.record.quote, anchor)))

    def _may_be_heard(self, source: str, citation: Citation, parts: Sequence[Span]) -> bool:
        """Whether both the quote's words and the text's may be heard."""
        record, prepared = self._sources.get(source), self._prepared.get(source)
        if record is None or prepared is None:
            return False
        if source not in self._talks:
            files = [one for one in self._files if one.kind == "citations" and one.source == source]
            cited = [(file.path, one.record) for file in files for one in self._of(file).values()]
            keyed = {(path, place): one for place, (path, one) in enumerate(cited)}
            self._talks[source] = Talk(record, prepared.text, keyed)
        talk = self._talks[source]
        return talk.hearing(citation).answer is Answer.HEARD and talk.of_passage(parts) is Answer.HEARD

    def _of(self, file: FileName) -> dict[str, Stored[Citation]]:
        if file.path not in self._citations:
            records = [one for one in reread(self._root, file) if isinstance(one.record, Citation)]
            self._citations[file.path] = {one.record.id: one for one in records}
        return self._citations[file.path]

    def _text_of(self, source: str) -> PreparedText | None:
        if source not in self._prepared:
            self._prepared[source] = self._read(source)
        return self._prepared[source]

    def _read(self, source: str) -> PreparedText | None:
        for file in self._files:
            if file.kind == "sources" and file.id_in_name == source:
                for stored in reread(self._root, file):
                    if isinstance(stored.record, Source) and stored.record.text is not None:
                        self._recorded[source] = stored.record.text_sha256
                        return self._prepare(stored.record, stored.record.text)
        return None

    def _prepare(self, source: Source, name: str) -> PreparedText | None:
        evaluation = next((one for one in self._files if one.path == EVALUATION_FILE), None)
        records = reread(self._root, evaluation) if evaluation is not None else iter(())
        named = next((one.record.texts for one in records if isinstance(one.record, Evaluation)), None)
        try:
            text = store.read(store.folder(self._root, named, self._texts), name)
        except CmoEvalError:
            return None
        self._sources[source.id] = source
        people = tuple(person.id for person in source.participants)
        return PreparedText(text.text, parse(text.text, people), people) if text is not None else None


def said(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """The differences in words: what the quote has and what the text has, a line each, of many the first few."""
    for ours, theirs in pairs[:_MOST]:
        if ours and theirs:
            yield f"the quote has '{_cut(ours)}', the text '{_cut(theirs)}'"
        elif ours:
            yield f"the quote has '{_cut(ours)}', which the text has not"
        else:
            yield f"the text has '{_cut(theirs)}', which the quote has not"
    if len(pairs) > _MOST:
        yield f"and {len(pairs) - _MOST} more such places"


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
