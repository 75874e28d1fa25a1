"""Measures how soon an assistant has its first answer, and how long calls take.

python benchmarks/assistant.py                     # 5,000 citations, five assistants
python benchmarks/assistant.py --citations 20000

An assistant is a process that starts `cmo-eval mcp` and talks to it line by line, without the protocol's own client.
The first answer is that to its handshake, from the start of the process on; then it asks for the claims, which waits
until the files are read, and each tool again. CPU seconds of `cmo-eval mcp` where the system says them (Linux), else
wall time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from generate import generate
from run import Row, say, table

FIRST, CALL = 1.5, 0.05
CALLS = {
    "claims": {},
    "evidence": {"claim": ["C1"], "limit": 25},
    "find": {"words": "agreement rule"},
    "trace": {"id": "C1"},
    "validate": {},
}
AGAIN = 20


class Assistant:
    """One that has started the program on an evaluation."""

    def __init__(self, root: Path) -> None:
        """Start it, and shake hands."""
        self._number = 0
        command = [sys.executable, "-m", "cmo_eval", "mcp", "--project", str(root), "--audience", "team"]
        self._begun = time.perf_counter()
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        about = {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "benchmark", "version": "1"},
        }
        self.ask("initialize", about)
        self.first = self.spent()
        self._say({"method": "notifications/initialized"})

    def spent(self) -> float:
        """CPU seconds since it was started; else seconds."""
        stat = Path(f"/proc/{self._process.pid}/stat")
        if not stat.exists():
            return time.perf_counter() - self._begun
        user, system = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def ask(self, method: str, params: dict[str, Any]) -> None:
        """Ask, and wait for the answer."""
        self._number += 1
        self._say({"method": method, "params": params, "id": self._number})
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        answer = json.loads(self._process.stdout.readline())
        if answer.get("result", {}).get("isError", "error" in answer):
            raise SystemExit(f"{method} {params}: {answer}")

    def call(self, tool: str, times: int = 1) -> float:
        """Seconds that a tool takes to answer, on average."""
        before = self.spent()
        for _ in range(times):
            self.ask("tools/call", {"name": tool, "arguments": CALLS[tool]})
        return (self.spent() - before) / times

    def end(self) -> None:
        """Let it go."""
        self._process.communicate(timeout=30)

    def _say(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        self._process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self._process.stdin.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citations", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    firsts: list[float] = []
    claims: list[float] = []
    times: dict[str, list[float]] = {tool: [] for tool in CALLS}
    with tempfile.TemporaryDirectory(prefix="cmo-assistant-") as folder:
        root = Path(folder) / "evaluation"
        generate(root, citations=given.citations, sources=40)
        for number in range(given.runs):
            one = Assistant(root)
            firsts.append(one.first)
            claims.append(one.call("claims"))
            for tool in CALLS:
                one.call(tool)
            for tool in CALLS:
                times[tool].append(one.call(tool, AGAIN))
            one.end()
            say(f"  {number + 1}/{given.runs} first {firsts[-1]:.2f}, claims {claims[-1]:.2f}")
    many = f"{given.citations:,} citations"
    rows = [
        Row("`mcp`: seconds to the first answer", median(firsts), yes=median(firsts) <= FIRST),
        Row(f"`mcp`, {many}: to the first claims", median(a + b for a, b in zip(firsts, claims, strict=True))),
    ]
    rows += [
        Row(f"`mcp`, {many}: `{tool}` again", median(found), yes=median(found) <= CALL) for tool, found in times.items()
    ]
    print(table(rows))


if __name__ == "__main__":
    main()
