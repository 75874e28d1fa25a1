"""A talk in a table, CSV or Excel: a row a turn, with its words, who speaks and when in columns of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.csv_tables import table_rows, unguarded
from cmo_eval.spreadsheet.workbook_reading import opened, read_sheet
from cmo_eval.transcripts.encoding import Decoded, cleaned, decoded
from cmo_eval.transcripts.forms import seconds
from cmo_eval.transcripts.reading import Row, Rows, of_cues
from cmo_eval.transcripts.reading.archive import looked_through

_HEADINGS = {
    "words": "text|words|utterance|utterances|transcript|transcription|content|speech|sentence|said|dialogue|dialog|"
    "tekst|woorden|uiting|uitspraak|transcriptie|inhoud|gesprek|transkript|beitrag|äußerung|texte|texto",
    "speaker": "speaker|speakers|speaker name|speaker label|name|who|participant|spreker|naam|wie|deelnemer|"
    "sprecher|sprecherin|person|locuteur|intervenant|hablante|orador",
    "start": "start|start time|starttime|starts|begin|begin time|time|timestamp|timecode|from|in|tijd|begintijd|"
    "starttijd|tijdcode|van|zeit|anfang|début|inicio",
    "end": "end|end time|endtime|ends|to|out|eind|einde|eindtijd|tot|ende|fin",
}
"""What each column may be called, in Dutch, English, German, French and Spanish."""
_MEANT = {name: column for column, names in _HEADINGS.items() for name in names.split("|")}
_OF_CODINGS = frozenset({"code", "codes", "coding", "codename", "quote", "quotation", "citaat", "excerpt", "highlight"})
_WITHIN = 25  # rows, as those above the headings may be
_DAY = 86_400  # seconds
_TIME = expression(r"\d+(?::\d{1,2}){1,2}(?:[.,:]\d+)?|\d+(?:[.,]\d+)?")

Cells = Mapping[int, str]
"""What the cells of a row show, by the number of their column; empty ones may be left out."""


def rows(content: bytes, ending: str) -> Rows:
    """A row a turn, with its time in seconds and the speaker where the table has them.

    What stands in other columns is left out, and said. Numbers without a colon are seconds; where they go beyond a day,
    thousandths of one.

    Raises:
        CmoEvalError: no row has the headings of a talk, it is a table of codings, or it is damaged.
    """
    if ending == ".xlsx":
        return _rows(_talk(_of_excel(content)), None, "Excel")
    found = decoded(content)
    read = table_rows(found.text, lambda cell: _plain(cell) in _MEANT)
    return _rows(_talk([[dict(enumerate(map(unguarded, cells))) for _, cells in read]]), found, "CSV")


def _of_excel(content: bytes) -> Iterator[list[Cells]]:
    """The rows of each sheet."""
    book = opened(looked_through(content, "Excel workbook"))
    for sheet in book.sheets:
        held = read_sheet(book, sheet).rows
        trouble = next((cell.trouble for _, cells in held for cell in cells.values() if cell.trouble), None)
        if trouble is not None:
            raise CmoEvalError(trouble, "put the value itself into the cell")
        yield [{place: cell.text for place, cell in cells.items()} for _, cells in held]


def _talk(sheets: Iterable[list[Cells]]) -> list[Cells]:
    """The rows of the first sheet that holds a talk, the one with the headings first.

    Raises:
        CmoEvalError: none does.
    """
    for table in sheets:
        for number, cells in enumerate(islice(table, _WITHIN)):
            plain = {_plain(cell) for cell in cells.values()}
            meant = {_MEANT.get(one) for one in plain}
            if "words" in meant and {"speaker", "start"} & meant:
                if plain & _OF_CODINGS:
                    raise CmoEvalError(
                        "it is a table of codings, not of a talk", "`code import` or `exchange import` reads it"
                    )
                return table[number:]
    raise CmoEvalError(
        "no row of it has the headings of a talk: `Speaker` and `Text`, and `Start` where there are times",
        "name the columns so; a table of codings is read by `code import`",
    )


def _rows(talk: list[Cells], found: Decoded | None, kind: str) -> Rows:
    columns: dict[str, int] = {}
    for place, cell in talk[0].items():
        if (meant := _MEANT.get(_plain(cell))) is not None:
            columns.setdefault(meant, place)
    others = {place: cell.strip() for place, cell in talk[0].items() if place not in columns.values() and cell.strip()}
    made: list[Row] = []
    apart: list[str] = []
    unseen = 0
    for cells in talk[1:]:
        said, odd = cleaned(cells.get(columns["words"], ""))  # a cell at a time: in it a line end ends no row
        unseen += odd
        speaker = " ".join(cleaned(cells.get(columns.get("speaker", -1), ""))[0].split()).rstrip(":")
        start, end = (_time(cells.get(columns.get(name, -1), "")) for name in ("start", "end"))
        until = end[:1] or start[1:]
        made.append(
            Row(" ".join(said.split()), speaker or None, start[0] if start else None, until[0] if until else None)
        )
        apart += [cell for place in others if any(map(str.isalpha, cell := cells.get(place, "")))]
    if max((row.start or 0 for row in made), default=0) > _DAY:
        made = [row._replace(start=_thousandth(row.start), end=_thousandth(row.end)) for row in made]
    if any(row.speaker for row in made):  # of a row without one it is known that nobody knows
        made = [row if row.speaker else row._replace(speaker="") for row in made]
    read = of_cues(made, f"table ({kind})", found, {"invisible character": unseen}, apart)
    if not others:
        return read
    left = f"column{'s' if len(others) > 1 else ''} {', '.join(others.values())} left out"
    return replace(read, said=(*read.said, left))


def _plain(heading: str) -> str:
    """A heading without capitals, units in brackets and the marks that programs put between words."""
    return " ".join(heading.partition("(")[0].replace("_", " ").replace("-", " ").strip(" :").casefold().split())


def _time(cell: str) -> list[float]:
    """The one or two times in a cell, in seconds; numbers beside a time with a colon are those of a day."""
    written = [match[0].replace(",", ".") for match in _TIME.finditer(cell)]
    clocks = [seconds(":".join(one.split(":")[:3])) for one in written if ":" in one]
    return [float(one) for one in clocks if one is not None][:2] if clocks else [float(one) for one in written[:2]]


def _thousandth(time: float | None) -> float | None:
    return time / 1000 if time is not None else None
