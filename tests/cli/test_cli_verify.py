"""`cmo-eval verify`: text, JSON, CSV, Markdown, and what makes it fail."""

import csv
import io
import json

import pytest

LENIENT = "policy: {verdict: {min_sources: 1, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
RECORD = "{sha256: " + "0" * 64 + ", citations: [FG1-001 supports report]}"


def decision(**changes):
    fields = {
        "verdict": "holds",
        "by": "AB",
        "date": "2017-03-20",
        "second_reader": "CD",
        "rationale": "they saw it",
        **changes,
    }
    lines = "".join(f"\n    {key}: {value}" for key, value in fields.items() if value is not None)
    return "decisions:\n  -" + lines[4:] + "\n"


@pytest.fixture
def holds(evaluation):
    """An evaluation whose only claim holds, with a decision and other changes of the files."""

    def write(decided="", files=None):
        return evaluation({"evaluation.yaml+": LENIENT, "claims/C1-value.yaml+": decided, **(files or {})})

    return write


# text


@pytest.mark.parametrize("columns", [60, 80, 100, 120])
@pytest.mark.parametrize("arguments", [(), ("--explain",)], ids=["table", "explain"])
def test_no_line_is_longer_than_the_terminal(cmo, demo, columns, arguments):
    run = cmo("verify", *arguments, cwd=demo, columns=columns)
    assert [line for line in run.out.splitlines() if len(line) > columns] == []


def test_the_table_names_its_columns_in_full_at_80_columns(cmo, demo):
    heading = next(line for line in cmo("verify", cwd=demo).out.splitlines() if "Claim" in line)
    assert heading.split() == ["Claim", "Proposal", "Decision", "Voices", "Kinds", "Groups"]


def test_each_claim_has_a_row_with_its_verdict_rule_and_three_counts(cmo, holds):
    lines = cmo("verify", cwd=holds()).out.splitlines()
    row = next(line for line in lines if "C1" in line)
    assert row.split()[-3:] == ["1", "1", "1"]
    for words in ("Value comes first", "holds V7", "none yet"):
        assert words in row


def test_below_the_table_stands_why(cmo, evaluation):
    out = " ".join(cmo("verify", cwd=evaluation()).out.split())
    assert (
        "C1 undecided: in favour 1 voice (1 kind, 1 group); for a verdict the larger side lacks 2 more voices (1 of 3)"
        in out
    )


def test_nothing_is_coloured_in_a_pipe_and_everything_can_be_told_to_be(cmo, demo):
    assert "\x1b[" not in cmo("verify", cwd=demo).out
    assert "\x1b[" in cmo("verify", cwd=demo, FORCE_COLOR="1").out
    assert "\x1b[" not in cmo("verify", cwd=demo, FORCE_COLOR="1", NO_COLOR="1").out


def test_explain_shows_each_rule_up_to_the_one_that_decides(cmo, holds):
    out = cmo("verify", "C1", "--explain", cwd=holds()).out
    assert [f"V{n}" for n in range(1, 8)] == [
        word for line in out.splitlines() for word in line.replace("=>", "").split()[:1] if word[0] == "V"
    ]
    assert "=> V7" in out
    assert "supports: 1 voice, 1 kind, 1 group\n      FG1 focus group, staff: FG1-001\n" in out


def test_explain_gives_each_voice_a_line_with_all_its_sources_and_how_well_it_knows(cmo, evaluation):
    source = "id: {0}\nkind: {1}\ntitle: A talk\ngroup: {2}\ncase: K1\n"
    said = (
        "coder: AB\ndefaults: {{quality: report}}\ncitations: [{{id: {0}-1, quote: Q., evidence: [{{refutes: C1}}]}}]\n"
    )
    files = {"cases/K1-north.yaml": "id: K1\ntitle: The north\n"}
    for id_, kind, group in (("CI1", "case_interview", "staff"), ("DOC1", "document", "users")):
        files[f"sources/{id_}.yaml"] = source.format(id_, kind, group)
        files[f"sources/{id_}.citations.yaml"] = said.format(id_)
    out = cmo("verify", "--explain", cwd=evaluation(files)).out
    assert "refutes: 1 voice, 1 kind, 1 group\n" in out
    assert "      K1 case interview, document, staff, users, second hand: CI1-1, DOC1-1\n" in out


