"""A claim that is judged by what came of goals that cases set themselves; and what a citation's own case changes."""

import json
import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from weighing import NODE, Said, claim, outcome, repository, said

from cmo_eval.analysis.evidence import EvidenceRow
from cmo_eval.analysis.goals import goal_table
from cmo_eval.analysis.robustness import sensitivities
from cmo_eval.analysis.verification import Verification, verify
from cmo_eval.model import Case
from cmo_eval.output.explanation import explanation
from cmo_eval.output.verification import verification_json
from cmo_eval.store.repository import Stored
from often import often

PAGE = (Path(__file__).parents[2] / "docs/verdict.md").read_text(encoding="utf-8")
RANK = {"rejected": 0, "undecided": 1, "nuanced": 2, "holds": 3}
KINDS = ["case_interview", "document", "focus_group", "interview", "research"]
GROUPS = ["participants", "internal"]


def own(**fields):
    return claim(judged_by="own_goals", criteria={"relevant": "asked", "addressed": "them"}, **fields)


def told(number, **more):
    """Words about another claim, on which a result may rest: in a talk of its own, of one of five kinds."""
    return Said(
        f"S{number}", "supports", KINDS[number % 5], GROUPS[number % 2], claim="C7", id=f"S{number}-001", **more
    )


def case(number, *results, **more):
    """A region whose goals came to this, all by the words of its own talk."""
    goals = [
        {
            "id": f"G{place}",
            "text": "t",
            "owner": "o",
            "yardstick": "y",
            "result": result,
            "citations": f"S{number}-001",
        }
        for place, result in enumerate(results, start=1)
    ]
    return Case.model_validate({"id": f"R{number}", "title": "t", "goals": [one | more for one in goals]})


def judged(cases, beside=(), about=None, policy=None):
    """The evaluation and what verify says of the claim."""
    spoken = [*(told(number) for number in range(len(cases))), *beside]
    known = repository(spoken, [about or own()], cases=cases, policy=policy)
    return known, verify(known)["C1"]


def regions(line, **more):
    """`reached reached,not` is two regions, one of which reached one goal and not another."""
    return [case(number, *word.split(","), **more) for number, word in enumerate(line.split())]


@pytest.mark.parametrize(
    ("line", "about", "expected"),
    [
        pytest.param("reached reached reached", own(), ("holds", "V7"), id="19"),
        pytest.param("reached reached reached", own(disconfirming_search=None), ("undecided", "V7"), id="20"),
        pytest.param("reached reached reached partly not", own(), ("nuanced", "V6"), id="21"),
        pytest.param("reached,reached,reached,reached,reached", own(), ("undecided", "V8"), id="22"),
        pytest.param("reached not not not", own(), ("rejected", "V3"), id="24"),
        pytest.param("reached reached unknown", own(), ("undecided", "V8"), id="unknown says nothing"),
        pytest.param("reached,not reached reached reached", own(), ("nuanced", "V6"), id="divided"),
        pytest.param("reached reached reached", claim(), ("undecided", "V8"), id="judged otherwise"),
    ],
)
def test_results_of_own_goals_give_a_proposal(line, about, expected):
    assert outcome(judged(regions(line), about=about)[1]) == expected


def test_23_other_support_is_left_out_and_opposition_is_not():
    beside = said("KA+ NP+ DOC+")
    _, found = judged(regions("reached reached"), beside)
    assert outcome(found) == ("undecided", "V8")
    assert {why for _, why in found.evidence.dropped} == {"no_result"}
    assert outcome(judged(regions("reached reached reached"), said("NP- DOC-"))[1]) == ("undecided", "V5")


def test_nuances_beside_too_few_results_carry_nothing():
    _, found = judged(regions("reached"), said("KA~ NP~ DOC~"))
    assert outcome(found) == ("undecided", "V6")
    assert "results of own goals in favour, from 3 cases (now 1 case)" in found.proposal.reason.say()
    fewer = judged(regions("reached"), said("KA~ NP~ DOC~"), policy={"min_sources": 1})[1]
    assert outcome(fewer) == ("nuanced", "V6")


