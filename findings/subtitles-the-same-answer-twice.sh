#!/usr/bin/env bash
# whisper-vtt2srt 0.1.2 (makes SubRip of WebVTT, such as Whisper and meetings write it, and takes out words that a cue
# repeats from the one before while a caption grows on the screen). What we guessed before running: names of voices and
# what stands in square brackets go, as its page says of tags and sounds; an answer that is no repetition on the screen,
# being another voice's, seconds later, stays; and a cue's identifier, which is no text, does not become one.
#
# Seen: where a second speaker answers as the first did, the answer is gone: of three people who each say `Yes.` one is
# left. An answer that is a number, in a cue that names no voice, is gone, so that `How many came?` has none. A person's
# pseudonym in square brackets is taken for a sound and goes too. The identifiers that Teams puts before each cue are
# written behind the words of the cue before, as if they had been said.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet whisper-vtt2srt==0.1.2 webvtt-py==0.6.0
cat > talk.vtt <<'X'
WEBVTT

00:00:00.000 --> 00:00:02.000
<v Coach>Did all of you get the letter?

00:00:03.000 --> 00:00:04.000
<v Nurse>Yes.

00:00:07.000 --> 00:00:08.000
<v Doctor>Yes.

00:00:11.000 --> 00:00:12.000
<v Porter>Yes.

00:00:13.000 --> 00:00:15.000
How many came?

00:00:16.000 --> 00:00:17.000
12

00:00:20.000 --> 00:00:23.000
<v Coach>And [the head] said why?
X
cat > meeting.vtt <<'X'
WEBVTT

8a1f6b0e-52c4-4d0e-9a55-3f1d2c7b6e90/11-0
00:00:00.000 --> 00:00:02.000
<v Coach>Why did it stop?</v>

8a1f6b0e-52c4-4d0e-9a55-3f1d2c7b6e90/14-0
00:00:03.000 --> 00:00:05.000
<v Nurse>Nobody had time.</v>
X
for name in talk meeting; do
  env/bin/whisper-vtt2srt "$name.vtt" "$name.srt" >log 2>&1 || { cat log; exit 1; }
done
cat > look.py <<'P'
import webvtt


def cues(read, name):
    return [cue.text for cue in read(name)]


said, left = cues(webvtt.read, "talk.vtt"), cues(webvtt.from_srt, "talk.srt")
print("said:", said)
print("left:", left)
assert said.count("Yes.") == 3 and "12" in said and len(said) == 7
assert left == ["Did all of you get the letter?", "Yes.", "How many came?", "And  said why?"]

assert cues(webvtt.read, "meeting.vtt") == ["Why did it stop?", "Nobody had time."]
meeting = cues(webvtt.from_srt, "meeting.srt")
print("of a meeting:", meeting)
assert meeting == ["Why did it stop? 8a1f6b0e-52c4-4d0e-9a55-3f1d2c7b6e90/14-0", "Nobody had time."]
P
env/bin/python look.py
echo "as found: an answer that was given before is gone, and so is a number; identifiers are words"
