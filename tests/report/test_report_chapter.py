"""What a reader finds in a chapter and in the whole report."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from reported import FILES, changed

from cmo_eval.analysis.evidence import Side
from cmo_eval.report.chapter import _evidence_said
from cmo_eval.report.conclusion import _groups
from cmo_eval.report.register import becoming
from cmo_eval.report.sentences import in_quotation_marks

C1 = "chapters/C1-waarde-voor-kosten.md"


@pytest.fixture
def chapter(report):
    return report()[C1]


def test_documents_are_the_report_and_a_chapter_a_claim(report):
    assert list(report()) == ["report.md", C1, "chapters/C2-later.md"]


def test_first_line_marks_the_file_as_ours(report):
    assert all(text.startswith("<!-- cmo-eval") for text in report().values())


def test_chapter_opens_with_number_title_and_the_claim(chapter):
    assert "# 1 Waarde vóór kosten" in chapter
    assert "**Claim C1.** Waarde ging voor kosten." in chapter


@pytest.mark.parametrize("statement", ["Later", "Later.", "Later pas"])
def test_a_statement_that_is_the_title_stands_once_in_the_table_of_claims(report, statement):
    later = f"id: C2\ntitle: Later\nquestions: [V2]\nversions: [{{version: 1, statement: {statement}}}]\n"
    rows = report({"claims/C2-later.yaml": later})["report.md"].splitlines()
    (row,) = (line for line in rows if line.startswith("| **[2 Later](#2-later)**"))
    assert row.split("|")[1].strip().partition("** ")[2] == ("Later pas." if statement == "Later pas" else "")


def test_pattern_is_an_if_then_because_sentence(chapter):
    assert (
        "> Als dit speelt: een verborgen probleem; weinig tijd. En dit wordt geboden: een scan van buiten. Dan"
        " volgt: een plan met draagvlak. De reden (de bestuurder): ik kan er niet meer omheen.\n"
    ) in chapter


def test_missing_part_is_named_and_not_invented(see):
    half = next(pattern for pattern in see().patterns if pattern.id == "P2")
    assert "een brief. Dan volgt: [de uitkomst is niet beschreven]. De reden ([de actor is niet" in half.sentence
    assert half.missing == ("context", "reasoning", "outcome")


def test_literal_quote_stands_in_dutch_quotation_marks(chapter):
    assert (
        "- **Bestuurder 1 (deelnemende organisaties)**: „Wij zagen het ineens \\[…\\] op tafel liggen.”[^C1-FG1-001]\n"
    ) in chapter
    assert "\n[^C1-FG1-001]: FG1-001, focusgroep, regel 12\n" in chapter


def test_literal_quote_stands_in_english_quotation_marks(report):
    text = report(language="en")[C1]
    assert "Bestuurder 1 (deelnemende organisaties)**: “Wij zagen" in text
    assert "\n[^C1-FG1-001]: FG1-001, focus group, line 12\n" in text
    assert "Adviseur 1 (het ministerie en het bureau)" in text


@pytest.mark.parametrize("typed", ['"Ja."', "“Ja.”", "„Ja.”", "„Ja.“", "'Ja.'", "‘Ja.’", "«Ja.»", " Ja. "])
def test_marks_that_were_typed_around_a_quote_are_dropped(typed):
    assert in_quotation_marks(typed, "en") == "“Ja.”"


def test_marks_that_do_not_close_each_other_stay():
    assert in_quotation_marks('"Ja" en "nee"', "en") == '“"Ja" en "nee"”'
    assert in_quotation_marks('"', "en") == '“"”'
    assert in_quotation_marks("„Ja.»", "nl") == "„„Ja.»”"


def test_paraphrase_has_no_quotation_marks_and_is_marked(chapter):
    assert "**: De coach zag het plan groeien.[^C1-CI1-001]\n" in chapter
    assert "\n[^C1-CI1-001]: CI1-001, casusinterview, § 4.2, parafrase\n" in chapter


def test_group_keeps_the_capital_of_a_name(report):
    files = changed("evaluation.yaml", "Het ministerie en het bureau", "Bureau en ministerie")
    assert "Adviseur 1 (Bureau en ministerie)" in report(files)[C1]


def test_support_without_pattern_stands_under_other_evidence(chapter):
    _, _, rest = chapter.partition("## Overige steun")
    assert "[^C1-CI1-002]" in rest.partition("## ")[0]


def of(chapter, heading):
    """The section of a chapter with that heading."""
    return chapter.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_counter_evidence_says_who_otherwise_and_what_was_done_with_it(chapter):
    section = of(chapter, "Tegenbewijs en andere verklaringen")
    assert "**, *weerspreekt de claim*: „Bij ons ging het om besparen.”[^C1-IN1-001]" in section
    assert (
        "**Tegenspraak** (1 stem). Adviseur 1 (Het ministerie en het bureau). Dit tegenbewijs is terzijde gelegd, om"
        " de reden die de conclusie geeft."
    ) in section
    assert "- Het was al begonnen." in section
    assert "IN1-001" not in section.replace("[^C1-IN1-001]", "")


def test_rules_and_ids_of_counter_evidence_stand_in_the_justification(chapter):
    section = of(chapter, "Verantwoording per claim")
    assert "| Tegenspraak | 1 citaat van 1 stem (1 soort bron) [IN1-001] | V2: " in section
    assert "| terzijde gelegd: IN1-001; de reden staat in de onderbouwing |" in section
    assert "Een zoektocht naar tegenbewijs is niet vastgelegd." in section


def test_chapter_begins_with_the_conclusion_and_on_whose_word(chapter):
    first = chapter.partition("\n## ")[0]
    assert "**Conclusie:** **genuanceerd**. De steun is breed." in first
    assert "- **Op wiens woord:** 2 stemmen pleiten ervoor: Deelnemende organisaties; 2 soorten bronnen." in first
    against = "Nuancering door 1 van deze stemmen (Deelnemende organisaties); tegenspraak door 1 stem"
    assert f"- **Wat ertegen pleit:** {against}" in first
    assert "zouden een andere conclusie geven: onbeslist; de conclusie hierboven zegt waarom" in first
    assert "Een zoektocht naar tegenbewijs is niet vastgelegd." in first
    assert "V8" not in chapter.partition("## Verantwoording per claim")[0]


def test_opinion_is_listed_as_not_weighed(chapter):
    assert "**Niet meegewogen:** [FG1-005] (onder de vereiste kwaliteit)." in chapter


def test_counts_say_how_many_voices(chapter):
    assert "6 citaten van 3 stemmen (3 soorten bronnen): steun 4, nuancering 1, tegenspraak 1" in chapter


def test_reflection_is_in_the_writers_words_alone(chapter):
    assert of(chapter, "Beschouwing").strip() == "Wat opvalt is de rust."


def test_mechanism_says_how_well_it_is_shown(chapter, report):
    said = "*Hoe goed dit is aangetoond:* Geheel: elk deel is uit eigen waarneming bekend."
    assert said in chapter
    weak = changed("sources/FG1.citations.yaml", "defaults: {", "defaults: {quality: report, ")
    assert said not in report(weak)[C1]


def test_proposal_stands_beside_the_decision(chapter):
    assert "**Besluit:** **genuanceerd** (AB, 20 maart 2017; tweede lezer CD; versie 1). Het besluit" in chapter
    assert "**Voorstel van de regels:** **onbeslist** (regel V8, volgens versie 2 van de regels):" in chapter
    assert "Het besluit wijkt af van het voorstel; de onderbouwing bij het besluit zegt waarom." in chapter
    assert "Op welk bewijs het besluit is genomen, is niet vastgelegd." in chapter


def test_groups_not_heard_are_named(chapter):
    assert "Groepen waarvan over deze claim geen stem telt: Afhakers." in chapter


def test_reading_of_a_published_report_is_called_that(report):
    old = FILES["claims/C1-waarde.yaml"].partition("decisions:")[0]
    files = {
        "claims/C1-waarde.yaml": old
        + 'decisions:\n  - {verdict: holds, rationale: Zo lezen wij het, reported_in: {source: S1, section: "4.3"}}\n',
        "sources/S1.yaml": "id: S1\nkind: document\ntitle: Het rapport\n",
    }
    text = report(files)[C1]
    assert (
        "**Onze lezing van de conclusie van de auteurs:** **houdt stand**. Zo lezen wij het. (Het rapport, § 4.3)"
    ) in text
    assert "Het voorstel wijkt af van onze lezing" in text
    assert "Op welk bewijs" not in text


def test_repeated_citation_is_quoted_once(report):
    files = changed(
        "sources/FG1.citations.yaml",
        "[{supports: C1, pattern: P1, parts: [resource, reasoning]}]",
        "[{supports: C1, pattern: P1}, {nuances: C1}]",
    )
    text = report(files)[C1]
    assert text.count("op tafel liggen") == 1
    assert "**Nuancering** (1 stem). Bestuurder 1 (Deelnemende organisaties)." in text


def test_tables_of_a_chapter_are_numbered_without_gaps(chapter):
    numbers = [line.split()[1] for line in chapter.splitlines() if line.startswith("*Tabel ")]
    assert numbers == [f"1.{place}." for place in range(1, len(numbers) + 1)]


def test_chapter_keeps_its_number_when_it_is_reported_alone(folder):
    from cmo_eval.analysis.verification import verify
    from cmo_eval.disclosure.gate import disclose
    from cmo_eval.report import view
    from cmo_eval.store.loading import load

    repository = disclose(load(folder()).repository, "team")
    assert [chapter.number for chapter in view(repository, verify(repository, ["C2"]), "nl").chapters] == [2]


def test_report_answers_each_question(report):
    text = report()["report.md"]
    summary, answers = (of(text, heading) for heading in ("Samenvatting", "Antwoorden op de vragen"))
    assert summary.count("Ja, voor wie ruimte kreeg.") == answers.count("Ja, voor wie ruimte kreeg.") == 1
    assert (
        "**genuanceerd** (volgens de afspraken: onbeslist), op het woord van 2 stemmen (Deelnemende organisaties);"
        " daartegen: nuancering door 1 van deze stemmen (Deelnemende organisaties); tegenspraak door 1 stem (Het"
        " ministerie en het bureau)."
    ) in answers
    assert (
        "*De tekst van dit antwoord berust op:* claim ‘Waarde vóór kosten’ (C1); patroon ‘De scan onthult’ (P1)."
        in answers
    )
    assert "- *Voor wie:* Het ministerie en het bureau. *Berust op:* claim ‘Waarde vóór kosten’ (C1); woorden " in text
    note = "FG1-001, Bestuurder 1 (deelnemende organisaties), regel 12: „Wij zagen het ineens \\[…\\] op tafel liggen.”"
    assert f"\n[^R-FG1-001]: {note}\n" in text
    placed = ("speaker: geheim9\n    evidence: [{supp", "speaker: geheim9\n    at: {line: 3}\n    evidence: [{supp")
    held = changed("conclusions.yaml", "[C1, FG1-001]", "[C1, FG1-002]")
    held |= changed("sources/FG1.citations.yaml", *placed)
    note = "FG1-002, Projectleider 1 (deelnemende organisaties): de woorden mogen niet worden afgedrukt"
    assert f"\n[^R-FG1-002]: {note}\n" in report(held)["report.md"]  # its words are open to nobody, nor its place
    assert "Deze vraag is nog niet beantwoord." in summary


def test_numbers_of_groups_add_up_to_the_voices():
    heard = [("v1", "a"), ("v1", "b"), ("v2", "a"), ("v3", None)]
    side = Side([SimpleNamespace(who=SimpleNamespace(voice=voice, group=group)) for voice, group in heard])
    said = _groups(side, {"a": "Een", "b": "Twee"}, "nl")
    assert said == "Een (2), Twee (1), geen groep vermeld (1), 1 uit meer dan één groep"


REPORTED = {
    "sources/S1.yaml": "id: S1\nkind: document\ntitle: Het rapport\nreference: {title: Het rapport, year: 2016}\n",
    "sources/S1.citations.yaml": """\
