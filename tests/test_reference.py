"""The repository's own root is an evaluation: In voor zorg! re-read from the published reports."""

from pathlib import Path

import pytest

import cmo_eval
from cmo_eval.diagnostics import Severity

ROOT = Path(__file__).parents[1]
CLAIMS = [f"C{number}" for number in range(1, 9)]


@pytest.fixture(scope="module")
def reference():
    return cmo_eval.load(ROOT)


@pytest.fixture(scope="module")
def verification(reference):
    return reference.verify()


def test_no_error_and_no_warning_stands():
    validation = cmo_eval.validate(ROOT)
    standing = [str(finding.location) for finding in validation.findings if finding.severity is not Severity.NOTE]
    assert standing == []
    assert validation.accepted


def test_every_accepted_finding_has_its_reason(reference):
    assert all(len(entry.why.split()) > 5 for entry in reference.repository.evaluation.ignore)


def test_everything_is_read(reference):
    assert reference.unread == ()


def test_it_is_a_rereading_of_published_reports_in_dutch(reference):
    evaluation = reference.repository.evaluation
    assert (evaluation.basis, evaluation.language, evaluation.fictional) == ("published", "nl", False)


def test_there_are_eight_claims_each_with_a_rule_and_a_reason(verification):
    assert list(verification) == CLAIMS
    for result in verification.values():
        assert result.proposal.rule == result.proposal.trail[-1].rule
        assert result.proposal.reason.say("nl")
        assert result.evidence.rows


def test_the_run_is_sound(verification):
    assert verification.sound
    assert [result.claim.id for result in verification.values() if result.lacks or result.stale] == []


@pytest.mark.parametrize("id_", CLAIMS)
def test_each_decision_is_the_authors_own_and_names_its_section(reference, id_):
    decision = reference.claims[id_].decision
    assert decision is not None
    assert decision.reported_in is not None
    assert decision.reported_in.source == "S1"
    assert decision.reported_in.section
    assert decision.rationale
    assert (decision.by, decision.second_reader, decision.evidence) == (None, None, None)


@pytest.mark.parametrize("id_", CLAIMS)
def test_each_claim_has_criteria_mechanisms_rivals_and_readers(reference, id_):
    claim = reference.claims[id_]
    assert claim.unmet_criteria == ()
    assert claim.patterns
    assert claim.intended
    assert claim.for_
    assert claim.questions


def test_nothing_is_invented_that_the_reports_do_not_say(reference):
    for claim in reference.claims.values():
        assert claim.disconfirming_search is None
        assert claim.checks == ()
        assert claim.route is None
        assert [test.id for test in claim.tests if test.declared or test.date] == []


def test_what_the_report_expects_beforehand_is_a_test_and_where_it_contradicts_itself_no_result_is_given(reference):
    assert [id_ for id_, claim in reference.claims.items() if claim.tests] == ["C3"]
    assert [(test.kind, test.result) for test in reference.claims["C3"].tests] == [
        ("hoop", "passed"),
        ("hoop", None),
        ("hoop", "passed"),
    ]


def test_the_claims_that_the_report_widened_have_both_wordings(reference):
    assert {id_: len(claim.versions) for id_, claim in reference.claims.items() if len(claim.versions) > 1} == {
        "C2": 2,
        "C8": 2,
    }
    for id_ in ("C2", "C8"):
        assert reference.claims[id_].versions[1].why
        assert reference.claims[id_].decision.version == 2


def test_the_claims_were_voiced_by_key_actors_whose_support_is_no_evidence(reference, verification):
    talks = {source.id for source in reference.sources.values() if source.kind == "key_actor"}
    for id_, result in verification.items():
        assert talks <= set(reference.claims[id_].origin)
        assert not talks & {row.source for row in result.evidence.supports.rows}


def test_the_tables_of_the_reports_add_up(reference):
    tables = [(source.id, table) for source in reference.sources.values() for table in source.tables]
    assert len(tables) >= 2
    assert [
        (source, table.id) for source, table in tables if table.total is None or sum(table.rows.values()) != table.total
    ] == []


def test_the_279_stopped_trajectories_are_there_by_phase_and_by_reason(reference):
    stopped = [table for table in reference.sources["S1"].tables if table.total == 279]
    assert len(stopped) == 2
    phases, reasons = sorted(stopped, key=lambda table: len(table.rows))
    assert (phases.rows["intake"], phases.rows["scan"]) == (138, 60)
    assert len(reasons.rows) > len(phases.rows)


