"""Bringing files in as a person does it, in Chromium: by keys alone, dropped, while files change, narrow and dark."""

import pytest
from test_bringing_in import QDPX, TALK, files_of

FILE = {"name": "old.qdpx", "mimeType": "application/octet-stream", "buffer": QDPX}


@pytest.fixture
def at(opened, talk):
    """Open the page where files come in."""
    server = opened(talk)

    def go(page):
        page.goto(server.address)
        page.goto(server.at("/bring"))
        return page

    return go


def planned(page):
    page.wait_for_function("() => !document.getElementById('write').disabled")


def drop(page, *files):
    """Drop files on the page, as from another window."""
    page.evaluate(
        """files => {
          const held = new DataTransfer();
          for (const [name, text] of files) held.items.add(new File([text], name));
          const over = (kind) => new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: held });
          for (const kind of ["dragover", "drop"]) document.getElementById("drop").dispatchEvent(over(kind));
        }""",
        files,
    )


def test_a_project_comes_in_by_keys_alone_and_goes_again(at, page, talk, axe):
    before = files_of(talk)
    at(page)
    page.evaluate(  # the browser's own window, which stands outside the page
        """document.getElementById("files").addEventListener("click", (event) => {
          event.preventDefault();
          event.target.dataset.asked = "yes";
        })"""
    )
    page.keyboard.press("c")
    page.locator("#files[data-asked]").set_input_files(FILE)
    planned(page)
    assert "2 citations and 2 codes would come in" in page.locator("#short").inner_text()
    page.locator("#usual-consent").focus()
    page.keyboard.press("m")  # may be quoted
    page.locator("#code-2-means").focus()
    page.keyboard.type("supports C1")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.getElementById('write').textContent === 'Bring in 2 citations and 1 code'")
    planned(page)
    page.wait_for_function("document.activeElement.textContent === 'Coders (1)'")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="Brought in: 2 citations and 1 code").wait_for()
    page.wait_for_function("document.activeElement.id === 'brought'")
    made = (talk / "sources/Day.citations.yaml").read_text("utf-8")
    assert "supports: C1" in made
    assert "consent: quote" in (talk / "sources/Day.yaml").read_text("utf-8")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.getElementById('messages').textContent.includes('undone')")
    assert files_of(talk) == before
    page.locator("#files").set_input_files(FILE)  # the page is another one by now
    planned(page)


def test_half_a_word_is_nothing_to_plan_by_however_slowly_it_is_typed(at, page):
    at(page)
    said = []

    def keep(request):
        if "/bring/plan" in request.url:
            said.append(request.post_data_json["said"])

    page.on("request", keep)
    page.set_input_files("#files", FILE)
    planned(page)
    page.locator("#usual-consent").focus()
    page.keyboard.press("m")
    page.locator("#code-2-means").focus()
    page.keyboard.type("sup")  # at once, so that the consent waits for it
    page.wait_for_timeout(600)
    assert len(said) == 1
    assert page.locator("#write").is_disabled()
    page.keyboard.type("ports C1")
    page.keyboard.press("Tab")
    planned(page)
    assert [code["means"] for code in said[-1]["codes"] if "means" in code] == ["supports C1"]
    assert said[-1]["usual"]["consent"] == "quote"
    page.locator("#code-1-means").focus()
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    page.wait_for_timeout(600)
    assert page.locator("#write").is_disabled()
    page.keyboard.press("Tab")  # nothing changed, so that no change is told
    planned(page)
    assert len(said) == 3
    page.remove_listener("request", keep)


def test_a_plan_that_comes_while_something_is_typed_is_not_the_one_that_is_written(at, page):
    at(page)
    page.set_input_files("#files", FILE)
    planned(page)
    held = []
    page.route("**/bring/plan", lambda route: held.append(route))  # noqa: PLW0108 - a method of a list is refused
    page.locator("#usual-consent").focus()
    page.keyboard.press("m")
    while not held:
        page.wait_for_timeout(50)
    page.locator("#code-2-means").focus()
    page.keyboard.type("sup")
    with page.expect_response("**/bring/plan"):
        held[0].continue_()
    page.wait_for_timeout(100)
    assert page.locator("#write").is_disabled()
    page.unroute("**/bring/plan")
    page.keyboard.type("ports C1")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.getElementById('write').textContent === 'Bring in 2 citations and 1 code'")


def test_transcripts_are_dropped_and_what_was_typed_outlasts_errors_and_changes(at, page, talk, axe, complaints):
    at(page)
    drop(page, ("IN4.txt", TALK), ("IN5.doc", "x"))
    planned(page)
    assert "IN5.doc is of a kind that is not read" in page.locator("#chosen-files .wrong").inner_text()
    page.get_by_label("Role of Jan de Vries").fill("neighbour")
    page.get_by_label("Id", exact=True).fill("FG1")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.getElementById('wrong').textContent.includes('used twice')")
    assert page.locator("#write").is_disabled()
    assert axe(page) == []
    page.get_by_label("Id", exact=True).fill("IN7")
    page.get_by_label("Who Jan de Vries is").fill("r8")
    page.keyboard.press("Tab")
    planned(page)
    page.wait_for_function("() => document.getElementById('plan').textContent.includes('r8')")
    assert page.get_by_label("Role of Jan de Vries").input_value() == "neighbour"
    page.route("**/version", lambda route: route.abort())  # it does not follow
    (talk / "codebook.yaml").write_text("codes:\n  - {id: calm, label: Calm, kind: theme}\n", "utf-8")
    page.locator("#write").click()
    page.wait_for_function("() => document.getElementById('messages').textContent.includes('codebook.yaml changed')")
    assert not (talk / "sources/IN7.yaml").exists()
    planned(page)
    page.locator("#write").click()
    page.get_by_role("link", name="IN7").click()
    page.get_by_text("We went on.").wait_for()
    assert "role: neighbour" in (talk / "sources/IN7.yaml").read_text("utf-8")
    complaints[:] = [one for one in complaints if not any(status in one for status in ("422", "409", "ERR_FAILED"))]


def test_a_mapping_file_fills_in_the_form_and_what_was_said_is_kept_as_one(at, browse, axe, complaints):
    page = at(browse(width=390, height=844, dark=True))
    page.set_input_files(
        "#files",
        [FILE, {"name": "old.yaml", "mimeType": "x/y", "buffer": b"codes:\n- {name: Relying, means: nothing}\n"}],
    )
    planned(page)
    assert page.locator("#code-1-means").input_value() == "nothing"
    assert "its code stays out" in page.locator("#plan").inner_text()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_download() as download:
        page.get_by_role("button", name="Keep what I said as a file").click()
    assert download.value.suggested_filename == "old.yaml"
    assert "means: nothing" in download.value.path().read_text("utf-8")
    page.get_by_role("button", name="Take old.qdpx out").click()
    assert page.locator("#becomes").is_hidden()
    with page.expect_response("**/bring/file*") as read:
        page.set_input_files("#files", FILE)
    id_ = read.value.json()["id"]
    planned(page)
    page.get_by_role("link", name="Codes").click()
    page.wait_for_url("**/codes")
    asking = """async (id) => {
      const headers = { "content-type": "application/json" };
      return (await fetch("/bring/plan", { method: "POST", headers, body: JSON.stringify({ files: [id] }) })).status;
    }"""
    for _ in range(50):  # nothing waits for who went away
        if page.evaluate(asking, id_) == 422:
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("it waits still")
    complaints[:] = [one for one in complaints if "422" not in one]
