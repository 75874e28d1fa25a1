"""What a good evaluation's files have, as rules; each explains itself in its docstring."""

from cmo_eval.catalogue import CATALOGUE
from cmo_eval.rules import (  # noqa: F401 - they register
    accepted,
    claims,
    coding,
    conclusions,
    evidence,
    fieldwork,
    ids,
    patterns,
    privacy,
    quotes,
    references,
    voices,
)
from cmo_eval.rules.quotes import looking
from cmo_eval.rules.registry import RULES, Hit, Rule, check, inspect

__all__ = ["RULES", "Hit", "Rule", "check", "explanation", "inspect", "looking"]


def explanation(code: str) -> str:
    """Why a code exists, with an example (Markdown): the docstring of its rule, or the catalogue's words.

    Raises:
        KeyError: there is no such code.
    """
    entry = CATALOGUE[code]
    if code == accepted.UNMATCHED:
        return accepted.EXPLANATION.strip()
    return RULES[code].explanation if code in RULES else entry.explanation
