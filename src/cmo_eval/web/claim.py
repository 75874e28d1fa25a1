"""A claim: its evidence for and against with the words, the proposal and what it hangs on, and a person's decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval.analysis.decision import OPPOSING, Staleness, evidence_record
from cmo_eval.analysis.evidence import EvidenceRow
from cmo_eval.analysis.evidence_change import changes_since
from cmo_eval.analysis.ladder import ladder
from cmo_eval.analysis.refinement import refinement
from cmo_eval.analysis.robustness import Sensitivity, grounds, sensitivities
from cmo_eval.analysis.verification import ClaimResult, verify
from cmo_eval.edits import decide
from cmo_eval.errors import UsageError
from cmo_eval.messages import label, say
from cmo_eval.model import CRITERIA, Stance
from cmo_eval.output import explanation
from cmo_eval.output.sensitivity import by_sort, unchanged
from cmo_eval.store.folder import FileName
from cmo_eval.store.repository import Repository, natural
from cmo_eval.web.evidence import ByVoice, by_voice, words_of
from cmo_eval.web.judgement import today
from cmo_eval.web.memory import ChangedMeanwhileError, Memory, State
from cmo_eval.web.page import Sent, done, memory_of, page, shown
from cmo_eval.web.places import Quote, address

# ---- reading --------------------------------------------------------------------------------------------------------


def _evidence(repository: Repository, result: ClaimResult) -> tuple[Mapping[str, Quote], Mapping[str, Any]]:
    """The words of all that is said on a claim, by citation; and its evidence, side by side."""
    evidence = result.evidence
    rows = [*evidence.weighed, *(row for row, _ in (*evidence.dropped, *evidence.earlier)), *evidence.later]
    words = words_of(repository, rows)

    def of(key: str, title: str, some: Iterable[EvidenceRow]) -> ByVoice:
        return by_voice(key, title, [*some], words)

    def taking(stance: Stance) -> ByVoice:
        side = evidence.sides[stance]
        return of(stance, stance, side.rows)._replace(
            elsewhere=explanation.both_ways(result.question.sides, stance, side)
        )

    suggested = result.question.sides.suggests
    left_out = dict.fromkeys(why for _, why in evidence.left_out)
    return words, {
        "in_favour": [taking("supports"), taking("nuances")],
        "against": [
            taking("refutes"),
            *(of("suggests", f"suggests {other} instead", side.rows) for other, side in suggested.items()),
        ],
        "left_out": [
            of(why, label(f"left_out.{why}"), (row for row, one in evidence.left_out if one == why)) for why in left_out
        ],
        "elsewhere": [
            of(key, title, some)
            for key, title, some in (
                ("left_behind", "about an earlier version and not answered", evidence.left_behind.rows),
                ("put_aside", "about an earlier version and set aside by name", evidence.put_aside.rows),
                ("later", "about a later version, not weighed", evidence.later),
            )
            if some
        ],
        "rivals": [
            (rival, of(rival.id or "", rival.text, favoured.rows) if favoured.rows else None)
            for rival, favoured in result.rivals
        ],
    }


def claim(request: Request, state: State) -> Response:
    """All about one claim, or about the version that the address asks for."""
    repository, id_ = state.repository, request.path_params["id"]
    result = _weighed(state, id_, request.query_params.get("version"))
    words, evidence = _evidence(repository, result)
    found = sensitivities(repository, [result])[id_]
    return page(
        request,
        "claim.html",
        state,
        title=f"{id_} {result.claim.title}",
        result=result,
        ids=list(repository.claims),
        criteria=[(name, getattr(result.claim.criteria, name)) for name in CRITERIA],
        names=repository.evaluation.groups,
        questions=repository.evaluation.questions,
        patterns=repository.patterns,
        sides=[
            (explanation.dimension_of(one), one, [*explanation.not_apart(one)], explanation.stand)
            for one in result.proposal.sides
        ],
        unusual=explanation.unusual(result.question.policy),
        ladder=ladder(result),
        history=refinement(repository, result),
        changed=_changed_since(repository, result),
        words=words,
        hangs_on=_hangs_on(result, found),
        form=_form(state, result, words),
        address=partial(address, repository),
        **evidence,
    )


def _weighed(state: State, id_: str, version: str | None) -> ClaimResult:
    """What `verify` says of the claim, in that version if one is asked for.

    Raises:
        UsageError: there is no such claim or version.
    """
    if version is None and id_ in state.verification:
        return state.verification[id_]
    if version is not None and not re.fullmatch("[1-9][0-9]{0,8}", version):
        raise UsageError(f"there is no version '{version[:20]}' of {id_}", "versions are numbers")
    return verify(state.repository, (id_,), int(version) if version is not None else None)[id_]


def _changed_since(repository: Repository, result: ClaimResult) -> list[str]:
    """What changed in the evidence since the decision, in words; nothing where it is not stale."""
    if not result.staleness or result.decision is None:
        return []
    now = result.evidence if result.version == result.decision.version else None
    return [one.phrase().say() for one in changes_since(result.staleness, now, repository)]


def _hangs_on(result: ClaimResult, found: Sensitivity) -> Mapping[str, Any]:
    """What flips the proposal, in words."""
    said = [part if isinstance(part, str) else part[0] for part in unchanged(result, found)]
    flips = [(alike[0], why.say() if (why := grounds(alike)) else "", [*by_sort(alike)]) for alike in found.alike]
    return {"said": said, "flips": flips}


# ---- deciding -------------------------------------------------------------------------------------------------------


class Deciding(Sent):
    """A decision as it is typed; `wording` is the version of the claim, `lines` the evidence that was shown.

    `voices` is the digest of who was heard in it, `proposal` what was proposed.
    """

    verdict: str = ""
    wording: int = 1
    by: str = ""
    second_reader: str = ""
    date: str = ""
    rationale: str = ""
    sets_aside: tuple[str, ...] = ()
    becomes: str = ""
    lines: tuple[str, ...] = ()
    voices: str = ""
    proposal: str = ""


class EvidenceChangedError(ChangedMeanwhileError):
    """What a decision would be taken on is not as the page showed it; `files` says in sentences what changed."""

    def __init__(self, claim: str, changes: tuple[str, ...]) -> None:
        super().__init__(changes)
        self.message = f"what is known about {claim} changed while you were deciding"
        self.hint = "nothing was written; look at what changed, and decide again"


def _form(state: State, result: ClaimResult, words: Mapping[str, Quote]) -> Mapping[str, Any]:
    """What the form needs to be filled in; or why nobody can decide now."""
    repository, id_ = state.repository, result.claim.id
    try:
        weighed = decide.weighed(repository, id_, result.version)
        if not repository.evaluation.team:
            decide.member(repository, "", "who decides,")
    except UsageError as error:
        return {"refused": error}
    record = evidence_record(weighed.evidence)
    against = {verdict: decide.opposing(weighed, verdict) for verdict in OPPOSING}
    others = [one for one in repository.claims.values() if one.id != id_]
    later = [f"{id_}@{one.version}" for one in weighed.claim.versions if one.version > weighed.version]
    return {
        "refused": None,
        "verdicts": decide.VERDICTS if weighed.evidence.rows else ("undecided",),
        "team": repository.evaluation.team,
        "today": today(),
        "against": {verdict: [(one, words[one]) for one in ids] for verdict, ids in against.items() if ids},
        "becomes": {**dict.fromkeys(later, "a later version"), **{one.id: one.title for one in others}},
        "lines": record.citations,
        "voices": record.voices,
        "proposal": _proposed(weighed),
    }


def _proposed(result: ClaimResult) -> str:
    return f"{explanation.verdict(result.proposal)[0]} by {result.proposal.rule}"


def decided(request: Request, sent: Deciding) -> Mapping[str, Any]:
    """Take a decision; nothing is written on evidence that the page did not show."""
    id_, memory = request.path_params["id"], memory_of(request)
    try:
        written = memory.write(partial(_plan, memory, id_, sent), shown=sent.version)
    except UsageError as error:
        raise UsageError(error.message, _as_in_the_form(error.hint)) from error
    result = decide.weighed(written.before.repository, id_, sent.wording)
    said = explanation.announced(result, written.plan.decision, written.plan.file)
    return {"said": said, "version": written.after.version}


def lacking(request: Request, sent: Deciding) -> Mapping[str, Any]:
    """What a decision that is not yet taken still lacks, in words; nothing is written."""
    memory = memory_of(request)
    try:
        _plan(memory, request.path_params["id"], sent, memory.now())
    except (UsageError, EvidenceChangedError) as error:
        return {"lacks": "; ".join(filter(None, (error.message, _as_in_the_form(error.hint))))}
    return {"lacks": ""}


def _as_in_the_form(hint: str) -> str:
    """A hint of `cmo-eval decide`, with its options as the form calls them: `'sets aside' FG1-002`."""
    return re.sub("--([a-z-]+)", lambda match: f"'{match[1].replace('-', ' ')}'", hint)


def _plan(memory: Memory, id_: str, sent: Deciding, state: State) -> decide.Decided:
    """The decision as a change of the claim's file.

    Raises:
        UsageError: it is none that may be taken.
        EvidenceChangedError: what it would be taken on is not what the page showed.
    """
    result = decide.weighed(state.repository, id_, sent.wording)
    changes = (*_other_evidence(state.repository, result, sent), *_other_files(memory, id_, sent.version))
    if changes:
        raise EvidenceChangedError(id_, changes)
    needed = {
        "a verdict": sent.verdict,
        "a rationale": sent.rationale.strip(),
        "who decides": sent.by,
        "a second reader": sent.second_reader,
        "a date": sent.date,
    }
    absent = [what for what, value in needed.items() if not value]
    if absent:
        raise UsageError(f"a decision on {id_} needs {say(absent)}")
    taken = decide.Taken(
        **sent.model_dump(include={"verdict", "by", "second_reader", "date", "rationale", "sets_aside"}),
        version=sent.wording,
        becomes=sent.becomes.strip() or None,
    )
    return decide.plan(state.root, state.repository, id_, taken)


def _other_evidence(repository: Repository, result: ClaimResult, sent: Deciding) -> Iterable[str]:
    """What is not as the page showed it: the evidence, who is heard in it, the proposal."""
    record = evidence_record(result.evidence)
    then, now = set(sent.lines), set(record.citations)
    heard = then == now and sent.voices != record.voices
    stale = Staleness(tuple(sorted(now - then, key=natural)), tuple(sorted(then - now, key=natural)), heard)
    if stale:
        yield from (one.phrase().say() for one in changes_since(stale, result.evidence, repository))
    if sent.proposal != _proposed(result):
        yield f"proposed is {_proposed(result)}; it was {sent.proposal[:80] or 'not shown'}"


def _other_files(memory: Memory, id_: str, version: str) -> Iterable[str]:
    """The claim's own files that changed since that state."""

    def own(path: str) -> bool:
        return path.startswith("claims/") and FileName(path, "claims").id_in_name == id_

    return (f"{file} was changed" for file in memory.changed(version, own))


ROUTES = (
    Route("/claims/{id}", shown(claim)),
    Route("/claims/{id}/lacking", done(Deciding, lacking), methods=["POST"]),
    Route("/claims/{id}/decide", done(Deciding, decided), methods=["POST"]),
)
