"""Runs the program on hostile folders: with limits on memory and time, and a look at whether anything was written."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
import unicodedata
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from cmo_eval import api
from cmo_eval.cli.output import findings_block
from cmo_eval.output.findings import findings_github, findings_json

resource = pytest.importorskip("resource", reason="Windows has no such limits")

SRC = Path(__file__).parents[2] / "src"
MEMORY = 1536 * 2**20
SMALL = 2
"""Seconds of processor time for a small input; the machine may be busy with something else meanwhile."""
_PR_CAPBSET_DROP, _READ_ANYTHING = 24, (1, 2)


class Ran(NamedTuple):
    code: int
    out: str
    err: str


PATIENCE = 4
"""How many times the expected seconds a run may take: machines are shared, and only what never ends is looked for."""


def _limits(seconds, *, mere_mortal):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE * seconds, PATIENCE * seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if mere_mortal and os.geteuid() == 0:  # root too may read only what it is allowed to
        for capability in _READ_ANYTHING:
            ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


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
def program():
    """`cmo-eval validate` in a folder: ended as documented, within the limits, without traceback, nothing written."""

    def run(root, *arguments, seconds=SMALL, mere_mortal=False, changing=False, codes=(0, 1, 3)):
        before = everything_in(root)
        done = subprocess.run(
            [sys.executable, "-m", "cmo_eval", "validate", *map(str, arguments)],
            cwd=root,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SRC), "NO_COLOR": "1"},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=10 + 3 * PATIENCE * seconds,
            check=False,
            preexec_fn=lambda: _limits(seconds, mere_mortal=mere_mortal),
        )
        ran = Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        shown = f"exit {ran.code}\n{ran.out[:500]}\n{ran.err[-2000:]}"
        assert ran.code >= 0, f"killed by signal {-ran.code}: too slow, or crashed\n{shown}"
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
