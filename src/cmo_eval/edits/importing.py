"""Many codings at once, from a table or from Word comments, as one change: what is added, is there, or has no place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cmo_eval.edits.checking import Problem
from cmo_eval.edits.coding_session import Added, Refused, Session, There
from cmo_eval.edits.draft import Draft
from cmo_eval.errors import UsageError
from cmo_eval.progress import steps
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing import Change

Kind = Literal["add", "join", "there", "not_placed"]
"""What becomes of a coding: a new citation, part of one that another coding adds, there already, or nothing yet."""


@dataclass(frozen=True)
class Incoming:
    """A coding that comes in: its number in the file it is from, how to make a draft of it, and its cells.

    `draft` raises UsageError where it cannot be read. `cells` are its texts by the names of columns, for a table of
    what could not be placed.
    """

    number: int
    draft: Callable[[], Draft]
    cells: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """What becomes of one coding.

    `id`, `file` and `line` (from 1) are of the citation that it is or will be (empty and 0 where it is none).
    `lacking` names stances and codes that a citation that is there lacks; `problems` say why it has no place.
    """

    number: int
    kind: Kind
    source: str = ""
    id: str = ""
    file: str = ""
    line: int = 0
    notes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    cells: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Planned:
    """All codings of a file and what becomes of each, with the change that adds those that can be added.

    `change` is None where nothing is added. `unit` is `row` or `comment`; `notes` are about the file as a whole.
    """

    root: Path
    change: Change | None
    unit: str
    codings: tuple[Imported, ...]
    notes: tuple[str, ...]

    def of(self, kind: Kind) -> tuple[Imported, ...]:
        """The codings of which this becomes."""
        return tuple(one for one in self.codings if one.kind == kind)


def plan(  # noqa: PLR0913 - what a file says, and what is said of it
    root: Path,
    repository: Repository,
    incoming: Sequence[Incoming],
    *,
    unit: str,
    what: str,
    notes: Sequence[str] = (),
    second: bool = False,
    texts: str | Path | None = None,
) -> Planned:
    """What becomes of all the codings.

    A coding by somebody else than the coder of the agreed coding goes into a file of its own, as a second coding.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        incoming: the codings, in their order.
        unit: `row` or `comment`.
        what: a few words on the change, for `undo`.
        notes: on the file that they are from.
        second: every coding is a second one.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        CmoEvalError: what is added cannot be put into a file without rewriting more.
    """
    session = Session(root, repository, texts)
    found = [_put(session, one, second=second) for one in steps(incoming, "looking up rows")]
    change = session.change(what)
    lines = session.lines(change)
    placed = [replace(one, line=lines[f"{one.file} {one.id}"]) if one.kind in {"add", "join"} else one for one in found]
    said = [*notes, *session.notes()]
    for file in sorted({one.file for one in found if one.kind == "add"}):
        source = file.removeprefix("sources/").partition(".")[0]
        agreed = session.coding(source)
        if agreed.file == file and agreed.coder is None:
            said.append(f"{file} does not say who coded it: --coder AB writes that into it")
        elif agreed.file != file and not second:
            said.append(f"{agreed.file} is the coding of {agreed.coder}; what another coded goes into {file}")
    return Planned(root, change if change.files else None, unit, tuple(placed), tuple(said))


def _put(session: Session, incoming: Incoming, *, second: bool) -> Imported:
    number, cells = incoming.number, incoming.cells
    source = cells.get("source", "")
    try:
        draft = incoming.draft()
        source = draft.source
        if not draft.second:
            agreed = session.coding(session.source(source).id).coder if draft.coder else None
            draft = replace(draft, second=second or (agreed is not None and agreed != draft.coder))
    except UsageError as error:
        return Imported(number, "not_placed", source, problems=(Problem(error.message, error.hint),), cells=cells)
    outcome = session.put(draft)
    if isinstance(outcome, Refused):
        return Imported(number, "not_placed", source, problems=outcome.problems, cells=cells)
    if isinstance(outcome, There):
        return Imported(number, "there", source, outcome.id, outcome.file, outcome.line, lacking=outcome.otherwise)
    assert isinstance(outcome, Added)  # noqa: S101 - there is no other
    notes = (*incoming.notes, *outcome.notes)
    return Imported(number, "join" if outcome.joined else "add", source, outcome.id, outcome.file, notes=notes)
