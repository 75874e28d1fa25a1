"""Names replaced by pseudonyms in all files of an evaluation and its transcripts, as a plan; writes nothing itself.

What is quoted changes with its transcript, and its place moves: the words are the same but for the names in them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cmo_eval.deferred import dataclass
from cmo_eval.edits.copies import NOT_OF_PEOPLE, files_below, some
from cmo_eval.edits.plan import Plan, record_in
from cmo_eval.edits.pseudonyms import suggestions
from cmo_eval.edits.pseudonyms.planning import Done, Open, Planning
from cmo_eval.edits.pseudonyms.records import record, source_of
from cmo_eval.edits.pseudonyms.table import NameTable, write_table
from cmo_eval.edits.pseudonyms.texts import in_place, transcripts
from cmo_eval.errors import CmoEvalError
from cmo_eval.nearest import unknown
from cmo_eval.pseudonyms.finding import Spot, edited
from cmo_eval.pseudonyms.numbers import NumberKind
from cmo_eval.store.folder import FileName, list_files
from cmo_eval.store.writing import FOLDER
from cmo_eval.store.writing.change import Change, FileChange, named
from cmo_eval.transcripts import store

_PROSE = frozenset(("txt", "md", "markdown", "rst", "org", "tex", "typ", "vtt", "srt"))
_WORDS_IN = _PROSE | frozenset(
    (
        *("csv", "tsv", "html", "htm", "xml", "json", "yaml", "yml", "toml", "bib", "ris"),
        *("css", "js", "svg", "j2", "jinja"),
    )
)
"""Endings of files of words; others are looked into by the check, and never written."""
_MOST_BYTES = 16 * 2**20


@dataclass(frozen=True, kw_only=True)
class Pseudonymising(Plan):
    """Names replaced, and what stands in the way of it.

    Attributes:
        table: the table that says what stands for what.
        done: what changes, file by file.
        names: how often each name is replaced, by its row in the table.
        numbers: how many numbers and addresses are, by kind.
        quotes: citations whose place moves or whose words change.
        open: what has to be decided first; nothing may be written while there is any.
        look: what a person has to look at.
        sources: those of which the names are replaced.
        beside: files that are neither of the evaluation nor transcripts; nobody knows whose words are in them.
    """

    table: NameTable
    done: tuple[Done, ...]
    names: Mapping[int, int]
    numbers: Mapping[NumberKind, int]
    quotes: int
    open: tuple[Open, ...]
    look: tuple[str, ...]
    sources: frozenset[str]
    beside: frozenset[str]

    @property
    def shown(self) -> Change:
        """What of the change may be shown, line by line, as far as the lines may be."""
        return replace(self.change, files=tuple(one for one in self.change.files if one.file not in self.beside))

    def apply(self) -> None:
        """Make the change, and keep in the table of which sources the names are replaced.

        Raises:
            CmoEvalError: something is open, or as `Plan.apply`.
        """
        if self.open:
            raise CmoEvalError("something has to be decided first", "nothing was changed; see what is open")
        super().apply()
        done = self.table.done | self.sources
        if done != self.table.done and self.table.path.suffix.lower() != ".xlsx":
            write_table(replace(self.table, done=done))


def plan(
    root: Path,
    table: NameTable,
    sources: Sequence[str] = (),
    *,
    texts: str | Path | None = None,
    also: Collection[str] = (),
) -> Pseudonymising:
    """What has to change for the names of a table to be gone from the files.

    Args:
        root: the evaluation folder.
        table: names and what stands for them.
        sources: ids of sources, of which then only the own files and transcripts change; else all files do.
        texts: where the transcripts lie; else as CMO_EVAL_TEXTS or evaluation.yaml says.
        also: `age` and `date` where these are to be replaced too.

    Raises:
        UsageError: there is no such source, or a file of the evaluation cannot be read.
        CmoEvalError: a file cannot be changed without rewriting more of it.
    """
    listing = list_files(root)
    values = {file: record_in(root, file.path) for file in listing.files}
    evaluation = next(value for file, value in values.items() if file.kind == "evaluation")
    folder = evaluation.get("texts")
    language = str(evaluation.get("language") or "nl")
    at_hand = store.folder(root, folder if isinstance(folder, str) else None, texts)
    planning = Planning(root, table, language, also, at_hand)
    known = {str(value["id"]): value for file, value in values.items() if file.kind == "sources" and "id" in value}
    for id_ in sources:
        if id_ not in known:
            raise unknown("source", id_, known)
    chosen = frozenset(sources or known)
    planning.ids.update(_ids(values))
    renamed = transcripts(planning, {id_: known[id_] for id_ in known if id_ in chosen})
    if planning.transcripts and table.names and not table.undecided:
        found, _, _ = suggestions.plan(root, table, texts=texts)
        planning.unseen = frozenset(id_ for one in found for id_ in one.sources)
        open_ = [id_ for id_ in planning.transcripts if id_ in planning.unseen and not known[id_].get("pseudonymised")]
        if open_:
            planning.look.append(
                f"{', '.join(open_)}: not marked as pseudonymised, since the table does not say of all that may be a "
                "name there whether it is one; `cmo-eval text pseudonymise --suggest` puts it in"
            )
    for file, value in values.items():
        if not sources or source_of(file) in chosen:
            record(planning, file, value, renamed)
    known_files = set(planning.files)
    if not sources:
        _other_files(planning, {file.path for file in values})
    _names_of_files(planning)
    _say_doubts(planning)
    outside = (at_hand,) if at_hand is not None else ()
    what = "text pseudonymise" + (f" {' '.join(sources)}" if sources else "")
    if table.undecided:
        planning.look.append(f"{table.undecided} suggestions of the table are not decided: these stay as they are")
    if table.open_to_others:
        planning.look.append(f"others on this computer may read the table: `chmod 600 {table.path}`")
    return Pseudonymising(
        root=root,
        change=Change(tuple(planning.files.values()), outside, what),
        table=table,
        done=tuple(planning.done),
        names=planning.counted,
        numbers=planning.kinds,
        quotes=len(planning.quotes),
        open=tuple(planning.open),
        look=tuple(planning.look),
        sources=chosen,
        beside=frozenset(planning.files) - known_files,
    )


def _is_left_alone(folder: Path) -> bool:
    """Whether a folder is of git or of programs, what undo keeps there too."""
    return folder.name in {*NOT_OF_PEOPLE, FOLDER}


# ---- other files -----------------------------------------------------------------------------------------------------


def _other_files(planning: Planning, records: Collection[str]) -> None:
    for path in files_below([planning.root], _is_left_alone):
        file = named(planning.root, path)
        kind = path.suffix[1:].lower()
        if file in records or file in planning.files or kind not in _WORDS_IN or path.stat().st_size > _MOST_BYTES:
            continue
        raw = path.read_bytes()
        try:
            text = store.composed(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            continue  # the check says what is in it
        count = planning.count
        edits = planning.edits(text, Spot("", file, 1), file, prose=kind in _PROSE)
        if edits:
            body = edited(text, edits)
            ended = body.removesuffix("\n") if text.endswith("\n") else body
            planning.put(file, raw, store.rewritten(raw, in_place(ended)), count)


def _names_of_files(planning: Planning) -> None:
    """Files whose names hold a name, other than transcripts."""
    for path in files_below([planning.root], _is_left_alone):
        file = named(planning.root, path)
        held = planning.finder.found(re.sub(r"[_./]", " ", file))
        if (
            any(not hit.doubt or hit.doubt == "capitals" for hit in held)
            and planning.files.get(file, _NONE).name is None
        ):
            planning.look.append(f"the name of the file {file} holds a name of the table; rename it by hand")


_NONE = FileChange("none", "0" * 64, None)


# ---- what is told ----------------------------------------------------------------------------------------------------


def _say_doubts(planning: Planning) -> None:
    for (doubt, text, names), places in planning.doubts.items():
        rows = " and ".join(str(name.row) for name in names)
        where = tuple(places)
        if doubt == "several":
            what, answer = (
                f"'{text}' is a name of rows {rows}",
                "say under `where` of each of them which places are whose",
            )
        elif doubt == "word":
            what = f"'{text}' is a name of row {rows}, and a common word"
            answer = f"`sure: [{text}]` in that row; where it is the word, a row of the kind `word` with these places"
        elif doubt == "genitive":
            what = f"'{text}' may be of whom row {rows} is, or a name of somebody else"
            answer = f"`sure: [{text}]` in that row, or a row of its own"
        else:
            shown = f"{some(where)} {'has' if len(where) == 1 else 'have'}"
            planning.look.append(
                f"{shown} '{text}' (row {rows}) in other capitals: list it as a form if it is the name"
            )
            continue
        planning.open.append(Open(what, answer, where))


def _ids(values: Mapping[FileName, Any]) -> Iterator[str]:
    """Ids, and keys of the user's own: what other files refer to."""
    for file, value in values.items():
        yield from _ids_in(value)
        if file.kind in {"evaluation", "codebook"}:
            yield from _keys_in(value)


def _ids_in(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if isinstance(id_ := one.get("id"), str):
                yield id_
            stack += one.values()
        elif isinstance(one, list):
            stack += one


def _keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from _keys_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _keys_in(part)
