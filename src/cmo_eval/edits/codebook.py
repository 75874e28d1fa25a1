"""A code that gets another name, or codes that become one, as a change to every file that names them; writes nothing.

The files are read as they stand, what was withdrawn too: in it the old name would be an error for ever.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.code_places import (
    UTF_16,
    CodeFile,
    accepted,
    codes_of,
    entries,
    impossible,
    places,
    raw_of,
    spliced,
    text_of,
    with_lists,
)
from cmo_eval.edits.coding.checking import named
from cmo_eval.edits.examples import without_examples
from cmo_eval.edits.new import blank, with_modelines
from cmo_eval.edits.plan import Plan
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Code, Codebook
from cmo_eval.model.codebook import CodeKind
from cmo_eval.nearest import alike, did_you_mean, unknown
from cmo_eval.store.loading import EVALUATION_FILE, list_files
from cmo_eval.store.writing.change import Change, FileChange, digest

BOOK = "codebook.yaml"

_KINDS: tuple[str, ...] = get_args(CodeKind)
_NAME = expression(r"[^\W\d][\w-]*")


class Recoded(NamedTuple):
    """An entry of a file of citations whose codes change; `id` is None for what the file's defaults say."""

    file: str
    line: int
    id: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Recoding(Plan):
    """Codes that get another name: `recoded` are the entries of citations in the order of files.

    `others` are the files other than those of citations. `version` is that of the book afterwards, None where the book
    stays as it is.
    """

    recoded: tuple[Recoded, ...]
    others: Change
    version: int | None


class Signed(NamedTuple):
    """Who changes the book, when (an ISO date) and why, for its history."""

    date: str
    by: str | None = None
    why: str | None = None


# ---- what is asked --------------------------------------------------------------------------------------------------


def rename(root: Path, old: str, new: str, signed: Signed) -> Recoding:
    """One code under another name, everywhere.

    Args:
        root: the folder that holds evaluation.yaml.
        old: the code, as the codebook or, where that does not have it, a citation names it.
        new: its new name, which nothing may have yet.
        signed: for the book's history.

    Raises:
        UsageError: there is no such code, the new name is no name or taken, or `by` is not in the team.
        CmoEvalError: a file that may name the code cannot be read, or cannot be changed without more than that.
    """
    old, new = _composed(old), _composed(new)
    if _NAME.fullmatch(new) is None:
        raise _no_name(new)
    planning = _Planning(root, {old: new}, signed)
    if old == new:
        raise UsageError(f"{old} is the name already", "give another one")
    other, holder = new, ""
    if new in planning.codes:
        holder = f"the codebook has a code {new} already"
    elif (near := alike(new, [code for code in planning.codes if code != old])) is not None:
        other, holder = near, f"the codebook has a code {near}, which is {new} but for capitals"
    else:
        planning.read_citations(also=new)
        if planning.taken:
            holder = f"{planning.taken} has a code {new} already"
    if holder:
        raise UsageError(holder, f"take another name, or make the two one: `cmo-eval code merge {old} --into {other}`")
    planning.refuse_unknown(old)
    if old in planning.codes:
        planning.change_book(f"{old} is called {new}")
    planning.accepted(renames=True)
    return planning.planned()


