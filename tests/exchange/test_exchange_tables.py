"""Tables of coded passages taken in: their words found in transcripts, once and for certain, or named as left out."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import sqlite3
import zipfile

import openpyxl
import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.exported import unnumbered
from cmo_eval.projects.reading import read_project
from cmo_eval.store.yaml_io import read
from refi_files import packed
from word_documents import p, word

TALK = (
    "INT: How was the waiting?\n\nr1: Long. We waited so long that we left.\nINT: And then?\n"
    "r1: They listen, always.\nr2: They listen to nobody.\nr1: Long.\n"
)
TEXTS = {
    "evaluation.yaml+": "texts: texts\n",
    "texts/FG1.txt": TALK,
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: Panel of March
group: staff
text: FG1.txt
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: clerk, group: staff, consent: quote}
""",
    "sources/FG1.citations.yaml": None,
}
MAXQDA = ["Color", "Document group", "Document name", "Code", "Begin", "End", "Weight score", "Segment", "Created by"]


@pytest.fixture
def root(evaluation):
    return evaluation(TEXTS)


def xlsx(path, headers, *rows, before=()):
    """A workbook of one sheet; `before` are rows above the headers."""
    book = openpyxl.Workbook()
    for row in (*before, headers, *rows):
        book.active.append(row)
    book.save(path)
    return path


