"""The wordings of a claim in its chapter: a table and a figure of what became of the evidence with each."""

from reported import changed

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
C1 = "chapters/C1-waarde-voor-kosten.md"


def test_table_says_of_each_wording_what_became_of_the_evidence(report):
    text = report(HEARD)[C2]
    assert "## Hoe de claim is aangescherpt" in text
    first, second = (line for line in text.splitlines() if line.startswith(("| 1", "| 2")))
    assert first == "| 1 | Eerst dit. | – | Nieuw: CI1-002, FG1-002.  |"
    assert second == (
        "| 2 (januari 2017), meegewogen | Daarna dat. | Zo bleek het. [IN1-001] | Nieuw: IN1-001."
        " Achtergelaten zonder antwoord: FG1-002. Terzijde gelegd: CI1-002 (Dat ging over geld.).  |"
    )


def test_a_claim_with_one_wording_has_neither_table_nor_figure(report, see):
    assert "Hoe de claim is aangescherpt" not in report(HEARD)[C1]
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
