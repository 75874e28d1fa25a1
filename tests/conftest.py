"""Fixtures for all tests: a small valid evaluation to change, and where a piece of its text stands."""

from __future__ import annotations

import gc
import itertools
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# That what is written has reached the disk is waited for in the programs that tests start, some of which are killed. In
# this process nobody can tell, and each wait takes some milliseconds.
if not os.environ.get("CMO_EVAL_THOROUGH"):
    os.fsync = os.fstat  # which refuses what is no file too

from cmo_eval.cli import group
from cmo_eval.diagnostics import Location
from minimal import MINIMAL
from running import DECISIVE, Run

# the programs that tests start would compile every module anew, each of them
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# as `cmo-eval` does, which tests run in this process: to look for cycles among all tests takes a while, and finds none
gc.disable()

# how long an example takes says how busy a machine is; who suppresses another check in a test names this one too
settings.register_profile(
    "suite",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # the same examples each time, so that a change is judged by what it did; other ones each time when all are tried
    derandomize=not os.environ.get("CMO_EVAL_THOROUGH"),
)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """Where folders of tests are made, and numbers that are new; a look for the next number would see all of them."""
    return tmp_path_factory.mktemp("tests"), itertools.count()


@pytest.fixture
def tmp_path(fresh, request):
    """A folder of the test's own, named after it, as pytest's."""
    folder, numbers = fresh
    made = folder / f"{re.sub(r'[^A-Za-z0-9]', '_', request.node.name)[:30]}{next(numbers)}"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def evaluation(tmp_path):
    """Write a small valid evaluation, changed by what is given, and return its folder.

    Keys are paths in the folder: `path` gives the whole file (text or bytes, None for no file), `path+` what is
    added to the end of the minimal file.
    """

    def write(files: dict[str, str | bytes | None] | None = None) -> Path:
        root = tmp_path / "evaluation"
        contents: dict[str, str | bytes | None] = dict(MINIMAL)
        for path, content in (files or {}).items():
            if path.endswith("+"):
                contents[path[:-1]] = MINIMAL[path[:-1]] + content
            else:
                contents[path] = content
        for path, content in contents.items():
            if content is not None:
                file = root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return write


@pytest.fixture
def place():
    """Where the n-th (from 1) occurrence of a piece of text stands in a file of an evaluation folder."""

    def find(root: Path, file: str, snippet: str, nth: int = 1) -> Location:
        text = (root / file).read_bytes().decode("utf-8-sig", "surrogateescape")
        index = -1
        for _ in range(nth):
            index = text.index(snippet, index + 1)
        return Location(file, text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1)

    return find


@pytest.fixture(scope="session")
def commands():
    """Each command that was asked for, made once: to make it anew takes most of a short run in the same process."""
    make, made = group._imported, {}

    def once(name, named):
        if id(named) not in made:
            made[id(named)] = make(name, named), named  # kept too, or another could come to have its id
        return made[id(named)][0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(group, "_imported", once)
        yield


@pytest.fixture
def cmo(commands, monkeypatch, capsys, tmp_path):
    """Run `cmo-eval` in this process, in the test's folder or in `cwd`."""

    def run(*arguments: object, cwd: Path | None = None, columns: int = 80, **env: str) -> Run:
        from cmo_eval.__main__ import main

        for name in DECISIVE:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"COLUMNS": str(columns), **env}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(cwd or tmp_path)
        monkeypatch.setattr(sys, "argv", ["cmo-eval", *map(str, arguments)])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        assert isinstance(code, int)
        return Run(code, out, err)

    return run
