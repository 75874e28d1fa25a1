"""The case that a citation is about: given, changed, taken out, in a table, in a comment, on the page, asked for."""

import pytest

from cmo_eval import api
from cmo_eval.analysis.selection import Selection, chosen
from cmo_eval.edits.coding import add, edit, imports
from cmo_eval.edits.coding.comments import Names, said
from cmo_eval.edits.coding.draft import Draft
from cmo_eval.edits.coding.table import Options, cells_of, column_of, draft_of
from cmo_eval.edits.exchange.table import table
from cmo_eval.errors import UsageError
from cmo_eval.store.writing.transaction import apply
from cmo_eval.web.judgement import Judgement, choices, judgement_of

TALK = """\
id: KA1
kind: key_actor
title: Somebody who saw three of them
group: staff
case: K1
participants:
  - {id: r1, role: adviser, group: staff, consent: quote}
text: KA1.txt
"""
CODED = """\
coder: AB
defaults: {quality: observation}
citations:
  - {id: KA1-001, quote: The first was slow., speaker: r1, codes: [], evidence: [{supports: C1}]}
  - {id: KA1-002, quote: The second was quick., speaker: r1, case: K2, evidence: [{supports: C1}]}
"""
FILES = {
    "sources/KA1.yaml": TALK,
    "sources/KA1.citations.yaml": CODED,
    "texts/KA1.txt": "R1: The first was slow. The second was quick. The third never came.\n",
    "evaluation.yaml+": "texts: texts\n",
    "codebook.yaml": "codes:\n  - {id: trust, kind: theme, use: u}\n",
    **{f"cases/K{n}-x.yaml": f"id: K{n}\ntitle: Case {n}\nopened_by: FG1-001\n" for n in (1, 2, 3)},
}


@pytest.fixture
def root(evaluation):
    return evaluation(FILES)


def repository(root):
    return api.load(root).repository


def edited(root, id_, *, cleared=(), **more):
    wanted = edit.Edited(citation=id_, draft=Draft(source="", quote="", **more), cleared=frozenset(cleared))
    apply(root, edit.plan(root, repository(root), wanted).change)
    return repository(root).citation(id_)


def test_a_new_citation_has_the_case_unless_it_is_its_sources(root):
    for case, expected in (("k3", "K3"), ("K1", None), (None, None)):
        draft = Draft(source="KA1", quote="The third never came.", codes=("trust",), case=case)
        assert add.plan(root, repository(root), draft).citation.get("case") == expected


@pytest.mark.parametrize("how", ["add", "edit"])
def test_a_case_that_does_not_exist_is_refused_with_the_nearest(how, root):
    def attempt():
        draft = Draft(source="KA1", quote="The third never came.", codes=("trust",), case="K22")
        return edited(root, "KA1-001", case="K22") if how == "edit" else add.plan(root, repository(root), draft)

    with pytest.raises(UsageError) as error:
        attempt()
    assert "there is no case K22" in error.value.message
    assert "K2" in (error.value.hint or "")


def test_an_edit_gives_another_and_takes_it_out(root):
    assert edited(root, "KA1-001", case="K3").case == "K3"
    assert edited(root, "KA1-001", case="K1").case is None  # the source's own need not stand there
    assert edited(root, "KA1-002", cleared=["case"]).case is None
    assert "case: K2" not in (root / "sources/KA1.citations.yaml").read_text()


def test_a_table_has_a_column_for_it_in_both_languages(root):
    assert [column_of(header) for header in ("Case", "Casus", "over casus")] == ["case"] * 3
    assert cells_of(draft_of({"source": "KA1", "quote": "q", "case": "K2"}))["case"] == "K2"
    file = root.parent / "coded.csv"
    file.write_text("Bron,Citaat,Codes,Casus\nKA1,The third never came.,trust,K3\n", encoding="utf-8")
    content = imports.read(file, repository(root), Options())
    apply(root, imports.plan(root, repository(root), content).change)
    assert repository(root).citation("KA1-003").case == "K3"
    rows = table(repository(root)).rows
    assert {row["id"]: row.get("case") for row in rows if row["source"] == "KA1"} == {
        "KA1-001": None,
        "KA1-002": "K2",
        "KA1-003": "K3",
    }


@pytest.mark.parametrize("text", ["+C1\ncase: K2", "+C1; casus: K2"])
def test_a_comment_in_word_says_it_on_a_line_of_its_own(text):
    found = said(text, Names(["C1"]))
    assert draft_of({"source": "KA1", **found.cells}, found.stances).case == "K2"


def test_the_form_of_the_page_shows_it_and_what_it_does_not_send_is_taken_out(root):
    known = repository(root)
    source = known.sources["KA1"]
    assert [one["id"] for one in choices(known, source)["cases"]] == ["K2", "K3"]
    assert choices(known, source)["own_case"] == "K1"
    coded = known.citations.by_id["KA1-002"]
    shown = judgement_of(coded.citation)
    assert shown.case == "K2"
    assert shown.draft("KA1").case == "K2"
    assert "case" not in shown.edited(coded).cleared
    assert "case" in Judgement(**{**shown.model_dump(), "case": None}).edited(coded).cleared


def test_every_filter_and_count_goes_by_it(root):
    known = repository(root)
    assert {one.id for one in chosen(known, Selection(case=("K2",)))} == {"KA1-002"}
    assert {one.id for one in chosen(known, Selection(case=("K1",)))} == {"KA1-001"}
    evaluation = api.load(root)
    assert {row.citation: row.case for row in evaluation.quotes(case=["K2", "K1"]).rows} == {
        "KA1-001": "K1",
        "KA1-002": "K2",
    }
    counted = evaluation.matrix("cases", "sources", weighed=False)
    place = {header.key: number for number, header in enumerate(counted.row_headers)}
    sums = [sum(counted.counts[place[key]]) for key in ("K1", "K2", "K3")]
    assert sums == [1, 1, 0]


def test_from_the_words_behind_a_result_one_walks_to_its_goal(evaluation):
    goal = "goals: [{id: G1, text: t, owner: o, yardstick: y, result: not, citations: KA1-002}]\n"
    root = evaluation({**FILES, "cases/K3-x.yaml": f"{FILES['cases/K3-x.yaml']}{goal}"})
    edges = [
        (edge.relation, edge.detail, edge.upper.id)
        for edge in api.load(root).trace("KA1-002").edges
        if edge.upper.kind == "case"
    ]
    assert ("of_goal", "G1", "K3") in edges
    assert ("heard_in", "", "K2") in edges
