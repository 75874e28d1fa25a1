"""The sandbox in which templates run, and what they can call there; knows jinja2.

Nothing here stops a loop or a large text: the process that users' templates run in does that.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, TemplateNotFound, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from cmo_eval.deferred import expression
from cmo_eval.messages import keys, read, say, words
from cmo_eval.report import contents
from cmo_eval.report.document.markdown import cell, line, prose, slug
from cmo_eval.report.sentences import amount, date, in_quotation_marks, number, sentence
from cmo_eval.report.templates.files import Templates

_MOST_TIMES = 1_000_000
_MOST_BITS = 100_000
_WIDE = expression(r"%[^%a-zA-Z]*(?:\*|\d{5})")
_OURS = "report."
"""How keys begin that are the program's own: one that does not exist is a slip."""
_DIFFERENT_EACH_TIME = ("lipsum", "random")
_HTML_ONLY = ("tojson", "urlize", "xmlattr")
_MOST_CHARACTERS = 10_000_000
TOGETHER = "together"
"""The filter that joins what a template writes with `~`."""


class Marked(Markup):
    """Markdown; whatever is added to it, is escaped for Markdown first."""

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> Marked:
        """The text as Markdown that shows it."""
        return cls(s if hasattr(s, "__html__") else inline(str(s)))


class Generator(CodeGenerator):
    """Compiles templates so that `~` joins through our filter."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - jinja2's name
        """Write the call of the filter."""
        self.write(f"environment.filters[{TOGETHER!r}]((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


def together(parts: Iterable[Any], between: str = "") -> str:
    """The parts as one text: Markdown if one of them is, with the others escaped; else plain text."""
    found = list(parts)
    if any(hasattr(part, "__html__") for part in (between, *found)):
        return Marked.escape(between).join(found)
    return between.join(map(str, found))


@jinja2.pass_environment
def joined(
    environment: Environment, parts: Iterable[Any], between: str = "", attribute: str | int | None = None
) -> str:
    """What jinja2's filter `join` gives, with Markdown in place of HTML."""
    if attribute is not None:
        parts = map(make_attrgetter(environment, attribute), parts)
    return together(parts, between)


def inline(text: str) -> str:
    """The text escaped on one line, with the blank before and after it that a template puts between two values."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return before + line(text) + after


# whoever asks `is_dataclass` has the methods of all of them made
_OUR_OWN = frozenset(
    one
    for one in vars(contents).values()
    if isinstance(one, type) and vars(one).keys() & {"__dataclass_fields__", "_fields"}
)
"""Kinds of plain data that templates see: none of them has anything to call but what every tuple has."""
_KINDS = {int: "a number", float: "a number", str: "a text", Marked: "a text", tuple: "a list", list: "a list"}


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which no single sum gets out of hand."""

    intercepted_binops = frozenset(("*", "**", "%"))
    code_generator_class = Generator

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What the operator gives.

        Raises:
            SecurityError: it would be a text of millions of characters, or a number of thousands of digits.
        """
        if _too_much(operator, left, right):
            raise SecurityError(f"what {operator} gives here is too large")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """As jinja2 judges, which takes long; of our own plain data everything but what begins with `_` is safe."""
        if type(obj) in _OUR_OWN:
            return not attr.startswith("_")
        return super().is_safe_attribute(obj, attr, value)


def _too_much(operator: str, left: Any, right: Any) -> bool:
    if operator == "%":
        return isinstance(left, str) and _WIDE.search(left) is not None
    if operator == "**":
        return isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > _MOST_BITS
    if isinstance(left, int):
        left, right = right, left
    if isinstance(left, int) and isinstance(right, int):
        return left.bit_length() + right.bit_length() > _MOST_BITS
    return isinstance(left, Sequence) and isinstance(right, int) and len(left) * right > _MOST_TIMES


class _Undefined(jinja2.StrictUndefined):
    """A name that does not exist; says of what, and which is nearest."""

    @property
    def _undefined_message(self) -> str:
        name, thing = self._undefined_name, self._undefined_obj
        if self._undefined_hint or not isinstance(name, str):
            return super()._undefined_message
        if thing is missing:
            return f"there is no {name} here"
        if isinstance(thing, TemplateModule):
            kind, known = f"the template {thing.__name__}", [one for one in vars(thing) if not one.startswith("_")]
        elif isinstance(thing, Mapping):
            kind, known = "it", [str(key) for key in thing]
        else:
            kind = _KINDS.get(type(thing), f"a {type(thing).__name__}")
            known = [one for one in dir(thing) if not one.startswith("_")]
        near = get_close_matches(name, known, n=1)
        return f"{kind} has no {name}" + (f"; did you mean {near[0]}?" if near else "")


class Loader(jinja2.BaseLoader):
    """Gives templates from memory, whose file name is their name; `used` are those that were asked for, in order."""

    def __init__(self, templates: Templates) -> None:
        self.used: dict[str, None] = {}
        self.templates = templates

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template.

        Raises:
            TemplateNotFound: there is none of this name.
        """
        text = self.templates.get(template)
        if text is None:
            raise TemplateNotFound(template)
        self.used[template] = None
        return text, template, lambda: True


