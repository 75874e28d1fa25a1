"""Any two dimensions: what is counted, what the totals are, and how it is written."""

import csv
import io
import json

import pytest
from chains import build, claim, evaluations, spoken
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cmo_eval.analysis.evidence import weighed_stances
from cmo_eval.analysis.matrix import DIMENSIONS, UNITS, matrix
from cmo_eval.analysis.verification import verify
from cmo_eval.errors import UsageError
from cmo_eval.output.counts import matrix_csv, matrix_json, matrix_markdown, matrix_text, matrix_xlsx
from cmo_eval.output.plain import columns, folded
from workbooks import faults

dimensions = st.sampled_from([*DIMENSIONS])
units = st.sampled_from(UNITS)


@settings(max_examples=30)
@given(evaluations())
def test_the_evidence_matrix_adds_up_to_what_verify_weighs(repository):
    found, verification = matrix(repository, "claims", "stances"), verify(repository)
    for header, counts, total in zip(found.row_headers, found.counts, found.row_totals, strict=True):
        evidence = verification[header.key].evidence
        for column, number in zip(found.column_headers, counts, strict=True):
            assert number == len({row.citation for row in evidence.rows if row.stance == column.key})
        assert total == len(evidence.all.citations)
    weighed = {row.citation for result in verification.values() for row in result.evidence.rows}
    assert found.total == len(weighed)
    assert sum(map(len, weighed_stances(repository).values())) == sum(
        len(result.evidence.rows) for result in verification.values()
    )


@settings(max_examples=30)
@given(evaluations(), st.sampled_from(["sources", "voices"]))
def test_sources_and_voices_of_the_evidence_are_those_of_verify(repository, unit):
    found, verification = matrix(repository, "claims", "stances", count=unit), verify(repository)
    for header, total in zip(found.row_headers, found.row_totals, strict=True):
        assert total == len(getattr(verification[header.key].evidence.all, unit))


@settings(max_examples=30)
@given(evaluations(), dimensions, dimensions, units, st.booleans())
def test_turning_it_swaps_the_totals(repository, rows, columns, unit, weighed):
    one = matrix(repository, rows, columns, count=unit, weighed=weighed)
    other = matrix(repository, columns, rows, count=unit, weighed=weighed)
    assert (one.row_headers, one.column_headers) == (other.column_headers, other.row_headers)
    assert (one.row_totals, one.column_totals, one.total) == (other.column_totals, other.row_totals, other.total)
    assert one.counts == tuple(tuple(row[place] for row in other.counts) for place in range(len(one.row_headers)))


@settings(max_examples=30)
@given(spoken(), dimensions, dimensions, units, st.data())
def test_order_and_duplicates_do_not_matter(said, rows, columns, unit, data):
    again = data.draw(st.lists(st.sampled_from(said), max_size=3)) if said else []
    shuffled = data.draw(st.permutations([*said, *again]))
    for weighed in (True, False):
        one = matrix(build(said), rows, columns, count=unit, weighed=weighed)
        assert matrix(build(shuffled), rows, columns, count=unit, weighed=weighed) == one


@settings(max_examples=30)
@given(evaluations(), dimensions, dimensions, units)
def test_totals_lie_between_the_largest_and_the_sum(repository, rows, columns, unit):
    found = matrix(repository, rows, columns, count=unit, weighed=False)
    for counts, total in zip(found.counts, found.row_totals, strict=True):
        assert max(counts, default=0) <= total <= sum(counts)
    assert max(found.row_totals, default=0) <= found.total <= sum(found.row_totals)


@settings(max_examples=30)
@given(evaluations(), dimensions, dimensions)
def test_every_citation_is_in_the_total_of_all(repository, rows, columns):
    found = matrix(repository, rows, columns, weighed=False)
    if {rows, columns} != {"cells", "cases"}:
        assert found.total == len(repository.citations.by_id)


@settings(max_examples=30)
@given(evaluations(), dimensions, dimensions, st.sampled_from([40, 80]))
def test_every_matrix_fits_the_terminal(repository, rows, columns, width):
    found = matrix(repository, rows, columns)
    for texts in {False, {rows, columns} == {"cells", "cases"}}:
        assert all(len(line) <= width for line in matrix_text(found, texts=texts, width=width).splitlines())


TWICE = [
    {"source": "FG1", "id": "FG1-001", "codes": ["scan", "focus"], "evidence": [{"supports": "C1"}, {"nuances": "C1"}]},
    {"source": "FG1", "id": "FG1-002", "codes": ["scan"], "evidence": [{"supports": "C1"}]},
    {"source": "CI1", "id": "CI1-001", "evidence": [{"supports": "C1"}, {"refutes": "C2", "version": 2}]},
    {"source": "CI2", "id": "CI2-001", "quality": "opinion", "evidence": [{"supports": "C1"}]},
]


