"""What the gate lets through: whatever an evaluation holds, wider readers see less, and verdicts stay what they are."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.analysis.decision import evidence_record
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure import AUDIENCES, opened_to, quotable
from cmo_eval.disclosure.gate import disclose
from cmo_eval.model import Case, Citation, Claim, Evaluation, Source
from cmo_eval.store.loading import load
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.store.yaml_io import Node
from minimal import MINIMAL

KINDS = ("key_actor", "focus_group", "case_interview", "interview", "document")
REGIONS, SIZES, ROLES = ("north", "south"), ("large", "small"), ("manager", "coach", None)


def stored(record):
    return Stored(record, "file.yaml", Node({}))


participants = st.fixed_dictionaries(
    {"consent": st.sampled_from(["quote", "background", None]), "role": st.sampled_from(ROLES)},
    optional={"group": st.sampled_from(["users", "staff"])},
)
attributes = st.fixed_dictionaries(
    {}, optional={"region": st.sampled_from(REGIONS), "size": st.sampled_from(SIZES), "sector": st.just("care")}
)
sources = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "confidentiality": st.sampled_from(["public", "committee", "team", None]),
        "group": st.sampled_from(["users", "staff", None]),
        "case": st.sampled_from(["K1", "K2", None]),
        "participants": st.lists(st.tuples(participants, attributes), max_size=4),
        "citations": st.lists(
            st.fixed_dictionaries(
                {
                    "speaker": st.sampled_from(["r0", "r1", "r9", None]),
                    "role": st.sampled_from([*ROLES]),
                    "stance": st.sampled_from(["supports", "nuances", "refutes"]),
                    "quality": st.sampled_from(["opinion", "report", "observation"]),
                    "disputed": st.sampled_from([None, None, "the coders differ"]),
                }
            ),
            max_size=4,
        ),
    }
)


@st.composite
def repositories(draw):
    evaluation = Evaluation.model_validate(
        {
            "schema": 1,
            "id": "demo",
            "title": "Demo",
            "programme": {"name": "P"},
            "questions": {"Q1": "?"},
            "groups": {"users": "Users", "staff": "Staff"},
            "basis": draw(st.sampled_from(["fieldwork", "fieldwork", "published"])),
            "policy": {
                "small_cell": draw(st.integers(1, 4)),
                "confidentiality": draw(
                    st.dictionaries(st.sampled_from(KINDS), st.sampled_from(["public", "committee", "team"]))
                ),
            },
        }
    )
    claim = Claim.model_validate(
        {
            "id": "C1",
            "title": "C",
            "questions": ["Q1"],
            "for": ["users"],
            "versions": [{"version": 1, "statement": "It works."}],
            "criteria": dict.fromkeys(("researchable", "refutable", "relevant", "addressed"), "yes"),
        }
    )
    cases = [Case.model_validate({"id": f"K{n}", "title": "K", "attributes": draw(attributes)}) for n in (1, 2, 3)]
    columns, records = Citations(), []
    for number, made in enumerate(draw(st.lists(sources, max_size=5))):
        id_ = f"S{number}"
        people = [
            {"id": f"r{place}", **person, "attributes": own} for place, (person, own) in enumerate(made["participants"])
        ]
        fields = {key: made[key] for key in ("kind", "confidentiality", "group", "case")}
        records.append(Source.model_validate({"id": id_, "title": f"title of {id_}", "participants": people, **fields}))
        for index, one in enumerate(made["citations"]):
            citation = Citation.model_validate(
                {
                    "id": f"{id_}-{index}",
                    "quote": f"words of {id_}-{index}",
                    "memo": f"memo on {id_}-{index}",
                    "speaker": one["speaker"],
                    "role": one["role"],
                    "quality": one["quality"],
                    "disputed": one["disputed"],
                    "evidence": [{one["stance"]: "C1"}],
                }
            )
            columns.append(Coded(citation, source=id_, coder="AB", file=f"{id_}.yaml", index=index, line=index + 1))
    return Repository(
        stored_evaluation=stored(evaluation),
        stored_claims=[stored(claim)],
        stored_cases=[stored(case) for case in cases],
        stored_sources=[stored(record) for record in records],
        citations=columns,
    )


def shown(repository):
    """Everything that somebody can read in an evaluation, as (what, where, text)."""
    found = set()
    for source in repository.sources.values():
        found |= {("title", source.id, source.title)} if source.title.startswith("title") else set()
        for place, person in enumerate(source.participants):
            found.add(("role", (source.id, place), person.role))
            found |= {("attribute", (source.id, place), pair) for pair in person.attributes.items()}
    for case in repository.cases.values():
        found |= {("attribute", case.id, pair) for pair in case.attributes.items()}
    for row, one in enumerate(repository.citations):
        said = ("quote", "memo", "role", "judgement")
        found |= {(name, one.id, getattr(one.citation, name)) for name in said}
        found |= {("role of", one.id, repository.role_of(one)), ("coder", row, one.coder)}
    return {(what, where, text) for what, where, text in found if text is not None}


@given(repositories())
def test_a_wider_audience_never_sees_more(repository):
    public, committee, team = (shown(disclose(repository, audience)) for audience in AUDIENCES)
    assert public <= committee <= team <= shown(repository)


def counted(row):
    return (row.citation, row.voice, row.kind, row.group, row.publication, row.quality, row.stance)


@given(repositories())
def test_verdicts_and_counts_are_the_same_for_every_audience(repository):
    whole = verify(repository)["C1"]
    for audience in AUDIENCES:
        disclosed = disclose(repository, audience)
        result = verify(disclosed)["C1"]
        assert (result.proposal, result.preliminary) == (whole.proposal, whole.preliminary)
        assert [counted(row) for row in result.evidence.weighed] == [counted(row) for row in whole.evidence.weighed]
        assert [len(source.participants) for source in disclosed.sources.values()] == [
            len(source.participants) for source in repository.sources.values()
        ]
        reasons = {one.citation.disputed for one in disclosed.citations}
        assert ("the coders differ" in reasons) <= (audience == "team")
        held = sum(not quotable(disclosed, one) for one in disclosed.citations)
        assert held == disclosed.held.words


@given(repositories())
def test_words_of_the_team_are_never_public(repository):
    disclosed = disclose(repository, "public")
    for one in disclosed.citations:
        if opened_to(repository, repository.sources[one.source]) == "team":
            assert one.citation.quote is None


def effective(repository, source, person):
    """Region and size as recorded of a participant, else of the case."""
    own = repository.cases[source.case].attributes if source.case else {}
    return [person.attributes.get(name) or own.get(name) for name in ("region", "size")]


@given(repositories(), st.sampled_from(["public", "committee"]))
def test_what_is_shown_of_people_and_cases_is_shared_by_enough(repository, audience):
    if repository.evaluation.basis == "published":
        return
    disclosed = disclose(repository, audience)
    organisations = defaultdict(set)
    for source in repository.sources.values():
        for place, person in enumerate(source.participants):
            for depth in (1, 2):
                cell = (person.role, *effective(repository, source, person)[:depth])
                organisations[cell].add(source.case or (source.id, place))
    least = repository.evaluation.policy.small_cell
    for source in repository.sources.values():
        for person, left in zip(source.participants, disclosed.sources[source.id].participants, strict=True):
            depth = 2 if "size" in left.attributes else 1 if "region" in left.attributes else 0
            cell = (person.role, *effective(repository, source, person)[:depth])
            assert depth == 0 or len(organisations[cell]) >= least
    cases = defaultdict(set)
    for case in disclosed.cases.values():
        cases[case.attributes.get("region"), case.attributes.get("size")].add(case.id)
    assert all(len(ids) >= least for cell, ids in cases.items() if any(cell))


# ---- by example -----------------------------------------------------------------------------------------------------


def people(*attributes, kind="focus_group", role="manager"):
    listed = ", ".join(
        f"{{id: r{n}, role: {role}, consent: quote, attributes: {own}}}" for n, own in enumerate(attributes)
    )
    return f"id: FG1\nkind: {kind}\ntitle: Panel\ngroup: staff\nparticipants: [{listed}]\n"


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        pytest.param(
            ["{region: north, size: large}"] * 3, [{"region": "north", "size": "large"}] * 3, id="three are enough"
        ),
        pytest.param(["{region: north, size: large}"] * 2, [{}] * 2, id="two are too few"),
        pytest.param(
            ["{region: north, size: large}", "{region: north, size: small}", "{region: north}"],
            [{"region": "north"}] * 3,
            id="size goes before region",
        ),
        pytest.param(
            [*["{region: north, size: large}"] * 3, "{region: north, size: small}"],
            [*[{"region": "north", "size": "large"}] * 3, {}],
            id="who keeps more hides nobody who keeps less",
        ),
        pytest.param(["{region: north, sector: care}"], [{}], id="whatever they are called"),
        pytest.param(["{region: north, branche: care}"] * 3, [{"region": "north", "branche": "care"}] * 3, id="shared"),
        pytest.param(
            ["{regio: noord, sector: care}", "{regio: oost, sector: care}", "{regio: west, sector: care}"],
            [{"sector": "care"}] * 3,
            id="what is shared stays, though something else goes",
        ),
    ],
)
def test_small_cells_are_made_coarser(evaluation, given_, left):
    repository = load(evaluation({"sources/FG1.yaml": people(*given_)})).repository
    disclosed = disclose(repository, "public")
    assert [person.attributes for person in disclosed.sources["FG1"].participants] == left
    assert disclosed.held.people == sum(len(own) < text.count(":") for own, text in zip(left, given_, strict=True))
    assert [person.attributes for person in disclose(repository, "team").sources["FG1"].participants] == [
        person.attributes for person in repository.sources["FG1"].participants
    ]


def test_people_of_one_case_are_one_organisation(evaluation):
    files = {
        "sources/FG1.yaml": people(*["{region: north}"] * 3, kind="interview") + "case: K1\n",
        "cases/K1-house.yaml": "id: K1\ntitle: House\n",
    }
    disclosed = disclose(load(evaluation(files)).repository, "public")
    assert [person.attributes for person in disclosed.sources["FG1"].participants] == [{}] * 3


def test_practice_examples_are_held_back_like_case_studies(evaluation):
    files = {
        f"cases/K{number}-x.yaml": f"id: K{number}\ntitle: X\nkind: {kind}\n"
        "attributes: {region: north, sector: care}\n"
        for number, kind in enumerate(["case_study", "practice_example", "programme"], start=1)
    } | {"evaluation.yaml+": "attributes: {sector: {identifying: false}}\n"}
    disclosed = disclose(load(evaluation(files)).repository, "public")
    assert {id_: dict(case.attributes) for id_, case in disclosed.cases.items()} == {
        "K1": {"sector": "care"},
        "K2": {"sector": "care"},
        "K3": {"region": "north", "sector": "care"},
    }
    assert disclosed.coarsened == {"K1", "K2"}


@pytest.mark.parametrize(
    ("source", "policy", "opened"),
    [
        ("kind: case_interview", "", "team"),
        ("kind: focus_group", "", "committee"),
        ("kind: document", "", "public"),
        ("kind: document", "document: team", "team"),
        ("kind: focus_group", "focus_group: public", "public"),
        ("kind: focus_group\nconfidentiality: team", "focus_group: public", "team"),
        ("kind: focus_group\nreported_in: {source: S1}", "focus_group: team", "public"),
        ("kind: focus_group\nreported_in: {source: S2}", "", "committee"),
        ("kind: focus_group\nreported_in: {source: S9}", "", "public"),
        ("kind: focus_group\nreported_in: {source: FG1}", "", "committee"),
    ],
)
def test_whom_a_source_is_open_to(evaluation, source, policy, opened):
    files = {
        "sources/FG1.yaml": f"id: FG1\ntitle: X\n{source}\n",
        "sources/S1.yaml": "id: S1\nkind: document\ntitle: Report\n",
        "sources/S2.yaml": "id: S2\nkind: document\ntitle: Draft\nconfidentiality: committee\n",
        "evaluation.yaml+": f"policy: {{confidentiality: {{{policy}}}}}\n",
    }
    repository = load(evaluation(files)).repository
    assert opened_to(repository, repository.sources["FG1"]) == opened


def test_everything_in_a_re_reading_of_published_reports_is_public(evaluation):
    repository = load(evaluation({"evaluation.yaml+": "basis: published\n"})).repository
    assert not disclose(repository, "public").held


def test_what_is_disclosed_is_no_ground_for_other_readers(evaluation):
    disclosed = disclose(load(evaluation()).repository, "team")
    with pytest.raises(TypeError):
        disclose(disclosed, "public")


def test_old_decisions_name_no_evidence_that_is_gone_and_stay_stale(evaluation):
    decision = (
        "decisions:\n  - {verdict: undecided, version: 1, by: AB, date: 2020-01-01, second_reader: CD, rationale: x,"
        " evidence: {sha256: '" + "0" * 64 + "', citations: [FG1-001 supports observation P1:resource+reasoning,"
        " FG1-002 refutes observation, FG1-003 refutes observation]}}\n"
    )
    repository = load(evaluation({"claims/C1-value.yaml+": decision})).repository
    result = verify(disclose(repository, "team"))["C1"]
    assert result.stale
    assert result.staleness.removed == ("evidence that is no longer there",)
    assert result.staleness.added == ()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_decision_on_a_case_without_the_outcome_is_stale_for_nobody(evaluation, audience):
    files = {
        "cases/K1-hall.yaml": "id: K1\ntitle: The hall\nkind: case_study\n"
        "shows: [{pattern: P1, absent: [outcome], citations: [CI1-001]}]\n",
        "sources/CI1.yaml": "id: CI1\nkind: case_interview\ntitle: Talk\ngroup: staff\ncase: K1\n",
        "sources/CI1.citations.yaml": "coder: AB\ncitations:\n"
        "  - {id: CI1-001, quote: It lay there., quality: observation,"
        " evidence: [{nuances: C1, pattern: P1, parts: [resource]}]}\n",
    }
    record = evidence_record(verify(load(evaluation(files)).repository)["C1"].evidence)
    assert "K1 refutes observation P1:-outcome" in record.citations
    decision = {"verdict": "nuanced", "version": 1, "rules": 2, "evidence": record.model_dump(mode="json")}
    files["claims/C1-value.yaml+"] = f"decisions: {json.dumps([decision])}\n"
    disclosed = disclose(load(evaluation(files)).repository, audience)
    assert verify(disclosed)["C1"].stale is False


def test_a_changed_copy_of_a_source_knows_nobody_who_is_no_longer_in_it():
    source = Source.model_validate(
        {"id": "S1", "kind": "interview", "title": "x", "participants": [{"id": "r1", "role": "coach"}]}
    )
    assert source.participant("r1") is not None
    less = source.model_copy(update={"participants": ()})
    assert less.participant("r1") is None
    assert source.participant("r1") is not None


def test_a_copy_of_a_source_finds_its_own_participants():
    from cmo_eval.model import Source

    people = [{"id": "r1", "role": "manager"}, {"id": "r2", "role": "coach"}]
    source = Source.model_validate({"id": "S1", "title": "A talk", "kind": "interview", "participants": people})
    assert source.participant("r2").role == "coach"
    copied = source.model_copy(update={"participants": source.participants[:1]})
    assert (copied.participant("r1").role, copied.participant("r2")) == ("manager", None)
    assert source.participant("r2") is not None


def test_of_an_id_that_is_used_twice_only_the_first_has_words(evaluation):
    entries = "".join(
        f"  - {{id: FG1-001, quote: {word}., quality: report, role: coach, memo: {word}}}\n"
        for word in ("First", "Second")
    )
    repository = load(evaluation({"sources/FG1.citations.yaml": f"citations:\n{entries}"})).repository
    disclosed = disclose(repository, "team")
    assert [(one.citation.quote, one.citation.memo) for one in disclosed.citations] == [
        ("First.", "First"),
        (None, None),
    ]


def test_an_organisation_is_called_by_a_number_and_persons_stay_who_they_are(evaluation):
    person = "participants: [{{id: {}, role: manager, group: staff, consent: quote{}}}]\n"
    head = "kind: interview\ntitle: T\ngroup: staff\n"
    root = evaluation(
        {
            "sources/FG1.yaml": "id: FG1\n" + head + person.format("r1", ", organisation: oosterlo"),
            "sources/IN1.yaml": "id: IN1\n" + head + person.format("x7", ", organisation: aldermere, same_as: FG1.r1"),
            "claims/C1-value.yaml": MINIMAL["claims/C1-value.yaml"] + "origin: [oosterlo, AB]\n",
        }
    )
    whole = load(root).repository
    for audience, called in (("public", "o2"), ("committee", "o2"), ("team", "oosterlo")):
        seen = disclose(whole, audience)
        assert seen.claims["C1"].origin == (called, "AB")
        people = {source.id: source.participants[0] for source in seen.sources.values()}
        assert people["FG1"].organisation == called
        assert seen.voices.of("IN1", people["IN1"].id).voice == "FG1"
