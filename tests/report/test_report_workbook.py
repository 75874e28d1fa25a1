"""The workbook as a reader opens it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import datetime

import pytest
from openpyxl import load_workbook
from reported import FILES, changed

import hostile
from cmo_eval.messages import keys, label, words
from cmo_eval.model import STANCES, Citation
from cmo_eval.report.formats.workbook import layout, write_workbook
from workbooks import MAIN, Workbook, faults

SHEETS = [key.removeprefix("sheet.") for key in keys() if re.fullmatch(r"sheet\.\w+", key)]
COLUMNS = [key.removeprefix("column.") for key in keys() if re.fullmatch(r"column\.\w+", key)]
WORDS = [key.removeprefix("book.") for key in keys() if key.startswith("book.")]
SHEET = {key: label(f"sheet.{key}", "nl") for key in SHEETS}


def rows(sheet):
    """The rows of the sheet's table, without its totals, as mappings of heading to value."""
    (table,) = sheet.tables.values()
    heads, *found = ([cell.value for cell in cells] for cells in sheet[table.autoFilter.ref])
    return [dict(zip(heads, cells, strict=True)) for cells in found if any(cell is not None for cell in cells)]


def content(view):
    target = io.BytesIO()
    write_workbook(view, target)
    return target.getvalue()


@pytest.fixture
def values(see):
    """The workbook of the evaluation with the values of its formulas, as a reader shows it that does not calculate."""
    return lambda files=None, language=None: load_workbook(io.BytesIO(content(see(files, language))), data_only=True)


# ---- it opens


@pytest.mark.parametrize("language", ["nl", "en"])
def test_excel_opens_it_without_repair(see, language):
    assert faults(content(see(language=language))) == []


@pytest.mark.parametrize("text", hostile.SENTENCES.values(), ids=hostile.SENTENCES)
def test_excel_opens_it_whatever_is_written_in_the_evaluation(see, text):
    assert faults(content(see(hostile.files(text)))) == []


def test_excel_opens_it_where_there_is_nothing_yet(see):
    nothing = {name: None for name in FILES if name.startswith(("claims", "patterns", "cases", "sources", "concl"))}
    assert faults(content(see(nothing))) == []


def test_a_sheet_without_rows_says_why(see):
    shown = Workbook(content(see()))
    why = words("book.none.combinations", "nl")
    assert [name for name, cells in shown.cells.items() if why in cells.values()] == [
        SHEET["contents"],
        SHEET["combinations"],
    ]
    specific = {key.removeprefix("none.") for key in WORDS if key.startswith("none.")}
    assert specific == layout._NONE <= {*SHEETS}


def test_codes_are_called_by_their_labels_and_explained(see):
    book = """\
version: 1
codes:
  - {id: code, label: Wat men zag, kind: theme, use: Alleen bij eigen waarneming}
  - {id: other, label: Dubbel, kind: theme}
  - {id: third, label: Dubbel, kind: theme}
"""
    given = "  - id: FG1-001\n    codes: [code, other, third, loose]\n"
    codes = FILES["sources/FG1.citations.yaml"].replace("  - id: FG1-001\n", given)
    view = see({"codebook.yaml": book, "sources/FG1.citations.yaml": codes})
    opened = load_workbook(io.BytesIO(content(view)))
    called = [row["Code"] for row in rows(opened[SHEET["codings"]]) if row["Citaat"] == "FG1-001"]
    assert called == ["Wat men zag", "Dubbel (other)", "Dubbel (third)", "loose"]
    meaning = {row["Waarde"]: row["Betekenis"] for row in rows(opened[SHEET["lists"]]) if row["Lijst"] == "Codes"}
    assert meaning["Wat men zag"] == "Alleen bij eigen waarneming"


def test_sheets_are_named_in_the_language(workbook):
    assert workbook().sheetnames == list(SHEET.values())
    assert workbook(language="en").sheetnames[:3] == ["Contents", "Summary", "Claims"]


