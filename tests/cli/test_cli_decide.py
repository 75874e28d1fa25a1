"""`cmo-eval decide`: asks or takes options, refuses what a decision may not be, writes nothing else."""

from __future__ import annotations

import io
import json
import sys

import pytest

from cmo_eval import api

CLAIM = "claims/C1-value.yaml"
CITATIONS = "sources/FG1.citations.yaml"
LENIENT = "policy: {verdict: {min_sources: 1, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
GIVEN = {"verdict": "holds", "by": "AB", "second-reader": "CD", "rationale": "They saw it, and nobody denies it."}


def options(**changes):
    found = {**GIVEN, **{key.replace("_", "-"): value for key, value in changes.items()}}
    return [part for key, value in found.items() if value is not None for part in (f"--{key}", value)]


def decisions(root, claim="C1"):
    return api.load(root).claims[claim].decisions


def refuted(by="FG1-002"):
    return f"  - {{id: {by}, quote: No., speaker: r1, evidence: [{{refutes: C1}}]}}\n"


@pytest.fixture
def root(evaluation):
    return evaluation({"evaluation.yaml+": LENIENT})


@pytest.fixture
def answering(cmo, monkeypatch):
    """Run with somebody at a terminal who gives these answers."""

    def run(*arguments, answers, cwd):
        stdin = io.StringIO("".join(f"{answer}\n" for answer in answers))
        stdin.isatty = lambda: True
        monkeypatch.setattr(sys, "stdin", stdin)
        return cmo(*arguments, cwd=cwd)

    return run


def test_a_decision_by_options_is_added_with_the_evidence_it_was_taken_on(cmo, root):
    before = (root / CLAIM).read_bytes()
    run = cmo("decide", "C1", *options(date="2017-03-20"), "--yes", cwd=root)
    assert run.code == 0, run.err
    assert (root / CLAIM).read_bytes().startswith(before)
    (decision,) = decisions(root)
    assert (decision.verdict, decision.version, decision.date) == ("holds", 1, "2017-03-20")
    assert [line.split(":")[0] for line in decision.evidence.citations] == ["FG1-001 supports observation P1"]
    assert "+decisions:" in run.out
    assert "C1 is decided: holds (as proposed); written into claims/C1-value.yaml" in run.err
    after = json.loads(cmo("verify", "--format", "json", cwd=root).out)["claims"][0]
    assert (after["stale"], after["lacks"], after["agrees"]) == (False, [], True)


def test_decided_changed_stale_and_decided_again_keeps_the_history(cmo, root):
    assert cmo("decide", "C1", *options(), "--yes", cwd=root).code == 0
    first = (root / CLAIM).read_text("utf-8")
    words = (root / CITATIONS).read_text("utf-8")
    (root / CITATIONS).write_text(words.replace("supports: C1", "nuances: C1"), "utf-8")
    stale = cmo("verify", "C1", "--explain", cwd=root)
    assert stale.code == 1
    said = stale.out[stale.out.index("stale, the evidence changed since") :]
    assert "- re-stanced: FG1-001, from supports to nuances\n" in said
    assert cmo("decide", "C1", *options(verdict="nuanced"), "--yes", cwd=root).code == 0
    assert (root / CLAIM).read_text("utf-8").startswith(first)
    assert [decision.verdict for decision in decisions(root)] == ["holds", "nuanced"]
    assert json.loads(cmo("verify", "--format", "json", cwd=root).out)["claims"][0]["stale"] is False


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (CITATIONS, "speaker: r1", "speaker: r1\n    disputed: who knows", "gone: FG1-001 supports {} (disputed now)"),
        (CITATIONS, "quality: observation", "quality: opinion", "gone: FG1-001 supports {} (below the quality that"),
        (CITATIONS, "quality: observation", "quality: documented", "re-weighed: FG1-001 supports, from observation to"),
        (CITATIONS, "[resource, reasoning]", "[resource]", "re-coded: FG1-001 supports, from P1:resource+reasoning to"),
        (CITATIONS, "supports: C1, pattern: P1, parts: [resource, reasoning]", "", "(the citation is there, without"),
        (CITATIONS, "    evidence:", "    withdrawn: 2017\n    evidence:", "(the citation was removed or withdrawn)"),
        (
            "sources/FG1.yaml",
            "group: staff, consent",
            "group: users, consent",
            "heard otherwise: the case, kind of source",
        ),
        ("sources/FG1.yaml", "kind: focus_group", "kind: interview", "heard otherwise"),
    ],
)
def test_a_stale_decision_says_what_changed_since(cmo, root, path, old, new, said):
    assert cmo("decide", "C1", *options(), "--yes", cwd=root).code == 0
    words = (root / path).read_text("utf-8")
    assert words.count(old) == 1
    (root / path).write_text(words.replace(old, new).replace("evidence: [{}]", "evidence: []"), "utf-8")
    stale = cmo("verify", "C1", "--explain", cwd=root)
    assert stale.code == 1
    changes = " ".join(stale.out[stale.out.index("stale, the evidence changed since") :].split())
    assert said.format("observation P1:resource+reasoning") in changes
    (claim,) = json.loads(cmo("verify", "--explain", "--format", "json", cwd=root).out)["claims"]
    assert claim["stale"]
    assert len(claim["changed_since"]) == 1


