"""`cmo-eval graph`: what it prints, where it writes, and what it leaves alone."""

import pytest
from seeing import assert_tidy

CASE = {
    "cases/K1-house.yaml": "id: K1\ntitle: The house\n",
    "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: First\ngroup: staff\ncase: K1\ndate: 2017-01-20\n"
    "participants:\n  - {id: r1, role: manager, group: staff, consent: quote}\n",
}


def test_the_theory_is_mermaid_on_standard_output(cmo, evaluation):
    run = cmo("graph", cwd=evaluation())
    assert run.code == 0
    assert run.err == ""
    assert run.out.startswith("%% cmo-eval\nflowchart TB\n")
    assert "P1 The scan reveals" in run.out


@pytest.mark.parametrize("what", ["theory", "evidence", "cases", "saturation"])
def test_each_picture_is_drawn_as_svg(cmo, evaluation, what):
    run = cmo("graph", "--what", what, "--format", "svg", "--language", "nl", cwd=evaluation(CASE))
    assert run.code == 0
    assert 'lang="nl"' in run.out
    assert_tidy(run.out)


def test_only_what_is_about_a_claim(cmo, evaluation):
    assert "Programme theory of C1" in cmo("graph", "C1", cwd=evaluation()).out


@pytest.mark.parametrize(("name", "start"), [("t.svg", "<svg"), ("t.mmd", "%%"), ("t.MERMAID", "%%"), ("t", "%%")])
def test_the_ending_of_the_file_decides_the_format(cmo, evaluation, tmp_path, name, start):
    root = evaluation()
    run = cmo("graph", "-o", tmp_path / name, cwd=root)
    assert (run.code, run.out, run.err) == (0, "", f"wrote {tmp_path / name}\n")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert cmo("graph", "-o", tmp_path / name, cwd=root).code == 0  # our own is replaced


def test_a_png_is_written_to_a_file(cmo, evaluation, tmp_path):
    assert cmo("graph", "-o", tmp_path / "t.png", cwd=evaluation()).code == 0
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")
    assert cmo("graph", "-o", tmp_path / "t.png", cwd=evaluation()).code == 0


def test_a_file_of_somebody_else_is_replaced_only_when_told_so(cmo, evaluation, tmp_path):
    mine = tmp_path / "mine.svg"
    mine.write_text("<svg>drawn by hand</svg>")
    root = evaluation()
    run = cmo("graph", "-o", mine, cwd=root)
    assert run.code == 2
    assert "was not made by cmo-eval: nothing was written" in run.err
    assert mine.read_text() == "<svg>drawn by hand</svg>"
    assert cmo("graph", "-o", mine, "--yes", cwd=root).code == 0
    assert mine.read_text(encoding="utf-8").startswith("<svg xmlns")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["C9"], "there is no claim C9"),
        (["--what", "theorie"], "did you mean 'theory'?"),
        (["--what", "evidence", "--format", "mermaid"], "cannot be written as mermaid"),
        (["--format", "png"], "a PNG needs a file"),
        (["--what", "cases"], "no pattern was seen in a case"),
        (["-o", "."], "is a folder"),
        (["-o", "no/such/folder.svg"], "cannot be written"),
        (["-o", "t.jpg"], "does not say which format it is"),
        (["--language", "fr"], "--language is 'fr'"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_written(cmo, evaluation, tmp_path, words, said):
    (tmp_path / "empty").mkdir()
    run = cmo("graph", *words, "--project", evaluation(), cwd=tmp_path / "empty")
    assert run.code == 2
    assert said in run.err
    assert run.out == ""
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_file_that_cannot_be_read_is_named(cmo, evaluation):
    run = cmo("graph", cwd=evaluation({"patterns/P2-x.yaml": "id: [\n"}))
    assert run.code == 1
    assert "patterns/P2-x.yaml" in run.err
    assert run.out.startswith("%% cmo-eval")
