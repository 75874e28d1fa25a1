"""A number as its cell shows it: decimals, per cent, dates and times, by the format that the workbook gives it."""

# ruff: noqa: SIM905 - names are read more easily so

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from cmo_eval.deferred import expression

# what the language of the computer makes of a date is not in the file: 14 is in the order that all read alike
_NUMBERED = """0 General|1 0|2 0.00|3 #,##0|4 #,##0.00|9 0%|10 0.00%|11 0.00E+00|14 yyyy-mm-dd|15 d-mmm-yy|16 d-mmm
17 mmm-yy|18 h:mm AM/PM|19 h:mm:ss AM/PM|20 h:mm|21 h:mm:ss|22 yyyy-mm-dd h:mm|37 #,##0;-#,##0|38 #,##0;-#,##0
39 #,##0.00;-#,##0.00|40 #,##0.00;-#,##0.00|41 #,##0;-#,##0;-|42 #,##0;-#,##0;-|43 #,##0.00;-#,##0.00;-
44 #,##0.00;-#,##0.00;-|45 mm:ss|46 [h]:mm:ss|47 mm:ss.0|48 0.0E+0|49 @"""
BUILT_IN = {
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
    **{int(number): code for number, _, code in (one.partition(" ") for one in re.split(r"[|\n]", _NUMBERED))},
}
"""Formats that a workbook names by number only."""

_PIECE = expression(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<width>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|e+|g+)"
    r"|(?P<number>[0#?]+(?:,[0#?]+)*,*(?:\.[0#?]*)?,*(?:E[+-][0#?]+)?|\.[0#?]+)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = expression(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = expression(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_CURRENCY = expression(r"\$([^-]*)(?:-.*)?")
_DUTCH = expression(r"\[\$[^\]]*-(?:[0-9A-F]*413|nl)[^\]]*\]", re.IGNORECASE)
_MANY_DIGITS = 1e15
_EXACT = Context(prec=600)
_LAST_DAY = 2_958_466  # the first day of the year 10000
_HOLDS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "<>": operator.ne}
# in English and in Dutch
_MONTHS = (
    "January February March April May June July August September October November December".split(),
    "januari februari maart april mei juni juli augustus september oktober november december".split(),
)
_DAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
)


class Piece(NamedTuple):
    """A piece of a format: of which kind, and its letters."""

    kind: str
    text: str

    @property
    def is_day(self) -> bool:
        """Whether it shows a year, a month or a day."""
        return self.kind == "date" and self.text[0] in "ymd"


class Section(NamedTuple):
    """A part of a format, for some numbers: its pieces, whether they are of a date, and which numbers it is for."""

    pieces: Sequence[Piece]
    dated: bool
    condition: tuple[str, float] | None
    dutch: bool


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number as a cell of this format shows it, with a point before decimals.

    Args:
        value: a finite number.
        code: the format, such as `0.00%` or `d-m-yyyy`.
        from_1904: days are counted from 1904, as old workbooks of a Mac do.
    """
    section, negative = _section(value, code)
    if section is None or abs(value) >= _MANY_DIGITS:
        return general(value)
    if section.dated:
        return _dated(value, section, from_1904=from_1904) or general(value)
    # what a format hides altogether is in the cell all the same
    return _numbered(abs(value) if negative else value, section) or general(value)


def plain(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number itself, whatever decimals its cell shows; a date as 2024-05-13, with the time where there is one."""
    section, _ = _section(value, code)
    if section is None or not section.dated or not 0 <= value < _LAST_DAY:
        return general(value)
    if not any(piece.is_day for piece in section.pieces):
        return _time(value, section.pieces) or shown(value, code, from_1904=from_1904)
    moment = _moment(value, from_1904=from_1904)
    if moment is None:
        return general(value)
    return f"{moment:%Y-%m-%d}" if _is_midnight(moment) else f"{moment:%Y-%m-%d} {moment.hour}:{moment:%M:%S}"


def _time(value: float, pieces: Sequence[Piece]) -> str | None:
    """A time of which the cell shows a part only, with hours, minutes and seconds; None where it shows all."""
    seconds = math.floor(value * 86_400 + 0.5)
    letters = {text[0] for kind, text in pieces if kind in {"date", "elapsed"}} & set("hs")
    whole = ("h" in letters or seconds < 3600) and ("s" in letters or seconds % 60 == 0)
    if seconds < 0 or (whole and not any(kind == "half" for kind, _ in pieces)):
        return None
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def general(value: float) -> str:
    """The number with the fifteen digits that a spreadsheet knows of it."""
    if value == 0:
        return "0"
    if abs(value) < 1e21 and value == int(value):
        return f"{Decimal(f'{value:.15g}'):f}"
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text and 1e-9 < abs(value) < 1e21 else text.replace("e", "E")


