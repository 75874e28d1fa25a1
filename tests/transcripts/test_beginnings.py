"""Who speaks is decided by the form that a text's turns have: in every form, whatever the labels, once or often."""

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmo_eval.transcripts.beginnings import beginnings
from cmo_eval.transcripts.reading import Row
from cmo_eval.transcripts.transcript import parse
from cmo_eval.transcripts.turns import Register, Turn, turns_in, voices, written
from often import often

FORMS = {
    "colon": "{who}: {words}",
    "colon in brackets": "[{who}]: {words}",
    "bold": "**{who}:** {words}",
    "time after": "{who} [{time}]: {words}",
    "round time after": "{who} ({time}): {words}",
    "time before": "[{time}] {who}: {words}",
    "bare time before": "{time} {who}: {words}",
    "time before, in brackets": "[{time}] [{who}]: {words}",
    "range before": "[{time}.250 --> {time}.900] [{who}]: {words}",
    "dash and time": "{who} - {time}: {words}",
    "above": "{who}   {time}\n{words}\n",
    "above, one blank": "{who} {time}\n{words}",
    "above with a dash": "{who} - {time}\n{words}\n",
    "above in brackets": "[{who} - {time}]\n{words}\n",
    "name in brackets above": "[{who}] {time}\n{words}\n",
    "above, time first": "{time} {who}\n{words}\n",
    "below a range": "{time}.0 --> {time}.120\n{who}\n{words}\n",
    "above, alone": "{who}\n{words}\n",
    "column": "{who}\t{words}",
    "columns": "{time}\t{who}\t{words}",
    "numbered": "[T{number}] {who}: {words}",
}
LABELS = [
    "INT", "r1", "R12", "Teacher 1", "Student 12", "Docent 2", "Person 1", "Health visitor 2", "Participant_04",
    "FG1-R3", "SPEAKER_00", "Speaker 2", "Noor Bakker", "Ilse van der Meer", "de Wit, Ilse", "Wit, I.",
    "Mevr. Smeets",
    "J.P. de Boer", "noor@wijkhuis.example", "+31600000000", "+49 30 000 0001", "李娜", "نور حداد", "דנה לוי",
    "Анна Ким", "अनिता राव", "Γιώργος Ν.", "Unknown Speaker", "Anne-Marie O’Neil", "田中太郎",
]  # fmt: skip
SENTENCES = [
    "We waited for the bus.", "Nobody told us why it was late.", "It rained, and then it stopped.", "Yes.",
    "In the end there were four of us left.", "You should ask at the library: they know.", "And the money?",
    "At 10:30 we went home.", "Well, that [pause] is how it went.", "I said no.", "(laughs) Of course not!",
]  # fmt: skip


@st.composite
def talks(draw):
    """Turns of a few people: two who come back, and one who speaks once."""
    often = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=4, unique=True))
    once = draw(st.sampled_from([label for label in LABELS if label not in often]))
    order = [*often, *often, *draw(st.lists(st.sampled_from(often), max_size=6))]
    order.insert(draw(st.integers(1, len(order))), once)
    return [(who, draw(st.sampled_from(SENTENCES))) for who in order]


def rendered(form: str, talk: list[tuple[str, str]]) -> list[str]:
    parts = (
        FORMS[form].format(number=number, who=who, time=f"0:{number // 60:02d}:{number % 60:02d}", words=words)
        for number, (who, words) in enumerate(talk, 3)
    )
    return "\n".join(parts).split("\n")


def turns(lines: list[str], register: Register | None = None) -> tuple[Turn, ...]:
    return turns_in([Row(line) for line in lines], register or Register())


def folded(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=often(100))
@given(talk=talks())
def test_each_turn_is_of_whoever_speaks_it_in_every_form(form, talk):
    if form in {"column", "columns"}:  # of a word a row, it may as well be a table
        assume(sum(len(words.split()) for _, words in talk) >= 2 * len(talk))
    found = turns(rendered(form, talk))
    merged: list[tuple[str, str]] = []
    for who, words in talk:
        if form == "range before" and merged and merged[-1][0] == who:
            merged[-1] = (who, f"{merged[-1][1]} {words}")  # they are cues
        else:
            merged.append((who, words))
    speaking, got = None, []
    for turn in found:
        speaking = turn.label or speaking
        got.append((speaking, folded(turn.words)))
    assert got == merged


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=often(75))
@given(talk=talks())
def test_the_transcript_is_read_as_it_was_meant_and_has_no_name(form, talk):
    found = turns(rendered(form, talk), Register(("r1", "r2")))
    heard = voices(found, Register(("r1", "r2")))
    becomes = {voice.label: voice.becomes for voice in heard}
    lines = parse(written(found, heard), ["r1", "r2"]).lines
    assert [line.label for line in lines] == [becomes[turn.label] if turn.label else None for turn in found]
    assert not any(line.doubtful for line in lines)
    names = [label for label in LABELS if " " in label and not re.search(r"\d|Unknown", label)]
    assert not {line.label for line in lines} & {*names, "noor@wijkhuis.example", "+31600000000"}


