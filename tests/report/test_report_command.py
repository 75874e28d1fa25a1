"""`cmo-eval report`: which files it writes, and what it says."""

from __future__ import annotations

import os
import subprocess
from importlib import import_module
from typing import get_type_hints

import pytest
from reported import FILES

from cmo_eval.cli import report
from cmo_eval.report.formats import FORMATS, SUFFIXES


@pytest.fixture
def run(cmo, folder):
    """Run the report command on the evaluation, with files replaced."""

    def start(*arguments, files=None):
        root = folder(files=files or {})
        return cmo("report", "--project", root, *arguments, cwd=root.parent), root

    return start


def written(root):
    return sorted(
        path.relative_to(root / "report").as_posix() for path in (root / "report").rglob("*") if path.is_file()
    )


def test_formats_are_written_as_asked(run):
    done, root = run("--format", "html,docx,html")
    assert done.code == 0
    assert written(root) == ["report.docx", "report.html"]
    assert done.out.splitlines() == [f"wrote {root / 'report' / name}" for name in ("report.html", "report.docx")]


def test_help_names_the_formats_that_there_are():
    options = get_type_hints(report.command, include_extras=True)
    (about,) = options["formats"].__metadata__
    assert sorted(about.metavar.split(",")) == sorted(FORMATS)


def test_every_format_is_known_by_its_files_and_imports_what_it_names():
    for name, one in FORMATS.items():
        assert f".{name}" in SUFFIXES
        for place in filter(None, (one.writer, one.needs)):
            module, _, function = place.partition(":")
            assert callable(getattr(import_module(f"cmo_eval.report.formats.{module}"), function))


def test_unknown_format_is_refused_with_the_nearest(run):
    done, root = run("--format", "docs")
    assert done.code == 2
    assert "did you mean 'docx'?" in done.err
    assert not (root / "report").exists()


def test_chapters_are_files_of_their_own(run):
    done, root = run("C2", "--format", "html,md")
    assert done.code == 0
    assert [name for name in written(root) if "figures" not in name] == [
        "chapters/C2-later.html",
        "chapters/C2-later.md",
    ]


def test_dry_run_lists_and_writes_nothing(run):
    done, root = run("--format", "md,docx,html", "--dry-run")
    assert done.code == 0
    start = f"would write {root / 'report'}{os.sep}"
    planned = [line.removeprefix(start).removesuffix(" (new)") for line in done.out.splitlines()]
    assert not (root / "report").exists()
    run("--format", "md,docx,html")
    assert sorted(name.replace(os.sep, "/") for name in planned) == written(root)


