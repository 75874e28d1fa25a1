"""Evidence in a line: builds a repository in memory from who said what, and weighs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cmo_eval.analysis.verification import ClaimResult, verify
from cmo_eval.model import Case, Citation, Claim, Evaluation, Pattern, Source
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.store.yaml_io import read

NODE = read("id: nowhere")
MET = {"researchable": "seen", "refutable": "the reverse", "relevant": "asked", "addressed": "them"}
SEARCH = {"by": "AB", "date": "2017-02-20", "where": "among dropouts", "found": "nothing"}


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
    version: int = 1
    disputed: bool = False
    withdrawn: bool = False
    speaker_group: str | None = None
    claim: str = "C1"
    id: str | None = None


VOICES: Mapping[str, tuple[str, str]] = {
    "KA": ("key_actor", "internal"),
    "FG": ("focus_group", "participants"),
    "CS": ("case_interview", "participants"),
    "NP": ("interview", "non-participants"),
    "DOC": ("document", "dropouts"),
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
            },
        )
        speaker = f"r{number}"
        source["participants"].append({"id": speaker, "group": one.speaker_group})
        stance = {one.stance: one.claim}
        if one.stance == "suggests":
            stance = {"suggests": one.other or "C9", "instead_of": one.claim}
        citation = Citation.model_validate(
            {
                "id": one.id or f"{one.source}-{number:03d}",
                "quote": "words",
                "quality": one.quality,
                "speaker": speaker,
                "disputed": "unclear" if one.disputed else None,
                "withdrawn": "2024-01-01" if one.withdrawn else None,
                "evidence": [
                    {**stance, "version": one.version, "pattern": one.pattern, "parts": one.parts},
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
            "programme": {"name": "X"},
            "questions": {"Q1": "What works?"},
            "groups": {"participants": "They"},
            "policy": {"verdict": dict(policy or {})},
        }
    )
    cases = sorted({one.case for one in spoken if one.case})
    return Repository(
        stored_evaluation=Stored(evaluation, "evaluation.yaml", NODE),
        stored_claims=[Stored(one, f"claims/{one.id}.yaml", NODE) for one in claims or [claim()]],
        stored_patterns=[Stored(Pattern(id=id_, title=id_), f"patterns/{id_}.yaml", NODE) for id_ in patterns],
        stored_cases=[Stored(Case(id=id_, title=id_), f"cases/{id_}.yaml", NODE) for id_ in cases],
        stored_sources=[
            Stored(Source.model_validate(source), f"sources/{id_}.yaml", NODE) for id_, source in sources.items()
        ],
        citations=citations,
    )


def weigh(
    spoken: str | Iterable[Said],
    about: Claim | None = None,
    *,
    policy: Mapping[str, Any] | None = None,
    version: int | None = None,
    patterns: Sequence[str] = (),
) -> ClaimResult:
    """What `verify` says about the claim, given what was said."""
    about = about or claim()
    spoken = said(spoken) if isinstance(spoken, str) else list(spoken)
    weighed = repository(spoken, [about], policy=policy, patterns=patterns)
    return verify(weighed, [about.id], version)[about.id]


def outcome(result: ClaimResult) -> tuple[str, str]:
    """Verdict and rule of the proposal."""
    return result.proposal.verdict, result.proposal.rule
