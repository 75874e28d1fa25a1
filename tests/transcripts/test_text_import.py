"""`text import`: a plan first, then the transcript and its source together; no name in front of a turn."""

import hashlib
import os
import shutil
import stat
from pathlib import Path

import pytest

from cmo_eval import api
from cmo_eval.edits.transcripts import text_import
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import read_rows

FILES = Path(__file__).parent / "files"

WITH_TEXTS = {
    "evaluation.yaml+": "texts: ../texts\n",
    "sources/FG1.yaml": """\
id: FG1           # the first
kind: focus_group
title: First panel
group: staff
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: coach, group: staff, consent: quote}
  - {id: r5, role: coach, group: staff, consent: withdrawn}
# the end
""",
}
TALK = "INT: Who starts?\nR1: We saw it on the table.\nR2: één keer\n"


@pytest.fixture
def given(evaluation, tmp_path):
    """An evaluation whose texts lie beside it, and a function that writes a file to bring in."""
    root = evaluation(WITH_TEXTS)

    def write(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return root, write


def test_a_file_becomes_the_text_of_the_source_that_its_name_says(given, cmo, tmp_path):
    root, write = given
    run = cmo("text", "import", write("FG1-def.txt", TALK), "--yes", cwd=root)
    assert run.code == 0, run.err
    content = (tmp_path / "texts/FG1.txt").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    assert content == TALK.encode()
    assert (root / "sources/FG1.yaml").read_text() == WITH_TEXTS["sources/FG1.yaml"].replace(
        "# the end", f"text: FG1.txt\ntext_sha256: {sha256}\nimported_sha256: {sha256}\n# the end"
    )
    assert "text show FG1" in run.err
    assert cmo("validate", cwd=root).code == 0


def test_the_plan_says_what_was_read_and_who_speaks(given, cmo):
    root, write = given
    content = "INT: Who?\nR1: één\nJan de Vries: ja\nJan de Vries: nee\n[p. 2]\nR1 [0:01]: zoë\n".encode("cp1252")
    run = cmo("text", "import", write("FG1.txt", content), "--dry-run", cwd=root)
    assert run.code == 0
    assert run.out.startswith(
        """\
FG1.txt becomes FG1.txt, the text of FG1 (First panel)
  read as   plain text in Windows-1252, which is a guess: look at the accents
  holds     5 lines, page 2, times from 0:00:01 to 0:00:01
  words     17 in the file, all of them here
  speakers  INT           INT    1 turn       1 words  asks the questions
            R1            R1     2 turns      2 words  manager
            Jan de Vries  S1     2 turns      2 words
              nobody in the register; a name?
"""
    )
    assert "+text: FG1.txt" in run.out
    assert "'Jan de Vries' may be a name, so it becomes S1" in " ".join(run.err.split())
    # and no id, since r5 withdrew and may be that person
    assert '--speaker "Jan de Vries=ID"' in " ".join(run.err.split())
    assert all(len(line) <= 80 for line in run.out.split("--- ")[0].splitlines())


def test_a_dry_run_and_a_run_that_cannot_ask_write_nothing(given, cmo, tmp_path):
    root, write = given
    before = (root / "sources/FG1.yaml").read_bytes()
    file = write("FG1.txt", TALK)
    assert cmo("text", "import", file, "--dry-run", cwd=root).code == 0
    run = cmo("text", "import", file, cwd=root)
    assert (run.code, "--yes writes it" in run.err) == (1, True)
    assert not (tmp_path / "texts").exists()
    assert (root / "sources/FG1.yaml").read_bytes() == before


def test_no_name_stands_before_a_turn(given, cmo, tmp_path):
    root, write = given
    first = "00:01.000 --> 00:02.000\n<v Jan de Vries>Dag Anna.</v>\n\n"
    vtt = f"WEBVTT\n\n{first}00:02.000 --> 00:03.000\n<v Anna Bos>Dag.</v>\n"
    run = cmo("text", "import", write("a.vtt", vtt), "--source", "FG1", "--speaker", "jan de vries=INT", "--speaker",
              "Anna Bos=R2", "--yes", cwd=root)  # fmt: skip
    assert run.code == 0, run.err
    assert (tmp_path / "texts/FG1.txt").read_text() == "INT [0:00:01]: Dag Anna.\nr2 [0:00:02]: Dag.\n"
    assert "the name of r2 stands in what is said too, in line 1" in " ".join(run.err.split())


def test_what_somebody_said_who_withdrew_does_not_come_in(given, cmo, tmp_path):
    root, write = given
    run = cmo("text", "import", write("FG1.txt", TALK + "R5: geheim\nnog meer geheim\n"), "--yes", cwd=root)
    assert run.code == 0
    assert "withdrew; every turn is left out" in run.out
    assert "geheim" not in (tmp_path / "texts/FG1.txt").read_text() + run.out + run.err


def test_bringing_the_same_in_again_changes_nothing(given, cmo, tmp_path):
    root, write = given
    file = write("FG1.txt", TALK)
    cmo("text", "import", file, "--yes", cwd=root)
    before = (tmp_path / "texts/FG1.txt").stat().st_mtime_ns
    run = cmo("text", "import", file, cwd=root)
    assert (run.code, "everything is as it was" in run.err) == (0, True)
    assert (tmp_path / "texts/FG1.txt").stat().st_mtime_ns == before


def test_bringing_it_in_again_shows_the_difference_and_says_to_anchor(given, cmo, tmp_path):
    root, write = given
    cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root)
    text = tmp_path / "texts/FG1.txt"
    text.write_text(TALK.replace("table", "chair"))
    file = write("FG1.txt", TALK.replace("Who", "And who"))
    run = cmo("text", "import", file, cwd=root)
    assert run.code == 1
    said = "FG1.txt was corrected by hand since it was brought in; lines 1, 2 would lose that, or change because"
    assert said in " ".join(run.err.split())
    assert {"-R1: We saw it on the chair.", "+R1: We saw it on the table.", "+INT: And who starts?"} <= set(
        run.out.splitlines()
    )
    run = cmo("text", "import", file, "--yes", cwd=root)
    assert (run.code, "--overwrite writes over them" in " ".join(run.err.split())) == (2, True)
    assert "chair" in text.read_text()
    run = cmo("text", "import", file, "--yes", "--overwrite", cwd=root)
    assert run.code == 0
    assert "1 citation is of this source: `cmo-eval code anchor FG1`" in run.err
    assert text.read_text() == TALK.replace("Who", "And who")
    assert hashlib.sha256(text.read_bytes()).hexdigest() in (root / "sources/FG1.yaml").read_text()


