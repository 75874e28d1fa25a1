"""What carries a term of a solution, for a terminal and as JSON: cases, values, patterns and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from cmo_eval.analysis.term_evidence import Carrier, TermEvidence
from cmo_eval.analysis.trace import Node
from cmo_eval.messages import label
from cmo_eval.output.plain import fields, filled, json_text, share

_HOW = {"shows": "shows", "denies": "is denied", "absent": "was looked for and not found"}


def term_evidence_text(found: Sequence[TermEvidence], *, width: int = 80) -> str:
    """Each term with its cases, and beneath each the values, patterns and words behind it."""
    lines = [line for one in found for line in _term(one, width)]
    return "\n".join(lines).strip("\n") + "\n"


def _term(one: TermEvidence, width: int) -> Iterator[str]:
    of = f"in {', '.join(one.of)}" if one.of else "in no model of a solution"
    yield ""
    yield from filled(
        f"{one.term}: consistency {share(one.fit.consistency)}, coverage {share(one.fit.coverage)}; {of}",
        width,
        "",
        "  ",
    )
    if not one.cases and not one.contradict:
        yield "  no case is in it"
    told: set[str] = set()
    for cases, says in ((one.cases, "with the outcome"), (one.contradict, "without the outcome")):
        for case in cases:
            yield ""
            yield from filled(
                f"{case.case} {case.title}: {says}, {case.membership:.3f} in the term", width, "  ", "    "
            )
            yield from _case(one, case, told, width)


def _case(one: TermEvidence, case: Carrier, told: set[str], width: int) -> Iterator[str]:
    """The values and patterns of a case; words stand in full where they are met first."""
    for ground in case.grounds:
        text = f": {ground.text}" if ground.text else ""
        said = f"{ground.name} ({ground.membership:.3f}): {ground.title}, {ground.value}{text}"
        yield from filled(said, width, "    ", "      ")
        yield from _words(one, ground.citations, told, width)
    for seen in case.patterns:
        expects = ", which expects it" if seen.expects else ""
        yield from filled(f"{seen.pattern} {_HOW[seen.how]}{expects}: {seen.title}", width, "    ", "      ")
        yield from _words(one, seen.citations, told, width)


def _words(one: TermEvidence, citations: Sequence[str], told: set[str], width: int) -> Iterator[str]:
    for id_ in citations:
        node = one.words.get(id_)
        if node is None:
            continue
        text = f"{id_}, as above" if id_ in told else f"{id_}{f' {node.title}' if node.title else ''}: {said(node)}"
        told.add(id_)
        yield from filled(text, width, "      ", "        ")


def said(node: Node) -> str:
    """The words of a citation, or that they may not be printed."""
    if node.held_back:
        return f"[{label('trace.held_back', 'en')}]"
    if node.quote is None:
        return "[no words]"
    return f"“{node.quote}”" if node.verbatim else node.quote


def term_evidence_rows(found: Sequence[TermEvidence]) -> list[dict[str, Any]]:
    """The terms as data for JSON; a citation's words are null where they may not be printed."""
    return [
        {
            "term": one.term,
            "in": one.of,
            **one.fit._asdict(),
            "cases": list(map(asdict, one.cases)),
            "contradict": list(map(asdict, one.contradict)),
            "citations": {
                id_: {"speaker": node.title, **fields(node, "quote", "verbatim", "held_back", "place")}
                for id_, node in one.words.items()
            },
        }
        for one in found
    ]


def term_evidence_json(found: Sequence[TermEvidence]) -> str:
    """The terms as JSON, version 1."""
    return json_text({"version": 1, "terms": term_evidence_rows(found)})
