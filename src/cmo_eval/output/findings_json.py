"""Findings for programs: JSON, without excerpts of anyone's words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cmo_eval.diagnostics import Finding, Severity


def findings_json(findings: Sequence[Finding], *, files: int, accepted: int) -> str:
    """The findings as JSON, version 1, with a summary of counts."""
    count = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    return json.dumps(
        {
            "version": 1,
            "summary": {
                "files": files,
                "errors": count[Severity.ERROR],
                "warnings": count[Severity.WARNING],
                "notes": count[Severity.NOTE],
                "accepted": accepted,
            },
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity,
                    "message": finding.message,
                    "hint": finding.hint,
                    "file": finding.location.file,
                    "line": finding.location.line,
                    "column": finding.location.column,
                    "id": finding.subject,
                    "related": finding.related and finding.related._asdict(),
                }
                for finding in findings
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
