"""What is coded, changed and taken out: `code edit` and `code remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.coding import At, Case, Quality, Remarks, Role, Shows, Utterance, nearest_told, places_in, words_in
from cmo_eval.cli.ending import alone, files_of, settle, show, tell_notes
from cmo_eval.cli.options import DryRun, Project, Texts, Yes, today, together
from cmo_eval.cli.output import emit, one_of, opened, tell
from cmo_eval.errors import UsageError

_CLEARED = (
    *("speaker", "role", "at", "quality", "utterance", "judgement", "observation", "event"),
    *("evidence", "codes", "coded", "memo", "disputed", "case"),
)


@together
def edit(
    citation: Annotated[str, typer.Argument(metavar="CITATION", help="Its id.", autocompletion=completion.citations)],
    *,
    project: Project = None,
    quote: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Other words, cuts as […]; `-` is standard input.")
    ] = None,
    clipboard: Annotated[bool, typer.Option("--clipboard", help="Take the words from the clipboard.")] = False,
    starts: Annotated[
        str | None, typer.Option("--from", metavar="WORDS", help="The quote begins with these words of the text.")
    ] = None,
    ends: Annotated[
        str | None, typer.Option("--until", metavar="WORDS", help="The quote ends with these words of the text.")
    ] = None,
    split: Annotated[
        list[str] | None, typer.Option("--split", metavar="WORDS", help="Another citation begins with these words.")
    ] = None,
    paraphrase: Annotated[bool, typer.Option("--paraphrase", help="The words are yours.")] = False,
    literal: Annotated[bool, typer.Option("--literal", help="They are literal, and looked up in the text.")] = False,
    not_in_text: Annotated[
        bool, typer.Option("--not-in-text", help="They are literal, and not looked up in the text.")
    ] = False,
    at: At = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="ID", help="Who speaks.", autocompletion=completion.speakers)
    ] = None,
    role: Role = None,
    shows: Shows,
    drop: Annotated[
        list[str] | None,
        typer.Option(
            "--drop", metavar="CLAIM[:PATTERN]", help="Stances that go first.", autocompletion=completion.claims
        ),
    ] = None,
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="A code more; with commas.", autocompletion=completion.codes),
    ] = None,
    drop_code: Annotated[
        list[str] | None,
        typer.Option("--drop-code", metavar="CODE", help="A code that goes.", autocompletion=completion.codes),
    ] = None,
    quality: Quality = None,
    utterance: Utterance = None,
    case: Case = None,
    beside: Remarks,
    disputed: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why it does not count until that is resolved.")
    ] = None,
    withdrawn: Annotated[
        str | None, typer.Option(metavar="DATE", help="When the words were taken back.", show_default=False)
    ] = None,
    coded: Annotated[str | None, typer.Option(metavar="DATE", help="When it was coded.", show_default=False)] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(
            "--clear",
            metavar="KEY",
            help="Leave this out, such as memo, disputed or evidence; more with commas.",
            autocompletion=completion.one_of(*_CLEARED),
        ),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option(
            metavar="INITIALS",
            help="Whose coding; the agreed one unless given.",
            autocompletion=completion.coders,
        ),
    ] = None,
    texts: Texts = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Change a citation: its words, who speaks, what they show, its codes. What is not given stays as it is.

    Stances and codes join those that are there; of a stance that is there, the parts are said anew. --drop, --drop-code
    and --clear take out what was there first, so that --clear codes with --code says all codes. Words are looked up in
    the transcript as `code add` does; --from and --until make the quote longer or shorter by words of it.

    \b
    Example:
      cmo-eval code edit FG2-001 --until "on a red ribbon" --drop C1 --nuances C1
      cmo-eval code edit FG2-002 --split "and last winter" --yes
      cmo-eval code edit FG2-004 --clear disputed --code keys --dry-run
    """
    from cmo_eval import api
    from cmo_eval.edits.coding import edit
    from cmo_eval.edits.coding.draft import Draft, listed, stances_in

    words = words_in(quote, clipboard=clipboard)
    _refuse_both("two kinds of words", paraphrase, literal or not_in_text)
    _refuse_both("the words", words, starts or ends)
    _refuse_both("a speaker and a role", speaker, role)
    stances = shows.stances()
    cleared = [one_of(key, edit.CLEARED, "--clear") for text in clear or () for key in listed(text)]
    dropped = [part for text in drop or () for part in listed(text)]
    off = [one for text in dropped for one in stances_in("suggests" if "/" in text else "supports", text)]
    with alone(project, when=yes and not dry_run) as root:
        evaluation = opened(root, texts)
        draft = Draft(
            source="",
            quote=words,
            stances=stances,
            codes=tuple(one for text in code or () for one in listed(text)),
            verbatim=False if paraphrase else True if literal or not_in_text else None,
            quality=quality,
            utterance=utterance,
            speaker=speaker,
            role=role,
            case=case,
            at=places_in(at),
            remarks=beside.given,
            coded=coded,
            in_text=not not_in_text,
        )
        wanted = edit.Edited(
            citation=citation,
            draft=draft,
            coder=coder,
            starts=starts or "",
            ends=ends or "",
            splits=tuple(split or ()),
            drop=tuple(off),
            codes_off=tuple(one for text in drop_code or () for one in listed(text)),
            cleared=frozenset(cleared),
            disputed=disputed or "",
            withdrawn=withdrawn,
            day=today(),
        )
        with nearest_told():
            plan = edit.plan(root, evaluation.repository, wanted, texts=texts)
        where = "\n".join(f"{id_} {plan.file}:{line}" for id_, line in ((plan.id, plan.line), *plan.added.items()))
        if not plan.change.files:
            emit(where)
            tell(f"{plan.id} says so already; nothing was written")
            return
        tell_notes(plan.notes)
        if dry_run or not yes:
            show(plan.root, plan.change, api.redaction(root, evaluation.repository, texts=texts), beside=not dry_run)
        would, question = f"{plan.file} would change", f"Write this into {plan.file}?"
        if settle(plan, would, question, yes=yes, dry_run=dry_run):
            emit(where)


