"""Projects of other programs taken in: each coding on its words, several coders, once only, and out again the same."""

from __future__ import annotations

import io
import json
import random
import shutil
import unicodedata
import zipfile
from dataclasses import replace

import pytest
from test_exchange_export import GUID, TALK, WITH_TEXT

from cmo_eval import api
from cmo_eval.edits.coding.file import CodingFile
from cmo_eval.edits.exchange.ids import id_map, our_guid
from cmo_eval.edits.exchange.incoming import Read, plan
from cmo_eval.edits.exchange.mapping import Mapped
from cmo_eval.edits.exchange.outgoing import outgoing
from cmo_eval.edits.exchange.parts import side
from cmo_eval.errors import UsageError
from cmo_eval.projects import counting, refi
from cmo_eval.projects.project import Code, Coder, Coding, Document, Left, Part, Project
from cmo_eval.projects.refi_out import qdpx, refuse_changed
from cmo_eval.projects.targets import PLAIN, TARGETS
from cmo_eval.store.yaml_io import read

TEXT = "Anna asked 😀 first.\r\nWe trust the nurses, and they listen.\r\nNobody told us anything.\r\n"
FOREIGN = Project(
    "ATLAS.ti for Windows 23",
    (Coder(GUID(1), "Ana Müller"), Coder(GUID(2), "Ben")),
    (
        Code(GUID(10), "Trust", "When somebody relies on somebody.", None, "#aa00cc"),
        Code(GUID(11), "staff", "", GUID(10)),
        Code(GUID(12), "3 weeks!"),
    ),
    (Document(GUID(20), "Day 1.docx", "text", TEXT),),
)


ANA, BEN = GUID(1), GUID(2)


def coded(words, number, code, coder=ANA, text=TEXT, **more):
    """A coding of these words, counted as ATLAS.ti counts: a line end of two characters is one."""
    at = text.replace("\r\n", "\n").index(words)
    return Coding(GUID(number), GUID(20), at, at + len(words), code, coder, words, **more)


CODINGS = (
    coded("We trust the nurses", 30, GUID(10), memo="A memo.", date="2024-05-06T07:08:09Z"),
    coded("We trust the nurses", 31, GUID(11), memo="A memo.", date="2024-05-06T07:08:09Z"),
    coded("We trust the nurses", 32, GUID(10), GUID(2)),
    coded("they listen", 33, GUID(12), GUID(2)),
    coded("Nobody told us", 34, None),
)
FOREIGN = replace(FOREIGN, codings=CODINGS)


@pytest.fixture
def root(evaluation):
    return evaluation({"evaluation.yaml+": "texts: texts\n"})


def take(root, project=FOREIGN, mapped=None, text=None):
    """Plan and make the import; texts of the project count with LF line ends."""
    repository = api.load(root).repository
    given = replace(project, documents=tuple(replace(one, text=text or one.text) for one in project.documents))
    known = id_map(root, repository)
    found = Read(given, counting.placed(given), mapped or Mapped())
    made = plan(root, repository, found, known, root / "texts", today="2026-01-02")
    made.apply()
    return made


def citations(root, file):
    return read((root / "sources" / file).read_text(encoding="utf-8")).value["citations"]


# ---- in -------------------------------------------------------------------------------------------------------------


def test_each_coding_is_on_its_words(root):
    made = take(root)
    assert (made.codings, made.taken, made.citations, made.there, dict(made.left)) == (5, 5, 4, 0, {})
    first, second = citations(root, "IN1.citations.yaml")
    text = (root / "texts/IN1.txt").read_bytes().decode()
    assert text == TEXT.replace("\r\n", "\n")
    assert first["quote"] == "We trust the nurses"
    assert text[int(first["selector"]["start"]) : int(first["selector"]["end"])] == "We trust the nurses"
    assert first["selector"]["prefix"] == "Anna asked 😀 first.\n"
    assert (first["at"], first["codes"]) == ({"line": "2"}, ["trust", "staff"])
    assert (first["memo"], first["coded"]) == ("A memo.", "2024-05-06")
    assert second["quote"] == "Nobody told us"
    assert "codes" not in second


def test_what_came_in_is_valid(root, cmo):
    take(root)
    done = cmo("validate", cwd=root)
    assert "error" not in done.out.replace("0 errors", ""), done.out


def test_a_part_of_a_word_that_may_say_something_else_is_the_whole_word(root, cmo):
    text = "He is (unhappy here). She did not wait, but we didn't. “None of us knew”, and the nurse was kind.\n"
    given = (
        coded("happy here", 30, GUID(10), text=text),
        coded("one of us knew", 31, GUID(10), text=text),
        coded("we did", 32, GUID(10), text=text),
        coded("urse was k", 33, GUID(10), text=text),  # says nothing else than the whole words: as it was coded
    )
    document = replace(FOREIGN.documents[0], text=text)
    made = take(root, replace(FOREIGN, documents=(document,), codings=given))
    quotes = [one["quote"] for one in citations(root, "IN1.citations.yaml")]
    assert quotes == ["unhappy here", "we didn't", "None of us knew", "urse was k"]
    assert made.whole == ("Day 1.docx: Trust",) * 3
    for one in citations(root, "IN1.citations.yaml"):
        assert text[int(one["selector"]["start"]) : int(one["selector"]["end"])] == one["quote"]
    assert "CMO416" not in cmo("validate", "--all", cwd=root).out


