"""Goals that cases set themselves, where readers meet them: report, workbook and site; and the examples as a whole."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from reported import FILES

import cmo_eval
from cmo_eval.diagnostics import Severity
from cmo_eval.disclosure.gate import disclose
from cmo_eval.output.framework_table import comparison_text
from cmo_eval.report import documents, view
from cmo_eval.report.formats.workbook import write_workbook
from cmo_eval.site import building

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").iterdir())
CASE = """\
id: K1
title: A valley
goals:
  - {id: G1, text: Everybody works, owner: The valley, year: 2024, due: 2024-12, yardstick: a year, result: reached,
     citations: [CI1-001, IN1-001]}
  - {id: G2, parent: G1, text: Everybody learns, owner: The schools, yardstick: a term, result: not,
     citations: [CI1-001]}
  - {id: G3, text: Nobody knows, result: unknown}
  - {id: G4, text: Unmeasured, owner: The shops, result: partly, citations: [CI1-001]}
"""
CONCLUDED = """\
answers: {V1: {text: Yes., rests_on: [K1], limits: Few.}}
recommendations: [{id: A1, text: Go on., rests_on: [K1], for: inside, owner: The board, due: 2031-05, priority: high}]
"""


@pytest.fixture
def judged(see):
    """The view of an evaluation whose first claim is judged by own goals."""
    claim = next(name for name in FILES if name.startswith("claims/C1"))
    case = next(name for name in FILES if name.startswith("cases/K1"))
    files = {claim: f"{FILES[claim]}judged_by: own_goals\n", case: CASE, "conclusions.yaml": CONCLUDED}
    return see(files, language="en")


def test_the_report_has_the_goals_by_case_and_below_the_claim(judged):
    text = documents(judged)["report.md"]
    assert "Of 4 goals that 1 case set: 1 reached, 1 reached in part, 1 not reached and 1 unknown." in text
    row = next(line for line in text.splitlines() if line.startswith("| **K1.G1**"))
    assert re.search(
        r"Everybody works\. \| The valley \| a year \| December 2024 \| ● reached\[\^\S+\] \[\^\S+\] \|$", row
    )
    assert "| – **K1.G2** Everybody learns." in text
    assert "(not weighed: it has no yardstick)" in text
    assert "Judged by own goals" in text
    assert "*By whom:* The board. *By when:* May 2031. *Priority:* high." in text
    assert len(re.findall(r"^\[\^C1-goals-CI1-001\]: CI1-001, .+ plan groeien\.$", text, re.MULTILINE)) == 1


def test_what_was_not_reached_speaks_against_the_claim(judged):
    told = judged.chapters[0].conclusion.against[-1]
    assert told.startswith("refutation by 2 voices (")
    assert told.endswith(", counting as a voice 1 case in which goals were not reached")


def test_the_workbook_has_a_row_for_each_citation_of_a_goal_that_leads_to_it(judged):
    packed = io.BytesIO()
    write_workbook(judged, packed)
    sheet = openpyxl.load_workbook(packed)["Goals"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[1], row[-2], row[-1]) for row in rows] == [
        ("K1.G1", "reached", "CI1-001"),
        ("K1.G1", "reached", "IN1-001"),
        ("K1.G2", "not reached", "CI1-001"),
        ("K1.G3", "unknown", None),
        ("K1.G4", "reached in part", "CI1-001"),
    ]
    assert sheet.cell(2, len(rows[0])).hyperlink.location.startswith("'Citations'!")
    recommended = openpyxl.load_workbook(packed)["Recommendations"]
    assert [cell.value for cell in recommended[2]][3:] == ["The board", "May 2031", "high"]


def test_the_site_has_them_with_the_case_and_the_claim(judged):
    files = building.files(judged)
    for page in ("case-K1.html", "cases.html", "claim-C1.html"):
        html = files[page].decode()
        assert '<th scope="row" id="K1.G2">– K1.G2' in html
        assert "● <strong>reached</strong> [<a" in html
    assert "The board" in files["recommendation-A1.html"].decode()


def test_a_quote_is_found_under_the_case_that_it_is_about(see):
    name = next(name for name in FILES if name.startswith("sources/IN1.citations"))
    files = {name: FILES[name].replace("id: IN1-001\n", "id: IN1-001\n    case: K1\n", 1)}
    assert files[name] != FILES[name]
    shown = see(files)
    assert {one.case for one in shown.citations if one.id == "IN1-001"} == {"K1"}
    assert '"about":{"IN1-001":0}' in building.files(shown)["evidence.js"].decode()


# ---- the examples


@pytest.fixture(params=EXAMPLES, ids=lambda folder: folder.name)
def example(request):
    return request.param


def test_an_example_has_nothing_to_find_and_says_why_of_what_it_accepts(example):
    validation = cmo_eval.validate(example)
    assert [str(one) for one in validation.findings if one.severity is not Severity.NOTE] == []
    ignored = cmo_eval.load(example).repository.evaluation.ignore
    assert all(len(entry.why.split()) > 5 for entry in ignored)


def test_an_example_is_verified_compared_and_reported(example):
    evaluation = cmo_eval.load(example)
    verification = evaluation.verify()
    assert {one.proposal.verdict for one in verification.values()} == {"undecided"}  # nothing more can be read in them
    for framework in evaluation.repository.evaluation.frameworks:
        by = "organisation" if example.name == "rollen" else None
        found = evaluation.framework_table(framework, by)
        assert [row.key for row in found.rows]
        assert "[S1-" in comparison_text(found)
    repository = disclose(evaluation.repository, "public")
    shown = view(repository, verification, "nl")
    assert building.files(shown)["index.html"]
    assert len({one.id for one in shown.citations}) == len(repository.citations)


def test_every_cell_of_the_roles_leads_to_words():
    repository = cmo_eval.load(next(one for one in EXAMPLES if one.name == "rollen")).repository
    cells = [cell for case in repository.cases.values() for _, cell in case.cells]
    assert len(cells) > 40
    assert all(cell.citations for cell in cells)
    table = repository.sources["S1"].tables[0]
    assert sum(table.rows.values()) == table.total == 44


def test_a_claim_judged_by_own_goals_says_that_none_can_be_weighed():
    example = next(one for one in EXAMPLES if one.name == "zorgpact")
    proposal = cmo_eval.load(example).verify()["C1"].proposal
    assert "geen uitkomst daarvan is te wegen" in proposal.reason.say("nl")


def test_a_cell_of_a_partner_after_empty_ones_has_its_own_footnote():
    evaluation = cmo_eval.load(next(one for one in EXAMPLES if one.name == "rollen"))
    shown = view(disclose(evaluation.repository, "public"), evaluation.verify(), "nl")
    text = documents(shown)["report.md"]
    notes = dict(re.findall(r"^\[\^(A[^\]]+)\]: (.+)$", text, re.MULTILINE))
    assert set(re.findall(r"\[\^(A[^\]]+)\](?!:)", text)) == set(notes)
    rows = [line for line in text.splitlines() if line.startswith("| **Vallei Vitaal en Gezond")]
    assert [row.count(" |") for row in rows] == [5, 4]  # seven dimensions are too many for one table
    said = [notes[name] for row in rows for name in re.findall(r"\[\^(A[^\]]+)\]", row)]
    assert [one.split(",")[0] for one in said] == ["S1-021", "S1-031", "S1-021", "S1-031"]
    assert all(", parafrase: " in one for one in said)
    roles = "| Dimensie | De regio-liaison | De opgavefikser | De regiocommissaris |"  # and more than three roles
    assert roles in text
    mandate = next(line for line in text.splitlines() if line.startswith("| **Mandaat** |"))
    assert re.search(r"via een ander.+ \| – \| ● \*\*eigen\*\*", mandate)
    site = building.files(view(disclose(evaluation.repository, "public"), evaluation.verify(), "nl"))
    assert re.search(
        r"<th scope=\"row\"[^>]*>Mandaat</th><td[^>]*>◑ <strong>via een ander", site["case-K1.html"].decode()
    )
