"""Cases beside each other by a framework: values, shades, who agrees, partners, groups, and how it is written."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import ValidationError

from cmo_eval.analysis.framework_table import framework_table
from cmo_eval.api import load
from cmo_eval.errors import UsageError
from cmo_eval.model.framework import Dimension, cells_of
from workbooks import MAIN, Workbook

FRAMEWORKS = """\
frameworks:
  steering:
    why: Why it began
    trust: {label: Trust, scale: {fully: 1, partly: 0.5, hardly: 0}}
    hours: {label: Hours, unit: hours a week, out: 1, cross: 4, in: 8}
    on:
      label: Steering
      dimensions:
        content: {label: On content, scale: {'yes': 1, 'no': 0}}
        money: {label: On money, scale: {'yes': 1, 'no': 0}}
"""

CASES = {
    "cases/K1-dike.yaml": """\
id: K1
title: The dike
attributes: {region: north}
framework:
  steering.why: {text: They had to., citations: [FG1-001]}
  steering.trust: {value: partly, text: At night it was locked., citations: [FG1-001, FG1-002]}
  steering.hours: {value: 2.5, citations: [FG1-001]}
  steering.on.content: {value: yes, citations: [FG1-001]}
  steering.on.money: {value: yes, citations: [FG1-002]}
partners:
  town: {label: The town, framework: {steering.trust: {value: hardly, citations: [FG1-001]}}}
  club: {label: The club, framework: {steering.trust: {value: fully, citations: [FG1-002]}}}
""",
    "cases/K2-mill.yaml": """\
id: K2
title: The mill
attributes: {region: south}
framework:
  steering.trust: {value: hardly, citations: [FG1-001]}
  steering.hours: {value: 12, citations: [FG1-001]}
  steering.on.content: {value: yes, citations: [FG1-001]}
  steering.on.money: {value: unknown}
""",
    "cases/K3-quay.yaml": """\
id: K3
title: The quay
framework:
  steering.trust: {value: hardly, citations: [FG1-002]}
  steering.on.content: {value: not_applicable}
""",
}


SECOND = """\
  - id: FG1-002
    quote: It was ours.
    speaker: r1
    evidence: [{supports: C1, pattern: P1, parts: [outcome]}]
