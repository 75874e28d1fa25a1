"""What codes and keys mean: `explain` and `schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.output import emit, one_of, width
from cmo_eval.errors import UsageError


def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="Such as CMO103 or V6; without it, all codes.")
    ] = None,
) -> None:
    """Say why a finding matters, with an example, or what a rule of `verify` does.

    \b
    Example:
      cmo-eval explain CMO202
      cmo-eval explain V6
      cmo-eval explain
    """
    import textwrap

    from cmo_eval.analysis.verdict import explained
    from cmo_eval.nearest import did_you_mean
    from cmo_eval.rules import CODES, FAMILIES

    weighing = explained()
    if code is None:
        lines = []
        for family, name in FAMILIES.items():
            entries = [entry for entry in CODES.values() if entry.code[3] == family]
            if entries:
                lines.append(f"{name}:")
                lines += [f"  {entry.code} {entry.severity:<8}{entry.title}" for entry in entries]
        lines.append("rules of verify:")
        lines += [f"  {rule:<7}{text.partition('.')[0].lower()}" for rule, text in weighing.items()]
        emit("\n".join(lines))
        return
    if code.upper() in weighing:
        parts = f"{code.upper()}: {weighing[code.upper()]}".split("\n\n")
        emit("\n\n".join(textwrap.fill(part, width(), break_on_hyphens=False) for part in parts))
        return
    entry = CODES.get(code.upper())
    if entry is None:
        raise UsageError(
            f"there is no code {code}", did_you_mean(code.upper(), CODES) or "`cmo-eval explain` lists them"
        )
    hint = f"\n\nWhat to do: {entry.hint}." if entry.hint else ""
    emit(f"{entry.code} ({entry.severity}): {entry.title}\n\n{entry.explanation}{hint}")


def schema(
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
    from cmo_eval.output.schema import KINDS, MARK, schema_files, schema_json, schema_text

    if all_ is not None:
        from cmo_eval.edits.new import write_schemas

        if kind is not None:
            raise UsageError("--all writes the schemas of all kinds", "leave KIND out")
        emit("\n".join(f"wrote {path}" for path in write_schemas(all_, schema_files(), MARK)))
        return
    if kind is None:
        emit("\n".join(f"{name:<12} {where}" for name, (_, where) in KINDS.items()))
        return
    name = one_of(kind, tuple(KINDS), "KIND")
    emit(schema_json(name) if json_ else schema_text(name))
