"""One citation as its entry and the file's defaults say together, first reading or again."""

from __future__ import annotations

from typing import Any

from cmo_eval.model import Defaults
from cmo_eval.store.yaml_io import Item

_FILES_AT_HAND = 4


def defaults_of(item: Item) -> dict[str, Any]:
    """What the file's defaults say of this entry.

    An entry that names its speaker by `speaker` or by `role` does not inherit the other of the two.
    """
    if not isinstance(item.value, dict) or not isinstance(item.before.value, dict):
        return {}
    defaults = item.before.value.get("defaults")
    if not isinstance(defaults, dict):
        return {}
    named = item.value.get("role") is not None or item.value.get("speaker") is not None
    return {
        key: value
        for key, value in defaults.items()
        if key in Defaults.model_fields and key not in item.value and not (named and key in {"role", "speaker"})
    }


def merged(item: Item) -> Any:
    """The entry with the defaults for what it leaves out; what is no mapping stays as it is."""
    return {**defaults_of(item), **item.value} if isinstance(item.value, dict) else item.value
