"""The browser of the tests notices what a page does wrong; without one, the tests say what is missing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PAGE = """<!doctype html><html lang="en"><title>A page</title><h1>A page</h1>{}"""
STRICT = "default-src 'none'; script-src 'self'; img-src * data:"
SCRIPTS = {
    "/error.js": "throw new Error('no such claim')",
    "/console.js": "console.error('not saved')",
    "/quiet.js": "console.log('saved')",
}


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        body = SCRIPTS.get(self.path) or PAGE.format(self.server.body)
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if self.path in SCRIPTS else "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", STRICT)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def serve():
    """Serve a page with this in it, and return its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def address(body):
        server.body = '<link rel="icon" href="data:,">' + body  # or the browser asks for one, maybe after the test
        return f"http://127.0.0.1:{server.server_port}/"

    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<script src="/error.js"></script>', "script: no such claim"),
        ('<script src="/console.js"></script>', "console: not saved ("),
        ('<img src="http://127.0.0.1:9/a.png" alt="">', "other origin: http://127.0.0.1:9/a.png"),
        ('<img src="http://elsewhere.example/a.png" alt="">', "other origin: http://elsewhere.example/a.png"),
        ("<script>alert(1)</script>", "console: Executing inline script violates"),
    ],
)
def test_what_a_page_complains_about_is_kept(page, complaints, serve, body, said):
    page.goto(serve(body))
    page.wait_for_load_state("networkidle")
    assert any(line.startswith(said) for line in complaints), complaints
    complaints.clear()


def test_a_page_in_order_complains_about_nothing(page, complaints, serve):
    page.goto(serve('<script src="/quiet.js"></script><img src="data:," alt="">'))
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_axe_says_what_is_serious_on_a_page_that_allows_no_scripts_of_others(page, axe, serve):
    page.goto(serve('<main><img src="data:,"><button></button><p id="whole">Words.</p></main>'))
    found = axe(page)
    assert [line.split(":")[0] for line in found] == ["critical button-name", "critical image-alt"]
    assert found[0].startswith("critical button-name: button: ")
    assert axe(page, "#whole") == []


def test_each_page_has_a_profile_of_its_own(browse, serve):
    address = serve("<p>Words.</p>")
    one, other = browse(), browse(width=400, dark=True)
    for page in (one, other):
        page.goto(address)
    one.evaluate("localStorage.setItem('coder', 'AB')")
    assert other.evaluate("localStorage.getItem('coder')") is None
    assert other.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [400, True]
    assert one.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is False


def test_between_tests_of_pages_asyncio_can_be_run(chromium):
    assert asyncio.run(asyncio.sleep(0, "done")) == "done"


def test_the_program_opens_on_an_evaluation_and_the_token_leaves_the_address(page, started, evaluation, complaints):
    program = started(evaluation())
    page.goto(program.address)
    assert page.url == f"http://127.0.0.1:{program.port}/"
    assert page.goto(program.at("/no-such-page")).status == 404
    assert "404" in complaints.pop()
    assert complaints == []


@pytest.mark.parametrize(("demanded", "ends", "place"), [("", "1 skipped", ""), ("1", "1 error", "no-such-browser")])
def test_without_a_browser_tests_are_skipped_and_fail_where_it_is_demanded(tmp_path, demanded, ends, place):
    pytest.importorskip("playwright")
    here = Path(__file__).parent
    (tmp_path / "test_one.py").write_text("def test_one(page): pass\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text((here / "browser.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CMO_EVAL_"))},
            "PATH": str(tmp_path),
            "CMO_EVAL_TEST_BROWSER": demanded,
            "CMO_EVAL_CHROMIUM": place and str(tmp_path / place),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ends in done.stdout.splitlines()[-1]
    assert f"no browser: {tmp_path / place} did not start" if place else "is on the path" in done.stdout
