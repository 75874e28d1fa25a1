"""The short notation of stances, and what holds for those that do not say it themselves."""

import pytest

from cmo_eval.edits.coding.draft import Stance, completed, notation, parts_in, shown_and_denied, stances_in
from cmo_eval.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C3", Stance("supports", "C3")),
        ("C3@2", Stance("supports", "C3", None, 2)),
        ("C3:P07", Stance("supports", "C3", None, None, "P07")),
        ("C3@2:P07:resource+reasoning", Stance("supports", "C3", None, 2, "P07", ("resource", "reasoning"))),
        ("C3:P07:outcome+context", Stance("supports", "C3", None, None, "P07", ("context", "outcome"))),
        ("C3:P07:-outcome", Stance("supports", "C3", None, None, "P07", (), ("outcome",))),
        (
            "C3:P07:context-uitkomst-resource",
            Stance("supports", "C3", None, None, "P07", ("context",), ("resource", "outcome")),
        ),
        ("C3:P07:\u2013mechanism", Stance("supports", "C3", None, None, "P07", (), ("resource", "reasoning"))),
    ],
)
def test_a_stance_is_a_claim_then_what_it_is_about(text, expected):
    assert stances_in("supports", text) == [expected]


def test_stances_stand_between_commas_or_blanks():
    assert [one.claim for one in stances_in("nuances", "C3, C5;C1  C2")] == ["C3", "C5", "C1", "C2"]


def test_what_is_suggested_stands_before_what_it_replaces():
    assert stances_in("suggests", "C9/C3@2:P07") == [Stance("suggests", "C3", "C9", 2, "P07")]


@pytest.mark.parametrize("text", ["C3/C5", "3", "C3:", "C3:P07:", "C3@", "C3@x", "C3:P07:res:out", "C3@0", "é"])
def test_other_writing_is_refused(text):
    with pytest.raises(UsageError):
        stances_in("supports", text)


def test_parts_are_named_in_two_languages_and_mechanism_is_two_of_them():
    assert parts_in("uitkomst, Mechanisme") == ("resource", "reasoning", "outcome")
    with pytest.raises(UsageError) as error:
        parts_in("outcom")
    assert error.value.hint == "did you mean 'outcome'?"


@pytest.mark.parametrize("text", ["C3:P07:context+resource-outcome", "C3@2:P07:-context-outcome", "C9/C3:P07:-context"])
def test_a_stance_is_written_as_it_is_read(text):
    assert [notation(one) for one in stances_in("suggests" if "/" in text else "refutes", text)] == [text]


@pytest.mark.parametrize(
    ("parts", "lacks", "expected"),
    [
        ("context, -outcome", "", (("context",), ("outcome",))),
        ("resource", "uitkomst; reasoning", (("resource",), ("reasoning", "outcome"))),
        ("", "-outcome", ((), ("outcome",))),  # a minus under the heading says it twice
        ("", "", ((), ())),
    ],
)
def test_a_part_is_denied_by_a_minus_or_a_list_of_its_own(parts, lacks, expected):
    assert shown_and_denied(parts, lacks) == expected


def test_a_blank_before_what_is_denied_is_pointed_out():
    with pytest.raises(UsageError) as error:
        stances_in("refutes", "C3:P07:context -outcome")
    assert error.value.hint == "parts have no blank between them: C3:P07:context-outcome"


def test_denied_parts_and_a_rival_are_of_each_stance_that_has_none():
    given = [*stances_in("refutes", "C3:P07:context"), *stances_in("nuances", "C5:P08:-resource")]
    assert completed(given, lacks=["outcome"], favours="R1") == (
        Stance("refutes", "C3", None, None, "P07", ("context",), ("outcome",), "R1"),
        Stance("nuances", "C5", None, None, "P08", (), ("resource",), "R1"),
    )


def test_pattern_parts_and_version_are_of_each_stance_that_has_none():
    given = [*stances_in("supports", "C3"), *stances_in("nuances", "C5@3:P08:outcome")]
    assert completed(given, pattern="P07", parts=["context"], version=2) == (
        Stance("supports", "C3", None, 2, "P07", ("context",)),
        Stance("nuances", "C5", None, 3, "P08", ("outcome",)),
    )


def test_one_claim_may_be_replaced_by_several():
    made = completed(stances_in("suggests", "C8, C9"), instead_of=["C3"])
    assert [(one.suggested, one.claim) for one in made] == [("C8", "C3"), ("C9", "C3")]
    made = completed(stances_in("suggests", "C8, C9"), instead_of=["C3", "C4"])
    assert [(one.suggested, one.claim) for one in made] == [("C8", "C3"), ("C9", "C4")]


@pytest.mark.parametrize(
    ("stances", "options"),
    [
        ([], {"pattern": "P07"}),
        ([], {"version": 2}),
        (["C3"], {"parts": ["context"]}),
        (["C3"], {"lacks": ["context"]}),
        ([], {"lacks": ["context"]}),
        ([], {"favours": "R1"}),
        (["C3"], {"instead_of": ["C4"]}),
    ],
)
def test_what_belongs_to_no_stance_is_refused(stances, options):
    with pytest.raises(UsageError):
        completed([one for text in stances for one in stances_in("supports", text)], **options)


def test_a_suggestion_needs_the_claim_that_it_would_replace():
    with pytest.raises(UsageError, match="instead of which claim"):
        completed(stances_in("suggests", "C9"))


def test_the_same_stance_twice_is_one_with_all_parts():
    made = completed([*stances_in("supports", "C3:P07:outcome"), *stances_in("supports", "C3@1:P07:context")])
    assert [one.parts for one in made] == [("context", "outcome")]


def test_what_two_rows_deny_is_one_list():
    made = completed([*stances_in("refutes", "C3:P07:-outcome"), *stances_in("refutes", "C3:P07:context-resource")])
    assert [(one.parts, one.lacks) for one in made] == [(("context",), ("resource", "outcome"))]


@pytest.mark.parametrize(
    ("texts", "lacks"),
    [(["C3:P07:outcome", "C3:P07:-outcome"], []), (["C3:P07:outcome-outcome"], []), (["C3:P07:outcome"], ["outcome"])],
)
def test_no_part_is_both_shown_and_denied(texts, lacks):
    with pytest.raises(UsageError, match="the outcome of P07 is both shown and denied"):
        completed([one for text in texts for one in stances_in("refutes", text)], lacks=lacks)


def test_the_same_stance_for_two_rivals_stays_two():
    made = completed([Stance("refutes", "C3", favours="R1"), Stance("refutes", "C3", favours="R2")])
    assert [one.favours for one in made] == ["R1", "R2"]
