#!/usr/bin/env bash
# mcp 2.3.0 (tools of an assistant, made from typed functions). What we guessed before running: a tool that gives
# coefficients by code hands on all of them, and one that is not defined (coders who never disagree, a code that
# nobody used) arrives as nan or as null; and words to look for arrive as they were written.
#
# Seen: one nan among the coefficients, and the client has none of them. The server sends null in its place against the
# schema that it made of the function itself, and the client then refuses the whole answer with a RuntimeError; so it is
# for an infinite number. And where an argument may be a word or a list of words, a word that can be read as JSON is: `null`
# and `{}` are refused, and `["a"]` becomes a list, though they came as text. Where it may be a word only, they stay.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet mcp==2.3.0
cat > look.py <<'P'
import asyncio

from mcp import Client
from mcp.server.mcpserver import MCPServer

server = MCPServer("agreement")


@server.tool()
def alpha(of: str) -> dict[str, float]:
    return {"trust": 0.71, "time": {"defined": 0.5, "undefined": float("nan"), "infinite": float("inf")}[of]}


@server.tool()
def word(looked_for: str) -> str:
    return repr(looked_for)


@server.tool()
def words(looked_for: str | list[str]) -> str:
    return repr(looked_for)


async def asked(client, tool, **given):
    try:
        answer = await client.call_tool(tool, given)
    except RuntimeError as error:
        return f"RuntimeError: {error}".splitlines()[0]
    if answer.is_error:
        return "refused"
    return answer.content[0].text if tool != "alpha" else answer.structured_content


async def main(mode):
    async with Client(server, mode=mode) as client:
        coefficients = {of: await asked(client, "alpha", of=of) for of in ("defined", "undefined", "infinite")}
        one = [await asked(client, "word", looked_for=text) for text in ("null", "{}", '["a"]')]
        some = [await asked(client, "words", looked_for=text) for text in ("null", "{}", '["a"]')]
    print(mode, coefficients, one, some, sep="\n  ")
    assert coefficients["defined"] == {"trust": 0.71, "time": 0.5}
    for of in ("undefined", "infinite"):
        assert coefficients[of].startswith("RuntimeError: Invalid structured content returned by tool alpha: None is not")
    assert one == ["'null'", "'{}'", repr('["a"]')]
    assert some == ["refused", "refused", "['a']"]


for mode in ("legacy", "auto"):
    asyncio.run(main(mode))
P
env/bin/python look.py 2>log || { cat log; exit 1; }
echo "as found: one coefficient that is no number takes all others along"
