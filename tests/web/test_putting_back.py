"""Undo and redo in the page: what was made here at once, what somebody else made only when it was shown and agreed."""

import pytest

from cmo_eval.edits.coding import add
from cmo_eval.edits.coding.draft import Draft, Stance

WORDS = Draft(source="FG1", quote="It changed nothing for us", stances=(Stance("refutes", "C1"),), coded="2024-05-01")


def plan(state):
    return add.plan(state.root, state.repository, WORDS)


@pytest.fixture
def coded(served):
    """A citation that the page made: its id, and the file before and after."""
    file = served.memory.root / "sources/FG1.citations.yaml"
    before = file.read_bytes()
    id_ = served.memory.write(plan, shown=served.version).plan.id
    return id_, file, before, file.read_bytes()


def test_what_the_page_wrote_is_undone_and_made_anew_without_a_question(served, coded):
    id_, file, before, after = coded
    undone = served.post("/undo", {}).json()
    assert file.read_bytes() == before
    assert id_ in undone["what"]
    assert undone["files"] == ["sources/FG1.citations.yaml"]
    assert undone["version"] == served.version
    assert served.post("/redo", {}).json()["what"] == undone["what"]
    assert file.read_bytes() == after
    assert "change" not in served.post("/undo", {}).json()  # what was made anew is the page's own too
    assert file.read_bytes() == before


def test_a_change_of_another_program_is_shown_first_and_undone_when_it_is_agreed_to(served):
    file = served.memory.root / "sources/FG1.citations.yaml"
    before = file.read_bytes()
    plan(served.memory.now()).apply()
    after = file.read_bytes()
    asked = served.post("/undo", {}).json()
    assert file.read_bytes() == after
    assert "-    quote: It changed nothing for us" in asked["diff"]
    assert served.post("/undo", {"change": "another"}).json()["change"] == asked["change"]
    assert file.read_bytes() == after
    assert "change" not in served.post("/undo", {"change": asked["change"]}).json()
    assert file.read_bytes() == before
    assert "change" not in served.post("/redo", {}).json()  # undone here, so it is made anew at once
    assert file.read_bytes() == after


def test_a_change_that_another_program_undid_is_asked_about_before_it_is_made_anew(served, coded):
    from cmo_eval.store.writing.transaction import last

    _, file, before, after = coded
    last(served.memory.root).apply()
    asked = served.post("/redo", {}).json()
    assert file.read_bytes() == before
    served.post("/redo", {"change": asked["change"]})
    assert file.read_bytes() == after


def test_words_that_are_not_to_be_quoted_are_not_in_what_is_shown(served):
    source = served.memory.root / "sources/FG1.yaml"
    plan(served.memory.now()).apply()
    source.write_text(source.read_text("utf-8").replace("consent: quote", "consent: background"), "utf-8")
    assert "nothing for us" not in served.post("/undo", {}).json()["diff"]


def test_with_nothing_to_undo_it_says_so(served):
    for path, what in (("/undo", "nothing to undo"), ("/redo", "nothing to make anew")):
        answer = served.post(path, {})
        assert answer.status_code == 422
        assert what in answer.json()["error"]


def test_a_file_that_changed_since_is_left_alone(served, coded):
    _, file, _, after = coded
    file.write_bytes(after + b"# mine\n")
    answer = served.post("/undo", {})
    assert answer.status_code == 422
    assert "changed since" in answer.json()["error"]
    assert file.read_bytes() == after + b"# mine\n"


def test_every_page_has_both_buttons(served):
    page = served.get("/").text
    assert 'id="undo"' in page
    assert 'id="redo"' in page
    assert served.get("/static/undo.js").status_code == 200


def test_while_the_evaluation_cannot_be_read_a_change_can_be_undone(served, coded):
    _, file, before, _ = coded
    (served.memory.root / "evaluation.yaml").write_text("id: [", "utf-8")
    assert "change" not in served.post("/undo", {}).json()
    assert file.read_bytes() == before


def test_of_a_change_by_somebody_else_nothing_is_shown_while_nobody_knows_who_may_be_quoted(served):
    plan(served.memory.now()).apply()
    (served.memory.root / "evaluation.yaml").write_text("id: [", "utf-8")
    asked = served.post("/undo", {}).json()
    assert "nothing for us" not in asked["diff"]
    assert asked["change"]
