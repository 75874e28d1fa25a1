"""Whatever is done to the files between two runs, a run with the cache says what one without it says."""

import os
import shutil
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

import pytest
from edited import FILES, QUOTE, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_eval import api, rules
from cmo_eval.formats.verification_json import verification_data

loading = import_module("cmo_eval.loading.load")  # the package gives the function of that name

SWAPS = [
    ("evaluation.yaml", "id: demo", "id: omed"),
    ("evaluation.yaml", "{code: CMO104", "{code: CMO105"),
    ("evaluation.yaml", "language: en\n", "language: en\nseverity: {CMO236: error, CMO410: note}\n"),
    ("evaluation.yaml", "questions:", "questionnaire:"),
    ("claims/C1-value.yaml", "[P1]", "[P9]"),
    ("claims/C1-value.yaml", "id: C1", "# cmo: ignore[CMO104] known\nid: C1"),
    ("claims/C2-cost.yaml", "id: C2", "id: C1"),
    ("patterns/P2-word.yaml", "outcome: a word", "outcome: a plan"),
    ("patterns/P2-word.yaml", "title: ", "\ntitle: "),
    ("sources/FG1.yaml", "consent: quote", "withdrawn: 2024-09-01, consent: quote"),
    ("sources/FG1.citations.yaml", "speaker: r1", "speaker: r2"),
    ("sources/FG2.citations.yaml", "Something else was said here, long enough to be known again.", QUOTE),
    ("sources/FG2.citations.yaml", "quality: observation", "quality: splendid"),
    ("sources/FG2.citations.yaml", "coder: AB", "coder:  AB"),
]
NAMES = ["claims/C3 with spaces.yaml", "claims/C3\nin two lines.yaml", "claims/C3-\udcff.yaml", "claims/C3.yml"]


PATHS = st.sampled_from(sorted(FILES))
EDITS = st.one_of(
    st.tuples(st.just("swap"), st.sampled_from(SWAPS)),
    st.tuples(st.just("swap_unseen"), st.sampled_from(SWAPS)),
    st.tuples(
        st.sampled_from(["touch", "young", "away", "folder", "link", "damage", "restore"]),
        PATHS.map(lambda one: (one,)),
    ),
    st.tuples(st.just("exchange"), st.tuples(PATHS, PATHS)),
    st.tuples(st.just("rename"), st.tuples(PATHS, st.sampled_from(NAMES))),
    st.tuples(st.just("load"), st.just(())),
)


def said(root):
    """The same three times: with what was kept before, without a cache, and with what was kept just now."""
    found = api.validate(root)
    assert api.validate(root, cache=True) == found
    assert api.validate(root, cache=True) == found
    return found


def verified(root, *, cache):
    """What `verify` says, or why it cannot."""
    try:
        return verification_data(api.load(root, cache=cache).verify())
    except api.CmoEvalError as error:
        return str(error)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names, nor links for everybody")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    edits=st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=5),
    enough=st.sampled_from([1, 8_000_000]),
)
def test_after_any_edits_the_cache_gives_what_the_files_give(tmp_path_factory, edits, enough):
    """Written at once, or file by file."""
    folder = Folder(tmp_path_factory.mktemp("edited") / "evaluation")
    with patch("cmo_eval.cache._ENOUGH", enough):
        said(folder.root)
        for together in edits:
            for name, arguments in together:
                if arguments[:1] != ("evaluation.yaml",) or name not in {"away", "rename"}:  # it makes the folder one
                    getattr(folder, name)(*arguments)
            said(folder.root)
        assert verified(folder.root, cache=True) == verified(folder.root, cache=False)
    shutil.rmtree(folder.root)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "evaluation")


def codes(root):
    return {(finding.code, finding.subject) for finding in said(root).findings}


