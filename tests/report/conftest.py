"""An evaluation with a bit of everything that a report shows, to change in a test."""

from __future__ import annotations

import os

import pytest
from reported import FILES

from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.report import documents, view
from cmo_eval.report.formats.workbook import write_workbook
from cmo_eval.store.loading import load


@pytest.fixture
def folder(tmp_path):
    """Write the evaluation, with files replaced, and return its folder; None leaves a file out."""

    def write(**changes):
        files = {**FILES, **changes.pop("files", {})}
        root = tmp_path / "evaluation"
        for name, text in files.items():
            if text is not None:
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return root

    return write


@pytest.fixture
def see(folder):
    """The view of the evaluation, with files replaced."""

    def build(files=None, language=None, audience="team"):
        repository = load(folder(files=files or {})).repository
        assert repository is not None
        disclosed = disclose(repository, audience, language)
        return view(disclosed, verify(disclosed), language or disclosed.evaluation.language)

    return build


@pytest.fixture
def report(see):
    """The documents of the evaluation, with files replaced."""
    return lambda files=None, language=None, overrides=None, audience="team": documents(
        see(files, language, audience), overrides
    )


@pytest.fixture(scope="session")
def books():
    """The workbooks that were opened, by the files replaced, the language and the day that is set for them."""
    return {}


@pytest.fixture
def workbook(see, books, tmp_path):
    """The workbook of the evaluation, with files replaced, opened as a reader would; made once for all who read it."""
    from openpyxl import load_workbook

    def build(files=None, language=None):
        which = (tuple(sorted((files or {}).items())), language, os.environ.get("SOURCE_DATE_EPOCH"))
        if which not in books:
            target = tmp_path / "book.xlsx"
            write_workbook(see(files, language), target)
            books[which] = load_workbook(target)
        return books[which]

    return build
