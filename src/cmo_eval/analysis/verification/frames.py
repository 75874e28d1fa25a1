"""What was found, by id, and as a pandas table: for who works on in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from cmo_eval.analysis.verification.verdict import Proposal

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
Row = tuple[object, ...]


@dataclass(frozen=True)
class ById(Mapping[str, T], Generic[T]):
    """What was found, by id of a claim or pattern; `frame()` makes it a table."""

    results: Mapping[str, T]
    columns: Sequence[str]
    rows: tuple[Row, ...]

    def __getitem__(self, id_: str) -> T:
        return self.results[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def frame(self) -> pd.DataFrame:
        """A tidy pandas table with these columns and rows."""
        return framed(self.columns, self.rows)


def framed(columns: Sequence[str], rows: Iterable[Row]) -> pd.DataFrame:
    """A pandas table; without rows it has its columns all the same."""
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(list(rows), columns=pd.Index(columns))


PROPOSAL = ("verdict", "becomes", "rule", "reason")
"""The columns of `proposed`."""


def proposed(proposal: Proposal) -> Row:
    """What a table says of a proposal."""
    return (proposal.verdict, proposal.becomes, proposal.rule, proposal.reason.say())