def test_dry_run_says_what_stands_in_each_place(run):
    _, root = run("--format", "html")
    (root / "report" / "report.docx").write_bytes(b"x" * 2000)
    done, _ = run("--format", "html,docx,pdf", "--dry-run", "--yes")
    html, docx, pdf = done.out.splitlines()
    size = -(-(root / "report" / "report.html").stat().st_size // 1024)
    assert html == f"would write {root / 'report' / 'report.html'} (replaces {size} KiB)"
    assert docx.endswith("report.docx (replaces 2 KiB that cmo-eval did not write)")
    assert pdf.endswith("report.pdf (new)")


def test_word_file_that_somebody_saved_in_between_stays(run):
    from docx import Document

    _, root = run("--format", "docx")
    path = root / "report" / "report.docx"
    assert run("--format", "docx")[0].code == 0
    opened = Document(path)
    opened.add_paragraph("A remark of mine")
    opened.core_properties.last_modified_by = "Jansen"
    opened.save(path)
    mine = path.read_bytes()
    for more in ((), ("--dry-run",)):
        done, _ = run("--format", "docx,html", *more)
        assert done.code == 2
        assert "somebody edited" in done.err
        assert "report.docx since cmo-eval wrote it: nothing was written" in done.err
        assert path.read_bytes() == mine
        assert written(root) == ["report.docx"]


def test_template_that_is_not_used_is_told(run):
    done, _ = run("--format", "md", files={"templates/chaptr.md.j2": "x"})
    assert done.code == 0
    assert "templates/chaptr.md.j2 was not used; did you mean chapter.md.j2?" in done.err


def test_mistake_in_a_template_is_told_in_a_line(run):
    done, root = run("--format", "md,html", files={"templates/chapter.md.j2": "one\n{{ chapter.nothing }}"})
    assert done.code == 3
    assert done.err.splitlines()[-2] == "cmo-eval: template chapter.md.j2, line 2: a Chapter has no nothing"
    assert not (root / "report").exists()


def test_dry_run_refuses_what_writing_would(run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text("mine", encoding="utf-8")
    done, _ = run("--format", "html", "--dry-run", "-o", tmp_path / "out")
    assert done.code == 2
    assert "was not made by cmo-eval" in done.err


def test_language_is_that_of_the_reader(run):
    _, root = run("--format", "html", "--language", "en")
    text = (root / "report" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "20 March 2017" in text


def test_pdf_without_its_library_is_told_before_anything_is_read(run, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
    done, root = run("--format", "pdf")
    assert done.code == 3
    assert 'pip install "cmo-eval[pdf]"' in done.err
    assert not (root / "report").exists()


def test_reference_that_is_not_there_is_told(run, tmp_path):
    done, root = run("--format", "docx", "--reference", tmp_path / "none.docx")
    assert done.code == 3
    assert "none.docx cannot be read" in done.err
    assert not (root / "report").exists()


def test_template_of_the_writer_changes_every_format(run):
    own = "{% extends 'builtin/evaluation.md.j2' %}{% block summary %}## EIGEN WOORDEN\n\n{% endblock %}"
    _, root = run("--format", "md,html,docx", files={"templates/evaluation.md.j2": own})
    for name in ("report.md", "report.html"):
        assert "EIGEN WOORDEN" in (root / "report" / name).read_text(encoding="utf-8")
    from docx import Document

    assert "EIGEN WOORDEN" in [one.text for one in Document(root / "report" / "report.docx").paragraphs]


def test_left_over_files_of_the_same_format_are_named(run):
    _, root = run("--format", "md,html", "--audience", "team")
    (root / "report-team" / "chapters" / "C2-later.md").rename(root / "report-team" / "chapters" / "C9-was.md")
    done, _ = run("--format", "html", "--audience", "team")
    assert "earlier run" not in done.err
    done, _ = run("--format", "md", "--audience", "team")
    assert "C9-was.md" in done.err


@pytest.mark.parametrize("chapters", [(), ("C1",)])
def test_files_of_other_readers_beside_a_public_report_are_named(run, tmp_path, chapters):
    out = tmp_path / "out"
    run("--format", "html", "--audience", "team", "-o", str(out))
    done, _ = run(*chapters, "--format", "docx", "-o", str(out))
    assert str(out / "report.html") in done.err
    assert "other readers than the public: remove them" in done.err


# ---- since a revision -----------------------------------------------------------------------------------------------


@pytest.fixture
def history(folder):
    """The evaluation in a repository, with its state tagged `one` and a change after it."""
    root = folder()

    def git(*words):
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_COMMITTER_DATE": "2017-04-01T12:00:00 +0200",
            "GIT_AUTHOR_DATE": "2017-04-01T12:00:00 +0200",
        }
        who = ("-c", "user.name=AB", "-c", "user.email=ab@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=root, env=env, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--all", ".")
    git("commit", "--quiet", "--message", "one")
    git("tag", "one")
    citations = FILES["sources/IN1.citations.yaml"].replace("refutes: C1", "supports: C1")
    (root / "sources" / "IN1.citations.yaml").write_text(citations, encoding="utf-8")
    return root


def test_changes_since_a_revision_are_an_annex(cmo, history):
    done = cmo("report", "--project", history, "--since", "one", "--format", "md,html", cwd=history.parent)
    assert done.code == 0
    text = (history / "report" / "report.md").read_text(encoding="utf-8")
    annex = text.partition("## Bijlage F. Veranderingen sinds one, 1 april 2017")[2]
    assert "### C1 Waarde vóór kosten" in annex
    assert "ander standpunt: IN1-001" in annex
    assert "### C2" not in annex
    assert "Veranderingen sinds" not in text.partition("## Samenvatting")[2].partition("## Bijlage E")[0]


@pytest.mark.parametrize(
    ("words", "said"), [(("--since", "nergens"), "no revision nergens"), (("C1", "--since", "one"), "whole report")]
)
def test_revision_that_cannot_be_used_is_told(cmo, history, words, said):
    done = cmo("report", "--project", history, *words, cwd=history.parent)
    assert done.code == 2
    assert said in done.err
    assert not (history / "report").exists()
