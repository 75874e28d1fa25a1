"""What stands in the way of a public report: what points at a person, names of the list, files that cannot be read.

`Watch` and `Repeats` look while the files are read, so that whoever publishes need not read them twice. What somebody
said in confidence can reach a reader through a pattern, a reflection or an answer: found are runs of the same words; a
paraphrase is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from cmo_eval.diagnostics import Finding, Location
from cmo_eval.disclosure import Disclosed, quotable
from cmo_eval.model import Case, Citation, Claim, Conclusions, Evaluation, Pattern, Writing, holding
from cmo_eval.pseudonyms.identifiers import Names, identifiers, may_identify
from cmo_eval.rules.acceptance import split
from cmo_eval.rules.privacy import identifying, listed_names, names_in, names_of_file, not_looked_for, prose
from cmo_eval.rules.references import cited_twice
from cmo_eval.rules.registry import RULES
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.store.yaml_io import YamlProblem

IDENTIFYING, NAMED, NO_LIST, TWICE = "CMO503", "CMO506", "CMO508", "CMO101"


class Watch:
    """What is found while files are read, evaluation.yaml first; an inspector for `loading.load`.

    `names` is the list of names that must never be published, None where the evaluation has none or it cannot be read.

    Args:
        root: the evaluation folder.
        judged: the rules look at each record too, and find what points at a person.
    """

    def __init__(self, root: Path, *, judged: bool = False) -> None:
        self.names: Names | None = None
        self._root = root
        self._files: set[str] = set()
        self._identifying = () if judged else RULES[IDENTIFYING].on

    def __call__(self, stored: Stored[Any]) -> Iterator[Finding]:
        """What in one record stands in the way."""
        if isinstance(stored.record, Evaluation) and stored.record.names is not None:
            try:
                self.names = Names(listed_names(self._root / stored.record.names))
            except YamlProblem as problem:
                yield RULES[NO_LIST].finding(not_looked_for(stored, problem))
        if type(stored.record) in self._identifying:
            yield from map(RULES[IDENTIFYING].finding, identifying(stored))
        if self.names is not None:
            yield from map(RULES[NAMED].finding, names_in(stored, self.names))
            if stored.file not in self._files:
                self._files.add(stored.file)
                yield from map(RULES[NAMED].finding, names_of_file(stored.file, self.names))

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
    found = [one for one in findings if one.code in {NAMED, NO_LIST}]
    standing: Sequence[Finding] = [one for one in findings if one.code == IDENTIFYING]
    if standing:  # what may be published when the team accepts it with a reason; a name of the list never may
        standing, _ = split(standing, stored, root, dict.fromkeys(one.location.file for one in standing))
    found += [one for one in standing if one.code == IDENTIFYING]
    return tuple(sorted(found, key=lambda one: one.sort_key))


def used_twice(evaluation: Repository) -> tuple[Finding, ...]:
    """Ids that stand for two things: readers would find words under an id that are not those it is cited for."""
    return tuple(map(RULES[TWICE].finding, cited_twice(evaluation))) if evaluation.used_twice else ()


said_in = attrgetter(*holding(Citation, "speaker", "retold"))
"""The words of people in a citation, each text of them or None."""
RUN = 6
"""So many words in a row are no chance."""
_PUBLISHED = (Evaluation, Claim, Pattern, Case, Conclusions, Writing)
_Run = tuple[str, ...]


class Repeats:
    """Texts that are published, and what people said, of which some words may stand in them."""

    def __init__(self) -> None:
        self._published: dict[_Run, list[Location]] = {}
        self._longest: set[str] = set()  # the longest words of such runs: few of what is said holds one
        self._said: list[tuple[str, Sequence[str | None]]] = []

    def look(self, stored: Stored[Any]) -> None:
        """Take in a record as it is read."""
        record = stored.record
        if isinstance(record, Citation):
            if ".proposed." not in stored.file:  # which nobody publishes, and which counts for nothing
                self._said.append((record.id, said_in(record)))
        elif isinstance(record, _PUBLISHED):
            for path, text, _ in prose(stored):
                at = stored.at(*path)
                for run in {*_runs(_words(text))}:
                    self._published.setdefault(run, []).append(at)
                    self._longest.add(max(run, key=len))

    def held_back(self, disclosed: Disclosed) -> tuple[Location, ...]:
        """Where words stand that this audience may not read, or of somebody who withdrew, by place."""
        known, found = disclosed.citations.by_id, set[Location]()
        for id_, texts in self._said:
            if id_ not in known or not quotable(disclosed, known[id_]):
                for words in map(_words, filter(None, texts)):
                    if not self._longest.isdisjoint(words):
                        found.update(
                            *map(self._published.__getitem__, filter(self._published.__contains__, _runs(words)))
                        )
        return tuple(sorted(found))


def _runs(words: Sequence[str]) -> Iterator[_Run]:
    """Each run of words in a text."""
    return zip(*(words[first:] for first in range(RUN)), strict=False)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
