"""Coding in bulk: a workbook for a second coder, what had no place mended in the sheet, what is said or asked once."""

from __future__ import annotations

import io
import sys

import openpyxl
import pytest

from cmo_eval import api
from cmo_eval.edits.coding import who_codes

TEXT = """\
INT: What changed?
R1: We saw it on the table, all of it.
R2: The keys hung on a red ribbon near the door.
R1: Nobody asked who had painted the fence.
"""
FILES = {
    "evaluation.yaml+": "texts: texts\n",
    "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: First panel\ngroup: staff\ntext: FG1.txt\nparticipants:\n"
    "  - {id: r1, role: manager, group: staff, consent: quote}\n"
    "  - {id: r2, role: clerk, group: staff, consent: background}\n",
    "texts/FG1.txt": TEXT,
    "sources/FG1.citations.yaml": """\
coder: AB
citations:
  - id: FG1-001
    quote: We saw it on the table, all of it.
    speaker: r1
    at: {line: 2}
    quality: observation
    judgement: Secret-judgement
    evidence: [{nuances: C1, pattern: P1, parts: [outcome]}]
    codes: [key]
    memo: Secret-memo
  - id: FG1-002
    quote: The keys hung on a red ribbon
    speaker: r2
    at: {line: 3}
    quality: documented
    evidence: [{refutes: C1}]
  - id: FG1-003
    quote: Nobody asked who had painted the fence.
    speaker: r1
    at: {line: 4}
    quality: observation
    evidence: [{supports: C1}]
""",
    "codebook.yaml": "codes: [{id: key, kind: theme, use: u}]\n",
}
AGREED, THEIRS = "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"


@pytest.fixture
def root(evaluation):
    return evaluation(FILES)


@pytest.fixture(autouse=True)
def no_git(monkeypatch):
    monkeypatch.setattr(who_codes, "configured", lambda _: None)


@pytest.fixture
def answering(cmo, monkeypatch):
    """Run with somebody at a terminal who gives these answers."""

    def run(*arguments, answers, cwd):
        stdin = io.StringIO("".join(f"{answer}\n" for answer in answers))
        stdin.isatty = lambda: True
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", stdin)
            return cmo(*arguments, cwd=cwd)

    return run


def sheet_of(path):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    return book, sheet, heads


def fill(path, **cells):
    """Write into the first sheet: by `row_Header` what stands there."""
    book, sheet, heads = sheet_of(path)
    for where, text in cells.items():
        row, _, head = where.removeprefix("r").partition("_")
        sheet.cell(int(row), heads[head.replace("_", " ")], text)
    book.save(path)


# ---- a second coder -------------------------------------------------------------------------------------------------


def test_the_second_coder_gets_the_words_and_nothing_of_the_first_coding(cmo, root):
    done = cmo("code", "second", "FG1", "--coder", "CD", "-o", "cd.xlsx", cwd=root)
    assert done.code == 0, done.err
    book, sheet, heads = sheet_of(root / "cd.xlsx")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
    shown = [{head: row[place - 1] for head, place in heads.items() if row[place - 1]} for row in rows]
    assert shown[0] == {
        "Id": "FG1-001",
        "Place": "line 2",
        "Who speaks": "r1, manager",
        "Words to code": "We saw it on the table, all of it.",
        "Source": "FG1",
        "Coder": "CD",
    }
    assert "ribbon" not in str(rows)  # may not be quoted: with --background only
    whole = "".join(str(cell.value) for one in book.worksheets for row in one.iter_rows() for cell in row)
    assert "Secret" not in whole
    assert "AB" not in (book.properties.creator or "")
    done = cmo("code", "second", "FG1", "--coder", "CD", "--background", "-o", "cd.xlsx", "--yes", cwd=root)
    assert "ribbon" in str([[cell.value for cell in row] for row in sheet_of(root / "cd.xlsx")[1].iter_rows()])


