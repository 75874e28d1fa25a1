"""The chain from words to conclusions, walked from any one thing in both directions; prints nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Literal, NamedTuple

from cmo_eval.analysis.evidence import in_order
from cmo_eval.analysis.loops import loops, parts
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import quotable
from cmo_eval.model import Part
from cmo_eval.nearest import unknown_id
from cmo_eval.store.repository import Repository, natural

Kind = Literal["claim", "pattern", "case", "source", "citation", "answer", "recommendation", "organisation", "member"]
Direction = Literal["up", "down"]


class Key(NamedTuple):
    """What a node is, and its id: of an answer the key of its question, of who is no source a key or initials."""

    kind: Kind
    id: str


@dataclass(frozen=True, slots=True)
class Node:
    """Something in the chain.

    Attributes:
        kind: claim, pattern, case, source, citation, answer or recommendation; of what voiced a claim and is no source,
            organisation or member (of the team).
        id: its id; of an answer the key of its question.
        title: its title or text; of a citation who speaks, of an answer the question, of a member the role.
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


class Edge(NamedTuple):
    """An arrow from what carries to what rests on it.

    Attributes:
        lower: what carries.
        upper: what rests on it.
        relation: how, such as supports, favours, shows, denies, works_in, leads_to or carries.
        parts: for `shows` the parts of the pattern; for `denies` those that are denied; for `absent` those that were
            looked for and not found.
        version: of a stance, the version of the claim that it is about.
        left_out: of a stance, why `verify` does not weigh it (disputed, below_quality, own_origin, other_version).
        detail: the id of a rival or a test, the number of a version, the name of a cell, the id of a goal, the case
            where something is absent.
    """

    lower: Key
    upper: Key
    relation: str
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


