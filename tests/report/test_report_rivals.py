"""Rival explanations in the chapter and the workbook: which evidence favours each, and which none favours."""

from reported import changed

RIVALS = "rivals:\n  - {id: R1, text: Het was al begonnen}\n  - {id: R2, text: Het geld was op}\n  - toeval\n"
FAVOURED = {
    **changed("claims/C1-waarde.yaml", "rivals: [Het was al begonnen]\n", RIVALS),
    **changed("sources/IN1.citations.yaml", "{refutes: C1}", "{refutes: C1, favours: R1}"),
}
C1 = "chapters/C1-waarde-voor-kosten.md"


def test_chapter_says_which_evidence_favours_which(report):
    lines = report(FAVOURED)[C1].splitlines()
    first = lines.index("**Andere verklaringen die zijn overwogen:**")
    assert lines[first + 2 : first + 7 : 2] == [
        "- R1: Het was al begonnen. *Hiervoor pleiten 1 citaat van 1 stem (1 soort bron):* [IN1-001]",
        "- R2: Het geld was op. *Geen citaat pleit hiervoor.*",
        "- Toeval. *Geen citaat pleit hiervoor.*",
    ]


def test_chapter_says_so_in_english_too(report):
    text = report(FAVOURED, language="en")[C1]
    assert "*Favoured by 1 citation from 1 voice (1 kind of source):* [IN1-001]" in text
    assert "*No citation favours it.*" in text


def test_workbook_says_it_beside_each(workbook):
    cells = {cell for row in workbook(FAVOURED)["Opmerkingen"].iter_rows(values_only=True) for cell in row}
    assert "R1: Het was al begonnen (hiervoor pleiten: 1 citaat van 1 stem (1 soort bron): IN1-001)" in cells
    assert "toeval (geen citaat pleit hiervoor)" in cells


def test_a_rival_in_words_of_a_template_of_ones_own(report, tmp_path):
    (tmp_path / "chapter.md.j2").write_text(
        "{% for one in chapter.rivals %}{{ one.id }}|{{ one.text }}|{{ one.citations|length }};{% endfor %}", "utf-8"
    )
    assert "R1|Het was al begonnen|1;R2|Het geld was op|0;|toeval|0;" in report(FAVOURED, overrides=tmp_path)[C1]
