"""Names are found in every form that they take, never within a word, and what is in doubt is not replaced."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_eval.pseudonyms.finding import Edit, Finder, Name, Spot, Where, edited, edits_of, moved

MARIJKE = Name("Karin", ("Marijke de Vries", "Rijk"), row=1)
HANS = Name("Roel", ("Hans Dekkers",), row=2)
TABLE = (
    MARIJKE,
    HANS,
    Name("Pieter", ("Jan Willem Post",), row=3),
    Name("De Linde", ("Stichting De Brug", "Jansen & Zoon"), "organisation", row=4),
    Name("Lute", ("Xanthe O'Hara",), row=5),
)


def becomes(text: str, *names: Name) -> str:
    return edited(text, edits_of(Finder(names or TABLE).found(text), text))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Marijke de Vries zei het.", "Karin zei het."),
        ("MARIJKE DE VRIES: ja", "KARIN: ja"),
        ("Marijke De Vries en De Vries", "Karin en Karin"),
        ("mevrouw De Vries, mw. de Vries", "mevrouw Karin, mw. Karin"),
        ("M. de Vries, M de Vries, M.d.V. en MdV", "Karin, Karin, Karin en Karin"),
        ("de Vries, M. en Vries, Marijke de", "Karin en Karin"),
        ("Marijkes fiets, Marijke's fiets, Marijke’s fiets", "Karins fiets, Karin's fiets, Karin’s fiets"),
        ("Rijk kwam.", "Karin kwam."),
        ("Hans’ boek en Hans' fiets", "Roels boek en Roels fiets"),
        ("'Dat was Hans' zei hij", "'Dat was Roel' zei hij"),
        ("the Dekkerses", "the Roels"),
        ("Jan-Willem, Jan Willem, J.W. Post, J. W. Post", "Pieter, Pieter, Pieter, Pieter"),
        ("Jan Willems kamer", "Pieters kamer"),
        ("Marijke\u00a0de Vries en Ma\u00adrijke", "Karin en Karin"),
        ("Marijke de\nVries ging", "Karin\n ging"),
        ("stichting de Brug, Stichting de Brug en STICHTING DE BRUG", "stichting de Brug, De Linde en DE LINDE"),
        ("Jansen & Zoon, Jansen", "De Linde, Jansen"),
        ("Xanthe O’Hara's house", "Lute's house"),
        ("marijke, rijk en hans", "marijke, rijk en hans"),
        ("Marijkeplein, Hansje, Rijkdom, xMarijke, Marijk", "Marijkeplein, Hansje, Rijkdom, xMarijke, Marijk"),
    ],
)
def test_a_name_is_found_in_its_forms_and_never_within_a_word(text, after):
    assert becomes(text) == after


@pytest.mark.parametrize(
    ("pseudonym", "after"),
    [("Karin", "Karins"), ("Hans", "Hans'"), ("Anna", "Anna's"), ("Person 1", "Person 1's"), ("Max", "Max'")],
)
def test_of_whom_something_is_follows_the_pseudonym(pseudonym, after):
    assert becomes("Bartolds hond", Name(pseudonym, ("Bartold",))) == f"{after} hond"


def doubts(text: str, *names: Name) -> list[tuple[str, str]]:
    hits = Finder(names).found(text, Spot("FG1", line=1))
    return [(text[hit.start : hit.end], hit.doubt) for hit in hits if hit.new is None]


def test_a_common_word_and_a_name_of_two_stay_until_somebody_says_whose_they_are():
    roos, other = Name("Karin", ("Roos",), row=1), Name("Ine", ("Roos de Boer",), row=2)
    assert doubts("Roos kwam, een roos niet.", roos) == [("Roos", "word")]
    assert doubts("Roos kwam", roos, other) == [("Roos", "word")]
    first, second = Name("Karin", ("Bartold Post",)), Name("Ine", ("Bartold Smeets",))
    assert doubts("Bartold en Bartold Smeets", first, second) == [("Bartold", "several")]
    assert doubts("Hans kwam", Name("Roel", ("Han",))) == [("Hans", "genitive")]
    assert doubts("marijke de vries kwam", MARIJKE) == [("marijke de vries", "capitals")]


def test_no_name_is_overlooked_behind_what_is_like_one():
    """The s of a genitive is no initial, and a name may begin within what has other capitals."""
    two = Name("Bas", ("Achmed de Lomi",)), Name("Ine", ("Sjoerd de Falo",))
    assert becomes("Achmed de Lomi's de Falo", *two) == "Bas's Ine".replace("Bas's", "Bas'")
    assert becomes("ACHMED DE LOMI'S DE FALO", *two) == "BAS' INE"
    assert becomes("jan de Falo, de falo", *two, Name("Ed", ("Jan de",))) == "jan Ine, de falo"


def test_who_is_meant_may_be_said_by_place_and_for_good():
    first = Name("Karin", ("Jan",), where=(Where("FG1", 1, 2), Where("FG2")))
    second = Name("Ine", ("Jan",), where=(Where("FG1", 3),))
    finder = Finder([first, second])
    text = "Jan\nJan\nJan\nJan"
    new = [hit.new for hit in finder.found(text, Spot("FG1", line=1))]
    assert new == ["Karin", "Karin", "Ine"]
    assert [hit.new for hit in finder.found("Jan", Spot("FG2", line=9))] == ["Karin"]
    assert finder.found("Jan", Spot("IN1", line=1)) == []
    everywhere = Name("Ada", ("Jan",))
    placed = Finder([first, everywhere])
    assert [hit.new for hit in placed.found(text, Spot("FG1", line=1))] == ["Karin", "Karin", "Ada", "Ada"]
    assert becomes("Roos en roos", Name("Karin", ("Roos",), sure=frozenset({"roos"}))) == "Karin en roos"
    word = Name("", ("Will",), "word", (Where("FG1", 1),))
    will = Name("Tom", ("Will",), sure=frozenset({"will"}))
    said = Finder([will, word]).found("Will you?\nWill did.", Spot("FG1", line=1))
    assert [(hit.start, hit.new) for hit in said] == [(10, "Tom")]


def test_a_longer_name_is_found_before_the_one_within_it():
    assert becomes("Anna Maria zag Anna", Name("Eva", ("Anna",)), Name("Ria", ("Anna Maria",))) == "Ria zag Eva"
    assert becomes("Jan Steen schildert, Jan niet", Name("Ed", ("Jan",)), Name("", ("Jan Steen",), "word")) == (
        "Jan Steen schildert, Ed niet"
    )


ODD = st.text(alphabet="ab A.*+?[](){}|\\^$'’-é\u0301ñß", min_size=1, max_size=8)


@settings(max_examples=150)
@given(st.lists(ODD, min_size=1, max_size=6), st.text(alphabet="ab A.*+'’-\né\u0301", max_size=60))
def test_whatever_is_listed_is_taken_as_letters(forms, around):
    """Signs of regular expressions, empty forms and half letters are no patterns, and what is replaced is gone."""
    finder = Finder([Name("Zz", tuple(forms), "other")])
    text = f"{around} {forms[0]} {around}"
    edits = edits_of(finder.found(text), text)
    after = edited(text, edits)
    assert not [hit for hit in finder.found(after) if hit.new is not None]
    assert after.count("\n") == text.count("\n")


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(["Marijke de Vries", "Marijkes", "Hans", "zei", "\n", "de", "Rijk,", "é"]), max_size=25)
)
def test_places_go_with_the_words(words):
    """What stands between two names stands between their pseudonyms, and each place keeps its side of every name."""
    text = " ".join(words)
    edits = edits_of(Finder(TABLE).found(text), text)
    after, place = edited(text, edits), moved(edits)
    at = 0
    for edit in [*edits, None]:
        end = edit.start if edit else len(text)
        assert after[place(at, False) : place(end, True)] == text[at:end]
        if edit:
            assert after[place(edit.start, False) : place(edit.end, True)] == edit.new
            assert (place(edit.start + 1, False), place(edit.end - 1, True)) == (
                place(edit.start, False),
                place(edit.end, True),
            )
            at = edit.end
    assert not Finder(TABLE).found(after)
    assert not re.search("Vries|Rijk|Hans", after)


@given(
    pieces=st.lists(
        st.tuples(st.text("ab", max_size=4), st.text("xy", min_size=1, max_size=3), st.text("PQ", max_size=4))
    )
)
def test_each_place_moves_with_the_letters_beside_it(pieces):
    text, edits, after = "", [], ""
    begins, ends = {0: 0}, {0: 0}  # where what begins or ends at a place of the text does so after the edits
    for before, name, new in pieces:
        for letter in before:
            begins[len(text)] = len(after)
            text, after = text + letter, after + letter
            ends[len(text)] = len(after)
        begins |= {len(text) + within: len(after) for within in range(len(name))}
        edits.append(Edit(len(text), len(text) + len(name), new))
        text, after = text + name, after + new
        ends |= {len(text) - within: len(after) for within in range(len(name))}
    begins.setdefault(len(text), len(after))
    place = moved(edits)
    assert edited(text, edits) == after
    assert {at: place(at, False) for at in begins} == begins
    assert {at: place(at, True) for at in ends} == ends
