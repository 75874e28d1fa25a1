"""The door of an assistant as the protocol's own client finds it: both handshakes, over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from cmo_eval.assistant import library
from cmo_eval.assistant.inputs import Coder
from cmo_eval.assistant.serving import need_mcp, server
from cmo_eval.assistant.tools import tools
from cmo_eval.assistant.view import View
from cmo_eval.errors import CmoEvalError
from minimal import MINIMAL

HANDSHAKES = {"legacy": "2025-11-25", "auto": "2026-07-28"}
TALK = "INT: So?\nR1: We saw it on the table.\nR1: It was there.\n"
OPEN = {
    "evaluation.yaml": MINIMAL["evaluation.yaml"] + "texts: texts\n",
    "codebook.yaml": "version: 1\ncodes: [{id: table, label: The table, kind: theme}]\n",
    "sources/FG1.yaml": MINIMAL["sources/FG1.yaml"] + "text: FG1.txt\npseudonymised: true\nconsent: {models: any}\n",
    "texts/FG1.txt": TALK,
}
PROPOSED = {"source": "FG1", "quote": "It was there.", "codes": ["table"]}


@pytest.fixture
def root(tmp_path):
    for name, text in {**MINIMAL, **OPEN}.items():
        path = tmp_path / "evaluation" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "evaluation"


def at_the_door(root, *options):
    arguments = ["-m", "cmo_eval", "mcp", "--project", str(root), *options]
    return StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))


async def talk(client, root):
    """What an assistant does: it looks what there is, reads, and hands in."""
    offered = (await client.list_tools()).tools
    read = json.loads((await client.call_tool("evidence", {"claim": ["C1"]})).content[0].text)
    handed = json.loads((await client.call_tool("propose", {"proposals": [PROPOSED]})).content[0].text)
    wrong = await client.call_tool("evidence", {"claim": ["C9"]})
    return offered, read, handed, wrong


@pytest.mark.parametrize("mode", HANDSHAKES)
def test_an_assistant_talks_to_the_command_in_both_handshakes(root, mode):
    options = ("--audience", "team", "--coder", "model_a", "--model", "some model 1.0")

    async def run():
        async with Client(at_the_door(root, *options), mode=mode) as client:
            assert client.session.protocol_version == HANDSHAKES[mode]
            assert client.server_info.name == "cmo-eval"
            assert "held back" in client.instructions
            return await talk(client, root)

    offered, read, handed, wrong = asyncio.run(run())
    assert [one.name for one in offered] == ["claims", "evidence", "find", "trace", "validate", "propose"]
    assert [one.annotations.read_only_hint for one in offered] == [True] * 5 + [False]
    assert read["citations"][0]["words"] == "We saw it on the table."
    assert handed["accepted"] == {"FG1": ["FG1-model_a-001"]}
    assert "by: model_a" in (root / "sources/FG1.proposed.model_a.yaml").read_text("utf-8")
    assert wrong.is_error
    assert "C9" in wrong.content[0].text


@pytest.mark.parametrize("mode", [*HANDSHAKES, "2026-07-28"])  # the last without asking first
def test_the_schemas_hold_what_is_taken(root, mode):
    async def run():
        at_work = server(tools(View(root, "team", "any"), Coder("model_a", "m 1"), lambda: "2026-11-30"))
        async with Client(at_work, mode=mode) as client:
            return [(one.name, one.input_schema) for one in (await client.list_tools()).tools]

    schemas = dict(asyncio.run(run()))
    assert schemas["evidence"]["properties"]["limit"]["maximum"] == 100
    assert schemas["evidence"]["additionalProperties"] is False
    assert schemas["find"]["required"] == ["words"]
    assert schemas["propose"]["properties"]["proposals"]["items"]["required"] == ["source", "quote"]
    assert all(schema["type"] == "object" for schema in schemas.values())


RUN = """
import sys
from cmo_eval.__main__ import main
try:
    main()
finally:
    print(*{"starlette", "uvicorn", "httpx2"} & {name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def test_nothing_but_the_protocol_is_written_nothing_of_the_web_is_loaded_and_nobody_is_asked_to_propose(root):
    asking = [
        {"method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {},
         "clientInfo": {"name": "x", "version": "1"}}, "id": 1},
        {"method": "notifications/initialized"},
        {"method": "tools/list", "id": 2},
        {"method": "tools/call", "params": {"name": "propose", "arguments": {"proposals": [PROPOSED]}}, "id": 3},
    ]  # fmt: skip
    said = "".join(json.dumps({"jsonrpc": "2.0", **one}) + "\n" for one in asking)
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "mcp", "--project", root],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdin.write(said)
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(3)]
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "\n")
    assert {one["id"] for one in answers} == {1, 2, 3}
    by = {one["id"]: one["result"] for one in answers}
    assert "propose" not in [one["name"] for one in by[2]["tools"]]
    assert by[3]["isError"] is True
    assert not list(root.glob("sources/*proposed*"))


def test_who_proposes_has_a_name_and_a_model(cmo, root):
    for option in (("--coder", "model_a"), ("--model", "m 1")):
        done = cmo("mcp", "--project", root, *option)
        assert done.code == 2
        assert "has a name and a model" in done.err


def test_without_the_library_it_says_how_to_have_it(monkeypatch):
    monkeypatch.setattr(library, "_NEEDED", ("mcp.server.lowlevel.server", "mcp_types.of_no_version"))
    with pytest.raises(CmoEvalError, match=r"2\.3 or newer") as told:
        need_mcp()
    assert "cmo-eval[mcp]" in told.value.hint


def test_where_the_library_does_more_with_its_web_it_is_imported_whole(monkeypatch, tmp_path):
    for name, text in {
        "doorlib/__init__.py": "from doorlib.web import Page, made\nfrom doorlib.core import answer\n",
        "doorlib/web.py": "class Page:\n    def __init__(self, title): self.title = title\nmade = Page\n",
        "doorlib/core.py": "from doorlib.web import Page\nclass Door(Page): pass\ndef answer(): return Door\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(library, "_PACKAGES", ("doorlib",))
    monkeypatch.setattr(library, "_NEEDED", ("doorlib.core",))
    monkeypatch.setattr(library, "_WEB", frozenset({"doorlib.web"}))
    try:
        library.import_library()
        assert "doorlib.web" not in sys.modules
        assert sys.modules["doorlib.core"].answer().__bases__[0].__name__ == "Page"
        for name in ("doorlib", "doorlib.core"):
            del sys.modules[name]
        (tmp_path / "doorlib/core.py").write_text(
            "from doorlib.web import Page\nfront = answer = Page('Welcome')\n", "utf-8"
        )
        library.import_library()
        assert sys.modules["doorlib.core"].front.title == "Welcome"
        assert sys.modules["doorlib.web"].Page.__module__ == "doorlib.web"
    finally:
        for name in [name for name in sys.modules if name.startswith("doorlib")]:
            del sys.modules[name]
