"""The tools over the Model Context Protocol, on standard input and output and nowhere else."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from threading import Timer
from typing import Any

from cmo_eval.assistant.library import import_library
from cmo_eval.assistant.tools import INSTRUCTIONS, Tool
from cmo_eval.errors import CmoEvalError

_PAUSE = 0.05
"""Seconds after which the first answer is out of the door."""


def need_mcp() -> None:
    """Refuse to serve where the library is not installed.

    Raises:
        CmoEvalError: it is not, or it is an older one.
    """
    try:
        import_library()  # of version 1 not all of it is there
    except ImportError:
        raise CmoEvalError(
            "an assistant needs the library mcp, 2.3 or newer, which is not installed",
            'install it with: pip install "cmo-eval[mcp]"',
        ) from None


def server(tools: Mapping[str, Tool]) -> Any:
    """A server of these tools, a `mcp.server.lowlevel.Server`; it answers both handshakes of the protocol."""
    import anyio  # noqa: PLC0415 - heavy
    import mcp_types as types  # noqa: PLC0415 - as above
    from mcp.server.lowlevel import Server  # noqa: PLC0415 - as above

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=one.name,
                    description=one.about,
                    input_schema=dict(one.schema),
                    annotations=types.ToolAnnotations(
                        read_only_hint=not one.changes, destructive_hint=False, open_world_hint=False
                    ),
                )
                for one in tools.values()
            ]
        )

    async def call_tool(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        text, failed = await anyio.to_thread.run_sync(answered, tools, params.name, params.arguments or {})
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=failed)

    return Server(
        "cmo-eval",
        version=version("cmo-eval"),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def answered(tools: Mapping[str, Tool], name: str, arguments: Mapping[str, Any]) -> tuple[str, bool]:
    """What a tool answers, as JSON, and whether it could not: then it is why, in words."""
    tool = tools.get(name)
    if tool is None:
        return f"there is no tool {name[:60]}; there are {', '.join(tools)}", True
    try:
        return json.dumps(tool.answer(arguments), ensure_ascii=False, default=str), False
    except CmoEvalError as error:
        return "; ".join(filter(None, (error.message, error.hint))), True
    except Exception as error:
        if os.environ.get("CMO_EVAL_DEBUG"):
            raise
        return f"internal error ({type(error).__name__}); a person can say CMO_EVAL_DEBUG=1 and report it", True


def serve(tools: Mapping[str, Tool], warm: Callable[[], None]) -> None:
    """Answer on standard input and output until the first ends; what else is printed meanwhile goes to stderr.

    Args:
        tools: by name.
        warm: what is done once the first answer is out, while the assistant makes up its mind.
    """
    import anyio  # noqa: PLC0415 - heavy
    from mcp.server.stdio import stdio_server  # noqa: PLC0415 - as above

    at_work, pending = server(tools), [Timer(_PAUSE, _ready, [warm])]

    async def begin(context: Any, answer: Callable[[Any], Any]) -> Any:
        """Answer, and with the first one start what is to be done after it."""
        said = await answer(context)
        while pending:
            pending[0].daemon = True  # it ends with the rest
            pending.pop().start()
        return said

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await at_work.run(incoming, outgoing, at_work.create_initialization_options())

    at_work.middleware.append(begin)
    sys.stdin, sys.stdout = sys.__stdin__ or sys.stdin, sys.__stdout__ or sys.stdout
    anyio.run(run)


def _ready(warm: Callable[[], None]) -> None:
    """Warm up; from then on memory is tidied, which other commands leave: this one goes on for days."""
    gc.freeze()
    try:
        warm()
    finally:
        gc.enable()
