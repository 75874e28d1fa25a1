"""A decision is put into a claim's text, and every other byte stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmo_eval.edits.decide import with_decision
from cmo_eval.edits.yaml.values import WIDTH
from cmo_eval.model import Claim, Decision
from cmo_eval.store.yaml_io import read

NEW = {
    "verdict": "nuanced",
    "version": 1,
    "by": "AB",
    "date": "2024-10-10",
    "second_reader": "CD",
    "rationale": "It holds where: two are on the desk # and not where one is.\nSecond paragraph.",
    "sets_aside": ["FG1-001", "FG2-002"],
    "evidence": {"sha256": "0" * 64, "citations": ["FG1-001 supports report P06:context+outcome"]},
}
HEAD = "id: C3\ntitle: T\nversions:\n  - {version: 1, statement: S}\n"
OLD = "verdict: holds\nby: AB\nrationale: >-\n  a b\n  c\n"


def record(text):
    return Claim.model_validate(read(text.removeprefix("\ufeff")).value)


def one_more(text, new=NEW):
    """The text with the decision, after looking whether it says the same and one decision more."""
    after = with_decision(text, new)
    before = record(text)
    assert record(after) == before.model_copy(update={"decisions": (*before.decisions, Decision.model_validate(new))})
    return after


def is_insertion(before, after):
    start = 0
    while start < len(before) and before[start] == after[start]:
        start += 1
    return any(after.startswith(before[:at]) and after.endswith(before[at:]) for at in range(start + 1))


INDENTS = st.sampled_from(["", "  ", "    ", "      "])
COMMENTS = st.sampled_from(["", "\n", "# about the file\n", "\n# cmo: ignore[CMO305] reason\n\n"])
LASTS = st.sampled_from(
    [
        "rationale: short",
        "rationale: short  # in one line",
        "rationale: >-\n  folded\n  over lines\n",
        "rationale: |+\n  kept\n\n\n",
        "rationale: |  # with a header\n  literal\n\n",
        "rationale: >2-\n    deep\n  text",
        'rationale: "quoted # no comment,\n  over lines" # a comment',
        "rationale: plain\n  over lines",
        "sets_aside: [FG1-001,\n   FG1-002]  # note",
        "sets_aside:\n  - FG1-001\n  - FG1-002 # last",
        "sets_aside:\n- FG1-001",
        "evidence: {sha256: " + "a" * 64 + ", citations: [x]}",
        "evidence:\n  sha256: " + "b" * 64 + "\n  citations:\n    - FG1-001 supports report\n    # after it\n",
        "rationale:\n  on the next line",
    ]
)
TAILS = st.sampled_from(
    [
        "",
        "reflection: at the end\n",
        "# a comment at the end\n",
        "\n\n",
        "\n# note\nreflection: |+\n  kept\n\n",
        "...\n",
        "route: {researcher: AB}\n# end\n...\n",
    ]
)


def nested(entry, indent, dash):
    lines = entry.split("\n")
    first, rest = lines[0], lines[1:]
    return "\n".join(
        [f"{indent}-{' ' * dash}{first}", *(f"{indent} {' ' * dash}{line}" if line else line for line in rest)]
    )


@st.composite
def layouts(draw):
    """Texts of a claim with a list of decisions, or without, in many ways of writing."""
    kind = draw(st.sampled_from(["absent", "empty", "flow", "flow lines", "block", "block of flow"]))
    comment = draw(COMMENTS)
    if kind == "absent":
        body = ""
    elif kind == "empty":
        body = draw(st.sampled_from(["decisions: []\n", "decisions: [ ]  # none yet\n", "decisions: [\n  ]\n"]))
    elif kind == "flow":
        body = "decisions: [{verdict: holds, by: AB}" + draw(st.sampled_from(["]", ",]", " ] # c"])) + "\n"
    elif kind == "flow lines":
        body = "decisions: [\n    {verdict: holds},  # first\n    {verdict: nuanced,\n     by: AB}  # second\n  ]\n"
    elif kind == "block of flow":
        body = f"decisions:\n{draw(INDENTS)}- {{verdict: holds, by: AB}}\n"
    else:
        indent, dash = draw(INDENTS), draw(st.integers(1, 3))
        entries = draw(st.lists(LASTS, min_size=1, max_size=3))
        body = "decisions:" + draw(st.sampled_from(["", "  # taken"])) + "\n"
        for last in entries:
            body += nested(f"verdict: holds\n{last}", indent, dash).rstrip(" ")
            body += "" if body.endswith("\n") else "\n"
            body += draw(st.sampled_from(["", f"{indent}  # below\n", "\n", f"{indent}# at the dash\n"]))
    text = HEAD + comment + body
    if kind != "absent" or draw(st.booleans()):
        text += draw(TAILS)
    if draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return ("\ufeff" if draw(st.booleans()) else "") + text


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=3).map("\n".join)


@given(layouts(), TEXTS)
@example(HEAD + "decisions:\n- verdict: holds\n  rationale: |+\n    kept\n", "a")
@example(HEAD.rstrip("\n"), "- a: b")
@example(HEAD + "decisions: []", "# no")
def test_every_byte_outside_stays_and_the_file_says_the_same_and_one_decision_more(text, rationale):
    try:
        record(text)
    except Exception:  # noqa: BLE001 - a layout that is no claim is no layout
        pytest.fail(f"not a claim: {text!r}")
    new = {**NEW, "rationale": rationale}
    after = one_more(text, new)
    empty = re.search(r" \[\s*\]", text)
    if empty is not None:
        assert is_insertion(text[: empty.start()] + text[empty.end() :], after)
    else:
        assert is_insertion(text, after)
    again = one_more(after, new)
    assert is_insertion(after, again)


@given(layouts())
def test_line_ends_are_those_of_the_file(text):
    after = one_more(text)
    if "\r\n" in text:
        assert after.count("\n") == after.count("\r\n")
    else:
        assert "\r" not in after


@given(TEXTS)
@example("- " + "000 " * 20 + "00")  # 101 letters, were it on one line; so is the next
@example("abc " * 21 + "ab")
def test_lines_are_folded_where_words_allow(rationale):
    after = one_more(HEAD, {**NEW, "rationale": rationale})
    for line in after.splitlines():
        assert len(line) <= WIDTH or " " not in line.strip() or line.lstrip().startswith("sha256")


def test_as_a_person_would_write_it():
    assert one_more(HEAD + "decisions:\n  - verdict: holds  # at first\n    by: AB # who\nreflection: r\n") == (
        HEAD
        + """\
