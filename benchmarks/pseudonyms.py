"""Measures how long `cmo-eval text pseudonymise` takes, and that no anchor is lost.

python benchmarks/pseudonyms.py                       # 300 kB, 200 names, 100 citations; then 5,000 citations
python benchmarks/pseudonyms.py --names 2 --runs 5

Whole processes, CPU seconds (user and system), the median of the runs; prints a Markdown table. The transcripts are
made up: turns of common words, of which one in thirty is one of the names in one of its forms, with the places of
quotes that begin and end anywhere, within names too. After each run every citation's place must hold its quote, and no
name be left.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

_SAID = """
    de het een en van ik dat is niet we zei maar school dan ook wel want toen kwam samen werken door veel daar mensen
    januari altijd naar voor met over
"""
WORDS = _SAID.split()
GIVEN = ("Marijke", "Jan Willem", "Achmed", "Tineke", "René", "Fatima", "Bartold", "Loes", "Sjoerd", "Esmée")
SYLLABLES = [left + right for left in "bdfgklmnprst" for right in "aeio"]


def people(count: int, chance: random.Random) -> list[str]:
    """So many whole names, each with another surname."""
    found: dict[str, str] = {}
    while len(found) < count:
        surname = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
        found[surname] = f"{chance.choice(GIVEN)} {chance.choice(('', 'de ', 'van der '))}{surname}"
    return list(found.values())


def forms(name: str) -> list[str]:
    """Ways in which a talk says a name."""
    surname = name.split(" ", 2 if name.startswith("Jan Willem") else 1)[-1]
    return [name, surname, name.upper(), f"{name[0]}. {surname}", f"{name}'s"]


def write(root: Path, size: int, names: list[str], citations: int, chance: random.Random) -> None:
    """An evaluation with one transcript of about `size` bytes and so many citations, every one with a place."""
    lines: list[str] = []
    length = 0
    while length < size:
        said = [
            chance.choice(forms(chance.choice(names))) if chance.random() < 1 / 30 else chance.choice(WORDS)
            for _ in range(chance.randint(10, 60))
        ]
        lines.append(f"R{chance.randint(1, 4)}: {' '.join(said)}.")
        length += len(lines[-1].encode()) + 1
    text = "\n".join(lines) + "\n"
    rows = []
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for number in range(citations):
        row = chance.randrange(len(lines))
        words = [at for at, letter in enumerate(lines[row]) if letter == " "]
        first = chance.randrange(len(words) - 4)
        start = starts[row] + words[first] + 1
        end = starts[row] + words[chance.randint(first + 2, min(len(words) - 1, first + 20))]
        around = text[max(0, start - 32) : start], text[end : end + 32]
        rows.append(
            f"  - id: FG1-{number + 1:04d}\n    quote: {json.dumps(text[start:end], ensure_ascii=False)}\n"
            f"    selector:\n      start: {start}\n      end: {end}\n"
            f"      prefix: {json.dumps(around[0], ensure_ascii=False)}\n"
            f"      suffix: {json.dumps(around[1], ensure_ascii=False)}\n"
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    files = {
        "evaluation.yaml": "schema: 1\nid: speed\ntitle: Speed\nprogramme: {name: P}\nquestions: {Q1: Why?}\n"
        "groups: {staff: Staff}\ntexts: texts\n",
        "texts/FG1.txt": text,
        "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: T\ngroup: staff\ntext: FG1.txt\n"
        f"text_sha256: {digest}\n",
        "sources/FG1.citations.yaml": "defaults: {quality: report}\ncitations:\n" + "".join(rows),
    }
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")


def lost(root: Path) -> int:
    """How many citations have a place that does not hold their quote."""
    text = (root / "texts/FG1.txt").read_text("utf-8")
    said = yaml.load((root / "sources/FG1.citations.yaml").read_text("utf-8"), yaml.CSafeLoader)["citations"]
    return sum(text[one["selector"]["start"] : one["selector"]["end"]] != one["quote"] for one in said)


def cost(command: list[str], root: Path) -> float:
    """CPU seconds of one process."""
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None  # noqa: S101 - it is a pipe
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed: {said}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=300_000)
    options.add_argument("--names", type=int, default=200)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    chance = random.Random(7)  # noqa: S311 - the same files each time
    names = people(asked.names, chance)
    print("| transcript | names | citations | CPU seconds | anchors lost | names left |")
    print("| --- | --- | --- | --- | --- | --- |")
    for citations in (100, 5_000):
        with tempfile.TemporaryDirectory() as folder:
            root, table = Path(folder, "evaluation"), Path(folder, "names.yaml")
            write(root, asked.size, names, citations, chance)
            rows = [f"  - {{pseudonym: Person {number}, forms: [{name}]}}\n" for number, name in enumerate(names, 1)]
            table.write_text("names:\n" + "".join(rows), "utf-8")
            command = [sys.executable, "-m", "cmo_eval", "text", "pseudonymise", "--table", str(table)]
            seconds = []
            for run in range(asked.runs):
                copy = Path(folder, f"copy{run}")
                shutil.copytree(root, copy)
                seconds.append(cost([*command, "--yes"], copy))
            left = lost(copy)
            text = (copy / "texts/FG1.txt").read_text("utf-8")
            remain = sum(name.split()[-1] in text or name.split()[-1].upper() in text for name in names)
            size = (root / "texts/FG1.txt").stat().st_size
            print(
                f"| {size // 1000} kB | {len(names)} | {citations:,} | {statistics.median(seconds):.2f}"
                f" | {left} | {remain} |"
            )


if __name__ == "__main__":
    main()
