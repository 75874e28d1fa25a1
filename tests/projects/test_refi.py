"""What is read of a REFI-QDA project, in whatever habit a program writes it, and what is refused."""

from __future__ import annotations

import io
import os
import uuid
import zipfile

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.counting import placed
from cmo_eval.projects.project import Code, Coder, Coding, Document, Left, Project, second_guid
from cmo_eval.projects.reading import read_project
from cmo_eval.projects.refi import project
from cmo_eval.projects.refi_out import qdpx
from cmo_eval.projects.refi_parts import guid_of
from refi_files import ANA, BEN, CODE, CODES, TEXT, USERS, coding, markup, packed, selection, text_source

WORDS = "Ja. Dat is zo, zei hij."
CALM = selection(7, 4, 13, "Dat is zo")
PART = f"sources/{TEXT.format(1)}.txt"
SECOND = "0000000b-0000-4000-8000-000000000000"
NOTE = "0000000c-0000-4000-8000-00000000000f"


def read(tmp_path, content, name="a.qdpx"):
    (tmp_path / name).write_bytes(content)
    return read_project(tmp_path / name)


def kept(project):
    return [(part.cause, what) for part in project.parts for what in part.whats]


def words(project):
    return [one.words for one in placed(project).placed]


def simple(**more):
    return markup(text_source(1, [CALM]), **more)


HABITS = {
    "usual": packed(simple(), {PART: WORDS}),
    "other markup name": packed(simple(), {PART: WORDS}, name="Waiting study.QDE"),
    "other folder": packed(simple(), {PART.replace("s", "S", 1): WORDS, "Sources/.root": ""}),
    "no folder": packed(simple(), {PART.removeprefix("sources/"): WORDS}),
    "all in a folder": packed(simple(), {f"p/{PART}": WORDS}, name="p/project.qde"),
    "another markup beside": packed(simple(), {PART: WORDS, "copy.qde": "<x/>"}),
    "another markup below": packed(simple(), {PART: WORDS, "old/a.qde": "<x/>"}, name="study.qde"),
    "other texts of that name": packed(
        simple(), {f"a/{TEXT.format(1)}.txt": "Nee", PART: WORDS, f"z/{TEXT.format(1)}.txt": "Nee"}
    ),
    "escaped name": packed(simple().replace(f"{TEXT.format(1)}.txt", "in%20a.txt"), {"sources/in a.txt": WORDS}),
    "text named from outside": packed(simple().replace("internal://", "relative:///sources/"), {PART: WORDS}),
    "no scheme": packed(simple().replace("internal://", ""), {PART: WORDS}),
    "scheme and folder": packed(simple().replace("internal://", "internal://sources/"), {PART: WORDS}),
    "other name space": packed(simple().replace("project:1.0", "project:0:10"), {PART: WORDS}),
    "no name space": packed(simple().replace(' xmlns="urn:QDA-XML:project:1.0"', ""), {PART: WORDS}),
    "byte order mark": packed("\ufeff" + simple(), {PART: "\ufeff" + WORDS}),
    "other case": packed(simple().replace(f'targetGUID="{CODE}"', f'targetGUID="{{{CODE.upper()}}}"'), {PART: WORDS}),
    "other case of parts": packed(simple(), {PART.upper(): WORDS}),
    "inline": packed(
        simple()
        .replace(f' plainTextPath="internal://{TEXT.format(1)}.txt"', "")
        .replace("<PlainTextSel", f"<PlainTextContent>{WORDS}</PlainTextContent><PlainTextSel", 1)
    ),
    "only a rich text, which is plain": packed(simple().replace("plainTextPath", "richTextPath"), {PART: WORDS}),
    "Windows-1252": packed(simple(), {PART: "Ja. Dat is zo, zei hij café.".encode("cp1252")}),
}


@pytest.mark.parametrize("habit", HABITS)
def test_a_project_is_read_in_whatever_habit_it_is_written(habit, tmp_path):
    found = read(tmp_path, HABITS[habit], "of any name")
    assert words(found) == ["Dat is zo"]
    (one,) = found.codings
    assert (one.code, one.coder, one.document) == (CODE, ANA, TEXT.format(1))
    assert found.codes == (Code(CODE, "calm"),)
    assert found.coders == (Coder(ANA, "Ana"), Coder(BEN, "Ben"))
    assert found.left == ()
    assert found.origin == "A program"


