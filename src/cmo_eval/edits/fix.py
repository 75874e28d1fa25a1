"""Mistakes that can be mended without a decision of anyone, as one change (`validate --fix`); writes nothing itself.

A file keeps all that it says: its form is mended (byte order mark, blanks, line ends), and its name.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cmo_eval.edits.plan import Plan
from cmo_eval.model.base import ID_PATTERN
from cmo_eval.rules.acceptance import scalar_spans
from cmo_eval.store.folder import EVALUATION_FILE, KINDS, list_files
from cmo_eval.store.writing.change import Change, FileChange, digest, key
from cmo_eval.store.yaml_io import MAX_BYTES, Item, Marks, YamlProblem, read, stream
from cmo_eval.transcripts import store

_PLAIN_TEXTS = (".txt", ".md")
_ENDING = re.compile(r"\.ya?ml$", re.IGNORECASE)
_CITATIONS = re.compile(r"(?P<source>[^.]+)\.citations(?:\.(?P<coder>[^.]+))?")
_LIKE_AN_ID = r"[A-Za-z]{1,4}[0-9]+[A-Za-z]?"
_BLANKS = re.compile(r"(?<![ \t])[ \t]++(?=[\r\n]|\Z)")
_LINE_END = re.compile("\r\n|\r|\n")
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


def plan(root: Path, texts: Path | None = None) -> Mending:
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
            one = _Seen(path, raw, raw.decode("utf-8"))
        except (OSError, UnicodeDecodeError):
            continue
        if path == EVALUATION_FILE or (path.split("/")[0] in KINDS and _coding(path) is None):
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
        if "/" in path and _coding(path) is None:
            id_ = _id(one)
            holders[id_ if id_ is not None else _first_part(path)].append(path)
    wanted: dict[str, str] = {}
    along: dict[str, str] = {}
    for path, one in seen.items():
        if _coding(path) is not None or "/" not in path:
            wanted.setdefault(path, _with_ending(path))
            continue
        id_ = _id(one)
        target = _with_id(path, id_) if id_ is not None else _with_ending(path)
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
    old = {_first_part(path), _stem(path)} - {id_}
    follow = []
    for other, one in seen.items():
        known = _coding(other)
        if known is None or known.source not in old or holders.get(known.source):
            continue
        ids = _citation_ids(one)
        if ids is None or not all(citation.startswith(f"{id_}-") for citation in ids):
            planning.leave(path, f"not renamed: the citations in {other} are not those of {id_}")
            return
        follow.append(other)
    wanted[path] = _with_id(path, id_)
    for other in follow:
        wanted[other] = _with_source(other, id_)
        along[other] = path


def _free(
    planning: _Planning, seen: Mapping[str, _Seen], wanted: dict[str, str], along: Mapping[str, str]
) -> dict[str, str]:
    """The renamings whose names nobody else has or wants; files that change along stay together.

    Names that differ in case only are one name: on many computers there is room for one of them.
    """
    staying = {key(path) for path in seen if path not in wanted}
    by_target: dict[str, list[str]] = defaultdict(list)
    for path, target in wanted.items():
        by_target[key(target)].append(path)
    current = {key(path): path for path in wanted}
    blocked: dict[str, str] = {}
    for path, target in wanted.items():
        holder = current.get(key(target))
        if len(by_target[key(target)]) > 1:
            blocked[path] = f"not renamed: {target} would be the name of another file too"
        elif holder is not None and holder != path:
            blocked[path] = f"not renamed: {target} is there already"
            blocked.setdefault(holder, f"not renamed: {path} would want its name; rename both by hand")
        elif key(target) in staying or _taken(planning.root / target, planning.root / path):
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


class _Coding(NamedTuple):
    """Whose citations a file holds, as its name says."""

    source: str
    coder: str | None


def _stem(path: str) -> str:
    """The name of a file without folder and ending."""
    return _ENDING.sub("", path.rsplit("/", 1)[-1])


def _first_part(path: str) -> str:
    """What a file's name begins with, up to `-` or `.`: where its id belongs."""
    return re.split(r"[-.]", _stem(path), maxsplit=1)[0]


def _coding(path: str) -> _Coding | None:
    """Whose citations a file holds; None of any other file."""
    match = _CITATIONS.fullmatch(_stem(path)) if path.startswith("sources/") else None
    return _Coding(match["source"], match["coder"]) if match else None


def _with_ending(path: str) -> str:
    """The path with the ending `.yaml`."""
    return _ENDING.sub(".yaml", path)


