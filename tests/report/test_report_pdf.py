"""The PDF report: tagged, with its properties, from nothing that a text could start."""

from __future__ import annotations

import io
import json
import re
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from cmo_eval.charts.picture import Picture
from cmo_eval.errors import CmoEvalError
from cmo_eval.report import documents, files, house
from cmo_eval.report.document import Foreign, Paragraph, leading
from cmo_eval.report.document.language import rewritten
from cmo_eval.report.document.markdown import document
from cmo_eval.report.formats.pdf import literal, pdf_bytes, typst_text

compiler = pytest.importorskip("typst")


@pytest.fixture
def pdf(see):
    shown = see()
    return PdfReader(io.BytesIO(files(shown, documents(shown), ["pdf"], house(None), chapters=False)["report.pdf"]))


def read(markdown, **more):
    return PdfReader(io.BytesIO(pdf_bytes(document(markdown, "Titel", "nl", **more), {}, house(None))))


def tags(node, found):
    """Every kind of element in the structure, with its properties."""
    if isinstance(node, list):
        for one in node:
            tags(one.get_object() if hasattr(one, "get_object") else one, found)
    elif hasattr(node, "get"):
        if "/S" in node:
            found.append((str(node["/S"]), node))
        if "/K" in node:
            tags(node["/K"].get_object() if hasattr(node["/K"], "get_object") else node["/K"], found)
    return found


def test_it_is_tagged_and_says_that_it_is_accessible(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_structure_has_headings_tables_lists_figures_with_words_and_notes(pdf):
    found = tags(pdf.trailer["/Root"]["/StructTreeRoot"], [])
    kinds = {kind for kind, _ in found}
    assert {
        "/H1",
        "/H2",
        "/H3",
        "/Table",
        "/TH",
        "/TD",
        "/Caption",
        "/L",
        "/LI",
        "/Figure",
        "/BlockQuote",
        "/TOC",
    } <= kinds
    figures = [node for kind, node in found if kind == "/Figure"]
    assert len(figures) >= 3
    assert all(str(node.get("/Alt", "")).strip() for node in figures)


def test_outline_leads_to_the_headings(pdf):
    titles = []

    def walk(entries):
        for one in entries:
            walk(one) if isinstance(one, list) else titles.append(one.title)

    walk(pdf.outline)
    assert {"Kleine evaluatie", "Samenvatting", "1 Waarde vóór kosten", "1.1 De scan onthult"} <= set(titles)


def test_properties_and_date_are_those_of_the_evaluation(pdf):
    assert pdf.metadata.title == "Kleine evaluatie"
    assert pdf.metadata["/Keywords"] == "cmo-eval"
    assert pdf.metadata["/CreationDate"].startswith("D:201704")
    assert "AB" in pdf.metadata.author


def pages(markdown, **more):
    return [page.extract_text() for page in read(markdown, **more).pages]


def test_caption_never_stands_alone_on_a_page():
    words = " ".join(["woord"] * 60)
    for number in range(10, 30):  # one of these tables ends where a page does
        rows = "".join(f"| r{row} | {words if row % 3 else 'woord'} |\n" for row in range(number))
        last = pages(f"# Kop\n\n| a | b |\n| --- | ------ |\n{rows}\n*Tabel 1. Onderschrift.*\n")[-1]
        assert "woord" in last, number
        assert "Onderschrift" in last


def test_small_table_stays_on_one_page_with_its_heading():
    filler = "Woorden.\n\n" * 22
    table = "**Kop erboven:**\n\n| a | b |\n| --- | --- |\n" + "| een | twee |\n" * 8
    broken = 0
    for lines in range(12):
        found = pages(f"# Kop\n\n{filler}" + "Regel.\n\n" * lines + table)
        whole = [page for page in found if "twee" in page]
        broken += len(found) > 1
        assert len(whole) == 1, lines
        assert "Kop erboven" in whole[0]
    assert broken  # in one of them there was too little room


def test_heading_stays_with_a_small_table_whose_notes_take_room():
    rows = "".join(f"| een[^{row}] | twee |\n" for row in range(8))
    notes = "".join(f"[^{row}]: {'Van verre. ' * 18}\n" for row in range(8))
    for lines in (24, 28, 30):
        found = pages("# Kop\n\n" + "Regel.\n\n" * lines + f"## Ernaast\n\n| a | b |\n| --- | --- |\n{rows}\n{notes}")
        assert [page for page in found if "twee" in page] == [page for page in found if "Ernaast" in page], lines


def test_a_few_words_between_a_heading_and_a_list_stay_with_it():
    for words, leads in (("Praktijkvoorbeeld.", True), ("Een zin die langer is dan een regel. " * 3, False)):
        blocks = document(f"# Kop\n\n## Casus\n\n{words}\n\n- een\n- twee\n", "Titel", "nl").blocks
        assert [one for block, one in leading(blocks) if isinstance(block, Paragraph)] == [leads]


def broken_words(text: str, *, foreign: bool) -> set[str]:
    made = document(text, "Titel", "nl")
    if foreign:
        made = rewritten(made, lambda words: (Foreign(words.text, "en"),))
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_bytes(made, {}, house(None)))).pages)
    return set(re.findall(r"\w+(?=[\u00ad-]\n)", printed))