def test_a_passage_that_begins_with_a_label_stands_where_it_was_coded(root, cmo):
    """Programs that code whole lines code the label too, with all blanks behind it."""
    lines = ["Admin:          I'm bossy.\n", "Interviewer:    What do you think-\n"]
    text = "\n".join(["Interviewer:    Yes.\n", *lines, "Admin:          So.\n"])
    given = tuple(coded(line, 30 + number, GUID(10), text=text) for number, line in enumerate(lines))
    document = replace(FOREIGN.documents[0], text=text)
    take(root, replace(FOREIGN, documents=(document,), codings=given))
    assert [one["quote"] for one in citations(root, "IN1.citations.yaml")] == [" ".join(line.split()) for line in lines]
    found = cmo("validate", "--all", cwd=root).out
    assert "CMO415" not in found
    assert "CMO416" not in found


@pytest.mark.parametrize("more", ["", "\n", "\n\n"])
def test_a_text_with_other_ids_and_empty_lines_at_its_end_is_the_same_source(root, more):
    take(root)
    anew = {
        one: f"{number:08d}-1111-4111-8111-111111111111"
        for number, one in enumerate((GUID(20), *map(GUID, range(30, 35))))
    }
    documents = tuple(replace(one, id=anew[one.id], text=one.text + more) for one in FOREIGN.documents)
    codings = tuple(one._replace(id=anew[one.id], document=anew[one.document]) for one in CODINGS)
    again = take(root, replace(FOREIGN, documents=documents, codings=codings))
    assert [(one.source, one.new, one.added) for one in again.came] == [("IN1", False, 0)]
    assert (again.there, again.taken) == (5, 0)


def test_each_coder_has_a_file(root):
    made = take(root)
    assert made.coders == ("AM", "BE")
    again, own = citations(root, "IN1.citations.BE.yaml")
    assert again == {"id": "IN1-001", "codes": ["trust"], "actor": "import"}  # the words are those of the agreed coding
    assert (own["id"], own["quote"], own["codes"]) == ("IN1-BE-001", "they listen", ["c3_weeks"])
    team = read((root / "evaluation.yaml").read_text()).value["team"]
    assert team == {"AB": "researcher", "CD": "researcher", "EF": "adviser", "AM": "coder", "BE": "coder"}


def test_codes_join_the_codebook(root):
    made = take(root)
    assert made.codes == ("trust", "staff", "c3_weeks")
    codes = read((root / "codebook.yaml").read_text()).value["codes"]
    trust = {"id": "trust", "label": "Trust", "kind": "theme", "use": "When somebody relies on somebody."}
    assert codes == [
        trust,
        {"id": "staff", "kind": "theme", "parent": "trust"},
        {"id": "c3_weeks", "label": "3 weeks!", "kind": "theme"},
    ]


def test_codes_of_one_name_stay_apart(root):
    names = [("Trust", None), ("other", None), ("trust", GUID(71)), ("Trust", GUID(70)), ("trust", GUID(71))]
    codes = tuple(Code(GUID(70 + number), name, "", above) for number, (name, above) in enumerate(names))
    made = take(
        root,
        replace(FOREIGN, codes=codes, codings=tuple(coded("Anna", 80 + at, one.id) for at, one in enumerate(codes))),
    )
    assert made.codes == ("trust", "trust_2", "other", "other_trust", "other_trust_2")
    given = ["trust", "other", "other_trust", "trust_2", "other_trust_2"]
    assert citations(root, "IN1.citations.yaml")[0]["codes"] == given


def test_codes_in_any_order_and_in_a_circle(root):
    codes = (
        Code(GUID(70), "leaf", "", GUID(71)),
        Code(GUID(71), "stem"),
        Code(GUID(72), "a", "", GUID(73)),
        Code(GUID(73), "b", "", GUID(72)),
    )
    made = take(root, replace(FOREIGN, codes=codes, codings=()))
    assert made.codes == ("stem", "leaf", "a", "b")
    found = read((root / "codebook.yaml").read_text()).value["codes"]
    assert [one.get("parent") for one in found] == [None, "stem", None, "a"]


def test_what_only_holds_stances_together_is_no_code(root):
    codes = (
        Code(GUID(70), "Claims", codable=False),
        Code(GUID(71), "C1 Value", "", GUID(70), codable=False),
        Code(GUID(72), "supports C1", "", GUID(71)),
        Code(GUID(73), "Mine", ""),
        Code(GUID(74), "refutes C1", "", GUID(73)),
        Code(GUID(75), "more", "", GUID(73)),
        Code(GUID(76), "Used"),
        Code(GUID(77), "nuances C1", "", GUID(76)),
    )
    made = take(root, replace(FOREIGN, codes=codes, codings=(coded("Anna", 80, GUID(76)),)))
    assert made.codes == ("mine", "more", "used")


