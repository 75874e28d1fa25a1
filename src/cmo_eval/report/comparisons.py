"""Comparisons of cases in the words of a report: values, combinations, answers with their cases, what is behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cmo_eval.analysis.term_evidence import Answered, Carrier, Ground
from cmo_eval.charts.picture import About, Picture
from cmo_eval.charts.plots import Point, xy_plot
from cmo_eval.comparison.measures import Term, of_model
from cmo_eval.comparison.sets import Literal, literal
from cmo_eval.comparison.solving import Model, Solution
from cmo_eval.comparison.truth import Config, Row
from cmo_eval.disclosure import Disclosed
from cmo_eval.messages import label, phrase, say
from cmo_eval.report import contents
from cmo_eval.report.contents import Cell, Named
from cmo_eval.report.figures import pictured
from cmo_eval.report.sentences import amount, decimal, number

PRESENT, ABSENT = "●", "○"
_KINDS = ("conservative", "intermediate", "parsimonious")
_SHOWN = 5
"""Answers of a kind that a reader is shown."""


def comparisons(
    repository: Disclosed, answers: Mapping[str, Answered | None], language: str
) -> tuple[contents.Comparison, ...]:
    """Each comparison that the evaluation states, with its answer."""
    return tuple(_comparison(repository, key, one, language) for key, one in answers.items())


def _comparison(repository: Disclosed, key: str, answer: Answered | None, language: str) -> contents.Comparison:
    title = repository.evaluation.comparisons[key].title or key.replace("_", " ")
    if answer is None:
        why = "compare.withheld" if repository.coarsened else "compare.impossible"
        return contents.Comparison(key, title, withheld=label(why, language))
    return _Told(repository, answer, language).comparison(key, title)


class _Told:
    """What is told of a comparison, in one language."""

    def __init__(self, repository: Disclosed, answer: Answered, language: str) -> None:
        self.repository, self.language = repository, language
        self.found, self.sets, self.solved = answer.found, answer.found.sets, answer.solved
        self.carried = {one.term: one for one in answer.terms}
        self.titles = [self.found.columns[name].title for name in self.sets.conditions]

    def comparison(self, key: str, title: str) -> contents.Comparison:
        cut, outcome = self.solved.table.cut_offs, self._outcome()
        least = amount(cut.frequency, "case", self.language)
        said = {"title": title, "present": PRESENT, "absent": ABSENT, "cut": self._decimal(cut.consistency)}
        return contents.Comparison(
            key,
            title,
            asked=self._say("compare.asked", conditions="; ".join(self.titles), outcome=outcome),
            conditions=tuple(self.titles),
            outcome=outcome,
            rows=tuple(self._values()),
            table=self._say("compare.table_values", title=title),
            left_out=tuple(self._left_out()),
            combinations=tuple(self._combination(row) for row in self.solved.table.rows),
            combinations_about=self._say("compare.table_combinations", **said, cases=least),
            notes=tuple(self._notes()),
            solutions=tuple(self._solutions()),
            pictures=tuple(self._pictures(key, title)),
        )

    # ---- in words ----

    def _say(self, key: str, **values: object) -> str:
        return say(phrase(key, **values), self.language)

    def _decimal(self, value: float | None) -> str:
        return decimal(value, self.language)

    def _case(self, id_: str) -> Named:
        return Named(id_, self.repository.cases[id_].title, "case")

    def _outcome(self) -> str:
        return self._literal(literal(self.sets.outcome_name))

    def _literal(self, one: Literal) -> str:
        """A set in words; of several values all of them."""
        if not one.values:
            return self._set(one.name, int(not one.negated), several=False)
        first, *others = (self._set(one.name, value, several=True) for value in one.values)
        title = f"{self.found.columns[one.name].title}: "
        return ", ".join((first, *(other.removeprefix(title) for other in others)))

    def _set(self, name: str, value: int, *, several: bool) -> str:
        """A condition, its absence or one of its values, in words."""
        column = self.found.columns[name]
        if not several:
            return column.title if value else self._say("compare.not", what=column.title)
        scale = column.measure.scale if column.measure is not None else {}
        return f"{column.title}: {next((word for word, one in scale.items() if one == value), value)}"

    def _term(self, term: Term) -> str:
        levels = self.sets.levels
        parts = [
            self._set(self.sets.conditions[place], value, several=levels[place] > 2)
            for place, value in enumerate(term)
            if value is not None
        ]
        return label("compare.and", self.language).join(parts)

    # ---- values and combinations ----

    def _values(self) -> Iterator[tuple[Named, tuple[Cell, ...]]]:
        for place, case in enumerate(self.sets.cases):
            record = self.repository.cases[case]
            cells = []
            for name, column in self.found.columns.items():
                if name in self.sets.conditions:
                    at = self.sets.conditions.index(name)
                    member, several = float(self.sets.memberships[place, at]), self.sets.levels[at] > 2
                else:
                    member, several = float(self.sets.outcome[place]), False
                cell = record.framework.get(column.cell or "")
                unit = f" {column.measure.unit}" if column.measure is not None and column.measure.unit else ""
                value = f"{cell.value}{unit}" if cell is not None else record.attributes.get(column.name, "")
                shown = value if several else f"{value} ({self._decimal(member)})"
                cells.append(Cell("", cell.citations if cell is not None else (), shown))
            yield self._case(case), tuple(cells)

    def _left_out(self) -> Iterator[str]:
        for case, names in self.sets.left_out.items():
            what = "; ".join(self.found.columns[name].title for name in names)
            yield self._say("compare.without_value", case=self.repository.cases[case].title, id=case, what=what)

    def _combination(self, row: Row) -> contents.Combination:
        leads = "few_cases" if row.out is None else "at_cut" if row.tie else "yes" if row.out else "no"
        contradiction = (
            self._say("compare.contradiction", inside=", ".join(row.inside), outside=", ".join(row.outside))
            if row.contradictory
            else ""
        )
        return contents.Combination(
            self._marks(row.config),
            label(f"compare.{leads}", self.language),
            tuple(map(self._case, row.cases)),
            self._decimal(row.consistency),
            contradiction,
        )

    def _marks(self, config: Config) -> tuple[str, ...]:
        return tuple(
            (PRESENT if value else ABSENT)
            if self.sets.levels[place] == 2
            else self._set(self.sets.conditions[place], value, several=True).removeprefix(f"{self.titles[place]}: ")
            for place, value in enumerate(config)
        )

    def _notes(self) -> Iterator[str]:
        table = self.solved.table
        yield from dict.fromkeys(one.contradiction for one in map(self._combination, table.rows) if one.contradiction)
        empty = table.combinations - len(table.rows)
        if empty:
            counts = {"all": number(table.combinations, self.language), "empty": number(empty, self.language)}
            yield self._say("compare.unseen", **counts)

    # ---- answers ----

    def _solutions(self) -> Iterator[contents.SolutionOf]:
        for kind in _KINDS:
            solution: Solution | None = getattr(self.solved, kind)
            if solution is not None:
                yield self._solution(kind, solution)

    def _solution(self, kind: str, solution: Solution) -> contents.SolutionOf:
        expected = "; ".join(self._literal(one) for one in map(literal, self.solved.expected))
        about = self._say(f"compare.{kind}", **({"expected": expected} if kind == "intermediate" else {}))
        shown = solution.models[:_SHOWN]
        if solution.why_none:
            none = "compare.all_lead" if self.solved.table.coded(1) else "compare.nothing_leads"
            return contents.SolutionOf(kind, about, "", label(none, self.language), ())
        key = "answers" if solution.exact else "more_answers"
        many = self._say(f"compare.{key}", n=number(solution.count, self.language), shown=len(shown))
        if solution.count == 1 and solution.exact:
            many = label("compare.one_answer", self.language)
        return contents.SolutionOf(kind, about, many, "", tuple(map(self._model, shown)))

    def _model(self, model: Model) -> contents.SolutionModel:
        terms = []
        for one in model.terms:
            behind = self.carried[one.name]
            terms.append(
                contents.Term(
                    one.name,
                    self._term(one.term),
                    self._decimal(one.fit.consistency),
                    self._decimal(one.fit.coverage),
                    tuple(map(self._in_term, behind.cases)),
                    tuple(map(self._in_term, behind.contradict)),
                )
            )
        fit = (self._decimal(model.fit.consistency), self._decimal(model.fit.coverage))
        return contents.SolutionModel(tuple(terms), *fit, model.assumptions, tuple(map(self._case, model.uncovered)))

    def _in_term(self, carrier: Carrier) -> contents.CaseInTerm:
        patterns = tuple(
            (Named(one.pattern, one.title, "pattern"), label(f"compare.{one.how}", self.language))
            for one in carrier.patterns
        )
        values = tuple((ground.title, self._cell(ground)) for ground in carrier.grounds)
        return contents.CaseInTerm(self._case(carrier.case), values, patterns, carrier.citations)

    def _cell(self, ground: Ground) -> Cell:
        return Cell(ground.text, ground.citations, ground.value)

    # ---- picture ----

    def _pictures(self, key: str, title: str) -> Iterator[Picture]:
        """Fuzzy sets as a plot, by the answer that assumes what theory expects, else nothing."""
        solution = self.solved.intermediate or self.solved.conservative
        if not self.sets.fuzzy() or not solution.models:
            return
        model = solution.models[0]
        terms = [one.term for one in model.terms]
        members = of_model(self.sets, terms).tolist()
        points = [
            Point(case, float(x), float(y))
            for case, x, y in zip(self.sets.cases, members, self.sets.outcome.tolist(), strict=True)
        ]
        answer = " + ".join(map(self._term, terms))
        said = [
            self._say("compare.plot_point", case=one.id, x=self._decimal(one.x), y=self._decimal(one.y))
            for one in points
        ]
        about = About(
            f"compared-{key}",
            self._say("compare.plot", title=title.rstrip("?. "), answer=answer),
            f"{'; '.join(said)}.",
            self.language,
        )
        axes: Sequence[str] = [label(f"compare.plot_{side}", self.language) for side in ("x", "y")]
        yield pictured(about, label("compare.plot_caption", self.language), xy_plot(about, points, *axes))