@pytest.mark.parametrize("more", [{"yardstick": None}, {"citations": []}, {"citations": "S9-001"}])
def test_25_a_result_without_a_yardstick_or_words_judges_nothing(more):
    assert outcome(judged(regions("reached reached reached", **more))[1]) == ("undecided", "V8")


@pytest.mark.parametrize(("more", "why"), [({"quality": "opinion"}, "below_quality"), ({"disputed": True}, "disputed")])
def test_a_result_is_as_good_as_the_words_it_rests_on(more, why):
    spoken = [told(0), told(1), told(2, **more)]
    known = repository(spoken, [own()], cases=regions("reached reached reached"))
    found = verify(known)["C1"]
    assert outcome(found) == ("undecided", "V8")
    assert [(row.goal, reason) for row, reason in found.evidence.dropped] == [("R2.G1", why)]


def test_words_of_the_claims_own_origin_are_no_result():
    found = judged(regions("reached reached reached"), about=own(origin=["S0"]))[1]
    assert [(row.goal, why) for row, why in found.evidence.dropped] == [("R0.G1", "own_origin")]


def test_all_results_of_a_programme_are_one_voice():
    many = case(0, "reached", "reached", "reached").model_copy(update={"kind": "programme"})
    goals = [one.model_copy(update={"citations": (f"S{n}-001",)}) for n, one in enumerate(many.goals)]
    known = repository([told(0), told(1), told(2)], [own()], cases=[many.model_copy(update={"goals": tuple(goals)})])
    assert len(verify(known)["C1"].question.sides.for_.voices) == 1


def test_a_criterion_that_is_said_to_be_unmet_is_unmet():
    unmet = own().model_copy(update={"criteria": claim(criteria={"researchable": {"met": False, "why": "w"}}).criteria})
    assert unmet.unmet_criteria == ("researchable", "relevant", "addressed")
    assert own().unmet_criteria == ()
    assert claim(criteria={}).unmet_criteria == ("researchable", "refutable", "relevant", "addressed")


def test_the_proposal_says_on_which_results_it_rests():
    known, found = judged(regions("reached reached reached,partly not"))
    said_ = found.proposal.reason.say()
    assert "of the goals that 4 cases set themselves, by their own yardsticks: " in said_
    assert "reached R0.G1, R1.G1 and R2.G1, reached in part R2.G2 and not reached R3.G1" in said_
    assert "behaald R0.G1, R1.G1 en R2.G1, deels behaald R2.G2 en niet behaald R3.G1" in found.proposal.reason.say("nl")
    told_ = json.loads(verification_json(verify(known)))["claims"][0]
    assert told_["judged_by"] == "own_goals"
    assert [(one["name"], one["result"], one["weighed"], one["owner"]) for one in told_["goals"]][3:] == [
        ("R2.G2", "partly", True, "o"),
        ("R3.G1", "not", True, "o"),
    ]


