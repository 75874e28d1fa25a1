"""The 20 items of the RAMESES II reporting standards (Wong et al. 2016), in our own words, and what the data say.

Whether an item is reported is computed: `yes` where the report holds it, `unclear` where it holds a part, `no` where
nothing in the files speaks to it. What is said of an item is what is recorded, never that something did not take
place: the files do not know that. An answer in evaluation.yaml takes the place of what is computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from cmo_eval.deferred import expression
from cmo_eval.messages import label
from cmo_eval.report.contents import Chapter, ChecklistItem
from cmo_eval.store.repository import Repository

WHERE: Mapping[int, str] = {
    1: "report.head",
    2: "report.summary",
    4: "report.theory",
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

_REALIST = expression(r"realist", re.IGNORECASE)
_ALWAYS_UNKNOWN = (3, 7, 20)
_TALKS = ("key_actor", "focus_group", "group_interview", "case_interview", "interview", "informal")


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
    items = []
    for number, computed in sorted(_statuses(repository, chapters, invitations=invitations).items()):
        answer = repository.evaluation.rameses.get(str(number))
        status = answer.status if answer else computed
        text = (answer.text or "") if answer else label(f"rameses.{number}.{computed}", language)
        # where nothing is reported there is nothing to point at
        where = WHERE.get(number, "") if computed != "no" else ""
        title = label(f"rameses.{number}", language)
        items.append(ChecklistItem(number, title, status, text, where, computed=answer is None))
    return tuple(items)


def _share(judged: Iterable[object]) -> str:
    """Yes where all are, no where none is or there are none, else unclear."""
    found = list(judged)
    if found and all(found):
        return "yes"
    return "unclear" if any(found) else "no"


def _part(judged: object) -> str:
    return "unclear" if judged else "no"


def _statuses(repository: Repository, chapters: Sequence[Chapter], *, invitations: bool) -> Mapping[int, str]:
    evaluation, sources = repository.evaluation, repository.sources.values()
    answers, recommended = repository.conclusions.answers, repository.conclusions.recommendations
    written = [[one.pattern for one in chapter.mechanisms] for chapter in chapters]
    talks = [one for one in sources if one.kind in _TALKS]
    served = {question.id for chapter in chapters for question in chapter.questions}
    registered = _share(one.participants for one in talks)
    return {
        1: "yes" if _REALIST.search(evaluation.title) else "no",
        2: "yes" if chapters else "no",
        **dict.fromkeys(_ALWAYS_UNKNOWN, "no"),
        4: _share(one.intended and one.mechanisms for one in chapters),
        5: ("yes" if served >= {*evaluation.questions} else "unclear") if evaluation.questions else "no",
        6: _part(any(person.consent for source in sources for person in source.participants)),
        8: _part(any(case.summary for case in repository.cases.values())),
        9: "yes" if evaluation.programme.description else "unclear",
        10: "unclear",
        11: _share(one.date or one.period or one.reference for one in sources),
        12: "yes" if invitations else "unclear",
        13: "yes" if _share(one.retroduction for patterns in written for one in patterns) == "yes" else "unclear",
        14: registered if registered != "no" else _part(any(one.group for one in talks)),
        15: _share(
            any(
                not one.pattern.missing and all(shown for _, shown in one.pattern.evidence)
                for one in chapter.mechanisms
            )
            for chapter in chapters
        ),
        16: _share(key in answers for key in evaluation.questions),
        17: _share(key in answers and answers[key].limits for key in evaluation.questions),
        18: _part(any(one.kind == "research" for one in sources)),
        19: ("yes" if all(one.rests_on for one in recommended) else "unclear") if recommended else "no",
    }
