"""The gate: from an evaluation to what an audience may see of it; the one place where that is decided.

Whatever is written is made from what comes out here, so that no writer has to remember what may not be said. It looks
at columns and records in memory and reads no file; words are left out as they are read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cached_property
from typing import Any, TypeVar

from cmo_eval.diagnostics import Position
from cmo_eval.disclosure.audience import Audience
from cmo_eval.disclosure.cells import Shown, shown
from cmo_eval.disclosure.consent import ALLOWED, CONFIDENTIAL, NO_CONSENT, closed_to, words_for
from cmo_eval.disclosure.disclosed import Disclosed, Held
from cmo_eval.messages import label
from cmo_eval.model import Case, Citation, Claim, Decision, Evaluation, Participant, Source
from cmo_eval.model.base import CITATION_ID_PATTERN, ID_PATTERN
from cmo_eval.store.columns import Citations, Recurring
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.store.yaml_io import Node

T = TypeVar("T")

_SAID = dict.fromkeys(("quote", "judgement", "observation", "event", "memo"))
"""What of a citation is somebody's words, or told after them."""
_FOR_THE_TEAM = dict.fromkeys(
    ("judgement", "observation", "event", "memo", "disputed", "selector", "adjudicated", "utterance", "coded")
)
"""What of a citation its coder noted beside the words."""
_NOWHERE = Node(None, None, lambda _: Position(1, 1))


