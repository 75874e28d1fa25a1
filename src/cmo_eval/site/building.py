"""The files of the site: which pages there are, in what order, and what each is made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files as resources
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from cmo_eval.charts.picture import Picture
from cmo_eval.deferred import dataclass, expression
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import PARTS
from cmo_eval.progress import steps
from cmo_eval.report import contents
from cmo_eval.report.sentences import amount, date, in_quotation_marks, sentence
from cmo_eval.report.templates.environment import Compiled
from cmo_eval.site.chain import Box, drawn
from cmo_eval.site.fragments import Fragments, counted, escape
from cmo_eval.site.grounds import Grounds
from cmo_eval.site.places import Key, Places
from cmo_eval.site.search import search_data
from cmo_eval.site.trees import Trees

START = "index.html"
GENERATOR = '<meta name="generator" content="cmo-eval site">'
"""Stands in the head of every page of a site of ours."""
STYLE_MARK = "/* cmo-eval site */"
"""The first line of the style sheet."""
_STYLES = ("web/static/page.css", "web/static/pattern.css", "site/static/site.css")
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


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to be made.

    Attributes:
        template: that makes it.
        title: of the page.
        section: the page that lists it, by its file.
        trail: the pages that it stands below, each with its address and name.
        before: the thing of its kind that comes before it.
        after: the one that comes after it.
        values: what the template fills in.
    """

    template: str
    title: str
    section: str = ""
    trail: Sequence[tuple[str, str]] = ()
    before: Key | None = None
    after: Key | None = None
    values: Mapping[str, Any] | None = None


