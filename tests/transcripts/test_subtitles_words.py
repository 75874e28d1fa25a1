"""No word of subtitles is lost in silence, however a program or a person wrote them; what is left out is counted."""

# ruff: noqa: S311, SIM905 - the same cues for the same seed

import random
import re
import time
from itertools import pairwise

import pytest

from cmo_eval.transcripts.reading import read_rows, words_in
from cmo_eval.transcripts.turns import Register, turns_in, voices, written


def brought_in(tmp_path, name: str, text: str | bytes, *people: str) -> tuple[str, tuple[str, ...]]:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = read_rows(file)
    turns = turns_in(found.rows, Register(people))
    return written(turns, voices(turns, Register(people))), found.said


def srt(*cues: str) -> str:
    return "".join(f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{words}\n\n" for n, words in enumerate(cues, 1))


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "".join(f"00:{n:02d}.000 --> 00:{n:02d}.900\n{words}\n\n" for n, words in enumerate(cues, 1))


def words_of(text: str) -> list[str]:
    """The words that a transcript says, without the times and the label that its lines begin with."""
    return re.sub(r"(?m)^(?:[\w-]+(?: \[\d+:\d\d:\d\d\])?: |\[\d+:\d\d:\d\d\] )", "", text).split()


@pytest.mark.parametrize("ending", ["srt", "vtt"])
@pytest.mark.parametrize(
    ("cues", "wanted"),
    [
        (["Nooit meer.", "Nooit meer.", "Echt niet."], "Nooit meer. Nooit meer. Echt niet."),
        (["Nooit.", "Nooit.\nNooit meer.", "Wie zegt dat?"], "Nooit. Nooit. Nooit meer. Wie zegt dat?"),
        (["Ja ja ja.", "Ja ja ja.\nJa ja ja.", "Goed zo.", "Klaar."], "Ja ja ja. Ja ja ja. Ja ja ja. Goed zo. Klaar."),
        (["een <hoest> en <onverstaanbaar> woord"], "een <hoest> en <onverstaanbaar> woord"),
        (["als p<b of c>d dan <3 en <- en <i want"], "als p<b of c>d dan <3 en <- en <i want"),
        (['<i>schuin</i> <font color="#ff0000" size=2>rood</FONT> <b.luid>vet</b>'], "schuin rood vet"),
        (["<c.geel>een</c> <00:00:01.500><lang en-GB>two</lang> <ruby>drie<rt>3</rt></ruby>"], "een two drie3"),
        (["Tom &amp; Jans caf&eacute; &lt;b&gt; &nbsp; AT&T &copy"], "Tom & Jans café <b> AT&T &copy"),
        (["een\n\ntwee na een lege regel", "drie"], "een twee na een lege regel drie"),
        (["1986", "In 1986?", "2\n3"], "1986 In 1986? 2 3"),
        (["- 5 graden", "het is -5\n-10 graden"], "- 5 graden het is -5 -10 graden"),
        (["eerste<br>tweede<br/>derde"], "eerste tweede derde"),
        (["een --> pijl en 3 --> 4"], "een --> pijl en 3 --> 4"),
        (["STIJL\nNOTE is hier een woord"], "STIJL NOTE is hier een woord"),
        (["{\\an8}boven {\\i1}schuin{\\i0} {geen teken}"], "boven schuin {geen teken}"),
    ],
)
def test_words_of_cues_stay(tmp_path, ending, cues, wanted):
    text, said = brought_in(tmp_path, f"a.{ending}", (srt if ending == "srt" else vtt)(*cues))
    assert words_of(text) == wanted.split()
    assert said == ()


def test_lines_that_captions_show_again_go_and_are_counted(tmp_path):
    lines = [f"regel {n} van" if n % 2 else f"het {n}" for n in range(40)]
    cues = [lines[0], *("\n".join(pair) for pair in pairwise(lines))]
    text, said = brought_in(tmp_path, "a.srt", srt(*cues))
    assert words_of(text) == " ".join(lines).split()
    repeated = words_in(cues) - words_in(lines)
    assert said == (f"{repeated} words that rolling captions show again left out",)


def test_captions_that_roll_with_a_moment_between_them(tmp_path):
    text = (
        "WEBVTT\nKind: captions\n\n00:00.000 --> 00:02.000 align:start\n \nwij<00:00:00.500><c> gingen</c>\n\n"
        "00:02.000 --> 00:02.010\nwij gingen\n \n\n"
        "00:02.010 --> 00:04.000\nwij gingen\nnaar<00:00:03.000><c> huis</c>\n\n"
        "00:04.000 --> 00:04.010\nnaar huis\n \n"
    )
    found, said = brought_in(tmp_path, "a.vtt", text)
    assert found == "[0:00:00] wij gingen naar huis\n"
    assert said == (
        "1 line of the header left out",
        "6 words that rolling captions show again left out",
    )


def test_captions_that_mark_the_word_that_is_said_or_grow_word_by_word(tmp_path):
    marked = vtt("<u>Daar</u> gaan we", "Daar <u>gaan</u> we", "Daar gaan <u>we</u>", "<u>Nu</u> dan", "Nu <u>dan</u>")
    growing = vtt("Daar", "Daar gaan", "Daar gaan we", "Nu", "Nu dan")
    for text, many in ((marked, "8 words"), (growing, "4 words")):
        found, said = brought_in(tmp_path, "a.vtt", text)
        assert words_of(found) == "Daar gaan we Nu dan".split()
        assert many in said[0]


def test_a_few_captions_that_roll_among_many_that_do_not(tmp_path):
    loose = [f"los {n}" for n in range(20)]
    rolls = ["a b", "a b\nc d", "c d\ne f", "e f\ng h"]
    text, said = brought_in(tmp_path, "a.srt", srt(*loose, *rolls))
    assert words_of(text) == [*" ".join(loose).split(), *"a b c d e f g h".split()]
    assert said == ("6 words that rolling captions show again left out",)


@pytest.mark.parametrize(
    "times",
    [
        "0:0:1.5 --> 0:0:2.5",
        "00:00:01,500 --> 00:00:02,500",
        "00:01.500 --> 00:02.500",
        "00:00:01.500-->00:00:02.500 line:90% position:50%,start",
        "00:00:01,500 --> 00:00:02,500  X1:10 X2:20 Y1:30 Y2:40",
        "00:00:01,5 -->",
        "0:00:01 --> ",
        "1.5 --> 2.5",
        "00:00:01,500 –> 00:00:02,500",
        "00:00:01,500 -> 00:00:02,500",
    ],
)
@pytest.mark.parametrize("header", ["WEBVTT\n\n", "", "\ufeffWEBVTT\n", "\n\n\n", "\ufeff1\n"])
def test_times_in_every_form_are_times(tmp_path, times, header):
    text, said = brought_in(tmp_path, "a.vtt", f"{header}{times}\neen twee\n\n100:00:00.000 --> 101:00:00.000\ndrie\n")
    assert text == "[0:00:01] een twee\n[100:00:00] drie\n"
    assert said == ()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path, ends):
    text, _ = brought_in(tmp_path, "a.srt", srt("een\ntwee", "drie").replace("\n", ends))
    assert words_of(text) == ["een", "twee", "drie"]


