#!/usr/bin/env bash
# mcp 2.3.0: when a handler of the low-level server raises an exception that nobody foresaw, the client of the older
# handshake (2025-11-25) gets the text of that exception, whatever it holds; the client of the newer one (2026-07-28)
# gets "Internal server error". The text of a KeyError or ValueError often repeats the value at hand. Expected before
# running: in both an error of the protocol without it. Whoever answers to others catches all of them.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet mcp==2.3.0
cat > look.py <<'P'
import asyncio
from mcp import Client
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
import mcp_types as types

async def call_tool(context, params):
    raise ValueError("could not read 'the words of somebody'")

async def list_tools(context, params):
    return types.ListToolsResult(tools=[types.Tool(name="look", input_schema={"type": "object"})])

async def told(mode):
    try:
        async with Client(Server("s", on_list_tools=list_tools, on_call_tool=call_tool), mode=mode) as client:
            try:
                await client.call_tool("look", {})
            except MCPError as error:
                return str(error)
    except BaseExceptionGroup as group:
        return str(group.exceptions)

older, newer = asyncio.run(told("legacy")), asyncio.run(told("auto"))
print("2025-11-25:", older)
print("2026-07-28:", newer)
assert "the words of somebody" in older
assert "the words of somebody" not in newer
P
env/bin/python look.py 2>/dev/null
echo "as found: the text of an exception goes out in the older handshake only"
