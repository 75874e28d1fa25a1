# ruff: noqa: E501, PLR0912, PLR0915 - a morning is told in its order, by mouse beside by keys
"""Counts what a researcher's morning takes in the page: by mouse, and by keys alone.

python benchmarks/morning.py [CHROMIUM]

From an empty folder: eight transcripts (Word, vtt, Otter, plain text) of a programme that does not exist and three
claims come in by command; then, in headless Chromium, 25 quotes are coded on the three claims, a second coder codes
those of one talk, what differs is settled, and a claim is decided. Each click, drag and key press is an action; a choice
in a list is two clicks. Characters typed into a field are counted apart. Prints a line for each part.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ANSWERS = 4
QUOTES = 25
STANCES = ("supports", "nuances", "refutes")
CLAIMS = ("Eating together brings people back", "A fixed table lowers the threshold", "Counting guests helps to steer")
WHY = "Two voices are too few."


def talk(number: int) -> list[tuple[str, str]]:
    """Who says what in one of the talks."""
    asked = [("Interviewer", f"What happened in month {month}?") for month in range(1, ANSWERS + 1)]
    told = [
        ("Neighbour", f"In month {month} of talk {number} we kept a chair for whoever had stayed away.")
        for month in range(1, ANSWERS + 1)
    ]
    return [turn for pair in zip(asked, told, strict=True) for turn in pair]


def written(folder: Path) -> list[str]:
    """The eight transcripts as files, two of each kind; gives their paths."""
    paths = []
    for number in range(1, 9):
        turns = talk(number)
        path = folder / f"FG{number}.{('docx', 'vtt', 'txt', 'txt')[number % 4]}"
        if path.suffix == ".docx":
            document = Document()
            for who, words in turns:
                document.add_paragraph(f"{who}: {words}")
            document.save(str(path))
        elif path.suffix == ".vtt":
            cues = (
                f"00:0{at}:00.000 --> 00:0{at}:30.000\n<v {who}>{words}</v>\n" for at, (who, words) in enumerate(turns)
            )
            path.write_text("WEBVTT\n\n" + "\n".join(cues), "utf-8")
        elif number % 4 == 2:
            otter = (f"{who}  0:{at:02}\n{words}\n" for at, (who, words) in enumerate(turns))
            path.write_text("\n".join(otter) + "\nTranscribed by https://otter.ai\n", "utf-8")
        else:
            path.write_text("".join(f"{who}: {words}\n" for who, words in turns), "utf-8")
        paths.append(str(path))
    return paths


class Counted:
    """A page on which all that a person does is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = self.typed = 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.actions += 1

    def choose(self, selector: str, value: str) -> None:
        self.page.locator(selector).select_option(value)
        self.actions += 2

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.actions += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)

    def tab_to(self, selector: str) -> None:
        for _ in range(150):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.press("Tab")
        raise SystemExit(f"Tab does not come to {selector}")

    def drag(self, line: int) -> None:
        """Choose the words of a line, from the first to the last letter."""
        words = self.page.locator(f"#line-{line} .words")
        words.scroll_into_view_if_needed()
        ends = words.evaluate(
            """element => {
              const range = document.createRange();
              range.selectNodeContents(element);
              const boxes = [...range.getClientRects()];
              const [first, last] = [boxes[0], boxes.at(-1)];
              return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
            }"""
        )
        self.page.mouse.move(ends[0], ends[1])
        self.page.mouse.down()
        self.page.mouse.move(ends[2], ends[3], steps=4)
        self.page.mouse.up()
        self.actions += 1

    def said(self, words: str) -> None:
        self.page.wait_for_function(
            "words => document.getElementById('messages').textContent.includes(words)", arg=words
        )

    def done(self, what: str) -> None:
        """Print what that took, and count anew."""
        print(f"  {what}: {self.actions} actions, {self.typed} typed characters")
        self.actions = self.typed = 0


def coded(counted: Counted, *, keys: bool) -> None:
    """25 quotes on three claims, in the eight talks."""
    made = ten = going = 0
    for number in range(1, 9):
        before = counted.actions
        wanted = min(ANSWERS, QUOTES - made)
        if not wanted:
            break
        page = counted.page
        if number > 1 and keys:
            counted.press("n")
        elif number > 1:
            counted.click("main nav [rel=next]")
        elif keys:
            counted.press("T")
            page.locator("#shown").wait_for()
            counted.press("j", "Enter")
        else:
            counted.click("nav a[href='/transcripts']")
            counted.click('main a[href="/transcripts/FG1"]')
        page.wait_for_url(f"**/transcripts/FG{number}")
        page.wait_for_function("() => document.getElementById('again')?.children.length > 0")
        answers = page.evaluate(
            "() => [...document.querySelectorAll('.line:not(.asks) .words')].filter(e => e.textContent.includes('chair'))"
            ".map(e => Number(e.parentElement.id.slice(5)))"
        )
        going += counted.actions - before
        for line in answers[:wanted]:
            label = f"{STANCES[made % 3]} C{made % 3 + 1}"
            if keys:
                counted.press("Space")
            else:
                counted.drag(line)
            page.wait_for_timeout(250)
            digit = page.evaluate(
                "label => [...document.querySelectorAll('#again button')].findIndex(b => b.textContent.endsWith(label)) + 1",
                label,
            )
            if keys:
                counted.press(str(digit))
            else:
                counted.click(f"#again button:nth-of-type({digit})")
            if not made and page.locator("#who-codes").count():
                page.wait_for_timeout(300)
                if keys:
                    counted.tab_to("#who-codes")
                    counted.press("A", "Control+Enter")
                else:
                    counted.choose("#who-codes", "AB")
                    counted.click(f"#again button:nth-of-type({digit})")
            identity = f"FG{number}-{answers.index(line) + 1:03}"
            counted.said(f"{identity} saved")
            made += 1
            if made == 10:
                ten = counted.actions - going
    print(f"  the first ten quotes, and saying who codes: {ten} actions")
    counted.done(f"{made} quotes, with {going} from talk to talk")


