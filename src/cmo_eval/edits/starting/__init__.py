"""Files to start from: a new evaluation, the fictional demo, a new record; writes files, reads no evaluation."""

from cmo_eval.edits.starting.editors import SCHEMAS, editor_files, with_modelines, write_schemas
from cmo_eval.edits.starting.folder import demo_files, new_folder, write_new
from cmo_eval.edits.starting.records import KINDS, SOURCE_PREFIXES, next_id, record_files

__all__ = [
    "KINDS",
    "SCHEMAS",
    "SOURCE_PREFIXES",
    "demo_files",
    "editor_files",
    "new_folder",
    "next_id",
    "record_files",
    "with_modelines",
    "write_new",
    "write_schemas",
]
