"""The chain in both directions: what is met, how often, in which order, and whose words."""

import json

import pytest
from chains import all_ids, build, claim, evaluations
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_eval.analysis.trace import Key, around, arrows_of, trace
from cmo_eval.analysis.verification import verify
from cmo_eval.errors import UsageError
from cmo_eval.output.trace import trace_json, trace_text

SAID = {"source": "FG1", "id": "FG1-001", "evidence": [{"supports": "C1", "pattern": "P1", "parts": ["outcome"]}]}


def traced(repository, id_):
    return trace(repository, verify(repository), id_)


@settings(max_examples=30)
@given(evaluations())
def test_what_is_reached_upwards_reaches_back_downwards(repository):
    verification = verify(repository)
    traces = {(one := trace(repository, verification, id_)).root: one for id_ in all_ids(repository)}
    for root, one in traces.items():
        for other in one.reached("up"):
            assert root in traces[other].reached("down"), (root, other)
        for other in one.reached("down"):
            assert root in traces[other].reached("up"), (root, other)


@settings(max_examples=30)
@given(evaluations(), st.data())
def test_each_node_is_followed_once_and_every_arrow_of_it_is_shown(repository, data):
    found = traced(repository, data.draw(st.sampled_from(all_ids(repository))))
    for direction in ("up", "down"):
        places = []
        waiting = list(getattr(found, direction))
        while waiting:
            one = waiting.pop()
            waiting += one.branches
            if not one.repeated:
                places.append(one.node)
            else:
                assert not one.branches
        assert len(places) == len(set(places))
        assert set(places) == found.reached(direction)
    assert set(found.nodes) == {found.root} | found.reached("up") | found.reached("down")


@settings(max_examples=30)
@given(evaluations(), st.data())
def test_what_is_nearest_is_the_chain_as_far_as_it_is_wanted(repository, data):
    verification = verify(repository)
    id_ = data.draw(st.sampled_from(all_ids(repository)))
    arrows, found = arrows_of(repository, verification), trace(repository, verification, id_)
    whole = around(repository, verification, id_, arrows, 10_000)
    assert (dict(whole.nodes), set(whole.edges), len(whole.edges)) == (found.nodes, set(found.edges), len(found.edges))
    assert (whole.up, whole.down, whole.total) == (found.reached("up"), found.reached("down"), len(found.nodes))
    assert whole.root == next(iter(whole.nodes)) == found.root
    steps, beyond = {found.root: 0}, found.up + found.down
    while beyond:
        far = max(steps.values()) + 1
        steps |= {one.node: far for one in beyond if one.node not in steps}
        beyond = [below for one in beyond for below in one.branches]
    most = data.draw(st.integers(1, len(found.nodes)))
    part = around(repository, verification, id_, arrows, most)
    assert [steps[key] for key in part.nodes] == sorted(steps.values())[:most]
    assert set(part.edges) == {edge for edge in whole.edges if {edge.lower, edge.upper} <= part.nodes.keys()}
    assert (part.up, part.down, part.total) == (whole.up, whole.down, whole.total)


@settings(max_examples=30)
@given(evaluations(), st.data())
def test_every_trace_can_be_printed_in_80_columns_and_as_json(repository, data):
    found = traced(repository, data.draw(st.sampled_from(all_ids(repository))))
    for language in ("en", "nl"):
        lines = trace_text(found, language=language, ascii_only=language == "en").splitlines()
        assert all(len(line) <= 80 for line in lines)
        assert language == "nl" or all(line.isascii() for line in lines)
    read = json.loads(trace_json(found))
    keys = {node["key"] for node in read["nodes"]}
    assert {end for edge in read["edges"] for end in (edge["from"], edge["to"])} <= keys


def test_a_source_reaches_its_case_by_what_was_said_in_it_where_anything_was():
    said = {"source": "CI1", "id": "CI1-001"}
    assert [branch.node for branch in traced(build([]), "CI1").up] == [Key("case", "K1")]
    assert [branch.node for branch in traced(build([said]), "CI1").up] == [Key("citation", "CI1-001")]


