"""Two runs that write at once: both changes are there, or the second one is told to wait."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import recover
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.lock import locked
from cmo_eval.store.writing.transaction import apply

ADDS = """
import sys
from pathlib import Path
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.lock import locked
from cmo_eval.store.writing.transaction import apply
root = Path(sys.argv[1])
for number in range(int(sys.argv[3])):
    with locked(root, wait=60):
        before = (root / "a.yaml").read_bytes()
        apply(root, Change((FileChange("a.yaml", digest(before), before + f"{sys.argv[2]}{number}\\n".encode()),)))
"""
HOLDS = """
import sys, time
from pathlib import Path
from cmo_eval.store.writing.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"0\n")
    return tmp_path


@pytest.fixture
def holder(root):
    run = subprocess.Popen([sys.executable, "-c", HOLDS, root], stdout=subprocess.PIPE)
    assert run.stdout.readline() == b"held\n"
    yield run
    run.kill()
    run.wait()
    run.stdout.close()


def change(root):
    return Change((FileChange("a.yaml", digest((root / "a.yaml").read_bytes()), b"1\n"),))


def test_what_two_runs_add_at_once_is_all_there(root):
    runs = [subprocess.Popen([sys.executable, "-c", ADDS, root, name, "15"]) for name in "xy"]
    assert [run.wait() for run in runs] == [0, 0]
    lines = (root / "a.yaml").read_text().split()
    assert sorted(lines[1:]) == sorted(f"{name}{number}" for name in "xy" for number in range(15))


def test_who_planned_on_what_another_has_changed_is_told_to_run_again(root):
    first, second = change(root), change(root)
    apply(root, first)
    with pytest.raises(CmoEvalError, match="changed since it was read") as caught:
        apply(root, second)
    assert "run again" in caught.value.hint


def test_who_waits_too_long_is_told_who_writes_and_what_to_do(root, holder):
    with pytest.raises(CmoEvalError, match=rf"another run .*is writing here \(process {holder.pid} on ") as caught:
        apply(root, change(root), wait=0.2)
    assert "wait until it has finished" in caught.value.hint
    assert (root / "a.yaml").read_bytes() == b"0\n"


def test_who_waits_long_enough_gets_in(root, holder):
    threading.Timer(0.5, holder.kill).start()
    apply(root, change(root), wait=20)
    assert (root / "a.yaml").read_bytes() == b"1\n"


def test_the_lock_of_a_run_that_died_is_no_obstacle(root, holder):
    holder.kill()
    holder.wait()
    assert (root / ".cmo-eval/lock").exists()
    before = time.monotonic()
    apply(root, change(root))
    assert time.monotonic() - before < 5


def test_who_only_reads_does_not_wait_unless_a_change_is_under_way(root, holder):
    before = time.monotonic()
    recover(root)
    assert time.monotonic() - before < 1


def test_who_holds_the_lock_can_take_it_again(root):
    with locked(root), locked(root, wait=0.1):
        apply(root, change(root), wait=0.1)
    assert (root / "a.yaml").read_bytes() == b"1\n"


def test_threads_wait_for_each_other(root):
    failed = []

    def add(name):
        try:
            with locked(root, wait=30):
                before = (root / "a.yaml").read_bytes()
                apply(root, Change((FileChange("a.yaml", digest(before), before + name),)))
        except CmoEvalError as error:
            failed.append(error)

    threads = [threading.Thread(target=add, args=(b"%d\n" % number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len((root / "a.yaml").read_text().split()) == 7
