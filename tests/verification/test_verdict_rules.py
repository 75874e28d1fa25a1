"""V1-V8, each rule alone."""

import pytest
from weighing import FAILED_HOOP, MET, Said, claim, outcome, said, weigh


def spoken_in_english(phrases):
    return [phrase.say("en") for phrase in phrases]


# V1


@pytest.mark.parametrize("name", list(MET))
@pytest.mark.parametrize("judged", [None, {"met": False, "why": "nobody can know"}], ids=["unjudged", "unmet"])
def test_v1_an_unmet_or_unjudged_criterion_leaves_it_undecided_and_is_named(name, judged):
    result = weigh("KA+ FG+ CS+", claim(criteria={**MET, name: judged}))
    assert outcome(result) == ("undecided", "V1")
    assert len(result.proposal.missing) == 1
    word = "addressed" if name == "addressed" else name
    assert word in result.proposal.reason.say("en")
    assert word in spoken_in_english(result.proposal.missing)[0]


def test_v1_goes_before_a_failed_hoop_test():
    assert outcome(weigh("KA- FG- CS-", claim(criteria={}, tests=[FAILED_HOOP]))) == ("undecided", "V1")


# V2


@pytest.mark.parametrize("kind", ["hoop", "doubly_decisive"])
def test_v2_a_failed_test_with_a_first_hand_voice_against_rejects_even_with_one_voice(kind):
    about = claim(tests=[{**FAILED_HOOP, "kind": kind}])
    assert outcome(weigh([Said("IN1", "refutes")], about)) == ("rejected", "V2")


@pytest.mark.parametrize(
    ("quality", "disputed", "expected"),
    [("observation", False, "rejected"), ("report", False, "undecided"), ("observation", True, "undecided")],
)
def test_v2_a_citation_that_the_test_lists_shows_the_failing_if_it_is_first_hand(quality, disputed, expected):
    about = claim(tests=[{**FAILED_HOOP, "citations": ["IN9-005"]}])
    seen = Said("IN9", "supports", quality=quality, disputed=disputed, claim="C7")
    assert outcome(weigh([*said("KA+ FG+ CS+ CS+"), seen], about)) == (expected, "V2")


@pytest.mark.parametrize(
    "change",
    [
        {"declared": None},
        {"declared": "2017-02-15"},
        {"kind": "smoking_gun"},
        {"kind": "straw_in_the_wind"},
        {"result": "passed"},
        {"result": None},
    ],
    ids=str,
)
def test_v2_needs_such_a_test_declared_before_its_result_that_failed(change):
    result = weigh([Said("IN1", "refutes")], claim(tests=[{**FAILED_HOOP, **change}]))
    assert outcome(result) == ("undecided", "V8")


@pytest.mark.parametrize(
    ("declared", "date"),
    [
        ("2017-02-13", "2017-02-14"),
        ("2017-01", "2017-02-14"),
        ("2017-01-10", "2017-02"),
        ("2016", "2017"),
    ],
)
def test_v2_takes_dates_as_precise_as_they_are_known(declared, date):
    tests = [{**FAILED_HOOP, "declared": declared, "date": date}]
    assert outcome(weigh([Said("IN1", "refutes")], claim(tests=tests))) == ("rejected", "V2")


@pytest.mark.parametrize(
    ("declared", "date"),
    [
        ("2017-02-14", "2017-02-14"),
        ("2017-02", "2017-02-14"),
        ("2017-02-10", "2017-02"),
        ("2017-02-10", "2017"),
        ("2016", None),
        (None, "2017-02-14"),
        ("2017-02-15", "2017-02-14"),
    ],
)
def test_v2_a_test_that_is_not_shown_to_come_first_rejects_nothing_and_lets_nothing_hold(declared, date):
    about = claim(tests=[{**FAILED_HOOP, "declared": declared, "date": date}])
    for line, rule in (("KA+ FG+ CS+ CS+", "V7"), ("KA+ FG+ CS~ NP-", "V6")):
        result = weigh(line, about)
        assert outcome(result) == ("undecided", rule)
        assert spoken_in_english(result.proposal.missing) == [
            "whether test T1, which failed, was declared before its result"
        ]
        seen = {step.rule: step.why.say() for step in result.proposal.trail}["V2"]
        assert seen.endswith("nothing shows that it was declared before its result, so it rejects nothing")
    split = {"split": {"by": "group", "why": "who stayed away never met a coach."}}
    assert outcome(weigh("KA+ FG+ CS+ NP- DOC-", claim(**split))) == ("nuanced", "V5")
    explained = weigh("KA+ FG+ CS+ NP- DOC-", claim(**split, tests=about.tests))
    assert outcome(explained) == ("undecided", "V5")
    assert len(explained.proposal.missing) == 1
    assert outcome(weigh("KA+ FG- CS- DOC-", about)) == ("rejected", "V3")


