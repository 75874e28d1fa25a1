"""What a record cannot be is told in the field's words, at its place; shorthands equal their long form."""

from __future__ import annotations

import pytest

import cmo_eval
from cmo_eval.diagnostics import Location
from cmo_eval.store import loading

CLAIM, PATTERN, SOURCE = "claims/C1-value.yaml", "patterns/P1-scan.yaml", "sources/FG1.yaml"
CITATIONS, CASE = "sources/FG1.citations.yaml", "cases/K1-x.yaml"
EVALUATION = "evaluation.yaml"


def findings(root):
    return loading.load(root, withdrawn=True).findings


@pytest.mark.parametrize(
    ("file", "added", "snippet", "code", "message"),
    [
        (CLAIM, "intnded: x\n", "intnded", "CMO010", "unknown key 'intnded'"),
        (CLAIM, "route: {reseacher: AB}\n", "reseacher", "CMO010", "unknown key 'reseacher' in 'route'"),
        (CLAIM, "checks:\n  - {step: test, by: AB}\n", "{step", "CMO011", "'date' is missing in 'checks'"),
        (
            CLAIM,
            "kind: remark\n",
            "remark",
            "CMO012",
            "'kind' must be one of claim, concern, issue, need, not 'remark'",
        ),
        (CLAIM, "origin: [FG1, 1x]\n", "1x", "CMO012", "item 2 of 'origin' must be a short name"),
        (CLAIM, "reflection: [a]\n", "[a]", "CMO012", "'reflection' must be text, not a list"),
        (CLAIM, "reflection: {a: b}\n", "{a: b}", "CMO012", "'reflection' must be text, not a mapping"),
        (CLAIM, "reflection: ''\n", "''", "CMO012", "'reflection' must not be empty"),
        (CLAIM, "reflection: '  '\n", "'  '", "CMO012", "'reflection' must not be empty"),
        (CLAIM, "checks: [test]\n", "test]", "CMO012", "item 1 of 'checks' must be a mapping of keys to values, not"),
        (CLAIM, "decisions:\n  - {verdict: maybe}\n", "maybe", "CMO012", "'verdict' must be one of holds, nuanced"),
        (CLAIM, "decisions:\n  - {verdict: holds, becomes: C9@0}\n", "C9@0", "CMO012", "must be a claim's id"),
        (PATTERN, "leads_to: [P 2]\n", "P 2", "CMO012", "item 1 of 'leads_to' must be an id"),
        (SOURCE, "pooled: yes\n", "yes", "CMO012", "'pooled' must be true or false, not 'yes'"),
        (SOURCE, "pooled: no\n", "no", "CMO012", "'pooled' must be true or false, not 'no'"),
        (SOURCE, "confidentiality: secret\n", "secret", "CMO012", "public, committee, team, not 'secret'"),
        (SOURCE, "tables: [{id: T1, rows: {a: many}}]\n", "many", "CMO012", "'a' must be a whole number, not 'many'"),
        (SOURCE, "invited: {region: {north: -1}}\n", "-1", "CMO012", "'north' must be at least 0, not '-1'"),
        (SOURCE, "reference: {title: T, year: 1e3}\n", "1e3", "CMO012", "'year' must be a whole number, not '1e3'"),
        (SOURCE, "reference: {title: T, year: 0x7E1}\n", "0x7E1", "CMO012", "'year' must be a whole number"),
        (SOURCE, "reference: {title: T, year: 17}\n", "17", "CMO012", "'year' must be at least 1500, not '17'"),
        (SOURCE, "reference: {author: A}\n", "{author", "CMO011", "'title' is missing in 'reference'"),
        (SOURCE, "period: 2017\n", "2017", "CMO012", "'period' must be a mapping of keys to values, not '2017'"),
        (CITATIONS, "    at: {}\n", "{}", "CMO012", "'at' must have one of line, page, section or time"),
        (CITATIONS, "    at: {line: 0}\n", "0}", "CMO012", "'line' must be at least 1, not '0'"),
        (CITATIONS, "    utterance: worry\n", "worry", "CMO012", "'utterance' must be one of claim, concern, issue"),
        (CITATIONS, "    memmo: x\n", "memmo", "CMO010", "unknown key 'memmo'"),
        (EVALUATION, "policy: {verdict: {min_sources: 0}}\n", "0}}", "CMO012", "'min_sources' must be at least 1"),
        (EVALUATION, "rameses: {21: {status: yes}}\n", "21", "CMO012", "must be the number of an item, 1 to 20"),
        (EVALUATION, "frameworks: {a b: {c: d}}\n", "a b", "CMO012", "must be a short name"),
        (EVALUATION, "basis: hearsay\n", "hearsay", "CMO012", "'basis' must be one of fieldwork, published, not"),
        (EVALUATION, "ignore: [{code: CMO20, why: x}]\n", "CMO20", "CMO012", "must be the code of a finding, such as"),
    ],
)
def test_what_a_field_cannot_be_is_said_at_its_place(evaluation, place, file, added, snippet, code, message):
    root = evaluation({f"{file}+": added})
    found = [finding for finding in findings(root) if finding.code != "CMO015"]
    nth = (root / file).read_text().count(snippet) - added.count(snippet) + 1
    assert [(finding.code, finding.location) for finding in found] == [(code, place(root, file, snippet, nth))]
    assert message in found[0].message


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ("{supports: C1, refutes: C2}", "exactly one of supports, nuances, refutes or suggests"),
        ("{pattern: P1}", "exactly one of supports"),
        ("{suggests: C2}", "suggests and instead_of go together"),
        ("{supports: C1, instead_of: C2}", "suggests and instead_of go together"),
        ("{supports: C1, parts: [context]}", "parts need a pattern"),
    ],
)
def test_a_stance_that_contradicts_itself_is_refused(evaluation, place, evidence, says):
    entry = f"  - {{id: FG1-002, quote: q, evidence: [{evidence}]}}\n"
    root = evaluation({f"{CITATIONS}+": entry})
    (finding,) = findings(root)
    assert (finding.code, finding.location) == ("CMO012", place(root, CITATIONS, evidence))
    assert says in finding.message
    assert finding.subject == "FG1-002"


