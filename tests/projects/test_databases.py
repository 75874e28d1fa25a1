"""Projects that are databases: QualCoder's, Taguette's and RQDA's; what is in them, and that nothing is changed."""

from __future__ import annotations

import json
import sqlite3

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.counting import placed
from cmo_eval.projects.project import Left
from cmo_eval.projects.reading import read_project
from cmo_eval.projects.taguette import read_page

SAID = "Vraag: hoe is het 😀 met u?\nAntwoord: beter, élke dag beter\n"


def database(path, tables):
    """A database of tables: name -> (columns, rows)."""
    connection = sqlite3.connect(path)
    for name, (columns, rows) in tables.items():
        connection.execute(f"CREATE TABLE {name} ({', '.join(columns.split())})")
        marks = ", ".join("?" for _ in columns.split())
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
    connection.commit()
    connection.close()
    return path


def shown(project):
    """Each coding that has a place: words, code, coder and memo, by their names."""
    codes = {one.id: one.name for one in project.codes}
    coders = {one.id: one.name for one in project.coders}
    return [
        (one.words, codes.get(one.coding.code), coders.get(one.coding.coder), one.coding.memo)
        for one in placed(project).placed
    ]


def tree(project):
    names = {one.id: one.name for one in project.codes}
    return [(one.name, names.get(one.parent), one.codable) for one in project.codes]


# ---- QualCoder -------------------------------------------------------------------------------------------------------


def qualcoder(folder, **more):
    at, end = SAID.index("hoe"), SAID.index("hoe") + 11
    tables = {
        "project": ("databaseversion date memo about", [("v14", "2026-03-01 10:00:00", "", "QualCoder 3.8.2")]),
        "source": (
            "id name fulltext mediapath memo owner date",
            [
                (1, "one.txt", SAID, None, "quiet", "ana", "d"),
                (2, "scan.pdf", "Zij zei niets.", "/docs/scan.pdf", "", "ana", "d"),
                (3, "map.png", None, "/images/map.png", "", "ana", "d"),
            ],
        ),
        "code_cat": (
            "catid name memo owner date supercatid",
            [(1, "all", "", "a", "d", None), (2, "part", "m", "a", "d", 1)],
        ),
        "code_name": (
            "cid name memo catid owner date color",
            [(1, "calm", "when calm", 2, "ana", "d", "#F00000"), (2, "all", "", None, "ana", "d", "red")],
        ),
        "code_text": (
            "ctid cid fid seltext pos0 pos1 owner date memo avid important",
            [
                (1, 1, 1, SAID[at:end], at, end, "ana", "2026-03-01", "why?", None, None),
                (2, 1, 1, SAID[at:end], at, end, "ben", "d", "", None, None),
                (3, 2, 1, "u?\u2029Antwoord", SAID.index("u?"), SAID.index("u?") + 11, "ana", "d", "", None, 1),
                (4, 1, 2, "niets", 8, 13, "ana", "d", None, None, None),
                (5, 9, 1, "Vraag", 0, 5, "ana", "d", "", None, None),
                (6, 1, 9, "Vraag", 0, 5, "ana", "d", "", None, None),
                (7, 1, 1, "Vraag", None, 5, "ana", "d", "", None, None),
            ],
        ),
        "annotation": ("anid fid pos0 pos1 memo owner date", [(1, 1, 0, 5, "look", "ben", "d")]),
        "cases": ("caseid name memo owner date", [(1, "Zuid", "", "ana", "d")]),
        "journal": ("jid name jentry date owner", [(1, "week 1", "x", "d", "ana")]),
        "code_image": ("imid id x1 y1 width height cid memo date owner", [(1, 3, 0, 0, 1, 1, 1, "corner", "d", "ana")]),
    }
    folder.mkdir(parents=True)
    database(folder / "data.qda", {**tables, **more})
    return folder


