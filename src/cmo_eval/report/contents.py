"""What a report consists of, as plain frozen data; knows no file, no repository and no layout.

Templates and workbook see only this. Texts are the user's own or already said in the report's language; words
such as `focus_group`, `holds` or `supports` are keys of `messages`, in two languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cmo_eval.analysis.framework_table import lies
from cmo_eval.charts.picture import Picture
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import Audience, Held
from cmo_eval.report.figures import Pictures

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def copied(kind: type[T], record: object, **more: Any) -> T:
    """Plain data of a kind: what is given, and for its other fields what the record has under the same names.

    What the record leaves open is an empty text.
    """
    names = (one.name for one in fields(kind) if one.name not in more and hasattr(record, one.name))
    values = {name: getattr(record, name) for name in names}
    return kind(**{name: "" if value is None else value for name, value in values.items()}, **more)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that is referred to: its id, its title (or text) and what kind of thing it is.

    `untitled` says of a citation that the title of its source is held back: there its kind stands instead.
    """

    id: str
    title: str
    kind: str = ""
    untitled: bool = False


class Quote(NamedTuple):  # of which there are tens of thousands
    """A citation as it may be shown.

    `speaker` names a role and a group, never a person; `name` the same without the group, see `Cast`. `text` is empty
    where the words are held back (`held_back`). `place` is said ("§ 4.2"). `other` is the claim that is suggested
    instead. `left_out` gives the reason's key where the citation is not weighed. `about` are keys that readers may see
    beside the words, with their values; `case` is the case that it is about, its own or its source's.
    """

    id: str
    source: str
    voice: str
    kind: str
    group: str
    role: str
    speaker: str
    name: str
    text: str
    verbatim: bool
    held_back: bool
    place: str
    quality: str
    codes: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    case: str = ""
    stance: str = ""
    claim: str = ""
    version: int = 1
    other: str = ""
    pattern: str = ""
    pattern_title: str = ""
    parts: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A CMO configuration with where it is used and which evidence its parts have (weighed citations, by part).

    `evidence` counts the citations in favour of a claim that show a part, `denied` those of any stance that deny it.
    `missing` are the parts that are not written down; `cases` those where it is seen, `absent` where a part is denied
    or was looked for and not found, `deviant` those of them where the mechanism worked and the outcome did not come.
    """

    id: str
    title: str
    sentence: str
    intervention: str
    context: tuple[str, ...]
    actor: str
    resource: str
    reasoning: str
    outcome: str
    intended: bool | None
    direction: str
    retroduction: str
    other_influences: tuple[str, ...]
    leads_to: tuple[Named, ...]
    contrasts_with: tuple[Named, ...]
    missing: tuple[str, ...]
    claims: tuple[str, ...] = ()
    evidence: tuple[tuple[str, int], ...] = ()
    denied: tuple[tuple[str, int], ...] = ()
    cases: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    deviant: tuple[str, ...] = ()

    @property
    def hinders(self) -> bool:
        """Whether what comes of it is unwelcome: negative, or mixed and not intended."""
        return self.direction == "negative" or (self.direction == "mixed" and self.intended is False)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A pattern as it works in one chapter: its number, the words that show it and how independent they are.

    `quotes` show the mechanism, whatever their stance on the claim is, `denials` deny a part of it. `more` counts
    those that are in neither since there are too many to read; `also` are words quoted earlier in the chapter: who,
    and the number of the mechanism. `voices` and `citations` count all of them, with those that are held back.
    `how_well` is a key: `whole`, `partly` or `not` shown at first hand for this claim; `shown` says by how many
    voices each part is shown, and denied; empty where nothing is said of it.
    """

    number: str
    pattern: Pattern
    quotes: tuple[Quote, ...]
    denials: tuple[Quote, ...]
    independence: str
    held_back: int
    more: int = 0
    also: tuple[Named, ...] = ()
    voices: int = 0
    citations: int = 0
    how_well: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Principle:
    """Mechanisms that the writer groups under a principle (empty where none is named)."""

    name: str
    mechanisms: tuple[Mechanism, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A citation about an earlier wording that a later one need not answer, and why."""

    citation: str
    why: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a claim's statement; where there are several, with what became of the evidence.

    Ids of citations: `gained` are those about no earlier version, `carried` those about an earlier one too; `lost` were
    about the one before and are not about this one, `left_behind` speak against an earlier one and have no answer.
    """

    version: int
    date: str
    statement: str
    why: str
    citations: tuple[str, ...]
    gained: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    left_behind: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion by its key; `met` is None where nobody judged it."""

    name: str
    met: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Rival:
    """Another explanation that was considered, and the weighed evidence that favours it: how much, said, and which."""

    id: str
    text: str
    favoured: str
    citations: tuple[str, ...]

    @property
    def said(self) -> str:
        """The explanation behind its id, where it has one."""
        return f"{self.id}: {self.text}" if self.id else self.text


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule of the verdict saw, said."""

    rule: str
    decided: bool
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The verdict that the evidence carries, with its reason and trail, said.

    `rules` is the version of the rules, `why_shown` whether it is shown why the claim would hold: `shown`, `partly`,
    `not_shown`, or empty for a claim without patterns.
    """

    verdict: str
    rule: str
    rules: int
    why_shown: str
    reason: str
    becomes: str
    missing: tuple[str, ...]
    change: str
    trail: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict, or (`report` given) our reading of what a published report concludes.

    `other_rules` is the version of the rules that proposed a verdict then, if it is not today's; else None. `stale` is
    None where the decision does not say on which evidence it was taken; `added` and `removed` are the lines that differ
    since. `sets_aside` holds ids of citations.
    """

    verdict: str
    version: int
    becomes: str
    by: str
    date: str
    second_reader: str
    rationale: str
    sets_aside: tuple[str, ...]
    report: Named | None
    section: str
    agrees: bool
    stale: bool | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    lacks: tuple[str, ...]
    other_rules: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A case in which a pattern was at work and its outcome was not found: evidence against the claim.

    `citations` are those in which that was seen, where the case names any.
    """

    case: Named
    pattern: Named
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A voice that nuanced or refuted an earlier version of the claim, and says nothing about the one weighed."""

    voice: str
    stance: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Changes of one sort (a key): what each concerns, said, and all of them in a few words."""

    sort: str
    names: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Flip:
    """Another proposal, and the changes that give it for the same reason."""

    changes: tuple[Change, ...]
    verdict: str
    becomes: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Robustness:
    """What the proposal hangs on: how many changes were tried, those that flip it, and a sentence that says so."""

    changes: int
    flips: tuple[Flip, ...]
    sentence: str

    @property
    def times(self) -> int:
        """How many changes flip the proposal."""
        return sum(len(change.names) for one in self.flips for change in one.changes)


@dataclass(frozen=True, slots=True)
class Test:
    """A process-tracing test; `result` is passed, failed or empty."""

    id: str
    kind: str
    expects: str
    declared: str
    result: str
    date: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A logged search for counter-evidence; `none` says that it found no citation."""

    by: str
    date: str
    where: str
    found: str
    citations: tuple[str, ...] = ()
    none: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A step of quality control that was done."""

    step: str
    by: str
    date: str
    found: str


@dataclass(frozen=True, slots=True)
class Component:
    """A CERQual component: level of concern and rationale, empty where not judged."""

    name: str
    concern: str
    why: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was heard from one group through one kind of source: voices and citations."""

    group: str
    kind: str
    voices: int
    citations: int


@dataclass(frozen=True, slots=True)
class Cross:
    """A cell row of the evidence matrix: for a group and a kind (empty: all), per stance citations and voices.

    A citation counts once for each stance that it takes on the claim, so citations add up over rows and stances.
    Voices are counted as different voices, so their totals may be smaller than the sum of the rows.
    """

    claim: str
    group: str
    kind: str
    stances: tuple[tuple[str, int, int], ...]
    citations: int
    voices: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a chapter begins with, said: who speaks for the claim, who against it, and what is uncertain.

    `whose`, `heard` and `against` name groups, `voices` and `opposed` say the same in fewer words; the first two and
    `voices` are empty where nobody speaks for it.
    """

    whose: str
    heard: str
    against: tuple[str, ...]
    uncertain: tuple[str, ...]
    voices: str
    opposed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voiced:
    """Counter-evidence of one stance in words: how many voices, who they are, and what the decision made of it.

    `silent` are the voices of which no words may be shown; empty where there are none.
    """

    stance: str
    voices: str
    who: str
    silent: str
    done: str


@dataclass(frozen=True, slots=True)
class Split:
    """What makes a claim true for some and not for others: what they differ in, and why it would."""

    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Dealt:
    """How counter-evidence of one stance was dealt with.

    `independence` says how much of it there is, `steps` what the rules made of it, each said with its rule;
    `set_aside` are the citations that the decision sets aside.
    """

    stance: str
    citations: tuple[str, ...]
    independence: str
    steps: tuple[str, ...]
    set_aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Everything that the report says about one claim.

    `conclusion` is what a reader asks first, `voiced` the counter-evidence in words. `sources` are the documents
    that its evidence comes from, by author and year; `references` the same in full. `other_more` and `counter_more`
    count quotes that are not in their lists since there are too many to read. `voices` are those that the proposal
    counts, cases that lack the outcome among them. `publications` are the reports through which voices are known
    that were not heard in fieldwork of one's own, `through` says how many voices.
    """

    number: int
    id: str
    title: str
    kind: str
    statement: str
    version: int
    latest_version: int
    intended: str
    for_groups: tuple[Named, ...]
    questions: tuple[Named, ...]
    origin: tuple[Named, ...]
    principles: tuple[Principle, ...]
    other_evidence: tuple[Quote, ...]
    counter_evidence: tuple[Quote, ...]
    left_out: Sequence[Quote]
    rivals: tuple[Rival, ...]
    search: Search | None
    tests: tuple[Test, ...]
    reflection: str
    criteria: tuple[Criterion, ...]
    proposal: Proposal
    decision: Decision | None
    preliminary: tuple[str, ...]
    confidence: tuple[Component, ...]
    confidence_overall: str
    checks: tuple[Check, ...]
    heard: tuple[Tally, ...]
    not_heard: tuple[Named, ...]
    versions: tuple[Wording, ...]
    matrix: tuple[Cross, ...]
    sources: tuple[Named, ...]
    incomplete: tuple[str, ...]
    voices: int
    citations: int
    held_back: int
    independence: str
    robustness: Robustness
    conclusion: Conclusion
    voiced: tuple[Voiced, ...] = ()
    split: Split | None = None
    other_held_back: int = 0
    counter_held_back: int = 0
    dealt: tuple[Dealt, ...] = ()
    references: tuple[Named, ...] = ()
    other_more: int = 0
    counter_more: int = 0
    publications: tuple[Named, ...] = ()
    through: str = ""
    absences: tuple[Absence, ...] = ()
    left_behind: tuple[LeftBehind, ...] = ()
    judged_by: str = ""
    goals: tuple[OwnGoal, ...] = ()

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """All mechanisms of the chapter in their order, whatever their principle."""
        return tuple(mechanism for principle in self.principles for mechanism in principle.mechanisms)

    @property
    def refined(self) -> bool:
        """Whether the claim has another wording than its first."""
        return len(self.versions) > 1


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


@dataclass(frozen=True, slots=True)
class Shown:
    """What a case shows about a pattern beyond its citations."""

    pattern: Named
    absent: tuple[str, ...]
    why: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case; `attributes_held_back` where attributes, or some of them, would give it away."""

    id: str
    title: str
    kind: str
    summary: str
    attributes: tuple[tuple[str, str], ...]
    attributes_held_back: bool
    opened_by: tuple[str, ...]
    shows: tuple[Shown, ...]
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a case says of a dimension; all are empty where it says nothing. `said` has the ids behind the words.

    `shade` is a mark that says how far along the scale the value is, from ○ to ●.
    """

    text: str
    citations: tuple[str, ...] = ()
    value: str = ""
    shade: str = ""

    @property
    def said(self) -> str:
        """The value and the text."""
        return ": ".join(one for one in (self.value, self.text) if one)


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework x case table: the cases of the columns, and rows of a dimension with its cells.

    `same` and `differ` are the dimensions in which all cases that have a value agree, and in which they do not.
    """

    name: str
    cases: tuple[Named, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    same: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The cases of its columns by title and id."""
        return tuple(f"{case.title} ({case.id})" for case in self.cases)

    @property
    def cited(self) -> tuple[str, ...]:
        """The citations behind its cells, each once."""
        return _cited(self.rows)


@dataclass(frozen=True, slots=True)
class Partners:
    """The partners in a case by the dimensions of a framework: what they are called, each with its cells.

    `lying`: it reads better with dimensions as rows; `heads` and `beside` are its columns and rows as they read best.
    """

    name: str
    case: Named
    dimensions: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def lying(self) -> bool:
        """Whether dimensions are rows: they are more than fit beside each other, and more than the partners."""
        return lies(len(self.dimensions), len(self.rows))

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns: dimensions, or where these are rows partners."""
        return tuple(name for name, _ in self.rows) if self.lying else self.dimensions

    @property
    def beside(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """The rows with their cells."""
        if not self.lying:
            return self.rows
        return tuple(zip(self.dimensions, zip(*(cells for _, cells in self.rows), strict=True), strict=True))

    @property
    def cited(self) -> tuple[str, ...]:
        """The citations behind its cells, each once."""
        return _cited(self.rows)


def _cited(rows: Iterable[tuple[object, Iterable[Cell]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for _, cells in rows for cell in cells for id_ in cell.citations))


@dataclass(frozen=True, slots=True)
class CaseInTerm:
    """A case that a combination holds for: what it has of each condition and of the outcome, and its patterns.

    `patterns` come with how each is there: it shows, is denied, or was looked for and not found.
    """

    case: Named
    values: tuple[tuple[str, Cell], ...]
    patterns: tuple[tuple[Named, str], ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A combination of an answer, in `words` and as the program writes it (`name`); with its cases and those against.

    `consistency` and `coverage` are numbers, said.
    """

    name: str
    words: str
    consistency: str
    coverage: str
    cases: tuple[CaseInTerm, ...]
    against: tuple[CaseInTerm, ...]


@dataclass(frozen=True, slots=True)
class SolutionModel:
    """An answer: combinations of which any goes with the outcome; `assumed` counts those that no case has."""

    terms: tuple[Term, ...]
    consistency: str
    coverage: str
    assumed: int
    uncovered: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class SolutionOf:
    """All answers of a kind: `kind` is conservative, intermediate or parsimonious, `about` says it, `many` how many.

    `none` says why there is no answer.
    """

    kind: str
    about: str
    many: str
    none: str
    models: tuple[SolutionModel, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """Cases with the same conditions (`values`, a mark each), and whether the outcome goes with them, said."""

    values: tuple[str, ...]
    leads: str
    cases: tuple[Named, ...]
    consistency: str
    contradiction: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cases compared by conditions and an outcome; `withheld` says why nothing of it is shown.

    `rows` are cases with a cell for each condition and the outcome. `table` and `combinations_about` are captions,
    `notes` sentences.
    """

    id: str
    title: str
    asked: str = ""
    withheld: str = ""
    conditions: tuple[str, ...] = ()
    outcome: str = ""
    rows: tuple[tuple[Named, tuple[Cell, ...]], ...] = ()
    table: str = ""
    left_out: tuple[str, ...] = ()
    combinations: tuple[Combination, ...] = ()
    combinations_about: str = ""
    notes: tuple[str, ...] = ()
    solutions: tuple[SolutionOf, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The citations behind its values, each once."""
        return _cited(self.rows)


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the register; `participants` counts those who did not withdraw, `about` is as in a quote."""

    id: str
    title: str
    kind: str
    group: str
    date: str
    case: str
    pooled: bool
    reported_in: str
    reference: str
    participants: int
    citations: int
    confidentiality: str
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """An address group with what the register says was heard of it."""

    id: str
    title: str
    sources: int
    participants: int
    citations: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a panel's invitations: its target with the unit, what was invited, and on how many in all."""

    panel: str
    stratum: str
    value: str
    target: int | None
    unit: str
    invited: int
    total: int

    @property
    def share(self) -> int:
        """Invited, as a whole percentage of the panel's invitations in this stratum."""
        return round(100 * self.invited / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: how many were invited and how many are registered as present."""

    id: str
    title: str
    invited: int
    present: int


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An item of RAMESES II: `status` is yes, no or unclear; `where` a section's key, or empty.

    `computed`: from the data; else the evaluation says so itself.
    """

    number: int
    title: str
    status: str
    text: str
    where: str
    computed: bool = True


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the team accepts, with the reason."""

    code: str
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far coders agree on one thing, said: citations (of boundaries fragments), percentage, alpha and interval."""

    about: str
    units: int
    percent: str
    alpha: str
    interval: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code that citations have: its words, its kind (a key), the code above it, when to use it and when not.

    `citations` says how many have it.
    """

    id: str
    label: str
    kind: str
    parent: str
    use: str
    citations: int
    avoid: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """How the citations were coded: sentences, agreement, and the codebook with what changed from version to version.

    `more_codes` counts those that are not among `codes` since there are too many to read.
    """

    coded: tuple[str, ...] = ()
    agreement: tuple[Agreed, ...] = ()
    codebook_version: int = 1
    codes: tuple[Code, ...] = ()
    more_codes: int = 0
    codebook_changes: tuple[tuple[int, str, str, str], ...] = ()


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