@pytest.mark.parametrize(
    "spoken",
    [
        [Said("IN1", "refutes", quality="report")],
        [Said("IN1", "nuances")],
        [Said("IN1", "refutes", disputed=True)],
        [Said("IN1", "supports"), Said("IN1", "refutes")],
        [],
    ],
    ids=["report", "nuance", "disputed", "divided", "nobody"],
)
def test_v2_without_anybody_who_saw_it_is_to_be_found_out(spoken):
    result = weigh(spoken, claim(tests=[FAILED_HOOP]))
    assert outcome(result) == ("undecided", "V2")
    assert spoken_in_english(result.proposal.missing) == ["whether test T1 failed, by somebody who saw it"]


# V3


def test_v3_rejects_when_those_against_are_enough_and_more():
    assert outcome(weigh("KA- FG- CS-")) == ("rejected", "V3")
    assert outcome(weigh("KA- FG- CS- NP+ NP+")) == ("rejected", "V3")


@pytest.mark.parametrize(
    ("line", "policy"),
    [
        ("KA- FG-", {}),
        ("FG- FG- FG-", {"min_groups": 1}),
        ("FG- CS- CS-", {}),
        ("KA- FG- CS-", {"min_sources": 4}),
        ("KA- FG- CS-", {"min_kinds": 4}),
        ("KA- FG- CS-", {"min_groups": 3}),
    ],
    ids=["voices", "kinds", "groups", "policy voices", "policy kinds", "policy groups"],
)
def test_v3_asks_the_thresholds_of_those_against_alone(line, policy):
    assert outcome(weigh(line, policy=policy)) == ("undecided", "V8")
    assert weigh(f"{line} KA+", policy=policy).proposal.verdict == "undecided"


def test_v3_needs_someone_against_who_saw_it_first_hand():
    hearsay = said("KA- FG- CS-", quality="report")
    assert outcome(weigh(hearsay)) == ("undecided", "V8")
    assert outcome(weigh([*hearsay[:2], *said("KA+ FG+ CS-")[2:]])) == ("rejected", "V3")


def test_v3_does_not_count_what_a_refuter_says_of_something_else_at_first_hand():
    refuters = [*said("KA- FG- CS-", quality="report"), Said("KA1", "nuances", "key_actor", "internal")]
    assert outcome(weigh(refuters)) == ("undecided", "V8")


@pytest.mark.parametrize("line", ["NP+ NP+ NP+ KA- FG- CS-", "NP+ NP+ NP+ NP+ KA- FG- CS-"])
def test_v3_does_not_reject_with_as_many_voices_in_favour(line):
    assert weigh(line).proposal.verdict == "undecided"


def test_v3_does_not_reject_while_those_in_favour_are_firm():
    assert outcome(weigh("KA+ FG+ NP- NP- DOC-")) == ("undecided", "V5")


def test_v3_needs_more_than_one_publication_where_nothing_is_own_fieldwork():
    known_through = [
        Said(one.source, one.stance, one.kind, one.group, one.case, reported_in="R1") for one in said("KA- FG- CS-")
    ]
    assert outcome(weigh(known_through)) == ("undecided", "V8")
    assert "1 more publication (1 of 2)" in weigh(known_through).proposal.reason.say()
    assert outcome(weigh(known_through, policy={"min_publications": 1})) == ("rejected", "V3")
    assert outcome(weigh([*known_through[:2], *said("KA- FG- CS-")[2:]])) == ("rejected", "V3")


# V4


OTHER = [claim("C8"), claim("C9")]


def suggested(line):
    return weigh(line, others=OTHER)


def test_v4_needs_more_voices_than_support():
    assert outcome(suggested("KA+ CS>C9 NP>C9")) == ("transformed", "V4")
    assert outcome(suggested("KA+ FG+ CS>C9 NP>C9")) == ("undecided", "V8")


