"""The synthesis chapter: mechanisms by evaluations, contexts that separate, and gaps; Markdown, Word, HTML, Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from cmo_eval.analysis.completeness import capitals, running
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import AUDIENCES, Audience
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import FIRST_HAND
from cmo_eval.portfolio import questions, sql
from cmo_eval.portfolio.questions import Engine, Found
from cmo_eval.report.document.markdown import MARK, line
from cmo_eval.report.sentences import amount, in_quotation_marks, number

MOST_COLUMNS = 5
"""So many evaluations stand beside each other on a page; of more, each mechanism has its own list only."""
MOST_QUOTES = 4
"""So many quotes of a mechanism are printed: first those that deny a part, then those that show it."""

_SEEN = ("shown", "partly", "not_shown")
"""How much of a pattern was seen at first hand, the most first."""

_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Synthesis:
    """What a synthesis is written from, and in which language (`nl` or `en`)."""

    evaluations: Sequence[_Row]
    mechanisms: Sequence[_Row]
    verdicts: Sequence[_Row]
    groups: Sequence[_Row]
    attributes: Sequence[_Row]
    loose: Sequence[_Row]
    quotes: Mapping[str, Sequence[_Row]]
    theories: Mapping[str, str]
    language: str

    @property
    def title(self) -> str:
        """The title of the document."""
        count = amount(len(self.evaluations), "evaluation", self.language)
        return say(phrase("synthesis.title", evaluations=count), self.language)

    @property
    def audience(self) -> Audience:
        """Who may read it: the narrowest circle that any of the evaluations was put in for."""
        return max((one["audience"] for one in self.evaluations), key=AUDIENCES.index, default="public")

    @cached_property
    def _named(self) -> Mapping[str, list[_Row]]:
        found: dict[str, list[_Row]] = {}
        for one in self.mechanisms:
            found.setdefault(one["mechanism"], []).append(one)
        return found

    def _label(self, key: str) -> str:
        return label(f"synthesis.{key}", self.language)

    def _say(self, key: str, **values: Any) -> str:
        return line(say(phrase(f"synthesis.{key}", **values), self.language))

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """What each evaluation is called once it was introduced: by its programme, else its title, else with its id."""
        known = {key: Counter(one[key] for one in self.evaluations) for key in ("programme", "title")}
        return {
            one["evaluation"]: next(
                (one[key] for key, names in known.items() if names[one[key]] == 1),
                f"{one['title']} ({one['evaluation']})",
            )
            for one in self.evaluations
        }

    # ---- Markdown ----

    def markdown(self) -> str:
        """The chapter as Markdown."""
        mark = f"{MARK}: {label('report.mark', self.language)} -->"
        parts = [mark, f"# {line(self.title)}", f"*{label(f'report.audience.{self.audience}', self.language)}*"]
        parts += [f"## {self._label('evaluations')}", self._read(), *self._about()]
        if not self.where:
            parts.append(line(self._label("nothing")))
        else:
            where = {evaluation for found in self.where.values() for evaluation in found}
            columns = [one["evaluation"] for one in self.evaluations if one["evaluation"] in where]
            if len(columns) <= MOST_COLUMNS:
                parts += [f"## {self._label('matrix')}", line(self._label("cells")), self._matrix(columns)]
            parts += [f"## {self._label('apart')}", line(self._label("counts"))]
            for mechanism in self.where:
                parts += self._one(mechanism, [one for one in self._named[mechanism] if one["pattern"]])
            parts.append(f"## {self._label('contexts')}")
            apart = "\n".join(f"- {one}" for one in self.separating())
            parts += [line(self._label("contexts.about")), apart] if apart else [line(self._label("separates.none"))]
        parts += [f"## {self._label('gaps')}", "\n".join(f"- {one}" for one in self.gaps())]
        return "\n\n".join(parts) + "\n"

    @cached_property
    def where(self) -> Mapping[str, Sequence[str]]:
        """By mechanism the evaluations in which a pattern is an instance of it; what most have comes first."""
        found = {
            key: [*dict.fromkeys(one["evaluation"] for one in rows if one["pattern"])]
            for key, rows in self._named.items()
        }
        order = sorted(found, key=lambda key: (-len(found[key]), self.name(key).casefold()))
        return {key: found[key] for key in order if found[key]}

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Sequence[int] = ()) -> str:
        rule = ["---:" if place in numbers else "---" for place in range(len(heads))]
        lines = [heads, rule, *([line(str(cell)) for cell in row] for row in rows)]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def _read(self) -> str:
        heads = [self._label("evaluation"), self._label("programme"), self._label("basis"), *(
            label(f"{one}.many", self.language).capitalize() for one in ("claim", "source", "citation")
        )]  # fmt: skip
        rows = (
            [one["title"] if name == one["programme"] else name, one["programme"], self._label(f"basis.{one['basis']}")]
            + [number(one[key], self.language) for key in ("claims", "sources", "citations")]
            for one, name in zip(self.evaluations, self._called.values(), strict=True)
        )
        return self._table(heads, rows, (3, 4, 5))

    def _about(self) -> Iterator[str]:
        """What a reader must know of the evaluations before anything else."""
        called = self._called
        fictional = [called[one["evaluation"]] for one in self.evaluations if one["fictional"]]
        if fictional:
            yield self._say("fictional", evaluations=fictional)
        held = [
            self._said("of", n=number(one["held_back"], self.language), evaluation=called[one["evaluation"]])
            for one in self.evaluations
            if one["held_back"]
        ]
        if held:
            yield self._say("held_back", citations=held)

    def _matrix(self, columns: Sequence[str]) -> str:
        heads = [self._label("mechanism"), *(line(self._called[one]) for one in columns)]
        rows = []
        for mechanism in self.where:
            found = {one: [row for row in self._named[mechanism] if row["evaluation"] == one] for one in columns}
            rows.append([self.name(mechanism), *(self._cell(found[one]) if found[one] else "–" for one in columns)])
        return self._table(heads, rows)

    def _cell(self, rows: Sequence[_Row]) -> str:
        """How much of a mechanism was seen in an evaluation, and the verdicts on the claims in which it works."""
        most = min((one["shown"] for one in rows), key=_SEEN.index)
        verdicts = dict.fromkeys(
            label(one["decision"] or one["verdict"], self.language) for one in rows if one["verdict"] is not None
        )
        return "; ".join([self._label(f"seen.{most}"), *([", ".join(verdicts)] if verdicts else [])])

    def _verdict(self, one: _Row) -> str:
        """What people decided, and what the rules propose where that is something else."""
        if one["verdict"] is None:
            return "–"
        proposed, decided = label(one["verdict"], self.language), one["decision"]
        if decided is None and one["verdict"] != "undecided":
            return self._said("proposed", verdict=proposed)
        if decided in {None, one["verdict"]}:
            return proposed
        return self._said("decided", decision=label(decided, self.language), verdict=proposed)

    def _said(self, key: str, **values: Any) -> str:
        return say(phrase(f"synthesis.{key}", **values), self.language)

    def _one(self, mechanism: str, rows: Sequence[_Row]) -> Iterator[str]:
        yield f"### {line(self.name(mechanism))}"
        if mechanism in self.theories:
            yield line(self.theories[mechanism])
        heads = [self._label(key) for key in ("of_pattern", "claim", "seen", "showing", "denying", "verdict")]
        table = []
        for one in rows:
            seen, heard = self._label(f"seen.{one['shown']}"), (one["showing"], one["denying"])
            claim = [one["claim_title"], seen, *heard] if one["claim"] else ["–", seen, "–", "–"]
            table.append([self._pattern(one), *claim, self._verdict(one)])
        yield self._table(heads, table, (3, 4))
        told = {(one["evaluation"], one["pattern"]): one for one in rows if one["context"]}
        if told:
            yield "\n".join(f"- {self._circumstances(one)}" for one in told.values())
        quotes = self.quotes.get(mechanism, ())
        if quotes:
            yield f"#### {self._label('quotes')}"
        for one in quotes:
            words = " ".join(one["quote"].split())
            where = [one["citation"], *([] if one["verbatim"] else [label("report.paraphrase", self.language)])]
            who = ", ".join(filter(None, (one["role"], self._called[one["evaluation"]])))
            denies = f": {line(self._label('against'))}" if one["denies"] else ""
            said = in_quotation_marks(words, self.language) if one["verbatim"] else words
            yield f"> {line(said)}\n>\n> — {line(who)} [{line(', '.join(where))}]{denies}"

    def _pattern(self, one: _Row) -> str:
        return f"{self._called[one['evaluation']]}: {one['pattern_title']}"

    def _circumstances(self, one: _Row) -> str:
        names = capitals(self._called[one["evaluation"]])
        context, outcome = (running((one[key] or "").rstrip("."), names) for key in ("context", "outcome"))
        told = self._say("came", context=context, outcome=outcome) if outcome else self._say("context", context=context)
        return f"*{line(self._pattern(one))}.* {told}"

    def name(self, mechanism: str) -> str:
        """The title of a mechanism, else its key."""
        return self._named[mechanism][0]["mechanism_title"] or mechanism

    def separating(self) -> Iterator[str]:
        """The attributes of cases that separate, for each mechanism."""
        for (mechanism, name), rows in groupby(self.attributes, key=lambda one: (one["mechanism"], one["name"])):
            found = [*rows]
            ours = [one["value"] for one in found if one["showing"]]
            theirs = [one["value"] for one in found if one["denying"]]
            if ours and theirs and not {*ours} & {*theirs}:
                sides = {"ours": ours, "theirs": theirs}
                yield self._say("separates", mechanism=self.name(mechanism), name=name.replace("_", " "), **sides)

    def gaps(self) -> Iterator[str]:
        """What is not known, and of whom."""
        nobody = [self.name(key) for key in self._named if key not in self.where]
        several = len(self.evaluations) > 1
        once = [self.name(key) for key, found in self.where.items() if len(found) == 1 and several]
        unshown = [self.name(key) for key in self.where if all(one["shown"] != "shown" for one in self._named[key])]
        for key, values in (("nobody", nobody), ("once", once), ("unshown", unshown)):
            if values:
                yield self._say(f"gap.{key}", mechanisms=values)
        for evaluation, rows in groupby(self.groups, key=itemgetter("evaluation")):
            unheard = [one["label"] for one in rows if not one["voices"]]
            if unheard:
                yield self._say("gap.unheard", evaluation=self._called[evaluation], groups=unheard)
        patterns = {one["evaluation"]: one for one in self.loose}
        loose = [
            self._said("loose", evaluation=self._called[key], loose=one["loose"], patterns=one["patterns"])
            for key, one in patterns.items()
            if one["loose"]
        ]
        if loose:
            yield self._say("gap.loose", patterns=loose)
        without = [name for key, name in self._called.items() if key not in patterns]
        if without:
            yield self._say("gap.without", evaluations=without)
        undecided = [one for one in self.verdicts if one["verdict"] == "undecided"]
        if undecided:
            decided = sum(one["decision"] not in {None, "undecided"} for one in undecided)
            claims = amount(len(self.verdicts), "claim", self.language)
            counts = {"undecided": len(undecided), "claims": claims, "decided": decided}
            yield self._say("gap.decided" if decided else "gap.undecided", **counts)


def synthesis(engine: Engine, language: str) -> Synthesis:
    """The synthesis of all that is in a portfolio, in a language."""
    shared = engine.table("SELECT mechanism, theory, reference FROM mechanisms")[1]
    found = Synthesis(
        evaluations=questions.evaluations(engine).by_name(),
        mechanisms=questions.mechanisms(engine).by_name(),
        verdicts=questions.verdicts(engine, language).by_name(),
        groups=questions.groups(engine).by_name(),
        attributes=Found(*engine.table(sql.ATTRIBUTES)).by_name(),
        loose=Found(*engine.table(sql.LOOSE)).by_name(),
        quotes={},
        theories={
            str(key): f"{theory or ''}{f' ({reference})' if reference else ''}".strip()
            for key, theory, reference in shared
            if theory or reference
        },
        language=language,
    )
    told: set[tuple[str, str]] = set()
    quotes = {key: _told(questions.quotes(engine, key).by_name(), told) for key in found.where}
    return replace(found, quotes=quotes)


def _told(rows: Sequence[_Row], told: set[tuple[str, str]]) -> Sequence[_Row]:
    """Some quotes: what denies a part first, then what shows it, from as many evaluations as there are.

    Of each evaluation the best: what a person says before what a report says, what was seen at first hand, what shows
    most parts of the pattern, literally.
    What is `told` of another mechanism is printed again only where there is nothing else; what is chosen joins it.
    """
    said = {(one["evaluation"], one["citation"]): one for one in reversed(rows) if one["quote"]}
    said = {key: one for key, one in said.items() if key not in told} or said
    chosen: list[_Row] = []
    for denies in (True, False):
        best = sorted((one for one in said.values() if one["denies"] is denies), key=_rank)
        first = {one["evaluation"]: one for one in reversed(best)}
        left = [one for one in best if one not in first.values()]
        chosen += [*sorted(first.values(), key=_rank), *left][: MOST_QUOTES // 2]
    told |= {(one["evaluation"], one["citation"]) for one in chosen}
    return chosen


def _rank(one: _Row) -> tuple[Any, ...]:
    return one["role"] is None, one["quality"] < FIRST_HAND, -one["parts"], not one["verbatim"], -one["quality"]
