"""The page about the rules says what the rules say."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_rules_is_made_from_them():
    made = runpy.run_path(str(DOCS / "make_rules.py"))["page"]()
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == made, "python docs/make_rules.py"
