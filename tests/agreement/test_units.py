"""What is compared: the first coder's own judgement beside the others', and what is left out and said."""

from __future__ import annotations

import pytest

import cmo_eval
from cmo_eval.analysis.double_coding import differences, double_coding
from cmo_eval.errors import UsageError

AGREED = "sources/FG1.citations.yaml"
SECOND = "sources/FG1.citations.CD.yaml"
BOOK = "codes:\n" + "".join(f"  - {{id: {code}, kind: theme, use: u}}\n" for code in ("scan", "plan", "view"))


def agreed(*entries, head="coder: AB\ndefaults: {quality: observation, speaker: r1}\n"):
    said = ("We saw it.", "Nobody asked why.", "It rained then.", "That was all.")  # the same words are one remark
    rows = (f"  - {{quote: {said[place % 4]}, {entry}}}\n" for place, entry in enumerate(entries))
    return f"{head}citations:\n{''.join(rows)}"


def second(*entries):
    return "coder: CD\ncitations:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


@pytest.fixture
def look(evaluation):
    """What is compared in an evaluation with these files."""

    def run(*, first, other, sources=(), coders=(), **files):
        root = evaluation({"codebook.yaml": BOOK, AGREED: first, SECOND: other, **files})
        return double_coding(cmo_eval.load(root).repository, sources, coders)

    return run


def said(found, citation):
    return next(unit.judgements for unit in found.units if unit.citation == citation)


def test_both_coders_judgements_with_what_defaults_add(look):
    found = look(
        first=agreed("id: FG1-001, codes: [scan], evidence: [{supports: C1, pattern: P1, parts: [mechanism]}]"),
        other=second("id: FG1-001, codes: scan, quality: report, evidence: [{nuances: C1, version: 2}]"),
    )
    both = said(found, "FG1-001")
    assert (both["AB"].quality, both["CD"].quality) == ("observation", "report")
    assert (both["AB"].stances, both["CD"].stances) == ({"C1": "supports"}, {"C1@2": "nuances"})
    assert both["AB"].shown == {"P1": ("resource", "reasoning")}
    assert both["AB"].codes == both["CD"].codes == {"scan"}
    assert (found.coders, found.sources, found.pairs) == (("AB", "CD"), ("FG1",), (("AB", "CD"),))


def test_several_stances_on_one_claim_are_an_answer_of_their_own(look):
    found = look(
        first=agreed("id: FG1-001, evidence: [{nuances: C1}, {supports: C1, pattern: P1}]"),
        other=second("id: FG1-001, evidence: [{suggests: C2, instead_of: C1}]"),
        **{
            "claims/C2-x.yaml": "id: C2\ntitle: t\nquestions: [Q1]\nfor: [staff]\n"
            "versions: [{version: 1, statement: s}]\n"
        },
    )
    both = said(found, "FG1-001")
    assert (both["AB"].stances["C1"], both["CD"].stances["C1"]) == ("supports+nuances", "suggests C2")


def test_what_was_settled_is_compared_as_the_first_coder_had_it(look):
    found = look(
        first=agreed(
            "id: FG1-001, codes: [plan], evidence: [{nuances: C1}], adjudicated: {by: EF, date: 2025-01-01, "
            "first: {quality: report, codes: [scan], evidence: [{supports: C1}]}}"
        ),
        other=second("id: FG1-001, codes: [plan], evidence: [{nuances: C1}]"),
    )
    first = said(found, "FG1-001")["AB"]
    assert (first.quality, first.codes, first.stances) == ("report", {"scan"}, {"C1": "supports"})
    assert found.units[0].settled.by == "EF"
    assert found.unknown_first == ()


def test_what_was_settled_without_a_record_is_left_out_and_named(look):
    found = look(
        first=agreed(
            "id: FG1-001, codes: [scan], adjudicated: {by: EF, date: 2025-01-01}", "id: FG1-002, codes: [scan]"
        ),
        other=second("id: FG1-001, codes: [plan]", "id: FG1-002, codes: [scan]"),
    )
    assert [unit.citation for unit in found.units] == ["FG1-002"]
    assert found.unknown_first == ("FG1-001",)


