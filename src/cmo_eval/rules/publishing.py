"""What stands in the way of a public report: what points at a person, names of the list, files that cannot be read.

It looks while the files are read, so that whoever publishes need not read them twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cmo_eval.diagnostics import CODES, Finding
from cmo_eval.model import Evaluation
from cmo_eval.rules.accepted import comments_in, split
from cmo_eval.rules.identifiers import identifiers, may_identify
from cmo_eval.rules.names import Names
from cmo_eval.rules.privacy import identifying, named_files, names_in
from cmo_eval.rules.registry import RULES, Hit
from cmo_eval.store.repository import Stored
from cmo_eval.store.text import read_text
from cmo_eval.store.yaml_io import YamlProblem

IDENTIFYING, NAMED, NO_LIST = "CMO503", "CMO506", "CMO508"
ACCEPTABLE = frozenset({IDENTIFYING})
"""What may be published when the team accepts it with a reason; a name of the list never may."""


class Watch:
    """What is found while files are read, evaluation.yaml first; an inspector for `loading.load`.

    `names` is the list of names that must never be published, None where the evaluation has none or it cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self.names: Names | None = None
        self._root = root
        self._files: set[str] = set()

    def __call__(self, stored: Stored[Any]) -> Iterator[Finding]:
        """What in one record stands in the way."""
        if isinstance(stored.record, Evaluation) and stored.record.names is not None:
            try:
                self.names = Names(read_text(self._root / stored.record.names))
            except YamlProblem as problem:
                message = f"names are not looked for: {problem.message}"
                yield _finding(NO_LIST, Hit(stored.at("names"), message, stored.record.id))
        if type(stored.record) in RULES[IDENTIFYING].on:
            for hit in identifying(stored):
                yield _finding(IDENTIFYING, hit)
        if self.names is not None:
            for hit in names_in(stored, self.names):
                yield _finding(NAMED, hit)
            if stored.file not in self._files:
                self._files.add(stored.file)
                for hit in named_files([stored.file], self.names):
                    yield _finding(NAMED, hit)

    def tells(self, lines: Iterable[str]) -> bool:
        """Whether a text from elsewhere, such as an earlier wording, points at a person or holds a name."""
        return any(
            (may_identify(line) and any(identifiers(line))) or (self.names is not None and any(self.names.found(line)))
            for line in lines
        )


def in_the_way(root: Path, findings: Iterable[Finding], stored: Stored[Evaluation] | None) -> tuple[Finding, ...]:
    """Those of the findings of reading and of `Watch` that stand in the way of a public report, by place.

    Args:
        root: the evaluation folder.
        findings: all that was found while its files were read.
        stored: evaluation.yaml, with what the team accepts; a severity that it gives changes nothing.
    """
    found = [one for one in findings if one.code in {IDENTIFYING, NAMED, NO_LIST}]
    open_: Sequence[Finding] = [one for one in found if one.code in ACCEPTABLE]
    if open_:
        comments = list(comments_in(root, dict.fromkeys(one.location.file for one in open_)))
        open_ = [one for one in split(open_, stored, comments)[0] if one.code in ACCEPTABLE]
    return tuple(sorted([*open_, *(one for one in found if one.code not in ACCEPTABLE)], key=lambda one: one.sort_key))


def _finding(code: str, hit: Hit) -> Finding:
    return CODES[code].finding(hit.message, hit.location, hit.hint, hit.subject)
