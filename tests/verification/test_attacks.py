"""Attempts to get a proposal that nobody could defend, and what a reader has to be told of one that stands."""

from dataclasses import replace

import pytest
from weighing import MET, SEARCH, Said, claim, outcome, repository, said, weigh

from cmo_eval.analysis.verification import Verification, verify
from cmo_eval.model import Case, Source
from cmo_eval.output.explanation import explanation
from cmo_eval.output.verification import overview
from cmo_eval.store.repository import Citations
from cmo_eval.store.voices import Voices

WORDED = [{"version": 1, "statement": "It helps."}, {"version": 2, "date": "2017-02-01", "statement": "It helps some."}]
SPLIT = {"by": "group", "why": "who stayed away never met a coach."}


def reason(result):
    return result.proposal.reason.say()


def voices(spoken):
    evaluation = repository(spoken)
    return {one.source: evaluation.voices.of(one.source, one.citation.speaker).voice for one in evaluation.citations}


def sources(**records):
    """Documents and talks by id, of which a reference is given by its title, or the report that they stand in."""
    made = {}
    for id_, about in records.items():
        title, _, report = about.partition(" in ")
        record = {"id": id_, "kind": "document", "title": "x"}
        given = {"reference": title and {"title": title}, "reported_in": report and {"source": report}}
        made[id_] = Source.model_validate(record | {key: value for key, value in given.items() if value})
    return Voices(made, {})


# one person, one publication


def test_persons_said_to_be_somebody_who_is_gone_are_one_voice_still():
    spoken = [
        Said("FG1", kind="focus_group", person="r2", same_as="KA1.r1"),
        Said("CS1", kind="case_interview", person="r3", same_as="KA1.r1"),
        Said("NP1", person="r3", same_as="KA1.r2"),
    ]
    assert voices(spoken) == {"FG1": "CS1", "CS1": "CS1", "NP1": "NP1"}


def test_an_unnamed_quote_of_a_talk_with_one_person_is_that_persons():
    evaluation = repository([Said("KA1", person="r1"), Said("CS1", person="r3", same_as="KA1.r1")])
    assert evaluation.voices.of("CS1").voice == "KA1"
    two = repository([Said("KA1", person="r1"), Said("CS1", person="r3", same_as="KA1.r1"), Said("CS1", person="r4")])
    assert two.voices.of("CS1").voice == "CS1"


def test_a_report_cut_in_documents_is_one_publication_and_one_voice():
    cut = sources(S1="Doing what is needed", S2="Doing  What is needed", S3="Another")
    assert [cut.of(id_).publication for id_ in ("S1", "S2", "S3")] == ["S1", "S1", "S3"]
    assert [cut.of(id_).voice for id_ in ("S1", "S2", "S3")] == ["S1", "S1", "S3"]


def test_a_report_in_a_report_is_known_through_the_one_that_was_read():
    chain = sources(S1="The last", S2=" in S1", T1=" in S2", T2=" in T1")
    assert {chain.of(id_).publication for id_ in ("S1", "S2", "T1", "T2")} == {"S1"}
    assert [chain.of(id_).own_sentence for id_ in ("S1", "S2", "T2")] == [True, True, False]


def test_reports_in_each_other_are_one_publication():
    circle = sources(S2=" in S3", S3=" in S2", T1=" in S3")
    assert {circle.of(id_).publication for id_ in ("S2", "S3", "T1")} == {"S2"}


def test_a_report_lends_the_same_kinds_whatever_its_talks_are_called():
    report = Said("R", kind="document", group=None, published=True)
    for names in ("ABC", "CBA", "BAC"):
        kinds = zip(names, ("interview", "focus_group", "focus_group"), strict=True)
        talks = [Said(f"T{name}", kind=kind, reported_in="R") for name, kind in kinds]
        assert weigh([report, *talks]).question.sides.for_.heard.kinds == 3


def test_a_report_does_not_make_supporters_of_talks_that_nuance():
    report = Said("R", kind="document", group=None, published=True)
    talks = [replace(one, reported_in="R") for one in said("FG~ NP~")]
    sides = weigh([report, *talks]).question.sides
    assert (sides.for_.heard.voices, sides.supporters, sides.nuances) == (2, 1, 2)


# divided voices


def both(line):
    """Each voice of the line says it, and the contrary."""
    return [replace(one, stance=stance) for one in said(line) for stance in ("supports", "refutes")]


