"""One claim: its wording, evidence, proposal, decision, and what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from cmo_eval.deferred import dataclass
from cmo_eval.report.contents.answers import OwnGoal
from cmo_eval.report.contents.named import Named, Quote


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
    voices each part is shown, and denied; empty where nothing is said of it. `unweighed` says how many citations on
    the claim are about the pattern and not weighed, and why; empty where there are none.
    """

    number: str
    pattern: Pattern
    quotes: tuple[Quote, ...]
    denials: tuple[Quote, ...]
    independence: str
    held_back: int
    more: int = 0
    also: tuple[Elsewhere, ...] = ()
    voices: int = 0
    citations: int = 0
    how_well: str = ""
    shown: str = ""
    unweighed: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Words that stand under another mechanism of the chapter: whose, its number, and ids of the citations."""

    name: str
    number: str
    citations: tuple[str, ...]


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

    `becomes` is the id of a claim that takes the place of this one, `into` the same with its title. `rules` is the
    version of the rules, `why_shown` whether it is shown why the claim would hold: `shown`, `partly`, `not_shown`,
    or empty for a claim without patterns.
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
    into: str


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
    into: str
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
    into: str


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
    """A process-tracing test; `result` is passed, failed or empty. `foretold`: it was declared before that."""

    id: str
    kind: str
    expects: str
    declared: str
    result: str
    date: str
    citations: tuple[str, ...]
    foretold: bool


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
    `voices` are empty where nobody speaks for it. Where the claim was given up (rejected or transformed), those speak
    for the conclusion who wanted that, and against it who spoke for the claim. `unopposed` says that nothing speaks
    against it, `left_out` what was said against it and is not weighed.
    """

    whose: str
    heard: str
    against: tuple[str, ...]
    uncertain: tuple[str, ...]
    voices: str
    opposed: tuple[str, ...]
    unopposed: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Voiced:
    """Counter-evidence of one stance in words: how many voices, who they are, and what the decision made of it.

    `silent` are the voices of which no words may be shown, `held` a sentence about them; empty where there are none.
    `together` says why more speakers are named than voices are counted, where that is so.
    """

    stance: str
    voices: str
    together: str
    who: str
    silent: str
    done: str
    held: str = ""


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
    that were not heard in fieldwork of one's own, `through` says how many voices. `heard_twice` says why the voices in
    `heard` add up to more than `voices`, where they do. `opposing` is what the chapter quotes first of all that
    contradicts it, where that is short. `not_heard` are the groups of
    which no voice counts, `not_heard_said` the same with why, and whether the claim is for them.
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
    opposing: Quote | None
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
    heard_twice: str
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
    not_heard_said: tuple[str, ...] = ()

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """All mechanisms of the chapter in their order, whatever their principle."""
        return tuple(mechanism for principle in self.principles for mechanism in principle.mechanisms)

    @property
    def refined(self) -> bool:
        """Whether the claim has another wording than its first."""
        return len(self.versions) > 1