def test_every_sheet_is_a_named_table_with_filters(workbook):
    book = workbook()
    names = [name for sheet in book for name in sheet.tables]
    assert names[8:10] == ["Bewijsmatrix", "Citaten"]
    assert len(names) == len(set(names)) == len(SHEETS)
    assert all(table.autoFilter.ref for sheet in book for table in sheet.tables.values())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sheet_is_ready_to_read_and_print(workbook, language):
    for sheet in workbook(language=language):
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows.startswith("$")
        assert sheet.oddFooter.right.text == "&P / &N"


# ---- what stands in it


def test_every_citation_stands_there_and_background_without_words(workbook):
    found = {row["Citaat"]: row for row in rows(workbook()[SHEET["citations"]])}
    assert list(found) == ["CI1-001", "CI1-002", "FG1-001", "FG1-002", "FG1-003", "FG1-005", "IN1-001"]
    assert (found["FG1-002"]["Woorden"], found["FG1-002"]["Niet getoond"]) == (None, "ja")
    assert (found["FG1-005"]["Telt"], found["FG1-005"]["Weegt niet mee, omdat"]) == (0, "onder de vereiste kwaliteit")
    assert found["FG1-001"]["Plaats"] == "regel 12"
    parts = [found["FG1-001"][part] for part in ("Context", "Middel", "Redenering", "Uitkomst")]
    assert parts == [0, 1, 1, 0]


def test_citation_has_a_row_for_each_stance(workbook):
    stances = [
        (row["Claim"], row["Standpunt"], row["Versie"])
        for row in rows(workbook()[SHEET["citations"]])
        if row["Citaat"] == "IN1-001"
    ]
    assert stances == [("C1", "weerspreekt", 1), ("C2", "ondersteunt", 2)]


def test_citation_counts_once_for_each_stance(workbook):
    twice = changed(
        "sources/FG1.citations.yaml",
        "evidence: [{supports: C1, pattern: P1, parts: [resource, reasoning]}]",
        "evidence: [{supports: C1, pattern: P1}, {supports: C1, pattern: P2}, {nuances: C1}]",
    )
    found = [row for row in rows(workbook(twice)[SHEET["citations"]]) if row["Citaat"] == "FG1-001"]
    assert [(row["Standpunt"], row["Telt"]) for row in found] == [
        *(("ondersteunt", 1), ("ondersteunt", 0), ("nuanceert", 1)),
    ]


def test_code_of_a_citation_has_a_row(workbook):
    coded = changed(
        "sources/FG1.citations.yaml", "    speaker: r1\n    at:", "    codes: [geld, tijd]\n    speaker: r1\n    at:"
    )
    sheet = workbook(coded)[SHEET["codings"]]
    found = list(rows(sheet))
    assert [row["Code"] for row in found] == ["geld", "tijd"]
    assert {(row["Woorden"], row["Plaats"], row["Niet getoond"]) for row in found} == {
        ("Wij zagen het ineens […] op tafel liggen.", "regel 12", "nee")
    }
    assert sheet["A2"].hyperlink.location == "'Citaten'!A4"


def test_codes_of_words_that_may_not_be_quoted_stand_without_them(workbook):
    coded = changed("sources/FG1.citations.yaml", "  - id: FG1-002\n", "  - id: FG1-002\n    codes: [geld]\n")
    (row,) = rows(workbook(coded)[SHEET["codings"]])
    assert (row["Citaat"], row["Woorden"], row["Niet getoond"]) == ("FG1-002", None, "ja")


def test_summary_stands_beside_each_other(values):
    first, second = rows(values()[SHEET["summary"]])
    assert (first["Voorstel van de regels"], first["Regel"], first["Besluit"]) == ("onbeslist", "V8", "genuanceerd")
    assert (first["Stemt overeen"], first["Bewijs sindsdien veranderd"]) == ("nee", "onbekend")
    assert (second["Besluit"], second["Stemt overeen"]) == (None, None)


