"""A claim decided in the browser by keys alone; what changed meanwhile is shown first, and nothing typed is lost."""

import pytest

from cmo_eval import api

CLAIM = "claims/C1-value.yaml"
CITATIONS = "sources/FG1.citations.yaml"
LENIENT = "policy: {verdict: {min_sources: 1, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
AGAINST = "  - {id: FG1-002, quote: It changed nothing., speaker: r1, evidence: [{refutes: C1}]}\n"
WHY = "They saw it, and nobody denies it."


@pytest.fixture
def root(evaluation):
    return evaluation({"evaluation.yaml+": LENIENT})


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def fill_in(page, why=WHY):
    """The form filled in by keys alone, from the link above it on."""
    press(page, "d", "Space", "Tab", "Tab")  # the first verdict is taken, and what it sets aside left empty
    page.keyboard.type(why)
    press(page, "Tab", "A", "Tab", "C")


def test_a_claim_is_decided_by_keys_alone(page, opened, root):
    program = opened(root, "C1")
    page.goto(program.address)
    press(page, "j")
    page.wait_for_function("document.activeElement.textContent === 'FG1-001'")
    fill_in(page)
    page.get_by_text("Nothing is lacking.").wait_for()
    press(page, "Control+Enter")
    page.get_by_text("C1 is decided: holds (as proposed)").wait_for()
    (decision,) = api.load(root).claims["C1"].decisions
    assert (decision.verdict, decision.by, decision.second_reader, decision.rationale) == ("holds", "AB", "CD", WHY)
    page.wait_for_function("document.activeElement.id === 'decision'")
    assert page.locator("#rationale").input_value() == ""


def test_what_is_refused_says_why_and_stays(page, opened, root, complaints):
    more = "  - {id: FG1-002, quote: So did we., speaker: r1, evidence: [{supports: C1}]}\n"
    (root / CITATIONS).write_text((root / CITATIONS).read_text("utf-8") + more, "utf-8")
    program = opened(root, "C1")
    page.goto(program.address)
    page.get_by_role("radio", name="rejected").check()
    page.get_by_text("Sets aside: this stands against 'rejected'").wait_for()
    page.locator("#rationale").fill(WHY)
    page.get_by_text("Not yet: a decision on C1 needs who decides and a second reader.").wait_for()
    page.locator("#by").select_option("AB")
    page.locator("#second_reader").select_option("CD")
    page.get_by_role("button", name="Decide").press("Enter")
    page.get_by_text("Not written: 'rejected' has FG1-001, FG1-002 against it, not set aside").wait_for()
    page.wait_for_timeout(500)  # what was still asked about the form says nothing any more
    assert page.get_by_text("Not written: 'rejected' has FG1-001, FG1-002 against it").is_visible()
    assert page.evaluate("document.activeElement.id") == "take"
    assert page.locator("#rationale").input_value() == WHY
    assert "422" in complaints.pop()
    page.get_by_role("button", name="All 2 of them").click()
    page.get_by_text("Nothing is lacking.").wait_for()
    assert page.get_by_label("FG1-002 So did we.").is_checked()
    page.get_by_role("radio", name="undecided").check()
    assert page.get_by_label("FG1-001 We saw it on the table.").is_hidden()
    assert api.load(root).claims["C1"].decisions == ()


def test_what_changed_meanwhile_is_shown_and_what_was_typed_stays(page, opened, root, complaints):
    program = opened(root, "C1")
    page.goto(program.address)
    fill_in(page)
    file = root / CITATIONS
    file.write_text(file.read_text("utf-8") + AGAINST, "utf-8")
    page.wait_for_timeout(2000)  # the page looks at the files meanwhile, and must not take over what is being typed
    assert page.locator("#rationale").input_value() == WHY
    assert page.locator("#aside-holds-FG1-002").count() == 0
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("heading", name="This changed while you were deciding").wait_for()
    assert "FG1-002 refutes" in page.locator("#changed").inner_text()
    page.wait_for_function("document.activeElement.id === 'changed'")
    assert "It changed nothing." in page.locator(".sides").inner_text()
    assert page.locator("#rationale").input_value() == WHY
    assert page.get_by_role("radio", name="holds").is_checked()
    assert "409" in complaints.pop()
    assert api.load(root).claims["C1"].decisions == ()
    page.locator("#aside-holds-FG1-002").check()
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("C1 is decided: holds").wait_for()
    assert api.load(root).claims["C1"].decision.sets_aside == ("FG1-002",)


def test_claims_and_patterns_are_read_one_after_the_other_by_keys(page, opened, root):
    (root / "claims/C2-other.yaml").write_text((root / CLAIM).read_text("utf-8").replace("id: C1", "id: C2"), "utf-8")
    program = opened(root, "C1")
    page.goto(program.address)
    press(page, "n")
    page.wait_for_url("**/claims/C2")
    press(page, "p")
    page.wait_for_url("**/claims/C1")
    page.goto(program.at("/patterns/P1"))
    press(page, "j", "j")
    page.wait_for_function("document.activeElement.closest('section').className === 'box reasoning'")


def test_without_anything_typed_the_page_follows_the_files(page, opened, root):
    program = opened(root, "C1")
    page.goto(program.address)
    file = root / CITATIONS
    file.write_text(file.read_text("utf-8") + AGAINST, "utf-8")
    page.locator(".sides").get_by_text("It changed nothing.").wait_for()
    page.goto(program.at("/"))
    row = page.get_by_role("row", name="C1 Value comes first")
    file.write_text(file.read_text("utf-8").replace("refutes", "nuances"), "utf-8")
    row.get_by_text("FG1").wait_for()
    page.get_by_text("Nothing is wrong with the files.").wait_for()


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1400, False)])
def test_nothing_stands_in_the_way_of_whoever_does_not_see_it(browse, axe, opened, root, width, dark):
    (root / CITATIONS).write_text((root / CITATIONS).read_text("utf-8") + AGAINST, "utf-8")
    program = opened(root)
    page = browse(width=width, dark=dark)
    page.goto(program.address)
    for path in ("/", "/claims/C1", "/patterns", "/patterns/P1"):
        page.goto(program.at(path))
        if path == "/":
            page.get_by_text("Nothing is wrong with the files.").wait_for()
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        if path == "/claims/C1":
            page.get_by_role("radio", name="holds").check()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