def test_corrections_by_hand_are_known_after_anchoring_too(given, cmo, tmp_path):
    root, write = given
    file = write("FG1.txt", TALK)
    cmo("text", "import", file, "--yes", cwd=root)
    text = tmp_path / "texts/FG1.txt"
    corrected = TALK.replace("één", "een") + "[a pause]\n"
    text.write_text(corrected)
    assert cmo("code", "anchor", "FG1", "--yes", cwd=root).code == 0
    source = (root / "sources/FG1.yaml").read_text()
    assert f"\ntext_sha256: {hashlib.sha256(corrected.encode()).hexdigest()}\n" in source
    assert f"\nimported_sha256: {hashlib.sha256(TALK.encode()).hexdigest()}\n" in source
    run = cmo("text", "import", file, "--yes", cwd=root)
    assert run.code == 2
    assert "corrected by hand since it was brought in; lines 3, 4 would lose that;" in " ".join(run.err.split())
    assert text.read_text() == corrected
    assert cmo("text", "import", file, "--yes", "--overwrite", cwd=root).code == 0
    assert text.read_text() == TALK
    assert cmo("undo", "--yes", cwd=root).code == 0
    assert (text.read_text(), (root / "sources/FG1.yaml").read_text()) == (corrected, source)


def test_a_text_that_nobody_corrected_is_replaced_without_another_question(given, cmo, tmp_path):
    root, write = given
    cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root)
    run = cmo("text", "import", write("FG1.txt", TALK + "R1: more\n"), "--yes", cwd=root)
    assert (run.code, "by hand" in run.err) == (0, False)
    assert (tmp_path / "texts/FG1.txt").read_text() == TALK + "R1: more\n"