def test_codes_keep_their_tree_descriptions_memos_and_colours(tmp_path):
    book = (
        f'<CodeBook><Codes><Code guid="{CODE}" name="all" isCodable="0" color="#F0A">'
        "<Description>of all</Description>"
        f'<NoteRef targetGUID="{NOTE}"/>'
        f'<Code guid="{SECOND.upper()}" name="x" isCodable="true" color="#12AB34"/></Code>'
        f'<Code guid="{{{SECOND}}}" name="twice" isCodable="1"/></Codes>'
        '<Sets><Set guid="1" name="group"/></Sets></CodeBook>'
    )
    notes = f'<Notes><Note guid="{NOTE}" name="n"><PlainTextContent>more of it</PlainTextContent></Note></Notes>'
    found = read(tmp_path, packed(markup("", before=USERS + book, after=notes)))
    assert found.codes == (
        Code(CODE, "all", "of all\n\nmore of it", None, "#ff00aa", codable=False),
        Code(SECOND, "x", "", CODE, "#12ab34"),
    )
    assert found.left == (Left("a code with the id of another one", "twice"),)
    assert kept(found) == [("a group of codes, sources or memos", "group")]


def test_identity_is_the_id_never_the_name(tmp_path):
    first, second = text_source(1, [selection(1, 0, 2, "Ja")]), text_source(2, [selection(2, 0, 3, "Nee")])
    codes = CODES.replace("</Codes>", f'<Code guid="{SECOND}" name="calm" isCodable="true"/></Codes>')
    again = text_source(2, [selection(3, 0, 3, "Nee")], "again")
    parts = {PART: "Ja, dat is zo.", f"sources/{TEXT.format(2)}.txt": "Nee, dat niet."}
    found = read(tmp_path, packed(markup(first + second + again, before=USERS + codes), parts))
    assert [one.name for one in found.documents] == ["Interview", "Interview"]
    assert [one.name for one in found.codes] == ["calm", "calm"]
    assert words(found) == ["Ja", "Nee"]
    assert found.left == (Left("a source with the id of another one", "again"),)


def test_several_coders_and_codes_of_a_passage_are_codings_of_their_own(tmp_path):
    codes = CODES.replace("</Codes>", f'<Code guid="{SECOND}" name="rest" isCodable="true"/></Codes>')
    lost = "0000000d-0000-4000-8000-000000000000"
    inside = "".join(
        (
            coding("a1"),
            coding("A2", user=BEN),
            coding("a3", code=SECOND),
            coding("a4"),
            coding("a5", code=lost),
            coding("a2", code=SECOND, user=f"{{{lost.upper()}}}"),
        )
    )
    source = text_source(1, [selection(7, 4, 13, "Dat is zo", inside)])
    found = read(tmp_path, packed(markup(source, before=USERS + codes), {PART: WORDS}))
    assert [(one.id, one.code, one.coder) for one in found.codings] == [
        ("a1", CODE, ANA),
        ("a2", CODE, BEN),
        ("a3", SECOND, ANA),
        ("a2-2", SECOND, lost),
    ]
    assert found.coders[2:] == (Coder(lost, ""),)
    assert found.left == (
        Left("a coding that stands there twice", "Dat is zo: calm"),
        Left("a coding of a code that is not in the file", "Dat is zo"),
    )


def test_memos_and_times_go_with_the_coding_and_a_passage_needs_no_code(tmp_path):
    inside = f'<Description>why?</Description><NoteRef targetGUID="{NOTE}"/>'
    first = selection(7, 4, 13, "Dat is zo", inside).replace("name=", f'creatingUser="{BEN}" name=')
    timed = coding("a1").replace("creatingUser", 'creationDateTime="2026-03-01T10:07:00Z" creatingUser')
    second = selection(8, 0, 2, "Ja", "<Description>kort</Description>" + timed)
    notes = (
        f'<Notes><Note guid="{NOTE}" name="n" plainTextPath="internal://memo.txt"/>'
        '<Note guid="1" name="diary"><PlainTextContent>x</PlainTextContent></Note></Notes>'
    )
    qde = markup(text_source(1, [first, second]), after=notes)
    found = read(tmp_path, packed(qde, {PART: WORDS, "sources/memo.txt": "\ufeffask again\n"}))
    assert [(one.code, one.coder, one.memo, one.date) for one in found.codings] == [
        (None, BEN, "why?\n\nask again", ""),
        (CODE, ANA, "kort", "2026-03-01T10:07:00Z"),
    ]
    assert found.codings[0].id == "00000007-0000-4000-8000-00000000005e"
    assert kept(found) == [("a memo that belongs to no passage or code", "diary")]


