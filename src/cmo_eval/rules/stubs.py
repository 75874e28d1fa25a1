"""Records that say no more than `new` writes, and that nothing refers to: what they lack is a next step, no finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from cmo_eval.diagnostics import Finding
from cmo_eval.model import Case, Claim, Pattern, Source
from cmo_eval.model.base import AnyRecord
from cmo_eval.store.repository import Repository

LATER = frozenset({"CMO201", "CMO202", "CMO203", "CMO205", "CMO206", "CMO305", "CMO311", "CMO315"})
"""Codes that say what is not filled in yet."""

_WRITTEN: Mapping[type[AnyRecord], frozenset[str]] = {
    Claim: frozenset({"id", "title", "kind", "questions", "for_", "versions"}),
    Pattern: frozenset({"id", "title"}),
    Case: frozenset({"id", "title", "kind"}),
    Source: frozenset({"id", "title", "kind", "text", "text_sha256", "imported_sha256"}),
}


def without_begun(findings: Iterable[Finding], evaluation: Repository) -> Iterator[Finding]:
    """The findings, but for what records lack that were only just begun.

    A claim is begun in earnest when it says more than its wording or something was coded on it, a source when something
    was coded in it; until then its ladder says what comes next.
    """
    records = {stored.record.id: stored.record for stored in evaluation.records}

    @cache
    def begun(id_: str | None) -> bool:
        record = records.get(id_ or "")
        if record is None or id_ in evaluation.citations.of_source:
            return False
        blank = {
            name: field.get_default(call_default_factory=True) for name, field in type(record).model_fields.items()
        }
        said = {name for name, value in blank.items() if getattr(record, name) != value}
        return said <= _WRITTEN[type(record)] and not any(id_ in targets for targets in evaluation.named.values())

    for finding in findings:
        if finding.code not in LATER or not begun(finding.subject):
            yield finding
