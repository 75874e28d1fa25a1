"""Word documents as they come from elsewhere: every word is read, or it is said that it is not."""

# ruff: noqa: E501 - markup is read most easily on one line

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import read_rows
from word_documents import SPACES, box, end, notes, p, packed, r, start, word


def read(tmp_path, content: bytes):
    file = tmp_path / "a.docx"
    file.write_bytes(content)
    return read_rows(file)


def texts(found) -> list[str]:
    return [row.text for row in found.rows]


STYLES = (
    f"<w:styles {SPACES}><w:docDefaults/>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Plain"/>'
    '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Below"><w:basedOn w:val="Secret"/></w:style>'
    '<w:style w:type="character" w:styleId="Open"><w:basedOn w:val="Secret"/><w:rPr><w:vanish w:val="0"/></w:rPr>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Aside"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>'
    '<w:style w:type="table" w:styleId="Tab"><w:rPr><w:vanish w:val="true"/></w:rPr></w:style>'
    "</w:styles>"
)


@pytest.mark.parametrize(
    ("paragraph", "read_as"),
    [
        (p(r("kept "), r("gone", "<w:vanish/>")), ["kept "]),
        (p(r("kept "), r("kept too", '<w:vanish w:val="0"/>')), ["kept kept too"]),
        (p(r("kept "), r("gone", '<w:rStyle w:val="Secret"/>')), ["kept "]),
        (p(r("kept "), r("gone", '<w:rStyle w:val="Below"/>')), ["kept "]),
        (p(r("kept "), r("kept too", '<w:rStyle w:val="Open"/>')), ["kept kept too"]),
        (p(r("kept "), r("kept too", '<w:rStyle w:val="Secret"/><w:vanish w:val="false"/>')), ["kept kept too"]),
        (p("gone", style="Aside"), []),
        (
            p(r("both hide, so neither does", '<w:rStyle w:val="Secret"/>'), style="Aside"),
            ["both hide, so neither does"],
        ),
        (p("kept", style="Circle"), ["kept"]),
        (p("kept", style="Unknown"), ["kept"]),
        (p(r("kept on the web only", "<w:webHidden/>")), ["kept on the web only"]),
        (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Tab"/></w:tblPr><w:tr><w:tc>{p("gone")}</w:tc></w:tr></w:tbl>',
            [],
        ),
        (f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{p('gone')}</w:tc></w:tr></w:tbl>", []),
    ],
)
def test_hidden_text_is_left_out_however_it_is_hidden(tmp_path, paragraph, read_as):
    found = read(tmp_path, word([paragraph, p("R1: end")], {"styles": STYLES}))
    assert texts(found) == [*read_as, "R1: end"]
    assert ("1 piece of hidden text left out" in found.said) == ("gone" in paragraph)


def test_words_may_be_hidden_by_default(tmp_path):
    styles = STYLES.replace(
        "<w:docDefaults/>",
        "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>",
    )
    found = read(tmp_path, word([p("gone", r("kept", '<w:vanish w:val="0"/>'))], {"styles": styles}))
    assert texts(found) == ["kept"]


GROUP = f"<wpg:wgp>{box(p('first box'))}{box(p('second box'), p('its end'))}<wpg:grpSp>{box(p('third'))}</wpg:grpSp></wpg:wgp>"
OLD = (
    "<w:pict><v:group><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape>"
    "<v:rect><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:rect></v:group></w:pict>"
)


def drawing(inside: str) -> str:
    return f"<w:drawing><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></w:drawing>"


@pytest.mark.parametrize(
    ("inside", "boxes"),
    [
        (drawing(GROUP), ["first box", "second box", "its end", "third"]),
        (OLD.format(p("old one"), p("old two")), ["old one", "old two"]),
        (
            (
                f'<mc:AlternateContent><mc:Choice Requires="wps">{drawing(box(p("new")))}</mc:Choice>'
                f"<mc:Fallback>{OLD.format(p('new'), '')}</mc:Fallback></mc:AlternateContent>"
            ),
            ["new"],
        ),
        (
            (
                f'<mc:AlternateContent><mc:Choice Requires="x">{drawing("")}</mc:Choice>'
                f"<mc:Fallback>{OLD.format(p('only here'), '')}</mc:Fallback></mc:AlternateContent>"
            ),
            ["only here"],
        ),
        (drawing(box(p("outer", f"<w:r>{drawing(box(p('inner')))}</w:r>"))), ["outer", "inner"]),
    ],
)
def test_every_text_box_is_read_once(tmp_path, inside, boxes):
    found = read(tmp_path, word([p("R1: before", f"<w:r>{inside}</w:r>", " behind"), p("R2: end")]))
    assert texts(found) == ["R1: before behind", *boxes, "R2: end"]
    assert not [said for said in found.said if " words in " in said or " word in " in said]


def test_a_box_that_older_programs_see_with_other_words_is_said(tmp_path):
    inside = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{drawing(box(p("new")))}</mc:Choice>'
        f"<mc:Fallback>{OLD.format(p('something else'), '')}</mc:Fallback></mc:AlternateContent>"
    )
    found = read(tmp_path, word([p("R1: before", f"<w:r>{inside}</w:r>")]))
    assert texts(found) == ["R1: before", "new"]
    assert "2 words in word/document.xml left out" in found.said