def test_refuters_who_are_made_to_support_as_well_do_not_carry_a_claim():
    alone = Said("KA9", kind="key_actor", group="internal")
    assert outcome(weigh([alone, *said("FG- CS- NP-")])) == ("rejected", "V3")
    divided = weigh([alone, *both("FG+ CS+ NP+")])
    assert outcome(divided) == ("undecided", "V6")
    assert "that are not divided, one of them first hand (undivided: 1 voice (1 kind, 1 group))" in reason(divided)
    assert outcome(weigh([*said("KA+ CS+"), *both("FG+ NP+")])) == ("nuanced", "V6")
    assert outcome(weigh(both("KA+ FG+ NP+"))) == ("undecided", "V6")


def test_who_stands_on_both_sides_is_not_nobody_against():
    trail = {step.rule: step.why.say() for step in weigh(both("KA+ FG+ NP+")).proposal.trail}
    assert trail["V3"] == trail["V5"] == "nobody stands against the claim alone: 3 voices against it support it as well"


def test_the_divided_are_named_once_with_how_many_stand_where():
    assert "divided, so counted as nuance: FG1 (1 for, 1 against) and NP2 (1 for, 1 against)" in reason(
        weigh([*said("KA+ CS+"), *both("FG+ NP+")])
    )


def test_what_a_reader_has_to_know_stands_behind_one_another_not_as_one_list():
    told = reason(weigh([*said("KA+ CS+"), *both("FG+ NP+")], claim(**{"for": ["north", "south"]})))
    assert "; nobody was heard from north and south; divided, so counted as nuance: " in told


def test_a_divided_voice_stands_on_both_sides_of_a_split():
    spoken = [*said("KA+ CS+ NP- DOC-"), *both("FG+")]
    result = weigh(spoken, claim(split=SPLIT))
    assert outcome(result) == ("undecided", "V5")
    assert result.proposal.sides[0].shared == ("participants",)


def test_a_split_may_go_through_a_divided_group():
    regions = {"supports": "north", "refutes": "south"}
    spoken = [
        replace(one, attributes={"region": regions[one.stance]}) for one in [*said("KA+ CS+ NP- DOC-"), *both("FG+")]
    ]
    separated = weigh(spoken, claim(split={"by": "region", "why": "no coach."}))
    assert outcome(separated) == ("nuanced", "V5")
    assert reason(separated).startswith("the attribute region separates those in favour from those against: no coach")
    assert "recorded before it was known who stood where" in reason(separated)
    assert "recorded before" not in reason(weigh("KA+ FG+ CS+ NP- DOC-", claim(split=SPLIT)))
    silent = [replace(one, attributes={}) if one.source == "FG1" and one.stance == "refutes" else one for one in spoken]
    assert weigh(silent, claim(split={"by": "region", "why": "x"})).proposal.sides[0].without == ("FG1",)


def test_two_spellings_of_a_value_separate_nobody():
    spelled = {"supports": "North", "refutes": " north"}
    spoken = [
        replace(one, group="participants", attributes={"region": spelled[one.stance]})
        for one in said("KA+ CS+ NP- DOC-")
    ]
    result = weigh(spoken, claim(split={"by": "region", "why": "x"}))
    assert outcome(result) == ("undecided", "V5")
    assert result.proposal.sides[0].shared == ("North",)


# versions


def test_a_case_that_lacks_the_outcome_is_not_left_behind():
    case = Case.model_validate({"id": "K9", "title": "x", "shows": [{"pattern": "P1", "absent": ["outcome"]}]})
    spoken = [
        *said("KA+ FG+ CS+ CS+", version=2),
        Said("S9", "supports", case="K9", pattern="P1", parts=("resource",), claim="C7"),
        Said("S9", "refutes", case="K9"),
    ]
    result = weigh(spoken, claim(versions=WORDED, mechanisms=["P1"]), patterns=["P1"], cases=[case])
    assert result.evidence.left_behind.rows == []


def test_who_was_set_aside_is_named():
    answered = {**WORDED[1], "sets_aside": [{"citation": "NP1-005", "why": "x"}]}
    spoken = [*said("KA+ FG+ CS+ CS+", version=2), *said("NP-")]
    result = weigh(spoken, claim(versions=[WORDED[0], answered]))
    assert outcome(result) == ("holds", "V7")
    assert "against an earlier version, and set aside by name in a later one: NP1" in reason(result)


