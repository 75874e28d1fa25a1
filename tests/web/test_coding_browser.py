"""Coding as a person does it, in Chromium: by mouse, by keys alone, in two windows, and while files change."""

import re
import subprocess
import sys
import time

import pytest
import yaml

CITATIONS = "sources/FG1.citations.yaml"


@pytest.fixture
def at(opened, started, talk, request):
    """Open the transcript in a page; of a test with `killed` in its name it is a process of its own that serves it."""
    server = (started if "killed" in request.node.name else opened)(talk)

    def go(page, path="/transcripts/FG1"):
        page.goto(server.address)
        page.goto(server.at(path))
        page.wait_for_function("() => document.getElementById('again').children.length > 0")
        return page

    go.server = server
    return go


def citations(root):
    return yaml.safe_load((root / CITATIONS).read_text("utf-8"))["citations"]


def drag(page, words, shown="chosen"):
    """Choose words with the mouse, from the middle of the first letter to the middle of the last one.

    Then wait until the panel shows them or, while a citation is changed, the button `shown`.
    """
    box = page.evaluate(
        """words => {
          for (const element of document.querySelectorAll('.words')) {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode()); ) {
              const at = node.data.indexOf(words);
              if (at < 0) continue;
              node.parentElement.scrollIntoView({ block: 'center' });
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + 1);
              const first = range.getBoundingClientRect();
              range.setStart(node, at + words.length - 1);
              range.setEnd(node, at + words.length);
              const last = range.getBoundingClientRect();
              return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
            }
          }
        }""",
        words,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=4)
    page.mouse.up()
    if shown == "chosen":
        page.wait_for_function("words => document.getElementById('chosen').textContent === words", arg=words)
    page.locator(f"#{shown}").wait_for()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def said(page, words):
    page.wait_for_function("words => document.getElementById('messages').textContent.includes(words)", arg=words)


def test_with_the_mouse_a_fragment_is_two_actions(at, page, talk):
    at(page)
    drag(page, "It changed nothing for us")
    page.get_by_role("button", name=re.compile("refutes C1$")).first.click()
    said(page, "FG1-002 saved")
    assert page.locator("mark.refutes").all_inner_texts() == ["It changed nothing for us"]
    new = citations(talk)[1]
    assert (new["quote"], new["speaker"], new["evidence"]) == ("It changed nothing for us", "r2", [{"refutes": "C1"}])
    page.get_by_role("button", name="Undo").click()
    said(page, "undone")
    assert len(citations(talk)) == 1
    page.wait_for_function("() => document.querySelectorAll('mark.refutes').length === 0")


