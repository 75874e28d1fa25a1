"""From files to facts and records; a file that cannot be read is named, and the others are read."""

from cmo_eval.store.folder import EVALUATION_FILE, KINDS, find_project, list_files
from cmo_eval.store.loading.load import Loaded, Surveyed, load, survey
from cmo_eval.store.loading.text import read_text

__all__ = [
    "EVALUATION_FILE",
    "KINDS",
    "Loaded",
    "Surveyed",
    "find_project",
    "list_files",
    "load",
    "read_text",
    "survey",
]
