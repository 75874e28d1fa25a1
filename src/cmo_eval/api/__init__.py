"""What Python users, the command line and the page call: an evaluation, loaded, validated, weighed, disclosed."""

from cmo_eval.api.evaluation import Evaluation, load, names_in_files
from cmo_eval.api.readers import (
    Disclosure,
    UnpublishableError,
    Watched,
    admit,
    disclose,
    quotes_file,
    redaction,
    refuse_named,
    watched,
)
from cmo_eval.api.revisions import Comparison, Moment, at, diff
from cmo_eval.api.validation import Validation, plan_fixes, validate
from cmo_eval.api.words import brief, propose, search

__all__ = [
    "Comparison",
    "Disclosure",
    "Evaluation",
    "Moment",
    "UnpublishableError",
    "Validation",
    "Watched",
    "admit",
    "at",
    "brief",
    "diff",
    "disclose",
    "load",
    "names_in_files",
    "plan_fixes",
    "propose",
    "quotes_file",
    "redaction",
    "refuse_named",
    "search",
    "validate",
    "watched",
]
