"""Transcripts as programs write them: of recordings, meetings and chats, and what stands around the talk."""

import io
import json
from time import process_time

import pytest
import xlsxwriter
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from making_pdf import column, pdf

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.spreadsheet.csv_tables import csv_text
from cmo_eval.transcripts.encoding import cleaned
from cmo_eval.transcripts.forms import without_labels
from cmo_eval.transcripts.reading import Mark, Row, Rows, read_rows, tables
from cmo_eval.transcripts.reading.programs import arranged
from cmo_eval.transcripts.turns import Register, turns_in, voices, written


@pytest.fixture
def read(tmp_path):
    def as_read(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_rows(path)

    return as_read


@pytest.fixture
def talk(read):
    def as_written(name, content):
        rows = read(name, content)
        turns = turns_in(rows.rows, Register())
        return written(turns, voices(turns, Register())), rows.said

    return as_written


# ---- what a program heard -------------------------------------------------------------------------------------------

HEARD = [(0.5, 2.25, " The bus was late.", "SPEAKER_01"), (2.25, 2.5, "", None), (3600.0, 3601.0, "Who\twaited?", None)]

WAYS = {
    "segments": lambda heard: {
        "text": "",
        "segments": [dict(zip(("start", "end", "text", "speaker"), one, strict=True)) for one in heard],
    },
    "list": lambda heard: [dict(zip(("start", "end", "text", "speaker"), one, strict=True)) for one in heard],
    "whisper.cpp": lambda heard: {
        "transcription": [
            {"offsets": {"from": int(a * 1000), "to": int(b * 1000)}, "text": text, "speaker": who}
            for a, b, text, who in heard
        ]
    },
    "chunks": lambda heard: {
        "chunks": [{"timestamp": [a, b], "text": text, "speaker": who} for a, b, text, who in heard]
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_segments_have_their_words_times_and_speakers(read, way):
    rows = read("a.json", json.dumps(WAYS[way](HEARD)))
    assert [row[:4] for row in rows.rows] == [
        ("The bus was late.", "SPEAKER_01", 0.5, 2.25),
        ("Who waited?", "", 3600.0, 3601.0),
    ]
    assert rows.said == ("1 cue without words left out",)
    assert rows.words == 6


def test_segments_without_speakers_name_nobody(read):
    rows = read("a.json", json.dumps({"segments": [{"start": 0, "end": 1, "text": "Yes --> no."}]}))
    assert rows.rows[0][:4] == ("Yes --> no.", None, 0.0, 1.0)


@pytest.mark.parametrize("time", [float("nan"), float("inf"), -1, 1e300, "soon", True, None])
def test_a_time_that_is_none_is_left_out_and_its_words_stay(read, time):
    rows = read(
        "a.json", json.dumps([{"start": time, "end": 1, "text": "Yes."}, {"start": 2, "end": 3, "text": "No."}])
    )
    assert [(row.text, row.start) for row in rows.rows] == [("Yes.", None), ("No.", 2.0)]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.json", "{", "no JSON"),
        ("a.json", "[" * 100_000, "no JSON"),
        ("a.json", '{"codes": [1]}', "no segments"),
        ("a.json", '["a"]', "no segments"),
        ("a.tsv", "code\ttext\nx\ty\n", "first line"),
        ("a.tsv", "start\tend\ttext\n1\t2\tx\n1.5\t3\ty\n", "line 3"),
        ("a.tsv", "start\tend\ttext\n1\n", "line 2"),
    ],
)
def test_what_holds_no_segments_is_refused(read, name, content, what):
    with pytest.raises(CmoEvalError, match=what) as error:
        read(name, content)
    assert error.value.hint


def test_a_table_of_segments_counts_in_thousandths(read):
    rows = read(
        "a.tsv", "start\tend\ttext\n3598000\t3599500\tThe bus --> late.\n3599500\t3601250\t\n3601250\t3602000\tYes.\n"
    )
    assert [row[:4] for row in rows.rows] == [
        ("The bus --> late.", None, 3598.0, 3599.5),
        ("Yes.", None, 3601.25, 3602.0),
    ]
    assert rows.said == ("1 cue without words left out",)


@pytest.mark.parametrize("ending", ["txt", "srt", "vtt"])
def test_speakers_in_square_brackets_are_labels_in_each_output(talk, ending):
    said = [("SPEAKER_00", "We waited."), ("SPEAKER_01", "How long?"), ("SPEAKER_00", "An hour.")]
    lines = [f"[{who}]: {words}" for who, words in said]
    cues = [f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n" for n, line in enumerate(lines, 1)]
    content = {"txt": "\n".join(lines), "srt": "\n".join(cues), "vtt": "WEBVTT\n\n" + "\n".join(cues).replace(",", ".")}
    text, _ = talk(f"a.{ending}", content[ending])
    assert [line.split(":")[0].split(" ")[0] for line in text.splitlines()] == [who for who, _ in said]


# ---- aTrain and noScribe --------------------------------------------------------------------------------------------


def test_the_blocks_of_atrain_are_turns(talk):
    head = "Transcription for 260301-talk\n\n"
    plain = head + "SPEAKER_00\nWe came.\n\nSPEAKER_01\nSo did I.\n"
    timed = head + "SPEAKER_00\n[00:00:00] - We came.\n[00:00:45] - And stayed.\n\nSPEAKER_01\n[00:00:50] - So did I.\n"
    maxqda = head + "SPEAKER_00\n[00:00:00] - We came. [00:00:45] - And stayed. \n\nSPEAKER_01\n[00:00:50] - So did I. "
    assert talk("a.txt", plain) == (
        "SPEAKER_00: We came.\nSPEAKER_01: So did I.\n",
        ("1 line above the talk left out",),
    )
    expected = "SPEAKER_00 [0:00:00]: We came.\n[0:00:45] And stayed.\nSPEAKER_01 [0:00:50]: So did I.\n"
    assert talk("a.txt", timed)[0] == talk("a.txt", maxqda)[0] == expected


def test_a_text_that_only_begins_like_one_is_left_alone(talk):
    text = "A text\nTranscription for all\n\nSPEAKER_00\n"
    assert talk("a.txt", text) == (text.replace("\n\n", "\n"), ())


NOSCRIBE = """\
A talk about buses

Transcribed with noScribe vers. 0.7
Audio file: ./bus.mp3
(Language: English (en) | Speaker detection: auto | Overlapping speech: 1 | Timestamps: 1 | Mark pause: 1)

(12 seconds pause)

S01: [00:00:12] Good day. //S02: Thank you.// And we begin.

S00: [00:00:36] Yes. //S01: See http://a.org/b.
"""


def test_a_voice_inside_a_turn_has_a_line_of_its_own(talk):
    text, said = talk("a.txt", NOSCRIBE)
    assert text == (
        "(12 seconds pause)\nS01 [0:00:12]: Good day.\nS02: Thank you.\nS01: And we begin.\n"
        "S00 [0:00:36]: Yes.\nS01: See http://a.org/b.\n"
    )
    assert said == ("4 lines above the talk left out", "2 turns inside other ones read on lines of their own")


def test_a_voice_inside_a_cue_is_no_part_of_it_and_a_pause_is_nobodys(talk):
    text, _ = talk(
        "a.vtt",
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:12.000\n(12 seconds pause)\n\n2\n00:00:12.000 --> 00:00:35.000\n"
        "<v S01>Good day. //S02: Thanks. // We begin.\n\n"
        "3\n00:00:37.000 --> 00:00:39.000\n<v //S02>Well, //S02: mind.//\n",
    )
    assert text == (
        "[12 seconds pause]\nS01 [0:00:12]: Good day.\nS02 [0:00:12]: Thanks.\nS01 [0:00:12]: We begin.\n"
        "UNKNOWN [0:00:37]: Well,\nS02 [0:00:37]: mind.\n"
    )


@pytest.mark.parametrize("line", ["see //x: y", "at http://a: b", "a // b: c", "a //b: c//"])
def test_two_strokes_are_words_where_nobody_speaks_inside(talk, line):
    assert talk("a.txt", f"R1: {line}\nR2: Yes.\nR1: No.\n")[0].startswith(f"R1: {line}\n")


def spoken(start, speaker, words):
    return f'<a name="ts_{start}_{start + 900}_{speaker}" >{words}</a>'


def page(*paragraphs):
    return (
        "<!DOCTYPE HTML><html ><head ><style >\np { color: red }\n</style></head><body ><p >A talk</p><p ><span >"
        "Transcribed with noScribe vers. 0.7<br />Audio file: ./bus.mp3<br />(Language: en | Speaker detection: auto | "
        "Timestamps: 1 | Mark pause: 1)</span></p>" + "".join(f"<p >{one}</p>" for one in paragraphs) + "</body></html>"
    )


def test_the_page_of_noscribe_is_read_with_its_times(talk):
    stamp = '<span style="color: #78909C" >[00:00:12]</span>'
    text, said = talk(
        "a.html",
        page(
            spoken(12140, "S01", f"S01: {stamp} Good &amp; fine.")
            + spoken(24360, "S01", " Welcome.")
            + spoken(30090, "//S02", " //S02: Thanks.")
            + spoken(31870, "S01", "// We begin."),
            spoken(96190, "S00", "S00: Yes."),
        ),
    )
    assert text == ("S01 [0:00:12]: Good & fine. Welcome.\nS02: Thanks.\nS01: We begin.\nS00 [0:01:36]: Yes.\n")
    assert said == ("4 lines above the talk left out", "1 turn inside another one read on lines of their own")


def test_a_transcript_of_otranscribe_is_read_with_its_times(talk):
    mark = '<span class="timestamp" contenteditable="false" data-timestamp="3612.34">1:00:12</span>'
    markup = f"<p>{mark}&nbsp;R1: I_said *it* [laughs]<br>second line</p><p>R2: <b>ok</b> \\[so]</p><p>R1: Yes.</p>"
    text, said = talk("a.otr", json.dumps({"text": markup, "media-time": 33.5}))
    assert text == "R1 [1:00:12]: I_said *it* [laughs]\nsecond line\nR2: ok \\[so]\nR1: Yes.\n"
    assert said == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.otr", "{"), ("a.otr", '{"text": 1}'), ("a.otr", "[" * 100_000), ("a.html", "<p>R1: Yes.</p>"),
        ("a.html", page(spoken(1, "S1", "Yes.")) + "<!--" * 101),
        ("a.html", page(spoken(1, "S1", "Yes.")) + '<a b="' * 100_000),
        ("a.otr", '{"text": "<style>R1: Yes.</style>"}'),
    ],
)  # fmt: skip
def test_markup_of_something_else_is_refused(read, name, content):
    with pytest.raises(CmoEvalError) as error:
        read(name, content)
    assert error.value.hint


# ---- meetings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [2, 90, 300])
def test_a_time_alone_is_of_somebody_unknown_wherever_the_first_one_stands(talk, first):
    """Word writes the label again when its speaker goes on, and none above words of which it does not know whose."""
    who = [f"S0{one}" if one != "_" else "" for one in "11_1122_1122_211"]
    at = [f"{(first + 7 * n) // 60:02d}:{(first + 7 * n) % 60:02d}" for n in range(len(who))]
    pairs = list(zip(at, who, strict=True))
    file = "".join(f"00:{time} {one}".strip() + f"\nWords {n}.\n" for n, (time, one) in enumerate(pairs))
    text, _ = talk("a.txt", file)
    assert text.splitlines() == [f"{one or 'UNKNOWN'} [0:{time}]: Words {n}." for n, (time, one) in enumerate(pairs)]


def test_what_otter_and_meet_write_around_a_talk_is_no_speech(talk):
    otter = "Irma B  0:03  \nWe waited.\n\nUnknown Speaker  1:02:05  \nYes.\n\n1:02:09  \nNo name above.\n\n"
    text = "S1 [0:00:03]: We waited.\nS2 [1:02:05]: Yes.\n"
    foot = "Transcribed by https://otter.ai\n"
    said = ("1 line below the talk left out",)
    assert talk("a.txt", otter + foot) == (f"{text}UNKNOWN [1:02:09]: No name above.\n", said)
    assert talk("a.txt", otter)[0] == f"{text}[1:02:09] No name above.\n"
    assert talk("a.txt", f"0:03\nWe waited.\n\n0:09\nYes.\n\n{foot}")[0] == "[0:00:03] We waited.\n[0:00:09] Yes.\n"
    meet = (
        "Panel (2026-03-01 10:00 GMT+1) - Transcript\nAttendees\nIrma B, Ben Z\nTranscript\nIrma B: We waited for\n"
        "Ben Z: Mhm.\nIrma B: an hour.\n\n\nTranscription ended after 00:30:30\n\n"
        "This editable transcript was computer generated and might contain errors. People can also change it.\n"
    )
    said = ("4 lines above the talk left out", "2 lines below the talk left out")
    older = "Panel\nAttendees\nIrma B, Ben Z\nTranscript\nThis editable transcript was computer generated and so on.\n"
    assert talk("a.txt", f"{older}Irma B: We waited.\nBen Z: Mhm.\nIrma B: So.\n") == (
        "S1: We waited.\nS2: Mhm.\nS1: So.\n",
        ("5 lines above the talk left out",),
    )
    assert talk("a.txt", meet) == ("S1: We waited for\nS2: Mhm.\nS1: an hour.\n", said)


@pytest.mark.parametrize("apart", ["", "\n"])
def test_times_on_lines_of_their_own_stand_before_the_words_below(talk, apart):
    lines = ["0:03", "We waited.", "Long.", "0:09  ", "Irma Bos: Yes.", "1:02:00", "Irma Bos: And so on.", "Ben Z: No."]
    text = "[0:00:03] We waited.\nLong.\nS1 [0:00:09]: Yes.\nS1 [1:02:00]: And so on.\nS2: No.\n"
    assert talk("a.txt", f"\n{apart}".join(lines))[0] == text


@pytest.mark.parametrize("times", [("0:03", "0:09"), ("9:30", "10:15", "11:00"), ("0:09", "0:03", "0:12")])
def test_few_or_late_times_and_those_out_of_order_stay(talk, times):
    text = "".join(f"{time}\nWe went there.\n" for time in times)
    assert talk("a.txt", text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "Transcript\nR1: Yes.\nR2: No.\nR1: Yes.\n",
        "R1: Yes.\nR2: No.\nTranscribed by https://otter.ai\nR1: so it said.\n",
    ],
)
def test_a_line_that_stands_elsewhere_stays(talk, text):
    assert talk("a.txt", text) == (text, ())


def test_a_meeting_in_a_document_has_its_head_left_out(tmp_path):
    document = Document()
    for line in (
        "Panel-20260301-Meeting Transcript",
        "1 March 2026, 10:00am",
        "1h 2m 42s",
        "Irma B started transcription",
    ):
        document.add_paragraph(line)
    for name, time, words in (
        ("Irma B", "0:03", "We waited."),
        ("Ben", "0:09", "Long."),
        ("Irma B", "1:02:19", "Yes: long."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"   {time}").add_break()
        paragraph.add_run(words)
    document.add_paragraph("Irma B stopped transcription")
    document.save(tmp_path / "a.docx")
    rows = read_rows(tmp_path / "a.docx")
    turns = turns_in(rows.rows, Register())
    text = written(turns, voices(turns, Register()))
    assert text == "S1 [0:00:03]: We waited.\nS2 [0:00:09]: Long.\nS1 [1:02:19]: Yes: long.\n"
    assert rows.said == ("4 lines above the talk left out", "1 line below the talk left out")


OTTER = ["Panel", "Thu, Mar 5, 2026 9:02AM • 53:40", "SUMMARY KEYWORDS", "bus, late", "SPEAKERS", "Irma B, Ben Z"]
TALK = ["Irma B  0:03", "We waited for the bus.", "Ben Z  0:09", "It was late.", "Irma B  0:12", "Nobody came."]
SAID = "S1 [0:00:03]: We waited for the bus.\nS2 [0:00:09]: It was late.\nS1 [0:00:12]: Nobody came.\n"


def on_one_line(lines):
    return [lines[0], " ".join(lines[1:])]


@pytest.mark.parametrize(
    "head",
    [OTTER, OTTER[2:], [OTTER[0], " ".join(OTTER[2:4]), " ".join(OTTER[4:])], on_one_line(OTTER), [" ".join(OTTER)]],
)
def test_the_head_of_otter_with_its_words_and_names_is_no_speech(talk, head):
    text, said = talk("a.txt", "\n\n".join([*head, *TALK, "Transcribed by https://otter.ai\n"]))
    assert text == SAID
    above = f"{len(head)} line{'s' * (len(head) > 1)} above the talk left out"
    assert said == (above, "1 line below the talk left out")


@pytest.mark.parametrize(
    "lines",
    [
        ["SPEAKERS", "Irma B, Ben Z", *TALK],  # no words that were said often: a heading of somebody's own
        ["SUMMARY KEYWORDS", "bus", *TALK],
        ["Ben Z - Transcript", *TALK],  # no day above it
        [f"x {'SUMMARY KEYWORDS a SPEAKERS ' * 90}b", *TALK],
    ],
)
def test_a_line_that_only_looks_like_the_end_of_a_head_stays(talk, lines):
    text, said = talk("a.txt", "\n\n".join(lines) + "\n")
    assert text.startswith(" ".join(lines[0].split()))
    assert said == ()


@pytest.mark.parametrize("kind", ["docx", "md", "pdf"])
def test_the_head_of_otter_is_left_out_of_each_kind_of_file(kind, tmp_path):
    lines = [*OTTER, *TALK, "Transcribed by https://otter.ai"]
    if kind == "docx":
        document = Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(tmp_path / "a.docx")
    elif kind == "pdf":
        (tmp_path / "a.pdf").write_bytes(pdf([column([line.replace("•", "-") for line in lines], pitch=24)]))
    else:
        marked = [
            f"**{line.partition('  ')[0]}**  {line.partition('  ')[2]}" if "  " in line else line for line in lines
        ]
        (tmp_path / "a.md").write_text("\n\n".join([f"# {marked[0]}", *marked[1:]]))
    rows = read_rows(tmp_path / f"a.{kind}")
    turns = turns_in(rows.rows, Register())
    assert written(turns, voices(turns, Register())).removeprefix("[p. 1]\n") == SAID


@pytest.mark.parametrize(
    "head",
    [
        ["Mar 5, 2026", "Panel south - Transcript"],
        ["5. März 2026", "Panel – Transkript"],
        ["Panel - Transcript Attendees Irma Bos, Ben Z Transcript"],
    ],
)
def test_other_heads_of_meet_are_no_speech(talk, head):
    said = ["Irma Bos: We waited.", "Ben Z: It was late.", "Irma Bos: Nobody came."]
    text, left = talk("a.txt", "\n\n".join([*head, "00:00:00", *said[:2], "00:05:00", said[2], ""]))
    assert text == "S1 [0:00:00]: We waited.\nS2: It was late.\nS1 [0:05:00]: Nobody came.\n"
    assert left == (f"{len(head)} line{'s' * (len(head) > 1)} above the talk left out",)


@pytest.mark.parametrize("ending", ["txt", "srt", "vtt"])
def test_a_segment_without_a_speaker_is_not_of_the_one_before(talk, ending):
    """WhisperX writes the speaker before each segment, also where they go on, and nothing where it knows none."""
    lines = [f"[SPEAKER_0{who}]: Words {number}." for number, who in enumerate("0111")]
    lines[2:2] = ["Mhm."]
    cues = [f"00:00:0{n}{{}}000 --> 00:00:0{n}{{}}900\n{line}" for n, line in enumerate(lines)]
    point = "." if ending == "vtt" else ","
    body = {"txt": "\n".join(lines), "srt": "\n\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues, 1))}
    text, _ = talk(f"a.{ending}", body.get(ending, "WEBVTT\n\n" + "\n\n".join(cues)).format(*[point] * 10))
    bare = [line.partition(": ") for line in text.splitlines()]
    assert [(who.partition(" ")[0], words) for who, _, words in bare if who == "UNKNOWN" or "UNKNOWN" in who] == [
        ("UNKNOWN", "Mhm.")
    ]
    assert "SPEAKER_01" in bare[[who.partition(" ")[0] for who, *_ in bare].index("UNKNOWN") + 1][0]
    whole = "\n".join(line for line in lines if line.startswith("["))
    assert "UNKNOWN" not in talk("b.txt", whole)[0]
    once = "[SPEAKER_00]: We waited.\nFor long.\n[SPEAKER_01]: Yes.\n[SPEAKER_00]: So.\n"  # lines of one segment
    assert "UNKNOWN" not in talk("c.txt", once)[0]


def test_times_that_are_not_padded_have_thousandths(read):
    cues = "WEBVTT\n\n0:0:0.0 --> 0:0:5.320\n<v A B>Yes.</v>\n\n0:0:6.90 --> 0:0:6.500\n<v C D>No.</v>\n"
    assert [(row.start, row.end) for row in read("a.vtt", cues).rows] == [(0.0, 5.32), (6.09, 6.5)]
    padded = cues.replace("0:0:", "00:00:0").replace("6.90", "6.9")
    assert [(row.start, row.end) for row in read("a.vtt", padded).rows] == [(0.0, 5.32), (6.9, 6.5)]


def test_a_cue_without_a_name_goes_on_with_the_one_before(talk):
    cues = [("1", "Irma Bos: We waited."), ("3", "and that is that"), ("5", "Ben: one thing: we left at 10:30.")]
    content = "WEBVTT\r\n\r\n" + "\r\n\r\n".join(
        f"{n}\r\n00:00:0{n}.000 --> 00:00:0{n}.900\r\n{line}" for n, line in cues
    )
    assert talk("a.vtt", content)[0] == (
        "S1 [0:00:01]: We waited. and that is that\nS2 [0:00:05]: one thing: we left at 10:30.\n"
    )


@pytest.mark.parametrize(
    "cues",
    [
        ["so it began", "Irma Bos: We waited.", "Ben: yes"],
        ["Irma Bos: We waited.", "so", "and on", "it went", "Ben: yes"],
    ],
)
def test_names_before_few_cues_or_not_the_first_are_no_turns_for_certain(talk, cues):
    content = "WEBVTT\n\n" + "\n\n".join(f"00:00:0{n}.000 --> 00:00:0{n}.900\n{line}" for n, line in enumerate(cues))
    assert "S1" not in talk("a.vtt", content)[0]


@pytest.mark.parametrize("words", [("From", "to", "Everyone"), ("Von", "an", "Alle"), ("Van", "aan", "Iedereen")])
def test_messages_of_a_chat_have_an_hour_and_a_sender(talk, words):
    sent, to, everyone = words
    chat = (
        f"10:02:11 {sent}  Irma Bos  {to}  {everyone}:\n\tHello all\n\tand welcome\n"
        f"10:03:00 {sent} Ben {to} Irma Bos(Direct Message):\n\tto you alone\n"
    )
    text = "S1 [10:02:11]: Hello all and welcome\nS2 [10:03:00]: to you alone\n"
    assert talk("a.txt", chat) == (text, ("1 private message read as well",))
    dated = chat.replace("10:0", "2026-03-05 10:0")
    assert talk("a.txt", dated) == (text, ("1 private message read as well",))


def test_an_older_chat_says_to_whom_only_where_it_is_to_one(talk):
    chat = "10:02:11\t From Irma Bos : Hello all\n10:03:00\t From Ben to Irma Bos (Privately) : to you\n"
    text = "S1 [10:02:11]: Hello all\nS2 [10:03:00]: to you\n"
    assert talk("a.txt", chat) == (text, ("1 private message read as well",))
    told = "10:02:11 From March on : we waited\n10:03:00 Nobody came\nso\n"
    assert talk("a.txt", told)[0] == "[10:02:11] From March on : we waited\n[10:03:00] Nobody came\nso\n"


def test_a_chat_kept_by_the_meeting_counts_from_its_beginning(talk):
    text = "00:00:10\tIrma Bos:\tHello\n00:01:15\tBen:\tHi there\n"
    assert talk("a.txt", text)[0] == "S1 [0:00:10]: Hello\nS2 [0:01:15]: Hi there\n"


def test_the_plain_text_of_otranscribe_has_no_strokes(talk):
    text = "00:12 R1: I\\_said \\*it\\* \\[laughs\\]\n\nR2: ok\n\n00:20 R1: C:\\\\x\n"
    assert talk("a.txt", text)[0] == "R1 [0:00:12]: I_said *it* [laughs]\nR2: ok\nR1 [0:00:20]: C:\\x\n"
    kept = "R1: a \\_ b\nR2: yes\nR1: no\n"
    assert talk("a.txt", kept) == (kept, ())


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Ana: I trust them.\nBen: Mhm.\nAna: they listen.", "I trust them.\nMhm.\nthey listen."),
        ("Ana M  0:03\nI trust.\n\n0:09\nMhm.", "I trust.\nMhm."),
        ("[0:00:03] R1: yes\n[0:00:09] R2: no\nso", "yes\nno\nso"),
        (
            "I trust them because Ben Z: Mhm. Ana M. Bos [0:12]: they listen. R3: no.",
            "I trust them because Mhm. they listen. no.",
        ),
        ("Ben: he said “so.” Ana: yes", "he said “so.” yes"),
        ("they said: yes. and so: no", "they said: yes. and so: no"),
        ("Ben: Note 6: yes. Ana: Wait: no", "Note 6: yes. Wait: no"),
        ("plain words", "plain words"),
    ],
)
def test_words_that_were_copied_with_labels_are_told_from_those(quote, said):
    assert without_labels(quote) == said


# ---- short talks ----------------------------------------------------------------------------------------------------


def test_times_at_the_end_make_even_two_lines_turns(talk):
    text, _ = talk("a.txt", "Interview 7\nI: How was it? #00:00:04-3#\nB: Fine, thanks. #00:01:02-0#\n")
    assert text == "Interview 7\nINT: How was it?\nS1 [0:00:04]: Fine, thanks.\n"
    mixed = "I: How was it? #00:00:04-3#\nAnd so on. #00:00:09-3#\nNote: fine. #00:01:02-0#\n"
    assert "INT" not in talk("a.txt", mixed)[0]


def test_a_time_behind_the_colon_is_the_turns(talk):
    assert talk("a.txt", "R1: [0:00:12] Yes.\nR2: (0:00:13) No.\n")[0] == "R1 [0:00:12]: Yes.\nR2: (0:00:13) No.\n"


@given(st.permutations(["Ana", "Tom", "Irma", "Ben"]), st.integers(2, 4), st.integers(2, 3))
def test_names_in_one_order_are_turns_where_they_say_sentences(names, people, rounds):
    from cmo_eval.transcripts.beginnings import beginnings

    said = ["We came in March.", "So did I!", "Who waited?", "Nobody did."]
    lines = [f"{name}: {words}" for _ in range(rounds) for name, words in zip(names[:people], said, strict=False)]
    assert {one.kind for one in beginnings(lines)} == {"turn"}
    if people > 2:
        fields = [line.rstrip(".!?") for line in lines]
        assert "turn" not in {one.kind for one in beginnings(fields)}


def test_a_kind_that_is_not_read_names_those_that_are(read):
    with pytest.raises(UsageError) as error:
        read("a.xyz", "x")
    assert ".json, .tsv" in error.value.hint


def test_marks_of_comments_stay_at_their_words():
    def marked(text, *at, **more):
        return Row(text, marks=tuple(Mark(place, "start", "1") for place in at), **more)

    foot = Row("Transcribed by https://otter.ai")
    found = arranged(
        Rows((marked("Irma  0:03"), Row("Yes."), Row("1:09"), marked("We waited.", 3), foot), "Word document")
    )
    assert found.rows[-1] == marked("[1:09] We waited.", 10, speaker="")
    turn = marked("S01: Good day. //S02: Thank you.// Well then.", 5, 22, 28, 35)
    assert arranged(Rows((turn,), "Word document")).rows == (
        marked("S01: Good day.", 5),
        marked("S02: Thank you.", 5, 11),
        marked("S01: Well then.", 5),
    )


def test_marks_of_pages_stay_where_lines_are_left_out():
    page, foot = Row("", page="2"), Row("Transcribed by https://otter.ai")
    talk = [Row("Irma  0:03"), Row("We waited."), Row("1:09"), page, Row("Yes.")]
    found = arranged(Rows((*talk, foot, page), "PDF"))
    assert found.rows == (*talk[:2], page, Row("[1:09] Yes.", speaker=""), page)


@pytest.mark.parametrize(
    "line",
    [
        "10:00:01 From " + "a to " * 5000,
        "10:00:01 From a" + " " * 20000,
        "(" + "a|" * 20000,
        "R1: " + "//S01: a " * 5000,
    ],
)
def test_lines_made_to_be_slow_take_no_longer_than_others(line):
    rows = (Row("10:00:00 From A to B: hi"), Row(line))
    begun = process_time()
    arranged(Rows(rows, "plain text"))
    arranged(Rows(rows[1:], "plain text"))
    without_labels(line)
    assert process_time() - begun < 1


# ---- a talk in a table ----------------------------------------------------------------------------------------------


def test_a_row_of_a_table_is_a_turn_of_who_its_column_names(talk):
    text, said = talk(
        "talk.csv",
        "Made by hand;;;\n\nStart time;End time;Spreker:;Tekst;Confidence;Remarks\n"
        "00:00:01.400;00:00:04,2;Interviewer;Wat veranderde er, sinds mei?;0.9;\n"
        '00:00:05;00:00:09;Mr. X;"Mijn buurman kwam weer;\nNee: dat had ik nooit gedacht.";0.8;laughs\n'
        "00:00:10;00:00:12;Mr. X;Ze hielden een stoel vrij.;0.8;\n1:00:12;;;Ja.;0.8;\n1:00:13;;Mr. X;;;\n",
    )
    assert text.splitlines() == [
        "INT [0:00:01]: Wat veranderde er, sinds mei?",
        "S1 [0:00:05]: Mijn buurman kwam weer; Nee: dat had ik nooit gedacht. Ze hielden een stoel vrij.",
        "UNKNOWN [1:00:12]: Ja.",
    ]
    assert said == ("1 cue without words left out", "columns Confidence, Remarks left out")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_table_without_times_has_its_turns_too_also_where_words_look_like_labels(talk, sign):
    rows = [("Who", "Utterance"), ("R1", "Note: the room was cold"), ("R2", "R1: you said so"), ("R1", "[0:00:05] no")]
    text, _ = talk("talk.csv", "\n".join(sign.join(row) for row in rows))
    assert text.splitlines() == ["R1: Note: the room was cold", "R2: R1: you said so", "R1: [0:00:05] no"]


def test_a_sheet_of_a_workbook_that_holds_a_talk_is_read_with_times_as_they_are_shown(talk):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("About").write_row(0, 0, ["Export of a talk", "2026"])
        sheet, clock = book.add_worksheet("Talk"), book.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_row(0, 0, ["Timestamp", "Speaker", "Text"])
        for row, (at, who, words) in enumerate([(5, "INT", "How did it go?"), (3700, "R1", "Well enough.")], 1):
            sheet.write(row, 0, at / 86_400, clock)
            sheet.write_row(row, 1, [who, words])
    assert talk("talk.xlsx", made.getvalue())[0] == "INT [0:00:05]: How did it go?\nR1 [1:01:40]: Well enough.\n"


@pytest.mark.parametrize(
    ("times", "meant"),
    [
        (("12", "90.5"), (12, 90.5)),
        (("1500", "90400000"), (1.5, 90_400)),
        (("00:12 - 00:15", "1:30"), (12, 90)),
        (("00:00:12:24", "00:01:30:00"), (12, 90)),
        (("2026-05-01 0:00:12", "1 May 1:30"), (12, 90)),
        (("soon", "1:90"), (None, None)),
    ],
)
def test_times_of_a_table_are_seconds_parts_of_a_day_or_thousandths(read, times, meant):
    found = read("talk.csv", "Begin (s),Name,Text\n" + "".join(f"{time},R1,Yes\n" for time in times))
    assert tuple(row.start for row in found.rows) == meant


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("Speaker,Text,Code\nR1,Yes,trust\n", "a table of codings, not of a talk"),
        ("a,b\n1,2\n", "no row of it has the headings of a talk: `Speaker` and `Text`"),
        ('Speaker,Text\nR1,"Yes\n', "is not closed"),
    ],
)
def test_a_table_that_is_no_talk_is_refused_with_what_to_do(read, table, told):
    with pytest.raises(CmoEvalError, match=told) as error:
        read("talk.csv", table)
    assert error.value.hint


WHO_SAID_WHAT = st.lists(
    st.tuples(st.sampled_from(["R1", "R2", "Els Bos", "INT"]), st.text(max_size=30)), min_size=1, max_size=8
)


@example([("R1", "\r0")])
@given(WHO_SAID_WHAT.filter(lambda rows: any(words.strip() for _, words in rows)))
def test_no_word_of_a_table_is_lost_or_stands_under_another_name(rows):
    def letters(told):
        return {who: "".join(filter(str.isalnum, "".join(text for by, text in told if by == who))) for who, _ in rows}

    found = tables.rows(csv_text([("Speaker", "Text"), *rows]).encode(), ".csv")
    turns = [(turn.label, turn.words) for turn in turns_in(found.rows, Register())]
    assert letters(turns) == letters([(who, cleaned(words)[0]) for who, words in rows])