def test_v4_counts_a_divided_voice_among_the_support():
    divided = [Said("FG9", "supports", "focus_group"), Said("FG9", "refutes", "focus_group")]
    assert outcome(weigh([*said("KA+ CS>C9 NP>C9"), *divided], others=OTHER)) == ("undecided", "V8")


@pytest.mark.parametrize("line", ["NP>C9 NP>C9", "KA>C9", "FG>C8 CS>C9"], ids=["one kind", "one voice", "two claims"])
def test_v4_a_suggestion_that_is_not_firm_does_not_transform(line):
    assert suggested(line).proposal.rule != "V4"


def test_v4_a_suggestion_from_hearsay_does_not_transform():
    assert weigh(said("NP>C9 CS>C9", quality="report"), others=OTHER).proposal.rule != "V4"


def test_v4_two_claims_with_equally_many_voices_leave_it_undecided_and_are_named():
    result = suggested("KA>C8 FG>C8 CS>C9 NP>C9")
    assert outcome(result) == ("undecided", "V4")
    assert result.proposal.becomes is None
    assert spoken_in_english(result.proposal.missing) == ["a choice between C8 and C9"]


def test_v4_the_claim_with_more_voices_wins():
    result = suggested("KA>C8 FG>C8 CS>C9 NP>C9 DOC>C9")
    assert (*outcome(result), result.proposal.becomes) == ("transformed", "V4", "C9")


def test_v4_a_larger_suggestion_that_is_not_firm_makes_no_tie():
    assert suggested("NP>C8 NP>C8 KA>C9 FG>C9").proposal.becomes == "C9"


@pytest.mark.parametrize(
    ("others", "missing"),
    [
        ([], "claim C9, which nobody has written yet"),
        ([claim("C9", criteria={**MET, "relevant": None})], "that C9 meets its own criteria"),
    ],
    ids=["not written", "not judged"],
)
def test_v4_the_other_claim_must_be_there_and_meet_its_criteria(others, missing):
    result = weigh("KA+ CS>C9 NP>C9", others=others)
    assert outcome(result) == ("undecided", "V4")
    assert spoken_in_english(result.proposal.missing) == [missing]


# V5


FIRM_SIDES = "KA+ FG+ CS+ NP- DOC-"
BY_GROUP = claim(split={"by": "group", "why": "they met no coach."})


def lie(result):
    """Who stands where: by dimension the values on each side with their voices, and the voices without a value."""
    return {one.dimension: (dict(one.for_), dict(one.against), one.without) for one in result.proposal.sides}


def test_v5_two_firm_sides_are_undecided_until_somebody_says_what_separates_them():
    result = weigh(FIRM_SIDES)
    assert outcome(result) == ("undecided", "V5")
    assert lie(result)["group"] == (
        {"internal": ("KA1",), "participants": ("FG2", "K3")},
        {"dropouts": ("DOC5",), "non-participants": ("NP4",)},
        (),
    )


def test_v5_a_split_that_separates_nuances_and_says_why():
    result = weigh(FIRM_SIDES, BY_GROUP)
    assert (*outcome(result), result.proposal.separates) == ("nuanced", "V5", "group")
    assert "they met no coach" in result.proposal.reason.say()


@pytest.mark.parametrize(
    "more", [Said("NP9", "supports", "interview", "dropouts"), Said("IN9", "refutes", "observation", None)]
)
def test_v5_a_value_on_both_sides_or_a_voice_without_one_separates_nothing(more):
    assert outcome(weigh([*said(FIRM_SIDES), more], BY_GROUP)) == ("undecided", "V5")


def test_v5_a_value_of_its_own_for_each_voice_separates_by_construction_and_says_nothing():
    spoken = [
        Said(f"A{number}", stance, kind, f"g{number}")
        for number, (stance, kind) in enumerate(
            [("supports", "interview"), ("supports", "document"), ("refutes", "interview"), ("refutes", "document")]
        )
    ]
    assert outcome(weigh(spoken, BY_GROUP)) == ("undecided", "V5")


def with_attributes(*sizes):
    stances = ["supports", "supports", "refutes", "refutes", "refutes"]
    kinds = ["interview", "document", "interview", "document", "interview"]
    return [
        Said(f"A{number}", stance, kind, attributes={"size": size} if size else {})
        for number, (stance, kind, size) in enumerate(zip(stances, kinds, sizes, strict=True))
    ]


