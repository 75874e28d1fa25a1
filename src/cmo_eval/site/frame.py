"""What the pages of every site have in common: the frame around each, the templates, and the files beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files as resources
from typing import Any, NamedTuple

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from cmo_eval.deferred import dataclass
from cmo_eval.messages import label, phrase, say
from cmo_eval.report.sentences import amount, date, in_quotation_marks, sentence
from cmo_eval.report.templates.environment import Compiled

START = "index.html"
GENERATOR = '<meta name="generator" content="cmo-eval site">'
"""Stands in the head of every page of a site of ours."""
STYLE_MARK = "/* cmo-eval site */"
"""The first line of the style sheet."""
_STYLES = ("web/static/page.css", "web/static/pattern.css", "site/static/site.css")


class Link(NamedTuple):
    """An address and what stands there for it."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page.

    Attributes:
        language: of headings and labels.
        title: of what the site is about.
        readers: who may read it, in a sentence.
        date: of what it is about, said; may be empty.
        fictional: whether nothing in it is real.
        searched: whether there is a page that searches.
        made: from what it is made, in a sentence.
    """

    language: str
    title: str
    readers: str
    date: str
    fictional: bool
    searched: bool
    made: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made.

    Attributes:
        template: that makes it.
        title: of the page.
        section: the page that lists it, by its file.
        trail: the pages that it stands below.
        before: the thing of its kind that comes before it.
        after: the one that comes after it.
        values: what the template fills in.
    """

    template: str
    title: str
    section: str = ""
    trail: Sequence[Link] = ()
    before: Link | None = None
    after: Link | None = None
    values: Mapping[str, Any] | None = None


def environment(language: str, sections: Sequence[Link], folder: str = "") -> Environment:
    """Templates that know what all pages need: words in a language, dates, numbers and the lists of the site.

    Args:
        language: of headings and labels.
        sections: the pages that each page leads to.
        folder: the one with templates of their own, whose names begin with it; all others are there too.
    """
    shared = resources("cmo_eval").joinpath("site/pages")
    texts = {one.name: one.read_text("utf-8") for one in shared.iterdir() if one.is_file()}
    if folder:
        own = shared.joinpath(folder).iterdir()
        texts |= {f"{folder}/{one.name}": one.read_text("utf-8") for one in own}
    made = Environment(
        loader=DictLoader(texts),
        bytecode_cache=Compiled(texts.values()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "sections": sections,
        "GENERATOR": Markup(GENERATOR),  # noqa: S704 - ours
        "_": lambda key, **values: say(phrase(key, **values), language) if values else label(key, language),
        "count": lambda number, noun: amount(number, noun, language),
        "marks": in_quotation_marks("x", language).split("x"),
    }
    made.filters |= {"date": lambda text: date(text, language), "sentence": sentence}
    return made


def html(make: Callable[..., str]) -> Callable[..., Markup]:
    """The same function, of which a template knows that it gives HTML."""
    return lambda *given, **named: Markup(make(*given, **named))  # noqa: S704 - what comes in is escaped there


def beside() -> Mapping[str, str]:
    """The style sheet and the scripts that are the same in every site."""
    package = resources("cmo_eval")
    return {
        "site.css": "\n".join([STYLE_MARK, *(package.joinpath(one).read_text("utf-8") for one in _STYLES)]),
        "site.js": package.joinpath("site/static/site.js").read_text("utf-8"),
        "search.js": package.joinpath("site/static/search.js").read_text("utf-8"),
    }
