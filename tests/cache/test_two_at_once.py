"""Two runs at once, a run that is cut off, and one that cannot write leave nothing that is not so."""

import os
import shutil
import sqlite3
import time
from importlib import import_module
from pathlib import Path

import pytest

from cmo_eval import api, cache, rules
from cmo_eval.folder import list_files

loading = import_module("cmo_eval.loading.load")  # the package gives the function of that name

DEMO = Path(api.__file__).parent / "starting" / "demo"
LONG_AGO = time.time() - 3600
CLAIM, OTHER = "claims/C2-coach-makes-the-desk-dare.yaml", "claims/C3-the-count-helps-to-steer.yaml"


class Demo:
    """The demo, written an hour ago."""

    def __init__(self, root):
        shutil.copytree(DEMO, root)
        self.root = root
        self.clock = 0
        for path in root.rglob("*"):
            if path.is_file():
                os.utime(path, (LONG_AGO, LONG_AGO))

    def edit(self, file, old, new):
        path = self.root / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        self.clock += 1
        os.utime(path, (LONG_AGO + self.clock, LONG_AGO + self.clock))

    def run(self):
        return api.validate(self.root, cache=True)

    def said(self):
        """The same with the cache and without."""
        found = api.validate(self.root)
        assert self.run() == found
        assert self.run() == found
        return {(finding.code, finding.subject) for finding in found.findings}

    def database(self, **options):
        return sqlite3.connect(self.root / ".cmo-eval/cache.sqlite", timeout=0, isolation_level=None, **options)


@pytest.fixture
def demo(tmp_path):
    return Demo(tmp_path / "demo")


@pytest.fixture
def once(monkeypatch):
    """Do something once, just before something else is done for the first time."""

    def before(where, name, do):
        original = getattr(where, name)
        left = [do]

        def instead(*words, **named):
            if left:
                left.pop()()
            return original(*words, **named)

        monkeypatch.setattr(where, name, instead)

    return before


MOMENTS = [(loading, "list_files"), (loading, "read_file"), (cache.Cache, "finish"), (rules, "check")]


@pytest.mark.parametrize("cold", [True, False])
@pytest.mark.parametrize(("where", "name"), MOMENTS[1:])
def test_what_another_run_keeps_in_the_meantime_is_not_mixed_with_what_this_one_keeps(demo, once, cold, where, name):
    """The other run sees a file that was edited after this one looked."""
    if not cold:
        demo.run()
        demo.edit(OTHER, "patterns: [P06]", "patterns: [P66]")

    def other_run():
        demo.edit(CLAIM, "P03", "P33")
        demo.run()

    once(where, name, other_run)
    demo.run()
    assert ("CMO104", "C2") in demo.said()
    demo.edit(CLAIM, "P33", "P03")
    assert ("CMO104", "C2") not in demo.said()


@pytest.mark.parametrize(("where", "name"), MOMENTS[1:])
def test_a_file_that_is_edited_while_it_is_read_is_seen_the_next_time(demo, once, where, name):
    once(where, name, lambda: demo.edit(CLAIM, "P03", "P33"))
    demo.run()
    assert ("CMO104", "C2") in demo.said()
    demo.edit(CLAIM, "P33", "P03")
    assert ("CMO104", "C2") not in demo.said()


def test_of_two_runs_that_keep_everything_one_does(demo, once, monkeypatch):
    monkeypatch.setattr(cache, "_ENOUGH", 1)
    once(loading, "read_file", demo.run)
    demo.run()
    with demo.database() as db:
        assert db.execute("SELECT count(*) FROM files").fetchone() == (len(list_files(demo.root)),)
    demo.said()


@pytest.mark.parametrize("lock", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "BEGIN; SELECT * FROM meta"])
def test_what_could_not_be_written_is_not_taken_for_written(demo, once, lock):
    """Whoever holds the cache lets go of it before the rules are done; then the edit is taken back."""
    demo.run()
    other = demo.database()

    def hold():
        for statement in lock.split(";"):
            other.execute(statement)

    once(cache.Cache, "finish", hold)
    once(rules, "check", other.close)
    demo.edit(CLAIM, "P03", "P33")
    demo.run()
    demo.edit(CLAIM, "P33", "P03")
    assert ("CMO104", "C2") not in demo.said()


def test_what_could_not_be_written_midway_is_not_taken_for_written(demo, once, monkeypatch):
    demo.run()
    other = demo.database()
    other.execute("BEGIN")
    other.execute("SELECT * FROM meta").fetchone()  # others may begin to write, but not end it
    once(cache.Cache, "finish", other.close)
    monkeypatch.setattr(cache, "_ENOUGH", 1)
    demo.edit(CLAIM, "P03", "P33")
    demo.edit(OTHER, "patterns: [P06]", "patterns: [P66]")
    demo.run()
    found = demo.said()
    assert {("CMO104", "C2"), ("CMO104", "C3")} <= found
    demo.edit(CLAIM, "P33", "P03")
    assert ("CMO104", "C2") not in demo.said()


