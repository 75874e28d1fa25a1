"""The chain from words to conclusions, walked from any one thing in both directions; prints nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.disclosure import quotable
from cmo_eval.errors import UsageError
from cmo_eval.model import PARTS, Evidence, Part, Shown
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.citations import Coded
from cmo_eval.store.repository import Repository, natural

Kind = Literal["claim", "pattern", "case", "source", "citation", "answer", "recommendation"]
Direction = Literal["up", "down"]
Relation = Literal[
    "supports",
    "nuances",
    "refutes",
    "suggests",
    "suggested",
    "shows",
    "absent",
    "reworded",
    "tests",
    "set_aside",
    "opened",
    "in_cell",
    "heard_in",
    "holds",
    "voiced",
    "works_in",
    "leads_to",
    "becomes",
    "serves",
    "carries",
]


class Key(NamedTuple):
    """What a node is, and its id; the id of an answer is the key of its question."""

    kind: Kind
    id: str


@dataclass(frozen=True, slots=True)
class Node:
    """Something in the chain.

    Attributes:
        kind: claim, pattern, case, source, citation, answer or recommendation.
        id: its id; of an answer the key of its question.
        title: its title or text; of a citation who speaks, of an answer the question.
        quote: of a citation the words, where they may be printed.
        held_back: whether there are words that may not be printed.
        verbatim: whether the words are literal.
        place: of a citation its file and line.
        answered: of an answer whether it has been given.
        result: of a claim what `verify` says, if it was asked.
    """

    kind: Kind
    id: str
    title: str = ""
    quote: str | None = None
    held_back: bool = False
    verbatim: bool = True
    place: str = ""
    answered: bool = True
    result: ClaimResult | None = None

    @property
    def key(self) -> Key:
        """What it is, and its id."""
        return Key(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from what carries to what rests on it.

    Attributes:
        lower: what carries.
        upper: what rests on it.
        relation: how, such as supports, shows, works_in, leads_to or carries.
        parts: for `shows` the parts of the pattern; for `absent` those that were looked for and not found.
        version: of a stance, the version of the claim that it is about.
        left_out: of a stance, why `verify` does not weigh it (disputed, below_quality, own_origin, other_version).
        detail: the id of a test, the number of a version, the name of a cell, the case where something is absent.
    """

    lower: Key
    upper: Key
    relation: Relation
    parts: tuple[Part, ...] = ()
    version: int | None = None
    left_out: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in a tree: a node, the arrows that lead to it from the node above it in the tree, and what follows.

    Each node is followed further once, as near to the root as it comes; elsewhere it is `repeated`. `cycle` says that
    a walk from it leads back to the node above it.
    """

    node: Key
    edges: tuple[Edge, ...]
    branches: tuple[Branch, ...] = ()
    repeated: bool = False
    cycle: bool = False


@dataclass(frozen=True)
class Trace:
    """Where something leads to (`up`) and what it rests on (`down`), with all nodes that were met.

    `cycles` names each loop once, as the nodes of a shortest way around.
    """

    root: Key
    nodes: Mapping[Key, Node]
    up: tuple[Branch, ...]
    down: tuple[Branch, ...]
    cycles: tuple[tuple[Key, ...], ...] = ()

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All arrows that were met, each once, from below to above."""
        found = {edge: None for branches in (self.down, self.up) for one in _flat(branches) for edge in one.edges}
        return tuple(found)

    def reached(self, direction: Direction) -> frozenset[Key]:
        """What is met upwards or downwards, without the root itself."""
        return frozenset(one.node for one in _flat(getattr(self, direction))) - {self.root}


def _flat(branches: Sequence[Branch]) -> Iterator[Branch]:
    waiting = list(reversed(branches))
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.branches))


