"""A chapter: everything that the report says about one claim; leaves the order of chapters to the view."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmo_eval.analysis.decision import Staleness
from cmo_eval.analysis.evidence import EvidenceRow, Side
from cmo_eval.analysis.proposal import RULES_VERSION
from cmo_eval.analysis.refinement import History
from cmo_eval.analysis.sides import GROUP
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.deferred import dataclass
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import CRITERIA, PARTS, QUALITIES, STANCES, Claim, Stance
from cmo_eval.report import contents
from cmo_eval.report.analyses import Analyses
from cmo_eval.report.conclusion import conclusion, on_both_sides, resting_on, voiced
from cmo_eval.report.contents import Named, Quote, copied
from cmo_eval.report.quotes import Quotes, heard_from, held_back, independence
from cmo_eval.report.register import becoming, goals, keyed, named, origins, reference
from cmo_eval.report.robustness import robustness
from cmo_eval.report.sentences import amount, parts_said, section, titled, within
from cmo_eval.store.repository import Repository, natural


@dataclass(frozen=True)
class Material:
    """What all chapters are built from."""

    repository: Repository
    analyses: Analyses
    quotes: Quotes
    patterns: Mapping[str, contents.Pattern]
    language: str


def chapter(material: Material, result: ClaimResult, number: int) -> contents.Chapter:
    """The chapter on one claim, in the version that is weighed.

    In each list stand the writer's highlights, else at most `MOST_QUOTES`, see `chosen`; the others are counted. Each
    citation is quoted once.
    """
    repository, claim, evidence = material.repository, result.claim, result.evidence
    rows, left_out = material.quotes.of(result), material.quotes.left_out(evidence)
    loose = [quote for quote in rows if quote.stance == "supports" and quote.pattern not in claim.patterns]
    counter = [quote for quote in rows if quote.stance != "supports"]
    printed: dict[str, str] = {}
    principles = tuple(_principles(material, result, number, rows, left_out, printed))
    other_evidence, other_more = _some(claim, loose, printed)
    counter_evidence, counter_more = _some(claim, counter, printed)
    hangs = robustness(repository, material.analyses.sensitivities[claim.id], material.language)
    groups, questions = repository.evaluation.groups, repository.evaluation.questions
    not_heard = [key for key in groups if key not in evidence.all.groups]
    silent = _why_silent(material, result, not_heard)
    search, confidence, everybody = claim.disconfirming_search, claim.confidence, result.question.sides.everybody
    sources = _documents(repository, evidence.all.sources)
    # in rows of groups and kinds a publication's own sentences stand as its own, and not with one of its talks
    origins_of = [_of_itself(repository, quote) for quote in rows]
    absences = (*evidence.absences, *evidence.results)
    return copied(
        contents.Chapter,
        claim,
        number=number,
        statement=(claim.version(result.version) or claim.versions[-1]).statement,
        version=result.version,
        latest_version=claim.versions[-1].version,
        for_groups=keyed(claim.for_, groups, "group"),
        questions=keyed(claim.questions, questions, "question"),
        origin=origins(repository, claim.origin),
        principles=principles,
        other_evidence=other_evidence,
        counter_evidence=counter_evidence,
        opposing=_opposing(principles, counter_evidence) if resting_on(result)[0] == "supports" else None,
        left_out=left_out,
        rivals=tuple(_rivals(result, rows, material.language)),
        search=search and copied(contents.Search, search),
        tests=tuple(copied(contents.Test, one) for one in claim.tests),
        criteria=tuple(_criteria(claim)),
        proposal=_proposal(material, result),
        decision=_decision(material, result),
        preliminary=tuple(say(reason, material.language) for reason in result.preliminary),
        confidence=tuple(_components(claim)),
        confidence_overall=(confidence.overall or "") if confidence else "",
        checks=tuple(copied(contents.Check, one) for one in claim.checks),
        heard=tuple(_heard(origins_of, absences, groups)),
        heard_twice=_heard_twice(origins_of, absences, groups, everybody, material.language),
        not_heard=keyed(not_heard, groups, "group"),
        not_heard_said=tuple(_not_heard_said(result, not_heard, groups, silent, material.language)),
        versions=tuple(_versions(claim, material.analyses.histories.get(claim.id, ()))),
        matrix=tuple(_matrix(claim.id, rows, origins_of, left_out)),
        sources=sources,
        incomplete=result.incomplete,
        voices=len(everybody.voices),
        citations=len({quote.id for quote in rows}),
        held_back=held_back(rows),
        independence=independence(rows, material.language),
        other_held_back=held_back(loose),
        counter_held_back=held_back(counter),
        dealt=tuple(_dealt(material, result, counter)),
        references=tuple(Named(one.id, reference(repository.sources[one.id]), "source") for one in sources),
        other_more=other_more,
        counter_more=counter_more,
        publications=named(repository, everybody.publications),
        through=_through(everybody, material.language),
        absences=tuple(_absences(material, result)),
        left_behind=tuple(_left_behind(evidence.left_behind)),
        robustness=hangs,
        conclusion=conclusion(result, hangs, groups, material.language, silent),
        voiced=tuple(voiced(result, counter, material.language)),
        judged_by=claim.judged_by or "",
        goals=_goals(material, result),
        split=claim.split and contents.Split(_split_by(repository, claim.split.by, material.language), claim.split.why),
    )


def _why_silent(material: Material, result: ClaimResult, groups: Sequence[str]) -> Mapping[str, str]:
    """By key of a group of which no voice counts on the claim: why what it said of it does not; no key where nothing.

    It may have suggested the claim in the place of another, where that counts, or have said what is not weighed.
    """
    repository, language = material.repository, material.language
    suggested = material.analyses.suggested.get(result.claim.id, {})
    left_out: dict[str, dict[str, None]] = defaultdict(dict)
    for row, reason in result.evidence.left_out:
        left_out[row.who.group or ""][label(f"left_out.{reason}", language)] = None
    found = {}
    for key in groups:
        reasons = []
        if key in suggested:
            others = [becoming(repository, one, language) for one in suggested[key]]
            reasons.append(say(phrase("report.none_counts.suggested", claims=others), language))
        if key in left_out:
            reasons.append(say(phrase("report.not_weighed", why=[*left_out[key]]), language))
        if reasons:
            found[key] = "; ".join(reasons)
    return found


def _not_heard_said(
    result: ClaimResult, groups: Sequence[str], titles: Mapping[str, str], silent: Mapping[str, str], language: str
) -> Iterator[str]:
    """Each of these groups with whether the claim is for it, and why what it said does not count."""
    for key in groups:
        about = [label("report.none_counts.for", language)] if key in result.question.not_heard else []
        about += [silent[key]] if key in silent else []
        yield titles.get(key, key) + (f" ({'; '.join(about)})" if about else "")


def _split_by(repository: Repository, key: str, language: str) -> str:
    """What the two sides differ in, as readers know it."""
    if key == GROUP:
        return label("report.group", language)
    known = repository.evaluation.attributes.get(key)
    if known is not None and known.label:
        return known.label
    return label(f"attribute.{key}", language).removeprefix("attribute.")


def _principles(
    material: Material,
    result: ClaimResult,
    number: int,
    rows: Sequence[Quote],
    left_out: Sequence[Quote],
    printed: dict[str, str],
) -> Iterator[contents.Principle]:
    place = 0
    complete = material.analyses.patterns_of[result.claim.id]
    for group in result.claim.mechanisms:
        mechanisms = []
        for id_ in group.patterns:
            if id_ not in material.patterns:
                continue  # an error of the user's that `validate` reports
            place += 1
            own = [quote for quote in rows if quote.pattern == id_]
            told = f"{number}.{place}"
            also = {(quote.name, printed[quote.id]): list[str]() for quote in own if quote.id in printed}
            for quote in own:
                if quote.id in printed:
                    also[quote.name, printed[quote.id]].append(quote.id)
            denials, more_denials = _some(result.claim, [quote for quote in own if quote.lacks], printed, told)
            quotes, more = _some(result.claim, [quote for quote in own if not quote.lacks], printed, told)
            mechanisms.append(
                contents.Mechanism(
                    number=told,
                    pattern=material.patterns[id_],
                    quotes=quotes,
                    denials=denials,
                    independence=independence(own, material.language),
                    held_back=held_back(own),
                    more=more + more_denials,
                    also=tuple(
                        contents.Elsewhere(within(who, material.language), where, tuple(dict.fromkeys(ids)))
                        for (who, where), ids in sorted(also.items())
                    ),
                    voices=len({quote.voice for quote in own}),
                    citations=len({quote.id for quote in own}),
                    how_well=_how_well(result, id_),
                    shown=parts_said(complete[id_], material.language, seen=_how_well(result, id_) != "not"),
                    unweighed=_unweighed([quote for quote in left_out if quote.pattern == id_], material.language),
                )
            )
        if mechanisms:
            yield contents.Principle(group.principle or "", tuple(mechanisms))


def _unweighed(quotes: Sequence[Quote], language: str) -> str:
    """How many citations these are, and for which reasons they are not weighed; empty where there are none."""
    if not quotes:
        return ""
    citations = amount(len({quote.id for quote in quotes}), "citation", language)
    reasons = [label(f"left_out.{reason}", language) for reason in dict.fromkeys(one.left_out for one in quotes)]
    return say(phrase("report.unweighed", citations=citations, reasons=reasons), language)


def _how_well(result: ClaimResult, pattern: str) -> str:
    """How much of a pattern somebody for the claim saw: `whole`, `partly` or `not`."""
    seen = next((one.seen for one in result.configurations if one.pattern == pattern), frozenset())
    return "whole" if seen == {*PARTS} else "partly" if seen else "not"


def _documents(repository: Repository, ids: Sequence[str]) -> tuple[Named, ...]:
    """The documents that these sources are, or are known through, by author and year."""
    found: dict[str, Named] = {}
    for id_ in ids:
        source = repository.sources[id_]
        document = repository.sources.get(source.reported_in.source) if source.reported_in else source
        if document is not None and document.reference is not None:
            given = document.reference
            year = f" ({given.year})" if given.year is not None else ""
            found[document.id] = Named(document.id, f"{given.author or given.title}{year}", "source")
    return tuple(found[id_] for id_ in sorted(found, key=natural))


def _rivals(result: ClaimResult, rows: Sequence[Quote], language: str) -> Iterator[contents.Rival]:
    for rival, favoured in result.rivals:
        own = [quote for quote in rows if quote.id in favoured.citations]
        yield copied(contents.Rival, rival, favoured=heard_from(own, language), citations=favoured.citations)


def _versions(claim: Claim, history: History) -> Iterator[contents.Wording]:
    for one in history:
        yield copied(
            contents.Wording,
            one.wording,
            **{side: getattr(one, side).citations for side in ("gained", "carried", "left_behind", "lost")},
            set_aside=tuple(copied(contents.SetAside, aside) for aside in one.set_aside),
        )
    if not history:
        yield from (copied(contents.Wording, one) for one in claim.versions)


def _criteria(claim: Claim) -> Iterator[contents.Criterion]:
    for name in CRITERIA:
        judged = getattr(claim.criteria, name)
        yield copied(contents.Criterion, judged, name=name) if judged else contents.Criterion(name, None, "")


def _components(claim: Claim) -> Iterator[contents.Component]:
    for name in ("methods", "coherence", "adequacy", "relevance") if claim.confidence else ():
        judged = getattr(claim.confidence, name)
        yield copied(contents.Component, judged, name=name) if judged else contents.Component(name, "", "")


def _proposal(material: Material, result: ClaimResult) -> contents.Proposal:
    proposal, language = result.proposal, material.language
    groups = material.repository.evaluation.groups
    return copied(
        contents.Proposal,
        proposal,
        rules=RULES_VERSION,
        why_shown=result.why_shown or "",
        reason=say(titled(proposal.reason, groups), language),
        missing=tuple(say(titled(one, groups), language) for one in proposal.missing),
        change=say(titled(proposal.change, groups), language) if proposal.change else "",
        trail=tuple(copied(contents.Step, one, why=say(titled(one.why, groups), language)) for one in proposal.trail),
        into=becoming(material.repository, proposal.becomes, language),
    )


def _through(everybody: Side, language: str) -> str:
    """Through how many publications the voices are known, said; empty where all were heard in one's own fieldwork."""
    if not everybody.publications:
        return ""
    known = len(everybody.voices) - len(everybody.own_voices)
    publications = amount(len(everybody.publications), "publication", language)
    key = "report.through_partly" if everybody.own_voices else "report.through"
    own = amount(len(everybody.own_voices), "voice", language)
    return say(phrase(key, own=own, voices=amount(known, "voice", language), publications=publications), language)


