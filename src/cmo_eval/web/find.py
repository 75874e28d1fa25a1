"""Find: the quotes that pass the filters of the address, a page at a time, what holds some words, and all as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval import api
from cmo_eval.analysis.code_tree import code_tree
from cmo_eval.analysis.facets import Facets, facets_of
from cmo_eval.analysis.query import folded
from cmo_eval.analysis.quotes import quotes_of, stance_line
from cmo_eval.analysis.search import Found, Hit, Kind, Wanted
from cmo_eval.analysis.selection import FILTERS, Selection, chosen, of_sources
from cmo_eval.disclosure import AUDIENCES, quotable
from cmo_eval.errors import UsageError
from cmo_eval.messages import LANGUAGES, label
from cmo_eval.model import Citation, Evidence, holding
from cmo_eval.output.search import search_csv
from cmo_eval.store.repository import Coded, Repository, natural
from cmo_eval.web.findings import by_kind
from cmo_eval.web.memory import Memory, State
from cmo_eval.web.page import memory_of, page, shown
from cmo_eval.web.places import Quote, quotes

A_PAGE = 50
"""Quotes or lines that a page shows."""

_LINES = 1000
"""Lines of transcripts that are looked at for one question; of more, the person is told to ask more narrowly."""

_CHOICES = 150
"""Values of a filter that stand ready to be chosen; others can be typed."""

_NOTES = holding(Citation, but=("speaker", "around"))

FORMATS: Mapping[str, tuple[str, str]] = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "md": ("Markdown", "text/markdown; charset=utf-8"),
    "csv": ("CSV", "text/csv; charset=utf-8"),
}
"""The files that quotes can be taken away as: what a person calls them, and what the browser is told."""

_NAMES: Mapping[str, str] = {
    "claim": "Claim",
    "stance": "Stance",
    "pattern": "Pattern",
    "part": "Part that is shown",
    "lacks": "Part that is denied",
    "code": "Code, with those below it",
    "group": "Group",
    "role": "Role",
    "speaker": "Speaker",
    "case": "Case",
    "kind": "Kind of source",
    "source": "Source",
    "quality": "Quality",
    "coder": "Coder",
}
_DATES: Mapping[str, str] = {
    "from": "Said on this day or later",
    "to": "Said on this day or earlier",
    "since": "Coded on this day or later",
}

R = TypeVar("R")
C = TypeVar("C", bound=str)

Pieces = Sequence[tuple[str, bool]]
"""A text in pieces, each with whether it is what was searched for."""


class Asked(NamedTuple):
    """What the address asks: the filters as pairs, the words, and which page of quotes or `lines`."""

    pairs: tuple[tuple[str, str], ...]
    words: str
    lines: bool
    number: int

    @property
    def selection(self) -> Selection:
        """The filters."""
        many = {name: tuple(value for key, value in self.pairs if key == name) for name in FILTERS}
        dates = {name: value for name, value in self.pairs if name in _DATES}
        return Selection(**many, from_=dates.get("from"), to=dates.get("to"), since=dates.get("since"))

    @property
    def query(self) -> str:
        """Filters and words as an address holds them."""
        return urlencode([*self.pairs, *([("words", self.words)] if self.words else [])])

    def address(self, *, but: tuple[str, str] | None = None, lines: bool | None = None, number: int = 1) -> str:
        """This page with something else: without a filter, of quotes or lines, or another number."""
        pairs = [pair for pair in self.pairs if pair != but]
        pairs += [("words", self.words)] if self.words and but != ("words", self.words) else []
        pairs += [("show", "lines")] if (self.lines if lines is None else lines) and self.words else []
        pairs += [("page", str(number))] if number > 1 else []
        return f"/find?{urlencode(pairs)}" if pairs else "/find"


class Row(NamedTuple):
    """A citation to be read; `notes` are what the coder tells besides its `words`, `stances` are said in words too."""

    quote: Quote
    words: Pieces
    notes: Sequence[tuple[str, Pieces]]
    stances: Sequence[tuple[Evidence, str]]


class Lines(NamedTuple):
    """Lines of transcripts: those that were looked at, and how many there are (None: that takes longer to tell).

    `least` when there may be more than that; `notes` say what was not searched.
    """

    hits: Sequence[Hit] = ()
    number: int | None = None
    least: bool = False
    notes: Sequence[str] = ()


class Choice(NamedTuple):
    """A value of a filter: how it is called, how many quotes have it, and how deep it stands in its tree."""

    value: str
    name: str
    number: int
    chosen: bool
    depth: int = 0


class Filter(NamedTuple):
    """A filter with its choices; `further` are values that can be typed."""

    key: str
    name: str
    choices: Sequence[Choice]
    further: Sequence[str]

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(one.chosen for one in self.choices)


def asked_in(request: Request) -> Asked:
    """What an address asks; keys that are no filter, and empty values, are passed over."""
    given = [(key, value.strip()) for key, value in request.query_params.multi_items() if value.strip()]
    known = {*_NAMES, *_DATES}
    pairs = tuple(dict.fromkeys(pair for pair in given if pair[0] in known))
    last = dict(given)
    number = last.get("page", "1")
    right = number.isdecimal() and len(number) < 7
    return Asked(pairs, last.get("words", ""), last.get("show") == "lines", max(1, int(number)) if right else 1)


def find(request: Request, state: State) -> Response:
    """The page; where the address asks for what does not exist it says so, and the filters stay."""
    asked, memory, repository = asked_in(request), memory_of(request), state.repository
    facets, wrong = _facets(state), None
    meant: list[Coded] = []
    hits: Mapping[str, Sequence[Hit]] = {}
    lines = Lines()
    counts: Mapping[str, Mapping[str, int]] = {}
    try:
        selection = asked.selection
        meant = chosen(repository, selection)
        if asked.words:
            hits = _cited(memory, state, asked.words)
            lines = _lines(memory, state, asked, selection, {one.id for one in meant})
            meant = [one for one in meant if one.id in hits]
        among = [one for one in repository.citations if one.id in hits] if asked.words else None
        counts = facets.counts(selection, among)
    except UsageError as error:
        wrong, meant = error, []
    ordered = sorted(meant, key=lambda one: facets.place[one.key])
    show_lines = bool(asked.words) and asked.lines
    total = len(lines.hits) if show_lines else len(ordered)
    last = max(1, -(-total // A_PAGE))
    number = min(asked.number, last)
    some = slice((number - 1) * A_PAGE, number * A_PAGE)
    return page(
        request,
        "find.html",
        state,
        title="Find",
        unread=state.unread,
        asked=asked._replace(number=number, lines=show_lines),
        wrong=wrong,
        filters=_filters(state, asked, counts),
        dates=[(key, name, dict(asked.pairs).get(key, "")) for key, name in _DATES.items()],
        names={**_NAMES, **_DATES},
        total=len(ordered),
        sources=len({one.source for one in ordered}),
        rows=[]
        if show_lines
        else _by_source(_rows(repository, ordered[some], hits), lambda row: row.quote.said.source),
        lines=lines,
        hits=_by_source(lines.hits[some], lambda hit: hit.source) if show_lines else [],
        pieces=_pieces,
        last=last,
        known=repository.sources,
        groups=repository.evaluation.groups,
        formats=FORMATS,
        audiences=AUDIENCES[::-1],
        languages=LANGUAGES,
        language=repository.evaluation.language,
    )


# ---- the choices -----------------------------------------------------------------------------------------------------


def _facets(state: State) -> Facets:
    return state.once("facets", lambda: facets_of(state.repository))


def _values(state: State) -> Mapping[str, Mapping[str, tuple[str, int]]]:
    """By filter and value, how it is called and how deep it stands: what the records name, then what else occurs."""
    repository, occurring = state.repository, _facets(state).counts(Selection())
    found = {}
    for key in _NAMES:
        titles: dict[str, str] = dict(FILTERS[key].titles(repository))
        for value in sorted(occurring[key].keys() - titles.keys(), key=natural):
            titles[value] = ""
        if key == "speaker":
            titles = {value: title for value, title in titles.items() if "." in value}
        depths = {used.id: used.depth for used in code_tree(repository)} if key == "code" else {}
        found[key] = {
            value: (_called(key, value, titles.get(value, "")), depths.get(value, 0)) for value in depths or titles
        }
    return found


def _called(key: str, value: str, title: str) -> str:
    family = {"kind": "source_kind.", "quality": "quality.", "part": "part.", "lacks": "part."}.get(key)
    if family:
        return label(f"{family}{value}").removeprefix(family)
    if key in {"group", "stance", "role"}:
        return title or value
    return f"{value} {title}" if title and title != value else value


def _filters(state: State, asked: Asked, counts: Mapping[str, Mapping[str, int]]) -> Iterator[Filter]:
    for key, values in state.once("values", lambda: _values(state)).items():
        chosen_ = {folded(value) if key == "role" else value for name, value in asked.pairs if name == key}
        numbers = counts.get(key, {})
        ready, rest = [*values][:_CHOICES], [*values][_CHOICES:]
        further = [value for value in rest if value not in chosen_]
        ready += sorted(chosen_.difference(ready), key=natural)
        named = ((value, *values.get(value, (value, 0))) for value in ready)
        choices = [Choice(value, name, numbers.get(value, 0), value in chosen_, deep) for value, name, deep in named]
        if choices:
            yield Filter(key, _NAMES[key], choices, further)


# ---- what is found ---------------------------------------------------------------------------------------------------


def _cited(memory: Memory, state: State, words: str) -> Mapping[str, Sequence[Hit]]:
    """By citation, in which of its parts the words occur."""

    def asked() -> Mapping[str, Sequence[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hit in memory.search(words, Wanted(("quotes", "memos"), most=0, background=True)).hits:
            if hit.citation is not None:
                found.setdefault(hit.citation, []).append(hit)
        return found

    return state.once(("cited", words), asked)


def _lines(
    memory: Memory, state: State, asked: Asked, selection: Selection, meant: set[str], *, background: bool = True
) -> Lines:
    """The lines of transcripts with the words, of the sources and speakers that are meant.

    Where a filter asks for what a citation says, only lines that hold one of the citations that are `meant`. Where
    lines are not to be shown they are counted at most, if that is quick. Without `background` they are those in which
    words that may be quoted are found.
    """
    repository, given = state.repository, selection.given
    sources, cited = of_sources(repository, selection)
    sources = sources & {repository.citations.by_id[id_].source for id_ in meant} if cited else sources
    if not sources:
        return Lines(number=0)
    speakers, roles, groups = (given.get(name, ()) for name in ("speaker", "role", "group"))
    narrowed = bool(cited or speakers or roles or groups)
    if narrowed and not asked.lines:
        return Lines()
    kinds: tuple[Kind] = ("texts",)
    wanted = Wanted(
        kinds,
        tuple(sorted(sources, key=natural)) if len(sources) < len(repository.sources) else (),
        tuple([name.rpartition(".")[2] for name in speakers] or roles),
        codes=frozenset(given.get("code", ())),
        claims=tuple(given.get("claim", ())),
        most=_LINES if asked.lines else 1,
        background=background,
    )
    found = state.once((asked.words, wanted), lambda: memory.search(asked.words, wanted))
    plain = {folded(role) for role in roles}

    def passes(hit: Hit) -> bool:
        source = repository.sources.get(hit.source)
        return (
            bool(hit.spans)
            and (not cited or not meant.isdisjoint(hit.citations))
            and (not speakers or hit.speaker in speakers or f"{hit.source}.{hit.speaker}" in speakers)
            and (not plain or folded(hit.role or "") in plain)
            and (not groups or (source is not None and source.group_of(hit.speaker) in groups))
        )

    hits, total = [hit for hit in found.hits if passes(hit)], found.total["texts"]
    cut = total > len(found.hits)
    number = len(hits) if narrowed else total
    return Lines(hits if asked.lines else (), number, bool(found.further) or (narrowed and cut), found.notes)


def _rows(repository: Repository, citations: Sequence[Coded], hits: Mapping[str, Sequence[Hit]]) -> Iterator[Row]:
    """These citations with what was searched for marked in them."""
    found = quotes(repository, citations)
    for one in citations:
        quote, citation = found[one.id], one.citation
        parts = {hit.field: _pieces(hit) for hit in hits.get(one.id, ())}
        told = [(name, getattr(citation, name)) for name in _NOTES]
        yield Row(
            quote,
            parts.get("quote") or [(quote.said.words or "", False)],
            [(name, parts.get(name) or [(text, False)]) for name, text in told if text],
            [(evidence, stance_line(evidence)) for evidence in citation.evidence],
        )


def _by_source(rows: Iterable[R], source: Callable[[R], str]) -> Sequence[tuple[str, Sequence[R]]]:
    return [(id_, [*some]) for id_, some in groupby(rows, key=source)]


def _pieces(hit: Hit) -> Pieces:
    """The words of a hit, what was searched for apart."""
    words, pieces, done = hit.words or "", list[tuple[str, bool]](), 0
    for start, end in hit.spans:
        pieces += [(words[done:start], False), (words[start:end], True)]
        done = end
    return [piece for piece in (*pieces, (words[done:], False)) if piece[0]]


# ---- to take away ----------------------------------------------------------------------------------------------------


def taken(request: Request, state: State) -> Response:
    """What the filters and words of the address mean, as a file; nobody reads in it what these readers may not see.

    `audience` and `format` are asked beside them, and the `language`.

    Raises:
        UsageError: there is no such format, audience or language, or nothing that a filter asks for.
        CmoEvalError: a name of the list would stand in it.
    """
    asked, memory = asked_in(request), memory_of(request)
    form = _among(request, "format", FORMATS, "xlsx")
    language = _among(request, "language", LANGUAGES, state.repository.evaluation.language)
    readers = _among(request, "audience", AUDIENCES, "team")
    evaluation: api.Evaluation = state.opened
    if readers != "team":
        try:
            evaluation = api.disclose(memory.root, readers, language=language)
        except api.UnpublishableError as error:
            told = {"message": error.message, "hint": error.hint, "kinds": by_kind(error.findings, state.repository)}
            return page(request, "unpublishable.html", state, title="Not to be handed out", status=422, **told)
    citations = chosen(evaluation.repository, asked.selection)
    given = dict(asked.selection.given)
    if asked.words:
        # whom it was found by tells what a citation holds: only by words that these readers may see
        hits = _cited(memory, state, asked.words)
        fields = {"quote"} if readers != "team" else {"quote", *_NOTES}
        citations = [
            one
            for one in citations
            if quotable(evaluation.repository, one) and any(hit.field in fields for hit in hits.get(one.id, ()))
        ]
        given["words"] = [asked.words]
    found = quotes_of(evaluation.repository, citations, language=language)
    made = api.quotes_file(evaluation, found, given, form, language)
    content = made if isinstance(made, bytes) else made.encode()
    name = f"quotes.{form}"
    api.refuse_named(evaluation, {name: content})
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=FORMATS[form][1], headers=headers)


def lines(request: Request, state: State) -> Response:
    """The lines of transcripts that the words and filters of the address mean, for the team, as CSV.

    Raises:
        UsageError: there is nothing to search for, or nothing that a filter asks for.
    """
    asked = asked_in(request)._replace(lines=True)
    meant = {one.id for one in chosen(state.repository, asked.selection)}
    found = _lines(memory_of(request), state, asked, asked.selection, meant, background=False)
    headers = {"content-disposition": 'attachment; filename="lines.csv"'}
    return Response(search_csv(Found([*found.hits])).encode(), media_type=FORMATS["csv"][1], headers=headers)


def _among(request: Request, key: str, choices: Iterable[C], default: C) -> C:
    value = request.query_params.get(key, default)
    if (found := next((one for one in choices if one == value), None)) is None:
        raise UsageError(f"{key} cannot be {value}", f"it can be {', '.join(choices)}")
    return found


ROUTES = (Route("/find", shown(find)), Route("/find/quotes", shown(taken)), Route("/find/lines", shown(lines)))
