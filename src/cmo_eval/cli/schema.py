"""`cmo-eval schema`: the keys of each kind of file."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="Such as claim; without it, the kinds.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="As JSON Schema, for editors.")] = False,
) -> None:
    """List the keys that a kind of file can have.

    \b
    Example:
      cmo-eval schema claim
      cmo-eval schema citations --json > citations.schema.json
    """
    from cmo_eval.cli.output import emit, one_of
    from cmo_eval.formats.schema import KINDS, schema_json, schema_text

    if kind is None:
        emit("\n".join(f"{name:<12} {where}" for name, (_, where) in KINDS.items()))
        return
    name = one_of(kind, tuple(KINDS), "KIND")
    emit(schema_json(name) if json_ else schema_text(name))