def trace(repository: Repository, verification: Verification, id_: str) -> Trace:
    """The chain of a citation, pattern, claim, case, source, answer (a question's key) or recommendation.

    Words that may not be printed are not in it.

    Args:
        repository: the evaluation, without what was withdrawn.
        verification: of all its claims; those that are not in it have no `result`, and their stances no `left_out`.
        id_: where to begin.

    Raises:
        UsageError: there is nothing with that id.
    """
    chain = _Chain(repository, verification)
    root = chain.find(id_)
    walks = {"up": _walk(root, chain.above), "down": _walk(root, chain.below)}
    keys = dict.fromkeys([root, *(one.node for walk in walks.values() for one in _flat(walk.branches))])
    nodes = {key: chain.node(key) for key in keys}
    loops = {frozenset(loop): loop for walk in walks.values() for loop in walk.loops}
    return Trace(root, nodes, walks["up"].branches, walks["down"].branches, tuple(loops.values()))


class _Chain:
    """The arrows of an evaluation, found from either end when they are asked for."""

    def __init__(self, repository: Repository, verification: Verification) -> None:
        self.repository = repository
        self.verification = verification

    def find(self, id_: str) -> Key:
        repository = self.repository
        kind = repository.kind_of(id_)
        if kind is not None:
            return Key(kind, id_)  # type: ignore[arg-type]
        if id_ in repository.evaluation.questions or id_ in repository.conclusions.answers:
            return Key("answer", id_)
        if id_ in self._recommendations:
            return Key("recommendation", id_)
        raise UsageError(f"there is nothing with the id {id_}", self._near(id_) or "`cmo-eval list` shows the ids")

    def _near(self, id_: str) -> str:
        repository = self.repository
        known = [
            *(*repository.claims, *repository.patterns, *repository.cases, *repository.sources),
            *(*repository.evaluation.questions, *self._recommendations),
        ]
        known += [
            other
            for other in repository.citations.by_id
            if other[:1].casefold() == id_[:1].casefold() and abs(len(other) - len(id_)) <= 1
        ]
        return did_you_mean(id_, known)

    def node(self, key: Key) -> Node:
        repository, (kind, id_) = self.repository, key
        if kind == "citation":
            return self._citation(id_)
        if kind == "answer":
            answered = id_ in repository.conclusions.answers
            return Node(kind, id_, repository.evaluation.questions.get(id_, id_), answered=answered)
        if kind == "recommendation":
            return Node(kind, id_, " ".join(self._recommendations[id_].split()))
        records: dict[Kind, Mapping[str, Any]] = {
            "claim": repository.claims,
            "pattern": repository.patterns,
            "case": repository.cases,
            "source": repository.sources,
        }
        result = self.verification.results.get(id_) if kind == "claim" else None
        return Node(kind, id_, records[kind][id_].title, result=result)

    def _citation(self, id_: str) -> Node:
        repository = self.repository
        coded = repository.citations.by_id[id_]
        quote = coded.citation.quote
        shown = quotable(repository, coded)
        return Node(
            "citation",
            id_,
            repository.role_of(coded) or repository.group_of(coded) or "",
            quote=" ".join(quote.split()) if quote and shown else None,
            held_back=quote is not None and not shown,
            verbatim=coded.citation.verbatim,
            place=f"{coded.file}:{coded.line}",
        )

    # arrows upwards

    def above(self, key: Key) -> Iterator[Edge]:
        """The arrows that begin here, to things that exist."""
        found: dict[Kind, Callable[[str], Iterator[Edge]]] = {
            "source": self._above_source,
            "citation": self._above_citation,
            "case": self._above_case,
            "pattern": self._above_pattern,
            "claim": self._above_claim,
        }
        if key.kind in found:
            yield from found[key.kind](key.id)
            yield from self._conclusions_on.get(key, ())

    def _above_source(self, id_: str) -> Iterator[Edge]:
        here = Key("source", id_)
        said = self._citations_of_source.get(id_, ())
        for one in said:
            yield Edge(here, Key("citation", one.id), "holds")
        case = self.repository.sources[id_].case
        if not said and case in self.repository.cases:
            yield Edge(here, Key("case", case), "heard_in")  # type: ignore[arg-type]
        yield from self._origins.get(id_, ())

    def _above_citation(self, id_: str) -> Iterator[Edge]:
        coded = self.repository.citations.by_id[id_]
        for said in coded.citation.evidence:
            yield from self._of_stance(coded, said)
        source = self.repository.sources.get(coded.source)
        if source is not None and source.case in self.repository.cases:
            yield Edge(Key("citation", id_), Key("case", source.case), "heard_in")  # type: ignore[arg-type]
        yield from self._named_by.get(id_, ())

    def _of_stance(self, coded: Coded, said: Evidence) -> Iterator[Edge]:
        """What one stance of a citation says: about a claim, perhaps another in its place, and a pattern."""
        repository = self.repository
        here, other = Key("citation", coded.id), said.suggests
        if said.claim in repository.claims:
            why = self._why_left_out(said.claim, here.id, said.stance, said.version)
            about = Key("claim", said.claim)
            yield Edge(here, about, said.stance, version=said.version, left_out=why, detail=other or "")
        if other in repository.claims:
            yield Edge(here, Key("claim", other), "suggested", detail=said.claim)  # type: ignore[arg-type]
        if said.pattern in repository.patterns:
            parts = tuple(part for part in PARTS if part in said.parts)
            yield Edge(here, Key("pattern", said.pattern), "shows", parts=parts)  # type: ignore[arg-type]

    def _why_left_out(self, claim: str, citation: str, stance: str, version: int) -> str:
        result = self.verification.results.get(claim)
        if result is None:
            return ""
        if version != result.version:
            return "other_version"
        return self._left_out.get((claim, citation, stance), "")

    def _above_case(self, id_: str) -> Iterator[Edge]:
        for shown in self.repository.cases[id_].shows:
            # where it names citations, those carry it: a pattern rests on them, not on all that the case said
            if not shown.citations and shown.pattern in self.repository.patterns:
                yield _of_case(shown, Key("case", id_))

    def _above_pattern(self, id_: str) -> Iterator[Edge]:
        here = Key("pattern", id_)
        for claim in self._claims_of_pattern.get(id_, ()):
            yield Edge(here, Key("claim", claim), "works_in")
        for other in self.repository.patterns[id_].leads_to:
            if other in self.repository.patterns:
                yield Edge(here, Key("pattern", other), "leads_to")

    def _above_claim(self, id_: str) -> Iterator[Edge]:
        here, claim = Key("claim", id_), self.repository.claims[id_]
        becomes = (claim.decision.becomes or "").split("@")[0] if claim.decision else ""
        if becomes in self.repository.claims and becomes != id_:
            yield Edge(here, Key("claim", becomes), "becomes")
        for question in claim.questions:
            answer = self.repository.conclusions.answers.get(question)
            if question in self.repository.evaluation.questions and (answer is None or id_ not in answer.rests_on):
                yield Edge(here, Key("answer", question), "serves")

    # arrows downwards

    def below(self, key: Key) -> Iterator[Edge]:
        """The arrows that end here, from things that exist."""
        if key.kind == "citation":
            source = self.repository.citations.by_id[key.id].source
            if source in self.repository.sources:
                yield Edge(Key("source", source), key, "holds")
            return
        for coded, said in self._stances_on.get(key, ()):
            yield from (edge for edge in self._of_stance(coded, said) if edge.upper == key)
        if key.kind == "case":
            for source in self._sources_of_case.get(key.id, ()):
                said_in = self._citations_of_source.get(source, ())
                yield from (Edge(Key("citation", one.id), key, "heard_in") for one in said_in)
                if not said_in:
                    yield Edge(Key("source", source), key, "heard_in")
        yield from self._below_records.get(key, ())

    # tables, each made when it is first asked for

    @cached_property
    def _recommendations(self) -> Mapping[str, str]:
        return {one.id: one.text for one in reversed(self.repository.conclusions.recommendations)}

    @cached_property
    def _citations_of_source(self) -> Mapping[str, Sequence[Coded]]:
        """Of an id used twice, the first."""
        return _grouped((coded.source, coded) for coded in self.repository.citations.by_id.values())

    @cached_property
    def _stances_on(self) -> Mapping[Key, Sequence[tuple[Coded, Evidence]]]:
        """Stances by each claim and pattern that they name, with the citations that take them."""
        return _grouped(
            (key, (coded, said))
            for coded in self.repository.citations.by_id.values()
            for said in coded.citation.evidence
            for key in _named(said)
        )

    @cached_property
    def _sources_of_case(self) -> Mapping[str, Sequence[str]]:
        return _grouped((source.case, source.id) for source in self.repository.sources.values() if source.case)

    @cached_property
    def _claims_of_pattern(self) -> Mapping[str, Sequence[str]]:
        return _grouped((pattern, claim.id) for claim in self.repository.claims.values() for pattern in claim.patterns)

    @cached_property
    def _left_out(self) -> Mapping[tuple[str, str, str], str]:
        return {
            (result.claim.id, row.citation, row.stance): why
            for result in self.verification.values()
            for row, why in result.evidence.left_out
        }

    @cached_property
    def _origins(self) -> Mapping[str, Sequence[Edge]]:
        """Sources that voiced a claim, by source."""
        return _grouped(
            (source, Edge(Key("source", source), Key("claim", claim.id), "voiced"))
            for claim in self.repository.claims.values()
            for source in claim.origin
            if source in self.repository.sources
        )

    @cached_property
    def _named_by(self) -> Mapping[str, Sequence[Edge]]:
        """Citations that claims and cases name, by citation."""
        known = self.repository.citations.by_id
        return _grouped((edge.lower.id, edge) for edge in self._naming() if edge.lower.id in known)

    def _naming(self) -> Iterator[Edge]:
        for claim in self.repository.claims.values():
            here = Key("claim", claim.id)
            for version in claim.versions:
                yield from _from(version.citations, here, "reworded", str(version.version))
            for test in claim.tests:
                yield from _from(test.citations, here, "tests", test.id)
            if claim.decision is not None:
                yield from _from(claim.decision.sets_aside, here, "set_aside")
        for case in self.repository.cases.values():
            here = Key("case", case.id)
            yield from _from(case.opened_by, here, "opened")
            for name, cell in case.framework.items():
                yield from _from(cell.citations, here, "in_cell", name)
            for shown in case.shows:
                if shown.pattern in self.repository.patterns:
                    for id_ in shown.citations:
                        yield _of_case(shown, Key("citation", id_), case.id)

    @cached_property
    def _conclusions_on(self) -> Mapping[Key, Sequence[Edge]]:
        """Answers and recommendations by what they rest on."""
        conclusions = self.repository.conclusions
        tops = [(Key("answer", id_), answer.rests_on) for id_, answer in conclusions.answers.items()]
        tops += [(Key("recommendation", one.id), one.rests_on) for one in conclusions.recommendations]
        return _grouped(
            (Key(kind, ground), Edge(Key(kind, ground), top, "carries"))  # type: ignore[arg-type]
            for top, grounds in tops
            for ground in grounds
            if (kind := self.repository.kind_of(ground)) is not None
        )

    @cached_property
    def _below_records(self) -> Mapping[Key, Sequence[Edge]]:
        """All arrows that do not come from a citation's own stances, by where they end."""
        repository = self.repository
        edges: list[Edge] = [edge for edges in self._origins.values() for edge in edges]
        edges += [edge for edges in self._named_by.values() for edge in edges]
        for id_ in repository.cases:
            edges += self._above_case(id_)
        for id_ in repository.patterns:
            edges += self._above_pattern(id_)
        for id_ in repository.claims:
            edges += self._above_claim(id_)
        edges += [edge for edges in self._conclusions_on.values() for edge in edges]
        return _grouped((edge.upper, edge) for edge in edges)


