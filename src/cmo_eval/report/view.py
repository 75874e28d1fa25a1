"""From an evaluation and its verification to a ReportView; the only door between the model and the output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from cmo_eval.analysis.coding import Coding
from cmo_eval.analysis.difference import ClaimDifference, ConditionChange, Difference
from cmo_eval.analysis.evidence_change import EvidenceChange, Piece
from cmo_eval.analysis.proposal import RULES_VERSION
from cmo_eval.analysis.robustness import Recoded
from cmo_eval.analysis.verification import Verification
from cmo_eval.deferred import expression
from cmo_eval.disclosure import Disclosed
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import Answer
from cmo_eval.model.evaluation import Accepted
from cmo_eval.report import contents
from cmo_eval.report.analyses import analyses
from cmo_eval.report.chapter import Material, chapter
from cmo_eval.report.contents import Named, copied
from cmo_eval.report.figures import linked_pictures, pictures
from cmo_eval.report.method import MOST_CODES, method
from cmo_eval.report.quotes import Quotes
from cmo_eval.report.rameses import checklist
from cmo_eval.report.register import cases, frameworks, goals, goals_said, named, partners, patterns, sources, strata
from cmo_eval.report.sentences import amount, date, period
from cmo_eval.store.repository import Repository

_ID = expression(r"\b[A-Z][A-Za-z]*[0-9]+\b")
"""Ids as they stand in sentences: S1, K15."""
_TITLED = ("claim", "pattern", "case", "source")


def view(
    repository: Disclosed,
    verification: Verification,
    language: str,
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
        language: `nl` or `en`.
        changes: since an earlier state, for an annex of their own.
        coding: how the whole evaluation was coded; what these readers may see of it unless given.
        recoded: what second coders' readings of the whole evaluation do to proposals, for readers who see none.
        links: where a `claim` or `pattern` (the first argument) with an id (the second) is told of, for who clicks on
            it: then the only figures are those of the programme theory, in which these are links, and all codes are
            told.
    """
    evaluation = repository.evaluation
    found = analyses(repository, verification, coding=coding, recoded=recoded)
    quotes = Quotes(repository, language, found.names)
    shown = patterns(repository, found, language)
    material = Material(repository, found, quotes, shown, language)
    numbers = {id_: number for number, id_ in enumerate(repository.claims, start=1)}
    chapters = tuple(chapter(material, result, numbers[id_]) for id_, result in verification.items())
    shown_cases = cases(repository)
    compared_cases: tuple[contents.Comparison, ...] = ()
    if found.comparisons:
        from cmo_eval.report.comparisons import comparisons  # noqa: PLC0415 - brings numpy, which few evaluations need

        compared_cases = comparisons(repository, found.comparisons, language)
    tables = frameworks(repository, found.frameworks, language)
    beside = partners(repository, found.partners, language)
    own = goals(found.goals, language)
    figures = (
        pictures(repository, found, language, compared_cases)
        if links is None
        else linked_pictures(repository, found, language, links)
    )
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
        goals_said=goals_said(found.goals, language),
        sources=sources(repository, found.opened, language),
        groups=tuple(copied(contents.Group, one, id=one.value, participants=one.people) for one in found.groups),
        panels=tuple(copied(contents.Panel, one, present=one.attended) for one in found.panels),
        strata=strata(repository, found.strata),
        invited_per_panel=evaluation.sampling.invited_per_panel,
        max_attendance=evaluation.sampling.max_attendance,
        checklist=checklist(repository, chapters, language, invitations=bool(found.panels)),
        accepted=tuple(_accepted(repository, one, language) for one in evaluation.ignore),
        citations=quotes.all(verification, found.evidence),
        words=quotes.words(
            (
                *_cited((*tables, *beside, *compared_cases), own, shown_cases),
                *_noted(chapters, compared_cases),
                *_grounds(repository),
            )
        ),
        pictures=figures,
        audience=repository.audience,
        held=repository.held,
        readers=(label(f"report.audience.{repository.audience}", language), *held_back(repository, language)),
        rules=RULES_VERSION,
        design=evaluation.design,
        method=method(
            repository, found.coding, found.recoded, language, most_codes=MOST_CODES if links is None else None
        ),
        team=tuple(Named(initials, member.role, "team") for initials, member in evaluation.team.items()),
        incomplete=verification.unread,
        changes=changes,
        own_language=evaluation.language,
    )


def _accepted(repository: Repository, accepted: Accepted, language: str) -> contents.Accepted:
    """A finding that was accepted: what it is about, by its title and id (a citation by that of its source), and why.

    What else its words name is given with its title.
    """
    code, id_, why = accepted.code, accepted.id or "", accepted.why
    (thing,) = named(repository, (id_,))
    about = f"‘{thing.title}’ ({id_})" if thing.title != id_ else id_ or label("report.about_all", language)
    words = dict.fromkeys(_ID.findall(why if thing.kind else f"{about} {why}"))
    others = tuple(one for one in named(repository, tuple(words)) if one.kind in _TITLED and one.id != id_)
    what = label(f"accepted.{code}", language)
    # a code that there is not has no words
    return contents.Accepted(code, id_, why, about, "" if what == f"accepted.{code}" else what, others)


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