def test_a_text_that_would_say_something_else_is_not_written(cmo, root, monkeypatch):
    from cmo_eval.edits.yaml import edits

    before = (root / CLAIM).read_bytes()
    right = edits._Writer.edited
    wrong = lambda self, *value: right(self, *value).replace("Value came", "Cost came")  # noqa: E731
    monkeypatch.setattr(edits._Writer, "edited", wrong)
    run = cmo("decide", "C1", *options(), "--yes", cwd=root)
    assert (run.code, (root / CLAIM).read_bytes()) == (3, before)
    assert "nothing was changed; write it in by hand" in run.err


def test_without_a_terminal_and_without_yes_it_only_shows(cmo, root):
    before = (root / CLAIM).read_bytes()
    run = cmo("decide", "C1", *options(), cwd=root)
    assert (run.code, (root / CLAIM).read_bytes()) == (1, before)
    assert "+  - verdict: holds" in run.out
    assert "nothing was written" in run.err
    dry = cmo("decide", "C1", *options(), "--yes", "--dry-run", cwd=root)
    assert (dry.code, dry.out, (root / CLAIM).read_bytes()) == (0, run.out, before)


def test_on_a_terminal_it_shows_the_evidence_and_asks_again_until_an_answer_will_do(answering, evaluation):
    root = evaluation({"evaluation.yaml+": LENIENT, f"{CITATIONS}+": refuted()})
    answers = ["hold", "holds", "FG1-009", "all", "XY", "AB", "AB", "CD", " ", "because of: this", "y"]
    run = answering("decide", "C1", answers=answers, cwd=root)
    assert run.code == 0, run.err
    assert run.out.index("Proposal: ") < run.out.index("FG1-001") < run.out.index("+decisions:")
    for said in ("did you mean 'holds'?", "FG1-009 is no evidence", "XY is not in the team", "AB cannot be second"):
        assert said in run.err
    (decision,) = decisions(root)
    assert (decision.by, decision.second_reader, decision.sets_aside) == ("AB", "CD", ("FG1-002",))
    assert decision.rationale == "because of: this"


def test_only_what_no_option_gives_is_asked(answering, root):
    run = answering("decide", "C1", *options(by=None), "--yes", answers=["EF"], cwd=root)
    assert (run.code, decisions(root)[0].by) == (0, "EF")


def test_an_option_that_will_not_do_is_refused_before_anything_is_asked(answering, evaluation):
    root = evaluation({"evaluation.yaml+": LENIENT, f"{CITATIONS}+": refuted()})
    for wrong, said in (({"second_reader": "AB"}, "AB cannot be second"), ({"by": "XY"}, "XY is not in the team")):
        run = answering("decide", "C1", *options(**wrong), answers=[], cwd=root)
        assert (run.code, decisions(root)) == (2, ())
        assert said in run.err
        assert "set aside" not in run.err


