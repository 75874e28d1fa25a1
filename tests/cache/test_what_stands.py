"""What rules over the whole found stands until what they looked at changes; until then what was said is said again."""

import json
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from cmo_eval import api, rules
from cmo_eval.__main__ import main

DEMO = Path(api.__file__).parent / "starting" / "demo"
ROOT = Path(__file__).parents[2]
LONG_AGO = time.time() - 3600
LONG_QUOTE = "The key hung on a nail behind the desk and anybody who came in could see it hanging there all day long."


@pytest.fixture
def demo(tmp_path):
    root = tmp_path / "demo"
    shutil.copytree(DEMO, root)
    age(root)
    return root


def age(root, by=0):
    for path in root.rglob("*"):
        if path.is_file() and ".cmo-eval" not in path.parts:
            os.utime(path, (LONG_AGO + by, LONG_AGO + by))


def add(path, quote, id_):
    """One more citation, in a file that is an hour old."""
    entry = (
        f"\n  - id: {id_}\n    quote: {quote}\n    quality: observation\n    at: {{line: 1}}\n    codes: [listening]\n"
    )
    path.write_text(path.read_text("utf-8").rstrip() + entry, "utf-8")
    os.utime(path, (LONG_AGO + 9, LONG_AGO + 9))


def reword(path, old, new, by):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    os.utime(path, (LONG_AGO + by, LONG_AGO + by))


@pytest.fixture
def asked(monkeypatch):
    """How often the rules over the whole were asked."""
    times = []
    original = rules.check
    monkeypatch.setattr(rules, "check", lambda register: (times.append(1), original(register))[1])
    return times


def seen(root):
    """The same findings as without a cache, whatever it kept."""
    found = api.validate(root, cache=True)
    assert found == api.validate(root)
    return {(finding.code, finding.subject) for finding in found.findings}


def test_where_nothing_changed_no_rule_is_asked(demo, asked):
    first = api.validate(demo, cache=True)
    assert asked == [1]
    assert api.validate(demo, cache=True) == first
    assert asked == [1]


