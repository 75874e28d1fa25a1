"""`cmo-eval decide`: a person's decision, with what it was taken on, into the claim's file."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cmo_eval.cli.ending import settle, show
from cmo_eval.cli.options import DryRun, Project, Yes, today
from cmo_eval.cli.output import ascii_only, emit, one_of, opened, room, tell, tell_indented, width
from cmo_eval.errors import CmoEvalError, UsageError

if TYPE_CHECKING:
    from cmo_eval.analysis.verification import ClaimResult
    from cmo_eval.edits.decide import Taken
    from cmo_eval.store.repository import Repository

T = TypeVar("T")


def command(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Id of the claim.")],
    project: Project = None,
    verdict: Annotated[
        str | None, typer.Option(metavar="VERDICT", help="holds, nuanced, rejected, transformed or undecided.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="INITIALS", help="Who decides.")] = None,
    second_reader: Annotated[
        str | None, typer.Option(metavar="INITIALS", help="Who read along; somebody else.")
    ] = None,
    rationale: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why, and how the evidence against it was weighed.")
    ] = None,
    sets_aside: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="A citation against it the rationale deals with; more of them with commas."),
    ] = None,
    becomes: Annotated[
        str | None, typer.Option(metavar="CLAIM", help="With transformed: what takes its place, such as C9 or C3@2.")
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="Of the claim; else the one that verify weighs.")
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was taken; today unless given.", show_default=False)
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Record a person's decision on a claim, with the evidence it was taken on.

    On a terminal it shows proposal, reason and evidence with its words, and asks what no option gives. The decision is
    added below the earlier ones in the claim's file; every other byte of the file stays.

    \b
    Example:
      cmo-eval decide C3
      cmo-eval decide C3 --verdict holds --by AB --second-reader CD --dry-run
    """
    from cmo_eval import api
    from cmo_eval.analysis.verification import Verification
    from cmo_eval.edits import decide
    from cmo_eval.edits.coding.who_codes import usual_coder
    from cmo_eval.output.explanation import announced, explanation
    from cmo_eval.output.explanation import verdict as in_words
    from cmo_eval.output.quotes import for_and_against

    asks = sys.stdin.isatty()
    evaluation = opened(project)
    result = decide.weighed(evaluation.repository, claim, version)
    given = {"verdict": verdict, "by": by, "second_reader": second_reader, "rationale": rationale}
    missing = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is None]
    if missing and not asks:
        raise UsageError(f"a decision on {claim} needs {', '.join(missing)}", "give them, or decide on a terminal")
    if asks:
        emit(explanation(Verification("", {claim: result}), evaluation.repository))
    else:
        tell(f"proposed for version {result.version}: {in_words(result.proposal)[0]} ({result.proposal.rule})")
        tell_indented(result.proposal.reason.say())
    words = for_and_against(evaluation.repository, result, width=room() if asks else width(), ascii_only=ascii_only())
    if words and asks:
        emit(words)
    elif words and dry_run:
        tell(words)
    usual = usual_coder(evaluation.root) if asks and by is None else None
    said = {**given, "becomes": becomes, "date": date, "usual": usual}
    taken = _answers(evaluation.repository, result, said, sets_aside, asks=asks)
    plan = decide.plan(evaluation.root, evaluation.repository, claim, taken)
    show(plan.root, plan.change)

    def same() -> None:
        """Time has passed since the evidence was shown."""
        taken_on, again = plan.decision.evidence, api.load(evaluation.root).repository
        if taken_on is None or not decide.same_evidence(again, claim, taken_on, plan.decision.version):
            raise CmoEvalError(
                f"the evidence on {claim} changed while you were deciding",
                "nothing was written; look at it and decide again",
            )

    would, question = f"{plan.file} would change", f"Write this into {plan.file}?"
    if settle(plan, would, question, yes=yes, dry_run=dry_run, before=same if asks else lambda: None):
        tell(announced(result, plan.decision, plan.file))


def _answers(
    repository: Repository,
    result: ClaimResult,
    given: dict[str, str | None],
    sets_aside: list[str] | None,
    *,
    asks: bool,
) -> Taken:
    """What the options give, and of the rest what somebody answers."""
    from cmo_eval.edits import decide

    id_, version = result.claim.id, result.version
    by, reader, rationale, becomes = (given[name] for name in ("by", "second_reader", "rationale", "becomes"))
    # what the options say wrongly is refused before anything is asked
    if by is not None:
        decide.member(repository, by, "who decides,")
    if reader is not None:
        decide.other_reader(repository, reader, by or "")
    if rationale is not None:
        decide.words(rationale, "the rationale")

    def verdict_of(text: str) -> str:
        decide.refuse_uncarried(result, one_of(text, decide.VERDICTS, "the verdict"))
        return text

    def asked(value: str | None, question: str, check: Callable[[str], str]) -> str:
        return check(value) if value is not None else _ask(question, check)

    verdict = asked(given["verdict"], f"Verdict on version {version} ({', '.join(decide.VERDICTS)})", verdict_of)
    if verdict == "transformed" and becomes is None and asks:
        becomes = _ask("Becomes (a claim, or a version of one)", lambda x: decide.target(repository, x, id_, version))
    against = decide.opposing(result, verdict)
    if against and sets_aside is None and asks:
        ids = _ask(
            f"Against it: {', '.join(against)}. Which do you set aside (ids, or all)?",
            lambda text: decide.set_aside(result, verdict, against if text == "all" else _ids(text)),
        )
    else:
        ids = decide.set_aside(result, verdict, [one for text in sets_aside or () for one in _ids(text)])
    usual = given["usual"] if given["usual"] in repository.evaluation.team else None
    who = by or _ask("Decided by (initials)", lambda text: decide.member(repository, text, "who decides,"), usual)
    read = asked(reader, "Second reader", lambda text: decide.other_reader(repository, text, who))
    why = asked(rationale, "Rationale", lambda text: decide.words(text, "the rationale"))
    return decide.Taken(verdict, version, who, read, given["date"] or today(), why, list(ids), becomes)


def _ids(text: str) -> list[str]:
    return [part for part in re.split(r"[,\s]+", text) if part]


def _ask(question: str, check: Callable[[str], T], usual: str | None = None) -> T:
    """An answer that passes the check, the `usual` one for Enter; asked again until one does."""
    while True:
        try:
            return check(str(typer.prompt(question, default=usual, err=True)).strip())
        except UsageError as error:
            tell(textwrap.fill(f"{error.message}; {error.hint}", width(), break_on_hyphens=False))
