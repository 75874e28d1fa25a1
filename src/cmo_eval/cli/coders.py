"""What several coders made of the same citations: `code second`, `agreement` and `code adjudicate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.coding import Quality, Shows
from cmo_eval.cli.ending import alone, settle, show, tell_notes
from cmo_eval.cli.options import DryRun, Project, Yes, among, formats, today, together
from cmo_eval.cli.output import emit, end, may_be_written, opened, tell, width
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import number_of

if TYPE_CHECKING:
    from cmo_eval.analysis.double_coding import Disagreement
    from cmo_eval.api import Evaluation
    from cmo_eval.edits.coding.adjudicate import Outcome
    from cmo_eval.store.repository import Repository

BY = ("code", "stance", "quality", "boundary", "coder")


def second(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="Id of a source that a first coder coded.", autocompletion=completion.sources
        ),
    ],
    coder: Annotated[
        str | None, typer.Option("--coder", metavar="INITIALS", help="The second coder, of the team.")
    ] = None,
    project: Project = None,
    sample: Annotated[
        str | None,
        typer.Option("--sample", metavar="N|N%", help="How many citations, or which share; all unless given."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="By which the sample is drawn.")] = 1,
    show_: Annotated[
        bool, typer.Option("--show", help="Print the words to be coded, without the first coding.")
    ] = False,
    background: Annotated[
        bool, typer.Option("--background", help="With --show or -o: words too that may not be quoted, to be coded.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="A workbook (.xlsx) with the words, to fill in."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Write a file in which a second coder codes the same citations blind; run again, it adds what is missing.

    The file has their ids and places, and nothing that the first coder made of them. --show prints the words,
    those that may not be quoted with --background only. -o writes a workbook with the words that are still to be
    coded, which `cmo-eval code import` brings back.

    \b
    Example:
      cmo-eval code second FG2 --coder CD --sample 20%
      cmo-eval code second FG2 --coder CD --show
      cmo-eval code second FG2 --coder CD -o FG2-CD.xlsx
    """
    from cmo_eval import api
    from cmo_eval.edits.coding import second
    from cmo_eval.output.agreement import second_text

    if background and not (show_ or output):
        raise UsageError("--background goes with --show or -o", "add one of the two")
    if output is not None:
        may_be_written(output, (".xlsx",), yes=yes)
    with alone(project, when=not dry_run and not show_) as root:
        evaluation = opened(root)
        coder = coder or _second_coder(root, evaluation.repository, source)
        if show_:
            seen = second.shown(root, evaluation.repository, source, coder, background=background)
            emit(second_text(seen, width=width()))
            return
        plan = second.plan(
            root, evaluation.repository, source, coder, sample=sample, seed=seed, as_drawn=output is not None
        )
        number = number_of(len(plan.ids), "citation")
        if not plan.change.files:
            tell(f"{plan.file} has them all" + ("" if output else "; nothing was written"))
        elif dry_run:
            show(root, plan.change, api.redaction(root, evaluation.repository))
        if plan.change.files and settle(
            plan, f"{plan.file} would get {number} of {plan.of}", "", yes=True, dry_run=dry_run
        ):
            tell(f"{plan.file} has {number} more, of {plan.of}")
            if output is None:
                tell(f"to see the words: cmo-eval code second {source} --coder {coder} --show")
        if output is not None and not dry_run:
            _blind(root, source, coder, output, background=background)


def _second_coder(root: Path, repository: Repository, source: str) -> str:
    """Who is to code a source again where no option says it: who codes here, unless that is its first coder.

    Raises:
        UsageError: it is, or nobody is known to code here.
    """
    from cmo_eval.edits.coding.file import read_coding
    from cmo_eval.edits.coding.who_codes import usual_coder

    usual = usual_coder(root)
    if usual is None or usual == read_coding(root, source).coder:
        others = ", ".join(one for one in repository.evaluation.team if one != usual)
        what = f"{usual} is the first coder of {source}" if usual else "nothing says who the second coder is"
        raise UsageError(what, f"name the second coder, of {others}: --coder" if others else "name one: --coder CD")
    return usual