def test_the_workbook_comes_back_into_the_second_coders_own_file(cmo, root):
    before = (root / AGREED).read_bytes()
    cmo("code", "second", "FG1", "--coder", "CD", "-o", "cd.xlsx", cwd=root)
    fill(root / "cd.xlsx", r2_Supports="C1:P1:outcome", r2_Codes="key", r2_Quality="report", r4_Coded="x")
    done = cmo("code", "import", "cd.xlsx", "--yes", cwd=root)
    assert done.code == 0, done.out + done.err
    assert done.out.startswith("3 rows: 2 to add, 0 there already, 1 still to be coded, 0 not placed\n")
    assert (root / AGREED).read_bytes() == before
    first, second, third = api.load(root).repository.second_codings
    assert [(one.claim, one.stance) for one in first.citation.evidence] == [("C1", "supports")]
    assert (first.citation.codes, first.citation.quality) == (("key",), "report")
    assert (second.citation.coded, bool(third.citation.coded)) == (None, True)
    assert [one for one in (second.citation.quality, second.citation.memo) if one] == []
    again = cmo("code", "second", "FG1", "--coder", "CD", "-o", "again.xlsx", cwd=root)
    assert "1 citation to be coded by CD" in again.err
    assert sheet_of(root / "again.xlsx")[1].cell(2, 1).value == "FG1-002"


def test_the_workbook_of_a_sample_has_the_sample_and_no_more(cmo, root):
    assert cmo("code", "second", "FG1", "--coder", "CD", "--sample", "1", "--seed", "3", cwd=root).code == 0
    before = (root / THEIRS).read_bytes()
    done = cmo("code", "second", "FG1", "--coder", "CD", "-o", "cd.xlsx", cwd=root)
    assert "wrote cd.xlsx: 1 citation to be coded by CD" in done.err
    assert (root / THEIRS).read_bytes() == before
    more = cmo("code", "second", "FG1", "--coder", "CD", "--sample", "100%", "-o", "all.xlsx", cwd=root)
    assert "all.xlsx: 3 citations to be coded by CD" in more.err


def test_the_workbook_goes_to_its_coder_also_where_nobody_is_named_as_the_first(cmo, evaluation):
    root = evaluation({**FILES, AGREED: FILES[AGREED].removeprefix("coder: AB\n")})
    before = (root / AGREED).read_bytes()
    cmo("code", "second", "FG1", "--coder", "CD", "-o", "cd.xlsx", cwd=root)
    fill(root / "cd.xlsx", r2_Refutes="C1")
    assert cmo("code", "import", "cd.xlsx", "--yes", cwd=root).code == 0
    assert (root / AGREED).read_bytes() == before
    assert api.load(root).repository.second_codings[0].citation.evidence[0].stance == "refutes"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-o", "cd.csv"], "is no .xlsx"),
        (["-o", "evaluation.yaml"], "is no .xlsx"),
        (["--background"], "goes with --show or -o"),
    ],
)
def test_no_workbook_where_something_is_odd(cmo, root, words, says):
    done = cmo("code", "second", "FG1", "--coder", "CD", *words, cwd=root)
    assert (done.code, says in done.err, (root / THEIRS).exists()) == (2, True, False)


def test_a_workbook_is_not_written_over_and_not_made_where_all_is_coded(cmo, root):
    cmo("code", "second", "FG1", "--coder", "CD", "-o", "cd.xlsx", cwd=root)
    assert "there already" in cmo("code", "second", "FG1", "--coder", "CD", "-o", "cd.xlsx", cwd=root).err
    fill(root / "cd.xlsx", **{f"r{row}_Coded": "2024-05-13" for row in (2, 3, 4)})
    assert cmo("code", "import", "cd.xlsx", "--yes", cwd=root).code == 0
    done = cmo("code", "second", "FG1", "--coder", "CD", "-o", "more.xlsx", cwd=root)
    assert (done.code, "CD has coded all of FG1" in done.err, (root / "more.xlsx").exists()) == (2, True, False)


