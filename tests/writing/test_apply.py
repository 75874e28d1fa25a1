"""A change is made whole or not at all, to files that are as they were when it was planned."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from faults import tree
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import recover
from cmo_eval.store.writing.change import Change, FileChange, digest, named
from cmo_eval.store.writing.transaction import apply, last

BEFORE = {"a.yaml": b"one", "sub/b.yaml": b"two", "sub/c.yaml": b"three"}


@pytest.fixture
def root(tmp_path):
    for name, content in BEFORE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


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


def test_where_links_cannot_be_made_contents_are_copied(root, monkeypatch):
    def no_link(source, target, **options):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    apply(root, Change((*ALL.files, FileChange("d/e.yaml", None, b"new"))))
    assert tree(root) == {"a.yaml": b"1", "sub/B2.yaml": b"2", "sub/C3.yaml": b"three", "d/e.yaml": b"new"}
    last(root).apply()
    assert tree(root) == BEFORE


def test_what_cannot_be_put_back_is_said_and_the_next_command_does_it(root, monkeypatch):
    broken = []

    def breaks(real):
        def call(source, target, **options):
            if Path(target).name == "B2.yaml" or broken:
                broken.append(target)
                raise OSError(5, "Input/output error")
            real(source, target, **options)

        return call

    with monkeypatch.context() as patched:
        for name in ("replace", "link"):
            patched.setattr(os, name, breaks(getattr(os, name)))
        with pytest.raises(CmoEvalError, match=r"failed .*could not be undone wholly") as caught:
            apply(root, ALL)
    assert ".cmo-eval/change" in caught.value.hint
    assert (root / "a.yaml").read_bytes() == b"1"
    recover(root)
    assert tree(root) in (BEFORE, {"a.yaml": b"1", "sub/B2.yaml": b"2", "sub/C3.yaml": b"three"})


@pytest.mark.parametrize("content", [b"changed", None])
def test_a_file_that_changed_since_is_refused(root, content):
    file = root / "sub/c.yaml"
    file.write_bytes(content) if content else file.unlink()
    before = tree(root)
    with pytest.raises(CmoEvalError, match=r"sub/c.yaml changed since it was read"):
        apply(root, ALL)
    assert tree(root) == before


def test_a_file_that_changes_while_others_are_prepared_is_refused(root, monkeypatch):
    real = os.link

    def link(source, target, **options):
        (root / "sub/c.yaml").write_bytes(b"meanwhile")
        real(source, target, **options)

    monkeypatch.setattr(os, "link", link)
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


def test_files_are_made_in_new_folders_and_removed(root):
    (root / "sub/c.yaml").chmod(0o640)
    apply(
        root,
        Change(
            (
                FileChange("new/deep/d.yaml", None, b"4"),
                FileChange("secret.yaml", None, b"5", mode=0o600),
                to("sub/c.yaml", None),
                to("sub/b.yaml", b"2", "other/b.yaml"),
            )
        ),
    )
    assert tree(root) == {"a.yaml": b"one", "new/deep/d.yaml": b"4", "secret.yaml": b"5", "other/b.yaml": b"2"}
    assert stat.S_IMODE((root / "secret.yaml").stat().st_mode) == 0o600
    assert (root / "new/deep/d.yaml").stat().st_mode == (root / "a.yaml").stat().st_mode
    last(root).apply()
    assert tree(root) == BEFORE
    assert stat.S_IMODE((root / "sub/c.yaml").stat().st_mode) == 0o640


def test_a_file_that_is_to_be_new_must_not_be_there(root):
    with pytest.raises(CmoEvalError, match=r"a\.yaml is there already"):
        apply(root, Change((FileChange("a.yaml", None, b"x"), to("sub/b.yaml", b"2"))))
    with pytest.raises(CmoEvalError, match="is not a folder"):
        apply(root, Change((FileChange("a.yaml/x.yaml", None, b"x"), to("sub/b.yaml", b"2"))))
    assert tree(root) == BEFORE


def test_texts_elsewhere_change_with_the_evaluation_and_nothing_is_left_beside_them(root, tmp_path_factory):
    texts = tmp_path_factory.mktemp("texts")
    (texts / "T.txt").write_bytes(b"INT: What?")
    (texts / "gone.txt").write_bytes(b"INT: Bye.")
    (texts / "T.txt").chmod(0o600)
    text = named(root, texts / "T.txt")
    assert text == (texts / "T.txt").as_posix()
    files = (
        to("a.yaml", b"1"),
        FileChange(text, digest(b"INT: What?"), b"INT: Who?"),
        FileChange(named(root, texts / "new.txt"), None, b"INT: Hello."),
        FileChange(named(root, texts / "gone.txt"), digest(b"INT: Bye."), None),
    )
    apply(root, Change(files, outside=(texts,)))
    assert tree(texts) == {"T.txt": b"INT: Who?", "new.txt": b"INT: Hello."}
    assert stat.S_IMODE((texts / "T.txt").stat().st_mode) == 0o600
    last(root).apply()
    assert tree(texts) == {"T.txt": b"INT: What?", "gone.txt": b"INT: Bye."}
    assert tree(root) == BEFORE
    assert named(root, root / "sub" / "c.yaml") == "sub/c.yaml"


def test_on_another_disk_contents_wait_beside_the_files(root, monkeypatch):
    """As where a folder of the evaluation is mounted from elsewhere: names cannot move between the two."""
    real = os.replace, os.link

    def disk(path):
        return "sub" in Path(path).parts

    def replace(source, target):
        if disk(source) != disk(target):
            raise OSError(18, "Invalid cross-device link")
        real[0](source, target)

    def link(source, target, **options):
        if disk(source) != disk(target):
            raise OSError(18, "Invalid cross-device link")
        real[1](source, target, **options)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "link", link)
    change = Change((*ALL.files, FileChange("sub/new.yaml", None, b"4")))
    apply(root, change)
    assert tree(root) == {"a.yaml": b"1", "sub/B2.yaml": b"2", "sub/C3.yaml": b"three", "sub/new.yaml": b"4"}
    last(root).apply()
    assert tree(root) == BEFORE


def test_a_file_elsewhere_is_refused_unless_its_folder_is_named_and_no_link_leads_on(root, tmp_path_factory):
    texts, other = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("other")
    (other / "T.txt").write_bytes(b"x")
    change = FileChange((other / "T.txt").as_posix(), digest(b"x"), b"y")
    with pytest.raises(CmoEvalError, match="outside the evaluation and its texts"):
        Change((change,), outside=(texts,))
    (texts / "link").symlink_to(other)
    change = FileChange((texts / "link" / "T.txt").as_posix(), digest(b"x"), b"y")
    with pytest.raises(CmoEvalError, match="by a link in its path"):
        apply(root, Change((change,), outside=(texts,)))
    assert (other / "T.txt").read_bytes() == b"x"


def test_a_folder_of_the_evaluation_may_be_a_link(root, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "sub"
    (root / "sub").rename(other)
    (root / "sub").symlink_to(other)
    apply(root, ALL)
    assert tree(other) == {"B2.yaml": b"2", "C3.yaml": b"three"}
    last(root).apply()
    assert tree(other) == {"b.yaml": b"two", "c.yaml": b"three"}


SOME = digest(b"x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": "../a.yaml"},
        {"file": "sub/../../a.yaml"},
        {"file": ""},
        {"file": "."},
        {"file": "sub//a.yaml"},
        {"file": "sub\\a.yaml"},
        {"file": "a\0b"},
        {"file": ".cmo-eval/cache.sqlite"},
        {"file": ".CMO-EVAL/undo"},
        {"name": "../b.yaml"},
        {"before": "abc"},
        {"before": None, "content": None},
        {"content": None, "name": "b.yaml"},
        {"before": None, "name": "b.yaml"},
        {"mode": 0o600},
        {"before": None, "mode": 0o7777},
    ],
)
def test_a_change_that_cannot_be_is_refused_before_anything_is_looked_at(wrong):
    with pytest.raises(CmoEvalError):
        FileChange(**{"file": "a.yaml", "before": SOME, "content": b"y", **wrong})


def test_files_of_a_change_do_not_get_in_each_others_way():
    def one(file, name=None, before=SOME):
        return FileChange(file, before, b"y", name)

    for files in (
        (one("a"), one("a")),
        (one("a", "b"), one("b")),
        (one("a", "c"), one("b", "c")),
        (one("a", "c"), one("b", "C")),
        (one("a", "c"), one("c", before=None)),
        (one("a", before=None), one("A", before=None)),
    ):
        with pytest.raises(CmoEvalError):
            Change(files)
    Change((one("a"), one("A")))  # two files that are there already
    Change((one("a", "A"),))


def test_the_writers_own_folder_may_be_no_link_and_is_kept_out_of_git(root, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (root / ".cmo-eval").symlink_to(other)
    with pytest.raises(CmoEvalError, match="is a link"):
        apply(root, ALL)
    assert tree(root) == BEFORE
    (root / ".cmo-eval").unlink()
    apply(root, ALL)
    assert (root / ".cmo-eval/.gitignore").read_text().splitlines()[1] == "*"
    assert stat.S_IMODE((root / ".cmo-eval/undo").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["lock", "lock.holder", ".gitignore", ".gitignore.new", "change", "undo", "redo"])
def test_a_link_in_the_writers_own_folder_is_not_followed(root, tmp_path_factory, name):
    victim = tmp_path_factory.mktemp("other") / "victim"
    victim.write_bytes(b"mine")
    (root / ".cmo-eval").mkdir()
    (root / ".cmo-eval" / name).symlink_to(victim)
    apply(root, ALL)
    assert victim.read_bytes() == b"mine"
    last(root).apply()
    assert tree(root) == BEFORE


@settings(max_examples=60)
@given(data=st.data())
def test_any_change_comes_whole_and_goes_whole(tmp_path_factory, data):
    """Contents, names, new and removed files drawn at random: applied, undone, made again, undone."""
    root = tmp_path_factory.mktemp("any")
    names = [f"{folder}{letter}.yaml" for folder in ("", "sub/", "sub/deep/") for letter in "abcd"]
    contents = st.binary(max_size=12)
    before = data.draw(st.dictionaries(st.sampled_from(names), contents, min_size=1))
    for name, content in before.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    free = [name for name in names if name not in before]
    after, files = dict(before), []
    for name in data.draw(st.lists(st.sampled_from(names), unique=True)):
        what = data.draw(st.sampled_from(["content", "rename", "remove"]))
        if name not in before:
            if name in free:
                free.remove(name)
                after[name] = data.draw(contents)
                files.append(FileChange(name, None, after[name]))
            continue
        if what == "remove":
            del after[name]
            files.append(FileChange(name, digest(before[name]), None))
            continue
        target = free.pop() if what == "rename" and free else None
        content = data.draw(st.one_of(st.just(before[name]), contents))
        del after[name]
        after[target or name] = content
        files.append(FileChange(name, digest(before[name]), content, target))
    if not files:
        return
    apply(root, Change(tuple(files)))
    assert tree(root) == after
    last(root).apply()
    assert tree(root) == before
    last(root, again=True).apply()
    assert tree(root) == after
    last(root).apply()
    assert tree(root) == before
    assert last(root) is None


def test_a_file_that_gets_another_name_only_is_the_same_file_and_is_not_kept_twice(root):
    was = (root / "sub/c.yaml").stat().st_ino
    apply(root, Change((to("sub/c.yaml", b"three", "sub/C3.yaml"),)))
    found = (root / "sub/C3.yaml").stat()
    assert (found.st_ino, found.st_nlink) == (was, 1)
    last(root).apply()
    assert tree(root) == BEFORE
