"""13x: comparisons of cases that evaluation.yaml states, and the conditions that patterns name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cmo_eval.diagnostics import ERROR, WARNING
from cmo_eval.errors import UsageError
from cmo_eval.model.comparing import Comparison
from cmo_eval.model.framework import OPEN_VALUES, Measure, cells_of
from cmo_eval.rules.registry import Hit, advice, hit, nearest, rule, shared
from cmo_eval.store.repository import Repository

Cells = Mapping[str, tuple[str, Measure]]


@rule("CMO130", ERROR, "a comparison of what there is not")
@advice("name a framework of evaluation.yaml, and dimensions of it or attributes of cases")
def unknown_condition(evaluation: Repository) -> Iterator[Hit]:
    """A comparison that names a framework, dimension or attribute that does not exist.

    Conditions and outcome are dimensions of the framework by their short names (`trust`, `steering.content`), or
    attributes of cases.

    Bad: `conditions: [trust, leadership]` while neither the framework nor a case has `leadership`.
    Good: `conditions: [trust, steering.content]`.
    """
    if not evaluation.evaluation.comparisons:
        return
    from cmo_eval.analysis.case_sets import column_of, names_of  # brings numpy, which few evaluations need

    frameworks = evaluation.evaluation.frameworks
    every = cells_of(frameworks)
    for key, comparison in evaluation.evaluation.comparisons.items():
        here = ("comparisons", key)
        if comparison.framework not in frameworks:
            hint = nearest(comparison.framework, frameworks.keys())
            message = f"{comparison.framework} is no framework"
            yield hit(evaluation.stored_evaluation, message, *here, "framework", about=key, hint=hint)
            continue
        cells = {name: one for name, one in every.items() if name.split(".")[0] == comparison.framework}
        for path, name in _names(comparison):
            if column_of(evaluation, comparison.framework, cells, name) is None:
                message = f"{name} is no dimension of {comparison.framework} and no attribute of a case"
                hint = nearest(name, names_of(evaluation, comparison.framework, cells))
                yield hit(evaluation.stored_evaluation, message, *here, *path, about=key, hint=hint)


def _names(comparison: Comparison) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each name of a condition or outcome with its place; what is no set at all is told of the whole (CMO131)."""
    from cmo_eval.comparison.sets import literal

    texts: list[tuple[tuple[str | int, ...], str]] = [(("outcome",), comparison.outcome)]
    texts += [(("conditions", place), one) for place, one in enumerate(comparison.conditions)]
    texts += [(("expect", place), one) for place, one in enumerate(comparison.expect)]
    texts += [(("calibrate", name), name) for name in comparison.calibrate]
    for path, text in texts:
        try:
            yield path, literal(text).name
        except UsageError:
            continue


@rule("CMO131", ERROR, "a comparison that cannot be made")
@advice("`cmo-eval compare truth-table` with its key says the same once it is mended")
def no_comparison(evaluation: Repository) -> Iterator[Hit]:
    """A comparison whose parts exist and that cannot be made of them.

    It has more than 15 conditions, a condition twice or the outcome among them, a dimension that has texts only, a
    scale or an attribute whose values are no memberships, an expectation of what is no condition, or no case with all
    values.

    Bad: `outcome: change` and `conditions: [trust, change]`.
    Good: `outcome: change` and `conditions: [trust, steering.content]`.
    """
    yield from shared(_made, evaluation, "CMO131")


@rule("CMO133", WARNING, "a comparison that can tell nothing apart")
@advice("choose another condition or outcome, or add the cases that differ in it")
def nothing_to_tell(evaluation: Repository) -> Iterator[Hit]:
    """A condition that is the same in every case, an outcome that never or always came, or rows that all contradict.

    What does not vary explains nothing. Where cases with the same conditions have different outcomes in every row, a
    condition is missing that tells them apart.

    Bad: `conditions: [trust]` while all cases that are compared have `trust: {value: fully}`.
    Good: a condition that some have and others have not.
    """
    yield from shared(_made, evaluation, "CMO133")


