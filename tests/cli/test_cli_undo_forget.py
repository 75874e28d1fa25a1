"""`undo` and `forget` as a user meets them: what is shown, asked, written, and said when it cannot be."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

DECIDE = (
    "decide",
    "C1",
    "--verdict",
    "undecided",
    "--by",
    "AB",
    "--second-reader",
    "CD",
    "--rationale",
    "We need more of it.",
)


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".cmo-eval" not in path.parts
    }


@pytest.fixture
def decided(cmo, demo):
    """The demo with one decision more, and its files from before that."""
    before = files(demo)
    done = cmo(*DECIDE, "--project", demo, "--yes")
    assert done.code == 0, done.err
    assert files(demo) != before
    return demo, before


@pytest.fixture
def answers(monkeypatch):
    """Somebody at a terminal who answers every question so."""

    def answer(*, yes):
        asked = []
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(typer, "confirm", lambda text, **_: asked.append(text) or yes)
        return asked

    return answer


@pytest.mark.parametrize("arguments", [["undo"], ["forget", "FG1.r1"]], ids=" ".join)
def test_what_was_asked_for_is_done_though_whoever_reads_it_goes_away(environment, decided, arguments):
    """`cmo-eval undo --yes | head -0`"""
    demo, before = decided
    after = files(demo)
    with subprocess.Popen(
        [sys.executable, "-m", "cmo_eval", *arguments, "--yes", "--project", str(demo)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        err = running.stderr.read().decode()
    assert running.returncode == 0
    assert "Traceback" not in err
    assert files(demo) != after
    if arguments == ["undo"]:
        assert files(demo) == before


def test_undo_shows_what_it_puts_back_and_writes_it_only_when_told(cmo, decided):
    demo, before = decided
    after = files(demo)
    shown = cmo("undo", "--project", demo, "--dry-run")
    assert shown.code == 0
    assert "-    verdict: undecided" in shown.out or "-  - verdict: undecided" in shown.out
    assert "nothing was written" in shown.err
    waiting = cmo("undo", "--project", demo)
    assert waiting.code == 1
    assert "--yes" in waiting.err
    assert files(demo) == after
    done = cmo("undo", "--project", demo, "--yes")
    assert done.code == 0
    assert "1 file put back" in done.err
    assert files(demo) == before


def test_undo_can_be_taken_back(cmo, decided):
    demo, _ = decided
    after = files(demo)
    assert cmo("undo", "--project", demo, "--yes").code == 0
    again = cmo("undo", "--again", "--project", demo, "--yes")
    assert again.code == 0
    assert "1 file changed" in again.err
    assert files(demo) == after
    assert cmo("undo", "--again", "--project", demo, "--yes").code == 2


def test_with_nothing_to_undo_it_says_so(cmo, demo):
    nothing = cmo("undo", "--project", demo)
    assert nothing.code == 2
    assert "there is nothing to undo" in nothing.err


def test_undo_refuses_when_a_file_changed_since(cmo, decided):
    demo, _ = decided
    claim = next((demo / "claims").glob("C1*"))
    claim.write_bytes(claim.read_bytes() + b"# by hand\n")
    after = files(demo)
    refused = cmo("undo", "--project", demo, "--yes")
    assert refused.code == 3
    assert f"claims/{claim.name} changed since" in refused.err
    assert files(demo) == after


@pytest.mark.parametrize("yes", [True, False])
def test_undo_asks_on_a_terminal(cmo, decided, answers, yes):
    demo, before = decided
    asked = answers(yes=yes)
    assert cmo("undo", "--project", demo).code == (0 if yes else 1)
    assert asked == ["Undo it?"]
    assert (files(demo) == before) == yes


def test_forget_shows_keys_and_no_words_and_writes_only_when_told(cmo, demo):
    before = files(demo)
    shown = cmo("forget", "FG2.r1", "--project", demo, "--dry-run")
    assert shown.code == 0
    assert "FG2-004  without quote, judgement, observation; marked as withdrawn" in shown.out
    assert "texts/FG2.txt" in shown.out
    assert "forty visitors" not in shown.out + shown.err
    assert all(len(line) <= 80 for line in (shown.out + shown.err).splitlines())
    waiting = cmo("forget", "FG2.r1", "--project", demo)
    assert waiting.code == 1
    assert files(demo) == before


def test_forget_takes_the_words_out_says_what_it_cannot_reach_and_leaves_a_valid_evaluation(cmo, demo):
    assert cmo("validate", "--project", demo).code == 0
    done = cmo("forget", "FG2.r1", "--project", demo, "--yes", "--date", "2024-06")
    assert done.code == 0
    assert "r1 in FG2 is forgotten: 3 files changed" in done.err
    assert "What this program does not reach:" in done.err
    assert "a report that was handed out before" in done.err
    left = b"".join(path.read_bytes() for path in demo.rglob("*") if path.is_file())
    for words in (b"forty visitors", b"stamping books", b"does not help us"):
        assert words not in left
    assert b"withdrawn: 2024-06\n" in files(demo)["sources/FG2.citations.yaml"]
    checked = cmo("validate", "--project", demo)
    assert checked.code == 0, checked.out
    assert cmo("undo", "--project", demo).code == 2
    verified = cmo("verify", "--project", demo)
    assert "could not be read" not in verified.err
    assert '"FG2-004"' not in cmo("verify", "C3", "--format", "json", "--project", demo).out


def test_forget_a_whole_source(cmo, demo):
    done = cmo("forget", "FG1", "--project", demo, "--yes")
    assert done.code == 0
    assert "texts/FG1.txt\n  the file is removed" in done.out
    assert not (demo / "texts/FG1.txt").exists()
    assert cmo("validate", "--project", demo).code == 0
    again = cmo("forget", "FG1", "--project", demo, "--yes")
    assert again.code == 0
    assert again.out == ""
    assert "no file has words of FG1 any more; undo is empty" in again.err


@pytest.mark.parametrize("yes", [True, False])
def test_forget_asks_on_a_terminal_and_says_that_it_is_for_good(cmo, demo, answers, yes):
    before = files(demo)
    asked = answers(yes=yes)
    assert cmo("forget", "FG2.r1", "--project", demo).code == (0 if yes else 1)
    assert "It cannot be undone." in asked[0]
    assert (files(demo) == before) != yes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("FG9",), "there is no source FG9"),
        (("FG2.r9",), "FG2 has no participant r9"),
        (("FG2", "--date", "yesterday"), "--date is 'yesterday'"),
    ],
)
def test_forget_says_what_it_does_not_know(cmo, demo, arguments, says):
    refused = cmo("forget", *arguments, "--project", demo, "--yes")
    assert refused.code == 2
    assert says in refused.err


def test_a_change_that_was_cut_off_is_finished_by_the_next_command(cmo, demo, monkeypatch):
    """The power goes when the decision is noted and not yet in its place."""
    from cmo_eval.store.writing import steps

    def gone(journal, number):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(steps, "forward", gone)
        patched.setattr("cmo_eval.store.writing.transaction._put_back", lambda journal, error: None)
        assert cmo(*DECIDE, "--project", demo, "--yes").code == 130
    assert (demo / ".cmo-eval/change/journal").exists()
    listed = cmo("show", "C1", "--project", demo)
    assert listed.code == 0
    assert not (demo / ".cmo-eval/change").exists()
    assert "We need more of it." in next((demo / "claims").glob("C1*")).read_text("utf-8")