def test_nobody_is_quoted_until_somebody_says_so(root):
    made = take(root)
    assert any("held back" in note for note in made.notes)
    repository = api.load(root).repository
    assert {one.words for one in api.load(root).quotes().rows if one.source == "IN1"} == {None}
    assert repository.sources["IN1"].participants[0].consent is None


def test_the_same_file_again_adds_nothing(root):
    take(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    made = take(root)
    assert (made.taken, made.there, made.change.files) == (0, 5, ())
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_newer_file_adds_what_is_new_and_tells_what_changed(root):
    take(root)
    newer = (coded("Nobody told us", 40, GUID(12)), coded("told us anything", 41, GUID(12)))
    made = take(root, replace(FOREIGN, codings=(*CODINGS, *newer)))
    assert (made.taken, made.there, made.citations) == (1, 6, 1)
    assert made.lacking == ("IN1-002 lacks #c3_weeks",)


def test_undone_as_one(root, cmo):
    before = {path.name for path in root.rglob("*") if path.is_file()}
    take(root)
    assert cmo("undo", "--yes", cwd=root).code == 0
    assert {path.name for path in root.rglob("*") if path.is_file() and ".cmo-eval" not in path.parts} == before


def test_words_are_found_again_in_a_corrected_text(root):
    take(root)
    (root / "texts/IN1.txt").write_text(
        "A line more.\n" + TEXT.replace("\r\n", "\n").replace("they listen", "they hear")
    )
    newer = (coded("told us anything", 41, GUID(12)), coded("and they listen", 42, GUID(12)))
    made = take(root, replace(FOREIGN, codings=newer))
    assert (made.taken, dict(made.left)) == (
        1,
        {"the words do not stand so in the transcript": ("Day 1.docx: 3 weeks! “and they listen”",)},
    )
    added = citations(root, "IN1.citations.yaml")[-1]
    text = (root / "texts/IN1.txt").read_text()
    assert text[int(added["selector"]["start"]) : int(added["selector"]["end"])] == "told us anything"


def test_the_same_words_twice_are_told_apart_by_those_before(root):
    take(root)
    (root / "texts/IN1.txt").write_text("they listen.\n" + TEXT.replace("\r\n", "\n"))
    made = take(root, replace(FOREIGN, codings=(coded("they listen", 41, GUID(12)),)))
    assert made.taken == 1
    assert int(citations(root, "IN1.citations.yaml")[-1]["selector"]["start"]) > 20


def test_words_tell_what_is_the_same_only_where_a_place_is_missing():
    file = CodingFile("sources/IN1.citations.yaml", "IN1", None, None, None, {}, [])
    first, second = ({"quote": "They listen", "selector": {"start": start, "end": start + 11}} for start in (3, 40))
    file.put({"id": "IN1-001", **first})
    assert file.same(first, None).id == "IN1-001"
    assert file.same(second, None) is None
    file.put({"id": "IN1-002", "quote": "They listen"})
    assert file.same(first, None).id == "IN1-001"
    assert file.same(second, None).id == "IN1-002"


def test_a_part_between_two_stances_joins_none(root):
    names = ("supports C1", "refutes C1", "P1:context")
    codes = tuple(Code(GUID(13 + number), name) for number, name in enumerate(names))
    some = tuple(coded("Anna", 50 + number, code.id) for number, code in enumerate(codes))
    made = take(root, replace(FOREIGN, codes=codes, codings=some))
    assert [*made.left] == ["a part of a pattern stands without one stance beside it"]
    assert citations(root, "IN1.citations.yaml")[0]["evidence"] == [{"supports": "C1"}, {"refutes": "C1"}]


def test_two_qualities_of_a_passage_are_not_one(root):
    codes = (Code(GUID(13), "quality: report"), Code(GUID(14), "quality: observation"))
    some = tuple(coded("Anna", 50 + number, code.id) for number, code in enumerate(codes))
    made = take(root, replace(FOREIGN, codes=codes, codings=some))
    assert dict(made.left) == {"a passage has two qualities": ("Day 1.docx: quality: observation",)}
    assert citations(root, "IN1.citations.yaml")[0]["quality"] == "report"


def test_what_is_left_out_is_told_by_cause(root):
    codes = (*FOREIGN.codes, Code(GUID(13), "supports C9"), Code(GUID(14), "P1:context"))
    more = (coded("Anna", 50, GUID(13)), coded("asked", 51, GUID(14)))
    left = (Left("a link", "x"), Left("a link", "y"))
    made = take(root, replace(FOREIGN, codes=codes, codings=(*CODINGS, *more), left=left))
    assert dict(made.left) == {
        "a link": ("x", "y"),
        "there is no C9 here": ("Day 1.docx: supports C9",),
        "a part of a pattern stands without one stance beside it": ("Day 1.docx: P1:context",),
    }
    assert made.taken + made.there + 2 == made.codings


def test_a_part_joins_the_one_stance_beside_it(root):
    codes = (Code(GUID(13), "supports C1"), Code(GUID(14), "P1:context-outcome"), Code(GUID(15), "quality: opinion"))
    some = tuple(coded("Anna", 50 + number, code.id) for number, code in enumerate(codes))
    made = take(root, replace(FOREIGN, codes=codes, codings=some))
    assert made.codes == ()
    (one,) = citations(root, "IN1.citations.yaml")
    assert one["evidence"] == [{"supports": "C1", "pattern": "P1", "parts": ["context"], "lacks": ["outcome"]}]
    assert one["quality"] == "opinion"


# ---- who withdrew, and what is in the way ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["participant", "source", "source by its name"])
def test_words_that_were_withdrawn_do_not_come_in(evaluation, how):
    files = dict(WITH_TEXT)
    if how == "participant":
        files["sources/FG1.yaml"] = files["sources/FG1.yaml"].replace("consent: background", "consent: withdrawn")
    else:
        files["sources/FG1.yaml"] += "withdrawn: 2024-05-05\n"
    del files["sources/FG1.citations.CD.yaml"]
    root = evaluation(files)
    at = TALK.index("never said")
    own = id_map(root, api.load(root).repository).guid("documents", "FG1" if "name" not in how else "another")
    said = Coding(GUID(30), own, at, at + 10, GUID(10), None, "never said")
    project = Project(
        "cmo-eval", (), (Code(GUID(10), "x"),), (Document(own, "FG1 First panel", "text", TALK),), (said,)
    )
    before = (root / "sources/FG1.citations.yaml").read_bytes()
    made = take(root, project)
    assert (made.taken, made.citations) == (0, 0)
    assert sum(map(len, made.left.values())) == 1
    assert (root / "sources/FG1.citations.yaml").read_bytes() == before
    assert not (root / "sources/IN1.yaml").exists()


@pytest.mark.parametrize("text", [TALK, None])
def test_a_citation_that_was_withdrawn_does_not_come_in(evaluation, text):
    file, words = "sources/FG1.citations.yaml", "And then it rained."
    root = evaluation({**WITH_TEXT, "texts/FG1.txt": text})
    gone = (root / file).read_text().replace(f"quote: {words}", f"quote: {words}, withdrawn: 2024-05-05")
    (root / file).write_text(gone)
    (root / "sources/FG1.citations.CD.yaml").unlink()
    at = TALK.index(words)
    said = Coding(GUID(30), GUID(31), at, at + len(words), GUID(10), None, words)
    project = Project("NVivo", (), (Code(GUID(10), "x"),), (Document(GUID(31), "FG1", "text", TALK),), (said,))
    made = take(root, project)
    assert (made.taken, made.there, sum(map(len, made.left.values()))) == (0, 0, 1)
    assert (root / file).read_text() == gone


def test_another_text_is_not_replaced(root, cmo, tmp_path):
    (root / "texts").mkdir()
    (root / "texts/IN1.txt").write_text("mine")
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(FOREIGN), "n"))
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
    assert done.code == 2
    assert "is there already, with another text" in done.err
    assert not (root / "codebook.yaml").exists()


