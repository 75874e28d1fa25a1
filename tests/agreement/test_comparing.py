"""The table of agreement: what its rows are about, of how many units, and with which coefficients."""

from __future__ import annotations

import pytest

import cmo_eval
from cmo_eval.analysis.coefficients import coefficient
from cmo_eval.errors import UsageError

QUALITIES = ("opinion", "report", "observation", "documented")
FIRST = ["scan|supports|observation", "plan|supports|report", "scan||opinion", "plan|nuances|observation"]
SECOND = ["scan|supports|report", "scan plan|nuances|report", "scan||opinion", "plan|nuances|"]
THIRD = ["scan|supports|observation", "plan|refutes|report", "|supports|opinion", "plan|nuances|observation"]


def entries(coded, *, words):
    found = []
    for number, text in enumerate(coded, start=1):
        codes, stance, quality = text.split("|")
        parts = [f"id: FG1-00{number}", f"codes: [{', '.join(codes.split())}]"]
        parts += [f"evidence: [{{{stance}: C1}}]"] if stance else []
        parts += [f"quality: {quality}"] if quality else []
        parts += ["quote: We saw it."] if words else []
        found.append(f"  - {{{', '.join(parts)}}}\n")
    return "citations:\n" + "".join(found)


@pytest.fixture
def coded(evaluation):
    """An evaluation in which these coders coded the same citations."""

    def make(*others, **files):
        second = {f"sources/FG1.citations.{name}.yaml": entries(one, words=False) for name, one in others}
        book = "codes:\n  - {id: scan, kind: theme, use: u}\n  - {id: plan, kind: theme, use: u}\n"
        first = {"sources/FG1.citations.yaml": "coder: AB\n" + entries(FIRST, words=True), "codebook.yaml": book}
        return cmo_eval.load(evaluation({**first, **second, **files}))

    return make


def rows(found):
    return {(row.about, row.item): row for row in found.rows}


def value(row, name):
    return row.measure(name).value


def test_a_row_for_each_code_is_yes_or_no_on_every_citation(coded):
    found = rows(coded(("CD", SECOND)).agreement(by="code"))
    assert list(found) == [("code", None), ("code", "plan"), ("code", "scan")]
    scan = [(True, True), (False, True), (True, True), (False, False)]
    assert value(found["code", "scan"], "cohen_kappa") == pytest.approx(coefficient("cohen_kappa", scan).value)
    assert value(found["code", "plan"], "percent") == 1
    assert (found["code", None].items, found["code", None].units) == (2, 4)


def test_who_takes_no_stance_says_none(coded):
    found = rows(coded(("CD", SECOND)).agreement(by="stance"))
    assert list(found) == [("stance", None), ("claim", "C1"), ("stance", "supports"), ("stance", "nuances")]
    answers = [("supports", "supports"), ("supports", "nuances"), ("none", "none"), ("nuances", "nuances")]
    assert value(found["claim", "C1"], "cohen_kappa") == pytest.approx(coefficient("cohen_kappa", answers).value)
    # of AC1 the scale is all five answers, not the three that were given
    assert value(found["claim", "C1"], "gwet_ac1") == pytest.approx((0.75 - CHANCE) / (1 - CHANCE))


def shares(*counts):
    whole = sum(counts)
    return sum(count / whole * (1 - count / whole) for count in counts) / 4


CHANCE = shares(3, 3, 2)


def test_quality_is_a_scale_with_an_order_and_lacks_what_nobody_gave(coded):
    found = rows(coded(("CD", SECOND)).agreement(by="quality"))
    whole = found["quality", None]
    given = [("observation", "report"), ("report", "report"), ("opinion", "opinion")]
    assert (whole.units, whole.scale) == (3, "ordinal")
    wanted = coefficient("weighted_kappa_linear", given, QUALITIES).value
    assert value(whole, "weighted_kappa_linear") == pytest.approx(wanted)
    wanted = coefficient("krippendorff_alpha_ordinal", given, QUALITIES).value
    assert value(whole, "krippendorff_alpha_ordinal") == pytest.approx(wanted)
    assert list(found)[1:] == [("quality", "opinion"), ("quality", "report"), ("quality", "observation")]


def test_three_coders_have_fleiss_and_each_pair_has_cohen(coded):
    evaluation = coded(("CD", SECOND), ("EF", THIRD))
    whole = rows(evaluation.agreement())["code", None]
    assert whole.coders == ("AB", "CD", "EF")
    assert whole.measure("cohen_kappa") is None
    assert value(whole, "fleiss_kappa") is not None
    pairs = evaluation.agreement(by="coder").rows
    assert [row.coders for row in pairs if row.about == "code"] == [("AB", "CD"), ("AB", "EF"), ("CD", "EF")]
    assert all(row.measure("cohen_kappa") is not None for row in pairs if row.about != "boundary")


def test_the_figures_of_a_pair_do_not_depend_on_a_third_coder(coded):
    alone = coded(("CD", SECOND)).agreement(by="coder").rows
    beside = coded(("CD", SECOND), ("EF", THIRD)).agreement(by="coder", coders=("AB", "CD")).rows
    assert alone == beside


def test_nothing_changes_when_the_file_has_another_order(coded):
    turned = "coder: AB\ncitations:\n" + "".join(reversed(entries(FIRST, words=True).splitlines(keepends=True)[1:]))
    plain = coded(("CD", SECOND)).agreement()
    assert coded(("CD", SECOND), **{"sources/FG1.citations.yaml": turned}).agreement().rows == plain.rows


def test_two_sources_can_hardly_say_how_much_sources_differ(coded, cmo):
    again = {
        name.replace("FG1", "FG2"): text.replace("FG1", "FG2")
        for name, text in (
            ("sources/FG1.yaml", "id: FG1\nkind: focus_group\ntitle: t\ngroup: staff\n"),
            ("sources/FG1.citations.yaml", "coder: AB\n" + entries(FIRST, words=True)),
            ("sources/FG1.citations.CD.yaml", entries(THIRD, words=False)),
        )
    }
    both = coded(("CD", SECOND), **again)
    assert [row.sources for row in both.agreement().rows] == [2, 2, 2, 0]
    out = " ".join(cmo("agreement", cwd=both.root).out.split())
    assert "by leaving out each source in turn. Two sources can hardly say" in out
    assert "of this one source" in cmo("agreement", "FG1", cwd=both.root).out.replace("\n", " ")


def test_no_second_coding_gives_no_rows(evaluation):
    found = cmo_eval.load(evaluation()).agreement()
    assert (found.rows, found.disagreements, found.compared.sources) == ((), (), ())
    assert list(found.frame().columns)[:3] == ["about", "item", "coders"]


def test_a_frame_has_a_row_for_each_coefficient(coded):
    frame = coded(("CD", SECOND)).agreement(by="code").frame()
    scan = frame[(frame["item"] == "scan") & (frame["coefficient"] == "cohen_kappa")].iloc[0]
    assert (scan["units"], scan["coders"], scan["value"]) == (4, "AB CD", 0.5)


def test_an_unknown_table_is_refused(coded):
    with pytest.raises(UsageError, match="no table by 'codes'"):
        coded(("CD", SECOND)).agreement(by="codes")
