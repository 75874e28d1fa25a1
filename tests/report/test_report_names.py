"""The list of names is held against what was made: what a template or a house style prints stops a public report."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from cmo_eval.pseudonyms.identifiers import Names
from cmo_eval.transcripts.file_words import words_in_file

LISTED = "Quxman\nTørresdal\n"
HEAD = "{% extends 'builtin/evaluation.md.j2' %}\n{% block head %}{{ super() }}\nAsk SAID.\n{% endblock %}\n"


@pytest.fixture
def report(cmo, evaluation, tmp_path):
    """Write a public report in one format, with files in `templates`; the run and the report's folder."""

    def run(format_, templates):
        root = evaluation({"evaluation.yaml+": "names: ../listed.txt\n"})
        (tmp_path / "listed.txt").write_text(LISTED, encoding="utf-8")
        for name, content in templates.items():
            file = root / "templates" / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return cmo("report", "--project", root, "--format", format_, "-o", tmp_path / "out"), tmp_path / "out"

    return run


def stopped(done, folder, file, origin):
    assert done.code == 1, done.err
    assert f"a name of the list would be printed in {file} (" in done.err
    assert origin in done.err
    assert "quxman" not in (done.err + done.out).casefold()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("format_", "words"),
    [
        *(("md", words) for words in ("Quxman", "Qux&shy;man", "T\u00f8rres**dal**")),
        *(("docx", words) for words in ("Qux&shy;man", "T\u00f8rres**dal**")),
        *(("html", words) for words in ("Qux&shy;man", "T\u00f8rres**dal**")),
        ("pdf", "T\u00f8rres**dal**"),
    ],
)
def test_what_a_template_prints_stops_every_format(report, format_, words):
    done, folder = report(format_, {"evaluation.md.j2": HEAD.replace("SAID", words)})
    stopped(done, folder, f"report.{format_}", "templates/evaluation.md.j2")


def test_what_a_template_does_not_print_stops_nothing(report):
    done, _ = report("md,docx", {"evaluation.md.j2": HEAD.replace("SAID", "the desk") + "{# Quxman made this #}"})
    assert done.code == 0


def reference(change):
    word = docx.Document()
    change(word)
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def footer(word):
    part = word.sections[0].footer.paragraphs[0]
    part.add_run("Ask Qux")
    part.add_run("man").bold = True


def header(word):
    word.sections[0].header.paragraphs[0].add_run("T\u00f8rres\u00addal")


def style(word):
    word.styles.add_style("Heading Quxman", 1)


@pytest.mark.parametrize("change", [footer, header, style])
def test_what_a_reference_document_brings_along_stops_the_word_document(report, change):
    done, folder = report("docx", {"reference.docx": reference(change)})
    stopped(done, folder, "report.docx", "templates/reference.docx")


@pytest.mark.parametrize("css", ["/* by Quxman */", ".x::before { content: 'Qux\u200bman' }"])
def test_what_a_style_sheet_says_stops_the_page(report, css):
    done, folder = report("html", {"house.css": f"h1 {{ color: red }}\n{css}\n"})
    stopped(done, folder, "report.html", "templates/house.css, line 2")


def test_a_list_of_names_none_of_which_is_printed_changes_nothing(report):
    done, folder = report("md,xlsx,docx,html,pdf", {})
    assert done.code == 0
    assert (folder / "report.pdf").exists()


def found(name, content):
    listed = Names(LISTED)
    return [masked for text in words_in_file(name, content) for masked in listed.found(text)]


def packed(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg><desc>by Quxman</desc></svg>"),
        ("a.svg", b'<svg aria-label="Quxman&#x2019;s path"/>'),
        ("a.svg", b"<svg><text><tspan>Qux</tspan><tspan>man</tspan></text></svg>"),
        ("a.html", b'<p>x <img alt="Quxman" src="data:,"></p>'),
        ("a.html", b"<p>Qux<b>man</b></p>"),
        ("a.html", b"<!-- Quxman -->"),
        ("a.xlsx", packed(xl__sheet_xml="<c><is><r><t>Qux</t></r><r><rPr><b/></rPr><t>man</t></r></is></c>")),
        ("a.xlsx", packed(xl__quxman_xml="<x/>")),
        ("a.docx", packed(word__d_xml='<w:p><wp:docPr id="1" descr="Quxman"/></w:p>')),
        ("a.docx", packed(word__d_xml="<w:p><w:r><w:t>Qux</w:t></w:r><w:proofErr/><w:r><w:t>man</w:t></w:r></w:p>")),
        ("figure.mmd", b"graph\n A[Quxman]"),
    ],
)
def test_every_way_in_which_a_file_says_something_is_read(name, content):
    assert found(name, content) == ["Q…"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", packed(word__d_xml="<w:p><w:r><w:t>Qux</w:t></w:r></w:p><w:p><w:r><w:t>man</w:t></w:r></w:p>")),
        ("a.docx", packed(word__d_xml='<w:p w:rsidR="00QUXMAN"/>')),
        ("a.html", b"<p>Qux</p><p>man</p>"),
        ("a.svg", b"<svg><text>Qux</text><text>man</text></svg>"),
    ],
)
def test_pieces_that_stand_apart_and_signs_of_a_format_make_no_name(name, content):
    assert found(name, content) == []
