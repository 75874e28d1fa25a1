"""Find, the list of transcripts, the codebook and undo in a browser: by keys alone, and while files change."""

from __future__ import annotations

import pytest
from test_find_page import BOOK, CITATIONS, SOURCE, TEXT

from cmo_eval.edits.coding import add
from cmo_eval.edits.coding.draft import Draft
from cmo_eval.web.memory import Memory

SIZES = [{"width": 360, "height": 740}, {"width": 1280, "dark": True}]


@pytest.fixture
def root(evaluation):
    return evaluation(
        {
            "evaluation.yaml+": "texts: texts\n",
            "texts/FG1.txt": TEXT,
            "sources/FG1.yaml": SOURCE,
            "sources/FG1.citations.yaml": CITATIONS,
            "sources/DD1.yaml": "id: DD1\nkind: document\ntitle: A letter\n",
            "codebook.yaml": BOOK,
        }
    )


def shown(page):
    return page.locator("#found .step").all_inner_texts()


def focused(page, id_):
    page.wait_for_function("id => document.activeElement.id === id", arg=id_)


def test_filters_words_and_what_was_found_by_keys_alone(root, opened, browse):
    page, served = browse(), opened(root)
    page.goto(served.address)
    page.goto(served.at("/find"))
    page.keyboard.press("/")
    focused(page, "words")
    page.keyboard.type("nothing")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#found .step').length === 1")
    assert page.url.endswith("/find?words=nothing")
    assert page.locator("mark").all_inner_texts() == ["nothing"]
    page.locator("#words").fill("")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#found .step').length === 3")

    page.locator("#filter-stance > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**/find?stance=supports")
    page.wait_for_function("() => document.querySelectorAll('#found .step').length === 1")
    assert shown(page) == ["FG1-001"]
    focused(page, "stance-supports")
    assert page.locator('[data-of="code-habit"]').text_content() == "0"
    assert page.locator('[data-chosen="stance"]').text_content() == "1 chosen"
    assert page.locator("#told").text_content().startswith("1 quote from 1 source")

    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('#found .step').length === 3")
    assert not page.locator("#stance-supports").is_checked()
    assert page.locator("#filter-stance").get_attribute("open") is not None  # it stays as it was opened
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    focused(page, "to-FG1-002")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/transcripts/FG1#FG1-001")


def test_what_an_editor_saved_is_found_without_a_reload_but_not_over_what_is_typed(root, opened, browse):
    page, served = browse(), opened(root)
    page.goto(served.address)
    page.goto(served.at("/find") + "?code=habit")
    page.locator("#words").fill("half a")
    file = root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("codes: [trust]", "codes: [habit]"), "utf-8")
    page.wait_for_timeout(2500)
    assert shown(page) == ["FG1-002", "FG1-003"]
    assert page.locator("#words").input_value() == "half a"
    page.locator("#words").fill("")
    page.wait_for_function("() => document.querySelectorAll('#found .step').length === 3")


def test_a_file_goes_along_as_it_was_asked_and_the_list_of_transcripts_is_filled_in_and_filtered(root, opened, browse):
    page, served = browse(), opened(root)
    page.goto(served.address)
    page.goto(served.at("/find") + "?code=habit")
    page.locator(".export summary").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="CSV").click()
    assert kept.value.suggested_filename == "quotes.csv"
    text = kept.value.path().read_text("utf-8-sig")
    assert "FG1-002" in text
    assert "FG1-001" not in text

    page.goto(served.at("/transcripts"))
    page.wait_for_function("() => document.querySelector('[data-share=FG1]').textContent === '90 %'")
    page.locator("#kind").select_option("document")
    assert page.locator("tbody tr:visible").count() == 1
    assert page.url.endswith("/transcripts?kind=document")
    assert page.locator("#shown").inner_text() == "1 of 2 sources"
    page.locator("#kind").select_option("")
    assert page.url.endswith("/transcripts")


