"""What language models proposed, in the page: one at a time, and no yes sooner than the words can be read."""

import json

import pytest
from pages import Served

from cmo_eval import api
from cmo_eval.edits.coding import propose
from cmo_eval.web import proposals

TALK = (
    "INT: What did you see?\nr1: The coach helped us to see what nobody had asked for.\nr1: It was quiet after that.\n"
)
FILES = {
    "sources/FG1.yaml": (
        "id: FG1\nkind: focus_group\ntitle: T\ngroup: staff\ntext: FG1.txt\n"
        "pseudonymised: true\nconsent: {models: any}\n"
        "participants: [{id: r1, role: manager, group: staff, consent: quote}]\n"
    ),
    "texts/FG1.txt": TALK,
    "evaluation.yaml+": "texts: texts\n",
    "codebook.yaml": "codes: [{id: scan, kind: resource, use: u}, {id: quiet, kind: theme, use: u}]\n",
}
FIRST, SECOND = "FG1-model_a-001", "FG1-model_a-002"
PATH = "/transcripts/FG1/proposals"


@pytest.fixture
def served(evaluation, monkeypatch):
    root = evaluation(FILES)
    offers = [
        {"source": "FG1", "quote": "The coach helped us", "codes": ["scan"], "quality": "report"},
        {"source": "FG1", "quote": "It was quiet after that.", "codes": ["quiet"], "quality": "report"},
    ]
    answer = json.dumps({"proposals": offers}).encode()
    model = propose.Model("model_a", "name 1.0", "a" * 64)
    propose.plan(root, api.load(root).repository, answer, model, date="2026-11-30").apply()
    one = Served(root)
    one.now = 0.0
    proposals.review.Pace()  # its methods are made when it is first used
    monkeypatch.setattr(proposals.review.Pace.__init__, "__defaults__", (lambda: one.now, None, 0))
    return one


def accept(served, proposal, **more):
    return served.post(PATH, {"proposal": proposal, "by": "AB", "outcome": "accepted", **more})


def test_the_transcript_shows_proposals_as_such(served):
    told = served.get("/transcripts/FG1").text
    assert f'href="{PATH}?proposal={FIRST}">{FIRST} proposed</a>' in told
    assert "2 proposals of language models wait, and count for nothing" in told
    assert f'data-ids="{FIRST}"' not in told
    assert "proposed" not in served.get("/transcripts/FG1?coder=AB").text.split("<main")[1].split("</main")[0]


def test_what_is_accepted_after_reading_is_a_citation(served):
    assert "The coach helped us" in served.get(f"{PATH}?proposal={FIRST}").text
    served.now += 2
    answer = accept(served, FIRST).json()
    assert answer["outcome"] == "accepted"
    citation = served.memory.now().repository.citation(answer["citation"])
    assert (citation.proposed_by, citation.codes) == ("model_a", ("scan",))
    assert "Looked at (1)" in served.get(PATH).text


def test_a_yes_unread_or_of_another_one_is_refused(served):
    served.get(f"{PATH}?proposal={FIRST}")
    assert "nobody reads that fast" in accept(served, FIRST).json()["error"]
    served.now += 60
    assert "not what was shown last" in accept(served, SECOND).json()["error"]
    assert accept(served, FIRST).status_code == 200
    served.get(f"{PATH}?proposal={SECOND}")
    assert accept(served, SECOND).status_code == 422
    assert len(served.memory.now().repository.citations) == 2


def test_a_proposal_is_changed_or_rejected(served):
    served.get(f"{PATH}?proposal={FIRST}")
    served.now += 5
    judgement = {"stances": [{"stance": "refutes", "claim": "C1"}], "codes": ["quiet"], "quality": "observation"}
    changed = accept(served, FIRST, judgement=judgement).json()
    assert changed["outcome"] == "changed"
    citation = served.memory.now().repository.citation(changed["citation"])
    assert (citation.codes, citation.evidence[0].stance, citation.quality) == (("quiet",), "refutes", "observation")
    rejected = served.post(PATH, {"proposal": SECOND, "by": "AB", "outcome": "rejected"}).json()
    assert (rejected["outcome"], rejected["citation"]) == ("rejected", None)
    assert "No proposal waits" in served.get(PATH).text
