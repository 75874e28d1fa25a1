"""Adding and importing codings, as a user meets it: what is printed, asked and written."""

import io
import json
import os
import subprocess
import sys

import openpyxl
import pytest

QUOTE = "One of them phoned me at home because a tap was dripping."


def citations(demo, source="FG2"):
    return (demo / f"sources/{source}.citations.yaml").read_text(encoding="utf-8")


# ---- code add -------------------------------------------------------------------------------------------------------


def test_add_prints_id_file_and_line(cmo, demo):
    done = cmo(
        "code",
        "add",
        "FG2",
        "--quote",
        QUOTE,
        "--supports",
        "C1:P02:reasoning",
        "--code",
        "keys,ownership",
        "--yes",
        cwd=demo,
    )
    assert (done.code, done.err) == (0, "")
    id_, place = done.out.split()
    file, _, line = place.rpartition(":")
    assert (id_, file) == ("FG2-007", "sources/FG2.citations.yaml")
    assert citations(demo).splitlines()[int(line) - 1] == "  - id: FG2-007"
    shown = cmo("show", "FG2-007", cwd=demo)
    assert QUOTE in " ".join(shown.out.split())


def test_a_dry_run_writes_nothing_and_prints_the_difference(cmo, demo):
    before = citations(demo)
    done = cmo("code", "add", "FG2", "--quote", QUOTE, "--dry-run", cwd=demo)
    assert done.code == 0
    assert "+  - id: FG2-007" in done.out
    assert "nothing was written" in done.err
    assert citations(demo) == before