@pytest.fixture
def two_sides(evaluation):
    """Support by S1 and S2 of one group, refutation by S3 and S4 of another; on each side two kinds of source."""

    def write(ours, theirs):
        files = {"evaluation.yaml+": LENIENT, "sources/FG1.yaml": None, "sources/FG1.citations.yaml": None}
        for number, (stance, group) in enumerate([("supports", ours)] * 2 + [("refutes", theirs)] * 2, start=1):
            kind, pattern = ("focus_group", ", pattern: P1, parts: [outcome]") if number % 2 else ("interview", "")
            files[f"sources/S{number}.yaml"] = f"id: S{number}\nkind: {kind}\ntitle: A talk\ngroup: {group}\n"
            files[f"sources/S{number}.citations.yaml"] = (
                "coder: AB\ndefaults: {quality: observation}\ncitations:\n"
                f"  - {{id: S{number}-1, quote: Q., evidence: [{{{stance}: C1{pattern}}}]}}\n"
            )
        return evaluation(files)

    return write


def test_explain_says_what_separates_the_two_sides(cmo, two_sides):
    out = cmo("verify", "C1", "--explain", cwd=two_sides("staff", "users"), columns=80).out
    assert "=> V5 in favour 2 voices (2 kinds, 1 group), against 2 voices (2 kinds, 1" in out
    block = out[out.index("  What separates the two sides:\n") : out.index("  Evidence that is weighed")]
    assert (
        block
        == """\
  What separates the two sides:
    => address group separates them
         in favour: staff (S1, S2)
         against: users (S3, S4)
"""
    )


def test_what_a_claim_was_just_begun_for_fits_on_a_screen(cmo, tmp_path):
    cmo("init", "new", "--title", "Warm Meals", "--language", "en")
    cmo("new", "claim", "--title", "Eating together brings people back", cwd=tmp_path / "new")
    lines = cmo("verify", "C1", "--explain", cwd=tmp_path / "new", columns=80).out.splitlines()
    assert len(lines) <= 20
    text = " ".join(" ".join(lines).split())
    assert text.count("researchable, refutable, relevant and addressed to a group") == 1
    assert "Ladder: [ ] criteria [ ] key actors: no key actor" in text
    assert text.count("the focus groups were not re-assessed") == 1
    assert "re-assessed in the light of the cases; the key actors' claims were not re-assessed; no pattern" in text
    assert "[ ] decided, tested by another, distance check: by nobody yet" in text
    hangs = cmo("verify", "--sensitivity", cwd=tmp_path / "new", columns=80).out
    assert "Missing: a judgement that the claim is researchable, refutable" in hangs
    assert len(cmo("sampling", cwd=tmp_path / "new", columns=80).out.splitlines()) <= 23


def test_what_somebody_did_has_a_rung_of_its_own(cmo, holds):
    check = "checks: [{step: test, by: EF, date: 2017-01-01}]\n"
    run = cmo("verify", "C1", "--explain", cwd=holds(files={"claims/C1-value.yaml+": check}))
    assert "    [x] tested by another\n" in run.out
    assert "    [ ] decided, distance check: by nobody yet\n" in run.out
    run = cmo("verify", "C1", "--explain", cwd=holds(decision() + check))
    assert "    [ ] distance check: nobody checked it at a distance\n" in run.out


def test_explain_says_why_nothing_separates_the_two_sides(cmo, two_sides):
    run = cmo("verify", "C1", "--explain", cwd=two_sides("staff", "staff"), columns=80)
    block = run.out[run.out.index("  What separates") : run.out.index("  Evidence that is weighed")]
    assert block.startswith("""\
  What separates the two sides? Nothing does:
     address group does not: both sides have staff (in favour S1, S2, against
     S3, S4)
""")
    assert "Missing: what separates the two sides; neither the address group nor an" in run.out


def test_the_two_sides_are_in_json_as_well(cmo, two_sides):
    root = two_sides("staff", "users")
    proposal = json.loads(cmo("verify", "--explain", "--format", "json", cwd=root).out)["claims"][0]["proposal"]
    assert (proposal["verdict"], proposal["separates"]) == ("undecided", None)
    assert proposal["sides"] == [
        {
            "dimension": "group",
            "separates": True,
            "for": {"staff": ["S1", "S2"]},
            "against": {"users": ["S3", "S4"]},
            "without": [],
        }
    ]


def test_a_split_that_a_person_explains_is_said_with_its_reason(cmo, two_sides):
    root = two_sides("staff", "users")
    with (root / "claims/C1-value.yaml").open("a") as file:
        file.write("split: {by: group, why: users never saw the scan}\n")
    out = " ".join(cmo("verify", cwd=root).out.split())
    assert "C1 nuanced: the address group separates those in favour (staff) from those against (users): users" in out


