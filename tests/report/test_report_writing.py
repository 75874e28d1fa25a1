"""A report on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.report import documents, files, house, left_over, names, write_report
from cmo_eval.report.writing import ours

ALL = ("md", "xlsx", "html", "docx", "pdf")


@pytest.fixture
def made(see):
    """The files of the report in some formats."""
    view = see()
    return lambda formats=("md", "xlsx"): files(view, documents(view), formats, house(None), chapters=False)


@pytest.fixture
def write(made, tmp_path):
    def run(force=False, contents=None):
        return write_report(tmp_path / "out", made() if contents is None else contents, force=force)

    return run


def test_files_are_written_and_nothing_else(write, tmp_path):
    written = write()
    found = sorted(path.relative_to(tmp_path / "out").as_posix() for path in written)
    assert [name for name in found if not name.startswith("figures/")] == [
        "chapters/C1-waarde-voor-kosten.md",
        "chapters/C2-later.md",
        "report.md",
        "report.xlsx",
    ]
    assert {"figures/evidence.svg", "figures/theory.svg", "figures/theory.mmd"} <= set(found)
    assert sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file()) == sorted(written)


def test_own_files_are_replaced(write):
    assert len(write()) == len(write())


def test_names_are_known_before_the_files_are_made(see, made):
    assert list(names(see(), ALL, chapters=False)) == list(made(ALL))


def test_chapters_alone_are_files_of_their_own_in_each_format(see):
    assert [name for name in names(see(), ("docx", "pdf"), chapters=True) if "C2" in name] == [
        "chapters/C2-later.docx",
        "chapters/C2-later.pdf",
    ]


def test_own_files_are_known_in_each_format(write, made, tmp_path):
    written = write(contents=made(ALL))
    assert {path.suffix for path in written} == {".md", ".xlsx", ".html", ".docx", ".pdf", ".svg", ".mmd"}
    assert [path for path in written if not ours(path)] == []


def test_word_file_that_somebody_saved_in_word_is_foreign(write, made, tmp_path):
    (path,) = write(contents=made(("docx",)))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    saved = b"<cp:lastModifiedBy>Jansen</cp:lastModifiedBy>"
    before = b"<cp:lastModifiedBy>cmo-eval</cp:lastModifiedBy>"
    assert before in parts["docProps/core.xml"]
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(before, saved)
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    with pytest.raises(CmoEvalError, match="not made by cmo-eval"):
        write(contents=made(("docx",)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.md", b"# Mine"),
        ("report.md", b"\xff\xfe"),
        ("chapters/C2-later.md", b""),
        ("report.xlsx", b"no zip"),
        ("figures/evidence.svg", b"<svg/>"),
    ],
)
def test_foreign_file_is_refused_before_anything_is_written(write, tmp_path, name, content):
    path = tmp_path / "out" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(CmoEvalError, match="not made by cmo-eval"):
        write()
    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == [path]
    assert path.read_bytes() == content


def test_workbook_of_another_is_foreign(write, tmp_path):
    from openpyxl import Workbook

    (tmp_path / "out").mkdir()
    Workbook().save(tmp_path / "out" / "report.xlsx")
    with pytest.raises(CmoEvalError):
        write()


def test_force_replaces_a_foreign_file_but_no_folder(write, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.md").write_text("mine")
    write(force=True)
    assert (tmp_path / "out" / "report.md").read_text(encoding="utf-8").startswith("<!-- cmo-eval")
    (tmp_path / "out" / "report.md").unlink()
    (tmp_path / "out" / "report.md").mkdir()
    with pytest.raises(CmoEvalError):
        write(force=True)


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report.pdf"])
def test_foreign_file_of_a_format_is_refused(write, made, tmp_path, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_bytes(b"mine")
    with pytest.raises(CmoEvalError, match="not made by cmo-eval"):
        write(contents=made((name.rpartition(".")[2],)))
    assert (tmp_path / "out" / name).read_bytes() == b"mine"


def test_disk_that_fails_leaves_nothing_behind(write, tmp_path, monkeypatch):
    def fails(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cmo_eval.store.writing.output.fsync", fails)
    with pytest.raises(CmoEvalError, match="No space left"):
        write()
    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == []


@pytest.fixture
def earlier(tmp_path):
    """A directory with an earlier report, and what is in it."""
    old = {"report.md": b"<!-- cmo-eval: 1 -->", "chapters/C1-a.md": b"<!-- cmo-eval: 2 -->"}
    write_report(tmp_path / "out", old)

    def state():
        out = tmp_path / "out"
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    assert state() == old
    return state


NEW = {"report.md": b"<!-- cmo-eval: 3 -->", "chapters/C1-a.md": b"<!-- cmo-eval: 4 -->", "report.html": b"new"}


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("error", [KeyboardInterrupt, PermissionError(13, "Permission denied")])
def test_run_that_is_cut_off_while_files_are_moved_leaves_the_earlier_report(
    tmp_path, earlier, monkeypatch, number, error
):
    before, real, calls = earlier(), Path.replace, []

    def cut(path, target):
        if ".new." in path.name:
            calls.append(target)
            if len(calls) == number + 1:
                raise error
        return real(path, target)

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises((KeyboardInterrupt, CmoEvalError)):
        write_report(tmp_path / "out", NEW)
    assert earlier() == before


@pytest.mark.parametrize("number", range(3))
def test_run_that_is_interrupted_while_it_writes_leaves_the_earlier_report(tmp_path, earlier, monkeypatch, number):
    before, calls = earlier(), []

    def cut(file):
        calls.append(file)
        if len(calls) == number + 1:
            raise KeyboardInterrupt

    monkeypatch.setattr("cmo_eval.store.writing.output.fsync", cut)
    with pytest.raises(KeyboardInterrupt):
        write_report(tmp_path / "out", NEW)
    assert earlier() == before


def test_earlier_report_comes_back_where_there_are_no_links(tmp_path, earlier, monkeypatch):
    before, real = earlier(), Path.replace

    def no_link(*arguments, **options):
        raise OSError(95, "Operation not supported")

    def cut(path, target):
        if target.name == "report.html":
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr("cmo_eval.store.writing.output.os.link", no_link)
    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        write_report(tmp_path / "out", NEW)
    assert earlier() == before


def test_nothing_is_written_outside_the_directory(write):
    with pytest.raises(CmoEvalError):
        write(contents={"../x.md": b"x"})


def test_same_evaluation_gives_the_same_bytes_in_each_format(made):
    assert made(ALL) == made(ALL)


def test_chapters_of_an_earlier_run_are_told(write, tmp_path):
    old = tmp_path / "out" / "chapters" / "C9-old.md"
    old.parent.mkdir(parents=True)
    old.write_text("<!-- cmo-eval: x -->\n")
    (old.parent / "mine.md").write_text("mine")
    assert left_over(tmp_path / "out", write()) == (old,)


def test_words_of_a_workbook_lie_in_no_other_file_meanwhile(see, tmp_path, monkeypatch):
    from cmo_eval.report.formats import workbook

    real, beside = workbook.write_book, []

    def seen(book, target):
        real(book, target)
        beside.extend(path for path in tmp_path.rglob("*") if zipfile.is_zipfile(path))

    monkeypatch.setattr(workbook, "write_book", seen)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert files(see(), {}, ["xlsx"], house(None), chapters=False).keys() == {"report.xlsx"}
    assert beside == []


def test_what_a_run_that_was_killed_left_behind_is_cleared_away(write, tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    chapters = tmp_path / "out" / "chapters"
    chapters.mkdir(parents=True)
    (chapters / "C1-x.md").write_text("<!-- cmo-eval: x -->\n")
    gone = [f".C1-x.md.{ended.pid}.new.tmp", f".C1-x.md.{ended.pid}.old.tmp"]
    stays = [
        f".C1-x.md.{os.getppid()}.new.tmp",  # somebody may be writing it
        f".C9-y.md.{ended.pid}.old.tmp",  # all that is left of a file
        ".C1-x.md.swap.tmp",
        f".notes.txt.{ended.pid}.new.tmp",
    ]
    for name in (*gone, *stays):
        (chapters / name).write_text("x")
    for name in gone:
        os.utime(chapters / name, (0, 0))  # long ago, for Windows
    write()
    assert sorted(path.name for path in chapters.glob(".*")) == sorted(stays)
