"""Tables of coded passages as MAXQDA, ATLAS.ti, Dedoose, NVivo, QualCoder and Taguette export them: without places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.projects import nodes
from cmo_eval.projects.database import guid
from cmo_eval.projects.exported import Highlighted, document, page, unnumbered
from cmo_eval.projects.project import Code, Coder, Coding, Document, Left, Project, short
from cmo_eval.projects.tables import Files, Row, Table, bare, lines_of, tables_in

KINDS = (
    "coded segments of MAXQDA, quotations of ATLAS.ti, excerpts of Dedoose, a report of coded text of QualCoder, "
    "highlights of Taguette (.xlsx or .csv), or the text of a code of NVivo (.txt or .docx)"
)
"""The tables that are read, in words."""

_COMBINED = "codes applied combined"
_APPLIED = expression(r"(?i)code:\s*(.*?)\s+(applied|range|weight)")
_VARIABLE = expression(r"(?i)(file|case)var_")
_RANGE = expression(r"(\d{1,9})\s*-\s*(\d{1,9})")
_ON_PAGE = expression(r"(?i)(?:page\s+(\d{1,5})\s*:\s*\d|(\d{1,5})\s*:\s*\d)")
_YES = frozenset({"true", "yes", "1", "x", "wahr", "ja"})
_UNTAGGED = "a highlight that the table lacks, since it has no tag"
_MOST_MISSING = 50


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a program calls its columns: by what they hold the headers, as `bare` has them; `needs` tell its tables."""

    origin: str
    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    passed_over: frozenset[str] = frozenset()

    def is_of(self, headers: Collection[str]) -> bool:
        """Whether these are headers of such a table."""
        return all(any(one in headers for one in self.columns[name]) for name in self.needs)


_TAGUETTE, _QUALCODER, _DEDOOSE, _ATLAS, _MAXQDA = _PROGRAMS = (
    _Kind(
        "Taguette",
        {"id": ("id",), "document": ("document",), "code": ("tag",), "words": ("content",)},
        ("document", "code", "words"),
    ),
    _Kind(
        "QualCoder",
        {
            "document": ("filename", "file"),
            "coder": ("coder",),
            "words": ("coded",),
            "id": ("id",),
            "code": ("codename",),
            "memo": ("coded_memo",),
        },
        ("document", "coder", "words", "code"),
        frozenset({"case", "file", "category"}),
    ),
    _Kind(
        "Dedoose",
        {
            "document": ("media title",),
            "words": ("excerpt copy",),
            "range": ("excerpt range",),
            "coder": ("excerpt creator",),
            "date": ("excerpt date",),
        },
        ("document", "words"),
        frozenset({"resource creator", "resource date", _COMBINED}),
    ),
    _Kind(
        "ATLAS.ti",
        {
            "id": ("id",),
            "document": ("document",),
            "words": ("quotation content", "text content"),
            "code": ("codes",),
            "memo": ("comment",),
            "coder": ("created by",),
            "date": ("created", "creation date"),
        },
        ("document", "words", "code"),
        frozenset(
            {"quotation name", "reference", "density", "modified by", "modified", "code groups", "document groups"}
        ),
    ),
    _Kind(
        "MAXQDA",
        {
            "group": ("document group", "dokumentgruppe"),
            "document": ("document name", "document", "dokumentname", "dokument"),
            "code": ("code",),
            "words": ("segment",),
            "begin": ("begin", "beginning", "anfang"),
            "weight": ("weight score", "weight", "gewicht"),
            "coder": ("created by", "author", "erstellt von", "autor"),
            "date": ("created", "creation date", "erstellt am", "erstellt"),
            "memo": ("comment", "kommentar"),
        },
        ("document", "code", "words"),
        frozenset(
            # ruff: noqa: SIM905 - names are read more easily so
            "color|farbe|end|ende|area|fläche|coverage %|abdeckungsgrad %|modified|modified by|geändert|geändert von|"
            "bearbeitet am|bearbeitet von|weitere am segment vergebene codes".split("|")
        ),
    ),
)
_NVIVO = _Kind(
    "NVivo", {"group": ("folder",), **{name: (name,) for name in ("document", "code", "words")}}, nodes.HEADERS[1:]
)
_KNOWN = frozenset(
    header for kind in _PROGRAMS for headers in (*kind.columns.values(), kind.passed_over) for header in headers
)


