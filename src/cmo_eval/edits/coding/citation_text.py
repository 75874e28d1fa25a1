"""Citations put into the text of their file, changed or taken out, every other byte as it was: text in, text out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.edits.new import modeline
from cmo_eval.edits.yaml.edits import as_read, changed, items, with_value
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.yaml_io import YamlProblem, read

_BLOCK = ("citations", "quote")
_LINE = ("prefix", "suffix")
_FEW = 8
"""Citations of which a whole file is taken apart, or read again, as quickly as a part of it."""
_ROW = expression(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_DASH = expression(r"( *)- +[^ #&*!|>\r\n]")
_SHORT_QUOTE = expression(r"(?m)^[ \t]*(?:- +)?quote: *[^ >|\r\n]")


def new_file(
    file: str,
    entries: Sequence[Mapping[str, Any]],
    *,
    coder: str | None = None,
    defaults: Mapping[str, Any] | None = None,
    proposed: Mapping[str, Any] | None = None,
) -> str:
    """The text of a new file of citations, its first line telling editors the schema, as `cmo-eval new` writes it.

    Args:
        file: its path with `/` from the root, such as `sources/FG2.citations.yaml`.
        entries: the citations, as in `with_citations`.
        coder: initials of who coded them.
        defaults: what holds for what a citation leaves out.
        proposed: of a file of proposals, whose they are.
    """
    source = file.rpartition("/")[2].partition(".")[0]
    head = f"# What was coded in {source}." + (" `defaults` may hold what the citations share." if not entries else "")
    above = (("proposed", dict(proposed or {})), ("coder", coder), ("defaults", dict(defaults or {})))
    said = {key: value for key, value in above if value}
    ordered = [_ordered(entry) for entry in entries]

    def with_first(many: int | None) -> str:
        value = {**said, "citations": ordered[:many]}
        return with_value(f"{modeline(file)}{head}\n", value, block=_BLOCK, line=_LINE)

    if len(ordered) <= _FEW:
        return with_first(None)
    (first, _), *others = items(ordered, 2, block=_BLOCK, line=_LINE)
    frame, rest = with_first(1), _lines(lines for lines, _ in others)
    again = [(lines, entry) for (lines, sure), entry in zip(others, ordered[1:], strict=True) if not sure]
    plain = {"citations": [as_read(entry) for _, entry in again]}
    known = not again or _reads(f"citations:\n{_lines(lines for lines, _ in again)}", plain)
    if known and frame.endswith(_lines([first])):
        return frame + rest
    return with_first(None)


def _lines(several: Iterable[Sequence[str]]) -> str:
    return "".join(["\n".join([*lines, ""]) for lines in several])


def _reads(text: str, value: Any) -> bool:
    """Whether a text is read as that value."""
    try:
        return bool(read(text).value == value)
    except YamlProblem:
        return False


def with_citations(
    text: str,
    *,
    add: Sequence[Mapping[str, Any]] = (),
    change: Mapping[str, Mapping[str, Any]] | None = None,
    remove: Sequence[str] = (),
    places: Sequence[tuple[str, int]] = (),
) -> str:
    """The text of a file of citations with some of them added, changed or removed; it is read again to make sure.

    Args:
        text: of the file, with or without byte order mark, any line ends.
        add: whole citations for the end of the list; the order of their keys is put right.
        change: by id of a citation, keys to set (the whole value: `evidence` is the whole list), None to remove one.
        remove: ids of citations to take out.
        places: id and line (from 1) of each citation in the file, in their order, if they are known: then only what
            changes is taken apart, and of a long file it takes no longer than of a short one.

    Values are plain: texts, numbers, truth values, lists and mappings, as in the file. What `defaults` says is left
    to the caller.

    Raises:
        YamlProblem: the text cannot be read.
        UsageError: the id of a citation to change or remove is there twice.
        CmoEvalError: a citation is not in the file, an id to add is there already, or the change cannot be made
            without rewriting more.
    """
    changes, gone = change or {}, set(remove)

    def after(said: Any) -> Any:
        value = {} if said is None else said
        items = value.get("citations") if isinstance(value, dict) else None
        if not isinstance(value, dict) or not (items is None or isinstance(items, list)):
            hint = "`cmo-eval validate` shows what is wrong"
            raise CmoEvalError("the file of citations has not the shape of one", hint)
        ids = [item.get("id") for item in items or () if isinstance(item, dict)]
        given = {*ids}
        if len(given) < len(ids) and (twice := [id_ for id_ in (*changes, *gone) if ids.count(id_) > 1]):
            raise UsageError(f"{twice[0]} stands there twice", "give one of the two another id first")
        missing = [id_ for id_ in (*changes, *gone) if id_ not in given]
        if missing:
            raise CmoEvalError(f"{missing[0]} is not in the file", "it changed since it was read; run again")
        for entry in add:
            if entry["id"] in given:
                raise CmoEvalError(f"{entry['id']} is there already", "give the new citation another number")
            given.add(entry["id"])
        if not add and items is None:
            return value
        kept = [
            _changed(item, changes.get(str(item.get("id")), {})) if isinstance(item, dict) else item
            for item in items or ()
            if not (isinstance(item, dict) and item.get("id") in gone)
        ]
        return {**value, "citations": [*kept, *(_ordered(entry) for entry in add)]}

    in_line = _SHORT_QUOTE.search(text) is not None and not re.search(r"quote: *[>|]", text)
    block = _BLOCK[:1] if in_line else _BLOCK
    known = {id_ for id_, _ in places}
    if len(known) == len(places) > _FEW and not gone and not any(entry["id"] in known for entry in add):
        short = _abridged(text, changes, places)
        whole = _restored(changed(short.text, after, block=block, line=_LINE), short) if short is not None else None
        if whole is not None:
            return whole
    return changed(text, after, block=block, line=_LINE)


class _Abridged(NamedTuple):
    """A file of citations in which a comment stands for each run of citations that stay as they are."""

    text: str
    runs: Mapping[str, str]


def _abridged(text: str, touched: Container[str], places: Sequence[tuple[str, int]]) -> _Abridged | None:
    """The file without most of what stays; None where its citations do not each begin a line of their own.

    What stands in a list with a line for each item does not depend on the items before it, since no file of ours has
    anchors. The first and the last citation are kept: what is added takes after them.
    """
    rows = _ROW.findall(text)
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    lines = [line for _, line in places]
    if lines != sorted({*lines}) or lines[-1] > len(rows):
        return None
    found = [_DASH.match(rows[line - 1]) for line in lines]
    dashes = {match[1] if match is not None else None for match in found}
    dash = dashes.pop()
    if dashes or dash is None or mark in text:
        return None
    stay = sorted({0, len(places) - 1, *(number for number, (id_, _) in enumerate(places) if id_ in touched)})
    ends = [*(line - 1 for line in lines[1:]), len(rows)]
    runs: dict[str, str] = {}
    kept = rows[: lines[0] - 1]
    for number, following in pairwise([*stay, len(places)]):
        kept += rows[lines[number] - 1 : ends[number]]
        left_out = rows[ends[number] : lines[following] - 1] if following < len(places) else []
        if left_out:
            ending = left_out[0][len(left_out[0].rstrip("\r\n")) :]
            kept.append(f"{dash}# {mark}-{number}{ending}")
            runs[kept[-1]] = "".join(left_out)
    return _Abridged("".join(kept), runs)


def _restored(text: str, short: _Abridged) -> str | None:
    """The file with what was left out of it; None where that does not fit any more."""
    rows = _ROW.findall(text)
    if any(rows.count(comment) != 1 for comment in short.runs):
        return None
    return "".join(short.runs.get(row, row) for row in rows)


def with_fields(text: str, fields: Mapping[str, Any], order: Sequence[str] = ()) -> str:
    """The text of a record (a source, say) with some of its top-level keys set, or removed where the value is None.

    Args:
        text: of the file, a mapping.
        fields: the keys and their whole values.
        order: all keys in the order in which they are usually written; a new key is put where it belongs.

    Raises:
        YamlProblem: the text cannot be read.
        CmoEvalError: the text is no mapping, or the change cannot be made without rewriting more.
    """
    places = {key: place for place, key in enumerate(order)}

    def after(value: Any) -> Any:
        if not isinstance(value, dict):
            raise CmoEvalError("the file has not the shape of a record", "`cmo-eval validate` shows what is wrong")
        return _changed(value, fields, places)

    return changed(text, after)


def citations_in(text: str) -> dict[str, dict[str, Any]]:
    """The citations of a file as plain values by id, as they stand there, without what `defaults` adds."""
    try:
        value = read(text.removeprefix("\ufeff")).value
    except YamlProblem:
        return {}
    items = value.get("citations") if isinstance(value, dict) else None
    return {str(item["id"]): item for item in items or () if isinstance(item, dict) and item.get("id") is not None}


@cache
def _order() -> Mapping[str, int]:
    """The keys of a citation in the order in which they are usually written."""
    from cmo_eval.model import Citation  # noqa: PLC0415 - with all records; who sets a key of a source needs none

    return {key: place for place, key in enumerate(Citation.model_fields)}


def _changed(
    item: Mapping[str, Any], fields: Mapping[str, Any], order: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The mapping with keys set or removed; a new one stands where it belongs among those that are there."""
    order = _order() if order is None else order
    result = {key: fields.get(key, part) for key, part in item.items() if key not in fields or fields[key] is not None}
    for key, part in fields.items():
        if part is None or key in result:
            continue
        names = list(result)
        last = len(order)
        before = [n for n, name in enumerate(names) if order.get(name, last) <= order.get(key, last)]
        names.insert(before[-1] + 1 if before else 0, key)
        result = {name: part if name == key else result[name] for name in names}
    return result


def _ordered(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The citation with its keys in the usual order, without those that are None."""
    return {key: entry[key] for key in _in_order(tuple(entry)) if entry[key] is not None}


@lru_cache(maxsize=256)  # citations of one file say much the same
def _in_order(keys: tuple[str, ...]) -> tuple[str, ...]:
    order = _order()
    return tuple(sorted(keys, key=lambda key: order.get(key, len(order))))
