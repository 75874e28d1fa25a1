"""`cmo-eval exchange`: projects of other programs for coding, handed on and taken in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cmo_eval.cli.options import Project, Texts, among
from cmo_eval.cli.report import AUDIENCES, disclosed, refuse_named, tell_held

if TYPE_CHECKING:
    from cmo_eval.disclosure import Audience

_ENDINGS = (".qdpx", ".qdc")
_MOST_NAMED = 5


def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A project (.qdpx), or the codes alone as a codebook (.qdc).")
    ],
    project: Project = None,
    texts: Texts = None,
    audience: Annotated[
        str,
        typer.Option(metavar="|".join(AUDIENCES), help="Who will read it.", callback=among(AUDIENCES, "--audience")),
    ] = "team",
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write a project that NVivo, ATLAS.ti, MAXQDA, QualCoder and others open (REFI-QDA).

    In it are the transcripts, the codebook, a branch of claims with what was said for and against each, and all
    citations that may be quoted, at their places. Words that may not be quoted are dots. For others than the team the
    quotes stand in place of the transcripts. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval exchange export coding.qdpx
      cmo-eval exchange export quotes.qdpx --audience committee
      cmo-eval exchange export codes.qdc
    """
    from cmo_eval.cli.output import deliver, end, may_be_written, opened, progress, tell
    from cmo_eval.edits.exchange_ids import kept
    from cmo_eval.edits.exchange_out import outgoing
    from cmo_eval.output.plain import number_of
    from cmo_eval.projects import refi_out

    may_be_written(file, _ENDINGS, yes=yes)
    readers = cast("Audience", audience)
    for_others = disclosed(project, readers, None) if readers != "team" else None
    evaluation = for_others or opened(project, texts)
    repository = evaluation.repository
    with progress():
        made = outgoing(evaluation.root, repository, kept(evaluation.root, repository.evaluation.id), texts)
        name = repository.evaluation.title
        packed = file.suffix.lower() == ".qdpx"
        content = refi_out.qdpx(made.project, name) if packed else refi_out.qdc(made.project)
    if for_others is not None:
        parts = refi_out.project_files(made.project, name) if packed else {refi_out.PROJECT_FILE: content}
        refuse_named(for_others, {path.replace(".qde", ".xml"): part for path, part in parts.items()})
    deliver(content, file)
    codes = number_of(len(made.project.codes), "code")
    if packed:
        sources, codings = len(made.project.documents), len(made.project.codings)
        tell(f"{number_of(sources, 'source')}, {codes}, {number_of(codings, 'coding')}")
        _tell_some("quotes stand in place of the transcript of", made.in_quotes)
        _tell_some("words that may not be quoted are dots in", made.masked)
        for cause, ids in made.left.items():
            _tell_some(f"not in it, since {cause}: {number_of(len(ids), 'citation')}:", ids)
    else:
        tell(codes)
    if for_others is not None:
        tell_held(for_others)
    end(evaluation.unread)


def _tell_some(what: str, ids: Sequence[str]) -> None:
    """Say it on stderr with the first of these ids; nothing without any."""
    from cmo_eval.cli.output import tell
    from cmo_eval.output.plain import visible

    if ids:
        more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
        tell(visible(f"{what} {', '.join(ids[:_MOST_NAMED])}{more}"))
