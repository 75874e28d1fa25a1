"""Coding in a transcript: what a page sends becomes a citation, and what is written comes back as it looks."""

import json
import re

import pytest

from cmo_eval.web.codes import name_for

NOTHING = {"stances": [], "codes": [], "quality": "observation", "utterance": None, "memo": "", "speaker": None}
REFUTES = {**NOTHING, "stances": [{"stance": "refutes", "claim": "C1"}]}


def at(served, words, nth=0):
    text = served.memory.now().text("FG1").text.text
    start = [match.start() for match in re.finditer(re.escape(words), text)][nth]
    return {"start": start, "end": start + len(words)}


def code(served, words, judgement=REFUTES, nth=0, **more):
    return served.post("/transcripts/FG1/code", {**at(served, words, nth), "judgement": judgement, **more})


def cited(served, id_):
    return served.memory.now().repository.citations.by_id[id_].citation


def test_a_passage_becomes_a_citation_with_place_and_speaker(served):
    found = code(served, "It changed nothing for us").json()
    citation = cited(served, found["id"])
    assert (citation.quote, citation.speaker, citation.quality) == ("It changed nothing for us", "r2", "observation")
    assert citation.evidence[0].refutes == "C1"
    assert (citation.selector.start, citation.at.line) == (at(served, "It changed")["start"], 4)
    assert found["version"] == served.version
    assert list(found["lines"]) == ["4"]
    assert f'data-ids="{found["id"]}"' in found["lines"]["4"]


def test_letters_outside_the_basic_plane_count_as_one(served):
    citation = cited(served, code(served, "for a while").json()["id"])
    assert citation.selector.start == served.memory.now().text("FG1").text.text.index("for a while")
    assert citation.quote == "for a while"


def test_of_words_that_stand_twice_those_that_were_chosen_are_meant(served):
    text = served.memory.now().text("FG1").text.text
    second = text.index("for us")
    passage = {"start": second, "end": second + 3}
    answer = served.post("/transcripts/FG1/code", {**passage, "judgement": REFUTES})
    citation = cited(served, answer.json()["id"])
    assert citation.selector.start == second


def test_words_over_two_turns_say_whose_they_are(served):
    text = served.memory.now().text("FG1").text.text
    passage = {"start": text.index("for a while"), "end": text.index("nothing for us") + 7}
    found = served.post("/transcripts/FG1/code", {**passage, "judgement": REFUTES}).json()
    citation = cited(served, found["id"])
    assert "r2:" in citation.quote
    assert any("another turn" in note for note in found["notes"])


def test_the_same_words_again_are_not_added_twice(served):
    first = code(served, "It changed nothing for us").json()
    again = code(served, "It changed nothing for us").json()
    assert (again["id"], again["there"]) == (first["id"], True)


@pytest.mark.parametrize("passage", [{"start": 5, "end": 5}, {"start": 9, "end": 3}, {"start": 0, "end": 10**6}])
def test_what_is_no_passage_is_refused(served, passage):
    answer = served.post("/transcripts/FG1/code", {**passage, "judgement": REFUTES})
    assert answer.status_code == 422
    assert "no words" in answer.json()["error"]


def test_a_withdrawn_speakers_words_are_neither_shown_nor_coded(served):
    whole = at(served, "It changed nothing for us")
    source = served.memory.root / "sources/FG1.yaml"
    source.write_text(
        source.read_text("utf-8").replace(
            "role: visitor, group: users, consent: quote", "role: visitor, group: users, consent: withdrawn"
        ),
        "utf-8",
    )
    page = served.get("/transcripts/FG1").text
    assert "changed nothing" not in page
    assert "what was said here was withdrawn" in page
    before = (served.memory.root / "sources/FG1.citations.yaml").read_bytes()
    answer = served.post("/transcripts/FG1/code", {**whole, "judgement": REFUTES})
    assert answer.status_code == 422
    assert "withdrawn" in answer.json()["error"]
    assert (served.memory.root / "sources/FG1.citations.yaml").read_bytes() == before


