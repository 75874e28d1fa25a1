"""Nothing stands between runs: what a command says comes from the files as they are, and what was kept once is gone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cmo_eval import api
from cmo_eval.store import loading
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.transaction import apply, last
from minimal import MINIMAL

OLD = ("cache.sqlite", "cache.sqlite-journal", "quotes.json", ".quotes.json.k3x_9")
STAYS = (".gitignore", "schemas/claim.schema.json", "lock", "undo/000001/journal", "cache.txt", "my quotes.json")
DEMO = Path(api.__file__).parents[1] / "edits" / "demo"


def keep(root, names=(*OLD, *STAYS)):
    """What an earlier version kept, beside what stays."""
    for name in names:
        path = root / ".cmo-eval" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"kept")


def kept(root):
    own = root / ".cmo-eval"
    return {path.relative_to(own).as_posix() for path in own.rglob("*") if not path.is_dir()}


@pytest.mark.parametrize(
    "words",
    ["validate", "verify", "verify C1 --explain", "show C1", "trace C1", "sampling", "matrix claims stances", "graph"],
)
def test_whoever_only_looks_leaves_no_trace(cmo, tmp_path, words):
    root = tmp_path / "demo"
    shutil.copytree(DEMO, root)
    before = sorted(root.rglob("*"))
    first = cmo(*words.split(), cwd=root)
    assert cmo(*words.split(), cwd=root) == first
    assert sorted(root.rglob("*")) == before


def test_validate_removes_what_an_earlier_version_kept_and_nothing_else(cmo, evaluation):
    root = evaluation()
    expected = cmo("validate", cwd=root)
    keep(root)
    assert cmo("validate", cwd=root) == expected
    assert kept(root) == set(STAYS)


def test_so_does_whatever_writes(evaluation):
    root = evaluation()
    keep(root, OLD)
    before = (root / "evaluation.yaml").read_bytes()
    apply(root, Change((FileChange("evaluation.yaml", digest(before), before + b"# more\n"),)))
    assert kept(root).isdisjoint(OLD)
    keep(root, OLD)
    last(root).apply()
    assert kept(root).isdisjoint(OLD)
    assert (root / "evaluation.yaml").read_bytes() == before


@pytest.mark.parametrize("name", OLD)
def test_a_folder_of_that_name_is_no_cache_and_stays(evaluation, name):
    root = evaluation()
    (root / ".cmo-eval" / name / "inside").mkdir(parents=True)
    assert api.validate(root).findings == ()
    assert (root / ".cmo-eval" / name / "inside").is_dir()


@pytest.mark.skipif(os.name == "nt", reason="on Windows not everybody may make links")
def test_what_lies_behind_a_link_stays(evaluation, tmp_path):
    root, elsewhere = evaluation(), tmp_path / "mine"
    elsewhere.mkdir()
    (elsewhere / "quotes.json").write_text("mine")
    (root / ".cmo-eval").symlink_to(elsewhere)
    api.validate(root)
    assert (elsewhere / "quotes.json").read_text() == "mine"


def test_what_may_not_be_removed_is_no_error(evaluation, monkeypatch):
    root = evaluation()
    keep(root, OLD)

    def refuse(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert api.validate(root).findings == ()
    assert kept(root) == set(OLD)


def test_a_file_in_place_of_the_folder_is_no_error(evaluation):
    root = evaluation()
    (root / ".cmo-eval").write_text("a file")
    assert api.validate(root).findings == ()


NAMES = ["claims/C3 with spaces.yaml", "claims/C3\nin two lines.yaml", "claims/C3-\udcff.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_an_odd_name_comes_and_goes(evaluation, name):
    root = evaluation()
    first = api.validate(root)
    (root / name).write_bytes(MINIMAL["claims/C1-value.yaml"].replace("id: C1", "id: C3").encode())
    assert "C3" in api.load(root).claims
    assert api.validate(root).files == first.files + 1
    (root / name).unlink()
    assert api.validate(root) == first


def test_of_a_part_the_other_files_are_not_read(evaluation):
    root = evaluation({"patterns/P1-scan.yaml": "no: [pattern"})
    part = loading.load(root, only=lambda file: file.kind == "claims")
    assert part.files == 2
    assert part.unread == ()
    assert [*part.repository.claims] == ["C1"]
    assert part.repository.patterns == {}
