"""How far long work is: told to who listens, shown on a terminal, and nowhere else; an interruption leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from cmo_eval.progress import listening, stage, steps

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="terminals and signals of another kind")
AT_ONCE = "import cmo_eval.cli.output as p; p.BAR_AFTER = 0; from cmo_eval.__main__ import main; "


def environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "COLUMNS": "80"}


def test_work_is_told_to_who_listens():
    told = []
    with listening(lambda *how: told.append(how)):
        assert list(steps("ab", "reading")) == ["a", "b"]
        stage("checking")
    assert told == [("reading", 0, 2), ("reading", 1, 2), ("reading", 2, 2), ("checking", 0, 0)]
    list(steps("ab", "reading"))
    assert len(told) == 4


def on_a_terminal(arguments, code, cwd):
    """What a run writes to a terminal that is its stderr."""
    import pty

    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=cwd, env=environment(), stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 10_000):
            shown += part
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(ours)
    out, _ = run.communicate()
    return run.returncode, out.decode(), shown.decode()


@POSIX
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["validate"], "reading files"),
        (["verify"], "reading files"),
        (["report", "--format", "html,docx"], "making report.docx"),
    ],
)
def test_bar_comes_on_a_terminal(evaluation, arguments, said):
    slow = (
        "import sys, time; import cmo_eval.report.formats.word as w;"
        " import cmo_eval.store.loading as l;"
        " read = l.read_file; l.read_file = lambda *a, **k: (time.sleep(0.1), read(*a, **k))[1];"
        " word = w.word_bytes; w.word_bytes = lambda *a, **k: (time.sleep(1), word(*a, **k))[1]; "
    )
    code, out, shown = on_a_terminal(arguments, slow + AT_ONCE + "main()", evaluation())
    assert code == 0, shown
    assert said in shown
    assert said not in out


@POSIX
def test_nothing_is_shown_of_a_short_run(evaluation):
    _, _, shown = on_a_terminal(["verify"], "from cmo_eval.__main__ import main; main()", evaluation())
    assert shown == ""


def test_nothing_is_shown_where_stderr_is_no_terminal(evaluation):
    run = subprocess.run(
        [sys.executable, "-c", AT_ONCE + "main()", "verify"],
        cwd=evaluation(),
        env=environment(),
        capture_output=True,
        check=True,
    )
    assert run.stderr == b""


@POSIX
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_whoever_is_told_to_stop_leaves_no_file_and_says_so_in_the_exit_code(evaluation, name, code):
    root = evaluation()
    stop = (
        # as a terminal starts it: whoever runs these tests may have told all their processes to ignore some
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        " [signal.signal(one, signal.SIG_DFL) for one in (signal.SIGTERM, signal.SIGHUP)];"
        " import os, sys, time; real = os.fsync; made = [];"
        " os.fsync = lambda file: (made.append(1), len(made) > 2 and (print('now', flush=True), time.sleep(60)));"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", stop + "from cmo_eval.__main__ import main; main()", "report", "--format", "md,html"],
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout.readline() == b"now\n"
    time.sleep(0.2)
    run.send_signal(getattr(signal, name))
    _, err = run.communicate(timeout=20)
    assert run.returncode == code
    assert b"Traceback" not in err
    assert [path for path in (root / "report").rglob("*") if path.is_file()] == []