PROSE = [
    "The library opened in May.", "Note: the figures are of 2015.", "One thing: nobody came.", "He said: no.",
    "What I mean is this: it takes a year.", "Source: the yearly report.", "Phase 2: more of the same.",
    "There were three reasons:", "1. the money", "2. the time", "- a dash", "Okay.", "", "At 14:30 it was over.",
    "Table 3: visitors", "Week 1: the start",
    "North\t12", "South\t14", "North\t15", "Yeah [00:05:00] I think so.", "[laughter]", "14:30 tea",
    "Let op: dit is nieuw.", "Datum: 3 mei", "Date: 3 May", "Example: the coach.", "Summary",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PROSE), max_size=25, unique=True))
def test_prose_has_no_speaker_and_loses_no_word(lines):
    found = turns(lines)
    assert not voices(found, Register())
    wanted = [word for line in lines for word in line.replace("[00:05:00]", "[0:05:00]").split()]
    assert sorted(written(found, ()).split()) == sorted(wanted)


@settings(max_examples=200)
@given(st.lists(st.sampled_from([line for line in PROSE if line]), min_size=1, max_size=6), st.booleans())
def test_words_before_a_colon_in_a_turn_are_nobodys_label(lines, short):
    talk = ["INT: And then?", "r1: It went on.", *lines, "INT: Thank you."]
    found = turns(talk if short else [*talk, *talk], Register(("r1",)))
    assert {voice.label for voice in voices(found, Register(("r1",)))} == {"INT", "r1"}


@given(st.lists(st.sampled_from([*PROSE, "r1: a", "INT: b", "Noor Bakker: c", "Noor Bakker   0:09", "r1\tx", "[R3] d"])
                | st.text(max_size=12), max_size=15))  # fmt: skip
@settings(max_examples=300)
def test_no_word_is_lost_whatever_the_lines_hold(lines):
    rows = [" ".join(line.split()) for line in lines]
    found = turns(rows)
    said = [*(turn.label or "" for turn in found), *(turn.note for turn in found), *(turn.words for turn in found)]
    letters = lambda text: sorted(re.sub(r"[\W\d_]", "", text))  # noqa: E731
    pages = "".join(row for row in rows if re.fullmatch(r"[ \t]*\[p\.[ \t]?([^\s\[\]][^\[\]\n]{0,19})\][ \t]*", row))
    assert letters("".join(said) + pages) == letters("".join(rows))


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        (["INT: a", "r1: b", "Noor: c"], ["INT", "r1", "Noor"]),
        (["int: a", "r1: b", "noor: c", "int: d"], ["int", "r1", "noor", "int"]),
        (["Noor Bakker: a", "Ilse: b", "Noor Bakker: c", "Jo Om: d"], ["Noor Bakker", "Ilse", "Noor Bakker", "Jo Om"]),
        (["李娜：一", "王伟：二", "李娜：三"], ["李娜", "王伟", "李娜"]),
        ([">> NOOR BAKKER: a", ">> ILSE: b", ">> NOOR BAKKER: c"], ["NOOR BAKKER", "ILSE", "NOOR BAKKER"]),
        (["INT (lacht): a", "Noor (Guest): b", "Noor (Guest): c"], ["INT", "Noor", "Noor"]),
        (["INT: a", "r1: b", "teacher: c"], ["INT", "r1", "teacher"]),
        (["Speaker A: a", "Speaker B: b"], ["Speaker A", "Speaker B"]),
    ],
)  # fmt: skip
def test_lines_of_the_form_that_turns_have_are_turns(lines, labels):
    assert [one.label for one in beginnings(lines) if one.kind == "turn"] == labels


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["INT: a", "r1: b", "Vraag: c", "INT: d"], 2),
        (["INT: a", "r1: b", "it went on", "and on", "Well", "Oops: c", "INT: d"], 5),
        (["INT: a", "r1: b", "?: c", "INT: d"], 2),
        (["INT: a", "r1: b", "1: c", "X: d"], 2),
        (["INT: a", "r1: b", "r2 so it was", "INT: d"], 2),
        (["INT: a", "R9: b", "R9 And then", "INT: d"], 2),
        (["Interviewer: a", "R9: b", "InterviewerAnd then", "R9: d"], 2),
        (["INT: a", "r1: b", "1: c", "X: d"], 3),
        (["INT: a", "r1: b", "Health visitor: c"], 2),
        (["R1: the first", "R2: the second", "R3: the third", "R4: the fourth", "R5: the fifth", "so it was"], 0),
        (["some words", "more words", "Noor Bakker: a", "yet more", "and more"], 2),
        (["Interviewer: AB", "Date: 3 May", *["A line of a report."] * 20], 0),
    ],
)
def test_what_cannot_be_told_is_in_doubt(lines, number):
    found = beginnings(lines, ["r1", "r2"] if "r1" in lines[0] + lines[1] else [])
    assert found[number].kind == "doubt"
    assert found[number].label