@rule("CMO132", WARNING, "a case that a comparison leaves out for want of a value")
@advice("give the cell a `value`, or write `unknown` or `not_applicable` where that is so")
def case_without_value(evaluation: Repository) -> Iterator[Hit]:
    """A case without a value for a condition or the outcome of a comparison, or with a text only.

    It is left out of the truth table, so that fewer cases are compared than somebody may think. Whoever writes
    `unknown` or `not_applicable` has said so.

    Bad: a case with `homes.trust: People spoke openly` in a comparison by `trust`.
    Good: `homes.trust: {value: fully, text: People spoke openly}`.
    """
    yield from shared(_made, evaluation, "CMO132")


def _made(evaluation: Repository) -> Iterator[tuple[str, Hit]]:
    """What stands in the way of each comparison whose parts exist."""
    if not evaluation.evaluation.comparisons:
        return
    from cmo_eval.analysis.case_sets import case_sets, question_of
    from cmo_eval.comparison.truth import truth_table

    wrong = {found.subject for found in unknown_condition(evaluation)}
    cases = {stored.record.id: stored for stored in evaluation.stored_cases}
    for key, comparison in evaluation.evaluation.comparisons.items():
        if key in wrong or (comparison.claim is not None and comparison.claim not in evaluation.claims):
            continue
        here = ("comparisons", key)
        try:
            found = case_sets(evaluation, question_of(comparison))
        except UsageError as error:
            message = f"the comparison cannot be made: {error.message}"
            hint = _as_key(error.hint)
            yield "CMO131", hit(evaluation.stored_evaluation, message, *here, key=True, about=key, hint=hint)
            continue
        for case, names in found.sets.left_out.items():
            for name in names:
                if found.sets.lacking.get((case, name), "") not in _SAID:
                    message = f"{case} has no value for {name}: the comparison {key} leaves it out"
                    yield "CMO132", hit(cases[case], message, "framework", key=True)
        for place, name in enumerate(found.sets.conditions):
            if not found.sets.tells_apart(place):
                message = f"{name} is the same in every case that is compared: it can tell nothing apart"
                path = (*here, "conditions", place)
                yield "CMO133", hit(evaluation.stored_evaluation, message, *path, about=key)
        table = truth_table(found.sets, question_of(comparison).cut_offs)
        for message in table.nothing_to_tell():
            yield "CMO133", hit(evaluation.stored_evaluation, message, *here, "outcome", about=key)


_SAID = tuple(f"value.{one}" for one in OPEN_VALUES)


def _as_key(hint: str) -> str:
    """A hint about an option of the command line, as one about the key of evaluation.yaml."""
    return hint.replace("--scale ", "`calibrate` with a `scale`: ").replace("--calibrate ", "`calibrate`: ")


@rule("CMO134", ERROR, "a pattern's condition that there is not")
@advice("write <framework>.<dimension> as under `frameworks`, or an attribute of cases; `~` before it for its absence")
def unknown_expectation(evaluation: Repository) -> Iterator[Hit]:
    """A condition of a pattern that is no dimension of a framework and no attribute of a case.

    Patterns say by their `conditions` with what the mechanism is expected to fire; comparisons of cases go by that.

    Bad: `conditions: [trust]` in a pattern.
    Good: `conditions: [homes.trust, ~homes.steering.content]`.
    """
    conditioned = [stored for stored in evaluation.stored_patterns if stored.record.conditions]
    if not conditioned:
        return
    from cmo_eval.comparison.sets import literal

    known: Collection[str] = {
        *cells_of(evaluation.evaluation.frameworks),
        *(name for case in evaluation.cases.values() for name in case.attributes),
    }
    for stored in conditioned:
        for place, text in enumerate(stored.record.conditions):
            try:
                name = literal(text).name
            except UsageError as error:
                yield hit(stored, error.message, "conditions", place, hint=error.hint)
                continue
            if name not in known:
                message = f"{name} is no dimension of a framework and no attribute of a case"
                yield hit(stored, message, "conditions", place, hint=nearest(name, known))
