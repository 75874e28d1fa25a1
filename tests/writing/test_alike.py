"""Names that come near another: the one that was meant, and those that are one name on half of all disks.

These differ by capitals only, and are not given out beside each other.
"""

from __future__ import annotations

import pytest

from cmo_eval.edits.new import write_new
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.nearest import alike, did_you_mean, key, nearest
from cmo_eval.store.writing.change import Change, FileChange, beside
from cmo_eval.store.writing.transaction import apply


def tells_capitals_apart(folder):
    (folder / "a").touch()
    apart = not (folder / "A").exists()
    (folder / "a").unlink()
    return apart


@pytest.mark.parametrize(
    ("name", "known", "other"),
    [
        ("fg2", ["FG1", "FG2"], "FG2"),
        ("FG2", ["FG2", "FG1"], None),
        ("Één", ["e\u0301e\u0301n"], "e\u0301e\u0301n"),
        ("straße", ["STRASSE"], "STRASSE"),
        ("a", [], None),
    ],
)
def test_names_are_alike_but_for_capitals(name, known, other):
    assert alike(name, known) == other
    assert other is None or key(name) == key(other)


def test_what_is_beside_a_new_file_or_its_folders(tmp_path):
    if not tells_capitals_apart(tmp_path):
        pytest.skip("this disk does not tell capitals apart")
    (tmp_path / "Claims").mkdir()
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/FG2.yaml").write_text("id: FG2\n")
    assert beside(tmp_path / "claims/C1.yaml") == tmp_path / "Claims"
    assert beside(tmp_path / "sources/fg2.yaml") == tmp_path / "sources/FG2.yaml"
    assert beside(tmp_path / "sources/FG2.yaml") is None
    assert beside(tmp_path / "sources/FG3.yaml") is None
    assert beside(tmp_path / "new/deep/x.yaml") is None


def test_no_file_is_written_beside_one_of_its_name(tmp_path):
    if not tells_capitals_apart(tmp_path):
        pytest.skip("this disk does not tell capitals apart")
    (tmp_path / "FG2.txt").write_text("words")
    with pytest.raises(UsageError, match=r"FG2\.txt is there already"):
        write_new(tmp_path, {"fg2.txt": "others"})
    with pytest.raises(CmoEvalError, match=r"fg2\.txt would be FG2\.txt on half of all disks"):
        apply(tmp_path, Change((FileChange("fg2.txt", None, b"others"),), what="test"))
    assert [path.name for path in tmp_path.glob("*.txt")] == ["FG2.txt"]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("coching", ["coach", "coaching"], "coaching"),
        ("c3", ["C1", "C3"], "C3"),
        ("KEYS", ["keys", "cover"], "keys"),
        ("Mirorr", ["mirror"], "mirror"),
        ("keys", ["KEYS"], "KEYS"),
        ("P1", ["C1"], None),
        ("x", [], None),
        ("a" * 101, ["a" * 102], None),
    ],
)
def test_the_nearest_name_letters_case_aside(word, known, meant):
    assert nearest(word, known) == meant
    assert did_you_mean(word, known) == (f"did you mean '{meant}'?" if meant else "")


def test_a_name_in_the_same_case_comes_before_one_in_another():
    assert nearest("ab1", ["AB1", "ab2"]) == "ab2"


def test_whoever_has_very_many_names_is_not_kept_waiting():
    assert nearest("last", [*(f"n{number}" for number in range(5000)), "last"]) is None
