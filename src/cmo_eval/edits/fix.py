"""Mistakes that can be mended without a decision of anyone, as one change (`validate --fix`); writes nothing itself.

A file keeps all that it says: its form is mended (byte order mark, blanks, line ends), and its name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.citation_text import with_fields
from cmo_eval.edits.plan import Plan
from cmo_eval.errors import CmoEvalError
from cmo_eval.model.base import ID_PATTERN
from cmo_eval.nearest import key
from cmo_eval.rules.acceptance import scalar_spans
from cmo_eval.store.folder import EVALUATION_FILE, FileName, list_files, named
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.writing.steps import taken
from cmo_eval.store.yaml_io import MAX_BYTES, Item, YamlProblem, read, stream
from cmo_eval.transcripts import store

_PLAIN_TEXTS = (".txt", ".md")
_ENDING = expression(r"\.ya?ml$", re.IGNORECASE)
_LIKE_AN_ID = r"[A-Za-z]{1,4}[0-9]+[A-Za-z]?"
_BLANKS = expression(r"(?<![ \t])[ \t]++(?=[\r\n]|\Z)")
_LINE_END = expression("\r\n|\r|\n")
_UNTIDY = expression(r"\A\ufeff|[ \t](?=[\r\n]|\Z)|(?<![\r\n])\Z|(?>\r\n|\r|\n){2}\Z")
"""What may have to be mended; where there is nothing of it, the text need not be taken apart."""

_PARTS = ("value", "anchor", "tag", "implicit", "explicit", "version", "tags")


@dataclass(frozen=True, slots=True)
class Mend:
    """One file as it will be, and what is mended, in words.

    `along` names the file whose new name asks for this one's: the two change together.
    """

    change: FileChange
    what: tuple[str, ...]
    along: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Something that looks like a mend but is left to a person, and why."""

    file: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Mending(Plan):
    """All mends of the evaluation in `root`, in the order of files."""

    mends: tuple[Mend, ...]
    left: tuple[Left, ...]

    def only(self, wanted: Callable[[str], bool]) -> Mending:
        """The mends of the files that are wanted, and of those that change along with them."""
        chosen = {mend.change.file for mend in self.mends if wanted(mend.change.file)}
        chosen |= {mend.along for mend in self.mends if mend.along and mend.change.file in chosen}
        mends = [mend for mend in self.mends if mend.change.file in chosen or mend.along in chosen]
        return _mending(self.root, mends, [left for left in self.left if wanted(left.file)])


def _mending(root: Path, mends: Iterable[Mend], left: Iterable[Left]) -> Mending:
    in_order = tuple(sorted(mends, key=lambda mend: mend.change.file))
    change = Change(tuple(mend.change for mend in in_order), what="mends by validate --fix")
    by_file = tuple(sorted(left, key=lambda one: (one.file, one.why)))
    return Mending(root=root, change=change, mends=in_order, left=by_file)


@dataclass
class _Seen:
    """A file as it is, and what is known of it before anything is planned.

    `name` is what it holds by its name, with the usual ending; `value` is that of a record that can be read.
    """

    path: str
    raw: bytes
    text: str
    name: FileName
    value: Any = None
    readable: bool = True

    @property
    def is_coding(self) -> bool:
        """Whether it holds citations."""
        return self.name.kind == "citations"

    @property
    def id(self) -> str | None:
        """The id of its record, None where it has none."""
        id_ = self.value.get("id") if isinstance(self.value, dict) else None
        return id_.strip() or None if isinstance(id_, str) else None


@dataclass
class _Planning:
    root: Path
    texts: Path | None
    seen: Mapping[str, _Seen]
    left: list[Left] = field(default_factory=list)

    def leave(self, file: str, why: str) -> None:
        self.left.append(Left(file, why))


def plan(root: Path, texts: Path | None = None) -> Mending:
    """What can be mended in the evaluation in `root`.

    Args:
        root: the folder that holds evaluation.yaml.
        texts: where the transcripts lie; else where evaluation.yaml says so.
    """
    listing = list_files(root)
    seen = {one.path: one for one in _looked_at(root, [*listing.paths, *listing.misnamed])}
    if texts is None and EVALUATION_FILE in seen and isinstance(seen[EVALUATION_FILE].value, dict):
        where = seen[EVALUATION_FILE].value.get("texts")
        texts = root / where if isinstance(where, str) else None
    planning = _Planning(root, texts, seen)
    renamed, along = _new_names(planning)
    mends: list[Mend] = []
    for path, one in seen.items():
        text, what, undone = in_form(one.text)
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
            mends.append(Mend(change, tuple(what), along.get(path)))
    return _mending(root, mends, planning.left)


