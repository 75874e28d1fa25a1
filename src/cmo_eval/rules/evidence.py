"""3xx, of evidence: what citations and cases show, and what is said of them that they do not bear out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmo_eval.diagnostics import NOTE, WARNING
from cmo_eval.model import QUALITIES, Case, Citation, Pattern
from cmo_eval.model.relations import references
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.rules.sources import present_sources
from cmo_eval.store.repository import Repository, Stored, natural


@rule(
    "CMO301",
    WARNING,
    "a citation that shows nothing",
    hint="add `evidence`, or `codes` if it only illustrates",
    on=Citation,
)
def shows_nothing(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation without evidence and without codes.

    It was picked out of the talk for a reason that nobody wrote down. A second coder's file may say so of the first
    coder's choice, or be waiting for its coder; of that nothing is said here.

    Bad:

    ```yaml
    - id: FG2-014
      quote: the scan put it on the table
      quality: observation
    ```

    Good: the same with `evidence: [{supports: C3, pattern: P07}]`, or with `codes: [scan]`.
    """
    citation = stored.record
    agreed = stored.file.endswith(".citations.yaml")
    if agreed and not citation.evidence and not citation.codes:
        yield Hit(stored.at("id"), f"{citation.id} has neither evidence nor codes", citation.id)


@rule(
    "CMO302",
    WARNING,
    "evidence for a pattern that its claim does not list",
    hint="list the pattern under the claim's `mechanisms`, or correct it",
)
def pattern_outside_claim(evaluation: Repository) -> Iterator[Hit]:
    """Evidence that names a pattern which its claim does not list.

    The chapter of the claim presents the patterns under `mechanisms`; this piece of evidence for a mechanism would
    stand under none.

    Bad: `{supports: C3, pattern: P21}` while C3 lists P07 and P08.

    Good: P21 under the `mechanisms` of C3, or `pattern: P07`.
    """
    listed = {(stored.record.id, pattern) for stored in evaluation.stored_claims for pattern in stored.record.patterns}
    for coded in evaluation.citations:
        for index, one in enumerate(coded.citation.evidence):
            if one.pattern is None or (one.claim, one.pattern) in listed:
                continue
            if one.claim in evaluation.claims and one.pattern in evaluation.patterns:
                where = evaluation.stored(coded).at("evidence", index, "pattern")
                message = f"{coded.id} is evidence on {one.claim} for {one.pattern}, which {one.claim} does not list"
                yield Hit(where, message, coded.id)


@rule(
    "CMO304",
    WARNING,
    "a declared count that the register does not bear out",
    hint="correct it, or accept it with a reason",
)
def declared_count(evaluation: Repository) -> Iterator[Hit]:
    """A count that the report states and the register does not bear out.

    Counts in a report are computed from the register, else they go wrong as soon as a source is added. A count
    that is stated is compared with the sources and cases of its kinds.

    Bad: `{what: case studies, count: 4, kinds: [case_study]}` while `cases/` holds three.

    Good: `count: 3`, or the fourth case.
    """
    if evaluation.lost("sources", "cases"):
        return  # what could not be read may be what is missing
    kinds: list[str] = [one.record.kind for one in evaluation.stored_sources if one.record.withdrawn is None]
    kinds += [one.record.kind for one in evaluation.stored_cases]
    stored = evaluation.stored_evaluation
    for index, declared in enumerate(stored.record.declared):
        found = sum(kind in declared.kinds for kind in kinds)
        if found != declared.count:
            message = f"{declared.count} {declared.what} are declared, the register has {found}"
            yield Hit(stored.at("declared", index, "count"), message, declared.what)


