"""The commented examples of a new file go when something real takes their place, and nothing else does."""

from __future__ import annotations

import pytest

from cmo_eval.edits.examples import without_examples
from cmo_eval.edits.new import blank

BLANK = blank("source", id="FG1", kind="focus_group", title="North")


def test_the_example_of_a_key_goes_with_all_its_lines_and_the_others_stay():
    text = blank("claim", id="C1", title="T", questions="Q1", groups="staff")
    left = without_examples(text, "claim", "C1", ("decisions",))
    gone = [line for line in text.splitlines() if line not in left.splitlines()]
    assert gone[0] == "# decisions:"
    assert gone[-1] == "#     sets_aside: []"
    assert len(gone) == 8
    assert "# rivals:\n#   - another" in left


def test_what_is_said_of_the_file_stays():
    assert without_examples(BLANK, "source", "FG1", ("text", "participants")).startswith("# Who was heard")


def test_a_line_that_somebody_changed_stays():
    mine = BLANK.replace("# text: FG1.txt", "# text: FG1.txt, still to be typed out")
    assert without_examples(mine, "source", "FG1", ("text",)) == mine
    assert without_examples(BLANK, "source", "FG2", ("text",)) == BLANK


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_stay(end):
    text = BLANK.replace("\n", end)
    assert without_examples(text, "source", "FG1", ("text",)) == text.replace(f"# text: FG1.txt{end}", "")


def test_words_that_look_like_an_example_stay():
    text = 'coder: AB\nmemo: "so\n# coder: AB\nit is"\n'
    assert without_examples(text, "citations", "FG1", ("coder",)) == text


def test_examples_go_with_the_first_entry_of_each_command(cmo, evaluation, tmp_path):
    root = evaluation({"codebook.yaml": blank("codebook"), "evaluation.yaml+": "texts: texts\n"})
    cmo("new", "source", "--kind", "focus_group", "--title", "North", cwd=root)
    cmo("new", "claim", "--title", "It works", cwd=root)
    (tmp_path / "FG2.txt").write_text("INT: And?\nr1: They kept a chair for him.\nr1: He came.\n")
    citations, source = root / "sources/FG2.citations.yaml", root / "sources/FG2.yaml"

    assert cmo("text", "import", tmp_path / "FG2.txt", "--yes", cwd=root).code == 0
    assert "# text:" not in source.read_text()
    assert "# participants:" in source.read_text()
    before = citations.read_text()
    assert "# coder: AB" in before
    add = ("code", "add", "FG2", "--supports", "C2", "--quality", "report", "--coder", "AB", "--yes")
    assert cmo(*add, "--quote", "They kept a chair for him.", cwd=root).code == 0
    after = citations.read_text()
    assert [line for line in after.splitlines() if line.startswith("#")] == before.splitlines()[:2]
    citations.write_text(after + "# coder: AB\n")
    assert cmo(*add, "--quote", "He came.", cwd=root).code == 0
    assert citations.read_text().endswith("# coder: AB\n")

    assert cmo("code", "new", "chair", "--kind", "resource", "--yes", cwd=root).code == 0
    assert (root / "codebook.yaml").read_text().splitlines()[1:] == [
        "version: 1",
        "codes:",
        "  - {id: chair, kind: resource}",
    ]
    decide = ("decide", "C2", "--verdict", "undecided", "--by", "AB", "--second-reader", "CD", "--rationale", "few")
    assert cmo(*decide, "--yes", cwd=root).code == 0
    (claim,) = (root / "claims").glob("C2*")
    assert "# decisions:" not in claim.read_text()
    assert "# rivals:" in claim.read_text()


def test_without_a_coder_the_example_of_one_stays(cmo, evaluation):
    root = evaluation()
    cmo("new", "source", "--title", "North", cwd=root)
    cmo("code", "add", "IN1", "--quote", "x", "--supports", "C1", "--quality", "report", "--yes", cwd=root)
    text = (root / "sources/IN1.citations.yaml").read_text()
    assert "# coder: AB" in text
    assert "#  - id" not in text
    assert "#    codes" not in text


def test_a_codebook_that_is_made_while_coding_has_no_example(cmo, evaluation):
    root = evaluation()
    assert cmo("code", "new", "chair", "--kind", "resource", "--yes", cwd=root).code == 0
    assert "#  - " not in (root / "codebook.yaml").read_text()
