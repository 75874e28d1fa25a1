"""Any two dimensions of the citations against each other; counts over the columns in one pass, prints nothing."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Literal, get_args

from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES, STANCES
from cmo_eval.store.repository import Repository, natural

if TYPE_CHECKING:
    import pandas as pd

DIMENSIONS = (
    *("claims", "patterns", "cases", "kinds", "groups", "sources"),
    *("stances", "codes", "coders", "qualities", "cells", "roles"),
)
Unit = Literal["citations", "sources", "voices"]
UNITS: tuple[Unit, ...] = get_args(Unit)
_OF_EVIDENCE = frozenset({"claims", "patterns", "stances"})

Values = tuple[str | None, ...]
_NONE: Values = (None,)


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

    Claims, patterns and stances belong to a stance that a citation takes: the same one for rows and columns. All
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
    for name, choices in ((rows, DIMENSIONS), (columns, DIMENSIONS), (count, UNITS)):
        if name not in choices:
            near = difflib.get_close_matches(name, choices, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise UsageError(f"'{name}' cannot be counted", f"{hint}it can be {', '.join(choices)}")
    counts = _counts(repository, (rows, columns), count, weighed)
    sides = (rows, columns)
    headers = [
        _headers(repository, name, {pair[side] for pair in counts.pairs if pair[side] is not _TOTAL})
        for side, name in enumerate(sides)
    ]
    return Crosstab(
        rows,
        columns,
        count,
        weighed,
        headers[0],
        headers[1],
        tuple(tuple(counts.pairs[one.key, other.key] for other in headers[1]) for one in headers[0]),
        tuple(counts.pairs[one.key, _TOTAL] for one in headers[0]),
        tuple(counts.pairs[_TOTAL, other.key] for other in headers[1]),
        counts.pairs[_TOTAL, _TOTAL],
        _texts(repository) if set(sides) == {"cells", "cases"} else {},
    )


class _Total:
    """Stands for all values of a dimension together; no value of a user can be it."""


_TOTAL = _Total()
Key = str | _Total | None


@dataclass(frozen=True)
class _Counts:
    """How often a value of the rows occurs with one of the columns, totals among them."""

    pairs: Counter[tuple[Key, Key]]


def _counts(repository: Repository, sides: tuple[str, str], count: Unit, weighed: bool) -> _Counts:
    """Alike citations are counted first, then what they have in common: few of those, however many citations."""
    alike: Counter[tuple[frozenset[tuple[str | None, str | None]], str | None]] = Counter()
    columns = repository.citations
    unit = None if count == "citations" else columns.sources
    for row, pairs in _signatures(repository, sides, weighed):
        alike[pairs, unit[row] if unit is not None else None] += 1
    found: Counter[tuple[Key, Key]] = Counter()
    if count == "citations":
        for (pairs, _), number in alike.items():
            for pair in _with_totals(pairs):
                found[pair] += number
        return _Counts(found)
    seen: set[tuple[tuple[Key, Key], str]] = set()
    for pairs, source in alike:
        name = source or ""
        name = repository.voice_of(name) if count == "voices" else name
        seen.update((pair, name) for pair in _with_totals(pairs))
    found.update(pair for pair, _ in seen)
    return _Counts(found)


def _with_totals(pairs: frozenset[tuple[str | None, str | None]]) -> set[tuple[Key, Key]]:
    found: set[tuple[Key, Key]] = set()
    for one, other in pairs:
        found |= {(one, other), (one, _TOTAL), (_TOTAL, other)}
    if found:
        found.add((_TOTAL, _TOTAL))
    return found


def _signatures(
    repository: Repository, sides: tuple[str, str], weighed: bool
) -> Iterator[tuple[int, frozenset[tuple[str | None, str | None]]]]:
    """For each citation its row and the pairs of values that it has; of an id used twice all rows as one."""
    columns = repository.citations
    first = columns.row_of
    twice = len(first) != len(columns)
    together: dict[int, frozenset[tuple[str | None, str | None]]] = {}
    for row, pairs in _each(repository, sides, weighed):
        one = first[columns.ids[row]] if twice else row
        if twice:
            together[one] = together.get(one, frozenset()) | pairs
        else:
            yield one, pairs
    yield from together.items()


def _each(
    repository: Repository, sides: tuple[str, str], weighed: bool
) -> Iterator[tuple[int, frozenset[tuple[str | None, str | None]]]]:
    columns = repository.citations
    counts = weighed_rows(repository) if weighed else None
    if set(sides) == {"cells", "cases"}:
        yield from _cells_of_cases(repository, sides, counts)
        return
    same = sides[0] == sides[1]
    of_evidence = not _OF_EVIDENCE.isdisjoint(sides)
    readers = [_reader(repository, name) for name in sides]
    known: dict[object, frozenset[tuple[str | None, str | None]]] = {}
    number, last = 0, len(columns.claims)
    for row in range(len(columns)):
        stances = []
        while number < last and columns.evidence_citation[number] == row:
            if counts is None or counts[number]:
                stances.append(number)
            number += 1
        if columns.withdrawn[row] or (counts is not None and not stances):
            continue
        alike: list[tuple[Values, Values]]
        if not of_evidence:
            alike = [(readers[0](row, -1), readers[1](row, -1))]
        elif not stances:
            ones, others = (
                _NONE if name in _OF_EVIDENCE else read(row, -1) for name, read in zip(sides, readers, strict=True)
            )
            alike = [(ones, others)]
        elif same:
            together = tuple(dict.fromkeys(readers[0](row, stance)[0] for stance in stances))
            alike = [(together, together)]
        else:
            alike = [(readers[0](row, stance), readers[1](row, stance)) for stance in stances]
        key = tuple(alike)
        pairs = known.get(key)
        if pairs is None:
            pairs = known[key] = frozenset(pair for ones, others in alike for pair in product(ones, others))
        yield row, pairs


def _cells_of_cases(
    repository: Repository, sides: tuple[str, str], counts: Sequence[int] | None
) -> Iterator[tuple[int, frozenset[tuple[str | None, str | None]]]]:
    """A cell of a case rests on the citations that its file names, from wherever they come."""
    columns = repository.citations
    heard = None
    if counts is not None:
        heard = {columns.evidence_citation[number] for number, weighs in enumerate(counts) if weighs}
    found: dict[int, set[tuple[str | None, str | None]]] = {}
    for case in repository.cases.values():
        for name, cell in case.framework.items():
            for id_ in cell.citations:
                row = columns.row_of.get(id_)
                if row is not None and not columns.withdrawn[row] and (heard is None or row in heard):
                    found.setdefault(row, set()).add((name, case.id) if sides[0] == "cells" else (case.id, name))
    yield from ((row, frozenset(pairs)) for row, pairs in found.items())


def weighed_rows(repository: Repository) -> bytearray:
    """For each row of the evidence 1 where `verify` weighs it, else 0: rule V0 for all claims in one pass.

    Of each claim that is the version that its decision names, else the latest of which anything counts.
    """
    columns = repository.citations
    claims = repository.claims
    least = QUALITIES.index(repository.evaluation.policy.verdict.min_quality)
    origins = {(claim.id, source) for claim in claims.values() for source in claim.origin}
    supports = STANCES.index("supports")
    known = repository.sources
    fit = bytearray(
        quality >= least and not disputed and not withdrawn and source in known
        for quality, disputed, withdrawn, source in zip(
            columns.qualities, columns.disputed, columns.withdrawn, columns.sources, strict=True
        )
    )
    kept = bytearray(len(columns.claims))
    heard: dict[str, set[int]] = {}
    rows = zip(columns.evidence_citation, columns.claims, columns.stances, columns.versions, strict=True)
    for number, (citation, claim, stance, version) in enumerate(rows):
        if not fit[citation] or claim not in claims:
            continue
        if stance == supports and (claim, columns.sources[citation]) in origins:
            continue
        kept[number] = 1
        heard.setdefault(claim, set()).add(version)
    chosen = {}
    for record in claims.values():
        numbers = [version.version for version in record.versions]
        counting = [number for number in numbers if number in heard.get(record.id, ())]
        chosen[record.id] = record.decision.version if record.decision else (counting or numbers)[-1]
    if any(versions != {chosen[claim]} for claim, versions in heard.items()):
        for number, claim in enumerate(columns.claims):
            if kept[number] and columns.versions[number] != chosen[claim]:
                kept[number] = 0
    return kept


def _reader(repository: Repository, name: str) -> Callable[[int, int], Values]:
    """The values of a dimension by row of the citation and of the evidence."""
    columns = repository.citations
    shared: dict[object, Values] = {None: _NONE}

    def one(value: str | None) -> Values:
        found = shared.get(value)
        if found is None:
            found = shared[value] = (value or None,)
        return found

    if name == "cells":
        cells = _cells(repository)
        return lambda row, _: cells.get(row, _NONE)
    ranks: list[str | None] = [*QUALITIES, None]
    readers: dict[str, Callable[[int, int], Values]] = {
        "claims": lambda _, stance: one(columns.claims[stance]),
        "patterns": lambda _, stance: one(columns.patterns[stance]),
        "stances": lambda _, stance: one(STANCES[columns.stances[stance]]),
        "codes": lambda row, _: tuple(dict.fromkeys(columns.codes[row])) or _NONE,
        "coders": lambda row, _: one(columns.coders[row]),
        "qualities": lambda row, _: one(ranks[columns.qualities[row]]),
        "sources": lambda row, _: one(columns.sources[row]),
    }
    return readers[name] if name in readers else _of_speaker(repository, name)


def _of_speaker(repository: Repository, name: str) -> Callable[[int, int], Values]:
    """What follows from who speaks in which source; looked up once for all citations of one speaker."""
    columns = repository.citations
    known: dict[tuple[str, str | None, str | None], Values] = {}

    def value(row: int) -> str | None:
        source = repository.sources.get(columns.sources[row])
        if name == "kinds":
            return source.kind if source else None
        if name == "cases":
            return source.case if source else None
        return repository.group_of(row) if name == "groups" else repository.role_of(row)

    def read(row: int, _: int) -> Values:
        who = (columns.sources[row], columns.speakers[row], columns.roles[row])
        found = known.get(who)
        if found is None:
            found = known[who] = (value(row) or None,)
        return found

    return read


def _cells(repository: Repository) -> dict[int, Values]:
    """The framework cells that a citation is named in, by its row."""
    found: dict[int, dict[str | None, None]] = {}
    for case in repository.cases.values():
        for name, cell in case.framework.items():
            for id_ in cell.citations:
                row = repository.citations.row_of.get(id_)
                if row is not None:
                    found.setdefault(row, {})[name] = None
    return {row: tuple(cells) for row, cells in found.items()}


def _texts(repository: Repository) -> dict[tuple[str, str], str]:
    return {
        (name, case.id): " ".join(cell.text.split())
        for case in repository.cases.values()
        for name, cell in case.framework.items()
    }


def _headers(repository: Repository, name: str, found: Iterable[Key]) -> tuple[Header, ...]:
    """Known values in their own order, then others that occur, last what has no value where that occurs."""
    titles = _titles(repository, name)
    occurring = {value for value in found if isinstance(value, str)}
    others = sorted(occurring - titles.keys(), key=natural)
    headers = [Header(key, title) for key, title in titles.items()]
    headers += [Header(key, key) for key in others]
    if None in set(found):
        headers.append(Header(None, ""))
    return tuple(headers)


def _titles(repository: Repository, name: str) -> Mapping[str, str]:
    evaluation = repository.evaluation
    if name in {"claims", "patterns", "cases", "sources"}:
        return {id_: record.title for id_, record in getattr(repository, name).items()}
    if name == "codes":
        return {id_: code.label or id_ for id_, code in repository.codes.items()}
    if name == "groups":
        return evaluation.groups
    if name == "cells":
        return {
            f"{framework}.{dimension}": title
            for framework, dimensions in evaluation.frameworks.items()
            for dimension, title in dimensions.items()
        }
    sources = repository.sources.values()
    known: dict[str, Iterable[str]] = {
        "stances": STANCES,
        "qualities": QUALITIES,
        "kinds": sorted({source.kind for source in sources}),
        "roles": sorted({one.role for source in sources for one in source.participants if one.role}),
    }
    return {value: value for value in known.get(name, ())}
