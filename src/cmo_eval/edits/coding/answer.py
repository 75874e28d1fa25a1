"""What a coder who worked from a brief hands in: the form it must have, and the proposals that a text in it holds.

Knows no evaluation. What is not of the form is told apart from what is, entry by entry: half an answer is half an
answer, and no reason to lose the other half.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import UsageError
from cmo_eval.model import PARTS, QUALITIES, Evidence
from cmo_eval.model.base import ID_PATTERN

_PARTS = {"type": "array", "items": {"enum": list(PARTS)}}
_TAKEN = ("supports", "nuances", "refutes")
_STANCE = {
    "type": "object",
    "properties": {
        **{stance: {"type": "string", "pattern": ID_PATTERN} for stance in _TAKEN},
        "pattern": {"type": "string", "pattern": ID_PATTERN},
        "parts": _PARTS,
        "lacks": _PARTS,
    },
    "oneOf": [{"required": [stance]} for stance in _TAKEN],
    "additionalProperties": False,
}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["proposals"],
    "properties": {
        "proposals": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["source", "quote"],
                "anyOf": [{"required": ["codes"]}, {"required": ["evidence"]}],
                "properties": {
                    "source": {"type": "string", "pattern": ID_PATTERN},
                    "line": {"type": "integer", "minimum": 1},
                    "quote": {"type": "string", "minLength": 1},
                    "codes": {"type": "array", "items": {"type": "string"}},
                    "evidence": {"type": "array", "items": _STANCE},
                    "quality": {"enum": list(QUALITIES)},
                    "why": {"type": "string"},
                },
                "additionalProperties": False,
            },
        }
    },
}
"""JSON Schema (2020-12) of an answer."""

_FENCE = expression(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_KEYS = frozenset(SCHEMA["properties"]["proposals"]["items"]["properties"])
_LONGEST = 20_000  # characters of a quote
_WHY = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal as it was handed in, in the form; `evidence` are plain values as files of citations have them."""

    source: str
    quote: str
    line: int | None = None
    codes: tuple[str, ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    quality: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Formless:
    """An entry that is not of the form: which one, from 1, the source as far as it names one, and what is wrong."""

    number: int
    source: str
    what: str


def offers_in(text: str) -> Iterator[tuple[int, Offer | Formless]]:
    """The proposals that an answer holds, each with its number from 1.

    Args:
        text: JSON, alone or with words around it; in a fence of Markdown, or not.

    Raises:
        UsageError: there is no JSON in it, or no list of proposals.
    """
    whole = _json_in(text)
    listed = whole.get("proposals") if isinstance(whole, dict) else whole
    if not isinstance(listed, list):
        held = "no list" if isinstance(whole, dict) else "no object"
        raise UsageError(f"the answer has {held} `proposals`", "the brief says the form of an answer")
    for number, entry in enumerate(listed, 1):
        yield number, _offer(number, entry)


def _json_in(text: str) -> Any:
    """The JSON of an answer: all of it, else what a fence holds, else what stands between the first and last brace.

    Of several fences with a list of proposals the last one counts: a model that corrects itself does so below.
    """
    found: list[Any] = []
    fenced = [match[2] for match in _FENCE.finditer(text)]
    first, last = text.find("{"), text.rfind("}")
    for part in (text.removeprefix("\ufeff"), *reversed(fenced), text[first : last + 1] if 0 <= first < last else ""):
        try:
            value = json.loads(part, strict=False)  # models write line ends within words as they are
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(value.get("proposals"), list):
            return value
        found.append(value)
    if not found:
        hint = "an answer is JSON, alone or in a fence (```json); was it cut off at its end?"
        raise UsageError("the answer holds no JSON", hint)
    return found[0]


def _offer(number: int, entry: Any) -> Offer | Formless:
    if not isinstance(entry, dict):
        return Formless(number, "", "it is no object")
    source = entry.get("source")
    named = source if isinstance(source, str) and re.match(ID_PATTERN, source) else ""
    what = next(_wrong(entry), "") if named else "it names no source"
    if what:
        return Formless(number, named, what)
    codes, evidence, why = entry.get("codes") or [], entry.get("evidence") or [], entry.get("why") or ""
    said = " ".join(why.split())[:_WHY]
    quality = entry.get("quality")
    return Offer(named, entry["quote"], entry.get("line"), tuple(dict.fromkeys(codes)), tuple(evidence), quality, said)


def _wrong(entry: Mapping[str, Any]) -> Iterator[str]:
    """What is not of the form in an entry that names its source."""
    odd = len(entry.keys() - _KEYS)
    if odd:
        yield f"it has {odd} unknown key{'s' if odd > 1 else ''}"
    quote, line = entry.get("quote"), entry.get("line")
    if not isinstance(quote, str):
        yield "it has no quote"
    elif len(quote) > _LONGEST:
        yield "its quote is too long"
    if line is not None and (not isinstance(line, int) or isinstance(line, bool) or line < 1):
        yield "`line` is no number of a line"
    codes, evidence = entry.get("codes") or [], entry.get("evidence") or []
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        yield "`codes` is no list of codes"
    if not isinstance(evidence, list) or not all(map(_is_stance, evidence)):
        yield "`evidence` is no list of stances on claims"
    if not codes and not evidence:
        yield "it has neither a code nor a stance"
    if entry.get("quality") not in (None, *QUALITIES) or not isinstance(entry.get("why") or "", str):
        yield "`quality` or `why` is not as it must be"


def _is_stance(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() - _STANCE["properties"].keys():  # type: ignore[attr-defined]
        return False
    try:
        Evidence.model_validate(value)
    except ValidationError:
        return False
    return True
