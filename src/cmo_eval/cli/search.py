"""`cmo-eval search`: words in quotes, memos and transcripts."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cmo_eval.cli.options import Project, Texts, among, formats, start

KINDS: tuple[Literal["quotes", "memos", "texts"], ...] = ("quotes", "memos", "texts")


def command(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="What must occur, all of it.")],
    project: Project = None,
    in_: Annotated[
        list[str] | None,
        typer.Option(
            "--in", metavar="|".join(KINDS), help="Only there; can be given again.", callback=among(KINDS, "--in")
        ),
    ] = None,
    source: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only in this source.")] = None,
    speaker: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only of this participant, such as r1, or this role.")
    ] = None,
    code: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only where a citation has this code, or one below it.")
    ] = None,
    claim: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only where a citation says something about this claim.")
    ] = None,
    texts: Texts = None,
    limit: Annotated[int, typer.Option(metavar="N", min=0, help="Show so many hits; 0 shows all.")] = 100,
    format_: Annotated[str, formats("text", "json", "csv")] = "text",
) -> None:
    """Search in quotes, memos and transcripts.

    All words must occur in one line of a transcript, or in one part of a citation. Case and accents do not matter;
    `zorg*` is any word that begins so, and words between quotes follow each other. Memos are judgements,
    observations, events and notes. Words of someone who may not be quoted are found but not shown; those of someone
    who withdrew are not found. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval search coach afraid
      cmo-eval search "house rules" --in texts --speaker r3
      cmo-eval search "visit*" --code counting --format csv
    """
    import sys

    from cmo_eval import api
    from cmo_eval.analysis.search import Wanted
    from cmo_eval.cli.output import ascii_only, coloured, emit, end, tell, tell_unread, width
    from cmo_eval.output.plain import number_of
    from cmo_eval.output.search import search_csv, search_json, search_text, totals
    from cmo_eval.store.folder import find_project

    wanted = Wanted(
        kinds=[known for kind in in_ or KINDS for known in KINDS if known == kind],
        sources=tuple(source or ()),
        speakers=tuple(speaker or ()),
        codes=frozenset(code or ()),
        claims=tuple(claim or ()),
        most=limit,
    )
    found = api.search(words, start(project), wanted, texts=texts)
    if found.unread:
        tell_unread(found.unread, found.findings, find_project(start(project)))
    for note in found.notes:
        tell(f"note: {note}")
    if format_ == "json":
        emit(search_json(found, words))
    elif format_ == "csv":
        emit(search_csv(found))
    else:
        if found.hits:
            colour = coloured(sys.stdout)
            emit(search_text(found, width=width(), colour=colour, ascii_only=ascii_only()), styled=True)
        tell(f"{totals(found)} found")
    if found.further:
        tell(f"{number_of(found.further, 'source')} more may hold the words; --limit 0 looks into all of them")
    elif len(found.hits) < sum(found.total.values()):
        tell(f"the first {len(found.hits)} are shown; --limit 0 shows all")
    end(found.unread)