def _absences(material: Material, result: ClaimResult) -> Iterator[contents.Absence]:
    repository = material.repository
    for id_, pattern in dict.fromkeys((row.citation, row.pattern or "") for row in result.evidence.absences):
        seen = [one.citations for one in repository.cases[id_].shows if one.pattern == pattern]
        case, shown = named(repository, (id_, pattern))
        yield contents.Absence(case, shown, tuple(citation for citations in seen for citation in citations))


def _goals(material: Material, result: ClaimResult) -> tuple[contents.OwnGoal, ...]:
    """The goals that the claim is judged by; none where it is judged by what was heard."""
    if not result.claim.judged_by:
        return ()
    return goals(material.analyses.goals, material.language, result.unweighed_goals)


def _left_behind(side: Side) -> Iterator[contents.LeftBehind]:
    for voice in side.voices:
        own = [row for row in side.rows if row.voice == voice]
        for stance in dict.fromkeys(row.stance for row in own):
            citations = Side([row for row in own if row.stance == stance]).citations
            yield contents.LeftBehind(voice, stance, citations)


def _decision(material: Material, result: ClaimResult) -> contents.Decision | None:
    decision = result.decision
    if decision is None:
        return None
    changed = result.staleness or Staleness()
    report = decision.reported_in
    return copied(
        contents.Decision,
        decision,
        report=named(material.repository, (report.source,))[0] if report else None,
        section=section(report.section) if report else "",
        agrees=bool(result.agrees),
        stale=result.stale,
        added=tuple(_evidence_said(material.repository, one, material.language) for one in changed.added),
        removed=tuple(_evidence_said(material.repository, one, material.language) for one in changed.removed),
        lacks=tuple(say(one, material.language) for one in result.lacks),
        into=becoming(material.repository, decision.becomes, material.language),
        other_rules=result.other_rules,
    )


