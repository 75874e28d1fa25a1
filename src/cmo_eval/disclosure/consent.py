"""Whose words may be printed, by consent and by the confidentiality of their source."""

from __future__ import annotations

from cmo_eval.disclosure.audience import Audience, may_see, opened_to
from cmo_eval.disclosure.disclosed import Disclosed
from cmo_eval.hearing import Answer
from cmo_eval.model import Source
from cmo_eval.store.citations import Coded
from cmo_eval.store.repository import Repository

ALLOWED, NO_CONSENT, CONFIDENTIAL = range(3)
"""Whether the words of a citation may be printed, and if not, why."""


def quotable(repository: Repository, coded: Coded) -> bool:
    """Whether the words of a citation, literal or paraphrased, may be printed.

    Printed are the words of a registered person whose consent is `quote`, of someone who is not registered (a role
    only), and of a document. Held back are those of someone who agreed to background only, of a registered person
    whose consent is not recorded, of a speaker who is not in the register, and of a fragment of which neither its
    fields nor the text tell whose it is while someone in that talk may not be quoted: silence about consent is no
    consent. The turns that the words lie in count as much as what the citation says: the strictest of all decides
    (`hearing`). What is held back counts as evidence all the same.

    Args:
        repository: the evaluation, whole, or as an audience may see it: then confidentiality counts too.
        coded: one of its citations.
    """
    if isinstance(repository, Disclosed):
        return coded.key in repository.quotable
    return not coded.withdrawn and _may_be_quoted(repository, coded)


def words_at_desk(repository: Repository, coded: Coded, *, background: bool = False) -> str:
    """The words of a citation of the agreed coding, for the team at its own desk; a mark where they are held back.

    With `background` words are given too that may not be quoted: to be read by whoever codes them.
    """
    if coded.withdrawn or not (background or quotable(repository, coded)):
        return "[may not be quoted]"
    return coded.citation.quote or ""


def words_for(repository: Repository, audience: Audience) -> bytes:
    """For each citation whether its words may be shown to an audience: ALLOWED, NO_CONSENT or CONFIDENTIAL.

    Words need consent, whoever reads. Beyond the circle that may see the notes of a talk, they need more than silence:
    of a talk that is open to the committee, the public reads the words of registered people whose consent is `quote`,
    and no others; of what is for the team, nobody else reads any.
    """
    opened = {id_: opened_to(repository, source) for id_, source in repository.sources.items()}

    def word(one: Coded) -> int:
        source = repository.sources.get(one.source)
        if source is None or one.withdrawn or not _may_be_quoted(repository, one):
            return NO_CONSENT
        if may_see(audience, opened[source.id]):
            return ALLOWED
        citation = one.citation
        agreed = citation.speaker is not None or (citation.role is None and bool(source.participants))
        return ALLOWED if opened[source.id] == "committee" and agreed else CONFIDENTIAL

    return bytes(map(word, repository.citations))


def closed_to(repository: Repository, audience: Audience, source: Source) -> bool:
    """Whether nothing of a source is for this audience, but that it counts.

    So is what only a smaller circle may see, unless somebody in it agreed that the public reads their words.
    """
    opened = opened_to(repository, source)
    agreed = opened == "committee" and any(person.consent == "quote" for person in source.participants)
    return not may_see(audience, opened) and not agreed


def _may_be_quoted(repository: Repository, coded: Coded) -> bool:
    talk = repository.talk(coded.source)
    if talk is not None:
        return talk.of(coded.key).answer is Answer.HEARD
    source, citation = repository.sources.get(coded.source), coded.citation
    if citation.speaker is not None:
        person = source.participant(citation.speaker) if source else None
        return person is not None and person.consent == "quote"
    if source is None or citation.role is not None:
        return source is not None
    return all(person.consent == "quote" for person in source.participants)
