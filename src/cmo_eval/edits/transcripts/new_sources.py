"""Sources that transcripts bring with them: proposed from files, with participants by ids, and planned as a change."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.checking import named
from cmo_eval.edits.coding.citation_text import new_file, with_fields
from cmo_eval.edits.examples import without_examples
from cmo_eval.edits.kinds import SOURCE_KINDS
from cmo_eval.edits.new import kind_by, modeline, next_id
from cmo_eval.edits.plan import opened
from cmo_eval.edits.transcripts.text_import import Incoming, NewText, incoming, new_text
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import UsageError, said_of
from cmo_eval.messages import words
from cmo_eval.model import Source
from cmo_eval.nearest import alike
from cmo_eval.pseudonyms.variants import variants
from cmo_eval.store.folder import EVALUATION_FILE
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.store.writing.change import FileChange, digest
from cmo_eval.store.yaml_io import read
from cmo_eval.transcripts.reading import Rows
from cmo_eval.transcripts.speakers import INTERVIEWER, asks, folded, is_nobody, is_role, participant_of
from cmo_eval.transcripts.turns import UNKNOWN, Register, Turn, Voice, turns_in, voices

_BEGINS = expression(r"([A-Za-z]{1,3})(\d{1,4})(?![A-Za-z0-9])")
_DAY = expression(r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")
_CODE = expression(r"[A-Za-z]{1,3}\d{1,3}")
_NUMBER = expression(r"(\d{1,3})$")
_ASKS, _FEW_TURNS = 0.5, 3  # share of turns that end in a question mark, of how many at least


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who speaks in a file: under which label there, and who it is from now on.

    `id` is of a participant, INT for who asks the questions, or ? for nobody registered; `guessed` where question marks
    alone say that it is INT. `is_name`: the label may be a name. What is None is not said.
    """

    label: str
    id: str
    turns: int = 0
    is_name: bool = False
    guessed: bool = False
    role: str | None = None
    group: str | None = None
    consent: str | None = None
    same_as: str | None = None

    @property
    def takes_part(self) -> bool:
        """Whether it is a participant of the source."""
        return self.id != "?" and not asks(self.id)