@lru_cache(maxsize=1024)
def sections(code: str) -> tuple[Section, ...]:
    """The parts of a format; none where it is General, or none that a spreadsheet would take."""
    if len(code) > 255 or code.strip().casefold() in {"", "general", "@"}:
        return ()
    found: list[Section] = []
    pieces: list[Piece] = []
    condition: tuple[str, float] | None = None
    dutch = _DUTCH.search(code) is not None
    for match in _PIECE.finditer(code):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "other" and text == ";":
            found.append(_made(pieces, condition, dutch=dutch))
            pieces, condition = [], None
        elif kind == "bracket":
            if said := _CONDITION.fullmatch(text.strip()):
                with_number = said[2].count(".") <= 1 and said[2].strip("-.")
                condition = (said[1], float(said[2])) if with_number else None
            elif _ELAPSED.fullmatch(text):
                pieces.append(Piece("elapsed", text.casefold()))
            elif money := _CURRENCY.fullmatch(text):
                pieces.append(Piece("quoted", money[1]))
        elif kind == "width":
            pieces.append(Piece("quoted", " "))
        elif kind != "filled":
            pieces.append(Piece(kind, text))
    return (*found, _made(pieces, condition, dutch=dutch))


def _made(pieces: Sequence[Piece], condition: tuple[str, float] | None, *, dutch: bool) -> Section:
    dated = any(piece.kind == "elapsed" or (piece.kind == "date" and piece.text[0] not in "eEgG") for piece in pieces)
    if not dated:  # letters that stand in no date are letters
        pieces = [Piece("other", piece.text) if piece.kind in {"date", "half"} else piece for piece in pieces]
    return Section(_with_minutes(pieces) if dated else pieces, dated, condition, dutch)


