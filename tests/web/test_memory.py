"""The evaluation in memory follows its files, and is written by one at a time."""

import pytest

from cmo_eval.edits.coding import add
from cmo_eval.edits.coding.draft import Draft, Stance
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.web.memory import ChangedMeanwhileError

WORDS = Draft(source="FG1", quote="It changed nothing for us", stances=(Stance("refutes", "C1"),), coded="2024-05-01")


def coded(memory, shown, draft=WORDS, about=lambda path: path.startswith("sources/FG1")):
    return memory.write(lambda state: add.plan(state.root, state.repository, draft), shown=shown, about=about)


def test_what_did_not_change_is_the_same_state(served):
    assert served.memory.now() is served.memory.now()


def test_a_file_that_an_editor_saved_is_read_again(served):
    before = served.memory.now()
    file = served.memory.root / "claims/C1-value.yaml"
    file.write_text(file.read_text("utf-8").replace("Value comes first", "Value comes last"), "utf-8")
    after = served.memory.now()
    assert after.version != before.version
    assert after.repository.claims["C1"].title == "Value comes last"
    assert served.memory.changed(before.version) == ("claims/C1-value.yaml",)


def test_a_corrected_transcript_is_another_state(served):
    before = served.memory.now()
    file = served.memory.root / "texts/FG1.txt"
    file.write_text(file.read_text("utf-8").replace("nothing", "something"), "utf-8")
    after = served.memory.now()
    assert after.version != before.version
    assert "something" in after.text("FG1").transcript.text
    assert str(file) in after.touching("FG1")


def test_a_coding_is_written_and_read_back(served):
    written = coded(served.memory, served.version)
    assert written.plan.id in written.after.repository.citations.by_id
    assert written.plan.id not in written.before.repository.citations.by_id


def test_nothing_is_written_where_the_file_changed_since_the_page_showed_it(served):
    shown = served.version
    file = served.memory.root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("coder: AB", "coder: CD"), "utf-8")
    with pytest.raises(ChangedMeanwhileError) as caught:
        coded(served.memory, shown)
    assert caught.value.files == ("sources/FG1.citations.yaml",)
    assert "nothing for us" not in file.read_text("utf-8")


def test_a_change_elsewhere_is_no_obstacle(served):
    shown = served.version
    file = served.memory.root / "claims/C1-value.yaml"
    file.write_text(file.read_text("utf-8").replace("Value comes first", "Value comes last"), "utf-8")
    assert coded(served.memory, shown).plan.id


def test_of_a_version_that_nobody_knows_everything_changed(served):
    with pytest.raises(ChangedMeanwhileError):
        coded(served.memory, "0" * 16)


def test_without_evaluation_yaml_the_page_says_so_and_nothing_is_written(served):
    (served.memory.root / "evaluation.yaml").write_text("id: [", "utf-8")
    answer = served.get("/")
    assert answer.status_code == 200
    assert "cannot be read" in answer.text
    assert "evaluation.yaml" in answer.text
    with pytest.raises(CmoEvalError, match=r"evaluation\.yaml cannot be read"):
        coded(served.memory, served.version, about=None)


def test_a_source_that_does_not_exist_has_no_text(served):
    with pytest.raises(UsageError, match="there is no source FG9"):
        served.memory.now().text("FG9")
