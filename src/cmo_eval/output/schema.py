"""The keys of each kind of file, as an indented list and as JSON Schema; read from the models."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from cmo_eval.deferred import dataclass
from cmo_eval.model import Case, CitationFile, Claim, Codebook, Conclusions, Evaluation, Pattern, Source, Writing
from cmo_eval.model.base import Record
from cmo_eval.output.plain import json_text

KINDS: Mapping[str, tuple[type[Record], str]] = {
    "evaluation": (Evaluation, "evaluation.yaml"),
    "codebook": (Codebook, "codebook.yaml"),
    "claim": (Claim, "claims/<id>-<words>.yaml"),
    "pattern": (Pattern, "patterns/<id>-<words>.yaml"),
    "case": (Case, "cases/<id>-<words>.yaml"),
    "source": (Source, "sources/<id>.yaml"),
    "citations": (CitationFile, "sources/<id>.citations.yaml"),
    "conclusions": (Conclusions, "conclusions.yaml"),
    "writing": (Writing, "writing/<section>.yaml"),
}


MARK = "Made by cmo-eval from its own model: do not edit, make it anew with `cmo-eval schema --all DIR`."
"""By this comment the tool knows a schema that it wrote."""

Schema = dict[str, Any]


def schema_files() -> dict[str, str]:
    """The JSON Schemas of all kinds of file, by the file name that each should have."""
    return {f"{kind}.schema.json": schema_json(kind) + "\n" for kind in KINDS}


@cache
def schema_json(kind: str) -> str:
    """JSON Schema (2020-12) of a kind of file."""
    return json_text(editor_schema(kind))


def editor_schema(kind: str) -> Schema:
    """JSON Schema (2020-12) of a kind of file, as an editor's YAML language server needs it.

    To the program every scalar is text until its field says otherwise; to an editor `2017` is a number and `true` a
    truth value. So wherever text may look like that, the schema accepts that too.
    """
    model, where = KINDS[kind]
    schema = model.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": MARK,
        "title": f"cmo-eval {kind}",
        **_Editing(schema.get("$defs", {})).record(schema),
        "description": f"{where}: {_first_line(model)}",
        "examples": [examples()[kind]],
        "$defs": _ACCEPTED,
    }


@cache
def examples() -> Mapping[str, Any]:
    """A small example of each kind of file, from `model/examples.yaml`; together they are one fictional evaluation."""
    import yaml

    content = files("cmo_eval.model").joinpath("examples.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.load(content, yaml.CSafeLoader)
    return found


def _accepting(types: Iterable[str]) -> str:
    return "accepted_" + "_or_".join(sorted(types))


# said by what it is not: of a type that is named, an editor would suggest values
_YAML_TYPES = ("string", "number", "boolean", "null", "array", "object")
_ACCEPTED: Schema = {
    _accepting(types): {
        "title": " or ".join(sorted(types)),
        "not": {"type": [kind for kind in _YAML_TYPES if kind not in types]},
    }
    for types in ({"boolean"}, {"null"}, {"boolean", "null"})
}
_TRUTH_VALUE = {"title": "quoted", "type": "string", "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"}
_LIKE_TRUTH_VALUES = frozenset({"true", "false", "yes", "no", "on", "off"})


_NUMBERS: list[Schema] = [
    {"title": "number", "type": "number"},
    {"title": "quoted", "type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"},
]


@dataclass(frozen=True)
class _Editing:
    """A model's schema as an editor needs it: records stand where they are used, scalars are what YAML makes of them.

    Every form of a value has a title: an editor that finds several alike joins their descriptions.
    """

    definitions: Schema

    def record(self, schema: Schema) -> Schema:
        found: Schema = {"type": "object"}
        if "required" in schema:
            found["required"] = schema["required"]
        found["properties"] = {key: self.value(value) for key, value in schema.get("properties", {}).items()}
        return {**found, "additionalProperties": False}

    def value(self, schema: Schema) -> Schema:
        """What may stand at a place: the forms that an editor suggests, and those that it only accepts."""
        forms: list[Schema] = []
        accepted: set[str] = set()
        for option in _options(schema):
            shown, also = self._forms(option)
            forms += [form for form in shown if form not in forms]
            accepted |= also
        said: Schema = {}
        if "description" in schema:
            said["description"] = schema["description"].replace("`", "")
        if isinstance(schema.get("default"), str | int):  # a truth value too; a list or mapping is no suggestion
            said["default"] = schema["default"]
        if accepted == {"null"} and len(forms) == 1 and forms[0]["type"] == "object":
            return {**said, **forms[0], "type": ["object", "null"]}
        if accepted:
            forms.append({"$ref": f"#/$defs/{_accepting(accepted)}"})
        if len(forms) > 1:
            return {**said, "anyOf": forms}
        return {**said, **{key: part for key, part in forms[0].items() if key != "title"}}

    def _forms(self, schema: Schema) -> tuple[list[Schema], set[str]]:
        """The forms of one option to suggest, and types to accept without suggesting them."""
        kind = schema.get("type")
        if "$ref" in schema:
            record = self.record(self.definitions[schema["$ref"].rsplit("/", 1)[-1]])
            return [{"title": "mapping", **record}], set()
        if "enum" in schema:
            return [{"title": "word", "type": "string", "enum": schema["enum"]}], _looks(schema["enum"])
        if kind == "null":
            return [], {"null"}
        if kind == "string":
            return _text(schema)
        if kind in {"integer", "number"}:
            return _whole(schema) if kind == "integer" else _NUMBERS, set()
        if kind == "boolean":
            return [{"title": "true or false", "type": "boolean"}, _TRUTH_VALUE], set()
        if kind == "array":
            least = {"minItems": schema["minItems"]} if "minItems" in schema else {}
            return [{"title": "list", "type": "array", "items": self.value(schema["items"]), **least}], set()
        return [{"title": "mapping", "type": "object", **self._names(schema)}], set()

    def _names(self, schema: Schema) -> Schema:
        """Names to values; names that are listed become keys that an editor can suggest."""
        if "patternProperties" in schema:
            values = {pattern: self.value(value) for pattern, value in schema["patternProperties"].items()}
            return {"patternProperties": values, "additionalProperties": False}
        value = self.value(schema["additionalProperties"])
        if names := schema.get("propertyNames", {}).get("enum"):
            described = {name: {"description": f"For sources of the kind {name}.", **value} for name in names}
            return {"properties": described, "additionalProperties": False}
        return {"additionalProperties": value}


def _options(schema: Schema) -> Iterator[Schema]:
    if "anyOf" not in schema:
        yield schema
    for option in schema.get("anyOf", ()):
        yield from _options(option)


def _looks(texts: Iterable[str]) -> set[str]:
    """Whether some of the texts are truth values to a YAML 1.1 tool."""
    return {"boolean"} if _LIKE_TRUTH_VALUES.intersection(texts) else set()


def _text(schema: Schema) -> tuple[list[Schema], set[str]]:
    pattern = schema.get("pattern")
    if pattern is None:
        words = {"pattern": "\\S"} if schema.get("minLength") else {}
        return [{"title": "text", "type": ["string", "number"], **words}], {"boolean"}
    forms: list[Schema] = [{"title": "text", "type": "string", "pattern": pattern}]
    if re.search(pattern, "2017"):
        forms.append({"title": "year", "type": "integer", "minimum": 1000, "maximum": 9999})
    return forms, _looks(text for text in _LIKE_TRUTH_VALUES if re.search(pattern, text))


def _whole(schema: Schema) -> list[Schema]:
    limits: Schema = {key: schema[key] for key in ("minimum", "maximum") if key in schema}
    digits = "^0*[1-9][0-9]*$" if limits.get("minimum", 0) > 0 else "^[0-9]+$" if limits else "^-?[0-9]+$"
    if limits.get("minimum") == limits.get("maximum") is not None:
        limits, digits = {"enum": [limits["minimum"]]}, f"^0*{limits['minimum']}$"
    number = {"title": "whole number", "type": "integer", **limits}
    return [number, {"title": "quoted", "type": "string", "pattern": digits}]


# ---- as a list of keys ----------------------------------------------------------------------------------------------


def schema_text(kind: str) -> str:
    """Keys with their kinds of value, those of nested records indented; a star marks what must be there."""
    model, where = KINDS[kind]
    schema = model.model_json_schema(by_alias=True)
    keys = _keys(schema, schema.get("$defs", {}), "", ())
    return "\n".join([where, _first_line(model), "", "* must be there", "", *keys])


def _first_line(model: type[Record]) -> str:
    return (inspect.getdoc(model) or "").split("\n", 1)[0]


def _keys(schema: Schema, definitions: Schema, indent: str, above: tuple[str, ...]) -> Iterator[str]:
    for key, value in schema.get("properties", {}).items():
        words, nested = _value(value)
        yield f"{indent}{'*' if key in schema.get('required', ()) else ' '} {key}: {words}"
        if nested is not None and nested not in above:
            yield from _keys(definitions[nested], definitions, f"{indent}    ", (*above, nested))


def _value(value: Schema) -> tuple[str, str | None]:
    """A kind of value in words, and the name of the record it holds, if any."""
    if "$ref" in value:
        return "mapping", value["$ref"].rsplit("/", 1)[-1]
    if "anyOf" in value:
        found = [_value(option) for option in value["anyOf"] if option.get("type") != "null"]
        return " or ".join(dict.fromkeys(words for words, _ in found)), next((name for _, name in found if name), None)
    if "enum" in value:
        return " | ".join(map(str, value["enum"])), None
    if "const" in value:
        return str(value["const"]), None
    kind = value.get("type")
    if kind == "array":
        words, nested = _value(value.get("items", {}))
        return f"list of {words}", nested
    held = next(iter(value.get("patternProperties", {}).values()), value.get("additionalProperties"))
    if kind == "object" and isinstance(held, dict):
        words, nested = _value(held)
        return f"mapping of names to {words}", nested
    names = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "true | false",
        "object": "mapping",
    }
    return names.get(str(kind), "text"), None
