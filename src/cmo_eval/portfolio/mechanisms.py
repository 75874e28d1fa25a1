"""mechanisms.yaml: the mechanisms and middle-range theories that the evaluations of a portfolio share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from cmo_eval.errors import CmoEvalError
from cmo_eval.model.base import Key, Record, Short, Text
from cmo_eval.portfolio.folder import FILE
from cmo_eval.store.shape import shape_findings
from cmo_eval.store.yaml_io import YamlProblem, read, read_text


class Mechanism(Record):
    """A mechanism that several programmes may set to work; a text alone is the title."""

    title: Text = Field(description="A few words that name the mechanism.")
    theory: Text | None = Field(default=None, description="Why it works, in a sentence or two.")
    reference: Text | None = Field(default=None, description="The publication that it is from.")


class Mechanisms(Record):
    """What mechanisms.yaml holds."""

    mechanisms: dict[Key, Annotated[Mechanism, Short(Text, "title")]] = Field(
        default={}, description="Each under the key by which patterns name it."
    )


def read_mechanisms(folder: Path) -> Mapping[str, Mechanism]:
    """The mechanisms by their keys; none where the file holds only comments.

    Raises:
        CmoEvalError: the file cannot be read, or something in it is wrong.
    """
    hint = f"mend {FILE} in the portfolio"
    try:
        node = read(read_text(folder / FILE))
    except YamlProblem as problem:
        if problem.code == "CMO006":
            return {}
        line, column = problem.position
        raise CmoEvalError(f"{FILE}:{line}:{column}: {problem.message}", problem.hint or hint) from None
    if node.value is None:
        return {}
    try:
        return Mechanisms.model_validate(node.value).mechanisms
    except ValidationError as error:
        first = shape_findings(error, Mechanisms, FILE, node)[0]
        raise CmoEvalError(f"{first.location}: {first.message}", first.hint or hint) from None
