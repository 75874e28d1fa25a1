"""The pages over a portfolio: from a shared mechanism down to the words and back by links; written whole, or served."""

from __future__ import annotations

import shutil
from html import unescape

import pytest
from small_evaluations import NODE, small
from starlette.testclient import TestClient
from test_questions import folder  # noqa: F401 - a fixture
from test_weighing_columns import filled

from cmo_eval.analysis.completeness import names_of
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.portfolio import engine
from cmo_eval.portfolio import folder as kept
from cmo_eval.portfolio.reading import contents, overview, some_words
from cmo_eval.report.analyses import analyses
from cmo_eval.report.quotes import Quotes
from cmo_eval.site import portfolio
from cmo_eval.site.portfolio import PortfolioSite
from cmo_eval.site.renewing import Renewed
from cmo_eval.store.repository import Stored
from cmo_eval.web.access import Access
from cmo_eval.web.reading import reading
from site_pages import evidence, pages, reached, sound


@pytest.fixture(scope="module")
def sites(folder):  # noqa: F811
    """The files of the site by language."""
    with engine.opened(kept.find(folder)) as db:
        return {language: dict(PortfolioSite(db, language).files()) for language in ("en", "nl")}


@pytest.fixture
def made(sites):
    return sites["en"]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_link_leads_to_a_place_and_every_page_is_reached(sites, language):
    made = sites[language]
    found = sound(made)
    assert reached(found) == found.keys()
    assert {name for name in found if name.startswith("mechanism-")} == {
        f"mechanism-{key}.html" for key in ("mirror", "money", "trust")
    }
    said = b"".join(made[name] for name in found).decode()
    assert "portfolio." not in said.replace("a portfolio.", "").replace("een portfolio.", "")
    assert "None" not in said


def test_a_mechanism_is_walked_down_to_the_words_and_back(made):
    found = pages(made)
    down = ["mechanism-mirror.html", "evaluation-there.html", "pattern-there.P1.html", "source-there.FG1.html"]
    for here, there in zip(["index.html", *down], down, strict=False):
        assert there in {one.partition("#")[0] for one in found[here].links}, (here, there)
    assert "source-there.FG1.html#FG1-002" in found["pattern-there.P1.html"].links
    assert "source-there.FG1.html#FG1-002" in found["mechanism-mirror.html"].links
    quote = made["source-there.FG1.html"].decode().partition("<article id=FG1-002>")[2].partition("</article>")[0]
    for there in ("pattern-there.P1.html", "claim-there.C1.html", "mechanism-mirror.html", "mechanism-money.html"):
        assert f"<a href={there}>" in quote
    assert "About the mechanism: <a href=mechanism-mirror.html>A mirror</a>, <a href=mechanism-money.html>" in quote
    parts = made["pattern-there.P1.html"].decode().split('id="part-')[1:]
    assert [("shown by 1 citation" in one, "denied by 1 citation" in one) for one in parts] == [
        *((True, False), (True, False), (True, False), (True, True)),
    ]
    for here, there in (("claim-there.C1.html", "pattern-there.P1.html"), ("pattern-there.P1.html", down[0])):
        assert there in found[here].links
    assert "mechanism-mirror.html" in found["claim-there.C1.html"].links


def test_what_a_mechanism_says(made):
    said = made["mechanism-mirror.html"].decode()
    assert "<h1>A mirror</h1>" in said
    assert "It shows." in said
    words = said.partition('id="quotes"')[2]
    assert words.index("A part is denied") < words.index("Nothing came of it.") < words.index("It showed all of it.")
    row = said.partition("<tbody>")[2].split("</tr>")
    shown = [next(word for word in ("shown in part", "not shown", "shown") if f">{word}<" in one) for one in row[:-1]]
    assert shown == ["shown in part", "not shown", "shown"]
    assert "No evaluation has a pattern" in made["mechanism-trust.html"].decode()
    cells = made["mechanisms.html"].decode().partition('id="beside"')[2]
    assert [one.partition(" <")[0] for one in cells.split("<div>")[1:]] == [
        *("shown in part", "not shown", "shown", "shown"),
    ]
    assert cells.index("A mirror") < cells.index("money")
    table = made["mechanisms.html"].decode().partition("<tbody>")[2].partition('id="beside"')[0]
    assert [one.split("<")[0] for one in table.split('data-label="Evaluations">')[1:]] == ["2", "1", "0"]


