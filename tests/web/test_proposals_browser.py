"""What a language model proposed is looked at one by one, with keys and with the mouse, in a real browser."""

import json

import pytest
import yaml
from test_proposals_page import FILES, FIRST, PATH, SECOND

from cmo_eval import api
from cmo_eval.edits.coding import propose

THIRD = "FG1-model_a-003"
LAST = "Then it went on, <b>as before</b>."
MORE = {
    **FILES,
    "texts/FG1.txt": FILES["texts/FG1.txt"] + f"r1: {LAST}\n",
    "sources/FG1.citations.yaml": "coder: AB\ncitations: []\n",
}
OFFERS = (
    {"quote": "The coach helped us", "codes": ["scan"], "quality": "report"},
    {"quote": "It was quiet after that.", "codes": ["quiet"], "why": "<img src=x onerror=alert(1)>"},
    {"quote": LAST, "codes": ["quiet"], "quality": "report", "evidence": [{"supports": "C1"}]},
)
READ = 1_200  # milliseconds, in which a person can have read what is quoted here
LONG = "so it was, " * 200 + "that day."  # a minute's reading


@pytest.fixture
def root(evaluation):
    return proposed(evaluation(MORE), OFFERS)


def proposed(made, offers):
    answer = json.dumps({"proposals": [{"source": "FG1", **one} for one in offers]}).encode()
    model = propose.Model("model_a", "name 1.0", "a" * 64)
    propose.plan(made, api.load(made).repository, answer, model, date="2026-11-30").apply()
    return made


@pytest.fixture
def at_work(root, opened, page):
    """The page of what waits, in which the first of three is shown."""
    return begun(root, opened, page)


def begun(root, opened, page):
    program = opened(root)
    page.goto(program.address)
    page.goto(program.at(PATH))
    shows(page, FIRST)
    return page


def shows(page, proposal):
    page.wait_for_function("id => document.querySelector('.settling')?.dataset.proposal === id", arg=proposal)
    page.wait_for_load_state("networkidle")


def told(page, words):
    page.wait_for_selector(f"text={words}")


def outcomes(root):
    held = yaml.safe_load((root / "sources/FG1.proposed.model_a.yaml").read_text("utf-8"))["citations"]
    return [one.get("review", {}).get("outcome") for one in held]


def coded(root):
    return yaml.safe_load((root / "sources/FG1.citations.yaml").read_text("utf-8"))["citations"]


def test_proposals_are_accepted_changed_and_rejected_with_keys_alone(root, at_work):
    page = at_work
    page.focus("#by")
    page.keyboard.type("AB")
    page.focus("#accept")
    page.wait_for_timeout(READ)
    page.keyboard.press("a")
    shows(page, SECOND)
    page.wait_for_function("document.activeElement.id === 'accept'")
    assert page.input_value("#by") == "AB"  # who looks is said once
    assert outcomes(root) == ["accepted", None, None]
    page.keyboard.press("x")
    shows(page, THIRD)
    assert outcomes(root) == ["accepted", "rejected", None]
    page.wait_for_timeout(READ)
    page.keyboard.press("e")
    page.wait_for_selector("#otherwise .stance")
    page.keyboard.press("Escape")
    page.wait_for_selector("#otherwise", state="hidden")
    page.keyboard.press("e")
    page.click(".claim-to-hold[data-claim=C1] [data-stance=refutes]")
    page.click(".quality-given input[value=opinion]")
    page.click("#change")
    told(page, "No proposal waits")
    page.wait_for_function("document.activeElement.id === 'nothing-open'")
    assert outcomes(root) == ["accepted", "rejected", "changed"]
    first, last = coded(root)
    assert (first["quote"].strip(), first["codes"], first["quality"]) == ("The coach helped us", ["scan"], "report")
    assert (last["quote"].strip(), last["quality"], last["codes"]) == (LAST, "opinion", ["quiet"])
    assert "refutes" in {key for stance in last["evidence"] for key in stance}
    assert {one["proposed_by"] for one in coded(root)} == {"model_a"}


def test_what_was_done_is_told_with_what_is_to_be_known_of_it(evaluation, opened, page):
    corrected = f"text_sha256: '{'0' * 64}'\n"
    root = proposed(evaluation({**MORE, "sources/FG1.yaml": MORE["sources/FG1.yaml"] + corrected}), OFFERS)
    begun(root, opened, page)
    page.select_option("#by", "AB")
    page.wait_for_timeout(READ)
    page.click("#accept")
    told(page, f"{FIRST} accepted: FG1-001; FG1.txt changed since FG1 recorded it")


def test_a_yes_that_nobody_gave_or_read_does_not_count(evaluation, opened, page, complaints):
    text = MORE["texts/FG1.txt"].replace("r1: It was quiet", f"r1: {LONG}\nr1: It was quiet")
    root = proposed(evaluation({**MORE, "texts/FG1.txt": text}), ({"quote": LONG, "codes": ["quiet"]}, *OFFERS[1:]))
    begun(root, opened, page)
    page.select_option("#by", "")
    page.click("#accept")
    told(page, "choose your initials")
    page.wait_for_function("document.activeElement.id === 'by'")
    page.select_option("#by", "AB")
    page.click("#accept")
    told(page, "nobody reads that fast")
    assert (outcomes(root), coded(root)) == ([None] * 3, [])
    page.click("#reject")
    shows(page, SECOND)
    page.wait_for_timeout(READ)
    page.click("#accept")  # neither it nor the file says how good the evidence is
    told(page, "no quality")
    assert outcomes(root) == ["rejected", None, None]
    page.select_option("#quality", "observation")
    page.wait_for_timeout(READ)
    page.click("#accept")
    shows(page, THIRD)
    assert [one["quality"] for one in coded(root)] == ["observation"]
    assert all("422" in line for line in complaints)
    complaints.clear()


@pytest.mark.parametrize(("width", "dark"), [(1400, False), (360, True)])
def test_proposals_stand_in_nobodys_way_and_are_words_only(root, opened, browse, axe, width, dark):
    program = opened(root)
    page = browse(width=width, dark=dark)
    page.goto(program.address)
    page.goto(program.at("/transcripts/FG1"))
    page.click(f"text={SECOND} proposed")
    shows(page, SECOND)
    assert page.locator(".case img").count() == 0
    told(page, "<img src=x onerror=alert(1)>")
    page.click(f".rest >> text={THIRD}")
    shows(page, THIRD)
    assert page.locator("blockquote").inner_text() == LAST
    page.keyboard.press("e")
    page.wait_for_selector("#otherwise .stance")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
