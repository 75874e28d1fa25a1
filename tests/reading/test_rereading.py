"""Whole citations are found again in their files, in whatever order they are asked for."""

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cmo_eval
from cmo_eval.errors import CmoEvalError
from cmo_eval.store import entries
from cmo_eval.store.entries import Rereader

NUMBER = 12


def coding(source, number=NUMBER):
    quotes = (f"  - {{id: {source}-{index:03}, quote: Word {index}., at: {{line: 1}}}}\n" for index in range(number))
    return f"defaults: {{quality: observation}}\ncitations:\n{''.join(quotes)}"


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "sources").mkdir()
    for number in range(6):
        (tmp_path / f"sources/S{number}.citations.yaml").write_text(coding(f"S{number}"), "utf-8")
    return tmp_path


@pytest.fixture
def times_parsed(monkeypatch):
    parsed = []
    original = entries.stream
    monkeypatch.setattr(entries, "stream", lambda *words: (parsed.append(1), original(*words))[1])
    return parsed


def ask(rereader, source, index):
    return rereader(f"sources/S{source}.citations.yaml", index, f"S{source}-{index:03}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.integers(0, 5), st.integers(0, NUMBER - 1)), max_size=40))
def test_each_is_found_with_its_place_in_any_order(sources, asked):
    rereader = Rereader(sources)
    for source, index in asked:
        stored = ask(rereader, source, index)
        assert stored.record.quote == f"Word {index}."
        assert stored.record.quality == "observation"
        assert stored.at("quote").line == index + 3


def test_in_the_order_of_the_file_it_is_parsed_once(sources, times_parsed):
    rereader = Rereader(sources)
    for index in (0, 0, 3, 4, 11, 11):
        ask(rereader, 1, index)
    assert len(times_parsed) == 1


def test_in_any_other_order_it_is_parsed_twice(sources, times_parsed):
    rereader = Rereader(sources)
    for index in (5, 2, 9, 1, 11, 0):
        ask(rereader, 1, index)
    assert len(times_parsed) == 2


def test_one_that_is_not_there_is_said_and_the_others_are_found_still(sources):
    rereader = Rereader(sources)
    for _ in range(2):
        with pytest.raises(CmoEvalError, match="S1-012 is not where it was"):
            ask(rereader, 1, NUMBER)
        assert ask(rereader, 1, 4).record.id == "S1-004"
    with pytest.raises(CmoEvalError, match="S1-007 is not where it was"):
        rereader("sources/S1.citations.yaml", 4, "S1-007")


def test_what_stands_above_a_mistake_is_found(sources):
    path = sources / "sources/S1.citations.yaml"
    path.write_text(path.read_text("utf-8") + "  - {id: [", "utf-8")
    rereader = Rereader(sources)
    assert ask(rereader, 1, NUMBER - 1).record.id == "S1-011"
    assert ask(rereader, 1, 0).record.id == "S1-000"
    with pytest.raises(CmoEvalError, match="is not where it was"):
        ask(rereader, 1, NUMBER)


def test_a_file_that_is_gone_is_said(sources):
    (sources / "sources/S1.citations.yaml").unlink()
    with pytest.raises(CmoEvalError, match="changed while it was being used"):
        ask(Rereader(sources), 1, 0)


def test_who_asks_in_order_holds_no_more_of_a_long_file_than_of_a_short_one(evaluation):
    """Beside its text."""
    root = evaluation({"sources/FG1.citations.yaml": coding("FG1", 3000)})
    loaded = cmo_eval.load(root)
    size = (root / "sources/FG1.citations.yaml").stat().st_size
    tracemalloc.start()
    try:
        for citation in loaded.repository.whole_citations(range(3000)):
            assert citation.verbatim
        assert tracemalloc.get_traced_memory()[1] < 4 * size + 500_000
    finally:
        tracemalloc.stop()
