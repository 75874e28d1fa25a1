"""Pages served: a free port on this computer, a browser opened, until somebody stops it."""

from __future__ import annotations

import asyncio
import os
import socket
import webbrowser
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from cmo_eval.errors import CmoEvalError
from cmo_eval.web.access import PATIENCE, Access

PORT = 8137
"""The first port that is tried."""

_TRIES = 40


def serve(
    app: ASGIApp,
    path: str = "/",
    *,
    port: int | None = None,
    browser: bool = True,
    tell: Callable[[str], None],
    started: Callable[[uvicorn.Server], object] = lambda _: None,
) -> None:
    """Serve pages until Ctrl-C, to whoever may ask for them.

    Args:
        app: answers what is asked for.
        path: the page that is opened first.
        port: the only one to try; else the first that is free from PORT on.
        browser: open one.
        tell: says a line to whoever started it: the address, and each request that was refused.
        started: is given the server, which ends once its `should_exit` is set.

    Raises:
        CmoEvalError: there is no free port.
    """
    with _listening(port) as listener:
        own = listener.getsockname()[1]
        access = Access(app, own, tell)
        config = uvicorn.Config(
            access,
            http=_Prompt,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=2**16,
        )
        server = _Server(config)
        started(server)

        def ready() -> None:
            tell(f"the page is at {access.address(path)}")
            tell("Ctrl-C stops it")
            if browser:
                webbrowser.open(access.address(path, once=True))

        server.ready = ready
        try:
            server.run([listener])
        except KeyboardInterrupt:
            tell("stopped")


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await asyncio.get_running_loop().run_in_executor(None, self.ready)


class _Prompt(H11Protocol):
    """A connection on which each request must come in soon, head and all; else it is closed."""

    _waiting: asyncio.TimerHandle
    _idle: object = ()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._waiting = self.loop.call_later(PATIENCE, self._look)

    def _look(self) -> None:
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._idle is self.cycle:  # nothing was asked since the last look
            self.transport.close()
            return
        self._idle = self.cycle if idle else ()
        self._waiting = self.loop.call_later(PATIENCE, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._waiting.cancel()
        super().connection_lost(exc)


def _listening(port: int | None) -> socket.socket:
    """A socket that listens on this computer alone.

    Raises:
        CmoEvalError: the port, or each that was tried, is in use.
    """
    for one in (port,) if port is not None else (*range(PORT, PORT + _TRIES), 0):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":  # started anew, it listens where it did: a page that is open finds it again
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", one))
            listener.listen(128)
        except OSError:
            listener.close()
        else:
            return listener
    raise CmoEvalError(
        f"port {port} is in use" if port is not None else "there is no free port",
        "leave --port out, or give another one",
    )