def _evidence_said(repository: Repository, line: str, language: str) -> str:
    """A line of evidence that a decision keeps, as readers read it: the citation, or the case, and its stance."""
    citation, _, rest = line.partition(" ")
    stance, _, rest = rest.partition(" ")
    if stance not in STANCES:
        return line
    other = f": {rest.split()[0]}" if stance == "suggests" and rest else ""
    case = repository.cases.get(citation)
    thing = f"{label('case', language)} ‘{case.title}’, {citation}" if case is not None else citation
    return f"{thing} ({label(stance, language)}{other})"


# the rules that look at each kind of counter-evidence
_RULES: Mapping[Stance, Sequence[str]] = {"nuances": ("V6",), "refutes": ("V2", "V3", "V5", "V6"), "suggests": ("V4",)}


def _dealt(material: Material, result: ClaimResult, counter: Sequence[Quote]) -> Iterator[contents.Dealt]:
    """For each stance against the claim that was heard: how much, what the rules made of it, what was set aside."""
    groups = material.repository.evaluation.groups
    trail = {step.rule: say(titled(step.why, groups), material.language) for step in result.proposal.trail}
    aside = result.decision.sets_aside if result.decision else ()
    against = result.question.sides.against.voices
    cases = len({row.citation for row in result.evidence.absences})
    absent = say(phrase("report.absent_cases", n=amount(cases, "case", material.language)), material.language)
    for stance, rules in _RULES.items():
        own = [quote for quote in counter if quote.stance == stance]
        lacking = absent if cases and stance == "refutes" else ""
        if own or lacking:
            ids = sorted({quote.id for quote in own}, key=natural)
            # citations by what they say; nuance by a voice that stands against the claim is told apart
            apart = [quote for quote in own if stance == "nuances" and quote.voice in against]
            heard = heard_from(
                [quote for quote in own if quote not in apart],
                material.language,
                len(result.question.sides.taking(stance).voices),
            )
            if stance != "nuances":
                heard += on_both_sides(result, stance, {quote.voice for quote in own}, material.language)
            others = heard_from(apart, material.language)
            others += on_both_sides(result, stance, {quote.voice for quote in apart}, material.language)
            yield contents.Dealt(
                stance=stance,
                citations=tuple(ids),
                independence="; ".join(filter(None, (heard, others, lacking))),
                steps=tuple(f"{rule}: {trail[rule]}" for rule in rules if rule in trail),
                set_aside=tuple(id_ for id_ in ids if id_ in aside),
            )


