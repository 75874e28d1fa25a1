"""`cmo-eval report`: the evaluation as a report to read, in several formats, and as an Excel workbook."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Project, start

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.report.contents import Changes

LANGUAGES = ("nl", "en")


def command(
    chapters: Annotated[
        list[str] | None, typer.Argument(metavar="[CHAPTER]...", help="Ids of claims: only their chapters.")
    ] = None,
    project: Project = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where to; `report` in the evaluation by default."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="md,xlsx,docx,html,pdf", help="One or more, with commas between.")
    ] = "md,xlsx",
    language: Annotated[
        str | None, typer.Option(metavar="nl|en", help="Of headings and labels; the evaluation's by default.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Add an annex: what changed since this commit, tag or branch of git."),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(metavar="FILE.docx", help="A Word document whose styles, page and footer the report takes."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be written.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Replace files that cmo-eval did not write.")] = False,
) -> None:
    """Write the evaluation report: as Markdown, Excel, Word, HTML (one file) or tagged PDF.

    Exits 1 when a file could not be read: what rests on it is marked incomplete in the report.

    \b
    Example:
      cmo-eval report
      cmo-eval report --format docx,html,pdf --language en -o out
      cmo-eval report C3 --format docx --reference house.docx
    """
    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell, tell_unread
    from cmo_eval.errors import UsageError
    from cmo_eval.report import documents, files, house, left_over, names, refuse_foreign, view, write_report
    from cmo_eval.report.outputs import FORMATS, needs

    wanted = list(dict.fromkeys(one_of(form.strip(), FORMATS, "--format") for form in formats.split(",")))
    chosen = None if language is None else one_of(language, LANGUAGES, "--language")
    for lacking in needs(wanted):
        tell(lacking)
    if since is not None and chapters:
        raise UsageError("--since is for the whole report", "leave the chapters away, or use `cmo-eval diff`")
    evaluation = api.load(start(project))
    repository = evaluation.repository
    verification = evaluation.verify(chapters or ())
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    spoken = chosen or repository.evaluation.language
    changes = _changes(evaluation, since, spoken) if since is not None else None
    shown = view(repository, verification, spoken, changes=changes)
    target = output or evaluation.root / "report"
    parts = bool(chapters)
    planned = names(shown, wanted, chapters=parts)
    refuse_foreign(target, planned, force=yes)
    if dry_run:
        emit("\n".join(f"would write {target / name}" for name in planned))
    else:
        own = evaluation.root / "templates"
        look = house(own, reference)
        texts = documents(shown, own) if set(wanted) - {"xlsx"} else {}
        made = files(shown, texts, wanted, look, chapters=parts, begin=_teller())
        written = write_report(target, made, force=yes)
        pictures = [path for path in written if path.parent == target / "figures"]
        lines = [f"wrote {path}" for path in written if path not in pictures]
        if pictures:
            lines.append(f"wrote {len(pictures)} files in {target / 'figures'}")
        emit("\n".join(lines))
        old = left_over(target, written) if not chapters else ()
        if old:
            tell("written by an earlier run and not renewed, remove what is no longer true:")
            tell("\n".join(f"  {path}" for path in old))
    if evaluation.unread:
        raise typer.Exit(1)


def _teller() -> Callable[[str], None]:
    """Says on a terminal which file is being made, once that takes more than a second; else nothing."""
    from cmo_eval.cli.output import tell

    began = time.monotonic()

    def begin(name: str) -> None:
        if sys.stderr.isatty() and time.monotonic() - began > 1:
            tell(f"making {name} ...")

    return begin


def _changes(evaluation: Evaluation, revision: str, language: str) -> Changes:
    """What changed since a revision of the git history, said."""
    from cmo_eval import api, loading
    from cmo_eval.cli.output import tell
    from cmo_eval.errors import CmoEvalError, UsageError
    from cmo_eval.formats.difference_text import policy_lines, sections, summary
    from cmo_eval.formats.plain import visible
    from cmo_eval.history import state
    from cmo_eval.report.contents import Changed, Changes
    from cmo_eval.report.sentences import date
    from cmo_eval.verification.difference import difference

    paths = (loading.EVALUATION_FILE, "codebook.yaml", "conclusions.yaml", *loading.KINDS)
    with state(evaluation.root, revision, paths) as then:
        if loading.EVALUATION_FILE not in then.files:
            raise UsageError(
                f"there was no {loading.EVALUATION_FILE} in this folder at {revision}", "name a later revision"
            )
        try:
            before = api.load(then.folder)
        except CmoEvalError as error:
            raise CmoEvalError(
                f"at {revision}, {error.message}", "name a revision whose evaluation.yaml can be read"
            ) from None
        found = difference(before.repository, evaluation.repository)
        if before.unread:
            tell(visible(f"could not be read at {revision}, so changes may be missing: {', '.join(before.unread)}"))
    name = ", ".join(filter(None, (revision, date(then.date, language))))
    return Changes(
        since=name,
        summary=summary(found, language),
        policy=tuple(policy_lines(found, language)),
        claims=tuple(
            Changed(one.id, one.title, tuple((heading, lines) for heading, lines in sections(one, language)))
            for one in found.claims
        ),
    )
