"""What carries a term of a solution: its cases, in each the values behind it, the patterns that show, and the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal

from cmo_eval.analysis.case_sets import CaseSets, Column, case_sets, question_of, solved
from cmo_eval.analysis.trace import Node, citation_node
from cmo_eval.comparison.measures import (
    Sufficiency,
    Term,
    literal_name,
    of_term,
    of_value,
    sufficiency,
    term_name,
    term_of,
)
from cmo_eval.comparison.sets import literal
from cmo_eval.comparison.solving import Solved
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import Disclosed
from cmo_eval.errors import UsageError
from cmo_eval.model import Case
from cmo_eval.model.comparing import Comparison
from cmo_eval.store.repository import Coded, Repository, natural

How = Literal["shows", "denies", "absent"]


@dataclass(frozen=True, slots=True)
class Ground:
    """A value behind a term: of a condition, or of the outcome.

    `name` is the set as it is written (`~trust`), `title` what the dimension is called; `value`, `text` and `citations`
    are those of the cell, or the value of an attribute; `membership` is how far the case is in the set.
    """

    name: str
    title: str
    cell: str | None
    value: str
    text: str
    citations: tuple[str, ...]
    membership: float


@dataclass(frozen=True, slots=True)
class PatternShown:
    """A pattern in a case: whether it shows, is denied or was looked for and not found, and in which citations.

    `expects` says that it names a condition of the term.
    """

    pattern: str
    title: str
    how: How
    citations: tuple[str, ...]
    expects: bool


@dataclass(frozen=True, slots=True)
class Carrier:
    """A case in a term: how far, how far it has the outcome, the values behind both, and the patterns in it."""

    case: str
    title: str
    membership: float
    outcome: float
    grounds: tuple[Ground, ...]
    patterns: tuple[PatternShown, ...]

    @property
    def citations(self) -> tuple[str, ...]:
        """All citations behind it, each once."""
        cited = [*(one.citations for one in self.grounds), *(one.citations for one in self.patterns)]
        return tuple(dict.fromkeys(chain(*cited)))


@dataclass(frozen=True, slots=True)
class TermEvidence:
    """A term with its cases that have the outcome, those that have not, and all words behind them by citation.

    `of` names the models that have the term: `conservative 1 of 2`; empty where none has.
    """

    term: str
    of: tuple[str, ...]
    fit: Sufficiency
    cases: tuple[Carrier, ...]
    contradict: tuple[Carrier, ...]
    words: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Answered:
    """A comparison that an evaluation states: what is compared, the solutions, and what carries each of their terms."""

    found: CaseSets
    solved: Solved
    terms: Sequence[TermEvidence]


def answered(repository: Disclosed, comparison: Comparison) -> Answered | None:
    """A comparison, answered for these readers; None where it cannot be, or may not.

    One by an attribute may not where they do not see all attributes of a case in it: a combination would tell them.
    """
    try:
        found = case_sets(repository, question_of(comparison))
    except UsageError:
        return None
    there = {*found.sets.cases, *found.sets.left_out}
    if any(column.cell is None for column in found.columns.values()) and there & repository.coarsened:
        return None
    solutions = solved(found)
    return Answered(found, solutions, evidence_of_terms(repository, found, solutions))


def evidence_of_terms(
    repository: Repository, found: CaseSets, solved: Solved, terms: Iterable[Term] | None = None
) -> list[TermEvidence]:
    """Of each term the cases, values, patterns and words behind it.

    Args:
        repository: the evaluation, without what was withdrawn; as an audience may see it for that audience.
        found: what is compared.
        solved: its solutions.
        terms: over the conditions; all terms of all models that are shown unless given.
    """
    named = _models(solved)
    at_hand = _Behind(repository, found)
    return [at_hand.of(term, tuple(named.get(term, ()))) for term in (named if terms is None else terms)]


def terms_of(found: CaseSets, text: str) -> list[Term]:
    """The terms that are written so: `trust*~size`, or several with `+` between them.

    Raises:
        UsageError: one names no condition, or names one twice.
    """
    terms = [term_of(found.sets, part) for part in text.split("+")]
    if not all(any(value is not None for value in term) for term in terms):
        raise UsageError(f"'{text}' names no condition", f"the conditions are {', '.join(found.sets.conditions)}")
    return terms


def _models(solved: Solved) -> dict[Term, list[str]]:
    found: dict[Term, list[str]] = {}
    for kind, solution in solved.solutions.items():
        many = f" of {solution.count}" if solution.count > 1 else ""
        for number, model in enumerate(solution.models, 1):
            for term in model.terms:
                found.setdefault(term.term, []).append(f"{kind} {number}{many}" if many else kind)
    return found


class _Behind:
    """What lies behind cases, looked up once for all terms."""

    def __init__(self, repository: Repository, found: CaseSets) -> None:
        self.repository, self.found = repository, found
        self.of_case: dict[str, list[Coded]] = {}
        for coded in repository.citations.by_id.values():
            case = repository.case_of(coded)
            if case is not None:
                self.of_case.setdefault(case, []).append(coded)

    def of(self, term: Term, models: tuple[str, ...]) -> TermEvidence:
        sets = self.found.sets
        members = of_term(sets, term)
        carriers = [self._carrier(place, term, float(members[place])) for place in range(len(sets.cases))]
        within = [one for one in carriers if one.membership > 0.5]
        cited = dict.fromkeys(id_ for one in within for id_ in one.citations)
        return TermEvidence(
            term_name(sets, term),
            models,
            sufficiency(members, sets.outcome),
            tuple(one for one in within if one.outcome > 0.5),
            tuple(one for one in within if one.outcome <= 0.5),
            {id_: citation_node(self.repository, id_) for id_ in cited if id_ in self.repository.citations.by_id},
        )

    def _carrier(self, place: int, term: Term, membership: float) -> Carrier:
        sets = self.found.sets
        outcome = float(sets.outcome[place])
        case = self.repository.cases[sets.cases[place]]
        if membership <= 0.5:
            return Carrier(case.id, case.title, membership, outcome, (), ())
        of_outcome = literal(sets.outcome_name).name
        parts = [(at, value) for at, value in enumerate(term) if value is not None]
        columns = [self.found.columns[sets.conditions[at]] for at, _ in parts]
        grounds = [
            self._ground(case, column, literal_name(sets, at, value), float(of_value(sets, at, value)[place]))
            for column, (at, value) in zip(columns, parts, strict=True)
        ]
        grounds.append(self._ground(case, self.found.columns[of_outcome], sets.outcome_name, outcome))
        patterns = self._patterns(case, {column.cell or column.name for column in columns})
        return Carrier(case.id, case.title, membership, outcome, tuple(grounds), tuple(patterns))

    def _ground(self, case: Case, column: Column, name: str, membership: float) -> Ground:
        cell = case.framework.get(column.cell or "")
        if cell is None:
            return Ground(name, column.title, column.cell, case.attributes.get(column.name, ""), "", (), membership)
        text = " ".join((cell.text or "").split())
        unit = f" {column.measure.unit}" if column.measure is not None and column.measure.unit else ""
        return Ground(name, column.title, column.cell, f"{cell.value}{unit}", text, cell.citations, membership)

    def _patterns(self, case: Case, conditions: set[str]) -> Iterator[PatternShown]:
        """The patterns that show in the case; those first that name a condition of the term, then by their ids."""
        found: dict[tuple[str, How], dict[str, None]] = {}
        for shown in case.shows:
            how: How = "absent" if shown.absent else "shows"
            found.setdefault((shown.pattern, how), {}).update(dict.fromkeys(shown.citations))
        in_cells = [
            self.repository.citations.by_id.get(id_) for cell in case.framework.values() for id_ in cell.citations
        ]
        for coded in (*self.of_case.get(case.id, ()), *filter(None, in_cells)):
            for said in coded.citation.evidence:
                if said.pattern is not None and said.shows_pattern:
                    found.setdefault((said.pattern, "shows"), {})[coded.id] = None
                if said.pattern is not None and said.lacks:
                    found.setdefault((said.pattern, "denies"), {})[coded.id] = None
        wanted = self._wanted()
        seen = [
            PatternShown(id_, pattern.title, how, tuple(cited), _names(pattern.conditions, conditions))
            for (id_, how), cited in found.items()
            if (pattern := self.repository.patterns.get(id_)) is not None and (not wanted or id_ in wanted)
        ]
        yield from sorted(seen, key=lambda one: (not one.expects, natural(one.pattern), one.how))

    def _wanted(self) -> Sequence[str]:
        claim = self.repository.claims.get(self.found.question.claim or "")
        return claim.patterns if claim is not None else ()


def _names(texts: Iterable[str], conditions: set[str]) -> bool:
    return any(text.strip().lstrip("~").split("{")[0].strip() in conditions for text in texts)
