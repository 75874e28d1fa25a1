"""Many transcripts that make their own sources in one change: options, questions, a table, and what is refused."""

from __future__ import annotations

import io
import sys

import openpyxl
import pytest
import yaml

from cmo_eval import api
from cmo_eval.edits.transcripts import new_sources
from cmo_eval.transcripts.reading import Row, Rows

BASE = {
    "evaluation.yaml+": "texts: ../texts\n",
    "sources/FG1.yaml": None,
    "sources/FG1.citations.yaml": None,
}
ASKED = ("What changed?", "How so?", "And then?", "Who joined in?", "Did that last?", "Would you do it again?")


def talk(asks, *others, word="fence"):
    """A talk with a line for each turn, an empty one between them."""
    lines = []
    for number, question in enumerate(ASKED):
        said = (
            f"{who}: The {word} was {number} feet too short for all of us, said by {at}."
            for at, who in enumerate(others)
        )
        lines += [f"{asks}: {question}", *list(said)[: 1 + number % 2 if len(others) > 1 else 1]]
    return "\n\n".join(lines) + "\n"


FILES = {
    "FG2 final.txt": talk("Moderator", "R1", "R2"),
    "call 2026-03-05 Petra.txt": talk("Anna Bakker", "Petra de Boer", word="gate"),
    "other.txt": talk("Anna Bakker", "Petra de Boer", "Kees Jansen", word="shed"),
}


