"""What each file defines and names, as plain facts, so that rules over the whole need no records; knows no disk.

A record is read, looked at alone, boiled down to its facts and let go. Rules over the whole evaluation ask the
register; only where one finds something is the file read again, for the exact place. Facts hold ids and other
short names, never anyone's words.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Location
from cmo_eval.model import (
    QUALITIES,
    STANCES,
    Case,
    CitationFile,
    Claim,
    Codebook,
    Conclusions,
    Evaluation,
    Pattern,
    Source,
)
from cmo_eval.model.relations import Reference, references
from cmo_eval.store.citations import Citations
from cmo_eval.store.repository import Repository, Stored

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
        grounds = {f"the answer to {question}": list(answer.rests_on) for question, answer in record.answers.items()}
        grounds |= {f"recommendation {advice.id}": list(advice.rests_on) for advice in record.recommendations}
        return [recommendation.id for recommendation in record.recommendations], {"grounds": grounds}
    if isinstance(record, Evaluation):
        return [], {}
    if isinstance(record, Claim):
        return [record.id], _of_claim(record)
    if isinstance(record, Pattern):
        return [record.id], _of_pattern(record)
    if isinstance(record, Case):
        return [record.id], {"kind": record.kind}
    if isinstance(record, Source):
        return [record.id], _of_source(record)
    return [record.id], {}


def _of_source(source: Source) -> dict[str, Any]:
    """`groups` holds the groups of people who have one, `since` when the talk was held or began."""
    return {
        "kind": source.kind,
        "people": [person.id for person in source.participants],
        "consent": {person.id: person.consent for person in source.participants},
        "groups": {person.id: person.group for person in source.participants if person.group},
        "group": source.group,
        "since": source.date or (source.period.from_ or source.period.to if source.period else None),
        "withdrawn": source.withdrawn is not None,
        "invited": source.invited,
        "reported": source.reported_in is not None,
        "text": source.text,
    }


def _of_claim(claim: Claim) -> dict[str, Any]:
    """`verdict` is the decision that counts, `own` whether it is ours and not our reading of a published report."""
    last = claim.decision
    return {
        "versions": [version.version for version in claim.versions],
        "decided": last is not None,
        "patterns": list(claim.patterns),
        "verdict": last.verdict if last else None,
        "own": last is not None and last.reported_in is None,
        "version": last.version if last else None,
        "date": last.date if last else None,
        "searched": claim.disconfirming_search is not None,
        "checked": sorted({check.step for check in claim.checks}),
    }


def _of_pattern(pattern: Pattern) -> dict[str, Any]:
    """`lacks` names what is not filled in; patterns with the same `wording` say the same."""
    return {
        "wording": _wording(pattern),
        "leads_to": list(pattern.leads_to),
        "contrasts_with": list(pattern.contrasts_with),
        "lacks": [name for name in ("retroduction", "other_influences") if not getattr(pattern, name)],
    }


def _wording(pattern: Pattern) -> str:
    """A digest: patterns with the same one say the same; empty where nothing is said."""
    outcome = pattern.outcome.text if pattern.outcome is not None else None
    said = (*pattern.context, pattern.resource, pattern.reasoning, outcome)
    words = folded(" ".join(text for text in said if text))
    return hashlib.blake2b(words, digest_size=8).hexdigest() if words else ""


_SEPARATORS = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_NOT_WORDS = re.compile(r"[\W_]+")


def folded(text: str) -> bytes:
    """The letters and digits of a text, without case, accents, spaces and punctuation."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        text = _NOT_WORDS.sub("", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return text.casefold().encode().translate(None, _SEPARATORS)


def facts_of_coding(
    file: CitationFile,
    columns: Citations,
    source: str,
    coder: str | None,
) -> Facts:
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
    more: dict[str, Any] = {
        "weight": _weight(columns),
        "source": source,
        "coder": coder,
        "coded_by": coder or file.coder,
        "taken_back": any(columns.withdrawn),
        "quoted": sorted(quoted),
        "worded": sorted(worded),
        **_of_evidence(columns),
    }
    kind = "citations" if coder is None else "second_citations"
    kept = {relation: sorted(str(one) for one in targets if one) for relation, targets in names.items()}
    return Facts(kind, list(columns.ids), {relation: targets for relation, targets in kept.items() if targets}, more)


