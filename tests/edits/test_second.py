"""A second coder's file: which citations, and never what the first coder made of them."""

from __future__ import annotations

import pytest

import cmo_eval
from cmo_eval.edits.coding import second
from cmo_eval.errors import UsageError
from cmo_eval.store.writing.transaction import apply

AGREED = "sources/FG1.citations.yaml"
THEIRS = "sources/FG1.citations.CD.yaml"
FIRST = "coder: AB\ndefaults: {quality: observation}\ncitations:\n" + "".join(
    f"""\
  - id: FG1-{number:03d}
    quote: Words of number {number}.
    speaker: r1
    at: {{line: {number * 5}}}
    utterance: concern
    judgement: Secret-judgement
    evidence: [{{nuances: C1, pattern: P1, parts: [outcome]}}]
    codes: [secret_code]
    memo: Secret-memo
"""
    for number in range(1, 21)
)


@pytest.fixture
def root(evaluation):
    return evaluation({AGREED: FIRST, "codebook.yaml": "codes: [{id: secret_code, kind: theme, use: u}]\n"})


def plan(root, **how):
    return second.plan(root, cmo_eval.load(root).repository, "FG1", "CD", **how)


def write(root, **how):
    planned = plan(root, **how)
    apply(root, planned.change)
    return planned


def test_the_file_has_ids_and_places_and_nothing_of_the_first_coding(root):
    assert len(write(root).ids) == 20
    text = (root / THEIRS).read_text("utf-8")
    for word in ("ecret", "concern", "nuances", "P1", "observation", "Words", "AB"):
        assert word not in text
    loaded = cmo_eval.load(root)
    assert loaded.unread == ()
    assert [one.id for one in loaded.repository.second_codings] == [f"FG1-{number:03d}" for number in range(1, 21)]
    assert loaded.repository.second_codings[1].citation.at.line == 10


def test_validate_has_nothing_against_a_file_that_waits_for_its_coder(root):
    write(root)
    assert [one.code for one in cmo_eval.validate(root).findings if one.location.file == THEIRS] == []


def test_nothing_is_compared_before_it_is_coded(root):
    write(root)
    found = cmo_eval.load(root).agreement()
    assert {one.value for row in found.rows for one in (m.coefficient for m in row.measures)} == {None}
    assert len(found.compared.alone[0].waiting) == 20


def test_the_words_are_shown_without_the_first_coding(root):
    write(root, sample="3")
    found = second.shown(root, cmo_eval.load(root).repository, "FG1", "CD")
    assert len(found) == 3
    assert all(one.quote.startswith("Words of number") and one.who == "r1, manager" for one in found)
    assert "ecret" not in repr(found)
    assert "nuances" not in repr(found)
    assert [one.coded for one in found] == [False] * 3


def test_a_sample_depends_on_its_seed_and_the_ids_only(root):
    first = plan(root, sample="5")
    assert len(first.ids) == 5
    assert plan(root, sample="5").ids == first.ids
    assert plan(root, sample="25%").ids == first.ids
    assert plan(root, sample="5", seed=2).ids != first.ids
    assert set(first.ids) < set(plan(root, sample="10").ids)


def test_a_larger_sample_adds_what_is_missing_and_keeps_what_was_coded(root):
    small = write(root, sample="5")
    path = root / THEIRS
    coded = path.read_bytes().replace(b"    codes: []", b"    codes: [secret_code] # sure\n    quality: report", 1)
    path.write_bytes(coded)
    large = write(root, sample="50%")
    after = path.read_bytes()
    assert (len(large.ids), set(large.ids) & set(small.ids)) == (5, set())
    assert after.startswith(
        coded.replace(b"sample: 5 of 20", b"sample: 10 of 20").replace(b"-sample 5 ", b"-sample 50% ")
    )
    assert not plan(root, sample="50%").change.files


@pytest.mark.parametrize("sample", ["0", "101%", "half", "-3", "", "5 %%"])
def test_a_sample_that_is_none_is_refused(root, sample):
    with pytest.raises(UsageError, match="the sample is"):
        plan(root, sample=sample)


def test_a_sample_of_more_than_there_is_takes_all(root):
    assert len(plan(root, sample="500").ids) == 20


@pytest.mark.parametrize(
    ("source", "coder", "message"),
    [
        ("FG1", "AB", "AB is the first coder of FG1"),
        ("FG1", "XY", "the coder .?XY.? is not in the team"),
        ("FG9", "CD", "there is no source .?FG9"),
    ],
)
def test_who_cannot_be_a_second_coder_of_what(root, source, coder, message):
    with pytest.raises(UsageError, match=message):
        second.plan(root, cmo_eval.load(root).repository, source, coder)


def test_what_was_withdrawn_is_not_given_to_a_second_coder(root):
    path = root / AGREED
    path.write_text(path.read_text("utf-8").replace("utterance: concern", "withdrawn: 2025-01-01", 1), "utf-8")
    write(root)
    assert "FG1-001" not in (root / THEIRS).read_text("utf-8")
    assert "FG1-001" not in repr(second.shown(root, cmo_eval.load(root).repository, "FG1", "CD"))


def test_a_file_that_cannot_be_read_wholly_is_no_ground_for_a_second_coding(root):
    path = root / AGREED
    path.write_text(path.read_text("utf-8").replace("utterance: concern", "utterance: cry", 1), "utf-8")
    with pytest.raises(UsageError, match="cannot be read wholly"):
        plan(root)


def test_without_a_file_there_is_nothing_to_show(root):
    with pytest.raises(UsageError, match="CD has no file for FG1 yet"):
        second.shown(root, cmo_eval.load(root).repository, "FG1", "CD")


def test_a_source_in_which_nothing_was_coded(root):
    (root / AGREED).write_text("coder: AB\ncitations: []\n", "utf-8")
    with pytest.raises(UsageError, match="nothing coded in FG1 yet"):
        plan(root)
