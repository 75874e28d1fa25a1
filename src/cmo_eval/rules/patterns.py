"""2xx: patterns that explain something, and that fit together."""

from __future__ import annotations

import string
from collections.abc import Iterator

from cmo_eval.analysis.loops import loops
from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.model import Pattern
from cmo_eval.pseudonyms.identifiers import folded
from cmo_eval.rules.claims import decided
from cmo_eval.rules.registry import Hit, advice, hit, rule
from cmo_eval.store.repository import Repository, Stored, natural


@rule("CMO202", WARNING, "a mechanism without reasoning", Pattern)
@advice("write under `reasoning` what changes in how the actor thinks")
def no_reasoning(stored: Stored[Pattern]) -> Iterator[Hit]:
    """A mechanism without reasoning is an activity.

    A mechanism is a resource and what it changes in how someone thinks (Dalkin et al. 2015). Without the second
    nobody learns why it worked, or where it would work again.

    Bad:
    ```yaml
    resource: a scan by an outsider
    ```
    Good:
    ```yaml
    resource: a scan by an outsider
    reasoning: the problem can no longer be denied, so doing nothing feels unsafe
    ```
    """
    pattern = stored.record
    if pattern.reasoning is None:
        yield hit(stored, f"{pattern.id} does not say what changes in the actor's reasoning", "resource", key=True)


@rule("CMO203", WARNING, "a configuration that lacks a part", Pattern)
@advice("write the part; when the sources do not give it, accept the finding with that reason")
def part_missing(stored: Stored[Pattern]) -> Iterator[Hit]:
    """A configuration without context, resource or outcome.

    Context, mechanism and outcome explain something only together; apart they are labels.

    Bad: a pattern with `resource` and `outcome` only.
    Good: with `context` too, the circumstances in which it works.
    """
    pattern = stored.record
    for part in pattern.missing_parts:
        if part != "reasoning":
            yield hit(stored, f"{pattern.id} has no {part}", "id")


@rule("CMO206", WARNING, "a pattern that serves no claim")
@advice("list it under a claim's `mechanisms`")
def orphan_pattern(evaluation: Repository) -> Iterator[Hit]:
    """A pattern that no claim lists.

    What was found about how the programme works stands in no chapter.

    Bad: `patterns/P22-....yaml`, while no claim has P22 under `mechanisms`.
    Good: P22 under the `mechanisms` of the claim that it explains.
    """
    if evaluation.lost("claims"):
        return  # the claim that lists it may be the one that cannot be read
    listed = {pattern for stored in evaluation.stored_claims for pattern in stored.record.patterns}
    for stored in evaluation.stored_patterns:
        if stored.record.id not in listed:
            yield hit(stored, f"no claim lists {stored.record.id} under mechanisms", "id")


MOST_REPEATED = 0.85
"""The share of a retroduction's words that may come from the configuration itself."""


@rule("CMO230", ERROR, "a pattern that leads to or contrasts with itself", Pattern)
@advice("name the other pattern, or remove the id")
def own_neighbour(stored: Stored[Pattern]) -> Iterator[Hit]:
    """A pattern that leads to itself, or contrasts with itself.

    A ripple goes from the outcome of one pattern to the context of another, and a medal has two sides. Most often the
    id was copied from the line above.

    Bad: `leads_to: [P07]` in the pattern P07.
    Good: `leads_to: [P09]`. Of something that reinforces itself the pattern says so in its `retroduction`.
    """
    pattern = stored.record
    for key, verb in (("leads_to", "leads to"), ("contrasts_with", "contrasts with")):
        for index, other in enumerate(getattr(pattern, key)):
            if other == pattern.id:
                yield hit(stored, f"{pattern.id} {verb} itself", key, index)


@rule("CMO231", WARNING, "a contrast that the other pattern does not name")
@advice("name this pattern under `contrasts_with` of the other, or remove it here")
def contrast_on_one_side(evaluation: Repository) -> Iterator[Hit]:
    """A contrast that the other pattern does not name.

    Contrasting patterns are read as a pair: the same offer, taken in two ways. Whoever begins at the other side does
    not learn that there is one.

    Bad: `contrasts_with: [P21]` in P07, while P21 contrasts with nothing.
    Good:
    ```yaml
    # patterns/P07-scan.yaml
    contrasts_with: [P21]
    # patterns/P21-scan-shelved.yaml
    contrasts_with: [P07]
    ```
    """
    contrasts = {stored.record.id: stored.record.contrasts_with for stored in evaluation.stored_patterns}
    for stored in evaluation.stored_patterns:
        id_, named = stored.record.id, stored.record.contrasts_with
        for other in dict.fromkeys(named):
            if other != id_ and other in contrasts and id_ not in contrasts[other]:
                message = f"{id_} contrasts with {other}, but {other} does not say so of {id_}"
                yield hit(stored, message, "contrasts_with", named.index(other))