@pytest.mark.parametrize(
    "lines",
    [
        ["Theme\tQuote", *["Trust\tWe felt at home there."] * 3, *["Money\tIt cost a lot of it."] * 3],
        ["Title: a", "Author: b", "Place: c"] * 3,
        ["C1: first", "C2: second", "C3: third", "C4: fourth", "C5: fifth"],
        ["[00:00.000 --> 00:02.000]  Okay", "[00:02.000 --> 00:03.000]  Right", "[00:03.000 --> 00:04.000]  Okay"],
        ["Programme", "Welcome 9:30", "The hall", "Lunch 12:30", "Room 4", "Close 16:00"],
        ["0:00:01 I went there", "0:00:04 If you know", "0:00:07 I was late", "0:00:09 If not", "0:00:11 I left"],
        ["We met on Monday 14:30", "and Tuesday 9:15"],
    ],
)
def test_a_document_without_turns_has_nobody_who_speaks(lines):
    assert not any(one.kind == "turn" for one in beginnings(lines))


@pytest.mark.parametrize(
    "line", ["r2 - b", "r2. b", "r2  b", "R2 | b", "[r2] b", "r2 [0:09] b", "r2\tb", "0:00:09 r2 b"]
)
def test_whoever_is_registered_is_heard_in_any_form(line):
    found = turns(["r1: a", line, "r1: c"], Register(("r1", "r2")))
    assert [(turn.label or "").casefold() for turn in found] == ["r1", "r2", "r1"]
    assert found[1].words == "b"


@pytest.mark.parametrize("label", ["?", "1", "Health visitor", "In short"])
def test_a_label_that_a_user_names_is_one(label):
    lines = ["INT: a", "r1: b", f"{label}: c", "INT: d"]
    assert [one.label for one in beginnings(lines, [label]) if one.kind == "turn"] == ["INT", "r1", label, "INT"]
    assert [one.kind for one in beginnings(lines, never=[label])] == ["turn", "turn", "words", "turn"]


@pytest.mark.parametrize("form", ["{}:{}", "- {}: {}", "• {}:{}", "– {} [0:01]: {}", "-\u00a0{}: {}"])
def test_a_forgotten_blank_or_the_mark_of_a_list_takes_nobodys_turn(form):
    said = [
        ("INT", "Wie begon?"),
        ("R1", '"Wij" zei zij.'),
        ("INT", "(knikt) En toen?"),
        ("R2", "...niets."),
        ("R1", "é"),
    ]
    lines = [form.format(who, words) for who, words in said]
    assert [(one.label, one.words) for one in turns(lines)] == said


def test_one_such_line_among_others_is_of_whom_it_names_or_in_doubt():
    before = ["INT: Wie?", "R1: Wij."] * 10
    lines = [*before, "INT:Waarom?", "R2:Nou ja.", "- R1: Zo.", "- Koffie: lekker", "Lucas 3:16 zei hij", "R1:2 jaar"]
    found = turns(lines, Register(ids=["r1"]))[20:]
    assert [(one.label, one.doubt) for one in found] == [
        ("INT", None), ("R2", None), ("R1", None), (None, "Koffie"), (None, None), ("R1", None),
    ]  # fmt: skip
    alone = ["INT: Wie?", "R1: Wij.", "INT: Waarom?", "R1: Daarom.", "R2:Nou ja."]
    assert [one.doubt for one in turns(alone)] == [None, None, None, None, "R2"]
    assert [line.doubtful for line in parse("\n".join(alone)).lines] == [False] * 4 + [True]


@pytest.mark.parametrize("line", ["http://voorbeeld.example", "zie C:\\map", "12:30", "Re:Zorg", "a:b", "mailto:x"])
def test_a_colon_inside_words_begins_nothing_in_a_text_without_turns(line):
    assert [(one.kind, one.label) for one in beginnings([line, "Een gewone regel.", line])] == [("words", None)] * 3


