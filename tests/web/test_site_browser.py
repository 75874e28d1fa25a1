"""Sites in a real browser, opened from disk: search, filters in the address, no scripts, narrow and dark."""

from __future__ import annotations

import re

import pytest

from cmo_eval import api
from cmo_eval.__main__ import main
from cmo_eval.portfolio.engine import opened
from cmo_eval.portfolio.folder import make
from cmo_eval.report import house
from cmo_eval.report.document.markdown import document
from cmo_eval.report.formats.html import html_bytes
from cmo_eval.report.templates.files import House
from cmo_eval.site import write_site
from cmo_eval.site.portfolio import PortfolioSite


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The public site of the demo in both languages."""
    root = tmp_path_factory.mktemp("site")
    for arguments in (
        ("init", "--demo", str(root / "demo")),
        *(("site", "--project", str(root / "demo"), "-o", str(root / one), "--language", one) for one in ("nl", "en")),
    ):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("sys.argv", ["cmo-eval", *arguments])
            with pytest.raises(SystemExit) as ended:
                main()
            assert not ended.value.code
    return root


PAGES = (
    *("index.html", "answer-Q1.html", "recommendation-A3.html", "claims.html", "claim-C2.html", "patterns.html"),
    *("pattern-P03.html", "cases.html", "case-K2.html", "sources.html", "source-FG1.html", "quotes.html#q=coach"),
    *("codes.html", "code-keys.html", "method.html", "quotes.html#code=keys"),
)


@pytest.fixture(scope="module")
def shared(sites):
    """The site over a portfolio that has the demo in it, of which two patterns are an instance of one mechanism."""
    pytest.importorskip("duckdb")
    root = sites / "shared"
    for path in (sites / "demo/patterns").iterdir():
        text = re.sub(r"^instance_of: .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        named = "instance_of: outsider\n" if path.name[:3] in {"P01", "P03"} else ""
        path.write_text(text + named, encoding="utf-8")
    disclosure = api.admit(sites / "demo")
    portfolio = make(root)
    portfolio.add(disclosure.repository, disclosure.root)
    (root / "mechanisms.yaml").write_text("mechanisms: {outsider: Who is of neither side}\n", encoding="utf-8")
    with opened(portfolio) as engine:
        write_site(sites / "en-shared", dict(PortfolioSite(engine, "en").files()))
    return sites


def at(sites, page, language="en"):
    return f"file://{sites}/{language}/{page}"


@pytest.mark.parametrize(("width", "dark", "language"), [(1400, False, "en"), (360, True, "nl")])
def test_every_page_is_sound_in_every_window(browse, axe, complaints, sites, width, dark, language):
    page = browse(width=width, dark=dark, bypass_csp=True)
    for one in PAGES:
        page.goto(at(sites, one, language))
        assert axe(page) == [], one
        # axe asks for the style sheet, which no page from disk may
        complaints[:] = [said for said in complaints if "/site.css" not in said]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), one
    page.goto(at(sites, "claim-C2.html"))
    drawn = page.locator("svg.chain")
    shown = [one.get_attribute("class").split()[1] for one in drawn.all() if one.is_visible()]
    assert shown == ["narrow" if width == 360 else "wide"]


BROKEN = """() => [...document.querySelectorAll('td, th')].flatMap((cell) => {
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  while (text.nextNode()) for (const word of text.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
    const range = document.createRange();
    range.setStart(text.currentNode, word.index);
    range.setEnd(text.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1) found.push(word[0]);
  }
  return found;
})"""


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_words_in_tables_of_a_report_are_whole_and_a_table_that_is_too_wide_scrolls(browse, tmp_path, width):
    row = " | ".join(["**genuanceerd**", "tegenspraak door 1 stem", "CB2", "interview", "Een lange zin. " * 9])
    text = f"# T\n\n| Conclusie | Wat ertegen pleit | Id | Soort | Omdat |\n|{' --- |' * 5}\n| {row} |\n"
    looks = House(house(None).css + "body { font-family: DejaVu Sans, Verdana; }")
    (tmp_path / "report.html").write_bytes(html_bytes(document(text, "T", "nl"), {}, looks))
    page = browse(width=width)
    page.goto((tmp_path / "report.html").as_uri())
    assert page.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = page.locator(".table")
    assert table.evaluate("one => one.scrollWidth > one.clientWidth") == (width < 800)
    assert table.evaluate("one => getComputedStyle(one).backgroundAttachment") == "local, local, scroll, scroll"


def test_from_a_recommendation_to_the_words_and_back(page, sites):
    page.goto(at(sites, "index.html"))
    page.get_by_role("link", name="A3", exact=True).click()
    page.locator("svg.chain.wide .citation a").first.click()
    assert "source-" in page.url
    target = page.locator("article:target")
    assert target.locator("blockquote").count() == 1
    target.get_by_role("link", name="recommendation A3").click()
    page.wait_for_load_state()
    assert page.url.endswith("recommendation-A3.html")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/recommendation-A2.html")


def test_what_is_asked_for_stands_in_the_address(page, sites):
    page.goto(at(sites, "claim-C2.html"))
    page.get_by_role("searchbox").fill("CAFÉ")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/quotes.html?q=*")
    assert page.locator("#found").inner_text() == "1 quote"
    assert page.locator("#results mark").first.inner_text() == "café"
    page.get_by_label("Search in the evidence").fill("cafe")
    page.wait_for_url("**#q=cafe")
    assert page.locator("#found").inner_text() == "1 quote"
    page.get_by_label("Search in the evidence").fill("")
    page.get_by_label("Claim").select_option("C2")
    page.get_by_label("Stance").select_option("nuances")
    page.wait_for_url("**#claim=C2&stance=nuances")
    some = page.locator("#found").inner_text()
    page.goto("about:blank")
    page.goto(at(sites, "quotes.html#claim=C2&stance=nuances"))
    assert page.locator("#found").inner_text() == some
    assert page.get_by_label("Stance").input_value() == "nuances"
    assert {one.inner_text() for one in page.locator("#results b").all()} >= {"nuances"}
    for one in page.locator("#results .piece").all():
        assert "C2" in one.inner_text()
    page.locator("#results .whose a").first.click()
    assert page.locator("article:target").count() == 1


def test_a_search_without_anything_says_so(page, sites):
    page.goto(at(sites, "quotes.html#q=zzzz"))
    assert "No quote fits" in page.locator("#found").inner_text()
    page.goto(at(sites, "quotes.html#q=%3Cb%3E&claim=nothing"))
    assert "No quote fits" in page.locator("#found").inner_text() or page.locator("#results b").count() == 0


def test_without_scripts_all_but_the_search_works(browse, sites):
    page = browse(java_script_enabled=False)
    page.goto(at(sites, "index.html"))
    assert not page.locator(".seek").is_visible()
    page.get_by_role("link", name="Quotes", exact=True).click()
    assert page.get_by_text("Searching and filtering need scripts").is_visible()
    page.locator("#by-source a").first.click()
    assert page.locator("article").count() > 0


def test_words_that_are_held_back_are_not_in_the_search(page, sites):
    page.goto(at(sites, "quotes.html#source=CI1"))
    assert page.locator("#results .closed").count() > 0
    assert page.evaluate("evidence.rows.filter((row) => row[0].startsWith('CI1') && row[3] === '').length") > 0


def test_quotes_of_a_code_can_be_asked_for(page, sites):
    page.goto(at(sites, "codes.html"))
    number = page.get_by_role("row").filter(has_text="Keys handed over").locator("td.number").inner_text()
    page.goto(at(sites, "quotes.html"))
    page.locator("select[name=code]").select_option("keys")
    page.wait_for_url("**#code=keys")
    assert page.locator("#found").inner_text() == f"{number} quotes"
    page.get_by_role("link", name="Keys handed over", exact=True).first.click()
    page.wait_for_url("**/code-keys.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Keys handed over"


def test_a_mechanism_is_walked_down_to_the_words_and_back(browse, axe, complaints, shared):
    page = browse(width=360, dark=True, bypass_csp=True)
    page.goto(at(shared, "index.html", "en-shared"))
    for name, address in (
        ("Who is of neither side", "mechanism-outsider.html"),
        ("Warm Welcome 2022-2024 (a fictional demo evaluation)", "evaluation-warm-welcome.html"),
        ("P03 Cover makes the desk dare", "pattern-warm-welcome.P03.html"),
        ("FG1-004", "source-warm-welcome.FG1.html#FG1-004"),
    ):
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_url(f"**/{address}")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    quote = page.locator("article:target")
    assert "hang up a poster" in quote.inner_text()
    quote.get_by_role("link", name="Who is of neither side").click()
    page.wait_for_url("**/mechanism-outsider.html")
    page.get_by_role("link", name="Filter these quotes").click()
    page.wait_for_url("**/quotes.html#mechanism=outsider")
    number = int(page.locator("#found").inner_text().split()[0])
    assert 10 < number < 38
    page.get_by_label("Evaluation").select_option("warm-welcome")
    assert page.locator("#found").inner_text() == f"{number} quotes"
    page.get_by_label("Stance").select_option("nuances")
    page.wait_for_url("**#mechanism=outsider&evaluation=warm-welcome&stance=nuances")
    assert int(page.locator("#found").inner_text().split()[0]) < number
    assert page.locator("#results blockquote").first.get_attribute("lang") == "en"
    assert axe(page) == []
    complaints[:] = [said for said in complaints if "/site.css" not in said]  # axe asks for it, which no page may


def test_of_many_quotes_one_goes_on_with_those_that_are_shown_next(page, evaluation):
    entry = "  - {{id: FG1-{0:03}, quote: Value {0}., evidence: [{{supports: C1}}]}}\n"
    many = "coder: AB\ncitations:\n" + "".join(entry.format(number) for number in range(1, 91))
    root = evaluation({"sources/FG1.citations.yaml": many})
    site = root.parent / "many"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.argv", ["cmo-eval", "site", "--project", str(root), "-o", str(site), "--audience", "team"])
        with pytest.raises(SystemExit):
            main()
    page.goto(f"file://{site}/quotes.html#q=value")
    for shown in (40, 80):
        assert page.locator("#results .piece").count() == shown
        page.get_by_role("button", name="Show more").press("Enter")
        assert page.evaluate("document.activeElement.textContent") == f"FG1-{shown + 1:03}"
    assert page.locator("#results .piece").count() == 90
