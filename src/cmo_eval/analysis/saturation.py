"""What each next source still adds: patterns and codes seen first in it. Shown as a curve; never a gate."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from cmo_eval.analysis.verification import framed
from cmo_eval.deferred import dataclass
from cmo_eval.model import Source
from cmo_eval.store.repository import Repository, natural

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Yield:
    """What one source brought: the patterns and codes seen first in it, and how many were seen up to and with it.

    `date` is that of the talk or the publication, or the end of its period; None where none is known.
    """

    source: str
    date: str | None
    citations: int
    new_patterns: tuple[str, ...]
    new_codes: tuple[str, ...]
    patterns: int
    codes: int


class Saturation(tuple[Yield, ...]):
    """The yields of sources, in their order; `frame()` makes them a table."""

    __slots__ = ()

    def frame(self) -> pd.DataFrame:
        """A pandas table with a row a source, in the order of the curve.

        Columns: `source`, `date`, and in numbers `citations`, `new_patterns`, `patterns` (so far), `new_codes` and
        `codes` (so far).
        """
        columns = ("source", "date", "citations", "new_patterns", "patterns", "new_codes", "codes")
        rows = (
            (one.source, one.date, one.citations, len(one.new_patterns), one.patterns, len(one.new_codes), one.codes)
            for one in self
        )
        return framed(columns, rows)


def saturation_of(repository: Repository, claims: Collection[str] = ()) -> Saturation:
    """The sources in order of date, those without a date last; within a date by id.

    Every citation counts, also one that is disputed or too weak to be weighed: it is about what was seen, not about
    what it proves. With `claims`, only citations with evidence about these, and sources that have any.
    """
    patterns: dict[str, set[str]] = {}
    codes: dict[str, set[str]] = {}
    citations: dict[str, set[str]] = {}
    for coded in repository.citations:
        about = [said for said in coded.citation.evidence if not claims or said.claim in claims]
        if coded.withdrawn or (claims and not about):
            continue
        shown = {said.pattern for said in about if said.pattern is not None and said.shows_pattern}
        patterns.setdefault(coded.source, set()).update(shown)
        codes.setdefault(coded.source, set()).update(coded.citation.codes)
        citations.setdefault(coded.source, set()).add(coded.id)
    yields = []
    all_patterns: set[str] = set()
    all_codes: set[str] = set()
    for source in sorted(repository.sources.values(), key=_by_date):
        if claims and source.id not in citations:
            continue
        new_patterns = patterns.get(source.id, set()) - all_patterns
        new_codes = codes.get(source.id, set()) - all_codes
        all_patterns |= new_patterns
        all_codes |= new_codes
        yields.append(
            Yield(
                source.id,
                _date(source),
                len(citations.get(source.id, ())),
                tuple(sorted(new_patterns, key=natural)),
                tuple(sorted(new_codes, key=natural)),
                len(all_patterns),
                len(all_codes),
            )
        )
    return Saturation(yields)


def _date(source: Source) -> str | None:
    if source.date is not None:
        return source.date
    return (source.period.to or source.period.from_) if source.period else None


def _by_date(source: Source) -> tuple[bool, str, str]:
    date = _date(source)
    return (date is None, date or "", natural(source.id))