def test_explain_says_what_was_left_out_and_why(cmo, evaluation):
    more = """\
  - {id: FG1-002, quote: a, disputed: by CD, speaker: r1, evidence: [{refutes: C1}]}
  - {id: FG1-003, quote: b, quality: opinion, speaker: r1, evidence: [{nuances: C1}]}
"""
    out = cmo("verify", "--explain", cwd=evaluation({"sources/FG1.citations.yaml+": more})).out
    (disputed,) = [line for line in out.splitlines() if "FG1-002" in line]
    (opinion,) = [line for line in out.splitlines() if "FG1-003" in line]
    assert "left out" in disputed
    assert "disputed" in disputed
    assert "left out" in opinion
    assert "below the quality that is asked" in opinion


def test_explain_shows_what_a_decision_lacks_and_that_it_differs(cmo, holds):
    run = cmo("verify", "--explain", cwd=holds(decision(verdict="rejected", second_reader=None)))
    assert run.code == 1
    assert "differs from the proposal" in run.out
    assert "a second reader" in run.out
    assert "FG1-001" in run.out.split("Decision:")[1]


def test_only_the_claims_asked_for_are_shown(cmo, demo):
    data = json.loads(cmo("verify", "C3", "C1", "--format", "json", cwd=demo).out)
    assert [claim["id"] for claim in data["claims"]] == ["C1", "C3"]


def test_control_characters_in_titles_do_not_reach_the_terminal(cmo, evaluation):
    root = evaluation()
    file = root / "claims/C1-value.yaml"
    file.write_text(file.read_text().replace("title: Value comes first", 'title: "red \\e[31m alert \\u202e"'))
    for arguments in ((), ("--explain",)):
        out = cmo("verify", *arguments, cwd=root).out
        assert "\x1b" not in out
        assert "\u202e" not in out


# JSON

SIDE = {"sources", "voices", "kinds", "groups", "publications", "citations"}


def test_json_has_the_documented_shape(cmo, demo):
    data = json.loads(cmo("verify", "--format", "json", cwd=demo).out)
    assert data["version"] == 1
    assert isinstance(data["evaluation"], str)
    for claim in data["claims"]:
        assert set(claim) >= {
            "id", "title", "claim_version", "proposal", "decision",
            "agrees", "stale", "preliminary", "evidence", "patterns",
        }  # fmt: skip
        assert set(claim["proposal"]) >= {"verdict", "rule", "reason", "missing", "becomes", "separates"}
        said = [claim["proposal"]["reason"], *claim["proposal"]["missing"], *claim["preliminary_because"]]
        assert not any("Phrase" in words or "_" in words for words in said)
        assert isinstance(claim["preliminary"], bool)
        assert isinstance(claim["claim_version"], int)
        evidence = claim["evidence"]
        assert set(evidence) == {"supports", "nuances", "refutes", "suggests"}
        sides = [evidence[stance] for stance in ("supports", "nuances", "refutes")]
        for side in [*sides, *evidence["suggests"].values()]:
            assert set(side) == SIDE
            assert all(isinstance(values, list) for values in side.values())
        for pattern in claim["patterns"]:
            assert set(pattern) == {"id", "context", "resource", "reasoning", "outcome", "denied", "cases"}


def test_json_of_a_claim_that_nobody_decided(cmo, evaluation):
    (claim,) = json.loads(cmo("verify", "--format", "json", cwd=evaluation()).out)["claims"]
    assert (claim["decision"], claim["agrees"], claim["stale"]) == (None, None, None)
    assert claim["evidence"] == {
        "supports": {
            "sources": ["FG1"],
            "voices": ["FG1"],
            "kinds": ["focus_group"],
            "groups": ["staff"],
            "publications": [],
            "citations": ["FG1-001"],
        },
        "nuances": {name: [] for name in SIDE},
        "refutes": {name: [] for name in SIDE},
        "suggests": {},
    }
    assert claim["patterns"] == [
        {
            "id": "P1",
            "context": [],
            "resource": ["FG1-001"],
            "reasoning": ["FG1-001"],
            "outcome": [],
            "denied": {},
            "cases": [],
        }
    ]


def test_json_of_a_decision(cmo, holds):
    (claim,) = json.loads(cmo("verify", "--format", "json", cwd=holds(decision())).out)["claims"]
    shown = claim["decision"]
    assert {key: shown[key] for key in ("verdict", "by", "date", "reported_in")} == {
        "verdict": "holds",
        "by": "AB",
        "date": "2017-03-20",
        "reported_in": None,
    }
    assert claim["agrees"] is True


