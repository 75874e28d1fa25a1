"""Which citations are chosen, in which order they are read, and with whose words."""

from __future__ import annotations

import pytest

from cmo_eval import api
from cmo_eval.analysis.selection import FILTERS, Selection
from cmo_eval.errors import UsageError

CODEBOOK = """\
version: 1
codes:
  - {id: sight, kind: theme}
  - {id: glance, kind: theme, parent: sight}
  - {id: stare, kind: theme, parent: glance}
  - {id: cost, kind: theme}
"""
FG1 = """\
id: FG1
kind: focus_group
title: First panel
group: staff
date: 2017-03-20
participants:
  - {id: r1, role: Régisseur, group: staff, consent: quote}
  - {id: r2, role: nurse, group: users, consent: background}
  - {id: r3, role: chair, group: users, consent: withdrawn}
"""
FG1_CITATIONS = """\
coder: AB
defaults: {quality: observation, coded: 2017-05-01}
citations:
  - {id: FG1-001, quote: It costs, speaker: r1, at: {line: 12}, codes: [cost],
     evidence: [{supports: C1, pattern: P1, parts: [resource], lacks: [outcome]}, {refutes: C2}]}
  - {id: FG1-002, quote: I saw it, speaker: r2, at: {line: 3}, quality: report, codes: [glance],
     evidence: [{refutes: C1, favours: pay, pattern: P1, parts: [outcome]}]}
  - {id: FG1-003, quote: Gone, speaker: r3, at: {line: 1}, codes: [sight], evidence: [{supports: C1}]}
  - {id: FG1-010, quote: Later said, speaker: r1, codes: [stare], coded: 2017-06}
  - {id: FG1-004, quote: Nobody placed it, speaker: r1, evidence: [{suggests: C2, instead_of: C1}]}
"""
DD1 = """\
id: DD1
kind: document
title: A letter
date: "2016"
case: K1
reference: {title: A letter}
"""
DD1_CITATIONS = """\
coder: CD
defaults: {quality: documented, verbatim: false}
citations:
  - {id: DD1-001, quote: On ten, at: {page: "10"}, evidence: [{nuances: C1}]}
  - {id: DD1-002, quote: On nine, at: {page: "9"}, role: the board, evidence: [{supports: C2}]}
"""
FILES = {
    "codebook.yaml": CODEBOOK,
    "claims/C2-other.yaml": "id: C2\ntitle: Other\nversions: [{version: 1, statement: Other.}]\n",
    "cases/K1-house.yaml": "id: K1\ntitle: A house\nsummary: A house.\n",
    "sources/FG1.yaml": FG1,
    "sources/FG1.citations.yaml": FG1_CITATIONS,
    "sources/DD1.yaml": DD1,
    "sources/DD1.citations.yaml": DD1_CITATIONS,
}


@pytest.fixture
def chosen(evaluation):
    loaded = api.load(evaluation(FILES))
    return lambda **filters: [row.citation for row in loaded.quotes(**filters).rows]


def test_without_filters_all_are_read_source_by_source_and_by_place(chosen):
    assert chosen() == ["DD1-002", "DD1-001", "FG1-002", "FG1-001", "FG1-004", "FG1-010"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"code": "sight"}, ["FG1-002", "FG1-010"]),
        ({"code": "glance"}, ["FG1-002", "FG1-010"]),
        ({"code": ["stare", "cost"]}, ["FG1-001", "FG1-010"]),
        ({"claim": "C2"}, ["DD1-002", "FG1-001", "FG1-004"]),
        ({"claim": "C1", "stance": "refutes"}, ["FG1-002"]),
        ({"claim": "C2", "stance": ["refutes", "suggests"]}, ["FG1-001", "FG1-004"]),
        ({"pattern": "P1"}, ["FG1-002", "FG1-001"]),
        ({"part": "outcome"}, ["FG1-002"]),
        ({"part": "mechanism"}, ["FG1-001"]),
        ({"lacks": "outcome"}, ["FG1-001"]),
        ({"lacks": "outcome", "claim": "C2"}, []),
        ({"part": "resource", "lacks": "outcome", "stance": "supports"}, ["FG1-001"]),
        ({"group": "users"}, ["FG1-002"]),
        ({"role": "REGISSEUR"}, ["FG1-001", "FG1-004", "FG1-010"]),
        ({"role": ["the board", "nurse"]}, ["DD1-002", "FG1-002"]),
        ({"speaker": "r2"}, ["FG1-002"]),
        ({"speaker": "FG1.r2"}, ["FG1-002"]),
        ({"case": "K1"}, ["DD1-002", "DD1-001"]),
        ({"kind": "document"}, ["DD1-002", "DD1-001"]),
        ({"quality": "report"}, ["FG1-002"]),
        ({"source": "DD1"}, ["DD1-002", "DD1-001"]),
        ({"source": ["DD1", "FG1"], "coder": "CD"}, ["DD1-002", "DD1-001"]),
        ({"coder": "EF"}, []),
        ({"from_": "2017"}, ["FG1-002", "FG1-001", "FG1-004", "FG1-010"]),
        ({"from_": "2016-07", "to": "2016-08"}, ["DD1-002", "DD1-001"]),
        ({"from_": "2017-03-21"}, []),
        ({"to": "2017-03-19"}, ["DD1-002", "DD1-001"]),
        ({"to": "2017-03"}, ["DD1-002", "DD1-001", "FG1-002", "FG1-001", "FG1-004", "FG1-010"]),
        ({"since": "2017-05-02"}, ["FG1-010"]),
        ({"since": "2017-05-01", "code": "cost"}, ["FG1-001"]),
        ({"code": "sight", "speaker": "r1"}, ["FG1-010"]),
    ],
    ids=str,
)
def test_a_citation_passes_all_filters_with_any_of_their_values(chosen, filters, found):
    assert chosen(**filters) == found


