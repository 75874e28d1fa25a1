"""Every code of the catalogue is explained, and has a failing and a passing case in the tables."""

from __future__ import annotations

import subprocess
import sys

import pytest
import test_rules_0_reading
import test_rules_1_references
import test_rules_2_claims
import test_rules_2_decisions
import test_rules_2_patterns
import test_rules_3_evidence
import test_rules_3_fieldwork
import test_rules_3_models
import test_rules_4_coding
import test_rules_4_quotes
import test_rules_5_privacy
import test_rules_6_conclusions
import test_rules_weighing

from cmo_eval.diagnostics import Severity
from cmo_eval.rules import CODES, FAMILIES, RULES

TABLES = {
    "0": (test_rules_0_reading,),
    "1": (test_rules_1_references, test_rules_weighing.of_family("1")),
    "2": (test_rules_2_claims, test_rules_2_decisions, test_rules_2_patterns, test_rules_weighing.of_family("2")),
    "3": (test_rules_3_evidence, test_rules_3_fieldwork, test_rules_3_models, test_rules_weighing.of_family("3")),
    "4": (test_rules_4_coding, test_rules_4_quotes),
    "5": (test_rules_5_privacy,),
    "6": (test_rules_6_conclusions,),
}
BAD = {case.code for tables in TABLES.values() for table in tables for case in table.BAD}
GOOD = {case.code for tables in TABLES.values() for table in tables for case in table.GOOD}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_failing_and_a_passing_case(code):
    assert code in BAD, f"write a failing case for {code} in {TABLES[code[3]][-1].__name__}"
    assert code in GOOD, f"write a passing case for {code} in {TABLES[code[3]][-1].__name__}"


@pytest.mark.parametrize(("family", "tables"), TABLES.items())
def test_each_table_holds_the_cases_of_its_family(family, tables):
    assert {case.code[3] for table in tables for case in (*table.BAD, *table.GOOD)} == {family}


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_with_a_bad_and_a_good_example(code):
    words = CODES[code].explanation
    assert "Bad:" in words
    assert "Good:" in words
    assert words.index("Bad:") < words.index("Good:")
    assert len(words.split("Bad:")[0].strip()) > 10


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_severity_a_title_and_a_known_family(code):
    entry = CODES[code]
    assert entry.code == code
    assert isinstance(entry.severity, Severity)
    assert entry.title
    assert not entry.title.endswith(".")
    assert code[3] in FAMILIES


def test_codes_stand_in_order():
    assert list(CODES) == sorted(CODES)


def test_every_code_that_reading_does_not_find_has_a_rule():
    assert {code for code in CODES if code[3] != "0"} == set(RULES)


def test_a_code_cannot_be_declared_twice():
    from cmo_eval.rules.registry import rule

    for code in ("CMO001", "CMO016", "CMO101"):
        with pytest.raises(AssertionError, match=code):
            rule(code, Severity.NOTE, "another title")(lambda register: ())


def test_what_comes_from_reading_has_no_rule_and_is_declared_without_one():
    script = "import sys, cmo_eval.store; from cmo_eval.diagnostics import CODES; print(*CODES); print(*sys.modules)"
    codes, modules = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    ).stdout.splitlines()
    assert {f"CMO0{number:02}" for number in (*range(1, 9), *range(10, 16), 19)} == set(codes.split())
    assert "cmo_eval.rules" not in modules.split()
