"""Who may ask the page's server anything: this computer's browser that was opened with the token, and nobody else.

A page of the web can make a browser send requests to 127.0.0.1, under another Host once its name is rebound, or with
the user's cookies. So each request must name our Host and carry the token, and one that changes something must come
from our own pages. Checked before anything else sees the request.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmo_eval.transcripts.reading import MAX_BYTES

MAX_BODY = 8 * 2**20
"""Bytes of a request; a memo of a book has a tenth of it."""

FILES = "/bring/file"
"""Where a page sends files to, as they are: they may have as many bytes as are read of any."""

PATIENCE = 15.0
"""Seconds that a request, or the next part of a file, may take to come in."""

TOKEN = "token"  # noqa: S105 - the name of what holds it
"""The key of the address that holds the token."""

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What each answer tells the browser: nothing from elsewhere, in no frame, kept nowhere."""

_SAFE = frozenset({"GET", "HEAD"})


class Access:
    """Lets requests through to `app` that may be answered, and refuses others with a line to `log`.

    Args:
        app: what answers.
        port: on which the server listens.
        log: told in a line of each request that is refused, without anything of the user's.
    """

    def __init__(self, app: ASGIApp, port: int, log: Callable[[str], None]) -> None:
        self.app = app
        self.log = log
        self.token = secrets.token_urlsafe(32)
        self._once = {secrets.token_urlsafe(32)}
        self.cookie = f"cmo-eval-{port}"  # cookies do not know ports
        self.hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))

    def address(self, path: str = "/", *, once: bool = False) -> str:
        """The address of a page, with a token: the lasting one, or one that opens a single browser.

        Args:
            path: of the page, with what is asked of it.
            once: it is handed to another program, whose arguments others may read.
        """
        host = next(one for one in self.hosts if one.startswith("127"))
        token = next(iter(self._once)) if once else self.token
        page, hash_, place = path.partition("#")
        return f"http://{host}{page}{'&' if '?' in page else '?'}{urlencode({TOKEN: token})}{hash_}{place}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":  # a WebSocket: there is none
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        answer = self._refusal(scope) or self._opening(scope)
        if answer is None:
            await self.app(scope, _limited(receive, self.log, _most(scope)), _with_headers(send))
        else:
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """Why the request is not answered; None where it may be, or brings a token in its address."""
        headers, method = Headers(scope=scope), scope["method"]
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return self._refused(421, "a request for another host", "this server answers on 127.0.0.1 only")
        if method not in _SAFE:
            origin = headers.get("origin", "")
            if origin.lower() != f"http://{hosts[0].lower()}":
                return self._refused(403, "a change asked for by another page", "it comes from another page")
            if headers.get("sec-fetch-site", "same-origin") != "same-origin":
                return self._refused(403, "a change asked for by another site", "it comes from another site")
            kind = "octet-stream" if scope["path"] == FILES else "json"  # neither of which a page elsewhere can send
            if headers.get("content-type", "").partition(";")[0].strip().lower() != f"application/{kind}":
                return self._refused(415, "a change that is no JSON", "send JSON")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _most(scope):
            return self._refused(413, "a request that is too large", "it is too large")
        if not self._knows(_cookie(headers, self.cookie)) and not self._brings(scope):
            return self._refused(403, "a request without the token", "open the address that the terminal shows")
        return None

    def _opening(self, scope: Scope) -> Response | None:
        """To a request with the token in its address: the cookie, and the address without it."""
        if not self._brings(scope):
            return None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        self._once -= {value for key, value in pairs if key == TOKEN}
        rest = urlencode([pair for pair in pairs if pair[0] != TOKEN])
        path = "/" + scope.get("raw_path", scope["path"].encode()).decode("latin-1").lstrip("/")
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
        answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
        return answer

    def _brings(self, scope: Scope) -> bool:
        if scope["method"] not in _SAFE:
            return False
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        given = [value for key, value in query if key == TOKEN]
        return any(self._knows(value) or value in self._once for value in given)

    def _knows(self, value: str) -> bool:
        return hmac.compare_digest(value.encode("utf-8", "replace"), self.token.encode())

    def _refused(self, status: int, what: str, why: str) -> Response:
        self.log(f"refused ({status}): {what}")
        return PlainTextResponse(f"{why}\n", status)


def _most(scope: Scope) -> int:
    """How many bytes a request may have."""
    return MAX_BYTES if scope["path"] == FILES else MAX_BODY


def _cookie(headers: Headers, name: str) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load("; ".join(headers.getlist("cookie")))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def _with_headers(send: Send) -> Send:
    """What sends an answer, with what each of them tells the browser."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            kept = headers.get("cache-control", "").endswith("immutable")  # scripts and styles of ours
            headers.update({name: value for name, value in HEADERS.items() if not (kept and name == "cache-control")})
        await send(message)

    return sending


def _limited(receive: Receive, log: Callable[[str], None], most: int) -> Receive:
    """What receives a request, of which no more and no longer is taken than one of our pages sends."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        if size < 0:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            log("refused: a request that came in too slowly")
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            if size > most:
                log("refused: a request that is too large")
                return {"type": "http.disconnect"}
            if not message.get("more_body"):
                size = -1  # all of it is there; who waits now waits for the browser to go away
        return message

    return receiving
