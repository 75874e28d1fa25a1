"""`cmo-eval validate`: are the files well formed and consistent?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.ending import files_of, settle, show
from cmo_eval.cli.options import Project, Texts, start
from cmo_eval.cli.output import emit, findings_block, one_of, progress, tell
from cmo_eval.diagnostics import Finding, Severity
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import visible

if TYPE_CHECKING:
    from cmo_eval.api import Validation

FORMATS = ("text", "json", "github")


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Show findings in these files or folders only."),
    ] = None,
    project: Project = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only codes that begin like this, such as CMO1.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Not the codes that begin like this.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings too.")] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Each finding by itself; else those of a kind are one line with a count.")
    ] = False,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="text|json|github", help="github is the default in GitHub Actions."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="First mend what needs no decision; shows it and asks.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --fix: do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --fix: only show what it would change.")] = False,
    texts: Texts = None,
) -> None:
    """Check that the files are well formed and consistent, and that quotes stand in their texts.

    Each mistake is named with its file, line and column and with what to do next. Without --fix nothing is written.
    Exits 1 when there is an error.

    \b
    Example:
      cmo-eval validate
      cmo-eval validate claims --select CMO1,CMO204
      cmo-eval validate --format json > findings.json
      cmo-eval validate --fix --dry-run
    """
    from cmo_eval import api
    from cmo_eval.output import findings

    form = one_of(format_ or ("github" if os.environ.get("GITHUB_ACTIONS") else "text"), FORMATS, "--format")
    chosen, left_out = _codes(select or [], "--select"), _codes(ignore or [], "--ignore")
    wanted = paths or []
    inside_of = next((path if path.is_dir() else path.parent for path in wanted if os.path.lexists(path)), None)
    where = start(project or inside_of)
    if (yes or dry_run) and not fix:
        raise UsageError(f"{'--yes' if yes else '--dry-run'} goes with --fix", "add --fix")
    if fix:
        if format_ not in {None, "text"}:
            raise UsageError(f"--fix shows its changes as text, not as {format_}", "run again without --fix for that")
        inside = _mend(where, wanted, texts, yes=yes, dry_run=dry_run)
    with progress():
        validation = api.validate(where, texts=texts)
    if not fix:
        inside = _inside(wanted, validation.root)
    shown = [
        finding
        for finding in validation.findings
        if (not chosen or finding.code.startswith(chosen))
        and not (left_out and finding.code.startswith(left_out))
        and (not inside or _is_inside(finding.location.file, inside))
    ]
    if form == "json":
        emit(findings.findings_json(shown, files=validation.files, accepted=len(validation.accepted)))
    else:
        if shown and form == "github":
            emit(findings.findings_github(shown, _in_repository(validation.root)))
        elif shown:
            more = _more(shown, validation)
            emit(findings_block(shown, validation.root, sys.stdout, more, texts=texts, whole=all_), styled=True)
        tell(findings.summary(shown, files=validation.files, accepted=len(validation.accepted)))
    serious = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(finding.severity in serious for finding in shown):
        raise typer.Exit(1)


def _in_repository(root: Path) -> str:
    """The evaluation folder as seen from the top of its git repository; empty where it is that, or in none."""
    top = next((folder for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), root)
    return root.relative_to(top).as_posix() if top != root else ""


def _more(findings: Sequence[Finding], validation: Validation) -> Callable[[Finding], Iterable[str]]:
    """In which words quotes and texts differ: shown to whoever has the texts, and kept nowhere."""
    if validation.repository is None or not any(finding.code in {"CMO415", "CMO416"} for finding in findings):
        return lambda _: ()
    from cmo_eval.analysis.coded_text import Differences

    return Differences(validation.repository).lines


def _mend(where: Path, wanted: list[Path], texts: Path | None, *, yes: bool, dry_run: bool) -> list[str]:
    """Show what can be mended, and mend it if that is wanted; ends the run where it is not.

    Returns:
        What is wanted as paths in the folder, under their new names.
    """
    from cmo_eval import api

    plan = api.plan_fixes(where, texts=texts or os.environ.get("CMO_EVAL_TEXTS") or None)
    inside = _inside(wanted, plan.root)
    if inside:
        plan = plan.only(lambda file: _is_inside(file, inside))
    for left in plan.left:
        tell(visible(f"{left.file}: {left.why}"))
    if not plan.mends:
        tell("nothing to mend")
        if dry_run:
            raise typer.Exit
        return inside
    show(plan.root, plan.change, api.redaction(plan.root, texts=texts))
    for mend in plan.mends:
        tell(visible(f"{mend.change.file}: {', '.join(mend.what)}"))
    files = files_of(plan.change)
    hint = "--yes applies this"
    if not settle(plan, f"{files} would change", f"Change {files}?", yes=yes, dry_run=dry_run, hint=hint):
        raise typer.Exit
    tell(f"{files} changed")
    renamed = {mend.change.file: mend.change.name for mend in plan.mends if mend.change.name}
    return [renamed.get(part, part) for part in inside]


def _is_inside(file: str, inside: list[str]) -> bool:
    return any(part in {"", "."} or f"{file}/".startswith(f"{part}/") for part in inside)


def _codes(given: list[str], option: str) -> tuple[str, ...]:
    from cmo_eval.rules import CODES

    codes = tuple(code.strip().upper() for part in given for code in part.split(",") if code.strip())
    for code in codes:
        if not any(known.startswith(code) for known in CODES):
            raise UsageError(f"{option} {code}: no code begins like this", "`cmo-eval explain` lists the codes")
    return codes


def _inside(paths: list[Path], root: Path) -> list[str]:
    inside = []
    for path in paths:
        # not resolved: a link in a circle is a file with a finding
        candidates = [Path(os.path.abspath(path)), Path(os.path.abspath(root / path))]  # noqa: PTH100
        found = next((place for place in candidates if os.path.lexists(place) and place.is_relative_to(root)), None)
        if found is None:
            raise UsageError(f"{path} is not in the evaluation folder {root}", "name files or folders inside it")
        inside.append(found.relative_to(root).as_posix())
    return inside