def test_v5_an_attribute_of_participants_can_separate():
    about = claim(split={"by": "size", "why": "small ones lack a staff."})
    assert outcome(weigh(with_attributes("large", "large", "small", "small", "small"), about)) == ("nuanced", "V5")
    assert outcome(weigh(with_attributes("large", "small", "small", "small", "small"), about)) == ("undecided", "V5")
    assert outcome(weigh(with_attributes("large", None, "small", "small", "small"), about)) == ("undecided", "V5")


def test_v5_names_each_dimension_that_would_separate():
    result = weigh(with_attributes("large", "large", "small", "small", "small"))
    assert "which would have to do with the attribute size" in spoken_in_english(result.proposal.missing)[0]
    neither = weigh(with_attributes("large", "small", "small", "small", "small"))
    assert "neither the address group nor an attribute" in spoken_in_english(neither.proposal.missing)[0]


def test_v5_nothing_is_nuanced_while_a_refuter_of_an_earlier_version_is_left_behind():
    versions = [{"version": 1, "statement": "a"}, {"version": 2, "statement": "b"}]
    about = claim(versions=versions, split={"by": "group", "why": "x"})
    spoken = said(FIRM_SIDES, version=2)
    assert outcome(weigh(spoken, about)) == ("nuanced", "V5")
    assert outcome(weigh([*spoken, Said("OLD", "refutes")], about)) == ("undecided", "V5")


def test_v5_a_side_that_is_enough_counts_as_firm_where_the_policy_asks_for_one_kind():
    policy = {"min_sources": 2, "min_kinds": 1, "min_groups": 1}
    assert outcome(weigh("NP+ NP+ NP+ FG- FG-", policy=policy)) == ("undecided", "V5")


@pytest.mark.parametrize("line", ["KA+ FG+ CS+", "KA+ FG+ CS+ NP-", "KA+ FG- CS- DOC-"])
def test_another_rule_than_v5_tells_nothing_of_sides(line):
    assert weigh(line).proposal.sides == ()


# V6


@pytest.mark.parametrize("beside", ["NP~", "NP-", "NP>C9"])
def test_v6_enough_in_favour_and_something_beside_it_is_nuanced(beside):
    assert outcome(weigh(f"KA+ FG+ CS+ {beside}")) == ("nuanced", "V6")


def test_v6_only_nuances_that_are_enough_are_nuanced():
    assert outcome(weigh("KA~ FG~ CS~")) == ("nuanced", "V6")


@pytest.mark.parametrize("line", ["KA+ FG~ NP-", "FG+ FG~ FG~ KA-", "KA+ FG+ NP-"])
def test_v6_asks_the_thresholds_of_those_in_favour_alone(line):
    assert outcome(weigh(line)) == ("undecided", "V8")


def test_v6_a_voice_that_supports_and_nuances_is_one_voice():
    spoken = [*said("KA+ FG~ NP-"), Said("KA1", "nuances", "key_actor", "internal")]
    assert outcome(weigh(spoken)) == ("undecided", "V8")


def test_v6_those_against_must_be_fewer():
    assert outcome(weigh("KA+ FG+ CS+ NP- NP-")) == ("nuanced", "V6")
    result = weigh("KA+ FG+ CS+ NP- NP- NP-")
    assert outcome(result) == ("undecided", "V6")
    assert spoken_in_english(result.proposal.missing) == ["more voices in favour than the 3 voices against"]


def test_v6_a_voice_that_nuances_and_refutes_stands_against():
    spoken = [
        *said("KA+ FG+ CS+"),
        *(Said("NP9", stance, "interview", "dropouts") for stance in ("nuances", "refutes")),
    ]
    assert "refutation by 1 voice" in weigh(spoken).proposal.reason.say()


# V7, and what V6 asks as well


def test_v7_only_support_holds_once_counter_evidence_was_looked_for():
    assert outcome(weigh("KA+ FG+ CS+")) == ("holds", "V7")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"min_sources": 5}, ("undecided", "V8")),
        ({"min_kinds": 4}, ("undecided", "V8")),
        ({"min_groups": 3}, ("undecided", "V8")),
        ({"min_sources": 4, "min_kinds": 3, "min_groups": 2}, ("holds", "V7")),
    ],
)
def test_v7_takes_its_thresholds_from_the_policy(policy, expected):
    assert outcome(weigh("KA+ FG+ CS+ CS+", policy=policy)) == expected


def test_v7_lower_thresholds_let_one_voice_carry_a_claim():
    policy = {"min_sources": 1, "min_kinds": 1, "min_groups": 1}
    assert outcome(weigh([Said("IN1")], policy=policy)) == ("holds", "V7")


