"""The floor that runs are measured against: what no tool can do without, and nothing else.

    python benchmarks/baseline.py cold DIR            # libyaml events, values with positions, pydantic; kept by nobody
    python benchmarks/baseline.py events DIR          # the same without pydantic
    python benchmarks/baseline.py records DIR FILE    # writes the same records to FILE, a line of JSON for each file
    python benchmarks/baseline.py warm DIR FILE       # stats all files and reads FILE with orjson; kept by nobody
    python benchmarks/baseline.py table DIR FILE      # writes the evidence of all citations to FILE, a SQLite table
    python benchmarks/baseline.py aggregate DIR FILE  # counts the rows of that table by claim, stance and source

The builder here is its own, on purpose: a slower reader in the program must show in the ratio.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

FOLDERS = ("claims", "patterns", "cases", "sources")
SINGLE = ("evaluation.yaml", "codebook.yaml", "conclusions.yaml")


def build(text: str, on_item: Any = None) -> Any:
    """The value of a text, with (line, column) of every node; items of `citations` are handed over and dropped."""
    import yaml  # noqa: PLC0415 - a warm run does without

    stack: list[list[Any]] = []  # [container, key, positions]
    value: Any = None
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    map_end, seq_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        kind = type(event)
        if kind is scalar:
            value = event.value or None
            mark = event.start_mark
            position: Any = (mark.line, mark.column)
        elif kind is mapping or kind is sequence:
            stack.append([{} if kind is mapping else [], None, {}])
            continue
        elif kind is map_end or kind is seq_end:
            value, _, position = stack.pop()
        else:
            continue
        if not stack:
            continue
        top = stack[-1]
        container = top[0]
        if type(container) is list:
            if on_item is not None and len(stack) == 2 and stack[0][1] == "citations":
                on_item(value)
            else:
                top[2][len(container)] = position
                container.append(value)
        elif top[1] is None:
            top[1] = value
        else:
            container[top[1]] = value
            top[2][top[1]] = position
            top[1] = None
    return value


def paths(root: str) -> Iterator[str]:
    """Every file of the evaluation, each looked at by the file system."""
    for name in SINGLE:
        path = os.path.join(root, name)
        if os.path.exists(path):
            yield path
    for folder in FOLDERS:
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                os.stat(entry.path)
                yield entry.path


def cold(root: str, *, validate: bool) -> None:
    """Read every file of the evaluation once."""
    from cmo_eval import model  # noqa: PLC0415 - a warm run does without

    models = {
        "evaluation.yaml": model.Evaluation,
        "codebook.yaml": model.Codebook,
        "conclusions.yaml": model.Conclusions,
        "claims": model.Claim,
        "patterns": model.Pattern,
        "cases": model.Case,
        "sources": model.Source,
    }

    def citation(value: Any) -> None:
        if validate:
            model.Citation.model_validate(value)

    for path in paths(root):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if path.endswith(".citations.yaml"):
            build(text, citation)
            continue
        value = build(text)
        if validate:
            name = os.path.relpath(path, root).split(os.sep)[0]
            models[name].model_validate(value)


def records(root: str, target: str) -> None:
    """Write what the files hold, a line for each."""
    with open(target, "w", encoding="utf-8") as out:
        for path in paths(root):
            with open(path, encoding="utf-8") as file:
                out.write(json.dumps(build(file.read()), ensure_ascii=False) + "\n")


def warm(root: str, target: str) -> None:
    """Look at every file, and read their records from one other."""
    import orjson  # noqa: PLC0415 - other runs do without
    import pydantic  # noqa: F401, PLC0415 - only what it costs
    import typer  # noqa: F401, PLC0415

    for _ in paths(root):
        pass
    with open(target, "rb") as lines:
        for line in lines:
            orjson.loads(line)


def evidence(root: str, target: str) -> None:
    """Write the evidence to a SQLite table, a row a stance."""
    import sqlite3  # noqa: PLC0415

    stances = ("supports", "nuances", "refutes", "instead_of")
    db = sqlite3.connect(target)
    db.execute(
        "CREATE TABLE evidence (citation TEXT, source TEXT, speaker TEXT, quality TEXT, claim TEXT, version INTEGER,"
        " stance TEXT, pattern TEXT)"
    )
    for path in paths(root):
        if not path.endswith(".citations.yaml"):
            continue
        rows: list[tuple[Any, ...]] = []

        def add(one: Any, rows: list[tuple[Any, ...]] = rows, path: str = path) -> None:
            source = os.path.basename(path).split(".")[0]
            for said in one["evidence"]:
                stance = next(name for name in stances if name in said)
                about = (said[stance], int(said.get("version", 1)), stance, said.get("pattern"))
                rows.append((one["id"], source, one["speaker"], one["quality"], *about))

        with open(path, encoding="utf-8") as file:
            build(file.read(), add)
        db.executemany("INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.commit()
    db.close()


def aggregate(target: str) -> None:
    """What V0 needs at the least: how many citations of which quality each source has for each stance on each claim."""
    import sqlite3  # noqa: PLC0415

    db = sqlite3.connect(target)
    query = (
        "SELECT claim, version, stance, source, speaker, quality, count(*) FROM evidence"
        " WHERE quality <> 'opinion' GROUP BY claim, version, stance, source, speaker, quality"
    )
    assert len(db.execute(query).fetchall()) > 0  # noqa: S101 - an empty table would cost nothing


def main(what: str, root: str, target: str = "") -> None:
    """One run."""
    gc.disable()
    if what in {"cold", "events"}:
        cold(root, validate=what == "cold")
    elif what in {"records", "warm"}:
        {"records": records, "warm": warm}[what](root, target)
    elif what == "table":
        evidence(root, target)
    elif what == "aggregate":
        aggregate(target)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
