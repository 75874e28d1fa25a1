"""What a comment says in its short notation, in English and Dutch; whatever is none of it is a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.edits.coding.comments import Names, said
from cmo_eval.edits.coding.draft import notation
from cmo_eval.edits.coding.table import draft_of
from cmo_eval.errors import UsageError

NAMES = Names(
    ["C1", "C3", "C5", "C9"], ["P07", "P08"], {"scan": "Organisatiescan", "trust": "", "hub": "A library as a hub"}
)


def draft(text):
    found = said(text, NAMES)
    return draft_of({"source": "FG1", **found.cells}, found.stances)


def stances(text):
    """Stances as `supports C3@2:P07:resource`."""
    return [f"{one.stance} {notation(one)}" for one in draft(text).stances]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+C3", ["supports C3"]),
        ("-C5", ["refutes C5"]),
        ("–C5", ["refutes C5"]),  # what Word makes of a hyphen
        ("- C5", ["refutes C5"]),
        ("~C5", ["nuances C5"]),
        (">C9/C3", ["suggests C9/C3"]),
        ("C3 supports", ["supports C3"]),
        ("supports C3", ["supports C3"]),
        ("C3 ondersteunt", ["supports C3"]),
        ("nuanceert C5 en C1", ["nuances C5", "nuances C1"]),
        ("C5, C1 weerlegt", ["refutes C5", "refutes C1"]),
        ("C3 supports C5 nuances", ["supports C3", "nuances C5"]),
        ("Supports C3.", ["supports C3"]),
        ("suggests C9 instead of C3", ["suggests C9/C3"]),
        ("C9 suggereert in plaats van C3", ["suggests C9/C3"]),
        ("+C3 P07 resource reasoning", ["supports C3:P07:resource+reasoning"]),
        ("+C3 P07 mechanisme", ["supports C3:P07:resource+reasoning"]),
        ("+C3@2:P07:uitkomst", ["supports C3@2:P07:outcome"]),
        ("-C3 P07 context -outcome", ["refutes C3:P07:context-outcome"]),
        ("-C3 P07 +context \u2013uitkomst", ["refutes C3:P07:context-outcome"]),
        ("-C3:P07:context-outcome", ["refutes C3:P07:context-outcome"]),
        ("-C3 P07 context, no outcome", ["refutes C3:P07:context-outcome"]),
        ("C3 weerlegt met P07 geen middel/redenering en context", ["refutes C3:P07:context-resource-reasoning"]),
        ("-C3 P07 context\nontbreekt: uitkomst", ["refutes C3:P07:context-outcome"]),
        ("P07 zonder uitkomst\n-C3", ["refutes C3:P07:-outcome"]),
        ("P07 resource\n+C3\n-C5:P08", ["supports C3:P07:resource", "refutes C5:P08"]),
        ("+C3; ~C5", ["supports C3", "nuances C5"]),
        ("supports: C3, C5:P07", ["supports C3", "supports C5:P07"]),
        ("claim: C3; stance: refutes", ["refutes C3"]),
        ("+C3\nversie: 2", ["supports C3@2"]),
        ("+C33", ["supports C33"]),  # that there is no such claim is said later
        ("+C3 P07 context\n+C3 P07 outcome", ["supports C3:P07:context+outcome"]),
    ],
)
def test_stances(text, expected):
    assert stances(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#scan", ("scan",)),
        ("#scan #trust", ("scan", "trust")),
        ("scan, trust", ("scan", "trust")),
        ("organisatiescan", ("scan",)),
        ("A library as a hub", ("hub",)),
        ("codes: scan; +C3", ("scan",)),
        ("+C3 #scan", ("scan",)),
        ("interesting #scan", ("scan",)),
        ("#nothing", ("nothing",)),
    ],
)
def test_codes(text, expected):
    assert draft(text).codes == expected


def test_a_rival_is_named_on_a_line_of_its_own():
    assert [one.favours for one in draft("-C3\nrivaal: R1").stances] == ["R1"]


def test_fields_have_names_in_two_languages():
    text = "kwaliteit: mening\nspreker: r2\nOordeel: it works; so she says\nevent: a camp\nmemo: one\nopmerking: two"
    assert said(text, NAMES).cells == {
        "quality": "mening",
        "speaker": "r2",
        "judgement": "it works; so she says",
        "event": "a camp",
        "memo": "one\ntwo",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Interesting!",
        "C3 ondersteunt dit niet",
        "this supports C3 in a way",
        "see also C3 and P07",
        "Context is king",
        "no outcome",
        "C3 lacks context",
        "P07 geen",
        "P07 geen geen uitkomst",
        "P07 zonder C3",
        "supports",
        "- a dash, and words",
        "http://example.org: a page",
    ],
)
def test_what_is_no_notation_is_a_note_and_nothing_else(text):
    found = said(text, NAMES)
    assert not found.stances
    assert found.cells == {"memo": text}
    assert found.notes == [text]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("C3", "C3 without a stance"),
        ("+C3 this is so", "goes on otherwise"),
        ("P07 resource", "a pattern without a stance"),
        ("quality: opinion\nquality: report", "more than one quality"),
        ("claim: C3", "a claim or a stance, and not both"),
        ("claim: C3\nstance: perhaps", "the stance is 'perhaps'"),
        (">C9", "instead of which claim"),
        ("+C3:P07:colour", "a part is 'colour'"),
        ("+C3\nversion: two", "the version is 'two'"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, says):
    with pytest.raises(UsageError, match=says):
        draft(text)


@given(st.text(st.sampled_from("+-~>#C3P07/@:; \nab,scan'é"), max_size=40))
def test_nothing_is_lost_or_breaks(text):
    try:
        found = said(text, NAMES)
    except UsageError:
        return
    if text.split():
        assert found.stances or found.cells or not any(letter.isalnum() for letter in text)


@pytest.mark.parametrize(
    ("text", "expected", "codes", "memo"),
    [
        ("-C3 P07 outcome / #scan / memo: look at FG2", ["refutes C3:P07:outcome"], ("scan",), "look at FG2"),
        ("+C3 P07 resource/reasoning / trust", ["supports C3:P07:resource+reasoning"], ("trust",), None),
        ("C3 supports / scan", ["supports C3"], ("scan",), None),
        ("#scan / memo: either / or; and more", [], ("scan",), "either / or; and more"),
        ("either / or", [], (), "either / or"),
        ("+C3 /\n#scan", ["supports C3"], ("scan",), None),
        (">C9/C3 / #trust", ["suggests C9/C3"], ("trust",), None),
    ],
)
def test_strokes_stand_between_what_is_said(text, expected, codes, memo):
    found = draft(text)
    assert (stances(text), found.codes, found.remarks.get("memo")) == (expected, codes, memo)
