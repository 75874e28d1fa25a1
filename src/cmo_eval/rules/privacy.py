"""5xx: what was promised to the people who spoke."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.model import Source
from cmo_eval.register import Register
from cmo_eval.repository import Stored
from cmo_eval.rules.registry import Hit, rule


@rule("CMO501")
def quoted_without_consent(register: Register) -> Iterator[Hit]:
    """The own words of someone whose consent is `background` or `withdrawn`.

    Background means: counts, is never quoted. The tool leaves such words out of every report; they should not stand
    in the files as a quote either. What a withdrawn participant said counts as never said, and is best removed.

    Bad: `speaker: r3` with `verbatim: true`, while r3 gave `consent: background`.

    Good: a paraphrase with `verbatim: false`.
    """
    consent = {
        (facts.ids[0], person): given
        for _, facts in register.of_kind("sources")
        for person, given in facts.more["consent"].items()
        if given in {"background", "withdrawn"}
    }
    for file, facts in register.of_kind("citations", "second_citations"):
        source = facts.more["source"]
        given = {person: consent.get((source, person)) for person in facts.more["worded"]}
        silent = {person for person, answer in given.items() if answer == "withdrawn"}
        unquoted = {person for person in facts.more["quoted"] if given[person] == "background"}
        if not silent | unquoted:
            continue
        for citation in register.records(file):
            speaker = getattr(citation.record, "speaker", None)
            if speaker not in silent | unquoted or citation.record.quote is None:
                continue
            if speaker in unquoted and not citation.record.verbatim:
                continue
            id_ = citation.record.id
            hint = "remove the words: they count as never said" if speaker in silent else ""
            message = f"{id_} gives the words of {speaker}, whose consent is '{given[speaker]}'"
            yield Hit(citation.at("id"), message, id_, hint)


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