@pytest.mark.parametrize(
    ("file", "added", "hint"),
    [
        (CLAIM, "intnded: x\n", "did you mean 'intended'?"),
        (CLAIM, "for_: [staff]\n", "did you mean 'for'?"),
        (CLAIM, "INTENDED: x\n", "did you mean 'intended'?"),
        (CLAIM, "route: {reseacher: AB}\n", "did you mean 'researcher'?"),
        (CLAIM, "decisions: [{verdict: hold}]\n", "did you mean 'holds'?"),
        (EVALUATION, "policy: {verdict: {min_sorces: 3}}\n", "did you mean 'min_sources'?"),
        (CITATIONS, "    utterance: concerns\n", "did you mean 'concern'?"),
        (CLAIM, "zzz: x\n", "`cmo-eval schema` lists the keys"),
        (CLAIM, "decisions: [{verdict: holds, rationle: x}]\n", "did you mean 'rationale'?"),
        (CLAIM, "decisions: [{verdict: holds, reported_in: {sorce: S1, source: S1}}]\n", "did you mean 'source'?"),
        (SOURCE, "tables: [{id: T1, rows: {a: 1}, totall: 1}]\n", "did you mean 'total'?"),
        (EVALUATION, "declared: [{what: x, count: 1, kind: [a], kinds: [a]}]\n", "did you mean 'kinds'?"),
        (EVALUATION, "rameses: {6: {status: yes, txt: x}}\n", "did you mean 'text'?"),
    ],
)
def test_the_hint_names_what_was_probably_meant(evaluation, file, added, hint):
    first = next(finding for finding in findings(evaluation({f"{file}+": added})) if finding.code != "CMO015")
    assert hint in first.hint


@pytest.mark.parametrize(
    ("entry", "keys"),
    [("{id: FG1-002, quality: report}", ["quote"]), ("{id: FG1-002, quote: q, quality: }", ["quality"])],
)
def test_a_citation_of_the_agreed_coding_needs_its_quote_and_quality(evaluation, place, entry, keys):
    root = evaluation({f"{CITATIONS}+": f"  - {entry}\n"})
    found = findings(root)
    assert [finding.location for finding in found] == [place(root, CITATIONS, "id: FG1-002")._replace(column=5)]
    assert [finding.message for finding in found] == [f"'{key}' is missing in citation FG1-002" for key in keys]


