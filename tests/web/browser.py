"""Debian's Chromium for the tests of the page: one for each worker, with a profile as new for each test.

`page` is a page in a window of a laptop; `browse` makes as many as a test wants, in other widths or dark. What a page
complains about (an error on the console or in a script, a request to another origin) fails the test, unless the test
takes it out of `complaints`. `opened` serves an evaluation, and `started` starts the program on it, as a researcher
does. `axe` says what a page puts in the way of whoever does not see it or uses no mouse.
"""

from __future__ import annotations

import asyncio.events
import contextlib
import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import partial
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
    """An evaluation that is served: `address` as the program prints it, with the token; `port`; `process`, if any."""

    address: str
    process: subprocess.Popen[str] | None = None

    @property
    def port(self):
        return urlsplit(self.address).port

    def at(self, path):
        """The address of another page, for a browser that has been at `address`."""
        return urlsplit(self.address)._replace(path=path, query="").geturl()


def _address(lines):
    """The address in what a program says once it serves."""
    said = ""
    for line in lines:
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\S+", line):
            return found[0]
    return pytest.fail(f"the page did not open: {said}")


@pytest.fixture
def opened():
    """Serve the evaluation in a folder as `cmo-eval open` does, in this process; it ends with the test."""
    from cmo_eval.cli.open import _path
    from cmo_eval.web.app import pages
    from cmo_eval.web.memory import Memory
    from cmo_eval.web.serving import serve

    servers, threads = [], []

    def start(root, what=None):
        memory, said = Memory(root), queue.Queue()
        path = _path(memory, what) if what else "/"
        run = partial(serve, pages(memory), path, browser=False, tell=said.put, started=servers.append)
        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return Opened(_address(iter(partial(said.get, timeout=PATIENCE / 1000), None)))

    yield start
    for server in servers:
        server.should_exit = True
    for thread in threads:
        thread.join()


@pytest.fixture
def started():
    """Start `cmo-eval open` on the evaluation in a folder, as a researcher does; it ends with the test.

    Each test has a port of its own, at which it may start again: the first free one another test may take meanwhile.
    """
    processes = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def start(root):
        process = subprocess.Popen(
            [sys.executable, "-m", "cmo_eval", "open", "--no-browser", "--port", str(port), "--project", str(root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        processes.append(process)
        return Opened(_address(process.stdout), process)

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


@dataclass
class Watched:
    """A profile whose complaints are kept. Its own origin is the first that it asks for something."""

    complaints: list[str] = field(default_factory=list)
    origin: str | None = None

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


def _as_new(page, watched):
    """Take out of a profile what a test left in it; as a new one it then serves the next test."""
    page.unroute_all(behavior="ignoreErrors")
    page.mouse.move(0, 0)
    page.context.clear_cookies()
    tool = page.context.new_cdp_session(page)
    tool.send("Network.clearBrowserCache")
    if watched.origin:
        tool.send("Storage.clearDataForOrigin", {"origin": watched.origin, "storageTypes": "all"})
    tool.detach()


@pytest.fixture(scope="session")
def profiles():
    """Profiles that are free, each with its one page and who watches it: to make one takes longer than many a test."""
    return []


@pytest.fixture
def browse(chromium, complaints, opened, started, profiles):
    """Make a page in a profile of its own: `width` and `height` in pixels, `dark`, and what else a context takes.

    It needs `opened` and `started`, so that no server ends while a page still asks it for something.
    """
    browser, loop = chromium
    used = []
    # between tests no loop is said to run, or whoever calls asyncio.run in the same process could not
    asyncio.events._set_running_loop(loop)

    def made(options):
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        watched = Watched()
        context.on("console", watched.console)
        context.on("weberror", watched.script)
        context.on("request", watched.request)
        return context.new_page(), watched

    def make(*, width=1280, height=800, dark=False, **options):
        page, watched = profiles.pop() if profiles and not options else made(options)
        used.append((page, watched, options))
        watched.complaints, watched.origin = complaints, None
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        return page

    yield make
    for page, watched, options in used:
        for one in page.context.pages:
            _still(one)
            if one != page:
                one.close()
        if options:
            page.context.close()
        else:
            _as_new(page, watched)
            profiles.append((page, watched))
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
        found = page.evaluate(
            "within => axe.run(within ?? document, {resultTypes: ['violations'], preload: false})", within
        )
        return [
            f"{violation['impact']} {violation['id']}: {' '.join(map(str, node['target']))}: {violation['help']}"
            for violation in found["violations"]
            if violation["impact"] in GRAVE
            for node in violation["nodes"]
        ]

    return look
