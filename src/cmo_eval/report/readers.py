"""For whom a report is and how much was held back from them, said; nothing of what or whose."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.disclosure import Disclosed
from cmo_eval.messages import label, phrase, say
from cmo_eval.report.sentences import amount


def readers(repository: Disclosed, language: str) -> tuple[str, ...]:
    """A sentence on who may read this version, and one for each reason for which something was held back."""
    return (label(f"report.audience.{repository.audience}", language), *held_back(repository, language))


def held_back(repository: Disclosed, language: str) -> Iterator[str]:
    """A sentence for each reason, with how much; none where nothing was held back."""
    held, least = repository.held, repository.evaluation.policy.small_cell
    for reason, number, noun in (
        ("consent", held.consent, "citation"),
        ("confidentiality", held.confidentiality, "citation"),
        ("sources", held.sources, "source"),
        ("people", held.people, "participant"),
        ("cases", held.cases, "case"),
    ):
        if number:
            what = phrase(f"report.held.{reason}", n=amount(number, noun, language), least=least)
            yield say(what, language)
