"""A cache that is damaged costs time, and changes nothing that is said."""

import sqlite3

import pytest
from edited import Folder

from cmo_eval import api
from cmo_eval.formats.verification_json import verification_data

CLAIM = "claims/C1-value.yaml"


@pytest.fixture
def kept(tmp_path):
    """A folder with findings and a comment to the tool, all in the cache."""
    folder = Folder(tmp_path / "evaluation")
    folder.swap(CLAIM, "id: C1", "# cmo: ignore[CMO104] known\nid: C1")
    folder.swap("sources/FG2.yaml", "kind: ", "withdrawn: 1999\nkind: ")
    api.validate(folder.root, cache=True)
    with sqlite3.connect(folder.root / ".cmo-eval/cache.sqlite") as db:
        assert db.execute("SELECT count(findings), sum(commented) FROM files").fetchone() > (0, 0)
    return folder


def damage(folder, statement, *values):
    with sqlite3.connect(folder.root / ".cmo-eval/cache.sqlite") as db:
        assert db.execute(statement, values).rowcount
        db.execute("DELETE FROM answers")


def nothing(_folder):
    pass


def one_gone(folder):
    folder.away("patterns/P2-word.yaml")


def one_changed(folder):
    folder.swap(CLAIM, "[P1]", "[P9]")


def one_worded_anew(folder):
    folder.swap("patterns/P1-scan.yaml", "title: ", "title: On ")


AFTERWARDS = pytest.mark.parametrize("afterwards", [nothing, one_gone, one_changed, one_worded_anew])


def said(folder):
    root = folder.root
    found = api.validate(root)
    assert api.validate(root, cache=True) == found
    assert api.validate(root, cache=True) == found
    assert verification_data(api.load(root, cache=True).verify()) == verification_data(api.load(root).verify())


@AFTERWARDS
@pytest.mark.parametrize("blob", [b"", b"\0", b"a\0b\0c", "a\0b", "", None, 5, 0.5, b"\xff\0\xff", b"x" * 999])
def test_stamps_that_are_none(kept, blob, afterwards):
    damage(kept, "UPDATE meta SET value = ? WHERE key = 'stamps'", blob)
    afterwards(kept)
    said(kept)


@AFTERWARDS
@pytest.mark.parametrize("left", [1, 20, 1000, 2000, -1, -9, -60])
def test_stamps_that_are_cut(kept, left, afterwards):
    damage(
        kept, "UPDATE meta SET value = substr(value, 1, (length(value) + ?) % length(value)) WHERE key='stamps'", left
    )
    afterwards(kept)
    said(kept)


@AFTERWARDS
@pytest.mark.parametrize("which", ["", f" WHERE path = '{CLAIM}'", " WHERE path LIKE 'sources/%'"])
@pytest.mark.parametrize("table", ["files", "facts", "columns"])
def test_rows_that_are_gone_though_the_stamp_is_there(kept, table, which, afterwards):
    if table == "columns" and CLAIM in which:
        pytest.skip("a claim has none")
    damage(kept, f"DELETE FROM {table}{which}")  # noqa: S608 - our own tables
    afterwards(kept)
    said(kept)


@AFTERWARDS
@pytest.mark.parametrize("table", ["files", "facts", "columns", "prints"])
def test_a_table_that_is_gone(kept, table, afterwards):
    with sqlite3.connect(kept.root / ".cmo-eval/cache.sqlite") as db:
        db.execute(f"DROP TABLE {table}")
        db.execute("DELETE FROM answers")
    afterwards(kept)
    said(kept)


@AFTERWARDS
@pytest.mark.parametrize("data", ["", "[1", "5", "null", '["a"]', b"\xff"])
@pytest.mark.parametrize(("table", "column"), [("files", "findings"), ("facts", "data"), ("columns", "data")])
def test_values_that_are_none(kept, table, column, data, afterwards):
    damage(kept, f"UPDATE {table} SET {column} = ?", data)  # noqa: S608 - our own tables
    afterwards(kept)
    said(kept)


@AFTERWARDS
@pytest.mark.parametrize("value", [None, "", "[", "5", "[]", b"\xff", 5])
@pytest.mark.parametrize("key", ["program", "turn", "rules"])
def test_what_is_said_of_the_whole_and_is_none(kept, key, value, afterwards):
    damage(kept, "UPDATE meta SET value = ? WHERE key = ?", value, key)
    afterwards(kept)
    said(kept)
