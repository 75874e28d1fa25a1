"""5xx: what was promised to the people who spoke: consent, no names, and whose words a passage holds."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmo_eval.diagnostics import ERROR, WARNING, Finding, Location
from cmo_eval.errors import CmoEvalError
from cmo_eval.model import (
    Case,
    Citation,
    CitationFile,
    Claim,
    Codebook,
    Conclusions,
    Evaluation,
    Form,
    Pattern,
    Source,
    Writing,
    form_of,
    holding,
)
from cmo_eval.pseudonyms.identifiers import Names, identifiers, may_identify
from cmo_eval.rules.registry import RULES, Hit, advice, hit, rule, shared
from cmo_eval.store.repository import Coded, Repository, Stored, Thing
from cmo_eval.store.yaml_io import YamlProblem, read, read_text

if TYPE_CHECKING:
    from cmo_eval.attribution import Key, Talk


OTHERS, TAKEN_BACK, NOBODYS = "CMO510", "CMO511", "CMO512"
"""Whose words a passage holds, where that matters."""


@rule("CMO501", WARNING, "a verbatim quote of someone who may not be quoted")
@advice("write a paraphrase and `verbatim: false`")
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
        forget = f"they count as never said: `cmo-eval forget {coded.source}.{citation.speaker}` takes the words out"
        hint = forget if consent == "withdrawn" and citation.speaker is not None else ""
        message = f"{citation.id} gives the words of {citation.speaker}, whose consent is '{consent}'"
        yield hit(evaluation.stored(coded), message, "id", hint=hint)


@rule("CMO502", WARNING, "a participant without recorded consent", Source)
@advice("record `consent: quote, background or withdrawn`")
def no_consent(stored: Stored[Source]) -> Iterator[Hit]:
    """A participant of whom no consent is recorded.

    Without it nobody can say whether their words may be used.

    Bad: `- {id: r1, role: coach}`.
    Good: `- {id: r1, role: coach, consent: quote}`.
    """
    for index, person in enumerate(stored.record.participants):
        if person.consent is None:
            yield hit(stored, f"no consent is recorded of {person.id}", "participants", index)


_WITH_TEXTS = (Citation, Pattern, Claim, Case, Source, CitationFile, Codebook, Conclusions, Evaluation, Writing)


@rule("CMO503", ERROR, "something in a text that points at a person", *_WITH_TEXTS)
@advice("replace it by […], or accept it with the reason why it may be known")
def identifying(stored: Stored[Any]) -> Iterator[Hit]:
    """An e-mail address, a phone number, a bank account, a citizen service number or an address in a text.

    Files are shared and texts are published; who was promised not to be known can be found by any of these. Found are
    e-mail addresses, phone numbers, IBANs and Dutch citizen service numbers (BSN) that pass their check, and Dutch
    postcodes with a house number. The message does not repeat them. A text without a finding is not thereby anonymous.

    Bad: `quote: You can mail me at jansen@example.org about that.`
    Good: `quote: You can mail me […] about that.`
    """
    record = stored.record
    if type(record) is Citation and not may_identify(_told(record)):
        return
    texts = [one for one in prose(stored) if one[0][-1] != "url"]  # numbers in an address of the web are nobody's
    if type(record) is not Citation and not may_identify("\n".join([text for _, text, _ in texts])):
        return
    for path, text, key in texts:
        # what stands around a quote is a copy of the transcript's words, by which the quote is found again
        hint = "`cmo-eval text pseudonymise` replaces it in the transcript and here" if "selector" in path else ""
        for what in identifiers(text):
            yield hit(stored, f"{getattr(record, 'id', 'the text')} holds {what}", *path, key=key, hint=hint)


_words = attrgetter(*holding(Citation, but=("around",)))


def _told(citation: Citation) -> str:
    """The texts of a citation in words of its speaker or coder, a line each."""
    told = [*_words(citation), citation.role]
    at, selector = citation.at, citation.selector
    if at is not None:
        told += (at.page, at.section, at.time)
    if selector is not None:
        told += (selector.prefix, selector.suffix)
    return "\n".join(filter(None, told))


@rule("CMO505", WARNING, "notes of case interviews that are public", Source, Evaluation)
@advice("write `team`")
def public_case_notes(stored: Stored[Any]) -> Iterator[Hit]:
    """Notes of case interviews that are public.

    In a case the few people who speak know each other, and are known by their roles. Their notes are for the team.

    Bad: `confidentiality: {case_interview: public}`.
    Good: `confidentiality: {case_interview: team}`.
    """
    record = stored.record
    if isinstance(record, Evaluation):
        if record.policy.confidentiality.get("case_interview") == "public":
            message = "the policy makes the notes of case interviews public"
            yield hit(stored, message, "policy", "confidentiality", "case_interview")
    elif record.kind == "case_interview" and record.confidentiality == "public":
        yield hit(stored, f"the notes of case interview {record.id} are public", "confidentiality")


def _names_file(evaluation: Repository) -> Path | None:
    """Where the names lie that must never be published, if evaluation.yaml says so."""
    name = evaluation.evaluation.names
    return evaluation.root / name if name is not None else None


def listed_names(path: Path) -> str:
    """The names of a list, one a line; of a table of pseudonyms (YAML) the forms of its names.

    Forms that the table calls `sure` are left out: they are common words too, and would be found all over.

    Raises:
        YamlProblem: the file cannot be read.
    """
    text = read_text(path)
    if path.suffix.lower() not in {".yaml", ".yml"}:
        return text
    value = read(text).value
    rows = value.get("names") if isinstance(value, dict) else None
    forms: list[str] = []
    for row in rows if isinstance(rows, list) else ():
        accepted = str(row.get("accept", "yes")).casefold() in _ACCEPTED if isinstance(row, dict) else False
        if accepted and row.get("kind") != "word" and isinstance(row.get("forms"), list):
            sure = {str(one).casefold() for one in row.get("sure") or ()}
            forms += [form for form in map(str, row["forms"]) if form.casefold() not in sure]
    return "\n".join(forms)


_ACCEPTED = frozenset(("yes", "ja", "y", "j", "x", "1", "true"))


@rule("CMO506", ERROR, "a name that must not be published")
@advice("replace the name by […] or by a role")
def named(evaluation: Repository) -> Iterator[Hit]:
    """A name that must never be published, in a text.

    `names:` in evaluation.yaml points to a list of names, one a line, or to a table of pseudonyms, outside the folder.
    They are looked for as whole words in texts, keys, ids, addresses and names of files, whatever their case, accents
    and characters that are not seen. The message does not repeat the name.

    Bad: `quote: As Jansen said, the scan came first.`, with Jansen on the list.
    Good: `quote: As […] said, the scan came first.`
    """
    path = _names_file(evaluation)
    if path is None:
        return
    try:
        names = Names(listed_names(path))
    except YamlProblem:
        return  # CMO508 says so
    by_file: dict[str, list[Thing]] = {file.path: [] for file in evaluation.coding_files}
    for thing in evaluation.things:
        by_file.setdefault(thing.file, []).append(thing)
    for file, things in by_file.items():
        try:
            if not names.may_be_in(f"{file}\n{read_text(evaluation.root / file)}"):
                continue
        except YamlProblem:
            continue  # it changed since it was read
        yield from names_of_file(file, names)
        for thing in things:
            yield from names_in(evaluation.stored(thing), names)


def names_in(stored: Stored[Any], names: Names) -> Iterator[Hit]:
    """The names of the list that stand in a record."""
    what = getattr(stored.record, "id", "the text")
    for place, text, key in prose(stored):
        for masked in names.found(text):
            yield hit(stored, f"{what} holds a name of the list ({masked})", *place, key=key)


def names_of_file(file: str, names: Names) -> Iterator[Hit]:
    """The names of the list that stand in the name of a file."""
    hint = "rename the file; git and copies know the old name"
    for part in file.split("/"):
        for masked in names.found(part):
            yield Hit(Location(file, 1, 1), f"the name of the file holds a name of the list ({masked})", hint=hint)


@rule("CMO507", ERROR, "a list of names in the evaluation's own folder")
@advice("move it out of the folder and its repository")
def names_inside(evaluation: Repository) -> Iterator[Hit]:
    """A list of names that lies in the evaluation's own folder.

    Who gets the folder gets the names, and with them who the participants are.

    Bad: `names: names.txt`.
    Good: `names: ../names.txt`, outside the folder and its repository.
    """
    path = _names_file(evaluation)
    if path is not None and path.resolve().is_relative_to(evaluation.root.resolve()):
        stored = evaluation.stored_evaluation
        yield hit(stored, "the list of names lies in the evaluation's folder", "names")


@rule("CMO508", WARNING, "a list of names that cannot be read")
@advice("put the list there, or correct `names`")
def names_missing(evaluation: Repository) -> Iterator[Hit]:
    """A list of names that cannot be read.

    The names that must never be published are not looked for. Colleagues without the list see this too; they need not
    have it, but whoever publishes must.

    Bad: `names: ../names.txt`, while there is no such file.
    Good: the file, in UTF-8, one name a line.
    """
    path = _names_file(evaluation)
    try:
        if path is not None:
            listed_names(path)
    except YamlProblem as problem:
        yield not_looked_for(evaluation.stored_evaluation, problem)


def not_looked_for(stored: Stored[Evaluation], problem: YamlProblem) -> Hit:
    """That the list of names, which evaluation.yaml names, cannot be read."""
    return hit(stored, f"names are not looked for: {problem.message}", "names")


_Place = tuple[str | int, ...]


def prose(stored: Stored[Any]) -> Iterator[tuple[_Place, str, bool]]:
    """All texts of a record as its file says them, with their paths; keys of the user's own (True) among them.

    Left out is what the program itself writes there, such as digests and lines of evidence, and words that are given
    by the form of the file: its keys, and values of which there are only a few.
    """
    return _prose(stored.node.value, form_of(type(stored.record)), ())


def _prose(value: Any, form: Form, path: _Place) -> Iterator[tuple[_Place, str, bool]]:
    if form.closed:
        return
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in form.fields:
                yield (*path, key), str(key), True
            yield from _prose(part, form.at(key), (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _prose(part, form.at(index), (*path, index))
    elif isinstance(value, str):
        yield path, value, False


@rule(OTHERS, ERROR, "words from the turn of somebody who may not be heard, under another's name")
@advice("name who speaks there, or leave these words out")
def words_of_others(evaluation: Repository) -> Iterator[Hit]:
    """Words from the turn of somebody who withdrew or may not be quoted, under another's name or beside others' words.

    Whose words they are is told by the turn that they stand in, not by what the citation says: it is held back, or as
    if never said, as that person is, also where the quote only goes on into that turn. As long as one is left, no
    report is written for the public.

    Bad: `speaker: r1` with the words of line 7, where r2 speaks, whose consent is `background`.
    Good: `speaker: r2`; of a quote across two turns, a citation for each of them.
    """
    return shared(_found, evaluation, OTHERS)


@rule(TAKEN_BACK, ERROR, "words that were taken back, coded again")
@advice("remove it, or mark it as withdrawn too")
def taken_back_again(evaluation: Repository) -> Iterator[Hit]:
    """Words that were taken back, or part of them, in another citation.

    What was withdrawn as one remark is as if never said wherever it is coded: by another coder, in another citation, a
    part of it or more than it. Where no text tells who speaks, words that another citation gives to somebody who may
    not be heard are that person's too. As long as one is left, no report is written for the public.

    Bad: `quote: We never opened on Mondays.` in FG1-009, while FG1-004 has these words and `withdrawn: 2024-05-01`.
    Good: FG1-009 removed, or `withdrawn: 2024-05-01` there too.
    """
    return shared(_found, evaluation, TAKEN_BACK)


@rule(NOBODYS, WARNING, "nobody is named in a talk where somebody withdrew or may not be quoted")
@advice("say who spoke: `speaker: r1`")
def nobody_named(evaluation: Repository) -> Iterator[Hit]:
    """A citation that does not say who speaks, in a talk where somebody withdrew or may not be quoted.

    Nobody can tell that the words are not that person's. They are held back from every report and screen; once somebody
    withdrew, they do not count either.

    Bad: a quote without `speaker` in FG1, where r2 has `consent: background` and the text has no turns.
    Good: `speaker: r1`.
    """
    return shared(_found, evaluation, NOBODYS)


@rule("CMO513", WARNING, "what other programs say of a source that was withdrawn")
@advice("`cmo-eval forget` with the source's id takes it out")
def kept_of_withdrawn(evaluation: Repository) -> Iterator[Hit]:
    """What came in from another program about a source that was withdrawn, and is kept in exchange.xml.

    Memos of a source and what it is said to be may repeat what was said there. None of it goes out any more; it should
    not stand in the folder either.

    Bad: `<part in="Document" of="FG1" ...>` in exchange.xml, while FG1 has `withdrawn: 2024-05-01`.
    Good: `cmo-eval forget FG1`, which takes it out with the words.
    """
    if not evaluation.withdrawn_sources:
        return
    from cmo_eval.projects.side_file import FILE, parts_in  # noqa: PLC0415 - seldom needed

    try:
        kept = {source for part in parts_in((evaluation.root / FILE).read_bytes()) for source in part.of}
    except (OSError, CmoEvalError):
        return  # there is none, or `exchange` says that it is damaged
    for stored in evaluation.stored_sources:
        if stored.record.withdrawn is not None and stored.record.id in kept:
            message = f"{FILE} keeps what another program said of {stored.record.id}, which was withdrawn"
            yield hit(stored, message, "withdrawn")


@rule("CMO514", WARNING, "a person who withdrew in one talk and is heard in another")
@advice("ask that person: then `consent: withdrawn` here too, or accept the finding with the answer as the reason")
def withdrew_elsewhere(evaluation: Repository) -> Iterator[Hit]:
    """A participant who is the same person (`same_as`) as somebody whose consent is `withdrawn`, and still counts here.

    Consent is recorded talk by talk, and who withdraws seldom thinks of an earlier interview. Nothing is withdrawn
    here by itself, since only that person can say what was meant.

    Bad: `{id: r1, consent: quote, same_as: FG1.r2}` in IN4, while FG1's r2 has `consent: withdrawn`.
    Good: `consent: withdrawn` in IN4 as well.
    """
    stored_sources = evaluation.stored_sources  # where two have the same id, the people of both
    people = {f"{one.record.id}.{person.id}": person for one in stored_sources for person in one.record.participants}

    def first(name: str) -> str:
        passed = [name]
        while (link := people[passed[-1]].same_as) in people and link is not None and link not in passed:
            passed.append(link)
        return min(passed[passed.index(link) :]) if link in passed else passed[-1]  # of a circle always the same one

    firsts = {name: first(name) for name, person in people.items()}
    gone = {firsts[name]: name for name, person in people.items() if person.consent == "withdrawn"}
    for stored in stored_sources:
        for index, person in enumerate(stored.record.participants):
            name = f"{stored.record.id}.{person.id}"
            if person.consent == "withdrawn" or stored.record.withdrawn is not None or firsts[name] not in gone:
                continue
            yield hit(stored, f"{name} is the same person as {gone[firsts[name]]}, who withdrew", "participants", index)


def words_in_the_way(evaluation: Repository) -> Iterator[Finding]:
    """The errors among these, which stand in the way of a public report."""
    return (RULES[code].finding(one) for code, one in _found(evaluation) if code != NOBODYS)


def _found(evaluation: Repository) -> Iterator[tuple[str, Hit]]:
    known = {one.key: one for one in evaluation.coded}
    for source in evaluation.sources.values():
        talk = evaluation.talk(source.id)
        if talk is None or source.withdrawn is not None:
            continue
        for key, citation in talk.citations.items():
            if citation.withdrawn is not None or citation.quote is None:
                continue
            found = _whose_words(talk, key, citation)
            if found is not None:
                code, message, hint = found
                # whoever withdrew may be gone from the evaluation, not from its talk
                coded = known.get(key) or Coded(citation, source=source.id, file=key[0], index=key[1])
                yield code, hit(evaluation.stored(coded), message, "id", hint=hint)


def _whose_words(talk: Talk, key: Key, citation: Citation) -> tuple[str, str, str] | None:
    """What is found in a citation of a talk: the code, what is wrong, and what to do where that is not the code's."""
    from cmo_eval.attribution import Answer  # noqa: PLC0415 - whoever has a talk has imported it

    hearing = talk.of(key)
    if hearing.answer is Answer.HEARD or hearing.why in {"", "speaker"}:
        return None
    id_, at = citation.id, f" (line {hearing.line})" if hearing.line is not None else ""
    gone = hearing.answer is Answer.GONE
    people = [person for person in talk.source.participants if person.id in hearing.whose]
    ids = ", ".join(person.id for person in people)
    why = "withdrew" if people and people[0].consent == "withdrawn" else "may not be quoted"
    whose = f"{ids}, who {why}" if people else "nobody can tell whom"
    if hearing.why == "remark":
        message = f"{id_} repeats words that were taken back, or are of somebody who may not be heard{at}"
        return TAKEN_BACK, message, ""
    if hearing.why == "retold":
        message = f"{id_} may hold words of which a paraphrase was taken back or may not be heard{at}: it is held back"
        return NOBODYS, message, "name who speaks, or give the words that were taken back as they stand"
    unnamed = citation.speaker is None and citation.role is None
    if hearing.why == "nobody" or (unnamed and hearing.why == "turn" and not gone):
        hint = f"give it `speaker: {hearing.whose[0]}`, in whose turn it stands" if hearing.why == "turn" else ""
        they = f"{ids} {why}" if people else "nobody can tell whose words they are"
        counts = "does not count" if gone else "is held back"
        return NOBODYS, f"{id_} does not say who speaks where {they}: it {counts}", hint
    if hearing.why == "turns":
        message = f"{id_} holds words of several turns, one of {whose}{at}"
        return OTHERS, message, "make it a citation for each turn, and leave out who withdrew"
    hint = "remove it: the words count as never said" if gone else ""
    return OTHERS, f"{id_} holds words from the turn of {whose}{at}", hint