def _named(said: Evidence) -> set[Key]:
    claims = {Key("claim", claim) for claim in (said.claim, said.suggests) if claim is not None}
    return claims | ({Key("pattern", said.pattern)} if said.pattern is not None else set())


def _of_case(shown: Shown, lower: Key, case: str = "") -> Edge:
    """What a case's file says of a pattern: that it is seen there, or that a part of it was not found."""
    relation: Relation = "absent" if shown.absent else "shows"
    return Edge(lower, Key("pattern", shown.pattern), relation, parts=tuple(shown.absent), detail=case)


def _from(citations: Iterable[str], upper: Key, relation: Relation, detail: str = "") -> Iterator[Edge]:
    return (Edge(Key("citation", id_), upper, relation, detail=detail) for id_ in citations)


def _grouped(pairs: Iterable[tuple[object, object]]) -> Mapping:  # type: ignore[type-arg]
    found: dict[object, list[object]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


# walking


@dataclass(frozen=True)
class _Walk:
    branches: tuple[Branch, ...]
    loops: tuple[tuple[Key, ...], ...]


_ORDER: tuple[Kind, ...] = ("recommendation", "answer", "claim", "pattern", "case", "citation", "source")


def _walk(root: Key, arrows: Callable[[Key], Iterator[Edge]]) -> _Walk:
    """Everything that arrows lead to from the root; nearest first, so that each is followed where it is nearest."""
    nexts: dict[Key, dict[Key, tuple[Edge, ...]]] = {}
    expanded: dict[Key, Key] = {}  # where in the tree each node is followed: below that one
    waiting = deque([root])
    while waiting:
        here = waiting.popleft()
        reached: dict[Key, dict[Edge, None]] = {}
        for edge in arrows(here):
            reached.setdefault(edge.upper if edge.lower == here else edge.lower, {})[edge] = None
        nexts[here] = {other: tuple(reached[other]) for other in sorted(reached, key=_place)}
        for other in nexts[here]:
            if other != root and other not in expanded:
                expanded[other] = here
                waiting.append(other)
    part = _parts(nexts)
    return _Walk(_tree(root, nexts, expanded, part), tuple(_loops(nexts, part)))


def _place(key: Key) -> tuple[object, ...]:
    return (_ORDER.index(key.kind), natural(key.id))


def _tree(
    root: Key,
    nexts: dict[Key, dict[Key, tuple[Edge, ...]]],
    expanded: Mapping[Key, Key],
    part: Mapping[Key, int],
) -> tuple[Branch, ...]:
    """The branches, built from the farthest to the nearest: no depth is too great."""
    done: dict[Key, tuple[Branch, ...]] = {}
    for here in reversed(nexts):
        done[here] = tuple(
            Branch(
                other,
                edges,
                done[other] if expanded.get(other) == here else (),
                repeated=expanded.get(other) != here,
                cycle=part[other] == part[here],
            )
            for other, edges in nexts[here].items()
        )
    return done[root]


def _parts(nexts: Mapping[Key, Iterable[Key]]) -> Mapping[Key, int]:
    """A number for each node; those from which one can walk to each other and back share it (Tarjan 1972)."""
    index: dict[Key, int] = {}
    low: dict[Key, int] = {}
    part: dict[Key, int] = {}
    stack: list[Key] = []
    for start in nexts:
        if start in index:
            continue
        index[start] = low[start] = len(index)
        stack.append(start)
        work = [(start, iter(nexts[start]))]
        while work:
            here, others = work[-1]
            step = next(others, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[here])
                if low[here] == index[here]:
                    while here not in part:
                        part[stack.pop()] = index[here]
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                work.append((step, iter(nexts[step])))
            elif step not in part:
                low[here] = min(low[here], index[step])
    return part


def _loops(nexts: Mapping[Key, Iterable[Key]], part: Mapping[Key, int]) -> Iterator[tuple[Key, ...]]:
    """For each set of nodes that lead to each other a shortest way around from the first of them."""
    members: dict[int, list[Key]] = {}
    for key, number in part.items():
        members.setdefault(number, []).append(key)
    for number, keys in members.items():
        start = min(keys, key=_place)
        came: dict[Key, Key] = {}
        waiting = deque([start])
        while waiting and start not in came:
            here = waiting.popleft()
            for other in nexts[here]:
                if part[other] == number and other not in came:
                    came[other] = here
                    waiting.append(other)
        if start in came:
            way = [came[start]]
            while way[-1] != start:
                way.append(came[way[-1]])
            yield tuple(reversed(way))
