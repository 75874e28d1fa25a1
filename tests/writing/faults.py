"""Every call to the system that a change makes, failing at the n-th: refused, interrupted, or the power gone."""

from __future__ import annotations

import os
from contextlib import contextmanager

CALLS = ("replace", "rename", "link", "unlink", "mkdir", "rmdir", "open", "fsync", "remove")


class PowerCut(BaseException):
    """From here on nothing reaches the disk any more, not even tidying up."""


def tree(root):
    """All that lies in the folder, but for what the program keeps there for itself."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".cmo-eval" not in path.parts
    }


def own(root):
    """What lies in the program's own folder."""
    folder = root / ".cmo-eval"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@contextmanager
def failing(monkeypatch, at, error):
    """The system calls counted; the one with number `at` fails, and after a power cut every other too.

    Yields:
        A list of the names of the calls that were made.
    """
    made: list[str] = []
    real = {name: getattr(os, name) for name in CALLS}

    def counted(name):
        def call(*arguments, **options):
            if name == "open" and not (arguments[1] if len(arguments) > 1 else options["flags"]) & os.O_WRONLY:
                return real[name](*arguments, **options)
            made.append(name)
            if len(made) == at or (len(made) > at > 0 and isinstance(error, PowerCut)):
                raise error
            return real[name](*arguments, **options)

        return call

    with monkeypatch.context() as patched:
        for name in CALLS:
            patched.setattr(os, name, counted(name))
        yield made