def test_the_whole_chain_of_a_citation_and_back():
    repository = build(
        [SAID],
        claims=[claim("C1", mechanisms=["P1"])],
        conclusions={
            "answers": {"Q1": {"text": "Yes.", "rests_on": ["C1"]}},
            "recommendations": [{"id": "A1", "text": "Go on.", "rests_on": ["P1"]}],
        },
    )
    up = {key.id for key in traced(repository, "FG1-001").reached("up")}
    assert up == {"C1", "P1", "Q1", "A1"}
    assert {key.id for key in traced(repository, "Q1").reached("down")} == {"C1", "P1", "FG1-001", "FG1"}
    assert {key.id for key in traced(repository, "A1").reached("down")} == {"P1", "FG1-001", "FG1"}


def test_a_stance_says_why_it_is_not_weighed():
    repository = build(
        [{**SAID, "disputed": "unclear"}, {"source": "FG2", "id": "FG2-001", "evidence": [{"refutes": "C1"}]}]
    )
    edges = {edge.lower.id: edge for edge in traced(repository, "C1").edges if edge.upper.id == "C1"}
    assert (edges["FG1-001"].left_out, edges["FG2-001"].left_out) == ("disputed", "")
    assert "not weighed: disputed" in trace_text(traced(repository, "C1"))


@pytest.mark.parametrize("parts", [[], ["context"], ["outcome"], ["resource", "reasoning"]], ids=str)
def test_what_a_citation_shows_of_a_pattern_is_named_and_no_more(parts):
    repository = build([{**SAID, "evidence": [{"supports": "C1", "pattern": "P1", "parts": parts}]}])
    (edge,) = [edge for edge in traced(repository, "FG1-001").edges if edge.upper.id == "P1"]
    assert (edge.relation, edge.parts) == ("shows", tuple(parts))


def test_evidence_about_another_version_says_so():
    versions = [{"version": 1, "statement": "a"}, {"version": 2, "statement": "b"}]
    about = {**claim("C1"), "versions": versions, "decisions": [{"verdict": "undecided", "version": 2}]}
    found = traced(build([SAID], claims=[about]), "C1")
    (edge,) = [edge for edge in found.edges if edge.lower.id == "FG1-001" and edge.upper.id == "C1"]
    assert edge.left_out == "other_version"
    assert "not weighed: about another version" in trace_text(found)


ABSENT = {"pattern": "P1", "absent": ["reasoning", "outcome"], "why": "w"}


def test_a_pattern_rests_on_the_citations_that_a_case_names_and_not_on_all_of_the_case():
    shows = [{"pattern": "P1", "citations": ["FG1-001"]}]
    said = {"source": "FG1", "id": "FG1-001"}
    found = traced(build([said], cases=[{"id": "K1", "title": "North", "shows": shows}]), "P1")
    assert [branch.node for branch in found.down] == [Key("citation", "FG1-001")]


def test_a_part_that_was_not_found_is_not_shown():
    cases = [{"id": "K1", "title": "North", "shows": [{**ABSENT, "citations": ["FG1-001"]}]}]
    found = traced(build([SAID], cases=cases), "FG1-001")
    edges = [(edge.relation, edge.parts, edge.detail) for edge in found.edges if edge.upper.id == "P1"]
    assert edges == [("shows", ("outcome",), ""), ("absent", ("reasoning", "outcome"), "K1")]
    assert "shows outcome of, and shows no reasoning and outcome in K1 of P1" in trace_text(found)
    assert "toont uitkomst van, en toont voor K1 geen redenering en uitkomst van P1" in trace_text(found, language="nl")
    edges = json.loads(trace_json(found))["edges"]
    assert [edge["detail"] for edge in edges if edge["relation"] == "absent"] == ["K1"]