def project(files: Files) -> Project:
    """The passages in one or more tables, as a project of which words tell the places.

    A document has a text where one lies beside the table; the words of Taguette are not those of the document, and it
    is left to whoever looks them up to find which they are.

    Raises:
        CmoEvalError: a table is none that is read, is damaged or may do harm, or nobody can tell its codes.
    """
    reading: _Reading | None = None
    for name, content in files.tables.items():
        tables, others = tables_in(content(), lambda headers: _kind(headers) is not None, _KNOWN)
        if not tables:
            raise _unknown("it" if len(files.tables) == 1 else name)
        for table in tables:
            kind = _kind({bare(header) for header in table.headers.values()})
            assert kind is not None  # noqa: S101 - it has its headers
            if reading is not None and reading.kind is not kind:
                raise CmoEvalError(
                    f"there are tables of {reading.kind.origin} and of {kind.origin} in it", "give one after the other"
                )
            reading = reading or _Reading(kind)
            reading.take(table)
            reading.left += [Left("a sheet of the workbook that is not read", title) for title in others]
            others = []
    if not files.tables:
        found = (nodes.table(name, content()) for name, content in files.texts.items())
        for table in filter(None, found):
            reading = reading or _Reading(_NVIVO)
            reading.take(table)
    if reading is None:
        raise _unknown("it") if len(files.texts) == 1 else CmoEvalError("there is no table in it", f"give {KINDS}")
    return reading.project(files)


def _unknown(name: str) -> CmoEvalError:
    return CmoEvalError(
        f"{name} is no table that is read as it is",
        f"give {KINDS}; of any other table, `cmo-eval code import` reads the columns that --map names",
    )


def _kind(headers: Collection[str]) -> _Kind | None:
    return next((kind for kind in _PROGRAMS if kind.is_of(headers)), None)


