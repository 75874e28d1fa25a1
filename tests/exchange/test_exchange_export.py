"""An evaluation handed on as a project of other programs: what is in it, and what is not."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from cmo_eval import api
from cmo_eval.cli.exchange import PROGRAMS
from cmo_eval.edits.coding import table_reading
from cmo_eval.edits.exchange import outgoing
from cmo_eval.edits.exchange.codes import code_id, is_ours, part_meant, said_of, stance_meant, stance_name
from cmo_eval.edits.exchange.ids import id_map
from cmo_eval.errors import CmoEvalError
from cmo_eval.projects import counting, refi, refi_out
from cmo_eval.projects.project import Code, Coder, Coding, Document, Project
from cmo_eval.projects.refi_out import project_files, qdc, qdpx, refuse_changed
from cmo_eval.projects.targets import TARGETS

NS = {"q": "urn:QDA-XML:project:1.0"}
GUID = "0badcafe-0000-4000-8000-{:012d}".format

SHOWN = "supports C1:P1:context-outcome"
TALK = "INT: How was it?\nr1: Well 😀 it was <good> & calm.\nr2: I never said so.\nr1: And then it rained.\n"
WITH_TEXT = {
    "evaluation.yaml+": "texts: texts\n",
    "codebook.yaml": """\
codes:
  - {id: weather, kind: context, label: The weather, use: Rain, avoid: Shine}
  - {id: rain, kind: context, parent: weather}
""",
    "texts/FG1.txt": TALK,
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: First panel
group: staff
text: FG1.txt
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: clerk, group: staff, consent: background}
""",
    "sources/FG1.citations.yaml": """\
coder: AB
defaults: {quality: report}
citations:
  - id: FG1-001
    quote: Well 😀 it was <good> & calm.
    speaker: r1
    quality: observation
    memo: Said "twice"
    coded: 2024-03-02
    evidence: [{supports: C1, pattern: P1, parts: [context], lacks: [outcome]}]
    codes: [rain]
  - {id: FG1-002, quote: I never said so., speaker: r2, codes: [rain]}
  - {id: FG1-003, quote: And then it rained., speaker: r1}
  - {id: FG1-004, quote: In other words, verbatim: false, speaker: r1, codes: [rain]}
""",
    "sources/FG1.citations.CD.yaml": """\
coder: CD
citations:
  - {id: FG1-001, codes: [weather], coded: 2024-03}
  - {id: FG1-003}
""",
}


def opened(path):
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return read(files["project.qde"]), files


def read(content):
    return ET.fromstring(content)  # noqa: S314 - our own


def at(root):
    """Each coding as its words, what it is called, and who coded."""
    called = {
        one.get("guid"): one.get("name") for kind in ("Code", "User") for one in root.iterfind(f".//q:{kind}", NS)
    }
    for selection in root.iterfind(".//q:PlainTextSelection", NS):
        codings = selection.findall("q:Coding", NS)
        for coding in codings:
            code = coding.find("q:CodeRef", NS).get("targetGUID")
            yield selection.get("name"), called[code], called[coding.get("creatingUser")]
        if not codings:
            yield selection.get("name"), None, called.get(selection.get("creatingUser"))


def test_words_codes_and_stances_go_out(cmo, evaluation, tmp_path):
    root = evaluation(WITH_TEXT)
    done = cmo("exchange", "export", tmp_path / "out.qdpx", cwd=root)
    assert done.code == 0, done.err
    project, files = opened(tmp_path / "out.qdpx")
    said = "Well 😀 it was <good> & calm."
    assert [*at(project)] == [
        (said, "rain", "AB"),
        (said, SHOWN, "AB"),
        (said, "quality: observation", "AB"),
        (said, "The weather", "CD"),
        ("And then it rained.", "quality: report", "AB"),
        ("And then it rained.", None, "CD"),
    ]
    selection = project.find(".//q:PlainTextSelection", NS)
    text = next(content for name, content in files.items() if name.startswith("sources/")).decode()
    assert text[int(selection.get("startPosition")) : int(selection.get("endPosition"))] == said
    assert selection.find("q:Description", NS).text == 'Said "twice"'
    assert selection.get("creationDateTime") == "2024-03-02T00:00:00Z"