def disclose(repository: Repository, audience: Audience, language: str | None = None) -> Disclosed:
    """What an audience may see of an evaluation.

    - Words stay where consent and confidentiality allow it (`words_for`); a citation without them keeps its id, source,
      group, quality, stances, patterns and codes, so that it counts, and loses the speaker's role.
    - Notes to words (memo, judgement, observation, event), coders, second codings and transcripts' file names are for
      the team.
    - A source that is closed to the audience (`closed_to`) is called by its kind, without roles and reference.
    - Attributes that too few organisations share, by all that can be joined, are left out (`disclosure.cells`); the
      team sees them.
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
    gate = _Gate(repository, audience, language or repository.evaluation.language, words)
    first = repository.citations.row_of.values()  # known to the copy of the columns too
    columns = gate.columns()
    cases = gate.coarse.cases
    return Disclosed(
        stored_evaluation=_plain(repository.stored_evaluation, gate.evaluation),
        stored_claims=[_plain(one, gate.claim) for one in repository.stored_claims],
        stored_patterns=[_plain(one) for one in repository.stored_patterns],
        stored_cases=[_plain(one, lambda case: _with(case, cases.get(case.id))) for one in repository.stored_cases],
        stored_sources=[_plain(one, gate.source) for one in repository.stored_sources],
        stored_codebook=repository.stored_codebook and _plain(repository.stored_codebook),
        stored_conclusions=repository.stored_conclusions and _plain(repository.stored_conclusions),
        citations=columns,
        second_codings=Citations() if gate.outside else repository.second_codings,
        unread=repository.unread,
        reread=gate.reader(columns),
        audience=audience,
        held=Held(
            consent=sum(words[row] == NO_CONSENT for row in first),
            confidentiality=sum(words[row] == CONFIDENTIAL for row in first),
            sources=len(gate.closed),
            people=len(gate.coarse.people),
            cases=len(cases),
        ),
        quotable=bytes(word == ALLOWED for word in words),
        coarsened=frozenset(cases),
    )


class _Gate:
    """What is decided once for all records; `outside`: the audience is not the team."""

    def __init__(self, repository: Repository, audience: Audience, language: str, words: bytes) -> None:
        self._repository = repository
        self._language = language
        self._words = words
        self.outside = audience != "team"
        self.closed = {id_ for id_, source in repository.sources.items() if closed_to(repository, audience, source)}
        self.coarse = shown(repository) if self.outside else Shown()

    # ---- citations ----

    def columns(self) -> Citations:
        """The columns of the agreed coding; those that say nothing of whom or what are shared with the whole."""
        given, words = self._repository.citations, self._words
        columns = copy(given)
        columns.worded = bytearray(flag and word == ALLOWED for flag, word in zip(given.worded, words, strict=True))
        aliases = [f"{number:06}" for number in range(len(given.files.values))]
        columns.files = Recurring.of(aliases, given.files.codes)
        if self.outside:
            known = {
                (source.id, person.id): _alias(number)
                for source in self._repository.sources.values()
                for number, person in enumerate(source.participants)
            }
            who = zip(given.sources, given.speakers, strict=True)
            columns.speakers = Recurring(known.get((source, speaker or "")) for source, speaker in who)
            said = zip(given.roles, words, strict=True)
            columns.roles = Recurring(role if word == ALLOWED else None for role, word in said)
            nobody: Recurring[str | None] = Recurring()
            nobody.repeat(None, len(given))
            columns.coders = columns.adjudicators = nobody
        return columns

    def reader(self, columns: Citations) -> Callable[[str, int, str], Stored[Citation]]:
        """Reads a whole citation again, and leaves out what is not for this audience.

        Of an id that is used twice, only the first has words.
        """
        given = self._repository.citations
        files = dict(zip(columns.files.values, given.files.values, strict=True))
        reread, words, outside = self._repository.reread, self._words, self.outside

        def read(file: str, index: int, id_: str) -> Stored[Citation]:
            row = given.row_of[id_]
            citation = reread(files[file], index, id_).record
            first = (columns.files[row], given.indexes[row]) == (file, index)
            shown = first and words[row] == ALLOWED
            left: dict[str, Any] = {} if shown else {**_SAID}
            if outside:
                left |= {**_FOR_THE_TEAM, "speaker": columns.speakers[row], "role": columns.roles[row]}
                if not shown:
                    left |= {"at": None, "role": None}
            return Stored(citation.model_copy(update=left) if left else citation, "", _NOWHERE)

        return read

    # ---- records ----

    def source(self, source: Source) -> Source:
        """The source without its transcript's file name; outside the team, its people without what points at them."""
        less: dict[str, Any] = {"text": None, "text_sha256": None, "imported_sha256": None}
        if self.outside:
            closed = source.id in self.closed
            less["invited"] = dict(self.coarse.invited.get(source.id, source.invited))
            less["participants"] = tuple(
                self._person(source, number, person) for number, person in enumerate(source.participants)
            )
            if closed:
                title = label(f"source_kind.{source.kind}", self._language)
                less |= {"title": title[:1].upper() + title[1:], "reference": None, "tables": ()}
        return source.model_copy(update=less)

    def _person(self, source: Source, number: int, person: Participant) -> Participant:
        quoted = source.id not in self.closed and person.consent == "quote"
        attributes = self.coarse.people.get((source.id, number), person.attributes) if quoted else {}
        less = {"id": _alias(number), "role": person.role if quoted else None, "attributes": dict(attributes)}
        return person.model_copy(update=less)

    def claim(self, claim: Claim) -> Claim:
        """The claim, its decisions without the names of evidence that is no longer there."""
        decisions = tuple(self._decision(decision) for decision in claim.decisions)
        return claim if decisions == claim.decisions else claim.model_copy(update={"decisions": decisions})

    def _decision(self, decision: Decision) -> Decision:
        if decision.evidence is None:
            return decision
        gone = label("disclosure.gone", self._language)
        known = self._repository.citations.row_of
        lines = tuple(dict.fromkeys(line if line.split()[0] in known else gone for line in decision.evidence.citations))
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
            return all(id_ not in coding.row_of for coding in self._repository.codings)
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


def _alias(number: int) -> str:
    """What a participant is called beyond the team: the place in its source, from 1."""
    return f"p{number + 1}"


def _with(case: Case, attributes: Mapping[str, str] | None) -> Case:
    return case if attributes is None else case.model_copy(update={"attributes": dict(attributes)})


def _plain(stored: Stored[T], change: Callable[[T], T] = lambda record: record) -> Stored[T]:
    """The record, changed, without its file's name and without what was read there beside it."""
    return Stored(change(stored.record), "", _NOWHERE)
