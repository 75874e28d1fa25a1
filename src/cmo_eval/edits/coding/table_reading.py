"""A coding table in Excel or CSV as codings: its rows as text by column, whatever lies around them said."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.draft import TRUTH_WORDS, Draft, plain
from cmo_eval.edits.coding.table import (
    BY_NAME,
    TO_READ,
    Content,
    Incoming,
    Options,
    bare_header,
    column_of,
    draft_of,
    joined,
    spellings,
)
from cmo_eval.edits.plan import content_of, handed_in, workbook_in
from cmo_eval.errors import UsageError
from cmo_eval.nearest import did_you_mean, nearest
from cmo_eval.spreadsheet.csv_tables import table_rows, unguarded
from cmo_eval.spreadsheet.text import STARTS, letters
from cmo_eval.spreadsheet.workbook_reading import Cell, SheetRows, read_sheet
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts import encoding

_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx without password and macros, or as CSV"
_HEADERS_WITHIN = 25
_HEADER_ROWS = 5
_MOST_NAMED = 5
_AS_IT_IS = frozenset({"line", "version", "page", "coded", "time", "paraphrase", "nearest_line", "take"})
"""Columns in which a number, day or truth counts, and not how a cell shows it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as the program that made it counts, and the cells with something in them.

    `cells` has texts by column name; a column that is there more than once has all its texts. `trouble` says why
    a cell cannot be read, None where each can, and `advice` what to do then.
    """

    number: int
    cells: Mapping[str, Sequence[str]]
    trouble: str | None = None
    advice: str = ""

    def one(self, name: str) -> str:
        """The text under a column, empty where there is none."""
        return next(iter(self.cells.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: its rows (those without anything left out), and `notes` on what was found."""

    rows: Sequence[Row]
    notes: Sequence[str]


def read(file: Path, _: Repository, options: Options) -> Content:
    """The rows of a table as codings that come in.

    Raises:
        UsageError: it cannot be read, or has no columns of a coding table.
    """
    mapped = mapping(options.mapped)
    if file.suffix.lower() == ".xlsx":
        table = read_excel(file, mapped, options.sheet)
    elif options.sheet is not None:
        raise UsageError(f"{file.name} has no sheets", "leave --sheet out")
    else:
        table = read_csv(file, mapped)
    notes = list(table.notes)
    if any(row.one("id").isdecimal() for row in table.rows):
        notes.append("ids that are numbers are of another program, and not read")
    return Content([_incoming(row, options.cells) for row in table.rows], "row", notes)


def _incoming(row: Row, given: Mapping[str, str]) -> Incoming:
    own = {name: joined(name, texts) for name, texts in row.cells.items()}
    if TRUTH_WORDS.get(plain(own.get("coded", ""))) == "yes":  # on the day that the import gives
        del own["coded"]
    if own.get("id", "").isdecimal():
        del own["id"]
    cells = {**given, **own}
    draft: Draft | UsageError
    try:
        draft = draft_of(cells) if row.trouble is None else UsageError(row.trouble, row.advice)
    except UsageError as trouble:
        draft = trouble
    return Incoming(row.number, draft, {**cells, "coded": row.one("coded"), "quality": row.one("quality")})


def read_csv(path: Path, mapped: Mapping[str, str]) -> Table:
    """The rows of a file with commas, semicolons, tabs or bars between its cells, in any usual encoding.

    Args:
        path: of the file.
        mapped: as `mapping` gives it.

    Raises:
        UsageError: it cannot be read, a quotation mark is not closed, or it has no columns of a coding table.
    """
    rows = []
    with handed_in(path):
        found = encoding.decoded(content_of(path))
        given = {plain(header) for header in mapped}
        for line, texts in table_rows(found.text, lambda cell: column_of(cell) is not None or plain(cell) in given):
            cells = {place: Cell(cell) for place, cell in enumerate(texts, 1) if cell.strip()}
            if cells:
                rows.append((line, cells))
    guessed = " (a guess)" if found.guessed else ""
    notes = [] if found.encoding.startswith("UTF-8") else [f"read as {found.encoding}{guessed}"]
    return _Headed(path, rows, mapped).table([*notes, *([found.note] if found.note else [])])


