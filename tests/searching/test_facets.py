"""What the values of filters would leave is what choosing them leaves, whatever else is asked."""

from __future__ import annotations

import itertools

import pytest
from test_selection import FILES

from cmo_eval import api
from cmo_eval.analysis.facets import facets_of
from cmo_eval.analysis.selection import Selection, chosen, of_sources
from cmo_eval.store import loading


@pytest.fixture
def loaded(evaluation):
    return api.load(evaluation(FILES)).repository


def test_counts_are_what_choosing_the_value_alone_leaves(loaded):
    facets = facets_of(loaded)
    every = facets.counts(Selection())
    assert every["code"]["sight"] == 2  # those below it
    assert every["lacks"] == {"outcome": 1}
    values = [(name, value) for name, having in every.items() for value in having]
    pairs = [*itertools.combinations(values, 2)]
    for asked in [(), *((one,) for one in values), *pairs[::7]]:
        given = {name: [value for key, value in asked if key == name] for name, _ in asked}
        found = facets.counts(Selection(**given))
        for name, value in values:
            expected = len(chosen(loaded, Selection(**{**given, name: value})))
            assert found[name].get(value, 0) == expected, (given, name, value)


def test_dates_and_those_among_which_is_counted_limit_all_filters(loaded):
    facets = facets_of(loaded)
    assert facets.counts(Selection(from_="2017"))["source"] == {"FG1": 4}
    assert facets.counts(Selection(since="2017-06"))["source"] == {"FG1": 1}
    among = [one for one in loaded.citations if one.id in {"FG1-001", "DD1-001"}]
    assert facets.counts(Selection(), among)["source"] == {"FG1": 1, "DD1": 1}


def test_citations_are_counted_in_reading_order(loaded):
    facets = facets_of(loaded)
    assert [one.id for one in facets.citations][:3] == ["DD1-002", "DD1-001", "FG1-002"]
    assert [facets.place[one.key] for one in facets.citations] == [*range(6)]


def test_what_was_withdrawn_is_not_counted(evaluation):
    whole = loading.load(evaluation(FILES), withdrawn=True).repository
    assert "FG1-003" in whole.citations.by_id
    assert "FG1-003" not in [one.id for one in facets_of(whole).citations]
    assert facets_of(whole).counts(Selection())["code"]["sight"] == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ({"FG1", "DD1"}, False)),
        ({"kind": "document", "speaker": "r1"}, ({"DD1"}, False)),
        ({"case": "K1", "source": "FG1"}, (set(), False)),
        ({"from_": "2017", "code": "cost"}, ({"FG1"}, True)),
        ({"role": "nurse", "to": "2016"}, ({"DD1"}, False)),
        ({"group": "staff", "quality": "report"}, ({"FG1", "DD1"}, True)),
    ],
)
def test_filters_of_sources_and_of_what_is_coded_are_told_apart(loaded, given, expected):
    assert of_sources(loaded, Selection(**given)) == expected