def merge(root: Path, codes: Sequence[str], into: str, signed: Signed) -> Recoding:
    """Codes that become one of them, or another one that is there.

    Their entries go from the book. No citation has the code twice.

    Args:
        root: the folder that holds evaluation.yaml.
        codes: the codes that go.
        into: the code that stays.
        signed: for the book's history.

    Raises:
        UsageError: one of them does not exist, has codes below it that stay, or `by` is not in the team.
        CmoEvalError: as in `rename`.
    """
    into = _composed(into)
    gone = list(dict.fromkeys(code for code in map(_composed, codes) if code != into))
    if not gone:
        raise UsageError(
            f"nothing is left to become {into}", "name the codes that go, then --into and the one that stays"
        )
    planning = _Planning(root, dict.fromkeys(gone, into), signed)
    planning.read_citations(also=into)
    for code in gone:
        planning.refuse_unknown(code)
    if into not in planning.codes and (planning.codes or not planning.taken):
        near = did_you_mean(into, planning.codes)
        rename_first = f"`cmo-eval code rename {gone[0]} {into}` makes it, the others can be merged into it then"
        raise UsageError(f"there is no code {into} to become", near or rename_first)
    for code in gone:
        planning.refuse_parent(code, into)
    listed = [code for code in gone if code in planning.codes]
    if listed:
        names = [f"{code} ({planning.codes[code].label})" if planning.codes[code].label else code for code in listed]
        joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        planning.change_book(f"{joined} {'is' if len(names) == 1 else 'are'} part of {into}")
        stays = planning.codes[into]
        for one in (planning.codes[id_] for id_ in listed):
            if one.kind != stays.kind:
                planning.notes.append(f"{one.id} was of kind {one.kind}, and {into} is of kind {stays.kind}")
        said = ", ".join(id_ for id_ in listed if planning.codes[id_].use or planning.codes[id_].avoid)
        if said:
            advice = f"see whether {into} says it under `use` and `avoid`"
            planning.notes.append(f"when to use {said} goes from the book: {advice}")
    planning.accepted(renames=False)
    return planning.planned()


def new(root: Path, code: Mapping[str, str | None], signed: Signed) -> Recoding:
    """One code more in the book, which is made where there is none; its first code is no new version of it.

    Args:
        root: the folder that holds evaluation.yaml.
        code: the keys of a `Code` with what they shall say, None for what is left out; without a `kind` it is of that
            of its `parent`.
        signed: for the book's history.

    Raises:
        UsageError: the name is no name or taken, there is no such kind or parent, or `by` is not in the team.
        CmoEvalError: as in `rename`, of the book.
    """
    id_ = _composed(code["id"] or "")
    if _NAME.fullmatch(id_) is None:
        raise _no_name(id_)
    planning = _Planning(root, {}, signed, what=f"code new {id_}")
    known = planning.codes
    if id_ in known:
        raise UsageError(f"the codebook has a code {id_} already", f"`cmo-eval code rename {id_} ...` renames it")
    if (near := alike(id_, known)) is not None:
        raise UsageError(f"the codebook has a code {near}, which is {id_} but for capitals", "take another name")
    parent, kind = code.get("parent"), code.get("kind")
    above = known[named(_composed(parent), known, "code")] if parent else None
    if above is None and not kind:
        raise UsageError(f"nothing says of which kind {id_} is", f"give --kind: {', '.join(_KINDS)}")
    kind = named(kind, _KINDS, "kind of code") if kind else above.kind if above is not None else None
    became = _book(planning.book).successor(id_) if planning.book is not None and known else None
    if became is not None:
        planning.notes.append(f"{id_} was a code before, which became {became}: earlier codings are under that name")
    said = {**code, "id": id_, "kind": kind, "parent": above.id if above is not None else None}
    planning.add_codes([{key: part for key in Code.model_fields if (part := said.get(key))}])
    return planning.planned()


def several(root: Path, codes: Sequence[Mapping[str, str]], signed: Signed) -> Recoding:
    """Codes more in the book, which is made where there is none, in one version of it.

    Args:
        root: the evaluation folder.
        codes: the keys of a `Code` with what they say, each with an id that is free, below what is there or before it.
        signed: for the book's history.

    Raises:
        CmoEvalError: as in `rename`, of the book.
    """
    planning = _Planning(root, {}, signed, what="codes")
    planning.add_codes(codes)
    return planning.planned()


def history(root: Path) -> Codebook | None:
    """The codebook with its history; None where the evaluation has no codebook.

    Raises:
        CmoEvalError: it cannot be read.
    """
    files = {file.path for file in list_files(root).files}
    return _book(CodeFile(root, BOOK)) if BOOK in files else None


# ---- how it is planned ----------------------------------------------------------------------------------------------


