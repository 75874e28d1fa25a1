"""The filters of citations as options, the same ones for every command that lists them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any, TypeAlias

import typer

from cmo_eval.cli import completion

Given: TypeAlias = Mapping[str, Any]
"""What the filters are given, by the fields of `analysis.selection.Selection`; those that are not are not there."""

_PARTS = ("context", "resource", "reasoning", "outcome", "mechanism")
_KINDS = (
    *("key_actor", "focus_group", "group_interview", "case_interview", "interview"),
    *("informal", "document", "observation", "research"),
)


def _many(flag: str, metavar: str, help_: str, complete: Callable[..., Any] | None = None) -> Any:
    return Annotated[list[str] | None, typer.Option(flag, metavar=metavar, help=help_, autocompletion=complete)]


def _date(flag: str, help_: str) -> Any:
    return Annotated[str | None, typer.Option(flag, metavar="DATE", help=help_, show_default=False)]


OPTIONS: Mapping[str, Any] = {
    "code": _many(
        "--code", "CODE", "With this code, or one below it; each filter can be given again.", completion.codes
    ),
    "claim": _many("--claim", "ID", "Saying something about this claim.", completion.claims),
    "stance": _many(
        "--stance",
        "STANCE",
        "Taking it: supports, nuances, refutes or suggests.",
        completion.one_of("supports", "nuances", "refutes", "suggests"),
    ),
    "pattern": _many("--pattern", "ID", "Showing this pattern.", completion.patterns),
    "part": _many("--part", "PART", f"Showing this part: {', '.join(_PARTS)}.", completion.one_of(*_PARTS)),
    "lacks": _many("--lacks", "PART", "Denying this part.", completion.one_of(*_PARTS)),
    "group": _many("--group", "KEY", "Of this address group.", completion.groups),
    "role": _many("--role", "ROLE", "Of somebody with this role."),
    "speaker": _many("--speaker", "ID", "Of this participant: FG1.r1, or r1 of any source.", completion.speakers),
    "case": _many("--case", "ID", "About this case.", completion.cases),
    "kind": _many("--kind", "KIND", "From sources of this kind, such as focus_group.", completion.one_of(*_KINDS)),
    "quality": _many(
        "--quality",
        "QUALITY",
        "Of this quality: opinion, report, observation or documented.",
        completion.one_of("opinion", "report", "observation", "documented"),
    ),
    "source": _many("--source", "ID", "From this source.", completion.sources),
    "coder": _many("--coder", "INITIALS", "Coded by them.", completion.coders),
    "from_": _date("--from", "Said on this day or later: 2017-03-20, 2017-03 or 2017."),
    "to": _date("--to", "Said on this day or earlier."),
    "since": _date("--since", "Coded on this day or later."),
}
"""The options by the fields of a selection."""


def filtered(run: Callable[..., None]) -> Callable[..., None]:
    """The command with these options; it is called with what they are given as `given`."""

    @wraps(run)
    def command(**values: Any) -> None:
        given = {name: value for name in OPTIONS if (value := values.pop(name))}
        run(**values, given=given)

    signature = inspect.signature(run, eval_str=True)
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in OPTIONS.items()
    ]
    own = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values() if one.name != "given"
    ]
    positional = [one for one in own if one.default is inspect.Parameter.empty]
    others = [one for one in own if one.default is not inspect.Parameter.empty]
    together = [*positional, *options, *others]
    command.__signature__ = signature.replace(parameters=together)  # type: ignore[attr-defined] # typer reads it
    command.__annotations__ = {one.name: one.annotation for one in together}
    return command