DELETED = '<w:del w:id="1" w:author="A"/>'


@pytest.mark.parametrize(
    ("paragraphs", "read_as"),
    [
        ([p("R1: half of inter", mark=DELETED), p("view."), p("R2: no")], ["R1: half of interview.", "R2: no"]),
        (
            [p("R1: one ", mark=DELETED), p("two ", mark='<w:moveFrom w:id="2"/>'), p("three")],
            ["R1: one two three"],
        ),
        (
            [p(f"<w:del>{r('gone')}</w:del>".replace("w:t", "w:delText"), mark=DELETED), p("R2: stays")],
            ["R2: stays"],
        ),
        ([p("R1: inserted", mark='<w:ins w:id="3"/>'), p("R2: apart")], ["R1: inserted", "R2: apart"]),
        ([p("R1: last", mark=DELETED)], ["R1: last"]),
        (
            [p("R1: before", mark=DELETED), f"<w:tbl><w:tr><w:tc>{p('cell')}</w:tc></w:tr></w:tbl>", p("R2: behind")],
            ["R1: before", "cell", "R2: behind"],
        ),
        ([p("Heading. ", mark="<w:vanish/><w:specVanish/>"), p("goes on")], ["Heading. goes on"]),
    ],
)
def test_a_paragraph_whose_end_was_deleted_goes_on_with_the_next(tmp_path, paragraphs, read_as):
    assert texts(read(tmp_path, word(paragraphs))) == read_as


def test_moves_and_deleted_cells_are_read_as_accepted(tmp_path):
    table = (
        f"<w:tbl><w:tr><w:tc>{p('R1')}</w:tc><w:tc><w:tcPr><w:cellDel/></w:tcPr>{p('gone')}</w:tc><w:tc>{p('yes')}"
        f"</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('gone')}</w:tc></w:tr></w:tbl>"
    )
    moved = p(f"<w:moveFrom>{r('from')}</w:moveFrom><w:moveTo>{r('to')}</w:moveTo>")
    found = read(tmp_path, word([table, moved]))
    assert texts(found) == ["R1\tyes", "to"]
    assert "3 tracked deletions left out" in found.said


@pytest.mark.parametrize(
    ("equation", "read_as"),
    [
        ("<m:f><m:num><m:r><m:t>40</m:t></m:r></m:num><m:den><m:r><m:t>60</m:t></m:r></m:den></m:f>", "40/60"),
        (
            "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>",
            "(a+b)/2",
        ),
        ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "x^2"),
        (
            "<m:rad><m:radPr/><m:deg/><m:e><m:r><m:t>n</m:t></m:r></m:e></m:rad><m:r><m:t>=4</m:t></m:r>",
            "√(n)=4",
        ),
        (
            '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>0</m:t></m:r></m:e></m:d>',
            "[0]",
        ),
        (
            (
                '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub><m:sup/>'
                "<m:e><m:r><m:t>k</m:t></m:r></m:e></m:nary>"
            ),
            "∑_i k",
        ),
    ],
)
def test_equations_stand_on_the_line_of_their_words(tmp_path, equation, read_as):
    found = read(tmp_path, word([p("R1: share ", f"<m:oMath>{equation}</m:oMath>", " of it")]))
    assert texts(found) == [f"R1: share {read_as} of it"]
    assert "1 equation read on one line" in found.said