def test_json_explains_on_request(cmo, holds):
    root = holds()
    (plain,) = json.loads(cmo("verify", "--format", "json", cwd=root).out)["claims"]
    (explained,) = json.loads(cmo("verify", "--format", "json", "--explain", cwd=root).out)["claims"]
    assert "trail" not in plain["proposal"]
    assert [step["rule"] for step in explained["proposal"]["trail"]] == [f"V{n}" for n in range(1, 8)]


def test_json_and_tables_hold_no_words_of_a_quote(cmo, evaluation):
    root = evaluation()
    for form in ("json", "csv", "markdown", "text"):
        assert "on the table" not in cmo("verify", "--explain", "--format", form, cwd=root).out


# CSV and Markdown


def test_csv_has_a_row_a_claim_and_neutralises_formulas(cmo, evaluation):
    root = evaluation()
    file = root / "claims/C1-value.yaml"
    file.write_text(file.read_text().replace("title: Value comes first", "title: '=HYPERLINK(\"x\"), value'"))
    heading, row = csv.reader(io.StringIO(cmo("verify", "--format", "csv", cwd=root).out))
    shown = dict(zip(heading, row, strict=True))
    assert shown["claim"] == "C1"
    assert shown["title"] == '\'=HYPERLINK("x"), value'
    assert (shown["proposal"], shown["rule"], shown["voices"]) == ("undecided", "V8", "1")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_csv_has_no_cell_that_a_spreadsheet_would_calculate(cmo, evaluation, start):
    root = evaluation()
    file = root / "claims/C1-value.yaml"
    file.write_text(file.read_text().replace("title: Value comes first", f"title: '{start}1+1'"))
    rows = csv.reader(io.StringIO(cmo("verify", "--format", "csv", cwd=root).out))
    assert [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}] == []


def test_markdown_is_a_table_whose_rows_have_as_many_cells_as_its_heading(cmo, evaluation):
    root = evaluation()
    file = root / "claims/C1-value.yaml"
    file.write_text(file.read_text().replace("title: Value comes first", "title: 'a | b <script> c'"))
    lines = cmo("verify", "--format", "markdown", cwd=root).out.splitlines()
    assert len(lines) == 3
    assert {line.replace("\\|", "").count("|") for line in lines} == {lines[0].count("|")}
    assert "<script>" not in lines[2]
    assert set(lines[1]) <= set("|- ")


@pytest.mark.parametrize("character", ["\\r", "\\e", "\\x7f", "\\u2028", "\\u202e"])
def test_markdown_keeps_a_claim_on_one_line_without_control_characters(cmo, evaluation, character):
    root = evaluation()
    file = root / "claims/C1-value.yaml"
    file.write_text(file.read_text().replace("title: Value comes first", f'title: "a{character}b"'))
    out = cmo("verify", "--format", "markdown", cwd=root).out
    assert len(out.splitlines()) == 3
    assert all(letter.isprintable() for line in out.split("\n") for letter in line)


# exit codes


def test_a_claim_without_a_decision_is_no_failure(cmo, evaluation):
    assert cmo("verify", cwd=evaluation()).code == 0


def test_a_whole_decision_that_agrees_is_no_failure(cmo, holds):
    assert cmo("verify", cwd=holds(decision())).code == 0


def test_a_reasoned_decision_that_differs_is_shown_and_no_failure(cmo, holds):
    run = cmo("verify", cwd=holds(decision(verdict="nuanced")))
    assert run.code == 0
    assert "Decided otherwise than proposed: C1." in run.out


def test_a_decision_that_lacks_something_fails(cmo, holds):
    run = cmo("verify", cwd=holds(decision(second_reader=None)))
    assert run.code == 1
    assert "lacks" in run.out


def test_a_decision_that_rests_on_nothing_fails(cmo, holds):
    assert cmo("verify", cwd=holds(decision(), {"sources/FG1.citations.yaml": None})).code == 1


def test_a_stale_decision_fails_and_says_what_changed(cmo, holds):
    root = holds(decision(evidence=RECORD))
    run = cmo("verify", cwd=root)
    assert run.code == 1
    assert "stale" in run.out
    assert "stale" not in cmo("verify", cwd=holds(decision())).out
    out = cmo("verify", "--explain", cwd=holds(decision(evidence=RECORD))).out
    assert "re-weighed: FG1-001 supports, from report" in out
    assert "to observation" in out