def _with_id(path: str, id_: str) -> str:
    """The path of a record with that id: the id, then what the old name says beside an id."""
    folder = path.rpartition("/")[0]
    old = _stem(path)
    if _first_part(path) == id_ or re.fullmatch(ID_PATTERN, id_) is None:
        return _with_ending(path)
    other = re.match(rf"(?:{re.escape(id_)}|{_LIKE_AN_ID})(?=[-._ ]|$)[-._ ]*", old, re.IGNORECASE)
    rest = old[other.end() :] if other else old
    return f"{folder}/{id_}{'-' if rest else ''}{rest}.yaml"


def _with_source(path: str, source: str) -> str:
    """The path of a file of citations, of that source."""
    known = _coding(path)
    coder = f".{known.coder}" if known and known.coder else ""
    return f"{path.rpartition('/')[0]}/{source}.citations{coder}.yaml"


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
        sha256 = store.digest(store.composed(place.read_bytes().decode("utf-8-sig")))
    except (OSError, ValueError):  # not at hand, or no UTF-8
        return None
    after = with_digest(text, sha256)
    if after is None:
        planning.leave(one.path, f"no text_sha256 written, since `text` has no line of its own; it is {sha256}")
    return after


# ---- form ----------------------------------------------------------------------------------------------------------


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts hold the same values in the same order; False too where one of them is no YAML."""
    try:
        return all(
            type(left) is type(right)
            and all(getattr(left, part, None) == getattr(right, part, None) for part in _PARTS)
            for left, right in zip_longest(_events(one), _events(other))
        )
    except yaml.YAMLError:
        return False


def in_form(text: str) -> tuple[str, list[str], list[str]]:
    """The text without byte order mark and trailing blanks, and with one line end at its end.

    Returns:
        The text, what was mended, and what was left because mending it would change what the text says. A text that
        is no YAML stays as it is.
    """
    done: dict[str, None] = {}
    left: list[str] = []
    if not text.strip("\ufeff \t\r\n") or not _any(text) or not scalar_spans(text)[1]:
        return text, [], []
    while True:  # a mend can make way for another; each leaves less to do
        left = []
        before = text
        for mend in (_without_byte_order_mark, _without_trailing_blanks, _with_one_line_end):
            after, what = mend(text)
            if after == text:
                continue
            if says_the_same(text, after):
                text = after
                done[what] = None
            else:
                left.append(what)
        if text == before:
            return text, list(done), left


def with_digest(text: str, sha256: str) -> str | None:
    """The text of a source with `text_sha256` on a line below `text`; None where that has no line of its own."""
    try:
        node = read(text)
    except YamlProblem:
        return None
    if not isinstance(node.marks, Marks) or "text" not in node.marks.keys:
        return None
    start = node.marks.keys["text"].index + text.startswith("\ufeff")  # libyaml does not count it
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    indent = text[line:start].lstrip("\ufeff")
    end = _LINE_END.search(text, start)
    break_ = _break_of(text)
    at = end.end() if end else len(text)
    after = f"{text[:at]}{'' if end else break_}{indent}text_sha256: {sha256}{break_ if end else ''}{text[at:]}"
    if indent.strip(" "):
        return None
    try:
        return after if read(after).value == {**node.value, "text_sha256": sha256} else None
    except YamlProblem:
        return None


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=yaml.CSafeLoader))


def _any(text: str) -> bool:
    """Whether there is anything to mend, before the text is taken apart."""
    return (
        text.startswith("\ufeff")
        or _BLANKS.search(text) is not None
        or text[-1] not in "\r\n"
        or (len(text) > 1 and text[-2:] != "\r\n" and text[-2] in "\r\n")
        or text.endswith(("\n\r\n", "\r\r\n"))
    )


def _break_of(text: str) -> str:
    first = _LINE_END.search(text)
    return first[0] if first else "\n"


def _without_byte_order_mark(text: str) -> tuple[str, str]:
    return text.lstrip("\ufeff"), "byte order mark removed"


def _without_trailing_blanks(text: str) -> tuple[str, str]:
    spans, _ = scalar_spans(text)
    starts = [start for start, _ in spans]
    runs = [match.span() for match in _BLANKS.finditer(text) if not _inside(spans, starts, match.start())]
    parts: list[str] = []
    here = 0
    for start, end in runs:
        parts.append(text[here:start])
        here = end
    return "".join([*parts, text[here:]]), "blanks at the ends of lines removed"


def _inside(spans: Sequence[tuple[int, int]], starts: Sequence[int], index: int) -> bool:
    before = bisect_right(starts, index) - 1
    return before >= 0 and index < spans[before][1]


def _with_one_line_end(text: str) -> tuple[str, str]:
    body = text.rstrip(" \t\r\n")
    end = _LINE_END.search(text, len(body))
    if end is None:
        return text + _break_of(text), "line end added at the end"
    return text[: end.end()], "empty lines at the end removed"
