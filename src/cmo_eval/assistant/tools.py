"""The tools that an assistant is offered, as functions of what it may see; knows no protocol."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel, ValidationError

from cmo_eval import api
from cmo_eval.assistant.inputs import ALSO, Asked, Claims, Coder, Evidence, Find, Nothing, Propose, Trace
from cmo_eval.assistant.view import View
from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.nearest import UnknownNameError

INSTRUCTIONS = (
    "An evaluation of a policy: claims, what people said for and against them, and what the evidence comes to. "
    "Words without a citation's id are nobody's: quote people only from what these tools give, with the id. Words "
    "that you may not read are held back; they count all the same, and nobody can give them to you. Verdicts are "
    "taken by people: say what is proposed and what was decided, and do not decide."
)
"""What an assistant is told first."""

_PROPOSE = (
    " What you propose counts for nothing until a person has accepted it; a quote is taken only where its words stand "
    "so in the transcript, and lists of guesses are refused and counted."
)


_FIND = (
    "Search the quotes that may be read; case and accents make no difference. `held_back` counts those that it cannot "
    "read: nobody knows whether the words occur there."
)


@dataclass(frozen=True)
class Tool:
    """A tool: its name, what it does, the JSON Schema of what it is asked, what answers, and whether files change."""

    name: str
    about: str
    schema: Mapping[str, Any]
    answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    changes: bool = False


def tools(view: View, coder: Coder | None, today: Callable[[], str]) -> Mapping[str, Tool]:
    """The tools by name; proposals are taken from a coder only.

    Args:
        view: what may be seen.
        coder: as whom it proposes, None where it may not.
        today: the date.
    """
    offered = [
        _tool("claims", "The claims with what is proposed and what was decided, on how many voices.", Claims, view),
        _tool("evidence", "What people said: quotes with who speaks, stances and codes.", Evidence, view),
        _tool("find", _FIND, Find, view),
        _tool("trace", "What rests on something, and what it rests on, down to the citations.", Trace, view),
        _tool("validate", "What is wrong or missing in the files, counted and with places.", Nothing, view),
    ]
    if coder is not None:
        from cmo_eval.edits.coding.answer import SCHEMA  # noqa: PLC0415 - with all records

        schema = {name: part for name, part in SCHEMA.items() if name != "$schema"}
        about = f"Hand in proposals for codes and stances, each a quote from a transcript.{_PROPOSE}"
        act = partial(_checked, Propose, partial(_proposed, view, coder, prompt_sha256(offered, about), today))
        offered.append(Tool("propose", about, schema, act, changes=True))
    return {tool.name: tool for tool in offered}


def prompt_sha256(offered: Sequence[Tool], about: str) -> str:
    """The digest of what an assistant is told here: it is kept with its proposals."""
    told = [
        INSTRUCTIONS,
        about,
        *(f"{one.name}\n{one.about}\n{json.dumps(one.schema, sort_keys=True)}" for one in offered),
    ]
    return hashlib.sha256("\n".join(told).encode("utf-8")).hexdigest()


def _tool(name: str, about: str, asked: type[Asked], view: View) -> Tool:
    schema = asked.model_json_schema()
    schema.pop("title", None)
    schema.pop("description", None)
    return Tool(name, about, schema, partial(_checked, asked, partial(_read, view, name)))


def _read(view: View, name: str, given: Any) -> Mapping[str, Any]:
    from cmo_eval.assistant import answers  # noqa: PLC0415 - with all that reads and weighs

    seen = view.now()
    found = answers.READING[name](seen, given)
    unread = len(seen.evaluation.unread)
    if not unread or name == "validate":  # which says it of each
        return found
    files = f"{unread} file{'s' if unread > 1 else ''}"
    return {**found, "unread": f"{files} cannot be read, and what is in there is missing here; `validate` says which"}


def _proposed(view: View, coder: Coder, prompt: str, today: Callable[[], str], given: Propose) -> Mapping[str, Any]:
    from cmo_eval.assistant import answers  # noqa: PLC0415 - as above

    return answers.propose(view, coder, prompt, today, given)


def _checked(
    asked: type[BaseModel], answer: Callable[[Any], Mapping[str, Any]], arguments: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The answer to arguments that are as they must be.

    Raises:
        UsageError: they are not.
        CmoEvalError: as the tool.
    """
    try:
        given = asked.model_validate(arguments)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "what is asked"
        told = first["msg"].lower().replace("valid tuple", "list")
        raise UsageError(f"{where[:80]}: {told}", "the schema of the tool says what it takes") from None
    try:
        return answer(given)
    except UnknownNameError as error:
        raise UsageError(error.message, _where_listed(error.listed) if error.listed else error.hint) from None
    except api.UnpublishableError as error:
        codes = ", ".join(sorted({one.code for one in error.findings}))
        hint = "a person must look: `cmo-eval report` says where"
        raise CmoEvalError(f"something stands in the way of publishing ({codes}), so nothing is told", hint) from None


def _where_listed(kind: str) -> str:
    """The tool that gives all names of a kind: an assistant has no terminal for `cmo-eval list`."""
    if f"{kind}s" in ALSO:
        return f'`claims` with also ["{kind}s"] gives them'
    return "`claims` and `evidence` give the ids"
