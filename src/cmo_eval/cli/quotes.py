"""`cmo-eval quotes`: the words of citations, filtered, to be read here or handed on as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmo_eval.cli.filters import Filters
from cmo_eval.cli.options import Output, Project, formats, read_by, together
from cmo_eval.cli.output import ascii_only, by_ending, deliver, end, named_file, one_of, refuse_terminal, room, tell
from cmo_eval.cli.report import opened_for, refuse_named, tell_held
from cmo_eval.errors import UsageError

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation

FORMATS = ("text", "md", "docx", "xlsx", "csv", "json")


@together
def command(
    filters: Filters,
    project: Project = None,
    background: Annotated[
        bool, typer.Option("--background", help="Words too that may not be quoted, to be read by whoever codes them.")
    ] = False,
    audience: Annotated[str, read_by("Who will read it.")] = "team",
    language: Annotated[
        str | None, typer.Option(metavar="nl|en", help="Of md, docx and xlsx; the evaluation's by default.")
    ] = None,
    format_: Annotated[str | None, formats(*FORMATS, help_="By the ending of FILE, else text.")] = None,
    output: Output = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Show the words themselves, source by source, with who said them and where.

    A citation must pass all filters; of one filter that is given again, any value will do. Claim, stance, pattern and
    part are those of one stance. Words of someone who may not be quoted are not shown. Exits 1 when a file could not
    be read.

    \b
    Example:
      cmo-eval quotes --code trust
      cmo-eval quotes --claim C3 --stance nuances --stance refutes
      cmo-eval quotes --pattern P07 --lacks outcome -o P07.docx
    """
    from cmo_eval.messages import LANGUAGES

    target = named_file(output)
    form = format_ or by_ending(target, {f".{one}": one for one in FORMATS} | {".txt": "text"}, "text")
    spoken = None if language is None else one_of(language, LANGUAGES, "--language")
    packed = form in {"docx", "xlsx"}
    if packed:
        refuse_terminal(output, form)
    if background and (form != "text" or target is not None or audience != "team"):
        raise UsageError("--background is for reading at your own desk", "leave -o, --format and --audience away")
    if target is not None and target.exists() and not yes:
        raise UsageError(f"{target} is there already", "--yes replaces it")
    evaluation = opened_for(project, audience, spoken)
    written, said = _written(evaluation, filters.given, form, spoken, background=background, wide=target is None)
    refuse_named(evaluation, {f"quotes.{form}": written if isinstance(written, bytes) else written.encode()})
    if written or target is not None:
        deliver(written, target)
    if form == "text" or target is not None:
        tell(said)
    tell_held(evaluation)
    end(evaluation.unread)


def _written(
    evaluation: Evaluation, given: Mapping[str, Any], form: str, language: str | None, *, background: bool, wide: bool
) -> tuple[str | bytes, str]:
    """The quotes in a format, and how many there are, said; `wide`: as wide as what they are shown on."""
    from cmo_eval import api
    from cmo_eval.analysis.selection import Selection
    from cmo_eval.output.quotes import quotes_text, totals

    spoken = language or evaluation.repository.evaluation.language
    handed_on = form in {"md", "docx", "xlsx"}
    found = evaluation.quotes(background=background, language=spoken if handed_on else "en", **given)
    if form == "text":
        return quotes_text(found, width=room() if wide else None, ascii_only=wide and ascii_only()), totals(found)
    return api.quotes_file(evaluation, found, Selection(**given).given, form, spoken), totals(found)
