"""The talks of an evaluation as they may be heard, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from cmo_eval.hearing import Answer, Key, Talk, answer_of
from cmo_eval.model import Citation, Source
from cmo_eval.store.folder import FileName
from cmo_eval.store.reading import reread
from cmo_eval.store.yaml_io import Item
from cmo_eval.transcripts import store


class Talks:
    """The talks in which somebody may not be quoted or something was taken back.

    Args:
        root: the evaluation folder.
        sources: by id, with those who withdrew.
        codings: files of citations, by the id of their source.
        taken_back: ids of sources of which a citation was taken back.
        texts: where the transcripts lie; None where nobody says so.
    """

    def __init__(
        self,
        root: Path,
        sources: Mapping[str, Source],
        codings: Mapping[str, Sequence[FileName]],
        taken_back: Collection[str],
        texts: Path | None,
    ) -> None:
        self._root = root
        self._sources = sources
        self._codings = codings
        self._taken_back = taken_back
        self._texts = texts
        self._known: dict[str, Talk | None] = {}

    def __call__(self, source: str) -> Talk | None:
        """The talk; None where everybody may be quoted and nothing was taken back, and of an unknown source."""
        if source not in self._known:
            self._known[source] = self._talk(source)
        return self._known[source]

    def somebody_withdrew(self, source: str) -> bool:
        """Whether a participant withdrew, or a citation was taken back."""
        record = self._sources.get(source)
        people = record.participants if record is not None else ()
        return source in self._taken_back or any(answer_of(person) is Answer.GONE for person in people)

    def _talk(self, source: str) -> Talk | None:
        record = self._sources.get(source)
        if record is None:
            return None
        quoted = record.withdrawn is None and not any(answer_of(person) for person in record.participants)
        if quoted and source not in self._taken_back:
            return None
        text = store.look(self._texts, record.text) if record.text is not None else None
        citations: dict[Key, Citation] = {}
        for file in self._codings.get(source, ()):
            for stored in reread(self._root, file):
                if isinstance(stored.record, Citation) and isinstance(stored.node, Item):
                    citations[file.path, stored.node.index] = stored.record
        return Talk(record, text.text if isinstance(text, store.Text) else None, citations)
