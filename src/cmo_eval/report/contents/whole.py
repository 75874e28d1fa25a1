"""The whole report, and what changed since another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import Audience, Held
from cmo_eval.report.contents.answers import Answer, OwnGoal, Recommendation
from cmo_eval.report.contents.cases import Case, Comparison, Framework, Partners
from cmo_eval.report.contents.chapter import Chapter, Pattern
from cmo_eval.report.contents.method import Accepted, ChecklistItem, Group, Method, Panel, Source, Stratum
from cmo_eval.report.contents.named import Named, Quote
from cmo_eval.report.figures import Pictures


@dataclass(frozen=True, slots=True)
class Head:
    """The title page: what is evaluated, who ran the programme, who asked for the evaluation, and who wrote it."""

    id: str
    title: str
    programme: str
    description: str
    owner: str
    executor: str
    period: str
    basis: str
    fictional: bool
    date: str
    commissioner: str
    authors: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The conventions by which a verdict is proposed."""

    min_sources: int
    min_kinds: int
    min_groups: int
    min_publications: int
    min_quality: str
    require_disconfirming_search: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over the register: what there is, and how much of it is shown."""

    sources: int
    participants: int
    citations: int
    verbatim: int
    held_back: int
    claims: int
    patterns: int
    cases: int
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """How one claim changed since an earlier state: parts with a heading and lines, said."""

    id: str
    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier state of the files: `since` names it, `summary` and `policy` are said."""

    since: str
    summary: str
    policy: tuple[str, ...]
    claims: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report in one language, for one audience.

    `rules` is the version of the rules that propose; `design` the keys of the steps that are planned, None where the
    evaluation does not say. `words` are the citations behind cells of cases, results of goals, answers and
    recommendations, by their ids. `held` counts what was held back from the readers, `readers` says who they are and
    how much that is. `own_language` is that of the user's own texts.
    """

    language: str
    head: Head
    thresholds: Thresholds
    totals: Totals
    questions: tuple[Answer, ...]
    chapters: tuple[Chapter, ...]
    recommendations: tuple[Recommendation, ...]
    patterns: tuple[Pattern, ...]
    cases: tuple[Case, ...]
    frameworks: tuple[Framework, ...]
    partners: tuple[Partners, ...]
    comparisons: tuple[Comparison, ...]
    goals: tuple[OwnGoal, ...]
    goals_said: str
    sources: tuple[Source, ...]
    groups: tuple[Group, ...]
    panels: tuple[Panel, ...]
    strata: tuple[Stratum, ...]
    invited_per_panel: int | None
    max_attendance: int | None
    checklist: tuple[ChecklistItem, ...]
    accepted: tuple[Accepted, ...]
    citations: Sequence[Quote]
    words: Mapping[str, Quote]
    pictures: Pictures
    audience: Audience
    held: Held
    readers: tuple[str, ...]
    rules: int
    design: tuple[str, ...] | None
    method: Method
    team: tuple[Named, ...] = ()
    incomplete: tuple[str, ...] = ()
    changes: Changes | None = None
    own_language: str = ""