def test_a_citation_without_id_is_counted(evaluation):
    root = evaluation({f"{CITATIONS}+": "  - {quality: report}\n"})
    assert any(finding.message == "'quote' is missing in citation 2" for finding in findings(root))


@pytest.mark.parametrize("bad", ["    -\n", "  - words\n", "  - [FG1-002]\n", "  - {id: FG1-002, quote: q, x: y}\n"])
def test_a_bad_entry_leaves_the_citations_around_it(evaluation, bad):
    bad = bad.replace("    -", "  -")
    root = evaluation({f"{CITATIONS}+": f"{bad}  - {{id: FG1-003, quote: q, codes: [a]}}\n"})
    loaded = loading.load(root)
    assert [one.id for one in loaded.repository.citations] == ["FG1-001", "FG1-003"]
    assert loaded.repository.citation("FG1-003").quote == "q"
    assert loaded.unread == (CITATIONS,)
    assert [finding.location.line for finding in loaded.findings] == [8]


def test_what_stands_before_broken_yaml_is_kept(evaluation):
    root = evaluation({f"{CITATIONS}+": "  - {id: FG1-002, quote: q}\n  - a: b: c\n  - {id: FG1-004, quote: q}\n"})
    loaded = loading.load(root)
    assert [one.id for one in loaded.repository.citations] == ["FG1-001", "FG1-002"]
    assert [finding.location for finding in loaded.findings] == [Location(CITATIONS, 9, 9)]


def test_a_target_that_is_neither_number_nor_unit_is_said_once(evaluation, place):
    root = evaluation({"evaluation.yaml+": "sampling: {invitations: {region: {unit: percent, north: twenty}}}\n"})
    found = [finding for finding in findings(root) if finding.code == "CMO012"]
    assert [finding.location for finding in found] == [place(root, EVALUATION, "twenty")]
    assert "'north' must be" in found[0].message


def test_a_mistake_in_the_only_version_is_said_once(evaluation, place):
    root = evaluation({"claims/C2-x.yaml": "id: C2\ntitle: T\nversions:\n  - {version: one, statement: S}\n"})
    assert [finding.location for finding in findings(root)] == [place(root, "claims/C2-x.yaml", "one")]


@pytest.mark.parametrize("number", ["1_0", "1.0", "+1"])
def test_a_whole_number_is_written_in_digits(evaluation, number):
    root = evaluation({"claims/C2-x.yaml": f"id: C2\ntitle: T\nversions:\n  - {{version: {number}, statement: S}}\n"})
    assert [finding.code for finding in findings(root)] == ["CMO012"]


def test_numbers_with_leading_zeros_are_decimal(evaluation):
    root = evaluation(
        {"sources/S1.yaml": "id: S1\nkind: document\ntitle: T\ntables: [{id: T1, rows: {a: 010}, total: 8}]\n"}
    )
    assert cmo_eval.load(root).sources["S1"].tables[0].rows == {"a": 10}


@pytest.mark.parametrize(
    "added",
    ["ignore: [{code: CMO20, why: x}]\n", "rameses: {21: {status: yes}}\n"],
)
def test_no_message_shows_a_regular_expression(evaluation, added):
    messages = [finding.message for finding in findings(evaluation({"evaluation.yaml+": added}))]
    assert not [message for message in messages if "^" in message]


@pytest.mark.parametrize("date", ["2017", "2017-03", "2017-03-20", "2016-02-29"])
def test_a_date_is_as_precise_as_it_is_known(evaluation, date):
    root = evaluation({f"{SOURCE}+": f"date: {date}\n"})
    assert cmo_eval.load(root).sources["FG1"].date == date
    assert findings(root) == ()


@pytest.mark.parametrize(
    "date",
    ["17", "2017-3", "2017-03-32", "2017-13", "2017-02-29", "20-03-2017", "2017-03-20 12:00", "maart 2017", "0000"],
)
def test_a_date_that_does_not_exist_is_refused(evaluation, place, date):
    root = evaluation({f"{SOURCE}+": f"date: {date}\n"})
    (finding,) = findings(root)
    assert (finding.code, finding.location.line) == ("CMO012", 7)
    assert finding.message.startswith("'date' must be a date such as 2017-03-20, 2017-03 or 2017, not ")