def test_times_that_cannot_be_read_leave_the_words_and_are_said(tmp_path):
    text, said = brought_in(tmp_path, "a.vtt", vtt("een", "twee", "drie").replace("00:02.000", "00:99:99.000"))
    assert words_of(text) == ["een", "twee", "drie"]
    assert said == ("1 cue has times that cannot be read (line 6); the words go on from the cue before",)


def test_numbers_and_names_of_cues(tmp_path):
    close = srt("een", "", "drie").replace("\n\n", "\n")
    text, said = brought_in(tmp_path, "a.srt", close)
    assert (words_of(text), said) == (["een", "drie"], ("1 cue without words left out",))
    wide = re.sub("\n+", "\n\n", srt("een", "twee", "1999", "vier"))
    assert words_of(brought_in(tmp_path, "b.srt", wide)[0]) == ["een", "twee", "1999", "vier"]
    without = re.sub(r"(?m)^\d\n", "", srt("een", "twee\n\n1999", "vier"))
    assert words_of(brought_in(tmp_path, "c.srt", without)[0]) == ["een", "twee", "1999", "vier"]
    named = vtt("een", "twee").replace("00:01.0", "het begin\n00:01.0").replace("00:02.0", "het eind\n00:02.0")
    text, said = brought_in(tmp_path, "d.vtt", named)
    assert (words_of(text), said) == (["een", "twee"], ("2 names of cues left out",))
    late = vtt("een", "twee").replace("00:02.0", "het einde is nabij\n00:02.0")
    assert words_of(brought_in(tmp_path, "e.vtt", late)[0]) == "een het einde is nabij twee".split()


def test_a_name_of_a_cue_that_names_who_speaks(tmp_path):
    text = vtt("Dag allemaal.", "Dag.").replace("00:01.0", '1 "Els Bos" (17)\n00:01.0')
    text = text.replace("00:02.0", '2 "Jan Kok" (18)\n00:02.0')
    assert brought_in(tmp_path, "a.vtt", text)[0] == "S1 [0:00:01]: Dag allemaal.\nS2 [0:00:02]: Dag.\n"


