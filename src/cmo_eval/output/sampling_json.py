"""Sampling for programs: JSON, version 1."""

from __future__ import annotations

import json
from dataclasses import asdict

from cmo_eval.analysis.sampling import Sampling


def sampling_json(found: Sampling) -> str:
    """Panels, strata, who was heard and who was not, and cells that are too small, as JSON."""
    data = {
        "version": 1,
        "invited_per_panel": found.invited_per_panel,
        "max_attendance": found.max_attendance,
        "small_cell": found.small_cell,
        "panels": [asdict(one) for one in found.panels],
        "strata": [{**asdict(one), "percent": one.share, "short": one.short} for one in found.strata],
        "heard": [asdict(one) for one in found.heard],
        "unheard": [asdict(one) for one in found.unheard],
        "cells": [asdict(one) for one in found.cells],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
