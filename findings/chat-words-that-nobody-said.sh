#!/usr/bin/env bash
# chamd 0.5.13 (makes plain words of transcripts in CHAT), beside pylangacq 0.23.0 with rustling 0.9.0, on marks that the
# manual of CHAT gives. What we guessed before running: both leave the marks out and keep what was said, so that they have
# the same words; a word after a nought (`0not`) is one that the transcriber missed and nobody said, and goes.
#
# Seen: chamd keeps that word without its nought, so that `they did 0not help us` has become `they did not help us`, the
# contrary of what was said. A sound that is no word (`&~be`) becomes a word, and so does the number of an overlap
# (`[>1]`); of these two something stands in a list of errors, of the nought nothing. An underscore within a name goes, so
# that `New_York` is `NewYork`. pylangacq has the words that were said, each time.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet chamd==0.5.13 pylangacq==0.23.0 rustling==0.9.0
cat > look.py <<'P'
import pylangacq
from chamd import ChatReader

HEAD = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tINT Interviewer Investigator, NUR Nurse Adult\n"
    "@ID:\teng|talk|INT|||||Investigator|||\n@ID:\teng|talk|NUR|||||Adult|||\n"
)
# what was transcribed: what chamd has of it, and what was said
SAID = {
    "they did 0not help us .": ("they did not help us .", "they did help us ."),
    "it 0is late .": ("it is late .", "it late ."),
    "no &~be because of time .": ("no be because of time .", "no because of time ."),
    "we did it [>1] .": ("we did it 1 .", "we did it ."),
    "New_York was far .": ("NewYork was far .", "New_York was far ."),
    "we [?] can(not) say (.) yet .": ("we cannot say yet .", "we cannot say yet ."),
    "<we did> [//] they did not [% ironic] .": ("they did not .", "they did not ."),
}
talk = HEAD + "".join(f"*NUR:\t{line}\n" for line in SAID) + "@End\n"
reader = ChatReader()
plain = [" ".join(line.text.split()) for line in reader.read_string(talk, "talk.cha").lines]
words = [" ".join(token.word for token in one.tokens) for one in pylangacq.CHAT.from_strs([talk]).utterances()]
for line, by_chamd, by_pylangacq in zip(SAID, plain, words, strict=True):
    print(f"{line}\n    chamd:     {by_chamd}\n    pylangacq: {by_pylangacq}")
assert plain == [found for found, _ in SAID.values()]
assert words == [said for _, said in SAID.values()]
print(len(reader.errors), "errors are told of")
assert len(reader.errors) == 2 and not any("0not" in error or "0is" in error for error in reader.errors), reader.errors
P
env/bin/python look.py
echo 'as found: a `not` that nobody said is among the words'
