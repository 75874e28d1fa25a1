"""Realist policy evaluation: claims, CMO patterns and citations as YAML; checked, weighed and reported.

import cmo_eval

evaluation = cmo_eval.load(".")
evaluation.verify()["C3"].proposal
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as of `typing`, which would take longer to import than all of this
if TYPE_CHECKING:
    from typing import Any

    from cmo_eval import api as api
    from cmo_eval.api import Evaluation, Validation, diff, load, search, validate
    from cmo_eval.errors import CmoEvalError, UsageError

__all__ = ["CmoEvalError", "Evaluation", "UsageError", "Validation", "diff", "load", "search", "validate"]
__version__ = "0.1.0"

_HOMES = {"CmoEvalError": "cmo_eval.errors", "UsageError": "cmo_eval.errors"}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first asked for, so that the command line starts fast."""
    if name == "api":  # after `import cmo_eval` alone, too
        return import_module("cmo_eval.api")
    if name not in __all__:
        raise AttributeError(f"module 'cmo_eval' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "cmo_eval.api")), name)


def __dir__() -> list[str]:
    """What may be asked for, as a notebook offers it."""
    return sorted([*__all__, "__version__", "api"])
