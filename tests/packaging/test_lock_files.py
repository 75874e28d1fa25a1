"""The lock files hold all that README's two commands and the browser tests install, for the oldest pip named there."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-browser.lock")
DEMANDED = "CMO_EVAL_TEST_NETWORK"
"""Set in CI: without a network the test of old pip fails there, where elsewhere it is skipped."""


def command(name):
    found = re.search(rf"<!-- setup: {name} -->\s*```\w*\n(.+?)\n```", README, re.DOTALL)
    assert found is not None
    return found[1]


def pinned(lock):
    """The requirements of a lock file, each with its options on one line."""
    joined = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_requirement_is_pinned_with_its_digests_and_says_no_address(lock):
    requirements = pinned(lock)
    assert len(requirements) > 2
    for one in requirements:
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==\S+ ", one), one
        assert "--hash=sha256:" in one
        assert "://" not in one


@pytest.mark.parametrize("name", ["run", "test"])
def test_what_is_set_up_comes_from_the_lock_and_builds_with_what_is_in_it(name):
    (line,) = command(name).splitlines()
    installs = re.findall(r"pip install ([^&]+)", line)
    assert len(installs) == 2
    assert re.search(r"--requirement requirements(-dev)?\.lock", installs[0])
    assert "--no-deps" in installs[1]
    assert "--no-build-isolation" in installs[1]
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    lock = re.search(r"requirements\S*\.lock", installs[0])
    assert lock is not None
    names = {re.split(r"[\[=]", one)[0] for one in pinned(lock[0])}
    assert {re.split(r"[<>=\[]", one)[0] for one in wanted} <= names


def test_what_a_requirement_needs_is_pinned_with_the_same_extras():
    every = {lock: dict(_name_and_extras(one) for one in pinned(lock)) for lock in LOCKS}
    for lock, requirements in every.items():
        for name, extras in requirements.items():
            try:
                needs = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # for another system, or of what only one of the two locks has
            for need in map(Requirement, needs):
                if any(need.marker is None or need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                    assert need.extras <= requirements[canonicalize_name(need.name)], f"{lock}: {name} needs {need}"


def test_what_has_no_build_for_every_system_is_not_in_the_commands_of_readme():
    for lock in LOCKS[:2]:
        assert not {"playwright", "axe-playwright-python"} & {name for name, _ in map(_name_and_extras, pinned(lock))}


def _name_and_extras(line):
    found = re.match(r"([a-z0-9._-]+)(?:\[(.+?)\])?==", line)
    assert found is not None
    return canonicalize_name(found[1]), set(filter(None, (found[2] or "").split(",")))


def pip(python, *arguments):
    return subprocess.run(
        [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments],
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A bare environment with the oldest pip that README names."""
    oldest = re.search(r"pip (\d+\.\d+) or newer", README)
    assert oldest is not None
    place = tmp_path_factory.mktemp("old")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True, capture_output=True)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = pip(sys.executable, "--python", str(python), "install", "--quiet", f"pip=={oldest[1]}")
    if done.returncode:
        said = f"pip {oldest[1]} cannot be fetched, so whether it reads the locks was not tried: {done.stderr[-300:]}"
        if os.environ.get(DEMANDED):
            pytest.fail(said)
        pytest.skip(said)
    assert pip(python, "--version").stdout.startswith(f"pip {oldest[1]}")
    return python


def stub(folder, name, version):
    """A wheel that says what this package needs and holds nothing else; its digest."""
    stem = f"{name.replace('-', '_')}-{version}"
    about = re.sub(
        r"(?m)^Version: .*", f"Version: {version}", metadata.distribution(name).read_text("METADATA"), count=1
    )
    made = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as wheel:
        wheel.writestr(f"{stem}.dist-info/METADATA", about)
        wheel.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{stem}.dist-info/RECORD", "")
    return hashlib.sha256(made.read_bytes()).hexdigest()


def test_the_oldest_pip_finds_all_of_it_pinned(old, tmp_path):
    """Among wheels that hold nothing: to fetch and read those that do takes it longer than a tenth of all tests."""
    lines = []
    for line in pinned(LOCKS[1]):
        name, _ = _name_and_extras(line)
        wanted = line.partition(" --hash")[0]
        try:
            digest = stub(tmp_path, name, re.search(r"==(\S+)", wanted)[1])
            stub(tmp_path, name, "9999")  # which it would take where nothing is pinned
        except metadata.PackageNotFoundError:
            digest = "0" * 64  # for another system
        lines.append(f"{wanted} --hash=sha256:{digest}\n")
    (tmp_path / "lock").write_text("".join(lines), encoding="utf-8")
    offline = ("--no-index", "--find-links", str(tmp_path), "--requirement", str(tmp_path / "lock"))
    done = pip(old, "install", "--dry-run", "--quiet", "--require-hashes", *offline)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_oldest_pip_finds_what_browsers_need_pinned(old):
    done = pip(old, "install", "--dry-run", "--quiet", "--require-hashes", "--requirement", str(ROOT / LOCKS[2]))
    assert done.returncode == 0, done.stderr[-2000:]