def test_who_stands_against_a_later_version_is_named():
    decided = claim(versions=WORDED, decisions=[{"verdict": "holds", "version": 1}])
    result = weigh([*said("KA+ FG+ CS+ CS+"), *said("NP- DOC+", version=2)], decided)
    assert outcome(result) == ("holds", "V7")
    assert reason(result).endswith("against a later version, which is not weighed here: NP1")


def test_a_search_after_a_wording_without_a_date_cannot_be_told():
    undated = claim(versions=[WORDED[0], {**WORDED[1], "date": None}])
    assert "version 2 has no date, so" in reason(weigh(said("KA+ FG+ CS+", version=2), undated))
    assert "has no date" not in reason(weigh(said("KA+ FG+ CS+", version=2), claim(versions=WORDED)))
    assert "has no date" not in reason(weigh("KA+ FG+ CS+"))


# what a reader would not expect


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"min_sources": 1, "min_kinds": 1, "min_groups": 1}, "rests on 1 voice where 3 are usual, 1 kind where 2"),
        ({"require_disconfirming_search": False}, ""),
    ],
)
def test_what_an_evaluation_asks_less_than_usual_is_said(policy, says):
    result = weigh("KA+" if says else "KA+ FG+ CS+", policy=policy)
    assert outcome(result) == ("holds", "V7")
    assert says in reason(result)
    assert "less than usual" not in reason(weigh("KA+ FG+ CS+", policy=policy))


def test_an_opinion_that_is_let_in_makes_no_usual_voice():
    spoken = [*said("KA+ FG+"), *said("CS+", quality="opinion")]
    result = weigh(spoken, policy={"min_quality": "opinion"})
    assert "it rests on 2 voices where 3 are usual" in reason(result)


def test_that_nobody_searched_is_said_where_nobody_had_to():
    policy = {"require_disconfirming_search": False}
    unsearched = "no search for counter-evidence was asked for"
    assert unsearched in reason(weigh("KA+ FG+ CS+", claim(disconfirming_search=None), policy=policy))
    assert unsearched not in reason(weigh("KA+ FG+ CS+", policy=policy))


def test_a_search_that_found_none_while_somebody_stands_against_is_told():
    assert "found nothing against the claim, but 1 voice spoke against it" in reason(weigh("KA+ FG+ CS~ NP-"))
    found = claim(disconfirming_search={**SEARCH, "none": False, "citations": ["NP4-004"]}, criteria=MET)
    assert "found nothing" not in reason(weigh("KA+ FG+ CS~ NP-", found))


def test_a_search_that_lists_support_only_is_told():
    search = {**SEARCH, "none": False, "citations": ["KA1-001"]}
    assert "none says anything but support" in reason(weigh("KA+ FG+ CS+", claim(disconfirming_search=search)))
    spoken = [*said("KA+ FG+ CS+"), *said("NP-", quality="opinion")]
    found = claim(disconfirming_search={**search, "citations": ["KA1-001", "NP1-004"]})
    assert "but support" not in reason(weigh(spoken, found))


def test_sources_of_a_case_that_count_apart_are_told():
    apart = Case(id="K1", title="x", voices="apart")
    spoken = [
        Said("CS1", kind="case_interview", case="K1"),
        Said("CS2", kind="document", case="K1"),
        Said("KA1", kind="key_actor", group="internal"),
    ]
    result = weigh(spoken, cases=[apart])
    assert outcome(result) == ("holds", "V7")
    assert "the sources of K1 count as 2 voices, not as one organisation" in reason(result)
    assert "sources of K1" not in reason(weigh(spoken, policy={"min_sources": 2}))


@pytest.mark.parametrize(
    ("dates", "early"), [(("2021", "2020-05", "2021-12-31"), True), (("2021", "2022", None), False)]
)
def test_it_is_told_what_was_heard_before_the_programme_began(dates, early):
    spoken = [replace(one, date=date) for one, date in zip(said("KA+ FG+ CS+"), dates, strict=True)]
    result = weigh(spoken, began="2022")
    assert ("all that it rests on was heard before the programme began (2022)" in reason(result)) is early
    assert ("heard before the programme began (2022): KA1" in reason(result)) is not early
    assert "programme began" not in reason(weigh(spoken))


