"""Rivals and wordings of a claim in its chapter and the workbook: what favours a rival, what became of the evidence."""

from reported import changed

RIVALS = "rivals:\n  - {id: R1, text: Het was al begonnen}\n  - {id: R2, text: Het geld was op}\n  - toeval\n"
FAVOURED = {
    **changed("claims/C1-waarde.yaml", "rivals: [Het was al begonnen]\n", RIVALS),
    **changed("sources/IN1.citations.yaml", "{refutes: C1}", "{refutes: C1, favours: R1}"),
}
C1 = "chapters/C1-waarde-voor-kosten.md"
NAMED = changed(
    "claims/C2-later.yaml",
    "why: Zo bleek het.}",
    "why: Zo bleek het., citations: [IN1-001], sets_aside: [{citation: CI1-002, why: Dat ging over geld.}]}",
)
HEARD = {
    **NAMED,
    **changed("sources/CI1.citations.yaml", "{supports: C1}]\n", "{supports: C1}, {refutes: C2}]\n"),
    **changed("sources/FG1.citations.yaml", "parts: [outcome]}]", "parts: [outcome]}, {refutes: C2}]"),
}
C2 = "chapters/C2-later.md"


def test_chapter_says_which_evidence_favours_which(report):
    lines = report(FAVOURED)[C1].splitlines()
    first = lines.index("**Andere verklaringen die zijn overwogen:**")
    assert lines[first + 2 : first + 5] == [
        "- Het was al begonnen. *Hiervoor: 1 citaat van 1 stem (1 soort bron).*",
        "- Het geld was op. *Geen citaat pleit hiervoor.*",
        "- Toeval. *Geen citaat pleit hiervoor.*",
    ]
    assert "- **Andere verklaringen die zijn overwogen:** R1: Het was al begonnen [IN1-001]." in lines


def test_chapter_says_so_in_english_too(report):
    text = report(FAVOURED, language="en")[C1]
    assert "*Favoured by 1 citation from 1 voice (1 kind of source).*" in text
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


def test_table_says_of_each_wording_what_became_of_the_evidence(report):
    text = report(HEARD)[C2]
    first, second = (line for line in text.splitlines() if line.startswith(("| 1", "| 2")))
    assert first == "| 1 | Eerst dit. | – | Nieuw: CI1-002, FG1-002.  |"
    assert second == (
        "| 2 (januari 2017), meegewogen | Daarna dat. | Zo bleek het. [IN1-001] | Nieuw: IN1-001."
        " Tegen een eerdere verwoording, en voor deze niet opnieuw beoordeeld: FG1-002."
        " Terzijde gelegd: CI1-002 (Dat ging over geld.).  |"
    )


def test_a_claim_with_one_wording_has_neither_table_nor_figure(report, see):
    assert "De verwoordingen van" not in report(HEARD)[C1]
    assert list(see(HEARD).pictures.versions) == ["C2"]


def test_figure_counts_them_and_says_so_in_words(see, report):
    view = see(HEARD)
    (picture,) = view.pictures.versions["C2"]
    assert picture.id == "versions-C2"
    assert view.pictures.all["versions-C2"] is picture
    assert picture.alternative == (
        "v1: meegenomen 0, nieuw 2, achtergelaten 0, gaat er niet meer over 0."
        " v2 (2017-01): meegenomen 0, nieuw 1, achtergelaten 1, gaat er niet meer over 1."
    )
    assert f"![{picture.alternative}](../figures/versions-C2.svg)" in report(HEARD)[C2]
    assert "*Figuur 2.1. De verwoordingen van C2 Later. " in report(HEARD)[C2]
    assert "<title" in picture.svg
