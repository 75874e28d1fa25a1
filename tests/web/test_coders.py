"""Who coded what; a second coder's citations, blind; and what coders made of the same words, settled."""

import json
import re

import pytest
from coded_twice import FILES, TRANSCRIPT
from pages import Served

from cmo_eval.web.judgement import judgement_of

THEIRS = "sources/FG1.citations.CD.yaml"
AGREED = "sources/FG1.citations.yaml"
NOTHING = {"stances": [], "codes": [], "quality": None}
REFUTES = {"stances": [{"stance": "refutes", "claim": "C1"}], "codes": ["plan"], "quality": "report", "memo": "hm"}


@pytest.fixture
def twice(evaluation):
    return Served(evaluation(FILES))


def second(served, id_, coder="CD"):
    found = served.memory.now().repository.second_codings
    return next(one.citation for one in found if one.id == id_ and one.coder == coder)


def agreed(served, id_):
    return served.memory.now().repository.citations.by_id[id_].citation


def text(answer):
    """What a page says, without its tags and what scripts read."""
    bare = re.sub(r"<script.*?</script>|<template.*?</template>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(bare.split())


def said(answer):
    return json.loads(re.search(r'class="said">(.*?)</script>', answer.text, re.DOTALL)[1])


# ---- who coded what --------------------------------------------------------------------------------------------------


def test_the_overview_counts_what_each_coder_has(twice):
    told = text(twice.get("/coders"))
    assert "AB: 4 citations" in told
    assert "CD: 3 coded, 1 to be coded, 1 of them found by CD" in told
    assert "given citations" not in told


def test_a_second_coder_gets_links_to_code_and_the_first_one_none(twice):
    page = twice.get("/coders?coder=CD").text
    assert 'href="/coders/CD/FG1"' in page
    leading = re.findall(r'href="(/transcripts/FG1[^"]*)"', page)
    assert set(leading) == {"/transcripts/FG1?coder=CD"}  # none shows what others made of it
    page = twice.get("/coders?coder=AB").text
    assert 'href="/coders/AB/FG1"' not in page
    assert "first coder" in page
    assert twice.get("/coders?coder=XY").status_code == 404


def test_agreement_says_how_much_is_coded_by_two_and_what_is_open(twice):
    page = twice.get("/coders/figures")
    told = text(page)
    assert 'href="/coders/FG1/side-by-side"' in page.text
    assert "2 of 4, 1 found by a second coder alone" in told
    assert "1 citation" in told
    assert "kappa" in told
    assert "1 citation in CD&#39;s file not coded yet." in told


def test_without_a_second_coding_there_is_no_agreement(served):
    assert "No source was coded by a second coder yet" in served.get("/coders/figures").text


# ---- a second coder's citations ----------------------------------------------------------------------------------


def test_the_first_that_waits_is_shown_with_its_words_and_nothing_of_the_first_coder(twice):
    page = twice.get("/coders/CD/FG1")
    told = text(page)
    assert "2 of 3 coded" in told
    assert "<mark>The plan came later.</mark>" in page.text
    assert "Nobody had asked for it." in told
    assert said(page) is None
    first = twice.get("/coders/CD/FG1?citation=FG1-001")
    assert "only AB thinks so" not in first.text
    assert said(first)["stances"][0]["stance"] == "nuances"
    assert said(first)["quality"] == "report"


def test_words_that_may_not_be_quoted_are_there_to_be_coded_and_withdrawn_ones_are_not(twice):
    told = text(twice.get("/coders/CD/FG1?citation=FG1-002"))
    assert "It changed nothing for us , I must say. We went on as before. [not to be quoted]" in told
    assert "These words may not be quoted." in told
    assert "These words may not be quoted." not in text(twice.get("/coders/CD/FG1?citation=FG1-001"))
    file = twice.memory.root / "sources/FG1.yaml"
    file.write_text(file.read_text("utf-8").replace("consent: background", "consent: withdrawn"), "utf-8")
    for citation in ("FG1-001", "FG1-002", "FG1-003"):
        page = twice.get(f"/coders/CD/FG1?citation={citation}").text
        assert "changed nothing" not in page
        assert '"line-number">3<' not in page


def test_without_the_transcript_the_quote_stands_alone(twice):
    (twice.memory.root / "texts/FG1.txt").unlink()
    assert '<blockquote lang="en">The plan came later.</blockquote>' in twice.get("/coders/CD/FG1").text
    not_to_be_quoted = twice.get("/coders/CD/FG1?citation=FG1-002").text
    assert '<blockquote lang="en">It changed nothing for us</blockquote>' in not_to_be_quoted


def test_what_is_coded_goes_into_the_second_coders_file_alone(twice):
    before = (twice.memory.root / AGREED).read_bytes()
    answer = twice.post("/coders/CD/FG1/code", {"citation": "FG1-003", "judgement": REFUTES})
    assert answer.status_code == 200
    made = second(twice, "FG1-003")
    assert [one.stance for one in made.evidence] == ["refutes"]
    assert (made.codes, made.quality, made.memo) == (("plan",), "report", "hm")
    assert made.coded is not None
    assert made.quote is None
    assert (twice.memory.root / AGREED).read_bytes() == before


def test_where_nothing_applies_it_is_coded_all_the_same(twice):
    assert twice.post("/coders/CD/FG1/code", {"citation": "FG1-003", "judgement": NOTHING}).status_code == 200
    assert second(twice, "FG1-003").coded is not None
    assert "3 of 3 coded" in text(twice.get("/coders/CD/FG1"))


def test_a_citation_that_was_coded_is_changed_as_a_whole(twice):
    before = said(twice.get("/coders/CD/FG1?citation=FG1-001"))
    sent = {"citation": "FG1-001", "judgement": REFUTES, "before": before}
    assert twice.post("/coders/CD/FG1/code", sent).status_code == 200
    made = judgement_of(second(twice, "FG1-001"))
    assert [one.stance for one in made.stances] == ["refutes"]
    assert made.codes == ("plan",)


def test_a_citation_that_was_not_given_can_be_coded_by_its_id(twice):
    assert twice.post("/coders/CD/FG1/code", {"citation": "FG1-004", "judgement": REFUTES}).status_code == 200
    assert second(twice, "FG1-004").quality == "report"
    answer = twice.post("/coders/CD/FG1/code", {"citation": "FG1-099", "judgement": REFUTES})
    assert answer.status_code == 422
    assert "FG1-099" in answer.json()["error"]


def test_what_somebody_else_made_of_it_meanwhile_is_not_overwritten(twice):
    sent = {"citation": "FG1-003", "judgement": REFUTES, "version": twice.version}
    other = {**REFUTES, "quality": "opinion"}
    assert twice.post("/coders/CD/FG1/code", {**sent, "judgement": other}).status_code == 200
    answer = twice.post("/coders/CD/FG1/code", sent)
    assert answer.status_code == 409
    assert answer.json()["changed"] == [THEIRS]
    assert second(twice, "FG1-003").quality == "opinion"


def test_another_citation_coded_meanwhile_is_no_obstacle(twice):
    shown = twice.version
    twice.post("/coders/CD/FG1/code", {"citation": "FG1-004", "judgement": REFUTES})
    sent = {"citation": "FG1-003", "judgement": REFUTES, "version": shown}
    assert twice.post("/coders/CD/FG1/code", sent).status_code == 200


def test_citations_are_given_to_a_second_coder_by_number_or_all(twice):
    assert "Citations to be coded" in twice.get("/coders/EF/FG1").text
    answer = twice.post("/coders/EF/FG1/given", {"sample": "50%"})
    assert (answer.json()["number"], answer.json()["of"]) == (2, 4)
    assert "0 of 2 coded" in text(twice.get("/coders/EF/FG1"))
    assert twice.post("/coders/EF/FG1/given", {"sample": "many"}).status_code == 422
    assert twice.post("/coders/EF/FG1/given", {}).json()["number"] == 2


@pytest.mark.parametrize("path", ["/coders/AB/FG1", "/coders/XY/FG1", "/coders/CD/FG9"])
def test_who_cannot_be_the_second_coder_is_told_so(twice, path):
    answer = twice.get(path)
    assert answer.status_code == 404
    assert "That cannot be shown" in answer.text


# ---- side by side ----------------------------------------------------------------------------------------------------


def test_the_first_open_one_stands_side_by_side_with_what_differs(twice):
    page = twice.get("/coders/FG1/side-by-side")
    told = text(page)
    assert "We saw it on the table." in told
    assert "What differs stance on C1 supports nuances shown of P1 resource, reasoning none quality observation" in told
    assert "Stances supports C1 (P1 resource, reasoning) nuances C1 Codes Trust among staff Trust among staff" in told
    assert "only AB thinks so" in told
    assert "CD has 1 to code yet" in told
    assert "Open (1)" in told
    assert "Found by one coder alone (1)" in told
    assert "Coded alike (1)" in told


@pytest.mark.parametrize(
    ("what", "stance", "quality"),
    [
        ({"take": "AB"}, "supports", "observation"),
        ({"take": "CD"}, "nuances", "report"),
        ({"judgement": {"stances": REFUTES["stances"], "codes": [], "quality": "opinion"}}, "refutes", "opinion"),
    ],
)
def test_it_is_settled_as_one_had_it_or_as_something_else(twice, what, stance, quality):
    sent = {"citation": "FG1-001", "by": "EF", "date": "2025-02-01", **what}
    assert twice.post("/coders/FG1/settle", sent).status_code == 200
    holds = agreed(twice, "FG1-001")
    assert [one.stance for one in holds.evidence] == [stance]
    assert holds.quality == quality
    assert (holds.adjudicated.by, holds.adjudicated.date) == ("EF", "2025-02-01")
    assert [one.stance for one in holds.adjudicated.first.evidence] == ["supports"]
    told = text(twice.get("/coders/FG1/side-by-side"))
    assert "Settled (1)" in told
    assert "Open (" not in told
    assert "Only CD marked it" in told  # which follows
    page = twice.get("/coders/FG1/side-by-side?citation=FG1-001")
    assert said(page)["stances"][0]["stance"] == stance  # the form begins with what holds
    settled = text(page)
    assert "AB CD What holds What differs" in settled
    assert "Settled by EF, 2025-02-01." in settled
    assert "supports C1 (P1 resource, reasoning)" in settled  # what AB had made of it
    undone = twice.post("/undo", {})
    assert undone.status_code == 200
    assert agreed(twice, "FG1-001").adjudicated is None
    assert "Open (1)" in text(twice.get("/coders/FG1/side-by-side"))


def test_beside_a_fragment_that_one_marked_stands_what_another_marked_there(evaluation):
    start = TRANSCRIPT.index("The plan came later.")
    first = "    at: {{line: 4}}\n    selector: {{start: {}, end: {}}}\n"
    longer = first.format(start, start + len("The plan came later."))
    whole = "The plan came later. Nobody had asked for it."
    files = {
        AGREED: FILES[AGREED].replace("    at: {line: 4}\n", longer),
        THEIRS: FILES[THEIRS]
        .replace("quote: Nobody had asked for it.", f"quote: {whole}")
        .replace("    at: {line: 4}\n", first.format(start, start + len(whole))),
    }
    told = text(Served(evaluation({**FILES, **files})).get("/coders/FG1/side-by-side?citation=FG1-CD-001"))
    assert "AB, FG1-003 CD What differs" in told
    ends = start + 20, start + len(whole)
    assert f"boundary AB: characters {start}-{ends[0]}; CD: characters {start}-{ends[1]} (FG1-CD-001)" in told
    assert f"Words The plan came later. {whole} Stances supports C1 refutes C1" in told
    assert "1 Take it in" in told
    assert "2 " not in told.partition("Take it in")[2][:20]


def test_a_fragment_that_only_one_found_can_be_taken_in(twice):
    page = twice.get("/coders/FG1/side-by-side?citation=FG1-CD-001")
    assert "Take it in" in page.text
    assert "boundary AB: none; CD: marked" in text(page)
    sent = {"citation": "FG1-CD-001", "by": "EF", "date": "2025-02-01", "take": "CD"}
    assert twice.post("/coders/FG1/settle", sent).status_code == 200
    assert agreed(twice, "FG1-CD-001").quote == "Nobody had asked for it."
    assert "Found by one coder alone" not in text(twice.get("/coders/FG1/side-by-side"))


@pytest.mark.parametrize(
    ("but", "told"),
    [({"by": "XY"}, "XY"), ({"date": "soon"}, "date"), ({"take": "GH"}, "GH did not code"), ({"by": ""}, "team")],
)
def test_what_cannot_be_settled_so_is_refused_and_nothing_is_written(twice, but, told):
    before = (twice.memory.root / AGREED).read_bytes()
    answer = twice.post(
        "/coders/FG1/settle", {"citation": "FG1-001", "by": "EF", "date": "2025-02-01", "take": "CD", **but}
    )
    assert answer.status_code == 422
    assert told in answer.json()["error"]
    assert (twice.memory.root / AGREED).read_bytes() == before


def test_nothing_is_settled_on_codings_that_changed_since_they_were_shown(twice):
    sent = {"citation": "FG1-001", "by": "EF", "date": "2025-02-01", "take": "CD", "version": twice.version}
    file = twice.memory.root / THEIRS
    file.write_text(file.read_text("utf-8").replace("nuances: C1", "refutes: C1"), "utf-8")
    answer = twice.post("/coders/FG1/settle", sent)
    assert answer.status_code == 409
    assert answer.json()["changed"] == [THEIRS]
    assert agreed(twice, "FG1-001").adjudicated is None


def test_of_a_source_without_a_second_coding_there_is_nothing_side_by_side(served):
    answer = served.get("/coders/FG1/side-by-side")
    assert answer.status_code == 404
    assert "nobody coded FG1 a second time" in answer.text
