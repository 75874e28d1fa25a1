"""Any two dimensions of the citations against each other, counted; prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from itertools import chain, product
from typing import TYPE_CHECKING, Any, Literal, get_args

from cmo_eval.analysis.evidence import weighed_stances
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.model import PARTS, QUALITIES, STANCES, Evidence, Source
from cmo_eval.model.framework import cells_of
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Coded, Repository, natural

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["citations", "sources", "voices"]
UNITS: tuple[Unit, ...] = get_args(Unit)

Reader = Callable[[Coded, Evidence | None], Iterable[str | None]]
"""The values of a dimension that a citation has, or one of its stances (None: it takes none)."""


@dataclass(frozen=True, slots=True)
class Header:
    """A row or column: its key (None for what has no value) and its title, which may be the key itself."""

    key: str | None
    title: str


@dataclass(frozen=True)
class Crosstab:
    """How many citations, sources or voices have a value of the rows together with one of the columns.

    Totals count each citation (source, voice) once, so that they can be smaller than the sum of what stands in their
    row or column.

    Attributes:
        rows: name of the dimension of the rows, one of DIMENSIONS.
        columns: the same of the columns.
        count: what is counted, one of UNITS.
        weighed: whether only evidence that `verify` weighs is counted.
        row_headers: the values of the rows; values that are known and never occur are there too.
        column_headers: the same of the columns.
        counts: a tuple for each row with a number for each column.
        row_totals: for each row how many different ones are counted in it.
        column_totals: the same for each column.
        total: how many different ones are counted in all.
        texts: for framework cells by cases what the case's file says, by (cell, case).
    """

    rows: str
    columns: str
    count: Unit
    weighed: bool
    row_headers: tuple[Header, ...]
    column_headers: tuple[Header, ...]
    counts: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """The counts as a pandas table, without totals; an empty key stands for what has no value."""
        import pandas as pd  # noqa: PLC0415 - heavy

        return pd.DataFrame(
            self.counts,
            index=pd.Index([header.key or "" for header in self.row_headers], name=self.rows),
            columns=pd.Index([header.key or "" for header in self.column_headers], name=self.columns),
        )


def matrix(
    repository: Repository, rows: str, columns: str, *, count: Unit = "citations", weighed: bool = True
) -> Crosstab:
    """Count what two dimensions have in common.

    Claims, patterns, parts and stances belong to a stance that a citation takes: the same one for rows and columns. All
    else belongs to the citation. A dimension against itself counts which values a citation has together.

    Args:
        repository: the evaluation, without what was withdrawn.
        rows: one of DIMENSIONS.
        columns: one of DIMENSIONS.
        count: one of UNITS.
        weighed: only stances that `verify` weighs (rule V0), and citations that take one; else all.

    Raises:
        UsageError: there is no such dimension or unit.
    """
    for name, choices in ((rows, [*DIMENSIONS]), (columns, [*DIMENSIONS]), (count, UNITS)):
        if name not in choices:
            hint = f"{did_you_mean(name, choices)} it can be {', '.join(choices)}".lstrip()
            raise UsageError(f"'{name}' cannot be counted", hint)
    counts = _counts(repository, (rows, columns), count, weighed)
    headers = [_headers(repository, name, {pair[side] for pair in counts}) for side, name in enumerate((rows, columns))]
    cases = repository.cases.values() if {rows, columns} == {"cells", "cases"} else ()
    texts = {(name, one.id): cell.said for one in cases for name, cell in one.framework.items()}
    return Crosstab(
        rows,
        columns,
        count,
        weighed,
        headers[0],
        headers[1],
        tuple(tuple(counts[one.key, other.key] for other in headers[1]) for one in headers[0]),
        tuple(counts[one.key, _TOTAL] for one in headers[0]),
        tuple(counts[_TOTAL, other.key] for other in headers[1]),
        counts[_TOTAL, _TOTAL],
        texts,
    )


# ---- the dimensions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dimension:
    """Something to count by.

    `reader` makes for an evaluation what finds the values of a citation; `titles` gives the values that are known
    beforehand, in their order. `of_stance`: a value belongs to a stance that the citation takes.
    """

    reader: Callable[[Repository], Reader]
    titles: Callable[[Repository], Mapping[str, str]] = lambda _: {}
    of_stance: bool = False


def _of_stance(name: str, titles: Callable[[Repository], Mapping[str, str]]) -> Dimension:
    return Dimension(lambda _: lambda _, said: (getattr(said, name, None),), titles, of_stance=True)


def _of_citation(
    read: Callable[[Repository, Coded], str | None], titles: Callable[[Repository], Mapping[str, str]] = lambda _: {}
) -> Dimension:
    return Dimension(lambda repository: lambda coded, _: (read(repository, coded),), titles)


def _patterns(_: Coded, said: Evidence | None) -> Iterable[str | None]:
    """The pattern of a stance; one of which parts are denied and nothing is shown stands apart from what is shown."""
    if said is None or said.pattern is None:
        return (None,)
    return (said.pattern if said.shows_pattern else f"no {said.pattern}",)


def _parts(_: Coded, said: Evidence | None) -> Iterable[str | None]:
    """The parts that a stance shows, and those that it denies."""
    parts = (*said.parts, *(f"no {part}" for part in said.lacks)) if said is not None else ()
    return parts or (None,)


def _source(repository: Repository, coded: Coded) -> Source | None:
    return repository.sources.get(coded.source)


def _cells(repository: Repository) -> Reader:
    """The framework cells that a citation is named in."""
    found: dict[str, dict[str, None]] = {}
    for case in repository.cases.values():
        for name, cell in case.cells:
            for id_ in cell.citations:
                found.setdefault(id_, {})[name] = None
    return lambda coded, _: found.get(coded.id) or (None,)


def _titles_of(records: str) -> Callable[[Repository], Mapping[str, str]]:
    return lambda repository: {id_: record.title for id_, record in getattr(repository, records).items()}


def _known(find: Callable[[Repository], Iterable[str]]) -> Callable[[Repository], Mapping[str, str]]:
    return lambda repository: {value: value for value in find(repository)}


def _roles(repository: Repository) -> list[str]:
    people = (person for source in repository.sources.values() for person in source.participants)
    return sorted({person.role for person in people if person.role})


def _cell_titles(repository: Repository) -> Mapping[str, str]:
    return {name: title for name, (title, _) in cells_of(repository.evaluation.frameworks).items()}


DIMENSIONS: Mapping[str, Dimension] = {
    "claims": _of_stance("claim", _titles_of("claims")),
    "patterns": Dimension(lambda _: _patterns, _titles_of("patterns"), of_stance=True),
    "parts": Dimension(lambda _: _parts, _known(lambda _: (*PARTS, *(f"no {part}" for part in PARTS))), of_stance=True),
    "cases": _of_citation(Repository.case_of, _titles_of("cases")),
    "kinds": _of_citation(
        lambda *at: getattr(_source(*at), "kind", None),
        _known(lambda repository: sorted({source.kind for source in repository.sources.values()})),
    ),
    "groups": _of_citation(Repository.group_of, lambda repository: repository.evaluation.groups),
    "sources": _of_citation(lambda _, coded: coded.source, _titles_of("sources")),
    "stances": _of_stance("stance", _known(lambda _: STANCES)),
    "codes": Dimension(
        lambda _: lambda coded, _: coded.citation.codes or (None,),
        lambda repository: {id_: code.label or id_ for id_, code in repository.codes.items()},
    ),
    "coders": _of_citation(lambda _, coded: coded.coder),
    "qualities": _of_citation(lambda _, coded: coded.citation.quality, _known(lambda _: QUALITIES)),
    "cells": Dimension(_cells, _cell_titles),
    "roles": _of_citation(Repository.role_of, _known(_roles)),
}
"""What can be counted, by name; a dimension stands here and nowhere else."""


# ---- counting -------------------------------------------------------------------------------------------------------

Key = Any  # a value, None for what has none, or _TOTAL for all values together, which no value of a user can be
_TOTAL = object()
_Pairs = frozenset[tuple[Key, Key]]


def _counts(repository: Repository, sides: tuple[str, str], count: Unit, weighed: bool) -> Counter[tuple[Key, Key]]:
    """How often a value of the rows occurs with one of the columns, totals among them.

    Alike citations are counted first, then what they have in common: few of those, however many citations.
    """
    alike: Counter[tuple[_Pairs, str]] = Counter()
    for coded, pairs in _pairs_of_each(repository, sides, weighed).items():
        unit = {"citations": "", "sources": coded.source, "voices": repository.voice_of(coded)}[count]
        alike[pairs, unit] += 1
    found: Counter[tuple[Key, Key]] = Counter()
    units: set[tuple[tuple[Key, Key], str]] = set()
    for (pairs, unit), number in alike.items():
        together = {(one, other) for pair in pairs for one in (pair[0], _TOTAL) for other in (pair[1], _TOTAL)}
        if count == "citations":
            found.update(dict.fromkeys(together, number))
        else:
            units.update((pair, unit) for pair in together)
    found.update(pair for pair, _ in units)
    return found


def _pairs_of_each(repository: Repository, sides: tuple[str, str], weighed: bool) -> Mapping[Coded, _Pairs]:
    """For each citation the pairs of values that it has; an id that is used twice is one citation."""
    kept = weighed_stances(repository) if weighed else None
    found: dict[Coded, _Pairs] = {}
    for coded, pairs in (_cells_of_cases if set(sides) == {"cells", "cases"} else _values)(repository, sides, kept):
        if not coded.withdrawn and (kept is None or kept.get(coded)):
            first = repository.citations.by_id[coded.id]
            found[first] = found[first] | pairs if first in found else pairs
    return found


def _values(
    repository: Repository, sides: tuple[str, str], kept: Mapping[Coded, list[Evidence]] | None
) -> Iterator[tuple[Coded, _Pairs]]:
    one, other = (DIMENSIONS[name] for name in sides)
    read_one, read_other = one.reader(repository), other.reader(repository)
    for coded in repository.citations:
        stances = coded.citation.evidence if kept is None else kept.get(coded, ())
        about = stances if stances and (one.of_stance or other.of_stance) else (None,)
        if one is other:
            values = {value for said in about for value in read_one(coded, said)}
            pairs: Iterable[tuple[str | None, str | None]] = product(values, values)
        else:
            pairs = chain.from_iterable(product(read_one(coded, said), read_other(coded, said)) for said in about)
        yield coded, frozenset((ours or None, theirs or None) for ours, theirs in pairs)


def _cells_of_cases(
    repository: Repository, sides: tuple[str, str], _: Mapping[Coded, list[Evidence]] | None
) -> Iterator[tuple[Coded, _Pairs]]:
    """A cell of a case rests on the citations that its file names, from wherever they come."""
    for case in repository.cases.values():
        for name, cell in case.cells:
            pair = (name, case.id) if sides[0] == "cells" else (case.id, name)
            known = (repository.citations.by_id.get(id_) for id_ in cell.citations)
            yield from ((coded, frozenset([pair])) for coded in known if coded is not None)


def _headers(repository: Repository, name: str, found: Iterable[Key]) -> tuple[Header, ...]:
    """Known values in their own order, then others that occur, last what has no value where that occurs."""
    titles = DIMENSIONS[name].titles(repository)
    occurring = set(found) - {_TOTAL}
    headers = [Header(key, title) for key, title in titles.items()]
    headers += [Header(key, key) for key in sorted(occurring - titles.keys() - {None}, key=natural)]
    if None in occurring:
        headers.append(Header(None, ""))
    return tuple(headers)