def _refuse_both(what: str, one: object, other: object) -> None:
    if one and other:
        raise UsageError(f"{what} are given in two ways that exclude each other", "keep one of them")


def remove(
    citations: Annotated[
        list[str], typer.Argument(metavar="CITATION...", help="Their ids.", autocompletion=completion.citations)
    ],
    project: Project = None,
    coder: Annotated[
        str | None,
        typer.Option(
            metavar="INITIALS",
            help="Out of this second coder's file alone; else the agreed coding and all.",
            autocompletion=completion.coders,
        ),
    ] = None,
    drop_names: Annotated[
        bool, typer.Option("--drop-names", help="Take them out of the lists that name them too.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Though something names them: that is left to you.")] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Take citations out of the coding, with what second coders made of them.

    Said first is what names them: versions, tests, searches and decisions of claims, cases, conclusions. Where
    something does, say what becomes of the names: --drop-names or --force. Words that somebody took back are not
    removed but forgotten: `cmo-eval forget`.

    \b
    Example:
      cmo-eval code remove FG2-004 --dry-run
      cmo-eval code remove FG2-004 FG2-005 --drop-names
    """
    from cmo_eval import api
    from cmo_eval.edits.coding import remove
    from cmo_eval.output.changes import resting_text

    with alone(project, when=yes and not dry_run) as root:
        evaluation = opened(root)
        plan = remove.plan(root, evaluation.repository, citations, coder=coder, names=drop_names)
        if text := resting_text(plan):
            emit(text)
        tell_notes(plan.notes)
        if plan.broken and not force:
            bound = any(one.binds for one in plan.named)
            what = "a decision or conclusion rests on it" if bound else "something names it"
            which = plan.ids[0] if len(plan.ids) == 1 else f"one of the {len(plan.ids)}"
            hint = "--drop-names takes the names out too, --force leaves them for you; or `code edit --disputed`"
            raise UsageError(f"{which} is not taken out: {what}", hint)
        show(plan.root, plan.change, api.redaction(root, evaluation.repository))
        files = files_of(plan.change)
        if settle(plan, f"{files} would change", f"{files} would change. Write it?", yes=yes, dry_run=dry_run):
            tell(f"{', '.join(plan.ids)} taken out; {files} written")
