"""`cmo-eval verify` with --sensitivity, --without, --saturation, and what --explain adds: text, JSON, exit codes."""

import json
import sys

import pytest

from cmo_eval.output.sensitivity import curve

ASKED = [("--sensitivity",), ("--without", "FG1"), ("--saturation",), ("--explain",)]
ALL = ("--explain", "--sensitivity", "--saturation", "--without", "FG1", "--without", "CI2.r1")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize("arguments", [*ASKED, ALL], ids=" ".join)
def test_no_line_is_longer_than_the_terminal(cmo, demo, columns, arguments):
    run = cmo("verify", *arguments, cwd=demo, columns=columns)
    assert run.out
    assert [line for line in run.out.splitlines() if len(line) > columns] == []


def test_nothing_is_coloured_in_a_pipe(cmo, demo):
    assert "\x1b[" not in cmo("verify", *ALL, cwd=demo).out


def test_without_the_options_the_output_is_the_table_alone(cmo, demo):
    out = cmo("verify", cwd=demo).out
    assert "hang on" not in out
    assert "Without" not in out
    data = json.loads(cmo("verify", "--format", "json", cwd=demo).out)
    assert "saturation" not in data
    assert {"sensitivity", "without"}.isdisjoint(data["claims"][0])


def test_verify_alone_does_not_import_what_only_its_options_need(process, demo):
    code = (
        "import sys; from cmo_eval.__main__ import main; sys.argv = ['cmo-eval', 'verify']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name.endswith(('.sensitivity', '.saturation'))], file=sys.stderr)"
    )
    assert process("-c", code, cwd=demo).err.strip().endswith("[]"), sys.version


# sensitivity


def test_sensitivity_names_what_flips_a_proposal_and_to_what(cmo, demo):
    out = cmo("verify", "C1", "--sensitivity", cwd=demo, columns=120).out
    assert "C1 The listening round changes the offer: holds V7" in out
    assert "Another proposal under 2 of 40 changes." in out
    assert "  becomes undecided V8: lacking 1 more voice (2 of 3)\n    - without group participants\n" in out
    assert (
        """\
  becomes nuanced V6: in favour 6 voices (4 kinds, 3 groups), with nuance by 1 voice
    - as coded by CD
"""
        in out
    )


def test_what_flips_to_the_same_verdict_for_the_same_reason_stands_together(cmo, demo):
    out = cmo("verify", "C3", "--sensitivity", cwd=demo, columns=120).out
    (rejected,) = out.split("  becomes rejected V3: ")[1:]
    assert "    - without source GI1 or NP1\n" in rejected
    assert "- without kind of source group interview or interview\n" in rejected
    assert "    - with min_quality observation\n" in rejected
    assert "The same under these: 1 case, 1 publication, 1 second coder's reading and 2 sorts of evidence let in" in out


def test_what_flips_alike_stands_in_one_line_and_a_long_one_is_cut(cmo, evaluation):
    strict = "policy: {verdict: {min_sources: 15, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
    files = {"evaluation.yaml+": strict}
    for number in range(11, 25):
        files[f"sources/S{number}.yaml"] = f"id: S{number}\nkind: interview\ntitle: A talk\ngroup: staff\n"
        files[f"sources/S{number}.citations.yaml"] = (
            f"coder: AB\ndefaults: {{quality: observation}}\ncitations: "
            f"[{{id: S{number}-1, quote: Q., evidence: [{{supports: C1}}]}}]\n"
        )
    out = " ".join(cmo("verify", "--sensitivity", cwd=evaluation(files)).out.split())
    assert "- without source FG1, S11, S12" in out
    assert "S21 or one of 3 more" in out
    assert "Stays the same" not in out, "what flips a proposal is not said to stay the same"


def test_an_undecided_claim_says_what_is_missing_beside_what_it_hangs_on(cmo, demo):
    out = " ".join(cmo("verify", "C5", "--sensitivity", cwd=demo).out.split())
    assert "Missing: 2 more voices (1 of 3); 1 more kind (1 of 2); 1 more group (1 of 2)" in out
    assert "Stays the same under all 12 changes (1 source, 1 citation and 10 other thresholds)." in out