def _of_evidence(columns: Citations) -> dict[str, Any]:
    """`heard`: which claims from whom, of which quality (0-3), in support or not; `shown`: parts of patterns together.

    `disputed` names the claims of disputed citations.
    """
    heard: set[tuple[str, str | None, int, bool]] = set()
    shown: set[tuple[str, int]] = set()
    disputed: set[str] = set()
    rows = zip(columns.evidence_citation, columns.claims, columns.stances, columns.patterns, columns.parts, strict=True)
    for row, claim, stance, pattern, parts in rows:
        if columns.withdrawn[row]:
            continue
        if pattern is not None:
            shown.add((pattern, parts))
        if columns.disputed[row]:
            disputed.add(claim)
        else:
            heard.add((claim, columns.speakers[row], columns.qualities[row], stance == 0))
    return {
        "heard": sorted(heard, key=repr),
        "shown": sorted(shown),
        "disputed": sorted(disputed),
    }


def _weight(columns: Citations) -> dict[str, list[list[Any]]]:
    """By version of a claim: how many supports, how many other stances, by quality 0-3; and what opposes it.

    What opposes is a list of citation and quality. What is disputed or withdrawn is left out.
    """
    weights: dict[str, list[list[Any]]] = {}
    supports, refutes, suggests = (STANCES.index(stance) for stance in ("supports", "refutes", "suggests"))
    for row, citation in enumerate(columns.evidence_citation):
        quality = columns.qualities[citation]
        if quality < 0 or columns.disputed[citation] or columns.withdrawn[citation]:
            continue
        key = f"{columns.claims[row]}@{columns.versions[row]}"
        weight = weights.setdefault(key, [[0] * len(QUALITIES), [0] * len(QUALITIES), []])
        stance = columns.stances[row]
        weight[0 if stance == supports else 1][quality] += 1
        if stance in {refutes, suggests}:
            weight[2].append([columns.ids[citation], quality])
    return weights


@dataclass(frozen=True)
class Register:
    """The facts of all files, and the way back to what stands in them.

    `root` is the folder. `records` reads a file again and gives its records, one by one; `repository` gives the
    evaluation as objects and columns, with what was withdrawn, for rules that weigh evidence.
    """

    facts: Mapping[str, Facts]
    stored_evaluation: Stored[Evaluation]
    unread: tuple[str, ...]
    root: Path
    records: Callable[[str], Iterator[Stored[Any]]]
    repository: Callable[[], Repository] = field(repr=False)

    @property
    def evaluation(self) -> Evaluation:
        """What is evaluated, and by which conventions."""
        return self.stored_evaluation.record

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, Facts]]:
        """Files of these kinds with their facts."""
        if len(kinds) == 1:
            return iter(self._by_kind.get(kinds[0], ()))
        return ((file, facts) for file, facts in self.facts.items() if facts.kind in kinds)

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[tuple[str, Facts]]]:
        found: dict[str, list[tuple[str, Facts]]] = {}
        for file, facts in self.facts.items():
            found.setdefault(facts.kind, []).append((file, facts))
        return found

    def ids(self, *kinds: str) -> frozenset[str]:
        """All ids that files of these kinds define."""
        return frozenset(id_ for _, facts in self.of_kind(*kinds) for id_ in facts.ids)

    @cached_property
    def withdrawn_sources(self) -> frozenset[str]:
        """Ids of sources that were withdrawn as a whole."""
        return frozenset(facts.ids[0] for _, facts in self.of_kind("sources") if facts.more["withdrawn"])

    @cached_property
    def citation_ids(self) -> frozenset[str]:
        """Ids of the agreed coding."""
        return self.ids("citations")

    def unknown(self, relation: str, known: Collection[str]) -> Iterator[tuple[Location, Reference, str]]:
        """References of a relation to what is not known, unless it may stand in a file that could not be read.

        Each comes with its place and the id of what names it.
        """
        targets = self._named.get(relation, {})
        by_file: dict[str, set[str]] = {}
        for target in targets.keys() - set(known):
            if not self.may_exist(target):
                for file in targets[target]:
                    by_file.setdefault(file, set()).add(target)
        for file in self.facts if by_file else ():
            if file in by_file:
                yield from self.places(file, relation, by_file[file])

    @cached_property
    def _named(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """By relation and target the files that name it."""
        found: dict[str, dict[str, list[str]]] = {}
        for file, facts in self.facts.items():
            for relation, targets in facts.names.items():
                files = found.setdefault(relation, {})
                for target in targets:
                    files.setdefault(target, []).append(file)
        return found

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
        if not self._unread_names:
            return False
        return any(kind in self._unread_names for kind in THINGS) or re.split(r"[-@ ]", id_, maxsplit=1)[0] in (
            self._unread_names
        )

    def lost(self, *folders: str) -> bool:
        """Whether a file in one of these folders, or the folder itself, could not be read."""
        return any(file.split("/", 1)[0] in folders for file in self.unread)

    @cached_property
    def _unread_names(self) -> frozenset[str]:
        return frozenset(re.split(r"[-.]", file.rsplit("/", 1)[-1], maxsplit=1)[0] for file in self.unread)
