"""What a record names in other files: the arrows of an evaluation, each with its place in the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from cmo_eval.model.case import Case
from cmo_eval.model.citation import Citation, CitationFile
from cmo_eval.model.claim import Claim
from cmo_eval.model.codebook import Codebook
from cmo_eval.model.conclusions import Conclusions
from cmo_eval.model.pattern import Pattern
from cmo_eval.model.source import Source


class Reference(NamedTuple):
    """A name of something, what kind of thing it must be (`relation`), and its path in the record.

    Relations: claim, version (`C3@2`), pattern, case, source, citation, speaker, question, group, member, code, parent
    (a code), cell, ground (claim, pattern, case or citation), answered (a question that has an answer). `by` is the id
    of what names it, where that is not the record's own.
    """

    relation: str
    target: str
    path: tuple[str | int, ...]
    key: bool = False
    by: str | None = None


def references(record: Any) -> Iterator[Reference]:
    """All that the record names, in the order of its fields; nothing for other values."""
    found = _FINDERS.get(type(record))
    return iter(()) if found is None else found(record)


def _each(relation: str, targets: Iterable[str], *path: str | int, by: str | None = None) -> Iterator[Reference]:
    for index, target in enumerate(targets):
        yield Reference(relation, target, (*path, index), by=by)


def _one(relation: str, target: str | None, *path: str | int, by: str | None = None) -> Iterator[Reference]:
    if target is not None:
        yield Reference(relation, target, path, by=by)


def _claim(claim: Claim) -> Iterator[Reference]:
    yield from _each("question", claim.questions, "questions")
    yield from _each("group", claim.for_, "for")
    yield from _each("source", claim.origin, "origin")
    for index, version in enumerate(claim.versions):
        yield from _each("citation", version.citations, "versions", index, "citations")
    for index, group in enumerate(claim.mechanisms):
        yield from _each("pattern", group.patterns, "mechanisms", index, "patterns")
    if claim.disconfirming_search is not None:
        yield from _one("member", claim.disconfirming_search.by, "disconfirming_search", "by")
    for index, test in enumerate(claim.tests):
        yield from _each("citation", test.citations, "tests", index, "citations")
    if claim.route is not None:
        for name in ("researcher", "tester", "distance"):
            yield from _one("member", getattr(claim.route, name), "route", name)
    for index, check in enumerate(claim.checks):
        yield from _one("member", check.by, "checks", index, "by")
    yield from _decisions(claim)


def _decisions(claim: Claim) -> Iterator[Reference]:
    for index, decision in enumerate(claim.decisions):
        yield from _one("version", f"{claim.id}@{decision.version}", "decisions", index, "version")
        for name in ("by", "second_reader"):
            yield from _one("member", getattr(decision, name), "decisions", index, name)
        yield from _each("citation", decision.sets_aside, "decisions", index, "sets_aside")
        if decision.becomes is not None:
            target, _, number = decision.becomes.partition("@")
            yield Reference("claim", target, ("decisions", index, "becomes"))
            if number:
                yield Reference("version", decision.becomes, ("decisions", index, "becomes"))
        if decision.reported_in is not None:
            yield Reference("source", decision.reported_in.source, ("decisions", index, "reported_in", "source"))


def _pattern(pattern: Pattern) -> Iterator[Reference]:
    yield from _each("pattern", pattern.leads_to, "leads_to")
    yield from _each("pattern", pattern.contrasts_with, "contrasts_with")


def _case(case: Case) -> Iterator[Reference]:
    yield from _each("citation", case.opened_by, "opened_by")
    for index, shown in enumerate(case.shows):
        yield Reference("pattern", shown.pattern, ("shows", index, "pattern"))
        yield from _each("citation", shown.citations, "shows", index, "citations")
    for name, cell in case.framework.items():
        yield Reference("cell", name, ("framework", name), key=True)
        yield from _each("citation", cell.citations, "framework", name, "citations")


def _source(source: Source) -> Iterator[Reference]:
    yield from _one("group", source.group, "group")
    yield from _one("case", source.case, "case")
    for index, person in enumerate(source.participants):
        yield from _one("group", person.group, "participants", index, "group")
    if source.reported_in is not None:
        yield Reference("source", source.reported_in.source, ("reported_in", "source"))


def _citation(citation: Citation) -> Iterator[Reference]:
    if citation.speaker is not None:
        yield Reference("speaker", citation.speaker, ("speaker",))
    for index, evidence in enumerate(citation.evidence):
        claim, stance = evidence.claim, evidence.stance
        yield Reference("claim", claim, ("evidence", index, "instead_of" if stance == "suggests" else stance))
        if evidence.suggests is not None:
            yield Reference("claim", evidence.suggests, ("evidence", index, "suggests"))
        yield Reference("version", f"{claim}@{evidence.version}", ("evidence", index, "version"))
        if evidence.pattern is not None:
            yield Reference("pattern", evidence.pattern, ("evidence", index, "pattern"))
    for index, code in enumerate(citation.codes):
        yield Reference("code", code, ("codes", index))
    if citation.adjudicated is not None:
        yield Reference("member", citation.adjudicated.by, ("adjudicated", "by"))


def _citation_file(coded: CitationFile) -> Iterator[Reference]:
    yield from _one("member", coded.coder, "coder")


def _codebook(book: Codebook) -> Iterator[Reference]:
    for index, code in enumerate(book.codes):
        yield from _one("parent", code.parent, "codes", index, "parent", by=code.id)
    for index, change in enumerate(book.history):
        yield from _one("member", change.by, "history", index, "by", by=f"version {change.version} of the codebook")


def _conclusions(conclusions: Conclusions) -> Iterator[Reference]:
    for question, answer in conclusions.answers.items():
        yield Reference("answered", question, ("answers", question), key=True, by=question)
        yield from _each("ground", answer.rests_on, "answers", question, "rests_on", by=question)
    for index, recommendation in enumerate(conclusions.recommendations):
        path = ("recommendations", index)
        yield from _each("ground", recommendation.rests_on, *path, "rests_on", by=recommendation.id)
        yield from _each("group", recommendation.for_, *path, "for", by=recommendation.id)


_FINDERS: dict[type, Callable[[Any], Iterator[Reference]]] = {
    Claim: _claim,
    Pattern: _pattern,
    Case: _case,
    Source: _source,
    Citation: _citation,
    CitationFile: _citation_file,
    Codebook: _codebook,
    Conclusions: _conclusions,
}