def test_two_citations_at_one_place_are_one_passage(cmo, evaluation, tmp_path):
    files, file = dict(WITH_TEXT), "sources/FG1.citations.yaml"
    files[file] += "  - {id: FG1-005, quote: And then it rained., speaker: r1, quality: opinion, codes: [rain]}\n"
    done = cmo("exchange", "export", tmp_path / "out.qdpx", cwd=evaluation(files))
    said = [(code, who) for words, code, who in at(opened(tmp_path / "out.qdpx")[0]) if "rained" in words]
    assert said == [("rain", "AB"), ("quality: report", "AB"), (None, "CD")]
    assert "its quality, since the coder has another citation at its place" in done.err
    assert "1 citation: FG1-005" in done.err


def test_who_may_not_be_quoted_is_dots(cmo, evaluation, tmp_path):
    done = cmo("exchange", "export", tmp_path / "out.qdpx", cwd=evaluation(WITH_TEXT))
    _, files = opened(tmp_path / "out.qdpx")
    text = next(content for name, content in files.items() if name.startswith("sources/")).decode()
    assert text == TALK.replace("I never said so.", "·" * 16)
    assert "never" not in str(files)
    assert "dots in FG1" in done.err
    assert "its words may not be quoted: 1 citation: FG1-002" in done.err
    assert "it is a paraphrase, which has no place in a transcript: 1 citation: FG1-004" in done.err


def test_dots_are_no_words_of_a_citation(cmo, evaluation, tmp_path, monkeypatch):
    monkeypatch.setattr(outgoing, "quotable", lambda *_: True)
    done = cmo("exchange", "export", tmp_path / "out.qdpx", cwd=evaluation(WITH_TEXT))
    assert "its words may not be quoted: 1 citation: FG1-002" in done.err


def test_who_withdrew_has_no_label_and_no_words(cmo, evaluation, tmp_path):
    files, withdrawn = dict(WITH_TEXT), "sources/FG1.yaml"
    files[withdrawn] = files[withdrawn].replace("consent: background", "consent: withdrawn")
    files["texts/FG1.txt"] = TALK.replace("r2: I never", "Clerk: I never")
    done = cmo("exchange", "export", tmp_path / "out.qdpx", cwd=evaluation(files))
    _, parts = opened(tmp_path / "out.qdpx")
    text = next(content for name, content in parts.items() if name.startswith("sources/")).decode()
    assert text == TALK.replace("r2: I never said so.", "·" * len("Clerk: I never said so."))
    assert "FG1-002" not in done.err  # as if never said


def test_a_file_that_reads_otherwise_is_not_handed_over(cmo, evaluation, tmp_path, monkeypatch):
    def moved(project, name, target):
        codings = tuple(one._replace(start=one.start + 1, end=one.end + 1) for one in project.codings)
        return qdpx(replace(project, codings=codings), name, target)

    root = evaluation(WITH_TEXT)
    monkeypatch.setattr(refi_out, "qdpx", moved)
    done = cmo("exchange", "export", tmp_path / "out.qdpx", cwd=root)
    assert done.code != 0
    assert "does not hold the same: 6 codings differ" in done.err
    assert not (tmp_path / "out.qdpx").exists()


def test_a_transcript_that_is_not_at_hand_is_told(cmo, evaluation, tmp_path):
    files = {**WITH_TEXT, "texts/FG1.txt": None}
    done = cmo("exchange", "export", tmp_path / "out.qdpx", cwd=evaluation(files))
    assert "their transcripts are not at hand, which --texts names: FG1" in done.err
    assert "quotes stand in place" not in done.err


