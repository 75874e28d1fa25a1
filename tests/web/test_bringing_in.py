"""Files brought in through the page: read and forgotten, planned with what is said, and written once or not at all."""

import tempfile
from dataclasses import replace

import pytest
import yaml
from pages import ORIGIN

from cmo_eval.projects.project import Code, Coder, Coding, Document, Project
from cmo_eval.projects.refi_out import qdpx
from cmo_eval.web import bring
from cmo_eval.web.access import MAX_BODY

TEXT = "We trust the nurses 😀.\nNobody told us anything, they said.\n"
PROJECT = Project(
    "cmo-eval",
    (Coder("00000000-0000-4000-8000-000000000001", "Ana Müller"),),
    (
        Code("00000000-0000-4000-8000-000000000010", "Relying"),
        Code("00000000-0000-4000-8000-000000000011", "It worked", colour="#aa00cc"),
    ),
    (Document("00000000-0000-4000-8000-000000000020", "Day 1", "text", TEXT),),
)


def coded(words, number, code):
    start = TEXT.index(words)
    guid = "00000000-0000-4000-8000-0000000000{:02}".format
    return Coding(guid(number), guid(20), start, start + len(words), guid(code), guid(1), words)


PROJECT = replace(PROJECT, codings=(coded("We trust the nurses", 30, 10), coded("Nobody told us anything", 31, 11)))
QDPX = qdpx(PROJECT, "Old project")
TALK = "Interviewer: What happened there?\nJan de Vries: We went on.\nInterviewer: And then?\nJan de Vries: No more.\n"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where temporary files lie."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def send(served, name, content, **headers):
    headers = {"origin": ORIGIN, "content-type": "application/octet-stream", **headers}
    return served.client.post("/bring/file", params={"name": name}, content=content, headers=headers)


