"""The talks of an evaluation as they may be heard, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from cmo_eval.hearing import Answer, Key, Talk, answer_of
from cmo_eval.model import Citation, Source
from cmo_eval.store.citations import Coded
from cmo_eval.transcripts import store


class Talks:
    """The talks in which somebody may not be quoted or something was taken back.

    Args:
        sources: by id, with those who withdrew.
        citations: of all coders, with those that were taken back.
        texts: where the transcripts lie; None where nobody says so.
    """

    def __init__(self, sources: Mapping[str, Source], citations: Iterable[Coded], texts: Path | None) -> None:
        self._sources = sources
        self._citations: dict[str, dict[Key, Citation]] = {}
        self._taken_back: set[str] = set()
        for one in citations:
            self._citations.setdefault(one.source, {})[one.key] = one.citation
            if one.citation.withdrawn is not None:
                self._taken_back.add(one.source)
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
        return Talk(record, text.text if isinstance(text, store.Text) else None, self._citations.get(source, {}))