def doubly(counted: Counted, *, keys: bool) -> None:
    """A second coder codes the four citations of FG1; what differs is settled."""
    page = counted.page
    if keys:
        counted.press("C")
        page.wait_for_url("**/coders")
        counted.tab_to("#coder")
        counted.press("C")
        counted.press("Tab", "Enter")
        page.wait_for_url("**coder=CD")
        counted.tab_to("a[href='/coders/CD/FG1']")
        counted.press("Enter")
        page.locator("#give").wait_for()
        counted.tab_to("#give button")
        counted.press("Enter")
    else:
        counted.click("nav a[href='/coders']")
        counted.choose("#coder", "CD")
        counted.click(".as-coder button")
        counted.click("a[href='/coders/CD/FG1']")
        counted.click("#give button")
    for number in range(1, ANSWERS + 1):
        page.locator(f"#which >> text=FG1-{number:03}").wait_for()
        page.wait_for_function("() => document.activeElement.matches('.stance')")
        if keys:
            counted.press("n", "q", "Space", "Control+Enter")
        else:
            counted.click(".claim-to-hold[data-claim=C1] .stance.nuances")
            counted.click(".quality-given input[value=opinion]")
            counted.click("#save")
        page.locator(f"text={number} of {ANSWERS} coded").wait_for()
    counted.done("second coder, four citations")
    if keys:
        counted.press("C")
        page.locator("a[href^='/coders/FG1/side-by-side']").wait_for()
        counted.tab_to("a[href^='/coders/FG1/side-by-side']")
        counted.press("Enter")
    else:
        counted.click("nav a[href='/coders']")
        counted.click("a[href^='/coders/FG1/side-by-side']")
    page.locator("#which").wait_for()
    if keys:
        counted.tab_to("#by")
        counted.press("A")
        counted.tab_to(".take")
    else:
        counted.choose("#by", "AB")
    for number in range(1, ANSWERS + 1):
        page.locator(f"#which >> text=FG1-{number:03}").wait_for()
        page.wait_for_timeout(300)
        if keys:
            counted.press("1")
        else:
            counted.click(".take[data-take=AB]")
    page.locator("text=Nothing is open").wait_for()
    counted.done("agreement looked at, and four settled")


def decided(counted: Counted, *, keys: bool) -> None:
    """C1 is decided."""
    page = counted.page
    if keys:
        counted.press("E")
        page.locator("a[href='/claims/C1']").first.wait_for()
        counted.press("j", "Enter")
        page.locator("#rationale").wait_for()
        counted.press("d")
        counted.tab_to("input[name=verdict]")
        counted.press("ArrowUp")
        counted.tab_to("#rationale")
        counted.type(WHY)
        counted.tab_to("#by")
        counted.press("A")
        counted.tab_to("#second_reader")
        counted.press("C")
        counted.press("Control+Enter")
    else:
        counted.click("nav a[href='/']")
        counted.click("a[href='/claims/C1']")
        counted.click("input[name=verdict][value=undecided]")
        counted.click("#rationale")
        counted.type(WHY)
        counted.choose("#by", "AB")
        counted.choose("#second_reader", "CD")
        counted.click("button:has-text('Decide')")
    page.get_by_text("C1 is decided").wait_for()
    counted.done("decided")


def morning(chromium: str, *, keys: bool) -> None:
    """One morning, from an empty folder."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder) / "evaluation"
        command = [sys.executable, "-m", "cmo_eval"]
        talks = Path(folder) / "talks"
        talks.mkdir()

        def run(*words: str) -> None:
            subprocess.run([*command, *words], check=True, capture_output=True, cwd=root if root.exists() else folder)

        run("init", "evaluation", "--title", "Warm Meals", "--language", "en")
        known = ("--kind", "focus_group", "--group", "participants", "--quality", "observation", "--consent", "quote")
        run("text", "import", *written(talks), "--new", *known, "--yes")
        for title in CLAIMS:
            run("new", "claim", "--title", title)
        server = subprocess.Popen(
            [*command, "open", "--no-browser", "--project", str(root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            assert server.stdout is not None  # noqa: S101
            address = next(line.split()[-1] for line in server.stdout if "http://" in line)
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.set_default_timeout(10_000)
            page.goto(address)
            counted = Counted(page)
            print("by keys alone:" if keys else "by mouse:")
            coded(counted, keys=keys)
            doubly(counted, keys=keys)
            decided(counted, keys=keys)
        finally:
            server.kill()


if __name__ == "__main__":
    for by_keys in (False, True):
        morning(sys.argv[1] if sys.argv[1:] else "/usr/bin/chromium", keys=by_keys)