def test_every_citation_is_a_paraphrase(reference):
    frame = reference.frames()["citations"]
    assert len(frame) > 100
    assert not frame["verbatim"].any()
    assert frame["coder"].isna().all()


def test_every_citation_stands_in_a_section_of_its_report(reference):
    ids = [one.id for one in reference.repository.citations]
    assert len(set(ids)) == len(ids)
    placeless = [id_ for id_ in ids if (at := reference.citation(id_).at) is None or not at.section]
    assert placeless == []


def test_every_pattern_serves_a_claim(reference):
    serving = {pattern for claim in reference.claims.values() for pattern in claim.patterns}
    assert serving == set(reference.patterns)
    assert len(serving) >= 35


def test_contrasts_between_patterns_go_both_ways_or_to_a_pattern_that_exists(reference):
    for pattern in reference.patterns.values():
        for other in (*pattern.contrasts_with, *pattern.leads_to):
            assert other in reference.patterns
            assert other != pattern.id


def test_talks_known_through_a_report_name_it(reference):
    talks = [source for source in reference.sources.values() if source.kind not in {"document", "research"}]
    assert talks
    assert [
        talk.id for talk in talks if talk.reported_in is None or talk.reported_in.source not in reference.sources
    ] == []


def test_the_four_programmes_have_cells_for_the_framework(reference):
    programmes = [case for case in reference.cases.values() if case.kind == "programme" and not case.partners]
    assert [case.id for case in programmes] == ["K1", "K2", "K3", "K4"]
    assert all(case.framework for case in programmes)


# in the order of table 2 of S2: what it names (yes), names as less (half), does not name (no), or leaves open (?)
STEERING = {
    "K1": "no yes ? yes yes yes yes no no half no yes no",
    "K2": "yes no ? yes no no yes yes no yes no yes yes",
    "K3": "yes yes ? no no no no no yes half yes yes no",
    "K4": "yes yes ? yes yes no yes yes no yes no yes yes",
}


def test_steering_principles_are_those_that_table_2_names_for_each_programme(reference):
    found = reference.framework_table("sturingsprincipes")
    said = {"ja": "yes", "deels": "half", "nee": "no", "unknown": "?"}
    read = {row.key: " ".join(said[entry.value] for (entry,) in row.cells) for row in found.rows}
    assert read == STEERING
    assert all(entry.citations for row in found.rows for (entry,) in row.cells)


def test_asymmetries_are_between_partners_and_interventions_of_four_types(reference):
    found = reference.framework_table("ongelijkheid", "organisation")
    assert [one.name for one in found.dimensions if one.agreement == "differs"] == [
        "ongelijkheid.kennis",
        "ongelijkheid.capaciteit",
        "ongelijkheid.middelen",
    ]
    assert all(entry.citations for row in found.rows for cell in row.cells for entry in cell)
    interventions = reference.framework_table("soorten_interventies")
    assert [len(row.cells) for row in interventions.rows] == [4, 4, 4, 4]
    assert all(entry.citations for row in interventions.rows for (entry,) in row.cells)


def test_every_question_is_answered_on_grounds(reference):
    repository = reference.repository
    assert set(repository.conclusions.answers) == set(repository.evaluation.questions)
    assert all(answer.rests_on for answer in repository.conclusions.answers.values())
    assert repository.conclusions.recommendations
    for item in repository.conclusions.recommendations:
        assert item.rests_on
        assert all(repository.kind_of(ground) for ground in item.rests_on)


def test_frames_and_verify_count_the_same_voices(reference, verification):
    frames = reference.frames()
    merged = frames["evidence"].merge(frames["citations"], on="citation", validate="many_to_one")
    assert len(merged) == len(frames["evidence"])
    weighed = merged[(merged["quality"] >= "report") & ~merged["disputed"]]
    for id_, result in verification.items():
        about = weighed[(weighed["claim"] == id_) & (weighed["version"] == result.version)]
        about = about[~((about["stance"] == "supports") & about["source"].isin(reference.claims[id_].origin))]
        own = ["supports"] if reference.claims[id_].decision.verdict == "holds" else ["supports", "nuances"]
        about = about[(about["source"] != "S1") | (about["quality"] == "documented") | ~about["stance"].isin(own)]
        assert set(about["voice"]) == set(result.evidence.all.voices)
        assert set(about["group"].dropna()) == set(result.evidence.all.groups)


