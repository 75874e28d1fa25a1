"""What words, phrases and word starts are found in."""

import pytest

from cmo_eval.analysis.query import folded, parsed
from cmo_eval.errors import UsageError


def found(words, text):
    """The lines of the text in which all words occur."""
    plain = folded(text)
    return [plain[start:end] for start, end in parsed(words).lines(plain)]


def test_all_words_must_occur_in_one_line():
    assert found(["coach", "desk"], "the coach\nthe desk\na desk, a coach\n") == ["a desk, a coach"]


def test_a_word_is_a_whole_word():
    assert found(["zorg"], "zorgen\nverzorg\nde zorg!\nzorg") == ["de zorg!", "zorg"]


def test_the_start_of_a_word():
    assert found(["zorg*"], "verzorgen\nzorgen\nde zorg\n") == ["zorgen", "de zorg"]


def test_case_and_accents_do_not_matter_on_either_side():
    assert found(["CAFÉ"], "het cafe\nHet Café\n") == ["het cafe", "het cafe"]


@pytest.mark.parametrize("typed", [["goede zorg"], ['"goede zorg"'], ["“goede zorg”"], ['"goede  ZORG"']])
def test_a_phrase(typed):
    assert found(typed, "goede, „zorg”\ngoede\nzorg goede zorgen\nzorg goede\n") == ["goede,  zorg "]


def test_phrase_and_word_in_one_argument():
    assert found(['"goede zorg" kosten'], "kosten van goede zorg\ngoede zorg\n") == ["kosten van goede zorg"]


def test_a_phrase_whose_last_word_goes_on():
    assert found(["goede zor*"], "goede zorgen\ngoede zon\n") == ["goede zorgen"]


def test_an_apostrophe_or_hyphen_is_any_sign():
    assert found(["zo'n"], "zo’n dag\nzon\n") == ["zo n dag"]
    assert found(["e-mail"], "e–mail\nemail\n") == ["e mail"]


def test_a_phrase_does_not_reach_into_the_next_line_or_over_what_was_withdrawn():
    assert found(["goede zorg"], "goede\nzorg\ngoede \0\0\0 zorg") == []


def test_a_line_is_found_once():
    assert found(["de"], "de de de\n") == ["de de de"]


def test_each_place_is_told_and_overlaps_are_one():
    query = parsed(["zorg", "zor*", "goede zorg"])
    assert query.spans("goede zorg, zorgen") == [(0, 10), (12, 18)]


@pytest.mark.parametrize("typed", [[""], ["  "], ["!?"], ["*"], ["zo*rg"], ["*zorg"], ['"zorg'], ["zorg *"], []])
def test_what_cannot_be_searched_for_is_refused(typed):
    with pytest.raises(UsageError):
        parsed(typed)


def test_other_scripts():
    assert found(["ΩΜΈΓΑ"], "το ωμεγα\n") == ["το ωμεγα"]
