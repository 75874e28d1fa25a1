"""The page of a comparison: values, truth table, solutions, and under each term its cases, patterns and words."""

import re

import pytest
from pages import Served

from homes import homes


@pytest.fixture
def served(evaluation):
    return Served(evaluation(homes()))


def text(served, path):
    answer = served.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_first_page_and_a_list_lead_to_comparisons(served):
    assert '<a href="/compare/lasting"><span lang="en">When does the change last?</span></a>' in text(served, "/")
    assert "change by trust, steering.content, hours" in text(served, "/compare")


def test_a_term_opens_its_cases_patterns_and_words(served):
    page = text(served, "/compare/lasting")
    start = page.index("<summary><code>trust*~steering.content</code>")
    opened = page[start : page.index("</details>", start)]
    plain = " ".join(re.sub("<[^>]+>", " ", opened).split())
    assert "consistency 1.000, coverage 0.533 (alone 0.533) K2, K6" in plain
    assert "K2 House K2 1.000 in the term, 1.000 in the outcome" in plain
    assert "trust Trust fully : How people spoke of it in K2 1.000 We saw it on the table." in plain
    assert '<a href="/patterns/P1">P1 The scan reveals</a>' in opened
    assert "shows; it expects this" in plain


def test_values_rows_and_notes_stand_on_the_page(served):
    plain = " ".join(re.sub("<[^>]+>", " ", text(served, "/compare/lasting")).split())
    assert "K3 House K3 partly 0.6 yes 1 4 0.099 no 0" in plain
    assert "1 0 1 1 1.000 1.000 K2, K6" in plain
    assert "K7 is left out: no value for trust (unknown)" in plain
    assert "trust is expected by P1" in plain
    assert "2 models ; they fit equally well" in plain.replace("models;", "models ;")
    assert "Without any case: 3 of 8 rows" in plain
    assert "no mechanism" in plain


def test_each_cell_of_a_table_leads_to_its_words(served):
    assert '<a href="/compare/table/homes"><span lang="en">Homes</span></a>' in text(served, "/")
    assert '<a href="/compare/table/homes">' in text(served, "/compare")
    page = text(served, "/compare/table/homes")
    row = re.search(r'<tr><th scope="row" lang="en">K2 House K2</th>(.*?)</tr>', page, re.DOTALL)[1]
    plain = " ".join(re.sub("<[^>]+>", " ", row).split())
    assert "● fully : How people spoke of it in K2 FG1-001" in plain
    led = set(re.findall(r'<a href="#(said-[^"]+)">', page))
    assert "said-FG1-001" in led
    assert led == set(re.findall(r'<div class="said" id="([^"]+)">', page))
    words = page[page.index('id="said-FG1-001"') :]
    assert "We saw it on the table." in words[: words.index("</div>")]
    assert "unknown" in page[page.index("K7 House K7") :]
    assert served.get("/compare/table/home").status_code != 200


def test_a_table_has_rows_for_values_and_many_dimensions_as_rows(evaluation):
    files = homes()
    name = next(one for one in files if "K1" in one)
    many = "".join(f"    d{one}: {{label: D{one}, scale: {{'yes': 1, 'no': 0}}}}\n" for one in range(7))
    files["evaluation.yaml+"] = files["evaluation.yaml+"].replace("frameworks:\n", f"frameworks:\n  many:\n{many}", 1)
    cells = "".join(f"  many.d{one}: {{value: 'yes', citations: [FG1-001]}}\n" for one in range(7))
    files[name] = files[name].replace("framework:\n", f"framework:\n{cells}", 1)
    served = Served(evaluation(files))
    page = text(served, "/compare/table/many")
    assert '<th scope="col">Dimension</th><th scope="col" lang="en">K1 House K1</th>' in page
    assert page.count('<a href="#said-FG1-001">') == 7
    club = "partners:\n  club: {label: The club, framework: {many.d1: {value: 'yes', citations: [FG1-001]}}}\n"
    page = text(Served(evaluation({**files, name: files[name] + club})), "/compare/table/many?by=organisation")
    assert '<th scope="col" lang="en">K1 The club</th>' in page
    ways = re.findall(r'<a href="/compare/table/homes\?by=([^"]+)">', text(served, "/compare/table/homes"))
    assert "organisation" not in ways
    by = text(served, f"/compare/table/homes?by={ways[0]}")
    assert f'<th scope="col">{ways[0]}</th>' in by
    assert '<span class="faint">K2</span>' in by


def test_a_comparison_that_cannot_be_made_says_why_and_one_that_is_not_there_is_refused(evaluation):
    files = homes()
    files["evaluation.yaml+"] = files["evaluation.yaml+"].replace("outcome: change", "outcome: trust")
    served = Served(evaluation(files))
    page = text(served, "/compare/lasting")
    assert "It cannot be made: trust is the outcome and a condition" in page
    assert "leave it out of the conditions" in page
    answer = served.get("/compare/last")
    assert answer.status_code != 200
    assert "is no comparison of evaluation.yaml" in answer.text


def test_without_comparisons_the_list_says_where_they_are_stated(evaluation):
    served = Served(evaluation())
    assert "There are no comparisons by outcome yet" in text(served, "/compare")
    assert "Comparisons of cases" not in text(served, "/")