def test_others_get_quotes_alone(cmo, evaluation, tmp_path):
    done = cmo("exchange", "export", tmp_path / "out.qdpx", "--audience", "public", cwd=evaluation(WITH_TEXT))
    assert done.code == 0, done.err
    project, files = opened(tmp_path / "out.qdpx")
    text = next(content for name, content in files.items() if name.startswith("sources/")).decode()
    assert text == "Well 😀 it was <good> & calm.\n\nAnd then it rained.\n\nIn other words"
    assert [one.get("name") for one in project.iterfind(".//q:User", NS)] == ["not named"]
    assert b"twice" not in files["project.qde"]
    assert {code for _, code, _ in at_without_users(project)} >= {"paraphrase", "rain"}


def at_without_users(project):
    for user in project.iter():
        user.attrib.pop("creatingUser", None)
    names = {one.get("guid"): one.get("name") for one in project.iterfind(".//q:Code", NS)}
    for coding in project.iterfind(".//q:Coding", NS):
        yield None, names[coding.find("q:CodeRef", NS).get("targetGUID")], None


def test_a_name_of_the_list_does_not_go_out(cmo, evaluation, tmp_path):
    files = {**WITH_TEXT, "evaluation.yaml+": "texts: texts\nnames: ../names.txt\n"}
    files["sources/FG1.citations.yaml"] = files["sources/FG1.citations.yaml"].replace("it rained", "Zwaantje rained")
    files["texts/FG1.txt"] = TALK.replace("it rained", "Zwaantje rained")
    root = evaluation(files)
    (tmp_path / "names.txt").write_text("Zwaantje\n")
    done = cmo("exchange", "export", tmp_path / "out.qdpx", "--audience", "public", cwd=root)
    assert done.code == 1
    assert not (tmp_path / "out.qdpx").exists()


def test_the_same_bytes_each_time_and_nothing_replaced_unasked(cmo, evaluation, tmp_path):
    root, file = evaluation(WITH_TEXT), tmp_path / "out.qdpx"
    cmo("exchange", "export", file, cwd=root)
    first = file.read_bytes()
    assert cmo("exchange", "export", file, cwd=root).code == 2
    assert cmo("exchange", "export", file, "--yes", cwd=root).code == 0
    assert file.read_bytes() == first
    assert cmo("exchange", "export", tmp_path / "out.zip", cwd=root).code == 2


def test_a_codebook_goes_out(cmo, evaluation, tmp_path):
    done = cmo("exchange", "export", tmp_path / "out.qdc", cwd=evaluation(WITH_TEXT))
    assert done.code == 0, done.err
    book = read((tmp_path / "out.qdc").read_bytes())
    assert book.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    names = [one.get("name") for one in book.iter("{urn:QDA-XML:codebook:1.0}Code")]
    assert names[:6] == ["The weather", "rain", "Claims", "C1 Value comes first", "supports C1", SHOWN]


# ---- the file -------------------------------------------------------------------------------------------------------

CODES = (Code(GUID(2), "b<&>\"\n'", "two\n\tlines\x00", None, "#aabbcc"), Code(GUID(3), "c", parent=GUID(2)))
CODINGS = (
    Coding(GUID(5), GUID(4), 2, 5, GUID(2), GUID(1), memo="m"),
    Coding(GUID(6), GUID(4), 2, 5, GUID(3), GUID(1), memo="m"),
    Coding(GUID(7), GUID(4), 0, 1, None, None),
)
PROJECT = Project("us", (Coder(GUID(1), "AB"),), CODES, (Document(GUID(4), "d", "text", "a\nb😀\tcd"),), CODINGS)


def test_what_xml_would_lose_is_kept():
    root = read(project_files(PROJECT, "n")["project.qde"])
    outer = root.find(".//q:Code", NS)
    assert outer.get("name") == "b<&>\"\n'"
    assert outer.find("q:Description", NS).text == "two\n\tlines"
    assert outer.get("color") == "#aabbcc"
    assert outer.find("q:Code", NS).get("name") == "c"
    first, second = root.iterfind(".//q:PlainTextSelection", NS)
    assert first.get("guid") == GUID(7)  # a passage without a code has no other id
    assert (second.get("name"), len(second.findall("q:Coding", NS))) == ("b😀\t", 2)


