"""The keys of each kind of file, as an indented list and as JSON Schema; read from the models."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
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
from cmo_eval.model.examples import EXAMPLES

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


MARK = "Made by cmo-eval from its own model: do not edit, make it anew with `cmo-eval schema --all DIR`."
"""By this comment the tool knows a schema that it wrote."""

Schema = dict[str, Any]


def schema_files() -> dict[str, str]:
    """The JSON Schemas of all kinds of file, by the file name that each should have."""
    return {f"{kind}.schema.json": schema_json(kind) + "\n" for kind in KINDS}


def schema_json(kind: str) -> str:
    """JSON Schema (2020-12) of a kind of file."""
    return json.dumps(editor_schema(kind), ensure_ascii=False, indent=2)


def editor_schema(kind: str) -> Schema:
    """JSON Schema (2020-12) of a kind of file, as an editor's YAML language server needs it.

    To the program every scalar is text until its field says otherwise; to an editor `2017` is a number and `true` a
    truth value. So wherever text may look like that, the schema accepts that too.
    """
    model, where = KINDS[kind]
    schema = model.model_json_schema(by_alias=True)
    record = _record(schema)
    definitions = {name: _record(definition) for name, definition in schema.get("$defs", {}).items()} | _ACCEPTED
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": MARK,
        "title": f"cmo-eval {kind}",
        "type": "object",
        **record,
        "description": f"{where}: {_first_line(model)}",
        "examples": [EXAMPLES[kind]],
        "$defs": definitions,
    }


def _record(schema: Schema) -> Schema:
    """A record; whether it may also be nothing is said where it is used."""
    found: Schema = {"description": " ".join(schema.get("description", "").split("\n\n")[0].split())}
    if "required" in schema:
        found["required"] = schema["required"]
    found["properties"] = {key: _value_schema(value) for key, value in schema.get("properties", {}).items()}
    found["additionalProperties"] = False
    return found


def _value_schema(schema: Schema) -> Schema:
    """What may stand at a place: the forms that an editor suggests, and those that it only accepts."""
    forms: list[Schema] = []
    accepted: set[str] = set()
    for option in _options(schema):
        if option.get("type") == "null":
            accepted.add("null")
            continue
        shown, also = _forms(option)
        forms += [form for form in shown if form not in forms]
        accepted |= also
    said = {"description": schema["description"]} if "description" in schema else {}
    if isinstance(schema.get("default"), str | int):  # a truth value too; a list or mapping is no suggestion
        said["default"] = schema["default"]
    if accepted == {"null"} and len(forms) == 1 and "$ref" in forms[0]:
        return {**said, **forms[0], "type": ["object", "null"]}
    if accepted:
        forms.append({"$ref": f"#/$defs/{_accepting(accepted)}"})
    return {**said, **(forms[0] if len(forms) == 1 else {"anyOf": forms})}


def _accepting(types: Iterable[str]) -> str:
    return "accepted_" + "_or_".join(sorted(types))


# said by what it is not: of a type that is named, an editor would suggest values
_YAML_TYPES = ("string", "number", "boolean", "null", "array", "object")
_ACCEPTED: Schema = {
    _accepting(types): {"not": {"type": [kind for kind in _YAML_TYPES if kind not in types]}}
    for types in ({"boolean"}, {"null"}, {"boolean", "null"})
}
_TRUTH_VALUE = {"type": "string", "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"}
_LIKE_TRUTH_VALUES = frozenset({"true", "false", "yes", "no", "on", "off"})


def _options(schema: Schema) -> Iterator[Schema]:
    if "anyOf" not in schema:
        yield schema
    for option in schema.get("anyOf", ()):
        yield from _options(option)


def _forms(schema: Schema) -> tuple[list[Schema], set[str]]:
    """The forms of one option to suggest, and types to accept without suggesting them."""
    if "$ref" in schema:
        return [{"$ref": schema["$ref"], "type": "object"}], set()
    if "enum" in schema:
        return [{"type": "string", "enum": schema["enum"]}], {"boolean"} & _looks(schema["enum"])
    kind = schema.get("type")
    if kind == "string":
        return _text(schema)
    if kind == "integer":
        limits = {key: schema[key] for key in ("minimum", "maximum") if key in schema}
        digits = "^0*[1-9][0-9]*$" if schema.get("minimum", 0) > 0 else "^[0-9]+$"
        return [
            {"type": "integer", **limits},
            {"type": "string", "pattern": digits if "minimum" in schema else "^-?[0-9]+$"},
        ], set()
    if kind == "boolean":
        return [{"type": "boolean"}, _TRUTH_VALUE], set()
    if kind == "array":
        least = {"minItems": schema["minItems"]} if "minItems" in schema else {}
        return [{"type": "array", "items": _value_schema(schema.get("items", {})), **least}], set()
    return [_mapping(schema)], set()


def _looks(texts: Iterable[str]) -> set[str]:
    """Whether some of the texts are truth values to a YAML 1.1 tool."""
    return {"boolean"} if _LIKE_TRUTH_VALUES.intersection(texts) else set()


def _text(schema: Schema) -> tuple[list[Schema], set[str]]:
    pattern = schema.get("pattern")
    if pattern is None:
        words = {"pattern": "\\S"} if schema.get("minLength") else {}
        return [{"type": ["string", "number"], **words}], {"boolean"}
    forms: list[Schema] = [{"type": "string", "pattern": pattern}]
    if re.search(pattern, "2017"):
        forms.append({"type": "integer", "minimum": 1000, "maximum": 9999})
    return forms, _looks(text for text in _LIKE_TRUTH_VALUES if re.search(pattern, text))


def _mapping(schema: Schema) -> Schema:
    """Names to values; names that are listed become keys that an editor can suggest."""
    if "patternProperties" in schema:
        values = {pattern: _value_schema(value) for pattern, value in schema["patternProperties"].items()}
        return {"type": "object", "patternProperties": values, "additionalProperties": False}
    value = _value_schema(schema["additionalProperties"])
    names = schema.get("propertyNames", {}).get("enum")
    if names is None:
        return {"type": "object", "additionalProperties": value}
    return {"type": "object", "properties": dict.fromkeys(names, value), "additionalProperties": False}


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
    held = next(iter(value.get("patternProperties", {}).values()), value.get("additionalProperties"))
    if kind == "object" and isinstance(held, dict):
        words, nested = _value(held, definitions)
        return f"mapping of names to {words}", nested
    names = {"string": "text", "integer": "whole number", "boolean": "true | false", "object": "mapping"}
    return names.get(str(kind), "text"), None
