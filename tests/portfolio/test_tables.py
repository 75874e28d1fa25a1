"""docs/portfolio.md has every table and column of a portfolio, and no other; SQL has only what two engines read."""

from __future__ import annotations

import re
from pathlib import Path

from cmo_eval.portfolio import sql
from cmo_eval.portfolio.mechanisms import read_mechanisms
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


def test_the_list_on_the_page_is_what_patterns_in_this_repository_name(tmp_path):
    (tmp_path / "mechanisms.yaml").write_text(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1], encoding="utf-8")
    root = Path(__file__).parents[2]
    ours = [
        path
        for place in (".", "examples/*", "src/cmo_eval/edits/demo")
        for path in root.glob(f"{place}/patterns/*.yaml")
    ]
    named = {key for path in ours for key in re.findall(r"^instance_of: (\S+)$", path.read_text("utf-8"), re.MULTILINE)}
    assert {*read_mechanisms(tmp_path)} == named


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


def test_a_file_holds_every_text_as_it_is(tmp_path):
    from cmo_eval.portfolio import parquet
    from cmo_eval.portfolio.duck import connect

    texts = ["a\nb", "a\r\nb\r", 'say "so"', '""', ",;", "\\n", " edge ", "null", "NaN", "é→😀", "\0", "line\n\n\n"]
    cells = [(f"S1-{n}", text, None, True) for n, text in enumerate(texts)]
    row = dict.fromkeys([*TABLES["citations"].columns][1:])
    made = {name: [] for name in TABLES}
    made["citations"] = [
        tuple({**row, "citation": id_, "source": "S1", "quote": quote, "role": role, "verbatim": verbatim}.values())
        for id_, quote, role, verbatim in cells
    ]
    assert parquet.write(tmp_path, "it's", made)["citations"] == len(texts)
    with connect() as db:
        asked = f"SELECT evaluation, citation, quote, role, verbatim FROM read_parquet('{tmp_path}/citations.parquet')"  # noqa: S608
        found = db.execute(asked).fetchall()
    assert sorted(found) == sorted(("it's", *one) for one in cells)
    assert parquet.write(tmp_path, "x", {name: [] for name in TABLES})["evidence"] == 0


def test_rows_as_json_are_those_of_the_slow_encoder():
    from cmo_eval.output.answers import rows_json
    from cmo_eval.output.plain import json_text

    columns = ("a%s", "b", "twice", "twice", "c")
    rows = [
        ("}},\n      {", None, "%", True, 0.0),
        ('"', True, 1, None, -0.0),
        ("\\", 1.5, 1, False, 1.0),
        ("é", 1, 1, None, 0.0),
    ]
    for some in (rows, rows[:1], [], rows * 251):
        plain = {"version": 1, "none": [], "one": [dict(zip(columns, row, strict=True)) for row in some], "two": []}
        plain["last"] = plain["one"][:1]
        found = [*rows_json(none=(columns, []), one=(columns, some), two=(columns, []), last=(columns, some[:1]))]
        assert "".join(found) == f"{json_text(plain)}\n"
        assert all(lines.endswith("\n") for lines in found)