def _heard(
    rows: Iterable[Quote], absences: Iterable[EvidenceRow], groups: Mapping[str, str]
) -> Iterator[contents.Tally]:
    """How much was heard by group and kind of source; a case that lacks the outcome is a voice without a citation."""
    voices: dict[tuple[str, str], set[str]] = defaultdict(set)
    citations: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quote in rows:
        voices[quote.group, quote.kind].add(quote.voice)
        citations[quote.group, quote.kind].add(quote.id)
    for row in absences:
        voices[groups.get(row.group, row.group) if row.group else "", row.kind].add(row.voice)
    for cell in sorted(voices):
        yield contents.Tally(*cell, len(voices[cell]), len(citations[cell]))


def _of_itself(repository: Repository, quote: Quote) -> Quote:
    """The quote with the voice that it is of itself, whichever it counts for."""
    voice = repository.voice_of(repository.citations.by_id[quote.id])
    return quote if voice == quote.voice else quote._replace(voice=voice)


def _heard_twice(
    rows: Iterable[Quote],
    absences: Iterable[EvidenceRow],
    groups: Mapping[str, str],
    everybody: Side,
    language: str,
) -> str:
    """Why the voices of the rows by group and kind add up to more than there are; empty where they do not."""
    cells: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for quote in rows:
        cells[quote.voice].add((quote.group, quote.kind))
    for row in absences:
        cells[row.voice].add((groups.get(row.group, row.group) if row.group else "", row.kind))
    counted = {
        "rows": ("voice", sum(voice in everybody.voices and len(own) > 1 for voice, own in cells.items())),
        "publications": ("publication", len({*cells} - {*everybody.voices})),
    }
    why = [
        say(phrase(f"report.heard_twice.{key}{'' if n == 1 else '.many'}", n=amount(n, noun, language)), language)
        for key, (noun, n) in counted.items()
        if n
    ]
    return say(phrase("report.heard_twice", why="; ".join(why)), language) if why else ""


