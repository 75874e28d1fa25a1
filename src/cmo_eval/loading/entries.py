"""One citation as its entry and the file's defaults say together, first reading or again."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.errors import CmoEvalError
from cmo_eval.loading.text import read_text
from cmo_eval.model import Citation, Defaults
from cmo_eval.repository import Stored
from cmo_eval.yaml_io import Item, YamlProblem, stream

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


class Rereader:
    """Whole citations from their files, a few files kept at hand.

    Raises:
        CmoEvalError: the file changed since it was read, and the citation is not where it was.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._at_hand: OrderedDict[str, list[tuple[Item, Any]]] = OrderedDict()

    def __call__(self, file: str, index: int, id_: str) -> Stored[Citation]:
        try:
            item, value = self._entries(file)[index]
            citation = Citation.model_validate(value)
        except (IndexError, ValidationError):
            citation = None
        if citation is None or citation.id != id_:
            raise CmoEvalError(f"{file} changed while it was being used: {id_} is not where it was", "run again")
        return Stored(citation, file, item)

    def _entries(self, file: str) -> list[tuple[Item, Any]]:
        entries = self._at_hand.get(file)
        if entries is None:
            entries = []
            with suppress(YamlProblem):  # below what was read there may be a mistake; a finding names it
                for item in stream(read_text(self._root / file), "citations"):
                    if isinstance(item, Item):
                        entries.append((item, merged(item)))
            self._at_hand[file] = entries
            if len(self._at_hand) > _FILES_AT_HAND:
                self._at_hand.popitem(last=False)
        return entries
