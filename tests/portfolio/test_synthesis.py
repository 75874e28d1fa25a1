"""The synthesis says where mechanisms were at work, which contexts separate and what is not known; in two languages."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest
from small_evaluations import NODE, small
from test_questions import folder  # noqa: F401 - a fixture
from test_weighing_columns import filled

from cmo_eval.disclosure.gate import disclose
from cmo_eval.model import Case
from cmo_eval.portfolio import engine
from cmo_eval.portfolio.folder import find
from cmo_eval.portfolio.synthesis import _told, synthesis
from cmo_eval.store.repository import Stored


def test_each_format_in_both_languages(cmo, folder, tmp_path):  # noqa: F811
    for language, title in {"en": "Synthesis of 2 evaluations", "nl": "Synthese van 2 evaluaties"}.items():
        out = tmp_path / language
        words = ("--portfolio", folder, "-o", out, "--format", "md,docx,html,xlsx", "--language", language)
        done = cmo("portfolio", "report", *words)
        assert done.code == 0, done.err
        assert title in (out / "synthesis.md").read_text("utf-8")
        assert title in (out / "synthesis.html").read_text("utf-8")
        word = docx.Document(io.BytesIO((out / "synthesis.docx").read_bytes()))
        assert title in [one.text for one in word.paragraphs]
        book = openpyxl.load_workbook(out / "synthesis.xlsx")
        assert [sheet.max_row for sheet in book] == [6, 9, 7, 8]
        cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
        seen = {"en": {"seen whole", "Seen at first hand"}, "nl": {"geheel gezien", "Zelf gezien"}}[language]
        assert cells >= seen
        (told,) = ([*sheet.values] for sheet in book if sheet.max_row == 7)
        why = [
            row[told[3].index({"en": "Why, by the rules", "nl": "Waarom, volgens de regels"}[language])]
            for row in told[4:]
        ]
        assert any(one.startswith({"en": "in favour 1 voice", "nl": "voor 1 stem"}[language]) for one in why)
        assert not re.search(r"synthesis\.|not_shown|None|True", " ".join(cells))
    assert cmo("portfolio", "report", *words).code == 0  # ours are replaced
    (out / "synthesis.md").write_text("mine", encoding="utf-8")
    assert cmo("portfolio", "report", *words).code == 2
    assert (out / "synthesis.md").read_text("utf-8") == "mine"
    assert cmo("portfolio", "report", "--portfolio", folder, "--format", "pfd").code == 2


def test_what_it_says(cmo, folder, tmp_path):  # noqa: F811
    assert cmo("portfolio", "report", "--portfolio", folder, "-o", tmp_path, "--format", "md").code == 0
    said = (tmp_path / "synthesis.md").read_text("utf-8")
    for line in (
        "This version may be read by everybody.",
        "| A small evaluation (here) | The programme | fieldwork | 2 | 1 | 1 |",
        "| Mechanism | A small evaluation (here) | A small evaluation (there) |",
        "| A mirror | seen in part; undecided | seen whole; undecided |\n| money | – | seen whole; undecided |",
        "(there): The scan reveals | A mirror makes people look | seen whole | 1 | 1 | undecided |",
        "- *A small evaluation (here): The scan reveals.* Circumstances: a hidden problem. What came of it: a plan.",
        "“Nothing came of it.”\n>\n> — manager, A small evaluation (there) [FG1-002]: denies a part",
        "No pattern in these evaluations is an instance of: Trust.",
        "Known from one evaluation only: money.",
        "Never heard in A small evaluation (here): The users.",
        "On 3 of 3 claims the evidence meets no rule for a verdict.",
    ):
        assert line in said, line
    assert "| Trust |" not in said
    with engine.opened(find(folder)) as db:
        found = synthesis(db, "nl")
    one, other = found.evaluations
    seen = [{**row, "decision": (row["evaluation"] == "there" and "holds") or None} for row in found.mechanisms]
    held = {"fictional": True, "held_back": 3, "programme": "Werk", "basis": "published"}
    quotes = {"mirror": [{**row, "verbatim": False} for row in found.quotes["mirror"]]}
    named = replace(found, evaluations=[{**one, **held}, other], mechanisms=seen, quotes=quotes)
    for verdicts, counted in (
        (found.verdicts, ""),
        ([{**one, "decision": "holds"} for one in found.verdicts], "; over 3"),
    ):
        said = replace(named, verdicts=verdicts).markdown()
        for line in (
            "| A small evaluation | Werk | herlezen publicaties | 2 | 1 | 1 |",
            "Verzonnen, zodat niets erin een bevinding is: Werk.",
            "dat niet toelaat: 3 van Werk.",
            "| A mirror | deels gezien; onbeslist | geheel gezien; houdt stand |",
            "| 1 | 1 | houdt stand; volgens de regels onbeslist |",
            "> Nothing came of it.\n>\n> — manager, The programme [FG1-002, parafrase]: ontkent een deel",
            f"Over 3 van 3 claims haalt het bewijs geen regel voor een oordeel{counted}",
        ):
            assert line in said, line


@pytest.mark.parametrize("denied", ["South", "North"])
def test_an_attribute_separates_where_no_value_is_on_both_sides(denied):
    made = []
    for seed in (1, 2):
        one = small(seed)
        cases = [
            Case(id=f"K{n}", title="x", attributes={"region": region}) for n, region in ((8, "North"), (9, denied))
        ]
        one.stored_cases.extend(Stored(case, "", NODE) for case in cases)
        one.stored_patterns[1] = Stored(one.patterns["P2"].model_copy(update={"instance_of": ()}), "", NODE)
        made.append(disclose(one, "team"))
    db = filled(made)
    db.execute("DELETE FROM told")
    columns = "evaluation, claim, pattern, voice, case_id, showing, denying"
    for case, showing in (("K8", 1), ("K9", 0)):
        db.execute(f"INSERT INTO told ({columns}) VALUES ('e1', 'C1', 'P1', 'v', '{case}', {showing}, {1 - showing})")  # noqa: S608
    found = [*synthesis(engine.Duck(db), "en").separating()]
    db.close()
    if denied == "South":
        assert found == ["trust, by region: seen in cases with North; a part denied in cases with South."]
    else:
        assert not found


def test_nothing_shared_is_said(tmp_path):
    db = filled([])
    found = synthesis(engine.Duck(db), "nl")
    db.close()
    assert found.audience == "public"
    assert "Geen patroon in een evaluatie noemt nog een gedeeld mechanisme" in found.markdown()
    assert not re.search("None|synthesis\\.", found.markdown())


def test_words_that_show_most_come_first_and_are_not_said_twice():
    def said(citation, evaluation="one", **other):
        plain = {"quote": "x", "role": "manager", "quality": 2, "parts": 1, "verbatim": True, "denies": False}
        return {"evaluation": evaluation, "citation": citation, **plain, **other}

    rows = [
        *(said("C1", role=None, quality=3, parts=4), said("C2", quality=1, parts=4), said("C3", parts=2)),
        *(said("C4", parts=3, verbatim=False), said("C5", "two"), said("C6", denies=True), said("C7", quote=None)),
    ]
    told = set()
    assert [one["citation"] for one in _told(rows, told)] == ["C6", "C4", "C5"]
    assert [one["citation"] for one in _told(rows, told)] == ["C3", "C2"]
    assert [one["citation"] for one in _told(rows[4:6], told)] == ["C6", "C5"]  # there is nothing else