def _cells(quotes: Iterable[Quote]) -> Mapping[tuple[str, str], list[Quote]]:
    """The quotes by group and kind of source."""
    cells: dict[tuple[str, str], list[Quote]] = defaultdict(list)
    for quote in quotes:
        cells[quote.group, quote.kind].append(quote)
    return cells


def _matrix(
    claim: str, rows: Sequence[Quote], origins_of: Sequence[Quote], left_out: Sequence[Quote]
) -> Iterator[contents.Cross]:
    """A row for each group and kind that was heard, from whom the words are, and last the total of the claim."""
    weighed, not_weighed = _cells(origins_of), _cells(left_out)
    for cell in sorted({*weighed, *not_weighed}):
        yield _cross(claim, *cell, weighed.get(cell, ()), not_weighed.get(cell, ()))
    yield _cross(claim, "", "", rows, left_out)


def _cross(claim: str, group: str, kind: str, rows: Sequence[Quote], left_out: Sequence[Quote]) -> contents.Cross:
    stances = []
    for stance in STANCES:
        own = [quote for quote in rows if quote.stance == stance]
        stances.append((stance, len({quote.id for quote in own}), len({quote.voice for quote in own})))
    return contents.Cross(
        claim=claim,
        group=group,
        kind=kind,
        stances=tuple(stances),
        citations=sum(citations for _, citations, _ in stances),
        voices=len({quote.voice for quote in rows}),
        left_out=len({(quote.id, quote.stance) for quote in left_out}),
    )