def record(root, kind, id_):
    return getattr(cmo_eval.load(root), kind)[id_]


@pytest.mark.parametrize(
    ("path", "short", "long"),
    [
        (CLAIM, "rivals: another cause\n", "rivals:\n  - another cause\n"),
        (CLAIM, "origin: FG1\n", "origin: [FG1]\n"),
        (
            CLAIM,
            "decisions: [{verdict: holds, sets_aside: FG1-001}]\n",
            "decisions: [{verdict: holds, sets_aside: [FG1-001]}]\n",
        ),
        (CLAIM, "decisions: [{verdict: holds}]\n", "decisions: [{verdict: holds, version: 1, sets_aside: []}]\n"),
        (PATTERN, "other_influences: luck\n", "other_influences: [luck]\n"),
        (PATTERN, "leads_to: P1\n", "leads_to: [P1]\n"),
    ],
)
def test_one_text_alone_is_a_list_of_one(tmp_path, evaluation, path, short, long):
    kind, id_ = ("claims", "C1") if path == CLAIM else ("patterns", "P1")
    assert record(evaluation({f"{path}+": short}), kind, id_) == record(evaluation({f"{path}+": long}), kind, id_)


CLAIM_WITH = """\
id: C1
title: Value comes first
questions: {questions}
for: {groups}
versions:
  - {{version: 1, statement: S}}
criteria:
{criteria}
mechanisms:
{mechanisms}
"""


def test_a_claims_shorthands_equal_their_long_form(evaluation):
    short = CLAIM_WITH.format(questions="Q1", groups="staff", criteria="  refutable: if it fell", mechanisms="  - P1")
    long = CLAIM_WITH.format(
        questions="[Q1]",
        groups="\n  - staff",
        criteria="  refutable: {met: true, why: if it fell}",
        mechanisms="  - {patterns: [P1]}",
    )
    one = record(evaluation({CLAIM: short}), "claims", "C1")
    assert one == record(evaluation({CLAIM: long}), "claims", "C1")
    assert one.criteria.refutable.met
    assert one.unmet_criteria == ("researchable", "relevant", "addressed")
    assert one.patterns == ("P1",)


def test_a_patterns_shorthands_equal_their_long_form(evaluation):
    short = "id: P1\ntitle: T\ncontext: hidden\noutcome: a plan\n"
    long = "id: P1\ntitle: T\ncontext:\n  - hidden\noutcome: {text: a plan}\n"
    one = record(evaluation({PATTERN: short}), "patterns", "P1")
    assert one == record(evaluation({PATTERN: long}), "patterns", "P1")
    assert one.missing_parts == ("resource", "reasoning")


def test_a_cells_shorthand_equals_its_long_form(evaluation):
    frameworks = "frameworks: {f: {d: Dimension}}\n"
    short = {"evaluation.yaml+": frameworks, CASE: "id: K1\ntitle: T\nframework:\n  f.d: words\n"}
    long = {"evaluation.yaml+": frameworks, CASE: "id: K1\ntitle: T\nframework:\n  f.d: {text: words, citations: []}\n"}
    assert record(evaluation(short), "cases", "K1") == record(evaluation(long), "cases", "K1")


def test_a_members_shorthand_equals_its_long_form(evaluation):
    base = evaluation().joinpath("evaluation.yaml").read_text()
    short = cmo_eval.load(evaluation()).repository.evaluation
    long = base.replace("AB: researcher", "AB: {role: researcher}").replace("EF: adviser", "EF: {role: adviser}")
    assert cmo_eval.load(evaluation({"evaluation.yaml": long})).repository.evaluation == short