def test_case_has_a_row_for_each_fact(workbook):
    sheet = workbook()[SHEET["facts"]]
    found = [(row["Raamwerk"], row["Onderdeel"], row["Waarde"], row["Citaat"]) for row in rows(sheet)]
    assert ("samenwerking", "Startcondities", "Er was haast.", "CI1-001") in [
        (group.casefold(), *more) for group, *more in found
    ]
    (link,) = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.value == "CI1-001"]
    assert link.startswith(f"'{SHEET['citations']}'!")
    assert ("kenmerk", "sector", "ouderenzorg", None) in found


def test_pattern_has_a_row_for_each_part(workbook):
    found = [(row["Patroon"], row["Deel"], row["Tekst"]) for row in rows(workbook()[SHEET["parts"]])]
    assert found[:2] == [("P1", "context", "een verborgen probleem"), ("P1", "context", "Weinig tijd")]
    assert ("P2", "uitkomst", None) in found


def test_relations_go_from_one_to_another(workbook):
    sheet = workbook()[SHEET["relations"]]
    found = [tuple(cell.value for cell in row[:5]) for row in sheet.iter_rows(min_row=2)]
    assert ("claim", "C1", "legt terzijde", "citaat", "IN1-001") in found
    assert ("aanbeveling", "A1", "is bestemd voor", "groep", "Het ministerie en het bureau") in found
    assert ("casus", "K1", "laat zien", "patroon", "P1") in found
    assert len(set(found)) == len(found)


def test_no_cell_of_a_table_lists_ids(workbook):
    """One fact in a cell: what has several is a row for each in a sheet of its own."""
    book = workbook()
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            assert not [value for value in row if re.fullmatch(r"[A-Z]+\d*-?\d+(, [A-Z]+\d*-?\d+)+", str(value))]


# ---- numbers


def test_totals_equal_what_verify_says(values, cmo, folder):
    book = values()
    verified = json.loads(cmo("verify", "--format", "json", "--project", folder()).out)["claims"]
    summary = rows(book[SHEET["summary"]])
    heads = [words(f"column.{stance}", "nl") for stance in STANCES[:3]]
    assert len(verified) == len(summary) == 2
    for claim, row in zip(verified, summary, strict=True):
        counted = [len(claim["evidence"][stance]["citations"]) for stance in STANCES[:3]]
        counted.append(len({one for side in claim["evidence"]["suggests"].values() for one in side["citations"]}))
        assert [row[head] for head in [*heads, "Andere claim"]] == counted
        assert row["Alle standpunten"] == sum(counted)
        voices = {voice for side in STANCES[:3] for voice in claim["evidence"][side]["voices"]}
        assert row["Stemmen"] == len(voices)


def test_numbers_of_the_sheets_add_up(values):
    book = values()
    citations, summary = rows(book[SHEET["citations"]]), rows(book[SHEET["summary"]])
    matrix, sources = rows(book[SHEET["matrix"]]), rows(book[SHEET["sources"]])
    counted = sum(row["Telt"] for row in citations)
    assert (
        counted == sum(row["Samen: citaten"] for row in matrix) == sum(row["Alle standpunten"] for row in summary) == 7
    )
    for row in matrix:
        assert row["Samen: citaten"] == sum(
            number for head, number in row.items() if head.endswith(": citaten") and head != "Samen: citaten"
        )
    assert sum(row["Citaten"] for row in sources) == len({row["Citaat"] for row in citations})
    for name in ("citations", "matrix", "summary", "sources"):
        sheet = book[SHEET[name]]
        heads, totals = ([cell.value for cell in sheet[row]] for row in (1, sheet.max_row))
        assert totals[0] == "Totaal"
        summed = {head: number for head, number in zip(heads, totals, strict=True) if isinstance(number, int)}
        assert summed
        for head, number in summed.items():
            assert number == sum(row[head] or 0 for row in rows(sheet)), (name, head)