@dataclass
class _Reading:
    """The tables of a program while they are read."""

    kind: _Kind
    codes: dict[tuple[str, ...], Code] = field(default_factory=dict)
    coders: dict[str, Coder] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    codings: list[Coding] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    numbers: set[int] = field(default_factory=set)

    def take(self, table: Table) -> None:
        """Take the rows of a table."""
        places: dict[str, int] = {}
        for column, header in sorted(table.headers.items()):
            places.setdefault(bare(header), column)
        columns = {
            name: next((places[one] for one in headers if one in places), None)
            for name, headers in self.kind.columns.items()
        }
        self._columns_left(table, columns)
        paths = _Paths(self.kind, table, columns)
        alike = {row.at(columns.get("weight")) for row in table.rows}
        for row in table.rows:
            if row.trouble is not None:
                self.left.append(Left("a row with a cell that cannot be read", f"row {row.number}: {row.trouble}"))
                continue
            self._row(row, columns, paths, weighted=len(alike) > 1)

    def _columns_left(self, table: Table, columns: Mapping[str, int | None]) -> None:
        for column, header in table.headers.items():
            name = bare(header)
            known = column in columns.values() or name in self.kind.passed_over or name in self._spelled
            filled = any(row.at(column) for row in table.rows)
            if filled and not known and _APPLIED.fullmatch(header) is None and not name.startswith("code:"):
                self.left.append(Left("a column of the table that is not read", header))

    @property
    def _spelled(self) -> frozenset[str]:
        return frozenset(header for headers in self.kind.columns.values() for header in headers)

    def _row(self, row: Row, columns: Mapping[str, int | None], paths: _Paths, *, weighted: bool) -> None:
        document, words = row.at(columns["document"]), row.at(columns["words"])
        given = [*paths.of(row)]
        called = f"{document or f'row {row.number}'}: {'/'.join(given[0][0]) if given else '-'}"
        id_ = row.at(columns.get("id"))
        if not document:
            self.left.append(Left("a passage of no document", f"row {row.number}"))
        elif self.kind is _QUALCODER and id_.startswith(("imid:", "avid:")):
            self.left.append(Left("a coded area of a picture, or time of a recording", called))
        elif not words:
            area = "a coded area of a page or a picture, or time of a recording"
            self.left.append(Left(area if self.kind is _NVIVO else "a passage without words", called))
        else:
            if self.kind is _TAGUETTE and id_.isdecimal():
                self.numbers.add(int(id_))
            self._codings(row, columns, given, weighted=weighted)

    def _codings(
        self,
        row: Row,
        columns: Mapping[str, int | None],
        given: list[tuple[tuple[str, ...], str]],
        *,
        weighted: bool,
    ) -> None:
        origin, words = self.kind.origin, row.at(columns["words"])
        group, name = row.at(columns.get("group")), row.at(columns["document"])
        document = guid(origin, "document", group, name)
        self.documents.setdefault(document, name)
        coder = self._coder(row.at(columns.get("coder")))
        begin, range_ = row.at(columns.get("begin")), row.at(columns.get("range"))
        line = int(begin) if begin.isdecimal() and len(begin) < 9 else 0
        on_page = _ON_PAGE.match(begin or range_)
        span = _RANGE.fullmatch(range_)
        start = int(span[1]) if span is not None else -1
        memo = row.at(columns.get("memo"))
        of_all = row.at(columns.get("weight")) if weighted else ""
        for path, own in given or [((), "")]:
            weight = own or of_all
            heavy = f"weight of {path[-1]}: {weight}" if path and weight not in {"", "0"} else ""
            code = self._code(path) if path else None
            what = guid(document, code or "", coder or "", words, row.at(columns.get("id")), begin, range_)
            self.seen[what] += 1
            self.codings.append(
                Coding(
                    guid(what, self.seen[what]) if self.seen[what] > 1 else what,
                    document,
                    start,
                    start + len(words) if start >= 0 else -1,
                    code,
                    coder,
                    words,
                    "\n".join(filter(None, (memo, heavy))),
                    _day(row.itself(columns.get("date"))),
                    line=line,
                    page=(on_page[1] or on_page[2]) if on_page is not None else "",
                )
            )

    def _coder(self, name: str) -> str | None:
        if not name:
            return None
        return self.coders.setdefault(name, Coder(guid(self.kind.origin, "coder", name), name)).id

    def _code(self, path: tuple[str, ...]) -> str:
        if path not in self.codes:
            above = self._code(path[:-1]) if len(path) > 1 else None
            self.codes[path] = Code(guid(self.kind.origin, "code", *path), path[-1], "", above)
        return self.codes[path].id

    def project(self, files: Files) -> Project:
        """The project, with the texts that lie beside the tables."""
        documents, codings = [], [*self.codings]
        names = {code.id: code.name for code in self.codes.values()}
        for id_, name in self.documents.items():
            found = self._document(name, files)
            documents.append(Document(id_, name, "text", found.text or None if found is not None else None))
            if found is not None and found.shown:
                codings = _shown(codings, id_, found, names)
                untagged = (found.before(one) for one in found.shown if not one.tags)
                self.left += [Left(_UNTAGGED, f"{name}: one that ends in “{short(words)}”") for words in untagged]
        missing = sorted({*range(min(self.numbers), max(self.numbers))} - self.numbers) if self.numbers else []
        told = any(one.cause == _UNTAGGED for one in self.left)
        if not told and len(missing) <= min(len(self.numbers), _MOST_MISSING):
            cause = (
                "a highlight of which the number is missing: it has no tag, and Taguette leaves it out, or is deleted"
            )
            self.left += [Left(cause, str(one)) for one in missing]
        return Project(
            self.kind.origin,
            tuple(self.coders.values()),
            tuple(self.codes.values()),
            tuple(documents),
            tuple(codings),
            tuple(self.left),
            by_words=True,
        )

    def _document(self, name: str, files: Files) -> Highlighted | None:
        """A document that lies beside the table; None where none does."""
        found = files.document(name)
        if found is None:
            return None
        file, content = found
        try:
            if self.kind is _TAGUETTE and not file.endswith((".html", ".htm")):
                return document(file, content, [code.name for code in self.codes.values()])
            text = page(content) if file.endswith((".html", ".htm")) else Highlighted(lines_of(file, content))
            return replace(text, text=unnumbered(text.text, name)) if self.kind is _MAXQDA else text
        except CmoEvalError as error:
            self.left.append(Left("a document beside the table that cannot be read", f"{error.message}; {error.hint}"))
            return None


