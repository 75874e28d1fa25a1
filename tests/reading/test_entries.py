"""Where the parts of a citation stand is found again in its own part of the file, however it is written."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_eval.store import yaml_io
from cmo_eval.store.folder import named
from cmo_eval.store.reading import read_file
from cmo_eval.store.repository import Repository

FILE = "sources/FG1.citations.yaml"
PARTS = (("id",), ("quote",), ("at", "line"), ("evidence", 1, "pattern"), ("codes", 0), ("speaker",))
EVIDENCE = "[{{supports: C1}}, {{refutes: C2, pattern: P1}}]"
FORMS = {
    "block": "  - id: {id}\n    quote: >-\n      Word\n      {id}.\n\n    # why\n    at:\n      line: 1\n"
    "    evidence:\n      - supports: C1\n      - {{refutes: C2, pattern: P1}}\n    codes:\n      - a\n",
    "braces": "  - {{id: {id}, quote: Word., at: {{line: 1}}, evidence: " + EVIDENCE + ", codes: [a]}}\n",
    "comment before": "\n# - id: no\n  - quote: 'Word\n\n   and more'\n    id: {id}\n    evidence: " + EVIDENCE + "\n",
    "at the margin in a quote": '  - id: {id}\n    quote: "Word\n- more\n and more"\n    at: {{line: 1}}\n',
    "dash alone": "  -\n    id: {id}\n    quote: Word.\n    codes: a\n",
    "wide dash": "  -   id: {id}\n      quote: Word.\n      codes: [a]\n",
}


def written(forms, *, behind="", start="defaults: {quality: report}\ncitations:\n"):
    return start + "".join(FORMS[form].format(id=f"FG1-{place:03}") for place, form in enumerate(forms)) + behind


def places(root):
    """The places of all parts as they are when the file is read, and as they are found again, entry by entry."""
    at_once = []
    found = read_file(root, named(FILE), lambda stored: at_once.append([stored.at(*path) for path in PARTS]) or ())
    again = {one.id: [Repository(None).stored(one).at(*path) for path in PARTS] for one in found.citations}
    return at_once[: len(found.citations)], [again[one.id] for one in found.citations]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("entries")
    (root / "sources").mkdir()
    return root


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(
    forms=st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=5),
    behind=st.sampled_from(["", "# end\n", "\n\n", "coder: AB\n"]),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_each_part_is_found_where_it_was_read(folder, forms, behind, ends):
    (folder / FILE).write_bytes(written(forms, behind=behind).replace("\n", ends).encode())
    at_once, again = places(folder)
    assert len(again) == len(forms)
    assert again == at_once


def test_in_a_list_between_brackets_too(folder):
    entries = ", ".join(f"{{id: FG1-{place:03}, quote: Word., codes: [a]}}" for place in range(4))
    (folder / FILE).write_text(f"citations: [{entries}]\n", "utf-8")
    at_once, again = places(folder)
    assert again == at_once


def test_what_stands_above_a_mistake_is_found(folder):
    (folder / FILE).write_text(written(["block", "braces"], behind="  - {id: ["), "utf-8")
    at_once, again = places(folder)
    assert len(again) == 2
    assert again == at_once


def test_of_a_long_file_each_entry_is_parsed_alone(folder, monkeypatch):
    (folder / FILE).write_text(written(["block"] * 400), "utf-8")
    found = read_file(folder, named(FILE))
    lengths = []
    original = yaml_io._events
    monkeypatch.setattr(yaml_io, "_events", lambda text: (lengths.append(len(text)), original(text))[1])
    for one in found.citations[::-1]:
        Repository(None).stored(one).at("quote")
    assert len(lengths) == 800
    assert max(lengths) < 400


def test_they_are_found_as_they_were_read_though_the_file_changed(folder):
    (folder / FILE).write_text(written(["block", "block"]), "utf-8")
    found = read_file(folder, named(FILE))
    (folder / FILE).unlink()
    second = Repository(None).stored(found.citations[1])
    assert (second.at("id").line, second.at("quote").line) == (16, 17)
    assert second.node.value["id"] == "FG1-001"


def test_a_copy_does_not_hold_the_text_that_it_was_read_from(folder):
    (folder / FILE).write_text(written(["block"]), "utf-8")
    copy = read_file(folder, named(FILE)).citations[0].but(file="000001")
    assert copy.extent is None
    assert Repository(None).stored(copy).node.value is None


@pytest.mark.parametrize("marks", [1, 2])
def test_behind_byte_order_marks_too(folder, marks):
    (folder / FILE).write_bytes(b"\xef\xbb\xbf" * marks + written(["block", "braces"]).encode())
    at_once, again = places(folder)
    assert again == at_once
    assert len(again) == 2
    assert [place[1].column for place in again] == [12, 26]
