"""The table lies outside the evaluation, for its owner only; what it says that cannot be is refused, with the row."""

from __future__ import annotations

import os
import re
import stat

import pytest
from village import TABLE, TEXT, bytes_of, table, village

from cmo_eval.edits.pseudonyms.table import read_table
from cmo_eval.errors import UsageError

COMMAND = ("text", "pseudonymise")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{pseudonym: Bas, forms: []}", "row 1 has no forms"),
        ("{pseudonym: Bas, forms: ['']}", "row 1 has no forms"),
        ("{pseudonym: Bas, forms: ['.*']}", "row 1 has the form"),
        ("{pseudonym: Bas, forms: [J]}", "row 1 has the form"),
        ("{pseudonym: '', forms: [Jan]}", "row 1 has no pseudonym"),
        ("{pseudonym: '...', forms: [Jan]}", "row 1 has no pseudonym"),
        ("{pseudonym: 'B<b>', forms: [Jan]}", "the pseudonym holds '<'"),
        ('{pseudonym: "B: a", forms: [Jan]}', "the pseudonym holds ':'"),
        ("{pseudonym: Jan, forms: [Jan]}", "Jan is, or holds, a name of row 1"),
        ("{pseudonym: Jans, forms: [Jan]}", "Jans is, or holds, a name of row 1"),
        ("{pseudonym: Piet de Vries, forms: [Marijke de Vries]}", "Piet de Vries is, or holds, a name of row 1"),
        ("{pseudonym: Bas, forms: [Jan], kind: dog}", "row 1 has the kind 'dog'"),
        ("{pseudonym: Bas, forms: [Jan], accept: perhaps}", "row 1 has 'perhaps' under accept"),
        ("{pseudonym: Bas, forms: [Jan], where: ['FG1:a-b']}", "row 1 says 'FG1:a-b' under where"),
        ("{pseudonym: Bas, forms: [Jan], wher: [FG1]}", "row 1 has 'wher'"),
        ("{pseudonym: Bas, forms: [Jan]}\n  - {pseudonym: bas, forms: [Piet]}", "rows 1 and 2 have the pseudonym"),
        ("{pseudonym: Tom, forms: [Jan]}\n  - {pseudonym: Bas, forms: [tom]}", "Tom is, or holds, a name of row 2"),
        ("{pseudonym: Tom, forms: [Jan]}\n  - {pseudonym: Bas, forms: [Tom]}", "Tom is, or holds, a name of row 2"),
        ("{pseudonym: Ame\u0301lie, forms: [Jan]}\n  - {pseudonym: Bas, forms: [Amélie]}", "a name of row 2"),
        ("Jan", "no table of pseudonyms"),
        ("{pseudonym: [Q], forms: [Jan]}", "row 1 has a list as its pseudonym"),
        ("{pseudonym: Q, forms: {a: b}}", "row 1 has no forms"),
    ],
)
def test_a_row_that_cannot_be_is_refused(tmp_path, row, message):
    path = table(tmp_path, f"names:\n  - {row}\n")
    with pytest.raises(UsageError) as error:
        read_table(path)
    assert message in str(error.value)