def pdf(page_user=ANA):
    """A passage over two pages as ATLAS.ti writes it, of two coders, and two areas."""

    def area(guid, page, name, users, time="t1"):
        inside = "".join(coding(f"{guid}{number}", user=user) for number, user in enumerate(users))
        box = 'firstX="1" firstY="2" secondX="3" secondY="4"'
        attributes = f'guid="{guid}" page="{page}" name="{name}" creationDateTime="{time}" {box}'
        return f"<PDFSelection {attributes}>{inside}</PDFSelection>"

    areas = (
        area("E1", 4, "laat op maandag", [ANA, BEN])
        + area("E2", 5, "laat op maandag", [ANA, BEN])
        + area("E3", 5, "laat op maandag", [page_user])
        + area("E4", 0, "Quotation 1:2", [ANA, BEN])
        + area("E5", 0, "laat op maandag", [ANA, BEN], "t2")
    )
    kept = selection(7, 4, 19, "laat op maandag", coding("c1") + coding("c2", user=BEN))
    kept = kept.replace('guid="00000007-0000-4000-8000-00000000005e"', 'guid="e1"')
    inner = text_source(1, [kept]).replace("TextSource", "Representation")
    return f'<PDFSource guid="{TEXT.format(9)}" name="D1">{areas}{inner}</PDFSource>'


def test_copies_of_a_passage_on_pages_are_one_and_areas_are_named(tmp_path):
    found = read(tmp_path, packed(markup(pdf()), {PART: "Dan laat op maandag niemand"}))
    assert [(one.id, one.coder, one.document) for one in found.codings] == [
        ("c1", ANA, TEXT.format(9)),
        ("c2", BEN, TEXT.format(9)),
    ]
    assert words(found) == ["laat op maandag", "laat op maandag"]
    assert [(one.kind, one.name) for one in found.documents] == [("pdf", "D1")]
    area = "a coded area of a PDF page"
    assert kept(found) == [(area, "D1, page 6: calm"), *[(area, "D1, page 1: calm")] * 4]


def test_areas_without_a_name_are_no_copies(tmp_path):
    qde = markup(pdf().replace('name="laat op maandag"', 'name=""'))
    found = read(tmp_path, packed(qde, {PART: "Dan laat op maandag niemand"}))
    assert len(found.codings) == 2
    assert len(kept(found)) == 2 + 1 + 2 + 2  # all but the one with the GUID of the passage


