"""What a model refuses, as findings at the place in the file; knows models and marks, no disk."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cmo_eval.deferred import dataclass, expression
from cmo_eval.diagnostics import CODES, Finding, Location
from cmo_eval.model import Citation, CitationFile, form_of
from cmo_eval.model.base import AnyRecord
from cmo_eval.nearest import nearest
from cmo_eval.store.yaml_io import Marks, Node, Path

_LIKE_A_VALUE = expression(r"\S{1,20}")


@dataclass(frozen=True)
class _Refused:
    """A value that a model refused, and where it stands."""

    model: type[AnyRecord]
    file: str
    node: Node
    subject: str | None

    @property
    def holds_words(self) -> bool:
        """Whether the file holds what people said: no message repeats words of it."""
        return issubclass(self.model, (Citation, CitationFile))

    def finding(self, code: str, message: str, path: Path, hint: str = "", *, key: bool = False) -> Finding:
        location = Location(self.file, *self.node.locate(path, key=key))
        return CODES[code].finding(message, location, hint, self.subject)


def shape_findings(
    error: ValidationError, model: type[AnyRecord], file: str, node: Node, *, without: Collection[str] = ()
) -> list[Finding]:
    """A finding for each thing that `model` refuses in the node's value, but for what stands under keys in `without`.

    CMO010 for an unknown key (with the nearest known one), CMO019 for the rest of a sentence that became a key, CMO011
    for a missing field, CMO012 for any other.
    """
    subject = node.value.get("id") if isinstance(node.value, dict) else None
    refused = _Refused(model, file, node, subject if isinstance(subject, str) else None)
    errors = [details for details in error.errors(include_url=False) if not {*details["loc"][:1]} & {*without}]
    # a list that lost all its items to mistakes is not empty in the file
    above = {details["loc"][:depth] for details in errors for depth in range(len(details["loc"]))}
    return [
        _finding(details, refused)
        for details in errors
        if details["type"] != "too_short" or details["loc"] not in above
    ]


def _finding(details: ErrorDetails, refused: _Refused) -> Finding:
    kind = _KINDS.get(details["type"], details["type"])
    in_key = kind != "extra_forbidden" and details["loc"][-1:] == ("[key]",)
    path = details["loc"][:-1] if in_key else details["loc"]
    if kind == "extra_forbidden":
        key = str(path[-1])
        if details.get("input") is None and _between_braces(refused.node, path[:-1]):
            broken = "the rest of it" if refused.holds_words else repr(short(key))
            message = f"a comma broke the text off: {broken} is a key without value here"
            return refused.finding("CMO019", message, path, key=True)
        form = form_of(refused.model)
        for step in path[:-1]:
            form = form.at(step)
        near = nearest(key, form.fields)
        hint = f"did you mean '{near}'?" if near else ""
        named = "" if refused.holds_words and not near else f" '{short(key)}'"  # part of a quote may have become a key
        return refused.finding("CMO010", f"unknown key{named}{_inside(path)}", path, hint, key=True)
    if kind == "missing":
        hint = f"add a line that begins with `{path[-1]}:`"
        return refused.finding("CMO011", f"'{path[-1]}' is missing{_inside(path)}", path[:-1], hint)
    value = path[-1] if in_key else details.get("input")
    seen = "" if kind.endswith("_shape") and not isinstance(value, str) else _seen(value)
    choices = _choices(details)
    near = nearest(value, choices) if isinstance(value, str) else None
    if refused.holds_words and isinstance(value, str) and not near and not _LIKE_A_VALUE.fullmatch(value):
        seen = ""
    hint = f"did you mean '{near}'?" if near else ""
    return refused.finding("CMO012", f"{_name(path)} {_expectation(details)}{seen}", path, hint, key=in_key)


def _between_braces(node: Node, path: Path) -> bool:
    """Whether the mapping at `path` is written `{...}`: it then starts before its first key."""
    here = node.marks
    for step in path:
        here = here.items.get(step) if isinstance(here, Marks) else None
    first = next(iter(here.keys.values()), None) if isinstance(here, Marks) else None
    return first is not None and here.start.index != first.index


def short(text: str) -> str:
    """The text as a message shows it."""
    return text if len(text) <= 40 else text[:39] + "…"


def _name(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "this item"
    return f"'{names[-1]}'" if isinstance(path[-1], str) else f"item {int(path[-1]) + 1} of '{names[-1]}'"


def _inside(path: Path) -> str:
    names = [step for step in path[:-1] if isinstance(step, str)]
    return f" in '{names[-1]}'" if names else ""


def _choices(details: ErrorDetails) -> list[str]:
    expected = details.get("ctx", {}).get("expected", "")
    return [part.strip("' ") for part in str(expected).replace(" or ", ", ").split(", ") if part]


_KINDS = {"unexpected_keyword_argument": "extra_forbidden", "dataclass_type": "model_type"}
"""What pydantic calls a mistake in a record with slots, as it calls it in others."""

_EXPECTATIONS = {
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "model_type": "must be a mapping of keys to values",
    "dict_type": "must be a mapping of keys to values",
    "tuple_type": "must be a list",
    "too_short": "must not be an empty list",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def _expectation(details: ErrorDetails) -> str:
    kind = _KINDS.get(details["type"], details["type"])
    if kind == "literal_error":
        return "must be one of " + ", ".join(_choices(details))
    said = _EXPECTATIONS.get(kind)
    return said.format_map(details.get("ctx", {})) if said else details["msg"][:1].lower() + details["msg"][1:]


def _seen(value: Any) -> str:
    if value is None:
        return ", but nothing stands here"
    if isinstance(value, dict):
        return ", not a mapping" if value else ", not an empty mapping"
    if isinstance(value, list | tuple):
        return ", not a list"
    text = str(value)
    return f", not '{short(text)}'"