def table(path, headers, *rows, delimiter=",", mark="", end="\r\n"):
    """A table as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([headers, *rows])
    path.write_bytes(f"{mark}{out.getvalue()}".encode())
    return path


def rows_of(project):
    """What the codings say: document, words, code with those above it, coder, memo."""
    codes = {one.id: one for one in project.codes}
    documents = {one.id: one.name for one in project.documents}
    coders = {one.id: one.name for one in project.coders}

    def path(id_):
        return "" if id_ is None else "/".join(filter(None, (path(codes[id_].parent), codes[id_].name)))

    return [
        (documents[one.document], one.words, path(one.code), coders.get(one.coder, ""), one.memo)
        for one in project.codings
    ]


def left_of(project):
    return {(one.cause, one.what) for one in project.left}


def maxqda(words, code="Waiting", begin=3, document="FG1", coder="Ana", weight=0):
    return ["●", "Talks", document, code, begin, begin, weight, words, coder]


def quotes(root, file="FG1.citations.yaml"):
    found = read((root / "sources" / file).read_text(encoding="utf-8")).value["citations"]
    return [(one["quote"], one.get("at", {}).get("line"), one.get("codes")) for one in found]


# ---- what programs write ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        MAXQDA,
        ["Colour", "Document group", "Document name", "Code", "Beginning", "End", "Weight", "Segment", "Author"],
        ["Farbe", "Dokumentgruppe", "Dokumentname", "Code", "Anfang", "Ende", "Gewicht", "Segment", "Erstellt von"],
    ],
)
def test_segments_of_maxqda(headers, tmp_path):
    rows = [
        maxqda("We waited so long", "Care > Waiting", weight=2),
        maxqda("They listen", "Care", "2:130", coder=""),
        maxqda("", "Care"),
    ]
    project = read_project(xlsx(tmp_path / "a.xlsx", headers, *rows))
    assert project.origin == "MAXQDA"
    assert rows_of(project) == [
        ("FG1", "We waited so long", "Care/Waiting", "Ana", "weight of Waiting: 2"),
        ("FG1", "They listen", "Care", "", ""),
    ]
    assert [(one.line, one.page) for one in project.codings] == [(3, ""), (0, "2")]
    unread = {("a column of the table that is not read", "Colour")} if headers[0] == "Colour" else set()
    assert left_of(project) == {("a passage without words", "FG1: Care"), *unread}


def test_weights_that_are_all_alike_say_nothing(tmp_path):
    project = read_project(xlsx(tmp_path / "a.xlsx", MAXQDA, *[maxqda(one, weight=100) for one in ("a", "b")]))
    assert [one.memo for one in project.codings] == ["", ""]


def test_a_path_of_codes_has_one_mark_between_them(tmp_path):
    """An older form has a stroke; in a newer one it belongs to the name."""
    older = read_project(xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("x", "Care\\Waiting"), maxqda("y", "Care\\A>B")))
    assert [row[2] for row in rows_of(older)] == ["Care/Waiting", "Care/A>B"]
    newer = read_project(xlsx(tmp_path / "b.xlsx", MAXQDA, maxqda("x", "Care > and\\or"), maxqda("y", "Care")))
    assert [row[2] for row in rows_of(newer)] == ["Care/and\\or", "Care"]


def test_a_whole_project_of_maxqda_as_a_workbook(root, tmp_path, cmo):
    """The sheets of a project in Excel, as the German program writes them; an empty column is no loss."""
    book = openpyxl.Workbook()
    codes = book.active
    codes.title = "Liste der Codes"
    codes.append(["Codesystem", None])
    codes.append(["Trust", 2])
    book.create_sheet("Links").append(["Dokument 1", "Memo 1"])
    sheet = book.create_sheet("Codierte Segmente")
    sheet.append(
        ["Farbe", "Dokumentname", "Code", "Gewicht", "Segment", "Erstellt von", "Erstellt am", "Memos", "Extra"]
    )
    sheet.append(["●", "FG1", "Trust", 0, "We waited so long", "guest", "22.05.24 16:41:02", "\xa0", "said"])
    sheet.append(["●", "FG1", "Trust", 0, "we left", "guest", "5/22/2024 4:41 PM", None, None])
    book.save(tmp_path / "a.xlsx")
    project = read_project(tmp_path / "a.xlsx")
    assert [one.date for one in project.codings] == ["2024-05-22", "5/22/2024 4:41 PM"]
    sheets = ("a sheet of the workbook that is not read", "Liste der Codes")
    assert left_of(project) == {sheets, ("a column of the table that is not read", "Extra")}
    cmo("exchange", "import", tmp_path / "a.xlsx", "--yes", cwd=root)
    found = read((root / "sources/FG1.citations.yaml").read_text()).value["citations"]
    assert [one.get("coded") for one in found] == ["2024-05-22", None]


def test_each_row_is_a_coding(tmp_path):
    project = read_project(xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("x"), maxqda("x"), maxqda("x", begin=4)))
    assert len({one.id for one in project.codings}) == 3


def test_a_column_that_stands_there_twice_counts_once(tmp_path):
    """With variables, MAXQDA writes the name of the document a second time, and a column for each code."""
    headers = [*MAXQDA, "Dokumentname", "Document name", "Code: Care > Waiting", "Region"]
    project = read_project(xlsx(tmp_path / "a.xlsx", headers, [*maxqda("x"), "?", "?", 1, "North"]))
    assert rows_of(project) == [("FG1", "x", "Waiting", "Ana", "")]
    assert left_of(project) == {("a column of the table that is not read", "Region")}


def test_excerpts_of_dedoose(tmp_path):
    headers = ["Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined"]
    headers += [
        f"Code: {code} {what}" for code in ("Care", "Care\\Waiting, long") for what in ("Applied", "Range", "Weight")
    ]
    rows = [
        ["FG1.docx", "0-4", "ana", "We waited", "Waiting, long", False, None, None, True, "0-3", 2],
        ["rep.pdf", "Page 2: 5-9", "ana", "care", "Care, Waiting, long", True, "0-0", 0, True, "0-3", 0],
        ["rep.pdf", "Page 3: 5-9", "ben", "none", "", False, None, None, False, None, None],
    ]
    expected = [
        ("FG1.docx", "We waited", "Care/Waiting, long", "ana", "weight of Waiting, long: 2"),
        ("rep.pdf", "care", "Care", "ana", ""),
        ("rep.pdf", "care", "Care/Waiting, long", "ana", ""),
        ("rep.pdf", "none", "", "ben", ""),
    ]
    for made in (xlsx(tmp_path / "a.xlsx", headers, *rows), table(tmp_path / "a.csv", headers, *rows)):
        project = read_project(made)
        assert rows_of(project) == expected
        assert [(one.start, one.end, one.page) for one in project.codings[:2]] == [(0, 9, ""), (-1, -1, "2")]
        assert not project.left
    without = [at for at, header in enumerate(headers) if "Weight" not in header]
    lighter = read_project(table(tmp_path / "c.csv", *[[row[at] for at in without] for row in (headers, *rows)]))
    assert [one.memo for one in lighter.codings] == [""] * 4
    made = xlsx(tmp_path / "b.xlsx", headers[:5], *[row[:5] for row in rows])
    with pytest.raises(CmoEvalError, match=r"b\.xlsx: its codes stand in one column") as caught:
        read_project(made)
    assert "a column for each code" in caught.value.hint


def test_quotations_of_atlas_ti(tmp_path):
    headers = ["ID", "Document", "Quotation Name", "Quotation Content", "Comment", "Codes", "Reference", "Density"]
    headers += ["Created by", "Created"]
    row = ["1:1", "FG1.docx", "We waited…", "We waited so", "why?", "Care: long, slow\nTrust", "3", 2, "Ana", "?"]
    project = read_project(xlsx(tmp_path / "a.xlsx", headers, row, ["1:2", "FG1.docx", "x", "Long", None, None]))
    assert rows_of(project) == [
        ("FG1.docx", "We waited so", "Care: long, slow", "Ana", "why?"),
        ("FG1.docx", "We waited so", "Trust", "Ana", "why?"),
        ("FG1.docx", "Long", "", "", ""),
    ]
    assert not project.left


def test_a_report_of_qualcoder(tmp_path):
    headers = ["File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Category"]
    rows = [
        ["Talk", "ana", "They listen.\nAlways.", "ctid:1", "staff", "so", "trust", "relations"],
        ["Talk", "ana", "Fine.", "ctid:2", "mood", ""],
        ["Talk", "ana", "image", "imid:3", "mood", ""],
    ]
    project = read_project(table(tmp_path / "a.csv", headers, *rows, mark="\ufeff"))
    assert rows_of(project) == [
        ("Talk", "They listen.\nAlways.", "relations/trust/staff", "ana", "so"),
        ("Talk", "Fine.", "mood", "ana", ""),
    ]
    assert left_of(project) == {("a coded area of a picture, or time of a recording", "Talk: mood")}


def test_a_variable_is_no_category_of_qualcoder(tmp_path):
    """In CSV the cells of a code with fewer categories than others move to the left; in a workbook they do not."""
    headers = ["Case", "Filename", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Category"]
    headers += ["FileVar_place", "CaseVar_age"]
    first = ["Ann", "Talk", "ana", "a", "ctid:1", "staff", "", "trust", "relations", "Rome", "34"]
    moved = ["Ann", "Talk", "ana", "b", "ctid:2", "mood", "", "feelings", "Rome", "34"]
    stays = [*moved[:8], None, *moved[8:]]
    bare = ["Ann", "Talk", "ana", "c", "ctid:3", "mood", "", "feelings"]
    expected = [("Talk", "a", "relations/trust/staff", "ana", ""), ("Talk", "b", "feelings/mood", "ana", "")]
    expected.append(("Talk", "c", "feelings/mood", "ana", ""))
    csv_ = table(tmp_path / "a.csv", headers, first, moved, [*bare, "", ""])
    for made in (csv_, xlsx(tmp_path / "a.xlsx", headers, first, stays, bare)):
        project = read_project(made)
        assert rows_of(project) == expected
        assert {one.what for one in project.left} == {"FileVar_place", "CaseVar_age"}


NODE = """\
\ufeffFiles\\\\Talks\\\\FG1 - § 2 references coded [ 14.76% Coverage]
Reference 1 - 3.98% Coverage
We waited so long that
we left.
Reference 2 - 9.12% Coverage
They listen, always.
<Internals\\Old\\rep> - § 1 reference coded  [4,77% Coverage]