def test_what_flips_nothing_is_said_to_be_robust(cmo, evaluation):
    lenient = "policy: {verdict: {min_sources: 1, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
    twin = "  - {id: FG1-002, quote: a, speaker: r1, evidence: [{supports: C1}]}\n"
    other = {}
    for id_, kind, group in (
        ("FG2", "focus_group", "users"),
        ("FG3", "interview", "staff"),
        ("IN4", "interview", "users"),
    ):
        other[f"sources/{id_}.yaml"] = f"id: {id_}\nkind: {kind}\ntitle: Another\ngroup: {group}\n"
        other[f"sources/{id_}.citations.yaml"] = (
            "coder: AB\ndefaults: {quality: observation}\ncitations:\n"
            f"  - {{id: {id_}-001, quote: a, evidence: [{{supports: C1}}]}}\n"
        )
    root = evaluation({"evaluation.yaml+": lenient, "sources/FG1.citations.yaml+": twin, **other})
    out = " ".join(cmo("verify", "--sensitivity", cwd=root).out.split())
    assert "Robust: stays the same under all 20 changes (4 sources, 2 kinds of source, 2 groups, 5 citations and" in out


def test_a_claim_without_evidence_says_so(cmo, evaluation):
    out = cmo("verify", "--sensitivity", cwd=evaluation({"sources/FG1.citations.yaml": None})).out
    assert "No evidence is weighed" in out


def test_sensitivity_in_json_says_per_claim_what_was_tried_and_what_flips(cmo, demo):
    claims = json.loads(cmo("verify", "--sensitivity", "--format", "json", cwd=demo).out)["claims"]
    first = claims[0]["sensitivity"]
    assert set(first) == {"robust", "changes", "tried", "flips"}
    assert first["tried"]["source"] == len(
        {source for side in ("supports", "nuances", "refutes") for source in claims[0]["evidence"][side]["sources"]}
    )
    for claim in claims:
        assert claim["sensitivity"]["robust"] == (claim["sensitivity"]["flips"] == [])
        for flip in claim["sensitivity"]["flips"]:
            assert set(flip) == {"change", "ids", "claim_version", "verdict", "rule", "reason", "becomes"}
            assert len(flip["ids"]) == (2 if flip["change"] == "threshold" else 1)
            assert (flip["verdict"], flip["becomes"]) != (claim["proposal"]["verdict"], claim["proposal"]["becomes"])


# without


def test_without_shows_both_proposals_side_by_side_and_leaves_decisions_alone(cmo, demo):
    run = cmo("verify", "--without", "CI1", cwd=demo, columns=120)
    assert run.code == 0
    row, why = (line for line in run.out.splitlines() if line.strip().startswith("C4 "))
    assert "transformed into C5 V4" in row
    assert "undecided V8" in row
    assert "undecided: in favour 2 voices" in why
    assert "stale" not in run.out.replace("no decision is stale because of this", "")


def test_a_participant_is_left_out_by_the_source_and_the_persons_id(cmo, demo):
    data = json.loads(cmo("verify", "--without", "CI2.r1", "--without", "GI1", "--format", "json", cwd=demo).out)
    by_id = {claim["id"]: claim["without"] for claim in data["claims"]}
    assert set(by_id["C3"]) == {"names", "lost", "claim_version", "proposal", "changed"}
    assert by_id["C3"]["names"] == ["CI2.r1", "GI1"]
    assert by_id["C3"]["lost"] == ["CI2-003", "GI1-003"]
    assert not by_id["C3"]["changed"]
    assert [claim["stale"] for claim in data["claims"]] == [
        claim["stale"] for claim in json.loads(cmo("verify", "--format", "json", cwd=demo).out)["claims"]
    ]


def test_leaving_out_what_no_claim_rests_on_changes_nothing(cmo, demo):
    assert "No proposal changes." in cmo("verify", "C1", "--without", "DD1", cwd=demo).out


@pytest.mark.parametrize(
    ("name", "hint"), [("FG9", "did you mean 'FG"), ("gi1", "did you mean 'GI1'?"), ("CI2.r9", "r1, r2")]
)
def test_an_unknown_source_or_participant_is_a_mistake_in_use(cmo, demo, name, hint):
    run = cmo("verify", "--without", name, cwd=demo)
    assert (run.code, run.out) == (2, "")
    assert hint in run.err


# saturation


def test_saturation_lists_each_source_by_date_with_a_curve(cmo, demo):
    out = cmo("verify", "--saturation", cwd=demo, columns=80).out
    rows = [line.split()[0] for line in out.splitlines() if " 2024-" in line]
    assert rows[0] == "KA1"
    assert "█" in out
    ends = [line for line in out.splitlines() if line.startswith("  KA1 ")]
    assert [line.split() for line in ends] == [["KA1", "GI1"]] * 2
    assert "no proof" in out


