"""What was withdrawn, and contents without it; reads no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cmo_eval.hearing import Answer
from cmo_eval.model import Source
from cmo_eval.store.citations import Coded
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

    def mark(self, citations: Sequence[Coded], talks: Talks) -> None:
        """Mark what is withdrawn of a file: itself, by its source, as a fragment that is coded again, or as heard.

        What is heard in them is words of somebody who withdrew, or that nobody can tell from theirs, or words that were
        taken back (`hearing`). Their ids are gone from then on.
        """
        doubtful = {source: talks.somebody_withdrew(source) for source in {one.source for one in citations}}
        for one in citations:
            one.withdrawn = (
                one.withdrawn
                or one.source in self.gone
                or one.id in self.gone
                or (one.source, one.citation.speaker) in self.silent
                or (doubtful[one.source] and _is_gone(talks, one))
            )
        self.gone.update(one.id for one in citations if one.withdrawn)

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


def _is_gone(talks: Talks, coded: Coded) -> bool:
    talk = talks(coded.source)
    return talk is not None and talk.of(coded.key).answer is Answer.GONE
