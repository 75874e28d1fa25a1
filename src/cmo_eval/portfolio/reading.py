"""What the pages over a portfolio are made from: what there is, all that is known of one evaluation, some words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from cmo_eval.analysis.completeness import capitals
from cmo_eval.analysis.evidence import LEFT_OUT
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import AUDIENCES
from cmo_eval.model import PARTS, QUALITIES, Pattern
from cmo_eval.model.pattern import Outcome
from cmo_eval.portfolio import questions, sql
from cmo_eval.portfolio.duck import quoted
from cmo_eval.portfolio.questions import Engine, Found
from cmo_eval.report.contents import Quote
from cmo_eval.report.sentences import speaker
from cmo_eval.store.order import natural

Row = Mapping[str, Any]
"""A row of a table or of an answer, by the names of its columns."""


class Thing(NamedTuple):
    """A claim, pattern or source: of which evaluation, and its id there."""

    evaluation: str
    kind: str
    id: str


@dataclass(frozen=True)
class Overview:
    """What there is in a portfolio.

    Attributes:
        evaluations: the answer of `questions.evaluations` by id, with `language`.
        mechanisms: the rows of the table by key, in the order of titles; who only patterns name has its key as title.
        at_work: by mechanism the rows of `questions.mechanisms` in which a pattern is an instance of it.
        verdicts: by evaluation the rows of `questions.verdicts`.
        groups: by evaluation the rows of `questions.groups`.
        titles: of every claim, pattern and source.
    """

    evaluations: Mapping[str, Row]
    mechanisms: Mapping[str, Row]
    at_work: Mapping[str, Sequence[Row]]
    verdicts: Mapping[str, Sequence[Row]]
    groups: Mapping[str, Sequence[Row]]
    titles: Mapping[Thing, str]

    @property
    def audience(self) -> str:
        """Who may read all of it: the narrowest circle that any of the evaluations was put in for."""
        return max((one["audience"] for one in self.evaluations.values()), key=AUDIENCES.index, default="public")


@dataclass(frozen=True)
class Contents:
    """All that a portfolio holds of one evaluation.

    Attributes:
        about: its row of the table `evaluations`.
        names: words that keep their capital inside a sentence.
        groups: labels by key.
        claims: rows by id, with the verdict; `statement` is the `latest` wording, `weighed` that of `version`.
        decisions: by claim the one that counts.
        addressed: by claim the labels of the groups that it is for.
        working: by pattern and by claim, whether each part was seen first hand and how many voices show or deny it.
        patterns: by id.
        instances: by pattern the keys of the mechanisms that it is an instance of.
        sources: rows by id.
        cases: rows by id, with `attributes`, pairs of name and value.
        quotes: a row for each stance of each citation, one for a citation that takes none; in natural order.
        absent: the cases that lack the outcome of a pattern, as rows of the table `evidence`.
        results: what came of goals, as such rows; `left_out` says why one is not weighed.
    """

    about: Row
    names: frozenset[str]
    groups: Mapping[str, str]
    claims: Mapping[str, Row]
    decisions: Mapping[str, Row]
    addressed: Mapping[str, Sequence[str]]
    working: Sequence[Row]
    patterns: Mapping[str, Pattern]
    instances: Mapping[str, Sequence[str]]
    sources: Mapping[str, Row]
    cases: Mapping[str, Row]
    quotes: Sequence[Quote]
    absent: Sequence[Row]
    results: Sequence[Row]


def overview(engine: Engine) -> Overview:
    """What there is in a portfolio."""
    rows = questions.mechanisms(engine).by_name()
    mechanisms: dict[str, Row] = {
        one["mechanism"]: {"title": one["mechanism"], "theory": None, "reference": None} for one in rows
    }
    for one in _asked(engine, "SELECT mechanism, title, theory, reference FROM mechanisms"):
        mechanisms[one["mechanism"]] = one
    keys = sorted(mechanisms, key=lambda key: (mechanisms[key]["title"].casefold(), key))
    at_work = _by("mechanism", (one for one in rows if one["pattern"]))
    titles: dict[Thing, str] = {}
    for kind in ("claim", "pattern", "source"):
        for one in _in_order(_asked(engine, f"SELECT evaluation, {kind}, title FROM {kind}s"), "evaluation", kind):
            titles[Thing(one["evaluation"], kind, one[kind])] = one["title"]
    languages = dict(engine.table("SELECT evaluation, language FROM evaluations")[1])
    return Overview(
        evaluations={
            one["evaluation"]: {**one, "language": languages[one["evaluation"]]}
            for one in questions.evaluations(engine).by_name()
        },
        mechanisms={key: mechanisms[key] for key in keys},
        at_work={key: at_work[key] for key in keys if key in at_work},
        verdicts=_by("evaluation", questions.verdicts(engine).by_name()),
        groups=_by("evaluation", questions.groups(engine).by_name()),
        titles=titles,
    )


_TABLES = (
    *("evaluations", "groups", "claims", "verdicts", "decisions", "addressed", "patterns", "contexts", "instances"),
    *("cases", "attributes", "sources", "citations"),
)
_ALL = {name: f"SELECT * FROM {name}" for name in _TABLES} | {
    "evidence": sql.EVIDENCE,
    "working": """
