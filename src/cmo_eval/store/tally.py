"""What rules over the whole ask of the citations of a file, taken down while they are read one by one."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

from cmo_eval.model import Citation
from cmo_eval.model.base import last_day
from cmo_eval.store.register import folded

_LEAST = 24  # letters: what is shorter is said twice by chance
_EDGE = 32


@dataclass
class Tally:
    """What was taken down so far.

    `coded` gives for a version of a claim (`C3@2`) and a speaker when the last of that evidence was coded, and which
    citation that is; `first_coded` is the first day that one was coded, a month or year taken as its last day.
    `no_place` says whether words stand somewhere without a place in their transcript. `likeness` holds for each
    citation three hashes, of its quote, of how that begins and of how it ends; zeros where there is no quote, or too
    short a one. They are those of this process, and tell only which words are worth comparing.
    """

    first_coded: str | None = None
    no_place: bool = False
    coded: dict[tuple[str, str | None], tuple[str, str]] = field(default_factory=dict)
    likeness: array[int] = field(default_factory=lambda: array("q"))

    def add(self, citation: Citation) -> None:
        """Take in one citation, in the order of the file."""
        if citation.coded is not None:
            day = last_day(citation.coded)
            if self.first_coded is None or day < self.first_coded:
                self.first_coded = day
            if citation.withdrawn is None and citation.disputed is None:
                for evidence in citation.evidence:
                    key = (f"{evidence.claim}@{evidence.version}", citation.speaker)
                    self.coded[key] = max(self.coded.get(key, ("", "")), (citation.coded, citation.id))
        if citation.selector is None and citation.at is None and citation.verbatim and citation.quote is not None:
            self.no_place = True
        words = folded(citation.quote) if citation.quote is not None else b""
        edges = (words, words[:_EDGE], words[-_EDGE:]) if len(words) >= _LEAST else ()
        self.likeness.extend(map(hash, edges) if edges else (0, 0, 0))

    def facts(self) -> dict[str, Any]:
        """The same by name."""
        return {
            "coded": sorted(([*key, *last] for key, last in self.coded.items()), key=str),
            "first_coded": self.first_coded,
            "no_place": self.no_place,
            "likeness": self.likeness,
        }
