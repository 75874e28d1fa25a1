"""What rests on what: from each citation up to the conclusions that it carries, and from each of those down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from cmo_eval.report.contents import Quote, ReportView
from cmo_eval.site.places import Key


class Grounds:
    """The citations of a report by what they are about, and the answers and recommendations that rest on a thing.

    Attributes:
        quotes: of each citation one row, whatever its stance.
        rows: of each citation all its rows, one for each stance; in the order of citations.
        of_claim: the rows about each claim.
        of_pattern: the rows that show or deny something of each pattern.
        of_source: the ids of the citations from each source.
        of_code: the ids of the citations that have each code.
        named_by: the cases that name each citation, and the patterns that a case says it shows.
    """

    def __init__(
        self,
        citations: Iterable[Quote],
        carried: Mapping[Key, Sequence[Key]],
        works_in: Mapping[str, Sequence[str]] | None = None,
        named_by: Mapping[str, Sequence[Key]] | None = None,
    ) -> None:
        """What rests on citations and on other things.

        Args:
            citations: a row for each stance, or one for a citation that takes none.
            carried: what each thing carries as a ground that is named as such.
            works_in: the claims that each pattern works in.
            named_by: what names each citation beside the conclusions.
        """
        self.quotes: dict[str, Quote] = {}
        self.rows: dict[str, list[Quote]] = {}
        self.of_claim: defaultdict[str, list[Quote]] = defaultdict(list)
        self.of_pattern: defaultdict[str, list[Quote]] = defaultdict(list)
        self.of_source: defaultdict[str, list[str]] = defaultdict(list)
        self.of_code: defaultdict[str, list[str]] = defaultdict(list)
        for one in citations:
            known = self.rows.get(one.id)
            if known is None:
                self.rows[one.id], self.quotes[one.id] = [one], one
                self.of_source[one.source].append(one.id)
                for code in one.codes:
                    self.of_code[code].append(one.id)
            else:
                known.append(one)
            if one.claim:
                self.of_claim[one.claim].append(one)
            if one.pattern:
                self.of_pattern[one.pattern].append(one)
        self._carried, self._works_in, self.named_by = carried, works_in or {}, named_by or {}
        self._own = {key.id: tops for key, tops in carried.items() if key.kind == "citation"}
        self._reached = cache(self._reach)

    def above(self, key: Key) -> Sequence[Key]:
        """The answers and recommendations that rest on something that is no citation."""
        pairs = [key]
        if key.kind == "pattern":
            pairs += [Key("claim", id_) for id_ in self._works_in.get(key.id, ())]
        return self._tops(pairs)

    def rest_on(self, id_: str) -> Sequence[Key]:
        """The answers and recommendations that rest on a citation: on itself, or on a claim, pattern or case of it."""
        rows = self.rows[id_]
        said = tuple([(one.claim if not one.left_out else "", one.pattern) for one in rows])
        found = self._reached(said, rows[0].case, self.named_by.get(id_, ()))
        own = self._own.get(id_)
        return found if own is None else _ordered({*found, *own})

    def _reach(self, said: Sequence[tuple[str, str]], case: str, beside: Sequence[Key]) -> Sequence[Key]:
        keys = [Key("case", case), *beside]
        keys += [Key(kind, id_) for pair in said for kind, id_ in zip(("claim", "pattern"), pair, strict=True)]
        works = (id_ for kind, one in keys if kind == "pattern" for id_ in self._works_in.get(one, ()))
        return self._tops([*keys, *(Key("claim", id_) for id_ in works)])

    def _tops(self, keys: Iterable[Key]) -> Sequence[Key]:
        return _ordered({top for key in keys for top in self._carried.get(key, ())})


def _ordered(keys: Iterable[Key]) -> Sequence[Key]:
    return tuple(sorted(keys))


def grounds_of(view: ReportView) -> Grounds:
    """Everything that is said in `view` about what rests on what."""
    works_in: defaultdict[str, list[str]] = defaultdict(list)
    for chapter in view.chapters:
        for mechanism in chapter.mechanisms:
            works_in[mechanism.pattern.id].append(chapter.id)
    return Grounds(view.citations, _carried(view), works_in, _named(view))


def _carried(view: ReportView) -> Mapping[Key, Sequence[Key]]:
    """What each thing carries as a ground that a conclusion names itself."""
    found: defaultdict[Key, list[Key]] = defaultdict(list)
    tops = [(Key("answer", one.question.id), one.rests_on) for one in view.questions]
    tops += [(Key("recommendation", one.id), one.rests_on) for one in view.recommendations]
    for top, grounds in tops:
        for ground in grounds:
            found[Key(ground.kind, ground.id)].append(top)
    return found


def _named(view: ReportView) -> Mapping[str, Sequence[Key]]:
    """What a case says of each citation: the case that it called for, or of which it fills a cell or shows a result.

    Or the pattern that it shows in the case.
    """
    found: defaultdict[str, dict[Key, None]] = defaultdict(dict)
    for case in view.cases:
        cells = (id_ for _, cell in case.cells for id_ in cell.citations)
        for id_ in (*case.opened_by, *cells):
            found[id_][Key("case", case.id)] = None
        for shown in case.shows:
            for id_ in shown.citations:
                found[id_][Key("pattern", shown.pattern.id)] = None
    for goal in view.goals:
        for id_ in goal.citations:
            found[id_][Key("case", goal.case.id)] = None
    return {id_: tuple(keys) for id_, keys in found.items()}
