"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

Project = Annotated[
    Path | None,
    typer.Option(
        "--project",
        metavar="DIR",
        help="The evaluation folder; else the nearest one upwards from here.",
        show_default=False,
    ),
]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        metavar="DIR",
        help="Where the transcripts lie; else as CMO_EVAL_TEXTS or evaluation.yaml says.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE; `-` is standard output.")
]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")]


def formats(*names: str, help_: str | None = None) -> Any:
    """`--format`, which is one of these."""
    return typer.Option("--format", metavar="|".join(names), help=help_, callback=among(names, "--format"))


def among(names: Sequence[str], what: str) -> Callable[[Any], Any]:
    """What lets a value, or each of several, through if it is one of the names; else a UsageError names the nearest."""

    def checked(value: Any) -> Any:
        from cmo_eval.cli.output import one_of

        for one in value if isinstance(value, list | tuple) else () if value is None else (value,):
            one_of(one, names, what)
        return value

    return checked


_RUNS = ("local", "any")
ModelIs = Annotated[
    str,
    typer.Option(
        "--model-is",
        metavar="|".join(_RUNS),
        help="Where the model runs: on a computer of the team's own, or anywhere.",
        callback=among(_RUNS, "--model-is"),
    ),
]


def start(project: Path | None) -> Path:
    """Where to look for the evaluation."""
    return project if project is not None else Path()


def today() -> str:
    """The day on which this runs, as files have it: 2024-05-13."""
    from datetime import datetime

    return datetime.now().astimezone().date().isoformat()
