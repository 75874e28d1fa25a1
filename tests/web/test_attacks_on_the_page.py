"""What is sent to the server on purpose: by other programs, too slowly, too much of it, and much at once."""

import contextlib
import json
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from starlette.testclient import TestClient

from cmo_eval.web import access, serving
from cmo_eval.web.app import pages
from cmo_eval.web.memory import Memory

START = 96  # of these words in the transcript of `talk`
LINE = "It changed nothing for us, I must say. We went on as before."


class Running:
    """The page at work in a thread, on a port of its own; `log` is what it tells the terminal."""

    def __init__(self, root):
        self.log = []
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(root,), daemon=True)
        self.thread.start()
        assert self.ready.wait(20)
        address = self.log[0].split()[-1]
        self.port = int(re.search(r":(\d+)/", address)[1])
        self.token = address.partition("token=")[2]

    def _run(self, root):
        def tell(line):
            self.log.append(line)
            if "Ctrl-C" in line:
                self.ready.set()

        self.server = None
        serving.serve(
            pages(Memory(root)), browser=False, tell=tell, started=lambda server: setattr(self, "server", server)
        )

    def stop(self):
        self.server.should_exit = True
        self.thread.join(20)
        assert not self.thread.is_alive()

    def head(self, line, **headers):
        """A request's head: by the browser with the token, unless headers say otherwise."""
        given = {
            "host": f"127.0.0.1:{self.port}",
            "cookie": f"cmo-eval-{self.port}={self.token}",
            "origin": f"http://127.0.0.1:{self.port}",
            "content-type": "application/json",
            "connection": "close",
        } | {key.replace("_", "-"): value for key, value in headers.items()}
        lines = [line, *(f"{key}: {value}" for key, value in given.items() if value is not None)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def ask(self, line, body=b"", **headers):
        """The answer's status and body; None where the connection is closed without one."""
        length = {} if "content_length" in headers else {"content_length": str(len(body))}
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(self.head(line, **length, **headers) + body)
            return answer(connection)


def answer(connection):
    received = b""
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    return (int(head.split()[1]), body) if head else None


@pytest.fixture
def running(talk):
    server = Running(talk)
    yield server
    server.stop()


@pytest.fixture
def hasty(monkeypatch):
    """A server that waits less long for who is slow, so that the test need not wait either."""
    monkeypatch.setattr(access, "PATIENCE", 0.4)
    monkeypatch.setattr(serving, "PATIENCE", 0.4)


def coding(number, version=""):
    judgement = {"stances": [{"stance": "refutes", "claim": "C1"}], "quality": "observation", "memo": f"n{number}"}
    words = [match.span() for match in re.finditer(r"\w+", LINE)]
    first, last = number % 5, 6 + number % 7
    start, end = (START + place for place in (words[first][0], words[last][1]))
    return {"version": version, "start": start, "end": end, "judgement": judgement}


def test_it_listens_on_this_computer_alone(running):
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.2", running.port), timeout=5):
        pass
    assert running.ask("GET / HTTP/1.1")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../access.py",
        "/static/..%2faccess.py",
        "/static/%2e%2e/%2e%2e/api.py",
        "/static//etc/passwd",
        "/transcripts/..%2f..%2fevaluation.yaml",
        "/static/..\\access.py",
        "//evil.example/",
        "/transcripts/%00",
    ],
)
def test_no_path_leads_anywhere_else(running, path):
    status, body = running.ask(f"GET {path} HTTP/1.1")
    assert status == 404
    assert b"PATIENCE" not in body
    assert b"root:" not in body


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": None},
        {"host": "127.0.0.1:1\r\nhost: evil.example"},
        {"cookie": None},
        {"cookie": "cmo-eval-1=guess"},
        {"origin": "http://evil.example"},
        {"origin": None},
        {"sec_fetch_site": "cross-site"},
        {"content_type": "text/plain"},
    ],
)
def test_a_change_that_is_not_from_our_page_changes_nothing(running, talk, headers):
    before = (talk / "sources/FG1.citations.yaml").read_bytes()
    body = json.dumps(coding(1)).encode()
    found = running.ask("POST /transcripts/FG1/code HTTP/1.1", body, **headers)
    assert found is None or 400 <= found[0] < 500
    assert (talk / "sources/FG1.citations.yaml").read_bytes() == before


