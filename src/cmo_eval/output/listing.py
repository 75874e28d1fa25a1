"""One line of what matters for each record of a kind, as `list` shows it: for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cmo_eval.analysis.code_tree import Used, code_tree
from cmo_eval.output.plain import beside, visible
from cmo_eval.store.repository import Coded, Repository

_CODE = 40
"""Columns that a code takes at most, with the blanks before it."""
_COUNTS = ("cited", "sources", "in all")


def listing_text(repository: Repository, kind: str, width: int | None = None) -> str:
    """A line for each, its id beside its title; codes as a tree with counts; empty where there is none.

    Args:
        repository: of the evaluation.
        kind: claims, patterns, cases, sources, citations, codes, questions or groups.
        width: columns of the terminal, for lines that are folded; None for a line each, whole.
    """
    if kind == "codes":
        return _tree(code_tree(repository), width)
    rows = [(visible(row["id"]), visible(row["title"])) for row in _rows(repository, kind)]
    return "\n".join(beside(rows, width))


def listing_json(repository: Repository, kind: str) -> str:
    """The same as JSON: a row with `id` and `title` for each, and with more of sources, citations and codes.

    A citation's title says who speaks and what it shows; its words stay in its file. Codes come as a tree, each with
    its `depth` and how many `citations` and `sources` use it.
    """
    return json.dumps(_rows(repository, kind), ensure_ascii=False, indent=2)


def _rows(repository: Repository, kind: str) -> list[dict[str, Any]]:
    if kind == "citations":
        return [_citation(repository, coded) for coded in repository.citations]
    if kind == "codes":
        return [_code(used) for used in code_tree(repository)]
    if kind in {"questions", "groups"}:
        return [{"id": id_, "title": text} for id_, text in getattr(repository.evaluation, kind).items()]
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


def _citation(repository: Repository, coded: Coded) -> dict[str, Any]:
    citation = coded.citation
    shown = [
        f"{one.stance} {f'{one.suggests} instead of ' if one.suggests else ''}{one.claim}" for one in citation.evidence
    ]
    who = repository.role_of(coded) or repository.group_of(coded) or "source"
    return {
        "id": citation.id,
        "title": f"{who}: {', '.join(shown) or ', '.join(citation.codes) or 'nothing yet'}",
        "source": coded.source,
        "evidence": shown,
        "codes": list(citation.codes),
        "file": coded.file,
        "line": coded.line,
    }


def _tree(tree: Sequence[Used], width: int | None) -> str:
    """A line for each code, indented below its parent, with its counts, and what it is in words.

    The counts are citations with the code, their sources, and citations with it or one below it.
    """
    if not tree:
        return ""
    rows = [("code", "  ".join(_COUNTS))]
    for used in tree:
        counts = (used.citations, used.sources, used.with_below)
        numbers = "  ".join(f"{count:>{len(title)}}" for count, title in zip(counts, _COUNTS, strict=True))
        code = used.code
        what = f"{code.label or ''} ({code.kind})".lstrip() if code else "not in the codebook"
        rows.append((visible(f"{'  ' * used.depth}{used.id}"), f"{numbers}  {visible(what)}"))
    return "\n".join(beside(rows, width, most=_CODE))
