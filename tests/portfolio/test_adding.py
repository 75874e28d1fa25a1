"""Evaluations go into a portfolio whole or not at all, as its readers may see them; what is refused keeps none out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from cmo_eval import api
from cmo_eval.portfolio import engine, parquet
from cmo_eval.portfolio.folder import find, make
from cmo_eval.portfolio.schema import TABLES
from minimal import MINIMAL


def written(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def small(root, id_, **changed):
    """A small evaluation; `changed` replaces a text in its files by another."""
    files = {name: text.replace("id: demo", f"id: {id_}") for name, text in MINIMAL.items()}
    for old, new in changed.items():
        files = {name: text.replace(old, new) for name, text in files.items()}
    return written(root, files)


@pytest.fixture
def listed(cmo):
    """What `portfolio list` says, by evaluation."""

    def listing(folder):
        done = cmo("portfolio", "list", "--portfolio", folder, "--format", "json")
        assert done.code == 0, done.err
        return {one["evaluation"]: one for one in json.loads(done.out)["evaluations"]}

    return listing


def test_evaluations_go_in_are_listed_renewed_and_taken_out(cmo, tmp_path, listed):
    here, there, into = small(tmp_path / "a", "here"), small(tmp_path / "b", "there"), tmp_path / "all"
    done = cmo("portfolio", "add", here, there, "--portfolio", into)
    assert (done.code, done.out) == (
        0,
        "here is in: 1 claim and 1 citation\nthere is in: 1 claim and 1 citation\n",
    )
    assert listed(into)["here"]["citations"] == 1
    (here / "claims/C2-more.yaml").write_text(MINIMAL["claims/C1-value.yaml"].replace("C1", "C2"))
    assert cmo("portfolio", "add", here, "--portfolio", into).out == "here is in: 2 claims and 1 citation\n"
    assert {id_: one["claims"] for id_, one in listed(into).items()} == {"here": 2, "there": 1}
    source = there / "sources/FG1.yaml"
    os.utime(source, ns=(source.stat().st_mtime_ns + 10**12,) * 2)  # somebody withdrew, say
    told = cmo("portfolio", "list", "--portfolio", into).err
    assert f"there changed since it was put in: `cmo-eval portfolio add {there} --portfolio {into}`" in told
    assert "took back" not in told  # of which nobody knows
    assert "! here changed" not in told
    assert "there changed" in cmo("portfolio", "report", "--portfolio", into, "--format", "md").err
    assert cmo("portfolio", "remove", "there", cwd=into).out == "there is out\n"
    assert [*listed(into)] == ["here"]
    done = cmo("portfolio", "remove", "there", "--portfolio", into)
    assert (done.code, done.err.splitlines()[0]) == (2, "cmo-eval: there is no evaluation there")
    assert {path.stem for path in (into / "evaluations/here").iterdir()} == {*TABLES}


def test_what_is_refused_is_named_and_keeps_no_other_out(cmo, tmp_path, listed):
    good, into = small(tmp_path / "good", "good"), tmp_path / "all"
    bad = small(tmp_path / "bad", "bad", **{"supports: C1": "supports: C7"})
    old = small(tmp_path / "old", "old", **{"schema: 1": "schema: 0"})
    torn = small(tmp_path / "torn", "torn", **{"title: First panel": "title: [First"})
    named = small(tmp_path / "named", "named", **{"a hidden problem": "mail to jan.jansen@example.org"})
    done = cmo("portfolio", "add", bad, old, torn, named, tmp_path, good, "--portfolio", into)
    assert done.code == 1
    assert [*listed(into)] == ["good"]
    for folder in (bad, old, torn, named, tmp_path):
        assert f"{folder} is refused" in done.err
    assert "C7" in done.err
    assert "CMO503" in done.err
    assert "jansen" not in done.err
    assert "5 evaluations refused" in done.err


def test_an_id_belongs_to_one_evaluation(cmo, tmp_path, listed):
    one, other, into = small(tmp_path / "one", "same"), small(tmp_path / "other", "same"), tmp_path / "all"
    (other / "claims/C2-more.yaml").write_text(MINIMAL["claims/C1-value.yaml"].replace("C1", "C2"))
    done = cmo("portfolio", "add", one, other, "--portfolio", into)
    assert done.code == 1
    assert f"an evaluation same is here already, from {one}" in done.err
    assert listed(into)["same"]["claims"] == 1
    assert cmo("portfolio", "add", other, "--portfolio", into, "--replace").code == 0
    assert listed(into)["same"]["claims"] == 2
    capital = small(tmp_path / "capital", "SAME")
    assert cmo("portfolio", "add", capital, "--portfolio", into).code == 1  # one folder, where a disk knows no capitals


def test_a_folder_that_is_no_portfolio_is_not_asked(cmo, tmp_path):
    done = cmo("portfolio", "list")
    assert (done.code, "there is no portfolio here or above" in done.err) == (3, True)
    root = small(tmp_path / "one", "one")
    assert cmo("portfolio", "add", root).code == 3
    done = cmo("portfolio", "add", root, "--portfolio", root)
    assert (done.code, "is an evaluation" in done.err) == (2, True)


def test_tables_of_a_newer_version_are_refused_until_added_anew(cmo, tmp_path, monkeypatch):
    root, into = small(tmp_path / "one", "one"), tmp_path / "all"
    monkeypatch.setattr(parquet, "VERSION", 2)
    assert cmo("portfolio", "add", root, "--portfolio", into).code == 0
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    done = cmo("portfolio", "verdicts", "--portfolio", into)
    assert done.code == 3
    assert "one was written by a newer cmo-eval: its tables have version 2, and this one knows 1" in done.err
    assert cmo("portfolio", "add", root, "--portfolio", into).code == 0
    assert cmo("portfolio", "verdicts", "--portfolio", into).code == 0


def test_a_table_that_is_gone_or_broken_is_named(cmo, tmp_path):
    root, into = small(tmp_path / "one", "one"), tmp_path / "all"
    assert cmo("portfolio", "add", root, "--portfolio", into).code == 0
    path = into / "evaluations/one/claims.parquet"
    for content in (b"PAR1 nonsense PAR1", None):
        path.unlink() if content is None else path.write_bytes(content)
        done = cmo("portfolio", "verdicts", "--portfolio", into)
        assert (done.code, str(path) in done.err) == (3, True)
        assert "add the evaluation again" in done.err


def test_without_duckdb_it_is_said_what_to_install(cmo, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = cmo("portfolio", "add", small(tmp_path / "one", "one"), "--portfolio", tmp_path / "all")
    assert (done.code, 'pip install "cmo-eval[portfolio]"' in done.err) == (3, True)
    assert not (tmp_path / "all").exists()


# ---- cut off, full, at once ----

RUN = "from cmo_eval.__main__ import main; import sys; sys.argv = ['cmo-eval', *sys.argv[1:]]; main()"
KILLED = """
import os, re, signal
from pathlib import Path
rename = Path.rename
def killing(self, target):
    if re.search(AFTER, str(self)):
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, target)
Path.rename = killing
"""


def program(*arguments, before="", **how):
    return subprocess.Popen(
        [sys.executable, "-c", before + RUN, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **how,
    )


@pytest.mark.parametrize("place", [r"/made/\d+/claims$", "/evaluations/one$", r"/made/\d+$"])
def test_a_run_that_is_killed_leaves_all_as_it_was(cmo, tmp_path, listed, place):
    root, into = small(tmp_path / "one", "one"), tmp_path / "all"
    portfolio = make(into)
    first = api.admit(root)
    portfolio.add(first.repository, first.root)
    before = {path.name: path.read_bytes() for path in (into / "evaluations/one").iterdir()}
    (root / "claims/C2-more.yaml").write_text(MINIMAL["claims/C1-value.yaml"].replace("C1", "C2"))
    run = program("portfolio", "add", root, "--portfolio", into, before=f"AFTER = {place!r}\n{KILLED}")
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    assert listed(into)["one"]["claims"] == 1
    assert {path.name: path.read_bytes() for path in (into / "evaluations/one").iterdir()} == before
    assert not [*(into / ".cmo-eval/made").iterdir(), *(into / ".cmo-eval/old").iterdir()]
    assert cmo("portfolio", "add", root, "--portfolio", into).out == "one is in: 2 claims and 1 citation\n"
    assert listed(into)["one"]["claims"] == 2


def test_a_full_disk_leaves_all_as_it_was(tmp_path, listed):
    root, into = small(tmp_path / "one", "one"), tmp_path / "all"
    disclosure = api.admit(root)
    make(into).add(disclosure.repository, disclosure.root)
    (root / "claims/C2-more.yaml").write_text(MINIMAL["claims/C1-value.yaml"].replace("C1", "C2"))
    small_files = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    small_files += "resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))\n"
    run = program("portfolio", "add", root, "--portfolio", into, before=small_files)
    _, err = run.communicate()
    assert run.returncode == 1
    assert "nothing was written" in err
    assert "is as it was" in err
    # nor are sorted tables there that are half of what they should be
    (into / ".cmo-eval" / f"{engine.SORTED}.1").write_bytes(b"of a run that was cut off")
    run = program("portfolio", "list", "--portfolio", into, before=small_files.replace("900", "200_000"))
    _, err = run.communicate()
    assert (run.returncode, "the tables cannot be sorted" in err) == (3, True), err
    assert not [*(into / ".cmo-eval").glob(f"{engine.SORTED}*")]
    assert listed(into)["one"]["claims"] == 1
    assert not [*(into / ".cmo-eval/made").iterdir()]


def test_of_two_runs_at_once_neither_loses_anything(tmp_path, listed):
    into = tmp_path / "all"
    make(into)
    roots = [small(tmp_path / name, name) for name in ("one", "two", "three", "four")]
    runs = [program("portfolio", "add", *roots[half : half + 2], "--portfolio", into) for half in (0, 2)]
    assert [run.communicate()[1] for run in runs] == ["", ""]
    assert {*listed(into)} == {"one", "two", "three", "four"}


def test_the_sorted_tables_are_made_again_where_files_changed(tmp_path, listed):
    root, into = small(tmp_path / "one", "one"), tmp_path / "all"
    portfolio = make(into)
    for folder in (root, small(tmp_path / "two", "two"), small(tmp_path / "three", "three")):
        disclosure = api.admit(folder)
        portfolio.add(disclosure.repository, disclosure.root)
    assert len(listed(into)) == 3
    made = (into / ".cmo-eval" / engine.SORTED).stat().st_ino
    assert len(listed(into)) == 3
    assert (into / ".cmo-eval" / engine.SORTED).stat().st_ino == made
    (root / "claims/C2-more.yaml").write_text(MINIMAL["claims/C1-value.yaml"].replace("C1", "C2"))
    disclosure = api.admit(root)
    find(into).add(disclosure.repository, disclosure.root)
    assert {id_: one["claims"] for id_, one in listed(into).items()} == {"one": 2, "two": 1, "three": 1}
    portfolio.remove("two")
    (into / ".cmo-eval" / engine.SORTED).write_bytes(b"no database")
    assert {id_: one["claims"] for id_, one in listed(into).items()} == {"one": 2, "three": 1}
    assert [*os.scandir(into / ".cmo-eval/made")] == []