@pytest.mark.parametrize("slip", ["R; Geld.", "R ;Geld.", "I. En waarom?", "R1; Geld.", "R7 ; Geld.", "R - Geld."])
def test_a_label_with_another_sign_than_a_colon_is_no_part_of_the_turn_above(slip):
    who = "R1" if slip.startswith("R1") else "R"
    lines = ["I: Wat?", f"{who}: Iets.", "I: En?", f"{who}: Nog iets.", "I: Verder?", slip]
    assert [(one.label, one.words, one.doubt) for one in turns(lines)][-1] == (
        None,
        slip,
        slip.split(" ")[0].strip(";."),
    )


def test_what_is_noted_in_square_brackets_behind_a_label_is_no_part_of_it():
    found = turns(["I: Wat?", "R1: Iets.", "I [lacht]: Echt?", "R2 [knikt]: Ja."], Register(ids=["r1", "r2"]))
    assert [(one.label, one.note) for one in found] == [("I", ""), ("R1", ""), ("I", "[lacht]"), ("R2", "[knikt]")]


def test_the_narrow_blank_of_french_typography_and_other_colons_stand_behind_labels():
    lines = ["R1\u202f: un", "R2\u2009: deux", "\u2003R1: trois", "R2\u2236 quatre", "R1\ufe55 cinq"]
    assert [one.label for one in turns(lines)] == ["R1", "R2", "R1", "R2", "R1"]


def test_initials_that_are_words_too_are_somebodys_when_they_come_back_and_else_in_doubt():
    talk = ["JB: Hoe?", "PS: Goed hoor.", "JB: En toen?", "PS: Niets."]
    assert [one.doubt for one in turns(talk)] == [None, "PS", None, "PS"]
    assert [one.label for one in turns(talk * 2)] == ["JB", "PS"] * 4
    assert [one.label for one in turns([*talk[::2], "NB: dit is later gezegd", *talk[::2]])] == [
        "JB", "JB", None, "JB", "JB",
    ]  # fmt: skip


@pytest.mark.parametrize("cued", [True, False])
def test_short_labels_that_are_words_too_are_of_the_form_where_each_line_has_one(cued):
    talk = ["COA: What did you see?", "NUR: Children with coughs.", "NUR: Six flats were dry.", "NUR: I wrote it down."]
    assert [one.label for one in beginnings(talk, cued=cued)] == ["COA", "NUR", "NUR", "NUR"]
    again = ["NUR: Good morning.", "DEN: Hello.", "DEN: It is cold here.", "NUR: It is.", "and it was"]
    assert [one.label for one in beginnings(again, cued=cued)] == ["NUR", "DEN", "DEN", "NUR", None]
    assert {one.kind for one in beginnings(talk[2:], cued=cued)} == {"words"}  # of one alone nobody can tell
    notes = ["OK: three in the hall.", "PS: the list is below.", "PS: two more.", "OK: done."]
    assert {one.kind for one in beginnings(notes, cued=cued)} == {"words"}


def lines_made_of(*lines):
    """The transcript that these lines become."""
    found = turns_in([Row(line) for line in lines], Register())
    return written(found, voices(found, Register())).splitlines()


TALK = ("INT: How did you begin?", "R1: With the meter.", "R2: I came later.", "INT: And then?", "R1: We talked.")
PRESENT = ("R1\ttenant", "R2\tnurse of the block")


def test_who_is_said_to_have_been_there_has_not_said_it():
    assert lines_made_of(*PRESENT, *TALK)[:3] == ["[R1 = tenant]", "[R2 = nurse of the block]", TALK[0]]
    table = [line.replace(": ", "\t") for line in TALK]
    assert lines_made_of("Name\tFunction", *PRESENT, *table)[1:4] == [
        "[R1 = tenant]", "[R2 = nurse of the block]", TALK[0],
    ]  # fmt: skip
    apart = ["R1: tenant", "R2: nurse of the block", "R3: her son", "", *TALK]
    assert lines_made_of(*apart)[:4] == ["[R1 = tenant]", "[R2 = nurse of the block]", "[R3 = her son]", TALK[0]]


def test_names_of_who_was_there_become_what_they_are_in_the_talk():
    lines = [line.replace("R1", "Hassan Oudkerk").replace("R2", "Petra Bos") for line in (*PRESENT, *TALK)]
    assert lines_made_of(*lines)[:2] == ["[S1 = tenant]", "[S2 = nurse of the block]"]
    found = turns_in([Row(line) for line in lines], Register())
    assert [(one.label, one.turns, one.words) for one in voices(found, Register())] == [
        ("Hassan Oudkerk", 2, 5), ("Petra Bos", 1, 3), ("INT", 2, 6),
    ]  # fmt: skip
    who = Register(ids=["r2"], withdrawn=["r1"], given={"hassan oudkerk": "r1", "petra bos": "r2"})
    found = turns_in([Row(line) for line in lines], who)
    assert written(found, voices(found, who)).startswith(
        "[r2 = nurse of the block]\nINT: How did you begin?\n[A turn of r1"
    )


