"""Planned and written in one go, where nobody is asked in between: no other run writes meanwhile."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path


def alone(root: Path, *, when: bool) -> AbstractContextManager[None]:
    """Nobody else writes in the evaluation while this lasts; nothing of the kind unless `when`.

    So two people who code at once with --yes both find what the other one has just written, or wait for it. Where a
    person is asked, the plan may be minutes old: `apply` then refuses if a file changed since.

    Args:
        root: the evaluation folder.
        when: whether something will be written without asking.

    Raises:
        CmoEvalError: another run is still writing after ten seconds.
    """
    if not when:
        return nullcontext()
    from cmo_eval.store.writing import locked

    return locked(root)
