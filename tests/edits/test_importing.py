"""Many codings come in at once: each is added, there already, or said to have no place, and never added twice."""

import random

import openpyxl
import pytest
from commented import Document

from cmo_eval import api
from cmo_eval.edits.coding import imports
from cmo_eval.edits.coding.table import Options
from cmo_eval.output.imports import import_json, import_text
from cmo_eval.store.writing.transaction import apply

WORDS = [
    "tafel",
    "sleutel",
    "café",
    "kamer",
    "😀",
    "ruimte",
    "één",
    "vraag",
    "naäpen",
    "bakker",
    "lint",
    "fiets",
    "deur",
]


def line(number):
    """A sentence that stands in the text once."""
    rng = random.Random(number)  # noqa: S311 - no secret
    return f"Zin {number}: " + " ".join(rng.choice(WORDS) for _ in range(8)) + "."


TEXT = "".join(f"R{1 + number % 2}: {line(number)}\n" for number in range(600))
BASE = {
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: First panel
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: clerk, group: staff, consent: quote}
text: FG1.txt
""",
    "texts/FG1.txt": TEXT,
    "sources/FG1.citations.yaml": "coder: AB\ndefaults: {quality: observation}\ncitations: []\n",
    "evaluation.yaml+": "texts: texts\n",
    "claims/C2-other.yaml": "id: C2\ntitle: Another\nversions: [{version: 1, statement: a}]\n",
    "codebook.yaml": "codes:\n  - {id: scan, label: The scan, kind: resource}\n  - {id: trust, kind: theme}\n",
}


@pytest.fixture
def root(evaluation):
    return evaluation(BASE)


def from_file(root, path, **more):
    repository = api.load(root).repository
    content = imports.read(path, repository, Options(coded="2024-05-13", **more))
    return imports.plan(root, repository, content)


def kinds(planned):
    return {one.number: one.kind for one in planned.codings}


@pytest.fixture
def csv_file(tmp_path):
    def write(text):
        path = tmp_path / "t.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# ---- tables ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def five_hundred(tmp_path):
    """A workbook with 500 coded rows: accents, emoji, formulas, empty cells and wrong ids."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Bron", "Citaat", "Ondersteunt", "Nuanceert", "Patroon", "Delen", "Codes", "Opmerking", "Kleur"])
    for number in range(500):
        row = ["FG1", line(number), "C1", None, "P1", "mechanisme", "scan, The scan", f"é {number} 😀", "rood"]
        if number % 100 == 7:
            row[2] = "C11"  # no such claim
        if number % 100 == 17:
            row[6] = "scann"
        if number % 100 == 27:
            row[1] = f"Zin {number}: iets heel anders dan wat daar gezegd is."
        if number % 100 == 37:
            row[1] = "=B2"
        if number % 100 == 47:
            row[2] = row[4] = row[5] = None
            row[3] = "C2, C1:P1:context"
        if number % 100 == 57:
            row[0] = "FG2"
        if number % 100 == 67:
            row = [None] * 9
        page.append(row)
    path = tmp_path / "codering.xlsx"
    book.save(path)
    return path


def test_five_hundred_rows(root, five_hundred):
    planned = from_file(root, five_hundred)
    found = kinds(planned)
    assert len(found) == 495  # five rows are empty
    assert len(planned.of("add")) == 470
    lost = {number: one for number, one in found.items() if one == "not_placed"}
    assert sorted(lost) == sorted(n + 2 for n in range(500) if n % 100 in {7, 17, 27, 37, 57})
    assert planned.notes == ("columns that were not read: Kleur",)
    apply(root, planned.change)
    repository = api.load(root).repository
    assert len(repository.citations) == 470
    first, nuanced = (
        repository.citation("FG1-001"),
        next(repository.citation(one.id) for one in planned.of("add") if one.number == 49),
    )
    assert (first.quote, first.codes, first.memo, first.speaker) == (line(0), ("scan",), "é 0 😀", "r1")
    assert first.evidence[0].parts == ("resource", "reasoning")
    assert [(one.stance, one.claim, one.parts) for one in nuanced.evidence] == [
        ("nuances", "C2", ()),
        ("nuances", "C1", ("context",)),
    ]
    assert all(repository.citation(id_).selector for id_ in [one.id for one in repository.citations])
    serious = {finding.code for finding in api.validate(root).findings if finding.severity == "error"}
    assert serious == set()


