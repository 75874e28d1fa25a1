"""What is in the evaluation: `list`, `show`, `trace`, `search` and `text show`."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.filters import Filters
from cmo_eval.cli.options import Json, Project, Texts, among, formats, start, together
from cmo_eval.cli.output import ascii_only, coloured, emit, end, opened, room, tell, tell_unread, width
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import number_of

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation

KINDS = ("claims", "patterns", "cases", "sources", "citations", "codes", "questions", "groups")
PLACES: tuple[Literal["quotes", "memos", "texts"], ...] = ("quotes", "memos", "texts")


@together
def list_records(
    what: Annotated[str, typer.Argument(metavar="|".join(KINDS), help="What to list.", callback=among(KINDS, "KIND"))],
    filters: Filters,
    project: Project = None,
    json_: Json = False,
) -> None:
    """List claims, patterns, cases, sources, citations, codes, questions or groups.

    Codes come as a tree, with how many citations and sources have each. The filters are for citations, and those of
    `cmo-eval quotes`, which shows the words.

    \b
    Example:
      cmo-eval list claims
      cmo-eval list codes
      cmo-eval list citations --claim C3 --stance refutes
    """
    from cmo_eval.analysis.selection import Selection, chosen
    from cmo_eval.output.records import listing_json, listing_text

    given = filters.given
    if given and what != "citations":
        raise UsageError(f"the filters are for citations, not for {what}", "leave them away")
    evaluation = opened(project)
    known = evaluation.repository
    only = chosen(known, Selection(**given)) if given else None
    text = listing_json(known, what, only) if json_ else listing_text(known, what, room(), only)
    if text:
        emit(text)
    else:
        tell(f"no {what} of these" if given else f"no {what} yet{_MAKES.get(what, '')}")
    end(evaluation.unread)


_MAKES = {
    "claims": ": `cmo-eval new claim` writes one to start from",
    "patterns": ": `cmo-eval new pattern` writes one to start from",
    "cases": ": `cmo-eval new case` writes one to start from",
    "sources": ": `cmo-eval text import FILE --new` makes one of a transcript, `cmo-eval new source` one to fill in",
    "citations": ": `cmo-eval code add SOURCE` codes one",
    "codes": ": `cmo-eval code new CODE` makes one",
}
"""How the first of its kind comes to be."""


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Of a claim, pattern, case, source or citation, or a code.")],
    project: Project = None,
    json_: Json = False,
) -> None:
    """Show one claim, pattern, case, source, citation or code: what its file says, and what refers to it.

    Of a claim, pattern and code also the words that say something about it, the first of very many. The words of
    someone who may not be quoted are not shown.

    \b
    Example:
      cmo-eval show C3
      cmo-eval show FG1-003 --json
    """
    from cmo_eval.output.records import record_json, record_text

    evaluation = opened(project)
    known = evaluation.repository
    shown = record_json(known, id_) if json_ else record_text(known, id_, width=room(), ascii_only=ascii_only())
    emit(shown)
    end(evaluation.unread)


def trace(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Of a citation, pattern, claim, case, source or recommendation, a question's key, or a term: A*~B.",
        ),
    ],
    comparison: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="The comparison of evaluation.yaml that a term is of, where there are several.",
            show_default=False,
            autocompletion=completion.comparisons,
        ),
    ] = None,
    project: Project = None,
    format_: Annotated[str, formats("text", "json")] = "text",
) -> None:
    """Walk the chain in both directions: from words to conclusions, and from conclusions to words.

    Quote, citation, pattern and claim, proposal and decision, answer and recommendation. A term of a solution leads
    to its cases, and from each to the values, patterns and words behind it. The words of someone who may not be quoted
    are not shown. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval trace FG1-003
      cmo-eval trace "trust*~size" --comparison lasting
      cmo-eval trace A1 --format json
    """
    evaluation = opened(project)
    if comparison is not None or set("*~{+") & set(id_):
        from cmo_eval.output.term_evidence import term_evidence_json, term_evidence_text  # brings numpy

        terms = evaluation.evidence_of_terms(comparison or _only_comparison(evaluation, id_), id_)
        emit(term_evidence_json(terms) if format_ == "json" else term_evidence_text(terms, width=width()))
    else:
        from cmo_eval.output.trace import trace_json, trace_text

        found = evaluation.trace(id_)
        emit(trace_json(found) if format_ == "json" else trace_text(found, width=width(), ascii_only=ascii_only()))
    end(evaluation.unread)


def _only_comparison(evaluation: Evaluation, term: str) -> str:
    known = list(evaluation.repository.evaluation.comparisons)
    if len(known) != 1:
        there_are = f"--comparison {' or '.join(known)}" if known else "evaluation.yaml has none under `comparisons`"
        raise UsageError(f"of which comparison is {term} a term?", there_are)
    return known[0]


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="What must occur, all of it.")],
    project: Project = None,
    in_: Annotated[
        list[str] | None,
        typer.Option(
            "--in", metavar="|".join(PLACES), help="Only there; can be given again.", callback=among(PLACES, "--in")
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
    from cmo_eval import api
    from cmo_eval.analysis.search import Wanted
    from cmo_eval.output.search import search_csv, search_json, search_text, totals
    from cmo_eval.store.folder import find_project

    wanted = Wanted(
        kinds=[known for kind in in_ or PLACES for known in PLACES if known == kind],
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


def text_show(
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
    from cmo_eval.edits.transcripts.text_import import source_of
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
    if found.proposed:
        number = number_of(len(found.proposed), "proposal")
        tell(f"{number} of language models count for nothing yet: `cmo-eval code review {source}`")
    if found.unplaced:
        ids = ", ".join(citation.id for citation in found.unplaced)
        tell(f"nothing says where these stand: {ids}")
    end(evaluation.unread)


def _range(lines: str | None, length: int) -> tuple[int, int]:
    """First and last line that are wanted.

    Raises:
        UsageError: they are no lines of the text.
    """
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
