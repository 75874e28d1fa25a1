"""No audience finds anywhere in a report, in no format, what it may not see; and each finds what it may."""

from __future__ import annotations

import pickle
import re
from importlib.util import find_spec

import pytest
from canaries import FILES, GONE, LACKS, MANY, MAY, MAY_TOO, canaries, searchable

from cmo_eval import api
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.portfolio.duck import connect
from cmo_eval.portfolio.engine import opened
from cmo_eval.portfolio.folder import make
from cmo_eval.report import view
from cmo_eval.report.document.language import own_words
from cmo_eval.report.formats import FORMATS
from cmo_eval.site.portfolio import PortfolioSite
from cmo_eval.store.loading import load

AUDIENCES = ("public", "committee", "team")
LIBRARY = {"pdf": "typst", "docx": "docx", "xlsx": "openpyxl"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The evaluation with the words, in a folder whose path is such a word too."""
    return written(tmp_path_factory.mktemp("Quxmachine"), FILES)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The same with very many citations."""
    return written(tmp_path_factory.mktemp("Quxmachine"), MANY)


def written(folder, files):
    root = folder / "evaluation"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def reports():
    """What was reported before, by evaluation, audience and language: the folder and what was said."""
    return {}


@pytest.fixture
def reported(cmo, reports, tmp_path_factory):
    """The report of an evaluation in all formats: a folder for each format with its files, and what was said."""

    def report(root, audience, language):
        said = reports.get((root, audience, language))
        if said is None:
            forms = [form for form in FORMATS if form not in LIBRARY or find_spec(LIBRARY[form])]
            out = tmp_path_factory.mktemp("reported")
            options = ("--format", ",".join(forms), "--audience", audience, "--language", language)
            done = cmo("report", "--project", root, "-o", out / "out", *options)
            assert done.code == 0, done.err
            for form in {*forms} - {"md"}:
                (out / form).mkdir()
                (out / "out" / f"report.{form}").rename(out / form / f"report.{form}")
            (out / "out").rename(out / "md")
            said = reports[root, audience, language] = (out, done.err)
        return said

    return report


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("form", FORMATS)
def test_nobody_sees_more_than_they_may(reported, root, form, audience, language):
    if form in LIBRARY:
        pytest.importorskip(LIBRARY[form])
    out, said = reported(root, audience, language)
    found = everything_in(out / form)
    assert "report." in found
    may = {word.lower() for word in MAY[audience]}
    assert too_much(found, audience) == set()
    assert may - seen(found) - {word.lower() for word in LACKS.get(form, ())} == set(), "what may be seen is not there"
    assert [id_ for id_ in GONE if id_.lower() in found] == []
    assert not any(word.lower() in said.lower() for word in canaries())


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("form", FORMATS)
def test_nobody_sees_more_where_there_is_too_much_to_print(reported, many, form, audience):
    if form in LIBRARY:
        pytest.importorskip(LIBRARY[form])
    out, _ = reported(many, audience, "en")
    found = everything_in(out / form)
    assert too_much(found, audience) == set()
    assert {"quxquoteopen", "quxroleopen"} <= seen(found)
    assert "fg1-1000" in found or form == "pdf"  # where ids stand in narrow columns
    assert "fg1-1003" not in found  # withdrawn


SITE_LACKS = {"quxwhystays"}
"""What a site does not show to anybody."""


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_nobody_finds_more_in_any_file_of_the_site(cmo, root, tmp_path, audience, language):
    out = tmp_path / "site"
    done = cmo("site", "--project", root, "-o", out, "--audience", audience, "--language", language)
    assert done.code == 0, done.err
    names = {path.name for path in out.iterdir()}
    assert {"index.html", "evidence.js", "site.css", "claim-C1.html", "source-FG1.html", "code-rust.html"} <= names
    may = {word.lower() for word in MAY[audience]} - SITE_LACKS | {"quxavoid"}
    for path in out.iterdir():
        assert too_much(f"{path.name}\n{searchable(path.read_bytes())}".lower(), audience) == set(), path.name
    found = everything_in(out)
    assert may - seen(found) == set(), "what may be seen is not there"
    assert [id_ for id_ in GONE if id_.lower() in found] == []
    assert not any(word.lower() in (done.out + done.err).replace(str(out), "").lower() for word in canaries())
    data = searchable((out / "evidence.js").read_bytes())
    assert QUOTED[audience] - {"quxroleonly"} - seen(data) == set(), "the search finds what may be read"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nobody_finds_more_in_the_site_of_many_quotes(cmo, many, tmp_path, audience):
    out = tmp_path / "site"
    done = cmo("site", "--project", many, "-o", out, "--audience", audience)
    assert done.code == 0, done.err
    found = everything_in(out)
    assert too_much(found, audience) == set()
    assert {"quxquoteopen", "quxroleopen"} <= seen(found)
    assert "fg1-1000" in found
    assert "fg1-1003" not in found  # withdrawn


QUOTED = {
    "public": {"quxquoteopen", "quxquotedocument", "quxdocument", "quxroleopen"},
    "committee": {"quxquoteopen", "quxquoterole", "quxroleonly"},
    "team": {"quxquoteopen", "quxquoterole", "quxquoteteam", "quxquotesecret", "quxroleteam"},
}
"""What each audience finds among quotes that are handed on."""
AT_THE_DESK = {"quxpersonid", "quxcoder"}
"""What the team finds among its own quotes beside what a report for it shows: codes of speakers and coders."""


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("form", ["txt", "md", "docx", "xlsx", "csv", "json"])
def test_nobody_finds_more_among_quotes_than_they_may(cmo, root, tmp_path, form, audience):
    if form in LIBRARY:
        pytest.importorskip(LIBRARY[form])
    file = tmp_path / "out" / f"quotes.{form}"
    file.parent.mkdir()
    for more in ((), ("--claim", "C1"), ("--group", "users", "--language", "en")):
        done = cmo("quotes", "--project", root, "-o", file, "--yes", "--audience", audience, *more)
        assert done.code == 0, done.err
        found = everything_in(file.parent)
        assert too_much(found, audience) - (AT_THE_DESK if audience == "team" else set()) == set()
        if "--group" not in more:
            assert QUOTED[audience] - seen(found) == set()
        assert [id_ for id_ in GONE if id_.lower() in found] == []
        assert not any(word.lower() in done.err.lower() for word in canaries())


@pytest.mark.parametrize("audience", AUDIENCES)
def test_template_finds_nothing_more_in_what_it_is_given(root, many, audience):
    for one in (root, many):
        disclosed = disclose(load(one).repository, audience, "en")
        shown = view(disclosed, verify(disclosed), "en")
        given = repr(pickle.loads(pickle.dumps(shown))).lower()  # noqa: S301 - as it goes to the process of templates
        assert too_much(given, audience) == set()
        assert too_much("\n".join(own_words(shown)).lower(), audience) == set()
        assert "quxquoteopen" in given
    assert len(shown.citations) > 2000


def everything_in(folder):
    """All text of the files in a folder and their names, in lower case."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = " ".join(path.relative_to(folder.parent).as_posix() for path in files).lower()
    return "\n".join([names, *(searchable(path.read_bytes()) for path in files)])


def seen(found):
    runs = "\n".join({*re.findall("qux[a-z]*", found)})  # each word is whole in one of them
    return {word for word in {word.lower() for word in canaries()} | {"quxmachine"} if word in runs}


def too_much(found, audience):
    """Words that these readers may not see and that are there."""
    return seen(found) - {word.lower() for word in MAY[audience] | MAY_TOO[audience]}


# ---- a portfolio, packed or unpacked, and its pages ------------------------------------------------------------------


def everything(folder):
    """All that the Parquet files hold, packed and unpacked, and the names of all files."""
    said = []
    with connect() as db:
        for path in sorted(folder.rglob("*")):
            said.append(str(path.relative_to(folder)))
            if path.suffix == ".parquet":
                said.append(path.read_bytes().decode("latin-1"))
                said += [str(row) for row in db.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()]  # noqa: S608
                said += [str(row) for row in db.execute(f"SELECT * FROM parquet_metadata('{path}')").fetchall()]  # noqa: S608
    return "\n".join(said).lower()


@pytest.mark.parametrize("audience", ["public", "committee", "team"])
def test_the_files_hold_nothing_that_an_audience_may_not_see(tmp_path, audience):
    root = written(tmp_path / "one", FILES)
    disclosure = api.disclose(root, audience)
    portfolio = make(tmp_path / "Quxmachine")
    portfolio.add(disclosure.repository, disclosure.root)
    held = everything(portfolio.root / "evaluations")
    found = {word for word in canaries() if word.lower() in held}
    assert found <= MAY[audience] | {"Quxquotedisputed"}
    assert "Quxclaim" in found
    assert {word for word in MAY[audience] if word.startswith("Quxquote")} <= found
    for gone in GONE:
        assert gone.lower() not in held
    with opened(portfolio) as engine:
        for language in ("nl", "en"):
            files = {name: text.decode() for name, text in PortfolioSite(engine, language).files()}
            said = "\n".join(f"{name}\n{text}" for name, text in files.items()).lower()
            shown = {word for word in canaries() if word.lower() in said}
            assert shown <= found
            assert {word for word in MAY[audience] if word.startswith("Quxquote")} <= shown
            assert shown >= {"Quxclaim"}
            assert not any(gone.lower() in said for gone in GONE)
