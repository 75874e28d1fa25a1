"""What a proposal hangs on, said: how many changes were tried, and which of them give another proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from cmo_eval.analysis.robustness import Change, Flip, Sensitivity, grounds
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import Case, Source
from cmo_eval.report import contents
from cmo_eval.report.register import becoming
from cmo_eval.report.sentences import amount, number, titled
from cmo_eval.store.repository import Repository

_MOST_NAMED = 12
_MOST_TOLD = 3
"""How many sorts of changes the sentence tells of; the table has all of them."""
_OF_THEIR_OWN = {"recoded", "threshold", "let_in"}
"""Changes that are no loss, and are said in other words."""


def robustness(repository: Repository, found: Sensitivity, language: str) -> contents.Robustness:
    """What would flip the proposal; changes that give the same proposal for the same reason are together."""
    flips = tuple(_flip(repository, alike, language) for alike in found.alike)
    changes = amount(found.changes, "change", language)
    if not flips:
        tried = [amount(times, f"change.{change}", language) for change, times in found.tried.items() if times]
        sentence = phrase("report.robust", n=changes, tried=tried)
    else:
        told = [
            say(phrase("report.flip", what=change.what, verdict=phrase(one.verdict)), language)
            for one in flips
            for change in one.changes
        ]
        key = "report.flips" if len(told) <= _MOST_TOLD else "report.flips_more"
        times = number(len(found.flips), language)
        sentence = phrase(key, n=times, m=changes, flips="; ".join(told[:_MOST_TOLD]))
    return contents.Robustness(found.changes, flips, say(sentence, language))


def _flip(repository: Repository, alike: Sequence[Flip], language: str) -> contents.Flip:
    proposal, why = alike[0].proposal, grounds(alike)
    by_sort = groupby(alike, key=lambda flip: flip.change)
    return contents.Flip(
        changes=tuple(_change(repository, sort, list(same), language) for sort, same in by_sort),
        verdict=proposal.verdict,
        becomes=proposal.becomes or "",
        rule=proposal.rule,
        reason=say(titled(why, repository.evaluation.groups), language) if why is not None else "",
        into=becoming(repository, proposal.becomes, language),
    )


def _change(repository: Repository, sort: Change, same: Sequence[Flip], language: str) -> contents.Change:
    names = tuple(_named(repository, flip, language) for flip in same)
    if len(names) > _MOST_NAMED:
        more = number(len(names) - _MOST_NAMED, language)
        said = say(phrase("report.or_more", names=", ".join(names[:_MOST_NAMED]), n=more), language)
    elif len(names) > 1:
        said = say(phrase("report.or", names=", ".join(names[:-1]), last=names[-1]), language)
    else:
        said = names[0]
    key = f"report.changed.{sort}" if sort in _OF_THEIR_OWN else "report.changed.lost"
    return contents.Change(sort, names, say(phrase(key, noun=phrase(f"change.{sort}"), names=said), language))


def _titled(id_: str, known: Mapping[str, Source] | Mapping[str, Case]) -> str:
    """Something by its title; with its id too where others have the same title, as sources do that are closed."""
    if id_ not in known:
        return id_
    title = known[id_].title
    alone = sum(one.title == title for one in known.values()) == 1
    return f"‘{title}’" if alone else f"‘{title}’ ({id_})"


def _named(repository: Repository, flip: Flip, language: str) -> str:
    """What is changed, as readers know it: sources and cases by their titles, a citation by its source too."""
    value = flip.ids[0]
    match flip.change:
        case "source" | "publication":
            return _titled(value, repository.sources)
        case "case":
            return _titled(value, repository.cases)
        case "citation" if value in repository.citations.by_id:
            source = repository.citations.by_id[value].source
            return f"{value} (‘{repository.sources[source].title}’)" if source in repository.sources else value
        case "kind":
            return f"‘{label(f'source_kind.{value}', language)}’"
        case "group":
            return f"‘{repository.evaluation.groups.get(value, value)}’"
        case "let_in":
            return f"‘{label(f'left_out.{value}', language)}’"
        case "threshold":
            least = label(f"quality.{flip.ids[1]}", language) if value == "min_quality" else flip.ids[1]
            return say(phrase(f"report.asked.{value}", n=least), language)
    return value
