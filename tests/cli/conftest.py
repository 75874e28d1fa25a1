"""The program as a user meets it: arguments in, exit code and streams out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cmo_eval
from running import DECISIVE, Run

HERE = Path(cmo_eval.__file__).parents[1]


@pytest.fixture(scope="session")
def environment():
    """Variables for a process of its own that finds this package and nothing that changes its output."""
    kept = {name: value for name, value in os.environ.items() if name not in DECISIVE}
    return {**kept, "PYTHONPATH": str(HERE), "COLUMNS": "80"}


@pytest.fixture
def process(environment, tmp_path):
    """Run Python with these arguments in a process of its own, in the test's folder or in `cwd`."""

    def run(*arguments: object, cwd: Path | None = None, **env: str) -> Run:
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=cwd or tmp_path,
            env={**environment, **env},
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def beside(tmp_path_factory):
    """Where what `init --demo` writes is kept."""
    return tmp_path_factory.mktemp("beside")


@pytest.fixture
def demo(cmo, beside, tmp_path):
    """The folder that `init --demo` writes, with what it writes beside it; written once, and copied for each test."""
    if not (beside / "demo").exists():
        assert cmo("init", "--demo", "demo", cwd=beside).code == 0
    shutil.copytree(beside, tmp_path, dirs_exist_ok=True)
    return tmp_path / "demo"