def read_excel(path: Path, mapped: Mapping[str, str], sheet: str | None = None) -> Table:
    """The rows of a sheet of an Excel workbook, as its cells show them; of a formula, what was last computed.

    A merged cell counts for each of its rows. What is hidden or filtered away is read, and `notes` say so.

    Args:
        path: of the file.
        mapped: as `mapping` gives it.
        sheet: its name; else the first one in sight with columns of a coding table.

    Raises:
        UsageError: it cannot be read, has no such sheet, or the sheet no columns of a coding table.
    """
    troubles: list[UsageError] = []
    hidden: list[tuple[str, _Headed]] = []
    in_sight: list[tuple[str, _Headed]] = []
    with handed_in(path, _AGAIN):
        book = workbook_in(path, _AGAIN)
        titles = [one.title for one in book.sheets]
        if sheet is not None and sheet not in titles:
            hint = did_you_mean(sheet, titles) or f"it has {', '.join(titles)}"
            raise UsageError(f"{path.name} has no sheet {sheet}", hint)
        for one in (one for one in book.sheets if sheet in {None, one.title}):
            found = read_sheet(book, one)
            try:
                headed = _Headed(path, found.rows, mapped, found)
            except UsageError as error:
                troubles.append(error)
            else:
                (hidden if one.hidden and sheet is None else in_sight).append((one.title, headed))
    if not in_sight and hidden:
        name = hidden[0][0]
        raise UsageError(f"{path.name} has its coding on a hidden sheet, {name}", f'--sheet "{name}" reads it')
    if not in_sight:
        raise troubles[0] if troubles else UsageError(f"{path.name} has no sheet with rows", "name another file")
    filled = [(name, headed) for name, headed in in_sight if headed.below]
    if len(filled) > 1:
        raise UsageError(
            f"{path.name} has more than one sheet that could be meant: {', '.join(name for name, _ in filled)}",
            f'name one: --sheet "{filled[0][0]}"; then the next',
        )
    name, headed = (filled or in_sight)[0]
    return headed.table([f"what was read is the sheet {name}; --sheet names another"] if len(titles) > 1 else [])


