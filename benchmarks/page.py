"""Measures the page in a real browser: opening a long coded transcript beside AQDA, a step of the keyboard, and saving.

python benchmarks/page.py                        # all of it; makes an environment for AQDA, which needs a network
python benchmarks/page.py --aqda ENV/bin/aqda    # with an AQDA 0.5.0 that is installed already
python benchmarks/page.py --without-aqda --quick # ours alone, a tenth of the size: to try it

`python` is the one that `cmo-eval` and the packages of requirements-browser.lock are installed for; Chromium is looked
for on the path. Prints a Markdown table; with --strict it exits 1 when a goal is missed. README.md says how each time
is taken.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from coded import CODES, SOURCE, Coded, Coding, coded
from run import say

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PEER = "aqda==0.5.0"
OTHERS = 5000  # citations of other talks
ANOTHER = "T2"
OPENED, OF_PEER, STEP, SAVED = 0.4, 0.6, 16.0, 100.0
STEPS = 40
PATIENCE = 180_000  # milliseconds
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# a frame as soon as it is made, so that what is measured is work and not waiting for the next sixtieth of a second
FRAMES = ("--disable-frame-rate-limit", "--disable-gpu-vsync")

# What is waited for is a promise: playwright looks again only with the next frame, which would be measured too.

# When all marks are there: two frames later the first of them is on the screen. `name` is clicked when it appears.
OPENING = """
([want, name]) => {
  window.opening = new Promise((resolve) => {
    const marks = document.getElementsByTagName("mark");
    let clicked = 0;
    const watching = new MutationObserver(() => {
      if (name && !clicked) {
        const every = [...document.querySelectorAll("span, div, p, button")];
        const there = every.find((element) => !element.childElementCount && element.textContent === name);
        if (there) (clicked = performance.now()), there.click();
      }
      if (marks.length !== want) return;
      watching.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve({ clicked, painted: performance.now() })));
    });
    watching.observe(document, { childList: true, subtree: true });
  });
}
"""
# A task that a frame leaves behind comes after it is painted.
STEPPING = """
() => {
  window.steps = [];
  const { port1, port2 } = new MessageChannel();
  let pressed = 0;
  port1.onmessage = () => window.steps.push(performance.now() - pressed);
  addEventListener("keydown", (event) => {
    if (event.key === "Shift") return;
    pressed = event.timeStamp;
    requestAnimationFrame(() => port2.postMessage(0));
  }, true);
}
"""
STEPPED = """
(many) => new Promise((resolve) => {
  const look = () => (window.steps.length > many ? resolve() : setTimeout(look, 1));
  look();
})
"""
SAVING = """
() => {
  performance.clearResourceTimings();
  window.saving = new Promise((resolve) => {
    const many = () => document.querySelectorAll("#text .cite").length;
    const before = many();
    let clicked = 0;
    document.querySelector("#coding [type=submit]").addEventListener(
      "click", (event) => (clicked = event.timeStamp), { once: true, capture: true });
    const watching = new MutationObserver(() => {
      if (many() === before) return;
      watching.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const asked = performance.getEntriesByType("resource").find((one) => one.name.endsWith("/code"));
        resolve({ painted: performance.now() - clicked, server: asked.responseEnd - asked.requestStart });
      }));
    });
    watching.observe(document.getElementById("text"), { childList: true, subtree: true });
  });
}
"""


@dataclass(frozen=True)
class Row:
    """A row of the table: ours, the peer's and their ratio; `unit` is of the first two. A goal of None is none."""

    what: str
    ours: float
    unit: str
    goal: float | None = None
    peer: float | None = None
    ratio_goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours as a part of the peer's."""
        return None if self.peer is None else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """Whether all goals of the row are met; None where it has none."""
        answers = [] if self.goal is None else [self.ours <= self.goal]
        if self.ratio is not None and self.ratio_goal is not None:
            answers.append(self.ratio <= self.ratio_goal)
        return all(answers) if answers else None


