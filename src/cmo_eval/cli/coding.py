"""`code add`: a fragment of a source, and the options that say what a citation shows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.ending import alone, settle, show, tell_notes
from cmo_eval.cli.options import DryRun, Many, Project, Texts, Yes, today, together
from cmo_eval.cli.output import emit, one_of, opened, tell, tell_indented
from cmo_eval.cli.who import asks, keep, quality_of, whose
from cmo_eval.errors import UsageError

if TYPE_CHECKING:
    from cmo_eval.edits.coding.draft import Stance

_ADVICE = "mend the words; or add --paraphrase if they are yours, --not-in-text if they were said elsewhere"
_MOST_WORDS = 4 * 1024 * 1024


def _stance(name: str, help_: str, metavar: str = "CLAIM[:PATTERN[:PARTS]]") -> Any:
    return typer.Option(name, metavar=metavar, help=help_, autocompletion=completion.claims)


def _words_of(name: str, help_: str, *known: str) -> Any:
    return typer.Option(
        name, metavar=name.rpartition("-")[2].upper(), help=help_, autocompletion=completion.one_of(*known)
    )


_PARTS = ("context", "resource", "reasoning", "outcome", "mechanism")
_QUALITIES = ("opinion", "report", "observation", "documented")
_UTTERANCES = ("claim", "concern", "issue")

At = Annotated[Many, typer.Option(metavar="PLACE", help="line=120, page=.., section=.. or time=..; once for each.")]
Role = Annotated[str | None, typer.Option(metavar="TEXT", help="Of a speaker who is not registered.")]
Utterance = Annotated[
    str | None,
    typer.Option(metavar="KIND", help="claim, concern or issue.", autocompletion=completion.one_of(*_UTTERANCES)),
]
Case = Annotated[
    str | None,
    typer.Option(
        "--case",
        metavar="ID",
        help="The case that the words are about, where that is another than the source's.",
        autocompletion=completion.cases,
    ),
]
Quality = Annotated[str | None, _words_of("--quality", "opinion, report, observation or documented.", *_QUALITIES)]
UsualQuality = Annotated[
    str | None,
    _words_of("--usual-quality", "Of what the source tells, where a citation gives none; kept there.", *_QUALITIES),
]


class Shows(NamedTuple):
    """The options that say what a citation shows."""

    supports: Annotated[Many, _stance("--supports", "What it speaks for.")] = None
    nuances: Annotated[Many, _stance("--nuances", "What it limits.")] = None
    refutes: Annotated[Many, _stance("--refutes", "What it speaks against.")] = None
    suggests: Annotated[Many, _stance("--suggests", "A claim, and which one it would replace.", "CLAIM/CLAIM")] = None
    instead_of: Annotated[Many, _stance("--instead-of", "With --suggests CLAIM: the one replaced.", "CLAIM")] = None
    pattern: Annotated[
        str | None,
        typer.Option(
            "--pattern", metavar="PATTERN", help="For each stance that names none.", autocompletion=completion.patterns
        ),
    ] = None
    parts: Annotated[
        str | None, _words_of("--parts", f"Of the pattern: {', '.join(_PARTS)}; with commas.", *_PARTS)
    ] = None
    lacks: Annotated[
        Many, _words_of("--lacks", "A part of the pattern that the words deny; more with commas.", *_PARTS)
    ] = None
    favours: Annotated[
        str | None, typer.Option("--favours", metavar="RIVAL", help="The claim's rival explanation that it speaks for.")
    ] = None
    version: Annotated[int | None, typer.Option("--version", metavar="N", help="Of the claims, where it is not 1.")] = (
        None
    )

    def stances(self) -> tuple[Stance, ...]:
        """The stances that they say.

        Raises:
            UsageError: one of them says no stance, or they do not go together.
        """
        from cmo_eval.edits.coding.draft import completed, shown_and_denied, stances_in

        named = ("supports", "nuances", "refutes", "suggests")
        found = [one for stance in named for text in getattr(self, stance) or () for one in stances_in(stance, text)]
        shown, denied = shown_and_denied(self.parts or "", ",".join(self.lacks or ()))
        return completed(
            found,
            pattern=self.pattern,
            parts=shown,
            lacks=denied,
            favours=self.favours,
            version=self.version,
            instead_of=self.instead_of or (),
        )


class Remarks(NamedTuple):
    """The options that say what stands beside the words."""

    judgement: Annotated[str | None, typer.Option(metavar="TEXT", help="The opinion that is given.")] = None
    observation: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is based on.")] = None
    event: Annotated[str | None, typer.Option(metavar="TEXT", help="The event that is told.")] = None
    memo: Annotated[str | None, typer.Option(metavar="TEXT", help="A note of the coder.")] = None

    @property
    def given(self) -> dict[str, str]:
        """Those that are given."""
        return {name: text for name, text in self._asdict().items() if text}


@together
def add(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Id of the source.", autocompletion=completion.sources)
    ],
    *,
    project: Project = None,
    quote: Annotated[
        str | None, typer.Option(metavar="WORDS", help="The words, cuts as […]; `-` is standard input.")
    ] = None,
    clipboard: Annotated[bool, typer.Option("--clipboard", help="Take the words from the clipboard.")] = False,
    shows: Shows,
    code: Annotated[
        list[str] | None,
        typer.Option(
            "--code", metavar="CODE", help="A code of the codebook; more with commas.", autocompletion=completion.codes
        ),
    ] = None,
    quality: Quality = None,
    usual_quality: UsualQuality = None,
    speaker: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Who speaks; else as the transcript says.", autocompletion=completion.speakers),
    ] = None,
    role: Role = None,
    at: At = None,
    paraphrase: Annotated[
        bool, typer.Option("--paraphrase", help="The words are yours, and not looked up in the text.")
    ] = False,
    not_in_text: Annotated[
        bool, typer.Option("--not-in-text", help="They are literal, and not looked up in the text.")
    ] = False,
    utterance: Utterance = None,
    case: Case = None,
    beside: Remarks,
    coder: Annotated[
        str | None, typer.Option(metavar="INITIALS", help="Who codes; the first time it is remembered.")
    ] = None,
    second: Annotated[
        bool, typer.Option("--second", help="Into the coder's own file, beside the agreed coding.")
    ] = False,
    coded: Annotated[
        str | None, typer.Option(metavar="DATE", help="When; today unless given.", show_default=False)
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="In place of the next free one.")] = None,
    texts: Texts = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Code a fragment: its words, what they say about which claim, and its codes.

    The words are looked up in the transcript, which gives their place and who speaks; they are refused where they do
    not stand there. A stance is written as the claim, then a pattern and what of it they show, as far as that is
    said: C3, C3@2, C3:P07, C3:P07:resource+reasoning. What they deny stands behind a minus or under --lacks:
    C3:P07:context-outcome. Prints the new id, with its file and line.

    \b
    Example:
      cmo-eval code add FG2 --quote "Our room." --supports C1:P02:reasoning
      cmo-eval code add FG2 --quote "No." --refutes C1:P02 --lacks outcome
      cmo-eval code add FG2 --clipboard --nuances C2,C5 --code keys --yes
    """
    from cmo_eval import api
    from cmo_eval.edits.coding import add
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, Draft, listed, meant

    stances = shows.stances()
    places = places_in(at)
    words = words_in(quote, clipboard=clipboard)
    if not words and not (second and id_):
        again = "; --second with --id codes a citation again" if id_ else ""
        raise UsageError("there are no words", f"give them with --quote, or take them with --clipboard{again}")
    with alone(project, when=yes and not dry_run) as root:
        evaluation = opened(root, texts, source=source)
        may_ask = asks(unless=yes or dry_run)
        usual = whose(root, evaluation.repository, source, coder, second=second, asks=may_ask)
        of_all = meant(usual_quality, QUALITY_WORDS, "the quality") if usual_quality else None
        if may_ask and not (quality or of_all or second) and add.quality_open(root, evaluation.repository, source):
            of_all = quality_of(source)
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
            case=case,
            at=places,
            remarks=beside.given,
            coder=usual,
            second=second,
            coded=coded or today(),
            id=id_,
            in_text=not not_in_text,
        )
        with nearest_told():
            plan = add.plan(root, evaluation.repository, draft, texts=texts, quality=of_all)
        if not plan.change.files:
            emit(f"{plan.id} {plan.file}:{plan.line}")
            tell(f"{plan.id} has these words already; nothing was added")
            if plan.lacking:
                tell(f"  it does not say {', '.join(plan.lacking)}: `cmo-eval code edit {plan.id}` adds that")
            return
        tell_notes(plan.notes)
        if dry_run or not yes:
            show(plan.root, plan.change, api.redaction(root, evaluation.repository, texts=texts), beside=not dry_run)
        would, question = f"{plan.id} would be added to {plan.file}", f"Add {plan.id} to {plan.file}?"
        if settle(plan, would, question, yes=yes, dry_run=dry_run):
            emit(f"{plan.id} {plan.file}:{plan.line}")
            keep(root, None if second else coder)  # one may write down what another coded


