"""Projects of Taguette (`.sqlite3`): documents are HTML, and places are counted in bytes of the words in it."""

from __future__ import annotations

import bisect
import json
import re
import sqlite3
from contextlib import suppress
from html.parser import HTMLParser

from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.database import guid, position, rows, text
from cmo_eval.projects.project import Code, Coder, Coding, Document, Left, Project, short

TABLES = frozenset({"highlights", "highlight_tags", "tags", "documents"})

_BLOCKS = frozenset(
    # ruff: noqa: SIM905 - names are read more easily so
    "address article aside blockquote br caption dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre "
    "section table tbody td tfoot th thead tr ul".split()
)


def project(connection: sqlite3.Connection) -> Project:
    """What is in the database; a highlight without a tag is a coding without a code.

    Raises:
        CmoEvalError: it holds several projects.
    """
    projects = list(rows(connection, "projects", ("id", "name", "created")))
    if len(projects) > 1:
        names = ", ".join(text(name) for _, name, _ in projects[:5])
        raise CmoEvalError(
            f"it holds {len(projects)} projects ({names})", "export one of them from Taguette, as an SQLite3 database"
        )
    begun = f"{text(projects[0][1])} {text(projects[0][2])}" if projects else ""

    def id_(kind: str, key: object) -> str:
        return guid("Taguette", begun, kind, key)

    codes = [
        Code(id_("tag", key), text(path), text(described))
        for key, path, described in rows(connection, "tags", ("id", "path", "description"))
    ]
    pages: dict[object, _Page] = {}
    documents: list[Document] = []
    gone: list[Left] = []
    for key, name, described, contents in rows(connection, "documents", ("id", "name", "description", "contents")):
        pages[key] = read_page(text(contents))
        documents.append(Document(id_("document", key), text(name), "text", pages[key].text or None))
        if text(described).strip():
            gone.append(Left("a memo of a source", text(name)))
    known = {one.id for one in codes}
    tagged: dict[object, list[str]] = {}
    for highlight, one in rows(connection, "highlight_tags", ("highlight_id", "tag_id"), "highlight_id, tag_id"):
        if id_("tag", one) in known:
            tagged.setdefault(highlight, []).append(id_("tag", one))
        else:
            gone.append(Left("a coding of a code that is not in the file", text(highlight)))
    owners = _owners(connection)
    codings: list[Coding] = []
    columns = ("id", "document_id", "start_offset", "end_offset", "snippet")
    for key, document, first, last, snippet in rows(connection, "highlights", columns):
        start, end = position(first), position(last)
        words = read_page(text(snippet)).text
        if start is None or end is None or document not in pages:
            gone.append(Left("a passage without positions", short(words)))
            continue
        at = (id_("document", document), *pages[document].places(start, end))
        owner, date = owners.get(key, ("", ""))
        coder = id_("coder", owner) if owner else None
        given: list[str | None] = [*tagged.get(key, ())]
        for tag in given or [None]:
            named = id_("highlight", key) if tag is None else guid(id_("highlight", key), tag)
            codings.append(Coding(named, *at, tag, coder, words, "", date))
    coders = dict.fromkeys(owner for owner, _ in owners.values() if owner)
    return Project(
        "Taguette",
        tuple(Coder(id_("coder", name), name) for name in coders),
        tuple(codes),
        tuple(documents),
        tuple(codings),
        tuple(gone),
    )


def _owners(connection: sqlite3.Connection) -> dict[object, tuple[str, str]]:
    """Who made each highlight and when, from the list of all that was done."""
    found: dict[object, tuple[str, str]] = {}
    for user, date, payload in rows(connection, "commands", ("user_login", "date", "payload")):
        with suppress(ValueError, AttributeError, TypeError):
            done = json.loads(text(payload))
            if done.get("type") == "highlight_add":
                found.setdefault(done.get("highlight_id"), (text(user), text(date)))
    return found


# ---- words in HTML ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Page:
    """The words of a page, with a line end between its blocks also where the page has none; `breaks` are those.

    They are the places, in bytes of the words of the page itself, before which a line end was put.
    """

    text: str
    breaks: tuple[int, ...]

    def places(self, start: int, end: int) -> tuple[int, int]:
        """The places in bytes of `text` of a passage in bytes of the words of the page itself."""
        return start + bisect.bisect_right(self.breaks, start), end + bisect.bisect_left(self.breaks, end)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.breaks: list[int] = []
        self._bytes = 0
        self._over = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the signature of its class
        self._over = self._over or tag in _BLOCKS

    def handle_endtag(self, tag: str) -> None:
        self._over = self._over or tag in _BLOCKS

    def handle_data(self, data: str) -> None:
        if not self.parts:
            data = data.lstrip() if not self._over else data  # a page begins with its first element
        if not data:
            return
        if self._over and self.parts and not self.parts[-1].endswith("\n") and not data.startswith("\n"):
            self.parts.append("\n")
            self.breaks.append(self._bytes)
        self._over = False
        self.parts.append(data)
        self._bytes += len(data.encode("utf-8", "surrogatepass"))


def read_page(page: str) -> _Page:
    """The words of an HTML page as Taguette counts them, and where line ends were put between its blocks."""
    reader = _Words()
    reader.feed(re.sub("\r\n?", "\n", page))
    reader.close()
    return _Page("".join(reader.parts), tuple(reader.breaks))
