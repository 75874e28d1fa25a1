"""A column of values that recur; goes once nobody asks citations for columns."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

H = TypeVar("H", bound=Hashable)


class Recurring(Sequence[H], Generic[H]):
    """A column of values that recur, such as the ids of sources: each is held once, a row is a number of four bytes.

    `values` are the distinct values, `codes` gives for each row the place of its value among them.
    """

    __slots__ = ("_places", "codes", "values")

    def __init__(self, values: Iterable[H] = ()) -> None:
        self.values: list[H] = []
        self.codes = array("I")
        self._places: dict[H, int] = {}
        for value in values:
            self.append(value)

    def code(self, value: H) -> int:
        """The place of a value, which is made where there is none."""
        place = self._places.get(value)
        if place is None:
            place = self._places[value] = len(self.values)
            self.values.append(value)
        return place

    def append(self, value: H) -> None:
        self.codes.append(self.code(value))

    def extend(self, others: Recurring[H], rows: Iterable[int] | None = None) -> None:
        """Append the rows of another column, or some of them."""
        places = array("I", [self.code(value) for value in others.values])
        chosen = others.codes if rows is None else (others.codes[row] for row in rows)
        self.codes.extend(map(places.__getitem__, chosen))

    def repeat(self, value: H, times: int) -> None:
        """Append one value so many times."""
        self.codes.extend(array("I", [self.code(value)]) * times)

    @classmethod
    def of(cls, values: list[H], codes: array[int]) -> Recurring[H]:
        """The column that has these values and codes."""
        column = cls()
        column.values, column.codes = values, codes
        column._places = {value: place for place, value in enumerate(values)}
        return column

    @property
    def distinct(self) -> set[H]:
        """The values that any row has."""
        return {self.values[code] for code in set(self.codes)}

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> H: ...
    @overload
    def __getitem__(self, row: slice) -> list[H]: ...
    def __getitem__(self, row: int | slice) -> H | list[H]:
        if isinstance(row, slice):
            return [self.values[code] for code in self.codes[row]]
        return self.values[self.codes[row]]

    def __setitem__(self, row: int, value: H) -> None:
        self.codes[row] = self.code(value)

    def __iter__(self) -> Iterator[H]:
        return map(self.values.__getitem__, self.codes)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        raise TypeError("a column changes")
