"""Codings from a file (`code import`), as one change: what is added, is there, or has no place; writes nothing itself.

A format is read by one function, which stands in FORMATS by the endings of its files' names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from cmo_eval.edits.add import Session
from cmo_eval.edits.checking import coder_named, source_named
from cmo_eval.edits.coding_file import Added, Problem, Refused, There
from cmo_eval.edits.draft import Incoming
from cmo_eval.edits.plan import Plan
from cmo_eval.errors import UsageError
from cmo_eval.progress import steps
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from cmo_eval.edits.table_reading import Table


class Options(NamedTuple):
    """What is said of a file beside what stands in it.

    `source` is whose words it has, `coder` who coded, `quality` and `coded` (a date) hold for what gives none. Of Word
    comments, `authors` says who an author is (`Name=AB`); of tables, `mapped` what a header stands for
    (`Fragment=quote`) and `sheet` which of a workbook is meant.
    """

    source: str | None = None
    coder: str | None = None
    quality: str | None = None
    coded: str | None = None
    authors: Sequence[str] = ()
    mapped: Sequence[str] = ()
    sheet: str | None = None


class Content(NamedTuple):
    """The codings of a file, what one of them is called (`row`, `comment`), and what was found in the file."""

    codings: Sequence[Incoming]
    unit: str
    notes: Sequence[str] = ()


# ---- formats --------------------------------------------------------------------------------------------------------


def read(file: Path, repository: Repository, options: Options) -> Content:
    """The codings in a file.

    Raises:
        UsageError: it is of no format that is read, cannot be read, or what is said of it names what there is not.
    """
    named = options.source
    source = source_named(repository, named).id if named is not None else _source_in_name(repository.sources, file)
    if options.coder is not None:
        coder_named(repository, options.coder)
    if file.suffix.lower() not in FORMATS:
        hint = "save it as .xlsx, .csv or, with comments, .docx"
        raise UsageError(f"{file.name} is of a kind that is not read", hint)
    content = FORMATS[file.suffix.lower()](file, repository, options._replace(source=source))
    if content.unit == "comment" and named is None:
        return content._replace(notes=[f"the comments are taken to be on {source}, by the file's name"])
    return content


def _word(file: Path, repository: Repository, options: Options) -> Content:
    """Comments of a Word document; what a comment says is in a notation of its own."""
    from cmo_eval.edits import comment_drafts  # noqa: PLC0415 - of this format only
    from cmo_eval.edits.text_import import register_of  # noqa: PLC0415 - of this format only
    from cmo_eval.edits.word_comments import read_comments  # noqa: PLC0415 - of this format only

    if options.source is None:
        raise UsageError(f"{file.name} does not say whose words it has", "name the source: --source FG2")
    stored = next(one for one in repository.stored_sources if one.record.id == options.source)
    comments = read_comments(file, register_of(stored, {}))
    if not comments:
        raise UsageError(f"{file.name} has no comments", "`cmo-eval text import` brings in the text itself")
    found = comment_drafts.incoming(
        comments,
        repository,
        source=options.source,
        coder=options.coder,
        known=comment_drafts.authors(options.authors),
        coded=options.coded,
        quality=options.quality,
    )
    return Content(found, "comment")


def _excel(file: Path, _: Repository, options: Options) -> Content:
    from cmo_eval.edits.table_columns import mapping  # noqa: PLC0415 - of this format only
    from cmo_eval.edits.table_reading import read_excel  # noqa: PLC0415 - of this format only

    return _rows(read_excel(file, mapping(options.mapped), options.sheet), options)


def _csv(file: Path, _: Repository, options: Options) -> Content:
    from cmo_eval.edits.table_columns import mapping  # noqa: PLC0415 - of this format only
    from cmo_eval.edits.table_reading import read_csv  # noqa: PLC0415 - of this format only

    if options.sheet is not None:
        raise UsageError(f"{file.name} has no sheets", "leave --sheet out")
    return _rows(read_csv(file, mapping(options.mapped)), options)


def _rows(table: Table, options: Options) -> Content:
    from cmo_eval.edits import table_drafts  # noqa: PLC0415 - of this format only

    rows = table_drafts.incoming(
        table.rows, source=options.source, coder=options.coder, coded=options.coded, quality=options.quality
    )
    return Content(rows, "row", table.notes)


FORMATS: Mapping[str, Callable[[Path, Repository, Options], Content]] = {
    ".xlsx": _excel,
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".docx": _word,
}
"""How the files are read whose names end so."""


def _source_in_name(sources: Mapping[str, object], file: Path) -> str | None:
    """The source that the file's name begins with, such as FG2 in `FG2-coded.docx`."""
    first = re.split(r"[-_. ]", file.stem, maxsplit=1)[0]
    return first if first in sources else None


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