def test_a_text_of_which_nothing_says_where_it_is_from_is_not_written_over(given, cmo, tmp_path):
    root, write = given
    source = root / "sources/FG1.yaml"
    source.write_text(source.read_text() + "text: FG1.txt\n")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/FG1.txt").write_text("R1: by my own hand\n")
    run = cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root)
    assert (run.code, "nothing says whether FG1.txt was corrected by hand" in " ".join(run.err.split())) == (2, True)
    assert (tmp_path / "texts/FG1.txt").read_text() == "R1: by my own hand\n"


def test_a_text_that_quotes_were_placed_in_may_have_been_corrected_before(given, cmo, tmp_path):
    root, write = given
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/FG1.txt").write_text(TALK)
    source = root / "sources/FG1.yaml"
    placed = f"text: FG1.txt\ntext_sha256: {hashlib.sha256(TALK.encode()).hexdigest()}\n"
    source.write_text(source.read_text() + placed)
    run = cmo("text", "import", write("FG1.txt", f"{TALK}INT: And?\n"), "--yes", cwd=root)
    assert run.code == 2
    assert "nothing says whether FG1.txt was corrected by hand" in " ".join(run.err.split())


def test_folders_of_a_text_that_did_not_come_in_are_gone_again(given, tmp_path):
    root, write = given
    repository = api.load(root).repository
    stored = text_import.source_of(repository, "FG1")
    came = text_import.incoming("FG1.txt", read_rows(write("FG1.txt", TALK)), stored, {})
    plan = text_import.together(root, [text_import.new_text(root, repository, came, tmp_path / "texts")])
    (root / "sources/FG1.yaml").write_text("id: FG1\n")
    with pytest.raises(CmoEvalError):
        plan.apply()
    assert not (tmp_path / "texts").exists()


def test_quotes_that_a_text_does_not_hold_are_named(given, cmo):
    root, write = given
    assert "do not stand in it" not in cmo("text", "import", write("FG1.txt", TALK), "--dry-run", cwd=root).err
    run = cmo("text", "import", write("FG1.txt", "INT: Another talk.\n"), "--dry-run", cwd=root)
    assert "the quotes of FG1-001 do not stand in it" in run.err


def test_quotes_that_a_corrected_text_turns_are_named(given, cmo):
    root, write = given
    path = root / "sources/FG1.citations.yaml"
    path.write_text(path.read_text().replace("We saw it on the table.", "We saw it on the table in the library hall."))
    for said, named in [("We saw", False), ("We never saw", True)]:
        text = f"R1: {said} it on the table in the library hall.\n"
        run = cmo("text", "import", write("FG1.txt", text), "--dry-run", cwd=root)
        assert ("the quotes of FG1-001 do not stand in it" in run.err) is named


def test_several_files_come_in_together_or_not_at_all(given, cmo, tmp_path):
    root, write = given
    (root / "sources/FG2.yaml").write_text("id: FG2\nkind: interview\ntitle: Second\ngroup: staff\n")
    one, other = write("FG1.txt", TALK), write("FG2.txt", b"%PDF-1.7 but no text")
    run = cmo("text", "import", one, other, "--yes", cwd=root)
    assert (run.code, (tmp_path / "texts").exists()) == (3, False)
    other.write_text("INT: a\nR1: b\n")
    assert cmo("text", "import", one, other, "--yes", cwd=root).code == 0
    assert sorted(path.name for path in (tmp_path / "texts").iterdir()) == ["FG1.txt", "FG2.txt"]