"""


@pytest.fixture
def folder(evaluation):
    return evaluation({"evaluation.yaml+": FRAMEWORKS, "sources/FG1.citations.yaml+": SECOND, **CASES})


@pytest.fixture
def table(folder):
    return lambda framework, by=None: framework_table(load(folder).repository, framework, by)


def _across(found):
    return {one.name.partition(".")[2]: one for one in found.dimensions}


def test_values_agreement_and_what_is_open(table):
    found = _across(table("steering"))
    assert [*found] == ["why", "trust", "hours", "on.content", "on.money"]
    assert found["on.content"].title == "Steering > On content"
    assert found["trust"].values == (("partly", ("K1",)), ("hardly", ("K2", "K3")))
    assert {name: one.agreement for name, one in found.items()} == {
        "why": "too_few",
        "trust": "differs",
        "hours": "differs",
        "on.content": "same",
        "on.money": "too_few",
    }
    assert found["on.content"].not_applicable == ("K3",)
    assert found["on.money"].unknown == ("K2",)
    assert found["on.money"].empty == ("K3",)
    assert found["why"].empty == ("K2", "K3")


def test_shades_follow_the_scale_and_the_anchors(table):
    found = table("steering")
    shades = {
        (row.key, one.name): [entry.shade for entry in row.cells[place]]
        for row in found.rows
        for place, one in enumerate(found.dimensions)
    }
    assert shades["K1", "steering.trust"] == [2]
    assert shades["K2", "steering.trust"] == [0]
    assert shades["K1", "steering.hours"] == [1]  # halfway between out and cross
    assert shades["K2", "steering.hours"] == [4]
    assert shades["K2", "steering.on.money"] == [None]
    assert [entry.number for entry in found.rows[0].cells[2]] == [2.5]


def test_partners_are_rows_of_their_own(table):
    found = table("steering", "organisation")
    assert [(row.key, row.title) for row in found.rows] == [("K1.town", "The town"), ("K1.club", "The club")]
    assert _across(found)["trust"].values == (("fully", ("K1.club",)), ("hardly", ("K1.town",)))
    assert found.left_out == ("K2", "K3")


def test_an_attribute_gathers_cases_and_may_separate_them(table, folder):
    (folder / "cases/K3-quay.yaml").write_text(
        CASES["cases/K3-quay.yaml"].replace("title: The quay", "title: The quay\nattributes: {region: south}"),
        encoding="utf-8",
    )
    found = table("steering", "region")
    assert [row.key for row in found.rows] == ["north", "south"]
    assert _across(found)["trust"].agreement == "separated"
    assert [entry.of for entry in found.rows[1].cells[1]] == ["K2", "K3"]
    mixed = (folder / "cases/K3-quay.yaml").read_text(encoding="utf-8").replace("value: hardly", "value: partly")
    (folder / "cases/K3-quay.yaml").write_text(mixed, encoding="utf-8")
    assert _across(table("steering", "region"))["trust"].agreement == "differs"  # the south is of two minds
    (folder / "cases/K3-quay.yaml").write_text(CASES["cases/K3-quay.yaml"], encoding="utf-8")
    assert table("steering", "region").left_out == ("K3",)


@pytest.mark.parametrize(("asked", "said"), [(("steerin",), "no framework"), (("steering", "regoin"), "no case has")])
def test_unknown_names_are_refused_with_the_nearest(table, asked, said):
    with pytest.raises(UsageError, match=said) as raised:
        table(*asked)
    assert {"steerin": "steering", "regoin": "region"}[asked[-1]] in (raised.value.hint or "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "A", "scale": {"a": "1"}, "unit": "percent"},
        {"label": "A", "unit": "percent", "out": "1", "cross": "2"},
        {"label": "A", "unit": "percent", "out": "1", "cross": "3", "in": "2"},
        {"label": "A", "scale": {"unknown": "1"}},
        {"label": "A", "scale": {"a": "1,5"}},
    ],
)
def test_a_measure_is_a_scale_or_a_number_with_anchors_in_order(wrong):
    with pytest.raises(ValidationError):
        Dimension.model_validate(wrong)


def test_anchors_may_run_down():
    one = Dimension.model_validate({"label": "A", "unit": "days", "out": "9", "cross": "5", "in": "1"})
    assert one.number("5.5") == 5.5
    assert not one.allows("five")
    assert one.allows("unknown")
    assert [*cells_of({"f": {"d": one}})] == ["f.d"]


def test_the_command_writes_every_cell_with_its_citations(cmo, folder):
    said = cmo("compare", "table", "steering", cwd=folder, columns=120).out
    assert "Trust (steering.trust): they differ" in said
    assert "◑ partly K1 At night it was locked. [FG1-001, FG1-002]" in said
    assert "? unknown K2" in said
    markdown = cmo("compare", "table", "steering", "--by", "organisation", "--format", "md", cwd=folder).out
    assert "| K1 The club | – | ● fully [FG1-002] |" in markdown.replace("|  |", "| – |")
    said = cmo("compare", "table", "steering", "--by", "organisation", cwd=folder).out
    assert "● fully K1 The club [FG1-002]" in " ".join(said.split())
    assert "no cell: K1 The town, K1 The club" in said
    rows = cmo("compare", "table", "steering", "--format", "csv", cwd=folder).out.splitlines()
    assert rows[0].lstrip("\ufeff") == "row,of,dimension,value,number,text,citations"
    assert "K1,K1,steering.trust,partly,0.5,At night it was locked.,FG1-001 FG1-002" in rows
    told = json.loads(cmo("compare", "table", "steering", "--format", "json", cwd=folder).out)
    assert told["rows"][1]["cells"]["steering.hours"][0]["number"] == 12


def _led(content):
    """The sheets of a workbook by name, and of each cell of the first that leads somewhere its text and the rows."""
    book = Workbook(content)
    assert book.faults == []
    (table, part), (words, _) = book.sheets.items()
    leads = {one.get("ref"): one.get("location") for one in book.trees[part].iter(f"{MAIN}hyperlink")}
    for cell in book.trees[part].iter(f"{MAIN}c"):
        formula = cell.findtext(f"{MAIN}f")
        if formula:
            leads[cell.get("r")] = re.match(r'HYPERLINK\("#(.+?)",', formula)[1]
            book.cells[table][cell.get("r")] = cell.findtext(f"{MAIN}v")
    led = {}
    for place, there in leads.items():
        first, last = re.fullmatch(rf"'{words}'!A(\d+):H(\d+)", there).groups()
        rows = [[book.cells[words].get(f"{one}{row}") for one in "ABCGH"] for row in range(int(first), int(last) + 1)]
        led[book.cells[table][place], place] = rows
    backs = [one.get("location") for one in book.trees[book.sheets[words]].iter(f"{MAIN}hyperlink")]
    assert sorted(backs) == sorted(f"'{table}'!{place}" for place in leads)
    return book.cells, led


def test_each_cell_of_the_workbook_leads_to_its_words(cmo, folder):
    long = "They said that they had to. " * 20 + 'And "why"?'
    (folder / "cases/K1-dike.yaml").write_text(
        CASES["cases/K1-dike.yaml"].replace("They had to.", f"'{long}'"), encoding="utf-8"
    )
    cmo("compare", "table", "steering", "-o", folder / "t.xlsx", cwd=folder, columns=120)
    sheets, led = _led((folder / "t.xlsx").read_bytes())
    trust = led["◑ partly: At night it was locked. [FG1-001, FG1-002]", "C7"]
    assert [(row[0], row[1], row[4]) for row in trust] == [
        ("K1 The dike", "Trust", "FG1-001"),
        ("K1 The dike", "Trust", "FG1-002"),
    ]
    assert [row[2] for row in trust] == ["We saw it on the table.", "It was ours."]
    assert [row[4] for row in led[f"{long} [FG1-001]", "B7"]] == ["FG1-001"]
    assert len(led) == 9  # no cell without citations leads anywhere
    assert sheets["steering"]["F8"] == "? unknown"
    assert sheets["steering"]["A1"] == "A small evaluation: steering"
    assert sheets["steering"]["C10"] == "they differ"


def test_a_workbook_calls_partners_by_their_names_and_holds_what_its_readers_may_see(cmo, folder):
    source = folder / "sources/FG1.yaml"
    source.write_text(source.read_text(encoding="utf-8") + "confidentiality: team\n", encoding="utf-8")
    words = {}
    for readers in ("team", "public"):
        asked = ("steering", "--by", "organisation", "--audience", readers)
        cmo("compare", "table", *asked, "-o", f"{readers}.xlsx", cwd=folder)
        sheets, led = _led((folder / f"{readers}.xlsx").read_bytes())
        assert led["● fully [FG1-002]", "C9"][0][0] == sheets["steering"]["A9"] == "K1 The club"
        words[readers] = [row[2] for rows in led.values() for row in rows]
        about = {"team": "For the team only", "public": "This version may be read by everybody."}[readers]
        assert any(about in text for text in sheets["steering"].values())
    assert words["team"] == ["We saw it on the table.", "It was ours."]
    assert words["public"] == ["(may not be quoted)"] * 2


def test_many_dimensions_are_rows_of_the_workbook_in_the_language_of_the_evaluation(cmo, folder):
    many = "".join(f"    d{one}: {{label: D{one}, scale: {{ja: 1, nee: 0}}}}\n" for one in range(7))
    about = (folder / "evaluation.yaml").read_text(encoding="utf-8")
    about = about.replace("frameworks:\n", f"frameworks:\n  many:\n{many}")
    (folder / "evaluation.yaml").write_text(about.replace("language: en", "language: nl"), encoding="utf-8")
    for case in ("K1-dike", "K2-mill"):
        text = CASES[f"cases/{case}.yaml"]
        cells = "".join(f"  many.d{one}: {{value: ja, citations: [FG1-00{1 + one % 2}]}}\n" for one in range(7))
        (folder / f"cases/{case}.yaml").write_text(text.replace("framework:\n", f"framework:\n{cells}", 1), "utf-8")
    cmo("compare", "table", "many", "-o", folder / "t.xlsx", cwd=folder, columns=120)
    sheets, led = _led((folder / "t.xlsx").read_bytes())
    assert [*sheets["many"].values()][-4 * 8 : -4 * 7] == ["Dimensie", "K1 The dike", "K2 The mill", "Overeenstemming"]
    second = next(place for place, said in sheets["many"].items() if said == "D1")[1:]
    assert [sheets["many"][f"{one}{second}"] for one in "BCD"] == [*["● ja [FG1-002]"] * 2, "allemaal gelijk"]
    assert [row[:2] for row in led["● ja [FG1-002]", f"C{second}"]] == [["K2 The mill", "D1"]]
    assert [*sheets["Woorden"].values()][:2] == ["Casus", "Dimensie"]
    said = cmo("compare", "table", "many", "--format", "md", "--language", "en", cwd=folder).out
    assert said.startswith("| Case |")
