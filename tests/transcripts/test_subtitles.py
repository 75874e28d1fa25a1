"""Subtitles as programs write them: WebVTT with voices, ids, styles and notes; SubRip; rolling captions."""

import re

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import read_rows
from cmo_eval.transcripts.transcript import parse
from cmo_eval.transcripts.turns import Register, turns_in, voices, written

TEAMS = """\
WEBVTT

9f1c2d/12-0
00:00:03.120 --> 00:00:06.440
<v Jan de Vries>Welkom allemaal, we beginnen met de eerste vraag.</v>

9f1c2d/12-1
00:00:06.440 --> 00:00:09.000
<v Jan de Vries>Wie wil er iets over zeggen?</v>

9f1c2d/13-0
00:01:09.500 --> 00:01:12.000
<v Anna Bakker>Bij ons &amp; bij de buren was het <i>anders</i>.</v>
"""

FULL = """\
WEBVTT - a talk
Kind: captions
Language: nl

REGION
id:one
width:40%

STYLE
::cue(v[voice="R1"]) { color: lime }

NOTE
This comment is
over two lines.

1
00:00:01.000 --> 00:00:04.000 align:start position:10%
<v.loud R1>Ja,</v> <v INT>en toen?</v>

NOTE one more

2
01:02:03.500 --> 01:02:05.000
<v R1><c.yellow>Toen</c> <00:00:02.000><b>niets</b>

3
01:02:06.000 --> 01:02:07.000
- Goed.
- Best.

4
01:02:08.000 --> 01:02:09.000

"""

ROLLING = """\
WEBVTT

00:00:00.000 --> 00:00:02.000
dit is de eerste regel van het gesprek

00:00:02.000 --> 00:00:04.000
dit is de eerste regel van het gesprek
en dit de tweede regel daarvan

00:00:04.000 --> 00:00:06.000
en dit de tweede regel daarvan
en de derde.
"""

SRT = """\
1
00:00:01,000 --> 00:00:04,000
R3: We hebben het
gezien.

2
00:00:04,500 --> 00:00:06,000
{\\an8}<i>En</i> gehoord.

3
00:01:30,000 --> 00:01:31,000
INT: Waar?
"""


def transcript(tmp_path, name: str, text: str | bytes, register: Register | None = None) -> tuple[str, tuple[str, ...]]:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = read_rows(file)
    turns = turns_in(found.rows, register or Register())
    return written(turns, voices(turns, register or Register())), found.said


def test_cues_of_one_voice_are_one_turn_with_the_first_time(tmp_path):
    who = Register(["r1"], given={"jan de vries": "INT", "anna bakker": "r1"})
    text, said = transcript(tmp_path, "a.vtt", TEAMS, who)
    assert text == (
        "INT [0:00:03]: Welkom allemaal, we beginnen met de eerste vraag. Wie wil er iets over zeggen?\n"
        "r1 [0:01:09]: Bij ons & bij de buren was het anders.\n"
    )
    assert said == ()


def test_names_that_nobody_gave_an_id_to_do_not_get_into_the_text(tmp_path):
    text, _ = transcript(tmp_path, "a.vtt", TEAMS)
    assert text.startswith("S1 [0:00:03]: Welkom")
    assert "\nS2 [0:01:09]: Bij ons" in text
    assert "Anna" not in text


def test_styles_regions_ids_settings_and_tags_go_and_notes_are_said(tmp_path):
    text, said = transcript(tmp_path, "a.vtt", FULL, Register(["r1"]))
    assert text == (
        "R1 [0:00:01]: Ja,\nINT [0:00:01]: en toen?\nR1 [1:02:03]: Toen niets\n"
        "UNKNOWN [1:02:06]: Goed.\n[1:02:06] Best.\n"
    )
    assert said == (
        "3 lines of the header left out",
        "2 comments (NOTE) left out",
        "2 styles and regions left out",
        "1 cue without words left out",
    )


def test_rolling_captions_are_not_said_twice(tmp_path):
    text, _ = transcript(tmp_path, "a.vtt", ROLLING)
    assert text == "[0:00:00] dit is de eerste regel van het gesprek en dit de tweede regel daarvan en de derde.\n"


@pytest.mark.parametrize("text", [SRT, SRT.replace("\n", "\r\n"), "\ufeff" + SRT, SRT.replace(",000", ".000")])
def test_subrip_with_labels_is_read(tmp_path, text):
    found, said = transcript(tmp_path, "a.srt", text, Register(["r3"]))
    assert found == "R3 [0:00:01]: We hebben het gezien. En gehoord.\nINT [0:01:30]: Waar?\n"
    assert said == ()


def test_subrip_in_windows_1252_is_read(tmp_path):
    text = SRT.replace("gezien", "geïnd")
    assert "geïnd" in transcript(tmp_path, "a.srt", text.encode("cp1252"))[0]


