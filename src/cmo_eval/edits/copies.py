"""Where words stand that are taken out of their own files: looked for in all files of folders and in what git keeps.

It says where, never what. Changes nothing.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cmo_eval.analysis.history import versions
from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.pseudonyms.identifiers import letters
from cmo_eval.store.writing import FOLDER
from cmo_eval.store.writing.change import named
from cmo_eval.transcripts.file_words import words_in_file

RUN = 6
"""So many words in a row are no chance; what is shorter is looked for as a whole, from five words."""
_FEWEST = 5
OF_TALKS = 8
"""So many are none in another talk, where people say `I think that is a really good` as well."""
MOST_BYTES = 64 * 2**20
"""Larger files are named, and not looked into."""
NOT_OF_PEOPLE = frozenset((".git", ".hg", ".svn", "node_modules", "__pycache__"))
"""Folders in which programs keep their own, and people write nothing."""
PICTURES = frozenset(
    ("png", "jpg", "jpeg", "gif", "webp", "ico", "woff", "woff2", "ttf", "otf", "pyc", "so", "exe", "dll")
)
"""Endings of files without words."""
_RECORDINGS = frozenset(("mp3", "m4a", "wav", "ogg", "opus", "flac", "wma", "aac", "mp4", "mov", "mkv", "avi", "webm"))
_EDITORS = expression(
    r"~$|\.sw[a-p]$|\.un~$|\.(?:bak|old|orig|save|backup|tmp|autosave)\d*$|^#.*#$|^\.#|^~\$|conflict", re.IGNORECASE
)
_COPY = expression(r"\bcopy\b|\bkopie\b|\(\d+\)|copy\.", re.IGNORECASE)
_PIECES = expression(r"[.!?;:\n]+|\[[^\]]*\]|…")
_WORD = expression(r"[^\W_]+")

_BACKUPS = (
    *("{}~", "{}.bak", "{}.orig", "{}.old", "{}.save", "#{}#", ".#{}"),
    *(".{}.swp", ".{}.swo", ".{}.swn", ".{}.un~", "{}.un~", "~${}", ".~lock.{}#"),
)
_COMMENT = expression(r"(?m)(?:^|[ \t])#([^\r\n]*)")

UNREADABLE = (OSError, CmoEvalError, ValueError, KeyError, zipfile.BadZipFile)

_Run = tuple[str, ...]


class Words:
    """Words to look for, by runs of them, with the ids of the citations that they are of.

    Args:
        spoken: pairs of an id (empty for what stands in a transcript) and words.
        stays: words of others that stay, which tell nobody's presence.
        run: so many words in a row are looked for.
    """

    def __init__(self, spoken: Iterable[tuple[str, str]], stays: str = "", run: int = RUN) -> None:
        self._ids: dict[_Run, set[str]] = defaultdict(set)
        for id_, text in spoken:
            words = _words(text)
            found = list(_runs(words, run))
            for piece in _PIECES.split(text) if run == RUN else ():
                whole = _words(piece)
                if _FEWEST <= len(whole) < RUN:
                    found.append(tuple(whole))
            for one in found:
                self._ids[one].add(id_)
        left = _words(stays)
        for one in chain(_runs(left, _FEWEST), _runs(left, run)):
            self._ids.pop(one, None)
        self._lengths = sorted({len(run) for run in self._ids})

    def __bool__(self) -> bool:
        return bool(self._ids)

    def of(self, text: str) -> tuple[str, ...] | None:
        """The ids of those whose words stand in a text; None where nobody's do."""
        words = _words(text)
        runs = {run for length in self._lengths for run in _runs(words, length) if run in self._ids}
        return tuple(sorted(set().union(*(self._ids[run] for run in runs)) - {""})) if runs else None

    def of_file(self, name: str, content: bytes) -> tuple[str, ...] | None:
        """The ids of those whose words stand in a file; None where nobody's do.

        Raises:
            UNREADABLE: it is damaged or locked, or holds too much.
        """
        return self.of("\n".join(words_in_file(name, content, most=4 * MOST_BYTES)))


def _words(text: str) -> list[str]:
    return _WORD.findall(letters(text).casefold())


def _runs(words: list[str], length: int) -> Iterator[_Run]:
    return zip(*(words[first:] for first in range(length)), strict=False)


def leftovers(
    folders: Iterable[Path],
    words: Words,
    changed: Mapping[Path, bytes | None],
    talks: tuple[Collection[Path], Words] | None = None,
) -> Iterator[str]:
    """A sentence for each file in these folders that has some of the words, with what to do, and for what is not seen.

    Looked into are texts in whatever encoding, Word, Excel, OpenDocument, PDF and zip files, also hidden ones; not
    links, pictures, what git keeps, and folders of programs.

    Args:
        folders: where to look, with all that is in them.
        words: what to look for.
        changed: files as they will be; None where they will be gone.
        talks: files, resolved, that are texts of other talks, and what to look for there.
    """
    unread: list[str] = []
    recordings: list[str] = []
    folders = [*folders]
    for path in files_below(folders, _is_passed_over):
        shown = named(folders[0], path)
        kind = path.suffix[1:].lower()
        if kind in _RECORDINGS:
            recordings.append(shown)
        if kind in PICTURES or kind in _RECORDINGS:
            continue
        try:
            content = changed[at] if (at := path.resolve()) in changed else _content(path)
            wanted = talks[1] if talks is not None and at in talks[0] else words
            ids = wanted.of_file(path.name, content) if content is not None else None
        except UNREADABLE:
            unread.append(shown)
            continue
        if ids is not None:
            whose = some(ids) if ids else "the transcript"
            yield f"{shown} repeats words of {whose}: {_advice(path, shown)}"
    if unread:
        yield f"{', '.join(unread)} could not be looked into (damaged, locked or too large): look there yourself"
    if recordings:
        yield f"{', '.join(recordings)} may be a recording of what was said: this program does not listen"