SEARCHED = {"by": "AB", "date": "2017-02-20", "where": "x", "found": "y"}


@pytest.mark.parametrize("line", ["KA+ FG+ CS+", "KA+ FG+ CS~"])
@pytest.mark.parametrize(
    ("search", "missing"),
    [
        (None, "a logged search for counter-evidence"),
        (SEARCHED, "which citations the search for counter-evidence found, or that it found none"),
        ({**SEARCHED, "none": True, "date": "2016"}, "a search for counter-evidence on version 1 (the one of 2016"),
    ],
    ids=["none", "not accounted", "before the version"],
)
def test_a_search_must_be_there_account_for_its_yield_and_be_about_this_version(line, search, missing):
    worded = [{"version": 1, "statement": "It helps.", "date": "2017-01-01"}]
    result = weigh(line, claim(disconfirming_search=search, versions=worded))
    assert result.proposal.verdict == "undecided"
    (said_to_be_missing,) = spoken_in_english(result.proposal.missing)
    assert said_to_be_missing.startswith(missing)
    policy = {"require_disconfirming_search": False}
    assert weigh(line, claim(disconfirming_search=search, versions=worded), policy=policy).proposal.verdict in {
        "holds",
        "nuanced",
    }


@pytest.mark.parametrize("found", [{"citations": ["NP1-001"]}, {"none": True}], ids=["citations", "none"])
@pytest.mark.parametrize("date", ["2017-01-01", "2017-01", "2017"])
def test_a_search_counts_from_the_day_of_the_version_on(found, date):
    worded = [{"version": 1, "statement": "It helps.", "date": "2017-01-01"}]
    about = claim(disconfirming_search={**SEARCHED, **found, "date": date}, versions=worded)
    assert outcome(weigh("KA+ FG+ CS+", about)) == ("holds", "V7")


def test_a_search_by_the_claims_own_researcher_is_said_to_be():
    about = claim(route={"researcher": ["EF", "AB"]})
    assert "AB, who researched the claim, searched" in weigh("KA+ FG+ CS+", about).proposal.reason.say()
    assert "searched" not in weigh("KA+ FG+ CS+", claim(route={"researcher": "EF"})).proposal.reason.say()


def test_who_only_nuanced_an_earlier_version_is_named_and_stops_nothing():
    versions = [{"version": 1, "statement": "a"}, {"version": 2, "statement": "b"}]
    spoken = [*said("KA+ FG+ CS+", version=2), Said("OLD", "nuances")]
    result = weigh(spoken, claim(versions=versions))
    assert outcome(result) == ("holds", "V7")
    assert "OLD nuanced an earlier version" in result.proposal.reason.say()


# V8


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ("KA+ FG+", ["1 more voice (2 of 3)"]),
        ("FG+ FG+ FG+", ["1 more kind (1 of 2)", "1 more group (1 of 2)"]),
        ("FG+ CS+ CS+", ["1 more group (1 of 2)"]),
        ("", ["3 more voices (0 of 3)", "2 more kinds (0 of 2)"]),
        ("KA- FG- NP+", ["1 more voice (2 of 3)"]),
        ("KA- FG+", ["2 more voices (1 of 3)", "1 more kind (1 of 2)", "1 more group (1 of 2)"]),
    ],
)
def test_v8_says_what_the_larger_side_lacks(line, lacking):
    result = weigh(line)
    assert outcome(result) == ("undecided", "V8")
    assert spoken_in_english(result.proposal.missing) == lacking


def test_v8_counts_a_case_as_one_voice_however_many_were_heard_in_it():
    spoken = [Said(f"CI{n}", kind="case_interview", case="K1") for n in range(1, 5)]
    spoken.append(Said("KA1", kind="key_actor", group="internal"))
    assert spoken_in_english(weigh(spoken).proposal.missing) == ["1 more voice (2 of 3)"]


def test_v8_evidence_without_a_group_adds_no_group():
    spoken = [Said("IN1", group=None), Said("FG1", kind="focus_group"), Said("FG2", kind="focus_group")]
    assert spoken_in_english(weigh(spoken).proposal.missing) == ["1 more group (1 of 2)"]


def test_a_group_that_the_claim_is_for_and_that_nobody_was_heard_of_is_named():
    about = claim(**{"for": ["participants", "dropouts"]})
    assert "nobody was heard from dropouts" in weigh("KA+ FG+ CS+", about).proposal.reason.say()