def test_a_long_turn_goes_on_with_its_time_when_a_sentence_has_ended(tmp_path):
    cues = "".join(
        f"00:{minute:02d}:00.000 --> 00:{minute:02d}:50.000\n<v R1>Zin {minute}.</v>\n\n" for minute in range(3)
    )
    text, _ = transcript(tmp_path, "a.vtt", f"WEBVTT\n\n{cues}")
    assert text == "R1 [0:00:00]: Zin 0.\n[0:01:00] Zin 1.\n[0:02:00] Zin 2.\n"


def spoken(count: int, seconds: float, words: str = "zonder punt") -> str:
    """Cues one after another of one voice, each with its own number and no sentence that ends."""
    at = [n * seconds for n in range(count + 1)]
    stamp = [f"{int(one // 3600):02d}:{int(one // 60 % 60):02d}:{one % 60:06.3f}" for one in at]
    return "WEBVTT\n\n" + "".join(
        f"{stamp[n]} --> {stamp[n + 1]}\n<v R1>{words} nummer{n}</v>\n\n" for n in range(count)
    )


@pytest.mark.parametrize("seconds", [0.5, 3.2, 7, 45])
@pytest.mark.parametrize("words", ["zonder punt", "Wel een punt.", "woord " * 30])
def test_the_time_of_words_is_less_than_half_a_minute_before_their_own_cue(tmp_path, seconds, words):
    text, _ = transcript(tmp_path, "a.vtt", spoken(300, seconds, words))
    found = parse(text, ["R1"])
    assert {line.speaker for line in found.lines} == {"R1"}
    for number in range(300):
        time = found.line_of(re.search(rf"nummer{number}\b", text).start()).time
        hours, minutes, rest = map(int, time.split(":"))
        assert 0 <= number * seconds - (hours * 3600 + minutes * 60 + rest) < 31
        if seconds > 30:
            assert int(number * seconds) == hours * 3600 + minutes * 60 + rest
    assert max(len(line.split()) for line in text.splitlines()) < 140


def test_a_line_of_cues_of_which_all_times_are_the_same_is_cut_by_its_words(tmp_path):
    cue = "00:00:01.000 --> 00:00:01.000\n<v R1>{} woorden zonder dat er iets eindigt</v>\n\n"
    text, _ = transcript(tmp_path, "a.vtt", "WEBVTT\n\n" + "".join(map(cue.format, range(200))))
    assert max(len(line.split()) for line in text.splitlines()) <= 120
    assert text.count("woorden") == 200


def test_a_label_that_is_all_of_a_cue_and_a_page_are_not_lost(tmp_path):
    srt = "\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{words}\n"
        for n, words in enumerate(["INT:", "Wie was daar?", "[p. 4]", "R3:", "R4: ik niet", "R3:"], 1)
    )
    text, _ = transcript(tmp_path, "a.srt", srt, Register(["r3", "r4"]))
    assert text == "INT [0:00:01]: Wie was daar?\n[p. 4]\nR3 [0:00:04]:\nR4 [0:00:05]: ik niet\nR3 [0:00:06]:\n"


def test_words_of_nobody_go_on_on_a_new_line_after_a_silence(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\neen\n\n00:02.500 --> 00:03.000\ntwee\n\n00:09.000 --> 00:10.000\ndrie\n"
    assert transcript(tmp_path, "a.vtt", text)[0] == "[0:00:01] een twee\n[0:00:09] drie\n"


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
@pytest.mark.parametrize(
    "text", ["hallo\n", "WEBVTT\n", "WEBVTT\n\nNOTE niets\n", "1\n2\n3\n", "WEBVTT\n\n00:99:99.000 --> x\na\n"]
)
def test_what_is_no_subtitles_is_refused(tmp_path, name, text):
    with pytest.raises(CmoEvalError, match=r"no .* subtitles|cannot be read"):
        transcript(tmp_path, name, text)


def test_empty_lines_above_the_header_are_no_words(tmp_path):
    (tmp_path / "talk.vtt").write_text("\n\nWEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n", encoding="utf-8")
    assert [row.text for row in read_rows(tmp_path / "talk.vtt").rows] == ["Hello."]


def test_captions_that_only_leave_lines_out_do_not_roll(tmp_path):
    cues = [("one\ntwo", "two"), ("three\nfour", "four"), ("five\nsix", "six")]
    blocks = [
        f"00:{2 * at + place:02}.000 --> 00:{2 * at + place + 1:02}.000\n{words}\n"
        for at, both in enumerate(cues)
        for place, words in enumerate(both)
    ]
    (tmp_path / "talk.vtt").write_text("\n".join(["WEBVTT\n", *blocks]), encoding="utf-8")
    assert [row.text for row in read_rows(tmp_path / "talk.vtt").rows] == [
        *("one two", "two", "three four", "four", "five six", "six"),
    ]
