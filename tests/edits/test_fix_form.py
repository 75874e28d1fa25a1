"""Texts in form: what they say, and every byte outside the mend, stays."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cmo_eval.edits import fix as form
from cmo_eval.edits.coding.citation_text import with_fields


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: b  \nc: d\t\n", "a: b\nc: d\n"),
        ("a: b", "a: b\n"),
        ("a: b\n\n\n", "a: b\n"),
        ("a: b\n  \n \n", "a: b\n"),
        ("\ufeffa: b\n", "a: b\n"),
        ("a: b  \r\nc: d\r\n\r\n", "a: b\r\nc: d\r\n"),
        ("a: b\r\nc: d", "a: b\r\nc: d\r\n"),
        ("a: b\rc: d \r", "a: b\rc: d\r"),
        ("# c  \na: >-  \n  x  \n  y\nb: c \n", "# c\na: >-\n  x  \n  y\nb: c\n"),
        ("a: 'x  \n  y'  \n", "a: 'x  \n  y'\n"),
        ("a: >-\n  x", "a: >-\n  x\n"),
        ("a:  \n  - b \n", "a:\n  - b\n"),
        ("a: b # ç  \n", "a: b # ç\n"),
    ],
)
def test_a_text_is_put_in_form(before, after):
    text, what, left = form.in_form(before)
    assert (text, left) == (after, [])
    assert what


@pytest.mark.parametrize("text", ["a: b\n", "a: b\r\n", "a: |\n  x  \n  y\n", "", " \n", "a: b: c  \n", "a: [  \n"])
def test_a_text_in_form_or_without_yaml_stays(text):
    assert form.in_form(text) == (text, [], [])


@pytest.mark.parametrize("text", ["a: |\n  x", "a: |+\n  x\n\n", "a: |\n  x\n   \n"])
def test_what_would_change_the_words_is_left_and_said(text):
    after, what, left = form.in_form(text)
    assert (after, what) == (text, [])
    assert left


SCALAR = st.sampled_from(
    ["b", "'q  \n  r'", '"x \\\n  y"', "|\n  t  \n  u", ">-\n  t  \n\n  u ", "|+\n  k\n", "", "[1, 2 ]"]
)
LINE = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["k: ", "- ", "# ", "k", "  - ", "", "\ufeff", "? "]),
    SCALAR,
    st.sampled_from(["", " ", "\t", "  # c ", " \u2028"]),
    st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \n", ""]),
)
TEXT = st.lists(LINE, max_size=8).map("".join) | st.lists(LINE, max_size=6).map(
    lambda lines: "".join(f"k{number}: {line}" for number, line in enumerate(lines))
)


def values(text):
    return [
        (type(event), getattr(event, "value", None))
        for event in yaml.parse(text.lstrip("\ufeff"), Loader=yaml.CSafeLoader)
    ]


@example("\ufeff\ufeffa: b  ")
@example("a: |\n  x  \n \n")
@given(TEXT)
def test_form_keeps_the_values_and_the_bytes_and_changes_nothing_twice(text):
    after, what, _ = form.in_form(text)
    again, more, _ = form.in_form(after)
    assert (again, more) == (after, [])
    assert bool(what) == (after != text)
    if what:
        assert values(after) == values(text)
    blank = str.maketrans("", "", " \t\r\n\ufeff")
    assert after.translate(blank) == text.translate(blank)
    old, new = (
        [line.rstrip(" \t") for line in re.split("\r\n|\r|\n", one.replace("\ufeff", "").rstrip(" \t\r\n"))]
        for one in (text, after)
    )
    assert new == old


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id: A\ntext: A.txt # there\nkind: x\n", "id: A\ntext: A.txt # there\ntext_sha256: {}\nkind: x\n"),
        ("id: A\r\ntext: A.txt\r\n", "id: A\r\ntext: A.txt\r\ntext_sha256: {}\r\n"),
        ("id: A\ntext: A.txt", "id: A\ntext: A.txt\ntext_sha256: {}\n"),
        ("  id: A\n  text: A.txt\n", "  id: A\n  text: A.txt\n  text_sha256: {}\n"),
        ("kind: x\ntext: >-\n  A.txt\nid: A\n", "kind: x\ntext: >-\n  A.txt\ntext_sha256: {}\nid: A\n"),
        ("# é 𝒳\ntext: 'A.txt'\nid: A\n", "# é 𝒳\ntext: 'A.txt'\ntext_sha256: {}\nid: A\n"),
    ],
)
def test_a_digest_comes_below_the_text(before, after):
    assert with_fields(before, {"text_sha256": "0" * 64}, ("text", "text_sha256")) == after.format("0" * 64)


def test_a_digest_comes_between_braces_too():
    after = with_fields("{id: A, text: A.txt}\n", {"text_sha256": "0" * 64}, ("text", "text_sha256"))
    assert after == f"{{id: A, text: A.txt, text_sha256: {'0' * 64}}}\n"