@pytest.mark.parametrize("part", ["", "data.qda"])
def test_a_project_of_qualcoder_is_read_from_its_folder_or_its_database(part, tmp_path):
    found = read_project(qualcoder(tmp_path / "demo.qda") / part)
    assert shown(found) == [
        ("hoe is het ", "calm", "ana", "why?"),
        ("hoe is het ", "calm", "ben", ""),
        ("u?\nAntwoord", "all", "ana", ""),
        ("niets", "calm", "ana", ""),
        ("Vraag", None, "ben", "look"),
    ]
    assert tree(found) == [
        ("all", None, False),
        ("part", "all", False),
        ("calm", "part", True),
        ("all", None, True),
    ]
    assert [(one.description, one.colour) for one in found.codes[2:]] == [("when calm", "#f00000"), ("", "")]
    assert [(one.name, one.kind) for one in found.documents] == [
        ("one.txt", "text"),
        ("scan.pdf", "pdf"),
        ("map.png", "picture"),
    ]
    assert found.origin == "QualCoder 3.8.2"
    assert "of 5 codings, 4 on the words that the file stores" in placed(found).fit
    assert found.left == (
        Left("a memo of a source", "one.txt"),
        Left("a coding of a code that is not in the file", "Vraag"),
        Left("a coding of a source that is not in the file", "Vraag"),
        Left("a passage without positions", "Vraag"),
        Left("a coded area of a picture", "corner"),
        Left("a case", "Zuid"),
        Left("a journal", "week 1"),
    )


def test_ids_stay_for_a_project_and_differ_between_projects(tmp_path):
    first, again = (read_project(qualcoder(tmp_path / name)) for name in ("a", "b"))
    later = ("databaseversion date memo about", [("v14", "2026-04-01", "", "QualCoder 3.8.2")])
    other = read_project(qualcoder(tmp_path / "c", project=later))
    assert first == again
    ids = {one.id for one in first.codings} | {one.id for one in first.codes} | {one.id for one in first.documents}
    assert len(ids) == 5 + 4 + 3
    assert not ids & {one.id for one in (*other.codings, *other.codes, *other.documents)}


def test_a_database_is_left_as_it_is_and_nothing_is_put_beside_it(tmp_path):
    folder = qualcoder(tmp_path / "demo.qda")
    with sqlite3.connect(folder / "data.qda") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = (folder / "data.qda").read_bytes()
    (folder / "data.qda").chmod(0o444)
    folder.chmod(0o555)
    try:
        assert len(read_project(folder).codings) == 5
    finally:
        folder.chmod(0o755)
    assert (folder / "data.qda").read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["data.qda"]
    # changes that are not in the file yet would be missed
    (folder / "data.qda-wal").write_bytes(b"x")
    with pytest.raises(CmoEvalError, match="not all of it is in the file: data") as caught:
        read_project(folder)
    assert "close the program" in caught.value.hint


# ---- RQDA ------------------------------------------------------------------------------------------------------------


