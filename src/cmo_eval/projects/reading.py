"""A project of another program, whatever kind of file it is: told by what is in it, not by its name."""

from __future__ import annotations

from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects import qualcoder, refi, rqda, taguette
from cmo_eval.projects.database import opened, tables
from cmo_eval.projects.project import Project
from cmo_eval.transcripts.reading import bytes_of

KINDS = (
    "a REFI-QDA project (.qdpx) or codebook (.qdc), or a project of QualCoder (the folder .qda), Taguette (.sqlite3) "
    "or RQDA (.rqda)"
)
"""What is read, in words."""

_DATABASES = ((qualcoder.TABLES, qualcoder.project), (taguette.TABLES, taguette.project), (rqda.TABLES, rqda.project))


def read_project(path: Path) -> Project:
    """What is in the file, or in the folder that QualCoder keeps a project in.

    Raises:
        CmoEvalError: it is not there, is none of the kinds that are read, damaged, too large, or may do harm.
    """
    if path.is_dir() and (path / "data.qda").is_file():
        path /= "data.qda"
    content = bytes_of(path)
    try:
        return _read(content, path)
    except CmoEvalError as error:
        raise CmoEvalError(f"{path.name}: {error.message}", error.hint) from None


def _read(content: bytes, path: Path) -> Project:
    if content.startswith(b"PK"):
        return refi.project(content)
    if content.startswith(b"SQLite format 3\0"):
        with opened(path) as connection:
            there = tables(connection)
            for needed, project in _DATABASES:
                if there >= needed:
                    return project(connection)
    elif content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return refi.codebook(content)
    raise CmoEvalError("it is no project that is read", f"give {KINDS}")
