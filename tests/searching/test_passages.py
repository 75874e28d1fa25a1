"""Where a citation stands in a transcript that is searched: by its words, whatever stands between, and its line."""

import pytest

from cmo_eval.analysis.query import Finder, folded
from cmo_eval.model import Citation
from cmo_eval.transcripts.transcript import parse

TALK = """\
r1: Ja, de café-avond; de Café avond was goed.
r2: Nee, de avond was goed.
r1: Onze avond: goed. En de café - avond was goed.
"""


def passages(quote, line=None, text=TALK, **more):
    at = {"line": line} if line is not None else None
    given = {"id": "S1-1", "quote": quote, "verbatim": True, "quality": "opinion", "at": at, **more}
    citation = Citation.model_validate({key: value for key, value in given.items() if value is not None})
    return [text[start:end] for start, end in Finder(parse(text), folded(text)).passages(citation)]


@pytest.mark.parametrize(("quote", "found"), [
    ("de cafe avond was", ["de Café avond was"]),
    ("avond de café", ["avond; de Café"]),
    ("nze avond", []),
    ("de avon", []),
    ("Onze avond […] café-avond", ["Onze avond", "café - avond"]),
    ("was goed (...) onze avond", ["was goed", "Onze avond"]),
])  # fmt: skip
def test_words_stand_one_after_another_whatever_signs_are_between(quote, found):
    assert passages(quote) == found


def test_a_part_behind_a_cut_begins_where_the_one_before_has_ended():
    text = "r1: tuin na tuin na tuin is mooi\n"
    citation = Citation.model_validate({"id": "S1-1", "quote": "tuin na […] na tuin", "quality": "opinion"})
    assert Finder(parse(text), folded(text)).passages(citation) == [(4, 11), (17, 24)]


@pytest.mark.parametrize(("line", "start"), [(None, 0), (1, 0), (2, 1)])
def test_of_several_places_the_one_nearest_to_the_line_counts(line, start):
    given = {"id": "S1-1", "quote": "avond was goed", "quality": "opinion", **({"at": {"line": line}} if line else {})}
    found = Finder(parse(TALK), folded(TALK)).passages(Citation.model_validate(given))
    assert TALK.count("\n", 0, found[0][0]) == start


def test_a_paraphrase_and_words_that_are_not_there_stand_in_their_line():
    assert passages("avond was goed", 2, verbatim=False) == ["r2: Nee, de avond was goed."]
    assert passages("nobody said so", 2) == ["r2: Nee, de avond was goed."]
    assert passages("nobody said so") == []
