#!/usr/bin/env bash
# deepgram-captions 2.0.0, and @deepgram/captions 1.2.0 from npm (write what Deepgram or AssemblyAI heard as WebVTT and
# SubRip). What we guessed before running: of an interview with a microphone for each of the two, which Deepgram hears
# as one channel each (`multichannel`), both are in the captions, perhaps one after the other; and times of AssemblyAI,
# which are in milliseconds, come out as the seconds that they are.
#
# Seen: only the first channel is written, so that of an interview the questions are left and no answer; the note above
# the cues says `Channels: 2`. Nothing is raised, and the reader of the file cannot see it. Where the service was asked
# for utterances as well, both are there, and who speaks is not. Of AssemblyAI each millisecond becomes a second: four
# seconds of talk last more than an hour, and none of the times leads to a place in the recording. Both packages alike.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet deepgram-captions==2.0.0 webvtt-py==0.6.0
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @deepgram/captions@1.2.0
cat > make.py <<'P'
import json

TALK = [(0, "Did it help?", 0.0), (1, "Not us.", 1.0), (0, "Why not?", 2.0), (1, "Nobody told the ward.", 3.0)]


def words(said, start, each):
    return [each(word, start + 0.2 * number) for number, word in enumerate(said.split())]


def heard(word, start):
    return {"word": word.strip(".?").lower(), "punctuated_word": word, "start": start, "end": start + 0.2, "confidence": 0.9}


def assembled(word, start):
    return {"text": word, "start": round(start * 1000), "end": round(start * 1000) + 200, "confidence": 0.9, "speaker": None}


def utterance(channel, said, start):
    given = words(said, start, heard)
    return {"channel": channel, "transcript": said, "start": start, "end": given[-1]["end"], "confidence": 0.9, "words": given}


channels = [
    {"alternatives": [{
        "transcript": " ".join(said for who, said, _ in TALK if who == channel),
        "confidence": 0.9,
        "words": [word for who, said, start in TALK if who == channel for word in words(said, start, heard)],
    }]}
    for channel in (0, 1)
]
two = {"metadata": {"duration": 4.0, "channels": 2}, "results": {"channels": channels}}
uttered = {**two, "results": {"channels": channels, "utterances": [utterance(*turn) for turn in TALK]}}
turns = []
for who, said, start in TALK:
    given = [{**word, "speaker": "AB"[who]} for word in words(said, start, assembled)]
    turns.append({"speaker": "AB"[who], "text": said, "start": given[0]["start"], "end": given[-1]["end"], "words": given})
assembly = {"text": "", "words": [word for turn in turns for word in turn["words"]], "utterances": turns}
for name, made in (("two", two), ("uttered", uttered), ("assembly", assembly)):
    with open(f"{name}.json", "w", encoding="utf-8") as file:
        json.dump(made, file)
P
env/bin/python make.py
cat > write.py <<'P'
import json

from deepgram_captions import AssemblyAIConverter, DeepgramConverter, webvtt

for name, read in (("two", DeepgramConverter), ("uttered", DeepgramConverter), ("assembly", AssemblyAIConverter)):
    with open(f"{name}.json", encoding="utf-8") as given, open(f"{name}-py.vtt", "w", encoding="utf-8") as file:
        file.write(webvtt(read(json.load(given))))
P
env/bin/python write.py
cat > write.js <<'J'
const { readFileSync, writeFileSync } = require("fs");
const { webvtt, DeepgramConverter, AssemblyAiConverter } = require("@deepgram/captions");
for (const [name, Read] of [["two", DeepgramConverter], ["uttered", DeepgramConverter], ["assembly", AssemblyAiConverter]])
  writeFileSync(`${name}-js.vtt`, webvtt(new Read(JSON.parse(readFileSync(`${name}.json`, "utf8")))));
J
node write.js
cat > look.py <<'P'
import webvtt

TALK = ["Did it help?", "Not us.", "Why not?", "Nobody told the ward."]
for by in ("py", "js"):
    two, uttered, assembly = (webvtt.read(f"{name}-{by}.vtt") for name in ("two", "uttered", "assembly"))
    for name, cues in (("two channels", two), ("and utterances", uttered), ("AssemblyAI", assembly)):
        print(by, name, [(cue.start, cue.voice, cue.text) for cue in cues])
    assert [cue.text for cue in two] == ["Did it help? Why not?"]
    with open(f"two-{by}.vtt", encoding="utf-8") as file:
        assert "Channels: 2" in file.read()
    assert [cue.text for cue in uttered] == TALK and {cue.voice for cue in uttered} == {None}
    assert [cue.text for cue in assembly] == TALK and [cue.voice for cue in assembly] == ["Speaker A", "Speaker B"] * 2
    assert [cue.start for cue in assembly] == ["00:00:00.000", "00:16:40.000", "00:33:20.000", "00:50:00.000"]
    assert assembly[-1].end == "01:03:20.000", assembly[-1].end
P
env/bin/python look.py
echo "as found: of two microphones one is heard, and each millisecond lasts a second"
