"""Which parts of a pattern have evidence, from whom and where; deviant cases; saturation by source."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_invariance import evaluations
from weighing import Said, claim, repository, weigh

from cmo_eval.analysis.completeness import by_part, completeness_of, configuration, running
from cmo_eval.analysis.saturation import saturation_of
from cmo_eval.analysis.verification import Details, verify
from cmo_eval.model import PARTS, Case, Pattern, Source
from cmo_eval.output.explanation import explanation
from cmo_eval.store.repository import Stored

MECHANISMS = ["P1"]


def with_cases(spoken, shows=(), patterns=("P1", "P2")):
    """A repository in which case K1 shows what is given."""
    found = repository(spoken, [claim(mechanisms=MECHANISMS)], patterns=patterns)
    cases = [
        Stored(Case(id=one.record.id, title="x", shows=shows if one.record.id == "K1" else ()), one.file, one.node)
        for one in found.stored_cases
    ]
    return replace(found, stored_cases=cases)


def of(found, pattern="P1"):
    return completeness_of(found, verify(found).values())[pattern]


def case(source, parts, id_="K1", **more):
    return Said(source, kind="case_interview", case=id_, pattern="P1", parts=parts, **more)


def test_each_part_has_its_voices_groups_and_citations():
    spoken = [
        Said("FG1", pattern="P1", parts=("context",), group="users"),
        Said("FG1", pattern="P1", parts=("resource", "reasoning"), group="users"),
        case("CI1", ("resource",)),
    ]
    found = of(with_cases(spoken))
    assert found.parts["resource"].voices == ("FG1", "K1")
    assert found.parts["context"].groups == ("users",)
    assert found.missing == ("outcome",)
    assert not found.complete
    assert (found.joined, found.citations) == (1, 3)
    assert found.cases == {"K1": ("resource",)}


def test_a_pattern_without_evidence_misses_all_its_parts():
    found = of(with_cases([Said("FG1")]))
    assert found.missing == PARTS
    assert (found.cases, found.deviant, found.demi_regular) == ({}, (), False)


def test_two_cases_make_a_demi_regularity_and_two_talks_in_one_case_do_not():
    assert of(with_cases([case("CI1", ("resource",)), case("CI2", ("context",), "K2")])).demi_regular
    assert not of(with_cases([case("CI1", ("resource",)), case("CI2", ("context",))])).demi_regular


@pytest.mark.parametrize(
    ("parts", "absent", "deviant"),
    [
        (("resource",), ["outcome"], True),
        (("reasoning",), ["outcome"], True),
        (("context",), ["outcome"], True),  # whoever looked found only the outcome absent
        (("context",), ["outcome", "reasoning"], False),
        (("resource",), ["outcome", "reasoning"], True),
        (("reasoning",), ["outcome", "reasoning"], False),
        (("resource",), ["reasoning"], False),
        (("resource",), [], False),
    ],
)
def test_a_case_deviates_where_the_mechanism_is_there_and_the_outcome_is_not(parts, absent, deviant):
    found = of(with_cases([case("CI1", parts)], [{"pattern": "P1", "absent": absent}]))
    assert found.deviant == (("K1",) if deviant else ())


@pytest.mark.parametrize(
    ("spoken", "deviant"),
    [
        # who denies the outcome shows the mechanism, or somebody else in favour does
        ([case("CI1", ("context", "resource"), stance="refutes", lacks=("outcome",))], True),
        ([case("CI1", ("reasoning",)), case("CI2", (), stance="refutes", lacks=("outcome",))], True),
        # nobody looked for the mechanism, or it was elsewhere, or in words against the claim
        ([case("CI1", (), stance="refutes", lacks=("outcome",))], False),
        ([case("CI1", ("context",), stance="refutes", lacks=("outcome",))], False),
        ([case("CI1", ("resource",), "K2"), case("CI2", (), stance="refutes", lacks=("outcome",))], False),
        ([case("CI1", ("resource",), stance="refutes"), case("CI2", (), stance="refutes", lacks=("outcome",))], False),
        # the mechanism is denied too, or the outcome is not
        ([case("CI1", ("resource",)), case("CI2", (), stance="refutes", lacks=("resource", "outcome"))], False),
        ([case("CI1", ("resource",), stance="refutes", lacks=("reasoning",))], False),
    ],
)
def test_a_case_deviates_where_its_words_deny_the_outcome_of_a_mechanism_at_work(spoken, deviant):
    found = of(with_cases(spoken))
    assert found.deviant == (("K1",) if deviant else ())
    assert found.absent["K1"] == spoken[-1].lacks


def test_what_is_denied_is_told_beside_what_is_shown_and_counts_as_nothing():
    spoken = [
        case("CI1", (), lacks=("outcome",)),
        case("CI2", ("context",), "K2", stance="refutes", lacks=("outcome", "resource")),
        case("CI3", ("resource",), "K3"),
    ]
    found = of(with_cases(spoken))
    assert {part: side.voices for part, side in found.denied.items() if side.rows} == {
        "resource": ("K2",),
        "outcome": ("K1", "K2"),
    }
    assert found.missing == ("context", "reasoning", "outcome")
    assert (found.cases, found.demi_regular, found.citations) == ({"K3": ("resource",)}, False, 1)
    rows = {row[1]: row[-1] for row in by_part({"P1": found}).rows}
    assert rows == {"context": 0, "resource": 1, "reasoning": 0, "outcome": 2}
    result = verify(with_cases(spoken))["C1"]
    assert [one.cases for one in result.configurations] == [("K3",)]


def test_verify_explains_who_denies_a_part_beside_who_shows_it():
    spoken = [
        Said("FG1", pattern="P1", parts=("context", "outcome"), group="users"),
        case("CI1", ("context",), stance="refutes", lacks=("outcome", "reasoning")),
    ]
    found = with_cases(spoken)
    results = verify(found)
    details = Details(completeness={"C1": completeness_of(found, results.values())}, sentences={"P1": "It works."})
    lines = [" ".join(line.split()) for line in explanation(results, found, details).splitlines()]
    assert "context: FG1 (users)" in lines
    assert "reasoning: no evidence; denied by K1 (participants)" in lines
    assert "outcome: FG1 (users); denied by K1 (participants)" in lines


def test_a_pattern_that_is_only_denied_is_not_new():
    spoken = [Said("A1", stance="refutes", pattern="P1", lacks=("outcome",)), Said("B1", pattern="P1")]
    assert [one.new_patterns for one in saturation_of(repository(spoken))] == [(), ("P1",)]


def test_another_patterns_absence_makes_no_deviant_case():
    found = of(with_cases([case("CI1", ("resource",))], [{"pattern": "P2", "absent": ["outcome"]}]))
    assert (found.absent, found.deviant) == ({}, ())


@given(evaluations(), st.data())
def test_order_and_double_coding_do_not_change_which_parts_are_shown(evaluation, data):
    spoken = [replace(one, parts=("context", "outcome") if one.pattern else ()) for one in evaluation[0]]
    again = [replace(one, id=f"{one.source}-{number}") for number, one in enumerate(spoken, start=500)]
    shuffled = data.draw(st.permutations([*spoken, *again]))

    def shown(said):
        found = with_cases(said)
        every = completeness_of(found, verify(found).values())
        return {
            id_: (one.missing, one.cases, {part: side.voices for part, side in one.parts.items()})
            for id_, one in every.items()
        }

    assert shown(shuffled) == shown(spoken)


def test_a_configuration_agrees_with_what_verify_says_of_it():
    found = with_cases([case("CI1", PARTS)])
    result = verify(found)["C1"]
    assert [one.complete for one in result.configurations] == [of(found).complete] == [True]


def test_the_sentence_is_said_in_both_languages_and_names_what_is_missing():
    pattern = Pattern(id="P1", title="x", context=("A hidden problem.",), resource="A scan", outcome={"text": "a plan"})
    english, dutch = configuration(pattern, "en"), configuration(pattern, "nl")
    assert english.startswith("If this is so: a hidden problem. And this is offered: ")
    assert "[the reasoning is not described]" in english
    assert dutch.startswith("Als dit speelt: a hidden problem. En dit wordt geboden: ")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("A hidden problem.", "a hidden problem"),
        ("Vilans comes along", "Vilans comes along"),
        ("I dare", "I dare"),
        ("VWS pays.", "VWS pays"),
        ("Roles, tasks, etc.", "roles, tasks, etc."),
        ("It goes on...", "it goes on..."),
        ("– a dash first", "– a dash first"),
    ],
)
def test_a_part_stands_inside_the_sentence_with_names_as_they_are(text, inside):
    assert running(text, frozenset({"Vilans"})) == inside


# saturation


def dated(found, dates):
    sources = [
        Stored(Source.model_validate({**one.record.model_dump(), **dates.get(one.record.id, {})}), one.file, one.node)
        for one in found.stored_sources
    ]
    return replace(found, stored_sources=sources)


def test_sources_stand_in_order_of_date_and_those_without_last():
    spoken = [Said(source, pattern=pattern) for source, pattern in (("A1", "P1"), ("B1", "P1"), ("C1", "P2"))]
    found = dated(
        repository(spoken), {"C1": {"date": "2017-04"}, "B1": {"period": {"from": "2016", "to": "2017-03-02"}}}
    )
    every = saturation_of(found)
    assert [one.source for one in every] == ["B1", "C1", "A1"]
    assert [one.date for one in every] == ["2017-03-02", "2017-04", None]
    assert [one.new_patterns for one in every] == [("P1",), ("P2",), ()]
    assert [one.patterns for one in every] == [1, 2, 2]


def test_with_claims_only_what_was_said_about_them_counts():
    spoken = [Said("A1", pattern="P1"), Said("B1", pattern="P2", claim="C5")]
    assert [one.source for one in saturation_of(repository(spoken), ["C5"])] == ["B1"]
    assert saturation_of(repository([]), []) == ()


def test_what_was_withdrawn_brought_nothing():
    (one,) = saturation_of(repository([Said("A1", pattern="P1"), Said("A1", pattern="P2", withdrawn=True)]))
    assert (one.citations, one.new_patterns) == (1, ("P1",))


@given(evaluations())
def test_each_pattern_is_new_exactly_once(evaluation):
    every = saturation_of(repository(evaluation[0]))
    new = [pattern for one in every for pattern in one.new_patterns]
    assert sorted(new) == sorted({one.pattern for one in evaluation[0] if one.pattern})
    assert [one.patterns for one in every] == sorted(one.patterns for one in every)
    assert sum(one.citations for one in every) == len(evaluation[0])


def test_a_claim_that_nobody_spoke_about_has_a_ladder_and_no_patterns():
    assert weigh([]).configurations == ()
