"""What other programs' projects hold beside texts, codes and codings: it is kept, goes out again, and is forgotten."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from test_exchange_import import QUOTED, take

from cmo_eval import api
from cmo_eval.edits.exchange.ids import id_map
from cmo_eval.edits.exchange.outgoing import outgoing
from cmo_eval.edits.exchange.parts import side, with_parts
from cmo_eval.errors import CmoEvalError
from cmo_eval.projects import refi
from cmo_eval.projects.refi_out import qdc, qdpx, refuse_changed
from cmo_eval.projects.targets import PLAIN, TARGETS
from refi_files import ANA, BEN, CODE, CODES, TEXT, USERS, coding, markup, packed, selection, text_source

G = "{:08x}-0000-4000-8000-0000000000ff".format
WORDS = "Ja. Dat is zo, zei hij. En later niet meer."
OTHER = "Niemand wist ervan."
BOX = 'firstX="1" firstY="2" secondX="30" secondY="40"'
BY = f'creatingUser="{BEN}" creationDateTime="2026-03-01T10:07:00Z"'


def rich(*, memo="mind the gap & <more>", user=ANA, extra=""):
    """A project with one of everything; `{}` and capitals around some ids, as programs write them."""
    passage = selection(7, 4, 13, "Dat is zo")
    hung = (
        coding(G(1), user=user)
        + f'<NoteRef targetGUID="{{{G(2).upper()}}}"/>'
        + f'<VariableValue><VariableRef targetGUID="{G(3)}"/><IntegerValue>41</IntegerValue></VariableValue>'
    )
    first = text_source(1, [passage]).replace("</TextSource>", f"{hung}</TextSource>")
    first = first.replace('.txt">', '.txt"><Description>taken in a café</Description>', 1)
    inner = text_source(2, [selection(8, 0, 7, "Niemand")]).replace("TextSource", "Representation")
    area = f'<PDFSelection guid="{G(4)}" name="a table" page="2" {BOX} {BY}>{coding(G(5), user=BEN)}</PDFSelection>'
    file = 'path="internal://r.pdf" currentPath="file:///C:/Users/Zwaantje/r.pdf"'
    pdf = f'<PDFSource guid="{TEXT.format(3)}" name="report.pdf" {file}>{area}{inner}</PDFSource>'
    sound = (
        f'<AudioSource guid="{G(6)}" name="talk" path="internal://t.m4a"><AudioSelection guid="{G(7)}" begin="1000" '
        f'end="2500" name="">{coding(G(8))}</AudioSelection></AudioSource>'
    )
    picture = (
        f'<PictureSource guid="{G(9)}" name="map" path="file:///C:/Users/Zwaantje/map.png">'
        f'<PictureSelection guid="{G(10)}" {BOX}>'
        f"<Description>the door</Description></PictureSelection></PictureSource>"
    )
    before = (
        f'{USERS}{CODES}<Variables><Variable guid="{G(3)}" name="age" typeOfVariable="Integer"/></Variables>'
        f'<Cases><Case guid="{G(11)}" name="Zuid"><VariableValue><VariableRef targetGUID="{G(3)}"/><TextValue>old'
        f'</TextValue></VariableValue><SourceRef targetGUID="{TEXT.format(1)}"/></Case></Cases>'
    )
    own = "00000007-0000-4000-8000-00000000005e"
    after = (
        f'<Notes><Note guid="{G(2)}" name="m" plainTextPath="internal://m.txt"/><Note guid="{G(12)}" name="diary" {BY}>'
        f"<PlainTextContent>{memo.replace('&', '&amp;').replace('<', '&lt;')}</PlainTextContent></Note></Notes>"
        f'<Links><Link guid="{G(13)}" name="because" direction="OneWay" originGUID="{own}" '
        f'targetGUID="{CODE}"/></Links>'
        f'<Sets><Set guid="{G(14)}" name="calm ones"><MemberCode targetGUID="{CODE}"/>'
        f'<MemberSource targetGUID="{TEXT.format(1)}"/></Set></Sets>'
        f'<Graphs><Graph guid="{G(15)}" name="net"><Vertex guid="{G(16)}" representedGUID="{CODE}" {BOX}/></Graph>'
        f"</Graphs><Description>why we\nask</Description>{extra}"
    )
    parts = {f"sources/{TEXT.format(number)}.txt": words for number, words in ((1, WORDS), (2, OTHER))}
    return packed(
        markup(first + pdf + sound + picture, before=before, after=after), {**parts, "sources/m.txt": "at\nhome"}
    )


CAUSES = {
    "a coding of a whole source": ("Interview: calm",),
    "a value of a variable": ("Interview",),
    "a memo of a source": ("Interview",),
    "a coded area of a PDF page": ("report.pdf, page 3: calm",),
    "a recording, picture or PDF without a text (its file is not kept)": (
        "talk",
        "talk: calm",
        "map",
        "map: without a code",
    ),
    "a variable": ("age",),
    "a case": ("Zuid",),
    "a link": ("because",),
    "a map": ("net",),
    "a group of codes, sources or memos": ("calm ones",),
    "a memo of the project": ("why we ask",),
    "a memo that belongs to no passage or code": ("diary",),
}


@pytest.fixture
def root(evaluation):
    return evaluation({"evaluation.yaml+": "texts: texts\n"})


def handed_on(root):
    repository = api.load(root).repository
    known = id_map(root, repository)
    return with_parts(outgoing(root, repository, known).project, repository, known, side(root))


def markups(project, where=None):
    return [part.markup for part in project.parts if where in {None, part.where}]


def same(file, project):
    """What a project holds, by what the file has it: each part in the file's own words."""
    return tuple(
        {(part.where, part.id.partition(" ")[0], part.of): part.markup for part in one.parts}
        for one in (refi.project(file), project)
    )


