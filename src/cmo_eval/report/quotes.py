"""Citations as they may be shown: whose words, where, and what is held back; leaves chapters to others."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, overload

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, evidence_for
from cmo_eval.analysis.verification import Verification
from cmo_eval.disclosure import quotable
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import QUALITIES, STANCES, Citation, Source, holding
from cmo_eval.progress import steps
from cmo_eval.report.contents import Quote
from cmo_eval.report.sentences import amount, names_of, place, speaker
from cmo_eval.store.repository import Repository, natural


def shown_of(record: Citation | Source) -> tuple[tuple[str, str], ...]:
    """What readers may know of a citation beside its words, or of a source, as its model says."""
    names = holding(Citation, "about") if isinstance(record, Citation) else holding(Source, "about")
    return tuple((name, value) for name in names if (value := getattr(record, name)))


class _Speaks(NamedTuple):
    """Who speaks in a citation; many have the same."""

    source: str
    voice: str
    kind: str
    group: str
    role: str
    speaker: str


class Taken(NamedTuple):
    """A stance that citations take on a claim, and why they are left out; without a stance, they take none."""

    stance: str = ""
    claim: str = ""
    version: int = 1
    other: str = ""
    pattern: str = ""
    parts: tuple[str, ...] = ()
    left_out: str = ""


_Stance = tuple[Taken, Sequence[str]]
"""A stance, with the ids of the citations that take it."""


class Quoted(Sequence[Quote]):
    """Quotes of which each is made when it is asked for: a million take eight bytes each.

    Each reading makes them anew. Sent to another process, they are a tuple.
    """

    def __init__(self, quotes: Quotes, stances: Sequence[_Stance]) -> None:
        """A quote for each citation of each stance, in the order of citations, and for each in that of stances."""
        self._quotes = quotes
        self._taken = [taken for taken, _ in stances]
        self._rows = array("Q", _in_order(quotes, stances))

    def _quote(self, row: int) -> Quote:
        place, number = divmod(row, len(self._taken))
        return self._quotes.quote(self._quotes.order[place], self._taken[number])

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Quote: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Quote, ...]: ...
    def __getitem__(self, place: int | slice) -> Quote | tuple[Quote, ...]:
        if isinstance(place, slice):
            return tuple(map(self._quote, self._rows[place]))
        return self._quote(self._rows[place])

    def __iter__(self) -> Iterator[Quote]:
        return map(self._quote, self._rows)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[type[tuple[Quote, ...]], tuple[list[Quote]]]:
        return tuple, (list(self),)


class Quotes:
    """All citations of an evaluation, ready to be shown: what each says is packed, and a quote is made when wanted.

    Attributes:
        order: the rows of the citations in natural order of their ids; of an id that is used twice, the first.
    """

    def __init__(self, repository: Repository, spoken: Spoken, language: str) -> None:
        """The citations of `repository`, with their words."""
        columns = repository.citations
        self._repository = repository
        self._spoken = spoken
        self._language = language
        self._names = names_of(repository.evaluation)
        self._titles = {pattern.id: pattern.title for pattern in repository.patterns.values()}
        self._speaking: dict[tuple[int, int, int], _Speaks] = {}  # few, and said for each citation
        self.order = array("I", (columns.row_of[id_] for id_ in sorted(columns.row_of, key=natural)))
        self._place_of = array("I", bytes(4 * len(columns)))
        for number, row in enumerate(self.order):
            self._place_of[row] = number

    def quote(self, row: int, taken: Taken, *, words: bool = True) -> Quote:
        """The citation of a row with a stance that it takes; its words and where they stand only where wanted."""
        columns = self._repository.citations
        who = self._who(row)
        quality = columns.qualities[row]
        return Quote(
            id=columns.ids[row],
            source=who.source,
            voice=who.voice,
            kind=who.kind,
            group=who.group,
            role=who.role,
            speaker=who.speaker,
            text=self._spoken.text(row) if words else "",
            verbatim=bool(columns.verbatim[row]),
            held_back=not quotable(self._repository, row),
            place=self._spoken.place(row) if words else "",
            quality=QUALITIES[quality] if quality >= 0 else "",
            stance=taken.stance,
            claim=taken.claim,
            version=taken.version,
            other=taken.other,
            pattern=taken.pattern,
            pattern_title=self._titles.get(taken.pattern, ""),
            parts=taken.parts,
            codes=columns.codes[row],
            left_out=taken.left_out,
            about=shown_of(columns[row].citation),
        )

    def _who(self, row: int) -> _Speaks:
        repository, columns = self._repository, self._repository.citations
        alike = columns.sources.codes[row], columns.speakers.codes[row], columns.roles.codes[row]
        found = self._speaking.get(alike)
        if found is None:
            id_ = columns.sources[row]
            source = repository.sources.get(id_)
            key = repository.group_of(row)
            group = repository.evaluation.groups.get(key, key) if key else ""
            role = repository.role_of(row)
            found = self._speaking[alike] = _Speaks(
                source=id_,
                voice=repository.voice_of(id_),
                kind=source.kind if source else "",
                group=group,
                role=role or "",
                speaker=speaker(role, group, source, self._language, self._names),
            )
        return found

    def place_of(self, id_: str) -> int:
        """The place of a citation in `order`."""
        return self._place_of[self._repository.citations.row_of[id_]]

    def of(self, evidence: EvidenceTable) -> tuple[Quote, ...]:
        """A quote for each row of evidence that is weighed, in the rows' order; without its words, see `worded`."""
        stances = _kept(evidence)
        rows = (divmod(row, len(stances)) for row in _in_order(self, stances))
        return tuple(self.quote(self.order[place], stances[number][0], words=False) for place, number in rows)

    def left_out(self, evidence: EvidenceTable) -> Quoted:
        """A quote for each row of evidence that is left out, with the reason, in the rows' order."""
        return Quoted(self, _left_out(evidence))

    def all(self, verification: Verification) -> Quoted:
        """A row for each stance of each citation on these claims; one for a citation that takes none.

        A stance on another version than the one weighed is there too, left out with the reason `other_version`.
        """
        stances: list[_Stance] = []
        for result in verification.values():
            for number in (version.version for version in result.claim.versions):
                weighed = number == result.version
                table = result.evidence if weighed else evidence_for(self._repository, result.claim, number)
                both = [*_kept(table), *_left_out(table)]
                stances += both if weighed else [(one._replace(left_out="other_version"), ids) for one, ids in both]
        silent = bytearray(b"\1") * len(self.order)
        for _, ids in stances:
            for id_ in ids:
                silent[self.place_of(id_)] = 0
        columns = self._repository.citations
        none = [columns.ids[row] for row, alone in zip(self.order, silent, strict=True) if alone]
        return Quoted(self, [*stances, (Taken(), none)])

    def worded(self, quote: Quote) -> Quote:
        """The quote with its words, and where they stand."""
        row = self._repository.citations.row_of[quote.id]
        return replace(quote, text=self._spoken.text(row), place=self._spoken.place(row))

    @property
    def verbatim(self) -> int:
        """How many citations are literal."""
        return sum(self._repository.citations.verbatim[row] for row in self.order)

    @property
    def held_back(self) -> int:
        """Of how many citations no words are shown."""
        return sum(not quotable(self._repository, row) for row in self.order)

    def __len__(self) -> int:
        return len(self.order)


