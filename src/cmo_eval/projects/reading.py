"""A project of another program, whatever kind of file it is: told by what is in it, not by its name."""

from __future__ import annotations

from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects import refi
from cmo_eval.projects.project import Project
from cmo_eval.transcripts.reading import bytes_of


def read_project(path: Path) -> Project:
    """What is in the file.

    Raises:
        CmoEvalError: it is not there, is none of the kinds that are read, damaged, too large, or may do harm.
    """
    content = bytes_of(path)
    try:
        return _read(content)
    except CmoEvalError as error:
        raise CmoEvalError(f"{path.name}: {error.message}", error.hint) from None


def _read(content: bytes) -> Project:
    if content.startswith(b"PK"):
        return refi.project(content)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return refi.codebook(content)
    raise CmoEvalError("it is no project that is read", "give a REFI-QDA project (.qdpx) or codebook (.qdc)")