def brought(served, name, content):
    answer = send(served, name, content)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def asked(served, path, *files, **more):
    answer = served.post(f"/bring/{path}", {"files": files, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def files_of(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".cmo-eval" not in path.parts}


def test_a_project_is_planned_by_cause_and_comes_in_as_one_change_that_undo_takes_back(served, talk):
    before = files_of(talk)
    id_ = brought(served, "Old project.qdpx", QDPX)
    said = {
        "usual": {"kind": "focus_group", "consent": "quote", "group": "staff"},
        "sources": [{"name": "Day 1", "id": "FG2x"}],
        "codes": [{"name": "It worked", "means": "supports C1"}],
        "coders": [{"name": "Ana Müller", "initials": "AM"}],
    }
    plan = asked(served, "plan", id_, said=said)
    assert files_of(talk) == before
    for part in (
        "FG2x (Day 1), focus_group: 2",
        "1 code new: relying",
        "coded by: AM",
        "2 codings: 2 in 2 new citations",
    ):
        assert part in " ".join(plan["html"].split())
    assert plan["add"] == "2 citations and 1 code"
    done = asked(served, "write", id_, said=said, version=plan["version"])
    assert "/transcripts/FG2x" in done["html"]
    source = yaml.safe_load((talk / "sources/FG2x.yaml").read_text("utf-8"))
    assert (source["kind"], source["group"], source["participants"]) == (
        "focus_group",
        "staff",
        [{"id": "r1", "consent": "quote"}],
    )
    made = yaml.safe_load((talk / "sources/FG2x.citations.yaml").read_text("utf-8"))["citations"]
    assert made[1]["evidence"] == [{"supports": "C1"}]
    assert served.get("/transcripts/FG2x").status_code == 200
    assert served.post("/bring/plan", {"files": [id_]}).status_code == 422  # it waits no longer
    again = brought(served, "Old project.qdpx", QDPX)
    assert "Nothing is added" in asked(served, "plan", again, said=said)["html"]
    assert served.post("/undo", {}).status_code == 200
    assert files_of(talk) == before


def test_the_form_has_what_a_mapping_file_asks_and_what_it_says(served, tmp_path, talk):
    id_ = brought(served, "old.qdpx", QDPX)
    html = asked(served, "form", id_)["html"]
    assert html.count('<option value="theme" selected>') == 1  # of all codes: each is as that says
    for part in ("Day 1", "Relying", "Ana Müller", 'value="AM"', 'value="relying"', '<option value="supports C1">'):
        assert part in html
    said = {
        "usual": {"quality": "opinion"},
        "codes": [{"guid": PROJECT.codes[1].id, "means": "nothing"}],
        "sources": [{"name": "Day 1", "leave_out": "true"}],
    }
    kept = asked(served, "map", id_, said=said)
    assert kept["name"] == "old.yaml"
    answer = send(served, "old.yaml", kept["text"].encode())
    assert answer.status_code == 200
    again = answer.json()["said"]
    assert again["usual"] == {"kind": "interview", "quality": "opinion", "code_kind": "theme"}
    assert again["codes"] == [{"guid": PROJECT.codes[1].id, "means": "nothing"}]
    html = asked(served, "form", id_, said=again)["html"]
    assert 'value="nothing"' in html
    assert "checked" in html
    plan = asked(served, "plan", id_, said=again)
    assert "2: its source stays out" in plan["html"]


def test_what_cannot_be_is_said_in_words_and_nothing_is_written(served, talk):
    before = files_of(talk)
    id_ = brought(served, "old.qdpx", QDPX)
    for said, words in (
        ({"codes": [{"name": "It worked", "means": "cheers C1"}]}, "nothing that a code can mean"),
        ({"usual": {"group": "nobody"}}, "nobody"),
        ({"sources": [{"name": "Day 1", "id": "no id"}]}, "'no id' cannot be the id of Day 1"),
    ):
        answer = served.post("/bring/plan", {"files": [id_], "said": said})
        assert answer.status_code == 422
        assert words in answer.json()["error"]
        assert served.post("/bring/write", {"files": [id_], "said": said}).status_code == 422
    assert files_of(talk) == before


def test_what_changed_since_the_plan_was_shown_stops_it(served, talk):
    id_ = brought(served, "old.qdpx", QDPX)
    plan = asked(served, "plan", id_)
    (talk / "codebook.yaml").write_text("codes:\n  - {id: relying, label: Relying, kind: context}\n", "utf-8")
    before = files_of(talk)
    answer = served.post("/bring/write", {"files": [id_], "version": plan["version"]})
    assert answer.status_code == 409
    assert answer.json()["changed"] == ["codebook.yaml"]
    assert files_of(talk) == before
    plan = asked(served, "plan", id_)
    assert plan["add"] == "2 citations and 1 code"
    asked(served, "write", id_, version=plan["version"])


def test_transcripts_make_sources_with_who_speaks(served, talk):
    id_ = brought(served, "IN4 2024-05-13.txt", TALK.encode())
    form = asked(served, "form", id_)["html"]
    assert "Jan de Vries" in form
    said = {
        "usual": {"consent": "quote", "quality": "opinion"},
        "rows": [
            {"file": "IN4 2024-05-13.txt", "title": "A talk"},
            {
                "file": "IN4 2024-05-13.txt",
                "label": "Jan de Vries",
                "is": "r3",
                "role": "neighbour",
                "speaks_for": "staff",
            },
        ],
    }
    plan = asked(served, "plan", id_, said=said)
    assert "makes IN4 (interview, 2024-05-13, opinion)" in plan["html"]
    assert plan["add"] == "1 transcript"
    asked(served, "write", id_, said=said, version=plan["version"])
    source = yaml.safe_load((talk / "sources/IN4.yaml").read_text("utf-8"))
    assert source["title"] == "A talk"
    assert source["participants"] == [{"id": "r3", "role": "neighbour", "group": "staff", "consent": "quote"}]
    text = (talk / "texts/IN4.txt").read_text("utf-8")
    assert "r3: We went on." in text
    assert "Vries" not in text


def test_one_person_in_two_transcripts_counts_once_where_that_is_said(served, talk):
    talks = {f"IN{number}.txt": f"{TALK}Jan de Vries: We said {number}.\n" for number in (4, 5)}
    files = [brought(served, name, content.encode()) for name, content in talks.items()]
    plan = asked(served, "plan", *files)
    assert "&#39;Jan de Vries&#39; is IN4.r1 and IN5.r1" in plan["html"]
    assert "whether who speaks may be quoted" in plan["html"]
    said = {"usual": {"consent": "quote"}, "rows": [{"file": "IN5.txt", "label": "Jan de Vries", "same_as": "IN4.r1"}]}
    plan = asked(served, "plan", *files, said=said)
    assert "IN4.r1" not in plan["html"]
    assert "may be quoted" not in plan["html"]
    asked(served, "write", *files, said=said, version=plan["version"])
    assert "same_as: IN4.r1" in (talk / "sources/IN5.yaml").read_text("utf-8")


def test_a_text_of_a_source_that_is_there_needs_to_be_meant_so(served, talk):
    text = talk / "texts/FG1.txt"
    content = text.read_text("utf-8").replace("I must say", "I have to say").encode()
    id_ = brought(served, "FG1 new.txt", content)
    plan = asked(served, "plan", id_)
    assert "corrected by hand" in plan["sure"][0]
    assert "+r2: It changed nothing for us, I have to say." in plan["html"].replace("&#43;", "+")
    answer = served.post("/bring/write", {"files": [id_], "version": plan["version"]})
    assert answer.status_code == 422
    assert "corrected by hand" in answer.json()["error"]
    asked(served, "write", id_, version=plan["version"], sure=True)
    assert "I have to say" in text.read_text("utf-8")
    same = brought(served, "other.txt", content)
    assert "is the text of FG1 already" in asked(served, "plan", same)["html"]


def test_who_speaks_in_a_text_of_a_source_is_said_and_known_or_refused(served, talk):
    content = TALK.replace("Jan de Vries", "Anna").encode()
    id_ = brought(served, "FG1 again.txt", content)
    row = {"file": "FG1 again.txt", "label": "Anna", "is": "r1"}
    assert "Anna r1 2 turns" in asked(served, "plan", id_, said={"rows": [row]})["html"]
    assert "Anna S1 2 turns" in asked(served, "plan", id_)["html"]
    answer = served.post("/bring/plan", {"files": [id_], "said": {"rows": [row | {"is": "r9"}]}})
    assert "FG1 has no participant r9" in answer.json()["error"]
    form = asked(served, "form", id_, said={"rows": [row]})["html"]
    assert 'value="r1"' in form
    other = brought(served, "FG1 b.txt", b"r1: Something else.")
    assert "two files would be the text of FG1" in served.post("/bring/plan", {"files": [id_, other]}).text
    source = talk / "sources/FG1.yaml"
    source.write_text(source.read_text("utf-8").replace("group: users, consent: quote", "consent: withdrawn"), "utf-8")
    unsure = brought(served, "FG1 c.txt", b"I: a\nr2: geheim\nVraag: iets\nI: c\nen zo\nen meer\n")
    assert "of somebody who withdrew" in served.post("/bring/plan", {"files": [unsure]}).text


def test_a_text_in_which_few_words_have_a_speaker_needs_to_be_meant_so(served):
    id_ = brought(
        served, "talk.txt", b"Of this nobody says who said it, and it is long.\n\nINT: One?\nr1: Two.\nINT: Three?\n"
    )
    plan = asked(served, "plan", id_, said={"usual": {"kind": "focus_group"}})
    assert "makes FG2 (focus_group" in plan["html"]
    assert plan["sure"][0].startswith("only ")
    assert "of talk.txt have a speaker" in plan["sure"][0]


def test_a_label_that_is_said_to_be_none_is_words_and_can_be_one_again(served):
    id_ = brought(
        served, "IN4.txt", b"INT: What is it?\nr1: One.\nINT: And what else?\nNote: all of it.\nNote: more.\n"
    )
    said = {"rows": [{"file": "IN4.txt", "label": "Note", "is": "-"}]}
    form = asked(served, "form", id_, said=said)["html"]
    assert 'data-heard data-label="Note"' in form
    assert 'data-row data-file="IN4.txt" data-label="Note"' not in form
    assert "Note" not in asked(served, "plan", id_, said=said)["html"].partition("not taken")[0]


def test_labels_in_doubt_are_asked_and_heard(served):
    id_ = brought(served, "IN4.txt", b"INT: What is it?\nr1: One.\nVraag: all of it.\nINT: And what else is there?\n")
    assert 'data-heard data-label="Vraag"' in asked(served, "form", id_)["html"]
    plan = asked(served, "plan", id_, said={"heard": [{"label": "Vraag", "is": "r9"}]})
    assert "r9" in plan["html"]
    plan = asked(served, "plan", id_, said={"heard": [{"label": "Vraag", "is": "-"}]})
    assert "Vraag" not in plan["html"]


def test_where_transcripts_lie_is_asked_where_nothing_says_it(served, talk, tmp_path):
    evaluation = talk / "evaluation.yaml"
    evaluation.write_text(evaluation.read_text("utf-8").replace("texts: texts\n", ""), "utf-8")
    (talk / "sources/FG1.yaml").unlink()
    for name, content in (("old.qdpx", QDPX), ("IN4.txt", TALK.encode())):
        id_ = brought(served, name, content)
        assert f'value="../{talk.name}-texts"' in asked(served, "form", id_)["html"]
        assert served.post("/bring/plan", {"files": [id_]}).status_code == 422
        said = {"texts": f"../{talk.name}-texts"}
        plan = asked(served, "plan", id_, said=said)
        asked(served, "write", id_, said=said, version=plan["version"])
        assert f"texts: ../{talk.name}-texts" in evaluation.read_text("utf-8")
        assert [*(talk.parent / f"{talk.name}-texts").iterdir()]
        assert served.post("/undo", {}).status_code == 200


def test_a_file_lies_on_the_disk_for_oneself_alone_under_another_name_and_no_longer_than_it_is_read(
    served, talk, temporary, monkeypatch
):
    seen = []

    def looked(path):
        seen.append((path, path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777, path.read_bytes()))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bring, "read_rows", looked)
    answer = send(served, "../../Jan de Vries.TXT", b"x")
    assert answer.status_code == 422
    assert answer.json()["error"] == "Jan de Vries.TXT cannot be kept: no space left on device"
    ((path, mode, above, content),) = seen
    assert (mode, above, content) == (0o600, 0o700, b"x")
    assert path.is_relative_to(temporary)
    assert "Vries" not in str(path)
    assert path.suffix == ".txt"
    assert not [*temporary.iterdir()]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.qdpx", QDPX[:200], "old.qdpx"),
        ("old.sqlite3", b"SQLite format 3\0" + bytes(2000), "old.sqlite3"),
        ("talk.docx", b"no document", "talk.docx"),
        ("talk.doc", b"old", "talk.doc is of a kind that is not read"),
        ("", b"", ""),
        ("talk.txt", b"", "there is no text in it"),
        ("map.yaml", b"kind: [", "map.yaml:2"),
        ("map.yaml", b"kinds: interview", "map.yaml"),
    ],
)
def test_what_cannot_be_read_is_said_of_the_file_by_its_own_name(served, temporary, name, content, words):
    answer = send(served, name, content)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert str(temporary) not in answer.text
    assert not [*temporary.iterdir()]


