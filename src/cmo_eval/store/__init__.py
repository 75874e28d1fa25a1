"""From a folder to an evaluation in memory, and back to its files, whole or not at all."""

from cmo_eval.store import findings  # noqa: F401 - declares the codes of reading
