"""Evidence in a line: builds a repository in memory from who said what, and weighs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable
from cmo_eval.analysis.verification import ClaimResult, verify
from cmo_eval.model import Case, Citation, Claim, Evaluation, Pattern, Source
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.store.yaml_io import read

NODE = read("id: nowhere")
MET = {"researchable": "seen", "refutable": "the reverse", "relevant": "asked", "addressed": "them"}
SEARCH = {"by": "AB", "date": "2017-02-20", "where": "among dropouts", "found": "nothing", "none": True}


@dataclass(frozen=True)
class Said:
    """One stance of one citation, with the source that it comes from."""

    source: str
    stance: str = "supports"
    kind: str = "interview"
    group: str | None = "participants"
    case: str | None = None
    quality: str = "observation"
    other: str | None = None
    pattern: str | None = None
    parts: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    version: int = 1
    disputed: bool = False
    withdrawn: bool = False
    speaker_group: str | None = None
    claim: str = "C1"
    id: str | None = None
    person: str | None = None
    same_as: str | None = None
    organisation: str | None = None
    attributes: Mapping[str, str] | None = None
    reported_in: str | None = None
    published: bool = False
    favours: str | None = None
    date: str | None = None


FAILED_HOOP = {
    "id": "T1",
    "kind": "hoop",
    "expects": "x",
    "declared": "2017-01-10",
    "result": "failed",
    "date": "2017-02-14",
}

VOICES: Mapping[str, tuple[str, str]] = {
    "KA": ("key_actor", "internal"),
    "FG": ("focus_group", "participants"),
    "CS": ("case_interview", "participants"),
    "NP": ("interview", "non-participants"),
    "DOC": ("document", "dropouts"),
    "PR": ("document", "internal"),
}
SIGNS = {"+": "supports", "~": "nuances", "-": "refutes", ">": "suggests"}


def said(line: str, **everywhere: Any) -> list[Said]:
    """The notation of the design's worked examples: `KA+ FG- CS>C9`, each word a voice of its own."""
    spoken = []
    for number, word in enumerate(line.split(), start=1):
        name = next(voice for voice in VOICES if word.startswith(voice))
        sign, other = word[len(name)], word[len(name) + 1 :]
        kind, group = VOICES[name]
        case = f"K{number}" if name == "CS" else None
        one = Said(f"{name}{number}", SIGNS[sign], kind, group, case, other=other or None)
        spoken.append(replace(one, **everywhere))
    return spoken


def claim(id_: str = "C1", **fields: Any) -> Claim:
    """A claim that meets the criteria and for which counter-evidence was looked for, unless `fields` say otherwise."""
    return Claim.model_validate(
        {
            "id": id_,
            "title": "Warm hands",
            "criteria": MET,
            "disconfirming_search": SEARCH,
            "versions": [{"version": 1, "statement": "It helps."}],
            **fields,
        }
    )


def repository(
    spoken: Iterable[Said],
    claims: Sequence[Claim] = (),
    *,
    patterns: Sequence[str] = (),
    policy: Mapping[str, Any] | None = None,
    cases: Sequence[Case] = (),
    began: str | None = None,
) -> Repository:
    """What was said, as the loader would have it in memory."""
    spoken = list(spoken)
    citations = Citations()
    sources: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(spoken, start=1):
        source = sources.setdefault(
            one.source,
            {
                "id": one.source,
                "kind": one.kind,
                "title": one.source,
                "group": one.group,
                "case": one.case,
                "participants": [],
                "reference": {"title": one.source} if one.published else None,
                "reported_in": {"source": one.reported_in} if one.reported_in else None,
                "date": one.date,
            },
        )
        speaker = one.person or (one.id.replace("-", "_") if one.id else f"r{number}")
        if all(person["id"] != speaker for person in source["participants"]):
            known = {"group": one.speaker_group, "same_as": one.same_as, "organisation": one.organisation}
            source["participants"].append({"id": speaker, **known, "attributes": dict(one.attributes or {})})
        stance: dict[str, Any] = {one.stance: one.claim}
        if one.stance == "suggests":
            stance = {"suggests": one.other or "C9", "instead_of": one.claim}
        stance |= {"favours": one.favours}
        citation = Citation.model_validate(
            {
                "id": one.id or f"{one.source}-{number:03d}",
                "quote": "words",
                "quality": one.quality,
                "speaker": speaker,
                "disputed": "unclear" if one.disputed else None,
                "withdrawn": "2024-01-01" if one.withdrawn else None,
                "evidence": [
                    {**stance, "version": one.version, "pattern": one.pattern, "parts": one.parts, "lacks": one.lacks},
                ],
            }
        )
        citations.append(
            Coded(
                citation,
                source=one.source,
                coder="AB",
                file=f"sources/{one.source}.citations.yaml",
                index=number - 1,
                line=number,
            )
        )
    evaluation = Evaluation.model_validate(
        {
            "schema": 1,
            "id": "x",
            "title": "X",
            "programme": {"name": "X", "period": {"from": began} if began else None},
            "questions": {"Q1": "What works?"},
            "groups": {"participants": "They"},
            "policy": {"verdict": dict(policy or {})},
        }
    )
    given = {one.id for one in cases}
    others = sorted({one.case for one in spoken if one.case and one.case not in given})
    everywhere = [*cases, *(Case(id=id_, title=id_) for id_ in others)]
    return Repository(
        stored_evaluation=Stored(evaluation, "evaluation.yaml", NODE),
        stored_claims=[Stored(one, f"claims/{one.id}.yaml", NODE) for one in claims or [claim()]],
        stored_patterns=[Stored(Pattern(id=id_, title=id_), f"patterns/{id_}.yaml", NODE) for id_ in patterns],
        stored_cases=[Stored(one, f"cases/{one.id}.yaml", NODE) for one in everywhere],
        stored_sources=[
            Stored(Source.model_validate(source), f"sources/{id_}.yaml", NODE) for id_, source in sources.items()
        ],
        citations=citations,
    )


def weigh(
    spoken: str | Iterable[Said],
    about: Claim | None = None,
    *,
    version: int | None = None,
    others: Sequence[Claim] = (),
    **more: Any,
) -> ClaimResult:
    """What `verify` says about the claim, given what was said; `more` is for `repository`."""
    about = about or claim()
    spoken = said(spoken) if isinstance(spoken, str) else list(spoken)
    return verify(repository(spoken, [about, *others], **more), [about.id], version)[about.id]


def left_behind(table: EvidenceTable, row: EvidenceRow) -> EvidenceTable:
    """The evidence, with one row more about an earlier version."""
    return replace(table, earlier=[(row, 0)])


def outcome(result: ClaimResult) -> tuple[str, str]:
    """Verdict and rule of the proposal."""
    return result.proposal.verdict, result.proposal.rule
