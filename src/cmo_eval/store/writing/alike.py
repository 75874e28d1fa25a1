"""Names that are one and the same on half of all disks, where capitals do not tell files apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path


def key(name: str) -> str:
    """What names have in common that differ by capitals only, or by how accents are put together."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def alike(name: str, known: Iterable[str]) -> str | None:
    """A known name that differs from this one by capitals only; None where there is none."""
    mine = key(name)
    return next((other for other in known if other != name and key(other) == mine), None)


def beside(path: Path) -> Path | None:
    """What lies where the path goes and differs from it by capitals only: the file, or a folder on the way to it."""
    for place in (path, *path.parents):
        try:
            names = [entry.name for entry in place.parent.iterdir()]
        except OSError:  # not there yet
            continue
        if place.name in names:
            return None if place == path else beside_in(place, path)
        other = alike(place.name, names)
        return place.parent / other if other is not None else None
    return None


def beside_in(there: Path, path: Path) -> Path | None:
    """The same below a folder that is there: nothing of the rest of the path is."""
    name = path.relative_to(there).parts[0]
    try:
        other = alike(name, (entry.name for entry in there.iterdir()))
    except OSError:
        return None
    return there / other if other is not None else None
