#!/usr/bin/env bash
# qdpxlib 0.1.4 (reads codings from REFI-QDA projects, for training classifiers). What we guessed before running: a coding
# has the words between its two positions, which REFI-QDA counts in characters, and the name of its code.
#
# Seen: positions are taken for bytes. With each accented letter, dash or typographic quotation mark that stands before it
# in an interview the words of a coding begin earlier, in what was not coded, and the last sentence, which then lacks its
# end, is left out. Letters with accents are taken out of names of codes: `één keer` is `n keer`. No error is raised; in an
# English interview without typographic marks all is right.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet qdpxlib==0.1.4 numpy==1.26.4 tqdm==4.67.1
cat > look.py <<'P'
import zipfile

from qdpxlib.qdpxlib import QDPXFile


def guid(number):
    return f"00000000-0000-4000-8000-{number:012}"


MADE = 'creationDateTime="2026-01-05T09:00:00Z"'
SAID = ("It did not help us at all.", "Nobody told the ward.")


def read(before, code):
    """The sentences and the codes that are read, of one coding of `SAID` behind other words."""
    start, said = len(before), " ".join(SAID)
    coding = f'<Coding guid="{guid(6)}" creatingUser="{guid(1)}" {MADE}><CodeRef targetGUID="{guid(2)}"/></Coding>'
    project = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="talks" origin="by hand" creatingUserGUID="{guid(1)}" {MADE}>
<Users><User guid="{guid(1)}" name="ann"/></Users>
<CodeBook><Codes><Code guid="{guid(2)}" name="{code}" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="{guid(4)}" name="interview" plainTextPath="internal://{guid(4)}.txt">
<PlainTextSelection guid="{guid(5)}" startPosition="{start}" endPosition="{start + len(said)}">{coding}</PlainTextSelection>
</TextSource></Sources></Project>"""
    with zipfile.ZipFile("talks.qdpx", "w") as packed:
        packed.writestr("project.qde", project)
        packed.writestr(f"sources/{guid(4)}.txt", before + said + " We stopped.")
    found = QDPXFile("talks.qdpx", filter_std=None)
    return [(words, codes) for _, words, _, _, codes in found.codings if codes]


plain = read("INT: So what did you think? NUR: ", "one time")
accents = read("INT: Zo’n één keer – of toch “twee” keer? NUR: ", "één keer")
print("English:", plain)
print("Dutch:  ", accents)
assert plain == [(SAID[0], ["one time"]), (SAID[1], ["one time"])]
((words, codes),) = accents
assert (words, codes) == ("NUR: " + SAID[0], ["n keer"])
P
env/bin/python look.py
echo "as found: what is read as coded is not what was coded, as soon as a letter has an accent"
