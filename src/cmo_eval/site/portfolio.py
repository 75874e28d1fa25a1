"""The site over a portfolio: from shared mechanisms down to the words and back, a page at a time or all of them.

All of it is made from what the portfolio holds, which is what its readers may see and no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from cmo_eval.analysis.completeness import configuration
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import PARTS
from cmo_eval.nearest import unknown
from cmo_eval.portfolio.questions import Engine
from cmo_eval.portfolio.reading import Contents, Row, Words, contents, overview, place_of, some_words
from cmo_eval.progress import steps
from cmo_eval.report.contents import Quote, Source
from cmo_eval.report.sentences import amount, date
from cmo_eval.site.chain import Box
from cmo_eval.site.fragments import Fragments, counted, escape, first_quotes
from cmo_eval.site.frame import START, Frame, Link, Page, beside, environment, html
from cmo_eval.site.grounds import Grounds
from cmo_eval.site.places import Key, Places, file_of
from cmo_eval.site.search import IN_EACH, PortfolioSearch, group_of
from cmo_eval.site.trees import chained, some_boxes

MOST = 200_000
"""So many citations at most have their pages written, and can be searched in a browser."""
_READ, _MOST = 250, 40
"""Rows of the trail of a claim with their words, and quotes of a pattern with theirs."""
_WORDS, _EACH = 60, 8
"""Quotes on the page of a mechanism, and how many at most of one evaluation on one side."""
_REMEMBERED = 4
"""Evaluations that are kept for the next page."""
_LEAVES = 36
"""Boxes below each other in a chain."""
_BESIDE = 8
"""So many evaluations at most stand beside each other in a table."""
_LISTS = ("mechanisms", "evaluations", "claims", "groups", "quotes")


class _Scope(NamedTuple):
    """An evaluation with the addresses of what is in it, and how its quotes are shown."""

    held: Contents
    places: Places
    grounds: Grounds
    fragments: Fragments


class PortfolioSite:
    """The pages over a portfolio, each made when it is asked for; the same portfolio gives the same bytes."""

    def __init__(self, engine: Engine, language: str) -> None:
        """Of the portfolio that `engine` answers about, with headings in `language` (`nl` or `en`)."""
        self._engine, self._language = engine, language
        self._seen = overview(engine)
        self._start = Link(START, label("site.start", language))
        taken: set[str] = set()
        keys = [("", "mechanism", id_) for id_ in self._seen.mechanisms]
        keys += [("", "evaluation", id_) for id_ in self._seen.evaluations]
        self._files = {
            one: file_of(one[1], ".".join(filter(None, (one[0], one[2]))), number, taken)
            for number, one in enumerate([*keys, *self._seen.titles])
        }
        self._things = {file: one for one, file in self._files.items()}
        self._of: dict[str, dict[Key, str]] = {id_: {} for id_ in self._seen.evaluations}
        for thing, title in self._seen.titles.items():
            self._of[thing.evaluation][Key(thing.kind, thing.id)] = title
        self._near = lru_cache(maxsize=16)(self._kinship)
        self._scopes: dict[str, _Scope] = {}
        self.title = say(phrase("portfolio.title", evaluations=amount(len(self._of), "evaluation", language)), language)

    # ---- which files there are ----

    @property
    def citations(self) -> int:
        """How many citations there are in all evaluations."""
        return sum(one["citations"] for one in self._seen.evaluations.values())

    @property
    def _searched(self) -> bool:
        return 0 < self.citations <= MOST

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file with its bytes, one evaluation after another.

        Raises:
            CmoEvalError: there are more citations than `MOST`.
        """
        if self.citations > MOST:
            raise CmoEvalError(
                f"a site of {self.citations} citations would be too large: {MOST} is the most",
                "`cmo-eval portfolio open` shows the same pages, each when you ask for it",
            )
        index = self._index()
        for name in (START, *(link.href for link in self._sections)):
            yield name, self._page(name)
        for id_ in self._seen.mechanisms:
            file = self._files["", "mechanism", id_]
            yield file, self._page(file)
        every = steps([*self._of], "making the site")
        for evaluation, held in zip(every, contents(self._engine, [*self._of], self._language), strict=True):
            scope = self._scopes[evaluation] = self._opened(evaluation, held)
            index.add(evaluation, self._named_files(evaluation), scope.held, scope.grounds)
            for key in (Key("evaluation", evaluation), *self._of[evaluation]):
                file = self._files["" if key.kind == "evaluation" else evaluation, *key]
                yield file, self._page(file)
            del self._scopes[evaluation]
        yield from ((name, text.encode("utf-8")) for name, text in beside().items())
        if self._searched:
            yield "evidence.js", index.script().encode("utf-8")

    def _index(self) -> PortfolioSearch:
        """What the search looks in, as yet without an evaluation."""
        languages = {id_: one["language"] for id_, one in self._seen.evaluations.items()}
        return PortfolioSearch(self._language, self._shared, languages)

    def file(self, name: str) -> bytes | None:
        """One file of the site by its name; None where there is none."""
        if name in beside():
            return beside()[name].encode("utf-8")
        if name == "evidence.js" and self._searched:
            return self._evidence
        known = name in self._things or name in {START, *(link.href for link in self._sections)}
        return self._page(name) if known else None

    def address(self, what: str) -> str:
        """The file, and the place in it, of a mechanism or an evaluation by its key, of others as `EVALUATION/ID`.

        Raises:
            UsageError: there is nothing that is called so.
        """
        evaluation, slash, id_ = what.partition("/")
        if not slash:
            for kind in ("mechanism", "evaluation"):
                if ("", kind, what) in self._files:
                    return self._files["", kind, what]
            known = [*self._seen.mechanisms, *self._seen.evaluations]
            raise unknown("mechanism or evaluation", what, known, "`portfolio list` shows the evaluations")
        for kind in IN_EACH:
            if (evaluation, kind, id_) in self._files:
                return self._files[evaluation, kind, id_]
        source = place_of(self._engine, evaluation, id_)
        if source is None:
            raise UsageError(f"there is nothing called {what} in this portfolio", "write it as EVALUATION/ID")
        return f"{self._files[evaluation, 'source', source]}#{id_}"

    # ---- pages ----

    def _page(self, name: str) -> bytes:
        if name in self._things:
            evaluation, kind, id_ = self._things[name]
            page = getattr(self, f"_{kind}")(evaluation or id_, id_)
        elif name == START:
            page = Page("portfolio/index.html", self._start.text, values=self._overall())
        else:
            what = name.removesuffix(".html")
            page = Page(f"portfolio/{name}", self._list(what), name, [self._start], values=self._overall())
        values = {"page": page, "name": name, **(page.values or {})}
        made: str = self._environment.get_template(page.template).render(values)
        return made.encode("utf-8")

    def _list(self, what: str) -> str:
        return label(f"portfolio.list.{what}", self._language)

    @cached_property
    def _sections(self) -> Sequence[Link]:
        return [Link(f"{one}.html", self._list(one)) for one in _LISTS if one != "quotes" or self._searched]

    @cached_property
    def _environment(self) -> Any:
        made = environment(self._language, [self._start, *self._sections], "portfolio")
        made.globals |= {
            "seen": self._seen,
            "frame": self._frame(self.title, self._seen.audience),
            "to": html(self._to),
            "in_words_of": html(self._foreign),
            "Key": Key,
            "PARTS": PARTS,
            "chain": html(lambda root: chained(root, self._language) if root.below else ""),
            "text": html(self._text),
        }
        return made

    def _frame(self, title: str, audience: str, about: Row | None = None) -> Frame:
        language = self._language
        return Frame(
            language,
            title,
            label(f"report.audience.{audience}", language),
            date((about or {}).get("date") or "", language),
            bool(about and about["fictional"]),
            self._searched,
            label("portfolio.made", language),
        )

    def _text(self, text: str) -> str:
        """A text of mechanisms.yaml, which knows no ids of any evaluation."""
        return Fragments(Places({}, {}, {}), Grounds((), {}), self._language, "").paragraphs(text)

    def _to(self, kind: str, id_: str, evaluation: str = "") -> str:
        """A link to a mechanism or an evaluation by its title, or to something in an evaluation by its id and title."""
        key, own = Key(kind, id_), evaluation or (id_ if kind == "evaluation" else "")
        text = f"{id_} {self._of[evaluation][key]}" if evaluation else self._shared[0][key]
        return f"<a href={self._files[evaluation, kind, id_]}{self._foreign(own)}>{escape(text)}</a>"

    def _foreign(self, evaluation: str) -> str:
        """What says in which language an evaluation is, where that is not the site's."""
        language = self._seen.evaluations[evaluation]["language"] if evaluation else self._language
        return "" if language == self._language else f' lang="{escape(language)}"'

    @cached_property
    def _shared(self) -> tuple[Mapping[Key, str], Mapping[Key, str]]:
        """The titles and pages of what is of no evaluation: mechanisms, and the evaluations themselves."""
        titles = {Key("mechanism", id_): one["title"] for id_, one in self._seen.mechanisms.items()}
        titles |= {Key("evaluation", id_): one["title"] for id_, one in self._seen.evaluations.items()}
        return titles, {key: self._files["", *key] for key in titles}

    def _places(self, evaluation: str, quotes: Iterable[Quote], cases: Mapping[Key, str] | None = None) -> Places:
        shared, pages = self._shared
        own = {**self._of.get(evaluation, {}), **(cases or {})}
        files = {key: self._files[evaluation, *key] for key in self._of.get(evaluation, {})}
        files |= {key: f"{self._files['', 'evaluation', evaluation]}#case-{key.id}" for key in cases or ()}
        return Places({**own, **shared}, {**pages, **files}, {one.id: one.source for one in quotes})

    def _fragments(self, evaluation: str, quotes: Sequence[Quote]) -> Fragments:
        """How some quotes of an evaluation are shown on a page about more than it."""
        own = self._seen.evaluations[evaluation]["language"]
        return Fragments(self._places(evaluation, quotes), Grounds(quotes, {}), self._language, own)

    def _scope(self, evaluation: str) -> _Scope:
        """An evaluation, of which the last few are remembered."""
        if evaluation not in self._scopes:
            (held,) = contents(self._engine, [evaluation], self._language)
            while len(self._scopes) >= _REMEMBERED:
                del self._scopes[next(iter(self._scopes))]
            self._scopes[evaluation] = self._opened(evaluation, held)
        return self._scopes[evaluation]

    def _named_files(self, evaluation: str) -> Iterator[tuple[Key, str, str]]:
        """Everything in an evaluation with its title and file."""
        return ((key, title, self._files[evaluation, *key]) for key, title in self._of[evaluation].items())

    def _opened(self, evaluation: str, held: Contents) -> _Scope:
        places = self._places(
            evaluation, held.quotes, {Key("case", id_): one["title"] for id_, one in held.cases.items()}
        )
        carried = {Key("pattern", id_): [Key("mechanism", one) for one in keys] for id_, keys in held.instances.items()}
        grounds = Grounds(held.quotes, carried)
        return _Scope(
            *(held, places, grounds),
            Fragments(places, grounds, self._language, held.about["language"], "portfolio.carries"),
        )

    # ---- what is of no evaluation ----

    def _overall(self) -> Mapping[str, Any]:
        seen, language = self._seen, self._language
        counts = {
            "evaluations": amount(len(seen.evaluations), "evaluation", language),
            "claims": amount(sum(one["claims"] for one in seen.evaluations.values()), "claim", language),
            "patterns": amount(sum(thing.kind == "pattern" for thing in seen.titles), "pattern", language),
            "citations": amount(self.citations, "citation", language),
        }
        return {
            "mechanisms": [(id_, one, _summed(seen.at_work.get(id_, ()))) for id_, one in seen.mechanisms.items()],
            "holds": say(phrase("portfolio.holds", **counts), language),
            "beside": self._beside(),
            "audience": seen.audience,
            "searched": self._searched,
        }

    def _beside(self) -> tuple[Sequence[str], Sequence[tuple[str, Sequence[Iterable[tuple[Any, ...]]]]]]:
        """The evaluations in which mechanisms were at work, where they are few, and for each mechanism its cells.

        In a cell: shown or not, the verdict, the decision; once for each that differs.
        """
        at_work = self._seen.at_work
        named = {one["evaluation"] for rows in at_work.values() for one in rows}
        columns = [one for one in self._seen.evaluations if one in named]
        if len(columns) > _BESIDE:
            return (), ()
        found = []
        for id_, rows in at_work.items():
            cells: dict[str, dict[tuple[Any, ...], None]] = {one: {} for one in columns}
            for one in rows:
                cells[one["evaluation"]][one["shown"], one["verdict"], one["decision"]] = None
            found.append((id_, [*cells.values()]))
        return columns, found

    def _mechanism(self, _: str, id_: str) -> Page:
        rows = self._seen.at_work.get(id_, ())
        by: dict[str, list[Row]] = defaultdict(list)
        for one in rows:
            by[one["evaluation"]].append(one)
        most = max(1, min(_EACH, _WORDS // (2 * len(by) or 1)))
        words = some_words(self._engine, self._seen, id_, most, self._language)
        values = {
            "id": id_,
            "one": self._seen.mechanisms[id_],
            "by": by,
            "contexts": [
                (evaluation, [*dict.fromkeys(row["context"] for row in found if row["context"])])
                for evaluation, found in by.items()
            ],
            "said": [(evaluation, *self._told(evaluation, found)) for evaluation, found in words.items()],
            "tree": self._tree(id_, by, words),
        }
        title = self._shared[0][Key("mechanism", id_)]
        trail = [self._start, Link("mechanisms.html", self._list("mechanisms"))]
        return Page(
            "portfolio/mechanism.html", title, "mechanisms.html", trail, *self._near("", "mechanism")[id_], values
        )

    def _told(self, evaluation: str, words: Words) -> tuple[Sequence[Markup], Sequence[Markup], int]:
        """The words of an evaluation on each side, and how many citations there are beside these."""
        fragments = self._fragments(evaluation, [*words.denying, *words.others])
        denying, others = (
            [html(fragments.quote)(one) for one in side if one.text] for side in (words.denying, words.others)
        )
        return denying, others, words.citations - len(denying) - len(others)

    def _tree(self, id_: str, by: Mapping[str, Sequence[Row]], words: Mapping[str, Words]) -> Box:
        """A mechanism with the evaluations in which it was at work, their patterns and some words on each."""
        language, seen, key = self._language, self._seen, Key("mechanism", id_)
        kinds = {kind: label(f"synthesis.{kind}", language) for kind in ("mechanism", "evaluation", "pattern")}

        def below(evaluation: str, rows: Sequence[Row], each: int) -> tuple[Box, ...]:
            told = words.get(evaluation)
            quotes = [*told.denying, *told.others] if told else []
            titles = {one["pattern"]: one["pattern_title"] for one in rows}
            return tuple(
                Box(
                    "pattern",
                    f"{kinds['pattern']} {pattern}",
                    title,
                    self._files[evaluation, "pattern", pattern],
                    some_boxes(
                        [one for one in quotes if one.pattern == pattern],
                        each,
                        language,
                        lambda one: f"{self._files[evaluation, 'source', one.source]}#{one.id}",
                    ),
                )
                for pattern, title in titles.items()
            )

        for each, patterns in ((2, True), (1, True), (0, True), (0, False)):
            boxes = [
                Box(
                    "claim",
                    kinds["evaluation"],
                    seen.evaluations[evaluation]["title"],
                    self._files["", "evaluation", evaluation],
                    below(evaluation, rows, each) if patterns else (),
                )
                for evaluation, rows in by.items()
            ]
            root = Box("answer", kinds["mechanism"], self._shared[0][key], self._files["", *key], tuple(boxes))
            if root.leaves <= _LEAVES:
                return root
        more = say(phrase("site.more", n=len(boxes) - _LEAVES), language)
        return Box(root.kind, root.head, root.text, root.href, (*boxes[:_LEAVES], Box("more", more, "", "#at-work")))

    def _kinship(self, evaluation: str, kind: str) -> Mapping[str, tuple[Link | None, Link | None]]:
        """By id what stands before and after each thing of a kind."""
        titles = self._of[evaluation] if evaluation else self._shared[0]
        links = {
            one.id: Link(self._files[evaluation, kind, one.id], one.id if evaluation else title)
            for one, title in titles.items()
            if one.kind == kind
        }
        near = [None, *links.values(), None]
        return {id_: (near[place], near[place + 2]) for place, id_ in enumerate(links)}

    # ---- what is of one evaluation ----

    def _within(self, kind: str, evaluation: str, id_: str, values: Mapping[str, Any]) -> Page:
        """A page about something in an evaluation."""
        scope = self._scope(evaluation)
        own = kind == "evaluation"
        trail = [self._start, Link("evaluations.html", self._list("evaluations"))]
        if not own:
            title = self._seen.evaluations[evaluation]["title"]
            trail.append(Link(self._files["", "evaluation", evaluation], title))
        fragments, about = scope.fragments, scope.held.about
        shared: dict[str, Callable[..., str]] = {
            "link": fragments.link,
            "titled": fragments.titled,
            "links": fragments.links,
            "linked": fragments.linked,
            "text": fragments.paragraphs,
            "quote": fragments.quote,
            "of_pattern": fragments.of_pattern,
            "cards": fragments.cards,
            "rows": fragments.trail,
            "carries": fragments.carries,
        }
        given = {
            **{name: html(make) for name, make in shared.items()},
            "own": Markup(fragments.foreign),  # noqa: S704 - escaped
            "held": scope.held,
            "evaluation": evaluation,
            "grounds": scope.grounds,
            "frame": self._frame(about["title"], about["audience"], about),
            "key": Key(kind, id_),
            **values,
        }
        template = "source.html" if kind == "source" else f"portfolio/{kind}.html"
        near = self._near("" if own else evaluation, kind)[id_]
        return Page(template, scope.places.named(Key(kind, id_)), "evaluations.html", trail, *near, given)

    def _evaluation(self, evaluation: str, id_: str) -> Page:
        held = self._scope(evaluation).held
        used = defaultdict[str, list[str]](list)
        for one in held.working:
            used[one["pattern"]].append(one["claim"])
        values = {
            "used": used,
            "groups": self._seen.groups.get(evaluation, ()),
            "cited": {id_: len(ids) for id_, ids in self._scope(evaluation).grounds.of_source.items()},
        }
        return self._within("evaluation", evaluation, id_, values)

    def _claim(self, evaluation: str, id_: str) -> Page:
        scope = self._scope(evaluation)
        held, trail = scope.held, scope.grounds.of_claim[id_]
        values = {
            "claim": held.claims[id_],
            "decision": held.decisions.get(id_),
            "for_groups": held.addressed.get(id_, ()),
            "working": [one for one in held.working if one["claim"] == id_],
            "trail": trail,
            "with_words": len(trail) <= _READ,
            "taken": counted(trail),
            "absent": [*dict.fromkeys((one["citation"], one["pattern"]) for one in held.absent if one["claim"] == id_)],
            "results": [one for one in held.results if one["claim"] == id_],
        }
        return self._within("claim", evaluation, id_, values)

    def _pattern(self, evaluation: str, id_: str) -> Page:
        scope = self._scope(evaluation)
        pattern, rows = scope.held.patterns[id_], scope.grounds.of_pattern[id_]
        texts = {part: tuple(filter(None, (getattr(pattern, part),))) for part in ("resource", "reasoning")}
        texts |= {"context": pattern.context, "outcome": (pattern.outcome.text,) if pattern.outcome else ()}
        weighed = [one for one in rows if not one.left_out]
        favour = [one for one in weighed if one.stance in {"supports", "nuances"}]
        quotes = sorted({one.id: one for one in rows}.values(), key=lambda one: not one.text)
        values = {
            "pattern": pattern,
            "sentence": configuration(pattern, self._language, scope.held.names),
            "texts": texts,
            "shown": {part: len({one.id for one in favour if part in one.parts}) for part in PARTS},
            "denied": {part: len({one.id for one in weighed if part in one.lacks}) for part in PARTS},
            "mechanisms": scope.held.instances.get(id_, ()),
            "working": [one for one in scope.held.working if one["pattern"] == id_],
            **first_quotes(quotes, _MOST),
        }
        return self._within("pattern", evaluation, id_, values)

    def _source(self, evaluation: str, id_: str) -> Page:
        scope = self._scope(evaluation)
        row, ids = scope.held.sources[id_], scope.grounds.of_source[id_]
        source = Source(
            id=id_,
            title=row["title"],
            kind=row["kind"],
            group=group_of(scope.held, row["group_key"]),
            date=row["date"] or "",
            case=row["case_id"] or "",
            pooled=False,
            reported_in="",
            reference="",
            participants=row["participants"],
            citations=len(ids),
            confidentiality="",
        )
        speakers = dict.fromkeys(scope.grounds.quotes[one].speaker for one in ids)
        values = {"source": source, "ids": ids, "speakers": [one for one in speakers if one != source.title]}
        return self._within("source", evaluation, id_, values)

    @cached_property
    def _evidence(self) -> bytes:
        index = self._index()
        for evaluation, held in zip(self._of, contents(self._engine, [*self._of], self._language), strict=True):
            index.add(evaluation, self._named_files(evaluation), held, self._opened(evaluation, held).grounds)
        return index.script().encode("utf-8")


def _summed(rows: Sequence[Row]) -> Mapping[str, int]:
    """In how many evaluations, patterns and claims a mechanism was at work, and how often it was shown."""
    found = {kind: len({(one["evaluation"], one[kind]) for one in rows if one[kind]}) for kind in ("pattern", "claim")}
    shown = {one["evaluation"] for one in rows if one["shown"] == "shown"}
    return {**found, "evaluation": len({one["evaluation"] for one in rows}), "shown": len(shown)}
