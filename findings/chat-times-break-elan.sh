#!/usr/bin/env bash
# pylangacq 0.23.0 (with rustling 0.9.0; reads transcripts in CHAT and writes them as ELAN, Praat and subtitles). What we
# guessed before running: each utterance goes along to each of the three, and what is written can be opened.
#
# Seen: an utterance without a time is left out of subtitles and TextGrid without a word. The ELAN file of a talk with
# times is no XML: the signs that CHAT puts around a time (U+0015, which XML knows in no form) stand behind the words.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet pylangacq==0.23.0 rustling==0.9.0
cat > look.py <<'P'
import xml.etree.ElementTree as ElementTree

import pylangacq

talk = pylangacq.CHAT.from_strs(
    [
        "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tINT Interviewer Investigator, NUR Nurse Adult\n"
        "@ID:\teng|talk|INT|||||Investigator|||\n@ID:\teng|talk|NUR|||||Adult|||\n"
        "*INT:\tdid it help ? \x150_1000\x15\n"
        "*NUR:\tit did not help us . \x151000_2500\x15\n"
        "*INT:\twhy ?\n"
        "*NUR:\tnobody told the ward . \x154000_5000\x15\n@End\n"
    ]
)
assert [one.time_marks for one in talk.utterances()] == [(0, 1000), (1000, 2500), None, (4000, 5000)]
(subtitles,), (grid,), (elan,) = talk.to_srt_strs(), talk.to_textgrid_strs(), talk.to_elan_strs()
print(subtitles)
assert "nobody told the ward" in subtitles and "why" not in subtitles
assert "nobody told the ward" in grid and "why" not in grid
assert "why ?" in elan
try:
    ElementTree.fromstring(elan)
except ElementTree.ParseError as error:
    print("the ELAN file:", error, "U+0015" if "\x15" in elan else "")
    assert "\x15" in elan
else:
    raise AssertionError("the ELAN file is well formed")
P
env/bin/python look.py
echo "as found: utterances without a time are lost twice, and the ELAN file cannot be opened"