def read_quotes(repository: Repository, language: str) -> Quotes:
    """Every citation with its words, unless they may not be printed; each file is read once.

    Of an id that is used twice, the first is taken.
    """
    return Quotes(repository, read_spoken(repository, language), language)


def _kept(evidence: EvidenceTable) -> list[_Stance]:
    return _stances(evidence, ((row, "") for row in evidence.rows))


def _left_out(evidence: EvidenceTable) -> list[_Stance]:
    """The stances that are left out, with the reason's key, in the order in which their rows stand in a citation."""
    return _stances(evidence, evidence.left_out)


def _stances(evidence: EvidenceTable, rows: Iterable[tuple[EvidenceRow, str]]) -> list[_Stance]:
    found: dict[Taken, list[str]] = {}
    for row, reason in rows:
        other, pattern = row.other or "", row.pattern or ""
        taken = Taken(row.stance, evidence.claim, evidence.version, other, pattern, row.parts, reason)
        found.setdefault(taken, []).append(row.citation)
    return sorted(found.items(), key=lambda pair: _stance_order(pair[0]))


def _stance_order(taken: Taken) -> tuple[object, ...]:
    return STANCES.index(taken.stance), taken.other, taken.pattern, taken.parts


def _in_order(quotes: Quotes, stances: Sequence[_Stance]) -> list[int]:
    """For each citation of each stance a number, sorted: the citation's place times the number of stances, and which.

    A number takes less than a pair, and there may be a million.
    """
    return sorted(
        quotes.place_of(id_) * len(stances) + number for number, (_, ids) in enumerate(stances) for id_ in ids
    )