@dataclass(frozen=True, kw_only=True)
class NewSource:
    """A source as a file is to make it; `name` is that of the file, `rows` what it holds. What is None is not said."""

    name: str
    rows: Rows
    id: str
    kind: str | None
    people: tuple[Person, ...]
    title: str | None = None
    date: str | None = None
    group: str | None = None
    case: str | None = None
    quality: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What holds for all new sources that do not say otherwise.

    `kind` is for files whose names do not tell it, `consent` of everybody who speaks; `given` are ids by label, and
    `never` what looks like a label and is none.
    """

    kind: str | None = None
    group: str | None = None
    quality: str | None = None
    consent: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    never: Collection[str] = ()


# ---- a proposal -----------------------------------------------------------------------------------------------------


def proposed(files: Sequence[tuple[str, Rows]], wanted: Wanted, taken: Iterable[str]) -> tuple[NewSource, ...]:
    """The sources that files are to make: ids and kinds by their names (`FG2.docx`), a date that stands there too.

    Of who speaks, codes become ids as they are (R1: r1) and others r1, r2 and so on in the order in which they begin.
    Where no label says who asks the questions, it is whoever's turns end in question marks most.

    Args:
        files: their names, and what they hold.
        wanted: what holds for all.
        taken: ids that are in use.
    """
    used = list(taken)
    begin = {name: match[0].upper() for name, _ in files if (match := _BEGINS.match(name)) is not None}
    ids = {id_: name for name, id_ in reversed(begin.items()) if id_ not in used and kind_by(id_)}
    of_file = {name: id_ for id_, name in ids.items()}
    used += ids
    found = []
    for name, rows in files:
        kind = kind_by(begin.get(name, "")) or wanted.kind
        if (id_ := of_file.get(name, "")) == "":
            id_ = next_id("source", used, kind or "interview")
            used.append(id_)
        people = tuple(_people(rows, wanted))
        said = {"date": _day_in(name), "group": wanted.group, "quality": wanted.quality}
        found.append(NewSource(name=name, rows=rows, id=id_, kind=kind, people=people, **said))
    return tuple(found)


def _people(rows: Rows, wanted: Wanted) -> Iterator[Person]:
    given = {folded(label): id_ for label, id_ in wanted.given.items()}
    register = Register(heard=tuple(given), never=tuple(map(folded, wanted.never)))
    turns = turns_in(rows.rows, register)
    speaking = [voice for voice in voices(turns, register) if voice.label != UNKNOWN]
    asking = None
    if not any(voice.how == "interviewer" or asks(given.get(folded(voice.label), "")) for voice in speaking):
        asking = _who_asks(turns, [voice for voice in speaking if folded(voice.label) not in given])
    ids = {*given.values()}
    codes: dict[str, str] = {}
    for voice in speaking:
        said = given.get(folded(voice.label), "?" if is_nobody(voice.label) else None)
        guessed = said is None and voice.label == asking
        said = said or codes.get(participant_of(voice.label, codes) or "")  # of R 1 where R1 speaks
        if said is None:
            said = voice.becomes if voice.how == "interviewer" else INTERVIEWER if guessed else _free(voice.label, ids)
        ids.add(said)
        if voice.how == "code":
            codes.setdefault(voice.label, said)
        person = Person(label=voice.label, id=said, turns=voice.turns, is_name=voice.how == "name", guessed=guessed)
        yield replace(person, consent=wanted.consent if person.takes_part else None)


def _free(label: str, ids: Collection[str]) -> str:
    """An id for who speaks under the label: the code itself, else r and the label's number or the next free one."""
    if _CODE.fullmatch(label) and label.casefold() not in ids:
        return label.casefold()
    number = _NUMBER.search(label)
    if number is not None and f"r{int(number[1])}" not in ids:
        return f"r{int(number[1])}"
    return next(id_ for count in range(1, len(ids) + 2) if (id_ := f"r{count}") not in ids)


def _who_asks(turns: Sequence[Turn], speaking: Sequence[Voice]) -> str | None:
    """The label of whose turns most often end in a question mark, where half of them do and nobody else comes near.

    Of one voice alone, and of texts without labels, nothing is guessed.
    """
    ends: dict[str, list[str]] = defaultdict(list)
    for turn in turns:
        if turn.label is not None and not turn.aside:
            ends[folded(turn.label)].append(turn.words)
        elif ends and not turn.is_apart and turn.words:
            ends[next(reversed(ends))][-1] = turn.words
    shares = sorted(
        (
            (sum(one.rstrip(" \"'”’)").endswith("?") for one in said) / len(said), voice.label)
            for voice in speaking
            if len(said := ends[folded(voice.label)]) >= _FEW_TURNS
        ),
        reverse=True,
    )
    if len(speaking) < 2 or not shares or shares[0][0] < _ASKS:
        return None
    return shares[0][1] if len(shares) == 1 or shares[0][0] >= 2 * shares[1][0] else None


def _day_in(name: str) -> str | None:
    for match in _DAY.finditer(name):
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            continue
    return None


# ---- what of it is odd ----------------------------------------------------------------------------------------------


