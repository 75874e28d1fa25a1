"""What all records share: strictness, ids, dates and enumerations as they are written in YAML."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeVar, cast, dataclass_transform, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic.dataclasses import dataclass as checked
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cmo_eval.deferred import dataclass, expression

ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,63}$"
PERSON_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,63}\.[A-Za-z][A-Za-z0-9_]{0,63}$"
KEY_PATTERN = r"^[^\W\d][\w-]*$"
CITATION_ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,63}(-[A-Za-z0-9_]{1,63}){1,3}$"

LONGEST_NUMBER = 15


class _ByProgram:
    """Says of a field, in its type, that the program writes it: nobody's words stand there, only digests and places."""


BY_PROGRAM = _ByProgram()


class Record(BaseModel):
    """A frozen record that accepts no key it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, use_enum_values=True, defer_build=True
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same with other values for some fields, unchecked; what follows from them is worked out anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():  # a cached property of the original
            del copied.__dict__[name]
        return copied


class Slotted:
    """A record of which an evaluation has many: as a `Record` is, but with slots, a fifth of the memory.

    It is asked as a `Record` is; a subclass is decorated with `slotted`.
    """

    __slots__ = ()
    model_fields: ClassVar[Mapping[str, FieldInfo]]
    if TYPE_CHECKING:
        __pydantic_serializer__: ClassVar[Any]
        __pydantic_validator__: ClassVar[Any]
        _values: ClassVar[attrgetter[tuple[Any, ...]]]
        _setters: ClassVar[Sequence[tuple[str, Callable[[Any, Any], None]]]]

    @classmethod
    def model_validate(cls, value: Any) -> Self:
        """The record that a value, as YAML gives it, stands for.

        Raises:
            ValidationError: it is none.
        """
        record: Self = cls.__pydantic_validator__.validate_python(value)
        return record

    def model_dump(self, **how: Any) -> dict[str, Any]:
        """Its fields as plain values, as `BaseModel.model_dump` gives them."""
        plain: dict[str, Any] = self.__pydantic_serializer__.to_python(self, **how)
        return plain

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """The same with other values for some fields, which are not checked."""
        record = object.__new__(type(self))
        for (name, give), value in zip(self._setters, self._values(self), strict=True):
            give(record, update.get(name, value))
        return record

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), tuple(getattr(self, name) for name in self.model_fields))


S = TypeVar("S", bound=Slotted)


def _restored(kind: type[S], values: tuple[Any, ...]) -> S:
    """The record with these values, in the order of its fields, unchecked: they were when it was first made."""
    record = object.__new__(kind)
    for name, value in zip(kind.model_fields, values, strict=True):
        object.__setattr__(record, name, value)
    return record


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
def slotted(kind: type[S]) -> type[S]:
    """Make a class with annotated fields a `Slotted` record."""
    strict = ConfigDict(extra="forbid", str_strip_whitespace=True, use_enum_values=True, defer_build=True)
    made: Any = checked(slots=True, frozen=True, kw_only=True, repr=False, config=strict)(kind)
    made.model_fields = made.__pydantic_fields__
    made._values = attrgetter(*made.model_fields)  # noqa: SLF001 - ours; both in C, for tens of thousands of copies
    made._setters = [(name, getattr(made, name).__set__) for name in made.model_fields]  # noqa: SLF001
    return cast("type[S]", made)


AnyRecord = Record | Slotted


@dataclass(frozen=True, slots=True)
class Names:
    """Says of a field, in its type, that it names something, and what kind of thing that must be (see `relations`)."""

    relation: str


Whose = Literal["speaker", "around", "retold", "note", "dispute", "about"]


@dataclass(frozen=True, slots=True)
class Words:
    """Says of a field, in its type, that people's words stand there, and which. What else knows the field follows.

    `speaker`: the words themselves; `around`: what was said just before and after; `retold`: what the coder wrote after
    them; `note`: a remark of the coder; `dispute`: why it does not count yet; `about`: what readers may know beside the
    words, where they may read those, or of a source that is open to them.

    From this follows what may be shown, searched, forgotten and put into the workbook, and (`retold`, `note`, `about`)
    what a coder can give beside a quote on the command line, in a table and in a comment.
    """

    whose: Whose


SPOKEN, AROUND, RETOLD, NOTED, DISPUTE, ABOUT = (Words(whose) for whose in get_args(Whose))


@cache
def holding(record: type[AnyRecord], *whose: Whose, but: tuple[Whose, ...] = ()) -> tuple[str, ...]:
    """The fields of a record that hold such words, in their order; without any named, all that hold words."""
    wanted = set(whose or get_args(Whose)).difference(but)
    return tuple(
        name
        for name, field in record.model_fields.items()
        if any(isinstance(mark, Words) and mark.whose in wanted for mark in field.metadata)
    )


_PARTIAL_DATE = expression(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WHOLE = expression(r"-?[0-9]+")
_NUMBER = expression(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def checked_date(text: str) -> str:
    """The text, if it is a date as precise as it is known: `2017`, `2017-03` or `2017-03-20`; else a ValueError."""
    match = _PARTIAL_DATE.fullmatch(text)
    try:
        if match is not None:
            date(*(int(part or 1) for part in match.groups()))
            return text
    except ValueError:
        pass
    raise PydanticCustomError("date_shape", "must be a date such as 2017-03-20, 2017-03 or 2017")


def _checked_boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise PydanticCustomError("boolean_shape", "must be true or false")


def _checked_whole(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if _WHOLE.fullmatch(value) is None:
        raise PydanticCustomError("whole_shape", "must be a whole number")
    if len(value) > LONGEST_NUMBER:
        raise PydanticCustomError("whole_shape", "must be a whole number of at most 15 digits")
    return value


def number(text: str) -> float | None:
    """The number that a text in digits, with a point before decimals, is; None where it is none."""
    return float(text) if _NUMBER.fullmatch(text) else None


def _checked_number(value: Any) -> Any:
    if isinstance(value, bool) or (isinstance(value, str) and number(value) is None):
        raise PydanticCustomError("number_shape", "must be a number such as 3, -1 or 0.5")
    return value


@dataclass(frozen=True, slots=True)
class Spelled:
    """Says of a text, in its type, which pattern it has as a whole, and `what` is said of one that has not.

    `schema` is the pattern in a JSON Schema, where that must be another one: Python and JavaScript read it the same,
    and it is never stricter.
    """

    pattern: str
    what: str
    schema: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if "\\" not in self.pattern:  # a pattern that pydantic reads as Python does is tried without calling Python
            spelled = core_schema.str_schema(pattern=self.pattern)
            refused = core_schema.custom_error_schema(spelled, "id_shape", custom_error_message=self.what)
            return core_schema.chain_schema([handler(source), refused])
        matches = re.compile(self.pattern).fullmatch

        def check(text: str) -> str:
            if matches(text) is None:
                raise PydanticCustomError("id_shape", self.what)
            return text

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": self.schema or self.pattern}


@dataclass(frozen=True, slots=True)
class Short:
    """Says of a record or a list, in its type, in which shorter form it may be written: as one text alone.

    `form` is the type of that text, `key` where in the record it then stands; without one it is a list of one.
    """

    form: Any
    key: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def spelled_out(value: Any) -> Any:
            if not isinstance(value, str):
                return value
            return [value] if self.key is None else {self.key: value}

        return core_schema.no_info_before_validator_function(spelled_out, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(core), TypeAdapter(self.form).json_schema()]}


Text = Annotated[str, Field(min_length=1)]
"""Text of at least one character that is not white space."""

Id = Annotated[
    str, Spelled(ID_PATTERN, "must be an id: a letter, then at most 63 letters, digits or _ (such as C3, P07, FG2)")
]
CitationId = Annotated[
    str, Spelled(CITATION_ID_PATTERN, "must be a citation id: its source's id, - and a number (FG2-014)")
]
PersonId = Annotated[str, Spelled(PERSON_PATTERN, "must be a participant with the source: KA1.r1"), Names("person")]
"""A participant in another source, as `SOURCE.PARTICIPANT`."""
Key = Annotated[
    str,
    Spelled(
        KEY_PATTERN,
        "must be a short name: a letter, then letters, digits, _ or - without spaces",
        r"^[A-Za-z_\u0080-\uFFFF][A-Za-z0-9_\u0080-\uFFFF-]*$",
    ),
]
"""A short name that other files refer to: a group, a question, a code, a framework."""

PartialDate = Annotated[
    str,
    AfterValidator(checked_date),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"}),
]
"""A date as precise as it is known: `2017`, `2017-03` or `2017-03-20`. Sorts as text."""

Boolean = Annotated[bool, BeforeValidator(_checked_boolean, json_schema_input_type=bool)]
"""`true` or `false`; other words that YAML 1.1 takes for a truth value are refused."""

Whole = Annotated[int, BeforeValidator(_checked_whole)]
"""A whole number in digits; `1_0`, `1.0` and `+1` are none."""

Number = Annotated[float, BeforeValidator(_checked_number), Field(allow_inf_nan=False)]
"""A number in digits, with a point before decimals."""

Sha256 = Annotated[str, Spelled(r"^[0-9a-f]{64}$", "must be a SHA-256 digest: 64 digits and letters a-f"), BY_PROGRAM]
Texts = Annotated[tuple[Text, ...], Short(Text)]
Ids = Annotated[tuple[Id, ...], Short(Id)]
Keys = Annotated[tuple[Key, ...], Short(Key)]

# what a field names: another record, or something in one
ClaimId = Annotated[Id, Names("claim")]
PatternId = Annotated[Id, Names("pattern")]
PatternIds = Annotated[Ids, Names("pattern")]
CaseId = Annotated[Id, Names("case")]
SourceId = Annotated[Id, Names("source")]
Origins = Annotated[Keys, Names("origin")]
CitationIds = Annotated[tuple[CitationId, ...], Short(CitationId), Names("citation")]
SpeakerId = Annotated[Id, Names("speaker")]
QuestionKeys = Annotated[Keys, Names("question")]
GroupKey = Annotated[Key, Names("group")]
GroupKeys = Annotated[Keys, Names("group")]
CodeKeys = Annotated[Keys, Names("code")]
Initials = Annotated[Key, Names("member")]
AllInitials = Annotated[Keys, Names("member")]

Verdict = Literal["holds", "nuanced", "rejected", "transformed", "undecided"]
Part = Literal["context", "resource", "reasoning", "outcome"]
PARTS: tuple[Part, ...] = ("context", "resource", "reasoning", "outcome")


class Period(Record):
    """From when to when, each as precise as known."""

    from_: PartialDate | None = Field(
        default=None, alias="from", description="First day, month or year, as precise as known."
    )
    to: PartialDate | None = Field(default=None, description="Last day, month or year, as precise as known.")


class ReportedIn(Record):
    """The published report, and the section of it, through which something is known."""

    source: SourceId = Field(description="Id of the source that is the report.")
    section: Text | None = Field(default=None, description="Section or page of the report.")


def last_day(partial: str) -> str:
    """The last moment that a partial date can mean, for comparing dates of unequal precision."""
    return partial + "-12-31"[len(partial) - 4 :] if len(partial) < len("2017-03-20") else partial
