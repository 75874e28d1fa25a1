"""Whether files are well formed and consistent, and what can be mended in them without a decision."""

from __future__ import annotations

import operator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from cmo_eval.deferred import dataclass
from cmo_eval.diagnostics import Finding, Severity
from cmo_eval.progress import stage
from cmo_eval.store.folder import find_project

if TYPE_CHECKING:
    from cmo_eval.edits.fix import Mending
    from cmo_eval.store.loading import Loaded
    from cmo_eval.store.repository import Repository


@dataclass(frozen=True)
class Validation:
    """The findings of one run, in the order of files and lines; `accepted` are those that the team accepts.

    `files` counts the files looked at. `repository` is what was read, with what was withdrawn; None while
    evaluation.yaml cannot be read.
    """

    root: Path
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    files: int
    repository: Repository | None = field(default=None, repr=False, compare=False)

    def count(self, severity: Severity) -> int:
        """How many findings of that severity stand."""
        return sum(finding.severity is severity for finding in self.findings)


def validate(project: str | Path = ".", *, texts: str | Path | None = None) -> Validation:
    """Whether the files of an evaluation are well formed and consistent, and quotes stand in their texts.

    What was withdrawn is looked at too. Nothing is written. Severities are those that the evaluation gives; what it
    accepts, under `ignore` or in a comment, stands apart.

    Args:
        project: a folder in the evaluation.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        CmoEvalError: `project` lies in no evaluation folder.
    """
    from cmo_eval import rules
    from cmo_eval.store import loading
    from cmo_eval.store.writing import forget_old_cache

    root = find_project(Path(project))
    forget_old_cache(root)
    loaded = loading.load(root, inspect=rules.inspect, withdrawn=True, texts=texts)
    standing, tolerated = judged(loaded, loaded.repository)
    by_place = operator.attrgetter("sort_key")
    return Validation(
        root,
        tuple(sorted(standing, key=by_place)),
        tuple(sorted(tolerated, key=by_place)),
        loaded.files,
        loaded.repository,
    )


def judged(loaded: Loaded, repository: Repository | None) -> tuple[list[Finding], list[Finding]]:
    """What is found in what was read, with what was withdrawn: the findings that stand, and those that are accepted."""
    from cmo_eval import rules
    from cmo_eval.rules import acceptance
    from cmo_eval.rules.stubs import without_begun

    found, evaluation = list(loaded.findings), None
    if repository is not None:
        evaluation = repository.stored_evaluation
        stage("checking")
        found += rules.check(repository)
        found = list(acceptance.weighed(found, evaluation))
    standing, tolerated = acceptance.split(found, evaluation, loaded.root, loaded.commented, unread=loaded.unread)
    if repository is not None:
        standing = list(without_begun(standing, repository))
    return standing, tolerated


def plan_fixes(project: str | Path = ".", *, texts: str | Path | None = None) -> Mending:
    """What can be mended in the files without a decision of anyone; nothing is written.

    Its `apply` makes the change, whole or not at all.

    Args:
        project: a folder in the evaluation.
        texts: where the transcripts lie; else where evaluation.yaml says so.

    Raises:
        CmoEvalError: `project` lies in no evaluation folder.
    """
    from cmo_eval.edits import fix

    return fix.plan(find_project(Path(project)), Path(texts) if texts is not None else None)
