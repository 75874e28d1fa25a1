"""YAML that is made to exhaust, deceive or take over whoever reads it."""

from __future__ import annotations

import os

import pytest

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CLAIM, CITATIONS, EVALUATION = "claims/C2-x.yaml", "sources/FG1.citations.CD.yaml", "evaluation.yaml"
PLACES = [CLAIM, CITATIONS, EVALUATION]


def findings_in(validation, file):
    return [(finding.code, finding.location.line) for finding in validation.findings if finding.location.file == file]


@pytest.mark.parametrize("path", PLACES)
def test_a_billion_laughs_are_refused_at_the_first(evaluation, program, path):
    ran = program(evaluation({path: BOMB}))
    assert ran.code == 1
    assert "CMO004" in ran.out


@pytest.mark.parametrize("depth", [10_000, 200_000])
@pytest.mark.parametrize(
    "shape",
    ["[", "{a: ", "[{a: ", "- ", "? ", "- ? ", "block", "block and flow", "keys", "unclosed quotes"],
)
@pytest.mark.parametrize("start", ["citations: ", "title: "])
def test_depth_is_refused(evaluation, checked, start, depth, shape):
    if shape == "block":
        body = "\n" + "\n".join(f"{' ' * level}a:" for level in range(1, min(depth, 5000)))
    elif shape == "block and flow":
        body = "\n" + "\n".join(f"{' ' * level}a:" for level in range(1, 90)) + " " + "[" * depth
    elif shape == "keys":
        body = "{" * depth + "}: x" * depth
    elif shape == "unclosed quotes":
        body = '["' * depth
    elif shape in {"- ", "? ", "- ? "}:
        body = "\n  " + shape * depth
    else:
        body = shape * depth
    root = evaluation({CLAIM: start + body, CITATIONS: start + body})
    validation = checked(root)
    for path in (CLAIM, CITATIONS):
        assert {code for code, _ in findings_in(validation, path)} & {"CMO003", "CMO004", "CMO008"}


@pytest.mark.parametrize("shape", ["[", "[{a: "])
def test_depth_does_not_overflow_the_program(evaluation, program, shape):
    ran = program(evaluation(dict.fromkeys(PLACES, "title: " + shape * 200_000)))
    assert ran.code == 1
    assert ran.out.count("nested deeper than 100") == len(PLACES)


@pytest.mark.parametrize(
    "tagged",
    [
        "!!python/object/apply:os.system ['touch {0}']",
        "!!python/object/new:os.system ['touch {0}']",
        "!!python/name:os.system",
        "!!python/module:os",
        "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch {0}']",
        "!!binary aGVsbG8=",
        "!!set {{a, b}}",
        "!own x",
        "! x",
    ],
)
def test_no_tag_makes_an_object(evaluation, checked, tmp_path, tagged):
    proof = tmp_path / "taken-over"
    text = "title: " + tagged.format(proof) + "\n"
    validation = checked(evaluation({CLAIM: text, CITATIONS: text, EVALUATION: text}))
    assert not proof.exists()
    assert [("CMO004", 1) in findings_in(validation, path) for path in PLACES] == [True] * len(PLACES)


def test_no_tag_runs_anything_through_the_program(evaluation, program, tmp_path):
    proof = tmp_path / "taken-over"
    ran = program(evaluation({EVALUATION: f"!!python/object/apply:os.system ['touch {proof}']\n"}))
    assert ran.code == 1
    assert not os.path.lexists(proof)


@pytest.mark.parametrize(
    "text",
    [
        "<<: {id: C2}\n",
        "id: C2\n<<: [{title: x}]\n",
        "[a]: x\n",
        "{a: b}: x\n",
        "? [a, b]\n: x\n",
        "? {a: b}\n: x\n",
        "? - a\n: x\n",
        "*a : x\n",
        "&a b: x\n",
        "!x b: x\n",
        "%YAML 1.1\n---\n&a b\n",
        "id: C2\n...\n---\nid: C3\n",
    ],
)
def test_keys_that_are_no_text_and_merged_keys_are_refused(evaluation, checked, text):
    validation = checked(evaluation({CLAIM: text}))
    assert [code for code, _ in findings_in(validation, CLAIM)] in (["CMO004"], ["CMO003"])


@pytest.mark.parametrize(
    "key",
    ["1", "1.5", "true", "no", "2017-03-20", "''", "~", "null", ".inf", "0x1F", "'<<'", '"[key]"', "'*a'", "__class__"],
)
@pytest.mark.parametrize("path", [CLAIM, "claims/C1-value.yaml+", "sources/FG1.citations.yaml+", EVALUATION + "+"])
def test_keys_that_only_look_odd_are_unknown_keys_with_their_place(evaluation, checked, place, path, key):
    root = evaluation({path: f"{key}: x\n"})
    file = path.removesuffix("+")
    found = [finding for finding in checked(root).findings if finding.code == "CMO010"]
    assert [finding.location.file for finding in found] == [file]
    assert found[0].location.line == (root / file).read_text(encoding="utf-8").count("\n")


@pytest.mark.parametrize(
    "text",
    ["2017-03-20", "2017-03-20T10:11:12Z", "12:30:45", "190:20:30", "no", "off", "y", "010", "0o17", "0x1F", "1_000",
     "1e3", ".inf", "-.nan", "6.0", "1.10", "=", "+1"],
)  # fmt: skip
def test_what_yaml_takes_for_something_else_stays_text(evaluation, checked, text):
    from cmo_eval import load

    root = evaluation({"patterns/P1-scan.yaml+": f"actor: {text}\nother_influences: [{text}]\n"})
    assert checked(root).findings == ()
    pattern = load(root).patterns["P1"]
    assert (pattern.actor, pattern.other_influences) == (text, (text,))


@pytest.mark.parametrize(
    ("parts", "meant"),
    [
        ("[resource, resource]", {"resource"}),
        ("[mechanism, resource]", {"resource", "reasoning"}),
        ("[outcome, outcome, outcome]", {"outcome"}),
        ("[" + "outcome, " * 1000 + "]", {"outcome"}),
    ],
)
def test_a_part_that_is_named_twice_is_that_part(evaluation, checked, parts, meant):
    from cmo_eval import load

    more = f"  - {{id: FG1-2, quote: x, evidence: [{{supports: C1, pattern: P1, parts: {parts}}}]}}\n"
    root = evaluation({"sources/FG1.citations.yaml+": more})
    checked(root)
    (row,) = load(root).frames()["evidence"].query("citation == 'FG1-2'").to_dict("records")
    assert {part for part in ("context", "resource", "reasoning", "outcome") if row[part]} == meant