@rule("CMO232", NOTE, "patterns that lead to each other in a loop")
@advice("say in a `retroduction` what sets it going and what ends it")
def ripple_in_a_loop(evaluation: Repository) -> Iterator[Hit]:
    """Patterns that lead to each other in a circle.

    A loop is legitimate: success that makes the next success likelier. But it explains nothing by itself; a reader
    asks where it begins, and why it does not go on for ever. Each circle of patterns is named once.

    Bad: P07 leads to P09, and P09 to P07, without a word about it.
    Good: the same, with a `retroduction` that says what sets the circle going and what ends it, and this finding
    accepted with that reason.
    """
    first: dict[str, Stored[Pattern]] = {}
    for stored in evaluation.stored_patterns:
        first.setdefault(stored.record.id, stored)
    leads = {
        id_: [other for other in stored.record.leads_to if other in first and other != id_]
        for id_, stored in first.items()
    }
    for loop in sorted(loops(leads, natural), key=lambda loop: natural(loop[0])):
        stored = first[loop[0]]
        message = f"the ripple runs in a loop: {' -> '.join((*loop, loop[0]))}"
        yield hit(stored, message, "leads_to", stored.record.leads_to.index(loop[1]))


@rule("CMO233", NOTE, "an outcome without other influences")
@advice("name under `other_influences` what else contributed")
def no_other_influence(evaluation: Repository) -> Iterator[Hit]:
    """A pattern of a decided claim that names nothing else which made the outcome.

    An outcome has more than one cause. Contribution is credible once the other influences are named and weighed
    (Mayne 2012); where none is named, a reader thinks of them. Asked in fieldwork only: a re-reading of published
    reports knows what those reports name.

    Bad: a pattern with an outcome and no `other_influences`, under a claim that was decided.
    Good:
    ```yaml
    other_influences:
      - a new manager who came in the same year
    ```
    """
    return _unsaid(evaluation, "other_influences", "what else contributed to its outcome")


@rule("CMO234", NOTE, "a pattern of a decided claim without retroduction")
@advice("say under `retroduction` why this mechanism explains the outcome")
def no_retroduction(evaluation: Repository) -> Iterator[Hit]:
    """A pattern of a decided claim that does not say why its mechanism explains the outcome.

    Retroduction is the step from what was seen to what must be at work for it to happen (Jagosh 2020). Without it a
    pattern is a sequence: this was done, that followed. Asked in fieldwork only.

    Bad: a pattern without `retroduction`, under a claim that was decided.
    Good:
    ```yaml
    retroduction: >-
      Who hears a problem from an outsider cannot blame the messenger, so that denying it costs more than facing it.
    ```
    """
    return _unsaid(evaluation, "retroduction", "why its mechanism explains the outcome")


def _unsaid(evaluation: Repository, key: str, what: str) -> Iterator[Hit]:
    """Hits for patterns of claims that were decided in fieldwork which do not say so under `key`."""
    claim_of: dict[str, str] = {}
    for stored, decision in decided(evaluation) if evaluation.evaluation.basis == "fieldwork" else ():
        if decision.verdict != "undecided":
            claim_of |= dict.fromkeys(stored.record.patterns, stored.record.id)
    for one in evaluation.stored_patterns:
        id_ = one.record.id
        if id_ in claim_of and not getattr(one.record, key):
            yield hit(one, f"{claim_of[id_]} was decided, but its pattern {id_} does not say {what}", "id")


@rule("CMO235", WARNING, "a retroduction that repeats the configuration", Pattern)
@advice("say why the reasoning follows from the resource in this context, or remove it")
def retroduction_repeats(stored: Stored[Pattern]) -> Iterator[Hit]:
    """A retroduction that says again what the configuration says.

    It should answer *why would this reasoning follow, here?* A text whose words nearly all stand in the pattern's
    resource, reasoning and outcome already answers nothing.

    Bad:
    ```yaml
    reasoning: the problem can no longer be denied
    outcome: a plan that is carried out
    retroduction: the problem can no longer be denied, so a plan is carried out
    ```
    Good:
    ```yaml
    retroduction: who paid for the scan has to show the board what was done with it
    ```
    """
    pattern = stored.record
    if pattern.retroduction is None:
        return
    why = _words(pattern.retroduction)
    said = set(_words(" ".join(_configuration(pattern))))
    if why and sum(map(said.__contains__, why)) > MOST_REPEATED * len(why):
        message = f"the retroduction of {pattern.id} repeats its resource, reasoning and outcome"
        yield hit(stored, message, "retroduction")


_BETWEEN_WORDS = str.maketrans(dict.fromkeys("".join(set(string.punctuation) - {"_"}) + "‘’“”„«»…–—", " "))


def _configuration(pattern: Pattern) -> list[str]:
    outcome = pattern.outcome.text if pattern.outcome is not None else None
    return [text for text in (pattern.resource, pattern.reasoning, outcome) if text]


def _words(text: str) -> list[str]:
    return text.casefold().translate(_BETWEEN_WORDS).split()


@rule("CMO236", WARNING, "two patterns that are worded alike")
@advice("keep one, or word what makes the difference")
def worded_alike(evaluation: Repository) -> Iterator[Hit]:
    """Two patterns with the same context, resource, reasoning and outcome.

    Evidence for one mechanism would be divided over two, and a chapter would tell it twice. Most often a file was
    copied to begin a new pattern, and not changed.

    Bad: P07 and P08, worded alike but for their titles.
    Good: one pattern, under the `mechanisms` of both claims; or two that differ in the part that makes the difference.
    """
    first: dict[bytes, str] = {}
    for stored in evaluation.stored_patterns:
        pattern = stored.record
        wording = folded(" ".join([*pattern.context, *_configuration(pattern)]))
        other = first.setdefault(wording, pattern.id)
        if wording and other != pattern.id:
            yield hit(stored, f"{pattern.id} is worded as {other} is", "id")
