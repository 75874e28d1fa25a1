"""What a draft says, checked against the evaluation and made an entry of a file of citations; looks up no words.

Names are taken as they are, or, letters' case aside, where only one can be meant; codes also by their labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from cmo_eval.deferred import expression
from cmo_eval.edits.coding.draft import (
    QUALITY_WORDS,
    UTTERANCE_WORDS,
    Draft,
    Stance,
    folded,
    meant,
    paragraphs,
    plain,
    put_together,
)
from cmo_eval.edits.coding.file import Problem, is_true
from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES, REMARKS, Citation, Source
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Repository
from cmo_eval.store.shape import short

T = TypeVar("T")

_BOOK = "codebook.yaml"
_LIKE_AN_ID = expression(r"[A-Za-z]{1,4}[0-9]{1,4}[a-z]?")
_DAY_FIRST = expression(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})")
_CLOCK = expression(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?")


class Checked(NamedTuple):
    """An entry as plain values without id and place, what is wrong with it, and what a person may want to know."""

    entry: dict[str, Any]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def checked(repository: Repository, source: Source, draft: Draft, defaults: Mapping[str, Any]) -> Checked:
    """The entry that a draft is.

    Args:
        repository: the evaluation.
        source: whose words it has.
        draft: the fragment; its `source` is that of `source`.
        defaults: what the file says of entries that leave it out.
    """
    checking = _Checking(repository, source)
    entry: dict[str, Any] = {"quote": folded(draft.quote) or None}
    if draft.verbatim is not None and draft.verbatim != is_true(defaults.get("verbatim", "true")):
        entry["verbatim"] = draft.verbatim
    checking.speaker(draft, entry)
    entry["at"] = checking.place(draft.at) or None
    quality = checking.tried(lambda: _of(draft.quality, QUALITY_WORDS, "the quality"))
    entry["quality"] = quality if quality != defaults.get("quality") else None
    if draft.quality is None and defaults.get("quality") is None and not draft.second:
        checking.problems.append(
            Problem("it has no quality", f"--quality gives it one, --usual-quality the source: {', '.join(QUALITIES)}")
        )
    entry["utterance"] = checking.tried(lambda: _of(draft.utterance, UTTERANCE_WORDS, "the utterance"))
    case = checking.tried(lambda: _case(repository, draft.case or "")) if draft.case else None
    entry["case"] = case if case != source.case else None
    for name in REMARKS:
        remark = paragraphs(draft.remarks.get(name, "")) or None
        entry[name] = remark if remark != defaults.get(name) else None
    entry["evidence"] = checking.evidence(draft.stances) or None
    codes = (checking.tried(partial(checking.codes, one)) or () for one in draft.codes)
    entry["codes"] = list(dict.fromkeys(chain.from_iterable(codes))) or None
    coded = _date(draft.coded)
    entry["coded"] = coded if coded != defaults.get("coded") else None
    entry |= {"actor": draft.actor, "proposed_by": draft.proposed_by}
    plain_ = {key: value for key, value in entry.items() if value is not None}
    checking.problems += misshapen({**plain_, "id": f"{source.id}-001"})
    return Checked(plain_, tuple(dict.fromkeys(checking.problems)), tuple(dict.fromkeys(checking.notes)))


def misshapen(entry: Mapping[str, Any]) -> Iterator[Problem]:
    """What the model of a citation refuses in an entry."""
    try:
        Citation.model_validate(entry)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            what = ".".join(str(part) for part in one["loc"])
            message = one["msg"].removeprefix("Value error, ")
            yield Problem(f"{what} {message[:1].lower()}{message[1:]}")


def named(word: str, known: Iterable[str], what: str, advice: str = "") -> str:
    """The known name that is meant.

    Raises:
        UsageError: there is none, or letters' case alone tells two apart.
    """
    names = list(known)
    if word in names:
        return word
    alike = [name for name in names if name.casefold() == word.casefold()]
    if len(alike) == 1:
        return alike[0]
    # between quotation marks, what is no id: it may be anything, and machine formats leave it out
    shown = word if _LIKE_AN_ID.fullmatch(word) else f"'{short(word)}'"
    some = f"it can be {', '.join(names[:20])}{', ...' if len(names) > 20 else ''}" if names else "there are none yet"
    raise UsageError(f"there is no {what} {shown}", did_you_mean(word, names) or advice or some)


def source_named(repository: Repository, id_: str) -> Source:
    """The source with that id.

    Raises:
        UsageError: there is none, or it was withdrawn.
    """
    return repository.sources[named(id_, repository.sources, "source", "`cmo-eval list sources` shows the ids")]


def coder_named(repository: Repository, initials: str) -> str:
    """The initials, if they can be of somebody who codes: of the team, where the evaluation names one.

    Raises:
        UsageError: they cannot.
    """
    team = repository.evaluation.team
    if team and initials not in team:
        raise UsageError(
            f"the coder '{initials[:20]}' is not in the team",
            did_you_mean(initials, team)
            or f"it is {', '.join(team)}; whoever joins it is written under `team` in evaluation.yaml",
        )
    if re.fullmatch(r"[^\W\d][\w]*", initials) is None:
        raise UsageError(f"the coder is '{initials[:20]}'", "give initials, such as AB")
    return initials


def _case(repository: Repository, id_: str) -> str:
    return named(id_, repository.cases, "case", "`cmo-eval list cases` shows the ids")


class _Checking:
    def __init__(self, repository: Repository, source: Source) -> None:
        self._repository = repository
        self._source = source
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def tried(self, look: Callable[[], T]) -> T | None:
        """What is found; None where it is refused, which is kept as a problem."""
        try:
            return look()
        except UsageError as error:
            self.problems.append(Problem(error.message, error.hint))
            return None

    def speaker(self, draft: Draft, entry: dict[str, Any]) -> None:
        if draft.speaker and draft.role:
            self.problems.append(
                Problem("it has a speaker and a role", "a role is for who is not registered: keep one")
            )
        if draft.speaker:
            people = [person.id for person in self._source.participants]
            advice = f"{self._source.id} has {', '.join(people)}" if people else "give a role in place of a speaker"
            what = f"participant of {self._source.id} with the id"
            entry["speaker"] = self.tried(lambda: named(draft.speaker or "", people, what, advice))
        elif draft.role:
            entry["role"] = folded(draft.role)

    def place(self, at: Mapping[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, text in at.items():
            value = folded(text)
            if key == "line":
                if re.fullmatch(r"[1-9]\d{0,8}", value) is None:
                    self.problems.append(Problem(f"the line is '{value[:20]}'", "lines are counted from 1"))
                else:
                    found[key] = int(value)
            elif key == "time" and (clock := _CLOCK.fullmatch(value)) is not None:
                found[key] = f"{int(clock[1] or 0)}:{int(clock[2]):02d}:{clock[3]}"
            elif key == "time":
                self.problems.append(Problem(f"the time is '{value[:20]}'", "write it as h:mm:ss, such as 0:12:31"))
            elif value:
                found[key] = value
        return found

    def evidence(self, stances: Sequence[Stance]) -> list[dict[str, Any]]:
        whole = [one for stance in stances if (one := self.tried(partial(self.stance, stance)))]
        made = []
        for one in put_together(whole):
            instead = one.stance == "suggests"
            entry = {
                one.stance: one.suggested if instead else one.claim,
                "instead_of": one.claim if instead else None,
                "version": None if one.version == 1 else one.version,
                "pattern": one.pattern,
                "parts": list(one.parts) or None,
                "lacks": list(one.lacks) or None,
                "favours": one.favours,
            }
            made.append({key: value for key, value in entry.items() if value is not None})
        return made

    def stance(self, stance: Stance) -> Stance:
        """The stance with the names that are meant."""
        repository = self._repository
        advice = "`cmo-eval list claims` shows the ids"
        claim = named(stance.claim or "", repository.claims, "claim", advice)
        suggested = None
        if stance.suggested is not None:
            suggested = named(stance.suggested, repository.claims, "claim", advice)
            if suggested == claim:
                raise UsageError(f"{claim} is suggested instead of itself", f"write ~{claim}, or name another claim")
        versions = [version.version for version in repository.claims[claim].versions]
        if stance.version is not None and stance.version not in versions:
            numbers = ", ".join(map(str, versions))
            raise UsageError(f"{claim} has no version {stance.version}", f"its versions are {numbers}")
        if stance.version is None and max(versions) > 1:
            newest = max(versions)
            self.notes.append(f"{claim} has version {newest}, and this is about version 1; {claim}@{newest} names it")
        pattern = stance.pattern
        if pattern is not None:
            pattern = named(pattern, repository.patterns, "pattern", "`cmo-eval list patterns` shows the ids")
            if pattern not in repository.claims[claim].patterns:
                self.notes.append(f"{claim} does not list {pattern} under its mechanisms")
        for id_ in filter(None, (claim, suggested, pattern)):
            repository.refuse_twice(id_)
        favours = stance.favours
        if favours is not None:
            rivals = [rival.id for rival in repository.claims[claim].rivals if rival.id]
            hint = f"it has {', '.join(rivals)}" if rivals else "give one an id under `rivals`: {id: R1, text: ...}"
            favours = named(favours, rivals, f"rival explanation of {claim} with the id", hint)
        return replace(stance, claim=claim, suggested=suggested, pattern=pattern, favours=favours)

    def codes(self, text: str) -> list[str]:
        """The codes that are meant, with commas between them: the whole text is one if it can be, labels having commas.

        Raises:
            UsageError: there is no such code, or the parts may be one label or several codes.
        """
        parts = [part.strip().removeprefix("#") for part in text.split(",")]
        parts = [part for part in parts if part]
        if len(parts) < 2:
            return [self.code(part) for part in parts]
        labels: dict[str, list[str]] = {}
        for id_, code in self._repository.codes.items():
            if code.label and "," in code.label:
                labels.setdefault(_without_commas(code.label), []).append(id_)
        found: list[str] = []
        while parts:
            ends = [
                end
                for end in range(len(parts), 1, -1)
                if len(labels.get(_without_commas(",".join(parts[:end])), ())) == 1
            ]
            if not ends:
                found.append(self.code(parts.pop(0)))
                continue
            one = labels[_without_commas(",".join(parts[: ends[0]]))][0]
            if all(self._is_code(part) for part in parts[: ends[0]]):
                label = self._repository.codes[one].label
                raise UsageError(
                    f"'{short(text)}' may be the code '{label}' or several codes",
                    f"write their ids, with semicolons between them: {one}",
                )
            found.append(one)
            del parts[: ends[0]]
        return found

    def _is_code(self, word: str) -> bool:
        try:
            self.code(word)
        except UsageError:
            return False
        return True

    def code(self, word: str) -> str:
        """The code that is meant."""
        codes = self._repository.codes
        try:
            return named(unicodedata.normalize("NFC", word.strip()), codes, "code")
        except UsageError as error:
            alike = [id_ for id_, code in codes.items() if code.label and plain(code.label) == plain(word)]
            if len(alike) == 1:
                return alike[0]
            book = self._repository.stored_codebook
            became = book.record.successor(word) if book is not None else None
            labels = {code.label: id_ for id_, code in codes.items() if code.label}
            if became is not None:
                hint = f"it became '{became}' in the codebook's history"
            elif _BOOK in self._repository.unread:
                hint = f"{_BOOK} cannot be read: `cmo-eval validate` says where and why"
            elif not codes:
                hint = "there are no codes yet: `cmo-eval code new` makes one"
            else:
                hint = did_you_mean(word, [*codes, *labels]) or "`cmo-eval list codes` shows them"
            raise UsageError(error.message, hint) from None


def _without_commas(label: str) -> str:
    """A label as labels are compared whatever stands between its parts."""
    return plain(label.replace(",", " "))


def _of(word: str | None, words: Mapping[str, str], what: str) -> str | None:
    return meant(word, words, what) if word else None


def _date(text: str | None) -> str | None:
    """A date as files have it; a day that comes first is turned round where dashes or points divide it."""
    found = _DAY_FIRST.fullmatch((text or "").strip())
    if found is not None:
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    return (text or "").strip().partition(" ")[0] or None
