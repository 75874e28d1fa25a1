"""What an assistant may see of an evaluation: through the gate of its audience, read again where files changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Literal

from cmo_eval import api
from cmo_eval.analysis.query import folded
from cmo_eval.analysis.quotes import Said, quotes_of
from cmo_eval.analysis.selection import reading_order
from cmo_eval.analysis.trace import Arrows, arrows_of
from cmo_eval.analysis.verification import Verification
from cmo_eval.disclosure import Audience, Disclosed, closed_to, quotable
from cmo_eval.errors import CmoEvalError
from cmo_eval.store.folder import EVALUATION_FILE, list_files
from cmo_eval.store.repository import Coded
from cmo_eval.store.writing import recover
from cmo_eval.store.yaml_io import YamlProblem, read, read_text
from cmo_eval.transcripts import store

Where = Literal["local", "any"]

_ALLOWED: Mapping[Where, frozenset[str]] = {"local": frozenset({"local", "any"}), "any": frozenset({"any"})}
"""What those who were heard must have agreed to (`consent.models`), by where the assistant's model runs."""

_WRITTEN = frozenset({"document", "research"})
"""Kinds of sources in which nobody is heard."""

_MOST_TEXTS = 10_000
"""Files in the folder of the transcripts that are looked after."""

_Mark = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Seen:
    """What may be seen at one moment.

    Beside what the audience may not read, words of sources are held back that no model, or not this one, may read.
    """

    evaluation: api.Disclosure
    where: Where

    @property
    def repository(self) -> Disclosed:
        """The records as the audience may see them."""
        return self.evaluation.repository

    @cached_property
    def verification(self) -> Verification:
        """Proposal and decision for each claim, weighed once."""
        return self.evaluation.verify()

    @cached_property
    def validation(self) -> api.Validation:
        """The findings of `validate`, looked for once; they are about the whole, and not to be told as they are."""
        return api.validate(self.evaluation.root)

    @cached_property
    def open(self) -> frozenset[str]:
        """The sources whose words the assistant's model may read; those of documents are nobody's in a talk."""
        sources = self.repository.sources.values()
        published = self.repository.evaluation.basis == "published"
        return frozenset(
            one.id
            for one in sources
            if one.models in _ALLOWED[self.where] or published or (one.kind in _WRITTEN and not one.participants)
        )

    @cached_property
    def closed(self) -> frozenset[str]:
        """The sources of which nothing is taken: their words, or all that is not quoted, are not for these readers."""
        repository, audience = self.repository, self.repository.audience
        sources = repository.sources
        return frozenset(
            id_ for id_, one in sources.items() if id_ not in self.open or closed_to(repository, audience, one)
        )

    @cached_property
    def in_order(self) -> Sequence[Coded]:
        """All citations, in the order of the talks."""
        return reading_order(self.repository.citations)

    @cached_property
    def readable(self) -> frozenset[tuple[str, int]]:
        """The keys of the citations whose words are to be had."""
        some = (one for one in self.in_order if one.source in self.open and one.citation.quote)
        return frozenset(one.key for one in some if quotable(self.repository, one))

    @cached_property
    def arrows(self) -> Arrows:
        """All arrows of the chain from words to conclusions."""
        return arrows_of(self.repository, self.verification)

    @cached_property
    def words(self) -> Sequence[tuple[Coded, str]]:
        """The citations whose words are to be had, each with these as they are searched."""
        some = (one for one in self.in_order if one.key in self.readable)
        return tuple((one, folded(" ".join((one.citation.quote or "").split()))) for one in some)

    def said(self, citations: Sequence[Coded]) -> Sequence[Said]:
        """These citations to be read, in their order in the talks; without words where these are not to be had."""
        rows = quotes_of(self.repository, citations).rows
        return tuple(one if one.source in self.open else replace(one, words=None) for one in rows)


class View:
    """An evaluation while an assistant looks at it.

    Args:
        root: the evaluation folder.
        audience: who is taken to read what the assistant gets.
        where: where its model runs: on a computer of the team's own, or anywhere.
    """

    def __init__(self, root: Path, audience: Audience, where: Where) -> None:
        self.root, self.audience, self.where = root, audience, where
        self._marks: tuple[_Mark, ...] = ()
        self._beside: tuple[Path, ...] = ()
        self._seen: Seen | CmoEvalError | None = None
        self._lock = RLock()

    def warm(self) -> None:
        """Work out what all ask, so that nobody waits for it; what is wrong is told to whoever asks."""
        with suppress(CmoEvalError):
            seen = self.now()
            for what in ("verification", "words", "arrows", "validation"):
                getattr(seen, what)

    def now(self) -> Seen:
        """What may be seen now; nothing is read again as long as no file changed.

        Raises:
            UnpublishableError: for the public, something stands in the way of publishing.
            CmoEvalError: evaluation.yaml cannot be read.
        """
        with self._lock:
            recover(self.root)
            marks = self._look()
            if self._seen is None or marks != self._marks:
                self._beside = _beside(self.root)
                self._marks = self._look()  # before reading: what changes meanwhile is read again
                try:
                    self._seen = Seen(api.disclose(self.root, self.audience), self.where)
                except CmoEvalError as error:
                    self._seen = error  # what could be seen before may not be now
            if isinstance(self._seen, CmoEvalError):
                raise self._seen
            return self._seen

    def _look(self) -> tuple[_Mark, ...]:
        """What tells that a file, transcripts and lists of names too, was written to, without reading it."""
        found = []
        for path in self._paths():
            with suppress(OSError, ValueError):
                stat = os.stat(path)  # noqa: PTH116 - of thousands
                found.append((path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino))
        return tuple(found)

    def _paths(self) -> Iterator[str]:
        listing = list_files(self.root)
        for name in (*listing.paths, *listing.misnamed):
            yield f"{self.root}/{name}"
        for path in self._beside:
            yield str(path)
            yield from islice((f"{top}/{name}" for top, _, files in os.walk(path) for name in files), _MOST_TEXTS)


def _beside(root: Path) -> tuple[Path, ...]:
    """The folder of the transcripts and the list of names, as far as the evaluation says where they are."""
    try:
        value = read(read_text(root / EVALUATION_FILE)).value
    except YamlProblem:
        return ()
    said = value if isinstance(value, dict) else {}
    texts = store.folder(root, str(said["texts"]) if said.get("texts") else None)
    names = root / str(said["names"]) if said.get("names") else None
    return tuple(filter(None, (texts, names)))