SELECT x.evaluation, x.claim, x.pattern, s.* EXCLUDE (evaluation, claim, pattern)
FROM (SELECT evaluation, claim, pattern FROM working UNION SELECT evaluation, claim, pattern FROM seen) x
LEFT JOIN seen s ON s.evaluation = x.evaluation AND s.claim = x.claim AND s.pattern = x.pattern""",
}
"""What is asked about evaluations, by the name of what it gives; each for some of them by `WHERE`."""
_AT_ONCE = 16
"""Evaluations whose tables are asked for at once: a query takes milliseconds, however little it finds."""


def contents(engine: Engine, evaluations: Sequence[str], language: str) -> Iterator[Contents]:
    """All that the portfolio holds of some evaluations that are in it, one after another, in that order.

    Args:
        engine: of the portfolio, in DuckDB.
        evaluations: their ids.
        language: in which who speaks is called, and why the rules propose a verdict.
    """
    for first in range(0, len(evaluations), _AT_ONCE):
        some = evaluations[first : first + _AT_ONCE]
        ids = ", ".join(map(quoted, some))
        found = {
            name: _by("evaluation", _asked(engine, f"SELECT * FROM ({query}) q WHERE evaluation IN ({ids})"))
            for name, query in _ALL.items()
        }
        for evaluation in some:
            yield _contents({name: rows.get(evaluation, []) for name, rows in found.items()}, language)


def _contents(tables: Mapping[str, Sequence[Row]], language: str) -> Contents:
    def of(table: str, *order: str) -> list[Row]:
        return _in_order(tables[table], *order)

    (about,) = tables["evaluations"]
    teller = Teller(about, of("groups", "group_key"), language)
    verdicts = {one["claim"]: one for one in tables["verdicts"]}
    claims = {one["claim"]: _worded(one, verdicts[one["claim"]], language) for one in of("claims", "claim")}
    sources = {one["source"]: one for one in of("sources", "source")}
    attributes, contexts = _by("case_id", of("attributes", "name")), _by("pattern", tables["contexts"])
    evidence = [{**one, "left_out": next((why for why in LEFT_OUT if one[why]), "")} for one in tables["evidence"]]
    stances = _by("citation", (one for one in evidence if not one["absence"] and one["goal"] is None))
    return Contents(
        about=about,
        names=teller.names,
        groups=teller.groups,
        claims=claims,
        decisions={one["claim"]: one for one in tables["decisions"] if one["counts"]},
        addressed={
            claim: [str(teller.groups.get(one["group_key"], one["group_key"])) for one in rows]
            for claim, rows in _by("claim", of("addressed", "group_key")).items()
        },
        working=of("working", "pattern", "claim"),
        patterns={one["pattern"]: _pattern(one, contexts) for one in of("patterns", "pattern")},
        instances={
            pattern: [one["mechanism"] for one in rows]
            for pattern, rows in _by("pattern", of("instances", "mechanism")).items()
        },
        sources=sources,
        cases={
            one["case_id"]: {
                **one,
                "attributes": [(pair["name"], pair["value"]) for pair in attributes.get(one["case_id"], ())],
            }
            for one in of("cases", "case_id")
        },
        quotes=[
            teller.quote(row, sources[row["source"]], **stance)
            for row in of("citations", "citation")
            for stance in _stances(stances.get(row["citation"], ()), claims)
        ],
        absent=_in_order((one for one in evidence if one["absence"]), "claim", "citation", "source"),
        results=_in_order((one for one in evidence if one["goal"] is not None), "claim", "goal", "citation"),
    )


class _Titled(NamedTuple):
    kind: str
    title: str


class Teller:
    """Says who speaks in citations of one evaluation, by role and group."""

    def __init__(self, about: Row, groups: Iterable[Row], language: str) -> None:
        """From its row of the table `evaluations`, and its rows of `groups`."""
        self.names = names = capitals(about["programme"] or "")
        self.groups: Mapping[str, str] = {one["group_key"]: one["label"] for one in groups}
        self._held_back = about["held_back"] > 0
        foreign = about["language"] != language
        # few differ of thousands
        self._called = cache(lambda role, group, source: speaker(role, group, source, language, names, foreign=foreign))

    def quote(self, row: Row, source: Row, **stance: Any) -> Quote:
        """A citation, from a row of the table `citations` and one of `sources`, with the stance that it takes."""
        group = self.groups.get(row["group_key"], row["group_key"] or "")
        titled = _Titled(source["kind"], source["title"])
        name, whose = (self._called(row["role"], said, titled) for said in ("", group))
        return Quote(
            id=row["citation"],
            source=row["source"],
            voice=stance.pop("voice", row["voice"]),
            kind=row["kind"],
            group=group,
            role=row["role"] or "",
            speaker=whose,
            name=name,
            text=" ".join((row["quote"] or "").split()),
            verbatim=bool(row["verbatim"]),
            held_back=row["quote"] is None and self._held_back,
            place="",
            quality=QUALITIES[row["quality"]],
            case=row.get("case_id") or "",
            **stance,
        )


def _stances(rows: Sequence[Row], claims: Mapping[str, Row]) -> Iterator[Mapping[str, Any]]:
    """Each stance of a citation, and why it is left out; nothing but that once, where it takes none."""
    if not rows:
        yield {}
    for one in rows:
        yield {
            "stance": one["stance"],
            "claim": one["claim"],
            "version": one["version"],
            "other": one["other"] or "",
            "pattern": one["pattern"] or "",
            "parts": tuple(part for part in PARTS if one[f"shows_{part}"]),
            "lacks": tuple(part for part in PARTS if one[f"lacks_{part}"]),
            "left_out": one["left_out"] if one["version"] == claims[one["claim"]]["version"] else "other_version",
            "voice": one["voice"],
        }


def _worded(claim: Row, verdict: Row, language: str) -> Row:
    """A claim with its verdict, why in that language, and the wording that is weighed."""
    wordings = {one["version"]: one["statement"] for one in json.loads(claim["record"])["versions"]}
    weighed = wordings.get(verdict["version"], claim["statement"])
    reason = verdict["reason_nl" if language == "nl" else "reason"]
    return {**claim, **verdict, "latest": claim["version"], "weighed": weighed, "reason": reason}


def _pattern(row: Row, contexts: Mapping[str, Sequence[Row]]) -> Pattern:
    """The pattern of a row, as far as the portfolio holds it; circumstances in the order in which they are written."""
    written = row["context"] or ""
    context = sorted((one["context"] for one in contexts.get(row["pattern"], ())), key=written.find)
    outcome = Outcome.model_construct(text=row["outcome"], direction=row["direction"]) if row["outcome"] else None
    return Pattern.model_construct(
        **{name: row[name] for name in ("title", "intervention", "actor", "resource", "reasoning")},
        id=row["pattern"],
        context=tuple(context),
        outcome=outcome,
    )


# ---- across evaluations ----

_DENIES = " OR ".join(f"w.lacks_{part}" for part in PARTS)
_SOME = f"""
WITH said AS (
  SELECT w.evaluation, w.citation, min(w.pattern) AS pattern, min(w.voice) AS voice, max(w.quality) AS quality,
    max(CASE WHEN {_DENIES} THEN 1 ELSE 0 END) AS denies
  FROM instances i JOIN weighed w ON w.evaluation = i.evaluation AND w.pattern = i.pattern AND NOT w.absence
  WHERE i.mechanism = {{mechanism}}
  GROUP BY w.evaluation, w.citation
), of_voices AS (
  SELECT d.evaluation, d.citation, d.pattern, d.voice, d.quality, d.denies, c.source, c.kind, c.group_key, c.verbatim,
    c.role, c.quote, s.title,
    row_number() OVER (
      PARTITION BY d.evaluation, d.denies, d.voice ORDER BY c.quote IS NULL, d.quality DESC, d.citation
    ) AS turn
  FROM said d
  JOIN citations c ON c.evaluation = d.evaluation AND c.citation = d.citation
  JOIN sources s ON s.evaluation = c.evaluation AND s.source = c.source
), in_order AS (
  SELECT o.*, count(*) OVER (PARTITION BY o.evaluation) AS citations,
    row_number() OVER (
      PARTITION BY o.evaluation, o.denies ORDER BY o.quote IS NULL, o.turn, o.quality DESC, o.citation
    ) AS place
  FROM of_voices o
)
SELECT * FROM in_order WHERE place <= {{most}} ORDER BY evaluation, denies DESC, place
"""


@dataclass(frozen=True)
class Words:
    """Some of what is said about a mechanism in one evaluation.

    Attributes:
        denying: quotes that deny a part of a pattern of it, of different voices first.
        others: quotes that do not.
        citations: how many there are of both, shown here or not.
    """

    denying: Sequence[Quote]
    others: Sequence[Quote]
    citations: int


def some_words(engine: Engine, seen: Overview, mechanism: str, most: int, language: str) -> Mapping[str, Words]:
    """What is weighed about the patterns of a mechanism, by evaluation: at most `most` quotes on each side."""
    rows = _by("evaluation", _asked(engine, _SOME.format(mechanism=quoted(mechanism), most=most)))
    found = {}
    for evaluation in sorted(rows, key=natural):
        teller = Teller(seen.evaluations[evaluation], seen.groups.get(evaluation, ()), language)
        sides: tuple[list[Quote], list[Quote]] = ([], [])
        for one in rows[evaluation]:
            sides[one["denies"]].append(teller.quote(one, one, pattern=one["pattern"]))
        found[evaluation] = Words(sides[1], sides[0], rows[evaluation][0]["citations"])
    return found


def place_of(engine: Engine, evaluation: str, citation: str) -> str | None:
    """The source of a citation; None where there is no such citation."""
    where = f"evaluation = {quoted(evaluation)} AND citation = {quoted(citation)}"
    found = engine.table(f"SELECT source FROM citations WHERE {where}")[1]
    return str(found[0][0]) if found else None


def _asked(engine: Engine, query: str) -> list[Row]:
    return [*Found(*engine.table(query)).by_name()]


def _in_order(rows: Iterable[Row], *names: str) -> list[Row]:
    return sorted(rows, key=lambda row: [natural(row[name] or "") for name in names])


def _by(name: str, rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in rows:
        found.setdefault(one[name], []).append(one)
    return found
