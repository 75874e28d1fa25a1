"""OpenDocument texts as they come from elsewhere: every word is read, or it is said that it is not."""

# ruff: noqa: E501 - markup is read most easily on one line

import time

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import read_rows
from word_documents import packed

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
        "svg": "svg-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def odt(body: str, automatic: str = "", **more: str | bytes) -> bytes:
    """An OpenDocument text with these paragraphs and automatic styles, and other parts by name (`a__b` is a/b)."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    files: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return packed(files | {f"{name.replace('__', '/')}.xml": part for name, part in more.items()})


def read(tmp_path, content: bytes):
    file = tmp_path / "a.odt"
    file.write_bytes(content)
    return read_rows(file)


def texts(found) -> list[str]:
    return [row.text for row in found.rows]


@pytest.mark.parametrize(
    ("inside", "read_as"),
    [
        ("wor<!-- a remark -->ds<?do this?> here", "words here"),
        ('a<text:s text:c="3"/>b', "a   b"),
        ("a<text:s/>b", "a b"),
        ('a<text:s text:c="99999999"/>b', f"a{' ' * 40}b"),
        ('a<text:s text:c="1e9"/>b', "a b"),
        (f'a<text:s text:c="{"9" * 5000}"/>b', f"a{' ' * 40}b"),
        ('a<text:s text:c="-4"/>b', "a b"),
        ("a<text:tab/>b", "a\tb"),
        ("<text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>tōkyō</text:ruby-text></text:ruby>", "東京"),
        ('<text:sequence text:name="T">4</text:sequence>', "4"),
        ("<text:span>in a <text:a>link</text:a></text:span>", "in a link"),
        ("<text:meta>described</text:meta>", "described"),
        ("a<text:bookmark/>b<text:soft-page-break/>c", "abc"),
        ("a<text:change/>b", "ab"),
    ],
)
def test_words_are_read_whatever_stands_around_them(tmp_path, inside, read_as):
    found = read(tmp_path, odt(f"<text:p>R1: x {inside} y</text:p>"))
    assert texts(found) == [f"R1: x {read_as} y"]
    assert not [said for said in found.said if "content.xml" in said]


HIDING = (
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/>'
    '<style:style style:name="T3" style:family="text" style:parent-style-name="T1"><style:text-properties text:display="true"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
)


@pytest.mark.parametrize(
    ("body", "read_as"),
    [
        ('<text:p>kept <text:span text:style-name="T1">gone</text:span></text:p>', ["kept "]),
        ('<text:p>kept <text:span text:style-name="T2">gone</text:span></text:p>', ["kept "]),
        ('<text:p>kept <text:span text:style-name="T3">too</text:span></text:p>', ["kept too"]),
        ('<text:p text:style-name="P1">gone</text:p>', []),
        ('<text:section text:display="none"><text:p>gone</text:p></text:section>', []),
        ('<text:section text:display="condition" text:is-hidden="true"><text:p>gone</text:p></text:section>', []),
        ('<text:section text:display="condition"><text:p>kept</text:p></text:section>', ["kept"]),
        ('<text:p><text:hidden-paragraph text:is-hidden="true"/>gone</text:p>', []),
        ('<text:p>kept <text:hidden-text text:is-hidden="true">gone</text:hidden-text></text:p>', ["kept "]),
        ("<text:p>kept <text:hidden-text>too</text:hidden-text></text:p>", ["kept too"]),
    ],
)
def test_hidden_text_is_left_out_however_it_is_hidden(tmp_path, body, read_as):
    found = read(tmp_path, odt(f"{body}<text:p>R1: end</text:p>", HIDING))
    assert texts(found) == [*read_as, "R1: end"]
    assert ("1 piece of hidden text left out" in found.said) == ("gone" in body)


FRAME = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
MATH = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mfrac><mn>40</mn><mn>60</mn></mfrac><mo>=</mo>'
    "<msup><mi>x</mi><mn>2</mn></msup></mrow><annotation>{40} over {60}</annotation></semantics></math>"
)


def test_boxes_notes_and_equations_are_read(tmp_path):
    body = (
        f"<text:p>R1: a<draw:g>{FRAME.format('one')}{FRAME.format('two')}</draw:g> b"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>"
        ' is <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>'
        f"{FRAME.format('alone')}<draw:custom-shape><text:p>in a shape</text:p></draw:custom-shape><text:p>R2: end</text:p>"
    )
    found = read(tmp_path, odt(body, **{"Object 1__content": MATH}))
    assert texts(found) == ["R1: a b is 40/60=x^2", "one", "two", "[a note]", "alone", "in a shape", "R2: end"]
    assert {"4 text boxes read below the paragraph", "1 equation read on one line"} <= set(found.said)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<office:forms><x><text:p>in a form</text:p></x></office:forms>", "3 words in content.xml left out"),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>", "1 tracked deletion left out"),
        ("<text:p><office:annotation><dc:creator>A</dc:creator><text:p>remark</text:p></office:annotation></text:p>", "1 comment left out"),
        ("<text:p><text:placeholder>name</text:placeholder></text:p>", "1 placeholder of a form left out"),
        ("<text:table-of-content><text:index-body><text:p>Chapter 1</text:p></text:index-body></text:table-of-content>", "1 index left out"),
        ("<text:p><draw:frame><draw:image/></draw:frame></text:p>", "1 picture left out"),
        ("<text:p><draw:frame><draw:object xlink:href='./Object 9'/></draw:frame></text:p>", "1 embedded object left out"),
        ("<text:p><text:ruby><text:ruby-base/><text:ruby-text>aid</text:ruby-text></text:ruby></text:p>", "1 reading aid above words left out"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_said(tmp_path, body, said):
    found = read(tmp_path, odt(f"{body}<text:p>R1: words</text:p>"))
    assert texts(found) == ["R1: words"]
    assert said in found.said


@pytest.mark.parametrize("edge", ["header", "footer", "header-left", "footer-first", "header-first"])
def test_headers_and_footers_of_every_page_are_said(tmp_path, edge):
    styles = f"<office:document-styles {SPACES}><style:master-page><style:{edge}><text:p>edge</text:p></style:{edge}></style:master-page></office:document-styles>"
    found = read(tmp_path, odt("<text:p>R1: words</text:p>", styles=styles))
    assert found.said == ("headers and footers left out",)


def test_numbers_of_lists_are_said(tmp_path):
    style = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        '<text:list-level-style-bullet text:level="2"/><text:list-level-style-number text:level="x" style:num-format="1"/></text:list-style>'
    )
    items = "<text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>dot</text:p></text:list-item></text:list></text:list-item>"
    found = read(
        tmp_path,
        odt(
            f'<text:list text:style-name="L1">{items}<text:list-header><text:p>head</text:p></text:list-header></text:list>',
            style,
        ),
    )
    assert texts(found) == ["one", "dot", "head"]
    assert found.said == ("1 automatic number of a list left out",)


@pytest.mark.parametrize("number", ["2", "16384", "99999999999", "-3", "x", "1e99"])
def test_an_odd_number_of_repeated_cells_costs_nothing(tmp_path, number):
    table = (
        f'<table:table><table:table-column table:number-columns-repeated="{number}"/>'
        f'<table:table-row table:number-rows-repeated="{number}"><table:table-cell table:number-columns-repeated="{number}">'
        "<text:p>R1</text:p></table:table-cell><table:table-cell><text:p>yes</text:p></table:table-cell></table:table-row></table:table>"
    )
    found = read(tmp_path, odt(table))
    assert texts(found) == ["R1\tyes"]
    assert "2 repeated rows or cells read once" in found.said


BLANKS = '<text:s text:c="99"/>'


def test_long_runs_of_blanks_cost_what_they_are(tmp_path):
    before = time.process_time()
    found = read(tmp_path, odt(f"<text:p>R1: a{BLANKS * 100_000}b{' ' * 1_000_000}c</text:p>"))
    assert len(found.rows) == 1
    assert time.process_time() - before < 10


def test_blanks_beyond_any_transcript_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("cmo_eval.transcripts.reading.paragraphs.MOST_MADE", 10_000)
    with pytest.raises(CmoEvalError, match="million characters"):
        read(tmp_path, odt(f"<text:p>a{BLANKS * 200}b</text:p>"))


@pytest.mark.parametrize("deep", [50, 5000, 100_000])
def test_spans_and_sections_in_one_another_are_read_or_refused(tmp_path, deep):
    for before, after in (("<text:span>", "</text:span>"), ("<text:meta>", "</text:meta>")):
        content = odt(f"<text:p>{before * deep}deep{after * deep}</text:p>")
        if deep < 100:
            assert texts(read(tmp_path, content)) == ["deep"]
        else:
            with pytest.raises(CmoEvalError, match="too deep"):
                read(tmp_path, content)


def test_an_encrypted_text_is_said_to_be_protected(tmp_path):
    manifest = "<manifest:manifest xmlns:manifest='m'><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    with pytest.raises(CmoEvalError, match="protected by a password"):
        read(tmp_path, odt("", **{"META-INF__manifest": manifest, "styles": b"\x8f\x02\x99 no markup"}))


def test_the_name_of_a_dtd_does_no_harm(tmp_path):
    doctype = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    manifest = f"<?xml version='1.0'?>{doctype}<manifest:manifest xmlns:manifest='m'/>"
    assert texts(read(tmp_path, odt("<text:p>R1: x</text:p>", **{"META-INF__manifest": manifest}))) == ["R1: x"]
    for evil in (
        doctype.replace('">', '" [<!ENTITY a "b">]>'), '<!DOCTYPE a SYSTEM "x" [ ]>', "<!DOCTYPE a>",
        "<!DOCTYPE a PUBLIC 'x' 'y' [<!ATTLIST a b CDATA 'c'>]>", "<!DOCTYPE\na SYSTEM 'x'\n[<!ELEMENT a ANY>]>",
    ):  # fmt: skip
        with pytest.raises(CmoEvalError, match="entities"):
            read(tmp_path, odt("", **{"META-INF__manifest": f"{evil}<a/>"}))


def test_a_heading_is_known_as_one(tmp_path):
    found = read(tmp_path, odt("<text:p>R1: Yes.</text:p><text:h>Money</text:h><text:p>Who?</text:p>"))
    assert [row.heading for row in found.rows] == [False, True, False]
