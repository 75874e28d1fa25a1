"""A change is made whole or not at all, to files that are as they were when it was planned."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.writing import Change, FileChange, apply, digest

BEFORE = {"a.yaml": b"one", "sub/b.yaml": b"two", "sub/c.yaml": b"three"}


@pytest.fixture
def root(tmp_path):
    for name, content in BEFORE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def tree(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def to(file, content, name=None):
    return FileChange(file, digest(BEFORE[file]), content, name)


ALL = Change((to("a.yaml", b"1"), to("sub/b.yaml", b"2", "sub/B2.yaml"), to("sub/c.yaml", b"three", "sub/C3.yaml")))


def test_contents_and_names_change_and_nothing_else_is_left_behind(root):
    apply(root, ALL)
    assert tree(root) == {"a.yaml": b"1", "sub/B2.yaml": b"2", "sub/C3.yaml": b"three"}


def test_permissions_stay(root):
    (root / "a.yaml").chmod(0o640)
    apply(root, ALL)
    assert stat.S_IMODE((root / "a.yaml").stat().st_mode) == 0o640


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_on_the_way_leaves_everything_as_it_was(root, monkeypatch, fails_at, error):
    real, calls = os.replace, []

    def replace(source, target):
        calls.append(source)
        if len(calls) == fails_at:
            raise error
        real(source, target)

    inode = (root / "a.yaml").stat().st_ino
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(CmoEvalError if isinstance(error, OSError) else KeyboardInterrupt):
        apply(root, ALL)
    assert len(calls) >= fails_at
    assert tree(root) == BEFORE
    assert (root / "a.yaml").stat().st_ino == inode


def test_where_links_cannot_be_made_a_failure_is_undone_too(root, monkeypatch):
    def no_link(source, target):
        raise OSError(1, "Operation not permitted")

    real, calls = os.replace, []

    def replace(source, target):
        calls.append(source)
        if len(calls) == 3:
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(CmoEvalError, match="input/output error"):
        apply(root, ALL)
    assert tree(root) == BEFORE


def test_what_cannot_be_put_back_is_kept_and_named(root, monkeypatch):
    real, calls = os.replace, []

    def replace(source, target):
        calls.append(source)
        if len(calls) > 1:
            raise OSError(5, "Input/output error", str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(CmoEvalError, match="could not be undone") as caught:
        apply(root, ALL)
    (old,) = root.rglob(".a.yaml*.old")
    assert old.read_bytes() == b"one"
    assert str(old) in caught.value.hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_changes_nothing(root):
    (root / "sub").chmod(0o555)
    try:
        with pytest.raises(CmoEvalError, match="permission denied"):
            apply(root, ALL)
    finally:
        (root / "sub").chmod(0o755)
    assert tree(root) == BEFORE


def test_a_file_that_cannot_be_prepared_changes_nothing(root, monkeypatch):
    import tempfile

    real = tempfile.mkstemp

    def mkstemp(**options):
        if Path(options["dir"]).name == "sub":
            raise PermissionError(13, "Permission denied")
        return real(**options)

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    with pytest.raises(CmoEvalError, match="permission denied"):
        apply(root, ALL)
    assert tree(root) == BEFORE


@pytest.mark.parametrize("content", [b"changed", None])
def test_a_file_that_changed_since_is_refused(root, content):
    file = root / "sub/c.yaml"
    file.write_bytes(content) if content else file.unlink()
    before = tree(root)
    with pytest.raises(CmoEvalError, match=r"sub/c.yaml changed since it was read"):
        apply(root, ALL)
    assert tree(root) == before


def test_a_file_that_changes_while_others_are_prepared_is_refused(root, monkeypatch):
    import tempfile

    real = tempfile.mkstemp

    def mkstemp(**options):
        (root / "sub/c.yaml").write_bytes(b"meanwhile")
        return real(**options)

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    with pytest.raises(CmoEvalError, match="changed since"):
        apply(root, ALL)
    assert tree(root) == {**BEFORE, "sub/c.yaml": b"meanwhile"}


def test_a_name_that_is_taken_is_refused(root):
    (root / "sub/C3.yaml").write_bytes(b"x")
    with pytest.raises(CmoEvalError, match=r"sub/C3.yaml is there already"):
        apply(root, ALL)
    assert tree(root) == {**BEFORE, "sub/C3.yaml": b"x"}


def test_a_link_and_a_file_outside_are_refused(root):
    (root / "sub/c.yaml").rename(root / "sub/real.yaml")
    (root / "sub/c.yaml").symlink_to("real.yaml")
    with pytest.raises(CmoEvalError):
        apply(root, ALL)
    assert (root / "sub/c.yaml").is_symlink()
    with pytest.raises(CmoEvalError):
        apply(root / "sub", Change((FileChange("../a.yaml", digest(b"one"), b"x"),)))
    assert (root / "a.yaml").read_bytes() == b"one"
