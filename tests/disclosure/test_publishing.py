"""What keeps a public report from being written: what points at a person, names, files that cannot be read."""

from __future__ import annotations

import subprocess

import pytest

from cmo_eval import api
from cmo_eval.diagnostics import Severity

MAIL = "sources/FG1.citations.yaml+"
WITH_MAIL = """\
  - id: FG1-002
    quote: You can mail me at quxname@example.org about that.
    speaker: r1
    evidence: [{supports: C1}]
"""
ACCEPTED = "ignore: [{code: CMO503, id: FG1-002, why: the address of the help desk}]\n"


@pytest.fixture
def report(cmo, evaluation):
    """Write a report of the small evaluation, changed as given; returns the run and the evaluation's folder."""

    def run(files, *options):
        root = evaluation(files)
        return cmo("report", "--project", root, "--format", "md", *options), root

    return run


def test_what_points_at_a_person_stops_a_public_report_and_is_not_said(report):
    done, root = report({MAIL: WITH_MAIL})
    assert done.code == 1
    assert not (root / "report").exists()
    assert "sources/FG1.citations.yaml:9:12: CMO503" in done.err
    assert "quxname" not in done.err + done.out
    assert "example.org" not in done.err + done.out
    assert "--audience committee" in done.err


@pytest.mark.parametrize("audience", ["committee", "team"])
def test_it_stops_no_report_for_those_who_may_know(report, audience):
    done, root = report({MAIL: WITH_MAIL}, "--audience", audience)
    assert done.code == 0
    assert [path.name for path in root.glob("report*")] == [f"report-{audience}"]


@pytest.mark.parametrize("what", [ACCEPTED, "comment"])
def test_what_the_team_accepts_with_a_reason_may_be_published(report, what):
    files = {MAIL: WITH_MAIL, "evaluation.yaml+": ACCEPTED}
    if what == "comment":
        marked = "    # cmo: ignore[CMO503] the address of the help desk\n    quote"
        files = {MAIL: WITH_MAIL.replace("    quote", marked)}
    done, root = report(files)
    assert done.code == 0, done.err
    assert "quxname@example.org" in (root / "report" / "report.md").read_text(encoding="utf-8")


def test_severity_does_not_make_it_publishable(report):
    done, _ = report({MAIL: WITH_MAIL, "evaluation.yaml+": "severity: {CMO503: note}\n"})
    assert done.code == 1


@pytest.mark.parametrize("accepted", ["", "ignore: [{code: CMO506, why: it is known}]\n"])
@pytest.mark.parametrize("place", ["sources/FG1.yaml", "claims/C1-value.yaml", "evaluation.yaml"])
def test_a_name_of_the_list_is_never_published(report, tmp_path, accepted, place):
    (tmp_path / "names.txt").write_text("Anna Quxname\n", encoding="utf-8")
    said = {"sources/FG1.yaml": "text: anna quxname.txt\n", "claims/C1-value.yaml": "reflection: Says Anna QUXNAME.\n"}
    files = {"evaluation.yaml+": "names: ../names.txt\n" + accepted}
    if place == "evaluation.yaml":
        files["evaluation.yaml+"] += "declared: [{what: talks with Anna Quxname, count: 1, kinds: [focus_group]}]\n"
    else:
        files[f"{place}+"] = said[place]
    done, root = report(files)
    assert done.code == 1
    assert f"{place}:" in done.err
    assert "CMO506" in done.err
    assert "quxname" not in done.err.lower()
    assert not (root / "report").exists()


def test_without_its_list_of_names_nothing_is_published(report, tmp_path):
    done, root = report({"evaluation.yaml+": "names: ../names.txt\nignore: [{code: CMO508, why: not mine}]\n"})
    assert done.code == 1
    assert "CMO508" in done.err
    assert not (root / "report").exists()
    (tmp_path / "names.txt").write_text("Nobody Here\n", encoding="utf-8")
    assert report({"evaluation.yaml+": "names: ../names.txt\n"})[0].code == 0


def test_a_file_that_cannot_be_read_stops_a_public_report_only(report):
    broken = {"sources/FG2.yaml": "id: FG2\nkind: [\n"}
    done, root = report(broken)
    assert done.code == 1
    assert "sources/FG2.yaml" in done.err
    assert not (root / "report").exists()
    done, root = report(broken, "--audience", "team")
    assert done.code == 1
    assert (root / "report-team" / "report.md").exists()


@pytest.mark.parametrize(
    ("consent", "at_hand", "said"), [("background", False, True), ("background", True, False), ("quote", False, False)]
)
def test_it_is_said_where_no_transcript_told_whose_words_they_are(report, consent, at_hand, said):
    files = {
        "evaluation.yaml+": "texts: texts\n",
        "sources/FG2.yaml": "id: FG2\nkind: focus_group\ntitle: X\ntext: FG2.txt\n"
        f"participants: [{{id: r1, consent: quote}}, {{id: r2, consent: {consent}}}]\n",
        "sources/FG2.citations.yaml": "citations: [{id: FG2-1, quote: It was late., speaker: r1, quality: report}]\n",
        "texts/FG2.txt": "R1: It was late.\nR2: Not for me.\n" if at_hand else None,
    }
    done, _ = report(files)
    assert done.code == 0, done.err
    assert ("CMO_EVAL_TEXTS" in done.err and "FG2" in done.err) is said


def test_python_gets_the_findings(evaluation):
    with pytest.raises(api.UnpublishableError) as caught:
        api.disclose(evaluation({MAIL: WITH_MAIL}))
    assert [(one.code, one.severity) for one in caught.value.findings] == [("CMO503", Severity.ERROR)]


