"""How claims were refined (`verify --history`): each wording, and what became of the evidence with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.refinement import History, Reworded
from cmo_eval.analysis.verification import Verification
from cmo_eval.messages import count
from cmo_eval.model import STANCES
from cmo_eval.output.plain import fields
from cmo_eval.output.tables import Cell, Page


def history_page(page: Page, verification: Verification, found: Mapping[str, History]) -> None:
    """Puts the versions of each claim on the page, oldest first."""
    page.line(("How the claims were refined", "bold"))
    for id_, history in found.items():
        page.line()
        page.line((f"{id_} {verification[id_].claim.title}", "bold"))
        for one in history:
            wording = one.wording
            date = f", {wording.date}" if wording.date else ""
            page.line(f"version {wording.version}{date}{' (weighed)' if one.weighed else ''}", indent=2)
            page.line((wording.statement, "italic"), indent=4)
            if wording.why:
                cited = f" [{', '.join(wording.citations)}]" if wording.citations else ""
                page.line(f"why: {wording.why}{cited}", indent=4)
            rows = list(_rows(one))
            if rows:
                page.grid(rows, 4)
    page.line()


def _rows(one: Reworded) -> Iterator[tuple[Cell, Cell]]:
    for what, side in (("new:", one.gained), ("carried over:", one.carried)):
        if side.rows:
            yield what, _side(side)
    for aside in one.set_aside:
        yield "set aside:", f"{aside.citation} ({aside.why})"
    if one.left_behind.rows:
        yield ("left behind:", "yellow"), (_side(one.left_behind), "yellow")
    if one.lost.rows:
        yield "no longer about it:", _side(one.lost)


def _side(side: Side) -> str:
    stances = {stance: Side([row for row in side.rows if row.stance == stance]).citations for stance in STANCES}
    said = "; ".join(f"{stance} {', '.join(ids)}" for stance, ids in stances.items() if ids)
    return f"{count(len(side.voices), 'voice')}: {said}"


def history_data(history: History) -> list[dict[str, Any]]:
    """The versions for JSON, with ids of citations and voices."""
    sides = ("gained", "carried", "left_behind", "lost")
    return [
        {
            **fields(one.wording, "version", "date", "statement", "why", "citations"),
            "weighed": one.weighed,
            **{name: fields(getattr(one, name), "citations", "voices") for name in sides},
            "set_aside": [fields(aside, "citation", "why") for aside in one.set_aside],
        }
        for one in history
    ]