def test_undecided_is_proposed_for_all_since_nobody_logged_a_search_or_one_report_tells_everything(verification):
    assert {id_: (one.proposal.verdict, one.proposal.rule) for id_, one in verification.items()} == {
        **dict.fromkeys(("C2", "C4", "C5", "C6", "C7"), ("undecided", "V6")),
        **dict.fromkeys(("C1", "C3", "C8"), ("undecided", "V8")),
    }
    told = {id_: len(one.question.sides.for_.publications) for id_, one in verification.items()}
    assert [id_ for id_, publications in told.items() if publications < 2] == ["C1", "C3"]


def test_no_proposal_hangs_on_one_thing(reference):
    assert all(one.robust for one in reference.sensitivity().values())


def test_no_recommendation_rests_on_claims_alone_or_on_one_that_nobody_saw(reference, verification):
    seen = {id_ for id_, one in verification.items() if any(row.first_hand for row in one.evidence.kept)}
    assert set(CLAIMS) - seen == {"C8"}
    for item in reference.repository.conclusions.recommendations:
        assert "C8" not in item.rests_on
        assert not set(CLAIMS).issuperset(item.rests_on)


def test_the_steps_that_only_fieldwork_can_take_are_not_asked_for(reference, verification):
    assert reference.repository.evaluation.design == ("key_actors",)
    assert {id_ for id_, one in verification.items() if one.preliminary} == {
        id_ for id_, one in verification.items() if one.why_shown != "shown"
    }


def test_what_a_quote_denies_of_a_pattern_is_not_among_what_it_shows(reference):
    denied = {
        (coded.id, said.pattern)
        for coded in reference.repository.citations
        for said in coded.citation.evidence
        if said.lacks
    }
    assert denied == {
        ("DD-401", "P10"),
        ("DP-402", "P11"),
        ("S1-211", "P01"),
        ("S1-1002", "P06"),
        ("S1-1009", "P09"),
        ("S1-1009", "P12"),
    }
    for id_, _ in denied:
        assert reference.citation(id_).memo


def test_nobody_who_refutes_shows_a_part(reference):
    refuting = [said for coded in reference.repository.citations for said in coded.citation.evidence if said.refutes]
    assert refuting
    assert [said for said in refuting if said.pattern or said.parts or said.lacks] == []


def test_other_explanations_have_ids_and_those_who_speak_for_one_do_not_refute(reference):
    rivals = [(id_, one) for id_, claim in reference.claims.items() for one in claim.rivals]
    assert all(one.id for _, one in rivals)
    favouring = {
        coded.id: (said.claim, said.favours, said.stance)
        for coded in reference.repository.citations
        for said in coded.citation.evidence
        if said.favours
    }
    assert favouring == {
        "DP-403": ("C3", "R1", "nuances"),
        "DD-404": ("C3", "R2", "nuances"),
        "DB-402": ("C3", "R3", "nuances"),
        "KT-804": ("C7", "R1", "nuances"),
        "S1-101": ("C5", "R1", "nuances"),
        "S1-918": ("C8", "R1", "nuances"),
    }


def test_nothing_of_an_earlier_wording_is_left_behind(verification):
    assert [id_ for id_, one in verification.items() if one.evidence.left_behind.rows] == []


def test_each_pair_of_motives_of_table_4_is_one_citation_on_both_of_its_patterns(reference):
    pairs = [(f"S1-51{number}", f"P{12 + 2 * number}", f"P{13 + 2 * number}") for number in range(1, 7)]
    for id_, against, towards in pairs:
        assert [entry.pattern for entry in reference.citation(id_).evidence] == [against, towards]
        assert reference.patterns[against].contrasts_with == (towards,)
        assert reference.patterns[towards].contrasts_with == (against,)


def test_what_three_people_say_of_one_trajectory_is_one_voice(reference, verification):
    together = {source.id for source in reference.sources.values() if source.case == "K15"}
    assert together == {"CB2", "CC", "CP"}
    rows = [row for row in verification["C3"].evidence.rows if row.source in together]
    assert {row.voice for row in rows} == {"K15"}
