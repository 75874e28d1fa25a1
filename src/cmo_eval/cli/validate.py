"""`cmo-eval validate`: are the files well formed and consistent?"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start
from cmo_eval.diagnostics import Severity

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
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="text|json|github", help="github is the default in GitHub Actions."),
    ] = None,
) -> None:
    """Check that the files are well formed and consistent.

    Each mistake is named with its file, line and column and with what to do next. Nothing is written.
    Exits 1 when there is an error.

    \b
    Example:
      cmo-eval validate
      cmo-eval validate claims --select CMO1,CMO204
      cmo-eval validate --format json > findings.json
    """
    from cmo_eval import api
    from cmo_eval.cli.output import emit, findings_block, one_of, tell

    form = one_of(format_ or ("github" if os.environ.get("GITHUB_ACTIONS") else "text"), FORMATS, "--format")
    chosen, left_out = _codes(select, "--select"), _codes(ignore, "--ignore")
    wanted = paths or []
    inside_of = next((path for path in wanted if path.is_dir()), None)
    validation = api.validate(start(project or inside_of))
    inside = _inside(wanted, validation.root)
    shown = [
        finding
        for finding in validation.findings
        if (not chosen or finding.code.startswith(chosen))
        and not (left_out and finding.code.startswith(left_out))
        and (
            not inside
            or any(part in {"", "."} or f"{finding.location.file}/".startswith(f"{part}/") for part in inside)
        )
    ]
    count = {severity: sum(finding.severity is severity for finding in shown) for severity in Severity}
    summary = _summary(validation.files, count, len(validation.accepted))
    if form == "json":
        from cmo_eval.formats.findings_json import findings_json

        emit(findings_json(shown, files=validation.files, accepted=len(validation.accepted)))
    elif form == "github":
        from cmo_eval.formats.findings_github import findings_github

        if shown:
            emit(findings_github(shown))
        tell(summary)
    else:
        if shown:
            emit(findings_block(shown, validation.root, sys.stdout))
        tell(summary)
    if count[Severity.ERROR] or (strict and count[Severity.WARNING]):
        raise typer.Exit(1)


def _codes(given: list[str] | None, option: str) -> tuple[str, ...]:
    from cmo_eval.catalogue import CATALOGUE
    from cmo_eval.errors import UsageError

    codes = tuple(code.strip().upper() for part in given or [] for code in part.split(",") if code.strip())
    for code in codes:
        if not any(known.startswith(code) for known in CATALOGUE):
            raise UsageError(f"{option} {code}: no code begins like this", "`cmo-eval explain` lists the codes")
    return codes


def _inside(paths: list[Path], root: Path) -> list[str]:
    from cmo_eval.errors import UsageError

    inside = []
    for path in paths:
        # not resolved: a link in a circle is a file with a finding
        candidates = [Path(os.path.abspath(path)), Path(os.path.abspath(root / path))]  # noqa: PTH100
        found = next((place for place in candidates if os.path.lexists(place) and place.is_relative_to(root)), None)
        if found is None:
            raise UsageError(f"{path} is not in the evaluation folder {root}", "name files or folders inside it")
        inside.append(found.relative_to(root).as_posix())
    return inside


def _summary(files: int, count: Mapping[Severity, int], accepted: int) -> str:

    parts = [f"{number} {severity}{'s' if number != 1 else ''}" for severity in Severity if (number := count[severity])]
    tail = f" ({accepted} accepted)" if accepted else ""
    return f"{files} files checked: {', '.join(parts) if parts else 'no findings'}{tail}"
