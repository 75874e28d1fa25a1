"""Settling a difference: the outcome in the agreed coding, both coders' own judgements kept, all else as it was."""

from __future__ import annotations

import pytest

import cmo_eval
from cmo_eval.edits.coding.adjudicate import Outcome, open_disagreements, plan
from cmo_eval.edits.coding.draft import completed, stances_in
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.writing.transaction import apply

AGREED = "sources/FG1.citations.yaml"
THEIRS = "sources/FG1.citations.CD.yaml"
BOOK = "codes:\n" + "".join(f"  - {{id: {code}, kind: theme, use: u}}\n" for code in ("scan", "plan", "view"))
FIRST = """\
# the agreed coding
coder: AB
defaults: {verbatim: true, quality: observation}
citations:
  - id: FG1-001            # the first one
    quote: >-
      We saw it   on the table,
      all of us.
    speaker: r1
    evidence:
      - {supports: C1, pattern: P1, parts: [mechanism]}   # both halves
    codes: [scan, plan]
    coded: 2025-01-10
    memo: "a: 'quoted' memo"

  - {id: FG1-002, quote: It was cold., speaker: r1, codes: [view]}
  - id: FG1-003
    quote: We agree.
    codes: [scan]
"""
SECOND = """\
coder: CD
citations:
  - id: FG1-001
    quality: report
    evidence: [{nuances: C1}]
    codes: [plan]
    coded: 2025-01-20
  - {id: FG1-002, codes: [scan], coded: 2025-01-20}
  - {id: FG1-003, quality: observation, codes: [scan]}
  - id: FG1-CD-001
    quote: And so did I.
    speaker: r1
    quality: report
    evidence: [{refutes: C1}]
    codes: [plan]
"""
FILES = {AGREED: FIRST, THEIRS: SECOND, "codebook.yaml": BOOK}


@pytest.fixture
def root(evaluation):
    return evaluation(FILES)


def settle(root, *outcomes, by="EF", date="2025-02-01"):
    planned = plan(root, cmo_eval.load(root).repository, outcomes, by=by, date=date)
    apply(root, planned.change)
    return planned


def citation(root, id_="FG1-001"):
    return cmo_eval.load(root).citation(id_)


def stances(**given):
    return completed([one for stance, text in given.items() for one in stances_in(stance, text)])


def shown(found):
    return [one.model_dump(exclude_none=True, exclude_defaults=True) for one in found]


def test_the_second_coders_judgement_is_taken_and_the_first_ones_kept(root):
    settle(root, Outcome("FG1-001", take="CD"))
    found = citation(root)
    assert (found.quality, found.codes, shown(found.evidence)) == ("report", ("plan",), [{"nuances": "C1"}])
    assert (found.adjudicated.by, found.adjudicated.date) == ("EF", "2025-02-01")
    first = found.adjudicated.first
    assert (first.quality, first.codes) == ("observation", ("scan", "plan"))
    assert shown(first.evidence) == [{"supports": "C1", "pattern": "P1", "parts": ("resource", "reasoning")}]


def test_every_other_byte_stays(root):
    before = (root / AGREED).read_text("utf-8")
    settle(root, Outcome("FG1-001", take="AB"))
    after = (root / AGREED).read_text("utf-8")
    start = after.index("    adjudicated:")
    end = after.index("  - {id: FG1-002")
    added = after[start:end].rstrip("\n") + "\n"
    assert after.replace(added, "", 1) == before
    assert (root / THEIRS).read_text("utf-8") == SECOND


@pytest.mark.parametrize("how", ["crlf", "mark", "no_end"])
def test_line_ends_and_a_byte_order_mark_stay(evaluation, how):
    changed = {"crlf": FIRST.replace("\n", "\r\n"), "mark": "\ufeff" + FIRST, "no_end": FIRST.rstrip("\n")}[how]
    root = evaluation({**FILES, AGREED: changed.encode("utf-8")})
    settle(root, Outcome("FG1-001", take="CD"))
    after = (root / AGREED).read_bytes().decode("utf-8")
    assert after.startswith("\ufeff") == (how == "mark")
    assert after.count("\n") == after.count("\r\n") if how == "crlf" else "\r" not in after
    assert citation(root).codes == ("plan",)


def test_agreement_is_as_before_the_difference_was_settled(root):
    before = cmo_eval.load(root).agreement(by="code")
    settle(root, Outcome("FG1-001", take="CD"), Outcome("FG1-002", take="AB"))
    after = cmo_eval.load(root).agreement(by="code")
    assert after.rows == before.rows
    assert [one.settled is not None for one in after.disagreements] == [True] * len(before.disagreements)
    assert open_disagreements(after.compared) == {}
    assert "FG1-003" not in open_disagreements(before.compared)