def test_what_is_refused_is_a_line_in_the_terminal_without_anything_of_the_users(running):
    running.ask("GET /transcripts/FG1 HTTP/1.1", cookie="cmo-eval-1=secret")
    assert running.log[-1] == "refused (403): a request without the token"


@pytest.mark.parametrize("length", ["99999999999", "-1", "1e3", "٣"])
def test_a_length_that_is_none_or_too_much_is_refused_before_it_is_read(running, length):
    line = running.head("POST /transcripts/FG1/code HTTP/1.1").replace(
        b"\r\n\r\n", f"\r\ncontent-length: {length}\r\n\r\n".encode()
    )
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(line)
        found = answer(connection)
    assert found is None or found[0] in {400, 413}


def test_a_body_without_a_length_ends_where_it_is_too_much(running, talk, monkeypatch):
    monkeypatch.setattr(access, "MAX_BODY", 10_000)
    head = running.head("POST /transcripts/FG1/code HTTP/1.1", transfer_encoding="chunked")
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(head)
        with contextlib.suppress(ConnectionError):
            for _ in range(40):
                connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
            answer(connection)
    assert "refused: a request that is too large" in running.log
    assert running.ask("GET /version HTTP/1.1")[0] == 200


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: 127"])
def test_who_says_nothing_or_half_is_let_go(running, sent):
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(sent)
        begin = time.monotonic()
        assert answer(connection) is None
        assert time.monotonic() - begin < 8


@pytest.mark.usefixtures("hasty")
def test_a_body_that_does_not_come_is_not_waited_for(running):
    head = running.head("POST /transcripts/FG1/code HTTP/1.1", content_length="5000")
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(head + b"{")
        answer(connection)
    assert "refused: a request that came in too slowly" in running.log


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b'{"start": "0"}', b'{"x": NaN}'])
def test_what_is_nothing_that_can_be_done_is_said_and_not_done(running, body):
    status, said = running.ask("POST /transcripts/FG1/code HTTP/1.1", body)
    assert status == 400
    assert json.loads(said)["error"].startswith("that is nothing that can be done here")


def test_many_who_hold_connections_open_do_not_keep_others_out(running):
    held = [socket.create_connection(("127.0.0.1", running.port), timeout=10) for _ in range(100)]
    try:
        assert running.ask("GET /version HTTP/1.1")[0] == 200
    finally:
        for connection in held:
            connection.close()


def test_two_hundred_saves_at_once_are_all_in_the_file_or_told(running, talk):
    def save(number):
        body = json.dumps(coding(number, "0" * 16 if number % 50 == 7 else version)).encode()
        return running.ask("POST /transcripts/FG1/code HTTP/1.1", body)

    version = json.loads(running.ask("GET /version HTTP/1.1")[1])["version"]
    with ThreadPoolExecutor(40) as several:
        found = list(several.map(save, range(200)))
    assert [one for one in found if one is None or one[0] not in {200, 409}] == []
    added = {json.loads(body)["id"] for status, body in found if status == 200}
    file = yaml.safe_load((talk / "sources/FG1.citations.yaml").read_text("utf-8"))
    ids = [entry["id"] for entry in file["citations"]]
    assert len(ids) == len(set(ids))
    assert added | {"FG1-001"} == set(ids)
    assert added


def test_a_port_in_use_is_passed_over(running, talk):
    other = Running(talk)
    try:
        assert other.port != running.port
        assert other.token != running.token
        assert other.ask("GET / HTTP/1.1", cookie=f"cmo-eval-{other.port}={running.token}")[0] == 403
    finally:
        other.stop()


def test_a_text_of_two_megabytes_is_shown(served):
    (served.memory.root / "texts/FG1.txt").write_text(
        "r1: We saw it on the table.\n" + "r2: Word after word.\n" * 95_000
    )
    answer = served.get("/transcripts/FG1")
    assert answer.status_code == 200
    assert answer.text.count('class="words"') == 95_001


def test_a_forgotten_source_is_gone_from_the_page(served):
    for name in ("FG1.yaml", "FG1.citations.yaml"):
        (served.memory.root / "sources" / name).unlink()
    answer = served.get("/transcripts/FG1")
    assert answer.status_code == 404
    assert "there is no source FG1" in answer.text
    assert isinstance(served.client, TestClient)