def test_what_is_denied_is_not_shown():
    denies = {"refutes": "C1", "pattern": "P1", "parts": ["context"], "lacks": ["outcome"]}
    only = {"refutes": "C1", "pattern": "P2", "lacks": ["resource", "reasoning"]}
    found = traced(build([{**SAID, "evidence": [denies, only]}]), "FG1-001")
    edges = [(edge.upper.id, edge.relation, edge.parts) for edge in found.edges if edge.upper.kind == "pattern"]
    assert edges == [
        ("P1", "shows", ("context",)),
        ("P1", "denies", ("outcome",)),
        ("P2", "denies", ("resource", "reasoning")),
    ]
    assert "shows context of, and denies outcome of P1" in trace_text(found)
    assert "ontkent middel en redenering van P2" in trace_text(found, language="nl")
    edges = json.loads(trace_json(found))["edges"]
    assert [edge["parts"] for edge in edges if edge["relation"] == "denies"] == [["outcome"], ["resource", "reasoning"]]


def test_a_case_that_lacks_a_part_says_so_without_citations():
    found = traced(build([SAID], cases=[{"id": "K1", "title": "North", "shows": [ABSENT]}]), "P1")
    assert "K1 shows no reasoning and outcome of it: North" in trace_text(found)
    found = traced(build([SAID], cases=[{"id": "K1", "title": "North", "shows": [{**ABSENT, "absent": []}]}]), "P1")
    assert "K1 shows it: North" in trace_text(found)


def test_what_a_pattern_that_is_not_there_lacks_leads_nowhere():
    shows = [{**ABSENT, "pattern": "P77", "citations": ["FG1-001"]}]
    found = traced(build([SAID], cases=[{"id": "K1", "title": "North", "shows": shows}]), "FG1-001")
    assert "P77" not in {key.id for key in found.nodes}


@pytest.mark.parametrize(("grounds", "relations"), [(["C2"], {"serves"}), (["C1"], {"carries"}), (None, {"serves"})])
def test_a_claim_bears_on_its_question_where_the_answer_does_not_rest_on_it(grounds, relations):
    answers = {"Q1": {"text": "Yes.", "rests_on": grounds}} if grounds else {}
    repository = build([SAID], claims=[claim("C1", questions=["Q1"]), claim("C2")], conclusions={"answers": answers})
    edges = [edge for edge in traced(repository, "C1").edges if edge.upper.id == "Q1" and edge.lower.id == "C1"]
    assert {edge.relation for edge in edges} == relations


def test_a_claim_that_is_transformed_names_what_it_becomes():
    about = claim("C1", decisions=[{"verdict": "transformed", "becomes": "C2", "by": "AB"}])
    text = trace_text(traced(build([SAID], claims=[about, claim("C2")]), "C1"))
    assert "decision: transformed into C2 (AB)" in text
    assert "becomes C2" in text


def test_a_claim_that_becomes_a_later_version_of_itself_is_no_loop():
    versions = [{"version": 1, "statement": "a"}, {"version": 2, "statement": "b"}]
    about = {**claim("C1"), "versions": versions, "decisions": [{"verdict": "transformed", "becomes": "C1@2"}]}
    found = traced(build([SAID], claims=[about]), "C1")
    assert found.cycles == ()
    assert "becomes" not in {edge.relation for edge in found.edges}


def test_a_loop_is_named_and_walked_once():
    repository = build(
        [SAID],
        patterns=[
            {"id": "P1", "title": "one", "leads_to": ["P2"]},
            {"id": "P2", "title": "two", "leads_to": ["P3"]},
            {"id": "P3", "title": "three", "leads_to": ["P1"]},
        ],
    )
    found = traced(repository, "FG1-001")
    assert [[key.id for key in loop] for loop in found.cycles] == [["P1", "P2", "P3"]]
    text = trace_text(found)
    assert "P1 → P2 → P3 → P1" in text
    assert text.count("a loop") == 1


