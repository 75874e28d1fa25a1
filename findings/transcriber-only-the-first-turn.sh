#!/usr/bin/env bash
# corflow 3.4.3 (reads and writes transcripts of Transcriber, ELAN, Praat and EXMARaLDA). What we guessed before running:
# a talk of two people who take turns comes out of each format with all turns, and a laugh is no word of the speaker.
#
# Seen: written as Transcriber (.trs), a talk in which two people take turns keeps its first turn only; the file is valid
# and a reader finds nothing wrong. By ELAN and Praat all turns stay, but on the way to Praat each silence becomes the
# word `_`. An event beside the speech (`<Event desc="laugh" type="noise"/>`) is read as the spoken word `laugh`.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet corflow==3.4.3
cat > talk.trs <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans scribe="ab" audio_filename="talk" version="1" version_date="260101">
<Speakers>
<Speaker id="spk1" name="Interviewer" check="no" dialect="native" accent="" scope="local"/>
<Speaker id="spk2" name="Nurse" check="no" dialect="native" accent="" scope="local"/>
</Speakers>
<Episode>
<Section type="report" startTime="0" endTime="4">
<Turn speaker="spk1" startTime="0" endTime="1">
<Sync time="0"/>
Did it help you
</Turn>
<Turn speaker="spk2" startTime="1" endTime="2">
<Sync time="1"/>
It did not <Event desc="laugh" type="noise" extent="instantaneous"/> at all
</Turn>
<Turn speaker="spk1" startTime="2" endTime="3">
<Sync time="2"/>
Why not
</Turn>
<Turn speaker="spk2" startTime="3" endTime="4">
<Sync time="3"/>
Nobody had time
</Turn>
</Section>
</Episode>
</Trans>
X
cat > look.py <<'P'
from corflow.fromElan import fromElan
from corflow.fromPraat import fromPraat
from corflow.fromTranscriber import fromTranscriber
from corflow.toElan import toElan
from corflow.toPraat import toPraat
from corflow.toTranscriber import toTranscriber


def said(talk):
    return sorted((part.start, tier.name, " ".join(part.content.split())) for tier in talk for part in tier)


talk = fromTranscriber("talk.trs")
print("read:       ", said(talk))
assert said(talk) == [
    (0.0, "spk1", "Did it help you"),
    (1.0, "spk2", "It did not laugh at all"),
    (2.0, "spk1", "Why not"),
    (3.0, "spk2", "Nobody had time"),
]
toElan("talk.eaf", talk)
assert said(fromElan("talk.eaf")) == said(talk)
toPraat("talk.TextGrid", talk)
praat = said(fromPraat("talk.TextGrid"))
print("Praat:      ", praat)
assert [words for _, _, words in praat].count("_") == 4
toTranscriber("again.trs", talk)
again = said(fromTranscriber("again.trs"))
print("Transcriber:", again)
assert again == [(0.0, "spk1", "Did it help you")], again
assert "Nobody" not in open("again.trs", encoding="utf-8").read()
P
env/bin/python look.py
echo "as found: only the first turn is left in Transcriber's format, and a laugh is a word"