def test_importing_twice_adds_nothing_twice(root, five_hundred):
    apply(root, from_file(root, five_hundred).change)
    again = from_file(root, five_hundred)
    assert not again.change.files
    assert (len(again.of("add")), len(again.of("there")), len(again.of("not_placed"))) == (0, 470, 25)
    assert not any(one.lacking for one in again.codings)


def test_without_the_text_importing_twice_adds_nothing_twice_either(evaluation, five_hundred):
    root = evaluation({**BASE, "texts/FG1.txt": None})
    planned = from_file(root, five_hundred, coder="AB")
    assert len(planned.of("add")) == 475  # the words of five more cannot be checked
    apply(root, planned.change)
    assert not from_file(root, five_hundred, coder="AB").change.files


def test_rows_with_the_same_words_are_one_citation(root, csv_file):
    text = (
        "Source,Quote,Supports,Nuances,Codes,Memo\n"
        f"FG1,{line(1)},C1:P1:context,,scan,a\nFG1,{line(1)},C1:P1:outcome,C2,trust,b\n"
    )
    planned = from_file(root, csv_file(text))
    assert kinds(planned) == {2: "add", 3: "join"}
    apply(root, planned.change)
    found = api.load(root).repository.citation("FG1-001")
    assert [(one.stance, one.claim, one.parts) for one in found.evidence] == [
        ("supports", "C1", ("context", "outcome")),
        ("nuances", "C2", ()),
    ]
    assert (found.codes, found.memo) == (("scan", "trust"), "a\nb")
    assert set(kinds(from_file(root, csv_file(text))).values()) == {"there"}


def test_a_row_says_what_its_words_deny_and_which_rival_they_favour(evaluation, csv_file):
    rivals = (
        "id: C2\ntitle: Another\nversions: [{version: 1, statement: a}]\nrivals: [{id: R1, text: It was chance.}]\n"
    )
    root = evaluation({**BASE, "claims/C2-other.yaml": rivals})
    text = (
        "Bron,Citaat,Weerlegt,Patroon,Delen,Ontbreekt,Pleit voor verklaring\n"
        f"FG1,{line(1)},C2,P1,context,uitkomst,r1\n"
        f"FG1,{line(2)},C2:P1:context,,,uitkomst,R2\n"
        f"FG1,{line(3)},C1,P1,-uitkomst,,R1\n"
        f"FG1,{line(4)},C1:P1:context,,,middel,\n"
        f"FG1,{line(4)},C1:P1:outcome,,,,\n"
        f"FG1,{line(4)},C1:P1:resource,,,,\n"
    )
    planned = from_file(root, csv_file(text))
    assert kinds(planned) == {2: "add", 3: "not_placed", 4: "not_placed", 5: "add", 6: "join", 7: "not_placed"}
    no_r2, no_r1, both = (one.problems[0] for one in planned.of("not_placed"))
    assert (no_r2.message, no_r2.hint) == ("there is no rival explanation of C2 with the id R2", "it has R1")
    assert (no_r1.message, no_r1.hint[:9]) == ("there is no rival explanation of C1 with the id R1", "give one ")
    assert both.message == "the same words as FG1-002, with a part denied that is shown there, or the other way round"
    apply(root, planned.change)
    repository = api.load(root).repository
    (first,), (second,) = (repository.citation(f"FG1-00{number}").evidence for number in (1, 2))
    assert (first.parts, first.lacks, first.favours) == (("context",), ("outcome",), "R1")
    assert (second.parts, second.lacks) == (("context", "outcome"), ("resource",))
    assert [one.lacking for one in from_file(root, csv_file(text)).of("there")][:1] == [()]
    more = f"Source,Quote,Refutes,Pattern,Lacks\nFG1,{line(1)},C2,P1,resource\n"
    again = from_file(root, csv_file(more))
    assert again.codings[0].lacking == ("refutes C2:P1:-resource",)


@pytest.mark.parametrize("between", ["\n", "\n\n", " "])
def test_words_over_several_turns_are_found_with_the_labels_of_another_file(root, csv_file, between):
    quote = between.join([f"Irma Bos: {line(6)}", f"Ben [0:12]: {line(7)}", f"Irma Bos: {line(8)}"])
    table = csv_file(f'Source,Quote,Supports\nFG1,"{quote}",C1\n')
    planned = from_file(root, table)
    assert kinds(planned) == {2: "add"}
    assert "the words go on into another turn, on line 8" in str(planned.codings)
    apply(root, planned.change)
    found = api.load(root).repository.citation("FG1-001")
    assert found.quote == f"{line(6)} R2: {line(7)} R1: {line(8)}"
    assert TEXT[found.selector.start : found.selector.end].split() == found.quote.split()
    assert kinds(from_file(root, table)) == {2: "there"}


