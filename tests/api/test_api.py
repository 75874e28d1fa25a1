"""The package from Python: load, validate, verify, frames."""

import math

import pytest

import cmo_eval
from cmo_eval.diagnostics import Severity

RICH = {
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: First panel
date: 2017-01
group: staff
participants:
  - {id: r1, role: manager, consent: quote}
  - {id: r2, role: client, group: users, consent: background}
""",
    "sources/CI1.yaml": "id: CI1\nkind: case_interview\ntitle: In the case\ncase: K1\npooled: true\n",
    "cases/K1-north.yaml": "id: K1\ntitle: North\nattributes: {region: north, size: small}\n",
    "cases/K2-south.yaml": "id: K2\ntitle: South\nkind: programme\n",
    "sources/FG1.citations.yaml": """\
coder: AB
defaults: {quality: observation}
citations:
  - id: FG1-001
    quote: We saw it on the table.
    speaker: r1
    codes: [scan, focus]
    evidence:
      - {supports: C1, pattern: P1, parts: [mechanism]}
      - {suggests: C2, instead_of: C1}
  - {id: FG1-002, quote: a, verbatim: false, speaker: r2, quality: opinion, evidence: [{refutes: C1, version: 2}]}
  - {id: FG1-003, quote: b, speaker: r2, disputed: the coders differ, evidence: [{nuances: C1}]}
  - {id: FG1-004, quote: c, role: visitor}
""",
    "sources/CI1.citations.yaml": """\
citations:
  - {id: CI1-001, quote: d, quality: documented, evidence: [{supports: C1, pattern: P1, parts: [outcome]}]}
""",
}


@pytest.fixture
def rich(evaluation):
    return cmo_eval.load(evaluation(RICH))


# the public names


def test_the_public_names_can_all_be_imported():
    for name in cmo_eval.__all__:
        assert getattr(cmo_eval, name) is not None
    assert set(cmo_eval.__all__) >= {"load", "validate", "Evaluation", "CmoEvalError"}


def test_a_name_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        cmo_eval.nonsense  # noqa: B018


def test_public_names_are_offered_where_somebody_types():
    assert {"load", "validate", "diff", "api", "UsageError"} <= set(dir(cmo_eval))
    assert cmo_eval.api.disclose


def test_an_object_is_shown_in_a_line_without_words(rich):
    assert repr(rich) == "Evaluation('demo', claims=1, patterns=1, cases=2, sources=2, citations=5)"
    assert repr(rich.verify()) == f"Verification(C1 {rich.verify()['C1'].proposal.verdict})"
    assert repr(rich.history("C1")) == "ById(C1)"
    assert repr(rich.quotes()) == "Quotes(rows=5, sources=2, held_back=2)"
    assert repr(rich.trace("C1")).startswith("Trace('C1', nodes=")


def test_one_name_may_stand_by_itself(rich):
    assert [*rich.verify("C1")] == [*rich.sensitivity("C1")] == [*rich.history("C1")] == ["C1"]
    with pytest.raises(cmo_eval.UsageError, match="there is no claim C9"):
        rich.verify("C9")
    group = next(iter(rich.guides()))
    assert [*rich.guides(group)] == [group]


def test_what_is_meant_wrongly_is_told_with_what_there_is(rich):
    with pytest.raises(cmo_eval.UsageError, match="there is no filter codes") as told:
        rich.quotes(codes="trust")
    assert told.value.hint in told.value.__notes__[0]  # so that a notebook shows it
    assert "code" in told.value.hint
    with pytest.raises(cmo_eval.UsageError, match="there is no audience pub"):
        cmo_eval.api.disclose(rich.root, "pub")


def test_a_mistake_in_use_is_an_error_of_the_package():
    assert issubclass(cmo_eval.UsageError, cmo_eval.CmoEvalError)


# load


def test_load_gives_records_by_id(rich):
    assert rich.claims["C1"].title == "Value comes first"
    assert rich.patterns["P1"].reasoning == "it cannot be denied"
    assert list(rich.cases) == ["K1", "K2"]
    assert list(rich.sources) == ["CI1", "FG1"]
    assert rich.unread == ()
    assert rich.findings == ()


def test_a_citation_is_read_whole(rich):
    citation = rich.citation("FG1-001")
    assert citation.quote == "We saw it on the table."
    assert citation.quality == "observation"
    assert [evidence.stance for evidence in citation.evidence] == ["supports", "suggests"]


def test_a_citation_that_does_not_exist_is_a_key_error(rich):
    with pytest.raises(KeyError):
        rich.citation("FG1-999")


def test_load_finds_the_folder_upwards_and_takes_a_text_or_a_path(evaluation):
    root = evaluation()
    assert cmo_eval.load(root / "claims").root == cmo_eval.load(str(root)).root == root.resolve()


def test_load_outside_an_evaluation_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(cmo_eval.CmoEvalError, match=r"evaluation\.yaml") as refused:
        cmo_eval.load(tmp_path)
    assert "init" in refused.value.hint


@pytest.mark.parametrize("content", ["", "- a\n", "schema: 1\n", "schema: 2\n", b"title: \xff\n"])
def test_load_without_a_readable_evaluation_file_is_refused_with_its_place(evaluation, content):
    with pytest.raises(cmo_eval.CmoEvalError, match=r"^evaluation\.yaml:\d+:\d+: "):
        cmo_eval.load(evaluation({"evaluation.yaml": content}))


def test_files_that_cannot_be_read_are_named_and_the_rest_is_there(evaluation):
    loaded = cmo_eval.load(evaluation({"claims/C2-x.yaml": "id: [\n", "sources/FG2.yaml": "id: FG2\n"}))
    assert sorted(loaded.unread) == ["claims/C2-x.yaml", "sources/FG2.yaml"]
    assert {finding.location.file for finding in loaded.findings} == set(loaded.unread)
    assert list(loaded.claims) == ["C1"]


def test_verify_marks_claims_that_an_unread_file_may_touch(evaluation):
    verification = cmo_eval.load(evaluation({"sources/FG2.citations.yaml": "citations: [\n"})).verify()
    assert verification["C1"].incomplete == ("sources/FG2.citations.yaml",)
    assert not verification.sound


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("patterns/P1-other.yaml", True),
        ("patterns/P9-x.yaml", False),
        ("claims/C9-x.yaml", False),
        ("sources/FG9.yaml", True),
    ],
)
def test_only_files_that_may_touch_a_claim_make_it_incomplete(evaluation, file, touched):
    verification = cmo_eval.load(evaluation({file: "id: [\n"})).verify()
    assert bool(verification["C1"].incomplete) is touched
    assert not verification.sound


def test_verify_is_a_mapping_of_claims(rich):
    verification = rich.verify()
    assert list(verification) == ["C1"]
    assert len(verification) == 1
    assert verification["C1"].proposal.verdict == "undecided"
    with pytest.raises(KeyError):
        verification["C2"]


def test_verify_refuses_a_claim_that_does_not_exist(rich):
    with pytest.raises(cmo_eval.UsageError, match="C7"):
        rich.verify(["C7"])


# what was withdrawn


@pytest.mark.parametrize(
    "change",
    [
        ("sources/FG1.yaml", "group: staff\n", "group: staff\nwithdrawn: 2017-04-01\n", 1),
        ("sources/FG1.yaml", "group: users, consent: background", "group: users, consent: withdrawn", 3),
        ("sources/FG1.citations.yaml", "role: visitor", "role: visitor, withdrawn: 2017-04-01", 4),
    ],
    ids=["source", "participant", "citation"],
)
def test_what_was_withdrawn_is_in_no_frame_and_no_look_up(evaluation, change):
    file, old, new, left = change
    assert RICH[file].count(old) == 1
    loaded = cmo_eval.load(evaluation({**RICH, file: RICH[file].replace(old, new)}))
    frames = loaded.frames()
    assert len(frames["citations"]) == left
    assert set(frames["evidence"]["citation"]) <= set(frames["citations"]["citation"])
    assert set(frames["citations"]["source"]) <= set(frames["sources"]["source"])
    if left == 1:
        assert list(loaded.sources) == ["CI1"]


@pytest.mark.parametrize("listed", ["[{}]", "{}"], ids=["list", "shorthand"])
def test_nothing_refers_to_what_was_withdrawn_however_it_is_written(evaluation, listed):
    citation, source = listed.format("FG1-004"), listed.format("KA1")
    loaded = cmo_eval.load(
        evaluation(
            {
                **RICH,
                "sources/FG1.citations.yaml": RICH["sources/FG1.citations.yaml"].replace(
                    "role: visitor", "role: visitor, withdrawn: 2017-04-01"
                ),
                "sources/KA1.yaml": "id: KA1\nkind: key_actor\ntitle: T\nwithdrawn: 2017-04-01\n",
                "claims/C1-value.yaml+": f"origin: {source}\n"
                f"decisions: [{{verdict: holds, rationale: r, sets_aside: {citation}}}]\n",
                "cases/K1-north.yaml": f"id: K1\ntitle: North\nopened_by: {citation}\n",
                "conclusions.yaml": f"answers: {{Q1: {{text: t, rests_on: {citation}}}}}\n",
            }
        )
    )
    assert loaded.claims["C1"].origin == ()
    assert loaded.claims["C1"].decision.sets_aside == ()
    assert loaded.cases["K1"].opened_by == ()
    assert loaded.repository.conclusions.answers["Q1"].rests_on == ()


# validate


def test_validate_finds_nothing_in_a_good_evaluation(evaluation):
    validation = cmo_eval.validate(evaluation())
    assert (validation.findings, validation.accepted, validation.files) == ((), (), 5)


def test_validate_sorts_findings_by_place_and_counts_them(evaluation):
    validation = cmo_eval.validate(
        evaluation({"patterns/P2-x.yaml": "id: P2\ntitle: X\ncontext: c\n", "claims/C2-x.yaml": "id: C2\ntitel: X\n"})
    )
    places = [finding.location for finding in validation.findings]
    assert places == sorted(places)
    counted = {severity: validation.count(severity) for severity in Severity}
    assert sum(counted.values()) == len(validation.findings)
    assert counted[Severity.ERROR] >= 1
    assert counted[Severity.WARNING] >= 1


def test_validate_keeps_accepted_findings_apart(evaluation):
    root = evaluation(
        {
            "patterns/P2-x.yaml": "id: P2\ntitle: X\nresource: r\nreasoning: s\ncontext: c\noutcome: o\n",
            "evaluation.yaml+": "ignore: [{code: CMO206, id: P2, why: for the next chapter}]\n",
        }
    )
    validation = cmo_eval.validate(root)
    assert validation.findings == ()
    assert [(finding.code, finding.subject) for finding in validation.accepted] == [("CMO206", "P2")]


def test_validate_changes_no_file(evaluation):
    root = evaluation(RICH)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}
    cmo_eval.validate(root)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}
    assert after == before


# frames

COLUMNS = {
    "claims": "claim title kind statement version questions groups patterns decision",
    "patterns": "pattern title intervention context actor resource reasoning outcome leads_to",
    "cases": "case title kind summary",
    "sources": "source title kind group case date participants pooled",
    "citations": "citation source voice speaker role group coder quality verbatim disputed codes file line",
    "evidence": "citation claim version stance suggests pattern context resource reasoning outcome lacks favours",
}


def test_there_is_a_frame_for_each_kind(rich):
    assert set(rich.frames()) == set(COLUMNS)


@pytest.mark.parametrize("name", list(COLUMNS))
def test_a_frame_has_its_columns_and_an_index_that_counts(rich, name):
    frame = rich.frames()[name]
    assert set(frame.columns) >= set(COLUMNS[name].split())
    assert list(frame.index) == list(range(len(frame)))


@pytest.mark.parametrize("name", list(COLUMNS))
def test_an_empty_frame_has_its_columns_too(evaluation, name):
    nothing = dict.fromkeys(
        (
            "claims/C1-value.yaml",
            "patterns/P1-scan.yaml",
            "sources/FG1.yaml",
            "sources/FG1.citations.yaml",
        )
    )
    frame = cmo_eval.load(evaluation(nothing)).frames()[name]
    assert len(frame) == 0
    assert set(frame.columns) >= set(COLUMNS[name].split())


def test_frames_have_a_row_a_record(rich):
    frames = rich.frames()
    assert list(frames["claims"]["claim"]) == ["C1"]
    assert list(frames["patterns"]["pattern"]) == ["P1"]
    assert list(frames["cases"]["case"]) == ["K1", "K2"]
    assert list(frames["sources"]["source"]) == ["CI1", "FG1"]
    citations = rich.repository.citations
    assert list(frames["citations"]["citation"]) == [one.id for one in citations]
    assert len(frames["citations"]) == len(citations) == 5
    assert len(frames["evidence"]) == sum(len(one.citation.evidence) for one in citations) == 5


def test_what_is_denied_has_a_column_of_its_own(evaluation):
    line = "{refutes: C1, pattern: P1, parts: [context], lacks: [resource, outcome]}"
    more = f"  - {{id: FG1-002, quote: No., speaker: r1, evidence: [{line}]}}\n"
    frame = cmo_eval.load(evaluation({"sources/FG1.citations.yaml+": more})).frames()["evidence"]
    (row,) = frame[frame["citation"] == "FG1-002"].to_dict("records")
    assert (row["context"], row["resource"], row["outcome"]) == (True, False, False)
    assert (row["lacks"], row["favours"]) == (("resource", "outcome"), None)


def test_each_piece_of_evidence_belongs_to_a_citation(rich):
    frames = rich.frames()
    merged = frames["evidence"].merge(frames["citations"], on="citation", how="left", validate="many_to_one")
    assert len(merged) == len(frames["evidence"])
    assert merged["source"].notna().all()


def test_frames_add_up_to_what_verify_counts(rich):
    frames = rich.frames()
    merged = frames["evidence"].merge(frames["citations"], on="citation")
    kept = merged[(merged["quality"] >= "report") & ~merged["disputed"] & (merged["version"] == 1)]
    supports = kept[(kept["claim"] == "C1") & (kept["stance"] == "supports")]
    side = rich.verify(version=1)["C1"].evidence.supports
    assert sorted(supports["citation"]) == sorted(side.citations)
    assert sorted(supports["voice"].unique()) == sorted(side.voices)


def test_a_citation_row_says_who_speaks_and_how_well_they_know(rich):
    rows = rich.frames()["citations"].set_index("citation")
    assert (rows.loc["FG1-001", "role"], rows.loc["FG1-001", "group"]) == ("manager", "staff")
    assert (rows.loc["FG1-002", "role"], rows.loc["FG1-002", "group"]) == ("client", "users")
    assert rows.loc["FG1-004", "role"] == "visitor"
    assert rows.loc["CI1-001", "voice"] == "K1"
    assert rows.loc["FG1-001", "codes"] == ("scan", "focus")
    assert rows.loc["FG1-001", "file"] == "sources/FG1.citations.yaml"
    assert rows.loc["FG1-001", "line"] == 4
    assert not rows.loc["FG1-002", "verbatim"]
    assert list(rows.index[rows["disputed"]]) == ["FG1-003"]


def test_an_evidence_row_says_what_is_shown(rich):
    rows = rich.frames()["evidence"]
    parts = rows[["context", "resource", "reasoning", "outcome"]]
    shown = parts[(rows["citation"] == "FG1-001") & (rows["stance"] == "supports")]
    assert shown.iloc[0].to_list() == [False, True, True, False]
    suggestion = rows[rows["stance"] == "suggests"].iloc[0]
    assert (suggestion["claim"], suggestion["suggests"]) == ("C1", "C2")
    assert rows[rows["stance"] == "refutes"].iloc[0]["version"] == 2


def test_dtypes_suit_what_they_hold(rich):
    frames = rich.frames()
    quality = frames["citations"]["quality"]
    assert quality.dtype.ordered
    assert list(quality.dtype.categories) == ["opinion", "report", "observation", "documented"]
    for name in ("verbatim", "disputed"):
        assert frames["citations"][name].dtype.kind == "b"
    for name in ("context", "resource", "reasoning", "outcome"):
        assert frames["evidence"][name].dtype.kind == "b"
    assert frames["citations"]["line"].dtype.kind in "iu"
    assert frames["evidence"]["version"].dtype.kind in "iu"
    assert frames["sources"]["pooled"].dtype.kind == "b"


def test_a_quality_that_is_not_given_is_missing_and_not_the_best(evaluation):
    citations = "citations:\n  - {id: FG1-001, quote: q, evidence: [{supports: C1}]}\n"
    loaded = cmo_eval.load(evaluation({"sources/FG1.citations.yaml": citations}))
    assert loaded.frames()["citations"]["quality"].isna().all()
    assert loaded.verify()["C1"].evidence.rows == ()
    assert loaded.unread == ("sources/FG1.citations.yaml",)


def test_attributes_of_cases_are_columns(rich):
    cases = rich.frames()["cases"].set_index("case")
    assert cases.loc["K1", "attribute_region"] == "north"
    other = cases.loc["K2", "attribute_region"]
    assert other is None or math.isnan(other)


@pytest.mark.parametrize("name", ["case", "title", "kind", "summary"])
def test_an_attribute_never_takes_the_place_of_a_column(evaluation, name):
    case = f"id: K1\ntitle: North\nsummary: s\nattributes: {{{name}: other}}\n"
    row = cmo_eval.load(evaluation({"cases/K1.yaml": case})).frames()["cases"].iloc[0]
    assert (row["case"], row["title"], row["kind"], row["summary"]) == ("K1", "North", "case_study", "s")


def test_frames_hold_no_words_of_a_quote(rich):
    for frame in rich.frames().values():
        assert "on the table" not in frame.to_csv()


def test_frames_do_not_change_the_evaluation(rich):
    frames = rich.frames()
    frames["claims"].loc[0, "title"] = "changed"
    assert rich.claims["C1"].title == "Value comes first"
    assert rich.frames()["claims"].loc[0, "title"] == "Value comes first"


# trace, matrix, sampling


def test_trace_matrix_and_sampling_from_python(rich):
    assert {key.id for key in rich.trace("FG1-001").reached("up")} == {"C1", "P1", "Q1"}
    assert rich.matrix("claims", "stances").frame().loc["C1", "supports"] == 2
    assert rich.matrix("claims", "stances", count="voices", weighed=False).total == 2
    assert {one.value for one in rich.sampling().heard if one.dimension == "kind"} == {"focus_group", "case_interview"}


def test_trace_of_nothing_is_a_usage_error(rich):
    with pytest.raises(cmo_eval.UsageError):
        rich.trace("nothing")
