"""A newer file of a project that came in: what is new comes in, and what is otherwise is told and changes nothing."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import pytest
from test_exchange_export import GUID, WITH_TEXT
from test_exchange_import import CODINGS, FOREIGN, QUOTED, TEXT, coded, take

from cmo_eval import api
from cmo_eval.edits.exchange import changes as why
from cmo_eval.edits.exchange.ids import id_map
from cmo_eval.edits.exchange.outgoing import outgoing
from cmo_eval.projects import refi
from cmo_eval.projects.project import Coding, Part
from cmo_eval.projects.refi_out import qdpx
from cmo_eval.store.writing.change import digest


@pytest.fixture
def root(evaluation):
    return evaluation({"evaluation.yaml+": "texts: texts\n"})


def newer(root, **fields):
    """What another file of the project is told to change; the coding and the codebook stay as they were."""
    files = [*root.glob("sources/IN*"), root / "codebook.yaml"]
    before = [one.read_bytes() for one in files]
    made = take(root, replace(FOREIGN, **fields), QUOTED)
    assert [one.read_bytes() for one in files] == before
    return dict(made.changed)


def with_coding(number, new):
    return tuple(new if one.id == GUID(number) else one for one in CODINGS)


def with_code(number, **fields):
    return tuple(replace(one, **fields) if one.id == GUID(number) else one for one in FOREIGN.codes)


CHANGES = {
    "nothing": ({}, {}),
    "a coding on other words": (
        {"codings": with_coding(33, coded("and they", 33, GUID(12), GUID(2)))},
        {why.WORDS: ("IN1-BE-001",)},
    ),
    "a coding a word longer, of two": (
        {"codings": with_coding(30, coded("We trust the", 30, GUID(10), memo="A memo."))},
        {why.WORDS: ("IN1-001",)},
    ),
    "another memo": (
        {"codings": (*(one._replace(memo="Another.") for one in CODINGS[:2]), *CODINGS[2:])},
        {why.MEMO: ("IN1-001",)},
    ),
    "no memo": ({"codings": (*(one._replace(memo="") for one in CODINGS[:2]), *CODINGS[2:])}, {why.MEMO: ("IN1-001",)}),
    "a memo where none was": (
        {"codings": with_coding(33, CODINGS[3]._replace(memo="So?"))},
        {why.MEMO: ("IN1-BE-001",)},
    ),
    "a code off": ({"codings": (CODINGS[0], *CODINGS[2:])}, {why.CODE_OFF: ("IN1-001 #staff",)}),
    "a citation out": ({"codings": CODINGS[:4]}, {why.TAKEN_OUT: ("IN1-002",)}),
    "a second coder's out": ({"codings": (*CODINGS[:2], *CODINGS[3:])}, {why.TAKEN_OUT: ("IN1-001",)}),
    "all of it out": ({"codings": ()}, {why.TAKEN_OUT: ("IN1-001", "IN1-002", "IN1-BE-001")}),
    "a code renamed": ({"codes": with_code(11, name="nurses")}, {why.NAME: ("staff: nurses",)}),
    "a code with capitals is another name": ({"codes": with_code(11, name="Staff")}, {why.NAME: ("staff: Staff",)}),
    "a code moved up": ({"codes": with_code(11, parent=None)}, {why.TREE: ("staff: at the top",)}),
    "a code moved below": ({"codes": with_code(12, parent=GUID(10))}, {why.TREE: ("c3_weeks: below trust",)}),
    "a code described": ({"codes": with_code(12, description="How long.")}, {why.MEANING: ("c3_weeks",)}),
    "another colour is taken over": ({"codes": with_code(12, colour="#00ff00")}, {}),
    "another program": ({"origin": "ATLAS.ti for Mac 24"}, {}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_there_is_told_by_cause(root, change):
    take(root, mapped=QUOTED)
    fields, told = CHANGES[change]
    assert newer(root, **fields) == told
    assert newer(root, **fields) == told  # and again, as long as it is not so here
    assert newer(root) == {}


def test_a_text_that_changed_there_is_told(root):
    take(root, mapped=QUOTED)
    text = "A line more.\r\n" + TEXT
    moved = tuple(one._replace(start=one.start + 13, end=one.end + 13) for one in CODINGS)
    fields = {"documents": (replace(FOREIGN.documents[0], text=text),), "codings": moved}
    assert newer(root, **fields) == {why.TEXT: ("IN1",)}  # the codings are on their words


def test_what_changed_here_alone_is_not_told(root):
    take(root, mapped=QUOTED)
    file = root / "sources/IN1.citations.yaml"
    text = file.read_text().replace("A memo.", "Mine.").replace("  Nobody told us\n", "  Nobody told us anything\n")
    text = re.sub(r"(?m)^( +end: )72\b", r"\g<1>81", text)
    file.write_text(text)
    book = root / "codebook.yaml"
    book.write_text(book.read_text().replace("label: Trust", "label: Reliance").replace("relies on", "counts on"))
    (root / "texts/IN1.txt").write_text("More.\n" + (root / "texts/IN1.txt").read_text())
    cited = api.load(root).repository.citations.by_id
    assert (cited["IN1-001"].citation.memo, cited["IN1-002"].citation.quote) == ("Mine.", "Nobody told us anything")
    assert newer(root) == {}


def test_what_is_here_as_it_is_there_is_not_told(root):
    take(root, mapped=QUOTED)
    fields, _ = CHANGES["a code renamed"]
    assert newer(root, **fields)
    book = root / "codebook.yaml"
    book.write_text(book.read_text().replace("id: staff", "id: staff, label: nurses"))
    assert api.load(root).repository.codes["staff"].label == "nurses"
    assert newer(root, **fields) == {}


def test_a_code_more_is_told_until_it_is_here(root):
    take(root, mapped=QUOTED)
    codings = (*CODINGS, coded("Nobody told us", 40, GUID(12)))
    for _ in range(2):
        made = take(root, replace(FOREIGN, codings=codings), QUOTED)
        assert made.lacking == ("IN1-002 lacks #c3_weeks",)
        assert made.change.files == ()
    file = root / "sources/IN1.citations.yaml"
    file.write_text(file.read_text().replace("      Nobody told us\n", "      Nobody told us\n    codes: [c3_weeks]\n"))
    made = take(root, replace(FOREIGN, codings=codings), QUOTED)
    assert (made.lacking, dict(made.changed)) == ((), {})


def test_what_was_taken_out_here_stays_out(root, cmo):
    take(root, mapped=QUOTED)
    assert cmo("code", "remove", "IN1-002", "--yes", cwd=root).code == 0
    made = take(root, mapped=QUOTED)
    assert (made.taken, dict(made.changed), made.change.files) == (0, {}, ())


def test_what_was_taken_off_here_and_there_is_not_told(root):
    take(root, mapped=QUOTED)
    file = root / "sources/IN1.citations.yaml"
    file.write_text(file.read_text().replace("codes: [trust, staff]", "codes: [trust]"))
    assert newer(root, codings=(CODINGS[0], *CODINGS[2:])) == {}
    assert newer(root) == {}


def test_the_same_words_elsewhere_are_other_words(root):
    text = "We said so. Nobody did, but we said so. They say that we said so.\n"
    document = replace(FOREIGN.documents[0], text=text)
    first, last = text.index("we said so"), text.rindex("we said so")
    one = Coding(GUID(30), GUID(20), first, first + 10, GUID(10), None, "we said so")
    project = replace(FOREIGN, origin="Transana", documents=(document,), codings=(one,))
    take(root, project, QUOTED)
    made = take(root, replace(project, codings=(one._replace(start=last, end=last + 10),)), QUOTED)
    assert dict(made.changed) == {why.WORDS: ("IN1-001",)}


@pytest.mark.parametrize(
    ("quote", "words", "cut"),
    [
        ("We saw […] the table", "We saw it on the table", True),
        ("We saw … on … table", "We saw it on the table", True),
        ("We saw […] the chair", "We saw it on the table", False),
        ("They saw […] the table", "We saw it on the table", False),
        ("We saw … under … table", "We saw it on the table", False),
        ("We saw it on […] saw it on the table", "We saw it on the table", False),
        ("We saw it", "We saw it on the table", False),
    ],
)
def test_a_quote_with_cuts_is_the_words_that_it_went_out_as(quote, words, cut):
    assert why._with_cuts(quote, words) is cut


def test_what_we_handed_on_with_dots_is_the_same_text(evaluation):
    root = evaluation(WITH_TEXT)
    repository = api.load(root).repository
    out = refi.project(qdpx(outgoing(root, repository, id_map(root, repository)).project, "n"))
    assert "·" in out.documents[0].text
    made = take(root, out, QUOTED)
    assert dict(made.changed) == {why.NOT_THERE: ("FG1-002", "FG1-004")}  # held back, and a paraphrase


def test_a_text_that_comes_for_the_first_time_did_not_change(evaluation):
    root = evaluation(WITH_TEXT)
    document = replace(FOREIGN.documents[0], name="FG1.docx", text="More.\n" + WITH_TEXT["texts/FG1.txt"])
    made = take(root, replace(FOREIGN, documents=(document,), codings=()), QUOTED)
    assert ([one.source for one in made.came], dict(made.changed)) == (["FG1"], {})


def test_a_coding_without_a_place_is_there_all_the_same(root):
    words = ("Anna", "asked", "first", "trust", "the", "nurses", "and", "they", "listen", "Nobody", "told", "anything")
    more = tuple(coded(word, 50 + number, GUID(12)) for number, word in enumerate(words))
    take(root, replace(FOREIGN, codings=(*CODINGS, *more)), QUOTED)
    lost = CODINGS[4]._replace(words="", start=5000, end=5014)
    made = take(root, replace(FOREIGN, codings=(*CODINGS[:4], lost, *more)), QUOTED)
    assert sum(map(len, made.left.values())) == 1
    assert dict(made.changed) == {}


def test_what_we_handed_on_and_comes_back_otherwise_is_told(root):
    take(root, mapped=QUOTED)
    for path in [root / "exchange.json"]:
        path.unlink()  # as if it had been coded here
    repository = api.load(root).repository
    out = refi.project(qdpx(outgoing(root, repository, id_map(root, repository)).project, "n"))
    assert dict(take(root, out, QUOTED).changed) == {}
    listening = [one for one in out.codings if one.words == "they listen"]
    staff = next(one for one in out.codes if one.name == "staff")
    gone = [one for one in out.codings if one.words == "Nobody told us" or one.code == staff.id]
    codings = [
        one._replace(start=one.start - 4, words="and they listen") if one in listening else one for one in out.codings
    ]
    codings = [one._replace(memo="New.") if one.words == "We trust the nurses" else one for one in codings]
    codings = tuple(one for one in codings if one not in gone and one.id not in {other.id for other in gone})
    codes = tuple(replace(one, name="nurses", parent=None) if one is staff else one for one in out.codes)
    before = digest((root / "sources/IN1.citations.yaml").read_bytes())
    assert dict(take(root, replace(out, codings=codings, codes=codes), QUOTED).changed) == {
        why.WORDS: ("IN1-BE-001",),
        why.MEMO: ("IN1-001",),
        why.NAME: ("staff: nurses",),
        why.TREE: ("staff: at the top",),
        why.NOT_THERE: ("IN1-001 #staff", "IN1-002"),
    }
    assert digest((root / "sources/IN1.citations.yaml").read_bytes()) == before


def test_codes_of_one_name_that_went_out_under_two_are_not_called_otherwise(root):
    twice = (*FOREIGN.codes, replace(FOREIGN.codes[0], id=GUID(15), parent=GUID(12)))
    take(root, replace(FOREIGN, codes=twice), QUOTED)
    repository = api.load(root).repository
    out = refi.project(qdpx(outgoing(root, repository, id_map(root, repository)).project, "n"))
    assert {"Trust", "Trust (c3_weeks_trust)"} <= {one.name for one in out.codes}
    assert dict(take(root, out, QUOTED).changed) == {}


def with_other_ids(project):
    """The same project as a program writes it that gives all ids anew."""
    new = lambda id_: str(uuid.uuid5(uuid.NAMESPACE_OID, id_)) if id_ else id_  # noqa: E731
    return replace(
        project,
        coders=tuple(replace(one, id=new(one.id)) for one in project.coders),
        codes=tuple(replace(one, id=new(one.id), parent=new(one.parent)) for one in project.codes),
        documents=tuple(replace(one, id=new(one.id)) for one in project.documents),
        codings=tuple(
            one._replace(id=new(one.id), document=new(one.document), code=new(one.code), coder=new(one.coder))
            for one in project.codings
        ),
    )


def test_a_project_whose_ids_are_all_new_is_known_by_its_texts(root):
    take(root, mapped=QUOTED)
    more = replace(FOREIGN, codings=(*CODINGS, coded("told us anything", 41, GUID(12))))
    ben = {"coders": {"Ana Müller": {"initials": "AM"}, "Ben": {"initials": "BE"}}}
    made = take(root, with_other_ids(more), replace(QUOTED, parts=ben))
    assert (made.taken, made.there, made.citations, made.codes, dict(made.changed)) == (1, 5, 1, (), {})
    assert [one.new for one in made.came] == [False]
    assert not (root / "sources/IN2.yaml").exists()


def test_two_documents_of_one_text_are_two_sources(root):
    two = (*FOREIGN.documents, replace(FOREIGN.documents[0], id=GUID(21), name="Day 2.docx"))
    take(root, replace(FOREIGN, documents=two), QUOTED)
    made = take(root, with_other_ids(replace(FOREIGN, documents=two[::-1])), QUOTED)
    assert [(one.name, one.source, one.new) for one in made.came] == [
        ("Day 2.docx", "IN2", False),
        ("Day 1.docx", "IN1", False),
    ]


def test_a_withdrawn_text_does_not_come_in_under_another_id(root):
    take(root, mapped=QUOTED)
    file = root / "sources/IN1.yaml"
    file.write_text(file.read_text() + "withdrawn: 2026-01-01\n")
    made = take(root, with_other_ids(FOREIGN), QUOTED)
    assert (made.taken, made.came) == (0, ())
    assert not (root / "sources/IN2.yaml").exists()


def test_the_plan_says_what_changed(root, cmo, tmp_path):
    from test_exchange_import import as_lf

    take(root, as_lf(FOREIGN), QUOTED)
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(replace(FOREIGN, codings=CODINGS[:4])), "n"))
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
    assert done.code == 0
    assert "what is coded here stays as it is" in done.out
    assert f"1: {why.TAKEN_OUT}: IN1-002" in " ".join(done.out.split())
    assert "nothing is added" in done.err


# ---- who may be named -----------------------------------------------------------------------------------------------

SPOKEN = "Anna Zwaan: Call me on zwaantje@example.org.\nINT: And you?\nR1: I ask Zwaantje.\nAnna Zwaan: Good.\n"


def test_what_may_name_somebody_is_told_of_what_is_new(evaluation, tmp_path, cmo):
    root = evaluation({"evaluation.yaml+": "texts: texts\nnames: ../names.txt\n"})
    (tmp_path / "names.txt").write_text("Zwaantje\n")
    documents = (replace(FOREIGN.documents[0], text=SPOKEN, name="Talk with Zwaantje.docx"),)
    spoken = replace(FOREIGN, origin="Transana", documents=documents, codings=(coded("I ask", 30, None, text=SPOKEN),))
    memo = Part("Notes", GUID(90), (), "a memo", f'<Note guid="{GUID(90)}" name="zwaantje@example.org"/>')
    spoken = replace(spoken, parts=(memo,))
    made = take(root, spoken, QUOTED)
    assert dict(made.named) == {
        "names from the list of names": ("the title of IN1", "IN1, lines 1, 3", "a memo in exchange.xml"),
        "what may be an e-mail address": ("IN1, line 1", "a memo in exchange.xml"),
        "a label that may be a name": ("IN1: Anna Zwaan",),
    }
    assert dict(take(root, spoken, QUOTED).named) == {}
    assert (root / "texts/IN1.txt").read_text() == SPOKEN


def test_nobody_is_heard_in_a_document(root, cmo, tmp_path):
    documents = (replace(FOREIGN.documents[0], text=SPOKEN),)
    spoken = replace(FOREIGN, origin="Transana", documents=documents, codings=(coded("I ask", 30, None, text=SPOKEN),))
    made = take(root, spoken, replace(QUOTED, usual={"kind": "document"}))
    assert dict(made.named) == {"what may be an e-mail address": ("DOC1, line 1",)}
    (tmp_path / "a.qdpx").write_bytes(qdpx(replace(spoken, codes=()), "n"))
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--dry-run", cwd=root)
    assert "may name somebody" not in done.out  # it is there
    (root / "exchange.json").unlink()
    (root / "sources/DOC1.yaml").unlink()
    (root / "texts/DOC1.txt").unlink()
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--dry-run", cwd=root)
    assert "may name somebody; it comes in as it is:" in done.out
    assert "1: a label that may be a name: IN1: Anna Zwaan" in " ".join(done.out.split())


def test_what_was_held_back_on_the_way_out_is_not_said_to_be_coded_no_more(root):
    take(root)  # nobody says who may be quoted
    repository = api.load(root).repository
    made = outgoing(root, repository, id_map(root, repository))
    assert made.masked == ("IN1",)
    back = take(root, refi.project(qdpx(made.project, "n")))
    assert [*back.changed] == [why.NOT_THERE]
    assert "IN1-001" in back.changed[why.NOT_THERE]
