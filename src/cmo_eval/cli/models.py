"""Language models as coders that count for nothing: `code brief`, `code propose` and `code review`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.ending import alone, tell_notes
from cmo_eval.cli.options import DryRun, ModelIs, Project, Texts, today
from cmo_eval.cli.output import emit, may_be_written, opened, tell, width
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import number_of, visible

if TYPE_CHECKING:
    from cmo_eval.edits.coding.propose import Proposing
    from cmo_eval.edits.coding.review import Pace, Word
    from cmo_eval.model import ModelRuns
    from cmo_eval.store.repository import Coded, Repository

_SHOWN = 10


def brief(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Ids of the sources.", autocompletion=completion.sources)
    ],
    project: Project = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE|DIR", help="A file; of a folder, a file for each source."),
    ] = None,
    model_is: ModelIs = "local",
    texts: Texts = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write what a coder needs, a person or a language model: codebook, claims, patterns, transcript, form of answer.

    Only of sources that are pseudonymised and whose `consent.models` allows it; what was held back is said, and why.
    Nothing is sent anywhere.

    \b
    Example:
      cmo-eval code brief FG2 -o FG2-brief.md
      cmo-eval code brief FG1 FG2 -o briefs --model-is any
    """
    from cmo_eval.output.brief import brief
    from cmo_eval.store.writing.output import write_file

    evaluation = opened(project)
    where = cast("ModelRuns", model_is)
    folder = output is not None and (output.is_dir() or output.suffix == "")
    groups = [[one] for one in dict.fromkeys(sources)] if folder else [[*dict.fromkeys(sources)]]
    made = [brief(evaluation.root, evaluation.repository, group, where=where, texts=texts) for group in groups]
    for one in made:
        for held in one.held:
            tell(visible(f"held back: {held.source}: {held.why}" + (f" ({held.hint})" if held.hint else "")))
        if output is None:
            emit(one.text)
        else:
            path = output / f"{one.sources[0]}-brief.md" if folder else output
            may_be_written(path, (".md", ".txt"), yes=yes)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, one.text.encode("utf-8"), "name another file with -o")
            tell(f"wrote {path}: {', '.join(one.sources)}")
        tell(f"prompt-sha {one.sha256}")


def propose(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the model answered: JSON, or text with it.")],
    coder: Annotated[str, typer.Option("--coder", metavar="NAME", help="What the model is called here.")],
    model: Annotated[str, typer.Option("--model", metavar="M", help="Which model it was, with its version.")],
    prompt_sha: Annotated[
        str, typer.Option("--prompt-sha", metavar="S", help="SHA-256 of what it was asked; `code brief` says it.")
    ],
    project: Project = None,
    model_is: ModelIs = "local",
    texts: Texts = None,
    dry_run: DryRun = False,
) -> None:
    """Take in what a language model proposed: shown as proposals, counted by nothing.

    A quote is accepted only where its words stand in the transcript exactly, or but for typography. What is refused is
    counted by its reason, and so is what is of sources that such a model may not read (`consent.models`). The same
    answer again changes nothing.

    \b
    Example:
      cmo-eval code propose a.json --coder model_a --model "m 1" --prompt-sha 3a…
    """
    from cmo_eval.edits.coding import propose
    from cmo_eval.edits.plan import content_of

    answer = content_of(file, "the model answered nothing")
    with alone(project, when=not dry_run) as root:
        evaluation = opened(root)
        where = cast("ModelRuns", model_is)
        who = propose.Model(coder, model, prompt_sha.strip().lower(), where)
        plan = propose.plan(root, evaluation.repository, answer, who, date=today(), texts=texts)
        tell_notes(plan.notes)
        emit("".join(f"{visible(line)}\n" for line in _told(plan)))
        if dry_run:
            tell("nothing was written")
        elif plan.change.files:
            plan.apply()
            tell(f"written into {', '.join(one.file for one in plan.change.files)}; `cmo-eval code review` shows them")
        if not plan.accepted and not plan.before:
            raise typer.Exit(1)


def _told(plan: Proposing) -> list[str]:
    from cmo_eval.edits.coding.propose import REASONS

    if plan.before:
        return [f"this answer of {plan.name} came in before: nothing changes"]
    new = sum(map(len, plan.accepted.values()))
    rows = [f"{number_of(plan.offered, 'proposal')} of {plan.name}: {new} taken in, {len(plan.refused)} refused"]
    rows += [f"  {len(ids)} in {source}: {ids[0]} to {ids[-1]}" for source, ids in plan.accepted.items()]
    for reason, times in plan.reasons.items():
        rows.append(f"  {times} refused: {REASONS[reason]}")
        some = [one for one in plan.refused if one.reason == reason]
        for one in some[:_SHOWN]:
            lines = f", line {', '.join(map(str, one.lines[:6]))}" if one.lines else ""
            of = f" {one.source}" if one.source else ""
            rows.append(f"    number {one.number}{of}{lines}" + (f": {one.detail}" if one.detail else ""))
        if len(some) > _SHOWN:
            rows.append(f"    and {len(some) - _SHOWN} more")
    return rows


