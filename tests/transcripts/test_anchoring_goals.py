"""What is found of real-looking sentences in texts of 200 kB, and what is not said to be there."""

# ruff: noqa: S311 - the same text for the same seed

from __future__ import annotations

import random

import pytest
from making import another, corrupted, cut, find, transcript, typeset, vocabulary

from cmo_eval.transcripts.anchoring import PreparedText

SIZE = 200_000
NUMBER = 300


@pytest.fixture(scope="module", params=[1, 2])
def text(request):
    """The text, its sentences, and 300 of them."""
    words, sentences = transcript(SIZE, request.param)
    return words, sentences, random.Random(request.param).sample(sentences, NUMBER)


def overlaps(anchor, start, end):
    return anchor is not None and anchor.start < end and start < anchor.end


def test_all_sentences_are_found_exactly_where_they_stand(text):
    words, _, chosen = text
    prepared = PreparedText(words)
    found = [find(prepared, one.words) for one in chosen]
    assert [(anchor.start, anchor.end) for anchor in found] == [(one.start, one.end) for one in chosen]
    assert {(anchor.how, anchor.score) for anchor in found} == {("exact", 1.0)}


def test_of_sentences_with_a_twentieth_of_their_characters_corrupted_95_percent_are_found(text):
    words, _, chosen = text
    prepared, chance = PreparedText(words), random.Random(3)
    found = [(find(prepared, corrupted(one.words, chance)), one) for one in chosen]
    right = [anchor for anchor, one in found if overlaps(anchor, one.start, one.end)]
    assert len(right) >= 0.95 * NUMBER
    assert len([anchor for anchor, _ in found if anchor is not None]) == len(right)  # none at a wrong place
    whole = [anchor for anchor, one in found if anchor and (anchor.start, anchor.end) == (one.start, one.end)]
    assert len(whole) >= 0.8 * NUMBER


def test_of_sentences_in_another_typography_and_with_cuts_97_percent_are_found(text):
    words, sentences, chosen = text
    chance = random.Random(4)
    set_in_lines, places = typeset(words, sentences, chance)
    at = {one.start: place for one, place in zip(sentences, places, strict=True)}
    prepared = PreparedText(set_in_lines)
    found = [(find(prepared, cut(one.words, chance)), at[one.start]) for one in chosen]
    assert len([anchor for anchor, place in found if overlaps(anchor, *place)]) >= 0.97 * NUMBER
    whole = [(find(prepared, one.words.replace("“", '"').replace("”", '"')), at[one.start]) for one in chosen]
    assert len([anchor for anchor, place in whole if anchor and (anchor.start, anchor.end) == place]) >= 0.97 * NUMBER


def test_of_sentences_that_are_not_there_none_is_said_to_be(text):
    words, _, _ = text
    prepared = PreparedText(words)
    _, others = transcript(60_000, 99)
    absent = [one.words for one in others if one.words not in words][:NUMBER]
    assert len(absent) == NUMBER
    assert [one for one in absent if find(prepared, one) is not None] == []


def test_of_sentences_that_share_most_words_with_one_that_is_there_hardly_any_is_said_to_be(text):
    words, _, chosen = text
    prepared, chance, strange = PreparedText(words), random.Random(5), vocabulary(8)
    others = [other for one in chosen if (other := another(one.words, chance, strange)) not in words]
    # a replaced word may by chance resemble the word it replaces as much as a slip of the pen would
    assert len([one for one in others if find(prepared, one) is not None]) <= 0.01 * NUMBER
