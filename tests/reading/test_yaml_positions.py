"""YAML text keeps its positions, and its scalars stay what they look like."""

from __future__ import annotations

import pytest

from cmo_eval.diagnostics import Position
from cmo_eval.store.yaml_io import read


def where(text: str, snippet: str, nth: int = 1) -> Position:
    """Line and column of the n-th occurrence of a snippet, counting line ends as editors do."""
    index = -1
    for _ in range(nth):
        index = text.index(snippet, index + 1)
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return Position(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


TEXT = """\
# a comment first
id: C3
title: "Waarde: vóór kosten"

for: [internal, participants]
period: {from: 2009, to: 2017}
versions:
  - version: 1
    statement: >-
      Folded
      prose.
    why: |
      literal
  - version: 2
    statement: plain
empty:
last:
- at the margin
"""


@pytest.mark.parametrize(
    ("path", "snippet", "nth"),
    [
        (("id",), "C3", 1),
        (("title",), '"Waarde', 1),
        (("for",), "[internal", 1),
        (("for", 0), "internal", 1),
        (("for", 1), "participants", 1),
        (("period", "to"), "2017", 1),
        (("versions",), "- version", 1),
        (("versions", 0), "version: 1", 1),
        (("versions", 0, "version"), "1\n", 1),
        (("versions", 0, "statement"), ">-", 1),
        (("versions", 0, "why"), "|", 1),
        (("versions", 1), "version: 2", 1),
        (("versions", 1, "statement"), "plain", 1),
        (("last",), "- at", 1),
        (("last", 0), "at the margin", 1),
    ],
)
def test_a_value_is_located_at_its_first_character(path, snippet, nth):
    assert read(TEXT).locate(path) == where(TEXT, snippet, nth)


@pytest.mark.parametrize(
    ("path", "snippet", "nth"),
    [
        (("id",), "id", 1),
        (("period", "to"), "to:", 1),
        (("versions", 0, "statement"), "statement", 1),
        (("versions", 1, "statement"), "statement", 2),
        (("empty",), "empty", 1),
    ],
)
def test_a_key_is_located_at_its_first_character(path, snippet, nth):
    assert read(TEXT).locate(path, key=True) == where(TEXT, snippet, nth)


def test_what_does_not_exist_is_located_at_the_nearest_thing_that_does():
    node = read(TEXT)
    assert node.locate(("versions", 1, "why")) == where(TEXT, "version: 2")
    assert node.locate(("versions", 7)) == where(TEXT, "- version")
    assert node.locate(("id", "deeper")) == where(TEXT, "C3")
    assert node.locate(("nowhere",)) == where(TEXT, "id: C3")


def test_the_root_is_located_at_the_first_key_not_at_a_comment():
    assert read(TEXT).locate(()) == Position(2, 1)


def test_block_scalars_are_folded_or_kept_as_written():
    value = read(TEXT).value["versions"][0]
    assert value["statement"] == "Folded prose."
    assert value["why"] == "literal\n"


@pytest.mark.parametrize(
    "word",
    [
        "2017",
        "1.10",
        "12:30",
        "no",
        "yes",
        "on",
        "off",
        "true",
        "010",
        "0x10",
        "0o17",
        "1e3",
        "1_000",
        ".inf",
        ".nan",
        "-0",
        "2017-03-20",
        "2017-03-20 12:30:00",
        "=",
        "Null",
        "NULL",
        "None",
    ],
)
def test_a_plain_scalar_stays_the_text_that_it_looks_like(word):
    assert read(f"a: {word}\nb: [{word}]\n").value == {"a": word, "b": [word]}


@pytest.mark.parametrize("word", ["2017", "no", "1.10", "010", "12:30"])
def test_a_key_stays_the_text_that_it_looks_like(word):
    assert read(f"{word}: a\n").value == {word: "a"}


@pytest.mark.parametrize("nothing", ["", "~", "null", "   # only a comment"])
def test_an_empty_value_a_tilde_and_null_are_nothing(nothing):
    assert read(f"a: {nothing}\nb: 1\n").value == {"a": None, "b": "1"}


@pytest.mark.parametrize("quoted", ['"null"', "'null'", '"~"', "'~'"])
def test_a_quoted_null_is_text(quoted):
    assert read(f"a: {quoted}\n").value == {"a": quoted[1:-1]}


@pytest.mark.parametrize("quoted", ['""', "''"])
def test_empty_quotes_are_empty_text(quoted):
    assert read(f"a: {quoted}\n").value == {"a": ""}


@pytest.mark.parametrize("block", ["|\n  null\n", ">-\n  null\n", "|-\n  ~\n"])
def test_null_in_a_block_scalar_is_text(block):
    assert read(f"a: {block}").value["a"].strip() in {"null", "~"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_a_text_with_nothing_in_it_gives_nothing(text):
    assert read(text).value is None


def test_one_document_may_have_its_markers():
    assert read("---\na: 1\n...\n").value == {"a": "1"}


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_kind_of_line_end_counts_once(end):
    node = read(end.join(["a: 1", "b:", "  - x", "  - {c: é, d: 2}", ""]))
    assert node.value == {"a": "1", "b": ["x", {"c": "é", "d": "2"}]}
    assert node.locate(("b", 1, "d")) == Position(4, 15)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_unicode_line_separators_in_text_do_not_shift_what_follows(character, end):
    text = end.join([f'a: "one{character}two"', f"b: 'x{character}y'", "c: [1, 2]", "d: {e: f}", ""])
    node = read(text)
    assert node.locate(("b",)) == Position(2, 4)
    assert node.locate(("c", 1)) == Position(3, 8)
    assert node.locate(("d", "e")) == Position(4, 8)
    assert node.locate(("d",), key=True) == Position(4, 1)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_what_follows_a_unicode_line_separator_on_its_line_keeps_its_column(character):
    text = f'x: ["a{character}b", here]\n'
    assert read(text).locate(("x", 1)) == where(text, "here")


def test_columns_count_characters_not_bytes_or_code_units():
    text = "a: ['é', '😀', '日本', e\u0301, last]\n"
    assert read(text).locate(("a", 4)) == where(text, "last")
