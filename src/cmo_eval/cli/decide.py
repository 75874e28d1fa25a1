"""`cmo-eval decide`: a person's decision, with what it was taken on, into the claim's file."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cmo_eval.cli.ending import settle, show
from cmo_eval.cli.options import DryRun, Project, Yes, today
from cmo_eval.cli.output import emit, one_of, opened, tell, width
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.output.plain import visible

if TYPE_CHECKING:
    from cmo_eval.analysis.verdict import Proposal
    from cmo_eval.analysis.verification import ClaimResult
    from cmo_eval.api import Evaluation
    from cmo_eval.edits.decide import Decided, Taken
    from cmo_eval.model import Decision
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

    On a terminal it shows proposal, reason and evidence, and asks what no option gives. The decision is added below
    the earlier ones in the claim's file; every other byte of the file stays.

    \b
    Example:
      cmo-eval decide C3
      cmo-eval decide C3 --verdict holds --by AB --second-reader CD --dry-run
    """
    from cmo_eval.edits import decide

    asks = sys.stdin.isatty()
    evaluation = opened(project)
    result = decide.weighed(evaluation.repository, claim, version)
    given = {"verdict": verdict, "by": by, "second_reader": second_reader, "rationale": rationale}
    missing = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is None]
    if missing and not asks:
        raise UsageError(f"a decision on {claim} needs {', '.join(missing)}", "give them, or decide on a terminal")
    _show(evaluation, result, whole=asks)
    taken = _answers(evaluation, result, {**given, "becomes": becomes, "date": date}, sets_aside, asks=asks)
    plan = decide.plan(evaluation.root, evaluation.repository, claim, taken)
    show(plan.root, plan.change)
    would, question = f"{plan.file} would change", f"Write this into {plan.file}?"
    same = partial(_refuse_if_changed, evaluation, plan, claim) if asks else lambda: None
    if settle(plan, would, question, yes=yes, dry_run=dry_run, before=same):
        tell(_done(result, plan))


def _show(evaluation: Evaluation, result: ClaimResult, *, whole: bool) -> None:
    """Proposal and reason; where somebody is asked, with the evidence, the decision before and the route."""
    import textwrap

    from cmo_eval.analysis.verification import Verification
    from cmo_eval.output.explanation import explanation

    proposal = result.proposal
    if whole:
        emit(explanation(Verification("", {result.claim.id: result}), evaluation.repository))
    else:
        tell(f"proposed for version {result.version}: {_verdict(proposal)} ({proposal.rule})")
        for line in textwrap.wrap(visible(proposal.reason.say()), width() - 2, break_on_hyphens=False):
            tell(f"  {line}")


def _answers(
    evaluation: Evaluation,
    result: ClaimResult,
    given: dict[str, str | None],
    sets_aside: list[str] | None,
    *,
    asks: bool,
) -> Taken:
    """What the options give, and of the rest what somebody answers."""
    from cmo_eval.edits import decide

    repository, id_, version = evaluation.repository, result.claim.id, result.version

    def verdict_of(text: str) -> str:
        decide.carried(result, one_of(text, decide.VERDICTS, "the verdict"))
        return text

    def asked(name: str, question: str, check: Callable[[str], str]) -> str:
        value = given[name]
        return check(value) if value is not None else _ask(question, check)

    _check_given(repository, given)
    verdict = asked("verdict", f"Verdict on version {version} ({', '.join(decide.VERDICTS)})", verdict_of)
    becomes = given["becomes"]
    if verdict == "transformed" and becomes is None and asks:
        becomes = _ask("Becomes (a claim, or a version of one)", lambda x: decide.target(repository, x, id_, version))
    ids = [id_ for text in sets_aside or () for id_ in _ids(text)]
    against = decide.opposing(result, verdict)
    if against and sets_aside is None and asks:
        ids = list(
            _ask(
                f"Against it: {', '.join(against)}. Which do you set aside (ids, or all)?",
                lambda text: decide.set_aside(result, verdict, against if text == "all" else _ids(text)),
            )
        )
    else:
        ids = list(decide.set_aside(result, verdict, ids))
    by = asked("by", "Decided by (initials)", lambda text: decide.member(repository, text, "who decides,"))
    reader = asked("second_reader", "Second reader", lambda text: decide.other_reader(repository, text, by))
    rationale = asked("rationale", "Rationale", lambda text: decide.words(text, "the rationale"))
    return decide.Taken(verdict, version, by, reader, given["date"] or today(), rationale, ids, becomes)


def _check_given(repository: Repository, given: Mapping[str, str | None]) -> None:
    """Refuse what the options say wrongly before anything is asked."""
    from cmo_eval.edits import decide

    by, reader, rationale = (given[name] for name in ("by", "second_reader", "rationale"))
    if by is not None:
        decide.member(repository, by, "who decides,")
    if reader is not None:
        decide.other_reader(repository, reader, by or "")
    if rationale is not None:
        decide.words(rationale, "the rationale")


def _ids(text: str) -> list[str]:
    return [part for part in re.split(r"[,\s]+", text) if part]


def _ask(question: str, check: Callable[[str], T]) -> T:
    """An answer that passes the check; asked again until one does."""
    import textwrap

    while True:
        try:
            return check(typer.prompt(question, err=True).strip())
        except UsageError as error:
            tell(textwrap.fill(f"{error.message}; {error.hint}", width(), break_on_hyphens=False))


def _refuse_if_changed(evaluation: Evaluation, plan: Decided, claim: str) -> None:
    """Time has passed since the evidence was shown."""
    from cmo_eval import api
    from cmo_eval.edits.decide import same_evidence

    taken_on = plan.decision.evidence
    again = api.load(evaluation.root).repository
    if taken_on is None or not same_evidence(again, claim, taken_on, plan.decision.version):
        raise CmoEvalError(
            f"the evidence on {claim} changed while you were deciding",
            "nothing was written; look at it and decide again",
        )


def _done(result: ClaimResult, plan: Decided) -> str:
    from cmo_eval.analysis.verification import agrees

    decision, proposal = plan.decision, result.proposal
    same = agrees(decision, proposal)
    beside = "as proposed" if same else f"{_verdict(proposal)} is proposed, both will be shown"
    return f"{result.claim.id} is decided: {_verdict(decision)} ({beside}); written into {plan.file}"


def _verdict(one: Proposal | Decision) -> str:
    return one.verdict + (f" into {one.becomes}" if one.becomes else "")
