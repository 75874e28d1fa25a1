"""What a record names in other files: the arrows of an evaluation, each with its place in the record.

The types of the fields say it (`Names` in `base`); only what is named by two fields together is put together here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args

from cmo_eval.model.base import AnyRecord, Names
from cmo_eval.model.case import Case
from cmo_eval.model.citation import Evidence, FirstCoding
from cmo_eval.model.claim import Claim
from cmo_eval.model.codebook import Code, CodebookChange
from cmo_eval.model.conclusions import Answer, Recommendation


class Reference(NamedTuple):
    """A name of something, what kind of thing it must be (`relation`), and its path in the record.

    Relations: claim, version (`C3@2`), rival (`C3.R1`), pattern, case, source, origin (a source, an organisation or the
    team), person (`KA1.r1`), citation, speaker, question, group, member, code, parent (a code), cell, goal (`K1.G0`),
    ground (claim, pattern, case or citation), answered (a question that has an answer). `by` is the id of what names
    it, where that is not the record's own.
    """

    relation: str
    target: str
    path: tuple[str | int, ...]
    key: bool = False
    by: str | None = None


def references(record: AnyRecord | None) -> Sequence[Reference]:
    """All that the record names, in the order of its fields; nothing for None."""
    found: list[Reference] = []
    if record is not None:
        _collect(record, (), None, found)
    return found


def _collect(record: AnyRecord, path: tuple[str | int, ...], by: str | None, into: list[Reference]) -> None:
    kind: Any = type(record)
    for name, key, relation in _naming(kind):
        value = getattr(record, name)
        if not value:
            continue
        here = (*path, key)
        if isinstance(value, str):
            into.append(Reference(relation, value, here, False, by))
        elif isinstance(value, dict):
            for word, part in value.items():
                known = word if isinstance(part, Answer) else by
                into += [Reference(relation, word, (*here, word), True, known)] if relation else []
                _collect(part, (*here, word), known, into)
        elif isinstance(value, tuple) and relation:
            into += [Reference(relation, one, (*here, index), False, by) for index, one in enumerate(value)]
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                _collect(part, (*here, index), _known_by(part) or by, into)
        else:
            _collect(value, here, by, into)
    into += _together_named(record, path)


def _together_named(record: AnyRecord, path: tuple[str | int, ...]) -> Iterator[Reference]:
    """What two fields name together."""
    if isinstance(record, Evidence):
        yield Reference("version", f"{record.claim}@{record.version}", (*path, "version"))
        if record.favours is not None:
            yield Reference("rival", f"{record.claim}.{record.favours}", (*path, "favours"))
    elif isinstance(record, Claim):
        yield from _decided(record)
    elif isinstance(record, Case):
        for index, goal in enumerate(record.goals):
            if (parent := goal.parent_of(record.id)) is not None:
                yield Reference("goal", parent, ("goals", index, "parent"), False, goal.of(record.id))


def _decided(claim: Claim) -> Iterator[Reference]:
    """The versions of the claim that decisions are on, and what it becomes."""
    for index, decision in enumerate(claim.decisions):
        yield Reference("version", f"{claim.id}@{decision.version}", ("decisions", index, "version"))
        if decision.becomes is not None:
            yield Reference("claim", decision.becomes.partition("@")[0], ("decisions", index, "becomes"))
            if "@" in decision.becomes:
                yield Reference("version", decision.becomes, ("decisions", index, "becomes"))


def _known_by(part: AnyRecord) -> str | None:
    """What messages call a part of a record; None where they call it by the whole."""
    if isinstance(part, CodebookChange):
        return f"version {part.version} of the codebook"
    return part.id if isinstance(part, Code | Recommendation) else None


@cache
def _naming(record: type[Any]) -> tuple[tuple[str, str, str], ...]:
    """The fields that name something or hold parts that do: attribute, key in the file, and relation (of parts "")."""
    if record is FirstCoding:
        return ()  # what it was once coded as names nothing any more
    found = []
    for name, field in record.model_fields.items():
        seen = [*_seen(field.annotation), *(mark for mark in field.metadata if isinstance(mark, Names))]
        relations = [one.relation for one in seen if isinstance(one, Names)]
        if relations or any(_naming(one) for one in seen if isinstance(one, type)):
            found.append((name, field.alias or name, next(iter(relations), "")))
    return tuple(found)


def _seen(annotation: Any) -> Iterator[Any]:
    """What a type says it names, and the records in it."""
    if isinstance(annotation, type) and issubclass(annotation, AnyRecord):
        yield annotation
    yield from (mark for mark in getattr(annotation, "__metadata__", ()) if isinstance(mark, Names))
    for part in get_args(annotation):
        yield from _seen(part)