decisions:
  - verdict: holds  # at first
    by: AB # who
  - verdict: nuanced
    version: 1
    by: AB
    date: 2024-10-10
    second_reader: CD
    rationale: |-
      It holds where: two are on the desk # and not where one is.
      Second paragraph.
    sets_aside: [FG1-001, FG2-002]
    evidence:
      sha256: 0000000000000000000000000000000000000000000000000000000000000000
      citations:
        - FG1-001 supports report P06:context+outcome
reflection: r
"""
    )


def test_an_empty_list_makes_way_and_its_comment_stays():
    after = one_more(HEAD + "decisions: []  # none yet\nreflection: r\n")
    assert "decisions:  # none yet\n  - verdict: nuanced\n" in after
    assert after.endswith("\nreflection: r\n")


def test_a_comment_that_is_indented_as_part_of_the_last_entry_stays_with_it():
    text = HEAD + "decisions:\n  - verdict: holds\n    # agreed in the meeting\n  # to be discussed\n"
    assert "    # agreed in the meeting\n  - verdict: nuanced\n" in one_more(text)
    assert one_more(text).endswith("\n  # to be discussed\n")


def test_nothing_comes_after_the_end_of_the_document():
    assert one_more(HEAD + "...\n").endswith("P06:context+outcome\n...\n")


def test_a_file_between_braces_is_added_to_between_them():
    text = "{id: C3, title: T, versions: [{version: 1, statement: S}]}  # one line\n"
    assert is_insertion(text, one_more(text))


@pytest.mark.parametrize(
    "word", ["NO", "yes", "null", "~", "1.5", "- x", "a: b", "a #b", "'", '"', "@x", "", "{", "*a"]
)
def test_what_yaml_or_another_reader_would_take_for_something_else_stands_between_quotes(word):
    import yaml

    new = {"verdict": "holds", "becomes": word}
    after = with_decision(HEAD, new)
    assert read(after).value["decisions"] == [new]
    assert yaml.safe_load(after)["decisions"] == [new]
    flow = with_decision(HEAD + "decisions: [{verdict: holds}]\n", new)
    assert yaml.safe_load(flow)["decisions"][1] == read(flow).value["decisions"][1] == new


def test_a_decision_on_no_evidence_keeps_an_empty_list():
    new = {"verdict": "undecided", "evidence": {"sha256": "0" * 64, "citations": []}}
    assert "citations: []\n" in one_more(HEAD, new)


@pytest.mark.parametrize(
    "tail", ["reflection: |+\n  kept", "decisions:\n  - verdict: holds\n    rationale: |+\n      kept"]
)
def test_a_text_that_keeps_its_line_ends_and_has_none_gets_one(tail):
    for line_end in ("\n", "\r\n"):
        text = (HEAD + tail).replace("\n", line_end)
        assert one_more(text).startswith(text + line_end)
