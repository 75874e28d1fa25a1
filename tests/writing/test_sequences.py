"""Whatever is done in whatever order: `undo` restores bytes or refuses by name, and no citation is lost."""

from __future__ import annotations

from sequences import try_sequences


def test_undo_restores_bytes_or_refuses_by_name():
    counts = try_sequences(12, seed=1)
    assert {"undo", "undo refused", "undo --again", "edit", "new", "code add", "text import"} <= set(counts)