Reference 1 - 4,77% Coverage

Page 1 : (64,44) - (546,135)
Files\\\\New\\\\rep - § 1 reference coded [ 1.00% Coverage]
Reference 1 - 1.00% Coverage
Long
"""


@pytest.mark.parametrize("kind", ["txt", "docx", "folder"])
def test_text_of_a_code_of_nvivo(kind, root, tmp_path, cmo):
    made = tmp_path / f"Waiting.{'docx' if kind == 'docx' else 'txt'}"
    paragraphs = "".join(p(line.replace("<", "&lt;")) for line in NODE.lstrip("\ufeff").splitlines())
    made.write_bytes(word(paragraphs) if kind == "docx" else NODE.encode())
    if kind == "folder":
        (tmp_path / "in").mkdir()
        made.rename(tmp_path / "in/Waiting.txt")
        (tmp_path / "in/Trust.txt").write_text(NODE.replace("so long that\nwe left.", "so long"), encoding="utf-8")
        (tmp_path / "in/rep.txt").write_text("Long.", encoding="utf-8")
        made = tmp_path / "in"
    project = read_project(made)
    found = [(name, words, code) for name, words, code, _, _ in rows_of(project)]
    expected = [
        ("FG1", "We waited so long that\nwe left.", "Waiting"),
        ("FG1", "They listen, always.", "Waiting"),
        ("rep", "Long", "Waiting"),
    ]
    trust = [(name, words.replace(" that\nwe left.", ""), "Trust") for name, words, _ in expected]
    assert found == (trust if kind == "folder" else []) + expected
    causes = [one.cause for one in project.left]
    assert causes == ["a coded area of a page or a picture, or time of a recording"] * (2 if kind == "folder" else 1)
    done = cmo("exchange", "import", made, "--yes", cwd=root)
    assert ("We waited so long that we left.", "3", ["waiting"]) in quotes(root)
    assert "1 source there, with citations more: FG1" in done.out
    assert (root / "texts/IN1.txt").exists() == (kind == "folder")


def test_two_files_of_nvivo_may_have_one_name(tmp_path):
    (tmp_path / "a.txt").write_text(NODE.replace("Page 1 : (64,44) - (546,135)", "Short"), encoding="utf-8")
    assert [one.name for one in read_project(tmp_path / "a.txt").documents] == ["FG1", "rep", "rep"]


# ---- Taguette and the documents beside its tables --------------------------------------------------------------------

HIGHLIGHTS = (
    ["id", "document", "tag", "content"],
    ["1", "Day 1.docx", "a, b", "un believ able"],
    ["1", "Day 1.docx", "mood", "un believ able"],
    ["2", "Day 1.docx", "mood", "trust"],
    ["4", "Day 1.docx", "mood", "trust. Second"],
)
PAGE = "<p>Café: un<b>believ</b>able 😀 trust, no trust.</p>\n<p>Second &amp; last [mood].</p>"
EXPORTED = """\
<!DOCTYPE html><html><head><style>.highlight {}</style><title>Day 1.docx</title></head><body><h1>Day 1.docx</h1>
<p>Café: <span class="highlight">un</span><b><span class="highlight">believ</span></b><span class="highlight">able\
</span><span class="taglist"> [a, b, mood]</span> 😀 trust, no <span class="highlight">trust</span>\
<span class="taglist"> [mood]</span><span class="highlight">.</span></p><span class="highlight">
</span><p><span class="highlight">Second</span><span class="taglist"> [mood]</span><span class="taglist"> []</span>\
 &amp; last [mood].</p></body></html>
