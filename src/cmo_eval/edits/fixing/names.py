"""The name that a file of an evaluation should have; knows names, no contents."""

from __future__ import annotations

import re
from typing import NamedTuple

from cmo_eval.model.base import ID_PATTERN

_ENDING = re.compile(r"\.ya?ml$", re.IGNORECASE)
_CITATIONS = re.compile(r"(?P<source>[^.]+)\.citations(?:\.(?P<coder>[^.]+))?")
_LIKE_AN_ID = r"[A-Za-z]{1,4}[0-9]+[A-Za-z]?"


class Coding(NamedTuple):
    """Whose citations a file holds, as its name says."""

    source: str
    coder: str | None


def stem(path: str) -> str:
    """The name of a file without folder and ending."""
    return _ENDING.sub("", path.rsplit("/", 1)[-1])


def first_part(path: str) -> str:
    """What a file's name begins with, up to `-` or `.`: where its id belongs."""
    return re.split(r"[-.]", stem(path), maxsplit=1)[0]


def coding(path: str) -> Coding | None:
    """Whose citations a file holds; None of any other file."""
    match = _CITATIONS.fullmatch(stem(path)) if path.startswith("sources/") else None
    return Coding(match["source"], match["coder"]) if match else None


def with_ending(path: str) -> str:
    """The path with the ending `.yaml`."""
    return _ENDING.sub(".yaml", path)


def with_id(path: str, id_: str) -> str:
    """The path of a record with that id: the id, then what the old name says beside an id."""
    folder = path.rpartition("/")[0]
    old = stem(path)
    if first_part(path) == id_ or re.fullmatch(ID_PATTERN, id_) is None:
        return with_ending(path)
    other = re.match(rf"(?:{re.escape(id_)}|{_LIKE_AN_ID})(?=[-._ ]|$)[-._ ]*", old, re.IGNORECASE)
    rest = old[other.end() :] if other else old
    return f"{folder}/{id_}{'-' if rest else ''}{rest}.yaml"


def with_source(path: str, source: str) -> str:
    """The path of a file of citations, of that source."""
    known = coding(path)
    coder = f".{known.coder}" if known and known.coder else ""
    return f"{path.rpartition('/')[0]}/{source}.citations{coder}.yaml"