@pytest.mark.parametrize(
    "lines",
    [
        [line.replace(": ", "\t") for line in (*TALK, *TALK)],  # no list stands above it
        ["INT\tHow did it go", "R1\tgood", "INT\tAnd then", "R1\twe talked"],  # where no sentence is ended
        ["INT: How did it go", "R1: good", *TALK],  # nothing between
        ["R1: hello there", "R2: good morning", "", *TALK],  # two who greet
        ["R1: hello there", "INT: good morning", "R2: the same", "", *TALK],  # one of whom asks the questions
        ["Who\tWords", "INT\tGood morning", "R1\thello there", *[line.replace(": ", "\t") for line in TALK]],
        ["R1\tI am a tenant.", "R2\tI am the nurse.", *TALK],  # said in sentences
    ],
)
def test_the_beginning_of_a_talk_is_no_list_of_who_was_there(lines):
    assert [one for one in lines_made_of(*lines) if one.startswith("[")] == []


def test_what_was_written_of_who_was_there_is_read_back_as_nobodys_words():
    text = "\n".join(lines_made_of(*PRESENT, *TALK))
    read = parse(text, ["R1", "R2"])
    assert [(one.speaker, one.doubtful) for one in read.lines][:3] == [(None, False), (None, False), ("INT", False)]


@pytest.mark.parametrize("number", ["{}", "{}.", "1.{}"])
def test_the_number_of_a_row_is_no_word_of_who_goes_on(number):
    rows = ["INT\tHow was it?", "R1\tIt was cold.", "\t4 of us left.", "INT\tAnd then?", "R1\tWe paid."]
    lines = [f"{number.format(n)}\t{row}" for n, row in enumerate(rows, 1)]
    assert lines_made_of(*lines)[1:4] == ["R1: It was cold.", "4 of us left.", "INT: And then?"]
    timed = [line.replace("\t", f"\t0:0{n}\t").replace(f"\t0:0{n}\t", "\t", 1) for n, line in enumerate(lines, 1)]
    assert lines_made_of(*timed)[2] == "[0:00:03] 4 of us left."
    assert (
        lines_made_of(*rows[:2], "3\t\tof us left.", *rows[3:])[2] == "3\t\tof us left."
    )  # where rows have no numbers


def test_names_without_capitals_are_of_the_form_when_they_make_up_half_of_the_lines():
    lines = ["noor: hoe dan", "ilse: zo", "en zo", "noor: en toen", "ilse: niets", "zus: ik ook", "noor: ja"]
    assert [one.label for one in turns(lines)] == ["noor", "ilse", None, "noor", "ilse", "zus", "noor"]
    fields = ["kleur: rood", "maat: vier", "vorm: rond", "kleur: blauw", "maat: zes", "vorm: plat"]
    assert {one.label for one in turns(fields)} == {None}
    some = ["noor: hoe dan", "ilse: zo", *["Een lange alinea van het verslag."] * 7, "noor: en toen"]
    assert {one.label for one in turns(some)} == {None}


