"""A code gets another name, or codes become one: every file that names them says so, and nothing else changes."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_eval import api
from cmo_eval.edits import codebook
from cmo_eval.edits.codebook import Signed
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Codebook
from cmo_eval.store.writing.transaction import apply
from cmo_eval.store.yaml_io import read

SIGNED = Signed("2024-06-02", "AB", "clearer")
BOOK = """\
# our codes
version: 3
codes:
  - {id: start, label: At the start, kind: theme, use: whatever is first}
  - id: scan  # the scan
    label: The scan
    kind: resource
    parent: start
    use: the scan itself
  - {id: focus, kind: reasoning, parent: scan, use: a choice}
  - {id: other, kind: theme, use: the rest}
"""
AGREED = """\
coder: AB
defaults: {quality: observation, codes: [scan]}
citations:
  - id: FG1-001
    quote: The scan says it all.   # scan
    codes: [start, scan]   # both
  - {id: FG1-002, quote: scan, codes: 'scan'}
  - id: FG1-003
    quote: x
    codes:
      # because
      - "focus"
      - scan    # here
      - start
    memo: scan
  - id: FG1-004
    quote: withdrawn words
    withdrawn: 2024-01-01
    codes: [scan]
    adjudicated: {by: EF, date: 2024-03-01, first: {codes: [scan, focus]}}
  - {id: FG1-005, quote: y, codes: [scans, other]}
