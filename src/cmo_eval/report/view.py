"""From an evaluation and its verification to a ReportView; the only door between the model and the output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cmo_eval.analysis.verification import Verification
from cmo_eval.disclosure import Disclosed
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import Evaluation
from cmo_eval.report.chapter import Material, chapter, shortened
from cmo_eval.report.contents import (
    Accepted,
    Answer,
    Changes,
    Chapter,
    Head,
    Named,
    Recommendation,
    ReportView,
    Thresholds,
    Totals,
)
from cmo_eval.report.figures import pictures
from cmo_eval.report.quotes import Quotes
from cmo_eval.report.rameses import checklist
from cmo_eval.report.register import cases, frameworks, groups, named, panels, patterns, sources, strata
from cmo_eval.report.sentences import amount, period
from cmo_eval.store.repository import Repository


def view(
    repository: Disclosed,
    verification: Verification,
    language: str | None = None,
    *,
    changes: Changes | None = None,
) -> ReportView:
    """The report as plain data; chapters are numbered by the order of all claims, so that each keeps its number.

    Args:
        repository: the evaluation as its readers may see it.
        verification: of all its claims, or of those that the report is about.
        language: `nl` or `en`; the evaluation's own unless given.
        changes: since an earlier state, for an annex of their own.
    """
    evaluation = repository.evaluation
    if language is None:
        language = evaluation.language
    quotes = Quotes(repository, language)
    shown = patterns(repository, verification, language)
    material = Material(repository, quotes, shown, language)
    numbers = {id_: number for number, id_ in enumerate(repository.claims, start=1)}
    chapters = tuple(shortened(chapter(material, result, numbers[id_])) for id_, result in verification.items())
    shown_cases = cases(repository)
    invited = panels(repository)
    sampling = evaluation.sampling
    return ReportView(
        language=language,
        head=_head(evaluation, language),
        thresholds=_thresholds(evaluation),
        totals=_totals(repository, quotes, len(chapters)),
        questions=tuple(_answers(repository, chapters)),
        chapters=chapters,
        recommendations=_recommendations(repository),
        patterns=tuple(shown.values()),
        cases=shown_cases,
        frameworks=frameworks(repository, shown_cases, language),
        sources=sources(repository, language),
        groups=groups(repository),
        panels=invited,
        strata=strata(repository),
        invited_per_panel=sampling.invited_per_panel,
        max_attendance=sampling.max_attendance,
        checklist=checklist(repository, chapters, language, invitations=bool(invited)),
        accepted=tuple(Accepted(one.code, one.id or "", one.why) for one in evaluation.ignore),
        citations=quotes.all(verification),
        pictures=pictures(repository, verification, language),
        audience=repository.audience,
        held=repository.held,
        readers=readers(repository, language),
        team=tuple(Named(initials, member.role, "team") for initials, member in evaluation.team.items()),
        incomplete=verification.unread,
        changes=changes,
        own_language=evaluation.language,
    )


def _head(evaluation: Evaluation, language: str) -> Head:
    programme = evaluation.programme
    return Head(
        id=evaluation.id,
        title=evaluation.title,
        programme=programme.name,
        description=programme.description or "",
        owner=programme.owner or "",
        executor=programme.executor or "",
        period=period(programme.period, language),
        basis=evaluation.basis,
        fictional=evaluation.fictional,
        date=evaluation.date or "",
    )


def _thresholds(evaluation: Evaluation) -> Thresholds:
    policy = evaluation.policy.verdict
    return Thresholds(
        policy.min_sources,
        policy.min_kinds,
        policy.min_groups,
        policy.min_quality,
        policy.require_disconfirming_search,
    )


def _totals(repository: Repository, quotes: Quotes, claims: int) -> Totals:
    kinds: dict[str, int] = {}
    for source in repository.sources.values():
        kinds[source.kind] = kinds.get(source.kind, 0) + 1
    return Totals(
        sources=len(repository.sources),
        participants=sum(len(source.participants) for source in repository.sources.values()),
        citations=len(quotes),
        verbatim=quotes.verbatim,
        held_back=quotes.held_back,
        claims=claims,
        patterns=len(repository.patterns),
        cases=len(repository.cases),
        kinds=tuple(sorted(kinds.items())),
    )


def _answers(repository: Repository, chapters: Sequence[Chapter]) -> list[Answer]:
    answers = []
    for key, text in repository.evaluation.questions.items():
        answer = repository.conclusions.answers.get(key)
        answers.append(
            Answer(
                question=Named(key, text, "question"),
                claims=tuple(
                    Named(one.id, one.title, "claim")
                    for one in chapters
                    if any(question.id == key for question in one.questions)
                ),
                text=answer.text if answer else "",
                limits=(answer.limits or "") if answer else "",
                rests_on=named(repository, answer.rests_on) if answer else (),
            )
        )
    return answers


def _recommendations(repository: Repository) -> tuple[Recommendation, ...]:
    titles = repository.evaluation.groups
    return tuple(
        Recommendation(
            id=one.id,
            text=one.text,
            for_groups=tuple(titles.get(key, key) for key in one.for_),
            rests_on=named(repository, one.rests_on),
        )
        for one in repository.conclusions.recommendations
    )


# ---- its readers, and how much was held back from them ---------------------------------------------------------------


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