def test_where_only_words_changed_the_rules_over_the_whole_are_not_asked(tmp_path, asked):
    """In the reference evaluation, where no decision makes a rule weigh evidence."""
    for folder in ("claims", "patterns", "cases", "sources"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for path in ROOT.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    age(tmp_path)
    api.validate(tmp_path, cache=True)
    reword(next(tmp_path.glob("patterns/P05-*.yaml")), "title: ", "title: Vooral ", 1)
    reword(next(tmp_path.glob("patterns/P06-*.yaml")), "resource: >-\n  ", "resource: >-\n  Vaak ", 1)
    before = len(asked)
    found = api.validate(tmp_path, cache=True)
    assert len(asked) == before
    assert found == api.validate(tmp_path)


def test_a_reference_that_changed_sets_the_rules_to_work(demo, asked):
    api.validate(demo, cache=True)
    reword(demo / "claims/C2-coach-makes-the-desk-dare.yaml", "P03", "P33", 1)
    assert ("CMO104", "C2") in seen(demo)
    assert len(asked) == 3


def test_the_same_words_in_two_files_are_found_though_each_file_says_what_it_said(demo):
    """Both get new words in one run: neither is in the cache when the other is compared."""
    for name, id_ in (("FG1", "FG1-090"), ("FG2", "FG2-090")):
        add(
            demo / f"sources/{name}.citations.yaml",
            f"{name} said something of its own here, long enough to be known.",
            id_,
        )
    assert ("CMO406", "FG2-090") not in seen(demo)
    for name in ("FG1", "FG2"):
        path = demo / f"sources/{name}.citations.yaml"
        reword(path, f"{name} said something of its own here, long enough to be known.", LONG_QUOTE, 20)
    assert ("CMO406", "FG2-090") in seen(demo)
    reword(
        demo / "sources/FG2.citations.yaml", LONG_QUOTE, "What is said here now is said nowhere else in the folder.", 30
    )
    assert ("CMO406", "FG2-090") not in seen(demo)


def test_words_that_another_file_has_already_are_found(demo):
    add(demo / "sources/FG1.citations.yaml", LONG_QUOTE, "FG1-090")
    add(
        demo / "sources/FG2.citations.yaml",
        "Here stands something else, that is long enough to be known again.",
        "FG2-090",
    )
    assert ("CMO406", "FG2-090") not in seen(demo)
    path = demo / "sources/FG2.citations.yaml"
    reword(path, "Here stands something else, that is long enough to be known again.", LONG_QUOTE, 20)
    assert ("CMO406", "FG2-090") in seen(demo)


def test_a_finding_moves_with_the_line_it_is_about(demo):
    path = demo / "claims/C2-coach-makes-the-desk-dare.yaml"
    reword(path, "P03", "P33", 1)
    assert ("CMO104", "C2") in seen(demo)
    reword(path, "id: C2", "# a line more\nid: C2", 2)
    assert ("CMO104", "C2") in seen(demo)


def test_a_list_of_names_outside_the_folder_is_looked_at_again_when_it_changes(demo):
    names = demo.parent / "names.txt"
    names.write_text("Nobody\n", "utf-8")
    evaluation = demo / "evaluation.yaml"
    evaluation.write_text(evaluation.read_text("utf-8") + "\nnames: ../names.txt\n", "utf-8")
    os.utime(evaluation, (LONG_AGO, LONG_AGO))
    title = demo / "patterns/P05-seeing-a-peer.yaml"
    reword(title, "title: ", "title: Zwanikken and ", 1)
    assert ("CMO506", "P05") not in seen(demo)
    names.write_text("Zwanikken\n", "utf-8")
    assert ("CMO506", "P05") in seen(demo)
    reword(title, "Zwanikken and ", "", 2)
    assert ("CMO506", "P05") not in seen(demo)


def test_a_transcript_that_comes_or_goes_is_seen(demo):
    assert ("CMO413", "FG1") not in seen(demo)
    text = next(demo.glob("texts/FG1*"))
    text.rename(text.with_suffix(".away"))
    assert ("CMO413", "FG1") in seen(demo)
    text.with_suffix(".away").rename(text)
    assert ("CMO413", "FG1") not in seen(demo)


def test_a_file_that_comes_is_seen_though_no_other_changed(demo):
    api.validate(demo, cache=True)
    copy = demo / "patterns/P99-another.yaml"
    text = (demo / "patterns/P05-seeing-a-peer.yaml").read_text("utf-8")
    copy.write_text(text.replace("id: P05", "id: P99"), "utf-8")
    os.utime(copy, (LONG_AGO, LONG_AGO))
    assert ("CMO236", "P99") in seen(demo)


@pytest.mark.parametrize(
    "damage", ["UPDATE meta SET value = '[1' WHERE key = 'rules'", "UPDATE answers SET data = '[[[1]],[]]'"]
)
def test_what_was_kept_and_is_damaged_is_worked_out_anew(demo, damage):
    first = api.validate(demo, cache=True)
    with sqlite3.connect(demo / ".cmo-eval/cache.sqlite") as db:
        assert db.execute(damage).rowcount > 0
    assert api.validate(demo, cache=True) == first


def test_files_that_were_written_just_now_are_not_answered_from_memory(demo, asked):
    now = time.time()
    os.utime(demo / "codebook.yaml", (now, now))
    api.validate(demo, cache=True)
    api.validate(demo, cache=True)
    with sqlite3.connect(demo / ".cmo-eval/cache.sqlite") as db:
        assert db.execute("SELECT count(*) FROM answers").fetchone() == (0,)


@pytest.fixture
def run(monkeypatch, capsys):
    def do(*words):
        monkeypatch.setattr("sys.argv", ["cmo-eval", *words])
        code = 0
        try:
            main()
        except SystemExit as ending:
            code = ending.code or 0
        return code, capsys.readouterr().out

    return do


@pytest.fixture
def loads(monkeypatch):
    times = []
    original = api.load
    monkeypatch.setattr(api, "load", lambda *words, **named: (times.append(1), original(*words, **named))[1])
    return times


@pytest.mark.parametrize(
    "options", [(), ("--format", "json"), ("C1", "--explain"), ("--sensitivity",), ("--without", "FG1")]
)
def test_verify_says_again_what_it_said(demo, run, loads, options):
    api.validate(demo, cache=True)
    first = run("verify", *options, "--project", str(demo))
    assert first == run("verify", *options, "--project", str(demo), "--no-cache")
    before = len(loads)
    assert run("verify", *options, "--project", str(demo)) == first
    assert len(loads) == before


def test_verify_fails_again_where_it_failed(demo, run):
    claim = demo / "claims/C2-coach-makes-the-desk-dare.yaml"
    reword(claim, "second_reader: ", "sets_aside: []\n    second_reader: ", 1)
    text = claim.read_text("utf-8")
    claim.write_text("\n".join(line for line in text.splitlines() if "second_reader" not in line) + "\n", "utf-8")
    os.utime(claim, (LONG_AGO, LONG_AGO))
    api.validate(demo, cache=True)
    first = run("verify", "--project", str(demo))
    assert first[0] == 1
    assert run("verify", "--project", str(demo)) == first


def test_verify_works_it_out_anew_after_a_change(demo, run):
    api.validate(demo, cache=True)
    run("verify", "--project", str(demo))
    for path in demo.glob("sources/*.citations.yaml"):
        path.write_text(path.read_text("utf-8").replace("supports:", "refutes:"), "utf-8")
    age(demo, by=5)
    changed = run("verify", "--project", str(demo))
    assert changed == run("verify", "--project", str(demo), "--no-cache")


def test_another_width_is_another_question(demo, run, monkeypatch):
    api.validate(demo, cache=True)
    said = set()
    for columns in ("80", "120", "80"):
        monkeypatch.setenv("COLUMNS", columns)
        said.add(run("verify", "--project", str(demo))[1])
    assert len(said) == 2


def test_answers_hold_no_words_of_anyone(demo, run):
    api.validate(demo, cache=True)
    for options in ((), ("--explain",), ("--sensitivity",), ("--saturation",)):
        run("verify", *options, "--project", str(demo))
    with sqlite3.connect(demo / ".cmo-eval/cache.sqlite") as db:
        answers = " ".join(json.dumps(row) for row in db.execute("SELECT question, data FROM answers"))
    quotes = [citation.quote for citation in map(api.load(demo).citation, api.load(demo).repository.citations.ids)]
    assert len(quotes) > 20
    assert [quote for quote in quotes if quote and quote[:25] in answers] == []
