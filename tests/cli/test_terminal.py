"""What users' files hold is something to read for a terminal, never something to obey, whatever is printed there."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys

import pytest

from cmo_eval.__main__ import main
from cmo_eval.cli import COMMANDS as TOP
from cmo_eval.cli.group import names

HOSTILE = "\x1b[2Ja\x1b]0;t\x07b\x9b3Jc\rd\x08e\x7ff\u202eg\x1b[31m"
"""Clears the screen, sets a title, goes back, turns direction and colours: each in a form that YAML can hold."""
OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]|\r(?!\n)")
QUOTED = (
    '"' + "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in HOSTILE) + '"'
)

FILES = {
    "evaluation.yaml": "schema: 1\nid: ev\ntitle: {t}\nlanguage: en\ntexts: texts\nprogramme: {{name: {t}}}\n"
    "questions: {{Q1: {t}}}\ngroups: {{g: {t}}}\nteam: {{AB: {{role: {t}}}, CD: {{role: {t}}}}}\n",
    "codebook.yaml": "version: 1\ncodes:\n  - {{id: scan, label: {t}, kind: theme, use: {t}}}\n",
    "claims/C1-a.yaml": "id: C1\ntitle: {t}\nquestions: [Q1]\nversions: [{{version: 1, statement: {t}}}]\n"
    "criteria: {{researchable: {t}, refutable: {t}, relevant: {t}, addressed: {t}}}\nmechanisms: [P1]\n"
    "rivals: [{t}]\nreflection: {t}\n",
    "patterns/P1-a.yaml": "id: P1\ntitle: {t}\ncontext: [{t}]\nactor: {t}\n"
    "resource: {t}\nreasoning: {t}\noutcome: {t}\n",
    "cases/K1-a.yaml": "id: K1\ntitle: {t}\nattributes: {{region: {t}}}\nsummary: {t}\n",
    "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: {t}\ndate: 2024-01-01\ngroup: g\ncase: K1\ntext: FG1.txt\n"
    "participants: [{{id: r1, role: {t}, group: g, consent: quote, attributes: {{size: {t}}}}}]\n"
    "pseudonymised: true\nconsent: {{models: any}}\n",
    "sources/FG1.citations.yaml": "coder: AB\ncitations:\n  - {{id: FG1-001, quote: {t}, speaker: r1,"
    " quality: observation, judgement: {t}, memo: {t}, evidence: [{{supports: C1, pattern: P1}}], codes: [scan]}}\n",
    "sources/FG1.citations.CD.yaml": "coder: CD\ncitations:\n  - {{id: FG1-001, quality: report, memo: {t},"
    " evidence: [{{refutes: C1}}], codes: []}}\n",
    "conclusions.yaml": "answers: {{Q1: {{text: {t}, rests_on: [C1]}}}}\n"
    "recommendations: [{{id: A1, text: {t}, rests_on: [C1]}}]\n",
    "texts/FG1.txt": "R1: words {t}\nINT: and more\n",
}
RUNS = {
    "validate": ([], ["--format", "json"], ["--format", "github"], ["--fix", "--dry-run"]),
    "verify": ([], ["--explain"], *(["--format", one] for one in ("json", "csv", "markdown")), ["--sensitivity"]),
    "decide": (["C1", "--verdict", "holds", "--by", "AB", "--rationale", HOSTILE, "--dry-run"],),
    "trace": (["FG1-001"], ["C1", "--format", "json"]),
    "matrix": (
        ["claims", "groups"],
        *(["cases", "cells", "--format", one] for one in ("text", "csv", "markdown", "json")),
    ),
    "sampling": ([], ["--format", "json"]),
    "compare table": (["k"], [HOSTILE]),
    **{
        f"compare {name}": tuple(
            ["--from", "cases.csv", "--outcome", "O", "--conditions", "A", "--format", form]
            for form in ("text", "json", "csv")
        )
        for name in ("truth-table", "solve", "robust")
    },
    "diff": (["HEAD"], ["HEAD", "--format", "json"], ["HEAD", "--format", "markdown"]),
    "text import": (
        ["in.txt", "--source", "FG1", "--dry-run"],
        ["in.txt", "--new", "--kind", "interview", "--speaker", f"{HOSTILE}=r1", "--dry-run"],
        ["in.txt", "--new", "--kind", "interview", "--dry-run"],
    ),
    "code as": ([], [HOSTILE], ["AB"]),
    "text pseudonymise": (
        ["--table", "../names.yaml", "--dry-run"],
        ["--table", "../names.yaml", "--check"],
        ["--suggest", "--table", "../new.yaml", "--dry-run"],
        [HOSTILE, "--table", "../names.yaml"],
        ["--table", HOSTILE],
    ),
    "text show": (["FG1"], ["FG1", "--format", "json"]),
    "code add": (["FG1", "--quote", "words", "--code", "scan", "--quality", "report", "--memo", HOSTILE, "--dry-run"],),
    "code import": (["in.csv", "--dry-run"], ["in.csv", "--dry-run", "--format", "json"]),
    "code template": (["-o", "t.csv"],),
    "code anchor": (["--dry-run"],),
    "code edit": (["FG1-001", "--memo", HOSTILE, "--dry-run"], [HOSTILE, "--drop", HOSTILE]),
    "code remove": (["FG1-001", "--force", "--dry-run"], [HOSTILE]),
    "code new": (["look2", "--kind", "theme", "--use", "x", "--dry-run"], [HOSTILE, "--parent", HOSTILE]),
    "code brief": (["FG1"], ["FG1", "-o", HOSTILE.replace("\x00", "")], [HOSTILE]),
    "code propose": tuple(
        [file, "--coder", "m", "--model", HOSTILE, "--prompt-sha", "0" * 64, "--dry-run"]
        for file in ("answer.json", "in.txt", HOSTILE.replace("\x00", ""))
    ),
    "code review": ([], ["--by", HOSTILE]),
    "code rename": (["scan", "look", "--by", "AB", "--why", "x", "--dry-run"],),
    "code merge": (["scan", "--into", "look", "--by", "AB", "--why", "x", "--dry-run"],),
    "code history": ([], ["--format", "json"]),
    "code second": (["FG1", "--coder", "CD", "--show"],),
    "code adjudicate": ([], ["FG1-001", "--by", "AB", "--take", "CD", "--dry-run"]),
    "agreement": (["--disagreements"], *(["--format", one] for one in ("json", "csv", "markdown"))),
    "search": (["a"], ["a", "--format", "json"], ["a", "--format", "csv"]),
    "exchange export": (["out.qdpx", "--yes"], [HOSTILE + ".qdpx"], [HOSTILE]),
    "exchange import": (["in.csv", "--dry-run"], [HOSTILE]),
    "quotes": ([], *(["--format", one] for one in ("md", "csv", "json"))),
    "guide": ([], ["g"], [HOSTILE]),
    "undo": (["--dry-run"],),
    "forget": (["FG1.r1", "--dry-run"],),
    "report": (["--dry-run"], ["C9" + HOSTILE]),
    "site": (["--dry-run"], ["-o", HOSTILE.replace("\x00", ""), "--dry-run"]),
    "graph": (["--format", "mermaid", "-o", "-"],),
    "portfolio add": ([".", "--portfolio", "all", "--audience", "team"], [HOSTILE, "--portfolio", "all"]),
    "portfolio list": (["--portfolio", "all"], ["--portfolio", HOSTILE.replace("\x00", "")]),
    "portfolio remove": ([HOSTILE, "--portfolio", "all"],),
    "portfolio mechanisms": (["--portfolio", "all"], [HOSTILE, "--portfolio", "all"], ["--from", HOSTILE]),
    "portfolio verdicts": (["--portfolio", "all"], ["--portfolio", "all", "--format", "csv"]),
    "portfolio report": (["--portfolio", "all"], ["--portfolio", "all", "-o", HOSTILE.replace("\x00", "")]),
    "portfolio site": (["--portfolio", "all", "--dry-run"], ["--portfolio", "all", "-o", HOSTILE.replace("\x00", "")]),
    "portfolio groups": (["--portfolio", "all"],),
    "portfolio claim": ([HOSTILE, "--portfolio", "all"],),
    "portfolio sql": ([HOSTILE, "--portfolio", "all"], ["SELECT * FROM citations", "--portfolio", "all"]),
    "list": (["claims"], ["sources", "--json"], ["citations"], ["codes"]),
    "show": (["C1"], ["FG1-001"], ["FG1", "--json"], [HOSTILE]),
    "new": (["claim", "--title", "x", "--id", HOSTILE],),
    "init": (["out" + HOSTILE.replace("/", ""), "--title", "x"],),
    "explain": (["CMO101"], [HOSTILE]),
    "schema": (["claim"], [HOSTILE]),
}


def test_each_command_is_tried():
    assert set(names(TOP)) - {"open", "portfolio open", "mcp"} <= set(RUNS)  # they do not end by themselves


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("terminal") / "evaluation"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text_of = HOSTILE.replace("\r", "") if name.endswith(".txt") else QUOTED
        path.write_text(text.format(t=text_of), encoding="utf-8", newline="")
    (root / "in.txt").write_text(f"R1: other {HOSTILE}\n", encoding="utf-8", newline="")
    (root / "in.csv").write_text(f'Source,Quote,Supports\nFG1,"{HOSTILE}",C1\n', encoding="utf-8", newline="")
    proposals = [
        {"source": "FG1", "quote": f"words {HOSTILE}", "why": HOSTILE},
        {"source": "FG1", "quote": HOSTILE},
        {"source": HOSTILE, "quote": "words", "codes": [HOSTILE]},
    ]
    (root / "answer.json").write_text(json.dumps({"proposals": proposals}), encoding="utf-8")
    (root / "cases.csv").write_text(f'k,A,O\n"{HOSTILE}",1,1\nb,0,0\n', encoding="utf-8", newline="")
    (root.parent / "names.yaml").write_text(f"names:\n  - pseudonym: Zz\n    forms: [words, {QUOTED}]\n", "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = ("-c", "user.name=AB", "-c", "user.email=ab@example.org", "-c", "commit.gpgsign=false")
    for words in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message", HOSTILE.replace("\x00", ""))):
        env = {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", *who, *words], cwd=root, env=env, check=True, capture_output=True)
    codings = root / "sources" / "FG1.citations.yaml"
    codings.write_text(codings.read_text("utf-8").replace("supports: C1", "nuances: C1"), encoding="utf-8")
    return root


class Screen(io.StringIO):
    """A stream that says it is a terminal, and keeps what reaches it."""

    def isatty(self):
        return True


def shown(monkeypatch, folder, words, **env):
    """All that reaches a terminal on which the command is run."""
    screen = Screen()
    for name in ("NO_COLOR", "FORCE_COLOR", "CMO_EVAL_DEBUG", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "dumb", **env}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["cmo-eval", *words])
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    with contextlib.suppress(SystemExit):
        main()
    return screen.getvalue()


@pytest.mark.parametrize("name", RUNS)
def test_no_character_of_a_file_is_obeyed(monkeypatch, folder, name):
    for arguments in RUNS[name]:
        words = [*name.split(), *arguments]
        text = shown(monkeypatch, folder, words)
        assert text, words
        assert "internal error" not in text, words
        assert OBEYED.search(text) is None, (words, text)


def test_in_colour_only_styles_of_our_own_are_obeyed(monkeypatch, folder):
    text = shown(monkeypatch, folder, ["verify", "--explain"], FORCE_COLOR="1")
    assert "\x1b[1m" in text
    assert "g\x1b[31m" not in text
    assert OBEYED.search(re.sub(r"\x1b\[[0-9;]*m", "", text)) is None


def test_a_real_terminal_is_guarded_and_may_be_coloured(folder):
    pty = pytest.importorskip("pty", reason="no terminals here")
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "cmo_eval", "verify", "C1"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**kept, "TERM": "xterm"},
    )
    os.close(theirs)
    pieces = []
    with contextlib.suppress(OSError):  # how a terminal says on some systems that nobody writes any more
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    os.close(ours)
    assert process.wait(timeout=60) == 0
    text = b"".join(pieces).decode("utf-8").replace("\r\n", "\n")
    assert "\x1b[1m" in text
    assert OBEYED.search(re.sub(r"\x1b\[[0-9;]*m", "", text)) is None


def test_in_a_pipe_data_stays_what_it_is(cmo, folder):
    out = cmo("matrix", "cases", "cells", "--format", "csv", cwd=folder).out
    assert "\x1b]0;t\x07b" in out
