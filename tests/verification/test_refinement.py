"""How a claim was refined: of each wording what evidence it gained, carried over, set aside, left behind and lost."""

import json

from weighing import Said, claim, repository

from cmo_eval.analysis.refinement import by_version, refinement
from cmo_eval.analysis.verification import Details, verify
from cmo_eval.output.verification import verification_json, verification_text


def worded(*more, **fields):
    """A claim with as many versions as `more` has mappings, and one before them."""
    versions = [{"version": 1, "date": "2016", "statement": "Wording 1."}]
    versions += [{"version": n, "statement": f"Wording {n}.", **one} for n, one in enumerate(more, start=2)]
    return claim(versions=versions, **fields)


def about(version, id_, stance="supports", **more):
    source = id_.partition("-")[0]
    return Said(source, stance, version=version, id=id_, **more)


def history(spoken, worded_):
    repository_ = repository(spoken, [worded_])
    return refinement(repository_, verify(repository_)["C1"])


def sides(one):
    found = {name: getattr(one, name).citations for name in ("gained", "carried", "left_behind", "lost")}
    return {name: ids for name, ids in found.items() if ids}


def test_one_wording_has_gained_what_is_about_it():
    (only,) = history([about(1, "FG1-001"), about(1, "FG2-001", "refutes")], worded())
    assert sides(only) == {"gained": ("FG1-001", "FG2-001")}
    assert only.weighed


def test_what_is_about_two_wordings_is_carried_over(tmp_path):
    first, second = history_of_files(
        tmp_path,
        "evidence: [{supports: C1}, {supports: C1, version: 2}]",
        "evidence: [{supports: C1, version: 2}]",
    )
    assert sides(first) == {"gained": ("FG1-001",)}
    assert sides(second) == {"gained": ("FG1-002",), "carried": ("FG1-001",)}


def history_of_files(folder, *evidence):
    from cmo_eval.store.loading import load

    (folder / "claims").mkdir()
    (folder / "sources").mkdir()
    (folder / "evaluation.yaml").write_text(
        "schema: 1\nid: x\ntitle: X\nprogramme: {name: X}\nquestions: {Q1: Q}\ngroups: {a: A}\n", "utf-8"
    )
    (folder / "claims/C1-x.yaml").write_text(
        "id: C1\ntitle: T\nversions: [{version: 1, statement: S}, {version: 2, statement: U}]\n", "utf-8"
    )
    (folder / "sources/FG1.yaml").write_text("id: FG1\nkind: focus_group\ntitle: T\n", "utf-8")
    listed = [
        f"  - {{id: FG1-{n:03d}, quote: q, quality: observation, {one}}}\n" for n, one in enumerate(evidence, start=1)
    ]
    (folder / "sources/FG1.citations.yaml").write_text("citations:\n" + "".join(listed), "utf-8")
    repository_ = load(folder).repository
    assert repository_ is not None
    return refinement(repository_, verify(repository_)["C1"])


def test_support_that_is_not_about_the_new_wording_is_lost_and_contradiction_left_behind():
    spoken = [about(1, "FG1-001"), about(1, "FG2-001", "refutes"), about(1, "FG3-001", "nuances"), about(2, "FG4-001")]
    _, second = history(spoken, worded({}))
    assert sides(second) == {"gained": ("FG4-001",), "left_behind": ("FG2-001", "FG3-001"), "lost": ("FG1-001",)}


def test_what_is_set_aside_is_neither_left_behind_nor_lost():
    aside = {"sets_aside": [{"citation": "FG2-001", "why": "It was about money."}]}
    _, second = history([about(1, "FG2-001", "refutes"), about(2, "FG4-001")], worded(aside))
    assert sides(second) == {"gained": ("FG4-001",)}
    assert [(one.citation, one.why) for one in second.set_aside] == [("FG2-001", "It was about money.")]


