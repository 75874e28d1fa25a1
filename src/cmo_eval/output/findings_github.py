"""Findings as annotations of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterable

from cmo_eval.diagnostics import Finding, Severity
from cmo_eval.output.plain import visible

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def findings_github(findings: Iterable[Finding]) -> str:
    """One workflow command a finding, ended by a line end each."""
    return "".join(
        f"::{_LEVELS[finding.severity]} file={_property(finding.location.file)},line={finding.location.line},"
        f"col={finding.location.column},title={finding.code}::"
        f"{_data(finding.message + (f' ({finding.hint})' if finding.hint else ''))}\n"
        for finding in findings
    )


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