def test_labels_are_taken_from_no_words_that_stand_in_the_text(evaluation, csv_file):
    root = evaluation({**BASE, "texts/FG1.txt": "R1: He said: Wait. Note: no one did.\nR2: Wait. No one did.\n"})
    planned = from_file(root, csv_file("Source,Quote,Supports\nFG1,Wait. Note: no one did.,C1\n"))
    apply(root, planned.change)
    assert api.load(root).repository.citation("FG1-001").quote == "Wait. Note: no one did."


def test_rows_that_contradict_each_other_are_not_put_together(root, csv_file):
    text = f"Source,Quote,Quality\nFG1,{line(1)},report\nFG1,{line(1)},opinion\n"
    planned = from_file(root, csv_file(text))
    assert kinds(planned) == {2: "add", 3: "not_placed"}
    assert planned.codings[1].problems[0].message == "the same words as FG1-001, with another quality"


def test_what_is_there_and_coded_otherwise_is_said(root, csv_file):
    text = f"Source,Quote,Supports,Codes\nFG1,{line(1)},C1,scan\n"
    apply(root, from_file(root, csv_file(text)).change)
    planned = from_file(root, csv_file(text.replace("C1", '"C1:P1:context, C2"').replace("scan", '"scan,trust"')))
    assert planned.codings[0].lacking == ("supports C1:P1:context", "supports C2", "#trust")
    assert "row 2: FG1-001 does not say supports C1:P1:context, supports C2, #trust" in import_text(planned)


def test_a_claim_and_a_stance_may_stand_in_columns_of_their_own(root, csv_file):
    text = f'Bron;Fragment;Claim;Houding\nFG1;{line(1)};C1;ondersteunt\nFG1;{line(2)};"C1,C2";weerlegt, nuanceert\n'
    planned = from_file(root, csv_file(text))
    entries = [one for file in planned.change.files for one in file.content.decode().splitlines() if "- {" in one]
    assert entries == ["      - {supports: C1}", "      - {refutes: C1}", "      - {nuances: C2}"]


def test_a_source_may_be_named_by_its_file(root, csv_file):
    rows = f"FG1 transcript (def).docx,{line(1)},C1\nfg1.TXT,{line(2)},C1\nFG1,{line(3)},C1\nnotes.docx,{line(4)},C1\n"
    planned = from_file(root, csv_file(f"Source,Quote,Supports\n{rows}"))
    assert kinds(planned) == {2: "add", 3: "add", 4: "add", 5: "not_placed"}
    assert {one.file for one in planned.of("add")} == {"sources/FG1.citations.yaml"}
    assert [note for note in planned.notes if "taken" in note] == [
        "FG1 transcript (def).docx is taken for FG1",
        "fg1.TXT is taken for FG1",
    ]
    assert planned.codings[3].problems[0].message == "there is no source 'notes.docx'"


def test_a_paraphrase_is_not_looked_up(root, csv_file):
    rows = "FG1,They were glad,C1,ja\nFG1,They were glad of it,C1,nee\n"
    planned = from_file(root, csv_file(f"Source,Quote,Supports,Paraphrase\n{rows}"))
    assert kinds(planned) == {2: "add", 3: "not_placed"}
    apply(root, planned.change)
    assert api.load(root).repository.citation("FG1-001").verbatim is False


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",x,C1,", "it names no source"),
        ("FG1,,C1,", "there are no words"),
        ("FG1,{0},C1,maybe", "paraphrase is 'maybe'"),
        ("FG1,{0},C1:P1:x,", "a part is 'x'"),
        ("FG1,{0},C1; see below,", "there is no claim 'see'; there is no claim 'below'"),
        ("FG9,x,C1,", "there is no source FG9"),
    ],
)
def test_each_row_without_a_place_has_a_reason(row, reason, root, csv_file):
    planned = from_file(root, csv_file("Source,Quote,Supports,Paraphrase\n" + row.format(line(1)) + "\n"))
    assert [problem.message for problem in planned.codings[0].problems] == reason.split("; ")


