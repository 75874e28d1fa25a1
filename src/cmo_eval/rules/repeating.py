"""Where a text of the writers repeats words that are held back; it looks while the files are read.

What somebody said in confidence can reach a reader through a pattern, a reflection or an answer. Found are runs of the
same words; a paraphrase is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from cmo_eval.diagnostics import Location
from cmo_eval.disclosure import Disclosed, quotable
from cmo_eval.model import Case, Citation, Claim, Conclusions, Evaluation, Pattern, worded
from cmo_eval.rules.prose import prose
from cmo_eval.store.repository import Stored

_said = attrgetter(*worded("speaker", "retold"))
RUN = 6
"""So many words in a row are no chance."""
_PUBLISHED = (Evaluation, Claim, Pattern, Case, Conclusions)

_Run = tuple[str, ...]


class Repeats:
    """Texts that are published, and citations whose words stand in them; evaluation, claims and patterns come first."""

    def __init__(self) -> None:
        self._published: dict[_Run, list[Location]] = {}
        self._found: dict[Location, set[str]] = {}

    def look(self, stored: Stored[Any]) -> None:
        """Take in a record as it is read."""
        record = stored.record
        if isinstance(record, Citation):
            for said in _said(record):
                for run in _runs(said or ""):
                    for where in self._published.get(run, ()):
                        self._found.setdefault(where, set()).add(record.id)
        elif isinstance(record, _PUBLISHED):
            for path, text, _ in prose(stored):
                for run in _runs(text):
                    self._published.setdefault(run, []).append(stored.at(*path))

    def held_back(self, disclosed: Disclosed) -> tuple[Location, ...]:
        """Where words stand that this audience may not read, or of somebody who withdrew, by place."""
        known = disclosed.citations.by_id
        return tuple(
            sorted(
                where
                for where, ids in self._found.items()
                if any(id_ not in known or not quotable(disclosed, known[id_]) for id_ in ids)
            )
        )


def _runs(text: str) -> Iterator[_Run]:
    words = re.findall(r"\w+", text.casefold())
    return zip(*(words[first:] for first in range(RUN)), strict=False)
