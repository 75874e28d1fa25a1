"""What is denied of a pattern: in the chapter, with each quote, in the overview of patterns and in the workbook."""

import pytest
from reported import changed

DENIED = {
    **changed("sources/IN1.citations.yaml", "{refutes: C1}", "{refutes: C1, pattern: P1, lacks: [outcome, reasoning]}"),
}
C1 = "chapters/C1-waarde-voor-kosten.md"


def test_chapter_says_who_shows_and_who_denies_each_part(report):
    lines = report(DENIED)[C1].splitlines()
    (line,) = (line for line in lines if line.startswith("*Hoe goed") and "ontkend" in line)
    assert line.endswith(
        " Gezien of verteld door wie achter de claim staat: context (1 stem), middel (1 stem), redenering (1 stem)"
        " en uitkomst (2 stemmen); ontkend: redenering (1 stem) en uitkomst (1 stem)."
    )


def test_a_part_that_nobody_in_favour_shows_is_named(report):
    files = changed("sources/CI1.citations.yaml", "parts: [context, outcome]", "parts: [outcome], lacks: [context]")
    text = report(files, language="en")[C1]
    assert (
        "Seen or told by those in favour: resource (1 voice), reasoning (1 voice) and outcome (2 voices);"
        " neither seen nor told: context; denied: context (1 voice)."
    ) in text


def test_nothing_is_said_of_parts_that_nobody_speaks_of(report):
    files = {
        **changed("sources/CI1.citations.yaml", ", parts: [context, outcome]", ""),
        **changed("sources/FG1.citations.yaml", ", parts: [resource, reasoning]", ""),
    }
    files["sources/FG1.citations.yaml"] = files["sources/FG1.citations.yaml"].replace(", parts: [outcome]", "")
    assert "Gezien of verteld" not in report(files)[C1]


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "zonder redenering, zonder uitkomst"), ("en", "lacks reasoning, lacks outcome")],
)
def test_counter_evidence_says_what_it_denies(report, language, said):
    texts = report(DENIED, language=language)
    above, _, below = texts[C1].partition({"nl": "Wie het anders zag:", "en": "Who saw it otherwise:"}[language])
    assert f"* ({said}): " in below
    assert said not in above


def test_counter_evidence_on_a_pattern_elsewhere_names_it(report):
    evidence = "{refutes: C1, pattern: P2, parts: [context], lacks: [outcome]}"
    text = report(changed("sources/IN1.citations.yaml", "{refutes: C1}", evidence))[C1]
    assert "(Een half patroon; zonder uitkomst)" in text


def test_overview_counts_who_denies_beside_who_shows(report):
    row = next(line for line in report(DENIED)["report.md"].splitlines() if line.startswith("| P1 | De scan onthult"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[3:] == [
        "1",
        "1",
        "1 (ontkend in 1)",
        "2 (ontkend in 1)",
        "K1; een deel ontbreekt in K1; afwijkend: K1",
    ]


def test_refuters_show_nothing_in_favour(see):
    evidence = "{refutes: C1, pattern: P1, parts: [context], lacks: [outcome]}"
    (pattern, *_) = see(changed("sources/IN1.citations.yaml", "{refutes: C1}", evidence)).patterns
    assert dict(pattern.evidence) == {"context": 1, "resource": 1, "reasoning": 1, "outcome": 2}
    assert dict(pattern.denied) == {"context": 0, "resource": 0, "reasoning": 0, "outcome": 1}


def test_case_where_only_another_part_lacks_is_not_deviant(see):
    (pattern, *_) = see(changed("cases/K1-huis.yaml", "absent: [outcome]", "absent: [context]")).patterns
    assert (pattern.cases, pattern.absent, pattern.deviant) == (("K1",), ("K1",), ())


def test_workbook_has_columns_and_counts_of_what_is_denied(workbook):
    book = workbook(DENIED)
    heads, *rows = book["Citaten"].iter_rows(values_only=True)
    row, *_ = (dict(zip(heads, row, strict=True)) for row in rows if row[:2] == ("IN1-001", "C1"))
    names = ("Context", "Redenering", "Geen context", "Geen middel", "Geen redenering", "Geen uitkomst")
    assert [row[name] for name in names] == [0, 0, 0, 0, 1, 1]
    heads, *rows = book["Delen van patronen"].iter_rows(values_only=True)
    found = {(row[0], row[1]): row[3:5] for row in rows}
    assert heads[3:5] == ("Citaten", "Ontkend door")
    assert found["P1", "uitkomst"] == (2, 1)
    assert found["P1", "middel"] == (1, 0)
