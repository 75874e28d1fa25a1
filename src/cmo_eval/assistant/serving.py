"""The tools over the Model Context Protocol, on standard input and output and nowhere else."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from threading import Thread
from typing import Any

from cmo_eval.assistant.tools import INSTRUCTIONS, Tool
from cmo_eval.errors import CmoEvalError


def need_mcp() -> None:
    """Nothing, where the library is installed.

    Raises:
        CmoEvalError: it is not, or it is an older one.
    """
    try:
        import mcp.server.lowlevel.server  # noqa: F401, PLC0415 - an extra
        import mcp_types  # noqa: F401, PLC0415 - as above; version 1 has none
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
        warm: what is done at once, while the assistant still says who it is.
    """
    import anyio  # noqa: PLC0415 - heavy
    from mcp.server.stdio import stdio_server  # noqa: PLC0415 - as above

    at_work = server(tools)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            Thread(target=warm, daemon=True).start()  # which ends with the rest
            await at_work.run(incoming, outgoing, at_work.create_initialization_options())

    gc.enable()  # unlike other commands, it goes on for days
    sys.stdin, sys.stdout = sys.__stdin__ or sys.stdin, sys.__stdout__ or sys.stdout
    anyio.run(run)
