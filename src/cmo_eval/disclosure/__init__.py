"""Who may see what: consent and confidentiality here, small cells in `cells`, and all of it at once in `gate`.

Leaves printing to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from cmo_eval.attribution import Answer
from cmo_eval.deferred import dataclass
from cmo_eval.model import Source
from cmo_eval.store.repository import Coded, Repository

Audience = Literal["public", "committee", "team"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""From the widest circle of readers to the narrowest; who comes later may see all that who comes earlier may see."""

_USUAL: Mapping[str, Audience] = {"case_interview": "team", "document": "public", "research": "public"}

ALLOWED, NO_CONSENT, CONFIDENTIAL = range(3)
"""Whether the words of a citation may be printed, and if not, why."""


@dataclass(frozen=True, slots=True)
class Held:
    """How much was held back, by reason; never what or whose.

    Attributes:
        consent: citations whose words are not shown since the speaker's consent does not allow it, or is not recorded.
        confidentiality: citations whose words are not shown since their source is not open to this audience.
        sources: sources of which title, roles and reference are not shown, since they are closed to this audience.
        people: participants of whom attributes are not shown, or not all, since too few organisations share them.
        cases: cases of which they are not shown, or not all, for the same reason.
    """

    consent: int = 0
    confidentiality: int = 0
    sources: int = 0
    people: int = 0
    cases: int = 0

    @property
    def words(self) -> int:
        """Citations whose words are not shown, for either reason."""
        return self.consent + self.confidentiality

    def __bool__(self) -> bool:
        return bool(self.words or self.sources or self.people or self.cases)


@dataclass(frozen=True)
class Disclosed(Repository):
    """What an audience may see of an evaluation, and nothing else: whoever writes from it cannot leak.

    It counts as the whole does: sources, citations, stances and groups are all there, so that every proposal and every
    total is the same for each audience. Held back are words, notes, roles and attributes; records carry neither the
    names of their files nor what these held beside. `quotable` has the key of each citation whose words are there;
    `coarsened` names the cases whose attributes are not all there, `closed` the sources that are called by their kind.
    """

    audience: Audience = "public"
    held: Held = Held()
    quotable: frozenset[tuple[str, int]] = frozenset()
    coarsened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


# ---- confidentiality -------------------------------------------------------------------------------------------------


def opened_to(repository: Repository, source: Source) -> Audience:
    """The widest audience that may see the notes of a source.

    What the source says itself, counts. Else: what is known through a published report only is as open as that report
    is, and of a re-reading everything is published. Else the policy's for its kind; where that is silent, case
    interviews are for the team, documents and research for the public, and all other talks for the committee.
    """
    seen: set[str] = set()
    while source.confidentiality is None and source.reported_in is not None and source.id not in seen:
        seen.add(source.id)
        document = repository.sources.get(source.reported_in.source)
        if document is None:
            return "public"
        source = document
    if source.confidentiality is not None:
        return source.confidentiality
    evaluation = repository.evaluation
    if evaluation.basis == "published":
        return "public"
    return evaluation.policy.confidentiality.get(source.kind) or _USUAL.get(source.kind, "committee")


def may_see(audience: Audience, opened: Audience) -> bool:
    """Whether an audience may see what was opened to that one."""
    return AUDIENCES.index(audience) >= AUDIENCES.index(opened)


def closed_to(repository: Repository, audience: Audience, source: Source) -> bool:
    """Whether nothing of a source is for this audience, but that it counts.

    So is what only a smaller circle may see, unless somebody in it agreed that the public reads their words.
    """
    opened = opened_to(repository, source)
    agreed = opened == "committee" and any(person.consent == "quote" for person in source.participants)
    return not may_see(audience, opened) and not agreed


# ---- consent ---------------------------------------------------------------------------------------------------------


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
    seen = {id_ for id_, least in opened.items() if may_see(audience, least)}

    def word(one: Coded) -> int:
        source = repository.sources.get(one.source)
        if source is None or one.withdrawn or not _may_be_quoted(repository, one):
            return NO_CONSENT
        if source.id in seen:
            return ALLOWED
        citation = one.citation
        agreed = citation.speaker is not None or (citation.role is None and bool(source.participants))
        return ALLOWED if opened[source.id] == "committee" and agreed else CONFIDENTIAL

    return bytes(map(word, repository.citations))


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
