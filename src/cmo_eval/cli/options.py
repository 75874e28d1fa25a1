"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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


def start(project: Path | None) -> Path:
    """Where to look for the evaluation."""
    return project if project is not None else Path()