def _blind(root: Path, source: str, coder: str, output: Path, *, background: bool) -> None:
    """Write the workbook of what the second coder has still to code, and say how it comes back."""
    from cmo_eval.edits.coding import second
    from cmo_eval.output.coding_table import blind_xlsx
    from cmo_eval.store.writing.output import write_file

    repository = opened(root).repository
    seen = [one for one in second.shown(root, repository, source, coder, background=background) if not one.coded]
    if not seen:
        raise UsageError(
            f"{coder} has coded all of {source}", f"no workbook was written: `cmo-eval agreement {source}`"
        )
    write_file(output, blind_xlsx(repository, source, coder, seen), "name another file with -o")
    tell(f"wrote {output}: {number_of(len(seen), 'citation')} to be coded by {coder}")
    tell(f"when it is filled in: cmo-eval code import {output}")


def agreement(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Sources that were coded twice; all unless given.")
    ] = None,
    project: Project = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(BY),
            help="A row for each; else codes, stances, quality as a whole.",
            callback=among(BY, "--by"),
        ),
    ] = None,
    coders: Annotated[
        list[str] | None,
        typer.Option("--coders", metavar="AB,CD", help="Only these coders, two or more; all unless given."),
    ] = None,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="List what they saw differently, citation by citation.")
    ] = False,
    models: Annotated[
        bool, typer.Option("--models", help="Language models too, as coders of what a person coded first.")
    ] = False,
    format_: Annotated[str, formats("text", "json", "csv", "markdown", help_="How to write it.")] = "text",
) -> None:
    """Compare what coders made of the same citations: units, percent agreement, coefficients with intervals.

    And whether they marked the same fragments, by the character.

    The agreed coding is the first coder's; where a difference was settled, what the first coder had made of it counts.
    Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval agreement
      cmo-eval agreement FG1 --by code
      cmo-eval agreement --disagreements
    """
    from cmo_eval.analysis.agreement import BYS
    from cmo_eval.disclosure import words_at_desk
    from cmo_eval.output import agreement
    from cmo_eval.output.model_coding import model_markdown, model_text

    chosen = [part for text in coders or () for part in text.replace(",", " ").split()]
    evaluation = opened(project)
    rows = next(one for one in BYS if one == (by or BYS[0]))
    found = evaluation.agreement(sources or (), by=rows, coders=chosen, models=models)
    theirs = evaluation.model_coders() if models else ()
    if format_ == "text":
        repository = evaluation.repository

        def words(one: Disagreement) -> str:
            """The words of a citation in the agreed coding, as far as they may be quoted."""
            return "" if one.coded is None else words_at_desk(repository, one.coded)

        emit(agreement.agreement_text(found, disagreements=disagreements, words=words, width=width()))
        emit("".join(f"\n{model_text(one, width())}" for one in theirs))
    elif format_ == "json":
        emit(agreement.agreement_json(found, theirs))
    elif format_ == "csv":
        emit(agreement.agreement_csv(found, disagreements=disagreements))
    else:
        emit(agreement.agreement_markdown(found, disagreements=disagreements))
        emit("".join(f"\n{model_markdown(one)}" for one in theirs))
    end(evaluation.unread)


