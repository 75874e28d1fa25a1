"""The wheel as a user installs it: built from the tracked tree, run away from the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "GITHUB_ACTIONS"}}
    return subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env={**kept, **env},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def pip(*arguments: object, cwd: Path) -> None:
    done = run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of what git would track, so that the working tree stays clean."""
    place = tmp_path_factory.mktemp("build")
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    assert listed.returncode == 0, listed.stderr
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            target = place / "tree" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", place, ".", cwd=place / "tree")
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    place = tmp_path_factory.mktemp("site")
    pip("install", "--no-deps", "--no-index", "--no-compile", "--target", place, wheel, cwd=place)
    return place


@pytest.fixture
def cmo(installed, tmp_path):
    """Run the installed program; nothing of the checkout is on the path."""

    def call(*arguments: object):
        return run(sys.executable, "-m", "cmo_eval", *arguments, cwd=tmp_path, PYTHONPATH=str(installed))

    return call


def test_the_package_that_runs_is_the_installed_one(installed, tmp_path):
    code = "import cmo_eval; print(cmo_eval.__file__)"
    done = run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_every_data_file_of_the_package_is_in_the_wheel(wheel):
    source = ROOT / "src"
    data = {path.relative_to(source).as_posix() for path in source.rglob("*.yaml")}
    assert "cmo_eval/messages/verdicts.yaml" in data
    assert data <= set(zipfile.ZipFile(wheel).namelist())


def test_it_says_its_version(cmo, wheel):
    done = cmo("--version")
    assert done.returncode == 0, done.stderr
    assert f"cmo_eval-{done.stdout.split()[1]}-" in wheel.name


def test_a_user_can_start_with_the_demo(cmo):
    for arguments in (
        ("init", "--demo", "demo"),
        ("validate", "--project", "demo"),
        ("verify", "--project", "demo"),
        ("report", "--project", "demo", "-o", "out"),
    ):
        done = cmo(*arguments)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr


def test_a_user_can_start_with_nothing(cmo):
    assert cmo("init", "mine", "--title", "Mine").returncode == 0
    assert cmo("new", "pattern", "--title", "First", "--project", "mine").returncode == 0
    assert cmo("validate", "--project", "mine").returncode == 0


def test_a_user_can_open_the_page(cmo, installed, tmp_path):
    assert cmo("init", "--demo", "demo").returncode == 0
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "GITHUB_ACTIONS"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "cmo_eval", "open", "FG1", "--no-browser", "--project", "demo"],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(installed), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        said, address = "", None
        while address is None and (line := process.stdout.readline()):
            said += line
            address = re.search(r"http://127\S+", line)
        assert address is not None, f"exit {process.wait()}: {said}"
        address = address[0]
        # whatever proxies are set, this goes to the machine itself; a busy one may take a while
        handlers = urllib.request.HTTPCookieProcessor(), urllib.request.ProxyHandler({})
        browser = urllib.request.build_opener(*handlers)
        page = browser.open(address, timeout=120).read().decode()
        assert 'id="text"' in page
        shared = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        assert any(path.endswith(".js") for path in shared)
        for path in shared:
            assert browser.open(urllib.parse.urljoin(address, path), timeout=120).read()
    finally:
        process.kill()
        process.communicate()


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_templates_and_the_demo_are_in_it(wheel):
    inside = names(wheel)
    for folder, source in (
        ("cmo_eval/templates/", ROOT / "templates"),
        ("cmo_eval/edits/demo/", ROOT / "src/cmo_eval/edits/demo"),
        ("cmo_eval/edits/blank/", ROOT / "src/cmo_eval/edits/blank"),
        ("cmo_eval/web/pages/", ROOT / "src/cmo_eval/web/pages"),
        ("cmo_eval/web/static/", ROOT / "src/cmo_eval/web/static"),
    ):
        shipped = {name.removeprefix(folder) for name in inside if name.startswith(folder)}
        expected = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
        assert expected
        assert shipped == expected


def test_every_module_of_the_package_is_in_it(wheel):
    source = ROOT / "src"
    modules = {path.relative_to(source).as_posix() for path in (source / "cmo_eval").rglob("*.py")}
    assert modules - set(names(wheel)) == set()


def test_nothing_of_the_tests_or_the_reference_evaluation_is_in_it(wheel):
    tops = {name.split("/", 1)[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cmo_eval"}
    assert [name for name in names(wheel) if "__pycache__" in name] == []


def test_it_says_that_it_has_types(wheel):
    assert "cmo_eval/py.typed" in names(wheel)