def _day(date: str) -> str:
    """A date as it is, or as such where its day, month and year have dots between them."""
    found = re.match(r"(\d{1,2})\.(\d{1,2})\.(20\d\d|\d\d)\b", date)
    return f"20{found[3][-2:]}-{int(found[2]):02}-{int(found[1]):02}" if found is not None else date


def _shown(codings: Sequence[Coding], document: str, found: Highlighted, names: Mapping[str, str]) -> list[Coding]:
    """The codings with those of a document on its own words, where it shows as many highlights as the table has."""
    alike: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for one in codings:
        if one.document == document:
            alike["".join(one.words.split()), names.get(one.code or "", "")].append(one)
    placed: dict[str, tuple[int, int]] = {}
    for (words, tag), some in alike.items():
        places = found.places(words, tag)
        if len(places) == len(some):  # both in the order of the document
            placed |= {one.id: place for one, place in zip(some, places, strict=True)}
    return [_at(one, placed[one.id], found.text) if one.id in placed else one for one in codings]


def _at(one: Coding, place: tuple[int, int], text: str) -> Coding:
    return one._replace(start=place[0], end=place[1], words=text[slice(*place)])


class _Paths:
    """The codes of rows, each by the names from the top of the tree down to its own, with its weight."""

    def __init__(self, kind: _Kind, table: Table, columns: Mapping[str, int | None]) -> None:
        self._kind, self._table, self._column = kind, table, columns.get("code")
        self._applied: dict[tuple[str, ...], int] = {}
        self._weights: dict[tuple[str, ...], int] = {}
        for column, header in table.headers.items():
            if kind is _DEDOOSE and (match := _APPLIED.fullmatch(header)) is not None:
                path = tuple(part.strip() for part in match[1].split("\\") if part.strip())
                if path and match[2].lower() != "range":
                    (self._applied if match[2].lower() == "applied" else self._weights)[path] = column
        names = {bare(header) for header in table.headers.values()}
        if kind is _DEDOOSE and not self._applied and _COMBINED in names:
            raise CmoEvalError(
                "its codes stand in one column, where nobody can tell a comma of a name from one between names",
                "export the excerpts from Dedoose with a column for each code (Code: … Applied)",
            )
        cells = [row.at(self._column) for row in table.rows]
        self._between = ">" if any(" > " in cell for cell in cells) else "\\"
        self._categories = [column for column, header in table.headers.items() if bare(header) == "category"]
        self._variables = sum(_VARIABLE.match(header) is not None for header in table.headers.values())

    def of(self, row: Row) -> Iterator[tuple[tuple[str, ...], str]]:
        """The codes of a row."""
        cell = row.at(self._column)
        if self._kind is _DEDOOSE:
            for path, column in self._applied.items():
                if row.at(column).casefold() in _YES:
                    yield path, row.at(self._weights.get(path))
        elif self._kind is _ATLAS:
            for name in dict.fromkeys(filter(None, map(str.strip, cell.splitlines()))):
                yield (name,), ""
        elif self._kind is _MAXQDA and cell:
            yield tuple(filter(None, (part.strip() for part in cell.split(self._between)))), ""
        elif self._kind is _QUALCODER and cell:
            yield (*reversed([*filter(None, map(row.at, self._above(row)))]), cell), ""
        elif cell:
            yield (cell,), ""

    def _above(self, row: Row) -> list[int]:
        """The columns of a row with the categories of its code, the nearest first.

        In CSV a row has as many as its code does, and behind them come the variables: in columns of categories, where
        other codes have more.
        """
        if not self._table.ragged or not self._categories:
            return self._categories
        last = row.width - self._variables
        return [column for column in self._categories if column <= last]
