"""Options that say what a citation shows, of `code add` and `code adjudicate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion

if TYPE_CHECKING:
    from cmo_eval.edits.draft import Stance

_STANCE = "CLAIM[:PATTERN[:PARTS]]"
_PARTS = ("context", "resource", "reasoning", "outcome", "mechanism")
_QUALITIES = ("opinion", "report", "observation", "documented")

Supports = Annotated[
    list[str] | None,
    typer.Option("--supports", metavar=_STANCE, help="What it speaks for.", autocompletion=completion.claims),
]
Nuances = Annotated[
    list[str] | None,
    typer.Option("--nuances", metavar=_STANCE, help="What it limits.", autocompletion=completion.claims),
]
Refutes = Annotated[
    list[str] | None,
    typer.Option("--refutes", metavar=_STANCE, help="What it speaks against.", autocompletion=completion.claims),
]
Suggests = Annotated[
    list[str] | None,
    typer.Option(
        "--suggests",
        metavar="CLAIM/CLAIM",
        help="A claim, and which one it would replace.",
        autocompletion=completion.claims,
    ),
]
InsteadOf = Annotated[
    list[str] | None,
    typer.Option(
        "--instead-of",
        metavar="CLAIM",
        help="With --suggests CLAIM: the one replaced.",
        autocompletion=completion.claims,
    ),
]
Pattern = Annotated[
    str | None,
    typer.Option(
        "--pattern", metavar="PATTERN", help="For each stance that names none.", autocompletion=completion.patterns
    ),
]
Parts = Annotated[
    str | None,
    typer.Option(
        "--parts",
        metavar="PARTS",
        help="Of the pattern: context, resource, reasoning, outcome, mechanism; with commas.",
        autocompletion=completion.one_of(*_PARTS),
    ),
]
Version = Annotated[int | None, typer.Option("--version", metavar="N", help="Of the claims, where it is not 1.")]
Quality = Annotated[
    str | None,
    typer.Option(
        "--quality",
        metavar="QUALITY",
        help="opinion, report, observation or documented.",
        autocompletion=completion.one_of(*_QUALITIES),
    ),
]


def taken(
    given: Mapping[str, Sequence[str] | None],
    instead_of: Sequence[str] | None,
    pattern: str | None,
    parts: str | None,
    version: int | None,
) -> tuple[Stance, ...]:
    """The stances that the options say; `given` has the texts by stance (`supports` ...).

    Raises:
        UsageError: one of them says no stance, or they do not go together.
    """
    from cmo_eval.edits.draft import completed, parts_in, stances_in

    found = [one for stance, texts in given.items() for text in texts or () for one in stances_in(stance, text)]
    return completed(found, pattern=pattern, parts=parts_in(parts or ""), version=version, instead_of=instead_of or ())
