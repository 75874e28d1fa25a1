"""One fragment coded, as a change to the file of its source's citations; writes nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmo_eval.edits.coding_session import Added, Refused, Session
from cmo_eval.edits.draft import Draft
from cmo_eval.errors import UsageError
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing import Change


@dataclass(frozen=True)
class Planned:
    """A citation that may be added, or that is there already.

    `change` is None where its words are there already; `line` is where it stands or will stand in `file` (from 1);
    `citation` has its values as the file does. `notes` are what a person may want to know; where the words are there,
    what that citation lacks of this draft stands in `lacking`.
    """

    root: Path
    change: Change | None
    id: str
    file: str
    line: int
    citation: Mapping[str, Any]
    notes: tuple[str, ...]
    lacking: tuple[str, ...] = ()


class NotInTextError(UsageError):
    """The words do not stand in their text; `passage` are those that come nearest, `line` is theirs (from 1)."""

    def __init__(self, message: str, hint: str, passage: str, line: int | None) -> None:
        super().__init__(message, hint)
        self.passage = passage
        self.line = line


def plan(root: Path, repository: Repository, draft: Draft, *, texts: str | Path | None = None) -> Planned:
    """The citation that a draft would be.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        draft: the fragment and what it shows.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        NotInTextError: the transcript is at hand, and the words do not stand in it.
        UsageError: it names what there is not, or lacks what a citation needs.
        CmoEvalError: it cannot be put into its file without rewriting more.
    """
    session = Session(root, repository, texts)
    outcome = session.put(draft)
    if isinstance(outcome, Refused):
        message = "; ".join(one.message for one in outcome.problems)
        hint = "; ".join(dict.fromkeys(one.hint for one in outcome.problems if one.hint))
        near = next((one for one in outcome.problems if one.line is not None), None)
        if near is not None:
            raise NotInTextError(message, hint, near.passage, near.line)
        raise UsageError(message, hint)
    if not isinstance(outcome, Added):
        entry = session.coding(draft.source, draft.coder if draft.second else None).get(outcome.id)
        value = dict(entry.value) if entry is not None else {}
        return Planned(root, None, outcome.id, outcome.file, outcome.line, value, (), outcome.otherwise)
    change = session.change(f"code add {outcome.id}")
    line = session.lines(change)[f"{outcome.file} {outcome.id}"]
    notes = (*outcome.notes, *session.notes())
    agreed = session.coding(session.source(draft.source).id)
    if agreed.coder is None and not draft.second:
        notes = (*notes, f"{agreed.file} does not say who coded it: --coder AB writes that into it")
    if not draft.second and not outcome.entry.get("evidence") and not outcome.entry.get("codes"):
        notes = (*notes, "it takes no stance on a claim and has no code yet; `validate` reminds you of it")
    return Planned(root, change, outcome.id, outcome.file, line, outcome.entry, notes)
