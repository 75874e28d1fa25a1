"""What coders settled, as a change to the agreed coding that keeps what each of them had made of it; writes nothing.

The second coder's file stays as it is. What the first coder had made of a citation moves into its `adjudicated`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.analysis.double_coding import Disagreement, DoubleCoding, differences, double_coding
from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.checking import checked
from cmo_eval.edits.coding.citation_text import citations_in, with_citations
from cmo_eval.edits.coding.draft import Draft, Stance
from cmo_eval.edits.coding.file import CodingFile, Entry, is_true, read_coding
from cmo_eval.edits.plan import MEND, Plan
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Adjudicated, Citation
from cmo_eval.model.base import last_day
from cmo_eval.nearest import did_you_mean, unknown
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import Change, FileChange, digest

_JUDGED = ("quality", "evidence", "codes")
_KEY: Mapping[str, str] = {"stance": "evidence", "pattern": "evidence", "code": "codes", "quality": "quality"}
_HOW: Mapping[str, str] = {
    "quality": "--quality",
    "evidence": "--supports, --nuances, --refutes, --suggests or --no-evidence",
    "codes": "--code or --no-codes",
}


@dataclass(frozen=True)
class Outcome:
    """What holds of a citation from now on; what is None is as `take` (a coder's initials) had it, or stays.

    `stances` and `codes` are all of them: an empty tuple means that none applies.
    """

    citation: str
    take: str | None = None
    stances: tuple[Stance, ...] | None = None
    codes: tuple[str, ...] | None = None
    quality: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settled(Plan):
    """The agreed codings with what was settled of these citations."""

    citations: tuple[str, ...]


def open_disagreements(found: DoubleCoding) -> dict[str, list[Disagreement]]:
    """What is not settled yet, by citation."""
    differing = {unit.citation: list(differences(unit)) for unit in found.units if unit.settled is None}
    return {citation: several for citation, several in differing.items() if several}


def plan(root: Path, repository: Repository, outcomes: Sequence[Outcome], *, by: str, date: str) -> Settled:
    """The outcomes in the agreed codings, with who settled them and when.

    Args:
        root: the evaluation folder.
        repository: what was read from it.
        outcomes: one for each citation, of any source.
        by: initials of who settled it.
        date: when.

    Raises:
        UsageError: there is no such citation, nobody else coded it, what holds is left open, a name stands for nothing,
            or a file cannot be read.
        CmoEvalError: the file cannot be changed without changing what else it says.
    """
    team = repository.evaluation.team
    if by not in team:
        known = f"it is {', '.join(team)}" if team else "add initials under `team` in evaluation.yaml: `EF: adviser`"
        raise UsageError(f"who settles it, {by}, is not in the team", did_you_mean(by, team) or known)
    try:
        Adjudicated(by=by, date=date)
    except ValidationError as error:
        raise UsageError(f"the date {error.errors()[0]['msg']}", "give another one") from None
    settled = {"by": by, "date": date}
    files: dict[str, tuple[CodingFile, str]] = {}
    open_: dict[str, list[Disagreement]] = {}
    notes: list[str] = []
    for outcome in outcomes:
        id_ = outcome.citation
        source = next((coding.by_id[id_].source for coding in repository.codings if id_ in coding.by_id), None)
        if source is None:
            repository.refuse_unread(id_)
            known_ids = [known for coding in repository.codings for known in coding.by_id]
            raise unknown("citation", id_, known_ids)
        if source not in files:
            agreed = _readable(repository, read_coding(root, source))
            files[source] = (agreed, agreed.text)
            if source in repository.second_codings.of_source:
                open_ |= open_disagreements(double_coding(repository, [source]))
        agreed, text = files[source]
        case = _Case(root, repository, agreed, outcome, settled, {_KEY[one.about] for one in open_.get(id_, ())})
        files[source] = (agreed, case.text_after(text))
        notes += case.notes
    changes = [
        FileChange(agreed.file, digest(agreed.before), text.encode("utf-8"))
        for agreed, text in files.values()
        if agreed.before is not None and text != agreed.text
    ]
    what = f"{len(outcomes)} citations settled" if len(outcomes) > 1 else f"{outcomes[0].citation} settled"
    ids = tuple(one.citation for one in outcomes)
    return Settled(root=root, change=Change(tuple(changes), what=what), citations=ids, notes=tuple(notes))


def _readable(repository: Repository, file: CodingFile) -> CodingFile:
    if file.before is None:
        raise UsageError(f"there is no {file.file}", "the first coder codes the source first")
    if file.file in repository.unread:
        raise UsageError(f"{file.file} cannot be read wholly", MEND)
    return file


class _Case:
    """One citation to be settled: who made what of it, and its entry afterwards; `open_` are keys that differ."""

    def __init__(
        self,
        root: Path,
        repository: Repository,
        agreed: CodingFile,
        outcome: Outcome,
        settled: Mapping[str, str],
        open_: Collection[str],
    ) -> None:
        self._repository, self._agreed, self._outcome, self._settled = repository, agreed, outcome, settled
        self._open, self._id, self.notes = open_, outcome.citation, list[str]()
        self._entry = agreed.by_id.get(self._id)
        theirs_too = repository.second_codings.of_source.get(agreed.source, ())
        self._second: dict[str, Entry] = {}
        for coder in sorted({coded.coder or "" for coded in theirs_too if coded.id == self._id}):
            file = _readable(repository, read_coding(root, agreed.source, coder))
            entry = file.by_id.get(self._id)
            # what waits in a second coder's file is no coding of theirs: to take it would empty the agreed one
            waits = entry is not None and self._entry is not None and file.to_be_coded(entry)
            if waits and outcome.take == file.second:
                raise UsageError(
                    f"{outcome.take} has not coded {self._id} yet: it waits in {file.file}",
                    "where nothing applies, that is said there with a date, such as `coded: 2025-02-11`",
                )
            if entry is not None and not waits:
                self._second[coder] = entry
        if not self._second and not (self._entry and self._entry.value.get("adjudicated")):
            raise UsageError(
                f"nobody else coded {self._id}, so there is nothing to settle",
                "a second coder codes it first: `cmo-eval code second`",
            )

    def text_after(self, text: str) -> str:
        """The text of the agreed coding with this one settled; whatever is wrong with it is raised."""
        take = self._outcome.take
        first = self._agreed.coder if self._entry is not None else None  # a fragment that only the second coder marked
        known = [*([first] if first else []), *self._second]
        if take is not None and take not in known:
            raise UsageError(f"{take} did not code {self._id}", f"it was coded by {', '.join(known)}")
        if self._entry is None:
            return self._added(text)
        for one in (self._entry, *self._second.values()):
            coded = one.value.get("coded")
            if isinstance(coded, str) and last_day(self._settled["date"]) < coded:
                raise UsageError(
                    f"{self._id} was coded on {coded}, after {self._settled['date']}",
                    "give the day on which it was settled",
                )
        before = self._entry.value
        holds = self._holds(before)
        changes: dict[str, Any] = {}
        for key, value in holds.items():
            if value != _judged(before, key):
                changes[key] = value if value or key in self._agreed.defaults else None
        settled, first_made = before.get("adjudicated"), None
        if settled is None:
            first_made = {key: _judged(before, key) for key in _JUDGED if before.get(key)}
        elif isinstance(settled, Mapping):  # nothing where that was lost before
            first_made = settled.get("first")
        changes["adjudicated"] = {**self._settled, **({} if first_made is None else {"first": first_made})}
        if before.get("disputed"):
            self.notes.append(
                f"{self._id} is still disputed: `code edit {self._id} --clear disputed` when that is resolved"
            )
        return self._same_otherwise(with_citations(text, change={self._id: changes}), holds)

    def _holds(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Quality, evidence and codes as they are from now on."""
        given = self._given()
        taken = self._taken(before)
        if not given and not taken and not self._open:
            if before.get("adjudicated"):
                raise UsageError(f"{self._id} is settled already", "say what holds now, or whose coding: --take")
            raise UsageError(f"the coders agree on {self._id}", "there is nothing to settle, unless you say what holds")
        missing = [key for key in _JUDGED if key in self._open and key not in given and key not in taken]
        if missing:
            coders = " or ".join(dict.fromkeys([*([self._agreed.coder] if self._agreed.coder else []), *self._second]))
            raise UsageError(
                f"what holds of {self._id} is left open: its {' and '.join(missing)}",
                f"--take {coders}, or say it: {', '.join(_HOW[key] for key in missing)}",
            )
        return {key: given.get(key, taken.get(key, _judged(before, key))) for key in _JUDGED}

    def _given(self) -> dict[str, Any]:
        """What the outcome says itself, with the names that are meant."""
        said = self._outcome
        source = self._repository.sources[self._agreed.source]
        stances, codes = said.stances or (), said.codes or ()
        draft = Draft(source.id, "", stances=stances, codes=codes, quality=said.quality, second=True)
        found = checked(self._repository, source, draft, {})
        if found.problems:
            raise UsageError(found.problems[0].message, found.problems[0].hint)
        self.notes += found.notes
        given = {"evidence": said.stances, "codes": said.codes, "quality": said.quality}
        return {key: _judged(found.entry, key) for key, value in given.items() if value is not None}

    def _taken(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What the coder whose coding is taken had made of it; of a quality that was not given, nothing."""
        take = self._outcome.take
        if take is None:
            return {}
        settled = before.get("adjudicated")
        if take in self._second:
            theirs = self._second[take].value
        elif settled is None:
            theirs = before
        elif isinstance(settled, Mapping) and isinstance(settled.get("first"), Mapping):
            theirs = settled["first"]
        else:
            raise UsageError(f"{self._id} was settled without a record of what {take} had made of it", "say what holds")
        return {key: _judged(theirs, key) for key in _JUDGED if key != "quality" or theirs.get("quality")}

    def _added(self, text: str) -> str:
        """A fragment that only a second coder marked, as a citation of the agreed coding."""
        taken = self._outcome.take or next(iter(self._second))
        theirs = dict(self._second[taken].value)
        for key in ("quote", "quality"):
            if not theirs.get(key) and not (key == "quality" and self._outcome.quality):
                raise UsageError(f"{self._id} has no {key} in {taken}'s file", "the agreed coding needs one")
        holds = {**{key: _judged(theirs, key) for key in _JUDGED}, **self._given()}
        defaults = self._agreed.defaults
        entry = {key: value for key, value in {**theirs, **holds}.items() if value}
        entry["verbatim"] = is_true(theirs.get("verbatim", "true"))
        if entry["verbatim"] == is_true(defaults.get("verbatim", "true")):
            del entry["verbatim"]
        if "codes" in defaults:
            entry.setdefault("codes", [])
        who = {"speaker", "role"}
        own = {*entry, "verbatim", *(who if who & set(entry) else ())}
        inherited = next((key for key in defaults if key not in own), None)
        if inherited is not None:
            raise UsageError(
                f"{self._id} would get its {inherited} from the defaults of {self._agreed.file}",
                f"give it a {inherited} in {taken}'s file first",
            )
        entry["adjudicated"] = dict(self._settled)
        return self._same_otherwise(with_citations(text, add=[entry]), holds)

    def _same_otherwise(self, text: str, holds: Mapping[str, Any]) -> str:
        """The text, if it can be read as a citation that says what holds."""
        value = {**self._agreed.defaults, **citations_in(text).get(self._id, {})}
        try:
            citation = Citation.model_validate(value)
            wanted = Citation.model_validate({"id": self._id, **{k: v for k, v in holds.items() if v}})
            same = all(getattr(citation, key) == getattr(wanted, key) for key in _JUDGED)
        except ValidationError:
            same = False
        if not same:
            raise CmoEvalError(
                f"{self._id} cannot be settled in {self._agreed.file} without changing what else it says",
                "nothing was changed; write it in by hand",
            )
        return text


def _judged(value: Mapping[str, Any], key: str) -> Any:
    """A judgement as an entry has it: the quality or None, and lists."""
    found = value.get(key)
    if key == "quality":
        return found or None
    return found if isinstance(found, list) else [] if found is None else [found]