@contextmanager
def nearest_told() -> Iterator[None]:
    """While a citation is planned: of words that do not stand in their text, those that come nearest are shown."""
    from cmo_eval.edits.coding.add import NotInTextError
    from cmo_eval.edits.transcripts.placing import ADVICE

    try:
        yield
    except UsageError as error:
        if isinstance(error, NotInTextError) and error.passage:
            tell(f"line {error.line}:")
            tell_indented(error.passage)
        raise UsageError(error.message, (error.hint or "").replace(ADVICE, _ADVICE)) from None


def places_in(at: list[str] | None) -> dict[str, str]:
    """Where words stand, as --at says it: line, page, section or time.

    Raises:
        UsageError: it says no place, or one in two ways.
    """
    found: dict[str, str] = {}
    for text in at or ():
        key, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise UsageError(f"--at {text} says no place", "write it as --at line=120")
        one_of(key.strip(), ("line", "page", "section", "time"), "--at")
        if found.setdefault(key.strip(), value) != value:
            raise UsageError(f"--at gives two {key.strip()}s", "give one")
    return found


def words_in(quote: str | None, *, clipboard: bool) -> str:
    """The words that are given, on standard input (`-`) or the clipboard too; empty where none are.

    Raises:
        UsageError: they are given twice.
    """
    from cmo_eval.transcripts.encoding import decoded

    if clipboard and quote is not None:
        raise UsageError("--quote and --clipboard both give the words", "give one of them")
    if clipboard:
        from cmo_eval.cli.clipboard import text_on_clipboard

        return text_on_clipboard()
    return decoded(sys.stdin.buffer.read(_MOST_WORDS)).text if quote == "-" else quote or ""
