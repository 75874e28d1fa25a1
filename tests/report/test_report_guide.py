"""An interview guide as a fieldworker reads it: questions, notes apart, no word of anybody; and as a Word file."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from reported import changed

import hostile
from cmo_eval import api
from cmo_eval.report.formats import one_file
from cmo_eval.report.guide import guide_markdown, guide_title, overview_markdown
from cmo_eval.report.templates.files import house

EN = changed("evaluation.yaml", "language: nl", "language: en")
RIVAL = changed(
    "claims/C1-waarde.yaml", "rivals: [Het was al begonnen]", "rivals: [{id: R1, text: Het begon al.}, toeval]"
)


@pytest.fixture
def guide(folder):
    def build(group="outside", files=None):
        evaluation = api.load(folder(files=files or {}))
        return guide_markdown(evaluation.guides([group])[group], evaluation.repository.evaluation)

    return build


@pytest.fixture
def overview(folder):
    def build(files=None):
        evaluation = api.load(folder(files=files or {}))
        return overview_markdown(evaluation.guides(), evaluation.repository.evaluation)

    return build


def test_it_is_called_after_the_group_in_the_language_of_the_evaluation(guide):
    assert guide().startswith("# Interviewleidraad: Afhakers\n\n*Kleine evaluatie*\n")
    assert guide(files=EN).startswith("# Interview guide: Afhakers\n\n*Kleine evaluatie*\n")


def test_it_says_how_much_was_heard_of_the_group(guide):
    assert "- Uit deze groep is nog niemand gehoord." in guide()
    assert re.search(r"- Tot nu toe gehoord uit deze groep: \d+ stem", guide("users"))


def test_it_says_whom_to_look_for(guide):
    assert "- Zoek mensen van wie nog niemand is gehoord: " in guide()


def test_questions_are_numbered_through_within_a_claim(guide):
    first = guide(files=RIVAL).split("\n## 2 ")[1].split("\n## ")[0]
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", first, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 3


def test_a_claim_says_what_is_open_what_is_decided_and_who_can_have_seen_it(guide):
    text = guide()
    assert "## 2 Waarde vóór kosten [C1]" in text
    assert re.search(
        r"^- \*Open: hierover is niemand uit deze groep gehoord; .*; besloten: genuanceerd\.\*$", text, re.MULTILINE
    )
    assert "- *Wie het gezien kan hebben: dat kan.*" in text


def test_what_is_for_who_asks_stands_in_italics(guide):
    text = guide(files=RIVAL)
    assert (
        "Het kan ook iets anders zijn: het begon al. Welke rol speelde dat bij u? *(niemand pleitte hiervoor)*" in text
    )
    assert re.search(r"^- \*ervoor – .*Deelnemende organisaties: \d stem.*\*$", text, re.MULTILINE)


def test_a_voice_of_no_group_is_told_as_such(guide):
    text = guide(files=changed("sources/IN1.yaml", "group: inside\n", ""))
    assert re.search(r"^- \*ertegen – geen groep: 1 stem\*$", text, re.MULTILINE)


def test_the_pattern_stands_above_its_questions(guide):
    text = guide()
    heading = text.index("### Hoe het zou werken: De scan onthult [P1]")
    assert text.index("*Als dit speelt: een verborgen probleem; weinig tijd. En dit", heading) > heading


def test_nobodys_words_are_in_it(guide, folder):
    from cmo_eval.store.loading import load

    text = " ".join(guide(group, RIVAL) for group in ("inside", "users", "outside"))
    repository = load(folder()).repository
    said = [coded.citation.quote for coded in repository.citations if coded.citation.quote]
    assert said
    assert [quote for quote in said if quote in text] == []
    assert "geheim" not in text
    assert [source.title for source in repository.sources.values() if source.title in text] == []


def test_a_group_that_was_heard_on_everything_has_nothing_to_be_asked(guide):
    nothing = {
        "claims/C1-waarde.yaml": None,
        "claims/C2-later.yaml": "id: C2\ntitle: Later\nversions: [{version: 1, statement: Dit.}]\n",
        "conclusions.yaml": None,
        "sources/IN1.citations.yaml": "citations:\n  - {id: IN1-001, quote: Zo., role: adviseur, quality: observation,"
        " evidence: [{supports: C2}]}\n",
        "sources/FG1.citations.yaml": None,
        "sources/CI1.citations.yaml": None,
    }
    text = guide("inside", nothing)
    assert "Er staat niets open om deze groep te vragen." in text
    assert "## Niet in deze leidraad" in text
    assert "- Later [C2]" in text


def test_overview_has_a_row_for_each_group(overview):
    rows = [line for line in overview().splitlines() if line.startswith("|")]
    assert rows[0] == "| Groep | Gehoorde stemmen | Claims om over te spreken | Eerst | Vragen |"
    assert [row.split(" (")[-1].split(")")[0] for row in rows[2:]] == ["inside", "users", "outside"]
    assert re.fullmatch(r"\| Afhakers \(outside\) \| 0 \| 2 \| C2, C1 \| \d+ \|", rows[-1])
    assert "`cmo-eval guide GROEP` maakt de leidraad van een groep, zoals `inside`." in overview()


def test_a_fictional_evaluation_says_so(guide, overview):
    fictional = changed("evaluation.yaml", "language: nl", "language: nl\nfictional: true")
    assert "fictief" in guide(files=fictional)
    assert "fictief" in overview(fictional)


@pytest.mark.parametrize("text", hostile.SENTENCES.values(), ids=hostile.SENTENCES)
def test_what_is_written_stays_text(folder, text):
    evaluation = api.load(folder(files=hostile.files(text)))
    for key, one in evaluation.guides().items():
        about = evaluation.repository.evaluation
        made = guide_markdown(one, about)
        assert key in about.groups
        assert "<script" not in made
        assert "![" not in made.replace("\\!", "")
        word = one_file("docx", made, guide_title(one, about), about, house(None))
        assert Document(io.BytesIO(word)).paragraphs


def test_word_has_the_same_questions_with_the_same_numbers(folder):
    evaluation = api.load(folder(files=RIVAL))
    about, one = evaluation.repository.evaluation, evaluation.guides(["outside"])["outside"]
    made = guide_markdown(one, about)
    word = Document(io.BytesIO(one_file("docx", made, guide_title(one, about), about, house(None))))
    assert word.core_properties.title == "Interviewleidraad: Afhakers"
    said = [paragraph.text for paragraph in word.paragraphs]
    for theme in one.themes:
        for asked in theme.questions:
            assert any(text.startswith(asked.words.say("nl")) for text in said)
