"""How much of the evidence a report prints, where there is more than anybody reads."""

from __future__ import annotations

import pickle
import re

import pytest
from reported import FILES

from cmo_eval.report import documents
from cmo_eval.report.chapter import MOST_QUOTES


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


def talks(count, stance="supports"):
    """So many talks with one person each, of which one citation."""
    files = dict(FILES)
    for n in range(count):
        files[f"sources/T{n}.yaml"] = f"id: T{n}\nkind: interview\ntitle: Gesprek\ngroup: users\n"
        files[f"sources/T{n}.citations.yaml"] = (
            "defaults: {quality: observation, role: bestuurder}\ncitations:\n"
            f"  - {{id: T{n}-1, quote: Woord {n}., evidence: [{{{stance}: C1, pattern: P1}}]}}\n"
        )
    return files


def test_of_each_voice_one_is_quoted_and_the_others_are_counted(see):
    (one,) = see(many(100)).chapters[0].mechanisms
    assert [quote.id for quote in one.quotes] == ["CI1-001", "FG1-001", "FG2-0001"]
    assert one.more == 102 - 3  # a hundred, and two that stand in the evaluation already
    assert one.independence.startswith("103 citaten van 3 stemmen")  # the numbers are of all
    assert (one.voices, one.citations) == (3, 103)


def test_no_more_are_quoted_than_anybody_reads(see):
    (one,) = see(talks(20)).chapters[0].mechanisms
    assert len(one.quotes) == MOST_QUOTES


def test_writer_chooses_and_orders_them(see):
    files = talks(20)
    files["claims/C1-waarde.yaml"] += "highlights: [T7-1, T3-1, T19-1]\n"
    (one,) = see(files).chapters[0].mechanisms
    assert [quote.id for quote in one.quotes] == ["T7-1", "T3-1", "T19-1"]
    assert one.more == 20 + 2 - 3


def test_what_contradicts_is_not_crowded_out(see):
    files = talks(20)
    for n in range(5):
        name = f"sources/T{n}.citations.yaml"
        files[name] = files[name].replace("supports", "refutes")
    (one,) = see(files).chapters[0].mechanisms
    assert [quote.stance for quote in one.quotes].count("refutes") == MOST_QUOTES // 2


def test_better_quality_goes_first(see):
    files = many(40)
    files["sources/FG2.citations.yaml"] = files["sources/FG2.citations.yaml"].replace(
        "{id: FG2-0040,", "{id: FG2-0040, quality: documented,"
    )
    (one,) = see(files).chapters[0].mechanisms
    assert "FG2-0040" in {quote.id for quote in one.quotes}


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Meer hiervan in het werkboek"), ("en", "More of it in the wor")]
)
def test_others_are_counted_with_where_they_stand(see, language, said):
    view = see(many(100), language)
    (line,) = (one for one in documents(view)["report.md"].splitlines() if said in one and "99" in one)
    assert re.fullmatch(r"\*\S.*\S\*", line)  # with a space within them the asterisks would be printed


def test_each_citation_is_quoted_once_in_a_chapter(see, report):
    chapter = see(talks(20, "refutes")).chapters[0]
    above = [quote.id for one in chapter.mechanisms for quote in (*one.quotes, *one.denials)]
    below = [quote.id for quote in chapter.counter_evidence]
    assert below
    assert not {*above} & {*below}


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
