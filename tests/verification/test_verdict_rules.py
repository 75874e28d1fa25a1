"""V1-V10, each rule alone."""

import pytest
from weighing import MET, Said, claim, outcome, said, weigh

HOOP = {"id": "T1", "kind": "hoop", "expects": "x", "declared": "2017-01-10", "result": "failed", "date": "2017-02-14"}


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
    assert outcome(weigh("KA- FG- CS-", claim(criteria={}, tests=[HOOP]))) == ("undecided", "V1")


# V2


def test_v2_a_failed_hoop_test_with_a_first_hand_refuter_rejects_even_with_one_voice():
    assert outcome(weigh([Said("IN1", "refutes")], claim(tests=[HOOP]))) == ("rejected", "V2")


@pytest.mark.parametrize(
    "change",
    [
        {"declared": None},
        {"declared": "2017-02-15"},
        {"kind": "smoking_gun"},
        {"kind": "straw_in_the_wind"},
        {"kind": "doubly_decisive"},
        {"result": "passed"},
        {"result": None},
    ],
    ids=str,
)
def test_v2_needs_a_hoop_test_declared_not_after_its_result_that_failed(change):
    result = weigh([Said("IN1", "refutes")], claim(tests=[{**HOOP, **change}]))
    assert outcome(result) == ("undecided", "V3")


@pytest.mark.parametrize(
    ("declared", "date"),
    [
        ("2017-02-14", "2017-02-14"),
        ("2017-02", "2017-02-14"),
        ("2017-01-10", "2017-02"),
        ("2016", "2017"),
        ("2016", None),
    ],
)
def test_v2_takes_dates_as_precise_as_they_are_known(declared, date):
    tests = [{**HOOP, "declared": declared, "date": date}]
    assert outcome(weigh([Said("IN1", "refutes")], claim(tests=tests))) == ("rejected", "V2")


@pytest.mark.parametrize("date", ["2017", "2017-02"])
def test_v2_a_result_dated_less_precisely_than_its_declaration_is_not_before_it(date):
    tests = [{**HOOP, "declared": "2017-02-10", "date": date}]
    assert outcome(weigh([Said("IN1", "refutes")], claim(tests=tests))) == ("rejected", "V2")


@pytest.mark.parametrize(
    "spoken",
    [
        [Said("IN1", "refutes", quality="report")],
        [Said("IN1", "nuances")],
        [Said("IN1", "refutes", disputed=True)],
        [],
    ],
    ids=["report", "nuance", "disputed", "nobody"],
)
def test_v2_needs_a_first_hand_refuter(spoken):
    assert outcome(weigh(spoken, claim(tests=[HOOP]))) == ("undecided", "V3")


# V3


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ("KA+ FG+", ["1 more voice (2 of 3 heard)"]),
        ("FG+ FG+ FG+", ["1 more kind (1 of 2 heard)", "1 more group (1 of 2 heard)"]),
        ("FG+ CS+ CS+", ["1 more group (1 of 2 heard)"]),
        ("", ["3 more voices (0 of 3 heard)", "2 more kinds (0 of 2 heard)", "2 more groups (0 of 2 heard)"]),
    ],
)
def test_v3_says_what_is_missing(line, lacking):
    result = weigh(line)
    assert outcome(result) == ("undecided", "V3")
    assert spoken_in_english(result.proposal.missing) == lacking


def test_v3_counts_whatever_the_stance():
    assert outcome(weigh("KA+ FG~ NP-")) != ("undecided", "V3")


def test_v3_counts_a_case_as_one_voice_however_many_were_heard_in_it():
    spoken = [Said(f"CI{n}", kind="case_interview", case="K1") for n in range(1, 5)]
    spoken.append(Said("KA1", kind="key_actor", group="internal"))
    result = weigh(spoken)
    assert outcome(result) == ("undecided", "V3")
    assert spoken_in_english(result.proposal.missing) == ["1 more voice (2 of 3 heard)"]