def test_nobody_is_asked_where_nobody_can_answer(cmo, demo, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    before = citations(demo)
    done = cmo("code", "add", "FG2", "--quote", QUOTE, cwd=demo)
    assert (done.code, done.out) == (1, "")
    assert "--yes writes it" in done.err
    assert citations(demo) == before


def test_words_may_come_from_standard_input(process, demo):
    (demo.parent / "run.py").write_text(
        "import subprocess, sys\n"
        "sys.exit(subprocess.run([sys.executable, '-m', 'cmo_eval', 'code', 'add', 'FG2', '--quote', '-', '--yes'],"
        " input='\\ufeff“Nobody ever phoned me\\r\\nabout a tap before.”\\n'.encode('utf-8'), cwd='demo').returncode)\n"
    )
    done = process(demo.parent / "run.py")
    assert (done.code, done.out.split()[0]) == (0, "FG2-007")


def test_words_that_stand_otherwise_are_shown_as_they_stand(cmo, demo):
    done = cmo("code", "add", "FG2", "--quote", QUOTE.replace("a tap", "the tap"), cwd=demo)
    assert done.code == 2
    assert f"line 8:\n  {QUOTE}" in done.err
    assert "what comes nearest is on line 8" in done.err


def test_the_same_words_are_not_added_twice(cmo, demo):
    words = (
        "We looked at the hours every month and saw that Thursday was empty, so we moved the language café to Wednesday"
    )
    first = cmo("code", "add", "FG1", "--quote", words, "--yes", cwd=demo)
    again = cmo("code", "add", "FG1", "--quote", words.upper(), "--code", "peers", "--yes", cwd=demo)
    assert (again.code, again.out) == (0, first.out)
    assert "has these words already; nothing was added" in again.err
    assert "it does not say #peers" in again.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "there are no words"),
        (["--quote", QUOTE, "--clipboard"], "both give the words"),
        (["--quote", QUOTE, "--at", "120"], "says no place"),
        (["--quote", QUOTE, "--at", "row=120"], "it can be line, page, section, time"),
        (["--quote", QUOTE, "--pattern", "P01"], "a pattern without a stance"),
        (["--quote", QUOTE, "--supports", "C1 P01 x:y:z:a"], "write C3, C3@2, C3:P07"),
        (["--quote", QUOTE, "--suggests", "C2"], "instead of which claim"),
        (["--quote", QUOTE, "--code", "key"], "did you mean 'keys'?"),
        (
            ["--quote", QUOTE, "--supports", "C1:P02:resource,outcome"],
            "parts have a + between them: C1:P02:resource+outcome",
        ),
        (["--quote", "Nobody said such a thing in this room at all"], "--paraphrase if they are yours"),
        (["--quote", "table"], "say which one, such as line="),
        (["--id", "FG2-001"], "--second with --id codes a citation again"),
        (["--quote", QUOTE, "--second"], "a second coding needs to know whose it is"),
    ],
)
def test_what_cannot_be_meant_is_said(words, says, cmo, demo):
    done = cmo("code", "add", "FG2", *words, cwd=demo, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    assert done.code == 2
    assert says in done.err


def test_several_stances_may_each_have_a_pattern(cmo, demo):
    cmo(
        *("code", "add", "FG2", "--quote", QUOTE, "--supports", "C1:P02:reasoning", "--supports", "C5"),
        *("--nuances", "C2@2", "--suggests", "C5/C4", "--pattern", "P05", "--parts", "context", "--yes"),
        cwd=demo,
    )
    assert citations(demo).splitlines()[-6:-1] == [
        "    evidence:",
        "      - {supports: C1, pattern: P02, parts: [reasoning]}",
        "      - {supports: C5, pattern: P05, parts: [context]}",
        "      - {nuances: C2, version: 2, pattern: P05, parts: [context]}",
        "      - {suggests: C5, instead_of: C4, pattern: P05, parts: [context]}",
    ]


def test_what_the_words_deny_stands_behind_a_minus_or_an_option(cmo, demo):
    done = cmo(
        *("code", "add", "FG2", "--quote", QUOTE, "--refutes", "C1:P02:context-outcome", "--refutes", "C5"),
        *("--pattern", "P05", "--lacks", "resource", "--lacks", "uitkomst", "--yes"),
        cwd=demo,
    )
    assert done.code == 0, done.err
    assert citations(demo).splitlines()[-4:-1] == [
        "    evidence:",
        "      - {refutes: C1, pattern: P02, parts: [context], lacks: [outcome]}",
        "      - {refutes: C5, pattern: P05, lacks: [resource, outcome]}",
    ]


def test_a_rival_is_favoured_that_the_claim_has(cmo, demo):
    words = ("code", "add", "FG2", "--quote", QUOTE, "--refutes", "C1", "--yes")
    assert "there is no rival explanation of C1 with the id R9" in cmo(*words, "--favours", "R9", cwd=demo).err
    file = next((demo / "claims").glob("C1-*.yaml"))
    file.write_text(file.read_text().replace("\nrivals:\n", "\nrivals:\n  - {id: R9, text: It was chance.}\n"))
    assert cmo(*words, "--favours", "R9", cwd=demo).code == 0
    assert "- {refutes: C1, favours: R9}" in citations(demo)


def test_the_coder_is_the_one_of_gits_configuration(cmo, demo, tmp_path):
    config = tmp_path / "gitconfig"
    config.write_text("[cmo-eval]\n\tcoder = EF\n")
    words = ("code", "add", "FG2", "--quote", QUOTE)
    done = cmo(*words, "--second", "--yes", cwd=demo, GIT_CONFIG_GLOBAL=str(config))
    assert done.out.split()[0] == "FG2-EF-001"
    done = cmo(*words, "--dry-run", cwd=demo, GIT_CONFIG_GLOBAL=str(config))
    assert "this is the coding of CD; --second writes one of EF beside it" in done.err


# ---- the clipboard --------------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Programs of these names on the PATH, and no others."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def make(name, script):
        path = folder / name
        path.write_text(f"#!{sys.executable}\nimport sys\n{script}\n")
        path.chmod(0o755)

    return make


@pytest.mark.skipif(os.name == "nt", reason="stand-ins for programs are scripts")
@pytest.mark.parametrize(
    ("platform", "name", "arguments"),
    [
        ("darwin", "pbpaste", []),
        ("linux", "xclip", ["-selection", "clipboard", "-out"]),
        ("linux", "xsel", ["--clipboard", "--output"]),
        ("linux", "wl-paste", ["--no-newline"]),
        ("win32", "powershell.exe", ["-NoProfile", "-NonInteractive", "-Command"]),
    ],
)
def test_the_clipboard_comes_from_the_systems_own_program(platform, name, arguments, program):
    from cmo_eval.cli.clipboard import text_on_clipboard

    program(name, f"assert sys.argv[1:{len(arguments) + 1}] == {arguments!r}\nsys.stdout.buffer.write('één'.encode())")
    assert text_on_clipboard(platform) == "één"


@pytest.mark.skipif(os.name == "nt", reason="stand-ins for programs are scripts")
@pytest.mark.parametrize(
    ("script", "says"),
    [
        (None, "no program that reads the clipboard"),
        ("sys.exit(1)", "xclip gave nothing"),
        ("", "no text on the clipboard"),
    ],
)
def test_without_a_clipboard_it_is_said_what_to_do(script, says, program, cmo, demo):
    if script is not None:
        program("xclip", script)
    done = cmo("code", "add", "FG2", "--clipboard", cwd=demo)
    assert done.code == 3
    assert says in done.err


# ---- completion -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cmo-eval code add F", ["FG1", "FG2"]),
        ("cmo-eval code add FG1 --supports C", ["C1", "C2", "C3", "C4", "C5"]),
        ("cmo-eval code add FG1 --suggests C5/C4", ["C5/C4"]),
        ("cmo-eval code add FG1 --pattern P06", ["P06"]),
        ("cmo-eval code add FG1 --speaker r", ["r1", "r2", "r3", "r4", "r6"]),
        ("cmo-eval code add FG1 --code keys,co", ["keys,coaching", "keys,cover", "keys,counting"]),
        ("cmo-eval code add FG1 --quality o", ["opinion", "observation"]),
    ],
)
def test_the_shell_completes_ids(line, expected, process, demo):
    words = line.split()
    done = process(
        *("-m", "cmo_eval"),
        cwd=demo,
        _CMO_EVAL_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )
    assert (done.out.split(), done.err) == (expected, "")