defaults: {quality: documented, verbatim: false}
citations:
  - {id: S1-001, quote: Het rapport ziet het., evidence: [{supports: C1}]}
  - {id: S1-002, quote: Het rapport zegt maar., evidence: [{nuances: C1}]}
""",
    "sources/T1.yaml": "id: T1\nkind: interview\ntitle: Gesprek\ngroup: users\nreported_in: {source: S1}\n",
    "sources/T1.citations.yaml": """\
defaults: {quality: observation, verbatim: false, role: bestuurder}
citations:
  - {id: T1-001, quote: Wij zagen het., evidence: [{supports: C1}]}
""",
    **{
        f"sources/{name}": None
        for name in (
            "FG1.yaml",
            "FG1.citations.yaml",
            "CI1.yaml",
            "CI1.citations.yaml",
            "IN1.yaml",
            "IN1.citations.yaml",
        )
    },
    "conclusions.yaml": None,
    "cases/K1-huis.yaml": None,
}


@pytest.mark.parametrize(
    ("talk", "against", "together"),
    [
        ("", "nuancering door 1 stem: 1 publicatie in eigen woorden", ""),
        (
            "  - {id: T1-002, quote: Maar niet overal., evidence: [{nuances: C1}]}\n",
            "nuancering door deze stem zelf (Deelnemende organisaties)",
            "eigen woorden van een publicatie tellen mee met een gesprek waarvan zij vertelt",
        ),
    ],
)
def test_a_report_that_speaks_itself_is_one_of_the_voices_only_beside_a_talk_on_that_side(see, talk, against, together):
    files = {**REPORTED, "sources/T1.citations.yaml": REPORTED["sources/T1.citations.yaml"] + talk}
    chapter = see(files).chapters[0]
    assert chapter.conclusion.whose.startswith("1 stem pleit ervoor: Deelnemende organisaties;")
    assert chapter.conclusion.against == (against,)
    assert [one.together for one in chapter.voiced] == [together]
    assert [(row.group, row.kind, row.voices) for row in chapter.heard] == [
        ("", "document", 1),
        ("Deelnemende organisaties", "interview", 1),
    ]
    assert chapter.voices == 1
    assert "1 publicatie staat in een rij met eigen woorden" in chapter.heard_twice


def test_what_takes_the_place_of_a_claim_is_called_by_its_title(report):
    files = changed("claims/C1-waarde.yaml", "verdict: nuanced", "verdict: transformed\n    becomes: C2")
    text = report(files)["report.md"]
    told = "**vervangen door een andere claim** (‘Later’, C2)"
    assert f"{told} (volgens de afspraken: onbeslist) | " in text
    assert f"**Conclusie:** {told}. " in text
    claims = SimpleNamespace(claims={"C3": SimpleNamespace(title="Three")})
    assert becoming(claims, "C3@2", "en") == "‘Three’, C3, version 2"
    assert [becoming(claims, one, "en") for one in ("C9", None)] == ["C9", ""]


def test_evidence_that_came_since_a_decision_is_told_in_words():
    known = SimpleNamespace(cases={"K2": SimpleNamespace(title="Het huis")})
    assert _evidence_said(known, "K2 refutes observation P03:-outcome", "nl") == "casus ‘Het huis’, K2 (weerspreekt)"
    assert _evidence_said(known, "FG1-002 suggests C5 opinion", "en") == "FG1-002 (suggests another: C5)"
    assert _evidence_said(known, "bewijs dat er niet meer is", "nl") == "bewijs dat er niet meer is"


def test_report_prints_the_thresholds_and_the_sampling(report):
    text = report()["report.md"]
    assert "- ten minste 3 stemmen\n- uit ten minste 2 soorten bronnen\n- van ten minste 2" in text
    assert "| FG1 | regio: north | 40% | 10 (40%) |" in text
    assert "| FG1 Eerste panel | 25 (streven: 25) | 2 (ten hoogste 12) |" in text


def test_report_shows_initial_beside_latest_wording(report):
    text = report()["report.md"]
    assert "| 1 | Eerst dit. | – | " in text
    assert "| 2 (januari 2017), meegewogen | Daarna dat. | Zo bleek het. | " in text


def test_checklist_is_computed_but_for_our_answers(see):
    items = see().checklist
    assert [item.number for item in items] == list(range(1, 21))
    assert [(item.number, item.status) for item in items if not item.computed] == [(6, "unclear")]
    assert all(item.text for item in items)


@pytest.mark.parametrize(
    ("number", "files", "status"),
    [
        (1, {}, "no"),
        (1, changed("evaluation.yaml", "Kleine evaluatie", "Een realistische evaluatie"), "yes"),
        (2, {}, "yes"),
        (4, {}, "unclear"),
        (9, {}, "unclear"),
        (9, changed("evaluation.yaml", "owner: Ministerie,", "owner: Ministerie, description: Zo.,"), "yes"),
        (12, {}, "yes"),
        (14, {}, "unclear"),
        (15, {}, "unclear"),
        (16, {}, "unclear"),
        (16, {"conclusions.yaml": None}, "no"),
        (17, {}, "unclear"),
        (18, {}, "no"),
        (19, {}, "yes"),
        (19, {"conclusions.yaml": None}, "no"),
        (20, {}, "no"),
    ],
)
def test_checklist_says_what_the_files_hold(see, number, files, status):
    assert see(files).checklist[number - 1].status == status


def test_checklist_points_to_sections_that_are_there(report, see):
    text = report()["report.md"]
    headings = {line.lstrip("# ") for line in text.splitlines() if line.startswith("#")}
    rows = [line for line in text.splitlines() if " Zie ‘" in line]
    assert len(rows) > 8
    places = {place for row in rows for place in row.partition("Zie ‘")[2].partition("’.")[0].split("’ en ‘")}
    places = {
        place.replace("Bijlage C, ", "").replace("Bijlage B, ", "").replace("Bijlage A, ", "") for place in places
    }
    # the programme stands in the list below the title, which has no heading
    assert {place for place in places if not any(place in heading for heading in headings)} == {
        "Programma’, aan het begin van dit rapport. |"
    }
    assert "Zie ‘Programma’, aan het begin van dit rapport." in text
    assert "See ‘Programme’, at the beginning of this report." in report(language="en")["report.md"]
    without = see({"sources/FG1.yaml": FILES["sources/FG1.yaml"].partition("invited:")[0]})
    assert without.checklist[11].status == "unclear"


def test_unknown_numbers_of_people_are_no_zero(report):
    text = report()["report.md"]
    assert "| Het ministerie en het bureau | 1 | – | 1 |\n" in text
    assert "| Afhakers | 0 | 0 | 0 |\n" in text
    nobody = {"sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: Eerste panel\ngroup: users\n"}
    assert "| Groep | Bronnen | Citaten |\n| --- | ---: | ---: |\n" in report(nobody)["report.md"]


@pytest.mark.parametrize("without", [{}, {"sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: Eerste panel\n"}])
def test_every_table_is_one(report, without):
    for text in report(without).values():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            head, rule, *body = table.splitlines()
            assert re.fullmatch(r"\|( -{3,}:? \|)+", rule), table
            assert {row.count("|") for row in (head, *body)} == {rule.count("|")}, table


def test_rules_are_explained_where_the_summary_says(report):
    annex = report()["report.md"].partition("## Bijlage A")[2].partition("## Bijlage B")[0]
    assert all(f"- **V{number}:** " in annex for number in range(9))
    assert "V9" not in annex


def test_missing_is_not_said_twice(report):
    text = report()["chapters/C2-later.md"]
    assert "onbeslist** (regel V1, volgens versie 2 van de regels)" in text
    thin = report(changed("evaluation.yaml", "rameses:", "policy: {verdict: {min_sources: 9}}\nrameses:"))[C1]
    (said,) = re.findall(r"^\*\*Voorstel van de regels:\*\* .*$", thin, re.MULTILINE)
    assert said.count("nog 7 stemmen (2 van de 9)") == 1


def test_later_wording_is_shown_beside_the_one_that_is_weighed(report):
    files = changed(
        "claims/C1-waarde.yaml",
        "why: initial}",
        "why: initial}\n  - {version: 2, statement: Waarde, why: Zo bleek het.}",
    )
    assert "**De verwoording die hieruit voortkwam:** Waarde. Zo bleek het." in report(files)[C1]


def test_cells_have_values_with_marks_and_partners_have_a_table(report):
    text = report(
        {
            "evaluation.yaml": FILES["evaluation.yaml"].replace(
                "proces: Proces", "proces: {label: Proces, scale: {goed: 1, half: 0.5, slecht: 0}}"
            ),
            "cases/K1-huis.yaml": FILES["cases/K1-huis.yaml"].replace(
                "framework: {", "framework: {samenwerking.proces: {value: half, citations: [CI1-001]}, "
            )
            + "partners: {bond: {label: Bond, framework: {samenwerking.proces: {value: goed, text: er was thee}}}}\n",
        }
    )["report.md"]
    assert "| **Proces** | ◑ **half**[^F1-CI1-001] |" in text
    assert "| Partner | Proces |\n| --- | --- |\n| **Bond** | ● **goed**. Er was thee. |" in text
    assert "*Tabel 3. De partners in Huis aan de dijk (K1) vergeleken op samenwerking.*" in text


def test_framework_is_a_table_of_dimensions_and_cases(report):
    text = report(audience="team")["report.md"]
    assert "| **Startcondities** | Er was haast.[^F1-CI1-001] |\n| **Proces** | – |" in text


FOUR = """frameworks:
  raam:
    weten:
      label: Weten
      dimensions: {a: {label: A > B, scale: {ja: 1, nee: 0}}, b: {label: B, scale: {ja: 1, nee: 0}}}
    c: {label: C, scale: {ja: 1, nee: 0}}
    d: {label: D, scale: {ja: 1, nee: 0}}
    e: {label: E, scale: {ja: 1, nee: 0}}
    f: {label: F, scale: {ja: 1, nee: 0}}
