"""Where transcripts lie, and that nothing outside that folder is read."""

import hashlib
import os
import unicodedata

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts import store


def test_the_option_wins_over_the_environment_and_that_over_the_file(tmp_path, monkeypatch):
    root = tmp_path / "evaluation"
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CMO_EVAL_TEXTS", raising=False)
    assert store.folder(root, None) is None
    assert store.folder(root, "texts") == root / "texts"
    monkeypatch.setenv("CMO_EVAL_TEXTS", "elsewhere")
    assert store.folder(root, "texts") == tmp_path / "elsewhere"
    assert store.folder(root, "texts", "given") == tmp_path / "given"
    monkeypatch.setenv("CMO_EVAL_TEXTS", "")
    assert store.folder(root, "texts") == root / "texts"


def test_a_text_is_read_as_offsets_count_it(tmp_path):
    decomposed = unicodedata.normalize("NFD", "café é")
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + f"R1: {decomposed}\r\nja\r".encode())
    found = store.read(tmp_path, "a.txt")
    assert found is not None
    assert found.text == "R1: café é\nja\n"
    assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest()


def test_a_text_in_a_folder_of_the_folder_is_read(tmp_path):
    (tmp_path / "panels").mkdir()
    (tmp_path / "panels/a.txt").write_text("x\n")
    assert store.read(tmp_path, "panels/a.txt").text == "x\n"


@pytest.mark.parametrize("name", ["a.txt", "panels/a.txt"])
def test_a_missing_text_is_no_error(tmp_path, name):
    assert store.read(tmp_path, name) is None
    assert store.read(tmp_path / "no folder", name) is None
    assert store.read(None, name) is None


def test_a_file_in_place_of_a_folder_is_a_missing_text(tmp_path):
    (tmp_path / "panels").write_text("x")
    assert store.read(tmp_path, "panels/a.txt") is None


OUT = ["../a.txt", "b/../../a.txt", "/etc/passwd", "~/a.txt", r"C:\a.txt", r"..\a.txt", r"\\host\a.txt", "a\0.txt"]


@pytest.mark.parametrize("name", OUT)
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    (tmp_path / "a.txt").write_text("secret")
    (tmp_path / "texts").mkdir()
    with pytest.raises(CmoEvalError, match="leads out of the folder"):
        store.read(tmp_path / "texts", name)
    assert isinstance(store.look(None, name), store.Refused)


def test_a_link_out_of_the_folder_is_refused_and_one_within_is_not(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (texts / "own.txt").write_text("own")
    try:
        (texts / "out.txt").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("no links here")
    (texts / "in.txt").symlink_to(texts / "own.txt")
    (texts / "folder").symlink_to(tmp_path)
    (texts / "round.txt").symlink_to(texts / "round.txt")
    assert store.read(texts, "in.txt").text == "own"
    for name in ("out.txt", "folder/secret.txt"):
        assert "link out of the folder" in store.look(texts, name).why
    assert isinstance(store.look(texts, "round.txt"), store.Refused | None)


def test_what_is_no_text_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "latin.txt").write_bytes("één".encode("cp1252"))
    (tmp_path / "folder.txt").mkdir()
    assert "not UTF-8" in store.look(tmp_path, "latin.txt").why
    assert "text import" in store.look(tmp_path, "latin.txt").hint
    assert isinstance(store.look(tmp_path, "folder.txt"), store.Refused)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_hold_up_the_run(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is no file" in store.look(tmp_path, "pipe.txt").why


def test_a_huge_text_is_refused_unread(tmp_path):
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(store.MAX_BYTES + 1)
    assert "at most 64 MiB" in store.look(tmp_path, "huge.txt").why


def test_validate_looks_for_texts_where_the_environment_says(evaluation, cmo, tmp_path):
    root = evaluation(
        {"evaluation.yaml+": "texts: texts\n", "sources/FG1.yaml+": "text: FG1.txt\n", "texts/a.txt": "x"}
    )
    (tmp_path / "elsewhere").mkdir()
    run = cmo("validate", "--select", "CMO413", cwd=root, CMO_EVAL_TEXTS="")
    assert "FG1.txt does not lie in the folder texts" in run.out
    run = cmo("validate", "--select", "CMO413", cwd=root, CMO_EVAL_TEXTS=str(tmp_path / "elsewhere"))
    assert f"FG1.txt does not lie in the folder {tmp_path / 'elsewhere'}" in " ".join(run.out.split())
    (tmp_path / "elsewhere/FG1.txt").write_text("x")
    run = cmo("validate", "--select", "CMO413", cwd=root, CMO_EVAL_TEXTS=str(tmp_path / "elsewhere"))
    assert "CMO413" not in run.out


def test_a_text_that_git_could_not_merge_is_refused_with_its_lines(evaluation, cmo, tmp_path):
    """Else validate would count lines among those of git, and `code anchor` take them for words."""
    (tmp_path / "FG1.txt").write_text(
        "INT: What?\n<<<<<<< HEAD\nR1: It was short.\n=======\nR1: It was long.\n>>>>>>> carl\nR2: Yes.\n"
    )
    found = store.look(tmp_path, "FG1.txt")
    assert isinstance(found, store.Refused)
    assert "could not merge FG1.txt, and left what each side has in lines 2 to 6" in found.why
    root = evaluation({"sources/FG1.yaml+": "text: FG1.txt\n"})
    for arguments in (("validate", "--all"), ("code", "anchor", "--yes")):
        run = cmo(*arguments, "--texts", str(tmp_path), cwd=root)
        assert "could not merge FG1.txt" in run.out + run.err


def test_a_name_that_the_disk_spells_otherwise_is_the_same_name(evaluation, cmo, tmp_path):
    """A Mac, and an archive from one, may write `é` as two characters; a source says it in one."""
    name, spelled = (unicodedata.normalize(form, "Gespräch é.txt") for form in ("NFC", "NFD"))
    (tmp_path / spelled).write_text("R1: We saw it.\n", encoding="utf-8")
    found = store.look(tmp_path, name)
    assert isinstance(found, store.Text)
    assert found.path == tmp_path / spelled
    root = evaluation({"sources/FG1.yaml+": f"text: {name}\n"})
    run = cmo("validate", "--all", "--texts", str(tmp_path), cwd=root)
    assert "CMO413" not in run.out
    (tmp_path / "é").mkdir()
    assert store.place(tmp_path, "é/ü.txt") == tmp_path / "é/ü.txt"
    (tmp_path / name).write_text("R1: Another.\n", encoding="utf-8")
    assert store.look(tmp_path, name).text == "R1: Another.\n"


def test_a_path_as_windows_writes_it_is_found_on_other_systems(evaluation, cmo, tmp_path):
    (tmp_path / "talks/panels").mkdir(parents=True)
    (tmp_path / "talks/panels/FG1.txt").write_text("R1: We saw it.\n", encoding="utf-8")
    assert store.folder(tmp_path, "talks\\panels") == tmp_path / "talks/panels"
    assert store.look(tmp_path, "talks\\panels\\FG1.txt").text == "R1: We saw it.\n"
    assert isinstance(store.look(tmp_path, "..\\FG1.txt"), store.Refused)
    if os.name == "posix":
        (tmp_path / "a\\b.txt").write_text("R1: A name of its own.\n", encoding="utf-8")
        assert store.look(tmp_path, "a\\b.txt").text == "R1: A name of its own.\n"
    root = evaluation({"evaluation.yaml+": "texts: ..\\talks\n", "sources/FG1.yaml+": "text: panels\\FG1.txt\n"})
    assert "CMO413" not in cmo("validate", "--all", cwd=root).out