def test_a_search_knows_evaluations_and_mechanisms(made):
    found = evidence(made)
    assert [(row[0], row[1], row[4]) for row in found["rows"]] == [
        ("FG1-001", 0, "here"),
        ("FG1-001", 1, "there"),
        ("FG1-002", 1, "there"),
    ]
    assert [(one[0], one[6]) for one in found["sources"]] == [("here/FG1", 0), ("there/FG1", 1)]
    assert [(one[0], one[3]) for one in found["patterns"]] == [
        ("here/P1", ["mirror"]),
        ("there/P1", ["mirror", "money"]),
    ]
    assert [one[0] for one in found["mechanisms"]] == ["mirror", "money"]
    assert [one[0] for one in found["evaluations"]] == ["here", "there"]
    # stance, claim and pattern, by their numbers
    assert [row[7:10] for row in found["rows"]] == [[0, 0, 0], [0, 2, 1], [2, 2, 1]]
    assert {"A mirror", "there/C1"} <= {one[place] for one in found["things"] for place in (1, 2)}
    assert found["says"]["things"] == "Elsewhere in the portfolio"


@pytest.fixture(scope="module")
def chance():
    """Small evaluations by chance, every other one for the public, and a portfolio of them in memory."""
    shown = [disclose(small(seed), ("team", "public")[seed % 2]) for seed in (*range(1, 10), 16, 34)]
    db = filled(shown)
    yield shown, engine.Duck(db)
    db.close()


def test_quotes_are_those_of_a_report(chance):
    shown, db = chance
    left_out, held_back, names = (
        set(),
        set(),
        "id source kind group text held_back stance claim other pattern parts lacks left_out case",
    )
    for one, found in zip(shown, contents(db, [one.evaluation.id for one in shown], "en"), strict=True):
        weighed = verify(one)
        told = Quotes(one, "en", names_of(one.evaluation)).all(weighed, analyses(one, weighed).evidence)
        rows = [
            {tuple(getattr(quote, name) for name in names.split()) for quote in side} for side in (told, found.quotes)
        ]
        results = {(row["citation"], row["claim"]) for row in found.results if row["left_out"]}
        assert rows[1] <= rows[0]
        assert {(row[0], row[7]) for row in rows[0] - rows[1]} <= results  # these a report has among the quotes
        left_out |= {quote.left_out for quote in found.quotes}
        held_back |= {quote.held_back for quote in found.quotes}
        for pattern in found.patterns.values():
            assert pattern.context == one.patterns[pattern.id].context
        for id_, claim in found.claims.items():
            assert claim["weighed"] == one.claims[id_].version(claim["version"]).statement
    assert held_back == {True, False}
    assert left_out >= {"", "disputed", "below_quality", "own_origin", "other_version"}


def test_pages_of_claims_say_what_the_tables_hold(chance, monkeypatch):
    monkeypatch.setattr(portfolio, "_BESIDE", 2)
    _, db = chance
    found, dutch = dict(PortfolioSite(db, "en").files()), PortfolioSite(db, "nl")
    sound(found)
    assert b'id="beside"' not in found["mechanisms.html"]
    for evaluation, claim, verdict, reason, reason_nl, decision in db.rows(
        "SELECT evaluation, claim, verdict, reason, reason_nl, decision FROM verdicts ORDER BY evaluation"
    ):
        said = unescape(found[f"claim-{evaluation}.{claim}.html"].decode())
        conclusion = said.partition('id="conclusion"')[2].partition("<dl")[0]
        assert (f'<span class="verdict {decision}">' in conclusion) == (decision is not None)
        assert f'<dd><span class="verdict {verdict}">' in said
        assert reason[:1].upper() + reason[1:] in said
        in_dutch = unescape(dutch.file(f"claim-{evaluation}.{claim}.html").decode())
        assert reason_nl[:1].upper() + reason_nl[1:] in in_dutch
        assert reason != reason_nl
        row = unescape(found["claims.html"].decode()).partition(f"<a href=claim-{evaluation}.{claim}.html")[2]
        cell = row.partition("<td")[2].partition("</td>")[0]
        assert f'<span class="verdict {decision or verdict}">' in cell
        assert ("by the rules: " in cell) == (decision not in {None, verdict})
        assert ("proposed by the rules" in cell) == (decision is None and verdict != "undecided")
    every = b"".join(found.values()).decode()
    assert "Cases in which a pattern of the claim was at work" in every
    assert "K3.G1" in every
    assert "b class=" in every.partition("K3.G1")[2][:20]


