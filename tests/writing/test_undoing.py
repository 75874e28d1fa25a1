"""The last change can be put back, and made again, as long as nobody touched its files since."""

from __future__ import annotations

import stat

import pytest
from faults import own, tree
from sequences import try_sequences

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing.change import Change, FileChange, diff, digest
from cmo_eval.store.writing.transaction import KEPT, apply, last


@pytest.fixture
def root(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"0\n")
    return tmp_path


def write(root, content, file="a.yaml", what=""):
    before = digest((root / file).read_bytes()) if (root / file).exists() else None
    apply(root, Change((FileChange(file, before, content),), what=what))


def read(root):
    return (root / "a.yaml").read_bytes()


def test_several_changes_are_undone_one_by_one_and_made_again(root):
    for number in (b"1\n", b"2\n", b"3\n"):
        write(root, number, what=f"to {number.decode().strip()}")
    seen = []
    while (undo := last(root)) is not None:
        seen.append((undo.what, diff(root, undo.change).splitlines()[-2:]))
        undo.apply()
    assert seen == [("to 3", ["-3", "+2"]), ("to 2", ["-2", "+1"]), ("to 1", ["-1", "+0"])]
    assert read(root) == b"0\n"
    again = []
    while (undo := last(root, again=True)) is not None:
        again.append(undo.what)
        undo.apply()
    assert again == ["to 1", "to 2", "to 3"]
    assert read(root) == b"3\n"


def test_after_another_change_what_was_undone_is_not_made_again(root):
    write(root, b"1\n")
    last(root).apply()
    write(root, b"2\n")
    assert last(root, again=True) is None
    last(root).apply()
    assert read(root) == b"0\n"


def test_a_file_that_changed_since_is_not_put_back(root):
    write(root, b"1\n")
    (root / "a.yaml").write_bytes(b"by hand\n")
    with pytest.raises(CmoEvalError, match=r"a\.yaml changed since") as caught:
        last(root)
    assert "nothing was changed" in caught.value.hint
    (root / "a.yaml").unlink()
    with pytest.raises(CmoEvalError, match=r"a\.yaml changed since"):
        last(root)


def test_a_file_that_changes_while_somebody_looks_at_the_diff_is_not_put_back(root):
    write(root, b"1\n")
    undo = last(root)
    (root / "a.yaml").write_bytes(b"by hand\n")
    with pytest.raises(CmoEvalError, match="changed since"):
        undo.apply()
    assert read(root) == b"by hand\n"


def test_another_change_while_somebody_looks_at_the_diff_is_not_undone_instead(root):
    write(root, b"1\n")
    undo = last(root)
    write(root, b"x\n", "b.yaml")
    with pytest.raises(CmoEvalError, match="another change was made"):
        undo.apply()
    assert tree(root) == {"a.yaml": b"1\n", "b.yaml": b"x\n"}


def test_so_many_changes_are_kept_and_no_more(root):
    for number in range(KEPT + 3):
        write(root, b"%d\n" % (number + 1))
    assert len(list((root / ".cmo-eval/undo").iterdir())) == KEPT
    for _ in range(KEPT):
        last(root).apply()
    assert last(root) is None
    assert read(root) == b"3\n"
    write(root, b"x\n")
    last(root).apply()
    assert read(root) == b"3\n"


def test_what_is_kept_is_for_the_owner_only(root):
    write(root, b"1\n")
    assert stat.S_IMODE((root / ".cmo-eval/undo").stat().st_mode) == 0o700


def test_what_is_forgotten_cannot_be_undone_nor_can_what_came_before(root):
    (root / ".cmo-eval/schemas").mkdir(parents=True)
    write(root, b"her words\n")
    write(root, b"more of her words\n")
    last(root).apply()
    (root / ".cmo-eval/something").write_bytes(b"x")
    apply(root, Change((FileChange("a.yaml", digest(read(root)), b"nothing\n"),)), forget=True)
    assert last(root) is None
    assert last(root, again=True) is None
    assert own(root) == {".gitignore", "lock", "lock.holder", "schemas"}
    assert not any(b"words" in path.read_bytes() for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("harm", ["journal", "old/0"])
def test_what_was_kept_and_is_damaged_is_refused(root, harm):
    write(root, b"1\n")
    (root / ".cmo-eval/undo/000001" / harm).write_bytes(b"{")
    with pytest.raises(CmoEvalError, match="cannot be read"):
        last(root)
    assert read(root) == b"1\n"


def test_a_change_of_nothing_keeps_nothing(root):
    apply(root, Change(()))
    assert own(root) == set()


def test_whatever_is_done_in_whatever_order_undo_restores_bytes_or_refuses_by_name():
    """And no citation is lost."""
    counts = try_sequences(12, seed=1)
    assert {"undo", "undo refused", "undo --again", "edit", "new", "code add", "text import"} <= set(counts)