def test_a_project_of_rqda_is_read_without_what_was_deleted(tmp_path):
    start, end = SAID.index("élke"), SAID.index("élke") + 8
    file = database(
        tmp_path / "a.rqda",
        {
            "project": ("databaseversion date dateM memo", [("0.2", "Sat", None, None)]),
            "source": (
                "name id file memo owner date dateM status",
                [("one", 1, SAID, None, "ana", "d", None, 1), ("old", 2, "weg", None, "ana", "d", None, 0)],
            ),
            "freecode": (
                "name memo owner date dateM id status color",
                [("calm", "m", "ana", "d", None, 1, 1, "#00FF00"), ("old", None, "ana", "d", None, 2, 0, None)],
            ),
            "codecat": (
                "name cid catid owner date dateM memo status",
                [("all", None, 1, "ana", "d", None, "", 1), ("else", None, 2, "ana", "d", None, "", 1)],
            ),
            "treecode": (
                "cid catid date dateM memo status owner",
                [(1, 2, "d", None, None, 0, "a"), (1, 1, "d", None, None, 1, "a"), (1, 2, "d", None, None, 1, "a")],
            ),
            "coding": (
                "cid fid seltext selfirst selend status owner date memo",
                [
                    (1, 1, SAID[start:end], float(start), float(end), 1, "ana", "d", "m"),
                    (1, 1, "Vraag: hoe is het\nmet u? " * 9, 0.0, 5.0, -1, "ana", "d", None),
                    (1.0, 1, "hoe is", 7.0, 13.0, 1, "ben", "d", None),
                    (2, 1, "hoe", 7.0, 10.0, 1, "ben", "d", None),
                    (1, 1, "hoe", 7.5, 10.0, 1, "ben", "d", None),
                ],
            ),
        },
    )
    found = read_project(file)
    assert shown(found) == [("élke dag", "calm", "ana", "m"), ("hoe is", "calm", "ben", "")]
    assert tree(found) == [("all", None, False), ("else", None, False), ("calm", "all", True)]
    assert [one.name for one in found.documents] == ["one"]
    assert found.left == (
        Left("a further category of a code", "2"),
        Left("a source that was deleted", "old"),
        Left(
            "a coding that was deleted",
            "Vraag: hoe is het met u? Vraag: hoe is het met u? Vraag: hoe is het met u? Vraa…",
        ),
        Left("a coding of a code that is not in the file", "hoe"),
        Left("a passage without positions", "hoe"),
    )


# ---- Taguette --------------------------------------------------------------------------------------------------------

PAGE = "\n<p>Café: on<b>gelo</b>felijk 😀 goed.</p><p>En toch &amp; nog</p>\n<ul><li>één</li><li>twee</li></ul>"
OWN = "Café: ongelofelijk 😀 goed.En toch & nog\nééntwee"  # the words as Taguette counts them


def taguette(path, projects=1):
    def at(words):
        start = len(OWN[: OWN.index(words)].encode())
        return start, start + len(words.encode())

    highlights = [
        (1, 1, *at("ongelofelijk"), "<p>on<b>gelo</b>felijk</p>"),
        (2, 1, *at("goed.En toch"), "<p>goed.</p><p>En toch</p>"),
        (3, 1, *at("En toch"), "<p>En toch</p>"),
        (4, 1, *at("één"), "<ul><li>één</li></ul>"),
        (5, 1, *at("twee"), "<ul><li>twee</li></ul>"),
    ]
    commands = [
        (1, "2026-03-01", "ana", 1, 1, json.dumps({"type": "highlight_add", "highlight_id": 1})),
        (2, "2026-03-02", "ben", 1, 1, json.dumps({"type": "highlight_add", "highlight_id": 1})),
        (3, "2026-03-03", "ben", 1, 1, json.dumps({"type": "highlight_add", "highlight_id": 2})),
        (4, "2026-03-03", "ben", 1, 1, "no json"),
        (5, "2026-03-03", "ben", 1, 1, "[]"),
    ]
    return database(
        path,
        {
            "projects": ("id name description created", [(n, f"p{n}", "", "2026") for n in range(projects)]),
            "documents": ("id name description filename project_id contents", [(1, "one", "on it", "f", 1, PAGE)]),
            "tags": ("id project_id path description", [(1, 1, "trust.staff", "t"), (2, 1, "mood", "")]),
            "highlights": ("id document_id start_offset end_offset snippet", highlights),
            "highlight_tags": ("highlight_id tag_id", [(1, 2), (1, 1), (2, 1), (4, 1), (5, 9)]),
            "commands": ("id date user_login project_id document_id payload", commands),
        },
    )


def test_a_project_of_taguette_is_read_by_bytes_of_the_words_of_its_pages(tmp_path):
    found = read_project(taguette(tmp_path / "a.sqlite3"))
    assert shown(found) == [
        ("ongelofelijk", "trust.staff", "ana", ""),
        ("ongelofelijk", "mood", "ana", ""),
        ("goed.\nEn toch", "trust.staff", "ben", ""),
        ("En toch", None, None, ""),
        ("één", "trust.staff", None, ""),
        ("twee", None, None, ""),
    ]
    assert placed(found).rule.unit == "bytes"
    assert "of 6 codings, 6 on the words that the file stores" in placed(found).fit
    assert found.documents[0].text == "Café: ongelofelijk 😀 goed.\nEn toch & nog\néén\ntwee"
    assert len({one.id for one in found.codings}) == 6
    assert found.left == (
        Left("a memo of a source", "one"),
        Left("a coding of a code that is not in the file", "5"),
    )