def test_what_stands_above_the_first_cue_is_not_lost(tmp_path):
    text, _ = brought_in(tmp_path, "a.srt", "Opgenomen in de bibliotheek\n\n" + srt("een"))
    assert text.split() == ["Opgenomen", "in", "de", "bibliotheek", "[0:00:01]", "een"]


def test_several_voices_in_a_cue(tmp_path):
    text, _ = brought_in(
        tmp_path,
        "a.vtt",
        vtt(
            "<v.first.loud R1>Een,</v> <v R2>twee,\n<v\tR1>drie", "<v R2>&lt;vier&gt;</v> vijf", "- zes\nzeven\n- acht"
        ),
        "r1",
        "r2",
    )
    assert text == (
        "R1 [0:00:01]: Een,\nR2 [0:00:01]: twee,\nR1 [0:00:01]: drie\nR2 [0:00:02]: <vier>\nUNKNOWN [0:00:02]: vijf\n"
        "[0:00:03] zes zeven\n[0:00:03] acht\n"
    )


def test_dashes_and_arrows_of_another_speaker(tmp_path):
    text, _ = brought_in(tmp_path, "a.srt", srt("– Kom je?\n– Nee.", ">> R3: Goed.\n&gt;&gt; INT: En toen?"), "r3")
    assert text == "UNKNOWN [0:00:01]: Kom je?\n[0:00:01] Nee.\nR3 [0:00:02]: Goed.\nINT [0:00:02]: En toen?\n"


def test_what_follows_a_second_colon_is_said_and_who_answers_on_a_second_line_speaks(tmp_path):
    cues = (
        "INT: Hoe laat, om 10:30?",
        "R1: Ik zei dit: bel niet.",
        "Eén ding is zeker: het stopte.",
        "INT: En?\nR1: Nee.",
        "12",
    )
    text, _ = brought_in(tmp_path, "a.vtt", vtt(*cues), "r1")
    assert text == (
        "INT [0:00:01]: Hoe laat, om 10:30?\nR1 [0:00:02]: Ik zei dit: bel niet. Eén ding is zeker: het stopte.\n"
        "INT [0:00:04]: En?\nR1 [0:00:04]: Nee. 12\n"
    )


def test_cues_in_another_order_are_said(tmp_path):
    text, said = brought_in(tmp_path, "a.vtt", "WEBVTT\n\n00:09.000 --> 00:10.000\nlater\n\n" + vtt("eerder")[8:])
    assert text == "[0:00:09] later\n[0:00:01] eerder\n"
    assert said == ("1 cue begins before the one above; all stand in the order of the file",)


def random_cues(chance: random.Random, number: int) -> tuple[str, list[str]]:
    """Subtitles in a hand that nobody taught, and the words that are said in them, each once."""
    is_vtt = chance.random() < 0.5
    numbered = chance.random() < 0.5
    ends = chance.choice(["\n", "\r\n"])
    out = ["WEBVTT", ""] if is_vtt else []
    said: list[str] = []
    at = 0.0
    for count in range(1, number + 1):
        if numbered and not (count > 1 and chance.random() < 0.1):
            out.append(str(count))
        stop = at + chance.choice([0.01, 0.5, 3, 20])
        sign = "." if is_vtt or chance.random() < 0.3 else ","
        stamps = [
            f"{int(one // 3600):02d}:{int(one // 60 % 60):02d}:{one % 60:06.3f}".replace(".", sign)
            for one in (at, stop)
        ]
        out.append(f"{stamps[0]} --> {stamps[1]}" + chance.choice(["", " align:start line:0%"] if is_vtt else [""]))
        for _ in range(chance.randint(0, 3)):
            words = [
                f"w{len(said) + place}{chance.choice(['', '.', ',', '?', '!'])}"
                for place in range(chance.randint(1, 6))
            ]
            said += words
            marked = [
                chance.choice(["<i>%s</i>", "<b>%s</b>", '<font color="x">%s</font>', "<c.a.b>%s</c>"]) % word
                if chance.random() < 0.15
                else word
                for word in words
            ]
            out.append(chance.choice(["", "- ", " ", ""]) + " ".join(marked))
            if chance.random() < 0.1:
                out.append(chance.choice(["", " ", "\t"]))
        if chance.random() < 0.95 or not numbered:
            out.append("")
        if is_vtt and chance.random() < 0.1:
            out += ["", "NOTE terzijde", "nog wat", ""]
        at = stop + chance.choice([0, 0, 0.3, 4])
    return ends.join(out), said


