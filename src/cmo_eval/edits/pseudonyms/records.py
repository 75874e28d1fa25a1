"""Files of an evaluation with pseudonyms, the places of their citations moved with the transcripts; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cmo_eval.edits.coding.citation_text import with_fields
from cmo_eval.edits.plan import opened
from cmo_eval.edits.pseudonyms.planning import Planning, Replaced
from cmo_eval.edits.yaml.places import with_values
from cmo_eval.pseudonyms.finding import Spot
from cmo_eval.store.folder import FileName
from cmo_eval.transcripts import store

CONTEXT = 32
"""At most so many characters are kept before and after a quote."""

_CLOSED = frozenset(
    (
        "consent",
        "models",
        "kind",
        "confidentiality",
        "quality",
        "utterance",
        "parts",
        "lacks",
        "verdict",
        "basis",
        "design",
    )
)
"""Keys whose values are words of the file's form, and nobody's name."""

_TEXT = ("text", "text_sha256", "imported_sha256", "pseudonymised")
"""Keys of a source about its text, in their order."""


def record(planning: Planning, file: FileName, value: Mapping[str, Any], renamed: Mapping[str, str]) -> None:
    """A file of the evaluation, with the places of its citations moved."""
    count = planning.count
    raw, text = opened(planning.root, file.path)
    spot = Spot(source_of(file) or "", file.path)
    after = _said(planning, value, spot, file.path, renamed)
    if file.kind == "sources" and isinstance(after, dict) and spot.source in planning.transcripts:
        after = _with_digests(planning.transcripts[spot.source], after)
    comments = planning.quietly(text, spot) != text if "#" in text else False
    marked = _is_marked(planning, file, spot, value)
    if after == value and not comments and not marked:
        return
    made = with_values(text, value, after, lambda words: planning.quietly(words, spot))
    if marked:
        made = with_fields(made, {"pseudonymised": True}, _TEXT)
    mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") and not made.startswith("\ufeff") else ""
    planning.put(file.path, raw, f"{mark}{made}".encode(), count)


def _is_marked(planning: Planning, file: FileName, spot: Spot, value: Mapping[str, Any]) -> bool:
    """Whether a source is from now on one of which the names are replaced: all that is suggested of it is decided."""
    whole = file.kind == "sources" and spot.source in planning.transcripts and value.get("pseudonymised") != "true"
    return whole and bool(planning.table.names) and not planning.table.undecided and spot.source not in planning.unseen


def _with_digests(text: Replaced, value: Mapping[str, Any]) -> dict[str, Any]:
    old, new = store.digest(text.before), store.digest(text.after)
    return {
        key: new if key in {"text_sha256", "imported_sha256"} and part == old else part for key, part in value.items()
    }


def _said(planning: Planning, value: Any, spot: Spot, where: str, renamed: Mapping[str, str]) -> Any:
    """A value with what stands for names in its texts; keys and ids stay, and are told where they hold a name."""
    if isinstance(value, dict):
        return _mapping(planning, value, spot, where, renamed)
    if isinstance(value, list):
        return [_said(planning, part, spot, where, renamed) for part in value]
    if not isinstance(value, str) or value.isdecimal():
        return value
    if value in planning.ids:
        if planning.names(value):
            planning.look.append(f"{where}: {value} is an id that holds a name of the table; ids are not changed here")
        return value
    return planning.words(value, spot, where, prose=" " in value or "@" in value)


def _mapping(
    planning: Planning, value: Mapping[str, Any], spot: Spot, where: str, renamed: Mapping[str, str]
) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if isinstance(value.get("selector"), dict) or "quote" in value:
        where = str(value.get("id") or where)
        own, spot = _citation(planning, value, spot, where)
    elif isinstance(value.get("id"), str) and "schema" not in value and "title" not in value:
        where = f"{spot.file} ({value['id']})"
    if isinstance(value.get("text"), str) and value["text"] in renamed:
        own["text"] = renamed[value["text"]]
    own |= {key: part for key, part in value.items() if key in _CLOSED and isinstance(part, str | list)}
    for key in value:
        if planning.names(str(key)):
            planning.look.append(f"{where}: the key {key} is a name of the table; rename it by hand")
    return {key: own[key] if key in own else _said(planning, part, spot, where, renamed) for key, part in value.items()}


def _citation(planning: Planning, value: Mapping[str, Any], spot: Spot, where: str) -> tuple[dict[str, Any], Spot]:
    """The quote and the selector of a citation as they will be, and where in the transcript its words stand."""
    at, selector, quote = value.get("at"), value.get("selector"), value.get("quote")
    line = at.get("line") if isinstance(at, dict) else None
    spot = spot._replace(line=int(line) if isinstance(line, str) and line.isdecimal() else None)
    text = planning.transcripts.get(spot.source)
    own: dict[str, Any] = {}
    span = _span(selector) if text is not None else None
    if text is None or span is None or not isinstance(selector, dict) or span[1] > len(text.before):
        return own, spot
    start, end = text.place(span[0], False), text.place(span[1], True)
    spot = spot._replace(line=text.line(span[0]))
    if isinstance(quote, str) and quote == text.before[slice(*span)]:
        own["quote"] = text.after[start:end]
    moved_ = {**selector, "start": str(start), "end": str(end)}
    for key in ("prefix", "suffix"):
        around = selector.get(key)
        if not isinstance(around, str) or not around:
            continue
        if key == "prefix" and text.before[max(0, span[0] - len(around)) : span[0]] == around:
            first = max(text.place(span[0] - len(around), False), start - max(CONTEXT, len(around)))
            moved_[key] = text.after[first:start]
        elif key == "suffix" and text.before[span[1] : span[1] + len(around)] == around:
            last = min(text.place(span[1] + len(around), True), end + max(CONTEXT, len(around)))
            moved_[key] = text.after[end:last]
        else:
            moved_[key] = planning.words(around, spot, where)
    own["selector"] = moved_
    if moved_ != selector or own.get("quote", quote) != quote:
        planning.quotes.add((spot.file, str(value.get("id"))))
    return own, spot


def _span(selector: Any) -> tuple[int, int] | None:
    if not isinstance(selector, dict):
        return None
    start, end = selector.get("start"), selector.get("end")
    if not (isinstance(start, str) and isinstance(end, str) and start.isdecimal() and end.isdecimal()):
        return None
    return int(start), int(end)


def source_of(file: FileName) -> str | None:
    if file.kind == "citations":
        return file.source
    return file.id_in_name if file.kind == "sources" else None
