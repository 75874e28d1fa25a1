"""The columns of a coding table: what they are called in English and Dutch, and what goes into them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cmo_eval.edits.vocabulary import plain
from cmo_eval.errors import UsageError


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its `name` here, its headers by language, other names for it, and what goes into it by language.

    `several` when a table may have more columns of it (Code 1, Code 2); `in_template` when an empty table has it.
    """

    name: str
    en: str
    nl: str
    also: str
    explained_en: str
    explained_nl: str
    several: bool = False
    in_template: bool = True

    def header(self, language: str) -> str:
        """What the column is called in that language."""
        return self.nl if language == "nl" else self.en

    def explained(self, language: str) -> str:
        """What goes into it, in that language."""
        return self.explained_nl if language == "nl" else self.explained_en


COLUMNS: Sequence[Column] = (
    Column(
        *("source", "Source", "Bron", "source id, bron id, transcript, interview, document, bestand, file"),
        "Id of the source that the words are from, such as FG2. May be left out when the import names it (--source).",
        "Id van de bron waaruit de woorden komen, zoals FG2. Mag weg als de import haar noemt (--source).",
    ),
    Column(
        *("quote", "Quote", "Citaat", "quotation, fragment, segment, text, words, excerpt, tekst, passage"),
        "The words as they stand in the transcript; […] for what was cut.",
        "De woorden zoals ze in het transcript staan; […] voor wat is weggelaten.",
    ),
    Column(
        *("paraphrase", "Paraphrase", "Parafrase", "paraphrased, geparafraseerd"),
        "yes where the words are your own; they are not looked up in the transcript then. Empty: literal.",
        "ja als het je eigen woorden zijn; ze worden dan niet in het transcript opgezocht. Leeg: letterlijk.",
    ),
    Column(
        *("speaker", "Speaker", "Spreker", "participant, respondent, deelnemer, wie, who"),
        "Id of the participant, such as r1. Empty: the transcript says who speaks.",
        "Id van de deelnemer, zoals r1. Leeg: het transcript zegt wie er spreekt.",
    ),
    Column(
        *("role", "Role", "Rol", "function, functie"),
        "Role of somebody who is not registered as a participant, in place of the speaker.",
        "Rol van iemand die niet als deelnemer staat geregistreerd, in plaats van de spreker.",
    ),
    Column(
        *("supports", "Supports", "Ondersteunt", "support, supports claim, steunt, steunt claim, ondersteunt claim"),
        "Claims that the words speak for: C3, or C3, C5. With pattern and parts: C3:P07:resource+reasoning.",
        "Claims waarvoor de woorden pleiten: C3, of C3, C5. Met patroon en delen: C3:P07:resource+reasoning.",
        several=True,
    ),
    Column(
        *("nuances", "Nuances", "Nuanceert", "nuance, qualifies, nuances claim, nuanceert claim"),
        "Claims that the words limit; written as under Supports.",
        "Claims die de woorden nuanceren; geschreven als onder Ondersteunt.",
        several=True,
    ),
    Column(
        *("refutes", "Refutes", "Weerlegt", "refute, contradicts, refutes claim, weerlegt claim, ontkracht"),
        "Claims that the words speak against; written as under Supports.",
        "Claims waartegen de woorden pleiten; geschreven als onder Ondersteunt.",
        several=True,
    ),
    Column(
        *("suggests", "Suggests", "Suggereert", "suggest, stelt voor, suggests claim, suggereert claim"),
        "A claim that would fit better, with the one it would replace: C9/C3.",
        "Een claim die beter zou passen, met de claim die hij vervangt: C9/C3.",
        several=True,
    ),
    Column(
        *("instead_of", "Instead of", "In plaats van", "replaces, i.p.v., ipv, vervangt"),
        "The claim that the suggested one would replace, where it is not written as C9/C3.",
        "De claim die de gesuggereerde vervangt, waar dat niet als C9/C3 is geschreven.",
    ),
    Column(
        *("claim", "Claim", "Claim", "claims, claim id, uitspraak"),
        "With the column Stance: the claim that the row is about. A row for each claim.",
        "Met de kolom Houding: de claim waarover de rij gaat. Een rij per claim.",
        in_template=False,
    ),
    Column(
        *("stance", "Stance", "Houding", "standpunt, position, verhouding, oordeel over claim"),
        "With the column Claim: supports, nuances or refutes.",
        "Met de kolom Claim: ondersteunt, nuanceert of weerlegt.",
        in_template=False,
    ),
    Column(
        *("version", "Version", "Versie", "claim version, versie claim, claimversie"),
        "Version of the claims in this row, where that is not 1.",
        "Versie van de claims in deze rij, waar dat niet 1 is.",
    ),
    Column(
        *("pattern", "Pattern", "Patroon", "cmo, configuration, configuratie, cmo configuratie, cmo configuration"),
        "The pattern that the words show something of, for each claim in the row without one of its own.",
        "Het patroon waarvan de woorden iets laten zien, voor elke claim in de rij zonder een eigen patroon.",
    ),
    Column(
        *("parts", "Parts", "Delen", "part, deel, onderdelen, cmo parts, cmo delen"),
        "Which parts of the pattern: context, resource, reasoning, outcome; mechanism for the middle two.",
        "Welke delen van het patroon: context, resource, reasoning, outcome; mechanisme voor de middelste twee.",
    ),
    Column(
        *("codes", "Codes", "Codes", "code, label, labels, tags, tag, thema, theme"),
        "Codes of the codebook, with commas.",
        "Codes uit het codeboek, met komma's.",
        several=True,
    ),
    Column(
        *("quality", "Quality", "Kwaliteit", "kwaliteit waarneming, quality of observation, bewijskwaliteit"),
        "opinion, report (hearsay), observation (first hand) or documented.",
        "opinion (mening), report (van horen zeggen), observation (eigen waarneming) of documented (vastgelegd).",
    ),
    Column(
        *("utterance", "Utterance", "Uiting", "kind of utterance, soort uiting"),
        "How it was voiced: claim (in favour), concern (against) or issue (contested).",
        "Hoe het werd geuit: claim (voor), concern (zorg) of issue (omstreden).",
    ),
    Column(
        *("judgement", "Judgement", "Oordeel", "judgment, opinion given, oordeel spreker"),
        "The opinion that the speaker gives, in your words.",
        "Het oordeel dat de spreker geeft, in je eigen woorden.",
    ),
    Column(
        *("observation", "Observation", "Waarneming", "based on, observatie, gebaseerd op"),
        "What that opinion is based on.",
        "Waarop dat oordeel is gebaseerd.",
    ),
    Column(
        *("event", "Event", "Gebeurtenis", "events, voorval"),
        "The event that is told.",
        "De gebeurtenis die wordt verteld.",
    ),
    Column(
        *("memo", "Memo", "Memo", "note, notes, remark, remarks, notitie, notities, opmerking, opmerkingen, comment"),
        "A note of the coder.",
        "Een aantekening van de codeur.",
        several=True,
    ),
    Column(
        *("line", "Line", "Regel", "line number, regelnummer, lijn"),
        "Line of the transcript. Needed only where the same words stand there twice.",
        "Regel van het transcript. Alleen nodig als dezelfde woorden er twee keer staan.",
    ),
    Column(
        *("page", "Page", "Pagina", "bladzijde, blz, p"),
        "Page, for a document.",
        "Pagina, van een document.",
    ),
    Column(
        *("section", "Section", "Paragraaf", "hoofdstuk, chapter, sectie"),
        "Section, for a document.",
        "Paragraaf, van een document.",
    ),
    Column(
        *("time", "Time", "Tijd", "timestamp, tijdstip, tijdcode, timecode"),
        "Time in a recording, such as 0:12:31.",
        "Tijd in een opname, zoals 0:12:31.",
    ),
    Column(
        *("coder", "Coder", "Codeur", "coded by, gecodeerd door, initials, initialen"),
        "Initials of who coded the row. Empty: whose coding the file is.",
        "Initialen van wie de rij codeerde. Leeg: van wie de codering in het bestand is.",
    ),
    Column(
        *("coded", "Coded", "Gecodeerd", "coded on, date, datum, gecodeerd op, date coded"),
        "Date of the coding, such as 2024-05-13. Empty: the day of the import.",
        "Datum van de codering, zoals 2024-05-13. Leeg: de dag van de import.",
    ),
    Column(
        *("id", "Id", "Id", "citation id, citaat id, citaatnummer"),
        "Leave empty: the import gives the next free one. A second coder names the citation that is coded again.",
        "Leeg laten: de import geeft de volgende vrije. Een tweede codeur noemt het citaat dat die opnieuw codeert.",
    ),
)

