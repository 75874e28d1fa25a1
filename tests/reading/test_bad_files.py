"""A file that cannot be read is named, and the others are read all the same."""

from __future__ import annotations

import contextlib

import pytest

import cmo_eval
from cmo_eval.diagnostics import Location
from cmo_eval.errors import CmoEvalError
from cmo_eval.store import loading

SECOND_CLAIM = """\
id: C2
title: Another
questions: [Q1]
for: [users]
versions:
  - {version: 1, statement: Something else.}
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
"""


def loop(path):
    """A link to itself: a file that nobody can read, not even root."""
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)


def only_finding(root):
    (finding,) = loading.load(root, withdrawn=True).findings
    return finding


@pytest.mark.parametrize(
    ("content", "code", "line", "column", "says"),
    [
        ("id: C2\ntitle: a: b\n", "CMO003", 2, 9, "a colon stands"),
        ("id: C2\ntitle: Één wijk\n".encode("latin-1"), "CMO002", 2, 8, "byte 0xc9 is not UTF-8"),
        ("id: C2\nx: é\ntitle: é ".encode() + b"\x92\n", "CMO002", 3, 10, "byte 0x92"),
        (b"id: C2\r\ntitle: " + b"\xff\r\n", "CMO002", 2, 8, "byte 0xff"),
        ("id: C2\n".encode("utf-16"), "CMO002", 1, 1, "UTF-16"),
        (b"\xfe\xff" + "id: C2\n".encode("utf-16-be"), "CMO002", 1, 1, "UTF-16"),
        ("id: C2\n".encode("utf-16-le"), "CMO003", 1, 2, "U+0000"),
        (b"", "CMO006", 1, 1, "empty"),
        (b" \n\n\t\n", "CMO006", 1, 1, "empty"),
        (b"\xef\xbb\xbf", "CMO006", 1, 1, "empty"),
        ("# only a comment\n", "CMO007", 1, 1, "nothing"),
        ("---\n# only a comment\n", "CMO007", 1, 1, "nothing"),
        ("# a\n- id: C2\n", "CMO007", 2, 1, "a list"),
        ("just words\n", "CMO007", 1, 1, "a bare text"),
        ("a: 1\n---\nb: 2\n", "CMO004", 2, 1, "second document"),
        ("a: 1\na: 2\n", "CMO005", 2, 1, "second time"),
        ("a: " + "[" * 100 + "]" * 100 + "\n", "CMO008", 1, 103, "100 levels"),
    ],
)
def test_a_bad_claim_file_gives_one_finding_at_its_place(evaluation, content, code, line, column, says):
    root = evaluation({"claims/C2-x.yaml": content})
    loaded = loading.load(root)
    (finding,) = loaded.findings
    assert (finding.code, finding.location) == (code, Location("claims/C2-x.yaml", line, column))
    assert says in finding.message
    assert loaded.unread == ("claims/C2-x.yaml",)
    assert list(loaded.repository.claims) == ["C1"]


@pytest.mark.parametrize(
    "path",
    [
        "claims/C1-value.yaml",
        "patterns/P1-scan.yaml",
        "cases/K1-x.yaml",
        "sources/FG1.yaml",
        "sources/FG1.citations.yaml",
        "sources/FG1.citations.CD.yaml",
        "codebook.yaml",
        "conclusions.yaml",
    ],
)
@pytest.mark.parametrize("content", ["", "x: [", "- a\n", "naam: x\n", b"\xff\n"])
def test_no_bad_file_of_any_kind_goes_unnoticed_or_stops_the_run(evaluation, path, content):
    root = evaluation({path: content})
    loaded = loading.load(root)
    assert loaded.unread == (path,)
    assert {finding.location.file for finding in loaded.findings} == {path}
    assert loaded.repository is not None


def test_a_byte_order_mark_is_no_part_of_the_text(evaluation):
    root = evaluation({"claims/C2-x.yaml": b"\xef\xbb\xbf" + SECOND_CLAIM.encode()})
    loaded = loading.load(root)
    assert loaded.findings == ()
    assert loaded.repository.stored_claims[1].at("id") == Location("claims/C2-x.yaml", 1, 5)


def test_windows_line_ends_say_the_same_at_the_same_places(evaluation):
    root = evaluation({"claims/C2-x.yaml": SECOND_CLAIM.replace("\n", "\r\n")})
    loaded = loading.load(root)
    assert loaded.findings == ()
    assert loaded.repository.claims["C2"].versions[0].statement == "Something else."
    assert loaded.repository.stored_claims[1].at("mechanisms", 0) == Location("claims/C2-x.yaml", 8, 14)