"""
SECOND = "citations:\n  - {id: FG1-001, codes: scan}\n  - {id: FG1-002, codes: [focus]}\n"
FILES = {"codebook.yaml": BOOK, "sources/FG1.citations.yaml": AGREED, "sources/FG1.citations.CD.yaml": SECOND}


@pytest.fixture
def folder(evaluation):
    return lambda more=None: evaluation({**FILES, **(more or {})})


def contents(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in root.rglob("*.yaml")
        if ".cmo-eval" not in path.parts
    }


def done(planned):
    """The files after the change, once it was seen that they say what was planned."""
    apply(planned.root, planned.change)
    return contents(planned.root)


def codes_of(text):
    return [entry.get("codes") for entry in read(text).value["citations"]]


# rename


def test_a_code_is_renamed_where_it_stands_and_nowhere_else(folder):
    root = folder()
    before = contents(root)
    after = done(codebook.rename(root, "scan", "first_look", SIGNED))
    expected = AGREED
    for old, new in [
        ("codes: [scan]}", "codes: [first_look]}"),
        ("[start, scan]   # both", "[start, first_look]   # both"),
        ("codes: 'scan'}", "codes: 'first_look'}"),
        ("- scan    # here", "- first_look    # here"),
        ("    codes: [scan]\n", "    codes: [first_look]\n"),
        ("{codes: [scan, focus]}", "{codes: [first_look, focus]}"),
    ]:
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    assert after["sources/FG1.citations.yaml"] == expected
    assert after["sources/FG1.citations.CD.yaml"] == SECOND.replace("codes: scan", "codes: first_look")
    same = set(before) - {"codebook.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"}
    assert all(before[path] == after[path] for path in same)


def test_the_book_gets_a_version_and_a_history(folder):
    root = folder()
    planned = codebook.rename(root, "scan", "first_look", SIGNED)
    text = done(planned)["codebook.yaml"]
    changed = BOOK.replace("version: 3", "version: 4").replace("id: scan ", "id: first_look ")
    assert text.startswith(changed.replace("parent: scan,", "parent: first_look,"))
    book = Codebook.model_validate(read(text).value)
    (change,) = book.history
    assert change.model_dump() == {
        "version": 4,
        "date": "2024-06-02",
        "by": "AB",
        "change": "scan is called first_look",
        "why": "clearer",
        "became": {"scan": "first_look"},
    }
    assert (planned.version, book.version) == (4, 4)
    again = codebook.rename(root, "first_look", "look", Signed("2024-07-01"))
    book = Codebook.model_validate(read(done(again)["codebook.yaml"]).value)
    assert [change.version for change in book.history] == [4, 5]
    assert book.successor("scan") == "look"
    assert book.successor("start") is None


def test_crlf_and_a_byte_order_mark_stay(folder):
    def windows(text):
        return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()

    root = folder({path: windows(text) for path, text in FILES.items()})
    codebook_after = codebook.rename(root, "scan", "look", SIGNED)
    apply(root, codebook_after.change)
    raw = (root / "sources/FG1.citations.yaml").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") == AGREED.count("\n")
    raw = (root / "codebook.yaml").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_what_the_team_accepts_of_a_code_is_accepted_under_its_new_name(folder):
    accepted = (
        "ignore:\n  - {code: CMO401, id: other, why: 'later, other'}\n  - {code: CMO305, id: other, why: another}\n"
    )
    root = folder({"evaluation.yaml+": accepted})
    after = done(codebook.rename(root, "other", "rest", SIGNED))["evaluation.yaml"]
    assert after.endswith(accepted.replace("CMO401, id: other", "CMO401, id: rest"))


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("scann", "look", "there is no code scann", "did you mean 'scan'?"),
        ("scan", "start", "has a code start already", "code merge scan --into start"),
        ("scan", "scans", "FG1-005 has a code scans already", "code merge scan --into scans"),
        ("scan", "two words", "cannot be the name", "no spaces"),
        ("scan", "3d", "cannot be the name", "a letter"),
        ("scan", "scan", "is the name already", "another"),
    ],
)
def test_a_rename_that_cannot_be_meant_is_refused(folder, old, new, message, hint):
    root = folder()
    with pytest.raises(UsageError) as refused:
        codebook.rename(root, old, new, SIGNED)
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_a_name_that_differs_from_another_by_capitals_is_refused(folder):
    with pytest.raises(UsageError, match="a code focus, which is Focus but for capitals"):
        codebook.rename(folder(), "scan", "Focus", SIGNED)
    assert "id: Scan" in done(codebook.rename(folder(), "scan", "Scan", SIGNED))["codebook.yaml"]


def test_a_stranger_does_not_change_the_book(folder):
    with pytest.raises(UsageError, match="XY is not in the team"):
        codebook.rename(folder(), "scan", "look", Signed("2024-06-02", "XY"))


def test_a_name_that_other_programs_read_as_something_else_goes_between_quotes(folder):
    after = done(codebook.rename(folder(), "scan", "null", SIGNED))
    assert codes_of(after["sources/FG1.citations.yaml"])[0] == ["start", "null"]
    assert '[start, "null"]   # both' in after["sources/FG1.citations.yaml"]


def test_a_code_that_the_book_does_not_have_is_renamed_in_citations(folder):
    after = done(codebook.rename(folder(), "scans", "scanned", SIGNED))
    assert after["codebook.yaml"] == BOOK
    assert codes_of(after["sources/FG1.citations.yaml"])[4] == ["scanned", "other"]


def test_without_a_codebook_citations_change(folder):
    after = done(codebook.rename(folder({"codebook.yaml": None}), "scan", "look", SIGNED))
    assert codes_of(after["sources/FG1.citations.yaml"])[0] == ["start", "look"]


# merge


def test_codes_become_one_and_no_citation_has_it_twice(folder):
    root = folder()
    planned = codebook.merge(root, ["scan", "focus"], "start", SIGNED)
    after = done(planned)
    text = after["sources/FG1.citations.yaml"]
    assert codes_of(text) == [["start"], "start", ["start"], ["start"], ["scans", "other"]]
    assert read(text).value["defaults"]["codes"] == ["start"]
    assert read(text).value["citations"][3]["adjudicated"]["first"]["codes"] == ["start"]
    assert "      # because\n" in text
    assert "    memo: scan\n" in text
    book = Codebook.model_validate(read(after["codebook.yaml"]).value)
    assert [code.id for code in book.codes] == ["start", "other"]
    assert book.history[-1].change == "scan (The scan) and focus are part of start"
    assert book.history[-1].became == {"scan": "start", "focus": "start"}
    assert "# our codes\n" in after["codebook.yaml"]
    assert [note.split(",")[0] for note in planned.notes[:2]] == [
        "scan was of kind resource",
        "focus was of kind reasoning",
    ]
    assert api.validate(root).count("error") == 0 or all(
        "codes" not in finding.message for finding in api.validate(root).findings
    )


def test_a_name_that_is_no_code_is_merged_into_one(folder):
    after = done(codebook.merge(folder(), ["scans"], "scan", SIGNED))
    assert after["codebook.yaml"] == BOOK
    assert codes_of(after["sources/FG1.citations.yaml"])[4] == ["scan", "other"]


@pytest.mark.parametrize(
    ("codes", "into", "message", "hint"),
    [
        (["scan"], "start", "scan has codes below it: focus", "another parent"),
        (["scan"], "focus", "scan has codes below it: focus", "another parent"),
        (["scan", "focus"], "strat", "no code strat", "did you mean 'start'?"),
        (["focus"], "brandnew", "no code brandnew", "code rename focus brandnew"),
        (["focsu"], "start", "no code focsu", "did you mean 'focus'?"),
        (["start"], "start", "nothing is left", "name the codes that go"),
    ],
)
def test_a_merge_that_cannot_be_meant_is_refused(folder, codes, into, message, hint):
    with pytest.raises(UsageError) as refused:
        codebook.merge(folder(), codes, into, SIGNED)
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_what_is_accepted_of_a_code_that_goes_is_told(folder):
    accepted = "ignore:\n  - {code: CMO401, id: focus, why: later}\n"
    planned = codebook.merge(folder({"evaluation.yaml+": accepted}), ["focus"], "start", SIGNED)
    assert any("accepts CMO401 of focus" in note for note in planned.notes)


# files that stand in the way


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("sources/FG1.citations.yaml", AGREED + "  - id: [\n"),
        ("sources/FG1.citations.yaml", AGREED.replace("The scan", "The scan caf\u00e9").encode("latin-1")),
        ("sources/FG1.citations.CD.yaml", SECOND.encode("utf-16")),
        ("codebook.yaml", BOOK + "  - {id: [\n"),
        ("codebook.yaml", BOOK + "  - {id: x}\n"),
        ("codebook.yaml", "- a\n"),
    ],
)
def test_a_file_that_may_name_the_code_and_cannot_be_read_is_named(folder, path, content):
    root = folder({path: content})
    with pytest.raises(CmoEvalError) as refused:
        codebook.rename(root, "scan", "look", SIGNED)
    assert refused.value.message.startswith(path)


def test_a_broken_file_without_the_code_is_no_hindrance(folder):
    root = folder({"sources/FG2.citations.yaml": "citations: [\n", "sources/FG3.citations.yaml": ""})
    assert codebook.rename(root, "scan", "look", SIGNED).recoded


def test_a_code_behind_an_escape_is_not_missed(folder):
    hidden = 'citations:\n  - {id: FG1-001, codes: ["sc\\u0061n"]}\n'
    with pytest.raises(CmoEvalError, match=r"sources/FG1\.citations\.CD\.yaml cannot be changed"):
        codebook.rename(folder({"sources/FG1.citations.CD.yaml": hidden}), "scan", "look", SIGNED)


def test_a_code_that_stands_twice_in_the_book_is_refused(folder):
    with pytest.raises(UsageError, match=r"stands in codebook\.yaml twice"):
        codebook.rename(folder({"codebook.yaml": BOOK + "  - {id: scan, kind: theme}\n"}), "scan", "look", SIGNED)


def test_a_link_is_not_written(folder, tmp_path):
    root = folder()
    (tmp_path / "elsewhere.yaml").write_text(SECOND)
    (root / "sources/FG1.citations.CD.yaml").unlink()
    try:
        (root / "sources/FG1.citations.CD.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    except OSError:
        pytest.skip("links need rights here")
    with pytest.raises(UsageError, match="is a link"):
        codebook.rename(root, "scan", "look", SIGNED)


# any citations

NAMES = st.sampled_from(["scan", "focus", "start", "other", "x-1", "één"])
LISTS = st.lists(NAMES, max_size=5)
STYLES = st.sampled_from(["flow", "block", "lines", "beside", "ahead"])


def written(codes, style):
    if style == "flow" or not codes:
        return f"    codes: [{', '.join(codes)}]  # c\n"
    if style == "beside":
        return "    codes: [ # c\n" + "\n".join(f"      '{code}' , # {code}" for code in codes) + "\n    ]  # d\n"
    if style == "ahead":
        return "    codes: [\n      " + "  # c\n      , ".join(codes) + " # d\n    ]\n"
    if style == "lines":
        return "    codes: [\n" + ",\n".join(f"      {code}" for code in codes) + "\n    ]\n"
    return "    codes:\n" + "".join(f"    - {code}  # {code}\n" for code in codes)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.tuples(LISTS, STYLES), min_size=1, max_size=4))
def test_merged_lists_keep_their_other_codes_in_order(folder, entries):
    text = "citations:\n" + "".join(
        f"  - id: FG1-{number:03}\n    quote: scan\n{written(codes, style)}    memo: focus\n"
        for number, (codes, style) in enumerate(entries)
    )
    root = folder({"sources/FG1.citations.yaml": text, "sources/FG1.citations.CD.yaml": "citations: []\n"})
    after = done(codebook.merge(root, ["scan", "focus"], "other", SIGNED))["sources/FG1.citations.yaml"]
    for (before, _), now in zip(entries, codes_of(after), strict=True):
        if {"scan", "focus"}.isdisjoint(before):
            assert now == before
        else:
            renamed = ["other" if code in {"scan", "focus"} else code for code in before]
            assert now == [
                code for place, code in enumerate(renamed) if code != "other" or "other" not in renamed[:place]
            ]

    def bare(it):
        return re.sub(r"    codes:.*?(?=    memo:)", "", it, flags=re.DOTALL)

    assert bare(after) == bare(text)
    assert sorted(re.findall("#.*", after)) == sorted(re.findall("#.*", text))


def test_what_is_written_beside_codes_stays_when_they_become_one(folder):
    text = (
        "citations:\n"
        "  - id: FG1-001\n    quote: q\n    codes: [ \"scan\" , 'other',   # why\n      focus ]\n"
        "  - id: FG1-002\n    quote: q\n    codes:\n    - scan  # her word\n    # mine\n    - start\n    - other\n"
    )
    root = folder({"sources/FG1.citations.yaml": text, "sources/FG1.citations.CD.yaml": "citations: []\n"})
    after = done(codebook.merge(root, ["scan", "focus"], "other", SIGNED))["sources/FG1.citations.yaml"]
    assert after == (
        "citations:\n"
        "  - id: FG1-001\n    quote: q\n    codes: [ 'other'   # why\n       ]\n"
        "  - id: FG1-002\n    quote: q\n    codes:\n    - other  # her word\n    # mine\n    - start\n"
    )


# what validate says


def test_a_citation_with_the_old_name_is_told_what_became_of_it(cmo, folder):
    root = folder()
    done(codebook.rename(root, "scan", "look", SIGNED))
    late = (root / "sources/FG1.citations.yaml").read_text() + "  - {id: FG1-009, quote: z, codes: [scan]}\n"
    (root / "sources/FG1.citations.yaml").write_text(late)
    run = cmo("validate", "--select", "CMO112", cwd=root)
    assert "it became 'look'" in run.out + run.err


# the commands


def test_the_command_shows_the_book_and_counts_citations_and_writes_nothing_unasked(cmo, folder):
    root = folder()
    before = contents(root)
    run = cmo("code", "rename", "scan", "look", cwd=root)
    assert run.code == 1
    assert "-  - id: scan  # the scan\n+  - id: look  # the scan\n" in run.out
    assert "sources/FG1.citations.yaml: 4 citations, and the defaults\n" in run.out
    assert "  line 6  FG1-001   start, scan -> start, look\n" in run.out
    assert "  ... and 3 more\n" in run.out
    assert "says it all" not in run.out
    assert "withdrawn words" not in run.out
    assert "--yes writes it" in run.err
    assert contents(root) == before
    assert "FG1-004" in cmo("code", "rename", "scan", "look", "--all", "--dry-run", cwd=root).out
    assert contents(root) == before


def test_the_command_writes_with_yes(cmo, folder):
    root = folder()
    run = cmo("code", "rename", "scan", "look", "--by", "AB", "--why", "it is\nshorter", "--yes", cwd=root)
    assert run.code == 0
    assert "scan is look: 5 citations, 3 files written; the codebook is version 4 now" in run.err
    run = cmo("code", "history", cwd=root)
    assert re.fullmatch(r"version 4  \d{4}-\d\d-\d\d  AB\n  scan is called look\n  it is shorter\n", run.out)
    (change,) = json.loads(cmo("code", "history", "--json", cwd=root).out)
    assert change["became"] == {"scan": "look"}


def test_merge_is_one_change(cmo, folder):
    root = folder()
    run = cmo("code", "merge", "scan", "focus", "--into", "start", "--yes", cwd=root)
    assert run.code == 0
    assert "note: scan was of kind resource, and start is of kind theme" in run.err
    assert "scan, focus became start: 6 citations, 3 files written" in run.err
    assert "scan" not in [row["id"] for row in json.loads(cmo("list", "codes", "--json", cwd=root).out)]


def test_many_files_are_shown_shortened(cmo, folder):
    more = {
        f"sources/S{n}.citations.yaml": f"citations:\n  - {{id: S{n}-001, quote: q, codes: [scan]}}\n" for n in range(9)
    }
    run = cmo("code", "rename", "scan", "look", "--dry-run", cwd=folder(more))
    assert "... and 8 citations in 8 more files (--all shows them)" in run.out


def test_history_without_one(cmo, folder):
    assert "is version 3, and tells of no change" in cmo("code", "history", cwd=folder()).err


def test_history_without_a_codebook(cmo, folder):
    assert "there is no codebook" in cmo("code", "history", cwd=folder({"codebook.yaml": None})).err


def test_codes_are_listed_as_a_tree_with_what_uses_them(cmo, folder):
    root = folder({"sources/FG1.citations.yaml": AGREED.replace(", codes: [scan]}", "}")})
    assert cmo("list", "codes", cwd=root).out == (
        "code       cited  sources  in all\n"
        "start          2        1       3  At the start (theme)\n"
        "  scan         3        1       3  The scan (resource)\n"
        "    focus      1        1       1  (reasoning)\n"
        "other          1        1       1  (theme)\n"
        "scans          1        1       1  not in the codebook\n"
    )


def test_a_circle_of_codes_is_listed_too(cmo, folder):
    codes = [("a", "b"), ("b", "a"), ("c", "a")]
    circle = "codes:\n" + "".join(f"  - {{id: {id_}, kind: theme, parent: {parent}}}\n" for id_, parent in codes)
    out = cmo("list", "codes", cwd=folder({"codebook.yaml": circle})).out
    assert {line.split()[0] for line in out.splitlines()} >= {"a", "b", "c"}


def test_the_history_of_a_book_written_in_flow_style(folder):
    book = "{version: 1, codes: [{id: scan, kind: theme, use: u}, {id: start, kind: theme, use: u}]}\n"
    root = folder({"codebook.yaml": book})
    after = done(codebook.merge(root, ["scan"], "start", SIGNED))["codebook.yaml"]
    assert Codebook.model_validate(read(after).value).history[0].became == {"scan": "start"}
    assert with_value(after, read(after).value) == after


# new


def made(root, id_, **said):
    return codebook.new(root, {"id": id_, "kind": "theme", **said}, SIGNED)


def test_a_code_joins_the_book_and_its_history(folder):
    root = folder()
    text = done(made(root, "view", label="Seen from outside", parent="focus", kind=None, use="x", avoid="y"))[
        "codebook.yaml"
    ]
    entry = "  - {id: view, label: Seen from outside, kind: reasoning, parent: focus, use: x, avoid: y}\n"
    assert text.startswith(BOOK.replace("version: 3", "version: 4") + entry)
    (change,) = Codebook.model_validate(read(text).value).history
    assert (change.version, change.by, change.why, change.change, change.became) == (
        4,
        "AB",
        "clearer",
        "view is new",
        {},
    )


@pytest.mark.parametrize(
    ("id_", "said", "says"),
    [
        ("scan", {}, "has a code scan already"),
        ("Scan", {}, "which is Scan but for capitals"),
        ("two words", {}, "cannot be the name of a code"),
        ("9x", {}, "cannot be the name of a code"),
        ("view", {"kind": None}, "nothing says of which kind"),
        ("view", {"kind": "them"}, "there is no kind of code 'them'"),
        ("view", {"parent": "scam"}, "there is no code"),
    ],
)
def test_a_code_that_cannot_be_is_refused(id_, said, says, folder):
    with pytest.raises(UsageError, match=says):
        made(folder(), id_, **said)


def test_whoever_makes_a_code_is_in_the_team(folder):
    with pytest.raises(UsageError, match="XX is not in the team"):
        codebook.new(folder(), {"id": "view", "kind": "theme"}, Signed("2024-06-02", "XX"))


def test_the_first_code_makes_the_book_and_no_new_version(evaluation):
    root = evaluation()
    text = done(made(root, "view"))["codebook.yaml"]
    assert text.startswith("# yaml-language-server: $schema=.cmo-eval/schemas/codebook.schema.json\n# Codes")
    assert read(text).value == {"version": "1", "codes": [{"id": "view", "kind": "theme"}]}
    after = read(done(made(root, "other"))["codebook.yaml"]).value
    assert (after["version"], [one["id"] for one in after["codes"]]) == ("2", ["view", "other"])


@pytest.mark.parametrize("book", ["version: 1\ncodes: []\n", "version: 1\n"])
def test_a_book_without_codes_gets_its_first(book, evaluation):
    root = evaluation({"codebook.yaml": book})
    value = read(done(made(root, "view"))["codebook.yaml"]).value
    assert value == {"version": "1", "codes": [{"id": "view", "kind": "theme"}]}


@pytest.mark.parametrize("book", ["", "# nothing yet\n", "codes: {}\n"])
def test_a_book_that_is_none_is_mended_first(book, evaluation):
    with pytest.raises(CmoEvalError, match=r"codebook\.yaml:"):
        made(evaluation({"codebook.yaml": book}), "view")


def test_a_name_that_became_another_is_pointed_out(folder):
    root = folder()
    done(codebook.rename(root, "scan", "first_look", SIGNED))
    note = "scan was a code before, which became first_look: earlier codings are under that name"
    assert made(root, "scan").notes == (note,)


def test_the_command_line_knows_the_kinds():
    from typing import get_args

    from cmo_eval.cli.codebook import _KINDS
    from cmo_eval.model.codebook import CodeKind

    assert get_args(CodeKind) == _KINDS


def test_a_code_that_somebody_renamed_meanwhile_is_told_under_its_new_name(folder):
    root = folder()
    done(codebook.rename(root, "scan", "look", SIGNED))
    with pytest.raises(UsageError) as caught:
        codebook.rename(root, "scan", "glance", SIGNED)
    assert caught.value.hint == "it became 'look' in the codebook's history"