def test_two_second_coders_are_compared_where_the_first_ones_judgement_is_lost(look):
    found = look(
        first=agreed("id: FG1-001, codes: [scan], adjudicated: {by: EF, date: 2025-01-01}"),
        other=second("id: FG1-001, codes: [plan]"),
        **{"sources/FG1.citations.EF.yaml": second("id: FG1-001, codes: [scan]").replace("CD", "EF")},
    )
    assert set(said(found, "FG1-001")) == {"CD", "EF"}


def test_an_entry_in_which_nothing_is_coded_yet_is_no_judgement(look):
    found = look(
        first=agreed("id: FG1-001, codes: [scan]", "id: FG1-002, codes: [scan]"),
        other=second("id: FG1-001, at: {line: 3}, codes: [], evidence: []", "id: FG1-002, coded: 2025-01-01"),
    )
    assert [unit.citation for unit in found.units] == ["FG1-002"]
    assert said(found, "FG1-002")["CD"].codes == frozenset()
    assert found.alone[0].waiting == ("FG1-001",)


def test_who_has_coded_nothing_yet_is_no_third_coder(look):
    files = {"sources/FG1.citations.EF.yaml": second("id: FG1-001").replace("CD", "EF")}
    found = look(first=agreed("id: FG1-001, codes: [scan]"), other=second("id: FG1-001, codes: [scan]"), **files)
    assert (found.coders, [one.waiting for one in found.alone]) == (("AB", "CD"), [(), ("FG1-001",)])


def test_fragments_of_one_coder_are_listed_apart(look):
    found = look(
        first=agreed("id: FG1-001, codes: [scan]", "id: FG1-002, codes: [scan]"),
        other=second("id: FG1-001, codes: [scan]", "id: FG1-CD-001, quote: And this., codes: [plan]"),
    )
    (alone,) = found.alone
    assert (alone.agreed, alone.second, alone.waiting) == (("FG1-002",), ("FG1-CD-001",), ())
    assert [unit.citation for unit in found.units] == ["FG1-001"]


def test_a_fragment_that_was_taken_over_stays_one_that_only_its_coder_marked(look):
    found = look(
        first=agreed(
            "id: FG1-001, codes: [scan]", "id: FG1-CD-001, codes: [plan], adjudicated: {by: EF, date: 2025-01-01}"
        ),
        other=second("id: FG1-001, codes: [scan]", "id: FG1-CD-001, quote: And this., codes: [plan]"),
    )
    assert found.alone[0].second == ("FG1-CD-001",)
    assert (found.unknown_first, len(found.units)) == ((), 1)


def test_what_was_withdrawn_is_gone_and_what_is_disputed_is_marked(look):
    found = look(
        first=agreed(
            "id: FG1-001, codes: [scan], withdrawn: 2025-01-01", "id: FG1-002, codes: [scan], disputed: which year"
        ),
        other=second("id: FG1-001, codes: [plan]", "id: FG1-002, codes: [plan]"),
    )
    assert [(unit.citation, unit.disputed) for unit in found.units] == [("FG1-002", True)]


def test_who_withdrew_is_in_no_unit(look):
    found = look(
        first=agreed("id: FG1-001, codes: [scan]"),
        other=second("id: FG1-001, codes: [plan]"),
        **{
            "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: t\ngroup: staff\n"
            "participants: [{id: r1, role: manager, consent: withdrawn}]\n"
        },
    )
    assert found.units == ()