def test_a_citation_with_two_stances_counts_once_in_totals_and_known_values_keep_their_zeros():
    found = matrix(build(TWICE), "claims", "stances")
    assert [header.key for header in found.row_headers] == ["C1", "C2", "C3"]
    assert found.counts == ((3, 1, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))  # C2 has no second version
    assert (found.row_totals, found.column_totals, found.total) == ((3, 0, 0), (3, 1, 0, 0), 3)


def test_all_counts_what_is_not_weighed_too():
    assert matrix(build(TWICE), "kinds", "stances", weighed=False).total == 4


def test_sources_of_one_case_are_one_voice():
    repository = build(TWICE)
    totals = [matrix(repository, "claims", "stances", count=unit, weighed=False).total for unit in UNITS]
    assert totals == [4, 3, 2]


def test_a_dimension_against_itself_counts_what_goes_together():
    found = matrix(build(TWICE), "codes", "codes")
    by_key = {header.key: row for header, row in zip(found.row_headers, found.counts, strict=True)}
    assert by_key["scan"][:2] == (2, 1)
    assert by_key["focus"][:2] == (1, 1)


def test_claims_against_themselves_count_the_citations_that_are_about_both():
    found = matrix(build(TWICE), "claims", "claims", weighed=False)
    assert found.counts == ((4, 1, 0), (1, 1, 0), (0, 0, 0))


def test_an_id_that_is_used_twice_is_one_citation_with_what_both_say():
    again = {"source": "FG1", "id": "FG1-002", "codes": ["focus"], "evidence": [{"supports": "C1"}]}
    found = matrix(build([*TWICE, again]), "codes", "sources", weighed=False)
    by_key = {header.key: total for header, total in zip(found.row_headers, found.row_totals, strict=True)}
    assert (by_key["scan"], by_key["focus"], found.total) == (2, 2, 4)


def test_what_was_withdrawn_is_not_counted():
    gone = {"source": "FG1", "id": "FG1-003", "codes": ["scan"], "withdrawn": "2024-01-01"}
    assert matrix(build([*TWICE, gone]), "codes", "sources", weighed=False).total == 4


def test_what_has_no_value_stands_last_and_only_where_there_is_any():
    keys = [header.key for header in matrix(build(TWICE), "codes", "kinds").row_headers]
    assert keys == ["scan", "focus", None]
    assert None not in [header.key for header in matrix(build(TWICE), "sources", "kinds").row_headers]


def test_a_citation_counts_for_the_cells_that_name_it():
    cells = {"frame.start": {"text": "slow", "citations": ["FG1-001", "FG1-999"]}, "frame.end": {"text": "fast"}}
    found = matrix(build(TWICE, cases=[{"id": "K1", "title": "North", "framework": cells}]), "cells", "sources")
    by_key = {header.key: total for header, total in zip(found.row_headers, found.row_totals, strict=True)}
    assert by_key == {"frame.start": 1, "frame.end": 0, None: 2}


def test_cells_by_cases_show_what_the_cases_say():
    cases = [{"id": "K1", "title": "North", "framework": {"frame.start": {"text": "slow", "citations": ["FG1-001"]}}}]
    repository = build(TWICE, cases=cases)
    found = matrix(repository, "cells", "cases")
    assert found.texts == {("frame.start", "K1"): "slow"}
    assert found.counts == ((1,), (0,))  # the citation comes from outside the case
    assert "slow" in matrix_text(found, texts=True)
    assert "slow" in matrix_csv(matrix(repository, "cases", "cells"), texts=True)


@pytest.mark.parametrize(
    "words", [("claim", "stances", "citations"), ("claims", "x", "citations"), ("claims", "codes", "q")]
)
def test_what_does_not_exist_is_refused(words):
    with pytest.raises(UsageError):
        matrix(build([]), *words[:2], count=words[2])


NASTY = [claim("C1", title='=HYPERLINK("x")'), claim("C2", title="a | b")]
EVIL = [{"source": "FG1", "id": "FG1-001", "role": "=1+1", "evidence": [{"supports": "C1"}]}]


def test_csv_and_workbook_hold_no_formulas():
    found = matrix(build(EVIL, claims=NASTY), "roles", "claims")
    rows = list(csv.reader(io.StringIO(matrix_csv(found))))
    assert rows[1] == ["'=1+1", "1", "0", "1"]
    page = load_workbook(io.BytesIO(matrix_xlsx(found))).active
    assert (page["A2"].value, page["A2"].data_type, page["B2"].value) == ("=1+1", "s", 1)
    assert [cell.value for cell in page[3]] == ["Total", 1, 0, 1]


def test_workbook_is_a_table_that_excel_opens_without_repair():
    wild = [{"source": "FG1", "id": "FG1-001", "role": "a\x07_x0041_" * 90, "codes": ["Aa", "aA", "R1C1"]}]
    found = matrix(build([*wild, *EVIL], claims=NASTY), "roles", "codes", weighed=False)
    content = matrix_xlsx(found)
    assert faults(content) == []
    assert content == matrix_xlsx(found)
    page = load_workbook(io.BytesIO(content)).active
    ((_, last),) = ((table.displayName, table.ref.rpartition(":")[2]) for table in page.tables.values())
    assert page.cell(int(last.lstrip("ABCDEFGHIJ")) + 1, 1).value == "Total"


