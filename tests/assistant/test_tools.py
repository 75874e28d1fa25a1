"""What an assistant may see of an evaluation, and what becomes of what it hands in; without the protocol."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "disclosure"))

from lab import CORRECTED, FILES, GONE, HELD, TANGLED, TEXT

from cmo_eval import api
from cmo_eval.assistant.inputs import Coder
from cmo_eval.assistant.serving import answered
from cmo_eval.assistant.tools import tools
from cmo_eval.assistant.view import View
from cmo_eval.store.loading import load

AUDIENCES = ("public", "committee", "team")
LINE = "We sailed at six again, and people on the quay noticed it at once."
DAY = "In the end the timetable hung on every door"
LETTER = {
    "sources/DOC.yaml": "id: DOC\nkind: document\ntitle: A letter\nreference: {title: A letter}\n",
    "sources/DOC.citations.yaml": "citations: [{id: DOC-001, quote: The letter says so, evidence: [{supports: C1}]}]\n",
}


@pytest.fixture
def put(tmp_path):
    """An evaluation with these files."""

    def made(files):
        root = tmp_path / "evaluation"
        shutil.rmtree(root, ignore_errors=True)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return root

    return made


class Door:
    """The tools of an evaluation; asked as an assistant asks."""

    def __init__(self, root, audience="team", where="any", coder=None):
        self.view = View(root, audience, where)
        self.tools = tools(self.view, coder, lambda: "2026-11-30")

    def text(self, name, **arguments):
        return answered(self.tools, name, arguments)[0]

    def __call__(self, name, **arguments):
        text, failed = answered(self.tools, name, arguments)
        assert not failed, text
        return json.loads(text)


def everything(door, ids):
    """All that an assistant can get out of the tools, with these ids and with words that it may guess."""
    asked = [("claims", {"also": ["patterns", "codes", "sources", "questions", "groups"]}), ("validate", {})]
    asked += [("evidence", {"limit": 100}), *(("trace", {"id": id_}) for id_ in ids)]
    filters = ("claim", "pattern", "code", "group", "source", "case", "citation")
    asked += [("evidence", {name: [id_]}) for id_ in ids for name in filters]
    asked += [("find", {"words": word}) for word in ("the", "vlom*", "jetty", "*", '"paid for the new"')]
    return "\n".join(door.text(name, **arguments) for name, arguments in asked)


def ids_of(root):
    whole = load(root, withdrawn=True).repository
    citations = [one.id for coding in whole.codings for one in coding]
    return dict.fromkeys([*citations, *whole.sources, *whole.claims, *whole.patterns, *whole.cases, "Q1", "A1", "r3"])


# ---- what is not open is not to be had ------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [FILES, TANGLED, CORRECTED], ids=["plain", "tangled", "corrected"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_words_that_are_not_open_are_to_be_had(put, files, audience):
    root = put(files)
    for where in ("local", "any"):
        door = Door(root, audience, where, Coder("model_b", "m 1"))
        said = everything(door, ids_of(root))
        asked = [
            {"source": one, "quote": line[4:], "codes": ["quay"]}
            for one in ("FG1", "IN1")
            for line in TEXT.splitlines()
        ]
        said += door.text("propose", proposals=asked)
        told = "It sails on time" in said
        assert told or (audience == "public" and files is not FILES)  # there something may not be published at all
        assert (LINE in said) is told
        for word in (GONE, HELD):
            found = {match[0] for match in word.finditer(said)} - {"vlomgonenote"}
            assert not found


def test_what_was_withdrawn_is_answered_as_what_never_was(put):
    door = Door(put(FILES), coder=Coder("model_b", "m 1"))
    for tool, asked in (
        ("evidence", lambda id_: {"citation": [id_]}),
        ("trace", lambda id_: {"id": id_}),
    ):
        for gone, never in (("FG1-003", "FG1-033"), ("FG1-005", "FG1-055"), ("IN1-001", "IN1-011")):
            assert door.text(tool, **asked(gone)).replace(gone, "X") == door.text(tool, **asked(never)).replace(
                never, "X"
            )
    for tool, asked in (("evidence", lambda id_: {"source": [id_]}), ("trace", lambda id_: {"id": id_})):
        answers = [door.text(tool, **asked(id_)).replace(id_, "X") for id_ in ("IN1", "ZZ1")]
        assert answers[0].split(";")[0] == answers[1].split(";")[0]
        assert "IN1" not in answers[0]
    guess = [
        {"source": source, "quote": quote, "codes": ["quay"]}
        for source, quote in (
            ("FG1", "Nobody knows that vlomgoneword paid for the new jetty in cash."),  # of somebody who withdrew
            ("FG1", "In confidence, vlomheldword was kept out of the minutes by the chair."),  # background
            ("FG1", "Nobody knows that the minister paid for the new jetty in cash."),  # nobody said it
        )
    ]
    refused = door("propose", proposals=guess)["refused"]
    assert {(one["reason"], one["why"]) for one in refused} == {
        ("words", "its words do not stand so in the transcript")
    }
    whole = door("propose", proposals=[{**guess[0], "source": one, "quote": "nothing else."} for one in ("IN1", "ZZ1")])
    assert [one["reason"] for one in whole["refused"]] == ["unknown_source"] * 2


def test_words_are_given_of_sources_that_models_may_read(put):
    files = {**FILES, **LETTER}
    root = put(files)
    source = root / "sources/FG1.yaml"
    for said, where, open_ in (
        ("pseudonymised: true\nconsent: {models: any}\n", "any", True),
        ("pseudonymised: true\nconsent: {models: local}\n", "any", False),
        ("pseudonymised: true\nconsent: {models: local}\n", "local", True),
        ("pseudonymised: false\nconsent: {models: any}\n", "local", False),
        ("", "local", False),
    ):
        text = FILES["sources/FG1.yaml"].replace("pseudonymised: true\nconsent: {models: any}\n", said)
        source.write_text(text, "utf-8")
        door = Door(root, "team", where, Coder("model_b", "m 1"))
        given = door("evidence", citation=["FG1-001"])
        assert (given["citations"][0].get("words") == LINE) is open_
        assert given["held_back"] == (not open_)
        assert given["citations"][0].get("held_back", False) is not open_
        assert (LINE in door.text("trace", id="FG1-001")) is open_
        assert door("find", words="quay six")["total"] == open_
        sources = {one["id"]: one["words"] for one in door("claims", also=["sources"])["sources"]}
        assert sources == {"FG1": "may be read" if open_ else "held back", "IN2": "held back", "DOC": "may be read"}
        if not open_:  # nor is a guess told apart from another
            tried = [{"source": "FG1", "quote": one, "codes": ["quay"]} for one in (DAY, "not said")]
            answer = door("propose", proposals=tried)
            assert [one["reason"] for one in answer["refused"]] == ["not_open"] * 2
            assert not answer["accepted"]
    assert door("find", words="letter")["citations"][0]["words"] == "The letter says so"


def test_in_an_evaluation_of_what_is_published_all_words_are_open(put):
    root = put({**FILES, "evaluation.yaml": FILES["evaluation.yaml"] + "basis: published\n"})
    assert Door(root, "team")("evidence", source=["IN2"])["citations"][0]["words"].startswith("It left")
    assert "held_back" in Door(put(FILES), "team")("evidence", source=["IN2"])["citations"][0]


def test_beyond_the_team_people_have_no_ids_and_files_no_names(put):
    root = put({**FILES, "sources/FG1.yaml": FILES["sources/FG1.yaml"] + "confidentiality: public\n"})
    row = Door(root, "team")("evidence", citation=["FG1-001"])["citations"][0]
    assert (row["speaker"], row["role"]) == ("r1", "mate")
    for audience in ("public", "committee"):
        door = Door(root, audience)
        row = door("evidence", citation=["FG1-001"])["citations"][0]
        assert "speaker" not in row
        assert row["words"] == LINE
        assert ".citations" not in door.text("trace", id="FG1-001")


def test_where_it_may_not_be_published_nothing_is_told(put):
    title = "title: Ask jan.jansen@example.org"
    root = put({**FILES, "claims/C2-other.yaml": FILES["claims/C2-other.yaml"].replace("title: Another", title)})
    door = Door(root, "public")
    for name, arguments in (("claims", {}), ("evidence", {}), ("trace", {"id": "C1"}), ("validate", {})):
        text, failed = answered(door.tools, name, arguments)
        assert failed
        assert "CMO" in text
        assert "jansen" not in text
    assert Door(root, "team")("claims")["claims"][1]["title"].startswith("Ask")


# ---- what it is told ------------------------------------------------------------------------------------------------


def test_claims_say_what_is_proposed_and_decided(put):
    root = put(FILES)
    found = Door(root)("claims", claims=["C1"], also=["patterns", "codes", "questions", "groups"])
    assert found["groups"] == dict(load(root).repository.evaluation.groups)
    result = api.load(root).verify()["C1"]
    assert found["claims"][0]["proposed"]["verdict"] == result.proposal.verdict
    assert found["claims"][0]["citations"] == {"supports": 3, "nuances": 1, "refutes": 1}
    assert found["claims"][0]["text"] == "It sails on time."
    assert found["questions"] == {"Q1": "Did it sail?"}
    assert [one["id"] for one in found["codes"]] == ["quay", "jetty"]
    assert found["patterns"][0]["id"] == "P1"
    assert "C9" in Door(root).text("claims", claims=["C9"])


def test_evidence_is_filtered_and_read_on(put):
    door = Door(put(FILES))
    assert door("evidence", claim=["C1"], stance=["refutes"])["citations"][0]["citation"] == "FG1-002"
    whole = door("evidence")
    ids = [one["citation"] for one in whole["citations"]]
    assert ids == ["FG1-001", "FG1-002", "FG1-004", "FG1-006", "FG1-007", "IN2-001"]
    assert [one["citation"] for one in door("evidence", limit=2, after=3)["citations"]] == ids[3:5]
    assert door("evidence", limit=2, after=3)["total"] == whole["total"] == 6
    assert whole["held_back"] == 4
    assert [one["citation"] for one in door("find", words="DOOR*", limit=1)["citations"]] == ["FG1-007"]
    assert door("find", words='"the quay noticed"')["total"] == 1
    assert door("find", words='"quay the noticed"') == {"total": 0, "held_back": 4, "citations": []}


def test_validate_says_what_and_where_and_not_in_which_words(put):
    files = {**FILES, "claims/C2-other.yaml": FILES["claims/C2-other.yaml"] + "questions: [Q7]\n"}
    root = put(files)
    found = Door(root)("validate")
    mine = [one for one in found["findings"] if one["severity"] == "error"]
    assert [place.rpartition(":")[0] for one in mine for place in one["places"]] == ["claims/C2-other.yaml"]
    assert found["error"] == 1
    assert all(set(one) == {"code", "severity", "what", "total", "places"} for one in found["findings"])
    assert not [place for one in found["findings"] for place in one["places"] if "IN1" in place]
    assert all(len(set(one["places"])) == len(one["places"]) for one in found["findings"])
    gone = {one.location.line for one in api.validate(root).findings if one.subject == "FG1-003"}
    assert gone
    assert not {f"sources/FG1.citations.yaml:{line}" for line in gone} & {
        place for one in found["findings"] for place in one["places"]
    }


def test_of_a_chain_with_very_many_words_the_nearest_are_given(put, monkeypatch):
    monkeypatch.setattr("cmo_eval.assistant.answers._NODES", 3)
    found = Door(put(FILES))("trace", id="C1")
    assert len(found["nodes"]) == 3 < found["total"]
    keys = {one["key"] for one in found["nodes"]}
    assert all({one["from"], one["to"]} <= keys for one in found["edges"])


def test_what_is_missing_since_a_file_cannot_be_read_is_told_with_each_answer(put):
    door = Door(put({**FILES, "claims/C2-other.yaml": "id: [C2"}))
    for name, asked in (("claims", {}), ("evidence", {}), ("find", {"words": "quay"}), ("trace", {"id": "C1"})):
        assert door(name, **asked)["unread"].startswith("1 file cannot be read"), name
    assert [one["id"] for one in door("claims")["claims"]] == ["C1"]
    assert "claims/C2-other.yaml" in door.text("validate")
    assert "unread" not in Door(put(FILES))("claims")


def test_what_cannot_be_asked_is_told_in_words(put):
    door = Door(put(FILES))
    for name, arguments, told in (
        ("propose", {}, "there is no tool propose"),
        ("evidence", {"limit": 0}, "limit"),
        ("evidence", {"who": "me"}, "who"),
        ("evidence", {"claim": ["C9"]}, "C9"),
        ("evidence", {"claim": "C1"}, "claim: input should be a list"),
        ("evidence", {"group": ["x"]}, 'there is no group x; `claims` with also ["groups"] gives them'),
        ("evidence", {"code": ["xyz"]}, '`claims` with also ["codes"] gives them'),
        ("evidence", {"case": ["unheard-of"]}, "`claims` and `evidence` give the ids"),
        ("trace", {"id": "unheard-of"}, "`claims` and `evidence` give the ids"),
        ("find", {"words": " "}, ""),
        ("find", {}, "words"),
        ("trace", {"id": "x" * 500}, "id"),
    ):
        text, failed = answered(door.tools, name, arguments)
        assert failed
        assert told in text
        assert "cmo-eval" not in text  # it has no terminal
        assert len(text) < 300


def test_an_error_that_nobody_foresaw_tells_no_more_than_its_kind(put, monkeypatch):
    door = Door(put(FILES))
    monkeypatch.delenv("CMO_EVAL_DEBUG", raising=False)
    monkeypatch.setattr(type(door.view), "now", lambda _: 1 / 0 if LINE else None)
    assert door.text("claims").startswith("internal error (ZeroDivisionError)")


def test_what_changes_is_seen_at_once_and_what_does_not_is_read_once(put, monkeypatch):
    root = put(FILES)
    door = Door(root)
    read = []
    real = api.disclose
    monkeypatch.setattr(api, "disclose", lambda *given, **more: read.append(1) or real(*given, **more))
    for _ in range(3):
        assert door("evidence", citation=["FG1-001"])["held_back"] == 0
        door("claims")
    assert len(read) == 1
    door.view.warm()
    assert len(read) == 1
    for file, before, after in (
        ("sources/FG1.yaml", "id: r1, role: mate, group: crew, consent: quote", "id: r1, consent: withdrawn"),
        ("texts/FG1.txt", "INT: How", "INT: Then how"),
    ):
        path = root / file
        path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
        os.utime(path, ns=(1, 1))
        assert "no citation FG1-001" in door.text("evidence", citation=["FG1-001"])
    assert len(read) == 3


def test_a_finding_about_a_source_that_was_withdrawn_is_not_told(put):
    file = "sources/IN1.yaml"
    root = put({**FILES, file: FILES[file].replace("group: shore\nwithdrawn", "group: nobody\nwithdrawn")})
    assert file in {one.location.file for one in api.validate(root).findings}
    assert "IN1" not in Door(root).text("validate")


# ---- what it hands in -----------------------------------------------------------------------------------------------


def test_proposals_are_kept_with_who_made_them_and_count_for_nothing(put):
    root = put(FILES)
    door = Door(root, coder=Coder("model_b", "some model 2.0"))
    before = door("claims")
    given = [
        {"source": "FG1", "quote": DAY, "codes": ["quay"], "why": "doors"},
        {"source": "FG1", "quote": "In the end no timetable hung on every door", "codes": ["quay"]},
        {"source": "FG1", "quote": DAY, "codes": ["unheard_of"]},
        {"source": "FG1"},
    ]
    answer = door("propose", proposals=given)
    assert answer["accepted"] == {"FG1": ["FG1-model_b-001"]}
    assert [(one["number"], one["reason"]) for one in answer["refused"]] == [
        (2, "words"),
        (3, "unknown_id"),
        (4, "form"),
    ]
    made = (root / "sources/FG1.proposed.model_b.yaml").read_text("utf-8")
    for part in ("by: model_b", "model: some model 2.0", "date: 2026-11-30", "offered: 4", DAY):
        assert part in made
    assert door("claims") == before
    assert door("propose", proposals=given)["before"] is True
    same = Door(root, coder=Coder("model_b", "another model"))
    assert "another model" in same.text("propose", proposals=[{"source": "FG1", "quote": LINE, "codes": ["quay"]}])


def test_the_digest_kept_with_proposals_is_of_what_the_assistant_was_told(put, monkeypatch):
    root = put(FILES)

    def kept(name):
        door = Door(root, coder=Coder(name, "m 1"))
        door("propose", proposals=[{"source": "FG1", "quote": DAY, "codes": ["quay"]}])
        made = (root / f"sources/FG1.proposed.{name}.yaml").read_text("utf-8")
        return next(line for line in made.splitlines() if "prompt_sha256" in line)

    one = kept("model_b")
    assert kept("model_c") == one
    monkeypatch.setattr("cmo_eval.assistant.tools.INSTRUCTIONS", "other words")
    assert kept("model_d") != one