def table(rows: Sequence[Row], peer: str = "AQDA") -> str:
    """The rows as a Markdown table, with what `peer` takes beside ours."""
    lines = [
        f"| what | ours | goal | {peer} | ratio | goal | met |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        digits = 2 if row.unit == "s" else 1
        cells = [
            row.what,
            f"{row.ours:.{digits}f} {row.unit}",
            "" if row.goal is None else f"≤ {row.goal:g} {row.unit}",
            "" if row.peer is None else f"{row.peer:.{digits}f} {row.unit}",
            "" if row.ratio is None else f"{row.ratio:.2f}",
            "" if row.ratio_goal is None else f"≤ {row.ratio_goal:g}",
            {True: "yes", False: "**no**", None: ""}[row.met],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def pieces(codings: Sequence[Coding]) -> int:
    """Into how many pieces the coded text falls, at each of which the same codings stand: both show so many marks."""
    edges = sorted({edge for one in codings for edge in (one.start, one.end)})
    begins = sorted(one.start for one in codings)
    ends = sorted(one.end for one in codings)
    count = open_now = started = ended = 0
    for here, _ in pairwise(edges):
        while started < len(begins) and begins[started] <= here:
            started, open_now = started + 1, open_now + 1
        while ended < len(ends) and ends[ended] <= here:
            ended, open_now = ended + 1, open_now - 1
        count += open_now > 0
    return count


# --- servers


@dataclass(frozen=True)
class Served:
    """A server at work: where a browser goes first, and where the transcript is."""

    process: subprocess.Popen[str]
    first: str
    transcript: str
    name: str | None = None  # of the transcript, where it is opened by a click on its name
    ready: float = 0  # CPU seconds until it said its address

    def cpu(self) -> float:
        """CPU seconds that it took up to now."""
        return _cpu(self.process.pid)


def _cpu(pid: int) -> float:
    """CPU seconds of a process; not a number where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def started(command: Sequence[str], **env: str) -> subprocess.Popen[str]:
    """A server that was started; what it says can be read."""
    return subprocess.Popen(
        list(command),
        env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
    )


@contextlib.contextmanager
def ours(root: Path) -> Iterator[Served]:
    """Our server on an evaluation."""
    process = started([sys.executable, "-m", "cmo_eval", "open", "--no-browser", "--project", str(root)])
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"http://\S+", line):
                base = found[0].partition("?")[0].rstrip("/")
                yield Served(process, found[0], f"{base}/transcripts/{SOURCE}", ready=_cpu(process.pid))
                return
        sys.exit(f"our server did not start: {said}")
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def peer(program: Path, folder: Path, made: Coded) -> Iterator[Served]:
    """AQDA with the same text, codes and codings: the first by its own means, the codings in its database at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "aqda-data"
    process = started([str(program), "--port", str(port), "--no-browser"], AQDA_DATA_DIR=str(data))
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(lambda: urllib.request.urlopen(f"{base}/api/projects").read())  # noqa: S310 - our own address
        project = _post(f"{base}/api/projects", {"name": "Benchmark"})
        document = _upload(f"{base}/api/documents", project, f"{SOURCE}.txt", made.text)
        codes = {
            f"code{number}": _post(
                f"{base}/api/codes",
                {
                    "project_id": project,
                    "name": f"code{number}",
                    "color": f"#{60 + 9 * number:02x}50{200 - 7 * number:02x}",
                },
            )
            for number in range(CODES)
        }
        (database,) = data.glob("*.db")
        with contextlib.closing(sqlite3.connect(database)) as connection, connection:
            connection.executemany(
                "INSERT INTO coding (document_id, code_id, start_pos, end_pos, selected_text) VALUES (?, ?, ?, ?, ?)",
                [
                    (document, codes[one.code], one.start, one.end, made.text[one.start : one.end])
                    for one in made.codings
                ],
            )
        yield Served(process, f"{base}/", f"{base}/project/{project}", f"{SOURCE}.txt")
    finally:
        process.kill()
        process.wait()


def _wait(work: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            work()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _post(address: str, data: object, kind: str = "application/json") -> int:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    request = urllib.request.Request(address, body, {"Content-Type": kind})  # noqa: S310 - our own address
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return int(json.load(answer)["id"])


def _upload(address: str, project: int, name: str, text: str) -> int:
    edge = "between-the-parts"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="project_id"\r\n\r\n{project}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: text/plain\r\n\r\n{text}\r\n--{edge}--\r\n"
    )
    return _post(address, body.encode(), f"multipart/form-data; boundary={edge}")


# --- in the browser


@dataclass(frozen=True)
class Opening:
    """What an opening took, in seconds: on the clock, until the server had answered, and CPU of browser and server."""

    painted: float
    clicked: float
    answered: float
    browser: float
    server: float


@contextlib.contextmanager
def visiting(browser: Browser, served: Served) -> Iterator[Page]:
    """A page in a fresh profile that has been on the first page of a server."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        page.goto(served.first, wait_until="networkidle")  # what it still asked would count as the next page's
        yield page
    finally:
        context.close()


def opening(browser: Browser, served: Served, want: int) -> Opening:
    """Open the transcript, until `want` marks are painted."""
    with visiting(browser, served) as page:
        page.context.add_init_script(f"({OPENING})({json.dumps([want, served.name])})")
        processes = browser.new_browser_cdp_session()

        def spent() -> float:
            return float(sum(one["cpuTime"] for one in processes.send("SystemInfo.getProcessInfo")["processInfo"]))

        before, server = spent(), served.cpu()
        page.goto(served.transcript, wait_until="commit")
        found = page.evaluate("window.opening")
        browser_cpu, server_cpu = spent() - before, served.cpu() - server
        answered = page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
        return Opening(found["painted"] / 1000, found["clicked"] / 1000, answered / 1000, browser_cpu, server_cpu)


def stepping(browser: Browser, served: Served) -> dict[str, list[float]]:
    """Milliseconds of each step of the keyboard, at the begin, in the middle and at the end of the text."""
    seen: dict[str, list[float]] = {"a word": [], "a word more": [], "a line": []}
    with visiting(browser, served) as page:
        page.goto(served.transcript)
        page.evaluate(f"({STEPPING})()")
        lines = page.locator("#text .line")
        for at in (0, lines.count() // 2, lines.count() - 12):
            lines.nth(at).locator(".words").dblclick(position={"x": 20, "y": 8})
            page.locator("#coding").wait_for()
            page.keyboard.press("Escape")
            for what, keys in (("a word", "ArrowRight"), ("a word more", "Shift+ArrowRight"), ("a line", "ArrowDown")):
                page.evaluate("window.steps.length = 0")
                many = 10 if what == "a line" else STEPS
                for number in range(many):
                    page.keyboard.press(keys)
                    page.evaluate(STEPPED, number)
                if what == "a word more":
                    words = page.evaluate("[...CSS.highlights.get('chosen')][0].toString().split(/\\s+/).length")
                    if words < STEPS:
                        sys.exit(f"{STEPS} steps chose {words} words: the keys do something else")
                seen[what] += page.evaluate("window.steps")
    return seen


@dataclass(frozen=True)
class Saving:
    """Milliseconds of a save: from the click to the mark on the screen, of the server, and CPU of the server."""

    painted: float
    server: float
    cpu: float


def saving(browser: Browser, served: Served, source: str, times: int) -> list[Saving]:
    """Code two words of several lines of a source, each with a stance and a quality."""
    seen = []
    with visiting(browser, served) as page:
        page.goto(served.transcript.replace(SOURCE, source))
        lines = page.locator("#text .line")
        every = lines.count()
        for number in range(times):
            line = lines.nth((2 * number + 1) * every // (2 * times))
            line.locator(".words").dblclick(position={"x": 20, "y": 8})
            page.locator("#coding").wait_for()
            page.keyboard.press("Escape")
            page.keyboard.press("Shift+ArrowRight")
            page.keyboard.press("Enter")
            page.locator('#coding [data-claim="C0"] [data-stance="supports"]').click()
            page.locator('#coding input[value="observation"]').check()
            page.locator("#effect :first-child").first.wait_for()
            page.wait_for_load_state("networkidle")
            page.evaluate(f"({SAVING})()")
            before = served.cpu()
            page.locator("#coding [type=submit]").click()
            found = page.evaluate("window.saving")
            seen.append(Saving(found["painted"], found["server"], 1000 * (served.cpu() - before)))
    return seen


# --- the rows


def rows(browser: Browser, own: Served, other: Served | None, want: int, runs: int) -> list[Row]:
    """Everything that is measured of servers that are up; the first run of each is not counted."""
    openings: dict[str, list[Opening]] = {"ours": [], "AQDA": []}
    for number in range(runs + 1):
        for name, served in (("ours", own), ("AQDA", other)):
            if served is None:
                continue
            one = opening(browser, served, want)
            say(f"  {number}/{runs} {name}: {one}")
            if number:
                openings[name].append(one)

    def middle(name: str, value: Callable[[Opening], float]) -> float | None:
        return statistics.median(map(value, openings[name])) if openings[name] else None

    def opened(what: str, value: Callable[[Opening], float], *goals: float | None) -> Row:
        mine = middle("ours", value)
        assert mine is not None  # noqa: S101 - there is a run at least
        goal, ratio = goals or (None, None)
        return Row(what, mine, "s", goal, middle("AQDA", value), ratio)

    made = [
        Row("`cmo-eval open` until it says its address: CPU", own.ready, "s"),
        opened("opened, all marks painted", lambda one: one.painted, OPENED, OF_PEER),
        opened("of that from the click on the document (AQDA) or the start", lambda one: one.painted - one.clicked),
        opened("of that until the page's answer is there", lambda one: one.answered),
        opened("CPU of browser and server", lambda one: one.browser + one.server),
        opened("CPU of the server", lambda one: one.server),
    ]
    for what, steps in stepping(browser, own).items():
        made.append(Row(f"a step of the keyboard: {what}", statistics.median(steps), "ms", STEP))
        made.append(Row(f"the slowest of 20 of these: {what}", statistics.quantiles(steps, n=20)[-1], "ms"))
    for source, among, goal in ((ANOTHER, "as many as others", SAVED), (SOURCE, "half of all", None)):
        saved = saving(browser, own, source, runs)
        for one in saved:
            say(f"  {source}: {one}")
        what = f"a coding saved, where the source has {among}"
        made += [
            Row(f"{what}: its mark painted", statistics.median(one.painted for one in saved), "ms"),
            Row(f"{what}: the server", statistics.median(one.server for one in saved), "ms", goal),
            Row(f"{what}: CPU of the server", statistics.median(one.cpu for one in saved), "ms"),
        ]
    return made


def installed(folder: Path) -> Path:
    """AQDA in an environment of its own."""
    say(f"  installing {PEER}")
    place = folder / "aqda"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    subprocess.run([str(place / "bin/python"), "-m", "pip", "install", "--quiet", PEER], check=True)
    return place / "bin/aqda"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, three runs")
    parser.add_argument("--aqda", type=Path, help="the program of an AQDA that is installed")
    parser.add_argument("--without-aqda", action="store_true")
    parser.add_argument("--chromium", default=next(filter(None, map(shutil.which, CHROMIUM)), None))
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    given = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not there for whoever measures without a browser
    except ImportError:
        sys.exit("playwright is not installed: `make browser` does it")
    if given.chromium is None:
        sys.exit("Chromium is not on the path: install it, or say where it is with --chromium")
    scale = 10 if given.quick else 1
    runs = 3 if given.quick else given.runs
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = coded(folder / "evaluation", size=300_000 // scale, codings=5000 // scale, others=OTHERS // scale)
        other = None
        if not given.without_aqda:
            program = given.aqda.absolute() if given.aqda else installed(folder)
            other = stack.enter_context(peer(program, folder, made))
        own = stack.enter_context(ours(folder / "evaluation"))
        playwright = stack.enter_context(sync_playwright())
        root = hasattr(os, "geteuid") and os.geteuid() == 0  # root has no sandbox
        browser = playwright.chromium.launch(executable_path=given.chromium, chromium_sandbox=not root, args=[*FRAMES])
        stack.callback(browser.close)
        found = rows(browser, own, other, pieces(made.codings), runs)
        print(
            f"Chromium {browser.version}, Python {platform.python_version()}, {os.cpu_count()} cores, load"
            f" {os.getloadavg()[0]:.1f}; {len(made.text):,} characters, {len(made.codings):,} codings in"
            f" {pieces(made.codings):,} pieces; median of {runs}\n"
        )
    print(table(found))
    if given.strict and any(row.met is False for row in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
