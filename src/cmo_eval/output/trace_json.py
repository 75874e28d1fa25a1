"""A trace for programs: nodes and edges as JSON, version 1."""

from __future__ import annotations

import json
from typing import Any

from cmo_eval.analysis.trace import Edge, Key, Node, Trace


def trace_json(trace: Trace) -> str:
    """Nodes, edges (from what carries to what rests on it) and loops as JSON."""
    return json.dumps(trace_data(trace), ensure_ascii=False, indent=2)


def trace_data(trace: Trace) -> dict[str, Any]:
    """The same as plain data; a node is named by its kind, a colon and its id."""
    up, down = trace.reached("up"), trace.reached("down")
    return {
        "version": 1,
        "root": _name(trace.root),
        "nodes": [
            {
                **_node(node),
                "reached": [
                    way for way, met in (("up", key in up), ("down", key in down)) if met and key != trace.root
                ],
            }
            for key, node in trace.nodes.items()
        ],
        "edges": [_edge(edge) for edge in trace.edges],
        "cycles": [[_name(key) for key in loop] for loop in trace.cycles],
    }


def _name(key: Key) -> str:
    return f"{key.kind}:{key.id}"


def _node(node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {"key": _name(node.key), "kind": node.kind, "id": node.id, "title": node.title}
    if node.kind == "citation":
        data |= {
            "quote": node.quote,
            "verbatim": node.verbatim,
            "held_back": node.held_back,
            "place": node.place,
        }
    if node.kind == "answer":
        data["answered"] = node.answered
    if node.result is not None:
        result = node.result
        proposal = result.proposal
        data["proposal"] = {"verdict": proposal.verdict, "rule": proposal.rule, "becomes": proposal.becomes}
        data["decision"] = result.decision.verdict if result.decision else None
        data["stale"] = result.stale
        data["incomplete"] = list(result.incomplete)
    return data


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "from": _name(edge.lower),
        "to": _name(edge.upper),
        "relation": edge.relation,
        "parts": list(edge.parts),
        "claim_version": edge.version,
        "left_out": edge.left_out or None,
        "detail": edge.detail or None,
    }
