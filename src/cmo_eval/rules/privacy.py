"""5xx: what was promised to the people who spoke."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from cmo_eval.diagnostics import ERROR, WARNING, Location
from cmo_eval.model import (
    Case,
    Citation,
    CitationFile,
    Claim,
    Codebook,
    Conclusions,
    Evaluation,
    Pattern,
    Source,
    worded,
)
from cmo_eval.rules.identifiers import identifiers, may_identify
from cmo_eval.rules.names import Names
from cmo_eval.rules.prose import prose
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.store.folder import FileName
from cmo_eval.store.repository import Repository, Stored, Thing
from cmo_eval.store.text import read_text
from cmo_eval.store.yaml_io import YamlProblem


@rule(
    "CMO501",
    WARNING,
    "a verbatim quote of someone who may not be quoted",
    hint="write a paraphrase and `verbatim: false`",
)
def quoted_without_consent(evaluation: Repository) -> Iterator[Hit]:
    """The own words of someone whose consent is `background` or `withdrawn`.

    Background means: counts, is never quoted. The tool leaves such words out of every report; they should not stand
    in the files as a quote either. What a withdrawn participant said counts as never said, and is best removed.

    Bad: `speaker: r3` with `verbatim: true`, while r3 gave `consent: background`.

    Good: a paraphrase with `verbatim: false`.
    """
    for coded in evaluation.coded:
        citation, consent = coded.citation, evaluation.consent_of(coded)
        if citation.quote is None or not (consent == "withdrawn" or (consent == "background" and citation.verbatim)):
            continue
        hint = "remove the words: they count as never said" if consent == "withdrawn" else ""
        message = f"{citation.id} gives the words of {citation.speaker}, whose consent is '{consent}'"
        yield Hit(evaluation.stored(coded).at("id"), message, citation.id, hint)


@rule(
    "CMO502",
    WARNING,
    "a participant without recorded consent",
    hint="record `consent: quote, background or withdrawn`",
    on=Source,
)
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


@rule(
    "CMO503",
    ERROR,
    "something in a text that points at a person",
    hint="replace it by […], or accept it with the reason why it may be known",
    on=(Citation, Pattern, Claim, Case, Source, CitationFile, Codebook, Conclusions, Evaluation),
)
def identifying(stored: Stored[Any]) -> Iterator[Hit]:
    """An e-mail address, a phone number, a bank account, a citizen service number or an address in a text.

    Files are shared and texts are published; who was promised not to be known can be found by any of these. Found are
    e-mail addresses, phone numbers, IBANs and Dutch citizen service numbers (BSN) that pass their check, and Dutch
    postcodes with a house number. The message does not repeat them. A text without a finding is not thereby anonymous.

    Bad: `quote: You can mail me at jansen@example.org about that.`

    Good: `quote: You can mail me […] about that.`
    """
    record = stored.record
    if type(record) is Citation and not any(text is not None and may_identify(text) for text in _told(record)):
        return
    texts = [one for one in prose(stored) if one[0][-1] != "url"]  # numbers in an address of the web are nobody's
    if type(record) is not Citation and not may_identify("\n".join([text for _, text, _ in texts])):
        return
    id_ = getattr(record, "id", None)
    for path, text, key in texts:
        for what in identifiers(text):
            yield Hit(stored.at(*path, key=key), f"{id_ or 'the text'} holds {what}", id_)


_words = attrgetter(*worded("speaker", "retold", "note", "dispute"))


def _told(citation: Citation) -> Iterator[str | None]:
    """Texts of a citation in words of its speaker or coder."""
    yield from _words(citation)
    yield citation.role
    if citation.at is not None:
        yield from (citation.at.page, citation.at.section, citation.at.time)
    if citation.selector is not None:
        yield from (citation.selector.prefix, citation.selector.suffix)


@rule("CMO505", WARNING, "notes of case interviews that are public", hint="write `team`", on=(Source, Evaluation))
def public_case_notes(stored: Stored[Any]) -> Iterator[Hit]:
    """Notes of case interviews that are public.

    In a case the few people who speak know each other, and are known by their roles. Their notes are for the team.

    Bad: `confidentiality: {case_interview: public}`.

    Good: `confidentiality: {case_interview: team}`.
    """
    record = stored.record
    if isinstance(record, Evaluation):
        if record.policy.confidentiality.get("case_interview") == "public":
            where = stored.at("policy", "confidentiality", "case_interview")
            yield Hit(where, "the policy makes the notes of case interviews public", record.id)
    elif record.kind == "case_interview" and record.confidentiality == "public":
        yield Hit(stored.at("confidentiality"), f"the notes of case interview {record.id} are public", record.id)


def _names_file(evaluation: Repository) -> Path | None:
    """Where the names lie that must never be published, if evaluation.yaml says so."""
    name = evaluation.evaluation.names
    return evaluation.root / name if name is not None else None


@rule("CMO506", ERROR, "a name that must not be published", hint="replace the name by […] or by a role")
def named(evaluation: Repository) -> Iterator[Hit]:
    """A name that must never be published, in a text.

    `names:` in evaluation.yaml points to a list of names, one a line, outside the folder. They are looked for as whole
    words in texts, keys, ids, addresses and names of files, whatever their case, accents and characters that are not
    seen. The message does not repeat the name.

    Bad: `quote: As Jansen said, the scan came first.`, with Jansen on the list.

    Good: `quote: As […] said, the scan came first.`
    """
    path = _names_file(evaluation)
    if path is None:
        return
    try:
        names = Names(read_text(path))
    except YamlProblem:
        return  # CMO508 says so
    by_file: dict[str, list[Thing]] = {file.path: [] for file in evaluation.coding_files}
    for thing in evaluation.things:
        by_file.setdefault(thing.path if isinstance(thing, FileName) else thing.file, []).append(thing)
    for file, things in by_file.items():
        try:
            if not names.may_be_in(f"{file}\n{read_text(evaluation.root / file)}"):
                continue
        except YamlProblem:
            continue  # it changed since it was read
        yield from named_files([file], names)
        for thing in things:
            yield from names_in(evaluation.stored(thing), names)


def names_in(stored: Stored[Any], names: Names) -> Iterator[Hit]:
    """The names of the list that stand in a record."""
    id_ = getattr(stored.record, "id", None)
    for place, text, key in prose(stored):
        for masked in names.found(text):
            yield Hit(stored.at(*place, key=key), f"{id_ or 'the text'} holds a name of the list ({masked})", id_)


def named_files(files: Iterable[str], names: Names) -> Iterator[Hit]:
    """The names of the list that stand in the names of files."""
    for file in files:
        for part in file.split("/"):
            for masked in names.found(part):
                hint = "rename the file; git and copies know the old name"
                yield Hit(Location(file, 1, 1), f"the name of the file holds a name of the list ({masked})", None, hint)


@rule(
    "CMO507",
    ERROR,
    "a list of names in the evaluation's own folder",
    hint="move it out of the folder and its repository",
)
def names_inside(evaluation: Repository) -> Iterator[Hit]:
    """A list of names that lies in the evaluation's own folder.

    Who gets the folder gets the names, and with them who the participants are.

    Bad: `names: names.txt`.

    Good: `names: ../names.txt`, outside the folder and its repository.
    """
    path = _names_file(evaluation)
    if path is not None and path.resolve().is_relative_to(evaluation.root.resolve()):
        stored = evaluation.stored_evaluation
        yield Hit(stored.at("names"), "the list of names lies in the evaluation's folder", stored.record.id)


@rule("CMO508", WARNING, "a list of names that cannot be read", hint="put the list there, or correct `names`")
def names_missing(evaluation: Repository) -> Iterator[Hit]:
    """A list of names that cannot be read.

    The names that must never be published are not looked for. Colleagues without the list see this too; they need not
    have it, but whoever publishes must.

    Bad: `names: ../names.txt`, while there is no such file.

    Good: the file, in UTF-8, one name a line.
    """
    path = _names_file(evaluation)
    if path is None:
        return
    try:
        read_text(path)
    except YamlProblem as problem:
        stored = evaluation.stored_evaluation
        yield Hit(stored.at("names"), f"names are not looked for: {problem.message}", stored.record.id)
