"""What the search of the site looks in, as a script: a page that is opened from disk can fetch nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cmo_eval.messages import label
from cmo_eval.model import QUALITIES, STANCES
from cmo_eval.report.contents import ReportView
from cmo_eval.report.sentences import sentence
from cmo_eval.site.grounds import Grounds
from cmo_eval.site.places import KINDS, Key, Places

if TYPE_CHECKING:
    from cmo_eval.portfolio.reading import Contents

MARK = "// cmo-eval site"
"""The first line of every script of the site."""


class Columns:
    """Quotes in columns, of one evaluation after another; texts are as they are.

    The page folds capitals and accents when they are first searched, which takes less time than it would to read them
    twice. Words that are held back are not in it; of a quote without words the rest is.
    """

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._speakers: dict[str, int] = {}
        self._left: dict[str, int] = {"": 0}

    def add(self, grounds: Grounds, numbers: Mapping[str, Mapping[str, int]], evaluation: str = "") -> None:
        """Put in all quotes of `grounds`.

        Args:
            grounds: of one evaluation.
            numbers: by kind of thing (claim, pattern, source, code) and id, which one it is in what is searched.
            evaluation: what tells these quotes from those of others.
        """
        claims, patterns, sources, codes = (numbers[kind] for kind in ("claim", "pattern", "source", "code"))
        qualities, stances = _numbers(QUALITIES), _numbers(STANCES)
        for id_, quote in grounds.quotes.items():
            takes: list[int] = []
            for one in grounds.rows[id_]:
                if one.stance:
                    left = self._left.setdefault(one.left_out, len(self._left))
                    takes += (stances[one.stance], claims.get(one.claim, -1), patterns.get(one.pattern, -1), left)
            self._rows.append(
                (
                    id_,
                    sources.get(quote.source, -1),
                    self._speakers.setdefault(quote.speaker, len(self._speakers)),
                    quote.text if quote.verbatim or not quote.text else [quote.text],
                    evaluation or quote.place,
                    qualities.get(quote.quality, -1),
                    _few([codes[one] for one in quote.codes if one in codes]),
                    *takes,
                )
            )

    def script(self, language: str, beside: Mapping[str, Any], says: Mapping[str, str] | None = None) -> str:
        """A script that gives `evidence`: the quotes, and what is said in `beside`; `says` are words of its own."""
        data = {
            "rows": self._rows,
            "speakers": [*self._speakers],
            "stances": [(one, label(one, language)) for one in STANCES],
            "qualities": [(one, label(f"quality.{one}", language)) for one in QUALITIES],
            "left": [label(f"left_out.{one}", language) if one else "" for one in self._left],
            "says": {key: label(f"site.js.{key}", language) for key in _SAYS} | {**(says or {})},
            **beside,
        }
        written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        for character, harmless in _UNSAFE.items():
            written = written.replace(character, harmless)
        return f"{MARK}\nconst evidence={written};\n"


def search_data(view: ReportView, places: Places, grounds: Grounds) -> str:
    """A script that gives `evidence`: the quotes in columns, and everything else by title and text."""
    numbers = {kind: _numbers(places.order[kind]) for kind in KINDS}
    cases, language = numbers["case"], view.language
    columns = Columns()
    columns.add(grounds, numbers)
    kinds = [label(f"source_kind.{one.kind}", language) for one in view.sources]
    of_source = {one.id: one.case for one in view.sources}
    groups: dict[str, int] = {"": 0}

    def told(kind: str) -> Sequence[tuple[str, ...]]:
        return [(id_, places.titles[Key(kind, id_)], places.file(Key(kind, id_))) for id_ in numbers[kind]]

    data: Mapping[str, Any] = {
        "claims": told("claim"),
        "patterns": told("pattern"),
        "cases": [(id_, places.titles[Key("case", id_)]) for id_ in cases],
        "about": {
            id_: cases[one.case]
            for id_, one in grounds.quotes.items()
            if one.case in cases and one.case != of_source.get(one.source)
        },
        "sources": [
            (
                one.id,
                one.title,
                kind,
                groups.setdefault(one.group, len(groups)),
                cases.get(one.case, -1),
                places.file(Key("source", one.id)),
            )
            for one, kind in zip(view.sources, kinds, strict=True)
        ],
        "codes": told("code"),
        "groups": [*groups],
        "things": _things(view, places),
    }
    return columns.script(language, data)


_SAYS = ("found", "one", "none", "more", "any", "not_shown", "not_weighed", "paraphrase", "things", "codes")
_UNSAFE = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def _numbers(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _few(numbers: Sequence[int]) -> Any:
    """The numbers as briefly as they can be told apart: -1 for none, one by itself, several in a list."""
    return numbers if len(numbers) > 1 else next(iter(numbers), -1)


def _things(view: ReportView, places: Places) -> Sequence[tuple[str, ...]]:
    """Of everything with a page of its own what it is called, its address and what is searched in beside that."""
    texts: dict[Key, str] = {Key("answer", one.question.id): f"{one.text} {one.limits}" for one in view.questions}
    texts |= {
        Key("claim", one.id): f"{one.statement} {one.decision.rationale if one.decision else ''}"
        for one in view.chapters
    }
    texts |= {Key("pattern", one.id): one.sentence for one in view.patterns}
    texts |= {Key("case", one.id): one.summary for one in view.cases}
    texts |= {Key("code", one.id): one.use for one in view.method.codes}
    return [
        (
            label(f"trace.kind.{kind}", view.language),
            "" if kind == "code" else id_,
            sentence(places.titles[Key(kind, id_)]) if kind == "recommendation" else places.titles[Key(kind, id_)],
            places.file(Key(kind, id_)),
            texts.get(Key(kind, id_), ""),
        )
        for kind in KINDS
        for id_ in places.order[kind]
    ]


# ---- over a portfolio ----

IN_EACH = ("claim", "pattern", "source")
"""What has pages of its own in each evaluation."""


class PortfolioSearch:
    """What the search of a portfolio looks in, evaluation by evaluation."""

    def __init__(
        self, language: str, shared: tuple[Mapping[Key, str], Mapping[Key, str]], languages: Mapping[str, str]
    ) -> None:
        """`shared` are the titles and pages of mechanisms and evaluations, `languages` those of each evaluation."""
        self._language, self._columns, self._languages = language, Columns(), languages
        self._told: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in IN_EACH}
        self._groups: dict[str, int] = {"": 0}
        self._evaluations: dict[str, int] = {}
        self._mechanisms: set[str] = set()
        self._titles, pages = shared
        self._things = [(self._kind(key), "", title, pages[key], "") for key, title in self._titles.items()]

    def _kind(self, key: Key) -> str:
        return label(f"synthesis.{key.kind}", self._language)

    def add(self, evaluation: str, things: Iterable[tuple[Key, str, str]], held: Contents, grounds: Grounds) -> None:
        """An evaluation, with everything in it by its title and file."""
        place = self._evaluations.setdefault(evaluation, len(self._evaluations))
        numbers: dict[str, dict[str, int]] = {kind: {} for kind in (*IN_EACH, "code")}
        for key, title, file in things:
            id_ = f"{evaluation}/{key.id}"
            numbers[key.kind][key.id] = len(self._told[key.kind])
            if key.kind == "source":
                about = held.sources[key.id]
                group = self._groups.setdefault(group_of(held, about["group_key"]), len(self._groups))
                kind = label(f"source_kind.{about['kind']}", self._language)
                self._told["source"].append((id_, title, kind, group, -1, file, place))
                continue
            mechanisms = held.instances.get(key.id, ()) if key.kind == "pattern" else ()
            self._mechanisms.update(mechanisms)
            self._told[key.kind].append((id_, title, file, mechanisms))
            text = held.claims[key.id]["weighed"] if key.kind == "claim" else ""
            self._things.append((self._kind(key), id_, title, file, text))
        self._columns.add(grounds, numbers, evaluation)

    def script(self) -> str:
        """All of it as a script."""
        named = {
            kind: [(key.id, title) for key, title in self._titles.items() if key.kind == kind]
            for kind in ("mechanism", "evaluation")
        }
        beside_ = {
            **{f"{kind}s": rows for kind, rows in self._told.items()},
            "cases": [],
            "about": {},
            "codes": [],
            "groups": [*self._groups],
            "things": self._things,
            "evaluations": [(id_, title, self._languages[id_]) for id_, title in named["evaluation"]],
            "mechanisms": [one for one in named["mechanism"] if one[0] in self._mechanisms],
        }
        return self._columns.script(self._language, beside_, {"things": label("portfolio.things", self._language)})


def group_of(held: Contents, key: str | None) -> str:
    """What the group is called that a source speaks for; empty without one."""
    return held.groups.get(key or "", key or "")