sampling:"""
"""A framework of six dimensions, two of them within another."""


def _in_four(first, second):
    old = FILES["evaluation.yaml"].partition("frameworks:")[2].partition("sampling:")[0]
    case = FILES["cases/K1-huis.yaml"].partition("framework:")[0]
    return {
        "evaluation.yaml": FILES["evaluation.yaml"].replace(f"frameworks:{old}sampling:", FOUR),
        "cases/K1-huis.yaml": case + f"framework: {{{first}}}\n",
        "cases/K2-hof.yaml": f"id: K2\ntitle: Hof\nframework: {{{second}}}\n",
    }


def _cells(value, **others):
    return ", ".join(f"raam.{name}: {others.get(name[-1], value)}" for name in ("weten.a", "weten.b", *"cdef"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_framework_says_what_it_is_and_does_not_repeat_its_table(report, language):
    unknown = "{value: unknown, citations: [CI1-001]}"
    first, second = (_cells(one, b=unknown) for one in ("{value: 'ja'}", "{value: 'nee'}"))
    text = report(_in_four(first, second), language)["report.md"]
    nl, en = (
        "Dit raamwerk zet 2 casussen naast elkaar op 6 dimensies (van ‘Weten’)",
        "This framework sets 2 cases side by side on 6 dimensions (of ‘Weten’)",
    )
    assert (nl if language == "nl" else en) in text
    assert "| **Weten: A > B** | ● **ja** | ○ **nee** |" in text
    assert "| **Weten: B** |" not in text
    nl, en = (
        "De casussen verschillen op alle 5 dimensies in de tabel.",
        "The cases differ on all 5 dimensions in the table.",
    )
    assert (nl if language == "nl" else en) in text
    nl, en = (
        "Van geen casus is bekend hoe het staat met: Weten: B",
        "Of no case is it known where it stands on: Weten: B",
    )
    assert f"{nl if language == 'nl' else en}[^F1-CI1-001]." in text
    assert text.count("\n[^F1-CI1-001]: ") == 1
    assert "; Weten" not in text


def test_few_differences_are_named_and_a_framework_that_nobody_knows_keeps_its_table(report):
    same, other = _cells("{value: 'ja'}"), _cells("{value: 'ja'}", f="{value: 'nee'}")
    text = report(_in_four(same, other))["report.md"]
    assert "**Gelijk in alle casussen met een waarde:** Weten: A > B; Weten: B; C; D; E." in text
    assert "**Verschillend tussen casussen:** F." in text
    text = report(_in_four(_cells("{value: unknown}"), _cells("{value: unknown}")))["report.md"]
    assert "| **C** | **onbekend** | **onbekend** |" in text
    assert "Van geen casus is bekend" not in text
    assert "Het teken voor een waarde" not in text


def test_a_framework_of_one_case_is_not_said_to_compare(report):
    assert "Dit raamwerk beschrijft 1 casus aan de hand van 2 dimensies.\n" in report()["report.md"]


def test_the_annex_on_sources_begins_with_what_it_is(report):
    text = report()["report.md"].partition("\n## Bijlage C.")[2]
    assert text.splitlines()[2].startswith("Deze bijlage zegt wie is gehoord en wat is gelezen: ")
    assert "Van focusgroepen is vastgelegd wie is uitgenodigd" in text.splitlines()[2]
    said = "rameses: {11: {status: yes, text: Aselect.}, 12: {status: yes, text: Per brief.}, "
    files = {
        **changed("evaluation.yaml", "rameses: {", said),
        "sources/FG1.yaml": FILES["sources/FG1.yaml"].partition("invited:")[0],
    }
    text = report(files)["report.md"].partition("\n## Bijlage C.")[2]
    assert ".  " not in text.partition("|")[0]
    assert "is niet vastgelegd" not in text.partition("|")[0]  # it is, by the evaluators themselves
    assert "staat in bijlage D, onder de punten 11 en 12." in text
    assert "stands in annex D, under items 11 and 12." in report(files, "en")["report.md"]
    files["evaluation.yaml"] = FILES["evaluation.yaml"]
    assert "Hoe de bronnen zijn gekozen, is niet vastgelegd." in report(files)["report.md"]


def test_citation_behind_cells_has_one_note_with_its_words(report):
    cells = "framework: {samenwerking.proces: {text: Traag., citations: [CI1-001, CI1-002]}, "
    files = {"cases/K1-huis.yaml": FILES["cases/K1-huis.yaml"].replace("framework: {", cells)}
    text = report(files, audience="team")["report.md"]
    assert "| **Startcondities** | Er was haast.[^F1-CI1-001] |" in text
    assert "| **Proces** | Traag.[^F1-CI1-001] [^F1-CI1-002] |" in text
    (note,) = re.findall(r"^\[\^F1-CI1-001\]: (.*)$", text, re.MULTILINE)
    assert re.fullmatch(r"CI1-001, .*[Cc]oach.*, § 4\.2, parafrase: De coach zag het plan groeien\.", note)
    public = report(files, audience="public")["report.md"]
    (note,) = re.findall(r"^\[\^F1-CI1-001\]: (.*)$", public, re.MULTILINE)
    assert note.endswith("de woorden mogen niet worden afgedrukt")
    assert "plan groeien" not in note


def test_notes_that_only_say_that_words_may_not_be_printed_are_one(report):
    cells = "framework: {samenwerking.proces: {text: Traag., citations: [CI1-002, CI1-001, IN1-001]}, "
    files = {"cases/K1-huis.yaml": FILES["cases/K1-huis.yaml"].replace("framework: {", cells)}
    team = report(files, audience="team")["report.md"]
    assert "| **Proces** | Traag.[^F1-CI1-002] [^F1-CI1-001] [^F1-IN1-001] |" in team  # words to tell apart
    text = report(files, audience="public")["report.md"]
    assert "| **Startcondities** | Er was haast.[^F1-CI1-001] |" in text
    assert "| **Proces** | Traag.[^F1-CI1-001] [^F1-IN1-001] |" in text  # another source, another note
    (held,) = re.findall(r"^\[\^F1-CI1-\d+\]: (.*)$", text, re.MULTILINE)
    assert re.fullmatch(r"CI1-001, CI1-002, [^,]*, parafrase: de woorden mogen niet worden afgedrukt", held)


def test_what_is_held_back_of_several_cases_is_said_once(report):
    case = FILES[next(name for name in FILES if name.startswith("cases/K1"))]
    second = {"cases/K2-x.yaml": case.replace("id: K1", "id: K2")}
    twice = report(second, audience="public")["report.md"]
    assert "(K1) en " in twice
    assert twice.count("wat naar de organisatie zou wijzen, staat er niet bij") == 1
    assert "Wat naar de organisatie zou wijzen" not in twice


def test_small_cell_hides_what_could_identify_a_case(report, see):
    text = report(audience="public")["report.md"]
    assert "Casestudie. Wat naar de organisatie zou wijzen, staat er niet bij" in text
    assert "ouderenzorg" not in text
    assert "CMO231" not in text
    row = "| ‘Waarde vóór kosten’ (C1) | Een contrast dat het andere patroon niet noemt. | Zo bedoeld. |\n"
    assert f"| Over | Wat opviel | Waarom het zo blijft |\n| --- | --- | --- |\n{row}" in text
    declared = {"evaluation.yaml": FILES["evaluation.yaml"] + "attributes: {sector: {identifying: false}}\n"}
    text = report(declared, audience="public")["report.md"]
    assert "Casestudie. Wat naar de organisatie zou wijzen, staat er niet bij" in text
    assert "- **Sector:** ouderenzorg\n" in text
    more = dict(declared)
    for number in (2, 3):
        more[f"cases/K{number}-x.yaml"] = (
            f"id: K{number}\ntitle: X\nattributes: {{region: north, size: large, sector: ouderenzorg}}\n"
        )
        for ending in ("yaml", "citations.yaml"):
            told = FILES[f"sources/CI1.{ending}"].replace("CI1", f"CI{number}").replace("K1", f"K{number}")
            more[f"sources/CI{number}.{ending}"] = told
    assert not any(case.attributes_held_back for case in see(more, audience="public").cases)


def test_fictional_evaluation_says_so(report):
    texts = report({"evaluation.yaml": FILES["evaluation.yaml"] + "fictional: true\n"})
    assert all("Deze evaluatie is fictief" in text for text in texts.values())


def test_unread_file_makes_claims_incomplete(report):
    texts = report({"sources/X1.yaml": "id: [\n"})
    assert "**Onvolledig:" in texts["report.md"]
    assert "sources/X1.yaml" in texts[C1]


def test_same_evaluation_gives_the_same_text(report):
    assert report() == report()


def test_what_to_do_is_told_in_words_however_much_it_is(report):
    several = "".join(f"  - {{id: A{n}, text: Doe nummer {n}., rests_on: [C1]}}\n" for n in range(1, 7))
    answers = "answers: {V1: {text: Ja., rests_on: [C1]}}\nrecommendations:\n"
    answer = report({"conclusions.yaml": answers + several})["report.md"].partition("### V1.")[2].partition("\n## ")[0]
    assert "*Wat te doen:*\n\n" + "".join(f"- Doe nummer {n}. (A{n})\n" for n in range(1, 7)) in answer
    one = report({"conclusions.yaml": answers + several.partition("\n")[0] + "\n"})["report.md"]
    assert "*Wat te doen:* Doe nummer 1. (A1)\n" in one


# ---- no more is said than is known, and nothing in a language that does not fit


@pytest.mark.parametrize(
    ("declared", "date", "known"),
    [
        ("", "", False),
        ("", "2017-02", False),
        ("2017-01", "", False),
        ("2017-02", "2017-02-20", False),
        ("2017-02-20", "2017-02-20", False),
        ("2017-01", "2017-02-20", True),
        ("2016", "2017-02", True),
    ],
)
def test_a_test_was_declared_before_its_result_only_where_the_days_say_so(report, declared, date, known):
    given = "".join(f", {key}: {value}" for key, value in (("declared", declared), ("date", date)) if value)
    test = f"tests: [{{id: T1, kind: hoop, expects: Dit, result: passed, citations: [FG1-001]{given}}}]\nrivals:"
    text = report(changed("claims/C1-waarde.yaml", "rivals:", test))["report.md"]
    assert ("aangekondigd voordat de uitkomst bekend was (process tracing). Een hoepeltest moet" in text) is known
    assert ("Voor T1 is niet bekend of de aankondiging vóór de uitkomst kwam." in text) is not known


def test_a_role_in_another_language_has_no_article(report):
    pooled = """\