"""
PLAIN = "Café: unbelievable 😀 trust, no trust.\nSecond & last [mood]."


@pytest.mark.parametrize("kind", ["html", "docx.html", "docx", "zip", "folder"])
def test_words_are_those_of_the_document(kind, evaluation, tmp_path, cmo):
    """Taguette puts a blank wherever the look of the words changes, and shows highlights with their tags behind."""
    root = evaluation(TEXTS)
    folder = tmp_path / "in"
    folder.mkdir()
    made = table(folder / "highlights.csv", *HIGHLIGHTS)
    if kind == "docx":
        first = p("Café: unbelievable [a, b, mood] 😀 trust, no trust [mood].")
        second = p("Second [mood] [] &amp; last [mood].")
        (folder / "Day 1.docx").write_bytes(word(first + second))
    else:
        (folder / f"Day 1.{kind if 'html' in kind else 'html'}").write_text(EXPORTED, encoding="utf-8")
    if kind == "zip":
        (folder / "__MACOSX").mkdir()
        (folder / "__MACOSX/._highlights.csv").write_bytes(b"\0\5\x16\7")
        shutil.make_archive(str(tmp_path / "all"), "zip", folder)
        made = tmp_path / "all.zip"
    elif kind == "folder":
        made = folder
        for name in ("~$highlights.xlsx", ".highlights.csv"):
            (folder / name).write_bytes(b"lock")
    done = cmo("exchange", "import", made, "--yes", cwd=root)
    text = (root / "texts/IN1.txt").read_text(encoding="utf-8")
    last = "& last." if kind == "docx" else "& last [mood]."  # nobody can tell words from tags there
    assert text == PLAIN.replace("& last [mood].", last)
    assert quotes(root, "IN1.citations.yaml") == [
        ("unbelievable", "1", ["a_b", "mood"]),
        ("trust", "1", ["mood"]),
        ("trust. Second", "1", ["mood"]),
    ]
    second = read((root / "sources/IN1.citations.yaml").read_text(encoding="utf-8")).value["citations"][1]
    assert int(second["selector"]["start"]) == PLAIN.index("trust.")
    assert "since it has no tag: Day 1.docx: one that ends in" in " ".join(done.out.split())
    assert done.code == 1


def test_the_same_words_are_told_apart_where_the_document_shows_all(tmp_path):
    shown = "So <span class='highlight'>yes</span><span class='taglist'> [mood]</span>, "
    other = "<span class='highlight'>yes</span><span class='taglist'> [moody]</span>, "
    rows = (["1", "T", "mood", "yes"], ["2", "T", "moody", "yes"], ["3", "T", "mood", "yes"])
    (tmp_path / "T.html").write_text(f"<p>{shown}yes, {other}{shown}yes.</p>", encoding="utf-8")
    project = read_project(table(tmp_path / "a.csv", HIGHLIGHTS[0], *rows))
    assert project.documents[0].text == "So yes, yes, yes, So yes, yes."
    assert [one.start for one in project.codings] == [3, 13, 21]
    fewer = read_project(table(tmp_path / "a.csv", HIGHLIGHTS[0], *rows[:2]))
    assert [one.start for one in fewer.codings] == [-1, 13]


def test_a_document_without_highlights_is_text(tmp_path):
    (tmp_path / "day 1.html").write_text(PAGE, encoding="utf-8")
    project = read_project(table(tmp_path / "a.csv", *HIGHLIGHTS))
    assert [one.text for one in project.documents] == [PLAIN]
    cause = "a highlight of which the number is missing: it has no tag, and Taguette leaves it out, or is deleted"
    assert left_of(project) == {(cause, "3")}


def test_numbers_that_are_far_apart_are_of_other_projects(tmp_path):
    project = read_project(table(tmp_path / "a.csv", *HIGHLIGHTS[:3], ["90", "Day 1.docx", "mood", "x"]))
    assert not project.left


def test_a_document_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "Day 1.docx").write_bytes(b"PK\3\4 no")
    project = read_project(table(tmp_path / "a.csv", *HIGHLIGHTS[:4]))
    assert [one.text for one in project.documents] == [None]
    ((cause, what),) = left_of(project)
    assert cause == "a document beside the table that cannot be read"
    assert "damaged" in what
    (tmp_path / "Day 1.docx").rename(tmp_path / "Day 1.rtf")
    ((_, what),) = left_of(read_project(tmp_path / "a.csv"))
    assert ".docx" in what


def test_an_older_table_has_no_numbers(root, tmp_path, cmo):
    made = table(tmp_path / "a.csv", HIGHLIGHTS[0][1:], ["FG1", "trust", "We waited"], ["FG1", "mood", "We waited"])
    cmo("exchange", "import", made, "--yes", cwd=root)
    assert quotes(root) == [("We waited", "3", ["trust", "mood"])]


PARAGRAPHS = ("How was it?", "Well.", "We waited 3 hours.", "1 or 2 came.", "And then we left.", "Well.")


def exported(kind, numbers=range(1, 7)):
    """A document as MAXQDA exports it: its name, and a table of its paragraphs with their numbers."""
    pairs = [*zip(numbers, PARAGRAPHS, strict=True)]
    if kind == "docx":
        cells = ("".join(f"<w:tc>{p(str(one))}</w:tc>" for one in pair) for pair in pairs)
        return word(p("Talk") + f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>")
    rows = "".join(
        f"<tr>\n<td>{number}</td>\n<td><!DOCTYPE HTML><html><head><style>p {{}}</style></head><body>\n<p>{text}</p>"
        "</body></html></td>\n</tr>\n"
        for number, text in pairs
    )
    page = (
        f'<html>\n<head><title>Talk</title></head>\n<body><div class="title">Talk</div>\n<table>{rows}</table></body>'
    )
    return page.encode()


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_numbers_of_paragraphs_are_no_words(kind, root, tmp_path, cmo):
    """They would stand between the words of a passage of several paragraphs; and they tell which of the same it is."""
    (tmp_path / f"Talk.{kind}").write_bytes(exported(kind))
    passage = maxqda("We waited 3 hours.\n1 or 2 came.", begin=3, document="Talk")
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, passage, maxqda("Well.", "Mood", 6, document="Talk"))
    assert cmo("exchange", "import", made, "--yes", cwd=root).code == 0
    assert (root / "texts/IN1.txt").read_text() == "\n".join(PARAGRAPHS)
    found = [("We waited 3 hours. 1 or 2 came.", "3", ["waiting"]), ("Well.", "6", ["mood"])]
    assert quotes(root, "IN1.citations.yaml") == found


def test_a_number_that_is_a_word_stays_with_all_others():
    for text in ("1\ta\n2\tb\n3\tc\n4\td\n9\te", "1\ta\n2\tb", "1\ta\n2\tb\n3\tc\nd\ne"):
        assert unnumbered(text, "Talk") == text


def test_numbers_that_do_not_count_paragraphs_stay(tmp_path):
    (tmp_path / "Talk.docx").write_bytes(exported("docx", (1, 2, 3, 7, 8, 9)))
    project = read_project(xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("x", document="Talk")))
    assert project.documents[0].text.startswith("Talk\n1\tHow was it?")


def test_a_project_of_which_a_table_came_in_before_finds_its_source(root, tmp_path, cmo):
    """A table of Taguette has other GUIDs than its database; the text is the same."""
    (tmp_path / "Day 1.html").write_text(PAGE, encoding="utf-8")
    cmo("exchange", "import", table(tmp_path / "a.csv", *HIGHLIGHTS[:3]), "--yes", cwd=root)
    connection = sqlite3.connect(tmp_path / "a.sqlite3")
    start, end = (len(PLAIN[:at].encode()) for at in (PLAIN.index("unb"), PLAIN.index(" 😀")))
    connection.executescript(
        "CREATE TABLE projects (id, name, created); INSERT INTO projects VALUES (1, 'P', '2024');"
        "CREATE TABLE tags (id, path, description); INSERT INTO tags VALUES (1, 'mood', '');"
        "CREATE TABLE documents (id, name, description, contents);"
        "CREATE TABLE highlights (id, document_id, start_offset, end_offset, snippet);"
        "CREATE TABLE highlight_tags (highlight_id, tag_id); INSERT INTO highlight_tags VALUES (1, 1);"
    )
    connection.execute("INSERT INTO documents VALUES (1, 'Other', '', ?)", (PAGE,))
    connection.execute("INSERT INTO highlights VALUES (1, 1, ?, ?, 'un<b>believ</b>able')", (start, end))
    connection.commit()
    connection.close()
    done = cmo("exchange", "import", tmp_path / "a.sqlite3", "--yes", cwd=root)
    assert "1 source there: IN1" in done.out
    assert "0 in 0 new citations, 1 there already" in done.out


# ---- words found in transcripts --------------------------------------------------------------------------------------


def test_words_are_found_in_the_transcript(root, tmp_path, cmo):
    made = xlsx(
        tmp_path / "a.xlsx",
        MAXQDA,
        maxqda("We waited so  long that we left", "Care > Waiting"),
        maxqda("We waited so  long that we left", "Leaving"),
        maxqda("They listen, always", "Trust", coder="Ben"),
        maxqda("They listen", "Trust"),
        maxqda("We waited so long that we then left", "Waiting"),
        maxqda("Nobody ever said such a thing", "Waiting"),
    )
    done = cmo("exchange", "import", made, "--yes", cwd=root)
    assert quotes(root) == [("We waited so long that we left", "3", ["waiting", "leaving"])]
    assert quotes(root, "FG1.citations.BE.yaml") == [("They listen, always", "5", ["trust"])]
    first = read((root / "sources/FG1.citations.yaml").read_text()).value["citations"][0]
    assert (first["speaker"], int(first["selector"]["start"])) == ("r1", TALK.index("We waited"))
    said = " ".join(done.out.split())
    assert "1 source there: FG1: 2" in said.replace(", with citations more", "")
    assert "1: the words stand in the transcript on several lines: FG1: Trust “They listen”, on lines 5, 6" in said
    assert (
        "2: the words do not stand so in the transcript: FG1: Waiting “We waited so long that we then left”, line 3"
        in said
    )
    assert "comes nearest: “" in said
    assert "1 quote is written as in the transcript" not in done.err  # blanks at which lines break are no words
    assert done.code == 1


def test_twice_is_once(root, tmp_path, cmo):
    rows = [maxqda("We waited so long", "Care"), maxqda("They listen, always", "Trust", coder="Ben")]
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, *rows)
    cmo("exchange", "import", made, "--yes", cwd=root)
    before = {path: path.read_bytes() for path in [*root.rglob("*.yaml"), root / "exchange.json"]}
    again = xlsx(tmp_path / "b.xlsx", MAXQDA, *reversed(rows))
    done = cmo("exchange", "import", again, "--yes", cwd=root)
    assert "nothing is added" in done.err
    assert "2 codings: 0 in 0 new citations, 2 there already" in done.out
    assert before == {path: path.read_bytes() for path in before}
    newer = xlsx(tmp_path / "c.xlsx", MAXQDA, maxqda("we left", "Leaving"), *rows)
    assert "1 in 1 new citation, 2 there already" in cmo("exchange", "import", newer, "--yes", cwd=root).out
    assert len(quotes(root)) == 2
    table(tmp_path / "d.csv", ["id", "document", "tag", "content"], ["7", "FG1", "Care", "We waited so long"])
    assert "0 in 0 new citations, 1 there already" in cmo("exchange", "import", tmp_path / "d.csv", cwd=root).out


def test_a_table_of_some_of_the_passages_takes_none_back(root, tmp_path, cmo):
    """A table is often of one code; and its words stay the same, whether their document lies beside it or not."""
    (tmp_path / "Day 1.html").write_text(EXPORTED, encoding="utf-8")
    cmo("exchange", "import", table(tmp_path / "a.csv", *HIGHLIGHTS), "--yes", cwd=root)
    (tmp_path / "Day 1.html").unlink()
    done = cmo("exchange", "import", table(tmp_path / "a.csv", *HIGHLIGHTS[:2]), "--yes", cwd=root)
    assert "0 in 0 new citations, 1 there already" in done.out
    assert "otherwise" not in done.out
    assert "nothing is added" in done.err


@pytest.mark.parametrize(
    ("shift", "line"),
    [(0, "7"), (-1, "7"), (5, None), (None, None)],
    ids=["every line is a paragraph", "empty lines are none", "of another text", "borne out by none"],
)
def test_a_paragraph_tells_the_same_words_apart_where_it_is_borne_out(shift, line, root, tmp_path, cmo):
    rows = [maxqda("They listen to nobody", begin=6 + (shift or 0)), maxqda("Long", "Again", begin=7 + (shift or 0))]
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, *rows[shift is None :], maxqda("we left", begin=0))
    cmo("exchange", "import", made, "--yes", cwd=root)
    found = [one for one in quotes(root) if one[0] == "Long"]
    assert found == ([("Long", line, ["again"])] if line else [])


def test_a_range_of_dedoose_counts_where_the_words_stand_there(root, tmp_path, cmo):
    headers = ["Media Title", "Excerpt Range", "Excerpt Copy", "Code: a Applied"]
    last = TALK.rindex("Long")
    rows = [["FG1", f"{last}-{last + 4}", "Long", True], ["FG1", "7-19", "They listen", True]]
    cmo("exchange", "import", xlsx(tmp_path / "a.xlsx", headers, *rows), "--yes", cwd=root)
    assert quotes(root) == [("Long", "7", ["a"])]


def test_a_page_tells_the_same_words_apart(evaluation, tmp_path, cmo):
    root = evaluation(
        {**TEXTS, "texts/FG1.txt": "[p. 1]\nr1: We were never asked.\n[p. 2]\nr1: We were never asked.\n"}
    )
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("We were never asked", begin="2:130"))
    cmo("exchange", "import", made, "--yes", cwd=root)
    assert quotes(root) == [("We were never asked", "4", ["waiting"])]


def test_words_are_not_taken_from_within_others(root, tmp_path, cmo):
    made = table(
        tmp_path / "a.csv",
        ["id", "document", "tag", "content"],
        ["1", "FG1", "a", "ait ed"],
        ["2", "FG1", "a", "wait ed so lo ng"],
        ["3", "FG1", "a", "They lis ten"],
        ["4", "FG1", "a", "'=And then?"],
    )
    done = cmo("exchange", "import", made, "--yes", cwd=root)
    assert quotes(root) == [("waited so long", "3", ["a"])]
    assert "1 quote is written as in the transcript" in done.err
    assert [one.words for one in read_project(made).codings][3] == "=And then?"


@pytest.mark.parametrize(
    "name", ["panel of march.docx", "Panel of March", "Transcript FG1 (def).docx", "fg1.txt"], ids=str
)
def test_a_source_is_known_by_its_title(name, root, tmp_path, cmo):
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("we left", document=name))
    done = cmo("exchange", "import", made, "--dry-run", cwd=root)
    assert "1 source there, with citations more: FG1: 1" in done.out


def test_a_title_that_two_sources_bear_names_none(evaluation, tmp_path, cmo):
    twin = TEXTS["sources/FG1.yaml"].replace("FG1", "FG2").replace("text: FG2.txt\n", "")
    root = evaluation({**TEXTS, "sources/FG2.yaml": twin})
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("we left", document="Panel of March"))
    assert "1 source new, with citations: IN1 (Panel of March)" in cmo("exchange", "import", made, cwd=root).out


def test_a_document_with_the_text_of_a_source_is_that_source_and_one_only(evaluation, tmp_path, cmo):
    digest = hashlib.sha256(TALK.strip().encode()).hexdigest()
    source = TEXTS["sources/FG1.yaml"] + f"text_sha256: {digest}\n"
    root = evaluation({**TEXTS, "texts/FG1.txt": TALK.strip(), "sources/FG1.yaml": source})
    for name in ("Tuesday", "Copy"):
        (tmp_path / f"{name}.txt").write_text(TALK.strip(), encoding="utf-8")
    rows = [maxqda("we left", document=name) for name in ("Tuesday", "Copy")]
    done = cmo("exchange", "import", xlsx(tmp_path / "a.xlsx", MAXQDA, *rows), "--yes", cwd=root)
    assert "1 source new, with citations: IN1 (Copy)" in done.out
    assert "1 source there, with citations more: FG1: 1" in done.out


def test_without_a_transcript_quotes_are_kept_and_have_no_place(root, tmp_path, cmo):
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("We waited\nfor hours", document="Day 1"))
    done = cmo("exchange", "import", made, "--yes", cwd=root)
    assert quotes(root, "IN1.citations.yaml") == [("We waited for hours", None, ["waiting"])]
    source = read((root / "sources/IN1.yaml").read_text()).value
    assert (source["title"], "text" in source, "text_sha256" in source) == ("Day 1", False, False)
    assert not (root / "texts/IN1.txt").exists()
    assert "no transcript of IN1 is at hand: quotes are as in the table" in done.err
    assert "written as in the transcript" not in done.err
    assert "error" not in cmo("validate", cwd=root).out.replace("0 errors", "")
    (root / "texts/FG1.txt").unlink()
    gone = xlsx(tmp_path / "b.xlsx", MAXQDA, maxqda("never checked"))
    assert "no transcript of FG1 is at hand" in cmo("exchange", "import", gone, "--yes", cwd=root).err
    assert quotes(root) == [("never checked", None, ["waiting"])]


def test_without_a_folder_of_texts_a_table_comes_in(evaluation, tmp_path, cmo):
    root = evaluation()
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("We waited", document="Day 1"))
    assert cmo("exchange", "import", made, "--yes", cwd=root).code == 0
    assert (root / "sources/IN1.citations.yaml").exists()


def test_a_mapping_file_names_the_documents(root, tmp_path, cmo):
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("we left", document="Tuesday", code="It worked"))
    cmo("exchange", "import", made, "--map", tmp_path / "a.yaml", cwd=root)
    said = read((tmp_path / "a.yaml").read_text()).value
    assert [one["name"] for one in said["sources"]] == ["Tuesday"]
    assert [one["name"] for one in said["codes"]] == ["It worked"]
    (tmp_path / "a.yaml").write_text(
        "sources: [{name: Tuesday, id: FG1}]\ncodes: [{name: It worked, means: supports C1}]\n"
        "coders: [{name: Ana, initials: AB}]\n"
    )
    cmo("exchange", "import", made, "--map", tmp_path / "a.yaml", "--yes", cwd=root)
    found = read((root / "sources/FG1.citations.yaml").read_text()).value
    assert (found["coder"], found["citations"][0]["evidence"]) == ("AB", [{"supports": "C1"}])


def test_words_of_who_withdrew_do_not_come_in(evaluation, tmp_path, cmo):
    people = TEXTS["sources/FG1.yaml"].replace("id: r2, role: clerk, group: staff, consent: quote", "id: r2")
    source = people.replace("{id: r2}", "{id: r2, role: clerk, group: staff, consent: withdrawn}")
    root = evaluation({**TEXTS, "sources/FG1.yaml": source})
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, maxqda("They listen to nobody"), maxqda("We waited so long"))
    done = cmo("exchange", "import", made, "--yes", cwd=root)
    assert quotes(root) == [("We waited so long", "3", ["waiting"])]
    assert "r2, who withdrew" in " ".join(done.out.split())


# ---- what is no such table -------------------------------------------------------------------------------------------


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/media/a.bin", bytes(201 * 1024 * 1024))
    return out.getvalue()


def broken(kind, path):
    made = xlsx(path, MAXQDA, maxqda("x")).read_bytes()
    if kind == "cut off":
        return made[: len(made) // 2]
    if kind == "old":
        return b"\xd0\xcf\x11\xe0" + bytes(600)
    if kind == "of pictures":
        return xlsx(path, ["Name", "Size"], ["a.png", 3]).read_bytes()
    return bomb()


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("cut off", "damaged"),
        ("old", "old format"),
        ("bomb", "unpacks to 201 MiB"),
        ("of pictures", "is no table that is read as it is"),
    ],
)
def test_what_is_no_table_of_passages_is_refused(kind, says, root, tmp_path, cmo):
    path = tmp_path / "a.xlsx"
    path.write_bytes(broken(kind, path))
    done = cmo("exchange", "import", path, "--yes", cwd=root)
    assert done.code == 2
    assert "cmo-eval: a.xlsx: it " in done.err
    assert says in done.err
    assert not (root / "exchange.json").exists()
    if kind == "of pictures":
        assert "MAXQDA" in done.err
        assert "code import" in done.err


def test_a_csv_of_other_things_and_a_mark_that_is_not_closed(root, tmp_path, cmo):
    made = table(tmp_path / "a.csv", ["name", "size"], ["x", "3"])
    assert "is no table that is read as it is" in cmo("exchange", "import", made, cwd=root).err
    made.write_text('id,document,tag,content\n1,FG1,a,"We waited\n')
    assert "the quotation mark that opens on line 2 is not closed" in cmo("exchange", "import", made, cwd=root).err
    (tmp_path / "none").mkdir()
    assert "there is no table in it" in cmo("exchange", "import", tmp_path / "none", cwd=root).err


def test_a_cell_that_cannot_be_read_leaves_its_row_out(tmp_path):
    path = tmp_path / "a.xlsx"
    xlsx(path, MAXQDA, maxqda("a"), maxqda("=A1&A2"), maxqda("c"), before=[["Export"], ["of"], ["March"]])
    project = read_project(path)
    assert [row[1] for row in rows_of(project)] == ["a", "c"]
    ((cause, what),) = left_of(project)
    assert cause == "a row with a cell that cannot be read"
    assert what.startswith("row 6: H6 holds a formula without a value")


def test_a_project_in_a_zip_file_of_another_name_is_none(tmp_path):
    (tmp_path / "a.zip").write_bytes(
        packed('<Project xmlns="urn:QDA-XML:project:1.0" name="P" origin="Some program"/>')
    )
    assert read_project(tmp_path / "a.zip").origin == "Some program"


def test_tables_of_several_sheets_and_files_are_one(tmp_path):
    book = openpyxl.Workbook()
    for title, words in (("One", "a"), ("Two", "b")):
        sheet = book.create_sheet(title)
        sheet.append(MAXQDA)
        sheet.append(maxqda(words))
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in/a.xlsx")
    table(tmp_path / "in/b.csv", MAXQDA, maxqda("c"), delimiter=";")
    assert [row[1] for row in rows_of(read_project(tmp_path / "in"))] == ["a", "b", "c"]
    table(tmp_path / "in/c.csv", *HIGHLIGHTS)
    with pytest.raises(CmoEvalError, match="tables of MAXQDA and of Taguette"):
        read_project(tmp_path / "in")


def test_many_rows_fit_on_a_screen_and_in_time(root, tmp_path, cmo):
    rows = [maxqda(f"passage {number} that nobody said", f"Code {number % 40}") for number in range(753)]
    made = xlsx(tmp_path / "a.xlsx", MAXQDA, *rows, maxqda("we left"))
    done = cmo("exchange", "import", made, "--dry-run", cwd=root)
    assert "753: the words do not stand so in the transcript" in " ".join(done.out.split())
    assert len(done.out.splitlines()) < 24