def test_the_shell_shows_titles(process, demo):
    line = "cmo-eval code add FG1 --supports C3"
    done = process("-m", "cmo_eval", cwd=demo, _CMO_EVAL_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)
    assert '"C3":"The monthly count helps libraries to steer"' in done.out


def test_the_shell_offers_no_source_that_was_withdrawn(process, demo):
    file = demo / "sources/FG1.yaml"
    file.write_text(f"{file.read_text('utf-8')}withdrawn: 2024-06-01\n", "utf-8")
    shell = {"_CMO_EVAL_COMPLETE": "complete_bash", "COMP_WORDS": "cmo-eval code add F", "COMP_CWORD": "3"}
    assert process("-m", "cmo_eval", cwd=demo, **shell).out.split() == ["FG2"]


@pytest.mark.parametrize("broken", [b"", b"\xff\xfe\x00", b"id: [", b"- a\n- list", b"codes: {a: b}"])
def test_broken_files_complete_to_nothing_in_silence(broken, process, demo):
    for file in ("codebook.yaml", "sources/FG1.yaml", "claims/C1-listening-changes-the-offer.yaml", "evaluation.yaml"):
        (demo / file).write_bytes(broken)
    for words in ("--speaker r", "--code k", "--supports C"):
        line = f"cmo-eval code add FG1 {words}"
        environment = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
        done = process("-m", "cmo_eval", cwd=demo, _CMO_EVAL_COMPLETE="complete_bash", **environment)
        assert (done.code, done.err) == (0, "")


# ---- code template and code import ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_template_that_is_filled_in_is_imported(language, cmo, demo):
    assert cmo("code", "template", "-o", "t.xlsx", "--language", language, cwd=demo).code == 0
    book = openpyxl.load_workbook(demo / "t.xlsx")
    page = book.worksheets[0]
    heads = [cell.value for cell in page[1]]
    assert len(book.worksheets) == 3
    values = {"Source": "FG2", "Quote": QUOTE, "Supports": "C1:P02:reasoning", "Codes": "keys"}
    dutch = {"Source": "Bron", "Quote": "Citaat", "Supports": "Ondersteunt"}
    for head, value in values.items():
        page.cell(2, 1 + heads.index(dutch.get(head, head) if language == "nl" else head)).value = value
    book.save(demo / "t.xlsx")
    done = cmo("code", "import", "t.xlsx", "--yes", cwd=demo)
    assert done.code == 0
    assert "1 row: 1 to add, 0 there already, 0 not placed" in done.out
    assert "supports: C1, pattern: P02, parts: [reasoning]" in citations(demo)


