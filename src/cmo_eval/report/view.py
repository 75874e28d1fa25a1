"""From an evaluation and its verification to a ReportView; the only door between the model and the output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from cmo_eval.analysis.coding import Coding, coding_of
from cmo_eval.analysis.completeness import names_of
from cmo_eval.analysis.difference import ClaimDifference, ConditionChange, Difference, EvidenceChange, Piece
from cmo_eval.analysis.proposal import RULES_VERSION
from cmo_eval.analysis.refinement import refinement
from cmo_eval.analysis.robustness import Recoded, sensitivities
from cmo_eval.analysis.verification import Verification
from cmo_eval.deferred import expression
from cmo_eval.disclosure import Disclosed
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import Answer
from cmo_eval.report import contents
from cmo_eval.report.chapter import Material, chapter
from cmo_eval.report.contents import Named, copied
from cmo_eval.report.figures import Pictures, pictures, theory_pictures
from cmo_eval.report.method import MOST_CODES, method
from cmo_eval.report.quotes import Quotes
from cmo_eval.report.rameses import checklist
from cmo_eval.report.register import (
    cases,
    frameworks,
    goals,
    goals_said,
    groups,
    named,
    panels,
    partners,
    patterns,
    sources,
    strata,
)
from cmo_eval.report.sentences import amount, date, period
from cmo_eval.store.repository import Repository

_ID = expression(r"\b[A-Z][A-Za-z]*[0-9]+\b")
"""Ids as they stand in sentences: S1, K15."""
_TITLED = ("claim", "pattern", "case", "source")


def view(
    repository: Disclosed,
    verification: Verification,
    language: str | None = None,
    *,
    changes: contents.Changes | None = None,
    coding: Coding | None = None,
    recoded: Callable[[], Recoded] | None = None,
    links: Callable[[str, str], str] | None = None,
) -> contents.ReportView:
    """The report as plain data; chapters are numbered by the order of all claims, so that each keeps its number.

    Args:
        repository: the evaluation as its readers may see it.
        verification: of all its claims, or of those that the report is about.
        language: `nl` or `en`; the evaluation's own unless given.
        changes: since an earlier state, for an annex of their own.
        coding: how the whole evaluation was coded; what these readers may see of it unless given.
        recoded: what second coders' readings of the whole evaluation do to proposals, for readers who see none.
        links: where a `claim` or `pattern` (the first argument) with an id (the second) is told of, for who clicks on
            it: then the only figures are those of the programme theory, in which these are links, and all codes are
            told.
    """
    evaluation = repository.evaluation
    if language is None:
        language = evaluation.language
    names = names_of(evaluation)
    quotes = Quotes(repository, language, names)
    shown = patterns(repository, verification, language, names)
    sensitivity = sensitivities(repository, verification.values())
    several = (one for one in verification.values() if len(one.claim.versions) > 1)
    histories = {one.claim.id: refinement(repository, one) for one in several}
    material = Material(repository, quotes, shown, language, sensitivity, histories)
    numbers = {id_: number for number, id_ in enumerate(repository.claims, start=1)}
    chapters = tuple(chapter(material, result, numbers[id_]) for id_, result in verification.items())
    shown_cases = cases(repository)
    compared_cases: tuple[contents.Comparison, ...] = ()
    if evaluation.comparisons:
        from cmo_eval.report.comparisons import comparisons  # noqa: PLC0415 - brings numpy, which few evaluations need

        compared_cases = comparisons(repository, language)
    tables, beside, own = frameworks(repository, language), partners(repository, language), goals(repository, language)
    invited = panels(repository)
    programme = evaluation.programme
    return contents.ReportView(
        language=language,
        head=copied(
            contents.Head,
            evaluation,
            programme=programme.name,
            description=programme.description or "",
            owner=programme.owner or "",
            executor=programme.executor or "",
            period=period(programme.period, language),
        ),
        thresholds=copied(contents.Thresholds, evaluation.policy.verdict),
        totals=contents.Totals(
            sources=len(repository.sources),
            participants=sum(len(source.participants) for source in repository.sources.values()),
            citations=len(quotes),
            verbatim=quotes.verbatim,
            held_back=quotes.held_back,
            claims=len(chapters),
            patterns=len(repository.patterns),
            cases=len(repository.cases),
            kinds=tuple(sorted(Counter[str](source.kind for source in repository.sources.values()).items())),
        ),
        questions=tuple(_answers(repository, chapters)),
        chapters=chapters,
        recommendations=tuple(
            copied(
                contents.Recommendation,
                one,
                for_groups=tuple(evaluation.groups.get(key, key) for key in one.for_),
                rests_on=named(repository, one.rests_on),
                due=date(one.due or "", language),
            )
            for one in repository.conclusions.recommendations
        ),
        patterns=tuple(shown.values()),
        cases=shown_cases,
        frameworks=tables,
        partners=beside,
        comparisons=compared_cases,
        goals=own,
        goals_said=goals_said(repository, language),
        sources=sources(repository, language),
        groups=groups(repository),
        panels=invited,
        strata=strata(repository),
        invited_per_panel=evaluation.sampling.invited_per_panel,
        max_attendance=evaluation.sampling.max_attendance,
        checklist=checklist(repository, chapters, language, invitations=bool(invited)),
        accepted=tuple(_accepted(repository, one.code, one.id, one.why, language) for one in evaluation.ignore),
        citations=quotes.all(verification),
        words=quotes.words(
            (
                *_cited((*tables, *beside, *compared_cases), own, shown_cases),
                *_noted(chapters, compared_cases),
                *_grounds(repository),
            )
        ),
        pictures=replace(
            pictures(repository, verification, language, histories),
            comparisons=tuple(picture for one in compared_cases for picture in one.pictures),
        )
        if links is None
        else Pictures(
            theory_pictures(repository, verification, language, paged=False, links=links),
            {
                id_: theory_pictures(repository, verification, language, claims=(id_,), paged=False, links=links)
                for id_ in verification
            },
        ),
        audience=repository.audience,
        held=repository.held,
        readers=(label(f"report.audience.{repository.audience}", language), *held_back(repository, language)),
        rules=RULES_VERSION,
        design=evaluation.design,
        method=method(
            repository,
            coding or coding_of(repository),
            language,
            recoded=recoded() if recoded is not None and repository.audience != "team" else None,
            most_codes=MOST_CODES if links is None else None,
        ),
        team=tuple(Named(initials, member.role, "team") for initials, member in evaluation.team.items()),
        incomplete=verification.unread,
        changes=changes,
        own_language=evaluation.language,
    )


def _accepted(repository: Repository, code: str, id_: str | None, why: str, language: str) -> contents.Accepted:
    what = label(f"accepted.{code}", language)
    about, known = _about(repository, id_, language), repository.kind_of(id_ or "") is not None
    words = dict.fromkeys(_ID.findall(why if known else f"{about} {why}"))
    named_ = named(repository, tuple(one for one in words if repository.kind_of(one) in _TITLED and one != id_))
    # a code that there is not has no words
    return contents.Accepted(code, id_ or "", why, about, "" if what == f"accepted.{code}" else what, named_)


def _about(repository: Repository, id_: str | None, language: str) -> str:
    """What a finding is about, by its title and id; a citation by that of its source."""
    if not id_:
        return label("report.about_all", language)
    (thing,) = named(repository, (id_,))
    return f"‘{thing.title}’ ({id_})" if thing.title != id_ else id_


def _cited(
    tables: Iterable[contents.Framework | contents.Partners | contents.Comparison],
    goals: Iterable[contents.OwnGoal],
    cases: Iterable[contents.Case],
) -> Iterator[str]:
    """The citations that the report names outside its chapters."""
    for case in cases:
        yield from case.opened_by
        for shown in case.shows:
            yield from shown.citations
    for table in tables:
        yield from table.cited
    for goal in goals:
        yield from goal.citations


def _noted(chapters: Iterable[contents.Chapter], comparisons: Iterable[contents.Comparison]) -> Iterator[str]:
    """The citations that are named in notes of chapters, and behind combinations of conditions."""
    for told in chapters:
        for absence in told.absences:
            yield from absence.citations
        if told.search:
            yield from told.search.citations
    for comparison in comparisons:
        for solution in comparison.solutions:
            for model in solution.models:
                for term in model.terms:
                    for one in (*term.cases, *term.against):
                        yield from one.citations


def _grounds(repository: Repository) -> Iterator[str]:
    """What answers and recommendations rest on."""
    for answer in repository.conclusions.answers.values():
        yield from answer.rests_on
    for recommendation in repository.conclusions.recommendations:
        yield from recommendation.rests_on


def _answers(repository: Repository, chapters: Sequence[contents.Chapter]) -> Iterator[contents.Answer]:
    for key, text in repository.evaluation.questions.items():
        answer = repository.conclusions.answers.get(key)
        served = (one for one in chapters if any(question.id == key for question in one.questions))
        claims = tuple(Named(one.id, one.title, "claim") for one in served)
        yield contents.Answer(
            question=Named(key, text, "question"),
            claims=claims,
            text=answer.text if answer else "",
            limits=(answer.limits or "") if answer else "",
            rests_on=named(repository, answer.rests_on) if answer else (),
            recommended=tuple(_recommended(repository, claims, answer)),
        )


def _recommended(repository: Repository, claims: Iterable[contents.Named], answer: Answer | None) -> Iterator[Named]:
    """What is recommended on grounds that the answer rests on too, or its claims."""
    grounds = {one.id for one in claims} | {*(answer.rests_on if answer else ())}
    for one in repository.conclusions.recommendations:
        if grounds & {*one.rests_on}:
            yield Named(one.id, one.text, "recommendation")


def held_back(repository: Disclosed, language: str) -> Iterator[str]:
    """A sentence for each reason for which something was held back, with how much; none where nothing was."""
    held, least = repository.held, repository.evaluation.policy.small_cell
    for reason, noun in (
        ("consent", "citation"),
        ("confidentiality", "citation"),
        ("sources", "source"),
        ("people", "participant"),
        ("cases", "case"),
    ):
        number = getattr(held, reason)
        if number:
            yield say(phrase(f"report.held.{reason}", n=amount(number, noun, language), least=least), language)


# ---- what changed since an earlier state: what is no longer there has no name, somebody may have withdrawn it --------


def without_traces(difference: Difference, now: Repository, language: str) -> Difference:
    """The difference, in which evidence and sources that are not there now have no name, stance or place.

    Args:
        difference: between an earlier state and this one.
        now: this state.
        language: in which they are called what they are: no longer there.
    """
    return replace(
        difference,
        claims=tuple(
            replace(
                one,
                evidence=tuple(_evidence(one, now, language)),
                conditions=tuple(kept for change in one.conditions if (kept := _condition(change, now)) is not None),
            )
            for one in difference.claims
        ),
    )


def _evidence(claim: ClaimDifference, now: Repository, language: str) -> Iterator[EvidenceChange]:
    """The changes; of all that are about evidence which is gone, one that says so."""
    gone = False
    for change in claim.evidence:
        if change.citation in now.citations.by_id or not change.citation:
            yield change
        elif not gone:
            gone = True
            yield EvidenceChange("removed", Piece(label("disclosure.gone", language), "", None, "", None), None)


def _condition(change: ConditionChange, now: Repository) -> ConditionChange | None:
    """The condition, its origin without sources that are gone; None where nothing of a change is left."""
    if change.what != "origin":
        return change
    before, after = (
        ", ".join(id_ for id_ in str(ids or "").split(", ") if id_ in now.sources) or None
        for ids in (change.before, change.after)
    )
    return None if before == after else replace(change, before=before, after=after)
