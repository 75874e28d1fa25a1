"""patterns/<id>-<slug>.yaml: a context-mechanism-outcome configuration."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cmo_eval.model.base import Boolean, Id, Ids, Part, Record, Text, Texts


class Outcome(Record):
    """What comes of it; a text alone is the description. `intended` and `direction` where they are known."""

    text: Text
    intended: Boolean | None = None
    direction: Literal["positive", "negative", "mixed"] | None = None


def _outcome(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Pattern(Record):
    """If <context>, then <resource> leads <actor> to <reasoning>, resulting in <outcome>.

    Resource and reasoning together are the mechanism (Dalkin et al. 2015).
    """

    id: Id
    title: Text
    intervention: Text | None = None
    context: Texts = ()
    actor: Text | None = None
    resource: Text | None = None
    reasoning: Text | None = None
    outcome: Annotated[Outcome | None, BeforeValidator(_outcome)] = None
    leads_to: Ids = Field(default=(), description="Patterns of whose context this outcome is part (ripple).")
    contrasts_with: Ids = ()
    retroduction: Text | None = None
    other_influences: Texts = ()

    @property
    def missing_parts(self) -> tuple[Part, ...]:
        """The parts of the configuration that are not written down, in their order."""
        stated = {
            "context": bool(self.context),
            "resource": self.resource is not None,
            "reasoning": self.reasoning is not None,
            "outcome": self.outcome is not None,
        }
        return tuple(part for part in ("context", "resource", "reasoning", "outcome") if not stated[part])
