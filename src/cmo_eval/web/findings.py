"""What is wrong with the files as the pages show it: findings of a kind together, each with the way to its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cmo_eval.diagnostics import Finding, Severity
from cmo_eval.output.findings import of_a_kind
from cmo_eval.rules import CODES
from cmo_eval.store.folder import FileName
from cmo_eval.store.repository import Repository
from cmo_eval.web.places import address

_ORDER = list(Severity)


class Kind(NamedTuple):
    """Findings of a kind: what they have in common, and each with the address of its page (None: it has none)."""

    code: str
    severity: str
    title: str
    hint: str
    findings: Sequence[tuple[Finding, str | None]]


def by_kind(findings: Iterable[Finding], repository: Repository | None) -> list[Kind]:
    """The findings, errors first; without a repository nothing has a page."""
    return [
        Kind(
            same[0].code,
            same[0].severity.value,
            CODES[same[0].code].title,
            same[0].hint,
            [(one, place(repository, one) if repository is not None else None) for one in same],
        )
        for same in sorted(of_a_kind(findings), key=lambda same: _ORDER.index(same[0].severity))
    ]


def place(repository: Repository, finding: Finding) -> str | None:
    """The page where what a finding is about can be seen: its subject's, else that of the file it stands in."""
    if finding.subject is not None and (found := address(repository, finding.subject)):
        return found
    file = finding.location.file
    return address(repository, FileName(file, "").id_in_name) if "/" in file else None
