"""What each file defines and names, as plain facts, so that rules over the whole need no records; knows no disk.

A record is read, looked at alone, boiled down to its facts and let go. Rules over the whole evaluation ask the
register; only where one finds something is the file read again, for the exact place. Facts hold ids and other
short names, never anyone's words, so they can be kept between runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Location
from cmo_eval.model import Case, CitationFile, Claim, Codebook, Conclusions, Evaluation, Source
from cmo_eval.model.relations import Reference, references
from cmo_eval.repository import Citations, Repository, Stored

THINGS = ("claims", "patterns", "cases", "sources")


class Facts(NamedTuple):
    """What one file defines and names.

    `kind`: evaluation, codebook, conclusions, claims, patterns, cases, sources, citations or second_citations. `ids`:
    ids that the file defines, in its order, an id twice where it stands twice. `names`: by relation the distinct
    targets (see `Reference`). `more`: what particular rules ask, by name.
    """

    kind: str
    ids: Sequence[str]
    names: Mapping[str, Sequence[str]]
    more: Mapping[str, Any]


def facts_of(record: Any, kind: str) -> Facts:
    """The facts of a record that is a file of its own."""
    names: dict[str, dict[str, None]] = {}
    for reference in references(record):
        names.setdefault(reference.relation, {})[reference.target] = None
    ids, more = _details(record)
    return Facts(kind, ids, {relation: list(targets) for relation, targets in names.items()}, more)


def _details(record: Any) -> tuple[list[str], dict[str, Any]]:
    if isinstance(record, Codebook):
        return [code.id for code in record.codes], {}
    if isinstance(record, Conclusions):
        return [recommendation.id for recommendation in record.recommendations], {}
    if isinstance(record, Evaluation):
        return [], {}
    if isinstance(record, Claim):
        versions = [version.version for version in record.versions]
        return [record.id], {"versions": versions, "decided": bool(record.decisions), "patterns": list(record.patterns)}
    if isinstance(record, Case):
        return [record.id], {"kind": record.kind}
    if isinstance(record, Source):
        people = [person.id for person in record.participants]
        consent = {person.id: person.consent for person in record.participants}
        return [record.id], {
            "kind": record.kind,
            "people": people,
            "consent": consent,
            "withdrawn": record.withdrawn is not None,
        }
    return [record.id], {}


def facts_of_coding(file: CitationFile, columns: Citations, source: str, coder: str | None) -> Facts:
    """The facts of a file of citations, from its columns; `coder` is None for the agreed coding."""
    versions = {f"{claim}@{version}" for claim, version in zip(columns.claims, columns.versions, strict=True)}
    listed = {f"{claim} {pattern}" for claim, pattern in zip(columns.claims, columns.patterns, strict=True) if pattern}
    quoted = {
        speaker
        for speaker, verbatim, words in zip(columns.speakers, columns.verbatim, columns.worded, strict=True)
        if speaker and verbatim and words
    }
    worded = {speaker for speaker, words in zip(columns.speakers, columns.worded, strict=True) if speaker and words}
    names: dict[str, set[str | None]] = {
        "claim": {*columns.claims, *columns.others},
        "version": {*versions},
        "pattern": set(columns.patterns),
        "listed": {*listed},
        "speaker": set(columns.speakers),
        "code": {code for codes in columns.codes for code in codes},
        "member": {*columns.adjudicators, file.coder},
    }
    more = {
        "source": source,
        "coder": coder,
        "coded_by": coder or file.coder,
        "quoted": sorted(quoted),
        "worded": sorted(worded),
    }
    kind = "citations" if coder is None else "second_citations"
    kept = {relation: sorted(str(one) for one in targets if one) for relation, targets in names.items()}
    return Facts(kind, list(columns.ids), {relation: targets for relation, targets in kept.items() if targets}, more)


@dataclass(frozen=True)
class Register:
    """The facts of all files, and the way back to what stands in them.

    `records` reads a file again and gives its records, one by one; `repository` gives the evaluation as objects and
    columns, with what was withdrawn, for rules that weigh evidence.
    """

    facts: Mapping[str, Facts]
    stored_evaluation: Stored[Evaluation]
    unread: tuple[str, ...]
    records: Callable[[str], Iterator[Stored[Any]]]
    repository: Callable[[], Repository] = field(repr=False)

    @property
    def evaluation(self) -> Evaluation:
        """What is evaluated, and by which conventions."""
        return self.stored_evaluation.record

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, Facts]]:
        """Files of these kinds with their facts."""
        return ((file, facts) for file, facts in self.facts.items() if facts.kind in kinds)

    def ids(self, *kinds: str) -> frozenset[str]:
        """All ids that files of these kinds define."""
        return frozenset(id_ for _, facts in self.of_kind(*kinds) for id_ in facts.ids)

    @cached_property
    def citation_ids(self) -> frozenset[str]:
        """Ids of the agreed coding."""
        return self.ids("citations")

    def unknown(self, relation: str, known: Collection[str]) -> Iterator[tuple[Location, Reference, str]]:
        """References of a relation to what is not known, unless it may stand in a file that could not be read.

        Each comes with its place and the id of what names it.
        """
        for file, facts in self.facts.items():
            missing = {
                target for target in facts.names.get(relation, ()) if target not in known and not self.may_exist(target)
            }
            if missing:
                yield from self.places(file, relation, missing)

    def places(self, file: str, relation: str, targets: Collection[str]) -> Iterator[tuple[Location, Reference, str]]:
        """Where a file names these targets."""
        for stored in self.records(file):
            for reference in references(stored.record):
                if reference.relation == relation and reference.target in targets:
                    by = reference.by or getattr(stored.record, "id", None) or file.rsplit("/", 1)[-1]
                    yield stored.at(*reference.path, key=reference.key), reference, by

    def stored(self, file: str, id_: str | None = None) -> Stored[Any]:
        """The record of a file, or of a file of citations the one with that id.

        Raises:
            CmoEvalError: the file changed since it was read.
        """
        return next(one for one in self.records(file) if id_ is None or getattr(one.record, "id", None) == id_)

    def may_exist(self, id_: str) -> bool:
        """Whether something with that id may stand in a file that could not be read."""
        return bool(self._unread_names) and any(
            id_ == name or id_.startswith((f"{name}-", f"{name}@", f"{name} ")) for name in self._unread_names
        )

    @cached_property
    def _unread_names(self) -> frozenset[str]:
        return frozenset(re.split(r"[-.]", file.rsplit("/", 1)[-1], maxsplit=1)[0] for file in self.unread)