def _with_minutes(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a date, where an `m` behind hours or before seconds is of minutes."""
    timed = [index for index, piece in enumerate(pieces) if piece.kind in {"date", "elapsed"}]
    found = [Piece(kind, text.casefold()) if kind == "date" else Piece(kind, text) for kind, text in pieces]
    for place, index in enumerate(timed):
        before = found[timed[place - 1]].text if place else ""
        after = found[timed[place + 1]].text if place + 1 < len(timed) else ""
        if found[index].text in {"m", "mm"} and (before[:1] == "h" or after[:1] == "s"):
            found[index] = Piece(found[index].kind if found[index].kind == "elapsed" else "minute", found[index].text)
    return found


def _section(value: float, code: str) -> tuple[Section | None, bool]:
    """The part of the format that is for this number, and whether that part leaves the minus out."""
    parts = sections(code)
    if not parts:
        return None, False
    if any(part.condition for part in parts):
        fitting = (
            part for part in parts[:3] if not part.condition or _HOLDS[part.condition[0]](value, part.condition[1])
        )
        return next(fitting, None), False
    if value < 0 and len(parts) > 1:
        return parts[1], True
    if value == 0 and len(parts) > 2:
        return parts[2], False
    return parts[0], False


def _moment(value: float, *, from_1904: bool) -> datetime | None:
    """The moment that a number of days is, to the millisecond; None where there is none."""
    days = value + 1462 if from_1904 else value
    if not 0 <= days < _LAST_DAY:
        return None
    # the first spreadsheets took 1900 for a leap year, and all since count as they did
    start = datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001 - a cell has no zone
    return start + timedelta(milliseconds=round(days * 86_400_000))


def _is_midnight(moment: datetime) -> bool:
    return moment.hour == moment.minute == moment.second == 0


def _dated(value: float, section: Section, *, from_1904: bool) -> str | None:
    pieces = section.pieces
    fraction = max((len(text.partition(".")[2]) for kind, text in pieces if kind == "date"), default=0)
    seconds = math.floor(value * 86_400 * 10**fraction + 0.5) / 10**fraction
    moment = None
    if not 0 <= value < _LAST_DAY:
        return None
    if any(piece.is_day for piece in pieces):
        moment = _moment(seconds / 86_400, from_1904=from_1904) or _moment(value, from_1904=from_1904)
        if moment is None:
            return None
        if _is_midnight(moment) and any(kind == "minute" for kind, _ in pieces):
            return f"{moment:%Y-%m-%d}"  # midnight is how programs write a day
    whole = int(seconds)
    halved = any(kind == "half" for kind, _ in pieces)
    found = []
    for kind, text in pieces:
        if kind == "elapsed":
            found.append(str(whole // {"h": 3600, "m": 60, "s": 1}[text[0]]).zfill(len(text)))
        elif kind == "minute" or (kind == "date" and text[0] in "hs"):
            found.append(_clock_part(whole, text, halved=halved))
            if "." in text:
                found.append(f"{seconds - whole:.{fraction}f}"[1:])
        elif kind == "date":
            found.append(_day_part(moment, text, dutch=section.dutch))
        elif kind == "half":
            found.append(("AM", "PM")[whole // 43_200 % 2][: 2 if len(text) > 3 else 1])
        else:
            found.append(text)
    return "".join(found).strip()


def _clock_part(seconds: int, text: str, *, halved: bool) -> str:
    """Hours (of half a day, if `halved`), minutes or whole seconds of a time of the day."""
    if text[0] == "h":
        hour = seconds // 3600 % 24
        return str((hour - 1) % 12 + 1 if halved else hour).zfill(min(len(text), 2))
    if text[0] == "m":
        return str(seconds // 60 % 60).zfill(len(text))
    return str(seconds % 60).zfill(min(len(text.partition(".")[0]), 2))


def _day_part(moment: datetime | None, text: str, *, dutch: bool) -> str:
    if moment is None or text[0] in "eg":
        return ""
    if text[0] == "y":
        return f"{moment.year:04d}" if len(text) > 2 else f"{moment.year % 100:02d}"
    number, name, short = moment.day, _DAYS[dutch][moment.weekday()], 2 if dutch else 3
    if text[0] == "m":
        number, name, short = moment.month, _MONTHS[dutch][moment.month - 1], 1 if len(text) == 5 else 3
    if len(text) < 3:
        return str(number).zfill(len(text))
    return name[:short] if len(text) == 3 or short == 1 else name


def _numbered(value: float, section: Section) -> str:
    pieces = section.pieces
    digits = [piece.text for piece in pieces if piece.kind == "number"]
    if any(kind == "other" and text == "/" for kind, text in pieces) and len(digits) > 1:
        return general(value)  # a fraction: what it says in decimals
    percent = sum(kind == "other" and text == "%" for kind, text in pieces)
    exact = Decimal(f"{value:.15g}").scaleb(2 * percent)
    negative = exact < 0
    numbers = iter(_over(abs(exact), digits))
    itself = general(abs(value))
    of_kind = {"general": lambda: itself, "text": lambda: itself, "number": lambda: next(numbers)}
    text = "".join(of_kind[kind]() if kind in of_kind else text for kind, text in pieces).strip()
    placed = any(kind in of_kind for kind, _ in pieces)
    minus = negative and any(letter in "123456789" for letter in text)
    return f"-{text}" if minus and placed else text


def _over(value: Decimal, texts: Sequence[str]) -> list[str]:
    """The digits of a number over the places for them, from the right: 00-0000 has two."""
    if len(texts) < 2 or not all(set(text) <= set("0#?") for text in texts):
        return [_digits(value, text) if index == 0 else "" for index, text in enumerate(texts)]
    rest, found = _digits(value, "".join(texts)), list[str]()
    for text in reversed(texts[1:]):
        found.insert(0, rest[-len(text) :])
        rest = rest[: -len(text)]
    return [rest, *found]


def _digits(value: Decimal, text: str) -> str:
    """Digits as their places say: `0` is there in any case, `#` and `?` where needed."""
    mantissa, exponent, powers = text.partition("E") if "E" in text else text.partition("e")
    if exponent:
        decimals = len(mantissa.partition(".")[2])
        found, _, power = f"{value:.{decimals}E}".partition("E")
        sign = "-" if power.startswith("-") else powers[0].replace("-", "")
        return f"{found}E{sign}{power.lstrip('+-0').zfill(len(powers) - 1)}"
    whole, point, decimals_said = mantissa.partition(".")
    scaled = len(whole) - len(whole.rstrip(",")) + len(decimals_said) - len(decimals_said.rstrip(","))
    decimals_said = decimals_said.rstrip(",")
    grouped = "," in whole.rstrip(",")
    rounded = value.scaleb(-3 * scaled).quantize(Decimal(1).scaleb(-len(decimals_said)), ROUND_HALF_UP, _EXACT)
    before, _, after = f"{rounded:f}".partition(".")
    fewest = whole.count("0")
    before = before.lstrip("0").zfill(fewest) if fewest or before.strip("0") else ""
    if grouped:
        before = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", before)
    needed = len(decimals_said.rstrip("#?"))
    after = after[:needed] + after[needed:].rstrip("0")
    return f"{before}{point}{after}"
