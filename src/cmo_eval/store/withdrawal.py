"""What was withdrawn, and contents without it; reads no file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cmo_eval.hearing import Answer
from cmo_eval.model import Source
from cmo_eval.store.columns import Citations
from cmo_eval.store.talks import Talks

_LISTS_OF_IDS = frozenset({"citations", "opened_by", "origin", "rests_on", "sets_aside"})


@dataclass
class Withdrawal:
    """Ids of sources and citations that are gone, and pairs of a source and a participant who fell silent."""

    gone: set[str] = field(default_factory=set)
    silent: set[tuple[str, str]] = field(default_factory=set)

    def note(self, source: Source) -> None:
        """Take in what a source says of itself and of its participants."""
        if source.withdrawn is not None:
            self.gone.add(source.id)
        self.silent.update((source.id, person.id) for person in source.participants if person.consent == "withdrawn")

    def rows(self, columns: Citations, talks: Talks) -> list[int]:
        """Rows that are withdrawn: themselves, by their source, as a fragment that they code again, or as heard.

        What is heard in them is words of somebody who withdrew, or that nobody can tell from theirs, or words that were
        taken back (`hearing`). Their ids are gone from then on.
        """
        doubtful = {source for source in columns.sources.distinct if talks.somebody_withdrew(source)}
        if not self.gone and not self.silent and not doubtful:
            return []
        found = [
            row
            for row, source in enumerate(columns.sources)
            if columns.withdrawn[row]
            or source in self.gone
            or columns.ids[row] in self.gone
            or (source, columns.speakers[row]) in self.silent
            or (source in doubtful and _is_gone(talks, source, (columns.files[row], columns.indexes[row])))
        ]
        self.gone.update(columns.ids[row] for row in found)
        return found

    def present(self, source: Source) -> Source:
        """The source with those participants only who did not withdraw."""
        heard = tuple(person for person in source.participants if (source.id, person.id) not in self.silent)
        return source if len(heard) == len(source.participants) else source.model_copy(update={"participants": heard})

    def without(self, value: Any) -> Any:
        """The value without references to what is gone, in lists of ids and where one id stands for such a list."""
        if not self.gone:
            return value
        if isinstance(value, dict):
            kept = {}
            for key, part in value.items():
                if key not in _LISTS_OF_IDS:
                    kept[key] = self.without(part)
                elif isinstance(part, list):
                    kept[key] = [item for item in part if not (isinstance(item, str) and item in self.gone)]
                elif not (isinstance(part, str) and part in self.gone):
                    kept[key] = self.without(part)
            return kept
        return [self.without(part) for part in value] if isinstance(value, list) else value


def _is_gone(talks: Talks, source: str, key: tuple[str, int]) -> bool:
    talk = talks(source)
    return talk is not None and talk.of(key).answer is Answer.GONE
