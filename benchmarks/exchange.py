"""Measures how long a project of another program takes to come in and to go out, and how that grows.

python benchmarks/exchange.py                    # 5,000 codings and 500, five runs of each
python benchmarks/exchange.py --codings 20000    # and a tenth of them

The project is a .qdpx of our own making, of no known program: 250 codings a talk by two coders, with their words, and
40 codes. Whole processes, CPU seconds (user plus system) as `run.py` measures them, in turn, medians. The floor is a
process that reads the same XML with Python's parser and, with libyaml and pydantic, the YAML that comes of it.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import random
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).parent))

from baseline import cold
from coded import EACH, passages, transcript
from generate import generate
from run import GROWTH, UNCOMPILED, Cost, Job, Row, against, growth, measure, median, say, table

GOAL = 1.0
RATIO = {"import": 2.5, "export": 2.5}
CODES, CODERS = 40, ("AB", "CD")
TALK = 30_000  # characters


def project(many: int, seed: int = 1) -> bytes:
    """A .qdpx with so many codings."""
    from cmo_eval.projects import refi_out  # noqa: PLC0415 - only where it is made
    from cmo_eval.projects.project import Code, Coder, Coding, Document, Project  # noqa: PLC0415

    chance = random.Random(seed)  # noqa: S311 - the same project each time

    def guid() -> str:
        return str(UUID(int=chance.getrandbits(128), version=4))

    coders = tuple(Coder(guid(), name) for name in CODERS)
    codes = tuple(Code(guid(), f"What is said of {number}", f"All about {number}.") for number in range(CODES))
    documents, codings = [], []
    for number in range(-(-many // EACH)):
        text, turns = transcript(chance, TALK)
        documents.append(Document(guid(), f"Talk {number}.docx", "text", text))
        for start, end in sorted(passages(chance, turns, min(EACH, many - number * EACH))):
            code, coder = chance.choice(codes).id, coders[number % len(coders)].id
            codings.append(Coding(guid(), documents[-1].id, start, end, code, coder, text[start:end]))
    return refi_out.qdpx(Project("benchmark", coders, codes, tuple(documents), tuple(codings)), "Benchmark")


def floor(file: Path, root: Path) -> None:
    """Read the project and the evaluation that holds the same, and do nothing with them."""
    gc.disable()
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".qde"):
                ET.parse(io.BytesIO(content))  # noqa: S314 - our own
    cold(str(root), validate=True)


class Bench:
    """Projects of two sizes, each with an evaluation that it comes into anew at each run."""

    def __init__(self, base: Path, codings: int) -> None:
        """Make them in `base`."""
        self.base = base
        self.empty = base / "empty"
        generate(self.empty, citations=0, sources=0)
        (self.empty / "texts").mkdir()
        self.files = {"tenth": base / "tenth.qdpx", "whole": base / "whole.qdpx"}
        self.map = base / "map.yaml"
        self.map.write_text("consent: quote\n", encoding="utf-8")
        self.environment = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
        for name, many in (("tenth", codings // 10), ("whole", codings)):
            self.files[name].write_bytes(project(many))

    def round(self) -> dict[str, Cost]:
        """What each of them costs once, to come in and to go out."""
        costs = {"start": self.cost(["-m", "cmo_eval", "list", "claims"], self.empty)}
        for name, file in self.files.items():
            root = self.base / name
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(self.empty, root)
            options = ["--map", str(self.map), "--texts", "texts", "--yes"]
            costs[f"import {name}"] = self.cost(["-m", "cmo_eval", "exchange", "import", str(file), *options], root)
            costs[f"export {name}"] = self.cost(["-m", "cmo_eval", "exchange", "export", "out.qdpx", "--yes"], root)
        return costs | {"floor": self.cost([__file__, "--floor", str(self.files["whole"]), str(root)], self.base)}

    def cost(self, arguments: list[str], root: Path) -> Cost:
        """What Python costs once with these arguments."""
        cost = measure(Job([sys.executable, *arguments], root, self.environment))
        assert cost is not None  # noqa: S101 - without a limit there is a cost
        return cost


def main() -> None:
    """Measure and print, or be one of the measured processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codings", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    parser.add_argument("--floor", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.floor:
        floor(*given.floor)
        return
    with tempfile.TemporaryDirectory(prefix="cmo-exchange-") as folder:
        bench = Bench(Path(folder), given.codings)
        rounds = []
        for number in range(given.runs):
            rounds.append(bench.round())
            said = ", ".join(f"{name} {cost.cpu:.2f}" for name, cost in rounds[-1].items())
            say(f"  {number + 1}/{given.runs} {said}")
    costs = {name: median([one[name] for one in rounds]) for name in rounds[0]}
    rows = []
    for what in ("import", "export"):
        tenth, whole = costs[f"{what} tenth"], costs[f"{what} whole"]
        named = f"`exchange {what}`, {given.codings:,} codings"
        rows.append(Row(f"{named}: seconds", whole.cpu, yes=whole.cpu <= GOAL, peak=whole.peak))
        rows.append(against(f"{named}, to the floor", whole, costs["floor"], RATIO[what]))
        rows.append(growth(f"`exchange {what}`: growth from a tenth", tenth, whole, costs["start"], GROWTH))
    print(table(rows))
    if given.strict and any(one.met is False for one in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