def test_an_id_that_differs_from_another_by_capitals_is_not_given(root, csv_file):
    rows = [("FG1", line(1), "FG1-X1"), ("FG1", line(2), "FG1-x1"), ("fg1", line(3), "fg1-003")]
    found = from_file(root, csv_file("Source,Quote,Id,Codes\n" + "".join(f"{','.join(row)},scan\n" for row in rows)))
    assert [one.kind for one in found.codings] == ["add", "not_placed", "not_placed"]
    assert "the id FG1-x1 is FG1-X1 but for capitals" in found.codings[1].problems[0].message


def test_rows_of_another_coder_go_into_a_file_of_their_own(root, csv_file):
    text = f"Source,Quote,Codes,Coder\nFG1,{line(1)},scan,AB\nFG1,{line(1)},trust,CD\nFG1,{line(2)},trust,CD\n"
    planned = from_file(root, csv_file(text))
    assert [(one.id, one.file) for one in planned.codings] == [
        ("FG1-001", "sources/FG1.citations.yaml"),
        ("FG1-CD-001", "sources/FG1.citations.CD.yaml"),
        ("FG1-CD-002", "sources/FG1.citations.CD.yaml"),
    ]


def test_rows_of_a_second_coder_fill_in_what_stands_there_to_be_coded(evaluation, csv_file):
    agreed = f"coder: AB\ncitations:\n  - id: FG1-001\n    quote: {line(1)}\n    quality: report\n    codes: [scan]\n"
    theirs = "coder: CD\ncitations:\n  - id: FG1-001\n    evidence: []\n    codes: []\n"
    root = evaluation(
        {**BASE, "sources/FG1.citations.yaml": agreed.replace("Zin 1:", "'Zin 1:").replace(".\n", ".'\n", 1)}
        | {"sources/FG1.citations.CD.yaml": theirs}
    )
    text = f"Source,Quote,Codes,Memo,Coder\nFG1,{line(1)},scan,a,CD\nFG1,{line(1)},trust,b,CD\n"
    planned = from_file(root, csv_file(text))
    assert kinds(planned) == {2: "add", 3: "join"}
    (change,) = planned.change.files
    written = change.content.decode()
    assert "codes: [scan, trust]" in written
    assert "quote" not in written


def test_what_lies_elsewhere_is_left_as_it_is(root, csv_file):
    before = (root / "sources/FG1.citations.yaml").read_text()
    planned = from_file(root, csv_file("Source,Quote,Codes\nFG1,never said at all by anybody,scan\n"))
    assert not planned.change.files
    assert (root / "sources/FG1.citations.yaml").read_text() == before


# ---- Word comments --------------------------------------------------------------------------------------------------


@pytest.fixture
def twenty(tmp_path):
    """A transcript in Word with twenty comments, awkward ones among them."""
    document = Document(TEXT.splitlines()[:40])
    first = document.comment(line(0), "+C1 P1 resource\n#scan")  # 1
    document.comment(line(1)[:30], "ondersteunt C1; #trust")  # 2
    document.run(line(2)[10:20], bold=True)
    document.comment([line(2)[:10], line(2)[20:30]], "~C2\nkwaliteit: mening\nmemo: één 😀")  # 3, over runs
    document.comment([f"R2: {line(3)}", f"R1: {line(4)[:20]}"], "#scan")  # 4, over paragraphs, with a label
    inner = " ".join(line(5).split()[3:6])
    document.comment([line(5).split(inner)[0], line(5).split(inner)[1]], "-C1")  # 5, with 6 in it
    document.comment(inner, "+C2")  # 6
    document.comment(line(7), "Interesting!")  # 7
    document.comment(line(8), "+C11")  # 8
    document.comment(line(9), "C1")  # 9
    document.comment(line(10), "scan, trust", "Chris", "CD")  # 10
    document.comment(line(11), "+C1\nThis one matters")  # 11
    lost = document.comment(line(12), "+C1")  # 12
    document.take_out("commentRangeStart", lost)
    document.take_out("commentRangeEnd", lost)
    document.comment(line(13), "#scann")  # 13
    document.comment(line(14), "")  # 14
    document.comment(line(15), "The scan")  # 15
    document.comment(line(16), "+C1\nquality: high")  # 16
    document.comment(line(17), ">C2/C1")  # 17
    document.comment(line(18), "memo: only a memo")  # 18
    reply = document.comment(line(0), "agreed", "Chris", "CD")
    document.comment(line(19), "+C1", "Somebody Else", "XX")  # 20
    return document.save(tmp_path / "FG1.docx", replies=[(reply, first)])