def test_words_behind_a_letter_of_two_units_are_the_ones_that_were_chosen(at, page, talk):
    at(page)
    drag(page, "for a while.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name=re.compile("supports C1$")).first.click()
    said(page, "saved")
    new = citations(talk)[1]
    assert new["quote"] == "for a while."
    text = (talk / "texts/FG1.txt").read_text("utf-8")
    assert text[new["selector"]["start"] : new["selector"]["end"]] == "for a while."


def test_with_the_keys_alone_words_are_coded_changed_undone_and_made_anew(at, page, talk):
    at(page)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space")
    press(page, "Enter")
    page.wait_for_function("() => document.activeElement.closest('#coding')")
    assert page.locator("#chosen").inner_text() == "It changed nothing for us, I must say."
    press(page, "r")
    page.wait_for_function("() => document.getElementById('effect').textContent.includes('C1')")
    press(page, "Control+Enter")
    said(page, "FG1-002 saved")
    assert citations(talk)[1]["evidence"] == [{"refutes": "C1"}]
    page.wait_for_function("document.activeElement.id === 'text'")
    press(page, "]", "Enter")  # the citation that begins behind the words
    page.wait_for_function("() => document.getElementById('panel-title').textContent.startsWith('Change ')")
    press(page, "Escape", "[")
    page.wait_for_function("() => document.activeElement.matches('.cite')")
    page.locator("#FG1-002").focus()
    press(page, "Enter")
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'Change FG1-002'")
    page.wait_for_function("() => document.activeElement.closest('#coding')")
    press(page, "r", "n", "Control+Enter")
    said(page, "FG1-002 changed")
    assert citations(talk)[1]["evidence"] == [{"nuances": "C1"}]
    press(page, "Control+z")
    said(page, "undone")
    assert citations(talk)[1]["evidence"] == [{"refutes": "C1"}]
    press(page, "Control+Shift+Z")
    said(page, "made anew")
    assert citations(talk)[1]["evidence"] == [{"nuances": "C1"}]


def test_a_digit_codes_at_once_and_the_panel_lists_which(at, page, talk):
    at(page)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space")
    label = page.locator("#again button").nth(1).inner_text()
    press(page, "2")
    said(page, "FG1-002 saved")
    stance, claim = label.split()[1:3]
    assert citations(talk)[1]["evidence"][0][stance] == claim
    press(page, "Space", "2")  # the sentence behind it
    said(page, "FG1-003 saved")
    assert [one["quote"] for one in citations(talk)[1:]] == [
        "It changed nothing for us, I must say.",
        "We went on as before.",
    ]


def test_a_code_that_the_book_has_not_is_made_where_it_is_given(at, page, talk):
    at(page)
    drag(page, "It changed nothing for us")
    page.get_by_role("combobox", name="Add a code").fill("Fear")
    page.get_by_role("option", name="make a new code: Fear").click()
    page.get_by_role("button", name="Make it").click()
    page.wait_for_function("document.activeElement.id === 'new-code-kind'")  # the browser asks for it
    page.get_by_label("Under").select_option("trust")
    assert page.get_by_label("Kind").evaluate("kind => kind.selectedOptions[0].text") == "that of the code above it"
    page.get_by_label("Under").select_option("")
    page.get_by_label("Kind").select_option("context")
    page.get_by_role("button", name="Make it").click()
    said(page, "code fear made")
    page.keyboard.press("Control+Enter")
    said(page, "FG1-002 saved")
    assert citations(talk)[1]["codes"] == ["fear"]


def test_two_windows_see_each_other_without_a_reload(at, browse, talk, complaints):
    one, other = at(browse()), at(browse())
    drag(one, "We went on as before")
    drag(other, "It changed nothing for us")
    one.get_by_role("button", name=re.compile("refutes C1$")).first.click()
    said(one, "FG1-002 saved")
    other.get_by_role("button", name=re.compile("nuances C1$")).first.click()
    other.wait_for_function("() => document.querySelectorAll('mark').length >= 2")
    if other.get_by_role("dialog").count():  # it had not followed yet: it is shown what changed, and asked
        assert "FG1-002" in other.get_by_role("dialog").inner_text()
        other.get_by_role("dialog").get_by_role("button", name="Save").click()
    said(other, "FG1-003 saved")
    one.wait_for_function("() => document.querySelectorAll('mark').length === 3")
    assert [entry["id"] for entry in citations(talk)] == ["FG1-001", "FG1-002", "FG1-003"]
    complaints[:] = [one for one in complaints if "409" not in one]


def test_what_was_filled_in_stays_when_the_file_changes_under_the_page(at, page, talk, complaints):
    at(page)
    drag(page, "It changed nothing for us")
    page.locator(".claim-to-hold").get_by_role("button", name="refutes").click()
    page.locator(".memo-text").fill("a long thought")
    file = talk / CITATIONS
    file.write_text(file.read_text("utf-8").replace("id: FG1-001", "id: FG1-001\n    memo: by a colleague"), "utf-8")
    page.locator("#coding [type=submit]").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "The files changed" in dialog.inner_text()
    assert file.read_text("utf-8").count("- id:") == 1
    dialog.get_by_role("button", name="Look first").click()
    with page.expect_event("dialog") as asked:  # the browser's own, for whoever leaves
        page.evaluate("setTimeout(() => location.reload())")
    asked.value.dismiss()
    assert page.locator(".memo-text").input_value() == "a long thought"
    page.locator("#coding [type=submit]").click()
    said(page, "FG1-002 saved")
    assert citations(talk)[0]["memo"] == "by a colleague"
    assert citations(talk)[1]["memo"] == "a long thought"
    complaints[:] = [one for one in complaints if "409" not in one]


def test_who_withdraws_while_the_page_is_open_is_gone_from_it(at, page, talk):
    at(page)
    source = talk / "sources/FG1.yaml"
    before = source.read_text("utf-8")
    source.write_text(before.replace("group: users, consent: quote", "group: users, consent: withdrawn"), "utf-8")
    page.wait_for_function("() => !document.body.textContent.includes('changed nothing')")
    assert "what was said here was withdrawn" in page.locator("#text").inner_text()


@pytest.mark.parametrize("chosen", ["It changed nothing for us", "and turns before and behind it"])
def test_words_of_who_withdraws_go_from_a_form_that_is_filled_in_too(at, page, talk, complaints, chosen):
    at(page)
    if chosen.startswith("It"):
        drag(page, chosen)
    else:
        press(page, "ArrowDown", *["Shift+ArrowDown"] * 4, "Enter")
    page.locator(".memo-text").fill("a long thought")
    source = talk / "sources/FG1.yaml"
    before = source.read_text("utf-8")
    source.write_text(before.replace("group: users, consent: quote", "group: users, consent: withdrawn"), "utf-8")
    said(page, "not there any more")
    assert "changed nothing" not in page.content()
    assert page.locator(".memo-text").input_value() == "a long thought"
    assert page.locator("#line-2 .words").count() == 1
    complaints[:] = [one for one in complaints if "422" not in one]


def test_what_others_make_can_be_chosen_without_a_reload_and_moved_words_stay_chosen(at, page, talk, complaints):
    at(page)
    drag(page, "It changed nothing for us")
    transcript = talk / "texts/FG1.txt"
    transcript.write_text(transcript.read_text("utf-8").replace("What did you see?", "What then did you see?"), "utf-8")
    (claim,) = (talk / "claims").glob("C1*.yaml")
    (talk / "claims/C2-new.yaml").write_text(claim.read_text("utf-8").replace("id: C1", "id: C2"), "utf-8")
    page.locator(".claim-to-hold[data-claim=C2] [data-stance=refutes]").click()
    assert page.locator("#chosen").inner_text() == "It changed nothing for us"
    page.locator(".memo-text").fill("a thought")  # while something is filled in, the form waits
    (talk / "claims/C3-new.yaml").write_text(claim.read_text("utf-8").replace("id: C1", "id: C3"), "utf-8")
    page.wait_for_timeout(2000)
    page.locator("#coding [type=submit]").click()
    said(page, "FG1-002 saved")
    assert citations(talk)[1]["evidence"] == [{"refutes": "C2"}]
    page.locator(".claim-to-hold[data-claim=C3]").wait_for(state="attached")
    complaints[:] = [one for one in complaints if "422" not in one]  # what it does, asked of words that just moved


def test_a_server_that_is_killed_during_a_save_leaves_whole_files(at, page, talk, complaints):
    at(page)
    drag(page, "It changed nothing for us")
    page.evaluate("document.querySelectorAll('#again button')[0].click()")
    at.server.process.kill()
    page.wait_for_function("() => document.getElementById('messages').textContent !== ''")
    assert len(citations(talk)) in {1, 2}
    checked = [sys.executable, "-m", "cmo_eval", "validate", "--project", str(talk), "--select", "CMO0"]
    assert subprocess.run(checked, check=False).returncode == 0
    page.wait_for_function("() => document.body.classList.contains('alone')")
    complaints.clear()  # of requests that nobody answers


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"width": 390, "height": 844}])
def test_nobody_is_kept_out(at, browse, axe, look):
    page = at(browse(**look))
    assert axe(page) == []
    page.locator("#FG1-001").click()
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'Change FG1-001'")
    page.locator(".held-one .patterns-shown").first.wait_for()
    assert axe(page) == []