@dataclass(frozen=True, repr=False)
class Trace:
    """Where something leads to (`up`) and what it rests on (`down`), with all nodes that were met.

    `cycles` names each loop once, as the nodes of a shortest way around.
    """

    root: Key
    nodes: Mapping[Key, Node]
    up: tuple[Branch, ...]
    down: tuple[Branch, ...]
    cycles: tuple[tuple[Key, ...], ...] = ()

    def __repr__(self) -> str:
        """Of what, and how much was met."""
        return f"Trace({self.root.id!r}, nodes={len(self.nodes)}, edges={len(self.edges)})"

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All arrows that were met, each once, from below to above."""
        found = {edge: None for branches in (self.down, self.up) for one in _flat(branches) for edge in one.edges}
        return tuple(found)

    def reached(self, direction: Direction) -> frozenset[Key]:
        """What is met upwards or downwards, without the root itself."""
        return frozenset(one.node for one in _flat(getattr(self, direction))) - {self.root}


@dataclass(frozen=True)
class Around:
    """What is nearest to something, above and below it, with all arrows among these; `total` counts the others too.

    `up` and `down` are all that is met in each direction, without the root itself.
    """

    root: Key
    nodes: Mapping[Key, Node]
    edges: Sequence[Edge]
    up: frozenset[Key]
    down: frozenset[Key]
    total: int


def _flat(branches: Sequence[Branch]) -> Iterator[Branch]:
    waiting = list(reversed(branches))
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.branches))


class Arrows(NamedTuple):
    """All arrows of an evaluation, by what carries and by what rests on it."""

    above: Mapping[Key, list[Edge]]
    below: Mapping[Key, list[Edge]]


def arrows_of(repository: Repository, verification: Verification) -> Arrows:
    """All arrows of an evaluation; arguments as those of `trace`."""
    above: dict[Key, list[Edge]] = {}
    below: dict[Key, list[Edge]] = {}
    for edge in _edges(repository, verification):
        above.setdefault(edge.lower, []).append(edge)
        below.setdefault(edge.upper, []).append(edge)
    return Arrows(above, below)


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
    root = _find(repository, id_)
    above, below = arrows_of(repository, verification)
    (upwards, up), (downwards, down) = (_walk(root, some) for some in (above, below))
    keys = dict.fromkeys([root, *(one.node for branches in (up, down) for one in _flat(branches))])
    nodes = {key: _node(repository, verification, key) for key in keys}
    cycles = {frozenset(loop): loop for nexts in (upwards, downwards) for loop in loops(nexts, _place)}
    return Trace(root, nodes, up, down, tuple(cycles.values()))


def around(repository: Repository, verification: Verification, id_: str, arrows: Arrows, most: int) -> Around:
    """What is nearest to one thing on both ways of its chain; arguments and errors as those of `trace`.

    Args:
        repository: the evaluation, without what was withdrawn.
        verification: of all its claims.
        id_: where to begin.
        arrows: all of them.
        most: how many things are given, the root among them; those one step away come before those two steps away.
    """
    root = _find(repository, id_)
    reached = [_reached(root, some) for some in arrows]
    steps: dict[Key, int] = {}
    for _, followed in reached:
        far = {root: 0}
        for key, before in followed.items():
            far[key] = far[before] + 1
        steps |= {key: min(step, steps.get(key, step)) for key, step in far.items()}
    shown = sorted(steps, key=steps.__getitem__)[:most]
    near = frozenset(shown)
    edges = {
        edge: None
        for nexts, _ in reached
        for here in shown
        for other, some in nexts.get(here, {}).items()
        if other in near
        for edge in some
    }
    up, down = (frozenset(followed) for _, followed in reached)
    nodes = {key: _node(repository, verification, key) for key in shown}
    return Around(root, nodes, tuple(edges), up, down, len(steps))


# ---- the nodes ------------------------------------------------------------------------------------------------------


def _find(repository: Repository, id_: str) -> Key:
    advice = [one.id for one in repository.conclusions.recommendations]
    kind: Any = repository.kind_of(id_)
    if kind is None and (id_ in repository.evaluation.questions or id_ in repository.conclusions.answers):
        kind = "answer"
    if kind is None and id_ in advice:
        kind = "recommendation"
    if kind is not None:
        return Key(kind, id_)
    repository.refuse_unread(id_)
    known = [one.record.id for one in repository.records] + [*repository.evaluation.questions, *advice]
    known += [
        other
        for other in repository.citations.by_id
        if other[:1].casefold() == id_[:1].casefold() and abs(len(other) - len(id_)) <= 1
    ]
    raise unknown_id(id_, known)


def _node(repository: Repository, verification: Verification, key: Key) -> Node:
    kind, id_ = key
    match kind:
        case "citation":
            return citation_node(repository, id_)
        case "answer":
            answered = id_ in repository.conclusions.answers
            return Node(kind, id_, repository.evaluation.questions.get(id_, id_), answered=answered)
        case "recommendation":
            text = next(one.text for one in repository.conclusions.recommendations if one.id == id_)
            return Node(kind, id_, " ".join(text.split()))
        case "claim":
            return Node(kind, id_, repository.claims[id_].title, result=verification.results.get(id_))
        case "organisation":
            return Node(kind, id_)
        case "member":
            return Node(kind, id_, repository.evaluation.team[id_].role)
    return Node(kind, id_, getattr(repository, f"{kind}s")[id_].title)


def citation_node(repository: Repository, id_: str) -> Node:
    """A citation with its words, where they may be printed."""
    coded = repository.citations.by_id[id_]
    quote, shown = coded.citation.quote, quotable(repository, coded)
    return Node(
        "citation",
        id_,
        repository.role_of(coded) or repository.group_of(coded) or "",
        quote=" ".join(quote.split()) if quote and shown else None,
        held_back=quote is not None and not shown,
        verbatim=coded.citation.verbatim,
        place=f"{coded.file}:{coded.line}",
    )


# ---- the arrows -----------------------------------------------------------------------------------------------------


def _edges(repository: Repository, verification: Verification) -> Iterator[Edge]:
    """All arrows between things that exist; of an id used twice, those of the first."""
    conclusions, questions = repository.conclusions, repository.evaluation.questions
    things: Mapping[Kind, Iterable[str]] = {
        "claim": repository.claims,
        "pattern": repository.patterns,
        "case": repository.cases,
        "source": repository.sources,
        "citation": repository.citations.by_id,
        "answer": {**questions, **conclusions.answers},
        "recommendation": [one.id for one in conclusions.recommendations],
        "organisation": repository.organisations,
        "member": repository.evaluation.team,
    }
    known = {Key(kind, id_) for kind, ids in things.items() for id_ in ids}
    others = (_of_claims, _of_cases_and_patterns, _of_conclusions)
    arrows = chain(_of_citations(repository, verification), *(find(repository) for find in others))
    return (edge for edge in arrows if edge.lower in known and edge.upper in known)


def _of_citations(repository: Repository, verification: Verification) -> Iterator[Edge]:
    """From a source to what was said in it, and from there to claims, patterns and the case it was heard in."""
    left_out = {
        (result.claim.id, row.citation, row.stance): why
        for result in verification.values()
        for row, why in result.evidence.left_out
    }
    for coded in repository.citations.by_id.values():
        here, source = Key("citation", coded.id), repository.sources.get(coded.source)
        yield Edge(Key("source", coded.source), here, "holds")
        for said in coded.citation.evidence:
            claim, other = said.claim, said.suggests
            why, result = left_out.get((claim, coded.id, said.stance), ""), verification.results.get(claim)
            if result is None or said.version != result.version:
                why = "" if result is None else "other_version"
            yield Edge(here, Key("claim", claim), said.stance, (), said.version, why, other or "")
            if said.favours is not None:
                yield Edge(here, Key("claim", claim), "favours", (), said.version, why, said.favours)
            if other is not None:
                yield Edge(here, Key("claim", other), "suggested", detail=claim)
            if said.pattern is not None and said.shows_pattern:
                yield Edge(here, Key("pattern", said.pattern), "shows", in_order(said.parts))
            if said.pattern is not None and said.lacks:
                yield Edge(here, Key("pattern", said.pattern), "denies", in_order(said.lacks))
        if (case := repository.case_of(coded)) is not None:
            yield Edge(here, Key("case", case), "heard_in")
    for source in repository.sources.values():
        if source.case is not None and source.id not in repository.citations.of_source:
            yield Edge(Key("source", source.id), Key("case", source.case), "heard_in")


def _of_claims(repository: Repository) -> Iterator[Edge]:
    """From who voiced a claim, the citations it names and its patterns; and to the claim it becomes, and questions."""
    for claim in repository.claims.values():
        here, decision = Key("claim", claim.id), claim.decision
        for key in claim.origin:
            yield Edge(Key(repository.kind_of_origin(key) or "source", key), here, "voiced")
        for version in claim.versions:
            yield from _naming(version.citations, here, "reworded", str(version.version))
        for test in claim.tests:
            yield from _naming(test.citations, here, "tests", test.id)
        if decision is not None:
            yield from _naming(decision.sets_aside, here, "set_aside")
            becomes = (decision.becomes or "").split("@")[0]
            if becomes != claim.id:
                yield Edge(here, Key("claim", becomes), "becomes")
        yield from (Edge(Key("pattern", pattern), here, "works_in") for pattern in claim.patterns)
        for question in claim.questions:
            answer = repository.conclusions.answers.get(question)
            if question in repository.evaluation.questions and (answer is None or claim.id not in answer.rests_on):
                yield Edge(here, Key("answer", question), "serves")


def _of_cases_and_patterns(repository: Repository) -> Iterator[Edge]:
    for case in repository.cases.values():
        here = Key("case", case.id)
        yield from _naming(case.opened_by, here, "opened")
        for name, cell in case.cells:
            yield from _naming(cell.citations, here, "in_cell", name)
        for goal in case.goals:
            yield from _naming(goal.citations, here, "of_goal", goal.id)
        for shown in case.shows:
            upper, absent = Key("pattern", shown.pattern), tuple(shown.absent)
            relation = "absent" if absent else "shows"
            if not shown.citations:
                yield Edge(here, upper, relation, parts=absent)
            # where it names citations, those carry it: a pattern rests on them, not on all that the case said
            for edge in _naming(shown.citations, upper, relation, case.id):
                yield edge._replace(parts=absent)
    for pattern in repository.patterns.values():
        yield from (Edge(Key("pattern", pattern.id), Key("pattern", other), "leads_to") for other in pattern.leads_to)


def _of_conclusions(repository: Repository) -> Iterator[Edge]:
    tops = [(Key("answer", id_), answer.rests_on) for id_, answer in repository.conclusions.answers.items()]
    tops += [(Key("recommendation", one.id), one.rests_on) for one in repository.conclusions.recommendations]
    for top, grounds in tops:
        for ground in grounds:
            kind: Any = repository.kind_of(ground)
            yield Edge(Key(kind, ground), top, "carries")


def _naming(citations: Iterable[str], upper: Key, relation: str, detail: str = "") -> Iterator[Edge]:
    return (Edge(Key("citation", id_), upper, relation, detail=detail) for id_ in citations)


# ---- walking --------------------------------------------------------------------------------------------------------


_ORDER: tuple[Kind, ...] = (
    "recommendation",
    "answer",
    "claim",
    "pattern",
    "case",
    "citation",
    "source",
    "organisation",
    "member",
)

_Nexts = dict[Key, Mapping[Key, tuple[Edge, ...]]]
"""To what the arrows from each node lead, and which."""


def _place(key: Key) -> tuple[int, str]:
    return _ORDER.index(key.kind), natural(key.id)


def _reached(root: Key, arrows: Mapping[Key, Sequence[Edge]]) -> tuple[_Nexts, Mapping[Key, Key]]:
    """Everything that arrows lead to from the root, nearest first, and below which of them each is followed."""
    nexts: _Nexts = {}
    expanded: dict[Key, Key] = {}
    waiting = deque([root])
    while waiting:
        here = waiting.popleft()
        reached: dict[Key, dict[Edge, None]] = {}
        for edge in arrows.get(here, ()):
            reached.setdefault(edge.upper if edge.lower == here else edge.lower, {})[edge] = None
        nexts[here] = {other: tuple(reached[other]) for other in sorted(reached, key=_place)}
        for other in nexts[here]:
            if other != root and other not in expanded:
                expanded[other] = here
                waiting.append(other)
    return nexts, expanded


def _walk(root: Key, arrows: Mapping[Key, Sequence[Edge]]) -> tuple[_Nexts, tuple[Branch, ...]]:
    """Everything that arrows lead to from the root, as a tree in which each is followed where it is nearest."""
    nexts, expanded = _reached(root, arrows)
    part = parts(nexts)
    done: dict[Key, tuple[Branch, ...]] = {}
    for here in reversed(nexts):  # from the farthest to the nearest: no depth is too great
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
    return nexts, done[root]
