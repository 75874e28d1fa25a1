"""What the tools of an assistant answer, as functions of what it may see; knows no protocol."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cmo_eval import api
from cmo_eval.analysis.query import parsed
from cmo_eval.analysis.quotes import Said
from cmo_eval.analysis.selection import Selection, chosen
from cmo_eval.analysis.trace import around
from cmo_eval.edits.coding import propose as proposing
from cmo_eval.model.base import CITATION_ID_PATTERN
from cmo_eval.nearest import unknown
from cmo_eval.output.trace import around_data
from cmo_eval.rules import CODES
from cmo_eval.store.folder import named
from cmo_eval.store.writing.lock import locked

if TYPE_CHECKING:
    from cmo_eval.assistant.inputs import Claims, Coder, Evidence, Find, Nothing, Propose, Trace
    from cmo_eval.assistant.snapshot import Snapshot
    from cmo_eval.assistant.view import View

_PLACES = 10
_NODES = 300
_UNSAID = frozenset({"not_heard", "several", "turns", "interviewer", "negation", "cuts"})
"""Reasons for a refusal that would tell what stands in a text which nobody may read; they are told as `words`."""


# ---- reading --------------------------------------------------------------------------------------------------------


def claims(snapshot: Snapshot, asked: Claims) -> dict[str, Any]:
    """Claims with what is proposed and decided, and what else is wanted of the evaluation.

    Raises:
        UsageError: there is no such claim.
    """
    repository, verification = snapshot.repository, snapshot.verification
    _refuse_unknown("claim", asked.claims, repository.claims)
    found: dict[str, Any] = {
        "evaluation": repository.evaluation.title,
        "claims": [_claim(verification[id_]) for id_ in (asked.claims or verification)],
    }
    if "patterns" in asked.also:
        found["patterns"] = [
            {"id": one.id, **{part: getattr(one, part) for part in ("context", "resource", "reasoning", "outcome")}}
            for one in repository.patterns.values()
        ]
    if "codes" in asked.also:
        keys = ("id", "label", "parent", "use", "avoid")
        found["codes"] = [_short(one, keys) for one in repository.codes.values()]
    if "sources" in asked.also:
        held = {True: "may be read", False: "held back"}
        found["sources"] = [
            {**_short(one, ("id", "title", "kind", "date", "group")), "words": held[one.id in snapshot.open]}
            for one in repository.sources.values()
        ]
    if "questions" in asked.also:
        found["questions"] = dict(repository.evaluation.questions)
    if "groups" in asked.also:
        found["groups"] = dict(repository.evaluation.groups)
    return found


def _claim(result: Any) -> dict[str, Any]:
    claim, proposal, decision = result.claim, result.proposal, result.decision
    heard = result.question.sides.everybody
    sides = {stance: len(getattr(result.evidence, stance).citations) for stance in ("supports", "nuances", "refutes")}
    return {
        "id": claim.id,
        "title": claim.title,
        "text": claim.versions[-1].statement,
        "proposed": {"verdict": proposal.verdict, "rule": proposal.rule, "because": proposal.reason.say()},
        "decided": decision and {"verdict": decision.verdict, "by": decision.by, "date": decision.date},
        "stale": bool(result.stale),
        "incomplete": bool(result.incomplete),
        "citations": sides,
        "heard": {"voices": len(heard.voices), "kinds": len(heard.kinds), "groups": len(heard.groups)},
    }


def evidence(snapshot: Snapshot, asked: Evidence) -> dict[str, Any]:
    """Citations that pass all filters, in reading order; those whose words are not to be had are counted, and say so.

    Raises:
        UsageError: a filter asks for what does not exist.
    """
    repository = snapshot.repository
    names = ("claim", "stance", "pattern", "code", "group", "source", "case")
    _refuse_unknown("citation", asked.citation, repository.citations.by_id)
    wanted = chosen(repository, Selection(**{name: getattr(asked, name) for name in names}))
    keys = {one.key for one in wanted if not asked.citation or one.id in asked.citation}
    some = [one for one in snapshot.in_order if one.key in keys]
    return {
        "total": len(some),
        "held_back": len(keys - snapshot.readable),
        "after": asked.after,
        "citations": [*map(_row, snapshot.said(some[asked.after : asked.after + asked.limit]))],
    }


def find(snapshot: Snapshot, asked: Find) -> dict[str, Any]:
    """Citations in whose words all that is searched for occurs, of those whose words are to be had; others are counted.

    Raises:
        UsageError: there is nothing to search for.
    """
    quoted = any(mark in asked.words for mark in '"“”„')
    query = parsed([asked.words] if quoted else asked.words.split())
    found = [one for one, words in snapshot.words if query.may_be_in(words) and query.all_in(words)]
    return {
        "total": len(found),
        "held_back": len(snapshot.in_order) - len(snapshot.words),
        "citations": [*map(_row, snapshot.said(found[: asked.limit]))],
    }


def trace(snapshot: Snapshot, asked: Trace) -> dict[str, Any]:
    """Nodes and edges through the whole chain, with words only where they are to be had; of very many the nearest.

    Raises:
        UsageError: there is nothing with that id.
    """
    repository = snapshot.repository
    found = around_data(around(repository, snapshot.verification, asked.id, snapshot.arrows, _NODES))
    for node in found["nodes"]:
        if node["kind"] == "citation":
            node.pop("place")
            if node["quote"] is not None and repository.citations.by_id[node["id"]].source not in snapshot.open:
                node |= {"quote": None, "held_back": True}
    return found


def validate(snapshot: Snapshot, _: Nothing) -> dict[str, Any]:
    """Findings by their code, with what the code means and where; never a message, which may repeat words.

    What is about a source or citation that is not there for the audience is left out.
    """
    repository = snapshot.repository
    places: dict[str, list[str]] = defaultdict(list)
    counted: Counter[str] = Counter()
    for one in snapshot.validation.findings:
        file = named(one.location.file)
        of = file.source or (file.id_in_name if file.kind == "sources" else None)
        if of is not None and of not in repository.sources:
            continue
        if one.subject is not None and _is_gone(snapshot, one.subject):
            continue
        counted[one.severity] += 1
        places[f"{one.code} {one.severity}"].append(f"{one.location.file}:{one.location.line}")
    return {
        **{kind: counted[kind] for kind in ("error", "warning", "note")},
        "findings": [
            {
                "code": code,
                "severity": severity,
                "what": CODES[code].title,
                "total": len(where),
                "places": [*dict.fromkeys(where)][:_PLACES],
            }
            for (code, severity), where in ((key.split(), where) for key, where in sorted(places.items()))
        ],
    }


def _is_gone(snapshot: Snapshot, subject: str) -> bool:
    """Whether a subject is the id of a citation that is not there for the audience."""
    return re.fullmatch(CITATION_ID_PATTERN, subject) is not None and subject not in snapshot.repository.citations.by_id


def _refuse_unknown(kind: str, ids: Sequence[str], known: Mapping[str, Any]) -> None:
    """Raise for an id that stands for nothing that is to be seen, whether it never did or does no more."""
    if strange := next((id_ for id_ in ids if id_ not in known), None):
        raise unknown(kind, strange[:60], known)


def _short(one: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(one, name, None)) not in (None, "", ())}


def _row(said: Said) -> dict[str, Any]:
    row = {name: value for name, value in asdict(said).items() if value not in (None, "", ()) and name != "coder"}
    return row if said.words is not None else {**row, "held_back": True}


READING: Mapping[str, Callable[[Snapshot, Any], Mapping[str, Any]]] = {
    one.__name__: one for one in (claims, evidence, find, trace, validate)
}
"""What reads and changes nothing, by the name of its tool."""


# ---- proposals ------------------------------------------------------------------------------------------------------


def propose(view: View, coder: Coder, prompt: str, today: Callable[[], str], asked: Propose) -> dict[str, Any]:
    """Take proposals in, where the words stand in the transcript; what was refused, by number and reason.

    Raises:
        UsageError: the coder's name or earlier answers do not go with it.
        CmoEvalError: they cannot be written.
    """
    closed = view.now().closed  # a guess about words that are not to be had is not even compared with them
    numbered = [*enumerate(asked.proposals, start=1)]
    held = [number for number, one in numbered if isinstance(one, dict) and one.get("source") in closed]
    rest = [(number, one) for number, one in numbered if number not in held]
    refused = dict.fromkeys(held, "not_open")
    accepted: dict[str, list[str]] = {}
    before = False
    if rest:
        answer = json.dumps({"proposals": [one for _, one in rest]}).encode("utf-8")
        model = proposing.Model(coder.name, coder.model, prompt, view.where)
        with locked(view.root):
            repository = api.load(view.root).repository
            plan = proposing.plan(view.root, repository, answer, model, date=today())
            if plan.change.files:
                plan.apply()
        accepted, before = {source: [*ids] for source, ids in plan.accepted.items()}, plan.before
        refused |= {rest[one.number - 1][0]: one.reason for one in plan.refused}
    return {"accepted": accepted, "before": before, "refused": [*_refused(refused)]}


def _refused(refused: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Each that was refused by its number, with no more of why than may be told."""
    for number, why in sorted(refused.items()):
        reason = "words" if why in _UNSAID else why
        yield {"number": number, "reason": reason, "why": proposing.REASONS[reason]}
