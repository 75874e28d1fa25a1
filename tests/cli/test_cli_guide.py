"""`cmo-eval guide` on the command line: what it writes where, and what it refuses."""

from __future__ import annotations

import zipfile

import pytest


def test_without_a_group_it_lists_the_groups(cmo, demo):
    done = cmo("guide", cwd=demo)
    assert done.code == 0
    assert "| Libraries that stopped before the end (dropouts) | 1 |" in done.out


def test_the_guide_of_a_group_goes_to_standard_output(cmo, demo):
    done = cmo("guide", "dropouts", cwd=demo)
    assert done.code == 0
    assert done.out.startswith("# Interview guide: Libraries that stopped before the end\n")
    assert done.err == ""


def test_a_file_ends_in_its_format(cmo, demo):
    assert cmo("guide", "dropouts", "-o", "g.md", cwd=demo).code == 0
    assert (demo / "g.md").read_text("utf-8") == cmo("guide", "dropouts", cwd=demo).out
    done = cmo("guide", "dropouts", "-o", "g.docx", cwd=demo)
    assert "wrote g.docx" in done.err
    with zipfile.ZipFile(demo / "g.docx") as packed:
        assert b"Was that so with you?" in packed.read("word/document.xml")
    assert cmo("guide", "-o", "g.html", cwd=demo).code == 0
    assert "<table" in (demo / "g.html").read_text("utf-8")


def test_a_file_with_notes_is_not_replaced(cmo, demo):
    (demo / "g.md").write_text("my notes", "utf-8")
    done = cmo("guide", "dropouts", "-o", "g.md", cwd=demo)
    assert done.code == 2
    assert "may hold your notes" in done.err
    assert (demo / "g.md").read_text("utf-8") == "my notes"
    assert cmo("guide", "dropouts", "-o", "g.md", "--yes", cwd=demo).code == 0
    assert "my notes" not in (demo / "g.md").read_text("utf-8")
    (demo / "folder.md").mkdir()
    done = cmo("guide", "dropouts", "-o", "folder.md", "--yes", cwd=demo)
    assert done.code == 2
    assert "nothing was written" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dropout"], "there is no group dropout"),
        (["dropouts", "--format", "docx"], "docx needs a file"),
        (["dropouts", "-o", "g.txt"], "does not say which format"),
        (["dropouts", "--format", "xlsx"], "--format is 'xlsx'"),
    ],
)
def test_what_it_cannot_do_is_refused(cmo, demo, words, said):
    done = cmo("guide", *words, cwd=demo)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_a_file_that_cannot_be_read_is_told(cmo, demo):
    (demo / "sources/FG1.citations.yaml").write_text("citations: [", "utf-8")
    done = cmo("guide", "dropouts", cwd=demo)
    assert done.code == 1
    assert "FG1.citations.yaml" in done.err
    assert done.out.startswith("# Interview guide")


def edit(demo, name, old, new):
    (path,) = demo.glob(name)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_what_points_at_a_person_in_a_claim_is_told_to_nobody(cmo, demo):
    edit(demo, "claims/C5-*.yaml", "title: ", "title: mail j.doe@example.org, ")
    done = cmo("guide", "dropouts", "-o", "g.md", cwd=demo)
    assert done.code == 1
    assert done.out == ""
    assert "claims/C5-" in done.err
    assert "CMO503" in done.err
    assert "j.doe" not in done.err
    assert not (demo / "g.md").exists()


def test_what_points_at_a_person_elsewhere_stands_in_no_guide(cmo, demo):
    edit(demo, "cases/K1-*.yaml", "title: ", "title: mail j.doe@example.org, ")
    done = cmo("guide", "dropouts", cwd=demo)
    assert done.code == 0
    assert "j.doe" not in done.out + done.err


def test_a_claim_that_repeats_words_that_are_held_back_is_told(cmo, demo):
    words = "the kettle was always on and nobody ever asked why"
    citation = (
        f"\n  - {{id: FG1-900, quote: {words}, speaker: nobody9, quality: observation, evidence: [{{supports: C5}}]}}\n"
    )
    path = demo / "sources/FG1.citations.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + citation, "utf-8")
    edit(demo, "claims/C5-*.yaml", "title: ", f"title: {words}, ")
    done = cmo("guide", "dropouts", cwd=demo)
    assert "repeat words which are held back" in done.err
    assert "claims/C5-" in done.err


def test_completion_offers_groups(demo):
    from types import SimpleNamespace

    from cmo_eval.cli.completion import groups

    here = SimpleNamespace(params={"project": str(demo)}, args=[])
    assert [key for key, _ in groups(here, "")] == ["internal", "participants", "dropouts", "non-participants"]
    assert groups(here, "D") == [("dropouts", "Libraries that stopped before the end")]
    (demo / "evaluation.yaml").write_text("groups: [", "utf-8")
    assert groups(here, "") == []