def as_lf(project):
    """The project as we write it."""
    return replace(
        project,
        origin="Transana",
        documents=tuple(replace(one, text=one.text.replace("\r\n", "\n")) for one in project.documents),
    )


def test_without_a_folder_of_texts_it_says_what_to_do(evaluation, cmo, tmp_path):
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(FOREIGN), "n"))
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=evaluation())
    assert done.code == 2
    assert "does not say where the texts lie" in done.err
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", "--texts", tmp_path / "t", cwd=evaluation())
    assert done.code == 0, done.err
    assert (tmp_path / "t/IN1.txt").exists()
    said = read((tmp_path / "evaluation/evaluation.yaml").read_text()).value
    assert said["texts"] == "../t"


def test_a_damaged_list_of_guids_is_refused(root, cmo, tmp_path):
    (root / "exchange.json").write_text("[]")
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(FOREIGN), "n"))
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
    assert done.code == 2
    assert "exchange.json is damaged" in done.err


# ---- the command ----------------------------------------------------------------------------------------------------


def test_the_plan_is_shown_and_nothing_written(root, cmo, tmp_path):
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(FOREIGN), "n"))
    before = {path for path in root.rglob("*") if path.is_file()}
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--dry-run", cwd=root)
    assert done.code == 0, done.err
    assert "5 codings: 5 in 4 new citations" in done.out
    assert "5 on the words that the file" in " ".join(done.out.split())
    assert "4 citations and 3 codes would be added" in done.err
    assert {path for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("cut", [0.5, 0.0])
def test_a_file_that_cannot_be_read_is_named_once(root, cmo, tmp_path, cut):
    whole = qdpx(as_lf(FOREIGN), "n")
    (tmp_path / "a.qdpx").write_bytes(whole[: int(len(whole) * cut)] or b"no project")
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
    assert done.code == 2
    assert done.err.count("a.qdpx") == 1
    assert not (root / "texts").exists()


def test_a_file_that_no_rule_explains_is_refused(root, cmo, tmp_path):
    parts = content(qdpx(as_lf(FOREIGN), "n"))
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f"xyz{text}" if name.startswith("sources/") else text)
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
    assert done.code == 2
    assert "a.qdpx: no rule of counting explains" in done.err
    assert not (root / "texts").exists()