def once_each(quotes: Sequence[Quote], printed: set[str]) -> tuple[Quote, ...]:
    """The quotes that may be shown, each citation once; those in `printed` are marked as repeated.

    Adds the ids to `printed`.
    """
    shown: dict[str, Quote] = {}
    for quote in quotes:
        if quote.id in shown or quote.held_back:
            continue
        shown[quote.id] = replace(quote, repeated=True) if quote.id in printed else quote
        printed.add(quote.id)
    return tuple(shown.values())


def held_back(quotes: Iterable[Quote]) -> int:
    """How many citations are not shown."""
    return len({quote.id for quote in quotes if quote.held_back})


def independence(quotes: Iterable[Quote], language: str) -> str:
    """How many citations of how many voices, said, and by stance where not all support; empty without any."""
    rows = list(quotes)
    said = heard_from(rows, language)
    if not said:
        return ""
    citations = {quote.id for quote in rows}
    stances = {stance: len({quote.id for quote in rows if quote.stance == stance}) for stance in STANCES}
    if stances["supports"] == len(citations):
        return said
    taken = [f"{label(f'report.noun.{stance}', language)} {number}" for stance, number in stances.items() if number]
    return f"{said}: {', '.join(taken)}"


def heard_from(quotes: Iterable[Quote], language: str) -> str:
    """How many citations of how many voices of how many kinds, said; empty without any."""
    rows = list(quotes)
    citations, voices = {quote.id for quote in rows}, {quote.voice for quote in rows}
    if not citations:
        return ""
    kinds = {quote.kind for quote in rows}
    return say(
        phrase(
            "report.independence",
            citations=amount(len(citations), "citation", language),
            voices=amount(len(voices), "voice", language),
            kinds=amount(len(kinds), "report.kinds", language),
        ),
        language,
    )


# ---- words, read once and kept packed --------------------------------------------------------------------------------


class Spoken:
    """What was said in each citation, and where: text after text in one run of bytes, with where each begins.

    A hundred thousand texts take what they are long, and no object each.
    """

    def __init__(self, citations: int) -> None:
        """Of so many citations, nothing yet."""
        self._bytes = bytearray()
        self._starts = array("Q", bytes(8 * citations))
        self._lengths = array("I", bytes(4 * citations))
        self._places = array("I", bytes(4 * citations))

    def keep(self, row: int, text: str, at: str) -> None:
        """Keep the words of a row of the citations, and where they stand."""
        self._starts[row] = len(self._bytes)
        for part, lengths in ((text, self._lengths), (at, self._places)):
            encoded = part.encode("utf-8", "surrogatepass")
            lengths[row] = len(encoded)
            self._bytes += encoded

    def text(self, row: int) -> str:
        """The words of a row; empty where they are held back."""
        start = self._starts[row]
        return self._bytes[start : start + self._lengths[row]].decode("utf-8", "surrogatepass")

    def place(self, row: int) -> str:
        """Where they stand in their source, said; empty where it is not given."""
        start = self._starts[row] + self._lengths[row]
        return self._bytes[start : start + self._places[row]].decode("utf-8", "surrogatepass")


def read_spoken(repository: Repository, language: str) -> Spoken:
    """The words of every citation, unless they may not be printed; each file is read once.

    Of an id that is used twice, the first is taken.

    Raises:
        CmoEvalError: a file changed since it was read.
    """
    columns = repository.citations
    # file by file, so that each file is parsed once however the rows are mixed
    order = sorted(columns.row_of.values(), key=lambda row: (columns.files[row], columns.indexes[row]))
    spoken = Spoken(len(columns))
    for row, citation in zip(steps(order, "reading quotes"), repository.whole_citations(order), strict=True):
        words = " ".join((citation.quote or "").split()) if quotable(repository, row) else ""
        spoken.keep(row, words, place(citation.at, language))
    return spoken
