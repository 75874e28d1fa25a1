"""From a term of a solution to its cases, the values and patterns behind them, and the words."""

from __future__ import annotations

import json

import pytest

from cmo_eval import api
from cmo_eval.errors import UsageError
from homes import homes

VISIT = """\
id: V1
kind: case_interview
title: A visit
group: staff
case: K2
participants:
  - {id: r1, role: nurse, group: staff, consent: quote}
  - {id: r2, role: cook, group: staff, consent: background}
"""
SAID = """\
coder: AB
defaults: {quality: observation}
citations:
  - {id: V1-001, quote: We were trusted with the keys., speaker: r1,
     evidence: [{supports: C1, pattern: P1, parts: [context]}, {supports: C1, pattern: P2, lacks: [outcome]}]}
  - {id: V1-002, quote: Nobody may read this., speaker: r2, evidence: [{supports: C1, pattern: P1}]}
"""
SECOND = "id: P2\ntitle: The other way\ncontext: a\nresource: b\nreasoning: c\noutcome: d\n"
THIRD = SECOND.replace("P2", "P3").replace("The other way", "Never seen")


@pytest.fixture
def root(evaluation):
    files = homes()
    files["cases/K2-house.yaml"] = files["cases/K2-house.yaml"].replace(
        "homes.trust: {value: fully, text: How people spoke of it in K2, citations: [FG1-001]}",
        "homes.trust: {value: fully, text: How people spoke of it in K2, citations: [V1-001, V1-002]}",
    )
    files["cases/K6-house.yaml"] += (
        "shows: [{pattern: P3, absent: [outcome], why: Looked for., citations: [FG1-001]}]\n"
    )
    files |= {"sources/V1.yaml": VISIT, "sources/V1.citations.yaml": SAID}
    files |= {"patterns/P2-other.yaml": SECOND, "patterns/P3-never.yaml": THIRD}
    files["claims/C1-value.yaml+"] = ""
    root = evaluation(files)
    claim = root / "claims/C1-value.yaml"
    claim.write_text(claim.read_text().replace("[P1]", "[P1, P2]"))
    return root


def test_a_term_leads_to_cases_values_patterns_and_words(root):
    (found,) = api.load(root).evidence_of_terms("lasting", "trust*~steering.content")
    assert found.of == ("parsimonious 1 of 2",)
    assert [case.case for case in found.cases] == ["K2", "K6"]
    assert found.contradict == ()
    first = found.cases[0]
    assert [(one.name, one.value, one.membership) for one in first.grounds] == [
        ("trust", "fully", 1),
        ("~steering.content", "no", 1),
        ("change", "yes", 1),
    ]
    assert first.grounds[0].text == "How people spoke of it in K2"
    assert first.grounds[0].citations == ("V1-001", "V1-002")
    assert [(one.pattern, one.how, one.citations, one.expects) for one in first.patterns] == [
        ("P1", "shows", ("V1-001", "V1-002", "FG1-001"), True),
        ("P2", "denies", ("V1-001",), False),
    ]
    assert found.words["V1-001"].quote == "We were trusted with the keys."
    assert (found.words["V1-002"].quote, found.words["V1-002"].held_back) == (None, True)


def test_of_a_claim_only_its_patterns_are_told_and_else_all(root):
    loaded = api.load(root)
    assert {one.pattern for one in loaded.evidence_of_terms("lasting", "trust")[0].cases[-1].patterns} == {"P1"}
    from dataclasses import replace

    from cmo_eval.analysis.case_sets import asked_by

    whole = replace(asked_by(loaded.repository, "lasting"), claim=None)
    patterns = loaded.evidence_of_terms(whole, "trust")[0].cases[-1].patterns
    assert [(one.pattern, one.how) for one in patterns] == [("P1", "shows"), ("P3", "absent")]