def test_it_ends_with_one_where_something_is_left_out(root, cmo, tmp_path):
    codes = (*FOREIGN.codes, Code(GUID(13), "supports C9"))
    more = replace(as_lf(FOREIGN), codes=codes, codings=(*CODINGS, coded("Anna", 50, GUID(13))))
    (tmp_path / "a.qdpx").write_bytes(qdpx(more, "n"))
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
    assert done.code == 1
    assert "1: there is no C9 here: Day 1.docx: supports C9" in " ".join(done.out.split())
    said = " ".join(f"{done.out} {done.err}".split())
    assert "what names C9 does not come in later" in said
    assert "make them first (`cmo-eval new claim`, `new pattern`)" in said
    assert (root / "texts/IN1.txt").exists()


def test_a_long_plan_fits_on_a_screen(root, cmo, tmp_path):
    draw = random.Random(5)  # noqa: S311
    words = [f"word{number}" for number in range(4000)]
    text = " ".join(words) + "\n"
    codes = tuple(Code(GUID(100 + number), f"code {number}") for number in range(90))
    documents = tuple(Document(GUID(20 + number), f"Talk {number}", "text", text) for number in range(30))
    codings = []
    for number in range(753):
        word = draw.choice(words)
        at = text.index(word + " ") if word != words[-1] else text.index(word)
        document, code = draw.choice(documents), draw.choice(codes)
        codings.append(Coding(GUID(1000 + number), document.id, at, at + len(word), code.id, None, word))
    project = Project("Transana", (), codes, documents, tuple(codings))
    (tmp_path / "a.qdpx").write_bytes(qdpx(project, "n"))
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--dry-run", cwd=root)
    assert "753 codings: 753 in" in done.out
    assert len(done.out.splitlines()) < 24


def test_a_mapping_file_is_written_and_followed(root, cmo, tmp_path):
    file, map_ = tmp_path / "a.qdpx", tmp_path / "a.yaml"
    file.write_bytes(qdpx(as_lf(FOREIGN), "n"))
    done = cmo("exchange", "import", file, "--map", map_, "--yes", cwd=root)
    assert done.code == 0, done.err
    assert not (root / "texts").exists()
    said = read(map_.read_text(encoding="utf-8")).value
    assert [one["id"] for one in said["codes"]] == ["trust", "staff", "c3_weeks"]
    text = map_.read_text(encoding="utf-8")
    text = text.replace("initials: AM", "initials: AB").replace("id: c3_weeks, kind: theme", "means: refutes C1")
    text = text.replace("id: staff, kind: theme", "means: nothing")
    text = text.replace("kind: interview", "kind: focus_group", 1).replace('consent: ""', "consent: quote")
    text = text.replace('group: ""', "group: staff")
    map_.write_text(text, encoding="utf-8")
    done = cmo("exchange", "import", file, "--map", map_, "--yes", cwd=root)
    assert "its code stays out" in done.out
    source = api.load(root).repository.sources["FG2"]
    assert (source.kind, source.group, source.participants[0].consent) == ("focus_group", "staff", "quote")
    assert "coder: AB" in (root / "sources/FG2.citations.yaml").read_text()
    assert citations(root, "FG2.citations.BE.yaml")[1]["evidence"] == [{"refutes": "C1"}]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("kind: talk\n", "no kind"),
        ("group: nobody\n", "no group"),
        ("consent: withdrawn\n", "no consent"),
        ("colour: red\n", "no key of a.yaml"),
        ("codes: [{name: x, means: supports}]\n", "nothing that a code can mean"),
        ("codes: [{means: nothing}]\n", "neither guid nor name"),
        ("sources: [{name: x, kinds: interview}]\n", "no key in sources"),
        ("sources: [{name: x, id: ../x}]\n", "'../x' cannot be the id of x"),
        ("codes: [{name: x, id: a b}]\n", "'a b' cannot be the id of x"),
        ("coders: [{name: x, initials: A B}]\n", "'A B' cannot be the initials of x"),
        ("sources: [{name: x, leave_out: maybe}]\n", "leave_out of x is 'maybe'"),
        ("", "name a file that is not there"),
        ("[]\n", "does not say what is what"),
        ("a: [\n", "a.yaml:"),
    ],
)
def test_a_wrong_mapping_file_is_refused(root, cmo, tmp_path, said, why):
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(FOREIGN), "n"))
    (tmp_path / "a.yaml").write_text(said)
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--map", tmp_path / "a.yaml", "--yes", cwd=root)
    assert done.code == 2
    assert why in done.err
    assert not (root / "texts").exists()


