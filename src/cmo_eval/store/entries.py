"""One citation as its entry and the file's defaults say together, first reading or again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.errors import CmoEvalError
from cmo_eval.model import Citation, Defaults
from cmo_eval.store.repository import Stored
from cmo_eval.store.text import read_text
from cmo_eval.store.yaml_io import Item, YamlProblem, stream

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

    Whoever asks for them in the order of a file has it read entry by entry, and none is held; a file in which somebody
    goes back is held whole from then on.

    Raises:
        CmoEvalError: the file changed since it was read, and the citation is not where it was.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._at_hand: OrderedDict[str, _Entries] = OrderedDict()

    def __call__(self, file: str, index: int, id_: str) -> Stored[Citation]:
        citation = None
        with suppress(IndexError, ValidationError):
            item = self._entries(file)[index]
            citation = Citation.model_validate(merged(item))
        if citation is None or citation.id != id_:
            raise CmoEvalError(f"{file} changed while it was being used: {id_} is not where it was", "run again")
        return Stored(citation, file, item)

    def _entries(self, file: str) -> _Entries:
        if file not in self._at_hand:
            self._at_hand[file] = _Entries(self._root / file)
            if len(self._at_hand) > _FILES_AT_HAND:
                self._at_hand.popitem(last=False)
        return self._at_hand[file]


class _Entries:
    """The entries of a file's list of citations by their index; read onwards, and held only if somebody goes back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._onwards = _items(path)
        self._last: Item | None = None
        self._held: list[Item] | None = None

    def __getitem__(self, index: int) -> Item:
        """The entry.

        Raises:
            IndexError: there is none, or what stands before it cannot be read.
        """
        if self._held is None and self._last is not None and index < self._last.index:
            self._onwards.close()
            self._held = list(_items(self._path))
        if self._held is not None:
            return self._held[index]
        if self._last is not None and self._last.index == index:
            return self._last
        for item in self._onwards:
            self._last = item
            if item.index == index:
                return item
        raise IndexError(index)


def _items(path: Path) -> Generator[Item, None, None]:
    with suppress(YamlProblem):  # below what was read there may be a mistake; a finding names it
        for item in stream(read_text(path), "citations"):
            if isinstance(item, Item):
                yield item