def test_what_has_no_place_is_kept_and_told_as_id_map(root):
    made = take(root, refi.project(rich()), QUOTED)
    assert dict(made.left) == {}
    assert dict(made.beside) == CAUSES
    text = (root / "exchange.xml").read_text(encoding="utf-8")
    assert "mind the gap &amp; &lt;more&gt;" in text
    assert "at\nhome" in text  # words stand there as they are, so that they are found
    assert "Zwaantje" not in text


def test_it_goes_out_again_as_it_came(root):
    take(root, refi.project(rich()), QUOTED)
    project, left = handed_on(root)
    assert left == {}
    for target in (PLAIN, *TARGETS.values()):
        file = qdpx(project, "n", target)
        refuse_changed(project, file)
        before, after = same(rich(), refi.project(file))
        assert after == before
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            ids = re.findall(r'(?:guid|GUID|User)="([^"]+)"', archive.read("project.qde").decode())
        assert {one == one.upper() for one in ids if re.search("[a-f]", one.lower())} == {target.capitals}
    assert f'originGUID="00000007-0000-4000-8000-00000000005e" targetGUID="{CODE}"' in markups(project, "Links")[0]
    documents = refi.project(qdpx(project, "n")).documents[1:]  # behind the fixture's own
    assert [(one.id, one.kind) for one in documents] == [
        (TEXT.format(1), "text"),
        (TEXT.format(3), "pdf"),
        (G(6), "audio"),
        (G(9), "picture"),
    ]
    assert {one.name for one in project.coders} >= {"AN", "BE"}  # who coded an area only goes along


