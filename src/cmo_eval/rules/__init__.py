"""What a good evaluation's files have, as rules; each explains itself in its docstring."""

import hashlib
from pathlib import Path

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
    references,
)
from cmo_eval.rules.registry import RULES, Hit, Rule, check, inspect

__all__ = ["RULES", "Hit", "Rule", "check", "explanation", "fingerprint", "inspect"]


def explanation(code: str) -> str:
    """Why a code exists, with an example (Markdown): the docstring of its rule, or the catalogue's words.

    Raises:
        KeyError: there is no such code.
    """
    entry = CATALOGUE[code]
    if code == accepted.UNMATCHED:
        return accepted.EXPLANATION.strip()
    return RULES[code].explanation if code in RULES else entry.explanation


def fingerprint() -> str:
    """What tells this state of the program from another: what it reads and finds may differ between the two."""
    package = Path(__file__).parents[1]
    sources = (path for folder in ("", "loading", "model", "rules") for path in (package / folder).glob("*.py"))
    times = sorted((path.name, path.stat().st_mtime_ns) for path in sources)
    return hashlib.blake2b(repr(times).encode(), digest_size=16).hexdigest()