def review(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE", help="Of these sources; of all unless given.", autocompletion=completion.sources
        ),
    ] = None,
    project: Project = None,
    by: Annotated[str | None, typer.Option("--by", metavar="INITIALS", help="Who looks at them.")] = None,
    coder: Annotated[str | None, typer.Option("--coder", metavar="NAME", help="Of this model only.")] = None,
    quality: Annotated[
        str | None,
        typer.Option("--quality", metavar="QUALITY", help="Of what is accepted, where the proposal has none."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only list what waits, and how many were looked at.")] = False,
    texts: Texts = None,
) -> None:
    """Look at what models proposed, one by one: accept it, change it, or reject it.

    What you accept becomes your own citation, which says which model proposed it. There is no way to accept all: each
    is shown, and a yes sooner than its words can be read does not count.

    \b
    Example:
      cmo-eval code review FG2 --by AB
      cmo-eval code review --list
    """
    from cmo_eval.edits.coding import review
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, meant
    from cmo_eval.edits.coding.who_codes import usual_coder

    how_good = meant(quality, QUALITY_WORDS, "the quality") if quality else None
    evaluation = opened(project)
    found = review.waiting(evaluation.repository, sources or (), coder)
    if list_:
        _listed(evaluation.repository, found)
        return
    if not found:
        tell("no proposal waits; nothing was written")
        return
    if not sys.stdin.isatty():
        hint = "run it on a terminal, or look at them in the page: `cmo-eval open`"
        raise UsageError(f"{number_of(len(found), 'proposal')} wait, and each is looked at by a person", hint)
    by = by or usual_coder(evaluation.root)
    if by is None:
        by = str(typer.prompt("Looked at by (initials)", err=True)).strip()
    pace = review.Pace()
    for number, one in enumerate(found, start=1):
        emit(_shown(one, f"{number} of {len(found)}"))
        if not _one(evaluation.root, one, by, how_good, pace, texts):
            break


def _one(root: Path, one: Coded, by: str, quality: str | None, pace: Pace, texts: Path | None) -> bool:
    """One proposal, asked about until something is made of it; whether to go on."""
    from cmo_eval.edits.coding import review

    pace.shown()
    while True:
        said = typer.prompt("Accept, change, reject, skip or stop?", default="skip", show_default=False, err=True)
        answer = next((word for word in _ANSWERS if word.startswith(said.strip().casefold() or "-")), None)
        if answer in {None, "skip", "stop"}:
            if answer is None:
                continue
            return answer == "skip"
        try:
            if answer != "reject":
                pace.accept(one.citation.quote or "")
            word = _word(answer, one, by, quality)
            repository = opened(root).repository  # as it is now: the one before may have changed it
            plan = review.plan(root, repository, one.id, word, texts=texts)
        except UsageError as error:
            tell(visible(f"{error.message}" + (f" ({error.hint})" if error.hint else "")))
            if pace.ended:
                tell("three in a row were accepted unread; that is enough for now")
                return False
            continue
        tell_notes(plan.notes)
        plan.apply()
        became = f": {plan.citation}" + (", which was there already" if plan.there else "") if plan.citation else ""
        tell(f"{one.id} {plan.outcome}{became}")
        return True


_ANSWERS = ("accept", "change", "reject", "skip", "stop")


def _word(answer: str, one: Coded, by: str, quality: str | None) -> Word:
    """What the person says of it; of a change, what they type in place of what was proposed."""
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, listed, meant, notation, stance_of, stances_in
    from cmo_eval.edits.coding.review import Word

    proposed = one.citation
    if answer == "reject":
        return Word("rejected", by, today())
    if answer == "accept":
        return Word("accepted", by, today(), quality=proposed.quality or quality)
    tell("Enter keeps what stands between brackets, - leaves it out")
    codes = _typed("Codes", ", ".join(proposed.codes))
    stances = {}
    for stance in ("supports", "nuances", "refutes"):
        said = ", ".join(notation(stance_of(each)) for each in proposed.evidence if each.stance == stance)
        stances[stance] = _typed(stance.capitalize(), said)
    good = _typed("Quality", proposed.quality or quality or "")
    return Word(
        "changed",
        by,
        today(),
        stances=[each for stance, text in stances.items() if text for each in stances_in(stance, text)],
        codes=listed(codes),
        quality=meant(good, QUALITY_WORDS, "the quality") if good else None,
    )


def _typed(what: str, default: str) -> str:
    said = str(typer.prompt(what, default=default, err=True)).strip()
    return "" if said == "-" else said


def _shown(one: Coded, number: str) -> str:
    """A proposal as a person sees it: the transcript's words, and what the model makes of them."""
    import textwrap

    from cmo_eval.output.transcript import margin_of

    citation = one.citation
    line = f", line {citation.at.line}" if citation.at is not None and citation.at.line is not None else ""
    who = f", {citation.speaker}" if citation.speaker else ""
    rows = ["", f"{number}. {one.id} ({one.source}{line}{who}; proposed by {one.coder})"]
    rows += textwrap.wrap(visible(citation.quote or ""), width(), initial_indent="  ", subsequent_indent="  ")
    rows += [f"  → {visible(piece)}" for piece in margin_of(citation)[1:]]
    rows += [f"  → {citation.quality}"] if citation.quality else []
    if citation.memo:
        rows += textwrap.wrap(
            f"it says: {visible(citation.memo)}", width(), initial_indent="  ", subsequent_indent="  "
        )
    return "".join(f"{row}\n" for row in rows)


def _listed(repository: Repository, found: list[Coded]) -> None:
    from collections import Counter

    for one in found:
        line = one.citation.at.line if one.citation.at is not None else None
        emit(f"{one.id}  {one.source} line {line or '?'}  {one.coder}\n")
    done: Counter[str] = Counter(
        one.citation.review.outcome for one in repository.proposals if one.citation.review is not None
    )
    tell(f"{number_of(len(found), 'proposal')} waiting; " + ", ".join(f"{done[one]} {one}" for one in _OUTCOMES))


_OUTCOMES = ("accepted", "changed", "rejected")
