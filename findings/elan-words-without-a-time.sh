#!/usr/bin/env bash
# Interviews in ELAN (EAF 3.0), read with pympi-ling 1.71, on the way to Praat.
#
# In ELAN the border between two utterances may have no time of its own: a TIME_SLOT without TIME_VALUE, which the
# schema allows and which ELAN writes where a stretch was divided and never aligned. We guessed that the library would
# fill in a time between its neighbours, as ELAN does on the screen, or refuse the file.
#
# Seen: the file is read and written back whole; both utterances are there, with None for the time. But made into a Praat
# TextGrid, the tier comes out as one empty interval: the words of both utterances, and the codes below them, are gone
# without a word of warning. Asking what was said at a moment, or between two moments, ends with a TypeError.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pympi-ling==1.71

cat > talk.eaf <<'EAF'
<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-05-01T10:00:00+01:00" FORMAT="3.0" VERSION="3.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/>
    <TIME_SLOT TIME_SLOT_ID="ts2"/>
    <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="4000"/>
  </TIME_ORDER>
  <TIER LINGUISTIC_TYPE_REF="words" TIER_ID="R1" PARTICIPANT="R1">
    <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
        <ANNOTATION_VALUE>We had a date to deliver.</ANNOTATION_VALUE>
      </ALIGNABLE_ANNOTATION>
    </ANNOTATION>
    <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
        <ANNOTATION_VALUE>Nobody came to look.</ANNOTATION_VALUE>
      </ALIGNABLE_ANNOTATION>
    </ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="code" PARENT_REF="R1" TIER_ID="R1-code">
    <ANNOTATION>
      <REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a1">
        <ANNOTATION_VALUE>deadline</ANNOTATION_VALUE>
      </REF_ANNOTATION>
    </ANNOTATION>
  </TIER>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="true" GRAPHIC_REFERENCES="false"/>
  <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="code" TIME_ALIGNABLE="false" GRAPHIC_REFERENCES="false"
      CONSTRAINTS="Symbolic_Association"/>
  <CONSTRAINT DESCRIPTION="1-1 association with a parent annotation" STEREOTYPE="Symbolic_Association"/>
</ANNOTATION_DOCUMENT>
EAF

cat > look.py <<'PY'
import pympi

talk = pympi.Eaf("talk.eaf")
read = {name: talk.get_annotation_data_for_tier(name) for name in talk.get_tier_names()}
print("read:", read)
grid = {tier.name: list(tier.get_all_intervals()) for tier in talk.to_textgrid().get_tiers()}
print("as a TextGrid:", grid)
try:
    asked = talk.get_annotation_data_at_time("R1", 1000)
except TypeError as error:
    asked = f"TypeError: {error}"
print("at one second:", asked)

assert [words for _, _, words in read["R1"]] == ["We had a date to deliver.", "Nobody came to look."]
assert [words for _, _, words, *_ in read["R1-code"]] == ["deadline"]
assert [words for tier in grid.values() for _, _, words in tier] == ["", ""], grid
assert str(asked).startswith("TypeError"), asked
PY
env/bin/python look.py
echo "as found: in the TextGrid no word is left"