def test_a_code_is_made_and_merged_when_what_changes_was_seen_and_undone_by_keys(root, opened, browse, complaints):
    page, served = browse(), opened(root)
    book = root / "codebook.yaml"
    before = book.read_bytes()
    page.goto(served.address)
    page.goto(served.at("/codes"))
    page.keyboard.press("c")
    page.keyboard.type("Slow start")
    page.keyboard.press("Enter")
    page.locator("#new .wrong", has_text="of which kind").wait_for()
    assert "422" in complaints.pop()
    assert book.read_bytes() == before
    page.locator("#new-kind").select_option("context")
    page.locator("#new-label").press("Enter")
    question = page.get_by_role("dialog", name="Make this change?")
    assert "id: slow_start" in question.locator("pre").inner_text()
    page.keyboard.press("Escape")
    question.wait_for(state="detached")
    assert page.locator("#new-label").input_value() == "Slow start"
    assert book.read_bytes() == before
    page.locator("#new-label").press("Enter")
    page.get_by_role("button", name="Make it", exact=True).press("Enter")
    page.locator("#code-slow_start").wait_for()
    focused(page, "code-slow_start")

    page.keyboard.press("Control+z")
    page.locator("#code-slow_start").wait_for(state="detached")
    assert book.read_bytes() == before
    page.keyboard.press("Control+Shift+Z")
    page.get_by_text("made anew").wait_for()
    page.locator("#code-slow_start").wait_for()
    assert page.locator("#making").get_attribute("open") is not None  # as it was
    page.locator("#new-why").press("Control+z")  # of what is typed, and of nothing else
    page.wait_for_timeout(300)
    assert b"slow_start" in book.read_bytes()
    page.locator("#making > summary").focus()
    page.keyboard.press("Control+z")
    page.locator("#code-slow_start").wait_for(state="detached")

    page.locator("#change-habit").press("Enter")
    page.locator("#what-merge").check()
    page.locator("#change-into").select_option("trust")
    page.get_by_role("button", name="Show what changes").last.click()
    page.get_by_text("3 citations would be coded otherwise").wait_for()
    file = root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("codes: [trust]", "codes: [habit]"), "utf-8")
    page.get_by_role("button", name="Make it", exact=True).click()
    page.get_by_text("4 citations would be coded otherwise").wait_for()
    assert "409" in complaints.pop()
    assert "habit" in file.read_text("utf-8")
    page.get_by_role("button", name="Make it", exact=True).click()
    page.locator("#code-habit").wait_for(state="detached")
    assert "habit" not in file.read_text("utf-8")


def test_a_change_of_another_program_is_asked_about_before_it_is_undone(root, opened, browse):
    page, served = browse(), opened(root)
    file = root / "sources/FG1.citations.yaml"
    before = file.read_bytes()
    state = Memory(root).now()
    add.plan(root, state.repository, Draft(source="FG1", quote="Nothing else", speaker="r1", quality="report")).apply()
    after = file.read_bytes()
    page.goto(served.address)
    page.locator("#undo").click()
    question = page.get_by_role("dialog")
    assert "was not made in this page" in question.inner_text()
    assert "quote: Nothing else" in question.locator("pre").inner_text()
    page.get_by_role("button", name="Leave it").click()
    assert file.read_bytes() == after
    page.locator("#undo").click()
    question.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_text("undone: ").wait_for()
    assert file.read_bytes() == before
    page.locator("#redo").click()
    page.get_by_text("made anew: ").wait_for()
    assert file.read_bytes() == after


def test_nothing_stands_in_the_way_of_whoever_does_not_see_or_uses_no_mouse(root, opened, browse, axe):
    served = opened(root)
    for size in SIZES:
        page = browse(**size)
        page.goto(served.address)
        for path in ("/find?code=habit", "/find?words=nothing&show=lines", "/transcripts", "/codes"):
            page.goto(served.at("/") + path[1:])
            if path == "/codes":
                page.locator("#change-habit").click()
                assert axe(page) == []
                page.keyboard.press("Escape")
                page.locator("#making > summary").click()
            page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert axe(page) == [], (path, size)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (path, size)
