"""`cmo-eval code adjudicate`: what coders settled, into the agreed coding."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, start, today
from cmo_eval.cli.stances import (
    InsteadOf,
    Nuances,
    Parts,
    Pattern,
    Quality,
    Refutes,
    Suggests,
    Supports,
    Version,
    taken,
)

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.edits.adjudicate import Outcome


def command(
    citation: Annotated[
        str | None, typer.Argument(metavar="CITATION", help="Its id; on a terminal, else all that are open in turn.")
    ] = None,
    project: Project = None,
    by: Annotated[str | None, typer.Option("--by", metavar="INITIALS", help="Who settles it.")] = None,
    take: Annotated[
        str | None, typer.Option("--take", metavar="INITIALS", help="As this coder had it, but for what is given here.")
    ] = None,
    supports: Supports = None,
    nuances: Nuances = None,
    refutes: Refutes = None,
    suggests: Suggests = None,
    instead_of: InsteadOf = None,
    pattern: Pattern = None,
    parts: Parts = None,
    version: Version = None,
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
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")] = False,
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
    from cmo_eval.cli.ending import alone, settle, show, tell_notes
    from cmo_eval.cli.output import tell, tell_unread
    from cmo_eval.edits import adjudicate, draft
    from cmo_eval.errors import UsageError
    from cmo_eval.store import loading

    asks = sys.stdin.isatty()
    by_stance = {"supports": supports, "nuances": nuances, "refutes": refutes, "suggests": suggests}
    if no_evidence and any(by_stance.values()):
        raise UsageError("--no-evidence and a stance contradict each other", "give one of the two")
    if no_codes and code:
        raise UsageError("--no-codes and --code contradict each other", "give one of the two")
    whole = taken(by_stance, instead_of, pattern, parts, version)
    codes = tuple(one for text in code or () for one in draft.listed(text))
    given = (take, whole, codes, quality, no_evidence, no_codes)
    if citation is None and any(given):
        raise UsageError("nothing says which citation this is about", "name it: `cmo-eval agreement --disagreements`")
    if citation is None and not asks:
        raise UsageError("which citation is not said", "name it, or settle them in turn on a terminal")
    if by is None and not asks:
        raise UsageError("nothing says who settles it", "give --by and initials")
    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run and citation is not None and by is not None):
        evaluation = api.load(root)
        tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
        if by is None:
            by = typer.prompt("Settled by (initials)", err=True).strip()
        if citation is None:
            outcomes = _in_turn(evaluation)
        else:
            evidence = whole if whole or no_evidence else None
            named = codes if codes or no_codes else None
            outcomes = [adjudicate.Outcome(citation, take, evidence, named, quality)]
        if not outcomes:
            tell("nothing to settle; nothing was written")
            return
        plan = adjudicate.plan(evaluation.root, evaluation.repository, outcomes, by=by, date=date or today())
        show(plan.root, plan.change, api.veil(root, evaluation.repository))
        tell_notes(plan.notes)
        files = [one.file for one in plan.change.files]
        into = " and ".join(files)
        if settle(plan, f"{into} would change", f"Write this into {into}?", yes=yes, dry_run=dry_run):
            number = plan.citations[0] if len(plan.citations) == 1 else f"{len(plan.citations)} citations"
            tell(f"{number} settled by {by}; written into {', '.join(files)}")


def _in_turn(evaluation: Evaluation) -> list[Outcome]:
    """For each citation with something open, whose coding somebody takes; the rest is skipped."""
    from cmo_eval.analysis.double_coding import compared
    from cmo_eval.cli.output import emit, tell, width
    from cmo_eval.disclosure import words_at_desk
    from cmo_eval.edits.adjudicate import Outcome, open_disagreements
    from cmo_eval.output.agreement import open_text

    repository = evaluation.repository
    found = open_disagreements(compared(repository))
    outcomes: list[Outcome] = []
    for number, (citation, several) in enumerate(found.items(), start=1):
        coders = list(dict.fromkeys(coder for one in several for coder in one.said))
        coded = several[0].coded
        quote = "" if coded is None else words_at_desk(repository, coded)
        emit(open_text(several, quote, width=width()))
        answer = _asked(f"{number} of {len(found)}. Take {', '.join(coders)}, skip or stop?", [*coders, "skip", "stop"])
        if answer == "stop":
            break
        if answer == "skip":
            tell(f"`cmo-eval code adjudicate {citation}` takes options for an outcome of its own")
            continue
        outcomes.append(Outcome(citation, answer))
    return outcomes


def _asked(question: str, answers: Sequence[str]) -> str:
    """One of the answers; asked again until it is, and as `skip` when nothing is said."""
    while True:
        said = typer.prompt(question, default="skip", show_default=False, err=True).strip()
        for answer in answers:
            if said.casefold() == answer.casefold():
                return answer