def test_codes_of_one_name_are_told_apart(evaluation):
    book = "codes: [{id: a1, kind: theme, label: Rain}, {id: a2, kind: theme, label: rain, use: So}]\n"
    root = evaluation({"codebook.yaml": book})
    repository = api.load(root).repository
    codes = outgoing.outgoing(root, repository, id_map(root, repository)).project.codes
    assert [one.name for one in codes[:2]] == ["Rain", "rain (a2)"]
    assert codes[1].description == "Label: rain\nId: a2\nKind: theme\nUse: So"


def test_each_coding_has_a_user(evaluation):
    files, file = dict(WITH_TEXT), "sources/FG1.citations.yaml"
    files[file] = files[file].replace("coder: AB\n", "")
    root = evaluation(files)
    repository = api.load(root).repository
    project = outgoing.outgoing(root, repository, id_map(root, repository)).project
    called = {one.id: one.name for one in project.coders}
    assert [*called.values()] == ["CD", "not named"]
    assert [called[one.coder] for one in project.codings].count("not named") == 4


def test_codes_stand_below_each_other_in_the_order_of_the_book(evaluation):
    book = "codes: [{id: a, kind: theme}, {id: b, kind: theme}, {id: c, kind: theme, parent: a}]\n"
    root = evaluation({"codebook.yaml": book})
    repository = api.load(root).repository
    names = [one.name for one in outgoing.outgoing(root, repository, id_map(root, repository)).project.codes]
    assert names[:3] == ["a", "c", "b"]


SCHEMA = {
    "Project": ("name", ["Users", "CodeBook", "Sources"]),
    "Users": ("", ["User"]),
    "User": ("guid", []),
    "CodeBook": ("", ["Codes"]),
    "Codes": ("", ["Code"]),
    "Code": ("guid name isCodable", ["Description", "Code"]),
    "Description": ("", []),
    "Sources": ("", ["TextSource"]),
    "TextSource": ("guid plainTextPath", ["PlainTextSelection"]),
    "PlainTextSelection": ("guid startPosition endPosition", ["Description", "Coding"]),
    "Coding": ("guid", ["CodeRef"]),
    "CodeRef": ("targetGUID", []),
}
"""Of each element the attributes that it must have, and what may stand in it, in that order."""


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_elements_stand_in_the_order_of_the_schema(target):
    root = read(project_files(PROJECT, "n", target)["project.qde"])
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len({*guids}) == len(guids) == 8
    for one in root.iter():
        must, inner = SCHEMA[one.tag.partition("}")[2]]
        assert {*must.split()} <= {*one.keys()}
        places = [inner.index(below.tag.partition("}")[2]) for below in one]
        assert places == sorted(places)
        for name in ("guid", "creatingUser", "targetGUID"):
            assert re.fullmatch("[0-9a-f-]{36}|[0-9A-F-]{36}", one.get(name, GUID(0)))
            assert one.get(name, "").islower() is not target.capitals or not re.search("[a-fA-F]", one.get(name, ""))


LINES = "e\u0301 x\na😀b\n\n😀\nlast words"
SPOKEN = (
    Coding(GUID(5), GUID(4), LINES.index("a"), LINES.index("a") + 3, None, None),
    Coding(GUID(6), GUID(4), LINES.index("last"), len(LINES), None, None),
)


