#!/usr/bin/env bash
# pysubs2 1.8.1 and ttconv 1.2.3 (turn subtitles of one kind into another). What we guessed before running: the words of
# each cue come out once, as they stand there, and who says them where the format has a place for that.
#
# Seen: when two people talk through each other, ttconv cuts the time at each begin and end and writes what is said in
# the overlap again: two utterances become four, and words counted in the result count double. pysubs2 drops the names
# of voices (`<v Nurse>`), also into its own WebVTT and though its lines have a field for a name; what stands in
# curly brackets is no word for it and is gone, from SubRip too; `&amp;` stays `&amp;`.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet pysubs2==1.8.1 ttconv==1.2.3
cat > talk.vtt <<'X'
WEBVTT

00:00:00.000 --> 00:00:04.000
<v Nurse>R&amp;D said it did not help.

00:00:03.000 --> 00:00:06.000
<v Coach>Why not?

00:00:06.000 --> 00:00:08.000
<v Nurse>{laughs} Nobody had time.
X
cat > talk.srt <<'X'
1
00:00:00,000 --> 00:00:02,000
Nurse: {laughs} Nobody had time.
X
env/bin/tt convert -i talk.vtt -o talk-ttconv.srt >log 2>&1 || { cat log; exit 1; }
cat > look.py <<'P'
import pysubs2

again = open("talk-ttconv.srt", encoding="utf-8").read()
print(again)
assert again.count("R&D said it did not help.") == 2 and again.count("Why not?") == 2 and "Nurse" not in again
assert again.count("-->") == 4

lines = pysubs2.load("talk.vtt")
print([(line.name, line.plaintext) for line in lines])
assert [(line.name, line.plaintext.strip()) for line in lines] == [
    ("", "R&amp;D said it did not help."),
    ("", "Why not?"),
    ("", "Nobody had time."),
]
assert "Nurse" not in lines.to_string("vtt") and "laughs" not in lines.to_string("vtt")
subrip = pysubs2.load("talk.srt").to_string("srt")
print(subrip)
assert "Nurse:  Nobody had time." in subrip
P
env/bin/python look.py
echo "as found: what is said in an overlap is written twice; voices and what stands in curly brackets are gone"
