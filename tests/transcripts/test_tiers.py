"""Transcripts with tiers and times, of ELAN, EXMARaLDA, Praat and CLAN, as files of those programs have them."""

import itertools
from xml.sax.saxutils import escape

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import read_rows
from cmo_eval.transcripts.turns import Register, turns_in, voices, written

SAID = [
    ("Irma", 5.0, 8.5, 'We "waited" for an hour & more.'),
    ("Ben", 0.0, 4.25, "Who <waited> für wen?"),
    ("Irma", 61.5, 62.0, "Nobody did."),
]


@pytest.fixture
def read(tmp_path):
    def as_read(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_rows(path)

    return as_read


def cut(rows):
    return [row[:4] for row in rows.rows]


def in_time(said):
    return [(text, who, start, end) for who, start, end, text in sorted(said, key=lambda one: one[1])]


# ---- ELAN -----------------------------------------------------------------------------------------------------------


def elan(said, *, participants=True, codes=(), namespace=""):
    slots, tiers = [], {}
    for number, (who, start, end, text) in enumerate(said):
        for kind, time in (("a", start), ("b", end)):
            value = "" if time is None else f' TIME_VALUE="{round(time * 1000)}"'
            slots.append((time, f'<TIME_SLOT TIME_SLOT_ID="{kind}{number}"{value}/>'))
        tiers.setdefault(who, []).append(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="x{number}" TIME_SLOT_REF1="a{number}" '
            f'TIME_SLOT_REF2="b{number}"><ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
        )
    named = 'TIER_ID="T-{0}" PARTICIPANT="{0}"' if participants else 'TIER_ID="{0}"'
    made = [f"<TIER {named.format(who)}>{''.join(parts)}</TIER>" for who, parts in tiers.items()]
    made += [
        '<TIER TIER_ID="codes" PARENT_REF="T-Irma"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="c" ANNOTATION_REF="x0">'
        f"<ANNOTATION_VALUE>{code}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>"
        for code in codes
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT{namespace}><TIME_ORDER>'
        + "".join(slot for _, slot in slots)
        + f"</TIME_ORDER>{''.join(made)}</ANNOTATION_DOCUMENT>"
    )


@pytest.mark.parametrize("participants", [True, False])
def test_what_elan_has_is_in_order_of_time(read, participants):
    rows = read("a.eaf", elan(SAID, participants=participants, codes=["trust me"]))
    assert cut(rows) == in_time(SAID)
    assert rows.said == ("1 annotation of another tier left out",)
    assert rows.words == sum(len(text.split()) for _, _, _, text in SAID) - 1 + 2  # but for &, with the code


def test_a_moment_without_a_time_stands_where_its_neighbours_do(read):
    said = [("Irma", 5.0, 8.0, "later"), ("Irma", 0.0, None, "first half"), ("Irma", None, 4.0, "second half")]
    rows = read("a.eaf", elan(said))
    assert cut(rows) == [
        ("first half", "Irma", 0.0, None),
        ("second half", "Irma", None, 4.0),
        ("later", "Irma", 5.0, 8.0),
    ]


# ---- EXMARaLDA ------------------------------------------------------------------------------------------------------


def exmaralda(tiers, times, speakers=(("S0", "Irma"), ("S1", "Ben"))):
    table = "".join(f'<speaker id="{id_}"><abbreviation>{name}</abbreviation></speaker>' for id_, name in speakers)
    line = "".join(
        f'<tli id="T{n}"{"" if time is None else f" time={chr(34)}{time}{chr(34)}"}/>' for n, time in enumerate(times)
    )
    made = "".join(
        f'<tier id="x{n}" speaker="{who}" category="v" type="{kind}">'
        + "".join(f'<event start="T{a}" end="T{b}">{escape(text)}</event>' for a, b, text in events)
        + "</tier>"
        for n, (who, kind, events) in enumerate(tiers)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><basic-transcription><head><speakertable>{table}</speakertable></head>'
        f"<basic-body><common-timeline>{line}</common-timeline>{made}</basic-body></basic-transcription>"
    )


def test_a_word_that_goes_through_two_events_is_one_word(read):
    tiers = [
        ("S0", "t", [(0, 1, "We wai"), (1, 2, "ted. "), (2, 3, "Long & cold. "), (4, 5, "Yes.")]),
        ("S1", "t", [(1, 2, "Mhm.")]),
        ("S0", "a", [(0, 2, "nods twice")]),
        ("S1", "d", [(0, 2, "door")]),
    ]
    rows = read("a.exb", exmaralda(tiers, [0.0, 0.5, 2.25, 4.0, 9.0, 10.0]))
    assert cut(rows) == [
        ("We waited.", "Irma", 0.0, 2.25),
        ("Mhm.", "Ben", 0.5, 2.25),
        ("Long & cold.", "Irma", 2.25, 4.0),
        ("Yes.", "Irma", 9.0, 10.0),
    ]
    assert rows.said == ("2 annotations of other tiers left out",)


def test_a_speaker_whose_words_stand_on_a_tier_of_annotations_is_read(read):
    tiers = [
        ("S0", "t", [(0, 1, "Who waited?")]),
        ("S1", "a", [(1, 2, "We did.")]),  # as corflow writes the second speaker
        ("S1", "a", [(1, 2, "translated")]),
        ("S0", "a", [(0, 1, "a question")]),
        ("S1", "d", [(1, 2, "nods")]),
    ]
    rows = read("a.exb", exmaralda(tiers, [0.0, 1.0, 2.0]))
    assert cut(rows) == [("Who waited?", "Irma", 0.0, 1.0), ("We did.", "Ben", 1.0, 2.0)]
    assert rows.said == ("3 annotations of other tiers left out",)


def test_moments_of_exmaralda_may_have_no_time(read):
    tiers = [("S0", "t", [(2, 3, "Second.")]), ("S1", "t", [(0, 1, "First.")]), ("S9", "t", [(3, 4, "Third.")])]
    rows = read("a.exb", exmaralda(tiers, [0.0, 3.0, None, None, 8.0]))
    assert cut(rows) == [("First.", "Ben", 0.0, 3.0), ("Second.", "Irma", None, None), ("Third.", "S9", None, 8.0)]


# ---- Praat ----------------------------------------------------------------------------------------------------------


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def textgrid(said, points=(), *, short=False):
    tiers = {}
    for who, start, end, text in sorted(said, key=lambda one: (one[0], one[1])):
        tiers.setdefault(who, []).append((start, end, text))
    head = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'

    def field(name, value):
        return f"{value}\n" if short else f"    {name} = {value} \n"

    lines = [head, field("xmin", 0), field("xmax", 99), "<exists>\n" if short else "tiers? <exists> \n"]
    lines += [field("size", len(tiers) + bool(points)), "" if short else "item []: \n"]
    for number, (who, held) in enumerate(tiers.items(), 1):
        lines += [
            "" if short else f"  item [{number}]:\n",
            field("class", '"IntervalTier"'),
            field("name", quoted(who)),
        ]
        lines += [field("xmin", 0), field("xmax", 99), field("intervals: size", len(held))]
        for place, (start, end, text) in enumerate(held, 1):
            lines += ["" if short else f"    intervals [{place}]:\n", field("xmin", start), field("xmax", end)]
            lines.append(field("text", quoted(text)))
    if points:
        lines += [field("class", '"TextTier"'), field("name", '"marks"'), field("xmin", 0), field("xmax", 99)]
        lines.append(field("points: size", len(points)))
        for time, mark in points:
            lines += [field("number", time), field("mark", quoted(mark))]
    return "".join(lines)


@pytest.mark.parametrize(
    ("short", "codec"),
    [*itertools.product([True, False], ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])],
)
def test_a_textgrid_is_read_in_both_forms_and_all_encodings(read, short, codec):
    content = textgrid([*SAID, ("Irma", 0, 5.0, "")], [(1.5, 'x "y" ! z')], short=short)
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    rows = read("a.TextGrid", mark + content.encode(codec))
    assert cut(rows) == in_time(SAID)
    assert rows.said == ("1 mark at a moment left out",)
    assert rows.words == sum(len(text.split()) for _, _, _, text in SAID) - 1 + 3


