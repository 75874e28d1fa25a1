"""The Word report, as Word and python-docx read it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

import pytest
from docx import Document
from docx.shared import RGBColor

from cmo_eval.errors import CmoEvalError
from cmo_eval.messages import label
from cmo_eval.report import documents, files, house
from cmo_eval.report.document.markdown import document
from cmo_eval.report.formats.word import word_bytes
from cmo_eval.report.templates.files import House

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKDOWN = """\
# Titel

## Inhoud

[TOC]

## Eén

Zie [twee](#twee) en [daar](https://x.nl/?a="b"&c).[^n]

1. een
2. twee

### Twee

- a
  - b

> Woorden.
>
> — Een bestuurder

| Kop | Getal |
| --- | ---: |
| c | 1 |

*Tabel 3.2. Wat hielp.[^n]*

---

## Slot

```
x
y
```

[^n]: Sioo (2017).
"""


@pytest.fixture
def word():
    """A document and the parts of its package."""

    def build(markdown=MARKDOWN, look=None, **more):
        content = word_bytes(document(markdown, "Titel", "nl", **more), {}, look or house(None))
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}
        return Document(io.BytesIO(content)), parts

    return build


def test_headings_have_the_styles_of_word(word):
    read, _ = word()
    assert [
        (one.style.name, one.text) for one in read.paragraphs if "ead" in one.style.name or one.style.name == "Title"
    ] == [
        ("Title", "Titel"),
        ("Heading 1", "Eén"),
        ("Heading 2", "Twee"),
        ("Heading 1", "Slot"),
    ]


def test_contents_are_a_field_that_is_filled_in(word):
    read, parts = word()
    text = parts["word/document.xml"]
    assert 'TOC \\o "1-2" \\h' in text
    entries = [
        one
        for one in read.element.iter(f"{W}p")
        if (style := one.find(f".//{W}pStyle")) is not None
        and style.get(f"{W}val").lower().startswith("toc")
        and "heading" not in style.get(f"{W}val").lower()
    ]
    assert ["".join(t.text for t in one.iter(f"{W}t")) for one in entries] == ["Eén", "Twee", "Slot"]
    targets = set(re.findall(r'w:anchor="([^"]+)"', text))
    assert targets <= set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', text))


def test_pages_of_the_contents_are_for_word_to_fill_in(word):
    _, parts = word()
    text = parts["word/document.xml"]
    pages = re.findall(r'w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText[^>]*> PAGEREF (\w+) ', text)
    assert len(pages) == 3
    said = label("report.word_pages", "nl")
    assert f'{said}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' in text  # in what Word makes anew
    assert set(pages) <= set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', text))


def test_two_notes_in_a_row_are_two_numbers(word):
    _, parts = word("# Kop\n\nZin.[^a][^b]\n\n[^a]: Een.\n\n[^b]: Twee.\n")
    _, _, after = parts["word/document.xml"].partition('<w:footnoteReference w:id="1"/>')
    between, _, _ = after.partition('<w:footnoteReference w:id="2"/>')
    assert ">,\u00a0</w:t>" in between


def test_tables_begin_where_the_text_does(word):
    _, parts = word()
    assert '<w:tblInd w:w="90" w:type="dxa"/>' in parts["word/document.xml"]


def test_fields_are_closed(word):
    _, parts = word()
    text = parts["word/document.xml"]
    counts = {kind: text.count(f'w:fldCharType="{kind}"') for kind in ("begin", "separate", "end")}
    assert len(set(counts.values())) == 1
    assert counts["begin"] >= 3


def test_small_table_stays_together_with_its_heading_and_caption(word):
    small = "**Erboven:**\n\n| Kop |\n| --- |\n| a |\n| b |\n\n*Tabel 1. Zo.*\n"
    large = "| Kop |\n| --- |\n" + "| a |\n" * 30 + "\n*Tabel 2. Zo.*\n"
    bare = "Zin.\n\n" + large.partition("*")[0]  # what stands below it is an empty paragraph: never alone on a page
    read, _ = word(f"# T\n\n{small}\n{large}\n{bare}")
    (above,) = [one for one in read.paragraphs if one.text == "Erboven:"]
    assert above.paragraph_format.keep_with_next
    first, second, third = (
        [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in one.rows] for one in read.tables
    )
    assert first[1:] == [True, True]
    # nor does one row stand alone below the heads of the columns, or on the last page
    assert second == third == [True, True] + [None] * 27 + [True, True]


def test_rows_that_take_much_room_may_part(word):
    rows = f"| {'woord ' * 200}|\n" * 3
    read, _ = word(f"# T\n\n| Kop |\n| --- |\n{rows}\n*Tabel 1. Zo.*\n")
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in read.tables[0].rows]
    assert kept == [None, None, None, True]


def test_a_heading_a_few_words_and_a_list_are_no_chain(word):
    # LibreOffice 7.4 left the heading alone where the list has notes
    read, _ = word(
        "# T\n\n## Tegenbewijs\n\n**Kort:** zo.\n\n- een[^n]\n\nZin.\n\n**Ook:**\n\n- twee\n\n[^n]: Woorden.\n"
    )
    kept = {one.text: one.paragraph_format.keep_with_next for one in read.paragraphs}
    assert kept["Kort: zo."] is None
    assert kept["Ook:"]


def test_row_is_split_only_where_it_and_its_notes_could_be_higher_than_a_page(word):
    notes = "".join(f"[^{one}]: {'Van verre. ' * many}\n\n" for one, many in ((1, 20), (2, 400), (3, 200), (4, 200)))
    read, parts = word(f"# T\n\n| a |\n| --- |\n| een[^1] |\n| twee[^2] |\n| drie[^3][^4] |\n| vier[^4] |\n\n{notes}")
    rows = re.findall(r"<w:tr>(<w:trPr>.*?</w:trPr>)?", parts["word/document.xml"])
    assert ["cantSplit" in one for one in rows] == [True, True, False, False, True]
    assert len(read.tables[0].rows) == 5


def test_caption_counts_itself_and_stands_by_its_table(word):
    read, parts = word()
    (caption,) = [one for one in read.paragraphs if one.style.name == "Caption"]
    assert caption.text.startswith("Tabel 3.2. Wat hielp.")
    assert "SEQ Tabel_3 \\* ARABIC" in parts["word/document.xml"]
    assert caption._p.getprevious().tag == f"{W}tbl"


def test_row_of_heads_is_repeated_and_columns_have_widths(word):
    read, _ = word()
    (table,) = read.tables
    assert table.style.name == "Report Table"
    first, second = table.rows
    assert first._tr.find(f".//{W}tblHeader") is not None
    assert second._tr.find(f".//{W}tblHeader") is None
    assert sum(int(one.get(f"{W}w")) for one in table._tbl.iter(f"{W}gridCol")) > 8000
    assert table._tbl.find(f".//{W}tblCaption").get(f"{W}val").startswith("Tabel 3.2.")


def test_footnotes_are_footnotes(word):
    _, parts = word()
    marks = re.findall(r'w:footnoteReference w:id="(\d+)"', parts["word/document.xml"])
    assert marks == ["1", "2"]  # Word has a note for each mark
    assert set(re.findall(r'<w:footnote w:id="(\d+)"', parts["word/footnotes.xml"])) == set(marks)
    assert "Sioo (2017)." in parts["word/footnotes.xml"]
    assert "footnotes+xml" in parts["[Content_Types].xml"]


def test_note_that_is_marked_again_in_a_table_or_a_chapter_says_its_number(word):
    rows = "| a | b |\n| - | - |\n| x[^n] | y[^n] [^m] |\n| z[^m] | w |\n| u | v |\n"
    more = f"Weer[^n] en nog eens[^n].\n\n## Verder\n\nOok hier[^n].\n\n{rows}"
    _, parts = word(f"# T\n\n{rows}\n{more}\n[^n]: Woorden.\n\n[^m]: Meer.\n")
    body = parts["word/document.xml"]
    assert re.findall(r'footnoteReference w:id="(\d+)"', body) == [
        "1",
        "2",
        "3",
    ]  # in another chapter it is printed again
    shown = ["1", "2", "1", "1", "3", "3", "2", "2"]
    assert re.findall(r"NOTEREF _Note(\d+) ", body) == shown
    assert (
        re.findall(r'w:fldCharType="separate"/></w:r><w:r><w:rPr><w:rStyle [^>]*></w:rPr><w:t>(\d)</w:t>', body)
        == shown
    )
    for number in "123":
        start = body.index(f'w:name="_Note{number}"/>')
        assert start < body.index(f'<w:footnoteReference w:id="{number}"/>') < body.index("<w:bookmarkEnd", start)
    assert parts["word/footnotes.xml"].count("Woorden.") == 2
    assert parts["word/footnotes.xml"].count("Meer.") == 1


def test_lists_begin_anew(word):
    read, _ = word("1. a\n2. b\n\nx\n\n5. c\n")
    numbers = [
        one._p.pPr.numPr.numId.val for one in read.paragraphs if one._p.pPr is not None and one._p.pPr.numPr is not None
    ]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = read.part.numbering_part.element
    starts = {
        one.get(f"{W}numId"): one.find(f".//{W}startOverride").get(f"{W}val")
        for one in numbering.findall(f"{W}num")
        if one.find(f".//{W}startOverride") is not None
    }
    assert starts[str(numbers[2])] == "5"


def test_new_part_begins_a_page(word):
    read, _ = word()
    (slot,) = [one for one in read.paragraphs if one.text == "Slot"]
    assert slot.paragraph_format.page_break_before


def test_language_is_on_the_styles(word):
    _, parts = word()
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', parts["word/styles.xml"])) == {"nl-NL"}


def test_properties_are_those_of_the_evaluation(word):
    read, parts = word(authors=("AB", "CD"), subject="Zorg", date="2017-04")
    about = read.core_properties
    assert (about.title, about.author, about.subject) == ("Titel", "AB; CD", "Zorg")
    assert about.created == about.modified == datetime(2017, 4, 1, tzinfo=about.created.tzinfo)
    assert about.last_modified_by == "cmo-eval"
    assert "python-docx" not in parts["docProps/core.xml"]


def test_pages_are_numbered(word):
    _, parts = word()
    assert [name for name, text in parts.items() if "footer" in name and " PAGE " in text]


def test_date_without_one_is_that_of_the_build(word, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1500000000")
    read, _ = word()
    assert read.core_properties.created.year == 2017


# ---- pictures -------------------------------------------------------------------------------------------------------


def test_pictures_are_pixels_and_drawings_with_words_and_high_ones_go_on_on_the_next_page(see, monkeypatch):
    monkeypatch.setattr("cmo_eval.report.formats.word._UNCUT", 300)  # lower than the pictures of this evaluation
    shown = see()
    content = files(shown, documents(shown), ["docx"], house(None), chapters=False)["report.docx"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        text = packed.read("word/document.xml").decode()
    assert len([name for name in names if name.endswith(".png")]) == len(
        [name for name in names if name.endswith(".svg")]
    )
    described = [bool(words.strip()) for words in re.findall(r'descr="([^"]*)"', text)]
    assert sum(described) == len([name for name in names if name.endswith(".png")])
    # the others are pieces that go on where the one above them ends, as high as what they show
    assert text.count("<adec:decorative ") == described.count(False) > 0
    crops = [(int(t), 100_000 - int(b)) for t, b in re.findall(r'<a:srcRect t="(\d+)" b="(\d+)"/>', text)]
    assert [top for top, _ in crops[1:]] == [0 if bottom == 100_000 else bottom for _, bottom in crops[:-1]]
    assert crops[-1][1] == 100_000
    highs = re.findall(r'cy="(\d+)"/>(?:(?!cy=).)*<a:srcRect', text)
    scales = [int(high) / (bottom - top) for high, (top, bottom) in zip(highs, crops, strict=True)]
    assert max(scales) == pytest.approx(min(scales), rel=0.001)


# ---- a reference document -------------------------------------------------------------------------------------------


@pytest.fixture
def reference(tmp_path):
    """A house document: red headings, a footer of its own, words that must not come along."""
    made = Document()
    paragraph = made.add_paragraph("WOORDEN VAN HET VOORBEELD")
    made.add_comment(paragraph.runs, text="GEHEIM commentaar")
    made.styles["Heading 1"].font.color.rgb = RGBColor(0xAA, 0, 0)
    made.sections[0].footer.paragraphs[0].text = "Ministerie"
    made.core_properties.comments = "GEHEIM"
    path = tmp_path / "house.docx"
    made.save(path)
    return path


def test_styles_and_footer_are_those_of_the_reference(word, reference):
    read, parts = word(look=House("", reference))
    assert read.styles["Heading 1"].font.color.rgb == RGBColor(0xAA, 0, 0)
    assert [one.text for one in read.sections[-1].footer.paragraphs] == ["Ministerie"]
    assert "Report Table" in {one.name for one in read.styles}
    assert not [name for name, text in parts.items() if "WOORDEN VAN" in text or "GEHEIM" in text]


def test_reference_in_the_templates_is_taken(tmp_path, reference):
    (tmp_path / "templates").mkdir()
    reference.rename(tmp_path / "templates" / "reference.docx")
    assert house(tmp_path / "templates").reference == tmp_path / "templates" / "reference.docx"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", None])
def test_reference_that_is_no_word_document_is_told(word, tmp_path, content):
    path = tmp_path / "house.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CmoEvalError, match=r"reference document .* cannot be read"):
        word(look=House("", path))


def test_reference_without_numbering_footnotes_or_styles_is_completed(word, reference, tmp_path):
    with zipfile.ZipFile(reference) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts.pop("word/numbering.xml")
    relations = parts["word/_rels/document.xml.rels"]
    parts["word/_rels/document.xml.rels"] = re.sub(rb"<Relationship [^>]*numbering[^>]*/>", b"", relations)
    parts["[Content_Types].xml"] = re.sub(
        rb'<Override PartName="/word/numbering.xml"[^>]*/>', b"", parts["[Content_Types].xml"]
    )
    parts["word/styles.xml"] = re.sub(
        rb'<w:style [^>]*w:styleId="List[^"]*".*?</w:style>', b"", parts["word/styles.xml"], flags=re.DOTALL
    )
    bare = tmp_path / "bare.docx"
    with zipfile.ZipFile(bare, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    read, found = word(look=House("", bare))
    assert "word/numbering.xml" in found
    assert "List Bullet" in {one.name for one in read.styles}