def test_a_folder_with_a_files_name_is_named(evaluation):
    root = evaluation()
    (root / "claims/C2-x.yaml").mkdir()
    finding = only_finding(root)
    assert (finding.code, finding.location) == ("CMO001", Location("claims/C2-x.yaml", 1, 1))
    assert "a folder stands" in finding.message


@pytest.mark.parametrize("path", ["claims/C2-x.yaml", "sources/FG1.citations.yaml", "conclusions.yaml"])
def test_a_file_that_cannot_be_opened_is_named(evaluation, path):
    root = evaluation()
    loop(root / path)
    loaded = loading.load(root)
    (finding,) = loaded.findings
    assert (finding.code, finding.location) == ("CMO001", Location(path, 1, 1))
    assert "cannot be read" in finding.message
    assert loaded.unread == (path,)


def test_a_link_to_nothing_is_named(evaluation):
    root = evaluation()
    (root / "codebook.yaml").symlink_to("gone.yaml")
    (root / "claims/C2-x.yaml").symlink_to("gone.yaml")
    found = {finding.location.file: finding.message for finding in loading.load(root).findings}
    assert found == dict.fromkeys(["codebook.yaml", "claims/C2-x.yaml"], "the file does not exist")


def test_a_file_of_more_than_64_mib_is_refused_before_it_is_read(evaluation):
    root = evaluation()
    with (root / "claims/C2-x.yaml").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    finding = only_finding(root)
    assert (finding.code, finding.location.line) == ("CMO008", 1)
    assert "at most 64 MiB" in finding.message


def test_missing_folders_hold_nothing(evaluation):
    minimal = ("claims/C1-value.yaml", "patterns/P1-scan.yaml", "sources/FG1.yaml", "sources/FG1.citations.yaml")
    loaded = loading.load(evaluation(dict.fromkeys(minimal)))
    assert loaded.findings == ()
    assert (loaded.files, len(loaded.repository.claims), len(loaded.repository.citations)) == (1, 0, 0)


@pytest.mark.parametrize("path", ["claims/C2-x.yml", "patterns/P2.YML", "cases/K1.YAML", "sources/FG1.citations.yml"])
def test_a_file_that_looks_like_a_record_but_is_not_read_is_named(evaluation, path):
    finding = only_finding(evaluation({path: "id: C2\n"}))
    assert (finding.code, finding.severity, finding.location) == ("CMO013", "warning", Location(path, 1, 1))


@pytest.mark.parametrize("path", ["claims/notes.md", "claims/.C2.yaml", "notes/C2.yaml", "src/x.yaml", "other.yaml"])
def test_whatever_else_lies_in_the_folder_is_left_alone(evaluation, path):
    loaded = loading.load(evaluation({path: "a: [\n"}))
    assert (loaded.findings, loaded.unread, loaded.files) == ((), (), 5)


@pytest.mark.parametrize("path", ["codebook.yml", "conclusions.yml"])
def test_a_codebook_or_conclusions_in_yml_is_named(evaluation, path):
    assert only_finding(evaluation({path: "version: 1\n"})).code == "CMO013"


@pytest.mark.parametrize("broken", ["file", "link"])
def test_a_folder_that_is_no_folder_does_not_go_unnoticed(evaluation, broken):
    root = evaluation({"claims/C1-value.yaml": None})
    if broken == "file":
        (root / "claims").write_text("id: C1\n")
    else:
        (root / "claims").symlink_to("gone")
    assert [finding.location.file for finding in loading.load(root).findings] == ["claims"]


def test_two_bad_files_are_both_named(evaluation):
    loaded = loading.load(evaluation({"claims/C2-x.yaml": "a: [\n", "patterns/P2-x.yaml": b"\xff"}))
    assert {(finding.location.file, finding.code) for finding in loaded.findings} == {
        ("claims/C2-x.yaml", "CMO003"),
        ("patterns/P2-x.yaml", "CMO002"),
    }
    assert set(loaded.unread) == {"claims/C2-x.yaml", "patterns/P2-x.yaml"}


def test_all_mistakes_of_one_record_are_named_at_once(evaluation, place):
    root = evaluation(
        {
            "claims/C2-x.yaml": "id: 2C\ntitel: Another\nkind: remark\n"
            "versions:\n  - {version: 1, statement: S}\nroute: {tester: 1}\n"
        }
    )
    found = {(finding.code, finding.location) for finding in loading.load(root).findings}
    file = "claims/C2-x.yaml"
    assert found == {
        ("CMO012", place(root, file, "2C")),
        ("CMO010", place(root, file, "titel")),
        ("CMO011", place(root, file, "id")),
        ("CMO012", place(root, file, "remark")),
        ("CMO012", place(root, file, "1}")),
    }