def test_a_document_comes_in(given, cmo, tmp_path):
    root, _ = given
    shutil.copy(FILES / "talk.docx", tmp_path / "FG1 (final).docx")
    run = cmo("text", "import", tmp_path / "FG1 (final).docx", "--yes", cwd=root)
    assert run.code == 0, run.err
    assert "Word document" in run.out
    assert "1 comment left out" in run.out
    assert (tmp_path / "texts/FG1.txt").read_text(encoding="utf-8").count("\nR1: ") == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.txt"], "does not say of which source"),
        (["a.txt", "--source", "FG9"], "there is no source FG9"),
        (["IN7-def.txt"], "of IN7, and there is no such source\n  hint: --new makes it"),
        (["FG1.txt", "--speaker", "R1"], "--speaker is 'R1'"),
        (["FG1.txt", "--speaker", "R1=r9"], "FG1 has no participant r9"),
        (["FG1.txt", "--speaker", "Els=r1"], "nobody speaks as 'Els'"),
        (["FG1.txt", "--speaker", "Els=r1"], "who speaks is 'INT', 'R1', 'R2'"),
        (["FG1.txt", "--speaker", "R1=r1", "--speaker", "R1=r2"], "gives 'R1' two ids"),
        (["FG1.txt", "a.txt", "--source", "FG1"], "--source is for one file"),
        (["FG1.txt", "FG1-b.txt"], "two files would be the text of FG1"),
        (["FG1.xyz"], "of a kind that is not read"),
        (["nothing.txt", "--source", "FG1"], "there is no file"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_written(given, cmo, tmp_path, arguments, words):
    root, write = given
    for name in ("a.txt", "FG1.txt", "FG1-b.txt", "FG1.xyz", "IN7-def.txt"):
        write(name, TALK)
    run = cmo("text", "import", *[tmp_path / word if "." in word else word for word in arguments], "--yes", cwd=root)
    assert run.code in {2, 3}
    assert words in run.err
    assert "hint:" in run.err
    assert not (tmp_path / "texts").exists()


def test_a_withdrawn_source_gets_no_text(given, cmo, tmp_path):
    root, write = given
    source = root / "sources/FG1.yaml"
    source.write_text(source.read_text() + "withdrawn: 2024-05-01\n")
    run = cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root)
    assert (run.code, "withdrawn" in run.err) == (2, True)


def test_without_a_folder_of_texts_it_says_where_to_write_it(evaluation, cmo, tmp_path):
    root = evaluation()
    (tmp_path / "FG1.txt").write_text(TALK)
    run = cmo("text", "import", tmp_path / "FG1.txt", "--yes", cwd=root, CMO_EVAL_TEXTS="")
    assert (run.code, "texts: ../texts" in run.err) == (2, True)
    run = cmo(
        "text", "import", tmp_path / "FG1.txt", "--yes", "--texts", tmp_path / "safe", cwd=root, CMO_EVAL_TEXTS=""
    )
    assert (run.code, (tmp_path / "safe/FG1.txt").is_file()) == (0, True)


def test_the_folder_may_be_given_by_the_environment(given, cmo, tmp_path):
    root, write = given
    run = cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root, CMO_EVAL_TEXTS=str(tmp_path / "elsewhere"))
    assert (run.code, (tmp_path / "elsewhere/FG1.txt").is_file()) == (0, True)


@pytest.mark.parametrize("text", ["../out.txt", "/out.txt", r"..\out.txt"])
def test_a_text_that_leads_out_of_the_folder_is_not_written(given, cmo, tmp_path, text):
    root, write = given
    source = root / "sources/FG1.yaml"
    source.write_text(source.read_text() + f"text: '{text}'\n")
    run = cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root)
    assert (run.code, "leads out of the folder" in run.err) == (3, True)
    assert not (tmp_path / "out.txt").exists()


def test_a_text_behind_a_link_is_not_written(given, cmo, tmp_path):
    root, write = given
    (tmp_path / "texts").mkdir()
    (tmp_path / "secret.txt").write_text("mine")
    try:
        (tmp_path / "texts/FG1.txt").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("no links here")
    run = cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root)
    assert run.code == 3
    assert (tmp_path / "secret.txt").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="permissions of another kind")
