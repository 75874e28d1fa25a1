"""The address of everything in the site: a page of its own, or a place on the page of its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.messages import label
from cmo_eval.report.contents import ReportView

_SAFE = expression("[A-Za-z][A-Za-z0-9_-]{0,63}")


class Key(NamedTuple):
    """What a thing is (recommendation, answer, claim, pattern, case, source, code or citation), and its id."""

    kind: str
    id: str


BY_TITLE = frozenset({"code", "mechanism", "evaluation"})
"""The kinds of things whose ids are keys for the files, which may say the same as their titles."""
KINDS = ("answer", "recommendation", "claim", "pattern", "case", "source", "code")
"""The kinds of things that have pages of their own, in the order in which they are read."""


def called(key: Key, language: str, *, begin: bool = False) -> str:
    """What a thing is, with its id: "claim C1", "answer to Q1"; `begin`: as a sentence begins."""
    kind = label(f"site.kind.{key.kind}" if key.kind == "answer" else f"trace.kind.{key.kind}", language)
    return f"{kind[:1].upper() if begin else kind[:1]}{kind[1:]} {key.id}"


def places_of(view: ReportView) -> Places:
    """The addresses of everything in `view`."""
    titles = dict(_things(view))
    taken: set[str] = set()
    pages = {key: file_of(key.kind, key.id, number, taken) for number, key in enumerate(titles)}
    return Places(titles, pages, {one.id: one.source for one in view.citations})


class Places:
    """The addresses in a site, relative to its one folder."""

    def __init__(self, titles: Mapping[Key, str], pages: Mapping[Key, str], sources: Mapping[str, str]) -> None:
        """Things by their titles, the file of the page that each has, and the source of each citation."""
        self.titles, self._pages, self._sources = titles, pages, sources

    @cached_property
    def order(self) -> Mapping[str, Sequence[str]]:
        """The ids of the things of each of `KINDS`, in their order."""
        return {kind: [one.id for one in self.titles if one.kind == kind] for kind in KINDS}

    @cached_property
    def _kind_of(self) -> Mapping[str, str]:
        return {key.id: key.kind for key in reversed([*self.titles])}  # of what is called the same, the first

    def file(self, key: Key) -> str:
        """The name of its page; of a citation that of its source, of what is not there an empty text."""
        return self._pages.get(Key("source", self._sources.get(key.id, "")) if key.kind == "citation" else key, "")

    def href(self, key: Key) -> str:
        """Where a link to it leads; empty where there is nothing of that kind with that id."""
        page = self.file(key)
        return f"{page}#{key.id}" if page and key.kind == "citation" else page

    def named(self, key: Key) -> str:
        """Its id and title; of what is known by its title only that, of what has no title its id."""
        title = self.titles.get(key, "")
        return title if title and key.kind in BY_TITLE else f"{key.id} {title}".rstrip()

    def brief(self, key: Key) -> str:
        """Its id; of what is known by its title that."""
        return self.named(key) if key.kind in BY_TITLE else key.id

    def find(self, id_: str) -> Key | None:
        """What is called so, if anything is."""
        if id_ in self._kind_of:
            return Key(self._kind_of[id_], id_)
        return Key("citation", id_) if id_ in self._sources else None


def _things(view: ReportView) -> Iterator[tuple[Key, str]]:
    yield from ((Key("answer", one.question.id), one.question.title) for one in view.questions)
    yield from ((Key("recommendation", one.id), one.text) for one in view.recommendations)
    yield from ((Key("claim", one.id), one.title) for one in view.chapters)
    yield from ((Key("pattern", one.id), one.title) for one in view.patterns)
    yield from ((Key("case", one.id), one.title) for one in view.cases)
    yield from ((Key("source", one.id), one.title) for one in view.sources)
    yield from ((Key("code", one.id), one.label) for one in view.method.codes)


def file_of(kind: str, id_: str, number: int, taken: set[str]) -> str:
    """A name that no file system takes for another one: some tell neither capitals nor accents apart.

    Args:
        kind: what begins the name.
        id_: stands in the name, where that is safe; may be several ids with full stops between.
        number: of the thing, which stands there where its id may not.
        taken: names that there are, in small letters; this one is added.
    """
    name = f"{kind}-{id_}" if all(map(_SAFE.fullmatch, id_.split("."))) else f"{kind}-{number}"
    while name.lower() in taken:
        name += f"-{number}"
    taken.add(name.lower())
    return f"{name}.html"