@pytest.mark.parametrize(
    ("inside", "read_as"),
    [
        ("<w:r><w:ruby><w:rt><w:r><w:t>tōkyō</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r>", "東京"),
        ("<w:smartTag><w:smartTagPr/><w:r><w:t>Leiden</w:t></w:r></w:smartTag>", "Leiden"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>filled in</w:t></w:r></w:sdtContent></w:sdt>", "filled in"),
        ("<w:customXml><w:r><w:t>tagged</w:t></w:r></w:customXml>", "tagged"),
        ('<w:fldSimple w:instr="DATE"><w:r><w:t>Monday</w:t></w:r></w:fldSimple>', "Monday"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/></w:r>", "co-op"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ('<w:r><w:sym w:font="Arial" w:char="2022"/></w:r>', "•"),
        ("<w:unheardOf><w:r><w:t>still words</w:t></w:r></w:unheardOf>", "still words"),
        ("<w:bdo><w:dir><w:r><w:t>right to left</w:t></w:r></w:dir></w:bdo>", "right to left"),
        (
            ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF</w:instrText></w:r><w:r><w:t>code</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>shown</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
            "shown",
        ),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>never closed</w:t></w:r>', "never closed"),
        (
            ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="no"/>'
            '<w:listEntry w:val="yes"/></w:ddList></w:ffData></w:fldChar></w:r><w:r>'
            '<w:fldChar w:fldCharType="end"/></w:r>'),
            "yes",
        ),
        ("<w:r><mc:AlternateContent><mc:Choice><w:t>new</w:t></mc:Choice><mc:Fallback><w:t>new</w:t></mc:Fallback></mc:AlternateContent></w:r>", "new"),
        ("<w:r><w:t>over\n   lines</w:t></w:r>", "over    lines"),
        ("<w:r><w:t>wor<!-- a remark -->ds</w:t></w:r>", "words"),
    ],
)  # fmt: skip
def test_words_are_read_whatever_stands_around_them(tmp_path, inside, read_as):
    found = read(tmp_path, word([p("R1: x ", inside, " y")]))
    assert texts(found) == [f"R1: x {read_as} y"]
    assert not [said for said in found.said if "document.xml" in said]


@pytest.mark.parametrize(
    ("body", "parts", "said"),
    [
        ('<w:altChunk r:id="r9"/>', {}, "1 embedded part left out"),
        (p(f"<w:r>{drawing('<c:chart/>')}</w:r>"), {}, "1 chart left out"),
        (p(f"<w:r>{drawing('<dgm:relIds/>')}</w:r>"), {}, "1 diagram left out"),
        (p("<w:r><w:object/></w:r>"), {}, "1 embedded object left out"),
        (p('<w:r><w:pict><v:textpath string="DRAFT"/></w:pict></w:r>'), {}, "1 drawn word left out"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + p("Click here") + "</w:sdtContent></w:sdt>",
            {},
            "1 placeholder of a form left out",
        ),
        ("", {"diagramData": f"<dgm:x {SPACES}><a:t>in a drawing</a:t></dgm:x>"}, "3 words in word/diagramData.xml"),
        ("", {"footnotes": notes({2: p("nobody refers to this")})}, "4 words in word/footnotes.xml left out"),
        ("", {"header1": f"<w:hdr {SPACES}>{p('on the first page')}</w:hdr>"}, "headers and footers left out"),
        ("", {"footer3": f"<w:ftr {SPACES}>{p('even pages')}</w:ftr>"}, "headers and footers left out"),
        (p(f"<w:r>{drawing('<a:t>painted</a:t>')}</w:r>"), {}, "1 word in word/document.xml left out"),
    ],
)
def test_what_is_left_out_is_said(tmp_path, body, parts, said):
    found = read(tmp_path, word([p("R1: words"), body], parts))
    assert texts(found) == ["R1: words"]
    assert [one for one in found.said if one.startswith(said)]


def test_automatic_numbers_are_said_and_dots_are_not(tmp_path):
    numbering = (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def item(words: str, level: int) -> str:
        number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        return p(words).replace("<w:pPr>", f"<w:pPr>{number}", 1)

    found = read(tmp_path, word([item("one", 0), item("dot", 1), item("two", 0)], {"numbering": numbering}))
    assert texts(found) == ["one", "dot", "two"]
    assert found.said == ("2 automatic numbers of lists left out",)


def test_notes_follow_their_paragraph_and_stand_once(tmp_path):
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = [p("R1: one", reference), p("R2: two", reference, reference)]
    found = read(tmp_path, word(body, {"footnotes": notes({2: p("of [the] year") + p("before")})}))
    assert texts(found) == ["R1: one", "[of [the] year before]", "R2: two"]
    assert "2 further references to footnotes left out" in found.said


def test_a_note_that_is_referred_to_without_end_costs_nothing(tmp_path):
    import time

    body = p("R1: x", *['<w:r><w:footnoteReference w:id="2"/></w:r>'] * 100_000)
    content = word(body, {"footnotes": notes({2: p("many words " * 8000)})})
    assert len(content) < 60_000
    before = time.process_time()
    found = read(tmp_path, content)
    assert time.process_time() - before < 10
    assert sum(map(len, texts(found))) < 100_000


def test_more_text_than_a_transcript_can_be_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("cmo_eval.transcripts.reading.paragraphs.MOST_MADE", 1000)
    with pytest.raises(CmoEvalError, match="million characters"):
        read(tmp_path, word([p("words " * 50)] * 4))


def test_a_document_of_a_few_kilobytes_with_millions_of_marks_is_refused_at_once(tmp_path):
    import time

    content = word(["<w:p/>" * 3_000_001])
    assert len(content) < 60_000
    before = time.process_time()
    with pytest.raises(CmoEvalError, match="more marks"):
        read(tmp_path, content)
    assert time.process_time() - before < 3


def test_more_marks_than_a_text_can_have_are_refused_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("cmo_eval.transcripts.reading.archive._MOST_MARKS", 1000)
    with pytest.raises(CmoEvalError, match="more marks"):
        read(tmp_path, word([p("a")] * 200))


@pytest.mark.parametrize("main", ["word/document2.xml", "text.xml", "w/Main Part.xml"])
def test_the_text_may_be_in_a_part_of_any_name(tmp_path, main):
    assert texts(read(tmp_path, word([p("R1: here")], main=main))) == ["R1: here"]


@pytest.mark.parametrize(
    "relation",
    [
        ("image", "NULL", "Internal"),
        ("image", "../NULL", "Internal"),
        ("hyperlink", "#_top", "Internal"),
        ("footnotes", "nowhere.xml", "Internal"),
        ("header", "nowhere.xml", "Internal"),
        ("attachedTemplate", "file:///C:/x.dot", "External"),
        ("image", "", "Internal"),
        ("subDocument", "/etc/passwd", "Internal"),
    ],
)
def test_a_reference_that_leads_nowhere_does_no_harm(tmp_path, relation):
    assert texts(read(tmp_path, word([p("R1: here")], relations=[relation]))) == ["R1: here"]


def test_the_strict_edition_is_read(tmp_path):
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    content = word([p("R1: here", reference)], {"footnotes": notes({2: p("note")})}, strict=True)
    assert texts(read(tmp_path, content)) == ["R1: here", "[note]"]


def test_a_template_is_read(tmp_path):
    content = word([p("R1: here")])
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["[Content_Types].xml"] = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
        b'"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.template'
        b'.main+xml"/></Types>'
    )
    del files["_rels/.rels"]
    assert texts(read(tmp_path, packed(files))) == ["R1: here"]


def test_marks_of_comments_stand_where_their_words_stand(tmp_path):
    body = [p("R1: ", start(0), "e", "\u0301le\u200bve", end(0), " b"), p(start(1)), p("R2: c", end(1))]
    found = read(tmp_path, word(body))
    assert texts(found) == ["R1: éleve b", "R2: c"]
    first, second = ([(mark.kind, mark.of, mark.at) for mark in row.marks] for row in found.rows)
    assert first == [("start", "0", 3), ("end", "0", 9), ("reference", "0", 9)]
    assert second == [("start", "1", 0), ("end", "1", 5), ("reference", "1", 5)]


def test_the_words_of_the_file_are_counted_those_left_out_too(tmp_path):
    body = [
        p(
            "R1: three ",
            r("hidden words ", "<w:vanish/>"),
            "words",
            f"<w:del>{r('gone')}</w:del>".replace("w:t", "w:delText"),
        ),
        p(f"<w:r>{drawing(box(p('in a box')))}</w:r>", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
    ]
    parts = {
        "footnotes": notes({2: p("a note"), 3: p("no one refers to this")}),
        "header1": f"<w:hdr {SPACES}>{p('above all')}</w:hdr>",
    }
    found = read(tmp_path, word(body, parts))
    assert sum(len(text.split()) for text in texts(found)) == 8
    assert found.words == 8 + len("hidden words gone no one refers to this above all".split())  # noqa: SIM905


def test_words_that_nobody_can_count_are_not_counted(tmp_path):
    assert read(tmp_path, word([p("R1: words"), '<w:altChunk r:id="r9"/>'])).words is None
    assert read(tmp_path, word([p("R1: words")])).words == 2


@pytest.mark.parametrize(
    ("style", "level", "is_heading"),
    [
        ("Kop", "", True), ("Below", "", True), ("Text", "", False), ("Text", "2", True), ("Kop", "9", False),
        ("None", "", False),
    ],
)  # fmt: skip
def test_a_heading_is_one_by_its_level_of_outlines(tmp_path, style, level, is_heading):
    styles = (
        f"<w:styles {SPACES}>"
        '<w:style w:type="paragraph" w:styleId="Kop"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Below"><w:basedOn w:val="Kop"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Text"/></w:styles>'
    )
    own = f'<w:outlineLvl w:val="{level}"/>' if level else ""
    heading = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{own}</w:pPr>{r("Money")}</w:p>'
    found = read(tmp_path, word([p("R1: Yes."), heading, p("Who?")], {"styles": styles}))
    assert [row.heading for row in found.rows] == [False, is_heading, False]