def test_a_template_offers_what_the_evaluation_has(cmo, demo):
    cmo("code", "template", "-o", "t.xlsx", cwd=demo)
    book = openpyxl.load_workbook(demo / "t.xlsx")
    lists = {row[0] for row in book["Lists"].iter_cols(values_only=True)}
    assert {"Claims", "Patterns", "Codes", "Sources", "Qualities"} <= lists
    offered = {str(one.sqref): one.formula1 for one in book["Coding"].data_validations.dataValidation}
    assert "'Lists'!$C$2:$C$6" in offered.values()  # five claims
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_a_template_of_titles_that_look_like_formulas_holds_none(cmo, demo):
    claim = demo / "claims/C3-the-count-helps-to-steer.yaml"
    claim.write_text(claim.read_text("utf-8").replace("title: ", 'title: "=1+1 " #', 1), "utf-8")
    cmo("code", "template", "-o", "t.xlsx", cwd=demo)
    cells = [cell for row in openpyxl.load_workbook(demo / "t.xlsx")["Lists"].iter_rows() for cell in row]
    like = [cell for cell in cells if str(cell.value).startswith("=1+1")]
    assert [(cell.data_type, cell.quotePrefix) for cell in like] == [("s", True)]


def test_a_template_replaces_nothing_unasked(cmo, demo):
    (demo / "t.csv").write_text("mine")
    assert cmo("code", "template", "-o", "t.csv", cwd=demo).code == 2
    assert (demo / "t.csv").read_text() == "mine"
    assert cmo("code", "template", "-o", "t.csv", "--yes", cwd=demo).code == 0
    assert cmo("code", "template", "-o", "t.ods", cwd=demo).code == 2


@pytest.fixture
def table(demo):
    (demo / "in.csv").write_text(
        "Source,Quote,Supports,Memo\n"
        f"FG2,{QUOTE},C1,=1+1\n"
        "FG2,Nobody ever phoned me about a tap before.,C11,@home\n"
        "FG2,This was never said in that room by anybody at all,C1,-\n",
        encoding="utf-8",
    )
    return demo / "in.csv"


def test_what_has_no_place_is_written_down_to_be_mended(cmo, demo, table):
    done = cmo("code", "import", "in.csv", "--rest", "rest.csv", "--yes", cwd=demo)
    assert done.code == 1
    assert "3 rows: 1 to add, 0 there already, 2 not placed" in done.out
    assert "1 citation added" in done.err
    rest = (demo / "rest.csv").read_text("utf-8-sig")
    assert rest.splitlines()[0] == "Source,Quote,Paraphrase,Supports,Memo,Line,Not placed because"
    assert "'@home" in rest
    (demo / "rest.csv").write_text(rest.replace("C11", "C1"), encoding="utf-8")
    done = cmo("code", "import", "rest.csv", "--yes", cwd=demo)
    assert "2 rows: 1 to add, 0 there already, 1 not placed" in done.out
    assert 'memo: "@home"' in citations(demo)


def test_without_a_yes_nothing_is_written(cmo, demo, table, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    before = citations(demo)
    for options in ([], ["--dry-run"]):
        assert cmo("code", "import", "in.csv", *options, cwd=demo).code == 1
        assert citations(demo) == before


def test_the_plan_as_json_has_no_words(cmo, demo, table):
    done = cmo("code", "import", "in.csv", "--format", "json", "--dry-run", cwd=demo)
    found = json.loads(done.out)
    assert found["summary"] == {"add": 1, "join": 0, "there": 0, "open": 0, "not_placed": 2}
    assert [one["number"] for one in found["codings"]] == [2, 3, 4]
    assert "tap" not in done.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing.csv"], "there is no file nothing.csv"),
        (["README.md"], "of a kind that is not read"),
        (["in.csv", "--sheet", "x"], "has no sheets"),
        (["in.csv", "--rest", "in.csv"], "there already"),
        (["in.csv", "--rest", "rest.ods"], "is neither .xlsx nor .csv"),
        (["in.csv", "--map", "x"], "says no column"),
        (["in.csv", "--source", "FG9"], "there is no source FG9"),
        (["in.csv", "--coder", "XY"], "is not in the team"),
        (["in.csv", "--format", "yaml"], "it can be text, json"),
        (["talk.docx"], "does not say whose words it has"),
    ],
)
def test_what_cannot_be_imported_is_said(words, says, cmo, demo, table):
    (demo / "talk.docx").write_bytes(b"PK")
    done = cmo("code", "import", *words, cwd=demo)
    assert done.code == 2
    assert says in done.err