class Compiled(jinja2.FileSystemBytecodeCache):
    """The built-in templates as Python compiles them, kept where Python keeps its own modules compiled, if it may.

    Nothing of an evaluation's own is kept. The names end as those of modules do, which is what the process of users'
    templates may still read.
    """

    def __init__(self, builtin: Iterable[str]) -> None:
        """Keeps what these texts become."""
        super().__init__(str(Path(cache_from_source(__file__)).parent), "template-%s.pyc")
        self._builtin = {self.get_source_checksum(text) for text in builtin}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Find a built-in template, where it was kept."""
        if bucket.checksum in self._builtin:
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a built-in template; without a word where that cannot be."""
        if bucket.checksum in self._builtin and not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)


def environment_for(language: str, loader: Loader) -> Environment:
    """Where the templates of a report in this language run: with the filters and functions that they can use."""
    # Autoescape marks what is Markdown already (Markup); `finalize` escapes whatever else a template prints, so
    # that a template that forgets a filter is safe too.
    environment = _Sandbox(
        loader=loader,
        undefined=_Undefined,
        autoescape=True,
        finalize=_safe(inline),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        bytecode_cache=Compiled(loader.templates.builtin.values()),
    )
    for name in (*_DIFFERENT_EACH_TIME, *_HTML_ONLY):
        environment.globals.pop(name, None)
        environment.filters.pop(name, None)
    filters = environment.filters
    filters |= {
        TOGETHER: together,
        "join": joined,
        "replace": _replaced(filters["replace"]),
        "format": _formatted(filters["format"]),
        **dict.fromkeys(("e", "escape", "forceescape"), _safe(inline)),  # those of jinja2 are for HTML
    }
    filters |= _named(
        md=_safe(prose),
        cell=_safe(cell),
        line=_safe(line),
        sentence=lambda text: sentence(str(text)),
        quoted=lambda text: in_quotation_marks(str(text), language),
        listed=lambda items: say([str(item) for item in items], language),
        slug=lambda text: slug(str(text)),
        one_note=_one_note,
        date=lambda text: date(str(text), language),
        number=lambda value: number(_whole(value, "number"), language),
    )
    environment.globals |= _named(
        _=_words(language),
        count=lambda many, noun: amount(_whole(many, "count"), _known(noun), language),
    )
    return environment


def _one_note(cited: Iterable[str], words: Mapping[str, contents.Quote]) -> dict[str, list[str]]:
    """By id, the citations that share a note, since it says of the same speaker that no words may be printed.

    They are of one source, so that a cell still shows which conversation it rests on.
    """
    shared: dict[tuple[str, ...], list[str]] = {}
    found = {}
    for id_ in cited:
        key: tuple[str, ...] = (id_,)
        if id_ in words and not words[id_].text:
            one = words[id_]
            key = (one.source, one.speaker, str(one.verbatim))
        found[id_] = shared.setdefault(key, [])
        found[id_].append(id_)
    return found


def _named(**functions: Callable[..., Any]) -> dict[str, Any]:
    """Functions that are called in messages what templates call them."""
    for name, function in functions.items():
        function.__qualname__ = name
    return functions


def _safe(escape: Callable[[str], str]) -> Callable[[Any], Marked]:
    """Escapes a value unless it is Markdown already."""

    def apply(value: Any) -> Marked:
        if hasattr(value, "__html__"):
            return Marked(value)
        text = str(value)
        if len(text) > _MOST_CHARACTERS:
            raise SecurityError("a value of more than 10 million characters is too large")
        return Marked(escape(text))

    return apply


def _replaced(plain: Callable[..., str]) -> Callable[..., str]:
    """Jinja's filter `replace`, which escapes for HTML where one of its texts is Markdown."""

    @jinja2.pass_eval_context
    def apply(context: EvalContext, text: str, old: str, new: str, count: int | None = None) -> str:
        if any(hasattr(one, "__html__") for one in (text, old, new)):
            text = Marked.escape(text)
        return plain(context, text, old, new, count)

    return apply


def _formatted(plain: Callable[..., str]) -> Callable[..., str]:
    """Jinja's filter `format`, for widths that fit on a page."""

    def apply(value: str, *args: Any, **kwargs: Any) -> str:
        if _too_much("%", str(value), args):
            raise SecurityError("what format gives here is too large")
        return plain(value, *args, **kwargs)

    return apply


def _words(language: str) -> Callable[..., Marked]:
    """Gives a label or sentence of the program, with its values escaped."""

    def said(key: str, **values: object) -> Marked:
        try:
            text = words(_known(key), language)
        except KeyError:
            return _safe(line)(key)  # a name of the user's own stands for itself
        escaped = {name: _safe(line)(value) for name, value in values.items()}
        try:
            return Marked(text.format_map(escaped) if "{" in text else text)
        except KeyError as error:
            raise TypeError(f"_('{key}') needs {error.args[0]}=...") from None

    return said


def _known(key: str) -> str:
    if key.startswith(_OURS) and key not in read("report")["en"]:
        near = get_close_matches(key, keys(), n=1)
        raise LookupError(f"there are no words for {key}" + (f"; did you mean {near[0]}?" if near else ""))
    return key


def _whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        shown = repr(value)[:50] if isinstance(value, str | float) else f"a {type(value).__name__}"
        raise TypeError(f"{name} is for whole numbers, not {shown}")
    return value
