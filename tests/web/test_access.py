"""Who may ask the server: the browser with the token, from our own pages, under our own name."""

import os
import re
import socket

import pytest
from pages import ORIGIN

from cmo_eval.errors import CmoEvalError
from cmo_eval.web.access import HEADERS
from cmo_eval.web.serving import _listening


def test_a_stranger_gets_nothing_and_the_terminal_a_line(served):
    answer = served.stranger.get("/")
    assert answer.status_code == 403
    assert "Value comes first" not in answer.text
    assert served.log == ["refused (403): a request without the token"]


def test_the_address_with_the_token_leads_to_the_page_without_it(served):
    answer = served.stranger.get(served.access.address("/findings?a=b"))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/findings?a=b"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_the_address_for_another_program_opens_one_browser(served):
    address = served.access.address(once=True)
    assert served.stranger.get(address).status_code == 303
    served.stranger.cookies.clear()
    assert served.stranger.get(address).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:8137.evil.example", ""])
def test_a_name_that_is_not_ours_is_refused(served, host):
    answer = served.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "Value" not in answer.text


def test_localhost_is_our_name_too(served):
    assert served.stranger.get("/", headers={"host": "localhost:8137"}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://localhost:8137", "https://127.0.0.1:8137"]
)
def test_a_change_from_another_page_is_refused(served, origin):
    answer = served.post("/version", {}, origin=origin)
    assert answer.status_code == 403


def test_a_change_needs_json(served):
    answer = served.client.post("/version", content="{}", headers={"origin": ORIGIN, "content-type": "text/plain"})
    assert answer.status_code == 415


def test_a_change_with_the_token_in_its_address_alone_is_refused(served):
    answer = served.stranger.post(served.access.address("/version"), json={}, headers={"origin": ORIGIN})
    assert answer.status_code == 403


def test_too_large_a_request_is_refused(served):
    answer = served.post("/version", {"x": "a" * (9 * 2**20)})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/page.js"])
def test_each_answer_keeps_the_browser_here(served, path):
    answer = served.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("path", ["/static/../access.py", "/static/%2e%2e/access.py", "/static/..%2faccess.py"])
def test_no_path_leads_out_of_the_static_files(served, path):
    assert served.get(path).status_code == 404


def test_scripts_and_styles_may_be_kept_and_nothing_else(served):
    page = served.get("/").text
    paths = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(paths) > 2
    for path in paths:
        answer = served.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"].endswith("immutable")
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert served.get(paths[0].replace("/static/", "/static/0")).headers["cache-control"] == "no-store"
    assert served.stranger.get(paths[0]).status_code == 403


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a port is free at once")
def test_started_anew_it_listens_where_an_open_page_asks(served):
    with _listening(None) as first:
        port = first.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as browser:
            first.accept()[0].close()  # the server ends first: its end of the connection lingers
            assert browser.recv(1) == b""
    with _listening(port) as again:
        assert again.getsockname()[1] == port
        with pytest.raises(CmoEvalError, match=f"port {port} is in use"):
            _listening(port)
