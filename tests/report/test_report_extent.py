"""How much of the evidence a report prints, where there is more than anybody reads."""

from __future__ import annotations

import pickle

import pytest
from reported import FILES

from cmo_eval.report import documents
from cmo_eval.report.chapter import MOST_QUOTES, chosen, for_reading


def many(count, stance="supports", quality="observation"):
    """A file of citations of twenty participants."""
    people = "".join(f"  - {{id: r{n}, role: bestuurder, group: users, consent: quote}}\n" for n in range(20))
    source = f"id: FG2\nkind: focus_group\ntitle: Panel\ngroup: users\nparticipants:\n{people}"
    entry = "  - {{id: FG2-{0:04}, quote: Woord {0}., speaker: r{1}, evidence: [{{{2}: C1, pattern: P1}}]}}\n"
    rows = "".join(entry.format(n, n % 20, stance) for n in range(1, count + 1))
    return {
        **FILES,
        "sources/FG2.yaml": source,
        "sources/FG2.citations.yaml": f"coder: AB\ndefaults: {{quality: {quality}}}\ncitations:\n{rows}",
    }


def test_few_quotes_are_all_printed(see):
    view = see()
    assert for_reading(view) == view


def test_many_quotes_are_some_with_the_number_of_the_others(see):
    view = see(many(100))
    (one,) = for_reading(view).chapters[0].mechanisms
    assert len(one.quotes) == MOST_QUOTES
    assert one.more == 102 - MOST_QUOTES  # a hundred, and two that stand in the evaluation already
    assert one.independence.startswith("103 citaten van 3 stemmen")  # the numbers are of all
    assert one.voices == 3


def test_every_voice_is_heard_before_one_is_heard_again(see):
    (one,) = see(many(100)).chapters[0].mechanisms
    supports = [quote for quote in one.quotes if quote.stance == "supports"]
    assert [quote.id for quote in chosen(supports, 3)] == ["CI1-001", "FG1-001", "FG2-0001"]
    assert [quote.id for quote in chosen(supports, 5)][2:] == ["FG2-0001", "FG2-0002", "FG2-0003"]


def test_what_contradicts_is_not_crowded_out(see):
    files = many(100)
    files["sources/FG2.citations.yaml"] += "".join(
        f"  - {{id: FG2-9{n:02}, quote: Nee {n}., speaker: r1, evidence: [{{refutes: C1, pattern: P1}}]}}\n"
        for n in range(30)
    )
    (one,) = for_reading(see(files)).chapters[0].mechanisms
    stances = [quote.stance for quote in one.quotes]
    assert stances == sorted(stances, key=["supports", "nuances", "refutes", "suggests"].index)
    assert stances.count("refutes") == MOST_QUOTES // 2


def test_better_quality_goes_first(see):
    files = many(40)
    files["sources/FG2.citations.yaml"] = files["sources/FG2.citations.yaml"].replace(
        "{id: FG2-0040,", "{id: FG2-0040, quality: documented,"
    )
    (one,) = see(files).chapters[0].mechanisms
    assert "FG2-0040" in {quote.id for quote in chosen(one.quotes, 5)}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_others_are_counted_with_where_they_stand(see, language, monkeypatch):
    monkeypatch.setattr("cmo_eval.report.chapter.MOST_ROWS", 50)
    view = see(many(100), language)
    text = documents(view)["report.md"]
    more = for_reading(view).chapters[0].mechanisms[0].more
    rows = len(view.citations)
    shown = rows - for_reading(view).more
    said = {
        "nl": (
            f"Nog {more} citaten zijn te vinden in het werkboek, op het blad Citaten.",
            f"{shown} van {rows} regels",
        ),
        "en": (
            f"Another {more} citations can be found in the workbook, in the sheet Citations.",
            f"{shown} of {rows} rows",
        ),
    }[language]
    assert all(one in text for one in said)
    assert text.count("Woord") == sum(
        "Woord" in quote.text for quote in for_reading(view).chapters[0].mechanisms[0].quotes
    )


def test_quote_that_was_left_out_above_is_printed_where_it_comes_again(see):
    view = for_reading(see(many(60, "refutes")))
    chapter = view.chapters[0]
    above = {quote.id for one in chapter.mechanisms for quote in one.quotes}
    assert all(quote.repeated == (quote.id in above) for quote in chapter.counter_evidence)
    assert [quote for quote in chapter.counter_evidence if quote.repeated]


def test_long_lists_of_ids_end_with_their_number(report):
    text = report(many(60, "refutes"))["report.md"]
    row = next(line for line in text.splitlines() if line.startswith("| Tegenspraak"))
    assert row.count("FG2-") == 25
    assert "en nog 36]" in row


def test_citations_are_made_as_they_are_read_and_are_the_same_each_time(see):
    citations = see(many(60)).citations
    assert tuple(citations) == tuple(citations) == citations[:] == pickle.loads(pickle.dumps(citations))  # noqa: S301
    assert [citations[place] for place in range(len(citations))] == list(citations)
    assert len(citations) == len(list(citations))
    assert citations[-1].text == "Bij ons ging het om besparen."


def test_quotes_that_are_chosen_have_their_words(see):
    (one,) = see(many(100)).chapters[0].mechanisms
    assert [quote.text for quote in one.quotes if quote.id == "FG2-0001"] == ["Woord 1."]
    assert all(quote.text for quote in one.quotes)
