"""What language models proposed and how they code, for a terminal, as Markdown and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cmo_eval.analysis.model_coding import Code, ModelCoder
from cmo_eval.output.plain import columns, fields, filled, markdown_table, number_of, padded, visible

_HEADS = ("people", "model", "both", "precision", "recall")


def model_text(one: ModelCoder, width: int = 80) -> str:
    """What became of its proposals, and a row for each code: precision and recall against the settled coding."""
    lines = [row for sentence in _sentences(one) for row in filled(sentence, width)]
    named = [visible(code.code or "all codes") for code in one.codes]
    first = max(map(columns, named), default=0)
    if named:
        lines += ["", "  ".join([" " * first, *_HEADS])]
        for name, code in zip(named, one.codes, strict=True):
            cells = (cell.rjust(len(head)) for cell, head in zip(_cells(code), _HEADS, strict=True))
            lines.append("  ".join([padded(name, first), *cells]))
    return "".join(f"{line}\n" for line in lines)


def model_markdown(one: ModelCoder) -> str:
    """The same as Markdown."""
    rows = [(code.code or "all codes", *_cells(code)) for code in one.codes]
    table = markdown_table(("code", *_HEADS), rows, ("", *["r"] * len(_HEADS))) if rows else ""
    return f"{' '.join(_sentences(one))}\n\n{table}"


def model_data(one: ModelCoder) -> dict[str, Any]:
    """The same as plain values."""
    return {
        **fields(one, "name", "models", "sources", "offered", "refused", "taken", "outcomes", "waiting", "units"),
        "codes": [fields(code, "code", "people", "model", "both", "precision", "recall") for code in one.codes],
    }


def _sentences(one: ModelCoder) -> Iterator[str]:
    done = one.outcomes
    yield visible(
        f"{one.name} ({', '.join(one.models)}) on {', '.join(one.sources)}: {number_of(one.offered, 'proposal')}, "
        f"{one.offered - one.taken} refused, {one.taken} taken in, of which people accepted {done.get('accepted', 0)}, "
        f"changed {done.get('changed', 0)} and rejected {done.get('rejected', 0)}; {one.waiting} wait."
    )
    if one.units:
        yield f"Against the settled coding of {number_of(one.units, 'citation')} that people coded before it answered:"
    else:
        yield "No citation with a place was coded before its answer came in, so nothing can be compared."


def _cells(code: Code) -> list[str]:
    shares = ("-" if share is None else f"{share:.2f}" for share in (code.precision, code.recall))
    return [str(code.people), str(code.model), str(code.both), *shares]