def test_python_gets_what_an_audience_may_see(evaluation):
    seen = api.disclose(evaluation(), "public", language="en")
    assert seen.repository.audience == "public"
    assert seen.verify()["C1"].evidence.all.citations == ("FG1-001",)


def test_unknown_audience_is_refused_with_the_nearest(report):
    done, _ = report({}, "--audience", "publik")
    assert done.code == 2
    assert "did you mean 'public'?" in done.err


# ---- since a revision -----------------------------------------------------------------------------------------------


@pytest.fixture
def history(evaluation):
    """The small evaluation in a repository: files at the tag `one`, and files after it."""

    def make(then, now):
        root = evaluation(then)

        def git(*words):
            who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
            subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)

        git("init", "-q")
        git("add", ".")
        git("commit", "-q", "-m", "one")
        git("tag", "one")
        return evaluation(now)

    return make


def test_changes_do_not_name_what_was_withdrawn_since(cmo, history):
    more = "  - {id: FG1-002, quote: No., speaker: r1, evidence: [{refutes: C1}]}\n"
    origin = "origin: [KA7]\n"
    withdrawn = more.replace("quote", "withdrawn: 2020-01-01, quote")
    source = "id: KA7\nkind: key_actor\ntitle: X\n"
    root = history(
        {MAIL: more, "sources/KA7.yaml": source, "claims/C1-value.yaml+": origin},
        {MAIL: withdrawn, "sources/KA7.yaml": f"{source}withdrawn: 2020\n", "claims/C1-value.yaml+": origin},
    )
    done = cmo("report", "--project", root, "--format", "md", "--since", "one")
    assert done.code == 0, done.err
    text = (root / "report" / "report.md").read_text(encoding="utf-8")
    assert "Changes since one" in text
    assert "Changes since one" in text
    assert "evidence that is no longer there" in text
    assert "FG1-002" not in text
    assert "KA7" not in text


def test_an_earlier_wording_with_a_name_is_not_published(cmo, history, tmp_path):
    (tmp_path / "names.txt").write_text("Quxname\n", encoding="utf-8")
    names = {"evaluation.yaml+": "names: ../names.txt\n"}
    gone = "id: C2\ntitle: What Quxname said\nversions: [{version: 1, statement: Quxname said so.}]\n"
    root = history({**names, "claims/C2-gone.yaml": gone}, names)
    (root / "claims" / "C2-gone.yaml").unlink()
    done = cmo("report", "--project", root, "--format", "md", "--since", "one")
    assert done.code == 3
    assert "name of the list" in done.err
    assert "Quxname" not in done.err
    assert not (root / "report").exists()


# ---- texts that repeat ----------------------------------------------------------------------------------------------

SAID = "the plan was made by four people in a room"


@pytest.mark.parametrize(
    ("consent", "written", "told"),
    [
        pytest.param("background", "They say that The Plan was made by four people.", True, id="held back"),
        pytest.param("withdrawn", "They say that The Plan was made by four people.", True, id="withdrawn"),
        pytest.param("quote", "They say that The Plan was made by four people.", False, id="may be quoted"),
        pytest.param("background", "They say the plan was made by three people.", False, id="five words"),
    ],
)
def test_a_text_that_repeats_what_is_held_back_is_named(report, consent, written, told):
    files = {
        "claims/C1-value.yaml+": f"reflection: {written}\n",
        "sources/FG2.yaml": f"id: FG2\nkind: focus_group\ntitle: X\nparticipants: [{{id: r1, consent: {consent}}}]\n",
        "sources/FG2.citations.yaml": f"citations: [{{id: FG2-1, quote: {SAID}, speaker: r1, quality: report}}]\n",
    }
    done, _ = report(files)
    assert done.code == 0
    assert ("claims/C1-value.yaml:9:13" in done.err) is told
    assert "FG2-1" not in done.err
    assert "four people" not in done.err


def test_words_that_a_model_alone_proposed_are_not_said_to_be_repeated(report):
    model = (
        "proposed: {by: model_a, model: m, prompt_sha256: " + "a" * 64 + ", date: 2026-11-30, answers: [], offered: 1}"
    )
    files = {
        "claims/C1-value.yaml+": f"reflection: They say that {SAID}.\n",
        "sources/FG2.yaml": "id: FG2\nkind: focus_group\ntitle: X\nparticipants: [{id: r1, consent: background}]\n",
        "sources/FG2.citations.yaml": "citations: []\n",
        "sources/FG2.proposed.model_a.yaml": f"{model}\ncitations:\n"
        f"  - {{id: FG2-model_a-001, quote: {SAID}, speaker: r1, quality: report}}\n",
    }
    done, _ = report(files)
    assert done.code == 0
    assert "claims/C1-value.yaml" not in done.err


# excerpts of a file that is broken


PEOPLE_UNQUOTED = "participants:\n  - {id: r1, role: manager, group: staff, consent: background}\n"


@pytest.mark.parametrize(
    "entry", ["-", "- We never told anybody.", "- [We never told anybody.]"], ids=["empty", "text", "list"]
)
def test_an_entry_without_keys_is_hidden_whole_where_somebody_may_not_be_quoted(cmo, evaluation, entry):
    talk = "id: FG1\nkind: focus_group\ntitle: First panel\ngroup: staff\n"
    root = evaluation({"sources/FG1.yaml": talk + PEOPLE_UNQUOTED, "sources/FG1.citations.yaml+": f"  {entry}\n"})
    run = cmo("validate", cwd=root)
    assert run.code == 1
    assert "FG1.citations.yaml" in run.out
    assert "never told" not in run.out + run.err
    assert "internal error" not in run.err