# ---- what had no place ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rest.xlsx", "rest.csv"])
def test_the_rest_has_the_nearest_words_and_takes_them_where_somebody_says_so(cmo, root, name):
    (root / "in.csv").write_text(
        "Source,Quote,Quality,Supports\n"
        "FG1,Nobody asked me who painted our fence,report,C1\n"
        "FG1,Words that nobody ever said anywhere,report,C1\n",
        encoding="utf-8",
    )
    done = cmo("code", "import", "in.csv", "--rest", name, "--yes", cwd=root)
    assert done.code == 1
    if name.endswith(".xlsx"):
        _, sheet, heads = sheet_of(root / name)
        assert sheet.cell(2, heads["Nearest words"]).value.startswith("Nobody asked who had painted")
        assert sheet.cell(2, heads["On line"]).value == "4"
        assert sheet.cell(3, heads["Nearest words"]).value is None
        assert "do not stand" in sheet.cell(2, heads["Not placed because"]).value
        fill(root / name, r2_Take_these_words="x", r3_Quote="What changed?")
    else:
        text = (root / name).read_text("utf-8-sig")
        assert "Nobody asked who had painted the fence" in text
        head, *rows = text.splitlines()
        place = head.split(",").index("Take these words")
        cells = rows[0].split(",")
        rows[0] = ",".join([*cells[:place], "yes", *cells[place + 1 :]])
        rows[1] = rows[1].replace("Words that nobody ever said anywhere", "What changed?")
        (root / name).write_text("\n".join([head, *rows]), encoding="utf-8")
    done = cmo("code", "import", name, "--yes", cwd=root)
    assert done.code == 0, done.out
    (before, *_), found = api.load(root).sources, api.load(root).repository.citations.by_id
    assert before == "FG1"
    assert "FG1-004" in found or "FG1-003" in found
    assert [api.load(root).citation(id_).at.line for id_ in found][-1] == 1


def test_words_that_stand_twice_are_taken_where_they_came_nearest(cmo, evaluation):
    said = "Nobody asked who had painted the fence."
    root = evaluation(
        {**FILES, AGREED: "coder: AB\ncitations: []\n", "texts/FG1.txt": f"R1: {said}\nR2: So?\nR1: {said}\n"}
    )
    rows = f"FG1,{said},1,report\nFG1,Nobody asked who painted the old fence,,report\n"
    (root / "in.csv").write_text(f"Source,Quote,Line,Quality\n{rows}", encoding="utf-8")
    cmo("code", "import", "in.csv", "--rest", "rest.xlsx", "--yes", cwd=root)
    fill(root / "rest.xlsx", r2_Take_these_words="x", r2_On_line=3)
    done = cmo("code", "import", "rest.xlsx", "--yes", cwd=root)
    assert done.code == 0, done.out
    assert [one.citation.at.line for one in api.load(root).repository.citations] == [1, 3]


def test_words_are_taken_only_where_there_are_some(cmo, root):
    (root / "in.csv").write_text("Source,Quote,Quality,Take these words\nFG1,a,report,yes\n", encoding="utf-8")
    done = cmo("code", "import", "in.csv", "--dry-run", cwd=root)
    assert "it takes words of the transcript, and there are none" in done.out


def test_of_many_rows_with_one_cause_the_first_are_told_and_the_others_counted(cmo, evaluation):
    said = "".join(
        f"R1: Lamp {number} was never lit by anybody on day {number * 7} of that year.\n" for number in range(40)
    )
    root = evaluation({**FILES, "texts/FG1.txt": said})
    rows = "".join(f"FG1,Lamp {n} was never lit by anybody on day {n * 7} of our year,report\n" for n in range(40))
    more = "FG1,Lamp 3 was never lit,good\n"
    there = "".join(f"FG1,Lamp {n} was never lit,report\n" for n in range(20, 40))
    lines = "".join(f"FG1,Lamp {n} was never lit,report,{n}\n" for n in range(10, 20))
    (root / "in.csv").write_text(f"Source,Quote,Quality,Line\n{rows}{more}{there}{lines}", encoding="utf-8")
    short = cmo("code", "import", "in.csv", "--dry-run", cwd=root).out
    whole = cmo("code", "import", "in.csv", "--dry-run", "--all", cwd=root).out
    assert len(short.splitlines()) < 30
    assert len(whole.splitlines()) > 130
    assert "  and 38 more for that reason, rows 4-41 (--all)\n" in short
    assert "  rows 63-72 (10), such as row 63: the words stand on line 11, not 10 (--all)\n" in short
    assert "the quality is 'good'" in short
    assert "(--all)" not in whole
    assert all(f"row {number} (FG1)" in whole for number in range(2, 43))


