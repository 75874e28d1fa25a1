"""A chapter: everything that the report says about one claim; leaves the order of chapters to the view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cmo_eval.analysis.decision import Staleness
from cmo_eval.analysis.verdict import Proposal as Verdict
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.messages import say
from cmo_eval.model import CRITERIA, QUALITIES, STANCES, Claim, ReportedIn
from cmo_eval.model.claim import Confidence
from cmo_eval.report.contents import (
    Chapter,
    Check,
    Component,
    Criterion,
    Cross,
    Dealt,
    Decision,
    Mechanism,
    Named,
    Pattern,
    Principle,
    Proposal,
    Quote,
    ReportView,
    Search,
    Step,
    Tally,
    Test,
    Wording,
)
from cmo_eval.report.quotes import Quotes, heard_from, held_back, independence, once_each
from cmo_eval.report.register import named, reference
from cmo_eval.report.sentences import section
from cmo_eval.store.repository import Repository, natural


@dataclass(frozen=True)
class Material:
    """What all chapters are built from."""

    repository: Repository
    quotes: Quotes
    patterns: Mapping[str, Pattern]
    language: str


def chapter(material: Material, result: ClaimResult, number: int) -> Chapter:
    """The chapter on one claim, in the version that is weighed."""
    repository, claim, evidence = material.repository, result.claim, result.evidence
    rows = material.quotes.of(evidence)
    left_out = material.quotes.left_out(evidence)
    support = tuple(quote for quote in rows if quote.stance == "supports")
    counter = tuple(quote for quote in rows if quote.stance != "supports")
    printed: set[str] = set()
    principles = tuple(_principles(material, claim, number, rows, printed))
    loose = tuple(quote for quote in support if quote.pattern not in claim.patterns)
    wording = claim.version(result.version) or claim.versions[-1]
    groups = repository.evaluation.groups
    heard_keys = set(evidence.all.groups)
    sources = _documents(repository, evidence.all.sources)
    return Chapter(
        number=number,
        id=claim.id,
        title=claim.title,
        kind=claim.kind,
        statement=wording.statement,
        version=result.version,
        latest_version=claim.versions[-1].version,
        intended=claim.intended or "",
        for_groups=tuple(Named(key, groups.get(key, key), "group") for key in claim.for_),
        questions=tuple(
            Named(key, repository.evaluation.questions.get(key, key), "question") for key in claim.questions
        ),
        origin=named(repository, claim.origin),
        principles=principles,
        other_evidence=once_each(loose, printed),
        counter_evidence=once_each(_by_stance(counter), printed),
        left_out=left_out,
        rivals=claim.rivals,
        search=_search(claim),
        tests=_tests(claim),
        reflection=claim.reflection or "",
        criteria=tuple(_criteria(claim)),
        proposal=_proposal(result.proposal, material.language),
        decision=_decision(material, result),
        preliminary=tuple(say(reason, material.language) for reason in result.preliminary),
        confidence=_confidence(claim.confidence),
        confidence_overall=(claim.confidence.overall or "") if claim.confidence else "",
        checks=tuple(Check(check.step, check.by, check.date, check.found or "") for check in claim.checks),
        heard=_heard(rows),
        not_heard=tuple(Named(key, title, "group") for key, title in groups.items() if key not in heard_keys),
        versions=tuple(
            Wording(one.version, one.date or "", one.statement, one.why or "", one.citations) for one in claim.versions
        ),
        matrix=tuple(_matrix(claim.id, rows, left_out)),
        sources=sources,
        incomplete=result.incomplete,
        voices=len(evidence.all.voices),
        citations=len(evidence.all.citations),
        held_back=held_back(rows),
        independence=independence(rows, material.language),
        other_held_back=held_back(loose),
        counter_held_back=held_back(counter),
        dealt=tuple(_dealt(material, result, counter)),
        references=tuple(Named(one.id, reference(repository.sources[one.id]), "source") for one in sources),
    )


def _principles(
    material: Material, claim: Claim, number: int, rows: Sequence[Quote], printed: set[str]
) -> list[Principle]:
    principles: list[Principle] = []
    place = 0
    for group in claim.mechanisms:
        mechanisms = []
        for id_ in group.patterns:
            pattern = material.patterns.get(id_)
            if pattern is None:
                continue  # an error of the user's that `validate` reports
            place += 1
            own = [quote for quote in rows if quote.pattern == id_]
            mechanisms.append(
                Mechanism(
                    number=f"{number}.{place}",
                    pattern=pattern,
                    quotes=once_each(_by_stance(own), printed),
                    independence=independence(own, material.language),
                    held_back=held_back(own),
                    voices=len({quote.voice for quote in own}),
                )
            )
        if mechanisms:
            principles.append(Principle(group.principle or "", tuple(mechanisms)))
    return principles


def _by_stance(quotes: Sequence[Quote]) -> list[Quote]:
    stances: Sequence[str] = STANCES
    return sorted(quotes, key=lambda quote: (stances.index(quote.stance), quote.other, natural(quote.id)))


def _documents(repository: Repository, ids: Sequence[str]) -> tuple[Named, ...]:
    """The documents that these sources are, or are known through, by author and year."""
    found: dict[str, Named] = {}
    for id_ in ids:
        source = repository.sources[id_]
        document = repository.sources.get(source.reported_in.source) if source.reported_in else source
        if document is not None and document.reference is not None:
            reference = document.reference
            year = f" ({reference.year})" if reference.year is not None else ""
            found[document.id] = Named(document.id, f"{reference.author or reference.title}{year}", "source")
    return tuple(found[id_] for id_ in sorted(found, key=natural))


def _search(claim: Claim) -> Search | None:
    search = claim.disconfirming_search
    return Search(search.by, search.date, search.where, search.found) if search else None


def _tests(claim: Claim) -> tuple[Test, ...]:
    return tuple(
        Test(test.id, test.kind, test.expects, test.declared or "", test.result or "", test.date or "", test.citations)
        for test in claim.tests
    )


def _criteria(claim: Claim) -> list[Criterion]:
    judged = [(name, getattr(claim.criteria, name)) for name in CRITERIA]
    return [Criterion(name, None, "") if one is None else Criterion(name, one.met, one.why) for name, one in judged]


def _proposal(proposal: Verdict, language: str) -> Proposal:
    return Proposal(
        verdict=proposal.verdict,
        rule=proposal.rule,
        reason=say(proposal.reason, language),
        becomes=proposal.becomes or "",
        missing=tuple(say(one, language) for one in proposal.missing),
        change=say(proposal.change, language) if proposal.change else "",
        trail=tuple(Step(step.rule, step.decided, say(step.why, language)) for step in proposal.trail),
    )


def _decision(material: Material, result: ClaimResult) -> Decision | None:
    decision = result.decision
    if decision is None:
        return None
    changed = result.staleness or Staleness()
    report = decision.reported_in
    return Decision(
        verdict=decision.verdict,
        version=decision.version,
        becomes=decision.becomes or "",
        by=decision.by or "",
        date=decision.date or "",
        second_reader=decision.second_reader or "",
        rationale=decision.rationale or "",
        sets_aside=decision.sets_aside,
        report=_report(material.repository, report),
        section=section(report.section) if report else "",
        agrees=bool(result.agrees),
        stale=result.stale,
        added=changed.added,
        removed=changed.removed,
        lacks=tuple(say(one, material.language) for one in result.lacks),
    )


# the rules that look at each kind of counter-evidence
_RULES = {"nuances": ("V6", "V7", "V8"), "refutes": ("V2", "V5", "V6", "V7"), "suggests": ("V4",)}


def _dealt(material: Material, result: ClaimResult, counter: Sequence[Quote]) -> Iterator[Dealt]:
    """For each stance against the claim that was heard: how much, what the rules made of it, what was set aside."""
    trail = {step.rule: say(step.why, material.language) for step in result.proposal.trail}
    aside = result.decision.sets_aside if result.decision else ()
    for stance, rules in _RULES.items():
        own = [quote for quote in counter if quote.stance == stance]
        if own:
            ids = sorted({quote.id for quote in own}, key=natural)
            yield Dealt(
                stance=stance,
                citations=tuple(ids),
                independence=heard_from(own, material.language),
                steps=tuple(f"{rule}: {trail[rule]}" for rule in rules if rule in trail),
                set_aside=tuple(id_ for id_ in ids if id_ in aside),
            )


def _report(repository: Repository, report: ReportedIn | None) -> Named | None:
    return named(repository, (report.source,))[0] if report else None


def _confidence(confidence: Confidence | None) -> tuple[Component, ...]:
    if confidence is None:
        return ()
    components = ((name, getattr(confidence, name)) for name in ("methods", "coherence", "adequacy", "relevance"))
    return tuple(Component(name, one.concern, one.why) if one else Component(name, "", "") for name, one in components)


def _heard(rows: Sequence[Quote]) -> tuple[Tally, ...]:
    cells = sorted({(quote.group, quote.kind) for quote in rows})
    tallies = []
    for group, kind in cells:
        own = [quote for quote in rows if (quote.group, quote.kind) == (group, kind)]
        tallies.append(Tally(group, kind, len({quote.voice for quote in own}), len({quote.id for quote in own})))
    return tuple(tallies)


def _matrix(claim: str, rows: Sequence[Quote], left_out: Sequence[Quote]) -> list[Cross]:
    """A row for each group and kind that was heard, and last the total of the claim."""
    cells = sorted({(quote.group, quote.kind) for quote in (*rows, *left_out)})
    crosses = [
        _cross(
            claim,
            *cell,
            [quote for quote in rows if (quote.group, quote.kind) == cell],
            [quote for quote in left_out if (quote.group, quote.kind) == cell],
        )
        for cell in cells
    ]
    return [*crosses, _cross(claim, "", "", rows, left_out)]


def _cross(claim: str, group: str, kind: str, rows: Sequence[Quote], left_out: Sequence[Quote]) -> Cross:
    stances = []
    for stance in STANCES:
        own = [quote for quote in rows if quote.stance == stance]
        stances.append((stance, len({quote.id for quote in own}), len({quote.voice for quote in own})))
    return Cross(
        claim=claim,
        group=group,
        kind=kind,
        stances=tuple(stances),
        citations=sum(citations for _, citations, _ in stances),
        voices=len({quote.voice for quote in rows}),
        left_out=len({(quote.id, quote.stance) for quote in left_out}),
    )


# ---- how much of the evidence is printed -----------------------------------------------------------------------------

MOST_QUOTES = 25
"""How many citations stand below one mechanism, or in one of the other lists of a chapter."""
MOST_ROWS = 2000
"""How many rows the audit trail may have before it is about the citations in the chapters only."""


def for_reading(view: ReportView) -> ReportView:
    """The view for documents: the same where there are few citations, else with an audit trail that can be read.

    It has all citations, or where those are more than `MOST_ROWS`, those whose ids stand in a chapter.
    """
    if len(view.citations) <= MOST_ROWS:
        return view
    named = {quote.id for one in view.chapters for quote in (*_lists(one), *one.left_out[:MOST_QUOTES])}
    kept = tuple(quote for quote in view.citations if quote.id in named)
    return replace(view, citations=kept, more=len(view.citations) - len(kept))


def shortened(chapter: Chapter) -> Chapter:
    """The chapter with what it prints; a quote that is left out above, is printed where it comes again.

    Below each mechanism, and in each other list, stand at most `MOST_QUOTES`, see `chosen`; the others are counted.
    """
    printed: set[str] = set()

    def some(quotes: Sequence[Quote]) -> tuple[tuple[Quote, ...], int]:
        kept = tuple(
            replace(quote, repeated=quote.id in printed) if quote.repeated else quote for quote in chosen(quotes)
        )
        printed.update(quote.id for quote in kept)
        return kept, len(quotes) - len(kept)

    def shorter(one: Mechanism) -> Mechanism:
        quotes, more = some(one.quotes)
        return replace(one, quotes=quotes, more=more)

    principles = tuple(
        replace(principle, mechanisms=tuple(shorter(one) for one in principle.mechanisms))
        for principle in chapter.principles
    )
    other, other_more = some(chapter.other_evidence)
    counter, counter_more = some(chapter.counter_evidence)
    return replace(
        chapter,
        principles=principles,
        other_evidence=other,
        other_more=other_more,
        counter_evidence=counter,
        counter_more=counter_more,
    )


def chosen(quotes: Sequence[Quote], most: int = MOST_QUOTES) -> tuple[Quote, ...]:
    """At most so many quotes, in the order in which they were given.

    Each stance has an equal share, as far as there are quotes for it, so that what contradicts is not crowded out. In
    its share a voice is heard a second time only after every other was heard once; the best in quality goes first.
    """
    if len(quotes) <= most:
        return tuple(quotes)
    turns: dict[tuple[str, str], int] = {}
    ranked: dict[str, list[tuple[int, int, int]]] = {}
    for place in sorted(range(len(quotes)), key=lambda place: (-_quality(quotes[place]), place)):
        quote = quotes[place]
        turn = turns[quote.stance, quote.voice] = turns.get((quote.stance, quote.voice), 0) + 1
        ranked.setdefault(quote.stance, []).append((turn, -_quality(quote), place))
    shares = [(number, one) for own in ranked.values() for number, one in enumerate(sorted(own))]
    return tuple(quotes[place] for place in sorted(place for _, (_, _, place) in sorted(shares)[:most]))


def _quality(quote: Quote) -> int:
    return QUALITIES.index(quote.quality) if quote.quality in QUALITIES else -1


def _lists(chapter: Chapter) -> tuple[Quote, ...]:
    shown = (quote for one in chapter.mechanisms for quote in one.quotes)
    return (*shown, *chapter.other_evidence, *chapter.counter_evidence)