def test_a_reported_decision_is_no_failure(cmo, holds):
    reported = 'decisions:\n  - {verdict: nuanced, reported_in: {source: FG1, section: "4.3"}}\n'
    run = cmo("verify", cwd=holds(reported))
    assert run.code == 0
    assert "FG1 4.3" in run.out


@pytest.mark.parametrize(
    ("claim", "hint"), [(None, "`cmo-eval new claim` writes one"), ("id: [", "`cmo-eval validate` shows why")]
)
def test_where_there_is_no_claim_at_all_it_says_whether_none_was_written_or_none_read(cmo, evaluation, claim, hint):
    run = cmo("verify", "C1", cwd=evaluation({"claims/C1-value.yaml": claim}))
    assert (run.code, hint in run.err) == (2, True), run.err


def test_a_file_that_cannot_be_read_fails_and_marks_the_claims_it_may_touch(cmo, evaluation):
    root = evaluation({"sources/FG2.yaml": "id: [unclosed\n"})
    run = cmo("verify", cwd=root)
    assert run.code == 1
    assert "sources/FG2.yaml" in run.err
    assert "1 file could not be read" in run.err
    assert "incomplete" in run.out
    data = json.loads(cmo("verify", "--format", "json", cwd=root).out)
    assert data["claims"][0]["incomplete"] == ["sources/FG2.yaml"]


def test_an_unread_file_about_another_claim_leaves_this_one_complete_but_still_fails(cmo, evaluation):
    root = evaluation({"claims/C2-x.yaml": "id: [unclosed\n"})
    run = cmo("verify", "--format", "json", cwd=root)
    assert run.code == 1
    assert json.loads(run.out)["claims"][0]["incomplete"] == []
    assert json.loads(run.out)["unread"] == ["claims/C2-x.yaml"]


def test_an_unknown_claim_is_a_mistake_in_use(cmo, evaluation):
    run = cmo("verify", "C7", cwd=evaluation())
    assert (run.code, run.out) == (2, "")
    assert "C7" in run.err
    assert "hint: " in run.err
    assert "C1" in run.err


def test_a_version_that_does_not_exist_is_a_mistake_in_use(cmo, evaluation):
    run = cmo("verify", "C1", "--version", "4", cwd=evaluation())
    assert run.code == 2
    assert "version 4" in run.err


def test_a_format_that_does_not_exist_is_a_mistake_in_use_with_the_nearest(cmo, evaluation):
    run = cmo("verify", "--format", "jsn", cwd=evaluation())
    assert run.code == 2
    assert "did you mean 'json'?" in run.err


def test_outside_an_evaluation_it_could_not_run(cmo, tmp_path):
    run = cmo("verify", cwd=tmp_path)
    assert (run.code, run.out) == (3, "")
    assert "evaluation.yaml" in run.err


def test_an_evaluation_file_that_cannot_be_read_is_named(cmo, evaluation):
    run = cmo("verify", cwd=evaluation({"evaluation.yaml": "schema: 1\nid: [\n"}))
    assert (run.code, run.out) == (3, "")
    assert "evaluation.yaml:" in run.err


def test_the_folder_is_found_upwards_and_project_goes_before(cmo, evaluation, tmp_path):
    root = evaluation()
    assert "C1" in cmo("verify", cwd=root / "claims").out
    assert "C1" in cmo("verify", "--project", root, cwd=tmp_path).out
    assert "C1" in cmo("verify", "--project", root / "sources", cwd=tmp_path).out


def test_a_project_folder_that_does_not_exist_is_not_looked_for_in_its_parents(cmo, evaluation):
    """A mistyped `--project demoo` would weigh the evaluation that one happens to stand in."""
    root = evaluation()
    run = cmo("verify", "--project", "demoo", cwd=root)
    assert run.code in {2, 3}
    assert run.out == ""
    assert "demoo" in run.err


def test_without_claims_it_says_how_to_start(cmo, evaluation):
    root = evaluation({"claims/C1-value.yaml": None, "sources/FG1.citations.yaml": None})
    run = cmo("verify", cwd=root)
    assert run.code == 0
    assert "cmo-eval new claim" in run.out
    assert json.loads(cmo("verify", "--format", "json", cwd=root).out)["claims"] == []