def test_every_filter_is_tried():
    tried = {
        name
        for mark in test_a_citation_passes_all_filters_with_any_of_their_values.pytestmark
        for filters, _ in mark.args[1]
        for name in filters
    }
    assert tried == set(Selection.__dataclass_fields__) == {*FILTERS, "from_", "to", "since"}


@pytest.mark.parametrize(
    ("filters", "message", "hint"),
    [
        ({"code": "sigth"}, "there is no code sigth", "did you mean 'sight'?"),
        ({"claim": "C9"}, "there is no claim C9", ""),
        ({"stance": "denies"}, "there is no stance denies", "it can be supports, nuances, refutes, suggests"),
        ({"part": "resourse"}, "there is no part resourse", "did you mean 'resource'?"),
        ({"lacks": "x"}, "there is no part x", "it can be context, resource, reasoning, outcome, mechanism"),
        ({"quality": "hearsay"}, "there is no quality hearsay", ""),
        ({"speaker": "r3"}, "there is no speaker r3", ""),
        ({"role": "chair"}, "there is no role chair", ""),
        ({"coder": "ZZ"}, "there is no coder ZZ", "it can be AB, CD, EF"),
        ({"source": "FG7"}, "there is no source FG7", ""),
        ({"from_": "2017-13"}, "'2017-13' is no date", "write 2017-03-20, 2017-03 or 2017"),
        ({"since": "last week"}, "'last week' is no date", ""),
    ],
    ids=str,
)
def test_what_does_not_exist_is_refused(chosen, filters, message, hint):
    with pytest.raises(UsageError) as refused:
        chosen(**filters)
    assert refused.value.message == message
    assert hint in (refused.value.hint or "")
    assert "chair" not in (refused.value.hint or "")  # of somebody who withdrew


def test_places_order_by_line_then_by_where_the_words_begin(evaluation):
    lines = "\n".join(
        f"  - {{id: FG1-00{number}, speaker: r1, at: {{line: {line}}}, selector: {{start: {start}, end: 99}}}}"
        for number, line, start in ((1, 10, 5), (2, 9, 90), (3, 10, 1))
    )
    files = {**FILES, "sources/FG1.citations.yaml": f"citations:\n{lines}\n"}
    rows = api.load(evaluation(files)).quotes(source="FG1").rows
    assert [row.citation for row in rows] == ["FG1-002", "FG1-003", "FG1-001"]


def test_words_of_a_source_without_a_file_are_held_back_and_have_no_date(evaluation):
    orphan = "citations:\n  - {id: IN9-001, quote: Whose, role: guard}\n"
    loaded = api.load(evaluation({**FILES, "sources/IN9.citations.yaml": orphan}))
    (row,) = [one for one in loaded.quotes().rows if one.source == "IN9"]
    assert (row.title, row.kind, row.date, row.words) == ("IN9", "", None, None)
    assert "IN9" not in {one.source for one in loaded.quotes(to="2030").rows}


def test_words_say_who_where_and_what_they_show(evaluation):
    loaded = api.load(evaluation(FILES))
    one = loaded.quotes(code="cost").rows[0]
    assert (one.words, one.speaker, one.role, one.group, one.line) == ("It costs", "r1", "Régisseur", "staff", 12)
    assert (one.title, one.kind, one.date, one.coder) == ("First panel", "focus_group", "2017-03-20", "AB")
    assert one.evidence == ("supports C1 (P1 resource, lacks outcome)", "refutes C2")
    assert (
        loaded.quotes(code="cost", language="nl").rows[0].evidence[0] == "ondersteunt C1 (P1 middel, zonder uitkomst)"
    )


def test_words_that_may_not_be_quoted_are_there_for_the_desk_only(evaluation):
    loaded = api.load(evaluation(FILES))
    held = loaded.quotes(speaker="r2")
    assert (held.rows[0].words, held.held_back) == (None, 1)
    assert loaded.quotes(speaker="r2", background=True).rows[0].words == "I saw it"
    frame = loaded.quotes().frame()
    assert list(frame[frame["words"].isna()]["citation"]) == ["FG1-002"]


def test_beyond_the_team_nobody_is_called_by_an_id_and_filters_see_no_more(evaluation):
    shown = api.disclose(evaluation(FILES), "public")
    assert {row.speaker for row in shown.quotes().rows} == {None}
    assert shown.quotes(since="2000").rows == ()
    assert [row.citation for row in shown.quotes(role="Régisseur").rows] == ["FG1-001", "FG1-004", "FG1-010"]
    for filters in ({"role": "nurse"}, {"coder": "XX"}, {"speaker": "r2"}, {"speaker": "p1"}, {"speaker": "FG1.p1"}):
        with pytest.raises(UsageError):
            shown.quotes(**filters)
