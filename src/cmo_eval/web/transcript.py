"""A transcript to read and code in: its lines with what is coded, and what a person has done with the words they chose.

A second coder (`?coder=CD`) sees and makes a coding of their own, blind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, get_args

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cmo_eval.analysis.coded_text import CodedText
from cmo_eval.analysis.effect import Effect, effects
from cmo_eval.edits.coding import add, edit, remove
from cmo_eval.edits.coding.draft import Draft
from cmo_eval.edits.coding.file import read_coding
from cmo_eval.edits.coding.who_codes import remember, usual_coder
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Citation, Quality, Stance
from cmo_eval.model.codebook import CodeKind
from cmo_eval.store.repository import Coded, Repository
from cmo_eval.web.judgement import Held, Judgement, choices, judgement_of, today
from cmo_eval.web.lines import lines_html
from cmo_eval.web.memory import State, Written
from cmo_eval.web.page import Sent, done, fragment, memory_of, page, shown
from cmo_eval.web.transcripts import at_hand

_LATELY = 400
"""Citations, of which the last judgements can be chosen again with a digit."""

_LONGEST = 100_000
"""Letters of a quote; the whole of a long transcript, taken by a slip, is none."""

_AGAIN = 9
_AT_ONCE: tuple[Stance, ...] = ("supports", "nuances", "refutes")
_SPLIT_BY = 12


class Coding(Sent):
    """A passage of the transcript of a source and what it is made to say.

    `start` and `end` count code points of the text; of a source whose text is not at hand, `words` are typed, as they
    were said or as a `paraphrase`. `coder` are initials, None for whose coding it is anyhow; `second`:
    into that coder's own file. `usual_quality`: of what the source tells, where a citation gives none; its file keeps
    that.
    """

    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)
    words: str = Field(default="", max_length=_LONGEST)
    paraphrase: bool = False
    judgement: Judgement
    coder: str | None = None
    second: bool = False
    usual_quality: Quality | None = None


class Recoding(Sent):
    """A citation that is to say something else, have other words (`start`, `end`), or end before `split`."""

    citation: str
    judgement: Judgement | None = None
    coder: str | None = None
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, gt=0)
    split: int | None = Field(default=None, ge=0)


class Removing(Sent):
    """A citation that is to go; `sure` once the person was told what names it, whose names then go too."""

    citation: str
    coder: str | None = None
    sure: bool = False


def transcript(request: Request, state: State) -> Response:
    """The page."""
    id_, coder = request.path_params["source"], request.query_params.get("coder")
    repository = state.repository
    if coder is not None and coder not in repository.evaluation.team:
        raise UsageError(f"{coder} is not in the team", "add the initials under `team` in evaluation.yaml")
    if id_ not in repository.sources:
        state.text(id_)  # says so
    source, found, why = repository.sources[id_], None, ""
    try:
        found = state.text(id_, coder)
    except CmoEvalError as error:  # it is a document, say, or the transcripts lie elsewhere: what is coded is shown
        why = "; ".join(filter(None, (error.message, error.hint)))
    own = repository.second_codings if coder is not None else repository.citations
    lately = [*own][-_LATELY:]
    return page(
        request,
        "transcript.html" if found is not None else "untexted.html",
        state,
        title=f"{id_} {source.title}",
        source=source,
        found=found,
        why=why,
        beside=[one for one, its in repository.sources.items() if one == id_ or at_hand(state, its)],
        cited=[one for one in own.of_source.get(id_, ()) if coder in {None, one.coder}],
        lines=state.once(("lines", id_, coder), partial(_whole, found)) if found is not None else "",
        coder=coder,
        team=repository.evaluation.team,
        agreed=_named_coder(repository, id_) or usual_coder(state.root),
        again=_again(repository, lately),
        kinds=get_args(CodeKind),
        choices=choices(repository, source, coder=coder, recent=lately),
        may_code=not [one for one in state.unread if one.startswith(f"sources/{id_}.")],
    )


def _whole(found: CodedText) -> str:
    return "".join(lines_html(found).values())


def citation(request: Request, state: State) -> Response:
    """What a citation says, as the form shows it, and where in the text its words stand (`parts`)."""
    source, coder = request.path_params["source"], request.query_params.get("coder")
    coded = _coded(state.repository, request.path_params["citation"], coder)
    parts: tuple[tuple[int, int], ...] = ()
    with suppress(CmoEvalError):  # of a source without a text
        parts = next((one.parts for one in state.text(source, coder).coded if one.citation.id == coded.id), ())
    said = judgement_of(coded.citation).model_dump()
    return JSONResponse({"id": coded.id, "quote": coded.citation.quote or "", "judgement": said, "parts": parts})


def effect(request: Request, asked: Coding) -> Mapping[str, Any]:
    """What a passage would do to the claims it speaks about, were it coded so; nothing is written."""
    state, source = memory_of(request).now(), request.path_params["source"]
    draft = _draft(state, source, asked)
    texts, usual = memory_of(request).texts, asked.usual_quality
    plan = add.plan(state.root, state.repository, draft, texts=texts, quality=usual)
    notes = [note for note in plan.notes if note not in plan.unsaid]  # the form, which is not done with, asks for these
    if asked.second or not plan.change.files:
        return {"html": "", "notes": notes}
    file = read_coding(state.root, source)
    said = {"quality": usual, **file.with_defaults("", {**plan.citation, "id": plan.id}).value}
    new = Coded(Citation.model_validate(dict(said)), source, file.coder, file.file, -1)
    return {"html": _effects(effects(state.repository, {}, [new])), "notes": notes}


def effect_of_edit(request: Request, asked: Recoding) -> Mapping[str, Any]:
    """What a citation would do to the claims it speaks about, were it to say this; nothing is written."""
    state = memory_of(request).now()
    if asked.coder is not None or asked.judgement is None:
        return {"html": "", "notes": ()}
    coded = _coded(state.repository, asked.citation, None)
    plan = edit.plan(state.root, state.repository, _edited(state, coded, asked), texts=memory_of(request).texts)
    return {"html": _effects(effects(state.repository, {coded.key: plan.becomes})), "notes": plan.notes}


def code(request: Request, asked: Coding) -> Mapping[str, Any]:
    """A passage coded; `there` where its words are a citation already, whose id is given then."""
    memory, source = memory_of(request), request.path_params["source"]

    def make(state: State) -> add.Addition:
        draft = _draft(state, source, asked)
        return add.plan(state.root, state.repository, draft, texts=memory.texts, quality=asked.usual_quality)

    written = memory.write(make, shown=asked.version, about=_about(memory.now(), source))
    plan = written.plan
    if asked.coder is not None and not asked.second and usual_coder(memory.root) is None:
        remember(memory.root, asked.coder)
    told = _answer(written, source, [plan.id], asked.coder if asked.second else None)
    return {**told, "id": plan.id, "there": not plan.change.files, "lacking": plan.lacking, "notes": plan.notes}


def recode(request: Request, asked: Recoding) -> Mapping[str, Any]:
    """A citation changed, or split in two; `added` are the ids of further ones that came of it."""
    memory, source = memory_of(request), request.path_params["source"]

    def make(state: State) -> edit.Editing:
        coded = _coded(state.repository, asked.citation, asked.coder)
        return edit.plan(state.root, state.repository, _edited(state, coded, asked), texts=memory.texts)

    written = memory.write(make, shown=asked.version, about=_about(memory.now(), source))
    plan = written.plan
    told = _answer(written, source, [plan.id, *plan.added], asked.coder)
    return {**told, "id": plan.id, "added": [*plan.added], "notes": plan.notes}


def take_out(request: Request, asked: Removing) -> Mapping[str, Any]:
    """A citation taken out; where something names it and the person is not `sure` yet, only told what (`named`)."""
    memory, source = memory_of(request), request.path_params["source"]
    state = memory.now()
    plan = remove.plan(state.root, state.repository, [asked.citation], coder=asked.coder)
    named = [f"{one.file}:{one.line} ({one.keys})" for one in plan.named if not one.recorded]
    along = [f"the coding of it by {coder}" for _, coder in plan.along]
    if (named or along) and not asked.sure:
        return {"named": [*named, *along], "notes": plan.notes}

    def make(state: State) -> remove.Removal:
        return remove.plan(state.root, state.repository, [asked.citation], coder=asked.coder, names=bool(named))

    written = memory.write(make, shown=asked.version, about=_about(state, source))
    return {
        **_answer(written, source, [asked.citation], asked.coder),
        "id": asked.citation,
        "notes": written.plan.notes,
    }


# ---- from what a page asks for to what an edit takes -----------------------------------------------------------------


def _draft(state: State, source: str, asked: Coding) -> Draft:
    said: dict[str, Any] = {"verbatim": False if asked.paraphrase else None}
    quote = asked.words
    if not quote.strip():
        quote = _words(state.text(source, asked.coder if asked.second else None), asked.start, asked.end)
        said = {"start": asked.start, "labelled": True}
    coder, first = asked.coder, _named_coder(state.repository, source)
    if coder is None and first is None:
        coder = usual_coder(state.root)
    elif coder is not None and first not in {None, coder} and not asked.second:  # asked before it named one
        raise UsageError(f"{source} is coded by {first}", f"{coder} can code it blind: choose {coder} under Coders")
    return asked.judgement.draft(source, quote, coder=coder, second=asked.second, coded=today(), **said)


def _edited(state: State, coded: Coded, asked: Recoding) -> edit.Edited:
    judged = asked.judgement if asked.judgement is not None else judgement_of(coded.citation)
    splits: tuple[str, ...] = ()
    if asked.split is None and asked.start is None:
        return judged.edited(coded, day=today())
    found = state.text(coded.source, asked.coder)
    if asked.split is not None:
        begin = asked.split
        last = max((end for one in found.coded if one.citation.id == coded.id for _, end in one.parts), default=begin)
        splits = (" ".join(_words(found, begin, max(begin + 1, last)).split()[:_SPLIT_BY]),)
    wanted = judged.edited(coded, splits=splits, day=today())
    if asked.start is None or asked.end is None:
        return wanted
    words = _words(found, asked.start, asked.end)
    return replace(wanted, draft=replace(wanted.draft, quote=words, start=asked.start, labelled=True))


def _words(found: CodedText, start: int, end: int) -> str:
    """The words of a passage, without labels and pages.

    Raises:
        UsageError: it is none or too long, or part of it was withdrawn.
    """
    text, seen = found.text.text, found.transcript.text
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise UsageError("no words are chosen", "choose some of the transcript")
    if end - start > _LONGEST:
        raise UsageError(f"{end - start:,} letters are chosen: too many for a quote", f"choose at most {_LONGEST:,}")
    first, last = found.transcript.line_of(start), found.transcript.line_of(end - 1)
    passed = found.transcript.lines[first.number - 1 : last.number]
    if text[start:end] != seen[start:end] or any(found.is_silent(line) for line in passed):
        raise UsageError("part of what was said there was withdrawn", "choose words before or after it")
    spans = ((max(start, line.words), min(end, line.end)) for line in passed if not line.is_page)
    return "\n".join(text[begin:stop] for begin, stop in spans if begin < stop)


def _coded(repository: Repository, id_: str, coder: str | None) -> Coded:
    """The citation of the agreed coding, or as a second coder has it."""
    several: Iterable[Coded] = repository.citations if coder is None else repository.second_codings
    found = next((one for one in several if one.id == id_ and coder in {None, one.coder}), None)
    if found is None:
        raise edit.no_citation(repository, id_)
    return found


def _about(state: State, source: str) -> Any:
    """Which files a page of one source shows, also those that are not there yet."""
    touching: Collection[str] = state.touching(source)
    return lambda path: path in touching or path.startswith(f"sources/{source}.")


# ---- what a page is told ---------------------------------------------------------------------------------------------


def _answer(written: Written[Any], source: str, ids: Sequence[str], coder: str | None) -> dict[str, Any]:
    """The versions `before` and now, and the lines that look otherwise, as HTML by their numbers."""
    told = {"before": written.before.version, "version": written.after.version, "lines": {}}
    try:
        before, after = (state.text(source, coder) for state in (written.before, written.after))
    except CmoEvalError:  # there is no text: the page shows a list, which it fetches anew
        return told
    wanted = set(ids)
    touched = {
        number
        for text in (before, after)
        for one in text.coded
        if one.citation.id in wanted
        for number in range(one.first, one.last + 1)
    }
    touched = {number for number in touched if number <= len(after.transcript.lines)}
    return {**told, "lines": lines_html(after, touched)}


def _effects(several: Sequence[Effect]) -> str:
    return fragment("effect.html", effects=several)


def _named_coder(repository: Repository, source: str) -> str | None:
    """Whom the file of the agreed coding names; None where it names nobody, or is not there."""
    files = repository.coding_files.items()
    stored = next((one for file, one in files if file.source == source and file.coder is None), None)
    return stored.record.coder if stored is not None else None


def _again(repository: Repository, lately: Sequence[Coded]) -> list[dict[str, Any]]:
    """Judgements that can be given at once: those given last, and a stance on each claim, of the first claims.

    A stance and no more stands in the order of the claims, so that its digit hardly changes with what is coded.
    """
    newest = {claim.id: claim.versions[-1].version for claim in repository.claims.values()}

    def of(held: Sequence[Held], codes: Sequence[str] = ()) -> Judgement:
        # a version is said where there are several, so that the same judgement is there once
        said = [
            one.model_copy(update={"version": one.version if newest.get(one.claim, 1) > 1 else None}) for one in held
        ]
        return Judgement(stances=tuple(said), codes=tuple(codes))

    plain = [
        of([Held(stance=stance, claim=claim, version=version)])
        for claim, version in newest.items()
        for stance in _AT_ONCE
    ]
    found: dict[Judgement, Quality | None] = {}
    for one in reversed(lately):
        judged = of(judgement_of(one.citation).stances, one.citation.codes)
        if judged.stances or judged.codes:
            found.setdefault(judged, one.citation.quality)
        if len(found) == _AGAIN // 2:
            break
    for judged in plain:
        found.setdefault(judged, None)
    places = {judged: place for place, judged in enumerate(plain)}
    ordered = sorted([*found][:_AGAIN], key=lambda judged: places.get(judged, -1))
    return [{**judged.model_dump(), "quality": found[judged]} for judged in ordered]


ROUTES = (
    Route("/transcripts/{source}", shown(transcript)),
    Route("/transcripts/{source}/citations/{citation}", shown(citation)),
    Route("/transcripts/{source}/effect", done(Coding, effect), methods=["POST"]),
    Route("/transcripts/{source}/effect-of-edit", done(Recoding, effect_of_edit), methods=["POST"]),
    Route("/transcripts/{source}/code", done(Coding, code), methods=["POST"]),
    Route("/transcripts/{source}/recode", done(Recoding, recode), methods=["POST"]),
    Route("/transcripts/{source}/remove", done(Removing, take_out), methods=["POST"]),
)
