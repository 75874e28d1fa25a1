"""What a report says beside a proposal: by which rules, through what, whether why is shown, and what it hangs on."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from reported import FILES

from cmo_eval.messages import label
from cmo_eval.report.formats.workbook import write_workbook

C1 = "chapters/C1-waarde-voor-kosten.md"
CLAIM, TEAM, PANEL = "claims/C1-waarde.yaml", "evaluation.yaml", "sources/FG1.yaml"
BOOK = "id: D1\nkind: document\ntitle: Rapport\nreference: {author: Sioo, year: 2017, title: Rapport}\n"
SEARCHED = "disconfirming_search: {by: CD, date: 2017-02-20, where: alle gesprekken, found: niets, none: true}\n"
HOLDS = {  # three sources of three kinds in two groups for the claim, a search for the opposite, and nothing against
    "sources/IN1.citations.yaml": FILES["sources/IN1.citations.yaml"].replace("refutes: C1", "supports: C1"),
    "sources/FG1.citations.yaml": FILES["sources/FG1.citations.yaml"].replace("nuances: C1", "supports: C1"),
    CLAIM: FILES[CLAIM].replace("reflection:", SEARCHED + "reflection:"),
}


def edited(files, name, old, new):
    """The files with one text in one of them changed."""
    text = files.get(name, FILES.get(name))
    assert old in text
    return {**files, name: text.replace(old, new, 1)}


@pytest.fixture
def written(report):
    """The chapter on C1 in Markdown, with files replaced."""
    return lambda files=None: report(files or {})[C1].replace("\\", "")


@pytest.fixture
def first(see):
    """What the view says of C1."""
    return lambda files=None, **more: see(files, **more).chapters[0]


def table(view, sheet):
    target = io.BytesIO()
    write_workbook(view, target)
    page = load_workbook(io.BytesIO(target.getvalue()), data_only=True)[label(f"sheet.{sheet}", "nl")]
    (named,) = page.tables.values()
    heads, *rows = ([cell.value for cell in cells] for cells in page[named.autoFilter.ref])
    return [dict(zip(heads, cells, strict=True)) for cells in rows]


# ---- by which rules


def test_version_of_the_rules_is_said(report, see):
    for text in report().values():
        assert "volgens versie 2 van de regels" in text
    assert {row["Regels"] for row in table(see(), "summary")[:2]} == {2}


def test_decision_under_other_rules_says_what_is_proposed_now(written, see):
    then = "Toen dit werd besloten, deed versie 1 van de regels de voorstellen; versie 2 stelt nu **onbeslist** voor."
    assert then in written()
    assert then.partition(";")[0] not in written(
        edited({}, CLAIM, "    version: 1\n", "    version: 1\n    rules: 2\n")
    )
    (decided,) = table(see(), "decisions")
    assert decided["Regels toen"] == 1


def test_reading_of_a_report_was_not_made_by_rules(first):
    read = "  - {verdict: nuanced, version: 1, reported_in: {source: IN1}}\n"
    assert first({CLAIM: FILES[CLAIM].partition("  - verdict:")[0] + read}).decision.other_rules is None


# ---- through how many publications


def test_publications_are_counted_and_named(first, written):
    known = "title: Gesprek met het bureau\nreported_in: {source: D1}\n"
    book = {"sources/D1.yaml": BOOK}
    files = edited(book, "sources/IN1.yaml", "title: Gesprek met het bureau\n", known)
    assert first().publications == ()
    assert [one.id for one in first(files).publications] == ["D1"]
    assert ", 1 stem via 1 publicatie (Rapport [D1])." in written(files)
    assert "via 1 publicatie" not in written()


def test_own_sentence_of_a_report_is_no_voice_beside_the_talk(first, see):
    book = {
        "sources/D1.yaml": BOOK,
        "sources/D1.citations.yaml": "defaults: {verbatim: false, quality: documented}\ncitations:\n"
        "  - {id: D1-001, quote: Het werkte., evidence: [{refutes: C1}]}\n",
    }
    files = edited(book, "sources/IN1.yaml", "kind: interview\n", "kind: interview\nreported_in: {source: D1}\n")
    chapter = first(files)
    assert chapter.voices == chapter.matrix[-1].voices == 3
    assert {quote.voice for quote in chapter.counter_evidence if quote.stance == "refutes"} == {"IN1"}
    assert {row["Stem"] for row in table(see(files), "citations") if row["Bron"] == "D1"} == {"IN1"}


def test_threshold_of_publications_is_printed(report):
    once = edited({}, TEAM, "rameses:", "policy: {verdict: {min_publications: 1}}\nrameses:")
    assert "waar niets uit eigen veldwerk komt: via ten minste 2 publicaties" in report()["report.md"]
    assert "waar niets uit eigen veldwerk komt: via ten minste 1 publicatie" in report(once)["report.md"]


# ---- why shown


def test_why_is_shown_or_said_not_to_be(written, first):
    shown = "Elk deel van een van de patronen is zelf gezien door iemand die achter de claim staat."
    assert f"**Waarom het gebeurt:** {shown}\n" in written()
    parts = edited({}, "sources/CI1.citations.yaml", "parts: [context, outcome]", "parts: [context]")
    partly = edited(parts, "sources/FG1.citations.yaml", "parts: [outcome]", "parts: [context]")
    assert first(partly).proposal.why_shown == "partly"
    assert "betekent een claim die standhoudt dat het gebeurde, niet waarom." in written(partly)
    assert first(edited({}, CLAIM, "patterns: [P1]", "patterns: [P2]")).proposal.why_shown == "not_shown"


def test_claim_without_patterns_does_not_say_why(see, report):
    assert see().chapters[1].proposal.why_shown == ""
    assert "Waarom het gebeurt" not in report()["chapters/C2-later.md"]


# ---- who is not there, and who stands on both sides


def test_group_that_the_claim_is_for_and_nobody_heard_has_its_title(first):
    reason = first(edited({}, CLAIM, "for: [inside, users]", "for: [outside]")).proposal.reason
    assert reason.endswith("; van ‘Afhakers’, voor wie de claim is, telt hier geen stem")


def test_case_without_the_outcome_stands_among_the_counter_evidence(written, first):
    files = {"sources/IN1.citations.yaml": None, "sources/CI1.citations.yaml": FILES["sources/CI1.citations.yaml"]}
    files = edited(
        files,
        "sources/CI1.citations.yaml",
        "evidence: [{supports: C1, pattern: P1, parts: [context, outcome]}]",
        "evidence: [{supports: C2, version: 2, pattern: P1, parts: [resource]}]",
    )
    files = edited(files, "sources/CI1.citations.yaml", "[{supports: C1}]", "[]")
    files = edited(files, "sources/FG1.citations.yaml", "nuances: C1", "supports: C1")
    chapter = first(files)
    (absence,) = chapter.absences
    assert (absence.case.id, absence.pattern.id) == ("K1", "P1")
    assert ("Deelnemende organisaties", "case_interview", 1, 0) in [
        (one.group, one.kind, one.voices, one.citations) for one in chapter.heard
    ]
    text = written(files)
    assert "elk is een stem tegen:\n\n- Huis aan de dijk (K1): De scan onthult\n" in text
    assert "| Tegenspraak | 1 casus waarin de uitkomst uitbleef |" in text
    assert "Niemand die is gehoord" not in text


def test_voices_left_behind_are_printed(written, first, see):
    files = edited(
        HOLDS,
        CLAIM,
        "why: initial}\n",
        "why: initial}\n  - {version: 2, date: 2016-06, statement: Soms wel., why: zo}\n",
    )
    files = edited(files, CLAIM, "    version: 1\n", "    version: 2\n")
    files = edited(files, "sources/IN1.citations.yaml", "supports: C1", "refutes: C1")
    for name in ("sources/FG1.citations.yaml", "sources/CI1.citations.yaml"):
        files = {**files, name: files.get(name, FILES[name]).replace("supports: C1", "supports: C1, version: 2")}
    assert [(one.voice, one.stance, one.citations) for one in first(files).left_behind] == [
        ("IN1", "refutes", ("IN1-001",))
    ]
    assert "**Achtergelaten, in deze versie niet beantwoord:** IN1 (tegenspraak [IN1-001])." in written(files)
    assert "IN1: tegenspraak IN1-001" in [row["Tekst"] for row in table(see(files), "remarks")]
    assert first().left_behind == ()


# ---- what it hangs on


def test_proposal_that_nothing_flips_says_so(first):
    robustness = first().robustness
    assert robustness.flips == ()
    assert robustness.sentence.startswith(f"blijft gelijk onder alle {robustness.changes} veranderingen (3 bronnen, ")


def test_changes_that_flip_are_named_in_the_chapter_and_in_the_annex(report, see):
    view = see(HOLDS)
    chapter = view.chapters[0]
    assert chapter.proposal.verdict == "holds"
    assert chapter.robustness.times == 13 == len(table(view, "flips"))
    texts = report(HOLDS)
    without = "zonder bron ‘Gesprek in het huis’ of ‘Eerste panel’: onbeslist"
    assert f"Wordt een ander oordeel onder 13 van 27 veranderingen, waaronder: {without};" in texts[C1]
    first = "na 27 kleine veranderingen erin of in de afspraken; na 13 daarvan zou het een ander oordeel geven dan"
    other = "onbeslist, zonder bron ‘Gesprek in het huis’ of ‘Eerste panel’"
    assert f"{first} ‘houdt stand’, zoals {other};" in texts[C1].partition("\n## ")[0]
    annex = texts["report.md"].partition("### Waar de voorstellen aan hangen")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| C1 \(houdt stand\) \|", annex, re.MULTILINE)) == len(chapter.robustness.flips)
    assert "Gelijk onder alle veranderingen: C2." in annex


def test_sources_are_called_by_their_titles_and_by_their_ids_too_where_these_are_the_same(see):
    closed = see(HOLDS, audience="public").chapters[0].robustness.flips[0].changes[0]
    assert closed.what == "zonder bron ‘Casusinterview’ of ‘Eerste panel’"
    same = {**HOLDS, "sources/CI1.yaml": FILES["sources/CI1.yaml"].replace("Gesprek in het huis", "Eerste panel")}
    (first, *_), *_ = [one.changes for one in see(same).chapters[0].robustness.flips]
    assert first.what == "zonder bron ‘Eerste panel’ (CI1) of ‘Eerste panel’ (FG1)"


def test_annex_without_flips_is_a_sentence(report):
    annex = report()["report.md"].partition("### Waar de voorstellen aan hangen")[2].partition("\n## ")[0]
    assert "Onder geen van deze veranderingen wordt een voorstel een ander." in annex
    assert "|" not in annex


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "met 4 stemmen gevraagd: onbeslist"), ("en", "with 4 voices asked: undecided")],
)
def test_other_threshold_is_said_in_words(see, language, said):
    sentence = see(HOLDS, language=language).chapters[0].robustness
    told = [f"{change.what}: {label(one.verdict, language)}" for one in sentence.flips for change in one.changes]
    assert said in told


# ---- the search


def test_search_says_what_it_found(written):
    assert "(geen citaat tegen de claim)" in written(HOLDS).casefold()
    found = edited(HOLDS, CLAIM, "none: true", "citations: [IN1-001]")
    assert "Niets.[^C1-search]" in written(found)
    assert "\n[^C1-search]: IN1-001, Adviseur 1 (het ministerie en het bureau)\n" in written(found)


# ---- what is planned


def test_design_is_printed_and_nothing_else_is_asked_for(report, see):
    files = edited(
        {PANEL: FILES[PANEL].partition("invited:")[0]}, TEAM, "rameses:", "design: [key_actors, test]\nrameses:"
    )
    view, text = see(files), report(files)["report.md"]
    assert "Voorzien bij elke claim: horen wat sleutelactoren erover zeggen en laten toetsen door een ander." in text
    assert "Het register bevat geen uitnodigingen." not in text
    assert not any("niet herbeoordeeld" in reason for reason in view.chapters[0].preliminary)
    (invited,) = [item for item in view.checklist if item.number == 12]
    # nobody recorded an invitation; a focus group is among the sources, so that somebody was invited all the same
    said = "In deze evaluatie is geen uitnodiging voor een focusgroep vastgelegd"
    assert (invited.status, invited.text.partition(";")[0]) == ("unclear", said)


def test_without_a_design_all_steps_are_asked_for(report, see):
    files = {PANEL: FILES[PANEL].partition("invited:")[0]}
    text = report(files)["report.md"]
    assert "Geplande stappen" not in text
    assert "Het register bevat geen uitnodigingen." in text
    assert any("niet herbeoordeeld" in reason for reason in see(files).chapters[0].preliminary)
    assert [item.status for item in see(files).checklist if item.number == 12] == ["unclear"]


# ---- origin


def test_origin_is_a_title_or_the_key_of_an_organisation_or_member(report, see):
    files = edited({}, CLAIM, "intended:", "origin: [IN1, huis-a, CD]\nintended:")
    files = edited(files, PANEL, "{id: r1, ", "{id: r1, organisation: huis-a, ")
    said = "**De claim is geuit in:** Gesprek met het bureau [IN1]; organisatie huis-a; in het team CD."
    assert said in report(files)[C1]
    related = [
        (row["Naar: soort"], row["Naar"])
        for row in table(see(files), "relations")
        if row["Verband"] == label("book.rel.comes_from", "nl")
    ]
    assert related == [("bron", "IN1"), ("organisatie", "huis-a"), ("in het team", "CD")]


def test_question_that_nobody_answered_says_so(report):
    assert "Deze vraag is nog niet beantwoord." in report({"conclusions.yaml": None})["report.md"]
