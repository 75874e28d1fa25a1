"""Rival explanations: who speaks for each, counted as voices; in `verify`, its JSON and the chain."""

import json
from dataclasses import replace

import pytest
from weighing import Said, claim, repository, said, weigh

from cmo_eval.analysis.trace import trace
from cmo_eval.analysis.verification import verify
from cmo_eval.output.explanation import explanation
from cmo_eval.output.trace import trace_text
from cmo_eval.output.verification import verification_json

RIVALS = claim(rivals=[{"id": "R1", "text": "The reform did it."}, {"id": "R2", "text": "They had begun."}, "Luck."])


def favoured(spoken):
    return {rival.id: side for rival, side in weigh(spoken, RIVALS).rivals}


def test_each_rival_has_the_evidence_that_favours_it_whatever_its_stance():
    spoken = [*said("KA+ FG- CS>C9", favours="R1"), *said("NP~")]
    sides = favoured(spoken)
    assert sides["R1"].voices == ("FG2", "K3", "KA1")
    assert sides["R1"].citations == ("CS3-003", "FG2-002", "KA1-001")
    assert sides["R2"].voices == sides[None].voices == ()


def test_who_favours_a_rival_is_counted_as_voices_are():
    once = Said("KA1", kind="key_actor", group="internal", person="r1", favours="R1")
    again = replace(once, source="FG1", kind="focus_group", same_as="KA1.r1")
    report = Said("R", kind="document", group=None, published=True, favours="R2")
    told = Said("FG2", kind="focus_group", reported_in="R", favours="R2")
    sides = favoured([once, again, report, told])
    assert sides["R1"].voices == ("KA1",)
    assert sides["R2"].voices == ("FG2",)


@pytest.mark.parametrize("more", [{"disputed": True}, {"quality": "opinion"}, {"version": 2}, {"withdrawn": True}])
def test_what_is_not_weighed_favours_nothing(more):
    two = claim(rivals=RIVALS.model_dump()["rivals"], versions=[{"version": n, "statement": "x"} for n in (1, 2)])
    result = weigh([*said("KA+"), *said("FG-", favours="R1", **more)], two, version=1)
    assert [side.rows for _, side in result.rivals] == [(), (), ()]


def test_rivals_change_no_verdict():
    plain, favouring = (weigh(said("KA+ FG+ CS+ NP-", favours=one), RIVALS).proposal for one in (None, "R1"))
    assert (plain.verdict, plain.rule, plain.missing) == (favouring.verdict, favouring.rule, favouring.missing)
    assert "R1" in favouring.reason.say()  # but who decides is told
    assert "R1" not in plain.reason.say()


def test_verify_explains_who_favours_which():
    repository_ = repository(said("KA+ FG-", favours="R1"), [RIVALS])
    text = explanation(verify(repository_))
    lines = [line.strip() for line in text[text.index("Rival") : text.index("Decision")].strip().splitlines()]
    assert lines == [
        "Rival explanations:",
        "R1 The reform did it.",
        "favoured by 2 voices, 2 kinds, 2 groups",
        "FG2 focus group, participants: FG2-002",
        "KA1 key actor, internal: KA1-001",
        "R2 They had begun.",
        "nobody favours it",
        "Luck.",
        "nobody favours it",
    ]
    data = json.loads(verification_json(verify(repository_)))["claims"][0]["rivals"]
    assert [(one["id"], one["text"], one["favoured_by"]["citations"]) for one in data] == [
        ("R1", "The reform did it.", ["FG2-002", "KA1-001"]),
        ("R2", "They had begun.", []),
        (None, "Luck.", []),
    ]


def test_a_claim_without_rivals_says_nothing_of_them():
    assert "Rival" not in explanation(verify(repository(said("KA+"))))


def test_trace_tells_for_which_rival_a_citation_speaks_and_whether_it_counts():
    spoken = [*said("KA-", favours="R1"), *said("FG-", favours="R2", disputed=True)]
    repository_ = repository(spoken, [RIVALS])
    found = trace(repository_, verify(repository_), "C1")
    text = " ".join(trace_text(found, width=200).split())
    assert "KA1-001 refutes, and speaks for rival explanation R1 of it" in text
    assert "FG1-002 refutes, and speaks for rival explanation R2 of it (not weighed: disputed)" in text
    favours = [(one.lower.id, one.detail, one.left_out) for one in found.edges if one.relation == "favours"]
    assert favours == [("FG1-002", "R2", "disputed"), ("KA1-001", "R1", "")]