def guarded(cell: str) -> str:
    """The text of a cell of CSV such that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(STARTS) else cell


# ---- headers --------------------------------------------------------------------------------------------------------


def mapping(options: Iterable[str]) -> Mapping[str, str]:
    """Column names by header, from texts such as `Fragment=quote`, or `Number=` for a column that is not to be read.

    Raises:
        UsageError: one is not of that form, or names no column.
    """
    found: dict[str, str] = {}
    for option in options:
        header, equals, word = option.rpartition("=")
        name = column_of(word) if word.strip() else ""
        if not equals or not header.strip():
            raise UsageError(f"--map {option} says no column", 'write --map "Your header=quote"')
        if name is None:
            near = nearest(bare_header(word), spellings())
            hint = f"did you mean '{spellings()[near]}'?" if near else f"it can be {', '.join(BY_NAME)}"
            raise UsageError(f"--map {option}: there is no column {word}", hint)
        found[header.strip()] = name
    return found


def _layout(headers: Sequence[str], mapped: Mapping[str, str]) -> tuple[dict[str, list[int]], list[str]] | None:
    """The columns (from 1) under these headers by what they hold, and the headers that stand for nothing.

    None where they are no headers of a coding table.

    Args:
        headers: the cells of a row, empty ones too.
        mapped: as `mapping` gives it; headers are compared without regard to case.

    Raises:
        UsageError: two columns hold the same thing, of which there can be one only.
    """
    given = {plain(header): name for header, name in mapped.items()}
    places: dict[str, list[int]] = {}
    unused: list[str] = []
    for place, header in enumerate(headers, 1):
        if not header.strip():
            continue
        name = given.get(plain(header), column_of(header))
        if not name or (name in given.values() and plain(header) not in given and not BY_NAME[name].several):
            unused.append(header.strip())
        else:
            places.setdefault(name, []).append(place)
    if not ({"quote", "id"} & places.keys()) or len(places) < 2:
        return None
    for name, found in places.items():
        if len(found) > 1 and not BY_NAME[name].several:
            called = " and ".join(f"'{headers[place - 1]}'" for place in found)
            raise UsageError(
                f"{called} both hold the {BY_NAME[name].header('en').lower()}",
                f'say which is meant, such as --map "{headers[found[0] - 1]}={name}"',
            )
    return places, unused


class _Headed:
    """A table whose headers were found: `below` are the rows under them, `places` the columns by what they hold.

    Args:
        path: of the file, for messages.
        rows: those with something in them: their numbers, and their cells by column (from 1).
        mapped: as in `_layout`.
        sheet: where they stand in a workbook.

    Raises:
        UsageError: there are no headers of a coding table; with those that the first row has.
    """

    def __init__(
        self,
        path: Path,
        rows: Sequence[tuple[int, Mapping[int, Cell]]],
        mapped: Mapping[str, str],
        sheet: SheetRows | None = None,
    ) -> None:
        self._sheet = sheet
        self._merged: dict[int, list[tuple[int, int]]] = defaultdict(list)  # first and last row, by first column
        self._across: dict[tuple[int, int], int] = {}
        for top, left, bottom, right in sorted(sheet.merged) if sheet is not None else ():
            if bottom > top:
                self._merged[left].append((top, bottom))
            if right > left:
                self._across[top, left] = right
        for index, (number, cells) in enumerate(rows[:_HEADERS_WITHIN]):
            headers = self._headers(number, cells)
            found = _layout(headers, mapped)
            if found is None:
                continue
            bottoms = [bottom for column in cells for top, bottom in self._merged[column] if top == number]
            last = min(max([number, *bottoms]), number + _HEADER_ROWS)
            for below, others in rows[index + 1 : index + 1 + _HEADER_ROWS]:
                if below <= last:
                    headers = _finer(headers, self._headers(below, others), mapped)
                    found = _layout(headers, mapped) or found
            known = {one.strip().casefold() for one in headers}
            missing = next((header for header in mapped if header.casefold() not in known), None)
            if missing is not None:
                raise UsageError(f"{path.name} has no column '{missing}'", f"it has {', '.join(filter(None, headers))}")
            self._titles, (self._places, self._unused) = headers, found
            for column in TO_READ:
                self._places.pop(column.name, None)
            self.below = [row for row in rows[index + 1 :] if row[0] > last]
            self._by_number = dict(self.below)
            return
        has = ", ".join(f"'{cell.text.strip()[:30]}'" for cell in (rows[0][1].values() if rows else ()) if cell.text)
        raise UsageError(
            f"{path.name} has no column '{BY_NAME['quote'].header('en')}' (or 'Citaat') beside others"
            + (f"; it begins with {has[:200]}" if has else ""),
            'say which column has the words: --map "Your header=quote"',
        )

    def _headers(self, number: int, cells: Mapping[int, Cell]) -> list[str]:
        """The texts of a row, from the first column on; one over several columns of a kind is that of each."""
        texts = [""] * max(cells)
        for column, cell in cells.items():
            texts[column - 1] = cell.text
            right = self._across.get((number, column), column)
            name = column_of(cell.text) if right > column else None
            if name is not None and BY_NAME[name].several:
                texts += [""] * (right - len(texts))
                texts[column - 1 : right] = [cell.text] * (right - column + 1)
        return texts

    # ---- its rows ---------------------------------------------------------------------------------------------------

    def table(self, notes: Sequence[str]) -> Table:
        """Its rows, and what a person should know of how they were read, behind these notes."""
        made: list[Row] = []
        computed: list[str] = []
        without_header: list[str] = []
        shared = False
        columns = [(name, place) for name, places in self._places.items() for place in places]
        for number, cells in self.below:
            texts: dict[str, list[str]] = {}
            trouble, advice = None, "put the value itself into the cell"
            beyond = [one for one in cells if one > len(self._titles) or not self._titles[one - 1].strip()]
            if beyond and self._sheet is None and beyond[-1] > len(self._titles):
                trouble = f"it has {beyond[-1]} cells, and there are {len(self._titles)} headers"
                advice = "put words that hold the mark between cells between quotation marks"
            else:
                without_header += [
                    f"{letters(one)}{number}" if self._sheet else f"row {number}, column {one}" for one in beyond
                ]
            for name, place in columns:
                above = self._above(number, place) if place not in cells else None
                shared = shared or above is not None
                cell = cells.get(place, above)
                if cell is None:
                    continue
                trouble = trouble or cell.trouble
                if cell.formula is not None and cell.trouble is None and above is None:
                    computed.append(cell.formula)
                text = cell.value if cell.value is not None and name in _AS_IT_IS else cell.text
                if text.strip():
                    texts.setdefault(name, []).append(unguarded(text.strip()))
            if trouble or any(place in cells for _, place in columns):
                made.append(Row(number, texts, trouble, advice))
        said = ["a merged cell counts for each of its rows"] if shared else []
        if self._unused:
            said.append(f"columns that were not read: {', '.join(self._unused)}")
        if without_header:
            said.append(f"not read, since no header stands above it: {_some(without_header)}")
        said += self._hidden([place for _, place in columns])
        if computed:
            count = "1 formula" if len(computed) == 1 else f"{len(computed)} formulas"
            said.append(f"{count} read as last computed ({_some(computed)})")
        return Table(made, [*notes, *said])

    def _above(self, row: int, column: int) -> Cell | None:
        """The merged cell that begins in a row above, below the headers, and that this row is a further one of."""
        areas = self._merged.get(column, ())
        place = bisect_left(areas, (row, 0)) - 1
        if place < 0 or areas[place][1] < row:
            return None
        return self._by_number.get(areas[place][0], {}).get(column)

    def _hidden(self, columns: Collection[int]) -> Iterator[str]:
        if self._sheet is None:
            return
        hidden_rows, hidden = {*self._sheet.hidden_rows}, self._sheet.hidden_columns
        rows = [str(number) for number, _ in self.below if number in hidden_rows]
        names = [letters(one) for one in sorted(columns) if any(first <= one <= last for first, last in hidden)]
        if rows:
            yield f"hidden rows are read as others are: {_some(rows)}"
        if names:
            yield f"hidden columns are read as others are: {_some(names)}"


def _finer(above: Sequence[str], below: Sequence[str], mapped: Mapping[str, str]) -> list[str]:
    """Headers of two rows as one: what the lower one says where that is the name of a column."""
    given = {plain(header) for header in mapped}
    pairs = zip_longest(above, below, fillvalue="")
    return [low if column_of(low) or plain(low) in given or not high.strip() else high for high, low in pairs]


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - _MOST_NAMED
    return ", ".join(texts[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
