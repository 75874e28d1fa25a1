"""Whose words may be printed, and which attributes; knows consent and cell sizes, leaves printing to others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cmo_eval.model import Case, Source
from cmo_eval.repository import Repository

STRATA = ("region", "size")
"""The attributes by which an organisation can be recognised, next to a role."""


def quotable(repository: Repository, row: int) -> bool:
    """Whether the words of a citation, literal or paraphrased, may be printed.

    Printed are the words of a registered person whose consent is `quote`, of someone who is not registered (a role
    only), and of a document. Held back are those of someone who agreed to background only, of a registered person
    whose consent is not recorded, of a speaker who is not in the register, and of a fragment that names nobody
    while someone in that talk may not be quoted: silence about consent is no consent. What is held back counts as
    evidence all the same.

    Args:
        repository: the evaluation.
        row: a row of its citation columns.
    """
    columns = repository.citations
    if columns.withdrawn[row]:
        return False
    source = repository.sources.get(columns.sources[row])
    speaker = columns.speakers[row]
    if speaker is not None:
        person = source.participant(speaker) if source else None
        return person is not None and person.consent == "quote"
    if source is None or columns.roles[row] is not None:
        return source is not None
    return _all_quotable(source)


def _all_quotable(source: Source) -> bool:
    return all(person.consent == "quote" for person in source.participants)


def shown_attributes(repository: Repository, case: Case) -> Mapping[str, str]:
    """The attributes of a case that may be published.

    Of a case study in fieldwork, region and size are left out together while fewer cases than the policy's
    `small_cell` share them: next to the roles that are quoted from it, they would give the organisation away.
    Programmes, practice examples and re-readings of published reports are public already.
    """
    attributes = dict(case.attributes)
    strata = {key: attributes[key] for key in STRATA if key in attributes}
    if case.kind != "case_study" or repository.evaluation.basis == "published" or not strata:
        return attributes
    if _sharing(repository.cases.values(), strata) >= repository.evaluation.policy.small_cell:
        return attributes
    return {key: value for key, value in attributes.items() if key not in strata}


def _sharing(cases: Iterable[Case], strata: Mapping[str, str]) -> int:
    return sum(all(case.attributes.get(key) == value for key, value in strata.items()) for case in cases)