def test_another_claim_to_become_than_proposed_is_not_as_proposed(cmo, evaluation):
    instead = "  - {{id: FG1-00{0}, quote: No., speaker: r1, evidence: [{{suggests: C2, instead_of: C1}}]}}\n"
    kinds = "id: IN1\nkind: interview\ntitle: A talk\ngroup: staff\n"
    suggests = "evidence: [{suggests: C2, instead_of: C1}]"
    other = f"coder: AB\ncitations: [{{id: IN1-001, quote: No., quality: observation, {suggests}}}]\n"
    claim = (
        "id: {0}\ntitle: Another\nversions: [{{version: 1, statement: It is so.}}]\n"
        "criteria: {{researchable: a, refutable: b, relevant: c, addressed: d}}\n"
    )
    root = evaluation(
        {
            "evaluation.yaml+": LENIENT,
            f"{CITATIONS}+": instead.format(2),
            "sources/IN1.yaml": kinds,
            "sources/IN1.citations.yaml": other,
            "claims/C2-x.yaml": claim.format("C2"),
            "claims/C3-x.yaml": claim.format("C3"),
        }
    )
    run = cmo("decide", "C1", *options(verdict="transformed", becomes="C3"), "--yes", cwd=root)
    assert run.code == 0, run.err
    assert "decided: transformed into C3 (transformed into C2 is proposed, both will be shown)" in run.err
    missing = cmo("decide", "C1", *options(verdict="transformed"), cwd=root)
    assert "C2 is proposed: --becomes C2" in missing.err


def test_on_a_terminal_one_can_still_say_no(answering, root):
    before = (root / CLAIM).read_bytes()
    assert answering("decide", "C1", *options(), answers=["n"], cwd=root).code == 1
    assert (root / CLAIM).read_bytes() == before


def test_evidence_that_changes_while_somebody_thinks_is_noticed(answering, root, monkeypatch):
    import typer

    def confirm(*_, **__):
        with (root / CITATIONS).open("a") as file:
            file.write(refuted())
        return True

    monkeypatch.setattr(typer, "confirm", confirm)
    run = answering("decide", "C1", *options(), answers=[], cwd=root)
    assert (run.code, decisions(root)) == (3, ())
    assert "the evidence on C1 changed while you were deciding" in run.err


def test_several_citations_are_set_aside_with_commas_or_one_by_one(cmo, evaluation):
    root = evaluation({"evaluation.yaml+": LENIENT, f"{CITATIONS}+": refuted() + refuted("FG1-003")})
    run = cmo("decide", "C1", *options(), "--sets-aside", "FG1-002,FG1-003", "--yes", cwd=root)
    assert (run.code, decisions(root)[0].sets_aside) == (0, ("FG1-002", "FG1-003"))
    again = ("--sets-aside", "FG1-003", "--sets-aside", "FG1-002")
    assert cmo("decide", "C1", *options(), *again, "--yes", cwd=root).code == 0
    assert decisions(root)[1].sets_aside == ("FG1-003", "FG1-002")


def test_a_claim_becomes_another_or_a_later_version(cmo, evaluation):
    other = "id: C2\ntitle: T\nversions: [{version: 1, statement: S}]\n"
    root = evaluation({"evaluation.yaml+": LENIENT, "claims/C2-other.yaml": other})
    run = cmo("decide", "C1", *options(verdict="transformed", becomes="C2"), "--yes", cwd=root)
    assert (run.code, decisions(root)[0].becomes) == (0, "C2")


def test_undecided_needs_no_evidence(cmo, evaluation):
    root = evaluation({CITATIONS: None})
    assert cmo("decide", "C1", *options(verdict="undecided"), "--yes", cwd=root).code == 0
    assert decisions(root)[0].evidence.citations == ()