def test_markdown_and_json():
    found = matrix(build(EVIL, claims=NASTY), "claims", "stances")
    text = matrix_markdown(found)
    assert "| C2: a \\| b | 0 | 0 | 0 | 0 | 0 |" in text
    assert "counts each of them once" in text
    data = json.loads(matrix_json(found))
    assert (data["counts"][0], data["total"]) == ([1, 0, 0, 0], 1)


def test_the_frame_has_keys_for_labels():
    frame = matrix(build(TWICE), "claims", "stances").frame()
    assert frame.loc["C1", "supports"] == 3
    assert (frame.index.name, frame.columns.name) == ("claims", "stances")


def test_nothing_to_count_is_said():
    assert "no codes yet" not in matrix_text(matrix(build([]), "codes", "stances"))
    assert "there is nothing to count: no coders yet" in matrix_text(matrix(build([]), "coders", "stances"))


LONG = [claim("C1", title="A long title that says what the claim is about"), claim("C2", title="Short")]


def test_names_and_headings_are_folded_and_not_cut():
    text = matrix_text(matrix(build(TWICE, claims=LONG), "claims", "kinds"), width=60)
    assert "…" not in text
    assert all(len(line) <= 60 for line in text.splitlines())
    said = " ".join(text.split())
    for words in ("case interview", "document", "focus group", "C2: Short"):
        assert words in said
    assert [line.split()[0] for line in text.splitlines() if line.startswith("  ")]  # what goes on hangs below


def test_names_make_way_so_that_all_columns_stand_side_by_side():
    found = matrix(build(TWICE, claims=LONG), "claims", "stances")
    assert "part 1" not in matrix_text(found, width=62)
    assert "part 1" in matrix_text(found, width=48)


def test_kinds_are_said_in_words_where_people_read_and_by_key_where_programs_do():
    found = matrix(build(TWICE), "kinds", "stances")
    assert "focus group" in matrix_text(found)
    assert "| focus group |" in matrix_markdown(found)
    assert "focus_group" in matrix_csv(found)
    assert json.loads(matrix_json(found))["row_values"][0]["key"] == "case_interview"


def test_of_texts_what_is_empty_is_left_out_and_what_is_long_is_cut_and_both_are_said():
    cell = {"frame.start": {"text": "slow " * 60}}
    cases = [
        {"id": "K1", "title": "North", "framework": cell},
        {"id": "K2", "title": "South"},
        {"id": "K3", "title": "West"},
    ]
    text = matrix_text(matrix(build(TWICE, cases=cases), "cells", "cases"), texts=True)
    said = " ".join(text.split())
    assert "K2" not in text
    assert "Left out: 2 cases about which the files say nothing here." in said
    assert "Long texts are cut;" in said
    whole = matrix_text(
        matrix(build(TWICE, cases=[{**cases[0], "framework": {"frame.start": {"text": "slow"}}}]), "cells", "cases"),
        texts=True,
    )
    assert "Left out" not in whole
    assert "cut" not in whole


@pytest.mark.parametrize("wide", [1, 2, 7, 16])
@pytest.mark.parametrize(
    "text", ["", "a", "group_interview", "non-participants", "日本語のテキスト", "x" * 40, "a b  c"]
)
def test_folded_lines_fit_and_lose_no_letter(text, wide):
    lines = folded(text, wide)
    assert lines
    assert all(columns(line) <= max(wide, 2) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_what_is_denied_is_not_counted_with_what_is_shown():
    evidence = [
        {"refutes": "C1", "pattern": "P1", "parts": ["context"], "lacks": ["outcome"]},
        {"refutes": "C2", "pattern": "P2", "lacks": ["outcome"]},
        {"supports": "C3"},
    ]
    said = [
        {"source": "FG1", "id": "FG1-001", "evidence": evidence},
        {"source": "FG2", "id": "FG2-001", "evidence": [{"supports": "C1", "pattern": "P2", "parts": ["outcome"]}]},
    ]
    found = matrix(build(said), "patterns", "parts", weighed=False)
    counts = {
        (row.key, column.key): number
        for row, numbers in zip(found.row_headers, found.counts, strict=True)
        for column, number in zip(found.column_headers, numbers, strict=True)
        if number
    }
    assert counts == {
        ("P1", "context"): 1,
        ("P1", "no outcome"): 1,
        ("P2", "outcome"): 1,
        ("no P2", "no outcome"): 1,
        (None, None): 1,
    }
    parts = ["context", "resource", "reasoning", "outcome"]
    assert [one.key for one in found.column_headers] == [*parts, *(f"no {part}" for part in parts), None]
    assert "delen van patronen" in matrix_text(found, language="nl", width=200)
