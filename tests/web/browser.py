"""Debian's Chromium for the tests of the page: one for each worker, with a fresh profile for each test.

`page` is a page in a window of a laptop; `browse` makes as many as a test wants, in other widths or dark. What a page
complains about (an error on the console or in a script, a request to another origin) fails the test, unless the test
takes it out of `complaints`. `opened` starts the program on an evaluation, as a researcher does. `axe` says what a
page puts in the way of whoever does not see it or uses no mouse.
"""

from __future__ import annotations

import asyncio.events
import contextlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

DEMANDED = "CMO_EVAL_TEST_BROWSER"
"""Set in CI: without a browser these tests fail there, where elsewhere they are skipped."""
PLACE = "CMO_EVAL_CHROMIUM"
"""Where Chromium is, if not on the path."""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE = 30_000  # milliseconds, for machines that do other work too
GRAVE = {"serious", "critical"}
LOCAL = {"data", "blob", "about"}  # addresses behind which no server is


def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def _wanting(what):
    said = f"no browser: {what}"
    if os.environ.get(DEMANDED):
        pytest.fail(said, pytrace=False)
    pytest.skip(said)


@pytest.fixture(scope="session")
def chromium():
    """Chromium, and the event loop with which playwright speaks to it."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _wanting("playwright is not installed (`make browser` does it)")
    place = os.environ.get(PLACE) or next(filter(None, map(shutil.which, NAMES)), None)
    if place is None:
        _wanting(f"none of {', '.join(NAMES)} is on the path, and {PLACE} names none")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=place,
                chromium_sandbox=not (hasattr(os, "geteuid") and os.geteuid() == 0),  # root has none
                args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
            )
        except Error as error:
            _wanting(f"{place} did not start: {error.message[:2000]}")
        loop = asyncio.events._get_running_loop()
        asyncio.events._set_running_loop(None)
        yield browser, loop
        asyncio.events._set_running_loop(loop)
        browser.close()


@pytest.fixture
def complaints():
    """What pages complained about so far, one line each; a test takes out what it expected."""
    return []


@dataclass
class Opened:
    """`cmo-eval open` at work: `address` as it prints it, with the token; `port`; `process`, to be killed in a test."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self):
        return urlsplit(self.address).port

    def at(self, path):
        """The address of another page, for a browser that has been at `address`."""
        return urlsplit(self.address)._replace(path=path, query="").geturl()


@pytest.fixture
def opened():
    """Start `cmo-eval open` on the evaluation in a folder; it ends with the test."""
    started = []

    def start(root, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "cmo_eval", "open", "--no-browser", "--project", str(root), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        started.append(process)
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\S+", line):
                return Opened(process, found[0])
        pytest.fail(f"the page did not open: {said}")

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@dataclass
class Watched:
    """A profile whose complaints are kept. Its own origin is the first that it asks for something."""

    complaints: list[str]
    origin: str | None = None
    pages: list[object] = field(default_factory=list)

    def console(self, message):
        if message.type == "error":
            at = message.location
            self.complaints.append(f"console: {message.text} ({at['url']}:{at['lineNumber']})")

    def script(self, error):
        self.complaints.append(f"script: {error.error}")

    def request(self, request):
        address = urlsplit(request.url)
        if address.scheme in LOCAL:
            return
        origin = f"{address.scheme}://{address.netloc}"
        if self.origin is None:
            self.origin = origin
        elif origin != self.origin:
            self.complaints.append(f"other origin: {request.url}")


def _still(page):
    """Leave what the page is about to load: playwright waits for ever for a context that closes in the midst of it."""
    from playwright.sync_api import Error

    for _ in range(3):  # what is under way may interrupt it
        with contextlib.suppress(Error):
            page.goto("about:blank")
            return


@pytest.fixture
def browse(chromium, complaints, opened):
    """Make a page in a profile of its own: `width` and `height` in pixels, `dark`, and what else a context takes.

    It needs `opened`, so that no server ends while a page still asks it for something.
    """
    browser, loop = chromium
    contexts = []
    # between tests no loop is said to run, or whoever calls asyncio.run in the same process could not
    asyncio.events._set_running_loop(loop)

    def make(*, width=1280, height=800, dark=False, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watched = Watched(complaints)
        context.on("console", watched.console)
        context.on("weberror", watched.script)
        context.on("request", watched.request)
        return context.new_page()

    yield make
    for context in contexts:
        for page in context.pages:
            _still(page)
        context.close()
    asyncio.events._set_running_loop(None)
    if complaints:
        pytest.fail("\n".join(["the pages complained:", *complaints]), pytrace=False)


@pytest.fixture
def page(browse):
    return browse()


@pytest.fixture(scope="session")
def axe_source():
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source):
    """What axe finds serious or critical in a page, one line for each element; `within` is a selector."""

    def look(page, within=None):
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(axe_source)
        found = page.evaluate("within => axe.run(within ?? document, {resultTypes: ['violations']})", within)
        return [
            f"{violation['impact']} {violation['id']}: {' '.join(map(str, node['target']))}: {violation['help']}"
            for violation in found["violations"]
            if violation["impact"] in GRAVE
            for node in violation["nodes"]
        ]

    return look
