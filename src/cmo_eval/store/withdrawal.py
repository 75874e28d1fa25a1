"""What was withdrawn: which citations that makes as if never said, and an evaluation without any of it.

The talks of an evaluation, as they may be heard, are each made when it is first asked for: only a talk in which
somebody may not be quoted costs anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cmo_eval.model import Source
from cmo_eval.store.folder import named
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.transcripts import store

if TYPE_CHECKING:
    from cmo_eval.attribution import Talk

T = TypeVar("T")

_LISTS_OF_IDS = frozenset({"citations", "highlights", "opened_by", "origin", "rests_on", "sets_aside"})


class Talks:
    """The talks in which somebody may not be quoted or something was taken back.

    Args:
        sources: all of them, with those who withdrew.
        codings: all citations, with those that were taken back: the agreed coding, and what second coders coded.
        texts: where the transcripts lie; None where nobody says so.
    """

    def __init__(self, sources: Iterable[Source], codings: Sequence[Citations], texts: Path | None) -> None:
        self._sources = {source.id: source for source in reversed([*sources])}  # of an id used twice, the first
        self._codings = codings
        self._taken_back = {one.source for coding in codings for one in coding if one.citation.withdrawn is not None}
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
        return source in self._taken_back or any(person.consent == "withdrawn" for person in people)

    def _talk(self, source: str) -> Talk | None:
        record = self._sources.get(source)
        if record is None:
            return None
        quoted = record.withdrawn is None and all(person.consent == "quote" for person in record.participants)
        if quoted and source not in self._taken_back:
            return None
        from cmo_eval.attribution import Talk  # noqa: PLC0415 - to look words up in a text takes long to import

        text = store.look(self._texts, record.text) if record.text is not None else None
        citations = {one.key: one.citation for coding in self._codings for one in coding.of_source.get(source, ())}
        return Talk(record, text.text if isinstance(text, store.Text) else None, citations)


def marked(repository: Repository, talks: Talks) -> Repository:
    """The evaluation with citations marked that are withdrawn: by their source, as a fragment coded again, or as heard.

    What is heard in them is words of somebody who withdrew, or that nobody can tell from theirs, or words that were
    taken back (`hearing`). Where a source cannot be read, nobody knows who withdrew, so nobody is heard in it.
    Those that were read stay as they are: another state of the evaluation may hold them too.
    """
    gone, silent = _gone(repository), _silent(repository)

    def of(coding: Citations) -> Citations:
        found = Citations()
        for _, of_file in groupby(coding, lambda one: one.file):
            citations = list(of_file)
            source = citations[0].source
            doubtful = talks.somebody_withdrew(source)
            if gone or silent or doubtful:
                citations = [
                    replace(one, withdrawn=True)
                    if source in gone
                    or one.id in gone
                    or (source, one.citation.speaker) in silent
                    or (doubtful and not one.withdrawn and _is_gone(talks, one))
                    else one
                    for one in citations
                ]
                gone.update(one.id for one in citations if one.withdrawn)
            found += citations
        return found

    citations = of(repository.citations)  # first: what it withdraws is gone from second codings too
    second = of(repository.second_codings)
    return replace(repository, citations=citations, second_codings=second, proposals=of(repository.proposals))


def without_withdrawn(repository: Repository) -> Repository:
    """The evaluation without withdrawn sources, participants and citations, and without references to them.

    Args:
        repository: with all of these, marked.
    """
    gone, silent = _gone(repository), _silent(repository)
    gone |= {one.id for coding in repository.codings for one in coding if one.withdrawn}
    if not gone and not silent:
        return repository

    def without(stored: Stored[T]) -> Stored[T]:
        value = without_names(stored.node.value, gone)
        if value == stored.node.value:
            return stored
        record: Any = stored.record
        return Stored(type(record).model_validate(value), stored.file, stored.node)

    def sources() -> Iterator[Stored[Source]]:
        for stored in repository.stored_sources:
            if stored.record.id not in gone:
                source = without(stored).record
                heard = tuple(person for person in source.participants if (source.id, person.id) not in silent)
                yield Stored(source.model_copy(update={"participants": heard}), stored.file, stored.node)

    book, conclusions = repository.stored_codebook, repository.stored_conclusions
    return replace(
        repository,
        stored_evaluation=without(repository.stored_evaluation),
        stored_claims=[without(one) for one in repository.stored_claims],
        stored_patterns=[without(one) for one in repository.stored_patterns],
        stored_cases=[without(one) for one in repository.stored_cases],
        stored_sources=list(sources()),
        stored_codebook=without(book) if book is not None else None,
        stored_conclusions=without(conclusions) if conclusions is not None else None,
        citations=Citations(one for one in repository.citations if not one.withdrawn),
        second_codings=Citations(one for one in repository.second_codings if not one.withdrawn),
        proposals=Citations(one for one in repository.proposals if not one.withdrawn),
    )


def _gone(repository: Repository) -> set[str]:
    """Ids of sources that were withdrawn as a whole, or may have been."""
    unread = (file.id_in_name for file in map(named, repository.unread) if file.kind == "sources")
    whole = (stored.record for stored in repository.stored_sources if stored.record.withdrawn is not None)
    return {*unread, *(source.id for source in whole)}


def _silent(repository: Repository) -> set[tuple[str, str]]:
    """Pairs of a source and a participant who withdrew."""
    return {
        (stored.record.id, person.id)
        for stored in repository.stored_sources
        for person in stored.record.participants
        if person.consent == "withdrawn"
    }


def without_names(value: Any, gone: Collection[str]) -> Any:
    """The value without references to what is gone, in lists of ids and where one id stands for such a list."""
    if isinstance(value, dict):
        kept: dict[str, Any] = {}
        for key, part in value.items():
            if key not in _LISTS_OF_IDS:
                kept[key] = without_names(part, gone)
            elif isinstance(part, list):
                kept[key] = [without_names(item, gone) for item in part if not _names(item, gone)]
            elif not (isinstance(part, str) and part in gone):
                kept[key] = without_names(part, gone)
        return kept
    return [without_names(part, gone) for part in value] if isinstance(value, list) else value


def names_in(
    value: Any, gone: Collection[str], path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What `without_names` takes out: the path of each place, and the id that stands there."""
    listed = bool(path) and path[-1] in _LISTS_OF_IDS
    parts: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        parts = enumerate(value)
    for step, part in parts:
        alone = step in _LISTS_OF_IDS and isinstance(part, str) and part in gone
        if alone or (listed and isinstance(value, list) and _names(part, gone)):
            yield (*path, step), part["citation"] if isinstance(part, dict) else part
        else:
            yield from names_in(part, gone, (*path, step))


def _names(item: Any, gone: Collection[str]) -> bool:
    """Whether an item of such a list is an id of what is gone, alone or with more that is said about it."""
    id_ = item.get("citation") if isinstance(item, dict) else item
    return isinstance(id_, str) and id_ in gone


def _is_gone(talks: Talks, coded: Coded) -> bool:
    from cmo_eval.attribution import Answer  # noqa: PLC0415 - the same

    talk = talks(coded.source)
    if talk is None:
        return False
    # what a model proposed is none of the citations by which a talk is heard
    known = coded.key in talk.citations
    return (talk.of(coded.key) if known else talk.hearing(coded.citation)).answer is Answer.GONE
