"""What can be mended in a folder, as one change; reads files, writes none."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cmo_eval.edits.fixing import form, names
from cmo_eval.store.folder import EVALUATION_FILE, KINDS, list_files
from cmo_eval.store.text import MAX_BYTES
from cmo_eval.store.writing import Change, FileChange, digest
from cmo_eval.store.yaml_io import Item, YamlProblem, read, stream

_PLAIN_TEXTS = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Mend:
    """One file as it will be: its change, its bytes before, and what is mended, in words.

    `along` names the file whose new name asks for this one's: the two change together.
    """

    change: FileChange
    before: bytes
    what: tuple[str, ...]
    along: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Something that looks like a mend but is left to a person, and why."""

    file: str
    why: str


@dataclass(frozen=True)
class Plan:
    """All mends of the evaluation in `root`, in the order of files; those to be made are one change."""

    root: Path
    mends: tuple[Mend, ...]
    left: tuple[Left, ...]

    @property
    def change(self) -> Change:
        """The mends as a change to be applied whole."""
        return Change(tuple(mend.change for mend in self.mends), what="mends by validate --fix")

    def only(self, wanted: Callable[[str], bool]) -> Plan:
        """The mends of the files that are wanted, and of those that change along with them."""
        chosen = {mend.change.file for mend in self.mends if wanted(mend.change.file)}
        chosen |= {mend.along for mend in self.mends if mend.along and mend.change.file in chosen}
        mends = tuple(mend for mend in self.mends if mend.change.file in chosen or mend.along in chosen)
        return Plan(self.root, mends, tuple(left for left in self.left if wanted(left.file)))


@dataclass
class _Seen:
    """A file as it is, and what is known of it before anything is planned."""

    path: str
    raw: bytes
    text: str
    value: Any = None  # of a record that can be read
    readable: bool = True


@dataclass
class _Planning:
    root: Path
    texts: Path | None
    left: list[Left] = field(default_factory=list)

    def leave(self, file: str, why: str) -> None:
        self.left.append(Left(file, why))


def plan(root: Path, texts: Path | None = None) -> Plan:
    """What can be mended in the evaluation in `root`.

    Args:
        root: the folder that holds evaluation.yaml.
        texts: where the transcripts lie; else where evaluation.yaml says so.
    """
    planning = _Planning(root, texts)
    listing = list_files(root)
    seen = {one.path: one for one in _looked_at(root, [*(f.path for f in listing.files), *listing.misnamed])}
    if planning.texts is None:
        planning.texts = _texts_of(root, seen.get(EVALUATION_FILE))
    renamed, along = _new_names(planning, seen)
    mends: list[Mend] = []
    for path, one in seen.items():
        text, what, undone = form.in_form(one.text)
        for mend in undone:
            planning.leave(path, f"not mended, for it would change what the file says: {mend}")
        marked = _with_text_digest(planning, one, text)
        if marked is not None:
            text = marked
            what.append("text_sha256 added")
        name = renamed.get(path)
        if name is not None:
            what.append(f"renamed to {name.rsplit('/', 1)[-1]}")
        if what:
            content = text.encode("utf-8") if text != one.text else one.raw
            change = FileChange(path, digest(one.raw), content, name)
            mends.append(Mend(change, one.raw, tuple(what), along.get(path)))
    return Plan(
        root,
        tuple(sorted(mends, key=lambda mend: mend.change.file)),
        tuple(sorted(planning.left, key=lambda left: (left.file, left.why))),
    )


def _looked_at(root: Path, paths: list[str]) -> Iterator[_Seen]:
    """Files that are UTF-8 text; the others, and links, are left alone (a finding says what is wrong with them)."""
    for path in paths:
        place = root / path
        try:
            if place.is_symlink() or not place.is_file() or place.stat().st_size > MAX_BYTES:
                continue
            raw = place.read_bytes()
            one = _Seen(path, raw, raw.decode("utf-8"))
        except (OSError, UnicodeDecodeError):
            continue
        if path == EVALUATION_FILE or (path.split("/")[0] in KINDS and names.coding(path) is None):
            try:
                one.value = read(one.text.lstrip("\ufeff")).value
            except YamlProblem:
                one.readable = False
        yield one


def _texts_of(root: Path, evaluation: _Seen | None) -> Path | None:
    where = evaluation.value.get("texts") if evaluation and isinstance(evaluation.value, dict) else None
    return root / where if isinstance(where, str) else None


# ---- names ----------------------------------------------------------------------------------------------------------


def _new_names(planning: _Planning, seen: Mapping[str, _Seen]) -> tuple[dict[str, str], dict[str, str]]:
    """New paths by path, and by the path of a file of citations the source's file that it follows."""
    holders: dict[str, list[str]] = defaultdict(list)
    for path, one in seen.items():
        if "/" in path and names.coding(path) is None:
            id_ = _id(one)
            holders[id_ if id_ is not None else names.first_part(path)].append(path)
    wanted: dict[str, str] = {}
    along: dict[str, str] = {}
    for path, one in seen.items():
        if names.coding(path) is not None or "/" not in path:
            wanted.setdefault(path, names.with_ending(path))
            continue
        id_ = _id(one)
        target = names.with_id(path, id_) if id_ is not None else names.with_ending(path)
        if target == path:
            continue
        if not one.readable:
            planning.leave(path, "not renamed: it cannot be read as it is")
        elif id_ is not None and len(holders[id_]) > 1:
            others = ", ".join(other for other in holders[id_] if other != path)
            planning.leave(path, f"not renamed: the id {id_} stands in {others} too")
        elif path.startswith("sources/") and id_ is not None:
            _source(planning, path, id_, seen, holders, wanted, along)
        else:
            wanted[path] = target
    wanted = {path: target for path, target in wanted.items() if target != path}
    return _free(planning, seen, wanted, along), along


