"""Where in a record's file people write, and where its form or a program does; derived from the records themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Literal, get_args, get_origin

from cmo_eval.deferred import dataclass
from cmo_eval.model.base import BY_PROGRAM, AnyRecord


@dataclass(frozen=True, slots=True)
class Form:
    """What may stand in a value.

    `fields` are the keys that a record knows: they are the program's words, all other keys are the user's. `inside` is
    the form of what stands under other keys, or in a list. `closed` says that nobody writes here in words of their own:
    a program wrote it, or it is one of a few known words.
    """

    fields: Mapping[str, Form] = field(default_factory=dict)
    inside: Form | None = None
    closed: bool = False

    def at(self, key: str | int) -> Form:
        """The form of what stands under a key, or at a place of a list."""
        return (self.fields.get(key) if isinstance(key, str) else None) or self.inside or OPEN


OPEN = Form()
"""Any value, in words of the user's own."""
_CLOSED = Form(closed=True)


_known: dict[type, Form] = {}


def form_of(record: type[AnyRecord]) -> Form:
    """The form of a record's file."""
    if record not in _known:
        _known[record] = Form(
            {
                info.alias or name: _CLOSED if BY_PROGRAM in info.metadata else _of(info.annotation)
                for name, info in record.model_fields.items()
            }
        )
    return _known[record]


def _of(annotation: Any) -> Form:
    """The form that a type gives; of alternatives, all that one of them gives."""
    if isinstance(annotation, type) and issubclass(annotation, AnyRecord):
        return form_of(annotation)
    metadata = getattr(annotation, "__metadata__", None)
    if metadata is not None:  # Annotated
        return _CLOSED if BY_PROGRAM in metadata else _of(annotation.__origin__)
    origin, parts = get_origin(annotation), [one for one in get_args(annotation) if one is not Ellipsis]
    if origin is Literal:
        return _CLOSED
    if origin is dict:
        return Form(inside=_of(parts[1]))
    if origin in {tuple, list}:
        return Form(inside=_of(parts[0]))
    return _together(_of(one) for one in parts if one is not type(None))


def _together(forms: Iterable[Form]) -> Form:
    known = list(forms)
    if not known:
        return OPEN
    fields = {key: form for one in known for key, form in one.fields.items()}
    inside = next((one.inside for one in known if one.inside is not None), None)
    return Form(fields, inside, closed=all(one.closed for one in known))