def test_that_a_claim_becomes_one_that_is_refuted_is_told():
    spoken = said("KA+ FG>C9 CS>C9 CS~")
    assert "refuted" not in reason(weigh(spoken, others=[claim("C9")]))
    refuted = [*spoken, *(replace(one, claim="C9") for one in said("NP- DOC-"))]
    result = weigh(refuted, others=[claim("C9")])
    assert outcome(result) == ("transformed", "V4")
    assert "C9 is itself refuted by 2 voices (DOC2 and NP1)" in reason(result)


def test_who_is_in_favour_and_says_what_one_would_not_expect_is_told():
    assert "nobody supports it as it is worded" in reason(weigh("KA~ FG~ CS~"))
    assert "nobody supports" not in reason(weigh("KA+ FG~ CS~"))
    came_not = [replace(one, pattern="P1", parts=("resource",), lacks=("outcome",)) for one in said("KA+ FG+")]
    told = reason(weigh([*came_not, *said("CS+")], claim(mechanisms=["P1"]), patterns=["P1"]))
    assert "though they did not see the outcome of P1 come: FG2 and KA1" in told
    rivals = claim(rivals=[{"id": "R1", "text": "They dared already."}])
    favouring = [replace(one, favours="R1") for one in said("KA+ FG+")]
    assert "and of another explanation (R1): FG2 and KA1" in reason(weigh([*favouring, *said("CS+")], rivals))


def test_that_one_alone_saw_it_and_that_those_it_is_for_refute_it_is_told():
    hearsay = [replace(one, quality="report") for one in said("FG+ NP+ CS+")]
    assert "of these voices KA1 alone saw it at first hand" in reason(weigh([*said("KA+"), *hearsay]))
    assert "alone saw" not in reason(weigh("KA+ FG+ CS+"))
    turned = claim(**{"for": ["dropouts"]})
    told = "of dropouts, for whom it is, nobody is in favour and somebody refutes it"
    assert told in reason(weigh("KA+ FG+ CS+ DOC-", turned))
    assert told not in reason(weigh([*said("KA+ FG+ CS+ DOC-"), Said("IN9", group="dropouts")], turned))


def test_what_a_search_found_and_is_not_weighed_is_told():
    search = {**SEARCH, "none": False, "citations": ["NP1-004"]}
    spoken = [*said("KA+ FG+ CS+"), *said("NP-", quality="opinion")]
    told = reason(weigh(spoken, claim(disconfirming_search=search)))
    assert "what the search found against it is not weighed: NP1-004" in told


def test_voices_of_one_organisation_are_told():
    one_house = [replace(one, organisation="house") for one in said("FG+ NP+")]
    told = reason(weigh([*said("KA+"), *one_house]))
    assert "2 voices are of one organisation, and counted apart" in told
    assert "NP2" not in told
    assert "one organisation" not in reason(weigh([*said("KA+ FG+ CS+"), *one_house[:1]]))


def test_in_what_all_voices_are_alike_is_told_where_others_are_not():
    north = [replace(one, attributes={"region": "North "}) for one in said("KA+ FG+ CS+")]
    others = Said("IN9", attributes={"region": "south"}, claim="C7")
    assert "all voices that it rests on are alike in region" in reason(weigh([*north, others]))
    assert "alike" not in reason(weigh(north))
    assert "alike" not in reason(weigh([*north[:2], replace(north[2], attributes={"region": "south"})]))


def test_a_search_before_anybody_was_heard_is_told():
    spoken = [replace(one, date="2017-03-01") for one in said("KA+ FG+ CS+")]
    assert "(2017-02-20) was before the first was heard whose words are weighed (2017-03-01)" in reason(weigh(spoken))
    assert "was before" not in reason(weigh([replace(spoken[0], date="2017-02-20"), *spoken[1:]]))


def test_refutation_that_is_left_out_as_disputed_is_told():
    spoken = [*said("KA+ FG+ CS+"), *said("NP- DOC-", disputed=True)]
    assert "what they say against the claim is disputed: DOC2 and NP1" in reason(weigh(spoken))
    assert "disputed" not in reason(weigh([*said("KA+ FG+ CS+ CS+"), *said("NP+", disputed=True)]))


def test_opinions_against_a_claim_that_holds_are_counted():
    opinions = said("NP- DOC-", quality="opinion")
    told = "refutation by 2 voices is below the quality that is asked, and not weighed"
    assert told in reason(weigh([*said("KA+ FG+ CS+"), *opinions]))
    assert "below" not in reason(weigh([*said("KA+"), *opinions]))


