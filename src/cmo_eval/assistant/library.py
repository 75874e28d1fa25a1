"""Imports the protocol's library without what it has for the web, which would take half of the time to an answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_PACKAGES = ("mcp", "mcp_types")
_NEEDED = ("mcp.server.lowlevel.server", "mcp.server.stdio", "mcp_types")

_WEB = frozenset(
    {
        "starlette",
        "sse_starlette",
        "uvicorn",
        "httpx2",
        "mcp.client",
        "mcp.server.auth",
        "mcp.server.mcpserver",
        "mcp.server.sse",
        "mcp.server.streamable_http",
        "mcp.server.streamable_http_manager",
    }
)
"""Packages and modules that only somebody uses who is reached over a network, or who calls a server."""


def import_library() -> None:
    """Import it, as far as it is needed for an assistant on standard input and output.

    Raises:
        ImportError: it is not installed, or it is an older one.
    """
    if _PACKAGES[0] in sys.modules:  # whole, for whoever imported it
        _import()
        return
    before = set(sys.modules)
    try:
        with _without_web():
            _import()
    except Exception:  # noqa: BLE001 - another version may do more with these parts than name them
        for name in set(sys.modules) - before:
            if name.partition(".")[0] in _PACKAGES:
                del sys.modules[name]
        _import()


def _import() -> None:
    for name in _NEEDED:
        import_module(name)


@contextmanager
def _without_web() -> Iterator[None]:
    """As long as this lasts, what is for the web is imported as something that has every name and does nothing."""
    finder = _Nothing()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name, module in [*sys.modules.items()]:
            if isinstance(module, _Empty):
                del sys.modules[name]


class _Empty(ModuleType):
    """A module in which every name is a class of its own."""

    __path__: MutableSequence[str] = []  # noqa: RUF012 - what Python knows packages by

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Nothing(MetaPathFinder, Loader):
    """Finds what is for the web, and makes an empty module of it."""

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        parts = fullname.split(".")
        above = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
        return None if _WEB.isdisjoint(above) else ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Empty(spec.name)

    def exec_module(self, _module: ModuleType) -> None:
        """Nothing is in it."""