def test_a_code_that_was_renamed_since_counts_under_its_new_name(look):
    found = look(
        first=agreed("id: FG1-001, codes: [view], adjudicated: {by: EF, date: 2025-01-01, first: {codes: [mirror]}}"),
        other=second("id: FG1-001, codes: [view]"),
        **{
            "codebook.yaml": BOOK
            + "history:\n  - {version: 2, date: 2025-02-01, change: renamed, became: {mirror: view}}\n"
        },
    )
    assert said(found, "FG1-001")["AB"].codes == {"view"}


def test_a_second_coding_by_the_first_coder_compares_nobody(look):
    found = look(
        first=agreed("id: FG1-001, codes: [scan]", head="coder: CD\ndefaults: {quality: report}\n"),
        other=second("id: FG1-001, codes: [plan]"),
    )
    assert (found.units, found.same_coder) == ((), ("FG1",))


def test_a_file_without_initials_has_a_first_coder_all_the_same(look):
    found = look(
        first=agreed("id: FG1-001, codes: [scan]", head="defaults: {quality: report}\n"),
        other=second("id: FG1-001, codes: [plan]"),
    )
    assert set(said(found, "FG1-001")) == {"(first)", "CD"}


def test_only_the_chosen_coders(look):
    files = {"sources/FG1.citations.EF.yaml": second("id: FG1-001, codes: [scan]").replace("CD", "EF")}
    found = look(first=agreed("id: FG1-001"), other=second("id: FG1-001, codes: [plan]"), coders=("CD", "EF"), **files)
    assert (found.coders, set(said(found, "FG1-001"))) == (("CD", "EF"), {"CD", "EF"})


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"sources": ("FG9",)}, "there is no source FG9"),
        ({"coders": ("AB", "XY")}, "XY coded none of it"),
        ({"coders": ("AB", "AB")}, "AB alone cannot agree"),
    ],
)
def test_what_cannot_be_compared_is_refused(look, asked, message):
    with pytest.raises(UsageError, match=message):
        look(first=agreed("id: FG1-001"), other=second("id: FG1-001, codes: [plan]"), **asked)


def test_a_source_that_was_coded_once(evaluation):
    with pytest.raises(UsageError, match="nobody coded FG1 a second time"):
        double_coding(cmo_eval.load(evaluation()).repository, ["FG1"])


def test_differences_in_words(look):
    found = look(
        first=agreed(
            "id: FG1-001, codes: [scan, plan], evidence: [{supports: C1, pattern: P1, parts: [context, outcome]}]",
            "id: FG1-002, codes: [scan], evidence: [{supports: C1, pattern: P1}]",
            "id: FG1-003, evidence: [{refutes: C1, pattern: P1, parts: [context], lacks: [outcome]}]",
            "id: FG1-004, evidence: [{refutes: C1, pattern: P1, lacks: [outcome]}]",
        ),
        other=second(
            "id: FG1-001, codes: [plan, view], quality: report, "
            "evidence: [{supports: C1, pattern: P1, parts: [outcome]}]",
            "id: FG1-002, codes: [scan], evidence: [{refutes: C1}]",
            "id: FG1-003, evidence: [{refutes: C1, pattern: P1, parts: [context]}]",
            "id: FG1-004, evidence: [{refutes: C1, pattern: P1, lacks: [outcome]}]",
        ),
    )
    answers = [(one.citation, one.about, one.item, dict(one.said)) for unit in found.units for one in differences(unit)]
    assert answers == [
        ("FG1-001", "pattern", "P1", {"AB": "context, outcome", "CD": "outcome"}),
        ("FG1-001", "code", "scan", {"AB": "yes", "CD": "no"}),
        ("FG1-001", "code", "view", {"AB": "no", "CD": "yes"}),
        ("FG1-001", "quality", None, {"AB": "observation", "CD": "report"}),
        ("FG1-002", "stance", "C1", {"AB": "supports", "CD": "refutes"}),
        ("FG1-002", "pattern", "P1", {"AB": "no part named", "CD": "none"}),
        ("FG1-003", "pattern", "P1", {"AB": "context, no outcome", "CD": "context"}),
    ]