defaults: {quality: observation, role: adviseur}
citations:
  - {id: IN1-001, quote: Men was blij., verbatim: false, evidence: [{nuances: C1, pattern: P1}]}
"""
    source = "id: IN1\nkind: interview\ntitle: Adviseurs\npooled: true\ngroup: users\n"
    files = {"sources/IN1.citations.yaml": pooled, "sources/IN1.yaml": source}
    assert "**Een adviseur (deelnemende organisaties)**" in report(files, "nl")["report.md"]
    english = report(files, "en")["report.md"]
    assert "**Adviseur (deelnemende organisaties)**" in english
    assert not re.search(r"\bAn? adviseur", english, re.IGNORECASE)


def test_what_was_accepted_is_called_by_its_title(report):
    accepted = "ignore: [{code: CMO231, id: C1, why: Zo bedoeld.}, {code: CMO209, why: Overal zo.}]"
    text = report(changed("evaluation.yaml", "ignore: [{code: CMO231, id: C1, why: Zo bedoeld.}]", accepted))[
        "report.md"
    ]
    assert "| ‘Waarde vóór kosten’ (C1) | Een contrast dat het andere patroon niet noemt. | Zo bedoeld. |" in text
    assert "| de hele evaluatie | Een besluit zonder andere verklaringen. | Overal zo. |" in text
    assert "In deze tabel:" not in text


def test_what_was_accepted_says_what_was_noticed_and_what_its_ids_stand_for(report):
    ignored = (
        "ignore: [{code: CMO304, id: panels FG1, why: Samen met IN1 en K1.}, {code: CMO305, id: IN1, why: Zoals IN1.},"
        " {code: CMO999, why: Geen IN12.}]"
    )
    files = changed("evaluation.yaml", "ignore: [{code: CMO231, id: C1, why: Zo bedoeld.}]", ignored)
    text = report(files, "en")["report.md"].partition("\n## Annex E.")[2]
    assert "| panels FG1 | A declared count that the register does not bear out. | Samen met IN1 en K1. |" in text
    assert "(IN1) | A citation of whom nobody knows the group. | Zoals IN1. |" in text
    assert "| the whole evaluation | – | Geen IN12. |" in text
    assert "In this table: FG1 ‘Eerste panel’, IN1 ‘" in text
    assert text.count("K1 ‘Huis aan de dijk’") == 1


# ---- who may not be quoted, and who is not named


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "**Tegenspraak** (1 stem). De woorden van deze stem mogen niet worden getoond. Dit tegenbewijs is "),
        ("en", "**Refutation** (1 voice). The words of this voice may not be shown. This counter-evidence was set "),
    ],
)
def test_the_words_of_the_only_voice_are_said_to_be_held_back_in_the_singular(report, language, said):
    files = changed("sources/IN1.yaml", "group: inside", "group: inside\nconfidentiality: team")
    assert said in report(files, language, audience="public")[C1]


def test_of_several_voices_it_is_said_how_many_may_not_be_quoted(see):
    text = (
        "citations: [{id: IN2-001, speaker: r1, quality: observation, quote: Dat niet., evidence: [{refutes: C1}]}]\n"
    )
    files = {
        "sources/IN2.yaml": "id: IN2\nkind: interview\ntitle: Nog een\ngroup: outside\n"
        "participants: [{id: r1, consent: quote}]\n",
        "sources/IN2.citations.yaml": text,
    }
    closed = changed("sources/IN1.yaml", "group: inside", "group: inside\nconfidentiality: team")
    held = [one.held for one in see(files | closed, audience="public").chapters[0].voiced if one.stance == "refutes"]
    assert held == ["De woorden van één van de stemmen mogen niet worden getoond."]
    closed["sources/IN2.yaml"] = files["sources/IN2.yaml"] + "confidentiality: team\n"
    held = [one.held for one in see(files | closed, audience="public").chapters[0].voiced if one.stance == "refutes"]
    assert held == ["De woorden van deze stemmen mogen niet worden getoond."]
    assert [one.held for one in see(files).chapters[0].voiced if one.stance == "refutes"] == [""]


def test_who_has_no_role_is_a_respondent_and_a_note_to_several_citations_says_so(report):
    bare = FILES["sources/CI1.citations.yaml"].replace(", role: coach", "")
    files = {
        "sources/CI1.citations.yaml": bare,
        "sources/CI1.yaml": FILES["sources/CI1.yaml"] + "confidentiality: team\n",
    }
    files["cases/K1-huis.yaml"] = FILES["cases/K1-huis.yaml"] + "opened_by: [CI1-001]\n"
    files["conclusions.yaml"] = FILES["conclusions.yaml"].replace("FG1-001]", "CI1-001, CI1-002]")
    text = report(files, audience="public")["report.md"]
    assert "Wie de aanleiding gaf, staat in de noot[^K1-opened]." in text
    assert "[^K1-opened]: CI1-001, Een respondent (deelnemende organisaties)" in text
    assert "[^R-CI1-001]: CI1-001, CI1-002, Een of meer respondenten (deelnemende organisaties)" in text


# ---- on whose word a conclusion rests


OTHER = "[{suggests: C2, instead_of: C1}]"


def _decided(verdict, more="", becomes=""):
    """The evaluation with that verdict on C1, and with what CI1 says of it."""
    was = "  - verdict: nuanced\n    version: 1\n"
    files = changed("claims/C1-waarde.yaml", was, was.replace("nuanced", verdict) + becomes)
    if more:
        files["sources/CI1.citations.yaml"] = FILES["sources/CI1.citations.yaml"].replace("[{supports: C1}]", more)
    return files


@pytest.mark.parametrize(
    ("files", "whose", "voices", "against"),
    [
        (
            _decided("rejected"),
            "1 stem weerspreekt de claim: Het ministerie en het bureau; 1 soort bron",
            "1 stem uit 1 groep",
            "voor de claim zoals die was pleiten 2 stemmen",
        ),
        (
            _decided("transformed", OTHER, "    becomes: C2\n"),
            "1 stem stelt de andere claim voor: Deelnemende organisaties; 1 soort bron.",
            "1 stem uit 1 groep",
            "voor de claim zoals die was pleiten 2 stemmen",
        ),
        (_decided("nuanced"), "2 stemmen pleiten ervoor: Deelnemende organisaties;", "2 stemmen uit 1 groep", ""),
    ],
)
def test_a_claim_that_was_given_up_rests_on_the_word_of_who_wanted_that(see, files, whose, voices, against):
    said = see(files).chapters[0].conclusion
    assert said.whose.startswith(whose)
    assert said.voices == voices
    assert said.opposed[0].startswith(against)
    assert "voorstel" not in " ".join(said.opposed)
    assert ("tegenspraak" in " ".join(said.opposed)) == ("rejected" not in str(files))


def test_where_nobody_spoke_for_a_claim_that_was_given_up_that_is_said(report):
    gone = {**_decided("rejected"), "sources/CI1.citations.yaml": None, "sources/FG1.citations.yaml": None}
    gone["conclusions.yaml"] = None
    text = report(gone)[C1]
    assert "- **Wat ertegen pleit:** Niemand die is gehoord, pleit voor de claim zoals die was." in text
    assert "voor de claim zoals die was pleiten" not in text


def test_a_table_shows_what_a_claim_became(report):
    text = report(changed("claims/C1-waarde.yaml", "why: initial}\n", NEWER))["report.md"]
    row = next(line for line in text.splitlines() if line.startswith("| **[1 Waarde"))
    assert "Waarde ging voor kosten. *De verwoording die hieruit voortkwam:* Waarde ging soms voor." in row


NEWER = "why: initial}\n  - {version: 2, date: 2017-03-22, statement: Waarde ging soms voor.}\n"


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "*stelt een andere claim voor: C2*"), ("en", "*suggests another claim: C2*")]
)
def test_a_suggestion_is_one_of_another_claim_and_colons_stay_colons(report, language, said):
    documents = report(_decided("nuanced", OTHER), language)
    assert said in documents[C1]
    assert "&#58;" not in "".join(documents.values())
    named = {"nl": "### Raamwerk: samenwerking", "en": "### Framework: samenwerking"}
    assert named[language] in documents["report.md"]


def test_a_group_whose_words_count_elsewhere_is_said_to_have_spoken(report):
    files = changed("claims/C2-later.yaml", "questions: [V2]\n", "questions: [V2]\nfor: [users]\n")
    files["sources/CI1.citations.yaml"] = FILES["sources/CI1.citations.yaml"].replace("[{supports: C1}]", OTHER)
    text = report(files)["chapters/C2-later.md"]
    assert "Van ‘Deelnemende organisaties’, voor wie de claim is, telt hier geen stem." in text
    why = "zij stelde deze claim voor in de plaats van ‘Waarde vóór kosten’, C1, en dat telt daar"
    assert f"‘Deelnemende organisaties’ zei er wel iets over: {why}." in text
    assert f"geen stem telt: Deelnemende organisaties (de claim is voor deze groep; {why}); Afhakers." in text


def test_stances_are_counted_alike_in_a_sentence_and_in_a_table(see):
    both = "[{refutes: C1}, {supports: C2, version: 2}]"
    more = changed("sources/IN1.citations.yaml", both, "[{refutes: C1}]\n  - {id: IN1-002, quote: Soms., "
                   "evidence: [{nuances: C1}]}\n")  # fmt: skip
    chapter = see(more).chapters[0]
    assert chapter.independence.endswith(": steun 4, nuancering 2, tegenspraak 1")
    nuance, refutation = (one.independence for one in chapter.dealt)
    apart = "1 citaat van 1 stem (1 soort bron), die de claim ook weerspreekt en als tegenspraak telt"
    assert nuance == f"1 citaat van 1 stem (1 soort bron); {apart}"
    assert refutation == "1 citaat van 1 stem (1 soort bron)"
    assert [cross.stances for cross in chapter.matrix][-1][1:3] == (("nuances", 2, 2), ("refutes", 1, 1))


def test_refutation_that_is_disputed_is_not_passed_over_in_silence(see, report):
    files = changed("sources/IN1.citations.yaml", "    evidence:", "    disputed: Van wie?\n    evidence:")
    told = "tegenspraak door 1 stem, niet meegewogen (betwist)"
    chapter = see(files).chapters[0]
    assert told in chapter.conclusion.against
    assert told in chapter.conclusion.opposed
    for one in ("sources/FG1.citations.yaml", "sources/CI1.citations.yaml"):
        files[one] = FILES[one].replace("nuances: C1", "supports: C1")
    text = report(files)[C1]
    assert "Niemand die is gehoord, nuanceert" not in text
    assert "Geen stem die telt, nuanceert of weerspreekt de claim. Tegenspraak door 1 stem, niet meegewogen" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "tegenspraak door 2 stemmen, waarvan 1 stem de claim ook steunt en als nuancering telt"),
        ("en", "refutation by 2 voices, of which 1 voice also supports the claim and counts as nuance"),
    ],
)
def test_a_voice_on_both_sides_is_said_to_be_one_where_voices_are_counted(see, language, said):
    both = "[{supports: C1}, {refutes: C1}]"
    chapter = see(changed("sources/CI1.citations.yaml", "[{supports: C1}]", both), language).chapters[0]
    assert said in chapter.conclusion.opposed
    (row,) = (one for one in chapter.dealt if one.stance == "refutes")
    assert row.independence.endswith(said.partition(", ")[2])
    assert [one.voices.partition(", ")[2] for one in chapter.voiced if one.stance == "refutes"] == [
        said.partition(", ")[2]
    ]
