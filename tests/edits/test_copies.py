"""Words that are forgotten are looked for wherever they may lie, said where, and never said themselves."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import zipfile

import docx
import openpyxl
import pytest

from cmo_eval.edits import forget
from cmo_eval.edits.copies import OF_TALKS, Words, in_history, leftovers
from cmo_eval.store.writing.transaction import apply

SAID = "The ferry was emptied at night before anybody of the board had come."
WORDS = Words([("FG1-007", SAID)])


def looked(root, words=WORDS, changed=None):
    return list(leftovers([root], words, changed or {}))


def word_file():
    made = io.BytesIO()
    file = docx.Document()
    paragraph = file.add_paragraph("He said: The ferry was emp")
    paragraph.add_run("tied at night before").bold = True
    paragraph.add_run(" anybody of the board")
    file.save(made)
    return made.getvalue()


def commented_word_file():
    made = io.BytesIO()
    file = docx.Document()
    run = file.add_paragraph("Nothing here.").runs[0]
    file.add_comment([run], text=SAID, author="AB", initials="AB")
    file.save(made)
    return made.getvalue()


def workbook():
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["x", SAID])
    book.save(made)
    return made.getvalue()


def zipped(name, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("README.md", SAID.encode()),
        ("notes/a.txt", SAID.upper().encode()),
        ("notes/partly.txt", b"... emptied at night before anybody of ..."),
        ("notes/broken.txt", SAID.replace("night", "ni\u00adght").replace(" at ", "\n> at ").encode()),
        ("notes/marked.md", SAID.replace("night", "*night*").encode()),
        ("notes/windows.txt", SAID.encode("utf-16")),
        ("notes/no-mark.txt", SAID.encode("utf-16-le")),
        ("notes/caf\u00e9.txt", ("caf\u00e9 " + SAID).encode("cp1252")),
        ("sources/.FG1.citations.yaml.swo", b"b0VIM\0\0\xff\xfe" + SAID.encode() + b"\0\0"),
        ("sources/.FG1.yaml.un~", b"Vim\x9fUnDo\xe5" + SAID.encode()),
        ("texts/FG1 - Copy.txt", SAID.encode()),
        ("texts/#FG1.txt#", SAID.encode()),
        ("rest.csv", f'FG1,"{SAID}",C1\n'.encode()),
        ("templates/macros.md.j2", f"{{# {SAID} #}}".encode()),
        ("report/report.html", f"<p>{SAID.replace('night', 'n<b>igh</b>t')}</p>".encode()),
        ("old.docx", word_file()),
        ("commented.docx", commented_word_file()),
        ("table.xlsx", workbook()),
        ("archive.zip", zipped("FG1.txt", SAID)),
        ("twice.zip", zipped("old.docx", word_file())),
        ("FG1.txt.gz", gzip.compress(SAID.encode(), mtime=0)),
        ("no-ending", SAID.encode()),
    ],
)
def test_a_file_that_has_the_words_is_named_with_what_to_do(tmp_path, name, content):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    (sentence,) = looked(tmp_path)
    assert sentence.startswith(f"{name} repeats words of FG1-007: ")
    assert "ferry" not in sentence.casefold()
    assert file.read_bytes() == content


def test_a_page_of_a_report_in_pdf_is_read_too(tmp_path):
    typst = pytest.importorskip("typst")
    (tmp_path / "report").mkdir()
    (tmp_path / "a.typ").write_text(f"#set page(width: 6cm)\n{SAID}")
    (tmp_path / "report/report.pdf").write_bytes(typst.compile(str(tmp_path / "a.typ")))
    (tmp_path / "a.typ").unlink()
    (sentence,) = looked(tmp_path)
    assert sentence.startswith("report/report.pdf repeats words of FG1-007: an earlier report")


@pytest.mark.parametrize(
    "text",
    [
        "The ferry was emptied at noon before anybody of us had come to see",
        "anybody of the board",
        "",
    ],
)
def test_other_words_and_a_few_in_a_row_are_not(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    assert looked(tmp_path) == []


def test_what_others_say_as_well_tells_of_nobody():
    words = Words(
        [("", "and then I thought that we would see it")], stays="R2: Well, I thought that we would see it too."
    )
    assert words.of("Yes, I thought that we would see it.") is None
    assert words.of("and then I thought that we could") == ()
    assert not Words(
        [("FG1-001", "She thought so again today.")], stays="R2: And she thought so again today, they say."
    )


def test_a_short_sentence_is_looked_for_as_a_whole(tmp_path):
    (tmp_path / "a.txt").write_text("Never did they ask us, he said")
    assert looked(tmp_path, Words([("FG1-001", "No. Never did they ask us! No.")])) != []


def test_what_cannot_be_looked_into_and_recordings_are_named(tmp_path):
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "locked.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "FG1.mp3").write_bytes(b"ID3")
    (tmp_path / "bomb.zip").write_bytes(zipped("a.txt", b"\0" * (300 * 2**20)))
    unread, recording = looked(tmp_path)
    assert unread.startswith("bomb.zip, broken.docx, locked.pdf could not be looked into")
    assert recording.startswith("FG1.mp3 may be a recording")


def test_files_as_they_will_be_and_links_are_not_named(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SAID)
    (tmp_path / "c.txt").symlink_to(tmp_path / "a.txt")
    changed = {(tmp_path / "a.txt").resolve(): b"nothing", (tmp_path / "b.txt").resolve(): None}
    assert looked(tmp_path, changed=changed) == []


# ---- git ------------------------------------------------------------------------------------------------------------


def git(root, *arguments):
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=AB", "-c", "user.email=ab@example.org", "-c", "commit.gpgsign=false")
    run = subprocess.run(["git", *who, *arguments], cwd=root, env=env, check=True, capture_output=True, text=True)
    return run.stdout.strip()


@pytest.fixture
def kept(tmp_path):
    """A repository with a commit of other words."""
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    folder = tmp_path / "evaluation"
    folder.mkdir()
    (folder / "a.txt").write_text("other words")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    return folder


def put(root, text, name="a.txt"):
    (root / name).write_text(text)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "more")
    return git(root, "rev-parse", "HEAD")[:10]


def test_commits_that_have_the_words_are_named(kept):
    first = put(kept, SAID)
    second = put(kept, f"longer: {SAID}")
    put(kept, "gone")
    (sentence,) = in_history([kept], WORDS)
    both = {f"{second}, {first}", f"{first}, {second}"}  # they may be of the same second
    assert sentence.partition(": rewrite")[0] in {
        f"git has the words, in evaluation/a.txt, in commits {one}" for one in both
    }
    assert "ferry" not in sentence


@pytest.mark.parametrize("where", ["branch", "stash", "amended", "staged", "merge", "zipped"])
def test_wherever_git_keeps_them(kept, where):
    if where == "branch":
        git(kept, "checkout", "--quiet", "-b", "side")
        put(kept, SAID)
        git(kept, "checkout", "--quiet", "main")
    elif where == "stash":
        (kept / "a.txt").write_text(SAID)
        git(kept, "stash")
    elif where == "amended":
        put(kept, SAID)
        (kept / "a.txt").write_text("gone")
        git(kept, "commit", "--quiet", "--amend", "-a", "-m", "again")
    elif where == "staged":
        (kept / "a.txt").write_text(SAID)
        git(kept, "add", ".")
    elif where == "merge":
        git(kept, "checkout", "--quiet", "-b", "side")
        put(kept, "side", "b.txt")
        git(kept, "checkout", "--quiet", "main")
        put(kept, "main", "c.txt")
        git(kept, "merge", "--quiet", "--no-commit", "side")
        put(kept, SAID)
        put(kept, "gone")
    else:
        (kept / "old.docx").write_bytes(word_file())
        put(kept, "x")
    (sentence,) = in_history([kept], WORDS)
    assert sentence.startswith("git has the words, in evaluation/")
    assert ("what is staged" in sentence) == (where == "staged")


def test_what_git_does_not_have_is_said_too(kept):
    (sentence,) = in_history([kept], WORDS)
    assert sentence.startswith("git keeps 1 versions of files here, and the words were found in none of them")
    assert list(in_history([kept / "nowhere"], WORDS)) == []


def test_a_folder_that_is_in_no_repository_has_no_history(tmp_path):
    assert list(in_history([tmp_path], WORDS)) == []


def test_what_anybody_says_in_another_talk_is_no_copy(tmp_path):
    """Six words in a row, and a sentence of five, are said by others too; eight are not."""
    spoken = [("", "I do not know if that helps. We knew that we wanted to go on, and we did, for two whole years.")]
    words, in_talks = Words(spoken), Words(spoken, run=OF_TALKS)
    other, copy = tmp_path / "IN2.txt", tmp_path / "IN3.txt"
    other.write_text("R1: I do not know if that helps. And we knew that we wanted to leave.")
    copy.write_text("R1: Oh. We knew that we wanted to go on, she said.")
    (tmp_path / "notes.md").write_text("she said: we knew that we wanted to leave")
    found = list(leftovers([tmp_path], words, {}, ({other.resolve(), copy.resolve()}, in_talks)))
    assert [sentence.partition(" ")[0] for sentence in found] == ["IN3.txt", "notes.md"]


# ---- the command ----------------------------------------------------------------------------------------------------

CITATIONS = f"""\
citations:
  - {{id: FG1-001, quote: '{SAID}', speaker: r1, quality: observation, evidence: [{{supports: C1}}]}}
