"""What of a project that comes in may name somebody: labels of speakers, names of the list, addresses and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cmo_eval.edits.exchange.sources import READ, Home
from cmo_eval.edits.transcripts.doubts import LISTED, pointing
from cmo_eval.edits.transcripts.text_import import lines_named
from cmo_eval.projects.project import Part
from cmo_eval.projects.refi_parts import words_of
from cmo_eval.projects.side_file import FILE
from cmo_eval.pseudonyms.identifiers import Names
from cmo_eval.transcripts import speakers

LABELS = "a label that may be a name"


def may_name(homes: Iterable[Home], parts: Iterable[Part], listed: str | None) -> dict[str, tuple[str, ...]]:
    """What may name somebody in texts and titles of sources that are made, and in what is kept; by cause, where.

    Args:
        homes: the sources of a project.
        parts: what of it has no place here, as it is kept now.
        listed: names that must never be published, one a line.
    """
    found: dict[str, list[str]] = defaultdict(list)
    names = Names(listed) if listed is not None else None

    def look(text: str, where: str, *, lined: bool = False) -> None:
        for what, lines in pointing(text, names).items():
            cause = what if what == LISTED else f"what may be {what.partition(' (')[0]}"
            found[cause].append(f"{where}, {lines_named(lines)}" if lined else where)

    for home in (one for one in homes if one.new):
        look(home.looked_in.source.title, f"the title of {home.id}")
        if home.text is None:
            continue
        look(home.text, home.id, lined=True)
        if home.kind not in READ:
            labels = home.looked_in.prepared.transcript.speakers
            found[LABELS] += (f"{home.id}: {label}" for label in labels if _may_name(label))
    for part in parts:
        look(words_of(part), f"{part.cause or 'a memo'} in {FILE}")
    return {cause: tuple(dict.fromkeys(where)) for cause, where in found.items() if where}


def _may_name(label: str) -> bool:
    return not speakers.is_interviewer(label) and not speakers.tells_no_name(label)