def test_what_is_given_replaces_and_the_rest_is_taken(root):
    settle(root, Outcome("FG1-001", take="CD", stances=stances(supports="C1:P1:outcome"), codes=("view", "scan")))
    found = citation(root)
    assert shown(found.evidence) == [{"supports": "C1", "pattern": "P1", "parts": ("outcome",)}]
    assert (found.codes, found.quality) == (("view", "scan"), "report")


def test_what_is_denied_is_part_of_the_outcome(root):
    settle(root, Outcome("FG1-001", take="CD", stances=stances(refutes="C1:P1:context-outcome")))
    evidence = {"refutes": "C1", "pattern": "P1", "parts": ("context",), "lacks": ("outcome",)}
    assert shown(citation(root).evidence) == [evidence]


def test_nothing_applies_can_be_said(root):
    settle(root, Outcome("FG1-001", stances=(), codes=(), quality="opinion"))
    found = citation(root)
    assert (found.evidence, found.codes, found.quality) == ((), (), "opinion")


def test_nothing_applies_beats_what_defaults_say(evaluation):
    head = FIRST.replace("quality: observation}", "quality: observation, codes: [view]}", 1)
    root = evaluation({**FILES, AGREED: head})
    settle(root, Outcome("FG1-001", take="CD", codes=()))
    assert citation(root).codes == ()


def test_what_is_left_open_is_asked_for(root):
    with pytest.raises(UsageError, match="left open: its quality and codes") as refused:
        settle(root, Outcome("FG1-001", stances=stances(nuances="C1")))
    assert "--take AB or CD" in refused.value.hint


def test_where_only_codes_differ_codes_are_enough(root):
    settle(root, Outcome("FG1-002", codes=("view", "scan")))
    found = citation(root, "FG1-002")
    assert (found.codes, found.quality, found.adjudicated.first.codes) == (("view", "scan"), "observation", ("view",))


def test_settled_again_keeps_what_the_first_coder_had_made_of_it(root):
    settle(root, Outcome("FG1-001", take="CD"))
    settle(root, Outcome("FG1-001", take="AB"), by="CD", date="2025-03-01")
    found = citation(root)
    assert (found.adjudicated.by, found.codes) == ("CD", ("scan", "plan"))
    assert found.adjudicated.first.codes == ("scan", "plan")
    settle(root, Outcome("FG1-001", quality="documented"), date="2025-03-02")
    assert (citation(root).quality, citation(root).codes) == ("documented", ("scan", "plan"))
    assert citation(root).adjudicated.first.quality == "observation"


def test_what_was_settled_by_hand_has_no_first_judgement_to_make_up(evaluation):
    by_hand = FIRST.replace("    memo: ", "    adjudicated: {by: EF, date: 2025-01-30}\n    memo: ", 1)
    root = evaluation({**FILES, AGREED: by_hand})
    with pytest.raises(UsageError, match="without a record of what AB"):
        settle(root, Outcome("FG1-001", take="AB"))
    settle(root, Outcome("FG1-001", take="CD"))
    assert (citation(root).codes, citation(root).adjudicated.first) == (("plan",), None)
    assert cmo_eval.load(root).agreement().compared.unknown_first == ("FG1-001",)


def test_a_fragment_that_only_a_second_coder_marked_is_taken_over(root):
    before = (root / AGREED).read_text("utf-8")
    settle(root, Outcome("FG1-CD-001", take="CD", codes=("scan",)))
    assert (root / AGREED).read_text("utf-8").startswith(before)
    found = citation(root, "FG1-CD-001")
    assert (found.quote, found.speaker, found.quality, found.codes) == ("And so did I.", "r1", "report", ("scan",))
    assert cmo_eval.load(root).unread == ()
    assert cmo_eval.load(root).agreement().compared.alone[0].second == ("FG1-CD-001",)


def test_a_fragment_gets_nothing_from_defaults_that_its_coder_did_not_say(evaluation):
    head = FIRST.replace("quality: observation}", "quality: observation, at: {line: 3}}", 1)
    with pytest.raises(UsageError, match="would get its at from the defaults"):
        settle(evaluation({**FILES, AGREED: head}), Outcome("FG1-CD-001", take="CD"))