def test_permissions_of_a_text_stay(given, cmo, tmp_path):
    root, write = given
    cmo("text", "import", write("FG1.txt", TALK), "--yes", cwd=root)
    text = tmp_path / "texts/FG1.txt"
    text.chmod(0o600)
    cmo("text", "import", write("FG1.txt", TALK + "INT: more\n"), "--yes", cwd=root)
    assert stat.S_IMODE(text.stat().st_mode) == 0o600


def test_names_from_the_list_and_numbers_are_told_by_their_lines(given, cmo, tmp_path):
    root, write = given
    (tmp_path / "names.txt").write_text("Els Bos\n")
    evaluation = root / "evaluation.yaml"
    evaluation.write_text(evaluation.read_text() + "names: ../names.txt\n")
    run = cmo("text", "import", write("FG1.txt", TALK + "R1: bel Els Bos\nR1: of 06-12345678\n"), "--dry-run", cwd=root)
    said = " ".join(run.err.split())
    assert "names from the list of names stand in line 4" in said
    assert "line 5 may hold a phone number (06…)" in said
    assert "12345678" not in run.err


def test_a_text_in_an_old_encoding_is_made_anew(given, cmo, tmp_path):
    root, _ = given
    source = root / "sources/FG1.yaml"
    source.write_text(source.read_text() + "text: FG1.txt\n")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/FG1.txt").write_bytes(TALK.encode("cp1252"))
    run = cmo("text", "import", tmp_path / "texts/FG1.txt", "--yes", cwd=root)
    assert run.code == 0, run.err
    assert (tmp_path / "texts/FG1.txt").read_bytes() == TALK.encode()


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals here")
def test_on_a_terminal_it_asks_what_it_does_not_know(given, tmp_path):
    import pty
    import subprocess
    import sys

    root, write = given
    file = write("talk.txt", "Jan: Who?\nAnna Bos: Me.\nJan: You?\nAnna Bos: Yes.\nX9: hm\n")
    here, there = pty.openpty()
    os.write(here, b"FG1\nint\nr7\nr2\n\ny\n")
    run = subprocess.run(
        [sys.executable, "-m", "cmo_eval", "text", "import", file],
        cwd=root,
        stdin=there,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "80"},
    )
    os.close(here)
    os.close(there)
    assert run.returncode == 0, run.stderr
    assert "Of which source is it the text" in run.stderr
    assert "participants of FG1: r1 (manager), r2 (coach)" in run.stderr
    assert "FG1 has no participant r7" in run.stderr
    assert (tmp_path / "texts/FG1.txt").read_text() == "INT: Who?\nr2: Me.\nINT: You?\nr2: Yes.\nX9: hm\n"


@pytest.mark.parametrize(
    ("people", "says", "never"),
    [
        ("", ['"Jan de Vries=r1"', '"Els Smit=r2"', "who stands under `participants` in sources/FG1.yaml"], '=INT"'),
        ("r1 r2", ['"Jan de Vries=ID"', '"Els Smit=ID"', "who stands under `participants`"], "=r"),
        ("r1", ['"Jan de Vries=ID"', '"Els Smit=ID"', "who stands under `participants`"], "=r1"),
    ],
)
def test_who_unknown_speakers_are_is_not_guessed_by_their_order(evaluation, cmo, tmp_path, people, says, never):
    listed = "".join(f"  - {{id: {id_}, role: coach, group: staff, consent: quote}}\n" for id_ in people.split())
    source = "id: FG1\nkind: focus_group\ntitle: Panel\ngroup: staff\n" + (f"participants:\n{listed}" if listed else "")
    root = evaluation({"evaluation.yaml+": "texts: ../texts\n", "sources/FG1.yaml": source})
    (tmp_path / "FG1.txt").write_text("Jan de Vries: yes\nEls Smit: no\nJan de Vries: yes\nEls Smit: no\n")
    err = " ".join(cmo("text", "import", tmp_path / "FG1.txt", "--dry-run", cwd=root).err.split())
    assert [one for one in says if one not in err] == []
    assert never not in err


def imported(cmo, root, file, *options):
    run = cmo("text", "import", file, "--yes", *options, cwd=root)
    return run, (root.parent / "texts/FG1.txt").read_text("utf-8") if run.code == 0 else ""