@pytest.fixture
def root(evaluation, tmp_path):
    root = evaluation(BASE)
    (root.parent / "texts").mkdir()
    for name, text in FILES.items():
        (root.parent / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def bring(cmo, root):
    """Import all files as new, in the evaluation."""

    def run(*words, files=tuple(FILES), cwd=None):
        return cmo("text", "import", *(str(root.parent / name) for name in files), "--new", *words, cwd=cwd or root)

    return run


@pytest.fixture
def answering(bring, monkeypatch):
    """The same with somebody at a terminal who gives these answers."""

    def run(*words, answers, **how):
        stdin = io.StringIO("".join(f"{answer}\n" for answer in answers))
        stdin.isatty = lambda: True
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", stdin)
            return bring(*words, **how)

    return run


def source(root, id_):
    return yaml.safe_load((root / f"sources/{id_}.yaml").read_text("utf-8"))


def everything(root):
    return sorted(path for path in root.parent.rglob("*") if path.is_file() and ".cmo-eval" not in path.parts)


def test_files_make_their_sources_in_one_change_that_can_be_undone(bring, cmo, root):
    before = everything(root)
    done = bring("--kind", "interview", "--group", "Staff", "--quality", "mening", "--consent", "quote", "--yes")
    assert done.code == 0, done.err
    assert "note: 'Petra de Boer' is IN1.r1 and IN2.r1: if that is one person, write `same_as: IN1.r1`" in done.err
    assert "Anna Bakker -> INT  6 turns  asks the questions (a guess, by question marks)" in done.out
    assert list(api.load(root).sources) == ["FG2", "IN1", "IN2"]
    assert {key: part for key, part in source(root, "IN1").items() if "sha256" not in key} == {
        "id": "IN1",
        "kind": "interview",
        "title": "Interview IN1",
        "date": __import__("datetime").date(2026, 3, 5),
        "group": "staff",
        "participants": [{"id": "r1", "consent": "quote"}],
        "text": "IN1.txt",
    }
    assert source(root, "FG2")["kind"] == "focus_group"
    assert [one["id"] for one in source(root, "IN2")["participants"]] == ["r1", "r2"]
    text = (root.parent / "texts/IN2.txt").read_text("utf-8")
    assert text.startswith("INT: What changed?\nr1: The shed was 0 feet")
    assert "\nr2: The shed was 5 feet too short" in text
    assert "defaults: {quality: opinion}" in (root / "sources/IN2.citations.yaml").read_text("utf-8")
    written = "".join(path.read_text("utf-8") for path in everything(root) if path not in before)
    assert not [name for name in ("Petra", "Anna", "Kees", "Boer") if name in written]
    assert [one.code for one in api.validate(root).findings if one.location.file.startswith("sources/")] == []
    assert cmo("undo", "--yes", cwd=root).code == 0
    assert everything(root) == before


def test_what_was_brought_in_before_is_left_out(bring, root):
    assert bring("--kind", "interview", "--speaker", "Anna Bakker=r5", "--yes").code == 0
    before = everything(root)
    done = bring("--kind", "interview", "--yes")
    assert (done.code, everything(root)) == (0, before)
    assert "other.txt is the text of IN2 already; left out" in done.err
    assert "everything is as it was" in done.err


def test_a_source_that_was_withdrawn_does_not_come_back_as_a_new_one(bring, root):
    gone = "id: IN7\nkind: interview\ntitle: t\nwithdrawn: 2026-01-01\n"
    (root / "sources").mkdir(exist_ok=True)
    (root / "sources/IN7.yaml").write_text(gone, encoding="utf-8")
    (root.parent / "IN7.txt").write_text(talk("INT", "R1"), encoding="utf-8")
    done = bring("--kind", "interview", "--yes", files=("IN7.txt",))
    assert (done.code, "IN7 was withdrawn" in done.err) == (2, True)
    assert bring("--kind", "interview", "--yes", files=("other.txt",)).code == 0
    made = root / "sources/IN8.yaml"
    made.write_text(made.read_text() + "withdrawn: 2026-01-01\n")
    (root / "sources/IN9.yaml").write_text("id: [")  # which cannot be read
    (root.parent / "another name.txt").write_text(FILES["other.txt"].replace("Kees Jansen", "Kees"))
    done = bring("--kind", "interview", "--yes", files=("another name.txt",))
    assert (done.code, "another name.txt has the words of IN8, which was withdrawn" in done.err) == (2, True), done.err


PANEL = """INT: What became different for you?
R1: They kept a chair for me at the long table.
R2: I was ashamed that I could not pay for it.
R3: We came every week, and then twice a week.
INT: And who came along later?
R2: Nobody from our stairs, I must say.
R1: My brother came in spring, with his children.
"""
ALONE = "INT: What became different?\nR1: I was ashamed of it.\nINT: And then?\nR1: Nobody came along.\n"


@pytest.mark.parametrize("again", [PANEL, PANEL.replace("chair for me", "seat for me"), "as left out"])
def test_words_of_somebody_who_was_forgotten_do_not_come_back_under_another_name(bring, cmo, root, again):
    first, other = root.parent / "FG8.txt", root.parent / "later.txt"
    first.write_text(PANEL, encoding="utf-8")
    assert bring("--yes", files=("FG8.txt",)).code == 0
    assert cmo("forget", "FG8.r2", "--yes", cwd=root).code == 0
    if again == "as left out":  # brought in once more, without the turns
        assert cmo("text", "import", str(first), "--yes", "--overwrite", cwd=root).code == 0
    other.write_text(PANEL if again == "as left out" else again, encoding="utf-8")
    done = bring("--kind", "focus_group", "--yes", files=("later.txt",))
    assert (done.code, "later.txt has words of FG8 that were forgotten" in done.err) == (2, True), done.err
    assert "--source FG8" in done.err
    assert cmo("new", "source", "--id", "IN6", "--kind", "interview", "--title", "t", cwd=root).code == 0
    done = cmo("text", "import", str(other), "--source", "IN6", "--yes", cwd=root)
    assert (done.code, "later.txt has words of FG8 that were forgotten" in done.err) == (2, True), done.err
    assert cmo("text", "import", str(other), "--source", "FG8", "--dry-run", cwd=root).code == 0
    (root.parent / "FG8 final.txt").write_text(other.read_text("utf-8"), encoding="utf-8")
    assert bring("--dry-run", files=("FG8 final.txt",)).code == 0  # it is that text, without who withdrew
    other.write_text(PANEL.replace("\nR1: ", "\nR1: Well then, ").replace("every week", "each day"), encoding="utf-8")
    assert bring("--kind", "focus_group", "--yes", files=("later.txt",)).code == 0  # another talk


def test_the_same_questions_make_no_talk_the_one_of_which_somebody_was_forgotten(bring, cmo, root):
    first, other = root.parent / "IN7.txt", root.parent / "later.txt"
    first.write_text(ALONE, encoding="utf-8")
    assert bring("--yes", files=("IN7.txt",)).code == 0
    assert cmo("forget", "IN7.r1", "--yes", cwd=root).code == 0
    other.write_text(ALONE, encoding="utf-8")
    done = bring("--kind", "interview", "--yes", files=("later.txt",))
    assert (done.code, "later.txt has words of IN7 that were forgotten" in done.err) == (2, True), done.err
    other.write_text(ALONE.replace("ashamed", "quite proud").replace("along", "with me"), encoding="utf-8")
    assert bring("--kind", "interview", "--yes", files=("later.txt",)).code == 0


def test_the_same_words_twice_are_refused(bring, root):
    (root.parent / "copy.txt").write_text(FILES["other.txt"].replace("Kees Jansen", "Piet"), encoding="utf-8")
    (root.parent / "copy.txt").write_text(FILES["other.txt"], encoding="utf-8")
    done = bring("--kind", "interview", "--yes", files=("other.txt", "copy.txt"))
    assert (done.code, "copy.txt has the same words as other.txt" in done.err) == (2, True)


def test_options_say_who_is_who_in_all_files(bring, root):
    words = ("--speaker", "Anna Bakker=r9", "--speaker", "Kees Jansen=?", "--speaker", "Petra de Boer=INT")
    assert bring("--kind", "interview", *words, "--yes").code == 0
    assert [one["id"] for one in source(root, "IN1")["participants"]] == ["r9"]
    text = (root.parent / "texts/IN2.txt").read_text("utf-8")
    assert text.startswith("r9: What changed?\nINT: The shed")
    assert "S1: " in text
    assert bring("--kind", "interview", "--speaker", "Nobody=r1", "--yes").code == 2


def test_a_terminal_is_asked_once_for_all(answering, root):
    answers = ["talk", "interview", "staff", "waarneming", "report", "quote", "", "", "r4", "y", "y"]
    done = answering(answers=answers)
    assert done.code == 0, done.err
    assert done.err.count("Kind of call 2026-03-05 Petra.txt and 1 more") == 2  # `talk` is none
    assert done.err.count("'Anna Bakker'") == 1 or "'Anna Bakker' (12 turns)" in done.err
    assert source(root, "IN2")["participants"] == [
        {"id": "r1", "consent": "quote", "same_as": "IN1.r1"},
        {"id": "r4", "consent": "quote"},
    ]
    assert source(root, "IN1")["participants"] == [{"id": "r1", "consent": "quote"}]
    assert "guess" not in done.out
    assert "  case_interview   a talk for a case; sources of one case are one voice\n" in done.err
    assert done.err.count("observation: seen oneself") == 1
    assert "report" in (root / "sources/FG2.citations.yaml").read_text("utf-8")


def test_who_speaks_under_two_forms_of_a_name_is_told_and_asked(bring, answering, root):
    """Else one person is two participants, and who withdraws does so for half of what was said."""
    talk = "INT: Who came?\nEls de Wit: We did.\nR: I too.\nEls: Yes. INT: When?\nEdW: At noon.\nRespondent: So.\n"
    (root.parent / "IN7.txt").write_text(talk + talk.replace("Who", "How"))
    run = bring("--dry-run", "--kind", "interview", files=("IN7.txt",))
    told = " ".join(run.err.split())
    assert "'Els' (r3) in IN7 may be 'Els de Wit' (r1): if that is one person, " in told
    assert '--speaker "Els de Wit=r1" --speaker "Els=r1"' in told
    assert "'EdW' (r4) in IN7 may be 'Els de Wit' (r1)" in told
    assert "'R' (r2) in IN7 may be 'Respondent' (r5)" in told
    assert told.count("in IN7 may be") == 3
    assert "2 turns that begin within a line have lines of their own" in run.out
    assert "INT  4 turns  asks" in run.out
    options = ("--group", "staff", "--quality", "report", "--consent", "quote")
    done = answering(*options, files=("IN7.txt",), answers=["", "", "", "n", "y", "y", "y"])
    assert done.code == 0, done.err
    assert {person["id"] for person in source(root, "IN7")["participants"]} == {"r1", "r2", "r5"}
    assert "r1: Yes." in (root.parent / "texts/IN7.txt").read_text()


def test_where_the_texts_lie_is_asked_and_kept_where_nobody_says_it(answering, evaluation, root):
    (root / "evaluation.yaml").write_text(
        (root / "evaluation.yaml").read_text("utf-8").replace("texts: ../texts\n", ""), encoding="utf-8"
    )
    done = answering(files=("FG2 final.txt",), answers=["../elsewhere", "", "", "", "y"])
    assert done.code == 0, done.err
    assert "texts: ../elsewhere\n" in (root / "evaluation.yaml").read_text("utf-8")
    assert (root.parent / "elsewhere/FG2.txt").exists()


def test_texts_are_named_by_an_option_too_and_else_nothing_is_written(bring, root):
    (root / "evaluation.yaml").write_text(
        (root / "evaluation.yaml").read_text("utf-8").replace("texts: ../texts\n", ""), encoding="utf-8"
    )
    before = everything(root)
    assert "does not say where the texts lie" in bring("--kind", "interview", "--yes").err
    assert everything(root) == before
    assert bring("--kind", "interview", "--texts", "../texts", "--yes").code == 0
    assert api.load(root).repository.evaluation.texts == "../texts"


# ---- a table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["new.xlsx", "new.csv"])
def test_a_table_is_written_filled_in_and_read(bring, root, name):
    table = root.parent / name
    done = bring("--table", str(table))
    assert (done.code, "fill it in and run the same again" in done.err) == (1, True)
    if name.endswith("csv"):
        head, *rows = table.read_text("utf-8-sig").splitlines()
        cells = [dict(zip(head.split(","), row.split(","), strict=True)) for row in rows]
    else:
        book = openpyxl.load_workbook(table)
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[1]]
        cells = [
            dict(zip(heads, (cell.value or "" for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)
        ]
    assert [one["Label"] for one in cells] == [
        *("Moderator", "R1", "R2"),
        *("Anna Bakker", "Petra de Boer", "Anna Bakker", "Petra de Boer", "Kees Jansen"),
    ]
    for one in cells:
        one["Kind"] = "case_interview" if one["Source"].startswith("IN") else one["Kind"]
        one["Title"] = "At the desk" if one["Source"] == "IN2" else ""
        if one["Label"] == "Petra de Boer":
            one |= {"Role": "director", "Consent": "background", "Speaks for": "users"}
        if one["File"] == "other.txt" and one["Label"] == "Petra de Boer":
            one["Same person as"] = "IN1.r1"
        one["Becomes"] = "?" if one["Label"] == "Kees Jansen" else one["Becomes"]
    if name.endswith("csv"):
        lines = [head, *(",".join(one.values()) for one in cells)]
        table.write_text("\n".join(lines), encoding="utf-8")
    else:
        for row, one in enumerate(cells, start=2):
            for column, text in enumerate(one.values(), start=1):
                sheet.cell(row, column, text or None)
        book.save(table)
    done = bring("--table", str(table), "--yes")
    assert done.code == 0, done.err
    assert source(root, "IN2")["title"] == "At the desk"
    assert source(root, "IN2")["kind"] == "case_interview"
    assert source(root, "IN2")["participants"] == [
        {"id": "r1", "role": "director", "group": "users", "consent": "background", "same_as": "IN1.r1"}
    ]
    assert "S1: " in (root.parent / "texts/IN2.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("File,Kind\nno.txt,interview\n", "the file 'no.txt' is not among those"),
        ("File,Kind,Label\nother.txt,interview,Nobody\n", "nobody speaks as 'Nobody' in other.txt"),
        ("File,Kind\nother.txt,interview\nother.txt,document\n", "other.txt has two of 'kind'"),
        ("File,Kind\nother.txt,interviews\n", "other.txt: there is no kind of source 'interviews'"),
        ("File,Kind,Group\nother.txt,interview,nobody\n", "other.txt: there is no group 'nobody'"),
        ("File,Kind,Case\nother.txt,interview,K9\n", "other.txt: there is no case K9"),
        ("File,Kind,Date\nother.txt,interview,yesterday\n", "other.txt: date"),
        ("File,Kind,Label,Consent\nother.txt,interview,Kees Jansen,maybe\n", "the consent is 'maybe'"),
        ("File,Kind,Quality\nother.txt,interview,good\n", "the quality is 'good'"),
        ("File,Kind,Source\nother.txt,interview,C1\n", "the id C1 would be used twice"),
        ("File,Kind,Source\nother.txt,interview,1\n", "other.txt: id"),
        ("File,Kind,Source\nother.txt,interview,c1\n", "the id c1 is C1 but for capitals"),
        ("Kind\ninterview\n", "has no column 'File'"),
        (
            "File,Kind,Label,Becomes,Role\nother.txt,interview,Kees Jansen,r1,a\nother.txt,,Petra de Boer,r1,b\n",
            "r1 is said to be two people",
        ),
        ("File,Label\nother.txt,Kees Jansen\n", "nothing says what kind of source it is"),
        ("File,Kind,Consent\nother.txt,interview,quote\n", "it says of somebody without a label who that is"),
        ("File,Kind,Becomes,Role\nother.txt,interview,INT,tenant\n", "it says of somebody without a label who that is"),
    ],
)
def test_a_table_that_is_odd_is_refused_and_nothing_is_written(bring, root, rows, says):
    (root.parent / "new.csv").write_text(rows, encoding="utf-8")
    before = everything(root)
    done = bring("--table", str(root.parent / "new.csv"), "--yes", files=("other.txt",))
    assert (done.code, says in done.err, everything(root)) == (2, True, before), done.err


def test_a_text_that_lies_there_already_is_not_written_over(bring, root):
    (root.parent / "texts/IN1.txt").write_text("something else\n", encoding="utf-8")
    before = everything(root)
    done = bring("--kind", "interview", "--yes")
    assert (done.code, "--overwrite writes over them" in done.err, everything(root)) == (2, True, before)
    assert (root.parent / "texts/IN1.txt").read_text("utf-8") == "something else\n"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04 no document"])
def test_a_file_that_cannot_be_read_stops_them_all(bring, root, content):
    (root.parent / "broken.docx").write_bytes(content)
    before = everything(root)
    done = bring("--kind", "interview", "--yes", files=("other.txt", "broken.docx"))
    assert (done.code > 0, "broken.docx" in done.err, everything(root)) == (True, True, before)


def test_a_text_without_speakers_makes_a_source_without_participants(bring, root):
    (root.parent / "minutes.txt").write_text("The board met. It spoke of the fence.\n", encoding="utf-8")
    done = bring("--kind", "document", "--yes", files=("minutes.txt",))
    assert (done.code, "no speakers found" in done.out) == (0, True), done.err
    assert "participants" not in source(root, "DOC1")


def test_a_table_says_who_was_heard_where_the_file_names_nobody(bring, root):
    (root.parent / "minutes.txt").write_text("What came of it?\nThe fence was mended.\n", encoding="utf-8")
    (root.parent / "new.csv").write_text("File,Becomes,Role,Consent\nminutes.txt,r1,tenant,quote\n", encoding="utf-8")
    done = bring("--kind", "interview", "--table", str(root.parent / "new.csv"), "--yes", files=("minutes.txt",))
    assert source(root, "IN1")["participants"] == [{"id": "r1", "role": "tenant", "consent": "quote"}], done.err


def test_labels_in_doubt_are_named_the_most_frequent_first(bring, root):
    lines = ["Moderator: What changed?", "R1: The bus came.", "Place: the hall.", "[Note]: she laughs."] * 3
    lines[2] = "R2: At last."
    (root.parent / "noted.txt").write_text("\n\n".join(lines) + "\n\nObservation notes: rain.\n", encoding="utf-8")
    done = bring("--kind", "interview", "--dry-run", "--unattributed", files=("noted.txt",))
    told = " ".join(done.err.split())
    assert '--speaker "Note=ID" says whose ("Note=?" of nobody registered); else --no-speaker "Note"' in told
    assert told.count("; so for 'Observation notes'") == 1, told


def test_a_table_with_labels_lies_outside_the_evaluation(bring, root):
    done = bring("--table", "new.xlsx")
    assert (done.code, "would lie in the evaluation folder" in done.err) == (2, True)
    assert not (root / "new.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--kind", "talk"], "there is no kind of source 'talk'"),
        (["--kind", "interview", "--group", "nobody"], "there is no group 'nobody'"),
        (["--kind", "interview", "--consent", "withdrawn"], "it can be quote, background"),
        (["--kind", "interview", "--source", "FG2"], "keep one of the two"),
        (["--quality", "good"], "the quality is 'good'"),
        ([], "nothing says what kind of source it is"),
    ],
)
def test_options_that_are_odd_write_nothing(bring, root, words, says):
    before = everything(root)
    done = bring(*words, "--yes")
    assert (done.code, says in done.err, everything(root)) == (2, True, before), done.err