@pytest.mark.parametrize("seed", range(60))
def test_words_of_random_cues_come_in_once_and_in_order(tmp_path, seed):
    chance = random.Random(seed)
    content, words = random_cues(chance, chance.randint(2, 60))
    if not words:
        pytest.skip("no words in it")
    text, said = brought_in(tmp_path, "a.srt", content)
    assert [word for word in words_of(text) if word[0] == "w"] == words
    notes = content.count("NOTE terzijde")
    assert [one for one in said if "NOTE" in one] == (
        [f"{notes} comment{'s' * (notes > 1)} (NOTE) left out"] * bool(notes)
    )
    found = read_rows(tmp_path / "a.srt")
    assert found.words == words_in(row.text for row in found.rows) + 4 * notes


@pytest.mark.parametrize("seed", range(40))
def test_whatever_stands_in_a_file_its_words_are_in_the_rows_or_counted(tmp_path, seed):
    chance = random.Random(seed)
    pieces = ["<", ">", "<v A>", "</v>", "<i", "-->", "\n", "\n\n", "- ", "&lt;", "&#27;", "NOTE", "woord", "woord",
              "een", "{\\an8}", "00:01.000 --> 00:02.000\n", "1\n", " ", "<c>", "STYLE\n",
              "[p. 2]", "A:", "12:30", "\t"]  # fmt: skip
    loose = "".join(chance.choice(pieces) for _ in range(300))
    numbers = iter(range(1000))
    content = "WEBVTT\n\n00:00.000 --> 00:01.000\nbegin\n" + re.sub("woord", lambda _: f"woord{next(numbers)}x", loose)
    file = tmp_path / "a.vtt"
    file.write_text(content)
    found = read_rows(file)
    rows = " ".join(row.text for row in found.rows)
    missing = [word for word in re.findall(r"woord\d+x", content) if word not in rows]
    assert found.words is not None
    assert len(missing) <= found.words - words_in([rows])
    assert not missing or "left out" in " ".join(found.said)


@pytest.mark.parametrize(
    "content",
    [
        "WEBVTT\n\n" + "".join(f"{n}:00.000 --> {n}:50.900\nwoord {n}\n\n" for n in range(10_000)),
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "woorden zonder eind " * 30_000,
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "regel\n" * 50_000,
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<v " * 250_000,
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<font a=" * 50_000 + "x",
        "WEBVTT\n\n00:00.000 --> 00:01.000\na" + " " * 1_000_000 + "b",
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "&" * 500_000 + "a",
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "{\\" * 250_000 + "a",
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "1" * 1_000_000 + "\n" + "1:" * 250_000 + " --> 2",
    ],
    ids=["cues", "long cue", "lines", "voices", "fonts", "blanks", "ampersands", "braces", "digits"],
)  # fmt: skip
def test_large_files_take_time_in_proportion(tmp_path, content):
    file = tmp_path / "a.vtt"
    file.write_text(content)
    began = time.process_time()
    found = read_rows(file)
    turns = turns_in(found.rows, Register())
    text = written(turns, voices(turns, Register()))
    assert time.process_time() - began < 5
    assert words_in([text]) >= (found.words or 0)


def test_two_voices_that_say_the_same_in_rolling_captions_both_say_it(tmp_path):
    cues = ["<v A>een\ntwee", "<v A>twee\ndrie", "<v B>drie\nvier", "<v B>vier\nvijf"]
    content = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{at:02d}.000 --> 00:00:{at + 1:02d}.000\n{cue}" for at, cue in enumerate(cues, 1)
    )
    text, _ = brought_in(tmp_path, "a.vtt", content)
    assert words_of(text) == ["een", "twee", "drie", "drie", "vier", "vijf"]


def test_fewer_and_fewer_lines_are_no_rolling_captions(tmp_path):
    said = "een twee drie vier vijf zes".split(" ")
    cues = ["\n".join(said[at:]) for at in range(6)] + [f"los {word}" for word in said * 2]
    content = "\n\n".join(
        f"{at}\n00:00:{at:02d},000 --> 00:00:{at + 1:02d},000\n{cue}" for at, cue in enumerate(cues, 1)
    )
    text, _ = brought_in(tmp_path, "a.srt", content)
    assert words_of(text) == " ".join(cues).split()


def test_a_number_that_is_said_just_above_the_next_times_stays(tmp_path):
    content = (
        "1\n00:00:01,000 --> 00:00:02,000\nHoeveel\n\n2\n00:00:02,000 --> 00:00:03,000\nmet z'n\n12\n"
        "00:00:03,000 --> 00:00:04,000\nzo\n\n4\n00:00:04,000 --> 00:00:05,000\nja\n"
    )
    text, _ = brought_in(tmp_path, "a.srt", content)
    assert words_of(text) == ["Hoeveel", "met", "z'n", "12", "zo", "ja"]
