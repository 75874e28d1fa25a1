"""One line of a talk that was written with a slip (no blank, no time, another tab) is still its speaker's."""

import pytest

from cmo_eval.transcripts.reading import Row
from cmo_eval.transcripts.reading.markdown import rows as markdown
from cmo_eval.transcripts.reading.plain import joined
from cmo_eval.transcripts.transcript import parse
from cmo_eval.transcripts.turns import Register, turns_in, voices, written


def said(text: str) -> list[tuple[str | None, str]]:
    """Who says what, words of one speaker in a row together."""
    return by_turn([Row(line) for line in text.split("\n")])


def by_turn(rows: list[Row]) -> list[tuple[str | None, str]]:
    found: list[tuple[str | None, str]] = []
    speaking = None
    for turn in turns_in(rows, Register()):
        speaking = turn.label or speaking
        if found and found[-1][0] == speaking:
            found[-1] = (speaking, f"{found[-1][1]} {turn.words}")
        elif turn.page is None:
            found.append((speaking, turn.words))
    return found


@pytest.mark.parametrize(
    "slip",
    ["Q:Nobody did.", "Q:  Nobody did."],
)
def test_a_blank_forgotten_behind_the_colon(slip):
    talk = f"K: Who came?\nQ: Four of us.\nK: And then?\n{slip}\nK: Right.\nQ: Yes."
    assert said(talk)[3] == ("Q", "Nobody did.")


def test_a_blank_forgotten_behind_the_time():
    talk = "\n".join(
        f"{who} [{n}:0{n}]{blank}{words}"
        for n, (who, blank, words) in enumerate(
            [("Ines", " ", "Ready?"), ("Tomás", "", "Nearly."), ("Ines", " ", "Now?"), ("Tomás", "", "Yes.")]
        )
    )
    assert said(talk) == [("Ines", "Ready?"), ("Tomás", "Nearly."), ("Ines", "Now?"), ("Tomás", "Yes.")]


def test_the_time_above_some_turns_is_lacking():
    talk = (
        "Host (00:04)\nHow was it?\n\nGuest (00:09)\nBusy.\n\nHost\nHow so?\n\nGuest\nFour calls.\n\nSix even.\n\n"
        "Host (01:12)\nAnd now?\n\nGuest\nQuiet."
    )
    assert said(talk) == [
        ("Host", "How was it?"), ("Guest", "Busy."), ("Host", "How so?"), ("Guest", "Four calls. Six even."),
        ("Host", "And now?"), ("Guest", "Quiet."),
    ]  # fmt: skip


def test_a_name_at_the_end_of_a_broken_line_is_no_turn():
    rest = "".join(f"{who} (01:1{n})\nYes.\n" for n, who in enumerate(["Host", "Guest"] * 3))
    broken = "There were two, and one was the one we call\nHost\nand nobody else.\n"
    talk = f"Host (00:04)\nWho was there?\nGuest (00:09)\n{broken}{rest}"
    assert said(talk)[1] == ("Guest", "There were two, and one was the one we call Host and nobody else.")


def test_what_stands_below_a_label_alone_are_words_whatever_they_look_like():
    talk = "Lea Moor\nWhen was that?\n\nJo Vink\nMarch 2021.\n\nLea Moor\nLong ago.\n\nJo Vink\nIt is."
    rows = markdown(talk.encode(), ".md").rows
    assert by_turn(list(rows)) == [
        ("Lea Moor", "When was that?"), ("Jo Vink", "March 2021."), ("Lea Moor", "Long ago."), ("Jo Vink", "It is."),
    ]  # fmt: skip


@pytest.mark.parametrize("time", ["4.30", "4:30", "0:0", "12"])
def test_columns_of_which_the_first_is_a_figure_or_empty(time):
    talk = (
        f"{time}\tK:\tWho came to it?\nQ:\tFour of us, I think.\n\tK:\tAnd then?\n5.00\tQ:\tWe all went home.\nK\tOh."
    )
    assert [who for who, _ in said(talk)] == ["K", "Q", "K", "Q", "K"]
    assert said(talk)[3] == ("Q", "We all went home.")