def test_twenty_comments(root, twenty):
    planned = from_file(root, twenty)
    assert len(planned.codings) == 19  # and a reply
    by_text = {one.number: one for one in planned.codings}
    assert sum(one.kind == "add" for one in planned.codings) == 11
    reasons = [problem.message for one in planned.of("not_placed") for problem in one.problems]
    assert reasons == [
        "it names no code and takes no stance",
        "there is no claim C11",
        "it names C1 without a stance",
        "no words are selected, or they were deleted or are hidden",
        "there is no code 'scann'",
        "it names no code and takes no stance",
        "the quality is 'high'",
        "it names no code and takes no stance",
    ]
    apply(root, planned.change)
    repository = api.load(root).repository
    first = repository.citation("FG1-001")
    assert (first.quote, first.memo, first.codes) == (line(0), "agreed", ("scan",))
    third = repository.citation("FG1-003")
    assert (third.quality, third.memo, third.quote) == ("opinion", "één 😀", line(2)[:30].strip())
    across = repository.citation("FG1-004")
    assert across.quote.startswith("Zin 3:")
    assert across.at.line == 4
    assert by_text[len(by_text) + 1].notes == ()
    assert [one.file for one in planned.codings if one.id.startswith("FG1-CD")] == ["sources/FG1.citations.CD.yaml"]
    assert "words that are no notation went into the memo" in import_text(planned)
    lost = planned.of("not_placed")[0]
    remark = " ".join(lost.cells["memo"].split())[:20]
    assert f"comment {lost.number} (FG1) “{remark}" in import_text(planned)
    again = from_file(root, twenty)
    assert not again.change.files
    assert len(again.of("there")) == 11


def test_authors_may_be_named(root, twenty):
    planned = from_file(root, twenty, authors=["Somebody Else=EF", "chris=EF"])
    assert {one.file for one in planned.of("add")} == {"sources/FG1.citations.yaml", "sources/FG1.citations.EF.yaml"}


def test_all_comments_may_be_of_one_coder(root, twenty):
    assert {one.file for one in from_file(root, twenty, coder="AB").of("add")} == {"sources/FG1.citations.yaml"}


# ---- what is said of it ---------------------------------------------------------------------------------------------


def test_the_plan_fits_its_width_and_names_every_loss(root, five_hundred):
    planned = from_file(root, five_hundred)
    shown = import_text(planned, width=80)
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.startswith("495 rows: 470 to add, 0 there already, 25 not placed\n")
    for one in planned.of("not_placed"):
        assert f"  row {one.number} (" in shown


def test_what_is_said_a_hundred_times_is_said_once_with_its_rows(root, csv_file):
    rows = "".join(f"FG1,{line(number)},C77\n" for number in range(100)) + f"FG1,{line(100)},C88\n"
    planned = from_file(root, csv_file("Source,Quote,Supports\n" + rows))
    shown = import_text(planned)
    assert shown.count("C77") == 1
    assert "100 rows, rows 2-101 (FG1): there is no claim C77" in shown
    assert "  row 102 (FG1): there is no claim C88" in shown
    assert import_json(planned).count("C77") == 100
    fine = "Source,Quote,Codes\n" + "".join(f"FG1,{line(number)},scan\n" for number in range(50))
    apply(root, from_file(root, csv_file(fine)).change)
    shown = import_text(from_file(root, csv_file(fine.replace("scan", "trust"))))
    assert shown.count("#trust") == 1
    assert "rows 2-51: FG1-001, FG1-002" in shown


def test_json_has_nobodys_words(root, five_hundred, csv_file):
    shown = import_json(from_file(root, five_hundred))
    assert not any(f"Zin {number}:" in shown for number in range(600))
    text = f"Source,Quote,Supports,Speaker\nFG1,{line(1)},what Mrs Jansen said,Jan de Vries\n"
    shown = import_json(from_file(root, csv_file(text)))
    assert "Jansen" not in shown
    assert "Vries" not in shown


@pytest.mark.parametrize("coders", [("AB", "CD"), ("CD", "AB")])
def test_what_two_coders_coded_in_one_table_is_there_when_it_is_read_again(root, tmp_path, coders):
    table = tmp_path / "coding.csv"
    rows = "".join(f'FG1,"{line(9)}",C1,{coder}\n' for coder in coders)
    table.write_text(f"Source,Quote,Supports,Coder\n{rows}", encoding="utf-8")
    apply(root, from_file(root, table).change)
    again = from_file(root, table)
    assert not again.change.files
