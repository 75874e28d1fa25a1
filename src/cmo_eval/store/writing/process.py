"""Whether the process that left something behind is still at work."""

from __future__ import annotations

import os
import sys
import time

_LONG_AGO = 3600
"""Seconds after which nobody is at work any more, where it cannot be seen who is."""


def runs(process: int, since: float) -> bool:
    """Whether a process may still be at work.

    Args:
        process: its number.
        since: when it last wrote, in seconds as of `time.time`.
    """
    if sys.platform == "win32":  # to ask for a process there may end it
        return time.time() - since < _LONG_AGO
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # of another user
    return True
