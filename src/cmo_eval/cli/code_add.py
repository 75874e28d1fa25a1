"""`cmo-eval code add`: a fragment of a source, and what it shows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, Texts, start
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
    from pathlib import Path

    from cmo_eval.edits.add import NotInTextError

_ADVICE = "mend the words; or add --paraphrase if they are yours, --not-in-text if they were said elsewhere"


def command(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Id of the source.", autocompletion=completion.sources)
    ],
    project: Project = None,
    quote: Annotated[
        str | None, typer.Option(metavar="WORDS", help="The words, cuts as […]; `-` is standard input.")
    ] = None,
    clipboard: Annotated[bool, typer.Option("--clipboard", help="Take the words from the clipboard.")] = False,
    supports: Supports = None,
    nuances: Nuances = None,
    refutes: Refutes = None,
    suggests: Suggests = None,
    instead_of: InsteadOf = None,
    pattern: Pattern = None,
    parts: Parts = None,
    version: Version = None,
    code: Annotated[
        list[str] | None,
        typer.Option(
            "--code", metavar="CODE", help="A code of the codebook; more with commas.", autocompletion=completion.codes
        ),
    ] = None,
    quality: Quality = None,
    speaker: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Who speaks; else as the transcript says.", autocompletion=completion.speakers),
    ] = None,
    role: Annotated[str | None, typer.Option(metavar="TEXT", help="Of a speaker who is not registered.")] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(metavar="PLACE", help="line=120, page=.., section=.. or time=..; once for each."),
    ] = None,
    paraphrase: Annotated[
        bool, typer.Option("--paraphrase", help="The words are yours, and not looked up in the text.")
    ] = False,
    not_in_text: Annotated[
        bool, typer.Option("--not-in-text", help="They are literal, and not looked up in the text.")
    ] = False,
    utterance: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="claim, concern or issue.",
            autocompletion=completion.one_of("claim", "concern", "issue"),
        ),
    ] = None,
    judgement: Annotated[str | None, typer.Option(metavar="TEXT", help="The opinion that is given.")] = None,
    observation: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is based on.")] = None,
    event: Annotated[str | None, typer.Option(metavar="TEXT", help="The event that is told.")] = None,
    memo: Annotated[str | None, typer.Option(metavar="TEXT", help="A note of the coder.")] = None,
    coder: Annotated[str | None, typer.Option(metavar="INITIALS", help="Who codes.")] = None,
    second: Annotated[
        bool, typer.Option("--second", help="Into the coder's own file, beside the agreed coding.")
    ] = False,
    coded: Annotated[
        str | None, typer.Option(metavar="DATE", help="When; today unless given.", show_default=False)
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="In place of the next free one.")] = None,
    texts: Texts = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")] = False,
) -> None:
    """Code a fragment: its words, what they say about which claim, and its codes.

    The words are looked up in the transcript, which gives their place and who speaks; they are refused where they do
    not stand there. A stance is written as the claim, then a pattern and what of it they show, as far as that is
    said: C3, C3@2, C3:P07, C3:P07:resource+reasoning. Prints the new id, with its file and line.

    \b
    Example:
      cmo-eval code add FG2 --quote "Our room." --supports C1:P02:reasoning
      cmo-eval code add FG2 --clipboard --nuances C2,C5 --code keys --yes
    """
    from cmo_eval import api
    from cmo_eval.cli.alone import alone
    from cmo_eval.cli.output import coloured, emit, tell, tell_unread
    from cmo_eval.edits import add
    from cmo_eval.edits.draft import Draft, listed
    from cmo_eval.edits.placing import ADVICE
    from cmo_eval.errors import UsageError
    from cmo_eval.output.changes import painted
    from cmo_eval.store import loading
    from cmo_eval.store.writing import apply, diff

    stances = taken(
        {"supports": supports, "nuances": nuances, "refutes": refutes, "suggests": suggests},
        instead_of,
        pattern,
        parts,
        version,
    )
    places = _places(at)
    remarks = {"judgement": judgement, "observation": observation, "event": event, "memo": memo}
    words = _words(quote, clipboard=clipboard)
    if not words and not (second and id_):
        again = "; --second with --id codes a citation again" if id_ else ""
        raise UsageError("there are no words", f"give them with --quote, or take them with --clipboard{again}")
    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        evaluation = api.load(root, texts=texts)
        tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
        draft = Draft(
            source=source,
            quote=words,
            stances=stances,
            codes=tuple(one for text in code or () for one in listed(text)),
            verbatim=False if paraphrase else None,
            quality=quality,
            utterance=utterance,
            speaker=speaker,
            role=role,
            at=places,
            remarks={key: text for key, text in remarks.items() if text},
            coder=_coder(evaluation.root, source, coder, second=second),
            second=second,
            coded=coded or _today(),
            id=id_,
            in_text=not not_in_text,
        )
        try:
            planned = add.plan(evaluation.root, evaluation.repository, draft, texts=texts)
        except UsageError as error:
            if isinstance(error, add.NotInTextError):
                _show_nearest(error)
            raise UsageError(error.message, (error.hint or "").replace(ADVICE, _ADVICE)) from None
        if planned.change is None:
            emit(f"{planned.id} {planned.file}:{planned.line}")
            tell(f"{planned.id} has these words already; nothing was added")
            if planned.lacking:
                tell(f"  it does not say {', '.join(planned.lacking)}: add that to it by hand, if it is meant")
            return
        for note in planned.notes:
            tell(f"note: {note}")
        veil = api.veil(root, evaluation.repository, texts=texts)
        shown = painted(
            diff(planned.root, planned.change, veil), colour=coloured(sys.stdout if dry_run else sys.stderr)
        )
        if dry_run:
            emit(shown, styled=True)
            tell(f"{planned.id} would be added to {planned.file}; nothing was written")
            return
        if not yes:
            tell(shown.rstrip("\n"), styled=True)
            if not sys.stdin.isatty():
                tell(f"{planned.id} would be added to {planned.file}; nothing was written (--yes writes it)")
                raise typer.Exit(1)
            if not typer.confirm(f"Add {planned.id} to {planned.file}?", err=True):
                tell("nothing was written")
                raise typer.Exit(1)
        apply(planned.root, planned.change)
        emit(f"{planned.id} {planned.file}:{planned.line}")


def _places(at: list[str] | None) -> dict[str, str]:
    from cmo_eval.cli.output import one_of
    from cmo_eval.errors import UsageError

    found: dict[str, str] = {}
    for text in at or ():
        key, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise UsageError(f"--at {text} says no place", "write it as --at line=120")
        one_of(key.strip(), ("line", "page", "section", "time"), "--at")
        if found.setdefault(key.strip(), value) != value:
            raise UsageError(f"--at gives two {key.strip()}s", "give one")
    return found


def _words(quote: str | None, *, clipboard: bool) -> str:
    from cmo_eval.cli.clipboard import text_on_clipboard
    from cmo_eval.errors import UsageError
    from cmo_eval.transcripts.encoding import decoded

    if clipboard and quote is not None:
        raise UsageError("--quote and --clipboard both give the words", "give one of them")
    if clipboard:
        return text_on_clipboard()
    if quote == "-":
        return decoded(sys.stdin.buffer.read(_MOST_WORDS)).text
    return quote or ""


_MOST_WORDS = 4 * 1024 * 1024


def _coder(root: Path, source: str, given: str | None, *, second: bool) -> str | None:
    """Who codes: as the option says, else as git's configuration does where nothing else says so."""
    from cmo_eval.cli.output import tell
    from cmo_eval.edits.coding_file import read_coding
    from cmo_eval.edits.whoami import usual_coder
    from cmo_eval.errors import UsageError

    if given is not None:
        return given
    usual = usual_coder(root)
    if second:
        if usual is None:
            raise UsageError(
                "a second coding needs to know whose it is",
                "give --coder CD, or set it: git config cmo-eval.coder CD",
            )
        return usual
    whose = read_coding(root, source).coder
    if whose is None:
        return usual
    if usual not in {None, whose}:
        tell(f"note: this is the coding of {whose}; --second writes one of {usual} beside it")
    return None


def _today() -> str:
    from datetime import datetime

    return datetime.now().astimezone().date().isoformat()


def _show_nearest(error: NotInTextError) -> None:
    import textwrap

    from cmo_eval.cli.output import tell, width
    from cmo_eval.output.plain import visible

    if error.passage:
        tell(f"line {error.line}:")
        for line in textwrap.wrap(visible(error.passage), width() - 2, break_on_hyphens=False):
            tell(f"  {line}")