def test_numbers_and_quotes_in_words_are_words(read):
    said = [("a", 0, 1, '5 of "6"\n7 ! 8'), ("a", 1, 2, "item [1]: xmin = 3")]
    assert [row.text for row in read("a.TextGrid", textgrid(said)).rows] == ['5 of "6" 7 ! 8', "item [1]: xmin = 3"]


def test_letters_that_praat_spells_are_letters(read):
    spelled = [('\\u"ber', "über"), ("gro\\ss", "groß"), ("\\e'te\\ae", "étéæ".replace("té", "te")), ("\\c,a", "ça")]
    spelled += [("\\n~o", "ño"), ("\\o/re", "øre"), ("a\\bsb", "a\\b"), ("\\sw", "\\sw"), ('\\q"', '\\q"')]
    said = [("a", n, n + 1, text) for n, (text, _) in enumerate(spelled)]
    assert [row.text for row in read("a.TextGrid", textgrid(said)).rows] == [letters for _, letters in spelled]


# ---- CHAT -----------------------------------------------------------------------------------------------------------

CHAT = (
    "@UTF8\n@Begin\n@Participants:\tIRM Irma Participant, INV Ben Investigator\n"
    "*INV:\tdo you trust them ? \x150_2500\x15\n"
    "%mor:\tverb|do\n*IRM:\t<I I> [/] I do (.) &=laughs mostly\n\t[= the staff] . \x152500_6120\x15\n"
    "*INV:\tone \x157000_7500\x15 two . \x157500_8000\x15\n*IRM:\tyes .\n@End\n"
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_main_lines_of_chat_stay_as_they_are_written(read, ends):
    rows = read("a.cha", CHAT.replace("\n", ends))
    assert cut(rows) == [
        ("do you trust them ?", "INV", 0.0, 2.5),
        ("<I I> [/] I do (.) &=laughs mostly [= the staff] .", "IRM", 2.5, 6.12),
        ("one two .", "INV", 7.0, 8.0),
        ("yes .", "IRM", None, None),
    ]
    assert rows.said == ("4 lines of the header left out", "1 note below a turn left out")


# ---- all of them ----------------------------------------------------------------------------------------------------

WHOLE = {
    "a.eaf": elan(SAID),
    "a.exb": exmaralda([("S0", "t", [(0, 1, "Yes."), (1, 2, "No.")])], [0.0, 1.0, 2.0]),
    "a.TextGrid": textgrid(SAID),
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_ends_too_early_is_refused(read, name, share):
    with pytest.raises(CmoEvalError) as error:
        read(name, WHOLE[name][: int(len(WHOLE[name]) * share)])
    assert error.value.hint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.eaf", '<!DOCTYPE x [<!ENTITY a "b">]><ANNOTATION_DOCUMENT/>'),
        ("a.exb", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/hosts">]><basic-transcription/>'),
        ("a.eaf", "<other/>"),
        ("a.eaf", "not XML"),
        ("a.exb", f"<basic-transcription>{'<a/>' * 3_000_001}</basic-transcription>"),
        ("a.TextGrid", b"ooBinaryFile\x08TextGrid"),
        ("a.TextGrid", 'File type = "ooTextFile"\nObject class = "Pitch"\n'),
        ("a.TextGrid", textgrid(SAID).replace("size = 2", "size = 99999999")),
        ("a.TextGrid", textgrid(SAID).replace("xmin = 5.0", "xmin = five")),
        ("a.cha", "*INV:\tyes .\n"),
        ("a.cha", "@UTF8\n@Begin\n@End\n"),
    ],
)
def test_what_is_something_else_or_may_do_harm_is_refused(read, name, content):
    with pytest.raises(CmoEvalError) as error:
        read(name, content)
    assert name in error.value.message
    assert error.value.hint


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.TextGrid", textgrid(SAID), "TextGrid of Praat"),
        ("a.cha", CHAT, "transcript in CHAT"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nYes.\n", "WebVTT subtitles"),
        ("a.tsv", "start\tend\ttext\n0\t1500\tYes.\n", "segments of a recording (TSV)"),
    ],
)
def test_a_plain_text_that_says_what_it_is_is_read_as_that(read, codec, name, content, format_):
    rows, plain = read(name, content.encode(codec)), read("a.txt", content.encode(codec))
    assert (plain.format, cut(plain)) == (format_, cut(rows))
    assert read("b.txt", f"about\n{content}").format == "plain text"


def test_all_of_them_become_turns_with_times(read):
    for name in ("a.eaf", "a.TextGrid"):
        turns = turns_in(read(name, WHOLE[name]).rows, Register())
        assert written(turns, voices(turns, Register())) == (
            'S1 [0:00:00]: Who <waited> für wen?\nS2 [0:00:05]: We "waited" for an hour & more.\n'
            "[0:01:01] Nobody did.\n"
        )
