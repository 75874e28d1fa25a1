"""A project of another program, whatever kind of file it is: told by what is in it, not by its name."""

from __future__ import annotations

from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects import qualcoder, refi, rqda, segments, taguette
from cmo_eval.projects.database import opened, tables
from cmo_eval.projects.project import Project
from cmo_eval.projects.tables import TABLES, TEXTS, handed_in, is_office, names_in
from cmo_eval.transcripts.reading import bytes_of

KINDS = (
    "a REFI-QDA project (.qdpx) or codebook (.qdc), or a project of QualCoder (the folder .qda), Taguette (.sqlite3) "
    f"or RQDA (.rqda); or a table of {segments.KINDS}, alone or in a folder or a zip file with its documents; "
    "a transcript comes in with `text import`"
)
"""What is read, in words."""

_DATABASES = ((qualcoder.TABLES, qualcoder.project), (taguette.TABLES, taguette.project), (rqda.TABLES, rqda.project))


def read_project(path: Path) -> Project:
    """What is in the file, or in a folder: one that QualCoder keeps a project in, or of a table with its documents.

    Raises:
        CmoEvalError: it is not there, is none of the kinds that are read, damaged, too large, or may do harm.
    """
    if path.is_dir() and (path / "data.qda").is_file():
        path /= "data.qda"
    content = None if path.is_dir() else bytes_of(path)
    try:
        return segments.project(handed_in(path, None)) if content is None else _read(content, path)
    except CmoEvalError as error:
        raise CmoEvalError(f"{path.name}: {error.message}", error.hint) from None


def _read(content: bytes, path: Path) -> Project:
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        names = names_in(content)
        table = is_office(names) or path.suffix.lower() in {*TABLES, ".zip"}
        if table and path.suffix.lower() != ".qdpx" and not any(name.endswith(".qde") for name in names):
            return segments.project(handed_in(path, content))
        return refi.project(content)
    if path.suffix.lower() in (*TABLES, *TEXTS):
        return segments.project(handed_in(path, content))
    if content.startswith(b"SQLite format 3\0"):
        with opened(path) as connection:
            there = tables(connection)
            for needed, project in _DATABASES:
                if there >= needed:
                    return project(connection)
    elif path.suffix.lower() == ".qdc" or b"CodeBook" in content:
        return refi.codebook(content)
    raise CmoEvalError("it is no project that is read", f"give {KINDS}")