@together
def adjudicate(
    citation: Annotated[
        str | None, typer.Argument(metavar="CITATION", help="Its id; on a terminal, else all that are open in turn.")
    ] = None,
    *,
    project: Project = None,
    by: Annotated[str | None, typer.Option("--by", metavar="INITIALS", help="Who settles it.")] = None,
    take: Annotated[
        str | None, typer.Option("--take", metavar="INITIALS", help="As this coder had it, but for what is given here.")
    ] = None,
    shows: Shows,
    no_evidence: Annotated[bool, typer.Option("--no-evidence", help="It takes no stance on any claim.")] = False,
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="A code; name all that apply.", autocompletion=completion.codes),
    ] = None,
    no_codes: Annotated[bool, typer.Option("--no-codes", help="No code applies.")] = False,
    quality: Quality = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was settled; today unless given.", show_default=False)
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Record what holds of a citation that coders saw differently, in the agreed coding.

    Evidence, codes and quality that are given replace what was there; what they agreed on stays. What the first coder
    had made of it is kept beside the outcome, and the second coder's file stays as it is.

    \b
    Example:
      cmo-eval code adjudicate FG1-003 --by EF --take AB
      cmo-eval code adjudicate FG1-003 --by EF --nuances C1:P01:outcome --code hub
      cmo-eval code adjudicate --by EF
    """
    from cmo_eval import api
    from cmo_eval.edits.coding import adjudicate, draft
    from cmo_eval.edits.coding.who_codes import usual_coder

    asks = sys.stdin.isatty()
    if no_evidence and any((shows.supports, shows.nuances, shows.refutes, shows.suggests)):
        raise UsageError("--no-evidence and a stance contradict each other", "give one of the two")
    if no_codes and code:
        raise UsageError("--no-codes and --code contradict each other", "give one of the two")
    whole = shows.stances()
    codes = tuple(one for text in code or () for one in draft.listed(text))
    given = (take, whole, codes, quality, no_evidence, no_codes)
    if citation is None and any(given):
        raise UsageError("nothing says which citation this is about", "name it: `cmo-eval agreement --disagreements`")
    if citation is None and not asks:
        raise UsageError("which citation is not said", "name it, or settle them in turn on a terminal")
    if by is None and not asks:
        raise UsageError("nothing says who settles it", "give --by and initials")
    with alone(project, when=yes and not dry_run and citation is not None and by is not None) as root:
        evaluation = opened(root)
        if by is None:
            usual = usual_coder(root)
            by = str(typer.prompt("Settled by (initials)", default=usual, err=True)).strip()
        if citation is None:
            outcomes = _in_turn(evaluation)
        else:
            evidence = whole if whole or no_evidence else None
            named = codes if codes or no_codes else None
            outcomes = [adjudicate.Outcome(citation, take, evidence, named, quality)]
        if not outcomes:
            tell("nothing to settle; nothing was written")
            return
        plan = adjudicate.plan(root, evaluation.repository, outcomes, by=by, date=date or today())
        show(root, plan.change, api.redaction(root, evaluation.repository))
        tell_notes(plan.notes)
        files = [one.file for one in plan.change.files]
        into = " and ".join(files)
        if settle(plan, f"{into} would change", f"Write this into {into}?", yes=yes, dry_run=dry_run):
            which = plan.citations[0] if len(plan.citations) == 1 else f"{len(plan.citations)} citations"
            tell(f"{which} settled by {by}; written into {', '.join(files)}")


def _in_turn(evaluation: Evaluation) -> list[Outcome]:
    """For each citation with something open, whose coding somebody takes; the rest is skipped."""
    from cmo_eval.analysis.double_coding import double_coding
    from cmo_eval.disclosure import words_at_desk
    from cmo_eval.edits.coding.adjudicate import Outcome, open_disagreements
    from cmo_eval.output.agreement import open_text

    found = open_disagreements(double_coding(evaluation.repository))
    outcomes: list[Outcome] = []
    for number, (citation, several) in enumerate(found.items(), start=1):
        coders = list(dict.fromkeys(coder for one in several for coder in one.said))
        coded = several[0].coded
        quote = "" if coded is None else words_at_desk(evaluation.repository, coded)
        emit(open_text(several, quote, width=width()))
        question = f"{number} of {len(found)}. Take {', '.join(coders)}, skip or stop?"
        answers = {answer.casefold(): answer for answer in reversed([*coders, "skip", "stop"])}
        answer = None
        while answer is None:  # as long as it is none of them
            said = typer.prompt(question, default="skip", show_default=False, err=True)
            answer = answers.get(said.strip().casefold())
        if answer == "stop":
            break
        if answer == "skip":
            tell(f"`cmo-eval code adjudicate {citation}` takes options for an outcome of its own")
        else:
            outcomes.append(Outcome(citation, answer))
    return outcomes