def test_what_has_areas_stands_in_the_order_of_the_schema(root):
    inner = text_source(2, [selection(8, 0, 7, "Niemand")]).replace("TextSource", "TextDescription")
    area = f'<PictureSelection guid="{G(4)}" {BOX}>{coding(G(5))}</PictureSelection>'
    picture = f'<PictureSource guid="{TEXT.format(4)}" name="map">{inner}{area}</PictureSource>'
    file = packed(markup(picture), {f"sources/{TEXT.format(2)}.txt": OTHER})
    take(root, refi.project(file), QUOTED)
    inside = re.findall(r"<(\w+) guid", qde(handed_on(root)[0]).partition("<PictureSource")[2])
    assert inside == ["TextDescription", "PlainTextSelection", "Coding", "Coding", "PictureSelection", "Coding"]


def test_a_pdf_with_areas_has_them_first(root):
    take(root, refi.project(rich()), QUOTED)
    inside = re.findall(r"<(\w+) guid", qde(handed_on(root)[0]).partition("<PDFSource")[2])
    assert inside[:4] == ["PDFSelection", "Coding", "Representation", "PlainTextSelection"]


def qde(project):
    with zipfile.ZipFile(io.BytesIO(qdpx(project, "n"))) as archive:
        return archive.read("project.qde").decode()


def test_two_projects_keep_what_each_has(root):
    take(root, refi.project(rich()), QUOTED)
    before = (root / "exchange.xml").read_text()
    memo = "<Description>another&#10;study</Description>"
    other = markup(text_source(5, []), after=memo).replace('name="p"', 'name="q"')
    other = refi.project(packed(other, {f"sources/{TEXT.format(5)}.txt": OTHER + "."}))
    assert dict(take(root, other, QUOTED).changed) == {}
    after = (root / "exchange.xml").read_text()
    assert [line for line in before.splitlines() if line not in after] == []
    assert after.count("another\nstudy") == after.count("why we\nask") == 1
    project, _ = handed_on(root)
    assert "why we\nask\n\nanother\nstudy" in qde(project)
    assert take(root, refi.project(qdpx(project, "n")), QUOTED).change.files == ()
    group = tuple(one for one in refi.project(rich()).parts if one.where == "Sets")
    told = take(root, replace(other, parts=(*other.parts, *group)), QUOTED).changed
    assert "a link, kept and there no more" in told
    assert not any("value" in cause or "area" in cause for cause in told)  # of sources that it has not


def test_out_and_in_and_out_again_is_the_same(root, evaluation):
    take(root, refi.project(rich()), QUOTED)
    first = qdpx(handed_on(root)[0], "n")
    again = take(root, refi.project(first), QUOTED)
    assert again.change.files == ()
    for path in ("exchange.xml", "exchange.json", "codebook.yaml"):
        (root / path).unlink()
    for path in [*root.glob("sources/*"), *root.glob("texts/*")]:
        path.unlink()
    take(root, refi.project(first), QUOTED)
    assert qdpx(handed_on(root)[0], "n") == first


def test_the_same_file_again_changes_nothing(root):
    take(root, refi.project(rich()), QUOTED)
    before = (root / "exchange.xml").read_bytes()
    assert take(root, refi.project(rich()), QUOTED).change.files == ()
    made = take(root, refi.project(rich(memo="another")), QUOTED)
    diary = "a memo that belongs to no passage or code"
    assert dict(made.changed) == {f"{diary}, otherwise than was kept (taken over)": ("diary",)}
    assert dict(take(root, refi.project(rich(memo="another")), QUOTED).changed) == {}
    text = (root / "exchange.xml").read_bytes()
    assert text == before.replace(b"mind the gap &amp; &lt;more&gt;", b"another")


def test_what_a_newer_file_has_no_more_stays_and_is_told(root):
    take(root, refi.project(rich()), QUOTED)
    before = (root / "exchange.xml").read_bytes()
    whole = refi.project(rich())
    less = replace(whole, parts=tuple(one for one in whole.parts if one.where not in {"Links", "Cases"}))
    made = take(root, less, QUOTED)
    assert dict(made.changed) == {
        "a link, kept and there no more": ("Links",),
        "a case, kept and there no more": ("IN1",),
    }
    assert (root / "exchange.xml").read_bytes() == before
    made = take(root, replace(whole, parts=(), codings=()), QUOTED)  # another program, which knows none of it
    assert not any("no more" in cause for cause in made.changed if "memo" in cause)


