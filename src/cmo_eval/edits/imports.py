"""Codings from a file (`code import`), as one change: what is added, is there, or has no place; writes nothing itself.

A format is read by one function, which stands in FORMATS by the endings of its files' names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cmo_eval.edits.add import Session
from cmo_eval.edits.checking import coder_named, source_named
from cmo_eval.edits.coding_file import Problem, Refused, There
from cmo_eval.edits.coding_table import Content, Incoming, Options
from cmo_eval.edits.draft import Draft
from cmo_eval.edits.plan import Plan
from cmo_eval.errors import UsageError
from cmo_eval.progress import steps
from cmo_eval.store.repository import Repository

# ---- formats --------------------------------------------------------------------------------------------------------


def read(file: Path, repository: Repository, options: Options) -> Content:
    """The codings in a file.

    Raises:
        UsageError: it is of no format that is read, cannot be read, or what is said of it names what there is not.
    """
    named = options.source
    source: str | None = re.split(r"[-_. ]", file.stem, maxsplit=1)[0]  # such as FG2 in `FG2-coded.docx`
    if named is not None:
        source = source_named(repository, named).id
    elif source not in repository.sources:
        source = None
    if options.coder is not None:
        coder_named(repository, options.coder)
    if file.suffix.lower() not in FORMATS:
        hint = "save it as .xlsx, .csv or, with comments, .docx"
        raise UsageError(f"{file.name} is of a kind that is not read", hint)
    content = FORMATS[file.suffix.lower()](file, repository, options._replace(source=source))
    if content.unit == "comment" and named is None:
        return content._replace(notes=[f"the comments are taken to be on {source}, by the file's name"])
    return content


def _comments(file: Path, repository: Repository, options: Options) -> Content:
    from cmo_eval.edits import comments  # noqa: PLC0415 - of this format only

    return comments.read(file, repository, options)


def _table(file: Path, repository: Repository, options: Options) -> Content:
    from cmo_eval.edits import table_reading  # noqa: PLC0415 - of this format only

    return table_reading.read(file, repository, options)


FORMATS: Mapping[str, Callable[[Path, Repository, Options], Content]] = {
    **dict.fromkeys((".xlsx", ".csv", ".tsv", ".txt"), _table),
    ".docx": _comments,
}
"""How the files are read whose names end so."""


# ---- the change -----------------------------------------------------------------------------------------------------

Kind = Literal["add", "join", "there", "not_placed"]
"""What becomes of a coding: a new citation, part of one that another coding adds, there already, or nothing yet."""


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


@dataclass(frozen=True, kw_only=True)
class Import(Plan):
    """All codings of a file and what becomes of each; `unit` is `row` or `comment`."""

    unit: str
    codings: tuple[Imported, ...]

    def of(self, kind: Kind) -> tuple[Imported, ...]:
        """The codings of which this becomes."""
        return tuple(one for one in self.codings if one.kind == kind)


def plan(
    root: Path,
    repository: Repository,
    content: Content,
    *,
    second: bool = False,
    texts: str | Path | None = None,
) -> Import:
    """What becomes of all the codings.

    A coding by somebody else than the coder of the agreed coding goes into a file of its own, as a second coding.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        content: the codings, in their order.
        second: every coding is a second one.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        CmoEvalError: what is added cannot be put into a file without rewriting more.
    """
    session = Session(root, repository, texts)
    found = [_put(session, one, second=second) for one in steps(content.codings, "looking up rows")]
    change = session.change("code import")
    lines = session.lines(change)
    placed = [replace(one, line=lines[one.file, one.id]) if one.kind in {"add", "join"} else one for one in found]
    said = [*content.notes, *session.notes()]
    for file in sorted({one.file for one in found if one.kind == "add"}):
        source = file.removeprefix("sources/").partition(".")[0]
        agreed = session.coding(source)
        if agreed.file == file and agreed.coder is None:
            said.append(f"{file} does not say who coded it: --coder AB writes that into it")
        elif agreed.file != file and not second:
            said.append(f"{agreed.file} is the coding of {agreed.coder}; what another coded goes into {file}")
    return Import(root=root, change=change, notes=tuple(said), unit=content.unit, codings=tuple(placed))


def _put(session: Session, incoming: Incoming, *, second: bool) -> Imported:
    number, draft, cells, notes = incoming
    source = draft.source if isinstance(draft, Draft) else cells.get("source", "")
    try:
        if isinstance(draft, UsageError):
            raise draft
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
    kind: Kind = "join" if outcome.joined else "add"
    return Imported(number, kind, source, outcome.id, outcome.file, notes=(*notes, *outcome.notes))
