"""What can be said of words: whether they may be heard, and what decides it."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple

from cmo_eval.model import Participant


class Answer(IntEnum):
    """Whether words may be heard, from the mildest to the strictest.

    HEARD: consent allows that they are quoted. HELD: they count, and are not to be quoted. GONE: as if never said.
    """

    HEARD = 0
    HELD = 1
    GONE = 2


Why = Literal["", "speaker", "turn", "turns", "nobody", "remark", "retold"]


class Hearing(NamedTuple):
    """Whether the words of a citation may be heard, and what decides it.

    `why`: `speaker` (its fields say so), `turn` (it lies in the turn of somebody else than it says), `turns` (in those
    of several people), `nobody` (nothing says whose it is), `remark` (it repeats what was taken back or is somebody
    else's, or was taken back itself), `retold` (it may do so: of what was taken back only a paraphrase of its line is
    known); empty where everybody may be heard. `whose` are ids of the participants who
    decide, `line` is where the words begin in the text, if that is known.
    """

    answer: Answer
    why: Why = ""
    whose: tuple[str, ...] = ()
    line: int | None = None


def answer_of(person: Participant) -> Answer:
    """What a participant's consent says of their words; silence is no consent."""
    return {"quote": Answer.HEARD, "withdrawn": Answer.GONE}.get(person.consent or "", Answer.HELD)