def test_mechanism_counts_citations_whose_words_are_held_back(values):
    book = values()
    weighed = [row for row in rows(book[SHEET["citations"]]) if row["Telt"] and row["Patroon"]]
    found = {(row["Claim"], row["Patroon"]): row for row in rows(book[SHEET["mechanisms"]])}
    assert any(row["Niet getoond"] for row in found.values())
    for (claim, pattern), row in found.items():
        own = [one for one in weighed if (one["Claim"], one["Patroon"]) == (claim, pattern)]
        assert row["Citaten"] == len({one["Citaat"] for one in own})
        assert row["Stemmen"] == len({one["Stem"] for one in own})
        assert row["Niet getoond"] == len({one["Citaat"] for one in own if one["Niet getoond"] == "ja"})


def test_rows_are_counted_by_a_formula(values, workbook):
    book = workbook()
    for row, formula in zip(rows(values()["Inhoud"]), rows(book["Inhoud"]), strict=True):
        assert row["Rijen"] == len(rows(book[row["Blad"]]))
        assert formula["Rijen"].startswith("=COUNTA(")


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_formulas_come_to_what_is_written_beside_them(see, tmp_path):
    """Without the written values a program must calculate them itself."""
    made = content(see())
    with zipfile.ZipFile(io.BytesIO(made)) as archive, zipfile.ZipFile(tmp_path / "bare.xlsx", "w") as bare:
        for name in archive.namelist():
            part = archive.read(name)
            assert name != "xl/worksheets/sheet2.xml" or b"</f><v>" in part
            bare.writestr(name, re.sub(rb"(</f>)<v>\d+</v>", rb"\1", part))
    profile = (tmp_path / "profile").as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    out = tmp_path / "out"
    subprocess.run([*command, "--outdir", out, tmp_path / "bare.xlsx"], check=True, capture_output=True, timeout=180)
    ours = load_workbook(io.BytesIO(made), data_only=True)
    theirs = load_workbook(out / "bare.xlsx", data_only=True)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in load_workbook(io.BytesIO(made))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 40
    for title, place in formulas:
        assert theirs[title][place].value == ours[title][place].value, (title, place)


# ---- text is text


def test_text_is_never_a_formula(workbook):
    texts = ["=1+1", "+31 6", "-5 graden", "@iemand", "=cmd|' /C calc'!A0", "#N/A", "#REF!"]
    more = "".join(f'  - {{id: CI1-01{at}, quote: "{text}"}}\n' for at, text in enumerate(texts))
    sheet = workbook({"sources/CI1.citations.yaml": FILES["sources/CI1.citations.yaml"] + more})[SHEET["citations"]]
    for text in texts:
        cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)
        assert cell.data_type == "s"
        assert cell.quotePrefix is (not text.startswith("#"))


def test_no_formula_is_anybody_elses(see):
    book = Workbook(content(see(hostile.files("=HYPERLINK(1)"))))
    ours = re.compile(r"(SUBTOTAL\(109,|SUMIFS\('|SUM\(|COUNTA\('|[DFHJ]\d+\+)[^|]*")
    formulas = [one.text for tree in book.trees.values() for one in tree.iter(f"{MAIN}f")]
    assert formulas
    assert not [formula for formula in formulas if not ours.fullmatch(formula) or "HYPERLINK" in formula]


def test_nothing_of_the_workbook_leads_outside_it(see):
    book = Workbook(content(see(hostile.files("http://x.invalid/"))))
    assert not any(b'TargetMode="External"' in part for part in book.parts.values())


def test_text_that_does_not_fit_is_cut_with_a_mark(workbook):
    book = workbook(changed("sources/CI1.citations.yaml", "Het ging ook over geld.", "w" * 40_000))
    text = next(row["Woorden"] for row in rows(book[SHEET["citations"]]) if row["Citaat"] == "CI1-002")
    assert len(text) == 32_767
    assert text.endswith("in de bestanden van de evaluatie]")


