"""Thousands of citations in one source cost in proportion to their number: what is done is counted, not timed."""

from __future__ import annotations

import cProfile
import hashlib
import json
import pstats
import random

import pytest

from cmo_eval import api
from cmo_eval.analysis.search import Wanted
from cmo_eval.edits import forget as forgetting
from cmo_eval.edits.coding import imports
from cmo_eval.edits.coding.table import Options
from cmo_eval.edits.transcripts.anchor import plan
from cmo_eval.transcripts import anchoring
from minimal import MINIMAL

FEW, MANY = 60, 240
MOST = MANY / FEW * 1.25


def sentence(number):
    chance = random.Random(number)  # noqa: S311 - the same words for the same number
    return "tea " + " ".join(
        f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randrange(999)}" for _ in range(9)
    )


@pytest.fixture
def talk(tmp_path):
    """An evaluation with one talk of so many lines, each of which is coded; the text corrected since, or not."""

    def write(count, *, coded=True, corrected=False):
        root = tmp_path / f"{count}-{coded}-{corrected}"
        lines = [f"R{1 + number % 2}: {sentence(number)}." for number in range(count)]
        text, at, rows = "\n".join(lines) + "\n", 0, []
        for number, line in enumerate(lines):
            start, end = at + 4, at + len(line) - 1
            around = json.dumps(text[max(0, start - 32) : start]), json.dumps(text[end : end + 32])
            rows.append(
                f"  - id: FG1-{number:05}\n    quote: {line[4:-1]}\n    speaker: {line[:2].lower()}\n"
                f"    at: {{line: {number + 1}}}\n    evidence: [{{supports: C1}}]\n"
                f"    selector: {{start: {start}, end: {end}, prefix: {around[0]}, suffix: {around[1]}}}\n"
            )
            at += len(line) + 1
        people = "".join(f"  - {{id: {id_}, role: cook, group: staff, consent: quote}}\n" for id_ in ("r1", "r2"))
        files = {
            **MINIMAL,
            "evaluation.yaml": MINIMAL["evaluation.yaml"] + "texts: texts\n",
            "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: Panel\ntext: FG1.txt\n"
            f"text_sha256: {hashlib.sha256(text.encode()).hexdigest()}\nparticipants:\n{people}",
            "sources/FG1.citations.yaml": "coder: AB\ndefaults: {quality: observation}\ncitations:"
            + (f"\n{''.join(rows)}" if coded else " []\n"),
            "texts/FG1.txt": f"INT: Well, let us begin.\n{text}" if corrected else text,
        }
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return root

    return write


def calls(work):
    """How many functions are called, those of the language itself too."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return pstats.Stats(profile).total_calls


def grows(work, few, many):
    work(few)  # what is done once is done
    return calls(lambda: work(many)) / calls(lambda: work(few))


def imported(root):
    rows = "".join(f'FG1,"{sentence(number)}",r{1 + number % 2},C1\n' for number in range(int(root.name.split("-")[0])))
    path = root / "rows.csv"
    path.write_text(f"source,quote,speaker,supports\n{rows}", encoding="utf-8")
    repository = api.load(root).repository
    planned = imports.plan(root, repository, imports.read(path, repository, Options(coded="2024-05-13")))
    assert {one.kind for one in planned.codings} == {"add"}


@pytest.mark.parametrize("corrected", [False, True])
def test_forget(talk, corrected):
    few, many = (talk(count, corrected=corrected) for count in (FEW, MANY))

    def forget(root):
        planned = forgetting.plan(root, "FG1.r1", "2024-06-17")
        assert len(planned.records) > int(root.name.split("-")[0]) // 2
        assert not any("may still stand" in one for one in planned.look)

    assert grows(forget, few, many) < MOST


def test_search(talk):
    few, many = talk(FEW), talk(MANY)

    def search(root):
        found = api.search(("tea",), root, Wanted(most=0))
        lines = [hit.citations for hit in found.hits if hit.kind == "texts"]
        assert len(lines) == int(root.name.split("-")[0])
        assert all(len(citations) == 1 for citations in lines)

    assert grows(search, few, many) < MOST


def test_import(talk):
    assert grows(imported, talk(FEW, coded=False), talk(MANY, coded=False)) < MOST


def test_anchor(talk):
    few, many = talk(FEW, corrected=True), talk(MANY, corrected=True)
    assert grows(plan, few, many) < MOST


def test_a_quote_that_is_where_its_selector_says_is_not_looked_for(talk, monkeypatch):
    asked = []
    real = anchoring.nearest_to
    monkeypatch.setattr(anchoring, "nearest_to", lambda *given: asked.append(given[1]) or real(*given))
    root = talk(FEW)
    forgetting.plan(root, "FG1.r1", "2024-06-17")
    api.search(("tea",), root, Wanted(most=0))
    plan(root)
    assert asked == []
    plan(talk(FEW, corrected=True))
    assert len(asked) < 2 * FEW + 5  # where it moved: once for its place, once for who may be heard
