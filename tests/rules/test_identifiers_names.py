"""Names of the list are found as people read them, and nowhere else."""

from __future__ import annotations

import pytest

from cmo_eval.pseudonyms.identifiers import Names

LISTED = Names("Verhoeven\nÖzdemır\nBjørn Møller\nO'Neill\nVan den Berg\nŁukasz\nDe Wit-Smeets\nCæcilie\n")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("so Verhoeven said", "V…"),
        ("VERHOEVEN", "V…"),
        ("Ver\u00adhoe\u00adven", "V…"),
        ("Ver\u200bhoeven\u2060", "V…"),
        ("V\u034ferhoeven", "V…"),
        ("\uff36erhoeven", "V…"),
        ("Verh\u043eeven", "V…"),
        ("Verhoeven_notes", "V…"),
        ("memo-verhoeven-2.txt", "V…"),
        ("verhoeven2019", "V…"),
        ("NotesVerhoevenFinal", "V…"),
        ("https://example.org/team/verhoeven?id=3", "V…"),
        ("Ver**hoeven**", "V…"),
        ("Verhoeven's desk", "V…"),
        ("Ver&shy;hoeven", "V…"),
        ("Ozdemir", "O…"),
        ("O\u0308zdemir", "O…"),
        ("https://example.org/%C3%96zdem%C4%B1r", "O…"),
        ("Bjorn Moller", "B… M…"),
        ("Bjørn\u00a0Møller", "B… M…"),
        ("bjorn_moller", "B… M…"),
        ("bjornmoller@", "B… M…"),
        ("O\u2019Neill", "O… N…"),
        ("ONeill", "O… N…"),
        ("van den Berg", "V… D… B…"),
        ("Vandenberg", "V… D… B…"),
        ("Lukasz", "L…"),
        ("de Wit\u2011Smeets", "D… W… S…"),
        ("Caecilie", "C…"),
    ],
)
def test_a_name_is_found_in_whatever_form_it_stands(text, masked):
    assert list(LISTED.found(f"{text}")) == [masked]
    assert LISTED.may_be_in(f"quote: {text}")


@pytest.mark.parametrize(
    "text",
    [
        "Verhoevens and Overhoeven",
        "Bergen, den Berg, van den",
        "Moller and Bjorn",
        "Bjorn, said Moller too: Bjorn the Moller",
        "o neil lukas",
        "ver hoeven",  # two words are no name of one
        "de wit en Smeets",
        "",
    ],
)
def test_other_words_are_not(text):
    assert list(LISTED.found(text)) == []


def test_a_name_of_one_letter_and_empty_lines_are_no_names():
    assert list(Names("\n J \n\n-\n").found("J said - J")) == []


def test_a_name_is_told_once():
    assert list(Names("Verhoeven\nverhoeven\n").found("Verhoeven, Verhoeven")) == ["V…"]
