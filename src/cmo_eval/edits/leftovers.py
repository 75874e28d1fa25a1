"""What editors leave beside a file, and what is left to a person when words are out of their files; changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_BACKUPS = (
    *("{}~", "{}.bak", "{}.orig", "{}.old", "{}.save", "#{}#", ".#{}"),
    *(".{}.swp", ".{}.swo", ".{}.swn", ".{}.un~", "{}.un~", "~${}", ".~lock.{}#"),
)
_COMMENT = re.compile(r"(?m)(?:^|[ \t])#([^\r\n]*)")


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
        yield "fewer than five words in a row, and what was said again in other words, are not found"
    yield "copies and backups elsewhere (mail, a shared drive, clones, the recording itself) are yours to remove"
    yield "a report that was handed out before still has the words: write it again, and withdraw the old one"
