"""The gate: from an evaluation to what an audience may see of it; the one place where that is decided.

Whatever is written is made from what comes out here, so that no writer has to remember what may not be said. It looks
at records in memory and reads no file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import compress
from typing import Any, TypeVar

from cmo_eval.disclosure import (
    ALLOWED,
    CONFIDENTIAL,
    NO_CONSENT,
    Audience,
    Disclosed,
    Held,
    closed_to,
    may_see,
    words_for,
)
from cmo_eval.disclosure.cells import Shown, shown
from cmo_eval.messages import label
from cmo_eval.model import Case, Citation, Claim, Decision, Evaluation, Participant, Source, Writing, holding
from cmo_eval.model.base import CITATION_ID_PATTERN, ID_PATTERN
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.store.yaml_io import Node

T = TypeVar("T")

_SAID = dict.fromkeys(holding(Citation, but=("around", "dispute")))
"""What of a citation is somebody's words, or told after them."""
_FOR_THE_TEAM = dict.fromkeys((*holding(Citation, "around", "retold", "note"), "adjudicated", "utterance", "coded"))
"""What of a citation its coder noted beside the words."""
_WHY_IS_NOT_TOLD = "for the team"
"""In place of why a citation is disputed: it does not count for anybody, so that it is must still be known."""
_NOWHERE = Node(None)


def disclose(repository: Repository, audience: Audience, language: str | None = None) -> Disclosed:
    """What an audience may see of an evaluation.

    - Words stay where consent and confidentiality allow it (`words_for`); a citation without them keeps its id, source,
      group, quality, stances, patterns and codes, so that it counts, and loses the speaker's role.
    - Notes to words (memo, judgement, observation, event), coders, second codings and transcripts' file names are for
      the team.
    - A source that is closed to the audience (`closed_to`) is called by its kind, without roles and reference.
    - Attributes that too few organisations share, by all that can be joined, are left out (`disclosure.cells`); the
      team sees them.
    - What language models proposed is for nobody: it is no coding yet.
    - What is no longer there, since somebody withdrew, is not named where an old decision or an accepted finding still
      does: that holds for every audience.

    Args:
        repository: the evaluation, without what was withdrawn.
        audience: who will read.
        language: in which a source is called by its kind: `nl` or `en`; the evaluation's own unless given.
    """
    if isinstance(repository, Disclosed):
        raise TypeError("what one audience may see is no ground for what another may see")
    words = words_for(repository, audience)
    gate = _Gate(repository, audience, language or repository.evaluation.language)
    first = [*compress(words, gate.first)]
    citations, cases = gate.citations(words), gate.coarse.cases
    return Disclosed(
        stored_evaluation=_plain(repository.stored_evaluation, gate.evaluation),
        stored_claims=[_plain(one, gate.claim) for one in repository.stored_claims],
        stored_patterns=[_plain(one) for one in repository.stored_patterns],
        stored_cases=[_plain(one, gate.case) for one in repository.stored_cases],
        stored_sources=[_plain(one, gate.source) for one in repository.stored_sources],
        stored_codebook=repository.stored_codebook and _plain(repository.stored_codebook),
        stored_conclusions=repository.stored_conclusions and _plain(repository.stored_conclusions),
        stored_writing=[_plain(one, gate.writing) for one in repository.stored_writing],
        citations=citations,
        second_codings=Citations() if gate.outside else Citations(map(_wordless, repository.second_codings)),
        unread=repository.unread,
        heard_as=repository.voices.under(gate.people, gate.organisations) if gate.outside else repository.voices,
        audience=audience,
        held=Held(
            consent=first.count(NO_CONSENT),
            confidentiality=first.count(CONFIDENTIAL),
            sources=len(gate.closed),
            people=len(gate.coarse.people),
            cases=len(cases),
        ),
        quotable=frozenset(one.key for one, word in zip(citations, words, strict=True) if word == ALLOWED),
        coarsened=frozenset(cases),
        closed=gate.closed,
    )


