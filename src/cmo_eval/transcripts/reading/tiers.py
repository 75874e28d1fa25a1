"""Transcripts on tiers, of ELAN and EXMARaLDA: what somebody says from one moment of a recording to another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned
from cmo_eval.transcripts.reading import Row, Rows, of_cues
from cmo_eval.transcripts.reading.archive import Element, each, root_of

_ENDED = expression(r"""[.!?…]["'”’»)\]]*\s+$""")


class Moments(NamedTuple):
    """Moments of a recording by id: seconds, where the file gives them, and a number by which all are in order."""

    seconds: dict[str, float | None]
    order: dict[str, float]


class Said(NamedTuple):
    """What one voice says between two moments, which are named by their ids."""

    speaker: str
    start: str
    end: str
    text: str


def rows(content: bytes, ending: str) -> Rows:
    """A row for whatever is said, in order of time; of tiers that describe others the words are counted.

    Raises:
        CmoEvalError: it is of neither program, is damaged, or defines entities.
    """
    del ending
    root = root_of(content, "transcript of ELAN or EXMARaLDA")
    for element in root.iter():
        element.tag = element.tag.rpartition(":")[2]
    if root.tag == "ANNOTATION_DOCUMENT":
        return _elan(root)
    if root.tag == "basic-transcription":
        return _exmaralda(root)
    raise CmoEvalError("it is XML, but no transcript of ELAN or EXMARaLDA", "export it as .txt or .docx")


def in_order(said: Iterable[Said], moments: Moments) -> list[Row]:
    """The rows in order of time; what has no time of its own stands where the moments around it do."""
    placed = sorted(said, key=lambda one: moments.order.get(one.start, math.inf))
    get = moments.seconds.get
    return [Row(" ".join(cleaned(one.text)[0].split()), one.speaker, get(one.start), get(one.end)) for one in placed]


def moments_of(given: Sequence[tuple[str, float | None]]) -> Moments:
    """The moments as a file lists them; one without a time is as late as the one before it that has one."""
    order: dict[str, float] = {}
    now = 0.0
    for id_, time in given:
        now = time if time is not None else now
        order[id_] = now
    return Moments(dict(given), order)


def time_of(value: str | None, unit: float = 1) -> float | None:
    """Seconds, of a number of `unit` to the second; None where it is no time."""
    try:
        time = float(value or "") / unit
    except ValueError:
        return None
    return time if 0 <= time < math.inf else None


def _elan(root: Element) -> Rows:
    slots = [(one.get("TIME_SLOT_ID", ""), time_of(one.get("TIME_VALUE"), 1000)) for one in each(root, "TIME_SLOT")]
    said: list[Said] = []
    apart: list[str] = []
    for tier in each(root, "TIER"):
        speaker = (tier.get("PARTICIPANT") or tier.get("TIER_ID") or "").strip()
        for one in each(tier, "ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            text = "".join(part for value in each(one, "ANNOTATION_VALUE") for part in value.itertext())
            if one.tag == "REF_ANNOTATION" or tier.get("PARENT_REF"):
                apart.append(text)
            else:
                said.append(Said(speaker, one.get("TIME_SLOT_REF1", ""), one.get("TIME_SLOT_REF2", ""), text))
    made = in_order(said, moments_of(slots))
    return of_cues(made, "transcript of ELAN", None, {"annotation of another tier": len(apart)}, apart)


def _exmaralda(root: Element) -> Rows:
    names = {
        one.get("id"): "".join(name.itertext()).strip()
        for one in each(root, "speaker")
        for name in each(one, "abbreviation")
    }
    moments = moments_of([(one.get("id", ""), time_of(one.get("time"))) for one in each(root, "tli")])
    said: list[Said] = []
    apart: list[str] = []
    tiers = [*each(root, "tier")]
    speaking = {tier.get("speaker") for tier in tiers if tier.get("type") == "t"}
    for tier in tiers:
        events = [
            Said("", one.get("start", ""), one.get("end", ""), "".join(one.itertext())) for one in each(tier, "event")
        ]
        whose = tier.get("speaker")
        # corflow writes what all but the first speaker say as annotations: the first of whoever has no other tier
        if tier.get("type") == "a" and whose and whose not in speaking:
            speaking.add(whose)
        elif tier.get("type") != "t":
            apart += [event.text for event in events]
            continue
        speaker = names.get(whose) or whose or tier.get("display-name") or tier.get("id") or ""
        said += [one._replace(speaker=speaker) for one in _joined(events, list(moments.order))]
    made = in_order(said, moments)
    return of_cues(made, "transcript of EXMARaLDA", None, {"annotation of another tier": len(apart)}, apart)


def _joined(events: Sequence[Said], timeline: Sequence[str]) -> Iterator[Said]:
    """The events, those that follow one another as one up to the end of a sentence: a word may go through several."""
    place = {id_: number for number, id_ in enumerate(timeline)}
    held: Said | None = None
    for event in sorted(events, key=lambda one: place.get(one.start, len(place))):
        if held is not None and held.end == event.start and not _ENDED.search(held.text):
            held = held._replace(end=event.end, text=held.text + event.text)
            continue
        if held is not None:
            yield held
        held = event
    if held is not None:
        yield held
