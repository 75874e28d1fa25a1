"""Small evaluations by chance, in memory: every rule is asked, and most of what rule V0 looks at occurs."""

from __future__ import annotations

import random
from typing import Any

from cmo_eval.model import PARTS, Case, Citation, Claim, Evaluation, Pattern, Source
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.store.yaml_io import read

NODE = read("id: nowhere")
KINDS = ("interview", "focus_group", "case_interview", "document", "key_actor")
GROUPS = ("internal", "participants", "dropouts")
QUALITIES = ("opinion", "report", "observation", "observation", "documented")


def small(seed: int) -> Repository:
    """An evaluation named e<seed> with two claims, some sources and a dozen citations."""
    chance = random.Random(seed)  # noqa: S311
    by_size = seed % 15 == 0  # who is small is for each claim, who is large against
    pick, likely = chance.choice, lambda part: chance.random() < part
    sources = [_source(chance, number) for number in range(1, chance.randint(4, 9))]
    if by_size:
        sources = [
            Source(id=f"S{n}", kind=KINDS[n % 3], title="x", group=GROUPS[n % 2], participants=[_sized(n)])
            for n in range(1, 9)
        ]
    citations = Citations()
    for number in range(chance.randint(*((20, 26) if by_size else (3, 16)))):
        source = pick(sources)
        citations.append(
            Coded(
                Citation.model_validate(
                    {
                        "id": f"{source.id}-{number:03}",
                        "quote": "words",
                        "quality": pick(QUALITIES),
                        "speaker": pick([None, *(person.id for person in source.participants)]),
                        "case": pick(["K1", "K3"]) if likely(0.1) else None,
                        "disputed": "unclear" if likely(0.1) else None,
                        "evidence": [
                            {("supports", "refutes")[int(source.id[1:]) > 4]: claim}
                            if by_size
                            else _stance(chance, claim)
                            for claim in ("C1", "C2")
                            if likely(0.7)
                        ],
                    }
                ),
                *(source.id, "AB", f"sources/{source.id}.citations.yaml", number),
            )
        )
    ids = [one.id for one in citations]
    cases = [
        Case(id="K1", title="One", kind=pick(["case_study", "programme"]), attributes={"region": pick("NS")}),
        Case(id="K2", title="Two", shows=[{"pattern": "P1", "absent": ["outcome"]}] if likely(0.3) else []),
        *(Case(id=f"K{place}", title="x", goals=[_goal(chance, ids)]) for place in range(3, chance.randint(4, 8))),
    ]
    asked = {"min_sources": pick([1, 2, 3]), "min_kinds": pick([1, 2]), "min_groups": pick([1, 2])}
    asked |= {"min_quality": pick(["opinion", "report", "observation"]), "min_publications": pick([1, 2])}
    asked |= {"require_disconfirming_search": likely(0.5)}
    about: dict[str, Any] = {"schema": 1, "id": f"e{seed}", "title": "X", "programme": {"name": "X"}}
    about |= {"questions": {"Q1": "?"}, "groups": {group: group for group in GROUPS}, "policy": {"verdict": asked}}
    claims = [_claim(chance, id_, ids, "size" if by_size else None) for id_ in ("C1", "C2")]
    patterns = [
        Pattern(id="P1", title="P1", context=["pressure", "a small town"], instance_of=["trust"]),
        Pattern(id="P2", title="P2", instance_of=["mirror"] if likely(0.5) else []),
    ]
    return Repository(
        stored_evaluation=Stored(Evaluation.model_validate(about), "evaluation.yaml", NODE),
        stored_claims=[Stored(one, f"claims/{one.id}.yaml", NODE) for one in claims],
        stored_patterns=[Stored(one, f"patterns/{one.id}.yaml", NODE) for one in patterns],
        stored_cases=[Stored(one, f"cases/{one.id}.yaml", NODE) for one in cases],
        stored_sources=[Stored(one, f"sources/{one.id}.yaml", NODE) for one in sources],
        citations=citations,
    )


def _goal(chance: random.Random, citations: list[str]) -> dict[str, Any]:
    result = chance.choices(["reached", "partly", "not", None], [5, 2, 2, 1])[0]
    listed = chance.sample(citations, min(2, len(citations)))
    return {"id": "G1", "text": "x", "yardstick": "a count", "result": result, "citations": listed}


