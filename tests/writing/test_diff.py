"""What a change does, as a person reads it before saying yes."""

from __future__ import annotations

import time

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing.change import Change, FileChange, diff, digest, file_lines


def lines(before, after, name=None, file="a.yaml"):
    return list(file_lines(file, name, before, after))


def test_a_change_is_shown_with_three_lines_around_it():
    before = b"".join(b"%d\n" % number for number in range(1, 21))
    after = before.replace(b"10\n", b"ten\n")
    assert lines(before, after) == [
        "--- a.yaml",
        "+++ a.yaml",
        "@@ -7,7 +7,7 @@",
        " 7",
        " 8",
        " 9",
        "-10",
        "+ten",
        " 11",
        " 12",
        " 13",
    ]


def test_a_change_at_the_very_top_and_the_very_end():
    assert lines(b"a\nb\n", b"x\nb\n")[2:] == ["@@ -1,2 +1,2 @@", "-a", "+x", " b"]
    assert lines(b"a\nb\n", b"a\nb\nc\n")[2:] == ["@@ -1,2 +1,3 @@", " a", " b", "+c"]
    assert "\n".join(lines(b"a\n", b"a")[2:]) == "@@ -1 +1 @@\n-a\n+a\n\\ no line end at the end of the file"
    assert lines(b"same", b"same") == []


def test_renamed_made_and_removed_files():
    assert lines(b"a\n", b"a\n", "b.yaml") == ["rename a.yaml -> b.yaml"]
    assert lines(None, b"a\nb\n") == ["--- /dev/null", "+++ a.yaml", "@@ -0,0 +1,2 @@", "+a", "+b"]
    assert lines(b"a\n", None) == ["--- a.yaml", "+++ /dev/null", "@@ -1,1 +0,0 @@", "-a"]
    assert lines(None, b"") == ["--- /dev/null", "+++ a.yaml"]


def test_a_long_file_is_shown_only_around_the_change_and_at_once():
    many = [b"line %d" % number for number in range(400_000)]
    before = b"\n".join(many) + b"\n"
    for number in (10, 200_000, 200_004, 399_990):
        many[number] = b"changed"
    start = time.perf_counter()
    found = lines(before, b"\n".join(many) + b"\n")
    assert time.perf_counter() - start < 10
    assert [line for line in found if line.startswith("@@")] == [
        "@@ -8,7 +8,7 @@",
        "@@ -199998,11 +199998,11 @@",
        "@@ -399988,7 +399988,7 @@",
    ]
    assert found.count("+changed") == 4
    assert "-line 200004" in found


def test_long_texts_that_cannot_be_compared_line_by_line_are_counted():
    before = b"".join(b"%d\n" % number for number in range(60_000))
    after = b"first\n" + before.replace(b"1", b"one")
    (line,) = lines(before, after)
    assert line.startswith("--- a.yaml: lines 1 to ")


def test_what_a_terminal_would_obey_is_escaped():
    shown = "\n".join(lines(b"a\n", "\x1b[31mred\u202e\n".encode(), file="a\x07.yaml"))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\u001b[31mred\\u202e" in shown
    assert "\x07" not in shown


def test_other_encodings_and_line_ends_are_shown_somehow():
    assert "+caf\ufffd" in lines(b"x\r\n", b"caf\xe9\r\n")
    assert lines(b"a\r\nb\r\n", b"a\r\nc\r\n")[-2:] == ["-b", "+c"]


def test_the_diff_of_a_whole_change_reads_the_files_and_sees_that_they_are_as_planned(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"a\n")
    change = Change((FileChange("a.yaml", digest(b"a\n"), b"b\n"), FileChange("b.yaml", None, b"new\n")))
    assert diff(tmp_path, change).splitlines()[-4:] == ["--- /dev/null", "+++ b.yaml", "@@ -0,0 +1,1 @@", "+new"]
    (tmp_path / "a.yaml").write_bytes(b"x\n")
    with pytest.raises(CmoEvalError, match="changed since it was read"):
        diff(tmp_path, change)