def test_who_speaks_again_is_not_left_behind_but_what_was_said_before_is_lost():
    _, second = history([about(1, "FG2-001", "refutes"), about(2, "FG2-002")], worded({}))
    assert sides(second) == {"gained": ("FG2-002",), "lost": ("FG2-001",)}


def test_who_was_left_behind_stays_so_until_there_is_an_answer_and_what_was_lost_is_lost_once():
    spoken = [about(1, "FG1-001"), about(1, "FG2-001", "refutes"), about(2, "FG3-001"), about(3, "FG4-001")]
    _, second, third = history(spoken, worded({}, {}))
    assert sides(second) == {"gained": ("FG3-001",), "left_behind": ("FG2-001",), "lost": ("FG1-001",)}
    assert sides(third) == {"gained": ("FG4-001",), "left_behind": ("FG2-001",), "lost": ("FG3-001",)}


def test_evidence_that_is_not_weighed_is_nowhere():
    spoken = [
        about(1, "FG1-001", disputed=True),
        about(1, "FG2-001", "refutes", quality="opinion"),
        about(2, "FG3-001"),
    ]
    first, second = history(spoken, worded({}))
    assert sides(first) == {}
    assert sides(second) == {"gained": ("FG3-001",)}


def test_the_wording_that_is_weighed_is_marked():
    assert [one.weighed for one in history([about(1, "FG1-001")], worded({}))] == [True, False]
    assert [one.weighed for one in history([about(2, "FG1-001")], worded({}))] == [False, True]


ASIDE = {"why": "A case.", "citations": ["FG5-001"], "sets_aside": [{"citation": "FG2-001", "why": "Money."}]}
SPOKEN = [
    *(about(1, "FG1-001"), about(1, "FG2-001", "refutes"), about(1, "FG3-001", "refutes")),
    *(about(2, "FG4-001"), about(2, "FG5-001", "nuances")),
]


def told():
    repository_ = repository(SPOKEN, [worded(ASIDE)])
    verification = verify(repository_)
    found = {"C1": refinement(repository_, verification["C1"])}
    return repository_, verification, Details(history=found)


def test_verify_tells_it_wording_by_wording():
    repository_, verification, details = told()
    lines = [
        line.strip() for line in verification_text(verification, repository_, details).splitlines() if line.strip()
    ]
    assert lines == [
        "How the claims were refined",
        "C1 Warm hands",
        "version 1, 2016",
        "Wording 1.",
        "new: 3 voices: supports FG1-001; refutes FG2-001, FG3-001",
        "version 2 (weighed)",
        "Wording 2.",
        "why: A case. [FG5-001]",
        "new:                2 voices: supports FG4-001; nuances FG5-001",
        "set aside:          FG2-001 (Money.)",
        "left behind:        1 voice: refutes FG3-001",
        "no longer about it: 1 voice: supports FG1-001",
    ]


def test_json_has_it_where_it_was_asked_for():
    _, verification, details = told()
    assert "history" not in json.loads(verification_json(verification))["claims"][0]
    first, second = json.loads(verification_json(verification, details))["claims"][0]["history"]
    assert (first["version"], first["date"], first["statement"], first["weighed"]) == (1, "2016", "Wording 1.", False)
    assert second["gained"] == {"citations": ["FG4-001", "FG5-001"], "voices": ["FG4", "FG5"]}
    assert second["set_aside"] == [{"citation": "FG2-001", "why": "Money."}]
    assert (second["left_behind"]["citations"], second["lost"]["citations"]) == (["FG3-001"], ["FG1-001"])


def test_a_table_has_a_row_for_each_wording():
    _, _, details = told()
    frame = by_version(details.history).frame()
    assert frame["version"].tolist() == [1, 2]
    assert frame.loc[1, ["gained", "set_aside", "left_behind", "lost"]].tolist() == [
        *(("FG4-001", "FG5-001"), ("FG2-001",), ("FG3-001",), ("FG1-001",))
    ]
