"""What rests on something and what it rests on: two trees for a terminal, and nodes and edges as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmo_eval.analysis.proposal import Proposal
from cmo_eval.analysis.trace import Around, Branch, Edge, Key, Node, Trace
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.messages import Phrase, label, phrase, say
from cmo_eval.model import Decision
from cmo_eval.output.plain import fields, filled, json_text

LINES = {False: ("├─ ", "└─ ", "│  ", "   "), True: ("|- ", "`- ", "|  ", "   ")}
_LEAST = 36
"""Columns that text keeps, however deep it stands; what is deeper shows its depth in place of its lines."""


def trace_text(trace: Trace, *, width: int = 80, ascii_only: bool = False, language: str = "en") -> str:
    """What it is, the tree upwards, the tree downwards, then the sources met below and the loops.

    With `ascii_only` the lines of the trees, dots and quotation marks are plain ASCII; users' words stay as they are.
    """
    return _Writer(trace, width, ascii_only, language).text()


class _Writer:
    def __init__(self, trace: Trace, width: int, ascii_only: bool, language: str) -> None:
        self.trace, self.width, self.language = trace, width, language
        self.ascii = ascii_only
        self.lines: list[str] = []
        self.shown: set[Key] = set()
        self.sources: dict[Key, None] = {}

    def say(self, key: str, **values: object) -> str:
        return say(phrase(key, **values), self.language) if values else label(key, self.language)

    def text(self) -> str:
        root = self.trace.nodes[self.trace.root]
        self._put(f"{root.id} ({self.say(f'trace.kind.{root.kind}')})" + _after(self._title(root)), "", "  ")
        for line in self._under(root, whole=True):
            self._put(line, "  ", "  ")
        for direction, branches in (("up", self.trace.up), ("down", self.trace.down)):
            self.lines += ["", self.say(f"trace.{direction}")]
            self._tree(branches, up=direction == "up")
            if not branches:
                self.lines.append(f"  {self.say('trace.nothing')}")
        arrow = " -> " if self.ascii else " → "
        sources = [f"{key.id}{_after(self.trace.nodes[key].title)}" for key in self.sources]
        loops = [arrow.join(key.id for key in (*loop, loop[0])) for loop in self.trace.cycles]
        for heading, lines in (("trace.sources", sources), ("trace.loops", loops)):
            if lines:
                self.lines += ["", self.say(heading)]
            for line in lines:
                self._put(line, "  ", "    ")
        return "\n".join(self.lines) + "\n"

    def _tree(self, branches: Sequence[Branch], *, up: bool) -> None:
        fork, last, pass_by, blank = LINES[self.ascii]
        self.shown = {self.trace.root}
        waiting = [(one, number == 0, "", 0) for number, one in enumerate(reversed(branches))]
        while waiting:
            one, ends, before, depth = waiting.pop()
            inline = self._source_of(one) if not up else None
            following = () if inline is not None else one.branches
            below = before + (blank if ends else pass_by)
            first, rest = before + (last if ends else fork), below
            if len(rest) > self.width - _LEAST:
                first = rest = f"[{depth}] "
            node = self.trace.nodes[one.node]
            self._put(self._line(one, node, up=up, source=inline), first, rest + (pass_by if following else blank))
            if not one.repeated:
                self.shown.add(one.node)
                hangs = rest + ((pass_by if following else blank) if not rest.startswith("[") else "")
                for line in self._under(node):
                    self._put(line, hangs, hangs)
            waiting += [(child, number == 0, below, depth + 1) for number, child in enumerate(reversed(following))]

    def _source_of(self, one: Branch) -> Key | None:
        """The source of a citation, which stands on its own line only where it is all there is."""
        if one.node.kind != "citation":
            return None
        key = next((branch.node for branch in one.branches if branch.node.kind == "source"), None)
        if key is not None:
            self.sources[key] = None
        return key

    def _line(self, one: Branch, node: Node, *, up: bool, source: Key | None) -> str:
        *others, last = dict.fromkeys(self._verb(edge) for edge in one.edges)
        verbs = self.say("trace.also", first=", ".join(others), last=last) if others else last
        notes = list(dict.fromkeys(note for edge in one.edges for note in self._notes(edge)))
        if one.cycle and one.repeated:
            notes.append(self.say("trace.loop" if one.node in self.shown else "trace.below"))
        elif one.repeated and self._goes_on(one, up=up):
            notes.append(self.say("trace.above" if one.node in self.shown else "trace.below"))
        where = self.say("trace.in", source=source.id) if source is not None else ""
        title = "" if one.repeated else ", ".join(filter(None, (self._title(node), where)))
        noted = f" ({'; '.join(notes)})" if notes else ""
        said = f"{verbs} {node.id}" if up else f"{node.id} {verbs} {self.say('trace.it')}"
        return f"{said}{noted}{_after(title)}"

    def _goes_on(self, one: Branch, *, up: bool) -> bool:
        """Whether there is more to see where it is followed."""
        ends = {"answer", "recommendation"} if up else {"source"}
        return one.node == self.trace.root or one.node.kind not in ends

    def _verb(self, edge: Edge) -> str:
        if edge.parts:
            parts = [phrase(f"part.{part}") for part in edge.parts]
            if edge.relation == "absent":
                return self.say("trace.absent_in" if edge.detail else "trace.absent", parts=parts, detail=edge.detail)
            return self.say(f"trace.{edge.relation}_parts", parts=parts)
        return self.say(f"trace.{edge.relation}", detail=edge.detail)

    def _notes(self, edge: Edge) -> list[str]:
        notes = []
        if edge.version is not None and edge.version != 1:
            notes.append(self.say("trace.version", n=edge.version))
        if edge.left_out:
            key = "trace.other_version" if edge.left_out == "other_version" else f"left_out.{edge.left_out}"
            notes.append(self.say("trace.not_weighed", why=phrase(key)))
        return notes

    def _title(self, node: Node) -> str:
        if node.kind == "organisation":
            return self.say("trace.kind.organisation")
        answered = node.kind == "citation" or node.answered
        return node.title if answered else f"{node.title} ({self.say('trace.unanswered')})"

    def _under(self, node: Node, *, whole: bool = False) -> list[str]:
        """Lines below a node: the words of a citation, proposal and decision of a claim."""
        if node.kind == "citation":
            lines = [node.place] if whole else []
            if node.held_back:
                return [*lines, f"[{self.say('trace.held_back')}]"]
            if node.quote is None:
                return lines
            left, right = ('"', '"') if self.ascii else ("“", "”")
            words = node.quote if whole else textwrap.shorten(node.quote, 120, placeholder="..." if self.ascii else "…")
            return [*lines, f"{left}{words}{right}" if node.verbatim else words]
        return ["; ".join(self._judged(node.result))] if node.result is not None else []

    def _judged(self, result: ClaimResult) -> Iterator[str]:
        yield self.say("trace.proposal", verdict=_into(result.proposal), rule=result.proposal.rule)
        decision = result.decision
        if decision is None:
            yield self.say("trace.undecided_yet")
        else:
            report = decision.reported_in
            who = [report.source, report.section] if report else [decision.by, decision.date]
            key = "trace.reported" if report else "trace.decision"
            yield self.say(key, verdict=_into(decision), who=", ".join(filter(None, who)) or "?")
        if result.stale:
            yield self.say("trace.stale")
        if result.incomplete:
            yield self.say("trace.incomplete")

    def _put(self, text: str, first: str, rest: str) -> None:
        self.lines += filled(text, self.width, first, rest) or [first.rstrip()]


def _into(one: Proposal | Decision) -> Phrase:
    verdict = phrase(one.verdict)
    return phrase("difference.into", verdict=verdict, other=one.becomes) if one.becomes else verdict


def _after(title: str) -> str:
    return f": {title}" if title else ""


def trace_json(trace: Trace) -> str:
    """Nodes, edges (from what carries to what rests on it) and loops; a node is named by its kind, a colon and its id.

    JSON, version 1; of each node `reached` says in which direction it was met.
    """
    graph = _graph(trace.root, trace.nodes, trace.edges, trace.reached("up"), trace.reached("down"))
    return json_text({"version": 1, **graph, "cycles": [[_name(key) for key in loop] for loop in trace.cycles]})


def around_data(found: Around) -> dict[str, Any]:
    """What is nearest, as plain values in the same form, with `total`."""
    return {"total": found.total, **_graph(found.root, found.nodes, found.edges, found.up, found.down)}


def _graph(
    root: Key, nodes: Mapping[Key, Node], edges: Sequence[Edge], up: frozenset[Key], down: frozenset[Key]
) -> dict[str, Any]:
    return {
        "root": _name(root),
        "nodes": [
            {
                **_node(node),
                "reached": [way for way, met in (("up", key in up), ("down", key in down)) if met and key != root],
            }
            for key, node in nodes.items()
        ],
        "edges": [_edge(edge) for edge in edges],
    }


def _name(key: Key) -> str:
    return f"{key.kind}:{key.id}"


def _node(node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {"key": _name(node.key), **fields(node, "kind", "id", "title")}
    if node.kind == "citation":
        data |= fields(node, "quote", "verbatim", "held_back", "place")
    if node.kind == "answer":
        data["answered"] = node.answered
    if node.result is not None:
        decision = node.result.decision
        data["proposal"] = fields(node.result.proposal, "verdict", "rule", "becomes")
        data["decision"] = decision and decision.verdict
        data |= fields(node.result, "stale", "incomplete")
    return data


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "from": _name(edge.lower),
        "to": _name(edge.upper),
        **fields(edge, "relation", "parts"),
        "claim_version": edge.version,
        "left_out": edge.left_out or None,
        "detail": edge.detail or None,
    }
