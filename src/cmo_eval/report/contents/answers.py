"""What was asked and found: answers, recommendations and goals."""

from __future__ import annotations

from cmo_eval.deferred import dataclass
from cmo_eval.report.contents.named import Named


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question; `text` is empty where nobody has written one.

    `recommended` is what is recommended on the same grounds.
    """

    question: Named
    claims: tuple[Named, ...]
    text: str
    limits: str
    rests_on: tuple[Named, ...]
    recommended: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What follows, for whom, and from what."""

    id: str
    text: str
    for_groups: tuple[str, ...]
    rests_on: tuple[Named, ...]
    owner: str = ""
    due: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True)
class OwnGoal:
    """A goal that a case set itself; `id` is its name over the whole evaluation, `K1.G1`.

    `result` is a key (`reached`, `partly`, `not`, `unknown`) or empty, `mark` says the same from ○ to ●. `depth` is how
    many other goals it stands under, `silent` why it judges nothing, said.
    """

    id: str
    case: Named
    text: str
    parent: str
    owner: str
    year: int | str
    due: str
    yardstick: str
    result: str
    mark: str
    citations: tuple[str, ...]
    depth: int
    silent: str
