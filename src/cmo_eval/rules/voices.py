"""5xx, of whose words a passage holds: what is coded under another's name, or under nobody's, where that matters.

Looked at are talks in which somebody may not be quoted or something was taken back; what is found holds ids and lines,
never words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmo_eval.diagnostics import CODES, ERROR, WARNING, Finding
from cmo_eval.rules.registry import Hit, rule, shared
from cmo_eval.store.citations import Coded
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from cmo_eval.hearing import Key, Talk

OTHERS, TAKEN_BACK, NOBODYS = "CMO510", "CMO511", "CMO512"


@rule(
    OTHERS,
    ERROR,
    "words from the turn of somebody who may not be heard, under another's name",
    hint="name who speaks there, or leave these words out",
)
def words_of_others(evaluation: Repository) -> Iterator[Hit]:
    """Words from the turn of somebody who withdrew or may not be quoted, under another's name or beside others' words.

    Whose words they are is told by the turn that they stand in, not by what the citation says: it is held back, or as
    if never said, as that person is, also where the quote only goes on into that turn. As long as one is left, no
    report is written for the public.

    Bad: `speaker: r1` with the words of line 7, where r2 speaks, whose consent is `background`.

    Good: `speaker: r2`; of a quote across two turns, a citation for each of them.
    """
    return shared(_found, evaluation, OTHERS)


@rule(TAKEN_BACK, ERROR, "words that were taken back, coded again", hint="remove it, or mark it as withdrawn too")
def taken_back_again(evaluation: Repository) -> Iterator[Hit]:
    """Words that were taken back, or part of them, in another citation.

    What was withdrawn as one remark is as if never said wherever it is coded: by another coder, in another citation, a
    part of it or more than it. Where no text tells who speaks, words that another citation gives to somebody who may
    not be heard are that person's too. As long as one is left, no report is written for the public.

    Bad: `quote: We never opened on Mondays.` in FG1-009, while FG1-004 has these words and `withdrawn: 2024-05-01`.

    Good: FG1-009 removed, or `withdrawn: 2024-05-01` there too.
    """
    return shared(_found, evaluation, TAKEN_BACK)


@rule(
    NOBODYS,
    WARNING,
    "nobody is named in a talk where somebody withdrew or may not be quoted",
    hint="say who spoke: `speaker: r1`",
)
def nobody_named(evaluation: Repository) -> Iterator[Hit]:
    """A citation that does not say who speaks, in a talk where somebody withdrew or may not be quoted.

    Nobody can tell that the words are not that person's. They are held back from every report and screen; once somebody
    withdrew, they do not count either.

    Bad: a quote without `speaker` in FG1, where r2 has `consent: background` and the text has no turns.

    Good: `speaker: r1`.
    """
    return shared(_found, evaluation, NOBODYS)


def in_the_way(evaluation: Repository) -> Iterator[Finding]:
    """The errors among these, which stand in the way of a public report."""
    for code, hit in _found(evaluation):
        if code != NOBODYS:
            yield CODES[code].finding(hit.message, hit.location, hit.hint, hit.subject)


def _found(evaluation: Repository) -> Iterator[tuple[str, Hit]]:
    known = {one.key: one for one in evaluation.coded}
    for source in evaluation.sources.values():
        talk = evaluation.talk(source.id)
        if talk is None or source.withdrawn is not None:
            continue
        for code, (file, index), message, hint in _of_talk(talk):
            citation = talk.citations[file, index]
            # whoever withdrew may be gone from the evaluation, not from its talk
            coded = known.get((file, index)) or Coded(citation, source=source.id, file=file, index=index)
            yield code, Hit(evaluation.stored(coded).at("id"), message, citation.id, hint)


def _of_talk(talk: Talk) -> Iterator[tuple[str, Key, str, str]]:
    """What is found in a talk: the code, the citation, what is wrong with it, and what to do."""
    from cmo_eval.hearing import Answer  # noqa: PLC0415 - whoever has a talk has imported it

    for key, citation in talk.citations.items():
        if citation.withdrawn is not None or citation.quote is None:
            continue
        hearing = talk.of(key)
        if hearing.answer is Answer.HEARD or hearing.why in {"", "speaker"}:
            continue
        id_, at = citation.id, f" (line {hearing.line})" if hearing.line is not None else ""
        whose, they = _named(talk, hearing.whose)
        unnamed = citation.speaker is None and citation.role is None
        if hearing.why == "remark":
            message = f"{id_} repeats words that were taken back, or are of somebody who may not be heard{at}"
            yield TAKEN_BACK, key, message, ""
        elif hearing.why == "retold":
            message = (
                f"{id_} may hold words of which a paraphrase was taken back or may not be heard{at}: it is held back"
            )
            yield NOBODYS, key, message, "name who speaks, or give the words that were taken back as they stand"
        elif hearing.why == "nobody" or (unnamed and hearing.why == "turn" and hearing.answer is Answer.HELD):
            hint = f"give it `speaker: {hearing.whose[0]}`, in whose turn it stands" if hearing.why == "turn" else ""
            counts = "does not count" if hearing.answer is Answer.GONE else "is held back"
            message = f"{id_} does not say who speaks where {they}: it {counts}"
            yield NOBODYS, key, message, hint
        elif hearing.why == "turns":
            message = f"{id_} holds words of several turns, one of {whose}{at}"
            yield OTHERS, key, message, "make it a citation for each turn, and leave out who withdrew"
        else:
            hint = "remove it: the words count as never said" if hearing.answer is Answer.GONE else ""
            yield OTHERS, key, f"{id_} holds words from the turn of {whose}{at}", hint


def _named(talk: Talk, whose: tuple[str, ...]) -> tuple[str, str]:
    """Whose words they are, with why that matters; and the same as a sentence."""
    people = [person for person in talk.source.participants if person.id in whose]
    if not people:
        return "nobody can tell whom", "nobody can tell whose words they are"
    gone = people[0].consent == "withdrawn"
    ids, what = ", ".join(person.id for person in people), "withdrew" if gone else "may not be quoted"
    return f"{ids}, who {what}", f"{ids} {what}"