def test_files_are_taken_from_our_own_pages_alone_and_may_be_larger_than_what_is_typed(served, monkeypatch):
    assert send(served, "a.txt", b"x", origin="http://evil.example").status_code == 403
    assert send(served, "a.txt", b"x", **{"content-type": "text/plain"}).status_code == 415
    assert send(served, "a.txt", b"x", **{"content-type": "application/json"}).status_code == 415
    other = {"origin": ORIGIN, "content-type": "application/octet-stream"}
    assert served.client.post("/bring/plan", content=b"{}", headers=other).status_code == 415
    assert served.stranger.post("/bring/file?name=a.txt", content=b"x", headers=other).status_code == 403
    assert send(served, "a.txt", b"words " * (MAX_BODY // 5)).status_code == 200
    monkeypatch.setattr("cmo_eval.web.access.MAX_BYTES", 1000)
    assert send(served, "a.txt", b"x" * 1001).status_code == 413


def test_a_table_is_a_transcript_or_a_project_by_what_is_in_it(served):
    rows = b"start\tend\ttext\n0\t900\tWe went on.\n"
    assert not send(served, "talk.tsv", rows).json()["project"]
    table = b"Document name\tCode\tSegment\nFG1\tTrust\tWe went on as before.\n"
    assert send(served, "coded.tsv", table).json()["project"]


def test_files_come_in_together_only_where_that_is_meant(served):
    project, other = brought(served, "old.qdpx", QDPX), brought(served, "a.txt", TALK.encode())
    twin = brought(served, "a.txt", b"r1: Something else.")
    for files, words in (
        ((project, other), "old.qdpx is a project, which comes in by itself"),
        ((other, twin), "two files are called a.txt"),
        ((other, "gone"), "choose them again"),
    ):
        answer = served.post("/bring/plan", {"files": files}).json()
        assert words in answer["error"] + answer["hint"]
    asked(served, "leave", other)
    assert served.post("/bring/plan", {"files": [other]}).status_code == 422


def test_no_more_files_wait_than_a_person_brings(served, monkeypatch):
    monkeypatch.setattr(bring, "_MOST", 2)
    first, *_ = [brought(served, f"a{number}.txt", TALK.encode()) for number in range(3)]
    assert len(served.client.app.app.state.brought) == 2
    assert served.post("/bring/plan", {"files": [first]}).status_code == 422


def test_a_withdrawn_or_unreadable_evaluation_says_so(served, talk):
    assert served.get("/bring").status_code == 200
    (talk / "evaluation.yaml").write_text("x: [\n", "utf-8")
    assert "cannot be read" in served.get("/bring").text