def test_what_is_said_of_new_sources_goes_with_new(cmo, root):
    done = cmo("text", "import", str(root.parent / "other.txt"), "--kind", "interview", cwd=root)
    assert (done.code, "add --new" in done.err) == (2, True)


# ---- proposals ------------------------------------------------------------------------------------------------------


def proposal(name, text, **said):
    from cmo_eval.edits.transcripts.new_sources import Wanted, proposed

    rows = Rows(tuple(Row(line) for line in text.splitlines()), "text")
    (new,) = proposed([(name, rows)], Wanted(**said), ["IN1"])
    return new


@pytest.mark.parametrize(
    ("name", "id_", "kind", "day"),
    [
        ("FG2.docx", "FG2", "focus_group", None),
        ("ka12-def.txt", "KA12", "key_actor", None),
        ("IN1 again.txt", "IN2", "interview", None),
        ("XY3.txt", "IN2", None, None),
        ("20260310 talk.vtt", "IN2", None, "2026-03-10"),
        ("2026-13-40 talk.vtt", "IN2", None, None),
        ("talk.txt", "IN2", None, None),
    ],
)
def test_a_name_tells_the_id_the_kind_and_the_day(name, id_, kind, day):
    new = proposal(name, talk("INT", "R1"))
    assert (new.id, new.kind, new.date) == (id_, kind, day)


