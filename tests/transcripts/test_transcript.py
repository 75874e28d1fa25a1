"""A transcript as a text that a person may correct: what is a label, a time or a page in it, and what are words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.transcripts.transcript import parse

TALK = """\
# A remark above
INT: Who starts?
R3 [0:12:31]: We do: now.
and it goes on
[laughter]
[0:13:00] later
[p. 4]
R3 (a woman): the next page
"""


def test_lines_have_their_speaker_time_and_page():
    found = parse(TALK)
    assert [(line.number, line.label, line.speaker, line.time, line.page) for line in found.lines] == [
        (1, None, None, None, None),
        (2, "INT", "INT", None, None),
        (3, "R3", "R3", "0:12:31", None),
        (4, None, "R3", "0:12:31", None),
        (5, None, None, "0:12:31", None),
        (6, None, "R3", "0:13:00", None),
        (7, None, "R3", "0:13:00", "4"),
        (8, "R3", "R3", None, "4"),  # another turn, of which the time is not known
    ]
    assert [found.words(line) for line in found.lines] == [
        "# A remark above", "Who starts?", "We do: now.", "and it goes on", "[laughter]", "later", "", "the next page",
    ]  # fmt: skip
    assert [line.number for line in found.lines if line.is_page] == [7]
    assert found.speakers == ("INT", "R3")


def test_an_offset_has_a_place():
    found = parse(TALK)
    line = found.line_of(TALK.index("now."))
    assert (line.number, line.page, line.time, line.speaker) == (3, None, "0:12:31", "R3")
    line = found.line_of(TALK.index("the next"))
    assert (line.number, line.page, line.time, line.speaker) == (8, "4", None, "R3")
    assert found.line_of(TALK.index("\nINT")).number == 1
    assert found.line_of(len(TALK)).number == 8
    for outside in (-1, len(TALK) + 1):
        with pytest.raises(IndexError):
            found.line_of(outside)


@pytest.mark.parametrize(
    "line",
    [
        "Let op: dit is geen spreker", "14:30 begon het", "14:30: toen", "http://example.org: a page", "ik zei: nee",
        "Vraag: hoe?", "Datum: 20 januari", "Q1: how?", "Fase 2: uitrol", "Kortom: goed", "One thing: no",
        "R3 zei: nee", "[R3: woorden]", "R3:geen spatie", "- R3: een lijst", "H2: de start",
    ],
)  # fmt: skip
def test_other_words_before_a_colon_are_no_speaker(line):
    found = parse(f"INT: a\n{line}\n").lines[1]
    assert (found.label, found.words) == (None, found.start)


@pytest.mark.parametrize("line", ["Let op: dit", "Vraag: dit", "Datum: dit", "Ik zei: dit", "Bijvoorbeeld: dit"])
def test_they_are_none_when_they_recur_either(line):
    assert parse(f"{line}\nINT: a\n{line}\n").lines[0].label is None


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("R3: ja", "R3"), ("r3: ja", "r3"), ("INT: ja", "INT"), ("Interviewer: ja", "Interviewer"),
        ("R3 (vrouw): ja", "R3"), ("Respondent 3: ja", "Respondent 3"), ("Speaker 1 [0:01]: ja", "Speaker 1"),
        ("Moderator 2: ja", "Moderator 2"), ("KA1: ja", "KA1"), ("R3 :\tja", "R3"), ("[0:12:31] R3: ja", "R3"),
        ("Vreemd label hier [0:01:02]: ja", "Vreemd label hier"), ("R3:", "R3"), ("P-04: ja", "P-04"),
        ("R3:\u00a0ja", "R3"),
    ],
)  # fmt: skip
def test_a_speakers_label_is_recognised(line, label):
    found = parse(line)
    assert found.lines[0].label == label
    assert found.words(found.lines[0]) == ("" if line.endswith("R3:") else "ja")


@pytest.mark.parametrize("name", ["Jan de Vries", "Mevr. Jansen", "JAN", "J.P. van den Berg", "Anne-Marie", "O’Neil"])
def test_a_name_is_a_speaker_when_it_recurs_or_is_registered(name):
    assert parse(f"{name}: ja\n").lines[0].label is None
    assert parse(f"{name}: ja\n{name}: nee\n").lines[0].label == name
    assert parse(f"{name}: ja\n", [name.upper()]).lines[0].label == name


def test_an_empty_text_has_one_line():
    assert [(line.start, line.end) for line in parse("").lines] == [(0, 0)]
    assert len(parse("a\n").lines) == 1
    assert len(parse("a\n\n").lines) == 2


PIECES = [
    "R3",
    "INT",
    ":",
    " ",
    "[0:12:31]",
    "[p. 3]",
    "\n",
    "(a)",
    "Jan",
    "Jan de Vries",
    "]",
    "[",
    "14:30",
    "\u2028",
    "\t",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join))
def test_lines_cover_the_whole_text_whatever_it_holds(text):
    found = parse(text)
    assert "\n".join(text[line.start : line.end] for line in found.lines) == text.removesuffix("\n")
    for line in found.lines:
        assert line.start <= line.words <= line.end
        assert found.line_of(line.start) is line
        assert found.line_of(line.end) is line
        assert found.line(line.number) is line
