"""Who is speaking: the label at the beginning of a line, told apart from other words before a colon."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

INTERVIEWER = "INT"
"""The label of whoever asks the questions."""

TIME = r"\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"
LABEL = r"[^\W\d_](?:[^\s:;!?\[\](){}<>]|[ \t\u00a0](?=[^\s:(\[])){0,39}"
_OPENING = re.compile(
    rf"""[ \t\u00a0]*
    (?:\[(?P<before>{TIME})\](?:[ \t\u00a0]+|$))?
    (?P<named>
        (?P<label>{LABEL})
        (?P<note>[ \t\u00a0]*\([^()\n:]{{1,40}}\))?
        [ \t\u00a0]*(?:\[(?P<after>{TIME})\])?[ \t\u00a0]*
        :(?=\s|$)[ \t\u00a0]*
    )?""",
    re.VERBOSE,
)

_CODE = re.compile(r"(?!(?:[qQhH]|art|fig|tab|nr|no|cmo)[-.]?\d)(?:[A-Za-z]{1,4}[-.]?|[A-Za-z] )\d{1,3}[A-Za-z]?")
_BETWEEN = re.compile(r"(?<=[a-z])[-. ](?=\d)")  # of r-3 and R 3
_NUMBERED = re.compile(r"([^\W\d_]+)[ \t\u00a0]*(?:nr\.?|no\.?|#)?[ \t\u00a0]*\d{1,3}[a-z]?")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_INTERVIEWERS = _listed(
    "int int. i interviewer interviewster moderator gespreksleider facilitator onderzoeker researcher"
)
_ROLES = _INTERVIEWERS | _listed(
    """r v a respondent respondente deelnemer deelneemster participant geïnterviewde interviewee spreker speaker
    informant iemand onbekend unknown allen man vrouw"""
)
_PARTICLES = _listed("van de der den het ter ten te von zu du la le el al bin in 't op d' of and en da dos di")
_TITLES = _listed("dr dr. mr mr. mrs mrs. ms ms. drs drs. ir ir. ing ing. prof prof. dhr dhr. mevr mevr. mw mw.")
_NO_NAMES = _listed(
    """note notes nb ps vraag antwoord question answer opmerking remark conclusie conclusion voorbeeld bijvoorbeeld
    example datum date plaats locatie location place aanwezig afwezig present absent onderwerp subject titel title
    bron source tijd time duur duration bijlage annex appendix thema theme topic samenvatting summary inleiding
    introduction hoofdstuk chapter tabel table figuur figure kortom dus maar so but let pas attention warning doel
    goal aim context mechanism mechanisme outcome uitkomst resultaat result agenda contact telefoon phone email mail
    website tel fax project organisatie organisation functie role rol status versie version deel part fase stap
    interview transcript transcriptie verslag report focusgroep ja nee yes no ok oké"""
)


class Opening(NamedTuple):
    """What a line begins with: a label without what stands between ( ) after it, a time, where the words begin.

    `words` counts from the beginning of the line; `bare` is where they begin if the label is no speaker's.
    `sure` when the label has a time before its colon, as only a speaker's has.
    """

    label: str | None
    time: str | None
    words: int
    bare: int
    sure: bool


def opening(line: str) -> Opening:
    """What the line begins with, whoever the label may be of; see `recognised`."""
    match = _OPENING.match(line)
    assert match is not None  # noqa: S101 - every part of it may be absent
    bare = match.start("named") if match["named"] else match.end()
    return Opening(match["label"], match["after"] or match["before"], match.end(), bare, match["after"] is not None)


def recognised(openings: Iterable[Opening], registered: Collection[str] = ()) -> frozenset[str]:
    """The labels, folded by `folded`, that are speakers' among those that lines begin with.

    A speaker's is a label with a time before its colon, one that is registered, a code such as R3, a word such as
    INT or Respondent (with a number or without), and what looks like a person's name and begins two lines or more;
    so must a single letter, such as I and R.
    """
    counted: Counter[str] = Counter()
    written: dict[str, str] = {}
    sure = {folded(label) for label in registered}
    for one in openings:
        if one.label is not None:
            key = folded(one.label)
            counted[key] += 1
            written.setdefault(key, one.label)
            if one.sure:
                sure.add(key)
    return frozenset(
        key
        for key, label in written.items()
        if key in sure
        or is_code(label)
        or (is_role(label) and len(key) > 1)
        or (counted[key] > 1 and (is_role(label) or looks_like_name(label)))
    )


def folded(label: str) -> str:
    """The label as labels are compared: without regard to case and blanks."""
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def is_code(label: str) -> bool:
    """Whether the label is a code such as R3, INT2 or P-04."""
    return _CODE.fullmatch(label) is not None


def is_role(label: str) -> bool:
    """Whether the label says what someone does in a talk, such as INT, Moderator or Respondent 3."""
    key = folded(label)
    if key in _ROLES:
        return True
    numbered = _NUMBERED.fullmatch(key)
    return numbered is not None and numbered[1] in _ROLES


def is_interviewer(label: str) -> bool:
    """Whether the label is of whoever asks the questions, such as INT, Interviewer or Moderator 2."""
    key = folded(label)
    return re.sub(r"[ \t]*\d{1,2}$", "", key) in _INTERVIEWERS


def looks_like_name(label: str) -> bool:
    """Whether the label may be a person's name: one to five words with capitals, particles such as `van` aside."""
    words = label.split()
    if not 1 <= len(words) <= 5 or is_code(label) or is_role(label) or folded(label) in _NO_NAMES:
        return False
    named = [word for word in words if word.casefold() not in _PARTICLES and word.casefold() not in _TITLES]
    return (
        bool(named)
        and not any(word.casefold().rstrip(".") in _NO_NAMES for word in words if word not in _PARTICLES)
        and all(word[0].isupper() and not any(letter.isdigit() for letter in word) for word in named)
        and words[0].casefold() not in {"of", "and", "en", "in", "op", "het"}
    )


def parts_of_name(label: str) -> tuple[str, ...]:
    """The parts of a label that looks like a name by which somebody can be known: no titles, particles, initials."""
    if not looks_like_name(label):
        return ()
    apart = _PARTICLES | _TITLES
    parts = (part.strip(".,") for part in re.split(r"[ \t\u00a0]+", label) if part.casefold() not in apart)
    return tuple(part for part in parts if len(part) > 2 and "." not in part)


def participant_of(label: str, ids: Iterable[str], given: Mapping[str, str] | None = None) -> str | None:
    """The id of the participant whom the label is of; None where it is nobody's.

    Args:
        label: as a line begins with it, such as `R3` or `Jan de Vries`.
        ids: of the source's participants; without regard to case they are labels themselves.
        given: ids by label, as a user gave them; labels in the form of `folded`.
    """
    key = folded(label)
    if given and key in given:
        return given[key]
    plain = _BETWEEN.sub("", key)
    return next((id_ for id_ in ids if _BETWEEN.sub("", folded(id_)) == plain), None)
