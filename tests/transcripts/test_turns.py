"""Who speaks in a file, however that is written, and under which label in the transcript."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.forms import label_alone, opening
from cmo_eval.transcripts.reading import Row
from cmo_eval.transcripts.transcript import parse
from cmo_eval.transcripts.turns import Register, spoken_names, turns_in, voices, written

WHO = Register(("r1", "r3"), ("r5",), {"jan de vries": "r1", "piet": "INT"})


def transcript(text: str, register: Register = WHO) -> str:
    turns = turns_in([Row(line) for line in text.split("\n")], register)
    return written(turns, voices(turns, register)).removesuffix("\n")


@pytest.mark.parametrize(
    "line",
    [
        "R3 [0:12:31]: ja", "[00:12:31] R3: ja", "(00:12:31) R3: ja", "00:12:31 R3: ja", "12:31 R3: ja",
        "R3 (00:12:31): ja", "R3 (vrouw) [12:31]: ja", "R3 12:31: ja", "R3 [00:12:31] ja", "[00:12:31.500] R3: ja",
        "#00:12:31-5# R3: ja", "<00:12:31> R3: ja", "00:12:31\tR3\tja", "R3\t00:12:31\tja", "7\t00:12:31\tR3\tja",
        "00:12:31 --> 00:12:35\tR3\tja", "R3   12:31\nja", "R3 - 00:12:31\nja", "00:12:31 R3\nja", "00:12:31\nR3: ja",
        "R3 [0:12:31]:\nja", "[0:12:31]\nR3:\nja", "R3:\n[0:12:31] ja",
    ],
)  # fmt: skip
def test_label_and_time_are_found_however_they_are_written(line):
    assert transcript(line) == "R3 [0:12:31]: ja"


@pytest.mark.parametrize(
    "line", ["R3: ja", "R3:\tja", "R3\tja", "[R3] ja", "[R3]: ja", "R3 : ja", "  R3: ja", "R3:\n\nja", "R3 (zij): ja"]
)
def test_a_label_is_found_without_a_time(line):
    assert transcript(line) == "R3: ja"


@pytest.mark.parametrize(
    "line",
    ["14:30 begon het", "Let op: dit", "Datum: 12 mei", "[gelach]", "[12:99] x", "een\ttwee", "Piet ging\tweg",
     "12:31 Lunch: soep", "Zaterdag 14:30", "[noot] bij de tekst", "om 12:31:05 gebeurde het",
     "Ja", "R3", "- R9: in een lijst", "#een-5#"],
)  # fmt: skip
def test_what_is_no_label_stays_words(line):
    assert transcript(line) == line


def test_a_name_above_its_words_is_a_label():
    text = "Jan de Vries   0:03\neerst dit\nen dat\n\nEls Bos   0:09\nja\nEls Bos   0:12\nnee"
    assert transcript(text) == "r1 [0:00:03]: eerst dit\nen dat\nS1 [0:00:09]: ja\nS1 [0:00:12]: nee"


def test_a_time_at_the_end_of_a_turn_is_the_beginning_of_the_next():
    assert transcript("R1: een #00:00:05-2#\nR3: twee #00:00:09-1#") == "R1: een\nR3 [0:00:05]: twee"


def test_labels_become_participants_and_the_interviewer():
    text = "Interviewer: a\nPiet: b\nJAN DE VRIES: c\nr3: d\nR 3: e\nModerator 2: f\nRespondent 4: g"
    found = turns_in([Row(line) for line in text.split("\n")], WHO)
    assert [(one.label, one.becomes, one.how) for one in voices(found, WHO)] == [
        ("Interviewer", "INT", "interviewer"),
        ("Piet", "INT", "interviewer"),
        ("JAN DE VRIES", "r1", "participant"),
        ("r3", "r3", "participant"),
        ("R 3", "r3", "participant"),
        ("Moderator 2", "INT2", "interviewer"),
        ("Respondent 4", "Respondent 4", "code"),
    ]


def test_a_name_that_nobody_gave_an_id_to_gets_a_free_label():
    text = "S1: a\nEls Bos: b\nEls Bos: c\nA. Bakker: d\nA. Bakker: e"
    assert transcript(text) == "S1: a\nS2: b\nS2: c\nS3: d\nS3: e"


def test_what_was_said_by_who_withdrew_does_not_come_in():
    text = "INT: a\nR5: geheim\nook geheim\n[p. 2]\nnog\nR3: b\nr5: weer"
    gone = "[A turn of r5, who withdrew, was left out.]"
    assert transcript(text) == f"INT: a\n{gone}\n[p. 2]\nR3: b\n{gone}"


def test_a_name_that_is_said_is_told_by_its_lines():
    found = turns_in(
        [Row(line) for line in ("Jan de Vries: a", "INT: dag Jan, de Boer", "INT: De Vries!", "INT: Janneke")], WHO
    )
    heard = voices(found, WHO)
    assert spoken_names(written(found, heard), heard) == {"r1": [2, 3]}


def test_a_transcript_that_was_brought_in_comes_in_again_as_it_is():
    text = "# een kop\nINT: Wie?\nR3 [0:12:31]: Ik: ja.\n[0:13:40] en verder\n[p. 4]\n[gelach]\nLet op: dit\nr1: nee"
    assert transcript(text) == text


LINES = st.lists(
    st.sampled_from(
        ["R3: ja", "INT [0:01:02]: wat", "[p. 3]", "[0:04:05] later", "woorden", "Els Bos: hm", "R5: weg", "[lacht]",
         "", "R3", "00:00:09", "Jan de Vries   0:03", "R3\tx", "a: b", "#00:00:05-2#", "Els Bos: x #00:00:05-2#"]
    )
    | st.text(max_size=8),
    max_size=12,
)  # fmt: skip


@given(LINES)
@example(["[0:04:05] later", "woorden", "Jan de Vries   0:03", "[0:04:05] later"])
@example(["woorden", "00:00:09", "A", "[0:04:05] later", "woorden", "[0:04:05] later"])
def test_what_comes_in_reads_back_as_it_was_meant_and_comes_in_again_unchanged(lines):
    rows = [Row(" ".join(line.split())) for line in lines]
    turns = turns_in(rows, WHO)
    text = written(turns, voices(turns, WHO))
    assert transcript(text.removesuffix("\n")) == text.removesuffix("\n")
    meant = [one.becomes for one in voices(turns, WHO) if one.how != "withdrawn"]
    assert {label.casefold() for label in parse(text, ["r1", "r3"]).speakers} <= {label.casefold() for label in meant}
    assert "Els" not in " ".join(parse(text, ["r1", "r3"]).speakers)


@pytest.mark.parametrize(("label", "id_"), [("R3", "r3"), ("r-3", "r3"), ("R 3", "r3"), ("R33", None), ("Jan", None)])
def test_a_label_is_a_participants_without_regard_to_case_and_hyphen(label, id_):
    assert speakers.participant_of(label, ["r1", "r3"]) == id_


def test_parts_of_a_name_are_those_by_which_somebody_is_known():
    assert speakers.parts_of_name("Mevr. J.P. van den Berg-Smit") == ("Berg-Smit",)
    assert speakers.parts_of_name("Respondent 3") == ()


def test_a_time_waits_behind_a_note_for_the_words_that_were_said_then():
    rows = [Row(line) for line in ("R1: one", "[0:00:05]", "[laughs]", "R2: yes")]
    assert [(turn.label, turn.time, turn.words) for turn in turns_in(rows, Register(("R1", "R2")))] == [
        ("R1", None, "one"),
        (None, None, "[laughs]"),
        ("R2", 5, "yes"),
    ]


def test_a_label_in_round_brackets_is_one_before_a_colon_only():
    assert label_alone("(Jan)") is None
    assert opening("(Jan): words").label == "Jan"