# ---- said once ------------------------------------------------------------------------------------------------------


def test_who_codes_is_remembered_when_given_and_used_from_then_on(cmo, evaluation):
    root = evaluation({**FILES, AGREED: None})
    assert "nothing says who codes here" in cmo("code", "as", cwd=root).out
    first = ("--quote", "What changed?", "--usual-quality", "report", "--coder", "AB", "--yes")
    assert "AB is remembered as who codes here" in cmo("code", "add", "FG1", *first, cwd=root).err
    assert cmo("code", "as", cwd=root).out == "AB codes here (remembered in .cmo-eval/coders)\n"
    (root / AGREED).unlink()
    (root / "in.csv").write_text("Source,Quote,Quality\nFG1,What changed?,report\n", encoding="utf-8")
    assert cmo("code", "import", "in.csv", "--yes", cwd=root).code == 0
    assert (root / AGREED).read_text("utf-8").count("coder: AB\n") == 1
    done = cmo("code", "second", "FG1", cwd=root)
    assert (done.code, "AB is the first coder of FG1" in done.err) == (2, True)
    assert "name the second coder, of CD, EF: --coder" in done.err
    cmo("code", "as", "CD", cwd=root)
    assert cmo("code", "second", "FG1", cwd=root).code == 0
    assert (root / THEIRS).exists()
    cmo("code", "as", "--forget", cwd=root)
    assert "nothing says" in cmo("code", "as", cwd=root).out


def test_who_writes_down_what_a_second_coder_coded_is_not_taken_for_that_coder(cmo, root):
    words = ("--quote", "What changed?", "--second", "--coder", "CD", "--yes")
    assert cmo("code", "add", "FG1", *words, cwd=root).code == 0
    assert cmo("code", "as", cwd=root).out.startswith("nothing says who codes here")


def test_each_who_is_logged_in_is_remembered_apart(cmo, root, monkeypatch):
    for login, initials in (("anna", "AB"), ("carl", "CD")):
        monkeypatch.setattr("getpass.getuser", lambda login=login: login)
        assert cmo("code", "as", initials, cwd=root).code == 0
    assert "CD codes here" in cmo("code", "as", cwd=root).out
    monkeypatch.setattr("getpass.getuser", lambda: "anna")
    assert "AB codes here" in cmo("code", "as", cwd=root).out
    assert "coders" not in (root / ".cmo-eval/.gitignore").read_text()
    assert cmo("code", "as", "XY", cwd=root).code == 2
    assert cmo("code", "as", "AB", "--forget", cwd=root).code == 2


def test_git_says_who_codes_where_nothing_is_remembered(cmo, root, monkeypatch):
    monkeypatch.setattr(who_codes, "configured", lambda _: "EF")
    assert cmo("code", "as", cwd=root).out == "EF codes here (git config cmo-eval.coder)\n"
    cmo("code", "as", "CD", cwd=root)
    assert who_codes.usual_coder(root) == "CD"


def test_a_terminal_is_asked_once_who_codes_and_how_good_it_is(answering, evaluation):
    root = evaluation({**FILES, AGREED: None})
    done = answering(
        "code", "add", "FG1", "--quote", "What changed?", answers=["XY", "AB", "good", "mening", "y"], cwd=root
    )
    assert done.code == 0, done.err
    text = (root / AGREED).read_text("utf-8")
    assert "coder: AB\ndefaults: {quality: opinion}\n" in text or "defaults:\n  quality: opinion\n" in text
    assert text.count("quality") == 1
    words = ("--quote", "We saw it on the table")
    assert answering("code", "add", "FG1", *words, answers=["y"], cwd=root).code == 0  # nothing is asked again
    assert api.load(root).citation("FG1-002").quality == "opinion"


