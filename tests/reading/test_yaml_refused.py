"""YAML that is broken, ambiguous or dangerous is refused, at its place."""

from __future__ import annotations

import time

import pytest

from cmo_eval.diagnostics import Position
from cmo_eval.store.yaml_io import MAX_DEPTH, YamlProblem, decoded, read


def refusal(text: str) -> YamlProblem:
    with pytest.raises(YamlProblem) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("a: *same\n", (1, 4), "alias (*same)"),
        ("a: [b, *same]\n", (1, 8), "alias (*same)"),
        ("*same : b\n", (1, 1), "alias (*same)"),
        ("a: 1\nb: &mark x\n", (2, 4), "anchor (&mark)"),
        ("a: &mark [x]\n", (1, 4), "anchor (&mark)"),
        ("a: &mark {x: y}\n", (1, 4), "anchor (&mark)"),
        ("&mark a: 1\n", (1, 1), "anchor (&mark)"),
        ("a: !!int 3\n", (1, 4), "tag"),
        ("a: !local x\n", (1, 4), "tag (!local)"),
        ("a: ! x\n", (1, 4), "tag"),
        ("a: !!python/object:os.system [x]\n", (1, 4), "tag"),
        ("a: !!map {b: c}\n", (1, 4), "tag"),
        ("!!str a: 1\n", (1, 1), "tag"),
        ("a:\n  <<: {b: c}\n", (2, 3), "merge key"),
        ("? [a, b]\n: 1\n", (1, 3), "key must be text"),
        ("? {a: b}\n: 1\n", (1, 3), "key must be text"),
        ("{[a]: b}\n", (1, 2), "key must be text"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("---\n---\nb: 2\n", (2, 1), "second document"),
        ("a: 1\n...\n---\nb: 2\n", (3, 1), "second document"),
    ],
)
def test_features_that_make_a_file_mean_something_else_are_refused(text, position, says):
    problem = refusal(text)
    assert (problem.code, problem.position) == ("CMO004", Position(*position))
    assert says in problem.message


def test_the_hint_of_an_alias_says_how_to_write_text_that_begins_with_a_star():
    assert "quotes" in refusal("title: *best practice\n").hint


@pytest.mark.parametrize("text", ["title: *best* practice\n", "rivals:\n  - * one\n", "a: &\n"])
def test_text_that_begins_with_a_star_or_ampersand_is_told_to_go_between_quotes(text):
    problem = refusal(text)
    assert problem.code in {"CMO003", "CMO004"}
    assert "expected alphabetic" not in problem.message
    assert "quotes" in problem.hint


@pytest.mark.parametrize("quoted", ["'*a'", '"&a"', "'!a'", "'<<'", "'@a'", "'%a'", "'`a'"])
def test_the_same_characters_between_quotes_are_text(quoted):
    assert read(f"a: {quoted}\n").value == {"a": quoted[1:-1]}


def test_a_merge_key_between_quotes_is_a_key():
    assert read("'<<': a\n").value == {"<<": "a"}


