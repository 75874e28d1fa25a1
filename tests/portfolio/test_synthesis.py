"""The synthesis says where mechanisms were at work, which contexts separate and what is not known; in two languages."""

from __future__ import annotations

import io
import re

import docx
import openpyxl
import pytest
from small_evaluations import NODE, small
from test_questions import folder  # noqa: F401 - a fixture
from test_weighing_columns import filled

from cmo_eval.disclosure.gate import disclose
from cmo_eval.model import Case
from cmo_eval.portfolio import engine
from cmo_eval.portfolio.synthesis import synthesis
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
        assert [sheet.max_row for sheet in book] == [3, 6, 4, 5]
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
        "| A mirror | shown in part, undecided; not shown, undecided | shown, undecided |",
        "| Trust | – | – |",
        "1 show it, 1 deny a part",
        "“Nothing came of it.”\n>\n> — manager, A small evaluation, FG1-002, denies a part",
        "No evaluation has a pattern that is an instance of: Trust.",
        "Known from one evaluation only: money.",
        "Never heard: The users (A small evaluation) and The users (A small evaluation).",
        "The rules propose no verdict on 3 of 3 claims.",
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
        assert found == ["trust, region: shown in cases with North; a part denied in cases with South."]
    else:
        assert not found


def test_nothing_shared_is_said(tmp_path):
    db = filled([])
    found = synthesis(engine.Duck(db), "nl")
    db.close()
    assert found.audience == "public"
    assert "Geen patroon in een evaluatie noemt nog een gedeeld mechanisme" in found.markdown()
    assert not re.search("None|synthesis\\.", found.markdown())
