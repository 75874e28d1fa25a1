"""Runs the program on hostile folders: with limits on memory and time, and a look at whether anything was written."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import unicodedata
from contextlib import contextmanager
from pathlib import Path

import pytest

from cmo_eval import api
from cmo_eval.cli.output import findings_block
from cmo_eval.output.findings import findings_github, findings_json
from running import Run

resource = pytest.importorskip("resource", reason="Windows has no such limits")

SRC = Path(__file__).parents[2] / "src"
MEMORY = 1536 * 2**20
SMALL = 2
"""Seconds of processor time for a small input; the machine may be busy with something else meanwhile."""
_PR_CAPBSET_DROP, _READ_ANYTHING = 24, (1, 2)


PATIENCE = 4
"""How many times the expected seconds a run may take: machines are shared, and only what never ends is looked for."""


def _mere_mortal():
    if os.geteuid() == 0:  # root too may read only what it is allowed to
        for capability in _READ_ANYTHING:
            ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def _process(root, arguments):
    """The program in a process of its own, which can give up rights for good."""
    done = subprocess.run(
        [sys.executable, "-m", "cmo_eval", *map(str, arguments)],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
        preexec_fn=_mere_mortal,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@contextmanager
def _limits(seconds):
    """So much memory more than there is now, and an end to what waits for ever."""

    def end(*_):
        raise TimeoutError

    before = resource.getrlimit(resource.RLIMIT_AS)
    taken = Path("/proc/self/statm")
    if taken.exists():
        now = int(taken.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, before[1]))
    alarmed = signal.signal(signal.SIGALRM, end)
    signal.alarm(10 + 3 * PATIENCE * seconds)
    try:
        with within(seconds):
            yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, alarmed)
        resource.setrlimit(resource.RLIMIT_AS, before)


def everything_in(root):
    """Names, sizes and times of all that stands in a folder, links not followed."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = os.path.join(folder, name)  # noqa: PTH118 - names may be anything
            known = os.lstat(path)
            found[path] = (known.st_mode, known.st_size, known.st_mtime_ns)
    return found


@pytest.fixture
def program(cmo):
    """`cmo-eval validate` in a folder: ended as documented, within the limits, without traceback, nothing written."""

    def run(root, *arguments, seconds=SMALL, mere_mortal=False, changing=False, codes=(0, 1, 3)):
        before = everything_in(root)
        if mere_mortal:
            ran = _process(root, ["validate", *arguments])
        else:
            with _limits(seconds):
                ran = cmo("validate", *arguments, cwd=root)
        shown = f"exit {ran.code}\n{ran.out[:500]}\n{ran.err[-2000:]}"
        assert "Traceback" not in ran.err, shown
        assert "internal error" not in ran.err, shown
        assert ran.code in codes, shown
        assert changing or everything_in(root) == before
        return ran

    return run


@pytest.fixture
def checked():
    """`api.validate` on a folder, with its findings in each format: within the time, nothing written."""

    def run(root, seconds=SMALL):
        before = everything_in(root)
        with within(seconds):
            validation = api.validate(root)
            findings_block(validation.findings, root, sys.stdout)
            findings_github(validation.findings)
            findings_json(validation.findings, files=validation.files, accepted=0)
        assert everything_in(root) == before
        return validation

    return run


@pytest.fixture
def deceiving():
    """Characters of a text that a terminal obeys or that turn its direction."""
    return lambda text: (
        [letter for letter in text if letter != "\n" and unicodedata.category(letter) in {"Cc", "Zl", "Zp"}]
        + [letter for letter in text if letter in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
    )


@contextmanager
def within(seconds):
    begun = time.process_time()
    yield
    used = time.process_time() - begun
    assert used < PATIENCE * seconds, f"{used:.1f} seconds"