def test_what_a_second_coder_read_otherwise_is_told_until_it_is_settled():
    evaluation = repository(said("KA+ FG+ CS+"))
    read = [
        coded.but(
            citation=coded.citation.model_copy(
                update={"evidence": tuple(one.model_copy(update={"supports": None, "refutes": "C1"}) for one in said_)}
            ),
            coder="CD",
        )
        for coded in evaluation.citations[:2]
        if (said_ := coded.citation.evidence)
    ]
    result = verify(replace(evaluation, second_codings=Citations([*read, evaluation.citations[2]])), ["C1"])["C1"]
    assert "of 3 citations that a second coder coded too, read otherwise and not settled: 2" in reason(result)
    assert "second coder" not in reason(verify(evaluation, ["C1"])["C1"])


def test_the_trail_tells_what_a_rule_saw_and_the_proposal_what_to_bear_in_mind():
    result = weigh("KA+ FG+ CS~ NP-")
    assert result.proposal.trail[-1].why.say() == (
        "in favour 3 voices (3 kinds, 2 groups), with nuance by 1 voice and refutation by 1 voice"
    )
    assert len(result.proposal.remarks) == 1


# as it is printed


def printed(result):
    return explanation(Verification("x", {"C1": result}))


def test_conventions_of_ones_own_are_printed_with_the_usual_ones():
    lowered = weigh("KA+", policy={"min_sources": 1, "require_disconfirming_search": False})
    line = (
        "By this evaluation's own conventions: min_sources 1 (usual 3), require_disconfirming_search false (usual true)"
    )
    assert line in " ".join(printed(lowered).split())
    assert line in " ".join(overview(Verification("x", {"C1": lowered}), "T").split())
    assert "own conventions" not in printed(weigh("KA+")) + overview(Verification("x", {"C1": weigh("KA+")}), "T")


def test_evidence_on_other_versions_is_listed():
    answered = {**WORDED[1], "sets_aside": [{"citation": "NP1-004", "why": "x"}]}
    third = {"version": 3, "statement": "z"}
    about = claim(versions=[WORDED[0], answered, third], decisions=[{"verdict": "holds", "version": 2}])
    spoken = [*said("KA+ FG+ CS+", version=2), *said("NP-"), *said("DOC-", version=3)]
    shown = printed(weigh(spoken, about))
    assert "    set aside by name, about an earlier version: NP1-004 refutes\n" in shown
    assert "    about a later version, not weighed: DOC1-005 refutes\n" in shown


def test_a_report_that_adds_no_voice_says_so_and_the_count_is_that_of_the_proposal():
    report = Said("R", kind="document", group=None, published=True)
    shown = printed(weigh([report, *(replace(one, reported_in="R") for one in said("FG+ NP+"))]))
    assert "supports: 2 voices, 2 kinds, 2 groups, 1 publication\n" in shown
    assert "R   document, of no group, adds no voice to the talks that it tells of: R-001\n" in shown


def test_who_is_counted_on_both_sides_is_named_where_voices_are_counted():
    shown = printed(weigh([*said("KA+ CS+ NP~ NP-"), *both("FG+")]))
    assert "supports: 3 voices, 3 kinds, 2 groups; FG1 refutes it too, and counts as nuance\n" in shown
    assert "refutes: 2 voices, 2 kinds, 2 groups; FG1 supports it too, and counts as nuance\n" in shown
    turned = [replace(one, stance=stance) for one in said("NP~") for stance in ("nuances", "refutes")]
    shown = printed(weigh([*said("KA+ CS+ FG~"), *turned]))
    assert "nuances: 2 voices, 2 kinds, 2 groups; NP1 refutes it too, and stands against it\n" in shown
    assert "refutes: 1 voice, 1 kind, 1 group\n" in shown


# what an absence rests on


@pytest.mark.parametrize("standing", [{"disputed": True}, {"withdrawn": True}])
def test_an_absence_rests_on_no_citation_that_does_not_stand(standing):
    shows = [{"pattern": "P1", "absent": ["outcome"], "citations": ["D-001"]}]
    case = Case.model_validate({"id": "K9", "title": "x", "shows": shows})
    at_work = Said("S9", case="K9", pattern="P1", parts=("resource",), claim="C7")
    listed = Said("D", quality="documented", claim="C7", id="D-001", **standing)
    weighed = repository([at_work, listed], [claim(mechanisms=["P1"])], patterns=["P1"], cases=[case])
    assert [row.quality for row in verify(weighed, ["C1"])["C1"].evidence.absences] == [1]
