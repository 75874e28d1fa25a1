"""A second coder codes what they were given, and what differs is settled: with keys alone, in a real browser."""

import pytest
import yaml
from coded_twice import FILES

THEIRS = "sources/FG1.citations.CD.yaml"
AGREED = "sources/FG1.citations.yaml"


def claims(number):
    """So many claims, the first of which has two versions, a pattern and a rival."""
    first = """\
id: C1
title: Value comes first
questions: [Q1]
for: [staff]
versions:
  - {version: 1, statement: Value came before cost.}
  - {version: 2, statement: Value came before cost where somebody asked., why: words}
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
rivals: [{id: R1, text: It was the weather}]
"""
    more = {
        f"claims/C{place}-more.yaml": f"""\
id: C{place}
title: Claim number {place} on {"pay" if place == 12 else "work"}
questions: [Q1]
for: [staff]
versions: [{{version: 1, statement: Number {place}.}}]
criteria: {{researchable: a, refutable: b, relevant: c, addressed: d}}
"""
        for place in range(2, number + 1)
    }
    return {"claims/C1-value.yaml": first, **more}


@pytest.fixture
def at_work(evaluation, opened, page):
    """Open a page of an evaluation with so many claims: gives the folder and the page."""

    def work(path, number=2):
        root = evaluation({**FILES, **claims(number)})
        program = opened(root)
        page.goto(program.address)
        page.goto(f"http://127.0.0.1:{program.port}{path}")
        return root, page

    return work


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, selector, most=60):
    """Go on with Tab to what the selector names."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not come to {selector}")


def ready(page, citation):
    """Wait until the form of that citation has the focus."""
    page.wait_for_function(
        "id => document.querySelector('.coding')?.dataset.citation === id && document.activeElement.matches('.stance')",
        arg=citation,
    )


def entry(root, file, id_):
    return next(one for one in yaml.safe_load((root / file).read_text("utf-8"))["citations"] if one["id"] == id_)


def test_given_citations_are_coded_one_after_another_with_keys_alone(at_work):
    root, page = at_work("/coders")
    before = (root / THEIRS).read_bytes()
    tab_to(page, "#coder")
    page.keyboard.type("CD")
    press(page, "Tab", "Enter")
    page.wait_for_url("**/coders?coder=CD")
    tab_to(page, "a[href='/coders/CD/FG1']")
    press(page, "Enter")
    ready(page, "FG1-003")
    press(page, "n", "p", "x", "a", "a")  # nuances C1, its pattern: context shown, reasoning denied
    press(page, "c")
    page.keyboard.type("eenm")
    press(page, "Enter")
    page.keyboard.type("trust")
    press(page, "Enter", "Backspace", "Escape", "q", "ArrowDown", "m")
    page.keyboard.type("a doubt")
    press(page, "Control+Enter")
    page.wait_for_selector("text=3 of 3 coded")
    made = entry(root, THEIRS, "FG1-003")
    assert made["evidence"] == [
        {"nuances": "C1", "version": 2, "pattern": "P1", "parts": ["context"], "lacks": ["reasoning"]}
    ]
    assert (made["codes"], made["quality"], made["memo"]) == (["worry"], "report", "a doubt")
    ready(page, "FG1-001")
    press(page, "j")
    ready(page, "FG1-002")
    press(page, "k")
    ready(page, "FG1-001")
    press(page, "Control+Enter")  # as it is, and on
    ready(page, "FG1-002")
    press(page, "Control+z")
    page.wait_for_selector("text=2 of 3 coded")
    assert (root / THEIRS).read_bytes() == before


def test_what_differs_is_settled_one_by_one_with_keys_alone(at_work):
    root, page = at_work("/coders/FG1/side-by-side")
    before = (root / AGREED).read_bytes()
    page.wait_for_selector("#which >> text=FG1-001")
    press(page, "2")  # nobody said who settles it
    page.wait_for_function("document.activeElement.id === 'by'")
    assert (root / AGREED).read_bytes() == before
    page.keyboard.type("EF")
    tab_to(page, ".take")
    press(page, "2")
    page.wait_for_selector("#which >> text=FG1-CD-001")  # what is open next
    settled = entry(root, AGREED, "FG1-001")
    assert settled["quality"] == "report"
    assert settled["adjudicated"]["by"] == "EF"
    page.wait_for_function("document.activeElement.matches('.take')")
    press(page, "1")
    page.wait_for_selector("text=Nothing is open")
    assert entry(root, AGREED, "FG1-CD-001")["quote"] == "Nobody had asked for it."
    press(page, "Control+z")
    page.wait_for_selector("#which >> text=FG1-CD-001")
    press(page, "Control+z")
    page.wait_for_selector("#which >> text=FG1-001")
    assert (root / AGREED).read_bytes() == before
    press(page, "j")
    page.wait_for_url("**citation=FG1-CD-001&by=EF")
    page.wait_for_selector("#which >> text=FG1-CD-001")
    press(page, "k")
    page.wait_for_url("**citation=FG1-001&by=EF")
    page.wait_for_load_state("networkidle")
    press(page, "e", "r", "Control+Enter")
    page.wait_for_selector("#which >> text=FG1-CD-001")
    settled = entry(root, AGREED, "FG1-001")
    assert settled["evidence"] == [{"refutes": "C1", "pattern": "P1", "parts": ["resource", "reasoning"]}]
    assert "quality" not in settled  # the file presets it


def test_what_changed_under_the_page_is_told_and_nothing_typed_is_lost(at_work, complaints):
    root, page = at_work("/coders/CD/FG1")
    ready(page, "FG1-003")
    press(page, "r", "m")
    page.keyboard.type("mine")
    file = root / THEIRS
    changed = file.read_text("utf-8").replace(
        "{id: FG1-003, evidence: [], codes: []}", "{id: FG1-003, quality: opinion, codes: [plan], coded: 2025-01-21}"
    )
    file.write_text(changed, "utf-8")
    press(page, "Control+Enter")
    page.wait_for_selector("dialog >> text=plan; opinion")
    press(page, "Tab", "Enter")  # not yet
    page.wait_for_selector("dialog", state="detached")
    assert page.input_value(".memo-text") == "mine"
    assert file.read_text("utf-8") == changed
    press(page, "Control+Enter")
    page.wait_for_selector("dialog >> text=plan; opinion")
    press(page, "Enter")
    page.wait_for_selector("text=3 of 3 coded")
    made = entry(root, THEIRS, "FG1-003")
    assert made["memo"] == "mine"
    assert made["evidence"] == [{"refutes": "C1", "version": 2}]
    assert all("409" in line for line in complaints)
    complaints.clear()


def test_among_twenty_claims_one_is_found_by_typing_and_several_stances_are_held(at_work):
    root, page = at_work("/coders/CD/FG1", number=20)
    ready(page, "FG1-003")
    press(page, "s", "1")  # and the code that was given last
    page.click(".find-claim")
    page.keyboard.type("pay")
    assert page.locator(".claim-to-hold:visible").count() == 2  # what is held stays in sight
    press(page, "Enter", "g")
    page.select_option(".claim-to-hold[data-claim=C12] .suggested", "C3")
    page.fill(".find-claim", "")
    page.click(".claim-to-hold[data-claim=C1] .another")
    page.click(".claim-to-hold[data-claim=C1] .held-one:last-child [data-pattern=P1]")
    page.click(".claim-to-hold[data-claim=C1] .held-one:last-child [data-part=outcome] .denied")
    page.click(".claim-to-hold[data-claim=C1] .held-one:last-child [data-rival=R1]")
    page.click(".claim-to-hold[data-claim=C1] .held-one:first-child [data-version='1']")
    page.click(".quality-given input[value=opinion]")
    page.click("#save")
    page.wait_for_selector("text=3 of 3 coded")
    made = entry(root, THEIRS, "FG1-003")
    assert made["evidence"] == [
        {"supports": "C1"},
        {"supports": "C1", "version": 2, "pattern": "P1", "lacks": ["outcome"], "favours": "R1"},
        {"suggests": "C3", "instead_of": "C12"},
    ]
    assert made["codes"] == ["trust"]
    page.goto(page.url.partition("?")[0] + "?citation=FG1-003")
    ready(page, "FG1-003")
    assert page.locator(".held-one").count() == 3
    with page.expect_navigation():  # to what comes next
        press(page, "Control+Enter")  # what is shown is what the file says
    assert entry(root, THEIRS, "FG1-003")["evidence"] == made["evidence"]


def test_a_stance_on_a_claim_that_is_gone_is_kept_until_somebody_takes_it_out(at_work):
    root, page = at_work("/coders/CD/FG1?citation=FG1-001")
    ready(page, "FG1-001")
    file = root / THEIRS
    gone = file.read_text("utf-8").replace("nuances: C1", "nuances: C7")
    file.write_text(gone, "utf-8")
    page.wait_for_selector("text=It nuances C7, and there is no such claim.")
    press(page, "m")
    page.keyboard.type("a doubt")
    press(page, "Control+Enter")
    ready(page, "FG1-002")
    assert entry(root, THEIRS, "FG1-001")["evidence"] == [{"nuances": "C7"}]
    press(page, "k")
    ready(page, "FG1-001")
    page.click("text=Take that out")
    press(page, "Control+Enter")
    ready(page, "FG1-002")
    assert "evidence" not in entry(root, THEIRS, "FG1-001")


@pytest.mark.parametrize(("width", "dark"), [(1400, False), (360, True)])
def test_nothing_stands_in_the_way_of_anybody(browse, opened, evaluation, axe, width, dark):
    program = opened(evaluation({**FILES, **claims(8)}))
    page = browse(width=width, height=850, dark=dark)
    page.goto(program.address)
    for path, last in (
        ("/coders?coder=CD", ".by-source"),
        ("/coders/CD/FG1?citation=FG1-001", ".is-held"),
        ("/coders/FG1/side-by-side?by=EF", ".compared"),
    ):
        page.goto(f"http://127.0.0.1:{program.port}{path}")
        page.wait_for_selector(last)
        if "side" in path:
            press(page, "e")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