def _looked_at(root: Path, paths: list[str]) -> Iterator[_Seen]:
    """Files that are UTF-8 text; the others, and links, are left alone (a finding says what is wrong with them)."""
    for path in paths:
        place = root / path
        try:
            if place.is_symlink() or not place.is_file() or place.stat().st_size > MAX_BYTES:
                continue
            raw = place.read_bytes()
            one = _Seen(path, raw, raw.decode("utf-8"), named(_with_ending(path)))
        except (OSError, UnicodeDecodeError):
            continue
        if path == EVALUATION_FILE or ("/" in path and not one.is_coding):
            try:
                one.value = read(one.text.lstrip("\ufeff")).value
            except YamlProblem:
                one.readable = False
        yield one


# ---- names ----------------------------------------------------------------------------------------------------------


def _new_names(planning: _Planning) -> tuple[dict[str, str], dict[str, str]]:
    """New paths by path, and by the path of a file of citations the source's file that it follows."""
    seen = planning.seen
    holders: dict[str, list[str]] = defaultdict(list)
    for path, one in seen.items():
        if "/" in path and not one.is_coding:
            holders[one.id or one.name.id_in_name].append(path)
    wanted: dict[str, str] = {}
    along: dict[str, str] = {}
    for path, one in seen.items():
        if one.is_coding or "/" not in path or one.id is None:
            wanted.setdefault(path, _with_ending(path))
        elif (target := _with_id(path, one.id)) == path:
            continue
        elif len(holders[one.id]) > 1:
            others = ", ".join(other for other in holders[one.id] if other != path)
            planning.leave(path, f"not renamed: the id {one.id} stands in {others} too")
        elif one.name.kind != "sources":
            wanted[path] = target
        elif (follow := _citations_of(planning, one, one.id, holders)) is not None:
            wanted |= {path: target, **follow}
            along |= dict.fromkeys(follow, path)
    wanted = {path: target for path, target in wanted.items() if target != path}
    for path in [path for path in wanted if not seen[path].readable]:
        planning.leave(path, "not renamed: it cannot be read as it is")
        del wanted[path]
    return _free(planning, wanted, along), along


def _citations_of(
    planning: _Planning, source: _Seen, id_: str, holders: Mapping[str, list[str]]
) -> dict[str, str] | None:
    """New paths for the files of a source's citations, which it takes along where they say that they are its own.

    None where one of them says something else.
    """
    old = {source.name.id_in_name, _ENDING.sub("", source.path.rsplit("/", 1)[-1])} - {id_}
    follow: dict[str, str] = {}
    for other, one in planning.seen.items():
        name = one.name
        if not one.is_coding or name.source not in old or holders.get(name.source):
            continue
        try:
            nodes = [node for node in stream(one.text.lstrip("\ufeff"), "citations") if isinstance(node, Item)]
            ids = [node.value.get("id") if isinstance(node.value, dict) else None for node in nodes]
        except YamlProblem:
            ids = [None]
        if not all(isinstance(citation, str) and citation.startswith(f"{id_}-") for citation in ids):
            planning.leave(source.path, f"not renamed: the citations in {other} are not those of {id_}")
            return None
        rest = other.rpartition("/")[2].partition(".")[2]
        follow[other] = f"sources/{id_}.{rest}"
    return follow


def _free(planning: _Planning, wanted: dict[str, str], along: Mapping[str, str]) -> dict[str, str]:
    """The renamings whose names nobody else has or wants; files that change along stay together.

    Names that differ in case only are one name: on many computers there is room for one of them.
    """
    staying = {key(path) for path in planning.seen if path not in wanted}
    by_target = Counter(key(target) for target in wanted.values())
    current = {key(path): path for path in wanted}
    blocked: dict[str, str] = {}
    for path, target in wanted.items():
        holder = current.get(key(target))
        if by_target[key(target)] > 1:
            blocked[path] = f"not renamed: {target} would be the name of another file too"
        elif holder is not None and holder != path:
            blocked[path] = f"not renamed: {target} is there already"
            blocked.setdefault(holder, f"not renamed: {path} would want its name; rename both by hand")
        elif key(target) in staying or taken(planning.root / target, planning.root / path):
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