def test_words_of_a_source_without_a_text_are_typed_and_coded(at, page, talk, axe, complaints):
    (talk / "texts/FG1.txt").unlink()
    at(page)
    assert axe(page) == []
    page.get_by_role("button", name="Code words of this source").click()
    page.keyboard.type("They kept a chair for him.")
    page.locator(".claim-to-hold").get_by_role("button", name="nuances").click()
    page.keyboard.press("Control+Enter")
    said(page, "FG1-002 saved")
    assert citations(talk)[1]["quote"] == "They kept a chair for him."
    page.wait_for_function("() => document.activeElement.id === 'FG1-002'")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'Change FG1-002'")
    page.get_by_role("button", name="Take out").click()
    said(page, "taken out")
    assert len(citations(talk)) == 1
    # what the form asks about the citation may come when it is gone
    complaints[:] = [line for line in complaints if "effect-of-edit" not in line]


def test_while_the_evaluation_cannot_be_read_keys_do_nothing_and_afterwards_one_goes_on(at, page, talk):
    at(page)
    evaluation = talk / "evaluation.yaml"
    before = evaluation.read_text("utf-8")
    evaluation.write_text(before + "x: [\n", "utf-8")
    page.get_by_role("heading", name="The evaluation cannot be read").wait_for()
    page.locator("#main p").first.click(click_count=3)
    press(page, "ArrowDown", "Space", "1", "Escape", "]")
    evaluation.write_text(before, "utf-8")
    page.locator("#line-1").wait_for()
    drag(page, "It changed nothing for us")
    press(page, "1")
    said(page, "FG1-002 saved")


