"""The files of the site: which pages there are, in what order, and what each is made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from cmo_eval.charts.picture import Picture
from cmo_eval.deferred import expression
from cmo_eval.messages import label
from cmo_eval.model import PARTS
from cmo_eval.progress import steps
from cmo_eval.report import contents
from cmo_eval.report.sentences import date
from cmo_eval.site.chain import Box
from cmo_eval.site.fragments import Fragments, counted, escape, first_quotes
from cmo_eval.site.frame import START, Frame, Link, Page, beside, environment, html
from cmo_eval.site.grounds import grounds_of
from cmo_eval.site.places import Key, places_of
from cmo_eval.site.search import search_data
from cmo_eval.site.trees import Trees, chained

_MOST, _MOST_OF_CODE = 40, 10
"""Quotes of a pattern and of a code with their words; the others are counted by source."""
_READ = 250
"""Rows of the trail of a claim that have the words too; in a longer one nobody reads them, and search finds them."""


_LINK = expression(r' href="to:([a-z]+):([A-Za-z0-9_-]+)"')


def link_to(kind: str, id_: str) -> str:
    """What stands in a figure for the address of a thing, until the site knows it."""
    return f"to:{kind}:{id_}"


def files(view: contents.ReportView) -> dict[str, bytes]:
    """The files of the site by their names, all in one folder; the same view gives the same bytes.

    Args:
        view: what the readers may see; nothing else is printed.
    """
    return {name: text.encode("utf-8") for name, text in _Building(view).files()}


class _Building:
    """A site while it is made."""

    def __init__(self, view: contents.ReportView) -> None:
        self.view, self.language = view, view.language
        self.places, self.grounds = places_of(view), grounds_of(view)
        self.fragments = Fragments(self.places, self.grounds, view.language, view.own_language)
        self.trees = Trees(view, self.places, self.grounds)
        self.chapters = {one.id: one for one in view.chapters}
        self.patterns = {one.id: one for one in view.patterns}
        self._start = Link(START, label("site.start", self.language))

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file with its text: pages, style sheet, and scripts."""
        pages = {START: Page("index.html", self._start.text), **self._lists(), **dict(self._pages())}
        environment = self._environment()
        templates = {one.template: environment.get_template(one.template) for one in pages.values()}
        for name, page in steps([*pages.items()], "making the site"):
            values = {"page": page, "name": name, **(page.values or {})}
            yield name, templates[page.template].render(values)
        yield from beside().items()
        yield "evidence.js", search_data(self.view, self.places, self.grounds)

    def _environment(self) -> Environment:
        fragments, view = self.fragments, self.view
        made = environment(self.language, [self._start, *self._sections()])
        made.globals |= {
            "view": view,
            "frame": Frame(
                self.language,
                view.head.title,
                view.readers[0],
                date(view.head.date, self.language),
                view.head.fictional,
                bool(view.citations),
                label("site.made", self.language),
            ),
            "places": self.places,
            "grounds": self.grounds,
            "Key": Key,
            "own": Markup(fragments.foreign),  # noqa: S704 - escaped
            "link": html(fragments.link),
            "titled": html(fragments.titled),
            "named": html(fragments.named),
            "carries": html(fragments.carries),
            "quote": html(fragments.quote),
            "of_pattern": html(fragments.of_pattern),
            "words": html(fragments.words),
            "cards": html(fragments.cards),
            "links": html(fragments.links),
            "rows": html(fragments.trail),
            "linked": html(fragments.linked),
            "chapters_by_id": self.chapters,
            "cells_of": _cells_of,
            "text": html(fragments.paragraphs),
            "chain": html(self._chain),
            "picture": html(self._picture),
            "PARTS": PARTS,
        }
        return made

    def _sections(self) -> Iterator[Link]:
        """The lists of the site."""
        given: Mapping[str, Sequence[object]] = {
            "claims": self.view.chapters,
            "patterns": self.view.patterns,
            "cases": self.view.cases,
            "sources": self.view.sources,
            "quotes": self.view.citations,
            "codes": self.view.method.codes,
            "method": (self.view,),
        }
        return (Link(f"{name}.html", label(f"site.list.{name}", self.language)) for name, some in given.items() if some)

    def _lists(self) -> dict[str, Page]:
        return {file: Page(file, name, file, [self._start]) for file, name in self._sections()}

    def _pages(self) -> Iterator[tuple[str, Page]]:
        """The page of each thing, with those of its kind before and after it."""
        made: Mapping[str, tuple[str, Callable[[str], Mapping[str, Any]]]] = {
            "answer": (f"{START}#answers", self._answer),
            "recommendation": (f"{START}#recommendations", self._recommendation),
            "claim": ("claims.html", self._claim),
            "pattern": ("patterns.html", self._pattern),
            "case": ("cases.html", self._case),
            "source": ("sources.html", self._source),
            "code": ("codes.html", self._code),
        }
        for kind, (section, make) in made.items():
            keys = [Key(kind, id_) for id_ in self.places.order[kind]]
            trail = [self._start, Link(section, label(f"site.list.{kind}s", self.language))]
            beside_ = [Link(self.places.file(key), self.places.brief(key)) for key in keys]
            for key, before, after in zip(keys, [None, *beside_], [*beside_[1:], None], strict=False):
                said = label(f"trace.kind.{kind}", self.language).capitalize()
                title = f"{said} {key.id}" if kind == "recommendation" else self.places.named(key)
                values = {"key": key, **make(key.id)}
                yield self.places.file(key), Page(f"{kind}.html", title, section, trail, before, after, values)

    def _answer(self, id_: str) -> Mapping[str, Any]:
        answer = next(one for one in self.view.questions if one.question.id == id_)
        tree = self.trees.of_conclusion(Key("answer", id_), answer.question.title, answer.rests_on)
        told = {one.id for one in answer.rests_on}
        beside = [self.chapters[one.id] for one in answer.claims if one.id not in told]
        return {"answer": answer, "tree": tree, "chapters": beside}

    def _recommendation(self, id_: str) -> Mapping[str, Any]:
        one = next(one for one in self.view.recommendations if one.id == id_)
        return {"one": one, "tree": self.trees.of_conclusion(Key("recommendation", id_), one.text, one.rests_on)}

    def _claim(self, id_: str) -> Mapping[str, Any]:
        chapter, rows = self.chapters[id_], self.grounds.of_claim[id_]
        tops = self.grounds.above(Key("claim", id_))
        given = {
            "chapter": chapter,
            "trail": rows,
            "with_words": len(rows) <= _READ,
            "taken": counted(rows),
            "tops": tops,
        }
        return {**given, "tree": self.trees.of_claim(chapter), "above": self.trees.above(tops)}

    def _pattern(self, id_: str) -> Mapping[str, Any]:
        pattern, rows = self.patterns[id_], self.grounds.of_pattern[id_]
        quotes = {one.id: one for one in rows}
        used = [one for one in self.view.chapters if any(m.pattern.id == id_ for m in one.mechanisms)]
        tops = self.grounds.above(Key("pattern", id_))
        return {
            "pattern": pattern,
            "texts": {
                "context": pattern.context,
                **{part: tuple(filter(None, (getattr(pattern, part),))) for part in PARTS if part != "context"},
            },
            "shown": dict(pattern.evidence),
            "denied": dict(pattern.denied),
            **first_quotes([*quotes.values()], _MOST),
            "comes_from": [one for one in self.view.patterns if any(to.id == id_ for to in one.leads_to)],
            "used": used,
            "tops": tops,
            "tree": self.trees.of_pattern(pattern),
            "above": self.trees.above([*tops, *(Key("claim", one.id) for one in used)]) if rows else (),
        }

    def _case(self, id_: str) -> Mapping[str, Any]:
        case = next(one for one in self.view.cases if one.id == id_)
        heard = [one for one in self.view.sources if one.case == id_]
        used = [id_ for id_, keys in self.grounds.named_by.items() if Key("case", case.id) in keys]
        quotes = [self.grounds.quotes[one] for one in used if one in self.grounds.quotes]
        return {"case": case, "heard": heard, "quotes": quotes, "tops": self.grounds.above(Key("case", id_))}

    def _source(self, id_: str) -> Mapping[str, Any]:
        source = next(one for one in self.view.sources if one.id == id_)
        ids = self.grounds.of_source[id_]
        speakers = dict.fromkeys(self.grounds.quotes[one].speaker for one in ids)
        return {"source": source, "ids": ids, "speakers": [one for one in speakers if one != source.title]}

    def _code(self, id_: str) -> Mapping[str, Any]:
        codes = self.view.method.codes
        code = next(one for one in codes if one.id == id_)
        quotes = [self.grounds.quotes[one] for one in self.grounds.of_code[id_]]
        below = [one for one in codes if one.parent == id_]
        return {"code": code, "below": below, **first_quotes(_of_every_source(quotes), _MOST_OF_CODE)}

    def _chain(self, root: Box, above: Sequence[Box] = ()) -> str:
        return chained(root, self.language, above) if root.below or above else ""

    def _picture(self, picture: Picture) -> str:
        """A figure with its links, for a wide window and for a narrow one."""
        caption = f"{escape(picture.title)}. {escape(picture.caption)}"
        wide, narrow = (_LINK.sub(self._address, svg) for svg in (picture.svg, picture.narrow))
        both = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>' if narrow else f"<div>{wide}</div>"
        return f'<figure class="picture">{both}<figcaption>{caption}</figcaption></figure>'

    def _address(self, found: re.Match[str]) -> str:
        return f' href="{self.places.href(Key(found[1], found[2]))}"'


def _of_every_source(quotes: Sequence[contents.Quote]) -> Sequence[contents.Quote]:
    """The quotes, of each source its first before any source's second; among these, those with words come first."""
    times = Counter[str]()
    turns: list[tuple[int, bool]] = []
    for one in quotes:
        times[one.source] += 1
        turns.append((times[one.source], not one.text))
    return [quotes[place] for place in sorted(range(len(quotes)), key=turns.__getitem__)]


def _cells_of(framework: contents.Framework, case: str) -> Sequence[tuple[str, contents.Cell]]:
    """What a framework says about one case: each dimension that has a cell."""
    place = next((number for number, one in enumerate(framework.cases) if one.id == case), None)
    if place is None:
        return ()
    return [(dimension, cells[place]) for dimension, cells in framework.rows if cells[place].said]