def test_a_spreadsheet_says_the_same(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(
        '\ufeffaccept;pseudonym;kind;forms;where;sure\nyes;Bas;;Jan de Wit\n;Tom;person;"Piet; Pietje";FG1:2;Pietje\n'
        "no;;word;Will;;\n;;done;FG1; FG2;;\n".replace("FG1; FG2", '"FG1; FG2"'),
        encoding="utf-8",
    )
    read = read_table(path)
    assert [(row.name.pseudonym, row.name.forms, row.accepted) for row in read.rows] == [
        ("Bas", ("Jan de Wit",), True),
        ("Tom", ("Piet", "Pietje"), None),
        ("", ("Will",), False),
    ]
    assert (read.done, read.undecided) == (frozenset({"FG1", "FG2"}), 1)


def test_the_table_may_not_travel_with_the_evaluation(tmp_path, cmo):
    root = village(tmp_path)
    (tmp_path / ".git").mkdir()
    for place, where in (
        (root / "names.yaml", "in the evaluation's own folder"),
        (tmp_path / "names.yaml", "in the git repository of the evaluation"),
    ):
        ran = cmo(*COMMAND, "--suggest", "--table", place, "--project", root)
        assert (ran.code, where in ran.err, place.exists()) == (2, True, False)
    (tmp_path / ".git").rmdir()
    ran = cmo(*COMMAND, "--suggest", "--table", tmp_path / "texts" / "names.yaml", "--project", root)
    assert (ran.code, "in the folder of the transcripts" in " ".join(ran.err.split())) == (2, True)
    ran = cmo(*COMMAND, "--project", root, XDG_DATA_HOME=str(tmp_path / "data"))
    assert (ran.code, "there is no table of names" in ran.err) == (2, True)


def test_suggestions_are_written_decided_on_and_applied(tmp_path, cmo):
    root = village(tmp_path, TEXT + "R1: De heer Post belde Tineke, en Tineke belde Achmed.\n")
    before = bytes_of(tmp_path)
    where = {"XDG_DATA_HOME": str(tmp_path / "data" / "safe")}
    ran = cmo(*COMMAND, "--suggest", "--project", root, **where)
    assert (ran.code, bytes_of(tmp_path)) == (0, before)
    (path,) = (tmp_path / "data/safe/cmo-eval/pseudonyms").iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    read = read_table(path)
    assert {row.accepted for row in read.rows} == {None}
    forms = {form for row in read.rows for form in row.name.forms}
    assert {"Marijke de Vries", "René", "Stichting De Brug", "Post", "Tineke", "Achmed"} <= forms
    assert "Januari" not in forms
    assert "gaan door" not in path.read_text(), "no words around the names"

    ran = cmo(*COMMAND, "--dry-run", "--project", root, **where)
    assert (ran.code, "suggestions of the table are not decided" in ran.out) == (0, True)
    path.write_text("# mine\n" + path.read_text().replace("accept: maybe", "accept: yes"))
    ran = cmo(*COMMAND, "--suggest", "--project", root, **where)
    assert "nothing more to suggest" in ran.err
    ran = cmo(*COMMAND, "--yes", "--project", root, **where)
    assert ran.code == 1, ran.err
    assert "'Post' is a name of row" in ran.err
    assert bytes_of(tmp_path) == before
    path.write_text(path.read_text().replace("forms: [Post]", "forms: [Post]\n    sure: [Post]"))
    ran = cmo(*COMMAND, "--yes", "--project", root, **where)
    assert ran.code == 0
    assert re.search(r"`pseudonymised` follow in: .*sources/FG1\.citations\.yaml", " ".join(ran.out.split()))
    assert "nothing more to suggest" in cmo(*COMMAND, "--suggest", "--project", root, **where).err
    ran = cmo(*COMMAND, "--yes", "--project", root, **where)
    assert (ran.out, "no name of the table is left" in ran.err) == ("", True)
    text = (tmp_path / "texts/FG1.txt").read_text()
    assert not [form for form in forms if form in text]
    assert path.read_text().startswith("# mine\n")
    assert read_table(path).done == frozenset({"FG1"})

    ran = cmo("undo", "--dry-run", "--project", root)
    assert ("this undoes: text pseudonymise" in ran.err, "Tineke" in ran.out + ran.err) == (True, False)
    ran = cmo(*COMMAND, "--check", "--project", root, **where)
    assert (ran.code, "what undo keeps" in ran.out + ran.err) == (1, True)
    assert cmo(*COMMAND, "--clear-undo", "--yes", "--project", root, **where).code == 0
    ran = cmo(*COMMAND, "--check", "--project", root, **where)
    assert (ran.code, "is left in the files, in undo or in git" in ran.err) == (0, True)


def test_a_diff_says_that_names_are_replaced_and_tells_nothing_of_who_withdrew(tmp_path, cmo):
    root, path = village(tmp_path), table(tmp_path)
    ran = cmo(*COMMAND, "--table", path, "--dry-run", "--project", root)
    assert ("+pseudonymised: true" in ran.out, "[not shown]" in ran.out) == (True, False)
    (record := root / "sources/FG1.yaml").write_text(record.read_text() + "withdrawn: 2026-11-01\n")
    ran = cmo(*COMMAND, "--table", path, "--dry-run", "--project", root)
    shown = ran.out.partition("+++ sources/FG1.yaml")[2].partition("--- ")[0]
    assert ("+pseudonymised: true" in shown, "[not shown]" in shown, "Talk with" in shown) == (True, False, False)


def test_without_somebody_to_ask_nothing_is_written(tmp_path, cmo):
    root = village(tmp_path)
    path = table(tmp_path, TABLE)
    before = bytes_of(tmp_path)
    for options, code in ((("--dry-run",), 0), ((), 1)):
        ran = cmo(*COMMAND, "--table", path, "--project", root, *options)
        assert ran.code == code
        assert "+R1: Karin begon ermee. Karins moeder, mevrouw Karin, deed mee." in ran.out
        assert bytes_of(tmp_path) == before
    assert cmo(*COMMAND, "--suggest", "--check", "--project", root).code == 2
    assert cmo(*COMMAND, "--deduce", "--project", root).code == 2


def test_validate_and_text_import_look_for_the_names_of_the_table(tmp_path, cmo):
    root = village(tmp_path, "R1: Nora kwam.\n", ("Nora kwam.",))
    rows = (
        "{pseudonym: Bas, forms: [Nora]}",
        "{pseudonym: Ine, forms: [Will], sure: [Will]}",
        "{accept: maybe, pseudonym: P, forms: [kwam]}",
    )
    path = table(tmp_path, "names:\n" + "".join(f"  - {row}\n" for row in rows))
    evaluation = root / "evaluation.yaml"
    evaluation.write_text(evaluation.read_text() + f"names: {path}\n")
    ran = cmo("validate", "--project", root, "--select", "CMO506,CMO508", "--format", "json")
    assert ran.out.count("holds a name of the list (N…)") == 2, ran.out
    assert "(K…)" not in ran.out
    (tmp_path / "FG1.txt").write_text("R1: Nora and Will came.\n")
    ran = cmo("text", "import", tmp_path / "FG1.txt", "--project", root, "--dry-run", columns=200)
    assert "names from the list of names stand in line 1" in ran.err
    assert "`cmo-eval text pseudonymise` puts pseudonyms" in ran.err
    path.write_text("names: [")
    ran = cmo("validate", "--project", root, "--select", "CMO508")
    assert "names are not looked for" in ran.out


def test_a_source_with_a_name_of_the_table_is_in_no_brief_whatever_its_file_says(tmp_path, cmo):
    root = village(tmp_path, "R1: Nora kwam.\n", ("Nora kwam.",))
    path = table(tmp_path, "names:\n  - {pseudonym: Bas, forms: [Nora]}\n")
    evaluation, source = root / "evaluation.yaml", root / "sources/FG1.yaml"
    evaluation.write_text(evaluation.read_text() + f"names: {path}\n")
    source.write_text(source.read_text() + "pseudonymised: true\nconsent: {models: any}\n")
    brief = ("code", "brief", "FG1", "-o", tmp_path / "b.md", "--model-is", "any", "--project", root)
    looked = ("validate", "--project", root, "--select", "CMO506")
    assert "holds a name of the list (N…)" in cmo(*looked).out
    ran = cmo(*brief)
    assert (ran.code, (tmp_path / "b.md").exists(), "Nora" in ran.out + ran.err) == (2, False, False)
    assert cmo(*COMMAND, "--yes", "--table", path, "--project", root).code == 0
    assert "CMO506" not in cmo(*looked).out
    assert cmo(*brief).code == 0
    assert "Bas kwam." in (tmp_path / "b.md").read_text()
