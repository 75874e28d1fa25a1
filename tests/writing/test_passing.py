"""A folder for the time being is gone, however the run that made it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from cmo_eval.store.writing.output import passing_folder

RUN = """\
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs these tests may ignore it
signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
from cmo_eval.store.writing.output import passing_folder
with passing_folder() as folder:
    (folder / "words.yaml").write_text("theirs")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="other signals")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGINT"])
@pytest.mark.parametrize("group", [False, True], ids=["alone", "with its group"])
def test_it_is_gone_when_the_run_is_killed(tmp_path, how, group):
    run = subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    with run:
        folder = run.stdout.readline().strip()
        assert os.listdir(folder) == ["words.yaml"]  # noqa: PTH208
        (os.killpg if group else os.kill)(run.pid, getattr(signal, how))
    ends = time.monotonic() + 30
    while os.path.exists(folder) and time.monotonic() < ends:  # noqa: PTH110
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_at_its_end_and_when_something_fails(temporary):
    with passing_folder() as folder:
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o77 == 0
        (folder / "a").mkdir()
    assert list(temporary.iterdir()) == []
    with pytest.raises(ValueError, match="x"), passing_folder():
        raise ValueError("x")
    assert list(temporary.iterdir()) == []


def test_the_next_run_removes_what_killed_runs_left_and_nothing_else(temporary):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    stays = {f"cmo-eval-{os.getppid()}-abcdefgh", "cmo-eval-notes", f"cmo-eval-{ended.pid}-x", "other"}
    for name in (*stays, f"cmo-eval-{ended.pid}-abcdefgh"):
        (temporary / name).mkdir()
        (temporary / name / "words").write_text("theirs")
    link = temporary / f"cmo-eval-{ended.pid}-abcdefgi"
    link.symlink_to(temporary / "other")
    with passing_folder():
        pass
    assert {path.name for path in temporary.iterdir()} == {*stays, link.name}
    assert (temporary / "other" / "words").exists()


def test_it_is_gone_without_another_process_too(temporary, monkeypatch):
    def refused(*_, **__):
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", refused)
    with passing_folder() as folder:
        assert folder.exists()
    assert list(temporary.iterdir()) == []
