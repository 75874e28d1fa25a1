"""Classes of data are what Python's own are, and neither they nor expressions are made before they are used."""

from __future__ import annotations

import dataclasses
import importlib
import pickle
import pkgutil
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from functools import cached_property

import pytest

import cmo_eval
from cmo_eval import deferred

BOTH = pytest.mark.parametrize("made", [dataclasses.dataclass, deferred.dataclass])


@deferred.dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


@deferred.dataclass(slots=True)
class Pair:
    x: int
    more: list[int] = field(default_factory=list)


@deferred.dataclass(frozen=True)
class Named:
    name: str

    @cached_property
    def loud(self) -> str:
        return self.name.upper()


def kinds(made):
    @made
    class Plain:
        a: int
        b: list[int] = field(default_factory=list)
        c: str = field(default="c", repr=False, compare=False)

    @made(frozen=True)
    class Frozen:
        a: int
        b: float = 0.5
        seen: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

        def __post_init__(self):
            self.seen["a"] = self.a

    @made(frozen=True, kw_only=True)
    class Below(Frozen):
        d: str = "d"

    @made(frozen=True, slots=True)
    class Slotted:
        a: int
        b: tuple[int, ...] = ()

    @made(frozen=True, slots=True)
    class More(Slotted):
        e: int = 3

    @made(slots=True, eq=False, repr=False)
    class Bare:
        a: int

    return Plain(1), Frozen(1), Below(1, d="x"), Slotted(1, (2,)), More(1, e=4), Bare(1)


def test_a_class_says_and_compares_what_the_one_of_python_does():
    ours, theirs = kinds(deferred.dataclass), kinds(dataclasses.dataclass)
    for mine, other in zip(ours, theirs, strict=True):
        if "Bare" not in type(mine).__name__:
            assert repr(mine) == repr(other)
        assert [(one.name, one.type, one.init, one.kw_only) for one in fields(mine)] == [
            (one.name, one.type, one.init, one.kw_only) for one in fields(other)
        ]
        assert asdict(mine) == asdict(other)
        assert hasattr(mine, "__dict__") == hasattr(other, "__dict__")
        assert type(mine).__match_args__ == type(other).__match_args__
        assert (replace(mine, a=1) == mine) == (replace(other, a=1) == other)
        assert replace(mine, a=2) != mine
        assert (type(mine).__hash__ is None) == (type(other).__hash__ is None)
    assert hash(ours[3]) == hash(theirs[3])
    assert len({ours[3], replace(ours[3], a=1)}) == 1
    assert ours[3] != ours[4]
    assert [one.name for one in fields(ours[2])] == ["a", "b", "seen", "d"]
    assert ours[1].seen == {"a": 1}


@BOTH
def test_fields_take_no_part_where_they_say_so(made):
    plain = kinds(made)[0]
    assert plain == replace(plain, c="another")
    assert "another" not in repr(replace(plain, c="another"))
    assert plain.b is not kinds(made)[0].b


@BOTH
def test_what_is_frozen_refuses_to_change(made):
    for one in kinds(made)[1:5]:
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'a'"):
            one.a = 2
        with pytest.raises(FrozenInstanceError, match="cannot delete field 'a'"):
            del one.a


@BOTH
def test_arguments_are_refused_as_python_refuses_them(made):
    kind = type(kinds(made)[2])
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
        kind()
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        kind(1, z=2)
    with pytest.raises(TypeError, match="positional arguments but"):
        kind(1, 2.0, "d")


def test_objects_that_come_from_elsewhere_know_how_they_compare():
    @deferred.dataclass(frozen=True)
    class Far:
        a: int

    first, second = object.__new__(Far), object.__new__(Far)  # as whoever unpickles makes them, in a process of its own
    vars(first)["a"] = vars(second)["a"] = 1
    assert {first} == {second}
    assert repr(first).endswith("Far(a=1)")
    held = [Point(1, 2), Pair(1, [2]), Named("a")]
    assert pickle.loads(pickle.dumps(held)) == held  # noqa: S301 - our own
    assert Named("a").loud == "A"


def test_nothing_is_made_before_it_is_used():
    @deferred.dataclass(frozen=True)
    class Late:
        a: int
        wrong: list[int] = []  # noqa: RUF012 - what Python refuses as soon as it makes the class

    assert not isinstance(vars(Late)["__dataclass_fields__"], dict)
    with pytest.raises(ValueError, match="mutable default"):
        Late(1)
    assert is_dataclass(Point)
    assert deferred.expression("(").__class__ is not re.Pattern
    with pytest.raises(re.error):
        deferred.expression("(").search("")


def test_threads_that_use_a_class_first_all_get_objects():
    for _ in range(50):

        @deferred.dataclass(frozen=True)
        class One:
            a: int

        with ThreadPoolExecutor(4) as threads:
            assert [*threads.map(One, [1] * 4)] == [One(1)] * 4


def test_an_expression_does_what_a_compiled_one_does():
    expression = deferred.expression(r"(?P<word>[a-z]+)", re.IGNORECASE)
    assert expression.search("1 Ab")["word"] == "Ab"
    assert expression.sub("x", "ab 1 CD") == "x 1 x"
    assert [found[0] for found in expression.finditer("a b")] == ["a", "b"]
    assert expression.pattern == r"(?P<word>[a-z]+)"
    assert deferred.expression("a").fullmatch("b") is None


def test_each_expression_of_the_program_can_be_compiled():
    named = [
        one.name for one in pkgutil.walk_packages(cmo_eval.__path__, "cmo_eval.") if not one.name.endswith("_main__")
    ]
    kind = type(deferred.expression(""))
    found = [one for name in named for one in vars(importlib.import_module(name)).values() if type(one) is kind]
    assert len(found) > 300
    for one in found:
        assert one.groups >= 0