def test_words_in_tables_are_broken_by_the_rules_of_their_language_and_those_of_the_text_stay_whole():
    long = " ".join(["understandable whether answers ourselves"] * 30)
    table = f"# Kop\n\n| a | b | c | d | e | f | g |\n|{' --- |' * 7}\n| {' | '.join([long] * 7)} |\n"
    broken = broken_words(table, foreign=True)
    assert set() < broken <= {"understand", "an", "our"}
    assert broken_words(table, foreign=False) not in (set(), broken)
    assert not broken_words(f"# Kop\n\n{long}\n", foreign=True)


def test_words_stay_whole_in_a_table_whose_columns_hold_each_of_them():
    long = " ".join(["herbeoordeelde focusgroepen"] * 20)
    assert not broken_words(f"# Kop\n\n| a | b |\n| --- | --- |\n| {long} | {long} |\n", foreign=False)


def test_two_notes_in_a_row_are_two_numbers():
    (page,) = pages("# Kop\n\nZin.[^a][^b]\n\n[^a]: Een.\n\n[^b]: Twee.\n")
    assert re.search(r"Zin\.\s*1\s*,\s*2", page)
    (page,) = pages("# Kop\n\nZin[^a].\n\n[^a]: Een.\n")
    assert re.search(r"Zin\s*1\.", page)


def test_letters_are_all_in_the_file(pdf):
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"].get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        described = (
            font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            if "/DescendantFonts" in font
            else font["/FontDescriptor"]
        )
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.get_object())


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "Zomaar een zin.",
        "# T\n\n| a |\n| --- |",
        "# T\n\n###### zes\n\na[^x]\n\n[^x]: Een.\n\n    Twee.\n",
        '# T\n\n[weg](#nergens) [leeg]() [adres](https://x.nl/a"b\\c)',
        "# T\n\n## Inhoud\n\n[TOC]\n",
        "# T\n\n1. a\n\n   > b\n\n   - c\n\n---\n\n---\n\n```\nx\ty\n```",
        "# T\n\n- \n\n> \n",
    ],
)
def test_unusual_documents_are_set(markdown):
    assert len(read(markdown).pages) >= 1


def test_the_same_bytes_whatever_the_clock_says(monkeypatch):
    tree = document("# T\n\nTekst.", "T", "nl")
    first = pdf_bytes(tree, {}, house(None))
    assert pdf_bytes(tree, {}, house(None)) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1500000000")
    assert pdf_bytes(tree, {}, house(None)) != first


def test_letters_beyond_our_fonts_do_not_stop_it():
    assert "einde" in read("# T\n\nעברית \U0001f600 \U000e0041\U0001fbf9 \\\\ einde").pages[0].extract_text()


def test_backslash_stays_itself_beside_letters_that_no_font_has():
    text = read("# T\n\n\U0001f469\u200d\U0001f467 C:\\\\map einde \u2fffd").pages[0].extract_text()
    assert "C:\\map" in text


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CmoEvalError, match="needs the library typst") as caught:
        pdf_bytes(document("# T", "T", "nl"), {}, house(None))
    assert "cmo-eval[pdf]" in caught.value.hint


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_string_is_the_text_and_nothing_else(text):
    source = f"#metadata({literal(text)}) <x>"
    assert json.loads(compiler.query(source.encode(), "<x>", field="value", one=True)) == text


@pytest.mark.parametrize(
    "words", ['"] #panic("x") [', '#import "x"', "\\u{22}", "*a* _b_ $c$ `d` <e> @f // g /* h */", "]\n\n= Kop"]
)
def test_words_start_nothing(words):
    from cmo_eval.report.document.markdown import line

    tree = document(f"# T\n\n{line(words)}", "T", "nl")
    assert "#panic" not in typst_text(tree, {}).replace(literal(words), "")
    kinds = [kind for kind, _ in tags(read(f"# T\n\n{line(words)}").trailer["/Root"]["/StructTreeRoot"], [])]
    assert sorted(set(kinds)) == ["/Document", "/H1", "/P"]


def test_a_word_that_no_line_holds_may_break_within_and_not_behind_it():
    piece = "a" * 20
    assert f'"{piece}\\u{{200b}}{piece}"' in typst_text(document(piece * 2, "T", "nl"), {})


