"""Text is measured and broken without a font, and never wider than it may be."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.charts.lettering import clean, cut, width_of, wrapped

PRINTABLE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs")) | st.just(" "))


def test_bold_is_wider():
    assert width_of("programma", 10, bold=True) > width_of("programma", 10) > 0


def test_an_accent_takes_no_room():
    assert width_of("e\u0301", 10) == width_of("é", 10) == width_of("e", 10)


def test_a_text_is_broken_between_words():
    assert wrapped("Betere zorg en professionalisering", 100, 10) == ["Betere zorg en", "professionalisering"]


def test_a_word_that_is_too_long_is_broken_with_a_hyphen():
    lines = wrapped("arbeidsmarktdiscriminatiebestrijding", 80, 10)
    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.rstrip("-") for line in lines) == "arbeidsmarktdiscriminatiebestrijding"
    assert min(len(line) for line in lines) > 2


def test_a_word_with_a_hyphen_is_broken_behind_it():
    assert wrapped("welzijns-organisatieadviseurs", 100, 10) == ["welzijns-", "organisatieadviseurs"]


def test_what_does_not_fit_in_the_lines_ends_with_an_ellipsis():
    lines = wrapped("een twee drie vier vijf zes zeven acht", 60, 10, lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


@pytest.mark.parametrize(
    ("most", "cut_off"),
    [
        (17, "een twee, drie (4"),
        (16, "een twee, drie…"),
        (15, "een twee, drie…"),
        (14, "een twee…"),
        (4, "een…"),
        (2, "e…"),
    ],
)
def test_a_text_is_cut_off_behind_a_word(most, cut_off):
    assert cut(" een  twee, drie (4", most) == cut_off


def test_a_word_that_is_longer_than_what_may_stand_is_cut_itself():
    assert cut("kwaliteitsregistratie van alles", 10) == "kwaliteit…"


@given(st.text(), st.integers(1, 60))
def test_never_more_characters_than_asked_for(text, most):
    found = cut(text, most)
    assert len(found) <= most
    assert found.rstrip("…") == clean(text)[: len(found.rstrip("…"))]


@given(PRINTABLE, st.floats(30, 300), st.booleans())
def test_no_line_is_wider_than_it_may_be_and_no_letter_is_lost(text, width, bold):
    lines = wrapped(text, width, 10, bold=bold)
    assert all(width_of(line, 10, bold=bold) <= width for line in lines)
    if all(width_of(word, 10, bold=bold) <= width for word in text.split()):  # then no line ends early
        longer = [f"{one} {other.split()[0]}" for one, other in itertools.pairwise(lines)]
        assert all(width_of(one, 10, bold=bold) > width for one in longer)
    assert "".join("".join(lines).split()).replace("-", "") == "".join(text.split()).replace("-", "")


@given(st.text(), st.integers(1, 4))
def test_there_are_never_more_lines_than_asked_for(text, lines):
    found = wrapped(text, 80, 10, lines=lines)
    assert 1 <= len(found) <= lines
    assert all(width_of(line, 10) <= 80 for line in found)


@given(st.text())
def test_what_is_cleaned_may_stand_in_xml_and_turns_nothing_around(text):
    found = clean(text)
    assert "\n" not in found
    assert {unicodedata.category(one) for one in found} & {"Cc", "Cs", "Cn", "Co"} == set()
    assert not set(found) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u202c")


@pytest.mark.parametrize("text", ["a" * 100_000, "a " * 100_000, "漢" * 100_000])
def test_a_page_of_text_is_measured_at_once(text):
    assert len(wrapped(text, 100, 10, lines=3)) == 3
