"""The ending of all commands that write: how a change is shown, and what it takes to make it."""

from __future__ import annotations

import re
import sys

import pytest
import typer

from cmo_eval.cli import ending
from cmo_eval.edits.plan import Plan
from cmo_eval.errors import CmoEvalError
from cmo_eval.output.changes import painted, summary
from cmo_eval.store.writing.change import Change, FileChange, digest

DIFF = "--- a.yaml\n+++ a.yaml\n@@ -1 +1,2 @@\n-one\n+two\n+three\n--- /dev/null\n+++ b.yaml\n@@ -0,0 +1 @@\n+new\n"


@pytest.fixture
def plan(tmp_path):
    """A change of a file, with so many lines that come in."""

    def of(lines=1):
        before = b"a: 1\n"
        (tmp_path / "f.yaml").write_bytes(before)
        after = "".join(f"k{number}: {'word ' * 30}\n" for number in range(lines)).encode()
        return Plan(root=tmp_path, change=Change((FileChange("f.yaml", digest(before), after),)))

    return of


@pytest.fixture
def terminal(monkeypatch):
    """Streams that are a terminal of 60 columns, on which somebody answers with yes or no."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")

    def answering(answer):
        asked = []
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(typer, "confirm", lambda question, **_: asked.append(question) or answer)
        return asked

    return answering


def test_a_summary_counts_the_lines_of_each_file():
    assert list(summary(DIFF)) == ["a.yaml: 2 lines come, 1 go", "b.yaml: 1 lines come, 0 go"]


def test_a_long_line_goes_on_below_behind_its_sign():
    text = painted(f"+    {'word ' * 30}\n-short\n", colour=False, wide=40)
    lines = text.splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert all(line.startswith("+    ") for line in lines[:-1])
    assert lines[-1] == "-short"
    assert " ".join(line[1:].strip() for line in lines[:-1]) == " ".join(["word"] * 30)


def test_without_a_terminal_a_diff_stays_a_diff():
    assert painted(DIFF, colour=False) == DIFF
    assert painted(DIFF, colour=True).count("\x1b[32m") == 5


def test_a_short_change_is_shown_whole_without_a_question(plan, terminal, capsys):
    asked = terminal(answer=False)
    made = plan(3)
    ending.show(made.root, made.change)
    assert asked == []
    assert "k2:" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [True, False])
def test_of_a_long_change_the_rest_is_offered(plan, terminal, capsys, answer):
    asked = terminal(answer)
    made = plan(1000)
    ending.show(made.root, made.change)
    shown = capsys.readouterr()
    assert asked == ["Show the rest?"]
    assert "k100:" in shown.out
    assert ("k999:" in shown.out) == answer
    assert "... and 804 lines more; in all:\n  f.yaml: 1000 lines come, 1 go\n" in shown.err
    assert len(re.findall("(?m)^[+]k", shown.out)) == (1000 if answer else 196)


def test_a_file_gets_all_of_a_long_change(plan, capsys):
    made = plan(1000)
    ending.show(made.root, made.change)
    assert "k999:" in capsys.readouterr().out


def test_a_change_is_made_once_somebody_says_yes(plan, terminal, capsys):
    asked = terminal(answer=True)
    made = plan()
    assert ending.settle(made, "it would change", "Change it?", yes=False, dry_run=False)
    assert asked == ["Change it?"]
    assert (made.root / "f.yaml").read_bytes() == made.change.files[0].content
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("how", "said", "code"),
    [
        ({"yes": False, "dry_run": True}, "it would change; nothing was written\n", None),
        ({"yes": True, "dry_run": True}, "it would change; nothing was written\n", None),
        ({"yes": False, "dry_run": False}, "it would change; nothing was written (--yes writes it)\n", 1),
    ],
)
def test_nothing_is_made_where_nobody_can_say_yes(plan, capsys, monkeypatch, how, said, code):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    made = plan()
    if code is None:
        assert not ending.settle(made, "it would change", "Change it?", **how)
    else:
        with pytest.raises(typer.Exit) as left:
            ending.settle(made, "it would change", "Change it?", **how)
        assert left.value.exit_code == code
    assert capsys.readouterr().err == said
    assert (made.root / "f.yaml").read_bytes() == b"a: 1\n"


def test_no_ends_the_run(plan, terminal, capsys):
    terminal(answer=False)
    made = plan()
    with pytest.raises(typer.Exit) as left:
        ending.settle(made, "it would change", "Change it?", yes=False, dry_run=False)
    assert (left.value.exit_code, capsys.readouterr().err) == (1, "nothing was written\n")
    assert (made.root / "f.yaml").read_bytes() == b"a: 1\n"


def test_what_stands_in_the_way_is_asked_last(plan, terminal):
    terminal(answer=True)
    made = plan()

    def changed():
        raise CmoEvalError("it changed", "run again")

    with pytest.raises(CmoEvalError, match="it changed"):
        ending.settle(made, "it would change", "Change it?", yes=False, dry_run=False, before=changed)
    assert (made.root / "f.yaml").read_bytes() == b"a: 1\n"


def test_a_file_that_changed_since_is_not_written(plan):
    made = plan()
    (made.root / "f.yaml").write_bytes(b"a: 2\n")
    with pytest.raises(CmoEvalError, match=re.escape("f.yaml changed since it was read")):
        ending.settle(made, "it would change", "Change it?", yes=True, dry_run=False)
    assert (made.root / "f.yaml").read_bytes() == b"a: 2\n"