def test_minutes_with_a_point_are_a_time_in_their_own_cell():
    turns = turns_in([Row("4.30\tR1\tWho came?"), Row("5.10\tR2\tWe did."), Row("6.00\tR1\tOh.")], Register())
    assert [turn.time for turn in turns] == [270, 310, 360]


def test_a_word_before_a_colon_in_a_sentence_that_was_broken_is_no_label():
    talk = (
        "K: Why is that?\nQ: Well, two things have to come\ntogether: the money is one.\n" + "K: Oh?\nQ: It is.\n" * 4
    )
    assert [who for who, _ in said(talk.strip())] == ["K", "Q"] * 5
    turns = turns_in([Row(line) for line in talk.split("\n")], Register())
    assert [turn.doubt for turn in turns if turn.doubt] == ["together"]


def test_a_time_alone_is_of_somebody_unknown_where_labels_are_written_again():
    above = [("1", "Hello."), ("1", "It rains."), ("2", "It does."), ("2", "Still."), ("2", "Look."), ("1", "Well."),
             ("1", "So."), ("2", "Yes."), ("2", "No."), ("1", "Oh."), (None, "Quite."), ("1", "Bye.")]  # fmt: skip
    talk = "\n".join(
        f"00:00:{n:02d}{f' Speaker {who}' if who else ''}\n{words}" for n, (who, words) in enumerate(above)
    )
    assert said(talk)[-2:] == [("UNKNOWN", "Quite."), ("Speaker 1", "Bye.")]


def test_a_time_alone_goes_on_with_the_turn_where_labels_are_written_once():
    above = [("1", "Hello."), (None, "It rains."), ("2", "It does."), (None, "Still."), ("1", "Bye.")]
    talk = "\n".join(
        f"00:00:{n:02d}{f' Speaker {who}' if who else ''}\n{words}" for n, (who, words) in enumerate(above)
    )
    assert said(talk)[0] == ("Speaker 1", "Hello. It rains.")


def test_the_end_of_a_turn_on_the_page_before_is_its_beginning():
    rows = [Row("K: Who? #00:00:09-1#"), Row("", page="2"), Row("Q: We. #00:00:12-4#"), Row("K: Oh.")]
    assert [turn.time for turn in turns_in(rows, Register())] == [None, None, 9, 12]


def test_a_turn_without_a_blank_is_not_joined_to_the_line_above():
    lines = ["K: Who came to it in the end, and who did not?", "Q:Four.", "K: And?", "Q: Home."]
    assert joined(lines, {"k", "q"}) == lines


def test_what_was_in_doubt_and_would_be_a_turn_is_not_lost_from_the_doubts():
    turns = turns_in(
        [Row(line) for line in ["Host (0:04)", "Three lines:", "Yellow: us.", "Blue: them.", "Guest (0:09)", "Yes.",
                                "Host (0:11)", "So.", "Guest (0:15)", "So."]],
        Register(),
    )  # fmt: skip
    assert "Yellow" in {turn.doubt for turn in turns}
    assert {voice.label for voice in voices(turns, Register())} == {"Host", "Guest"}


def test_a_label_that_became_another_is_in_doubt_as_the_file_has_it():
    talk = "Lea Moor\nWhen?\n\nJo Vink\nMay.\n\nLea Moor\nWell.\n\nJo Vink May.\n\nLea Moor\nOh.\n\nJo Vink\nYes."
    turns = turns_in([Row(line) for line in talk.split("\n")], Register())
    assert [turn.doubt for turn in turns if turn.doubt] == ["Jo Vink"]


