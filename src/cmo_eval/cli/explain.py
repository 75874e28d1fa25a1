"""`cmo-eval explain`: what a code means."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="Such as CMO103; without it, all codes.")] = None,
) -> None:
    """Say why a finding matters, with an example.

    \b
    Example:
      cmo-eval explain CMO202
      cmo-eval explain
    """
    from cmo_eval.catalogue import CATALOGUE, FAMILIES
    from cmo_eval.cli.output import emit
    from cmo_eval.errors import UsageError
    from cmo_eval.rules import explanation
    from cmo_eval.rules.registry import nearest

    if code is None:
        lines = []
        for family, name in FAMILIES.items():
            entries = [entry for entry in CATALOGUE.values() if entry.code[3] == family]
            if entries:
                lines.append(f"{name}:")
                lines += [f"  {entry.code} {entry.severity:<8}{entry.title}" for entry in entries]
        emit("\n".join(lines))
        return
    entry = CATALOGUE.get(code.upper())
    if entry is None:
        raise UsageError(
            f"there is no code {code}", nearest(code.upper(), CATALOGUE) or "`cmo-eval explain` lists them"
        )
    hint = f"\n\nWhat to do: {entry.hint}." if entry.hint else ""
    emit(f"{entry.code} ({entry.severity}): {entry.title}\n\n{explanation(entry.code)}{hint}")
