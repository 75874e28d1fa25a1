"""`cmo-eval schema`: the keys of each kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="Such as claim; without it, the kinds.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="As JSON Schema, for editors.")] = False,
    all_: Annotated[
        Path | None,
        typer.Option("--all", metavar="DIR", help="Write the JSON Schemas of all kinds into this folder."),
    ] = None,
) -> None:
    """List the keys that a kind of file can have.

    \b
    Example:
      cmo-eval schema claim
      cmo-eval schema citations --json > citations.schema.json
      cmo-eval schema --all .cmo-eval/schemas
    """
    from cmo_eval.cli.output import emit, one_of
    from cmo_eval.errors import UsageError
    from cmo_eval.output.schema import KINDS, MARK, schema_files, schema_json, schema_text

    if all_ is not None:
        from cmo_eval.edits.init import write_schemas

        if kind is not None:
            raise UsageError("--all writes the schemas of all kinds", "leave KIND out")
        emit("\n".join(f"wrote {path}" for path in write_schemas(all_, schema_files(), MARK)))
        return
    if kind is None:
        emit("\n".join(f"{name:<12} {where}" for name, (_, where) in KINDS.items()))
        return
    name = one_of(kind, tuple(KINDS), "KIND")
    emit(schema_json(name) if json_ else schema_text(name))
