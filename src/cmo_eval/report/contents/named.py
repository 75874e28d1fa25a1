"""What everything in a report is called and quoted by."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cmo_eval.deferred import dataclass

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def copied(kind: type[T], record: object, **more: Any) -> T:
    """Plain data of a kind: what is given, and for its other fields what the record has under the same names.

    What the record leaves open is an empty text.
    """
    names = (one.name for one in fields(kind) if one.name not in more and hasattr(record, one.name))
    values = {name: getattr(record, name) for name in names}
    return kind(**{name: "" if value is None else value for name, value in values.items()}, **more)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that is referred to: its id, its title (or text) and what kind of thing it is.

    `untitled` says of a citation that the title of its source is held back: there its kind stands instead.
    """

    id: str
    title: str
    kind: str = ""
    untitled: bool = False


class Quote(NamedTuple):  # of which there are tens of thousands
    """A citation as it may be shown.

    `speaker` names a role and a group, never a person; `name` the same without the group, see `Cast`. `text` is empty
    where the words are held back (`held_back`). `place` is said ("§ 4.2"). `other` is the claim that is suggested
    instead. `left_out` gives the reason's key where the citation is not weighed. `about` are keys that readers may see
    beside the words, with their values; `case` is the case that it is about, its own or its source's.
    """

    id: str
    source: str
    voice: str
    kind: str
    group: str
    role: str
    speaker: str
    name: str
    text: str
    verbatim: bool
    held_back: bool
    place: str
    quality: str
    codes: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    case: str = ""
    stance: str = ""
    claim: str = ""
    version: int = 1
    other: str = ""
    pattern: str = ""
    pattern_title: str = ""
    parts: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    left_out: str = ""
