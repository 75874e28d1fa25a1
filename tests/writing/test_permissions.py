"""Folders and files that may not be written: nothing changes, and a line says what is in the way."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import pytest
from faults import tree

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import recover
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.transaction import apply, last

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions work another way there")
NOBODY = 65534
CHANGE = Change(
    (
        FileChange("a.yaml", digest(b"one"), b"1"),
        FileChange("sub/b.yaml", digest(b"two"), b"2"),
        FileChange("sub/c.yaml", None, b"3"),
    )
)


@pytest.fixture
def root():
    """A folder of a user who may not write everywhere, and who the test is while it runs."""
    for module in ("filelock", "cmo_eval.store.writing.transaction", "cmo_eval.store.writing.lock"):
        import_module(module)  # while it may be read
    folder = Path(tempfile.mkdtemp())
    (folder / "sub").mkdir()
    (folder / "a.yaml").write_bytes(b"one")
    (folder / "sub/b.yaml").write_bytes(b"two")
    changes = os.geteuid() == 0
    if changes:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield folder
    finally:
        if changes:
            os.setresuid(0, 0, 0)
        for path in (folder, *folder.rglob("*")):
            path.chmod(stat.S_IMODE(path.stat().st_mode) | 0o700)
        shutil.rmtree(folder)


def test_a_folder_that_may_not_be_written_changes_nothing(root):
    before = tree(root)
    (root / "sub").chmod(0o555)
    with pytest.raises(CmoEvalError, match="permission denied") as caught:
        apply(root, CHANGE)
    assert "nothing was changed" in caught.value.hint
    assert tree(root) == before
    assert not (root / ".cmo-eval/change").exists()


def test_an_evaluation_that_may_only_be_read_changes_nothing_and_can_be_read(root):
    before = tree(root)
    root.chmod(0o555)
    with pytest.raises(CmoEvalError, match=r"cannot write into .*permission denied"):
        apply(root, CHANGE)
    recover(root)
    assert tree(root) == before


def test_a_file_that_may_not_be_written_is_not_replaced(root):
    (root / "sub/b.yaml").chmod(0o444)
    with pytest.raises(CmoEvalError, match=r"sub/b\.yaml may not be written"):
        apply(root, CHANGE)
    assert (root / "a.yaml").read_bytes() == b"one"


def test_a_file_that_may_not_be_read_is_said_to_have_changed(root):
    (root / "sub/b.yaml").chmod(0o000)
    with pytest.raises(CmoEvalError, match=r"sub/b\.yaml"):
        apply(root, CHANGE)
    assert (root / "a.yaml").read_bytes() == b"one"


def test_where_nothing_can_be_kept_the_change_is_made_and_cannot_be_undone(root):
    (root / ".cmo-eval/undo").mkdir(parents=True)
    (root / ".cmo-eval/undo").chmod(0o555)
    apply(root, CHANGE)
    assert tree(root) == {"a.yaml": b"1", "sub/b.yaml": b"2", "sub/c.yaml": b"3"}
    assert last(root) is None
    assert not (root / ".cmo-eval/change").exists()


def test_a_change_of_another_user_that_was_cut_off_is_named(root):
    under_way = root / ".cmo-eval/change"
    under_way.mkdir(parents=True)
    (under_way / "journal").write_bytes(b"{}")
    under_way.chmod(0o000)
    with pytest.raises(CmoEvalError, match=r"was cut off cannot be finished: .*permission denied") as caught:
        recover(root)
    assert "whoever made it" in caught.value.hint
    under_way.chmod(0o700)
