#!/usr/bin/env bash
# subtitles-parser-vtt 0.1.0 (npm; reads WebVTT). In WebVTT the hours of a time may be left out, and Whisper's own command
# does so in the first hour of a recording. What we guessed before running: every reader of WebVTT has all cues.
#
# Seen: a cue without hours is gone, without an error. Of a talk of a little more than an hour what comes after the hour is
# left, as if nothing had been said before; of a shorter one there is nothing, an empty list. A cue with hours that
# comes before one without swallows it: its words hold the times and words of the next cue. node-webvtt 2.0.0, webvtt-parser
# 2.2.0 and @plussub/srt-vtt-parser 2.0.5 have all cues of the same file.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund subtitles-parser-vtt@0.1.0 node-webvtt@2.0.0 webvtt-parser@2.2.0 @plussub/srt-vtt-parser@2.0.5
cat > look.js <<'J'
const assert = require("assert");
const { WebVTTParser } = require("webvtt-parser");

const talk = `WEBVTT

00:00.000 --> 00:02.500
NUR: It did not help us.

00:02.500 --> 00:04.000
COA: Why not?

59:59.000 --> 01:00:01.000
NUR: Nobody told the ward.

01:00:01.000 --> 01:00:03.000
NUR: So we stopped.
`;
const words = (cues) => cues.map((cue) => cue.text);
const all = ["NUR: It did not help us.", "COA: Why not?", "NUR: Nobody told the ward.", "NUR: So we stopped."];
assert.deepStrictEqual(words(require("node-webvtt").parse(talk).cues), all);
assert.deepStrictEqual(words(new WebVTTParser().parse(talk, "metadata").cues), all);
assert.deepStrictEqual(words(require("@plussub/srt-vtt-parser").parse(talk).entries), all);

const { fromVtt } = require("subtitles-parser-vtt");
const short = talk.split("\n59:59")[0];
const turned = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nCOA: Why not?\n\n00:02.000 --> 00:04.000\nNUR: Nobody told us.\n";
console.log("all of it:", fromVtt(talk, "ms"));
console.log("its first minutes:", fromVtt(short, "ms"));
console.log("hours in one time only:", fromVtt(turned, "ms"));
assert.deepStrictEqual(words(fromVtt(talk, "ms")), ["NUR: So we stopped."]);
assert.deepStrictEqual(fromVtt(short, "ms"), []);
assert.strictEqual(words(fromVtt(turned, "ms"))[0], "COA: Why not?\n\n00:02.000 --> 00:04.000\nNUR: Nobody told us.");
J
node look.js
echo "as found: what was said in the first hour is gone"