@pytest.mark.parametrize(
    ("text", "position", "first"),
    [
        ("title: A\nid: C1\ntitle: B\n", (3, 1), 1),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", (4, 3), 2),
        ("a: {b: 1, b: 2}\n", (1, 11), 1),
        ("a: 1\n'a': 2\n", (2, 1), 1),
        ("x:\n  - a: 1\n    a:\n", (3, 5), 2),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_both_places(text, position, first):
    problem = refusal(text)
    assert (problem.code, problem.position) == ("CMO005", Position(*position))
    assert f"first at line {first})" in problem.message


def test_the_same_key_in_two_mappings_is_no_duplicate():
    assert read("a: {x: 1}\nb: {x: 2}\nc: [{x: 3}, {x: 4}]\n").value["c"] == [{"x": "3"}, {"x": "4"}]


def nested_lists(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_lists_nested_as_deep_as_allowed_are_read():
    value = read(nested_lists(MAX_DEPTH)).value
    depth = 0
    while isinstance(value, list):
        depth += 1
        value = value[0] if value else None
    assert depth == MAX_DEPTH == 100


@pytest.mark.parametrize(
    "text",
    [nested_lists(101), "{a: " * 101 + "1" + "}" * 101, "- " * 101 + "x"],
    ids=["lists", "mappings", "block lists"],
)
def test_one_level_deeper_is_refused_where_it_begins(text):
    problem = refusal(text)
    step = {"[": 1, "{": 4, "-": 2}[text[0]]
    assert (problem.code, problem.position) == ("CMO008", Position(1, 100 * step + 1))
    assert "100 levels" in problem.message


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- "])
def test_two_hundred_thousand_brackets_are_refused_quickly(bracket):
    started = time.perf_counter()
    assert refusal(bracket * 200_000).code == "CMO008"
    assert time.perf_counter() - started < 2


def test_many_items_at_one_level_are_read():
    assert len(read("a: [" + "x, " * 20_000 + "x]\n").value["a"]) == 20_001


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("id: C1\ntitle: Motives: why they joined\n", (2, 15), "a colon stands where no key can begin"),
        ("a: [1, 2\nb: 3\n", (2, 2), "not closed or lacks a comma"),
        ("a: {b: 1 c: 2}\n", (1, 11), "not closed or lacks a comma"),
        ("a: @home\n", (1, 4), "no value can begin with"),
        ("a: `code`\n", (1, 4), "no value can begin with"),
        ("a: 50 %\nb: %50\n", (2, 4), "no value can begin with"),
        ("a:\n\tb: 1\n", (2, 1), "a tab stands in the indentation|no value can begin with"),
        ("a: |\n\ttext\n", (2, 1), "a tab stands in the indentation"),
        ("a: 1\nb\nc: 3\n", (3, 1), "a key lacks its colon"),
        ("- a\nb: 1\n", (2, 1), "is the indentation right?"),
        ("a: 1\n- b\n", (2, 1), "is the indentation right?"),
        ("a: 'x' y\n", (1, 8), "is the indentation right?"),
        ('a: "\\q"\n', (1, 5), "unknown escape character"),
    ],
)
def test_text_that_is_no_yaml_is_explained_where_it_breaks(text, position, says):
    problem = refusal(text)
    assert (problem.code, problem.position) == ("CMO003", Position(*position))
    assert any(words in problem.message for words in says.split("|"))


def test_a_tab_after_a_value_and_between_words_is_allowed():
    assert read("a: one\ttwo\t\nb:\tx\n").value == {"a": "one\ttwo", "b": "x"}


def test_a_quote_that_is_not_closed_is_reported_where_it_opens():
    problem = refusal("id: C1\ntitle: 'In voor\nkind: claim\nfor: [a]\nquestions: [b]\n")
    assert "a quote is not closed" in problem.message
    assert problem.position == Position(2, 8)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_an_invisible_line_separator_that_breaks_block_text_is_named_with_its_line(character):
    problem = refusal(f"a: >-\n  pasted from{character}a word processor\nb: 1\n")
    assert problem.code == "CMO003"
    assert f"line 2 holds U+{ord(character):04X}" in problem.hint


@pytest.mark.parametrize(
    "character", ["\x00", "\x01", "\x07", "\x08", "\x0b", "\x1b", "\x7f", "\x9f", "\ufffe", "\uffff"]
)
@pytest.mark.parametrize("before", ["", "x: ab\n", "é: '日本'\n😀: é\n", "x: 1\r\ny: é\r\n"])
@pytest.mark.parametrize("start", ["t: ", "té: '😀 "])
def test_a_character_that_yaml_does_not_allow_is_named_at_its_place(character, before, start):
    problem = refusal(f"{before}{start}{character}z\n")
    assert problem.code == "CMO003"
    assert f"U+{ord(character):04X}" in problem.message
    assert problem.position == Position(before.count("\n") + 1, len(start) + 1)


def test_a_control_character_far_into_a_long_file_is_found_at_its_place():
    lines = [f"k{number}: é日😀" for number in range(20_000)]
    lines[15_000] = "k: é日\x02"
    assert refusal("\n".join(lines)).position == Position(15_001, 6)


@pytest.mark.parametrize("escaped", ["\\0", "\\x07", "\\e", "\\u2028"])
def test_a_control_character_as_an_escape_in_double_quotes_is_text(escaped):
    assert len(read(f'a: "{escaped}"\n').value["a"]) == 1


SIDES = """\
citations:
<<<<<<< HEAD
  - id: FG1-001
    quote: one
=======
  - id: FG1-001
    quote: other
>>>>>>> carl
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_git_could_not_merge_is_told_as_that(ends):
    with pytest.raises(YamlProblem) as caught:
        decoded(SIDES.replace("\n", ends).encode())
    assert (caught.value.code, caught.value.position) == ("CMO003", Position(2, 1))
    assert "up to line 8" in caught.value.message
    assert "both sides" in caught.value.hint


def test_a_conflict_within_a_text_is_no_words_of_it():
    """Between quotes YAML takes the lines of git for words."""
    text = 'title: "a title\n<<<<<<< HEAD\nof one\n||||||| base\nof old\n=======\nof another\n>>>>>>> carl\n"\n'
    read(text)
    with pytest.raises(YamlProblem, match="git could not merge"):
        decoded(text.encode())


@pytest.mark.parametrize("left", [">>>>>>> carl", "<<<<<<< HEAD", "======="])
def test_a_line_that_is_left_of_a_conflict_is_told_where_it_stands(left):
    problem = refusal(f"id: C1\n{left}\ntitle: one\n")
    assert (problem.position, problem.hint) == (Position(2, 1), "take the line out")


def test_lines_of_signs_that_are_no_conflict_are_words():
    text = "memo: |\n  <<<<<<< what they said\n  =======\n  >>>>>>> and went on\n"
    assert read(decoded(text.encode())).value == {"memo": "<<<<<<< what they said\n=======\n>>>>>>> and went on\n"}


def test_many_lines_of_conflicts_take_no_long():
    start = time.perf_counter()
    decoded(("<<<<<<< a\nb\n=======\n" * 100_000).encode())
    with pytest.raises(YamlProblem, match="the first of 100000"):
        decoded(("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n" * 100_000).encode())
    assert time.perf_counter() - start < 2