def _sized(number: int) -> dict[str, Any]:
    return {"id": "r1", "consent": "quote", "attributes": {"size": "large" if number > 4 else "small"}}


def _source(chance: random.Random, number: int) -> Source:
    pick, likely = chance.choice, lambda part: chance.random() < part
    kind = pick(KINDS)
    people = [
        {"id": f"r{place}", "group": pick([None, *GROUPS]), "consent": pick(["quote", "background", None])}
        | ({"same_as": f"S{chance.randint(1, number - 1)}.r1"} if number > 1 and likely(0.15) else {})
        | ({"attributes": {"size": pick(["small", "large"])}} if likely(0.5) else {})
        for place in range(1, chance.randint(1, 3) + 1)
    ]
    written = kind == "document"
    return Source.model_validate(
        {
            "id": f"S{number}",
            "kind": kind,
            "title": f"Source {number}",
            "group": pick([None, *GROUPS]),
            "case": pick([None, None, "K1", "K2"]),
            "participants": [] if written else people,
            "reference": {"title": pick(["A report", "Another"])} if written and likely(0.8) else None,
            "reported_in": {"source": "S1"} if not written and number > 1 and likely(0.15) else None,
        }
    )


def _stance(chance: random.Random, claim: str) -> dict[str, Any]:
    stance = chance.choices(["supports", "nuances", "refutes", "suggests"], [5, 2, 3, 2])[0]
    other = {"C1": "C2", "C2": "C1"}[claim]
    said: dict[str, Any] = {"suggests": other, "instead_of": claim} if stance == "suggests" else {stance: claim}
    if chance.random() < 0.6:
        parts = chance.sample(PARTS, chance.randint(0, 3))
        lacks = [part for part in PARTS if part not in parts and chance.random() < 0.15]
        said |= {"pattern": chance.choice(["P1", "P2"]), "parts": parts, "lacks": lacks}
    return said | {"version": chance.choices([1, 2], [4, 1])[0]}


def _claim(chance: random.Random, id_: str, citations: list[str], by: str | None) -> Claim:
    pick, likely = chance.choice, lambda part: chance.random() < part
    listed = chance.sample(citations, min(2, len(citations)))
    second = {"version": 2, "statement": "It helps here.", "date": "2020-03"}
    second |= {"sets_aside": [{"citation": listed[0], "why": "another matter"}]} if likely(0.3) else {}
    found: dict[str, Any] = {"citations": listed} if likely(0.5) else {"none": True} if likely(0.7) else {}
    search = {"by": "AB", "date": pick(["2020-01", "2020-06"]), "where": "there", "found": "this", **found}
    hoop = {"id": f"T{id_[1:]}", "kind": "hoop", "expects": "x", "declared": "2020-01", "citations": listed}
    met = dict.fromkeys(("researchable", "refutable", "relevant", "addressed"), "so")
    decision = {"verdict": pick(["holds", "nuanced", "rejected"]), "version": pick([1, 2]), "by": "AB"}
    if likely(0.3):
        decision |= {"reported_in": {"source": "S1"}}
    return Claim.model_validate(
        {
            "id": id_,
            "title": pick(["Trust makes people talk", "A mirror makes people look", "Money makes people come"]),
            "kind": "need" if likely(0.2) else "claim",
            "for": chance.sample(GROUPS, 2),
            "origin": ["S1"] if likely(0.3) else [],
            "versions": [{"version": 1, "statement": "It helps."}, second],
            "criteria": met if likely(0.85) else {**met, "refutable": {"met": False, "why": "no"}},
            "mechanisms": ["P1"],
            "judged_by": "own_goals" if likely(0.15) else None,
            "split": {"by": by or pick(["group", "region", "size"]), "why": "they differ"}
            if by or likely(0.4)
            else None,
            "disconfirming_search": search if likely(0.7) else None,
            "tests": [{**hoop, "result": pick(["failed", "passed"]), "date": "2020-02"}] if likely(0.2) else [],
            "decisions": [decision] if likely(0.4) else [],
        }
    )