@pytest.mark.parametrize("who", ["Lehrer*in", "Lehrer:in", "Schüler:innen", "Befragte*r", "Befragte/r"])
def test_a_word_for_all_genders_is_a_label(who):
    lines = ["I: Und?", f"{who}: Ja.", "I: Und dann?", f"{who}: Nichts.", f"{who}:Doch.", "I: Gut."]
    assert [(one.label, one.words) for one in turns(lines)][:5] == [
        ("I", "Und?"), (who, "Ja."), ("I", "Und dann?"), (who, "Nichts."), (who, "Doch."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["Om 10:30: ging hij weg", "Rond 0:12: niets", "Until 4:30: nothing", "Ab 9:00: alles"]
)
def test_an_hour_behind_a_preposition_is_nobodys_turn(line):
    assert [one.label for one in turns(["I: Wanneer?", "R: Toen.", line, "I: Goed.", "R: Ja."])] == [
        "I", "R", None, "I", "R",
    ]  # fmt: skip


def test_turns_with_a_number_in_round_brackets_have_their_labels():
    lines = [f"({number}) {who}: Zin {number}." for number, who in enumerate(["I", "R", "I", "R"], 1)]
    assert [(one.label, one.note) for one in turns(lines)] == [("I", "(1)"), ("R", "(2)"), ("I", "(3)"), ("R", "(4)")]


def test_a_table_of_who_took_part_above_the_talk_makes_nobody_speak():
    table = ["Naam\tRol", "Noor Bakker\tcoach", "Ilse de Wit\tmanager"]
    talk = ["INT\tHoe begon het bij jullie?", "r1\tMet een groep.", "INT\tEn toen verder?", "r1\tGeen idee, hoor."]
    found = turns([*table, *talk], Register(ids=["r1"]))
    assert [one.label for one in found] == [None, None, None, "INT", "r1", "INT", "r1"]
    assert [one.doubt for one in found][1:3] == ["Noor Bakker", "Ilse de Wit"]


def test_whoever_only_laughs_has_a_turn():
    lines = [
        "[0:01] Noor Bakker",
        "Dag allemaal",
        "[0:05] Ilse de Wit",
        "[lacht]",
        "[0:09] Noor Bakker",
        "[knikt]",
        "Goed",
    ]
    lines += ["[0:12] Ilse de Wit", "Ja", "[0:15] Kees Bos", "[lacht]"]
    found = turns(lines)
    assert [one.label for one in found if one.label] == ["Noor Bakker", "Ilse de Wit"] * 2
    assert [one.doubt for one in found if one.doubt] == ["Kees Bos"]  # of whom nothing else is known


def test_words_with_a_time_at_their_end_are_nobodys_name_below_a_label():
    lines = ["Noor Bakker 0:01", "heel mooi [0:03]", "Ilse de Wit 0:05", "goed gedaan (0:07)", "Noor Bakker 0:09", "Ja"]
    assert [(one.label, one.words) for one in turns(lines)] == [
        ("Noor Bakker", "heel mooi [0:03]"), ("Ilse de Wit", "goed gedaan (0:07)"), ("Noor Bakker", "Ja"),
    ]  # fmt: skip


def test_a_number_inside_a_sentence_makes_nobody_speak():
    lines = ["INT: Waar?", "r1: Daar.", "op de locatie 2: niemand", "vooral in lokaal 3: leeg", "INT: Goed.", "r1: Ja."]
    assert [one.doubt for one in turns(lines) if not one.label] == ["op de locatie 2", "vooral in lokaal 3"]


def test_what_would_be_read_as_a_turn_in_the_first_line_is_in_doubt():
    found = turns(["r1 | Een zin.", "INT: Wie?", "R1: Ik."])
    assert [(one.label, one.doubt) for one in found] == [(None, "r1"), ("INT", None), ("R1", None)]


def test_fields_above_the_talk_are_nobodys_turns():
    lines = ["Wijk: Noord", "Traject: Samen", "Gemeente: Dorpstad", "INT: Wie?", "r1: Ik.", "INT: En?", "r1: Niets."]
    assert [(one.label, one.doubt) for one in turns(lines)][:3] == [
        (None, "Wijk"), (None, "Traject"), (None, "Gemeente"),
    ]  # fmt: skip


def test_a_note_behind_a_text_box_is_of_whoever_wrote_the_text_down():
    rows = [Row("INT: Wie?"), Row("r1: Ik.", story=1), Row("[stilte]"), Row("Ja, wie?")]
    found = turns_in(rows, Register())
    assert [(one.label, one.words) for one in found] == [
        ("INT", "Wie?"), ("r1", "Ik."), (None, "[stilte]"), ("INT", "Ja, wie?"),
    ]  # fmt: skip


def test_thousands_of_names_take_time_in_proportion():
    def seconds(number: int) -> float:
        names = [f"Naam{chr(97 + at % 26)}{chr(97 + at // 26 % 26)}{chr(97 + at // 676)}" for at in range(number)]
        made = [Turn(name, None, "ja") for name in names]
        start = time.process_time()
        assert voices(made, Register())[-1].becomes == f"S{number}"
        return time.process_time() - start

    seconds(500)
    assert seconds(16000) < 40 * max(seconds(2000), 0.01)


@pytest.mark.parametrize("apart", [Row("", page="2"), Row("[p. 2]"), Row("een noot", aside=True)])
def test_words_behind_a_page_or_note_that_would_be_read_as_a_turn_are_kept_and_in_doubt(apart):
    rows = [Row("INT: Wie?"), apart, Row("r1 | Een zin."), Row("R1: Ik.")]
    found = turns_in(rows, Register())
    assert [one.doubt for one in found] == [None, None, "r1", None]
    assert found[2].label in {None, "UNKNOWN"}
    assert "r1 | Een zin.\n" in written(found, voices(found, Register()))


@pytest.mark.parametrize(("one", "two"), [("Resident one", "Resident two"), ("Bewoner een", "Bewoner twee")])
def test_a_number_in_letters_that_is_a_word_too_tells_people_apart(one, two):
    """The words of `Resident one` are not the interviewer's, though sentences have `one` as well."""
    lines = ["Interviewer: What changed?", f"{one}: The bus came back.", f"{two}: Not for me.", "Interviewer: Why?"]
    lines += [f"{one}: It stops at the shop.", f"{two}: It leaves too early.", f"{one}: The last one does."]
    assert [found.label for found in beginnings(lines)] == ["Interviewer", one, two, "Interviewer", one, two, one]


def test_words_with_one_before_a_colon_stay_words_where_nobody_has_such_a_label():
    lines = ["INT: What changed?", "R1: The bus.", "The one: a small thing.", "INT: And?", "R1: That one: no."]
    assert [found.label for found in beginnings(lines)] == ["INT", "R1", None, "INT", "R1"]


@pytest.mark.parametrize(
    "label", ["[NOTE]", "Note", "OBSERVATION NOTES", "Opmerking", "Notas de observación", "Anmerkung", "[Remarque]"]
)
def test_what_is_noted_within_a_talk_is_nobodys_words(label):
    lines = ["INT: So?", "R1: Yes.", f"{label}: she laughs.", "INT: And?", "R1: No.", f"{label}: a pause.", "R1: Well."]
    assert [one.kind for one in beginnings(lines)] == ["turn", "turn", "doubt", "turn", "turn", "doubt", "turn"]
    plain = [line for line in lines if not line.startswith(("INT", "R1"))]
    assert {one.kind for one in beginnings([*plain, "They came late."])} == {"words"}


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Entrevistadora", "Entrevistado"), ("Enquêteur", "Enquêtée"), ("Interviewerin", "Befragter"),
        ("Moderatorin", "Teilnehmerin 2"), ("Gespreksleidster", "Deelneemster"),
    ],
)  # fmt: skip
def test_who_asks_is_known_in_other_languages(asks, answers):
    rows = [Row(f"{who}: {words}") for who, words in [(asks, "So?"), (answers, "Yes.")] * 2]
    turns = turns_in(rows, Register())
    assert [(voice.becomes, voice.how) for voice in voices(turns, Register())] == [
        ("INT", "interviewer"), (answers, "code"),
    ]  # fmt: skip