def test_long_text_gets_a_high_row(workbook):
    book = workbook(changed("sources/CI1.citations.yaml", "Het ging ook over geld.", "woord " * 200))
    heights = [book[SHEET["citations"]].row_dimensions[number].height or 15 for number in range(2, 9)]
    assert max(heights) > 200
    assert min(heights) < 50


# ---- what helps to work with it


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_column_says_what_it_holds(workbook, language):
    book = workbook(language=language)
    notes = []
    for sheet in book.worksheets[1:-2]:
        (table,) = sheet.tables.values()
        for cell in sheet[table.ref][0]:
            assert cell.comment is not None
            assert cell.comment.text.rpartition("\n")[2]
            notes.append((sheet.title, cell.value))
    listed = [tuple(cell.value for cell in row[:2]) for row in book.worksheets[-2].iter_rows(min_row=2)]
    assert listed == notes


def test_every_word_of_the_workbook_is_used(see):
    said = {language: content(see(language=language)) for language in ("nl", "en")}
    for language in ("en", "nl"):
        book = Workbook(said[language])
        shown = {*book.sheets, *(value for cells in book.cells.values() for value in cells.values())}
        assert [key for key in COLUMNS if words(f"column.{key}", language) not in shown] == []
        assert [key for key in SHEETS if words(f"sheet.{key}", language) not in shown] == []
    source = "\n".join(path.read_text("utf-8") for path in _sources())
    composed = ("kind.", "list.", "rel.", "about.", "none.")
    assert [key for key in WORDS if not key.startswith(composed) and not re.search(f"['\"]{key}['\"]", source)] == []
    ends = [key.partition(".")[2] for key in WORDS if key.startswith(composed[1:])]
    assert [key for key in ends if f'"{key}"' not in source] == []


def _sources():
    from pathlib import Path

    from cmo_eval.report.formats import workbook

    return Path(workbook.__file__).parent.glob("*.py")


def test_lists_are_offered_where_somebody_would_change_a_cell(workbook):
    book = workbook()
    lists = rows(book["Lijsten"])
    found = {}
    for sheet in book:
        for one in sheet.data_validations.dataValidation:
            first, last = map(int, re.fullmatch(r"'Lijsten'!\$B\$(\d+):\$B\$(\d+)", one.formula1).groups())
            choices = [row["Waarde"] for row in lists[first - 2 : last - 1]]
            assert len({row["Lijst"] for row in lists[first - 2 : last - 1]}) == 1
            for range_ in one.sqref.ranges:
                found[sheet.title, sheet.cell(1, range_.min_col).value] = choices
    assert found["Citaten", "Standpunt"] == ["ondersteunt", "nuanceert", "weerspreekt", "stelt iets anders voor"]
    assert found["Citaten", "Patroon"] == ["P1", "P2"]
    assert found["Citaten", "Claim"] == ["C1", "C2"]
    assert len(found["Citaten", "Kwaliteit"]) == 4
    assert found["Besluiten", "Door"] == ["AB", "CD"]
    assert ("Coderingen", "Code") not in found  # there are no codes to choose from
    for (title, head), choices in found.items():
        values_ = {row[head] for row in rows(book[title])} - {None}
        assert values_ <= set(choices) or head in {"Groep", "Stem"}, (title, head)


def test_ids_link_to_where_they_stand(workbook):
    book = workbook()

    def target(sheet, place):
        title, _, cell = book[SHEET[sheet]][place].hyperlink.location.partition("!")
        return title.strip("'"), book[title.strip("'")][cell].value

    (contents,) = book["Inhoud"].tables.values()
    first = int(re.search(r"\d+", contents.ref)[0]) + 1
    assert target("contents", f"A{first}") == ("Samenvatting", "Claim")
    assert target("summary", "A2") == ("Claims", "C1")
    assert target("citations", "B2") == ("Claims", "C1")
    assert target("citations", "F2") == ("Patronen", "P1")
    assert target("citations", "Q2") == ("Bronnen", "CI1")
    assert target("mechanisms", "C2") == ("Patronen", "P1")
    assert target("facts", "A2") == ("Casussen", "K1")


