"""What becomes of codings that come in, for programs: JSON, without anybody's words."""

from __future__ import annotations

import json
import re

from cmo_eval.edits.importing import Imported, Planned

_QUOTED = re.compile(r"'[^']*'")


def import_json(planned: Planned) -> str:
    """The plan as JSON, version 1; what a cell or comment says is left out of the messages."""
    kinds = ("add", "join", "there", "not_placed")
    return json.dumps(
        {
            "version": 1,
            "unit": planned.unit,
            "summary": {kind: sum(one.kind == kind for one in planned.codings) for kind in kinds},
            "notes": list(planned.notes),
            "codings": [_coding(one) for one in planned.codings],
        },
        ensure_ascii=False,
        indent=2,
    )


def _coding(one: Imported) -> dict[str, object]:
    return {
        "number": one.number,
        "becomes": one.kind,
        "source": one.source or None,
        "id": one.id or None,
        "file": one.file or None,
        "line": one.line or None,
        "lacking": list(one.lacking),
        "notes": list(one.notes),
        "problems": [
            {"message": _QUOTED.sub("'…'", problem.message), "hint": problem.hint, "text_line": problem.line}
            for problem in one.problems
        ],
    }