def test_an_import_asks_once_a_source_and_keeps_it_with_the_source(answering, cmo, evaluation):
    root = evaluation({**FILES, AGREED: None, "sources/IN1.yaml": "id: IN1\nkind: interview\ntitle: t\n"})
    rows = "FG1,What changed?\nFG1,We saw it on the table\nIN1,Anything at all\n"
    (root / "in.csv").write_text(f"Source,Quote\n{rows}", encoding="utf-8")
    assert "it has no quality" in cmo("code", "import", "in.csv", "--dry-run", cwd=root).out
    done = answering("code", "import", "in.csv", answers=["AB", "report", "documented", "y"], cwd=root)
    assert done.code == 0, done.err
    found = api.load(root)
    assert [found.citation(id_).quality for id_ in ("FG1-001", "FG1-002", "IN1-001")] == [
        "report",
        "report",
        "documented",
    ]
    assert (root / AGREED).read_text("utf-8").count("report") == 1


def test_files_that_do_not_say_who_coded_them_are_told_in_a_line(cmo, evaluation):
    root = evaluation({**FILES, AGREED: None, "sources/IN1.yaml": "id: IN1\nkind: interview\ntitle: t\n"})
    (root / "in.csv").write_text("Source,Quote,Quality\nFG1,What changed?,report\nIN1,a,report\n", encoding="utf-8")
    out = " ".join(cmo("code", "import", "in.csv", "--dry-run", cwd=root).out.split())
    assert f"{AGREED} and 1 more do not say who coded them: --coder AB writes that into them" in out
    out = " ".join(cmo("code", "import", "in.csv", "--dry-run", "--coder", "AB", cwd=root).out.split())
    assert "not say who coded" not in out


def test_a_quality_for_all_leaves_what_says_none_as_it_is(cmo, evaluation):
    bare = "coder: AB\ncitations:\n  - {id: FG1-001, quote: What changed?}\n"
    root = evaluation({**FILES, AGREED: bare})
    (root / "in.csv").write_text("Source,Quote\nFG1,We saw it on the table\n", encoding="utf-8")
    cmo("code", "import", "in.csv", "--quality", "report", "--yes", cwd=root)
    text = (root / AGREED).read_text("utf-8")
    assert text.startswith(bare)
    assert text.count("quality: report") == 1


def test_new_sources_say_no_quality_but_the_one_that_is_given(cmo, root):
    cmo("new", "source", "--id", "IN8", "--title", "t", cwd=root)
    cmo("new", "source", "--id", "IN9", "--title", "t", "--quality", "mening", cwd=root)
    assert "defaults: {verbatim: true}\n" in (root / "sources/IN8.citations.yaml").read_text("utf-8")
    assert "defaults: {verbatim: true, quality: opinion}\n" in (root / "sources/IN9.citations.yaml").read_text("utf-8")


def test_who_is_remembered_is_proposed_where_somebody_decides_or_settles(answering, cmo, demo, root):
    cmo("code", "as", "EF", cwd=root)
    words = ("--verdict", "undecided", "--second-reader", "AB", "--rationale", "too few", "--sets-aside", "FG1-002")
    done = answering("decide", "C1", *words, answers=["", "y"], cwd=root)
    assert "Decided by (initials) [EF]" in done.err
    assert "by: EF" in (root / "claims/C1-value.yaml").read_text("utf-8")
    assert "decision on C1 needs --by" in cmo("decide", "C1", *words, "--yes", cwd=root).err  # a script says it
    cmo("code", "as", "EF", cwd=demo)
    done = answering("code", "adjudicate", "FG1-002", "--take", "CD", "--dry-run", answers=[""], cwd=demo)
    assert "Settled by (initials) [EF]" in done.err


def test_a_folder_of_its_own_that_is_a_link_is_not_written_through(cmo, root, tmp_path):
    (tmp_path / "mine").mkdir()
    (root / ".cmo-eval").symlink_to(tmp_path / "mine", target_is_directory=True)
    done = cmo("code", "as", "AB", cwd=root)
    assert (done.code, "is a link" in done.err, list((tmp_path / "mine").iterdir())) == (3, True, [])