def test_after_one_write_that_failed_nothing_more_is_kept(demo, monkeypatch):
    demo.run()
    demo.edit(CLAIM, "P03", "P33")
    demo.edit(OTHER, "patterns: [P06]", "patterns: [P66]")
    write, calls = cache.Cache._write_to, []

    def failing(self, gone, **options):
        calls.append(self)
        if len(calls) == 1:
            raise sqlite3.OperationalError("database is locked")
        write(self, gone, **options)

    with monkeypatch.context() as patched:
        patched.setattr(cache, "_ENOUGH", 1)
        patched.setattr(cache.Cache, "_write_to", failing)
        demo.run()
    assert calls.count(calls[0]) == 1  # a second pass over the files looks for itself what is kept
    assert {("CMO104", "C2"), ("CMO104", "C3")} <= demo.said()


class CutOff(BaseException):
    """As when somebody presses Ctrl-C, or the machine stops."""


def cut_off(demo, monkeypatch, after):
    """A run that ends when so many files are kept, each written at once."""
    put = cache.Cache.put
    calls = []

    def counted(self, *words):
        calls.append(1)
        if len(calls) > after:
            raise CutOff
        put(self, *words)

    with monkeypatch.context() as patched:
        patched.setattr(cache, "_ENOUGH", 1)
        patched.setattr(cache.Cache, "put", counted)
        with pytest.raises(CutOff):
            demo.run()


@pytest.mark.parametrize("after", range(1, 9))
@pytest.mark.parametrize("taken_back", [True, False])
def test_a_run_that_is_cut_off_leaves_no_digests_of_another_id(demo, monkeypatch, after, taken_back):
    """The id of the evaluation is in the digests of quotes: by these the same words are found in two files."""
    for name in ("FG1", "FG2"):
        entry = (
            "citations:\n  - id: {}-090\n    quote: The key hung on a nail behind the desk all day long.\n"
            "    quality: observation\n    at: {{line: 1}}\n    codes: [listening]\n"
        )
        demo.edit(f"sources/{name}.citations.yaml", "citations:\n", entry.format(name))
    assert ("CMO406", "FG2-090") in demo.said()
    demo.edit("evaluation.yaml", "id: warm-welcome", "id: another")
    cut_off(demo, monkeypatch, after)
    if taken_back:
        demo.edit("evaluation.yaml", "id: another", "id: warm-welcome")
    assert ("CMO406", "FG2-090") in demo.said()


@pytest.mark.parametrize("after", [1, 5, 20])
def test_the_first_run_may_be_cut_off_anywhere(demo, monkeypatch, after):
    cut_off(demo, monkeypatch, after)
    demo.edit(CLAIM, "P03", "P33")
    assert ("CMO104", "C2") in demo.said()


def test_verify_and_validate_keep_for_each_other(demo):
    api.load(demo.root, cache=True).verify()
    demo.said()
    demo.edit(CLAIM, "P03", "P33")
    api.load(demo.root, cache=True).verify()
    assert ("CMO104", "C2") in demo.said()
    demo.edit(CLAIM, "P33", "P03")
    api.load(demo.root, cache=True).verify()
    assert ("CMO104", "C2") not in demo.said()


def test_without_the_cache_nothing_is_kept_and_what_is_kept_is_not_looked_at(demo, cmo):
    cmo("validate", "--no-cache", cwd=demo.root)
    assert not (demo.root / ".cmo-eval").exists()
    first = cmo("validate", cwd=demo.root)
    with demo.database() as db:
        db.execute("UPDATE answers SET data = '[[],[]]'")
    assert cmo("validate", "--no-cache", cwd=demo.root) == first


KEPT = cache.Kept(["claims", [], {}, {}, ""], [], commented=False)


@pytest.mark.parametrize(("seconds", "asked"), [(1, ["evaluation.yaml"]), (3, [])])
def test_a_file_that_was_young_when_it_was_read_is_doubted_however_long_reading_it_took(tmp_path, seconds, asked):
    path = tmp_path / "evaluation.yaml"
    path.write_text("id: x\n", "utf-8")
    os.utime(path, (LONG_AGO, LONG_AGO))
    listing = list_files(tmp_path)
    stat = listing.stat("evaluation.yaml")
    one = cache.Cache(tmp_path, "program")
    one.known(listing, lambda _: None)
    one.put("evaluation.yaml", stat, stat.st_mtime_ns + seconds * 10**9, cache.digest(b"id: x\n"), KEPT)
    one.finish(())
    read = []
    known = cache.Cache(tmp_path, "program").known(listing, lambda name: (read.append(name), path.read_bytes())[1])
    assert known == (set(), {}, set())
    assert read == asked


def test_no_answer_is_kept_where_a_file_was_young_when_the_run_began(tmp_path, monkeypatch):
    path = tmp_path / "evaluation.yaml"
    path.write_text("id: x\n", "utf-8")
    listing = list_files(tmp_path)
    one = cache.Cache(tmp_path, "program")
    one.known(listing, lambda _: None)
    one.finish(())
    later = time.time_ns() + 10**10
    monkeypatch.setattr(cache.time, "time_ns", lambda: later)
    one.keep_answer("question", listing, cache.Answer([], {}))
    assert cache.Cache(tmp_path, "program").answer("question", listing.state) is None
