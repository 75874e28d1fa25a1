#!/usr/bin/env bash
# vtt2txt 0.1.4 (makes a text for MAXQDA, with times, of captions as Zoom writes them) and caption2text 0.1.2 (a text of
# WebVTT or SubRip). What we guessed before running: what was said comes out whole, with the speaker where the cue names
# one and the time at which it begins and ends.
#
# Seen: vtt2txt cuts what was said at the second colon: of `Anna: I told them this: do not call.` what she told them is
# left out, and of `at 10:30` the half hour. The second line of a cue is gone, and with it whoever answers there. Of a cue
# that names nobody, the words before a colon are a new speaker (`One thing is clear`), who becomes the participant when
# codes are put for names. Both times in the text are the beginning. caption2text writes the identifiers of WebVTT as
# words, and leaves out answers of SubRip that are a number. Neither says a thing; webvtt-py 0.6.0 and srt 3.5.3 have all.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet vtt2txt==0.1.4 caption2text==0.1.2 webvtt-py==0.6.0 srt==3.5.3
cat > talk.vtt <<'X'
WEBVTT

1
00:00:01.000 --> 00:00:03.500
Nurse: How many came at 10:30?

2
00:00:04.000 --> 00:00:09.000
Anna: I told them this: do not call.

3
00:00:10.000 --> 00:00:12.000
One thing is clear: it stopped.

4
00:00:13.000 --> 00:00:15.000
Nurse: And then?
Anna: They did not come.
X
printf '1\n00:00:01,000 --> 00:00:02,000\nHow many came?\n\n2\n00:00:02,000 --> 00:00:03,000\n12\n' > talk.srt
cat > look.py <<'P'
import logging

import srt
import webvtt
from caption2text import srt_to_transcript, vtt_to_transcript
from vtt2txt import convert_to_txt, parse_vtt

said = [(cue.identifier, cue.text) for cue in webvtt.read("talk.vtt")]
assert said[1] == ("2", "Anna: I told them this: do not call.") and said[3][1].endswith("\nAnna: They did not come.")
assert [cue.content for cue in srt.parse(open("talk.srt"))] == ["How many came?", "12"]

turns, speakers = parse_vtt("talk.vtt")
print("vtt2txt:", [(turn["speaker"], turn["content"]) for turn in turns], speakers)
assert [(turn["speaker"], turn["content"]) for turn in turns] == [
    ("Nurse", "How many came at 10"),
    ("Anna", "I told them this"),
    ("One thing is clear", "it stopped."),
    ("Nurse", "And then?"),
]
lines = convert_to_txt("talk.vtt", interviewer_name="Nurse", participant_code="R1")
print("for MAXQDA:", lines)
assert lines[2] == "R1: 00:00:10.0 it stopped. 00:00:10.0\n"

logging.disable()
text, other = vtt_to_transcript("talk.vtt"), srt_to_transcript("talk.srt")
print("caption2text:", text.splitlines(), other.splitlines())
assert text.splitlines()[:4] == ["1", said[0][1], "2", said[1][1]] and other.splitlines() == ["How many came?"]
P
env/bin/python look.py
echo "as found: what follows a second colon is gone"