def test_who_withdrew_takes_nobody_along(given, cmo):
    root, write = given
    file = write("FG1.txt", "INT: a\nr5: geheim\nDocent 1: ja\nNoor Bakker: b\nINT: c\n")
    run, text = imported(cmo, root, file)
    assert run.code == 0, run.err
    assert text == "INT: a\n[A turn of r5, who withdrew, was left out.]\nDocent 1: ja\nS1: b\nINT: c\n"


def test_a_line_that_may_be_anothers_stops_what_is_left_out(given, cmo, tmp_path):
    root, write = given
    file = write("FG1.txt", "INT: a\nr5: geheim\nVraag: iets\nINT: c\nen zo\nen meer\n")
    run, _ = imported(cmo, root, file)
    assert (run.code, "line 3 stands in a turn of somebody who withdrew, and begins with 'Vraag'" in run.err) == (
        2,
        True,
    )
    assert '--speaker "Vraag=ID"' in run.err
    assert not (tmp_path / "texts").exists()
    gone = "[A turn of r5, who withdrew, was left out.]"
    rest = "INT: c\nen zo\nen meer\n"
    assert imported(cmo, root, file, "--speaker", "Vraag=INT")[1] == f"INT: a\n{gone}\nINT: iets\n{rest}"
    assert imported(cmo, root, file, "--speaker", "Vraag=?")[1] == f"INT: a\n{gone}\nS1: iets\n{rest}"
    assert imported(cmo, root, file, "--no-speaker", "Vraag")[1] == f"INT: a\n{gone}\n{rest}"


def test_lines_in_doubt_are_listed_and_words_by_request(given, cmo):
    root, write = given
    talk = "INT: a\nr1: one\nVraag: two\nINT: c d e f\n"
    run, text = imported(cmo, root, write("FG1.txt", talk))
    assert "  doubtful  line 3 is not taken for a turn: Vraag: two" in run.out
    assert "75% of the words have a speaker" in run.out
    assert '--no-speaker "Vraag"' in " ".join(run.err.split())
    assert text == talk
    run, text = imported(cmo, root, write("FG1.txt", talk), "--no-speaker", "vraag")
    assert text == "INT: a\nr1: one Vraag: two\nINT: c d e f\n"
    assert "100% of the words" in run.out
    assert "doubtful" not in run.out


def test_a_file_of_which_few_words_have_a_speaker_comes_in_when_told_to(given, cmo, tmp_path):
    root, write = given
    file = write("FG1.txt", "A cover page of many words that nobody says.\nr1: yes\nINT: no\n")
    run, _ = imported(cmo, root, file)
    assert (run.code, "only 18% of the words of FG1.txt have a speaker" in " ".join(run.err.split())) == (2, True)
    assert "--unattributed" in run.err
    assert not (tmp_path / "texts").exists()
    assert cmo("text", "import", file, "--dry-run", cwd=root).code == 0
    assert imported(cmo, root, file, "--unattributed")[1] == file.read_text()


def test_what_stands_behind_labels_is_said(given, cmo):
    root, write = given
    run, text = imported(cmo, root, write("FG1.txt", "INT: a\nr1 (laughs): b\nr1 (laughs): c\nr2 (woman): d\n"))
    assert "left out beside labels: (laughs) 2 times, (woman)" in run.out
    assert text == "INT: a\nr1: b\nr1: c\nr2: d\n"


def test_words_of_whom_nobody_knows_get_no_speaker(given, cmo):
    root, write = given
    source = root / "sources/FG1.yaml"
    source.write_text(source.read_text().replace("withdrawn", "quote"))
    more = " and so on" * 9
    talk = f"INT: a\nr1: one\nDocent 1: nobody came to the hall\nr1: two\nVraag: who paid for it all\nr2: {more}\n"
    assert imported(cmo, root, write("FG1.txt", talk))[0].code == 0
    for words in ("nobody came to the hall", "who paid for it all"):
        run = cmo("code", "add", "FG1", "--quote", words, "--supports", "C1", "--yes", cwd=root)
        assert run.code == 0, run.err
    assert "who speaks on line 5 is not known" in run.err
    added = (root / "sources/FG1.citations.yaml").read_text().split("nobody came")[1]
    assert "speaker" not in added