def test_without_evaluation_yaml_that_can_be_read_the_shape_of_the_others_is_still_checked(evaluation):
    root = evaluation({"evaluation.yaml": "schema: 1\nid: [\n", "claims/C2-x.yaml": "id: C2\n"})
    loaded = loading.load(root)
    assert loaded.repository is None
    assert [(finding.code, finding.location.file) for finding in loaded.findings] == [
        ("CMO003", "evaluation.yaml"),
        ("CMO011", "claims/C2-x.yaml"),
        ("CMO011", "claims/C2-x.yaml"),
        ("CMO015", "evaluation.yaml"),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("schema: 1\nid: a: b\n", "evaluation.yaml:2:6: a colon stands where no key can begin"),
        ("schema: 2\n", "'schema' must be at most 1"),
        ("", "evaluation.yaml:1:1: the file is empty"),
    ],
)
def test_an_evaluation_without_its_policies_is_not_loaded(evaluation, content, says):
    root = evaluation({"evaluation.yaml": content, "claims/C2-x.yaml": "a: [\n"})
    with pytest.raises(CmoEvalError) as caught:
        cmo_eval.load(root)
    assert says in caught.value.message
    assert "validate" in caught.value.hint


def test_a_folder_without_evaluation_yaml_is_no_evaluation(tmp_path):
    with pytest.raises(CmoEvalError) as caught:
        cmo_eval.load(tmp_path)
    assert "not an evaluation folder" in caught.value.message
    assert "--project" in caught.value.hint


def test_the_evaluation_is_found_from_a_folder_inside_it(evaluation):
    root = evaluation()
    assert cmo_eval.load(root / "sources").root == root.resolve()


def test_a_citation_is_never_mistaken_for_another_when_its_file_changed(evaluation):
    root = evaluation()
    loaded = cmo_eval.load(root)
    file = root / "sources/FG1.citations.yaml"
    file.write_text(
        file.read_text().replace("citations:\n", "citations:\n  - {id: FG1-000, quote: Other words., codes: [a]}\n")
    )
    with contextlib.suppress(CmoEvalError):  # saying that the file changed is good too
        assert loaded.citation("FG1-001").id == "FG1-001"


def test_reading_again_sees_what_changed(evaluation):
    root = evaluation()
    assert cmo_eval.load(root).claims["C1"].title == "Value comes first"
    file = root / "claims/C1-value.yaml"
    file.write_text(file.read_text().replace("Value comes first", "Cost comes first"))
    assert cmo_eval.load(root).claims["C1"].title == "Cost comes first"


@pytest.mark.parametrize(
    ("path", "content", "touched"),
    [
        ("claims/C1-value.yaml", "id: C1\ntitle: a: b\n", set()),
        ("claims/C3-x.yaml", "x: [", set()),
        ("patterns/P1-scan.yaml", "x: [", {"C1", "C2"}),
        ("patterns/P2-x.yaml", "x: [", set()),
        ("sources/FG1.yaml", "x: [", {"C1", "C2"}),
        ("sources/FG1.citations.yaml", "x: [", {"C1", "C2"}),
        ("sources/FG9.citations.yaml", "x: [", {"C1", "C2"}),
        ("cases/K1-x.yaml", "x: [", set()),
        ("codebook.yaml", "x: [", set()),
        ("conclusions.yaml", "x: [", set()),
    ],
)
def test_an_unread_file_makes_incomplete_only_the_claims_that_it_may_touch(evaluation, path, content, touched):
    root = evaluation({"claims/C2-x.yaml": SECOND_CLAIM, path: content})
    verification = cmo_eval.load(root).verify()
    assert {id_ for id_, result in verification.items() if result.incomplete} == touched
    assert all(result.incomplete in {(), (path,)} for result in verification.values())
    assert verification.unread == (path,)
    assert not verification.sound


def test_a_claim_that_is_read_in_part_is_incomplete(evaluation):
    root = evaluation({"sources/FG1.citations.yaml+": "  - {id: FG1-002, quote: x, quality: good}\n"})
    verification = cmo_eval.load(root).verify()
    assert verification["C1"].incomplete == ("sources/FG1.citations.yaml",)
    assert verification["C1"].evidence.all.citations == ("FG1-001",)
