"""Example evaluations: exactly the findings that they name stand.

`negative/` holds broken ones, `positive/` legitimate but unusual ones; see README.md here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cmo_eval.rules import CODES
from corpus import BASE, HERE, KINDS, difference, examples, known_bugs

LINE = re.compile(r"[^:]+:[1-9]\d*:[1-9]\d* CMO\d{3} \S.*")
BUGS = known_bugs()
NEGATIVE, POSITIVE = (examples(kind) for kind in KINDS)


def parameters(listed):
    parameters = []
    for example in listed:
        why = BUGS.get(example.name)
        marks = [pytest.mark.xfail(reason=why, raises=pytest.fail.Exception, strict=True)] if why else []
        parameters.append(pytest.param(example, id=example.id, marks=marks))
    return parameters


def compare(example, folder):
    assert all(LINE.fullmatch(line) for line in example.finds)
    changes = difference(list(example.finds), example.found(folder))
    if changes:
        told = "\n".join(changes)
        pytest.fail(
            f"{example.name}, in {example.file.name}\n{example.what}\n(- expected, + found)\n{told}\n"
            f"If the new findings are right: python tests/corpus/refresh.py {example.id}",
            pytrace=False,
        )


@pytest.mark.parametrize("example", parameters(NEGATIVE))
def test_a_broken_evaluation_has_these_findings(example, tmp_path):
    assert example.finds
    compare(example, tmp_path)


@pytest.mark.parametrize("example", parameters(POSITIVE))
def test_an_unusual_evaluation_has_no_finding(example, tmp_path):
    assert example.finds == ()
    compare(example, tmp_path)


def test_the_base_itself_has_no_finding(tmp_path):
    from cmo_eval import api

    for name, content in BASE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert api.validate(tmp_path).findings == ()


def test_an_edit_that_has_no_place_is_no_example(tmp_path):
    astray = replace(NEGATIVE[0], edits={"codebook.yaml": [{"old": "nowhere", "new": ""}]})
    with pytest.raises(ValueError, match=r"does not stand once in codebook\.yaml"):
        astray.write(tmp_path)


def test_each_name_stands_for_one_example():
    names = Counter(example.id for example in (*NEGATIVE, *POSITIVE))
    assert [name for name, times in names.items() if times > 1] == []


def test_each_file_holds_examples_of_its_ten_codes_and_each_finds_its_own():
    assert [path for kind in KINDS for path in (HERE / kind).iterdir() if path.suffix != ".yaml"] == []
    coded = [example for example in NEGATIVE if example.file.stem != "several"]
    astray = [one.name for one in coded if not any(f" {one.code} " in line for line in one.finds)]
    assert astray == [], "each example in negative/ finds the code that it says it is about"
    assert [one.name for one in coded if one.code[:5] != one.file.stem] == [], "a file holds the codes of its ten"
    assert [one.name for one in (*NEGATIVE, *POSITIVE) if one.code and one not in coded] == []


def test_writing_what_an_example_finds_leaves_the_others_of_its_file_as_they_are(tmp_path):
    import shutil

    from refresh import write

    crowded = [one for one in NEGATIVE if one.file.stem == "several"]
    for example in (crowded[0], crowded[1], crowded[-1]):
        file = Path(shutil.copy(example.file, tmp_path))
        write(replace(example, file=file), ["new"])
        text = "\n".join(f"- {line}" for line in example.finds)
        assert file.read_text() == example.file.read_text().replace(text, "- new")
        write(replace(example, file=file), list(example.finds))
        assert file.read_bytes() == example.file.read_bytes()


def test_each_code_stands_in_two_examples():
    examples_of = Counter(
        code for example in NEGATIVE for code in {re.findall(r" (CMO\d{3}) ", line)[0] for line in example.finds}
    )
    rare = [code for code in CODES if examples_of[code] < 2]
    assert rare == [], "write examples in tests/corpus/negative/, in the file of its ten codes"


def test_each_known_bug_is_an_example():
    assert set(BUGS) <= {example.name for example in (*NEGATIVE, *POSITIVE)}