def test_what_is_said_to_be_words_is_in_doubt_no_more():
    talk = "K: Who?\nQ: We.\n12:  Oh, well.\nK: And?\nQ: Yes."
    rows = [Row(line) for line in talk.split("\n")]
    assert [turn.doubt for turn in turns_in(rows, Register()) if turn.doubt] == ["12"]
    turns = turns_in(rows, Register(never=("12",)))
    assert [(turn.words, turn.doubt) for turn in turns][1] == ("We. 12:  Oh, well.", None)


@pytest.mark.parametrize("who", ["UNKNOWN", "Unknown Speaker", "Voice 2", "Man"])
def test_a_label_in_round_brackets_is_somebodys(who):
    talk = f"MOORE: Shall we begin?\nVINK: Yes.\n({who}): Wait a moment.\nMOORE: Of course.\nVINK: All right."
    assert said(talk)[2] == (who, "Wait a moment.")


def test_what_is_done_between_brackets_is_nobodys_turn():
    talk = "MOORE: Shall we?\nVINK: Yes.\n(laughs)\nMOORE: So.\n(he sighs): that is it.\nVINK: All right.\n(laughs)"
    assert {who for who, _ in said(talk)} == {"MOORE", "VINK"}


def test_what_lines_make_together_is_no_turn_either():
    rows = [Row(line) for line in ["#00:00:05-2#", "R3", "#00:00:07-2#", "R3", "it went on"]]
    turns = turns_in(rows, Register(("R3",)))
    text = written(turns, ())
    assert written(turns_in([Row(line) for line in text.splitlines()], Register(("R3",))), ()) == text


def test_numbers_of_a_table_are_no_times():
    lines = ["0.47\t0.03\t0.51", "0.12\tNorth\t0.60", "1.30\tSouth\t0.85", "0.5\t1.2\t2:30\ttea", "0.5\t12:30\ttea"]
    rows = [Row(line) for line in lines]
    assert written(turns_in(rows, Register()), ()).splitlines() == lines


def test_a_figure_before_a_label_that_is_no_time_is_left_out_and_said():
    rows = [
        Row("0:0\tK\tWho came to it?"),
        Row("\tQ\tAll of us did."),
        Row("1,5\tK\tAnd then we"),
        Row("\tQ\tHome again."),
    ]
    assert [turn.note for turn in turns_in(rows, Register())] == ["0:0", "", "1,5", ""]


def test_numbers_of_goods_in_a_table_are_nobodys_telephone():
    rows = [Row(f"008564810{n}\tDark bar, large\t{n}\t0.61") for n in (3051, 3802, 3033, 3004)]
    assert not voices(turns_in(rows, Register()), Register())


@pytest.mark.parametrize("lines", ["I: interviewer\nR: respondent", "I = not said\nINT: Interviewer.\nR: respondent 2"])
def test_what_labels_stand_for_is_said_by_nobody(lines):
    talk = f"A talk in May\n\n{lines}\n\nI: Who came?\nR: Four of us.\nI: And then?\nR: Nobody."
    found = said(talk)
    assert found[0][0] is None
    assert found[0][1].endswith(lines.split("\n")[-1])
    assert found[1:] == [("I", "Who came?"), ("R", "Four of us."), ("I", "And then?"), ("R", "Nobody.")]
    turns = turns_in([Row(line) for line in talk.split("\n")], Register())
    text = written(turns, voices(turns, Register()))
    assert parse(text).line_of(text.index("respondent")).speaker is None


def test_names_and_what_is_said_are_no_legend():
    talk = "Anna: interviewer\nPiet: respondent\n" + "Anna: Who came?\nPiet: Four of us.\n" * 3
    assert {who for who, _ in said(talk.strip())} == {"Anna", "Piet"}
    talk = "I: interviewer\nR: Four of us.\n" + "I: Who came?\nR: Nobody.\n" * 3
    assert said(talk.strip())[0] == ("I", "interviewer")


