"""The filters of citations as options, the same ones for every command that lists them."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Many

_PARTS = ("context", "resource", "reasoning", "outcome", "mechanism")
_KINDS = (
    *("key_actor", "focus_group", "group_interview", "case_interview", "interview"),
    *("informal", "document", "observation", "research"),
)


def _many(flag: str, metavar: str, help_: str, complete: Any = None) -> Any:
    return typer.Option(flag, metavar=metavar, help=help_, autocompletion=complete)


def _date(flag: str, help_: str) -> Any:
    return typer.Option(flag, metavar="DATE", help=help_, show_default=False)


class Filters(NamedTuple):
    """The filters, by the fields of `analysis.selection.Selection`."""

    code: Annotated[
        Many,
        _many("--code", "CODE", "With this code, or one below it; each filter can be given again.", completion.codes),
    ] = None
    claim: Annotated[Many, _many("--claim", "ID", "Saying something about this claim.", completion.claims)] = None
    stance: Annotated[
        Many,
        _many(
            "--stance",
            "STANCE",
            "Taking it: supports, nuances, refutes or suggests.",
            completion.one_of("supports", "nuances", "refutes", "suggests"),
        ),
    ] = None
    pattern: Annotated[Many, _many("--pattern", "ID", "Showing this pattern.", completion.patterns)] = None
    part: Annotated[
        Many, _many("--part", "PART", f"Showing this part: {', '.join(_PARTS)}.", completion.one_of(*_PARTS))
    ] = None
    lacks: Annotated[Many, _many("--lacks", "PART", "Denying this part.", completion.one_of(*_PARTS))] = None
    group: Annotated[Many, _many("--group", "KEY", "Of this address group.", completion.groups)] = None
    role: Annotated[Many, _many("--role", "ROLE", "Of somebody with this role.")] = None
    speaker: Annotated[
        Many, _many("--speaker", "ID", "Of this participant: FG1.r1, or r1 of any source.", completion.speakers)
    ] = None
    case: Annotated[Many, _many("--case", "ID", "About this case.", completion.cases)] = None
    kind: Annotated[
        Many, _many("--kind", "KIND", "From sources of this kind, such as focus_group.", completion.one_of(*_KINDS))
    ] = None
    quality: Annotated[
        Many,
        _many(
            "--quality",
            "QUALITY",
            "Of this quality: opinion, report, observation or documented.",
            completion.one_of("opinion", "report", "observation", "documented"),
        ),
    ] = None
    source: Annotated[Many, _many("--source", "ID", "From this source.", completion.sources)] = None
    coder: Annotated[Many, _many("--coder", "INITIALS", "Coded by them.", completion.coders)] = None
    from_: Annotated[str | None, _date("--from", "Said on this day or later: 2017-03-20, 2017-03 or 2017.")] = None
    to: Annotated[str | None, _date("--to", "Said on this day or earlier.")] = None
    since: Annotated[str | None, _date("--since", "Coded on this day or later.")] = None

    @property
    def given(self) -> dict[str, Any]:
        """Those that are given."""
        return {name: value for name, value in self._asdict().items() if value}