def _with_ending(path: str) -> str:
    """The path with the ending `.yaml`."""
    return _ENDING.sub(".yaml", path)


def _with_id(path: str, id_: str) -> str:
    """The path of a record with that id: the id, then what the old name says beside an id."""
    path = _with_ending(path)
    if named(path).id_in_name == id_ or re.fullmatch(ID_PATTERN, id_) is None:
        return path
    folder, _, name = path.removesuffix(".yaml").rpartition("/")
    other = re.match(rf"(?:{re.escape(id_)}|{_LIKE_AN_ID})(?=[-._ ]|$)[-._ ]*", name, re.IGNORECASE)
    rest = name[other.end() :] if other else name
    return f"{folder}/{id_}{'-' if rest else ''}{rest}.yaml"


# ---- texts ----------------------------------------------------------------------------------------------------------


def _with_text_digest(planning: _Planning, one: _Seen, text: str) -> str | None:
    """A source with the digest of its text, where it has none; one that is there is never touched."""
    source = one.value if one.name.kind == "sources" else None
    if not isinstance(source, dict) or "text_sha256" in source or source.get("withdrawn") is not None:
        return None
    where = source.get("text")
    if planning.texts is None or not isinstance(where, str):
        return None
    place = store.place(planning.texts, where)
    if not place.name.lower().endswith(_PLAIN_TEXTS):
        return None
    try:
        if not place.resolve().is_relative_to(planning.texts.resolve()) or place.stat().st_size > MAX_BYTES:
            return None
        sha256 = store.digest(store.composed(place.read_bytes().decode("utf-8-sig")))
    except (OSError, ValueError):  # not at hand, or no UTF-8
        return None
    try:
        return with_fields(text, {"text_sha256": sha256}, ("text", "text_sha256"))
    except (CmoEvalError, YamlProblem):
        planning.leave(one.path, f"no text_sha256 written, since that would rewrite more of the file; it is {sha256}")
        return None


# ---- form ----------------------------------------------------------------------------------------------------------


def in_form(text: str) -> tuple[str, list[str], list[str]]:
    """The text without byte order mark and trailing blanks, and with one line end at its end.

    Returns:
        The text, what was mended, and what was left because mending it would change what the text says. A text that
        is no YAML stays as it is.
    """
    done: dict[str, None] = {}
    left: list[str] = []
    if not text.strip("\ufeff \t\r\n") or not _UNTIDY.search(text) or not scalar_spans(text)[1]:
        return text, [], []
    while True:  # a mend can make way for another; each leaves less to do
        left = []
        before = text
        for mend in (_without_byte_order_mark, _without_trailing_blanks, _with_one_line_end):
            after, what = mend(text)
            if after == text:
                continue
            if _says_the_same(text, after):
                text = after
                done[what] = None
            else:
                left.append(what)
        if text == before:
            return text, list(done), left


def _says_the_same(one: str, other: str) -> bool:
    """Whether two texts hold the same values in the same order; False too where one of them is no YAML."""
    try:
        return all(
            type(left) is type(right)
            and all(getattr(left, part, None) == getattr(right, part, None) for part in _PARTS)
            for left, right in zip_longest(*(yaml.parse(text, Loader=yaml.CSafeLoader) for text in (one, other)))
        )
    except yaml.YAMLError:
        return False


def _without_byte_order_mark(text: str) -> tuple[str, str]:
    return text.lstrip("\ufeff"), "byte order mark removed"


def _without_trailing_blanks(text: str) -> tuple[str, str]:
    spans, _ = scalar_spans(text)
    starts = [start for start, _ in spans]

    def beside(run: re.Match[str]) -> str:
        before = bisect_right(starts, run.start()) - 1
        return run[0] if before >= 0 and run.start() < spans[before][1] else ""

    return _BLANKS.sub(beside, text), "blanks at the ends of lines removed"


def _with_one_line_end(text: str) -> tuple[str, str]:
    end = _LINE_END.search(text, len(text.rstrip(" \t\r\n")))
    if end is None:
        first = _LINE_END.search(text)
        return text + (first[0] if first else "\n"), "line end added at the end"
    return text[: end.end()], "empty lines at the end removed"
