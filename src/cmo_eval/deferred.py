"""What Python makes of a class or an expression only when that is first used: a run uses few of those that it reads.

`dataclass` is that of `dataclasses`, whose `field`, `fields`, `replace` and `asdict` go with it. That one writes and
compiles up to six methods a class as soon as its module is read, which was a sixth of what a short command took.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as made_at_once
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, AnyStr, NamedTuple, NoReturn, cast

_FIELDS = "__dataclass_fields__"

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - checked as Python's own
else:

    def dataclass(cls: Any = None, /, **options: bool) -> Any:
        """A class of data; `options` are `frozen`, `slots`, `kw_only`, `eq` and `repr`, as Python's own has them."""
        given = _Options(**options)
        return _deferred(cls, given) if cls is not None else lambda one: _deferred(one, given)


def expression(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A regular expression that is compiled when it is first looked for; only then its mistakes come to light."""
    return cast("re.Pattern[AnyStr]", _Expression(text, flags))


class _Expression:
    """Stands in for a compiled one, of which each method is asked for once."""

    def __init__(self, text: Any, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._given), name)
        self.__dict__[name] = found
        return found


class _Options(NamedTuple):
    frozen: bool = False
    slots: bool = False
    kw_only: bool = False
    eq: bool = True
    repr: bool = True


class _Fields:
    """Stands in for the fields of a class: whoever asks for them has them made, and the methods that need them."""

    def __init__(self, make: Callable[[], Mapping[str, Field[Any]]]) -> None:
        self._make = make

    def __get__(self, one: object, of: type[Any] | None = None) -> Mapping[str, Field[Any]]:
        return self._make()


def _deferred(cls: Any, options: _Options) -> Any:
    """The class, which makes its methods as soon as one of them is called or its fields are asked for."""
    own = {name: part for name, part in vars(cls).items() if name not in {"__dict__", "__weakref__"}}
    names = [*own.get("__annotations__", ())]
    whole = _slotted(cls, own, names, options) if options.slots else _with_defaults(cls, own, names)

    def make() -> Mapping[str, Field[Any]]:
        found = _fields(whole, own, kw_only=options.kw_only)
        for name, method in _methods(whole, [*found.values()], options).items():
            if name not in own:
                setattr(whole, name, method)
        setattr(whole, _FIELDS, found)
        return found

    def first(name: str) -> Callable[..., Any]:
        def method(one: Any, /, *args: Any, **more: Any) -> Any:
            make()
            return getattr(whole, name)(one, *args, **more)

        return method

    said = {"__init__": True, "__repr__": options.repr, "__eq__": options.eq, "__hash__": options.eq and options.frozen}
    for name, made in said.items():
        if made and name not in own:
            setattr(whole, name, first(name))
    if options.eq and not options.frozen and "__hash__" not in own:
        whole.__hash__ = None  # what may change is no key
    if options.frozen:
        whole.__setattr__, whole.__delattr__ = _not_set, _not_deleted
    whole.__dataclass_params__ = SimpleNamespace(**options._asdict())
    setattr(whole, _FIELDS, _Fields(make))
    return whole


def _with_defaults(cls: Any, own: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The class itself, in which of what stands beside a field the default stays."""
    for name in names:
        if isinstance(part := own.get(name), Field) and part.default is MISSING:
            delattr(cls, name)
        elif isinstance(part, Field):
            setattr(cls, name, part.default)
    return cls


def _slotted(cls: Any, own: Mapping[str, Any], names: Sequence[str], options: _Options) -> Any:
    """The class with a slot for each of its fields; what cannot be set is copied by a way of its own."""
    above = {name for one in cls.__mro__[1:-1] for name in vars(one).get("__slots__", ())}
    space: dict[str, Any] = {"__getstate__": _state, "__setstate__": _set_state} if options.frozen else {}
    space |= {name: part for name, part in own.items() if name not in names}
    space["__qualname__"] = cls.__qualname__
    space["__slots__"] = tuple(name for name in names if name not in above)
    return type(cls)(cls.__name__, cls.__bases__, space)


def _fields(cls: Any, own: Mapping[str, Any], *, kw_only: bool) -> dict[str, Field[Any]]:
    """The fields of a class, behind those of the classes that it is made from."""
    found: dict[str, Field[Any]] = {}
    for one in cls.__mro__[:0:-1]:
        found |= getattr(one, _FIELDS, {})
    names = ("__module__", "__annotations__", *own.get("__annotations__", ()))
    bare = type(
        cls.__name__, (), {"__doc__": "a text, else one is made", **{name: own[name] for name in names if name in own}}
    )
    made_at_once(bare, init=False, repr=False, eq=False, match_args=False, kw_only=kw_only)
    return {**found, **vars(bare)[_FIELDS]}


def _methods(cls: type[Any], parts: Sequence[Field[Any]], options: _Options) -> dict[str, Any]:
    """The methods of a class by their names; the one that is called for each object comes last."""
    found: dict[str, Any] = {"__match_args__": tuple(one.name for one in parts if one.init and not one.kw_only)}
    if options.eq:
        compared = _values(one for one in parts if one.compare)
        found["__eq__"] = lambda one, other: (
            compared(one) == compared(other) if other.__class__ is one.__class__ else NotImplemented
        )
    if options.eq and options.frozen:
        hashed = _values(one for one in parts if (one.compare if one.hash is None else one.hash))
        found["__hash__"] = lambda one: hash(hashed(one))
    if options.repr:
        shown = [one.name for one in parts if one.repr]
        found["__repr__"] = lambda one: (
            f"{type(one).__qualname__}({', '.join(f'{name}={getattr(one, name)!r}' for name in shown)})"
        )
    return {**found, "__init__": _init(cls, parts, frozen=options.frozen)}


def _values(parts: Iterable[Field[Any]]) -> Callable[[Any], tuple[Any, ...]]:
    """The values of fields of an object."""
    names = [one.name for one in parts]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _init(cls: type[Any], parts: Sequence[Field[Any]], *, frozen: bool) -> Callable[..., None]:
    """What fills an object with what it is made of, and calls its `__post_init__`."""
    space: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    given: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for number, one in enumerate(parts):
        default, value = "", one.name
        if one.default is not MISSING:
            space[f"_{number}"], default = one.default, f"=_{number}"
            value = value if one.init else f"_{number}"
        elif one.default_factory is not MISSING:
            space[f"_{number}"], default = one.default_factory, "=_missing"
            value = f"_{number}() if {value} is _missing else {value}" if one.init else f"_{number}()"
        if one.init:
            (named if one.kw_only else given).append(f"{one.name}{default}")
        if one.init or default:
            lines.append(f"_set(self, {one.name!r}, {value})" if frozen else f"self.{one.name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    heads = ", ".join(["self", *given, *(["*", *named] if named else [])])
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__({heads}):\n {body}", space)  # noqa: S102 - of names of fields, as Python makes its own
    made: Callable[..., None] = space["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _not_set(_: object, name: str, __: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _not_deleted(_: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(one: Any) -> list[Any]:
    return [getattr(one, field.name) for field in fields(one)]


def _set_state(one: Any, state: list[Any]) -> None:
    for field, value in zip(fields(one), state, strict=True):
        object.__setattr__(one, field.name, value)
