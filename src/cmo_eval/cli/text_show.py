"""`cmo-eval text show`: a transcript with line numbers, speakers and what is coded."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, Texts, formats


def command(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Whose text, such as FG2.")],
    lines: Annotated[
        str | None, typer.Option(metavar="FROM-TO", help="These lines only: 10-40, 10, 10- or -40.", show_default=False)
    ] = None,
    around: Annotated[
        str | None, typer.Option(metavar="CITATION", help="The lines around a citation only.", show_default=False)
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Without what is coded, for a second coder.")] = False,
    background: Annotated[
        bool, typer.Option("--background", help="Words too that may not be quoted, to be read by whoever codes them.")
    ] = False,
    format_: Annotated[str, formats("text", "json", help_="As what it is printed.")] = "text",
    texts: Texts = None,
    project: Project = None,
) -> None:
    """Show the text of a source: line numbers, who speaks, and beside the words what is coded in them.

    Line numbers are those that `at: {line: ...}` of a citation means. What a participant said who may not be quoted is
    shown with --background only; of whoever withdrew, nothing.

    \b
    Example:
      cmo-eval text show FG2
      cmo-eval text show FG2 --lines 10-40
      cmo-eval text show FG2 --around FG2-014
    """
    from cmo_eval import api
    from cmo_eval.analysis.coded_text import coded_text
    from cmo_eval.cli.output import coloured, emit, end, opened, tell, width
    from cmo_eval.edits.text_import import source_of
    from cmo_eval.errors import UsageError
    from cmo_eval.output.transcript import transcript_json, transcript_text
    from cmo_eval.transcripts import store

    if lines is not None and around is not None:
        raise UsageError("--lines and --around are both given", "give one of the two")
    evaluation = opened(project, texts)
    repository = evaluation.repository
    stored = source_of(repository, source, api.names_in_files(evaluation.root))
    folder = store.folder(evaluation.root, repository.evaluation.texts, texts)
    found = coded_text(repository, stored, folder, blind=blind and around is None, background=background)
    every = found.transcript.lines
    first, last = found.around(around) if around is not None else _range(lines, len(every))
    if blind and around is not None:
        found = coded_text(repository, stored, folder, blind=True, background=background)
    shown = every[first - 1 : last]
    if format_ == "json":
        emit(transcript_json(found, shown))
    else:
        emit(transcript_text(found, shown, width(), colour=coloured(sys.stdout)), styled=True)
    held = [line for line in shown if found.is_held_back(line)]
    if held:
        whom = list(dict.fromkeys(who for line in held if (who := found.speaker(line)) is not None))
        whose = f"words of {', '.join(whom)}" if whom else "some words"
        tell(f"{whose} may not be quoted and are not shown; --background shows them")
    if found.changed:
        tell(f"{found.text.name} was changed since {source} was anchored: run `cmo-eval code anchor {source}`")
    if found.unplaced:
        ids = ", ".join(citation.id for citation in found.unplaced)
        tell(f"nothing says where these stand: {ids}")
    end(evaluation.unread)


def _range(lines: str | None, length: int) -> tuple[int, int]:
    """First and last line that are wanted.

    Raises:
        UsageError: they are no lines of the text.
    """
    from cmo_eval.errors import UsageError

    if lines is None:
        return 1, length
    match = re.fullmatch(r"(\d{1,9})?(-)?(\d{1,9})?", lines.strip())
    if match is None or not (match[1] or match[3]):
        raise UsageError(f"--lines is '{lines}'", "it can be 10-40, 10, 10- or -40")
    first = int(match[1] or 1)
    last = int(match[3] or length) if match[2] else first
    if not 1 <= first <= last or first > length:
        raise UsageError(f"--lines is '{lines}'", f"the text has lines 1 to {length}")
    return first, min(last, length)
