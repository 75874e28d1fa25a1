"""0xx: what reading itself finds, as `findings.md` beside this explains it."""

from __future__ import annotations

import re
from pathlib import Path

from cmo_eval.deferred import expression
from cmo_eval.diagnostics import Severity, declare

_ENTRY = expression(r"^## (CMO\d{3}) (\w+): (.+)\n\n(?:> (.+)\n\n)?((?:(?!## ).*\n)+)", re.MULTILINE)

for code, severity, title, hint, text in _ENTRY.findall(Path(__file__).with_suffix(".md").read_text(encoding="utf-8")):
    declare(code, Severity(severity), title, hint=hint, explanation=text)