def test_a_policy_of_one_publication_says_that_all_is_known_through_one():
    known = [
        Said(one.source, one.stance, one.kind, one.group, one.case, reported_in="R1") for one in said("KA+ FG+ CS+")
    ]
    proposal = weigh(known, policy={"min_publications": 1}).proposal
    assert proposal.verdict == "holds"
    assert "known through one publication" in proposal.reason.say()


# what every proposal tells


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "line",
    [
        "",
        "KA+ FG+ CS+",
        "KA~ FG~ CS~",
        "KA+ FG+ NP-",
        "KA+ FG+ NP- DOC-",
        "KA+ FG+ CS- DOC-",
        "KA- FG- CS-",
        "KA+ FG>C9 CS>C9 CS~",
        "KA>C8 FG>C8 CS>C9 NP>C9",
        "KA- FG~ NP>C9",
        "KA+ FG~ NP-",
        "KA+ FG+ NP>C9",
    ],
)
def test_every_proposal_can_be_said_in_both_languages(line, language):
    proposal = weigh(line, others=OTHER).proposal
    phrases = [proposal.reason, *proposal.missing, *(step.why for step in proposal.trail)]
    if proposal.change is not None:
        phrases.append(proposal.change)
    for phrase in phrases:
        words = phrase.say(language)
        assert words
        assert "{" not in words
        assert "Phrase" not in words


@pytest.mark.parametrize(
    "line", ["KA+ FG+ CS+", "KA~ FG~ CS~", "KA+ FG+ CS+ NP-", "KA- FG- CS-", "KA+ FG>C9 CS>C9 CS~"]
)
def test_a_verdict_says_what_would_change_it(line):
    assert weigh(line, others=OTHER).proposal.change is not None


@pytest.mark.parametrize("line", ["", "KA>C8 FG>C8 CS>C9 NP>C9", "KA+ FG+ CS- DOC-", "KA- FG~ NP>C9"])
def test_undecided_says_what_is_missing(line):
    assert weigh(line).proposal.missing


# what the trail says


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        ("KA+ FG+ CS+", "V3", "nobody stands against the claim"),
        ("KA+ FG+ CS-", "V3", "against the claim 1 voice (1 kind, 1 group), which lacks 2 more voices (1 of 3)"),
        ("KA- FG- CS- NP+ NP+ NP+", "V3", "against 3 voices (3 kinds, 2 groups), not more than in favour 3 voices"),
        ("KA- FG- CS- NP+ DOC+", "V3", "in favour 2 voices (2 kinds, 2 groups), who saw enough"),
        ("KA+ FG+ CS+", "V4", "nobody suggests another claim"),
        ("KA+ FG+ CS>C9", "V4", "another claim is suggested (C9), but not by two voices of two kinds"),
        ("KA+ FG+ CS-", "V5", "one of them first hand: against 1 voice (1 kind, 1 group)"),
        ("KA+ KA+ NP- DOC-", "V5", "one of them first hand: in favour 2 voices (1 kind, 1 group)"),
        ("KA+ FG+ CS+", "V6", "nothing but support was heard"),
        ("KA~ FG~ CS-", "V6", "in favour 2 voices (2 kinds, 2 groups), which lacks 1 more voice (2 of 3)"),
        (
            "KA+ FG+ CS~ NP- DOC>C8 DOC>C9",
            "V6",
            "with nuance by 1 voice, refutation by 1 voice and a suggestion of another claim by 2 voices",
        ),
        ("KA-", "V7", "nobody stands in favour"),
        ("FG~ FG~ NP-", "V8", "in favour 2 voices (1 kind, 1 group) and against 1 voice (1 kind, 1 group)"),
        ("", "V8", "nobody was heard on it"),
    ],
)
def test_the_trail_says_what_each_rule_saw(line, rule, words):
    trail = {step.rule: step.why.say("en") for step in weigh(line).proposal.trail}
    assert words in trail[rule]


def test_all_citations_of_a_voice_that_say_the_same_are_kept():
    result = weigh([Said("FG1", id="FG1-2"), Said("FG1", id="FG1-10"), *said("KA+ CS+")])
    assert result.evidence.supports.citations == ("CS2-004", "FG1-2", "FG1-10", "KA1-003")
    assert [row.citation for row in result.evidence.rows if row.source == "FG1"] == ["FG1-2", "FG1-10"]
    assert len(result.evidence.rows) == 4