def test_the_rest_has_no_words_of_who_may_not_be_quoted(cmo, root):
    (root / "in.csv").write_text(
        "Source,Quote,Quality\nFG1,The keys hung on a red cord near our door,report\n", encoding="utf-8"
    )
    done = cmo("code", "import", "in.csv", "--rest", "rest.csv", "--yes", cwd=root)
    text = (root / "rest.csv").read_text("utf-8-sig")
    assert "what comes nearest is on line 3" in text
    assert "ribbon" not in text + done.out + done.err


# ---- what other programs write --------------------------------------------------------------------------------------


def test_numbers_of_another_program_are_no_ids_and_block_no_row(cmo, root):
    rows = "1,FG1,What changed?,report\n2,FG1,near the door,report\n"
    (root / "in.csv").write_text(f"Id,Source,Quote,Quality\n{rows}", encoding="utf-8")
    done = cmo("code", "import", "in.csv", "--yes", cwd=root)
    assert (done.code, "2 to add" in done.out) == (0, True), done.out
    assert "ids that are numbers are of another program, and not read" in done.out
    (root / "in.csv").write_text("Id,Source,Quote,Quality\nFG2-1,FG1,red ribbon,report\n", encoding="utf-8")
    assert "FG2-1 is no id for a new citation here" in cmo("code", "import", "in.csv", "--dry-run", cwd=root).out


BOOK = """\
codes:
  - {id: lost, label: "Trust, lost", kind: theme, use: u}
  - {id: gained, label: "Trust, slowly, gained", kind: theme, use: u}
  - {id: key, label: Keys, kind: theme, use: u}
  - {id: red, kind: theme, use: u}
"""


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Trust, lost", ["lost"]),
        ("keys, trust, slowly, gained, red", ["key", "gained", "red"]),
        ("Trust, lost; Trust, slowly, gained", ["lost", "gained"]),
        ("#red, #key", ["red", "key"]),
        ("red,Trust,lost,red", ["red", "lost"]),
    ],
)
def test_labels_with_commas_stay_whole(cmo, evaluation, cell, codes):
    root = evaluation({**FILES, AGREED: "coder: AB\ncitations: []\n", "codebook.yaml": BOOK})
    (root / "in.csv").write_text(f'Source,Quote,Quality,Codes\nFG1,What changed?,report,"{cell}"\n', encoding="utf-8")
    done = cmo("code", "import", "in.csv", "--yes", cwd=root)
    assert done.code == 0, done.out
    assert list(api.load(root).citation("FG1-001").codes) == codes


def test_a_label_that_may_be_several_codes_is_asked_about(cmo, evaluation):
    book = BOOK + '  - {id: trust, kind: theme, use: u}\n  - {id: lost2, label: "red, key", kind: theme, use: u}\n'
    root = evaluation({**FILES, AGREED: "coder: AB\ncitations: []\n", "codebook.yaml": book})
    (root / "in.csv").write_text(
        'Source,Quote,Quality,Codes\nFG1,What changed?,report,"red, key"\nFG1,near the door,report,"Trust, gone"\n',
        encoding="utf-8",
    )
    out = " ".join(cmo("code", "import", "in.csv", "--dry-run", cwd=root).out.split())
    assert "'red, key' may be the code 'red, key' or several codes" in out
    assert "there is no code 'gone'" in out


def test_a_codebook_that_cannot_be_read_is_not_called_absent(cmo, evaluation):
    root = evaluation({**FILES, "codebook.yaml": "codes: [{id: key, kind: nothing}]\n"})
    done = cmo("code", "add", "FG1", "--quote", "What changed?", "--quality", "report", "--code", "key", cwd=root)
    assert "codebook.yaml cannot be read: `cmo-eval validate` says where and why" in done.err
    assert "no codes yet" not in done.err


def test_the_source_is_guessed_by_a_file_name_as_text_import_does(cmo, root):
    (root / "panel FG1 coded.csv").write_text("Quote,Quality\nWhat changed?,report\n", encoding="utf-8")
    assert "1 to add" in cmo("code", "import", "panel FG1 coded.csv", "--dry-run", cwd=root).out