def test_a_quote_that_is_not_in_the_text_can_take_words_that_are(at, page, talk):
    file = talk / CITATIONS
    file.write_text(re.sub(r"(quote: ).*", r"\1nowhere in it", file.read_text("utf-8")), "utf-8")
    at(page, "/transcripts/FG1#%E0%A4%A")  # an address that was cut leads to the transcript
    page.get_by_text("1 not found in the text").click()
    page.locator(".unplaced .cite").click()
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'Change FG1-001'")
    page.locator("#line-4 .words").click(click_count=3)
    page.get_by_role("button", name="Take the selected words instead").click()
    said(page, "FG1-001 changed")
    page.locator(".unplaced").wait_for(state="detached")
    assert page.locator("#line-4 .cite").count() == 1
    assert citations(talk)[0]["quote"] == "It changed nothing for us, I must say. We went on as before."


@pytest.mark.parametrize("width", [1400, 390])
def test_a_title_of_one_long_word_does_not_widen_a_page(at, browse, talk, width):
    (claim,) = (talk / "claims").glob("C1*.yaml")
    title = "title: " + "Donaudampfschifffahrt" * 12
    claim.write_text(re.sub("title: .*", title, claim.read_text("utf-8"), count=1), "utf-8")
    page = at(browse(width=width))
    for path in ("/", "/claims/C1"):
        page.goto(at.server.at(path))
        page.get_by_text("Donaudampf").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_whoever_codes_first_by_keys_is_asked_for_what_the_files_do_not_say_and_chose_not_in_vain(at, page, talk):
    file = talk / CITATIONS
    bare = re.sub("(?m)^(coder|defaults):.*\n", "", file.read_text("utf-8"))
    file.write_text(bare, "utf-8")  # a citation without a quality cannot be read
    at(page)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space", "3")
    said(page, "nothing can be coded here until")
    file.write_text(bare.replace("speaker: r1", "speaker: r1\n    quality: report"), "utf-8")
    page.locator("#panel[data-may-code]").wait_for()
    label = page.locator("#again button").nth(2).inner_text()
    press(page, "3")
    said(page, "say who codes")
    page.wait_for_function("document.activeElement.id === 'who-codes'")
    press(page, "ArrowDown", "Control+Enter")
    said(page, "say of which quality this is")
    press(page, "ArrowDown", "Control+Enter")
    said(page, "FG1-002 saved")
    new = yaml.safe_load(file.read_text("utf-8"))
    stance, claim = label.split()[1:3]
    assert (new["coder"], new["citations"][1]["evidence"]) == ("AB", [{stance: claim}])


def test_ten_answers_take_22_keys(at, page, talk):
    turns = "".join(f"I: And then, in year {n}?\nr1: We saw it in year {n}.\n" for n in range(1, 12))
    (talk / "texts/FG1.txt").write_text(turns, "utf-8")
    at(page)
    press(page, "ArrowDown", "ArrowDown")
    for number in range(2, 12):
        press(page, "Space", "2")
        said(page, f"FG1-{number:03} saved")
    assert [entry["quote"] for entry in citations(talk)[1:]] == [f"We saw it in year {n}." for n in range(1, 11)]


def test_what_others_wrote_between_is_not_passed_over_by_a_save(at, page, talk):
    at(page)
    version = page.evaluate("document.body.dataset.version")
    page.route("**/version", lambda route: route.fulfill(json={"version": version}))  # it has not followed yet
    other = (talk / "claims/C1-value.yaml").read_text("utf-8").replace("id: C1", "id: C2")
    (talk / "claims/C2-other.yaml").write_text(other, "utf-8")
    press(page, "Space", "2")
    said(page, "FG1-002 saved")
    page.unroute("**/version")
    page.locator(".claim-to-hold[data-claim=C2]").wait_for(state="attached")