@pytest.mark.parametrize(("letters", "asks"), [("FGHIJ", False), ("ABCDEFGHI", False), ("IR", True), ("IABRV", True)])
def test_i_asks_the_questions_unless_it_is_a_letter_among_others(letters, asks):
    rows = [Row(f"{who}: {words}") for words in ("So we went.", "It was late.", "Yes.") for who in letters]
    found = {voice.label: voice.how for voice in voices(turns_in(rows, Register()), Register())}
    assert found["I"] == ("interviewer" if asks else "name")


@pytest.mark.parametrize(
    ("legend", "who"),
    [
        ("I = Interviewee\nQ = Interviewer", {"Q": "INT", "I": "S1"}),
        ("[Q] – Interviewer\t\t[I] – Interviewee", {"Q": "INT", "I": "S1"}),
        ("Interviewer = Q\nRespondent = I", {"Q": "INT", "I": "S1"}),
        ("I: Interviewee\nQ: Interviewer", {"Q": "INT", "I": "S1"}),
        ("Interviewer 2 = Q", {"Q": "INT2", "I": "INT"}),
        ("A talk of Q and I, in spring", {"Q": "S1", "I": "INT"}),
    ],
)
def test_a_talk_that_says_whose_its_letters_are_is_believed(legend, who):
    talk = "Q: So.\nI: We came every week.\nQ: And then?\nI: We went home.\nQ: Thanks.\nI: You too."
    rows = [Row(line) for line in f"{legend}\n\n{talk}".split("\n")]
    turns = turns_in(rows, Register())
    assert {voice.label: voice.becomes for voice in voices(turns, Register())} == who
    given = {voice.label: voice.becomes for voice in voices(turns, Register(["r1"], given={"i": "r1"}))}
    assert given["I"] == "r1"


def test_a_note_behind_a_label_says_who_asks():
    rows = [Row(f"{who}: {words}") for who, words in [("Jo Vink (moderator)", "So."), ("Lea Moor", "Yes.")] * 3]
    turns = turns_in(rows, Register())
    assert {voice.label: voice.becomes for voice in voices(turns, Register())} == {"Jo Vink": "INT", "Lea Moor": "S1"}