def test_v3_evidence_without_a_group_adds_no_group():
    spoken = [Said("IN1", group=None), Said("FG1", kind="focus_group"), Said("FG2", kind="focus_group")]
    assert spoken_in_english(weigh(spoken).proposal.missing) == ["1 more group (1 of 2 heard)"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"min_sources": 5}, ("undecided", "V3")),
        ({"min_kinds": 4}, ("undecided", "V3")),
        ({"min_groups": 3}, ("undecided", "V3")),
        ({"min_sources": 4, "min_kinds": 3, "min_groups": 2}, ("holds", "V9")),
    ],
)
def test_v3_takes_its_thresholds_from_the_policy(policy, expected):
    assert outcome(weigh("KA+ FG+ CS+ CS+", policy=policy)) == expected


def test_v3_lower_thresholds_let_one_voice_carry_a_claim():
    policy = {"min_sources": 1, "min_kinds": 1, "min_groups": 1}
    assert outcome(weigh([Said("IN1")], policy=policy)) == ("holds", "V9")


# V4


def test_v4_as_many_voices_as_support_are_enough():
    assert outcome(weigh("KA+ FG+ CS>C9 NP>C9")) == ("transformed", "V4")


def test_v4_fewer_voices_than_support_do_not_transform():
    assert outcome(weigh("KA+ FG+ CS+ NP>C9 FG>C9")) == ("nuanced", "V7")


def test_v4_a_suggestion_of_one_kind_does_not_transform():
    assert outcome(weigh("KA+ FG~ NP>C9 NP>C9")) != ("transformed", "V4")


def test_v4_voices_for_different_claims_do_not_add_up():
    result = weigh("KA+ FG>C8 CS>C9")
    assert result.proposal.rule != "V4"


def test_v4_two_claims_with_equally_many_voices_leave_it_undecided_and_are_named():
    result = weigh("KA>C8 FG>C8 CS>C9 NP>C9")
    assert outcome(result) == ("undecided", "V4")
    assert result.proposal.becomes is None
    assert spoken_in_english(result.proposal.missing) == ["a choice between C8 and C9"]


def test_v4_the_claim_with_more_voices_wins():
    result = weigh("KA>C8 FG>C8 CS>C9 NP>C9 DOC>C9")
    assert outcome(result) == ("transformed", "V4")
    assert result.proposal.becomes == "C9"


def test_v4_a_larger_suggestion_that_is_not_triangulated_makes_no_tie():
    result = weigh("NP>C8 NP>C8 KA>C9 FG>C9")
    assert result.proposal.becomes == "C9"


# V5


def test_v5_rejects_by_triangulated_refutation_alone():
    assert outcome(weigh("KA- FG- CS-")) == ("rejected", "V5")


def test_v5_needs_someone_who_saw_it_first_hand():
    hearsay = said("KA- FG- CS-", quality="report")
    assert outcome(weigh(hearsay)) == ("undecided", "V10")
    assert outcome(weigh([*hearsay[:2], *said("KA+ FG+ CS-")[2:]])) == ("rejected", "V5")


def test_v5_does_not_reject_while_support_comes_from_two_kinds():
    assert outcome(weigh("KA+ FG+ NP- NP- DOC-")) == ("nuanced", "V6")


def test_v5_does_not_reject_with_as_many_voices_in_support():
    assert weigh("NP+ NP+ FG- CS-").proposal.rule != "V5"


def test_v5_refutation_of_one_kind_does_not_reject():
    assert weigh("KA~ FG- FG- FG-").proposal.rule != "V5"


def test_v5_a_supporting_case_with_two_kinds_is_not_outvoted():
    spoken = [
        Said("CI1", kind="case_interview", case="K1"),
        Said("DOC1", kind="document", case="K1", group="internal"),
        *said("KA- FG- NP-"),
    ]
    assert weigh(spoken).proposal.rule != "V5"


# V6


def test_v6_is_separated_by_group():
    result = weigh("KA+ FG+ NP- DOC-")
    assert (*outcome(result), result.proposal.separates) == ("nuanced", "V6", "group")