@pytest.mark.parametrize(
    ("target", "text", "first", "last"),
    [
        ("qualcoder", LINES, (5, 8), (12, 22)),
        ("nvivo", LINES.replace("\n", "\r\n"), (6, 10), (18, 28)),
        ("atlas", LINES.replace("\n", "\r\n"), (5, 8), (12, 22)),
        ("maxqda", LINES.replace("\n", "\r\n"), (5, 8), (12, 22)),
    ],
)
def test_places_count_as_the_program_does_that_will_open_it(target, text, first, last):
    spoken = replace(PROJECT, documents=(Document(GUID(4), "d", "text", LINES),), codings=SPOKEN)
    files = project_files(spoken, "n", TARGETS[target])
    guid = GUID(4).upper() if target in {"atlas", "maxqda"} else GUID(4)
    assert [*files] == ["project.qde", f"sources/{guid}.txt"]
    assert files[f"sources/{guid}.txt"].decode() == text
    root = read(files["project.qde"])
    found = [
        (int(one.get("startPosition")), int(one.get("endPosition")), one.get("name"))
        for one in root.iterfind(".//q:PlainTextSelection", NS)
    ]
    assert found == [(*first, "a😀b"), (*last, "last words")]


PLAINLY = replace(PROJECT, codes=(Code(GUID(2), "c"),))


@pytest.mark.parametrize("target", PROGRAMS)
def test_how_a_file_for_a_program_counts_is_known_again(target):
    text = "ja\n" * 9  # by another rule the last word would be another one of these
    one = Coding(GUID(5), GUID(4), 24, 26, GUID(2), GUID(1), "ja")
    spoken = replace(PLAINLY, origin="cmo-eval", documents=(Document(GUID(4), "d", "text", text),), codings=(one,))
    written = qdpx(spoken, "n", TARGETS[target])
    refuse_changed(spoken, written)
    again = refi.project(written)
    assert again.origin.startswith("cmo-eval")
    assert [(one.start, one.end) for one in counting.placed(again).placed] == [(24, 26)]


def test_a_text_of_the_words_elsewhere_is_not_the_same():
    spoken = replace(PLAINLY, documents=(Document(GUID(4), "d", "text", "ja\nja\nja"),))
    at = [replace(spoken, codings=(Coding(GUID(5), GUID(4), *place, GUID(2), None),)) for place in ((0, 2), (3, 5))]
    refuse_changed(at[0], qdpx(at[0], "n"))
    with pytest.raises(CmoEvalError, match="1 codings differ"):
        refuse_changed(at[0], qdpx(at[1], "n"))
    longer = replace(at[0], documents=(Document(GUID(4), "d", "text", "ja\nja\nja\n"),))
    with pytest.raises(CmoEvalError, match="texts differ"):
        refuse_changed(at[0], qdpx(longer, "n"))


def test_each_program_can_be_named(cmo, evaluation, tmp_path):
    assert [*TARGETS] == [*PROGRAMS]
    root, made = evaluation(WITH_TEXT), tmp_path / "out.qdpx"
    for name in PROGRAMS:
        assert cmo("exchange", "export", made, "--for", name, "--yes", cwd=root).code == 0
        guid = opened(made)[0].find(".//q:Code", NS).get("guid")
        assert (guid == guid.upper()) is TARGETS[name].capitals
    assert cmo("exchange", "export", tmp_path / "out.qdc", "--for", "atlas", cwd=root).code == 0
    assert b"cmo-eval for ATLAS.ti" in (tmp_path / "out.qdc").read_bytes()
    wrong = cmo("exchange", "export", made, "--for", "atlsa", "--yes", cwd=root)
    assert (wrong.code, "atlas" in wrong.err) == (2, True)


def test_a_zip_file_says_no_time():
    with zipfile.ZipFile(io.BytesIO(qdpx(PROJECT, "n"))) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
        assert archive.namelist() == ["project.qde", f"sources/{GUID(4)}.txt"]
        assert archive.read(f"sources/{GUID(4)}.txt") == "a\nb😀\tcd".encode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"documents": (Document(GUID(4), "d", "text", "a\r\n"),)},
        {"documents": (Document(GUID(4), "d", "text", "\ufeffa"),)},
        {"documents": (Document(GUID(4), "d", "pdf", None),)},
        {"codings": (Coding(GUID(5), GUID(4), 0, 9, None, None),)},
        {"codings": (CODINGS[0], CODINGS[0])},
        {"coders": (Coder(GUID(2), "AB"),)},
    ],
)
def test_what_cannot_be_written_is_refused(wrong):
    fields = {name: getattr(PROJECT, name) for name in ("origin", "coders", "codes", "documents", "codings")}
    with pytest.raises(CmoEvalError):
        qdpx(Project(**{**fields, **wrong}), "n")


