"""No audience finds anywhere in a report, in no format, what it may not see; and each finds what it may."""

from __future__ import annotations

import pytest
from canaries import FILES, GONE, LACKS, MAY, MAY_TOO, canaries, searchable

from cmo_eval.report.outputs import FORMATS

AUDIENCES = ("public", "committee", "team")
LIBRARY = {"pdf": "typst", "docx": "docx", "xlsx": "openpyxl"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The evaluation with the words, in a folder whose path is such a word too."""
    root = tmp_path_factory.mktemp("Quxmachine") / "evaluation"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("form", FORMATS)
def test_nobody_sees_more_than_they_may(cmo, root, tmp_path, form, audience, language):
    if form in LIBRARY:
        pytest.importorskip(LIBRARY[form])
    options = ("--format", form, "--audience", audience, "--language", language)
    done = cmo("report", "--project", root, "-o", tmp_path / "out", *options)
    assert done.code == 0, done.err
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    names = " ".join(path.relative_to(tmp_path).as_posix() for path in written)
    found = "\n".join([names, *(searchable(path.read_bytes()) for path in written)]).lower()
    everything = {word.lower() for word in canaries()} | {"quxmachine"}
    may = {word.lower() for word in MAY[audience]}
    seen = {word for word in everything if word in found}
    assert seen - may - {word.lower() for word in MAY_TOO[audience]} == set(), "somebody sees too much"
    assert may - seen - {word.lower() for word in LACKS.get(form, ())} == set(), "what may be seen is not there"
    assert [id_ for id_ in GONE if id_.lower() in found] == []
    assert not any(word.lower() in done.err.lower() for word in canaries())