def by_case(*spoken):
    """Two voices a side, of two kinds, all participants, so that only case or pattern can separate them."""
    return [Said(source, stance, kind, case=case, pattern=pattern) for source, stance, kind, case, pattern in spoken]


A_NUANCE = Said("KA9", "nuances", "key_actor", "internal")
SPLIT = [
    ("CI1", "supports", "case_interview", "K1", "P1"),
    ("DOC2", "supports", "document", "K2", "P1"),
    ("CI3", "refutes", "case_interview", "K3", "P2"),
    ("DOC4", "refutes", "document", "K4", "P2"),
]


def split(**changes):
    """The split with some of its columns changed: `case` or `pattern`, a value for each of the four voices."""
    columns = {"case": [row[3] for row in SPLIT], "pattern": [row[4] for row in SPLIT], **changes}
    rows = zip(SPLIT, columns["case"], columns["pattern"], strict=True)
    return [A_NUANCE, *by_case(*((*row[:3], case, pattern) for row, case, pattern in rows))]


def test_v6_is_separated_by_case_when_groups_overlap():
    result = weigh(split(pattern=[None] * 4))
    assert (*outcome(result), result.proposal.separates) == ("nuanced", "V6", "case")


def test_v6_is_separated_by_pattern_when_groups_overlap_and_cases_are_unknown():
    result = weigh(split(case=[None] * 4))
    assert (*outcome(result), result.proposal.separates) == ("nuanced", "V6", "pattern")


def test_v6_overlap_in_every_dimension_asks_for_an_explanation():
    result = weigh(split(case=[None] * 4, pattern=["P1", "P1", "P1", "P2"]))
    assert (*outcome(result), result.proposal.separates) == ("undecided", "V6", None)
    (missing,) = spoken_in_english(result.proposal.missing)
    assert missing.startswith("an explanation of the split")


def lie(result):
    """Who stands where: by dimension the values on each side with their voices, and the voices without a value."""
    return {one.dimension: (dict(one.supports), dict(one.refutes), one.without) for one in result.proposal.sides}


def test_v6_says_who_stands_where_along_each_dimension():
    assert lie(weigh("KA+ FG+ NP- DOC-")) == {
        "group": (
            {"internal": ("KA1",), "participants": ("FG2",)},
            {"dropouts": ("DOC4",), "non-participants": ("NP3",)},
            (),
        ),
        "case": ({}, {}, ("DOC4", "FG2", "KA1", "NP3")),
        "pattern": ({}, {}, ("DOC4", "FG2", "KA1", "NP3")),
    }


def test_v6_says_what_is_on_both_sides_and_who_has_no_value():
    sides = weigh(split(case=["K1", "K2", "K10", None], pattern=["P1", "P10", "P2", "P1"])).proposal.sides
    group, case, pattern = sides
    assert (group.separates, group.shared) == (False, ("participants",))
    assert (case.separates, case.shared, case.without) == (False, (), ("DOC4",))
    assert (pattern.separates, pattern.shared, list(pattern.supports)) == (False, ("P1",), ["P1", "P10"])


def test_v6_a_voice_may_stand_on_both_sides():
    both = Said("FG2", "refutes", "focus_group", speaker_group="dropouts")
    result = weigh([*said("KA+ FG+ NP- DOC-"), both])
    assert result.proposal.separates == "group"
    assert lie(result)["group"][1]["dropouts"] == ("DOC4", "FG2")


@pytest.mark.parametrize("line", ["KA+ FG+ CS+", "KA+ FG+ NP-", "KA+ FG- CS- DOC-"])
def test_another_rule_than_v6_tells_nothing_of_sides(line):
    assert weigh(line).proposal.sides == ()


@pytest.mark.parametrize("silent", range(4))
def test_v6_a_voice_without_a_value_blocks_the_separation(silent):
    patterns = ["P1", "P1", "P2", "P2"]
    patterns[silent] = None
    assert outcome(weigh(split(case=[None] * 4, pattern=patterns))) == ("undecided", "V6")


