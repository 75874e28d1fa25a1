"""Agreement between coders as Markdown, CSV and JSON, without a word of any quote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cmo_eval.analysis.agreement.agreement import Agreement, Row
from cmo_eval.analysis.agreement.coefficients import REASONS
from cmo_eval.analysis.agreement.intervals import CONFIDENCE, NO_INTERVAL
from cmo_eval.output.agreement_words import NAMES, about, blocks, figure, left_out, notes, row_name
from cmo_eval.output.plain import visible
from cmo_eval.spreadsheet import csv_text


def agreement_json(found: Agreement) -> str:
    """Everything as JSON, version 1; what is not computable is null, with `why`."""
    compared = found.compared
    data: dict[str, Any] = {
        "version": 1,
        "by": found.by,
        "sources": list(compared.sources),
        "coders": list(compared.coders),
        "citations": len(compared.units),
        "interval": {"confidence": CONFIDENCE, "resamples": found.resamples, "seed": found.seed},
        "rows": [_row(row) for row in found.rows],
        "left_out": {
            "settled_without_record": list(compared.unknown_first),
            "second_coding_by_first_coder": list(compared.same_coder),
            "one_coder_only": [
                {
                    "source": one.source,
                    "coder": one.coder,
                    "agreed_only": list(one.agreed),
                    "second_only": list(one.second),
                    "not_coded_yet": list(one.waiting),
                }
                for one in compared.alone
            ],
        },
        "disagreements": [
            {
                "citation": one.citation,
                "source": one.source,
                "about": one.about,
                "item": one.item,
                "said": dict(one.said),
                "settled": {"by": one.settled.by, "date": one.settled.date} if one.settled else None,
                "disputed": one.disputed,
            }
            for one in found.disagreements
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def _row(row: Row) -> dict[str, Any]:
    return {
        "about": row.about,
        "item": row.item,
        "coders": list(row.coders),
        "units": row.units,
        "items": row.items,
        "scale": row.scale,
        "coefficients": {
            one.name: {
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "why": REASONS[one.coefficient.why] if one.coefficient.why else None,
                "no_interval": NO_INTERVAL[one.no_interval] if one.no_interval and one.value is not None else None,
            }
            for one in row.measures
        },
    }


def agreement_csv(found: Agreement, *, disagreements: bool = False) -> str:
    """CSV with a line for each coefficient; or, of the disagreements, a line for each with a column for each coder."""
    return csv_text(_disagreement_rows(found) if disagreements else _figure_rows(found))


def _figure_rows(found: Agreement) -> list[list[str | int]]:
    head: list[str | int] = [
        "about",
        "item",
        "coders",
        "units",
        "items",
        "scale",
        "coefficient",
        "value",
        "low",
        "high",
        "why",
    ]
    rows: list[list[str | int]] = [list(head)]
    for row in found.rows:
        for one in row.measures:
            figures = ["" if value is None else f"{value:.4f}" for value in (one.value, one.low, one.high)]
            why = REASONS[one.coefficient.why] if one.coefficient.why else ""
            if not why and one.no_interval:
                why = NO_INTERVAL[one.no_interval]
            coders = " ".join(row.coders)
            rows.append([row.about, row.item or "", coders, row.units, row.items, row.scale, one.name, *figures, why])
    return rows


def _disagreement_rows(found: Agreement) -> list[list[str | int]]:
    coders = found.compared.coders
    rows: list[list[str | int]] = []
    rows.append(["citation", "about", "item", *coders, "settled_by", "settled", "disputed"])
    for one in found.disagreements:
        said = [one.said.get(coder, "") for coder in coders]
        settled = [one.settled.by, one.settled.date] if one.settled else ["", ""]
        rows.append([one.citation, one.about, one.item or "", *said, *settled, "yes" if one.disputed else ""])
    return rows


def agreement_markdown(found: Agreement, *, disagreements: bool = False) -> str:
    """Tables in Markdown, one for each set of coders and scale, with what was left out below."""
    parts = []
    for names, rows in blocks(found):
        heads = ["", "coders", "units", *(NAMES[name] for name in names)]
        lines = [heads, ["---", "---", *["---:"] * (len(names) + 1)]]
        for row in rows:
            figures = [figure(one) for one in row.measures[: len(names)]]
            lines.append([row_name(row), "-".join(row.coders), str(row.units), *figures])
        parts.append(_table(lines))
    parts.append("\n".join(f"- {line}" for line in [*notes(found), *left_out(found)]) + "\n")
    if disagreements and found.disagreements:
        coders = found.compared.coders
        lines = [["citation", "about", *coders, "settled"], ["---"] * (len(coders) + 3)]
        for one in found.disagreements:
            settled = f"{one.settled.by}, {one.settled.date}" if one.settled else ""
            lines.append([one.citation, about(one), *(one.said.get(coder, "") for coder in coders), settled])
        parts.append(_table(lines))
    return "\n".join(parts)


def _table(lines: Sequence[Sequence[str]]) -> str:
    return "".join("| " + " | ".join(_escaped(cell) for cell in line) + " |\n" for line in lines)


def _escaped(cell: str) -> str:
    return visible(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