def test_a_drag_that_begins_on_a_number_or_a_speaker_takes_the_words_beside_it(at, page):
    at(page)
    for beside, line, taken in ((".no", 4, "It changed nothing"), (".who", 2, "We saw it on the table.")):
        first = page.locator(f"#line-{line} {beside}").bounding_box()
        last = page.locator(f"#line-{line} .words").evaluate(
            """(element, words) => {
              const range = document.createRange();
              const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
              range.setStart(node, words.length - 1);
              range.setEnd(node, words.length);
              const box = range.getBoundingClientRect();
              return [box.right - 1, box.top + box.height / 2];
            }""",
            taken,
        )
        page.mouse.move(first["x"] + 5, first["y"] + 5)
        page.mouse.down()
        page.mouse.move(*last, steps=4)
        page.mouse.up()
        page.wait_for_function("words => document.getElementById('chosen').textContent === words", arg=taken)


def test_keys_lead_to_the_next_transcript_and_to_the_other_pages(at, page, talk):
    for number, kind in ((2, "interview"), (3, "document")):
        text = "" if kind == "document" else f"text: FG{number}.txt\n"
        (talk / f"sources/FG{number}.yaml").write_text(f"id: FG{number}\nkind: {kind}\ntitle: Another\n{text}", "utf-8")
    (talk / "texts/FG2.txt").write_text("I: And then?\n", "utf-8")
    at(page)
    assert page.get_by_role("navigation", name="Other transcripts").inner_text() == "FG2 →"  # FG3 has none
    press(page, "ArrowDown", "Space", "n")
    page.wait_for_url("**/transcripts/FG2")
    page.locator("#text").wait_for()
    press(page, "p")
    page.wait_for_url("**/transcripts/FG1")
    page.locator("#text").wait_for()
    press(page, "T")
    page.wait_for_url("**/transcripts")
    page.locator("#shown").wait_for()
    press(page, "j", "j", "k", "Enter")
    page.wait_for_url("**/transcripts/FG1")
    page.locator("#text").wait_for()
    press(page, "?")
    assert "Shift+F go to Find" in " ".join(page.get_by_role("dialog").inner_text().split())


def corrected(talk, old, new):
    transcript = talk / "texts/FG1.txt"
    before = transcript.read_text("utf-8")
    assert old in before
    transcript.write_text(before.replace(old, new), "utf-8")


def save_all_the_same(page):
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "The files changed" in dialog.inner_text()
    dialog.get_by_role("button", name="Save").click()


def test_words_that_moved_while_the_form_was_filled_in_are_the_ones_that_are_saved(at, page, talk, complaints):
    at(page)
    drag(page, "It changed nothing for us")
    page.locator(".memo-text").fill("a thought")
    corrected(talk, "What did you see?", "What did you see, from the first week on?")
    page.locator("#coding [type=submit]").click()
    save_all_the_same(page)
    said(page, "FG1-002 saved")
    assert [one["quote"] for one in citations(talk)[1:]] == ["It changed nothing for us"]
    page.locator("#FG1-001").click()  # and so for other words of a citation, and where it is split
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'Change FG1-001'")
    page.locator(".memo-text").fill("another thought")
    drag(page, "for a while.", shown="rewords")
    corrected(talk, "from the first week on", "from the second week on, say")
    page.locator("#rewords").click()
    save_all_the_same(page)
    said(page, "FG1-001 changed")
    assert citations(talk)[0]["quote"] == "for a while."
    complaints[:] = [one for one in complaints if "409" not in one and "422" not in one]


def test_words_that_were_corrected_while_the_form_was_filled_in_are_chosen_again(at, page, talk, complaints):
    at(page)
    drag(page, "It changed nothing for us")
    version = page.evaluate("document.body.dataset.version")
    page.route("**/version", lambda route: route.fulfill(json={"version": version}))  # it has not followed yet
    page.locator(".memo-text").fill("a thought")
    corrected(talk, "It changed nothing for us", "It changed little for us")
    page.locator("#coding [type=submit]").click()
    said(page, "choose them again; what you filled in stays")
    assert not page.get_by_role("dialog").count()
    drag(page, "It changed little for us")
    page.locator("#coding [type=submit]").click()
    said(page, "FG1-002 saved")
    assert (citations(talk)[1]["quote"], citations(talk)[1]["memo"]) == ("It changed little for us", "a thought")
    complaints[:] = [one for one in complaints if "409" not in one]