def test_what_was_withdrawn_is_gone(cmo, holds):
    root = holds()
    source = root / "sources/FG1.yaml"
    source.write_text(source.read_text() + "withdrawn: 2017-04-01\n")
    run = cmo("verify", "--explain", "--format", "json", cwd=root)
    assert "FG1" not in run.out
    assert json.loads(run.out)["claims"][0]["proposal"]["rule"] == "V8"


# what stands beside a proposal


def test_the_version_of_the_rules_is_said_everywhere(cmo, holds):
    root = holds(decision())
    out = cmo("verify", cwd=root).out
    assert "Proposed by rules 2." in out
    assert "Decided under other rules than those that propose now: C1." in out
    assert "rule V7 of rules 2" in cmo("verify", "--explain", cwd=root).out
    data = json.loads(cmo("verify", "--format", "json", cwd=root).out)
    assert (data["rules"], data["claims"][0]["decision"]["rules"]) == (2, None)
    assert "under other rules" not in cmo("verify", cwd=holds(decision(rules=2))).out


def test_whether_why_is_shown_is_said(cmo, demo):
    out = " ".join(cmo("verify", cwd=demo).out.split())
    assert "Why it happens is shown, each part of a pattern was seen at first hand: C1, C2." in out
    assert "Why is not shown: nobody in favour saw a part of its patterns: C3." in out
    claims = json.loads(cmo("verify", "--format", "json", cwd=demo).out)["claims"]
    assert [claim["why_shown"] for claim in claims] == ["shown", "shown", "not_shown", "partly", "partly"]


def test_groups_that_were_not_heard_are_named(cmo, demo):
    claims = json.loads(cmo("verify", "--format", "json", cwd=demo).out)["claims"]
    assert claims[4]["not_heard"] == ["internal", "participants"]
    assert "nobody was heard from internal and participants" in claims[4]["proposal"]["reason"]


def test_a_case_that_lacks_the_outcome_is_shown_as_evidence(cmo, demo):
    assert "CI2 of case K2 refutes: P03 was at work, its outcome was not found" in " ".join(
        cmo("verify", "C2", "--explain", cwd=demo).out.split()
    )
    (claim,) = json.loads(cmo("verify", "C2", "--format", "json", cwd=demo).out)["claims"]
    assert claim["absences"] == [{"case": "K2", "pattern": "P03", "lacks": ["outcome"]}]


def test_what_was_left_behind_is_shown(cmo, holds):
    wording = "\n  - {version: 2, statement: Value came first., why: it was too broad}\n"
    root = holds()
    file = root / "claims/C1-value.yaml"
    file.write_text(file.read_text().replace("criteria:", f"{wording.strip(chr(10))}\ncriteria:", 1))
    with (root / "sources/FG1.citations.yaml").open("a") as citations:
        citations.write("  - {id: FG1-002, quote: a, speaker: r1, evidence: [{supports: C1, version: 2}]}\n")
    (root / "sources/IN1.yaml").write_text("id: IN1\nkind: interview\ntitle: A talk\ngroup: users\n")
    (root / "sources/IN1.citations.yaml").write_text(
        "coder: AB\ncitations: [{id: IN1-001, quote: no, quality: report, evidence: [{refutes: C1}]}]\n"
    )
    out = " ".join(cmo("verify", "--explain", cwd=root).out.split())
    assert "left behind, about an earlier version and not answered: IN1-001 refutes" in out
    assert "an answer to IN1, who refuted an earlier version" in out


TWICE = "  - {id: FG1-001, quote: Another., speaker: r1, quality: report, evidence: [{supports: C1}]}\n"


def test_an_id_that_stands_for_two_things_is_told_and_goes_to_no_public(cmo, evaluation):
    root = evaluation({"sources/FG1.citations.yaml+": TWICE})
    for arguments in (("verify",), ("trace", "FG1-001"), ("quotes",), ("report", "--audience", "team")):
        run = cmo(*arguments, cwd=root)
        assert "FG1-001 stands for two things" in run.err
    assert cmo("verify", cwd=root).code == 1
    public = cmo("report", cwd=root)
    assert public.code == 1
    assert "CMO101" in public.err
    assert not (root / "report").exists()


def test_two_claims_with_one_id_are_told(cmo, evaluation):
    """Two people each make claim C1 on a branch: their files have other names, and git merges them."""
    root = evaluation()
    claim = (root / "claims/C1-value.yaml").read_text("utf-8")
    (root / "claims/C1-another.yaml").write_text(claim, "utf-8")
    run = cmo("verify", cwd=root)
    assert (run.code, "C1 stands for two things" in run.err) == (1, True)