def _source(
    planning: _Planning,
    path: str,
    id_: str,
    seen: Mapping[str, _Seen],
    holders: Mapping[str, list[str]],
    wanted: dict[str, str],
    along: dict[str, str],
) -> None:
    """A source takes the files of its citations along, where these say themselves that they are its own."""
    old = {names.first_part(path), names.stem(path)} - {id_}
    follow = []
    for other, one in seen.items():
        known = names.coding(other)
        if known is None or known.source not in old or holders.get(known.source):
            continue
        ids = _citation_ids(one)
        if ids is None or not all(citation.startswith(f"{id_}-") for citation in ids):
            planning.leave(path, f"not renamed: the citations in {other} are not those of {id_}")
            return
        follow.append(other)
    wanted[path] = names.with_id(path, id_)
    for other in follow:
        wanted[other] = names.with_source(other, id_)
        along[other] = path


def _free(
    planning: _Planning, seen: Mapping[str, _Seen], wanted: dict[str, str], along: Mapping[str, str]
) -> dict[str, str]:
    """The renamings whose names nobody else has or wants; files that change along stay together.

    Names that differ in case only are one name: on many computers there is room for one of them.
    """
    staying = {_folded(path) for path in seen if path not in wanted}
    by_target: dict[str, list[str]] = defaultdict(list)
    for path, target in wanted.items():
        by_target[_folded(target)].append(path)
    current = {_folded(path): path for path in wanted}
    blocked: dict[str, str] = {}
    for path, target in wanted.items():
        holder = current.get(_folded(target))
        if len(by_target[_folded(target)]) > 1:
            blocked[path] = f"not renamed: {target} would be the name of another file too"
        elif holder is not None and holder != path:
            blocked[path] = f"not renamed: {target} is there already"
            blocked.setdefault(holder, f"not renamed: {path} would want its name; rename both by hand")
        elif _folded(target) in staying or _taken(planning.root / target, planning.root / path):
            blocked[path] = f"not renamed: {target} is there already"
    groups: dict[str, list[str]] = defaultdict(list)
    for path in wanted:
        groups[along.get(path, path)].append(path)
    for members in groups.values():
        stuck = next((path for path in members if path in blocked), None)
        for path in members if stuck is not None else ():
            blocked.setdefault(path, f"not renamed: {stuck} cannot be renamed along with it")
    for path, why in blocked.items():
        planning.leave(path, why)
    return {path: target for path, target in wanted.items() if path not in blocked}


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _taken(target: Path, path: Path) -> bool:
    return os.path.lexists(target) and not (target.exists() and target.samefile(path))


def _id(one: _Seen) -> str | None:
    id_ = one.value.get("id") if isinstance(one.value, dict) else None
    return id_.strip() if isinstance(id_, str) else None


def _citation_ids(one: _Seen) -> list[str] | None:
    """The ids in a file of citations; None where it cannot be read or one has no id."""
    ids: list[str] = []
    try:
        for node in stream(one.text.lstrip("\ufeff"), "citations"):
            if isinstance(node, Item):
                id_ = node.value.get("id") if isinstance(node.value, dict) else None
                if not isinstance(id_, str):
                    return None
                ids.append(id_)
    except YamlProblem:
        return None
    return ids


# ---- texts ----------------------------------------------------------------------------------------------------------


def _with_text_digest(planning: _Planning, one: _Seen, text: str) -> str | None:
    """A source with the digest of its text, where it has none; one that is there is never touched."""
    source = one.value if one.path.startswith("sources/") else None
    if not isinstance(source, dict) or "text_sha256" in source or source.get("withdrawn") is not None:
        return None
    where = source.get("text")
    if planning.texts is None or not isinstance(where, str):
        return None
    place = planning.texts / where
    if not place.name.lower().endswith(_PLAIN_TEXTS):
        return None
    try:
        if not place.resolve().is_relative_to(planning.texts.resolve()) or place.stat().st_size > MAX_BYTES:
            return None
        sha256 = text_digest(place.read_bytes())
    except (OSError, ValueError):  # not at hand, or no UTF-8
        return None
    after = form.with_digest(text, sha256)
    if after is None:
        planning.leave(one.path, f"no text_sha256 written, since `text` has no line of its own; it is {sha256}")
    return after


def text_digest(content: bytes) -> str:
    """SHA-256 of a transcript as offsets count it: UTF-8 without byte order mark, line ends LF, composed (NFC).

    Raises:
        UnicodeDecodeError: the content is not UTF-8.
    """
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return digest(unicodedata.normalize("NFC", text).encode("utf-8"))