@dataclass
class _Planning:
    """Files that change, gathered one by one; `names` gives for each code the one that takes its place."""

    root: Path
    names: Mapping[str, str]
    signed: Signed
    codes: dict[str, Code] = field(init=False)
    taken: str | None = None
    changes: list[FileChange] = field(default_factory=list)
    recoded: list[Recoded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    version: int | None = None
    what: str = ""

    def __post_init__(self) -> None:
        self.files = list_files(self.root).files
        if self.signed.by is not None:
            value = CodeFile(self.root, EVALUATION_FILE).node().value
            team = value.get("team") if isinstance(value, dict) else None
            known = list(team) if isinstance(team, dict) else []
            if self.signed.by not in known:
                hint = f"the team is {', '.join(known)}" if known else "name the team first"
                near = did_you_mean(self.signed.by, known)
                raise UsageError(f"{self.signed.by} is not in the team of evaluation.yaml", near or hint)
        self.book = CodeFile(self.root, BOOK) if any(file.path == BOOK for file in self.files) else None
        self.codes = {}
        for code in _book(self.book).codes if self.book is not None else ():
            if code.id in self.codes and (code.id in self.names or code.id in self.names.values()):
                raise UsageError(f"the code {code.id} stands in {BOOK} twice", "take one of the two out first")
            self.codes[code.id] = code

    def planned(self) -> Recoding:
        order = {file.path: number for number, file in enumerate(self.files)}
        what = self.what or f"codes: {', '.join(f'{old} became {new}' for old, new in self.names.items())}"
        return Recoding(
            root=self.root,
            change=Change(tuple(sorted(self.changes, key=lambda one: order.get(one.file, -1))), what=what),
            notes=tuple(self.notes),
            recoded=tuple(self.recoded),
            others=Change(tuple(one for one in self.changes if one.file in {BOOK, EVALUATION_FILE})),
            version=self.version,
        )

    # -- refusals

    def refuse_unknown(self, code: str) -> None:
        used = any(code in one.before for one in self.recoded)
        if code not in self.codes and not used:
            became = _book(self.book).successor(code) if self.book is not None else None
            if became is not None:  # somebody else renamed it meanwhile, as on another branch of git
                raise UsageError(f"there is no code {code}", f"it became '{became}' in the codebook's history")
            raise unknown("code", code, self.codes, "" if self.codes else "there are no codes yet")

    def refuse_parent(self, code: str, into: str) -> None:
        below = [id_ for id_, other in self.codes.items() if other.parent == code and id_ not in self.names]
        if not below:
            return
        named = ", ".join(below)
        hint = f"give {'it' if len(below) == 1 else 'them'} another parent in {BOOK} first"
        if into not in below:
            hint += f" ({into}, for instance), or merge {'it' if len(below) == 1 else 'them'} along"
        raise UsageError(f"{code} has codes below it: {named}", hint)

    # -- citations

    def read_citations(self, also: str) -> None:
        """Plan the files of citations; `taken` is the first entry that has the code `also`."""
        wanted = [name.encode() for name in (*self.names, also)]
        for name in self.files:
            if name.kind != "citations":
                continue
            raw = raw_of(self.root, name.path)
            # a code can hide behind an escape only where there is a backslash
            if not any(code in raw for code in wanted) and b"\\" not in raw and not raw.startswith(UTF_16):
                continue
            if not raw.removeprefix(b"\xef\xbb\xbf").strip():
                continue
            self._change_citations(CodeFile(self.root, name.path), also)

    def _change_citations(self, file: CodeFile, also: str) -> None:
        node = file.node()
        value, edits, lists = node.value, [], False
        for path, holder, id_ in entries(value):
            before = codes_of(holder.get("codes"))
            if also in before and self.taken is None:
                self.taken = id_ or file.path
            if self.names.keys().isdisjoint(before):
                continue
            after: list[str] = []  # under their new names, what becomes another one once only
            for code in (self.names.get(code, code) for code in before):
                if code not in after or code not in self.names.values():
                    after.append(code)
            self.recoded.append(Recoded(file.path, node.locate((*path, "codes")).line, id_, before, tuple(after)))
            if len(after) == len(before):
                edits += places(node, (*path, "codes"), holder["codes"], self.names)
            else:
                lists = True
            holder["codes"] = after if isinstance(holder["codes"], list) else after[0]
        if not edits and not lists:
            return
        text = spliced(file, edits)
        if lists:
            text = with_lists(file, text, value)
        self.changes.append(FileChange(file.path, digest(file.raw), file.after(text, value)))

    # -- the book

    def change_book(self, said: str) -> None:
        if self.book is None:
            return
        node = self.book.node()
        value, edits = node.value, []
        stays = []
        renames = not set(self.names.values()) & set(self.codes)
        for index, code in enumerate(value["codes"]):
            name = text_of(code.get("id"))
            if name in self.names and not renames:
                continue
            for key in ("id", "parent"):
                if text_of(code.get(key)) in self.names:
                    edits += places(node, ("codes", index, key), code[key], self.names)
                    code[key] = self.names[text_of(code[key])]
            stays.append(code)
        text = spliced(self.book, edits)
        value["codes"] = stays
        self._put_book(text, value, said)

    def add_codes(self, entries: Sequence[Mapping[str, str]]) -> None:
        """Codes more, at the end; where there is no book it begins as `init` writes it."""
        if self.book is None:
            text = without_examples(with_modelines({BOOK: blank("codebook")})[BOOK], "codebook", "", ("codes",))
            whole = with_value(text, {"version": 1, "codes": [*entries]})
            self.changes.append(FileChange(BOOK, None, whole.encode()))
            return
        value = self.book.node().value
        value["codes"] = [*(value.get("codes") or []), *entries]
        text = self.book.text if self.codes else without_examples(self.book.text, "codebook", "", ("codes",))
        ids = ", ".join(entry["id"] for entry in entries)
        self._put_book(text, value, f"{ids} {'is' if len(entries) == 1 else 'are'} new" if self.codes else "")

    def _put_book(self, text: str, value: dict[str, Any], said: str) -> None:
        """The book that says `value`, with a new version and what is `said` of it in the history, if anything is."""
        if self.book is None:
            return
        if said:
            book = _book(self.book)
            self.version = max([book.version, *(change.version for change in book.history)]) + 1
            value["version"] = str(self.version)
            entry = {
                "version": str(self.version),
                "date": self.signed.date,
                "by": self.signed.by,
                "change": said,
                "why": self.signed.why,
                "became": {old: new for old, new in self.names.items() if old in self.codes},
            }
            value["history"] = [*(value.get("history") or []), {key: part for key, part in entry.items() if part}]
            others = {key: part for key, part in value.items() if key not in {"version", "history"}}
            # where it has none of them yet, the version stands above and the history below the codes
            value = {"version": value["version"], **others, "history": value["history"]}
        content = self.book.after(with_lists(self.book, text, value), value)
        try:
            Codebook.model_validate(value)
        except ValidationError:
            raise impossible(BOOK) from None
        self.changes.append(FileChange(BOOK, digest(self.book.raw), content))

    # -- what the team accepts

    def accepted(self, *, renames: bool) -> None:
        """What is accepted of a code is accepted of it under its new name, or has to be looked at by a person."""
        file = CodeFile(self.root, EVALUATION_FILE)
        if renames and not any(name.encode() in file.raw for name in self.names):
            return
        node, edits = file.node(), []
        for index, entry in accepted(node.value):
            name = text_of(entry.get("id"))
            if name in self.names and renames:
                edits += places(node, ("ignore", index, "id"), entry["id"], self.names)
                entry["id"] = self.names[name]
            elif name in self.names:
                self.notes.append(f"evaluation.yaml accepts {entry['code']} of {entry['id']}: take that entry out")
        if edits:
            after = file.after(spliced(file, edits), node.value)
            self.changes.append(FileChange(file.path, digest(file.raw), after))


def _book(file: CodeFile) -> Codebook:
    value = file.node().value
    try:
        return Codebook.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CmoEvalError(
            f"{file.path}: {where or 'the file'}: {first['msg'].removeprefix('Value error, ')}",
            "nothing was changed; mend it first, `cmo-eval validate` shows all that is wrong",
        ) from None


def _no_name(name: str) -> UsageError:
    return UsageError(f"'{name}' cannot be the name of a code", "a letter, then letters, digits, _ or -, no spaces")


def _composed(name: str) -> str:
    """The name in composed characters, as files hold it, whatever a terminal gives."""
    return unicodedata.normalize("NFC", name.strip())
