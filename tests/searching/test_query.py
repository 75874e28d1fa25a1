"""What a search finds: words, phrases and word starts, whatever their case and accents, each at its own place.

And where a citation stands in a transcript that is searched: by its words, whatever stands between, and its line.
"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.analysis.query import Finder, folded, folded_bytes, parsed, places
from cmo_eval.errors import UsageError
from cmo_eval.model import Citation
from cmo_eval.transcripts.transcript import parse


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


# ---- case and accents ------------------------------------------------------------------------------------------------


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


# ---- citations in transcripts ----------------------------------------------------------------------------------------


TALK = """\
r1: Ja, de café-avond; de Café avond was goed.
r2: Nee, de avond was goed.
r1: Onze avond: goed. En de café - avond was goed.
"""


def passages(quote, line=None, text=TALK, **more):
    at = {"line": line} if line is not None else None
    entry = {"id": "S1-1", "quote": quote, "verbatim": True, "quality": "opinion", "at": at, **more}
    citation = Citation.model_validate({key: value for key, value in entry.items() if value is not None})
    return [text[start:end] for start, end in Finder(parse(text), folded(text)).passages(citation)]


@pytest.mark.parametrize(("quote", "where"), [
    ("de cafe avond was", ["de Café avond was"]),
    ("avond de café", ["avond; de Café"]),
    ("nze avond", []),
    ("de avon", []),
    ("Onze avond […] café-avond", ["Onze avond", "café - avond"]),
    ("was goed (...) onze avond", ["was goed", "Onze avond"]),
])  # fmt: skip
def test_words_stand_one_after_another_whatever_signs_are_between(quote, where):
    assert passages(quote) == where


def test_a_part_behind_a_cut_begins_where_the_one_before_has_ended():
    text = "r1: tuin na tuin na tuin is mooi\n"
    citation = Citation.model_validate({"id": "S1-1", "quote": "tuin na […] na tuin", "quality": "opinion"})
    assert Finder(parse(text), folded(text)).passages(citation) == [(4, 11), (17, 24)]


@pytest.mark.parametrize(("line", "start"), [(None, 0), (1, 0), (2, 1)])
def test_of_several_places_the_one_nearest_to_the_line_counts(line, start):
    entry = {"id": "S1-1", "quote": "avond was goed", "quality": "opinion", **({"at": {"line": line}} if line else {})}
    where = Finder(parse(TALK), folded(TALK)).passages(Citation.model_validate(entry))
    assert TALK.count("\n", 0, where[0][0]) == start


def test_a_paraphrase_and_words_that_are_not_there_stand_in_their_line():
    assert passages("avond was goed", 2, verbatim=False) == ["r2: Nee, de avond was goed."]
    assert passages("nobody said so", 2) == ["r2: Nee, de avond was goed."]
    assert passages("nobody said so") == []
