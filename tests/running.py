"""How a run of the program ended, and what of its surroundings would decide how it looks."""

from __future__ import annotations

from dataclasses import dataclass

DECISIVE = ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "CMO_EVAL_DEBUG", "PYTHONIOENCODING", "TERM")


@dataclass(frozen=True)
class Run:
    """How a run ended."""

    code: int
    out: str
    err: str