@pytest.mark.parametrize(
    ("changes", "files", "said", "hint"),
    [
        ({"second_reader": "AB"}, {}, "AB cannot be second reader of a decision by AB", "another member"),
        ({"by": "ab"}, {}, "who decides, ab is not in the team", "did you mean 'AB'?"),
        ({"second_reader": "XY"}, {}, "the second reader XY is not in the team", "AB, CD, EF"),
        ({"verdict": "hold"}, {}, "the verdict is 'hold'", "did you mean 'holds'?"),
        ({}, {f"{CITATIONS}+": refuted()}, "'holds' has FG1-002 against it", "--sets-aside FG1-002"),
        ({"verdict": "rejected"}, {}, "'rejected' has FG1-001 against it", "--sets-aside FG1-001"),
        ({"sets_aside": "FG1-01"}, {}, "FG1-01 is no evidence on version 1 of C1", "did you mean 'FG1-001'?"),
        ({"verdict": "transformed"}, {}, "'transformed' needs the claim", "--becomes"),
        ({"verdict": "transformed", "becomes": "C9"}, {}, "there is no claim C9 for C1 to become", "new claim"),
        ({"verdict": "transformed", "becomes": "C1"}, {}, "version 1 of C1 cannot become C1, itself", "C1@2"),
        ({"verdict": "transformed", "becomes": "C1@1"}, {}, "version 1 of C1 cannot become C1@1, itself", "C1@2"),
        ({"verdict": "transformed", "becomes": "C1@2"}, {}, "C1 has no version 2", "its versions are 1"),
        ({"becomes": "C1@2"}, {}, "'holds' becomes nothing else", "leave --becomes out"),
        ({}, {CITATIONS: None}, "'holds' rests on nothing", "decide 'undecided'"),
        ({"version": "2"}, {}, "C1 has no version 2", "its versions are 1"),
        ({"date": "tomorrow"}, {}, "date must be a date", "another value"),
        ({"rationale": " \n "}, {}, "the rationale is empty", "say why"),
        ({"rationale": "a\x1bb"}, {}, "the rationale holds a character", "control characters"),
        ({"rationale": None, "by": None}, {}, "a decision on C1 needs --by, --rationale", "terminal"),
        ({}, {"evaluation.yaml+": LENIENT + "basis: published\n"}, "a re-reading of published reports", "reported_in"),
        ({}, {"sources/FG2.yaml": "id: [FG2\n"}, "1 file cannot be read (sources/FG2.yaml)", "cmo-eval validate"),
        ({}, {"claims/C1-again.yaml": None}, "", ""),
    ],
)
def test_what_a_decision_may_not_be_is_refused_in_a_line_with_a_hint(cmo, evaluation, changes, files, said, hint):
    if not said:
        text = "id: C1\ntitle: T\nversions: [{version: 1, statement: S}]\n"
        files, said, hint = {"claims/C1-again.yaml": text}, "C1 stands in claims/C1-again.yaml and in", "another id"
    root = evaluation({"evaluation.yaml+": LENIENT, **files})
    before = (root / CLAIM).read_bytes()
    run = cmo("decide", "C1", *options(**changes), "--yes", cwd=root)
    assert (run.code, run.out, (root / CLAIM).read_bytes()) == (2, "", before)
    complaint, advice = run.err.splitlines()[-2:]
    assert complaint.startswith("cmo-eval: ")
    assert said in complaint
    assert advice.startswith("  hint: ")
    assert hint in advice


def test_an_unknown_claim_is_refused_with_the_nearest(cmo, root):
    run = cmo("decide", "C11", *options(), cwd=root)
    assert run.code == 2
    assert "there is no claim C11\n  hint: did you mean 'C1'?" in run.err


def test_a_team_that_is_not_named_decides_nothing(cmo, evaluation):
    root = evaluation({"evaluation.yaml+": LENIENT})
    path = root / "evaluation.yaml"
    path.write_text(path.read_text().replace("team: {AB: researcher, CD: researcher, EF: adviser}\n", ""))
    run = cmo("decide", "C1", *options(), cwd=root)
    assert (run.code, "names no team" in run.err) == (2, True)


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_bytes_of_an_odd_file_stay(cmo, evaluation, ending):
    root = evaluation({"evaluation.yaml+": LENIENT})
    odd = (b"\xef\xbb\xbf# top  \n" + (root / CLAIM).read_bytes().rstrip(b"\n")).replace(b"\n", ending.encode())
    (root / CLAIM).write_bytes(odd)
    assert cmo("decide", "C1", *options(), "--yes", cwd=root).code == 0
    after = (root / CLAIM).read_bytes()
    assert after.startswith(odd + ending.encode())
    assert after.count(b"\n") == after.count(ending.encode())
    assert len(decisions(root)) == 1


def test_nothing_is_wider_than_the_terminal_but_the_diff(cmo, root):
    run = cmo("decide", "C1", *options(), "--dry-run", cwd=root)
    assert [line for line in run.err.splitlines() if len(line) > 80] == []


def test_withdrawn_words_are_no_evidence_for_a_decision(cmo, evaluation):
    root = evaluation({"evaluation.yaml+": LENIENT, f"{CITATIONS}+": refuted()[:-2] + ", withdrawn: 2017-04-01}\n"})
    assert cmo("decide", "C1", *options(), "--yes", cwd=root).code == 0
    assert b"FG1-002" not in (root / CLAIM).read_bytes()