class _Gate:
    """What is decided once for all records; `outside`: the audience is not the team."""

    def __init__(self, repository: Repository, audience: Audience, language: str) -> None:
        self._repository = repository
        self._language = language
        self._audience = audience
        self.outside = audience != "team"
        self.closed = frozenset(
            id_ for id_, source in repository.sources.items() if closed_to(repository, audience, source)
        )
        self.coarse = shown(repository) if self.outside else Shown()

    @cached_property
    def people(self) -> Mapping[tuple[str, str | None], str]:
        """By source and what a participant is called beyond the team, that participant's own id."""
        return {
            (source.id, _alias(number)): person.id
            for source in self._repository.sources.values()
            for number, person in reversed([*enumerate(source.participants)])
        }

    @cached_property
    def organisations(self) -> Mapping[str | None, str]:
        """What organisations are called beyond the team: a key may be a name."""
        people = (person for source in self._repository.sources.values() for person in source.participants)
        known = sorted({person.organisation for person in people if person.organisation is not None})
        return {key: f"o{number}" for number, key in enumerate(known, start=1)}

    # ---- citations ----

    @cached_property
    def first(self) -> Sequence[bool]:
        """For each citation whether none before it has its id: of an id used twice, only the first has words."""
        given = self._repository.citations
        return [given.by_id[one.citation.id] is one for one in given]

    def citations(self, words: bytes) -> Citations:
        """The agreed coding without what is not for this audience; files are called by numbers.

        Args:
            words: for each citation whether its words may be shown.
        """
        given = self._repository.citations
        aliases = {file: f"{number:06}" for number, file in enumerate(dict.fromkeys(one.file for one in given))}
        called = {(source, own): alias for (source, alias), own in self.people.items()}
        found = Citations()
        for one, word, first in zip(given, words, self.first, strict=True):
            less: dict[str, Any] = {}
            shown = word == ALLOWED and first
            if not shown:
                less |= _SAID
            if self.outside:
                less |= _FOR_THE_TEAM
                if one.citation.disputed is not None:
                    less["disputed"] = _WHY_IS_NOT_TOLD
                less["speaker"] = called.get((one.source, one.citation.speaker or ""))
                if not shown:
                    less |= {"at": None, "role": None}
            citation = one.citation.model_copy(update=less) if less else one.citation
            coder = None if self.outside else one.coder
            place = (aliases[one.file], one.index, one.line)
            found.append(Coded(citation, one.source, coder, *place, withdrawn=one.withdrawn))
        return found

    # ---- records ----

    def source(self, source: Source) -> Source:
        """The source without its transcript's file name; outside the team, its people without what points at them."""
        less: dict[str, Any] = {"text": None, "text_sha256": None, "imported_sha256": None}
        if self.outside:
            less["invited"] = dict(self.coarse.invited.get(source.id, source.invited))
            less["participants"] = tuple(
                self._person(source, number, person) for number, person in enumerate(source.participants)
            )
            if source.id in self.closed:
                title = label(f"source_kind.{source.kind}", self._language)
                less |= {"title": title[:1].upper() + title[1:], "reference": None, "tables": ()}
                less |= dict.fromkeys(holding(Source, "about"))
        return source.model_copy(update=less)

    def _person(self, source: Source, number: int, person: Participant) -> Participant:
        quoted = source.id not in self.closed and person.consent == "quote"
        attributes = self.coarse.people.get((source.id, number), person.attributes) if quoted else {}
        less = {"id": _alias(number), "role": person.role if quoted else None, "attributes": dict(attributes)}
        less |= {"same_as": None, "organisation": self.organisations.get(person.organisation)}
        return person.model_copy(update=less)

    def case(self, case: Case) -> Case:
        """The case without the attributes that would give it away."""
        less = self.coarse.cases.get(case.id)
        return case if less is None else case.model_copy(update={"attributes": dict(less)})

    def writing(self, writing: Writing) -> Writing:
        """What writers wrote themselves, without what they wrote for a smaller circle."""
        own = tuple(one for one in writing.paragraphs if may_see(self._audience, one.audience))
        return writing.model_copy(update={"paragraphs": own})

    def claim(self, claim: Claim) -> Claim:
        """The claim, its decisions without the names of evidence that is no longer there."""
        less = {
            "decisions": tuple(self._decision(decision) for decision in claim.decisions),
            "origin": tuple(self._voiced(name) for name in claim.origin),
        }
        return claim.model_copy(update={name: value for name, value in less.items() if value != getattr(claim, name)})

    def _voiced(self, name: str) -> str:
        """What voiced a claim: a source by its id, an organisation by what it is called beyond the team."""
        return name if not self.outside or name in self._repository.sources else self.organisations.get(name, name)

    def _decision(self, decision: Decision) -> Decision:
        if decision.evidence is None:
            return decision
        gone = label("disclosure.gone", self._language)
        # a line begins with a citation, or with the case in which an outcome was not found
        known = (self._repository.citations.by_id, self._repository.cases)
        lines = tuple(
            dict.fromkeys(
                line if any(line.split()[0] in ids for ids in known) else gone for line in decision.evidence.citations
            )
        )
        if lines == decision.evidence.citations:
            return decision
        return decision.model_copy(update={"evidence": decision.evidence.model_copy(update={"citations": lines})})

    def evaluation(self, evaluation: Evaluation) -> Evaluation:
        """The evaluation, without where texts and names lie, and without accepted findings about what is gone."""
        accepted = tuple(one for one in evaluation.ignore if one.id is None or not self._gone(one.id))
        return evaluation.model_copy(update={"texts": None, "names": None, "ignore": accepted})

    def _gone(self, id_: str) -> bool:
        """Whether an id is that of a source or citation which is not there; words of the user's own are no id."""
        if re.fullmatch(CITATION_ID_PATTERN, id_):
            return all(id_ not in coding.by_id for coding in self._repository.codings)
        return re.fullmatch(ID_PATTERN, id_) is not None and id_ not in self._ids

    @cached_property
    def _ids(self) -> AbstractSet[str]:
        """Every id that something has, but for citations."""
        known = self._repository
        records = {stored.record.id for stored in known.records}
        tests = {test.id for claim in known.claims.values() for test in claim.tests}
        tables = {table.id for source in known.sources.values() for table in source.tables}
        concluded = {one.id for one in known.conclusions.recommendations} | known.conclusions.answers.keys()
        evaluation = known.evaluation
        keys = {evaluation.id, *evaluation.questions, *evaluation.groups, *evaluation.frameworks, *evaluation.team}
        return records | tests | tables | concluded | keys | known.codes.keys()


def _wordless(coded: Coded) -> Coded:
    """A second coder's citation as it is compared with the first's: what it shows, and nobody's words."""
    return coded.but(citation=coded.citation.model_copy(update={**_SAID, "selector": None}), file="")


def _alias(number: int) -> str:
    """What a participant is called beyond the team: the place in its source, from 1."""
    return f"p{number + 1}"


def _plain(stored: Stored[T], change: Callable[[T], T] = lambda record: record) -> Stored[T]:
    """The record, changed, without its file's name and without what was read there beside it."""
    return Stored(change(stored.record), "", _NOWHERE)
