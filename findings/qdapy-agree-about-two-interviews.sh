#!/usr/bin/env bash
# qdapy 0.1.0 (agreement of coders from REFI-QDA projects). What we guessed before running: coders who never coded the same
# interview agree on nothing, so that there is no alpha or none above 0; and of a PDF each coding comes along, or is
# counted among what was left out, as codings of pictures are.
#
# Seen: Krippendorff's alpha for unitizing is 1, as high as it can be, for two coders who coded one interview each.
# `segments` puts all interviews onto one line of characters, each from 0 on, so that whoever coded the first minute of
# one agrees or disagrees with whoever coded the first minute of another. One by one there is no alpha at all. Codings
# of the text of a PDF, which stand in its `Representation`, are gone, while the PDF is listed and nothing is left out.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet qdapy==0.1.0 pandas==2.3.3
cat > look.py <<'P'
import zipfile

import qdapy


def guid(number):
    return f"00000000-0000-4000-8000-{number:012}"


MADE = 'creationDateTime="2026-01-05T09:00:00Z"'
TRUST, TIME, ANN, BOB = guid(1), guid(2), guid(3), guid(4)
MINUTES = "Minutes: the ward was told nothing."


def coded(number, start, end, code, by):
    coding = f'<Coding guid="{guid(number + 1)}" creatingUser="{by}" {MADE}><CodeRef targetGUID="{code}"/></Coding>'
    place = f'startPosition="{start}" endPosition="{end}"'
    return f'<PlainTextSelection guid="{guid(number)}" {place} creatingUser="{by}" {MADE}>{coding}</PlainTextSelection>'


def talk(number, text, by):
    said = coded(number + 10, 0, 21, TRUST, by) + coded(number + 20, 22, 47, TIME, by)
    content = f"<PlainTextContent>{text}</PlainTextContent>"
    return f'<TextSource guid="{guid(number)}" name="interview {number}">{content}{said}</TextSource>'


project = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="talks" origin="by hand" creatingUserGUID="{ANN}" {MADE}>
<Users><User guid="{ANN}" name="ann"/><User guid="{BOB}" name="bob"/></Users>
<CodeBook><Codes><Code guid="{TRUST}" name="trust" isCodable="true"/><Code guid="{TIME}" name="time" isCodable="true"/>
</Codes></CodeBook>
<Sources>{talk(100, "We stopped too early. Nobody had told the ward.", ANN)}
{talk(200, "The list was so long. They liked it as it went.", BOB)}
<PDFSource guid="{guid(300)}" name="minutes" path="internal://{guid(300)}.pdf">
<Representation guid="{guid(301)}" plainTextPath="internal://{guid(301)}.txt">{coded(302, 9, 35, TRUST, ANN)}
</Representation></PDFSource></Sources></Project>"""
with zipfile.ZipFile("talks.qdpx", "w") as packed:
    packed.writestr("project.qde", project)
    packed.writestr(f"Sources/{guid(300)}.pdf", "%PDF-1.4\n%%EOF\n")
    packed.writestr(f"Sources/{guid(301)}.txt", MINUTES)

read = qdapy.read_qdpx("talks.qdpx", warn=False)
print(read.fragments[["title", "codedBy", "code", "text"]].to_string())
alpha = qdapy.unitizing_alpha([*qdapy.segments(read.fragments).values()])
each = [qdapy.unitizing_alpha([*qdapy.segments(one).values()]) for _, one in read.fragments.groupby("title")]
print("alpha of all:", alpha, "of each interview:", each)
print("sources:", read.sources, "left out:", read.skipped, [one for one in read.limitations if "PDF" in one])
assert set(zip(read.fragments["title"], read.fragments["codedBy"])) == {("interview 100", "ann"), ("interview 200", "bob")}
assert (alpha["alpha"], alpha["intersections"], each) == (1, 2, [None, None])
assert read.sources[-1] == "minutes" and read.skipped == {} and "told nothing" not in " ".join(read.fragments["text"])
P
env/bin/python look.py
echo "as found: coders of two interviews agree wholly, and codings of a PDF are gone without a word"
