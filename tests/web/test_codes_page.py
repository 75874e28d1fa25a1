"""The codebook in the page: the tree with its counts; what would change is shown, and made when it is agreed to."""

from __future__ import annotations

import json
import re

import pytest
from pages import ORIGIN, Served

CITATIONS = """\
coder: AB
defaults: {quality: observation, verbatim: false}
citations:
  - {id: FG1-001, quote: One, speaker: r1, codes: [trust, habit]}
  - {id: FG1-002, quote: Two, speaker: r1, codes: [habit]}
  - {id: FG1-003, quote: Three, speaker: r1, codes: [odd]}
"""
BOOK = """\
# ours
codes:
  - {id: sight, kind: theme, label: What is seen, use: Where somebody sees <it>, avoid: Where nobody does}
  - {id: trust, kind: theme, parent: sight}
  - {id: habit, kind: outcome}
"""


@pytest.fixture
def served(evaluation):
    second = CITATIONS.replace("coder: AB", "coder: CD")
    return Served(
        evaluation(
            {
                "sources/FG1.citations.yaml": CITATIONS,
                "sources/FG1.citations.CD.yaml": second,
                "codebook.yaml": BOOK,
            }
        )
    )


def held(served):
    """All files of the evaluation as they are."""
    root = served.memory.root
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*.yaml")}


def row(served, code):
    text = served.get("/codes").text
    found = next(one for one in re.findall("<tr>.*?</tr>", text, re.DOTALL) if f'id="code-{code}"' in one)
    return " ".join(re.sub("<[^>]+>", " ", found).split())


def test_the_tree_counts_citations_of_each_code_and_of_those_below_it(served):
    assert row(served, "sight").startswith("sight What is seen theme Where somebody sees &lt;it&gt; not: Where nobody")
    assert " 0 1 0 " in row(served, "sight")
    assert row(served, "trust").startswith("trust below sight")
    assert " 2 2 1 " in row(served, "habit")
    assert "not in the codebook" in row(served, "odd")
    assert 'href="/find?code=habit"' in served.get("/codes").text


ASKED = {
    "/codes/make": {"label": "A slow  start", "parent": "sight", "use": "at first"},
    "/codes/rename": {"old": "habit", "new": "routine"},
    "/codes/merge": {"codes": ["habit"], "into": "trust"},
}


@pytest.mark.parametrize("path", ASKED)
def test_nothing_is_written_before_it_is_agreed_to_and_all_of_it_is_undone_at_once(served, path):
    before = held(served)
    shown = served.post(path, ASKED[path]).json()
    assert held(served) == before
    assert "codebook.yaml" in shown["changes"]
    made = served.post(path, {**ASKED[path], "agreed": True, "version": shown["version"], "by": "AB", "why": "so"})
    assert made.json()["version"] == served.version
    assert made.json()["code"] in served.memory.now().repository.codes
    assert "by: AB" in (served.memory.root / "codebook.yaml").read_text("utf-8")
    assert "change" not in served.post("/undo", {}).json()
    assert held(served) == before


def test_a_new_code_has_a_name_of_its_words_and_the_kind_of_what_is_above_it(served):
    served.post("/codes/make", {**ASKED["/codes/make"], "agreed": True})
    made = served.memory.now().repository.codes["a_slow_start"]
    assert (made.label, made.kind, made.parent, made.use, made.avoid) == (
        "A slow start",
        "theme",
        "sight",
        "at first",
        None,
    )
    served.post("/codes/make", {"label": "Start", "id": "own", "kind": "actor", "avoid": "never", "agreed": True})
    made = served.memory.now().repository.codes["own"]
    assert (made.kind, made.parent, made.avoid) == ("actor", None, "never")


def test_a_renamed_code_is_shown_in_each_citation_of_every_coder(served):
    shown = served.post("/codes/rename", ASKED["/codes/rename"]).json()
    assert "sources/FG1.citations.CD.yaml: 2 citations" in shown["changes"]
    assert "trust, habit -> trust, routine" in shown["changes"]
    assert shown["citations"] == 4
    assert shown["code"] == "routine"


def test_of_a_merge_the_notes_say_what_is_lost(served):
    shown = served.post("/codes/merge", ASKED["/codes/merge"]).json()
    assert "habit was of kind outcome, and trust is of kind theme" in shown["notes"]
    assert "trust, habit -> trust" in shown["changes"]


@pytest.mark.parametrize(
    ("path", "asked", "why"),
    [
        ("/codes/make", {"label": "", "id": ""}, "cannot be the name"),
        ("/codes/make", {"id": "habit", "kind": "theme"}, "has a code habit already"),
        ("/codes/make", {"label": "Alone"}, "of which kind"),
        ("/codes/rename", {"old": "habit", "new": "trust"}, "has a code trust already"),
        ("/codes/rename", {"old": "habit", "new": "two words"}, "cannot be the name"),
        ("/codes/merge", {"codes": ["sight"], "into": "habit"}, "has codes below it"),
        ("/codes/merge", {"codes": ["habit"], "into": "trust", "by": "ZZ"}, "ZZ is not in the team"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(served, path, asked, why):
    before = held(served)
    for agreed in (False, True):
        answer = served.post(path, {**asked, "agreed": agreed})
        assert answer.status_code == 422
        assert why in answer.json()["error"]
    assert held(served) == before


@pytest.mark.parametrize("label", ["bell\x07", "half \ud83d", "next\x85line"])
def test_what_no_text_file_should_hold_is_refused(served, label):
    before = held(served)
    for path, asked in (
        ("/codes/make", {"label": label, "kind": "theme", "agreed": True}),
        ("/codes/merge", {"codes": [label], "into": "trust"}),
    ):
        # a browser sends half a character as an escape
        headers = {"origin": ORIGIN, "content-type": "application/json"}
        answer = served.client.post(path, content=json.dumps(asked), headers=headers)
        assert answer.status_code == 422
        assert "no text file should hold" in answer.json()["error"]
    assert held(served) == before
    assert served.post("/codes/make", {"label": "whole 😀\tone", "kind": "theme", "agreed": True}).status_code == 200


def test_where_a_file_of_citations_changed_since_it_is_asked_again(served):
    shown = served.post("/codes/rename", ASKED["/codes/rename"]).json()
    file = served.memory.root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("codes: [odd]", "codes: [habit]"), "utf-8")
    before = held(served)
    answer = served.post("/codes/rename", {**ASKED["/codes/rename"], "agreed": True, "version": shown["version"]})
    assert answer.status_code == 409
    assert answer.json()["changed"] == ["sources/FG1.citations.yaml"]
    assert held(served) == before
    shown = served.post("/codes/rename", ASKED["/codes/rename"]).json()
    assert shown["citations"] == 5
    answer = served.post("/codes/rename", {**ASKED["/codes/rename"], "agreed": True, "version": shown["version"]})
    assert answer.status_code == 200


def test_an_evaluation_without_codes_says_so_and_gets_its_first_one(evaluation):
    served = Served(evaluation())
    assert "There are no codes yet" in served.get("/codes").text
    shown = served.post("/codes/make", {"label": "Trust", "kind": "theme"}).json()
    assert "+++ codebook.yaml" in shown["changes"]
    served.post("/codes/make", {"label": "Trust", "kind": "theme", "agreed": True, "version": shown["version"]})
    assert [*served.memory.now().repository.codes] == ["trust"]
