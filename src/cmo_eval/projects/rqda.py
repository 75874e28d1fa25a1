"""Projects of RQDA (`.rqda`): one database, in which what was deleted stays, marked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

from cmo_eval.projects.database import coded, colour, guid, left, live, position, rows, text
from cmo_eval.projects.project import Code, Coder, Document, Left, Project, short

TABLES = frozenset({"coding", "freecode", "source"})

_OTHERS = (
    ("cases", "a case", ("name",)),
    ("attributes", "a variable", ("name",)),
    ("journal", "a journal", ("name",)),
    ("annotation", "an annotation", ("annotation",)),
    ("filecat", "a group of codes, sources or memos", ("name",)),
)


def project(connection: sqlite3.Connection) -> Project:
    """What is in the database and not marked as deleted."""
    begun = next((text(date) for (date,) in rows(connection, "project", ("date",))), "")

    def id_(kind: str, key: object) -> str:
        return guid("RQDA", begun, kind, position(key) if position(key) is not None else key)

    gone: list[Left] = []
    categories = [
        Code(id_("category", key), text(name), text(memo), codable=False)
        for key, name, memo, status in rows(connection, "codecat", ("catid", "name", "memo", "status"))
        if live(status)
    ]
    above = _above(connection, id_, {one.id for one in categories}, gone)
    codes = [
        Code(id_("code", key), text(name), text(memo), above.get(id_("code", key)), colour(tint))
        for key, name, memo, status, tint in rows(connection, "freecode", ("id", "name", "memo", "status", "color"))
        if live(status)
    ]
    documents = []
    for key, name, words, memo, status in rows(connection, "source", ("id", "name", "file", "memo", "status")):
        if not live(status):
            gone.append(Left("a source that was deleted", text(name)))
            continue
        documents.append(Document(id_("source", key), text(name), "text", text(words) or None))
        if text(memo).strip():
            gone.append(Left("a memo of a source", text(name)))
    columns = ("rowid", "cid", "fid", "seltext", "selfirst", "selend", "owner", "date", "memo", "status")
    every = list(rows(connection, "coding", columns))
    gone += [Left("a coding that was deleted", short(text(row[3]))) for row in every if not live(row[-1])]
    codings, lost, coders = coded(
        (row[:-1] for row in every if live(row[-1])),
        "coding",
        id_,
        {one.id for one in codes},
        {one.id for one in documents},
    )
    gone += lost
    for table, cause, names in _OTHERS:
        gone += left(connection, table, cause, names)
    return Project(
        "RQDA",
        tuple(Coder(*one) for one in coders.items()),
        (*categories, *codes),
        tuple(documents),
        tuple(codings),
        tuple(gone),
    )


def _above(
    connection: sqlite3.Connection, id_: Callable[[str, object], str], categories: Collection[str], gone: list[Left]
) -> dict[str, str]:
    """The category of each code, the first of several; the others are left."""
    above: dict[str, str] = {}
    for code, category, status in rows(connection, "treecode", ("cid", "catid", "status")):
        if live(status) and id_("category", category) in categories:
            first = above.setdefault(id_("code", code), id_("category", category))
            if first != id_("category", category):
                gone.append(Left("a further category of a code", text(category)))
    return above
