"""What a project of another program holds, whatever program wrote it: coders, codes, documents and codings."""

from __future__ import annotations

import hashlib
from dataclasses import field
from functools import lru_cache
from typing import NamedTuple

from cmo_eval.deferred import dataclass, expression

GUID = expression(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Key = tuple[str, str, tuple[str, ...]]
"""What a part is known by."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Who coded; `name` as the file has it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the codebook; `parent` is the id of the code or category that it stands under, None at the top.

    `colour` is `#rrggbb` in lower case, '' where the file gives none; what is not `codable` only holds others together.
    """

    id: str
    name: str
    description: str = ""
    parent: str | None = None
    colour: str = ""
    codable: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """What was coded; two may share a name.

    `kind` is `text`, `pdf`, `picture`, `audio`, `video` or `table`. `text` is as the file has it, a byte order mark,
    line ends and all; None where there is none. What a program keeps of a PDF as plain text is its text.
    """

    id: str
    name: str
    kind: str
    text: str | None


class Coding(NamedTuple):  # there are thousands, made three times on the way out
    """That a coder gave a code to a passage: one quotation with two codes, or of two coders, is two codings.

    `start` and `end` are as the file counts them; what that means is found by `counting`. `words` is what the file
    stores of them and may be a title, cut off, or '' where it stores nothing. `code` is None for a quotation without
    one, `coder` where the file names nobody. `date` is as the file writes it, or ''. `passage` is the quotation's own
    id, where something else in the file refers to it. Where the file says it so, `line` is the paragraph in which it
    begins (from 1, else 0) and `page` the page, or ''.
    """

    id: str
    document: str
    start: int
    end: int
    code: str | None
    coder: str | None
    words: str = ""
    memo: str = ""
    date: str = ""
    passage: str = ""
    line: int = 0
    page: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Something in the file that is not taken over: the `cause`, the same words for all of a kind, and `what` it is."""

    cause: str
    what: str


@dataclass(frozen=True, slots=True)
class Part:
    """What these records have no place for, as markup of the exchange format, so that it can go out again.

    `where` is the element that it stands in: `Notes`, `Sets` or another one of the project's, `Project` itself, or
    `Document` for what hangs on a document. `of` are the documents that it is about, none for the project as a whole.
    `id` tells it from others there. `cause` and `whats` say what it is, as `Left` does; '' and none of what comes along
    with another part.
    """

    where: str
    id: str
    of: tuple[str, ...]
    cause: str
    markup: str
    whats: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> Key:
        """What it is known by again; of the project's parts, their ids alone."""
        return self.where, self.id, self.of if self.where == "Document" else ()


@dataclass(frozen=True, slots=True)
class Project:
    """A project as neutral records; `origin` is the program as the file names it, such as `NVivo for Mac 15.0.0`.

    Ids are those of the file, GUIDs in lower case and without braces. Everything keeps the order of the file. With
    `by_words` it is a table of passages: the words of codings tell where they stand, in texts that may lie elsewhere,
    and `start` is no more than a hint, -1 where there is none.
    """

    origin: str
    coders: tuple[Coder, ...] = ()
    codes: tuple[Code, ...] = ()
    documents: tuple[Document, ...] = ()
    codings: tuple[Coding, ...] = ()
    left: tuple[Left, ...] = ()
    parts: tuple[Part, ...] = ()
    by_words: bool = False


def short(words: str, most: int = 80) -> str:
    """Words as a label: on one line, with at most that many characters."""
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def second_guid(guid: str, what: str) -> str:
    """The GUID that follows from another one for what belongs to that, the same each time: version 5 of RFC 9562.

    In capitals, where that is.
    """
    start, capitals = _begun(guid)
    digits = hashlib.sha1(start + what.encode(), usedforsecurity=False).hexdigest()
    variant = _VARIANT[digits[16]]
    made = f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
    return made.upper() if capitals else made


_VARIANT = {f"{digit:x}": f"{digit & 3 | 8:x}" for digit in range(16)}


@lru_cache(maxsize=16)  # most follow from a few
def _begun(guid: str) -> tuple[bytes, bool]:
    """The bytes of a GUID, and whether it is in capitals."""
    return bytes.fromhex(guid.replace("-", "")), guid != guid.lower()
