"""The 20 items of the RAMESES II reporting standards (Wong et al. 2016), in our own words, and what the data say.

Whether an item is reported is computed: `yes` where the report holds it, `unclear` where it holds a part, `no` where
nothing in the files speaks to it. An answer in evaluation.yaml takes the place of what is computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cmo_eval.messages import label
from cmo_eval.report.contents import Chapter, ChecklistItem
from cmo_eval.store.repository import Repository

WHERE: Mapping[int, str] = {
    1: "report.head",
    2: "report.summary",
    4: "report.refinement",
    5: "report.answers",
    8: "report.cases",
    9: "report.head",
    10: "report.method",
    11: "report.sampling",
    12: "report.sampling",
    13: "report.method",
    14: "report.sampling",
    15: "report.chapters",
    16: "report.answers",
    17: "report.answers",
    19: "report.recommendations",
}
"""For the items that the data can speak to, the key of the section where the reader finds it."""

_REALIST = re.compile(r"realist", re.IGNORECASE)
_ALWAYS_UNKNOWN = (3, 7, 20)
_TALKS = ("key_actor", "focus_group", "group_interview", "case_interview", "interview", "informal")


@dataclass(frozen=True, slots=True)
class _Known:
    """What items are judged by."""

    repository: Repository
    chapters: Sequence[Chapter]
    invitations: bool


def checklist(
    repository: Repository, chapters: Sequence[Chapter], language: str, *, invitations: bool = True
) -> tuple[ChecklistItem, ...]:
    """All items in their order, each with a status and what it rests on.

    Args:
        repository: the evaluation.
        chapters: those of the report.
        language: `nl` or `en`.
        invitations: whether the register says who was invited.
    """
    known = _Known(repository, chapters, invitations)
    items = []
    for number in sorted(_STATUS):
        answer = repository.evaluation.rameses.get(str(number))
        computed = _STATUS[number](known)
        status = answer.status if answer else computed
        text = (answer.text or "") if answer else label(f"rameses.{number}.{computed}", language)
        # where nothing is reported there is nothing to point at
        where = WHERE.get(number, "") if computed != "no" else ""
        title = label(f"rameses.{number}", language)
        items.append(ChecklistItem(number, title, status, text, where, computed=answer is None))
    return tuple(items)


def _share(judged: Iterable[bool]) -> str:
    """Yes where all are, no where none is or there are none, else unclear."""
    found = list(judged)
    if found and all(found):
        return "yes"
    return "unclear" if any(found) else "no"


def _theory(known: _Known) -> str:
    return _share(bool(one.intended and one.mechanisms) for one in known.chapters)


def _ethics(known: _Known) -> str:
    people = (person for source in known.repository.sources.values() for person in source.participants)
    return "unclear" if any(person.consent for person in people) else "no"


def _gathering(known: _Known) -> str:
    return _share(bool(one.date or one.period or one.reference) for one in known.repository.sources.values())


def _analysis(known: _Known) -> str:
    used = {one.pattern.id: one.pattern for chapter in known.chapters for one in chapter.mechanisms}
    explained = _share(bool(one.retroduction) for one in used.values())
    return "unclear" if explained == "no" else explained


def _people(known: _Known) -> str:
    talks = [one for one in known.repository.sources.values() if one.kind in _TALKS]
    registered = _share(bool(one.participants) for one in talks)
    if registered == "no":
        return "unclear" if any(one.group for one in talks) else "no"
    return registered


def _findings(known: _Known) -> str:
    return _share(
        any(not one.pattern.missing and all(number for _, number in one.pattern.evidence) for one in chapter.mechanisms)
        for chapter in known.chapters
    )


def _answered(known: _Known) -> str:
    answers = known.repository.conclusions.answers
    return _share(key in answers for key in known.repository.evaluation.questions)


def _limits(known: _Known) -> str:
    answers = known.repository.conclusions.answers
    return _share(key in answers and bool(answers[key].limits) for key in known.repository.evaluation.questions)


def _recommended(known: _Known) -> str:
    made = known.repository.conclusions.recommendations
    if not made:
        return "no"
    return "yes" if all(one.rests_on for one in made) else "unclear"


_STATUS: Mapping[int, Callable[[_Known], str]] = {
    1: lambda known: "yes" if _REALIST.search(known.repository.evaluation.title) else "no",
    2: lambda known: "yes" if known.chapters else "no",
    4: _theory,
    5: lambda _: "yes",
    6: _ethics,
    8: lambda known: "unclear" if any(case.summary for case in known.repository.cases.values()) else "no",
    9: lambda known: "yes" if known.repository.evaluation.programme.description else "unclear",
    10: lambda _: "unclear",
    11: _gathering,
    12: lambda known: "yes" if known.invitations else "unclear",
    13: _analysis,
    14: _people,
    15: _findings,
    16: _answered,
    17: _limits,
    18: lambda known: "unclear" if any(one.kind == "research" for one in known.repository.sources.values()) else "no",
    19: _recommended,
    **{number: lambda _: "no" for number in _ALWAYS_UNKNOWN},
}