def test_several_projects_of_taguette_in_one_database_are_refused(tmp_path):
    with pytest.raises(CmoEvalError, match=r"a.sqlite3: it holds 2 projects \(p0, p1\)") as caught:
        read_project(taguette(tmp_path / "a.sqlite3", 2))
    assert "export one of them" in caught.value.hint


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>a</p>\r\n<p>b</p>", "a\nb"),
        ("<p>a<br>b</p>", "a\nb"),
        ("  <p> a </p><p> b</p>", " a \n b"),
        ("<!-- no --><p>a</p><div></div><div>b</div>\n", "a\nb\n"),
        ("a &lt; b", "a < b"),
        ("<p><i>a</i>b</p>", "ab"),
        ("", ""),
    ],
)
def test_a_page_has_a_line_end_between_its_blocks(page, words):
    assert read_page(page).text == words


# ---- files that are no such thing ------------------------------------------------------------------------------------


def test_what_is_no_project_is_refused(tmp_path):
    with pytest.raises(CmoEvalError, match="no project that is read") as caught:
        read_project(database(tmp_path / "other.sqlite", {"birds": ("id name", [])}))
    assert "QualCoder" in caught.value.hint
    whole = qualcoder(tmp_path / "demo.qda") / "data.qda"
    (tmp_path / "cut.qda").write_bytes(whole.read_bytes()[:9000])
    with pytest.raises(CmoEvalError, match=r"cut\.qda: it ends too early: [\d,]+ of its bytes are not in") as caught:
        read_project(tmp_path / "cut.qda")
    assert "copy it again" in caught.value.hint
    (tmp_path / "header.qda").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(CmoEvalError, match=r"header\.qda: it is damaged"):
        read_project(tmp_path / "header.qda")


def test_damage_at_any_place_is_said(tmp_path):
    whole = (qualcoder(tmp_path / "demo.qda") / "data.qda").read_bytes()
    at = whole.index(b"CREATE TABLE source")
    for content in (whole[:at] + b"\xf7\xfa\xa9" + whole[at + 3 :], whole[:100] + b"\xfe" * 60 + whole[160:]):
        (tmp_path / "bad.qda").write_bytes(content)
        with pytest.raises(CmoEvalError, match=r"bad\.qda: it is damaged"):
            read_project(tmp_path / "bad.qda")


def test_a_database_that_ends_at_any_place_is_refused(tmp_path):
    whole = (qualcoder(tmp_path / "demo.qda") / "data.qda").read_bytes()
    for number in range(50):
        (tmp_path / "bad.qda").write_bytes(whole[: len(whole) * number // 50])
        with pytest.raises(CmoEvalError, match=r"^bad\.qda: ") as caught:
            read_project(tmp_path / "bad.qda")
        assert caught.value.hint


def test_a_view_is_no_table_and_values_of_any_kind_are_read(tmp_path):
    file = qualcoder(tmp_path / "demo.qda") / "data.qda"
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE annotation")
        connection.execute(
            "CREATE VIEW annotation AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT * FROM n"
        )
        connection.execute("UPDATE code_name SET name = X'FF00', memo = 3")
        connection.execute("UPDATE code_text SET pos0 = '7', memo = 3.5 WHERE ctid = 1")
        connection.execute("UPDATE source SET fulltext = X'00' WHERE id = 2")
    connection.close()
    found = read_project(file)
    assert [one.memo for one in found.codings] == ["3.5", "", "", ""]
    assert found.codings[0].start == 7
    assert found.documents[1].text is None