def test_what_refers_to_what_does_not_go_out_stays(root):
    take(root, refi.project(rich()), QUOTED)
    (file,) = root.glob("sources/IN1.citations.yaml")
    file.unlink()
    project, left = handed_on(root)
    assert left == {"what it is about is not here": ("a link",)}
    assert f"{G(13)}" not in str(project.parts)


@pytest.mark.parametrize("who", ["not yet", "background"])
def test_what_is_about_a_source_needs_that_it_may_be_quoted(root, who):
    take(root, refi.project(rich()), QUOTED)
    file = root / "sources/IN1.yaml"
    said = "role: clerk" if who == "not yet" else f"consent: {who}"
    file.write_text(file.read_text().replace("consent: quote", said))
    project, left = handed_on(root)
    stay = ["a case", "a coding of a whole source", "a memo of a source", "a value of a variable"]
    ((why, causes),) = [(why, some) for why, some in left.items() if "quoted" in why]
    assert sorted({*causes}) == stay
    assert "may not be quoted" in why
    assert "café" not in str(project.parts)
    assert "at\nhome" not in str(project.parts)
    assert "mind the gap" in str(project.parts)


def test_it_goes_to_the_team_alone(root, cmo, tmp_path):
    take(root, refi.project(rich()), QUOTED)
    done = cmo("exchange", "export", tmp_path / "a.qdpx", cwd=root)
    assert done.code == 0, done.err
    assert "as it came in from other programs: " in done.err
    assert "a case (1)" in done.err
    for more in (["--audience", "committee"], ["--audience", "public"], ["--without-kept"]):
        done = cmo("exchange", "export", tmp_path / "b.qdpx", "--yes", *more, cwd=root)
        assert done.code == 0, done.err
        assert "left out of what came in from other programs, which is for the team: " in done.err
        with zipfile.ZipFile(tmp_path / "b.qdpx") as archive:
            whole = "".join(archive.read(name).decode() for name in archive.namelist())
        for word in ("gap", "café", "home", "Zuid", "because", "calm ones", "report.pdf.pdf", "<PDF", "<Audio"):
            assert word not in whole


def test_a_part_that_is_lost_on_the_way_out_is_found(root):
    take(root, refi.project(rich()), QUOTED)
    project, _ = handed_on(root)
    file = qdpx(replace(project, parts=project.parts[1:]), "n")
    with pytest.raises(CmoEvalError, match="its codes, parts or texts differ"):
        refuse_changed(project, file)


def test_the_groups_of_a_codebook_go_with_it(root):
    take(root, refi.project(rich()), QUOTED)
    book = refi.codebook(qdc(handed_on(root)[0]))
    assert markups(book) == [f'<Set guid="{G(14)}" name="calm ones"><MemberCode targetGUID="{CODE}"/></Set>']


def test_a_source_that_stays_out_takes_its_memos_with_it(root):
    made = take(root, refi.project(rich()), left_out("Interview", "talk"))
    assert {"a case", "a memo of a source", "a value of a variable"} <= made.left.keys()
    assert made.left["a recording, picture or PDF without a text (its file is not kept)"] == ("talk", "talk: calm")
    text = (root / "exchange.xml").read_text()
    assert "café" not in text
    assert "at\nhome" not in text
    assert "AudioSource" not in text
    assert "PictureSource" in text


def left_out(*names):
    from cmo_eval.edits.exchange.mapping import Mapped

    return Mapped({"consent": "quote"}, {"sources": {name: {"leave_out": "true"} for name in names}})


# ---- forgetting -----------------------------------------------------------------------------------------------------