def test_some_words_are_of_different_voices_and_those_against_stand_apart():
    db = filled([disclose(small(1), "team")])
    db.execute("UPDATE evaluations SET held_back = 0")  # so nothing is; some have no words
    for table in ("citations", "weighed", "instances"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    db.execute(
        "INSERT INTO instances BY NAME SELECT 'e1' AS evaluation, 'm' AS mechanism, unnest(['P1', 'P2']) AS pattern"
    )
    rows = [
        *(("a1", "v1", 3, False, "x"), ("a2", "v1", 3, False, "x"), ("a3", "v2", 1, False, "x")),
        *(
            ("a4", "v3", 3, False, None),
            ("a5", "v3", 0, False, "x"),
            ("a6", "v4", 3, False, None),
            ("b1", "v1", 2, True, "x"),
        ),
    ]
    for id_, voice, quality, lacks, quote in rows:
        about = f"'e1' AS evaluation, '{id_}' AS citation, 'S1' AS source, '{voice}' AS voice, {quality} AS quality"
        words = "NULL" if quote is None else f"'{quote}'"
        db.execute(
            f"INSERT INTO citations BY NAME SELECT {about}, 'interview' AS kind, true AS verbatim, {words} AS quote"
        )
        for pattern in ("P1", "P2"):  # what is said about two patterns of it is told once
            said = f"'{pattern}' AS pattern, false AS absence, {lacks} AND pattern = 'P2' AS lacks_outcome"
            db.execute(f"INSERT INTO weighed BY NAME SELECT {about}, {said}")
    duck = engine.Duck(db)
    told = some_words(duck, overview(duck), "m", 5, "en")["e1"]
    db.close()
    assert [(quote.id, quote.held_back) for quote in told.others] == [
        *(("a1", False), ("a3", False), ("a5", False), ("a2", False), ("a6", False)),
    ]
    assert [quote.id for quote in told.denying] == ["b1"]
    assert (told.citations, told.others[0].pattern) == (7, "P1")


def test_an_id_in_a_text_is_of_its_own_evaluation():
    one, other = small(1), small(2)
    quote = one.citations[0]
    for place, text in enumerate((f"As e2, P2 and {quote.id} say.", "As S99 says.")):
        claim = one.stored_claims[place].record
        versions = tuple(each.model_copy(update={"statement": text}) for each in claim.versions)
        one.stored_claims[place] = Stored(claim.model_copy(update={"versions": versions}), "", NODE)
    db = filled([disclose(one, "team"), disclose(other, "team")])
    db.execute("INSERT INTO mechanisms VALUES ('P2', 'A key like an id', NULL, NULL)")
    made = dict(PortfolioSite(engine.Duck(db), "nl").files())
    db.close()
    said = made["claim-e1.C1.html"].decode()
    place = f"source-e1.{quote.source}.html#{quote.id}"
    links = f"<a href=evaluation-e2.html>e2</a>, <a href=pattern-e1.P2.html>P2</a> and <a href={place}>{quote.id}</a>"
    assert f"As {links} say." in said
    assert "As S99 says." in made["claim-e1.C2.html"].decode()
    assert "In favour" not in said  # what the rules say is in English alone


def test_what_is_too_much_is_not_written_and_shown_a_page_at_a_time(folder, monkeypatch, cmo):  # noqa: F811
    monkeypatch.setattr(portfolio, "MOST", 2)
    done = cmo("portfolio", "site", "--portfolio", folder, "-o", folder / "out")
    assert done.code == 3
    assert "a site of 3 citations would be too large" in done.err
    assert "portfolio open" in done.err
    assert not (folder / "out").exists()
    with engine.opened(kept.find(folder)) as db:
        site = PortfolioSite(db, "en")
        assert site.file("quotes.html") is site.file("evidence.js") is None
        assert b"too many quotes to be searched" in site.file("index.html")
        assert b"quotes.html" not in site.file("claim-there.C1.html")


def test_it_is_written_the_same_and_replaced_whole(folder, cmo, tmp_path):  # noqa: F811
    words = ("portfolio", "site", "--portfolio", folder, "-o", tmp_path / "site")
    assert cmo(*words, "--dry-run").out.startswith("would write ")
    assert not (tmp_path / "site").exists()
    done = cmo(*words)
    assert (done.code, done.out.startswith("wrote ")) == (0, True)
    before = {path.name: path.read_bytes() for path in (tmp_path / "site").iterdir()}
    (tmp_path / "site/CNAME").write_text("example.org")
    (tmp_path / "site/claim-gone.html").write_bytes(before["index.html"])
    assert "took away 1 of an earlier site" in cmo(*words).out
    after = {path.name: path.read_bytes() for path in (tmp_path / "site").iterdir()}
    assert after == before | {"CNAME": b"example.org"}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/index.html").write_text("mine")
    assert cmo(*words[:-1], tmp_path / "mine").code == 2
    assert (tmp_path / "mine/index.html").read_text() == "mine"


# ---- served ----


@pytest.fixture
def shown(folder):  # noqa: F811
    with Renewed(kept.find(folder), "en") as found:
        yield found


def test_the_pages_are_served_to_the_browser_with_the_token_alone(shown, monkeypatch):
    log = []
    access = Access(reading(shown.file, "index.html"), 8137, log.append)
    client = TestClient(access, base_url="http://127.0.0.1:8137")
    assert client.get("/mechanism-mirror.html").status_code == 403
    assert log == ["refused (403): a request without the token"]
    place = shown.address("there/FG1-002")
    assert place == "source-there.FG1.html#FG1-002"
    assert access.address(f"/{place}").endswith("#FG1-002")
    answer = client.get(access.address(f"/{place}").partition("#")[0])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Nothing came of it." in answer.text
    assert client.get("/").text == client.get("/index.html").text
    for name, kind in (("site.css", "text/css"), ("evidence.js", "text/javascript")):
        assert client.get(f"/{name}").headers["content-type"].startswith(kind)
    assert client.get("/favicon.ico").status_code == 204
    for name in ("nothing.html", "claim-there.C9.html", "../mechanisms.yaml", ".cmo-eval/portfolio.duckdb"):
        assert client.get(f"/{name}").status_code == 404
    assert client.post("/index.html", json={}, headers={"origin": "http://127.0.0.1:8137"}).status_code == 405

    def broken(*_):
        raise CmoEvalError("it cannot be read", "mend it")

    monkeypatch.setattr(kept.Portfolio, "stamps", broken)
    answer = client.get("/index.html")
    assert (answer.status_code, answer.text) == (503, "it cannot be read\nmend it")


def test_what_comes_in_appears_and_what_goes_is_gone(folder, tmp_path):  # noqa: F811
    shutil.copytree(folder, tmp_path / "all")
    here = kept.find(tmp_path / "all")
    with Renewed(here, "nl") as found:
        assert b"Portfolio van 2 evaluaties" in found.file("index.html")
        here.remove("there")
        assert b"Portfolio van 1 evaluatie<" in found.file("index.html")
        assert found.file("evaluation-there.html") is None


def test_open_says_of_a_portfolio_how_it_is_opened(folder, cmo):  # noqa: F811
    done = cmo("open", "--no-browser", cwd=folder)
    assert (done.code, "`cmo-eval portfolio open` shows it" in done.err) == (2, True)


def test_what_is_opened_first_is_called_by_key_or_place(shown):
    assert shown.address("mirror") == "mechanism-mirror.html"
    assert shown.address("here") == "evaluation-here.html"
    assert shown.address("here/C2") == "claim-here.C2.html"
    for what, said in (("mirrors", "mirror"), ("here/C9", "EVALUATION/ID"), ("nowhere/FG1-001", "EVALUATION/ID")):
        with pytest.raises(UsageError) as error:
            shown.address(what)
        assert said in f"{error.value.message} {error.value.hint}"