def test_what_a_mapping_file_names_in_vain_is_told_and_capital_letters_say_true(root, cmo, tmp_path):
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(FOREIGN), "n"))
    said = "sources: [{name: Day 1.docx, leave_out: True}]\n"
    said += (
        f"codes: [{{name: Turst, id: t}}, {{name: Trust/staff, id: s}}, {{name: x, guid: {GUID(10).upper()}, id: u}}]\n"
    )
    (tmp_path / "a.yaml").write_text(said)
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--map", tmp_path / "a.yaml", "--dry-run", cwd=root)
    assert "codes in the mapping that are not in the file: Turst\n" in done.err
    assert "sources in the mapping" not in done.err
    assert "source new" not in done.out
    assert "codes new: u, s," in done.out


def test_two_documents_are_not_made_one_new_source(root):
    two = replace(FOREIGN, documents=(*FOREIGN.documents, Document(GUID(21), "Day 2", "text", "Other words.")))
    said = {name: {"id": "IN7"} for name in ("Day 1.docx", "Day 2")}
    with pytest.raises(UsageError, match="Day 2 cannot be the source IN7: another document is"):
        take(root, two, Mapped({}, {"sources": said}))


def test_codes_that_happen_to_be_called_like_a_stance_are_told_and_may_be_codes(root, cmo, tmp_path):
    codes = (Code(GUID(10), "supports C1"), Code(GUID(11), "paraphrase"), Code(GUID(12), "supports C2"))
    (tmp_path / "a.qdpx").write_bytes(qdpx(as_lf(replace(FOREIGN, codes=codes)), "n"))
    (tmp_path / "a.yaml").write_text("codes: [{name: paraphrase, id: retold}]\n")
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--map", tmp_path / "a.yaml", "--yes", cwd=root)
    assert "2 codes say a stance or the like here" in done.out
    assert "mapping: supports C1; supports C2" in " ".join(done.out.split())
    assert citations(root, "IN1.citations.yaml")[0]["codes"] == ["retold"]
    again = cmo("exchange", "import", tmp_path / "a.qdpx", "--dry-run", cwd=root)
    assert "or the like here, by name" not in again.out


def test_a_tree_of_any_depth_comes_in_and_goes_out(root):
    names = range(1, 1200)
    codes = tuple(Code(GUID(5000 + one), f"c{one}", "", GUID(4999 + one) if one > 1 else None) for one in names)
    take(root, replace(FOREIGN, codes=codes, codings=()))
    assert api.load(root).repository.codes["c1199"].parent == "c1198"
    assert content(packed(root))["project.qde"].count("</Code>") > len(codes)


# ---- out, in and out again ------------------------------------------------------------------------------------------


def packed(root, target=PLAIN):
    evaluation = api.load(root)
    made = outgoing(root, evaluation.repository, id_map(root, evaluation.repository))
    written = qdpx(made.project, "n", target)
    refuse_changed(made.project, written)
    return written


