"""Whether a name of the table is left in any file of an evaluation, in what undo keeps, and in git; changes nothing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cmo_eval.analysis.history import messages, versions
from cmo_eval.deferred import dataclass
from cmo_eval.edits.copies import MOST_BYTES, NOT_OF_PEOPLE, PICTURES, UNREADABLE, files_below, some
from cmo_eval.errors import CmoEvalError
from cmo_eval.pseudonyms.finding import EVERYWHERE, Finder, Spot
from cmo_eval.store.writing import FOLDER
from cmo_eval.store.writing.change import named
from cmo_eval.transcripts import store
from cmo_eval.transcripts.file_words import words_in_file

_NOT_READ = PICTURES | frozenset(("mp3", "m4a", "wav", "ogg", "opus", "mp4", "mov"))


@dataclass(frozen=True)
class Left:
    """Where names are left.

    Attributes:
        files: by path, how many names stand in a file or in its name.
        undo: how many stand in what undo keeps.
        commits: by path in git, the commits that have names in that file; empty for what is staged.
        messages: the commits and tags about which a name was written.
        unread: files that could not be looked into.
        unasked: why git could not be asked; empty where it could, or keeps nothing here.
    """

    files: dict[str, int]
    undo: int
    commits: dict[str, tuple[str, ...]]
    messages: tuple[str, ...]
    unread: tuple[str, ...]
    unasked: str = ""

    def __bool__(self) -> bool:
        return bool(self.files or self.undo or self.commits or self.messages)


def left(root: Path, texts: Path | None, finder: Finder, sources: dict[Path, str]) -> Left:
    """Where names of the table are left in the folder, in that of the transcripts, in undo and in git.

    Args:
        root: the evaluation folder.
        texts: the folder of the transcripts.
        finder: the names.
        sources: whose transcript a file is, by its path.
    """
    files: Counter[str] = Counter()
    undo = 0
    unread: list[str] = []
    folders = [root, *([texts] if texts is not None and texts.is_dir() else [])]
    for path in files_below(folders, lambda folder: folder.name in NOT_OF_PEOPLE):
        file = named(root, path)
        own = path.is_relative_to(root / FOLDER)
        source = sources.get(path.resolve()) or _source(file)
        count = 0 if own else _count(finder, re.sub(r"[_./]", " ", file), Spot())
        if path.suffix[1:].lower() not in _NOT_READ:
            try:
                if path.stat().st_size > MOST_BYTES:
                    raise ValueError(file)
                count += sum(
                    _count(finder, text, Spot(source, file, 1)) for text in _texts(path.name, path.read_bytes())
                )
            except UNREADABLE:
                unread.append(file)
        if own:
            undo += count
        elif count:
            files[file] += count
    commits, told, unasked = _in_history(folders, finder)
    return Left(dict(files), undo, commits, told, tuple(unread), unasked)


def _source(file: str) -> str:
    folder, _, name = file.partition("/")
    return re.split(r"[-.]", name, maxsplit=1)[0] if folder == "sources" else ""


def _texts(name: str, content: bytes) -> Iterator[str]:
    """What a file says: a text as it stands, line by line in its places, another document by its kind."""
    if b"\0" not in content[:4096] and not content.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b")):
        with suppress(UnicodeDecodeError):
            yield store.composed(content.decode("utf-8-sig"))
            return
    yield store.composed("\n".join(words_in_file(name, content, most=4 * MOST_BYTES)))


def _count(finder: Finder, text: str, spot: Spot) -> int:
    return sum(hit.doubt != "capitals" for hit in finder.found(text, spot))


def _has_names(finder: Finder, path: str, content: bytes) -> bool:
    """Whether names stand in a file, or in its name.

    Raises:
        UNREADABLE: it is damaged or locked, or holds too much.
    """
    spot = Spot(_source(path), path)
    found = any(_count(finder, text, spot) for text in _texts(path, content))
    return found or _count(finder, re.sub(r"[_./]", " ", path), Spot()) > 0


def _in_history(folders: Iterable[Path], finder: Finder) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], str]:
    """The commits that have names by file, those about which a name was written, and why git could not be asked."""
    told: dict[str, None] = {}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for folder in folders:
        try:
            for version in versions(folder, MOST_BYTES):
                with suppress(*UNREADABLE):
                    if version.content is not None and _has_names(finder, version.path, version.content):
                        found[version.path].update(dict.fromkeys(version.commits or ("",)))
            for name, message in messages(folder):
                if any(hit.doubt not in {"capitals", "word"} for hit in finder.found(message, EVERYWHERE)):
                    told[name] = None
        except CmoEvalError as error:
            return {}, (), error.message
    return {path: tuple(commits) for path, commits in found.items()}, tuple(told), ""


def what_to_do(found: Left) -> Iterator[str]:
    """A sentence for each place where names are left, with what to do."""
    for file, count in found.files.items():
        yield f"{file} holds {count} {'name' if count == 1 else 'names'} of the table"
    if found.undo:
        yield f"what undo keeps ({FOLDER}) holds names: `text pseudonymise --clear-undo` empties it"
    if found.commits:
        names = list(
            dict.fromkeys(one[:10] or "what is staged" for commits in found.commits.values() for one in commits)
        )
        which = f"in {some(list(found.commits))}, in {'commit' if len(names) == 1 else 'commits'} {some(names)}"
        what = "rewrite its history (`git filter-repo`) and let everybody clone anew, or go on in a new repository"
        yield f"git has names {which}: {what}"
    if found.messages:
        where = (
            f"{'message' if len(found.messages) == 1 else 'messages'} of {some([one[:10] for one in found.messages])}"
        )
        what = "word them anew (`git filter-repo --message-callback`, or `git tag -f`) and let everybody clone anew"
        yield f"git has names in the {where}: {what}"
    if found.unasked:
        yield f"git could not be asked ({found.unasked}): ask it yourself"
    if found.unread:
        yield f"{some(found.unread)} could not be looked into (damaged, locked or too large): look there yourself"
