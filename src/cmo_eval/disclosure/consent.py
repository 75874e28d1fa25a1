"""Whose words may be printed, by consent and by the confidentiality of their source."""

from __future__ import annotations

from collections.abc import Callable

from cmo_eval.disclosure.audience import Audience, may_see, opened_to
from cmo_eval.disclosure.disclosed import Disclosed
from cmo_eval.hearing import Answer
from cmo_eval.model import Source
from cmo_eval.store.repository import Repository

ALLOWED, NO_CONSENT, CONFIDENTIAL = range(3)
"""Whether the words of a citation may be printed, and if not, why."""


def quotable(repository: Repository, row: int) -> bool:
    """Whether the words of a citation, literal or paraphrased, may be printed.

    Printed are the words of a registered person whose consent is `quote`, of someone who is not registered (a role
    only), and of a document. Held back are those of someone who agreed to background only, of a registered person
    whose consent is not recorded, of a speaker who is not in the register, and of a fragment of which neither its
    fields nor the text tell whose it is while someone in that talk may not be quoted: silence about consent is no
    consent. The turns that the words lie in count as much as what the citation says: the strictest of all decides
    (`hearing`). What is held back counts as evidence all the same.

    Args:
        repository: the evaluation, whole, or as an audience may see it: then confidentiality counts too.
        row: a row of its citation columns.
    """
    if isinstance(repository, Disclosed):
        return bool(repository.quotable[row])
    columns = repository.citations
    if columns.withdrawn[row]:
        return False
    source = columns.sources[row]
    talk = repository.talk(source)
    if talk is not None:
        return talk.of((columns.files[row], columns.indexes[row])).answer is Answer.HEARD
    return _consents(repository.sources.get(source), columns.speakers[row], by_role=columns.roles[row] is not None)


def words_at_desk(repository: Repository, row: int, *, background: bool = False) -> str:
    """The words of a citation of the agreed coding, for the team at its own desk; a mark where they are held back.

    With `background` words are given too that may not be quoted: to be read by whoever codes them.
    """
    if repository.citations.withdrawn[row] or not (background or quotable(repository, row)):
        return "[may not be quoted]"
    return repository.stored_citation(row).record.quote or ""


def words_for(repository: Repository, audience: Audience) -> bytes:
    """For each citation whether its words may be shown to an audience: ALLOWED, NO_CONSENT or CONFIDENTIAL.

    Words need consent, whoever reads. Beyond the circle that may see the notes of a talk, they need more than silence:
    of a talk that is open to the committee, the public reads the words of registered people whose consent is `quote`,
    and no others; of what is for the team, nobody else reads any.
    """
    columns = repository.citations
    opened = _rule(repository, audience)
    talks = {source: repository.talk(source) for source in columns.sources.distinct}
    known: dict[tuple[str, str | None, bool], int] = {}
    found = bytearray(len(columns))
    for row, (source, speaker, role) in enumerate(zip(columns.sources, columns.speakers, columns.roles, strict=True)):
        key = (source, speaker, role is not None)
        if talks[source] is not None:
            found[row] = opened(*key) if quotable(repository, row) else NO_CONSENT
            continue
        if key not in known:
            consents = _consents(repository.sources.get(source), speaker, by_role=role is not None)
            known[key] = opened(*key) if consents else NO_CONSENT
        found[row] = NO_CONSENT if columns.withdrawn[row] else known[key]
    return bytes(found)


def closed_to(repository: Repository, audience: Audience, source: Source) -> bool:
    """Whether nothing of a source is for this audience, but that it counts.

    So is what only a smaller circle may see, unless somebody in it agreed that the public reads their words.
    """
    opened = opened_to(repository, source)
    agreed = opened == "committee" and any(person.consent == "quote" for person in source.participants)
    return not may_see(audience, opened) and not agreed


def _rule(repository: Repository, audience: Audience) -> Callable[[str, str | None, bool], int]:
    def reason(id_: str, speaker: str | None, by_role: bool) -> int:
        source = repository.sources.get(id_)
        if source is None:
            return NO_CONSENT
        opened = opened_to(repository, source)
        if may_see(audience, opened):
            return ALLOWED
        agreed = speaker is not None or (not by_role and bool(source.participants))
        return ALLOWED if opened == "committee" and agreed else CONFIDENTIAL

    return reason


def _consents(source: Source | None, speaker: str | None, *, by_role: bool) -> bool:
    if speaker is not None:
        person = source.participant(speaker) if source else None
        return person is not None and person.consent == "quote"
    if source is None or by_role:
        return source is not None
    return all(person.consent == "quote" for person in source.participants)
