"""docs/portfolio.md has every table and column of a portfolio, and no other; SQL has only what two engines read."""

from __future__ import annotations

import re
from pathlib import Path

from cmo_eval.portfolio import sql
from cmo_eval.portfolio.rows import rows
from cmo_eval.portfolio.schema import TABLES
from cmo_eval.portfolio.weighing import VERDICTS

PAGE = (Path(__file__).parents[2] / "docs/portfolio.md").read_text(encoding="utf-8")


def test_the_page_has_every_table_and_column():
    for name, table in TABLES.items():
        section = re.search(rf"^### {name}\n(.*?)(?=^#|\Z)", PAGE, re.DOTALL | re.MULTILINE)[1]
        assert f"A row is {table.about}.\n" in section
        lines = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", section, re.MULTILINE)
        assert lines == [(column, *about) for column, about in table.columns.items() if column != "evaluation"]
    section = re.search(r"^### verdicts\n(.*?)(?=^#|\Z)", PAGE, re.DOTALL | re.MULTILINE)[1]
    lacking = {name for name in VERDICTS if f"`{name}`" not in section and not name.startswith("against_")}
    assert lacking == {"evaluation", "claim"}


def test_every_table_has_a_file_and_a_row_for_each_column():
    from small_evaluations import small

    from cmo_eval.disclosure.gate import disclose

    for seed in range(12):
        made = rows(disclose(small(seed), "team"))
        assert [*made] == [*TABLES]
        for name, found in made.items():
            for row in found:
                assert len(row) + 1 == len(TABLES[name].columns), name


def test_the_queries_have_no_lists_and_no_quoting():
    for name, query in vars(sql).items():
        if name.isupper() and isinstance(query, str):
            assert not re.search(r"[\[\]\"`]|list_|array|unnest|::", query), name