def test_an_empty_codebook_is_refused():
    with pytest.raises(CmoEvalError, match="no code"):
        qdc(Project("us"))


# ---- what a code means ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "supports C1",
        "nuances C1@2",
        "refutes C1:P1",
        "refutes C1@2:P1:context+reasoning-outcome",
        "suggests C9/C3@2:P07:context",
        "supports C1 favours R1",
    ],
)
def test_a_stance_comes_back_from_its_name(name):
    assert stance_name(stance_meant(name)) == name
    assert is_ours(name)


@pytest.mark.parametrize(
    "name", ["supports", "supports 1", "supports C1:P1:weather", "suggests C1", "C1", "P1", "P1:x"]
)
def test_another_name_is_a_code(name):
    assert stance_meant(name) is None
    assert part_meant(name) is None
    assert not is_ours(name)


def test_a_part_alone():
    assert part_meant("P07:context-outcome") == {"pattern": "P07", "parts": ["context"], "lacks": ["outcome"]}


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Trust / staff", "trust_staff"),
        ("3 weeks", "c3_weeks"),
        ("Data - too-much, & more", "data_too-much_more"),
        ("Überraschung", "überraschung"),
        ("?!", ""),
    ],
)
def test_a_code_gets_an_id_from_its_name(name, id_):
    assert code_id(name) == id_


def test_a_long_name_becomes_a_short_id():
    assert code_id("Quality - understanding transcripts or videos") == "quality_understanding_transcripts_or"
    assert code_id("x" * 90) == "x" * 40


def test_a_description_says_what_it_says_by_key():
    assert said_of("Id: x\nKind: theme\nUse: a\nb\nAvoid: c") == {
        "id": "x",
        "kind": "theme",
        "use": "a\nb",
        "avoid": "c",
    }
    assert said_of("  just words ") == {"use": "just words"}
    assert said_of("") == {}


# ---- as a table -----------------------------------------------------------------------------------------------------

TABLED = {
    **WITH_TEXT,
    "sources/FG1.citations.yaml": """\
coder: AB
defaults: {quality: report}
citations:
  - id: FG1-001
    quote: Well 😀 it was <good> & calm.
    speaker: r1
    quality: observation
    utterance: concern
    judgement: =1+1
    memo: Said "twice"
    coded: 2024-03-02
    at: {line: 2}
    evidence:
      - {supports: C1, pattern: P1, parts: [context], lacks: [outcome]}
      - {nuances: C1}
    codes: [rain, weather]
  - {id: FG1-002, quote: I never said so., speaker: r2, codes: [rain]}
  - {id: FG1-003, quote: And then it rained., role: a guest, at: {line: 4}}
  - {id: FG1-004, quote: "-2 in other words; =3", verbatim: false, speaker: r1, codes: [rain]}
""",
}