# ---- from nothing to a coded talk -----------------------------------------------------------------------------------


def test_the_first_fragment_of_a_source_that_new_made_can_be_read(cmo, demo):
    assert cmo("new", "source", "--id", "IN2", "--title", "A talk", cwd=demo).code == 0
    words = ("--paraphrase", "--quote", "The desk is never empty.", "--supports", "C2:P03", "--coder", "AB", "--yes")
    assert "it has no quality" in cmo("code", "add", "IN2", *words, cwd=demo).err
    assert cmo("code", "add", "IN2", *words, "--usual-quality", "report", cwd=demo).code == 0
    coded = citations(demo, "IN2")
    assert coded.index("\ncoder: AB\n") < coded.index("\ncitations:\n")
    assert "CMO0" not in cmo("validate", cwd=demo).out


def test_two_people_who_code_at_once_both_find_their_fragments(environment, demo):
    start = [sys.executable, "-m", "cmo_eval", "code", "add", "FG2", "--paraphrase", "--code", "keys", "--yes"]
    runs = [
        subprocess.Popen(
            [*start, "--speaker", "r1", "--quote", f"remark {number}"],
            cwd=demo,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(6)
    ]
    ends = [(run.communicate(), run.returncode) for run in runs]
    assert [(said, code) for said, code in ends if code] == []
    assert len({said[0].split()[0] for said, _ in ends}) == len(runs)
    assert [number for number in range(6) if f"remark {number}" not in citations(demo)] == []


# ---- code edit, code remove, code new -------------------------------------------------------------------------------


def test_edit_shows_the_change_asks_and_is_undone(cmo, demo):
    before = citations(demo)
    words = ("code", "edit", "FG2-001", "--until", "red ribbon", "--drop", "C1", "--nuances", "C1:P02:reasoning")
    shown = cmo(*words, "--dry-run", cwd=demo)
    assert shown.code == 0
    assert "+      - {nuances: C1, pattern: P02, parts: [reasoning]}" in shown.out
    assert "the decision on C1 (AB, 2024-10-08) will be stale" in shown.err
    assert citations(demo) == before
    done = cmo(*words, "--yes", cwd=demo)
    assert (done.code, done.out) == (0, "FG2-001 sources/FG2.citations.yaml:4\n")
    after = citations(demo)
    assert "So the sewing ladies got a key, on a red ribbon\n    speaker: r2\n" in after
    assert after.partition("  - id: FG2-002")[2] == before.partition("  - id: FG2-002")[2]
    assert cmo("undo", "--yes", cwd=demo).code == 0
    assert citations(demo) == before


def test_a_second_coder_is_told_whose_coding_changes(cmo, demo, tmp_path):
    config = tmp_path / "gitconfig"
    config.write_text("[cmo-eval]\n\tcoder = CD\n")
    words = ("code", "edit", "FG1-003", "--memo", "x", "--dry-run")
    told = "this is the coding of AB; --coder CD changes that of CD"
    assert told in cmo(*words, cwd=demo, GIT_CONFIG_GLOBAL=str(config)).err
    assert told not in cmo(*words, "--coder", "AB", cwd=demo, GIT_CONFIG_GLOBAL=str(config)).err
    done = cmo(*words, "--coder", "CD", cwd=demo, GIT_CONFIG_GLOBAL=str(config))
    assert "FG1.citations.CD.yaml would change" in done.err


def test_a_split_prints_both(cmo, demo):
    done = cmo("code", "edit", "FG2-002", "--split", "and last winter", "--yes", cwd=demo)
    first, second = (line.split() for line in done.out.splitlines())
    assert (first[0], second[0]) == ("FG2-002", "FG2-007")
    line = int(second[1].rpartition(":")[2])
    assert citations(demo).splitlines()[line - 1] == "  - id: FG2-007"


def test_nobody_is_asked_about_an_edit_where_nobody_can_answer(cmo, demo, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    before = citations(demo)
    done = cmo("code", "edit", "FG2-001", "--memo", "x", cwd=demo)
    assert (done.code, done.out) == (1, "")
    assert "--yes writes it" in done.err
    assert "+    memo: x" in done.err
    assert citations(demo) == before


def test_what_a_citation_says_already_is_said(cmo, demo):
    done = cmo("code", "edit", "FG2-001", "--code", "keys", "--yes", cwd=demo)
    assert (done.code, done.out) == (0, "FG2-001 sources/FG2.citations.yaml:4\n")
    assert "says so already; nothing was written" in done.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--quote", "x", "--from", "y"], "the words are given in two ways"),
        (["--paraphrase", "--literal"], "two kinds of words are given in two ways"),
        (["--speaker", "r1", "--role", "x"], "a speaker and a role are given in two ways"),
        (["--clear", "quote"], "--clear is 'quote'"),
        (["--drop", "C1:x:y:z"], "is no claim"),
        (["--pattern", "P01"], "a pattern without a stance"),
        (["--at", "here"], "says no place"),
        (["--quote", QUOTE.replace("a tap", "the tap")], f"line 8:\n  {QUOTE}"),
    ],
)
def test_what_cannot_be_meant_by_an_edit_is_said(words, says, cmo, demo):
    done = cmo("code", "edit", "FG2-001", *words, "--yes", cwd=demo)
    assert done.code == 2
    assert says in done.err


