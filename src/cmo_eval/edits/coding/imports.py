"""Codings from a file (`code import`), as one change: what is added, is there, or has no place; writes nothing itself.

A format is read by one function, which stands in FORMATS by the endings of its files' names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.add import Session
from cmo_eval.edits.coding.checking import coder_named, source_named
from cmo_eval.edits.coding.draft import Draft
from cmo_eval.edits.coding.file import Problem, Refused, There
from cmo_eval.edits.coding.table import Content, Incoming, Options
from cmo_eval.edits.plan import Plan
from cmo_eval.edits.transcripts.text_import import guessed_source
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
    source = guessed_source(file.name, repository.sources) if named is None else source_named(repository, named).id
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
    from cmo_eval.edits.coding import comments  # noqa: PLC0415 - of this format only

    return comments.read(file, repository, options)


def _table(file: Path, repository: Repository, options: Options) -> Content:
    from cmo_eval.edits.coding import table_reading  # noqa: PLC0415 - of this format only

    return table_reading.read(file, repository, options)


FORMATS: Mapping[str, Callable[[Path, Repository, Options], Content]] = {
    **dict.fromkeys((".xlsx", ".csv", ".tsv", ".txt"), _table),
    ".docx": _comments,
}
"""How the files are read whose names end so."""


# ---- the change -----------------------------------------------------------------------------------------------------

Kind = Literal["add", "join", "there", "open", "not_placed"]
"""What becomes of a coding: a new citation, part of one that another coding adds, there already, or nothing yet.

Nothing, since a second coder's row is still to be filled in (`open`), or since it has no place.
"""

_SAID = ("coded", "quality")  # beside what a draft says: its cells have these where the row itself does


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
    coder: str | None = None,
    qualities: Mapping[str, str] | None = None,
) -> Import:
    """What becomes of all the codings.

    A coding by somebody else than the coder of the agreed coding goes into a file of its own, as a second coding.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        content: the codings, in their order.
        second: every coding is a second one.
        texts: where the transcripts lie, in place of what evaluation.yaml says.
        coder: initials of whose the codings are of which neither they nor the file of the agreed coding say it.
        qualities: by sources' ids, how good it is what they tell, for codings and files that do not say it.

    Raises:
        CmoEvalError: what is added cannot be put into a file without rewriting more.
    """
    by_source = {id_.casefold(): quality for id_, quality in (qualities or {}).items()}
    session = Session(root, repository, texts, by_source)
    files = _named_by_files(repository, content)
    codings = [_of_source(one, files) for one in content.codings]
    found = [_put(session, one, coder, second=second) for one in steps(codings, "looking up rows")]
    change = session.change("code import")
    lines = session.lines(change)
    placed = [replace(one, line=lines[one.file, one.id]) if one.kind in {"add", "join"} else one for one in found]
    said = [*content.notes, *(f"{name} is taken for {id_}" for name, id_ in files.items()), *session.notes()]
    unsigned: list[str] = []
    for file in sorted({one.file for one in found if one.kind == "add"}):
        source = file.removeprefix("sources/").partition(".")[0]
        agreed = session.coding(source)
        if agreed.file == file and agreed.coder is None:
            unsigned.append(file)
        elif agreed.file != file and not second:
            said.append(f"{agreed.file} is the coding of {agreed.coder}; what another coded goes into {file}")
    if unsigned:
        which = unsigned[0] if len(unsigned) == 1 else f"{unsigned[0]} and {len(unsigned) - 1} more"
        says, it = ("does not say", "it") if len(unsigned) == 1 else ("do not say", "them")
        said.append(f"{which} {says} who coded {it}: --coder AB writes that into {it}")
    return Import(root=root, change=change, notes=tuple(said), unit=content.unit, codings=tuple(placed))


class Open(NamedTuple):
    """What nothing says of codings yet: who coded, and the quality of what these sources tell."""

    coder: bool
    qualities: tuple[str, ...]


def still_open(root: Path, repository: Repository, content: Content, *, second: bool = False) -> Open:
    """What can be asked once before codings are planned; those that have no place anyhow do not count.

    Raises:
        UsageError: a file of citations cannot be read.
    """
    session = Session(root, repository)
    files = _named_by_files(repository, content)
    coder, found = False, dict[str, None]()
    for one in (_of_source(coding, files) for coding in content.codings):
        with suppress(UsageError):
            if isinstance(one.draft, Draft):
                source = session.source(one.draft.source).id
                agreed = session.coding(source)
                theirs = second or one.draft.second or _is_second(session, one.draft)
                coder = coder or (one.draft.coder is None and (second or agreed.coder is None))
                if not theirs and one.draft.quality is None and agreed.defaults.get("quality") is None:
                    found[source] = None
    return Open(coder, tuple(found))


def _named_by_files(repository: Repository, content: Content) -> Mapping[str, str]:
    """The sources that rows name by the name of a file, as other programs do, by that name."""
    known = {id_.casefold() for id_ in repository.sources}
    drafts = (one.draft for one in content.codings if isinstance(one.draft, Draft))
    names = dict.fromkeys(draft.source for draft in drafts if draft.source.casefold() not in known)
    return {name: id_ for name in names if (id_ := guessed_source(name, repository.sources)) is not None}


def _of_source(one: Incoming, files: Mapping[str, str]) -> Incoming:
    if not isinstance(one.draft, Draft) or one.draft.source not in files:
        return one
    return one._replace(draft=replace(one.draft, source=files[one.draft.source]))


def _put(session: Session, incoming: Incoming, coder: str | None, *, second: bool) -> Imported:
    number, draft, cells, notes = incoming
    source = draft.source if isinstance(draft, Draft) else cells.get("source", "")
    try:
        if isinstance(draft, UsageError):
            raise draft
        if draft.coder is None and (second or session.coding(session.source(source).id).coder is None):
            draft = replace(draft, coder=coder)
        if not draft.second:
            draft = replace(draft, second=second or _is_second(session, draft))
    except UsageError as error:
        return Imported(number, "not_placed", source, problems=(Problem(error.message, error.hint),), cells=cells)
    said = (draft.quote, draft.stances, draft.codes, draft.utterance, draft.remarks, *map(cells.get, _SAID))
    if draft.second and draft.id and not any(said):
        return Imported(number, "open", source, draft.id)
    outcome = session.put(draft)
    if isinstance(outcome, Refused):
        return Imported(number, "not_placed", source, problems=outcome.problems, cells=cells)
    if isinstance(outcome, There):
        return Imported(number, "there", source, outcome.id, outcome.file, outcome.line, lacking=outcome.otherwise)
    kind: Kind = "join" if outcome.joined else "add"
    return Imported(number, kind, source, outcome.id, outcome.file, notes=(*notes, *outcome.notes))


def _is_second(session: Session, draft: Draft) -> bool:
    """Whether it is of somebody else than the first coder, or of a citation in a second coder's own file."""
    if not draft.coder:
        return False
    source = session.source(draft.source).id
    agreed = session.coding(source).coder
    if agreed is not None:
        return agreed != draft.coder
    theirs = session.coding(source, coder_named(session.repository, draft.coder))
    return not draft.quote and draft.id in theirs.by_id
