"""`cmo-eval guide`: what to ask an address group in an interview, from what the evidence leaves open."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.completion import groups
from cmo_eval.cli.options import Output, Project, formats, start
from cmo_eval.cli.output import by_ending, deliver, end, named_file, progress, tell_twice, tell_unread
from cmo_eval.errors import UsageError

FORMATS = ("md", "docx", "html", "pdf")


def command(
    group: Annotated[
        str | None,
        typer.Argument(
            metavar="[GROUP]", help="Key of the group; without it, a list of groups.", autocompletion=groups
        ),
    ] = None,
    project: Project = None,
    format_: Annotated[str | None, formats(*FORMATS, help_="By the ending of FILE, else md.")] = None,
    output: Output = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE where there is one.")] = False,
) -> None:
    """Write an interview guide for an address group: what the evidence leaves open, as questions to read out.

    Each claim as one puts it to people, the parts of its patterns that nobody showed, what else it could be, and where
    people differ. It holds nobody's words. Without GROUP, which groups there are, and how much there is to ask them.
    Exits 1 when a file could not be read, or a claim or pattern holds what points at a person.

    \b
    Example:
      cmo-eval guide
      cmo-eval guide participants -o guide.docx
    """
    from cmo_eval import api
    from cmo_eval.cli.report import tell_repeats, tell_why_not
    from cmo_eval.report.formats import need, one_file
    from cmo_eval.report.guide import guide_markdown, guide_title, overview_markdown
    from cmo_eval.report.templates.files import house

    target = named_file(output)
    form = format_ or by_ending(target, {f".{one}": one for one in FORMATS}, "md")
    if form != "md" and target is None:
        raise UsageError(f"{form} needs a file", "name it with -o FILE")
    if target is not None and (target.exists() or target.is_symlink()) and not (yes and target.is_file()):
        raise UsageError(f"{target} exists, and may hold your notes: nothing was written", "--yes replaces a file")
    need([form])
    try:
        with progress():
            evaluation = api.watched(start(project))
    except api.UnpublishableError as error:
        raise tell_why_not(error) from None
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    tell_twice(evaluation.repository)
    about, made = evaluation.repository.evaluation, evaluation.guides([group] if group is not None else ())
    if group is None:
        text, title = overview_markdown(made, about), about.title
    else:
        text, title = guide_markdown(made[group], about), guide_title(made[group], about)
    if form == "md":
        deliver(text, target)
    else:
        deliver(one_file(form, text, title, about, house(evaluation.root / "templates")), target)
    tell_repeats(evaluation.repeats)
    end(evaluation.unread)
