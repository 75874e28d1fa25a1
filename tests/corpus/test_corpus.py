"""Example evaluations in real folders: exactly the findings in their expected.txt stand.

`negative/` holds broken ones, `positive/` legitimate but unusual ones; see README.md here.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cmo_eval.catalogue import CATALOGUE
from corpus import HERE, difference, expected, folders, found, known_bugs, what

LINE = re.compile(r"[^:]+:[1-9]\d*:[1-9]\d* CMO\d{3} \S.*")
BUGS = known_bugs()


def examples(kind):
    listed = []
    for folder in folders(kind):
        why = BUGS.get(f"{kind}/{folder.name}")
        marks = [pytest.mark.xfail(reason=why, raises=pytest.fail.Exception, strict=True)] if why else []
        listed.append(pytest.param(folder, id=folder.name, marks=marks))
    return listed


def compare(folder):
    lines = expected(folder)
    assert all(LINE.fullmatch(line) for line in lines)
    changes = difference(lines, found(folder))
    if changes:
        told = "\n".join(changes)
        pytest.fail(
            f"{folder.relative_to(HERE)}\n{what(folder)}\n(- expected, + found)\n{told}\n"
            f"If the new findings are right: python tests/corpus/refresh.py {folder.name}",
            pytrace=False,
        )


@pytest.mark.parametrize("folder", examples("negative"))
def test_a_broken_evaluation_has_these_findings(folder):
    assert what(folder).startswith("broken: ")
    assert expected(folder)
    compare(folder)


@pytest.mark.parametrize("folder", examples("positive"))
def test_an_unusual_evaluation_has_no_finding(folder):
    assert what(folder).startswith("unusual: ")
    assert expected(folder) == []
    compare(folder)


def test_each_code_is_found_in_two_examples():
    examples_of = Counter(
        code
        for folder in folders("negative")
        for code in {re.findall(r" (CMO\d{3}) ", line)[0] for line in expected(folder)}
    )
    rare = [code for code in CATALOGUE if examples_of[code] < 2]
    assert rare == [], "write examples in tests/corpus/negative"


def test_each_known_bug_is_an_example():
    names = {f"{kind}/{folder.name}" for kind in ("negative", "positive") for folder in folders(kind)}
    assert set(BUGS) <= names