@pytest.mark.parametrize(("asks", "answers"), [("Interviewer", "Respondent"), ("Entrevistador", "Entrevistada")])
def test_who_was_there_is_no_turn_where_those_of_the_talk_have_no_labels(asks, answers):
    """Else all questions and answers below would be the words of whoever was named last."""
    talk = ["What came of it?", "The fence was mended, and we met every week.", "Who came?", "Everybody did."]
    both = [f"{asks}: Jo Vink.", f"{answers}: Lea Moor", *talk, f"{asks}: Jo Vink", f"{answers}: Ben de Wit.", *talk]
    assert {one.kind for one in beginnings(both)} <= {"words", "doubt"}
    short = [f"{asks}: Who?", "Jo: It was Ben.", "Ben: So it was.", f"{asks}: Ben?", "Jo: Yes."]
    assert {one.kind for one in beginnings(short)} == {"turn"}
    spoken = [
        f"{asks}: Jo Vink.",
        f"{answers}: Lea Moor",
        *(f"{who}: {said}" for who, said in zip([asks, answers] * 2, talk, strict=True)),
    ]
    assert [one.label for one in beginnings(spoken)][2:] == [asks, answers] * 2


def test_answers_of_a_word_or_two_are_no_labels_of_those_below():
    lines = [
        "Talk 1", "Owner", *["How often is that so?", "It happens every week, and then we go there."] * 6,
        "What is your school?", "Evening School", "Which telephone is it?", "Fairphone, Android",
        "Talk 2", "in the spring of that year", "Owner", *["How often is that?", "Every month, I would say."] * 6,
        "What is your school?", "Grammar School", "From one to five?", "A 5", "And why is that so?",
    ]  # fmt: skip
    assert {one.kind for one in beginnings(lines)} == {"words"}


@pytest.mark.parametrize("dash", [" – ", " - ", "- ", "– "])
@pytest.mark.parametrize(("asks", "answers"), [("I", "C"), ("INT", "R3"), ("Interviewer", "Respondent")])
def test_a_dash_stands_for_a_colon_where_nearly_each_line_has_one(dash, asks, answers):
    said = [
        "First: what came of it?",
        "We met - every week - in the shed.",
        "And then?",
        "Well: it went on.",
        "So?",
        "Yes.",
    ]
    talk = [f"{who}{dash}{words}" for who, words in zip([asks, answers] * 3, said, strict=True)]
    found = beginnings(["A talk in spring", *talk])
    assert [one.label for one in found] == [None, *[asks, answers] * 3]
    assert [line[one.words :] for line, one in zip(talk, found[1:], strict=True)] == said
    turns = turns_in([Row("[I] – Interviewee\t[C] – Counsellor"), *map(Row, talk)], Register())
    assert voices(turns, Register())[0].becomes == {"I": "S1", "INT": "INT", "Interviewer": "INT"}[asks]


@pytest.mark.parametrize(
    "lines",
    [
        ["Which one?", "A – the shed", "B – the hall", "C – none"] * 4,
        ["A – the shed", "B – the hall", "C – none", "D - both"] * 3,
        ["We met", "a - as ever - on Friday", "and it went on,", "b - as I said - for long"] * 2,
        ["- one", "- two", "Monday - we met", "Friday - we met again"] * 3,
    ],
)
def test_dashes_in_lists_and_sentences_make_no_turns(lines):
    assert {one.kind for one in beginnings(lines)} <= {"words", "doubt"}


def test_roles_alone_above_their_words_are_turns_also_where_one_of_them_has_a_colon():
    talk = ["Interviewer1", "What came of it?", "Interviewee1", "We met there.", "Interviewer1", "And then?"]
    lines = [*talk, "Interviewee1 : it went on.", *talk, "Interviewee1", "That is so."]
    who = [one.label for one in beginnings(lines, ["interviewer1", "interviewee1"]) if one.label is not None]
    assert who == [*["Interviewer1", "Interviewee1"] * 4]
    assert [one.label for one in beginnings(["R1: We saw", "R2", "R1: there."], ["r1", "r2"])][::2] == ["R1", "R1"]


@pytest.mark.parametrize("answers", ["Respondent", "Guest"])
def test_a_role_before_a_name_above_the_talk_is_no_turn(answers):
    head = ["Interviewer: Jo Vink", "Respondent: Lea Moor     Function: owner", "Place: the hall"]
    talk = [f"{who}: {words}" for who, words in [("Interviewer", "What came of it?"), (answers, "It went on.")] * 3]
    found = beginnings([*head, *talk])
    assert [one.kind for one in found[:2]] == ["doubt", "doubt"]
    assert [one.label for one in found[3:]] == ["Interviewer", answers] * 3
    later = [*talk, "Respondent: Lea Moor", *talk]
    assert beginnings(later)[6].kind == ("turn" if answers == "Respondent" else beginnings(later)[6].kind)
    known = beginnings([*head, *talk], ["respondent"])
    assert known[1].kind == "turn"