def test_what_is_filled_in_goes_along_with_what_is_coded_at_once(at, page, talk):
    at(page)
    drag(page, "It changed nothing for us")
    page.get_by_role("combobox", name="Add a code").fill("Trust")
    page.get_by_role("option", name="Trust").click()
    page.locator(".memo-text").fill("ask again")
    page.locator(".claim-to-hold[data-claim=C1] [data-stance=supports]").click()
    page.get_by_role("button", name=re.compile("refutes C1$")).first.click()
    said(page, "FG1-002 saved: refutes C1 · trust")
    new = citations(talk)[1]
    assert (new["evidence"], new["codes"], new["memo"]) == ([{"refutes": "C1"}], ["trust"], "ask again")


def test_no_key_loses_what_is_filled_in_unasked(at, page, talk):
    at(page)
    drag(page, "It changed nothing for us")
    page.locator(".memo-text").fill("a long thought")
    page.locator("#text").focus()
    press(page, "Escape")
    page.get_by_role("dialog").get_by_role("button", name="Go on with it").click()
    assert page.locator(".memo-text").input_value() == "a long thought"
    page.locator("#text").focus()
    press(page, "Escape")
    page.get_by_role("dialog").get_by_role("button", name="Leave it").click()
    page.locator("#FG1-001").click()
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'Change FG1-001'")
    page.locator(".memo-text").fill("a change")
    page.locator("#text").focus()
    press(page, "ArrowDown")
    page.get_by_role("dialog").get_by_role("button", name="Go on with it").click()
    assert page.locator("#panel-title").inner_text() == "Change FG1-001"
    assert page.locator(".memo-text").input_value() == "a change"
    page.locator("#text").focus()
    press(page, "ArrowDown")
    page.get_by_role("dialog").get_by_role("button", name="Leave it").click()
    page.wait_for_function("() => document.getElementById('coding').hidden")


def test_who_codes_is_asked_by_role_and_only_until_it_is_said(at, page, talk):
    file = talk / CITATIONS
    file.write_text(re.sub("(?m)^coder:.*\n", "", file.read_text("utf-8")), "utf-8")
    at(page)
    who = page.locator("#who-codes")
    page.locator("#FG1-001").click()
    page.wait_for_function("() => document.getElementById('panel-title').textContent === 'Change FG1-001'")
    assert not who.is_visible()  # a change is nobody else's coding
    press(page, "Escape")
    drag(page, "It changed nothing for us")
    assert who.locator("option").all_inner_texts() == ["choose", "AB, researcher", "CD, researcher", "EF, adviser"]
    who.select_option("CD")
    page.get_by_role("button", name=re.compile("refutes C1$")).first.click()
    said(page, "FG1-002 saved")
    drag(page, "We went on as before")
    assert not who.is_visible()
    assert yaml.safe_load(file.read_text("utf-8"))["coder"] == "CD"


def test_what_a_key_with_shift_does_is_listed_with_shift(at, page):
    at(page)
    press(page, "?")
    listed = page.locator("dialog.keys dt").all_inner_texts()
    assert page.evaluate("document.activeElement.textContent") == "Keys"  # the list is read from its beginning
    assert "Control+Shift+Z" in listed
    assert "Control+Z" in listed
    assert "Control+z" not in listed


def test_a_server_that_was_killed_and_started_anew_says_how_to_go_on_and_what_was_filled_in_is_saved(
    at, page, talk, started, complaints
):
    at(page)
    drag(page, "It changed nothing for us")
    page.locator(".memo-text").fill("a thought")
    old = at.server
    old.process.kill()
    old.process.wait()
    again = started(talk)
    assert again.port == old.port
    page.locator("#coding [type=submit]").click()
    said(page, "the server was started anew; open the address that the terminal shows in another tab")
    other = page.context.new_page()
    other.goto(again.address)
    page.locator("#coding [type=submit]").click()
    said(page, "FG1-002 saved")
    assert citations(talk)[1]["memo"] == "a thought"
    complaints.clear()  # of requests that nobody answered, or that brought another token


