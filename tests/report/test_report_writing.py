"""A report on the disk."""

from __future__ import annotations

from functools import partial

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.report import documents, left_over, write_report, write_workbook


@pytest.fixture
def write(see, tmp_path):
    view = see()

    def run(force=False, texts=None):
        return write_report(
            tmp_path / "out", documents(view) if texts is None else texts, partial(write_workbook, view), force
        )

    return run


def test_files_are_written_and_nothing_else(write, tmp_path):
    written = write()
    names = sorted(path.relative_to(tmp_path / "out").as_posix() for path in written)
    assert names == ["chapters/C1-waarde-voor-kosten.md", "chapters/C2-later.md", "report.md", "report.xlsx"]
    assert sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file()) == sorted(written)


def test_own_files_are_replaced(write):
    write()
    assert len(write()) == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.md", b"# Mine"),
        ("report.md", b"\xff\xfe"),
        ("chapters/C2-later.md", b""),
        ("report.xlsx", b"no zip"),
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


def test_failing_workbook_leaves_nothing_behind(see, tmp_path):
    def fails(path):
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(CmoEvalError, match="No space left"):
        write_report(tmp_path / "out", documents(see()), fails)
    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == []


def test_nothing_is_written_outside_the_directory(write):
    with pytest.raises(CmoEvalError):
        write(texts={"../x.md": "x"})


def test_chapters_of_an_earlier_run_are_told(write, tmp_path):
    old = tmp_path / "out" / "chapters" / "C9-old.md"
    old.parent.mkdir(parents=True)
    old.write_text("<!-- cmo-eval: x -->\n")
    (old.parent / "mine.md").write_text("mine")
    assert left_over(tmp_path / "out", write()) == (old,)