def test_who_asks_is_guessed_by_question_marks_alone_and_only_where_they_tell():
    def becomes(text, **said):
        return [(one.label, one.id, one.guessed) for one in proposal("t.txt", text, **said).people]

    assert becomes(talk("Speaker 1", "Speaker 2")) == [("Speaker 1", "INT", True), ("Speaker 2", "r2", False)]
    assert becomes(talk("Moderator", "Anna Bakker")) == [("Moderator", "INT", False), ("Anna Bakker", "r1", False)]
    both = talk("Anna Bakker", "Petra Smit").replace(".", "?")
    assert [guessed for *_, guessed in becomes(both)] == [False, False]
    said = becomes(talk("Anna Bakker", "Petra Smit"), given={"Petra Smit": "INT"})
    assert said == [("Anna Bakker", "r1", False), ("Petra Smit", "INT", False)]


def test_ids_that_names_say_are_kept_free_for_their_files():
    from cmo_eval.edits.transcripts.new_sources import Wanted, proposed

    rows = Rows(tuple(Row(line) for line in talk("INT", "R1").splitlines()), "text")
    files = [("other.txt", rows), ("IN5.txt", rows), ("IN5 again.txt", rows)]
    found = proposed(files, Wanted(kind="interview"), ["IN1"])
    assert [(new.name, new.id) for new in found] == [("other.txt", "IN6"), ("IN5.txt", "IN5"), ("IN5 again.txt", "IN7")]