def test_a_change_of_the_files_takes_neither_the_focus_nor_what_was_opened(at, page, talk):
    book = talk / "codebook.yaml"

    def touch():
        before = page.evaluate("document.body.dataset.version")
        book.write_text(book.read_text("utf-8") + "# looked at\n", "utf-8")
        page.wait_for_function("before => document.body.dataset.version !== before", arg=before)

    at(page, "/transcripts/FG1")
    page.goto(at.server.at("/claims/C1"))
    page.get_by_text("How each rule looked at it").click()
    link = page.locator("main .step").first
    link.focus()
    touch()
    assert page.locator("details:has(.trail)").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.textContent") == link.inner_text()
    page.locator("summary", has_text="How each rule").focus()
    touch()
    assert page.evaluate("document.activeElement.textContent") == "How each rule looked at it"
    page.goto(at.server.at("/coders"))
    page.get_by_label("Code as a second coder").select_option("CD")
    touch()
    assert page.get_by_label("Code as a second coder").input_value() == "CD"
    page.goto(at.server.at("/transcripts/FG1"))
    page.locator("#FG1-001").focus()
    (talk / CITATIONS).unlink()
    page.wait_for_function("() => !document.querySelector('#text .cite')")
    assert page.evaluate("document.activeElement.id") == "main"  # where the keys go on


def test_a_server_that_was_killed_is_told_to_whoever_does_not_see_the_page(at, page, started, talk, complaints):
    at(page)
    at.server.process.kill()
    at.server.process.wait()
    told = page.get_by_role("alert").filter(has_text="the server does not answer")
    told.wait_for()
    started(talk)
    page.get_by_role("alert").filter(has_text="the server was started anew").wait_for()
    assert not told.count()
    complaints.clear()  # of requests that nobody answered, or that brought another token


def test_from_a_citation_one_goes_on_by_keys_and_hears_whole_lines(at, page, talk):
    at(page)
    press(page, "]", "Enter")
    page.wait_for_function("() => document.activeElement.closest('#coding')")
    press(page, "Escape")
    page.wait_for_function("() => document.activeElement.id === 'FG1-001'")
    line = page.evaluate("document.activeElement.closest('.line').id")
    press(page, "ArrowDown")
    page.wait_for_function("document.activeElement.id === 'text'")
    below = page.locator(f"#{line} ~ .line:has(> .words)").first
    heard = ": ".join(below.locator(".who, .words").all_inner_texts())
    page.wait_for_function("heard => document.getElementById('spoken').textContent === heard", arg=heard)
    press(page, "Shift+ArrowRight")
    two = " ".join(below.locator(".words").inner_text().split()[:2])
    page.wait_for_function("two => document.getElementById('spoken').textContent === two", arg=two)
    press(page, "[", "Enter")  # its words become others that were chosen before
    page.get_by_role("button", name="Take the selected words instead").focus()
    press(page, "Enter")
    said(page, "FG1-001 changed")
    assert citations(talk)[0]["quote"] == two
    assert page.evaluate("document.activeElement.id") == "FG1-001"
    press(page, "ArrowDown", "ArrowUp")
    page.wait_for_function("() => document.getElementById('spoken').textContent.includes('Coded: FG1-001')")


def test_letters_and_digits_can_be_switched_off_and_stay_so(at, page, talk, complaints):
    at(page)
    press(page, "?")
    page.get_by_label("Letters, digits and signs are keys").uncheck()
    press(page, "Escape")
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space", "2", "n", "?", "E")
    page.reload()
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space", "2")
    page.wait_for_timeout(500)
    assert page.url.endswith("/transcripts/FG1")
    assert not page.get_by_role("dialog").count()
    assert len(citations(talk)) == 1
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Letters, digits and signs are keys").check()
    press(page, "Escape")
    page.locator("#text").focus()
    press(page, "2")
    said(page, "FG1-002 saved")


def test_what_was_said_goes_away_by_a_key(at, page):
    at(page)
    page.locator("#show-keys").focus()
    page.evaluate(
        "async () => (await import(document.querySelector('script[src*=\"page.js\"]').src)).say('no', 'error')"
    )
    assert page.locator("#messages").inner_text() == "no"
    press(page, "Escape")
    assert page.locator("#messages").inner_text() == ""


