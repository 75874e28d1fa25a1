"""What is read from the cache is what would be read from the files, or the files are read."""

import os
import shutil
import sqlite3
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_eval import api
from cmo_eval.formats.verification_json import verification_data
from cmo_eval.loading import reading

DEMO = Path(api.__file__).parent / "starting" / "demo"
LONG_AGO = time.time() - 3600


@pytest.fixture
def demo(tmp_path):
    root = tmp_path / "demo"
    shutil.copytree(DEMO, root)
    age(root)
    return root


def age(root):
    """As if the files were written an hour ago: younger ones are distrusted."""
    for path in root.rglob("*"):
        if path.is_file() and ".cmo-eval" not in path.parts:
            os.utime(path, (LONG_AGO, LONG_AGO))


def cache_file(root):
    return root / ".cmo-eval" / "cache.sqlite"


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def same_with_and_without(root):
    assert api.validate(root, cache=True) == api.validate(root)
    with_cache, without = api.load(root, cache=True), api.load(root)
    assert verification_data(with_cache.verify()) == verification_data(without.verify())
    assert {name: frame.to_csv() for name, frame in with_cache.frames().items()} == {
        name: frame.to_csv() for name, frame in without.frames().items()
    }


@pytest.fixture
def read_files(monkeypatch):
    """Names of the files of citations that are read, as they are read.

    The few other records are read again for rules that weigh evidence, and IN1 and FG1 for the place of a finding.
    """
    paths = []
    original = reading.read_bytes

    def noted(path):
        name = os.path.basename(path)  # noqa: PTH119
        if name.endswith(".citations.yaml") and not name.startswith(("IN1", "FG1")):
            paths.append(name)
        return original(path)

    monkeypatch.setattr(reading, "read_bytes", noted)
    return paths


def test_what_did_not_change_is_not_read_again(demo, read_files):
    first = api.validate(demo, cache=True)
    read_files.clear()
    assert api.validate(demo, cache=True) == first
    assert read_files == []


def test_only_what_changed_is_read_again(demo, read_files):
    api.validate(demo, cache=True)
    read_files.clear()
    edit(demo / "sources/FG2.citations.yaml", "coder: CD", "coder:  CD")
    api.validate(demo, cache=True)
    assert set(read_files) == {"FG2.citations.yaml"}


def test_citations_come_from_the_cache_for_verify(demo, read_files):
    api.validate(demo, cache=True)
    read_files.clear()
    api.load(demo, cache=True).verify()
    assert not [name for name in read_files if name.endswith(".citations.yaml")]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("claims/C1-listening-changes-the-offer.yaml", "P01", "P99"),
        ("patterns/P02-keys-on-the-table.yaml", "id: P02", "id: P01"),
        ("sources/FG1.citations.yaml", "supports: C1", "supports: C77"),
        ("sources/FG1.yaml", "consent: quote", "consent: withdrawn"),
        ("evaluation.yaml", "questions:", "questionnaire:"),
        ("codebook.yaml", "id: listening", "id: hearing"),
        ("conclusions.yaml", "rests_on: [C1", "rests_on: [C99"),
    ],
)
def test_a_change_is_seen(demo, file, old, new):
    before = api.validate(demo, cache=True)
    path = demo / file
    if old not in path.read_text("utf-8"):
        pytest.fail(f"the demo's {file} has no {old!r} any more")
    edit(path, old, new)
    after = api.validate(demo, cache=True)
    assert after == api.validate(demo)
    assert after.findings != before.findings


def test_a_change_that_keeps_size_and_time_is_seen_when_the_file_was_young(demo):
    path = demo / "claims/C1-listening-changes-the-offer.yaml"
    now = time.time()
    os.utime(path, (now, now))
    api.validate(demo, cache=True)
    edit(path, "P01", "P09")
    os.utime(path, (now, now))
    assert [finding.code for finding in api.validate(demo, cache=True).findings if finding.code == "CMO104"]


def test_a_file_that_was_only_touched_is_known_by_its_bytes_and_then_by_its_time(demo, read_files):
    first = api.validate(demo, cache=True)
    os.utime(demo / "sources/FG2.citations.yaml", (LONG_AGO + 60, LONG_AGO + 60))
    assert api.validate(demo, cache=True) == first
    read_files.clear()
    assert api.validate(demo, cache=True) == first
    assert read_files == []