REASON = Column(
    *("reason", "Not placed because", "Niet geplaatst omdat", "reason, reden"),
    "Written by the program: why the row was not imported. It is not read.",
    "Door het programma geschreven: waarom de rij niet is ingelezen. Ze wordt niet gelezen.",
    in_template=False,
)
"""What a file of rows that could not be placed says beside them."""

BY_NAME: Mapping[str, Column] = {column.name: column for column in (*COLUMNS, REASON)}
"""Columns by name, that of reasons too."""

_NUMBERED = re.compile(r"(.*?)[ .:]*\d{1,2}")


def _spellings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for column in BY_NAME.values():
        for word in (column.name, column.en, column.nl, *column.also.split(", ")):
            found.setdefault(_folded(word), column.name)
    return found


def _folded(header: str) -> str:
    return plain(header).rstrip(" :*?.")


_SPELLINGS = _spellings()


def column_of(header: str) -> str | None:
    """The name of the column that a header stands for, in English or Dutch; None where it stands for none."""
    text = _folded(header)
    found = _SPELLINGS.get(text)
    if found is None and (match := _NUMBERED.fullmatch(text)):
        found = _SPELLINGS.get(match[1])
        found = found if found is not None and BY_NAME[found].several else None
    return found


def is_repeated(header: str) -> bool:
    """Whether a table may have more than one column of what this header stands for."""
    name = column_of(header)
    return name is not None and BY_NAME[name].several


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table hold what: places (from 0) by name, and headers that stand for nothing."""

    places: Mapping[str, tuple[int, ...]]
    unused: tuple[str, ...]


def layout(headers: Sequence[str], mapped: Mapping[str, str]) -> Layout | None:
    """What the columns under these headers hold; None where they are no headers of a coding table.

    Args:
        headers: the cells of a row, empty ones too.
        mapped: column names by header, as the user gave them (`Fragment=quote`), an empty one for a column that is
            not to be read; without regard to case.

    Raises:
        UsageError: two columns hold the same thing, of which there can be one only.
    """
    given = {plain(header): name for header, name in mapped.items()}
    places: dict[str, list[int]] = {}
    unused: list[str] = []
    for place, header in enumerate(headers):
        if not header.strip():
            continue
        name = given.get(plain(header), column_of(header))
        if not name or (name in given.values() and plain(header) not in given and not BY_NAME[name].several):
            unused.append(header)
        else:
            places.setdefault(name, []).append(place)
    if not ({"quote", "id"} & places.keys()) or len(places) < 2:
        return None
    for name, found in places.items():
        if len(found) > 1 and not BY_NAME[name].several:
            called = " and ".join(f"'{headers[place]}'" for place in found)
            raise UsageError(
                f"{called} both hold the {BY_NAME[name].en.lower()}",
                f'say which is meant, such as --map "{headers[found[0]]}={name}"',
            )
    return Layout({name: tuple(found) for name, found in places.items()}, tuple(unused))


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
            near = difflib.get_close_matches(_folded(word), _SPELLINGS, n=1)
            hint = f"did you mean '{_SPELLINGS[near[0]]}'?" if near else f"it can be {', '.join(BY_NAME)}"
            raise UsageError(f"--map {option}: there is no column {word}", hint)
        found[header.strip()] = name
    return found
