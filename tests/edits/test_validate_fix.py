"""`validate --fix` as a user meets it."""

from __future__ import annotations

import io
import sys

import pytest

from cmo_eval import api

NET = "claims/net.yaml"
CLAIM = """\
id: C4
title: T  \nquestions: [Q1]
for: [staff]
versions: [{version: 1, statement: S}]
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]"""


@pytest.fixture
def run(monkeypatch, capsys):
    def go(root, *arguments, answer=None, **env):
        from cmo_eval.__main__ import main

        for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "CMO_EVAL_TEXTS"):
            monkeypatch.delenv(name, raising=False)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(root)
        monkeypatch.setattr(sys, "argv", ["cmo-eval", "validate", *arguments])
        stdin = io.StringIO(answer or "")
        stdin.isatty = lambda: answer is not None
        monkeypatch.setattr(sys, "stdin", stdin)
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        return code, *capsys.readouterr()

    return go


def tree(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".cmo-eval" not in path.parts
    }


@pytest.fixture
def root(evaluation):
    return evaluation({NET: CLAIM})


def test_the_change_is_shown_as_a_rename_and_a_diff(run, root):
    code, out, err = run(root, "--fix", "--dry-run")
    assert code == 0
    assert out.startswith(
        "rename claims/net.yaml -> claims/C4-net.yaml\n--- claims/net.yaml\n+++ claims/C4-net.yaml\n@@ "
    )
    assert "\n-title: T  \n+title: T\n" in out
    assert "\\ no line end at the end of the file" in out
    assert "1 file would change; nothing was written" in err


@pytest.mark.parametrize(
    ("arguments", "answer", "code", "changes"),
    [
        (["--fix", "--dry-run"], None, 0, False),
        (["--fix", "--dry-run", "--yes"], None, 0, False),
        (["--fix"], None, 1, False),
        (["--fix"], "n\n", 1, False),
        (["--fix"], "\n", 1, False),
        (["--fix"], "y\n", 0, True),
        (["--fix", "--yes"], None, 0, True),
        ([], None, 1, False),
    ],
)
def test_nothing_is_written_unless_that_is_wanted(run, root, arguments, answer, code, changes):
    before = tree(root)
    assert run(root, *arguments, answer=answer)[0] == code
    after = tree(root)
    assert (after != before) is changes
    if changes:
        assert after.pop("claims/C4-net.yaml") == CLAIM.replace("T  ", "T").encode() + b"\n"
        assert after == {name: content for name, content in before.items() if name != NET}


def test_after_mending_the_rest_is_validated_as_always(run, root):
    (root / "claims/C5.yaml").write_text("id: C5\n")
    code, out, err = run(root, "--fix", "--yes")
    assert code == 1
    assert "claims/C5.yaml:1:1: CMO011 error" in out
    assert "CMO102" not in out
    assert "1 file changed" in err


def test_only_what_is_named_is_mended_and_found_again_under_its_new_name(run, root):
    (root / "patterns/P1-scan.yaml").write_bytes((root / "patterns/P1-scan.yaml").read_bytes() + b"\n")
    before = tree(root)
    code, out, _ = run(root, "--fix", "--yes", "claims/net.yaml", "--select", "CMO1")
    after = tree(root)
    assert code == 0
    assert "P1-scan" not in out
    assert after["patterns/P1-scan.yaml"] == before["patterns/P1-scan.yaml"]
    assert "claims/C4-net.yaml" in after


def test_nothing_to_mend_is_said(run, evaluation):
    code, out, err = run(evaluation(), "--fix")
    assert (code, out) == (0, "")
    assert err.startswith("nothing to mend\n")


def test_what_is_left_is_said(run, evaluation):
    code, _, err = run(evaluation({"claims/net.yaml": "id: C1\n"}), "--fix")
    assert code == 1
    assert "claims/net.yaml: not renamed: the id C1 stands in claims/C1-value.yaml too" in err


@pytest.mark.parametrize(
    "arguments", [["--yes"], ["--dry-run"], ["--fix", "--format", "json"], ["--fix", "claims", "/"]]
)
def test_what_cannot_be_meant_is_refused(run, root, arguments):
    before = tree(root)
    assert run(root, *arguments)[0] == 2
    assert tree(root) == before


def test_a_file_that_changed_between_showing_and_answering_is_refused(run, root, monkeypatch):
    import typer

    def meanwhile(*_, **__):
        (root / NET).write_text("id: C4\n")
        return True

    monkeypatch.setattr(typer, "confirm", meanwhile)
    code, _, err = run(root, "--fix", answer="y\n")
    assert code == 3
    assert "claims/net.yaml changed since it was read" in err
    assert (root / NET).read_text() == "id: C4\n"


def test_a_control_character_does_not_reach_the_terminal(run, evaluation):
    root = evaluation({"claims/C1-value.yaml+": "intended: a \u202eb  \n"})
    _, out, _ = run(root, "--fix", "--dry-run")
    assert "\u202e" not in out
    assert "\\u202e" in out


def test_the_texts_come_from_the_environment(run, evaluation, tmp_path):
    (tmp_path / "FG1.txt").write_text("x")
    root = evaluation({"sources/FG1.yaml+": "text: FG1.txt\n"})
    assert api.plan_fixes(root).mends == ()
    _, out, _ = run(root, "--fix", "--dry-run", CMO_EVAL_TEXTS=str(tmp_path))
    assert "\n+text_sha256: " in out