def _content(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError("too large")
    return path.read_bytes()


def files_below(folders: Iterable[Path], passed_over: Callable[[Path], bool]) -> Iterator[Path]:
    """All plain files of these folders, each once and in the order of names; those in links are not.

    Args:
        folders: where to look, with all that is in them.
        passed_over: whether a folder in one of them is not looked into.
    """
    seen: set[Path] = set()
    for folder in folders:
        for where, inner, names in os.walk(folder):
            here = Path(where)
            inner[:] = sorted(one for one in inner if not passed_over(here / one))
            for name in sorted(names):
                path = here / name
                if path.is_file() and not path.is_symlink() and path.resolve() not in seen:
                    seen.add(path.resolve())
                    yield path


def _is_passed_over(folder: Path) -> bool:
    return folder.name in {*NOT_OF_PEOPLE, FOLDER} or (folder / "pyvenv.cfg").exists()


def _advice(path: Path, shown: str) -> str:
    kind = path.suffix[1:].lower()
    reported = shown.startswith("report")
    if _EDITORS.search(path.name):
        return "a copy that an editor left; remove it"
    if _COPY.search(path.stem):
        return "a copy; remove it"
    if kind in {"csv", "tsv", "xlsx", "ods"} and not reported:
        return "a table; take the rows out, or remove it"
    if reported or kind in {"docx", "pdf", "html", "odt"}:
        return "an earlier report or document; write it again, or remove it, and withdraw what was handed out"
    return "take them out there too"


def in_history(folders: Iterable[Path], words: Words) -> Iterator[str]:
    """Sentences about commits whose files have some of the words, and about git where nothing can be said of it."""
    for folder in (one for one in folders if one.is_dir()):
        try:
            kept = _kept_by_git(folder, words)
        except CmoEvalError as error:
            yield f"git could not be asked whether it keeps the words ({error.message}): ask it yourself"
            continue
        if kept.files:
            names = [commit[:10] if commit else "what is staged" for commit in kept.commits]
            what = "commit" if len(names) == 1 else "commits"
            yield (
                f"git has the words, in {', '.join(sorted(kept.files))}, in {what} {', '.join(names)}:"
                " rewrite its history (`git filter-repo`), and let everybody clone anew"
            )
        elif kept.versions:
            some_ = f"git keeps {kept.versions} versions of files here"
            yield f"{some_}, and the words were found in none of them; clones may have more"
        if kept.unread:
            yield "git keeps versions of files that are too large to be looked into"


class _KeptByGit(NamedTuple):
    """What git keeps of a folder: the files and commits that have the words, and how many versions it has of files.

    `unread`: some of these are too large to be looked into.
    """

    files: frozenset[str]
    commits: tuple[str, ...]
    versions: int
    unread: bool


def _kept_by_git(folder: Path, words: Words) -> _KeptByGit:
    files: set[str] = set()
    commits: dict[str, None] = {}
    number, unread = 0, False
    for version in versions(folder, MOST_BYTES):
        number += 1
        if version.content is None:
            unread = True
            continue
        with suppress(*UNREADABLE):
            if words.of_file(version.path, version.content) is not None:
                files.add(version.path)
                commits |= dict.fromkeys(version.commits)
    return _KeptByGit(frozenset(files), tuple(commits), number, unread)


# ---- beside the files, and beyond them -------------------------------------------------------------------------------


def backups_of(path: Path) -> Iterator[Path]:
    """Copies of a file that editors leave beside it."""
    for pattern in _BACKUPS:
        copy = path.with_name(pattern.format(path.name))
        if copy.is_file() and not copy.is_symlink():
            yield copy


def has_comment(content: bytes | None) -> bool:
    """Whether a file has a comment that is for people."""
    found = _COMMENT.findall((content or b"").decode("utf-8", "replace"))
    return any(
        one.strip() and not one.lstrip().startswith(("yaml-language-server", "cmo:", "What was coded in"))
        for one in found
    )


def beyond(*, searched: bool) -> Iterator[str]:
    """What no program reaches from here, and what to do about it.

    Args:
        searched: whether the words were looked for in these folders; else nobody knows any more what they were.
    """
    if not searched:
        yield "which words they were is known here no more, so that copies of them and git could not be looked through"
    else:
        yield "fewer than five words in a row (eight in another talk), and what was said in other words, are not found"
    yield "copies and backups elsewhere (mail, a shared drive, clones, the recording itself) are yours to remove"
    yield "a report that was handed out before still has the words: write it again, and withdraw the old one"


def some(ids: Collection[str]) -> str:
    """The first eight of them, for a message."""
    names = list(ids)
    return ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