def test_what_has_no_place_is_named(tmp_path):
    broken = selection(8, 0, 2).replace('startPosition="0"', 'startPosition="x"').replace('name=""', 'name="odd"')
    text = text_source(1, [CALM, broken]).replace(
        "</TextSource>", coding("b1") + "<VariableValue/><Description>a source</Description></TextSource>"
    )
    gone = text_source(3, [selection(9, 0, 2, "Ja")], "gone")
    video = (
        f'<VideoSource guid="f1" name="talk"><VideoSelection guid="f2">{coding("b2")}</VideoSelection>'
        '<Transcript guid="f3" name="typed" plainTextPath="internal://typed.txt"><SyncPoint guid="s1" position="0"/>'
        f'<SyncPoint guid="s2" position="3"/><TranscriptSelection guid="f4" name="Nee" fromSyncPoint="s1" '
        f'toSyncPoint="S2">{coding("b3")}</TranscriptSelection></Transcript></VideoSource>'
    )
    other = '<PictureSource guid="f5" name="map"><PictureSelection guid="f6"/></PictureSource><ModelSource name="m"/>'
    after = (
        '<Links><Link guid="1" name="l"/></Links><Sets><Set guid="2" name="s"/></Sets>'
        '<Graphs><Graph guid="3"/></Graphs>'
        "<Description>of the project</Description><Oddity/>"
    )
    before = USERS + CODES + '<Variables><Variable name="age"/></Variables><Cases><Case name="Zuid"/></Cases>'
    qde = markup(text + gone + video + other, before=before, after=after)
    found = read(tmp_path, packed(qde, {PART: WORDS, "sources/typed.txt": "Nee, nooit."}))
    assert words(found) == ["Dat is zo", "Nee"]
    assert [(one.coding.document, one.why) for one in placed(found).unplaced] == [
        (TEXT.format(3), "no text of its document is in the file")
    ]
    assert [(one.cause, one.what) for one in found.left] == [
        ("a passage without positions", "Interview: odd"),
        ("a value of a variable", "Interview"),
        ("a text that is not in the file", "gone"),
        ("a coded time of a recording", "talk: calm"),
        ("a coded area of a picture", "map: without a code"),
        ("a source of a kind that is not known", "m (ModelSource)"),
        ("a variable", "age"),
        ("a link", "l"),
        ("a part that is not known", "Oddity"),
    ]
    whole = "a recording, picture or PDF without a text (its file is not kept)"
    assert kept(found) == [
        ("a coding of a whole source", "Interview: calm"),
        ("a memo of a source", "Interview"),
        (whole, "talk"),
        (whole, "map"),
        ("a case", "Zuid"),
        ("a map", "3"),
        ("a group of codes, sources or memos", "s"),
        ("a memo of the project", "of the project"),
    ]


def test_a_folder_in_the_zip_file_is_no_text(tmp_path):
    # ATLAS.ti for Mac names a rich text too, and where no text was put in a folder of them may stand there all the same
    rich = simple().replace(f"{TEXT.format(1)}.txt", f'{TEXT.format(1)}.txt" richTextPath="internal://a.docx')
    found = read(tmp_path, packed(rich, {"sources/": ""}))
    assert found.documents[0].text is None
    assert Left("a text that is not in the file", "Interview") in found.left


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('name="a" direction="Sideways" color="red"', 'name="a"'),
        ('name="a" direction="OneWay" color="#F00"', 'name="a" direction="OneWay" color="#f00"'),
        ('name=""', 'name=""'),
        ('odd="1"', ""),
    ],
)
def test_a_part_has_what_the_schema_allows(tmp_path, wrong, right):
    ids = f'originGUID="{{{CODE.upper()}}}" targetGUID="7"'
    link = f'<Links><Link guid="x" {wrong} {ids}><NoteRef/></Link></Links>'
    (part,) = read(tmp_path, packed(markup("", after=link))).parts
    given = f" {right}" if right else ""
    assert part.markup == f'<Link guid="{guid_of("x")}"{given} originGUID="{CODE}" targetGUID="{guid_of("7")}"/>'
    assert part.id == guid_of("x") != "x"


def test_a_codebook_has_codes_and_no_documents(tmp_path):
    book = (
        '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="ATLAS.ti"><Codes>'
        f'<Code guid="{CODE}" name="wait"><Code guid="{SECOND}" name="night"/></Code></Codes>'
        '<Sets><Set name="one" guid="1"><MemberCode guid="2"/></Set></Sets></CodeBook>'
    )
    found = read(tmp_path, ("\ufeff" + book).encode(), "a.qdc")
    assert [(one.name, one.parent) for one in found.codes] == [("wait", None), ("night", CODE)]
    assert kept(found) == [("a group of codes, sources or memos", "one")]
    assert placed(found).placed == ()


def test_deep_trees_of_codes_are_read(tmp_path):
    deep = "".join(f'<Code guid="{number}" name="c{number}">' for number in range(5000)) + "</Code>" * 5000
    found = read(tmp_path, f"<CodeBook><Codes>{deep}</Codes></CodeBook>".encode())
    assert found.codes[4999].parent == "4998"


def cut(content, keep):
    return content[: int(len(content) * keep)]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", simple())
        archive.writestr(PART, b" " * (201 * 1024 * 1024))
    return out.getvalue()


