"""The floor that cold runs are measured against: what no tool can do without, and nothing else.

    python benchmarks/baseline.py cold DIR        # libyaml events, values with positions, pydantic; kept by nobody
    python benchmarks/baseline.py events DIR      # the same without pydantic

The builder here is its own, on purpose: a slower reader in the program must show in the ratio.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

import yaml

from cmo_eval.model import Case, Citation, Claim, Codebook, Conclusions, Evaluation, Pattern, Source

MODELS = {"claims": Claim, "patterns": Pattern, "cases": Case, "sources": Source}
SINGLE = {"evaluation.yaml": Evaluation, "codebook.yaml": Codebook, "conclusions.yaml": Conclusions}


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


def main(what: str, root: str) -> None:
    """Read every file of the evaluation once."""
    gc.disable()
    validate = what == "cold"

    def citation(value: Any) -> None:
        if validate:
            Citation.model_validate(value)

    for name, model in SINGLE.items():
        path = os.path.join(root, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                value = build(file.read())
            if validate:
                model.model_validate(value)
    for folder, model in MODELS.items():
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                os.stat(entry.path)
                with open(entry.path, encoding="utf-8") as file:
                    text = file.read()
                if entry.name.endswith(".citations.yaml"):
                    build(text, citation)
                else:
                    value = build(text)
                    if validate:
                        model.model_validate(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
