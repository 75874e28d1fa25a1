"""A model's proposals looked at by a person, one by one: what is accepted becomes that person's citation.

There is no way to accept several at once, and none to accept one in less time than it takes to read it: whoever says
yes to all has not looked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from pathlib import Path

from cmo_eval.attribution import Answer
from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding import add
from cmo_eval.edits.coding.checking import coder_named
from cmo_eval.edits.coding.citation_text import with_citations
from cmo_eval.edits.coding.draft import Draft, Stance, stance_of
from cmo_eval.edits.coding.file import Added, Refused
from cmo_eval.edits.plan import Plan, opened
from cmo_eval.errors import UsageError, said_of
from cmo_eval.model.citation import Reviewed
from cmo_eval.nearest import did_you_mean, unknown
from cmo_eval.store.repository import Coded, Repository, natural
from cmo_eval.store.writing.change import Change, FileChange, digest

LEAST_SECONDS = 1.0
"""Within which nobody reads anything."""
WORDS_A_SECOND = 10
"""More than anybody reads with understanding (Brysbaert 2019: 238 words a minute on average, 4 a second)."""
RUSHED = 3
"""Acceptances in a row that were too quick, after which a sitting ends."""


@dataclass(frozen=True)
class Word:
    """What a person says of a proposal, who and when; what they say in place of a part of it, None where it stays."""

    outcome: Reviewed
    by: str
    date: str
    stances: Sequence[Stance] | None = None
    codes: Sequence[str] | None = None
    quality: str | None = None

    @property
    def changes(self) -> bool:
        """Whether anything is given but the quality, which a proposal need not have."""
        return self.stances is not None or self.codes is not None


@dataclass(frozen=True, kw_only=True)
class Looked(Plan):
    """What becomes of a proposal: the citation that it is, None where it was rejected; `there` already."""

    proposal: str
    outcome: Reviewed
    citation: str | None = None
    there: bool = False


@dataclass
class Pace:
    """The time a person takes over each proposal, in one sitting; a proposal is accepted once it can have been read."""

    clock: Callable[[], float] = time.monotonic
    _since: float | None = None
    _rushed: int = field(default=0)

    def shown(self) -> None:
        """A proposal is before the person now."""
        self._since = self.clock()

    def accept(self, words: str) -> None:
        """A person says yes to these words.

        Raises:
            UsageError: in less time than it takes to read them.
        """
        needed = max(LEAST_SECONDS, len(words.split()) / WORDS_A_SECOND)
        taken = 0.0 if self._since is None else self.clock() - self._since
        if taken < needed:
            self._rushed += 1
            raise UsageError(
                f"that was {taken:.1f} s for {len(words.split())} words: nobody reads that fast",
                "read the words, then say what they are; proposals are accepted one by one",
            )
        self._rushed = 0

    @property
    def ended(self) -> bool:
        """Whether yes was said too quickly so often in a row that nobody can be reading."""
        return self._rushed >= RUSHED


def waiting(repository: Repository, sources: Sequence[str] = (), model: str | None = None) -> list[Coded]:
    """The proposals that nobody looked at yet, in the order of the text; none of who may not be quoted any more.

    Args:
        repository: the evaluation, without what was withdrawn.
        sources: of these only; of all unless given.
        model: of that one only.

    Raises:
        UsageError: there is no such source, or no such model.
    """
    known = {name.coder for name in repository.proposal_files if name.coder}
    if model is not None and model not in known:
        hint = did_you_mean(model, sorted(known)) or (f"it is {', '.join(sorted(known))}" if known else "")
        raise UsageError(f"no model {model} proposed anything", hint or "`cmo-eval code propose` takes an answer in")
    for id_ in sources:
        if id_ not in repository.sources:
            raise unknown("source", id_, repository.sources)
    found = [
        one
        for one in repository.proposals
        if one.citation.review is None
        and one.source in (sources or repository.sources)
        and model in {None, one.coder}
        and one.citation.selector is not None
        and _is_heard(repository, one)
    ]
    return sorted(found, key=lambda one: (natural(one.source), _start(one), natural(one.id)))


def _is_heard(repository: Repository, one: Coded) -> bool:
    talk = repository.talk(one.source)
    return talk is None or talk.hearing(one.citation).answer is Answer.HEARD


def _start(one: Coded) -> int:
    return one.citation.selector.start if one.citation.selector is not None else 0


def plan(root: Path, repository: Repository, proposal: str, word: Word, *, texts: str | Path | None = None) -> Looked:
    """A proposal accepted, changed and accepted, or rejected.

    What is accepted is put into the coding of whoever accepts it: the agreed one where that is theirs, or nobody's yet,
    else their own as a second coder. The proposal stays, with what was made of it.

    Args:
        root: the evaluation folder.
        repository: what was read from it.
        proposal: its id.
        word: what the person makes of it; accepted with something else in place of what it says, it is `changed`.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        UsageError: there is no such proposal, somebody looked at it already, or it cannot be a citation.
        CmoEvalError: a file cannot be written without rewriting more.
    """
    one = next((coded for coded in repository.proposals if coded.id == proposal), None)
    if one is None:
        near = did_you_mean(proposal, [coded.id for coded in repository.proposals])
        raise UsageError(
            f"there is no proposal {proposal[:60]}", near or "`cmo-eval code review` shows those that wait"
        )
    if (said := one.citation.review) is not None:
        raise UsageError(f"{proposal} was {said.outcome} by {said.by}", "`cmo-eval code edit` changes a citation")
    coder_named(repository, word.by)
    outcome: Reviewed = word.outcome
    if outcome != "rejected":
        outcome = "changed" if word.changes else "accepted"
    review = {"outcome": outcome, "by": word.by, "date": word.date}
    files: list[FileChange] = []
    notes: tuple[str, ...] = ()
    there = False
    if outcome != "rejected":
        session = add.Session(root, repository, texts)
        agreed = session.coding(one.source).coder
        found = session.put(replace(_draft(one, word), second=agreed not in {None, word.by}))
        if isinstance(found, Refused):
            raise add.refusal(found.problems)
        there, review["citation"] = not isinstance(found, Added), found.id
        files = [*session.change("").files]
        notes = (*(found.notes if isinstance(found, Added) else ()), *session.notes())
    before, _ = opened(root, one.file)
    with said_of(one.file):
        text = with_citations(before.decode("utf-8"), change={one.id: {"review": review}})
    files.append(FileChange(one.file, digest(before), text.encode("utf-8")))
    return Looked(
        root=root,
        change=Change(tuple(files), what=f"code review {proposal}"),
        notes=notes,
        proposal=proposal,
        outcome=outcome,
        citation=review.get("citation"),
        there=there,
    )


def _draft(one: Coded, word: Word) -> Draft:
    """What a proposal is as a person's own coding."""
    proposed, place = one.citation, one.citation.selector
    if place is None or proposed.quote is None:
        raise UsageError(f"{one.id} has no place in the transcript", "reject it, and code the words: `code add`")
    line = proposed.at.line if proposed.at is not None else None
    return Draft(
        source=one.source,
        quote=proposed.quote,
        stances=tuple(map(stance_of, proposed.evidence)) if word.stances is None else tuple(word.stances),
        codes=tuple(proposed.codes if word.codes is None else word.codes),
        quality=word.quality or proposed.quality,
        at={"line": str(line)} if line is not None else {},
        coder=word.by,
        coded=word.date,
        prefix=place.prefix,
        suffix=place.suffix,
        start=place.start,
        actor="model",
        proposed_by=one.coder,
    )
