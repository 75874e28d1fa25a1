"""`cmo-eval validate` as it is run: exit codes, streams, filters, formats."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from running import DECISIVE, Run

SRC = Path(__file__).parents[2] / "src"
CLAIM, EVALUATION, CITATIONS = "claims/C1-value.yaml", "evaluation.yaml", "sources/FG1.citations.yaml"

ERROR = {f"{CLAIM}+": "origin: [KA9]\n"}
WARNING = {"claims/C2-x.yml": "id: C2\n"}
BOTH = {**ERROR, **WARNING}


@pytest.fixture
def run(cmo):
    """`cmo-eval validate` in this process and in `root`."""
    return lambda root, *arguments, **environment: cmo("validate", *arguments, cwd=root, **environment)


def run_as_process(root, *arguments, **environment):
    """The same as a process of its own, where the encoding of its streams matters."""
    kept = {name: value for name, value in os.environ.items() if name not in DECISIVE}
    done = subprocess.run(
        [sys.executable, "-m", "cmo_eval", "validate", *map(str, arguments)],
        cwd=root,
        env={**kept, "PYTHONPATH": str(SRC), **environment},
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=60,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def codes(result):
    return sorted(finding["code"] for finding in json.loads(result.out)["findings"])


def test_a_clean_run_says_one_line_on_stderr_and_exits_0(run, evaluation):
    result = run(evaluation())
    assert (result.code, result.out) == (0, "")
    assert result.err == "5 files checked: no findings\n"


def test_an_error_is_shown_on_stdout_counted_on_stderr_and_exits_1(run, evaluation, place):
    root = evaluation(ERROR)
    result = run(root)
    where = place(root, CLAIM, "KA9")
    assert result.code == 1
    assert result.out == (
        f"{where}: CMO106 error: C1 names source KA9, which does not exist\n"
        f"{where.line:>5} | origin: [KA9]\n"
        f"      | {' ' * (where.column - 1)}^\n"
        "        hint: `cmo-eval list sources` shows the ids\n"
    )
    assert result.err == "5 files checked: 1 error\n"


def test_a_warning_exits_0_and_with_strict_1(run, evaluation):
    root = evaluation(WARNING)
    usual, strict = run(root), run(root, "--strict")
    assert (usual.code, strict.code) == (0, 1)
    assert usual.out == strict.out
    assert usual.err == "5 files checked: 1 warning\n"


def test_warnings_of_a_kind_are_a_line_unless_all_are_asked_for(run, evaluation):
    root = evaluation({"claims/C2-x.yml": "id: C2\n", "claims/C3-x.yml": "id: C3\n"})
    usual, whole = run(root), run(root, "--all")
    assert usual.out.startswith("CMO013 warning 2 times: ")
    assert usual.out.endswith("`cmo-eval validate --all` shows each with its line\n")
    assert whole.out.startswith("claims/C2-x.yml:1:1: CMO013 warning: ")
    assert usual.err == whole.err == "5 files checked: 2 warnings\n"
    assert len(codes(run(root, "--format", "json"))) == 2
    assert run(root, "--format", "github").out.count("::warning ") == 2


def test_what_findings_of_a_kind_are_about_stands_in_the_order_of_ids(run, evaluation):
    root = evaluation({f"claims/C{number}-x.yml": f"id: C{number}\n" for number in (2, 3, 10, 11)})
    told = " ".join(run(root).out.split())
    assert [told.index(f"C{number}-x.yml") for number in (2, 3, 10, 11)] == sorted(
        told.index(f"C{number}-x.yml") for number in (2, 3, 10, 11)
    )


def test_findings_stand_in_the_order_of_files_and_lines(run, evaluation):
    root = evaluation({f"{CLAIM}+": "for_: x\norigin: [1]\nroute: {a: b}\n", **WARNING, "codebook.yaml": ""})
    places = [tuple(finding[key] for key in ("file", "line", "column")) for finding in
              json.loads(run(root, "--format", "json").out)["findings"]]  # fmt: skip
    assert places == sorted(places)
    assert len(places) > 4


@pytest.mark.parametrize(
    ("arguments", "expected", "exit_code"),
    [
        (["--select", "CMO1"], ["CMO106"], 1),
        (["--select", "cmo106"], ["CMO106"], 1),
        (["--select", "CMO0"], ["CMO013"], 0),
        (["--select", "CMO1,CMO013"], ["CMO013", "CMO106"], 1),
        (["--select", "CMO1", "--select", "CMO013"], ["CMO013", "CMO106"], 1),
        (["--select", "CMO6"], [], 0),
        (["--ignore", "CMO106"], ["CMO013"], 0),
        (["--ignore", "CMO"], [], 0),
        (["--ignore", "CMO106", "--strict"], ["CMO013"], 1),
        (["--select", "CMO1", "--ignore", "CMO10"], [], 0),
        ([CLAIM], ["CMO106"], 1),
        (["claims"], ["CMO013", "CMO106"], 1),
        (["claims/"], ["CMO013", "CMO106"], 1),
        (["sources"], [], 0),
        (["claims/C2-x.yml", "sources"], ["CMO013"], 0),
        (["."], ["CMO013", "CMO106"], 1),
    ],
)
def test_only_what_is_asked_for_is_shown_and_counts(run, evaluation, arguments, expected, exit_code):
    result = run(evaluation(BOTH), "--format", "json", *arguments)
    assert (codes(result), result.code) == (expected, exit_code)


def test_a_path_is_meant_from_the_current_folder_or_from_the_evaluation(run, evaluation):
    root = evaluation(BOTH)
    assert codes(run(root / "sources", "--format", "json", "../claims")) == ["CMO013", "CMO106"]
    assert codes(run(root / "sources", "--format", "json", "claims")) == ["CMO013", "CMO106"]


def test_a_file_says_in_which_evaluation_it_is(run, evaluation):
    root = evaluation(BOTH)
    assert codes(run(root.parent, "--format", "json", root / CLAIM)) == ["CMO106"]


def test_a_path_whose_name_begins_like_another_is_not_the_other(run, evaluation):
    root = evaluation({**ERROR, "claims/C1-val": "x"})
    assert codes(run(root, "--format", "json", "claims/C1-val")) == []


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        (["--format", "jsn"], "--format is 'jsn'", "did you mean 'json'?"),
        (["--select", "CMO9"], "CMO9", "cmo-eval explain"),
        (["--ignore", "W1"], "W1", "cmo-eval explain"),
        (["nosuch.yaml"], "nosuch.yaml", ""),
        (["claims", "/"], "not in the evaluation folder", ""),
        (["--colour"], "--colour", ""),
    ],
)
def test_what_cannot_be_meant_exits_2_and_says_why(run, evaluation, arguments, says, hint):
    result = run(evaluation(), *arguments)
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert hint in result.err
    assert "Traceback" not in result.err


def test_json_is_versioned_has_a_summary_and_nothing_beside_it(run, evaluation, place):
    root = evaluation(BOTH)
    result = run(root, "--format", "json", FORCE_COLOR="1")
    where = place(root, CLAIM, "KA9")
    data = json.loads(result.out)
    assert data["version"] == 1
    assert data["summary"] == {"files": 5, "errors": 1, "warnings": 1, "notes": 0, "accepted": 0}
    assert data["findings"][0] == {
        "code": "CMO106",
        "severity": "error",
        "message": "C1 names source KA9, which does not exist",
        "hint": "`cmo-eval list sources` shows the ids",
        "file": where.file,
        "line": where.line,
        "column": where.column,
        "id": "C1",
        "related": None,
    }
    assert result.err == ""


def test_json_of_a_clean_run_is_json_too(run, evaluation):
    data = json.loads(run(evaluation(), "--format", "json").out)
    assert data["findings"] == []


def test_machine_formats_carry_no_words_of_a_quote(run, evaluation):
    files = {f"{CITATIONS}+": "  - {id: FG1-002, quote: A secret told in trust., verbatm: true}\n"}
    root = evaluation(files)
    for form in ("json", "github"):
        result = run(root, "--format", form)
        assert "verbatm" in result.out
        assert "secret" not in result.out + result.err


def test_annotations_are_the_format_in_github_actions(run, evaluation, place):
    root = evaluation(BOTH)
    result = run(root, GITHUB_ACTIONS="true")
    where = place(root, CLAIM, "KA9")
    error = "C1 names source KA9, which does not exist (`cmo-eval list sources` shows the ids)"
    warning = "the file is not read: its name does not end in .yaml (name it <id>-<words>.yaml)"
    assert result.code == 1
    assert result.out.splitlines() == [
        f"::error file={CLAIM},line={where.line},col={where.column},title=CMO106::{error}",
        f"::warning file=claims/C2-x.yml,line=1,col=1,title=CMO013::{warning}",
    ]
    assert result.err == "5 files checked: 1 error, 1 warning\n"


def test_a_format_that_is_asked_for_wins_in_github_actions(run, evaluation):
    assert run(evaluation(ERROR), "--format", "text", GITHUB_ACTIONS="true").out.startswith(CLAIM)


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_follows_the_environment(run, evaluation, environment, coloured):
    assert ("\x1b[" in run(evaluation(ERROR), **environment).out) is coloured


def test_an_excerpt_fits_the_terminal(run, evaluation):
    root = evaluation({f"{CLAIM}+": f"origin: [{'FG1, ' * 60}KA9]\n"})
    lines = run(root, COLUMNS="60").out.splitlines()
    assert all(len(line) <= 60 for line in lines[1:3])
    assert lines[1][lines[2].index("^") :].startswith("KA9")


def test_control_characters_in_a_value_do_not_reach_the_terminal(run, evaluation):
    root = evaluation({f"{CLAIM}+": 'origin: ["\\e[31mred"]\n'})
    result = run(root)
    assert result.code == 1
    assert "\x1b" not in result.out
    assert "\\u001b[31mred" in result.out


def test_the_caret_stands_right_after_a_byte_order_mark_windows_line_ends_and_odd_line_separators(run, evaluation):
    content = '\ufeffid: C2\r\ntitle: "a\u2028b\x85c"\r\nkind:\tremark\r\n'
    lines = run(evaluation({"claims/C2-x.yaml": content}), "--select", "CMO012").out.splitlines()
    assert lines[0].startswith("claims/C2-x.yaml:3:7: CMO012")
    assert lines[1][lines[2].index("^") :] == "remark"


def test_accepted_findings_are_not_shown_but_counted(run, evaluation):
    root = evaluation({**ERROR, f"{EVALUATION}+": "ignore: [{code: CMO106, id: C1, why: it is coming}]\n"})
    result = run(root)
    assert (result.code, result.out) == (0, "")
    assert result.err == "5 files checked: no findings (1 accepted)\n"
    assert json.loads(run(root, "--format", "json").out)["summary"]["accepted"] == 1


def test_an_evaluation_yaml_that_is_broken_is_a_finding_and_the_others_are_checked(run, evaluation):
    root = evaluation({EVALUATION: "schema: 1\nid: a: b\n", "claims/C2-x.yaml": "- a\n"})
    result = run(root)
    assert result.code == 1
    assert "evaluation.yaml:2:6: CMO003 error: a colon stands" in result.out
    assert "evaluation.yaml:1:1: CMO015 error: without evaluation.yaml" in result.out
    assert "claims/C2-x.yaml:1:1: CMO007 error:" in result.out
    assert "CMO1" not in result.out
    assert result.err == "6 files checked: 3 errors\n"


def test_outside_an_evaluation_it_says_so_in_one_line_with_a_hint_and_exits_3(run, tmp_path):
    result = run(tmp_path)
    assert (result.code, result.out) == (3, "")
    message, hint = result.err.splitlines()
    assert message.startswith("cmo-eval: no evaluation.yaml in ")
    assert hint.startswith("  hint: ")
    assert "--project" in hint


def test_project_wins_over_the_current_folder(run, evaluation, tmp_path):
    root = evaluation(ERROR)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run(elsewhere, "--project", root).code == 1
    (elsewhere / EVALUATION).write_text("schema: 1\n")
    assert CLAIM in run(elsewhere, "--project", root).out


def test_a_project_that_does_not_exist_is_refused(run, evaluation):
    result = run(evaluation(), "--project", "nosuch")
    assert result.code in {2, 3}
    assert "nosuch" in result.err


def tree(root):
    """Every path below a folder with what it holds and when it was changed, but for what the tool keeps for itself."""
    return {
        path.relative_to(root).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.lstat().st_mtime_ns)
        if path.is_file()
        else None
        for path in sorted(root.rglob("*"))
        if ".cmo-eval" not in path.parts
    }


@pytest.mark.parametrize("arguments", [[], ["--format", "json"], ["--strict"]])
def test_nothing_is_written(run, evaluation, arguments):
    root = evaluation({**BOTH, "codebook.yaml": "a: b: c\n"})
    before = tree(root.parent)
    assert run(root, *arguments).code == 1
    assert tree(root.parent) == before


def test_a_folder_that_may_not_be_written_is_checked(run, evaluation):
    root = evaluation(ERROR)
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert run(root).code == 1
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_a_reader_that_goes_away_is_no_error(evaluation):
    environment = {**os.environ, "PYTHONPATH": str(SRC), "GITHUB_ACTIONS": ""}
    command = [sys.executable, "-m", "cmo_eval", "validate"]
    with subprocess.Popen(
        command, cwd=evaluation(ERROR), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()  # long before the program has anything to write
        assert process.stderr.read() == "5 files checked: 1 error\n"  # which it says to whoever is still there
        assert process.wait(timeout=60) == 1  # for the error that it found


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_output_that_cannot_hold_a_character_still_gets_the_finding(evaluation, encoding):
    root = evaluation({f"{CLAIM}+": "origin: [日本→KA9]\n"})
    result = run_as_process(root, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert "internal error" not in result.err
    assert result.code == 1


def test_a_file_name_that_is_not_utf8_is_shown_escaped(evaluation):
    root = evaluation()
    Path(os.fsdecode(os.fsencode(root / "claims") + b"/C2-\xe9.yaml")).write_text("- a\n")
    result = run_as_process(root, PYTHONUTF8="0", PYTHONIOENCODING="utf-8:strict")  # as a desktop's terminal is
    assert "internal error" not in result.err
    assert result.code == 1


def test_a_path_that_is_a_link_in_a_circle_is_shown(run, evaluation):
    root = evaluation()
    (root / "claims/C2-x.yaml").symlink_to("C2-x.yaml")
    result = run(root, "claims/C2-x.yaml")
    assert "internal error" not in result.err
    assert (result.code, "CMO001" in result.out) == (1, True)


def test_annotations_name_files_from_the_top_of_the_repository(run, evaluation):
    """Where the evaluation lies in a folder of it, GitHub would else show them at no file."""
    root = evaluation(ERROR)
    (root.parent / ".git").write_text("gitdir: elsewhere\n")
    assert run(root, "--format", "github").out.startswith(f"::error file={root.name}/{CLAIM},")
    (root / ".git").mkdir()
    assert run(root, "--format", "github").out.startswith(f"::error file={CLAIM},")
