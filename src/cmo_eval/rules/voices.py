"""5xx, of whose words a passage holds: what is coded under another's name, or under nobody's, where that matters.

Looked at are talks in which somebody may not be quoted or something was taken back; what is found holds ids and lines,
never words.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cmo_eval.diagnostics import CODES, ERROR, WARNING, Finding, Location
from cmo_eval.hearing import Answer, Key, Talk, answer_of
from cmo_eval.model import Citation
from cmo_eval.rules.quotes import texts_folder
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.store.folder import named
from cmo_eval.store.reading import reread
from cmo_eval.store.register import Facts, Register
from cmo_eval.store.repository import Repository
from cmo_eval.store.yaml_io import Item
from cmo_eval.transcripts import store

OTHERS, TAKEN_BACK, NOBODYS = "CMO510", "CMO511", "CMO512"


class Row(NamedTuple):
    """What was found of a citation: the code, what is wrong and what to do."""

    code: str
    key: Key
    message: str
    subject: str
    hint: str


@rule(
    OTHERS,
    ERROR,
    "words from the turn of somebody who may not be heard, under another's name",
    hint="name who speaks there, or leave these words out",
)
def words_of_others(register: Register) -> Iterator[Hit]:
    """Words from the turn of somebody who withdrew or may not be quoted, under another's name or beside others' words.

    Whose words they are is told by the turn that they stand in, not by what the citation says: it is held back, or as
    if never said, as that person is, also where the quote only goes on into that turn. As long as one is left, no
    report is written for the public.

    Bad: `speaker: r1` with the words of line 7, where r2 speaks, whose consent is `background`.

    Good: `speaker: r2`; of a quote across two turns, a citation for each of them.
    """
    return _hits(register, OTHERS)


@rule(TAKEN_BACK, ERROR, "words that were taken back, coded again", hint="remove it, or mark it as withdrawn too")
def taken_back_again(register: Register) -> Iterator[Hit]:
    """Words that were taken back, or part of them, in another citation.

    What was withdrawn as one remark is as if never said wherever it is coded: by another coder, in another citation, a
    part of it or more than it. Where no text tells who speaks, words that another citation gives to somebody who may
    not be heard are that person's too. As long as one is left, no report is written for the public.

    Bad: `quote: We never opened on Mondays.` in FG1-009, while FG1-004 has these words and `withdrawn: 2024-05-01`.

    Good: FG1-009 removed, or `withdrawn: 2024-05-01` there too.
    """
    return _hits(register, TAKEN_BACK)


@rule(
    NOBODYS,
    WARNING,
    "nobody is named in a talk where somebody withdrew or may not be quoted",
    hint="say who spoke: `speaker: r1`",
)
def nobody_named(register: Register) -> Iterator[Hit]:
    """A citation that does not say who speaks, in a talk where somebody withdrew or may not be quoted.

    Nobody can tell that the words are not that person's. They are held back from every report and screen; once somebody
    withdrew, they do not count either.

    Bad: a quote without `speaker` in FG1, where r2 has `consent: background` and the text has no turns.

    Good: `speaker: r1`.
    """
    return _hits(register, NOBODYS)


def in_the_way(root: Path, repository: Repository) -> Iterator[Finding]:
    """The errors among these, which stand in the way of a public report.

    Args:
        root: the evaluation folder.
        repository: what was read from it.
    """
    for source in repository.sources:
        talk = repository.talk(source)
        for row in _of_talk(talk) if talk is not None else ():
            if row.code != NOBODYS:
                file, index = row.key
                items = (one for one in reread(root, named(file)) if isinstance(one.node, Item))
                where = next(one.at("id") for one in items if one.node.index == index)  # type: ignore[attr-defined]
                yield CODES[row.code].finding(row.message, where, row.hint, row.subject)


_looked: list[tuple[weakref.ref[Register], Path | None, list[tuple[Row, Location]]]] = []  # of the last register only


def _hits(register: Register, code: str) -> Iterator[Hit]:
    for row, where in _rows(register):
        if row.code == code:
            yield Hit(where, row.message, row.subject, row.hint)


def _rows(register: Register) -> list[tuple[Row, Location]]:
    """What is found in all talks; of one register it is worked out once."""
    folder = texts_folder(register)
    for known, same, rows in _looked:
        if known() is register and same == folder:
            return rows
    rows = list(_found(register, folder))
    _looked[:] = [(weakref.ref(register), folder, rows)]
    return rows


def _found(register: Register, folder: Path | None) -> Iterator[tuple[Row, Location]]:
    codings: dict[str, list[tuple[str, Facts]]] = {}
    for file, facts in register.of_kind("citations", "second_citations"):
        if facts.ids:
            codings.setdefault(facts.more["source"], []).append((file, facts))
    for file, facts in register.of_kind("sources"):
        coded = codings.get(facts.ids[0], [])
        quoted = all(consent == "quote" for consent in facts.more["consent"].values())
        if not coded or facts.more["withdrawn"] or (quoted and not any(one.more["taken_back"] for _, one in coded)):
            continue
        source = register.stored(file).record
        text = None
        if source.text is not None and folder is not None and not store.leaves(source.text):
            text = store.look(folder, source.text)
        places: dict[Key, Location] = {}
        citations: dict[Key, Citation] = {}
        for coding, _ in coded:
            for stored in register.records(coding):
                if isinstance(stored.record, Citation) and isinstance(stored.node, Item):
                    key = (coding, stored.node.index)
                    citations[key], places[key] = stored.record, stored.at("id")
        talk = Talk(source, text.text if isinstance(text, store.Text) else None, citations)
        yield from ((row, places[row.key]) for row in _of_talk(talk))


def _of_talk(talk: Talk) -> Iterator[Row]:
    for key, citation in talk.citations.items():
        if citation.withdrawn is not None or citation.quote is None:
            continue
        hearing = talk.of(key)
        if hearing.answer is Answer.HEARD or hearing.why in {"", "speaker"}:
            continue
        id_, at = citation.id, f" (line {hearing.line})" if hearing.line is not None else ""
        whose, they = _named(talk, hearing.whose)
        unnamed = citation.speaker is None and citation.role is None
        if hearing.why == "remark":
            message = f"{id_} repeats words that were taken back, or are of somebody who may not be heard{at}"
            yield Row(TAKEN_BACK, key, message, id_, "")
        elif hearing.why == "retold":
            message = (
                f"{id_} may hold words of which a paraphrase was taken back or may not be heard{at}: it is held back"
            )
            yield Row(
                NOBODYS, key, message, id_, "name who speaks, or give the words that were taken back as they stand"
            )
        elif hearing.why == "nobody" or (unnamed and hearing.why == "turn" and hearing.answer is Answer.HELD):
            hint = f"give it `speaker: {hearing.whose[0]}`, in whose turn it stands" if hearing.why == "turn" else ""
            counts = "does not count" if hearing.answer is Answer.GONE else "is held back"
            message = f"{id_} does not say who speaks where {they}: it {counts}"
            yield Row(NOBODYS, key, message, id_, hint)
        elif hearing.why == "turns":
            message = f"{id_} holds words of several turns, one of {whose}{at}"
            yield Row(OTHERS, key, message, id_, "make it a citation for each turn, and leave out who withdrew")
        else:
            hint = "remove it: the words count as never said" if hearing.answer is Answer.GONE else ""
            yield Row(OTHERS, key, f"{id_} holds words from the turn of {whose}{at}", id_, hint)


def _named(talk: Talk, whose: tuple[str, ...]) -> tuple[str, str]:
    """Whose words they are, with why that matters; and the same as a sentence."""
    people = [person for person in talk.source.participants if person.id in whose]
    if not people:
        return "nobody can tell whom", "nobody can tell whose words they are"
    gone = answer_of(people[0]) is Answer.GONE
    ids, what = ", ".join(person.id for person in people), "withdrew" if gone else "may not be quoted"
    return f"{ids}, who {what}", f"{ids} {what}"