def test_links_stop_before_the_limit_of_excel_and_the_contents_say_so(see, monkeypatch):
    for module in ("report.formats.workbook.layout", "spreadsheet.book"):
        monkeypatch.setattr(f"cmo_eval.{module}.MAX_LINKS", 7)
    book = Workbook(content(see()))
    assert book.faults == []
    counts = [sum(sheet == title for sheet, _ in book.links) for title in book.sheets]
    assert max(counts) <= 7
    assert "Geen koppelingen" in str(book.cells["Inhoud"]["D16"])


def test_more_citations_than_a_sheet_has_rows_go_on_in_the_next(see, monkeypatch):
    monkeypatch.setattr("cmo_eval.report.formats.workbook.layout.MOST_ROWS", 3)
    monkeypatch.setattr("cmo_eval.report.formats.workbook.MOST_ROWS", 3)
    view = see()
    book = load_workbook(io.BytesIO(content(view)))
    assert faults(content(view)) == []
    parts = [sheet for sheet in book if sheet.title.startswith("Citaten")]
    assert [sheet.title for sheet in parts] == ["Citaten", "Citaten 2", "Citaten 3"]
    assert [row["Citaat"] for sheet in parts for row in rows(sheet)] == [one.id for one in view.citations]
    assert "Gaat verder" in next(row["Opmerking"] for row in rows(book["Inhoud"]) if row["Blad"] == "Citaten")


# ---- the file


def test_same_evaluation_gives_the_same_bytes(see, tmp_path):
    view = see()
    write_workbook(view, tmp_path / "a.xlsx")
    write_workbook(view, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_dates_come_from_the_evaluation(workbook, monkeypatch):
    assert workbook().properties.created == workbook().properties.modified == datetime(2017, 4, 1)  # noqa: DTZ001
    undated = {"evaluation.yaml": FILES["evaluation.yaml"].replace("date: 2017-04\n", "")}
    assert workbook(undated).properties.created == datetime(2000, 1, 1)  # noqa: DTZ001
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert workbook(undated).properties.modified == datetime(1970, 1, 2)  # noqa: DTZ001


def test_properties_say_what_it_is(workbook):
    about = workbook().properties
    assert (about.creator, about.lastModifiedBy, about.title, about.subject) == (
        *("cmo-eval", "cmo-eval", "Kleine evaluatie", "Zorg Samen"),
    )


def test_what_it_is_about_stands_above_the_contents(workbook):
    lines = [row[0].value for row in workbook()["Inhoud"].iter_rows(max_row=4)]
    assert lines[0] == "Kleine evaluatie"
    assert lines[1] == "Zorg Samen, 2010–2014, april 2017"


# ---- keys that their model says are about the words or the source


def test_a_key_about_the_words_is_a_column_and_is_seen_by_templates(see, monkeypatch):
    """`utterance` stands in for a key that is marked so in the model."""
    from cmo_eval.report import quotes
    from cmo_eval.report.formats import workbook

    monkeypatch.setattr(quotes, "holding", lambda record, *_: ("utterance",) if record is Citation else ())
    monkeypatch.setattr(workbook, "_ABOUT", ("utterance",))
    citations = next(name for name in FILES if name.endswith(".citations.yaml"))
    shown = see(changed(citations, "    evidence:", "    utterance: concern\n    evidence:"))
    told = {one.id for one in shown.citations if one.about == (("utterance", "concern"),)}
    assert told
    assert {one.about for one in shown.citations if one.id not in told} == {()}
    book = load_workbook(io.BytesIO(content(shown)))
    found = rows(next(sheet for sheet in book if sheet.title == SHEET["citations"]))
    assert {row["column.utterance"] for row in found if row[label("column.citation", "nl")] in told} == {"concern"}
    assert {row["column.utterance"] for row in found if row[label("column.citation", "nl")] not in told} == {None}