def test_the_same_words_are_known_under_other_labels_with_times_too():
    from cmo_eval.edits.transcripts.known_talks import words_digest

    assert words_digest("r1 [0:00:10]: We saw it: there.\nINT: So?\n") == words_digest(
        "Jan [0:00:10]: We saw it: there.\nAnna: So?\n"
    )
    assert words_digest("r1: We saw it.\n") != words_digest("r1: We saw.\n")


def test_a_code_with_a_blank_or_hyphen_is_the_same_participant():
    rows = [
        Row(line) for line in ("INT: Who?", "R1: Four.", "R 1: Five.", "INT: So?", "R-1: Six.", "R2: Two.", "R1: So.")
    ]
    (made,) = new_sources.proposed([("IN1.txt", Rows(tuple(rows), "text"))], new_sources.Wanted(), [])
    assert [(one.label, one.id) for one in made.people][1:] == [
        ("R1", "r1"),
        ("R 1", "r1"),
        ("R-1", "r1"),
        ("R2", "r2"),
    ]


@pytest.mark.parametrize("label", ["Unknown Speaker", "Speaker undefined", "Onbekende spreker"])
def test_who_is_not_known_to_a_program_is_no_participant(bring, root, label):
    """Several people may stand under it, so that it is no voice."""
    talk = f"Irma Bos  0:03\nWe waited.\n\n{label}  0:09\nYes.\n\nIrma Bos  0:12\nFor long.\n"
    (root.parent / "IN7.txt").write_text(talk, encoding="utf-8")
    done = bring("--kind", "interview", "--group", "staff", "--yes", files=["IN7.txt"])
    assert done.code == 0
    assert f"{label} -> ?  1 turn  is not registered" in done.out
    assert f"who speaks in the turns of {label} is not said by the file" in done.out + done.err
    assert "may be a name" not in done.out + done.err
    assert [one["id"] for one in source(root, "IN7")["participants"]] == ["r1"]
