"""Findings that the team accepts, each with its reason (`ignore` in evaluation.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cmo_eval.catalogue import CATALOGUE
from cmo_eval.diagnostics import Finding
from cmo_eval.model import Evaluation
from cmo_eval.repository import Stored

UNMATCHED = "CMO016"

EXPLANATION = """An entry under `ignore` that no finding matches.

The mistake was mended, or the entry's code or id is wrong. Left in place it could hide a later mistake.

Bad:

```yaml
ignore:
  - {code: CMO304, id: case studies, why: the report counts one twice}   # the count is right by now
```

Good: without that entry.
"""


def split(findings: Sequence[Finding], stored: Stored[Evaluation]) -> tuple[list[Finding], list[Finding]]:
    """Findings that stand, and findings that are accepted; an entry that matches nothing is itself a finding.

    An entry matches a finding with its code and, where it names an id, about that id. What comes from reading
    (codes 0xx) cannot be accepted: what was not read cannot be judged.
    """
    entries = stored.record.ignore
    used = [False] * len(entries)
    standing: list[Finding] = []
    accepted: list[Finding] = []
    for finding in findings:
        matches = [
            index
            for index, entry in enumerate(entries)
            if not finding.code.startswith("CMO0")
            and entry.code == finding.code
            and entry.id in {None, finding.subject}
        ]
        for index in matches:
            used[index] = True
        (accepted if matches else standing).append(finding)
    standing.extend(_unmatched(stored, used))
    return standing, accepted


def _unmatched(stored: Stored[Evaluation], used: Sequence[bool]) -> Iterator[Finding]:
    entry = CATALOGUE[UNMATCHED]
    for index, (accepted, hit) in enumerate(zip(stored.record.ignore, used, strict=True)):
        if not hit:
            about = f" about {accepted.id}" if accepted.id else ""
            yield Finding(
                UNMATCHED,
                entry.severity,
                f"no finding {accepted.code}{about} is there to accept",
                stored.at("ignore", index),
                entry.hint,
                accepted.id,
            )
