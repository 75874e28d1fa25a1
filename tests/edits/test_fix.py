"""What can be mended in a folder, and what is left to a person."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_eval import api
from cmo_eval.store.writing.transaction import apply

CLAIM = "id: {}\ntitle: T\nversions: [{{version: 1, statement: S}}]\n"
SOURCE = "id: {}\nkind: focus_group\ntitle: T\ngroup: staff\n"
CODED = "citations:\n  - {{id: {}-001, quote: q, quality: report, evidence: [{{supports: C1}}]}}\n"


def renamed(root):
    plan = api.plan_fixes(root)
    return {mend.change.file: mend.change.name for mend in plan.mends}, {left.file: left.why for left in plan.left}


def tree(root):
    files = (path for path in root.rglob("*") if path.is_file() and ".cmo-eval" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_nothing_to_mend(evaluation):
    plan = api.plan_fixes(evaluation())
    assert (plan.mends, plan.left) == ((), ())


@pytest.mark.parametrize(
    ("before", "id_", "after"),
    [
        ("networks.yaml", "C4", "C4-networks.yaml"),
        ("C3-networks.yaml", "C4", "C4-networks.yaml"),
        ("c4-networks.yaml", "C4", "C4-networks.yaml"),
        ("C3.yaml", "C4", "C4.yaml"),
        ("C4_net work.yaml", "C4", "C4-net work.yaml"),
        ("C4-networks.yml", "C4", "C4-networks.yaml"),
        ("networks.YML", "C4", "C4-networks.yaml"),
        ("C40-x.yaml", "C4", "C4-x.yaml"),
        ("value-2-cost.yaml", "C4", "C4-value-2-cost.yaml"),
    ],
)
def test_a_file_gets_its_id(evaluation, before, id_, after):
    root = evaluation({f"claims/{before}": CLAIM.format(id_)})
    assert renamed(root) == ({f"claims/{before}": f"claims/{after}"}, {})
    plan = api.plan_fixes(root)
    apply(root, plan.change)
    assert (root / "claims" / after).read_text() == CLAIM.format(id_)
    assert {finding.code for finding in api.validate(root).findings} & {"CMO102", "CMO013"} == set()


def test_a_codebook_gets_its_ending(evaluation):
    assert renamed(evaluation({"codebook.yml": "version: 1\ncodes: []\n"}))[0] == {"codebook.yml": "codebook.yaml"}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (
            {
                "claims/C3-x.YAML": CLAIM.format("C4"),
                "claims/C4.yaml": CLAIM.format("C4"),
                "claims/c2-x.yaml": CLAIM.format("C3"),
            },
            "C3-x.yaml is there already",
        ),
        ({"claims/net.yaml": CLAIM.format("C1")}, "stands in claims/C1-value.yaml too"),
        ({"claims/C2-a.yaml": CLAIM.format("C4"), "claims/C3-a.yaml": CLAIM.format("C4")}, "too"),
        ({"claims/net.yaml": CLAIM.format("C4"), "claims/C4-net.yaml": "a: b: c\n"}, "stands in claims/C4-net.yaml"),
        ({"claims/C2.yaml": CLAIM.format("C3"), "claims/C3.yaml": CLAIM.format("C2")}, "is there already"),
        ({"claims/C2.yaml": CLAIM.format("C3"), "claims/C3.yaml": CLAIM.format("C4")}, "is there already"),
        ({"claims/C4.yml": "a: b: c\n"}, "cannot be read"),
        ({"claims/C4.yml/x": "y"}, ""),
        ({"evaluation.yml": "id: x\n"}, "evaluation.yaml is there already"),
    ],
)
def test_a_name_that_is_not_clear_is_left(evaluation, files, why):
    root = evaluation(files)
    names, left = renamed(root)
    assert names == {}
    assert (why in "; ".join(left.values())) if why else not left


def test_a_source_takes_its_citations_along(evaluation):
    root = evaluation(
        {
            "sources/panel.yaml": SOURCE.format("FG3"),
            "sources/panel.citations.yaml": CODED.format("FG3"),
            "sources/panel.citations.CD.yaml": "citations:\n  - {id: FG3-CD-001, codes: []}\n",
        }
    )
    plan = api.plan_fixes(root)
    assert {mend.change.file: mend.change.name for mend in plan.mends} == {
        "sources/panel.yaml": "sources/FG3-panel.yaml",
        "sources/panel.citations.yaml": "sources/FG3.citations.yaml",
        "sources/panel.citations.CD.yaml": "sources/FG3.citations.CD.yaml",
    }
    assert len(plan.only(lambda file: file == "sources/panel.citations.yaml").mends) == 3
    assert plan.only(lambda file: file.startswith("claims/")).mends == ()
    apply(root, plan.change)
    assert {finding.code for finding in api.validate(root).findings} & {"CMO102", "CMO115", "CMO116"} == set()


@pytest.mark.parametrize(
    "files",
    [
        {"sources/FG2.citations.yaml": CODED.format("FG2")},
        {"sources/FG2.citations.yaml": "citations: [\n"},
        {"sources/FG2.citations.yaml": CODED.format("FG3"), "sources/FG3.citations.yaml": CODED.format("FG3")},
    ],
)
def test_a_source_whose_citations_are_not_clear_is_left_with_them(evaluation, files):
    names, left = renamed(evaluation({"sources/FG2.yaml": SOURCE.format("FG3"), **files}))
    assert names == {}
    assert "sources/FG2.yaml" in left


def test_citations_of_another_source_stay(evaluation):
    root = evaluation({"sources/FG1-x.yaml": SOURCE.format("FG3")})
    assert renamed(root)[0] == {"sources/FG1-x.yaml": "sources/FG3-x.yaml"}


@pytest.mark.parametrize("texts", [None, "elsewhere"])
def test_the_digest_of_a_text_at_hand_is_added(evaluation, texts):
    root = evaluation(
        {
            "evaluation.yaml+": "texts: texts\n",
            "sources/FG2.yaml": SOURCE.format("FG2") + "text: FG2.txt\n",
            f"{texts or 'texts'}/FG2.txt": "\ufeffe\u0301e\u0301n\r\ntwee\r\n".encode(),
        }
    )
    plan = api.plan_fixes(root, texts=root / texts if texts else None)
    before = (root / "sources/FG2.yaml").read_bytes()
    expected = hashlib.sha256("één\ntwee\n".encode()).hexdigest()
    (mend,) = plan.mends
    assert mend.change.content == before + f"text_sha256: {expected}\n".encode()


@pytest.mark.parametrize(
    "lines",
    [
        f"text: FG2.txt\ntext_sha256: {'0' * 64}\n",
        "text: FG2.txt\ntext_sha256:\n",
        "text: FG2.txt\nwithdrawn: 2020\n",
        "text: ../evaluation.yaml\n",
        "text: nosuch.txt\n",
        "text: FG2.pdf\n",
        "text: latin.txt\n",
    ],
)
def test_a_digest_that_is_there_or_cannot_be_had_is_never_touched(evaluation, lines):
    root = evaluation(
        {
            "evaluation.yaml+": "texts: texts\n",
            "sources/FG2.yaml": SOURCE.format("FG2") + lines,
            "texts/FG2.txt": "x",
            "texts/FG2.pdf": "x",
            "texts/latin.txt": b"\xe9",
        }
    )
    assert api.plan_fixes(root).mends == ()


def test_links_and_what_is_not_utf8_are_left_alone(evaluation):
    root = evaluation({"claims/C2.yaml": b"id: \xe9  \n"})
    (root / "claims/C3-x.yaml").symlink_to(root / "claims/C1-value.yaml")
    (root / "claims/C4.yaml").symlink_to("C4.yaml")
    assert api.plan_fixes(root).mends == ()


ENDS = st.sampled_from(["", "  ", "\n\n", " \t\n", "\r\n", "# c  \n"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    ids=st.lists(st.sampled_from(["C2", "C3", "C4", "C22"]), min_size=1, max_size=4),
    names=st.lists(
        st.sampled_from(["C2", "C3-x", "C3", "C4", "c2-x", "x", "C22 y", "C2.a"]), min_size=4, max_size=4, unique=True
    ),
    endings=st.lists(st.sampled_from([".yaml", ".yml", ".YAML"]), min_size=4, max_size=4),
    tails=st.lists(ENDS, min_size=4, max_size=4),
)
def test_a_second_run_has_nothing_to_mend(tmp_path_factory, ids, names, endings, tails):
    root = tmp_path_factory.mktemp("e")
    (root / "evaluation.yaml").write_text("schema: 1")
    (root / "claims").mkdir()
    for id_, name, ending, tail in zip(ids, names, endings, tails, strict=False):
        (root / "claims" / f"{name}{ending}").write_bytes((CLAIM.format(id_) + tail).encode())
    before = tree(root)
    plan = api.plan_fixes(root)
    assert tree(root) == before
    apply(root, plan.change)
    after = tree(root)
    assert len(after) == len(before)
    untouched = set(before) - {mend.change.file for mend in plan.mends}
    assert all(after[file] == before[file] for file in untouched)
    assert api.plan_fixes(root).mends == ()