def rows(file):
    read_ = table_reading.read_csv if file.suffix == ".csv" else lambda one, _: table_reading.read_excel(one, {})
    return [{name: ", ".join(texts) for name, texts in row.cells.items()} for row in read_(file, {}).rows]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_citations_go_out_as_a_table(cmo, evaluation, tmp_path, ending):
    file = tmp_path / f"out.{ending}"
    done = cmo("exchange", "export", file, cwd=evaluation(TABLED))
    assert done.code == 0, done.err
    assert "its words may not be quoted: 1 citation: FG1-002" in done.err
    first, second, rained, other = rows(file)
    assert first == {
        "source": "FG1",
        "quote": "Well 😀 it was <good> & calm.",
        "speaker": "r1",
        "supports": "C1:P1:context-outcome",
        "nuances": "C1",
        "codes": "rain, weather",
        "quality": "observation",
        "utterance": "concern",
        "judgement": "=1+1",
        "memo": 'Said "twice"',
        "line": "2",
        "coder": "AB",
        "coded": "2024-03-02",
        "id": "FG1-001",
    }
    assert (rained["role"], rained["quality"]) == ("a guest", "report")
    assert "speaker" not in rained
    assert (other["quote"], other["paraphrase"]) == ("-2 in other words; =3", "x")
    assert (second["id"], second["coder"], second["quote"]) == ("FG1-001", "CD", "Well 😀 it was <good> & calm.")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_comes_back_onto_the_same_words(cmo, evaluation, tmp_path, ending):
    root, file = evaluation(TABLED), tmp_path / f"out.{ending}"
    cmo("exchange", "export", file, cwd=root)
    same = cmo("code", "import", file, "--yes", cwd=root)
    assert "0 to add, 4 there already, 0 not placed" in same.out
    for path in (root / "sources").glob("*.citations*.yaml"):
        path.unlink()
    done = cmo("code", "import", file, "--yes", cwd=root)
    assert "4 to add" in done.out, done.out + done.err
    first = file.read_bytes()
    cmo("exchange", "export", file, "--yes", cwd=root)
    before = file.with_stem("before")
    before.write_bytes(first)
    today = [{name: text for name, text in row.items() if name != "coded"} for row in rows(file)]
    assert today == [{name: text for name, text in row.items() if name != "coded"} for row in rows(before)]
    if ending == "csv":
        assert b"Who speaks" in first
        assert b'"manager, The staff"' in first
        assert b",'=1+1," in first


def test_others_get_neither_coders_nor_what_coders_wrote(cmo, evaluation, tmp_path):
    done = cmo("exchange", "export", tmp_path / "out.csv", "--audience", "committee", cwd=evaluation(TABLED))
    assert done.code == 0, done.err
    found = rows(tmp_path / "out.csv")
    assert len(found) == 3
    assert not {"coder", "memo", "judgement", "speaker"} & {name for row in found for name in row}


def test_what_a_row_cannot_say_is_told(cmo, evaluation, tmp_path):
    files, file = dict(TABLED), "sources/FG1.citations.yaml"
    files[file] = files[file].replace("{nuances: C1}", "{supports: C1, favours: R1}")
    done = cmo("exchange", "export", tmp_path / "out.csv", cwd=evaluation(files))
    assert "the rival that some of its stances speak for: a row has one for all: 1 citation: FG1-001" in done.err
    first = next(row for row in rows(tmp_path / "out.csv") if row["coder"] == "AB")
    assert first["supports"] == "C1:P1:context-outcome, C1"
    assert "favours" not in first


def test_stances_on_one_pattern_are_one_in_a_row(cmo, evaluation, tmp_path):
    files, file = dict(TABLED), "sources/FG1.citations.yaml"
    files[file] = files[file].replace("{nuances: C1}", "{supports: C1, pattern: P1, parts: [reasoning]}")
    cmo("exchange", "export", tmp_path / "out.csv", cwd=evaluation(files))
    first = next(row for row in rows(tmp_path / "out.csv") if row["coder"] == "AB")
    assert first["supports"] == "C1:P1:context+reasoning-outcome"


def test_a_table_that_reads_otherwise_is_not_handed_over(cmo, evaluation, tmp_path, monkeypatch):
    monkeypatch.setattr(table_reading, "unguarded", lambda text: text)
    done = cmo("exchange", "export", tmp_path / "out.csv", cwd=evaluation(TABLED))
    assert "the row of FG1-001 differs" in done.err
    assert not (tmp_path / "out.csv").exists()
    assert cmo("exchange", "export", tmp_path / "out.csv", "--for", "nvivo", cwd=evaluation(TABLED)).code == 2
