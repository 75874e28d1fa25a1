"""What people wrote in a record: texts and keys in their own words, and not what its form or a program says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cmo_eval.model import Form, form_of
from cmo_eval.store.repository import Stored

Path = tuple[str | int, ...]


def prose(stored: Stored[Any]) -> Iterator[tuple[Path, str, bool]]:
    """All texts of a record as its file says them, with their paths; keys of the user's own (True) among them.

    Left out is what the program itself writes there, such as digests and lines of evidence, and words that are given
    by the form of the file: its keys, and values of which there are only a few.
    """
    return _prose(stored.node.value, form_of(type(stored.record)), ())


def _prose(value: Any, form: Form, path: Path) -> Iterator[tuple[Path, str, bool]]:
    if form.closed:
        return
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in form.fields:
                yield (*path, key), str(key), True
            yield from _prose(part, form.at(key), (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _prose(part, form.at(index), (*path, index))
    elif isinstance(value, str):
        yield path, value, False
