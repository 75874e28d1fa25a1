"""`cmo-eval report`: the evaluation as a report to read, in several formats, and as an Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import AUDIENCES, Project, start
from cmo_eval.cli.output import emit, one_of, opened, progress, tell, tell_twice, tell_unread
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.messages import LANGUAGES
from cmo_eval.output.plain import number_of, visible

if TYPE_CHECKING:
    from cmo_eval.api import Disclosure, Evaluation, UnpublishableError
    from cmo_eval.diagnostics import Location
    from cmo_eval.disclosure import Audience
    from cmo_eval.report.contents import Changes, ReportView

_MOST_REPEATS = 10
_READERS = {"public": "the public", "committee": "the committee", "team": "the team"}


def command(
    chapters: Annotated[
        list[str] | None, typer.Argument(metavar="[CHAPTER]...", help="Ids of claims: only their chapters.")
    ] = None,
    project: Project = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Where to; `report` in the evaluation by default (see --audience)."
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            metavar="|".join(AUDIENCES),
            help="Who will read it; for others than the public it is written into `report-committee` or `report-team`.",
        ),
    ] = "public",
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
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.docx", help="Write no report: keep what a writer changed in this one, in the evaluation."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be written.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Replace files that cmo-eval did not write; with --keep, do not ask.")
    ] = False,
) -> None:
    """Write the evaluation report: as Markdown, Excel, Word, HTML (one file) or tagged PDF.

    What these readers may not see is held back, and counted. Exits 1 when a file could not be read: what rests on it is
    marked incomplete. A public report is not written then, nor where a text points at a person.

    \b
    Example:
      cmo-eval report
      cmo-eval report --format docx,html,pdf --language en -o out
      cmo-eval report --audience team
      cmo-eval report C3 --format docx --reference house.docx
      cmo-eval report --keep report/report.docx
    """
    if keep is not None:
        _keep(project, keep, yes=yes, dry_run=dry_run)
        return
    from cmo_eval.report import names, refuse_foreign, view
    from cmo_eval.report.formats import FORMATS, need

    wanted = list(dict.fromkeys(one_of(form.strip(), [*FORMATS], "--format") for form in formats.split(",")))
    chosen = None if language is None else one_of(language, LANGUAGES, "--language")
    need(wanted)
    if since is not None and chapters:
        raise UsageError("--since is for the whole report", "leave the chapters away, or use `cmo-eval diff`")
    readers = one_of(audience, AUDIENCES, "--audience")
    evaluation = disclosed(project, readers, chosen)
    repository = evaluation.repository
    verification = evaluation.verify(chapters or ())
    spoken = chosen or repository.evaluation.language
    changes = _changes(evaluation, since, spoken) if since is not None else None
    with progress():
        shown = view(
            repository, verification, spoken, changes=changes, coding=evaluation.coding(), recoded=evaluation.recoded
        )
    target = output or evaluation.root / ("report" if readers == "public" else f"report-{readers}")
    parts = bool(chapters)
    planned = names(shown, wanted, chapters=parts)
    refuse_foreign(target, planned, force=yes)
    if dry_run:
        emit("\n".join(f"would write {path} ({_place(path)})" for path in (target / name for name in planned)))
    else:
        _write(evaluation, shown, target, wanted, reference, chapters=parts, force=yes)
    tell_held(evaluation)
    if evaluation.unread:
        raise typer.Exit(1)


def _keep(project: Path | None, file: Path, *, yes: bool, dry_run: bool) -> None:
    """Take what a writer changed in a report into the files of the evaluation; what is not kept is said on stderr.

    Raises:
        typer.Exit: 1, something is not kept, or nothing was written.
        UsageError: it is no report that this program made of this evaluation, or a file cannot be read.
    """
    from cmo_eval.cli.ending import alone, files_of, settle, show, tell_notes
    from cmo_eval.edits.plan import content_of, handed_in
    from cmo_eval.report.edited import kept

    content = content_of(file, "write the report with `cmo-eval report --format docx`, and edit that")
    with alone(project, when=yes and not dry_run) as root:
        evaluation = opened(root)
        if evaluation.unread:
            raise UsageError("a file of the evaluation cannot be read", "mend it first; `cmo-eval validate` shows what")
        with handed_in(file):
            plan = kept(root, evaluation.repository, content)
        tell_notes(plan.notes)
        if plan.change.files:
            show(root, plan.change)
            question = f"Keep the words of the writer in {files_of(plan.change)}?"
            if settle(plan, f"{files_of(plan.change)} would change", question, yes=yes, dry_run=dry_run):
                tell(f"kept {number_of(plan.places, 'change')} of the writer; write the report again to see it")
        elif not plan.lost:
            tell("nothing to keep: it says what the evaluation says")
        if plan.lost:
            tell(f"not kept: {number_of(plan.lost, 'change')}, as noted above; they stay in {file}")
            raise typer.Exit(1)


def disclosed(project: Path | None, readers: Audience, language: str | None) -> Disclosure:
    """The evaluation as these readers may see it, as `api.disclose` gives it; what could not be read is said on stderr.

    Raises:
        typer.Exit: something stands in the way of publishing, which is said.
    """
    from cmo_eval import api

    try:
        with progress():
            evaluation = api.disclose(start(project), readers, language=language)
    except api.UnpublishableError as error:
        raise tell_why_not(error) from None
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    tell_twice(evaluation.repository)
    return evaluation


def opened_for(project: Path | None, audience: str, language: str | None, texts: Path | None = None) -> Evaluation:
    """The evaluation: for the team as `opened` gives it, for other readers as `disclosed` does."""
    if audience == "team":
        return opened(project, texts)
    return disclosed(project, one_of(audience, AUDIENCES, "--audience"), language)


def refuse_named(evaluation: Evaluation, made: Mapping[str, bytes]) -> None:
    """Refuse to write for the public what has a name of the list in it.

    Raises:
        typer.Exit: one does, which is said; nothing is to be written.
    """
    from cmo_eval import api

    try:
        api.refuse_named(evaluation, made)
    except CmoEvalError as error:
        tell(f"{visible(error.message)}\n  hint: {visible(error.hint)}")
        raise typer.Exit(1) from None


def _write(
    evaluation: Disclosure,
    shown: ReportView,
    target: Path,
    wanted: Sequence[str],
    reference: Path | None,
    *,
    chapters: bool,
    force: bool,
) -> None:
    """Make and write the files; say which, and on stderr what is odd or old.

    Raises:
        typer.Exit: a name of the list would be printed; nothing was written.
    """
    from cmo_eval.report import (
        REPORT,
        all_worded,
        documents,
        edited_since,
        files,
        house,
        left_over,
        look_again,
        set_aside,
        write_report,
    )

    own, odd = evaluation.root / "templates", list[str]()
    look = house(own, reference)
    with progress():
        # only in Markdown each chapter is a file too
        each = chapters or "md" in wanted
        made_up = documents(shown, own, odd.append, chapters=each) if {*wanted} - {"xlsx"} else {}
        writing = [one.record for one in evaluation.repository.stored_writing]
        # only of what Word gets: chapters of their own, else the whole
        remember = [one for one in made_up if (one != REPORT) == chapters] if "docx" in wanted else ()
        texts, lines, again = all_worded(shown, made_up, writing, remember=remember)
        made = files(shown, texts, wanted, look, chapters=chapters, written=lines)
        refuse_named(evaluation, made)
        aside = [set_aside(path) for path in edited_since(target, made)]
        written = write_report(target, made, force=force)
    for path in aside:
        tell(f"what somebody wrote in the report of before stays in {path}")
    for one in odd:
        tell(visible(one))
    for other in again:
        tell(visible(look_again(other)))
    pictures = [path for path in written if path.parent == target / "figures"]
    said = [f"wrote {path}" for path in written if path not in pictures]
    if pictures:
        said.append(f"wrote {number_of(len(pictures), 'file')} in {target / 'figures'}")
    emit("\n".join(said))
    audience = evaluation.repository.audience
    outside = audience != "team"
    old = left_over(target, written, all_formats=outside) if outside or not chapters else ()
    if old:
        tell("written by an earlier run and not renewed, remove what is no longer true:")
        tell("\n".join(f"  {path}" for path in old))
        if outside:
            whom = _READERS[audience]
            tell(f"they may have been made for other readers than {whom}: remove them before you share this")


def _place(path: Path) -> str:
    """What stands in the place of a file that would be written."""
    from cmo_eval.report.formats import ours

    if not path.exists():
        return "new"
    whose = "" if ours(path) else " that cmo-eval did not write"
    return f"replaces {-(-path.stat().st_size // 1024):,} KiB{whose}"


def tell_held(evaluation: Evaluation) -> None:
    """Say on stderr how much was held back from other readers, and where it may have slipped through."""
    from cmo_eval import api
    from cmo_eval.report.view import held_back

    if not isinstance(evaluation, api.Disclosure):
        return
    repository = evaluation.repository
    sentences = [f"  {sentence}" for sentence in held_back(repository, "en")]
    if sentences:
        tell("\n".join([f"held back from {_READERS[repository.audience]}:", *sentences]))
    if evaluation.untold:
        ids = ", ".join(evaluation.untold[:_MOST_REPEATS]) + (", ..." if evaluation.untold[_MOST_REPEATS:] else "")
        what = f"whose words are quoted was told by the citations alone where no transcript is at hand: {visible(ids)}"
        tell(f"{what}\n  hint: name the folder of the transcripts, CMO_EVAL_TEXTS=DIR, before you hand this out")
    tell_repeats(evaluation.repeats)


def tell_repeats(repeats: Sequence[Location]) -> None:
    """Say on stderr where texts of the writers repeat words that are held back."""
    if repeats:
        shown = [f"  {visible(str(where))}" for where in repeats[:_MOST_REPEATS]]
        more = [f"  and {len(repeats) - _MOST_REPEATS} more"] if len(repeats) > _MOST_REPEATS else []
        what = "texts of yours that are printed and repeat words which are held back, or were withdrawn:"
        tell("\n".join([what, *shown, *more]))


def tell_why_not(error: UnpublishableError) -> typer.Exit:
    """Say on stderr what stands in the way of publishing, where, and what to do, but not what it is; how to end."""
    from cmo_eval.output.findings import findings_text

    tell(findings_text(error.findings, lambda _: []).rstrip())
    tell(f"{error.message}\n  hint: {error.hint}")
    return typer.Exit(1)


def _changes(evaluation: Disclosure, revision: str, language: str) -> Changes:
    """What changed since a revision of the git history, said; what is no longer there has no name.

    Raises:
        CmoEvalError: an earlier text holds what must not be published.
    """
    from cmo_eval import api
    from cmo_eval.analysis.difference import difference
    from cmo_eval.output.diff import policy_lines, sections, summary
    from cmo_eval.report.contents import Changed, Changes
    from cmo_eval.report.sentences import date
    from cmo_eval.report.view import without_traces

    with api.at(evaluation.root, revision) as (then, before):
        found = without_traces(difference(before.repository, evaluation.repository), evaluation.repository, language)
        if before.unread:
            tell(visible(f"could not be read at {revision}, so changes may be missing: {', '.join(before.unread)}"))
    name = ", ".join(filter(None, (revision, date(then.date or "", language))))
    changes = Changes(
        since=name,
        summary=summary(found, language),
        policy=tuple(policy_lines(found, language)),
        claims=tuple(
            Changed(one.id, one.title, tuple((heading, lines) for heading, lines in sections(one, language)))
            for one in found.claims
        ),
    )
    said = (line for one in changes.claims for _, lines in one.parts for line in (one.title, *lines))
    if evaluation.watch is not None and evaluation.watch.tells([changes.since, *changes.policy, *said]):
        raise CmoEvalError(
            f"what changed since {revision} holds a name of the list, or what points at a person: nothing was written",
            "leave --since away, name a later revision, or choose another --audience",
        )
    return changes
