#!/usr/bin/env bash
# corflow 3.4.3 (turns transcripts of ELAN, Praat, Transcriber and EXMARaLDA into each other, and into TEI). What we guessed
# before running: a talk of two people that ELAN holds as two tiers comes out as two people who speak, and what is valid XML
# in is valid XML out.
#
# Seen: in the EXMARaLDA file only the first speaker speaks. The tier of the second is written as annotation (`type="a"`,
# where `t` is what is said), though it is of that speaker alone and hangs below no other: whoever counts or searches what
# was said finds the interviewer. And an `&` or `<` in what was said (`R&D`) is written as it is to EXMARaLDA and to
# Transcriber, so that these files are no XML and nothing opens them. To ELAN and TEI the same talk goes well.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet corflow==3.4.3
cat > look.py <<'P'
import contextlib
import io
import xml.etree.ElementTree as ElementTree

from corflow.fromElan import fromElan
from corflow.toElan import toElan
from corflow.toExmaralda import toExmaralda
from corflow.toTEI import toTEI
from corflow.toTranscriber import toTranscriber


def tier(speaker, begin, end, words):
    said = f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="a{begin}" TIME_SLOT_REF1="ts{begin}" TIME_SLOT_REF2="ts{end}">'
    said += f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>"
    tells = f'LINGUISTIC_TYPE_REF="utterance" PARTICIPANT="{speaker}" TIER_ID="{speaker}"'
    return f"<TIER {tells}><ANNOTATION>{said}</ANNOTATION></TIER>"


def written(answer):
    """The talk in each form, as text."""
    times = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{one}" TIME_VALUE="{one}000"/>' for one in range(4))
    with open("talk.eaf", "w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-01-05T09:00:00+01:00"'
            ' FORMAT="3.0" VERSION="3.0"><HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>'
            f"<TIME_ORDER>{times}</TIME_ORDER>{tier('INT', 0, 1, 'Did it help?')}{tier('NUR', 1, 3, answer)}"
            '<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="utterance" TIME_ALIGNABLE="true"/>'
            "</ANNOTATION_DOCUMENT>"
        )
    made = {}
    for ending, write in {"exb": toExmaralda, "trs": toTranscriber, "eaf": toElan, "tei": toTEI}.items():
        with contextlib.redirect_stdout(io.StringIO()):
            write(f"made.{ending}", fromElan("talk.eaf"))
        with open(f"made.{ending}", encoding="utf-8") as file:
            made[ending] = file.read()
    return made


def is_xml(text):
    try:
        return ElementTree.fromstring(text.encode()) is not None
    except ElementTree.ParseError:
        return False


plain = written("It did not help us.")
tiers = [dict(one.attrib) for one in ElementTree.fromstring(plain["exb"].encode()).iter("tier")]
print("EXMARaLDA:", tiers)
assert [(one["speaker"], one["type"]) for one in tiers] == [("INT", "t"), ("NUR", "a")]
assert all(map(is_xml, plain.values()))
sound = {ending: is_xml(text) for ending, text in written("R&amp;D did not help us.").items()}
print("XML, where somebody said R&D:", sound)
assert sound == {"exb": False, "trs": False, "eaf": True, "tei": True}
P
env/bin/python look.py
echo "as found: one of two speaks, and with R&D neither file can be opened"