SHORT = 240
"""How many characters of a quote against a claim stand beside its conclusion in an answer."""


def _opposing(principles: Sequence[contents.Principle], counter: Sequence[Quote]) -> Quote | None:
    """Of what is printed against the claim the strongest that is short: a refutation, else a nuance, else a suggestion.

    None where nothing of the strongest stance that is printed is short.
    """
    mechanisms = [one for principle in principles for one in principle.mechanisms]
    printed = [quote for one in mechanisms for quote in (*one.denials, *one.quotes) if quote.stance != "supports"]
    ranked = sorted((*counter, *printed), key=lambda one: (_STRONGEST.index(one.stance), -_quality(one)))
    strongest = [one for one in ranked if one.stance == ranked[0].stance]
    return next((one for one in strongest if len(one.text) <= SHORT), None)


_STRONGEST = ("refutes", "nuances", "suggests")

# ---- how much of the evidence is printed -----------------------------------------------------------------------------

MOST_QUOTES = 6
"""How many citations stand below one mechanism for it, and as many against, or in one of the other lists."""


def _some(
    claim: Claim, quotes: Iterable[Quote], printed: dict[str, str], place: str = ""
) -> tuple[tuple[Quote, ...], int]:
    """Of the quotes whose words may be shown and that are not in `printed`, those to read; and how many others.

    Where the claim has highlights among them these, in the writer's order; else those that are `chosen`. They are added
    to `printed`, with the place where they stand.
    """
    shown: dict[str, Quote] = {}
    for quote in quotes:
        if not quote.held_back and quote.id not in printed:
            shown.setdefault(quote.id, quote)
    highlights = tuple(shown[id_] for id_ in claim.highlights if id_ in shown)
    kept = highlights or chosen(tuple(shown.values()))
    printed.update((quote.id, place) for quote in kept)
    return kept, len(shown) - len(kept)


def chosen(quotes: Sequence[Quote], most: int = MOST_QUOTES) -> tuple[Quote, ...]:
    """At most so many quotes, of each voice one: the best in quality first, then in the order of citations.

    Each stance has an equal share, as far as there are quotes for it, so that what contradicts is not crowded out.
    """
    ranked: dict[str, dict[str, Quote]] = {}
    in_order = sorted(quotes, key=lambda quote: (-_quality(quote), natural(quote.id)))
    for quote in in_order:
        ranked.setdefault(quote.stance, {}).setdefault(quote.voice, quote)
    shares = sorted((number, place) for place, own in enumerate(ranked.values()) for number in range(len(own)))[:most]
    taken = Counter(place for _, place in shares)
    kept = {quote.id for place, own in enumerate(ranked.values()) for quote in list(own.values())[: taken[place]]}
    return tuple(quote for quote in in_order if quote.id in kept)


def _quality(quote: Quote) -> int:
    return QUALITIES.index(quote.quality) if quote.quality in QUALITIES else -1
