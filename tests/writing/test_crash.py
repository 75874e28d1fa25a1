"""Whatever happens at whatever moment, the next command finds all of a change or none of it, and nothing astray."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import suppress

import pytest
from faults import PowerCut, failing, own, tree
from kill import rounds

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.loading import find_project
from cmo_eval.store.writing import recover
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.transaction import apply, last
from often import often

BEFORE = {
    "evaluation.yaml": b"schema: 1\n",
    "a.yaml": b"one",
    "sub/b.yaml": b"two",
    "sub/c.yaml": b"three",
    "sub/gone.yaml": b"four",
    "../texts/T.txt": b"INT: What?\n",
}
AFTER = {
    "evaluation.yaml": b"schema: 1\n",
    "a.yaml": b"1",
    "sub/B2.yaml": b"2",
    "sub/C3.yaml": b"three",
    "new/d.yaml": b"5",
    "../texts/T.txt": b"INT: Who?\n",
}
KEPT = {".gitignore", ".gitignore.new", "lock", "lock.holder", "undo"}


@pytest.fixture
def root(tmp_path):
    return laid_out(tmp_path / "evaluation")


def laid_out(root):
    for name, content in BEFORE.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_bytes(content)
    return root


def planned(root):
    def to(file, content, name=None):
        return FileChange(file, digest(BEFORE[file]), content, name)

    text = root.parent / "texts" / "T.txt"
    return Change(
        (
            to("a.yaml", b"1"),
            to("sub/b.yaml", b"2", "sub/B2.yaml"),
            to("sub/c.yaml", b"three", "sub/C3.yaml"),
            to("sub/gone.yaml", None),
            FileChange("new/d.yaml", None, b"5"),
            FileChange(text.as_posix(), digest(BEFORE["../texts/T.txt"]), b"INT: Who?\n"),
        ),
        outside=(text.parent,),
        what="a test",
    )


def everything(root):
    texts = {f"../texts/{name}": content for name, content in tree(root.parent / "texts").items()}
    return {**tree(root), **texts}


def calls(folder, monkeypatch):
    """How many calls to the system the change takes."""
    root = laid_out(folder / "counted" / "e")
    with failing(monkeypatch, 0, None) as made:
        apply(root, planned(root))
    return len(made)


def test_a_power_cut_at_any_moment_leaves_all_or_none(tmp_path, monkeypatch):
    number = calls(tmp_path, monkeypatch)
    assert number > 40
    outcomes = []
    for at in range(1, number + 1):
        (tmp_path / str(at)).mkdir()
        root = laid_out(tmp_path / str(at) / "e")
        with failing(monkeypatch, at, PowerCut()), pytest.raises(PowerCut):
            apply(root, planned(root))
        assert find_project(root) == root
        found = everything(root)
        assert found in (BEFORE, AFTER), at
        assert own(root) <= KEPT, at
        outcomes.append(found == AFTER)
    assert outcomes == sorted(outcomes)  # none of it up to some moment, all of it from there on
    assert {False, True} == set(outcomes)


def test_a_power_cut_during_the_recovery_is_recovered_from(tmp_path, monkeypatch):
    number = calls(tmp_path, monkeypatch)
    tried = 0
    for at in range(5, number + 1, 6):
        for again in range(1, 60, 3):
            (tmp_path / f"{at}-{again}").mkdir()
            root = laid_out(tmp_path / f"{at}-{again}" / "e")
            with failing(monkeypatch, at, PowerCut()), pytest.raises(PowerCut):
                apply(root, planned(root))
            try:
                with failing(monkeypatch, again, PowerCut()):
                    recover(root)
            except PowerCut:
                tried += 1
            else:
                break
            recover(root)
            assert everything(root) in (BEFORE, AFTER), (at, again)
            assert own(root) <= KEPT, (at, again)
    assert tried > 30


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_call_that_fails_leaves_all_or_none_at_once(tmp_path, monkeypatch, error):
    number = calls(tmp_path, monkeypatch)
    for at in range(1, number + 1):
        (tmp_path / str(at)).mkdir()
        root = laid_out(tmp_path / str(at) / "e")
        refusal: BaseException | None = None
        with failing(monkeypatch, at, error):
            try:
                apply(root, planned(root))
            except (CmoEvalError, KeyboardInterrupt) as found:
                refusal = found
        if isinstance(refusal, CmoEvalError):
            now = {name: content for name, content in everything(root).items() if "/.cmo-eval-" not in name}
            assert now == (AFTER if "the files are changed" in refusal.message else BEFORE), at
        recover(root)
        assert everything(root) in (BEFORE, AFTER), at
        assert own(root) <= KEPT, at
        text = tmp_path / str(at) / "texts"
        assert [path.name for path in text.iterdir()] == ["T.txt"]


def test_power_cuts_during_an_undo(tmp_path, monkeypatch):
    for at in (*range(1, 200, 4),):
        (tmp_path / str(at)).mkdir()
        root = laid_out(tmp_path / str(at) / "e")
        apply(root, planned(root))
        undo = last(root)
        try:
            with failing(monkeypatch, at, PowerCut()):
                undo.apply()
        except PowerCut:
            recover(root)
        else:
            assert everything(root) == BEFORE
            break
        assert everything(root) in (BEFORE, AFTER), at
        assert (last(root) is None) == (everything(root) == BEFORE), at
        assert (last(root, again=True) is None) == (everything(root) == AFTER), at
    else:
        pytest.fail("the undo never came to its end")


def cut_off(root, monkeypatch, after):
    """Power cut in the middle of the steps: right after that many files are in place."""
    from cmo_eval.store.writing import steps

    real = steps.forward

    def forward(journal, number):
        if number == after:
            raise PowerCut
        real(journal, number)

    with monkeypatch.context() as patched:
        patched.setattr(steps, "forward", forward)
        patched.setattr("cmo_eval.store.writing.transaction._put_back", lambda journal, error: None)
        with pytest.raises(PowerCut):
            apply(root, planned(root))


def test_a_file_edited_after_the_cut_is_not_overwritten_and_the_change_goes_back(root, monkeypatch):
    cut_off(root, monkeypatch, 1)
    (root / "sub/b.yaml").write_bytes(b"by hand")
    assert (root / "a.yaml").read_bytes() == b"1"
    recover(root)
    assert everything(root) == {**BEFORE, "sub/b.yaml": b"by hand"}


def test_a_new_file_that_somebody_made_meanwhile_is_kept_and_the_change_goes_back(root, monkeypatch):
    cut_off(root, monkeypatch, 4)
    (root / "new").mkdir(exist_ok=True)
    (root / "new/d.yaml").write_bytes(b"by hand")
    recover(root)
    assert everything(root) == {**BEFORE, "new/d.yaml": b"by hand"}


def test_where_neither_way_is_left_every_content_is_kept_for_a_person(root, monkeypatch):
    cut_off(root, monkeypatch, 1)
    (root / "a.yaml").write_bytes(b"by hand")
    (root / "sub/b.yaml").write_bytes(b"by hand too")
    with pytest.raises(CmoEvalError, match=r"neither finished nor undone: .*a\.yaml") as caught:
        recover(root)
    assert "nothing was lost" in caught.value.hint
    assert (root / "a.yaml").read_bytes() == b"by hand"
    (aside,) = (root / ".cmo-eval").glob("unfinished-*")
    assert b"one" in {path.read_bytes() for path in (aside / "old").iterdir()}
    assert {path.read_bytes() for path in (aside / "new").iterdir()} >= {b"2", b"5"}
    assert find_project(root) == root  # said once, and then in nobody's way


def test_a_file_edited_after_it_was_put_in_place_keeps_the_edit_and_the_change_is_finished(root, monkeypatch):
    cut_off(root, monkeypatch, 3)
    (root / "a.yaml").write_bytes(b"1 and more")
    recover(root)
    assert everything(root) == {**AFTER, "a.yaml": b"1 and more"}


def test_a_file_made_anew_under_the_name_that_another_one_had_is_kept(root, monkeypatch):
    cut_off(root, monkeypatch, 3)
    (root / "sub/c.yaml").write_bytes(b"by hand")
    with pytest.raises(CmoEvalError, match=r"neither finished nor undone: .*sub/c\.yaml"):
        recover(root)
    assert (root / "sub/c.yaml").read_bytes() == b"by hand"
    assert (root / "sub/C3.yaml").read_bytes() == b"three"


HARM = [
    ("texts/T.txt", "victim.txt"),
    ('"sub/gone.yaml"', '"../victim.txt"'),
    ('"sub/gone.yaml"', '"ROOT/victim.txt"'),
    ('"name": "sub/C3.yaml"', '"name": "ROOT/victim.txt"'),
    ('"file": "new/d.yaml"', '"file": "ROOT/new.txt"'),
    ('"beside": true', '"beside": false'),
    ('"into": "undo/000001"', '"into": "../../x"'),
    ('"drop": ["redo"]', '"drop": [".."]'),
    ('"made": ["new"]', '"made": ["../new"]'),
]


@pytest.mark.parametrize(("part", "harm"), HARM)
def test_a_journal_from_somebody_else_does_no_harm_outside(root, monkeypatch, part, harm):
    victim = root.parent / "victim.txt"
    victim.write_bytes(b"four")
    cut_off(root, monkeypatch, 1)
    journal = root / ".cmo-eval/change/journal"
    text = journal.read_text()
    assert part in text
    harmful = text.replace(part, harm.replace("ROOT", root.parent.as_posix()))
    journal.write_text(harmful.replace(f'"outside": ["{root.parent}/texts"]', f'"outside": ["{root.parent}"]'))
    with suppress(CmoEvalError):
        recover(root)
    assert victim.read_bytes() == b"four"
    assert sorted(path.name for path in root.parent.iterdir()) == ["evaluation", "texts", "victim.txt"]
    assert not (root / ".cmo-eval/change").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"version": 1, "steps": [{}]}'])
def test_a_journal_that_cannot_be_read_is_set_aside(root, monkeypatch, content):
    cut_off(root, monkeypatch, 1)
    (root / ".cmo-eval/change/journal").write_text(content)
    with pytest.raises(CmoEvalError, match="its journal cannot be read"):
        recover(root)
    recover(root)


def test_a_folder_that_leads_out_by_a_link_gets_nothing_from_a_journal(root, monkeypatch, tmp_path):
    cut_off(root, monkeypatch, 0)
    outside = tmp_path / "outside"
    (root / "sub").rename(outside)
    (root / "sub").symlink_to(outside)
    with pytest.raises(CmoEvalError):
        recover(root)
    assert tree(outside) == {"b.yaml": b"two", "c.yaml": b"three", "gone.yaml": b"four"}


def test_killed_at_random_moments(tmp_path):
    seen = rounds(tmp_path / "evaluation", often(50), seed=25)
    assert seen["killed while running"] > often(20)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files")
@pytest.mark.parametrize("limit", [20, 200, 600, 3000])
def test_a_full_disk(root, limit):
    """A limit on what a file may grow to refuses writing as a full disk does."""
    (root / "a.yaml").write_bytes(b"one")
    script = f"""
import resource, sys
from pathlib import Path
from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.transaction import apply
import filelock, cmo_eval.store.writing.transaction
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
root = Path({str(root)!r})
change = Change(
    (FileChange("a.yaml", digest(b"one"), b"1"), FileChange("sub/b.yaml", digest(b"two"), b"x" * 5000))
)
try:
    apply(root, change)
except CmoEvalError as error:
    print(error.message, "|", error.hint)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert "too large" in done.stdout
    assert "nothing was changed" in done.stdout
    assert everything(root) == BEFORE
    recover(root)
    assert own(root) <= KEPT


@pytest.mark.skipif(sys.platform == "win32", reason="permissions work another way there")
def test_who_may_only_read_can_read_while_nothing_has_changed_yet(root, monkeypatch):
    (root / ".cmo-eval/change").mkdir(parents=True)
    monkeypatch.setattr("cmo_eval.store.writing.lock.own_folder", refused)
    recover(root)
    (root / ".cmo-eval/change/journal").write_bytes(b"")
    with pytest.raises(CmoEvalError, match="cannot write"):
        recover(root)


def refused(root):
    raise CmoEvalError("cannot write", os.fspath(root))