def test_the_explanation_has_every_goal_and_why_one_is_not_weighed(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    cases = [*regions("reached unknown"), case(2, "not", yardstick=None), case(3, "reached", citations=[])]
    cases.append(case(4, None, due="2019"))
    dubious = [replace(told(5), quality="opinion")]
    known = repository([*(told(number) for number in range(5)), *dubious], [own()], cases=[*cases, case(5, "reached")])
    text = explanation(Verification("x", verify(known)))
    for line in (
        "R0.G1 reached: t",
        "owner: o; yardstick: y [S0-001]",
        "R1.G1 unknown (not weighed: what came of it is unknown): t",
        "R2.G1 not reached (not weighed: it has no yardstick): t",
        "R3.G1 reached (not weighed: it rests on no citation): t",
        "R4.G1 no result (not weighed: no result was given): t",
        "owner: o; yardstick: y; due 2019",
        "R5.G1 reached (not weighed: below the quality that is asked): t",
    ):
        assert line in text, text
    assert [one["not_because"] for one in json.loads(verification_json(verify(known)))["claims"][0]["goals"]] == [
        *(None, "unknown", "no_yardstick", "no_citation", "no_result", "below_quality")
    ]


def test_robustness_leaves_out_results_too():
    known, found = judged(regions("reached reached reached"))
    flips = sensitivities(known, [found])["C1"].flips
    lost = {(flip.change, flip.ids) for flip in flips}
    assert ("citation", ("S1-001",)) in lost
    assert ("case", ("R1",)) in lost
    assert ("threshold", ("min_sources", "4")) in lost
    many, found = judged(regions("reached reached reached reached reached"))
    assert not [flip for flip in sensitivities(many, [found])["C1"].flips if flip.change == "case"]


def test_the_page_has_these_examples():
    section = PAGE.split("## Judged by own goals", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\| (\d+) \|.*\| (\w+) \((V\d)\)", section, re.MULTILINE) == [
        *(("19", "holds", "V7"), ("20", "undecided", "V7"), ("21", "nuanced", "V6"), ("22", "undecided", "V8")),
        *(("23", "undecided", "V8"), ("24", "rejected", "V3"), ("25", "undecided", "V8")),
    ]


# ---- properties, on random regions


def mixed(draw):
    """Regions with goals that came to something, told in talks of several kinds, and words for and against beside."""
    cases, spoken = [], []
    for number in range(draw.randrange(7)):
        results = draw.choices(["reached", "partly", "not", "unknown", None], [4, 2, 2, 1, 1], k=draw.randrange(1, 4))
        cases.append(case(number, *results, **draw.choice([{}, {}, {}, {"yardstick": None}])))
        quality = draw.choice(["opinion", "report", "observation", "documented"])
        spoken.append(told(number, quality=quality, reported_in=draw.choice([None, None, "D1"])))
    spoken += said(" ".join(draw.choices(["KA~", "NP-", "DOC-", "FG+", "FG~", "NP+"], k=draw.randrange(4))))
    policy = {"min_sources": draw.choice([1, 2, 3]), "min_kinds": draw.choice([1, 2]), "min_groups": 1}
    return cases, spoken, own(**draw.choice([{}, {}, {"disconfirming_search": None}])), policy


def proposed(cases, spoken, about, policy):
    return verify(repository(spoken, [about], cases=cases, policy=policy))["C1"].proposal.verdict


@pytest.mark.parametrize("result", ["reached", "not"])
def test_one_result_more_never_moves_a_proposal_the_other_way(result):
    draw = random.Random(20150101)  # noqa: S311 - the same regions each time
    moved = Counter()
    for _ in range(often(1000)):
        cases, spoken, about, policy = mixed(draw)
        before = proposed(cases, spoken, about, policy)
        if cases and draw.random() < 0.5:  # one goal more of a region that has goals
            chosen = draw.randrange(len(cases))
            extra = case(chosen, result).goals[0].model_copy(update={"id": "G9"})
            grown = cases[chosen].model_copy(update={"goals": (*cases[chosen].goals, extra)})
            after = proposed([*cases[:chosen], grown, *cases[chosen + 1 :]], spoken, about, policy)
        else:
            after = proposed([*cases, case(8, result)], [*spoken, told(8)], about, policy)
        worse = RANK[after] < RANK[before] if result == "reached" else RANK[after] > RANK[before]
        assert not worse, (before, after, cases)
        moved[before, after] += before != after
    assert moved.total() > often(20), moved


def test_judging_by_own_goals_never_takes_opposition_away():
    draw = random.Random(7)  # noqa: S311 - the same
    for _ in range(often(300)):
        cases, spoken, about, policy = mixed(draw)
        results = [verify(repository(spoken, [one], cases=cases, policy=policy))["C1"] for one in (about, claim())]
        ours, theirs = (
            {row.citation for row in one.evidence.kept if row.stance in {"refutes", "nuances", "suggests"}}
            for one in results
        )
        assert ours == theirs


# ---- goals under one another


def test_goals_stand_below_those_that_they_work_out_and_circles_are_told_once():
    goals = [
        {"id": "G2", "text": "t", "parent": "G1"},
        {"id": "G1", "text": "t"},
        {"id": "G3", "text": "t", "parent": "R0.G2"},
        {"id": "G4", "text": "t", "parent": "G5"},
        {"id": "G5", "text": "t", "parent": "G4"},
        {"id": "G6", "text": "t", "parent": "R7.G1"},
    ]
    known = repository([told(0)], cases=[Case.model_validate({"id": "R0", "title": "t", "goals": goals})])
    table = goal_table(known)
    assert [(one.name, one.depth) for one in table.goals] == [
        *(("R0.G1", 0), ("R0.G2", 1), ("R0.G3", 2), ("R0.G6", 0), ("R0.G4", 0), ("R0.G5", 1))
    ]
    assert table.results == {None: 6}
    assert list(table.by_case) == ["R0"]


# ---- the case that a citation names


def about_case(known, id_, named):
    """The same evaluation with a case named in one citation."""
    citations = type(known.citations)(
        one.but(citation=one.citation.model_copy(update={"case": named})) if one.id == id_ else one
        for one in known.citations
    )
    return replace(known, citations=citations)


def test_a_citation_about_another_case_keeps_its_voice_and_takes_that_cases_attributes():
    cases = [
        Case.model_validate({"id": id_, "title": id_, "attributes": {"region": region, "sector": "care"}})
        for id_, region in (("K1", "north"), ("K2", "south"))
    ]
    talk = Said("CS1", "supports", "case_interview", "participants", "K1", id="CS1-001")
    known = repository([talk, replace(talk, id="CS1-002", person="r1", attributes={"region": "west"})], cases=cases)
    named = about_case(known, "CS1-002", "K2")
    rows = {row.citation: row for row in verify(named)["C1"].evidence.kept}
    assert {row.voice for row in rows.values()} == {"K1"}
    assert {id_: row.case for id_, row in rows.items()} == {"CS1-001": "K1", "CS1-002": "K2"}
    assert dict(rows["CS1-001"].who.attributes)["region"] == "north"
    assert dict(rows["CS1-002"].who.attributes)["region"] == "south"
    rows = {row.citation: row for row in verify(known)["C1"].evidence.kept}
    assert dict(rows["CS1-002"].who.attributes)["region"] == "west"  # the speaker's own, of the source's case
    assert named.case_of(named.citations[1]) == "K2"


def test_a_talk_about_a_case_shows_what_was_at_work_there():
    case_ = {"id": "K2", "title": "t", "shows": [{"pattern": "P1", "absent": ["outcome"]}]}
    talk = Said("KA1", "supports", "key_actor", "internal", id="KA1-001", pattern="P1", parts=("resource",), claim="C7")
    known = repository([talk], [claim(mechanisms=["P1"])], patterns=["P1"], cases=[Case.model_validate(case_)])
    assert verify(known)["C1"].evidence.absences == ()
    (absence,) = verify(about_case(known, "KA1-001", "K2"))["C1"].evidence.absences
    assert isinstance(absence, EvidenceRow)
    assert (absence.case, absence.voice, absence.kind) == ("K2", "K2", "key_actor")


def test_talks_about_a_case_are_not_its_sources_that_speak_apart():
    def talk(number, kind, group):
        return Said(f"T{number}", "supports", kind, group, id=f"T{number}-001")

    known = repository([talk(1, "interview", "a"), talk(2, "key_actor", "b"), talk(3, "focus_group", "b")])
    stored = [*known.stored_cases, Stored(Case(id="K2", title="t"), "cases/K2.yaml", NODE)]
    known = replace(known, stored_cases=stored)
    for number in (1, 2, 3):
        known = about_case(known, f"T{number}-001", "K2")
    proposal = verify(known)["C1"].proposal
    assert proposal.verdict == "holds"
    assert "count as" not in proposal.reason.say()
