"""What a good evaluation's files have, as rules; each explains itself in its docstring."""

from collections.abc import Mapping

from cmo_eval import diagnostics
from cmo_eval.diagnostics import Code
from cmo_eval.rules import (  # noqa: F401 - they register
    acceptance,
    claims,
    coding,
    comparisons,
    conclusions,
    evidence,
    goals,
    models,
    patterns,
    privacy,
    quotes,
    references,
    weighing,
)
from cmo_eval.rules.registry import RULES, Hit, Rule, check, inspect

__all__ = ["CODES", "FAMILIES", "RULES", "Hit", "Rule", "check", "inspect"]

FAMILIES = {
    "0": "reading",
    "1": "ids and references",
    "2": "claims and patterns",
    "3": "evidence",
    "4": "coding",
    "5": "privacy",
    "6": "conclusions",
}
"""What the first digit of a code stands for."""

CODES: Mapping[str, Code] = dict(sorted(diagnostics.CODES.items()))
"""Every code that a finding can have, in order."""
