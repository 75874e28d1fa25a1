"""Ids stand in the order in which people count: C2 before C10."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from cmo_eval.store.repository import natural


def by_parts(id_):
    """The order as a list of what is compared: numbers by their size and before letters, nothing first, then the id."""
    parts = [part for part in re.split(r"([0-9]+)", id_) if part]
    return (
        *((0, len(part.lstrip("0")), part.lstrip("0")) if "0" <= part[0] <= "9" else (1, 0, part) for part in parts),
        (-1, 0, id_),
    )


IDS = st.from_regex(r"[A-Z]{1,2}[0-9]{1,3}([-_.@][A-Za-z0-9]{1,4}){0,2}", fullmatch=True)
CLOSE = st.text(alphabet="Aa0129-_ ", max_size=6)
ODD = st.text(alphabet=st.characters(exclude_characters="\0"), max_size=12)
"""NUL, which stands in no id, ends a part in the key."""


@given(first=IDS | CLOSE | ODD, second=IDS | CLOSE | ODD)
@example(first="C2", second="C10")
@example(first="C02", second="C2")
@example(first="C", second="C0")
@example(first="a", second="a\1")
@example(first="٣", second="3")
@example(first="0" * 70_000 + "1", second="9" * 70_000)
@example(first="1" * 0xD800, second="1" * 0xE000)
def test_ids_are_in_the_order_of_their_parts(first, second):
    assert (natural(first) < natural(second)) == (by_parts(first) < by_parts(second))
    assert (natural(first) == natural(second)) == (first == second)


def test_numbers_count():
    ids = ["P10", "FG1-9", "C10", "C2", "P010", "FG10-1", "FG1-010", "C02"]
    assert sorted(ids, key=natural) == ["C02", "C2", "C10", "FG1-9", "FG1-010", "FG10-1", "P010", "P10"]
