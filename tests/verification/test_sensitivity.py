"""Leaving something out gives what verify would say without it: the same rules, never a file read again."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_invariance import SOURCES, evaluations
from weighing import Said, claim, repository, said, weigh

import cmo_eval
from cmo_eval.analysis.proposal import Proposal, differs
from cmo_eval.analysis.robustness import LOSSES, sensitivities, without
from cmo_eval.analysis.verification import verify
from cmo_eval.errors import UsageError
from cmo_eval.model import Citation
from cmo_eval.store.repository import Coded

VERSIONS = [{"version": 1, "statement": "a"}, {"version": 2, "statement": "b"}]


def essence(proposal: Proposal):
    return (proposal.verdict, proposal.rule, proposal.becomes, proposal.separates, proposal.reason)


def of(spoken, about=None):
    found = repository(spoken, [about or claim()])
    return sensitivities(found, verify(found).values())["C1"]


def flips(found, loss):
    return {flip.ids: (flip.proposal.verdict, flip.proposal.rule) for flip in found.flips if flip.change == loss}


def test_a_proposal_that_hangs_on_one_source_says_so():
    found = of(said("KA+ FG+ CS~"))
    assert flips(found, "source") == {(id_,): ("undecided", "V8") for id_ in ("CS3", "FG2", "KA1")}
    assert not found.robust


@pytest.mark.parametrize(
    ("line", "policy", "flipping"),
    [
        ("KA+ FG+ CS+", {}, {("min_sources", "4"), ("min_groups", "3")}),
        ("KA+ FG+", {}, {("min_sources", "2")}),
        (
            "FG+ FG+ KA+",
            {},
            {("min_sources", "4"), ("min_kinds", "3"), ("min_groups", "3")},
        ),
        ("KA+ FG+ CS+", {"min_quality": "documented"}, {("min_quality", "observation")}),
    ],
)
def test_each_threshold_is_tried_one_up_and_one_down(line, policy, flipping):
    found = repository(said(line), [claim()], policy=policy)
    one = sensitivities(found, verify(found).values())["C1"]
    assert set(flips(one, "threshold")) == flipping


def test_a_threshold_of_one_is_not_lowered():
    found = repository(said("KA+"), [claim()], policy={"min_sources": 1, "min_kinds": 1, "min_groups": 1})
    assert sensitivities(found, verify(found).values())["C1"].tried["threshold"] == 4 + 1 + 2


def test_no_quality_is_asked_of_a_need():
    found = repository(said("KA+ FG+ CS+", quality="opinion"), [claim(kind="need")])
    one = sensitivities(found, verify(found).values())["C1"]
    assert one.tried["threshold"] == 4 * 2
    assert "let_in" not in one.tried or one.tried["let_in"] == 0


@pytest.mark.parametrize(
    ("more", "about", "why"),
    [
        (Said("NP9", "refutes", disputed=True), claim(), "disputed"),
        (Said("NP9", "refutes", quality="opinion"), claim(), "below_quality"),
        (Said("NP9", "nuances", version=1), claim(versions=VERSIONS), "other_version"),
    ],
)
def test_what_was_left_out_is_let_in_again(more, about, why):
    version = about.versions[-1].version
    found = of([*said("KA+ FG+ CS+", version=version), more], about)
    assert found.proposal.verdict == "holds"
    assert flips(found, "let_in") == {(why,): ("nuanced", "V6")}


def test_the_support_of_the_origin_is_let_in_again():
    found = of(said("KA+ FG+ CS+"), claim(origin=["KA1"]))
    assert flips(found, "let_in") == {("own_origin",): ("holds", "V7")}


def test_a_publication_goes_with_all_that_is_known_through_it():
    through = [replace(one, reported_in="R1") for one in said("KA+ FG+ CS+")]
    found = of([*through, Said("IN8", group="dropouts", reported_in="R2")])
    assert flips(found, "publication") == {("R1",): ("undecided", "V8"), ("R2",): ("undecided", "V8")}


def test_changes_are_counted():
    found = of(said("KA+ FG+ CS+ CS+"))
    assert found.changes == sum(found.tried.values()) == 4 + 3 + 2 + 2 + 4 + 8 + 2


def test_a_case_goes_with_all_its_sources():
    spoken = [*said("KA+ FG+ NP+"), *(Said(f"CI{n}", "nuances", "case_interview", case="K1") for n in (1, 2))]
    found = of(spoken)
    assert flips(found, "source") == {}
    assert flips(found, "case") == {("K1",): ("holds", "V7")}


def test_a_kind_that_all_evidence_shares_is_not_tried():
    assert of([Said("FG1"), Said("FG2")]).tried["kind"] == 0


def test_a_claim_without_evidence_has_nothing_to_leave_out():
    found = of([])
    assert found.robust
    assert {change for change, number in found.tried.items() if number} == {"threshold"}


def test_an_earlier_version_is_weighed_when_the_later_has_nothing_left():
    spoken = [*said("KA+ FG+ NP+"), Said("DOC9", "refutes", "document", version=2)]
    found = repository(spoken, [claim(versions=VERSIONS)])
    verification = verify(found)
    assert verification["C1"].version == 2
    one = without(found, verification, ["DOC9"])["C1"]
    assert (one.version, one.proposal.verdict, one.changed) == (1, "holds", True)
    asked = verify(found, ["C1"], 2)
    assert without(found, asked, ["DOC9"])["C1"].version == 2


def test_a_second_coders_reading_takes_the_place_of_the_agreed_one():
    found = repository(said("KA+ FG+ NP+"), [claim()])
    second = Citation.model_validate({"id": "NP3-003", "evidence": [{"nuances": "C1"}]})
    found.second_codings.append(
        Coded(second, source="NP3", coder="CD", file="sources/NP3.citations.CD.yaml", index=0, line=1)
    )
    result = sensitivities(found, verify(found).values())["C1"]
    assert flips(result, "recoded") == {("CD",): ("nuanced", "V6")}
    assert result.tried["recoded"] == 1
    assert len(found.citations) == 3


@pytest.mark.parametrize(
    ("theirs", "flipped"),
    [
        ({"quality": "opinion"}, {("CD",): ("undecided", "V8")}),
        ({"speaker": "r4"}, {("CD",): ("undecided", "V8")}),
        ({}, {}),
    ],
    ids=["weaker", "of another group", "left out"],
)
def test_what_a_second_coder_leaves_out_is_as_agreed(theirs, flipped):
    unheard = Said("KA1", "supports", "key_actor", "internal", speaker_group="participants", withdrawn=True)
    found = repository([*said("KA+ FG+ CS+"), unheard], [claim()])
    second = Citation.model_validate({"id": "KA1-001", "evidence": [{"supports": "C1"}], **theirs})
    found.second_codings.append(
        Coded(second, source="KA1", coder="CD", file="sources/KA1.citations.CD.yaml", index=0, line=1)
    )
    result = sensitivities(found, verify(found).values())["C1"]
    assert (flips(result, "recoded"), result.tried["recoded"]) == (flipped, 1)


def test_leaving_out_a_coder_leaves_the_others():
    found = repository(said("KA+ FG+ NP+ DOC~"), [claim()])
    found.citations[3].coder = "CD"
    result = sensitivities(found, verify(found).values())["C1"]
    assert flips(result, "coder") == {("AB",): ("undecided", "V8"), ("CD",): ("holds", "V7")}


@pytest.mark.parametrize(
    ("name", "words"), [("FG9", "FG2"), ("fg2", "did you mean 'FG2'"), ("FG2.r9", "r2"), ("", "the sources are")]
)
def test_a_source_or_participant_that_does_not_exist_is_a_mistake_in_use(name, words):
    found = repository(said("KA+ FG+"))
    with pytest.raises(UsageError) as caught:
        without(found, verify(found), [name])
    assert words in caught.value.hint


def test_a_participant_takes_all_that_this_person_said():
    found = repository([*said("KA+ FG+ NP+"), Said("FG2", "nuances", "focus_group")])
    one = without(found, verify(found), ["FG2.r4", "FG2.r4"])["C1"]
    assert (one.names, one.lost) == (("FG2.r4",), ("FG2-004",))
    assert (one.proposal.verdict, one.changed) == ("holds", True)


def test_a_source_and_its_participant_are_lost_once():
    found = repository(said("KA+ FG+ NP+ FG~"))
    assert without(found, verify(found), ["FG4", "FG4.r4"])["C1"].lost == ("FG4-004",)


# properties


def reference(spoken, about, keep):
    """What verify says of a repository that never held the rest."""
    return weigh([one for one in spoken if keep(one)], about).proposal


@given(evaluations())
def test_each_loss_is_what_verify_says_without_it(evaluation):
    spoken, about = evaluation
    found = of(spoken, about)
    weighed = {row.citation for row in weigh(spoken, about).evidence.rows}
    now = weigh(spoken, about).proposal
    expected = {}
    heard = [one for one in spoken if one.id in weighed]
    for loss, value_of in (
        ("source", lambda one: one.source),
        ("kind", lambda one: one.kind),
        ("group", lambda one: one.group),
        ("case", lambda one: one.case),
        ("citation", lambda one: one.id),
    ):
        for value in {value_of(one) for one in heard} - {None}:
            if loss in {"kind", "group", "case"} and all(value_of(one) == value for one in heard):
                continue
            then = reference(spoken, about, lambda one, value=value, value_of=value_of: value_of(one) != value)
            if differs(now, then):
                expected[loss, (value,)] = essence(then)
    given = {(one.change, one.ids): essence(one.proposal) for one in found.flips if one.change in LOSSES}
    assert given == expected


@given(evaluations(), st.data())
def test_order_and_double_coding_do_not_change_which_sources_flip_it(evaluation, data):
    spoken, about = evaluation
    again = [replace(one, id=f"{one.source}-{number}") for number, one in enumerate(spoken, start=500)]
    shuffled = data.draw(st.permutations([*spoken, *again]))
    one, other = of(shuffled, about), of(spoken, about)
    for loss in ("source", "kind", "group", "case", "threshold"):
        assert flips(one, loss) == flips(other, loss)
    assert flips(one, "citation") == {}


@given(evaluations(), st.permutations(["A1", "B22", "D3", "E10", "F2", "G7", "H1", "I9", "J5", "L4"]))
def test_other_ids_flip_the_same(evaluation, names):
    spoken, about = evaluation
    called = dict(zip(sorted(SOURCES), names, strict=True))
    renamed = [replace(one, source=called[one.source], id=f"{called[one.source]}-{n}") for n, one in enumerate(spoken)]
    about_renamed = about.model_copy(update={"origin": tuple(called[source] for source in about.origin)})
    ours, theirs = of(spoken, about), of(renamed, about_renamed)
    assert {(called[ids[0]],): what for ids, what in flips(ours, "source").items()} == flips(theirs, "source")


# on real folders


def written(root: Path, spoken, *, decided: bool):
    """The evaluation as files; each claim with two versions, one of them about the second."""
    (root / "claims").mkdir(parents=True)
    (root / "sources").mkdir()
    policy = "policy: {verdict: {min_sources: 2, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
    (root / "evaluation.yaml").write_text(
        "schema: 1\nid: x\ntitle: X\nprogramme: {name: X}\nquestions: {Q1: Q}\n"
        "groups: {participants: P, internal: I, dropouts: D, non-participants: N}\n" + policy
    )
    decision = "decisions: [{verdict: undecided, version: 1, by: AB}]\n" if decided else ""
    (root / "claims/C1-x.yaml").write_text(
        "id: C1\ntitle: X\norigin: [KA1]\ncriteria: {researchable: a, refutable: b, relevant: c, addressed: d}\n"
        "versions: [{version: 1, statement: a}, {version: 2, statement: b}]\n" + decision
    )
    for source in {one.source for one in spoken}:
        kind, group, case = SOURCES[source]
        place = (f"group: {group}\n" if group else "") + (f"case: {case}\n" if case else "")
        (root / f"sources/{source}.yaml").write_text(
            f"id: {source}\nkind: {kind}\ntitle: X\n{place}participants: [{{id: r1}}, {{id: r2}}]\n"
        )
        lines = [
            f"  - {{id: {one.id}, quote: x, speaker: r{n % 2 + 1}, quality: {one.quality}, "
            f"evidence: [{{{stance(one)}}}]}}"
            for n, one in enumerate(spoken)
            if one.source == source
        ]
        (root / f"sources/{source}.citations.yaml").write_text("coder: AB\ncitations:\n" + "\n".join(lines) + "\n")


def stance(one):
    where = f"version: {one.version}"
    if one.stance == "suggests":
        return f"suggests: {one.other}, instead_of: C1, {where}"
    return f"{one.stance}: C1, {where}"


@settings(max_examples=25)
@given(evaluations(), st.data(), st.booleans())
def test_leaving_out_a_source_equals_removing_its_file(evaluation, data, decided):
    spoken = [replace(one, version=data.draw(st.sampled_from([1, 1, 2]))) for one in evaluation[0]]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "e"
        written(root, spoken, decided=decided)
        whole = cmo_eval.load(root)
        now = whole.verify()
        found = sensitivities(whole.repository, now.values())["C1"]
        flipping = {one.ids[0]: (one.version, essence(one.proposal)) for one in found.flips if one.change == "source"}
        for source in whole.sources:
            rest = Path(folder) / "rest"
            shutil.copytree(root, rest)
            (rest / f"sources/{source}.yaml").unlink()
            (rest / f"sources/{source}.citations.yaml").unlink()
            then = cmo_eval.load(rest).verify()["C1"]
            one = without(whole.repository, now, [source])["C1"]
            assert (one.version, essence(one.proposal)) == (then.version, essence(then.proposal))
            assert (source in flipping) == one.changed == differs(now["C1"].proposal, then.proposal)
            shutil.rmtree(rest)


@settings(max_examples=15)
@given(evaluations(), st.data())
def test_leaving_out_a_participant_equals_a_withdrawn_consent(evaluation, data):
    spoken = evaluation[0]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        written(root, spoken, decided=False)
        whole = cmo_eval.load(root)
        for source in whole.sources:
            one = without(whole.repository, whole.verify(), [f"{source}.r1"])["C1"]
            file = root / f"sources/{source}.yaml"
            before = file.read_text()
            file.write_text(before.replace("{id: r1}", "{id: r1, consent: withdrawn}"))
            then = cmo_eval.load(root).verify()["C1"]
            assert (one.version, essence(one.proposal)) == (then.version, essence(then.proposal))
            file.write_text(before)
