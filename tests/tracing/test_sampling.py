"""Invited, attended, heard, not heard, and cells that are too small."""

import json

import pytest
from chains import build

from cmo_eval.analysis.sampling import sampling
from cmo_eval.output.counts import sampling_json, sampling_text

TARGETS = {
    "sampling": {
        "invited_per_panel": 10,
        "max_attendance": 4,
        "invitations": {
            "region": {"unit": "percent", "north": 50, "south": 50},
            "size": {"unit": "number", "large": 3, "small": 7},
        },
    }
}
PEOPLE = [
    {"id": "r1", "role": "manager", "attributes": {"region": "north", "size": "small"}},
    {"id": "r2", "role": "manager", "attributes": {"region": "north", "size": "small"}},
    {"id": "r3", "role": "nurse", "group": "dropouts"},
]
SOURCES = [
    {
        "id": "FG1",
        "kind": "focus_group",
        "title": "Panel",
        "group": "participants",
        "participants": PEOPLE,
        "invited": {"region": {"north": 8, "south": 2}, "size": {"large": 1, "small": 9}},
    },
    {
        "id": "CI1",
        "kind": "case_interview",
        "title": "Case",
        "group": "participants",
        "case": "K1",
        "participants": [{"id": "r1", "role": "manager"}, {"id": "r2", "role": "manager"}],
    },
    {"id": "KA1", "kind": "key_actor", "title": "Talk", "group": "internal"},
]
CASES = [{"id": "K1", "title": "North", "attributes": {"region": "north", "size": "small"}}]
SAID = [
    {"source": "FG1", "id": "FG1-001", "speaker": "r1"},
    {"source": "FG1", "id": "FG1-002", "speaker": "r3"},
    {"source": "CI1", "id": "CI1-001", "speaker": "r2"},
]


def sampled(**fields):
    policy = {"policy": {"small_cell": fields.pop("small_cell", 3)}}
    return sampling(build(SAID, sources=SOURCES, cases=CASES, evaluation={**TARGETS, **policy, **fields}))


def test_each_citation_of_a_speaker_counts_and_the_voice_once():
    again = [{"source": "FG1", "id": f"FG1-01{number}", "speaker": "r1"} for number in range(3)]
    found = sampling(build([*SAID, *again], sources=SOURCES, cases=CASES))
    heard = {(one.dimension, one.value): (one.citations, one.voices) for one in found.heard}
    assert heard["group", "participants"] == (5, 2)
    assert heard["role", "manager"] == (5, 2)


def test_invited_stands_beside_its_target_and_attendance_is_counted():
    found = sampled()
    assert [(one.id, one.invited, one.attended) for one in found.panels] == [("FG1", 10, 3)]
    rows = {
        (one.stratum, one.value): (one.target, one.invited, one.share, one.short, one.attended) for one in found.strata
    }
    assert rows == {
        ("region", "north"): (50, 8, 80, 0, 2),
        ("region", "south"): (50, 2, 20, 30, 0),
        ("size", "large"): (3, 1, 10, 2, 0),
        ("size", "small"): (7, 9, 90, 0, 2),
    }


def test_heard_counts_voices_sources_people_and_citations():
    rows = {(one.dimension, one.value): (one.voices, one.sources, one.people, one.citations) for one in sampled().heard}
    assert rows["group", "participants"] == (2, 2, 4, 2)
    assert rows["group", "dropouts"] == (1, 1, 1, 1)
    assert rows["group", "internal"] == (0, 1, 0, 0)
    assert rows["group", "others"] == (0, 0, 0, 0)
    assert rows["role", "manager"] == (2, 2, 4, 2)
    assert rows["kind", "case_interview"] == (1, 1, 2, 1)
    assert rows["region", "north"] == (2, 2, 4, 2)
    assert rows["region", ""] == (1, 1, 1, 1)
    assert rows["size", "large"] == (0, 0, 0, 0)


def test_who_has_not_been_heard_is_named_with_why():
    assert [(one.dimension, one.value, one.why) for one in sampled().unheard] == [
        ("group", "internal", "nothing_coded"),
        ("group", "others", "nobody"),
        ("region", "south", "nobody"),
        ("size", "large", "nobody"),
    ]


def test_published_reports_register_nobody_so_that_their_strata_say_nothing():
    assert {one.dimension for one in sampled(basis="published").unheard} == {"group"}


@pytest.mark.parametrize(("least", "fine"), [(4, False), (3, True)])
def test_a_case_is_one_organisation_and_so_is_each_participant_outside_a_case(least, fine):
    (cell,) = sampled(small_cell=least).cells
    assert (cell.role, dict(cell.attributes)) == ("manager", {"region": "north", "size": "small"})
    assert (cell.people, cell.organisations, cell.publishable) == (4, 3, fine)
    text = sampling_text(sampled(small_cell=least))
    assert ("not for publication" in text) is not fine


def test_what_is_published_already_is_not_marked():
    assert all(cell.publishable for cell in sampled(small_cell=9, basis="published").cells)


def test_text_and_json():
    for language in ("en", "nl"):
        assert all(len(line) <= 80 for line in sampling_text(sampled(), language=language).splitlines())
    data = json.loads(sampling_json(sampled()))
    assert data["strata"][1]["short"] == 30
    assert data["unheard"][1] == {"dimension": "group", "value": "others", "title": "Others", "why": "nobody"}


def test_frames_have_a_table_each():
    frames = sampled().frames()
    assert list(frames) == ["panels", "strata", "heard", "unheard", "cells"]
    assert list(frames["strata"]["short"]) == [0, 30, 2, 0]


def test_a_stratum_without_a_target_is_short_of_nothing():
    found = sampled(sampling={"invitations": {"size": {"unit": "number", "large": 3}}})
    without = {(one.stratum, one.value): (one.target, one.short) for one in found.strata}
    assert without["size", "large"] == (3, 2)
    assert without["region", "south"] == (None, 0)
    assert without["size", "small"] == (None, 0)
    empty = [{**SOURCES[0], "invited": {"region": {"north": 0}}}]
    (row,) = sampling(build([], sources=empty)).strata
    assert (row.target, row.short) == (None, 0)


def test_long_names_are_folded_and_not_cut():
    long = {"participants": "Libraries that took part from the first to the last day of the programme, and stayed"}
    text = sampling_text(sampled(groups=long), width=60)
    assert "…" not in text
    assert all(len(line) <= 60 for line in text.splitlines())
    assert long["participants"] in " ".join(text.split()).replace("0 0 0 0", "")


def test_without_panels_nothing_is_claimed_of_them():
    text = sampling_text(sampling(build([])))
    assert text.startswith("Invited and attended: no invitations are registered\n\nHeard\n")
    assert text.endswith(
        "Role and attributes together: no participant has attributes by which an\norganisation can be known\n"
    )


def test_a_limit_that_was_not_set_is_not_shown_and_the_other_is():
    register = {"sampling": {**TARGETS["sampling"], "max_attendance": None}}
    lines = sampling_text(sampled(**register)).splitlines()
    assert lines[2].split() == ["target", "10"]
    none = {"sampling": {"invitations": TARGETS["sampling"]["invitations"]}}
    assert "target 10" not in sampling_text(sampled(**none))
