"""Case and accents do not matter to a search, and every character keeps its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.analysis.query import folded, folded_bytes, places


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Café", "cafe"),
        ("COÖRDINATIE", "coordinatie"),
        ("naïef ’s avonds", "naief  s avonds"),
        ("Straße", "strasse"),
        ("ﬁnancieel", "financieel"),
        ("Šostakovič", "sostakovic"),
        ("Ωμέγα", "ωμεγα"),
        ("snake_case", "snake case"),
        ("één\nTwee", "een\ntwee"),
        ("½ µg", "½ µg"),
    ],
)
def test_what_text_is_searched_as(written, searched):
    assert folded(written) == searched
    assert folded_bytes(written.encode()) == searched


def test_line_ends_of_any_system_and_a_byte_order_mark():
    assert folded_bytes(b"\xef\xbb\xbfA\r\nB\rC\n") == "a\nb\nc\n"


def test_accents_apart_from_their_letters():
    assert folded_bytes("cafe\u0301".encode()) == "cafe"


def test_what_is_no_utf_8_is_said_to_be_none():
    with pytest.raises(UnicodeDecodeError):
        folded_bytes("café".encode("latin-1"))


TEXTS = st.text(
    st.one_of(st.characters(max_codepoint=0x24F, exclude_characters="\r"), st.sampled_from("ßﬁĲ’–…🙂Ωžœ\u0301")),
    max_size=40,
).map(lambda text: unicodedata.normalize("NFC", text))


@given(TEXTS)
def test_bytes_and_text_are_searched_as_the_same(text):
    assert folded_bytes(text.encode()) == folded(text)


@given(TEXTS)
def test_each_character_comes_from_its_place(text):
    plain, back = folded(text), places(text)
    assert len(back) == len(plain) + 1
    assert back[len(plain)] == len(text)
    for index, character in enumerate(plain):
        assert character in folded(text[back[index]])
    assert plain.count("\n") == text.count("\n")
