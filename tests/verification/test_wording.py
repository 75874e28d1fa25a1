"""The two catalogues say the same things, and everything that verify can say is in them."""

import ast
import string
from pathlib import Path

import pytest

import cmo_eval.analysis
from cmo_eval.messages import LANGUAGES, count, counted, label, phrase, say
from cmo_eval.model import CRITERIA, STANCES

ENGLISH, NEDERLANDS = LANGUAGES["en"], LANGUAGES["nl"]
SOURCE = Path(cmo_eval.analysis.__file__).parent


def calls(*functions):
    """First arguments of calls to these functions in the analyses."""
    for file in sorted(SOURCE.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
                yield node


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


LITERAL = sorted({node.args[0].value for node in calls("phrase") if isinstance(node.args[0], ast.Constant)})


def test_both_languages_have_the_same_keys():
    assert set(ENGLISH) == set(NEDERLANDS)


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_a_sentence_takes_the_same_values_in_both_languages(key):
    assert placeholders(ENGLISH[key]) == placeholders(NEDERLANDS[key])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_is_empty(language):
    assert [key for key, words in LANGUAGES[language].items() if not words.strip()] == []


@pytest.mark.parametrize("key", LITERAL)
def test_every_phrase_that_verification_uses_exists(key):
    assert key in ENGLISH


def test_the_phrases_are_found_in_the_source():
    assert len(LITERAL) > 30


def test_each_phrase_is_given_the_values_that_its_template_needs():
    for node in calls("phrase"):
        if isinstance(node.args[0], ast.Constant):
            given = {keyword.arg for keyword in node.keywords}
            assert given >= placeholders(ENGLISH[node.args[0].value]), node.args[0].value


@pytest.mark.parametrize(
    "key",
    [
        *(f"criterion.{name}" for name in CRITERIA),
        *(f"noun.{stance}" for stance in STANCES),
        *STANCES,
        *(f"dimension.{name}" for name in ("group", "case", "pattern")),
        *(f"left_out.{reason}" for reason in ("disputed", "below_quality", "own_origin")),
        *(f"lacks.{name}" for name in ("by", "date", "rationale", "second_reader", "becomes", "evidence")),
        "holds",
        "nuanced",
        "rejected",
        "transformed",
        "undecided",
    ],
)
def test_families_of_phrases_are_complete(key):
    assert key in ENGLISH


def test_phrases_whose_key_is_composed_begin_like_known_ones():
    composed = [
        node.args[0].values[0].value
        for node in calls("phrase")
        if isinstance(node.args[0], ast.JoinedStr) and isinstance(node.args[0].values[0], ast.Constant)
    ]
    assert composed
    assert all(any(key.startswith(start) for key in ENGLISH) for start in composed)


@pytest.mark.parametrize(
    ("parts", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_a_list_is_said_with_and_before_its_last(parts, words):
    assert say(parts, "nl") == words


@pytest.mark.parametrize(("number", "words"), [(0, "0 stemmen"), (1, "1 stem"), (2, "2 stemmen")])
def test_a_number_has_its_noun_in_singular_or_plural(number, words):
    assert count(number, "voice", "nl") == words
    assert counted(number, "voice").say("nl") == words


def test_a_users_own_word_stands_for_itself():
    assert label("zorgkantoor", "nl") == "zorgkantoor"


def test_values_with_braces_are_said_as_they_are():
    assert phrase("v4.tie", others=["{C9}", "C8"], voices="2").say("en").startswith("{C9} and C8")