def test_what_is_said_in_passing_stays_as_long_as_it_takes_to_read(at, page):
    page.clock.install()
    at(page)
    for length, seconds in ((20, 6), (200, 24)):
        words = "w" * length
        page.evaluate(
            """async (words) =>
              (await import(document.querySelector('script[src*="page.js"]').src)).say(words)""",
            words,
        )
        page.clock.run_for(seconds * 1000 - 500)
        assert page.locator("#messages").inner_text() == words
        page.clock.run_for(1000)
        assert page.locator("#messages").inner_text() == ""


@pytest.mark.parametrize("width", [320, 1280])
def test_what_one_fills_in_by_keys_is_not_covered(at, browse, width):
    page = at(browse(width=width, height=640))
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space", "Enter")
    page.wait_for_function("() => document.activeElement.closest('#coding')")
    press(page, "s")
    page.wait_for_function("() => document.getElementById('effect').textContent.includes('C1')")
    for _ in range(40):
        press(page, "Tab")
        if page.evaluate("!document.activeElement.closest('#coding') || document.activeElement.id === 'close'"):
            break
        covered = page.evaluate("""() => {
          const active = document.activeElement;
          const box = active.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return !top || active.contains(top) || top.contains(active) ? null : active.outerHTML;
        }""")
        assert covered is None
    assert page.evaluate("document.activeElement.id") == "close"


def test_where_colours_are_forced_it_is_seen_what_is_chosen(at, browse):
    page = at(browse(forced_colors="active"))
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space", "Enter")
    page.wait_for_function("() => document.activeElement.closest('#coding')")
    press(page, "s", "c")
    page.keyboard.type("t")
    colour = "element => getComputedStyle(element).backgroundColor"
    options = page.get_by_role("option")
    options.first.wait_for()
    assert options.first.evaluate(colour) != options.last.evaluate(colour)
    stances = page.locator(".claim-to-hold .stance")
    assert stances.first.evaluate(colour) != stances.last.evaluate(colour)
    assert page.locator("#text").evaluate("text => (text.focus(), getComputedStyle(text).outlineStyle)") == "solid"


def test_a_save_has_no_page_fetched_anew_however_long_it_takes(at, page, talk):
    at(page)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space")

    def slowly(route):
        answer = route.fetch()
        time.sleep(4)  # meanwhile the page asks twice whether files changed, and they did
        route.fulfill(response=answer)

    asked = []
    page.route("**/FG1/code", slowly)
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/FG1") else None)
    press(page, "2")
    said(page, "FG1-002 saved")
    page.wait_for_timeout(2000)
    assert asked == []
    press(page, "Control+z")
    said(page, "undone")
    page.wait_for_timeout(2000)
    assert len(asked) == 1


def test_after_an_undo_the_arrows_go_on_where_one_was(at, page, talk):
    (talk / "texts/FG1.txt").write_text("r1: One line. And more.\n" * 80, "utf-8")
    at(page)
    press(page, *["ArrowDown"] * 50, "ArrowRight", "Space", "2")
    said(page, "FG1-002 saved")
    press(page, "Control+z")
    said(page, "undone")
    press(page, "ArrowDown")
    page.wait_for_function("() => document.getElementById('by-keys').textContent === 'Words chosen'")
    number = page.evaluate("""() => {
      const [chosen] = CSS.highlights.get('chosen');
      return chosen.startContainer.parentElement.closest('.line').id;
    }""")
    assert number == "line-51"


def test_what_a_citation_does_is_said_once_and_not_for_each_letter_of_a_memo(at, page, talk):
    at(page)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Space", "Enter")
    page.wait_for_function("() => document.activeElement.closest('#coding')")
    press(page, "s")
    page.wait_for_function("() => document.getElementById('effect').textContent.includes('C1')")
    page.evaluate("""() => {
      window.told = 0;
      new MutationObserver(() => (window.told += 1)).observe(document.getElementById("effect"), { childList: true });
    }""")
    for word in ("a", "long", "thought"):
        with page.expect_response("**/effect"):
            page.locator(".memo-text").press_sequentially(word)
    with page.expect_response("**/effect"):
        page.locator(".claim-to-hold .stance[data-stance=refutes]").first.click()
    page.wait_for_function("() => window.told > 0")
    assert page.evaluate("window.told") == 1
