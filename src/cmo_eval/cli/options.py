"""Options that several commands share."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, get_type_hints

import typer

if TYPE_CHECKING:
    from cmo_eval.disclosure import Audience

Many: TypeAlias = list[str] | None
"""What an option is that can be given again."""

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


def together(run: Callable[..., None]) -> Callable[..., None]:
    """The command, with options that it shares with others in place of each parameter that is a NamedTuple of them.

    It is called with a value of that NamedTuple, which has what was given of these options.
    """
    own = inspect.signature(run, eval_str=True).parameters
    shared = {name: one.annotation for name, one in own.items() if hasattr(one.annotation, "_field_defaults")}

    @wraps(run)
    def command(**values: Any) -> None:
        for name, kind in shared.items():
            values[name] = kind(**{option: values.pop(option) for option in kind._fields})
        run(**values)

    options: list[inspect.Parameter] = []
    for name, one in own.items():
        if name in shared:
            usual = shared[name]._field_defaults
            hints = get_type_hints(shared[name], include_extras=True)
            options += (
                inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=usual[option], annotation=hint)
                for option, hint in hints.items()
            )
        else:
            options.append(one.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    command.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined] # typer reads it
    command.__annotations__ = {one.name: one.annotation for one in options}
    return command


def formats(*names: str, help_: str | None = None) -> Any:
    """`--format`, which is one of these."""
    return typer.Option("--format", metavar="|".join(names), help=help_, callback=among(names, "--format"))


AUDIENCES: tuple[Audience, ...] = ("public", "committee", "team")
"""As `disclosure` has them, which takes long to import."""


def read_by(help_: str) -> Any:
    """`--audience`, which is one of these."""
    return typer.Option(metavar="|".join(AUDIENCES), help=help_, callback=among(AUDIENCES, "--audience"))


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
