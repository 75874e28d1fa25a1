"""How a report puts things into sentences: speakers, places, configurations; knows the wording, no layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from cmo_eval.analysis.completeness import Completeness, running
from cmo_eval.analysis.evidence import Side
from cmo_eval.deferred import expression
from cmo_eval.messages import Phrase, label, phrase, say
from cmo_eval.model import Part
from cmo_eval.model.base import Period
from cmo_eval.model.citation import Place

if TYPE_CHECKING:
    from cmo_eval.analysis.quotes import Said

_WRITTEN = ("document", "research")  # cited by their title; from other kinds of source a person speaks
_DATE = expression(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?")
_CLOSED_BY = {'"': ('"',), "“": ("”",), "„": ("”", "“"), "'": ("'",), "‘": ("’",), "«": ("»",)}
_AN = expression(r"(?!(?:uni|use|usu|eu|one))[aeiou]", re.IGNORECASE)


def sentence(text: str) -> str:
    """The text as a sentence of its own: a capital first and a full stop last; empty stays empty."""
    text = text.strip()
    if not text:
        return ""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…", ":")) else ".")


class Titled(Protocol):
    """What is known of a source that is cited."""

    @property
    def kind(self) -> str:
        """The kind of source."""

    @property
    def title(self) -> str:
        """Its title, as readers may know it."""


def speaker(
    role: str | None,
    group: str,
    source: Titled | None,
    language: str,
    names: frozenset[str],
    *,
    number: int | None = None,
    foreign: bool = False,
) -> str:
    """Who speaks, by role and group and never by name: "Een bestuurder (deelnemende organisaties)", "Bestuurder 3".

    A document is cited by its title. `number` tells one in that role from another. A role that is `foreign` to the
    language has no article: none of one language fits a word of another.
    """
    if source is not None and source.kind in _WRITTEN:
        return source.title
    if role and number is not None:
        who = f"{role[:1].upper()}{role[1:]} {number}"
    elif role and foreign:
        who = role[:1].upper() + role[1:]
    elif role:
        article = label("report.an" if _AN.match(role) else "report.a", language)
        who = f"{article} {running(role, names)}"
    else:
        who = label("report.somebody", language)
    return f"{who} ({running(group, names)})" if group else who


def within(name: str, language: str) -> str:
    """The name of a speaker as it stands within a sentence: its article has no capital there."""
    articles = tuple(f"{label(key, language)} " for key in ("report.a", "report.an"))
    return name[:1].lower() + name[1:] if name.startswith(articles) else name


def place(at: Place | Said | None, language: str) -> str:
    """Where in its source, said: "§ 4.2", "p. 12", "regel 120"; empty where it is not given."""
    if at is None:
        return ""
    page = f"{label('report.page', language)} {at.page}" if at.page else ""
    line = f"{label('report.line', language)} {at.line}" if at.line is not None else ""
    return ", ".join(filter(None, (section(at.section), page, line, at.time)))


def parts_said(found: Completeness, language: str, *, seen: bool = True) -> str:
    """By how many voices each part of a pattern is shown, and denied: a sentence; empty where nothing is said of it.

    Without `seen` nobody for the claim saw a part at first hand, so that all is only told.
    """

    def by_voices(sides: Mapping[Part, Side]) -> list[str]:
        return [
            f"{label(f'part.{part}', language)} ({amount(len(side.voices), 'voice', language)})"
            for part, side in sides.items()
            if side.rows
        ]

    shown, denied = by_voices(found.parts), by_voices(found.denied)
    if not shown and not denied:
        return ""
    missing = [label(f"part.{part}", language) for part in found.missing]
    pieces = {"shown": shown, "not_shown": missing} if seen else {"told": shown, "not_told": missing}
    pieces["denied"] = denied
    return sentence(
        "; ".join(say(phrase(f"report.parts.{key}", parts=of), language) for key, of in pieces.items() if of)
    )


def section(number: str | None) -> str:
    """A section of a report: "§ 4.3"; one that has a name of its own stays as it is."""
    if not number:
        return ""
    return f"§ {number}" if number[:1].isdigit() else number


def date(text: str, language: str) -> str:
    """A date in words: `2017`, "april 2017", "20 april 2017"; anything else stays as it is."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return text
    year, month, day = parts.groups()
    if month is None:
        return year
    name = label(f"month.{int(month)}", language)
    return f"{name} {year}" if day is None else f"{int(day)} {name} {year}"


def number(value: int, language: str) -> str:
    """A whole number with its thousands apart: "12.345" in Dutch, "12,345" in English; four digits stay together."""
    if abs(value) < 10_000:
        return str(value)
    return f"{value:,}".replace(",", "." if language == "nl" else ",")


def decimal(value: float | None, language: str) -> str:
    """A number with two decimals, in the notation of the language; empty where there is none."""
    if value is None:
        return ""
    text = f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")
    return text.replace(".", ",") if language == "nl" else text


def amount(value: int, noun: str, language: str) -> str:
    """A number with its noun in singular or plural: "1 stem", "12.345 stemmen"."""
    return f"{number(value, language)} {label(noun if value == 1 else noun + '.many', language)}"


def period(when: Period | None, language: str) -> str:
    """From when to when, as far as known."""
    first, last = (date(one, language) if one else "" for one in ((when.from_, when.to) if when else ("", "")))
    if first and last:
        return f"{first}–{last}" if " " not in first + last else f"{first} – {last}"
    if not first and not last:
        return ""
    return say(phrase("report.from", date=first) if first else phrase("report.until", date=last), language)


_FOR_READERS = {"dimension.group": "report.the_group", "missing.find_split": "report.find_split"}
"""What is said in other words to readers who know no files."""
_NAMING = {"remark.turned": ("groups",), "v5.separated": ("ours", "theirs")}
"""The values of phrases that are keys of groups."""


def titled(reason: Phrase, groups: Mapping[str, str]) -> Phrase:
    """The reason of a proposal, or a part of it, in which groups are called by their titles."""
    if reason.key == "remark.not_heard":
        return phrase("report.none_counts", groups=[f"‘{groups.get(key, key)}’" for key in reason.values["groups"]])
    named = _NAMING.get(reason.key, ())
    values = {
        name: [f"‘{groups.get(key, key)}’" for key in value] if name in named else _within(value, groups)
        for name, value in reason.values.items()
    }
    return phrase(_FOR_READERS.get(reason.key, reason.key), **values)


def _within(value: Any, groups: Mapping[str, str]) -> Any:
    if isinstance(value, Phrase):
        return titled(value, groups)
    return [_within(one, groups) for one in value] if isinstance(value, list) else value


def in_quotation_marks(text: str, language: str) -> str:
    """A literal quote in the quotation marks of the language; marks that the user typed around it are dropped."""
    inner = text.strip()
    first = inner[:1]
    if first in _CLOSED_BY and inner[1:].endswith(_CLOSED_BY[first]) and first not in inner[1:-1]:
        inner = inner[1:-1].strip()
    return f"„{inner}”" if language == "nl" else f"“{inner}”"
