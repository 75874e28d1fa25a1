"""Typography makes no difference, and each character of a normal text knows where it came from."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.transcripts.normal import is_bounded, light, light_words, loose, loose_words, masked

LETTERS = st.text(st.sampled_from("abA -–—\u00ad\n\t'“”’…ﬁß\u200bİéé,.1\u00a0½\u0301"), max_size=60)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("one  two\n three\u00a0four", "one two three four"),
        ("veran-\ndering", "verandering"),
        ("veran-\r\n  dering", "verandering"),
        ("soft\u00adhyphen", "softhyphen"),
        ("e-mail", "email"),
        ("twee- en driejarig", "tweeen driejarig"),
        ("2010–2012", "2010-2012"),
        ("one — two–three -- four", "one - two - three - four"),
        ("‘a’ “b” «c» „d” `e´ ''f''", "'a' 'b' 'c' 'd' 'e' 'f'"),
        ("ﬁne ﬂow …", "fine flow ..."),
        ("Straße STRAẞE ĲS İ", "strasse strasse ijs i̇"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("minus -5, a - b", "minus -5, a - b"),
    ],
)
def test_typography_is_no_difference(written, read):
    assert light(written).text == read
    assert light_words(f" {written}\n") == read


def test_accents_are_a_difference_of_their_own():
    assert light("Café é").text == "café é"
    assert loose(light("Café cafe\u0301 ÆØ")).text.startswith("cafe cafe")
    assert loose_words("plain") == "plain"


def test_a_place_in_the_normal_text_leads_back_to_the_place_it_came_from():
    text = "Ze zei:  “veran-\ndering” … ﬁjn"
    form = light(text)
    for words, origin in (("verandering", "veran-\ndering"), ("...", "…"), ("fijn", "ﬁjn"), ("ze zei", "Ze zei")):
        at = form.text.index(words)
        start, end = form.span(at, at + len(words))
        assert text[start:end] == origin
        assert form.index(start) <= at
    form = loose(light("1½ cafe\u0301 ja"))
    assert [form.origin(form.text.index(word)) for word in ("1⁄2", "cafe", "ja")] == [1, 3, 9]


@given(LETTERS)
def test_places_never_go_back_and_words_are_the_same_with_and_without_them(text):
    for form in (light(text), loose(light(text))):
        places = [form.origin(index) for index in range(len(form.text))]
        assert places == sorted(places)
        assert all(0 <= place < len(text) for place in places)
        assert [form.index(one) for one in range(len(text))] == [bisect_left(places, one) for one in range(len(text))]
    assert light(text).text.strip() == light_words(text)


@given(st.text(st.sampled_from("abA–—\n '“”’…ﬁßİéé,.1\u00a0"), max_size=60))
def test_a_normal_text_is_normal(text):
    assert light_words(light_words(text)) == light_words(text)


def test_every_character_that_has_a_longer_small_form_is_looked_at():
    for number in range(0x110000):
        letter = chr(number)
        if len(letter.casefold()) > 1 and unicodedata.category(letter) != "Cs":
            form = light(f"a{letter}b")
            assert form.span(0, 1) == (0, 1)
            assert {form.origin(index) for index in range(1, len(form.text) - 1)} == {1}
            assert form.origin(len(form.text) - 1) == 2


def test_masked_parts_are_blanks_and_no_place_changes():
    text = "R3 [0:12:31]: ja\n[p. 3]\nnee"
    shown = masked(text, [(0, 14), (17, 23)])
    assert len(shown) == len(text)
    assert light_words(shown) == "ja nee"
    assert masked(text, []) == text


def test_words_are_whole_or_not():
    assert is_bounded("de man ging", 3, 6)
    assert not is_bounded("de mannen", 3, 6)
    assert not is_bounded("mede man", 2, 4)
    assert is_bounded("'de'", 1, 3)
    assert is_bounded("", 0, 0)