def test_a_corrected_file_has_the_speakers_of_the_text_that_is_there(given, cmo, tmp_path):
    """The same words are the same person's, whoever else comes in; a label whose words all changed by likeness."""
    root, write = given
    first = "INT: Who starts?\nJan: We saw it on the table.\nEva: It was there a year or so.\nJan: And then some.\n"
    cmo("text", "import", write("FG1.txt", first), "--speaker", "Jan=r1", "--speaker", "Eva=r2", "--yes", cwd=root)
    mended = first.replace("INT: Who", "Bea: May I begin with it?\nINT: Who").replace("a year or so", "two years or so")
    run = cmo("text", "import", write("FG1.txt", mended), "--yes", cwd=root)
    assert run.out.count("as in the text that is there") == 2, run.out
    said = (tmp_path / "texts/FG1.txt").read_text()
    assert [line.partition(":")[0] for line in said.splitlines()] == ["S1", "INT", "r1", "r2", "r1"]


def test_words_under_a_label_of_two_people_tell_nothing_of_it(given, cmo, tmp_path):
    root, write = given
    first = "INT: Who starts?\nR1: We saw it on the table.\nR2: We kept it there.\nINT: And then?\n"
    cmo("text", "import", write("FG1.txt", first), "--yes", cwd=root)
    mixed = first.replace("R1", "Jan").replace("R2", "Jan")
    cmo("text", "import", write("FG1.txt", mixed), "--yes", cwd=root)
    assert (tmp_path / "texts/FG1.txt").read_text().count("S1: We ") == 2


def test_who_withdrew_does_not_come_back_under_a_name_that_nobody_knows(given, cmo, tmp_path):
    root, write = given
    file = write("FG1.txt", "INT: Who?\nJan: I said it on the table.\nEva: It stood there.\nJan: Not so.\n")
    cmo("text", "import", file, "--speaker", "Jan=r1", "--speaker", "Eva=r2", "--yes", cwd=root)
    source = root / "sources/FG1.yaml"
    source.write_text(source.read_text().replace("consent: quote", "consent: withdrawn", 1))
    assert cmo("forget", "FG1.r1", "--yes", cwd=root).code == 0
    masked = (tmp_path / "texts/FG1.txt").read_text()
    run = cmo("text", "import", file, "--yes", cwd=root)
    assert run.code == 2
    assert "r1 withdrew, and nobody says whether 'Jan' is that person" in " ".join(run.err.split())
    assert (tmp_path / "texts/FG1.txt").read_text() == masked
    run = cmo("text", "import", file, "--speaker", "Jan=r1", "--yes", "--overwrite", cwd=root)
    assert run.code == 0, run.err
    assert "table" not in (tmp_path / "texts/FG1.txt").read_text()


def test_notes_that_tell_two_people_apart_under_one_label_are_told(given, cmo):
    root, write = given
    talk = (
        "INT: Who?\nR (man): Yes.\nR (vrouw): No.\nINT: So?\nR (man): Yes (sort of).\nR (vrouw): No.\nINT (low): So.\n"
    )
    told = " ".join(cmo("text", "import", write("FG1.txt", talk), "--dry-run", cwd=root).err.split())
    assert "'R' stands with (man) and with (vrouw): if these are two people" in told
    assert "'INT' stands" not in told


def test_a_label_without_its_colon_is_told_with_what_settles_it(given, cmo):
    """`--speaker` has no say there: the label is known, and whether it is one is not."""
    root, write = given
    talk = "INT: Who?\nR1: Yes.\nINT: So?\nR1; No.\nQuestion: And?\nINT: So.\n"
    told = " ".join(cmo("text", "import", write("FG1.txt", talk), "--dry-run", cwd=root).err.split())
    assert "if that person begins there, put a colon behind 'R1' in the file" in told
    assert '--speaker "Question=ID"' in told
    assert "R1=ID" not in told
