"""The keys of each kind of file, as an indented list and as JSON Schema; read from the models."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any

from cmo_eval.model import (
    Case,
    CitationFile,
    Claim,
    Codebook,
    Conclusions,
    Evaluation,
    Pattern,
    Source,
)
from cmo_eval.model.base import Record

KINDS: Mapping[str, tuple[type[Record], str]] = {
    "evaluation": (Evaluation, "evaluation.yaml"),
    "codebook": (Codebook, "codebook.yaml"),
    "claim": (Claim, "claims/<id>-<words>.yaml"),
    "pattern": (Pattern, "patterns/<id>-<words>.yaml"),
    "case": (Case, "cases/<id>-<words>.yaml"),
    "source": (Source, "sources/<id>.yaml"),
    "citations": (CitationFile, "sources/<id>.citations.yaml"),
    "conclusions": (Conclusions, "conclusions.yaml"),
}


def schema_json(kind: str) -> str:
    """JSON Schema (2020-12) of a kind of file."""
    model, where = KINDS[kind]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(by_alias=True),
        "title": f"cmo-eval {kind}",
        "description": f"{where}: {_first_line(model)}",
    }
    return json.dumps(schema, ensure_ascii=False, indent=2)


def schema_text(kind: str) -> str:
    """Keys with their kinds of value, those of nested records indented; a star marks what must be there."""
    model, where = KINDS[kind]
    schema = model.model_json_schema(by_alias=True)
    lines = [
        f"{where}",
        _first_line(model),
        "",
        "* must be there",
        "",
        *_keys(schema, schema.get("$defs", {}), 0, ()),
    ]
    return "\n".join(lines)


def _first_line(model: type[Record]) -> str:
    return (inspect.getdoc(model) or "").split("\n", 1)[0]


def _keys(schema: dict[str, Any], definitions: dict[str, Any], depth: int, above: tuple[str, ...]) -> Iterator[str]:
    required = set(schema.get("required", ()))
    for key, value in schema.get("properties", {}).items():
        words, nested = _value(value, definitions)
        star = "*" if key in required else " "
        yield f"{'    ' * depth}{star} {key}: {words}"
        if nested is not None and nested not in above:
            yield from _keys(definitions[nested], definitions, depth + 1, (*above, nested))


def _value(value: dict[str, Any], definitions: dict[str, Any]) -> tuple[str, str | None]:
    """A kind of value in words, and the name of the record it holds, if any."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return "mapping", name
    if "anyOf" in value or "allOf" in value:
        options = [option for option in value.get("anyOf", value.get("allOf", [])) if option.get("type") != "null"]
        found = [_value(option, definitions) for option in options]
        return " or ".join(dict.fromkeys(words for words, _ in found)), next((name for _, name in found if name), None)
    if "enum" in value:
        return " | ".join(map(str, value["enum"])), None
    if "const" in value:
        return str(value["const"]), None
    kind = value.get("type")
    if kind == "array":
        words, nested = _value(value.get("items", {}), definitions)
        return f"list of {words}", nested
    if kind == "object" and "additionalProperties" in value and isinstance(value["additionalProperties"], dict):
        words, nested = _value(value["additionalProperties"], definitions)
        return f"mapping of names to {words}", nested
    names = {"string": "text", "integer": "whole number", "boolean": "true | false", "object": "mapping"}
    return names.get(str(kind), "text"), None
