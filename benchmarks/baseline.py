"""The floor that runs are measured against: what no tool can do without, and nothing else.

    python benchmarks/baseline.py cold DIR            # libyaml events, values with positions, pydantic; kept by nobody
    python benchmarks/baseline.py events DIR          # the same without pydantic

The builder here is its own, on purpose: a slower reader in the program must show in the ratio.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from typing import Any

import yaml

from cmo_eval import model

FOLDERS = ("claims", "patterns", "cases", "sources")
SINGLE = ("evaluation.yaml", "codebook.yaml", "conclusions.yaml")


def build(text: str, on_item: Any = None) -> Any:
    """The value of a text, with (line, column) of every node; items of `citations` are handed over and dropped."""
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


def main(what: str, root: str) -> None:
    """One run."""
    gc.disable()
    if what not in {"cold", "events"}:
        sys.exit(__doc__)
    cold(root, validate=what == "cold")


if __name__ == "__main__":
    main(*sys.argv[1:])
