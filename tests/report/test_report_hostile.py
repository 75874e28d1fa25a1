"""Whatever stands in an evaluation's texts, the report is whole in every format."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

import hostile
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.report import documents, files, house, view
from cmo_eval.report.document import Heading, plain
from cmo_eval.report.document.markdown import document
from cmo_eval.report.formats import FORMATS
from cmo_eval.store.loading import load

ALLOWED = {
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "caption",
    "circle",
    "code",
    "col",
    "colgroup",
    "defs",
    "desc",
    "div",
    "em",
    "figcaption",
    "figure",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "li",
    "line",
    "main",
    "marker",
    "meta",
    "nav",
    "ol",
    "p",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "rect",
    "section",
    "strong",
    "style",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "tspan",
    "ul",
    "wbr",
}


@pytest.fixture
def wild(folder):
    """The view of an evaluation with one text everywhere."""

    def build(text):
        from reported import FILES

        loaded = load(folder(files={**dict.fromkeys(FILES), **hostile.files(text)}))
        assert loaded.repository is not None, loaded.findings
        repository = disclose(loaded.repository, "team")
        return view(repository, verify(repository), repository.evaluation.language)

    return build


DOCUMENTS = tuple(name for name, one in FORMATS.items() if one.writer)


def made(shown, formats=DOCUMENTS):
    return files(shown, documents(shown), formats, house(None), chapters=False)


class Elements(HTMLParser):
    """The elements of a page and its words."""

    def __init__(self):
        super().__init__()
        self.found, self.open, self.words, self.attributes = set(), [], [], set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in {"meta", "br", "hr", "col", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)


def kinds_in(tree):
    return [type(block).__name__ for block in tree.blocks]


@pytest.fixture(scope="module")
def harmless():
    """Which blocks each document has where nothing odd is written; made once, by the first that asks."""
    return []


@pytest.mark.parametrize("name", sorted(hostile.SENTENCES))
def test_tree_holds_the_text_and_nothing_that_it_makes(wild, harmless, name):
    if not harmless:
        harmless += [kinds_in(document(text, "", "nl")) for text in documents(wild("gewoon")).values()]
    for text, wanted in zip(documents(wild(hostile.SENTENCES[name])).values(), harmless, strict=True):
        tree = document(text, "", "nl")
        kinds = kinds_in(tree)
        if name == "paragraphs":  # a field of prose may have paragraphs, and has no other blocks
            assert set(kinds) == set(wanted)
        else:
            assert kinds == wanted
        title = next(block for block in tree.blocks if isinstance(block, Heading))
        assert " ".join(hostile.SENTENCES[name].split()) in plain(title.parts)


def test_html_has_our_elements_only_and_all_words(wild):
    page = made(wild(hostile.NASTY), ("html",))["report.html"].decode()
    parser = Elements()
    parser.feed(page)
    assert parser.open == []
    assert parser.found <= ALLOWED
    assert not {name for name in parser.attributes if name.startswith("on")}
    assert hostile.LONG in "".join(parser.words)
    assert "<script>alert(1)</script>" in "".join(parser.words)
    assert not re.search(r"""(?:href|src)=["'](?!#)""", page)


def test_word_is_well_formed_and_has_all_words(wild):
    content = made(wild(hostile.NASTY), ("docx",))["report.docx"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(part)  # noqa: S314 - our own
    text = "".join(ET.fromstring(parts["word/document.xml"]).itertext())  # noqa: S314 - the same
    assert hostile.LONG in text
    assert "#panic(" in text
    assert "HYPERLINK" not in text
    from docx import Document

    assert len(Document(io.BytesIO(content)).paragraphs) > 50


def test_pdf_is_set_and_tagged(wild):
    pytest.importorskip("typst")
    from pypdf import PdfReader
    from pypdfium2 import PdfDocument

    content = made(wild(hostile.NASTY), ("pdf",))["report.pdf"]
    with contextlib.closing(PdfDocument(content)) as drawn:
        text = "".join(page.get_textpage().get_text_bounded() for page in drawn)
    assert "#panic(" in text
    assert "{{ 7*7 }}" in text
    reader = PdfReader(io.BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.skipif(sys.platform == "win32", reason="fonts differ")
def test_letters_that_no_font_has_are_written_by_their_number(wild):
    pytest.importorskip("typst")
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(made(wild("Letter \U000e0041\u2fffd \U0001fbf9 einde"), ("pdf",))["report.pdf"]))
    assert "einde" in reader.pages[0].extract_text()


def test_markdown_and_workbook_are_made_too(wild):
    shown = wild(hostile.NASTY)
    found = made(shown, ("md", "xlsx"))
    assert not any("<script" in content.decode() for name, content in found.items() if name.endswith(".md"))
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(found["report.xlsx"]))
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [formula for formula in formulas if "cmd" in formula or "SUM(A1)" in formula]


def test_control_characters_leave_no_trace(wild):
    shown = wild(
        hostile.CONTROLS.replace("\u0007", "").replace("\u001b", "").replace("\u0085", "").replace("\ufffe", "")
    )
    assert set(made(shown)) == {"report.html", "report.docx", "report.pdf"}
