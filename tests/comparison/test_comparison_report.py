"""Comparisons in the report and on the site: in two languages, with what carries an answer, and through the gate."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook

from cmo_eval import api
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.report import documents, view
from cmo_eval.report.formats.workbook import write_workbook
from cmo_eval.site.building import files
from homes import VALUES, homes

MAKES = "  own: {framework: homes, outcome: change, conditions: [own_team, trust]}\n"
OPEN = "attributes: {own_team: {identifying: false}, beds: {identifying: false}, region: {identifying: false}}\n"


def made(root, audience="public", language="en"):
    repository = disclose(api.load(root).repository, audience, language)
    return view(repository, verify(repository), language)


def markdown(root, **more):
    return documents(made(root, **more), chapters=False)["report.md"]


def test_the_report_has_values_combinations_answers_and_limits(evaluation):
    text = markdown(evaluation(homes()))
    part = text[text.index("### Comparison of cases: When does the change last?") :]
    assert re.search(r"\| \*\*House K3 \(K3\)\*\* \| partly \(0\.60\)\[\^X1-FG1-001\] \| yes \(1\.00\)", part)
    assert re.search(r"^\[\^X1-FG1-001\]: FG1-001, .+: “We saw it on the table.”$", part, re.MULTILINE)
    assert "| ● | ○ | ● | yes | K2, K6 | 1.00 |" in part
    assert "House K7 (K7) is left out, since no value is known of: Trust." in part
    assert "Possible combinations: 8. Found in no case: 3." in part
    assert re.search(r"\| 2 \| \*\*not Steering > On content and Hours of coaching\*\* \| K2\[\^X1p21-K2\]", part)
    assert "[^X1p21-K2]: The scan reveals (P1) shows. FG1-001" in part
    assert "2 answers fit equally well, and the data do not choose between them; 2 stand here." in part
    assert "With only what theory expects of those: Trust; not Steering > On content; Hours of coaching." in part
    assert "Answer 1 takes for granted what would happen in 1 combination that no case has." in part
    assert "is no mechanism" in part


def test_the_report_is_in_dutch_with_commas(evaluation):
    text = markdown(evaluation(homes()), language="nl")
    assert "### Vergelijking van casussen: When does the change last?" in text
    assert "**niet Steering > On content en Hours of coaching**" in text
    assert "partly (0,60)" in text
    assert "vanaf een consistentie van 0,80, bij ten minste 1 casus" in text


def test_fuzzy_sets_are_plotted_with_a_text_and_crisp_ones_are_not(evaluation):
    root = evaluation(homes())
    (picture,) = made(root).pictures.comparisons
    assert picture.id == "compared-lasting"
    assert "K2: 0.97 and 1.00" in picture.alternative
    assert picture.svg.count("<circle") == 4
    assert "K3, K4, K5" in picture.svg
    (root / "evaluation.yaml").write_text(
        (root / "evaluation.yaml").read_text().replace("[trust, steering.content, hours]", "[steering.content]")
    )
    assert made(root).pictures.comparisons == ()


def test_cases_that_contradict_and_answers_that_are_not_there_are_told(evaluation):
    alike = {case: ("fully", "yes", "25", *one[3:]) for case, one in VALUES.items()}
    text = markdown(evaluation(homes(**alike)))
    assert "another outcome: K1, K2, K6, K7, K8 with the outcome, K3, K4, K5 without it." in text
    assert "There is no answer: the outcome goes with no combination." in text


def test_a_comparison_by_an_attribute_is_withheld_where_it_would_tell_who_it_is(evaluation):
    files_ = homes()
    files_["evaluation.yaml+"] += MAKES
    root = evaluation(files_)
    withheld = "This comparison is not shown here, since an organisation could be recognised by it."
    text = markdown(root)
    assert withheld in text[text.index("Comparison of cases: own") :]
    assert withheld not in markdown(root, audience="team")
    assert "| Case | own" in markdown(root, audience="team")
    (root / "evaluation.yaml").write_text((root / "evaluation.yaml").read_text() + OPEN)
    assert withheld not in markdown(root)


def test_conditions_with_several_values_and_absences_are_told_in_words(evaluation):
    files_ = homes()
    more = "  none: {framework: homes, outcome: ~change, conditions: [size, trust], consistency: 0.75, "
    files_["evaluation.yaml+"] += more + "expect: ['size{0,1}', ~trust]}\n"
    text = markdown(evaluation(files_))
    part = text[text.index("### Comparison of cases: none") :]
    assert "Outcome: not Lasting change." in part
    assert "| small | ○ | yes | K5 | 1.00 |" in part
    assert "| 1 | **Size: small and not Trust** | K5" in part
    assert "With only what theory expects of those: Size: small, middle; not Trust." in part
    assert "with the outcome, K8 without it" in part


def test_a_comparison_that_cannot_be_made_says_so(evaluation):
    files_ = homes()
    files_["evaluation.yaml+"] = files_["evaluation.yaml+"].replace("outcome: change", "outcome: trust")
    text = markdown(evaluation(files_), audience="team")
    assert "This comparison cannot be made yet of what is known." in text


@pytest.mark.parametrize("audience", ["public", "team"])
def test_on_the_site_a_combination_opens_its_cases_patterns_and_words(evaluation, audience):
    files_ = homes()
    said = "{id: FG1-002, quote: Nobody may read this word., speaker: r2, evidence: [{supports: C1, pattern: P1}]}"
    files_["sources/FG1.citations.yaml+"] = f"  - {said}\n"
    files_["sources/FG1.yaml"] = (
        "id: FG1\nkind: focus_group\ntitle: First panel\ngroup: staff\nparticipants:\n"
        "  - {id: r1, role: manager, group: staff, consent: quote}\n"
        "  - {id: r2, role: cook, group: staff, consent: background}\n"
    )
    files_["cases/K2-house.yaml"] = files_["cases/K2-house.yaml"].replace("[FG1-001]", "[FG1-001, FG1-002]")
    page = files(made(evaluation(files_), audience))["cases.html"].decode()
    opened = page[page.index("<summary><span>Trust and not Steering &gt; On content</span>") :]
    opened = opened[: opened.index("</details>")]
    for words in ("House K2", "House K6", "The scan reveals", "We saw it on the table.", "href=case-K2.html"):
        assert words in opened
    assert "Nobody may read" not in page
    assert "compared-lasting" in page


def test_the_workbook_has_combinations_and_answers(evaluation, tmp_path):
    root = evaluation(homes())
    write_workbook(made(root), tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    rows = [[cell.value for cell in row] for row in book["Combinations"]]
    assert rows[1][1:5] == ["Trust: ●; Steering > On content: ○; Hours of coaching: ●", "yes", "K2, K6", "1.00"]
    answers = [[cell.value for cell in row] for row in book["Answers"]]
    assert [row[2:5] for row in answers[-2:]] == [
        [1, "Trust and not Steering > On content", "K2, K6"],
        [2, "not Steering > On content and Hours of coaching", "K2, K6"],
    ]
