"""Whoever joins all that a report prints finds nobody whose organisation fewer than `small_cell` share."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.model import Case, Citation, Claim, Evaluation, Source
from cmo_eval.report import view
from cmo_eval.store.loading import load
from cmo_eval.store.repository import Citations, Coded, Repository, Stored
from cmo_eval.store.yaml_io import Node

LEAST = 2
few = st.fixed_dictionaries(
    {}, optional={"regio": st.sampled_from(["noord", "zuid"]), "omvang": st.just("groot"), "branche": st.just("zorg")}
)
people = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["directeur", "coach", None]),
            "consent": st.sampled_from(["quote", "quote", "background"]),
            "attributes": few,
        },
        optional={"group": st.just("staf")},
    ),
    max_size=2,
)
talks = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["interview", "focus_group", "case_interview", "document"]),
        "group": st.sampled_from(["staf", "klanten", None]),
        "case": st.sampled_from(["K0", "K1", "K2", "K3", "K4", None]),
        "participants": people,
        "invited": st.sampled_from([{}, {}, {"regio": {"noord": 12}}, {"regio": {"noord": 12, "zuid": 3}}]),
        "said": st.lists(
            st.tuples(st.sampled_from(["r0", "r1", None]), st.sampled_from(["directeur", "buurman", None])), max_size=2
        ),
    }
)


def stored(record):
    return Stored(record, "file.yaml", Node({}))


@st.composite
def evaluations(draw):
    whole = Evaluation.model_validate(
        {
            "schema": 1,
            "id": "demo",
            "title": "Demo",
            "programme": {"name": "P"},
            "questions": {"Q1": "?"},
            "groups": {"staf": "Staf", "klanten": "Klanten"},
            "policy": {
                "small_cell": LEAST,
                "confidentiality": draw(st.sampled_from([{}, {"interview": "public", "case_interview": "committee"}])),
            },
            "attributes": draw(st.sampled_from([{}, {"branche": {"identifying": False}}, {"omvang": {}}])),
        }
    )
    claim = Claim.model_validate({"id": "C1", "title": "C", "versions": [{"version": 1, "statement": "It works."}]})
    kinds = st.sampled_from(["case_study", "case_study", "practice_example", "programme"])
    named = st.sampled_from([{}, {}, {"f.d": {"text": "x", "citations": ["S0-0", "S1-0"]}}])
    cases = [
        Case.model_validate(
            {"id": f"K{n}", "title": "K", "kind": draw(kinds), "attributes": draw(few), "framework": draw(named)}
        )
        for n in range(5)
    ]
    columns, records = Citations(), []
    read = {}
    for number, made in enumerate(draw(st.lists(talks, min_size=3, max_size=8))):
        id_ = f"S{number}"
        said = made.pop("said")
        people_ = [{"id": f"r{place}", **one} for place, one in enumerate(made.pop("participants"))]
        records.append(Source.model_validate({"id": id_, "title": "T", "participants": people_, **made}))
        for index, (speaker, role) in enumerate(said):
            citation = Citation.model_validate(
                {
                    "id": f"{id_}-{index}",
                    "quote": "q",
                    "speaker": speaker,
                    "role": role,
                    "evidence": [{"supports": "C1"}],
                }
            )
            read[id_, index] = stored(citation)
            columns.append(Coded(citation, source=id_, coder="AB", file=id_, index=index, line=index + 1))
    return Repository(
        stored_evaluation=stored(whole),
        stored_claims=[stored(claim)],
        stored_cases=[stored(case) for case in cases],
        stored_sources=[stored(record) for record in records],
        citations=columns,
    )


def joined(disclosed):
    """All that can be joined: for each that is printed of somebody, with what it says, the organisations it fits.

    Of a quote: kind of source, group, role, and what the case of its source, or that names it, says of itself. Of a
    source the same, where nobody is registered. Of a participant: what its entry, its case or its panel says. Of a
    case: its attributes alone.
    """
    report = view(disclosed, verify(disclosed), "en")
    free = {name for name, one in disclosed.evaluation.attributes.items() if not one.identifying}
    says = {case.id: {name: value for name, value in case.attributes if name not in free} for case in report.cases}
    fits = defaultdict(set)

    def learn(known, attributes, organisation):
        if attributes:
            pool = "case" if isinstance(organisation, str) else "person"  # who reads the report sees cases only
            fits[pool, known, tuple(sorted(attributes.items()))].add(organisation)

    for case in report.cases:
        if case.kind != "programme":
            learn(("a case",), says[case.id], case.id)
    case_of = {source.id: source.case for source in report.sources}
    of_case = [(quote, case_of[quote.source]) for quote in report.citations if case_of[quote.source]]
    told = {quote.id: quote for quote in report.citations}
    for case in disclosed.cases.values():
        cited = [told[id_] for cell in case.framework.values() for id_ in cell.citations if id_ in told]
        of_case += [(quote, case.id) for quote in cited]
    for quote, id_ in of_case:
        if quote.role or quote.kind != "document":
            learn((quote.kind, quote.group, quote.role), says[id_], id_)
    groups = disclosed.evaluation.groups
    for source in disclosed.sources.values():
        panel = {name: next(iter(of)) for name, of in source.invited.items() if len(of) == 1}
        if not source.participants and source.kind not in {"document", "research"}:
            known = says[source.case] if source.case else panel
            learn((source.kind, groups.get(source.group, ""), ""), known, source.case or (source.id, -1))
        for place, person in enumerate(source.participants):
            own = {name: value for name, value in person.attributes.items() if name not in free}
            known = {**(says[source.case] if source.case else panel), **own}
            group = groups.get(person.group or source.group, "")
            organisation = source.case or (source.id, place)
            if own or source.case or (panel and person.role):
                learn((source.kind, group, person.role or ""), known, organisation)
    return fits


@given(evaluations(), st.sampled_from(["public", "committee"]))
def test_nobody_is_found_by_joining_what_is_printed(repository, audience):
    found = joined(disclose(repository, audience))
    event(f"attributes are shown: {bool(found)}")
    assert {what: who for what, who in found.items() if len(who) < LEAST} == {}


# ---- by example -----------------------------------------------------------------------------------------------------


def case(number, **attributes):
    listed = ", ".join(f"{name}: {value}" for name, value in attributes.items())
    return {f"cases/K{number}-x.yaml": f"id: K{number}\ntitle: Case {number}\nattributes: {{{listed}}}\n"}


def talk(number, role, *, group="users", kind="interview", more=""):
    return {
        f"sources/T{number}.yaml": f"id: T{number}\nkind: {kind}\ntitle: Talk {number}\ngroup: {group}\n"
        f"case: K{number}\nparticipants:\n  - {{id: r1, role: {role}, consent: quote{more}}}\n",
        f"sources/T{number}.citations.yaml": "citations:\n"
        f"  - {{id: T{number}-1, quote: Quite so {number}., speaker: r1,"
        " quality: observation, evidence: [{supports: C1}]}\n",
    }


def three(roles, **talks_):
    files = {}
    for number, role in enumerate(roles, 1):
        files |= case(number, regio="noord", omvang="groot") | talk(number, role, **talks_)
    return files


def regions(root):
    disclosed = disclose(load(root).repository, "public")
    return [dict(one.attributes) for one in disclosed.cases.values()]


BOTH = {"regio": "noord", "omvang": "groot"}


def test_the_same_role_in_three_cases_gives_nobody_away(evaluation):
    assert regions(evaluation(three(["coach"] * 3))) == [BOTH] * 3


def test_one_with_a_role_of_its_own_takes_the_attributes_along(evaluation):
    """Without the first, only two are left that show the same."""
    assert regions(evaluation(three(["director", "coach", "coach"]))) == [{}] * 3
    four = three(["director", "coach", "coach", "coach"])
    assert regions(evaluation(four)) == [{}, BOTH, BOTH, BOTH]


@pytest.mark.parametrize(
    "odd",
    [
        {**talk(1, "coach", group="staff")},
        {**talk(1, "coach", kind="focus_group")},
        {**talk(1, "coach", more=", group: staff")},
        {"sources/T1.citations.yaml": "citations:\n  - {id: T1-1, quote: So., role: mayor, quality: observation}\n"},
    ],
    ids=["group of the source", "kind of source", "group of the person", "role in the citation"],
)
def test_whatever_is_printed_with_a_quote_is_joined(evaluation, odd):
    root = evaluation({**three(["coach"] * 3), "evaluation.yaml+": "policy: {confidentiality: {interview: public}}\n"})
    assert regions(root) == [BOTH] * 3
    assert regions(evaluation({**three(["coach"] * 3), "evaluation.yaml+":
                               "policy: {confidentiality: {interview: public}}\n", **odd})) == [{}] * 3  # fmt: skip


def test_who_is_cited_in_a_cell_of_a_case_counts_as_of_that_case(evaluation):
    files = three(["coach"] * 3)
    files |= {"evaluation.yaml+": "frameworks: {f: {d: Dimension}}\n"}
    files["cases/K1-x.yaml"] += "framework: {f.d: {text: So, citations: [FG1-001]}}\n"
    assert regions(evaluation(files)) == [{}] * 3
    files["cases/K1-x.yaml"] = files["cases/K1-x.yaml"].replace("FG1-001", "T2-1")
    assert regions(evaluation(files)) == [BOTH] * 3


def test_who_gave_rise_to_a_case_counts_as_of_that_case(evaluation):
    """A report says who it was."""
    files = three(["coach"] * 3)
    files["cases/K1-x.yaml"] += "opened_by: [FG1-001]\n"
    assert regions(evaluation(files)) == [{}] * 3
    files["cases/K1-x.yaml"] = files["cases/K1-x.yaml"].replace("FG1-001", "T2-1")
    assert regions(evaluation(files)) == [BOTH] * 3


def test_what_identifies_nobody_stays(evaluation):
    files = three(["director", "coach", "nurse"])
    said = "attributes: {omvang: {identifying: false, label: Size of the house}}\n"
    root = evaluation({**files, "evaluation.yaml+": said})
    assert regions(root) == [{"omvang": "groot"}] * 3
    disclosed = disclose(load(root).repository, "public")
    shown = view(disclosed, verify(disclosed), "en").cases
    assert {one.attributes for one in shown} == {(("Size of the house", "groot"),)}


def test_the_order_of_the_evaluation_says_what_stays_first(evaluation):
    files = {}
    for number, (regio, omvang) in enumerate(
        [("noord", "groot"), ("noord", "groot"), ("noord", "klein"), ("zuid", "groot")]
    ):
        files |= case(number + 1, regio=regio, omvang=omvang)
    assert regions(evaluation(files)) == [{"regio": "noord"}] * 3 + [{}]
    said = {"evaluation.yaml+": "attributes: {omvang: {}, regio: {}}\n"}
    assert regions(evaluation({**files, **said})) == [{"omvang": "groot"}] * 2 + [{}, {"omvang": "groot"}]


def test_the_report_and_the_workbook_print_no_attribute_of_one(cmo, evaluation, tmp_path):
    from openpyxl import load_workbook

    root = evaluation(three(["director", "coach", "nurse"]))
    done = cmo("report", "--project", root, "--format", "md,xlsx,html", "-o", tmp_path / "out")
    assert done.code == 0, done.err
    texts = [
        path.read_text(encoding="utf-8")
        for path in (tmp_path / "out").rglob("*")
        if path.suffix in {".md", ".html", ".svg"}
    ]
    book = load_workbook(tmp_path / "out" / "report.xlsx", read_only=True)
    texts += [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value]
    assert any("director" in text.casefold() for text in texts)
    assert not [text for text in texts if "noord" in text or "groot" in text]


def small(*sources):
    """An evaluation of sources without a case, of which the public may read."""
    whole = Evaluation.model_validate(
        {
            "schema": 1,
            "id": "demo",
            "title": "Demo",
            "programme": {"name": "P"},
            "questions": {"Q1": "?"},
            "groups": {},
            "policy": {"small_cell": LEAST, "confidentiality": {"interview": "public"}},
        }
    )
    columns = Citations()
    for number, _ in enumerate(sources):
        citation = Citation.model_validate(
            {"id": f"S{number}-1", "quote": "q", "speaker": "r0", "evidence": [{"supports": "C1"}]}
        )
        columns.append(Coded(citation, source=f"S{number}", coder="AB", file=f"S{number}", index=0, line=1))
    records = [
        Source.model_validate({"id": f"S{number}", "title": "T", "kind": "interview", **more})
        for number, more in enumerate(sources)
    ]
    return Repository(
        stored_evaluation=stored(whole), stored_sources=[stored(one) for one in records], citations=columns
    )


@pytest.mark.parametrize(("consent", "shown"), [("quote", {"regio": "noord"}), ("background", {})])
def test_who_may_not_be_quoted_is_no_cover_for_who_may(consent, shown):
    people = [[{"id": "r0", "consent": one, "attributes": {"regio": "noord"}}] for one in ("quote", consent)]
    disclosed = disclose(small(*({"participants": one} for one in people)), "public")
    assert disclosed.sources["S0"].participants[0].attributes == shown


def test_a_stratum_by_which_all_were_invited_is_not_shown_and_one_with_more_values_is():
    whole = small({"invited": {"regio": {"noord": 12, "zuid": 3}, "omvang": {"groot": 15}}})
    assert disclose(whole, "public").sources["S0"].invited == {"regio": {"noord": 12, "zuid": 3}}