@rule(
    "CMO306",
    WARNING,
    "a claim heard from one address group only",
    hint="hear another group, or accept it with the reason why only this one can know",
)
def one_group_heard(evaluation: Repository) -> Iterator[Hit]:
    """A claim that several sources speak about, all of one address group.

    Whoever has an interest in a claim is not the only one to ask. What the others saw may refute it, or show for whom
    it holds. Counted is what can count in a verdict: not disputed, of the quality that the policy asks, and not the
    support of the source that voiced the claim. A policy with `min_groups: 1` asks for no other group.

    Bad: C3 with evidence in FG1 and FG2, both with `group: participants`.

    Good: evidence on C3 in a talk with `group: dropouts` too; or the reason why nobody else could know, accepted.
    """
    policy, groups = evaluation.evaluation.policy.verdict, evaluation.evaluation.groups
    if policy.min_groups < 2 or len(groups) < 2:
        return
    if any(file.startswith("sources") for file in evaluation.unread):
        return  # who else speaks may stand there
    least = QUALITIES.index(policy.min_quality)
    sources = present_sources(evaluation)
    speaking: dict[str, set[tuple[str, str]]] = {}
    for coded in evaluation.citations:
        source, citation = sources.get(coded.source), coded.citation
        if source is None or citation.withdrawn is not None or citation.disputed is not None or coded.quality < least:
            continue
        group = source.group_of(citation.speaker)
        if group and evaluation.consent_of(coded) != "withdrawn":
            for one in citation.evidence:
                claim = evaluation.claims.get(one.claim)
                if claim is not None and not (one.supports and source.id in claim.origin):
                    speaking.setdefault(claim.id, set()).add((group, source.id))
    for stored in evaluation.stored_claims:
        heard = speaking.get(stored.record.id, set())
        if len({group for group, _ in heard}) == 1 and len(heard) > 1:
            message = f"{stored.record.id} is heard in {len(heard)} sources, all of them {next(iter(heard))[0]}"
            yield Hit(stored.at("id"), message, stored.record.id)


@rule("CMO311", NOTE, "a case that nothing comes from", hint="name the case in a source, or citations in the case")
def empty_case(evaluation: Repository) -> Iterator[Hit]:
    """A case that no source belongs to, and that names no citation.

    Nobody can see what is said of the case back in anyone's words.

    Bad: `cases/K4-....yaml` with a summary only, while no source has `case: K4`.

    Good: a source with `case: K4`, or citations under `shows` or `framework`.
    """
    if any(file.startswith("sources") for file in evaluation.unread):
        return
    named = {stored.record.case for stored in evaluation.stored_sources}
    for stored in evaluation.stored_cases:
        id_ = stored.record.id
        if id_ not in named and not _cites(stored.record):
            yield Hit(stored.at("id"), f"no source belongs to {id_}, and it names no citation", id_)


@rule(
    "CMO312",
    NOTE,
    "a case study left out of a comparison",
    hint="fill in a cell, be it with what was looked for and not found",
)
def case_not_compared(evaluation: Repository) -> Iterator[Hit]:
    """A case study without a cell in a framework that other case studies fill.

    A framework compares cases; the one that is left out is missed most where it differs.

    Bad: K1 and K2 with cells of `collaborative_governance`, K3 with none.

    Good: cells in K3 too, be it with what was looked for and not found.
    """
    filled: dict[str, set[str]] = {}
    studies = [stored for stored in evaluation.stored_cases if stored.record.kind == "case_study"]
    for stored in studies:
        for cell in stored.record.framework:
            filled.setdefault(cell.partition(".")[0], set()).add(stored.record.id)
    for stored in studies:
        id_ = stored.record.id
        for framework, cases in filled.items():
            if id_ not in cases and framework in evaluation.evaluation.frameworks:
                others = ", ".join(sorted(cases, key=natural))
                where = stored.at("framework") if stored.record.framework else stored.at("id")
                yield Hit(where, f"{id_} has no cell of {framework}, which {others} fill", id_)


def _cites(case: Case) -> bool:
    """Whether a case names a citation."""
    return any(reference.relation == "citation" for reference in references(case))


def _shown(evaluation: Repository) -> Mapping[str, set[int]]:
    """For each pattern how many of its parts are shown together, in each citation."""
    sources = present_sources(evaluation)
    shown: dict[str, set[int]] = {}
    for coded in evaluation.citations:
        if coded.source in sources and coded.citation.withdrawn is None:
            for one in coded.citation.evidence:
                if one.pattern is not None:
                    shown.setdefault(one.pattern, set()).add(len(set(one.parts)))
    return shown


