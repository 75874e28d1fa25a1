"""Where schemas are written, and the line in a file that points at its schema."""

import json
import os
import re
import subprocess
import sys

import jsonschema
import pytest
import yaml

import cmo_eval
from cmo_eval.__main__ import main
from cmo_eval.output.schema import KINDS, schema_files

SCHEMAS = ".cmo-eval/schemas"
NAMES = {f"{kind}.schema.json" for kind in KINDS}
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.fixture
def cmo(monkeypatch, capsys, tmp_path):
    """Run `cmo-eval` in the test's folder or in `cwd`; exit code, standard output and standard error."""

    def run(*arguments, cwd=None):
        monkeypatch.chdir(cwd or tmp_path)
        monkeypatch.setattr(sys, "argv", ["cmo-eval", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        return (code, *capsys.readouterr())

    return run


def snapshot(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def written(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


# schema --all


def test_all_schemas_are_written_into_a_new_folder(cmo, tmp_path):
    code, out, _ = cmo("schema", "--all", "a/b")
    assert code == 0
    assert written(tmp_path / "a/b") == schema_files()
    assert {line.rsplit("/", 1)[-1] for line in out.splitlines()} == NAMES
    assert all(json.loads(text)["additionalProperties"] is False for text in schema_files().values())


def test_older_schemas_are_replaced_and_other_files_stay(cmo, tmp_path):
    cmo("schema", "--all", "a")
    old = tmp_path / "a/claim.schema.json"
    old.write_text(json.dumps({**json.loads(old.read_text(encoding="utf-8")), "properties": {}}), encoding="utf-8")
    (tmp_path / "a/notes.txt").write_text("mine")
    assert cmo("schema", "--all", "a")[0] == 0
    assert written(tmp_path / "a") == {**schema_files(), "notes.txt": "mine"}


@pytest.mark.parametrize("content", ["{}", "[]", "mine", '{"$comment": "mine"}', "", "[" * 100_000, "\xff"])
def test_a_foreign_file_is_refused_and_nothing_is_written(cmo, tmp_path, content):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/source.schema.json").write_bytes(content.encode("latin-1"))
    before = snapshot(tmp_path)
    code, out, err = cmo("schema", "--all", "a")
    assert (code, out) == (2, "")
    assert "source.schema.json" in err
    assert snapshot(tmp_path) == before


def test_a_folder_or_link_in_the_way_is_refused(cmo, tmp_path):
    (tmp_path / "a/claim.schema.json").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b/claim.schema.json").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "c").write_text("mine")
    for folder in ("a", "b", "c", "c/d"):
        assert cmo("schema", "--all", folder)[0] == 2, folder
    assert snapshot(tmp_path) == {"c": b"mine"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_no_internal_error(cmo, tmp_path):
    (tmp_path / "a").mkdir(mode=0o500)
    code, _, err = cmo("schema", "--all", "a")
    assert code == 3
    assert "internal" not in err


def test_a_disk_that_refuses_leaves_the_old_schemas(cmo, tmp_path, monkeypatch):
    cmo("schema", "--all", "a")
    before = snapshot(tmp_path)
    synced = []

    def full(handle):
        synced.append(handle)
        if len(synced) > 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("cmo_eval.store.writing.output.fsync", full)
    code, _, err = cmo("schema", "--all", "a")
    assert code == 3
    assert "no space left" in err
    assert snapshot(tmp_path) == before


def test_all_and_one_kind_are_not_asked_for_together(cmo, tmp_path):
    assert cmo("schema", "claim", "--all", "a")[0] == 2
    assert list(tmp_path.iterdir()) == []


# init and new


def modelines(root):
    """The schema that each YAML file points at, where it does."""
    found = {}
    for path in sorted(root.rglob("*.yaml")):
        match = MODELINE.match(path.read_text(encoding="utf-8"))
        if match:
            found[path.relative_to(root).as_posix()] = (path.parent / match[1]).resolve()
    return found


def test_a_new_evaluation_has_schemas_and_points_at_them(cmo, tmp_path):
    cmo("init", "new", "--title", "T", "--language", "en")
    root = tmp_path / "new"
    for kind in ("claim", "pattern", "case", "source"):
        assert cmo("new", kind, "--title", "First", cwd=root)[::2] == (0, "")
    assert written(root / SCHEMAS) == schema_files()
    names = {file: schema.name.removesuffix(".schema.json") for file, schema in modelines(root).items()}
    assert names == {
        "evaluation.yaml": "evaluation",
        "codebook.yaml": "codebook",
        "claims/C1-first.yaml": "claim",
        "patterns/P01-first.yaml": "pattern",
        "cases/K1-first.yaml": "case",
        "sources/IN1.yaml": "source",
        "sources/IN1.citations.yaml": "citations",
    }
    assert all(schema.is_file() for schema in modelines(root).values())
    assert not [f for f in cmo_eval.validate(root).findings if str(f.severity) == "error"]


@pytest.mark.parametrize("kind", ["claim", "pattern", "case", "source"])
def test_what_is_written_is_accepted_by_the_schema_it_points_at(cmo, tmp_path, kind):
    cmo("init", "new", "--title", "T", "--language", "en")
    cmo("new", kind, "--title", "2017", cwd=tmp_path / "new")
    for file, schema in modelines(tmp_path / "new").items():
        value = yaml.safe_load((tmp_path / "new" / file).read_text(encoding="utf-8"))
        jsonschema.validate(value, json.loads(schema.read_text(encoding="utf-8")))


def test_the_demo_has_schemas_and_its_files_are_as_they_are(cmo, tmp_path):
    cmo("init", "--demo", "demo")
    assert written(tmp_path / "demo" / SCHEMAS) == schema_files()
    assert modelines(tmp_path / "demo") == {}


def test_new_writes_the_schemas_where_there_are_none(cmo, evaluation):
    root = evaluation()
    code, out, err = cmo("new", "claim", "--title", "Next", cwd=root)
    assert (code, out) == (0, "wrote claims/C2-next.yaml\n")
    assert SCHEMAS in err
    assert written(root / SCHEMAS) == schema_files()
    assert set(modelines(root)) == {"claims/C2-next.yaml"}


def test_what_lies_among_the_schemas_is_left_alone(cmo, evaluation):
    root = evaluation({f"{SCHEMAS}/claim.schema.json": "mine", ".cmo-eval/.gitignore": "*\n"})
    assert cmo("new", "claim", "--title", "Next", cwd=root)[::2] == (0, "")
    assert written(root / SCHEMAS) == {"claim.schema.json": "mine"}
    (root / "evaluation.yaml").unlink()
    (root / "claims/C1-value.yaml").unlink()
    assert cmo("init", root, "--title", "T")[0] == 0
    assert written(root / SCHEMAS) == {**schema_files(), "claim.schema.json": "mine"}
    assert (root / ".cmo-eval/.gitignore").read_text() == "*\n"


def test_a_refused_record_brings_no_schemas(cmo, evaluation):
    root = evaluation()
    assert cmo("new", "claim", "--title", "Next", "--id", "C1", cwd=root)[0] == 2
    assert not (root / ".cmo-eval").exists()


def test_only_the_schemas_are_kept_under_version_control(cmo, tmp_path):
    cmo("init", "new", "--title", "T")
    root = tmp_path / "new"
    for name in ("cache.db", "schemas/x.tmp", "deep/er"):
        (root / ".cmo-eval" / name).parent.mkdir(exist_ok=True)
        (root / ".cmo-eval" / name).write_text("")
    subprocess.run(["git", "init", "--quiet", "."], cwd=root, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", ".cmo-eval"],
        cwd=root,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.splitlines()
    assert set(listed) == {".cmo-eval/.gitignore", *(f"{SCHEMAS}/{name}" for name in NAMES)}