def test_what_could_not_be_read_is_read_again_each_time(demo, read_files):
    (demo / "sources/FG2.citations.yaml").write_text("citations: [C1\n", "utf-8")
    api.validate(demo, cache=True)
    read_files.clear()
    findings = api.validate(demo, cache=True).findings
    assert "FG2.citations.yaml" in read_files
    assert "CMO003" in {finding.code for finding in findings}


def test_a_file_that_is_gone_is_forgotten(demo):
    api.validate(demo, cache=True)
    (demo / "cases/K3-friday-repair-table.yaml").unlink()
    same_with_and_without(demo)
    with sqlite3.connect(cache_file(demo)) as db:
        assert "cases/K3-friday-repair-table.yaml" not in {path for (path,) in db.execute("SELECT path FROM files")}


def test_the_cache_holds_no_words_of_anyone(demo):
    api.validate(demo, cache=True)
    content = cache_file(demo).read_bytes()
    for path in (demo / "sources").glob("*.citations.yaml"):
        for citation in reading.reread(demo, file_name(path)):
            words = getattr(citation.record, "quote", None)
            if words:
                assert words[:30].encode() not in content
    assert b"listening round" not in content


def file_name(path):
    from cmo_eval.folder import FileName

    source, _, coder = path.name.removesuffix(".yaml").partition(".citations")
    return FileName(f"sources/{path.name}", "citations", source, coder.removeprefix(".") or None)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_can_read_it_and_git_ignores_it(demo):
    api.validate(demo, cache=True)
    assert stat.S_IMODE(cache_file(demo).stat().st_mode) == 0o600
    assert "*" in (demo / ".cmo-eval/.gitignore").read_text("utf-8").splitlines()


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 2000])
def test_a_damaged_cache_is_forgotten_and_written_anew(demo, damage, read_files):
    first = api.validate(demo, cache=True)
    cache_file(demo).write_bytes(damage)
    assert api.validate(demo, cache=True) == first
    read_files.clear()
    assert api.validate(demo, cache=True) == first
    assert read_files == []


def test_rows_that_are_not_what_was_kept_are_forgotten(demo):
    first = api.validate(demo, cache=True)
    with sqlite3.connect(cache_file(demo)) as db:
        db.execute("UPDATE facts SET data = '[1, 2'")
    assert api.validate(demo, cache=True) == first


def test_another_version_of_the_program_forgets_everything(demo, read_files, monkeypatch):
    api.validate(demo, cache=True)
    monkeypatch.setattr(api, "program", lambda: "another")
    read_files.clear()
    api.validate(demo, cache=True)
    assert len(set(read_files)) == 7


def test_while_somebody_else_writes_the_run_goes_on(demo):
    first = api.validate(demo, cache=True)
    other = sqlite3.connect(cache_file(demo), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        edit(demo / "codebook.yaml", "version: ", "version:  ")
        assert api.validate(demo, cache=True).findings == first.findings
    finally:
        other.close()


def test_a_folder_that_cannot_be_made_is_no_error(demo):
    (demo / ".cmo-eval").write_text("a file", "utf-8")
    assert api.validate(demo, cache=True) == api.validate(demo)


def test_deleting_it_is_safe(demo):
    first = api.validate(demo, cache=True)
    shutil.rmtree(demo / ".cmo-eval")
    assert api.validate(demo, cache=True) == first


EDITS = [
    ("sources/FG1.citations.yaml", "refutes", "supports"),
    ("sources/FG2.citations.yaml", "observation", "opinion"),
    ("sources/FG2.yaml", "consent: quote", "consent: withdrawn"),
    ("sources/GI1.yaml", "kind: ", "withdrawn: 2024-09-01\nkind: "),
    ("claims/C2-coach-makes-the-desk-dare.yaml", "P03", "P33"),
    ("patterns/P05-seeing-a-peer.yaml", "title: ", "titel: "),
    ("conclusions.yaml", "rests_on", "rest_on"),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.sampled_from(EDITS), max_size=4, unique=True), between=st.booleans())
def test_whatever_is_edited_the_cache_gives_what_the_files_give(tmp_path_factory, edits, between):
    root = tmp_path_factory.mktemp("edited") / "demo"
    shutil.copytree(DEMO, root)
    age(root)
    api.validate(root, cache=True)
    for file, old, new in edits:
        path = root / file
        if old in path.read_text("utf-8"):
            edit(path, old, new)
        if between:
            api.load(root, cache=True)
    same_with_and_without(root)
    same_with_and_without(root)
