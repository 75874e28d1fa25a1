"""5xx: what was promised to the people who spoke."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.model import Source
from cmo_eval.repository import Repository, Stored
from cmo_eval.rules.registry import Hit, rule


@rule("CMO501")
def quoted_without_consent(repository: Repository) -> Iterator[Hit]:
    """The own words of someone whose consent is `background` or `withdrawn`.

    Background means: counts, is never quoted. The tool leaves such words out of every report; they should not stand
    in the files as a quote either. What a withdrawn participant said counts as never said, and is best removed.

    Bad: `speaker: r3` with `verbatim: true`, while r3 gave `consent: background`.

    Good: a paraphrase with `verbatim: false`.
    """
    consent = {
        (source.id, person.id): person.consent
        for source in repository.sources.values()
        for person in source.participants
        if person.consent in {"background", "withdrawn"}
    }
    for columns in repository.codings:
        for row, speaker in enumerate(columns.speakers):
            given = consent.get((columns.sources[row], speaker or ""))
            if given == "withdrawn" or (given == "background" and columns.verbatim[row]):
                stored = repository.stored_citation(row, columns)
                if stored.record.quote is None:
                    continue  # a second coder's entry without the words
                id_ = columns.ids[row]
                hint = "remove the words: they count as never said" if given == "withdrawn" else ""
                yield Hit(stored.at("id"), f"{id_} gives the words of {speaker}, whose consent is '{given}'", id_, hint)


@rule("CMO502", on=Source)
def no_consent(stored: Stored[Source]) -> Iterator[Hit]:
    """A participant of whom no consent is recorded.

    Without it nobody can say whether their words may be used.

    Bad: `- {id: r1, role: coach}`.

    Good: `- {id: r1, role: coach, consent: quote}`.
    """
    for index, person in enumerate(stored.record.participants):
        if person.consent is None:
            where = stored.at("participants", index)
            yield Hit(where, f"no consent is recorded of {person.id}", stored.record.id)