@pytest.mark.parametrize("become", ["folder", "link", "damage", "away"])
def test_a_file_that_cannot_be_read_any_more_is_said_and_so_is_that_it_can(folder, become):
    first = said(folder.root)
    getattr(folder, become)("claims/C2-cost.yaml")
    assert said(folder.root) != first
    folder.restore("claims/C2-cost.yaml")
    assert said(folder.root) == first


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="here everything may be read")
def test_a_file_that_may_not_be_read_any_more_is_said(folder):
    first = said(folder.root)
    path = folder.root / "claims/C2-cost.yaml"
    path.chmod(0)
    assert ("CMO001", None) in codes(folder.root)
    path.chmod(0o600)
    assert said(folder.root) == first


def test_a_change_of_the_same_size_with_its_time_put_back_is_seen_by_the_time_of_the_inode(folder):
    said(folder.root)
    folder.swap_unseen("claims/C1-value.yaml", "[P1]", "[P9]")
    assert ("CMO104", "C1") not in codes(folder.root)  # accepted
    folder.swap_unseen("claims/C2-cost.yaml", "[P1, P2]", "[P1, P9]")
    assert ("CMO104", "C2") in codes(folder.root)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", NAMES[:3])
def test_a_file_with_an_odd_name_comes_and_goes(folder, name):
    first = said(folder.root)
    folder.write(name, FILES["claims/C1-value.yaml"].replace("id: C1", "id: C3").encode())
    assert "C3" in api.load(folder.root, cache=True).claims
    assert said(folder.root) != first
    folder.away(name)
    assert said(folder.root) == first


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_beside_a_name_that_is_not_utf8_the_other_files_are_kept(folder, monkeypatch):
    folder.write("claims/C3-\udcff.yaml", FILES["claims/C1-value.yaml"].replace("id: C1", "id: C3").encode())
    said(folder.root)
    looked_at = read_by_a_run(folder, monkeypatch)
    assert sorted(looked_at) == ["claims/C3-\udcff.yaml", "evaluation.yaml"]


def read_by_a_run(folder, monkeypatch):
    """Paths of the files that are read after a change: of a file that nobody reads, so that no answer stands."""
    looked_at = []
    original = loading.read_file
    with monkeypatch.context() as patched:
        patched.setattr(
            loading,
            "read_file",
            lambda root, file, *rest: (looked_at.append(file.path), original(root, file, *rest))[1],
        )
        folder.write("claims/C9.yml", b"")
        api.validate(folder.root, cache=True)
    return looked_at


def test_a_file_that_was_touched_is_looked_at_once_and_then_known_by_its_new_time(folder, monkeypatch):
    first = said(folder.root)
    folder.touch("claims/C2-cost.yaml")
    looked_at = []
    original = loading.read_bytes
    monkeypatch.setattr(loading, "read_bytes", lambda path: (looked_at.append(Path(path).name), original(path))[1])
    assert api.validate(folder.root, cache=True) == first
    assert looked_at == ["C2-cost.yaml"]
    folder.write("claims/C9.yml", b"")  # nobody reads it, yet no answer stands
    api.validate(folder.root, cache=True)
    assert looked_at == ["C2-cost.yaml"]


def test_a_file_that_is_young_is_read_until_it_is_not_and_what_was_found_stands(folder, monkeypatch):
    said(folder.root)
    folder.young("claims/C2-cost.yaml")
    asked = []
    original = rules.check
    monkeypatch.setattr(rules, "check", lambda register: (asked.append(1), original(register))[1])
    for _ in range(3):
        api.validate(folder.root, cache=True)
    assert asked == []
    assert read_by_a_run(folder, monkeypatch) == ["evaluation.yaml"]


def test_who_loads_a_part_leaves_the_cache_alone(folder):
    first = said(folder.root)
    part = loading.load(folder.root, only=lambda file: file.kind == "claims")
    assert part.files == 3
    assert part.repository is not None
    assert [*part.repository.claims] == ["C1", "C2"]
    assert part.repository.patterns == {}
    assert said(folder.root) == first