def test_nothing_is_coded_into_a_file_that_cannot_be_read(served):
    file = served.memory.root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8") + "  - {id: FG1-002, quote: [}\n", "utf-8")
    before = file.read_bytes()
    assert "cannot be read wholly" in served.get("/transcripts/FG1").text
    assert code(served, "It changed nothing for us").status_code == 422
    assert file.read_bytes() == before


def test_a_file_that_changed_meanwhile_is_not_written_to(served):
    shown = served.version
    file = served.memory.root / "sources/FG1.yaml"
    file.write_text(file.read_text("utf-8").replace("First panel", "Second panel"), "utf-8")
    answer = code(served, "It changed nothing for us", version=shown)
    assert answer.status_code == 409
    assert answer.json()["changed"] == ["sources/FG1.yaml"]
    assert code(served, "It changed nothing for us", version=answer.json()["version"]).status_code == 200


def test_a_citation_says_something_else_and_has_other_words(served):
    id_ = code(served, "It changed nothing for us").json()["id"]
    judged = {
        **NOTHING,
        "quality": "report",
        "codes": ["trust"],
        "memo": "odd",
        "stances": [{"stance": "nuances", "claim": "C1", "pattern": "P1", "parts": ["context"], "lacks": ["outcome"]}],
    }
    words = at(served, "nothing for us, I must say")
    found = served.post("/transcripts/FG1/recode", {"citation": id_, "judgement": judged, **words}).json()
    citation = cited(served, id_)
    assert (citation.quote, citation.quality, citation.codes, citation.memo) == (
        "nothing for us, I must say",
        "report",
        ("trust",),
        "odd",
    )
    assert (citation.evidence[0].nuances, citation.evidence[0].lacks) == ("C1", ("outcome",))
    assert served.get(f"/transcripts/FG1/citations/{id_}").json()["judgement"]["memo"] == "odd"
    assert list(found["lines"]) == ["4"]


def test_a_citation_is_split_where_the_chosen_words_begin(served):
    id_ = code(served, "It changed nothing for us, I must say. We went on as before.").json()["id"]
    split = at(served, "We went on")["start"]
    found = served.post("/transcripts/FG1/recode", {"citation": id_, "split": split}).json()
    assert cited(served, id_).quote == "It changed nothing for us, I must say."
    assert [cited(served, one).quote for one in found["added"]] == ["We went on as before."]


def test_a_citation_that_a_file_names_goes_only_when_that_was_said(served):
    conclusions = served.memory.root / "conclusions.yaml"
    conclusions.write_text("recommendations:\n  - {id: A1, text: Go on, rests_on: [FG1-001]}\n", "utf-8")
    told = served.post("/transcripts/FG1/remove", {"citation": "FG1-001"}).json()
    assert told["named"] == ["conclusions.yaml:2 (recommendations.rests_on)"]
    assert "FG1-001" in served.memory.now().repository.citations.by_id
    served.post("/transcripts/FG1/remove", {"citation": "FG1-001", "sure": True})
    assert "FG1-001" not in served.memory.now().repository.citations.by_id
    assert "FG1-001" not in conclusions.read_text("utf-8")


def test_what_a_passage_would_do_is_told_and_not_written(served):
    before = served.version
    found = served.post("/transcripts/FG1/effect", {**at(served, "It changed nothing"), "judgement": REFUTES}).json()
    assert "C1" in found["html"]
    assert "0 → 1</strong> of these with a nuance or divided" in found["html"]
    assert served.version == before


def test_what_a_change_would_do_is_told_and_not_written(served):
    before = served.version
    found = served.post("/transcripts/FG1/effect-of-edit", {"citation": "FG1-001", "judgement": REFUTES}).json()
    assert "1 → 0 voice" in found["html"]
    assert served.version == before


def test_a_second_coder_codes_blind_into_their_own_file(served):
    code(served, "It changed nothing for us")
    page = served.get("/transcripts/FG1?coder=CD").text
    assert "refutes C1" not in page
    assert "<mark" not in page
    found = code(served, "We went on as before", coder="CD", second=True).json()
    assert (served.memory.root / "sources/FG1.citations.CD.yaml").exists()
    assert found["id"] in found["lines"]["4"]
    assert found["id"] not in served.memory.now().repository.citations.by_id
    assert found["id"] not in served.get("/transcripts/FG1").text


def test_who_is_not_in_the_team_is_no_second_coder(served):
    assert served.get("/transcripts/FG1?coder=XX").status_code == 404


def test_a_code_is_made_while_reading(served):
    found = served.post("/codes/make", {"label": "Fear of being seen", "kind": "context", "agreed": True}).json()
    assert (found["code"], found["label"], found["depth"]) == ("fear_of_being_seen", "Fear of being seen", 0)
    under = served.post("/codes/make", {"label": "Of the boss", "parent": "fear_of_being_seen", "agreed": True}).json()
    assert (under["code"], under["depth"], under["before"]) == ("of_the_boss", 1, found["version"])
    made = served.memory.now().repository.codes["of_the_boss"]
    assert (made.parent, made.kind) == ("fear_of_being_seen", "context")


@pytest.mark.parametrize(
    ("label", "name"), [("Über–Ich!", "uber_ich"), ("Trust", "trust_2"), ("12 uur", "code_12_uur"), ("…", "code")]
)
def test_a_code_gets_a_name_from_its_words(label, name):
    assert name_for(label, {"trust": None}) == name


@pytest.fixture
def untexted(served):
    (served.memory.root / "texts/FG1.txt").unlink()
    return served


def test_of_a_source_without_a_text_what_is_coded_is_shown_and_changed(untexted):
    page = untexted.get("/transcripts/FG1").text
    assert "We saw it on the table." in page
    assert "FG1.txt does not lie in" in page
    found = untexted.post("/transcripts/FG1/recode", {"citation": "FG1-001", "judgement": REFUTES})
    assert found.status_code == 200
    assert cited(untexted, "FG1-001").evidence[0].refutes == "C1"


def test_words_of_a_source_without_a_text_are_typed(untexted):
    sent = {"words": "They kept a chair for him.", "paraphrase": True, "judgement": REFUTES}
    found = untexted.post("/transcripts/FG1/code", sent).json()
    citation = cited(untexted, found["id"])
    assert (citation.quote, citation.verbatim) == ("They kept a chair for him.", False)
    assert "They kept a chair" in untexted.get("/transcripts/FG1").text
    told = untexted.post("/transcripts/FG1/effect", {"words": "And so on", "judgement": REFUTES}).json()
    assert "C1" in told["html"]


def again(served):
    shown = re.search(r'id="again-data">(.*?)</script>', served.get("/transcripts/FG1").text)[1]
    return [
        " ".join([*(f"{held['stance']} {held['claim']}@{held['version']}" for held in one["stances"]), *one["codes"]])
        for one in json.loads(shown)
    ]


def test_what_can_be_coded_at_once_is_there_once_and_keeps_its_digit(served, talk):
    first = again(served)  # what is coded already, then each stance
    assert first[-3:] == ["supports C1@None", "nuances C1@None", "refutes C1@None"]
    code(served, "It changed nothing for us", REFUTES)
    assert again(served) == first
    assert served.post(
        "/transcripts/FG1/code", {**at(served, "We went on"), "judgement": {**NOTHING, "codes": ["trust"]}}
    ).json()["id"]
    assert again(served) == ["trust", *first]


def test_at_once_is_about_the_newest_wording_of_a_claim(served, talk):
    (path,) = (talk / "claims").glob("C1*.yaml")
    wording = "versions:\n  - {version: 1, statement: a, why: first wording}\n"
    text = re.sub(
        r"(?s)versions:\n.*?\n(?=\w)", wording + "  - {version: 2, statement: b, why: better}\n", path.read_text()
    )
    path.write_text(text)
    assert again(served)[-3:] == ["supports C1@2", "nuances C1@2", "refutes C1@2"]


def test_while_the_form_is_filled_in_it_is_told_of_the_words_not_of_what_is_still_to_be_said(served):
    over = at(served, "for a while.\n[p. 2]\nr2: It changed nothing")
    notes = served.post("/transcripts/FG1/effect", {**over, "judgement": NOTHING}).json()["notes"]
    assert len(notes) == 1
    assert "another turn" in notes[0]
    assert "no stance" in " ".join(served.post("/transcripts/FG1/code", {**over, "judgement": NOTHING}).json()["notes"])


def test_the_whole_of_a_long_transcript_is_no_quote(served, talk):
    (talk / "texts/FG1.txt").write_text("r1: " + "yes " * 30_000 + "\n", "utf-8")
    words = {"start": 4, "end": 4 + 100_001}
    answer = served.post("/transcripts/FG1/code", {**words, "judgement": REFUTES})
    assert (answer.status_code, answer.json()["hint"]) == (422, "choose at most 100,000")
    assert "100,001 letters" in answer.json()["error"]
    words["end"] -= 1
    assert served.post("/transcripts/FG1/code", {**words, "judgement": REFUTES}).json()["id"] == "FG1-002"


def test_who_is_not_the_first_coder_is_led_to_the_page_of_second_coders(served):
    answer = served.post("/transcripts/FG1/code", {**at(served, "We went on"), "judgement": REFUTES, "coder": "CD"})
    assert answer.status_code == 422
    assert answer.json() == {"error": "FG1 is coded by AB", "hint": "CD can code it blind: choose CD under Coders"}
