"""Markdown that is escaped already, and what happens where a template joins it with text that is not; knows jinja2.

Left to themselves, jinja2 and markupsafe escape such text for HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2 import Environment, nodes, pass_environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.filters import make_attrgetter
from markupsafe import Markup

from cmo_eval.report.markdown import line

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


@pass_environment
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