def evidence_of(root):
    return cmo_eval.load(root).citation("FG1-002").evidence


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("mechanism", "[resource, reasoning]"),
        ("[context, mechanism, outcome]", "[context, resource, reasoning, outcome]"),
        ("outcome", "[outcome]"),
    ],
)
def test_the_part_mechanism_means_both_of_its_halves(evaluation, short, long):
    entry = "  - {{id: FG1-002, quote: q, evidence: [{{supports: C1, pattern: P1, parts: {}}}]}}\n"
    one = evidence_of(evaluation({f"{CITATIONS}+": entry.format(short)}))
    assert one == evidence_of(evaluation({f"{CITATIONS}+": entry.format(long)}))


@pytest.mark.parametrize(
    ("defaults", "entry", "expected"),
    [
        ("quality: report, speaker: r1", "", {"quality": "report", "speaker": "r1", "role": None}),
        ("quality: report", "quality: opinion", {"quality": "opinion"}),
        ("quality: report, verbatim: false", "", {"verbatim": False}),
        ("quality: report, verbatim: false", "verbatim: true", {"verbatim": True}),
        ("quality: report, speaker: r1", "role: manager", {"speaker": None, "role": "manager"}),
        ("quality: report, role: manager", "speaker: r1", {"speaker": "r1", "role": None}),
        ("quality: report, codes: [a, b], coded: 2017", "", {"codes": ("a", "b"), "coded": "2017"}),
        ("quality: report, codes: [a, b]", "codes: [c]", {"codes": ("c",)}),
        ("quality: report, codes: [a, b]", "codes: []", {"codes": ()}),
    ],
)
def test_an_entry_takes_from_the_defaults_what_it_leaves_out(evaluation, defaults, entry, expected):
    content = (
        f"defaults: {{{defaults}}}\ncitations:\n"
        f"  - {{id: FG1-001, quote: q, evidence: [{{supports: C1}}]{', ' + entry if entry else ''}}}\n"
    )
    citation = cmo_eval.load(evaluation({CITATIONS: content})).citation("FG1-001")
    assert {key: getattr(citation, key) for key in expected} == expected


@pytest.mark.parametrize("key", ["defaults: {quality: report}", "coder: AB"])
def test_what_holds_for_all_citations_must_stand_above_them(evaluation, place, key):
    content = f"citations:\n  - {{id: FG1-001, quote: q, quality: opinion, codes: [a]}}\n{key}\n"
    root = evaluation({CITATIONS: content})
    loaded = loading.load(root)
    (finding,) = loaded.findings
    assert (finding.code, finding.location) == ("CMO014", place(root, CITATIONS, key))
    assert loaded.unread == (CITATIONS,)


def test_a_citation_read_again_is_the_one_that_was_read(evaluation):
    content = "citations:\n  - {id: FG1-001, quote: q, quality: opinion, codes: [a]}\ndefaults: {role: manager}\n"
    repository = loading.load(evaluation({CITATIONS: content})).repository
    assert repository.citation("FG1-001").role == repository.citations[0].citation.role


def test_defaults_that_are_wrong_are_said_once(evaluation, place):
    content = "defaults: {quality: good}\ncitations:\n" + "".join(
        f"  - {{id: FG1-00{number}, quote: q, codes: [a]}}\n" for number in range(1, 6)
    )
    root = evaluation({CITATIONS: content})
    assert [finding.location for finding in findings(root)] == [place(root, CITATIONS, "good")]


def test_a_second_coders_file_is_kept_apart(evaluation):
    second = "coder: CD\ncitations:\n  - {id: FG1-001, quality: report, evidence: [{refutes: C1}]}\n"
    loaded = cmo_eval.load(evaluation({"sources/FG1.citations.CD.yaml": second}))
    repository = loaded.repository
    assert ([one.id for one in repository.citations], [one.coder for one in repository.citations]) == (
        ["FG1-001"],
        ["AB"],
    )
    assert ([one.id for one in repository.second_codings], [one.coder for one in repository.second_codings]) == (
        ["FG1-001"],
        ["CD"],
    )
    assert loaded.citation("FG1-001").quality == "observation"
    assert loaded.verify()["C1"].evidence.refutes.citations == ()


def test_a_second_coder_may_leave_out_quote_and_quality(evaluation):
    root = evaluation({"sources/FG1.citations.CD.yaml": "coder: CD\ncitations:\n  - {id: FG1-001, codes: [a]}\n"})
    assert loading.load(root).findings == ()