def test_the_keys_that_can_be_cleared_are_completed():
    from cmo_eval.cli.recoding import _CLEARED
    from cmo_eval.edits.coding.edit import CLEARED

    assert _CLEARED == CLEARED


def test_remove_says_first_what_names_it_and_waits_to_be_told(cmo, demo):
    before = citations(demo)
    done = cmo("code", "remove", "FG2-002", "--yes", cwd=demo)
    assert done.code == 2
    assert "FG2-002 is named in cases/K3" in done.out
    assert "FG2-002 is not taken out: a decision or conclusion rests on it" in done.err
    assert "the decision on C1" in done.err
    assert citations(demo) == before
    assert cmo("code", "remove", "FG2-002", "--drop-names", "--yes", cwd=demo).code == 0
    assert "FG2-002" not in citations(demo)
    assert "FG2-002" not in "".join(one.read_text("utf-8") for one in demo.glob("cases/*.yaml"))
    assert cmo("undo", "--yes", cwd=demo).code == 0
    assert citations(demo) == before


def test_remove_by_force_leaves_the_names(cmo, demo):
    done = cmo("code", "remove", "FG2-002", "--force", "--yes", cwd=demo)
    assert (done.code, "taken out; 1 file written" in done.err) == (0, True)
    assert "CMO107" in cmo("validate", cwd=demo).out


def test_a_decision_that_names_it_is_what_stands_in_the_way(cmo, demo):
    book = demo / "conclusions.yaml"
    book.write_text(book.read_text("utf-8").replace("rests_on: [", "rests_on: [FG2-001, ", 1), encoding="utf-8")
    done = cmo("code", "remove", "FG2-001", "--yes", cwd=demo)
    assert done.code == 2
    assert "a decision or conclusion rests on it" in done.err


def test_a_code_is_made_while_reading(cmo, demo):
    words = ("code", "new", "ribbon", "--parent", "keys", "--use", "A thing that stands for trust", "--by", "AB")
    done = cmo(*words, "--yes", cwd=demo)
    assert (done.code, done.out) == (0, "")
    assert "ribbon is in codebook.yaml; the codebook is version 3 now" in done.err
    assert cmo("code", "edit", "FG2-001", "--code", "ribbon", "--yes", cwd=demo).code == 0
    assert "ribbon" in cmo("list", "codes", cwd=demo).out