class _Building:
    """A site while it is made."""

    def __init__(self, view: contents.ReportView) -> None:
        self.view, self.language = view, view.language
        self.places, self.grounds = Places(view), Grounds(view)
        self.fragments = Fragments(self.places, self.grounds, view.language, view.own_language)
        self.trees = Trees(view, self.places, self.grounds)
        self.chapters = {one.id: one for one in view.chapters}
        self.patterns = {one.id: one for one in view.patterns}

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file with its text: pages, style sheet, and scripts."""
        pages = {START: _Page("index.html", label("site.start", self.language)), **self._lists(), **dict(self._pages())}
        environment = self._environment()
        templates = {one.template: environment.get_template(one.template) for one in pages.values()}
        for name, page in steps([*pages.items()], "making the site"):
            values = {"page": page, "name": name, **(page.values or {})}
            yield name, templates[page.template].render(values)
        package = resources("cmo_eval")
        yield "site.css", "\n".join([STYLE_MARK, *(package.joinpath(one).read_text("utf-8") for one in _STYLES)])
        yield "site.js", package.joinpath("site/static/site.js").read_text("utf-8")
        yield "search.js", package.joinpath("site/static/search.js").read_text("utf-8")
        yield "evidence.js", search_data(self.view, self.places, self.grounds)

    def _environment(self) -> Environment:
        texts = {one.name: one.read_text("utf-8") for one in resources("cmo_eval").joinpath("site/pages").iterdir()}
        environment = Environment(
            loader=DictLoader(texts),
            bytecode_cache=Compiled(texts.values()),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        language, fragments = self.language, self.fragments
        environment.globals |= {
            "view": self.view,
            "places": self.places,
            "grounds": self.grounds,
            "Key": Key,
            "sections": [(START, label("site.start", language)), *self._sections()],
            "GENERATOR": Markup(GENERATOR),  # noqa: S704 - ours
            "own": Markup(fragments.foreign),  # noqa: S704 - escaped
            "_": lambda key, **values: say(phrase(key, **values), language) if values else label(key, language),
            "count": lambda number, noun: amount(number, noun, language),
            "link": _html(fragments.link),
            "titled": _html(fragments.titled),
            "named": _html(fragments.named),
            "carries": _html(fragments.carries),
            "quote": _html(fragments.quote),
            "words": _html(fragments.words),
            "cards": _html(fragments.cards),
            "links": _html(fragments.links),
            "rows": _html(fragments.trail),
            "linked": _html(fragments.linked),
            "chapters_by_id": self.chapters,
            "cells_of": _cells_of,
            "text": _html(self._text),
            "chain": _html(self._chain),
            "picture": _html(self._picture),
            "PARTS": PARTS,
            "marks": in_quotation_marks("x", language).split("x"),
        }
        environment.filters |= {"date": lambda text: date(text, language), "sentence": sentence}
        return environment

    def _sections(self) -> Iterator[tuple[str, str]]:
        """The lists of the site: file and name."""
        given: Mapping[str, Sequence[object]] = {
            "claims": self.view.chapters,
            "patterns": self.view.patterns,
            "cases": self.view.cases,
            "sources": self.view.sources,
            "quotes": self.view.citations,
            "codes": self.view.method.codes,
            "method": (self.view,),
        }
        return ((f"{name}.html", label(f"site.list.{name}", self.language)) for name, some in given.items() if some)

    def _lists(self) -> dict[str, _Page]:
        trail = [(START, label("site.start", self.language))]
        return {file: _Page(file, name, file, trail) for file, name in self._sections()}

    def _pages(self) -> Iterator[tuple[str, _Page]]:
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
        start = (START, label("site.start", self.language))
        for kind, (section, make) in made.items():
            keys = [Key(kind, id_) for id_ in self.places.order[kind]]
            trail = [start, (section, label(f"site.list.{kind}s", self.language))]
            for number, key in enumerate(keys):
                before = keys[number - 1] if number else None
                after = keys[number + 1] if number + 1 < len(keys) else None
                said = label(f"trace.kind.{kind}", self.language).capitalize()
                title = f"{said} {key.id}" if kind == "recommendation" else self.places.named(key)
                values = {"key": key, **make(key.id)}
                yield self.places.file(key), _Page(f"{kind}.html", title, section, trail, before, after, values)

    def _answer(self, id_: str) -> Mapping[str, Any]:
        answer = next(one for one in self.view.questions if one.question.id == id_)
        tree = self.trees.of_conclusion(Key("answer", id_), answer.question.title, answer.rests_on)
        return {"answer": answer, "tree": tree, "chapters": [self.chapters[one.id] for one in answer.claims]}

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
            **_some([*quotes.values()], _MOST),
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
        return {"code": code, "below": below, **_some(_of_every_source(quotes), _MOST_OF_CODE)}

    def _text(self, text: str, tag: str = "p") -> str:
        """A text of the writers as paragraphs, in which the ids that it mentions are links."""
        paragraphs = (" ".join(one.split()) for one in text.split("\n\n"))
        return "".join(
            f"<{tag}{self.fragments.foreign}>{self.fragments.linked(one)}</{tag}>" for one in paragraphs if one
        )

    def _chain(self, root: Box, above: Sequence[Box] = ()) -> str:
        if not (root.below or above):
            return ""
        name, about = (escape(label(key, self.language)) for key in ("site.chain", "site.chain_about"))
        drawing = drawn(root, name, above)
        return f'<figure class="chained">{drawing}<figcaption>{about}</figcaption></figure>'

    def _picture(self, picture: Picture) -> str:
        """A figure with its links, for a wide window and for a narrow one."""
        caption = f"{escape(picture.title)}. {escape(picture.caption)}"
        wide, narrow = (_LINK.sub(self._address, svg) for svg in (picture.svg, picture.narrow))
        both = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>' if narrow else f"<div>{wide}</div>"
        return f'<figure class="picture">{both}<figcaption>{caption}</figcaption></figure>'

    def _address(self, found: re.Match[str]) -> str:
        return f' href="{self.places.href(Key(found[1], found[2]))}"'


def _some(quotes: Sequence[contents.Quote], most: int) -> Mapping[str, Any]:
    """Of many quotes the first, and how many of the others there are by source."""
    return {"quotes": quotes[:most], "more": Counter(one.source for one in quotes[most:])}


def _of_every_source(quotes: Sequence[contents.Quote]) -> Sequence[contents.Quote]:
    """The quotes, of each source its first before any source's second; among these, those with words come first."""
    times = Counter[str]()
    turns: list[tuple[int, bool]] = []
    for one in quotes:
        times[one.source] += 1
        turns.append((times[one.source], not one.text))
    return [quotes[place] for place in sorted(range(len(quotes)), key=turns.__getitem__)]


def _html(make: Callable[..., str]) -> Callable[..., Markup]:
    """The same function, of which a template knows that it gives HTML."""
    return lambda *given, **named: Markup(make(*given, **named))  # noqa: S704 - what comes in is escaped there


def _cells_of(framework: contents.Framework, case: str) -> Sequence[tuple[str, contents.Cell]]:
    """What a framework says about one case: each dimension that has a cell."""
    place = next((number for number, one in enumerate(framework.cases) if one.id == case), None)
    if place is None:
        return ()
    return [(dimension, cells[place]) for dimension, cells in framework.rows if cells[place].said]
