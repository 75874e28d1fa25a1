"""Which parts of a configuration have evidence, from whom and in which cases; and the configuration in a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from cmo_eval.analysis.evidence import MECHANISM, EvidenceRow, Side, in_order
from cmo_eval.analysis.verification import ById, ClaimResult
from cmo_eval.deferred import dataclass
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import PARTS, Evaluation, Part, Pattern
from cmo_eval.store.repository import Repository, natural


@dataclass(frozen=True)
class Completeness:
    """The evidence of one pattern.

    `parts` has for each part the evidence that shows it, by who supports or nuances the claim; `denied` the evidence
    that shows it to be absent, whoever says so; `cases` the cases that the pattern is seen in, whole or in part, with
    the parts seen there; `absent` the cases where a part was looked for and not found, or denied; `deviant` those of
    them where the mechanism is present and the outcome absent. `joined` counts the citations that show two parts or
    more, of `citations` in all that show something of it.
    """

    pattern: str
    parts: Mapping[Part, Side]
    denied: Mapping[Part, Side]
    cases: Mapping[str, tuple[Part, ...]]
    absent: Mapping[str, tuple[Part, ...]]
    deviant: tuple[str, ...]
    citations: int
    joined: int

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts without evidence."""
        return tuple(part for part in PARTS if not self.parts[part].rows)

    @property
    def complete(self) -> bool:
        """Whether context, resource, reasoning and outcome all have evidence."""
        return not self.missing

    @property
    def demi_regular(self) -> bool:
        """Whether the pattern is seen, whole or in part, in two cases or more."""
        return len(self.cases) >= 2


def completeness_of(
    repository: Repository, results: Iterable[ClaimResult], *, patterns: Iterable[str] = ()
) -> Mapping[str, Completeness]:
    """The evidence of each pattern of these claims, by pattern, in the order of the claims' mechanisms.

    Evidence is what is weighed for the claims: what shows a part counts by who supports or nuances the claim, what
    denies it by whoever says so. With `patterns` these too, also where no claim has them.
    """
    results = list(results)
    ids = (configuration.pattern for result in results for configuration in result.configurations)
    rows: dict[str, list[EvidenceRow]] = {id_: [] for id_ in (*ids, *patterns)}
    for result in results:
        for row in result.evidence.rows:
            if row.pattern in rows:
                rows[row.pattern].append(row)
    return {pattern: _of_pattern(repository, pattern, shown) for pattern, shown in rows.items()}


def _of_pattern(repository: Repository, pattern: str, rows: Sequence[EvidenceRow]) -> Completeness:
    seen: dict[str, set[Part]] = {}
    beside: dict[str, set[Part]] = {}  # what a case shows in the words that deny its outcome, whatever their stance
    looked: set[str] = set()
    by_citation: dict[str, Collection[Part]] = {}
    absent: dict[str, set[Part]] = {}
    showing: dict[Part, list[EvidenceRow]] = {part: [] for part in PARTS}
    denying: dict[Part, list[EvidenceRow]] = {part: [] for part in PARTS}
    for row in rows:
        place, lacks = row.case, row.lacks
        if row.stance in {"supports", "nuances"}:
            for part in row.parts:
                showing[part].append(row)
            if row.shows_pattern:
                known = by_citation.get(row.citation)
                by_citation[row.citation] = row.parts if known is None else {*known, *row.parts}
                if place is not None:
                    seen.setdefault(place, set()).update(row.parts)
        for part in lacks:
            denying[part].append(row)
        if place is not None and lacks:
            absent.setdefault(place, set()).update(lacks)
            if "outcome" in lacks:
                beside.setdefault(place, set()).update(row.parts)
    for case in repository.cases.values():
        for shown in case.shows:
            if shown.pattern == pattern and shown.absent:
                absent.setdefault(case.id, set()).update(shown.absent)
                looked.add(case.id)
    return Completeness(
        pattern,
        {part: Side(shown) for part, shown in showing.items()},
        {part: Side(denied) for part, denied in denying.items()},
        {case: in_order(tuple(seen[case])) for case in sorted(seen, key=natural)},
        {case: in_order(tuple(parts)) for case, parts in absent.items()},
        tuple(
            case
            for case, parts in absent.items()
            if _deviates(parts, seen.get(case, set()) | beside.get(case, set()), looked=case in looked)
        ),
        len(by_citation),
        sum(len(parts) > 1 for parts in by_citation.values()),
    )


def _deviates(absent: set[Part], seen: set[Part], *, looked: bool) -> bool:
    """Outcome denied, or looked for and not found, while the mechanism is there.

    It is there when a citation of the case shows resource or reasoning, and also when whoever looked (the case's file)
    found neither of the two absent. Who denies the outcome and says nothing of the mechanism, did not look for it.
    """
    present = bool((seen & MECHANISM) - absent) or (looked and not absent & MECHANISM)
    return "outcome" in absent and present


def names_of(evaluation: Evaluation) -> frozenset[str]:
    """Words that keep their capital inside a sentence: those of the programme's name, owner and executor."""
    programme = evaluation.programme
    return capitals(" ".join(filter(None, (programme.name, programme.owner, programme.executor))))


def capitals(text: str) -> frozenset[str]:
    """The words of a text that begin with a capital."""
    return frozenset(word for word in re.findall(r"\w+", text) if word[:1].isupper())


def running(text: str, names: frozenset[str] = frozenset()) -> str:
    """The text as it stands inside a sentence: without full stop at its end, and with a small first letter.

    A first word keeps its capital when it is a name, an abbreviation or the English `I`.
    """
    text = " ".join(text.split())
    if text.endswith(".") and not text.endswith(("..", "etc.", "e.d.")):
        text = text[:-1]
    first = re.match(r"\w+", text)
    if first is None or first[0] in names or first[0] == "I" or any(letter.isupper() for letter in first[0][1:]):
        return text
    return text[:1].lower() + text[1:]


def configuration(pattern: Pattern, language: str, names: frozenset[str] = frozenset()) -> str:
    """The pattern as one if-then-because sentence; a part that is not written down is said to be missing.

    The parts stand after colons, because writers give them as phrases and as clauses alike.
    """

    def part(text: str | None, name: str) -> str:
        return running(text, names) if text else f"[{label(f'report.missing.{name}', language)}]"

    return say(
        phrase(
            "configuration.sentence",
            context=part("; ".join(running(item, names) for item in pattern.context), "context"),
            resource=part(pattern.resource, "resource"),
            actor=part(pattern.actor, "actor"),
            reasoning=part(pattern.reasoning, "reasoning"),
            outcome=part(pattern.outcome.text if pattern.outcome else None, "outcome"),
        ),
        language,
    )


def by_part(found: Mapping[str, Completeness]) -> ById[Completeness]:
    """Who shows each part of each pattern: by pattern; as a table a row a part.

    Columns: `pattern`, `part`, and in numbers `citations`, `voices`, `groups`, `cases` (that it is seen in), `absent`
    (cases where it was looked for and not found) and `denied` (voices that deny it).
    """
    columns = ("pattern", "part", "citations", "voices", "groups", "cases", "absent", "denied")
    rows = (
        (
            *(pattern, part, len(one.parts[part].citations), len(one.parts[part].voices), len(one.parts[part].groups)),
            sum(part in parts for parts in one.cases.values()),
            sum(part in parts for parts in one.absent.values()),
            len(one.denied[part].voices),
        )
        for pattern, one in found.items()
        for part in PARTS
    )
    return ById(found, columns, tuple(rows))