"""
TEXT = f"INT: What then?\nR1: {SAID} And nobody of them ever came back to it since.\nR2: I was at home that day.\n"


@pytest.mark.parametrize("whom", ["FG1.r1", "FG1", "FG1-001"])
def test_forget_names_every_place_that_is_left(evaluation, tmp_path, whom):
    root = evaluation(
        {
            "evaluation.yaml+": "texts: ../texts\n",
            "sources/FG1.yaml+": "text: FG1.txt\n",
            "sources/FG1.citations.yaml": CITATIONS,
            "notes.md": SAID,
            "more.md": "nobody of them ever came back to it since",
        }
    )
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/FG1.txt").write_text(TEXT)
    (tmp_path / "texts/FG1 (2).txt").write_text(TEXT)
    planned = forget.plan(root, whom, "2024")
    look = "\n".join(planned.look)
    assert "notes.md repeats words of FG1-001: take them out there too" in look
    assert ("more.md repeats words of the transcript" in look) == (whom != "FG1-001")
    assert "texts/FG1 (2).txt repeats words of FG1-001: a copy; remove it" in look
    assert "ferry" not in look
    apply(root, planned.change, forget=True)
    again = forget.plan(root, "FG1-001", "2024")
    assert "which words they were is known here no more" in again.beyond[0]
