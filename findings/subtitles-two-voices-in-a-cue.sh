#!/usr/bin/env bash
# webvtt-py 0.6.0 (source: its own parser, `Caption.voice` and `Caption.text`): a cue may hold two voice spans, as Teams
# and hand-made captions have it. `voice` is the first one, and `text` runs both together, so that whoever takes a cue
# for what its voice said puts the words of the second speaker under the name of the first. Entities stay as they are
# (`&amp;`), where pycaption 2.3.14 writes them out and keeps each voice with its words. Expected before running: two
# voices, or none.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet webvtt-py==0.6.0 pycaption==2.3.14
cat > captions.vtt <<'V'
WEBVTT

00:00:01.000 --> 00:00:03.000
<v Speaker A>We opened late.</v>
<v Speaker B>We did &amp; nobody came.</v>
V
cat > look.py <<'P'
import webvtt, pycaption
(cue,) = webvtt.read("captions.vtt")
print("webvtt-py:", cue.voice, "|", cue.text.replace("\n", " / "))
read = pycaption.WebVTTReader().read(open("captions.vtt", encoding="utf-8").read())
(other,) = read.get_captions(read.get_languages()[0])
print("pycaption:", other.get_text().replace("\n", " / "))
assert (cue.voice, cue.text) == ("Speaker A", "We opened late.\nWe did &amp; nobody came.")
assert other.get_text() == "Speaker A: We opened late.\nSpeaker B: We did & nobody came."
P
env/bin/python look.py
echo "as found: one voice for the words of two"