def test_what_is_near_on_either_way_is_near():
    ring = [{"id": f"P{n}", "title": "x", "leads_to": [f"P{n % 4 + 1}"]} for n in range(1, 5)]
    repository = build([], patterns=ring)
    verification = verify(repository)
    found = around(repository, verification, "P1", arrows_of(repository, verification), 3)
    assert [key.id for key in found.nodes] == ["P1", "P2", "P4"]


def test_a_pattern_that_leads_to_itself_is_a_loop():
    repository = build([], patterns=[{"id": "P1", "title": "one", "leads_to": ["P1"]}])
    assert traced(repository, "P1").cycles == ((Key("pattern", "P1"),),)


def test_a_chain_of_thousands_is_no_problem():
    chain = [{"id": f"P{n}", "title": "x", "leads_to": [f"P{n + 1}"]} for n in range(3000)]
    found = traced(build([], patterns=chain), "P0")
    assert len(found.reached("up")) == 2999
    assert max(map(len, trace_text(found).splitlines())) <= 80


@pytest.mark.parametrize(("consent", "shown"), [("quote", True), ("background", False), (None, False)])
def test_words_are_shown_only_with_consent(consent, shown):
    person = {"id": "r1", "role": "nurse", "consent": consent}
    repository = build(
        [{**SAID, "speaker": "r1", "quote": "SECRET words"}],
        sources=[{"id": "FG1", "kind": "focus_group", "title": "x", "participants": [person]}],
    )
    for id_ in ("FG1-001", "C1", "P1", "FG1"):
        found = traced(repository, id_)
        for text in (trace_text(found), trace_json(found), repr(vars(found))):
            assert ("SECRET" in text) is shown
        assert found.nodes[Key("citation", "FG1-001")].held_back is not shown


def test_an_unknown_id_is_refused_with_the_nearest():
    repository = build([SAID], conclusions={"recommendations": [{"id": "A1", "text": "x"}]})
    for wrong, near in (("c1", "C1"), ("FG1-01", "FG1-001"), ("FG-1", "FG1")):
        with pytest.raises(UsageError) as refused:
            traced(repository, wrong)
        assert near in refused.value.hint
    with pytest.raises(UsageError, match="zzz") as refused:
        traced(repository, "zzz")
    assert "list" in refused.value.hint


def test_a_source_without_citations_still_belongs_to_its_case():
    repository = build([])
    assert {key.id for key in traced(repository, "K1").reached("down")} == {"CI1", "CI2"}


def test_json_says_what_a_claim_came_to():
    (node,) = (one for one in json.loads(trace_json(traced(build([SAID]), "C1")))["nodes"] if one["key"] == "claim:C1")
    assert node["proposal"]["rule"] == "V1"
    assert node["decision"] is None


def test_a_question_without_an_answer_says_so_and_names_the_claims_that_bear_on_it():
    repository = build([], claims=[claim("C1", questions=["Q2"])])
    text = trace_text(traced(repository, "Q2"))
    assert "not answered yet" in text
    assert "C1 bears on it" in text


def test_what_voiced_a_claim_is_a_source_an_organisation_or_somebody_in_the_team():
    people = [{"id": "r1", "role": "manager", "organisation": "house-a"}]
    repository = build(
        [],
        claims=[claim("C1", origin=["KA1", "house-a", "AB", "nobody"])],
        sources=[{"id": "KA1", "kind": "key_actor", "title": "Talk", "participants": people}],
        evaluation={"team": {"AB": "researcher"}},
    )
    found = traced(repository, "C1")
    voiced = [edge.lower for edge in found.edges if edge.relation == "voiced"]
    assert set(voiced) == {Key("source", "KA1"), Key("organisation", "house-a"), Key("member", "AB")}
    text = trace_text(found)
    assert "house-a voiced it: organisation" in text
    assert "AB voiced it: researcher" in text
    assert "KA1 voiced it: Talk" in text
    assert {"organisation:house-a", "member:AB"} <= {node["key"] for node in json.loads(trace_json(found))["nodes"]}