@pytest.mark.parametrize(
    ("label", "slip"),
    [("I", "I."), ("R", "R."), ("TOM O'BRIEN", "Tom O’Brien"), ("Anne-Marie", "Anne\u2011Marie.")],
)
def test_a_label_with_a_point_or_another_apostrophe_is_the_same_label(label, slip):
    """Else `I.` is words of whoever spoke before, and who has two labels is two people."""
    talk = f"{label}: We came.\nQ: And then?\n{label}: Yes.\nQ: Why?\n{slip}: Nobody did.\nQ: Right."
    turns = turns_in([Row(line) for line in talk.split("\n")], Register())
    assert [(one.label, one.turns) for one in voices(turns, Register())] == [(label, 3), ("Q", 3)]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("R1: We sat down. INT: And?", [("R1", "We sat down."), ("INT", "And?")]),
        (
            "R1: We sat down. Anna Jansen: And? R1: Yes.",
            [("R1", "We sat down."), ("Anna Jansen", "And?"), ("R1", "Yes.")],
        ),
        ("R1: She told me. INT: And?", [("R1", "She told me."), ("INT", "And?")]),
        ("R1: Not me!) INT: And?", [("R1", "Not me!)"), ("INT", "And?")]),
        ("R1: No. - INT: And?", [("R1", "No."), ("INT", "And?")]),
        ("R1: No. >> (INT): And?", [("R1", "No."), ("INT", "And?")]),
        ("R1: No. [laughs] And so on.", [("R1", "No. [laughs] And so on.")]),
        ("[0:12] R1: So it was.", [("R1", "So it was.")]),
        ("R1: There were 2. INT: And?", [("R1", "There were 2. INT: And?")]),  # or a number of a list
        ("R1: I wrote to dr. Anna Jansen: she came.", [("R1", "I wrote to dr. Anna Jansen: she came.")]),
        ("R1: We sat down. Note: it rained.", [("R1", "We sat down. Note: it rained.")]),
        ("R1: She looked. Piet: why her?", [("R1", "She looked. Piet: why her?")]),  # perhaps told of
        ("R1: We asked INT: who came?", [("R1", "We asked INT: who came?")]),
    ],
)
def test_who_begins_to_speak_within_a_line_has_a_line_of_their_own(line, parts):
    """As merged captions and lost line ends leave it: else these words are of whoever spoke before."""
    talk = f"INT: Who came?\nAnna Jansen: Four of us.\nPiet: Five.\nINT: Then?\nAnna Jansen: Yes.\nPiet: Yes.\n{line}"
    assert said(talk)[6:] == parts


def test_turns_within_a_cue_are_each_its_own():
    cues = [("Ann: Who?", 0.0), ("Bo: Four of us came in.", 2.0), ("Ann: And? Bo: Then more.", 4.0), ("Ann: Yes.", 6.0)]
    rows = [Row(text, start=start, end=start + 2) for text, start in cues]
    assert by_turn(rows)[2:] == [("Ann", "And?"), ("Bo", "Then more."), ("Ann", "Yes.")]
    assert [turn.row for turn in turns_in(rows, Register())] == [0, 1, 2, 2, 3]


def test_captions_with_labels_in_brackets_are_each_its_own():
    cues = [
        ("[INT] Who?", 0.0),
        ("[RESPONDENT 1] Four. [INT] So? [RESPONDENT 1] Yes. [laughs] Four.", 2.0),
        ("[INT] So.", 6),
    ]
    rows = [Row(text, start=start, end=start + 2) for text, start in cues]
    assert by_turn(rows)[1:4] == [("RESPONDENT 1", "Four."), ("INT", "So?"), ("RESPONDENT 1", "Yes. [laughs] Four.")]


def test_a_voice_with_a_note_is_that_voice_unless_notes_tell_people_apart():
    rows = [
        Row("So.", who, at, at + 1.0)
        for at, who in enumerate(["Jo (Guest)", "Jo", "Al (North)", "Al (South)", "S (2)"])
    ]
    assert [one.label for one in voices(turns_in(rows, Register()), Register())] == [
        "Jo",
        "Al (North)",
        "Al (South)",
        "S (2)",
    ]