ENTITY = '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BAD = {
    "entities": (packed(ENTITY + simple()), "defines entities"),
    "entities of a file": (packed(OUTSIDE + simple().replace("Interview", "&a;")), "defines entities"),
    "entities in UTF-16": (packed((ENTITY + simple()).encode("utf-16")), "defines entities"),
    "entities in a codebook": ((ENTITY + "<CodeBook/>").encode(), "defines entities"),
    "cut off": (cut(packed(simple(), {PART: WORDS}), 0.7), "damaged"),
    "markup cut off": (packed(cut(simple(), 0.7), {PART: WORDS}), "damaged"),
    "no markup": (packed("", {PART: WORDS}, name="project.xml"), "no markup"),
    "two markups": (packed(simple(), {"b.qde": "<x/>"}, name="a.qde"), r"2 markups \(a.qde, b.qde\)"),
    "another markup": (packed("<Report/>"), "begins with Report"),
    "another document": (b"<html><p>x</p></html>", "no project that is read"),
    "a text": (b"Ja. Dat is zo.", "no project that is read"),
    "nothing": (b"", "no project that is read"),
    "another archive": (packed("", name="word/document.xml"), "no markup"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_project_or_may_do_harm_is_refused(bad, tmp_path):
    content, why = BAD[bad]
    with pytest.raises(CmoEvalError, match=f"^a.qdpx: .*{why}") as caught:
        read(tmp_path, content)
    assert caught.value.hint


def test_a_file_that_ends_at_any_place_is_refused(tmp_path):
    whole = packed(simple(), {PART: WORDS})
    for number in range(50):
        with pytest.raises(CmoEvalError, match=r"^a\.qdpx: ") as caught:
            read(tmp_path, cut(whole, number / 50))
        assert caught.value.hint


def test_too_much_is_refused_before_it_is_unpacked(tmp_path):
    with pytest.raises(CmoEvalError, match=r"a\.qdpx: it unpacks to 201 MiB"):
        read(tmp_path, bomb())
    with (tmp_path / "large.qdpx").open("wb") as file:
        os.truncate(file.fileno(), 201 * 1024 * 1024)
    with pytest.raises(CmoEvalError, match=r"large\.qdpx has 201 MiB"):
        read_project(tmp_path / "large.qdpx")
    with pytest.raises(CmoEvalError, match="there is no file"):
        read_project(tmp_path / "none.qdpx")


def test_names_of_parts_lead_nowhere(tmp_path):
    (tmp_path / "secret.txt").write_text("secret words")
    (tmp_path / "in").mkdir()
    secret = tmp_path / "secret.txt"
    for path in (
        "internal://../../secret.txt",
        f"absolute://{secret}",
        f"file://{secret}",
        "relative:///../secret.txt",
    ):
        qde = simple().replace(f"internal://{TEXT.format(1)}.txt", path)
        found = read(tmp_path / "in", packed(qde, {"../../x.txt": "x", "/etc/y.txt": "y"}))
        assert found.documents[0].text is None
        assert found.left == (Left("a text that is not in the file", "Interview"),)
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["a.qdpx", "in", "secret.txt"]


def test_a_second_guid_is_that_of_the_standard():
    for number in range(64):
        what = f"{number} à 😀"
        assert second_guid(SECOND, what) == str(uuid.uuid5(uuid.UUID(SECOND), what))
        assert second_guid(second_guid(SECOND, what), what) == str(
            uuid.uuid5(uuid.uuid5(uuid.UUID(SECOND), what), what)
        )


def test_what_markup_cannot_hold_is_written_so_that_it_is_read_again():
    text = "a<b>&\"c'\td\ne\x00\x0b\x1f\ufffe\uffff 😀."
    kept = "a<b>&\"c'\td\ne 😀."
    coder, document = Coder(ANA, text), Document(SECOND, text, "text", "Ja.")
    code = Code(CODE, text, text.replace("\n", "\r"))
    coding = Coding(NOTE, SECOND, 0, 2, CODE, ANA, "Ja", text)

    again = project(qdpx(Project("here", (coder,), (code,), (document,), (coding,)), "All"))

    assert (again.coders[0].name, again.documents[0].name, again.codings[0].memo) == (kept, kept, kept)
    assert again.codes[0] == Code(CODE, kept, kept.replace("\n", "\r"))
