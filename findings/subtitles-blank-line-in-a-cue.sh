#!/usr/bin/env bash
# SubRip has no standard, and programs that cut speech into cues leave a blank line where a speaker paused. pycaption
# 2.3.14 (`SRTReader`) then reads nothing more of the file: three cues become one, and no error is raised. srt 3.5.3
# keeps the words and the blank line; webvtt-py 0.6.0 keeps the words without it. Writing what srt read (`srt.compose`)
# leaves the blank line out, so that a round through srt mends the file for pycaption. Expected before running: all
# three keep the later cues.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet webvtt-py==0.6.0 pycaption==2.3.14 srt==3.5.3
printf '1\n00:00:01,000 --> 00:00:02,000\nHe paused\n\nand went on.\n\n2\n00:00:02,000 --> 00:00:03,000\nThen more.\n\n3\n00:00:03,000 --> 00:00:04,000\nThe end.\n' > captions.srt
cat > look.py <<'P'
import pycaption, srt, webvtt

def by_pycaption(text):
    read = pycaption.SRTReader().read(text)
    return [cue.get_text() for cue in read.get_captions(read.get_languages()[0])]

text = open("captions.srt", encoding="utf-8").read()
cues = list(srt.parse(text))
print("srt:      ", [cue.content for cue in cues])
print("webvtt-py:", [cue.text for cue in webvtt.from_srt("captions.srt")])
print("pycaption:", by_pycaption(text))
print("pycaption, after srt wrote it:", by_pycaption(srt.compose(cues)))
assert [cue.content for cue in cues] == ["He paused\n\nand went on.", "Then more.", "The end."]
assert [cue.text for cue in webvtt.from_srt("captions.srt")] == ["He paused\nand went on.", "Then more.", "The end."]
assert by_pycaption(text) == ["He paused"]
assert by_pycaption(srt.compose(cues)) == ["He paused\nand went on.", "Then more.", "The end."]
P
env/bin/python look.py
echo "as found: one of three readers stops at the blank line, without an error"
