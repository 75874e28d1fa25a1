"""One line of what matters for each record of a kind."""

from __future__ import annotations

from typing import Any

from cmo_eval.analysis.code_tree import Used, code_tree
from cmo_eval.model import STANCES
from cmo_eval.store.repository import Repository


def listing(repository: Repository, kind: str) -> list[dict[str, Any]]:
    """A row with `id` and `title` for each claim, pattern, case, source, citation, code, question or group.

    A citation's title says who speaks and what it shows; its words stay in its file. Codes come as a tree, each with
    its `depth` and how many `citations` and `sources` use it.
    """
    evaluation = repository.evaluation
    if kind == "citations":
        return [_citation(repository, row) for row in range(len(repository.citations))]
    if kind == "codes":
        return [_code(used) for used in code_tree(repository)]
    if kind in {"questions", "groups"}:
        return [{"id": id_, "title": text} for id_, text in getattr(evaluation, kind).items()]
    if kind == "sources":
        return [
            {
                "id": source.id,
                "title": f"{source.title} ({source.kind}{', ' + source.group if source.group else ''})",
                "kind": source.kind,
                "group": source.group,
            }
            for source in repository.sources.values()
        ]
    return [{"id": record.id, "title": record.title} for record in getattr(repository, kind).values()]


def _code(used: Used) -> dict[str, Any]:
    code = used.code
    return {
        "id": used.id,
        "title": f"{code.label or code.id} ({code.kind})" if code else "not in the codebook",
        "kind": code.kind if code else None,
        "parent": code.parent if code else None,
        "depth": used.depth,
        "citations": used.citations,
        "sources": used.sources,
        "with_below": used.with_below,
        "use": code.use if code else None,
        "avoid": code.avoid if code else None,
    }


def _citation(repository: Repository, row: int) -> dict[str, Any]:
    columns = repository.citations
    shown = []
    for number in columns.evidence_of_citation.get(row, ()):
        other = f" {columns.others[number]} instead of" if columns.others[number] else ""
        shown.append(f"{STANCES[columns.stances[number]]}{other} {columns.claims[number]}")
    who = repository.role_of(row) or repository.group_of(row) or "source"
    return {
        "id": columns.ids[row],
        "title": f"{who}: {', '.join(shown) or ', '.join(columns.codes[row]) or 'nothing yet'}",
        "source": columns.sources[row],
        "evidence": shown,
        "codes": list(columns.codes[row]),
        "file": columns.files[row],
        "line": columns.lines[row],
    }
