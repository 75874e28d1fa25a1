"""A project of another program, whatever kind of file it is: told by what is in it, not by its name."""

from __future__ import annotations

from pathlib import Path

from cmo_eval.errors import CmoEvalError, said_of
from cmo_eval.projects.project import Project
from cmo_eval.transcripts.reading import bytes_of

_KINDS = (
    "a REFI-QDA project (.qdpx) or codebook (.qdc), or a project of QualCoder (the folder .qda), Taguette (.sqlite3) "
    "or RQDA (.rqda); or a table of {tables}, alone or in a folder or a zip file with its documents; "
    "a transcript comes in with `text import`"
)
"""What is read, in words."""


def read_project(path: Path) -> Project:
    """What is in the file, or in a folder: one that QualCoder keeps a project in, or of a table with its documents.

    Raises:
        CmoEvalError: it is not there, is none of the kinds that are read, damaged, too large, or may do harm.
    """
    if path.is_dir() and (path / "data.qda").is_file():
        path /= "data.qda"
    content = None if path.is_dir() else bytes_of(path)
    with said_of(path.name):
        return _passages(path, None) if content is None else _read(content, path)


def _read(content: bytes, path: Path) -> Project:
    from cmo_eval.projects import refi

    kind = path.suffix.lower()
    packed = content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    if kind == ".qdpx" and packed:
        return refi.project(content)
    from cmo_eval.projects.segments import KINDS
    from cmo_eval.projects.tables import TABLES, TEXTS, is_office, names_in

    if packed:
        names = names_in(content)
        table = is_office(names) or kind in {*TABLES, ".zip"}
        if table and not any(name.endswith(".qde") for name in names):
            return _passages(path, content)
        return refi.project(content)
    if kind in (*TABLES, *TEXTS):
        return _passages(path, content)
    if content.startswith(b"SQLite format 3\0"):
        if (found := _database(path)) is not None:
            return found
    elif kind == ".qdc" or b"CodeBook" in content:
        return refi.codebook(content)
    raise CmoEvalError("it is no project that is read", f"give {_KINDS.format(tables=KINDS)}")


def _passages(path: Path, content: bytes | None) -> Project:
    """A table of passages, with its documents where it has some."""
    from cmo_eval.projects import segments
    from cmo_eval.projects.tables import handed_in

    return segments.project(handed_in(path, content))


def _database(path: Path) -> Project | None:
    """The project in a database; None where it is of no program that is known."""
    from cmo_eval.projects import qualcoder, rqda, taguette
    from cmo_eval.projects.database import opened, tables

    with opened(path) as connection:
        there = tables(connection)
        kinds = (
            (qualcoder.TABLES, qualcoder.project),
            (taguette.TABLES, taguette.project),
            (rqda.TABLES, rqda.project),
        )
        for needed, project in kinds:
            if there >= needed:
                return project(connection)
    return None