def content(file):
    """What is in a file, to be compared."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


QUOTED = Mapped({"consent": "quote"})


def test_what_came_in_goes_out_under_its_own_guids(root):
    take(root, mapped=QUOTED)
    out = refi.project(packed(root))
    assert {one.id for one in FOREIGN.codes} < {one.id for one in out.codes}
    assert next(one for one in out.codes if one.id == GUID(10)).colour == "#aa00cc"
    assert out.documents[-1].id == GUID(20)
    assert {(one.id, one.coder) for one in CODINGS if one.code} <= {(one.id, one.coder) for one in out.codings}


def test_a_code_keeps_its_guid_under_another_name(root, cmo):
    take(root, mapped=QUOTED)
    assert cmo("code", "rename", "trust", "reliance", "--yes", cwd=root).code == 0
    made = take(root)
    assert (made.codes, made.there) == ((), 5)
    code = next(one for one in refi.project(packed(root)).codes if one.id == GUID(10))
    assert (code.name, code.colour, "Id: reliance" in code.description) == ("Trust", "#aa00cc", True)
    assert {one.id for one in CODINGS if one.code} <= {one.id for one in refi.project(packed(root)).codings}


def test_ids_that_are_no_guids_do_not_go_out(root):
    odd = replace(
        FOREIGN, codes=(replace(FOREIGN.codes[0], id="17"),), codings=(CODINGS[0]._replace(code="17", id="x1"),)
    )
    take(root, odd, QUOTED)
    assert take(root, odd, QUOTED).change.files == ()
    assert "17" not in {one.id for one in refi.project(packed(root)).codes}


def test_a_source_that_was_taken_out_does_not_come_back(root):
    take(root)
    for path in (root / "sources").glob("IN1*"):
        path.unlink()
    newer = coded("told us anything", 41, GUID(12))
    made = take(root, replace(FOREIGN, codings=(*CODINGS, newer)))
    assert (made.there, made.taken) == (5, 0)
    assert dict(made.left) == {"its source stays out, was withdrawn or taken out": ("Day 1.docx: 3 weeks!",)}


def test_what_went_out_is_there_also_of_two_citations_at_one_place(evaluation):
    files, file = dict(WITH_TEXT), "sources/FG1.citations.yaml"
    files[file] += "  - {id: FG1-005, quote: And then it rained., speaker: r1, codes: [rain]}\n"
    root = evaluation(files)
    made = take(root, refi.project(packed(root)))
    assert (made.taken, made.lacking, made.change.files) == (0, (), ())
    assert made.there == made.codings == 7


def test_out_in_and_out_again_is_the_same(evaluation, tmp_path):
    root = evaluation(WITH_TEXT)
    first = packed(root)
    shutil.rmtree(root / "sources")
    shutil.rmtree(root / "texts")
    (root / "codebook.yaml").unlink()
    (root / "sources").mkdir()
    take(root, refi.project(first), QUOTED)
    assert packed(root) == first


def test_nobody_and_codes_of_one_name_come_back(evaluation):
    files, file = dict(WITH_TEXT), "sources/FG1.citations.yaml"
    files[file] = files[file].replace("coder: AB\n", "")
    files["codebook.yaml"] = "codes: [{id: rain, kind: theme, label: Dry}, {id: weather, kind: theme, label: Dry}]\n"
    root = evaluation(files)
    first = packed(root)
    for name in ("sources", "texts"):
        shutil.rmtree(root / name)
    (root / "codebook.yaml").unlink()
    project = refi.project(first)
    # as a program gives it back that keeps names, not GUIDs
    renamed = {one.id: GUID(90) if one.name == "not named" else one.id for one in project.coders}
    coders = tuple(replace(one, id=renamed[one.id]) for one in project.coders)
    codings = tuple(one._replace(coder=renamed[one.coder]) for one in project.codings)
    take(root, replace(project, coders=coders, codings=codings), QUOTED)
    assert not read((root / "sources/FG1.citations.yaml").read_text()).value.get("coder")
    codes = read((root / "codebook.yaml").read_text()).value["codes"]
    assert [(one["id"], one["label"]) for one in codes] == [("rain", "Dry"), ("weather", "Dry")]
    assert content(packed(root)) == content(first)


def test_a_citation_with_cuts_that_went_out_is_not_told_to_be_otherwise(tmp_path, cmo):
    cmo("init", tmp_path / "demo", "--demo")
    root = tmp_path / "demo"
    assert cmo("exchange", "export", tmp_path / "a.qdpx", cwd=root).code == 0
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--dry-run", cwd=root)
    assert "on other words" not in done.out, done.out
    assert "FG2-003" in done.out  # held back


def test_a_citation_with_cuts_is_known_by_its_place(evaluation):
    files, file = dict(WITH_TEXT), "sources/FG1.citations.yaml"
    files[file] = files[file].replace("Well 😀 it was <good> & calm.", "Well 😀 it was […] calm.")
    files["sources/FG1.citations.CD.yaml"] = "coder: CD\ncitations: [{id: FG1-001, codes: [weather]}]\n"
    root = evaluation(files)
    project = refi.project(packed(root))
    codings = tuple(one._replace(id=GUID(60 + number)) for number, one in enumerate(project.codings))
    documents = tuple(replace(one, id=GUID(59)) for one in project.documents)
    codings = tuple(one._replace(document=GUID(59)) for one in codings)
    made = take(root, replace(project, documents=documents, codings=codings), QUOTED)
    assert (made.citations, made.there) == (0, 5)
    assert citations(root, "FG1.citations.yaml")[0]["quote"] == "Well 😀 it was […] calm."


@pytest.mark.parametrize("other", [False, True])
def test_what_a_source_is_comes_back(evaluation, cmo, tmp_path, other):
    files, file = dict(WITH_TEXT), "sources/FG1.yaml"
    files[file] = files[file].replace("kind: focus_group", "kind: informal\ndate: 2024-03")
    root = evaluation(files)
    cmo("exchange", "export", tmp_path / "a.qdpx", "--for", "atlas", cwd=root)
    first = refi.project((tmp_path / "a.qdpx").read_bytes())
    for name in ("sources", "texts"):
        shutil.rmtree(root / name)
    (root / "codebook.yaml").unlink()
    if other:  # a program that keeps names, and has a variable of its own
        variables = [part for part in first.parts if part.where == "Variables"]
        ids = {part.id: GUID(80 + number) for number, part in enumerate(variables)}
        for old, new in ids.items():
            renamed = (
                replace(one, id=ids.get(one.id, one.id), markup=one.markup.replace(old, new)) for one in first.parts
            )
            first = replace(first, parts=tuple(renamed))
        own = Part(
            "Variables", GUID(90), (), "a variable", f'<Variable guid="{GUID(90)}" name="kind" typeOfVariable="Text"/>'
        )
        first = replace(first, parts=(*first.parts, own))
    by_hand = {"sources": {"FG1 First panel": {"kind": "", "date": "2024-04"}}} if other else {}
    take(root, first, Mapped({"consent": "quote", "kind": "interview"}, by_hand))
    source = read((root / "sources/FG1.yaml").read_text()).value
    assert (source["kind"], source["group"], source["date"]) == ("informal", "staff", "2024-04" if other else "2024-03")
    assert [part.id for part in side(root).parts] == ([GUID(90)] if other else [])
    assert take(root, first, QUOTED).change.files == ()
    cmo("exchange", "export", tmp_path / "b.qdpx", "--for", "atlas", cwd=root)
    if not other:
        assert (tmp_path / "b.qdpx").read_bytes() == (tmp_path / "a.qdpx").read_bytes()


def test_what_cannot_be_here_is_passed_over(evaluation, root):
    values = [("kind", "seance"), ("group", "nobody"), ("date", "long ago")]
    parts = [
        part
        for field, text in values
        for part in (
            Part("Variables", our_guid(f"variable {field}"), (), "", f'<Variable guid="{GUID(1)}" name="x"/>'),
            Part(
                *("Document", our_guid(f"variable {field}"), (GUID(20),), ""),
                f"<VariableValue><VariableRef/><TextValue>{text}</TextValue></VariableValue>",
            ),
        )
    ]
    take(root, replace(FOREIGN, parts=tuple(parts)))
    source = read((root / "sources/IN1.yaml").read_text()).value
    assert (source["kind"], source.get("group"), source.get("date")) == ("interview", None, None)
    assert side(root).parts == ()


SAID = "it was good, 😀 they said e\u0301te\u0301 & then <more> of “that” came — slowly; nobody knew why."
WORDS = SAID.split(" ")


@pytest.mark.parametrize("seed", range(25))
def test_generated_evaluations_come_back_the_same(evaluation, seed):
    draw = random.Random(seed)  # noqa: S311
    files = {"evaluation.yaml+": "texts: texts\n", "sources/FG1.yaml": None, "sources/FG1.citations.yaml": None}
    codes = [f"code_{number}" for number in range(draw.randint(1, 6))]
    book = "codes:\n"
    for number, code in enumerate(codes):
        parent = f", parent: {draw.choice(codes[:number])}" if number and draw.random() < 0.5 else ""
        label = draw.choice(["", f", label: Code {number}", ", label: Code", f", label: 'The {number}th: one'"])
        use = draw.choice(["", ', use: "a\\nb"', ", avoid: Kind of it"])
        book += f"  - {{id: {code}, kind: {draw.choice(['theme', 'outcome'])}{label}{parent}{use}}}\n"
    files["codebook.yaml"] = book
    for number in range(1, draw.randint(2, 4)):
        lines = [" ".join(draw.choices(WORDS, k=draw.randint(0, 9))) for _ in range(draw.randint(2, 8))]
        text = "\n".join(["begin", *lines]) + "\n"
        files[f"texts/IN{number}.txt"] = text
        files[f"sources/IN{number}.yaml"] = (
            f"id: IN{number}\nkind: interview\ntitle: Talk {number}\ntext: IN{number}.txt\n"
        )
        for coder in draw.choice([["AB"], ["CD", "AB"], [""]]):
            second = f".{coder}" if coder == "AB" and f"sources/IN{number}.citations.yaml" in files else ""
            files[f"sources/IN{number}.citations{second}.yaml"] = _citations(draw, number, text, codes, coder, second)
    root = evaluation(files)
    first, target = packed(root), [*TARGETS.values()][seed % len(TARGETS)]
    project = refi.project(packed(root, target))
    for name in ("sources", "texts"):
        shutil.rmtree(root / name)
    (root / "codebook.yaml").unlink()
    made = take(root, project, QUOTED)
    assert dict(made.left) == {}
    assert content(packed(root)) == content(first)
    assert packed(root) == first
    assert take(root, project, QUOTED).change.files == ()


def _citations(draw, number, text, codes, coder, second):
    text = unicodedata.normalize("NFC", text)
    whole = f"coder: {coder}\ncitations:\n" if coder else "citations:\n"
    for count in range(1, draw.randint(2, 7)):
        start = draw.randrange(len(text) - 6)
        end = min(len(text), start + draw.randint(2, 30))
        quote = " ".join(text[start:end].split())
        if not quote:
            continue
        entry = {"id": f"IN{number}-{second[1:] + '-' if second else ''}{count:03}", "quote": quote}
        entry["selector"] = {"start": start, "end": end}
        entry["quality"] = draw.choice(["opinion", "report", "observation"])
        entry["codes"] = draw.sample(codes, draw.randint(0, len(codes)))
        stance = draw.choice([[], [{"supports": "C1"}], [{"refutes": "C1", "pattern": "P1", "lacks": ["outcome"]}]])
        entry["evidence"] = stance
        if draw.random() < 0.3:
            entry["memo"] = 'Why: "so" & <so>'
        whole += f"  - {json.dumps(entry, ensure_ascii=False)}\n"
    return whole
