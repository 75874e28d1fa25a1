"""Invitations beside targets, who was heard and who was not: for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from cmo_eval.analysis.sampling import GROUP, KIND, Sampling, Stratum
from cmo_eval.messages import label, phrase, say
from cmo_eval.output.plain import columns, filled, hanging, visible

_GAP = "  "


def sampling_text(found: Sampling, *, width: int = 80, language: str = "en") -> str:
    """Panels, strata beside their targets, who was heard, who was not, and cells that are too small to publish."""
    writer = _Writer(width, language)
    sections = (
        ("panels", writer.panels(found)),
        ("strata", writer.strata(found)),
        ("heard", writer.heard(found)),
        ("unheard", writer.unheard(found)),
        ("cells", writer.cells(found)),
    )
    blocks = []
    for name, lines in sections:
        body = list(lines)
        if body:
            blocks.append("\n".join([label(f"sampling.{name}", language), *body]))
    return "\n\n".join(blocks) + "\n"


class _Writer:
    def __init__(self, width: int, language: str) -> None:
        self.width, self.language = width, language

    def say(self, key: str, **values: object) -> str:
        return say(phrase(key, **values), self.language)

    def panels(self, found: Sampling) -> Iterator[str]:
        if not found.panels:
            yield f"  {self.say('sampling.no_panels')}"
            return
        invited = (
            [""] if found.invited_per_panel is None else [self.say("sampling.target_of", n=found.invited_per_panel)]
        )
        most = [""] if found.max_attendance is None else [self.say("sampling.at_most", n=found.max_attendance)]
        rows = [["", self.say("sampling.invited"), self.say("sampling.attended")], ["", *invited, *most]]
        rows += [[f"{one.id}: {one.title}", str(one.invited), str(one.attended)] for one in found.panels]
        yield from self._table(rows if any(rows[1]) else [rows[0], *rows[2:]])

    def strata(self, found: Sampling) -> Iterator[str]:
        if not found.strata:
            return
        names = ("target", "invited", "short", "attended")
        rows = [["", *(self.say(f"sampling.{name}") for name in names)]]
        for one in found.strata:
            percent = " %" if one.unit == "percent" else ""
            target = "-" if one.target is None else f"{one.target}{percent}"
            short = f"{one.short}{percent}" if one.short else ""
            named = f"{one.panel} {self._dimension(one.stratum)}: {one.value}"
            rows.append([named, target, _invited(one), short, str(one.attended)])
        yield from self._table(rows)

    def heard(self, found: Sampling) -> Iterator[str]:
        names = ("voices", "sources", "people", "citations")
        rows = [["", *(self.say(f"sampling.{name}") for name in names)]]
        for dimension in found.dimensions:
            rows.append([self._dimension(dimension), "", "", "", ""])
            for one in found.heard:
                if one.dimension == dimension:
                    named = self._value(dimension, one.value, one.title)
                    rows.append([f"  {named}", *(str(getattr(one, name)) for name in names)])
        yield from self._table(rows)

    def unheard(self, found: Sampling) -> Iterator[str]:
        if not found.unheard:
            yield f"  {self.say('sampling.everybody')}"
        for one in found.unheard:
            named = f"{self._dimension(one.dimension)} {self._value(one.dimension, one.value, one.title)}"
            yield from self._wrapped(f"{named}: {self.say(f'sampling.{one.why}')}")

    def cells(self, found: Sampling) -> Iterator[str]:
        if not found.cells:
            yield f"  {self.say('sampling.no_cells')}"
            return
        rows = [["", self.say("sampling.organisations"), ""]]
        for one in found.cells:
            missing = self.say("sampling.not_recorded")
            named = ", ".join(part or missing for part in (one.role, *one.attributes.values()))
            mark = "" if one.publishable else self.say("sampling.small")
            rows.append([named, str(one.organisations), mark])
        yield from self._table(rows)
        if not all(one.publishable for one in found.cells):
            yield from self._wrapped(self.say("sampling.small_note", n=found.small_cell))

    def _dimension(self, name: str) -> str:
        key = f"sampling.dimension.{name}"
        said = label(key, self.language)
        return name if said == key else said

    def _value(self, dimension: str, value: str, title: str) -> str:
        if not value:
            return self.say("sampling.not_recorded")
        if dimension == KIND:
            return label(f"source_kind.{value}", self.language)
        return f"{value}: {title}" if dimension == GROUP and title != value else value

    def _wrapped(self, text: str) -> list[str]:
        return filled(text, self.width, "  ", "    ")

    def _table(self, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """Lines of columns: the first to the left and folded where there is no room, the others to the right."""
        shown = [[visible(cell) for cell in row] for row in rows]
        wide = [max(columns(row[place]) for row in shown) for place in range(len(shown[0]))]
        room = self.width - 2 - sum(one + len(_GAP) for one in wide[1:])
        wide[0] = min(wide[0], max(room, 12))
        for row in shown:
            cells = [" " * (one - columns(cell)) + cell for cell, one in zip(row[1:], wide[1:], strict=True)]
            *named, last = hanging(row[0], wide[0])
            yield from (f"  {line}" for line in named)
            yield f"  {last}{' ' * (wide[0] - columns(last))}{_GAP}{_GAP.join(cells)}".rstrip()


def _invited(one: Stratum) -> str:
    return f"{one.invited} ({one.share} %)" if one.total else str(one.invited)


def sampling_json(found: Sampling) -> str:
    """Panels, strata, who was heard and who was not, and cells that are too small, as JSON."""
    data = {
        "version": 1,
        "invited_per_panel": found.invited_per_panel,
        "max_attendance": found.max_attendance,
        "small_cell": found.small_cell,
        "panels": [asdict(one) for one in found.panels],
        "strata": [{**asdict(one), "percent": one.share, "short": one.short} for one in found.strata],
        "heard": [asdict(one) for one in found.heard],
        "unheard": [asdict(one) for one in found.unheard],
        "cells": [asdict(one) for one in found.cells],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
