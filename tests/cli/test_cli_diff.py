"""`cmo-eval diff`: two states of the git history, what changed between them, and what did it."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from cmo_eval.analysis.decision import Staleness
from cmo_eval.analysis.evidence_change import changes_since

CLAIM = "claims/C1-value.yaml"
CITATIONS = "sources/FG1.citations.yaml"
LENIENT = "policy: {verdict: {min_sources: 1, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
DECIDED = """\
decisions:
  - {verdict: holds, by: AB, date: 2017-03-20, second_reader: CD, rationale: they saw it}
"""


def git(root, *arguments):
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_DATE": "2017-04-01T12:00:00 +0200",
        "GIT_AUTHOR_DATE": "2017-04-01T12:00:00 +0200",
    }
    who = ("-c", "user.name=AB", "-c", "user.email=ab@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=root, env=env, check=True, capture_output=True)


def edit(root, path, old, new):
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def commit(root, tag):
    git(root, "add", "--all", ".")
    git(root, "commit", "--quiet", "--allow-empty", "--message", tag)
    git(root, "tag", tag)


@pytest.fixture
def history(evaluation):
    """An evaluation in a repository, with its first state tagged `one`."""

    def begin(files=None):
        root = evaluation({"evaluation.yaml+": LENIENT, **(files or {})})
        git(root, "init", "--quiet", "--initial-branch", "main")
        commit(root, "one")
        return root

    return begin


def changes(cmo, root, *arguments):
    run = cmo("diff", *arguments, "--format", "json", cwd=root)
    assert run.code == 0, run.err
    return json.loads(run.out)


def test_a_changed_stance_and_the_verdict_that_it_changed(cmo, history):
    root = history({f"{CLAIM}+": DECIDED})
    edit(root, CITATIONS, "supports: C1", "nuances: C1")
    commit(root, "two")
    run = cmo("diff", "one", "two", cwd=root)
    words = " ".join(run.out.split())
    assert run.code == 0
    assert "From one (" in words
    assert ", 2017-04-01) to two (" in words
    assert "Proposal: holds (V7) -> nuanced (V6)" in words
    assert "re-stanced: FG1-001, from supports to nuances -- without this change: holds (V7)" in words
    assert "decision and proposal differ now" in words
    assert "1 of 1 claim changed; another verdict is proposed for 1." in words
    (claim,) = changes(cmo, root, "one", "two")["claims"]
    (change,) = claim["evidence"]
    assert (change["change"], change["citation"]) == ("restanced", "FG1-001")
    assert (change["before"]["stance"], change["after"]["stance"]) == ("supports", "nuances")
    assert change["without_it"] == {"verdict": "holds", "rule": "V7", "becomes": None}
    assert [claim[when]["proposal"]["verdict"] for when in ("before", "after")] == ["holds", "nuanced"]


def test_the_second_state_is_the_working_tree_unless_named(cmo, history):
    root = history()
    assert cmo("diff", "one", cwd=root).out.endswith("No claim, proposal or decision changed.\n")
    edit(root, CITATIONS, "supports: C1", "nuances: C1")
    found = changes(cmo, root, "HEAD")
    assert (found["to"]["commit"], len(found["claims"])) == (None, 1)
    assert len(found["from"]["commit"]) == 40
    assert changes(cmo, root, "one", "HEAD")["claims"] == []


@pytest.mark.parametrize(("states", "kind"), [(("one", "two"), "removed"), (("two", "one"), "added")])
def test_what_was_withdrawn_in_one_state_stands_in_the_other_though_its_file_is_the_same(cmo, history, states, kind):
    root = history()
    edit(root, "sources/FG1.yaml", "kind:", "withdrawn: 2017-03\nkind:")
    commit(root, "two")
    (claim,) = changes(cmo, root, *states)["claims"]
    assert [(one["change"], one["citation"]) for one in claim["evidence"]] == [(kind, "FG1-001")]


def line(id_, rest="evidence: [{supports: C1}]"):
    return f"  - {{id: {id_}, quote: Q., speaker: r1, {rest}}}\n"


@pytest.mark.parametrize(
    ("before", "after", "kind", "why"),
    [
        ("", line("FG1-002"), "added", "not_there"),
        (line("FG1-002"), "", "removed", "not_there"),
        (line("FG1-002"), line("FG1-002", "quality: documented, evidence: [{supports: C1}]"), "reweighed", None),
        (line("FG1-002"), line("FG1-002", "evidence: [{supports: C1, pattern: P1}]"), "recoded", None),
        (line("FG1-002"), line("FG1-002", "evidence: [{refutes: C1}]"), "restanced", None),
        (line("FG1-002"), line("FG1-002", "disputed: x, evidence: [{supports: C1}]"), "removed", "disputed"),
        (line("FG1-002", "quality: opinion, evidence: [{supports: C1}]"), line("FG1-002"), "added", "below_quality"),
        (line("FG1-002"), line("FG1-002", "evidence: []"), "removed", "no_stance"),
        (line("FG1-002"), line("FG1-002", "withdrawn: 2017, evidence: [{supports: C1}]"), "removed", "not_there"),
    ],
)
def test_each_kind_of_change_of_a_citation_is_named(cmo, history, before, after, kind, why):
    root = history({f"{CITATIONS}+": before})
    text = (root / CITATIONS).read_text("utf-8")
    (root / CITATIONS).write_text(text.removesuffix(before) + after, "utf-8")
    (claim,) = changes(cmo, root, "one")["claims"]
    assert [(one["change"], one["citation"], one["why"]) for one in claim["evidence"]] == [(kind, "FG1-002", why)]
    assert cmo("diff", "one", cwd=root).out.count("FG1-002") == 1


def test_another_group_of_a_source_is_a_change_of_its_evidence(cmo, history):
    root = history()
    edit(root, "sources/FG1.yaml", "role: manager, group: staff", "role: manager, group: users")
    (claim,) = changes(cmo, root, "one")["claims"]
    assert [one["change"] for one in claim["evidence"]] == ["reattributed"]
    assert "from FG1 (focus_group, staff) to FG1 (focus_group, users)" in " ".join(
        cmo("diff", "one", cwd=root).out.split()
    )


def test_what_is_no_evidence_but_changes_a_proposal_is_named_too(cmo, history):
    root = history()
    edit(root, CLAIM, "refutable: b", "refutable: {met: false, why: b}")
    (claim,) = changes(cmo, root, "one")["claims"]
    (condition,) = claim["conditions"]
    assert (condition["what"], condition["before"], condition["after"]) == ("criterion.refutable", "met", "unmet")
    assert condition["without_it"]["verdict"] == "holds"


def test_a_threshold_is_named_where_it_matters(cmo, history):
    root = history()
    edit(root, "evaluation.yaml", "min_sources: 1", "min_sources: 2")
    found = changes(cmo, root, "one")
    assert [(one["what"], one["before"], one["after"]) for one in found["policy"]] == [("policy.min_sources", "1", "2")]
    (claim,) = found["claims"]
    assert claim["conditions"][0]["without_it"]["verdict"] == "holds"


def test_where_no_single_change_does_it_that_is_said(cmo, history):
    root = history()
    edit(root, CITATIONS, "supports: C1", "refutes: C1")
    with (root / CITATIONS).open("a") as file:
        file.write(line("FG1-002", "evidence: [{refutes: C1}]"))
    (claim,) = changes(cmo, root, "one")["claims"]
    alone = [one["without_it"] for one in claim["evidence"]]
    said = "no single change makes the difference; together they do" in cmo("diff", "one", cwd=root).out
    assert said is all(one is None for one in alone)


def test_versions_and_decisions(cmo, history):
    root = history()
    with (root / CLAIM).open("a") as file:
        file.write(DECIDED)
    edit(
        root,
        CLAIM,
        "statement: Value came before cost.}",
        "statement: Value came before cost.}\n  - {version: 2, statement: N}",
    )
    commit(root, "two")
    edit(root, CLAIM, "verdict: holds", "verdict: undecided")
    edit(root, CLAIM, "statement: N", "statement: M")
    (claim,) = changes(cmo, root, "one", "two")["claims"]
    assert [(one["change"], one["number"]) for one in claim["decisions"]] == [("added", 1)]
    assert [(one["kind"], one["version"]) for one in claim["versions"]] == [("added", 2)]
    (claim,) = changes(cmo, root, "two")["claims"]
    assert [one["change"] for one in claim["decisions"]] == ["overwritten"]
    assert [one["kind"] for one in claim["versions"]] == ["reworded"]
    words = " ".join(cmo("diff", "two", cwd=root).out.split())
    assert "decision 1 overwritten: holds (AB 2017-03-20) -> undecided (AB 2017-03-20)" in words


def test_claims_that_come_and_go(cmo, history):
    root = history()
    (root / "claims/C2-new.yaml").write_text("id: C2\ntitle: T\nversions: [{version: 1, statement: S}]\n")
    commit(root, "two")
    (claim,) = changes(cmo, root, "one", "two")["claims"]
    assert (claim["id"], claim["before"]) == ("C2", None)
    (claim,) = changes(cmo, root, "two", "one")["claims"]
    assert (claim["id"], claim["after"]) == ("C2", None)
    assert "the claim is gone" in cmo("diff", "two", "one", cwd=root).out


def test_an_evaluation_in_a_folder_of_the_repository_and_names_with_spaces(cmo, evaluation, tmp_path):
    root = evaluation({"evaluation.yaml+": LENIENT, "claims/C2 and more.yaml": "id: C2\ntitle: T\nversions: []\n"})
    moved = tmp_path / "re po" / "the évaluation"
    moved.parent.mkdir()
    root.rename(moved)
    (moved / "claims/C2 and more.yaml").write_text("id: C2\ntitle: T\nversions: [{version: 1, statement: S}]\n")
    (moved.parent / "claims").mkdir()
    (moved.parent / "claims/C7-not-ours.yaml").write_text("id: C7\n")
    git(moved.parent, "init", "--quiet")
    commit(moved.parent, "one")
    edit(moved, CITATIONS, "supports: C1", "nuances: C1")
    found = changes(cmo, moved, "one")
    assert ([claim["id"] for claim in found["claims"]], found["same"]) == (["C1"], 1)


@pytest.mark.parametrize("name", ["text", "markdown"])
@pytest.mark.parametrize("columns", [60, 80])
def test_text_is_no_wider_than_the_terminal(cmo, history, name, columns):
    root = history({f"{CLAIM}+": DECIDED})
    edit(root, CITATIONS, "supports: C1", "refutes: C1")
    run = cmo("diff", "one", "--format", name, cwd=root, columns=columns)
    assert run.code == 0
    if name == "text":
        assert [line for line in run.out.splitlines() if len(line) > columns] == []
    else:
        assert run.out.startswith("# From one")
        assert "\n## C1 Value comes first\n" in run.out


@pytest.mark.parametrize(
    ("revisions", "said"),
    [
        (["nowhere"], "there is no revision nowhere"),
        (["--", "-x"], "there is no revision -x"),
        ([""], "there is no revision (empty)"),
        (["one..HEAD"], "hint: name them apart: one HEAD"),
        (["one", "HEAD~9"], "there is no revision HEAD~9"),
    ],
)
def test_a_revision_that_is_not_there_is_said_in_a_line(cmo, history, revisions, said):
    run = cmo("diff", *revisions, cwd=history())
    assert (run.code, run.out) == (2, "")
    assert said in run.err
    assert len(run.err.splitlines()) == 2


def test_a_folder_without_history_is_said_in_a_line(cmo, evaluation, tmp_path):
    run = cmo("diff", "HEAD", cwd=evaluation(), GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (run.code, run.out) == (3, "")
    assert "is in no git repository" in run.err


def test_no_git_is_said_in_a_line(cmo, history, tmp_path):
    run = cmo("diff", "one", cwd=history(), PATH=str(tmp_path))
    assert (run.code, run.out) == (3, "")
    assert "the program git is not found" in run.err


def test_a_state_before_there_was_an_evaluation_is_said_in_a_line(cmo, history):
    root = history()
    git(root, "rm", "--quiet", "--cached", "-r", ".")
    git(root, "commit", "--quiet", "--message", "nothing")
    assert cmo("diff", "HEAD", cwd=root).code == 2
    git(root, "add", "claims")
    git(root, "commit", "--quiet", "--message", "claims only")
    run = cmo("diff", "HEAD", cwd=root)
    assert (run.code, "there was no evaluation.yaml in this folder at HEAD" in run.err) == (2, True)


def test_a_file_that_could_not_be_read_then_is_named_without_its_words(cmo, history):
    root = history({"sources/FG2.yaml": "id: [secret words\n"})
    (root / "sources/FG2.yaml").unlink()
    run = cmo("diff", "one", cwd=root)
    assert run.code == 1
    assert "sources/FG2.yaml" in run.err
    assert "secret" not in run.out + run.err


def test_an_evaluation_file_that_could_not_be_read_then_is_said_with_its_state(cmo, history):
    root = history()
    edit(root, "evaluation.yaml", "schema: 1", "schema: [")
    commit(root, "broken")
    edit(root, "evaluation.yaml", "schema: [", "schema: 1")
    run = cmo("diff", "broken", cwd=root)
    assert (run.code, "at broken, evaluation.yaml:" in run.err) == (3, True)


def test_links_are_left_out(cmo, history, tmp_path):
    root = history()
    (tmp_path / "elsewhere.yaml").write_text("id: C2\ntitle: T\nversions: [{version: 1, statement: S}]\n")
    (root / "claims/C2-link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    commit(root, "two")
    assert changes(cmo, root, "one", "two")["claims"] == []


def test_nothing_that_the_repository_configures_is_run(cmo, history, tmp_path):
    root = history({".gitattributes": "* filter=evil diff=evil textconv=evil\n"})
    marker = tmp_path / "ran"
    program = tmp_path / "evil.sh"
    program.write_text(f"#!/bin/sh\necho ran >> {marker}\ncat\n")
    program.chmod(0o755)
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.external", "core.fsmonitor"):
        git(root, "config", key, str(program))
    for key in ("core.pager", "core.sshCommand", "gpg.program", "core.editor", "alias.rev-parse", "alias.cat-file"):
        git(root, "config", key, str(program))
    git(root, "config", "log.showSignature", "true")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (root / ".git/hooks").mkdir(exist_ok=True)
        (root / ".git/hooks" / hook).write_bytes(program.read_bytes())
        (root / ".git/hooks" / hook).chmod(0o755)
    marker.unlink(missing_ok=True)
    edit(root, CITATIONS, "supports: C1", "nuances: C1")
    before = (root / ".git/index").read_bytes()
    assert len(changes(cmo, root, "one")["claims"]) == 1
    assert not marker.exists()
    assert (root / ".git/index").read_bytes() == before


def test_variables_of_another_repository_do_not_lead_astray(cmo, history, tmp_path):
    root = history()
    assert changes(cmo, root, "one")["same"] == 1
    run = cmo("diff", "one", cwd=root, GIT_DIR=str(tmp_path / "other"), GIT_WORK_TREE=str(tmp_path))
    assert run.code == 0


def test_changes_since_a_decision_pair_what_went_with_what_came():
    stale = Staleness(
        added=("FG1-001 refutes observation P1:context", "FG1-002 supports documented", "FG1-004 suggests C9 report"),
        removed=("FG1-001 supports observation P1:context", "FG1-002 supports report", "in words of my own"),
    )
    assert [change.phrase().say() for change in changes_since(stale)] == [
        "re-stanced: FG1-001, from supports to refutes",
        "re-weighed: FG1-002 supports, from report to documented",
        "added: FG1-004 suggests C9 report",
        "gone: in words of my own",
    ]


def test_changes_since_a_decision_can_be_said_in_dutch():
    stale = Staleness(added=("FG1-001 refutes report P1",), removed=("FG1-001 supports observation",))
    (change,) = changes_since(stale)
    assert change.phrase().say("nl") == (
        "ander standpunt: FG1-001, van supports observation geen patroon naar refutes report P1"
    )


def test_in_a_clone_of_the_last_commits_only_it_is_said_how_to_get_the_others(history, cmo, tmp_path):
    """As a workflow of GitHub checks a repository out."""
    root = history()
    commit(root, "two")
    git(tmp_path, "clone", "--quiet", "--depth", "1", root.as_uri(), "shallow")
    run = cmo("diff", "HEAD~1", cwd=tmp_path / "shallow")
    assert run.code == 2
    assert "git fetch --unshallow" in run.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_somebody_else_is_told_with_what_git_wants(history, cmo):
    root = history()
    for path in (root, *root.rglob("*")):
        os.lchown(path, 1234, 1234)
    run = cmo("diff", "HEAD", cwd=root)
    assert run.code == 3
    assert "safe.directory" in run.err


def test_evidence_in_a_file_that_cannot_be_read_is_not_said_to_be_gone(history, cmo):
    """As while a merge is under way, and git left both sides in the file."""
    root = history()
    text = (root / CITATIONS).read_text("utf-8")
    (root / CITATIONS).write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> carl\n", "utf-8")
    out = " ".join(cmo("diff", "HEAD", cwd=root).out.split())
    assert "(its file cannot be read)" in out
    assert "removed or withdrawn" not in out
    commit(root, "merging")
    (root / CITATIONS).write_text(text, "utf-8")
    assert "(its file could not be read)" in " ".join(cmo("diff", "merging", cwd=root).out.split())