def _decided_patterns(evaluation: Repository) -> Iterator[tuple[Stored[Pattern], str]]:
    """Patterns of decided claims, each once, with the first such claim."""
    files = {stored.record.id: stored for stored in evaluation.stored_patterns}
    claim_of: dict[str, str] = {}
    for stored in evaluation.stored_claims:
        for pattern in stored.record.patterns if stored.record.decision is not None else ():
            claim_of.setdefault(pattern, stored.record.id)
    yield from ((files[pattern], claim) for pattern, claim in claim_of.items() if pattern in files)


@rule(
    "CMO313",
    WARNING,
    "a decided pattern that no citation shows",
    hint="name the pattern in the evidence that shows it, or take it out of the claim",
)
def pattern_not_shown(evaluation: Repository) -> Iterator[Hit]:
    """A pattern of a claim that is decided, which no citation shows.

    The chapter presents it as found, and nobody's words bear it out. What a case says of it under `shows`, with
    citations, counts too.

    Bad: P07 under the `mechanisms` of a decided claim, while no evidence names `pattern: P07`.

    Good: `{supports: C3, pattern: P07, parts: [resource, reasoning]}` with a citation; or no P07.
    """
    if any(file.startswith(("sources", "cases")) for file in evaluation.unread):
        return
    shown = _shown(evaluation)
    cases = [stored.record for stored in evaluation.stored_cases if _cites(stored.record)]
    looked_for = {one.pattern for case in cases for one in case.shows}
    for stored, claim in _decided_patterns(evaluation):
        pattern = stored.record.id
        if pattern not in shown and pattern not in looked_for:
            yield Hit(stored.at("id"), f"{claim} is decided, but no citation shows its pattern {pattern}", pattern)


@rule(
    "CMO314",
    NOTE,
    "a pattern whose parts are never shown together",
    hint="look for words that show how one part leads to another",
)
def parts_apart(evaluation: Repository) -> Iterator[Hit]:
    """A pattern of a claim that is decided, of which no citation shows two parts together.

    Context, mechanism and outcome explain something only together. When each part comes from other words, the link
    between them is the evaluator's.

    Bad: one citation with `parts: [context]`, another with `parts: [outcome]`.

    Good: a citation with `parts: [resource, reasoning, outcome]`.
    """
    if any(file.startswith("sources") for file in evaluation.unread):
        return
    shown = _shown(evaluation)
    for stored, _ in _decided_patterns(evaluation):
        pattern = stored.record.id
        if pattern in shown and max(shown[pattern]) < 2:
            yield Hit(stored.at("id"), f"no citation shows two parts of {pattern} together", pattern)


@rule(
    "CMO319",
    NOTE,
    "a disputed citation on a decided claim",
    hint="settle the dispute, or say in the rationale why it does not matter",
)
def disputed_and_decided(evaluation: Repository) -> Iterator[Hit]:
    """A disputed citation on a claim that is decided.

    It does not count as long as it is disputed. Once the claim is decided, the dispute should be over, or the
    decision should say why it does not matter.

    Bad: `disputed: which year?` in FG1-005, while C3, which it is about, has a decision.

    Good: the dispute settled and `disputed` removed; or the finding accepted with the reason.
    """
    decided = {stored.record.id for stored in evaluation.stored_claims if stored.record.decision is not None}
    gone = evaluation.withdrawn_sources
    for coded in evaluation.citations:
        citation = coded.citation
        if citation.disputed is None or citation.withdrawn is not None or coded.source in gone:
            continue
        claims = sorted({evidence.claim for evidence in citation.evidence} & decided, key=natural)
        if claims:
            where = evaluation.stored(coded).at("disputed", key=True)
            yield Hit(where, f"{citation.id} is disputed, but {', '.join(claims)} is decided", citation.id)
