"""The one way to change a user's files: a change is a value, applied whole or not at all; knows bytes, no YAML.

Every command looks for a change that was cut off (`recover`), few make one: the rest is imported when it is wanted.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cmo_eval.store.writing.recovery import recover

if TYPE_CHECKING:
    from cmo_eval.store.writing.change import Change, FileChange, digest, named
    from cmo_eval.store.writing.lock import locked
    from cmo_eval.store.writing.transaction import apply
    from cmo_eval.store.writing.undoing import Undo, last
    from cmo_eval.store.writing.unified import diff

__all__ = ["Change", "FileChange", "Undo", "apply", "diff", "digest", "last", "locked", "named", "recover"]

_MODULES = {
    "Change": "change",
    "FileChange": "change",
    "digest": "change",
    "named": "change",
    "diff": "unified",
    "locked": "lock",
    "apply": "transaction",
    "Undo": "undoing",
    "last": "undoing",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"cmo_eval.store.writing.{_MODULES[name]}"), name)
    globals()[name] = found
    return found