def checked(repository: Repository, new: NewSource) -> NewSource:
    """The source with the names that are meant, letters' case aside.

    Raises:
        UsageError: nothing says of which kind it is, or it names what there is not; with the file's name.
    """
    with said_of(new.name, UsageError):
        if new.kind is None:
            raise UsageError("nothing says what kind of source it is", "give --kind, or a table: --table FILE")
        groups, cases = repository.evaluation.groups, repository.cases
        advice = "write it under `groups` in evaluation.yaml first" if not groups else ""

        def group_of(key: str | None) -> str | None:
            return named(key, groups, "group", advice) if key else None

        said: dict[str, tuple[str | None, ...]] = {}
        for one in new.people:  # who has two labels is one person, of whom one thing is said
            about = (one.role, one.group, one.consent, one.same_as)
            if one.takes_part and said.setdefault(one.id.casefold(), about) != about:
                raise UsageError(
                    f"{one.id} is said to be two people", "give each an id, or say the same of both labels"
                )
        return replace(
            new,
            kind=named(new.kind, SOURCE_KINDS, "kind of source"),
            group=group_of(new.group),
            case=named(new.case, cases, "case", "`cmo-eval new case` makes one") if new.case else None,
            people=tuple(replace(one, group=group_of(one.group)) for one in new.people),
        )


def checked_together(repository: Repository, found: Sequence[NewSource], taken: Sequence[str]) -> tuple[NewSource, ...]:
    """The sources, each `checked`, with ids that nothing else has.

    Args:
        repository: the evaluation.
        found: the sources.
        taken: ids that are in use.

    Raises:
        UsageError: as `checked`, or an id is used twice, or is another one but for capitals.
    """
    every = tuple(checked(repository, new) for new in found)
    for new in every:
        others = [*taken, *(other.id for other in every if other is not new)]
        if new.id in others:
            raise UsageError(f"the id {new.id} would be used twice", "give each source an id of its own in the table")
        if (other := alike(new.id, others)) is not None:
            what = f"the id {new.id} is {other} but for capitals, which half of all disks do not tell apart"
            raise UsageError(what, "give the source another id in the table")
    return every


def shared_labels(sources: Sequence[NewSource]) -> Mapping[str, Sequence[str]]:
    """Labels that may be a name and stand in several files, with the participants (IN1.r1) whom each may be one of.

    Without those of whom somebody said who is the same.
    """
    where: dict[str, list[tuple[str, Person]]] = defaultdict(list)
    for new in sources:
        for person in new.people:
            if person.is_name and person.takes_part and " " in person.label.strip():
                where[folded(person.label)].append((f"{new.id}.{person.id}", person))
    return {
        found[0][1].label: [whole for whole, _ in found]
        for found in where.values()
        if len(found) > 1 and not any(person.same_as for _, person in found)
    }


class Likely(NamedTuple):
    """Somebody in a source who may be one of `others` there, of whose names the label may be a short form."""

    source: str
    person: Person
    others: tuple[Person, ...]

    @property
    def about(self) -> str:
        """In words: who it is, and who it may be."""
        named_ = " or ".join(f"'{one.label}' ({one.id})" for one in self.others)
        return f"'{self.person.label}' ({self.person.id}) in {self.source} may be {named_}"

    @property
    def options(self) -> str:
        """The options that say so."""
        first = self.others[0]
        return f'--speaker "{first.label}={first.id}" --speaker "{self.person.label}={first.id}"'


def likely_same(sources: Sequence[NewSource]) -> Iterator[Likely]:
    """Who may be somebody else of the same talk, by a shorter label: a part of a name, initials, R of Respondent."""
    for new in sources:
        heard = [person for person in new.people if person.takes_part]
        forms = {person.label: _short_forms(person) for person in heard}
        for person in heard:
            key = folded(person.label)
            others = tuple(one for one in heard if one.id != person.id and key in forms[one.label])
            if others:
                yield Likely(new.id, person, others)


def _short_forms(person: Person) -> frozenset[str]:
    """What else somebody with such a label may be called in a transcript, folded, none as long as the label itself."""
    if is_role(person.label):
        return frozenset({folded(person.label)[0]} if len(person.label) > 1 and person.label.isalpha() else ())
    if not person.is_name:
        return frozenset()
    initials = "".join(word[0] for word in re.split(r"[\s'’.-]+", person.label) if word[:1].isupper())
    forms = {folded(form) for form, listed in variants([person.label], person=True) if not listed}
    forms |= {folded(initials)} if len(initials) > 1 else set()
    return frozenset(forms - {folded(person.label)})