def pages_with_picture(high, before, after="Na het beeld."):
    """The words of each page of a text of so many paragraphs, then a picture that high, then more."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 {high}"><rect width="9" height="9"/></svg>'
    picture = Picture("p", "Beeld", "Zo.", "Een vak.", svg, "", 600, high)
    said = "\n\n".join(["Woord."] * before)
    text = f"{said}\n\n![Een vak.](figures/p.svg)\n\n*Figuur 1. Zo staat het.*\n\n{after}"
    pages = PdfReader(io.BytesIO(pdf_bytes(document(text, "Titel", "nl"), {"p": picture}, house(None)))).pages
    return [page.extract_text() for page in pages]


def test_a_high_picture_leaves_no_page_part_blank():
    first, second = pages_with_picture(500, before=20)
    assert "Na het beeld." in first
    assert "Zo staat het." in second
    first, second = pages_with_picture(500, before=20, after="## Volgend hoofdstuk\n\nNa het beeld.")
    assert "Volgend" not in first  # the picture is of the chapter before it
    assert second.index("Zo staat het.") < second.index("Volgend")


def test_a_high_picture_stands_at_the_head_of_the_next_page_and_cuts_no_paragraph():
    after = "\n\n".join(
        f"{'> ' if one % 2 else ''}Begin{one}. {'Woorden tussenin. ' * 25}Slot{one}." for one in range(20)
    )
    found = pages_with_picture(500, before=20, after=after)
    assert found[1].startswith("Figuur 1. Zo staat het.")
    assert len(found) > 3
    for one in range(20):
        begin, end = ([page for page in found if f"{word}{one}." in page] for word in ("Begin", "Slot"))
        assert begin == end, one
    (only,) = pages_with_picture(500, before=5)  # at the foot of its own, where it fits
    assert only.index("Na het beeld.") < only.index("Zo staat het.")


def test_pictures_at_a_chapter_s_end_stay_whole_and_the_next_begins_before_them_where_a_page_would_be_blank():
    rows = "".join(f'<text x="9" y="{100 * row + 50}" font-size="20">Rij {row}</text>' for row in range(8))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 800">{rows}</svg>'
    picture = Picture("p", "Beeld", "Zo.", "Een vak.", svg, "", 600, 800, tuple(100.0 * row for row in range(1, 8)))

    def pages(before, after):
        shown = [f"![Een vak.](figures/p.svg)\n\n*Figuur {number}. Zo staat het.*" for number in (1, 2)]
        text = "\n\n".join(["Woord."] * before + ["## Theorie", "Zo werkt het.", *shown, "## Volgend", after])
        content = pdf_bytes(document(text, "Titel", "nl"), {"p": picture}, house(None))
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    long = "\n\n".join(["Woorden die de bladzijde vullen. " * 20] * 12)
    first, second, third, *_ = pages(6, long)
    assert "Volgend" in first
    assert "Rij" not in first
    assert [second.count("Rij"), third.count("Rij")] == [8, 8]
    assert "Figuur 1. Zo" in second
    assert "Figuur 2. Zo" in third
    # where the page is nearly full, and where not enough or no text alone follows, the chapter ends with its pictures
    for before, after in ((32, long), (6, "Na."), (6, "| a |\n| --- |\n| b |\n\n" + long)):
        first, second, third, *rest = pages(before, after)
        assert "Volgend" not in first + second
        assert [one.count("Rij") for one in (first, second, third)] == [0, 8, 8]
        assert "Volgend" in "".join([third.partition("Figuur 2. Zo")[2], *rest])


def test_a_high_picture_above_a_table_does_not_drift_into_it():
    first, second, *_ = pages_with_picture(500, before=20, after="| a | b |\n| --- | --- |\n" + "| een | twee |\n" * 20)
    assert "een" not in first
    assert second.index("Zo staat het.") < second.index("een")


def test_no_row_stands_alone_below_the_heads_of_its_table():
    rows = "| Kop |\n| --- |\n" + "| rij |\n" * 40
    firsts = set()
    for before in range(26, 38):
        text = "\n\n".join(["Woord."] * before + ["## Tabel", rows, "*Tabel 1. Zo staat het.*"])
        read = PdfReader(io.BytesIO(pdf_bytes(document(text, "Titel", "nl"), {}, house(None))))
        first = read.pages[0].extract_text()
        firsts.add(first.count("rij"))
        assert ("Tabel" in first) == ("rij" in first)
        kinds = [kind for kind, _ in tags(read.trailer["/Root"]["/StructTreeRoot"], [])]
        assert kinds.count("/P") == before  # what only takes room is nothing to read
    assert 0 in firsts
    assert 1 not in firsts


def test_a_low_picture_stays_in_its_place_and_with_its_caption():
    first, *_ = pages_with_picture(150, before=20)
    assert first.index("Zo staat het.") < first.index("Na het beeld.")


def test_where_floating_pictures_are_refused_they_stay_where_they_are(monkeypatch):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300" width="600" height="300"></svg>'
    picture = Picture("p", "Beeld", "Zo.", "Een vak.", svg, "", 600, 300)
    asked = []

    def refusing(source, **options):
        asked.append(b"#floating(" in source)
        if asked[-1]:
            error = compiler.TypstError("PDF/UA-1 error: invalid list (L) structure")
            error.diagnostic = ""
            raise error
        return compiler.compile(source, **options)

    library = SimpleNamespace(compile=refusing, TypstError=compiler.TypstError)
    monkeypatch.setattr("cmo_eval.report.formats.pdf.need_typst", lambda: library)
    text = "# Kop\n\n![Een vak.](figures/p.svg)\n\n- een\n- twee\n"
    assert pdf_bytes(document(text, "Titel", "nl"), {"p": picture}, house(None)).startswith(b"%PDF")
    assert asked == [True, False]