def test_v6_a_voice_that_names_both_patterns_blocks_the_separation():
    spoken = split(case=[None] * 4)
    both = [*spoken, Said("CI3", "refutes", "case_interview", pattern="P1")]
    assert outcome(weigh(spoken)) == ("nuanced", "V6")
    assert outcome(weigh(both)) == ("undecided", "V6")


def test_v6_a_voice_needs_its_value_in_one_of_its_citations_only():
    spoken = [*split(case=[None] * 4), Said("CI3", "refutes", "case_interview")]
    assert outcome(weigh(spoken)) == ("nuanced", "V6")


def test_v6_looks_at_the_groups_of_speakers():
    rows = [
        Said("IN1", "supports", "interview", speaker_group="internal"),
        Said("FG1", "supports", "focus_group", speaker_group="internal"),
        Said("IN2", "refutes", "interview", speaker_group="dropouts"),
        Said("FG1", "refutes", "focus_group", speaker_group="dropouts"),
    ]
    assert weigh(rows).proposal.separates == "group"


# V7


def test_v7_triangulated_support_beside_one_refuter_is_nuanced():
    assert outcome(weigh("KA+ FG+ NP-")) == ("nuanced", "V7")


def test_v7_triangulated_support_beside_one_suggestion_is_nuanced():
    assert outcome(weigh("KA+ FG+ NP>C9")) == ("nuanced", "V7")


def test_v7_one_supporter_is_carried_by_nuances_of_another_kind():
    assert outcome(weigh("KA+ FG~ FG~")) == ("nuanced", "V7")


def test_v7_support_and_nuance_from_too_few_voices_carry_nothing():
    assert outcome(weigh("KA+ FG~ NP-")) == ("undecided", "V10")


def test_v7_support_and_nuance_of_one_kind_carry_nothing():
    assert outcome(weigh("FG+ FG~ FG~ KA-")) == ("undecided", "V10")


def test_v7_the_voices_for_support_with_nuance_follow_the_policy():
    assert outcome(weigh("KA+ FG~ NP-", policy={"min_sources": 2})) == ("nuanced", "V7")
    assert outcome(weigh("KA+ FG~ NP~", policy={"min_sources": 4})) == ("undecided", "V3")
    assert outcome(weigh("KA+ FG~ NP~ DOC-", policy={"min_sources": 4})) == ("undecided", "V10")


def test_v7_a_voice_that_supports_and_nuances_is_one_voice():
    spoken = [
        Said("KA1", "supports", "key_actor", "internal"),
        Said("KA1", "nuances", "key_actor", "internal"),
        Said("FG1", "nuances", "focus_group"),
        Said("NP1", "refutes", "interview", "non-participants"),
    ]
    assert outcome(weigh(spoken)) == ("undecided", "V10")


def test_v7_needs_support():
    assert outcome(weigh("KA~ FG~ NP-")) == ("undecided", "V10")


# V8


def test_v8_only_nuances_of_two_kinds_are_nuanced():
    assert outcome(weigh("KA~ FG~ CS~")) == ("nuanced", "V8")


def test_v8_nuances_of_one_kind_carry_nothing():
    result = weigh("FG~ FG~ FG~", policy={"min_kinds": 1, "min_groups": 1})
    assert outcome(result) == ("undecided", "V10")


# V9


def test_v9_only_support_holds_once_counter_evidence_was_looked_for():
    assert outcome(weigh("KA+ FG+ CS+")) == ("holds", "V9")


def test_v9_without_that_search_it_is_undecided_and_says_so():
    result = weigh("KA+ FG+ CS+", claim(disconfirming_search=None))
    assert outcome(result) == ("undecided", "V9")
    assert spoken_in_english(result.proposal.missing) == ["a logged search for counter-evidence"]