def test_saturation_in_json_is_cumulative(cmo, demo):
    every = json.loads(cmo("verify", "--saturation", "--format", "json", cwd=demo).out)["saturation"]
    assert [one["date"] for one in every] == sorted(one["date"] for one in every)
    assert [*every[0]] == ["source", "date", "citations", "new_patterns", "patterns", "new_codes", "codes"]
    total = 0
    for one in every:
        total += len(one["new_codes"])
        assert one["codes"] == total


def test_the_curve_is_as_high_as_asked_and_no_wider_than_the_terminal():
    assert curve([1, 2, 4], 80, height=2) == ["    ".rstrip() + "        ████", "▄▄▄▄████████"]
    assert curve([0, 0], 80) == []
    assert curve([], 80) == []
    many = curve(list(range(1, 1000)), 60)
    assert {len(line) <= 60 for line in many} == {True}
    assert many[0].endswith("█")
    assert len(curve([1], 3)[0]) == 3


# formats and explain


@pytest.mark.parametrize("form", ["csv", "markdown"])
@pytest.mark.parametrize("arguments", ASKED[:3], ids=" ".join)
def test_a_table_of_claims_has_no_place_for_them(cmo, demo, form, arguments):
    run = cmo("verify", *arguments, "--format", form, cwd=demo)
    assert (run.code, run.out) == (2, "")
    assert arguments[0] in run.err


def test_explain_shows_patterns_ladder_confidence_and_tests(cmo, demo):
    out = " ".join(cmo("verify", "C1", "C2", "--explain", cwd=demo).out.split())
    for words in (
        "Ladder: [x] criteria [x] key actors",
        "Next step: none, every rung is reached",
        "an adaptation within one evaluation",
        "as a whole: high",
        "(Van Evera 1997; Bennett 2010)",
        "hoop test: must be passed",
        "a demi-regularity: two cases or more",
        "absent in K2: outcome -- deviant: the mechanism is there",
        "If this is so",
    ):
        assert words in out


def test_no_overall_confidence_without_its_four_components(cmo, evaluation):
    some = "confidence: {methods: {concern: minor, why: w}, adequacy: {concern: none, why: w}, overall: high}\n"
    root = evaluation({"claims/C1-value.yaml+": some})
    out = " ".join(cmo("verify", "--explain", cwd=root).out.split())
    assert "no level as a whole: it asks for all four components, and coherence and relevance are not judged" in out
    assert "high" not in out
    confidence = json.loads(cmo("verify", "--format", "json", cwd=root).out)["claims"][0]["confidence"]
    assert confidence["overall"] is None
    assert confidence["methods"] == {"concern": "minor", "why": "w"}
    assert confidence["coherence"] is None


def test_the_next_step_is_the_one_of_the_first_rung_that_is_not_reached(cmo, evaluation):
    root = evaluation()
    out = cmo("verify", "--explain", cwd=root).out
    assert "[ ] key actors: no key actor voiced the claim or spoke on it" in out
    assert "Next step: hear a key actor on the claim" in out
    claim = json.loads(cmo("verify", "--format", "json", cwd=root).out)["claims"][0]
    assert claim["next_step"] == "hear a key actor on the claim"
    assert [rung["rung"] for rung in claim["ladder"]][:3] == ["criteria", "key_actors", "focus_groups"]


def test_explain_in_json_says_of_each_pattern_from_whom_and_in_which_cases(cmo, demo):
    data = json.loads(cmo("verify", "C2", "--explain", "--format", "json", cwd=demo).out)
    pattern = data["claims"][0]["patterns"][0]
    assert pattern["deviant_cases"] == ["K2"]
    assert pattern["demi_regular"]
    assert pattern["parts_in_cases"]["K2"] == ["resource", "reasoning"]
    assert pattern["sentence"].startswith("If this is so")


def test_control_characters_do_not_reach_the_terminal(cmo, evaluation):
    root = evaluation()
    for file, old in (("claims/C1-value.yaml", "Value comes first"), ("patterns/P1-scan.yaml", "The scan reveals")):
        path = root / file
        path.write_text(path.read_text().replace(f"title: {old}", 'title: "red \\e[31m \\u202e"'))
    out = cmo("verify", "--explain", "--sensitivity", "--without", "FG1", "--saturation", cwd=root).out
    assert "\x1b" not in out
    assert "\u202e" not in out