def test_forgetting_a_source_takes_what_is_about_it(root, cmo):
    take(root, refi.project(rich()), QUOTED)
    (root / "exchange.xml.bak").write_bytes((root / "exchange.xml").read_bytes())
    done = cmo("forget", "IN1", "--yes", cwd=root)
    assert done.code == 0, done.err
    assert "exchange.xml" in done.out
    text = (root / "exchange.xml").read_text(encoding="utf-8")
    for gone in ("café", "at\nhome", "Zuid", "IN1"):
        assert gone not in text
    for stays in ("mind the gap", "PDFSelection", "AudioSource"):
        assert stays in text
    assert not (root / "exchange.xml.bak").exists()
    made = take(root, refi.project(rich()), QUOTED)
    assert "a memo of a source" in made.left
    assert "café" not in (root / "exchange.xml").read_text(encoding="utf-8")


def test_words_of_a_memo_that_is_forgotten_are_looked_for(root, cmo):
    said = "it was far too cold in the room that day"
    source = text_source(1, []).replace("</TextSource>", f"<Description>{said}</Description></TextSource>")
    take(root, refi.project(packed(markup(source), {f"sources/{TEXT.format(1)}.txt": WORDS})), QUOTED)
    (root / "notes.txt").write_text(f"Ana: {said}.")
    done = cmo("forget", "IN1", "--dry-run", cwd=root)
    assert "notes.txt repeats words" in done.err


def test_validate_says_what_is_kept_of_a_withdrawn_source(root, cmo):
    take(root, refi.project(rich()), QUOTED)
    assert "CMO513" not in cmo("validate", "--all", cwd=root).out
    file = root / "sources/IN1.yaml"
    file.write_text(file.read_text() + "withdrawn: 2026-01-01\n")
    assert "CMO513" in cmo("validate", "--all", cwd=root).out
    project, left = handed_on(root)
    assert "café" not in str(project.parts)
    assert "a memo of a source" in str(left)
    assert cmo("forget", "IN1", "--yes", cwd=root).code == 0
    assert "CMO513" not in cmo("validate", "--all", cwd=root).out
    (root / "exchange.xml").write_text("<parts")
    assert cmo("validate", cwd=root).code != 3


def test_forgetting_the_last_of_it_takes_the_side_file(root, cmo):
    source = text_source(1, []).replace("</TextSource>", "<Description>mine</Description></TextSource>")
    take(root, refi.project(packed(markup(source), {f"sources/{TEXT.format(1)}.txt": WORDS})), QUOTED)
    assert (root / "exchange.xml").exists()
    assert cmo("forget", "IN1", "--yes", cwd=root).code == 0
    assert not (root / "exchange.xml").exists()


def test_words_of_somebody_who_withdraws_are_found_in_it(root, cmo):
    take(root, refi.project(rich(memo="he said: zo, zei hij. & En\nlater niet meer")), QUOTED)
    done = cmo("forget", "IN1", "--dry-run", cwd=root)
    assert "exchange.xml repeats words of" in done.out + done.err


def test_a_damaged_side_file_is_refused(root, cmo, tmp_path):
    (tmp_path / "a.qdpx").write_bytes(rich())
    for damaged in ("<parts>", "<parts><part in='Notes'><Script/></part></parts>", "<parts><p/></parts>"):
        (root / "exchange.xml").write_text(damaged)
        done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
        assert done.code == 2
        assert "exchange.xml: it " in done.err
        assert (root / "exchange.xml").read_text() == damaged
        assert not (root / "texts").exists()


def test_a_coding_of_a_code_that_is_gone_is_told(root):
    take(root, refi.project(rich()), QUOTED)
    for file in (root / "codebook.yaml", *root.glob("sources/IN*.citations.yaml")):
        file.unlink()
    _, left = handed_on(root)
    assert "a coding in a coded area of a PDF page" in left["what it is about is not here"]
    assert "a coding of a whole source" in left["what it is about is not here"]
