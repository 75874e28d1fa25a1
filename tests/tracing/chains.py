"""Whole evaluations in memory from a few drawn facts, with every kind of arrow that a chain can have."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cmo_eval.model import Case, Citation, Claim, Codebook, Conclusions, Evaluation, Pattern, Source
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.store.yaml_io import read

NODE = read("id: nowhere")
CLAIMS, PATTERNS, CASES = ("C1", "C2", "C3"), ("P1", "P2", "P3", "P4"), ("K1", "K2")
SOURCES = {
    "KA1": ("key_actor", "internal", None),
    "FG1": ("focus_group", "participants", None),
    "FG2": ("focus_group", None, None),
    "CI1": ("case_interview", "participants", "K1"),
    "CI2": ("case_interview", "participants", "K1"),
    "DOC1": ("document", "dropouts", "K2"),
}
GROUPS = {"internal": "The bureau", "participants": "Who took part", "dropouts": "Who stopped", "others": "Others"}


def stored(record: Any) -> Stored[Any]:
    return Stored(record, "nowhere.yaml", NODE)


def build(
    spoken: list[dict[str, Any]],
    *,
    claims: list[dict[str, Any]] | None = None,
    patterns: list[dict[str, Any]] | None = None,
    cases: list[dict[str, Any]] | None = None,
    conclusions: dict[str, Any] | None = None,
    evaluation: dict[str, Any] | None = None,
    sources: list[dict[str, Any]] | None = None,
) -> Repository:
    """An evaluation with these citations (`source` beside a citation's own keys) and records."""
    columns = Citations()
    for number, one in enumerate(spoken):
        said = dict(one)
        source = said.pop("source")
        citation = Citation.model_validate({"quote": "words", "quality": "observation", **said})
        columns.append(
            Coded(citation, source=source, coder="AB", file=f"sources/{source}.citations.yaml", index=number, line=1)
        )
    registered = sources or [
        {"id": id_, "kind": kind, "title": id_, "group": group, "case": case}
        for id_, (kind, group, case) in SOURCES.items()
    ]
    whole = {
        "schema": 1,
        "id": "x",
        "title": "x",
        "programme": {"name": "x"},
        "questions": {"Q1": "Does it work?", "Q2": "For whom?"},
        "groups": GROUPS,
        "frameworks": {"frame": {"start": "Start", "end": "End"}},
        **(evaluation or {}),
    }
    return Repository(
        stored(Evaluation.model_validate(whole)),
        [stored(Claim.model_validate(one)) for one in claims or [claim(id_) for id_ in CLAIMS]],
        [stored(Pattern.model_validate(one)) for one in patterns or [{"id": id_, "title": id_} for id_ in PATTERNS]],
        [stored(Case.model_validate(one)) for one in cases or [{"id": id_, "title": id_} for id_ in CASES]],
        [stored(Source.model_validate(one)) for one in registered],
        stored(Codebook.model_validate({"codes": [{"id": "scan", "kind": "theme"}, {"id": "focus", "kind": "theme"}]})),
        stored(Conclusions.model_validate(conclusions or {})),
        citations=columns,
    )


def claim(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "title": id_, "versions": [{"version": 1, "statement": "It helps."}], **fields}


@st.composite
def stances(draw):
    stance = draw(st.sampled_from(["supports", "supports", "nuances", "refutes", "suggests"]))
    about = draw(st.sampled_from([*CLAIMS, "C9"]))
    said: dict[str, Any] = {stance: about}
    if stance == "suggests":
        said = {"suggests": draw(st.sampled_from(CLAIMS)), "instead_of": about}
    pattern = draw(st.sampled_from([None, *PATTERNS]))
    if pattern is not None:
        said |= {"pattern": pattern, "parts": draw(st.sampled_from([[], ["context"], ["resource", "outcome"]]))}
    return {**said, "version": draw(st.sampled_from([1, 1, 1, 2]))}


@st.composite
def spoken(draw, most=10):
    """Citations of all sources, with ids of their own."""
    found = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        source = draw(st.sampled_from(sorted(SOURCES)))
        found.append(
            {
                "id": f"{source}-{number:03d}",
                "source": source,
                "role": draw(st.sampled_from([None, "manager", "nurse"])),
                "quality": draw(st.sampled_from([None, "opinion", "report", "observation", "documented"])),
                "disputed": draw(st.sampled_from([None, None, None, "unclear"])),
                "codes": draw(st.sampled_from([[], ["scan"], ["scan", "focus"], ["unknown"]])),
                "evidence": draw(st.lists(stances(), max_size=3)),
            }
        )
    return found


@st.composite
def evaluations(draw):
    """An evaluation in which everything may name everything, loops among patterns and claims included."""
    said = draw(spoken())
    ids = [one["id"] for one in said]
    some = st.lists(st.sampled_from(ids), max_size=2, unique=True) if ids else st.just([])
    grounds = st.lists(st.sampled_from([*CLAIMS, *PATTERNS, *CASES, *ids, "C99"]), max_size=3, unique=True)
    patterns_ = st.lists(st.sampled_from([*PATTERNS, "P99"]), max_size=2, unique=True)
    claims = []
    for id_ in CLAIMS:
        becomes = draw(st.sampled_from([None, "C1", "C2", "C3@2"]))
        decision = {"verdict": "transformed" if becomes else "holds", "becomes": becomes, "sets_aside": draw(some)}
        claims.append(
            claim(
                id_,
                questions=draw(st.lists(st.sampled_from(["Q1", "Q2"]), max_size=2, unique=True)),
                origin=draw(st.lists(st.sampled_from(sorted(SOURCES)), max_size=2, unique=True)),
                mechanisms=draw(patterns_),
                tests=[{"id": f"T{id_}", "kind": "hoop", "expects": "x", "citations": draw(some)}],
                versions=[
                    {"version": 1, "statement": "It helps."},
                    {"version": 2, "statement": "It may help.", "citations": draw(some)},
                ],
                decisions=draw(st.sampled_from([[], [decision]])),
            )
        )
    return build(
        said,
        claims=claims,
        patterns=[{"id": id_, "title": id_, "leads_to": draw(patterns_)} for id_ in PATTERNS],
        cases=[
            {
                "id": id_,
                "title": id_,
                "opened_by": draw(some),
                "shows": [{"pattern": draw(st.sampled_from(PATTERNS)), "citations": draw(some)}],
                "framework": {"frame.start": {"text": "so", "citations": draw(some)}},
            }
            for id_ in CASES
        ],
        conclusions={
            "answers": {"Q1": {"text": "Yes.", "rests_on": draw(grounds)}},
            "recommendations": [{"id": "A1", "text": "Go on.", "rests_on": draw(grounds)}],
        },
    )


def all_ids(repository: Repository) -> list[str]:
    """Everything that a trace can begin at."""
    return [
        *(*CLAIMS, *PATTERNS, *CASES, *SOURCES, "Q1", "Q2"),
        *(one.id for one in repository.conclusions.recommendations),
        *repository.citations.by_id,
    ]
