"""Projects of QualCoder: the database `data.qda` in a folder `*.qda`."""

from __future__ import annotations

import sqlite3

from cmo_eval.projects.database import coded, colour, guid, left, rows, text
from cmo_eval.projects.project import Code, Coder, Document, Left, Project

TABLES = frozenset({"code_text", "code_name", "source"})

_OTHERS = (
    ("code_image", "a coded area of a picture", ("memo", "imid")),
    ("code_av", "a coded time of a recording", ("memo", "avid")),
    ("cases", "a case", ("name",)),
    ("attribute_type", "a variable", ("name",)),
    ("journal", "a journal", ("name",)),
    ("graph", "a map", ("name",)),
)


def project(connection: sqlite3.Connection) -> Project:
    """What is in the database; a passage with an annotation is a coding without a code."""
    begun = next((text(date) for (date,) in rows(connection, "project", ("date",))), "")
    about = next((text(one) for (one,) in rows(connection, "project", ("about",))), "")

    def id_(kind: str, key: object) -> str:
        return guid("QualCoder", begun, kind, key)

    categories = [
        Code(
            id_("category", key),
            text(name),
            text(memo),
            id_("category", above) if above is not None else None,
            codable=False,
        )
        for key, name, memo, above in rows(connection, "code_cat", ("catid", "name", "memo", "supercatid"))
    ]
    codes = [
        Code(
            id_("code", key),
            text(name),
            text(memo),
            id_("category", above) if above is not None else None,
            colour(tint),
        )
        for key, name, memo, above, tint in rows(connection, "code_name", ("cid", "name", "memo", "catid", "color"))
    ]
    sources = list(rows(connection, "source", ("id", "name", "fulltext", "mediapath", "memo")))
    documents = [
        Document(id_("source", key), text(name), _kind(text(path)), words if isinstance(words, str) and words else None)
        for key, name, words, path, _ in sources
    ]
    gone: list[Left] = [Left("a memo of a source", text(name)) for _, name, _, _, memo in sources if text(memo).strip()]
    known, in_file = {one.id for one in codes}, {one.id for one in documents}
    columns = ("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo")
    codings, lost, coders = coded(rows(connection, "code_text", columns), "coding", id_, known, in_file)
    columns = ("anid", "NULL", "fid", "NULL", "pos0", "pos1", "owner", "date", "memo")
    more, lost_too, others = coded(rows(connection, "annotation", columns), "annotation", id_, known, in_file)
    gone += lost + lost_too
    for table, cause, names in _OTHERS:
        gone += left(connection, table, cause, names)
    return Project(
        about if about.lower().startswith("qualcoder") else f"QualCoder {about}".strip(),
        tuple(Coder(*one) for one in {**coders, **others}.items()),
        (*categories, *codes),
        tuple(documents),
        (*codings, *more),
        tuple(gone),
    )


def _kind(path: str) -> str:
    """The kind of a document by where it lies in the folder of the project."""
    path = path.lower().removeprefix("docs:").removeprefix("images:").removeprefix("audio:").removeprefix("video:")
    if path.endswith(".pdf"):
        return "pdf"
    ending = path.rpartition(".")[2]
    if ending in {"jpg", "jpeg", "png"}:
        return "picture"
    if ending in {"mp3", "wav", "m4a", "ogg"}:
        return "audio"
    return "video" if ending in {"mp4", "mov", "mkv", "avi", "wmv", "flv", "mpg"} else "text"