def test_a_term_of_no_solution_and_cases_against_it(root):
    one, two = api.load(root).evidence_of_terms("lasting", "~trust + trust*hours")
    assert (one.term, one.of, one.cases) == ("~trust", (), ())
    assert [case.case for case in one.contradict] == ["K4", "K5"]
    assert [case.case for case in two.cases] == ["K1", "K2", "K6"]
    assert two.cases[0].membership == pytest.approx(0.98807, abs=1e-5)


def test_without_a_term_all_terms_of_all_models(root):
    found = api.load(root).evidence_of_terms("lasting")
    assert {one.term: one.of for one in found} == {
        "trust*~steering.content*hours": ("conservative", "intermediate"),
        "trust*~steering.content": ("parsimonious 1 of 2",),
        "~steering.content*hours": ("parsimonious 2 of 2",),
    }


def test_an_attribute_is_a_ground_without_words(root):
    loaded = api.load(root)
    from cmo_eval.analysis.case_sets import Question

    (found,) = loaded.evidence_of_terms(Question("homes", "size{2}", ("own_team", "trust")), "~own_team")
    (case,) = found.cases
    assert (case.case, case.grounds[0].value, case.grounds[0].cell, case.grounds[0].citations) == ("K2", "no", None, ())
    assert case.grounds[-1].name == "size{2}"


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("trust*trusts", "trusts is no condition of this comparison"),
        ("trust*~trust", "trust stands twice"),
        ("trust{1}", "cannot be in a term"),
        ("", "is no set"),
    ],
)
def test_what_is_no_term_is_refused(root, term, said):
    with pytest.raises(UsageError, match=said) as error:
        api.load(root).evidence_of_terms("lasting", term)
    assert error.value.hint


def test_a_value_of_several_is_a_term(root):
    from cmo_eval.analysis.case_sets import Question

    question = Question("homes", "change", ("size",))
    (found,) = api.load(root).evidence_of_terms(question, "size{2}")
    assert [case.case for case in found.cases] == ["K1", "K2"]
    for wrong in ("size", "size{3}", "size{1,2}"):
        with pytest.raises(UsageError, match="cannot be in a term"):
            api.load(root).evidence_of_terms(question, wrong)


def test_trace_and_solve_show_it_in_one_step_without_words_held_back(cmo, root):
    run = cmo("trace", "trust*~steering.content", cwd=root)
    for words in ("“We were trusted with the keys.”", "K2 House K2: with the outcome", "P1 shows, which expects it"):
        assert words in run.out
    assert "words held back" in run.out
    assert "Nobody may" not in run.out
    solved = cmo("compare", "solve", "lasting", "--trace", cwd=root).out
    assert run.out in solved
    data = json.loads(cmo("compare", "solve", "lasting", "--trace", "--format", "json", cwd=root).out)
    (named,) = json.loads(cmo("trace", "trust*~steering.content", "--format", "json", cwd=root).out)["terms"]
    assert named in data["trace"]
    assert named["citations"]["V1-002"] == {
        "speaker": "cook",
        "quote": None,
        "verbatim": True,
        "held_back": True,
        "place": "sources/V1.citations.yaml:6",
    }
    assert "trace" not in json.loads(cmo("compare", "solve", "lasting", "--format", "json", cwd=root).out)


def test_trace_asks_which_comparison_and_a_table_has_no_words(cmo, root):
    text = (root / "evaluation.yaml").read_text()
    (root / "evaluation.yaml").write_text(text + "  other: {framework: homes, outcome: ~change, conditions: trust}\n")
    run = cmo("trace", "trust*hours", cwd=root)
    assert (run.code, "--comparison lasting or other" in run.err) == (2, True)
    assert "~change" in cmo("trace", "trust", "--comparison", "other", cwd=root).out
    (root / "t.csv").write_text("case,A,O\nx,1,1\ny,0,0\n")
    words = ("--from", "t.csv", "--outcome", "O", "--conditions", "A", "--trace")
    assert "a table has no words" in cmo("compare", "solve", *words, cwd=root).err