def test_a_disputed_citation_stays_disputed_and_that_is_said(evaluation):
    root = evaluation({**FILES, AGREED: FIRST.replace("    memo: ", "    disputed: which year\n    memo: ", 1)})
    assert settle(root, Outcome("FG1-001", take="CD")).notes == (
        "FG1-001 is still disputed: `code edit FG1-001 --clear disputed` when that is resolved",
    )
    assert citation(root).disputed == "which year"


@pytest.mark.parametrize(
    ("outcome", "how", "message"),
    [
        (Outcome("FG1-009", take="CD"), {}, "there is no citation FG1-009"),
        (Outcome("FG1-001", take="EF"), {}, "EF did not code FG1-001"),
        (Outcome("FG1-001", take="CD"), {"by": "XY"}, "XY, is not in the team"),
        (Outcome("FG1-001", take="CD"), {"date": "2025-01-15"}, "was coded on 2025-01-20, after 2025-01-15"),
        (Outcome("FG1-001", take="CD"), {"date": "yesterday"}, "the date must be a date"),
        (Outcome("FG1-001", take="CD", codes=("skan",)), {}, "no code .?skan"),
        (Outcome("FG1-001", take="CD", stances=stances(supports="C8")), {}, "no claim .?C8"),
        (Outcome("FG1-001", take="CD", quality="good"), {}, "the quality is 'good'"),
        (Outcome("FG1-003"), {}, "the coders agree on FG1-003"),
    ],
)
def test_what_cannot_be_an_outcome_is_refused(root, outcome, how, message):
    before = (root / AGREED).read_bytes()
    with pytest.raises(UsageError, match=message):
        settle(root, outcome, **how)
    assert (root / AGREED).read_bytes() == before


def test_what_nobody_else_coded_has_nothing_to_settle(evaluation):
    with pytest.raises(UsageError, match="nobody else coded FG1-001"):
        settle(evaluation(), Outcome("FG1-001", take="AB"))


def test_a_file_that_cannot_be_read_wholly_is_not_changed(evaluation):
    root = evaluation({**FILES, AGREED: FIRST + "  - {id: FG1-004, quote: q, kwality: report}\n"})
    with pytest.raises(UsageError, match="cannot be read wholly"):
        settle(root, Outcome("FG1-001", take="CD"))


def test_a_file_that_changed_meanwhile_is_not_written(root):
    planned = plan(root, cmo_eval.load(root).repository, [Outcome("FG1-001", take="CD")], by="EF", date="2025-02-01")
    (root / AGREED).write_text(FIRST + "# more\n", "utf-8")
    with pytest.raises(CmoEvalError, match="changed since it was read"):
        apply(root, planned.change)


def test_withdrawn_words_cannot_be_settled(evaluation):
    root = evaluation({**FILES, AGREED: FIRST.replace("    memo: ", "    withdrawn: 2025-01-30\n    memo: ", 1)})
    with pytest.raises(UsageError, match="there is no citation FG1-001"):
        settle(root, Outcome("FG1-001", take="CD"))


@pytest.mark.parametrize("theirs", ["{id: FG1-001, at: {line: 3}, evidence: [], codes: []}", "{id: FG1-001}"])
def test_what_waits_in_a_second_coders_file_is_not_taken_for_their_coding(evaluation, theirs):
    root = evaluation({**FILES, THEIRS: f"coder: CD\ncitations:\n  - {theirs}\n"})
    with pytest.raises(UsageError, match="CD has not coded FG1-001 yet"):
        settle(root, Outcome("FG1-001", take="CD"))
    with pytest.raises(UsageError, match="nobody else coded FG1-001"):
        settle(root, Outcome("FG1-001", codes=("plan",)))
    assert (root / AGREED).read_text("utf-8") == FIRST


def test_that_nothing_applies_is_a_coding_that_can_be_taken(evaluation):
    theirs = "coder: CD\ncitations:\n  - {id: FG1-001, evidence: [], codes: [], coded: 2025-01-20}\n"
    root = evaluation({**FILES, THEIRS: theirs})
    settle(root, Outcome("FG1-001", take="CD"))
    found = citation(root)
    assert (found.evidence, found.codes, found.quality) == ((), (), "observation")
    assert found.adjudicated.first.codes == ("scan", "plan")


def test_a_fragment_that_the_first_coder_did_not_mark_cannot_be_taken_from_them(root):
    with pytest.raises(UsageError, match="AB did not code FG1-CD-001") as refused:
        settle(root, Outcome("FG1-CD-001", take="AB"))
    assert refused.value.hint == "it was coded by CD"
    assert (root / AGREED).read_text("utf-8") == FIRST