def test_v9_a_policy_can_do_without_the_search():
    unsearched = claim(disconfirming_search=None)
    policy = {"require_disconfirming_search": False}
    assert outcome(weigh("KA+ FG+ CS+", unsearched, policy=policy)) == ("holds", "V9")


@pytest.mark.parametrize("sign", ["~", "-", ">C9"])
def test_v9_one_voice_beside_the_support_makes_it_nuanced(sign):
    assert outcome(weigh(f"KA+ FG+ CS+ NP{sign}")) == ("nuanced", "V7")


# V10


@pytest.mark.parametrize("line", ["KA- FG~ NP>C9", "FG- FG- FG- NP~ KA>C9"])
def test_v10_whatever_carries_no_verdict_is_undecided_and_says_what_is_missing(line):
    result = weigh(line)
    assert outcome(result) == ("undecided", "V10")
    assert result.proposal.missing


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
    proposal = weigh(line).proposal
    phrases = [proposal.reason, *proposal.missing, *(step.why for step in proposal.trail)]
    if proposal.change is not None:
        phrases.append(proposal.change)
    for phrase in phrases:
        words = phrase.say(language)
        assert words
        assert "{" not in words
        assert "Phrase" not in words


@pytest.mark.parametrize("line", ["KA+ FG+ CS+", "KA~ FG~ CS~", "KA+ FG+ NP-", "KA- FG- CS-", "KA+ FG>C9 CS>C9 CS~"])
def test_a_verdict_says_what_would_change_it(line):
    assert weigh(line).proposal.change is not None


@pytest.mark.parametrize("line", ["", "KA>C8 FG>C8 CS>C9 NP>C9", "KA+ FG+ CS- DOC-", "KA- FG~ NP>C9"])
def test_undecided_says_what_is_missing(line):
    assert weigh(line).proposal.missing


# what the trail says


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        ("KA+ FG+ CS+", "V4", "nobody suggests another claim"),
        ("KA+ FG+ CS>C9", "V4", "another claim is suggested (C9), but not by two voices of two kinds"),
        ("KA+ FG+ CS+", "V5", "nobody refutes the claim"),
        ("KA+ FG+ CS-", "V5", "refutation comes from 1 voice (1 kind, 1 group), not from two voices of two kinds"),
        ("KA+ FG+ NP- DOC-", "V5", "refutation (2 voices, 2 kinds, 2 groups) does not outweigh support (2 voices, 2"),
        ("KA+ FG+ CS+", "V6", "nobody refutes the claim"),
        ("KA- FG~ CS~", "V6", "nobody supports the claim"),
        ("KA+ FG+ CS-", "V6", "not carried by two voices of two kinds: refutation (1 voice, 1 kind, 1 group)"),
        ("KA+ KA+ NP- DOC-", "V6", "two kinds: support (2 voices, 1 kind, 1 group)"),
        ("KA+ FG~ NP-", "V6", "support (1 voice, 1 kind, 1 group) and refutation (1 voice, 1 kind, 1 group)"),
        ("KA~ FG~ CS-", "V7", "nobody supports the claim"),
        ("KA+ FG+ CS+", "V7", "nothing but support was heard"),
        (
            "KA+ FG+ CS~ NP- DOC>C8 DOC>C9",
            "V7",
            "beside nuance by 1 voice, refutation by 1 voice and a suggestion of another claim by 2 voices",
        ),
        ("KA+ FG+ CS+", "V8", "nobody nuances the claim"),
        ("KA~ FG~ CS-", "V8", "nuances are not all that was heard"),
        ("KA~ FG~ CS-", "V9", "nobody supports the claim"),
        ("FG+ FG~ NP-", "V9", "support is not all that was heard"),
        (
            "FG~ FG~ NP-",
            "V10",
            "no side carries a verdict: nuance by 2 voices of 1 kind and refutation by 1 voice of 1",
        ),
        (
            "NP>C8 FG>C9 FG+ FG+",
            "V10",
            "support by 2 voices of 1 kind and a suggestion of another claim by 2 voices of",
        ),
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