def with_id(sources: Sequence[NewSource], source: str, person: Person, id_: str) -> tuple[NewSource, ...]:
    """The sources, where somebody in one of them has that id."""
    people = (
        tuple(replace(one, id=id_) if one is person and new.id == source else one for one in new.people)
        for new in sources
    )
    return tuple(replace(new, people=its) for new, its in zip(sources, people, strict=True))


def as_one(sources: Sequence[NewSource], label: str, first: str) -> tuple[NewSource, ...]:
    """The sources, where who speaks under the label is one person: `first` (IN1.r1), and the same in the others."""

    def same(new: NewSource, person: Person) -> Person:
        another = folded(person.label) == folded(label) and f"{new.id}.{person.id}" != first
        return replace(person, same_as=first) if another and person.takes_part else person

    return tuple(replace(new, people=tuple(same(new, person) for person in new.people)) for new in sources)


# ---- the change -----------------------------------------------------------------------------------------------------


def as_incoming(new: NewSource, language: str, never: Collection[str] = ()) -> tuple[Incoming, str]:
    """The file as the text of its source, and the text of the source's own file.

    Raises:
        UsageError: the source cannot be one as it is.
    """
    file = f"sources/{new.id}.yaml"
    kind = words(f"source_kind.{new.kind}", language)
    title = new.title or f"{kind[:1].upper()}{kind[1:]} {new.id}"
    by_id = {person.id.casefold(): person for person in reversed(new.people) if person.takes_part}
    people = [
        {key: part for key in ("id", "role", "group", "consent", "same_as") if (part := getattr(person, key))}
        for person in reversed(by_id.values())
    ]
    said = {"id": new.id, "kind": new.kind, "title": title, "date": new.date, "group": new.group, "case": new.case}
    value: dict[str, Any] = {key: part for key, part in said.items() if part} | (
        {"participants": people} if people else {}
    )
    try:
        record = Source.model_validate(value)
    except ValidationError as error:
        one = error.errors(include_url=False)[0]
        where = ".".join(map(str, one["loc"]))
        message = one["msg"].removeprefix("Value error, ")
        raise UsageError(f"{new.name}: {where} {message[:1].lower()}{message[1:]}", "mend it") from None
    text = with_value(f"{modeline(file)}# Who was heard. People by a code and a role, never by name.\n", value)
    stored = Stored(record, file, read(text))
    given = {person.label: person.id for person in new.people}
    return incoming(new.name, new.rows, stored, given, never=never), text


def planned(root: Path, repository: Repository, new: NewSource, texts: Path | None, never: Collection[str]) -> NewText:
    """The source with its text and the file of its citations, all of them new.

    Raises:
        UsageError: as `as_incoming` and `text_import.new_text`, or a file of its citations is there already.
        CmoEvalError: as there.
    """
    its, begins = as_incoming(new, repository.evaluation.language, never)
    text = new_text(root, repository, its, texts, begins=begins)
    citations = f"sources/{new.id}.citations.yaml"
    if (root / citations).exists():
        raise UsageError(f"{citations} is there already, and no source {new.id}", "give the source another id")
    content = new_file(citations, [], defaults={"quality": new.quality} if new.quality else {})
    return replace(text, files=(*text.files, FileChange(citations, None, content.encode("utf-8"))))


def texts_named(root: Path, texts: Path) -> FileChange:
    """The change by which evaluation.yaml says where the texts lie.

    Raises:
        UsageError: the file cannot be read.
        CmoEvalError: it cannot be changed without rewriting more.
    """
    before, _ = opened(root, EVALUATION_FILE)
    place = Path(os.path.relpath(texts, root)).as_posix()
    after = with_fields(before.decode("utf-8"), {"texts": place})
    after = without_examples(after, "evaluation", "", ("texts",))
    return FileChange(EVALUATION_FILE, digest(before), after.encode("utf-8"))
